/*
 * go_body.c -- the Go pack: statements and expressions.
 *
 * go_value answers two questions at once: it adds every reference below a node, and, when the
 * value is wanted, the Exprs that tell its type. Values that nobody asks for (an argument of a
 * call statement) leave their references only.
 */
#include "syntax/packs/go_pack.h"

static void statement(GoPack *p, NodeId n);

/* -- names -- */

bool go_is_plain_name(Str name)
{
    static const char *const plain[] = {
        "len",  "append", "make",  "string", "int",     "panic",   "_",     "cap",     "byte",
        "bool", "error",  "int64", "uint64", "uint32",  "int32",   "uint8", "float64", "rune",
        "uint", "uint16", "int16", "int8",   "float32", "uintptr", "copy",  "delete",  "any",
    };

    for (size_t i = 0; i < ARRAY_LEN(plain); i++) {
        if (str_is(name, plain[i]))
            return true;
    }
    return false;
}

uint32_t go_declare(GoPack *p, NodeId name, uint32_t type, uint32_t value, GoTake take,
                    uint32_t index)
{
    Str text = node_text(p->t, name);
    uint32_t e = type ? type : value;

    if (str_is(text, "_"))
        return 0;
    /* a local of declared type could share the type's expression, but then it would be a type */
    if (e)
        e = go_expr(p,
                    (Expr){.kind = EXPR_GO_LOCAL,
                           .a = type,
                           .b = type ? 0 : value,
                           .extra = (uint16_t)(take | index << GO_TAKE_BITS)},
                    name);
    env_declare(&p->env, facts_add_name(p->b, text), e);
    return e;
}

uint32_t go_use(GoPack *p, NodeId n, uint8_t flags)
{
    Str text = node_text(p->t, n);
    NameId name;
    uint32_t bound;

    if (n == NODE_NONE)
        return 0;
    name = facts_add_name(p->b, text);
    if (env_find(&p->env, name, &bound)) {
        if (!(bound & ENV_OUTER))
            return bound;
    } else {
        if (name < p->import_exprs.len && p->import_exprs.at[name])
            return p->import_exprs.at[name];
        if (go_is_plain_name(text))
            return 0;
    }
    return go_expr(p, (Expr){.kind = EXPR_NAME, .name = name, .flags = EXPR_IS_REF | flags}, n);
}

/* -- literals -- */

typedef struct Literal {
    NodeId type_node; /* NODE_NONE: not written out */
    uint32_t type;    /* 0: not known, or nothing in it */
} Literal;

static NodeId named_child(const GoPack *p, NodeId n)
{
    NODE_EACH_CHILD (p->t, n, child) {
        if ((p->t->nodes[child].flags & NODE_NAMED) && go_kind(p, child) != GO_COMMENT)
            return child;
    }
    return NODE_NONE;
}

static bool is_list_type(uint16_t kind)
{
    return kind == GO_SLICE_TYPE || kind == GO_ARRAY_TYPE || kind == GO_IMPLICIT_ARRAY_TYPE;
}

/* In []*T{{...}} the elided literal is of type T. */
static Literal without_pointer(const GoPack *p, Literal l)
{
    if (go_kind(p, l.type_node) != GO_POINTER_TYPE)
        return l;
    l.type_node = named_child(p, l.type_node);
    if (p->b->exprs.at[l.type].kind == EXPR_POINTER)
        l.type = p->b->exprs.at[l.type].a;
    return l;
}

