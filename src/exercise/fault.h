/*
 * fault.h -- one fault planted in a function, and only one that reading can find.
 *
 * A fault is a replacement of a few bytes: a comparison turned round or off by one, `and` for `or`, two
 * arguments of the same call swapped against the names of its parameters, a release left out whose
 * acquisition stands above it. The text with the fault has no more syntax errors than before, and another
 * shape.
 */
#ifndef FONDATION_EXERCISE_FAULT_H
#define FONDATION_EXERCISE_FAULT_H

#include "exercise/code_tree.h"
#include "exercise/snippet.h"

typedef enum FaultKind {
    FAULT_RELEASE, /* a call that gives something back is left out */
    FAULT_SWAP,    /* two arguments changed places */
    FAULT_BOUND,   /* < for <=, and so on, where a loop ends */
    FAULT_FLIP,    /* == for !=, < for >= */
    FAULT_LOGIC,   /* && for || */
    FAULT_KIND_COUNT
} FaultKind;

typedef struct Fault {
    uint8_t kind;   /* FaultKind */
    uint32_t start; /* byte in the file */
    Str before, after;
} Fault;
VEC_TYPE(FaultVec, Fault);

/* What is wrong, for a hint: "a comparison". */
const char *fault_words(FaultKind kind);

/* All faults that could be planted in a definition, in the order of the text. The texts live in the world's
 * arena. */
void fault_find(const World *w, const Snippet *n, FaultVec *ret);
/* The one for the function `s`: the first kind that it has, the place by `dice`. False when it has none
 * that can still be read. */
bool fault_choose(const World *w, SymbolId s, uint64_t dice, Fault *ret);

/* The file with the bytes replaced, in `a`. */
Str fault_apply(Arena *a, Str text, uint32_t start, Str before, Str after);

#endif
