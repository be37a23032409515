/*
 * check_parts.h -- what the files of the check share.
 */
#ifndef FONDATION_COURSE_CHECK_PARTS_H
#define FONDATION_COURSE_CHECK_PARTS_H

#include "base/map.h"
#include "base/vec.h"
#include "course/check.h"
#include "course/names.h"

typedef struct Checking {
    Course *course;
    const Program *program;
    Evidence *evidence;
    Arena *arena;
    uint64_t checked[CHECK_COUNT];
    uint64_t good[CHECK_COUNT];
    VEC(Finding) findings;
    Str place;              /* where in the course we are */
    const Chapter *chapter; /* whose; NULL: in none */
    StrMap plain_files;     /* path -> index + 1 into plain_texts */
    VEC(Str) plain_texts;   /* words of whole files, small and with one blank between */
} Checking;

/* Counts one case; a bad one becomes a finding. */
void check_judge(Checking *k, Check check, bool is_good, const char *fmt, ...)
    PRINTF_LIKE(4, 5);

/* Code, links and citations of one text. */
void check_text(Checking *k, Str text);
void check_row(Checking *k, const Table *t, uint32_t row);
bool check_source_exists(Checking *k, const Source *s);
bool check_link_resolves(Checking *k, Str target); /* of any scheme but cite: */
bool check_is_edge(Checking *k, const RelationEvidence *r);
bool check_is_written(Checking *k, const CourseCommand *m);

/* check_claims.c: what the words of one text claim. A row of a table is one text. `own` is the source
 * that stands beside it; may be NULL. */
void check_claims(Checking *k, Str text, const Source *own);
void check_claims_done(Checking *k);

#endif