/* The type of a literal's elements (or keys) when theirs is left out. */
static Literal inner_type(GoPack *p, const Literal *l, bool is_key)
{
    uint16_t kind = go_kind(p, l->type_node);
    const Expr *e = &p->b->exprs.at[l->type];

    if (is_list_type(kind))
        return without_pointer(p, (Literal){go_field(p, l->type_node, FIELD_ELEMENT), e->a});
    if (kind == GO_MAP_TYPE && l->type)
        return without_pointer(
            p, (Literal){go_field(p, l->type_node, is_key ? FIELD_KEY : FIELD_VALUE),
                         is_key ? e->a : e->b});
    if (!l->type)
        return (Literal){NODE_NONE, 0};
    return (Literal){NODE_NONE, facts_add_expr(p->b, (Expr){.kind = is_key ? EXPR_GO_MAP_KEY
                                                                           : EXPR_GO_ELEMENT,
                                                            .a = l->type,
                                                            .scope = p->scope,
                                                            .at = e->at})};
}

static void literal_body(GoPack *p, NodeId body, const Literal *l);

static void literal_part(GoPack *p, NodeId element, const Literal *l, bool is_key)
{
    NodeId n = go_kind(p, element) == GO_LITERAL_ELEMENT ? named_child(p, element) : element;

    if (go_kind(p, n) == GO_LITERAL_VALUE) {
        Literal inner = inner_type(p, l, is_key);

        literal_body(p, n, &inner);
    } else if (n != NODE_NONE) {
        (void)go_value(p, n, false);
    }
}

/* The name before a colon: a field where the type is a struct, else an expression. */
static void literal_key(GoPack *p, NodeId key, const Literal *l)
{
    NodeId n = go_kind(p, key) == GO_LITERAL_ELEMENT ? named_child(p, key) : key;
    uint16_t kind = go_kind(p, l->type_node);
    uint32_t bound;

    if (go_kind(p, n) != GO_IDENTIFIER || is_list_type(kind) || kind == GO_MAP_TYPE ||
        !l->type) {
        literal_part(p, key, l, true);
        return;
    }
    NameId name = go_name(p, n);
    bool is_local = env_find(&p->env, name, &bound) && !(bound & ENV_OUTER);
    (void)go_expr(p,
                  (Expr){.kind = EXPR_GO_KEY,
                         .name = name,
                         .a = l->type,
                         .extra = is_local,
                         .flags = EXPR_IS_REF | EXPR_IS_WRITTEN},
                  n);
}

static void literal_body(GoPack *p, NodeId body, const Literal *l)
{
    NODE_EACH_CHILD (p->t, body, child) {
        if (go_kind(p, child) == GO_KEYED_ELEMENT) {
            literal_key(p, go_field(p, child, FIELD_KEY), l);
            literal_part(p, go_field(p, child, FIELD_VALUE), l, false);
        } else if (go_kind(p, child) != GO_COMMENT && (p->t->nodes[child].flags & NODE_NAMED)) {
            literal_part(p, child, l, false);
        }
    }
}

static uint32_t composite(GoPack *p, NodeId n, bool wants)
{
    NodeId type = go_field(p, n, FIELD_TYPE), body = go_field(p, n, FIELD_BODY);
    Literal l = {type, go_type(p, type, 0)};

    go_note_literal(p, type, body);
    literal_body(p, body, &l);
    return wants && l.type ? go_expr(p, (Expr){.kind = EXPR_NEW, .a = l.type}, n) : 0;
}

static uint32_t func_literal(GoPack *p, NodeId n, bool wants)
{
    GoBlock block = go_enter(p);
    GoSignature s = go_signature(p, n, true);

    go_block(p, go_field(p, n, FIELD_BODY));
    go_leave(p, block);
    if (!wants || !(s.result || s.parameters))
        return 0;
    uint32_t type = go_expr(
        p, (Expr){.kind = EXPR_FUNCTION_TYPE, .a = s.result, .b = s.parameters}, n);
    return go_expr(p, (Expr){.kind = EXPR_LAMBDA, .b = type}, n);
}

/* -- calls -- */

/* Predeclared functions whose result has the type of an argument: make and new are told apart by
 * the caller. */
