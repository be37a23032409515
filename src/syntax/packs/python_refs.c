/*
 * python_refs.c -- the second walk over a Python file: statements, and what they bind.
 *
 * When a statement is met, the first walk has made the records of what it binds; here they get
 * their types and values.
 */
#include "syntax/packs/python_pack.h"

/* -- binding -- */

/* A value as it is kept: with the end of the branch that it is bound in. */
static uint32_t in_branch(Py *py, uint32_t from, PyPlace p)
{
    if (!from || !p.branch_end)
        return from;
    return py_add(py,
                  (Expr){.kind = PY_BRANCH, .a = from, .at = p.branch_end, .scope = p.scope});
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
    case PY_MARK_LOCAL:
    case PY_MARK_ALTERNATE:
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
            item = py_add(py, (Expr){.kind = PY_ITEM,
                                     .a = from,
                                     .extra = number,
                                     .at = py_start(py, child),
                                     .scope = p.scope});
        py_assign(py, child, item, 0, p);
        number++;
    }
}

/* Gives a target the value `from` and the declared type `type` (0: none). */
void py_assign(Py *py, NodeId n, uint32_t from, uint32_t type, PyPlace p)
{
    switch (py_kind(py, n)) {
    case KIND_IDENTIFIER:
        assign_name(py, n, from, type, p);
        break;
    case KIND_ATTRIBUTE:
        assign_attribute(py, n, from, type, p);
        break;
    case KIND_PATTERN_LIST:
    case KIND_TUPLE_PATTERN:
    case KIND_LIST_PATTERN:
    case KIND_TUPLE:
    case KIND_LIST:
    case KIND_EXPRESSION_LIST:
        assign_items(py, n, from, p);
        break;
    case KIND_PARENTHESIZED:
    case KIND_AS_TARGET:
        py_assign(py, py_first(py, n), from, type, p);
        break;
    default:
        break;
    }
}

/* The same, for a binding by `whole`: the value is there from the end of that on. */
void py_bind_from(Py *py, NodeId whole, NodeId target, uint32_t from, uint32_t type, PyPlace p)
{
    py->bound_at = whole == NODE_NONE ? 0 : py->t->nodes[whole].end;
    py_assign(py, target, from, type, p);
    py->bound_at = 0;
}

