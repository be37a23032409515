/*
 * rust_value.c -- Rust's pack: expressions and patterns.
 *
 * rust_value walks an expression for the references in it. It returns an Expr for the value only
 * when `is_wanted`: when somebody will ask for its type, as a receiver, an initialiser or something
 * matched. So `a + b` leaves its references and nothing else.
 */
#include "syntax/packs/rust.h"

enum { ARGUMENTS_MAX = 32, ARMS_MAX = 6 };

static uint32_t closure(Walk *w, NodeId n, uint32_t call, uint32_t argument);

static bool is_comment(const Walk *w, NodeId n)
{
    return w->t->nodes[n].kind == K_LINE_COMMENT || w->t->nodes[n].kind == K_BLOCK_COMMENT;
}

/* Walks all children; the value of the last one. */
static uint32_t children(Walk *w, NodeId n, bool is_wanted)
{
    uint32_t value = 0;
    Prelude prelude = {.start = UINT32_MAX, .first_attribute = NODE_NONE};

    NODE_EACH_CHILD (w->t, n, child) {
        if (!rust_item(w, child, &prelude))
            value = rust_value(w, child, is_wanted);
    }
    return value;
}

static uint32_t either(Walk *w, NodeId n, uint32_t a, uint32_t b)
{
    return a && b ? rust_expr(w, n, (Expr){.kind = EXPR_EITHER, .a = a, .b = b}) : a ? a : b;
}

/* -- blocks -- */

static bool has_items(const Walk *w, NodeId n)
{
    NODE_EACH_CHILD (w->t, n, child) {
        switch (w->t->nodes[child].kind) {
        case K_USE:
        case K_FUNCTION_ITEM:
        case K_STRUCT_ITEM:
        case K_ENUM_ITEM:
        case K_CONST_ITEM:
        case K_STATIC_ITEM:
        case K_TRAIT_ITEM:
        case K_IMPL_ITEM:
        case K_TYPE_ITEM:
        case K_MOD_ITEM:
        case K_MACRO_DEFINITION:
        case K_UNION_ITEM:
            return true;
        default:
            break;
        }
    }
    return false;
}

static uint32_t block(Walk *w, NodeId n, bool is_wanted)
{
    size_t mark = rust_mark(w);
    uint32_t scope = w->scope;

    if (has_items(w, n))
        w->scope = facts_add_scope(w->b, SCOPE_BLOCK, scope, w->def);
    uint32_t value = rust_items(w, n, is_wanted);
    w->scope = scope;
    rust_release(w, mark);
    return value;
}

static uint32_t if_value(Walk *w, NodeId n, bool is_wanted)
{
    size_t mark = rust_mark(w);

    (void)rust_value(w, node_field(w->t, n, F_CONDITION), false);
    uint32_t then = rust_value(w, node_field(w->t, n, F_CONSEQUENCE), is_wanted);
    rust_release(w, mark);
    return either(w, n, then, rust_value(w, node_field(w->t, n, F_ALTERNATIVE), is_wanted));
}

static uint32_t arm_value(Walk *w, NodeId arm, uint32_t matched, bool is_wanted)
{
    NodeId pattern = node_field(w->t, arm, F_PATTERN);
    size_t mark = rust_mark(w);

    if (pattern != NODE_NONE) {
        rust_pattern(w, node_first_child(w->t, pattern), matched);
        (void)rust_value(w, node_field(w->t, pattern, F_CONDITION), false);
    }
    uint32_t value = rust_value(w, node_field(w->t, arm, F_VALUE), is_wanted);
    rust_release(w, mark);
    return value;
}

static uint32_t match_value(Walk *w, NodeId n, bool is_wanted)
{
    uint32_t matched = rust_value(w, node_field(w->t, n, F_VALUE), true), value = 0;
    NodeId body = node_field(w->t, n, F_BODY);
    int arms = 0;

    if (body == NODE_NONE)
        return 0;
    NODE_EACH_CHILD (w->t, body, arm) {
        if (w->t->nodes[arm].kind == K_MATCH_ARM)
            value = either(w, arm, value,
                           arm_value(w, arm, matched, is_wanted && arms++ < ARMS_MAX));
    }
    return value;
}

