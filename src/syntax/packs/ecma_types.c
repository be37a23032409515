/*
 * ecma_types.c -- TypeScript's types as Exprs.
 *
 * A type that names nothing (string, 5, never) still has an Expr: `: void` on a function says that
 * its result need not be looked for. All of one kind share a single Expr of the file.
 */
#include "syntax/packs/ecma_walk.h"

void ecma_list_add(Walk *w, uint32_t *head, uint32_t *tail, uint32_t value)
{
    uint32_t item = ecma_add(w, (Expr){.kind = EXPR_LIST, .a = value});

    if (*tail)
        w->b->exprs.at[*tail].b = item;
    else
        *head = item;
    *tail = item;
}

static uint32_t add_type(Walk *w, NodeId n, Expr e)
{
    e.flags |= EXPR_IS_TYPE;
    e.at = w->t->nodes[n].start;
    return ecma_add(w, e);
}

static uint32_t plain(Walk *w, LiteralKind kind)
{
    MUST(kind < ARRAY_LEN(w->plain_types));
    if (!w->plain_types[kind])
        w->plain_types[kind] = ecma_add(w, (Expr){.kind = EXPR_LITERAL,
                                                  .flags = EXPR_IS_TYPE,
                                                  .extra = (uint16_t)kind,
                                                  .scope = 1});
    return w->plain_types[kind];
}

static uint32_t predefined(Walk *w, NodeId n)
{
    Str word = node_text(w->t, n);

    if (str_is(word, "string"))
        return plain(w, LITERAL_TEXT);
    if (str_is(word, "number") || str_is(word, "bigint"))
        return plain(w, LITERAL_NUMBER);
    if (str_is(word, "any") || str_is(word, "unknown"))
        return plain(w, LITERAL_OTHER);
    return plain(w,
                 str_is(word, "void") || str_is(word, "never") ? LITERAL_NONE : LITERAL_BOOL);
}

static uint32_t literal_type(Walk *w, NodeId n)
{
    NodeId inner = ecma_first(w->t, n);

    if (node_kind(w->t, inner) == K_STRING)
        return add_type(w, n,
                        (Expr){.kind = EXPR_LITERAL,
                               .extra = LITERAL_TEXT,
                               .name = facts_add_name(w->b, ecma_string(w->t, inner))});
    EcmaKind kind = node_kind(w->t, inner);
    if (kind == K_NUMBER || kind == K_TRUE || kind == K_FALSE)
        return add_type(
            w, n,
            (Expr){.kind = EXPR_LITERAL, .extra = LITERAL_TEXT, .name = ecma_name(w, inner)});
    return plain(w, LITERAL_NONE);
}

uint32_t ecma_type_list(Walk *w, NodeId n)
{
    uint32_t head = 0, tail = 0;

    if (n == NODE_NONE)
        return 0;
    NODE_EACH_CHILD (w->t, n, child) {
        if ((w->t->nodes[child].flags & NODE_NAMED) && node_kind(w->t, child) != K_COMMENT)
            ecma_list_add(w, &head, &tail, ecma_type(w, child));
    }
    return head;
}

static uint32_t named(Walk *w, NodeId n)
{
    return add_type(w, n,
                    (Expr){.kind = EXPR_NAME, .flags = EXPR_IS_REF, .name = ecma_name(w, n)});
}

static uint32_t nested(Walk *w, NodeId n)
{
    NodeId name = node_field(w->t, n, F_NAME);
    uint32_t module = ecma_value(w, node_field(w->t, n, F_MODULE), true, 0);

    if (name == NODE_NONE)
        return module;
    return add_type(w, name,
                    (Expr){.kind = EXPR_MEMBER,
                           .flags = EXPR_IS_REF,
                           .a = module,
                           .name = ecma_name(w, name)});
}

static uint32_t generic(Walk *w, NodeId n)
{
    uint32_t of = ecma_type(w, node_field(w->t, n, F_NAME));
    uint32_t list = ecma_type_list(w, node_field(w->t, n, F_TYPE_ARGUMENTS));

    return add_type(w, n, (Expr){.kind = EXPR_GENERIC, .a = of, .b = list});
}

