/*
 * python_refs.c -- the second walk over a Python file: expressions, types, references.
 *
 * An expression becomes records only as far as somebody may ask for it: a name that could mean
 * something outside its function is a reference; what a value is made of is kept where it is bound,
 * returned, iterated or has an attribute taken (`is_wanted`). A local name that nobody asks for, a
 * number, a comparison leave nothing. References come in the order of the text.
 */
#include "syntax/packs/python_pack.h"

enum { STRING_TYPE_MAX_DEPTH = 24, KEPT_ARGUMENTS = 6 };

/* What is asked of an expression, beside the EXPR_... flags its outermost reference gets. */
enum { WANTED = BIT(16) };

static uint32_t value(Py *py, NodeId n, PyPlace p, uint32_t ask);
static uint32_t type_of(Py *py, NodeId n, PyPlace p);
static void statement(Py *py, NodeId n, PyPlace p);
static void assign(Py *py, NodeId target, uint32_t from, uint32_t type, PyPlace p);
static void bind_from(Py *py, NodeId whole, NodeId target, uint32_t from, uint32_t type, PyPlace p);

static uint32_t add(Py *py, Expr e)
{
    return facts_add_expr(py->b, e);
}

static uint32_t start_of(const Py *py, NodeId n)
{
    return py->t->nodes[n].start;
}

static PyPlace in_scope(PyPlace p, uint32_t scope)
{
    if (scope)
        p.scope = scope;
    return p;
}

static uint32_t literal(Py *py, NodeId n, PyPlace p, LiteralKind kind, uint32_t ask)
{
    if (!(ask & WANTED))
        return 0;
    return add(py, (Expr){.kind = EXPR_LITERAL, .extra = (uint16_t)kind, .at = start_of(py, n),
                          .scope = p.scope});
}

/* -- lists of Exprs: built back to front -- */

VEC_TYPE(ExprVec, uint32_t);

static uint32_t list_of(Py *py, const ExprVec *items, PyPlace p)
{
    uint32_t list = 0;

    for (size_t i = items->len; i-- > 0;)
        list = add(py, (Expr){.kind = EXPR_LIST, .a = items->at[i], .b = list, .scope = p.scope});
    return list;
}

/* -- names -- */

