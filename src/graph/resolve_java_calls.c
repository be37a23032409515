/*
 * resolve_java_calls.c -- who a call or method reference in Java means, what it gives, and what the
 * lambdas among its arguments are given.
 *
 * The method is chosen, and remembered, before the bodies of lambdas are looked at: their
 * parameters' types come from it.
 */
#include "graph/resolve_java.h"

<<<<<<< HEAD
/* How an argument fits a parameter; the worst of a call decides. */
typedef enum Fit { FIT_NOT, FIT_VARIADIC, FIT_LOOSE, FIT_UNKNOWN, FIT_STRICT } Fit;

/* The method of a functional interface; def 0: there is none. */
typedef JavaMember Function;

/* -- functional interfaces -- */

static bool is_of_object(const JavaThread *t, uint32_t name)
{
    return name == t->world->name_equals || name == t->world->name_hash_code ||
           name == t->world->name_to_string;
}

static uint32_t count_list(const Facts *f, uint32_t list)
{
    uint32_t count = 0;

    for (; list && count < 255; list = f->exprs[list].b)
        count++;
    return count;
}

typedef struct Shape {
    uint32_t name, count; /* of parameters */
} Shape;

enum { FUNCTION_MAX_SHAPES = 64 };

/* What has been seen of an interface and those it extends, the nearest first. */
typedef struct FunctionSearch {
    Shape seen[FUNCTION_MAX_SHAPES];
    size_t seen_count;
    Function found;
    bool is_several; /* more than one method has no body: it is not functional */
} FunctionSearch;

static bool was_seen(const FunctionSearch *s, Shape shape)
{
    for (size_t i = 0; i < s->seen_count; i++) {
        if (s->seen[i].name == shape.name && s->seen[i].count == shape.count)
            return true;
    }
    return false;
}

static void look_at_interface(const JavaThread *t, JavaType owner, FunctionSearch *s)
{
    const JavaClass *c = java_class_row(t, t->types.at[owner].a);
    const JavaUnit *u = &t->world->units[c->unit];

    if (!c->def || u->facts->defs[c->def].kind != DEF_INTERFACE)
        return;
    /* members follow their class, up to its end */
    for (uint32_t i = c->def + 1; i < u->facts->def_count && !s->is_several; i++) {
        const Def *d = &u->facts->defs[i];
        Shape shape = {u->names[d->name], count_list(u->facts, d->bases)};

        if (d->start >= u->facts->defs[c->def].end)
            break;
        if (d->scope != c->scope || d->kind != DEF_METHOD || (d->flags & DEF_IS_STATIC) ||
            is_of_object(t, shape.name) || was_seen(s, shape))
            continue;
        if (s->seen_count < FUNCTION_MAX_SHAPES)
            s->seen[s->seen_count++] = shape;
        if (!(d->flags & DEF_IS_DECLARATION))
            continue;
        s->is_several = s->found.def != 0;
        s->found = (Function){.unit = c->unit, .def = i, .owner = owner};
    }
}

/* The one method that a lambda of this type stands for. */
static Function function_of(JavaThread *t, JavaType type)
{
    FunctionSearch s = {0};
    uint64_t known;

    if (!java_is_interface(t, type))
        return s.found;
    if (u64map_get(&t->functions, type, &known))
        return t->function_rows.at[known];
    JavaLine line = java_line(t, type);
    for (uint32_t i = 0; i < line.count; i++)
        look_at_interface(t, t->line_types.at[line.first + i], &s);
    if (s.is_several)
        s.found = (Function){0};
    *VEC_PUSH(&t->function_rows) = s.found;
    *u64map_at(&t->functions, type, NULL) = t->function_rows.len - 1;
    return s.found;
}

static const Def *function_def(const JavaThread *t, Function f)
{
    return &java_facts(t, f.unit)->defs[f.def];
}

/* The type of a function's index-th parameter, in terms of the receiver's arguments. */
static JavaType function_parameter(JavaThread *t, Function f, uint32_t index)
{
    const Facts *facts = java_facts(t, f.unit);
    uint32_t list = function_def(t, f)->bases;
    JavaBinding b = java_binding_of(t, f.owner);

    while (list && index--)
        list = facts->exprs[list].b;
    return list ? java_rewrite(t, java_value_type(t, f.unit, facts->exprs[list].a), &b) : 0;
}

static JavaType function_result(JavaThread *t, Function f)
{
    return java_member_type(t, f);
}

/* -- whether an argument fits -- */

