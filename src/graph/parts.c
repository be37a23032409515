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
        if (r->group_of_unit[u] != PART_NONE &&
            parts_is_c_family(r->p->units[u].file->language))
            has[r->group_of_unit[u]] |= parts_is_header(r->p->units[u].file->path) ? HAS_HEADER
                                                                                   : HAS_SOURCE;
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
    bool header_a = parts_is_header(p->units[a].file->path),
         header_b = parts_is_header(p->units[b].file->path);

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
