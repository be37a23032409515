/*
 * python_values.c -- the second walk over a Python file: expressions.
 *
 * An expression becomes records only as far as somebody may ask for it: a name that could mean
 * something outside its function is a reference; what a value is made of is kept where it is
 * bound, returned, iterated or has an attribute taken (PY_WANTED). A local name that nobody
 * asks for, a number, a comparison leave nothing. References come in the order of the text.
 */
#include "syntax/packs/python_pack.h"

enum { KEPT_ARGUMENTS = 6 }; /* of a call */

uint32_t py_add(Py *py, Expr e)
{
    return facts_add_expr(py->b, e);
}

uint32_t py_start(const Py *py, NodeId n)
{
    return py->t->nodes[n].start;
}

PyPlace py_in_scope(PyPlace p, uint32_t scope)
{
    if (scope)
        p.scope = scope;
    return p;
}

uint32_t py_literal(Py *py, NodeId n, PyPlace p, LiteralKind kind, uint32_t ask)
{
    if (!(ask & PY_WANTED))
        return 0;
    return py_add(py, (Expr){.kind = EXPR_LITERAL,
                             .extra = (uint16_t)kind,
                             .at = py_start(py, n),
                             .scope = p.scope});
}

uint32_t py_list(Py *py, const PyExprVec *items, PyPlace p)
{
    uint32_t list = 0;

    for (size_t i = items->len; i-- > 0;)
        list = py_add(
            py, (Expr){.kind = EXPR_LIST, .a = items->at[i], .b = list, .scope = p.scope});
    return list;
}

uint32_t py_either(Py *py, uint32_t a, uint32_t b, uint32_t at, PyPlace p)
{
    if (!a || !b)
        return a ? a : b;
    return py_add(py, (Expr){.kind = EXPR_EITHER, .a = a, .b = b, .at = at, .scope = p.scope});
}

uint32_t py_indexed(Py *py, NodeId n, uint32_t a, uint32_t b, PyPlace p)
{
    return py_add(
        py,
        (Expr){.kind = EXPR_INDEX, .a = a, .b = b, .at = py_start(py, n), .scope = p.scope});
}

/* -- names -- */

uint32_t py_name_use(Py *py, NodeId n, PyPlace p, uint32_t ask)
{
    NameId name = py_name(py, n);
    uint32_t around;
    PyBound bound = py_bound_around(py, p.scope, name, &around);
    bool is_ref = bound != PY_BOUND_LOCAL && bound != PY_BOUND_SELF;

    if (bound == PY_UNBOUND && !py->has_star_import && py_is_builtin(py_text(py, n)))
        is_ref = false;
    if (!is_ref && !(ask & PY_WANTED))
        return 0;
    if (bound == PY_BOUND_SELF && py->self_scope == p.scope &&
        py->b->exprs.at[py->self_expr].name == name)
        return py->self_expr;
    uint32_t e = py_add(py, (Expr){.kind = EXPR_NAME,
                                   .name = name,
                                   .at = py_start(py, n),
                                   .scope = p.scope,
                                   .flags = (uint8_t)(is_ref ? ask | EXPR_IS_REF : 0)});
    if (bound == PY_BOUND_SELF) {
        py->self_scope = p.scope;
        py->self_expr = e;
    }
    return e;
}

/* The type that a test has left for a path `a.b`; 0: none. */
static uint32_t narrowed_path(const Py *py, NodeId n, uint32_t scope)
{
    uint64_t name, type;

    if (!py->narrowed_paths.len || !strmap_get(&py->b->name_ids, py_text(py, n), &name))
        return 0;
    for (; py->b->scopes.at[scope].kind == SCOPE_BLOCK;
         scope = py->b->scopes.at[scope].parent) {
        if (u64map_get(&py->narrowed_paths, (uint64_t)scope << 32 | name, &type))
            return py->mark[type];
    }
    return 0;
}

