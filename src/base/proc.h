/*
 * proc.h -- child processes: an argument vector, never a shell line.
 *
 * The child leads a process group of its own, has only the descriptors and the environment that it
 * is given, and is killed with its whole group at the deadline or when its output passes the
 * limit. Output is collected, not streamed.
 */
#ifndef FONDATION_PROC_H
#define FONDATION_PROC_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/err.h"

#include <signal.h>

typedef struct ProcAsk {
    const char *const *argv; /* NULL-ended; argv[0] is looked up in PATH */
    const char *const *env;  /* NULL-ended "NAME=value"; NULL: only PATH, HOME, LANG=C */
    const char *dir;         /* NULL: ours */
    Str input;               /* written to the child's stdin, then closed */
    int output_fd;           /* > 0: stdout goes there, and is neither collected nor limited */
    uint64_t output_max_bytes; /* of stdout; stderr keeps its last PROC_STDERR_KEPT bytes */
    uint64_t file_max_bytes;   /* of each file that the child writes; 0: no limit */
    uint64_t deadline_ms;      /* from the start; must be > 0 */
    const volatile sig_atomic_t *stop; /* may be NULL; the group is killed when it turns 1 */
} ProcAsk;

enum { PROC_STDERR_KEPT = 16 << 10 };

typedef struct ProcTold {
    int exit_code;   /* valid when term_signal is 0 */
    int term_signal; /* 0 when it ended by itself */
    Str output;
    Str error_output;
} ProcTold;

/* ERR_OK whenever the child ran and ended, whatever its exit code. ERR_NOT_FOUND: no such program.
 * ERR_TIMEOUT, ERR_LIMIT, ERR_CANCELED: it was killed, *ret holds what there was. Blocks. */
MUST_CHECK ErrCode proc_run(Arena *a, const ProcAsk *ask, ProcTold *ret, Err *err);

/* The same, and an exit code other than 0 is ERR_FAILED with the last line of stderr. */
MUST_CHECK ErrCode proc_run_ok(Arena *a, const ProcAsk *ask, ProcTold *ret, Err *err);

#endif
