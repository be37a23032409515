/*
 * flow_build.c -- reads a grammar's nodes by their roles and writes flow nodes.
 *
 * One function for each role that directs the flow; everything else is gone through for what is
 * below it. Recursion follows the tree, which is at most FLOW_MAX_DEPTH deep here.
 */
#include "flow/flow_build.h"

#include "base/vec.h"
#include "flow/flow_parts.h"

static void visit(FlowBuilder *b, NodeId n, FlowId parent, FlowPart part);

static void visit_children(FlowBuilder *b, NodeId n, FlowId parent, FlowPart part)
{
    NODE_EACH_CHILD (b->tree, n, child)
        visit(b, child, parent, part);
}

/* -- statements and branches -- */

static bool is_statement(const FlowBuilder *b, NodeId n)
{
    FlowRole role = role_of(b, n);

    return (b->tree->nodes[n].flags & NODE_NAMED) && role != ROLE_SKIP && role != ROLE_BLOCK &&
           role != ROLE_FALL_THROUGH && role != ROLE_MAYBE &&
           b->tree->nodes[n].end > b->tree->nodes[n].start + 1; /* not a lone ; */
}

/* Nothing was said about a statement: it still is one. */
static void visit_step(FlowBuilder *b, NodeId n, FlowId parent)
{
    size_t before = b->nodes.len;

    visit(b, n, parent, FLOW_STEP);
    if (b->nodes.len == before && is_statement(b, n))
        (void)push_node(b, FLOW_OTHER, parent, FLOW_STEP, n);
}

static bool is_last(const FlowBuilder *b, NodeId n)
{
    for (NodeId next = node_next(b->tree, n); next != NODE_NONE;
         next = node_next(b->tree, next)) {
        if (role_of(b, next) != ROLE_SKIP)
            return false;
    }
    return true;
}

static bool ends_in_semicolon(const FlowBuilder *b, NodeId n)
{
    return str_ends(str_trim(node_text(b->tree, n)), STR(";"));
}

static void visit_steps(FlowBuilder *b, NodeId n, FlowId parent, bool is_tail)
{
    NODE_EACH_CHILD (b->tree, n, child) {
        b->is_tail = is_tail && is_last(b, child) && !ends_in_semicolon(b, child);
        visit_step(b, child, parent);
        b->is_tail = false;
    }
}

/* What an else clause, a finally clause holds: its body. */
static NodeId inside_of_clause(const FlowBuilder *b, NodeId n)
{
    FlowRole role = role_of(b, n);

    if (role != ROLE_ELSE && role != ROLE_FINALLY && role != ROLE_STATEMENT)
        return n;
    NodeId body = node_field(b->tree, n, FIELD_BODY);
    return body != NODE_NONE ? body : first_live_child(b, n);
}

/* A branch is a block, whether or not it has braces. */
static void visit_branch(FlowBuilder *b, NodeId n, FlowId parent, FlowPart part, bool is_tail)
{
    if (n == NODE_NONE)
        return;
    NodeId inside = inside_of_clause(b, n);
    if (inside == NODE_NONE)
        return;
    FlowId id = push_node(b, FLOW_BLOCK, parent, part, inside);
    if (role_of(b, inside) == ROLE_BLOCK) {
        visit_steps(b, inside, id, is_tail);
    } else {
        b->is_tail = is_tail;
        visit_step(b, inside, id);
        b->is_tail = false;
    }
}

static void visit_block(FlowBuilder *b, NodeId n, FlowId parent, FlowPart part, bool is_tail)
{
    FlowId id = push_node(b, FLOW_BLOCK, parent, part, n);

    visit_steps(b, n, id, is_tail);
}

static NodeId next_alternative(const FlowBuilder *b, NodeId n)
{
    while (n != NODE_NONE && b->tree->nodes[n].field != FIELD_ALTERNATIVE)
        n = node_next(b->tree, n);
    return n;
}

/* `elif` is an if inside of the else before it. `rest`: the alternatives after this branch. */
static void visit_if_parts(FlowBuilder *b, NodeId n, FlowId id, NodeId rest, bool is_tail)
{
    NodeId condition = node_field(b->tree, n, FIELD_CONDITION);
    NodeId init = node_field(b->tree, n, FIELD_INITIALIZER);

    if (init != NODE_NONE)
        visit(b, init, id, FLOW_INIT);
    if (condition != NODE_NONE) {
        b->nodes.at[id].subject = range_without_brackets(b, condition);
        visit(b, condition, id, FLOW_CONDITION);
    }
    visit_branch(b, node_field(b->tree, n, FIELD_CONSEQUENCE), id, FLOW_THEN, is_tail);
    NodeId other = next_alternative(b, rest);
    if (other == NODE_NONE)
        return;
    if (role_of(b, other) != ROLE_ELIF) {
        visit_branch(b, other, id, FLOW_ELSE, is_tail);
        return;
    }
    if (++b->depth <= FLOW_MAX_DEPTH) {
        FlowId block = push_node(b, FLOW_BLOCK, id, FLOW_ELSE, other);
        FlowId inner = push_node(b, FLOW_IF, block, FLOW_STEP, other);

        visit_if_parts(b, other, inner, node_next(b->tree, other), is_tail);
    } else {
        b->is_cut = true;
    }
    b->depth--;
}

