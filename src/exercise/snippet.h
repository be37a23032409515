/*
 * snippet.h -- one definition read by itself.
 *
 * Parsing a whole file for a function of twenty lines would cost more than reading the repository did.
 * So a definition is cut out and, where its grammar knows it only inside of a class, put into one; what is
 * found is carried back to the file by offset. A definition that does not parse so gives nothing.
 */
#ifndef FONDATION_EXERCISE_SNIPPET_H
#define FONDATION_EXERCISE_SNIPPET_H

#include "exercise/world.h"

enum { SNIPPET_MAX_BYTES = 64 << 10 };

typedef struct Snippet {
    LanguageId language;
    UnitId unit;
    Str text;            /* the definition as a file of its own; in the world's arena */
    uint32_t start, end; /* the definition in it */
    uint32_t file_start; /* where `start` is in the file */
    const FlowBody
        *body; /* its statements; NULL when the language has none or it did not parse */
} Snippet;

/* Kept by the world: asking again costs nothing. NULL when it is too large or has no text. */
const Snippet *snippet_of(const World *w, SymbolId s);

static inline uint32_t snippet_to_file(const Snippet *n, uint32_t at)
{
    return at - n->start + n->file_start;
}

/* 1-based line of the file. */
static inline uint32_t snippet_line(const World *w, const Snippet *n, uint32_t at)
{
    return evidence_line(w->evidence, n->unit, snippet_to_file(n, at));
}

/* The certain call whose name stands there; NULL: it is not resolved, or is no call. */
const Edge *snippet_call(const World *w, const Snippet *n, FlowRange name);

#endif