static uint32_t name_use(Py *py, NodeId n, PyPlace p, uint32_t ask)
{
    NameId name = py_name(py, n);
    uint32_t around;
    PyBound bound = py_bound_around(py, p.scope, name, &around);
    bool is_ref = bound != PY_BOUND_LOCAL && bound != PY_BOUND_SELF;

    if (bound == PY_UNBOUND && !py->has_star_import && py_is_builtin(py_text(py, n)))
        is_ref = false;
    if (!is_ref && !(ask & WANTED))
        return 0;
    if (bound == PY_BOUND_SELF && py->self_scope == p.scope &&
        py->b->exprs.at[py->self_expr].name == name)
        return py->self_expr;
    uint32_t e = add(py, (Expr){
        .kind = EXPR_NAME, .name = name, .at = start_of(py, n), .scope = p.scope,
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
    for (; py->b->scopes.at[scope].kind == SCOPE_BLOCK; scope = py->b->scopes.at[scope].parent) {
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

static uint32_t attribute(Py *py, NodeId n, PyPlace p, uint32_t ask)
{
    NodeId object = py_field(py, n, FIELD_OBJECT), name = py_field(py, n, FIELD_ATTRIBUTE);
    uint32_t a = value(py, object, p, WANTED);

    if (name == NODE_NONE || py->t->nodes[name].start == py->t->nodes[name].end)
        return 0;
    a = add(py, (Expr){.kind = EXPR_MEMBER, .name = py_name(py, name), .a = a,
                       .at = start_of(py, name), .scope = p.scope,
                       .flags = (uint8_t)(ask | EXPR_IS_REF)});
    if (!(ask & WANTED))
        return a;
    NameId path = assigned_path(py, n, py->b->exprs.at[a].name, p.scope);
    if (path)
        a = add(py, (Expr){.kind = PY_PATH, .name = path, .a = a, .at = start_of(py, n),
                           .scope = p.scope});
    uint32_t type = narrowed_path(py, n, p.scope);
    return !type ? a
                 : add(py, (Expr){.kind = EXPR_CAST, .a = type, .b = a, .at = start_of(py, n),
                                  .scope = p.scope});
}

/* -- calls -- */

/* Whether an argument may tell the type of a call's result: anything but a plain literal. */
static bool is_telling(const Py *py, NodeId n)
{
    switch (py_kind(py, n)) {
    case KIND_STRING: case KIND_CONCATENATED: case KIND_INTEGER: case KIND_FLOAT: case KIND_TRUE:
    case KIND_FALSE: case KIND_NONE: case KIND_COMPARISON: case KIND_NOT: case KIND_BINARY:
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
        uint32_t a = is_type ? type_of(py, v, p) : value(py, v, p, is_wanted ? WANTED : 0);

        if (!is_wanted || !a)
            return 0;
        return add(py, (Expr){.kind = PY_KEYWORD, .name = py_name(py, name), .a = a,
                              .at = start_of(py, n), .scope = p.scope});
    }
    case KIND_LIST_SPLAT: case KIND_DICT_SPLAT: {
        uint32_t a = value(py, py_first(py, n), p, is_wanted ? WANTED : 0);

        return a ? add(py, (Expr){.kind = PY_STARRED, .a = a, .at = start_of(py, n),
                                  .scope = p.scope})
                 : 0;
    }
    default:
        return is_type ? type_of(py, n, p) : value(py, n, p, is_wanted ? WANTED : 0);
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

/* The arguments of a call. Of `cast`, the first is a type, of `TypeVar` all but the first are. */
static uint32_t arguments(Py *py, NodeId n, PyPlace p, Str callee, uint32_t called, bool is_wanted)
{
    bool is_cast = str_is(callee, "cast"), is_type_var = str_is(callee, "TypeVar");
    bool is_instance = str_is(callee, "isinstance");
    unsigned number = 0;
    ExprVec kept = {0};

    if (py_kind(py, n) == KIND_GENERATOR) {
        uint32_t a = value(py, n, p, is_wanted ? WANTED : 0);
        return is_wanted ? add(py, (Expr){.kind = EXPR_LIST, .a = a, .scope = p.scope}) : 0;
    }
    if (n == NODE_NONE)
        return 0;
    NODE_EACH_CHILD (py->t, n, child) {
        bool is_type = (is_cast && number == 0) || (is_type_var && number > 0);

        if (py_kind(py, child) == KIND_COMMENT)
            continue;
        expect(py, child, called, number);
        if (is_instance && number == 1 && py_kind(py, child) != KIND_KEYWORD)
            py->mark[child] = value(py, child, p, WANTED);
        else if (!is_wanted || number >= KEPT_ARGUMENTS)
            (void)argument(py, child, p, is_type, false);
        else
            *VEC_PUSH(&kept) = argument(py, child, p, is_type, is_telling(py, child));
        number++;
    }
    while (kept.len && !*VEC_LAST(&kept))
        (void)VEC_POP(&kept);
    uint32_t list = list_of(py, &kept, p);
    VEC_DONE(&kept);
    return list;
}

static uint32_t call(Py *py, NodeId n, PyPlace p, uint32_t ask)
{
    NodeId callee = py_field(py, n, FIELD_FUNCTION), args = py_field(py, n, FIELD_ARGUMENTS);
    Str name = py_last_name(py, callee);
    bool is_wanted = (ask & WANTED) != 0;

    if (is_super(py, callee)) {
        (void)arguments(py, args, p, name, 0, false);
        return is_wanted ? add(py, (Expr){.kind = EXPR_SUPER, .at = start_of(py, n),
                                          .scope = p.scope})
                         : 0;
    }
    uint32_t a = value(py, callee, p, EXPR_IS_CALLED | (ask & EXPR_IS_DECORATOR) |
                                          (is_wanted ? WANTED : 0));
    uint32_t b = arguments(py, args, p, name, a, is_wanted);
    py_note_call(py, n, p.scope);
    if (!is_wanted || !a)
        return 0;
    return add(py, (Expr){.kind = EXPR_CALL, .a = a, .b = b, .at = start_of(py, n),
                          .scope = p.scope});
}

/* -- types -- */

/* In `x["..."]`, whether the string names a type. */
static bool takes_types(Str name)
{
    static const char *const names[] = {
        "Optional", "Union", "List", "Dict", "Tuple", "Set", "Type", "Callable", "Sequence",
        "Iterable", "Iterator", "Mapping", "Generator", "list", "dict", "tuple", "set", "type",
        "FrozenSet", "ClassVar", "Final", "Deque", "DefaultDict", "Generic", "Awaitable",
        "Coroutine", "ContextManager", "Collection", "AsyncIterator",
    };

    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (str_is(name, names[i]))
            return true;
    }
    return false;
}

static uint32_t indexed(Py *py, NodeId n, uint32_t a, uint32_t b, PyPlace p)
{
    return add(py, (Expr){.kind = EXPR_INDEX, .a = a, .b = b, .at = start_of(py, n),
                          .scope = p.scope});
}

/* Literal[Color.RED, "x"]: enum members are references, strings are not types. */
static void literal_arguments(Py *py, NodeId n, PyPlace p)
{
    for (; n != NODE_NONE; n = node_next(py->t, n)) {
        if (py_kind(py, n) == KIND_TYPE || py_kind(py, n) == KIND_TYPE_PARAMETER)
            literal_arguments(py, node_first_child(py->t, n), p);
        else if (py_kind(py, n) == KIND_ATTRIBUTE)
            (void)value(py, n, p, 0);
    }
}

/* a[b, c] where a type stands. */
static uint32_t type_subscript(Py *py, NodeId n, PyPlace p)
{
    NodeId base = node_first_child(py->t, n);
    Str name = py_last_name(py, base);
    uint32_t a = type_of(py, base, p);
    ExprVec items = {0};

    if (str_is(name, "Literal")) {
        if (base != NODE_NONE)
            literal_arguments(py, node_next(py->t, base), p);
        return indexed(py, n, a, 0, p);
    }
    for (NodeId item = base == NODE_NONE ? base : node_next(py->t, base); item != NODE_NONE;
         item = node_next(py->t, item)) {
        if (py_kind(py, item) == KIND_TYPE_PARAMETER) {
            NODE_EACH_CHILD (py->t, item, child) {
                if (py_kind(py, child) != KIND_COMMENT)
                    *VEC_PUSH(&items) = type_of(py, child, p);
            }
        } else if (str_is(name, "Annotated") && items.len) {
            (void)value(py, item, p, 0);
        } else if (py_kind(py, item) != KIND_COMMENT) {
            *VEC_PUSH(&items) = type_of(py, item, p);
        }
    }
    uint32_t b = list_of(py, &items, p);
    VEC_DONE(&items);
    return indexed(py, n, a, b, p);
}

static uint32_t either(Py *py, uint32_t a, uint32_t b, uint32_t at, PyPlace p)
{
    if (!a || !b)
        return a ? a : b;
    return add(py, (Expr){.kind = EXPR_EITHER, .a = a, .b = b, .at = at, .scope = p.scope});
}

/* -- types written as strings: names, dots, brackets, commas, bars -- */

typedef struct TypeText {
    const char *src;
    uint32_t at, end;
    unsigned depth;
} TypeText;

static uint32_t text_type(Py *py, TypeText *x, PyPlace p);

static bool is_name_char(char c, bool is_first)
{
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80) ||
           (!is_first && c >= '0' && c <= '9');
}

static char text_peek(TypeText *x)
{
    while (x->at < x->end && strchr(" \t\r\n", x->src[x->at]))
        x->at++;
    return x->at < x->end ? x->src[x->at] : '\0';
}

static Str text_name(TypeText *x)
{
    uint32_t start = x->at;

    while (x->at < x->end && is_name_char(x->src[x->at], x->at == start))
        x->at++;
    return (Str){x->src + start, x->at - start};
}

static uint32_t text_list(Py *py, TypeText *x, PyPlace p)
{
    ExprVec items = {0};

    x->at++;
    while (text_peek(x) && text_peek(x) != ']') {
        uint32_t before = x->at;

        *VEC_PUSH(&items) = text_type(py, x, p);
        if (text_peek(x) == ',')
            x->at++;
        else if (x->at == before)
            x->at++; /* nothing that a type is written with */
    }
    if (x->at < x->end)
        x->at++;
    uint32_t list = list_of(py, &items, p);
    VEC_DONE(&items);
    return list;
}

static uint32_t text_path(Py *py, TypeText *x, PyPlace p)
{
    uint32_t at = x->at, around;
    Str name = text_name(x);
    NameId id = facts_add_name(py->b, name);
    PyBound bound = py_bound_around(py, p.scope, id, &around);
    bool is_ref = bound != PY_UNBOUND || !py_is_builtin(name);
    uint32_t e;

    if (str_is(name, "None"))
        return add(py, (Expr){.kind = EXPR_LITERAL, .extra = LITERAL_NONE, .at = at,
                              .scope = p.scope});
    e = add(py, (Expr){.kind = EXPR_NAME, .name = id, .at = at, .scope = p.scope,
                       .flags = EXPR_IS_TYPE | (is_ref ? EXPR_IS_REF : 0)});
    while (text_peek(x) == '.') {
        x->at++;
        (void)text_peek(x);
        at = x->at;
        name = text_name(x);
        if (name.len == 0)
            break;
        e = add(py, (Expr){.kind = EXPR_MEMBER, .name = facts_add_name(py->b, name), .a = e,
                           .at = at, .scope = p.scope, .flags = EXPR_IS_TYPE | EXPR_IS_REF});
    }
    return e;
}

static uint32_t text_term(Py *py, TypeText *x, PyPlace p)
{
    char c = text_peek(x);

    if (c == '[')
        return text_list(py, x, p), 0;
    if (c == '\'' || c == '"') {
        x->at++;
        uint32_t e = text_type(py, x, p);
        if (text_peek(x) == c)
            x->at++;
        return e;
    }
    if (!is_name_char(c, true))
        return 0;
    uint32_t start = x->at, e = text_path(py, x, p);
    if (text_peek(x) != '[')
        return e;
    uint32_t list = text_list(py, x, p);
    return add(py, (Expr){.kind = EXPR_INDEX, .a = e, .b = list, .at = start, .scope = p.scope});
}

static uint32_t text_type(Py *py, TypeText *x, PyPlace p)
{
    if (x->depth >= STRING_TYPE_MAX_DEPTH)
        return 0;
    x->depth++;
    uint32_t start = x->at, e = text_term(py, x, p);
    while (text_peek(x) == '|') {
        x->at++;
        e = either(py, e, text_term(py, x, p), start, p);
    }
    x->depth--;
    return e;
}

static uint32_t string_type(Py *py, NodeId n, PyPlace p)
{
    NodeId content = node_child_of_kind(py->t, n, KIND_STRING_CONTENT);

    if (content == NODE_NONE || str_find_char(py_text(py, content), '\\', 0) != SIZE_MAX)
        return 0;
    TypeText x = {.src = py->t->src.ptr, .at = start_of(py, content),
                  .end = py->t->nodes[content].end};
    return text_type(py, &x, p);
}

static uint32_t type_of(Py *py, NodeId n, PyPlace p)
{
    switch (py_kind(py, n)) {
    case KIND_TYPE: case KIND_PARENTHESIZED: case KIND_SPLAT_TYPE: case KIND_LIST_SPLAT:
        return type_of(py, py_first(py, n), p);
    case KIND_IDENTIFIER: case KIND_ATTRIBUTE:
        return value(py, n, p, WANTED | EXPR_IS_TYPE);
    case KIND_GENERIC_TYPE: case KIND_SUBSCRIPT:
        return type_subscript(py, n, p);
    case KIND_BINARY: case KIND_UNION_TYPE: {
        NodeId left = node_first_child(py->t, n);
        uint32_t a = type_of(py, left, p);

        return either(py, a, left == NODE_NONE ? 0 : type_of(py, node_next(py->t, left), p),
                      start_of(py, n), p);
    }
    case KIND_NONE:
        return literal(py, n, p, LITERAL_NONE, WANTED);
    case KIND_STRING:
        return string_type(py, n, p);
    case KIND_LIST: case KIND_TUPLE: case KIND_EXPRESSION_LIST: {
        ExprVec items = {0};

        NODE_EACH_CHILD (py->t, n, child) {
            if (py_kind(py, child) != KIND_COMMENT)
                *VEC_PUSH(&items) = type_of(py, child, p);
        }
        uint32_t list = list_of(py, &items, p);
        VEC_DONE(&items);
        return add(py, (Expr){.kind = EXPR_LITERAL, .extra = LITERAL_LIST, .b = list,
                              .at = start_of(py, n), .scope = p.scope});
    }
    default:
        return n == NODE_NONE ? 0 : value(py, n, p, WANTED | EXPR_IS_TYPE);
    }
}

/* -- composed values -- */

static uint32_t subscript(Py *py, NodeId n, PyPlace p, uint32_t ask)
{
    NodeId base = py_field(py, n, FIELD_VALUE);
    bool is_type = takes_types(py_last_name(py, base)), is_wanted = (ask & WANTED) != 0;
    uint32_t a = value(py, base, p, ask & WANTED);
    ExprVec items = {0};

    NODE_EACH_CHILD (py->t, n, child) {
        if (child == base || py_kind(py, child) == KIND_COMMENT)
            continue;
        uint32_t item = is_type ? type_of(py, child, p)
                                : value(py, child, p, is_wanted ? WANTED : 0);
        if (is_wanted)
            *VEC_PUSH(&items) = item;
    }
    py_note_subscript(py, n, p.scope);
    uint32_t b = list_of(py, &items, p);
    VEC_DONE(&items);
    return is_wanted ? indexed(py, n, a, b, p) : 0;
}

/* A list, tuple or set written out: its elements; of others the first that says something. */
static uint32_t collection(Py *py, NodeId n, PyPlace p, LiteralKind kind, uint32_t ask)
{
    ExprVec items = {0};
    bool is_wanted = (ask & WANTED) != 0, is_known = false;

    NODE_EACH_CHILD (py->t, n, child) {
        bool keep = is_wanted && (kind == LITERAL_TUPLE || !is_known);

        if (py_kind(py, child) == KIND_COMMENT)
            continue;
        uint32_t item = argument(py, child, p, false, keep);
        is_known |= item != 0;
        if (keep)
            *VEC_PUSH(&items) = item;
    }
    uint32_t list = list_of(py, &items, p);
    VEC_DONE(&items);
    if (!is_wanted)
        return 0;
    return add(py, (Expr){.kind = EXPR_LITERAL, .extra = (uint16_t)kind, .b = list,
                          .at = start_of(py, n), .scope = p.scope});
}

/* b: the list of a key and its value, the first pair's. */
static uint32_t dictionary(Py *py, NodeId n, PyPlace p, uint32_t ask)
{
    ExprVec items = {0};

    NODE_EACH_CHILD (py->t, n, child) {
        bool keep = (ask & WANTED) && items.len == 0;

        if (py_kind(py, child) != KIND_PAIR) {
            (void)argument(py, child, p, false, false);
            continue;
        }
        uint32_t key = value(py, py_field(py, child, FIELD_KEY), p, keep ? WANTED : 0);
        uint32_t item = value(py, py_field(py, child, FIELD_VALUE), p, keep ? WANTED : 0);
        if (keep) {
            *VEC_PUSH(&items) = key;
            *VEC_PUSH(&items) = item;
        }
    }
    uint32_t list = list_of(py, &items, p);
    VEC_DONE(&items);
    if (!(ask & WANTED))
        return 0;
    return add(py, (Expr){.kind = EXPR_LITERAL, .extra = LITERAL_MAP, .b = list,
                          .at = start_of(py, n), .scope = p.scope});
}

static uint32_t element_of(Py *py, uint32_t a, uint32_t at, PyPlace p)
{
    return a ? add(py, (Expr){.kind = PY_ITER, .a = a, .at = at, .scope = p.scope}) : 0;
}

static void for_in_clause(Py *py, NodeId n, PyPlace inner, PyPlace around)
{
    NodeId left = py_field(py, n, FIELD_LEFT);
    uint32_t from = 0;

    /* targets first, as they stand; their value is known after the iterable is read */
    NODE_EACH_CHILD (py->t, n, part) {
        if (part != left)
            from = value(py, part, around, WANTED);
    }
    assign(py, left, element_of(py, from, start_of(py, n), inner), 0, inner);
}

static uint32_t comprehension(Py *py, NodeId n, PyPlace p, uint32_t ask)
{
    static const uint16_t kinds[KIND_COUNT] = {
        [KIND_LIST_COMP] = LITERAL_LIST, [KIND_SET_COMP] = LITERAL_SET,
        [KIND_DICT_COMP] = LITERAL_MAP,  [KIND_GENERATOR] = LITERAL_LIST,
    };
    PyPlace inner = {.scope = py->mark[n]};
    bool is_first = true;
    NodeId body = py_field(py, n, FIELD_BODY);
    ExprVec items = {0};

    if (py_kind(py, body) == KIND_PAIR) {
        *VEC_PUSH(&items) = value(py, py_field(py, body, FIELD_KEY), inner, ask & WANTED);
        *VEC_PUSH(&items) = value(py, py_field(py, body, FIELD_VALUE), inner, ask & WANTED);
    } else if (body != NODE_NONE) {
        *VEC_PUSH(&items) = value(py, body, inner, ask & WANTED);
    }
    NODE_EACH_CHILD (py->t, n, child) {
        if (py_kind(py, child) == KIND_FOR_IN) {
            for_in_clause(py, child, inner, is_first ? p : inner);
            is_first = false;
        } else if (child != body) {
            (void)value(py, child, inner, 0);
        }
    }
    uint32_t list = ask & WANTED ? list_of(py, &items, p) : 0;
    VEC_DONE(&items);
    if (!(ask & WANTED))
        return 0;
    return add(py, (Expr){.kind = EXPR_LITERAL, .extra = kinds[py_kind(py, n)], .b = list,
                          .at = start_of(py, n), .scope = p.scope});
}

static void parameters(Py *py, NodeId n, PyPlace around)
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
            type = type_of(py, py_field(py, child, FIELD_TYPE), around);
        if (py_field(py, child, FIELD_VALUE) != NODE_NONE)
            from = value(py, py_field(py, child, FIELD_VALUE), around, WANTED);
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
            py->b->locals.at[py->mark[child] >> 2].value =
                add(py, (Expr){.kind = PY_EXPECTED, .a = x.callee, .name = x.keyword,
                               .extra = (uint16_t)(x.place << 8 | order), .at = start_of(py, child),
                               .scope = p.scope});
        order++;
    }
}

static uint32_t lambda(Py *py, NodeId n, PyPlace p, uint32_t ask)
{
    uint32_t scope = py->mark[n];
    NodeId body = py_field(py, n, FIELD_BODY);

    lambda_parameters(py, py_field(py, n, FIELD_PARAMETERS), p);
    parameters(py, py_field(py, n, FIELD_PARAMETERS), p);
    uint32_t result = body == NODE_NONE ? 0 : value(py, body, (PyPlace){.scope = scope},
                                                    ask & WANTED);
    if (!(ask & WANTED))
        return 0;
    return add(py, (Expr){.kind = EXPR_LAMBDA, .a = scope, .b = result, .at = start_of(py, n),
                          .scope = p.scope});
}

/* a or b, a and b, a if c else b */
static uint32_t boolean(Py *py, NodeId n, PyPlace p, uint32_t ask)
{
    NodeId left = py_field(py, n, FIELD_LEFT), right = py_field(py, n, FIELD_RIGHT);
    uint32_t a = value(py, left, p, ask & WANTED);
    uint32_t b = value(py, right, in_scope(p, py->mark[n]), ask & WANTED);

    return either(py, a, b, start_of(py, n), p);
}

static uint32_t ternary(Py *py, NodeId n, PyPlace p, uint32_t ask)
{
    uint32_t result = 0;
    unsigned number = 0;

    NODE_EACH_CHILD (py->t, n, child) {
        if (py_kind(py, child) == KIND_COMMENT)
            continue;
        PyPlace at = number == 0 ? in_scope(p, py->mark[n]) : p;
        uint32_t e = value(py, child, at, number == 1 ? 0 : ask & WANTED);

        if (number != 1)
            result = either(py, result, e, start_of(py, n), p);
        number++;
    }
    return result;
}

static uint32_t binary(Py *py, NodeId n, PyPlace p, uint32_t ask)
{
    static const struct { const char *sign; const char *method; } rows[] = {
        {"+", "__add__"}, {"-", "__sub__"}, {"*", "__mul__"}, {"/", "__truediv__"},
        {"//", "__floordiv__"}, {"%", "__mod__"}, {"@", "__matmul__"}, {"**", "__pow__"},
        {"&", "__and__"}, {"|", "__or__"}, {"^", "__xor__"}, {"<<", "__lshift__"},
        {">>", "__rshift__"},
    };
    NodeId left = py_field(py, n, FIELD_LEFT), right = py_field(py, n, FIELD_RIGHT);
    uint32_t a = value(py, left, p, ask & WANTED), b = value(py, right, p, ask & WANTED);

    if (!(ask & WANTED) || !a || left == NODE_NONE || right == NODE_NONE)
        return 0;
    uint32_t from = py->t->nodes[left].end;
    Str sign = str_trim((Str){py->t->src.ptr + from, start_of(py, right) - from});
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (str_is(sign, rows[i].sign))
            return add(py, (Expr){.kind = PY_OPERATOR, .a = a, .b = b, .at = start_of(py, n),
                                  .name = facts_add_name(py->b, str_from(rows[i].method)),
                                  .scope = p.scope});
    }
    return 0;
}