static void visit_if(FlowBuilder *b, NodeId n, FlowId parent, FlowPart part, bool is_tail)
{
    FlowId id = push_node(b, FLOW_IF, parent, part, n);

    visit_if_parts(b, n, id, node_first_child(b->tree, n), is_tail);
}

/* -- expressions that may be left out -- */

static void visit_maybe(FlowBuilder *b, NodeId n, FlowId parent, FlowPart part)
{
    b->maybe++;
    visit(b, n, parent, part);
    b->maybe--;
}

static void visit_choose(FlowBuilder *b, NodeId n, FlowId parent, FlowPart part)
{
    NodeId condition = node_field(b->tree, n, FIELD_CONDITION);

    /* Python has no fields here: value, condition, other value */
    if (condition == NODE_NONE && first_live_child(b, n) != NODE_NONE)
        condition = node_next(b->tree, first_live_child(b, n));
    if (condition != NODE_NONE)
        visit(b, condition, parent, part);
    NODE_EACH_CHILD (b->tree, n, child) {
        if (child != condition)
            visit_maybe(b, child, parent, part);
    }
}

static void visit_logic(FlowBuilder *b, NodeId n, FlowId parent, FlowPart part)
{
    NodeId left = node_field(b->tree, n, FIELD_LEFT),
           right = node_field(b->tree, n, FIELD_RIGHT);

    if (left == NODE_NONE || right == NODE_NONE) {
        visit_children(b, n, parent, part);
        return;
    }
    Str operator= text_between(b, left, right);
    bool is_short = str_is(operator, "&&") || str_is(operator, "||") ||
                    str_is(operator, "and") || str_is(operator, "or") || str_is(operator, "??");
    visit(b, left, parent, part);
    if (is_short)
        visit_maybe(b, right, parent, part);
    else
        visit(b, right, parent, part);
}

static void visit_children_maybe(FlowBuilder *b, NodeId n, FlowId parent, FlowPart part)
{
    b->maybe++;
    visit_children(b, n, parent, part);
    b->maybe--;
}

/* -- calls -- */

static void visit_arguments(FlowBuilder *b, NodeId list, FlowId call)
{
    if (list == NODE_NONE)
        return;
    b->nodes.at[call].first_argument = (uint32_t)b->arguments.len;
    bool is_list = role_of(b, list) == ROLE_NONE &&
                   str_starts(node_text(b->tree, list), STR("("));
    uint32_t count = 0;
    if (!is_list) {
        *VEC_PUSH(&b->arguments) = range_of(b, list);
        count = 1;
    }
    NODE_EACH_CHILD (b->tree, list, child) {
        if (is_list && role_of(b, child) != ROLE_SKIP && count < UINT16_MAX) {
            *VEC_PUSH(&b->arguments) = range_of(b, child);
            count++;
        }
    }
    b->nodes.at[call].argument_count = (uint16_t)count;
    if (role_of(b, list) == ROLE_NONE)
        visit_children(b, list, call, FLOW_VALUE);
    else
        visit(b, list, call, FLOW_VALUE);
}

static NodeId callee_of(const FlowBuilder *b, NodeId n)
{
    static const uint8_t fields[] = {FIELD_FUNCTION, FIELD_MACRO, FIELD_CONSTRUCTOR, FIELD_TYPE,
                                     FIELD_NAME};

    return any_field(b, n, fields, ARRAY_LEN(fields));
}

/* `panic(x)` and `panic!(x)` are what `throw x` is elsewhere. */
static void see_panic(FlowBuilder *b, FlowId id)
{
    static const char *const rust[] = {"panic", "unreachable", "todo", "unimplemented"};
    FlowNode *node = &b->nodes.at[id];
    Str name = str_sub(b->tree->src, node->subject.start, node->subject.end);
    LanguageId language = b->grammar->table->language;
    bool is_panic = language == LANG_GO && str_is(name, "panic");

    for (size_t i = 0;
         language == LANG_RUST && (node->flags & FLOW_IS_MACRO) && i < ARRAY_LEN(rust); i++)
        is_panic |= str_is(name, rust[i]);
    if (is_panic) {
        node->kind = FLOW_THROW;
        if (node->argument_count)
            node->value = (FlowRange){b->arguments.at[node->first_argument].start,
                                      VEC_LAST(&b->arguments)->end};
        node->value_is = (uint8_t)flow_value_of(text_of_range(b, node->value));
    }
}

static void visit_call(FlowBuilder *b, NodeId n, FlowId parent, FlowPart part, uint16_t flags)
{
    FlowId id = push_node(b, FLOW_CALL, parent, part, n);
    NodeId callee = callee_of(b, n), object = node_field(b->tree, n, FIELD_OBJECT);
    NodeId arguments = node_field(b->tree, n, FIELD_ARGUMENTS);

    b->nodes.at[id].flags |= flags;
    if (callee != NODE_NONE) {
        b->nodes.at[id].subject = range_of(b, callee);
        b->nodes.at[id].name = last_name(b, callee);
    }
    if (object != NODE_NONE && b->nodes.at[id].subject.end) /* Java: object and name */
        b->nodes.at[id].subject.start = b->tree->nodes[object].start;
    NODE_EACH_CHILD (b->tree, n, child) {
        if (child != arguments)
            visit(b, child, id, FLOW_VALUE);
    }
    size_t before = b->arguments.len;
    visit_arguments(b, arguments, id);
    if (b->arguments.len > before)
        see_panic(b, id);
}

