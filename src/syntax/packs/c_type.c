/*
 * c_type.c -- type specifiers, structs, unions, enums; what declarators declare.
 */
#include "syntax/packs/c_family.h"

/* -- declarators -- */

static NodeId inner_declarator(const CWalk *w, NodeId n)
{
    NodeId inner = node_field(w->t, n, F_DECLARATOR);

    if (inner != NODE_NONE)
        return inner;
    /* parentheses, attributes and references name no field */
    NODE_EACH_CHILD (w->t, n, child) {
        uint16_t kind = node_kind(w->t, child);

        if ((w->t->nodes[child].flags & NODE_NAMED) && kind != K_OTHER &&
            kind != K_ATTRIBUTE_DECLARATION && kind != K_COMMENT && kind != K_TYPE_QUALIFIER)
            return child;
    }
    return NODE_NONE;
}

/* `int (name)(...)`: the parentheses around the name are taken for a parameter list. */
static NodeId name_in_parentheses(const CWalk *w, NodeId function)
{
    NodeId inner = node_field(w->t, function, F_DECLARATOR);

    if (node_kind(w->t, inner) != K_FUNCTION_DECLARATOR)
        return NODE_NONE;
    NodeId list = node_field(w->t, inner, F_PARAMETERS);
    NodeId parameter = list == NODE_NONE ? NODE_NONE
                                         : node_child_of_kind(w->t, list, K_PARAMETER);
    NodeId type = node_field(w->t, parameter, F_TYPE);
    if (node_kind(w->t, type) != K_TYPE_IDENTIFIER ||
        node_field(w->t, parameter, F_DECLARATOR) != NODE_NONE)
        return NODE_NONE;
    return type;
}

CDeclarator c_declarator(CWalk *w, NodeId n)
{
    CDeclarator d = {NODE_NONE, NODE_NONE, NODE_NONE, NODE_NONE, false, 0, 0, false};

    while (n != NODE_NONE) {
        switch (node_kind(w->t, n)) {
        case K_INIT_DECLARATOR:
            d.value = node_field(w->t, n, F_VALUE);
            n = node_field(w->t, n, F_DECLARATOR);
            break;
        case K_POINTER_DECLARATOR:
            d.pointers += d.function == NODE_NONE;
            d.is_function = false;
            n = inner_declarator(w, n);
            break;
        case K_REFERENCE_DECLARATOR:
            d.is_reference = true;
            d.is_function = false;
            n = inner_declarator(w, n);
            break;
        case K_ARRAY_DECLARATOR:
            d.arrays += d.arrays < UINT8_MAX;
            d.is_function = false;
            n = node_field(w->t, n, F_DECLARATOR);
            break;
        case K_FUNCTION_DECLARATOR:
            d.is_function = true;
            d.function = n;
            d.parameters = node_field(w->t, n, F_PARAMETERS);
            d.name = name_in_parentheses(w, n);
            if (d.name != NODE_NONE)
                return d;
            n = node_field(w->t, n, F_DECLARATOR);
            break;
        case K_PARENTHESIZED_DECLARATOR:
        case K_ATTRIBUTED_DECLARATOR:
        case K_VARIADIC_DECLARATOR:
            n = inner_declarator(w, n);
            break;
        default:
            d.name = n;
            return d;
        }
    }
    return d;
}

static void parameter_types(CWalk *w, NodeId list)
{
    size_t mark = c_locals_mark(w);

    NODE_EACH_CHILD (w->t, list, child) {
        NodeId declarator = node_field(w->t, child, F_DECLARATOR);

        if (node_kind(w->t, child) == K_IDENTIFIER)
            continue;
        (void)c_type(w, node_field(w->t, child, F_TYPE), 0);
        c_declarator_parts(w, declarator, NODE_NONE);
        c_visit(w, node_field(w->t, child, F_DEFAULT_VALUE));
    }
    c_locals_release(w, mark);
}

