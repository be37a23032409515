/*
 * listing.h -- which files there are, before anything is decided about them.
 *
 * Three sources: git's index, the tree of a commit, and a walk through the folder that honours the
 * ignore files by glob.h. A work tree is index and walk together; git's own listing of untracked files
 * is not used, because a pattern can make it take for ever, and a pipe named .gitignore make it wait.
 * Nothing here opens a file but ignore files; symbolic links are never followed.
 */
#ifndef FONDATION_SOURCE_LISTING_H
#define FONDATION_SOURCE_LISTING_H

#include "base/vec.h"
#include "source/checkout.h"
#include "source/git.h"
#include "source/glob.h"

enum {
    LISTING_MAX_ENTRIES = 4 << 20, /* more are counted as SKIP_TOO_MANY and not listed */
    LISTING_MAX_PARTS = 8,
};

/* git's file modes, as far as they matter. */
enum {
    MODE_FILE = 0100644,
    MODE_EXECUTABLE = 0100755,
    MODE_LINK = 0120000,
    MODE_SUBMODULE = 0160000,
    MODE_FOLDER = 0040000
};

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
    bool is_ignored;         /* counted, not listed, unless it is tracked all the same */
    char id[GIT_ID_MAX + 1]; /* empty when git has none */
    IndexStat stat;
} Listed;

typedef struct Listing {
    VEC(Listed) entries;
    GitMap map;       /* that the paths of entries point into, until listing_join */
    uint64_t ignored; /* entries that the repository's rules leave out; a folder is one */
    uint64_t beyond;  /* entries over LISTING_MAX_ENTRIES */
    bool is_sparse;   /* the index has folders in place of their files */
} Listing;

void listing_done(Listing *l);

/* The tracked files of a work tree. */
MUST_CHECK ErrCode listing_read_index(const Git *g, Listing *l, Err *err);
/* All files of a commit. */
MUST_CHECK ErrCode listing_read_tree(const Git *g, const char *commit, Listing *l, Err *err);

/* An ignore file that is not found by the walk: of a folder above, or $GIT_DIR/info/exclude. */
typedef struct IgnoreFile {
    Str dir; /* of its rules, in the repository; "" for the root */
    GlobList rules;
} IgnoreFile;

typedef struct WalkAsk {
    int dir_fd;
    const SourceLimits *limits;
    const volatile sig_atomic_t *stop;
    Str prefix;              /* of the folder in its repository: "" or with '/' at the end */
    const IgnoreFile *above; /* the strongest first */
    size_t above_count;
    bool
        in_repository; /* folders with a repository of their own are listed as submodules, not entered */
} WalkAsk;

/* What is in the folder and not ignored. ERR_SOURCE when the folder itself cannot be read; what is
 * unreadable below is left out. */
MUST_CHECK ErrCode listing_walk(Arena *a, const WalkAsk *ask, Listing *l, Err *err);

/* Several lists as one: sorted by path, each path once, tracked entries before others, the paths in
 * `a`. Leaves the parts sorted. */
void listing_join(Arena *a, Listing *ret, Listing *parts, size_t count);

#endif
