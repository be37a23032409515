/*
 * draft.h -- building chapters: sections of blocks, one after the other.
 *
 *     Draft d;
 *     draft_begin(&d, arena, course);
 *     draft_section(&d, "purpose", "What it is for");
 *     Buf *b = draft_prose(&d);          // write into it ...
 *     text_lit(b, "Called by "); ...
 *     draft_end_prose(&d);               // ... then close it; nothing written leaves no block
 *     draft_end(&d, chapter);
 */
#ifndef FONDATION_COURSE_DRAFT_H
#define FONDATION_COURSE_DRAFT_H

#include "base/vec.h"
#include "course/course_text.h"

enum { PROSE_MAX_BYTES = 256 << 10 };

VEC_TYPE(BlockVec, Block);
VEC_TYPE(SectionVec, Section);
VEC_TYPE(CellVec, Str);

typedef struct Draft {
    Arena *arena;
    Course *course;
    SectionVec sections; /* the last one is open; its blocks are in `blocks` */
    BlockVec blocks;
    Buf prose;
    Source prose_source;
    uint8_t prose_kind; /* BlockKind */
    CellVec cells;      /* of the open table */
    Table table;
} Draft;

void draft_begin(Draft *d, Arena *a, Course *course);
/* Closes the section before; one that stayed empty is dropped. */
void draft_section(Draft *d, const char *kind, const char *title);
Buf *draft_prose(Draft *d);
void draft_end_prose(Draft *d);
/* A paragraph of foreign words with its source. */
void draft_quote(Draft *d, Str words, const Source *source);
/* The same with words that are restricted Markdown already. */
void draft_quote_text(Draft *d, Str text, const Source *source);
void draft_excerpt(Draft *d, const Excerpt *x);
void draft_diagram(Draft *d, const Diagram *g);

/* A table: name its columns, then write cell after cell, row after row. */
void draft_table(Draft *d, const char *const *head); /* NULL-ended */
Buf *draft_cell(Draft *d);
void draft_end_cell(Draft *d);
void draft_end_table(Draft *d); /* without a row there is no block */

/* Moves the sections into the chapter: ids, slugs, words and minutes are set. */
void draft_end(Draft *d, Chapter *chapter);

/* Adds to the course's lists; an equal id is not added twice. Returns the index. */
uint32_t course_add_excerpt(Course *c, Arena *a, const Excerpt *x);
uint32_t course_add_diagram(Course *c, Arena *a, const Diagram *g);

#endif