static bool is_primitive(const JavaThread *t, JavaType type)
{
    return t->types.at[type].kind == JAVA_TYPE_PRIMITIVE;
}

static bool is_void(const JavaThread *t, JavaType type)
{
    return is_primitive(t, type) && t->types.at[type].a == JAVA_VOID;
}

/* byte -> short -> int -> long -> float -> double, char -> int */
static bool widens(uint32_t from, uint32_t to)
{
    if (from == to)
        return true;
    if (from == JAVA_BOOLEAN || to == JAVA_BOOLEAN || from == JAVA_VOID || to == JAVA_VOID ||
        to == JAVA_CHAR)
        return false;
    return from == JAVA_CHAR ? to >= JAVA_INT : from < to;
}

/* Whether any method that the reference may mean takes so many parameters, or one less and is
 * called on the first. */
static bool reference_takes(JavaThread *t, const Expr *reference, uint32_t count)
{
    JavaMember methods[JAVA_MAX_CANDIDATES];
    bool is_external = false;
    JavaType target = java_value_type(t, t->unit, reference->a);

    if (reference->extra || t->types.at[target].kind != JAVA_TYPE_CLASS)
        return true;
    size_t found = java_methods_of(t, target, t->world->units[t->unit].names[reference->name], methods,
                                   JAVA_MAX_CANDIDATES, &is_external);
    for (size_t i = 0; i < found; i++) {
        const Def *d = java_def(t, methods[i]);
        uint32_t own = count_list(java_facts(t, methods[i].unit), d->bases);

        if (own == count || (d->flags & DEF_IS_VARIADIC) ||
            (own + 1 == count && !(d->flags & DEF_IS_STATIC)))
            return true;
    }
    return found == 0 || is_external;
}

static Fit fit_lambda(JavaThread *t, JavaTypeRow lambda, JavaType wanted)
{
    const Expr *e = &java_facts(t, lambda.a)->exprs[lambda.b];
    JavaTypeRow row = t->types.at[wanted];

    if (row.kind == JAVA_TYPE_PARAMETER || row.kind == JAVA_TYPE_EXTERNAL)
        return FIT_UNKNOWN;
    Function f = function_of(t, wanted);
    if (!f.def)
        return java_line(t, wanted).is_open ? FIT_UNKNOWN : FIT_NOT;
    uint32_t count = count_list(java_facts(t, f.unit), function_def(t, f)->bases);
    if (java_lambda_count(e) == JAVA_LAMBDA_REFERENCE) {
        const Expr *body = &java_facts(t, lambda.a)->exprs[e->b];

        return body->kind != EXPR_JAVA_REFERENCE || reference_takes(t, body, count) ? FIT_STRICT
                                                                                   : FIT_NOT;
    }
    if (count != java_lambda_count(e))
        return FIT_NOT;
    bool wants_value = !is_void(t, function_result(t, f));
    if (!(e->extra & JAVA_LAMBDA_IS_EXPRESSION))
        return wants_value == ((e->extra & JAVA_LAMBDA_HAS_VALUE) != 0) ? FIT_STRICT : FIT_NOT;
    /* bodies that depend on parameters must not be looked at before the method is chosen */
    if (java_lambda_count(e) == 0 && wants_value && is_void(t, java_value_type(t, lambda.a, e->b)))
        return FIT_NOT;
    return FIT_STRICT;
}

static Fit fit_primitive(JavaThread *t, JavaTypeRow wanted, JavaType given)
{
    JavaTypeRow row = t->types.at[given];

    if (row.kind == JAVA_TYPE_PRIMITIVE)
        return widens(row.a, wanted.a) ? FIT_STRICT : FIT_NOT;
    row = java_row(t, java_bounded(t, given));
    if (row.kind != JAVA_TYPE_CLASS)
        return FIT_NOT;
    for (uint32_t i = JAVA_BOOLEAN; i < JAVA_PRIMITIVE_COUNT; i++) {
        if (t->world->boxes[i] == row.a)
            return widens(i, wanted.a) ? FIT_LOOSE : FIT_NOT;
    }
    return FIT_NOT;
}

static Fit fit_class(JavaThread *t, JavaType wanted, JavaType given)
{
    JavaTypeRow row = t->types.at[wanted];
    bool is_open = false;

    if (row.a == t->world->object)
        return is_primitive(t, given) ? FIT_LOOSE : FIT_STRICT;
    if (is_primitive(t, given)) {
        JavaType box = java_boxed(t, given);

        return box != given && java_as_super(t, box, row.a, &is_open) ? FIT_LOOSE : FIT_NOT;
    }
    if (t->types.at[given].kind == JAVA_TYPE_ARRAY)
        return FIT_NOT;
    if (java_as_super(t, given, row.a, &is_open))
        return FIT_STRICT;
    return is_open ? FIT_UNKNOWN : FIT_NOT;
}

