/*
 * resolve_rust.c -- the resolver of Rust.
 *
 * Names follow the language's own rules (resolve_rust_names.c): no guess is needed for them. Members
 * need the type of what stands before the dot (resolve_rust_typing.c); where that is not known, a
 * name that only one type of the repository has, and nothing outside commonly has, is drawn as
 * likely.
 */
#include "graph/resolve_rust.h"

/* -- preparing -- */

static void read_first_locals(RsState *s, UnitId unit)
{
    const Facts *f = rs_facts(s, unit);
    uint32_t *first = ARENA_ARRAY(&s->arena, uint32_t, f->scope_count);

    for (uint32_t i = f->local_count; i-- > 1;)
        first[f->locals[i].scope] = i;
    s->first_local[unit] = first;
}

/* v.push(x) and the like: the first such call for each local. */
static void read_fillings(RsState *s, UnitId unit)
{
    const Facts *f = rs_facts(s, unit);

    for (uint32_t i = f->expr_count; i-- > 1;) {
        const Expr *call = &f->exprs[i], *callee = &f->exprs[call->a];

        if (call->kind != EXPR_CALL || !call->b || callee->kind != EXPR_MEMBER ||
            callee->extra != RUST_DOT || f->exprs[callee->a].kind != RUST_LOCAL)
            continue;
        Str name = facts_name(f, callee->name);
        if (str_is(name, "push") || str_is(name, "insert") || str_is(name, "push_back") ||
            str_is(name, "push_front") || str_is(name, "extend"))
            *u64map_at(&s->filling_of_local, rs_key(unit, f->exprs[callee->a].at), NULL) = i;
    }
}

static void read_words(RsState *s)
{
    const Program *p = s->p;

    s->names.super = resolve_global_name(p, STR("super"));
    s->names.item = resolve_global_name(p, STR("Item"));
    s->names.target = resolve_global_name(p, STR("Target"));
    s->names.output = resolve_global_name(p, STR("Output"));
    s->names.slice = rs_std_name(s, STR("[]"));
}

static void start_thread(RsState *s, RsThread *t)
{
    *t = (RsThread){.s = s, .cut_depth = UINT32_MAX};
    (void)VEC_PUSH(&t->types);
}

static void end_thread(RsThread *t)
{
    arena_done(&t->arena);
    VEC_DONE(&t->types);
    VEC_DONE(&t->edges);
    u64map_done(&t->type_of_hash);
    u64map_done(&t->things);
    u64map_done(&t->names);
    u64map_done(&t->types_of);
}

static void *prepare(const Program *p, unsigned threads)
{
    RsState *s = xcalloc(1, sizeof(*s));

    s->p = p;
    (void)VEC_PUSH(&s->crates);
    (void)VEC_PUSH(&s->modules);
    (void)VEC_PUSH(&s->items);
    (void)VEC_PUSH(&s->impls);
    (void)VEC_PUSH(&s->members);
    (void)VEC_PUSH(&s->blankets);
    s->module_of_unit = ARENA_ARRAY(&s->arena, uint32_t, p->unit_count + 1);
    s->self_of_unit = ARENA_ARRAY(&s->arena, NameId, p->unit_count + 1);
    s->first_local = ARENA_ARRAY(&s->arena, uint32_t *, p->unit_count + 1);
    for (UnitId u = 0; u < p->unit_count; u++) {
        if (p->units[u].file->language != LANG_RUST)
            continue;
        s->self_of_unit[u] = facts_find_name(p->units[u].facts, STR("Self"));
        read_first_locals(s, u);
        read_fillings(s, u);
    }
    s->std = rs_std_new(p);
    read_words(s);
    s->thread_count = threads;
    s->threads = xcalloc(threads, sizeof(*s->threads));
    for (unsigned i = 0; i < threads; i++)
        start_thread(s, &s->threads[i]);
    rs_read_crates(s);
    rs_read_impls(s);
    /* what was asked while the members were not there yet is not to be remembered */
    end_thread(&s->threads[0]);
    start_thread(s, &s->threads[0]);
    return s;
}