static void add_result(Py *py, NameId name, uint32_t from, uint32_t at, PyPlace p)
{
    uint32_t scope = py_binding_scope(py, p.scope);

    if (py->b->scopes.at[scope].kind == SCOPE_FUNCTION)
        facts_add_local(py->b, (Local){.name = name, .scope = scope, .start = at, .value = from});
}

static uint32_t yield(Py *py, NodeId n, PyPlace p)
{
    NodeId what = py_first(py, n);
    uint32_t from = what == NODE_NONE ? 0 : value(py, what, p, WANTED);
    Str between = {py->t->src.ptr + start_of(py, n),
                   (what == NODE_NONE ? py->t->nodes[n].end : start_of(py, what)) - start_of(py, n)};

    if (str_has(between, STR("from")))
        from = element_of(py, from, start_of(py, n), p);
    add_result(py, PY_NAME_YIELD, from, start_of(py, n), p);
    return 0;
}

static uint32_t value_in_children(Py *py, NodeId n, PyPlace p)
{
    NODE_EACH_CHILD (py->t, n, child)
        (void)value(py, child, p, 0);
    return 0;
}

static uint32_t walrus(Py *py, NodeId n, PyPlace p, uint32_t ask)
{
    NodeId target = py_field(py, n, FIELD_NAME);
    uint32_t from = value(py, py_field(py, n, FIELD_VALUE), p, WANTED);

    bind_from(py, n, target, from, 0, p);
    return ask & WANTED ? from : 0;
}

