/*
 * resolve_ecma_library.c -- the part of the language's own library that passes our types through:
 * containers, promises, utility types. All else of it is "other": known, and none of ours.
 */
#include "graph/resolve_ecma.h"

/* -- types by name -- */

typedef enum TypeRule {
    RULE_LIBRARY, /* of `kind`, with the arguments given */
    RULE_FIRST,   /* the first argument itself: Partial<T>, Omit<T, K> */
    RULE_PICK,
    RULE_OMIT,
    RULE_AWAITED,
    RULE_RETURN,
    RULE_INSTANCE,
    RULE_PARAMETERS,
} TypeRule;

typedef struct TypeRow {
    const char *name;
    uint8_t rule, kind;
} TypeRow;

/* clang-format off */
static const TypeRow types[] = {
    {"Array", RULE_LIBRARY, LIBRARY_ARRAY},          {"ReadonlyArray", RULE_LIBRARY, LIBRARY_ARRAY},
    {"Promise", RULE_LIBRARY, LIBRARY_PROMISE},      {"PromiseLike", RULE_LIBRARY, LIBRARY_PROMISE},
    {"Map", RULE_LIBRARY, LIBRARY_MAP},              {"ReadonlyMap", RULE_LIBRARY, LIBRARY_MAP},
    {"WeakMap", RULE_LIBRARY, LIBRARY_MAP},
    {"Set", RULE_LIBRARY, LIBRARY_SET},              {"ReadonlySet", RULE_LIBRARY, LIBRARY_SET},
    {"WeakSet", RULE_LIBRARY, LIBRARY_SET},
    {"Iterable", RULE_LIBRARY, LIBRARY_ITERABLE},    {"Iterator", RULE_LIBRARY, LIBRARY_ITERABLE},
    {"IterableIterator", RULE_LIBRARY, LIBRARY_ITERABLE},
    {"Generator", RULE_LIBRARY, LIBRARY_ITERABLE},   {"AsyncIterable", RULE_LIBRARY, LIBRARY_ITERABLE},
    {"AsyncIterableIterator", RULE_LIBRARY, LIBRARY_ITERABLE},
    {"AsyncGenerator", RULE_LIBRARY, LIBRARY_ITERABLE},
    {"Record", RULE_LIBRARY, LIBRARY_RECORD},
    {"Partial", RULE_FIRST, 0},  {"Required", RULE_FIRST, 0}, {"Readonly", RULE_FIRST, 0},
    {"NonNullable", RULE_FIRST, 0}, {"Pick", RULE_PICK, 0},   {"Omit", RULE_OMIT, 0},
    {"Exclude", RULE_FIRST, 0},  {"Extract", RULE_FIRST, 0},  {"NoInfer", RULE_FIRST, 0},
    {"ThisParameterType", RULE_FIRST, 0}, {"WeakRef", RULE_FIRST, 0},
    {"Awaited", RULE_AWAITED, 0}, {"ReturnType", RULE_RETURN, 0},
    {"InstanceType", RULE_INSTANCE, 0}, {"Parameters", RULE_PARAMETERS, 0},
};

static const TypeRow values[] = {
    {"Array", 0, LIBRARY_ARRAY},     {"Promise", 0, LIBRARY_PROMISE}, {"Map", 0, LIBRARY_MAP},
    {"WeakMap", 0, LIBRARY_MAP},     {"Set", 0, LIBRARY_SET},         {"WeakSet", 0, LIBRARY_SET},
    {"Object", 0, LIBRARY_OBJECT},
};
/* clang-format on */

const Type *ecma_library_of(Asker *x, LibraryType kind, const Type *a, const Type *b)
{
    const Type *parts[] = {a, b};

    return ecma_type_with_parts(x, TYPE_LIBRARY, kind, parts, 2);
}