/* The name of the locals that keep what the function has assigned to the path; 0: none. */
static NameId assigned_path(const Py *py, NodeId n, NameId last, uint32_t scope)
{
    uint64_t name, is_assigned;

    scope = py_binding_scope(py, scope);
    if (!py->assigned_paths.len ||
        !u64map_get(&py->assigned_paths, (uint64_t)scope << 32 | last, &is_assigned) ||
        !strmap_get(&py->b->name_ids, py_text(py, n), &name))
        return 0;
    return (NameId)name;
}

uint32_t py_attribute(Py *py, NodeId n, PyPlace p, uint32_t ask)
{
    NodeId object = py_field(py, n, FIELD_OBJECT), name = py_field(py, n, FIELD_ATTRIBUTE);
    uint32_t a = py_value(py, object, p, PY_WANTED);

    if (name == NODE_NONE || py->t->nodes[name].start == py->t->nodes[name].end)
        return 0;
    a = py_add(py, (Expr){.kind = EXPR_MEMBER,
                          .name = py_name(py, name),
                          .a = a,
                          .at = py_start(py, name),
                          .scope = p.scope,
                          .flags = (uint8_t)(ask | EXPR_IS_REF)});
    if (!(ask & PY_WANTED))
        return a;
    NameId path = assigned_path(py, n, py->b->exprs.at[a].name, p.scope);
    if (path)
        a = py_add(py, (Expr){.kind = PY_PATH,
                              .name = path,
                              .a = a,
                              .at = py_start(py, n),
                              .scope = p.scope});
    uint32_t type = narrowed_path(py, n, p.scope);
    return !type ? a
                 : py_add(py, (Expr){.kind = EXPR_CAST,
                                     .a = type,
                                     .b = a,
                                     .at = py_start(py, n),
                                     .scope = p.scope});
}

/* -- calls -- */

/* Whether an argument may tell the type of a call's result: anything but a plain literal. */
static bool is_telling(const Py *py, NodeId n)
{
    switch (py_kind(py, n)) {
    case KIND_STRING:
    case KIND_CONCATENATED:
    case KIND_INTEGER:
    case KIND_FLOAT:
    case KIND_TRUE:
    case KIND_FALSE:
    case KIND_NONE:
    case KIND_COMPARISON:
    case KIND_NOT:
    case KIND_BINARY:
    case KIND_DICTIONARY:
        return false;
    default:
        return true;
    }
}

/* super(), super(C, self) */
static bool is_super(const Py *py, NodeId callee)
{
    return py_kind(py, callee) == KIND_IDENTIFIER && str_is(py_text(py, callee), "super");
}

static uint32_t argument(Py *py, NodeId n, PyPlace p, bool is_type, bool is_wanted)
{
    switch (py_kind(py, n)) {
    case KIND_KEYWORD: {
        NodeId name = py_field(py, n, FIELD_NAME), v = py_field(py, n, FIELD_VALUE);
        uint32_t a = is_type ? py_type(py, v, p)
                             : py_value(py, v, p, is_wanted ? PY_WANTED : 0);

        if (!is_wanted || !a)
            return 0;
        return py_add(py, (Expr){.kind = PY_KEYWORD,
                                 .name = py_name(py, name),
                                 .a = a,
                                 .at = py_start(py, n),
                                 .scope = p.scope});
    }
    case KIND_LIST_SPLAT:
    case KIND_DICT_SPLAT: {
        uint32_t a = py_value(py, py_first(py, n), p, is_wanted ? PY_WANTED : 0);

        return a ? py_add(py, (Expr){.kind = PY_STARRED,
                                     .a = a,
                                     .at = py_start(py, n),
                                     .scope = p.scope})
                 : 0;
    }
    default:
        return is_type ? py_type(py, n, p) : py_value(py, n, p, is_wanted ? PY_WANTED : 0);
    }
}

