/*
 * resolve_java_overloads.c -- which of several methods of one name takes the arguments.
 *
 * As in the language: by the number of arguments; then those that take the arguments as they are,
 * else with boxing, else as variable arguments; among several the one whose parameters are the most
 * special. What is not known about an argument fits everything, and makes a choice that rests on it
 * LIKELY only.
 */
#include "graph/resolve_java.h"

JavaArguments java_arguments_of(JavaThread *t, uint32_t list)
{
    const Facts *f = java_facts(t, t->unit);
    JavaArguments a = {0};

    for (; list; list = f->exprs[list].b) {
        if (a.count < JAVA_MAX_ARGUMENTS)
            a.types[a.count] = java_value_type(t, t->unit, f->exprs[list].a);
        a.count++;
    }
    return a;
}

static void find_parameters(JavaThread *t, JavaCandidate *c)
{
    const Facts *f = java_facts(t, c->method.unit);
    uint32_t list = java_def(t, c->method)->bases;
    JavaBinding b = java_binding_of(t, c->method.owner);

    for (uint32_t i = 0; list && i < JAVA_MAX_ARGUMENTS; i++, list = f->exprs[list].b)
        c->parameters[i] = java_rewrite(t, java_value_type(t, c->method.unit, f->exprs[list].a),
                                        &b);
    c->is_known = true;
}

JavaType java_parameter_for(const JavaThread *t, const JavaCandidate *c, uint32_t index,
                            bool spread)
{
    JavaType last;

    if (!c->count)
        return 0;
    if (!spread || index + 1 < c->count)
        return c->parameters[MIN_OF(index, (uint32_t)JAVA_MAX_ARGUMENTS - 1)];
    last = c->parameters[MIN_OF(c->count, (uint32_t)JAVA_MAX_ARGUMENTS) - 1];
    return t->types.at[last].kind == JAVA_TYPE_ARRAY ? t->types.at[last].a : 0;
}

static JavaFit fit_all(JavaThread *t, JavaCandidate *c, const JavaArguments *a, bool spread)
{
    JavaFit worst = JAVA_FIT_STRICT;

    c->is_sure = true;
    for (uint32_t i = 0; i < a->count && i < JAVA_MAX_ARGUMENTS; i++) {
        JavaFit one = java_fit(t, java_parameter_for(t, c, i, spread), a->types[i], 0);

        if (one == JAVA_FIT_UNKNOWN)
            c->is_sure = false;
        worst = MIN_OF(worst, one);
    }
    if (worst == JAVA_FIT_UNKNOWN)
        worst = JAVA_FIT_STRICT;
    return spread && worst != JAVA_FIT_NOT ? JAVA_FIT_VARIADIC : worst;
}

static void fit_candidate(JavaThread *t, JavaCandidate *c, const JavaArguments *a)
{
    find_parameters(t, c);
    c->fit = a->count == c->count ? fit_all(t, c, a, false) : JAVA_FIT_NOT;
    if (c->fit == JAVA_FIT_NOT && c->is_variadic)
        c->fit = fit_all(t, c, a, true);
}

/* The same parameters, generic ones by their bounds: one overrides the other. */
static bool is_same_signature(JavaThread *t, const JavaCandidate *a, const JavaCandidate *b)
{
    if (a->count != b->count)
        return false;
    for (uint32_t i = 0; i < a->count && i < JAVA_MAX_ARGUMENTS; i++) {
        JavaTypeRow x = java_row(t, java_bounded(t, a->parameters[i]));
        JavaTypeRow y = java_row(t, java_bounded(t, b->parameters[i]));

        if (x.kind != y.kind || (x.kind != JAVA_TYPE_ARRAY && x.a != y.a))
            return false;
        if (x.kind == JAVA_TYPE_ARRAY && java_bounded(t, x.a) != java_bounded(t, y.a))
            return false;
    }
    return true;
}

/* What a reference gives when its name means one method only; 0: not known. */
static JavaType exact_result(JavaThread *t, JavaTypeRow lambda)
{
    const Facts *f = java_facts(t, lambda.a);
    const Expr *body = &f->exprs[f->exprs[lambda.b].b];
    JavaMember methods[2];
    bool is_external = false;

    if (body->kind != EXPR_JAVA_REFERENCE || body->extra)
        return 0;
    JavaType target = java_value_type(t, t->unit, body->a);
    if (t->types.at[target].kind != JAVA_TYPE_CLASS ||
        java_methods_of(t, target, t->world->units[t->unit].names[body->name], methods,
                        ARRAY_LEN(methods), &is_external) != 1)
        return 0;
    return java_member_type(t, methods[0]);
}

/* A lambda is rather given to what takes its value than to what does not, and rather to what takes
 * it as it is. */
static bool java_is_better_for_lambda(JavaThread *t, JavaTypeRow lambda, JavaType a, JavaType b)
{
    JavaFunction x = java_function_of(t, a), y = java_function_of(t, b);

    if (!x.def || !y.def)
        return false;
    JavaType x_takes = java_function_result(t, x), y_takes = java_function_result(t, y);
    if (java_is_void(t, y_takes))
        return !java_is_void(t, x_takes);
    JavaType given = exact_result(t, lambda);
    return given && given == x_takes && given != y_takes;
}

