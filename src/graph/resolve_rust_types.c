/*
 * resolve_rust_types.c -- types as values.
 *
 * Each type is made once per thread and then is its number: equal types, equal numbers. Lifetimes,
 * mutability and references do not exist here: a method call looks through them.
 */
#include "graph/resolve_rust.h"

enum {
    TYPE_DEPTH_MAX = 12
}; /* nesting of arguments that is kept: recursive inference ends here */

const RsTypeRow *rs_row(const RsThread *t, RsType type)
{
    static const RsTypeRow unknown;

    return type && type < t->types.len ? &t->types.at[type] : &unknown;
}

RsType rs_argument(const RsThread *t, RsType type, size_t i)
{
    const RsTypeRow *row = rs_row(t, type);
    RsType argument = i < row->count ? row->arguments[i] : 0;

    /* Iterator<Item = T>: as good as T in its place */
    if (row->kind == RS_T_EXTERNAL && rs_row(t, argument)->kind == RS_T_BINDING)
        return rs_argument(t, argument, 0);
    return argument;
}

static uint64_t mix(uint64_t hash, uint64_t part)
{
    hash = (hash ^ part) * 0x9e3779b97f4a7c15u;
    return hash ^ hash >> 29;
}

static bool is_same(const RsTypeRow *row, RsTypeKind kind, uint32_t id, uint32_t id2,
                    const RsType *arguments, size_t count)
{
    return row->kind == kind && row->id == id && row->id2 == id2 && row->count == count &&
           (!count || memcmp(row->arguments, arguments, count * sizeof(RsType)) == 0);
}

static unsigned depth_of(const RsThread *t, RsType type)
{
    unsigned deepest = 0;
    const RsTypeRow *row = rs_row(t, type);

    for (size_t i = 0; i < row->count; i++) {
        unsigned depth = row->arguments[i] ? depth_of(t, row->arguments[i]) : 0;

        deepest = MAX_OF(deepest, depth);
    }
    return deepest + 1;
}

RsType rs_type(RsThread *t, RsTypeKind kind, uint32_t id, uint32_t id2, const RsType *arguments,
               size_t count)
{
    RsType kept[RS_ARGUMENTS_MAX];
    bool has_parameters = kind == RS_T_PARAMETER || kind == RS_T_SELF ||
                          kind == RS_T_PROJECTION;

    count = MIN_OF(count, (size_t)RS_ARGUMENTS_MAX);
    uint64_t hash = mix(mix(mix(kind, id), id2), count);
    for (size_t i = 0; i < count; i++) {
        kept[i] = arguments[i] && depth_of(t, arguments[i]) >= TYPE_DEPTH_MAX ? 0
                                                                              : arguments[i];
        has_parameters |= rs_row(t, kept[i])->has_parameters;
        hash = mix(hash, kept[i]);
    }
    for (;; hash = mix(hash, 1)) {
        bool is_new;
        uint64_t *found = u64map_at(&t->type_of_hash, hash, &is_new);

        if (!is_new && is_same(rs_row(t, (RsType)*found), kind, id, id2, kept, count))
            return (RsType)*found;
        if (!is_new)
            continue;
        RsType *copy = ARENA_ARRAY(&t->arena, RsType, count + 1);
        for (size_t i = 0; i < count; i++)
            copy[i] = kept[i];
        *found = t->types.len;
        *VEC_PUSH(&t->types) = (RsTypeRow){.kind = (uint8_t)kind,
                                           .id = id,
                                           .id2 = id2,
                                           .arguments = copy,
                                           .count = (uint8_t)count,
                                           .has_parameters = has_parameters};
        return (RsType)(t->types.len - 1);
    }
}

RsType rs_external(RsThread *t, const char *name, RsType a, RsType b)
{
    uint32_t id = rs_std_name(t->s, str_from(name));
    RsType arguments[] = {a, b};

    MUST(id != UINT32_MAX);
    return rs_type(t, RS_T_EXTERNAL, id, 0, arguments, b ? 2 : a ? 1 : 0);
}

