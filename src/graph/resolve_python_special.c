/*
 * resolve_python_special.c -- what names of typing, collections, builtins do to types.
 *
 * One table of names; they count only when they come from Python itself (pyname_target looks
 * where a name is from). Calls of builtin functions and of containers' methods hand on what a
 * container holds; of everything else Python brings along nothing is known, nor needed.
 */
#include "graph/resolve_python.h"

typedef struct SpecialRow {
    const char *name;
    PySpecial special;
} SpecialRow;

/* clang-format off */
static const SpecialRow rows[] = {
    {"list", PYS_ITERABLE}, {"List", PYS_ITERABLE}, {"set", PYS_ITERABLE}, {"Set", PYS_ITERABLE},
    {"frozenset", PYS_ITERABLE}, {"FrozenSet", PYS_ITERABLE}, {"deque", PYS_ITERABLE},
    {"Deque", PYS_ITERABLE}, {"Sequence", PYS_ITERABLE}, {"MutableSequence", PYS_ITERABLE},
    {"Iterable", PYS_ITERABLE}, {"Iterator", PYS_ITERABLE}, {"Collection", PYS_ITERABLE},
    {"Container", PYS_ITERABLE}, {"Reversible", PYS_ITERABLE}, {"Generator", PYS_ITERABLE},
    {"AsyncIterable", PYS_ITERABLE}, {"AsyncIterator", PYS_ITERABLE},
    {"AsyncGenerator", PYS_ITERABLE}, {"AbstractSet", PYS_ITERABLE}, {"MutableSet", PYS_ITERABLE},
    {"KeysView", PYS_ITERABLE}, {"ValuesView", PYS_ITERABLE}, {"iter", PYS_ITERABLE},
    {"reversed", PYS_ITERABLE}, {"sorted", PYS_ITERABLE},
    {"dict", PYS_MAPPING}, {"Dict", PYS_MAPPING}, {"Mapping", PYS_MAPPING},
    {"MutableMapping", PYS_MAPPING}, {"defaultdict", PYS_MAPPING}, {"DefaultDict", PYS_MAPPING},
    {"OrderedDict", PYS_MAPPING}, {"ChainMap", PYS_MAPPING}, {"Counter", PYS_MAPPING},
    {"WeakValueDictionary", PYS_MAPPING},
    {"tuple", PYS_TUPLE}, {"Tuple", PYS_TUPLE},
    {"ContextManager", PYS_CONTEXT}, {"AbstractContextManager", PYS_CONTEXT},
    {"AsyncContextManager", PYS_CONTEXT}, {"AbstractAsyncContextManager", PYS_CONTEXT},
    {"closing", PYS_CONTEXT}, {"nullcontext", PYS_CONTEXT},
    {"Awaitable", PYS_AWAITABLE}, {"Future", PYS_AWAITABLE}, {"Task", PYS_AWAITABLE},
    {"Coroutine", PYS_COROUTINE},
    {"ContextVar", PYS_HOLDER}, {"Queue", PYS_HOLDER}, {"LifoQueue", PYS_HOLDER},
    {"PriorityQueue", PYS_HOLDER}, {"SimpleQueue", PYS_HOLDER}, {"WeakSet", PYS_ITERABLE},
    {"ref", PYS_REFERENCE}, {"WeakMethod", PYS_REFERENCE}, {"proxy", PYS_SAME},
    {"str", PYS_OTHER}, {"bytes", PYS_OTHER}, {"int", PYS_OTHER}, {"float", PYS_OTHER},
    {"bool", PYS_OTHER}, {"complex", PYS_OTHER}, {"bytearray", PYS_OTHER},
    {"memoryview", PYS_OTHER}, {"range", PYS_OTHER}, {"object", PYS_OTHER},
    {"open", PYS_OTHER}, {"len", PYS_OTHER}, {"repr", PYS_OTHER}, {"input", PYS_OTHER},
    {"type", PYS_TYPE}, {"Type", PYS_TYPE},
    {"Callable", PYS_CALLABLE},
    {"Optional", PYS_UNWRAP}, {"ClassVar", PYS_UNWRAP}, {"Final", PYS_UNWRAP},
    {"Annotated", PYS_UNWRAP}, {"Required", PYS_UNWRAP}, {"NotRequired", PYS_UNWRAP},
    {"InitVar", PYS_UNWRAP}, {"ReadOnly", PYS_UNWRAP}, {"Union", PYS_UNION},
    {"Any", PYS_ANY}, {"AnyStr", PYS_OTHER}, {"Self", PYS_SELF},
    {"Generic", PYS_GENERIC}, {"Protocol", PYS_GENERIC}, {"TypeAlias", PYS_BARE},
    {"enumerate", PYS_ENUMERATE}, {"zip", PYS_ZIP}, {"next", PYS_NEXT}, {"anext", PYS_NEXT},
    {"copy", PYS_SAME}, {"deepcopy", PYS_SAME}, {"cast", PYS_CAST},
    {"TypeVar", PYS_TYPE_VARIABLE}, {"NewType", PYS_NEW_TYPE}, {"map", PYS_MAP},
    {"max", PYS_ANY_OF}, {"min", PYS_ANY_OF}, {"filter", PYS_FILTER}, {"chain", PYS_CHAIN},
    {"contextmanager", PYS_CONTEXT_MANAGER}, {"asynccontextmanager", PYS_CONTEXT_MANAGER},
    {"partial", PYS_SAME}, {"wraps", PYS_WRAPS},
};
/* clang-format on */

