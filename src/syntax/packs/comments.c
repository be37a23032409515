/*
 * comments.c -- doc comments, TODO notes, lines of code: one pass over the comments of a tree.
 */
#include "syntax/packs/comments.h"

enum { TODO_MAX_BYTES = 200 };

static bool is_next_line(const DocRun *run, const Tree *t, NodeId comment)
{
    return run->last_line && tree_line(t, t->nodes[comment].start) <= run->last_line + 1;
}

void doc_run_add(DocRun *run, const Tree *t, NodeId comment)
{
    if (!is_next_line(run, t, comment) || !run->end)
        run->start = t->nodes[comment].start;
    run->end = t->nodes[comment].end;
    run->last_line = tree_line(t, run->end);
}

void doc_run_pass(DocRun *run, const Tree *t, NodeId comment)
{
    if (!is_next_line(run, t, comment))
        *run = (DocRun){0};
    run->last_line = tree_line(t, t->nodes[comment].end);
}

bool doc_run_take(DocRun *run, const Tree *t, uint32_t start, uint32_t *ret_start, uint32_t *ret_end)
{
    bool is_doc = run->end && run->last_line + 1 >= tree_line(t, start);

    if (is_doc) {
        *ret_start = run->start;
        *ret_end = run->end;
    }
    *run = (DocRun){0};
    return is_doc;
}

/* -- notes and lines -- */

typedef struct CommentPass {
    const Tree *t;
    FactsBuilder *b;
    uint32_t def;  /* the last def that begins before the comment at hand */
    uint32_t code; /* everything before it is counted */
} CommentPass;

static bool is_word_at(Str text, size_t at, size_t len)
{
    bool is_begin = at == 0 || !((text.ptr[at - 1] | 32) >= 'a' && (text.ptr[at - 1] | 32) <= 'z');
    char after = at + len < text.len ? text.ptr[at + len] : ' ';

    return is_begin && !((after | 32) >= 'a' && (after | 32) <= 'z') && after != '_';
}

static size_t find_todo(Str text)
{
    static const Str words[] = {{"TODO", 4}, {"FIXME", 5}, {"BUG", 3}, {"HACK", 4}, {"XXX", 3}};

    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        size_t at = str_find(text, words[i], 0);

        if (at != SIZE_MAX && is_word_at(text, at, words[i].len))
            return at;
    }
    return SIZE_MAX;
}

static uint32_t enclosing_def(CommentPass *c, uint32_t at)
{
    const Def *defs = c->b->defs.at;

    while (c->def + 1 < c->b->defs.len && defs[c->def + 1].start <= at)
        c->def++;
    uint32_t d = c->def;
    while (d && defs[d].end <= at)
        d = defs[d].parent;
    return d;
}

static void note_todo(CommentPass *c, NodeId comment)
{
    Str text = node_text(c->t, comment);
    size_t at = find_todo(text);

    if (at == SIZE_MAX)
        return;
    size_t end = MIN_OF(str_find_char(text, '\n', at), text.len);
    Str line = str_trim(str_sub(text, at, MIN_OF(end, at + TODO_MAX_BYTES)));
    uint32_t offset = c->t->nodes[comment].start + (uint32_t)at;
    facts_add_note(c->b, (Note){.kind = NOTE_TODO, .text = facts_add_name(c->b, line), .at = offset,
                                .def = enclosing_def(c, offset)});
}

/* Lines that have something other than white space between c->code and `end`. A line that was
 * counted before the last comment is not counted again after it. */
static void count_code(CommentPass *c, uint32_t end, bool *is_line_counted)
{
    const char *text = c->t->src.ptr;

    for (uint32_t i = c->code; i < end; i++) {
        if (text[i] == '\n') {
            *is_line_counted = false;
        } else if (!*is_line_counted && text[i] != ' ' && text[i] != '\t' && text[i] != '\r') {
            *is_line_counted = true;
            c->b->code_lines++;
        }
    }
}

static bool is_comment(const uint16_t *kinds, uint16_t kind)
{
    for (; *kinds; kinds++) {
        if (*kinds == kind)
            return true;
    }
    return false;
}

void comments_note(const Tree *t, const uint16_t *kinds, FactsBuilder *b)
{
    CommentPass c = {.t = t, .b = b};
    bool is_line_counted = false;

    for (NodeId n = 0; n < t->count; n++) {
        if (!is_comment(kinds, t->nodes[n].kind))
            continue;
        count_code(&c, t->nodes[n].start, &is_line_counted);
        c.code = MAX_OF(c.code, t->nodes[n].end);
        if (memchr(t->src.ptr + t->nodes[n].start, '\n', t->nodes[n].end - t->nodes[n].start))
            is_line_counted = false;
        note_todo(&c, n);
    }
    count_code(&c, (uint32_t)t->src.len, &is_line_counted);
}
