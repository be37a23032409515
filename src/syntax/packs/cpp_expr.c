/*
 * cpp_expr.c -- what only C++ has inside functions: qualified names, template arguments, lambdas,
 * new, range-for.
 */
#include "syntax/packs/c_family.h"

static uint32_t add_typed(CWalk *w, NodeId n, uint8_t kind, uint32_t a, uint16_t extra)
{
    return facts_add_expr(
        w->b,
        (Expr){
            .kind = kind, .extra = extra, .at = c_start(w, n), .a = a, .scope = w->here.scope});
}

/* -- template arguments -- */

/* Visits the arguments; as a list when somebody wants it. */
static uint32_t read_template_arguments(CWalk *w, NodeId list, bool is_wanted)
{
    uint32_t first = 0, last = 0;

    if (list == NODE_NONE)
        return 0;
    NODE_EACH_CHILD (w->t, list, child) {
        if (!(w->t->nodes[child].flags & NODE_NAMED) || node_kind(w->t, child) == K_COMMENT)
            continue;
        uint32_t type = c_expr(w, child, is_wanted);

        if (!is_wanted)
            continue;
        uint32_t item = add_typed(w, child, EXPR_LIST, type, 0);
        if (last)
            w->b->exprs.at[last].b = item;
        else
            first = item;
        last = item;
    }
    return first;
}

static uint32_t generic(CWalk *w, NodeId n, uint32_t of, NodeId arguments, bool is_wanted)
{
    uint32_t list = read_template_arguments(w, arguments, is_wanted);

    if (!of || !is_wanted || !list)
        return of;
    return facts_add_expr(w->b, (Expr){.kind = EXPR_GENERIC,
                                       .flags = w->b->exprs.at[of].flags & EXPR_IS_TYPE,
                                       .at = c_start(w, n),
                                       .a = of,
                                       .b = list,
                                       .scope = w->here.scope});
}

/* -- qualified names -- */

/* One name after `scope::` (0: no scope), a plain one or one with template arguments. */
static uint32_t name_after(CWalk *w, NodeId n, uint32_t scope, uint8_t flags, bool is_wanted)
{
    NodeId name = n, arguments = NODE_NONE;
    uint16_t kind = node_kind(w->t, n);

    if (kind == K_DEPENDENT_NAME) {
        NODE_EACH_CHILD (w->t, n, child)
            return name_after(w, child, scope, flags, is_wanted);
        return 0;
    }
    if (kind == K_TEMPLATE_TYPE || kind == K_TEMPLATE_FUNCTION || kind == K_TEMPLATE_METHOD) {
        name = node_field(w->t, n, F_NAME);
        arguments = node_field(w->t, n, F_ARGUMENTS);
    }
    kind = node_kind(w->t, name);
    if (kind == K_OPERATOR_NAME || kind == K_DESTRUCTOR_NAME || name == NODE_NONE)
        return 0;
    if (kind == K_TYPE_IDENTIFIER)
        flags |= EXPR_IS_TYPE;
    uint32_t expr = scope ? c_add_member(w, name, scope, C_VIA_SCOPE, flags)
                          : c_name(w, name, flags, C_NAME_ORDINARY);
    return arguments == NODE_NONE
               ? expr
               : generic(w, n, expr, arguments, is_wanted || kind == K_TYPE_IDENTIFIER);
}

uint32_t cpp_scope_part(CWalk *w, NodeId n, uint32_t outer)
{
    switch (node_kind(w->t, n)) {
    case K_NAMESPACE_IDENTIFIER:
        if (outer)
            return c_add_member(w, n, outer, C_VIA_SCOPE, EXPR_IS_TYPE);
        return c_name(w, n, EXPR_IS_TYPE, C_NAME_SCOPE);
    case K_TEMPLATE_TYPE:
    case K_DEPENDENT_NAME:
        return name_after(w, n, outer, EXPR_IS_TYPE, true);
    case K_DECLTYPE:
        return cpp_type(w, n);
    default: /* `::name` */
        return add_typed(w, n == NODE_NONE ? 0 : n, C_EXPR_GLOBAL, 0, 0);
    }
}

