/*
 * folder.h -- a published course folder, opened for an export.
 *
 * Nothing in it is trusted: course.json and symbols.json go through their readers, a file of sources/ is
 * only ever text.
 */
#ifndef FONDATION_EXPORT_FOLDER_H
#define FONDATION_EXPORT_FOLDER_H

#include "base/err.h"
#include "base/map.h"
#include "course/course.h"
#include "render/symbols.h"

enum { FOLDER_MAX_FILES = 50000, FOLDER_MAX_DEPTH = 64, FOLDER_FILE_MAX_BYTES = 64 << 20 };

typedef struct CourseFolder {
    Arena arena;
    const char *dir;
    Course *course;
    SymbolTable symbols; /* empty when there is no symbols.json */
    StrMap sources;      /* paths of the repository that lie below sources/ */
} CourseFolder;

/* ERR_NOT_FOUND when `dir` holds no course. */
MUST_CHECK ErrCode folder_open(const char *dir, CourseFolder *ret, Err *err);
void folder_done(CourseFolder *f);

/* Paths of the regular files below `dir`, sorted; symbolic links are passed over. */
typedef struct FileList {
    Str *paths;
    size_t count;
} FileList;
MUST_CHECK ErrCode folder_files(Arena *a, const char *dir, FileList *ret, Err *err);

#endif
