/*
 * python_define.c -- the first walk over a Python file: what assignments and imports bind.
 *
 * The first binding of a module's or class's name makes its def; each further one is a local
 * that only carries a value. In functions every binding is a local.
 */
#include "syntax/packs/python_pack.h"

/* -- variables and attributes -- */

static bool is_dunder(Str name)
{
    return name.len > 4 && str_starts(name, STR("__")) && str_ends(name, STR("__"));
}

uint8_t py_visibility_of(Str name, bool is_member)
{
    if (name.len == 0 || name.ptr[0] != '_' || is_dunder(name))
        return VISIBLE_PUBLIC;
    return is_member && str_starts(name, STR("__")) ? VISIBLE_CLASS : VISIBLE_MODULE;
}

static bool is_constant_name(Str name)
{
    bool has_letter = false;

    for (size_t i = 0; i < name.len; i++) {
        if (name.ptr[i] >= 'a' && name.ptr[i] <= 'z')
            return false;
        has_letter |= name.ptr[i] >= 'A' && name.ptr[i] <= 'Z';
    }
    return has_letter;
}

static DefKind variable_kind(const Py *py, const Scope *scope, Str name, NodeId statement)
{
    NodeId type = py_kind(py, statement) == KIND_ASSIGNMENT
                      ? py_field(py, statement, FIELD_TYPE)
                      : NODE_NONE;

    if (scope->kind == SCOPE_CLASS) {
        bool is_member = (scope->flags & PY_SCOPE_ENUM) && type == NODE_NONE &&
                         name.ptr[0] != '_' && py_kind(py, statement) == KIND_ASSIGNMENT;

        return is_member ? DEF_ENUM_MEMBER : DEF_FIELD;
    }
    if (type != NODE_NONE && str_ends(py_text(py, type), STR("TypeAlias")))
        return DEF_TYPE;
    return is_constant_name(name) ? DEF_CONSTANT : DEF_VARIABLE;
}

/* The comments that stand directly above a statement, in lines of their own. */
static void find_comment_above(const Py *py, uint32_t statement_start, Def *def)
{
    uint32_t line = tree_line(py->t,
                              statement_start); /* 1-based, so also the number of the next */
    const uint32_t *starts = py->t->line_starts;
    const char *src = py->t->src.ptr;

    for (uint32_t above = line - 1; above >= 1; above--) {
        uint32_t at = starts[above - 1];

        while (at < starts[above] && (src[at] == ' ' || src[at] == '\t'))
            at++;
        if (src[at] != '#')
            break;
        if (!def->doc_end)
            def->doc_end = starts[line - 1];
        def->doc_start = at;
    }
    while (def->doc_end > def->doc_start &&
           (src[def->doc_end - 1] == '\n' || src[def->doc_end - 1] == '\r'))
        def->doc_end--;
}

static uint32_t add_variable(Py *py, NodeId name_node, NodeId statement, uint32_t scope)
{
    const Node *at = &py->t->nodes[name_node], *whole = &py->t->nodes[statement];
    const Scope in = py->b->scopes.at[scope];
    Str name = py_text(py, name_node);
    Def def = {
        .name = facts_add_name(py->b, name),
        .name_start = at->start,
        .start = whole->start,
        .end = whole->end,
        .signature_end = whole->end,
        .line = tree_line(py->t, at->start),
        .end_line = tree_line(py->t, whole->end),
        .scope = scope,
        .parent = in.def,
        .kind = (uint8_t)variable_kind(py, &in, name, statement),
        .visibility = py_visibility_of(name, in.kind == SCOPE_CLASS),
    };

    find_comment_above(py, whole->start, &def);
    return facts_add_def(py->b, def);
}

void py_add_local(Py *py, NodeId n, uint32_t scope, LocalKind kind, uint8_t order,
                  uint16_t extra)
{
    uint32_t local = facts_add_local(py->b, (Local){.name = py_name(py, n),
                                                    .scope = scope,
                                                    .start = py->t->nodes[n].start,
                                                    .kind = (uint8_t)kind,
                                                    .order = order,
                                                    .extra = extra});

    py->mark[n] = local << 2 | PY_MARK_LOCAL;
}

