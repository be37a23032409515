/*
 * clone.h -- a remote repository as a folder of one's own.
 *
 * git runs as a child with everything switched off that a remote or its content could use: hooks,
 * submodules, LFS and other filters, prompts, redirects. Of the protocols exactly the one of the URL
 * is allowed: https, ssh, file; http and git (not encrypted) only where the caller says so. The clone
 * is bare: contents are read out of the object store, so nothing is ever checked out. The history
 * comes down to a limit, and so do single large files where the remote can leave them out. Nothing
 * is left behind when it fails.
 */
#ifndef FONDATION_SOURCE_CLONE_H
#define FONDATION_SOURCE_CLONE_H

#include "base/arena.h"
#include "base/err.h"

#include <signal.h>

typedef struct CloneAsk {
    const char *url;
    const char *dest;     /* must not be there yet */
    const char *branch;   /* or tag; NULL: the remote's default */
    const char *commit;   /* full id; NULL: the branch's newest */
    uint32_t history_max; /* commits; 0: 2,000 */
    uint64_t deadline_ms; /* 0: ten minutes */
    const volatile sig_atomic_t *stop;
    uint64_t blob_max_bytes; /* larger files need not come; 0: 1 MiB */
    uint64_t size_max_bytes; /* of what the remote may send; 0: 8 GiB */
    bool allow_unencrypted;  /* http:// and git:// */
    const char *ssh_key;     /* a private key's file; NULL: what ssh finds by itself */
    /* NULL-ended "NAME=value" for git: proxies, SSH_AUTH_SOCK, certificates. May be NULL. */
    const char *const *env;
} CloneAsk;

/* ERR_SOURCE: no such repository, no access, no such branch or commit, empty, a protocol that is not
 * allowed; the words say which. ERR_LIMIT: larger than size_max_bytes. ERR_TIMEOUT, ERR_CANCELED. */
MUST_CHECK ErrCode clone_repository(const CloneAsk *ask, Err *err);

/* Whether an operand is a URL to clone: it has a scheme, or is of the form user@host:path. A folder's
 * path is not. */
bool clone_is_url(Str operand);
/* The repository's name from its URL: "https://host/o/redis.git" -> "redis". */
Str clone_name(Arena *a, Str url);

#endif
