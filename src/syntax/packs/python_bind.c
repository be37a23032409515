/*
 * python_bind.c -- the first walk over a Python file: scopes, definitions, locals, imports.
 *
 * Whatever binds a name is met in the order of the text, so that defs are numbered by their place.
 * Two of Python's rules need a look ahead. A class's own statements bind before the bodies of its
 * methods do, whatever stands first: `self.x = 1` makes a new attribute only if no statement of the
 * class binds x. And `global` moves the bindings after it to the file's scope.
 */
#include "syntax/packs/python_pack.h"

static void bind(Py *py, NodeId n, uint32_t scope);

/* -- what is bound -- */

static uint64_t bound_key(uint32_t scope, NameId name)
{
    return (uint64_t)scope << 32 | name;
}

PyBound py_bound(const Py *py, uint32_t scope, NameId name)
{
    uint64_t bound;

    return u64map_get(&py->bound, bound_key(scope, name), &bound) ? (PyBound)bound : PY_UNBOUND;
}

static void set_bound(Py *py, uint32_t scope, NameId name, PyBound bound)
{
    *u64map_at(&py->bound, bound_key(scope, name), NULL) = bound;
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

static uint32_t target_scope(const Py *py, uint32_t scope, NameId name)
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

/* -- variables and attributes -- */

static bool is_dunder(Str name)
{
    return name.len > 4 && str_starts(name, STR("__")) && str_ends(name, STR("__"));
}

static uint8_t visibility_of(Str name, bool is_member)
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
                      ? py_field(py, statement, FIELD_TYPE) : NODE_NONE;

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
    uint32_t line = tree_line(py->t, statement_start); /* 1-based, so also the number of the next */
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
        .name = facts_add_name(py->b, name), .name_start = at->start, .start = whole->start,
        .end = whole->end, .signature_end = whole->end, .line = tree_line(py->t, at->start),
        .end_line = tree_line(py->t, whole->end), .scope = scope, .parent = in.def,
        .kind = (uint8_t)variable_kind(py, &in, name, statement),
        .visibility = visibility_of(name, in.kind == SCOPE_CLASS),
    };

    find_comment_above(py, whole->start, &def);
    return facts_add_def(py->b, def);
}

static void add_local(Py *py, NodeId n, uint32_t scope, LocalKind kind, uint8_t order, uint16_t extra)
{
    uint32_t local = facts_add_local(py->b, (Local){
        .name = py_name(py, n), .scope = scope, .start = py->t->nodes[n].start,
        .kind = (uint8_t)kind, .order = order, .extra = extra});

    py->mark[n] = local << 2 | PY_MARK_LOCAL;
}

/* One more value for a def that is there already. */
static void add_alternate(Py *py, NodeId n, uint32_t scope)
{
    add_local(py, n, scope, LOCAL_VARIABLE, 0, PY_LOCAL_ALTERNATE);
    py->mark[n] = (py->mark[n] & ~3u) | PY_MARK_ALTERNATE;
}