static const Type *parameters_of(Asker *x, const Type *t)
{
    const Type *f = ecma_callable_of(x, t, false);
    const Type *parts[8];
    unsigned count = 0;

    if (!f || f->kind != TYPE_FUNCTION)
        return NULL;
    for (; count < ARRAY_LEN(parts) &&
           ecma_parameter_local(ecma_unit(x, f->unit), f->index, count);
         count++)
        parts[count] = ecma_parameter_type(x, f, count);
    return ecma_type_with_parts(x, TYPE_TUPLE, 0, parts, count);
}

const Type *ecma_library_type(Asker *x, uint32_t name, const Type *const *arguments,
                              unsigned count)
{
    const Type *first = count ? arguments[0] : NULL;
    uint64_t row;

    if (!u64map_get(&x->e->library_types, name, &row))
        return NULL;
    switch ((TypeRule)types[row].rule) {
    case RULE_LIBRARY:
        return ecma_library_of(x, types[row].kind, first, count > 1 ? arguments[1] : NULL);
    case RULE_FIRST:
        return first;
    case RULE_PICK:
    case RULE_OMIT:
        if (count < 2 || !first)
            return first;
        return ecma_type_with_parts(x, TYPE_FILTERED, types[row].rule == RULE_PICK, arguments,
                                    2);
    case RULE_AWAITED:
        return ecma_type_awaited(x, first);
    case RULE_RETURN:
        return ecma_result_type(x, first);
    case RULE_INSTANCE:
        return ecma_type_instance_of(x, first);
    case RULE_PARAMETERS:
        return parameters_of(x, first);
    }
    return NULL;
}

const Type *ecma_library_value(Asker *x, uint32_t name)
{
    uint64_t row;

    if (!u64map_get(&x->e->library_values, name, &row))
        return ecma_type_other();
    return ecma_type_new(x, TYPE_LIBRARY_VALUE, 0, values[row].kind, NULL);
}

/* -- methods -- */

typedef enum Gives {
    GIVES_OTHER,
    GIVES_SELF,    /* the receiver's own type */
    GIVES_ELEMENT, /* T of Array<T> ... */
    GIVES_VALUE,   /* V of Map<K, V> */
    GIVES_KEY,
    GIVES_ELEMENTS, /* iterable of the elements */
    GIVES_VALUES,
    GIVES_KEYS,
    GIVES_ENTRIES, /* iterable of pairs */
    GIVES_RESULTS, /* array of what the callback returns */
    GIVES_FLAT,    /* array of the elements of what the callback returns */
    GIVES_REDUCED,
    GIVES_THEN,     /* promise of what the callback returns */
    GIVES_AWAITED,  /* for `await` of iterables: a promise of the element */
    GIVES_ARGUMENT, /* the first argument's type */
    GIVES_BOTH,     /* all arguments' members */
    GIVES_ALL,      /* promise of a tuple of what is awaited */
    GIVES_RACE,
    GIVES_RESOLVED,
    GIVES_FROM, /* array of the elements, or of what the callback makes of them */
    GIVES_OF,   /* array of the arguments */
    GIVES_VALUES_OF,
    GIVES_ENTRIES_OF,
    GIVES_TEXTS,
    GIVES_STATE,   /* pair of the state and what sets it */
    GIVES_REF,     /* an object with T under `current` */
    GIVES_RESULT,  /* what the callback returns */
    GIVES_CONTEXT, /* createContext(T) */
    GIVES_OF_CONTEXT,
} Gives;

typedef enum Takes {
    TAKES_NOTHING,
    TAKES_ELEMENT, /* (element, index, all) */
    TAKES_PAIR,    /* (element, element) */
    TAKES_REDUCE,  /* (reduced, element) */
    TAKES_ENTRY,   /* (value, key) */
    TAKES_AWAITED, /* (value) */
    TAKES_FROM,    /* second argument: (element of the first) */
} Takes;

typedef struct MethodRow {
    const char *name;
    uint8_t on; /* LibraryType of the receiver */
    bool is_static;
    uint8_t gives, takes;
} MethodRow;

