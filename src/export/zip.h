/*
 * zip.h -- the whole course in one file to hand on: course.json, Markdown, sources, and the site.
 *
 * Everything lies below one folder `course-NAME/`; html/index.html is where a reader begins. Same course in,
 * same bytes out: entries are sorted, have no times and no owners.
 */
#ifndef FONDATION_EXPORT_ZIP_H
#define FONDATION_EXPORT_ZIP_H

#include "course/file_sink.h"

enum { ZIP_MAX_BYTES = 512 << 20 };

/* Puts one file, `course-NAME.zip`. */
MUST_CHECK ErrCode export_zip(const char *course_dir, FileSink sink, Err *err);
/* "course-NAME.zip" */
MUST_CHECK ErrCode zip_name(Arena *a, const char *course_dir, Str *ret, Err *err);

#endif
