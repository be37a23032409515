/*
 * resolve_ecma_types.c -- putting types together, and reading those that are written.
 */
#include "graph/resolve_ecma.h"

/* -- making types -- */

const Type *ecma_type_other(void)
{
    static const Type other = {.kind = TYPE_OTHER};

    return &other;
}

const Type *ecma_type_nothing(void)
{
    static const Type nothing = {.kind = TYPE_OTHER, .index = 1};

    return &nothing;
}

const Type *ecma_type_text(Asker *x, uint32_t name)
{
    static const Type text = {.kind = TYPE_TEXT};

    return name ? ecma_type_new(x, TYPE_TEXT, 0, name, NULL) : &text;
}

static void add_part(const Type **parts, unsigned *count, const Type *t)
{
    if (!t)
        return;
    if (t->kind == TYPE_UNION) {
        for (unsigned i = 0; i < t->count; i++)
            add_part(parts, count, t->parts[i]);
        return;
    }
    for (unsigned i = 0; i < *count; i++) {
        if (parts[i] == t)
            return;
    }
    if (*count < UNION_MAX_PARTS)
        parts[(*count)++] = t;
}

/* What is none of ours has nothing to say beside what is, and nothing has nothing to say at all. */
static unsigned without_other(const Type **parts, unsigned count)
{
    unsigned kept = 0;
    const Type *other = NULL;

    for (unsigned i = 0; i < count; i++) {
        if (parts[i]->kind != TYPE_OTHER)
            parts[kept++] = parts[i];
        else if (!other || other == ecma_type_nothing())
            other = parts[i];
    }
    if (!kept && other)
        parts[kept++] = other;
    return kept;
}

const Type *ecma_type_union(Asker *x, const Type *const *given, unsigned given_count)
{
    const Type *parts[UNION_MAX_PARTS];
    unsigned count = 0;

    for (unsigned i = 0; i < given_count; i++)
        add_part(parts, &count, given[i]);
    count = without_other(parts, count);
    if (count <= 1)
        return count ? parts[0] : NULL;
    return ecma_type_with_parts(x, TYPE_UNION, 0, parts, count);
}

const Type *ecma_type_either(Asker *x, const Type *a, const Type *b)
{
    const Type *both[] = {a, b};

    return a && b ? ecma_type_union(x, both, 2) : a ? a : b;
}

const Type *ecma_type_plain(Asker *x, const Type *t)
{
    for (unsigned i = 0; t && t->kind == TYPE_PARAMETER && i < 8; i++) {
        const Local *l = &ecma_unit(x, t->unit)->facts->locals[t->index];

        t = l->type ? ecma_type_read(x, t->unit, l->type, t->env) : NULL;
    }
    return t;
}

const Type *ecma_type_awaited(Asker *x, const Type *t)
{
    t = ecma_type_plain(x, t);
    if (!t)
        return NULL;
    if (t->kind == TYPE_LIBRARY && t->index == LIBRARY_PROMISE)
        return ecma_type_awaited(x, t->parts[0]);
    if (t->kind != TYPE_UNION)
        return t;
    const Type *parts[UNION_MAX_PARTS];
    for (unsigned i = 0; i < t->count; i++)
        parts[i] = ecma_type_awaited(x, t->parts[i]);
    return ecma_type_union(x, parts, t->count);
}

static const Type *index_signature(Asker *x, const Type *t)
{
    const EcmaUnit *u = ecma_unit(x, t->unit);
    uint32_t scope = t->kind == TYPE_OBJECT ? t->index : u->facts->defs[t->index].inner;

    for (uint32_t l = u->first_local[scope]; l; l = u->next_local[l]) {
        if (u->facts->locals[l].extra == ECMA_LOCAL_INDEX && !u->facts->locals[l].name)
            return ecma_type_read(x, t->unit, u->facts->locals[l].type, t->env);
    }
    return NULL;
}