/* clang-format off */
static const MethodRow methods[] = {
    {"map", LIBRARY_ARRAY, false, GIVES_RESULTS, TAKES_ELEMENT},
    {"filter", LIBRARY_ARRAY, false, GIVES_SELF, TAKES_ELEMENT},
    {"forEach", LIBRARY_ARRAY, false, GIVES_OTHER, TAKES_ELEMENT},
    {"some", LIBRARY_ARRAY, false, GIVES_OTHER, TAKES_ELEMENT},
    {"every", LIBRARY_ARRAY, false, GIVES_OTHER, TAKES_ELEMENT},
    {"find", LIBRARY_ARRAY, false, GIVES_ELEMENT, TAKES_ELEMENT},
    {"findLast", LIBRARY_ARRAY, false, GIVES_ELEMENT, TAKES_ELEMENT},
    {"findIndex", LIBRARY_ARRAY, false, GIVES_OTHER, TAKES_ELEMENT},
    {"findLastIndex", LIBRARY_ARRAY, false, GIVES_OTHER, TAKES_ELEMENT},
    {"flatMap", LIBRARY_ARRAY, false, GIVES_FLAT, TAKES_ELEMENT},
    {"reduce", LIBRARY_ARRAY, false, GIVES_REDUCED, TAKES_REDUCE},
    {"reduceRight", LIBRARY_ARRAY, false, GIVES_REDUCED, TAKES_REDUCE},
    {"sort", LIBRARY_ARRAY, false, GIVES_SELF, TAKES_PAIR},
    {"toSorted", LIBRARY_ARRAY, false, GIVES_SELF, TAKES_PAIR},
    {"slice", LIBRARY_ARRAY, false, GIVES_SELF, TAKES_NOTHING},
    {"concat", LIBRARY_ARRAY, false, GIVES_SELF, TAKES_NOTHING},
    {"reverse", LIBRARY_ARRAY, false, GIVES_SELF, TAKES_NOTHING},
    {"toReversed", LIBRARY_ARRAY, false, GIVES_SELF, TAKES_NOTHING},
    {"splice", LIBRARY_ARRAY, false, GIVES_SELF, TAKES_NOTHING},
    {"fill", LIBRARY_ARRAY, false, GIVES_SELF, TAKES_NOTHING},
    {"flat", LIBRARY_ARRAY, false, GIVES_FLAT, TAKES_NOTHING},
    {"pop", LIBRARY_ARRAY, false, GIVES_ELEMENT, TAKES_NOTHING},
    {"shift", LIBRARY_ARRAY, false, GIVES_ELEMENT, TAKES_NOTHING},
    {"at", LIBRARY_ARRAY, false, GIVES_ELEMENT, TAKES_NOTHING},
    {"values", LIBRARY_ARRAY, false, GIVES_ELEMENTS, TAKES_NOTHING},
    {"entries", LIBRARY_ARRAY, false, GIVES_ENTRIES, TAKES_NOTHING},
    {"from", LIBRARY_ARRAY, true, GIVES_FROM, TAKES_FROM},
    {"of", LIBRARY_ARRAY, true, GIVES_OF, TAKES_NOTHING},
    {"then", LIBRARY_PROMISE, false, GIVES_THEN, TAKES_AWAITED},
    {"catch", LIBRARY_PROMISE, false, GIVES_SELF, TAKES_NOTHING},
    {"finally", LIBRARY_PROMISE, false, GIVES_SELF, TAKES_NOTHING},
    {"all", LIBRARY_PROMISE, true, GIVES_ALL, TAKES_NOTHING},
    {"race", LIBRARY_PROMISE, true, GIVES_RACE, TAKES_NOTHING},
    {"any", LIBRARY_PROMISE, true, GIVES_RACE, TAKES_NOTHING},
    {"resolve", LIBRARY_PROMISE, true, GIVES_RESOLVED, TAKES_NOTHING},
    {"get", LIBRARY_MAP, false, GIVES_VALUE, TAKES_NOTHING},
    {"set", LIBRARY_MAP, false, GIVES_SELF, TAKES_NOTHING},
    {"forEach", LIBRARY_MAP, false, GIVES_OTHER, TAKES_ENTRY},
    {"values", LIBRARY_MAP, false, GIVES_VALUES, TAKES_NOTHING},
    {"keys", LIBRARY_MAP, false, GIVES_KEYS, TAKES_NOTHING},
    {"entries", LIBRARY_MAP, false, GIVES_ELEMENTS, TAKES_NOTHING},
    {"add", LIBRARY_SET, false, GIVES_SELF, TAKES_NOTHING},
    {"forEach", LIBRARY_SET, false, GIVES_OTHER, TAKES_ELEMENT},
    {"values", LIBRARY_SET, false, GIVES_ELEMENTS, TAKES_NOTHING},
    {"keys", LIBRARY_SET, false, GIVES_ELEMENTS, TAKES_NOTHING},
    {"deref", LIBRARY_SET, false, GIVES_ELEMENT, TAKES_NOTHING},
    {"map", LIBRARY_ITERABLE, false, GIVES_RESULTS, TAKES_ELEMENT},
    {"filter", LIBRARY_ITERABLE, false, GIVES_SELF, TAKES_ELEMENT},
    {"forEach", LIBRARY_ITERABLE, false, GIVES_OTHER, TAKES_ELEMENT},
    {"find", LIBRARY_ITERABLE, false, GIVES_ELEMENT, TAKES_ELEMENT},
    {"toArray", LIBRARY_ITERABLE, false, GIVES_FROM, TAKES_NOTHING},
    {"keys", LIBRARY_OBJECT, true, GIVES_TEXTS, TAKES_NOTHING},
    {"useState", LIBRARY_HOOKS, true, GIVES_STATE, TAKES_NOTHING},
    {"useRef", LIBRARY_HOOKS, true, GIVES_REF, TAKES_NOTHING},
    {"createRef", LIBRARY_HOOKS, true, GIVES_REF, TAKES_NOTHING},
    {"useMemo", LIBRARY_HOOKS, true, GIVES_RESULT, TAKES_NOTHING},
    {"useCallback", LIBRARY_HOOKS, true, GIVES_ARGUMENT, TAKES_NOTHING},
    {"memo", LIBRARY_HOOKS, true, GIVES_ARGUMENT, TAKES_NOTHING},
    {"createContext", LIBRARY_HOOKS, true, GIVES_CONTEXT, TAKES_NOTHING},
    {"useContext", LIBRARY_HOOKS, true, GIVES_OF_CONTEXT, TAKES_NOTHING},
    {"values", LIBRARY_OBJECT, true, GIVES_VALUES_OF, TAKES_NOTHING},
    {"entries", LIBRARY_OBJECT, true, GIVES_ENTRIES_OF, TAKES_NOTHING},
    {"assign", LIBRARY_OBJECT, true, GIVES_BOTH, TAKES_NOTHING},
    {"freeze", LIBRARY_OBJECT, true, GIVES_ARGUMENT, TAKES_NOTHING},
    {"seal", LIBRARY_OBJECT, true, GIVES_ARGUMENT, TAKES_NOTHING},
    {"create", LIBRARY_OBJECT, true, GIVES_ARGUMENT, TAKES_NOTHING},
};
/* clang-format on */

