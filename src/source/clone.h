/*
 * clone.h -- a remote repository as a folder of one's own.
 *
 * git runs as a child with everything switched off that a remote or its content could use: hooks,
 * submodules, LFS and other filters, prompts, redirects to other protocols. The history comes down to
 * a limit. Nothing is left behind when it fails.
 */
#ifndef FONDATION_SOURCE_CLONE_H
#define FONDATION_SOURCE_CLONE_H

#include "base/arena.h"
#include "base/err.h"

#include <signal.h>

typedef struct CloneAsk {
    const char *url;
    const char *dest;      /* must not be there yet */
    const char *branch;    /* or tag; NULL: the remote's default */
    const char *commit;    /* full id; NULL: the branch's newest */
    uint32_t history_max;  /* commits; 0: 2,000 */
    uint64_t deadline_ms;  /* 0: ten minutes */
    const volatile sig_atomic_t *stop;
} CloneAsk;

/* ERR_SOURCE: no such repository, no access, no such branch or commit, empty; the words say which. */
MUST_CHECK ErrCode clone_repository(const CloneAsk *ask, Err *err);

/* Whether an operand is a URL to clone: it has a scheme, or is of the form user@host:path. */
bool clone_is_url(Str operand);
/* The repository's name from its URL: "https://host/o/redis.git" -> "redis". */
Str clone_name(Arena *a, Str url);

#endif
