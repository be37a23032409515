/*
 * resolve_rust_typing.c -- the type of an expression.
 *
 * Each expression asks for the types it is made of; answers are remembered by (unit, expression).
 * What cannot be said is 0, never a guess. A question that comes back to itself (a local whose
 * initialiser uses itself through a loop) is answered with 0 and, until the outermost question is
 * done, what hangs on it is not remembered.
 */
#include "graph/resolve_rust.h"

static RsType find_type(RsThread *t, UnitId unit, const Expr *e, uint32_t expr);

static const uint64_t in_progress = UINT64_MAX;

RsType rs_type_of(RsThread *t, UnitId unit, uint32_t expr)
{
    const Facts *f = rs_facts(t->s, unit);
    bool is_new;

    if (!expr || expr >= f->expr_count)
        return 0;
    uint64_t key = rs_key(unit, expr);
    uint64_t *memo = u64map_at(&t->types_of, key, &is_new);
    if (!is_new && *memo && *memo != in_progress)
        return (RsType)(*memo - 1);
    if (*memo == in_progress || t->depth > RS_DEPTH_MAX) {
        t->is_cut = true;
        return 0;
    }
    *memo = in_progress;
    bool was_cut = t->is_cut;
    t->is_cut = false;
    t->depth++;
    RsType type = find_type(t, unit, &f->exprs[expr], expr);
    t->depth--;
    bool is_final = type || !t->is_cut || t->depth == 0;
    *u64map_at(&t->types_of, key, NULL) = is_final ? (uint64_t)type + 1 : 0;
    t->is_cut = t->depth ? was_cut || (t->is_cut && !type) : false;
    return type;
}

/* Vec::new() is a Vec of what is pushed first. */
static RsType filled_by_use(RsThread *t, UnitId unit, uint32_t local, RsType type)
{
    const Facts *f = rs_facts(t->s, unit);
    const RsTypeRow row = *rs_row(t, type);
    uint64_t call;

    if (row.kind != RS_T_EXTERNAL || row.count || !u64map_get(&t->s->filling_of_local, rs_key(unit, local), &call) ||
        (!rs_has_trait(t, type, RS_IS_SEQUENCE) && !rs_has_trait(t, type, RS_IS_MAP)))
        return type;
    uint32_t list = f->exprs[call].b;
    RsType first = rs_type_of(t, unit, f->exprs[list].a);
    RsType second = f->exprs[list].b ? rs_type_of(t, unit, f->exprs[f->exprs[list].b].a) : 0;
    if (str_is(facts_name(f, f->exprs[f->exprs[call].a].name), "extend"))
        return rs_fill(t, type, first);
    RsType arguments[] = {first, second};
    return first ? rs_type(t, row.kind, row.id, row.id2, arguments, second ? 2 : 1) : type;
}

RsType rs_type_of_local(RsThread *t, UnitId unit, uint32_t local)
{
    const Facts *f = rs_facts(t->s, unit);

    if (!local || local >= f->local_count)
        return 0;
    const Local *l = &f->locals[local];
    if (l->kind == LOCAL_TYPE_PARAMETER)
        return l->extra ? rs_type_of(t, unit, l->type)
                        : rs_type(t, RS_T_PARAMETER, local, unit, NULL, 0);
    RsType type = rs_type_of(t, unit, l->type ? l->type : l->value);
    if (l->type && l->value)
        type = rs_fill(t, type, rs_type_of(t, unit, l->value));
    return filled_by_use(t, unit, local, type);
}

RsType rs_bound(RsThread *t, UnitId unit, uint32_t local, size_t n)
{
    const Facts *f = rs_facts(t->s, unit);
    uint32_t list = f->locals[local].type;

    for (; list && f->exprs[list].kind == EXPR_LIST; list = f->exprs[list].b) {
        RsType bound = rs_type_of(t, unit, f->exprs[list].a);

        if (bound && n-- == 0)
            return bound;
    }
    return 0;
}

/* -- types that are written -- */