static void bind_name(Py *py, NodeId n, NodeId statement, uint32_t scope)
{
    NameId name = py_name(py, n);

    if (py->b->scopes.at[scope].kind != SCOPE_BLOCK ||
        !(py->b->scopes.at[scope].flags & PY_SCOPE_COMPREHENSION))
        scope = target_scope(py, scope, name);
    PyBound bound = py_bound(py, scope, name);
    uint8_t kind = py->b->scopes.at[scope].kind;
    if (kind != SCOPE_FILE && kind != SCOPE_CLASS && bound != PY_BOUND_DEF) {
        if (bound == PY_UNBOUND)
            set_bound(py, scope, name, PY_BOUND_LOCAL);
        add_local(py, n, scope, LOCAL_VARIABLE, 0, 0);
    } else if (bound == PY_BOUND_PENDING && py->fallbacks) {
        add_alternate(py, n, scope);
    } else if (bound == PY_UNBOUND || bound == PY_BOUND_PENDING) {
        set_bound(py, scope, name, PY_BOUND_DEF);
        py->mark[n] = add_variable(py, n, statement, scope) << 2 | PY_MARK_DEF;
    } else if (bound == PY_BOUND_DEF) {
        add_alternate(py, n, scope);
    } else {
        add_local(py, n, scope, LOCAL_VARIABLE, 0, PY_LOCAL_ALTERNATE);
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

/* a.b.c, written without anything between. */
static bool is_path(const Py *py, NodeId n)
{
    while (py_kind(py, n) == KIND_ATTRIBUTE)
        n = node_first_child(py->t, n);
    return py_kind(py, n) == KIND_IDENTIFIER;
}

/* `a.b = c` in a function: from here on the path has the value's type. */
static void bind_path(Py *py, NodeId n, NodeId name, uint32_t scope)
{
    uint32_t function = py_binding_scope(py, scope);

    if (py->b->scopes.at[function].kind != SCOPE_FUNCTION || !is_path(py, n))
        return;
    *u64map_at(&py->assigned_paths, bound_key(function, py_name(py, name)), NULL) = 1;
    add_local(py, n, function, LOCAL_VARIABLE, 0, 0);
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
        set_bound(py, class_scope, id, PY_BOUND_DEF);
        uint32_t def = add_variable(py, name, statement, class_scope);
        py->b->defs.at[def].kind = DEF_FIELD;
        py->mark[name] = def << 2 | PY_MARK_DEF;
    } else {
        add_alternate(py, name, class_scope);
    }
}

static void bind_target(Py *py, NodeId n, NodeId statement, uint32_t scope)
{
    switch (py_kind(py, n)) {
    case KIND_IDENTIFIER:
        bind_name(py, n, statement, scope);
        break;
    case KIND_ATTRIBUTE:
        bind_attribute(py, n, statement, scope);
        break;
    case KIND_PATTERN_LIST: case KIND_TUPLE_PATTERN: case KIND_LIST_PATTERN: case KIND_TUPLE:
    case KIND_LIST: case KIND_LIST_SPLAT_PATTERN: case KIND_LIST_SPLAT: case KIND_PARENTHESIZED:
    case KIND_AS_TARGET: case KIND_EXPRESSION_LIST:
        NODE_EACH_CHILD (py->t, n, child)
            bind_target(py, child, statement, scope);
        break;
    default:
        break;
    }
}

static void bind_children(Py *py, NodeId n, uint32_t scope)
{
    NODE_EACH_CHILD (py->t, n, child)
        bind(py, child, scope);
}

/* -- imports -- */

/* `n` is the node where the second walk makes the import's reference. */
static void add_import(Py *py, NodeId n, Import import)
{
    py->mark[n] = facts_add_import(py->b, import) + 1;
    if (import.local && py_bound(py, import.scope, import.local) == PY_UNBOUND)
        set_bound(py, import.scope, import.local, PY_BOUND_IMPORT);
}

/* `import a.b.c` makes `a` a name and loads a.b.c; `import a.b.c as d` makes that one d. */
static void bind_import(Py *py, NodeId n, uint32_t scope)
{
    scope = py_binding_scope(py, scope);
    NODE_EACH_CHILD (py->t, n, child) {
        bool has_alias = py_kind(py, child) == KIND_ALIASED;
        NodeId path = has_alias ? py_field(py, child, FIELD_NAME) : child;
        NodeId alias = has_alias ? py_field(py, child, FIELD_ALIAS) : NODE_NONE;

        if (py_kind(py, path) != KIND_DOTTED)
            continue;
        NodeId first = node_first_child(py->t, path);
        Import import = {.module = py_name(py, path), .scope = scope, .kind = IMPORT_MODULE,
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

static void bind_import_from(Py *py, NodeId n, uint32_t scope)
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
            add_import(py, child, (Import){.module = import.module, .level = import.level,
                                           .scope = import.scope, .kind = IMPORT_ALL,
                                           .at = py->t->nodes[child].start});
        }
        if (child == module || py_kind(py, symbol) != KIND_DOTTED)
            continue;
        import.symbol = py_name(py, symbol);
        import.local = has_alias ? py_name(py, py_field(py, child, FIELD_ALIAS)) : import.symbol;
        import.at = py->t->nodes[symbol].start;
        add_import(py, symbol, import);
    }
}

/* -- functions -- */

static uint16_t decorator_flag(Str name)
{
    static const struct { const char *name; uint16_t flag; } rows[] = {
        {"abstractmethod", DEF_IS_DECLARATION}, {"classmethod", PY_DEF_IS_CLASS_METHOD},
        {"staticmethod", DEF_IS_STATIC},        {"overload", PY_DEF_IS_OVERLOAD},
        {"setter", PY_DEF_IS_OVERLOAD},         {"deleter", PY_DEF_IS_OVERLOAD},
        {"deprecated", DEF_IS_DEPRECATED},      {"override", DEF_IS_OVERRIDE},
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (str_is(name, rows[i].name))
            return rows[i].flag;
    }
    return str_ends(name, STR("property")) ? DEF_IS_GETTER : 0;
}

static uint16_t decorator_flags(const Py *py, NodeId decorated)
{
    uint16_t flags = 0;

    if (py_kind(py, decorated) != KIND_DECORATED)
        return 0;
    NODE_EACH_CHILD (py->t, decorated, child) {
        if (py_kind(py, child) == KIND_DECORATOR)
            flags |= decorator_flag(py_last_name(py, node_first_child(py->t, child)));
    }
    return flags;
}

/* A string that stands alone as the first statement. */
static void find_docstring(Py *py, NodeId block, Def *def)
{
    NodeId statement = py_first(py, block);
    NodeId text = py_kind(py, statement) == KIND_STATEMENT
                      ? node_first_child(py->t, statement) : NODE_NONE;

    if (py_kind(py, text) != KIND_STRING && py_kind(py, text) != KIND_CONCATENATED)
        return;
    def->doc_start = py->t->nodes[text].start;
    def->doc_end = py->t->nodes[text].end;
    py->doc_lines += tree_line(py->t, def->doc_end) - tree_line(py->t, def->doc_start) + 1;
}

static void name_of_parameter(const Py *py, NodeId n, NodeId *ret_name, uint16_t *ret_extra)
{
    *ret_extra = 0;
    if (py_kind(py, n) == KIND_DEFAULT_PARAM || py_kind(py, n) == KIND_TYPED_DEFAULT)
        n = py_field(py, n, FIELD_NAME);
    else if (py_kind(py, n) == KIND_TYPED_PARAM)
        n = node_first_child(py->t, n);
    if (py_kind(py, n) == KIND_LIST_SPLAT_PATTERN || py_kind(py, n) == KIND_DICT_SPLAT_PATTERN) {
        *ret_extra = py_kind(py, n) == KIND_LIST_SPLAT_PATTERN ? PY_LOCAL_ARGS : PY_LOCAL_KWARGS;
        n = node_first_child(py->t, n);
    }
    *ret_name = py_kind(py, n) == KIND_IDENTIFIER ? n : NODE_NONE;
}

/* What the first parameter of a function is; LOCAL_PARAMETER when it is nothing special. */
static LocalKind first_parameter_kind(const Py *py, uint32_t function, uint16_t *extra)
{
    const Def *def = &py->b->defs.at[function];
    Str name = py->b->names.at[def->name];

    if (!function || py->b->scopes.at[def->scope].kind != SCOPE_CLASS ||
        (def->flags & DEF_IS_STATIC))
        return LOCAL_PARAMETER;
    if ((def->flags & PY_DEF_IS_CLASS_METHOD) || str_is(name, "__new__") ||
        str_is(name, "__init_subclass__") || str_is(name, "__class_getitem__"))
        *extra |= PY_LOCAL_CLS;
    return LOCAL_SELF;
}

static void bind_parameters(Py *py, NodeId parameters, uint32_t function, uint32_t inner,
                            uint32_t outer)
{
    unsigned order = 0;

    if (parameters == NODE_NONE)
        return;
    NODE_EACH_CHILD (py->t, parameters, child) {
        NodeId name;
        uint16_t extra;
        LocalKind kind = LOCAL_PARAMETER;

        name_of_parameter(py, child, &name, &extra);
        if (name == NODE_NONE)
            continue;
        if (order == 0 && !extra)
            kind = first_parameter_kind(py, function, &extra);
        set_bound(py, inner, py_name(py, name), kind == LOCAL_SELF ? PY_BOUND_SELF : PY_BOUND_LOCAL);
        add_local(py, name, inner, kind, (uint8_t)MIN_OF(order, 255u), extra);
        order++;
        if (function && (extra & PY_LOCAL_ARGS))
            py->b->defs.at[function].flags |= DEF_IS_VARIADIC;
        if (py_field(py, child, FIELD_VALUE) != NODE_NONE)
            bind(py, py_field(py, child, FIELD_VALUE), outer);
    }
}

/* `[T, U: bound]` after a name: a scope of its own around the definition. */
static uint32_t bind_type_parameters(Py *py, NodeId n, uint32_t scope)
{
    NodeId list = py_field(py, n, FIELD_TYPE_PARAMETERS);

    if (list == NODE_NONE)
        return scope;
    scope = facts_add_scope(py->b, SCOPE_BLOCK, scope, py->b->scopes.at[scope].def);
    VEC_LAST(&py->b->scopes)->flags = PY_SCOPE_TYPE_PARAMETERS;
    py->mark[list] = scope;
    NODE_EACH_CHILD (py->t, list, child) {
        NodeId name = child;

        while (name != NODE_NONE && py_kind(py, name) != KIND_IDENTIFIER)
            name = node_first_child(py->t, name);
        if (name == NODE_NONE)
            continue;
        set_bound(py, scope, py_name(py, name), PY_BOUND_LOCAL);
        add_local(py, name, scope, LOCAL_TYPE_PARAMETER, 0, 0);
    }
    return scope;
}

static bool is_test(const Py *py, const Def *function)
{
    Str name = py->b->names.at[function->name];
    const Scope *scope = &py->b->scopes.at[function->scope];

    if (scope->kind == SCOPE_FILE)
        return str_starts(name, STR("test_"));
    if (scope->kind != SCOPE_CLASS)
        return false;
    const Def *class = &py->b->defs.at[scope->def];
    bool is_case = (class->flags & DEF_IS_TEST) != 0;
    return str_starts(name, STR("test_")) || (is_case && str_starts(name, STR("test")));
}

static uint8_t function_kind(const Py *py, const Def *def)
{
    Str name = py->b->names.at[def->name];

    if (py->b->scopes.at[def->scope].kind != SCOPE_CLASS)
        return DEF_FUNCTION;
    if (def->flags & DEF_IS_GETTER)
        return DEF_PROPERTY;
    return str_is(name, "__init__") || str_is(name, "__new__") ? DEF_CONSTRUCTOR : DEF_METHOD;
}

/* The def of a function or class, with the scope that it opens; `whole` has the decorators. */
static uint32_t add_definition(Py *py, NodeId n, NodeId whole, uint32_t outer, uint32_t around,
                               ScopeKind inner_kind)
{
    NodeId name = py_field(py, n, FIELD_NAME), body = py_field(py, n, FIELD_BODY);
    uint32_t scope = py_binding_scope(py, outer);
    const Node *at = &py->t->nodes[n];
    Def def = {
        .name = py_name(py, name), .start = py->t->nodes[whole].start, .end = at->end,
        .name_start = name == NODE_NONE ? at->start : py->t->nodes[name].start,
        .signature_end = body == NODE_NONE ? at->end : py->t->nodes[body].start,
        .end_line = tree_line(py->t, at->end), .scope = scope,
        .parent = py->b->scopes.at[scope].def, .flags = decorator_flags(py, whole),
    };

    def.line = tree_line(py->t, def.name_start);
    def.flags |= body == NODE_NONE ? 0 : DEF_HAS_BODY;
    def.visibility = visibility_of(py_text(py, name), py->b->scopes.at[scope].kind == SCOPE_CLASS);
    find_docstring(py, body, &def);
    def.inner = (uint32_t)py->b->scopes.len;
    uint32_t index = facts_add_def(py->b, def);
    (void)facts_add_scope(py->b, inner_kind, around, index);
    py->mark[n] = index;
    if (def.name && py_bound(py, scope, def.name) != PY_BOUND_GLOBAL)
        set_bound(py, scope, def.name, PY_BOUND_DEF);
    return index;
}

static void bind_function(Py *py, NodeId n, NodeId whole, uint32_t scope)
{
    NodeId body = py_field(py, n, FIELD_BODY);
    uint32_t around = bind_type_parameters(py, n, scope);
    uint32_t index = add_definition(py, n, whole, scope, around, SCOPE_FUNCTION);
    Def *def = &py->b->defs.at[index];

    def->kind = function_kind(py, def);
    if (str_starts(py_text(py, n), STR("async")))
        def->flags |= DEF_IS_ASYNC;
    if (is_test(py, def)) {
        def->flags |= DEF_IS_TEST;
        facts_add_note(py->b, (Note){.kind = NOTE_TEST, .text = def->name, .at = def->name_start,
                                     .def = index});
    }
    uint32_t inner = def->inner;
    bind_parameters(py, py_field(py, n, FIELD_PARAMETERS), index, inner, scope);
    if (body != NODE_NONE)
        bind(py, body, inner);
}

static void bind_lambda(Py *py, NodeId n, uint32_t scope)
{
    uint32_t inner = facts_add_scope(py->b, SCOPE_FUNCTION, scope, py->b->scopes.at[scope].def);

    py->b->scopes.at[inner].flags = PY_SCOPE_LAMBDA;
    py->mark[n] = inner;
    bind_parameters(py, py_field(py, n, FIELD_PARAMETERS), 0, inner, scope);
    if (py_field(py, n, FIELD_BODY) != NODE_NONE)
        bind(py, py_field(py, n, FIELD_BODY), inner);
}

/* The first clause's iterable is read outside, all else inside. */
static void bind_comprehension(Py *py, NodeId n, uint32_t scope)
{
    uint32_t inner = facts_add_scope(py->b, SCOPE_BLOCK, scope, py->b->scopes.at[scope].def);
    bool is_first = true;

    py->b->scopes.at[inner].flags = PY_SCOPE_COMPREHENSION;
    py->mark[n] = inner;
    NODE_EACH_CHILD (py->t, n, clause) {
        if (py_kind(py, clause) != KIND_FOR_IN)
            continue;
        bind_target(py, py_field(py, clause, FIELD_LEFT), clause, inner);
    }
    NODE_EACH_CHILD (py->t, n, child) {
        if (py_kind(py, child) != KIND_FOR_IN) {
            bind(py, child, inner);
            continue;
        }
        NODE_EACH_CHILD (py->t, child, part) {
            if (py->t->nodes[part].field != FIELD_LEFT)
                bind(py, part, is_first ? scope : inner);
        }
        is_first = false;
    }
}

/* -- classes -- */

static void pend_target(Py *py, NodeId n, uint32_t scope)
{
    switch (py_kind(py, n)) {
    case KIND_IDENTIFIER:
        if (py_bound(py, scope, py_name(py, n)) == PY_UNBOUND)
            set_bound(py, scope, py_name(py, n), PY_BOUND_PENDING);
        break;
    case KIND_PATTERN_LIST: case KIND_TUPLE_PATTERN:
        NODE_EACH_CHILD (py->t, n, child)
            pend_target(py, child, scope);
        break;
    default:
        break;
    }
}

/* Notes the names that the statements of a class bind, before any of them is read. */
static void pend_names(Py *py, NodeId n, uint32_t scope)
{
    switch (py_kind(py, n)) {
    case KIND_FUNCTION: case KIND_CLASS:
        pend_target(py, py_field(py, n, FIELD_NAME), scope);
        break;
    case KIND_ASSIGNMENT:
        pend_target(py, py_field(py, n, FIELD_LEFT), scope);
        pend_names(py, py_field(py, n, FIELD_RIGHT), scope);
        break;
    case KIND_DECORATED: case KIND_BLOCK: case KIND_STATEMENT: case KIND_IF: case KIND_ELIF:
    case KIND_ELSE: case KIND_TRY: case KIND_EXCEPT: case KIND_FINALLY: case KIND_WITH:
        NODE_EACH_CHILD (py->t, n, child)
            pend_names(py, child, scope);
        break;
    default:
        break;
    }
}

static void look_at_bases(Py *py, NodeId bases, uint32_t class, uint32_t inner)
{
    NODE_EACH_CHILD (py->t, bases, base) {
        Str name = py_last_name(py, base);

        if (str_ends(name, STR("Enum")) || str_ends(name, STR("Flag")) ||
            str_ends(name, STR("Choices")))
            py->b->scopes.at[inner].flags |= PY_SCOPE_ENUM;
        if (str_ends(name, STR("TestCase")))
            py->b->defs.at[class].flags |= DEF_IS_TEST;
        if (str_is(name, "Protocol"))
            py->b->defs.at[class].kind = DEF_INTERFACE;
    }
    if (py->b->scopes.at[inner].flags & PY_SCOPE_ENUM)
        py->b->defs.at[class].kind = DEF_ENUM;
}

static void bind_class(Py *py, NodeId n, NodeId whole, uint32_t scope)
{
    NodeId body = py_field(py, n, FIELD_BODY), bases = py_field(py, n, FIELD_SUPERCLASSES);
    uint32_t around = bind_type_parameters(py, n, scope);
    uint32_t index = add_definition(py, n, whole, scope, around, SCOPE_CLASS);
    uint32_t inner = py->b->defs.at[index].inner;

    py->b->defs.at[index].kind = DEF_CLASS;
    if (bases != NODE_NONE) {
        look_at_bases(py, bases, index, inner);
        bind_children(py, bases, scope);
    }
    if (body == NODE_NONE)
        return;
    pend_names(py, body, inner);
    bind(py, body, inner);
}

/* -- tests that narrow -- */

static NodeId unparenthesized(const Py *py, NodeId n)
{
    while (py_kind(py, n) == KIND_PARENTHESIZED)
        n = py_first(py, n);
    return n;
}

static bool is_and(const Py *py, NodeId boolean)
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
    return *ret_type != NODE_NONE && is_path(py, *ret_name);
}