static bool is_predeclared(GoPack *p, NodeId callee, const char *name)
{
    uint32_t bound;

    return go_kind(p, callee) == GO_IDENTIFIER && str_is(node_text(p->t, callee), name) &&
           !env_find(&p->env, go_name(p, callee), &bound);
}

static uint32_t type_argument_call(GoPack *p, NodeId n, NodeId arguments, bool is_new,
                                   bool wants)
{
    uint32_t type = 0;
    bool is_first = true;

    NODE_EACH_CHILD (p->t, arguments, child) {
        if (!(p->t->nodes[child].flags & NODE_NAMED) || go_kind(p, child) == GO_COMMENT)
            continue;
        if (is_first)
            type = go_type(p, child, 0);
        else
            (void)go_value(p, child, false);
        is_first = false;
    }
    if (!wants || !type)
        return 0;
    uint32_t value = go_expr(p, (Expr){.kind = EXPR_NEW, .a = type}, n);
    return is_new ? go_expr(p, (Expr){.kind = EXPR_ADDRESS, .a = value}, n) : value;
}

static uint32_t arguments_list(GoPack *p, NodeId arguments, bool wants, uint32_t *ret_first)
{
    uint32_t items[16];
    size_t count = 0;

    NODE_EACH_CHILD (p->t, arguments, child) {
        if (!(p->t->nodes[child].flags & NODE_NAMED) || go_kind(p, child) == GO_COMMENT)
            continue;
        uint32_t e = go_value(p, child, wants && count < ARRAY_LEN(items));
        if (count < ARRAY_LEN(items))
            items[count++] = e;
    }
    *ret_first = count ? items[0] : 0;
    while (count && !items[count - 1])
        count--;
    return wants ? go_list_from(p, items, count) : 0;
}

static uint32_t callee_value(GoPack *p, NodeId callee, bool wants);

static uint32_t call(GoPack *p, NodeId n, bool wants)
{
    NodeId callee = go_field(p, n, FIELD_FUNCTION), arguments = go_field(p, n, FIELD_ARGUMENTS);
    NodeId type_arguments = go_field(p, n, FIELD_TYPE_ARGUMENTS);
    uint32_t first, given = 0;

    if (is_predeclared(p, callee, "make") || is_predeclared(p, callee, "new"))
        return type_argument_call(p, n, arguments, is_predeclared(p, callee, "new"), wants);
    bool is_append = is_predeclared(p, callee, "append");
    go_note_call(p, n, callee, arguments);
    uint32_t function = callee_value(p, callee, wants);
    NODE_EACH_CHILD (p->t, type_arguments, child) {
        uint32_t type = go_type(p, child, 0);

        given = given ? given : type;
    }
    if (given && function && wants)
        function = go_expr(p, (Expr){.kind = EXPR_INDEX, .a = function, .b = given}, n);
    uint32_t list = arguments_list(p, arguments, wants && (function || is_append), &first);
    if (is_append)
        return first;
    if (!wants || !function)
        return 0;
    return go_expr(p, (Expr){.kind = EXPR_CALL, .a = function, .b = list}, n);
}

/* -- other expressions -- */

static uint32_t selector(GoPack *p, NodeId n, uint8_t flags)
{
    NodeId field = go_field(p, n, FIELD_FIELD);
    uint32_t operand = go_value(p, go_field(p, n, FIELD_OPERAND), true);

    if (field == NODE_NONE)
        return 0;
    return go_expr(p,
                   (Expr){.kind = EXPR_MEMBER,
                          .name = go_name(p, field),
                          .a = operand,
                          .flags = EXPR_IS_REF | flags},
                   field);
}

/* What is called or assigned to: the reference gets the flag. */
static uint32_t flagged_value(GoPack *p, NodeId n, uint8_t flag, bool wants)
{
    switch (go_kind(p, n)) {
    case GO_IDENTIFIER:
        return go_use(p, n, flag);
    case GO_SELECTOR_EXPRESSION:
        return selector(p, n, flag);
    case GO_PARENTHESIZED_EXPRESSION:
        return flagged_value(p, named_child(p, n), flag, wants);
    default:
        return go_value(p, n, wants);
    }
}

