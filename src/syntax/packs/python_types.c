/*
 * python_types.c -- the second walk over a Python file: what stands where a type does.
 *
 * Annotations, base classes, the first argument of cast(): names are references like others,
 * and strings are types too, read by a small parser of names, dots, brackets, commas and bars.
 */
#include "syntax/packs/python_pack.h"

enum { STRING_TYPE_MAX_DEPTH = 24 };

/* Literal[Color.RED, "x"]: enum members are references, strings are not types. */
static void literal_arguments(Py *py, NodeId n, PyPlace p)
{
    for (; n != NODE_NONE; n = node_next(py->t, n)) {
        if (py_kind(py, n) == KIND_TYPE || py_kind(py, n) == KIND_TYPE_PARAMETER)
            literal_arguments(py, node_first_child(py->t, n), p);
        else if (py_kind(py, n) == KIND_ATTRIBUTE)
            (void)py_value(py, n, p, 0);
    }
}

/* a[b, c] where a type stands. */
uint32_t py_type_subscript(Py *py, NodeId n, PyPlace p)
{
    NodeId base = node_first_child(py->t, n);
    Str name = py_last_name(py, base);
    uint32_t a = py_type(py, base, p);
    PyExprVec items = {0};

    if (str_is(name, "Literal")) {
        if (base != NODE_NONE)
            literal_arguments(py, node_next(py->t, base), p);
        return py_indexed(py, n, a, 0, p);
    }
    for (NodeId item = base == NODE_NONE ? base : node_next(py->t, base); item != NODE_NONE;
         item = node_next(py->t, item)) {
        if (py_kind(py, item) == KIND_TYPE_PARAMETER) {
            NODE_EACH_CHILD (py->t, item, child) {
                if (py_kind(py, child) != KIND_COMMENT)
                    *VEC_PUSH(&items) = py_type(py, child, p);
            }
        } else if (str_is(name, "Annotated") && items.len) {
            (void)py_value(py, item, p, 0);
        } else if (py_kind(py, item) != KIND_COMMENT) {
            *VEC_PUSH(&items) = py_type(py, item, p);
        }
    }
    uint32_t b = py_list(py, &items, p);
    VEC_DONE(&items);
    return py_indexed(py, n, a, b, p);
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
    PyExprVec items = {0};

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
    uint32_t list = py_list(py, &items, p);
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
        return py_add(
            py,
            (Expr){.kind = EXPR_LITERAL, .extra = LITERAL_NONE, .at = at, .scope = p.scope});
    e = py_add(py, (Expr){.kind = EXPR_NAME,
                          .name = id,
                          .at = at,
                          .scope = p.scope,
                          .flags = EXPR_IS_TYPE | (is_ref ? EXPR_IS_REF : 0)});
    while (text_peek(x) == '.') {
        x->at++;
        (void)text_peek(x);
        at = x->at;
        name = text_name(x);
        if (name.len == 0)
            break;
        e = py_add(py, (Expr){.kind = EXPR_MEMBER,
                              .name = facts_add_name(py->b, name),
                              .a = e,
                              .at = at,
                              .scope = p.scope,
                              .flags = EXPR_IS_TYPE | EXPR_IS_REF});
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
    return py_add(py,
                  (Expr){.kind = EXPR_INDEX, .a = e, .b = list, .at = start, .scope = p.scope});
}

static uint32_t text_type(Py *py, TypeText *x, PyPlace p)
{
    if (x->depth >= STRING_TYPE_MAX_DEPTH)
        return 0;
    x->depth++;
    uint32_t start = x->at, e = text_term(py, x, p);
    while (text_peek(x) == '|') {
        x->at++;
        e = py_either(py, e, text_term(py, x, p), start, p);
    }
    x->depth--;
    return e;
}

static uint32_t string_type(Py *py, NodeId n, PyPlace p)
{
    NodeId content = node_child_of_kind(py->t, n, KIND_STRING_CONTENT);

    if (content == NODE_NONE || str_find_char(py_text(py, content), '\\', 0) != SIZE_MAX)
        return 0;
    TypeText x = {
        .src = py->t->src.ptr, .at = py_start(py, content), .end = py->t->nodes[content].end};
    return text_type(py, &x, p);
}

uint32_t py_type(Py *py, NodeId n, PyPlace p)
{
    switch (py_kind(py, n)) {
    case KIND_TYPE:
    case KIND_PARENTHESIZED:
    case KIND_SPLAT_TYPE:
    case KIND_LIST_SPLAT:
        return py_type(py, py_first(py, n), p);
    case KIND_IDENTIFIER:
    case KIND_ATTRIBUTE:
        return py_value(py, n, p, PY_WANTED | EXPR_IS_TYPE);
    case KIND_GENERIC_TYPE:
    case KIND_SUBSCRIPT:
        return py_type_subscript(py, n, p);
    case KIND_BINARY:
    case KIND_UNION_TYPE: {
        NodeId left = node_first_child(py->t, n);
        uint32_t a = py_type(py, left, p);

        return py_either(py, a, left == NODE_NONE ? 0 : py_type(py, node_next(py->t, left), p),
                         py_start(py, n), p);
    }
    case KIND_NONE:
        return py_literal(py, n, p, LITERAL_NONE, PY_WANTED);
    case KIND_STRING:
        return string_type(py, n, p);
    case KIND_LIST:
    case KIND_TUPLE:
    case KIND_EXPRESSION_LIST: {
        PyExprVec items = {0};

        NODE_EACH_CHILD (py->t, n, child) {
            if (py_kind(py, child) != KIND_COMMENT)
                *VEC_PUSH(&items) = py_type(py, child, p);
        }
        uint32_t list = py_list(py, &items, p);
        VEC_DONE(&items);
        return py_add(py, (Expr){.kind = EXPR_LITERAL,
                                 .extra = LITERAL_LIST,
                                 .b = list,
                                 .at = py_start(py, n),
                                 .scope = p.scope});
    }
    default:
        return n == NODE_NONE ? 0 : py_value(py, n, p, PY_WANTED | EXPR_IS_TYPE);
    }
}
