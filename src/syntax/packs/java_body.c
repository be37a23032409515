/*
 * java_body.c -- the Java pack: statements and expressions.
 *
 * Arguments are always wanted: which of several methods of one name is called depends on their
 * types. Lambdas and method references get their types from what takes them (JavaContext), which is
 * why the callee's Expr is made before its arguments are read.
 */
#include "syntax/packs/java_pack.h"

static void statement(JavaPack *p, NodeId n);

void java_declare(JavaPack *p, NodeId name, uint32_t value)
{
    env_declare(&p->env, java_name(p, name), value);
}

uint32_t java_value_for(JavaPack *p, NodeId n, bool wants, JavaContext context)
{
    p->context = context;
    uint32_t value = java_value(p, n, wants);
    p->context = (JavaContext){0};
    return value;
}

/* -- names -- */

/* How many classes lie between the use of a local and its declaration: each may inherit a field of
 * that name, which goes before it. */
static uint32_t classes_crossed(const JavaPack *p, NameId name)
{
    uint32_t depth = env_depth_of(&p->env, name), crossed = 0;

    for (size_t i = p->class_depths.len; i-- > 0 && p->class_depths.at[i] > depth;)
        crossed++;
    return crossed;
}

static uint32_t use(JavaPack *p, NodeId n, uint8_t flags)
{
    NameId name = java_name(p, n);
    uint32_t bound;

    if (!env_find(&p->env, name, &bound) || (bound & ENV_OUTER))
        return java_expr(
            p, (Expr){.kind = EXPR_NAME, .name = name, .flags = EXPR_IS_REF | flags}, n);
    bound &= ~(uint32_t)ENV_TYPE;
    uint32_t crossed = classes_crossed(p, name);
    if (!crossed)
        return bound;
    return java_expr(p,
                     (Expr){.kind = EXPR_JAVA_CAPTURED,
                            .name = name,
                            .a = bound,
                            .extra = (uint16_t)MIN_OF(crossed, (uint32_t)UINT16_MAX),
                            .flags = EXPR_IS_REF | flags},
                     n);
}

static uint32_t literal(JavaPack *p, uint32_t *kept, LiteralKind kind)
{
    if (!*kept)
        *kept = facts_add_expr(p->b, (Expr){.kind = EXPR_LITERAL, .extra = kind, .scope = 1});
    return *kept;
}

static uint32_t number(JavaPack *p, NodeId n, bool is_float)
{
    Str text = node_text(p->t, n);
    char last = text.len ? text.ptr[text.len - 1] : '0';

    if (is_float)
        return java_primitive(p, last == 'f' || last == 'F' ? JAVA_FLOAT : JAVA_DOUBLE);
    return java_primitive(p, last == 'l' || last == 'L' ? JAVA_LONG : JAVA_INT);
}

/* -- calls -- */

uint32_t java_arguments(JavaPack *p, NodeId list, uint32_t callee)
{
    JavaExprs items = {0};
    uint32_t position = 0;

    NODE_EACH_CHILD (p->t, list, child) {
        if (!java_counts(p, child))
            continue;
        JavaContext context = {position < JAVA_LAMBDA_TYPED ? callee : 0, position};
        *VEC_PUSH(&items) = java_value_for(p, child, true, context);
        position++;
    }
    return java_list(p, &items);
}

/* What stands before a dot; `super` may follow a type (Outer.super.f()). */
static uint32_t object_value(JavaPack *p, NodeId n)
{
    NodeId object = java_field(p, n, FIELD_OBJECT);
    uint32_t value = java_value(p, object, true);

    NODE_EACH_CHILD (p->t, n, child) {
        if (child != object && java_kind(p, child) == JAVA_SUPER)
            return java_expr(p, (Expr){.kind = EXPR_SUPER, .a = value}, child);
    }
    return value;
}

static bool has_lambda(const JavaPack *p, NodeId arguments)
{
    return node_child_of_kind(p->t, arguments, JAVA_LAMBDA) != NODE_NONE;
}

