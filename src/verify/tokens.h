/*
 * tokens.h -- code as tokens, the same way for every language: words, numbers, quoted texts, signs.
 *
 * Good enough to compare code with code: white space and comments do not count. Knows nothing of
 * grammar.
 */
#ifndef FONDATION_VERIFY_TOKENS_H
#define FONDATION_VERIFY_TOKENS_H

#include "base/vec.h"
#include "source/language.h"

typedef struct Token {
    uint64_t hash;    /* of the text */
    uint32_t line;    /* from 0 */
    uint32_t at, len; /* in the text */
    bool is_gap;      /* "...": something was left out here on purpose */
} Token;

VEC_TYPE(TokenVec, Token);

enum { TOKENS_MAX = 1 << 20 };

/* Appends; a text of more than TOKENS_MAX tokens is cut. */
void tokens_read(LanguageId language, Str text, TokenVec *tokens);

#endif