static void done(void *state)
{
    RsState *s = state;

    for (unsigned i = 0; i < s->thread_count; i++)
        end_thread(&s->threads[i]);
    free(s->threads);
    for (size_t i = 0; i < s->packages.len; i++)
        VEC_DONE(&s->packages.at[i].dependencies);
    VEC_DONE(&s->packages);
    VEC_DONE(&s->crates);
    VEC_DONE(&s->modules);
    VEC_DONE(&s->items);
    VEC_DONE(&s->impls);
    VEC_DONE(&s->members);
    VEC_DONE(&s->blankets);
    u64map_done(&s->module_of_scope);
    u64map_done(&s->item_of_name);
    u64map_done(&s->member_of_name);
    u64map_done(&s->impls_of_owner);
    u64map_done(&s->macro_of_name);
    u64map_done(&s->globs_of_block);
    u64map_done(&s->blanket_of_name);
    u64map_done(&s->lib_of_name);
    u64map_done(&s->filling_of_local);
    rs_std_free(s->std);
    arena_done(&s->arena);
    free(s);
}

/* -- references -- */

typedef struct Target {
    SymbolId to;
    Tier tier;
} Target;

static Target of_thing(RsThread *t, RsThing thing)
{
    switch (thing.kind) {
    case RS_SYMBOL:
        return (Target){thing.id, thing.tier};
    case RS_MODULE:
        return (Target){t->s->modules.at[thing.id].symbol, thing.tier};
    case RS_EXTERNAL:
        return (Target){0, TIER_EXTERNAL};
    default:
        return (Target){0, TIER_NONE};
    }
}

/* A path's last name: in a `use` it may mean a type, a value or a macro. */
static Target of_path(RsThread *t, UnitId unit, const Expr *e, uint32_t expr)
{
    static const RsSpace for_import[] = {RS_TYPES, RS_VALUES, RS_MACROS};
    RsThing thing;

    if (e->flags & EXPR_IS_IMPORT) {
        Target outside = {0, TIER_NONE};

        for (size_t i = 0; i < ARRAY_LEN(for_import); i++) {
            Target found = of_thing(t, rs_path(t, unit, expr, for_import[i]));

            if (found.to)
                return found;
            outside = found.tier == TIER_EXTERNAL ? found : outside;
        }
        return outside;
    }
    thing = rs_path(t, unit, expr,
                    e->kind == EXPR_NAME && e->extra == RUST_NAME_MACRO ? RS_MACROS
                    : e->flags & EXPR_IS_TYPE                           ? RS_TYPES
                                                                        : RS_VALUES);
    if (!thing.kind && e->kind == EXPR_MEMBER && e->flags & EXPR_IS_DECORATOR)
        thing = rs_path(t, unit, expr, RS_TYPES);
    /* path::name!(...) */
    if (!thing.kind && e->kind == EXPR_MEMBER && e->flags & EXPR_IS_CALLED)
        thing = rs_path(t, unit, expr, RS_MACROS);
    return of_thing(t, thing);
}

/* The only member of that name in the repository, when nothing outside is likely to be meant. */
static Target by_name_alone(RsThread *t, UnitId unit, uint32_t name, bool is_method)
{
    const Program *p = t->s->p;
    size_t count;
    const SymbolId *symbols = program_symbols_named(p, name, &count);
    SymbolId found = 0;

    for (size_t i = 0; i < count; i++) {
        UnitId other = program_unit_of(p, symbols[i]);
        const Def *d = program_def(p, symbols[i]);

        if (p->units[other].file->language != LANG_RUST)
            continue;
        if (is_method ? d->kind != DEF_METHOD || !(d->flags & RUST_DEF_TAKES_SELF)
                      : d->kind != DEF_FIELD)
            continue;
        if (found)
            return (Target){0, TIER_NONE};
        found = symbols[i];
    }
    if (!found)
        return (Target){0, TIER_NONE};
    bool is_near = t->s->modules.at[t->s->module_of_unit[program_unit_of(p, found)]].crate ==
                   t->s->modules.at[t->s->module_of_unit[unit]].crate;
    bool is_likely = is_near && !(is_method && rs_std_is(t->s, name, RS_IS_COMMON));
    return (Target){found, is_likely ? TIER_LIKELY : TIER_UNIQUE};
}

