/*
 * ecma_values.c -- expressions: what they refer to, and what their value is where that matters.
 */
#include "syntax/packs/ecma_walk.h"

enum { KEPT_ARGUMENTS = 8, KEPT_ELEMENTS = 8, KEPT_TEXT = 40 };

static uint32_t literal(Walk *w, NodeId n, LiteralKind kind)
{
    return ecma_add(
        w, (Expr){.kind = EXPR_LITERAL, .extra = (uint16_t)kind, .at = w->t->nodes[n].start});
}

/* true and false: discriminants of unions. */
static uint32_t truth(Walk *w, NodeId n)
{
    return ecma_add(w, (Expr){.kind = EXPR_LITERAL,
                              .extra = LITERAL_TEXT,
                              .at = w->t->nodes[n].start,
                              .name = facts_add_name(w->b, node_text(w->t, n))});
}

static uint32_t literal_if(Walk *w, NodeId n, bool is_wanted, LiteralKind kind)
{
    return is_wanted ? literal(w, n, kind) : 0;
}

uint32_t ecma_either(Walk *w, uint32_t a, uint32_t b)
{
    return a && b ? ecma_add(w, (Expr){.kind = EXPR_EITHER, .a = a, .b = b}) : a ? a : b;
}

void ecma_children(Walk *w, NodeId n)
{
    if (n == NODE_NONE)
        return;
    NODE_EACH_CHILD (w->t, n, child)
        ecma_statement(w, child, NODE_NONE);
}

/* Whether what a place expects can matter to the expression. */
static bool needs_context(const Tree *t, NodeId n)
{
    switch (node_kind(t, n)) {
    case K_ARROW:
    case K_FUNCTION_EXPRESSION:
    case K_GENERATOR:
    case K_OBJECT:
    case K_ARRAY:
    case K_PARENTHESIZED:
    case K_TERNARY:
    case K_AWAIT:
        return true;
    case K_BINARY: /* a || {} */
        return needs_context(t, node_field(t, n, F_RIGHT));
    default:
        return false;
    }
}

static void add_flags(Walk *w, uint32_t e, unsigned flags)
{
    if (e && (w->b->exprs.at[e].flags & EXPR_IS_REF))
        w->b->exprs.at[e].flags |= (uint8_t)flags;
}

/* -- names and members -- */

static uint32_t identifier(Walk *w, NodeId n, bool is_wanted)
{
    NameId name = ecma_name(w, n);
    bool is_local = ecma_local_in_sight(w, name) != 0;

    if (is_local && !is_wanted)
        return 0;
    return ecma_add(w, (Expr){.kind = EXPR_NAME,
                              .name = name,
                              .at = w->t->nodes[n].start,
                              .flags = is_local ? 0 : EXPR_IS_REF});
}

static uint32_t member(Walk *w, NodeId n)
{
    const Tree *t = w->t;
    NodeId property = node_field(t, n, F_PROPERTY);

    ecma_note_member(w, n);
    uint32_t object = ecma_value(w, node_field(t, n, F_OBJECT), true, 0);
    if (property == NODE_NONE)
        return object;
    return ecma_add(w, (Expr){.kind = EXPR_MEMBER,
                              .flags = EXPR_IS_REF,
                              .a = object,
                              .name = ecma_name(w, property),
                              .at = t->nodes[property].start});
}

static uint32_t subscript(Walk *w, NodeId n, bool is_wanted)
{
    const Tree *t = w->t;
    NodeId index = node_field(t, n, F_INDEX);
    EcmaKind kind = node_kind(t, index);
    uint32_t object = ecma_value(w, node_field(t, n, F_OBJECT), is_wanted || kind == K_STRING,
                                 0);
    uint64_t number = 0;

    if (kind == K_STRING)
        return ecma_add(w, (Expr){.kind = EXPR_MEMBER,
                                  .flags = EXPR_IS_REF,
                                  .a = object,
                                  .name = facts_add_name(w->b, ecma_string(t, index)),
                                  .at = t->nodes[index].start + 1});
    bool is_number = kind == K_NUMBER && parse_u64(node_text(t, index), 1000, &number);
    ecma_value(w, index, false, 0);
    if (!is_wanted || !object)
        return 0;
    return ecma_add(w, (Expr){.kind = EXPR_INDEX,
                              .a = object,
                              .at = t->nodes[n].start,
                              .extra = is_number ? (uint16_t)(number + 1) : 0});
}