/* Records in `*scope`, a block made when it is first needed, what the condition says of types when
 * it is true (or false, when `is_true` is not set). */
static void narrow(Py *py, NodeId condition, bool is_true, uint32_t outer, uint32_t *scope)
{
    NodeId name, type;

    condition = unparenthesized(py, condition);
    if (py_kind(py, condition) == KIND_NOT) {
        narrow(py, py_field(py, condition, FIELD_ARGUMENT), !is_true, outer, scope);
    } else if (py_kind(py, condition) == KIND_BOOLEAN && is_and(py, condition) == is_true) {
        narrow(py, py_field(py, condition, FIELD_LEFT), is_true, outer, scope);
        narrow(py, py_field(py, condition, FIELD_RIGHT), is_true, outer, scope);
    } else if (is_true && is_instance_test(py, condition, &name, &type)) {
        if (!*scope) {
            *scope = facts_add_scope(py->b, SCOPE_BLOCK, outer, py->b->scopes.at[outer].def);
            VEC_LAST(&py->b->scopes)->flags = PY_SCOPE_NARROWED;
        }
        if (py_kind(py, name) == KIND_ATTRIBUTE) {
            *u64map_at(&py->narrowed_paths, bound_key(*scope, py_name(py, name)), NULL) = type;
            return;
        }
        uint32_t local = facts_add_local(py->b, (Local){
            .name = py_name(py, name), .scope = *scope, .start = py->t->nodes[name].start,
            .kind = LOCAL_VARIABLE, .extra = PY_LOCAL_NARROWED});
        *VEC_PUSH(&py->narrowings) = (PyNarrowing){type, local};
    }
}

