/*
 * highlight.h -- colours for code as data: which bytes are keywords, strings, comments ...
 *
 * The classes are few and the same for all languages; pages give each a colour in both themes.
 */
#ifndef FONDATION_SYNTAX_HIGHLIGHT_H
#define FONDATION_SYNTAX_HIGHLIGHT_H

#include "syntax/pack.h"

/* id, CSS class */
/* clang-format off */
#define HIGHLIGHTS(X)            \
    X(KEYWORD,  "k")             \
    X(STRING,   "s")             \
    X(NUMBER,   "n")             \
    X(COMMENT,  "c")             \
    X(FUNCTION, "f")             \
    X(TYPE,     "t")             \
    X(CONSTANT, "v")             \
    X(PREPROC,  "p")             \
    X(PROPERTY, "m")             \
    X(TAG,      "g")             \
    X(NAME,     "i")  /* a name without a class of its own that leads somewhere */
/* clang-format on */

typedef enum HighlightClass {
#define X(id, css) HIGHLIGHT_##id,
    HIGHLIGHTS(X)
#undef X
        HIGHLIGHT_COUNT
} HighlightClass;

extern const char *const highlight_css[HIGHLIGHT_COUNT];

typedef struct HighlightSpan {
    uint32_t start, end; /* bytes of the source */
    uint8_t css;         /* HighlightClass */
} HighlightSpan;

VEC_TYPE(HighlightSpans, HighlightSpan);

/* Spans of the bytes [start, end) of `src`, sorted, not overlapping; none for a language without a
 * pack or a file whose parse was given up. */
void highlight(SyntaxReader *r, LanguageId language, Str src, uint32_t start, uint32_t end,
               HighlightSpans *spans);

#endif
