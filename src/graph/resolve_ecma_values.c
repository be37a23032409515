/*
 * resolve_ecma_values.c -- the type of an expression, a definition, a local, `this`.
 */
#include "graph/resolve_ecma.h"

/* -- this -- */

static const Type *instance(Asker *x, UnitId unit, uint32_t def, const Env *env)
{
    return ecma_type_new(x, TYPE_INSTANCE, unit, def, env);
}

/* The holder of members in a SCOPE_CLASS. */
static const Type *holder_type(Asker *x, UnitId unit, uint32_t scope, bool is_static,
                               const Env *env)
{
    const Scope *s = &ecma_unit(x, unit)->facts->scopes[scope];

    if (s->flags & ECMA_SCOPE_EXPORTS)
        return ecma_type_new(x, TYPE_EXPORTS, unit, 0, NULL);
    if (s->flags & ECMA_SCOPE_LITERAL || !s->def) { /* what it is taken for, if anything */
        const Type *expected = ecma_expected_of_scope(x, unit, scope, env);

        return expected ? expected : ecma_type_new(x, TYPE_OBJECT, unit, scope, env);
    }
    if (is_static) {
        const Def *d = &ecma_unit(x, unit)->facts->defs[s->def];

        return d->kind == DEF_CLASS ? ecma_type_new(x, TYPE_CLASS, unit, s->def, NULL)
                                    : ecma_type_new(x, TYPE_FUNCTION, unit, d->inner, NULL);
    }
    return instance(x, unit, s->def, env);
}

static const Type *this_of_function(Asker *x, UnitId unit, uint32_t scope, const Env *env)
{
    const EcmaUnit *u = ecma_unit(x, unit);
    const Facts *f = u->facts;
    uint32_t parent = f->scopes[scope].parent, def = f->scopes[scope].def;
    bool is_own = def && f->defs[def].inner == scope;

    for (uint32_t l = u->first_local[scope]; l; l = u->next_local[l]) {
        if (f->locals[l].kind == LOCAL_SELF)
            return ecma_local_type(x, unit, l, env);
    }
    if (f->scopes[parent].kind == SCOPE_CLASS)
        return holder_type(x, unit, parent, is_own && f->defs[def].flags & DEF_IS_STATIC, env);
    if (!is_own)
        return NULL;
    if (f->scopes[f->defs[def].scope].kind == SCOPE_CLASS)
        return holder_type(x, unit, f->defs[def].scope, f->defs[def].flags & DEF_IS_STATIC,
                           env);
    return f->defs[def].bases ? instance(x, unit, def, env) : NULL;
}

static const Type *base_type(Asker *x, const Type *t)
{
    const Facts *f = ecma_unit(x, t->unit)->facts;
    uint32_t list = f->defs[t->index].bases;

    if (f->exprs[list].kind != EXPR_LIST || f->exprs[f->exprs[list].a].extra)
        return NULL;
    const Type *class = ecma_value_type(x, t->unit, f->exprs[list].a, t->env);
    return t->kind == TYPE_CLASS ? class : ecma_type_instance_of(x, class);
}

const Type *ecma_this_type(Asker *x, UnitId unit, uint32_t scope, bool is_super, const Env *env)
{
    const Facts *f = ecma_unit(x, unit)->facts;
    const Type *t = NULL;

    for (; scope && !t; scope = f->scopes[scope].parent) {
        const Scope *s = &f->scopes[scope];

        if (s->kind == SCOPE_FUNCTION && !(s->flags & ECMA_SCOPE_ARROW)) {
            t = this_of_function(x, unit, scope, env);
            break;
        }
        if (s->kind == SCOPE_CLASS && !(s->flags & ECMA_SCOPE_LITERAL))
            t = holder_type(x, unit, scope, false, env);
    }
    if (!is_super) {
        const Type *told = t && t->kind == TYPE_INSTANCE ? ecma_env_this(env) : NULL;

        return told ? told : t;
    }
    return t && (t->kind == TYPE_INSTANCE || t->kind == TYPE_CLASS) ? base_type(x, t) : NULL;
}

/* -- definitions and locals -- */