static uint32_t call(JavaPack *p, NodeId n, bool wants, JavaContext context)
{
    NodeId name = java_field(p, n, FIELD_NAME);
    bool has_object = java_field(p, n, FIELD_OBJECT) != NODE_NONE;
    uint32_t object = has_object ? object_value(p, n) : 0;

    java_note_call(p, n);
    NODE_EACH_CHILD (p->t, java_field(p, n, FIELD_TYPE_ARGUMENTS), child) {
        if (java_counts(p, child))
            (void)java_type(p, child, 0);
    }
    if (name == NODE_NONE)
        return 0;
    uint32_t callee = java_expr(p,
                                (Expr){.kind = has_object ? EXPR_MEMBER : EXPR_NAME,
                                       .a = object,
                                       .name = java_name(p, name),
                                       .flags = EXPR_IS_REF | EXPR_IS_CALLED},
                                name);
    /* what lambdas are given may depend on what the whole call is given to */
    if (context.expr && has_lambda(p, java_field(p, n, FIELD_ARGUMENTS)))
        (void)java_expr(p,
                        (Expr){.kind = EXPR_JAVA_TARGET,
                               .a = context.expr,
                               .extra = (uint16_t)context.position},
                        n);
    uint32_t arguments = java_arguments(p, java_field(p, n, FIELD_ARGUMENTS), callee);
    p->b->exprs.at[callee].b = arguments;
    return wants ? java_expr(p, (Expr){.kind = EXPR_CALL, .a = callee}, n) : 0;
}

/* The name in a type that may have arguments. */
static uint32_t name_in(const JavaPack *p, uint32_t type)
{
    if (p->b->exprs.at[type].kind == EXPR_GENERIC)
        type = p->b->exprs.at[type].a;
    uint8_t kind = p->b->exprs.at[type].kind;
    return kind == EXPR_NAME || kind == EXPR_MEMBER ? type : 0;
}

static uint32_t creation(JavaPack *p, NodeId n)
{
    NodeId type_node = java_field(p, n, FIELD_TYPE), first = java_child(p, n);
    NodeId body = node_child_of_kind(p->t, n, JAVA_CLASS_BODY);
    uint32_t outer = 0;

    if (p->t->nodes[n].start == p->t->nodes[first == NODE_NONE ? n : first].start &&
        first != type_node && first != NODE_NONE)
        outer = java_value(p, first, true); /* outer.new Inner() */
    java_annotations(p, n);
    uint32_t type = java_type(p, type_node, 0);
    uint32_t name = name_in(p, type);
    if (outer && name && p->b->exprs.at[name].kind == EXPR_NAME) {
        p->b->exprs.at[name].kind = EXPR_MEMBER;
        p->b->exprs.at[name].a = outer;
    }
    uint32_t arguments = java_arguments(p, java_field(p, n, FIELD_ARGUMENTS), name);
    if (name) {
        p->b->exprs.at[name].b = arguments;
        if (body == NODE_NONE)
            p->b->exprs.at[name].flags |= EXPR_IS_CALLED;
    }
    return body == NODE_NONE ? type : java_anonymous(p, body, type);
}

static void constructor_call(JavaPack *p, NodeId n)
{
    NodeId token = java_field(p, n, FIELD_CONSTRUCTOR), outer = java_field(p, n, FIELD_OBJECT);
    bool is_super = java_kind(p, token) == JAVA_SUPER;

    if (outer != NODE_NONE)
        (void)java_value(p, outer, false);
    if (token == NODE_NONE)
        return;
    uint32_t callee = java_expr(p,
                                (Expr){.kind = EXPR_JAVA_CONSTRUCTOR,
                                       .extra = is_super,
                                       .name = java_name(p, token),
                                       .flags = EXPR_IS_REF | EXPR_IS_CALLED},
                                token);
    uint32_t arguments = java_arguments(p, java_field(p, n, FIELD_ARGUMENTS), callee);
    p->b->exprs.at[callee].b = arguments;
}