/* One more value for a def that is there already. */
static void add_alternate(Py *py, NodeId n, uint32_t scope)
{
    py_add_local(py, n, scope, LOCAL_VARIABLE, 0, PY_LOCAL_ALTERNATE);
    py->mark[n] = (py->mark[n] & ~3u) | PY_MARK_ALTERNATE;
}

void py_bind_name(Py *py, NodeId n, NodeId statement, uint32_t scope)
{
    NameId name = py_name(py, n);

    if (py->b->scopes.at[scope].kind != SCOPE_BLOCK ||
        !(py->b->scopes.at[scope].flags & PY_SCOPE_COMPREHENSION))
        scope = py_target_scope(py, scope, name);
    PyBound bound = py_bound(py, scope, name);
    uint8_t kind = py->b->scopes.at[scope].kind;
    if (kind != SCOPE_FILE && kind != SCOPE_CLASS && bound != PY_BOUND_DEF) {
        if (bound == PY_UNBOUND)
            py_set_bound(py, scope, name, PY_BOUND_LOCAL);
        py_add_local(py, n, scope, LOCAL_VARIABLE, 0, 0);
    } else if (bound == PY_BOUND_PENDING && py->fallbacks) {
        add_alternate(py, n, scope);
    } else if (bound == PY_UNBOUND || bound == PY_BOUND_PENDING) {
        py_set_bound(py, scope, name, PY_BOUND_DEF);
        py->mark[n] = add_variable(py, n, statement, scope) << 2 | PY_MARK_DEF;
    } else if (bound == PY_BOUND_DEF) {
        add_alternate(py, n, scope);
    } else {
        py_add_local(py, n, scope, LOCAL_VARIABLE, 0, PY_LOCAL_ALTERNATE);
    }
}

/* The class whose instance or self a name is in a method's own body; 0 when it is none. */
static uint32_t class_scope_of_self(const Py *py, uint32_t scope, NameId name)
{
    uint32_t function = py_binding_scope(py, scope);

    if (py_bound(py, function, name) != PY_BOUND_SELF)
        return 0;
    uint32_t def = py->b->scopes.at[function].def;
    return py->b->defs.at[def].scope;
}

/* `a.b = c` in a function: from here on the path has the value's type. */
static void bind_path(Py *py, NodeId n, NodeId name, uint32_t scope)
{
    uint32_t function = py_binding_scope(py, scope);

    if (py->b->scopes.at[function].kind != SCOPE_FUNCTION || !py_is_path(py, n))
        return;
    *u64map_at(&py->assigned_paths, py_bound_key(function, py_name(py, name)), NULL) = 1;
    py_add_local(py, n, function, LOCAL_VARIABLE, 0, 0);
}

static void bind_attribute(Py *py, NodeId n, NodeId statement, uint32_t scope)
{
    NodeId object = py_field(py, n, FIELD_OBJECT), name = py_field(py, n, FIELD_ATTRIBUTE);
    uint32_t class_scope = 0;

    if (name == NODE_NONE)
        return;
    if (py_kind(py, object) == KIND_IDENTIFIER)
        class_scope = class_scope_of_self(py, scope, py_name(py, object));
    if (!class_scope) {
        bind_path(py, n, name, scope);
        return;
    }
    NameId id = py_name(py, name);
    PyBound bound = py_bound(py, class_scope, id);
    if (bound == PY_UNBOUND) {
        py_set_bound(py, class_scope, id, PY_BOUND_DEF);
        uint32_t def = add_variable(py, name, statement, class_scope);
        py->b->defs.at[def].kind = DEF_FIELD;
        py->mark[name] = def << 2 | PY_MARK_DEF;
    } else {
        add_alternate(py, name, class_scope);
    }
}

