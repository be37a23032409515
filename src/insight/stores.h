/*
 * stores.h -- where the program leaves something behind: files that it creates or writes, tables.
 *
 * Found by the words of the languages' own libraries, in code and not in comments or tests. What a library of
 * its own does inside is not seen.
 */
#ifndef FONDATION_INSIGHT_STORES_H
#define FONDATION_INSIGHT_STORES_H

#include "insight/insight.h"

enum { STORES_MAX = 60, STORE_LINE_MAX_BYTES = 160 };

typedef struct Store {
    Place at;
    Str line;       /* of code, trimmed */
    SymbolId where; /* the function; 0: the file */
} Store;

/* At most two of one function; in order of place. */
uint32_t stores_find(const Insight *x, Store *ret);

#endif