/* -- lambdas and method references -- */

static uint32_t new_lambda(JavaPack *p, NodeId n, unsigned count, JavaContext context)
{
    unsigned position = context.expr ? context.position : 0;

    return java_expr(p,
                     (Expr){.kind = EXPR_JAVA_LAMBDA,
                            .a = context.expr,
                            .extra = (uint16_t)(MIN_OF(count, (unsigned)JAVA_LAMBDA_REFERENCE) |
                                                position << JAVA_LAMBDA_COUNT_BITS)},
                     n);
}

static bool is_var(const JavaPack *p, NodeId type)
{
    return java_kind(p, type) == JAVA_TYPE_IDENTIFIER && str_is(node_text(p->t, type), "var");
}

static void lambda_parameter(JavaPack *p, NodeId name, uint32_t lambda, unsigned position)
{
    if (name != NODE_NONE)
        java_declare(
            p, name,
            java_expr(
                p,
                (Expr){.kind = EXPR_JAVA_PARAMETER, .b = lambda, .extra = (uint16_t)position},
                name));
}

static unsigned count_parameters(const JavaPack *p, NodeId parameters)
{
    unsigned count = 0;

    if (java_kind(p, parameters) == JAVA_IDENTIFIER)
        return 1;
    NODE_EACH_CHILD (p->t, parameters, child)
        count += java_counts(p, child);
    return count;
}

static void lambda_parameters(JavaPack *p, NodeId parameters, uint32_t lambda)
{
    unsigned position = 0;

    if (java_kind(p, parameters) == JAVA_IDENTIFIER) {
        lambda_parameter(p, parameters, lambda, 0);
        return;
    }
    NODE_EACH_CHILD (p->t, parameters, n) {
        NodeId type_node = java_field(p, n, FIELD_TYPE), name = java_field(p, n, FIELD_NAME);

        if (!java_counts(p, n))
            continue;
        if (java_kind(p, n) == JAVA_IDENTIFIER) {
            lambda_parameter(p, n, lambda, position);
        } else if (is_var(p, type_node)) {
            lambda_parameter(p, name, lambda, position);
        } else if (type_node != NODE_NONE && name != NODE_NONE) {
            java_annotations(p, node_child_of_kind(p->t, n, JAVA_MODIFIERS));
            java_declare(p, name, java_type(p, type_node, 0));
        }
        position++;
    }
}

static uint32_t lambda(JavaPack *p, NodeId n, JavaContext context)
{
    NodeId parameters = java_field(p, n, FIELD_PARAMETERS), body = java_field(p, n, FIELD_BODY);
    uint32_t e = new_lambda(p, n, MIN_OF(count_parameters(p, parameters), 30u), context);
    JavaPack outer = *p;
    JavaBlock block = java_enter(p);
    uint32_t value;

    p->return_type = 0;
    p->lambda_value = 0;
    p->lambda_returns = false;
    lambda_parameters(p, parameters, e);
    if (java_kind(p, body) == JAVA_BLOCK) {
        java_block(p, body);
        value = p->lambda_value;
        if (p->lambda_returns)
            p->b->exprs.at[e].extra |= JAVA_LAMBDA_HAS_VALUE;
    } else {
        value = java_value(p, body, true);
        p->b->exprs.at[e].extra |= JAVA_LAMBDA_IS_EXPRESSION;
    }
    p->b->exprs.at[e].b = value;
    java_leave(p, block);
    p->return_type = outer.return_type;
    p->lambda_value = outer.lambda_value;
    p->lambda_returns = outer.lambda_returns;
    return e;
}

