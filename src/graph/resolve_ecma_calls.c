/*
 * resolve_ecma_calls.c -- signatures: what calling gives, what type parameters stand for in a call,
 * and what a place expects of the function or literal that is written there.
 *
 * Type arguments that are not written are taken from the arguments in two rounds: first from all
 * that do not wait for anything, then from functions, whose parameters may depend on the first.
 */
#include "graph/resolve_ecma.h"

/* -- parameters and signatures -- */

uint32_t ecma_parameter_local(const EcmaUnit *u, uint32_t scope, unsigned order)
{
    uint32_t rest = 0;

    for (uint32_t l = u->first_local[scope]; l; l = u->next_local[l]) {
        const Local *p = &u->facts->locals[l];

        if (p->kind == LOCAL_VARIABLE && p->name)
            break;
        if (p->kind != LOCAL_PARAMETER)
            continue;
        if (p->order == order)
            return l;
        if (p->extra == ECMA_LOCAL_REST && p->order < order)
            rest = l;
    }
    return rest;
}

const Type *ecma_parameter_type(Asker *x, const Type *f, unsigned order)
{
    if (f->kind == TYPE_CALLBACK)
        return order < f->count ? f->parts[order] : NULL;
    const EcmaUnit *u = ecma_unit(x, f->unit);
    uint32_t l = ecma_parameter_local(u, f->index, order);
    if (!l || !u->facts->locals[l].type)
        return NULL;
    const Type *t = ecma_type_read(x, f->unit, u->facts->locals[l].type, f->env);
    if (u->facts->locals[l].extra != ECMA_LOCAL_REST)
        return t;
    return ecma_type_element(x, t, order - u->facts->locals[l].order + 1);
}

static unsigned list_length(const Facts *f, uint32_t list)
{
    unsigned count = 0;

    for (; list; list = f->exprs[list].b)
        count++;
    return count;
}

/* Whether so many arguments fit the parameters. */
static bool takes(const EcmaUnit *u, uint32_t scope, unsigned count)
{
    unsigned least = 0, most = 0;

    for (uint32_t l = u->first_local[scope]; l; l = u->next_local[l]) {
        const Local *p = &u->facts->locals[l];

        if (p->kind != LOCAL_PARAMETER)
            continue;
        const Expr *type = &u->facts->exprs[p->type];
        most = p->extra == ECMA_LOCAL_REST ? 255 : MAX_OF(most, p->order + 1u);
        if (p->extra == ECMA_LOCAL_REST && type->kind == EXPR_TUPLE)
            least = most = p->order + list_length(u->facts, type->b);
        else if (p->extra != ECMA_LOCAL_REST && p->extra != ECMA_LOCAL_OPTIONAL)
            least = MAX_OF(least, p->order + 1u);
    }
    return count >= least && count <= most;
}

typedef struct Call {
    UnitId unit; /* where it stands */
    uint32_t index;
    const Expr *expr;
    const Env *env;
} Call;

/* Whether a value that looks so can be of the type; true when that is not known. */
static bool may_take(Asker *x, const Type *t, const Facts *at, uint32_t argument)
{
    const Expr *e = &at->exprs[argument];

    if (e->kind == ECMA_EXPECTED)
        e = &at->exprs[e->a];
    t = ecma_type_plain(x, t);
    if (!t || t->kind == TYPE_PARAMETER ||
        (e->kind != EXPR_LAMBDA && e->kind != EXPR_OBJECT && e->kind != EXPR_LITERAL))
        return true;
    if (t->kind == TYPE_UNION) {
        for (unsigned i = 0; i < t->count; i++) {
            if (may_take(x, t->parts[i], at, argument))
                return true;
        }
        return false;
    }
    if (t->kind == TYPE_BOTH) {
        for (unsigned i = 0; i < t->count; i++) {
            if (!may_take(x, t->parts[i], at, argument))
                return false;
        }
        return true;
    }
    bool is_function = t->kind == TYPE_FUNCTION || t->kind == TYPE_CALLBACK;
    if (e->kind == EXPR_OBJECT)
        return !is_function && t->kind != TYPE_TEXT && t->kind != TYPE_TUPLE;
    if (e->kind == EXPR_LAMBDA)
        return is_function || t->kind == TYPE_OTHER || ecma_callable_of(x, t, false);
    return !is_function && (e->extra == LITERAL_LIST || t->kind != TYPE_TUPLE);
}