uint8_t *pyspecial_table(const Program *p, Arena *a)
{
    uint8_t *table = ARENA_ARRAY(a, uint8_t, p->names.map.len + 1);

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        uint32_t name = resolve_global_name(p, str_from(rows[i].name));

        if (name != UINT32_MAX)
            table[name] = (uint8_t)rows[i].special;
    }
    return table;
}

/* clang-format off */
static PyBuiltin builtin_of(PySpecial special)
{
    switch (special) {
    case PYS_ITERABLE: return PYB_ITERABLE;
    case PYS_MAPPING: return PYB_MAPPING;
    case PYS_TUPLE: return PYB_TUPLE;
    case PYS_CONTEXT: return PYB_CONTEXT;
    case PYS_AWAITABLE: case PYS_COROUTINE: return PYB_AWAITABLE;
    case PYS_HOLDER: return PYB_HOLDER;
    default: return PYB_OTHER;
    }
}
/* clang-format on */

TypeId pyspecial_type(PyThread *t, PySpecial special)
{
    if (special == PYS_ANY || special == PYS_NONE)
        return TYPE_EXTERNAL;
    if (special >= PYS_ITERABLE && special <= PYS_OTHER)
        return pytype_make(t, PYT_BUILTIN_CLASS, builtin_of(special), 0,
                           special == PYS_COROUTINE);
    return pytype_make(t, PYT_SPECIAL, special, 0, 0);
}

/* -- special[...] -- */

static TypeId list_item(PyThread *t, UnitId u, uint32_t list, unsigned number)
{
    const Facts *f = py_facts(t, u);

    for (; list && number; number--)
        list = f->exprs[list].b;
    return list ? pyinfer_annotation(t, u, f->exprs[list].a) : TYPE_UNKNOWN;
}

static TypeId form(PyThread *t, TypeId type)
{
    return type <= TYPE_EXTERNAL ? type : pytype_make(t, PYT_FORM, 0, type, 0);
}

/* Callable[[A, B], R] */
static TypeId callable(PyThread *t, UnitId u, uint32_t args)
{
    const Facts *f = py_facts(t, u);
    const Expr *given = &f->exprs[args ? f->exprs[args].a : 0];
    TypeId result = list_item(t, u, args, 1);
    uint32_t list = given->kind == EXPR_LITERAL ? pyinfer_arguments(t, u, given->b) : 0;

    return form(t, pytype_make(t, PYT_CALLABLE, 0, result, list));
}

TypeId pyspecial_index(PyThread *t, PySpecial special, UnitId u, uint32_t args)
{
    TypeId type = TYPE_UNKNOWN;

    switch (special) {
    case PYS_TYPE:
        return form(t, pyinfer_class_of(t, list_item(t, u, args, 0)));
    case PYS_CALLABLE:
        return callable(t, u, args);
    case PYS_UNWRAP:
        return form(t, list_item(t, u, args, 0));
    case PYS_UNION:
        for (; args; args = py_facts(t, u)->exprs[args].b)
            type = pytype_union(t, type,
                                pyinfer_annotation(t, u, py_facts(t, u)->exprs[args].a));
        return form(t, type);
    default:
        return TYPE_UNKNOWN;
    }
}

/* -- special(...) -- */

/* Argument `number` of a call; 0 when it is not there or says nothing. */
static uint32_t argument(PyThread *t, UnitId u, uint32_t call, unsigned number)
{
    const Facts *f = py_facts(t, u);
    uint32_t list = f->exprs[call].b;

    for (; list && number; number--)
        list = f->exprs[list].b;
    return list && f->exprs[list].a && f->exprs[f->exprs[list].a].kind != PY_KEYWORD
               ? f->exprs[list].a
               : 0;
}

static TypeId argument_type(PyThread *t, UnitId u, uint32_t call, unsigned number)
{
    return pyinfer_expr(t, u, argument(t, u, call, number));
}

static TypeId iterable(PyThread *t, TypeId element)
{
    return pytype_builtin(t, PYB_ITERABLE, element, 0);
}

static TypeId pair(PyThread *t, TypeId first, TypeId second)
{
    return pytype_builtin(t, PYB_TUPLE, first, second);
}

