/*
 * flow_events.c -- a body in the order of execution, and as text.
 */
#include "flow/flow.h"

static bool does_its_work_last(const FlowNode *n)
{
    switch (n->kind) {
    case FLOW_CALL:
    case FLOW_ASSIGN:
    case FLOW_RETURN:
    case FLOW_THROW:
    case FLOW_PROPAGATE:
        return true;
    default:
        return false;
    }
}

static bool is_before(const FlowNode *n)
{
    return n->part == FLOW_VALUE || n->part == FLOW_CONDITION || n->part == FLOW_INIT;
}

/* Trees are at most FLOW_MAX_DEPTH and a few deep. */
static void add_events(const FlowBody *b, FlowId n, FlowId *ret, uint32_t *count)
{
    const FlowNode *node = &b->nodes[n];

    if (node->kind == FLOW_CLOSURE) {
        ret[(*count)++] = n;
        return;
    }
    FLOW_EACH_CHILD(b, n, child)
    {
        if (does_its_work_last(node) || is_before(&b->nodes[child]))
            add_events(b, child, ret, count);
    }
    if (node->kind != FLOW_BLOCK)
        ret[(*count)++] = n;
    FLOW_EACH_CHILD(b, n, child)
    {
        if (!does_its_work_last(node) && !is_before(&b->nodes[child]))
            add_events(b, child, ret, count);
    }
}

uint32_t flow_events(const FlowBody *b, FlowId n, FlowId *ret)
{
    uint32_t count = 0;

    add_events(b, n, ret, &count);
    return count;
}

/* -- as text -- */

static const char *const kind_names[FLOW_KIND_COUNT] = {
    [FLOW_OTHER] = "other",
    [FLOW_BLOCK] = "block",
    [FLOW_CALL] = "call",
    [FLOW_ASSIGN] = "assign",
    [FLOW_IF] = "if",
    [FLOW_SWITCH] = "switch",
    [FLOW_CASE] = "case",
    [FLOW_LOOP] = "loop",
    [FLOW_RETURN] = "return",
    [FLOW_THROW] = "throw",
    [FLOW_PROPAGATE] = "propagate",
    [FLOW_TRY] = "try",
    [FLOW_CATCH] = "catch",
    [FLOW_WITH] = "with",
    [FLOW_DEFER] = "defer",
    [FLOW_SPAWN] = "spawn",
    [FLOW_ASSERT] = "assert",
    [FLOW_GOTO] = "goto",
    [FLOW_LABEL] = "label",
    [FLOW_BREAK] = "break",
    [FLOW_CONTINUE] = "continue",
    [FLOW_CLOSURE] = "closure",
};

const char *flow_kind_name(FlowKind kind)
{
    return kind_names[kind];
}

static const char *const part_names[] = {"",     "value", "condition", "init", "update",
                                         "then", "else",  "body",      "arm",  "finally"};

static const char *const value_names[] = {
    [VALUE_ABSENT] = "absent", [VALUE_NOTHING] = "nothing", [VALUE_TRUE] = "true",
    [VALUE_FALSE] = "false",   [VALUE_ZERO] = "zero",       [VALUE_NEGATIVE] = "negative",
    [VALUE_NUMBER] = "number", [VALUE_TEXT] = "text",       [VALUE_NAME] = "name",
    [VALUE_CALL] = "call",     [VALUE_NEW] = "new",         [VALUE_CLOSURE] = "closure",
    [VALUE_OTHER] = "other",
};

static const char *const flag_names[] = {
    "default", "falls", "each",  "last",    "declares", "updates", "tail",
    "new",     "macro", "maybe", "endless", "local",    "all",
};

static void dump_range(const FlowBody *b, const char *name, FlowRange r, Buf *out)
{
    if (r.end <= r.start)
        return;
    buf_printf(out, " %s <", name);
    Str text = flow_text(b, r);
    for (size_t i = 0; i < text.len; i++)
        buf_add_char(out, text.ptr[i] == '\n' ? ' ' : text.ptr[i]);
    buf_add_char(out, '>');
}

static void dump_node(const FlowBody *b, FlowId i, unsigned depth, Buf *out)
{
    const FlowNode *n = &b->nodes[i];

    buf_printf(out, "%*s", (int)(2 * depth), "");
    if (n->part != FLOW_STEP)
        buf_printf(out, "%s: ", part_names[n->part]);
    buf_printf(out, "%s", flow_kind_name((FlowKind)n->kind));
    if (n->name.end > n->name.start)
        buf_printf(out, " %.*s", STR_ARG(flow_name(b, i)));
    if (n->kind != FLOW_CALL && n->kind != FLOW_ASSIGN)
        dump_range(b, "of", n->subject, out);
    for (uint32_t k = 0; k < n->argument_count; k++)
        dump_range(b, k ? "," : "with", b->arguments[n->first_argument + k], out);
    if (n->value.end > n->value.start || n->kind == FLOW_RETURN) {
        dump_range(b, "=", n->value, out);
        buf_printf(out, " %s", value_names[n->value_is]);
    }
    for (size_t k = 0; k < ARRAY_LEN(flag_names); k++) {
        if (n->flags & BIT(k))
            buf_printf(out, " +%s", flag_names[k]);
    }
    buf_printf(out, " :%u\n", n->line);
}

void flow_dump(const FlowBody *b, Buf *out)
{
    for (FlowId i = 0; i < b->count; i++) {
        unsigned depth = 0;

        for (FlowId up = b->nodes[i].parent; up != FLOW_NONE; up = b->nodes[up].parent)
            depth++;
        dump_node(b, i, depth, out);
    }
}