/* Whether the class extends or implements the class of outside with that name. */
static bool extends_external(JavaThread *t, JavaType type, uint32_t name)
{
    JavaLine line = java_line(t, type);

    for (uint32_t i = 0; i < line.count; i++) {
        uint32_t class_id = t->types.at[t->line_types.at[line.first + i]].a;

        for (JavaType list = java_bases_of(t, class_id); list; list = t->types.at[list].b) {
            JavaTypeRow base = t->types.at[t->types.at[list].a];

            if (base.kind == JAVA_TYPE_EXTERNAL && base.a == name)
                return true;
        }
    }
    return false;
}

/* When one of the two is of a class of outside. Such a class takes no primitive, and extends no
 * class of the program. */
static Fit fit_external(JavaThread *t, JavaType wanted, JavaType given)
{
    JavaTypeRow w = t->types.at[wanted], g = t->types.at[given];

    if (w.kind == JAVA_TYPE_EXTERNAL && g.kind == JAVA_TYPE_PRIMITIVE)
        return FIT_NOT;
    if (w.kind == JAVA_TYPE_PRIMITIVE)
        return FIT_NOT;
    if (w.kind == JAVA_TYPE_EXTERNAL && w.a && g.kind == JAVA_TYPE_EXTERNAL && g.a == w.a)
        return FIT_STRICT;
    if (w.kind == JAVA_TYPE_EXTERNAL && w.a && g.kind == JAVA_TYPE_CLASS) {
        if (extends_external(t, given, w.a))
            return FIT_STRICT;
        return java_line(t, given).is_open ? FIT_UNKNOWN : FIT_NOT;
    }
    if (w.kind == JAVA_TYPE_CLASS && g.kind == JAVA_TYPE_EXTERNAL) {
        if (w.a == t->world->object)
            return FIT_STRICT;
        return java_class_row(t, w.a)->unit < t->world->library_first ? FIT_NOT : FIT_UNKNOWN;
    }
    return FIT_UNKNOWN;
}

static Fit fit(JavaThread *t, JavaType wanted, JavaType given, unsigned depth)
{
    JavaTypeRow w = t->types.at[wanted], g = t->types.at[given];

    if (w.kind == JAVA_TYPE_UNKNOWN || g.kind == JAVA_TYPE_UNKNOWN ||
        g.kind == JAVA_TYPE_PACKAGE || depth > JAVA_MAX_DEPTH)
        return FIT_UNKNOWN;
    if (g.kind == JAVA_TYPE_EXTERNAL ||
        (w.kind == JAVA_TYPE_EXTERNAL && g.kind != JAVA_TYPE_LAMBDA && g.kind != JAVA_TYPE_NULL))
        return fit_external(t, wanted, given);
    if (g.kind == JAVA_TYPE_LAMBDA)
        return fit_lambda(t, g, wanted);
    if (w.kind == JAVA_TYPE_PRIMITIVE)
        return g.kind == JAVA_TYPE_NULL ? FIT_NOT : fit_primitive(t, w, given);
    if (g.kind == JAVA_TYPE_NULL)
        return FIT_STRICT;
    switch (w.kind) {
    case JAVA_TYPE_ARRAY:
        if (g.kind != JAVA_TYPE_ARRAY)
            return FIT_NOT;
        if (is_primitive(t, w.a) || is_primitive(t, g.a))
            return w.a == g.a ? FIT_STRICT : FIT_NOT;
        return fit(t, w.a, g.a, depth + 1);
    case JAVA_TYPE_PARAMETER:
        if (is_primitive(t, given))
            return FIT_LOOSE;
        if (wanted == given || !java_facts(t, w.a)->exprs[w.b].a)
            return FIT_STRICT;
        return fit(t, java_bounded(t, wanted), given, depth + 1);
    case JAVA_TYPE_ALL:
        return w.a ? fit(t, t->types.at[w.a].a, given, depth + 1) : FIT_UNKNOWN;
    case JAVA_TYPE_CLASS:
        return fit_class(t, wanted, given);
    default:
        return FIT_UNKNOWN;
    }
}

/* -- candidates -- */

typedef struct Candidate {
    JavaMember method;
    uint32_t count;  /* of parameters */
    bool is_variadic;
    bool is_known;   /* parameters were found out */
    JavaType parameters[JAVA_MAX_ARGUMENTS];
    Fit fit;         /* the worst of its arguments */
    bool is_sure;    /* nothing unknown among them */
} Candidate;