static uint32_t method_reference(JavaPack *p, NodeId n, JavaContext context)
{
    NodeId first = java_child(p, n), name = NODE_NONE;
    bool is_new = node_child_of_kind(p->t, n, JAVA_TOKEN_NEW) != NODE_NONE;
    uint32_t target = java_value(p, first, true);
    uint32_t e = new_lambda(p, n, JAVA_LAMBDA_REFERENCE, context);

    NODE_EACH_CHILD (p->t, n, child) {
        if (child != first && java_kind(p, child) == JAVA_IDENTIFIER)
            name = child;
        else if (java_kind(p, child) == JAVA_TYPE_ARGUMENTS)
            (void)java_value(p, child, false);
    }
    if (!is_new && name == NODE_NONE)
        return e;
    uint32_t reference = java_expr(p,
                                   (Expr){.kind = EXPR_JAVA_REFERENCE,
                                          .a = target,
                                          .b = e,
                                          .extra = is_new,
                                          .name = is_new ? 0 : java_name(p, name),
                                          .flags = is_new ? 0 : EXPR_IS_REF},
                                   is_new ? n : name);
    p->b->exprs.at[e].b = reference;
    return e;
}

/* -- other expressions -- */

static uint32_t field_access(JavaPack *p, NodeId n, uint8_t flags)
{
    NodeId field = java_field(p, n, FIELD_FIELD);
    uint32_t object = object_value(p, n);

    if (field == NODE_NONE)
        return 0;
    if (java_kind(p, field) == JAVA_THIS)
        return java_expr(p, (Expr){.kind = EXPR_THIS, .a = object}, field);
    return java_expr(p,
                     (Expr){.kind = EXPR_MEMBER,
                            .name = java_name(p, field),
                            .a = object,
                            .flags = EXPR_IS_REF | flags},
                     field);
}

/* What is assigned to: the reference gets the flag. */
static uint32_t written(JavaPack *p, NodeId n)
{
    switch (java_kind(p, n)) {
    case JAVA_IDENTIFIER:
        return use(p, n, EXPR_IS_WRITTEN);
    case JAVA_FIELD_ACCESS:
        return field_access(p, n, EXPR_IS_WRITTEN);
    case JAVA_PARENTHESIZED:
        return written(p, java_child(p, n));
    default:
        return java_value(p, n, true);
    }
}

static uint32_t assignment(JavaPack *p, NodeId n)
{
    uint32_t left = written(p, java_field(p, n, FIELD_LEFT));

    (void)java_value_for(p, java_field(p, n, FIELD_RIGHT), false,
                         (JavaContext){left, JAVA_LAMBDA_TYPED});
    return left;
}

static uint32_t binary(JavaPack *p, NodeId n, bool wants)
{
    uint16_t operator= java_kind(p, java_field(p, n, FIELD_OPERATOR));
    bool gives_boolean = operator>= JAVA_TOKEN_EQUAL && operator<= JAVA_TOKEN_OR;
    uint32_t left = java_value(p, java_field(p, n, FIELD_LEFT), wants && !gives_boolean);
    uint32_t right = java_value(p, java_field(p, n, FIELD_RIGHT), wants && !gives_boolean);

    if (!wants)
        return 0;
    if (gives_boolean)
        return java_primitive(p, JAVA_BOOLEAN);
    if (left == right)
        return left;
    return java_expr(p, (Expr){.kind = EXPR_JAVA_PLUS, .a = left, .b = right}, n);
}

static uint32_t unary(JavaPack *p, NodeId n, bool wants)
{
    bool is_not = java_kind(p, java_field(p, n, FIELD_OPERATOR)) == JAVA_TOKEN_NOT;
    uint32_t operand = java_value(p, java_field(p, n, FIELD_OPERAND), wants && !is_not);

    return is_not && wants ? java_primitive(p, JAVA_BOOLEAN) : operand;
}

static uint32_t ternary(JavaPack *p, NodeId n, bool wants, JavaContext context)
{
    (void)java_value(p, java_field(p, n, FIELD_CONDITION), false);
    uint32_t a = java_value_for(p, java_field(p, n, FIELD_CONSEQUENCE), wants, context);
    uint32_t b = java_value_for(p, java_field(p, n, FIELD_ALTERNATIVE), wants, context);

    if (!wants || a == b || !a || !b)
        return wants ? (a ? a : b) : 0;
    return java_expr(p, (Expr){.kind = EXPR_EITHER, .a = a, .b = b}, n);
}