static const Type *function_def_type(Asker *x, UnitId unit, uint32_t def, const Env *env)
{
    const EcmaUnit *u = ecma_unit(x, unit);
    const Def *d = &u->facts->defs[def];

    if (!d->inner || u->facts->scopes[d->inner].kind != SCOPE_FUNCTION) /* a field's function */
        return d->type ? ecma_type_read(x, unit, d->type, env)
                       : ecma_value_type(x, unit, d->value, env);
    if (d->flags & DEF_IS_GETTER)
        return ecma_result_type(x, ecma_type_new(x, TYPE_FUNCTION, unit, d->inner, env));
    const Expr *value = &u->facts->exprs[d->value];
    if (value->kind == ECMA_EXPECTED && value->b && !(d->flags & ECMA_DEF_LITERAL_KEY))
        return ecma_expected_type(x, unit, value->b, env);
    return ecma_type_new(x, TYPE_FUNCTION, unit, d->inner, env);
}

static const Type *variable_type(Asker *x, UnitId unit, uint32_t def, const Env *env)
{
    const EcmaUnit *u = ecma_unit(x, unit);
    const Def *d = &u->facts->defs[def];

    if (d->type)
        return ecma_type_read(x, unit, d->type, env);
    if (d->inner && u->facts->scopes[d->inner].kind == SCOPE_FUNCTION) { /* a setter */
        uint32_t l = ecma_parameter_local(u, d->inner, 0);
        return l ? ecma_local_type(x, unit, l, env) : NULL;
    }
    const Type *value = ecma_value_type(x, unit, d->value, env);
    const Expr *own = &u->facts->exprs[d->bases];
    if (own->kind != EXPR_OBJECT)
        return value;
    /* a variable that got members by assignment */
    const Type *both[] = {ecma_type_new(x, TYPE_OBJECT, unit, own->a, NULL), value};
    return ecma_type_with_parts(x, TYPE_BOTH, 0, both, value ? 2 : 1);
}

static const Type *def_question(Asker *x, UnitId unit, uint32_t def, const Env *env)
{
    switch ((DefKind)ecma_unit(x, unit)->facts->defs[def].kind) {
    case DEF_FUNCTION:
    case DEF_METHOD:
        return function_def_type(x, unit, def, env);
    case DEF_CLASS:
        return ecma_type_new(x, TYPE_CLASS, unit, def, NULL);
    case DEF_ENUM:
        return ecma_type_new(x, TYPE_ENUM, unit, def, NULL);
    case DEF_NAMESPACE:
        return ecma_type_new(x, TYPE_NAMESPACE, unit, def, NULL);
    case DEF_ENUM_MEMBER:
        return ecma_type_new(x, TYPE_UNIT, unit, def, NULL);
    case DEF_VARIABLE:
    case DEF_CONSTANT:
    case DEF_FIELD:
    case DEF_PROPERTY:
        return variable_type(x, unit, def, env);
    default:
        return NULL;
    }
}

const Type *ecma_def_type(Asker *x, UnitId unit, uint32_t def, const Env *env)
{
    return ecma_ask(x, ASK_DEF, def_question, unit, def, env);
}

static const Type *parameter_question(Asker *x, UnitId unit, const Local *l, const Env *env)
{
    const Type *f = ecma_callable_of(x, ecma_expected_of_scope(x, unit, l->scope, env), false);
    const Type *t = NULL;

    if (f && l->kind == LOCAL_SELF)
        return NULL;
    if (f)
        t = ecma_parameter_type(x, f, l->order);
    if (t && l->extra == ECMA_LOCAL_REST)
        t = ecma_library_of(x, LIBRARY_ARRAY, t, NULL);
    return t ? t : ecma_value_type(x, unit, l->value, env);
}

static const Type *local_question(Asker *x, UnitId unit, uint32_t local, const Env *env)
{
    const Local *l = &ecma_unit(x, unit)->facts->locals[local];

    if (l->kind == LOCAL_TYPE_PARAMETER)
        return NULL;
    if (l->type)
        return ecma_type_read(x, unit, l->type, env);
    if (l->kind == LOCAL_PARAMETER)
        return parameter_question(x, unit, l, env);
    return ecma_value_type(x, unit, l->value, env);
}

const Type *ecma_local_type(Asker *x, UnitId unit, uint32_t local, const Env *env)
{
    return ecma_ask(x, ASK_LOCAL, local_question, unit, local, env);
}

static const Type *exports_type(Asker *x, UnitId unit)
{
    const EcmaUnit *u = ecma_unit(x, unit);

    const Type *all = ecma_type_new(x, TYPE_EXPORTS, unit, 0, NULL);
    if (!u->exports_value)
        return all;
    const Type *value = ecma_value_type(x, unit, u->facts->locals[u->exports_value].value,
                                        NULL);
    if (!u->exports_scope || !value)
        return u->exports_scope ? all : value;
    const Type *both[] = {all, value};
    return ecma_type_with_parts(x, TYPE_BOTH, 0, both, 2);
}