/* Unions and intersections lean to the left in the tree, and so they do here. */
static uint32_t joined(Walk *w, NodeId n, unsigned kind)
{
    uint32_t all = 0;

    NODE_EACH_CHILD (w->t, n, child) {
        if (!(w->t->nodes[child].flags & NODE_NAMED) || node_kind(w->t, child) == K_COMMENT)
            continue;
        uint32_t part = ecma_type(w, child);
        if (!part)
            continue;
        all = all ? add_type(w, n, (Expr){.kind = (uint8_t)kind, .a = all, .b = part}) : part;
    }
    return all;
}

static uint32_t function_type(Walk *w, NodeId n)
{
    bool is_new = node_kind(w->t, n) == K_CONSTRUCTOR_TYPE;
    uint32_t type = add_type(
        w, n, (Expr){.kind = is_new ? ECMA_CONSTRUCTOR_TYPE : EXPR_FUNCTION_TYPE});
    bool was_in_function = w->is_in_function;
    Frame f = ecma_enter_function(w, w->def);

    w->is_in_function = was_in_function;
    uint32_t scope = w->scope;
    uint32_t result = ecma_function_parts(w, n, 0);
    if (!result)
        result = ecma_type(w, node_field(w->t, n, F_TYPE));
    ecma_leave(w, f);
    w->b->exprs.at[type].a = result;
    w->b->exprs.at[type].scope = scope;
    return type;
}

static uint32_t type_query(Walk *w, NodeId n)
{
    w->types++;
    uint32_t of = ecma_value(w, ecma_first(w->t, n), true, 0);
    w->types--;
    return add_type(w, n, (Expr){.kind = ECMA_TYPE_OF, .a = of});
}

static uint32_t lookup_type(Walk *w, NodeId n)
{
    NodeId object = ecma_first(w->t, n),
           index = object == NODE_NONE ? object : ecma_after(w->t, object);
    uint32_t a = ecma_type(w, object), b = ecma_type(w, index);

    return add_type(w, n, (Expr){.kind = ECMA_INDEXED, .a = a, .b = b});
}

static uint32_t pair(Walk *w, uint32_t a, uint32_t b)
{
    uint32_t head = 0, tail = 0;

    ecma_list_add(w, &head, &tail, a);
    ecma_list_add(w, &head, &tail, b);
    return head;
}

static uint32_t conditional_type(Walk *w, NodeId n)
{
    const Tree *t = w->t;
    Frame f = ecma_enter(w, SCOPE_BLOCK, w->def); /* of what `infer` introduces */
    uint32_t left = ecma_type(w, node_field(t, n, F_LEFT));
    uint32_t right = ecma_type(w, node_field(t, n, F_RIGHT));
    uint32_t then = ecma_type(w, node_field(t, n, F_CONSEQUENCE));
    uint32_t otherwise = ecma_type(w, node_field(t, n, F_ALTERNATIVE));
    uint32_t asked = pair(w, left, right), told = pair(w, then, otherwise);
    uint32_t type = add_type(w, n, (Expr){.kind = ECMA_CONDITIONAL, .a = asked, .b = told});

    ecma_leave(w, f);
    return type;
}

static uint32_t infer_type(Walk *w, NodeId n)
{
    NodeId name = ecma_first(w->t, n);
    unsigned order = 0;

    if (node_kind(w->t, name) != K_TYPE_IDENTIFIER)
        return 0;
    for (size_t i = w->b->locals.len; i-- > 1 && w->b->locals.at[i].scope == w->scope;)
        order++;
    uint32_t constraint = ecma_type(w, ecma_after(w->t, name));
    ecma_add_local(w, (Local){.name = ecma_name(w, name),
                              .scope = w->scope,
                              .type = constraint,
                              .kind = LOCAL_TYPE_PARAMETER,
                              .start = w->t->nodes[name].start,
                              .order = (uint8_t)MIN_OF(order, 255u)});
    return add_type(w, n, (Expr){.kind = ECMA_INFER, .name = ecma_name(w, name)});
}

static uint32_t predicate(Walk *w, NodeId n, bool is_assertion)
{
    NodeId name = node_field(w->t, n, F_NAME);
    uint32_t type = ecma_type(w, node_field(w->t, n, F_TYPE));

    return add_type(w, n,
                    (Expr){.kind = ECMA_PREDICATE,
                           .name = ecma_name(w, name),
                           .a = type,
                           .extra = is_assertion});
}

