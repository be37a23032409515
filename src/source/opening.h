/*
 * opening.h -- what the files that open a checkout share: checkout.c, opening_git.c, opening_files.c.
 */
#ifndef FONDATION_SOURCE_OPENING_H
#define FONDATION_SOURCE_OPENING_H

#include "base/vec.h"
#include "source/attributes.h"
#include "source/checkout.h"
#include "source/git.h"
#include "source/judge.h"
#include "source/listing.h"

struct Checkout {
    Arena arena;
    Str path;   /* absolute, without links */
    int dir_fd; /* -1: contents come from `blobs` */
    SourceFile *files;
    size_t count;
    Str *texts; /* by file, into `blobs`; NULL with a work tree */
    GitMap blobs;
    uint64_t skipped[SKIP_REASON_COUNT];
    Revision revision;
    SourceLimits limits;
    Git git; /* git.git_dir is NULL without a repository */
};

/* What is only needed while opening. */
typedef struct Opening {
    Checkout *c;
    const CheckoutAsk *ask;
    Str path; /* absolute, without links */
    GitPlace place;
    bool is_work_tree; /* read from the disk, not from a commit */
    Listing listing;
    Judge judge;
    Attributes *attributes;
    GlobList include, exclude;
    Judged *judged;        /* by file */
    uint8_t *marks;        /* by file: MARK_... */
    VEC(IgnoreFile) above; /* the strongest first */
    Str staged;            /* what differs from HEAD in the index, as git diff-index tells it */
    int64_t index_s, index_ns; /* time of the index; 0: unknown */
    bool
        converts_all; /* core.autocrlf or core.eol: any file's bytes may differ from its blob's */
    bool is_partial; /* a clone without its large blobs */
} Opening;

enum { MARK_GONE = BIT(0), MARK_UNSURE = BIT(1), MARK_SAME = BIT(2) };

/* Asks git all it needs, on all cores at once, and fills place, listing, staged and the revision.
 * *ret_repository is false when git says that there is none. */
MUST_CHECK ErrCode opening_ask_git(Opening *o, bool *ret_repository, Err *err);

/* Judges every file of the listing, from the work tree or from the commit. */
MUST_CHECK ErrCode opening_look_at_files(Opening *o, Err *err);

/* By path; NULL when there is none. For the checkout's files only. */
SourceFile *opening_find(const Checkout *c, Str path);

#endif