static TypeId zipped(PyThread *t, UnitId u, uint32_t call)
{
    TypeId elements[4], list = 0;
    unsigned count = 0;

    while (count < ARRAY_LEN(elements) && argument(t, u, call, count)) {
        elements[count] = pyinfer_element(t, argument_type(t, u, call, count));
        count++;
    }
    while (count--)
        list = pytype_make(t, PYT_LIST, 0, elements[count], list);
    return iterable(t, pytype_make(t, PYT_BUILTIN, PYB_TUPLE, list, 0));
}

static TypeId any_of(PyThread *t, UnitId u, uint32_t call)
{
    if (!argument(t, u, call, 1))
        return pyinfer_element(t, argument_type(t, u, call, 0));
    return pytype_union(t, argument_type(t, u, call, 0), argument_type(t, u, call, 1));
}

static TypeId mapped(PyThread *t, UnitId u, uint32_t call)
{
    return iterable(t, pyinfer_call(t, argument_type(t, u, call, 0), u, 0));
}

/* clang-format off */
TypeId pyspecial_call(PyThread *t, PySpecial special, UnitId u, uint32_t call)
{
    TypeId first = special == PYS_CAST || special == PYS_NEW_TYPE || special == PYS_TYPE_VARIABLE
                       ? TYPE_UNKNOWN : argument_type(t, u, call, 0);

    switch (special) {
    case PYS_ITERABLE: case PYS_CHAIN: case PYS_FILTER:
        if (special == PYS_FILTER)
            first = argument_type(t, u, call, 1);
        return iterable(t, pyinfer_element(t, first));
    case PYS_MAPPING:
        return pytype_get(t, first).kind == PYT_BUILTIN && pytype_get(t, first).sym == PYB_MAPPING
                   ? first : pytype_make(t, PYT_BUILTIN, PYB_MAPPING, 0, 0);
    case PYS_TUPLE: return iterable(t, pyinfer_element(t, first));
    case PYS_CONTEXT: return pytype_builtin(t, PYB_CONTEXT, first, 0);
    case PYS_TYPE: return pyinfer_class_of(t, first);
    case PYS_ENUMERATE:
        return iterable(t, pair(t, pytype_make(t, PYT_BUILTIN, PYB_OTHER, 0, 0),
                                pyinfer_element(t, first)));
    case PYS_ZIP: return zipped(t, u, call);
    case PYS_NEXT: {
        TypeId own = pymember_call(t, first, t->w->names.next);
        return own != TYPE_UNKNOWN ? own : pyinfer_element(t, first);
    }
    case PYS_SAME: return first;
    case PYS_HOLDER: return pytype_make(t, PYT_BUILTIN, PYB_HOLDER, 0, 0);
    case PYS_NEW: return pyinfer_instance_of(t, first);
    case PYS_REFERENCE: return pytype_make(t, PYT_CALLABLE, 0, first, 0);
    case PYS_CAST: return pyinfer_annotation(t, u, argument(t, u, call, 0));
    case PYS_TYPE_VARIABLE: return form(t, pytype_make(t, PYT_VARIABLE, u, call, 0));
    case PYS_NEW_TYPE: return form(t, pyinfer_annotation(t, u, argument(t, u, call, 1)));
    case PYS_MAP: return mapped(t, u, call);
    case PYS_ANY_OF: return any_of(t, u, call);
    case PYS_OTHER: return pytype_make(t, PYT_BUILTIN, PYB_OTHER, 0, 0);
    default: return TYPE_EXTERNAL;
    }
}
/* clang-format on */

/* -- container.method(...) -- */

static TypeId mapping_method_call(PyThread *t, uint32_t name, TypeId receiver)
{
    const PyNames *n = &t->w->names;
    TypeId key = pytype_arg(t, receiver, 0), value = pytype_arg(t, receiver, 1);

    if (name == n->dict_get || name == n->pop || name == n->setdefault)
        return value;
    if (name == n->values)
        return iterable(t, value);
    if (name == n->keys)
        return iterable(t, key);
    if (name == n->items)
        return iterable(t, pair(t, key, value));
    return name == n->copy ? receiver : TYPE_EXTERNAL;
}

TypeId pybuiltin_method_call(PyThread *t, uint32_t name, TypeId receiver)
{
    PyType x = pytype_get(t, receiver);

    if (x.sym == PYB_MAPPING)
        return mapping_method_call(t, name, receiver);
    if (x.sym == PYB_HOLDER && name == t->w->names.dict_get)
        return pytype_arg(t, receiver, 0);
    if (x.sym == PYB_ITERABLE && name == t->w->names.pop)
        return pytype_arg(t, receiver, 0);
    if (x.sym == PYB_ITERABLE && name == t->w->names.copy)
        return receiver;
    if (x.sym == PYB_ITERABLE && name == t->w->names.next)
        return pytype_arg(t, receiver, 0);
    return TYPE_EXTERNAL;
}