static bool fits(Asker *x, UnitId unit, uint32_t scope, const Type *of, const Call *call)
{
    const Facts *at = ecma_unit(x, call->unit)->facts;
    const Type *f = ecma_type_new(x, TYPE_FUNCTION, unit, scope, of->env);
    unsigned order = 0;

    if (!takes(ecma_unit(x, unit), scope, list_length(at, call->expr->b)))
        return false;
    for (uint32_t list = call->expr->b; list; list = at->exprs[list].b, order++) {
        if (at->exprs[list].a &&
            !may_take(x, ecma_parameter_type(x, f, order), at, at->exprs[list].a))
            return false;
    }
    return true;
}

/* The signature among the nameless locals of an object or interface: the first that fits the call. */
static const Type *signature_in(Asker *x, UnitId unit, uint32_t scope, bool is_new,
                                const Env *env, const Call *call)
{
    const EcmaUnit *u = ecma_unit(x, unit);
    const Type *first = NULL;

    for (uint32_t l = scope ? u->first_local[scope] : 0; l; l = u->next_local[l]) {
        const Local *local = &u->facts->locals[l];

        if (local->name || local->extra != (is_new ? ECMA_LOCAL_CONSTRUCT : ECMA_LOCAL_CALL))
            continue;
        const Type *f = ecma_type_read(x, unit, local->type, env);
        if (!call || (f && fits(x, f->unit, f->index, f, call)))
            return f;
        if (!first)
            first = f;
    }
    return first;
}

static const Type *callable_for(Asker *x, const Type *t, bool is_new, const Call *call)
{
    t = ecma_type_plain(x, t);
    if (!t)
        return NULL;
    switch ((TypeKind)t->kind) {
    case TYPE_FUNCTION:
    case TYPE_CALLBACK:
        return is_new ? NULL : t;
    case TYPE_CONSTRUCTOR:
        return is_new ? t : NULL;
    case TYPE_OBJECT:
        return signature_in(x, t->unit, t->index, is_new, t->env, call);
    case TYPE_INSTANCE:
        return signature_in(x, t->unit, ecma_unit(x, t->unit)->facts->defs[t->index].inner,
                            is_new, t->env, call);
    case TYPE_UNION:
    case TYPE_BOTH:
        for (unsigned i = 0; i < t->count; i++) {
            const Type *f = callable_for(x, t->parts[i], is_new, call);

            if (f)
                return f;
        }
        return NULL;
    default:
        return NULL;
    }
}

const Type *ecma_callable_of(Asker *x, const Type *t, bool is_new)
{
    return callable_for(x, t, is_new, NULL);
}

/* The overload that takes such arguments; the function itself when it is the only one. */
static const Type *overload(Asker *x, const Type *t, const Call *call)
{
    if (t->kind != TYPE_FUNCTION)
        return t;
    const EcmaUnit *u = ecma_unit(x, t->unit);
    const Facts *f = u->facts;
    uint32_t def = f->scopes[t->index].def;

    if (!def || f->defs[def].inner != t->index)
        return t;
    Entity first = facts_lookup(f, f->defs[def].scope, f->defs[def].name);
    if (facts_next_entity(f, first).kind == ENTITY_NONE || fits(x, t->unit, t->index, t, call))
        return t;
    for (Entity e = facts_lookup(f, f->defs[def].scope, f->defs[def].name);
         e.kind != ENTITY_NONE; e = facts_next_entity(f, e)) {
        const Def *d = &f->defs[e.index];

        if (e.kind != ENTITY_DEF || e.index == def || !d->inner ||
            d->kind != f->defs[def].kind || f->scopes[d->inner].kind != SCOPE_FUNCTION ||
            !fits(x, t->unit, d->inner, t, call))
            continue;
        const Type *other = ecma_type_new(x, TYPE_FUNCTION, t->unit, d->inner, t->env);
        return t->count ? ecma_type_given(x, other, t->parts, t->count) : other;
    }
    return t;
}

/* -- results -- */

