/*
 * record.h -- what a learner has done, kept by the stable ids of exercises.
 *
 * One file of JSON for a repository, whatever the commit: a new course about a later commit finds the
 * exercises that are still the same, and those that are gone keep their lines. It is written aside and
 * moved into place.
 */
#ifndef FONDATION_EXERCISE_RECORD_H
#define FONDATION_EXERCISE_RECORD_H

#include "base/err.h"
#include "base/vec.h"
#include "course/course.h"

enum { RECORD_MAX_BYTES = 8 << 20, RECORD_MAX_EXERCISES = 20000 };

typedef struct RecordEntry {
    char id[COURSE_ID_SIZE];
    bool is_solved;
    uint32_t tries; /* answers given, right ones too */
    uint32_t hints; /* seen */
    uint64_t at_ms; /* of the last answer */
} RecordEntry;

typedef struct Record {
    Arena *arena;
    Str path;
    Str repository;
    VEC(RecordEntry) entries;
} Record;

/* `dir`: where records are kept. A repository that has none yet gives an empty record. ERR_INVALID: the
 * file is damaged; it is left as it is. */
MUST_CHECK ErrCode record_open(Arena *a, Str dir, const Course *c, Record *ret, Err *err);
void record_done(Record *r);
MUST_CHECK ErrCode record_save(const Record *r, Err *err);

/* Pointers are good until the next entry is made. */
const RecordEntry *record_find(const Record *r, const char *id); /* NULL: never touched */
RecordEntry *record_entry(Record *r, const char *id);
void record_forget(Record *r, const char *id); /* NULL: everything */

/* For tests and fuzzing: the entries of such a text. */
MUST_CHECK ErrCode record_parse(Record *r, Str bytes, Err *err);
void record_write(const Record *r, Buf *out);

#endif
