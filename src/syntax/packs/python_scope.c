/*
 * python_scope.c -- what the two walks over a Python file ask of names, scopes and conditions.
 *
 * A name's binding is looked up as Python does it, class bodies hidden from the functions in
 * them. A test such as isinstance(a, C) opens a block in which `a` is known to be a C.
 */
#include "syntax/packs/python_pack.h"

enum { NARROWED_MAX_DEPTH = 32 };

/* -- what is bound -- */

uint64_t py_bound_key(uint32_t scope, NameId name)
{
    return (uint64_t)scope << 32 | name;
}

PyBound py_bound(const Py *py, uint32_t scope, NameId name)
{
    uint64_t bound;

    return u64map_get(&py->bound, py_bound_key(scope, name), &bound) ? (PyBound)bound
                                                                     : PY_UNBOUND;
}

void py_set_bound(Py *py, uint32_t scope, NameId name, PyBound bound)
{
    *u64map_at(&py->bound, py_bound_key(scope, name), NULL) = bound;
}

PyBound py_bound_around(const Py *py, uint32_t scope, NameId name, uint32_t *ret_scope)
{
    bool is_inner = false; /* a class's names are not seen from the functions in it */

    for (uint32_t s = scope; s; s = py->b->scopes.at[s].parent) {
        const Scope *at = &py->b->scopes.at[s];

        if (at->kind == SCOPE_BLOCK && (at->flags & PY_SCOPE_NARROWED))
            continue;
        if (at->kind == SCOPE_CLASS && is_inner)
            continue;
        is_inner |= !(at->kind == SCOPE_BLOCK && (at->flags & PY_SCOPE_TYPE_PARAMETERS));
        PyBound bound = py_bound(py, s, name);
        if (bound == PY_BOUND_GLOBAL) {
            *ret_scope = 1;
            return py_bound(py, 1, name);
        }
        if (bound != PY_UNBOUND && bound != PY_BOUND_NONLOCAL) {
            *ret_scope = s;
            return bound;
        }
    }
    *ret_scope = 0;
    return PY_UNBOUND;
}

uint32_t py_binding_scope(const Py *py, uint32_t scope)
{
    while (py->b->scopes.at[scope].kind == SCOPE_BLOCK)
        scope = py->b->scopes.at[scope].parent;
    return scope;
}

uint32_t py_target_scope(const Py *py, uint32_t scope, NameId name)
{
    uint32_t s = py_binding_scope(py, scope), around;
    PyBound bound = py_bound(py, s, name);

    if (bound == PY_BOUND_GLOBAL)
        return 1;
    if (bound == PY_BOUND_NONLOCAL) {
        (void)py_bound_around(py, py->b->scopes.at[s].parent, name, &around);
        return around ? around : s;
    }
    return s;
}

NodeId py_first(const Py *py, NodeId n)
{
    NodeId child = n == NODE_NONE ? NODE_NONE : node_first_child(py->t, n);

    while (py_kind(py, child) == KIND_COMMENT)
        child = node_next(py->t, child);
    return child;
}

Str py_last_name(const Py *py, NodeId n)
{
    while (py_kind(py, n) == KIND_CALL || py_kind(py, n) == KIND_SUBSCRIPT)
        n = node_first_child(py->t, n);
    if (py_kind(py, n) == KIND_ATTRIBUTE)
        n = py_field(py, n, FIELD_ATTRIBUTE);
    return py_kind(py, n) == KIND_IDENTIFIER ? py_text(py, n) : STR_NONE;
}

/* a.b.c, written without anything between. */
bool py_is_path(const Py *py, NodeId n)
{
    while (py_kind(py, n) == KIND_ATTRIBUTE)
        n = node_first_child(py->t, n);
    return py_kind(py, n) == KIND_IDENTIFIER;
}

/* -- tests that narrow -- */

static NodeId unparenthesized(const Py *py, NodeId n)
{
    while (py_kind(py, n) == KIND_PARENTHESIZED)
        n = py_first(py, n);
    return n;
}

bool py_is_and(const Py *py, NodeId boolean)
{
    NodeId left = py_field(py, boolean, FIELD_LEFT), right = py_field(py, boolean, FIELD_RIGHT);

    if (left == NODE_NONE || right == NODE_NONE)
        return false;
    uint32_t end = py->t->nodes[left].end;
    Str between = {py->t->src.ptr + end, py->t->nodes[right].start - end};
    return str_has(between, STR("and"));
}

