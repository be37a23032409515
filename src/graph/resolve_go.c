/*
 * resolve_go.c -- who a name in Go means.
 *
 * A package is a folder and a package name: the external tests of a folder are a package of their
 * own. Its names are seen in all its files; imports are seen in one. Members are found through the
 * type of what stands before the dot.
 */
#include "graph/resolve_go.h"

/* -- preparing -- */

static uint32_t package_of_unit(GoWorld *w, UnitId unit)
{
    const Unit *u = &w->program->units[unit];
    const Facts *f = u->facts;
    NameId name = f->scopes[1].extra < f->name_count ? f->scopes[1].extra : 0;
    Str dir = path_dir(u->file->path);
    Str key = arena_printf(&w->arena, "%.*s\n%.*s", STR_ARG(dir), STR_ARG(facts_name(f, name)));
    bool is_new;
    uint64_t *id = strmap_at(&w->package_ids, key, &is_new);

    if (is_new) {
        *VEC_PUSH(&w->packages) = (GoPackage){
            .dir = dir, .name = u->global_names[name], .first_unit = unit};
        *id = w->packages.len;
    }
    GoPackage *p = &w->packages.at[*id - 1];
    p->file_count++;
    p->builds |= w->units[unit].builds;
    return (uint32_t)(*id - 1);
}

static bool is_test_package(const GoWorld *w, const GoPackage *p)
{
    return str_ends(intern_text(&w->program->names, p->name), STR("_test"));
}

/* Whether importing the folder rather means `a` than `b`: no test package, one that is built
 * ordinarily, the one with more files. */
static bool is_rather_imported(const GoWorld *w, const GoPackage *a, const GoPackage *b)
{
    if (is_test_package(w, a) != is_test_package(w, b))
        return is_test_package(w, b);
    bool a_usual = (uint32_t)a->builds != 0, b_usual = (uint32_t)b->builds != 0;
    if (a_usual != b_usual)
        return a_usual;
    return a->file_count > b->file_count;
}

static void find_packages(GoWorld *w)
{
    const Program *p = w->program;
    uint32_t scopes = 0;

    w->units = ARENA_ARRAY(&w->arena, GoUnit, p->unit_count + 1);
    for (UnitId i = 0; i < p->unit_count; i++) {
        w->units[i].package = GO_PACKAGE_NONE;
        if (p->units[i].file->language != LANG_GO)
            continue;
        w->units[i].scope_base = scopes;
        scopes += p->units[i].facts->scope_count;
        w->units[i].builds = go_builds_of(&p->units[i]);
        w->units[i].package = package_of_unit(w, i);
    }
    for (uint32_t i = 0; i < w->packages.len; i++) {
        bool is_new;
        uint64_t *best = strmap_at(&w->dirs, w->packages.at[i].dir, &is_new);

        if (is_new || is_rather_imported(w, &w->packages.at[i], &w->packages.at[*best - 1]))
            *best = i + 1;
    }
}

/* Puts the symbol under the key, behind the first that is there. */
static void add_symbol(GoWorld *w, U64Map *map, uint64_t key, SymbolId s)
{
    bool is_new;
    uint64_t *slot = u64map_at(map, key, &is_new);
    uint64_t second;

    if (is_new) {
        *slot = s;
        return;
    }
    SymbolId first = (SymbolId)*slot;
    if (u64map_get(&w->next_variant, first, &second))
        *u64map_at(&w->next_variant, s, NULL) = second;
    *u64map_at(&w->next_variant, first, NULL) = s;
    *u64map_at(&w->canonical, s, NULL) = first;
    w->has_variants[first / 8] |= (uint8_t)BIT(first % 8);
}

static void add_names(GoWorld *w, UnitId unit)
{
    const Unit *u = &w->program->units[unit];
    uint64_t package = w->units[unit].package;

    for (uint32_t i = 1; i < u->facts->def_count; i++) {
        const Def *d = &u->facts->defs[i];
        uint32_t name = u->global_names[d->name];
        const Scope *scope = &u->facts->scopes[d->scope];

        if (name == w->blank_name)
            continue;
        if (d->scope == 1)
            add_symbol(w, &w->names, package << 32 | name, u->first_symbol + i);
        else if (scope->kind == SCOPE_CLASS && !(scope->flags & GO_SCOPE_METHODS))
            add_symbol(w, &w->members, go_owner_scope(w, unit, d->scope) << 32 | name,
                       u->first_symbol + i);
    }
}