/* -- calls -- */

static uint32_t module_value(Walk *w, NodeId string, EcmaModuleUse use)
{
    return ecma_add(w, (Expr){.kind = ECMA_MODULE,
                              .flags = EXPR_IS_REF | EXPR_IS_IMPORT,
                              .extra = (uint16_t)use,
                              .at = w->t->nodes[string].start,
                              .name = facts_add_name(w->b, ecma_string(w->t, string))});
}

/* `arguments` of a call or `new`; the list when the call is wanted. */
static uint32_t call_arguments(Walk *w, NodeId arguments, uint32_t call, bool is_wanted)
{
    const Tree *t = w->t;
    uint32_t head = 0, tail = 0;
    unsigned order = 0;

    if (arguments == NODE_NONE)
        return 0;
    if (node_kind(t, arguments) != K_ARGUMENTS) {
        ecma_value(w, arguments, false, 0); /* a tagged template */
        return 0;
    }
    NODE_EACH_CHILD (t, arguments, child) {
        EcmaKind kind = node_kind(t, child);
        uint32_t expected = 0;

        if (!(t->nodes[child].flags & (NODE_NAMED | NODE_ERROR)) || kind == K_COMMENT)
            continue;
        if (call && needs_context(t, child))
            expected = ecma_add(w, (Expr){.kind = ECMA_ARGUMENT,
                                          .a = call,
                                          .extra = (uint16_t)MIN_OF(order, 255u)});
        bool is_kept = is_wanted && order < KEPT_ARGUMENTS;
        uint32_t value = ecma_value(w, child, is_kept, expected);
        if (is_kept)
            ecma_list_add(w, &head, &tail, value);
        order++;
    }
    return head;
}

static bool any_needs_context(const Tree *t, NodeId arguments)
{
    if (node_kind(t, arguments) != K_ARGUMENTS)
        return false;
    NODE_EACH_CHILD (t, arguments, child) {
        if (needs_context(t, child))
            return true;
    }
    return false;
}

static Str last_word(const Tree *t, NodeId callee)
{
    if (node_kind(t, callee) == K_MEMBER)
        callee = node_field(t, callee, F_PROPERTY);
    return node_text(t, callee);
}

static bool mixes_in(const Tree *t, NodeId callee)
{
    Str word = last_word(t, callee);

    return str_is(word, "assign") || str_is(word, "mixin") || str_is(word, "extend") ||
           str_is(word, "merge") || str_is(word, "inherits");
}

static uint32_t call_of(Walk *w, NodeId n, NodeId callee, ExprKind kind, bool is_wanted)
{
    const Tree *t = w->t;
    NodeId arguments = node_field(t, n, F_ARGUMENTS);
    NodeId types = node_field(t, n, F_TYPE_ARGUMENTS);
    bool is_mixing = w->is_js && kind == EXPR_CALL && mixes_in(t, callee);
    bool is_kept = is_wanted || is_mixing || any_needs_context(t, arguments);
    uint32_t call = is_kept
                        ? ecma_add(w, (Expr){.kind = (uint8_t)kind, .at = t->nodes[n].start})
                        : 0;
    uint32_t of = ecma_value(w, callee, is_kept, 0);

    add_flags(w, of, EXPR_IS_CALLED);
    if (types != NODE_NONE) {
        uint32_t list = ecma_type_list(w, types);
        if (of && is_kept)
            of = ecma_add(w, (Expr){.kind = EXPR_GENERIC, .a = of, .b = list});
    }
    if (call)
        w->b->exprs.at[call].a = of;
    /* the arguments matter where one of them waits for another: f(x, y => y.z) */
    uint32_t list = call_arguments(w, arguments, call, is_kept);
    if (call)
        w->b->exprs.at[call].b = list;
    if (is_mixing)
        ecma_mix_in(w, last_word(t, callee), arguments, list);
    return call;
}