static void loop(Walk *w, NodeId n)
{
    size_t mark = rust_mark(w);
    NodeId pattern = node_field(w->t, n, F_PATTERN), value = node_field(w->t, n, F_VALUE);

    (void)rust_value(w, node_field(w->t, n, F_CONDITION), false);
    if (pattern != NODE_NONE) {
        uint32_t over = rust_value(w, value, true);

        rust_pattern(w, pattern,
                     over ? rust_expr(w, n, (Expr){.kind = RUST_ELEMENT, .a = over}) : 0);
    }
    (void)rust_value(w, node_field(w->t, n, F_BODY), false);
    rust_release(w, mark);
}

/* -- calls and members -- */

static uint32_t field_value(Walk *w, NodeId n, uint8_t flags)
{
    NodeId name = node_field(w->t, n, F_FIELD);
    uint32_t receiver = rust_value(w, node_field(w->t, n, F_VALUE), true);

    if (name == NODE_NONE)
        return 0;
    if (w->t->nodes[name].kind == K_FIELD_IDENTIFIER)
        flags |= EXPR_IS_REF;
    return rust_expr(w, name,
                     (Expr){.kind = EXPR_MEMBER,
                            .flags = flags,
                            .a = receiver,
                            .name = rust_name(w, name),
                            .extra = RUST_DOT});
}

static uint32_t callee_value(Walk *w, NodeId n, bool is_wanted)
{
    switch (node_kind(w->t, n)) {
    case K_FIELD_EXPRESSION:
        return field_value(w, n, EXPR_IS_CALLED);
    case K_GENERIC_FUNCTION: {
        uint32_t callee = callee_value(w, node_field(w->t, n, F_FUNCTION), is_wanted);
        uint32_t types = rust_type_arguments(w, node_field(w->t, n, F_TYPE_ARGUMENTS));

        return types ? rust_expr(w, n, (Expr){.kind = EXPR_GENERIC, .a = callee, .b = types})
                     : callee;
    }
    case K_IDENTIFIER:
    case K_SCOPED_IDENTIFIER:
        return rust_path(w, n, EXPR_IS_CALLED);
    default:
        return rust_value(w, n, is_wanted);
    }
}

static bool has_closure(const Walk *w, NodeId arguments)
{
    NODE_EACH_CHILD (w->t, arguments, child) {
        if (w->t->nodes[child].kind == K_CLOSURE)
            return true;
    }
    return false;
}

/* v.push(x): what is put into a local tells what it holds. */
static bool fills_local(Walk *w, NodeId callee)
{
    static const char *const names[] = {"push", "insert", "push_back", "push_front", "extend"};
    NodeId receiver = node_field(w->t, callee, F_VALUE);
    Str name = node_text(w->t, node_field(w->t, callee, F_FIELD));

    if (node_kind(w->t, callee) != K_FIELD_EXPRESSION ||
        node_kind(w->t, receiver) != K_IDENTIFIER)
        return false;
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (str_is(name, names[i]))
            return rust_local(w, rust_name(w, receiver)) != 0;
    }
    return false;
}

static uint32_t call_value(Walk *w, NodeId n, bool is_wanted)
{
    NodeId callee = node_field(w->t, n, F_FUNCTION),
           arguments = node_field(w->t, n, F_ARGUMENTS);
    uint32_t items[ARGUMENTS_MAX], call = 0;
    size_t count = 0;

    if (arguments == NODE_NONE)
        return children(w, n, false);
    /* the parameters of a closure point to the call they are an argument of: it comes first */
    bool is_kept = is_wanted || has_closure(w, arguments) || fills_local(w, callee);
    if (is_kept)
        call = rust_expr(w, n, (Expr){.kind = EXPR_CALL});
    uint32_t called = callee_value(w, callee, is_kept);
    NODE_EACH_CHILD (w->t, arguments, child) {
        uint32_t value;

        if (is_comment(w, child) || w->t->nodes[child].kind == K_ATTRIBUTE_ITEM)
            continue;
        if (w->t->nodes[child].kind == K_CLOSURE)
            value = closure(w, child, call, (uint32_t)MIN_OF(count, (size_t)UINT8_MAX));
        else
            value = rust_value(w, child, is_kept);
        if (count < ARRAY_LEN(items))
            items[count++] = value;
    }
    rust_call_notes(w, callee, arguments);
    if (!is_kept)
        return 0;
    uint32_t list = rust_list(w, arguments, items, count);
    w->b->exprs.at[call].a = called;
    w->b->exprs.at[call].b = list;
    return call;
}