/* f[int](x): the index of what is called is a type. */
static uint32_t callee_value(GoPack *p, NodeId callee, bool wants)
{
    if (go_kind(p, callee) != GO_INDEX_EXPRESSION)
        return flagged_value(p, callee, EXPR_IS_CALLED, wants);
    uint32_t function = flagged_value(p, go_field(p, callee, FIELD_OPERAND), EXPR_IS_CALLED,
                                      wants);
    uint32_t index = go_value(p, go_field(p, callee, FIELD_INDEX), wants);
    return wants && function
               ? go_expr(p, (Expr){.kind = EXPR_INDEX, .a = function, .b = index}, callee)
               : 0;
}

static uint32_t unary(GoPack *p, NodeId n, bool wants)
{
    uint16_t operator= go_kind(p, go_field(p, n, FIELD_OPERATOR));
    uint32_t operand = go_value(p, go_field(p, n, FIELD_OPERAND), wants);
    uint8_t kind = operator== GO_TOKEN_ADDRESS ? EXPR_ADDRESS :
                   operator== GO_TOKEN_STAR    ? EXPR_DEREF
                   :
                   operator== GO_TOKEN_ARROW ? EXPR_GO_RECEIVE
                                             : EXPR_NONE;

    if (!wants || !operand || kind == EXPR_NONE)
        return operand;
    return go_expr(p, (Expr){.kind = kind, .a = operand}, n);
}

static bool is_comparison(uint16_t operator)
{
    return operator>= GO_TOKEN_EQUAL && operator<= GO_TOKEN_OR;
}

static uint32_t binary(GoPack *p, NodeId n, bool wants)
{
    bool gives_bool = is_comparison(go_kind(p, go_field(p, n, FIELD_OPERATOR)));
    bool wants_side = wants && !gives_bool;
    uint32_t left = go_value(p, go_field(p, n, FIELD_LEFT), wants_side);
    uint32_t right = go_value(p, go_field(p, n, FIELD_RIGHT), wants_side);

    if (!wants_side || !left || !right)
        return wants_side ? left + right : 0;
    return go_expr(p, (Expr){.kind = EXPR_EITHER, .a = left, .b = right}, n);
}

static uint32_t index_value(GoPack *p, NodeId n, bool wants)
{
    uint32_t operand = go_value(p, go_field(p, n, FIELD_OPERAND), wants);
    uint32_t index = go_value(p, go_field(p, n, FIELD_INDEX), wants);

    if (!wants || !operand)
        return 0;
    return go_expr(p, (Expr){.kind = EXPR_INDEX, .a = operand, .b = index}, n);
}

static uint32_t type_assertion(GoPack *p, NodeId n, bool wants)
{
    (void)go_value(p, go_field(p, n, FIELD_OPERAND), false);
    uint32_t type = go_type(p, go_field(p, n, FIELD_TYPE), 0);
    return wants && type ? go_expr(p, (Expr){.kind = EXPR_CAST, .a = type}, n) : 0;
}

static uint32_t conversion(GoPack *p, NodeId n, bool wants)
{
    uint32_t type = go_type(p, go_field(p, n, FIELD_TYPE), EXPR_IS_CALLED);

    (void)go_value(p, go_field(p, n, FIELD_OPERAND), false);
    return wants && type ? go_expr(p, (Expr){.kind = EXPR_CAST, .a = type}, n) : 0;
}

