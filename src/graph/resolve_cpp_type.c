/*
 * resolve_cpp_type.c -- types of expressions of C++, as far as they tell whose member is meant.
 *
 * Templates are not instantiated. A class with arguments keeps them (CppEnv), and a type parameter
 * that turns up below is looked up there. Of the standard library only shapes are known: what `->`,
 * `*`, `[]`, begin() and a dozen of member functions give for containers and smart pointers.
 */
#include "graph/resolve_c.h"

static const CppType no_type;

/* -- classes of the standard library by shape -- */

typedef enum Shape { SHAPE_NONE, SHAPE_POINTER, SHAPE_LIST, SHAPE_MAP, SHAPE_PAIR } Shape;

typedef struct ShapeRow {
    const char *name;
    Shape shape;
} ShapeRow;

/* clang-format off */
static const ShapeRow shapes[] = {
    {"array", SHAPE_LIST}, {"atomic", SHAPE_POINTER}, {"basic_string_view", SHAPE_LIST},
    {"deque", SHAPE_LIST}, {"forward_list", SHAPE_LIST}, {"initializer_list", SHAPE_LIST},
    {"list", SHAPE_LIST}, {"make_shared", SHAPE_POINTER}, {"make_unique", SHAPE_POINTER},
    {"map", SHAPE_MAP}, {"multimap", SHAPE_MAP}, {"multiset", SHAPE_LIST},
    {"optional", SHAPE_POINTER}, {"pair", SHAPE_PAIR}, {"priority_queue", SHAPE_LIST},
    {"queue", SHAPE_LIST}, {"reference_wrapper", SHAPE_POINTER}, {"set", SHAPE_LIST},
    {"shared_ptr", SHAPE_POINTER}, {"span", SHAPE_LIST}, {"stack", SHAPE_LIST},
    {"unique_ptr", SHAPE_POINTER}, {"unordered_map", SHAPE_MAP},
    {"unordered_multimap", SHAPE_MAP}, {"unordered_set", SHAPE_LIST}, {"vector", SHAPE_LIST},
    {"weak_ptr", SHAPE_POINTER},
};
/* clang-format on */

