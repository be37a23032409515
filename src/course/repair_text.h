/*
 * repair_text.h -- mending one text: citations first, then sentences.
 */
#ifndef FONDATION_COURSE_REPAIR_TEXT_H
#define FONDATION_COURSE_REPAIR_TEXT_H

#include "course/check_parts.h"
#include "course/course_text.h"

typedef struct Mending {
    Course *course;
    Arena *arena;
    Checking check; /* for asking: its counts and findings are thrown away */
    Str place;
    bool *is_gone; /* by excerpt */
    VEC(Finding) notes;
} Mending;

/* A change, for the report. `action` is "repaired" or "cut". */
void mending_note(Mending *m, Check check, const char *action, const char *fmt, ...)
    PRINTF_LIKE(4, 5);

/* The text without what is untrue in it; itself when nothing is. `own` as in check_claims. */
Str mend_text(Mending *m, Str text, const Source *own);

/* A row of a table: cells may cite for each other. False when it has to go. */
bool mend_row(Mending *m, const Str *cells, uint32_t count, Str *ret_cells);

/* "method" of "ns::Class.method": without anything that is no name. */
Str names_tail(Str qualified);

#endif