/* The scope for code that runs when the condition is true (false): a new block left in mark[n] when
 * the condition narrows something, else `scope`. */
static uint32_t narrowed(Py *py, NodeId n, NodeId condition, bool is_true, uint32_t scope)
{
    uint32_t inner = 0;

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
    return last == KIND_RETURN || last == KIND_RAISE || last == KIND_BREAK || last == KIND_CONTINUE;
}

/* What holds after a statement, for the rest of its block. */
static uint32_t narrowed_after(Py *py, NodeId n, uint32_t scope)
{
    if (py_kind(py, n) == KIND_ASSERT)
        return narrowed(py, n, py_first(py, n), true, scope);
    if (py_kind(py, n) != KIND_IF || py_field(py, n, FIELD_ALTERNATIVE) != NODE_NONE)
        return scope;
    NodeId block = py_field(py, n, FIELD_CONSEQUENCE);
    if (block == NODE_NONE || !leaves(py, block))
        return scope;
    return narrowed(py, n, py_field(py, n, FIELD_CONDITION), false, scope);
}

static void bind_block(Py *py, NodeId n, uint32_t scope)
{
    NODE_EACH_CHILD (py->t, n, child) {
        bind(py, child, scope);
        scope = narrowed_after(py, child, scope);
    }
}

/* Conditions that hold only where nobody looks first: on Windows, on an old Python. */
static bool is_fallback_condition(const Py *py, NodeId condition)
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