static uint32_t cast(JavaPack *p, NodeId n)
{
    uint32_t type = 0;

    NODE_EACH_CHILD (p->t, n, child) {
        if (p->t->nodes[child].field != FIELD_TYPE)
            continue;
        uint32_t next = java_type(p, child, 0);
        type = type ? type : next;
    }
    (void)java_value_for(p, java_field(p, n, FIELD_VALUE), false,
                         (JavaContext){type, JAVA_LAMBDA_TYPED});
    return type;
}

static uint32_t array_creation(JavaPack *p, NodeId n)
{
    uint32_t type = java_type(p, java_field(p, n, FIELD_TYPE), 0);

    java_annotations(p, n);
    NODE_EACH_CHILD (p->t, n, child) {
        if (p->t->nodes[child].field == FIELD_DIMENSIONS) {
            if (java_kind(p, child) != JAVA_DIMENSIONS) {
                (void)java_value(p, java_child(p, child), false);
                type = java_expr(p, (Expr){.kind = EXPR_ARRAY, .a = type}, child);
            } else {
                type = java_array_of(p, type, child);
            }
        }
    }
    (void)java_value(p, java_field(p, n, FIELD_VALUE), false);
    return type;
}

/* -- patterns -- */

static void pattern(JavaPack *p, NodeId n)
{
    NodeId type_node = NODE_NONE, name = NODE_NONE;

    switch (java_kind(p, n)) {
    case JAVA_TYPE_PATTERN:
    case JAVA_RECORD_PATTERN_COMPONENT:
        NODE_EACH_CHILD (p->t, n, child) {
            if (!java_counts(p, child))
                continue;
            if (type_node == NODE_NONE)
                type_node = child;
            else
                name = child;
        }
        if (name == NODE_NONE)
            return;
        java_declare(p, name, is_var(p, type_node) ? 0 : java_type(p, type_node, 0));
        return;
    case JAVA_RECORD_PATTERN:
        (void)java_type(p, java_child(p, n), 0);
        pattern(p, node_child_of_kind(p->t, n, JAVA_RECORD_PATTERN_BODY));
        return;
    default:
        NODE_EACH_CHILD (p->t, n, child)
            pattern(p, child);
    }
}

static void instance_of(JavaPack *p, NodeId n)
{
    NodeId name = java_field(p, n, FIELD_NAME), right = java_field(p, n, FIELD_RIGHT);

    (void)java_value(p, java_field(p, n, FIELD_LEFT), false);
    uint32_t type = java_type(p, right, 0);
    if (name != NODE_NONE)
        java_declare(p, name, type);
    if (java_field(p, n, FIELD_PATTERN) != NODE_NONE)
        pattern(p, java_field(p, n, FIELD_PATTERN));
}

/* -- switch -- */

static void switch_label(JavaPack *p, NodeId n)
{
    uint32_t bound;

    NODE_EACH_CHILD (p->t, n, child) {
        if (!java_counts(p, child))
            continue;
        if (java_kind(p, child) == JAVA_PATTERN) {
            pattern(p, child);
        } else if (java_kind(p, child) == JAVA_IDENTIFIER && p->switch_value) {
            NameId name = java_name(p, child);
            bool is_local = env_find(&p->env, name, &bound) && !(bound & ENV_OUTER);

            (void)java_expr(p,
                            (Expr){.kind = EXPR_JAVA_CASE,
                                   .name = name,
                                   .a = p->switch_value,
                                   .extra = is_local,
                                   .flags = EXPR_IS_REF},
                            child);
        } else {
            (void)java_value(p, child, false);
        }
    }
}

