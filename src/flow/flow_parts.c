/*
 * flow_parts.c -- small questions of the builder.
 */
#include "base/vec.h"
#include "flow/flow_parts.h"

bool is_ecma(LanguageId language)
{
    return language == LANG_JAVASCRIPT || language == LANG_TYPESCRIPT || language == LANG_TSX;
}

FlowId push_node(FlowBuilder *b, FlowKind kind, FlowId parent, FlowPart part, NodeId n)
{
    const Node *from = &b->tree->nodes[n];

    *VEC_PUSH(&b->nodes) = (FlowNode){
        .kind = (uint8_t)kind,
        .part = (uint8_t)part,
        .flags = b->maybe ? FLOW_IS_MAYBE : 0,
        .all = {from->start, from->end},
        .line = tree_line(b->tree, from->start),
        .end_line = tree_line(b->tree, from->end > from->start ? from->end - 1 : from->end),
        .parent = parent,
        .next = FLOW_NONE,
    };
    return (FlowId)b->nodes.len - 1;
}

static NodeId live_from(const FlowBuilder *b, NodeId n)
{
    while (n != NODE_NONE && role_of(b, n) == ROLE_SKIP)
        n = node_next(b->tree, n);
    return n;
}

NodeId first_live_child(const FlowBuilder *b, NodeId n)
{
    return live_from(b, node_first_child(b->tree, n));
}

NodeId next_live(const FlowBuilder *b, NodeId n)
{
    return live_from(b, node_next(b->tree, n));
}

NodeId any_field(const FlowBuilder *b, NodeId n, const uint8_t *fields, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        NodeId child = node_field(b->tree, n, fields[i]);

        if (child != NODE_NONE)
            return child;
    }
    return NODE_NONE;
}

FlowRange range_without_brackets(const FlowBuilder *b, NodeId n)
{
    FlowRange r = range_of(b, n);
    Str text = node_text(b->tree, n);
    FlowRole role = role_of(b, n);

    if (role != ROLE_WRAP && role != ROLE_NONE && role != ROLE_SKIP)
        return r;
    if (!str_starts(text, STR("(")) || !str_ends(text, STR(")")) || text.len < 2)
        return r;
    if (first_live_child(b, n) != NODE_NONE &&
        b->tree->nodes[first_live_child(b, n)].start == r.start)
        return r; /* (a) + (b) */
    r.start++;
    r.end--;
    while (r.start < r.end && strchr(" \t\r\n", b->tree->src.ptr[r.start]))
        r.start++;
    while (r.end > r.start && strchr(" \t\r\n", b->tree->src.ptr[r.end - 1]))
        r.end--;
    return r;
}

Str text_between(const FlowBuilder *b, NodeId left, NodeId right)
{
    uint32_t start = b->tree->nodes[left].end, end = b->tree->nodes[right].start;

    return end > start ? str_trim(str_sub(b->tree->src, start, end)) : STR_NONE;
}

FlowRange last_name(const FlowBuilder *b, NodeId n)
{
    static const uint8_t fields[] = {FIELD_FIELD,      FIELD_PROPERTY, FIELD_ATTRIBUTE,
                                     FIELD_NAME,       FIELD_FUNCTION, FIELD_MACRO,
                                     FIELD_DECLARATOR, FIELD_TYPE};

    for (;;) {
        NodeId inside = any_field(b, n, fields, ARRAY_LEN(fields));

        if (inside == NODE_NONE)
            inside = first_live_child(b, n);
        if (inside == NODE_NONE)
            return range_of(b, n);
        n = inside;
    }
}

/* -- values -- */

static bool is_one_of(Str text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (str_is(text, words[i]))
            return true;
    }
    return false;
}

static bool is_name(Str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
                         c == '$' || (unsigned char)c >= 0x80;
        bool is_joint = c == '.' || c == ':' || (c >= '0' && c <= '9') ||
                        (c == '-' && i + 1 < text.len && text.ptr[i + 1] == '>') ||
                        (c == '>' && i && text.ptr[i - 1] == '-');

        if (!is_letter && !(i && is_joint))
            return false;
    }
    return text.len > 0;
}

static bool is_number(Str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];

        if (!((c >= '0' && c <= '9') || (i && strchr("._xXabcdefABCDEFuUlLnizso", c))))
            return false;
    }
    return text.len > 0;
}

static FlowValue value_of_word(Str text)
{
    static const char *const nothing[] = {"NULL", "nil",       "None",
                                          "null", "undefined", "nullptr"};

    if (is_one_of(text, nothing, ARRAY_LEN(nothing)))
        return VALUE_NOTHING;
    if (str_is(text, "true") || str_is(text, "True"))
        return VALUE_TRUE;
    if (str_is(text, "false") || str_is(text, "False"))
        return VALUE_FALSE;
    return is_name(text) ? VALUE_NAME : VALUE_OTHER;
}