const Type *ecma_thing_type(Asker *x, Thing t, const Env *env)
{
    switch ((ThingKind)t.kind) {
    case THING_DEF:
        return ecma_def_type(x, t.unit, t.index,
                             ecma_unit(x, t.unit)->facts->defs[t.index].scope == 1 ? NULL
                                                                                   : env);
    case THING_LOCAL:
        return ecma_local_type(x, t.unit, t.index, env);
    case THING_MODULE:
        return ecma_type_new(x, TYPE_MODULE, t.unit, 0, NULL);
    case THING_EXPORTS:
        return exports_type(x, t.unit);
    case THING_EXTERNAL:
        return ecma_type_other();
    case THING_NONE:
        break;
    }
    return NULL;
}

/* -- expressions -- */

/* What conditions around have told of the name or path, the nearest first; NULL when they told
 * nothing. */
static const Type *narrowed_type(Asker *x, UnitId unit, const Expr *e, const Env *env)
{
    const Facts *f = ecma_unit(x, unit)->facts;

    for (uint32_t scope = e->scope; scope; scope = f->scopes[scope].parent) {
        uint32_t narrowed = 0;
        unsigned looked = 0;
        bool is_declared = false;

        for (Entity n = facts_lookup(f, scope, e->name);
             n.kind != ENTITY_NONE && looked++ < MERGED_MAX; n = facts_next_entity(f, n)) {
            if (n.kind != ENTITY_LOCAL || f->locals[n.index].extra != ECMA_LOCAL_NARROWED)
                is_declared |= f->scopes[scope].kind != SCOPE_CLASS;
            else if (f->locals[n.index].start <= e->at)
                narrowed = n.index;
        }
        const Type *t = narrowed ? ecma_local_type(x, unit, narrowed, env) : NULL;
        if (t || is_declared)
            return t;
    }
    return NULL;
}

static const Type *name_type(Asker *x, UnitId unit, const Expr *e, const Env *env)
{
    uint32_t name = ecma_global(x, unit, e->name);
    const Type *narrowed = narrowed_type(x, unit, e, env);

    if (narrowed)
        return narrowed;
    Thing t = ecma_lookup(x, unit, e->scope, name, MEANS_VALUE);
    if (t.kind == THING_EXTERNAL)
        return ecma_library_outside(x, name);
    return t.kind ? ecma_thing_type(x, t, env) : ecma_library_value(x, name);
}

static const Type *generic_value(Asker *x, UnitId unit, const Expr *e, const Env *env)
{
    const Type *of = ecma_value_type(x, unit, e->a, env);
    const Type *arguments[TYPE_ARGUMENTS_MAX];
    unsigned count = 0;

    if (!of)
        return NULL;
    for (uint32_t list = e->b; list && count < TYPE_ARGUMENTS_MAX;
         list = ecma_expr(x, unit, list)->b)
        arguments[count++] = ecma_type_read(x, unit, ecma_expr(x, unit, list)->a, env);
    if (of->kind == TYPE_CLASS) {
        uint32_t scope = ecma_type_parameter_scope(ecma_unit(x, of->unit)->facts, of->index);

        return ecma_type_new(x, TYPE_CLASS, of->unit, of->index,
                             ecma_env_of(x, of->unit, scope, arguments, count, of->env));
    }
    if (of->kind != TYPE_FUNCTION && of->kind != TYPE_LIBRARY_VALUE &&
        of->kind != TYPE_LIBRARY_METHOD)
        return of;
    const Type *given = ecma_type_with_parts(x, TYPE_TUPLE, 0, arguments, count);
    const Type *parts[] = {of->count ? of->parts[0] : given, given};
    return ecma_type_given(x, of, parts, of->kind == TYPE_LIBRARY_METHOD ? 2 : 1);
}

static const Type *array_literal(Asker *x, UnitId unit, const Expr *e, const Env *env)
{
    const Type *parts[UNION_MAX_PARTS];
    unsigned count = 0;

    for (uint32_t list = e->b; list && count < UNION_MAX_PARTS;
         list = ecma_expr(x, unit, list)->b) {
        const Expr *item = ecma_expr(x, unit, ecma_expr(x, unit, list)->a);
        const Type *t = ecma_value_type(x, unit, ecma_expr(x, unit, list)->a, env);

        parts[count++] = item->kind == ECMA_REST ? ecma_type_element(x, t, 0) : t;
    }
    return ecma_type_with_parts(x, TYPE_TUPLE, 1, parts, count);
}

