/*
 * c_comment.c -- doc comments, notes in comments, lines that hold code.
 */
#include "syntax/packs/c_family.h"

void c_comments_collect(CWalk *w)
{
    for (NodeId n = 0; n < w->t->count; n++) {
        if (w->t->nodes[n].kind == K_COMMENT)
            *VEC_PUSH(&w->comments) = (CComment){w->t->nodes[n].start, w->t->nodes[n].end};
    }
}

/* How many comments end at or before the offset. */
static size_t comments_until(const CWalk *w, uint32_t offset)
{
    size_t low = 0, high = w->comments.len;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (w->comments.at[middle].end <= offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Newlines between two offsets when there is nothing but white space; else UINT_MAX. */
static unsigned lines_between(const CWalk *w, uint32_t start, uint32_t end)
{
    unsigned lines = 0;

    for (uint32_t i = start; i < end; i++) {
        char c = w->t->src.ptr[i];

        if (c == '\n')
            lines++;
        else if (c != ' ' && c != '\t' && c != '\r' && c != '\f')
            return UINT32_MAX;
    }
    return lines;
}

static bool begins_line(const CWalk *w, uint32_t offset)
{
    while (offset > 0 && (w->t->src.ptr[offset - 1] == ' ' || w->t->src.ptr[offset - 1] == '\t'))
        offset--;
    return offset == 0 || w->t->src.ptr[offset - 1] == '\n';
}

/* Comments that are rules and headings of sections, not words about what follows. */
static bool has_words(const CWalk *w, CComment c)
{
    for (uint32_t i = c.start; i < c.end; i++) {
        char letter = w->t->src.ptr[i];

        if ((letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
            (unsigned char)letter >= 0x80)
            return true;
    }
    return false;
}

CComment c_doc_before(CWalk *w, uint32_t start)
{
    size_t i = comments_until(w, start);
    CComment doc = {0, 0};

    while (i > 0) {
        CComment c = w->comments.at[i - 1];
        uint32_t below = doc.end ? doc.start : start;
        unsigned lines = lines_between(w, c.end, below);

        if (lines > 1 || (doc.end && lines == 0) || c.start < w->comment_used ||
            !begins_line(w, c.start))
            break;
        doc = (CComment){c.start, doc.end ? doc.end : c.end};
        i--;
    }
    return doc.end && has_words(w, doc) ? doc : (CComment){0, 0};
}

static uint32_t column_of(const CWalk *w, uint32_t offset)
{
    uint32_t start = offset;

    while (start > 0 && w->t->src.ptr[start - 1] != '\n')
        start--;
    return offset - start;
}

CComment c_doc_after(CWalk *w, uint32_t end)
{
    while (end < w->t->src.len && (w->t->src.ptr[end] == ',' || w->t->src.ptr[end] == ';' ||
                                   w->t->src.ptr[end] == ' ' || w->t->src.ptr[end] == '\t'))
        end++;
    size_t i = comments_until(w, end);
    if (i >= w->comments.len || w->comments.at[i].start != end || begins_line(w, end))
        return (CComment){0, 0};
    CComment doc = w->comments.at[i];
    uint32_t column = column_of(w, doc.start);
    /* the comment may go on in the same column below */
    for (i++; i < w->comments.len; i++) {
        CComment c = w->comments.at[i];

        if (lines_between(w, doc.end, c.start) != 1 || column_of(w, c.start) != column)
            break;
        doc.end = c.end;
    }
    w->comment_used = MAX_OF(w->comment_used, doc.end);
    return doc;
}

void c_set_doc(Def *d, CComment doc)
{
    d->doc_start = doc.start;
    d->doc_end = doc.end;
}

/* Lines with something that is neither white space nor comment. */
uint32_t c_code_lines(const CWalk *w)
{
    Str src = w->t->src;
    uint32_t lines = 0;
    size_t next = 0;
    bool is_code = false;

    for (size_t i = 0; i < src.len; i++) {
        char c = src.ptr[i];

        if (next < w->comments.len && i == w->comments.at[next].start) {
            /* inside a comment only its newlines matter */
            for (; i < w->comments.at[next].end; i++) {
                lines += src.ptr[i] == '\n' && is_code;
                is_code &= src.ptr[i] != '\n';
            }
            next++;
            i--;
            continue;
        }
        if (c == '\n') {
            lines += is_code;
            is_code = false;
        } else if (c != ' ' && c != '\t' && c != '\r') {
            is_code = true;
        }
    }
    return lines + is_code;
}

/* -- TODO, FIXME, BUG, XXX -- */

static size_t find_marker(Str text)
{
    static const char *const markers[] = {"TODO", "FIXME", "XXX", "BUG"};

    for (size_t i = 0; i < ARRAY_LEN(markers); i++) {
        Str marker = str_from(markers[i]);
        size_t at = str_find(text, marker, 0);

        if (at == SIZE_MAX)
            continue;
        char before = at ? text.ptr[at - 1] : ' ';
        char after = at + marker.len < text.len ? text.ptr[at + marker.len] : ' ';
        bool is_word = (before == ' ' || before == '\t' || before == '*' || before == '/' ||
                        before == '\n') &&
                       (after == ' ' || after == ':' || after == '(' || after == '!' || after == '\n');
        if (is_word)
            return at;
    }
    return SIZE_MAX;
}

/* The def whose text holds the offset; defs are few, comments with markers fewer. */
static uint32_t def_around(const CWalk *w, uint32_t offset)
{
    uint32_t best = 0;

    for (size_t i = 1; i < w->b->defs.len; i++) {
        const Def *d = &w->b->defs.at[i];

        if (d->start <= offset && offset < d->end &&
            (!best || d->end - d->start < w->b->defs.at[best].end - w->b->defs.at[best].start))
            best = (uint32_t)i;
    }
    return best;
}

enum { TODO_NOTES_MAX = 200 }; /* in one file: each looks through the defs */

void c_todo_notes(CWalk *w)
{
    unsigned count = 0;

    for (size_t i = 0; i < w->comments.len && count < TODO_NOTES_MAX; i++) {
        CComment c = w->comments.at[i];
        Str text = str_sub(w->t->src, c.start, c.end);
        size_t at = find_marker(text);

        if (at == SIZE_MAX)
            continue;
        Str rest = str_sub(text, at, text.len), line;
        (void)str_line(&rest, &line);
        line = str_trim(line);
        if (str_ends(line, STR("*/")))
            line = str_trim(str_sub(line, 0, line.len - 2));
        count++;
        (void)facts_add_note(w->b, (Note){.kind = NOTE_TODO, .text = facts_add_name(w->b, line),
                                          .at = c.start + (uint32_t)at,
                                          .def = def_around(w, c.start)});
    }
}