uint32_t cpp_nested_name(CWalk *w, NodeId n, uint32_t outer)
{
    NODE_EACH_CHILD (w->t, n, child) {
        if (node_kind(w->t, child) == K_NAMESPACE_IDENTIFIER)
            outer = cpp_scope_part(w, child, outer);
        else if (node_kind(w->t, child) == K_NESTED_NAMESPACE)
            outer = cpp_nested_name(w, child, outer);
    }
    return outer;
}

static uint32_t read_qualified(CWalk *w, NodeId n, bool is_wanted, uint8_t flags)
{
    unsigned arguments = w->call_arguments;
    uint32_t shapes = w->call_shapes, scope = 0;

    w->call_arguments = w->call_shapes = 0;
    while (node_kind(w->t, n) == K_QUALIFIED) {
        scope = cpp_scope_part(w, node_field(w->t, n, F_SCOPE), scope);
        n = node_field(w->t, n, F_NAME);
    }
    w->call_arguments = arguments;
    w->call_shapes = shapes;
    if (n == NODE_NONE)
        return scope;
    return name_after(w, n, scope, flags, is_wanted);
}

uint32_t cpp_member(CWalk *w, NodeId field, uint32_t receiver, CVia via, uint8_t flags)
{
    switch (node_kind(w->t, field)) {
    case K_TEMPLATE_METHOD: {
        NodeId name = node_field(w->t, field, F_NAME);
        uint32_t expr = node_kind(w->t, name) == K_FIELD_IDENTIFIER
                            ? c_add_member(w, name, receiver, via, flags)
                            : 0;

        return generic(w, field, expr, node_field(w->t, field, F_ARGUMENTS), false);
    }
    case K_DEPENDENT_NAME:
        NODE_EACH_CHILD (w->t, field, child)
            return cpp_member(w, child, receiver, via, flags);
        return 0;
    case K_QUALIFIED: /* p->Base::f() */
        return read_qualified(w, field, true, flags);
    default:
        return 0;
    }
}

/* -- types -- */

uint32_t cpp_type(CWalk *w, NodeId n)
{
    switch (node_kind(w->t, n)) {
    case K_QUALIFIED:
        return read_qualified(w, n, true, EXPR_IS_TYPE);
    case K_TEMPLATE_TYPE:
        return name_after(w, n, 0, EXPR_IS_TYPE, true);
    case K_DEPENDENT_TYPE:
    case K_DECLTYPE: {
        uint32_t expr = 0;

        NODE_EACH_CHILD (w->t, n, child)
            expr = node_kind(w->t, n) == K_DECLTYPE ? c_expr(w, child, true)
                                                    : c_type(w, child, 0);
        return expr;
    }
    default:
        c_visit_children(w, n);
        return 0;
    }
}

/* -- functions inside functions -- */

static uint32_t read_lambda(CWalk *w, NodeId n)
{
    size_t mark = c_locals_mark(w);
    NodeId declarator = node_field(w->t, n, F_DECLARATOR);
    NodeId parameters = declarator == NODE_NONE ? NODE_NONE
                                                : node_field(w->t, declarator, F_PARAMETERS);
    NodeId template = node_field(w->t, n, F_TEMPLATE_PARAMETERS);
    NodeId captures = node_field(w->t, n, F_CAPTURES);
    bool was_in_function = w->here.is_in_function;

    if (captures != NODE_NONE)
        c_visit(w, captures);
    if (template != NODE_NONE)
        cpp_template_parameters(w, template);
    c_add_parameters(w, parameters);
    c_declarator_parts(w, declarator, parameters);
    w->here.is_in_function = true;
    c_visit(w, node_field(w->t, n, F_BODY));
    w->here.is_in_function = was_in_function;
    c_locals_release(w, mark);
    return 0;
}

static void read_capture(CWalk *w, NodeId n)
{
    NodeId name = node_field(w->t, n, F_LEFT);
    uint32_t value = c_expr(w, node_field(w->t, n, F_RIGHT), true);

    if (name != NODE_NONE)
        c_add_local(w, c_intern(w, c_text(w, name)), value);
}