const Type *ecma_type_element(Asker *x, const Type *t, unsigned index)
{
    t = ecma_type_plain(x, t);
    if (!t)
        return NULL;
    switch ((TypeKind)t->kind) {
    case TYPE_TUPLE:
        if (t->index && !(index & ELEMENT_IN_PATTERN))
            return ecma_type_union(x, t->parts, t->count);
        index &= ELEMENT_IN_PATTERN - 1;
        return index && index <= t->count ? t->parts[index - 1]
                                          : ecma_type_union(x, t->parts, t->count);
    case TYPE_LIBRARY:
        if (t->index == LIBRARY_MAP) {
            const Type *entry[] = {t->parts[0], t->parts[1]};
            return ecma_type_with_parts(x, TYPE_TUPLE, 0, entry, 2);
        }
        return t->parts[t->index == LIBRARY_RECORD];
    case TYPE_TEXT:
        return ecma_type_text(x, 0);
    case TYPE_OBJECT:
    case TYPE_INSTANCE:
        return index_signature(x, t);
    case TYPE_BOTH:
    case TYPE_UNION: {
        const Type *parts[UNION_MAX_PARTS];
        unsigned count = MIN_OF(t->count, (unsigned)UNION_MAX_PARTS);
        for (unsigned i = 0; i < count; i++)
            parts[i] = ecma_type_element(x, t->parts[i], index);
        return ecma_type_union(x, parts, count);
    }
    default:
        return NULL;
    }
}

/* -- type parameters -- */

uint32_t ecma_type_parameter_scope(const Facts *f, uint32_t def)
{
    const Def *d = &f->defs[def];

    if (!d->inner)
        return 0;
    if (d->kind == DEF_CLASS || d->kind == DEF_INTERFACE) {
        uint32_t around = f->scopes[d->inner].parent;

        return f->scopes[around].flags & ECMA_SCOPE_GENERIC ? around : 0;
    }
    return d->kind == DEF_TYPE || f->scopes[d->inner].kind == SCOPE_FUNCTION ? d->inner : 0;
}

unsigned ecma_type_parameter_count(const EcmaUnit *u, uint32_t scope)
{
    unsigned count = 0;

    for (uint32_t l = scope ? u->first_local[scope] : 0; l; l = u->next_local[l]) {
        const Local *local = &u->facts->locals[l];

        if (local->kind == LOCAL_VARIABLE && local->name)
            break;
        count += local->kind == LOCAL_TYPE_PARAMETER;
    }
    return MIN_OF(count, (unsigned)TYPE_ARGUMENTS_MAX);
}

const Env *ecma_env_of(Asker *x, UnitId unit, uint32_t scope, const Type *const *arguments,
                       unsigned count, const Env *next)
{
    EnvDraft draft;

    if (!ecma_env_begin(x, &draft, unit, scope, next))
        return next;
    for (unsigned i = 0; i < MIN_OF(draft.env.count, count); i++)
        draft.arguments[i] = arguments[i];
    return ecma_env_finish(x, &draft);
}

bool ecma_env_begin(Asker *x, EnvDraft *draft, UnitId unit, uint32_t scope, const Env *next)
{
    *draft = (EnvDraft){.env = {.next = next,
                                .unit = unit,
                                .scope = scope,
                                .count = ecma_type_parameter_count(ecma_unit(x, unit), scope)}};
    draft->env.arguments = draft->arguments;
    return draft->env.count > 0;
}

const Env *ecma_env_find(const Env *env, UnitId unit, uint32_t scope)
{
    for (; env; env = env->next) {
        if (env->unit == unit && env->scope == scope)
            return env;
    }
    return NULL;
}

const Env *ecma_env_with_this(Asker *x, const Type *t, const Env *next)
{
    EnvDraft draft = {.env = {.next = next, .unit = UNIT_NONE, .count = 1}, .arguments = {t}};

    draft.env.arguments = draft.arguments;
    return ecma_env_finish(x, &draft);
}