/* The name of the type that a method is declared for. */
static const Expr *receiver_name(const Facts *f, const Def *method)
{
    const Expr *e = &f->exprs[method->value];

    while (e->kind == EXPR_POINTER || e->kind == EXPR_GENERIC)
        e = &f->exprs[e->a];
    return e->kind == EXPR_NAME ? e : NULL;
}

/* After all names are known: methods go to their types, wherever in the package those are. */
static void add_methods(GoWorld *w, UnitId unit)
{
    const Unit *u = &w->program->units[unit];
    uint64_t type;

    for (uint32_t i = 1; i < u->facts->def_count; i++) {
        const Def *d = &u->facts->defs[i];

        if (d->kind != DEF_METHOD || !d->value)
            continue;
        const Expr *receiver = receiver_name(u->facts, d);
        if (receiver &&
            u64map_get(&w->names,
                       (uint64_t)w->units[unit].package << 32 | u->global_names[receiver->name],
                       &type))
            add_symbol(w, &w->members,
                       go_owner_type((SymbolId)type) << 32 | u->global_names[d->name],
                       u->first_symbol + i);
    }
}

static uint32_t find_import(GoWorld *w, Str path)
{
    bool is_new;
    uint64_t *slot = strmap_at(&w->import_cache, path, &is_new), package;
    Str dir;

    if (is_new && !str_is(path, "C") &&
        go_modules_find(w->modules, &w->arena, &w->dirs, path, &dir) &&
        strmap_get(&w->dirs, dir, &package))
        *slot = package;
    return *slot ? (uint32_t)(*slot - 1) : GO_PACKAGE_NONE;
}

static void find_imports(GoWorld *w, UnitId unit)
{
    const Unit *u = &w->program->units[unit];
    GoUnit *g = &w->units[unit];

    uint32_t count = MIN_OF(u->facts->import_count, (uint32_t)GO_MAX_IMPORTS);

    g->imports = ARENA_ARRAY(&w->arena, GoImport, count + 1);
    for (uint32_t i = 0; i < count; i++) {
        const Import *m = &u->facts->imports[i];
        uint32_t package = find_import(w, facts_name(u->facts, m->module));
        uint32_t name = u->global_names[m->local];

        if (m->is_type_only && package != GO_PACKAGE_NONE)
            name = w->packages.at[package].name; /* the pack could only guess it */
        g->imports[g->import_count++] = (GoImport){
            .name = name, .package = package, .is_dot = m->kind == IMPORT_ALL};
    }
}

static void *prepare(const Program *p, unsigned threads)
{
    GoWorld *w = xcalloc(1, sizeof(*w));

    w->program = p;
    w->has_variants = xcalloc(p->symbol_count / 8 + 1, 1);
    w->blank_name = resolve_global_name(p, STR("_"));
    find_packages(w);
    w->modules = go_modules_read(p, &w->arena);
    for (UnitId i = 0; i < p->unit_count; i++) {
        if (w->units[i].package != GO_PACKAGE_NONE) {
            add_names(w, i);
            find_imports(w, i);
        }
    }
    for (UnitId i = 0; i < p->unit_count; i++) {
        if (w->units[i].package != GO_PACKAGE_NONE)
            add_methods(w, i);
    }
    w->thread_count = threads;
    w->threads = xcalloc(threads, sizeof(*w->threads));
    for (unsigned i = 0; i < threads; i++)
        go_thread_init(&w->threads[i], w);
    return w;
}

static void done(void *state)
{
    GoWorld *w = state;

    for (unsigned i = 0; i < w->thread_count; i++)
        go_thread_done(&w->threads[i]);
    free(w->threads);
    free(w->has_variants);
    VEC_DONE(&w->packages);
    strmap_done(&w->package_ids);
    strmap_done(&w->dirs);
    strmap_done(&w->import_cache);
    u64map_done(&w->names);
    u64map_done(&w->members);
    u64map_done(&w->next_variant);
    u64map_done(&w->canonical);
    arena_done(&w->arena);
    free(w);
}