static uint32_t instantiation(GoPack *p, NodeId n)
{
    uint32_t type = 0, items[8] = {0};
    size_t count = 0;

    NODE_EACH_CHILD (p->t, n, child) {
        if (!(p->t->nodes[child].flags & NODE_NAMED) || go_kind(p, child) == GO_COMMENT)
            continue;
        uint32_t e = go_type(p, child, 0);
        if (p->t->nodes[child].field == FIELD_TYPE)
            type = e;
        else if (count < ARRAY_LEN(items))
            items[count++] = e;
    }
    uint32_t list = go_list_from(p, items, count);
    return type ? go_expr(p, (Expr){.kind = EXPR_GENERIC, .a = type, .b = list}, n) : 0;
}

static void all_children(GoPack *p, NodeId n)
{
    NODE_EACH_CHILD (p->t, n, child) {
        if (p->t->nodes[child].flags & NODE_NAMED)
            statement(p, child);
    }
}

static uint32_t slice_value(GoPack *p, NodeId n, bool wants)
{
    uint32_t operand = 0;

    NODE_EACH_CHILD (p->t, n, child) {
        bool is_operand = p->t->nodes[child].field == FIELD_OPERAND;
        uint32_t e = p->t->nodes[child].flags & NODE_NAMED
                         ? go_value(p, child, wants && is_operand)
                         : 0;

        operand = is_operand ? e : operand;
    }
    return operand;
}

uint32_t go_value(GoPack *p, NodeId n, bool wants)
{
    switch (go_kind(p, n)) {
    case GO_IDENTIFIER:
        return go_use(p, n, 0);
    case GO_SELECTOR_EXPRESSION:
        return selector(p, n, 0);
    case GO_CALL_EXPRESSION:
        return call(p, n, wants);
    case GO_COMPOSITE_LITERAL:
        return composite(p, n, wants);
    case GO_FUNC_LITERAL:
        return func_literal(p, n, wants);
    case GO_UNARY_EXPRESSION:
        return unary(p, n, wants);
    case GO_BINARY_EXPRESSION:
        return binary(p, n, wants);
    case GO_INDEX_EXPRESSION:
        return index_value(p, n, wants);
    case GO_SLICE_EXPRESSION:
        return slice_value(p, n, wants);
    case GO_TYPE_ASSERTION:
        return type_assertion(p, n, wants);
    case GO_TYPE_CONVERSION:
        return conversion(p, n, wants);
    case GO_TYPE_INSTANTIATION:
        return instantiation(p, n);
    case GO_PARENTHESIZED_EXPRESSION:
    case GO_VARIADIC_ARGUMENT:
        return go_value(p, named_child(p, n), wants);
    case GO_TYPE_IDENTIFIER:
    case GO_GENERIC_TYPE:
    case GO_QUALIFIED_TYPE:
    case GO_POINTER_TYPE:
    case GO_ARRAY_TYPE:
    case GO_SLICE_TYPE:
    case GO_IMPLICIT_ARRAY_TYPE:
    case GO_MAP_TYPE:
    case GO_CHANNEL_TYPE:
    case GO_FUNCTION_TYPE:
    case GO_STRUCT_TYPE:
    case GO_INTERFACE_TYPE:
    case GO_PARENTHESIZED_TYPE:
    case GO_TYPE_ELEM:
        return go_type(p, n, 0);
    case GO_LITERAL_VALUE: {
        Literal unknown = {NODE_NONE, 0};

        literal_body(p, n, &unknown);
        return 0;
    }
    case GO_COMMENT:
    case GO_RAW_STRING:
    case GO_INTERPRETED_STRING:
        return 0;
    default:
        if (n != NODE_NONE)
            all_children(p, n);
        return 0;
    }
}

/* -- statements -- */

/* Declares the names of `left`, which take what the values on the right give. A name that the
 * block has already is assigned to. `values` may hold one for all. */