/* The types of a list; returns how many. Unknown ones keep their place. */
static size_t list_types(RsThread *t, UnitId unit, uint32_t list, RsType *ret)
{
    const Facts *f = rs_facts(t->s, unit);
    size_t count = 0;

    for (; list && f->exprs[list].kind == EXPR_LIST && count < RS_ARGUMENTS_MAX; list = f->exprs[list].b)
        ret[count++] = rs_type_of(t, unit, f->exprs[list].a);
    return count;
}

/* Self's own parameters as arguments: what `Foo` means inside `struct Foo<A, B>`. */
static size_t own_parameters(RsThread *t, UnitId unit, uint32_t scope, RsType *ret)
{
    const Facts *f = rs_facts(t->s, unit);
    size_t count = 0;

    for (uint32_t i = scope ? t->s->first_local[unit][scope] : 0;
         i && i < f->local_count && f->locals[i].scope == scope && count < RS_ARGUMENTS_MAX; i++) {
        if (f->locals[i].kind == LOCAL_TYPE_PARAMETER)
            ret[count++] = rs_type(t, RS_T_PARAMETER, i, unit, NULL, 0);
    }
    return count;
}

static RsType alias_type(RsThread *t, UnitId unit, const Def *d, const RsType *arguments, size_t count)
{
    RsEnv env = {0};
    RsType given = rs_type(t, RS_T_TUPLE, 0, 0, arguments, count);
    RsType type = rs_type_of(t, unit, d->value);

    rs_bind_parameters(t, unit, d->inner, given, &env);
    return rs_substitute(t, type, &env);
}

/* The type that a symbol names, with arguments (none: unknown ones). */
static RsType named_type(RsThread *t, SymbolId symbol, const RsType *arguments, size_t count)
{
    UnitId unit = program_unit_of(t->s->p, symbol);
    const Def *d = program_def(t->s->p, symbol);

    switch (d->kind) {
    case DEF_STRUCT:
    case DEF_ENUM:
    case DEF_UNION: return rs_type(t, RS_T_NOMINAL, symbol, 0, arguments, count);
    case DEF_TRAIT: return rs_type(t, RS_T_TRAIT, symbol, 0, arguments, count);
    case DEF_TYPE: return alias_type(t, unit, d, arguments, count);
    case DEF_ENUM_MEMBER:
        return d->parent ? rs_type(t, RS_T_NOMINAL, symbol - (uint32_t)(d - t->s->p->units[unit].facts->defs) +
                                                        d->parent, 0, arguments, count)
                         : 0;
    default: return 0;
    }
}

RsType rs_type_of_symbol(RsThread *t, SymbolId symbol)
{
    RsType arguments[RS_ARGUMENTS_MAX];
    UnitId unit = program_unit_of(t->s->p, symbol);
    const Def *d = program_def(t->s->p, symbol);
    size_t count = own_parameters(t, unit, d->inner, arguments);

    return named_type(t, symbol, arguments, count);
}

static RsType self_type(RsThread *t, UnitId unit, uint32_t scope)
{
    const RsState *s = t->s;
    const Facts *f = rs_facts(s, unit);
    uint32_t self = rs_self_local(s, unit, scope);

    if (!self)
        return 0;
    const Local *l = &f->locals[self];
    if (l->extra == RUST_SELF_TRAIT)
        return rs_type(t, RS_T_SELF, s->p->units[unit].first_symbol + f->scopes[l->scope].def, UINT32_MAX, NULL, 0);
    if (l->extra == RUST_SELF_IMPL)
        return rs_type_of(t, unit, l->type);
    return rs_type_of_symbol(t, s->p->units[unit].first_symbol + f->scopes[l->scope].def);
}

static RsType path_type(RsThread *t, UnitId unit, const Expr *e, uint32_t expr, const RsType *arguments,
                        size_t count)
{
    RsThing thing = rs_path(t, unit, expr, RS_TYPES);

    switch (thing.kind) {
    case RS_SYMBOL:
        return named_type(t, thing.id, arguments, count);
    case RS_EXTERNAL: return thing.id ? rs_type(t, RS_T_EXTERNAL, thing.id, 0, arguments, count) : 0;
    case RS_SELF: return self_type(t, unit, e->scope);
    case RS_PARAMETER: return rs_type_of_local(t, unit, thing.id);
    default: return 0;
    }
}