typedef struct Choice {
    JavaMember method;
    bool is_sure;
} Choice;

typedef struct Arguments {
    JavaType types[JAVA_MAX_ARGUMENTS];
    uint32_t count; /* of all; only the first JAVA_MAX_ARGUMENTS have types */
} Arguments;

static Arguments arguments_of(JavaThread *t, uint32_t list)
{
    const Facts *f = java_facts(t, t->unit);
    Arguments a = {0};

    for (; list; list = f->exprs[list].b) {
        if (a.count < JAVA_MAX_ARGUMENTS)
            a.types[a.count] = java_value_type(t, t->unit, f->exprs[list].a);
        a.count++;
    }
    return a;
}

static void find_parameters(JavaThread *t, Candidate *c)
{
    const Facts *f = java_facts(t, c->method.unit);
    uint32_t list = java_def(t, c->method)->bases;
    JavaBinding b = java_binding_of(t, c->method.owner);

    for (uint32_t i = 0; list && i < JAVA_MAX_ARGUMENTS; i++, list = f->exprs[list].b)
        c->parameters[i] = java_rewrite(t, java_value_type(t, c->method.unit, f->exprs[list].a), &b);
    c->is_known = true;
}

/* The parameter that takes the index-th argument; `spread`: as one of a variable number. */
static JavaType parameter_for(const JavaThread *t, const Candidate *c, uint32_t index, bool spread)
{
    JavaType last;

    if (!c->count)
        return 0;
    if (!spread || index + 1 < c->count)
        return c->parameters[MIN_OF(index, (uint32_t)JAVA_MAX_ARGUMENTS - 1)];
    /* count is above 0 here, which the analyzer does not see */
    /* cppcheck-suppress negativeIndex */
    last = c->parameters[MIN_OF(c->count, (uint32_t)JAVA_MAX_ARGUMENTS) - 1];
    return t->types.at[last].kind == JAVA_TYPE_ARRAY ? t->types.at[last].a : 0;
}

static Fit fit_all(JavaThread *t, Candidate *c, const Arguments *a, bool spread)
{
    Fit worst = FIT_STRICT;

    c->is_sure = true;
    for (uint32_t i = 0; i < a->count && i < JAVA_MAX_ARGUMENTS; i++) {
        Fit one = fit(t, parameter_for(t, c, i, spread), a->types[i], 0);

        if (one == FIT_UNKNOWN)
            c->is_sure = false;
        worst = MIN_OF(worst, one);
    }
    if (worst == FIT_UNKNOWN)
        worst = FIT_STRICT;
    return spread && worst != FIT_NOT ? FIT_VARIADIC : worst;
}

static void fit_candidate(JavaThread *t, Candidate *c, const Arguments *a)
{
    find_parameters(t, c);
    c->fit = a->count == c->count ? fit_all(t, c, a, false) : FIT_NOT;
    if (c->fit == FIT_NOT && c->is_variadic)
        c->fit = fit_all(t, c, a, true);
}

/* The same parameters, generic ones by their bounds: one overrides the other. */
static bool is_same_signature(JavaThread *t, const Candidate *a, const Candidate *b)
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
static bool is_better_for_lambda(JavaThread *t, JavaTypeRow lambda, JavaType a, JavaType b)
{
    Function x = function_of(t, a), y = function_of(t, b);

    if (!x.def || !y.def)
        return false;
    JavaType x_takes = function_result(t, x), y_takes = function_result(t, y);
    if (is_void(t, y_takes))
        return !is_void(t, x_takes);
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
static bool is_more_special(JavaThread *t, const Candidate *a, const Candidate *b,
                            const Arguments *given, bool spread)
{
    uint32_t count = spread ? MAX_OF(given->count, MAX_OF(a->count, b->count)) : given->count;

    for (uint32_t i = 0; i < count && i < JAVA_MAX_ARGUMENTS; i++) {
        JavaType x = parameter_for(t, a, i, spread), y = parameter_for(t, b, i, spread);
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
            if (is_better_for_lambda(t, row, y, x))
                return false;
            if (is_better_for_lambda(t, row, x, y))
                continue;
        }
        Fit one = fit(t, java_bounded(t, y), java_bounded(t, x), 0);
        if (one != FIT_STRICT && one != FIT_UNKNOWN)
            return false;
    }
    return true;
}