static uint32_t switch_rule(JavaPack *p, NodeId n, bool wants, JavaContext context)
{
    uint32_t value = 0;
    JavaBlock block = java_enter(p);

    NODE_EACH_CHILD (p->t, n, child) {
        if (java_kind(p, child) == JAVA_SWITCH_LABEL)
            switch_label(p, child);
        else if (java_kind(p, child) == JAVA_EXPRESSION_STATEMENT)
            value = java_value_for(p, java_child(p, child), wants, context);
        else
            statement(p, child);
    }
    java_leave(p, block);
    return value;
}

/* The value is that of the first case that has one. */
static uint32_t switch_value(JavaPack *p, NodeId n, bool wants, JavaContext context)
{
    uint32_t outer = p->switch_value, value = 0;
    uint32_t subject = java_value(p, java_field(p, n, FIELD_CONDITION), true);
    JavaBlock block = java_enter(p);

    NODE_EACH_CHILD (p->t, java_field(p, n, FIELD_BODY), child) {
        p->switch_value = subject;
        if (java_kind(p, child) == JAVA_SWITCH_RULE) {
            uint32_t next = switch_rule(p, child, wants, context);

            value = value ? value : next;
            continue;
        }
        NODE_EACH_CHILD (p->t, child, part) {
            p->switch_value = subject;
            if (java_kind(p, part) == JAVA_SWITCH_LABEL)
                switch_label(p, part);
            else
                statement(p, part);
        }
    }
    java_leave(p, block);
    p->switch_value = outer;
    return value;
}

/* -- the switch over all expressions -- */

static void all_children(JavaPack *p, NodeId n)
{
    NODE_EACH_CHILD (p->t, n, child) {
        if (java_counts(p, child))
            statement(p, child);
    }
}

uint32_t java_value(JavaPack *p, NodeId n, bool wants)
{
    JavaContext context = p->context;

    p->context = (JavaContext){0};
    switch (java_kind(p, n)) {
    case JAVA_IDENTIFIER:
        return use(p, n, 0);
    case JAVA_FIELD_ACCESS:
        return field_access(p, n, 0);
    case JAVA_METHOD_INVOCATION:
        return call(p, n, wants, context);
    case JAVA_OBJECT_CREATION:
        return creation(p, n);
    case JAVA_LAMBDA:
        return lambda(p, n, context);
    case JAVA_METHOD_REFERENCE:
        return method_reference(p, n, context);
    case JAVA_THIS:
        return java_expr(p, (Expr){.kind = EXPR_THIS}, n);
    case JAVA_SUPER:
        return java_expr(p, (Expr){.kind = EXPR_SUPER}, n);
    case JAVA_PARENTHESIZED:
        return java_value_for(p, java_child(p, n), wants, context);
    case JAVA_TERNARY:
        return ternary(p, n, wants, context);
    case JAVA_CAST_EXPRESSION:
        return cast(p, n);
    case JAVA_ASSIGNMENT:
        return assignment(p, n);
    case JAVA_BINARY_EXPRESSION:
        return binary(p, n, wants);
    case JAVA_INSTANCEOF:
        instance_of(p, n);
        return java_primitive(p, JAVA_BOOLEAN);
    case JAVA_UNARY:
        return unary(p, n, wants);
    case JAVA_UPDATE:
        return written(p, java_child(p, n));
    case JAVA_SWITCH_EXPRESSION:
        return switch_value(p, n, wants, context);
    case JAVA_CLASS_LITERAL: {
        uint32_t type = java_type(p, java_child(p, n), 0);

        return wants ? java_expr(p, (Expr){.kind = EXPR_JAVA_CLASS, .a = type}, n) : 0;
    }
    case JAVA_ARRAY_CREATION:
        return array_creation(p, n);
    case JAVA_ARRAY_ACCESS: {
        uint32_t array = java_value(p, java_field(p, n, FIELD_ARRAY), true);

        (void)java_value(p, java_field(p, n, FIELD_INDEX), false);
        return java_expr(p, (Expr){.kind = EXPR_INDEX, .a = array}, n);
    }
    case JAVA_DECIMAL_INTEGER:
    case JAVA_HEX_INTEGER:
    case JAVA_OCTAL_INTEGER:
    case JAVA_BINARY_INTEGER:
        return number(p, n, false);
    case JAVA_DECIMAL_FLOAT:
    case JAVA_HEX_FLOAT:
        return number(p, n, true);
    case JAVA_TRUE:
    case JAVA_FALSE:
        return java_primitive(p, JAVA_BOOLEAN);
    case JAVA_CHARACTER:
        return java_primitive(p, JAVA_CHAR);
    case JAVA_STRING:
        return literal(p, &p->text_literal, LITERAL_TEXT);
    case JAVA_NULL_LITERAL:
        return literal(p, &p->null_literal, LITERAL_NONE);
    case JAVA_TYPE_IDENTIFIER:
    case JAVA_SCOPED_TYPE:
    case JAVA_GENERIC_TYPE:
    case JAVA_ARRAY_TYPE:
    case JAVA_ANNOTATED_TYPE:
    case JAVA_WILDCARD:
    case JAVA_INTEGRAL_TYPE:
    case JAVA_FLOATING_TYPE:
    case JAVA_BOOLEAN_TYPE:
    case JAVA_VOID_TYPE:
        return java_type(p, n, 0);
    case JAVA_ANNOTATION:
    case JAVA_MARKER_ANNOTATION:
        java_annotations(p, p->t->nodes[n].parent);
        return 0;
    default:
        if (n != NODE_NONE && !java_is_comment(java_kind(p, n)))
            all_children(p, n);
        return 0;
    }
}

