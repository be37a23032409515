/*
 * file_sink.h -- where the files of an export go: a staging folder, an archive, a test's memory.
 */
#ifndef FONDATION_COURSE_FILE_SINK_H
#define FONDATION_COURSE_FILE_SINK_H

#include "base/err.h"
#include "course/course.h"

typedef struct FileSink {
    void *self;
    /* One whole file; `path` is plain and relative. */
    ErrCode (*put)(void *self, Str path, Str bytes, Err *err);
} FileSink;

/* Turns a course into files: export_markdown and its like. */
typedef ErrCode ExportPages(const Course *c, FileSink sink, Err *err);

/* Turns a whole course folder (course.json, symbols.json, sources/ ...) into more files: export_html
 * and its like. */
typedef ErrCode ExportPackage(const char *course_dir, FileSink sink, Err *err);

#endif