/* What stands in a macro's brackets is tokens to the grammar: it is cut at its commas. */
static void visit_macro(FlowBuilder *b, NodeId n, FlowId parent, FlowPart part)
{
    FlowId id = push_node(b, FLOW_CALL, parent, part, n);
    NodeId callee = callee_of(b, n);
    FlowRange inside = {b->tree->nodes[n].end, b->tree->nodes[n].end};

    b->nodes.at[id].flags |= FLOW_IS_MACRO;
    if (callee != NODE_NONE) {
        b->nodes.at[id].subject = range_of(b, callee);
        b->nodes.at[id].name = last_name(b, callee);
    }
    NODE_EACH_CHILD (b->tree, n, child) {
        if (child != callee && b->tree->nodes[child].end > b->tree->nodes[child].start + 1)
            inside = (FlowRange){b->tree->nodes[child].start + 1,
                                 b->tree->nodes[child].end - 1};
    }
    b->nodes.at[id].first_argument = (uint32_t)b->arguments.len;
    b->nodes.at[id].argument_count = split_at_commas(b, inside);
    Str name = text_of_range(b, b->nodes.at[id].subject);
    see_panic(b, id);
    if (str_starts(name, STR("assert")) || str_starts(name, STR("debug_assert"))) {
        b->nodes.at[id].kind = FLOW_ASSERT;
        b->nodes.at[id].subject = inside;
    }
}

/* -- assignments -- */

static NodeId only_of_list(const FlowBuilder *b, NodeId n)
{
    if (role_of(b, n) != ROLE_LIST)
        return n;
    NodeId first = first_live_child(b, n);
    return first != NODE_NONE && is_last(b, first) ? first : n;
}

static uint32_t items_of_list(const FlowBuilder *b, NodeId n)
{
    uint32_t count = 0;

    if (n == NODE_NONE || role_of(b, n) != ROLE_LIST)
        return 1;
    NODE_EACH_CHILD (b->tree, n, child)
        count += role_of(b, child) != ROLE_SKIP;
    return count;
}

static FlowId push_assign(FlowBuilder *b, NodeId n, FlowId parent, FlowPart part, NodeId target,
                          NodeId value, uint16_t flags)
{
    FlowId id = push_node(b, FLOW_ASSIGN, parent, part, n);
    FlowNode *node = &b->nodes.at[id];

    node->flags |= flags;
    if (target != NODE_NONE) {
        node->subject = range_of(b, target);
        node->name = last_name(b, target);
        if (node_first_child(b->tree, target) == NODE_NONE)
            node->flags |= FLOW_IS_LOCAL;
    }
    if (value != NODE_NONE) {
        node->value = range_of(b, value);
        node->value_is = (uint8_t)value_of_node(b, value);
    }
    return id;
}

/* `a, b = f()` assigns twice; what is on the right is evaluated for the first. */
static void push_assigns(FlowBuilder *b, NodeId n, FlowId parent, FlowPart part, NodeId left,
                         NodeId right, uint16_t flags)
{
    NodeId targets = left == NODE_NONE ? left : only_of_list(b, left),
           values = right == NODE_NONE ? right : only_of_list(b, right);
    bool is_list = targets != NODE_NONE && role_of(b, targets) == ROLE_LIST;
    bool is_paired = is_list && values != NODE_NONE &&
                     items_of_list(b, targets) == items_of_list(b, values);
    NodeId target = is_list ? first_live_child(b, targets) : targets;
    NodeId value = is_paired ? first_live_child(b, values) : values;
    FlowId first = push_assign(b, n, parent, part, target, value, flags);

    if (left != NODE_NONE)
        visit(b, left, first, FLOW_VALUE);
    if (right != NODE_NONE)
        visit(b, right, first, FLOW_VALUE);
    while (is_list && target != NODE_NONE) {
        target = next_live(b, target);
        value = is_paired && value != NODE_NONE ? next_live(b, value) : value;
        if (target != NODE_NONE)
            (void)push_assign(b, n, parent, part, target, value, flags);
    }
}

static void visit_assign(FlowBuilder *b, NodeId n, FlowId parent, FlowPart part)
{
    NodeId left = node_field(b->tree, n, FIELD_LEFT),
           right = node_field(b->tree, n, FIELD_RIGHT);
    uint16_t flags = 0;

    if (left == NODE_NONE || right == NODE_NONE) { /* Python: `x: int` */
        visit_children(b, n, parent, part);
        return;
    }
    Str operator= text_between(b, left, right);
    if (operator.len && operator.ptr[0] != '=' && operator.ptr[0] != ':')
        flags = FLOW_IS_UPDATE;
    push_assigns(b, n, parent, part, left, right, flags);
}