static void declare_left(GoPack *p, NodeId left, const uint32_t *values, size_t value_count,
                         size_t left_count)
{
    size_t i = 0;

    NODE_EACH_CHILD (p->t, left, child) {
        if (!(p->t->nodes[child].flags & NODE_NAMED) || go_kind(p, child) == GO_COMMENT)
            continue;
        uint32_t value = value_count == left_count && i < value_count ? values[i] : 0;
        GoTake take = GO_TAKE_ALL;
        if (value_count == 1 && left_count > 1) {
            value = values[0];
            take = GO_TAKE_RESULT;
        }
        if (go_kind(p, child) != GO_IDENTIFIER)
            (void)go_value(p, child, false);
        else if (!env_is_here(&p->env, go_name(p, child)))
            (void)go_declare(p, child, 0, value, take, (uint32_t)i);
        i++;
    }
}

static size_t count_items(const GoPack *p, NodeId list)
{
    size_t count = 0;

    NODE_EACH_CHILD (p->t, list, child)
        count += (p->t->nodes[child].flags & NODE_NAMED) && go_kind(p, child) != GO_COMMENT;
    return count;
}

static void short_declaration(GoPack *p, NodeId n)
{
    NodeId left = go_field(p, n, FIELD_LEFT);
    uint32_t values[16];
    size_t count = 0;

    NODE_EACH_CHILD (p->t, go_field(p, n, FIELD_RIGHT), child) {
        if (!(p->t->nodes[child].flags & NODE_NAMED) || go_kind(p, child) == GO_COMMENT)
            continue;
        uint32_t value = go_value(p, child, true);
        if (count < ARRAY_LEN(values))
            values[count] = value;
        count++;
    }
    size_t left_count = count_items(p, left);
    if (count > ARRAY_LEN(values))
        count = 0;
    declare_left(p, left, values, count, left_count);
}

static void written(GoPack *p, NodeId list)
{
    if (go_kind(p, list) != GO_EXPRESSION_LIST) {
        (void)flagged_value(p, list, EXPR_IS_WRITTEN, false);
        return;
    }
    NODE_EACH_CHILD (p->t, list, child) {
        if (p->t->nodes[child].flags & NODE_NAMED)
            (void)flagged_value(p, child, EXPR_IS_WRITTEN, false);
    }
}

static void range_clause(GoPack *p, NodeId n)
{
    NodeId left = go_field(p, n, FIELD_LEFT);
    bool declares = node_child_of_kind(p->t, n, GO_TOKEN_DEFINE) != NODE_NONE;
    uint32_t value = go_value(p, go_field(p, n, FIELD_RIGHT), declares);
    uint32_t i = 0;

    if (!declares) {
        if (left != NODE_NONE)
            written(p, left);
        return;
    }
    NODE_EACH_CHILD (p->t, left, child) {
        if (go_kind(p, child) != GO_IDENTIFIER)
            continue;
        (void)go_declare(p, child, 0, value, i == 0 ? GO_TAKE_RANGE_KEY : GO_TAKE_RANGE_VALUE,
                         i);
        i++;
    }
}

static void receive_statement(GoPack *p, NodeId n)
{
    NodeId left = go_field(p, n, FIELD_LEFT);
    bool declares = node_child_of_kind(p->t, n, GO_TOKEN_DEFINE) != NODE_NONE;
    uint32_t value = go_value(p, go_field(p, n, FIELD_RIGHT), declares);

    if (declares)
        declare_left(p, left, &value, 1, count_items(p, left));
    else if (left != NODE_NONE)
        written(p, left);
}

void go_block(GoPack *p, NodeId n)
{
    if (n == NODE_NONE)
        return;
    GoBlock block = go_enter(p);
    NODE_EACH_CHILD (p->t, n, child)
        statement(p, child);
    go_leave(p, block);
}

/* if, for, switch: a block of its own around header and body. */
static void scoped(GoPack *p, NodeId n)
{
    GoBlock block = go_enter(p);

    NODE_EACH_CHILD (p->t, n, child) {
        if (p->t->nodes[child].flags & NODE_NAMED)
            statement(p, child);
    }
    go_leave(p, block);
}

