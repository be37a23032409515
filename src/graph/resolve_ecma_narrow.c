/*
 * resolve_ecma_narrow.c -- what is left of a union where a condition holds.
 *
 * A part stays unless the condition rules it out for certain. When nothing is left, or what the
 * condition speaks of is not known, the answer is "not known", and the name keeps the type that it
 * has further out.
 */
#include "graph/resolve_ecma.h"

typedef struct Where {
    EcmaWhere what;
    uint32_t name; /* of the discriminant */
    const Type *values[UNION_MAX_PARTS];
    unsigned value_count;
    const Type *type; /* class or guarded type */
} Where;

static bool is_same_unit(const Type *a, const Type *b)
{
    return a->kind == b->kind && a->index == b->index &&
           (a->kind != TYPE_UNIT || a->unit == b->unit);
}

static bool is_unit(const Type *t)
{
    return t->kind == TYPE_UNIT || (t->kind == TYPE_TEXT && t->index);
}

static bool is_among(const Type *t, const Where *w)
{
    for (unsigned i = 0; i < w->value_count; i++) {
        if (is_same_unit(t, w->values[i]))
            return true;
    }
    return false;
}

/* Whether a discriminant of this type can be one of the values. */
static bool may_be(const Type *t, const Where *w)
{
    if (!t || t->kind == TYPE_OTHER || t->kind == TYPE_PARAMETER ||
        (t->kind == TYPE_TEXT && !t->index))
        return true;
    if (t->kind != TYPE_UNION)
        return is_unit(t) && is_among(t, w);
    for (unsigned i = 0; i < t->count; i++) {
        if (may_be(t->parts[i], w))
            return true;
    }
    return false;
}

/* Whether it is nothing but one of the values. */
static bool must_be(const Type *t, const Where *w)
{
    if (!t)
        return false;
    if (t->kind != TYPE_UNION)
        return is_unit(t) && is_among(t, w);
    for (unsigned i = 0; i < t->count; i++) {
        if (!must_be(t->parts[i], w))
            return false;
    }
    return true;
}

static bool is_truth(Asker *x, const Type *t, const char *word)
{
    return t && t->kind == TYPE_TEXT && t->index &&
           str_is(intern_text(&x->e->p->names, t->index), word);
}

static bool is_always_false(Asker *x, const Type *t)
{
    return t && (t == ecma_type_nothing() || is_truth(x, t, "false"));
}

/* A property that must be there, and is an object or `true`. */
static bool is_always_true(Asker *x, const Member *m)
{
    const Type *t = ecma_member_type(x, m);

    if (!t || m->thing.kind != THING_DEF ||
        ecma_unit(x, m->thing.unit)->facts->defs[m->thing.index].flags & DEF_IS_OPTIONAL)
        return false;
    return is_truth(x, t, "true") || t->kind == TYPE_INSTANCE || t->kind == TYPE_OBJECT ||
           t->kind == TYPE_FUNCTION || t->kind == TYPE_TUPLE || t->kind == TYPE_LIBRARY;
}

static bool is_same_thing(const Type *a, const Type *b)
{
    if (b->kind == TYPE_UNION) {
        for (unsigned i = 0; i < b->count; i++) {
            if (is_same_thing(a, b->parts[i]))
                return true;
        }
        return false;
    }
    if (a->kind == TYPE_BOTH && b->kind == TYPE_BOTH && a->count == b->count) {
        for (unsigned i = 0; i < a->count; i++) {
            if (!is_same_thing(a->parts[i], b->parts[i]))
                return false;
        }
        return true;
    }
    return a->kind == b->kind && a->unit == b->unit && a->index == b->index &&
           (a->kind == TYPE_INSTANCE || a->kind == TYPE_OBJECT);
}