/* The most special of those with the best fit. */
static Choice choose_best(JavaThread *t, Candidate *list, size_t count, const Arguments *a)
{
    Fit best_fit = FIT_NOT;
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
        bool spread = best_fit == FIT_VARIADIC;
        bool i_wins = is_more_special(t, &list[i], &list[best], a, spread);
        bool best_wins = is_more_special(t, &list[best], &list[i], a, spread);
        is_sure &= i_wins != best_wins && (list[i].is_sure || list[best].is_sure);
        if (i_wins && !best_wins)
            best = i;
    }
    return (Choice){list[best].method, best_fit != FIT_NOT && is_sure};
}

/* Those that take so many arguments, to the front; the first when there is no other. */
static size_t keep_by_count(const JavaThread *t, JavaMember *methods, size_t count, uint32_t given)
{
    size_t kept = 0;

    for (size_t i = 0; i < count; i++) {
        const Def *d = java_def(t, methods[i]);
        uint32_t own = count_list(java_facts(t, methods[i].unit), d->bases);

        if (own == given || ((d->flags & DEF_IS_VARIADIC) && given + 1 >= own))
            methods[kept++] = methods[i];
    }
    return kept;
}

static Choice choose(JavaThread *t, const JavaMember *methods, size_t count, const Arguments *a)
{
    Candidate *list = xcalloc(count, sizeof(*list));

    for (size_t i = 0; i < count; i++) {
        const Def *d = java_def(t, methods[i]);

        list[i] = (Candidate){.method = methods[i], .is_variadic = (d->flags & DEF_IS_VARIADIC) != 0,
                              .count = count_list(java_facts(t, methods[i].unit), d->bases)};
        fit_candidate(t, &list[i], a);
    }
    Choice choice = choose_best(t, list, count, a);
    free(list);
    return choice;
}

=======
>>>>>>> main
/* -- what the arguments tell about type parameters -- */

static bool is_free(const JavaThread *t, JavaTypeRow parameter, uint32_t unit, uint32_t scope)
{
    /* of the method that is called, or of one of the library's whose result is an argument */
    return (parameter.a == unit && java_facts(t, unit)->exprs[parameter.b].scope == scope) ||
           parameter.a >= t->world->library_first;
}

static void bind(JavaBinding *b, JavaType key, JavaType value)
{
    for (size_t i = 0; i < b->count; i++) {
        if (b->keys[i] == key)
            return;
    }
    if (b->count < JAVA_MAX_VARIABLES && key != value) {
        b->keys[b->count] = key;
        b->values[b->count++] = value;
    }
}

typedef struct Inference {
    JavaBinding *binding;
    uint32_t unit, scope; /* of the method's own parameters */
} Inference;

static void match(JavaThread *t, JavaType wanted, JavaType given, const Inference *in,
                  unsigned depth)
{
    JavaTypeRow w = t->types.at[wanted], g = t->types.at[given];
    bool is_open = false;

    if (!given || g.kind == JAVA_TYPE_NULL || g.kind == JAVA_TYPE_LAMBDA ||
        g.kind == JAVA_TYPE_PACKAGE || depth > JAVA_MAX_DEPTH)
        return;
    if (w.kind == JAVA_TYPE_PARAMETER && is_free(t, w, in->unit, in->scope)) {
        if (!java_is_void(t, given))
            bind(in->binding, wanted, java_boxed(t, given));
        return;
    }
    if (g.kind == JAVA_TYPE_PARAMETER && wanted && g.a >= t->world->library_first) {
        bind(in->binding, given, wanted);
        return;
    }
    if (w.kind == JAVA_TYPE_ARRAY && g.kind == JAVA_TYPE_ARRAY) {
        match(t, w.a, g.a, in, depth + 1);
        return;
    }
    if (w.kind != JAVA_TYPE_CLASS || !w.b)
        return;
    JavaTypeRow super = java_row(t, java_as_super(t, given, w.a, &is_open));
    for (JavaType x = w.b, y = super.b; x && y; x = t->types.at[x].b, y = t->types.at[y].b)
        match(t, t->types.at[x].a, t->types.at[y].a, in, depth + 1);
}

static Inference inference_for(const JavaThread *t, JavaMember method, JavaBinding *b)
{
    return (Inference){b, method.unit, java_def(t, method)->inner};
}

static void infer_from_values(JavaThread *t, JavaCall *call, const JavaArguments *a)
{
    JavaCandidate c = java_candidate_of(t, call->method);
    Inference in = inference_for(t, call->method, &call->binding);
    bool spread = java_is_spread(t, &c, a);

    for (uint32_t i = 0; i < a->count && i < JAVA_MAX_ARGUMENTS; i++)
        match(t, java_parameter_for(t, &c, i, spread), a->types[i], &in, 0);
}