/* The references that a target makes by itself: `a.b` and `a[b]`, and names bound before. */
static void target_refs(Py *py, NodeId n, PyPlace p)
{
    switch (py_kind(py, n)) {
    case KIND_IDENTIFIER:
        if ((py->mark[n] & 3) == PY_MARK_ALTERNATE)
            py_add(py, (Expr){.kind = EXPR_NAME,
                              .name = py_name(py, n),
                              .at = py_start(py, n),
                              .scope = p.scope,
                              .flags = EXPR_IS_REF | EXPR_IS_WRITTEN});
        break;
    case KIND_ATTRIBUTE:
        if ((py->mark[py_field(py, n, FIELD_ATTRIBUTE)] & 3) == PY_MARK_DEF)
            break;
        (void)py_attribute(py, n, p, EXPR_IS_WRITTEN);
        break;
    case KIND_PATTERN_LIST:
    case KIND_TUPLE_PATTERN:
    case KIND_LIST_PATTERN:
    case KIND_TUPLE:
    case KIND_LIST:
    case KIND_EXPRESSION_LIST:
    case KIND_PARENTHESIZED:
    case KIND_AS_TARGET:
    case KIND_LIST_SPLAT_PATTERN:
        NODE_EACH_CHILD (py->t, n, child)
            target_refs(py, child, p);
        break;
    default:
        (void)py_value(py, n, p, 0);
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
        type = py_type(py, annotation, p);
    if (py_kind(py, right) == KIND_ASSIGNMENT)
        from = assignment(py, right, p);
    else if (right != NODE_NONE)
        from = py_value(py, right, p, PY_WANTED);
    py_bind_from(py, n, left, from, type, p);
    return from;
}

static void function(Py *py, NodeId n, PyPlace p)
{
    uint32_t index = py->mark[n], inner = py->b->defs.at[index].inner;
    NodeId list = py_field(py, n, FIELD_TYPE_PARAMETERS), body = py_field(py, n, FIELD_BODY);
    NodeId returned = py_field(py, n, FIELD_RETURN_TYPE);
    PyPlace around = py_in_scope(p, list == NODE_NONE ? 0 : py->mark[list]);

    if (list != NODE_NONE)
        (void)py_value_in_children(py, list, around);
    py_parameters(py, py_field(py, n, FIELD_PARAMETERS), around);
    if (returned != NODE_NONE) {
        uint32_t type = py_type(py, returned, around);
        py->b->defs.at[index].type = type;
    }
    if (body != NODE_NONE)
        py_statement(py, body, (PyPlace){.scope = inner});
}

static uint32_t base_class(Py *py, NodeId n, PyPlace p)
{
    if (py_kind(py, n) == KIND_KEYWORD) {
        Str name = py_text(py, py_field(py, n, FIELD_NAME));
        uint32_t a = py_value(py, py_field(py, n, FIELD_VALUE), p,
                              PY_WANTED | (str_is(name, "metaclass") ? EXPR_IS_BASE : 0));

        return str_is(name, "metaclass") ? py_add(py, (Expr){.kind = PY_METACLASS,
                                                             .a = a,
                                                             .at = py_start(py, n),
                                                             .scope = p.scope})
                                         : 0;
    }
    if (py_kind(py, n) == KIND_SUBSCRIPT)
        return py_type_subscript(py, n, p);
    if (py_kind(py, n) == KIND_IDENTIFIER || py_kind(py, n) == KIND_ATTRIBUTE)
        return py_value(py, n, p, PY_WANTED | EXPR_IS_BASE);
    return py_value(py, n, p, PY_WANTED);
}

static void class(Py *py, NodeId n, PyPlace p)
{
    uint32_t index = py->mark[n], inner = py->b->defs.at[index].inner;
    NodeId list = py_field(py, n, FIELD_TYPE_PARAMETERS), body = py_field(py, n, FIELD_BODY);
    NodeId bases = py_field(py, n, FIELD_SUPERCLASSES);
    PyPlace around = py_in_scope(p, list == NODE_NONE ? 0 : py->mark[list]);
    PyExprVec kept = {0};

    if (list != NODE_NONE)
        (void)py_value_in_children(py, list, around);
    if (bases != NODE_NONE) {
        NODE_EACH_CHILD (py->t, bases, base) {
            uint32_t e = py_kind(py, base) == KIND_COMMENT ? 0 : base_class(py, base, around);
            if (e)
                *VEC_PUSH(&kept) = e;
        }
    }
    uint32_t chain = py_list(py, &kept, around);
    py->b->defs.at[index].bases = chain;
    VEC_DONE(&kept);
    if (body != NODE_NONE)
        py_statement(py, body, (PyPlace){.scope = inner});
}

static void decorated(Py *py, NodeId n, PyPlace p)
{
    NodeId definition = py_field(py, n, FIELD_DEFINITION);
    PyExprVec kept = {0};
    uint32_t saved = py->decorated;

    py->decorated = definition == NODE_NONE ? 0 : py->mark[definition];
    NODE_EACH_CHILD (py->t, n, child) {
        NodeId what = py_first(py, child);

        if (py_kind(py, child) != KIND_DECORATOR || what == NODE_NONE)
            continue;
        uint32_t e = py_value(
            py, what, p, PY_WANTED | (py_kind(py, what) == KIND_CALL ? 0 : EXPR_IS_DECORATOR));
        if (e)
            *VEC_PUSH(&kept) = e;
    }
    if (py->decorated) {
        uint32_t chain = py_list(py, &kept, p);
        py->b->defs.at[py->decorated].value = chain;
    }
    py->decorated = saved;
    VEC_DONE(&kept);
    if (definition != NODE_NONE)
        py_statement(py, definition, p);
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
    uint32_t e = py_add(py, (Expr){.kind = EXPR_NAME,
                                   .name = py_name(py, last),
                                   .at = py_start(py, last),
                                   .scope = p.scope,
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
            py->b->imports.at[py->mark[child] - 1].extra = py_add(
                py, (Expr){.kind = EXPR_NAME,
                           .at = py_start(py, child),
                           .scope = p.scope,
                           .flags = EXPR_IS_REF | EXPR_IS_IMPORT});
    }
}

static void loop(Py *py, NodeId n, PyPlace p)
{
    NodeId left = py_field(py, n, FIELD_LEFT), right = py_field(py, n, FIELD_RIGHT);

    target_refs(py, left, p);
    uint32_t from = py_value(py, right, p, PY_WANTED);
    NODE_EACH_CHILD (py->t, n, child) {
        PyPlace inside = {p.scope, py->t->nodes[child].end};

        if (child == left)
            py_bind_from(py, right, left, py_element_of(py, from, py_start(py, n), p), 0, p);
        else if (child != right)
            py_statement(py, child, py_kind(py, child) == KIND_BLOCK ? inside : p);
    }
}

static void with_item(Py *py, NodeId n, PyPlace p)
{
    NodeId what = py_field(py, n, FIELD_VALUE);

    if (py_kind(py, what) != KIND_AS_PATTERN) {
        (void)py_value(py, what, p, 0);
        return;
    }
    NodeId target = py_field(py, what, FIELD_ALIAS);
    uint32_t from = py_value(py, node_first_child(py->t, what), p, PY_WANTED);
    target_refs(py, target, p);
    if (from)
        from = py_add(
            py, (Expr){.kind = PY_ENTER, .a = from, .at = py_start(py, n), .scope = p.scope});
    py_bind_from(py, n, target, from, 0, p);
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
        uint32_t type = py_value(py, what, p, PY_WANTED);
        if (alias != NODE_NONE)
            py_bind_from(py, what, alias, 0, type, p);
    }
    NODE_EACH_CHILD (py->t, n, child) {
        if (py_kind(py, child) == KIND_BLOCK)
            py_statement(py, child, (PyPlace){p.scope, py->t->nodes[child].end});
    }
}

/* Statements with blocks that may not run. */
static void branches(Py *py, NodeId n, PyPlace p)
{
    NODE_EACH_CHILD (py->t, n, child) {
        if (py_kind(py, child) == KIND_BLOCK)
            py_statement(py, child,
                         (PyPlace){py->mark[child] ? py->mark[child] : p.scope,
                                   py->t->nodes[child].end});
        else
            py_statement(py, child, p);
    }
}

static void block(Py *py, NodeId n, PyPlace p)
{
    NODE_EACH_CHILD (py->t, n, child) {
        uint16_t kind = py_kind(py, child);

        if (kind == KIND_IF)
            py_note_main(py, child, p.scope);
        py_statement(py, child, p);
        if (kind == KIND_IF || kind == KIND_ASSERT)
            p = py_in_scope(p, py->mark[child]);
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
                e = py_name_use(py, part, p, PY_WANTED);
            else
                e = py_add(py, (Expr){.kind = EXPR_MEMBER,
                                      .name = py_name(py, part),
                                      .a = e,
                                      .at = py_start(py, part),
                                      .scope = p.scope,
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
        class = py_kind(py, class) == KIND_CLASS_PATTERN ? node_first_child(py->t, class)
                                                         : NODE_NONE;
        if (alias != NODE_NONE && class != NODE_NONE)
            py_bind_from(py, n, alias, 0, py->mark[class], p);
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
            py_statement(
                py, child,
                (PyPlace){py->mark[n] ? py->mark[n] : p.scope, py->t->nodes[child].end});
        else
            py_statement(py, child, py_in_scope(p, py->mark[n]));
    }
}

static void return_statement(Py *py, NodeId n, PyPlace p)
{
    NodeId what = py_first(py, n);

    if (what == NODE_NONE)
        return;
    py_add_result(py, PY_NAME_RETURN, py_value(py, what, p, PY_WANTED), py_start(py, n), p);
}

static void type_alias(Py *py, NodeId n, PyPlace p)
{
    NodeId name = py_field(py, n, FIELD_LEFT);
    uint32_t aliased = py_type(py, py_field(py, n, FIELD_RIGHT), p);

    while (name != NODE_NONE && py_kind(py, name) != KIND_IDENTIFIER)
        name = node_first_child(py->t, name);
    if (name != NODE_NONE)
        fill(py, name, aliased, 0, p);
}

/* clang-format off */
void py_statement(Py *py, NodeId n, PyPlace p)
{
    if (n == NODE_NONE)
        return;
    switch (py_kind(py, n)) {
    case KIND_ASSIGNMENT: (void)assignment(py, n, p); break;
    case KIND_AUGMENTED:
        target_refs(py, py_field(py, n, FIELD_LEFT), p);
        (void)py_value(py, py_field(py, n, FIELD_RIGHT), p, 0);
        break;
    case KIND_FUNCTION: function(py, n, p); break;
    case KIND_CLASS: class(py, n, p); break;
    case KIND_DECORATED: decorated(py, n, p); break;
    case KIND_IMPORT: case KIND_IMPORT_FROM: import(py, n, p); break;
    case KIND_IMPORT_FUTURE: case KIND_NONLOCAL: break;
    case KIND_GLOBAL: (void)py_value_in_children(py, n, p); break;
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
        (void)py_value(py, py_field(py, n, FIELD_SUBJECT), p, 0);
        py_statement(py, py_field(py, n, FIELD_BODY), p);
        break;
    case KIND_RETURN: return_statement(py, n, p); break;
    case KIND_TYPE_ALIAS: type_alias(py, n, p); break;
    case KIND_TYPE: (void)py_type(py, n, p); break;
    case KIND_IDENTIFIER: case KIND_ATTRIBUTE: case KIND_CALL: case KIND_SUBSCRIPT:
    case KIND_PARENTHESIZED: case KIND_AWAIT: case KIND_STRING: case KIND_CONCATENATED:
    case KIND_COMPARISON: case KIND_NOT: case KIND_LIST: case KIND_SET: case KIND_TUPLE:
    case KIND_EXPRESSION_LIST: case KIND_DICTIONARY: case KIND_LIST_COMP: case KIND_SET_COMP:
    case KIND_DICT_COMP: case KIND_GENERATOR: case KIND_LAMBDA: case KIND_BOOLEAN:
    case KIND_CONDITIONAL: case KIND_BINARY: case KIND_YIELD: case KIND_NAMED_EXPR:
    case KIND_AS_PATTERN: case KIND_KEYWORD: case KIND_COMMENT:
        (void)py_value(py, n, p, 0);
        break;
    default:
        NODE_EACH_CHILD (py->t, n, child)
            py_statement(py, child, p);
        break;
    }
}
/* clang-format on */

void py_refs(Py *py)
{
    block(py, 0, (PyPlace){.scope = 1});
    for (size_t i = 0; i < py->narrowings.len; i++) {
        const PyNarrowing *x = &py->narrowings.at[i];

        py->b->locals.at[x->local].type = py->mark[x->type_node];
    }
}
