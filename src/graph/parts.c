/*
 * parts.c -- which files are one module, in which folders.
 *
 * The pieces, in order: files of one folder with one stem; headers that lie apart from their
 * sources; an interface and its implementation (both by union-find). Items are parts_items.c.
 */
#include "graph/parts_items.h"

#include "base/vec.h"

enum {
    IMPLEMENTATIONS_MAX = 2, /* an interface with more is an idea of its own */
<<<<<<< HEAD
    SHARED_HEADER_TYPES = 3, /* a header with fewer belongs to one module anyway */
    SUBSTANCE_LINES = 5,
    OBJECT_MEMBERS = 4,
    SIBLINGS_MAX = 400, /* modules of a folder that a type's name is compared with */
=======
>>>>>>> main
};

typedef struct Reading {
    Parts *x;
    const Program *p;
    Arena *a;
    uint32_t *group_of_unit; /* first a number for each key, then the root of its union */
    uint32_t *parent;        /* of groups: union-find */
    Str *group_dir, *group_stem;
    uint32_t group_count;
} Reading;

/* -- which files are content -- */

/* testserv.c, test-dict.c: tests beside what they test, in languages without a convention for it. */
static bool is_stray_test(const SourceFile *f)
{
    return (f->language == LANG_C || f->language == LANG_CPP) &&
           str_starts(path_base(f->path), STR("test")) && !str_is(path_ext(f->path), "h");
}

typedef struct ContentRule {
    uint16_t evidence_flags; /* files with one of these are evidence */
    unsigned uses;           /* BIT(LanguageUse) of those that are content */
} ContentRule;

static bool is_content(const SourceFile *f, const ContentRule *rule)
{
    if ((rule->evidence_flags & FILE_IS_TEST) && is_stray_test(f))
        return false;
    return !(f->flags & rule->evidence_flags) && (rule->uses & BIT(language_use(f->language)));
}

/* The strictest rule that leaves something: code; code of tests and examples; documents; anything. */
static void mark_content(Reading *r)
{
    static const ContentRule rules[] = {
        {FILE_IS_TEST | FILE_IS_EXAMPLE | FILE_IS_DOC | FILE_IS_BUILD, BIT(LANGUAGE_CODE)},
        {FILE_IS_TEST | FILE_IS_DOC, BIT(LANGUAGE_CODE)},
        {0, BIT(LANGUAGE_CODE)},
        {0, BIT(LANGUAGE_PROSE)},
        {0,
         BIT(LANGUAGE_PROSE) | BIT(LANGUAGE_MARKUP) | BIT(LANGUAGE_DATA) | BIT(LANGUAGE_BUILD)},
    };
    uint32_t count = 0;

    for (size_t i = 0; i < ARRAY_LEN(rules) && !count; i++) {
        for (uint32_t u = 0; u < r->p->unit_count; u++) {
            bool is_taken = r->p->units[u].facts->def_count > 1 &&
                            is_content(r->p->units[u].file, &rules[i]);

            r->group_of_unit[u] = is_taken ? 0 : PART_NONE;
            count += is_taken;
        }
    }
}

/* -- stems -- */

static Str without_end(Str stem, const char *const *ends)
{
    for (; *ends; ends++) {
        Str end = str_from(*ends);

        if (str_ends(stem, end) && stem.len > end.len)
            return str_sub(stem, 0, stem.len - end.len);
    }
    return stem;
}

static Str file_stem(Str path, LanguageId language)
{
    static const char *const ends[] = {".d",         ".inl",    "-inl",     "_inl",
                                       ".component", ".module", ".service", NULL};
    static const char *const go_ends[] = {
        "_linux",     "_windows", "_darwin",  "_unix",    "_freebsd", "_netbsd",  "_openbsd",
        "_dragonfly", "_solaris", "_aix",     "_plan9",   "_js",      "_wasm",    "_android",
        "_ios",       "_illumos", "_zos",     "_other",   "_posix",   "_bsd",     "_stub",
        "_amd64",     "_arm64",   "_arm",     "_386",     "_mips",    "_mipsx",   "_mips64x",
        "_ppc64",     "_ppc64x",  "_ppc64le", "_riscv64", "_s390x",   "_loong64", "_noasm",
        "_generic",   NULL};
    Str base = path_base(path), ext = path_ext(path);
    Str stem = ext.len ? str_sub(base, 0, base.len - ext.len - 1) : base;

    if (language == LANG_GO || language == LANG_ASSEMBLY)
        return without_end(without_end(stem, go_ends), go_ends);
    return without_end(stem, ends);
}