static bool is_same_class(const JavaThread *t, JavaType a, JavaType b)
{
    JavaTypeRow x = t->types.at[a], y = t->types.at[b];

    return x.kind == y.kind && x.a == y.a &&
           (x.kind == JAVA_TYPE_CLASS || (x.kind == JAVA_TYPE_EXTERNAL && x.a) || a == b);
}

/* Whether every parameter of `a` that an argument meets is at least as special as that of `b`. */
static bool is_more_special(JavaThread *t, const JavaCandidate *a, const JavaCandidate *b,
                            const JavaArguments *given, bool spread)
{
    uint32_t count = spread ? MAX_OF(given->count, MAX_OF(a->count, b->count)) : given->count;

    for (uint32_t i = 0; i < count && i < JAVA_MAX_ARGUMENTS; i++) {
        JavaType x = java_parameter_for(t, a, i, spread),
                 y = java_parameter_for(t, b, i, spread);
        JavaType argument = i < given->count ? given->types[i] : 0;

        if (x == y)
            continue;
        /* nothing is more special than the argument's own type */
        if (argument && is_same_class(t, x, argument) != is_same_class(t, y, argument)) {
            if (is_same_class(t, y, argument))
                return false;
            continue;
        }
        JavaTypeRow row = t->types.at[argument];
        if (row.kind == JAVA_TYPE_LAMBDA) {
            if (java_is_better_for_lambda(t, row, y, x))
                return false;
            if (java_is_better_for_lambda(t, row, x, y))
                continue;
        }
        JavaFit one = java_fit(t, java_bounded(t, y), java_bounded(t, x), 0);
        if (one != JAVA_FIT_STRICT && one != JAVA_FIT_UNKNOWN)
            return false;
    }
    return true;
}

/* The most special of those with the best fit. */
static JavaChoice choose_best(JavaThread *t, JavaCandidate *list, size_t count,
                              const JavaArguments *a)
{
    JavaFit best_fit = JAVA_FIT_NOT;
    size_t best = SIZE_MAX;
    bool is_sure = true;

    for (size_t i = 0; i < count; i++)
        best_fit = MAX_OF(best_fit, list[i].fit);
    for (size_t i = 0; i < count; i++) {
        if (list[i].fit != best_fit)
            continue;
        if (best == SIZE_MAX) {
            best = i;
            continue;
        }
        if (is_same_signature(t, &list[best], &list[i]))
            continue; /* overridden by the nearer one */
        bool spread = best_fit == JAVA_FIT_VARIADIC;
        bool i_wins = is_more_special(t, &list[i], &list[best], a, spread);
        bool best_wins = is_more_special(t, &list[best], &list[i], a, spread);
        is_sure &= i_wins != best_wins && (list[i].is_sure || list[best].is_sure);
        if (i_wins && !best_wins)
            best = i;
    }
    return (JavaChoice){list[best].method, best_fit != JAVA_FIT_NOT && is_sure};
}

size_t java_keep_by_count(const JavaThread *t, JavaMember *methods, size_t count,
                          uint32_t given)
{
    size_t kept = 0;

    for (size_t i = 0; i < count; i++) {
        const Def *d = java_def(t, methods[i]);
        uint32_t own = java_count_list(java_facts(t, methods[i].unit), d->bases);

        if (own == given || ((d->flags & DEF_IS_VARIADIC) && given + 1 >= own))
            methods[kept++] = methods[i];
    }
    return kept;
}

JavaChoice java_choose(JavaThread *t, const JavaMember *methods, size_t count,
                       const JavaArguments *a)
{
    JavaCandidate *list = xcalloc(count, sizeof(*list));

    for (size_t i = 0; i < count; i++) {
        const Def *d = java_def(t, methods[i]);

        list[i] = (JavaCandidate){
            .method = methods[i],
            .is_variadic = (d->flags & DEF_IS_VARIADIC) != 0,
            .count = java_count_list(java_facts(t, methods[i].unit), d->bases)};
        fit_candidate(t, &list[i], a);
    }
    JavaChoice choice = choose_best(t, list, count, a);
    free(list);
    return choice;
}

JavaCandidate java_candidate_of(JavaThread *t, JavaMember m)
{
    const Def *d = java_def(t, m);
    JavaCandidate c = {.method = m,
                       .is_variadic = (d->flags & DEF_IS_VARIADIC) != 0,
                       .count = java_count_list(java_facts(t, m.unit), d->bases)};

    find_parameters(t, &c);
    return c;
}

bool java_is_spread(const JavaThread *t, const JavaCandidate *c, const JavaArguments *a)
{
    if (!c->is_variadic)
        return false;
    if (a->count != c->count)
        return true;
    uint8_t kind = a->count <= JAVA_MAX_ARGUMENTS ? t->types.at[a->types[a->count - 1]].kind
                                                  : 0;
    return kind != JAVA_TYPE_ARRAY && kind != JAVA_TYPE_NULL;
}