static Shape shape_of(const CThread *t, CppType type)
{
    size_t low = 0, high = ARRAY_LEN(shapes);
    Str name = type.outside ? intern_text(&t->p->names, type.outside) : STR_NONE;

    if (!name.len || type.pointers)
        return SHAPE_NONE;
    if (type.is_pair)
        return SHAPE_PAIR;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int c = str_cmp(str_from(shapes[middle].name), name);

        if (c == 0)
            return shapes[middle].shape;
        if (c < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return SHAPE_NONE;
}

/* -- template arguments -- */

static CppType argument(CThread *t, uint32_t env, unsigned position, unsigned depth)
{
    if (!env)
        return no_type;
    CppEnv e = t->envs.at[env];
    const Facts *f = t->p->units[e.unit].facts;
    uint32_t item = e.list;

    for (; item && position; position--)
        item = f->exprs[item].b;
    return item ? cpp_type_of(t, e.unit, f->exprs[item].a, e.outer, depth + 1) : no_type;
}

static uint32_t add_env(CThread *t, UnitId unit, uint32_t list, uint32_t outer)
{
    *VEC_PUSH(&t->envs) = (CppEnv){.unit = unit, .list = list, .outer = outer};
    return (uint32_t)t->envs.len - 1;
}

/* -- what operators give -- */

static CppType pointed(CppType type)
{
    if (!type.pointers)
        return no_type;
    type.pointers--;
    return type;
}

/* What a const container holds is const. */
static CppType held(CppType type, CppType in)
{
    if (!type.pointers)
        type.is_const |= in.is_const;
    return type;
}

static CppType result_of(CThread *t, CppType type, const char *operator_name, unsigned depth);

/* `[]`, and what a range-for or an iterator gives. */
static CppType element(CThread *t, CppType type, bool is_index, unsigned depth)
{
    if (type.pointers)
        return pointed(type);
    if (type.is_c)
        return type;
    switch (shape_of(t, type)) {
    case SHAPE_LIST:
        return held(argument(t, type.env, 0, depth), type);
    case SHAPE_MAP:
        if (is_index)
            return held(argument(t, type.env, 1, depth), type);
        type.is_pair = true;
        type.is_iterator = false;
        return type;
    case SHAPE_POINTER:
        return is_index ? argument(t, type.env, 0, depth) : no_type;
    default:
        break;
    }
    if (is_index)
        return result_of(t, type, "operator[]", depth);
    CppType begin = result_of(t, type, "begin", depth);
    return begin.pointers ? pointed(begin) : result_of(t, begin, "operator*", depth);
}

static CppType dereferenced(CThread *t, CppType type, bool is_arrow, unsigned depth)
{
    if (type.pointers)
        return pointed(type);
    if (type.is_c)
        return type;
    if (type.is_iterator)
        return element(t,
                       (CppType){.outside = type.outside,
                                 .env = type.env,
                                 .space = type.space,
                                 .is_const = type.is_const},
                       false, depth);
    if (shape_of(t, type) == SHAPE_POINTER)
        return argument(t, type.env, 0, depth);
    if (!is_arrow)
        return result_of(t, type, "operator*", depth);
    CppType result = result_of(t, type, "operator->", depth);
    return result.pointers ? pointed(result) : result;
}

/* A member of a class of the standard library. */
static CppType outside_member(CThread *t, CppType type, Str name, unsigned depth)
{
    static const char *const elements[] = {"at", "front", "back", "top", "value"};
    static const char *const iterators[] = {"begin",       "end",    "find", "rbegin",
                                            "rend",        "cbegin", "cend", "lower_bound",
                                            "upper_bound", "erase"};
    Shape shape = shape_of(t, type);
    CppType inner;

    if (shape == SHAPE_PAIR)
        return held(argument(t, type.env, str_is(name, "second"), depth), type);
    if (shape == SHAPE_POINTER && (str_is(name, "get") || str_is(name, "release"))) {
        inner = argument(t, type.env, 0, depth);
        inner.pointers += inner.space != 0;
        return inner;
    }
    if (shape == SHAPE_POINTER)
        return str_is(name, "lock") ? type : argument(t, type.env, 0, depth);
    for (size_t i = 0; i < ARRAY_LEN(iterators); i++) {
        if (shape != SHAPE_NONE && str_is(name, iterators[i])) {
            type.is_iterator = true;
            return type;
        }
    }
    for (size_t i = 0; i < ARRAY_LEN(elements); i++) {
        if (shape != SHAPE_NONE && str_is(name, elements[i]))
            return element(t, type, true, depth);
    }
    return no_type;
}

/* `vector<T>::iterator` and the like; else a class outside that has the name. */
static CppType outside_type(CThread *t, CppType of, uint32_t name, unsigned depth)
{
    Str text = intern_text(&t->p->names, name);

    if (shape_of(t, of) == SHAPE_NONE)
        return (CppType){.outside = name};
    if (str_ends(text, STR("iterator"))) {
        of.is_iterator = true;
        of.is_const |= str_starts(text, STR("const"));
        return of;
    }
    if (str_is(text, "value_type") || str_is(text, "element_type") ||
        str_ends(text, STR("reference")))
        return element(t, of, false, depth);
    return str_is(text, "mapped_type") ? argument(t, of.env, 1, depth) : no_type;
}

/* -- definitions -- */

static CppType type_of_def(CThread *t, const CFound *found, uint32_t env, unsigned depth)
{
    const Def *d = c_def(t->p, found->unit, found->def);
    uint32_t expr = d->type ? d->type : d->value;

    if (d->kind == DEF_TYPE)
        return cpp_type_of(t, found->unit, d->value, env, depth + 1);
    uint32_t space = cpp_space_of_class(t->s, found->unit, found->def);
    if (space)
        return (CppType){.space = space, .env = env};
    return expr ? cpp_type_of(t, found->unit, expr, env, depth + 1) : no_type;
}

/* What the member function of that name returns. */
static CppType result_of(CThread *t, CppType type, const char *name, unsigned depth)
{
    uint32_t global = resolve_global_name(t->p, str_from(name));

    if (!type.space || global == UINT32_MAX)
        return no_type;
    CFound found = cpp_lookup_member(t, type.space, global, CPP_CLASS_VALUE, (CppCall){0});
    return found.symbol ? type_of_def(t, &found, type.env, depth) : no_type;
}

/* The class that the code of a scope belongs to. */
static uint32_t class_around(const CThread *t, UnitId unit, uint32_t scope)
{
    uint32_t space = t->s->space_of_scope[unit][scope];

    while (space && !t->s->spaces.at[space].is_class)
        space = t->s->spaces.at[space].parent;
    return space;
}

/* -- whom names mean -- */

static CClass class_for(const Expr *e)
{
    if (e->kind == EXPR_NAME && c_extra(e->extra) == C_NAME_MACRO)
        return C_CLASS_MACRO;
    if (e->kind == EXPR_NAME && c_extra(e->extra) == C_NAME_SCOPE)
        return CPP_CLASS_SCOPE;
    if (e->kind == EXPR_NAME && c_extra(e->extra) == C_NAME_TAG)
        return C_CLASS_TAG;
    return e->flags & EXPR_IS_TYPE ? CPP_CLASS_TYPE : CPP_CLASS_VALUE;
}

/* What stands before `::`: the space; else the type, for arguments and classes outside. */
static uint32_t scope_before(CThread *t, UnitId unit, uint32_t expr, uint32_t env,
                             unsigned depth)
{
    uint32_t space = cpp_space_of_expr(t->s, unit, expr, 0);

    return space ? space : cpp_type_of(t, unit, expr, env, depth + 1).space;
}

static CFound find_member(CThread *t, UnitId unit, const Expr *e, uint32_t env, unsigned depth)
{
    uint32_t name = t->p->units[unit].global_names[e->name];
    CppCall call = cpp_call_of(t, unit, e);
    CVia via = (CVia)c_extra(e->extra);
    CFound found = {0};

    if (via == C_VIA_SCOPE) {
        uint32_t space = scope_before(t, unit, e->a, env, depth);

        if (!space)
            return found;
        cpp_in_class(t, unit, e, space, true, &call);
        found = cpp_lookup_member(t, space, name, class_for(e), call);
        if (found.symbol && found.tier == TIER_IMPORT && t->s->spaces.at[space].is_class)
            found.tier = TIER_MEMBER;
        return found;
    }
    CppType type = cpp_type_of(t, unit, e->a, env, depth + 1);
    if (via == C_VIA_ARROW)
        type = dereferenced(t, type, true, depth);
    if (!type.space)
        return found;
    call.object = type.is_const ? CPP_OBJECT_CONST : CPP_OBJECT_PLAIN;
    found = cpp_lookup_member(t, type.space, name, CPP_CLASS_VALUE, call);
    if (!found.symbol && via == C_VIA_DESIGNATOR) /* a base class among the initialisers */
        return cpp_lookup(t, unit, e, CPP_CLASS_TYPE);
    if (found.symbol && found.tier != TIER_LIKELY && found.tier != TIER_UNIQUE)
        found.tier = TIER_TYPED;
    return found;
}

CFound cpp_find(CThread *t, UnitId unit, uint32_t expr, uint32_t env, unsigned depth)
{
    const Expr *e = &t->p->units[unit].facts->exprs[expr];

    if (depth > C_TYPE_MAX_DEPTH)
        return (CFound){0};
    if (e->kind == EXPR_NAME)
        return cpp_lookup(t, unit, e, class_for(e));
    return e->kind == EXPR_MEMBER ? find_member(t, unit, e, env, depth) : (CFound){0};
}

/* -- types -- */

static CppType type_of_name(CThread *t, UnitId unit, uint32_t expr, uint32_t env,
                            unsigned depth)
{
    const Facts *f = t->p->units[unit].facts;
    const Expr *e = &f->exprs[expr];
    uint32_t name = t->p->units[unit].global_names[e->name];
    CFound found = cpp_find(t, unit, expr, env, depth);

    if (!found.symbol && e->kind == EXPR_MEMBER && c_extra(e->extra) != C_VIA_SCOPE) {
        CppType of = cpp_type_of(t, unit, e->a, env, depth + 1);

        if (c_extra(e->extra) == C_VIA_ARROW)
            of = dereferenced(t, of, true, depth);
        return of.outside ? outside_member(t, of, facts_name(f, e->name), depth) : no_type;
    }
    if (!found.symbol && e->kind == EXPR_MEMBER && (e->flags & EXPR_IS_TYPE))
        return outside_type(t, cpp_type_of(t, unit, e->a, env, depth + 1), name, depth);
    if (!found.symbol)
        return (CppType){.outside = name};
    if (e->kind == EXPR_MEMBER && c_extra(e->extra) != C_VIA_SCOPE) {
        CppType of = cpp_type_of(t, unit, e->a, env, depth + 1);

        if (c_extra(e->extra) == C_VIA_ARROW)
            of = dereferenced(t, of, true, depth);
        CppType type = type_of_def(t, &found, of.env, depth);
        if (c_def(t->p, found.unit, found.def)->kind == DEF_FIELD && !type.pointers)
            type.is_const |= of.is_const;
        return type;
    }
    CppType type = type_of_def(t, &found, env, depth);
    /* a member of *this */
    if (c_def(t->p, found.unit, found.def)->kind == DEF_FIELD && !type.pointers)
        type.is_const |= cpp_object_around(t, unit, e->scope) == CPP_OBJECT_CONST;
    return type;
}

static CppType type_of_generic(CThread *t, UnitId unit, const Expr *e, uint32_t env,
                               unsigned depth)
{
    uint32_t inner = add_env(t, unit, e->b, env);
    const Expr *base = &t->p->units[unit].facts->exprs[e->a];
    CFound found = cpp_find(t, unit, e->a, env, depth);

    if (!found.symbol)
        return (CppType){.outside = t->p->units[unit].global_names[base->name], .env = inner};
    return type_of_def(t, &found, inner, depth);
}

static CppType binding(CThread *t, CppType of, unsigned position, unsigned depth)
{
    if (shape_of(t, of) == SHAPE_PAIR)
        return argument(t, of.env, position, depth);
    return no_type;
}

static CppType compute_type(CThread *t, UnitId unit, uint32_t expr, uint32_t env,
                            unsigned depth)
{
    const Expr *e = &t->p->units[unit].facts->exprs[expr];
    CppType type;

    switch (e->kind) {
    case EXPR_NAME:
    case EXPR_MEMBER:
        return type_of_name(t, unit, expr, env, depth);
    case EXPR_GENERIC:
        return type_of_generic(t, unit, e, env, depth);
    case EXPR_OBJECT:
        return (CppType){.space = t->s->space_of_scope[unit][e->a]};
    case EXPR_CALL:
    case EXPR_FUNCTION_TYPE:
        return cpp_type_of(t, unit, e->a, env, depth + 1);
    case EXPR_POINTER:
    case EXPR_ARRAY:
    case EXPR_ADDRESS:
        type = cpp_type_of(t, unit, e->a, env, depth + 1);
        type.pointers += type.pointers < UINT8_MAX;
        return type;
    case EXPR_INDEX:
        return element(t, cpp_type_of(t, unit, e->a, env, depth + 1), true, depth);
    case C_EXPR_ELEMENT:
        return element(t, cpp_type_of(t, unit, e->a, env, depth + 1), false, depth);
    case EXPR_DEREF:
        return dereferenced(t, cpp_type_of(t, unit, e->a, env, depth + 1), false, depth);
    case C_EXPR_BINDING:
        return binding(t, cpp_type_of(t, unit, e->a, env, depth + 1), e->extra, depth);
    case EXPR_THIS:
        return (CppType){.space = class_around(t, unit, e->scope),
                         .pointers = 1,
                         .is_const = cpp_object_around(t, unit, e->scope) == CPP_OBJECT_CONST};
    case C_EXPR_CONST:
        type = cpp_type_of(t, unit, e->a, env, depth + 1);
        type.is_const = true;
        return type;
    case C_EXPR_TYPE_PARAMETER:
        type = e->extra >> 8 ? no_type : argument(t, env, e->extra & 255, depth);
        return type.space || type.outside ? type : cpp_type_of(t, unit, e->a, env, depth + 1);
    case EXPR_EITHER:
        type = cpp_type_of(t, unit, e->a, env, depth + 1);
        return type.space || type.outside ? type : cpp_type_of(t, unit, e->b, env, depth + 1);
    default:
        return no_type;
    }
}

CppType cpp_type_of(CThread *t, UnitId unit, uint32_t expr, uint32_t env, unsigned depth)
{
    if (!expr || depth > C_TYPE_MAX_DEPTH || !t->steps_left)
        return no_type;
    t->steps_left--;
    if (unit != t->unit || env) {
        CppType type = compute_type(t, unit, expr, env, depth);

        type.is_c |= !c_is_cpp(t->p, unit);
        return type;
    }
    if (!t->expr_type[expr]) {
        *VEC_PUSH(&t->cpp_types) = no_type;
        uint32_t place = (uint32_t)t->cpp_types.len - 1;

        t->expr_type[expr] = place + 1; /* a cycle finds no type here */
        CppType type = compute_type(t, unit, expr, env, depth);
        t->cpp_types.at[place] = type;
    }
    return t->cpp_types.at[t->expr_type[expr] - 1];
}