static void closure_parameter(Walk *w, NodeId n, uint32_t call, uint32_t extra)
{
    uint32_t source = 0;

    if (w->t->nodes[n].kind == K_PARAMETER) {
        source = rust_type(w, node_field(w->t, n, F_TYPE), 0);
        n = node_field(w->t, n, F_PATTERN);
    } else if (call) {
        source = rust_expr(
            w, n, (Expr){.kind = RUST_CLOSURE_PARAMETER, .a = call, .extra = (uint16_t)extra});
    }
    if (n != NODE_NONE)
        rust_pattern(w, n, source);
}

static uint32_t closure(Walk *w, NodeId n, uint32_t call, uint32_t argument)
{
    NodeId parameters = node_field(w->t, n, F_PARAMETERS);
    size_t mark = rust_mark(w);
    uint32_t position = 0;

    if (parameters != NODE_NONE) {
        NODE_EACH_CHILD (w->t, parameters, child) {
            if (is_comment(w, child))
                continue;
            closure_parameter(w, child, call, argument << 8 | MIN_OF(position, 255u));
            position++;
        }
    }
    uint32_t result = rust_type(w, node_field(w->t, n, F_RETURN_TYPE), 0);
    uint32_t body = rust_value(w, node_field(w->t, n, F_BODY), true);
    rust_release(w, mark);
    return rust_expr(w, n,
                     (Expr){.kind = EXPR_LAMBDA, .a = w->scope, .b = result ? result : body});
}

static void field_reference(Walk *w, NodeId name, uint32_t path)
{
    if (w->t->nodes[name].kind == K_INTEGER)
        return;
    (void)rust_expr(w, name,
                    (Expr){.kind = EXPR_MEMBER,
                           .flags = EXPR_IS_REF,
                           .a = path,
                           .name = rust_name(w, name),
                           .extra = RUST_FIELD});
}

static uint32_t struct_value(Walk *w, NodeId n, bool is_wanted)
{
    NodeId body = node_field(w->t, n, F_BODY);
    uint32_t path = rust_path(w, node_field(w->t, n, F_NAME), EXPR_IS_TYPE);

    if (body != NODE_NONE) {
        NODE_EACH_CHILD (w->t, body, child) {
            uint16_t kind = w->t->nodes[child].kind;

            if (kind == K_FIELD_INITIALIZER) {
                NodeId name = node_field(w->t, child, F_FIELD);

                if (name != NODE_NONE)
                    field_reference(w, name, path);
                (void)rust_value(w, node_field(w->t, child, F_VALUE), false);
            } else if (kind == K_SHORTHAND_INITIALIZER) {
                NodeId name = node_child_of_kind(w->t, child, K_IDENTIFIER);

                if (name != NODE_NONE)
                    field_reference(w, name, path);
            } else {
                (void)children(w, child, false);
            }
        }
    }
    return is_wanted && path ? rust_expr(w, n, (Expr){.kind = EXPR_NEW, .a = path}) : 0;
}

/* -- the rest of expressions -- */

static uint32_t name_value(Walk *w, NodeId n, bool is_wanted)
{
    if (!is_wanted && w->t->nodes[n].kind == K_IDENTIFIER && rust_local(w, rust_name(w, n)))
        return 0;
    return rust_path(w, n, 0);
}

static uint32_t wrapped_value(Walk *w, NodeId n, Expr e, bool is_wanted)
{
    e.a = children(w, n, is_wanted);
    return e.a && is_wanted ? rust_expr(w, n, e) : 0;
}