static uint32_t tuple_type(Walk *w, NodeId n)
{
    uint32_t list = ecma_type_list(w, n);

    return add_type(w, n, (Expr){.kind = EXPR_TUPLE, .b = list});
}

/* A type that looks like an expression, such as import("x").T. */
static uint32_t odd_type(Walk *w, NodeId n)
{
    uint32_t type;

    switch (node_kind(w->t, n)) {
    case K_IDENTIFIER:
    case K_MEMBER:
    case K_CALL:
    case K_NESTED_IDENTIFIER:
        w->types++;
        type = ecma_value(w, n, true, 0);
        w->types--;
        if (type)
            w->b->exprs.at[type].flags |= EXPR_IS_TYPE;
        return type;
    default:
        ecma_children(w, n);
        return plain(w, LITERAL_OTHER);
    }
}

uint32_t ecma_type(Walk *w, NodeId n)
{
    const Tree *t = w->t;
    uint32_t inner;

    if (n == NODE_NONE)
        return 0;
    switch (node_kind(t, n)) {
    case K_TYPE_ANNOTATION:
    case K_ADDING_TYPE:
    case K_CONSTRAINT:
    case K_DEFAULT_TYPE:
    case K_PARENTHESIZED_TYPE:
    case K_READONLY_TYPE:
    case K_OPTIONAL_TYPE:
    case K_NONE:
    case K_TYPE_PREDICATE_ANNOTATION:
    case K_ASSERTS_ANNOTATION:
        inner = ecma_first(t, n); /* K_NONE: `-?:`, `?:` of mapped types, flow's ?T */
        return inner == NODE_NONE ? plain(w, LITERAL_NONE) : ecma_type(w, inner);
    case K_REQUIRED_PARAMETER:
    case K_OPTIONAL_PARAMETER: /* named parts of a tuple */
        return ecma_type(w, node_field(t, n, F_TYPE));
    case K_TYPE_IDENTIFIER:
        return named(w, n);
    case K_NESTED_TYPE:
        return nested(w, n);
    case K_GENERIC_TYPE:
        return generic(w, n);
    case K_PREDEFINED_TYPE:
        return predefined(w, n);
    case K_LITERAL_TYPE:
        return literal_type(w, n);
    case K_UNION_TYPE:
        return joined(w, n, EXPR_EITHER);
    case K_INTERSECTION_TYPE:
        return joined(w, n, ECMA_BOTH);
    case K_ARRAY_TYPE:
        inner = ecma_type(w, ecma_first(t, n));
        return add_type(w, n, (Expr){.kind = EXPR_ARRAY, .a = inner});
    case K_TUPLE_TYPE:
        return tuple_type(w, n);
    case K_REST_TYPE:
        inner = ecma_type(w, ecma_first(t, n));
        return add_type(w, n, (Expr){.kind = ECMA_REST, .a = inner});
    case K_FUNCTION_TYPE:
    case K_CONSTRUCTOR_TYPE:
        return function_type(w, n);
    case K_OBJECT_TYPE:
        return ecma_object_type(w, n);
    case K_INDEX_TYPE_QUERY:
        inner = ecma_type(w, ecma_first(t, n));
        return add_type(w, n, (Expr){.kind = ECMA_KEYS, .a = inner});
    case K_LOOKUP_TYPE:
        return lookup_type(w, n);
    case K_CONDITIONAL_TYPE:
        return conditional_type(w, n);
    case K_INFER_TYPE:
        return infer_type(w, n);
    case K_TYPE_QUERY:
        return type_query(w, n);
    case K_TEMPLATE_LITERAL_TYPE:
        ecma_children(w, n);
        return plain(w, LITERAL_TEXT);
    case K_ASSERTS:
        inner = ecma_first(t, n);
        return node_kind(t, inner) == K_TYPE_PREDICATE ? predicate(w, inner, true)
                                                       : plain(w, LITERAL_NONE);
    case K_TYPE_PREDICATE:
        return predicate(w, n, false);
    case K_THIS_TYPE:
    case K_THIS:
        return add_type(w, n, (Expr){.kind = EXPR_THIS});
    default:
        return odd_type(w, n);
    }
}
