/*
 * resolve_ecma_members.c -- what `.name` means behind a value of a type.
 */
#include "graph/resolve_ecma.h"

static bool found_def(Member *ret, UnitId unit, uint32_t def, const Env *env)
{
    *ret = (Member){.thing = {.kind = THING_DEF, .unit = unit, .index = def}, .env = env};
    return true;
}

static bool found_type(Member *ret, const Type *t)
{
    *ret = (Member){.type = t};
    return true;
}

/* The member of that name among those written in one class scope; declared ones come before those
 * that only an assignment made. */
static uint32_t in_class_scope(Asker *x, UnitId unit, uint32_t scope, uint32_t name,
                               bool is_static)
{
    const EcmaUnit *u = ecma_unit(x, unit);
    NameId local = ecma_local_name(u, name);
    uint32_t assigned = 0;

    if (local == UINT32_MAX)
        return 0;
    for (Entity e = facts_lookup(u->facts, scope, local); e.kind != ENTITY_NONE;
         e = facts_next_entity(u->facts, e)) {
        if (e.kind != ENTITY_DEF)
            continue;
        uint16_t flags = u->facts->defs[e.index].flags;
        if (!(flags & DEF_IS_STATIC) != !is_static)
            continue;
        if (!(flags & ECMA_DEF_ASSIGNED))
            return e.index;
        if (!assigned)
            assigned = e.index;
    }
    return assigned;
}

/* Index signatures and spreads of an object scope. */
static bool in_rest_of_object(Asker *x, UnitId unit, uint32_t scope, uint32_t name,
                              const Env *env, Member *ret)
{
    const EcmaUnit *u = ecma_unit(x, unit);
    uint32_t index = 0;
    bool is_open = false;

    for (uint32_t l = u->first_local[scope]; l; l = u->next_local[l]) {
        const Local *local = &u->facts->locals[l];

        if (local->name)
            continue;
        if (local->extra == ECMA_LOCAL_SPREAD) {
            Member m;

            if (ecma_member_find(x, ecma_value_type(x, unit, local->value, env), name, &m)) {
                *ret = m;
                return true;
            }
            is_open |= !m.is_outside;
        } else if (local->extra == ECMA_LOCAL_INDEX && !index) {
            index = l;
        }
    }
    if (index)
        return found_type(ret, ecma_type_read(x, unit, u->facts->locals[index].type, env));
    *ret = (Member){.is_outside = !is_open};
    return false;
}

/* {a, ...b}: what b has under the name replaces a. */
static bool in_later_spread(Asker *x, const Type *t, uint32_t def, uint32_t name, Member *ret)
{
    const EcmaUnit *u = ecma_unit(x, t->unit);
    uint32_t at = u->facts->defs[def].name_start;
    bool is_found = false;

    for (uint32_t l = u->first_local[t->index]; l; l = u->next_local[l]) {
        const Local *local = &u->facts->locals[l];
        Member m;

        if (local->name || local->extra != ECMA_LOCAL_SPREAD || local->start < at ||
            !ecma_member_find(x, ecma_value_type(x, t->unit, local->value, t->env), name, &m))
            continue;
        if (m.thing.kind == THING_DEF &&
            ecma_unit(x, m.thing.unit)->facts->defs[m.thing.index].flags & DEF_IS_OPTIONAL)
            continue;
        *ret = m;
        is_found = true;
    }
    return is_found;
}

static bool in_object(Asker *x, const Type *t, uint32_t name, Member *ret)
{
    uint32_t def = in_class_scope(x, t->unit, t->index, name, false);

    if (!def)
        def = in_class_scope(x, t->unit, t->index, name, true);
    if (def && in_later_spread(x, t, def, name, ret))
        return true;
    if (def)
        return found_def(ret, t->unit, def, t->env);
    return in_rest_of_object(x, t->unit, t->index, name, t->env, ret);
}

/* -- classes and interfaces -- */

/* The environment of another declaration of the same name. */
static const Env *merged_env(Asker *x, const Type *t, uint32_t def)
{
    const Facts *f = ecma_unit(x, t->unit)->facts;
    const Env *own = ecma_env_find(t->env, t->unit, ecma_type_parameter_scope(f, t->index));

    if (def == t->index || !own)
        return t->env;
    return ecma_env_of(x, t->unit, ecma_type_parameter_scope(f, def), own->arguments,
                       own->count, own->next);
}