static Target of_member(RsThread *t, UnitId unit, const Expr *e)
{
    const Facts *f = rs_facts(t->s, unit);
    uint32_t name = rs_global(t->s, unit, e->name);
    bool is_method = e->flags & EXPR_IS_CALLED;
    RsType receiver = e->a ? rs_type_of(t, unit, e->a) : 0;
    RsFound found = {0};

    if (!receiver)
        return by_name_alone(t, unit, name, is_method);
    bool is_found = rs_member(t, receiver, name, is_method ? RS_WANT_METHOD : RS_WANT_FIELD,
                              &found);
    /* a field that holds a function is called as (x.f)(): the pack marks only x.f() */
    if (!is_found || (is_method && !found.symbol))
        return (Target){0, is_found ? TIER_EXTERNAL : TIER_NONE};
    bool is_self = f->exprs[e->a].kind == EXPR_THIS;
    return (Target){found.symbol, found.is_guess ? TIER_UNIQUE
                                  : is_self      ? TIER_MEMBER
                                                 : TIER_TYPED};
}

/* A field named in a struct literal or pattern. */
static Target of_field(RsThread *t, UnitId unit, const Expr *e)
{
    uint32_t name = rs_global(t->s, unit, e->name);
    RsThing thing = e->a ? rs_path(t, unit, e->a, RS_TYPES) : (RsThing){0};

    if (thing.kind == RS_EXTERNAL)
        return (Target){0, TIER_EXTERNAL};
    if (thing.kind == RS_SYMBOL && program_def(t->s->p, thing.id)->kind != DEF_TYPE) {
        SymbolId field = rs_own_member(t->s, thing.id, name, RS_SPACE_COUNT);

        return (Target){field, field ? TIER_MEMBER : TIER_NONE};
    }
    RsFound found;
    RsType type = e->a ? rs_type_of(t, unit, e->a) : 0;
    if (type && rs_member(t, type, name, RS_WANT_FIELD, &found))
        return (Target){found.symbol, TIER_MEMBER};
    return (Target){0, TIER_NONE};
}

/* What an edge comes from: the header and members of an impl belong to its type. */
static SymbolId comes_from(RsThread *t, UnitId unit, uint32_t scope)
{
    const Facts *f = rs_facts(t->s, unit);

    if (f->scopes[scope].kind == SCOPE_CLASS && !f->scopes[scope].def) {
        uint32_t self = rs_self_local(t->s, unit, scope);
        RsThing type = self && f->locals[self].type
                           ? rs_path(t, unit, f->locals[self].type, RS_TYPES)
                           : (RsThing){0};

        if (type.kind == RS_SYMBOL)
            return type.id;
    }
    return resolve_from(t->s->p, unit, scope);
}

static void emit(RsThread *t, UnitId unit, const Expr *e, Target target, ResolveCounts *counts)
{
    counts->references++;
    counts->by_tier[target.tier]++;
    if (!target.to)
        return;
    *VEC_PUSH(&t->edges) = (Edge){.from = comes_from(t, unit, e->scope),
                                  .to = target.to,
                                  .unit = unit,
                                  .at = e->at,
                                  .kind = (uint8_t)resolve_edge_kind(e->flags),
                                  .tier = (uint8_t)target.tier};
}

static int by_place(const void *a, const void *b)
{
    const Edge *x = a, *y = b;

    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    return x->to < y->to ? -1 : x->to > y->to;
}

static void forget(RsThread *t)
{
    if (t->things.len + t->names.len + t->types_of.len < RS_MEMO_MAX)
        return;
    RsState *s = t->s;
    end_thread(t);
    start_thread(s, t);
}

static void resolve(void *state, const Program *p, UnitId unit, unsigned thread, EdgeVec *edges,
                    ResolveCounts *counts)
{
    RsState *s = state;
    RsThread *t = &s->threads[thread];
    const Facts *f = p->units[unit].facts;

    VEC_CLEAR(&t->edges);
    for (uint32_t i = 1; i < f->expr_count; i++) {
        const Expr *e = &f->exprs[i];

        if (!(e->flags & EXPR_IS_REF))
            continue;
        if (e->kind == EXPR_MEMBER && e->extra == RUST_DOT)
            emit(t, unit, e, of_member(t, unit, e), counts);
        else if (e->kind == EXPR_MEMBER && e->extra == RUST_FIELD)
            emit(t, unit, e, of_field(t, unit, e), counts);
        else
            emit(t, unit, e, of_path(t, unit, e, i), counts);
    }
    VEC_SORT(&t->edges, by_place);
    for (size_t i = 0; i < t->edges.len; i++)
        *VEC_PUSH(edges) = t->edges.at[i];
    forget(t);
}

static const LanguageId languages[] = {LANG_RUST, LANG_NONE};

const ResolverOps resolver_rust = {
    .name = "rust",
    .languages = languages,
    .prepare = prepare,
    .resolve = resolve,
    .done = done,
};