/* Keeps the defs of names that a fallback binds too for `other`, which comes later. */
static void keep_for(Py *py, NodeId other, uint32_t scope)
{
    uint32_t target = py_binding_scope(py, scope);
    uint8_t kind = py->b->scopes.at[target].kind;

    if (other != NODE_NONE && (kind == SCOPE_FILE || kind == SCOPE_CLASS))
        pend_names(py, other, target);
}

static void bind_fallback(Py *py, NodeId block, uint32_t scope)
{
    py->fallbacks++;
    bind(py, block, scope);
    py->fallbacks--;
}

/* `if`, `elif`, `while`: the block under the condition may know more. */
static void bind_conditional(Py *py, NodeId n, uint32_t scope)
{
    NodeId condition = py_field(py, n, FIELD_CONDITION), other = py_field(py, n, FIELD_ALTERNATIVE);
    bool is_fallback = py_kind(py, n) == KIND_IF && other != NODE_NONE &&
                       is_fallback_condition(py, condition);

    if (is_fallback)
        keep_for(py, other, scope);
    NODE_EACH_CHILD (py->t, n, child) {
        uint8_t field = py->t->nodes[child].field;
        bool is_block = py_kind(py, child) == KIND_BLOCK &&
                        (field == FIELD_CONSEQUENCE || field == FIELD_BODY);

        if (is_block && is_fallback)
            bind_fallback(py, child, scope);
        else
            bind(py, child, is_block ? narrowed(py, child, condition, true, scope) : scope);
    }
}

