/*
 * history.h -- what git remembers: how often files change, together with which, since when.
 *
 * One pass over the newest commits, bounded in number (SourceLimits.history_max) and time: `git log`
 * with the names of changed files. Merges tell no files. Lines are not counted: that costs git ten
 * times as much and ranks files no better. Where there is no history everything is empty, and
 * nothing is made up.
 *
 * What git said about a commit can be kept in the cache folder: it will say the same again. Shallow
 * clones are asked each time, they can be deepened.
 */
#ifndef FONDATION_SOURCE_HISTORY_H
#define FONDATION_SOURCE_HISTORY_H

#include "source/checkout.h"

typedef struct FileHistory {
    Str path;
    uint32_t commits; /* among those read */
    uint32_t authors;
    int64_t first_ms, last_ms; /* of the commits read */
} FileHistory;

typedef struct CoChange {
    uint32_t a, b;     /* indices into files, a < b */
    uint32_t together; /* commits that changed both */
} CoChange;

typedef struct CommitInfo {
    Str id;
    Str subject;
    int64_t time_ms;
    uint32_t files;
} CommitInfo;

typedef struct History {
    FileHistory *files;
    size_t file_count; /* sorted by path; only files of the checkout */
    CoChange *pairs;
    size_t pair_count; /* twice or more; most frequent first, bounded */
    CommitInfo *commits;
    size_t commit_count; /* newest first, bounded */
    uint64_t commits_read;
    bool is_cut; /* there are more commits than the limit */
} History;

enum {
    HISTORY_MAX_PAIRS = 10000,
    HISTORY_MAX_FILES_IN_COMMIT = 50, /* larger ones say nothing about what belongs together */
    HISTORY_MAX_CANDIDATES = 2000000, /* pairs counted before the most frequent are chosen */
};

/* ERR_OK with an empty history where there is none, and where git could not read it within
 * `deadline_ms` (a limit that is only met where the same run would be stopped for other reasons).
 * ERR_CANCELED when asked to stop. */
MUST_CHECK ErrCode history_read(const Checkout *c, Arena *a, uint64_t deadline_ms, History *ret,
                                Err *err);
/* The same, with git's answer kept below `cache_dir` (NULL: not kept), beside the facts of the
 * repository (graph/facts_cache.h), where old ones are removed. */
MUST_CHECK ErrCode history_read_kept(const Checkout *c, const char *cache_dir, Arena *a,
                                     uint64_t deadline_ms, History *ret, Err *err);

const FileHistory *history_of(const History *h, Str path);

#endif
