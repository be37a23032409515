/*
 * resolve_rust_crates.c -- which files make which crate, and which module holds what.
 *
 * Packages come from Cargo.toml, read line by line: a key that stands where Cargo wants it is all
 * that is needed. Their crates begin at the conventional places (src/lib.rs, src/main.rs, src/bin,
 * tests, examples, benches) and where a `path` says so. From each root `mod` declarations are
 * followed. A file nobody declares (macros can do that) joins the module its path suggests.
 */
#include "graph/resolve_rust.h"

#include "base/file.h"

enum { MANIFEST_MAX_LINES = 20000, MODULE_DEPTH_MAX = 64 };

/* -- Cargo.toml -- */

typedef struct Root {
    UnitId unit;
    uint32_t package; /* index + 1 */
    bool is_lib;
} Root;

typedef struct Manifests {
    RsState *s;
    VEC(Root) roots;
    U64Map is_root;               /* units */
    VEC(Str) dependency_packages; /* by dependency, in order of packages */
} Manifests;

/* The text of a string value, without quotes. */
static Str string_value(Str value)
{
    value = str_trim(value);
    if (value.len < 2 || (value.ptr[0] != '"' && value.ptr[0] != '\''))
        return STR_NONE;
    size_t end = str_find_char(value, value.ptr[0], 1);
    return end == SIZE_MAX ? STR_NONE : str_sub(value, 1, end);
}

/* `key = "..."` inside an inline table. */
static Str inline_value(Str table, const char *key)
{
    Str word = str_from(key);

    for (size_t at = 0; (at = str_find(table, word, at)) != SIZE_MAX; at += word.len) {
        Str rest = str_trim(str_sub(table, at + word.len, table.len));
        char before = at ? table.ptr[at - 1] : ' ';

        if ((before == ' ' || before == '{' || before == ',') && rest.len && rest.ptr[0] == '=')
            return string_value(str_sub(rest, 1, rest.len));
    }
    return STR_NONE;
}

/* The program's number for a crate's name as sources write it. */
static uint32_t crate_name(RsState *s, Str name)
{
    AUTO(arena_done) Arena a = {0};
    char *text = arena_cstr(&a, name);

    for (size_t i = 0; i < name.len; i++)
        text[i] = text[i] == '-' ? '_' : text[i];
    return resolve_global_name(s->p, (Str){text, name.len});
}

static UnitId unit_below(RsState *s, Str dir, Str name)
{
    AUTO(arena_done) Arena a = {0};
    Str path = dir.len ? arena_printf(&a, "%.*s/%.*s", STR_ARG(dir), STR_ARG(name)) : name;

    return program_find_unit(s->p, path);
}

static void add_root(Manifests *m, UnitId unit, uint32_t package, bool is_lib)
{
    if (unit == UNIT_NONE || m->s->p->units[unit].file->language != LANG_RUST)
        return;
    bool is_new;
    (void)u64map_at(&m->is_root, unit, &is_new);
    if (is_new)
        *VEC_PUSH(&m->roots) = (Root){unit, package, is_lib};
}

static bool is_dependency_section(Str section)
{
    return str_ends(section, STR("dependencies"));
}

/* [dependencies.NAME] and the like: the part after the dot. */
static Str dependency_of_section(Str section)
{
    size_t at = str_find(section, STR("dependencies."), 0);

    return at == SIZE_MAX ? STR_NONE : str_sub(section, at + 13, section.len);
}

static void add_dependency(Manifests *m, RsPackage *package, Str key, Str package_name)
{
    size_t dot = str_find_char(key, '.', 0); /* serde.workspace = true */

    key = str_sub(key, 0, dot == SIZE_MAX ? key.len : dot);
    if (key.len > 2 && key.ptr[0] == '"')
        key = str_sub(key, 1, key.len - 1);
    *VEC_PUSH(&package->dependencies) = (RsDependency){.name = crate_name(m->s, key)};
    *VEC_PUSH(&m->dependency_packages) = package_name.len ? package_name : key;
}