static void visit_declare(FlowBuilder *b, NodeId n, FlowId parent, FlowPart part, bool is_tail)
{
    static const uint8_t target_fields[] = {FIELD_LEFT, FIELD_PATTERN, FIELD_NAME,
                                            FIELD_DECLARATOR};
    static const uint8_t value_fields[] = {FIELD_RIGHT, FIELD_VALUE};
    NodeId target = any_field(b, n, target_fields, ARRAY_LEN(target_fields)),
           value = any_field(b, n, value_fields, ARRAY_LEN(value_fields)),
           other = node_field(b->tree, n, FIELD_ALTERNATIVE);

    if (target == NODE_NONE) { /* C++: a member and its arguments */
        target = first_live_child(b, n);
        value = target == NODE_NONE ? target : next_live(b, target);
    }
    if (target == NODE_NONE || value == NODE_NONE) {
        visit_children(b, n, parent, part);
        return;
    }
    uint32_t first = (uint32_t)b->nodes.len;
    push_assigns(b, n, parent, part, target, value, FLOW_IS_DECLARATION);
    if (other != NODE_NONE) /* Rust: let ... else */
        visit_branch(b, other, first, FLOW_ELSE, false);
    (void)is_tail;
}

static void visit_step_one(FlowBuilder *b, NodeId n, FlowId parent, FlowPart part)
{
    NodeId target = node_field(b->tree, n, FIELD_ARGUMENT);

    if (target == NODE_NONE)
        target = first_live_child(b, n);
    push_assigns(b, n, parent, part, target, NODE_NONE, FLOW_IS_UPDATE);
}

/* -- switches -- */

static FlowId push_case(FlowBuilder *b, NodeId n, FlowId parent, FlowRange label)
{
    FlowId id = push_node(b, FLOW_CASE, parent, FLOW_ARM, n);
    Str text = text_of_range(b, label);

    b->nodes.at[id].subject = label;
    if (label.end <= label.start || str_is(text, "_"))
        b->nodes.at[id].flags |= FLOW_IS_DEFAULT;
    return id;
}

static bool is_label(const FlowBuilder *b, NodeId n, NodeId child, bool has_pattern)
{
    uint8_t field = b->tree->nodes[child].field;

    (void)n;
    return role_of(b, child) == ROLE_PATTERN || field == FIELD_PATTERN ||
           field == FIELD_COMMUNICATION || field == FIELD_TYPE || field == FIELD_GUARD ||
           (field == FIELD_VALUE && !has_pattern);
}

static void visit_case(FlowBuilder *b, NodeId n, FlowId parent, bool is_tail)
{
    bool has_pattern = node_field(b->tree, n, FIELD_PATTERN) != NODE_NONE;
    FlowRange label = {0};

    NODE_EACH_CHILD (b->tree, n, child) {
        if (is_label(b, n, child, has_pattern))
            label = (FlowRange){label.end ? label.start : b->tree->nodes[child].start,
                                b->tree->nodes[child].end};
    }
    FlowId id = push_case(b, n, parent, label);
    NODE_EACH_CHILD (b->tree, n, child) {
        if (is_label(b, n, child, has_pattern))
            visit(b, child, id, FLOW_CONDITION);
    }
    NODE_EACH_CHILD (b->tree, n, child) {
        if (is_label(b, n, child, has_pattern))
            continue;
        if (b->tree->nodes[child].field == FIELD_CONSEQUENCE && role_of(b, child) == ROLE_BLOCK)
            visit_steps(b, child, id, false);
        else if (has_pattern && role_of(b, child) == ROLE_BLOCK)
            visit_steps(b, child, id, is_tail);
        else {
            b->is_tail = is_tail && has_pattern;
            visit_step(b, child, id);
            b->is_tail = false;
        }
    }
}

/* Java: every label is a case of its own; the statements belong to the last. */
static void visit_case_group(FlowBuilder *b, NodeId n, FlowId parent)
{
    FlowId id = FLOW_NONE;

    NODE_EACH_CHILD (b->tree, n, child) {
        if (role_of(b, child) != ROLE_CASE_LABEL)
            continue;
        NodeId first = first_live_child(b, child);
        FlowRange label = {0};
        for (NodeId at = first; at != NODE_NONE; at = next_live(b, at))
            label = (FlowRange){b->tree->nodes[first].start, b->tree->nodes[at].end};
        id = push_case(b, n, parent, label);
        if (role_of(b, n) == ROLE_CASE_RULE)
            b->nodes.at[id].flags |= CASE_IS_RULE;
    }
    if (id == FLOW_NONE)
        return;
    NODE_EACH_CHILD (b->tree, n, child) {
        if (role_of(b, child) != ROLE_CASE_LABEL)
            visit_step(b, child, id);
    }
}

static void visit_arms(FlowBuilder *b, NodeId n, FlowId parent, bool is_tail)
{
    NODE_EACH_CHILD (b->tree, n, child) {
        switch (role_of(b, child)) {
        case ROLE_CASE:
        case ROLE_DEFAULT:
            visit_case(b, child, parent, is_tail);
            break;
        case ROLE_CASE_GROUP:
        case ROLE_CASE_RULE:
            visit_case_group(b, child, parent);
            break;
        case ROLE_MAYBE: /* C: cases in an #ifdef */
            visit_arms(b, child, parent, is_tail);
            break;
        default:
            if (b->tree->nodes[child].field == FIELD_BODY)
                visit_arms(b, child, parent, is_tail);
        }
    }
}