bool rs_is_external(const RsThread *t, RsType type, const char *name)
{
    const RsTypeRow *row = rs_row(t, type);

    return row->kind == RS_T_EXTERNAL && str_is(rs_name_text(t->s, row->id), name);
}

bool rs_has_trait(const RsThread *t, RsType type, RsStdTrait trait)
{
    const RsTypeRow *row = rs_row(t, type);
    bool is_slice = row->kind == RS_T_SLICE;

    return (is_slice || row->kind == RS_T_EXTERNAL) &&
           rs_std_is(t->s, is_slice ? t->s->names.slice : row->id, trait);
}

/* -- substituting and matching -- */

static RsType bound_type(const RsEnv *env, uint32_t id, uint32_t id2)
{
    for (size_t i = 0; i < env->count; i++) {
        if (env->bound[i].id == id && env->bound[i].id2 == id2)
            return env->bound[i].type;
    }
    return 0;
}

void rs_bind(RsEnv *env, uint32_t id, uint32_t id2, RsType type)
{
    if (!type || bound_type(env, id, id2) || env->count == ARRAY_LEN(env->bound))
        return;
    env->bound[env->count].id = id;
    env->bound[env->count].id2 = id2;
    env->bound[env->count++].type = type;
}

RsType rs_substitute(RsThread *t, RsType type, const RsEnv *env)
{
    RsTypeRow row = *rs_row(t, type);
    RsType arguments[RS_ARGUMENTS_MAX];

    if (!row.has_parameters || t->depth > RS_DEPTH_MAX)
        return type;
    if (row.kind == RS_T_PARAMETER || row.kind == RS_T_SELF) {
        RsType found = bound_type(env, row.id, row.kind == RS_T_SELF ? UINT32_MAX : row.id2);

        return found ? found : type;
    }
    t->depth++;
    for (size_t i = 0; i < row.count; i++)
        arguments[i] = rs_substitute(t, row.arguments[i], env);
    RsType result = rs_type(t, row.kind, row.id, row.id2, arguments, row.count);
    if (row.kind == RS_T_PROJECTION && arguments[0] != row.arguments[0]) {
        RsType known = rs_associated_type(t, arguments[0], NULL, row.id);

        result = known ? known : result;
    }
    t->depth--;
    return result;
}

/* Binds what the bound of a parameter says of a closure or function: F: Fn(A) -> R. */
static void match_bounds(RsThread *t, RsType bounds, RsType actual, RsEnv *env)
{
    RsTypeRow row = *rs_row(t, bounds);

    for (size_t i = 0; i < row.count; i++) {
        RsTypeRow bound = *rs_row(t, row.arguments[i]);

        if (bound.kind == RS_T_FUNCTION && bound.count) {
            rs_match(t, bound.arguments[0], rs_return_of(t, actual), env);
        } else if (bound.kind == RS_T_TRAIT || bound.kind == RS_T_EXTERNAL) {
            for (size_t b = 0; b < bound.count; b++) {
                RsTypeRow binding = *rs_row(t, bound.arguments[b]);

                if (binding.kind == RS_T_BINDING && binding.count)
                    rs_match(t, binding.arguments[0],
                             rs_associated_type(t, actual, NULL, binding.id), env);
            }
        }
    }
}

static RsType bounds_of(RsThread *t, const RsTypeRow *parameter)
{
    RsType bounds[RS_ARGUMENTS_MAX];
    size_t count = 0;

    while (count < ARRAY_LEN(bounds) &&
           (bounds[count] = rs_bound(t, parameter->id2, parameter->id, count)))
        count++;
    return count ? rs_type(t, RS_T_BOUNDS, 0, 0, bounds, count) : 0;
}