/* Names of files that speak for their folder. */
static bool is_index_stem(Str stem, LanguageId language)
{
    switch (language) {
    case LANG_PYTHON:
        return str_is(stem, "__init__");
    case LANG_RUST:
        return str_is(stem, "mod") || str_is(stem, "lib");
    case LANG_JAVASCRIPT:
    case LANG_TYPESCRIPT:
    case LANG_TSX:
        return str_is(stem, "index");
    case LANG_GO:
        return str_is(stem, "doc");
    case LANG_JAVA:
    case LANG_KOTLIN:
        return str_is(stem, "package-info");
    default:
        return false;
    }
}

/* -- groups: files with one key -- */

static void make_groups(Reading *r)
{
    StrMap keys = {0}, dirs = {0};

    for (uint32_t u = 0; u < r->p->unit_count; u++)
        *strmap_at(&dirs, path_dir(r->p->units[u].file->path), NULL) = 1;
    for (uint32_t u = 0; u < r->p->unit_count; u++) {
        const SourceFile *f = r->p->units[u].file;
        Str dir = path_dir(f->path), stem = file_stem(f->path, f->language);
        uint64_t found;

        if (r->group_of_unit[u] == PART_NONE)
            continue;
        if (is_index_stem(stem, f->language)) {
            stem = STR("");
        } else if (f->language == LANG_RUST) {
            /* parser.rs beside parser/ is the head of that folder */
            Str below = arena_printf(r->a, "%.*s%s%.*s", STR_ARG(dir), dir.len ? "/" : "",
                                     STR_ARG(stem));

            if (strmap_get(&dirs, below, &found)) {
                dir = below;
                stem = STR("");
            }
        }
        bool is_new;
        uint64_t *group = strmap_at(
            &keys, arena_printf(r->a, "%.*s/%.*s", STR_ARG(dir), STR_ARG(stem)), &is_new);
        if (is_new) {
            *group = r->group_count;
            r->group_dir[r->group_count] = dir;
            r->group_stem[r->group_count++] = stem;
        }
        r->group_of_unit[u] = (uint32_t)*group;
    }
    for (uint32_t g = 0; g < r->group_count; g++)
        r->parent[g] = g;
    strmap_done(&keys);
    strmap_done(&dirs);
}

static uint32_t find_group(const Reading *r, uint32_t g)
{
    while (r->parent[g] != g)
        g = r->parent[g] = r->parent[r->parent[g]];
    return g;
}

/* The smaller number stays, so the result does not depend on the order of joining. */
static void join_groups(const Reading *r, uint32_t a, uint32_t b)
{
    a = find_group(r, a);
    b = find_group(r, b);
    r->parent[MAX_OF(a, b)] = MIN_OF(a, b);
}

/* -- headers apart from their sources: include/x.h and src/x.c -- */

static void join_headers(Reading *r)
{
    enum { HAS_SOURCE = 1, HAS_HEADER = 2, SEVERAL = UINT32_MAX };
    uint8_t *has = ARENA_ARRAY(r->a, uint8_t, r->group_count + 1);
    StrMap sources = {0}; /* stem -> 1 + group, or SEVERAL */

    for (uint32_t u = 0; u < r->p->unit_count; u++) {
<<<<<<< HEAD
        if (r->group_of_unit[u] != PART_NONE && is_c_family(r->p->units[u].file->language))
            has[r->group_of_unit[u]] |= is_header(r->p->units[u].file->path) ? HAS_HEADER
                                                                             : HAS_SOURCE;
=======
        if (r->group_of_unit[u] != PART_NONE &&
            parts_is_c_family(r->p->units[u].file->language))
            has[r->group_of_unit[u]] |= parts_is_header(r->p->units[u].file->path) ? HAS_HEADER
                                                                                   : HAS_SOURCE;
>>>>>>> main
    }
    for (uint32_t g = 0; g < r->group_count; g++) {
        bool is_new;

        if (!(has[g] & HAS_SOURCE))
            continue;
        uint64_t *at = strmap_at(&sources, r->group_stem[g], &is_new);
        *at = is_new ? g + 1 : SEVERAL;
    }
    for (uint32_t g = 0; g < r->group_count; g++) {
        uint64_t source;

        if (has[g] == HAS_HEADER && strmap_get(&sources, r->group_stem[g], &source) &&
            source != SEVERAL)
            join_groups(r, g, (uint32_t)source - 1);
    }
    strmap_done(&sources);
}