const Type *ecma_env_this(const Env *env)
{
    const Env *found = ecma_env_find(env, UNIT_NONE, 0);

    return found ? found->arguments[0] : NULL;
}

/* What a type parameter stands for: the argument, else its default, else itself. */
static const Type *parameter_argument(Asker *x, UnitId unit, uint32_t local, const Env *env)
{
    const Local *l = &ecma_unit(x, unit)->facts->locals[local];
    const Env *binding = ecma_env_find(env, unit, l->scope);

    if (binding && l->order < binding->count) {
        if (binding->arguments[l->order])
            return binding->arguments[l->order];
        /* one that nothing told: its constraint would often be less than the compiler finds */
        return l->value ? ecma_type_read(x, unit, l->value, env) : NULL;
    }
    return ecma_type_new(x, TYPE_PARAMETER, unit, local, env);
}

/* -- things as types -- */

static const Type *type_of_def(Asker *x, UnitId unit, uint32_t def,
                               const Type *const *arguments, unsigned count, const Env *env)
{
    const Facts *f = ecma_unit(x, unit)->facts;
    const Def *d = &f->defs[def];
    const Env *outer = d->scope == 1 ? NULL : env;

    switch ((DefKind)d->kind) {
    case DEF_CLASS:
    case DEF_INTERFACE:
        return ecma_type_new(
            x, TYPE_INSTANCE, unit, def,
            ecma_env_of(x, unit, ecma_type_parameter_scope(f, def), arguments, count, outer));
    case DEF_TYPE:
        return ecma_type_read(x, unit, d->value,
                              ecma_env_of(x, unit, d->inner, arguments, count, outer));
    case DEF_NAMESPACE:
        return ecma_type_new(x, TYPE_NAMESPACE, unit, def, NULL);
    case DEF_FUNCTION: /* a constructor of plain JavaScript */
        return d->bases ? ecma_type_new(x, TYPE_INSTANCE, unit, def, NULL) : NULL;
    case DEF_ENUM:
        return ecma_type_other();
    case DEF_ENUM_MEMBER:
        return ecma_type_new(x, TYPE_UNIT, unit, def, NULL);
    default:
        return NULL;
    }
}

const Type *ecma_type_of_type_thing(Asker *x, Thing t, const Type *const *arguments,
                                    unsigned count, const Env *env)
{
    switch ((ThingKind)t.kind) {
    case THING_DEF:
        return type_of_def(x, t.unit, t.index, arguments, count, env);
    case THING_LOCAL:
        if (ecma_unit(x, t.unit)->facts->locals[t.index].kind == LOCAL_TYPE_PARAMETER)
            return parameter_argument(x, t.unit, t.index, env);
        return NULL;
    case THING_MODULE:
        return ecma_type_new(x, TYPE_MODULE, t.unit, 0, NULL);
    case THING_EXPORTS:
        return ecma_type_instance_of(x, ecma_thing_type(x, t, NULL));
    case THING_EXTERNAL:
        return ecma_type_other();
    case THING_NONE:
        break;
    }
    return NULL;
}

Thing ecma_type_member_thing(Asker *x, UnitId unit, const Expr *e, const Env *env)
{
    const Type *holder = ecma_value_type(x, unit, e->a, env);
    uint32_t name = ecma_global(x, unit, e->name);
    Thing t = {0};

    if (!holder) {
        const Expr *a = ecma_expr(x, unit, e->a);

        if (a->kind == EXPR_NAME)
            t = ecma_lookup(x, unit, a->scope, ecma_global(x, unit, a->name), MEANS_ANY);
        return t.kind == THING_EXTERNAL || !t.kind ? (Thing){.kind = THING_EXTERNAL}
                                                   : (Thing){0};
    }
    if (holder->kind == TYPE_MODULE || holder->kind == TYPE_EXPORTS)
        return ecma_exported(x, holder->unit, name, MEANS_TYPE);
    if (holder->kind == TYPE_OTHER)
        return (Thing){.kind = THING_EXTERNAL};
    if (holder->kind == TYPE_NAMESPACE || holder->kind == TYPE_CLASS ||
        holder->kind == TYPE_ENUM) {
        const Facts *f = ecma_unit(x, holder->unit)->facts;
        const Def *d = &f->defs[holder->index];

        for (Entity n = facts_lookup(f, d->scope, d->name); n.kind != ENTITY_NONE && !t.kind;
             n = facts_next_entity(f, n)) {
            if (n.kind == ENTITY_DEF && f->defs[n.index].inner &&
                (f->defs[n.index].kind == DEF_NAMESPACE || f->defs[n.index].kind == DEF_ENUM))
                t = ecma_in_scope(x, holder->unit, f->defs[n.index].inner, name, MEANS_TYPE);
        }
    }
    return t;
}