/* isinstance(name, type): the two arguments. */
static bool is_instance_test(const Py *py, NodeId call, NodeId *ret_name, NodeId *ret_type)
{
    NodeId arguments = py_field(py, call, FIELD_ARGUMENTS);

    if (py_kind(py, call) != KIND_CALL || arguments == NODE_NONE ||
        !str_is(py_text(py, py_field(py, call, FIELD_FUNCTION)), "isinstance"))
        return false;
    *ret_name = node_first_child(py->t, arguments);
    *ret_type = *ret_name == NODE_NONE ? NODE_NONE : node_next(py->t, *ret_name);
    return *ret_type != NODE_NONE && py_is_path(py, *ret_name);
}

/* Narrowed blocks inside each other: looking a name up goes through all of them. */
static bool is_deep(const Py *py, uint32_t scope)
{
    unsigned depth = 0;

    while (depth < NARROWED_MAX_DEPTH && (py->b->scopes.at[scope].flags & PY_SCOPE_NARROWED) &&
           py->b->scopes.at[scope].kind == SCOPE_BLOCK) {
        scope = py->b->scopes.at[scope].parent;
        depth++;
    }
    return depth == NARROWED_MAX_DEPTH;
}

/* Records in `*scope`, a block made when it is first needed, what the condition says of
 * types when it is true (or false, when `is_true` is not set). */
static void narrow(Py *py, NodeId condition, bool is_true, uint32_t outer, uint32_t *scope)
{
    NodeId name, type;

    condition = unparenthesized(py, condition);
    if (py_kind(py, condition) == KIND_NOT) {
        narrow(py, py_field(py, condition, FIELD_ARGUMENT), !is_true, outer, scope);
    } else if (py_kind(py, condition) == KIND_BOOLEAN && py_is_and(py, condition) == is_true) {
        narrow(py, py_field(py, condition, FIELD_LEFT), is_true, outer, scope);
        narrow(py, py_field(py, condition, FIELD_RIGHT), is_true, outer, scope);
    } else if (is_true && is_instance_test(py, condition, &name, &type)) {
        if (!*scope) {
            *scope = facts_add_scope(py->b, SCOPE_BLOCK, outer, py->b->scopes.at[outer].def);
            VEC_LAST(&py->b->scopes)->flags = PY_SCOPE_NARROWED;
        }
        if (py_kind(py, name) == KIND_ATTRIBUTE) {
            *u64map_at(&py->narrowed_paths, py_bound_key(*scope, py_name(py, name)),
                       NULL) = type;
            return;
        }
        uint32_t local = facts_add_local(py->b, (Local){.name = py_name(py, name),
                                                        .scope = *scope,
                                                        .start = py->t->nodes[name].start,
                                                        .kind = LOCAL_VARIABLE,
                                                        .extra = PY_LOCAL_NARROWED});
        *VEC_PUSH(&py->narrowings) = (PyNarrowing){type, local};
    }
}

/* The scope for code that runs when the condition is true (false): a new block left in
 * mark[n] when the condition narrows something, else `scope`. */
uint32_t py_narrowed(Py *py, NodeId n, NodeId condition, bool is_true, uint32_t scope)
{
    uint32_t inner = 0;

    if (!is_deep(py, scope))
        narrow(py, condition, is_true, scope, &inner);
    if (inner)
        py->mark[n] = inner;
    return inner ? inner : scope;
}

static bool leaves(const Py *py, NodeId block)
{
    uint16_t last = 0;

    NODE_EACH_CHILD (py->t, block, child) {
        if (py_kind(py, child) != KIND_COMMENT)
            last = py_kind(py, child);
    }
    return last == KIND_RETURN || last == KIND_RAISE || last == KIND_BREAK ||
           last == KIND_CONTINUE;
}

/* What holds after a statement, for the rest of its block. */
uint32_t py_narrowed_after(Py *py, NodeId n, uint32_t scope)
{
    if (py_kind(py, n) == KIND_ASSERT)
        return py_narrowed(py, n, py_first(py, n), true, scope);
    if (py_kind(py, n) != KIND_IF || py_field(py, n, FIELD_ALTERNATIVE) != NODE_NONE)
        return scope;
    NodeId block = py_field(py, n, FIELD_CONSEQUENCE);
    if (block == NODE_NONE || !leaves(py, block))
        return scope;
    return py_narrowed(py, n, py_field(py, n, FIELD_CONDITION), false, scope);
}

/* Conditions that hold only where nobody looks first: on Windows, on an old Python. */
bool py_is_fallback_condition(const Py *py, NodeId condition)
{
    Str text = py_text(py, unparenthesized(py, condition));

    if (text.len > 60)
        return false;
    if (str_starts(text, STR("sys.version_info")))
        return str_find_char(text, '<', 0) != SIZE_MAX;
    return (str_starts(text, STR("sys.platform ==")) || str_starts(text, STR("os.name =="))) &&
           (str_has(text, STR("\"win32\"")) || str_has(text, STR("'win32'")) ||
            str_has(text, STR("\"nt\"")) || str_has(text, STR("'nt'")));
}
