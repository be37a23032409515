/*
 * comments.c -- lines of code and notes to do, from a tree's comment nodes.
 */
#include "syntax/packs/comments.h"

enum { TODO_MAX_BYTES = 200 };

static bool is_listed(const uint16_t *kinds, uint16_t kind)
{
    for (; *kinds; kinds++) {
        if (*kinds == kind)
            return true;
    }
    return false;
}

/* Whether the text begins with the word and something that is no letter follows. */
static bool opens_with(Str text, Str word)
{
    if (!str_starts(text, word))
        return false;
    if (text.len == word.len)
        return true;
    char next = text.ptr[word.len];
    return next == ':' || next == '(' || next == ' ' || next == '!';
}

static void look_for_todo(const Tree *t, Str comment, FactsBuilder *b)
{
    static const char *const words[] = {"TODO", "FIXME", "XXX", "BUG"};
    Str rest = comment, line;

    while (str_line(&rest, &line)) {
        size_t at = 0;

        while (at < line.len && strchr(" \t/*#-!;({", line.ptr[at]))
            at++;
        Str text = str_trim(str_sub(line, at, line.len));
        if (str_ends(text, STR("*/")))
            text = str_trim(str_sub(text, 0, text.len - 2));
        for (size_t i = 0; i < ARRAY_LEN(words); i++) {
            if (!opens_with(text, str_from(words[i])))
                continue;
            facts_add_note(b,
                           (Note){.kind = NOTE_TODO,
                                  .at = (uint32_t)(text.ptr - t->src.ptr),
                                  .text = facts_add_name(b, str_sub(text, 0, TODO_MAX_BYTES))});
            break;
        }
    }
}

/* Whether [from, to) holds a byte that is no white space; counts the lines it begins on. */
static void count_code(const Tree *t, uint32_t from, uint32_t to, bool *line_has_code,
                       uint32_t *count)
{
    for (uint32_t i = from; i < to; i++) {
        char c = t->src.ptr[i];

        if (c == '\n') {
            *line_has_code = false;
        } else if (!*line_has_code && c != ' ' && c != '\t' && c != '\r' && c != '\f') {
            *line_has_code = true;
            (*count)++;
        }
    }
}

void comments_read(const Tree *t, const uint16_t *kinds, FactsBuilder *b)
{
    uint32_t at = 0;
    bool line_has_code = false;

    b->code_lines = 0;
    for (NodeId n = 0; n < t->count; n++) {
        const Node *node = &t->nodes[n];

        if (!is_listed(kinds, node->kind) || node->start < at)
            continue;
        Str text = node_text(t, n);
        count_code(t, at, node->start, &line_has_code, &b->code_lines);
        if (str_find_char(text, '\n', 0) != SIZE_MAX)
            line_has_code = false;
        at = node->end;
        look_for_todo(t, text, b);
    }
    count_code(t, at, (uint32_t)t->src.len, &line_has_code, &b->code_lines);
}