static const Type *inferred_question(Asker *x, UnitId unit, uint32_t scope, const Env *env)
{
    const EcmaUnit *u = ecma_unit(x, unit);
    const Type *parts[UNION_MAX_PARTS];
    unsigned count = 0;

    for (uint32_t l = u->first_local[scope]; l && count < UNION_MAX_PARTS;
         l = u->next_local[l]) {
        const Local *local = &u->facts->locals[l];

        if (!local->name && local->extra == ECMA_LOCAL_RETURN)
            parts[count++] = ecma_value_type(x, unit, local->value, env);
    }
    /* of equal object literals the compiler keeps the one that is returned last */
    for (unsigned i = 0; i < count / 2; i++) {
        const Type *swap = parts[i];
        parts[i] = parts[count - 1 - i];
        parts[count - 1 - i] = swap;
    }
    const Type *t = ecma_type_union(x, parts, count);
    uint8_t flags = u->facts->scopes[scope].flags;
    if (flags & ECMA_SCOPE_GENERATOR)
        return ecma_library_of(x, LIBRARY_ITERABLE, NULL, NULL);
    return flags & ECMA_SCOPE_ASYNC
               ? ecma_library_of(x, LIBRARY_PROMISE, ecma_type_awaited(x, t), NULL)
               : t;
}

/* The result of a function scope under an environment. */
static const Type *scope_result(Asker *x, UnitId unit, uint32_t scope, const Env *env)
{
    uint32_t declared = ecma_unit(x, unit)->result[scope];

    return declared ? ecma_type_read(x, unit, declared, env)
                    : ecma_ask(x, ASK_RESULT, inferred_question, unit, scope, env);
}

const Type *ecma_result_type(Asker *x, const Type *f)
{
    f = ecma_callable_of(x, f, false);
    return f && f->kind == TYPE_FUNCTION ? scope_result(x, f->unit, f->index, f->env) : NULL;
}

/* -- inference -- */

static void bind(Asker *x, Env *into, const Local *parameter, const Type *t)
{
    if (parameter->order < into->count && !into->arguments[parameter->order] && t &&
        t->kind != TYPE_PARAMETER)
        into->arguments[parameter->order] = t;
    (void)x;
}

/* The type parameter of `into` that the name is; NULL for anything else. */
static const Local *own_parameter(Asker *x, UnitId unit, const Expr *e, const Env *into)
{
    const EcmaUnit *u = ecma_unit(x, unit);

    if (unit != into->unit)
        return NULL;
    for (uint32_t l = u->first_local[into->scope]; l; l = u->next_local[l]) {
        const Local *p = &u->facts->locals[l];

        if (p->kind == LOCAL_TYPE_PARAMETER && p->name == e->name) {
            Thing t = ecma_lookup(x, unit, e->scope, ecma_global(x, unit, e->name), MEANS_TYPE);

            return t.kind == THING_LOCAL && t.index == l ? p : NULL;
        }
    }
    return NULL;
}