/* What an `except` binds stands in for what the `else` does. */
static void bind_try(Py *py, NodeId n, uint32_t scope)
{
    NodeId other = node_child_of_kind(py->t, n, KIND_ELSE);
    bool is_kept = false;

    NODE_EACH_CHILD (py->t, n, child) {
        if (py_kind(py, child) == KIND_EXCEPT && !is_kept) {
            keep_for(py, other, scope);
            is_kept = true;
        }
        if (py_kind(py, child) == KIND_EXCEPT && other != NODE_NONE)
            bind_fallback(py, child, scope);
        else
            bind(py, child, scope);
    }
}

static void bind_boolean(Py *py, NodeId n, uint32_t scope)
{
    NodeId left = py_field(py, n, FIELD_LEFT), right = py_field(py, n, FIELD_RIGHT);

    if (left != NODE_NONE)
        bind(py, left, scope);
    if (right == NODE_NONE)
        return;
    bind(py, right, narrowed(py, n, left, is_and(py, n), scope));
}

/* `a if condition else b` */
static void bind_ternary(Py *py, NodeId n, uint32_t scope)
{
    NodeId first = py_first(py, n);
    NodeId condition = first == NODE_NONE ? NODE_NONE : node_next(py->t, first);

    if (condition == NODE_NONE)
        return;
    bind(py, first, narrowed(py, n, condition, true, scope));
    for (NodeId rest = condition; rest != NODE_NONE; rest = node_next(py->t, rest))
        bind(py, rest, scope);
}

/* -- match -- */

