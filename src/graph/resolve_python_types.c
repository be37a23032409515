/*
 * resolve_python_types.c -- types as numbers: equal types have equal numbers.
 *
 * Types of the first phase are shared by all threads and only read later; a thread numbers its
 * own from there on. Its numbers mean nothing to another thread and are never put into shared
 * tables.
 */
#include "graph/resolve_python.h"

enum { TYPE_SLOTS_FIRST = 1024 };

static uint32_t hash_type(const PyType *x)
{
    uint64_t h = ((uint64_t)x->kind << 56) ^ ((uint64_t)x->sym << 28) ^ x->a;

    h = (h ^ (h >> 31)) * 0x9e3779b97f4a7c15u + x->b;
    h = (h ^ (h >> 29)) * 0xbf58476d1ce4e5b9u;
    return (uint32_t)(h >> 32);
}

static bool is_same(const PyType *x, const PyType *y)
{
    return x->kind == y->kind && x->sym == y->sym && x->a == y->a && x->b == y->b;
}

/* The slot of the type, or the free one where it belongs. */
static uint32_t slot_of(const PyTypes *types, const PyType *x)
{
    uint32_t slot = hash_type(x) & (types->slot_count - 1);

    while (types->slots[slot] && !is_same(&types->at.at[types->slots[slot] - 1], x))
        slot = (slot + 1) & (types->slot_count - 1);
    return slot;
}

static void grow(PyTypes *types)
{
    types->slot_count = types->slot_count ? types->slot_count * 2 : TYPE_SLOTS_FIRST;
    free(types->slots);
    types->slots = xcalloc(types->slot_count, sizeof(*types->slots));
    for (size_t i = 0; i < types->at.len; i++)
        types->slots[slot_of(types, &types->at.at[i])] = (uint32_t)i + 1;
}

static uint32_t first_own(const PyTypes *types)
{
    return TYPE_FIRST_FREE + (types->base ? (uint32_t)types->base->at.len : 0);
}

PyType pytype_get(const PyThread *t, TypeId id)
{
    uint32_t first = first_own(&t->types);

    if (id < TYPE_FIRST_FREE)
        return (PyType){.kind = PYT_ATOM, .sym = id};
    return id < first ? t->types.base->at.at[id - TYPE_FIRST_FREE] : t->types.at.at[id - first];
}

/* Fills in what follows from the parts. */
static void weigh(const PyThread *t, PyType *x)
{
    bool has_a = x->kind != PYT_VARIABLE && x->kind != PYT_LAMBDA;
    PyType a = pytype_get(t, has_a ? x->a : 0);
    bool has_b = x->kind == PYT_UNION || x->kind == PYT_LIST || x->kind == PYT_CALLABLE;
    PyType b = pytype_get(t, has_b ? x->b : 0);

    x->flags = a.flags | b.flags;
    if (x->kind == PYT_VARIABLE)
        x->flags |= PYT_HAS_VARIABLE;
    if (x->kind == PYT_SELF || x->kind == PYT_SELF_CLASS)
        x->flags |= PYT_HAS_SELF;
    x->weight = (uint16_t)(1 + a.weight + b.weight);
}

TypeId pytype_make(PyThread *t, PyTypeKind kind, uint32_t sym, uint32_t a, uint32_t b)
{
    PyTypes *types = &t->types;
    PyType x = {.kind = (uint8_t)kind, .sym = sym, .a = a, .b = b};

    if (types->base && types->base->slot_count) {
        uint32_t known = types->base->slots[slot_of(types->base, &x)];

        if (known)
            return known - 1 + TYPE_FIRST_FREE;
    }
    if (types->at.len + 1 > types->slot_count / 2)
        grow(types);
    uint32_t slot = slot_of(types, &x);
    if (!types->slots[slot]) {
        weigh(t, &x);
        if (x.weight > PY_MAX_TYPE_WEIGHT)
            return kind == PYT_LIST ? 0 : TYPE_UNKNOWN;
        *VEC_PUSH(&types->at) = x;
        types->slots[slot] = (uint32_t)types->at.len;
    }
    return types->slots[slot] - 1 + first_own(types);
}

