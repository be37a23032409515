/*
 * constants.h -- named values of a chapter: limits, defaults, sizes, names of things.
 *
 * A constant is a definition whose value stands beside its name and needs no running to be known: a
 * number, a text, or arithmetic over numbers and other constants.
 */
#ifndef FONDATION_INSIGHT_CONSTANTS_H
#define FONDATION_INSIGHT_CONSTANTS_H

#include "insight/insight.h"

enum { CONSTANTS_MAX = 200 };

typedef struct ConstantFact {
    SymbolId constant;
    Str value;     /* as in the source */
    uint32_t uses; /* outside of tests */
    SymbolId user; /* the function that uses it most; 0: none */
    Place used_at; /* there */
} ConstantFact;

/* The constants that chapter `number` (as in Insight.owner) holds, the most used first. */
uint32_t constants_of_chapter(const Insight *x, uint8_t number, ConstantFact **ret);

/* The value that the definition gives to its name; empty when it is no plain value. */
Str constant_value(const Insight *x, SymbolId s);

#endif
