/*
 * python_bind.c -- the first walk over a Python file: scopes, definitions, locals, imports.
 *
 * Whatever binds a name is met in the order of the text, so that defs are numbered by their
 * place. Two of Python's rules need a look ahead. A class's own statements bind before the
 * bodies of its methods do, whatever stands first: `self.x = 1` makes a new attribute only if
 * no statement of the class binds x. And `global` moves the bindings after it to the file's
 * scope.
 */
#include "syntax/packs/python_pack.h"

static void bind(Py *py, NodeId n, uint32_t scope);

static void bind_children(Py *py, NodeId n, uint32_t scope)
{
    NODE_EACH_CHILD (py->t, n, child)
        bind(py, child, scope);
}

/* -- functions -- */

static uint16_t decorator_flag(Str name)
{
    static const struct {
        const char *name;
        uint16_t flag;
    } rows[] = {
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
    NodeId text = py_kind(py, statement) == KIND_STATEMENT ? node_first_child(py->t, statement)
                                                           : NODE_NONE;

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
    if (py_kind(py, n) == KIND_LIST_SPLAT_PATTERN ||
        py_kind(py, n) == KIND_DICT_SPLAT_PATTERN) {
        *ret_extra = py_kind(py, n) == KIND_LIST_SPLAT_PATTERN ? PY_LOCAL_ARGS
                                                               : PY_LOCAL_KWARGS;
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
        py_set_bound(py, inner, py_name(py, name),
                     kind == LOCAL_SELF ? PY_BOUND_SELF : PY_BOUND_LOCAL);
        py_add_local(py, name, inner, kind, (uint8_t)MIN_OF(order, 255u), extra);
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
        py_set_bound(py, scope, py_name(py, name), PY_BOUND_LOCAL);
        py_add_local(py, name, scope, LOCAL_TYPE_PARAMETER, 0, 0);
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
        .name = py_name(py, name),
        .start = py->t->nodes[whole].start,
        .end = at->end,
        .name_start = name == NODE_NONE ? at->start : py->t->nodes[name].start,
        .signature_end = body == NODE_NONE ? at->end : py->t->nodes[body].start,
        .end_line = tree_line(py->t, at->end),
        .scope = scope,
        .parent = py->b->scopes.at[scope].def,
        .flags = decorator_flags(py, whole),
    };

    def.line = tree_line(py->t, def.name_start);
    def.flags |= body == NODE_NONE ? 0 : DEF_HAS_BODY;
    def.visibility = py_visibility_of(py_text(py, name),
                                      py->b->scopes.at[scope].kind == SCOPE_CLASS);
    find_docstring(py, body, &def);
    def.inner = (uint32_t)py->b->scopes.len;
    uint32_t index = facts_add_def(py->b, def);
    (void)facts_add_scope(py->b, inner_kind, around, index);
    py->mark[n] = index;
    if (def.name && py_bound(py, scope, def.name) != PY_BOUND_GLOBAL)
        py_set_bound(py, scope, def.name, PY_BOUND_DEF);
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
        facts_add_note(
            py->b,
            (Note){.kind = NOTE_TEST, .text = def->name, .at = def->name_start, .def = index});
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
        py_bind_target(py, py_field(py, clause, FIELD_LEFT), clause, inner);
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
            py_set_bound(py, scope, py_name(py, n), PY_BOUND_PENDING);
        break;
    case KIND_PATTERN_LIST:
    case KIND_TUPLE_PATTERN:
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
    case KIND_FUNCTION:
    case KIND_CLASS:
        pend_target(py, py_field(py, n, FIELD_NAME), scope);
        break;
    case KIND_ASSIGNMENT:
        pend_target(py, py_field(py, n, FIELD_LEFT), scope);
        pend_names(py, py_field(py, n, FIELD_RIGHT), scope);
        break;
    case KIND_DECORATED:
    case KIND_BLOCK:
    case KIND_STATEMENT:
    case KIND_IF:
    case KIND_ELIF:
    case KIND_ELSE:
    case KIND_TRY:
    case KIND_EXCEPT:
    case KIND_FINALLY:
    case KIND_WITH:
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

/* -- statements with branches -- */

static void bind_block(Py *py, NodeId n, uint32_t scope)
{
    NODE_EACH_CHILD (py->t, n, child) {
        bind(py, child, scope);
        scope = py_narrowed_after(py, child, scope);
    }
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
    NodeId condition = py_field(py, n, FIELD_CONDITION),
           other = py_field(py, n, FIELD_ALTERNATIVE);
    bool is_fallback = py_kind(py, n) == KIND_IF && other != NODE_NONE &&
                       py_is_fallback_condition(py, condition);

    if (is_fallback)
        keep_for(py, other, scope);
    NODE_EACH_CHILD (py->t, n, child) {
        uint8_t field = py->t->nodes[child].field;
        bool is_block = py_kind(py, child) == KIND_BLOCK &&
                        (field == FIELD_CONSEQUENCE || field == FIELD_BODY);

        if (is_block && is_fallback)
            bind_fallback(py, child, scope);
        else
            bind(py, child, is_block ? py_narrowed(py, child, condition, true, scope) : scope);
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
    bind(py, right, py_narrowed(py, n, left, py_is_and(py, n), scope));
}

/* `a if condition else b` */
static void bind_ternary(Py *py, NodeId n, uint32_t scope)
{
    NodeId first = py_first(py, n);
    NodeId condition = first == NODE_NONE ? NODE_NONE : node_next(py->t, first);

    if (condition == NODE_NONE)
        return;
    bind(py, first, py_narrowed(py, n, condition, true, scope));
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
            py_bind_name(py, child, n, scope);
        return;
    case KIND_CLASS_PATTERN:
    case KIND_KEYWORD_PATTERN:
        child = child == NODE_NONE ? NODE_NONE : node_next(py->t, child);
        break;
    case KIND_SPLAT_PATTERN:
    case KIND_AS_PATTERN:
        NODE_EACH_CHILD (py->t, n, part) {
            if (py_kind(py, part) == KIND_IDENTIFIER && !str_is(py_text(py, part), "_"))
                py_bind_name(py, part, n, scope);
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
    return py_kind(py, pattern) == KIND_CLASS_PATTERN ? node_first_child(py->t, pattern)
                                                      : NODE_NONE;
}

static void bind_case(Py *py, NodeId n, NodeId subject, uint32_t scope)
{
    NodeId pattern = node_child_of_kind(py->t, n, KIND_CASE_PATTERN);
    NodeId class = class_of_case(py, pattern);

    if (class != NODE_NONE && py_kind(py, subject) == KIND_IDENTIFIER) {
        scope = facts_add_scope(py->b, SCOPE_BLOCK, scope, py->b->scopes.at[scope].def);
        VEC_LAST(&py->b->scopes)->flags = PY_SCOPE_NARROWED;
        uint32_t local = facts_add_local(py->b, (Local){.name = py_name(py, subject),
                                                        .scope = scope,
                                                        .start = py->t->nodes[subject].start,
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
            py_set_bound(py, scope, py_name(py, child), bound);
    }
}

static void bind_assignment(Py *py, NodeId n, uint32_t scope)
{
    NodeId left = py_field(py, n, FIELD_LEFT), right = py_field(py, n, FIELD_RIGHT);

    py_bind_target(py, left, n, scope);
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
    uint32_t target = py_target_scope(py, scope, name);
    if (py_bound(py, target, name) == PY_UNBOUND)
        py_bind_name(py, left, n, scope);
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
    py_bind_name(py, name, n, scope);
    if ((py->mark[name] & 3) == PY_MARK_DEF)
        VEC_LAST(&py->b->defs)->kind = DEF_TYPE;
}

static void bind_as_pattern(Py *py, NodeId n, uint32_t scope)
{
    NODE_EACH_CHILD (py->t, n, child) {
        if (py_kind(py, child) == KIND_AS_TARGET)
            py_bind_target(py, child, n, scope);
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

/* clang-format off */
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
        py_bind_target(py, py_field(py, n, FIELD_LEFT), n, scope);
        NODE_EACH_CHILD (py->t, n, child) {
            if (py->t->nodes[child].field != FIELD_LEFT)
                bind(py, child, scope);
        }
        break;
    case KIND_NAMED_EXPR:
        py_bind_target(py, py_field(py, n, FIELD_NAME), n, scope);
        bind(py, py_field(py, n, FIELD_VALUE), scope);
        break;
    case KIND_AS_PATTERN: bind_as_pattern(py, n, scope); break;
    case KIND_EXCEPT:
        if (py_field(py, n, FIELD_ALIAS) != NODE_NONE)
            py_bind_target(py, py_field(py, n, FIELD_ALIAS), n, scope);
        bind_children(py, n, scope);
        break;
    case KIND_IMPORT: py_bind_import(py, n, scope); break;
    case KIND_IMPORT_FROM: py_bind_import_from(py, n, scope); break;
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
/* clang-format on */

/* What __all__ lists is exported, and public whatever its name looks like. */
static void mark_exports(Py *py)
{
    for (size_t i = 0; i < py->b->notes.len; i++) {
        const Note *note = &py->b->notes.at[i];

        if (note->kind == NOTE_EXPORT)
            py_set_bound(py, 0, note->text, PY_BOUND_DEF);
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
