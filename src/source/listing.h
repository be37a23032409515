/*
 * listing.h -- which files there are, before anything is decided about them.
 *
 * Three ways to the same list: git's index and work tree, the tree of a commit, and a walk through
 * a folder that is no repository (which honours .gitignore files by glob.h). Nothing here opens a
 * file but .gitignore; symbolic links are never followed.
 */
#ifndef FONDATION_SOURCE_LISTING_H
#define FONDATION_SOURCE_LISTING_H

#include "base/vec.h"
#include "source/checkout.h"
#include "source/git.h"
#include "source/glob.h"

enum {
    LISTING_MAX_ENTRIES = 4 << 20, /* more are counted as SKIP_TOO_MANY and not listed */
};

/* git's file modes, as far as they matter. */
enum { MODE_FILE = 0100644, MODE_EXECUTABLE = 0100755, MODE_LINK = 0120000, MODE_SUBMODULE = 0160000 };

/* What the index remembers of a file when it last looked the same as the blob. */
typedef struct IndexStat {
    uint32_t ctime_s, ctime_ns, mtime_s, mtime_ns, ino, size;
    bool is_known;
    bool is_outside; /* sparse checkout: the file is not meant to be in the work tree */
} IndexStat;

typedef struct Listed {
    Str path; /* NUL-ended */
    uint32_t mode;
    bool is_tracked;
    bool is_ignored; /* by a rule; gone after listing_join unless it is tracked */
    char id[GIT_ID_MAX + 1]; /* empty when git has none */
    IndexStat stat;
} Listed;

typedef struct Listing {
    VEC(Listed) entries;
    GitMap map;           /* that the paths of entries point into, until listing_join */
    uint64_t ignored;     /* entries that the repository's rules leave out */
    uint64_t beyond;      /* entries over LISTING_MAX_ENTRIES */
    uint64_t nested;      /* repositories in the folder that are not submodules */
} Listing;

void listing_done(Listing *l);

/* What git tracks. */
MUST_CHECK ErrCode listing_read_index(const Git *g, Listing *l, Err *err);

/* All files of a commit. */
MUST_CHECK ErrCode listing_read_tree(const Git *g, const char *commit, Listing *l, Err *err);

/* Ignore rules that stand above the folder that is walked. `below` is the folder's path below them, with
 * '/' at the end; empty when they are of the folder itself. */
typedef struct OuterRules {
    GlobList rules;
    Str below;
} OuterRules;

typedef struct WalkAsk {
    int dir_fd;
    const SourceLimits *limits;
    const OuterRules *outer; /* the nearest first */
    size_t outer_count;
    bool is_repository;      /* folders that are repositories of their own are counted, not entered */
    const volatile sig_atomic_t *stop; /* may be NULL */
} WalkAsk;

/* The files of a folder that no rule ignores. git would tell the untracked ones too, but it waits for
 * ever at an ignore file that is a pipe, and its matching of patterns goes exponential; here it is linear.
 * ERR_SOURCE when the folder itself cannot be read; what is unreadable below is left out. */
MUST_CHECK ErrCode listing_walk(Arena *a, const WalkAsk *ask, Listing *l, Err *err);

/* Several lists as one: sorted by path, each path once (unmerged entries of the index are not),
 * the paths in `a`. */
void listing_join(Arena *a, Listing *ret, const Listing *parts, size_t count);

#endif