void rs_match(RsThread *t, RsType pattern, RsType actual, RsEnv *env)
{
    RsTypeRow p = *rs_row(t, pattern), a = *rs_row(t, actual);

    if (!pattern || !actual || pattern == actual || t->depth > RS_DEPTH_MAX)
        return;
    if (p.kind == RS_T_BOUNDS) {
        match_bounds(t, pattern, actual, env);
        return;
    }
    if (!p.has_parameters)
        return;
    t->depth++;
    if (p.kind == RS_T_PARAMETER) {
        if (!bound_type(env, p.id, p.id2)) {
            rs_bind(env, p.id, p.id2, actual);
            match_bounds(t, bounds_of(t, &p), actual, env);
        }
    } else if (p.kind == RS_T_FUNCTION && a.kind != RS_T_FUNCTION) {
        rs_match(t, p.count ? p.arguments[0] : 0, rs_return_of(t, actual), env);
    } else if (p.kind == a.kind && p.id == a.id) {
        for (size_t i = 0; i < p.count && i < a.count; i++)
            rs_match(t, p.arguments[i], a.arguments[i], env);
    } else {
        /* Box<T> given where T is wanted: the call dereferences it */
        RsType inner = rs_deref(t, actual);

        if (inner && inner != actual)
            rs_match(t, pattern, inner, env);
    }
    t->depth--;
}

/* -- filling blanks -- */

static RsType fill_arguments(RsThread *t, RsType type, const RsType *from, size_t count)
{
    RsTypeRow row = *rs_row(t, type);
    RsType arguments[RS_ARGUMENTS_MAX];
    size_t n = MAX_OF((size_t)row.count, count);

    for (size_t i = 0; i < n && i < RS_ARGUMENTS_MAX; i++) {
        RsType own = i < row.count ? row.arguments[i] : 0;

        arguments[i] = own ? own : i < count ? from[i] : 0;
    }
    return rs_type(t, row.kind, row.id, row.id2, arguments, n);
}

static bool has_blank(const RsThread *t, RsType type)
{
    const RsTypeRow *row = rs_row(t, type);

    for (size_t i = 0; i < row->count; i++) {
        if (!row->arguments[i] || has_blank(t, row->arguments[i]))
            return true;
    }
    return row->count == 0 &&
           (rs_has_trait(t, type, RS_IS_SEQUENCE) || rs_has_trait(t, type, RS_IS_MAP));
}

RsType rs_fill(RsThread *t, RsType type, RsType source)
{
    RsTypeRow row = *rs_row(t, type), from = *rs_row(t, source);
    RsType element, inner;

    if (!type || !source || !has_blank(t, type) || t->depth > RS_DEPTH_MAX)
        return type;
    if (row.kind == from.kind && row.id == from.id)
        return fill_arguments(t, type, from.arguments, from.count);
    element = rs_element_of(t, source);
    if (rs_has_trait(t, type, RS_IS_MAP)) {
        RsType pair[] = {rs_argument(t, element, 0), rs_argument(t, element, 1)};

        return fill_arguments(t, type, pair, 2);
    }
    /* Result<Vec<_>, E> is collected from results */
    if ((rs_is_external(t, type, "Result") || rs_is_external(t, type, "Option")) && row.count &&
        row.arguments[0]) {
        t->depth++;
        inner = rs_fill(t, row.arguments[0],
                        rs_external(t, "Iterator", rs_argument(t, element, 0), 0));
        t->depth--;
        RsType arguments[] = {inner, rs_argument(t, type, 1)};
        return rs_type(t, row.kind, row.id, row.id2, arguments, row.count);
    }
    if (rs_has_trait(t, type, RS_IS_POINTER) && row.count) { /* Box<[_]> */
        t->depth++;
        inner = rs_fill(t, row.arguments[0], source);
        t->depth--;
        return rs_type(t, row.kind, row.id, row.id2, &inner, 1);
    }
    return rs_has_trait(t, type, RS_IS_SEQUENCE) ? fill_arguments(t, type, &element, 1) : type;
}

void rs_bind_parameters(RsThread *t, UnitId unit, uint32_t scope, RsType type, RsEnv *env)
{
    const Facts *f = rs_facts(t->s, unit);

    for (uint32_t i = scope ? t->s->first_local[unit][scope] : 0;
         i && i < f->local_count && f->locals[i].scope == scope; i++) {
        if (f->locals[i].kind == LOCAL_TYPE_PARAMETER)
            rs_bind(env, i, unit, rs_argument(t, type, f->locals[i].order));
    }
}