/* Tells a lambda that is an argument which parameter it fills. */
static void expect(Py *py, NodeId n, uint32_t callee, unsigned place)
{
    bool is_keyword = py_kind(py, n) == KIND_KEYWORD;
    NodeId v = is_keyword ? py_field(py, n, FIELD_VALUE) : n;

    if (py_kind(py, v) != KIND_LAMBDA || place > UINT8_MAX)
        return;
    py->expected = (PyExpected){.callee = callee, .place = place};
    if (is_keyword)
        py->expected.keyword = py_name(py, py_field(py, n, FIELD_NAME));
}

/* The arguments of a call. Of `cast`, the first is a type, of `TypeVar` all but the first
 * are. */
static uint32_t arguments(Py *py, NodeId n, PyPlace p, Str callee, uint32_t called,
                          bool is_wanted)
{
    bool is_cast = str_is(callee, "cast"), is_type_var = str_is(callee, "TypeVar");
    bool is_instance = str_is(callee, "isinstance");
    unsigned number = 0;
    PyExprVec kept = {0};

    if (py_kind(py, n) == KIND_GENERATOR) {
        uint32_t a = py_value(py, n, p, is_wanted ? PY_WANTED : 0);
        return is_wanted ? py_add(py, (Expr){.kind = EXPR_LIST, .a = a, .scope = p.scope}) : 0;
    }
    if (n == NODE_NONE)
        return 0;
    NODE_EACH_CHILD (py->t, n, child) {
        bool is_type = (is_cast && number == 0) || (is_type_var && number > 0);

        if (py_kind(py, child) == KIND_COMMENT)
            continue;
        expect(py, child, called, number);
        if (is_instance && number == 1 && py_kind(py, child) != KIND_KEYWORD)
            py->mark[child] = py_value(py, child, p, PY_WANTED);
        else if (!is_wanted || number >= KEPT_ARGUMENTS)
            (void)argument(py, child, p, is_type, false);
        else
            *VEC_PUSH(&kept) = argument(py, child, p, is_type, is_telling(py, child));
        number++;
    }
    while (kept.len && !*VEC_LAST(&kept))
        (void)VEC_POP(&kept);
    uint32_t list = py_list(py, &kept, p);
    VEC_DONE(&kept);
    return list;
}

static uint32_t call(Py *py, NodeId n, PyPlace p, uint32_t ask)
{
    NodeId callee = py_field(py, n, FIELD_FUNCTION), args = py_field(py, n, FIELD_ARGUMENTS);
    Str name = py_last_name(py, callee);
    bool is_wanted = (ask & PY_WANTED) != 0;

    if (is_super(py, callee)) {
        (void)arguments(py, args, p, name, 0, false);
        return is_wanted
                   ? py_add(py,
                            (Expr){.kind = EXPR_SUPER, .at = py_start(py, n), .scope = p.scope})
                   : 0;
    }
    uint32_t a = py_value(py, callee, p,
                          EXPR_IS_CALLED | (ask & EXPR_IS_DECORATOR) |
                              (is_wanted ? PY_WANTED : 0));
    uint32_t b = arguments(py, args, p, name, a, is_wanted);
    py_note_call(py, n, p.scope);
    if (!is_wanted || !a)
        return 0;
    return py_add(
        py, (Expr){.kind = EXPR_CALL, .a = a, .b = b, .at = py_start(py, n), .scope = p.scope});
}

/* -- composed values -- */

/* In `x["..."]`, whether the string names a type. */
static bool takes_types(Str name)
{
    static const char *const names[] = {
        "Optional",  "Union",     "List",           "Dict",       "Tuple",         "Set",
        "Type",      "Callable",  "Sequence",       "Iterable",   "Iterator",      "Mapping",
        "Generator", "list",      "dict",           "tuple",      "set",           "type",
        "FrozenSet", "ClassVar",  "Final",          "Deque",      "DefaultDict",   "Generic",
        "Awaitable", "Coroutine", "ContextManager", "Collection", "AsyncIterator",
    };

    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (str_is(name, names[i]))
            return true;
    }
    return false;
}