static void visit_switch(FlowBuilder *b, NodeId n, FlowId parent, FlowPart part, bool is_tail)
{
    static const uint8_t fields[] = {FIELD_CONDITION, FIELD_SUBJECT, FIELD_VALUE};
    FlowId id = push_node(b, FLOW_SWITCH, parent, part, n);
    NodeId subject = any_field(b, n, fields, ARRAY_LEN(fields)),
           init = node_field(b->tree, n, FIELD_INITIALIZER);

    if (init != NODE_NONE)
        visit(b, init, id, FLOW_INIT);
    if (subject != NODE_NONE) {
        b->nodes.at[id].subject = range_without_brackets(b, subject);
        visit(b, subject, id, FLOW_CONDITION);
    }
    visit_arms(b, n, id, is_tail);
}

/* -- loops -- */

static bool is_always_true(Str condition)
{
    return condition.len == 0 || str_is(condition, "true") || str_is(condition, "True") ||
           str_is(condition, "1");
}

static void set_loop_condition(FlowBuilder *b, NodeId condition, FlowId id)
{
    FlowRange range = {0};

    if (condition != NODE_NONE) {
        range = range_without_brackets(b, condition);
        if (str_ends(text_of_range(b, range), STR(";"))) /* JavaScript */
            range.end--;
    }
    b->nodes.at[id].subject = range;
    if (is_always_true(str_trim(text_of_range(b, range))))
        b->nodes.at[id].flags |= FLOW_IS_ENDLESS;
    if (condition != NODE_NONE)
        visit(b, condition, id, FLOW_CONDITION);
}

static void visit_while(FlowBuilder *b, NodeId n, FlowId parent, FlowPart part, bool tests_last)
{
    FlowId id = push_node(b, FLOW_LOOP, parent, part, n);
    NodeId condition = node_field(b->tree, n, FIELD_CONDITION),
           body = node_field(b->tree, n, FIELD_BODY);

    if (tests_last) {
        b->nodes.at[id].flags |= FLOW_TESTS_LAST;
        visit_branch(b, body, id, FLOW_BODY, false);
    }
    set_loop_condition(b, condition, id);
    if (!tests_last)
        visit_branch(b, body, id, FLOW_BODY, false);
    visit_branch(b, node_field(b->tree, n, FIELD_ALTERNATIVE), id, FLOW_ELSE, false);
}

/* Go keeps what the other languages have in the statement itself in a clause of its own. */
static NodeId clause_of_for(const FlowBuilder *b, NodeId n)
{
    NODE_EACH_CHILD (b->tree, n, child) {
        if (role_of(b, child) == ROLE_FOR_CLAUSE)
            return child;
    }
    return n;
}

static NodeId bare_condition(const FlowBuilder *b, NodeId n, NodeId body)
{
    if (b->grammar->table->language != LANG_GO)
        return NODE_NONE;
    NodeId first = first_live_child(b, n);
    return first == body ? NODE_NONE : first;
}

static void visit_for(FlowBuilder *b, NodeId n, FlowId parent, FlowPart part)
{
    static const uint8_t init_fields[] = {FIELD_INITIALIZER, FIELD_INIT};
    static const uint8_t update_fields[] = {FIELD_UPDATE, FIELD_INCREMENT};
    FlowId id = push_node(b, FLOW_LOOP, parent, part, n);
    NodeId clause = clause_of_for(b, n), body = node_field(b->tree, n, FIELD_BODY),
           init = any_field(b, clause, init_fields, ARRAY_LEN(init_fields)),
           update = any_field(b, clause, update_fields, ARRAY_LEN(update_fields)),
           each = clause != n ? node_field(b->tree, clause, FIELD_RIGHT) : NODE_NONE;

    if (init != NODE_NONE)
        visit(b, init, id, FLOW_INIT);
    if (each != NODE_NONE) {
        b->nodes.at[id].flags |= FLOW_IS_EACH;
        b->nodes.at[id].subject = range_of(b, each);
        visit(b, each, id, FLOW_CONDITION);
    } else {
        NodeId condition = node_field(b->tree, clause, FIELD_CONDITION);

        set_loop_condition(
            b, condition == NODE_NONE && clause == n ? bare_condition(b, n, body) : condition,
            id);
    }
    visit_branch(b, body, id, FLOW_BODY, false);
    if (update != NODE_NONE)
        visit(b, update, id, FLOW_UPDATE);
}

static void visit_each(FlowBuilder *b, NodeId n, FlowId parent, FlowPart part)
{
    static const uint8_t item_fields[] = {FIELD_LEFT, FIELD_PATTERN, FIELD_NAME,
                                          FIELD_DECLARATOR};
    static const uint8_t each_fields[] = {FIELD_RIGHT, FIELD_VALUE};
    FlowId id = push_node(b, FLOW_LOOP, parent, part, n);
    NodeId item = any_field(b, n, item_fields, ARRAY_LEN(item_fields)),
           each = any_field(b, n, each_fields, ARRAY_LEN(each_fields));

    b->nodes.at[id].flags |= FLOW_IS_EACH;
    if (item != NODE_NONE)
        b->nodes.at[id].name = range_of(b, item);
    if (each != NODE_NONE) {
        b->nodes.at[id].subject = range_of(b, each);
        visit(b, each, id, FLOW_CONDITION);
    }
    visit_branch(b, node_field(b->tree, n, FIELD_BODY), id, FLOW_BODY, false);
    visit_branch(b, node_field(b->tree, n, FIELD_ALTERNATIVE), id, FLOW_ELSE, false);
}

