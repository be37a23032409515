/*
 * course_json.h -- course.json, report.json and the kept steps: to bytes and back.
 *
 * The shape is doc/course.schema.json. Unknown fields are ignored on reading, so that older readers
 * open newer courses of the same schemaVersion; every limit has a name here.
 */
#ifndef FONDATION_COURSE_COURSE_JSON_H
#define FONDATION_COURSE_COURSE_JSON_H

#include "base/err.h"
#include "base/json.h"
#include "course/course.h"

enum {
    COURSE_JSON_MAX_BYTES = 64 << 20,
    COURSE_MAX_CHAPTERS = 64,
    COURSE_MAX_LIST = 100000, /* entries of any one list */
};

/* The whole course, pretty-printed, ended by a newline. */
void course_write_json(const Course *c, Buf *out);
/* report.json */
void course_write_report(const Course *c, Buf *out);

/* doc/course.schema.json, from the same tables. */
void course_write_schema(Buf *out);

/* ERR_INVALID with the place for anything that does not fit the schema or points outside (an index
 * of an excerpt or a diagram, a path that is not plain). Everything is copied into `a`. */
MUST_CHECK ErrCode course_from_json(Arena *a, const json_t *root, Course **ret, Err *err);
MUST_CHECK ErrCode course_read_json(Arena *a, Str bytes, Course **ret, Err *err);

#endif