/* `Self::Item`, `T::Item`, `<T as Trait>::Item` where a type stands. */
static RsType projection(RsThread *t, UnitId unit, const Expr *e)
{
    RsType base = rs_type_of(t, unit, e->a);
    uint32_t name = rs_global(t->s, unit, e->name);

    if (!base)
        return 0;
    RsType known = rs_associated_type(t, base, NULL, name);
    if (known)
        return known;
    return rs_row(t, base)->has_parameters ? rs_type(t, RS_T_PROJECTION, name, 0, &base, 1) : 0;
}

static bool is_type_path(RsThread *t, UnitId unit, uint32_t expr)
{
    RsThing base = rs_path(t, unit, expr, RS_TYPES);

    return base.kind == RS_MODULE || base.kind == RS_EXTERNAL || base.kind == RS_SYMBOL;
}

/* -- values -- */

RsType rs_declared_type(RsThread *t, SymbolId symbol)
{
    const Def *d = program_def(t->s->p, symbol);
    UnitId unit = program_unit_of(t->s->p, symbol);

    return rs_type_of(t, unit, d->type ? d->type : d->kind == DEF_FUNCTION || d->kind == DEF_METHOD ? 0 : d->value);
}

static RsType value_of_thing(RsThread *t, RsThing thing)
{
    if (thing.kind != RS_SYMBOL)
        return 0;
    switch (program_def(t->s->p, thing.id)->kind) {
    case DEF_FUNCTION:
    case DEF_METHOD: return rs_type(t, RS_T_ITEM, thing.id, 0, NULL, 0);
    case DEF_CONSTANT:
    case DEF_VARIABLE: return rs_declared_type(t, thing.id);
    case DEF_STRUCT:
    case DEF_ENUM_MEMBER: return named_type(t, thing.id, NULL, 0);
    default: return 0;
    }
}

static RsType name_type(RsThread *t, UnitId unit, const Expr *e, uint32_t expr)
{
    if (e->flags & EXPR_IS_TYPE || e->extra == RUST_NAME_PRIMITIVE)
        return path_type(t, unit, e, expr, NULL, 0);
    RsThing value = rs_path(t, unit, expr, RS_VALUES);
    if (value.kind == RS_EXTERNAL && value.id && str_is(rs_name_text(t->s, value.id), "None"))
        return rs_external(t, "Option", 0, 0);
    return value_of_thing(t, value);
}

static RsType field_type(RsThread *t, RsType receiver, uint32_t name)
{
    RsFound found;
    uint64_t number;

    if (rs_row(t, receiver)->kind == RS_T_TUPLE)
        return parse_u64(rs_name_text(t->s, name), RS_ARGUMENTS_MAX, &number)
                   ? rs_argument(t, receiver, (size_t)number) : 0;
    if (!rs_member(t, receiver, name, RS_WANT_FIELD, &found))
        return 0;
    if (found.local)
        return rs_substitute(t, rs_type_of_local(t, found.unit, found.local), &found.env);
    return found.symbol ? rs_substitute(t, rs_declared_type(t, found.symbol), &found.env) : 0;
}

static RsType member_type(RsThread *t, UnitId unit, const Expr *e, uint32_t expr)
{
    uint32_t name = rs_global(t->s, unit, e->name);

    if (e->extra == RUST_DOT)
        return e->a ? field_type(t, rs_type_of(t, unit, e->a), name) : 0;
    if (e->extra == RUST_FIELD)
        return 0;
    if (!(e->flags & EXPR_IS_TYPE)) {
        RsThing value = rs_path(t, unit, expr, RS_VALUES);

        if (value.kind == RS_SYMBOL && program_def(t->s->p, value.id)->kind == DEF_ENUM_MEMBER) {
            RsType base = rs_type_of(t, unit, e->a);

            return base ? base : value_of_thing(t, value);
        }
        return value_of_thing(t, value);
    }
    if (is_type_path(t, unit, e->a)) {
        RsType type = path_type(t, unit, e, expr, NULL, 0);

        if (type)
            return type;
    }
    return projection(t, unit, e);
}