/* Name<A, B> met by an instance of Name, or a library type of that name. */
static void infer_generic(Asker *x, UnitId unit, const Expr *e, const Type *from, Env *into)
{
    const Expr *name = ecma_expr(x, unit, e->a);
    Thing t = {0};
    const Type *const *arguments = NULL;
    unsigned count = 0, i = 0;
    EnvDraft alias;

    if (name->kind == EXPR_NAME)
        t = ecma_lookup(x, unit, name->scope, ecma_global(x, unit, name->name), MEANS_TYPE);
    if (t.kind == THING_DEF && from->kind == TYPE_INSTANCE && from->unit == t.unit &&
        from->index == t.index) {
        const Env *own = ecma_env_find(
            from->env, t.unit, ecma_type_parameter_scope(ecma_unit(x, t.unit)->facts, t.index));
        arguments = own ? own->arguments : NULL;
        count = own ? own->count : 0;
    } else if (t.kind == THING_DEF && from->kind == TYPE_CLASS) {
        return;
    } else if (t.kind == THING_DEF) { /* an alias: look through it, its parameters being ours */
        const EcmaUnit *u = ecma_unit(x, t.unit);
        const Def *d = &u->facts->defs[t.index];
        if (d->kind != DEF_TYPE || !ecma_env_begin(x, &alias, t.unit, d->inner, NULL))
            return;
        ecma_infer_type(x, t.unit, d->value, from, &alias.env);
        arguments = alias.arguments;
        count = alias.env.count;
    } else if (!t.kind && name->kind == EXPR_NAME) {
        const Type *known = ecma_library_type(x, ecma_global(x, unit, name->name), NULL, 0);

        if (known && known->kind == TYPE_LIBRARY && from->kind == TYPE_LIBRARY &&
            (known->index == from->index || known->index == LIBRARY_ITERABLE)) {
            arguments = from->parts;
            count = from->count;
        } else if (known && known->kind == TYPE_LIBRARY && from->kind == TYPE_TUPLE &&
                   (known->index == LIBRARY_ARRAY || known->index == LIBRARY_ITERABLE)) {
            const Type *element = ecma_type_element(x, from, 0);
            if (e->b)
                ecma_infer_type(x, unit, ecma_expr(x, unit, e->b)->a, element, into);
            return;
        } else if (!known || known->kind != TYPE_LIBRARY) { /* Partial<T>, Readonly<T> ... */
            if (e->b)
                ecma_infer_type(x, unit, ecma_expr(x, unit, e->b)->a, from, into);
            return;
        }
    }
    for (uint32_t list = e->b; list && i < count; list = ecma_expr(x, unit, list)->b, i++) {
        if (arguments[i])
            ecma_infer_type(x, unit, ecma_expr(x, unit, list)->a, arguments[i], into);
    }
}

static void infer_object(Asker *x, UnitId unit, uint32_t scope, const Type *from, Env *into)
{
    const EcmaUnit *u = ecma_unit(x, unit);

    for (uint32_t d = u->first_def[scope]; d && !x->is_over; d = u->next_def[d]) {
        const Def *def = &u->facts->defs[d];

        if (!def->type || def->kind != DEF_PROPERTY)
            continue;
        const Type *part = ecma_member_type_named(x, from, u->global[def->name]);
        if (part)
            ecma_infer_type(x, unit, def->type, part, into);
    }
}

static void infer_function(Asker *x, UnitId unit, const Expr *e, const Type *from, Env *into)
{
    const EcmaUnit *u = ecma_unit(x, unit);
    const Type *f = ecma_callable_of(x, from, false);

    if (!f || f->kind != TYPE_FUNCTION)
        return;
    if (e->a)
        ecma_infer_type(x, unit, e->a, ecma_result_type(x, f), into);
    for (uint32_t l = u->first_local[e->scope]; l; l = u->next_local[l]) {
        const Local *p = &u->facts->locals[l];

        if (p->kind == LOCAL_PARAMETER && p->type && p->extra != ECMA_LOCAL_REST)
            ecma_infer_type(x, unit, p->type, ecma_parameter_type(x, f, p->order), into);
    }
}

static bool is_bare_parameter(Asker *x, UnitId unit, uint32_t expr, const Env *into)
{
    const Expr *e = ecma_expr(x, unit, expr);

    return e->kind == EXPR_NAME && own_parameter(x, unit, e, into) != NULL;
}

static unsigned bound_count(const Env *env)
{
    unsigned count = 0;

    for (unsigned i = 0; i < env->count; i++)
        count += env->arguments[i] != NULL;
    return count;
}

/* T | Promise<T> and the like: the part that says more first, the bare T only if that told nothing. */
static void infer_either(Asker *x, UnitId unit, uint32_t expr, const Type *from, Env *into)
{
    unsigned before = bound_count(into);
    uint32_t bare = 0;

    for (; expr;) {
        const Expr *e = ecma_expr(x, unit, expr);
        uint32_t part = e->kind == EXPR_EITHER ? e->b : expr;

        if (is_bare_parameter(x, unit, part, into))
            bare = part;
        else
            ecma_infer_type(x, unit, part, from, into);
        expr = e->kind == EXPR_EITHER ? e->a : 0;
    }
    if (bare && bound_count(into) == before)
        ecma_infer_type(x, unit, bare, from, into);
}