static uint32_t subscript(Py *py, NodeId n, PyPlace p, uint32_t ask)
{
    NodeId base = py_field(py, n, FIELD_VALUE);
    bool is_type = takes_types(py_last_name(py, base)), is_wanted = (ask & PY_WANTED) != 0;
    uint32_t a = py_value(py, base, p, ask & PY_WANTED);
    PyExprVec items = {0};

    NODE_EACH_CHILD (py->t, n, child) {
        if (child == base || py_kind(py, child) == KIND_COMMENT)
            continue;
        uint32_t item = is_type ? py_type(py, child, p)
                                : py_value(py, child, p, is_wanted ? PY_WANTED : 0);
        if (is_wanted)
            *VEC_PUSH(&items) = item;
    }
    py_note_subscript(py, n, p.scope);
    uint32_t b = py_list(py, &items, p);
    VEC_DONE(&items);
    return is_wanted ? py_indexed(py, n, a, b, p) : 0;
}

/* A list, tuple or set written out: its elements; of others the first that says something. */
static uint32_t collection(Py *py, NodeId n, PyPlace p, LiteralKind kind, uint32_t ask)
{
    PyExprVec items = {0};
    bool is_wanted = (ask & PY_WANTED) != 0, is_known = false;

    NODE_EACH_CHILD (py->t, n, child) {
        bool keep = is_wanted && (kind == LITERAL_TUPLE || !is_known);

        if (py_kind(py, child) == KIND_COMMENT)
            continue;
        uint32_t item = argument(py, child, p, false, keep);
        is_known |= item != 0;
        if (keep)
            *VEC_PUSH(&items) = item;
    }
    uint32_t list = py_list(py, &items, p);
    VEC_DONE(&items);
    if (!is_wanted)
        return 0;
    return py_add(py, (Expr){.kind = EXPR_LITERAL,
                             .extra = (uint16_t)kind,
                             .b = list,
                             .at = py_start(py, n),
                             .scope = p.scope});
}

/* b: the list of a key and its value, the first pair's. */
static uint32_t dictionary(Py *py, NodeId n, PyPlace p, uint32_t ask)
{
    PyExprVec items = {0};

    NODE_EACH_CHILD (py->t, n, child) {
        bool keep = (ask & PY_WANTED) && items.len == 0;

        if (py_kind(py, child) != KIND_PAIR) {
            (void)argument(py, child, p, false, false);
            continue;
        }
        uint32_t key = py_value(py, py_field(py, child, FIELD_KEY), p, keep ? PY_WANTED : 0);
        uint32_t item = py_value(py, py_field(py, child, FIELD_VALUE), p, keep ? PY_WANTED : 0);
        if (keep) {
            *VEC_PUSH(&items) = key;
            *VEC_PUSH(&items) = item;
        }
    }
    uint32_t list = py_list(py, &items, p);
    VEC_DONE(&items);
    if (!(ask & PY_WANTED))
        return 0;
    return py_add(py, (Expr){.kind = EXPR_LITERAL,
                             .extra = LITERAL_MAP,
                             .b = list,
                             .at = py_start(py, n),
                             .scope = p.scope});
}

uint32_t py_element_of(Py *py, uint32_t a, uint32_t at, PyPlace p)
{
    return a ? py_add(py, (Expr){.kind = PY_ITER, .a = a, .at = at, .scope = p.scope}) : 0;
}

static void for_in_clause(Py *py, NodeId n, PyPlace inner, PyPlace around)
{
    NodeId left = py_field(py, n, FIELD_LEFT);
    uint32_t from = 0;

    /* targets first, as they stand; their value is known after the iterable is read */
    NODE_EACH_CHILD (py->t, n, part) {
        if (part != left)
            from = py_value(py, part, around, PY_WANTED);
    }
    py_assign(py, left, py_element_of(py, from, py_start(py, n), inner), 0, inner);
}