/* The Expr that stands for the value of `n`, when it is WANTED and anything can be said of it; else
 * 0. References inside are recorded in any case. */
static uint32_t value(Py *py, NodeId n, PyPlace p, uint32_t ask)
{
    if (n == NODE_NONE)
        return 0;
    switch (py_kind(py, n)) {
    case KIND_IDENTIFIER: return name_use(py, n, p, ask);
    case KIND_ATTRIBUTE: return attribute(py, n, p, ask);
    case KIND_CALL: return call(py, n, p, ask);
    case KIND_SUBSCRIPT: return subscript(py, n, p, ask);
    case KIND_PARENTHESIZED: return value(py, py_first(py, n), p, ask);
    case KIND_AWAIT: {
        uint32_t a = value(py, py_first(py, n), p, ask & WANTED);
        return a ? add(py, (Expr){.kind = EXPR_AWAIT, .a = a, .at = start_of(py, n),
                                  .scope = p.scope})
                 : 0;
    }
    case KIND_STRING: case KIND_CONCATENATED:
        (void)value_in_children(py, n, p);
        return literal(py, n, p, LITERAL_TEXT, ask);
    case KIND_INTEGER: case KIND_FLOAT: return literal(py, n, p, LITERAL_NUMBER, ask);
    case KIND_TRUE: case KIND_FALSE: return literal(py, n, p, LITERAL_BOOL, ask);
    case KIND_NONE: return literal(py, n, p, LITERAL_NONE, ask);
    case KIND_COMPARISON: case KIND_NOT:
        (void)value_in_children(py, n, p);
        return literal(py, n, p, LITERAL_BOOL, ask);
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
        uint32_t from = value(py, py_first(py, n), p, WANTED);
        bind_from(py, n, py_field(py, n, FIELD_ALIAS), from, 0, p);
        return from;
    }
    case KIND_LIST_SPLAT: case KIND_DICT_SPLAT: case KIND_UNARY: case KIND_SLICE:
        return value_in_children(py, n, p);
    case KIND_COMMENT: return 0;
    case KIND_KEYWORD:
        return value(py, py_field(py, n, FIELD_VALUE), p, 0);
    default:
        statement(py, n, p);
        return 0;
    }
}