void py_bind_target(Py *py, NodeId n, NodeId statement, uint32_t scope)
{
    switch (py_kind(py, n)) {
    case KIND_IDENTIFIER:
        py_bind_name(py, n, statement, scope);
        break;
    case KIND_ATTRIBUTE:
        bind_attribute(py, n, statement, scope);
        break;
    case KIND_PATTERN_LIST:
    case KIND_TUPLE_PATTERN:
    case KIND_LIST_PATTERN:
    case KIND_TUPLE:
    case KIND_LIST:
    case KIND_LIST_SPLAT_PATTERN:
    case KIND_LIST_SPLAT:
    case KIND_PARENTHESIZED:
    case KIND_AS_TARGET:
    case KIND_EXPRESSION_LIST:
        NODE_EACH_CHILD (py->t, n, child)
            py_bind_target(py, child, statement, scope);
        break;
    default:
        break;
    }
}

/* -- imports -- */

/* `n` is the node where the second walk makes the import's reference. */
static void add_import(Py *py, NodeId n, Import import)
{
    py->mark[n] = facts_add_import(py->b, import) + 1;
    if (import.local && py_bound(py, import.scope, import.local) == PY_UNBOUND)
        py_set_bound(py, import.scope, import.local, PY_BOUND_IMPORT);
}

/* `import a.b.c` makes `a` a name and loads a.b.c; `import a.b.c as d` makes that one d. */
void py_bind_import(Py *py, NodeId n, uint32_t scope)
{
    scope = py_binding_scope(py, scope);
    NODE_EACH_CHILD (py->t, n, child) {
        bool has_alias = py_kind(py, child) == KIND_ALIASED;
        NodeId path = has_alias ? py_field(py, child, FIELD_NAME) : child;
        NodeId alias = has_alias ? py_field(py, child, FIELD_ALIAS) : NODE_NONE;

        if (py_kind(py, path) != KIND_DOTTED)
            continue;
        NodeId first = node_first_child(py->t, path);
        Import import = {.module = py_name(py, path),
                         .scope = scope,
                         .kind = IMPORT_MODULE,
                         .at = py->t->nodes[path].start};
        bool is_plain = node_next(py->t, first) == NODE_NONE;
        if (alias != NODE_NONE || is_plain)
            import.local = py_name(py, is_plain && alias == NODE_NONE ? path : alias);
        if (!import.local) {
            Import top = import;

            top.module = top.local = py_name(py, first);
            add_import(py, path, top);
        }
        add_import(py, path, import);
    }
}

/* Dots in front of a module's name; *ret_path is what follows them. */
static uint8_t relative_level(Py *py, NodeId module, NodeId *ret_path)
{
    *ret_path = module;
    if (py_kind(py, module) != KIND_RELATIVE)
        return 0;
    NodeId prefix = node_child_of_kind(py->t, module, KIND_IMPORT_PREFIX);
    Str dots = py_text(py, prefix);
    unsigned level = 0;
    for (size_t i = 0; i < dots.len; i++)
        level += dots.ptr[i] == '.';
    *ret_path = node_child_of_kind(py->t, module, KIND_DOTTED);
    return (uint8_t)MIN_OF(level, 255u);
}

void py_bind_import_from(Py *py, NodeId n, uint32_t scope)
{
    NodeId path, module = py_field(py, n, FIELD_MODULE_NAME);
    Import import = {.scope = py_binding_scope(py, scope), .kind = IMPORT_NAME};

    import.level = relative_level(py, module, &path);
    import.module = path == NODE_NONE ? 0 : py_name(py, path);
    NODE_EACH_CHILD (py->t, n, child) {
        bool has_alias = py_kind(py, child) == KIND_ALIASED;
        NodeId symbol = has_alias ? py_field(py, child, FIELD_NAME) : child;

        if (py_kind(py, child) == KIND_WILDCARD) {
            py->has_star_import = true;
            add_import(py, child,
                       (Import){.module = import.module,
                                .level = import.level,
                                .scope = import.scope,
                                .kind = IMPORT_ALL,
                                .at = py->t->nodes[child].start});
        }
        if (child == module || py_kind(py, symbol) != KIND_DOTTED)
            continue;
        import.symbol = py_name(py, symbol);
        import.local = has_alias ? py_name(py, py_field(py, child, FIELD_ALIAS))
                                 : import.symbol;
        import.at = py->t->nodes[symbol].start;
        add_import(py, symbol, import);
    }
}
