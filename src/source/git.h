/*
 * git.h -- running git over a repository that may be hostile.
 *
 * A repository carries a configuration that can name programs: fsmonitor, hooks, filters, external
 * diff, textconv, pager, signature checkers, ssh commands, promisor remotes fetched over ext::.
 * Every run here has all of them switched off, from outside, where the repository cannot switch
 * them on again; asks git for nothing that applies filters (no status, no diff of the work tree);
 * and names the repository itself, so that git neither searches for another one nor believes its
 * core.worktree. System and user configuration are not read: the same repository gives the same
 * answer on every machine.
 */
#ifndef FONDATION_SOURCE_GIT_H
#define FONDATION_SOURCE_GIT_H

#include "base/arena.h"
#include "base/err.h"
#include "base/proc.h"

typedef struct Git {
    const char *dir;       /* where git runs; inside the work tree when there is one */
    const char *git_dir;   /* NULL: none yet (clone, ls-remote) */
    const char *work_tree; /* NULL: bare */
    uint64_t deadline_ms;  /* of each run; must be > 0 */
    const volatile sig_atomic_t *stop;
    const char *protocols; /* what GIT_ALLOW_PROTOCOL says; NULL: nothing may be fetched */
    const char *const *more_env; /* NULL-ended "NAME=value", before ours; may be NULL */
    uint64_t file_max_bytes;     /* of each file that git writes; 0: no limit */
} Git;

typedef struct GitAsk {
    const char *const *args; /* NULL-ended, from the subcommand on */
    Str input;
    int output_fd;             /* > 0: stdout goes there */
    uint64_t output_max_bytes; /* 0: GIT_OUTPUT_MAX_BYTES */
} GitAsk;

enum {
    GIT_OUTPUT_MAX_BYTES = 256 << 20,
    GIT_MAX_ARGS = 64,
    GIT_ID_MAX = 64, /* hexadecimal digits of an object's name: 40, or 64 with SHA-256 */
};

/* ERR_NOT_FOUND when there is no git here; otherwise as proc_run. */
MUST_CHECK ErrCode git_run(Arena *a, const Git *g, const GitAsk *ask, ProcTold *ret, Err *err);
/* The same; an exit code other than 0 is ERR_FAILED with what git said. */
MUST_CHECK ErrCode git_run_ok(Arena *a, const Git *g, const GitAsk *ask, Str *ret_output,
                              Err *err);

/* The output as a mapping of memory, for lists that a large repository makes long: it is held once,
 * and goes with git_map_done. Each record that -z ended is a C string in it. */
typedef struct GitMap {
    Str text;
} GitMap;
MUST_CHECK ErrCode git_run_mapped(const Git *g, const char *const *args, GitMap *ret, Err *err);
/* Of an open file, which may be closed afterwards. */
MUST_CHECK ErrCode git_map_file(int fd, GitMap *ret, Err *err);
void git_map_done(GitMap *m);

/* git_run_ok with the arguments in place. */
#define GIT_RUN_OK(a, g, ret_output, err, ...)                                        \
    git_run_ok((a), (g), &(GitAsk){.args = (const char *const[]){__VA_ARGS__, NULL}}, \
               (ret_output), (err))

/* Where a repository is. Pure looking at the file system: runs nothing. */
typedef struct GitPlace {
    Str git_dir; /* empty: `path` is in no repository; may be a file that names the real one */
    Str common_dir; /* where info/ lies: of a linked work tree, that of the main one */
    Str top;        /* the work tree's root; empty when bare */
    Str prefix;     /* path below `top`, with '/' at the end; empty at the top */
} GitPlace;

/* `path` must be absolute and free of links. */
GitPlace git_find(Arena *a, Str path);

/* What git says is wrong, in a sentence's tail: without "fatal: " and line ends. */
Str git_reason(Str error_output);

#endif