/* -- reading written types -- */

static unsigned read_list(Asker *x, UnitId unit, uint32_t list, const Env *env,
                          const Type **parts, unsigned max)
{
    unsigned count = 0;

    for (; list && count < max; list = ecma_expr(x, unit, list)->b)
        parts[count++] = ecma_type_read(x, unit, ecma_expr(x, unit, list)->a, env);
    return count;
}

static const Type *read_named(Asker *x, UnitId unit, uint32_t expr,
                              const Type *const *arguments, unsigned count, const Env *env)
{
    const Expr *e = ecma_expr(x, unit, expr);
    Thing t = {0};

    if (e->kind == EXPR_NAME) {
        uint32_t name = ecma_global(x, unit, e->name);

        t = ecma_lookup(x, unit, e->scope, name, MEANS_TYPE);
        if (!t.kind) {
            const Type *known = ecma_library_type(x, name, arguments, count);
            return known ? known : ecma_type_other();
        }
        if (t.kind == THING_EXTERNAL)
            return ecma_library_outside_type(x, name, arguments, count);
    } else if (e->kind == EXPR_MEMBER) {
        t = ecma_type_member_thing(x, unit, e, env);
        if (t.kind == THING_EXTERNAL)
            return ecma_library_outside_type(x, ecma_global(x, unit, e->name), arguments,
                                             count);
    } else if (e->kind == ECMA_TYPE_OF) { /* typeof f<T> */
        return ecma_value_type(x, unit, e->a, env);
    }
    return ecma_type_of_type_thing(x, t, arguments, count, env);
}

static const Type *read_generic(Asker *x, UnitId unit, const Expr *e, const Env *env)
{
    const Type *arguments[TYPE_ARGUMENTS_MAX];
    unsigned count = read_list(x, unit, e->b, env, arguments, TYPE_ARGUMENTS_MAX);

    return read_named(x, unit, e->a, arguments, count, env);
}

/* A & (B | C) is (A & B) | (A & C): of one union among the parts. */
static const Type *distributed(Asker *x, const Type **parts, unsigned count)
{
    const Type *each[UNION_MAX_PARTS];
    unsigned at = 0;

    while (at < count && parts[at]->kind != TYPE_UNION)
        at++;
    if (at == count)
        return ecma_type_with_parts(x, TYPE_BOTH, 0, parts, count);
    const Type *of = parts[at];
    for (unsigned i = 0; i < of->count; i++) {
        parts[at] = of->parts[i];
        each[i] = ecma_type_with_parts(x, TYPE_BOTH, 0, parts, count);
    }
    return ecma_type_union(x, each, of->count);
}

