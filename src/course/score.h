/*
 * score.h -- how good a course is, 0 to 100, from counts alone.
 *
 * Seven parts (doc/course-format.md); each is a share of what is asked for, so that two runs give the
 * same number and a person can see what is missing. It is our own ruler: high where the checks pass,
 * silent about whether a reader understood.
 */
#ifndef FONDATION_COURSE_SCORE_H
#define FONDATION_COURSE_SCORE_H

#include "course/course.h"
#include "graph/program.h"

/* name in report.json, points at most */
/* clang-format off */
#define SCORE_PARTS(X)                                                 \
    X(TRUTH,     "truth",                              30)             \
    X(COVERAGE,  "coverage",                           15)             \
    X(ORDER,     "order",                              10)             \
    X(EXERCISES, "exercises",                          15)             \
    X(TUTORIALS, "tutorials with checks",              10)             \
    X(LANGUAGE,  "sizes and plain language",           10)             \
    X(VIEWS,     "structure, execution, tests, history", 10)
/* clang-format on */

typedef enum ScorePartId {
#define X(id, name, most) SCORE_##id,
    SCORE_PARTS(X)
#undef X
        SCORE_PART_COUNT
} ScorePartId;

enum { SECTION_MAX_WORDS = 700, CHAPTER_MAX_WORDS = 1500, SCORE_CENTRAL_SYMBOLS = 40 };

/* Fills report.score and report.score_parts in `a`, from the course and the figures of its report:
 * to be called after course_check. */
void course_score(Course *c, const Program *p, Arena *a);

#endif