static uint32_t read_new(CWalk *w, NodeId n)
{
    NodeId type = node_field(w->t, n, F_TYPE);
    uint32_t expr = c_type(w, type, 0);

    NODE_EACH_CHILD (w->t, n, child) {
        if (child != type)
            c_visit(w, child);
    }
    return expr ? add_typed(w, n, EXPR_POINTER, expr, 0) : 0;
}

/* `for (T x : list)`; `auto` takes what the list has. */
static void read_range_for(CWalk *w, NodeId n)
{
    size_t mark = c_locals_mark(w);
    NodeId right = node_field(w->t, n, F_RIGHT);
    NodeId body = node_field(w->t, n, F_BODY);
    uint32_t type = c_qualify(w, n, c_type(w, node_field(w->t, n, F_TYPE), 0));
    uint32_t list = c_expr(w, right, true);
    NodeId declarator = node_field(w->t, n, F_DECLARATOR);

    w->local_shape = 0;
    if (!type && list)
        c_add_locals(w, declarator, add_typed(w, n, C_EXPR_ELEMENT, list, 0), false);
    else
        c_add_locals(w, declarator, type, true);
    c_visit(w, body);
    c_locals_release(w, mark);
}

static void read_catch(CWalk *w, NodeId n)
{
    size_t mark = c_locals_mark(w);

    c_add_parameters(w, node_field(w->t, n, F_PARAMETERS));
    c_visit(w, node_field(w->t, n, F_BODY));
    c_locals_release(w, mark);
}

/* `a_(x)` in a constructor: a member, or a base class. */
static void read_field_initializer(CWalk *w, NodeId n)
{
    bool is_first = true;

    NODE_EACH_CHILD (w->t, n, child) {
        uint16_t kind = node_kind(w->t, child);

        if (is_first && kind == K_TEMPLATE_METHOD) {
            (void)c_name(w, node_field(w->t, child, F_NAME), EXPR_IS_TYPE, C_NAME_ORDINARY);
            c_visit(w, node_field(w->t, child, F_ARGUMENTS));
        } else if (is_first && kind == K_FIELD_IDENTIFIER) {
            uint32_t self = add_typed(w, child, EXPR_THIS, 0, 0);

            (void)c_add_member(w, child, self, C_VIA_DESIGNATOR, EXPR_IS_WRITTEN);
        } else {
            c_visit(w, child);
        }
        is_first = false;
    }
}

static bool is_cast(Str name)
{
    return str_is(name, "static_cast") || str_is(name, "dynamic_cast") ||
           str_is(name, "reinterpret_cast") || str_is(name, "const_cast");
}

/* name<arguments> as the callee, or alone. A cast gives its type. */
static uint32_t read_template_function(CWalk *w, NodeId n, bool is_wanted, uint8_t flags)
{
    NodeId arguments = node_field(w->t, n, F_ARGUMENTS);

    if (is_cast(c_text(w, node_field(w->t, n, F_NAME)))) {
        uint32_t list = read_template_arguments(w, arguments, true);

        return list ? w->b->exprs.at[list].a : 0;
    }
    return name_after(w, n, 0, flags, is_wanted);
}

uint32_t cpp_expr(CWalk *w, NodeId n, bool is_wanted, uint8_t flags)
{
    switch (node_kind(w->t, n)) {
    case K_QUALIFIED:
        return read_qualified(w, n, is_wanted, flags);
    case K_TEMPLATE_FUNCTION:
    case K_TEMPLATE_METHOD:
        return read_template_function(w, n, is_wanted, flags);
    case K_TEMPLATE_TYPE:
    case K_DEPENDENT_TYPE:
    case K_DECLTYPE:
        return cpp_type(w, n);
    case K_THIS:
        return is_wanted ? add_typed(w, n, EXPR_THIS, 0, 0) : 0;
    case K_LAMBDA:
        return read_lambda(w, n);
    case K_LAMBDA_CAPTURE_INIT:
        read_capture(w, n);
        return 0;
    case K_NEW:
        return read_new(w, n);
    case K_RANGE_FOR:
        read_range_for(w, n);
        return 0;
    case K_CATCH:
        read_catch(w, n);
        return 0;
    case K_FIELD_INITIALIZER:
        read_field_initializer(w, n);
        return 0;
    default:
        c_visit_children(w, n);
        return 0;
    }
}