static void visit_loop(FlowBuilder *b, NodeId n, FlowId parent, FlowPart part)
{
    FlowId id = push_node(b, FLOW_LOOP, parent, part, n);

    b->nodes.at[id].flags |= FLOW_IS_ENDLESS;
    visit_branch(b, node_field(b->tree, n, FIELD_BODY), id, FLOW_BODY, false);
}

/* -- leaving -- */

/* A statement with a value: return, throw, `?`, break with a value. */
static void visit_leave(FlowBuilder *b, NodeId n, FlowId parent, FlowPart part, FlowKind kind)
{
    FlowId id = push_node(b, kind, parent, part, n);
    NodeId value = first_live_child(b, n);

    if (kind == FLOW_THROW && value != NODE_NONE && b->tree->nodes[value].field == FIELD_CAUSE)
        value = NODE_NONE;
    if (value != NODE_NONE) {
        value = only_of_list(b, value);
        b->nodes.at[id].value = range_of(b, value);
        b->nodes.at[id].value_is = (uint8_t)value_of_node(b, value);
    }
    visit_children(b, n, id, FLOW_VALUE);
}

static void visit_tail(FlowBuilder *b, NodeId n, FlowId parent)
{
    FlowId id = push_node(b, FLOW_RETURN, parent, FLOW_STEP, n);

    b->nodes.at[id].flags |= FLOW_IS_TAIL;
    b->nodes.at[id].value = range_of(b, n);
    b->nodes.at[id].value_is = (uint8_t)value_of_node(b, n);
    visit(b, n, id, FLOW_VALUE);
}

/* -- try, with and others -- */

static NodeId block_of(const FlowBuilder *b, NodeId n)
{
    NodeId body = node_field(b->tree, n, FIELD_BODY);

    if (body != NODE_NONE)
        return body;
    NODE_EACH_CHILD (b->tree, n, child) {
        if (role_of(b, child) == ROLE_BLOCK)
            return child;
    }
    return NODE_NONE;
}

static void visit_catch(FlowBuilder *b, NodeId n, FlowId parent)
{
    static const uint8_t fields[] = {FIELD_PARAMETERS, FIELD_PARAMETER};
    FlowId id = push_node(b, FLOW_CATCH, parent, FLOW_ARM, n);
    NodeId body = block_of(b, n), caught = any_field(b, n, fields, ARRAY_LEN(fields));
    FlowRange subject = {0};

    if (caught == NODE_NONE)
        caught = first_live_child(b, n);
    if (caught != NODE_NONE && caught != body) {
        subject = range_without_brackets(b, caught);
        NODE_EACH_CHILD (b->tree, caught, child) {
            if (role_of(b, child) == ROLE_PATTERN) /* Java: the types, without the name */
                subject = range_of(b, child);
        }
        size_t as = str_find(text_of_range(b, subject), STR(" as "), 0);
        if (as != SIZE_MAX) /* Python */
            subject.end = subject.start + (uint32_t)as;
        if (str_starts(text_of_range(b, subject), STR("(")))
            subject = (FlowRange){subject.start + 1,
                                  MAX_OF(subject.start + 1, subject.end - 1)};
    }
    b->nodes.at[id].subject = subject;
    Str text = text_of_range(b, subject);
    if (text.len == 0 || str_is(text, "...") || is_ecma(b->grammar->table->language))
        b->nodes.at[id].flags |= FLOW_CATCHES_ALL;
    if (body != NODE_NONE)
        visit_steps(b, body, id, false);
}

static void visit_try(FlowBuilder *b, NodeId n, FlowId parent, FlowPart part)
{
    FlowId id = push_node(b, FLOW_TRY, parent, part, n);
    NodeId resources = node_field(b->tree, n, FIELD_RESOURCES);

    if (resources != NODE_NONE)
        visit_children(b, resources, id, FLOW_INIT);
    visit_branch(b, block_of(b, n), id, FLOW_BODY, false);
    NODE_EACH_CHILD (b->tree, n, child) {
        switch (role_of(b, child)) {
        case ROLE_CATCH:
            visit_catch(b, child, id);
            break;
        case ROLE_ELSE:
            visit_branch(b, child, id, FLOW_ELSE, false);
            break;
        case ROLE_FINALLY: {
            NodeId body = block_of(b, child);

            visit_branch(b, body, id, FLOW_FINALLY, false);
            break;
        }
        default:
            break;
        }
    }
}

static void visit_with(FlowBuilder *b, NodeId n, FlowId parent, FlowPart part)
{
    FlowId id = push_node(b, FLOW_WITH, parent, part, n);
    NodeId body = block_of(b, n), held = first_live_child(b, n);

    if (held != NODE_NONE && held != body) {
        b->nodes.at[id].value = range_without_brackets(b, held);
        visit(b, held, id, FLOW_VALUE);
    }
    visit_branch(b, body, id, FLOW_BODY, false);
}

static void visit_under(FlowBuilder *b, NodeId n, FlowId parent, FlowPart part, FlowKind kind)
{
    FlowId id = push_node(b, kind, parent, part, n);

    visit_children(b, n, id, FLOW_STEP);
}