static JavaType lambda_result(JavaThread *t, const Expr *lambda)
{
    const Expr *body = &java_facts(t, t->unit)->exprs[lambda->b];
    Tier tier;

    if (body->kind != EXPR_JAVA_REFERENCE)
        return java_value_type(t, t->unit, lambda->b);
    if (body->extra) /* T::new */
        return java_value_type(t, t->unit, body->a);
    JavaMember m = java_reference(t, lambda->b, &tier);
    return m.def ? java_member_type(t, m) : 0;
}

/* After the rest is known: what lambdas give tells the remaining parameters. */
static void infer_from_lambdas(JavaThread *t, uint32_t call_index, uint32_t arguments)
{
    const Facts *f = java_facts(t, t->unit);
    JavaCall call = t->calls.at[call_index];
    JavaCandidate c = java_candidate_of(t, call.method);
    JavaArguments a = java_arguments_of(t, arguments);
    bool spread = java_is_spread(t, &c, &a);

    for (uint32_t i = 0; i < a.count && i < JAVA_MAX_ARGUMENTS; i++) {
        JavaTypeRow row = t->types.at[a.types[i]];

        if (row.kind != JAVA_TYPE_LAMBDA)
            continue;
        JavaFunction function = java_function_of(t, java_parameter_for(t, &c, i, spread));
        if (!function.def)
            continue;
        JavaType wanted = java_function_result(t, function);
        if (!t->types.at[wanted].has_parameters)
            continue;
        JavaType given = lambda_result(t, &f->exprs[row.b]);
        Inference in = inference_for(t, call.method, &call.binding);
        match(t, wanted, given, &in, 0);
        t->calls.at[call_index].binding = call.binding;
    }
}

/* -- what a value is given to -- */

/* The type of a context: that of a declaration, or of a callee's parameter. */
static JavaType given_type(JavaThread *t, uint32_t context, unsigned position)
{
    if (position == JAVA_LAMBDA_TYPED)
        return java_value_type(t, t->unit, context);
    const Facts *f = java_facts(t, t->unit);
    JavaCall call = *java_call(t, context);
    if (!call.method.def)
        return 0;
    JavaCandidate c = java_candidate_of(t, call.method);
    uint32_t count = java_count_list(f, f->exprs[context].b);
    bool spread = c.is_variadic && (count != c.count || position + 1 == c.count);
    return java_rewrite(t, java_parameter_for(t, &c, position, spread), &call.binding);
}

/* The type that a lambda or method reference is given to. */
static JavaType lambda_type(JavaThread *t, const Expr *lambda)
{
    return lambda->a ? given_type(t, lambda->a, java_lambda_position(lambda)) : 0;
}

/* -- calls -- */

static size_t candidates_of(JavaThread *t, const Expr *e, JavaMember *out, bool *is_external,
                            Tier *tier)
{
    const JavaUnit *u = &t->world->units[t->unit];
    size_t count = 0;

    *tier = TIER_TYPED;
    if (e->kind == EXPR_JAVA_CONSTRUCTOR) {
        Expr around = {.kind = e->extra ? EXPR_SUPER : EXPR_THIS, .scope = e->scope};
        uint32_t class_id = java_class_around(t, t->unit, around.scope);
        JavaType type = class_id == JAVA_NONE_ID
                            ? 0
                            : java_make_type(t, JAVA_TYPE_CLASS, class_id, 0);

        *tier = TIER_MEMBER;
        if (e->extra && type) {
            JavaLine line = java_line(t, type);

            *is_external = line.is_open;
            type = line.count > 1 ? t->line_types.at[line.first + 1] : 0;
        }
        return java_constructors_of(t, type, out, JAVA_MAX_CANDIDATES);
    }
    if (e->flags & EXPR_IS_TYPE) /* new T(...) */
        return java_constructors_of(
            t, java_value_type(t, t->unit, (uint32_t)(e - u->facts->exprs)), out,
            JAVA_MAX_CANDIDATES);
    if (e->kind == EXPR_NAME)
        return java_methods_named(t, t->unit, e->scope, u->names[e->name], out,
                                  JAVA_MAX_CANDIDATES, is_external, tier);
    JavaType base = java_value_type(t, t->unit, e->a);
    JavaTypeRow row = t->types.at[base];
    if (row.kind == JAVA_TYPE_ARRAY)
        base = java_make_type(t, JAVA_TYPE_CLASS, t->world->object, 0);
    else if (row.kind == JAVA_TYPE_EXTERNAL)
        *is_external = true;
    if (row.kind == JAVA_TYPE_CLASS || row.kind == JAVA_TYPE_ARRAY ||
        row.kind == JAVA_TYPE_PARAMETER || row.kind == JAVA_TYPE_ALL)
        count = java_methods_of(t, base, u->names[e->name], out, JAVA_MAX_CANDIDATES,
                                is_external);
    return count;
}