void c_declarator_parts(CWalk *w, NodeId n, NodeId skip)
{
    if (n == NODE_NONE)
        return;
    NODE_EACH_CHILD (w->t, n, child) {
        const Node *node = &w->t->nodes[child];

        if (child == skip || node->field == F_VALUE)
            continue;
        if (node->field == F_DECLARATOR || node->kind == K_PARENTHESIZED_DECLARATOR ||
            node->kind == K_POINTER_DECLARATOR || node->kind == K_ARRAY_DECLARATOR ||
            node->kind == K_FUNCTION_DECLARATOR || node->kind == K_ABSTRACT_FUNCTION ||
            node->kind == K_ABSTRACT_POINTER || node->kind == K_ABSTRACT_ARRAY)
            c_declarator_parts(w, child, skip);
        else if (node->kind == K_PARAMETER_LIST)
            parameter_types(w, child);
        else if (node->kind == K_TRAILING_TYPE)
            c_visit_children(w, child);
        else if (node->field == F_SIZE || node->kind == K_CALL || (node->flags & NODE_ERROR) ||
                 (node->kind == K_IDENTIFIER && node_kind(w->t, n) == K_FUNCTION_DECLARATOR))
            c_visit(w, child);
    }
}

/* -- what is declared -- */

static uint32_t wrap(CWalk *w, uint8_t kind, uint32_t a, uint16_t extra)
{
    return facts_add_expr(w->b, (Expr){.kind = kind,
                                       .flags = EXPR_IS_TYPE,
                                       .extra = extra,
                                       .at = w->b->exprs.at[a].at,
                                       .a = a,
                                       .scope = w->here.scope});
}

static uint16_t arity_of(const CWalk *w, NodeId parameters)
{
    unsigned least = 0, most = 0;

    if (parameters == NODE_NONE)
        return c_arity(0, 255);
    NODE_EACH_CHILD (w->t, parameters, child) {
        switch (node_kind(w->t, child)) {
        case K_PARAMETER:
            if (node_field(w->t, child, F_DECLARATOR) == NODE_NONE &&
                str_is(c_text(w, child), "void"))
                break;
            least += most < 255 && least == most;
            most += most < 255;
            break;
        case K_OPTIONAL_PARAMETER:
            most += most < 255;
            break;
        case K_PACK_PARAMETER:
        case K_VARIADIC_TOKEN:
        case K_VARIADIC_PARAMETER:
            most = 255;
            break;
        default:
            break;
        }
    }
    return c_arity(least, most);
}

bool c_has_const(const CWalk *w, NodeId n)
{
    if (n == NODE_NONE)
        return false;
    NODE_EACH_CHILD (w->t, n, child) {
        if (node_kind(w->t, child) == K_TYPE_QUALIFIER && str_is(c_text(w, child), "const"))
            return true;
    }
    return false;
}

uint32_t c_qualify(CWalk *w, NodeId n, uint32_t type)
{
    return type && w->is_cpp && c_has_const(w, n) ? wrap(w, C_EXPR_CONST, type, 0) : type;
}

uint32_t c_decorate(CWalk *w, uint32_t base, const CDeclarator *d)
{
    if (base && w->is_cpp) {
        for (unsigned i = 0; i < d->pointers; i++)
            base = wrap(w, EXPR_POINTER, base, 0);
    }
    if (w->is_cpp && d->is_function) {
        uint32_t shapes = cpp_parameter_shapes(w, d->parameters);
        uint32_t type = wrap(w, EXPR_FUNCTION_TYPE, base, arity_of(w, d->parameters));

        w->b->exprs.at[type].b = shapes;
        if (c_has_const(w, d->function))
            w->b->exprs.at[type].flags |= C_FUNCTION_IS_CONST;
        return type;
    }
    if (!base)
        return 0;
    for (unsigned i = 0; i < d->arrays; i++)
        base = wrap(w, EXPR_ARRAY, base, 0);
    return base;
}