static bool is_one_string(Str text)
{
    char quote = text.ptr[0];

    for (size_t i = 1; i + 1 < text.len; i++) {
        if (text.ptr[i] == '\\')
            i++;
        else if (text.ptr[i] == quote)
            return false;
    }
    return text.len >= 2 && text.ptr[text.len - 1] == quote;
}

FlowValue flow_value_of(Str text)
{
    text = str_trim(text);
    while (text.len >= 2 && text.ptr[0] == '(' && str_find_char(text, ')', 0) == text.len - 1)
        text = str_trim(str_sub(text, 1, text.len - 1));
    if (text.len == 0)
        return VALUE_ABSENT;
    if (str_is(text, "0"))
        return VALUE_ZERO;
    if (is_number(text))
        return VALUE_NUMBER;
    if (text.ptr[0] == '-' && is_number(str_trim(str_sub(text, 1, text.len))))
        return VALUE_NEGATIVE;
    if (strchr("\"'`", text.ptr[0]) && is_one_string(text))
        return VALUE_TEXT;
    return value_of_word(text);
}

FlowValue value_of_node(const FlowBuilder *b, NodeId n)
{
    for (unsigned i = 0; i < TREE_MAX_DEPTH && n != NODE_NONE; i++) {
        switch (role_of(b, n)) {
        case ROLE_CALL:
        case ROLE_MACRO:
            return VALUE_CALL;
        case ROLE_NEW:
            return VALUE_NEW;
        case ROLE_CLOSURE:
            return VALUE_CLOSURE;
        case ROLE_WRAP:
            /* *p and (T)p are not p; (p), await p are */
            if (!strchr("*&", b->tree->src.ptr[b->tree->nodes[n].start])) {
                n = first_live_child(b, n);
                continue;
            }
            return VALUE_OTHER;
        default:
            return flow_value_of(node_text(b->tree, n));
        }
    }
    return VALUE_OTHER;
}

static size_t end_of_string(Str text, size_t at)
{
    size_t end = at + 1;

    while (end < text.len && text.ptr[end] != '"')
        end += text.ptr[end] == '\\' ? 2 : 1;
    return end;
}

static void push_argument(FlowBuilder *b, FlowRange inside, size_t start, size_t end)
{
    Str text = text_of_range(b, inside),
        piece = str_trim(str_sub(text, start, MIN_OF(end, text.len)));

    if (piece.len == 0)
        return;
    uint32_t at = inside.start + (uint32_t)(piece.ptr - text.ptr);
    *VEC_PUSH(&b->arguments) = (FlowRange){at, at + (uint32_t)piece.len};
}

uint16_t split_at_commas(FlowBuilder *b, FlowRange inside)
{
    Str text = text_of_range(b, inside);
    size_t before = b->arguments.len, start = 0;
    int depth = 0;

    for (size_t i = 0; i < text.len && b->arguments.len - before < UINT16_MAX - 1; i++) {
        char c = text.ptr[i];

        if (c == '"') {
            i = end_of_string(text, i);
        } else if (strchr("([{", c)) {
            depth++;
        } else if (strchr(")]}", c)) {
            depth--;
        } else if (c == ',' && depth == 0) {
            push_argument(b, inside, start, i);
            start = i + 1;
        }
    }
    push_argument(b, inside, start, text.len);
    return (uint16_t)(b->arguments.len - before);
}

/* -- the end -- */

static void link_siblings(FlowBuilder *b)
{
    FlowId *last_child = xcalloc(b->nodes.len, sizeof(*last_child));

    for (FlowId i = 1; i < b->nodes.len; i++) {
        FlowId parent = b->nodes.at[i].parent;

        if (last_child[parent])
            b->nodes.at[last_child[parent]].next = i;
        last_child[parent] = i;
    }
    free(last_child);
}

void finish_nodes(FlowBuilder *b)
{
    FlowBody so_far = {.nodes = b->nodes.at, .count = (uint32_t)b->nodes.len};

    link_siblings(b);
    for (FlowId i = 0; i < b->nodes.len; i++) {
        FlowNode *n = &b->nodes.at[i];

        if (n->kind != FLOW_CASE)
            continue;
        if (b->grammar->table->cases_fall && !(n->flags & CASE_IS_RULE) &&
            !flow_leaves(&so_far, i))
            n->flags |= FLOW_FALLS_THROUGH;
        if (n->next == FLOW_NONE)
            n->flags &= (uint16_t)~FLOW_FALLS_THROUGH;
        n->flags &= (uint16_t)~CASE_IS_RULE;
    }
}