/* -- an interface and what implements it -- */

typedef struct Derived {
    uint32_t base_group, group;
    SymbolId base;
    bool is_close; /* both are what their modules are named for, one is named after the other */
} Derived;

static int by_base(const void *a, const void *b)
{
    const Derived *x = a, *y = b;

    if (x->base != y->base)
        return x->base < y->base ? -1 : 1;
    return x->group < y->group ? -1 : x->group > y->group;
}

static Str symbol_name(const Program *p, UnitId unit, SymbolId s)
{
    const Unit *u = &p->units[unit];

    return facts_name(u->facts, u->facts->defs[s - u->first_symbol].name);
}

/* The type in whose head an offset stands: bases are resolved in the scope around it. */
static Str name_of_type_at(const Facts *f, uint32_t at)
{
    uint32_t best = 0;

    for (uint32_t d = 1; d < f->def_count; d++) {
        const Def *def = &f->defs[d];

        if (def->bases && def->start <= at && at < def->end &&
            (!best || def->start >= f->defs[best].start))
            best = d;
    }
    return best ? facts_name(f, f->defs[best].name) : STR_NONE;
}

static bool covers(Str outer, Str inner)
{
    Words o, i;

    words_of(outer, &o);
    words_of(inner, &i);
    return words_cover(&o, &i);
}

static bool are_close(const Reading *r, uint32_t group, Str derived, uint32_t base_group,
                      Str base)
{
    return covers(derived, base) && covers(base, r->group_stem[base_group]) &&
           (covers(derived, r->group_stem[group]) ||
            str_eq(r->group_stem[group], r->group_stem[base_group]));
}

static void join_implementations(Reading *r)
{
    VEC(Derived) found = {0};
    const Program *p = r->p;

    for (size_t i = 0; i < p->edge_count; i++) {
        const Edge *e = &p->edges[i];

        if (e->kind != EDGE_INHERIT || r->group_of_unit[e->unit] == PART_NONE)
            continue;
        UnitId to = r->x->unit_of[e->to];
        uint32_t group = r->group_of_unit[e->unit], base_group = r->group_of_unit[to];
        if (base_group == PART_NONE || e->to == p->units[to].first_symbol)
            continue;
        *VEC_PUSH(&found) = (Derived){base_group, group, e->to,
                                      are_close(r, group,
                                                name_of_type_at(p->units[e->unit].facts, e->at),
                                                base_group, symbol_name(p, to, e->to))};
    }
    VEC_SORT(&found, by_base);
    for (size_t i = 0, end; i < found.len; i = end) {
        uint32_t groups = 0;

        for (end = i; end < found.len && found.at[end].base == found.at[i].base; end++)
            groups += end == i || found.at[end].group != found.at[end - 1].group;
        for (size_t k = i; k < end && groups <= IMPLEMENTATIONS_MAX; k++) {
            /* in one folder they are shown side by side anyway */
            if (found.at[k].is_close && found.at[k].group != found.at[k].base_group &&
                !str_eq(r->group_dir[found.at[k].group], r->group_dir[found.at[k].base_group]))
                join_groups(r, found.at[k].group, found.at[k].base_group);
        }
    }
    VEC_DONE(&found);
}

/* -- modules and folders -- */

static bool is_more_telling(const Program *p, UnitId a, UnitId b)
{
<<<<<<< HEAD
    bool header_a = is_header(p->units[a].file->path),
         header_b = is_header(p->units[b].file->path);
=======
    bool header_a = parts_is_header(p->units[a].file->path),
         header_b = parts_is_header(p->units[b].file->path);
>>>>>>> main

    if (header_a != header_b)
        return header_b;
    if (p->units[a].facts->code_lines != p->units[b].facts->code_lines)
        return p->units[a].facts->code_lines > p->units[b].facts->code_lines;
    return a < b;
}