static uint32_t index_value(Walk *w, NodeId n, bool is_wanted)
{
    NodeId base = node_first_child(w->t, n),
           index = base == NODE_NONE ? NODE_NONE : node_next(w->t, base);
    uint32_t value = rust_value(w, base, is_wanted);

    /* a range gives back the same kind of thing */
    bool is_range = index != NODE_NONE && str_has(node_text(w->t, index), STR(".."));
    (void)rust_value(w, index, false);
    return value && !is_range ? rust_expr(w, n, (Expr){.kind = EXPR_INDEX, .a = value}) : value;
}

static uint32_t binary_value(Walk *w, NodeId n, bool is_wanted)
{
    NodeId left = node_field(w->t, n, F_LEFT), right = node_field(w->t, n, F_RIGHT);

    if (left == NODE_NONE || right == NODE_NONE)
        return children(w, n, false);
    Str operator= str_trim(str_sub(w->t->src, w->t->nodes[left].end, w->t->nodes[right].start));
    bool is_arithmetic = operator.len == 1 && strchr("+-*/%&|^", operator.ptr[0]);
    uint32_t value = rust_value(w, left, is_wanted && is_arithmetic);
    (void)rust_value(w, right, false);
    return value;
}

static void assign(Walk *w, NodeId n)
{
    NodeId left = node_field(w->t, n, F_LEFT);

    if (node_kind(w->t, left) == K_FIELD_EXPRESSION)
        (void)field_value(w, left, EXPR_IS_WRITTEN);
    else if (node_kind(w->t, left) == K_IDENTIFIER ||
             node_kind(w->t, left) == K_SCOPED_IDENTIFIER)
        (void)rust_path(w, left, EXPR_IS_WRITTEN);
    else
        (void)rust_value(w, left, false);
    (void)rust_value(w, node_field(w->t, n, F_RIGHT), false);
}

static uint32_t tuple_value(Walk *w, NodeId n, bool is_wanted)
{
    uint32_t items[ARGUMENTS_MAX];
    size_t count = 0;

    NODE_EACH_CHILD (w->t, n, child) {
        if (is_comment(w, child) || w->t->nodes[child].kind == K_ATTRIBUTE_ITEM)
            continue;
        uint32_t value = rust_value(w, child, is_wanted);
        if (count < ARRAY_LEN(items))
            items[count++] = value;
    }
    if (!is_wanted)
        return 0;
    return rust_expr(w, n, (Expr){.kind = EXPR_TUPLE, .b = rust_list(w, n, items, count)});
}

static uint32_t array_value(Walk *w, NodeId n, bool is_wanted)
{
    uint32_t first = 0;

    NODE_EACH_CHILD (w->t, n, child) {
        uint32_t value = rust_value(w, child, is_wanted && !first);

        first = first ? first : value;
    }
    return is_wanted ? rust_expr(w, n, (Expr){.kind = EXPR_ARRAY, .a = first}) : 0;
}

static uint32_t literal(Walk *w, NodeId n, LiteralKind kind, bool is_wanted)
{
    return is_wanted ? rust_expr(w, n, (Expr){.kind = EXPR_LITERAL, .extra = (uint16_t)kind})
                     : 0;
}

static uint32_t cast_value(Walk *w, NodeId n)
{
    (void)rust_value(w, node_field(w->t, n, F_VALUE), false);
    return rust_type(w, node_field(w->t, n, F_TYPE), 0);
}

static void let_condition(Walk *w, NodeId n)
{
    uint32_t value = rust_value(w, node_field(w->t, n, F_VALUE), true);

    rust_pattern(w, node_field(w->t, n, F_PATTERN), value);
}

