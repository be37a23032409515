/*
 * judge.h -- whether one file is to be read, and as which language.
 *
 * Two questions, because the second costs reading: what name, size and attributes say, and what
 * the beginning of the content says. Pure.
 */
#ifndef FONDATION_SOURCE_JUDGE_H
#define FONDATION_SOURCE_JUDGE_H

#include "source/attributes.h"
#include "source/checkout.h"
#include "source/glob.h"
#include "source/listing.h"

typedef struct Judge {
    SourceLimits limits;     /* defaults filled in */
    const GlobList *include; /* NULL: everything */
    const GlobList *exclude; /* NULL: nothing */
    const Attributes *attributes;
    Str prefix; /* of the folder in its repository: attributes speak of whole paths */
} Judge;

typedef struct Judged {
    bool needs_content; /* judge_content is to be asked */
    bool converts;      /* the work tree's bytes may differ from the blob's */
    bool may_be_generated, may_be_minified; /* false where attributes forbid to think so */
} Judged;

/* Zero means default everywhere. */
SourceLimits source_limits_filled(SourceLimits limits);

/* f->path and f->size are set; sets language, flags and skip. `mode` as git has it. */
Judged judge_name(const Judge *j, SourceFile *f, uint32_t mode);
/* `head` is the content's beginning, `is_whole` all of it. Sets language and skip. */
void judge_content(const Judge *j, SourceFile *f, Judged told, Str head, bool is_whole);

/* What can only be said of all files together: language of undecided headers, folders that hold a
 * course, limits on number and bytes. `files` is sorted by path. */
void judge_together(const Judge *j, SourceFile *files, size_t count);

#endif
