/*
 * courses.h -- finished courses: staged piece by piece, published at once, read and searched.
 *
 * The server unpacks a worker's result into a staging that nobody sees. queue_complete() then publishes
 * it in the transaction that ends the job, if the attempt still owns it. Stagings that were left
 * behind are pruned after a day.
 *
 * All functions block; any thread may call them.
 */
#ifndef FONDATION_STORE_COURSES_H
#define FONDATION_STORE_COURSES_H

#include "store/store.h"

enum {
    COURSE_MAX_FILES = 20000,
    COURSE_FILE_MAX_BYTES = 32 << 20,
    COURSE_PATH_MAX_BYTES = 512,
    COURSE_MAX_HITS = 100,
    SECTION_MAX_BYTES = 256 << 10,
    LEARNED_MAX_BYTES = 8 << 10,
};

typedef struct Course {
    uint64_t id;
    uint64_t job_id, user_id, repository_id;
    uint64_t epoch; /* of the attempt that brought it */
    Str title;
    Str commit;
    Str language;
    uint32_t chapters;
    uint64_t files, bytes;
    Str sha256;
    int64_t published_at; /* 0: staged */
} Course;

typedef struct CourseFile {
    Str path;
    Str bytes;
    char hash[65];
    uint64_t size;
} CourseFile;

/* A part of a page that can be found: its words, and where it is. */
typedef struct CourseSection {
    Str path;
    Str anchor;
    Str title;
    Str body; /* plain text */
} CourseSection;

/* Begins a staging; of `c`, job, user, repository, epoch, title, commit, language and chapters are read. */
MUST_CHECK ErrCode courses_stage(Store *s, const Course *c, uint64_t *ret_id, Err *err);
/* Adds files, all or none; of each, path and bytes are read. ERR_INVALID for a path that is not plain
 * or was there, ERR_LIMIT, ERR_CONFLICT when the course is published. */
MUST_CHECK ErrCode courses_stage_files(Store *s, uint64_t id, const CourseFile *files,
                                       size_t count, Err *err);
/* Adds sections behind those that are there. */
MUST_CHECK ErrCode courses_stage_sections(Store *s, uint64_t id, const CourseSection *sections,
                                          size_t count, Err *err);
/* Removes a course, staged or published, with all that belongs to it but what was learned. */
MUST_CHECK ErrCode courses_delete(Store *s, uint64_t id, Err *err);
/* A few stagings older than `before`; for queue_prune(). */
MUST_CHECK ErrCode courses_prune_in(Tx *tx, int64_t before, uint32_t limit, uint32_t *ret_count,
                                    Err *err);

/* Published ones only. ERR_NOT_FOUND. */
MUST_CHECK ErrCode courses_of_job(Store *s, Arena *a, uint64_t job_id, Course *ret, Err *err);
MUST_CHECK ErrCode courses_latest(Store *s, Arena *a, uint64_t repository_id, Course *ret,
                                  Err *err);
MUST_CHECK ErrCode courses_latest_in(Tx *tx, Arena *a, uint64_t repository_id, Course *ret,
                                     Err *err);

typedef struct CourseList {
    Course *at;
    size_t len;
} CourseList;

/* Of a repository, newest first, at most 200. */
MUST_CHECK ErrCode courses_list(Store *s, Arena *a, uint64_t repository_id, CourseList *ret,
                                Err *err);

MUST_CHECK ErrCode courses_file(Store *s, Arena *a, uint64_t id, Str path, CourseFile *ret,
                                Err *err);

typedef struct CourseFiles {
    CourseFile *at; /* without bytes */
    size_t len;
} CourseFiles;

/* By path. */
MUST_CHECK ErrCode courses_files(Store *s, Arena *a, uint64_t id, CourseFiles *ret, Err *err);

typedef struct CourseHit {
    Str path, anchor, title;
    Str snippet; /* of the body, around the first word that was looked for */
} CourseHit;

typedef struct CourseHits {
    CourseHit *at;
    size_t len;
} CourseHits;

/* Sections with all words of the query, the last as a beginning; first those with all of them in their
 * title, else in reading order. Words are runs of letters, digits and '_', ASCII without case. The same
 * on both engines. */
MUST_CHECK ErrCode courses_search(Store *s, Arena *a, uint64_t id, Str query, uint32_t limit,
                                  CourseHits *ret, Err *err);

/* ---- what was learned ---- */

typedef struct Learned {
    Str item;  /* stable id of a chapter or an exercise */
    Str value; /* JSON */
    int64_t updated_at;
} Learned;

typedef struct LearnedList {
    Learned *at;
    size_t len;
} LearnedList;

MUST_CHECK ErrCode learned_put(Store *s, uint64_t user_id, uint64_t repository_id, Str item,
                               Str value, Err *err);
MUST_CHECK ErrCode learned_list(Store *s, Arena *a, uint64_t user_id, uint64_t repository_id,
                                LearnedList *ret, Err *err);

#endif
