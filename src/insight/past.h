/*
 * past.h -- what the history says of files: which change often, and which change together.
 *
 * "Of N commits to A, M also changed B": both counts are of the commits that were read, so they hold
 * whatever the limit was. Where there is no history there is nothing.
 */
#ifndef FONDATION_INSIGHT_PAST_H
#define FONDATION_INSIGHT_PAST_H

#include "insight/insight.h"

enum {
    PAST_MIN_COMMITS = 5, /* of a file, before its company says something */
    PAST_MIN_TOGETHER = 3,
    PAST_MIN_PERCENT = 25, /* of the file's commits */
    PAST_MAX_COMPANIONS = 3,
};

typedef struct Companion {
    Str path;
    uint32_t together;
} Companion;

typedef struct PastFact {
    const FileHistory *file;
    Companion companions[PAST_MAX_COMPANIONS]; /* the most frequent first */
    uint32_t companion_count;
} PastFact;

/* The company of one file; false where the history says nothing of it. */
bool past_of_file(const Insight *x, Str path, PastFact *ret);

/* Files of code by number of commits, the most first; at most `max`. */
uint32_t past_busiest(const Insight *x, uint32_t max, PastFact *ret);

/* A part of the repository: a folder at the top, or below the only one. */
typedef struct PastPart {
    Str dir;                 /* "" for files at the top */
    uint32_t files, commits; /* commits: summed over its files */
    int64_t first_ms, last_ms;
    Str newest; /* the file that was changed last */
} PastPart;
enum { PAST_MAX_PARTS = 64 };
uint32_t past_parts(const Insight *x, PastPart *ret); /* by path */

#endif