static void bind_pattern(Py *py, NodeId n, uint32_t scope)
{
    NodeId child = node_first_child(py->t, n);

    switch (py_kind(py, n)) {
    case KIND_DOTTED:
        if (child != NODE_NONE && node_next(py->t, child) == NODE_NONE &&
            !str_is(py_text(py, child), "_"))
            bind_name(py, child, n, scope);
        return;
    case KIND_CLASS_PATTERN: case KIND_KEYWORD_PATTERN:
        child = child == NODE_NONE ? NODE_NONE : node_next(py->t, child);
        break;
    case KIND_SPLAT_PATTERN: case KIND_AS_PATTERN:
        NODE_EACH_CHILD (py->t, n, part) {
            if (py_kind(py, part) == KIND_IDENTIFIER && !str_is(py_text(py, part), "_"))
                bind_name(py, part, n, scope);
        }
        break;
    default:
        break;
    }
    for (; child != NODE_NONE; child = node_next(py->t, child))
        bind_pattern(py, child, scope);
}

/* The class that a whole case stands for: `case C(...)`, also with `as`. */
static NodeId class_of_case(const Py *py, NodeId pattern)
{
    while (py_kind(py, pattern) == KIND_CASE_PATTERN || py_kind(py, pattern) == KIND_AS_PATTERN)
        pattern = node_first_child(py->t, pattern);
    return py_kind(py, pattern) == KIND_CLASS_PATTERN ? node_first_child(py->t, pattern) : NODE_NONE;
}

static void bind_case(Py *py, NodeId n, NodeId subject, uint32_t scope)
{
    NodeId pattern = node_child_of_kind(py->t, n, KIND_CASE_PATTERN);
    NodeId class = class_of_case(py, pattern);

    if (class != NODE_NONE && py_kind(py, subject) == KIND_IDENTIFIER) {
        scope = facts_add_scope(py->b, SCOPE_BLOCK, scope, py->b->scopes.at[scope].def);
        VEC_LAST(&py->b->scopes)->flags = PY_SCOPE_NARROWED;
        uint32_t local = facts_add_local(py->b, (Local){
            .name = py_name(py, subject), .scope = scope, .start = py->t->nodes[subject].start,
            .extra = PY_LOCAL_NARROWED});
        *VEC_PUSH(&py->narrowings) = (PyNarrowing){class, local};
        py->mark[n] = scope;
    }
    NODE_EACH_CHILD (py->t, n, child) {
        if (py_kind(py, child) == KIND_CASE_PATTERN)
            bind_pattern(py, child, scope);
        else
            bind(py, child, scope);
    }
}

static void bind_match(Py *py, NodeId n, uint32_t scope)
{
    NodeId subject = py_field(py, n, FIELD_SUBJECT), body = py_field(py, n, FIELD_BODY);

    bind(py, subject, scope);
    if (body == NODE_NONE)
        return;
    NODE_EACH_CHILD (py->t, body, child) {
        if (py_kind(py, child) == KIND_CASE)
            bind_case(py, child, subject, scope);
        else
            bind(py, child, scope);
    }
}

/* -- statements -- */

static void bind_outer_names(Py *py, NodeId n, uint32_t scope, PyBound bound)
{
    scope = py_binding_scope(py, scope);
    if (scope == 1)
        return;
    NODE_EACH_CHILD (py->t, n, child) {
        if (py_kind(py, child) == KIND_IDENTIFIER)
            set_bound(py, scope, py_name(py, child), bound);
    }
}

static void bind_assignment(Py *py, NodeId n, uint32_t scope)
{
    NodeId left = py_field(py, n, FIELD_LEFT), right = py_field(py, n, FIELD_RIGHT);

    bind_target(py, left, n, scope);
    if (right != NODE_NONE)
        bind(py, right, scope);
    if (scope == 1 && str_is(py_text(py, left), "__all__"))
        py_note_exports(py, right);
}

/* `x += 1` binds, but gives a value that nobody can name better than the one before. */
static void bind_augmented(Py *py, NodeId n, uint32_t scope)
{
    NodeId left = py_field(py, n, FIELD_LEFT);

    bind(py, py_field(py, n, FIELD_RIGHT), scope);
    if (scope == 1 && str_is(py_text(py, left), "__all__"))
        py_note_exports(py, py_field(py, n, FIELD_RIGHT));
    if (py_kind(py, left) != KIND_IDENTIFIER)
        return;
    NameId name = py_name(py, left);
    uint32_t target = target_scope(py, scope, name);
    if (py_bound(py, target, name) == PY_UNBOUND)
        bind_name(py, left, n, scope);
    else if (py_bound(py, target, name) == PY_BOUND_DEF)
        py->mark[left] = PY_MARK_ALTERNATE; /* of local 0: there is no value to fill in */
}