/* -- binding -- */

/* A value as it is kept: with the end of the branch that it is bound in. */
static uint32_t in_branch(Py *py, uint32_t from, PyPlace p)
{
    if (!from || !p.branch_end)
        return from;
    return add(py, (Expr){.kind = PY_BRANCH, .a = from, .at = p.branch_end, .scope = p.scope});
}

/* Fills in what the first walk made of a binding identifier. */
static void fill(Py *py, NodeId n, uint32_t from, uint32_t type, PyPlace p)
{
    uint32_t index = py->mark[n] >> 2;

    switch ((PyMark)(py->mark[n] & 3)) {
    case PY_MARK_DEF:
        py->b->defs.at[index].value = in_branch(py, from, p);
        py->b->defs.at[index].type = type;
        break;
    case PY_MARK_LOCAL: case PY_MARK_ALTERNATE:
        from = in_branch(py, from, p);
        py->b->locals.at[index].value = from;
        py->b->locals.at[index].type = type;
        if (py->bound_at)
            py->b->locals.at[index].start = py->bound_at;
        break;
    case PY_MARK_NONE:
        break;
    }
}

static void assign_name(Py *py, NodeId n, uint32_t from, uint32_t type, PyPlace p)
{
    fill(py, n, from, type, p);
}

static void assign_attribute(Py *py, NodeId n, uint32_t from, uint32_t type, PyPlace p)
{
    NodeId name = py_field(py, n, FIELD_ATTRIBUTE);

    if (name == NODE_NONE)
        return;
    fill(py, py->mark[n] ? n : name, from, type, p);
}