uint32_t c_type_descriptor(CWalk *w, NodeId n)
{
    uint32_t base = c_qualify(w, n, c_type(w, node_field(w->t, n, F_TYPE), 0));
    CDeclarator d = {NODE_NONE, NODE_NONE, NODE_NONE, NODE_NONE, false, 0, 0, false};

    NodeId declarator = node_field(w->t, n, F_DECLARATOR);
    c_declarator_parts(w, declarator, NODE_NONE);
    for (; declarator != NODE_NONE; declarator = node_field(w->t, declarator, F_DECLARATOR)) {
        d.pointers += node_kind(w->t, declarator) == K_ABSTRACT_POINTER;
        d.arrays += node_kind(w->t, declarator) == K_ABSTRACT_ARRAY;
    }
    return c_decorate(w, base, &d);
}

/* -- structs, unions, enums -- */

static DefKind kind_of(uint16_t kind)
{
    return kind == K_STRUCT  ? DEF_STRUCT
           : kind == K_UNION ? DEF_UNION
           : kind == K_ENUM  ? DEF_ENUM
                             : DEF_CLASS;
}

/* Tags of C are names of the file or the function, wherever they stand; those of C++ are members. */
static uint32_t scope_of_tag(const CWalk *w)
{
    return w->is_cpp || w->here.is_in_function ? w->here.scope : 1;
}

static uint32_t define_tag(CWalk *w, NodeId n, NodeId name, NodeId body)
{
    Def d = c_new_def(w, n, name, kind_of(node_kind(w->t, n)));

    d.scope = scope_of_tag(w);
    d.parent = w->here.def;
    d.flags |= body == NODE_NONE ? DEF_IS_DECLARATION : DEF_HAS_BODY;
    if (body != NODE_NONE)
        d.signature_end = c_start(w, body);
    return facts_add_def(w->b, d);
}

static void read_enumerator(CWalk *w, NodeId n, uint32_t scope, uint32_t owner)
{
    NodeId name = node_field(w->t, n, F_NAME);
    NodeId value = node_field(w->t, n, F_VALUE);
    Def d = c_new_def(w, n, name, DEF_ENUM_MEMBER);
    CComment after = c_doc_after(w, d.end);

    d.scope = scope;
    d.parent = owner;
    if (after.end)
        c_set_doc(&d, after);
    (void)facts_add_def(w->b, d);
    c_visit(w, value);
}

static void read_enumerators(CWalk *w, NodeId list, uint32_t scope, uint32_t owner)
{
    CPlace before = w->here;

    NODE_EACH_CHILD (w->t, list, child) {
        switch (node_kind(w->t, child)) {
        case K_ENUMERATOR:
            read_enumerator(w, child, scope, owner);
            break;
        case K_IF_CONDITION:
        case K_IFDEF:
        case K_ELIF_BRANCH:
        case K_ELIFDEF_BRANCH:
        case K_ELSE_BRANCH:
            c_condition(w, child);
            read_enumerators(w, child, scope, owner);
            w->here = before;
            break;
        case K_IDENTIFIER: /* the name of an #ifdef */
            break;
        default:
            if (w->t->nodes[child].field != F_CONDITION)
                c_visit(w, child);
        }
    }
}

static void read_enum_body(CWalk *w, NodeId n, NodeId body, uint32_t owner)
{
    uint32_t outer = w->here.scope, scope = scope_of_tag(w);
    bool is_scoped = w->is_cpp && (node_child_of_kind(w->t, n, K_TOKEN_CLASS) != NODE_NONE ||
                                   node_child_of_kind(w->t, n, K_TOKEN_STRUCT) != NODE_NONE);

    w->here.scope = facts_add_scope(w->b, SCOPE_CLASS, outer, owner ? owner : w->here.def);
    if (owner)
        w->b->defs.at[owner].inner = w->here.scope;
    read_enumerators(w, body, is_scoped ? w->here.scope : scope, owner ? owner : w->here.def);
    w->here.scope = outer;
}