static RsType generic_type(RsThread *t, UnitId unit, const Expr *e)
{
    RsType arguments[RS_ARGUMENTS_MAX];
    const Facts *f = rs_facts(t->s, unit);
    const Expr *base = &f->exprs[e->a];
    size_t count = list_types(t, unit, e->b, arguments);

    if (!e->a || (base->kind != EXPR_NAME && base->kind != EXPR_MEMBER))
        return rs_type_of(t, unit, e->a);
    if (base->flags & EXPR_IS_TYPE)
        return path_type(t, unit, base, e->a, arguments, count);
    return rs_type_of(t, unit, e->a);
}

static RsType either_type(RsThread *t, UnitId unit, const Expr *e)
{
    RsType a = rs_type_of(t, unit, e->a);

    /* the side that knows its arguments says more: None, then Some(x) */
    if (a && (rs_row(t, a)->count || !e->b))
        return a;
    RsType b = rs_type_of(t, unit, e->b);
    return b && (!a || rs_row(t, b)->id == rs_row(t, a)->id) ? b : a;
}

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
        size_t count = list_types(t, c->unit, callee->b, generics);

        c->generics = rs_type(t, RS_T_TUPLE, 0, 0, generics, count);
        callee = &f->exprs[callee->a];
    }
    return callee;
}

/* Binds what the arguments say about the parameters of a function. */
static void match_arguments(RsThread *t, SymbolId function, const Call *c, size_t skip, RsEnv *env)
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

static RsType function_result(RsThread *t, SymbolId function, const Call *c, size_t skip, RsEnv *env)
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
    RsType type = rs_type_of_symbol(t, d->kind == DEF_ENUM_MEMBER ? t->s->p->units[unit].first_symbol + d->parent
                                                                   : symbol);

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
        return self_type(t, c->unit, callee->scope);
    if (thing.kind != RS_SYMBOL) /* Foo::default() that a derive wrote */
        return callee->kind == EXPR_MEMBER && rs_std_is(t->s, rs_global(t->s, c->unit, callee->name), RS_IS_DERIVED)
                   ? rs_type_of(t, c->unit, callee->a) : 0;
    const Def *d = program_def(t->s->p, thing.id);
    RsType base = callee->kind == EXPR_MEMBER && callee->a ? rs_type_of(t, c->unit, callee->a) : 0;
    switch (d->kind) {
    case DEF_STRUCT: return made_type(t, thing.id, c->generics ? named_type(t, thing.id, rs_row(t, c->generics)->arguments, rs_row(t, c->generics)->count) : 0, c);
    case DEF_ENUM_MEMBER: return made_type(t, thing.id, base, c);
    case DEF_FUNCTION: return function_result(t, thing.id, c, 0, &env);
    case DEF_METHOD: {
        RsFound found;

        if (base && rs_member(t, base, rs_global(t->s, c->unit, callee->name), RS_WANT_ASSOCIATED, &found) &&
            found.symbol == thing.id)
            env = found.env;
        return function_result(t, thing.id, c, d->flags & RUST_DEF_TAKES_SELF ? 1 : 0, &env);
    }
    default: return rs_return_of(t, rs_declared_type(t, thing.id));
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
    RsStdCall call = {.receiver = found.receiver, .arguments = c->arguments, .count = c->count,
                      .generic = rs_argument(t, c->generics, 0)};
    RsType result = 0;
        (void)rs_std_method(t, name, &call, &result);
    return result ? result : found.external;
}

static RsType call_type(RsThread *t, UnitId unit, const Expr *e)
{
    const Facts *f = rs_facts(t->s, unit);
    Call c = {.unit = unit, .e = e};

    if (!e->a)
        return 0;
    c.count = list_types(t, unit, e->b, c.arguments);
    const Expr *callee = callee_of(t, &c);
    uint32_t callee_expr = (uint32_t)(callee - f->exprs);
    if (callee->kind == EXPR_MEMBER && callee->extra == RUST_DOT)
        return method_call(t, &c, callee);
    if (callee->kind == EXPR_NAME || callee->kind == EXPR_MEMBER)
        return path_call(t, &c, callee, callee_expr);
    if (callee->kind == EXPR_THIS && callee->flags & EXPR_IS_TYPE)
        return self_type(t, unit, callee->scope);
    return rs_return_of(t, rs_type_of(t, unit, callee_expr));
}