/* Whether the part can be what it is where the condition holds. */
static bool stays(Asker *x, const Type *part, const Where *w)
{
    Member m;

    switch (w->what) {
    case ECMA_IS_NOT_A:
    case ECMA_FAILS:
        return !w->type || !is_same_thing(part, w->type);
    case ECMA_EQUALS:
        if (!ecma_member_find(x, part, w->name, &m))
            return !m.is_outside;
        return may_be(ecma_member_type(x, &m), w);
    case ECMA_DIFFERS:
        return !must_be(ecma_member_type_named(x, part, w->name), w);
    case ECMA_HAS:
        return ecma_member_find(x, part, w->name, &m) || !m.is_outside;
    case ECMA_LACKS:
        return !ecma_member_find(x, part, w->name, &m) || !m.thing.kind;
    case ECMA_TRUE:
        return !is_always_false(x, ecma_member_type_named(x, part, w->name));
    case ECMA_FALSE:
        return !ecma_member_find(x, part, w->name, &m) || !is_always_true(x, &m);
    case ECMA_IS_A:
    case ECMA_PASSES:
        return true;
    }
    return true;
}

static const Type *filtered(Asker *x, const Type *of, const Where *w)
{
    const Type *parts[UNION_MAX_PARTS];
    unsigned count = 0;

    of = ecma_type_plain(x, of);
    if (!of || of->kind != TYPE_UNION)
        return NULL;
    for (unsigned i = 0; i < of->count; i++) {
        if (stays(x, of->parts[i], w))
            parts[count++] = of->parts[i];
    }
    return count == of->count ? of : ecma_type_union(x, parts, count);
}

/* The type that a guard's result speaks of: `x is T`. */
static const Type *guarded(Asker *x, UnitId unit, uint32_t guard, const Env *env)
{
    const Type *f = ecma_callable_of(x, ecma_value_type(x, unit, guard, env), false);

    if (!f || f->kind != TYPE_FUNCTION)
        return NULL;
    const EcmaUnit *u = ecma_unit(x, f->unit);
    const Expr *result = &u->facts->exprs[u->result[f->index]];
    if (result->kind != ECMA_PREDICATE || result->extra)
        return NULL;
    const Type *t = ecma_type_read(x, f->unit, result->a, f->env);
    return t && t->kind == TYPE_PARAMETER ? NULL : t;
}

static bool read_values(Asker *x, UnitId unit, uint32_t expr, const Env *env, Where *w)
{
    const Facts *f = ecma_unit(x, unit)->facts;
    bool is_list = f->exprs[expr].kind == EXPR_LIST;

    for (uint32_t at = expr; at && w->value_count < UNION_MAX_PARTS;
         at = is_list ? f->exprs[at].b : 0) {
        const Type *t = ecma_value_type(x, unit, is_list ? f->exprs[at].a : at, env);

        if (!t || !is_unit(t))
            return false;
        w->values[w->value_count++] = t;
    }
    return w->value_count > 0;
}

const Type *ecma_where_type(Asker *x, UnitId unit, uint32_t expr, const Env *env)
{
    const Expr *e = ecma_expr(x, unit, expr);
    Where w;

    w.what = (EcmaWhere)e->extra;
    w.name = ecma_global(x, unit, e->name);
    w.value_count = 0;
    w.type = NULL;
    switch (w.what) {
    case ECMA_IS_A:
        return ecma_type_instance_of(x, ecma_value_type(x, unit, e->b, env));
    case ECMA_IS_NOT_A:
        w.type = ecma_type_instance_of(x, ecma_value_type(x, unit, e->b, env));
        break;
    case ECMA_PASSES: {
        const Type *passed = guarded(x, unit, e->b, env);
        /* "is an object" and the like: what is known of the value says more */
        return passed && (passed->kind == TYPE_LIBRARY || passed->kind == TYPE_OTHER) ? NULL
                                                                                      : passed;
    }
    case ECMA_FAILS:
        w.type = guarded(x, unit, e->b, env);
        break;
    case ECMA_EQUALS:
    case ECMA_DIFFERS:
        if (!read_values(x, unit, e->b, env, &w))
            return NULL;
        break;
    case ECMA_HAS:
    case ECMA_LACKS:
    case ECMA_TRUE:
    case ECMA_FALSE:
        break;
    }
    if ((w.what == ECMA_IS_NOT_A || w.what == ECMA_FAILS) && !w.type)
        return NULL;
    return filtered(x, ecma_value_type(x, unit, e->a, env), &w);
}