/* -- names -- */

/* The lowest configuration in which both are built; 64 when there is none. */
static unsigned first_build(const GoWorld *w, UnitId a, SymbolId s)
{
    GoBuilds both = w->units[a].builds & w->units[program_unit_of(w->program, s)].builds;

    return both ? (unsigned)__builtin_ctzll(both) : 64;
}

SymbolId go_variant_for(const GoThread *t, UnitId unit, SymbolId first)
{
    const GoWorld *w = t->world;
    const Unit *u = &w->program->units[unit];
    SymbolId best = first;
    unsigned best_build = 65;
    uint64_t next = first;

    if (!first || !(w->has_variants[first / 8] & BIT(first % 8)))
        return first;
    for (unsigned i = 0; i < GO_MAX_VARIANTS; i++) {
        SymbolId s = (SymbolId)next;
        unsigned build = first_build(w, unit, s);

        if (s >= u->first_symbol && s - u->first_symbol < u->facts->def_count)
            return s;
        if (build < best_build || (build == best_build && s < best)) {
            best = s;
            best_build = build;
        }
        if (!u64map_get(&w->next_variant, s, &next))
            break;
    }
    return best;
}

SymbolId go_package_symbol(const GoThread *t, UnitId unit, uint32_t package, uint32_t name)
{
    uint64_t first;

    if (!u64map_get(&t->world->names, (uint64_t)package << 32 | name, &first))
        return 0;
    return go_variant_for(t, unit, (SymbolId)first);
}

/* A type that a function declares for itself. */
static SymbolId in_functions(const Unit *u, const Expr *e)
{
    const Facts *f = u->facts;

    for (uint32_t scope = e->scope; scope > 1; scope = f->scopes[scope].parent) {
        if (f->scopes[scope].kind == SCOPE_CLASS) /* its names are members */
            continue;
        Entity x = facts_lookup(f, scope, e->name);
        for (unsigned i = 0; x.kind != ENTITY_NONE && i < GO_MAX_SAME_NAME;
             i++, x = facts_next_entity(f, x)) {
            if (x.kind == ENTITY_DEF)
                return u->first_symbol + x.index;
        }
    }
    return 0;
}

/* In the package, or in what is imported with a dot. */
static SymbolId in_package(GoThread *t, UnitId unit, NameId local)
{
    const GoUnit *g = &t->world->units[unit];
    uint32_t name = t->world->program->units[unit].global_names[local];
    SymbolId s;

    if (unit == t->unit && t->name_symbols.at[local])
        return t->name_symbols.at[local] - 1;
    s = go_package_symbol(t, unit, g->package, name);
    for (uint32_t i = 0; !s && i < g->import_count; i++) {
        if (g->imports[i].is_dot && g->imports[i].package != GO_PACKAGE_NONE)
            s = go_package_symbol(t, unit, g->imports[i].package, name);
    }
    if (unit == t->unit)
        t->name_symbols.at[local] = s + 1;
    return s;
}

static bool is_predeclared(Str name)
{
    static const char *const words[] = {
        "new",  "print", "println", "recover",    "close",     "complex",    "real",  "imag",
        "min",  "max",   "clear",   "comparable", "complex64", "complex128", "len",   "append",
        "make", "panic", "cap",     "copy",       "delete",    "any",        "error",
    };

    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (str_is(name, words[i]))
            return true;
    }
    return false;
}

GoName go_name_of(GoThread *t, UnitId unit, const Expr *e)
{
    const Unit *u = &t->world->program->units[unit];
    const GoUnit *g = &t->world->units[unit];
    SymbolId s = in_functions(u, e);

    if (s)
        return (GoName){.symbol = s, .tier = TIER_EXACT};
    if (!(e->flags & EXPR_IS_REF)) { /* most likely the name of an import */
        for (uint32_t i = 0; i < g->import_count; i++) {
            if (g->imports[i].name == u->global_names[e->name] && !g->imports[i].is_dot)
                return (GoName){.import = &g->imports[i]};
        }
    }
    s = in_package(t, unit, e->name);
    if (s) {
        bool is_here = s >= u->first_symbol && s - u->first_symbol < u->facts->def_count;

        return (GoName){.symbol = s, .tier = is_here ? TIER_EXACT : TIER_MEMBER};
    }
    for (uint32_t i = 0; i < g->import_count; i++) {
        if (g->imports[i].name == u->global_names[e->name] && !g->imports[i].is_dot)
            return (GoName){.import = &g->imports[i], .tier = TIER_EXTERNAL};
    }
    return (GoName){.tier = is_predeclared(facts_name(u->facts, e->name)) ? TIER_EXTERNAL
                                                                          : TIER_NONE};
}