static uint32_t comprehension(Py *py, NodeId n, PyPlace p, uint32_t ask)
{
    static const uint16_t kinds[KIND_COUNT] = {
        [KIND_LIST_COMP] = LITERAL_LIST,
        [KIND_SET_COMP] = LITERAL_SET,
        [KIND_DICT_COMP] = LITERAL_MAP,
        [KIND_GENERATOR] = LITERAL_LIST,
    };
    PyPlace inner = {.scope = py->mark[n]};
    bool is_first = true;
    NodeId body = py_field(py, n, FIELD_BODY);
    PyExprVec items = {0};

    if (py_kind(py, body) == KIND_PAIR) {
        *VEC_PUSH(&items) = py_value(py, py_field(py, body, FIELD_KEY), inner, ask & PY_WANTED);
        *VEC_PUSH(&items) = py_value(py, py_field(py, body, FIELD_VALUE), inner,
                                     ask & PY_WANTED);
    } else if (body != NODE_NONE) {
        *VEC_PUSH(&items) = py_value(py, body, inner, ask & PY_WANTED);
    }
    NODE_EACH_CHILD (py->t, n, child) {
        if (py_kind(py, child) == KIND_FOR_IN) {
            for_in_clause(py, child, inner, is_first ? p : inner);
            is_first = false;
        } else if (child != body) {
            (void)py_value(py, child, inner, 0);
        }
    }
    uint32_t list = ask & PY_WANTED ? py_list(py, &items, p) : 0;
    VEC_DONE(&items);
    if (!(ask & PY_WANTED))
        return 0;
    return py_add(py, (Expr){.kind = EXPR_LITERAL,
                             .extra = kinds[py_kind(py, n)],
                             .b = list,
                             .at = py_start(py, n),
                             .scope = p.scope});
}

void py_parameters(Py *py, NodeId n, PyPlace around)
{
    if (n == NODE_NONE)
        return;
    NODE_EACH_CHILD (py->t, n, child) {
        NodeId name = child;
        uint32_t type = 0, from = 0;

        if (py_kind(py, child) == KIND_IDENTIFIER)
            continue;
        if (py_field(py, child, FIELD_NAME) != NODE_NONE)
            name = py_field(py, child, FIELD_NAME);
        while (name != NODE_NONE && py_kind(py, name) != KIND_IDENTIFIER)
            name = node_first_child(py->t, name);
        if (py_field(py, child, FIELD_TYPE) != NODE_NONE)
            type = py_type(py, py_field(py, child, FIELD_TYPE), around);
        if (py_field(py, child, FIELD_VALUE) != NODE_NONE)
            from = py_value(py, py_field(py, child, FIELD_VALUE), around, PY_WANTED);
        if (name == NODE_NONE || (py->mark[name] & 3) != PY_MARK_LOCAL)
            continue;
        py->b->locals.at[py->mark[name] >> 2].type = type;
        py->b->locals.at[py->mark[name] >> 2].value = from;
    }
}

static void lambda_parameters(Py *py, NodeId n, PyPlace p)
{
    PyExpected x = py->expected;
    unsigned order = 0;

    py->expected = (PyExpected){0};
    if (!x.callee || n == NODE_NONE)
        return;
    NODE_EACH_CHILD (py->t, n, child) {
        if (py_kind(py, child) == KIND_IDENTIFIER && order <= UINT8_MAX &&
            (py->mark[child] & 3) == PY_MARK_LOCAL)
            py->b->locals.at[py->mark[child] >> 2].value = py_add(
                py, (Expr){.kind = PY_EXPECTED,
                           .a = x.callee,
                           .name = x.keyword,
                           .extra = (uint16_t)(x.place << 8 | order),
                           .at = py_start(py, child),
                           .scope = p.scope});
        order++;
    }
}