/* a | b | c and a & b & c: the left spine without recursion. */
static const Type *read_joined(Asker *x, UnitId unit, uint32_t expr, const Env *env)
{
    uint8_t kind = ecma_expr(x, unit, expr)->kind;
    const Type *parts[UNION_MAX_PARTS];
    unsigned count = 0;

    for (; ecma_expr(x, unit, expr)->kind == kind && count < UNION_MAX_PARTS - 1;
         expr = ecma_expr(x, unit, expr)->a)
        parts[count++] = ecma_type_read(x, unit, ecma_expr(x, unit, expr)->b, env);
    parts[count++] = ecma_type_read(x, unit, expr, env);
    for (unsigned i = 0; i < count / 2; i++) { /* as written */
        const Type *swap = parts[i];
        parts[i] = parts[count - 1 - i];
        parts[count - 1 - i] = swap;
    }
    if (kind == EXPR_EITHER)
        return ecma_type_union(x, parts, count);
    unsigned known = 0;
    for (unsigned i = 0; i < count; i++) {
        if (parts[i])
            parts[known++] = parts[i];
    }
    if (known <= 1)
        return known ? parts[0] : NULL;
    return distributed(x, parts, known);
}

static const Type *read_tuple(Asker *x, UnitId unit, const Expr *e, const Env *env)
{
    const Type *parts[UNION_MAX_PARTS];
    unsigned count = read_list(x, unit, e->b, env, parts, UNION_MAX_PARTS);

    return ecma_type_with_parts(x, TYPE_TUPLE, 0, parts, count);
}

static const Type *read_indexed(Asker *x, UnitId unit, const Expr *e, const Env *env)
{
    const Type *of = ecma_type_read(x, unit, e->a, env),
               *index = ecma_type_read(x, unit, e->b, env);

    index = ecma_type_plain(x, index);
    if (!of || !index)
        return NULL;
    if (index->kind == TYPE_TEXT && index->index)
        return ecma_member_type_named(x, of, index->index);
    if (index->kind == TYPE_UNION) {
        const Type *parts[UNION_MAX_PARTS];
        for (unsigned i = 0; i < index->count; i++)
            parts[i] = index->parts[i]->kind == TYPE_TEXT && index->parts[i]->index
                           ? ecma_member_type_named(x, of, index->parts[i]->index)
                           : NULL;
        return ecma_type_union(x, parts, index->count);
    }
    return index->kind == TYPE_KEYS ? NULL : ecma_type_element(x, of, 0);
}

/* One type against `extends right`. */
static const Type *conditional_of(Asker *x, UnitId unit, const Expr *e, const Type *left,
                                  const Env *env)
{
    const Expr *asked = ecma_expr(x, unit, e->a), *told = ecma_expr(x, unit, e->b);
    uint32_t right = ecma_expr(x, unit, asked->b)->a;
    uint32_t then = told->a, otherwise = ecma_expr(x, unit, told->b)->a;
    const Expr *limit = ecma_expr(x, unit, right);
    EnvDraft inferred;

    if (limit->kind == EXPR_LITERAL && limit->extra == LITERAL_OTHER) /* extends any */
        return ecma_type_read(x, unit, then, env);
    if (!ecma_env_begin(x, &inferred, unit, e->scope, env))
        return ecma_type_either(x, ecma_type_read(x, unit, then, env),
                                ecma_type_read(x, unit, otherwise, env));
    ecma_infer_type(x, unit, right, left, &inferred.env);
    for (unsigned i = 0; i < inferred.env.count; i++) {
        if (inferred.arguments[i])
            return ecma_type_read(x, unit, then, ecma_env_finish(x, &inferred));
    }
    return ecma_type_read(x, unit, otherwise, env);
}