static void read_key(Manifests *m, uint32_t package, Str section, Str key, Str value)
{
    RsPackage *pk = &m->s->packages.at[package - 1];

    if (str_is(section, "package") && str_is(key, "name")) {
        pk->name = string_value(value);
        if (pk->lib_name == UINT32_MAX)
            pk->lib_name = crate_name(m->s, pk->name);
    } else if (str_is(section, "package") && str_is(key, "build")) {
        add_root(m, unit_below(m->s, pk->dir, string_value(value)), package, false);
    } else if (str_is(section, "lib") && str_is(key, "name")) {
        pk->lib_name = crate_name(m->s, string_value(value));
    } else if (str_is(key, "path") &&
               (str_is(section, "lib") || str_is(section, "[bin") || str_is(section, "[test") ||
                str_is(section, "[example") || str_is(section, "[bench"))) {
        add_root(m, unit_below(m->s, pk->dir, string_value(value)), package,
                 str_is(section, "lib"));
    } else if (is_dependency_section(section)) {
        add_dependency(m, pk, key, inline_value(value, "package"));
    } else if (dependency_of_section(section).len && str_is(key, "package")) {
        *VEC_LAST(&m->dependency_packages) = string_value(value);
    }
}

static void read_manifest(Manifests *m, Str dir, Str text)
{
    Str rest = text, line, section = STR_NONE;
    int lines = 0;

    *VEC_PUSH(&m->s->packages) = (RsPackage){.dir = dir, .lib_name = UINT32_MAX};
    uint32_t package = (uint32_t)m->s->packages.len;
    while (str_line(&rest, &line) && lines++ < MANIFEST_MAX_LINES) {
        line = str_trim(line);
        size_t equals = str_find_char(line, '=', 0);

        if (str_starts(line, STR("["))) {
            size_t end = str_find_char(line, ']', 0);

            section = str_trim(str_sub(line, 1, end == SIZE_MAX ? line.len : end));
            Str dependency = dependency_of_section(section);
            if (dependency.len)
                add_dependency(m, &m->s->packages.at[package - 1], dependency, STR_NONE);
        } else if (line.len && line.ptr[0] != '#' && equals != SIZE_MAX) {
            read_key(m, package, section, str_trim(str_sub(line, 0, equals)),
                     str_sub(line, equals + 1, line.len));
        }
    }
}

static void read_manifests(Manifests *m)
{
    size_t count;
    const SourceFile *files = checkout_files(m->s->p->checkout, &count);

    for (size_t i = 0; i < count; i++) {
        Str text;

        if (!str_is(path_base(files[i].path), "Cargo.toml"))
            continue;
        if (checkout_read(m->s->p->checkout, &m->s->arena, &files[i], &text, NULL) == ERR_OK)
            read_manifest(m, path_dir(files[i].path), text);
    }
}

static void link_dependencies(Manifests *m)
{
    StrMap packages = {0};
    size_t next = 0;

    for (size_t i = 0; i < m->s->packages.len; i++) {
        if (m->s->packages.at[i].name.len)
            (void)strmap_set(&packages, m->s->packages.at[i].name, i + 1);
    }
    for (size_t i = 0; i < m->s->packages.len; i++) {
        RsPackage *package = &m->s->packages.at[i];

        for (size_t d = 0; d < package->dependencies.len; d++) {
            uint64_t found = 0;

            if (strmap_get(&packages, m->dependency_packages.at[next++], &found))
                package->dependencies.at[d].package = (uint32_t)found;
        }
    }
    strmap_done(&packages);
}

/* -- roots by convention -- */

static bool is_root_name(Str rest)
{
    static const char *const folders[] = {"src/bin/", "examples/", "tests/", "benches/"};

    for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
        if (!str_starts(rest, str_from(folders[i])))
            continue;
        Str name = str_sub(rest, strlen(folders[i]), rest.len);
        size_t slash = str_find_char(name, '/', 0);

        if (slash == SIZE_MAX)
            return str_ends(name, STR(".rs"));
        return str_is(str_sub(name, slash, name.len), "/main.rs");
    }
    return str_is(rest, "src/lib.rs") || str_is(rest, "src/main.rs") ||
           str_is(rest, "build.rs");
}