static uint32_t lambda(Py *py, NodeId n, PyPlace p, uint32_t ask)
{
    uint32_t scope = py->mark[n];
    NodeId body = py_field(py, n, FIELD_BODY);

    lambda_parameters(py, py_field(py, n, FIELD_PARAMETERS), p);
    py_parameters(py, py_field(py, n, FIELD_PARAMETERS), p);
    uint32_t result = body == NODE_NONE
                          ? 0
                          : py_value(py, body, (PyPlace){.scope = scope}, ask & PY_WANTED);
    if (!(ask & PY_WANTED))
        return 0;
    return py_add(py, (Expr){.kind = EXPR_LAMBDA,
                             .a = scope,
                             .b = result,
                             .at = py_start(py, n),
                             .scope = p.scope});
}

/* a or b, a and b, a if c else b */
static uint32_t boolean(Py *py, NodeId n, PyPlace p, uint32_t ask)
{
    NodeId left = py_field(py, n, FIELD_LEFT), right = py_field(py, n, FIELD_RIGHT);
    uint32_t a = py_value(py, left, p, ask & PY_WANTED);
    uint32_t b = py_value(py, right, py_in_scope(p, py->mark[n]), ask & PY_WANTED);

    return py_either(py, a, b, py_start(py, n), p);
}

static uint32_t ternary(Py *py, NodeId n, PyPlace p, uint32_t ask)
{
    uint32_t result = 0;
    unsigned number = 0;

    NODE_EACH_CHILD (py->t, n, child) {
        if (py_kind(py, child) == KIND_COMMENT)
            continue;
        PyPlace at = number == 0 ? py_in_scope(p, py->mark[n]) : p;
        uint32_t e = py_value(py, child, at, number == 1 ? 0 : ask & PY_WANTED);

        if (number != 1)
            result = py_either(py, result, e, py_start(py, n), p);
        number++;
    }
    return result;
}

static uint32_t binary(Py *py, NodeId n, PyPlace p, uint32_t ask)
{
    static const struct {
        const char *sign;
        const char *method;
    } rows[] = {
        {"+", "__add__"},       {"-", "__sub__"}, {"*", "__mul__"},    {"/", "__truediv__"},
        {"//", "__floordiv__"}, {"%", "__mod__"}, {"@", "__matmul__"}, {"**", "__pow__"},
        {"&", "__and__"},       {"|", "__or__"},  {"^", "__xor__"},    {"<<", "__lshift__"},
        {">>", "__rshift__"},
    };
    NodeId left = py_field(py, n, FIELD_LEFT), right = py_field(py, n, FIELD_RIGHT);
    uint32_t a = py_value(py, left, p, ask & PY_WANTED),
             b = py_value(py, right, p, ask & PY_WANTED);

    if (!(ask & PY_WANTED) || !a || left == NODE_NONE || right == NODE_NONE)
        return 0;
    uint32_t from = py->t->nodes[left].end;
    Str sign = str_trim((Str){py->t->src.ptr + from, py_start(py, right) - from});
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (str_is(sign, rows[i].sign))
            return py_add(py, (Expr){.kind = PY_OPERATOR,
                                     .a = a,
                                     .b = b,
                                     .at = py_start(py, n),
                                     .name = facts_add_name(py->b, str_from(rows[i].method)),
                                     .scope = p.scope});
    }
    return 0;
}

void py_add_result(Py *py, NameId name, uint32_t from, uint32_t at, PyPlace p)
{
    uint32_t scope = py_binding_scope(py, p.scope);

    if (py->b->scopes.at[scope].kind == SCOPE_FUNCTION)
        facts_add_local(py->b,
                        (Local){.name = name, .scope = scope, .start = at, .value = from});
}

static uint32_t yield(Py *py, NodeId n, PyPlace p)
{
    NodeId what = py_first(py, n);
    uint32_t from = what == NODE_NONE ? 0 : py_value(py, what, p, PY_WANTED);
    Str between = {py->t->src.ptr + py_start(py, n),
                   (what == NODE_NONE ? py->t->nodes[n].end : py_start(py, what)) -
                       py_start(py, n)};

    if (str_has(between, STR("from")))
        from = py_element_of(py, from, py_start(py, n), p);
    py_add_result(py, PY_NAME_YIELD, from, py_start(py, n), p);
    return 0;
}

