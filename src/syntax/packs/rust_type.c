/*
 * rust_type.c -- Rust's pack: types, paths, generic parameters, use trees.
 *
 * References are see-through: `&T`, `&mut T` and `*const T` become T, since a method call looks
 * through them anyway.
 */
#include "syntax/packs/rust.h"

enum { RUST_PATH_MAX_BYTES = 1000, TYPE_LIST_MAX = 64 };

uint32_t rust_expr(Walk *w, NodeId n, Expr e)
{
    e.at = w->t->nodes[n].start;
    e.scope = w->scope;
    return facts_add_expr(w->b, e);
}

uint32_t rust_list(Walk *w, NodeId n, const uint32_t *items, size_t count)
{
    uint32_t list = 0;

    while (count--)
        list = rust_expr(w, n, (Expr){.kind = EXPR_LIST, .a = items[count], .b = list});
    return list;
}

/* -- paths -- */

static uint32_t name_expr(Walk *w, NodeId n, uint8_t flags)
{
    NameId name = rust_name(w, n);
    uint32_t local = rust_local(w, name);

    if (str_is(node_text(w->t, n), "_"))
        return 0;
    /* before `::` and where a type stands, only a type parameter can be meant */
    if (local && flags & EXPR_IS_TYPE && w->b->locals.at[local].kind != LOCAL_TYPE_PARAMETER)
        local = 0;
    if (local) {
        uint32_t expr = rust_expr(w, n, (Expr){.kind = RUST_LOCAL});
        w->b->exprs.at[expr].at = local;
        return expr;
    }
    if (name == w->self_type)
        return rust_expr(w, n, (Expr){.kind = EXPR_THIS, .flags = EXPR_IS_TYPE});
    return rust_expr(w, n,
                     (Expr){.kind = EXPR_NAME, .name = name, .flags = flags | EXPR_IS_REF});
}

static uint32_t keyword_expr(Walk *w, NodeId n, uint16_t what)
{
    return rust_expr(w, n, (Expr){.kind = EXPR_NAME, .name = rust_name(w, n), .extra = what});
}

/* `<T as Trait>` or `<T>` before `::`. */
static uint32_t bracketed_type(Walk *w, NodeId n)
{
    NodeId inner = node_first_child(w->t, n);

    if (node_kind(w->t, inner) != K_QUALIFIED_TYPE)
        return rust_type(w, inner, 0);
    uint32_t type = rust_type(w, node_field(w->t, inner, F_TYPE), 0);
    uint32_t trait = rust_type(w, node_field(w->t, inner, F_ALIAS), 0);
    return rust_expr(w, n, (Expr){.kind = EXPR_CAST, .a = trait, .b = type});
}

static uint32_t scoped_path(Walk *w, NodeId n, uint8_t flags)
{
    NodeId path = node_field(w->t, n, F_PATH), name = node_field(w->t, n, F_NAME);

    if (name == NODE_NONE)
        return 0;
    if (path == NODE_NONE)
        return rust_expr(w, name,
                         (Expr){.kind = EXPR_NAME,
                                .name = rust_name(w, name),
                                .flags = flags | EXPR_IS_REF,
                                .extra = RUST_NAME_GLOBAL});
    uint32_t before = rust_path(w, path, EXPR_IS_TYPE);
    bool is_super = w->t->nodes[name].kind == K_SUPER;
    return rust_expr(w, name,
                     (Expr){.kind = EXPR_MEMBER,
                            .a = before,
                            .name = rust_name(w, name),
                            .flags = is_super ? 0 : flags | EXPR_IS_REF,
                            .extra = RUST_PATH});
}

static uint32_t generic_path(Walk *w, NodeId n, NodeId base, uint8_t flags)
{
    uint32_t path = rust_path(w, base, flags);
    uint32_t arguments = rust_type_arguments(w, node_field(w->t, n, F_TYPE_ARGUMENTS));

    return arguments ? rust_expr(w, n, (Expr){.kind = EXPR_GENERIC, .a = path, .b = arguments})
                     : path;
}

