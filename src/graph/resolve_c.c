/*
 * resolve_c.c -- the resolver for C and C++: whom each name in each unit means.
 */
#include "graph/resolve_c.h"

static void *prepare(const Program *p, unsigned threads)
{
    CState *s = xcalloc(1, sizeof(*s));

    s->p = p;
    s->thread_count = threads;
    s->threads = xcalloc(threads, sizeof(*s->threads));
    for (unsigned i = 0; i < threads; i++) {
        s->threads[i].s = s;
        s->threads[i].p = p;
    }
    c_find_folders(s);
    c_find_foreign(s);
    c_find_includes(s);
    cpp_find_spaces(s);
    cpp_find_bases(s);
    c_index_names(s);
    return s;
}

static void thread_done(CThread *t)
{
    free(t->seen_at);
    free(t->expr_type);
    VEC_DONE(&t->queue);
    VEC_DONE(&t->found);
    VEC_DONE(&t->type_list);
    c_memo_done(&t->names);
    c_memo_done(&t->types);
    for (size_t i = 0; i < C_CLASS_COUNT; i++) {
        c_memo_done(&t->in_space[i]);
        c_memo_done(&t->around[i]);
    }
    VEC_DONE(&t->cpp_types);
    VEC_DONE(&t->envs);
    VEC_DONE(&t->usings);
}

static void done(void *state)
{
    CState *s = state;

    for (unsigned i = 0; i < s->thread_count; i++)
        thread_done(&s->threads[i]);
    free(s->threads);
    free(s->includes);
    VEC_DONE(&s->spaces);
    VEC_DONE(&s->bases);
    u64map_done(&s->space_of_name);
    u64map_done(&s->space_of_alias);
    u64map_done(&s->space_of_def);
    arena_done(&s->arena);
    free(s);
}

/* -- one unit -- */

static bool has_local_defs(const Facts *f)
{
    for (uint32_t i = 1; i < f->def_count; i++) {
        if (f->defs[i].kind != DEF_FIELD && f->scopes[f->defs[i].scope].kind == SCOPE_FUNCTION)
            return true;
    }
    return false;
}

static void begin_unit(CThread *t, UnitId unit)
{
    const Facts *f = t->p->units[unit].facts;

    t->unit = unit;
    t->generation++;
    if (!t->seen_at)
        t->seen_at = xcalloc(t->p->unit_count + 1, sizeof(*t->seen_at));
    t->names.used = t->types.used = 0;
    VEC_CLEAR(&t->found);
    VEC_CLEAR(&t->type_list);
    if (f->expr_count > t->expr_cap) {
        t->expr_cap = f->expr_count + f->expr_count / 2;
        t->expr_type = xrealloc(t->expr_type, t->expr_cap, sizeof(*t->expr_type));
    }
    memset(t->expr_type, 0, f->expr_count * sizeof(*t->expr_type));
    t->has_local_defs = has_local_defs(f);
    t->steps_left = CPP_STEPS_PER_UNIT;
    c_look_around(t);
    if (c_is_cpp(t->p, unit))
        cpp_begin_unit(t);
}

/* In the order in which the classes are tried; the first is what the place asks for. */
static CFound find_in_classes(CThread *t, const Expr *e, const CClass *classes, size_t count)
{
    uint32_t name = t->p->units[t->unit].global_names[e->name];
    CFound best = {0};

    for (size_t i = 0; i < count; i++) {
        CFound found = c_lookup_local(t, e->scope, e->name, classes[i]);

        if (!found.symbol)
            found = c_lookup(t, name, classes[i]);
        if (found.symbol &&
            (!best.symbol || tier_confidence(found.tier) > tier_confidence(best.tier)))
            best = found;
        if (best.symbol && tier_confidence(best.tier) >= EDGE_CONFIDENCE_FACT)
            break;
    }
    return best;
}

static CFound find_type(CThread *t, const Expr *e, const CClass *classes, size_t count)
{
    uint32_t name = t->p->units[t->unit].global_names[e->name];
    CFound macro = c_lookup(t, name, C_CLASS_MACRO);

    /* a macro hides what has its name, if it is there at all */
    return macro.is_certain ? macro : find_in_classes(t, e, classes, count);
}

static CFound find_name(CThread *t, const Expr *e)
{
    /* types are named like values in the arguments of macros, and macros like types */
    static const CClass value[] = {C_CLASS_VALUE, C_CLASS_TYPE};
    static const CClass type[] = {C_CLASS_TYPE, C_CLASS_MACRO, C_CLASS_VALUE};
    static const CClass tag[] = {C_CLASS_TAG, C_CLASS_MACRO};
    static const CClass macro[] = {C_CLASS_MACRO};

    if (e->extra == C_NAME_TAG)
        return find_type(t, e, tag, ARRAY_LEN(tag));
    if (e->extra == C_NAME_MACRO)
        return find_in_classes(t, e, macro, ARRAY_LEN(macro));
    if (e->flags & EXPR_IS_TYPE)
        return find_type(t, e, type, ARRAY_LEN(type));
    return find_in_classes(t, e, value, ARRAY_LEN(value));
}

static void import_edges(const CState *s, UnitId unit, EdgeVec *edges)
{
    const Program *p = s->p;
    const Facts *f = p->units[unit].facts;

    for (uint32_t i = 0; i < f->import_count; i++) {
        UnitId to = s->includes[s->include_start[unit] + i];

        if (to != UNIT_NONE)
            *VEC_PUSH(edges) = (Edge){
                .from = p->units[unit].first_symbol,
                .to = p->units[to].first_symbol,
                .unit = unit,
                .at = f->imports[i].at,
                .kind = EDGE_IMPORT,
                .tier = TIER_IMPORT,
            };
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
    CState *s = state;
    CThread *t = &s->threads[thread];
    const Unit *u = &p->units[unit];

    begin_unit(t, unit);
    import_edges(s, unit, edges);
    bool is_cpp = c_is_cpp(p, unit);
    for (uint32_t i = 1; i < u->facts->expr_count; i++) {
        const Expr *e = &u->facts->exprs[i];
        CFound found = {0};

        if (!(e->flags & EXPR_IS_REF))
            continue;
        if (is_cpp)
            found = cpp_find(t, unit, i, 0, 0);
        else if (e->kind == EXPR_NAME)
            found = find_name(t, e);
        else if (e->kind == EXPR_MEMBER)
            found = c_member(t, c_type_of(t, unit, e->a, 0), u->global_names[e->name]);
        if (found.symbol && c_def(p, found.unit, found.def)->kind == DEF_NAMESPACE)
            continue; /* a namespace is no place to go to */
        resolve_emit(p, unit, e, found.symbol, found.symbol ? found.tier : TIER_NONE, edges,
                     counts);
    }
    VEC_SORT(edges, by_place);
}

static const LanguageId languages[] = {LANG_C, LANG_CPP, LANG_NONE};

const ResolverOps resolver_c = {
    .name = "c",
    .languages = languages,
    .prepare = prepare,
    .resolve = resolve,
    .done = done,
};
