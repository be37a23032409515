/*
 * recipes.h -- what the source itself says must follow a change.
 *
 * Sentences of comments that address whoever changes something: "if you add ...", "must be kept in sync",
 * "remember to update". They are quoted whole, with the sentence that goes on from them, so that
 * their conditions stay.
 */
#ifndef FONDATION_INSIGHT_RECIPES_H
#define FONDATION_INSIGHT_RECIPES_H

#include "insight/insight.h"

enum {
    RECIPES_MAX = 1000,
    RECIPE_MAX_BYTES = 600, /* a longer comment is no recipe */
    RECIPE_MIN_BYTES = 24,
};

typedef struct Recipe {
    Str words; /* plain words, white space folded */
    UnitId unit;
    uint32_t start, end; /* of the comment */
    uint32_t from, to;   /* bytes of the lines that the words stand in */
    SymbolId about;      /* what the comment stands before or in; 0: the file */
    SymbolId sibling; /* one of the same kind beside it, to be taken as an example; 0: none */
} Recipe;

/* In the files given, outside of tests; in order of place. */
uint32_t recipes_in(const Insight *x, const UnitId *units, uint32_t unit_count, Recipe **ret);

/* Whether a sentence tells what must follow a change. */
bool recipe_is_one(Str sentence);

#endif
