/*
 * c_comment.c -- doc comments, notes in comments, lines that hold code.
 */
#include "syntax/packs/c_family.h"
#include "syntax/packs/comments.h"

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
    while (offset > 0 &&
           (w->t->src.ptr[offset - 1] == ' ' || w->t->src.ptr[offset - 1] == '\t'))
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

/* -- lines of code, notes to do -- */

/* The innermost def whose text holds the offset. */
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

enum { TODO_PLACED_MAX = 200 }; /* in one file: each looks through all defs */

void c_read_comments(CWalk *w)
{
    static const uint16_t kinds[] = {K_COMMENT, 0};
    size_t first = w->b->notes.len;

    comments_read(w->t, kinds, w->b);
    for (size_t i = first; i < w->b->notes.len && i < first + TODO_PLACED_MAX; i++)
        w->b->notes.at[i].def = def_around(w, w->b->notes.at[i].at);
}