static uint64_t method_key(uint32_t name, unsigned on, bool is_static)
{
    return (uint64_t)name << 32 | on << 1 | is_static;
}

static void learn(U64Map *map, const Program *p, const TypeRow *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t name = resolve_global_name(p, str_from(rows[i].name));

        if (name != UINT32_MAX)
            *u64map_at(map, name, NULL) = i;
    }
}

void ecma_library_prepare(Ecma *e)
{
    learn(&e->library_types, e->p, types, ARRAY_LEN(types));
    learn(&e->library_values, e->p, values, ARRAY_LEN(values));
    for (size_t i = 0; i < ARRAY_LEN(methods); i++) {
        uint32_t name = resolve_global_name(e->p, str_from(methods[i].name));

        if (name != UINT32_MAX)
            *u64map_at(&e->library_methods,
                       method_key(name, methods[i].on, methods[i].is_static), NULL) = i;
    }
}

const Type *ecma_library_member(Asker *x, const Type *t, uint32_t name)
{
    unsigned on = t->kind == TYPE_TUPLE ? LIBRARY_ARRAY : t->index;
    bool is_static = t->kind == TYPE_LIBRARY_VALUE;
    uint64_t row;

    if (t->kind == TYPE_LIBRARY && on == LIBRARY_RECORD)
        return t->parts[1];
    if (!u64map_get(&x->e->library_methods, method_key(name, on, is_static), &row))
        return NULL;
    return ecma_type_with_parts(x, TYPE_LIBRARY_METHOD, (uint32_t)row, &t, 1);
}