/* The members; returns their scope. */
static uint32_t read_struct_body(CWalk *w, NodeId n, NodeId body, uint32_t owner)
{
    CPlace before = w->here;
    uint32_t def = owner ? owner : before.def;
    uint32_t scope = facts_add_scope(w->b, SCOPE_CLASS, before.scope, def);

    if (owner)
        w->b->defs.at[owner].inner = scope;
    w->here = (CPlace){.scope = scope,
                       .def = def,
                       .class_scope = scope,
                       .visibility = before.visibility,
                       .level = before.level,
                       .outer_start = UINT32_MAX};
    if (w->is_cpp)
        w->here.visibility = node_kind(w->t, n) == K_CLASS ? VISIBLE_CLASS : VISIBLE_PUBLIC;
    c_items(w, body);
    w->here = before;
    return scope;
}

/* A struct, union, enum or class with a body, or a mention of one. Its scope; 0 for enums and
 * mentions, whose Expr goes to *ret_expr. */
static uint32_t read_tag(CWalk *w, NodeId n, uint32_t owner, uint32_t *ret_expr)
{
    NodeId name = node_field(w->t, n, F_NAME);
    NodeId body = node_field(w->t, n, F_BODY);
    bool is_plain = node_kind(w->t, name) == K_TYPE_IDENTIFIER;

    if (body == NODE_NONE) {
        if (name != NODE_NONE)
            *ret_expr = is_plain ? c_name(w, name, EXPR_IS_TYPE, C_NAME_TAG)
                                 : c_type(w, name, 0);
        return 0;
    }
    if (is_plain)
        owner = define_tag(w, n, name, body);
    else if (name != NODE_NONE)
        owner = cpp_define_class(w, n, name, body, kind_of(node_kind(w->t, n)));
    if (owner && w->is_cpp) {
        if (name != NODE_NONE)
            cpp_remember_class(w, owner);
        cpp_bases(w, n, owner);
    }
    if (node_kind(w->t, n) == K_ENUM) {
        read_enum_body(w, n, body, owner);
        return 0;
    }
    return read_struct_body(w, n, body, owner);
}

void c_tag_item(CWalk *w, NodeId n)
{
    uint32_t ignored = 0;
    NodeId name = node_field(w->t, n, F_NAME);

    if (node_field(w->t, n, F_BODY) != NODE_NONE || w->here.is_in_function || name == NODE_NONE)
        (void)read_tag(w, n, 0, &ignored);
    else if (node_kind(w->t, name) == K_TYPE_IDENTIFIER)
        (void)define_tag(w, n, name, NODE_NONE);
    else
        (void)cpp_define_class(w, n, name, NODE_NONE, kind_of(node_kind(w->t, n)));
}

uint32_t c_type(CWalk *w, NodeId n, uint32_t owner)
{
    uint32_t expr = 0;

    switch (node_kind(w->t, n)) {
    case K_TYPE_IDENTIFIER:
        return c_name(w, n, EXPR_IS_TYPE, C_NAME_ORDINARY);
    case K_SIZED_TYPE:
        return c_type(w, node_field(w->t, n, F_TYPE), 0);
    case K_MACRO_TYPE:
        (void)c_name(w, node_field(w->t, n, F_NAME), EXPR_IS_CALLED, C_NAME_ORDINARY);
        return c_type_descriptor(w, node_field(w->t, n, F_TYPE));
    case K_TYPE_DESCRIPTOR:
        return c_type_descriptor(w, n);
    case K_STRUCT:
    case K_UNION:
    case K_CLASS:
    case K_ENUM: {
        uint32_t scope = read_tag(w, n, owner, &expr);

        if (!scope)
            return expr;
        return facts_add_expr(w->b, (Expr){.kind = EXPR_OBJECT,
                                           .flags = EXPR_IS_TYPE,
                                           .at = c_start(w, n),
                                           .a = scope,
                                           .scope = w->here.scope});
    }
    default:
        return w->is_cpp ? cpp_type(w, n) : 0;
    }
}