/* -- statements -- */

void java_block(JavaPack *p, NodeId n)
{
    JavaBlock block = java_enter(p);

    NODE_EACH_CHILD (p->t, n, child)
        statement(p, child);
    java_leave(p, block);
}

static void local_declaration(JavaPack *p, NodeId n)
{
    NodeId type_node = java_field(p, n, FIELD_TYPE);
    bool is_inferred = is_var(p, type_node);

    java_annotations(p, node_child_of_kind(p->t, n, JAVA_MODIFIERS));
    uint32_t type = is_inferred ? 0 : java_type(p, type_node, 0);
    NODE_EACH_CHILD (p->t, n, child) {
        NodeId name = java_field(p, child, FIELD_NAME);

        if (java_kind(p, child) != JAVA_VARIABLE_DECLARATOR || name == NODE_NONE)
            continue;
        uint32_t own = is_inferred
                           ? 0
                           : java_array_of(p, type, java_field(p, child, FIELD_DIMENSIONS));
        uint32_t value = java_value_for(p, java_field(p, child, FIELD_VALUE), is_inferred,
                                        (JavaContext){own, JAVA_LAMBDA_TYPED});
        java_declare(p, name, is_inferred ? value : own);
    }
}

static void enhanced_for(JavaPack *p, NodeId n)
{
    NodeId type_node = java_field(p, n, FIELD_TYPE), name = java_field(p, n, FIELD_NAME);
    NodeId value_node = java_field(p, n, FIELD_VALUE);
    bool is_inferred = is_var(p, type_node);
    JavaBlock block = java_enter(p);

    java_annotations(p, node_child_of_kind(p->t, n, JAVA_MODIFIERS));
    uint32_t type = is_inferred ? 0 : java_type(p, type_node, 0);
    uint32_t value = java_value(p, value_node, is_inferred);
    if (is_inferred && value)
        type = java_expr(p, (Expr){.kind = EXPR_JAVA_ELEMENT, .a = value}, value_node);
    type = java_array_of(p, type, java_field(p, n, FIELD_DIMENSIONS));
    if (name != NODE_NONE)
        java_declare(p, name, type);
    statement(p, java_field(p, n, FIELD_BODY));
    java_leave(p, block);
}