/* -- references -- */

typedef struct Found {
    SymbolId symbol;
    Tier tier;
} Found;

static Found find_member(GoThread *t, UnitId unit, const Expr *e)
{
    GoValue base = go_value_of(t, unit, e->a);
    GoTypeRow row = go_type_row(t, base.type);
    uint32_t name = t->world->program->units[unit].global_names[e->name];

    if (row.kind == GO_TYPE_PACKAGE) {
        SymbolId s = go_package_symbol(t, unit, row.a, name);

        return (Found){s, s ? TIER_IMPORT : TIER_NONE};
    }
    if (row.kind == GO_TYPE_EXTERNAL)
        return (Found){0, TIER_EXTERNAL};
    GoMember m = go_member_of(t, base.type, name);
    if (m.symbol)
        return (Found){m.symbol, TIER_TYPED};
    return (Found){0, m.is_external ? TIER_EXTERNAL : TIER_NONE};
}

/* The name before a colon in a literal: a field of a struct, or an ordinary name. */
static Found find_key(GoThread *t, UnitId unit, const Expr *e)
{
    GoType type = go_value_of(t, unit, e->a).type;
    GoTypeRow core = go_type_row(t, go_type_core(t, type));

    if (core.kind == GO_TYPE_EXTERNAL)
        return (Found){0, TIER_EXTERNAL};
    if (core.kind == GO_TYPE_OBJECT) {
        GoMember m = go_member_of(t, type,
                                  t->world->program->units[unit].global_names[e->name]);

        return (Found){m.symbol, m.symbol ? TIER_TYPED : TIER_NONE};
    }
    if (e->extra || core.kind == GO_TYPE_UNKNOWN)
        return (Found){0, TIER_NONE};
    GoName name = go_name_of(t, unit, e);
    return (Found){name.symbol, name.tier};
}

static Found find(GoThread *t, UnitId unit, const Expr *e)
{
    GoName name;

    switch (e->kind) {
    case EXPR_NAME:
        name = go_name_of(t, unit, e);
        return (Found){name.symbol, name.tier};
    case EXPR_MEMBER:
        return find_member(t, unit, e);
    case EXPR_GO_KEY:
        return find_key(t, unit, e);
    default:
        return (Found){0, TIER_NONE};
    }
}

static int by_place(const void *x, const void *y)
{
    const Edge *a = x, *b = y;

    if (a->at != b->at)
        return a->at < b->at ? -1 : 1;
    return a->to < b->to ? -1 : a->to > b->to;
}

static void sort_edges(EdgeVec *edges)
{
    for (size_t i = 1; i < edges->len; i++) {
        if (edges->at[i - 1].at > edges->at[i].at) {
            VEC_SORT(edges, by_place);
            return;
        }
    }
}

static void resolve(void *state, const Program *p, UnitId unit, unsigned thread, EdgeVec *edges,
                    ResolveCounts *counts)
{
    GoWorld *w = state;
    GoThread *t = &w->threads[thread];
    const Facts *f = p->units[unit].facts;

    go_thread_begin(t, unit);
    for (uint32_t i = 1; i < f->expr_count; i++) {
        const Expr *e = &f->exprs[i];

        if (!(e->flags & EXPR_IS_REF))
            continue;
        Found found = find(t, unit, e);
        resolve_emit(p, unit, e, found.symbol, found.tier, edges, counts);
    }
    sort_edges(edges);
}

static const LanguageId languages[] = {LANG_GO, LANG_NONE};

const ResolverOps resolver_go = {
    .name = "go",
    .languages = languages,
    .prepare = prepare,
    .resolve = resolve,
    .done = done,
};