uint32_t rust_value(Walk *w, NodeId n, bool is_wanted)
{
    switch (node_kind(w->t, n)) {
    case K_IDENTIFIER:
    case K_SCOPED_IDENTIFIER:
    case K_GENERIC_FUNCTION:
        return name_value(w, n, is_wanted);
    case K_SELF:
        return is_wanted ? rust_expr(w, n, (Expr){.kind = EXPR_THIS}) : 0;
    case K_FIELD_EXPRESSION:
        return field_value(w, n, 0);
    case K_CALL:
        return call_value(w, n, is_wanted);
    case K_MACRO:
        return rust_macro_call(w, n, is_wanted);
    case K_STRUCT_EXPRESSION:
        return struct_value(w, n, is_wanted);
    case K_CLOSURE:
        return closure(w, n, 0, 0);
    case K_INDEX:
        return index_value(w, n, is_wanted);
    case K_TRY:
        return wrapped_value(w, n, (Expr){.kind = EXPR_AWAIT, .extra = RUST_TRY}, is_wanted);
    case K_AWAIT:
        return wrapped_value(w, n, (Expr){.kind = EXPR_AWAIT}, is_wanted);
    case K_UNARY:
        if (w->t->src.ptr[w->t->nodes[n].start] != '*')
            return children(w, n, is_wanted);
        return wrapped_value(w, n, (Expr){.kind = EXPR_DEREF}, is_wanted);
    case K_REFERENCE:
        return rust_value(w, node_field(w->t, n, F_VALUE), is_wanted);
    case K_PARENTHESIZED:
    case K_UNSAFE_BLOCK:
    case K_ASYNC_BLOCK:
    case K_CONST_BLOCK:
    case K_ELSE:
        return children(w, n, is_wanted);
    case K_EXPRESSION_STATEMENT:
        return children(w, n, is_wanted);
    case K_BINARY:
        return binary_value(w, n, is_wanted);
    case K_ASSIGNMENT:
    case K_COMPOUND_ASSIGNMENT:
        assign(w, n);
        return 0;
    case K_CAST:
        return cast_value(w, n);
    case K_TUPLE:
        return tuple_value(w, n, is_wanted);
    case K_ARRAY:
        return array_value(w, n, is_wanted);
    case K_BLOCK:
        return block(w, n, is_wanted);
    case K_IF:
        return if_value(w, n, is_wanted);
    case K_MATCH:
        return match_value(w, n, is_wanted);
    case K_WHILE:
    case K_LOOP:
    case K_FOR:
        loop(w, n);
        return 0;
    case K_LET_CONDITION:
        let_condition(w, n);
        return 0;
    case K_STRING:
    case K_RAW_STRING:
        return literal(w, n, LITERAL_TEXT, is_wanted);
    case K_INTEGER:
    case K_FLOAT:
        return literal(w, n, LITERAL_NUMBER, is_wanted);
    case K_LABEL:
    case K_LIFETIME:
    case K_NONE: /* a node this pack does not name, or none at all */
        return n == NODE_NONE ? 0 : children(w, n, false);
    default:
        (void)children(w, n, false);
        return 0;
    }
}

/* -- patterns -- */

static uint32_t part(Walk *w, NodeId n, Expr e)
{
    e.kind = RUST_PART;
    return e.a || e.b ? rust_expr(w, n, e) : 0;
}

static void bind_or_refer(Walk *w, NodeId n, uint32_t source)
{
    char first = node_text(w->t, n).len ? node_text(w->t, n).ptr[0] : 0;

    /* a constant, unit struct or variant: what else has a capital */
    if (first >= 'A' && first <= 'Z')
        (void)rust_path(w, n, 0);
    else
        (void)rust_bind(w, n, (Local){.value = source});
}

static void tuple_pattern(Walk *w, NodeId n, uint32_t path, uint32_t source)
{
    uint16_t position = 0;
    bool is_known = true; /* the position: not after `..` */

    NODE_EACH_CHILD (w->t, n, child) {
        if (w->t->nodes[child].field == F_TYPE || is_comment(w, child))
            continue;
        if (w->t->nodes[child].kind == K_REMAINING_FIELDS) {
            is_known = false;
            continue;
        }
        rust_pattern(
            w, child,
            is_known ? part(w, child, (Expr){.a = source, .b = path, .extra = position}) : 0);
        position++;
    }
}

static void slice_pattern(Walk *w, NodeId n, uint32_t source)
{
    NODE_EACH_CHILD (w->t, n, child) {
        bool is_rest = str_ends(node_text(w->t, child), STR(".."));

        rust_pattern(w, child,
                     is_rest || !source
                         ? source
                         : part(w, child, (Expr){.a = source, .extra = RUST_PART_ELEMENT}));
    }
}

