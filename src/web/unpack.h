/*
 * unpack.h -- a worker's result: gzip ustar to files in memory, refused whole when anything is odd.
 *
 * Only regular files with plain relative paths, in order of their bytes, none twice, within the limits.
 */
#ifndef FONDATION_WEB_UNPACK_H
#define FONDATION_WEB_UNPACK_H

#include "base/arena.h"
#include "base/err.h"

enum {
    UNPACK_MAX_FILES = 20000,
    UNPACK_FILE_MAX_BYTES = 32 << 20,
    UNPACK_TOTAL_MAX_BYTES = 256 << 20,
    UNPACK_PATH_MAX_BYTES = 512,
};

typedef struct Unpacked {
    Str path, bytes;
} Unpacked;

typedef struct UnpackedList {
    Unpacked *at;
    size_t len;
} UnpackedList;

/* ERR_INVALID, ERR_LIMIT. Everything is in `a`. */
MUST_CHECK ErrCode unpack(Arena *a, Str archive, UnpackedList *ret, Err *err);

#endif