static void assign_items(Py *py, NodeId n, uint32_t from, PyPlace p)
{
    uint16_t number = 0;

    NODE_EACH_CHILD (py->t, n, child) {
        uint32_t item = 0;

        if (py_kind(py, child) == KIND_COMMENT)
            continue;
        if (from && py_kind(py, child) != KIND_LIST_SPLAT_PATTERN)
            item = add(py, (Expr){.kind = PY_ITEM, .a = from, .extra = number,
                                  .at = start_of(py, child), .scope = p.scope});
        assign(py, child, item, 0, p);
        number++;
    }
}

/* Gives a target the value `from` and the declared type `type` (0: none). */
static void assign(Py *py, NodeId n, uint32_t from, uint32_t type, PyPlace p)
{
    switch (py_kind(py, n)) {
    case KIND_IDENTIFIER: assign_name(py, n, from, type, p); break;
    case KIND_ATTRIBUTE: assign_attribute(py, n, from, type, p); break;
    case KIND_PATTERN_LIST: case KIND_TUPLE_PATTERN: case KIND_LIST_PATTERN: case KIND_TUPLE:
    case KIND_LIST: case KIND_EXPRESSION_LIST:
        assign_items(py, n, from, p);
        break;
    case KIND_PARENTHESIZED: case KIND_AS_TARGET:
        assign(py, py_first(py, n), from, type, p);
        break;
    default:
        break;
    }
}

/* The same, for a binding by `whole`: the value is there from the end of that on. */
static void bind_from(Py *py, NodeId whole, NodeId target, uint32_t from, uint32_t type, PyPlace p)
{
    py->bound_at = whole == NODE_NONE ? 0 : py->t->nodes[whole].end;
    assign(py, target, from, type, p);
    py->bound_at = 0;
}

/* The references that a target makes by itself: `a.b` and `a[b]`, and names bound before. */
static void target_refs(Py *py, NodeId n, PyPlace p)
{
    switch (py_kind(py, n)) {
    case KIND_IDENTIFIER:
        if ((py->mark[n] & 3) == PY_MARK_ALTERNATE)
            add(py, (Expr){.kind = EXPR_NAME, .name = py_name(py, n), .at = start_of(py, n),
                           .scope = p.scope, .flags = EXPR_IS_REF | EXPR_IS_WRITTEN});
        break;
    case KIND_ATTRIBUTE:
        if ((py->mark[py_field(py, n, FIELD_ATTRIBUTE)] & 3) == PY_MARK_DEF)
            break;
        (void)attribute(py, n, p, EXPR_IS_WRITTEN);
        break;
    case KIND_PATTERN_LIST: case KIND_TUPLE_PATTERN: case KIND_LIST_PATTERN: case KIND_TUPLE:
    case KIND_LIST: case KIND_EXPRESSION_LIST: case KIND_PARENTHESIZED: case KIND_AS_TARGET:
    case KIND_LIST_SPLAT_PATTERN:
        NODE_EACH_CHILD (py->t, n, child)
            target_refs(py, child, p);
        break;
    default:
        (void)value(py, n, p, 0);
        break;
    }
}

/* -- statements -- */

static uint32_t assignment(Py *py, NodeId n, PyPlace p)
{
    NodeId left = py_field(py, n, FIELD_LEFT), right = py_field(py, n, FIELD_RIGHT);
    NodeId annotation = py_field(py, n, FIELD_TYPE);
    uint32_t from = 0, type = 0;

    target_refs(py, left, p);
    if (annotation != NODE_NONE)
        type = type_of(py, annotation, p);
    if (py_kind(py, right) == KIND_ASSIGNMENT)
        from = assignment(py, right, p);
    else if (right != NODE_NONE)
        from = value(py, right, p, WANTED);
    bind_from(py, n, left, from, type, p);
    return from;
}

static void function(Py *py, NodeId n, PyPlace p)
{
    uint32_t index = py->mark[n], inner = py->b->defs.at[index].inner;
    NodeId list = py_field(py, n, FIELD_TYPE_PARAMETERS), body = py_field(py, n, FIELD_BODY);
    NodeId returned = py_field(py, n, FIELD_RETURN_TYPE);
    PyPlace around = in_scope(p, list == NODE_NONE ? 0 : py->mark[list]);

    if (list != NODE_NONE)
        (void)value_in_children(py, list, around);
    parameters(py, py_field(py, n, FIELD_PARAMETERS), around);
    if (returned != NODE_NONE) {
        uint32_t type = type_of(py, returned, around);
        py->b->defs.at[index].type = type;
    }
    if (body != NODE_NONE)
        statement(py, body, (PyPlace){.scope = inner});
}

static uint32_t base_class(Py *py, NodeId n, PyPlace p)
{
    if (py_kind(py, n) == KIND_KEYWORD) {
        Str name = py_text(py, py_field(py, n, FIELD_NAME));
        uint32_t a = value(py, py_field(py, n, FIELD_VALUE), p,
                           WANTED | (str_is(name, "metaclass") ? EXPR_IS_BASE : 0));

        return str_is(name, "metaclass")
                   ? add(py, (Expr){.kind = PY_METACLASS, .a = a, .at = start_of(py, n),
                                    .scope = p.scope})
                   : 0;
    }
    if (py_kind(py, n) == KIND_SUBSCRIPT)
        return type_subscript(py, n, p);
    if (py_kind(py, n) == KIND_IDENTIFIER || py_kind(py, n) == KIND_ATTRIBUTE)
        return value(py, n, p, WANTED | EXPR_IS_BASE);
    return value(py, n, p, WANTED);
}