/* What the call's value is given to tells what its arguments left open. */
static void infer_from_target(JavaThread *t, uint32_t expr, JavaCall *call)
{
    const Facts *f = java_facts(t, t->unit);
    const Expr *target = &f->exprs[expr + 1 < f->expr_count ? expr + 1 : 0];
    Inference in = inference_for(t, call->method, &call->binding);
    JavaType wanted = java_member_type(t, call->method), type;

    if (target->kind != EXPR_JAVA_TARGET || !t->types.at[wanted].has_parameters)
        return;
    type = given_type(t, target->a, target->extra);
    match(t, wanted, type, &in, 0);
}

/* Finds the method; what lambdas among the arguments give is left for later. */
static void find_method(JavaThread *t, uint32_t expr, uint32_t index, JavaCall *call)
{
    const Expr *e = &java_facts(t, t->unit)->exprs[expr];
    JavaMember methods[JAVA_MAX_CANDIDATES];
    bool is_external = false;
    uint32_t given = java_count_list(java_facts(t, t->unit), e->b);
    size_t count = candidates_of(t, e, methods, &is_external, &call->tier);
    size_t kept = java_keep_by_count(t, methods, count, given);

    call->method.is_external = is_external;
    if (count == 0)
        return;
    if (kept == 0)
        call->tier = TIER_LIKELY; /* none takes so many: code that does not compile */
    if (kept <= 1) {
        call->method = methods[0];
        t->calls.at[index] =
            *call; /* already an answer for arguments that ask what they are for */
    }
    JavaArguments a = java_arguments_of(t, e->b);
    if (kept > 1) {
        JavaChoice choice = java_choose(t, methods, kept, &a);

        call->method = choice.method;
        if (!choice.is_sure)
            call->tier = TIER_LIKELY;
    }
    call->method.is_external = is_external;
    infer_from_values(t, call, &a);
    infer_from_target(t, expr, call);
}

const JavaCall *java_call(JavaThread *t, uint32_t expr)
{
    JavaCall call = {0};

    if (t->expr_calls.at[expr])
        return &t->calls.at[t->expr_calls.at[expr] - 1];
    /* not known while it is being found out */
    *VEC_PUSH(&t->calls) = call;
    uint32_t index = (uint32_t)t->calls.len - 1;
    t->expr_calls.at[expr] = index + 1;
    if (t->depth >= JAVA_MAX_DEPTH)
        return &t->calls.at[index];
    t->depth++;
    find_method(t, expr, index, &call);
    t->depth--;
    t->calls.at[index] = call;
    return &t->calls.at[index];
}

/* values() and valueOf() of an enum, which nobody writes. */
static JavaType made_by_compiler(JavaThread *t, const Expr *e)
{
    uint32_t name = t->world->units[t->unit].names[e->name];
    JavaType type;

    if (name != t->world->name_values && name != t->world->name_value_of)
        return 0;
    if (e->kind == EXPR_MEMBER) {
        type = java_value_type(t, t->unit, e->a);
    } else {
        uint32_t class_id = java_class_around(t, t->unit, e->scope);

        type = class_id == JAVA_NONE_ID ? 0 : java_make_type(t, JAVA_TYPE_CLASS, class_id, 0);
    }
    JavaTypeRow row = t->types.at[type];
    if (row.kind != JAVA_TYPE_CLASS || !java_class_row(t, row.a)->def)
        return 0;
    const JavaClass *c = java_class_row(t, row.a);
    if (java_facts(t, c->unit)->defs[c->def].kind != DEF_ENUM)
        return 0;
    return name == t->world->name_values ? java_make_type(t, JAVA_TYPE_ARRAY, type, 0) : type;
}

/* A parameter of the method itself that nothing told, and of which nothing is known. */
static bool is_left_open(const JavaThread *t, JavaType type, JavaMember method)
{
    JavaTypeRow row = t->types.at[type];

    if (row.kind != JAVA_TYPE_PARAMETER || row.a != method.unit)
        return false;
    const Expr *e = &java_facts(t, row.a)->exprs[row.b];
    return e->scope == java_def(t, method)->inner && !e->a;
}