/* In `switch x := v.(type)` each case has an x of its own: of the case's type when it names just
 * one, else of v's. */
static void type_case(GoPack *p, NodeId n, NodeId alias, uint32_t value)
{
    GoBlock block = go_enter(p);
    uint32_t type = 0;
    size_t count = 0;

    NODE_EACH_CHILD (p->t, n, child) {
        if (p->t->nodes[child].field == FIELD_TYPE && (p->t->nodes[child].flags & NODE_NAMED)) {
            type = go_type(p, child, 0);
            count++;
        }
    }
    if (alias != NODE_NONE)
        (void)go_declare(p, alias, count == 1 ? type : 0, count == 1 ? 0 : value, GO_TAKE_ALL,
                         0);
    NODE_EACH_CHILD (p->t, n, child) {
        if (p->t->nodes[child].field != FIELD_TYPE)
            statement(p, child);
    }
    go_leave(p, block);
}

static void type_switch(GoPack *p, NodeId n)
{
    GoBlock block = go_enter(p);
    uint32_t value = 0;
    NodeId alias = named_child(p, go_field(p, n, FIELD_ALIAS));

    NODE_EACH_CHILD (p->t, n, child) {
        switch (p->t->nodes[child].field) {
        case FIELD_ALIAS:
            break;
        case FIELD_VALUE:
            value = go_value(p, child, alias != NODE_NONE);
            break;
        default:
            if (go_kind(p, child) == GO_TYPE_CASE || go_kind(p, child) == GO_DEFAULT_CASE)
                type_case(p, child, alias, value);
            else
                statement(p, child);
        }
    }
    go_leave(p, block);
}

static void go_or_defer(GoPack *p, NodeId n)
{
    (void)go_value(p, named_child(p, n), false);
}

static void statement(GoPack *p, NodeId n)
{
    DocRun none = {0};

    switch (go_kind(p, n)) {
    case GO_STATEMENT_LIST:
    case GO_EXPRESSION_LIST:
    case GO_EXPRESSION_STATEMENT:
    case GO_LABELED_STATEMENT:
    case GO_SEND_STATEMENT:
    case GO_RETURN_STATEMENT:
    case GO_FOR_CLAUSE:
        all_children(p, n);
        return;
    case GO_BLOCK:
        go_block(p, n);
        return;
    case GO_SHORT_VAR_DECLARATION:
        short_declaration(p, n);
        return;
    case GO_ASSIGNMENT_STATEMENT:
        written(p, go_field(p, n, FIELD_LEFT));
        (void)go_value(p, go_field(p, n, FIELD_RIGHT), false);
        return;
    case GO_INC_STATEMENT:
    case GO_DEC_STATEMENT:
        written(p, named_child(p, n));
        return;
    case GO_CONST_DECLARATION:
    case GO_VAR_DECLARATION:
    case GO_TYPE_DECLARATION:
        go_declaration(p, n, &none);
        return;
    case GO_GO_STATEMENT:
    case GO_DEFER_STATEMENT:
        go_or_defer(p, n);
        return;
    case GO_IF_STATEMENT:
    case GO_FOR_STATEMENT:
    case GO_EXPRESSION_SWITCH:
    case GO_SELECT_STATEMENT:
    case GO_EXPRESSION_CASE:
    case GO_DEFAULT_CASE:
    case GO_COMMUNICATION_CASE:
        scoped(p, n);
        return;
    case GO_TYPE_SWITCH:
        type_switch(p, n);
        return;
    case GO_RANGE_CLAUSE:
        range_clause(p, n);
        return;
    case GO_RECEIVE_STATEMENT:
        receive_statement(p, n);
        return;
    case GO_LABEL_NAME:
    case GO_BREAK_STATEMENT:
    case GO_CONTINUE_STATEMENT:
    case GO_GOTO_STATEMENT:
    case GO_COMMENT:
        return;
    default:
        (void)go_value(p, n, false);
    }
}
