/*
 * highlight.c -- classes for tokens, by the names that all grammars give to the same things.
 *
 * Grammars call a comment "comment", "line_comment" or "block_comment", a string something with
 * "string" in it, and keywords are anonymous nodes of letters. One table over such names serves every
 * language, without a query file for each.
 */
#include "syntax/highlight.h"

#include <tree_sitter/api.h>

const char *const highlight_css[HIGHLIGHT_COUNT] = {
#define X(id, css) [HIGHLIGHT_##id] = css,
    HIGHLIGHTS(X)
#undef X
};

typedef struct NameRule {
    const char *part; /* found in the node's name */
    HighlightClass css;
    bool is_whole; /* the node is painted as a whole: its children are not looked at */
} NameRule;

/* The first that fits counts. */
static const NameRule rules[] = {
    {"comment", HIGHLIGHT_COMMENT, true},
    {"escape_sequence", HIGHLIGHT_STRING, true},
    {"string_content", HIGHLIGHT_STRING, true},
    {"string_start", HIGHLIGHT_STRING, true},
    {"string_end", HIGHLIGHT_STRING, true},
    {"string_fragment", HIGHLIGHT_STRING, true},
    {"raw_string", HIGHLIGHT_STRING, true},
    {"system_lib_string", HIGHLIGHT_STRING, true},
    {"string_literal", HIGHLIGHT_STRING, true},
    {"char_literal", HIGHLIGHT_STRING, true},
    {"character_literal", HIGHLIGHT_STRING, true},
    {"rune_literal", HIGHLIGHT_STRING, true},
    {"regex_pattern", HIGHLIGHT_STRING, true},
    {"number", HIGHLIGHT_NUMBER, true},
    {"integer", HIGHLIGHT_NUMBER, true},
    {"float", HIGHLIGHT_NUMBER, true},
    {"int_literal", HIGHLIGHT_NUMBER, true},
    {"type_identifier", HIGHLIGHT_TYPE, true},
    {"primitive_type", HIGHLIGHT_TYPE, true},
    {"predefined_type", HIGHLIGHT_TYPE, true},
    {"integral_type", HIGHLIGHT_TYPE, true},
    {"boolean_type", HIGHLIGHT_TYPE, true},
    {"sized_type_specifier", HIGHLIGHT_TYPE, true},
    {"field_identifier", HIGHLIGHT_PROPERTY, true},
    {"property_identifier", HIGHLIGHT_PROPERTY, true},
    {"preproc_directive", HIGHLIGHT_PREPROC, true},
    {"tag_name", HIGHLIGHT_TAG, true},
    {"attribute_name", HIGHLIGHT_PROPERTY, true},
};

/* Whole names that mean a constant of the language. */
static const char *const constants[] = {
    "true",         "false",           "null", "none",  "nil", "undefined", "iota",
    "null_literal", "boolean_literal", "True", "False", "None"};

static bool is_keyword(const char *name)
{
    size_t n = 0;

    while ((name[n] >= 'a' && name[n] <= 'z') || (name[n] >= 'A' && name[n] <= 'Z') ||
           name[n] == '_')
        n++;
    return n >= 2 && name[n] == '\0';
}

static bool is_constant(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(constants); i++) {
        if (strcmp(name, constants[i]) == 0)
            return true;
    }
    return false;
}

/* The name of a function where it is defined or called: an identifier in such a field. */
static bool is_function_name(const char *name, const char *field)
{
    return field && strstr(name, "identifier") &&
           (strcmp(field, "function") == 0 || strcmp(field, "declarator") == 0);
}

static bool classify(const char *name, bool is_named, const char *field, uint8_t *ret)
{
    if (is_constant(name)) {
        *ret = HIGHLIGHT_CONSTANT;
        return true;
    }
    if (!is_named) {
        *ret = name[0] == '#'                                        ? HIGHLIGHT_PREPROC
               : name[0] == '"' || name[0] == '\'' || name[0] == '`' ? HIGHLIGHT_STRING
                                                                     : HIGHLIGHT_KEYWORD;
        return is_keyword(name) || (name[0] == '#' && name[1]) || *ret == HIGHLIGHT_STRING;
    }
    if (is_function_name(name, field)) {
        *ret = HIGHLIGHT_FUNCTION;
        return true;
    }
    for (size_t i = 0; i < ARRAY_LEN(rules); i++) {
        if (strstr(name, rules[i].part)) {
            *ret = (uint8_t)rules[i].css;
            return true;
        }
    }
    return false;
}

static void push_span(HighlightSpans *spans, uint32_t start, uint32_t end, uint8_t css)
{
    HighlightSpan *last = spans->len ? VEC_LAST(spans) : NULL;

    if (start >= end || (last && start < last->end))
        return;
    if (last && last->end == start && last->css == css)
        last->end = end;
    else
        *VEC_PUSH(spans) = (HighlightSpan){start, end, css};
}

void highlight(SyntaxReader *r, LanguageId language, Str src, uint32_t start, uint32_t end,
               HighlightSpans *spans)
{
    const Pack *pack = pack_for(language);
    TSTree *tree = pack && pack->grammar
                       ? tree_parse(syntax_reader_parser(r), pack->grammar(), &src)
                       : NULL;
    bool is_done = !tree;

    if (is_done)
        return;
    TSTreeCursor cursor = ts_tree_cursor_new(ts_tree_root_node(tree));
    while (!is_done) {
        TSNode node = ts_tree_cursor_current_node(&cursor);
        uint32_t from = ts_node_start_byte(node), to = ts_node_end_byte(node);
        bool is_inside = from < end && to > start;
        uint8_t css = 0;
        bool is_painted = is_inside &&
                          classify(ts_node_type(node), ts_node_is_named(node),
                                   ts_tree_cursor_current_field_name(&cursor), &css);

        if (is_painted)
            push_span(spans, MAX_OF(from, start), MIN_OF(to, end), css);
        if (is_inside && !is_painted && ts_tree_cursor_goto_first_child(&cursor))
            continue;
        while (!ts_tree_cursor_goto_next_sibling(&cursor)) {
            if (!ts_tree_cursor_goto_parent(&cursor)) {
                is_done = true;
                break;
            }
        }
    }
    ts_tree_cursor_delete(&cursor);
}