JavaType java_call_result(JavaThread *t, uint32_t expr)
{
    const Expr *e = &java_facts(t, t->unit)->exprs[expr];
    JavaMember method = java_call(t, expr)->method;
    uint32_t index = t->expr_calls.at[expr] - 1;
    JavaType made = made_by_compiler(t, e);

    if (made)
        return made;
    if (!method.def)
        return method.is_external ? java_make_type(t, JAVA_TYPE_EXTERNAL, 0, 0) : 0;
    JavaType result = java_member_type(t, method);
    if (t->types.at[result].has_parameters) {
        infer_from_lambdas(t, index, e->b);
        result = java_rewrite(t, result, &t->calls.at[index].binding);
    }
    /* it becomes whatever it is given to, like null */
    return is_left_open(t, result, method) ? java_make_type(t, JAVA_TYPE_NULL, 0, 0) : result;
}

/* -- what lambdas are given -- */

JavaType java_lambda_parameter(JavaThread *t, uint32_t expr)
{
    const Facts *f = java_facts(t, t->unit);
    const Expr *lambda = &f->exprs[f->exprs[expr].b];
    JavaType type = lambda_type(t, lambda);

    if (t->types.at[type].kind == JAVA_TYPE_EXTERNAL)
        return type;
    JavaFunction function = java_function_of(t, type);
    return function.def ? java_function_parameter(t, function, f->exprs[expr].extra) : 0;
}

/* How well a method fits a reference that is to take these parameters. */
static unsigned rate_reference(JavaThread *t, JavaMember m, JavaFunction wanted,
                               JavaType target)
{
    const Def *d = java_def(t, m);
    uint32_t own = java_count_list(java_facts(t, m.unit), d->bases);
    uint32_t count = java_count_list(java_facts(t, wanted.unit),
                                     java_function_def(t, wanted)->bases);
    bool is_static = (d->flags & DEF_IS_STATIC) != 0;
    uint32_t shift = !is_static && own + 1 == count ? 1 : 0;
    unsigned rate = 1;

    if (own + shift != count)
        return (d->flags & DEF_IS_VARIADIC) ? 1 : 0;
    JavaCandidate c = java_candidate_of(t, m);
    for (uint32_t i = 0; i < own && i < JAVA_MAX_ARGUMENTS; i++) {
        JavaFit one = java_fit(t, c.parameters[i],
                               java_function_parameter(t, wanted, i + shift), 0);

        if (one == JAVA_FIT_NOT)
            return 0;
        rate += one == JAVA_FIT_STRICT ? 2 : 1;
    }
    if (shift && java_fit(t, target, java_function_parameter(t, wanted, 0), 0) == JAVA_FIT_NOT)
        return 0;
    return rate + 1;
}

JavaMember java_reference(JavaThread *t, uint32_t expr, Tier *ret_tier)
{
    const Facts *f = java_facts(t, t->unit);
    const Expr *e = &f->exprs[expr];
    JavaType target = java_value_type(t, t->unit, e->a);
    JavaMember methods[JAVA_MAX_CANDIDATES];
    bool is_external = t->types.at[target].kind == JAVA_TYPE_EXTERNAL;
    size_t count = 0, best = 0, best_count = 0;
    unsigned best_rate = 0;

    *ret_tier = TIER_TYPED;
    uint8_t kind = t->types.at[target].kind;
    if (kind == JAVA_TYPE_CLASS || kind == JAVA_TYPE_PARAMETER || kind == JAVA_TYPE_ALL)
        count = java_methods_of(t, target, t->world->units[t->unit].names[e->name], methods,
                                JAVA_MAX_CANDIDATES, &is_external);
    if (count == 0)
        return (JavaMember){.is_external = is_external};
    if (count == 1)
        return methods[0];
    JavaFunction wanted = java_function_of(t, lambda_type(t, &f->exprs[e->b]));
    for (size_t i = 0; wanted.def && i < count; i++) {
        unsigned rate = rate_reference(t, methods[i], wanted, target);

        if (rate > best_rate) {
            best = i;
            best_count = 0;
        }
        best_rate = MAX_OF(best_rate, rate);
        best_count += rate == best_rate;
    }
    /* an overridden method of the same shape stands behind the one that overrides it */
    if (best_rate == 0 ||
        (best_count > 1 &&
         java_def(t, methods[best])->scope == java_def(t, methods[(best + 1) % count])->scope))
        *ret_tier = TIER_LIKELY;
    return methods[best];
}
