/*
 * resolve_ecma.c -- the resolver of JavaScript and TypeScript: every reference of a unit.
 */
#include "graph/resolve_ecma.h"

#include "base/pool.h"

enum { PREPARE_STACK_BYTES = 8 << 20 };

/* -- preparing -- */

static bool is_family(LanguageId language)
{
    return language == LANG_JAVASCRIPT || language == LANG_TYPESCRIPT || language == LANG_TSX;
}

static void index_one(void *shared, size_t item, unsigned thread)
{
    Ecma *e = shared;

    if (is_family(e->p->units[item].file->language))
        ecma_index_unit(e, (UnitId)item, &e->arenas[thread]);
}

static void *prepare(const Program *p, unsigned threads)
{
    Ecma *e = xcalloc(1, sizeof(*e));

    e->p = p;
    e->thread_count = threads;
    e->modules = ecma_modules_new(p);
    e->units = xcalloc(p->unit_count + 1, sizeof(*e->units));
    e->arenas = xcalloc(threads, sizeof(*e->arenas));
    e->askers = xcalloc(threads, sizeof(*e->askers));
    for (unsigned i = 0; i < threads; i++) {
        e->askers[i] = xcalloc(1, sizeof(Asker));
        e->askers[i]->e = e;
    }
    e->name_default = resolve_global_name(p, STR("default"));
    e->name_prototype = resolve_global_name(p, STR("prototype"));
    e->name_constructor = resolve_global_name(p, STR("constructor"));
    ecma_library_prepare(e);
    pool_run(threads, PREPARE_STACK_BYTES, p->unit_count, index_one, e);
    ecma_index_globals(e);
    return e;
}

static void done(void *state)
{
    Ecma *e = state;

    for (unsigned i = 0; i < e->thread_count; i++) {
        ecma_ask_done(e->askers[i]);
        free(e->askers[i]);
        arena_done(&e->arenas[i]);
    }
    free(e->askers);
    free(e->arenas);
    free(e->units);
    free(e->globals);
    free(e->ambients);
    u64map_done(&e->global_first);
    u64map_done(&e->ambient_first);
    u64map_done(&e->library_types);
    u64map_done(&e->library_values);
    u64map_done(&e->library_methods);
    ecma_modules_free(e->modules);
    free(e);
}

/* -- resolving -- */

typedef struct Run {
    Asker *x;
    const Program *p;
    UnitId unit;
    EdgeVec *edges;
    ResolveCounts *counts;
} Run;

/* Of a namespace that adds to something else of that name, what it adds to. */
static uint32_t main_def(const Facts *f, uint32_t def)
{
    if (f->defs[def].kind != DEF_NAMESPACE)
        return def;
    for (Entity e = facts_lookup(f, f->defs[def].scope, f->defs[def].name);
         e.kind != ENTITY_NONE; e = facts_next_entity(f, e)) {
        if (e.kind == ENTITY_DEF && f->defs[e.index].kind != DEF_NAMESPACE)
            return e.index;
    }
    return def;
}

static SymbolId symbol_of(const Run *r, Thing t)
{
    if (t.kind == THING_DEF)
        return r->p->units[t.unit].first_symbol + main_def(r->p->units[t.unit].facts, t.index);
    if (t.kind == THING_EXPORTS) {
        Thing whole = ecma_exported_whole(r->x, t.unit, 0);

        return symbol_of(r, whole);
    }
    if (t.kind == THING_MODULE)
        return r->p->units[t.unit].first_symbol;
    return 0;
}

static void emit(const Run *r, const Expr *e, Thing t, Tier tier)
{
    if (t.kind == THING_EXTERNAL)
        tier = TIER_EXTERNAL;
    SymbolId to = symbol_of(r, t);
    resolve_emit(r->p, r->unit, e, to, to || tier == TIER_EXTERNAL ? tier : TIER_NONE, r->edges,
                 r->counts);
}

/* A constructor's parameter that is a field, too: the field. */
static Thing field_of_parameter(const Run *r, Thing t)
{
    const Facts *f = ecma_unit(r->x, t.unit)->facts;
    const Local *l = &f->locals[t.index];

    if (l->extra != ECMA_LOCAL_PROPERTY)
        return t;
    for (Entity e = facts_lookup(f, f->scopes[l->scope].parent, l->name); e.kind != ENTITY_NONE;
         e = facts_next_entity(f, e)) {
        if (e.kind == ENTITY_DEF && f->defs[e.index].name_start == l->start)
            return (Thing){.kind = THING_DEF, .unit = t.unit, .index = e.index};
    }
    return t;
}

static void resolve_name(const Run *r, const Expr *e)
{
    uint32_t name = ecma_global(r->x, r->unit, e->name);
    Meaning meaning = e->flags & EXPR_IS_IMPORT ? MEANS_ANY
                      : e->flags & EXPR_IS_TYPE ? MEANS_TYPE
                                                : MEANS_VALUE;
    Thing t = ecma_lookup(r->x, r->unit, e->scope, name, meaning);

    if (t.kind == THING_LOCAL)
        t = field_of_parameter(r, t);
    if (t.kind == THING_LOCAL)
        return;
    if (!t.kind)
        t.kind = THING_EXTERNAL; /* nothing around declares it: the language or a host does */
    emit(r, e, t, t.is_imported ? TIER_IMPORT : TIER_EXACT);
}