static void add_conventional_roots(Manifests *m)
{
    StrMap packages = {0};
    const Program *p = m->s->p;

    for (size_t i = 0; i < m->s->packages.len; i++)
        (void)strmap_set(&packages, m->s->packages.at[i].dir, i + 1);
    for (UnitId u = 0; u < p->unit_count; u++) {
        if (p->units[u].file->language != LANG_RUST)
            continue;
        Str path = p->units[u].file->path, dir = path_dir(path);

        /* at most four folders up: tests/NAME/main.rs, src/bin/NAME/main.rs */
        for (int up = 0; up < 4; up++, dir = path_dir(dir)) {
            uint64_t package;

            if (strmap_get(&packages, dir, &package)) {
                Str rest = str_sub(path, dir.len ? dir.len + 1 : 0, path.len);

                if (is_root_name(rest))
                    add_root(m, u, (uint32_t)package, str_is(rest, "src/lib.rs"));
                break;
            }
            if (!dir.len)
                break;
        }
    }
    strmap_done(&packages);
}

/* -- modules -- */

static uint32_t add_module(RsState *s, RsModule module, uint32_t name, bool is_elsewhere)
{
    uint32_t number = (uint32_t)s->modules.len;

    *VEC_PUSH(&s->modules) = module;
    if (module.scope == 1)
        s->module_of_unit[module.unit] = number;
    else
        *u64map_at(&s->module_of_scope, rs_key(module.unit, module.scope), NULL) = number;
    if (module.parent && name != UINT32_MAX) {
        uint64_t *first = u64map_at(&s->item_of_name, rs_key(module.parent, name), NULL);

        *VEC_PUSH(&s->items) = (RsItem){.next = (uint32_t)*first,
                                        .unit = module.unit,
                                        .index = number,
                                        .kind = ENTITY_NONE,
                                        .is_elsewhere = is_elsewhere};
        *first = s->items.len - 1;
    }
    return number;
}

/* Where the files of the modules that `file` declares are. */
static Str module_dir(Arena *a, Str file, bool is_root)
{
    Str base = path_base(file);

    if (is_root || str_is(base, "mod.rs"))
        return path_dir(file);
    return arena_str(a, str_sub(file, 0, file.len - 3));
}

static UnitId module_file(RsState *s, Str dir, Str file_dir, bool is_inline, const Facts *f,
                          const Def *d)
{
    AUTO(arena_done) Arena a = {0};
    Str name = facts_name(f, d->name);

    if (d->value && f->exprs[d->value].kind == EXPR_LITERAL) {
        Str path = facts_name(f, f->exprs[d->value].name);
        Str from = is_inline ? dir : file_dir;

        while (str_starts(path, STR("./")) || str_starts(path, STR("../"))) {
            bool is_up = path.ptr[1] == '.';

            path = str_sub(path, is_up ? 3 : 2, path.len);
            from = is_up ? path_dir(from) : from;
        }
        return unit_below(s, from, path);
    }
    UnitId unit = unit_below(s, dir, arena_printf(&a, "%.*s.rs", STR_ARG(name)));
    return unit != UNIT_NONE
               ? unit
               : unit_below(s, dir, arena_printf(&a, "%.*s/mod.rs", STR_ARG(name)));
}

/* `around` is the def of the inline module whose inside is read; 0: the whole file. Defs are in the
 * order of the file, so those inside it follow it. */
