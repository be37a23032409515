/*
 * check.h -- the truth of a course, checked against the program it speaks of.
 *
 * Each row of the table is one check of doc/course-format.md, with the share of good cases that is
 * asked for. A course with a finding of severity "error" is not published.
 */
#ifndef FONDATION_COURSE_CHECK_H
#define FONDATION_COURSE_CHECK_H

#include "course/course_text.h"
#include "course/evidence.h"

/* id, name in report.json, target, whether a miss is an error */
/* clang-format off */
#define CHECKS(X)                                         \
    X(CITATION,   "citations exist",              1.0,  true)  \
    X(IDENTIFIER, "identifiers stand where cited", 0.98, false) \
    X(EXCERPT,    "excerpts equal the file",      1.0,  true)  \
    X(CODE,       "names in code exist",          0.99, false) \
    X(LINK,       "links resolve",                1.0,  true)  \
    X(RELATION,   "relations are resolved edges", 1.0,  true)  \
    X(DIAGRAM,    "diagram nodes exist",          1.0,  true)  \
    X(ORDER,      "prerequisites come first",     1.0,  true)  \
    X(PAGE,       "no page is empty",             1.0,  true)  \
    X(QUOTE,      "quotations are attributed",    1.0,  true)  \
    X(COMMAND,    "written commands stand in their source", 1.0, true)  \
    X(CALL,       "calls and uses are resolved edges", 1.0, true)        \
    X(VALUE,      "defaults and limits cite their line", 1.0, true)      \
    X(CLOSED,     "only, always, never, all are shown", 1.0, true)       \
    X(ROW,        "rows of tables are cited",      1.0, true)
/* clang-format on */

typedef enum Check {
#define X(id, name, target, is_error) CHECK_##id,
    CHECKS(X)
#undef X
        CHECK_COUNT
} Check;

enum { COMMAND_MAX_LINES = 12, CHECK_NEAR_LINES = 5, CHECK_MAX_FINDINGS = 10000 };

/* Fills course->report.figures and ->findings in `a`; earlier ones are replaced, but
 * for those that say what the review mended. The course itself is not changed. */
void course_check(Course *c, const Program *p, Evidence *e, Arena *a);

/* How many findings forbid publishing, and whether any does. */
uint32_t report_error_count(const Report *r);
bool report_has_errors(const Report *r);

#endif
