/*
 * resolve_rust_calls.c -- what calls give, and what closures are given.
 *
 * A function's type parameters are bound by what is written (`::<T>`), by the receiver, and by the
 * arguments, in that order; its result is its declared type with those filled in.
 */
#include "graph/resolve_rust.h"

/* -- calls -- */

typedef struct Call {
    UnitId unit;
    const Expr *e;
    RsType arguments[RS_ARGUMENTS_MAX];
    size_t count;
    RsType generics; /* a tuple of the `::<...>`; 0: none */
} Call;

static const Expr *callee_of(RsThread *t, Call *c)
{
    const Facts *f = rs_facts(t->s, c->unit);
    const Expr *callee = &f->exprs[c->e->a];

    if (callee->kind == EXPR_GENERIC) {
        RsType generics[RS_ARGUMENTS_MAX];
        size_t count = rs_list_types(t, c->unit, callee->b, generics);

        c->generics = rs_type(t, RS_T_TUPLE, 0, 0, generics, count);
        callee = &f->exprs[callee->a];
    }
    return callee;
}

/* Binds what the arguments say about the parameters of a function. */
static void match_arguments(RsThread *t, SymbolId function, const Call *c, size_t skip,
                            RsEnv *env)
{
    UnitId unit = program_unit_of(t->s->p, function);
    const Facts *f = rs_facts(t->s, unit);
    const Def *d = program_def(t->s->p, function);

    for (uint32_t i = d->inner ? t->s->first_local[unit][d->inner] : 0;
         i && i < f->local_count && f->locals[i].scope == d->inner; i++) {
        const Local *l = &f->locals[i];

        if (l->kind == LOCAL_PARAMETER && l->type && (size_t)l->order + skip < c->count)
            rs_match(t, rs_type_of(t, unit, l->type), c->arguments[l->order + skip], env);
    }
}

static RsType function_result(RsThread *t, SymbolId function, const Call *c, size_t skip,
                              RsEnv *env)
{
    UnitId unit = program_unit_of(t->s->p, function);
    const Def *d = program_def(t->s->p, function);
    RsType result = rs_declared_type(t, function);

    if (!rs_row(t, result)->has_parameters)
        return result;
    if (c) {
        rs_bind_parameters(t, unit, d->inner, c->generics, env);
        match_arguments(t, function, c, skip, env);
    }
    return rs_substitute(t, result, env);
}

/* A struct or variant made by a call: its type, with the parameters that the fields show. */
static RsType made_type(RsThread *t, SymbolId symbol, RsType base, const Call *c)
{
    const Def *d = program_def(t->s->p, symbol);
    UnitId unit = program_unit_of(t->s->p, symbol);
    const Facts *f = rs_facts(t->s, unit);
    RsEnv env = {0};
    RsType type = rs_type_of_symbol(
        t, d->kind == DEF_ENUM_MEMBER ? t->s->p->units[unit].first_symbol + d->parent : symbol);

    if (base && rs_row(t, base)->count)
        return base;
    if (!rs_row(t, type)->has_parameters)
        return type;
    for (uint32_t i = d->inner ? t->s->first_local[unit][d->inner] : 0;
         i && i < f->local_count && f->locals[i].scope == d->inner; i++) {
        const Local *l = &f->locals[i];

        if (l->kind == LOCAL_VARIABLE && l->order < c->count)
            rs_match(t, rs_type_of(t, unit, l->type), c->arguments[l->order], &env);
    }
    return rs_substitute(t, type, &env);
}

static RsType external_call(RsThread *t, const Call *c, const Expr *callee, uint32_t name)
{
    RsType base = 0;
    uint32_t type_name = 0;

    if (callee->kind == EXPR_MEMBER && callee->a) {
        RsThing of = rs_path(t, c->unit, callee->a, RS_TYPES);

        if (of.kind == RS_EXTERNAL) {
            base = rs_type_of(t, c->unit, callee->a);
            base = base ? base : rs_type(t, RS_T_EXTERNAL, of.id, 0, NULL, 0);
            type_name = of.id;
        } else if (of.kind != RS_NONE) {
            base = rs_type_of(t, c->unit, callee->a);
        }
    }
    RsStdCall call = {.receiver = base, .arguments = c->arguments, .count = c->count};
    return rs_std_function(t, type_name, name, &call);
}