static bool in_bases(Asker *x, UnitId unit, uint32_t def, const Env *env, bool is_static,
                     uint32_t name, Member *ret, bool *is_open)
{
    const Facts *f = ecma_unit(x, unit)->facts;
    const Def *d = &f->defs[def];

    if (f->exprs[d->bases].kind != EXPR_LIST)
        return false;
    for (uint32_t list = d->bases; list; list = f->exprs[list].b) {
        uint32_t base = f->exprs[list].a;
        const Type *t;

        if (f->exprs[base].extra) /* implemented only */
            continue;
        if (d->kind == DEF_CLASS) {
            t = ecma_value_type(x, unit, base, env);
            if (!is_static)
                t = ecma_type_instance_of(x, t);
        } else {
            t = ecma_type_read(x, unit, base, env);
        }
        if (ecma_member_find(x, t, name, ret))
            return true;
        *is_open |= !ret->is_outside;
    }
    return false;
}

/* One declaration: its own members, then its bases'. */
static bool in_declaration(Asker *x, UnitId unit, uint32_t def, const Env *env, uint32_t name,
                           Member *ret, bool *is_open)
{
    const Facts *f = ecma_unit(x, unit)->facts;
    const Def *d = &f->defs[def];
    uint32_t scope = d->inner, found;

    ecma_ask_step(x);
    if (x->is_over)
        return false;
    if (d->kind == DEF_FUNCTION) {
        scope = f->exprs[d->bases].kind == EXPR_OBJECT ? f->exprs[d->bases].a : 0;
        if (!scope)
            return false;
    }
    if ((found = in_class_scope(x, unit, scope, name, false)))
        return found_def(ret, unit, found, env);
    if (in_bases(x, unit, def, env, false, name, ret, is_open))
        return true;
    if (in_rest_of_object(x, unit, scope, name, env, ret))
        return true;
    *is_open |= !ret->is_outside;
    return false;
}

static bool is_merged_kind(DefKind kind)
{
    return kind == DEF_CLASS || kind == DEF_INTERFACE;
}

static bool in_global_interfaces(Asker *x, const Type *t, uint32_t name, Member *ret,
                                 bool *is_open)
{
    const EcmaUnit *u = ecma_unit(x, t->unit);
    const Def *d = &u->facts->defs[t->index];
    unsigned merged = 0;
    uint64_t next;

    if (d->kind != DEF_INTERFACE || !u64map_get(&x->e->global_first, u->global[d->name], &next))
        return false;
    for (; next && merged++ < MERGED_MAX; next = x->e->globals[next - 1].next) {
        const GlobalName *g = &x->e->globals[next - 1];
        const Def *other = &ecma_unit(x, g->unit)->facts->defs[g->def];

        if (other->kind == DEF_INTERFACE && !(g->unit == t->unit && g->def == t->index) &&
            in_declaration(x, g->unit, g->def, NULL, name, ret, is_open))
            return true;
    }
    return false;
}

/* A member of a base is asked with `this` being the derived type. */
static bool found_inherited(Asker *x, const Type *t, Member *ret)
{
    const Thing *m = &ret->thing;

    if (m->kind == THING_DEF) {
        const Facts *f = ecma_unit(x, m->unit)->facts;

        if (m->unit != t->unit || f->scopes[f->defs[m->index].scope].def != t->index)
            ret->env = ecma_env_with_this(x, t, ret->env);
    }
    return true;
}

static bool in_instance(Asker *x, const Type *t, uint32_t name, Member *ret)
{
    const Facts *f = ecma_unit(x, t->unit)->facts;
    const Def *d = &f->defs[t->index];
    bool is_open = false;
    unsigned merged = 0;

    if (in_declaration(x, t->unit, t->index, t->env, name, ret, &is_open))
        return found_inherited(x, t, ret);
    for (Entity e = facts_lookup(f, d->scope, d->name);
         e.kind != ENTITY_NONE && merged++ < MERGED_MAX; e = facts_next_entity(f, e)) {
        if (e.kind == ENTITY_DEF && e.index != t->index &&
            is_merged_kind(f->defs[e.index].kind) &&
            in_declaration(x, t->unit, e.index, merged_env(x, t, e.index), name, ret, &is_open))
            return true;
    }
    if (in_global_interfaces(x, t, name, ret, &is_open))
        return true;
    *ret = (Member){.is_outside = !is_open};
    return false;
}