static uint32_t call(Walk *w, NodeId n, bool is_wanted, uint32_t expected)
{
    const Tree *t = w->t;
    NodeId callee = node_field(t, n, F_FUNCTION), arguments = node_field(t, n, F_ARGUMENTS);
    NodeId string = ecma_required(t, n);

    if (string != NODE_NONE && !ecma_local_in_sight(w, ecma_name(w, callee)))
        return module_value(w, string, ECMA_BY_REQUIRE);
    if (node_kind(t, callee) == K_IMPORT) {
        string = ecma_first(t, arguments);
        if (node_kind(t, string) == K_STRING)
            return module_value(w, string, w->types ? ECMA_BY_TYPE : ECMA_BY_IMPORT);
        ecma_children(w, arguments);
        return 0;
    }
    ecma_note_call(w, n, callee, arguments);
    uint32_t made = call_of(w, n, callee, EXPR_CALL, is_wanted);
    /* what is expected of the result may tell what the function's own arguments are */
    if (!made || !expected || !any_needs_context(t, arguments))
        return made;
    return ecma_add(w, (Expr){.kind = ECMA_EXPECTED, .a = made, .b = expected});
}

/* -- operators -- */

static uint32_t binary(Walk *w, NodeId n, bool is_wanted, uint32_t expected)
{
    const Tree *t = w->t;
    NodeId left = node_field(t, n, F_LEFT), right = node_field(t, n, F_RIGHT);

    Str operator= ecma_operator(t, n);

    if (str_is(operator, "&&") || str_is(operator, "||") || str_is(operator, "??"))
        return ecma_chain(w, n, operator, is_wanted, expected);
    ecma_note_comparison(w, n);
    ecma_value(w, left, false, 0);
    ecma_value(w, right, false, 0);
    return literal_if(w, n, is_wanted, LITERAL_NUMBER);
}

static uint32_t ternary(Walk *w, NodeId n, bool is_wanted, uint32_t expected)
{
    const Tree *t = w->t;
    NodeId condition = node_field(t, n, F_CONDITION);

    ecma_value(w, condition, false, 0);
    uint32_t a = ecma_value_where(w, condition, true, node_field(t, n, F_CONSEQUENCE),
                                  is_wanted, expected);
    uint32_t b = ecma_value_where(w, condition, false, node_field(t, n, F_ALTERNATIVE),
                                  is_wanted, expected);
    return is_wanted ? ecma_either(w, a, b) : 0;
}

uint32_t ecma_target(Walk *w, NodeId n)
{
    const Tree *t = w->t;
    uint32_t target = 0;

    switch (node_kind(t, n)) {
    case K_OBJECT_PATTERN:
    case K_ARRAY_PATTERN:
        NODE_EACH_CHILD (t, n, child)
            ecma_target(w, child);
        return 0;
    case K_PAIR_PATTERN:
        ecma_target(w, node_field(t, n, F_VALUE));
        return 0;
    case K_ASSIGNMENT_PATTERN:
    case K_OBJECT_ASSIGNMENT_PATTERN:
        ecma_target(w, node_field(t, n, F_LEFT));
        ecma_value(w, node_field(t, n, F_RIGHT), false, 0);
        return 0;
    case K_REST_PATTERN:
        ecma_target(w, ecma_first(t, n));
        return 0;
    case K_SHORTHAND_PATTERN:
        target = identifier(w, n, false);
        break;
    case K_SUBSCRIPT:
        target = subscript(w, n, true);
        break;
    default:
        target = ecma_value(w, n, false, 0);
        break;
    }
    add_flags(w, target, EXPR_IS_WRITTEN);
    return target;
}

/* -- literals of other things -- */

