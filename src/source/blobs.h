/*
 * blobs.h -- contents out of git's object store, many at once.
 *
 * Used where there is no work tree to read from: bare repositories and commits asked for. One
 * `cat-file --batch` writes all of them into a file that has no name any more, which is then mapped
 * into memory: large ones cost disk, not memory.
 */
#ifndef FONDATION_SOURCE_BLOBS_H
#define FONDATION_SOURCE_BLOBS_H

#include "source/git.h"

enum { BLOBS_IN_MEMORY_MAX = 64 << 20 }; /* more go to a temporary file on disk */

#define BLOB_MISSING UINT64_MAX

/* `names` are object ids, or COMMIT:PATH without a line end. Sizes of objects that are not blobs or
 * not there are BLOB_MISSING. */
MUST_CHECK ErrCode blobs_sizes(const Git *g, const Str *names, size_t count,
                               uint64_t *ret_sizes, Err *err);

/* The contents, in the order of `names`; missing ones have a NULL ptr. They live in the map. */
MUST_CHECK ErrCode blobs_read(const Git *g, const Str *names, size_t count,
                              uint64_t bytes_expected, Str *ret_texts, GitMap *ret_map,
                              Err *err);

/* The ids that git would give the files at these paths, relative to `dir`, as they are on the disk:
 * no filter is applied. Paths may hold no line end. */
MUST_CHECK ErrCode blobs_hash_files(Arena *a, const Git *g, const char *dir, const Str *paths,
                                    size_t count, Str *ret_ids, Err *err);

#endif