uint32_t py_value_in_children(Py *py, NodeId n, PyPlace p)
{
    NODE_EACH_CHILD (py->t, n, child)
        (void)py_value(py, child, p, 0);
    return 0;
}

static uint32_t walrus(Py *py, NodeId n, PyPlace p, uint32_t ask)
{
    NodeId target = py_field(py, n, FIELD_NAME);
    uint32_t from = py_value(py, py_field(py, n, FIELD_VALUE), p, PY_WANTED);

    py_bind_from(py, n, target, from, 0, p);
    return ask & PY_WANTED ? from : 0;
}

/* The Expr that stands for the value of `n`, when it is PY_WANTED and anything can be said
 * of it; else 0. References inside are recorded in any case. */
/* clang-format off */
uint32_t py_value(Py *py, NodeId n, PyPlace p, uint32_t ask)
{
    if (n == NODE_NONE)
        return 0;
    switch (py_kind(py, n)) {
    case KIND_IDENTIFIER: return py_name_use(py, n, p, ask);
    case KIND_ATTRIBUTE: return py_attribute(py, n, p, ask);
    case KIND_CALL: return call(py, n, p, ask);
    case KIND_SUBSCRIPT: return subscript(py, n, p, ask);
    case KIND_PARENTHESIZED: return py_value(py, py_first(py, n), p, ask);
    case KIND_AWAIT: {
        uint32_t a = py_value(py, py_first(py, n), p, ask & PY_WANTED);
        return a ? py_add(py, (Expr){.kind = EXPR_AWAIT, .a = a, .at = py_start(py, n),
                                  .scope = p.scope})
                 : 0;
    }
    case KIND_STRING: case KIND_CONCATENATED:
        (void)py_value_in_children(py, n, p);
        return py_literal(py, n, p, LITERAL_TEXT, ask);
    case KIND_INTEGER: case KIND_FLOAT: return py_literal(py, n, p, LITERAL_NUMBER, ask);
    case KIND_TRUE: case KIND_FALSE: return py_literal(py, n, p, LITERAL_BOOL, ask);
    case KIND_NONE: return py_literal(py, n, p, LITERAL_NONE, ask);
    case KIND_COMPARISON: case KIND_NOT:
        (void)py_value_in_children(py, n, p);
        return py_literal(py, n, p, LITERAL_BOOL, ask);
    case KIND_LIST: return collection(py, n, p, LITERAL_LIST, ask);
    case KIND_SET: return collection(py, n, p, LITERAL_SET, ask);
    case KIND_TUPLE: case KIND_EXPRESSION_LIST: return collection(py, n, p, LITERAL_TUPLE, ask);
    case KIND_DICTIONARY: return dictionary(py, n, p, ask);
    case KIND_LIST_COMP: case KIND_SET_COMP: case KIND_DICT_COMP: case KIND_GENERATOR:
        return comprehension(py, n, p, ask);
    case KIND_LAMBDA: return lambda(py, n, p, ask);
    case KIND_BOOLEAN: return boolean(py, n, p, ask);
    case KIND_CONDITIONAL: return ternary(py, n, p, ask);
    case KIND_BINARY: return binary(py, n, p, ask);
    case KIND_YIELD: return yield(py, n, p);
    case KIND_NAMED_EXPR: return walrus(py, n, p, ask);
    case KIND_AS_PATTERN: {
        uint32_t from = py_value(py, py_first(py, n), p, PY_WANTED);
        py_bind_from(py, n, py_field(py, n, FIELD_ALIAS), from, 0, p);
        return from;
    }
    case KIND_LIST_SPLAT: case KIND_DICT_SPLAT: case KIND_UNARY: case KIND_SLICE:
        return py_value_in_children(py, n, p);
    case KIND_COMMENT: return 0;
    case KIND_KEYWORD:
        return py_value(py, py_field(py, n, FIELD_VALUE), p, 0);
    default:
        py_statement(py, n, p);
        return 0;
    }
}
/* clang-format on */