static uint32_t array(Walk *w, NodeId n, bool is_wanted, uint32_t expected)
{
    const Tree *t = w->t;
    uint32_t head = 0, tail = 0;
    unsigned order = 0;

    NODE_EACH_CHILD (t, n, child) {
        uint32_t part = 0;

        if (!(t->nodes[child].flags & (NODE_NAMED | NODE_ERROR)) ||
            node_kind(t, child) == K_COMMENT)
            continue;
        if (expected && needs_context(t, child))
            part = ecma_add(w, (Expr){.kind = ECMA_ELEMENT,
                                      .a = expected,
                                      .extra = (uint16_t)MIN_OF(order, 255u)});
        bool is_kept = is_wanted && order < KEPT_ELEMENTS;
        uint32_t value = ecma_value(w, child, is_kept, part);
        if (is_kept)
            ecma_list_add(w, &head, &tail, value);
        order++;
    }
    if (!is_wanted)
        return 0;
    return ecma_add(w, (Expr){.kind = EXPR_LITERAL,
                              .extra = LITERAL_LIST,
                              .b = head,
                              .at = t->nodes[n].start});
}

static uint32_t text(Walk *w, NodeId n)
{
    Str inside = ecma_string(w->t, n);

    return ecma_add(w,
                    (Expr){.kind = EXPR_LITERAL,
                           .extra = LITERAL_TEXT,
                           .name = inside.len <= KEPT_TEXT ? facts_add_name(w->b, inside) : 0,
                           .at = w->t->nodes[n].start});
}

/* -- casts -- */

static uint32_t cast(Walk *w, NodeId n, bool is_wanted, uint32_t expected)
{
    const Tree *t = w->t;
    NodeId value = ecma_first(t, n), type = value == NODE_NONE ? value : ecma_after(t, value);

    if (node_kind(t, n) == K_TYPE_ASSERTION) {
        NodeId swap = ecma_first(t, value);
        value = type;
        type = swap;
    }
    if (type == NODE_NONE) /* as const */
        return ecma_value(w, value, is_wanted, expected);
    if (node_kind(t, n) == K_SATISFIES) {
        uint32_t wish = ecma_type(w, type);
        return ecma_value(w, value, is_wanted, wish);
    }
    /* the type is read first to be expected of the value, though it stands behind it */
    uint32_t to = ecma_type(w, type);
    ecma_value(w, value, false, to);
    return is_wanted && to ? ecma_add(w, (Expr){.kind = EXPR_CAST, .a = to}) : 0;
}

/* A cast as JavaScript has it: a type in a comment right before parentheses. */
static uint32_t comment_cast(Walk *w, NodeId n, bool is_wanted, uint32_t expected)
{
    const Tree *t = w->t;
    bool is_near = str_trim(str_sub(t->src, t->nodes[n - 1].end, t->nodes[n].start)).len == 0;
    uint32_t to = is_near ? ecma_jsdoc_type(w, ecma_doc_of_node(w, n - 1)) : 0;

    if (!to)
        return ecma_value(w, ecma_first(t, n), is_wanted, expected);
    ecma_value(w, ecma_first(t, n), false, to);
    return is_wanted ? ecma_add(w, (Expr){.kind = EXPR_CAST, .a = to}) : 0;
}

/* -- JSX -- */

static bool is_intrinsic(Str name)
{
    return name.len && name.ptr[0] >= 'a' && name.ptr[0] <= 'z';
}

static uint32_t jsx_name(Walk *w, NodeId name, bool is_wanted)
{
    EcmaKind kind = node_kind(w->t, name);

    if (kind != K_MEMBER && (kind != K_IDENTIFIER || is_intrinsic(node_text(w->t, name))))
        return 0;
    return ecma_value(w, name, is_wanted, 0);
}

static void jsx_attribute(Walk *w, NodeId n, uint32_t props)
{
    const Tree *t = w->t;
    NodeId key = ecma_first(t, n), value = key == NODE_NONE ? key : ecma_after(t, key);
    uint32_t expected = 0;

    if (props && node_kind(t, key) == K_PROPERTY_NAME) {
        NameId name = ecma_name(w, key);
        ecma_add(w, (Expr){.kind = ECMA_KEY,
                           .flags = EXPR_IS_REF,
                           .name = name,
                           .a = props,
                           .at = t->nodes[key].start});
        expected = ecma_add(w, (Expr){.kind = ECMA_PART, .name = name, .a = props});
    }
    if (node_kind(t, value) == K_JSX_EXPRESSION)
        value = ecma_first(t, value);
    if (value != NODE_NONE)
        ecma_value(w, value, false, expected);
}