static void read_modules(RsState *s, uint32_t parent, uint32_t around, Str dir, int depth)
{
    UnitId unit = s->modules.at[parent].unit;
    const Unit *u = &s->p->units[unit];
    uint32_t crate = s->modules.at[parent].crate;

    uint32_t scope = around ? u->facts->defs[around].inner : 1;
    uint32_t end = around ? u->facts->defs[around].end : UINT32_MAX;

    for (uint32_t i = around + 1; i < u->facts->def_count && u->facts->defs[i].start < end;
         i++) {
        const Def *d = &u->facts->defs[i];
        uint32_t name = u->global_names[d->name];
        bool is_elsewhere = d->flags & RUST_DEF_IS_ELSEWHERE;

        if (d->kind != DEF_MODULE || d->scope != scope || depth > MODULE_DEPTH_MAX)
            continue;
        RsModule module = {
            .unit = unit, .parent = parent, .crate = crate, .symbol = u->first_symbol + i};
        if (d->inner) {
            Str inner = path_join(&s->arena, dir, facts_name(u->facts, d->name));

            module.scope = d->inner;
            read_modules(s, add_module(s, module, name, is_elsewhere), i, inner, depth + 1);
            continue;
        }
        module.unit = module_file(s, dir, path_dir(u->file->path), around != 0, u->facts, d);
        if (module.unit == UNIT_NONE || s->module_of_unit[module.unit] ||
            s->p->units[module.unit].file->language != LANG_RUST)
            continue;
        module.scope = 1;
        module.symbol = s->p->units[module.unit].first_symbol;
        Str file = s->p->units[module.unit].file->path;
        read_modules(s, add_module(s, module, name, is_elsewhere), 0,
                     module_dir(&s->arena, file, d->value != 0), depth + 1);
    }
}

static uint32_t add_crate(RsState *s, UnitId unit, uint32_t package)
{
    uint32_t crate = (uint32_t)s->crates.len;
    RsModule root = {
        .unit = unit, .scope = 1, .crate = crate, .symbol = s->p->units[unit].first_symbol};

    *VEC_PUSH(&s->crates) = (RsCrate){.package = package};
    uint32_t module = add_module(s, root, UINT32_MAX, false);
    s->crates.at[crate].root = module;
    read_modules(s, module, 0, module_dir(&s->arena, s->p->units[unit].file->path, true), 0);
    return crate;
}

/* A file that no `mod` leads to: a child of the module whose place its path suggests. */
static void adopt(RsState *s, UnitId unit)
{
    Str path = s->p->units[unit].file->path, dir = path_dir(path), name = path_base(path);
    static const char *const parents[] = {"mod.rs", "lib.rs", "main.rs"};
    UnitId parent = UNIT_NONE;

    name = str_sub(name, 0, name.len - 3);
    if (str_is(name, "mod")) {
        name = path_base(dir);
        dir = path_dir(dir);
    }
    for (size_t i = 0; i < ARRAY_LEN(parents) && parent == UNIT_NONE; i++)
        parent = unit_below(s, dir, str_from(parents[i]));
    if (parent == UNIT_NONE && dir.len) {
        AUTO(arena_done) Arena a = {0};

        parent = program_find_unit(s->p, arena_printf(&a, "%.*s.rs", STR_ARG(dir)));
    }
    uint32_t module = parent == UNIT_NONE || parent == unit ? 0 : s->module_of_unit[parent];
    if (!module) {
        (void)add_crate(s, unit, 0);
        return;
    }
    RsModule child = {.unit = unit,
                      .scope = 1,
                      .parent = module,
                      .crate = s->modules.at[module].crate,
                      .symbol = s->p->units[unit].first_symbol};
    uint32_t number = add_module(s, child, resolve_global_name(s->p, name), false);
    read_modules(s, number, 0, module_dir(&s->arena, path, false), 0);
}

static void build_modules(RsState *s, const Manifests *m)
{
    for (int libs = 1; libs >= 0; libs--) {
        for (size_t i = 0; i < m->roots.len; i++) {
            const Root *root = &m->roots.at[i];

            if (root->is_lib != libs || s->module_of_unit[root->unit])
                continue;
            uint32_t crate = add_crate(s, root->unit, root->package);
            if (root->is_lib && root->package)
                s->packages.at[root->package - 1].lib = crate;
        }
    }
    for (UnitId u = 0; u < s->p->unit_count; u++) {
        if (s->p->units[u].file->language == LANG_RUST && !s->module_of_unit[u])
            adopt(s, u);
    }
}