void pytypes_done(PyTypes *types)
{
    VEC_DONE(&types->at);
    free(types->slots);
}

/* -- unions -- */

static bool says_nothing(TypeId id)
{
    return id <= TYPE_NONE;
}

static bool has_member(const PyThread *t, TypeId list, TypeId id, unsigned *ret_count)
{
    *ret_count = 0;
    while (pytype_get(t, list).kind == PYT_UNION) {
        PyType u = pytype_get(t, list);

        if (u.a == id)
            return true;
        list = u.b;
        ++*ret_count;
    }
    ++*ret_count;
    return list == id;
}

/* A union is a list: each `a` is no union, the last `b` neither. */
TypeId pytype_union(PyThread *t, TypeId a, TypeId b)
{
    unsigned count;

    if (says_nothing(a) && says_nothing(b))
        return a == TYPE_NONE && b == TYPE_NONE ? TYPE_NONE : TYPE_UNKNOWN;
    if (says_nothing(a) || says_nothing(b))
        return says_nothing(a) ? b : a;
    if (a == TYPE_EXTERNAL || b == TYPE_EXTERNAL)
        return a == TYPE_EXTERNAL ? b : a;
    PyType first = pytype_get(t, a);
    if (first.kind == PYT_UNION)
        return pytype_union(t, first.a, pytype_union(t, first.b, b));
    if (has_member(t, b, a, &count) || count >= PY_MAX_UNION)
        return b;
    return pytype_make(t, PYT_UNION, 0, a, b);
}

/* -- arguments -- */

TypeId pytype_arg(const PyThread *t, TypeId type, unsigned number)
{
    uint32_t list = pytype_get(t, type).a;

    for (; list && number; number--)
        list = pytype_get(t, list).b;
    return list ? pytype_get(t, list).a : TYPE_UNKNOWN;
}

TypeId pytype_builtin(PyThread *t, PyBuiltin kind, TypeId arg_0, TypeId arg_1)
{
    TypeId list = arg_1 ? pytype_make(t, PYT_LIST, 0, arg_1, 0) : 0;

    if (arg_0)
        list = pytype_make(t, PYT_LIST, 0, arg_0, list);
    return pytype_make(t, PYT_BUILTIN, kind, list, 0);
}

static TypeId put_one(const PyEnv *env, TypeId variable)
{
    for (unsigned i = 0; i < env->count; i++) {
        if (env->variables[i] == variable)
            return env->values[i];
    }
    return variable;
}

/* The type with its variables replaced as `env` says. */
TypeId pytype_put(PyThread *t, TypeId type, const PyEnv *env)
{
    PyType x = pytype_get(t, type);

    if (!x.flags || t->depth >= PY_MAX_DEPTH)
        return type;
    if (!((x.flags & PYT_HAS_VARIABLE) && env->count) &&
        !((x.flags & PYT_HAS_SELF) && env->self))
        return type;
    t->depth++;
    switch ((PyTypeKind)x.kind) {
    case PYT_VARIABLE:
        type = put_one(env, type);
        break;
    case PYT_SELF:
        type = env->self ? env->self : type;
        break;
    case PYT_SELF_CLASS:
        type = env->self ? pyinfer_class_of(t, env->self) : type;
        break;
    case PYT_UNION:
        type = pytype_union(t, pytype_put(t, x.a, env), pytype_put(t, x.b, env));
        break;
    case PYT_LIST:
        x.b = x.b ? pytype_put(t, x.b, env) : 0;
        type = pytype_make(t, PYT_LIST, 0, pytype_put(t, x.a, env), x.b);
        break;
    case PYT_CALLABLE:
        x.b = x.b ? pytype_put(t, x.b, env) : 0;
        type = pytype_make(t, PYT_CALLABLE, x.sym, pytype_put(t, x.a, env), x.b);
        break;
    default:
        type = pytype_make(t, x.kind, x.sym, pytype_put(t, x.a, env), x.b);
        break;
    }
    t->depth--;
    return type;
}