void ecma_infer_type(Asker *x, UnitId unit, uint32_t expr, const Type *from, Env *into)
{
    const Expr *e = ecma_expr(x, unit, expr);
    const Local *parameter;
    unsigned i = 0;

    if (!from || !expr || x->is_over)
        return;
    ecma_ask_step(x);
    if (x->depth >= ASK_MAX_DEPTH) {
        x->is_over = true;
        return;
    }
    x->depth++;
    x->deepest = MAX_OF(x->deepest, x->depth);
    switch (e->kind) {
    case EXPR_NAME:
        if ((parameter = own_parameter(x, unit, e, into)))
            bind(x, into, parameter, from);
        break;
    case ECMA_INFER:
        if ((parameter = own_parameter(x, unit, e, into)))
            bind(x, into, parameter, from);
        break;
    case EXPR_GENERIC:
        infer_generic(x, unit, e, from, into);
        break;
    case EXPR_EITHER:
        infer_either(x, unit, expr, from, into);
        break;
    case ECMA_BOTH:
        ecma_infer_type(x, unit, e->a, from, into);
        ecma_infer_type(x, unit, e->b, from, into);
        break;
    case EXPR_ARRAY:
        if (from->kind == TYPE_TUPLE ||
            (from->kind == TYPE_LIBRARY && from->index == LIBRARY_ARRAY))
            ecma_infer_type(x, unit, e->a, ecma_type_element(x, from, 0), into);
        break;
    case EXPR_TUPLE:
        for (uint32_t list = e->b; list; list = ecma_expr(x, unit, list)->b)
            ecma_infer_type(x, unit, ecma_expr(x, unit, list)->a,
                            ecma_type_element(x, from, ++i), into);
        break;
    case EXPR_FUNCTION_TYPE:
        infer_function(x, unit, e, from, into);
        break;
    case ECMA_CONSTRUCTOR_TYPE:
        if (e->a)
            ecma_infer_type(x, unit, e->a, ecma_type_instance_of(x, from), into);
        break;
    case EXPR_OBJECT:
        infer_object(x, unit, e->a, from, into);
        break;
    default:
        break;
    }
    x->depth--;
}

static bool is_function_value(const Facts *f, uint32_t expr)
{
    const Expr *e = &f->exprs[expr];

    if (e->kind == ECMA_EXPECTED)
        e = &f->exprs[e->a];
    return e->kind == EXPR_LAMBDA;
}

/* Type arguments from the call's arguments; `with_functions` for the second round. */
static void infer_from_arguments(Asker *x, const Type *f, const Call *call, bool with_functions,
                                 Env *into)
{
    const EcmaUnit *u = ecma_unit(x, f->unit);
    const Facts *at = ecma_unit(x, call->unit)->facts;
    unsigned order = 0;

    for (uint32_t list = call->expr->b; list; list = at->exprs[list].b, order++) {
        uint32_t argument = at->exprs[list].a, p = ecma_parameter_local(u, f->index, order);

        if (!argument || !p || !u->facts->locals[p].type ||
            is_function_value(at, argument) != with_functions)
            continue;
        uint32_t type = u->facts->locals[p].type;
        if (u->facts->locals[p].extra == ECMA_LOCAL_REST) {
            const Expr *e = &u->facts->exprs[type];

            if (e->kind == EXPR_ARRAY)
                type = e->a;
        }
        const Type *t = ecma_value_type(x, call->unit, argument, call->env);
        ecma_infer_type(x, f->unit, type, t, into);
    }
}

/* Those that no argument told, from what is expected of the result. */
static void infer_from_expected(Asker *x, const Type *f, const Call *call, Env *into)
{
    uint32_t expected = ecma_expected_of_call(ecma_unit(x, call->unit), call->index);
    uint32_t result = ecma_unit(x, f->unit)->result[f->index];

    if (expected && result && bound_count(into) < into->count)
        ecma_infer_type(x, f->unit, result,
                        ecma_expected_type(x, call->unit, expected, call->env), into);
}