uint32_t rust_path(Walk *w, NodeId n, uint8_t flags)
{
    switch (node_kind(w->t, n)) {
    case K_IDENTIFIER:
    case K_TYPE_IDENTIFIER:
        return name_expr(w, n, flags);
    case K_PRIMITIVE_TYPE:
        return keyword_expr(w, n, RUST_NAME_PRIMITIVE);
    case K_CRATE:
        return keyword_expr(w, n, RUST_NAME_CRATE);
    case K_SELF:
        return keyword_expr(w, n, RUST_NAME_SELF);
    case K_SUPER:
        return keyword_expr(w, n, RUST_NAME_SUPER);
    case K_METAVARIABLE:
        return str_is(node_text(w->t, n), "$crate") ? keyword_expr(w, n, RUST_NAME_CRATE) : 0;
    case K_SCOPED_IDENTIFIER:
    case K_SCOPED_TYPE_IDENTIFIER:
        return scoped_path(w, n, flags);
    case K_GENERIC_TYPE:
    case K_GENERIC_TURBOFISH:
        return generic_path(w, n, node_field(w->t, n, F_TYPE), flags);
    case K_GENERIC_FUNCTION:
        return generic_path(w, n, node_field(w->t, n, F_FUNCTION), flags);
    case K_GENERIC_PATTERN:
        return generic_path(w, n, node_first_child(w->t, n), flags);
    case K_BRACKETED_TYPE:
        return bracketed_type(w, n);
    default:
        return 0;
    }
}

/* -- types -- */

/* Types of the children of n that are types, as a list with 0 where there is nothing to say. */
static uint32_t type_list(Walk *w, NodeId n, uint8_t flags)
{
    uint32_t items[TYPE_LIST_MAX];
    size_t count = 0;

    NODE_EACH_CHILD (w->t, n, child) {
        uint16_t kind = w->t->nodes[child].kind;

        if (kind == K_LIFETIME || kind == K_LINE_COMMENT || kind == K_BLOCK_COMMENT ||
            kind == K_MUTABLE)
            continue;
        if (count < ARRAY_LEN(items))
            items[count++] = rust_type(w, child, flags);
    }
    return rust_list(w, n, items, count);
}

uint32_t rust_type_arguments(Walk *w, NodeId n)
{
    return n == NODE_NONE ? 0 : type_list(w, n, 0);
}

static uint32_t function_type(Walk *w, NodeId n, uint8_t flags)
{
    NodeId trait = node_field(w->t, n, F_TRAIT), parameters = node_field(w->t, n, F_PARAMETERS);

    if (trait != NODE_NONE)
        (void)rust_path(w, trait, flags | EXPR_IS_TYPE);
    uint32_t given = parameters == NODE_NONE ? 0 : type_list(w, parameters, 0);
    uint32_t result = rust_type(w, node_field(w->t, n, F_RETURN_TYPE), 0);
    return rust_expr(w, n, (Expr){.kind = EXPR_FUNCTION_TYPE, .a = result, .b = given});
}

static uint32_t bounds_type(Walk *w, NodeId n, NodeId bound, uint8_t flags)
{
    uint32_t list = node_kind(w->t, bound) == K_BOUNDED_TYPE
                        ? type_list(w, bound, flags)
                        : rust_list(w, n, (uint32_t[]){rust_type(w, bound, flags)}, 1);

    return rust_expr(w, n, (Expr){.kind = RUST_BOUNDS, .a = list});
}

static uint32_t binding_type(Walk *w, NodeId n)
{
    NodeId name = node_field(w->t, n, F_NAME);
    uint32_t type = rust_type(w, node_field(w->t, n, F_TYPE), 0);

    if (name == NODE_NONE)
        return type;
    return rust_expr(w, n, (Expr){.kind = RUST_BINDING, .name = rust_name(w, name), .a = type});
}

static uint32_t tuple_or_array(Walk *w, NodeId n, uint16_t kind)
{
    if (kind != K_ARRAY_TYPE)
        return rust_expr(w, n, (Expr){.kind = EXPR_TUPLE, .b = type_list(w, n, 0)});
    uint32_t element = rust_type(w, node_field(w->t, n, F_ELEMENT), 0);
    (void)rust_value(w, node_field(w->t, n, F_LENGTH), false);
    return rust_expr(w, n, (Expr){.kind = EXPR_ARRAY, .a = element});
}

static uint32_t macro_type(Walk *w, NodeId n)
{
    (void)rust_macro_call(w, n, false);
    return 0;
}