static uint32_t add_folder(Reading *r, StrMap *ids, Str path)
{
    bool is_new;
    uint64_t found;

    if (strmap_get(ids, path, &found))
        return (uint32_t)found;
    uint32_t parent = path.len ? add_folder(r, ids, path_dir(path)) : PART_NONE;
    uint64_t *id = strmap_at(ids, path, &is_new);
    *id = r->x->folder_count++;
    r->x->folders[*id] = (Folder){path, parent};
    return (uint32_t)*id;
}

static void name_module(const Reading *r, Module *m, uint32_t group)
{
    /* of the group of the main file, which need not be the one that stayed */
    Str stem = r->group_stem[group], folder = path_base(r->group_dir[group]);

    m->dir = r->group_dir[group];
    m->is_head = stem.len == 0 || str_eq_nocase(stem, folder);
    m->stem = stem.len ? stem : folder;
    /* src/index.ts speaks for what src is in */
    Str above = path_base(path_dir(m->dir));
    if (stem.len == 0 && word_is_generic(folder) && above.len)
        m->stem = above;
}

static void make_modules(Reading *r)
{
    Parts *x = r->x;
    const Program *p = r->p;
    uint32_t *module_of_group = ARENA_ARRAY(r->a, uint32_t, r->group_count + 1);
    uint32_t *sizes = ARENA_ARRAY(r->a, uint32_t, r->group_count + 1);

    x->modules = ARENA_ARRAY(r->a, Module, r->group_count + 1);
    x->module_of_unit = ARENA_ARRAY(r->a, uint32_t, p->unit_count + 1);
    for (uint32_t u = 0; u < p->unit_count; u++) {
        x->module_of_unit[u] = PART_NONE;
        if (r->group_of_unit[u] == PART_NONE)
            continue;
        uint32_t root = find_group(r, r->group_of_unit[u]);
        if (!module_of_group[root])
            module_of_group[root] = ++x->module_count;
        x->module_of_unit[u] = module_of_group[root] - 1;
        sizes[module_of_group[root] - 1]++;
    }
    for (uint32_t m = 0; m < x->module_count; m++)
        x->modules[m].units = ARENA_ARRAY(r->a, UnitId, sizes[m]);
    for (uint32_t u = 0; u < p->unit_count; u++) {
        if (x->module_of_unit[u] == PART_NONE)
            continue;
        Module *m = &x->modules[x->module_of_unit[u]];
        uint32_t at = m->unit_count++;

        for (; at > 0 && is_more_telling(p, u, m->units[at - 1]); at--)
            m->units[at] = m->units[at - 1];
        m->units[at] = u;
        m->code_lines += p->units[u].facts->code_lines;
    }
    for (uint32_t m = 0; m < x->module_count; m++)
        name_module(r, &x->modules[m], r->group_of_unit[x->modules[m].units[0]]);
}

static void make_folders(Reading *r)
{
    StrMap ids = {0};
    size_t room = 1;

    for (uint32_t m = 0; m < r->x->module_count; m++) {
        room++;
        for (Str d = r->x->modules[m].dir; d.len; d = path_dir(d))
            room++;
    }
    r->x->folders = ARENA_ARRAY(r->a, Folder, room);
    (void)add_folder(r, &ids, STR(""));
    for (uint32_t m = 0; m < r->x->module_count; m++)
        r->x->modules[m].folder = add_folder(r, &ids, r->x->modules[m].dir);
    strmap_done(&ids);
    for (uint32_t m = 0; m < r->x->module_count; m++)
        r->x->folders[r->x->modules[m].folder].module_count++;
    for (uint32_t f = 0; f < r->x->folder_count; f++) {
        r->x->folders[f].modules = ARENA_ARRAY(r->a, uint32_t,
                                               r->x->folders[f].module_count + 1);
        r->x->folders[f].module_count = 0;
    }
    for (uint32_t m = 0; m < r->x->module_count; m++) {
        Folder *f = &r->x->folders[r->x->modules[m].folder];

        f->modules[f->module_count++] = m;
    }
}

<<<<<<< HEAD
/* -- items -- */

static bool is_type_kind(uint8_t kind)
{
    switch (kind) {
    case DEF_CLASS:
    case DEF_STRUCT:
    case DEF_UNION:
    case DEF_ENUM:
    case DEF_INTERFACE:
    case DEF_TRAIT:
        return true;
    default:
        return false;
    }
}