static void class(Py *py, NodeId n, PyPlace p)
{
    uint32_t index = py->mark[n], inner = py->b->defs.at[index].inner;
    NodeId list = py_field(py, n, FIELD_TYPE_PARAMETERS), body = py_field(py, n, FIELD_BODY);
    NodeId bases = py_field(py, n, FIELD_SUPERCLASSES);
    PyPlace around = in_scope(p, list == NODE_NONE ? 0 : py->mark[list]);
    ExprVec kept = {0};

    if (list != NODE_NONE)
        (void)value_in_children(py, list, around);
    if (bases != NODE_NONE) {
        NODE_EACH_CHILD (py->t, bases, base) {
            uint32_t e = py_kind(py, base) == KIND_COMMENT ? 0 : base_class(py, base, around);
            if (e)
                *VEC_PUSH(&kept) = e;
        }
    }
    uint32_t chain = list_of(py, &kept, around);
    py->b->defs.at[index].bases = chain;
    VEC_DONE(&kept);
    if (body != NODE_NONE)
        statement(py, body, (PyPlace){.scope = inner});
}

static void decorated(Py *py, NodeId n, PyPlace p)
{
    NodeId definition = py_field(py, n, FIELD_DEFINITION);
    ExprVec kept = {0};
    uint32_t saved = py->decorated;

    py->decorated = definition == NODE_NONE ? 0 : py->mark[definition];
    NODE_EACH_CHILD (py->t, n, child) {
        NodeId what = py_first(py, child);

        if (py_kind(py, child) != KIND_DECORATOR || what == NODE_NONE)
            continue;
        uint32_t e = value(py, what, p,
                           WANTED | (py_kind(py, what) == KIND_CALL ? 0 : EXPR_IS_DECORATOR));
        if (e)
            *VEC_PUSH(&kept) = e;
    }
    if (py->decorated) {
        uint32_t chain = list_of(py, &kept, p);
        py->b->defs.at[py->decorated].value = chain;
    }
    py->decorated = saved;
    VEC_DONE(&kept);
    if (definition != NODE_NONE)
        statement(py, definition, p);
}

/* The token of a dotted name's last part: what an import's reference points at. */
static NodeId last_part(const Py *py, NodeId dotted)
{
    NodeId last = NODE_NONE;

    NODE_EACH_CHILD (py->t, dotted, child)
        last = child;
    return last;
}

static void import_ref(Py *py, NodeId dotted, PyPlace p)
{
    NodeId last = last_part(py, dotted);

    if (last == NODE_NONE)
        return;
    uint32_t e = add(py, (Expr){
        .kind = EXPR_NAME, .name = py_name(py, last), .at = start_of(py, last), .scope = p.scope,
        .flags = EXPR_IS_REF | EXPR_IS_IMPORT});
    if (py->mark[dotted])
        py->b->imports.at[py->mark[dotted] - 1].extra = e;
}

static void import(Py *py, NodeId n, PyPlace p)
{
    NodeId module = py_field(py, n, FIELD_MODULE_NAME);

    NODE_EACH_CHILD (py->t, n, child) {
        if (child == module)
            continue;
        if (py_kind(py, child) == KIND_ALIASED)
            import_ref(py, py_field(py, child, FIELD_NAME), p);
        else if (py_kind(py, child) == KIND_DOTTED)
            import_ref(py, child, p);
        else if (py_kind(py, child) == KIND_WILDCARD && py->mark[child])
            py->b->imports.at[py->mark[child] - 1].extra =
                add(py, (Expr){.kind = EXPR_NAME, .at = start_of(py, child), .scope = p.scope,
                               .flags = EXPR_IS_REF | EXPR_IS_IMPORT});
    }
}

static void loop(Py *py, NodeId n, PyPlace p)
{
    NodeId left = py_field(py, n, FIELD_LEFT), right = py_field(py, n, FIELD_RIGHT);

    target_refs(py, left, p);
    uint32_t from = value(py, right, p, WANTED);
    NODE_EACH_CHILD (py->t, n, child) {
        PyPlace inside = {p.scope, py->t->nodes[child].end};

        if (child == left)
            bind_from(py, right, left, element_of(py, from, start_of(py, n), p), 0, p);
        else if (child != right)
            statement(py, child, py_kind(py, child) == KIND_BLOCK ? inside : p);
    }
}

static void with_item(Py *py, NodeId n, PyPlace p)
{
    NodeId what = py_field(py, n, FIELD_VALUE);

    if (py_kind(py, what) != KIND_AS_PATTERN) {
        (void)value(py, what, p, 0);
        return;
    }
    NodeId target = py_field(py, what, FIELD_ALIAS);
    uint32_t from = value(py, node_first_child(py->t, what), p, WANTED);
    target_refs(py, target, p);
    if (from)
        from = add(py, (Expr){.kind = PY_ENTER, .a = from, .at = start_of(py, n), .scope = p.scope});
    bind_from(py, n, target, from, 0, p);
}

/* `except C as e`: e has the type C, or one of a tuple's. */
static void except_clause(Py *py, NodeId n, PyPlace p)
{
    NodeId what = py_field(py, n, FIELD_VALUE), alias = py_field(py, n, FIELD_ALIAS);

    if (py_kind(py, what) == KIND_AS_PATTERN) {
        alias = py_field(py, what, FIELD_ALIAS);
        what = node_first_child(py->t, what);
    }
    if (what != NODE_NONE) {
        uint32_t type = value(py, what, p, WANTED);
        if (alias != NODE_NONE)
            bind_from(py, what, alias, 0, type, p);
    }
    NODE_EACH_CHILD (py->t, n, child) {
        if (py_kind(py, child) == KIND_BLOCK)
            statement(py, child, (PyPlace){p.scope, py->t->nodes[child].end});
    }
}

/* Statements with blocks that may not run. */
static void branches(Py *py, NodeId n, PyPlace p)
{
    NODE_EACH_CHILD (py->t, n, child) {
        if (py_kind(py, child) == KIND_BLOCK)
            statement(py, child, (PyPlace){py->mark[child] ? py->mark[child] : p.scope,
                                           py->t->nodes[child].end});
        else
            statement(py, child, p);
    }
}