static void struct_pattern(Walk *w, NodeId n, uint32_t source)
{
    uint32_t path = rust_path(w, node_field(w->t, n, F_TYPE), EXPR_IS_TYPE);

    NODE_EACH_CHILD (w->t, n, child) {
        NodeId name = node_field(w->t, child, F_NAME),
               pattern = node_field(w->t, child, F_PATTERN);

        if (w->t->nodes[child].kind != K_FIELD_PATTERN || name == NODE_NONE)
            continue;
        field_reference(w, name, path);
        uint32_t value = part(w, name,
                              (Expr){.a = source, .b = path, .name = rust_name(w, name)});
        if (pattern == NODE_NONE)
            (void)rust_bind(w, name, (Local){.value = value});
        else
            rust_pattern(w, pattern, value);
    }
}

static void inner_patterns(Walk *w, NodeId n, uint32_t source)
{
    NODE_EACH_CHILD (w->t, n, child)
        rust_pattern(w, child, source);
}

void rust_pattern(Walk *w, NodeId n, uint32_t source)
{
    switch (node_kind(w->t, n)) {
    case K_IDENTIFIER:
        bind_or_refer(w, n, source);
        break;
    case K_SCOPED_IDENTIFIER:
    case K_GENERIC_PATTERN:
        (void)rust_path(w, n, 0);
        break;
    case K_TUPLE_STRUCT_PATTERN:
        tuple_pattern(w, n, rust_path(w, node_field(w->t, n, F_TYPE), 0), source);
        break;
    case K_TUPLE_PATTERN:
        tuple_pattern(w, n, 0, source);
        break;
    case K_SLICE_PATTERN:
        slice_pattern(w, n, source);
        break;
    case K_STRUCT_PATTERN:
        struct_pattern(w, n, source);
        break;
    case K_REF_PATTERN:
    case K_REFERENCE_PATTERN:
    case K_MUT_PATTERN:
    case K_CAPTURED_PATTERN:
    case K_OR_PATTERN:
        inner_patterns(w, n, source);
        break;
    case K_RANGE_PATTERN:
        (void)children(w, n, false);
        break;
    case K_MACRO:
        (void)rust_macro_call(w, n, false);
        break;
    case K_CONST_BLOCK:
        (void)rust_value(w, n, false);
        break;
    default:
        break;
    }
}

/* -- parameters -- */

static NodeId plain_name(const Walk *w, NodeId pattern)
{
    while (node_kind(w->t, pattern) == K_MUT_PATTERN ||
           node_kind(w->t, pattern) == K_REF_PATTERN) {
        pattern = node_first_child(w->t, pattern);
        if (node_kind(w->t, pattern) == K_MUTABLE)
            pattern = node_next(w->t, pattern);
    }
    return node_kind(w->t, pattern) == K_IDENTIFIER ? pattern : NODE_NONE;
}

static bool read_parameter(Walk *w, NodeId n, uint8_t order)
{
    NodeId pattern = node_field(w->t, n, F_PATTERN), name = plain_name(w, pattern);
    uint32_t type = rust_type(w, node_field(w->t, n, F_TYPE), 0);

    if (node_kind(w->t, pattern) == K_SELF)
        return true;
    if (name != NODE_NONE) {
        rust_bind(w, name, (Local){.kind = LOCAL_PARAMETER, .order = order, .type = type});
    } else {
        facts_add_local(w->b, (Local){.kind = LOCAL_PARAMETER,
                                      .order = order,
                                      .type = type,
                                      .scope = w->scope,
                                      .start = w->t->nodes[n].start});
        rust_pattern(w, pattern, type);
    }
    return false;
}

bool rust_parameters(Walk *w, NodeId n)
{
    bool takes_self = false;
    uint8_t order = 0;

    if (n == NODE_NONE)
        return false;
    NODE_EACH_CHILD (w->t, n, child) {
        switch (w->t->nodes[child].kind) {
        case K_SELF_PARAMETER:
            takes_self = true;
            break;
        case K_PARAMETER:
            if (read_parameter(w, child, order))
                takes_self = true;
            else
                order += order < UINT8_MAX;
            break;
        case K_LINE_COMMENT:
        case K_BLOCK_COMMENT:
        case K_ATTRIBUTE_ITEM:
            break;
        default:
            (void)rust_type(w, child, 0);
            break;
        }
    }
    return takes_self;
}