const Type *ecma_library_outside(Asker *x, uint32_t name)
{
    const Type *hooks = ecma_type_new(x, TYPE_LIBRARY_VALUE, 0, LIBRARY_HOOKS, NULL);
    const Type *t = ecma_library_member(x, hooks, name);

    return t ? t : ecma_type_other();
}

/* React.FC<Props> and its likes: functions of Props. */
const Type *ecma_library_outside_type(Asker *x, uint32_t name, const Type *const *arguments,
                                      unsigned count)
{
    static const char *const words[] = {
        "FC", "VFC", "FunctionComponent", "ComponentType", "RefObject", "MutableRefObject"};
    Str text = intern_text(&x->e->p->names, name);

    for (size_t i = 0; i < ARRAY_LEN(words) && count; i++) {
        if (!str_is(text, words[i]))
            continue;
        return i < 4 ? ecma_type_with_parts(x, TYPE_CALLBACK, 0, arguments, 1)
                     : ecma_library_of(x, LIBRARY_RECORD, NULL, arguments[0]);
    }
    return ecma_type_other();
}

/* -- calling them -- */

static const Type *argument(Asker *x, UnitId unit, const Expr *call, unsigned order,
                            const Env *env)
{
    const Facts *f = ecma_unit(x, unit)->facts;
    uint32_t list = call->b;

    for (; list && order; order--)
        list = f->exprs[list].b;
    return list ? ecma_value_type(x, unit, f->exprs[list].a, env) : NULL;
}

static const Type *array_of(Asker *x, const Type *element)
{
    return ecma_library_of(x, LIBRARY_ARRAY, element, NULL);
}

static const Type *pair_of(Asker *x, const Type *a, const Type *b)
{
    const Type *both[] = {a, b};

    return ecma_type_with_parts(x, TYPE_TUPLE, 0, both, 2);
}

static const Type *all_awaited(Asker *x, const Type *t)
{
    const Type *parts[UNION_MAX_PARTS];

    if (!t)
        return ecma_library_of(x, LIBRARY_PROMISE, NULL, NULL);
    if (t->kind != TYPE_TUPLE)
        return ecma_library_of(x, LIBRARY_PROMISE,
                               array_of(x, ecma_type_awaited(x, ecma_type_element(x, t, 0))),
                               NULL);
    for (unsigned i = 0; i < t->count; i++)
        parts[i] = ecma_type_awaited(x, t->parts[i]);
    return ecma_library_of(x, LIBRARY_PROMISE,
                           ecma_type_with_parts(x, TYPE_TUPLE, 0, parts, t->count), NULL);
}

static const Type *arguments_both(Asker *x, UnitId unit, const Expr *call, const Env *env)
{
    const Facts *f = ecma_unit(x, unit)->facts;
    const Type *parts[UNION_MAX_PARTS];
    unsigned count = 0;

    for (uint32_t list = call->b; list && count < UNION_MAX_PARTS; list = f->exprs[list].b) {
        const Type *t = ecma_value_type(x, unit, f->exprs[list].a, env);

        if (t)
            parts[count++] = t;
    }
    return count > 1 ? ecma_type_with_parts(x, TYPE_BOTH, 0, parts, count)
           : count   ? parts[0]
                     : NULL;
}