static bool is_item(const Facts *f, uint32_t def)
{
    const Def *d = &f->defs[def];

    return def_kind_is_shown(d->kind) && d->kind != DEF_NAMESPACE && d->kind != DEF_MODULE &&
           !(d->flags & (DEF_IS_TEST | DEF_IS_DECLARATION)) && facts_name(f, d->name).len;
}

static uint32_t lines_of(const Def *d)
{
    return d->end_line - MIN_OF(d->line, d->end_line) + 1;
}

static void gather_items(Reading *r)
{
    VEC(Item) found = {0};
    Parts *x = r->x;

    x->item_of = ARENA_ARRAY(r->a, uint32_t, r->p->symbol_count + 1);
    for (uint32_t u = 0; u < r->p->unit_count; u++) {
        const Unit *unit = &r->p->units[u];
        const Facts *f = unit->facts;

        for (uint32_t d = 0; d < MAX_OF(f->def_count, 1u); d++)
            x->item_of[unit->first_symbol + d] = PART_NONE;
        if (x->module_of_unit[u] == PART_NONE)
            continue;
        for (uint32_t d = 1; d < f->def_count; d++) {
            if (outermost(f, d) != d || !is_item(f, d))
                continue;
            const Def *def = &f->defs[d];
            x->item_of[unit->first_symbol + d] = (uint32_t)found.len;
            *VEC_PUSH(&found) = (Item){.symbol = unit->first_symbol + d,
                                       .module = x->module_of_unit[u],
                                       .lines = lines_of(def),
                                       .is_type = is_type_kind(def->kind),
                                       .is_exported = (def->flags & DEF_IS_EXPORTED) ||
                                                      def->visibility == VISIBLE_PUBLIC};
        }
        for (uint32_t d = 1; d < f->def_count; d++) {
            uint32_t outer = outermost(f, d);

            if (outer == d)
                continue;
            uint32_t item = outer ? x->item_of[unit->first_symbol + outer] : PART_NONE;
            x->item_of[unit->first_symbol + d] = item;
            if (item == PART_NONE || f->defs[d].parent != outer ||
                f->defs[d].kind == DEF_TYPE_PARAMETER)
                continue;
            found.at[item].members++;
            if (f->defs[d].start >=
                f->defs[outer].end) /* Go, Rust: methods apart from their type */
                found.at[item].lines += lines_of(&f->defs[d]);
        }
    }
    for (size_t i = 0; i < found.len; i++) {
        uint8_t kind = r->p->units[x->unit_of[found.at[i].symbol]]
                           .facts
                           ->defs[found.at[i].symbol -
                                  r->p->units[x->unit_of[found.at[i].symbol]].first_symbol]
                           .kind;

        /* objects that functions are assigned to: prototypes, modules in an object */
        if ((kind == DEF_VARIABLE || kind == DEF_CONSTANT) &&
            found.at[i].members >= OBJECT_MEMBERS)
            found.at[i].is_type = true;
    }
    x->items = ARENA_ARRAY(r->a, Item, found.len);
    x->item_count = (uint32_t)found.len;
    if (found.len)
        memcpy(x->items, found.at, found.len * sizeof(Item));
    VEC_DONE(&found);
}

/* -- typedefs are the struct behind them, methods outside of their class are the class's -- */

