/*
 * practice.h -- a learner at a course's exercises: what the one-shot commands and the session share.
 */
#ifndef FONDATION_CLI_PRACTICE_H
#define FONDATION_CLI_PRACTICE_H

#include "cli/practice_say.h"

#include "source/checkout.h"

typedef struct Practice {
    Arena arena;
    const char *dir;  /* of the course */
    const char *repo; /* --repo; NULL: not given */
    Course *course;
    Record record;
    Str scratch_root;
    SyntaxReader *reader;
    Checkout *checkout; /* of `repo`, once it was asked for */
    Say say;
    bool is_json;
} Practice;

/* Counts an answer and keeps the record; a solved exercise's copy is removed. */
MUST_CHECK ErrCode practice_count(Practice *p, const Exercise *x, bool is_right, Err *err);
MUST_CHECK ErrCode practice_hint(Practice *p, const Exercise *x, Err *err);
MUST_CHECK ErrCode practice_reset(Practice *p, const Exercise *x, Err *err); /* NULL: all */
MUST_CHECK ErrCode practice_open_scratch(Practice *p, const Exercise *x, Scratch *ret,
                                         Err *err);

/* Prints what was said and forgets it. */
void practice_flush(Practice *p);

/* Question after question from stdin, watching the copies of those that are edited; until `quit`, the end
 * of input, or all are solved. ERR_CANCELED when it was interrupted. */
MUST_CHECK ErrCode practice_session(Practice *p, const Exercise *first, Err *err);

#endif
