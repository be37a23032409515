/*
 * rank.h -- how central each symbol is, by several signals and their fusion.
 *
 * Ranked are the symbols at file level (and methods only through the type they belong to): references
 * to a member count for its outermost definition. Signals, measured on repositories whose abstractions
 * are known (test/scorecard):
 *
 *   fan-in    distinct files that refer to it, tests and examples included
 *   size      lines of its definition
 *   docs      mentions in documents
 *   exported  listed as public
 *   hub       distinct other symbols that it refers to
 *
 * Fusion is by reciprocal rank (Cormack, Clarke, Buettcher, SIGIR 2009): 1 / (RANK_FUSION_K + rank),
 * summed.
 */
#ifndef FONDATION_GRAPH_RANK_H
#define FONDATION_GRAPH_RANK_H

#include "graph/outline.h"

enum { RANK_FUSION_K = 60 };

typedef struct Ranked {
    SymbolId symbol;
    uint32_t fan_in;     /* files */
    uint32_t fan_out;    /* symbols */
    uint32_t lines;
    uint32_t mentions;   /* in documents */
    bool is_exported;
    double score;
} Ranked;

typedef struct Ranking {
    Ranked *items;       /* best first */
    uint32_t count;
    uint32_t *place;     /* by symbol: 1 + index into items of the outermost definition's; 0: none */
} Ranking;

/* Lives in `a`. */
void rank_symbols(const Program *p, const OutlineAsk *ask, Arena *a, Ranking *ret);

/* The outermost definition that a symbol stands in (itself, or the class of a method); 0 for the
 * file. Namespaces and modules are looked through. */
SymbolId rank_outermost(const Program *p, SymbolId s);

#endif