/* <F a={b} /> is a call of F with an object. */
static void jsx_tag(Walk *w, NodeId n)
{
    const Tree *t = w->t;
    NodeId name = node_field(t, n, F_NAME), types = node_field(t, n, F_TYPE_ARGUMENTS);
    uint32_t call = 0, props = 0;
    uint32_t of = jsx_name(w, name, true);

    add_flags(w, of, EXPR_IS_CALLED);
    ecma_type_list(w, types);
    if (of && name != NODE_NONE && ecma_after(t, name) != NODE_NONE) {
        call = ecma_add(w, (Expr){.kind = EXPR_CALL, .a = of, .at = t->nodes[n].start});
        props = ecma_add(w, (Expr){.kind = ECMA_ARGUMENT, .a = call});
    }
    NODE_EACH_CHILD (t, n, child) {
        if (node_kind(t, child) == K_JSX_ATTRIBUTE)
            jsx_attribute(w, child, props);
        else if (node_kind(t, child) == K_JSX_EXPRESSION)
            ecma_children(w, child);
    }
}

static uint32_t jsx(Walk *w, NodeId n, bool is_wanted)
{
    NODE_EACH_CHILD (w->t, n, child) {
        switch (node_kind(w->t, child)) {
        case K_JSX_OPENING:
            jsx_tag(w, child);
            break;
        case K_JSX_CLOSING:
            jsx_name(w, node_field(w->t, child, F_NAME), false);
            break;
        default:
            ecma_statement(w, child, NODE_NONE);
            break;
        }
    }
    return literal_if(w, n, is_wanted, LITERAL_OTHER);
}

/* -- all -- */

/* import.meta: its type is a global interface, which a repository may add to. */
static uint32_t import_meta(Walk *w)
{
    uint32_t type = ecma_add(w, (Expr){.kind = EXPR_NAME,
                                       .flags = EXPR_IS_TYPE,
                                       .scope = 1,
                                       .name = facts_add_name(w->b, STR("ImportMeta"))});

    return ecma_add(w, (Expr){.kind = EXPR_CAST, .a = type});
}

static uint32_t instantiation(Walk *w, NodeId n, bool is_wanted)
{
    NodeId function = node_field(w->t, n, F_FUNCTION);
    uint32_t of = ecma_value(w, function == NODE_NONE ? ecma_first(w->t, n) : function,
                             is_wanted, 0);
    uint32_t list = ecma_type_list(w, node_field(w->t, n, F_TYPE_ARGUMENTS));

    return of && is_wanted ? ecma_add(w, (Expr){.kind = EXPR_GENERIC, .a = of, .b = list}) : of;
}

static uint32_t sequence(Walk *w, NodeId n, bool is_wanted)
{
    uint32_t last = 0;

    NODE_EACH_CHILD (w->t, n, child)
        last = ecma_value(w, child, is_wanted && node_next(w->t, child) == NODE_NONE, 0);
    return last;
}

/* Something around one value: a, but marked. */
static uint32_t around(Walk *w, NodeId n, unsigned kind, bool is_wanted)
{
    uint32_t a = ecma_value(w, ecma_first(w->t, n), is_wanted, 0);

    return a && is_wanted
               ? ecma_add(w, (Expr){.kind = (uint8_t)kind, .a = a, .at = w->t->nodes[n].start})
               : 0;
}

static uint32_t decorator(Walk *w, NodeId n)
{
    uint32_t e = ecma_value(w, ecma_first(w->t, n), true, 0);

    if (e && w->b->exprs.at[e].kind == EXPR_CALL)
        e = w->b->exprs.at[e].a;
    add_flags(w, e, EXPR_IS_DECORATOR);
    return 0;
}

static uint32_t augmented(Walk *w, NodeId n, bool is_wanted)
{
    uint32_t target = ecma_target(w, node_field(w->t, n, F_LEFT));
    NodeId right = node_field(w->t, n, F_RIGHT);
    uint32_t expected = target && needs_context(w->t, right)
                            ? ecma_add(w, (Expr){.kind = ECMA_TYPE_OF, .a = target})
                            : 0;
    uint32_t value = ecma_value(w, right, is_wanted, expected);

    return is_wanted ? ecma_either(w, target, value) : 0;
}