static void visit_assert(FlowBuilder *b, NodeId n, FlowId parent, FlowPart part)
{
    FlowId id = push_node(b, FLOW_ASSERT, parent, part, n);
    NodeId condition = first_live_child(b, n);

    if (condition != NODE_NONE)
        b->nodes.at[id].subject = range_without_brackets(b, condition);
    visit_children(b, n, id, FLOW_CONDITION);
}

static void visit_jump(FlowBuilder *b, NodeId n, FlowId parent, FlowPart part, FlowKind kind)
{
    FlowId id = push_node(b, kind, parent, part, n);
    NodeId label = first_live_child(b, n);

    if (label != NODE_NONE && node_first_child(b->tree, label) == NODE_NONE)
        b->nodes.at[id].name = range_of(b, label);
    if (kind != FLOW_LABEL) {
        visit_children(b, n, id, FLOW_VALUE);
        return;
    }
    b->nodes.at[id].all.end = label == NODE_NONE ? b->tree->nodes[n].end
                                                 : b->tree->nodes[label].end;
    b->nodes.at[id].end_line = b->nodes.at[id].line;
    NODE_EACH_CHILD (b->tree, n, child) { /* what is labelled follows the label */
        if (child != label)
            visit_step(b, child, parent);
    }
}

static void visit_closure(FlowBuilder *b, NodeId n, FlowId parent, FlowPart part)
{
    FlowId id = push_node(b, FLOW_CLOSURE, parent, part, n);
    NodeId body = block_of(b, n), name = node_field(b->tree, n, FIELD_NAME);

    if (name != NODE_NONE)
        b->nodes.at[id].name = range_of(b, name);
    unsigned maybe = b->maybe;
    b->maybe = 0;
    if (body == NODE_NONE) {
        visit_children(b, n, id, FLOW_STEP); /* Java: the methods of an anonymous class */
    } else if (role_of(b, body) == ROLE_BLOCK) {
        visit_branch(b, body, id, FLOW_BODY, b->grammar->table->has_tails);
    } else {
        FlowId block = push_node(b, FLOW_BLOCK, id, FLOW_BODY, body);

        visit_tail(b, body, block);
    }
    b->maybe = maybe;
}

/* Go's word for going on into the next arm. */
static void see_fall_through(FlowBuilder *b, FlowId parent)
{
    while (parent != FLOW_NONE && b->nodes.at[parent].kind != FLOW_CASE)
        parent = b->nodes.at[parent].parent;
    if (parent != FLOW_NONE)
        b->nodes.at[parent].flags |= FLOW_FALLS_THROUGH;
}

/* -- all roles -- */

static void visit_expression(FlowBuilder *b, NodeId n, FlowId parent, FlowPart part,
                             FlowRole role)
{
    switch (role) {
    case ROLE_CALL:
        visit_call(b, n, parent, part, 0);
        break;
    case ROLE_NEW:
        visit_call(b, n, parent, part, FLOW_IS_NEW);
        break;
    case ROLE_MACRO:
        visit_macro(b, n, parent, part);
        break;
    case ROLE_ASSIGN:
        visit_assign(b, n, parent, part);
        break;
    case ROLE_DECLARE:
        visit_declare(b, n, parent, part, false);
        break;
    case ROLE_STEP_ONE:
        visit_step_one(b, n, parent, part);
        break;
    case ROLE_CHOOSE:
        visit_choose(b, n, parent, part);
        break;
    case ROLE_LOGIC:
        visit_logic(b, n, parent, part);
        break;
    case ROLE_MAYBE:
        visit_children_maybe(b, n, parent, part);
        break;
    case ROLE_CLOSURE:
        visit_closure(b, n, parent, part);
        break;
    case ROLE_TRY_OPERATOR:
        visit_leave(b, n, parent, part, FLOW_PROPAGATE);
        break;
    default:
        visit_children(b, n, parent, part);
    }
}

static void visit_loops(FlowBuilder *b, NodeId n, FlowId parent, FlowPart part, FlowRole role)
{
    switch (role) {
    case ROLE_WHILE:
    case ROLE_DO:
        visit_while(b, n, parent, part, role == ROLE_DO);
        break;
    case ROLE_FOR:
        visit_for(b, n, parent, part);
        break;
    case ROLE_EACH:
        visit_each(b, n, parent, part);
        break;
    default:
        visit_loop(b, n, parent, part);
    }
}

