/*
 * result.h -- what the server reads in a finished course before it keeps it: pure.
 */
#ifndef FONDATION_WEB_RESULT_H
#define FONDATION_WEB_RESULT_H

#include "base/arena.h"
#include "base/err.h"

typedef struct ResultCourse {
    Str title, commit, language;
    uint32_t chapters;
} ResultCourse;

/* course.json, checked whole. ERR_INVALID. */
MUST_CHECK ErrCode result_read(Arena *a, Str course_json, ResultCourse *ret, Err *err);

/* A part of a Markdown file under one heading. */
typedef struct ResultSection {
    Str title, anchor, body; /* body: without code blocks */
} ResultSection;

typedef struct ResultSections {
    ResultSection *at;
    size_t len;
} ResultSections;

/* At most 10,000 sections of at most 256 kB. */
void result_sections(Arena *a, Str markdown, ResultSections *ret);

#endif
