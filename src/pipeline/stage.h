/*
 * stage.h -- where a course grows until it is whole, and the one move that publishes it.
 *
 * The staging folder is `.NAME.part` beside the output folder NAME: its name is stable, so that the
 * next run finds the kept work, and a lock file in it keeps a second run out. Publishing exchanges
 * the two folders in one renameat2(RENAME_EXCHANGE), so that readers see the old course or the new
 * one and nothing between. Where the output folder is a mount point or its parent cannot be written
 * (in a container), the staging folder is `.part` inside, and entries are moved one by one, course.json
 * last: a folder without course.json is no course.
 */
#ifndef FONDATION_PIPELINE_STAGE_H
#define FONDATION_PIPELINE_STAGE_H

#include "base/err.h"
#include "base/arena.h"

typedef struct Stage Stage;

/* Makes or finds the staging folder and locks it. ERR_BUSY when another process holds it. */
MUST_CHECK ErrCode stage_open(const char *output_dir, Stage **ret, Err *err);
/* Leaves the folder and the kept work in it for the next run; drops the lock. */
void stage_close(Stage *s);

const char *stage_dir(const Stage *s);
const char *stage_output_dir(const Stage *s);

/* Writes one file of the course to be; folders are made as needed. `path` must be plain. */
MUST_CHECK ErrCode stage_put(Stage *s, Str path, Str bytes, Err *err);
/* ERR_NOT_FOUND when there is none. */
MUST_CHECK ErrCode stage_get(const Stage *s, Arena *a, Str path, uint64_t max_bytes, Str *ret,
                             Err *err);
/* Removes everything in the staging folder but steps/: what an earlier run left. */
MUST_CHECK ErrCode stage_clear(Stage *s, Err *err);

/* The staged course becomes the course. After it the old course is gone and the Stage is only good
 * for stage_close. */
MUST_CHECK ErrCode stage_publish(Stage *s, Err *err);

#endif