uint32_t rust_type(Walk *w, NodeId n, uint8_t flags)
{
    uint16_t kind = node_kind(w->t, n);

    switch (kind) {
    case K_REFERENCE_TYPE:
    case K_POINTER_TYPE:
        return rust_type(w, node_field(w->t, n, F_TYPE), flags);
    case K_ARRAY_TYPE:
    case K_TUPLE_TYPE:
    case K_UNIT_TYPE:
        return tuple_or_array(w, n, kind);
    case K_FUNCTION_TYPE:
        return function_type(w, n, flags);
    case K_DYNAMIC_TYPE:
    case K_ABSTRACT_TYPE:
        return bounds_type(w, n, node_field(w->t, n, F_TRAIT), flags);
    case K_BOUNDED_TYPE:
        return bounds_type(w, n, n, flags);
    case K_HIGHER_RANKED:
        return rust_type(w, node_field(w->t, n, F_TYPE), flags);
    case K_TYPE_BINDING:
        return binding_type(w, n);
    case K_MACRO:
        return macro_type(w, n);
    case K_BLOCK:
        return (void)rust_value(w, n, false), 0u;
    case K_IDENTIFIER:
        return rust_path(w, n, flags); /* a constant among type arguments */
    default:
        return rust_path(w, n, flags | EXPR_IS_TYPE);
    }
}

/* -- generic parameters -- */

uint32_t rust_bounds(Walk *w, NodeId n, uint8_t flags)
{
    return n == NODE_NONE ? 0 : type_list(w, n, flags);
}

void rust_type_parameters(Walk *w, NodeId n)
{
    uint8_t order = 0;

    if (n == NODE_NONE)
        return;
    /* names first: a bound may mention a parameter that comes later */
    uint32_t first = (uint32_t)w->b->locals.len;
    NODE_EACH_CHILD (w->t, n, child) {
        uint16_t kind = w->t->nodes[child].kind;
        NodeId name = node_field(w->t, child, F_NAME);

        if ((kind != K_TYPE_PARAMETER && kind != K_CONST_PARAMETER) || name == NODE_NONE)
            continue;
        rust_bind(w, name,
                  (Local){.kind = LOCAL_TYPE_PARAMETER,
                          .order = order,
                          .extra = kind == K_CONST_PARAMETER});
        order++;
    }
    NODE_EACH_CHILD (w->t, n, child) {
        uint16_t kind = w->t->nodes[child].kind;

        if ((kind != K_TYPE_PARAMETER && kind != K_CONST_PARAMETER) ||
            node_field(w->t, child, F_NAME) == NODE_NONE)
            continue;
        uint32_t type = kind == K_CONST_PARAMETER
                            ? rust_type(w, node_field(w->t, child, F_TYPE), 0)
                            : rust_bounds(w, node_field(w->t, child, F_BOUNDS), 0);
        uint32_t value = rust_type(w, node_field(w->t, child, F_DEFAULT_TYPE), 0);
        w->b->locals.at[first].type = type;
        w->b->locals.at[first++].value = value;
    }
}

/* Adds `more` to the end of a list of bounds. */
static void append_list(Walk *w, uint32_t *list, uint32_t more)
{
    if (!*list) {
        *list = more;
        return;
    }
    uint32_t last = *list;
    for (int i = 0; w->b->exprs.at[last].b && i < TYPE_LIST_MAX; i++)
        last = w->b->exprs.at[last].b;
    w->b->exprs.at[last].b = more;
}

void rust_where(Walk *w, NodeId item)
{
    NodeId clause = node_child_of_kind(w->t, item, K_WHERE_CLAUSE);

    if (clause == NODE_NONE)
        return;
    NODE_EACH_CHILD (w->t, clause, child) {
        if (w->t->nodes[child].kind != K_WHERE_PREDICATE)
            continue;
        uint32_t left = rust_type(w, node_field(w->t, child, F_LEFT), 0);
        uint32_t bounds = rust_bounds(w, node_field(w->t, child, F_BOUNDS), 0);
        if (!left || !bounds || w->b->exprs.at[left].kind != RUST_LOCAL)
            continue;
        Local *parameter = &w->b->locals.at[w->b->exprs.at[left].at];
        if (parameter->kind == LOCAL_TYPE_PARAMETER)
            append_list(w, &parameter->type, bounds);
    }
}

/* -- use trees -- */

typedef struct UseTree {
    ImportKind one, all; /* kinds of its imports */
    Buf path;            /* of the prefix, as it is written */
    bool is_elsewhere;
} UseTree;

static void use_tree(Walk *w, UseTree *u, NodeId n, uint32_t prefix);