/* Names that a namespace of the same name gives to a class, function or enum. */
static bool in_namespaces(Asker *x, UnitId unit, uint32_t def, uint32_t name, Member *ret)
{
    const Facts *f = ecma_unit(x, unit)->facts;
    const Def *d = &f->defs[def];
    unsigned merged = 0;

    for (Entity e = facts_lookup(f, d->scope, d->name);
         e.kind != ENTITY_NONE && merged++ < MERGED_MAX; e = facts_next_entity(f, e)) {
        const Def *other = &f->defs[e.index];

        if (e.kind != ENTITY_DEF || !other->inner ||
            (other->kind != DEF_NAMESPACE && other->kind != DEF_ENUM))
            continue;
        Thing t = ecma_in_scope(x, unit, other->inner, name, MEANS_VALUE);
        if (t.kind && t.kind != THING_LOCAL) {
            *ret = (Member){.thing = t};
            return true;
        }
    }
    *ret = (Member){.is_outside = true};
    return false;
}

static bool in_class(Asker *x, const Type *t, uint32_t name, Member *ret)
{
    const Facts *f = ecma_unit(x, t->unit)->facts;
    uint32_t found = in_class_scope(x, t->unit, f->defs[t->index].inner, name, true);
    bool is_open = false;

    if (found)
        return found_def(ret, t->unit, found, NULL);
    if (name == x->e->name_prototype)
        return found_type(ret, ecma_type_new(x, TYPE_INSTANCE, t->unit, t->index, t->env));
    if (in_bases(x, t->unit, t->index, t->env, true, name, ret, &is_open) ||
        in_namespaces(x, t->unit, t->index, name, ret))
        return true;
    *ret = (Member){.is_outside = !is_open};
    return false;
}

static bool in_function(Asker *x, const Type *t, uint32_t name, Member *ret)
{
    const Facts *f = ecma_unit(x, t->unit)->facts;
    uint32_t def = f->scopes[t->index].def;

    if (in_rest_of_object(x, t->unit, t->index, name, t->env, ret))
        return true;
    if (!def || f->defs[def].inner != t->index)
        return false;
    const Expr *own = &f->exprs[f->defs[def].bases];
    uint32_t found = own->kind == EXPR_OBJECT ? in_class_scope(x, t->unit, own->a, name, true)
                                              : 0;
    if (found)
        return found_def(ret, t->unit, found, NULL);
    if (name == x->e->name_prototype)
        return found_type(ret, ecma_type_new(x, TYPE_INSTANCE, t->unit, def, NULL));
    return in_namespaces(x, t->unit, def, name, ret);
}

/* -- what is put together -- */

static bool in_parts(Asker *x, const Type *t, uint32_t name, Member *ret)
{
    const Type *types[UNION_MAX_PARTS];
    unsigned count = 0;
    bool is_outside = true;
    Member first = {0};

    for (unsigned i = 0; i < t->count && count < UNION_MAX_PARTS; i++) {
        Member m;

        if (!ecma_member_find(x, t->parts[i], name, &m)) {
            is_outside &= m.is_outside;
            continue;
        }
        if (!count || (!first.thing.kind && m.thing.kind))
            first = m;
        types[count++] = ecma_member_type(x, &m);
        if (t->kind == TYPE_BOTH && m.thing.kind && types[count - 1])
            break;
    }
    *ret = first;
    if (!count) {
        *ret = (Member){.is_outside = is_outside};
        return false;
    }
    if (count > 1)
        ret->type = ecma_type_union(x, types, count);
    return true;
}

/* {[K in keyof T]: V}: the members of T, of type V. */
static bool in_mapped(Asker *x, const Type *t, uint32_t name, Member *ret)
{
    const EcmaUnit *u = ecma_unit(x, t->unit);
    const Expr *e = &u->facts->exprs[t->index], *keys = &u->facts->exprs[e->a];
    const Type *key = ecma_type_text(x, name);
    Member source = {0};

    if (keys->kind == EXPR_NAME) { /* [K in Keys], Keys extends keyof T */
        Thing p = ecma_lookup(x, t->unit, keys->scope, u->global[keys->name], MEANS_TYPE);

        if (p.kind == THING_LOCAL && p.unit == t->unit && u->facts->locals[p.index].type)
            keys = &u->facts->exprs[u->facts->locals[p.index].type];
    }
    if (keys->kind == ECMA_KEYS &&
        !ecma_member_find(x, ecma_type_read(x, t->unit, keys->a, t->env), name, &source)) {
        *ret = (Member){.is_outside = source.is_outside};
        return false;
    }
    EnvDraft draft;
    const Env *env = t->env;
    if (ecma_env_begin(x, &draft, t->unit, e->scope, t->env)) {
        draft.arguments[0] = key;
        env = ecma_env_finish(x, &draft);
    }
    *ret = source;
    ret->type = ecma_type_read(x, t->unit, e->b, env);
    return true;
}