/* The only definition of that name in the family, for members of what is not known. */
static SymbolId only_one(const Run *r, uint32_t name)
{
    size_t count;
    const SymbolId *symbols = program_symbols_named(r->p, name, &count);
    SymbolId found = 0;

    for (size_t i = 0; i < count && i < 64; i++) {
        UnitId unit = program_unit_of(r->p, symbols[i]);
        const Def *d = program_def(r->p, symbols[i]);

        if (!ecma_unit(r->x, unit)->is_ours || d->flags & ECMA_DEF_LITERAL_KEY)
            continue;
        if (found || (d->kind != DEF_METHOD && d->kind != DEF_FIELD && d->kind != DEF_PROPERTY))
            return 0;
        found = symbols[i];
    }
    return count <= 64 ? found : 0;
}

static void guess(const Run *r, const Expr *e, uint32_t name)
{
    SymbolId to = only_one(r, name);

    resolve_emit(r->p, r->unit, e, to, to ? TIER_UNIQUE : TIER_NONE, r->edges, r->counts);
}

static Tier tier_of(const Type *holder, const Expr *object)
{
    if (object->kind == EXPR_THIS || object->kind == EXPR_SUPER ||
        holder->kind == TYPE_MODULE || holder->kind == TYPE_EXPORTS ||
        holder->kind == TYPE_NAMESPACE || holder->kind == TYPE_ENUM ||
        holder->kind == TYPE_CLASS)
        return TIER_MEMBER;
    return TIER_TYPED;
}

static void resolve_member(const Run *r, const Expr *e)
{
    uint32_t name = ecma_global(r->x, r->unit, e->name);
    Member m = {0};

    if (e->flags & EXPR_IS_TYPE) {
        Thing t = ecma_type_member_thing(r->x, r->unit, e, NULL);

        emit(r, e, t, TIER_MEMBER);
        return;
    }
    const Type *holder = ecma_value_type(r->x, r->unit, e->a, NULL);
    bool is_found = holder && ecma_member_find(r->x, holder, name, &m);
    if (is_found && m.thing.kind == THING_DEF && holder->kind == TYPE_EXPORTS)
        m.thing = ecma_through_key(r->x, m.thing);
    if (is_found && m.thing.kind && !r->x->is_over)
        emit(r, e, m.thing, tier_of(holder, ecma_expr(r->x, r->unit, e->a)));
    else if (holder && (m.is_outside || is_found))
        emit(r, e, (Thing){.kind = THING_EXTERNAL}, TIER_EXTERNAL);
    else
        guess(r, e, name);
}

static void resolve_key(const Run *r, const Expr *e)
{
    const Type *holder = ecma_expected_type(r->x, r->unit, e->a, NULL);
    Member m;

    if (ecma_member_find(r->x, holder, ecma_global(r->x, r->unit, e->name), &m) && m.thing.kind)
        emit(r, e, m.thing, TIER_TYPED);
}

static void resolve_imported(const Run *r, uint32_t expr, const Expr *e)
{
    uint32_t import = ecma_import_of_expr(ecma_unit(r->x, r->unit), expr);
    Thing t = {0};

    if (import)
        t = ecma_imported(r->x, r->unit, import - 1, MEANS_ANY);
    emit(r, e, t, TIER_IMPORT);
}

static void resolve_expr(const Run *r, uint32_t expr)
{
    const Expr *e = ecma_expr(r->x, r->unit, expr);

    if (!(e->flags & EXPR_IS_REF))
        return;
    ecma_ask_begin(r->x);
    switch (e->kind) {
    case EXPR_NAME:
        resolve_name(r, e);
        break;
    case EXPR_MEMBER:
        resolve_member(r, e);
        break;
    case ECMA_KEY:
        resolve_key(r, e);
        break;
    case ECMA_IMPORTED:
        resolve_imported(r, expr, e);
        break;
    case ECMA_MODULE:
        emit(r, e, ecma_module_thing(r->x, r->unit, e->name), TIER_IMPORT);
        break;
    default:
        break;
    }
}

/* Imports of whole modules have no Expr of their own. */
static void resolve_modules(const Run *r)
{
    const Facts *f = ecma_unit(r->x, r->unit)->facts;

    for (uint32_t i = 0; i < f->import_count; i++) {
        const Import *m = &f->imports[i];

        if (!m->module || m->extra)
            continue;
        Expr e = {.flags = EXPR_IS_REF | EXPR_IS_IMPORT,
                  .at = m->at,
                  .scope = m->scope,
                  .name = m->module};
        emit(r, &e, ecma_module_thing(r->x, r->unit, m->module), TIER_IMPORT);
    }
}

static int by_place(const void *a, const void *b)
{
    const Edge *x = a, *y = b;

    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    return x->to < y->to ? -1 : x->to > y->to;
}

static void resolve(void *state, const Program *p, UnitId unit, unsigned thread, EdgeVec *edges,
                    ResolveCounts *counts)
{
    Ecma *e = state;
    Run r = {e->askers[thread], p, unit, edges, counts};

    resolve_modules(&r);
    for (uint32_t i = 1; i < e->units[unit].facts->expr_count; i++)
        resolve_expr(&r, i);
    VEC_SORT(edges, by_place);
}

static const LanguageId languages[] = {LANG_JAVASCRIPT, LANG_TYPESCRIPT, LANG_TSX, LANG_NONE};

const ResolverOps resolver_ecma = {
    .name = "ecma",
    .languages = languages,
    .prepare = prepare,
    .resolve = resolve,
    .done = done,
};