uint32_t ecma_value(Walk *w, NodeId n, bool is_wanted, uint32_t expected)
{
    const Tree *t = w->t;

    if (n == NODE_NONE)
        return 0;
    switch (node_kind(t, n)) {
    case K_IDENTIFIER:
    case K_SHORTHAND:
        return identifier(w, n, is_wanted);
    case K_THIS:
        return is_wanted ? ecma_add(w, (Expr){.kind = EXPR_THIS, .at = t->nodes[n].start}) : 0;
    case K_SUPER:
        return is_wanted ? ecma_add(w, (Expr){.kind = EXPR_SUPER, .at = t->nodes[n].start}) : 0;
    case K_MEMBER:
    case K_NESTED_IDENTIFIER:
        return ecma_path(w, n, member(w, n));
    case K_SUBSCRIPT:
        return subscript(w, n, is_wanted);
    case K_CALL:
        return call(w, n, is_wanted, expected);
    case K_NEW:
        return call_of(w, n, node_field(t, n, F_CONSTRUCTOR), EXPR_NEW, is_wanted);
    case K_AWAIT:
        return around(w, n, EXPR_AWAIT, is_wanted);
    case K_SPREAD:
        return around(w, n, ECMA_REST, is_wanted);
    case K_PARENTHESIZED:
        if (w->is_js && n && node_kind(t, n - 1) == K_COMMENT)
            return comment_cast(w, n, is_wanted, expected);
        return ecma_value(w, ecma_first(t, n), is_wanted, expected);
    case K_NON_NULL:
        return ecma_value(w, ecma_first(t, n), is_wanted, expected);
    case K_AS:
    case K_SATISFIES:
    case K_TYPE_ASSERTION:
        return cast(w, n, is_wanted, expected);
    case K_TERNARY:
        return ternary(w, n, is_wanted, expected);
    case K_BINARY:
        return binary(w, n, is_wanted, expected);
    case K_UNARY:
        ecma_children(w, n);
        return literal_if(w, n, is_wanted, LITERAL_OTHER);
    case K_UPDATE:
        ecma_target(w, node_field(t, n, F_ARGUMENT));
        return literal_if(w, n, is_wanted, LITERAL_NUMBER);
    case K_ASSIGNMENT:
        return ecma_assignment(w, n, is_wanted, n, NODE_NONE);
    case K_AUGMENTED:
        return augmented(w, n, is_wanted);
    case K_ARROW:
    case K_FUNCTION_EXPRESSION:
    case K_GENERATOR:
        return ecma_lambda(w, n, expected);
    case K_CLASS:
        return ecma_class_value(w, n);
    case K_OBJECT:
        return ecma_object(w, n, is_wanted, expected);
    case K_ARRAY:
        return array(w, n, is_wanted, expected);
    case K_STRING:
        return is_wanted ? text(w, n) : 0;
    case K_TEMPLATE:
        ecma_children(w, n);
        return literal_if(w, n, is_wanted, LITERAL_TEXT);
    case K_NUMBER:
        return literal_if(w, n, is_wanted, LITERAL_NUMBER);
    case K_TRUE:
    case K_FALSE:
        return is_wanted ? truth(w, n) : 0;
    case K_SEQUENCE:
        return sequence(w, n, is_wanted);
    case K_INSTANTIATION:
        return instantiation(w, n, is_wanted);
    case K_JSX_ELEMENT:
        return jsx(w, n, is_wanted);
    case K_JSX_SELF_CLOSING:
        jsx_tag(w, n);
        return literal_if(w, n, is_wanted, LITERAL_OTHER);
    case K_DECORATOR:
        return decorator(w, n);
    case K_META_PROPERTY:
        return is_wanted ? import_meta(w) : 0;
    case K_COMMENT:
        return 0;
    case K_TYPE_IDENTIFIER: /* only after errors */
        return ecma_type(w, n);
    default:
        ecma_children(w, n);
        return 0;
    }
}
