/*
 * file.h -- whole files in, whole files out, and folders.
 *
 * Everything opened here is close-on-exec. Nothing follows a symbolic link in the last component
 * of a path that is being read from a checkout (file_read_at).
 */
#ifndef FONDATION_FILE_H
#define FONDATION_FILE_H

#include "base/arena.h"
#include "base/err.h"

#include <sys/types.h>

void fd_close_p(int *fd); /* for AUTO; a negative descriptor is left alone */

/* The file's bytes into the arena, NUL after the end. ERR_LIMIT above max_bytes, ERR_NOT_FOUND when
 * there is none. Only regular files. */
MUST_CHECK ErrCode file_read(Arena *a, const char *path, uint64_t max_bytes, Str *ret,
                             Err *err);
/* The same below an open folder, without following a symbolic link anywhere in `path`. */
MUST_CHECK ErrCode file_read_at(Arena *a, int dir_fd, const char *path, uint64_t max_bytes,
                                Str *ret, Err *err);

/* Writes aside and renames over `path`: the old or the new file is there, never half of one.
 * `is_durable` waits for the disk. */
MUST_CHECK ErrCode file_write(const char *path, Str bytes, bool is_durable, Err *err);
MUST_CHECK ErrCode fd_write_all(int fd, Str bytes, Err *err);

MUST_CHECK ErrCode dir_make(const char *path, Err *err); /* with parents; fine when there */
/* Removes the folder and all below; symbolic links are removed, not followed. Fine when absent. */
MUST_CHECK ErrCode dir_remove(const char *path, Err *err);
/* A new private folder below $TMPDIR or /tmp. */
MUST_CHECK ErrCode dir_temp(Arena *a, const char *prefix, Str *ret, Err *err);

bool path_exists(const char *path);
bool path_is_dir(const char *path);

/* Joined by one '/'. An absolute `name` is not special: "a" + "/b" is "a/b". */
Str path_join(Arena *a, Str dir, Str name);

#endif
