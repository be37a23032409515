/*
 * scratch.h -- the copy that a learner edits, and what is said of it.
 *
 * Bug hunts and first changes are done in a folder of their own, never in the repository: it holds the few
 * files that the exercise is about, with the fault planted. It stays until the exercise is solved or
 * reset, so that one can go away and come back. Files are those of the course's commit, told by their
 * hash.
 */
#ifndef FONDATION_EXERCISE_SCRATCH_H
#define FONDATION_EXERCISE_SCRATCH_H

#include "base/err.h"
#include "exercise/acceptance.h"

enum { SCRATCH_MAX_FILES = 16, SCRATCH_FILE_MAX_BYTES = 8 << 20 };

/* Where whole files of the course's commit come from. */
typedef struct Originals {
    void *self;
    ErrCode (*read)(void *self, Arena *a, Str path, Str *ret, Err *err);
} Originals;

typedef struct Scratch {
    const Exercise *exercise;
    Str dir;
    Str paths[SCRATCH_MAX_FILES];
    Str originals[SCRATCH_MAX_FILES];
    uint32_t count;
} Scratch;

/* Makes the folder below `root` when it is not there, else takes it as it is. ERR_SOURCE: a file is not
 * that of the course's commit. */
MUST_CHECK ErrCode scratch_open(Arena *a, Str root, const Exercise *x, const Originals *from,
                                Scratch *ret, Err *err);
MUST_CHECK ErrCode scratch_remove(Arena *a, Str root, const char *id, Err *err);

typedef struct ScratchTold {
    bool is_solved;
    bool is_touched; /* something that matters differs from what was handed out */
    bool *holds;     /* of first changes: by check */
    Str words;       /* what to say, plain */
} ScratchTold;

/* Reads the files as they are now. Lives in `a`. */
void scratch_judge(SyntaxReader *r, Arena *a, const Scratch *s, ScratchTold *ret);

#endif