/* Whether the name is among the keys: 1, 0, or -1 when that cannot be told. */
static int has_key(Asker *x, const Type *keys, uint32_t name)
{
    Member m;
    int all = 0;

    keys = ecma_type_plain(x, keys);
    if (!keys)
        return -1;
    switch ((TypeKind)keys->kind) {
    case TYPE_TEXT:
        return keys->index ? keys->index == name : -1;
    case TYPE_KEYS:
        if (ecma_member_find(x, keys->parts[0], name, &m) && m.thing.kind)
            return 1;
        return m.is_outside ? 0 : -1;
    case TYPE_UNION:
        for (unsigned i = 0; i < keys->count && all != 1; i++) {
            int one = has_key(x, keys->parts[i], name);

            all = one == 1 ? 1 : one < 0 ? -1 : all;
        }
        return all;
    default:
        return -1;
    }
}

/* Pick<T, K> and Omit<T, K> */
static bool in_filtered(Asker *x, const Type *t, uint32_t name, Member *ret)
{
    int is_key = has_key(x, t->parts[1], name);

    if (is_key >= 0 && (uint32_t)is_key != t->index) {
        *ret = (Member){.is_outside = true};
        return false;
    }
    return ecma_member_find(x, t->parts[0], name, ret);
}

static bool in_module(Asker *x, const Type *t, uint32_t name, Member *ret)
{
    Thing thing = ecma_exported(x, t->unit, name, MEANS_VALUE);

    *ret = (Member){.thing = thing, .is_outside = thing.kind == THING_EXTERNAL};
    if (thing.kind == THING_EXTERNAL)
        ret->thing = (Thing){0};
    return thing.kind && thing.kind != THING_EXTERNAL;
}

bool ecma_member_find(Asker *x, const Type *t, uint32_t name, Member *ret)
{
    const Type *type;

    *ret = (Member){0};
    t = ecma_type_plain(x, t);
    ecma_ask_step(x);
    if (x->depth >= ASK_MAX_DEPTH)
        x->is_over = true;
    if (!t || x->is_over)
        return false;
    x->depth++;
    x->deepest = MAX_OF(x->deepest, x->depth);
    bool is_found = false;
    switch ((TypeKind)t->kind) {
    case TYPE_INSTANCE:
        is_found = in_instance(x, t, name, ret);
        break;
    case TYPE_CLASS:
        is_found = in_class(x, t, name, ret);
        break;
    case TYPE_ENUM:
    case TYPE_NAMESPACE:
        is_found = in_namespaces(x, t->unit, t->index, name, ret);
        break;
    case TYPE_MODULE:
    case TYPE_EXPORTS:
        is_found = in_module(x, t, name, ret);
        break;
    case TYPE_OBJECT:
        is_found = in_object(x, t, name, ret);
        break;
    case TYPE_FUNCTION:
        is_found = in_function(x, t, name, ret);
        break;
    case TYPE_UNION:
    case TYPE_BOTH:
        is_found = in_parts(x, t, name, ret);
        break;
    case TYPE_MAPPED:
        is_found = in_mapped(x, t, name, ret);
        break;
    case TYPE_FILTERED:
        is_found = in_filtered(x, t, name, ret);
        break;
    case TYPE_TUPLE:
    case TYPE_LIBRARY:
    case TYPE_LIBRARY_VALUE:
        type = ecma_library_member(x, t, name);
        is_found = type && found_type(ret, type);
        ret->is_outside = !is_found;
        break;
    case TYPE_OTHER:
    case TYPE_TEXT:
    case TYPE_UNIT:
    case TYPE_LIBRARY_METHOD:
    case TYPE_CONSTRUCTOR:
    case TYPE_KEYS:
    case TYPE_CALLBACK:
        ret->is_outside = true;
        break;
    case TYPE_PARAMETER:
        break;
    }
    x->depth--;
    return is_found && !x->is_over;
}

const Type *ecma_member_type(Asker *x, const Member *m)
{
    return m->type || !m->thing.kind ? m->type : ecma_thing_type(x, m->thing, m->env);
}

const Type *ecma_member_type_named(Asker *x, const Type *t, uint32_t name)
{
    Member m;

    return ecma_member_find(x, t, name, &m) ? ecma_member_type(x, &m) : NULL;
}