/* `f` with an environment for this call. */
static const Type *applied(Asker *x, const Type *f, const Call *call, uint32_t parameters,
                           bool with_functions)
{
    EnvDraft draft;

    if (f->kind == TYPE_CALLBACK || !ecma_env_begin(x, &draft, f->unit, parameters, f->env))
        return f;
    if (f->count) {
        const Type *given = f->parts[0];

        for (unsigned i = 0; i < MIN_OF(draft.env.count, (unsigned)given->count); i++)
            draft.arguments[i] = given->parts[i];
    } else {
        infer_from_arguments(x, f, call, false, &draft.env);
        infer_from_expected(x, f, call, &draft.env);
        if (with_functions)
            infer_from_arguments(x, f, call, true, &draft.env);
    }
    return ecma_type_new(x, f->kind, f->unit, f->index, ecma_env_finish(x, &draft));
}

/* -- calls -- */

static const Type *call_one(Asker *x, const Type *callee, const Call *call)
{
    const Type *f;

    if (callee->kind == TYPE_LIBRARY_METHOD || callee->kind == TYPE_LIBRARY_VALUE)
        return ecma_library_call(x, callee, call->unit, call->expr, call->env);
    f = callable_for(x, callee, false, call);
    if (!f || f->kind != TYPE_FUNCTION)
        return callee->kind == TYPE_OTHER ? ecma_type_other() : NULL;
    f = overload(x, f, call);
    f = applied(x, f, call, f->index, true);
    return scope_result(x, f->unit, f->index, f->env);
}

const Type *ecma_call_type(Asker *x, UnitId unit, uint32_t expr, const Env *env)
{
    Call call = {unit, expr, ecma_expr(x, unit, expr), env};
    const Type *callee = ecma_type_plain(x, ecma_value_type(x, unit, call.expr->a, env));

    if (!callee)
        return NULL;
    if (callee->kind != TYPE_UNION && callee->kind != TYPE_BOTH)
        return call_one(x, callee, &call);
    const Type *parts[UNION_MAX_PARTS];
    for (unsigned i = 0; i < callee->count; i++)
        parts[i] = call_one(x, callee->parts[i], &call);
    return ecma_type_union(x, parts, callee->count);
}

/* The constructor that `new` of the class runs, its own or inherited; as a function type. */
static const Type *constructor_of(Asker *x, const Type *class, unsigned depth)
{
    const EcmaUnit *u = ecma_unit(x, class->unit);
    const Def *d = &u->facts->defs[class->index];
    NameId name = ecma_local_name(u, x->e->name_constructor);

    for (Entity e = facts_lookup(u->facts, d->inner, name); e.kind != ENTITY_NONE;
         e = facts_next_entity(u->facts, e)) {
        if (e.kind == ENTITY_DEF && u->facts->defs[e.index].kind == DEF_CONSTRUCTOR)
            return ecma_type_new(x, TYPE_FUNCTION, class->unit, u->facts->defs[e.index].inner,
                                 class->env);
    }
    const Expr *bases = &u->facts->exprs[d->bases];
    if (depth > 8 || bases->kind != EXPR_LIST || u->facts->exprs[bases->a].extra)
        return NULL;
    const Type *base = ecma_value_type(x, class->unit, bases->a, class->env);
    return base && base->kind == TYPE_CLASS ? constructor_of(x, base, depth + 1) : NULL;
}

/* The class with its type arguments told by those of its constructor. */
static const Type *class_applied(Asker *x, const Type *class, const Call *call,
                                 bool with_functions)
{
    uint32_t scope = ecma_type_parameter_scope(ecma_unit(x, class->unit)->facts, class->index);

    if (!ecma_type_parameter_count(ecma_unit(x, class->unit), scope) ||
        ecma_env_find(class->env, class->unit, scope))
        return class;
    const Type *f = constructor_of(x, class, 0);
    if (!f || f->unit != class->unit)
        return class;
    f = applied(x, f, call, scope, with_functions);
    return ecma_type_new(x, TYPE_CLASS, class->unit, class->index, f->env);
}

