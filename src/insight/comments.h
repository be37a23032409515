/*
 * comments.h -- the comments of a source file, as they stand there.
 *
 * Line comments that follow each other without code between them are one comment. Quoted texts are passed
 * over, so that "http://" inside a string begins nothing.
 */
#ifndef FONDATION_INSIGHT_COMMENTS_H
#define FONDATION_INSIGHT_COMMENTS_H

#include "base/str.h"
#include "source/language.h"

typedef struct Comment {
    uint32_t start, end; /* bytes; markers included */
} Comment;

/* Takes the next comment at or after *at, and moves *at behind it; false at the end, and at once
 * for a language whose comments are not known. */
bool comment_next(Str text, LanguageId language, uint32_t *at, Comment *ret);

#endif