RsType rs_return_of(RsThread *t, RsType callee)
{
    RsTypeRow row = *rs_row(t, callee);
    RsEnv env = {0};

    switch (row.kind) {
    case RS_T_FUNCTION: return rs_argument(t, callee, 0);
    case RS_T_CLOSURE: {
        const Facts *f = rs_facts(t->s, row.id2);

        return row.id < f->expr_count ? rs_type_of(t, row.id2, f->exprs[row.id].b) : 0;
    }
    case RS_T_ITEM: return function_result(t, row.id, NULL, 0, &env);
    case RS_T_NOMINAL: return callee; /* a constructor given as a function */
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
    case RS_T_EXTERNAL: return rs_return_of(t, rs_deref(t, callee));
    default: return 0;
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
    c->count = list_types(t, c->unit, c->e->b, c->arguments);
    if (closure < c->count)
        c->arguments[closure] = 0;
}

static RsType declared_closure_parameter(RsThread *t, SymbolId function, size_t argument, size_t n, Call *c,
                                         RsEnv *env)
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

static RsType closure_parameter(RsThread *t, UnitId unit, const Expr *e)
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

        if (!receiver || !rs_member(t, receiver, rs_global(t->s, unit, callee->name), RS_WANT_METHOD, &found))
            return 0;
        if (!found.symbol)
        {
            list_types_of_call(t, &c, argument);
            RsStdCall call = {.receiver = found.receiver, .arguments = c.arguments, .count = c.count};

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

/* -- parts of matched values -- */

static RsType external_part(RsThread *t, RsType source, uint32_t name, size_t position)
{
    Str text = rs_name_text(t->s, name);

    if (rs_row(t, source)->kind != RS_T_EXTERNAL)
        return 0;
    if (str_is(text, "Err"))
        return rs_argument(t, source, 1);
    if (str_is(text, "Some") || str_is(text, "Ok") || str_is(text, "Ready") || str_is(text, "Borrowed") ||
        str_is(text, "Owned") || str_is(text, "Included") || str_is(text, "Excluded"))
        return position == 0 ? rs_argument(t, source, 0) : 0;
    return 0;
}

static RsType part_of_symbol(RsThread *t, SymbolId symbol, RsType source, const Expr *e, uint32_t name)
{
    UnitId unit = program_unit_of(t->s->p, symbol);
    const Def *d = program_def(t->s->p, symbol);
    const Facts *f = rs_facts(t->s, unit);
    SymbolId owner = d->kind == DEF_ENUM_MEMBER ? t->s->p->units[unit].first_symbol + d->parent : symbol;
    RsEnv env = {0};
    RsType type = 0;

    if (d->kind == DEF_TYPE) { /* an alias of a struct */
        RsType real = named_type(t, symbol, NULL, 0);

        return rs_row(t, real)->kind == RS_T_NOMINAL && rs_row(t, real)->id != symbol
                   ? part_of_symbol(t, rs_row(t, real)->id, source, e, name) : 0;
    }
    for (int i = 0; i < RS_ALIAS_MAX && source && rs_row(t, source)->id != owner; i++)
        source = rs_deref(t, source);
    rs_bind_parameters(t, unit, program_def(t->s->p, owner)->inner, source, &env);
    if (name) {
        SymbolId field = rs_own_member(t->s, symbol, name, RS_SPACE_COUNT);

        type = field ? rs_declared_type(t, field) : 0;
    } else {
        for (uint32_t i = d->inner ? t->s->first_local[unit][d->inner] : 0;
             i && i < f->local_count && f->locals[i].scope == d->inner; i++) {
            if (f->locals[i].kind == LOCAL_VARIABLE && f->locals[i].order == e->extra)
                type = rs_type_of(t, unit, f->locals[i].type);
        }
    }
    return rs_substitute(t, type, &env);
}

static RsType part_type(RsThread *t, UnitId unit, const Expr *e)
{
    RsType source = rs_type_of(t, unit, e->a);

    if (e->extra == RUST_PART_ELEMENT && !e->b)
        return rs_element_of(t, source);
    if (!e->b) {
        while (source && rs_row(t, source)->kind != RS_T_TUPLE)
            source = rs_deref(t, source);
        return rs_argument(t, source, e->extra);
    }
    RsThing thing = rs_path(t, unit, e->b, e->name ? RS_TYPES : RS_VALUES);
    uint32_t name = e->name ? rs_global(t->s, unit, e->name) : 0;
    if (thing.kind == RS_SYMBOL)
        return part_of_symbol(t, thing.id, source, e, name);
    if (thing.kind == RS_SELF) {
        RsType self = rs_type_of(t, unit, e->b);

        return rs_row(t, self)->kind == RS_T_NOMINAL ? part_of_symbol(t, rs_row(t, self)->id, source, e, name) : 0;
    }
    if (thing.kind == RS_EXTERNAL && thing.id) {
        for (int i = 0; i < RS_ALIAS_MAX && source; i++) {
            RsType part = external_part(t, source, thing.id, e->extra);

            if (part)
                return part;
            source = rs_deref(t, source);
        }
    }
    return 0;
}

/* -- elements -- */

RsType rs_element_of(RsThread *t, RsType type)
{
    for (int i = 0; i < RS_ALIAS_MAX && type; i++, type = rs_deref(t, type)) {
        RsType pair[] = {rs_argument(t, type, 0), rs_argument(t, type, 1)};
        RsType item;

        if (rs_has_trait(t, type, RS_IS_MAP))
            return rs_type(t, RS_T_TUPLE, 0, 0, pair, 2);
        if ((item = rs_associated_type(t, type, "Iterator", t->s->names.item)) ||
            (item = rs_associated_type(t, type, "IntoIterator", t->s->names.item)))
            return item;
        if (rs_has_trait(t, type, RS_IS_SEQUENCE))
            return pair[0];
    }
    return 0;
}

RsType rs_indexed(RsThread *t, RsType type)
{
    for (int i = 0; i < RS_ALIAS_MAX && type; i++, type = rs_deref(t, type)) {
        RsType output = rs_associated_type(t, type, "Index", t->s->names.output);

        if (output)
            return output;
        if (rs_has_trait(t, type, RS_IS_MAP))
            return rs_argument(t, type, 1);
        if (rs_has_trait(t, type, RS_IS_INDEXED))
            return rs_argument(t, type, 0);
    }
    return 0;
}

/* -- all together -- */

static RsType await_type(RsThread *t, UnitId unit, const Expr *e)
{
    RsType type = rs_type_of(t, unit, e->a);

    if (e->extra == RUST_TRY) {
        const RsTypeRow *row = rs_row(t, type);

        return row->kind == RS_T_EXTERNAL ? rs_argument(t, type, 0) : 0;
    }
    for (RsType at = type; at; at = rs_deref(t, at)) {
        RsType output = rs_associated_type(t, at, "Future", t->s->names.output);

        if (output)
            return output;
    }
    if (rs_is_external(t, type, "JoinHandle"))
        return rs_external(t, "Result", rs_argument(t, type, 0), 0);
    return type;
}

static RsType macro_type(RsThread *t, UnitId unit, const Expr *e)
{
    RsThing thing = rs_path(t, unit, e->a, RS_MACROS);
    const Facts *f = rs_facts(t->s, unit);
    Str name = facts_name(f, f->exprs[e->a].name);

    if (thing.kind == RS_SYMBOL)
        return 0;
    if (str_is(name, "format"))
        return rs_external(t, "String", 0, 0);
    if (str_is(name, "vec"))
        return rs_external(t, "Vec", rs_type_of(t, unit, e->b), 0);
    if (str_is(name, "dbg") || str_is(name, "ready"))
        return rs_type_of(t, unit, e->b);
    return 0;
}

static RsType literal_type(RsThread *t, const Expr *e)
{
    return e->extra == LITERAL_TEXT ? rs_external(t, "str", 0, 0) : 0;
}

static RsType listed_type(RsThread *t, UnitId unit, RsTypeKind kind, uint32_t list, RsType first)
{
    RsType items[RS_ARGUMENTS_MAX];
    size_t count = 0;

    if (kind == RS_T_FUNCTION) {
        items[0] = first;
        count = 1;
        const Facts *f = rs_facts(t->s, unit);
        for (; list && f->exprs[list].kind == EXPR_LIST && count < RS_ARGUMENTS_MAX; list = f->exprs[list].b)
            items[count++] = rs_type_of(t, unit, f->exprs[list].a);
    } else {
        count = list_types(t, unit, list, items);
    }
    /* `dyn A + 'a` is a bound within bounds */
    if (kind == RS_T_BOUNDS && count == 1 && rs_row(t, items[0])->kind == RS_T_BOUNDS)
        return items[0];
    return rs_type(t, kind, 0, 0, items, count);
}

static RsType cast_type(RsThread *t, UnitId unit, const Expr *e)
{
    RsType type = rs_type_of(t, unit, e->b); /* <T as Trait> */

    return type ? type : rs_type_of(t, unit, e->a);
}

static RsType find_type(RsThread *t, UnitId unit, const Expr *e, uint32_t expr)
{
    RsType a;

    switch ((int)e->kind) {
    case EXPR_NAME: return name_type(t, unit, e, expr);
    case EXPR_MEMBER: return member_type(t, unit, e, expr);
    case EXPR_GENERIC: return generic_type(t, unit, e);
    case EXPR_THIS: return self_type(t, unit, e->scope);
    case EXPR_CALL: return call_type(t, unit, e);
    case EXPR_NEW: {
        RsThing made = rs_path(t, unit, e->a, RS_TYPES);
        bool is_variant = made.kind == RS_SYMBOL && program_def(t->s->p, made.id)->kind == DEF_ENUM_MEMBER;

        return is_variant ? named_type(t, made.id, NULL, 0) : rs_type_of(t, unit, e->a);
    }
    case EXPR_INDEX: return rs_indexed(t, rs_type_of(t, unit, e->a));
    case EXPR_DEREF: {
        RsType inner = rs_type_of(t, unit, e->a), target = rs_deref(t, inner);

        /* `*x` of a reference is what it refers to, and references are not kept */
        return target && (rs_row(t, inner)->kind == RS_T_NOMINAL || rs_is_external(t, inner, "Box") ||
                          rs_is_external(t, inner, "Arc") || rs_is_external(t, inner, "Rc")) ? target : inner;
    }
    case EXPR_AWAIT: return await_type(t, unit, e);
    case EXPR_CAST: return cast_type(t, unit, e);
    case EXPR_EITHER: return either_type(t, unit, e);
    case EXPR_LITERAL: return literal_type(t, e);
    case EXPR_LAMBDA: return rs_type(t, RS_T_CLOSURE, expr, unit, NULL, 0);
    case EXPR_ARRAY: a = rs_type_of(t, unit, e->a); return rs_type(t, RS_T_SLICE, 0, 0, &a, 1);
    case EXPR_TUPLE: return listed_type(t, unit, RS_T_TUPLE, e->b, 0);
    case EXPR_FUNCTION_TYPE:
        return listed_type(t, unit, RS_T_FUNCTION, e->b, rs_type_of(t, unit, e->a));
    case RUST_LOCAL: return rs_type_of_local(t, unit, e->at);
    case RUST_PART: return part_type(t, unit, e);
    case RUST_ELEMENT: return rs_element_of(t, rs_type_of(t, unit, e->a));
    case RUST_CLOSURE_PARAMETER: return closure_parameter(t, unit, e);
    case RUST_BOUNDS: return listed_type(t, unit, RS_T_BOUNDS, e->a, 0);
    case RUST_BINDING:
        a = rs_type_of(t, unit, e->a);
        return rs_type(t, RS_T_BINDING, rs_global(t->s, unit, e->name), 0, &a, 1);
    case RUST_MACRO_CALL: return macro_type(t, unit, e);
    default: return 0;
    }
}