/* -- what modules hold -- */

static void add_item(RsState *s, U64Map *map, uint64_t key, RsItem item)
{
    uint64_t *first = u64map_at(map, key, NULL);

    item.next = (uint32_t)*first;
    *VEC_PUSH(&s->items) = item;
    *first = s->items.len - 1;
}

static uint32_t module_at(const RsState *s, UnitId unit, uint32_t scope)
{
    uint64_t module = 0;

    if (scope == 1)
        return s->module_of_unit[unit];
    return u64map_get(&s->module_of_scope, rs_key(unit, scope), &module) ? (uint32_t)module : 0;
}

/* Backwards, so that each chain ends up in the order of the file. */
static void list_items(RsState *s, UnitId unit)
{
    const Facts *f = rs_facts(s, unit);

    for (uint32_t i = f->import_count; i-- > 0;) {
        uint32_t module = module_at(s, unit, f->imports[i].scope);
        RsItem item = {.unit = unit,
                       .index = i,
                       .kind = ENTITY_IMPORT,
                       .is_elsewhere = f->imports[i].is_system};

        bool is_glob = f->imports[i].kind == IMPORT_ALL ||
                       f->imports[i].kind == IMPORT_EXPORT_ALL;

        if (!module && is_glob)
            add_item(s, &s->globs_of_block, rs_key(unit, f->imports[i].scope), item);
        if (!module)
            continue;
        if (is_glob) {
            item.next = s->modules.at[module].globs;
            *VEC_PUSH(&s->items) = item;
            s->modules.at[module].globs = (uint32_t)s->items.len - 1;
        } else if (f->imports[i].local) {
            add_item(s, &s->item_of_name,
                     rs_key(module, rs_global(s, unit, f->imports[i].local)), item);
        }
    }
    for (uint32_t i = f->def_count; i-- > 1;) {
        const Def *d = &f->defs[i];
        RsItem item = {.unit = unit,
                       .index = i,
                       .kind = ENTITY_DEF,
                       .is_elsewhere = d->flags & RUST_DEF_IS_ELSEWHERE};

        if (d->kind == DEF_MACRO)
            add_item(s, &s->macro_of_name, rs_global(s, unit, d->name), item);
        uint32_t module = d->kind == DEF_MODULE ? 0 : module_at(s, unit, d->scope);
        if (module)
            add_item(s, &s->item_of_name, rs_key(module, rs_global(s, unit, d->name)), item);
    }
}

void rs_read_crates(RsState *s)
{
    Manifests m = {.s = s};

    read_manifests(&m);
    link_dependencies(&m);
    add_conventional_roots(&m);
    build_modules(s, &m);
    for (size_t i = s->packages.len; i-- > 0;) {
        if (s->packages.at[i].lib)
            *u64map_at(&s->lib_of_name, s->packages.at[i].lib_name,
                       NULL) = s->packages.at[i].lib;
    }
    for (UnitId u = s->p->unit_count; u-- > 0;) {
        if (s->p->units[u].file->language == LANG_RUST)
            list_items(s, u);
    }
    VEC_DONE(&m.roots);
    u64map_done(&m.is_root);
    VEC_DONE(&m.dependency_packages);
}

uint32_t rs_module_of(const RsState *s, UnitId unit, uint32_t scope)
{
    const Facts *f = rs_facts(s, unit);

    for (; scope > 1; scope = f->scopes[scope].parent) {
        uint32_t module = f->scopes[scope].kind == SCOPE_NAMESPACE ? module_at(s, unit, scope)
                                                                   : 0;

        if (module)
            return module;
    }
    return s->module_of_unit[unit];
}

bool rs_is_within(const RsState *s, uint32_t module, uint32_t ancestor)
{
    for (int i = 0; module && i <= MODULE_DEPTH_MAX;
         i++, module = s->modules.at[module].parent) {
        if (module == ancestor)
            return true;
    }
    return false;
}