/* A conditional on a type parameter by itself is asked of each part of a union. */
static const Type *read_conditional(Asker *x, UnitId unit, const Expr *e, const Env *env)
{
    uint32_t checked = ecma_expr(x, unit, e->a)->a;
    const Expr *name = ecma_expr(x, unit, checked);
    const Type *left = ecma_type_read(x, unit, checked, env), *parts[UNION_MAX_PARTS];
    Thing t = {0};

    if (left && left->kind == TYPE_UNION && name->kind == EXPR_NAME)
        t = ecma_lookup(x, unit, name->scope, ecma_global(x, unit, name->name), MEANS_TYPE);
    if (t.kind != THING_LOCAL)
        return conditional_of(x, unit, e, left, env);
    const Local *l = &ecma_unit(x, unit)->facts->locals[t.index];
    const Env *binding = ecma_env_find(env, unit, l->scope);
    if (!binding || l->order >= binding->count)
        return conditional_of(x, unit, e, left, env);
    for (unsigned i = 0; i < left->count; i++) {
        EnvDraft one;

        (void)ecma_env_begin(x, &one, unit, l->scope, env);
        for (unsigned k = 0; k < MIN_OF(binding->count, one.env.count); k++)
            one.arguments[k] = k == l->order ? left->parts[i] : binding->arguments[k];
        parts[i] = conditional_of(x, unit, e, left->parts[i], ecma_env_finish(x, &one));
    }
    return ecma_type_union(x, parts, left->count);
}

static const Type *read_literal(Asker *x, UnitId unit, const Expr *e)
{
    switch (e->extra) {
    case LITERAL_TEXT:
        return ecma_type_text(x, e->name ? ecma_global(x, unit, e->name) : 0);
    case LITERAL_OTHER: /* any, unknown */
        return NULL;
    case LITERAL_NONE:
        return ecma_type_nothing();
    default:
        return ecma_type_other();
    }
}

static const Type *read_question(Asker *x, UnitId unit, uint32_t expr, const Env *env)
{
    const Expr *e = ecma_expr(x, unit, expr);

    switch (e->kind) {
    case EXPR_NAME:
    case EXPR_MEMBER:
        return read_named(x, unit, expr, NULL, 0, env);
    case EXPR_GENERIC:
        return read_generic(x, unit, e, env);
    case EXPR_EITHER:
    case ECMA_BOTH:
        return read_joined(x, unit, expr, env);
    case EXPR_ARRAY:
        return ecma_library_of(x, LIBRARY_ARRAY, ecma_type_read(x, unit, e->a, env), NULL);
    case EXPR_TUPLE:
        return read_tuple(x, unit, e, env);
    case EXPR_FUNCTION_TYPE:
        return ecma_type_new(x, TYPE_FUNCTION, unit, e->scope, env);
    case ECMA_CONSTRUCTOR_TYPE:
        return ecma_type_new(x, TYPE_CONSTRUCTOR, unit, e->scope, env);
    case EXPR_OBJECT:
        return ecma_type_new(x, TYPE_OBJECT, unit, e->a, env);
    case EXPR_LITERAL:
        return read_literal(x, unit, e);
    case EXPR_THIS:
        return ecma_this_type(x, unit, e->scope, false, env);
    case ECMA_REST:
        return ecma_type_read(x, unit, e->a, env);
    case ECMA_TYPE_OF:
        return ecma_value_type(x, unit, e->a, env);
    case ECMA_KEYS: {
        const Type *of = ecma_type_read(x, unit, e->a, env);
        return ecma_type_with_parts(x, TYPE_KEYS, 0, &of, 1);
    }
    case ECMA_INDEXED:
        return read_indexed(x, unit, e, env);
    case ECMA_CONDITIONAL:
        return read_conditional(x, unit, e, env);
    case ECMA_INFER: {
        Thing t = ecma_in_scope(x, unit, e->scope, ecma_global(x, unit, e->name), MEANS_TYPE);
        return ecma_type_of_type_thing(x, t, NULL, 0, env);
    }
    case ECMA_MAPPED:
        return ecma_type_new(x, TYPE_MAPPED, unit, expr, env);
    case ECMA_PREDICATE:
        return ecma_type_other();
    case ECMA_MODULE:
        return ecma_thing_type(x, ecma_module_thing(x, unit, e->name), NULL);
    default:
        return NULL;
    }
}

const Type *ecma_type_read(Asker *x, UnitId unit, uint32_t expr, const Env *env)
{
    return ecma_ask(x, ASK_READ, read_question, unit, expr, env);
}