const Type *ecma_type_instance_of(Asker *x, const Type *t)
{
    t = ecma_type_plain(x, t);
    if (!t)
        return NULL;
    switch ((TypeKind)t->kind) {
    case TYPE_CLASS:
        return ecma_type_new(x, TYPE_INSTANCE, t->unit, t->index, t->env);
    case TYPE_OTHER:
        return t;
    case TYPE_FUNCTION: {
        const Facts *f = ecma_unit(x, t->unit)->facts;
        uint32_t def = f->scopes[t->index].def;

        return def && f->defs[def].inner == t->index && f->defs[def].bases
                   ? ecma_type_new(x, TYPE_INSTANCE, t->unit, def, NULL)
                   : NULL;
    }
    case TYPE_BOTH:
    case TYPE_UNION: {
        const Type *parts[UNION_MAX_PARTS];

        for (unsigned i = 0; i < t->count; i++)
            parts[i] = ecma_type_instance_of(x, t->parts[i]);
        return ecma_type_union(x, parts, t->count);
    }
    default: {
        const Type *f = ecma_callable_of(x, t, true);

        return f ? scope_result(x, f->unit, f->index, f->env) : NULL;
    }
    }
}

const Type *ecma_new_type(Asker *x, UnitId unit, uint32_t expr, const Env *env)
{
    Call call = {unit, expr, ecma_expr(x, unit, expr), env};
    const Type *t = ecma_type_plain(x, ecma_value_type(x, unit, call.expr->a, env));

    if (!t)
        return NULL;
    if (t->kind == TYPE_LIBRARY_VALUE)
        return ecma_library_new(x, t, unit, call.expr, env);
    if (t->kind == TYPE_CLASS)
        t = class_applied(x, t, &call, true);
    return ecma_type_instance_of(x, t);
}

/* -- expectations -- */

static const Type *expected_argument(Asker *x, UnitId unit, const Expr *e, const Env *env)
{
    const Expr *expr = ecma_expr(x, unit, e->a);
    Call call = {unit, e->a, expr, env};
    const Type *callee = ecma_type_plain(x, ecma_value_type(x, unit, expr->a, env)), *f;

    if (!callee)
        return NULL;
    if (callee->kind == TYPE_LIBRARY_METHOD || callee->kind == TYPE_LIBRARY_VALUE)
        return ecma_library_expected(x, callee, e->extra, unit, expr, env);
    if (callee->kind == TYPE_CLASS) {
        const Type *class = class_applied(x, callee, &call, false);

        f = constructor_of(x, class, 0);
        return f ? ecma_parameter_type(x, f, e->extra) : NULL;
    }
    f = callable_for(x, callee, expr->kind == EXPR_NEW, &call);
    if (!f)
        return NULL;
    f = overload(x, f, &call);
    f = applied(x, f, &call, f->index, false);
    return ecma_parameter_type(x, f, e->extra);
}

static const Type *expected_question(Asker *x, UnitId unit, uint32_t expr, const Env *env)
{
    const Expr *e = ecma_expr(x, unit, expr);
    const Type *t;

    switch (e->kind) {
    case ECMA_ARGUMENT:
        return expected_argument(x, unit, e, env);
    case ECMA_PART:
        return ecma_member_type_named(x, ecma_expected_type(x, unit, e->a, env),
                                      ecma_global(x, unit, e->name));
    case ECMA_ELEMENT:
        return ecma_type_element(x, ecma_expected_type(x, unit, e->a, env), e->extra + 1u);
    case ECMA_RESULT:
        t = e->extra ? ecma_type_read(x, unit, e->a, env)
                     : ecma_result_type(x, ecma_expected_type(x, unit, e->a, env));
        return ecma_type_awaited(x, t);
    default:
        return ecma_type_read(x, unit, expr, env);
    }
}

const Type *ecma_expected_type(Asker *x, UnitId unit, uint32_t expr, const Env *env)
{
    return ecma_ask(x, ASK_EXPECTED, expected_question, unit, expr, env);
}

const Type *ecma_expected_of_scope(Asker *x, UnitId unit, uint32_t scope, const Env *env)
{
    const EcmaUnit *u = ecma_unit(x, unit);
    const Facts *f = u->facts;
    uint32_t def = f->scopes[scope].def;

    if (u->expected[scope])
        return ecma_expected_type(x, unit, u->expected[scope], env);
    if (!def || f->defs[def].inner != scope || !(f->defs[def].flags & ECMA_DEF_LITERAL_KEY) ||
        !u->expected[f->defs[def].scope])
        return NULL;
    const Type *whole = ecma_expected_type(x, unit, u->expected[f->defs[def].scope], env);
    return ecma_member_type_named(x, whole, u->global[f->defs[def].name]);
}