/* The path below the prefix. Names in a use tree never mean locals. */
static uint32_t use_path(Walk *w, UseTree *u, NodeId n, uint32_t prefix)
{
    const uint8_t flags = EXPR_IS_REF | EXPR_IS_IMPORT;
    uint16_t kind = node_kind(w->t, n);

    if (kind == K_SCOPED_IDENTIFIER) {
        NodeId path = node_field(w->t, n, F_PATH);

        n = node_field(w->t, n, F_NAME);
        if (n == NODE_NONE)
            return 0;
        if (path == NODE_NONE)
            return rust_expr(w, n,
                             (Expr){.kind = EXPR_NAME,
                                    .name = rust_name(w, n),
                                    .flags = flags,
                                    .extra = RUST_NAME_GLOBAL});
        prefix = use_path(w, u, path, prefix);
        kind = node_kind(w->t, n);
        if (!prefix)
            return 0;
    }
    if (u->path.len)
        buf_lit(&u->path, "::");
    buf_add(&u->path, node_text(w->t, n));
    if (prefix)
        return rust_expr(w, n,
                         (Expr){.kind = EXPR_MEMBER,
                                .a = prefix,
                                .name = rust_name(w, n),
                                .flags = kind == K_SUPER ? 0 : flags,
                                .extra = RUST_PATH});
    if (kind != K_IDENTIFIER)
        return rust_path(w, n, 0);
    return rust_expr(w, n, (Expr){.kind = EXPR_NAME, .name = rust_name(w, n), .flags = flags});
}

static void use_leaf(Walk *w, UseTree *u, NodeId n, NodeId alias, uint32_t prefix)
{
    bool is_self = node_kind(w->t, n) == K_SELF && prefix;
    size_t before = u->path.len;
    uint32_t path = is_self ? prefix : use_path(w, u, n, prefix);

    if (!path)
        return;
    NameId symbol = w->b->exprs.at[path].name;
    NameId local = alias == NODE_NONE ? symbol : rust_name(w, alias);
    Str text = buf_str(&u->path);
    size_t cut = text.len;
    while (cut > 0 && text.ptr[cut - 1] != ':')
        cut--;
    facts_add_import(w->b, (Import){.module = facts_name_copy(
                                        w->b, str_sub(text, 0, cut >= 2 ? cut - 2 : 0)),
                                    .symbol = symbol,
                                    .local = str_is(w->b->names.at[local], "_") ? 0 : local,
                                    .scope = w->scope,
                                    .at = w->t->nodes[n].start,
                                    .kind = (uint8_t)u->one,
                                    .extra = path,
                                    .is_system = u->is_elsewhere});
    u->path.len = before;
}

static void use_list(Walk *w, UseTree *u, NodeId n, uint32_t prefix)
{
    NODE_EACH_CHILD (w->t, n, child)
        use_tree(w, u, child, prefix);
}

static void use_tree(Walk *w, UseTree *u, NodeId n, uint32_t prefix)
{
    size_t before = u->path.len;
    NodeId path;

    switch (node_kind(w->t, n)) {
    case K_USE_LIST:
        use_list(w, u, n, prefix);
        break;
    case K_SCOPED_USE_LIST:
        path = node_field(w->t, n, F_PATH);
        if (path != NODE_NONE)
            prefix = use_path(w, u, path, prefix);
        use_list(w, u, node_field(w->t, n, F_LIST), prefix);
        break;
    case K_USE_WILDCARD:
        path = node_first_child(w->t, n);
        if (path != NODE_NONE)
            prefix = use_path(w, u, path, prefix);
        facts_add_import(w->b, (Import){.module = facts_name_copy(w->b, buf_str(&u->path)),
                                        .scope = w->scope,
                                        .at = w->t->nodes[n].start,
                                        .kind = (uint8_t)u->all,
                                        .extra = prefix,
                                        .is_system = u->is_elsewhere});
        break;
    case K_USE_AS:
        use_leaf(w, u, node_field(w->t, n, F_PATH), node_field(w->t, n, F_ALIAS), prefix);
        break;
    case K_IDENTIFIER:
    case K_SCOPED_IDENTIFIER:
    case K_SELF:
    case K_CRATE:
    case K_SUPER:
        use_leaf(w, u, n, NODE_NONE, prefix);
        break;
    default:
        break;
    }
    u->path.len = before;
}

void rust_use(Walk *w, NodeId n, bool is_elsewhere)
{
    bool is_public = node_child_of_kind(w->t, n, K_VISIBILITY) != NODE_NONE;
    UseTree u = {.one = is_public ? IMPORT_EXPORT : IMPORT_NAME,
                 .all = is_public ? IMPORT_EXPORT_ALL : IMPORT_ALL,
                 .path = BUF(RUST_PATH_MAX_BYTES),
                 .is_elsewhere = is_elsewhere};

    use_tree(w, &u, node_field(w->t, n, F_ARGUMENT), 0);
    buf_done(&u.path);
}