/* What Object.values gives: of index signatures and records only. */
static const Type *value_of_object(Asker *x, const Type *t)
{
    return t && t->kind != TYPE_TUPLE ? ecma_type_element(x, t, 0) : NULL;
}

static const Type *reduced(Asker *x, UnitId unit, const Expr *call, const Type *given,
                           const Type *element, const Env *env)
{
    if (given)
        return given->parts[0];
    const Type *start = argument(x, unit, call, 1, env);
    bool is_empty = start && start->kind == TYPE_TUPLE && !start->count;

    return start ? (is_empty ? NULL : start) : element;
}

const Type *ecma_library_call(Asker *x, const Type *method, UnitId unit, const Expr *call,
                              const Env *env)
{
    if (method->kind == TYPE_LIBRARY_VALUE)
        return ecma_type_other();
    const MethodRow *row = &methods[method->index];
    const Type *self = method->parts[0], *given = method->count > 1 ? method->parts[1] : NULL;
    const Type *element = row->is_static ? NULL : ecma_type_element(x, self, 0), *t;

    switch ((Gives)row->gives) {
    case GIVES_OTHER:
        return ecma_type_other();
    case GIVES_SELF:
        return self->kind == TYPE_TUPLE ? array_of(x, element) : self;
    case GIVES_ELEMENT:
        return element;
    case GIVES_VALUE:
        return self->parts[1];
    case GIVES_KEY:
        return self->parts[0];
    case GIVES_ELEMENTS:
        return ecma_library_of(x, LIBRARY_ITERABLE, element, NULL);
    case GIVES_VALUES:
        return ecma_library_of(x, LIBRARY_ITERABLE, self->parts[1], NULL);
    case GIVES_KEYS:
        return ecma_library_of(x, LIBRARY_ITERABLE, self->parts[0], NULL);
    case GIVES_ENTRIES:
        return ecma_library_of(x, LIBRARY_ITERABLE, pair_of(x, ecma_type_other(), element),
                               NULL);
    case GIVES_RESULTS:
        t = given ? given->parts[0] : ecma_result_type(x, argument(x, unit, call, 0, env));
        return array_of(x, t);
    case GIVES_FLAT:
        t = call->b ? ecma_result_type(x, argument(x, unit, call, 0, env)) : element;
        return array_of(
            x, t && (t->kind == TYPE_TUPLE || t->kind == TYPE_LIBRARY || t->kind == TYPE_UNION)
                   ? ecma_type_element(x, t, 0)
                   : t);
    case GIVES_REDUCED:
        return reduced(x, unit, call, given, element, env);
    case GIVES_THEN:
        t = ecma_result_type(x, argument(x, unit, call, 0, env));
        return ecma_library_of(x, LIBRARY_PROMISE, ecma_type_awaited(x, t), NULL);
    case GIVES_AWAITED:
        return ecma_library_of(x, LIBRARY_PROMISE, element, NULL);
    case GIVES_ARGUMENT:
        return argument(x, unit, call, 0, env);
    case GIVES_BOTH:
        return arguments_both(x, unit, call, env);
    case GIVES_ALL:
        return all_awaited(x, argument(x, unit, call, 0, env));
    case GIVES_RACE:
        t = ecma_type_element(x, argument(x, unit, call, 0, env), 0);
        return ecma_library_of(x, LIBRARY_PROMISE, ecma_type_awaited(x, t), NULL);
    case GIVES_RESOLVED:
        t = given ? given->parts[0] : argument(x, unit, call, 0, env);
        return ecma_library_of(x, LIBRARY_PROMISE, ecma_type_awaited(x, t), NULL);
    case GIVES_FROM:
        t = row->is_static && call->b && ecma_expr(x, unit, call->b)->b
                ? ecma_result_type(x, argument(x, unit, call, 1, env))
            : row->is_static ? ecma_type_element(x, argument(x, unit, call, 0, env), 0)
                             : element;
        return array_of(x, t);
    case GIVES_OF:
        return array_of(x, argument(x, unit, call, 0, env));
    case GIVES_VALUES_OF:
        return array_of(x, value_of_object(x, argument(x, unit, call, 0, env)));
    case GIVES_ENTRIES_OF:
        return array_of(x, pair_of(x, ecma_type_text(x, 0),
                                   value_of_object(x, argument(x, unit, call, 0, env))));
    case GIVES_TEXTS:
        return array_of(x, ecma_type_text(x, 0));
    case GIVES_STATE:
        t = given ? given->parts[0] : argument(x, unit, call, 0, env);
        return pair_of(x, t && t->kind == TYPE_FUNCTION && !given ? ecma_result_type(x, t) : t,
                       ecma_type_other());
    case GIVES_REF: /* a record: whatever is asked of it, `current` is T */
        t = given ? given->parts[0] : argument(x, unit, call, 0, env);
        return ecma_library_of(x, LIBRARY_RECORD, NULL, t);
    case GIVES_RESULT:
        return given ? given->parts[0] : ecma_result_type(x, argument(x, unit, call, 0, env));
    case GIVES_CONTEXT:
        t = given ? given->parts[0] : argument(x, unit, call, 0, env);
        return ecma_library_of(x, LIBRARY_CONTEXT, t, NULL);
    case GIVES_OF_CONTEXT:
        t = argument(x, unit, call, 0, env);
        return t && t->kind == TYPE_LIBRARY && t->index == LIBRARY_CONTEXT ? t->parts[0] : NULL;
    }
    return NULL;
}