static const Type *literal_value(Asker *x, UnitId unit, const Expr *e, const Env *env)
{
    if (e->extra == LITERAL_LIST)
        return array_literal(x, unit, e, env);
    if (e->extra == LITERAL_TEXT)
        return ecma_type_text(x, e->name ? ecma_global(x, unit, e->name) : 0);
    return ecma_type_other();
}

static const Type *either_value(Asker *x, UnitId unit, uint32_t expr, const Env *env)
{
    const Type *parts[UNION_MAX_PARTS];
    unsigned count = 0;

    for (; ecma_expr(x, unit, expr)->kind == EXPR_EITHER && count < UNION_MAX_PARTS - 1;
         expr = ecma_expr(x, unit, expr)->a)
        parts[count++] = ecma_value_type(x, unit, ecma_expr(x, unit, expr)->b, env);
    parts[count++] = ecma_value_type(x, unit, expr, env);
    for (unsigned i = 0; i < count / 2; i++) { /* as written */
        const Type *swap = parts[i];
        parts[i] = parts[count - 1 - i];
        parts[count - 1 - i] = swap;
    }
    return ecma_type_union(x, parts, count);
}

static const Type *module_value(Asker *x, UnitId unit, const Expr *e)
{
    Thing t = ecma_module_thing(x, unit, e->name);

    if (t.kind == THING_MODULE && e->extra == ECMA_BY_REQUIRE)
        t = ecma_exports_of(x, t.unit);
    const Type *type = ecma_thing_type(x, t, NULL);
    return e->extra == ECMA_BY_IMPORT ? ecma_library_of(x, LIBRARY_PROMISE, type, NULL) : type;
}

static const Type *member_value(Asker *x, UnitId unit, const Expr *e, const Env *env)
{
    Member m;

    if (!ecma_member_find(x, ecma_value_type(x, unit, e->a, env), ecma_global(x, unit, e->name),
                          &m))
        return m.is_outside ? ecma_library_outside(x, ecma_global(x, unit, e->name)) : NULL;
    return ecma_member_type(x, &m);
}

static const Type *value_question(Asker *x, UnitId unit, uint32_t expr, const Env *env)
{
    const Expr *e = ecma_expr(x, unit, expr);

    switch (e->kind) {
    case EXPR_NAME:
        return name_type(x, unit, e, env);
    case EXPR_MEMBER:
        return member_value(x, unit, e, env);
    case EXPR_THIS:
    case EXPR_SUPER:
        return ecma_this_type(x, unit, e->scope, e->kind == EXPR_SUPER, env);
    case EXPR_CALL:
        return ecma_call_type(x, unit, expr, env);
    case EXPR_NEW:
        return ecma_new_type(x, unit, expr, env);
    case EXPR_INDEX:
        return ecma_type_element(x, ecma_value_type(x, unit, e->a, env),
                                 e->extra | (e->at ? 0 : ELEMENT_IN_PATTERN));
    case EXPR_AWAIT:
        return ecma_type_awaited(x, ecma_value_type(x, unit, e->a, env));
    case EXPR_CAST:
        return ecma_type_read(x, unit, e->a, env);
    case EXPR_EITHER:
        return either_value(x, unit, expr, env);
    case EXPR_LITERAL:
        return literal_value(x, unit, e, env);
    case EXPR_LAMBDA:
        return ecma_type_new(x, TYPE_FUNCTION, unit, e->a, env);
    case EXPR_OBJECT:
        return ecma_type_new(x, TYPE_OBJECT, unit, e->a, env);
    case EXPR_GENERIC:
        return generic_value(x, unit, e, env);
    case ECMA_EXPECTED:
    case ECMA_REST:
    case ECMA_TYPE_OF:
        return ecma_value_type(x, unit, e->a, env);
    case ECMA_ITEM:
        return ecma_type_element(x, ecma_value_type(x, unit, e->a, env), 0);
    case ECMA_MODULE:
        return module_value(x, unit, e);
    case ECMA_CLASS:
        return ecma_type_new(x, TYPE_CLASS, unit,
                             ecma_unit(x, unit)->facts->scopes[e->scope].def, env);
    case ECMA_WHERE:
        return ecma_where_type(x, unit, expr, env);
    case ECMA_PATH: {
        const Type *narrowed = narrowed_type(x, unit, e, env);
        return narrowed ? narrowed : ecma_value_type(x, unit, e->a, env);
    }
    default:
        return NULL;
    }
}

const Type *ecma_value_type(Asker *x, UnitId unit, uint32_t expr, const Env *env)
{
    return ecma_ask(x, ASK_VALUE, value_question, unit, expr, env);
}