static RsType path_call(RsThread *t, const Call *c, const Expr *callee, uint32_t callee_expr)
{
    RsThing thing = rs_path(t, c->unit, callee_expr, RS_VALUES);
    RsEnv env = {0};

    if (thing.kind == RS_EXTERNAL)
        return external_call(t, c, callee, thing.id);
    if (thing.kind == RS_SELF)
        return rs_self_type(t, c->unit, callee->scope);
    if (thing.kind != RS_SYMBOL) /* Foo::default() that a derive wrote */
        return callee->kind == EXPR_MEMBER &&
                       rs_std_is(t->s, rs_global(t->s, c->unit, callee->name), RS_IS_DERIVED)
                   ? rs_type_of(t, c->unit, callee->a)
                   : 0;
    const Def *d = program_def(t->s->p, thing.id);
    RsType base = callee->kind == EXPR_MEMBER && callee->a ? rs_type_of(t, c->unit, callee->a)
                                                           : 0;
    switch (d->kind) {
    case DEF_STRUCT:
        return made_type(t, thing.id,
                         c->generics
                             ? rs_named_type(t, thing.id, rs_row(t, c->generics)->arguments,
                                             rs_row(t, c->generics)->count)
                             : 0,
                         c);
    case DEF_ENUM_MEMBER:
        return made_type(t, thing.id, base, c);
    case DEF_FUNCTION:
        return function_result(t, thing.id, c, 0, &env);
    case DEF_METHOD: {
        RsFound found;

        if (base &&
            rs_member(t, base, rs_global(t->s, c->unit, callee->name), RS_WANT_ASSOCIATED,
                      &found) &&
            found.symbol == thing.id)
            env = found.env;
        return function_result(t, thing.id, c, d->flags & RUST_DEF_TAKES_SELF ? 1 : 0, &env);
    }
    default:
        return rs_return_of(t, rs_declared_type(t, thing.id));
    }
}

static RsType method_call(RsThread *t, const Call *c, const Expr *callee)
{
    RsType receiver = rs_type_of(t, c->unit, callee->a);
    uint32_t name = rs_global(t->s, c->unit, callee->name);
    RsFound found;

    if (!receiver)
        return 0;
    if (!rs_member(t, receiver, name, RS_WANT_METHOD, &found))
        return 0;
    if (found.symbol)
        return function_result(t, found.symbol, c, 0, &found.env);
    RsStdCall call = {.receiver = found.receiver,
                      .arguments = c->arguments,
                      .count = c->count,
                      .generic = rs_argument(t, c->generics, 0)};
    RsType result = 0;
    (void)rs_std_method(t, name, &call, &result);
    return result ? result : found.external;
}

RsType rs_call_type(RsThread *t, UnitId unit, const Expr *e)
{
    const Facts *f = rs_facts(t->s, unit);
    Call c = {.unit = unit, .e = e};

    if (!e->a)
        return 0;
    c.count = rs_list_types(t, unit, e->b, c.arguments);
    const Expr *callee = callee_of(t, &c);
    uint32_t callee_expr = (uint32_t)(callee - f->exprs);
    if (callee->kind == EXPR_MEMBER && callee->extra == RUST_DOT)
        return method_call(t, &c, callee);
    if (callee->kind == EXPR_NAME || callee->kind == EXPR_MEMBER)
        return path_call(t, &c, callee, callee_expr);
    if (callee->kind == EXPR_THIS && callee->flags & EXPR_IS_TYPE)
        return rs_self_type(t, unit, callee->scope);
    return rs_return_of(t, rs_type_of(t, unit, callee_expr));
}

RsType rs_return_of(RsThread *t, RsType callee)
{
    RsTypeRow row = *rs_row(t, callee);
    RsEnv env = {0};

    switch (row.kind) {
    case RS_T_FUNCTION:
        return rs_argument(t, callee, 0);
    case RS_T_CLOSURE: {
        const Facts *f = rs_facts(t->s, row.id2);

        return row.id < f->expr_count ? rs_type_of(t, row.id2, f->exprs[row.id].b) : 0;
    }
    case RS_T_ITEM:
        return function_result(t, row.id, NULL, 0, &env);
    case RS_T_NOMINAL:
        return callee; /* a constructor given as a function */
    case RS_T_PARAMETER:
        for (size_t i = 0;; i++) {
            RsType bound = rs_bound(t, row.id2, row.id, i);

            if (!bound || rs_row(t, bound)->kind == RS_T_FUNCTION)
                return rs_argument(t, bound, 0);
        }
    case RS_T_BOUNDS:
        for (size_t i = 0; i < row.count; i++) {
            if (rs_row(t, row.arguments[i])->kind == RS_T_FUNCTION)
                return rs_argument(t, row.arguments[i], 0);
        }
        return 0;
    case RS_T_EXTERNAL:
        return rs_return_of(t, rs_deref(t, callee));
    default:
        return 0;
    }
}