static void bind_type_alias(Py *py, NodeId n, uint32_t scope)
{
    NodeId name = py_field(py, n, FIELD_LEFT);

    while (name != NODE_NONE && py_kind(py, name) != KIND_IDENTIFIER)
        name = node_first_child(py->t, name);
    if (name == NODE_NONE)
        return;
    bind_name(py, name, n, scope);
    if ((py->mark[name] & 3) == PY_MARK_DEF)
        VEC_LAST(&py->b->defs)->kind = DEF_TYPE;
}

static void bind_as_pattern(Py *py, NodeId n, uint32_t scope)
{
    NODE_EACH_CHILD (py->t, n, child) {
        if (py_kind(py, child) == KIND_AS_TARGET)
            bind_target(py, child, n, scope);
        else
            bind(py, child, scope);
    }
}

static void bind_decorated(Py *py, NodeId n, uint32_t scope)
{
    NODE_EACH_CHILD (py->t, n, child) {
        if (py_kind(py, child) == KIND_FUNCTION)
            bind_function(py, child, n, scope);
        else if (py_kind(py, child) == KIND_CLASS)
            bind_class(py, child, n, scope);
        else
            bind_children(py, child, scope);
    }
}

static void bind(Py *py, NodeId n, uint32_t scope)
{
    if (n == NODE_NONE)
        return;
    switch (py_kind(py, n)) {
    case KIND_IDENTIFIER: case KIND_TYPE: case KIND_COMMENT: case KIND_INTEGER: case KIND_DOTTED:
        break;
    case KIND_FUNCTION: bind_function(py, n, n, scope); break;
    case KIND_CLASS: bind_class(py, n, n, scope); break;
    case KIND_DECORATED: bind_decorated(py, n, scope); break;
    case KIND_LAMBDA: bind_lambda(py, n, scope); break;
    case KIND_LIST_COMP: case KIND_SET_COMP: case KIND_DICT_COMP: case KIND_GENERATOR:
        bind_comprehension(py, n, scope);
        break;
    case KIND_ASSIGNMENT: bind_assignment(py, n, scope); break;
    case KIND_AUGMENTED: bind_augmented(py, n, scope); break;
    case KIND_FOR:
        bind_target(py, py_field(py, n, FIELD_LEFT), n, scope);
        NODE_EACH_CHILD (py->t, n, child) {
            if (py->t->nodes[child].field != FIELD_LEFT)
                bind(py, child, scope);
        }
        break;
    case KIND_NAMED_EXPR:
        bind_target(py, py_field(py, n, FIELD_NAME), n, scope);
        bind(py, py_field(py, n, FIELD_VALUE), scope);
        break;
    case KIND_AS_PATTERN: bind_as_pattern(py, n, scope); break;
    case KIND_EXCEPT:
        if (py_field(py, n, FIELD_ALIAS) != NODE_NONE)
            bind_target(py, py_field(py, n, FIELD_ALIAS), n, scope);
        bind_children(py, n, scope);
        break;
    case KIND_IMPORT: bind_import(py, n, scope); break;
    case KIND_IMPORT_FROM: bind_import_from(py, n, scope); break;
    case KIND_IMPORT_FUTURE: break;
    case KIND_GLOBAL: bind_outer_names(py, n, scope, PY_BOUND_GLOBAL); break;
    case KIND_NONLOCAL: bind_outer_names(py, n, scope, PY_BOUND_NONLOCAL); break;
    case KIND_BLOCK: case KIND_MODULE: bind_block(py, n, scope); break;
    case KIND_IF: case KIND_ELIF: case KIND_WHILE: bind_conditional(py, n, scope); break;
    case KIND_TRY: bind_try(py, n, scope); break;
    case KIND_BOOLEAN: bind_boolean(py, n, scope); break;
    case KIND_CONDITIONAL: bind_ternary(py, n, scope); break;
    case KIND_MATCH: bind_match(py, n, scope); break;
    case KIND_TYPE_ALIAS: bind_type_alias(py, n, scope); break;
    default: bind_children(py, n, scope); break;
    }
}

/* What __all__ lists is exported, and public whatever its name looks like. */
static void mark_exports(Py *py)
{
    for (size_t i = 0; i < py->b->notes.len; i++) {
        const Note *note = &py->b->notes.at[i];

        if (note->kind == NOTE_EXPORT)
            set_bound(py, 0, note->text, PY_BOUND_DEF);
    }
    for (size_t d = 1; d < py->b->defs.len; d++) {
        Def *def = &py->b->defs.at[d];

        if (def->scope == 1 && py_bound(py, 0, def->name) == PY_BOUND_DEF) {
            def->flags |= DEF_IS_EXPORTED;
            def->visibility = VISIBLE_PUBLIC;
        }
    }
}

void py_bind(Py *py)
{
    Def file = {0};

    find_docstring(py, 0, &file);
    py->b->defs.at[0].doc_start = file.doc_start;
    py->b->defs.at[0].doc_end = file.doc_end;
    bind(py, 0, 1);
    mark_exports(py);
}