static size_t first_edge_at(const Program *p, UnitId unit, uint32_t at)
{
    size_t low = 0, high = p->edge_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const Edge *e = &p->edges[middle];

        if (e->unit < unit || (e->unit == unit && e->at < at))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static uint32_t aliased_item(const Parts *x, UnitId unit, const Def *d)
{
    const Facts *f = x->program->units[unit].facts;
    const Expr *value = &f->exprs[d->value];

    if (!d->value || value->kind != EXPR_NAME)
        return PART_NONE;
    size_t i = first_edge_at(x->program, unit, value->at);
    if (i < x->program->edge_count && x->program->edges[i].unit == unit &&
        x->program->edges[i].at == value->at)
        return x->item_of[x->program->edges[i].to];
    return PART_NONE;
}

static void follow_typedefs(Reading *r)
{
    Parts *x = r->x;

    for (uint32_t i = 0; i < x->item_count; i++) {
        UnitId unit = x->unit_of[x->items[i].symbol];
        const Def *d = item_def(x, i);

        if (d->kind != DEF_TYPE || !is_c_family(r->p->units[unit].file->language))
            continue;
        uint32_t target = aliased_item(x, unit, d);
        if (target == PART_NONE || target == i || !x->items[target].is_type)
            continue;
        x->item_of[x->items[i].symbol] = target;
        x->items[i].module = PART_NONE; /* no item any more */
    }
}

/* Members of one module's types that may be defined outside of them: their names to the item they
 * belong to. */
typedef struct Members {
    StrMap functions, types;
} Members;

static StrMap *members_of_kind(Members *m, uint8_t kind)
{
    switch (kind) {
    case DEF_METHOD:
    case DEF_CONSTRUCTOR:
        return &m->functions;
    case DEF_STRUCT:
    case DEF_CLASS:
        return &m->types;
    default:
        return NULL;
    }
}

static void index_members(const Parts *x, const Module *m, Members *members)
{
    for (uint32_t n = 0; n < m->unit_count; n++) {
        const Unit *u = &x->program->units[m->units[n]];

        for (uint32_t d = 1; d < u->facts->def_count; d++) {
            const Def *def = &u->facts->defs[d];
            uint32_t item = x->item_of[u->first_symbol + d];
            StrMap *map = members_of_kind(members, def->kind);

            if (map && item != PART_NONE && x->items[item].symbol != u->first_symbol + d &&
                x->items[item].is_type)
                *strmap_at(map, facts_name(u->facts, def->name), NULL) = item;
        }
    }
}

static void follow_member(const Parts *x, Members *members, UnitId unit, uint32_t d)
{
    const Unit *u = &x->program->units[unit];
    const Def *def = &u->facts->defs[d];
    uint32_t item = x->item_of[u->first_symbol + d];
    StrMap *map = members_of_kind(members, def->kind);
    uint64_t owner;

    if (!map || item == PART_NONE || x->items[item].symbol != u->first_symbol + d ||
        !strmap_get(map, facts_name(u->facts, def->name), &owner) || owner == item)
        return;
    x->items[owner].lines += x->items[item].lines;
    x->items[item].module = PART_NONE;
    x->item_of[u->first_symbol + d] = (uint32_t)owner;
}

static void follow_methods_of(const Parts *x, const Module *m)
{
    Members members = {0};

    index_members(x, m, &members);
    for (uint32_t n = 0; n < m->unit_count; n++) {
        for (uint32_t d = 1; d < x->program->units[m->units[n]].facts->def_count; d++)
            follow_member(x, &members, m->units[n], d);
    }
    strmap_done(&members.functions);
    strmap_done(&members.types);
}

static void follow_methods(Reading *r)
{
    for (uint32_t m = 0; m < r->x->module_count; m++) {
        const Module *module = &r->x->modules[m];

        if (r->p->units[module->units[0]].file->language == LANG_CPP)
            follow_methods_of(r->x, module);
    }
}

/* What was inside an item that is none any more belongs to what took its place. */
static void settle_items(Reading *r)
{
    Parts *x = r->x;

    for (SymbolId s = 1; s < r->p->symbol_count; s++) {
        for (uint32_t hops = 0; hops < 4; hops++) {
            uint32_t item = x->item_of[s];

            if (item == PART_NONE || x->items[item].module != PART_NONE)
                break;
            uint32_t next = x->item_of[x->items[item].symbol];
            x->item_of[s] = next == item ? PART_NONE : next;
        }
    }
}

/* -- types of shared headers -- */

static const char *const life_verbs[] = {"create", "new",     "make",    "alloc",  "init",
                                         "free",   "destroy", "release", "delete", "open",
                                         "close",  "clear",   NULL};

static bool is_life_verb(Str w)
{
    for (const char *const *v = life_verbs; *v; v++) {
        if (str_eq_nocase(w, str_from(*v)))
            return true;
    }
    return false;
}

/* "createClient", "client_free" -> "client", lower case; empty when the name tells of no life. */
static Str made_thing(Arena *a, Str function)
{
    Words w;

    words_of(function, &w);
    if (w.count < 2 || w.count > 4)
        return STR("");
    uint32_t first = is_life_verb(w.at[0]) ? 1 : 0;
    uint32_t end = !first && is_life_verb(w.at[w.count - 1]) ? w.count - 1 : w.count;
    if (!first && end == w.count)
        return STR("");
    char *key = arena_alloc(a, function.len + 1);
    size_t len = 0;
    for (uint32_t i = first; i < end; i++) {
        for (size_t k = 0; k < w.at[i].len; k++) {
            char c = w.at[i].ptr[k];

            key[len++] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
        }
    }
    return (Str){key, len};
}

static Str lower_join(Arena *a, const Words *w, uint32_t first)
{
    AUTO(buf_done) Buf out = BUF(1024);

    for (uint32_t i = first; i < w->count; i++) {
        for (size_t k = 0; k < w->at[i].len; k++) {
            char c = w->at[i].ptr[k];

            buf_add_char(&out, c >= 'A' && c <= 'Z' ? (char)(c + 32) : c);
        }
    }
    return arena_str(a, buf_str(&out));
}

/* A module of the folder whose only word is like a word of the type's name. */
static uint32_t module_named(const Parts *x, const Folder *f, const Words *type)
{
    for (uint32_t pass = 0; pass < 2; pass++) {
        for (uint32_t i = 0; i < MIN_OF(f->module_count, (uint32_t)SIBLINGS_MAX); i++) {
            Words stem;

            words_of(x->modules[f->modules[i]].stem, &stem);
            for (uint32_t k = type->count; k-- > 0 && stem.count == 1;) {
                if (pass == 0 ? word_eq(stem.at[0], type->at[k])
                              : stem.at[0].len >= 3 && type->at[k].len >= 3 &&
                                    word_like(stem.at[0], type->at[k]))
                    return f->modules[i];
            }
        }
    }
    return PART_NONE;
}

static bool starts_nocase(Str s, Str prefix)
{
    return s.len > prefix.len && str_eq_nocase(str_sub(s, 0, prefix.len), prefix);
}

enum { NAMESAKES_MIN = 3 };

/* The module with most functions whose names begin with the type's: walinit, walwrite ... for Wal. */
static uint32_t module_of_namesakes(const Parts *x, const Folder *f, Str type)
{
    uint32_t best = PART_NONE, most = NAMESAKES_MIN - 1;

    for (uint32_t i = 0; i < MIN_OF(f->module_count, (uint32_t)SIBLINGS_MAX) && type.len >= 2;
         i++) {
        const Module *m = &x->modules[f->modules[i]];
        uint32_t count = 0;

        for (uint32_t n = 0; n < m->unit_count; n++) {
            const Unit *u = &x->program->units[m->units[n]];

            for (uint32_t d = 1; d < u->facts->def_count; d++)
                count += u->facts->defs[d].kind == DEF_FUNCTION &&
                         (u->facts->defs[d].flags & DEF_HAS_BODY) &&
                         starts_nocase(facts_name(u->facts, u->facts->defs[d].name), type);
        }
        if (count > most) {
            most = count;
            best = f->modules[i];
        }
    }
    return best;
}

static uint32_t home_of_type(Reading *r, const StrMap *makers, const Folder *f, uint32_t item)
{
    Words w;
    uint64_t maker;

    words_of(item_name(r->x, item), &w);
    for (uint32_t first = 0; first < w.count && first < 2; first++) {
        if (strmap_get(makers, lower_join(r->a, &w, first), &maker))
            return (uint32_t)maker;
    }
    uint32_t found = module_named(r->x, f, &w);
    if (found == PART_NONE)
        found = module_of_namesakes(r->x, f, item_name(r->x, item));
    return found == PART_NONE ? r->x->items[item].module : found;
}

/* What the functions of one folder make and free; made again when the folder changes. */
typedef struct Makers {
    uint32_t folder;
    StrMap modules; /* thing -> module that makes it */
} Makers;

static void gather_makers_of(Reading *r, uint32_t module, StrMap *makers)
{
    const Module *m = &r->x->modules[module];

    for (uint32_t n = 0; n < m->unit_count; n++) {
        const Unit *u = &r->p->units[m->units[n]];

        for (uint32_t d = 1; d < u->facts->def_count; d++) {
            const Def *def = &u->facts->defs[d];
            bool is_new;

            if (def->kind != DEF_FUNCTION || def->parent || !(def->flags & DEF_HAS_BODY))
                continue;
            Str thing = made_thing(r->a, facts_name(u->facts, def->name));
            if (thing.len == 0)
                continue;
            uint64_t *at = strmap_at(makers, thing, &is_new);
            if (is_new)
                *at = module;
        }
    }
}

static void turn_to_folder(Reading *r, Makers *makers, uint32_t folder)
{
    const Folder *f = &r->x->folders[folder];

    if (makers->folder == folder)
        return;
    strmap_done(&makers->modules);
    makers->modules = (StrMap){0};
    makers->folder = folder;
    for (uint32_t i = 0; i < f->module_count; i++)
        gather_makers_of(r, f->modules[i], &makers->modules);
}

/* Structs that stand in headers of C for several modules. */
static void home_types(Reading *r)
{
    VEC(uint32_t) types = {0};
    Makers makers = {.folder = PART_NONE};

    for (uint32_t i = 0; i < r->x->item_count;) {
        UnitId unit = r->x->unit_of[r->x->items[i].symbol];
        const SourceFile *f = r->p->units[unit].file;
        uint32_t end = i;

        VEC_CLEAR(&types);
        for (; end < r->x->item_count && r->x->unit_of[r->x->items[end].symbol] == unit;
             end++) {
            uint8_t kind = item_def(r->x, end)->kind;

            if (r->x->items[end].module != PART_NONE &&
                (kind == DEF_STRUCT || kind == DEF_UNION))
                *VEC_PUSH(&types) = end;
        }
        i = end;
        if (f->language != LANG_C || !is_header(f->path) || types.len < SHARED_HEADER_TYPES)
            continue;
        uint32_t folder = r->x->modules[r->x->module_of_unit[unit]].folder;
        turn_to_folder(r, &makers, folder);
        for (size_t n = 0; n < types.len; n++)
            r->x->items[types.at[n]].module = home_of_type(r, &makers.modules,
                                                           &r->x->folders[folder], types.at[n]);
    }
    strmap_done(&makers.modules);
    VEC_DONE(&types);
}

static void list_items(Reading *r)
{
    Parts *x = r->x;

    for (uint32_t i = 0; i < x->item_count; i++) {
        if (x->items[i].module != PART_NONE)
            x->modules[x->items[i].module].item_count++;
    }
    for (uint32_t m = 0; m < x->module_count; m++) {
        x->modules[m].items = ARENA_ARRAY(r->a, uint32_t, x->modules[m].item_count + 1);
        x->modules[m].item_count = 0;
    }
    for (uint32_t i = 0; i < x->item_count; i++) {
        Module *m = x->items[i].module == PART_NONE ? NULL : &x->modules[x->items[i].module];

        if (!m)
            continue;
        m->items[m->item_count++] = i;
        m->has_substance |= x->items[i].is_type ? x->items[i].members > 0
                                                : x->items[i].lines >= SUBSTANCE_LINES;
    }
}

=======
>>>>>>> main
static void find_units_of_symbols(Reading *r)
{
    r->x->unit_of = ARENA_ARRAY(r->a, UnitId, r->p->symbol_count + 1);
    for (uint32_t u = 0; u < r->p->unit_count; u++) {
        uint32_t count = MAX_OF(r->p->units[u].facts->def_count, 1u);

        for (uint32_t d = 0; d < count; d++)
            r->x->unit_of[r->p->units[u].first_symbol + d] = u;
    }
}

void parts_read(const Program *p, Arena *a, Parts *ret)
{
    Reading r = {.x = ret, .p = p, .a = a};

    *ret = (Parts){.program = p, .arena = a};
    r.group_of_unit = ARENA_ARRAY(a, uint32_t, p->unit_count + 1);
    r.parent = ARENA_ARRAY(a, uint32_t, p->unit_count + 1);
    r.group_dir = ARENA_ARRAY(a, Str, p->unit_count + 1);
    r.group_stem = ARENA_ARRAY(a, Str, p->unit_count + 1);
    find_units_of_symbols(&r);
    mark_content(&r);
    make_groups(&r);
    join_headers(&r);
    join_implementations(&r);
    make_modules(&r);
    make_folders(&r);
    parts_find_items(ret);
}
