/*
 * resolve_java_calls.c -- who a call or method reference in Java means, what it gives, and what the
 * lambdas among its arguments are given.
 *
 * The method is chosen, and remembered, before the bodies of lambdas are looked at: their
 * parameters' types come from it.
 */
#include "graph/resolve_java.h"

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