/* -- what closures are given -- */

static RsType function_parameter(RsThread *t, RsType function, size_t n)
{
    RsTypeRow row = *rs_row(t, function);

    if (row.kind == RS_T_FUNCTION)
        return rs_argument(t, function, n + 1);
    if (row.kind == RS_T_EXTERNAL)
        return function_parameter(t, rs_deref(t, function), n);
    if (row.kind == RS_T_PARAMETER) {
        for (size_t i = 0;; i++) {
            RsType bound = rs_bound(t, row.id2, row.id, i);

            if (!bound || rs_row(t, bound)->kind == RS_T_FUNCTION)
                return rs_argument(t, bound, n + 1);
        }
    }
    for (size_t i = 0; row.kind == RS_T_BOUNDS && i < row.count; i++) {
        if (rs_row(t, row.arguments[i])->kind == RS_T_FUNCTION)
            return rs_argument(t, row.arguments[i], n + 1);
    }
    return 0;
}

/* The types of a call's arguments but for the closure that is being asked about. */
static void list_types_of_call(RsThread *t, Call *c, size_t closure)
{
    c->count = rs_list_types(t, c->unit, c->e->b, c->arguments);
    if (closure < c->count)
        c->arguments[closure] = 0;
}

static RsType declared_closure_parameter(RsThread *t, SymbolId function, size_t argument,
                                         size_t n, Call *c, RsEnv *env)
{
    UnitId unit = program_unit_of(t->s->p, function);
    const Facts *f = rs_facts(t->s, unit);
    const Def *d = program_def(t->s->p, function);

    for (uint32_t i = d->inner ? t->s->first_local[unit][d->inner] : 0;
         i && i < f->local_count && f->locals[i].scope == d->inner; i++) {
        const Local *l = &f->locals[i];

        if (l->kind != LOCAL_PARAMETER || l->order != argument)
            continue;
        RsType type = function_parameter(t, rs_type_of(t, unit, l->type), n);
        if (!rs_row(t, type)->has_parameters)
            return type;
        rs_bind_parameters(t, unit, d->inner, c->generics, env);
        list_types_of_call(t, c, argument);
        match_arguments(t, function, c, 0, env);
        return rs_substitute(t, type, env);
    }
    return 0;
}

RsType rs_closure_parameter(RsThread *t, UnitId unit, const Expr *e)
{
    const Facts *f = rs_facts(t->s, unit);
    Call c = {.unit = unit, .e = &f->exprs[e->a]};
    size_t argument = e->extra >> 8, n = e->extra & 0xff;
    RsFound found = {0};

    if (c.e->kind != EXPR_CALL || !c.e->a)
        return 0;
    const Expr *callee = callee_of(t, &c);
    if (callee->kind == EXPR_MEMBER && callee->extra == RUST_DOT) {
        RsType receiver = rs_type_of(t, unit, callee->a);

        if (!receiver || !rs_member(t, receiver, rs_global(t->s, unit, callee->name),
                                    RS_WANT_METHOD, &found))
            return 0;
        if (!found.symbol) {
            list_types_of_call(t, &c, argument);
            RsStdCall call = {
                .receiver = found.receiver, .arguments = c.arguments, .count = c.count};

            return rs_std_closure_parameter(t, rs_global(t->s, unit, callee->name), &call, n);
        }
    } else {
        RsThing thing = rs_path(t, unit, (uint32_t)(callee - f->exprs), RS_VALUES);

        if (thing.kind != RS_SYMBOL)
            return 0;
        found.symbol = thing.id;
    }
    return declared_closure_parameter(t, found.symbol, argument, n, &c, &found.env);
}