static void visit_role(FlowBuilder *b, NodeId n, FlowId parent, FlowPart part, FlowRole role,
                       bool is_tail)
{
    switch (role) {
    case ROLE_SKIP:
        break;
    case ROLE_BLOCK:
        visit_block(b, n, parent, part, is_tail);
        break;
    case ROLE_STEPS:
        visit_steps(b, n, parent, is_tail);
        break;
    case ROLE_STATEMENT:
        NODE_EACH_CHILD (b->tree, n, child) {
            b->is_tail = is_tail;
            visit(b, child, parent, part);
        }
        b->is_tail = false;
        break;
    case ROLE_IF:
        visit_if(b, n, parent, part, is_tail);
        break;
    case ROLE_SWITCH:
        visit_switch(b, n, parent, part, is_tail);
        break;
    case ROLE_WHILE:
    case ROLE_DO:
    case ROLE_FOR:
    case ROLE_EACH:
    case ROLE_LOOP:
        visit_loops(b, n, parent, part, role);
        break;
    case ROLE_RETURN:
        visit_leave(b, n, parent, part, FLOW_RETURN);
        break;
    case ROLE_THROW:
        visit_leave(b, n, parent, part, FLOW_THROW);
        break;
    case ROLE_TRY:
        visit_try(b, n, parent, part);
        break;
    case ROLE_WITH:
        visit_with(b, n, parent, part);
        break;
    case ROLE_DEFER:
        visit_under(b, n, parent, part, FLOW_DEFER);
        break;
    case ROLE_SPAWN:
        visit_under(b, n, parent, part, FLOW_SPAWN);
        break;
    case ROLE_ASSERT:
        visit_assert(b, n, parent, part);
        break;
    case ROLE_GOTO:
        visit_jump(b, n, parent, part, FLOW_GOTO);
        break;
    case ROLE_LABEL:
        visit_jump(b, n, parent, part, FLOW_LABEL);
        break;
    case ROLE_BREAK:
        visit_jump(b, n, parent, part, FLOW_BREAK);
        break;
    case ROLE_CONTINUE:
        visit_jump(b, n, parent, part, FLOW_CONTINUE);
        break;
    case ROLE_FALL_THROUGH:
        see_fall_through(b, parent);
        break;
    default:
        visit_expression(b, n, parent, part, role);
    }
}

/* Roles that are no value even when they come last, or hand the tail on. */
static bool takes_tail(FlowRole role)
{
    switch (role) {
    case ROLE_SKIP:
    case ROLE_BLOCK:
    case ROLE_STEPS:
    case ROLE_STATEMENT:
    case ROLE_IF:
    case ROLE_SWITCH:
    case ROLE_WHILE:
    case ROLE_EACH:
    case ROLE_LOOP:
    case ROLE_RETURN:
    case ROLE_BREAK:
    case ROLE_CONTINUE:
    case ROLE_ASSIGN:
    case ROLE_DECLARE:
        return true;
    default:
        return false;
    }
}

static void visit(FlowBuilder *b, NodeId n, FlowId parent, FlowPart part)
{
    FlowRole role = role_of(b, n);
    bool is_tail = b->is_tail;

    b->is_tail = false;
    if (b->is_cut)
        return;
    if (b->depth >= FLOW_MAX_DEPTH || b->nodes.len >= FLOW_MAX_NODES) {
        b->is_cut = true;
        return;
    }
    b->depth++;
    if (is_tail && !takes_tail(role) && (b->tree->nodes[n].flags & NODE_NAMED))
        visit_tail(b, n, parent);
    else
        visit_role(b, n, parent, part, role, is_tail);
    b->depth--;
}

/* -- the whole -- */

/* The outermost node that begins in the range. */
static NodeId first_node_in(const FlowBuilder *b, FlowRange range)
{
    uint32_t low = 0, high = b->tree->count; /* starts only grow in pre-order */

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (b->tree->nodes[middle].start < range.start)
            low = middle + 1;
        else
            high = middle;
    }
    while (low < b->tree->count && b->tree->nodes[low].start < range.end &&
           (role_of(b, low) == ROLE_SKIP || b->tree->nodes[low].end > range.end))
        low++;
    return low < b->tree->count && b->tree->nodes[low].start < range.end ? low : NODE_NONE;
}

static void visit_body(FlowBuilder *b, NodeId n, FlowRange range)
{
    FlowId root = push_node(b, FLOW_BLOCK, FLOW_NONE, FLOW_BODY, n);
    bool is_value = b->tree->nodes[n].field == FIELD_BODY && role_of(b, n) != ROLE_BLOCK &&
                    role_of(b, node_parent(b->tree, n)) == ROLE_CLOSURE;

    if (is_value) {
        visit_tail(b, n, root);
        return;
    }
    for (; n != NODE_NONE && b->tree->nodes[n].start < range.end; n = node_next(b->tree, n)) {
        if (role_of(b, n) == ROLE_BLOCK)
            visit_steps(b, n, root, b->grammar->table->has_tails);
        else
            visit_step(b, n, root);
    }
}

FlowBody *flow_build(Arena *a, const FlowGrammar *g, const Tree *t, FlowRange range)
{
    FlowBuilder b = {.grammar = g, .tree = t};
    NodeId first = first_node_in(&b, range);

    if (first == NODE_NONE)
        return NULL;
    visit_body(&b, first, range);
    FlowBody *body = ARENA_NEW(a, FlowBody);
    finish_nodes(&b);
    FlowNode *nodes = ARENA_ARRAY(a, FlowNode, b.nodes.len);
    memcpy(nodes, b.nodes.at, b.nodes.len * sizeof(*nodes));
    FlowRange *arguments = ARENA_ARRAY(a, FlowRange, b.arguments.len + 1);
    if (b.arguments.len)
        memcpy(arguments, b.arguments.at, b.arguments.len * sizeof(*arguments));
    *body = (FlowBody){
        .language = g->table->language,
        .nodes = nodes,
        .count = (uint32_t)b.nodes.len,
        .arguments = arguments,
        .argument_count = (uint32_t)b.arguments.len,
        .is_cut = b.is_cut || t->is_cut,
        .is_damaged = t->has_error,
    };
    VEC_DONE(&b.nodes);
    VEC_DONE(&b.arguments);
    return body;
}