static void resource(JavaPack *p, NodeId n)
{
    NodeId type_node = java_field(p, n, FIELD_TYPE), name = java_field(p, n, FIELD_NAME);

    if (type_node == NODE_NONE) {
        (void)java_value(p, java_child(p, n), false);
        return;
    }
    bool is_inferred = is_var(p, type_node);
    uint32_t type = is_inferred ? 0 : java_type(p, type_node, 0);
    uint32_t value = java_value_for(p, java_field(p, n, FIELD_VALUE), is_inferred,
                                    (JavaContext){type, JAVA_LAMBDA_TYPED});
    if (name != NODE_NONE)
        java_declare(p, name, is_inferred ? value : type);
}

static void catch_clause(JavaPack *p, NodeId n)
{
    NodeId parameter = node_child_of_kind(p->t, n, JAVA_CATCH_PARAMETER);
    NodeId name = java_field(p, parameter, FIELD_NAME);
    JavaBlock block = java_enter(p);
    uint32_t type = java_type(p, node_child_of_kind(p->t, parameter, JAVA_CATCH_TYPE), 0);

    if (name != NODE_NONE)
        java_declare(p, name, type);
    statement(p, java_field(p, n, FIELD_BODY));
    java_leave(p, block);
}

/* What `if (!(x instanceof T t)) return;` binds is seen behind the if. */
static void conditional(JavaPack *p, NodeId n)
{
    Str condition = node_text(p->t, java_field(p, n, FIELD_CONDITION));
    bool binds_behind = str_starts(condition, STR("(!"));
    JavaBlock block = {0};

    if (!binds_behind)
        block = java_enter(p);
    all_children(p, n);
    if (!binds_behind)
        java_leave(p, block);
}

static void scoped(JavaPack *p, NodeId n)
{
    JavaBlock block = java_enter(p);

    all_children(p, n);
    java_leave(p, block);
}

static void returned(JavaPack *p, NodeId n)
{
    NodeId child = java_child(p, n);
    JavaBlock block = java_enter(p);
    uint32_t value = java_value_for(p, child, !p->return_type,
                                    (JavaContext){p->return_type, JAVA_LAMBDA_TYPED});

    if (child != NODE_NONE)
        p->lambda_returns = true;
    if (!p->lambda_value)
        p->lambda_value = value;
    java_leave(p, block);
}

static void statement(JavaPack *p, NodeId n)
{
    switch (java_kind(p, n)) {
    case JAVA_BLOCK:
    case JAVA_CONSTRUCTOR_BODY:
        java_block(p, n);
        return;
    case JAVA_LOCAL_DECLARATION:
        local_declaration(p, n);
        return;
    case JAVA_ENHANCED_FOR:
        enhanced_for(p, n);
        return;
    case JAVA_RESOURCE:
        resource(p, n);
        return;
    case JAVA_CATCH_CLAUSE:
        catch_clause(p, n);
        return;
    case JAVA_IF_STATEMENT:
    case JAVA_WHILE_STATEMENT:
        conditional(p, n);
        return;
    case JAVA_FOR_STATEMENT:
    case JAVA_TRY_WITH_RESOURCES:
    case JAVA_EXPRESSION_STATEMENT:
        scoped(p, n);
        return;
    case JAVA_RETURN_STATEMENT:
        returned(p, n);
        return;
    case JAVA_CONSTRUCTOR_CALL:
        constructor_call(p, n);
        return;
    case JAVA_LABELED_STATEMENT:
        NODE_EACH_CHILD (p->t, n, child) {
            if (java_kind(p, child) != JAVA_IDENTIFIER)
                statement(p, child);
        }
        return;
    case JAVA_CLASS_DECLARATION:
    case JAVA_RECORD_DECLARATION:
    case JAVA_INTERFACE_DECLARATION:
    case JAVA_ENUM_DECLARATION:
        java_class(p, n, NODE_NONE);
        return;
    case JAVA_BREAK_STATEMENT:
    case JAVA_CONTINUE_STATEMENT:
        return;
    default:
        (void)java_value(p, n, false);
    }
}