const Type *ecma_library_expected(Asker *x, const Type *method, unsigned order, UnitId unit,
                                  const Expr *call, const Env *env)
{
    if (method->kind == TYPE_LIBRARY_VALUE)
        return NULL;
    const MethodRow *row = &methods[method->index];
    const Type *self = method->parts[0], *given = method->count > 1 ? method->parts[1] : NULL;
    const Type *element = row->is_static ? NULL : ecma_type_element(x, self, 0);
    const Type *parts[3] = {element, ecma_type_other(), self};
    unsigned count = 3;

    if (order == (row->takes == TAKES_FROM)) {
        switch ((Takes)row->takes) {
        case TAKES_ELEMENT:
            break;
        case TAKES_PAIR:
            parts[1] = element;
            count = 2;
            break;
        case TAKES_REDUCE:
            parts[0] = reduced(x, unit, call, given, element, env);
            parts[1] = element;
            count = 2;
            break;
        case TAKES_ENTRY:
            parts[0] = self->parts[1];
            parts[1] = self->parts[0];
            break;
        case TAKES_AWAITED:
            parts[0] = ecma_type_awaited(x, self);
            count = 1;
            break;
        case TAKES_FROM:
            parts[0] = ecma_type_element(x, argument(x, unit, call, 0, env), 0);
            count = 1;
            break;
        case TAKES_NOTHING:
            return row->on == LIBRARY_SET ? element : NULL;
        }
        return ecma_type_with_parts(x, TYPE_CALLBACK, 0, parts, count);
    }
    return row->on == LIBRARY_MAP && order == 1 ? self->parts[1] : NULL;
}

const Type *ecma_library_new(Asker *x, const Type *value, UnitId unit, const Expr *call,
                             const Env *env)
{
    const Type *given = value->count ? value->parts[0] : NULL, *t;
    const Type *a = given && given->count ? given->parts[0] : NULL;
    const Type *b = given && given->count > 1 ? given->parts[1] : NULL;

    if (value->index == LIBRARY_OBJECT)
        return ecma_type_other();
    if (!given && value->index == LIBRARY_SET) {
        a = ecma_type_element(x, argument(x, unit, call, 0, env), 0);
    } else if (!given && value->index == LIBRARY_MAP) {
        t = ecma_type_element(x, argument(x, unit, call, 0, env), 0);
        if (t && t->kind == TYPE_TUPLE && t->count == 2) {
            a = t->parts[0];
            b = t->parts[1];
        }
    }
    return ecma_library_of(x, value->index, a, b);
}