static void block(Py *py, NodeId n, PyPlace p)
{
    NODE_EACH_CHILD (py->t, n, child) {
        uint16_t kind = py_kind(py, child);

        if (kind == KIND_IF)
            py_note_main(py, child, p.scope);
        statement(py, child, p);
        if (kind == KIND_IF || kind == KIND_ASSERT)
            p = in_scope(p, py->mark[child]);
    }
}

static void pattern(Py *py, NodeId n, PyPlace p)
{
    NodeId child = node_first_child(py->t, n);

    switch (py_kind(py, n)) {
    case KIND_DOTTED: {
        uint32_t e = 0;

        if (child == NODE_NONE || py->mark[child])
            return;
        NODE_EACH_CHILD (py->t, n, part) {
            if (part == child)
                e = name_use(py, part, p, WANTED);
            else
                e = add(py, (Expr){.kind = EXPR_MEMBER, .name = py_name(py, part), .a = e,
                                   .at = start_of(py, part), .scope = p.scope,
                                   .flags = EXPR_IS_REF});
        }
        py->mark[n] = e;
        return;
    }
    case KIND_KEYWORD_PATTERN:
        child = child == NODE_NONE ? child : node_next(py->t, child);
        break;
    case KIND_AS_PATTERN: {
        NodeId class = child, alias = NODE_NONE;

        pattern(py, child, p);
        while (py_kind(py, class) == KIND_CASE_PATTERN)
            class = node_first_child(py->t, class);
        NODE_EACH_CHILD (py->t, n, part) {
            if (py_kind(py, part) == KIND_IDENTIFIER)
                alias = part;
        }
        class = py_kind(py, class) == KIND_CLASS_PATTERN ? node_first_child(py->t, class) : NODE_NONE;
        if (alias != NODE_NONE && class != NODE_NONE)
            bind_from(py, n, alias, 0, py->mark[class], p);
        return;
    }
    default:
        break;
    }
    for (; child != NODE_NONE; child = node_next(py->t, child))
        pattern(py, child, p);
}

static void case_clause(Py *py, NodeId n, PyPlace p)
{
    NODE_EACH_CHILD (py->t, n, child) {
        if (py_kind(py, child) == KIND_CASE_PATTERN)
            pattern(py, child, p);
        else if (py_kind(py, child) == KIND_BLOCK)
            statement(py, child, (PyPlace){py->mark[n] ? py->mark[n] : p.scope,
                                           py->t->nodes[child].end});
        else
            statement(py, child, in_scope(p, py->mark[n]));
    }
}

static void return_statement(Py *py, NodeId n, PyPlace p)
{
    NodeId what = py_first(py, n);

    if (what == NODE_NONE)
        return;
    add_result(py, PY_NAME_RETURN, value(py, what, p, WANTED), start_of(py, n), p);
}

static void type_alias(Py *py, NodeId n, PyPlace p)
{
    NodeId name = py_field(py, n, FIELD_LEFT);
    uint32_t aliased = type_of(py, py_field(py, n, FIELD_RIGHT), p);

    while (name != NODE_NONE && py_kind(py, name) != KIND_IDENTIFIER)
        name = node_first_child(py->t, name);
    if (name != NODE_NONE)
        fill(py, name, aliased, 0, p);
}

static void statement(Py *py, NodeId n, PyPlace p)
{
    if (n == NODE_NONE)
        return;
    switch (py_kind(py, n)) {
    case KIND_ASSIGNMENT: (void)assignment(py, n, p); break;
    case KIND_AUGMENTED:
        target_refs(py, py_field(py, n, FIELD_LEFT), p);
        (void)value(py, py_field(py, n, FIELD_RIGHT), p, 0);
        break;
    case KIND_FUNCTION: function(py, n, p); break;
    case KIND_CLASS: class(py, n, p); break;
    case KIND_DECORATED: decorated(py, n, p); break;
    case KIND_IMPORT: case KIND_IMPORT_FROM: import(py, n, p); break;
    case KIND_IMPORT_FUTURE: case KIND_NONLOCAL: break;
    case KIND_GLOBAL: (void)value_in_children(py, n, p); break;
    case KIND_FOR: loop(py, n, p); break;
    case KIND_WITH_ITEM: with_item(py, n, p); break;
    case KIND_EXCEPT: except_clause(py, n, p); break;
    case KIND_IF: case KIND_ELIF: case KIND_ELSE: case KIND_WHILE: case KIND_TRY:
    case KIND_FINALLY:
        branches(py, n, p);
        break;
    case KIND_BLOCK: case KIND_MODULE: block(py, n, p); break;
    case KIND_CASE: case_clause(py, n, p); break;
    case KIND_MATCH:
        (void)value(py, py_field(py, n, FIELD_SUBJECT), p, 0);
        statement(py, py_field(py, n, FIELD_BODY), p);
        break;
    case KIND_RETURN: return_statement(py, n, p); break;
    case KIND_TYPE_ALIAS: type_alias(py, n, p); break;
    case KIND_TYPE: (void)type_of(py, n, p); break;
    case KIND_IDENTIFIER: case KIND_ATTRIBUTE: case KIND_CALL: case KIND_SUBSCRIPT:
    case KIND_PARENTHESIZED: case KIND_AWAIT: case KIND_STRING: case KIND_CONCATENATED:
    case KIND_COMPARISON: case KIND_NOT: case KIND_LIST: case KIND_SET: case KIND_TUPLE:
    case KIND_EXPRESSION_LIST: case KIND_DICTIONARY: case KIND_LIST_COMP: case KIND_SET_COMP:
    case KIND_DICT_COMP: case KIND_GENERATOR: case KIND_LAMBDA: case KIND_BOOLEAN:
    case KIND_CONDITIONAL: case KIND_BINARY: case KIND_YIELD: case KIND_NAMED_EXPR:
    case KIND_AS_PATTERN: case KIND_KEYWORD: case KIND_COMMENT:
        (void)value(py, n, p, 0);
        break;
    default:
        NODE_EACH_CHILD (py->t, n, child)
            statement(py, child, p);
        break;
    }
}

void py_refs(Py *py)
{
    block(py, 0, (PyPlace){.scope = 1});
    for (size_t i = 0; i < py->narrowings.len; i++) {
        const PyNarrowing *x = &py->narrowings.at[i];

        py->b->locals.at[x->local].type = py->mark[x->type_node];
    }
}
