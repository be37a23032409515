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

RsType rs_type_of(RsThread *t, UnitId unit, uint32_t expr)
{
    const Facts *f = rs_facts(t->s, unit);
    bool is_new;

    if (!expr || expr >= f->expr_count)
        return 0;
    uint64_t key = rs_key(unit, expr);
    uint64_t *memo = u64map_at(&t->types_of, key, &is_new);
    if (!is_new && *memo && !(*memo & rs_being_asked))
        return (RsType)(*memo - 1);
    if (rs_cannot_ask(t, *memo))
        return 0;
    RsQuestion question = rs_ask(t, memo);
    RsType type = find_type(t, unit, &f->exprs[expr], expr);
    bool is_final = rs_answer(t, question, type != 0);
    *u64map_at(&t->types_of, key, NULL) = is_final ? (uint64_t)type + 1 : 0;
    return type;
}

/* Vec::new() is a Vec of what is pushed first. */
static RsType filled_by_use(RsThread *t, UnitId unit, uint32_t local, RsType type)
{
    const Facts *f = rs_facts(t->s, unit);
    const RsTypeRow row = *rs_row(t, type);
    uint64_t call;

    if (row.kind != RS_T_EXTERNAL || row.count ||
        !u64map_get(&t->s->filling_of_local, rs_key(unit, local), &call) ||
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
size_t rs_list_types(RsThread *t, UnitId unit, uint32_t list, RsType *ret)
{
    const Facts *f = rs_facts(t->s, unit);
    size_t count = 0;

    for (; list && f->exprs[list].kind == EXPR_LIST && count < RS_ARGUMENTS_MAX;
         list = f->exprs[list].b)
        ret[count++] = rs_type_of(t, unit, f->exprs[list].a);
    return count;
}

/* Self's own parameters as arguments: what `Foo` means inside `struct Foo<A, B>`. */
static size_t own_parameters(RsThread *t, UnitId unit, uint32_t scope, RsType *ret)
{
    const Facts *f = rs_facts(t->s, unit);
    size_t count = 0;

    for (uint32_t i = scope ? t->s->first_local[unit][scope] : 0;
         i && i < f->local_count && f->locals[i].scope == scope && count < RS_ARGUMENTS_MAX;
         i++) {
        if (f->locals[i].kind == LOCAL_TYPE_PARAMETER)
            ret[count++] = rs_type(t, RS_T_PARAMETER, i, unit, NULL, 0);
    }
    return count;
}

static RsType alias_type(RsThread *t, UnitId unit, const Def *d, const RsType *arguments,
                         size_t count)
{
    RsEnv env = {0};
    RsType given = rs_type(t, RS_T_TUPLE, 0, 0, arguments, count);
    RsType type = rs_type_of(t, unit, d->value);

    rs_bind_parameters(t, unit, d->inner, given, &env);
    return rs_substitute(t, type, &env);
}

/* The type that a symbol names, with arguments (none: unknown ones). */
RsType rs_named_type(RsThread *t, SymbolId symbol, const RsType *arguments, size_t count)
{
    UnitId unit = program_unit_of(t->s->p, symbol);
    const Def *d = program_def(t->s->p, symbol);

    switch (d->kind) {
    case DEF_STRUCT:
    case DEF_ENUM:
    case DEF_UNION:
        return rs_type(t, RS_T_NOMINAL, symbol, 0, arguments, count);
    case DEF_TRAIT:
        return rs_type(t, RS_T_TRAIT, symbol, 0, arguments, count);
    case DEF_TYPE:
        return alias_type(t, unit, d, arguments, count);
    case DEF_ENUM_MEMBER:
        return d->parent ? rs_type(t, RS_T_NOMINAL,
                                   symbol - (uint32_t)(d - t->s->p->units[unit].facts->defs) +
                                       d->parent,
                                   0, arguments, count)
                         : 0;
    default:
        return 0;
    }
}

RsType rs_type_of_symbol(RsThread *t, SymbolId symbol)
{
    RsType arguments[RS_ARGUMENTS_MAX];
    UnitId unit = program_unit_of(t->s->p, symbol);
    const Def *d = program_def(t->s->p, symbol);
    size_t count = own_parameters(t, unit, d->inner, arguments);

    return rs_named_type(t, symbol, arguments, count);
}

RsType rs_self_type(RsThread *t, UnitId unit, uint32_t scope)
{
    const RsState *s = t->s;
    const Facts *f = rs_facts(s, unit);
    uint32_t self = rs_self_local(s, unit, scope);

    if (!self)
        return 0;
    const Local *l = &f->locals[self];
    if (l->extra == RUST_SELF_TRAIT)
        return rs_type(t, RS_T_SELF, s->p->units[unit].first_symbol + f->scopes[l->scope].def,
                       UINT32_MAX, NULL, 0);
    if (l->extra == RUST_SELF_IMPL)
        return rs_type_of(t, unit, l->type);
    return rs_type_of_symbol(t, s->p->units[unit].first_symbol + f->scopes[l->scope].def);
}

static RsType path_type(RsThread *t, UnitId unit, const Expr *e, uint32_t expr,
                        const RsType *arguments, size_t count)
{
    RsThing thing = rs_path(t, unit, expr, RS_TYPES);

    switch (thing.kind) {
    case RS_SYMBOL:
        return rs_named_type(t, thing.id, arguments, count);
    case RS_EXTERNAL:
        return thing.id ? rs_type(t, RS_T_EXTERNAL, thing.id, 0, arguments, count) : 0;
    case RS_SELF:
        return rs_self_type(t, unit, e->scope);
    case RS_PARAMETER:
        return rs_type_of_local(t, unit, thing.id);
    default:
        return 0;
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

    return rs_type_of(t, unit,
                      d->type                                            ? d->type
                      : d->kind == DEF_FUNCTION || d->kind == DEF_METHOD ? 0
                                                                         : d->value);
}

static RsType value_of_thing(RsThread *t, RsThing thing)
{
    if (thing.kind != RS_SYMBOL)
        return 0;
    switch (program_def(t->s->p, thing.id)->kind) {
    case DEF_FUNCTION:
    case DEF_METHOD:
        return rs_type(t, RS_T_ITEM, thing.id, 0, NULL, 0);
    case DEF_CONSTANT:
    case DEF_VARIABLE:
        return rs_declared_type(t, thing.id);
    case DEF_STRUCT:
    case DEF_ENUM_MEMBER:
        return rs_named_type(t, thing.id, NULL, 0);
    default:
        return 0;
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
                   ? rs_argument(t, receiver, (size_t)number)
                   : 0;
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

        if (value.kind == RS_SYMBOL &&
            program_def(t->s->p, value.id)->kind == DEF_ENUM_MEMBER) {
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
    size_t count = rs_list_types(t, unit, e->b, arguments);

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

/* -- parts of matched values -- */

static RsType external_part(RsThread *t, RsType source, uint32_t name, size_t position)
{
    Str text = rs_name_text(t->s, name);

    if (rs_row(t, source)->kind != RS_T_EXTERNAL)
        return 0;
    if (str_is(text, "Err"))
        return rs_argument(t, source, 1);
    if (str_is(text, "Some") || str_is(text, "Ok") || str_is(text, "Ready") ||
        str_is(text, "Borrowed") || str_is(text, "Owned") || str_is(text, "Included") ||
        str_is(text, "Excluded"))
        return position == 0 ? rs_argument(t, source, 0) : 0;
    return 0;
}

static RsType part_of_symbol(RsThread *t, SymbolId symbol, RsType source, const Expr *e,
                             uint32_t name)
{
    UnitId unit = program_unit_of(t->s->p, symbol);
    const Def *d = program_def(t->s->p, symbol);
    const Facts *f = rs_facts(t->s, unit);
    SymbolId owner = d->kind == DEF_ENUM_MEMBER ? t->s->p->units[unit].first_symbol + d->parent
                                                : symbol;
    RsEnv env = {0};
    RsType type = 0;

    if (d->kind == DEF_TYPE) { /* an alias of a struct */
        RsType real = rs_named_type(t, symbol, NULL, 0);

        return rs_row(t, real)->kind == RS_T_NOMINAL && rs_row(t, real)->id != symbol
                   ? part_of_symbol(t, rs_row(t, real)->id, source, e, name)
                   : 0;
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

        return rs_row(t, self)->kind == RS_T_NOMINAL
                   ? part_of_symbol(t, rs_row(t, self)->id, source, e, name)
                   : 0;
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

static RsType listed_type(RsThread *t, UnitId unit, RsTypeKind kind, uint32_t list,
                          RsType first)
{
    RsType items[RS_ARGUMENTS_MAX];
    size_t count = 0;

    if (kind == RS_T_FUNCTION) {
        items[0] = first;
        count = 1;
        const Facts *f = rs_facts(t->s, unit);
        for (; list && f->exprs[list].kind == EXPR_LIST && count < RS_ARGUMENTS_MAX;
             list = f->exprs[list].b)
            items[count++] = rs_type_of(t, unit, f->exprs[list].a);
    } else {
        count = rs_list_types(t, unit, list, items);
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
    case EXPR_NAME:
        return name_type(t, unit, e, expr);
    case EXPR_MEMBER:
        return member_type(t, unit, e, expr);
    case EXPR_GENERIC:
        return generic_type(t, unit, e);
    case EXPR_THIS:
        return rs_self_type(t, unit, e->scope);
    case EXPR_CALL:
        return rs_call_type(t, unit, e);
    case EXPR_NEW: {
        RsThing made = rs_path(t, unit, e->a, RS_TYPES);
        bool is_variant = made.kind == RS_SYMBOL &&
                          program_def(t->s->p, made.id)->kind == DEF_ENUM_MEMBER;

        return is_variant ? rs_named_type(t, made.id, NULL, 0) : rs_type_of(t, unit, e->a);
    }
    case EXPR_INDEX:
        return rs_indexed(t, rs_type_of(t, unit, e->a));
    case EXPR_DEREF: {
        RsType inner = rs_type_of(t, unit, e->a), target = rs_deref(t, inner);

        /* `*x` of a reference is what it refers to, and references are not kept */
        return target && (rs_row(t, inner)->kind == RS_T_NOMINAL ||
                          rs_is_external(t, inner, "Box") || rs_is_external(t, inner, "Arc") ||
                          rs_is_external(t, inner, "Rc"))
                   ? target
                   : inner;
    }
    case EXPR_AWAIT:
        return await_type(t, unit, e);
    case EXPR_CAST:
        return cast_type(t, unit, e);
    case EXPR_EITHER:
        return either_type(t, unit, e);
    case EXPR_LITERAL:
        return literal_type(t, e);
    case EXPR_LAMBDA:
        return rs_type(t, RS_T_CLOSURE, expr, unit, NULL, 0);
    case EXPR_ARRAY:
        a = rs_type_of(t, unit, e->a);
        return rs_type(t, RS_T_SLICE, 0, 0, &a, 1);
    case EXPR_TUPLE:
        return listed_type(t, unit, RS_T_TUPLE, e->b, 0);
    case EXPR_FUNCTION_TYPE:
        return listed_type(t, unit, RS_T_FUNCTION, e->b, rs_type_of(t, unit, e->a));
    case RUST_LOCAL:
        return rs_type_of_local(t, unit, e->at);
    case RUST_PART:
        return part_type(t, unit, e);
    case RUST_ELEMENT:
        return rs_element_of(t, rs_type_of(t, unit, e->a));
    case RUST_CLOSURE_PARAMETER:
        return rs_closure_parameter(t, unit, e);
    case RUST_BOUNDS:
        return listed_type(t, unit, RS_T_BOUNDS, e->a, 0);
    case RUST_BINDING:
        a = rs_type_of(t, unit, e->a);
        return rs_type(t, RS_T_BINDING, rs_global(t->s, unit, e->name), 0, &a, 1);
    case RUST_MACRO_CALL:
        return macro_type(t, unit, e);
    default:
        return 0;
    }
}
