/*
 * rank.h -- how much each module and each item matters, by several signs.
 *
 * The signs, each as a logarithm so that none drowns the others, were kept only where they help on
 * repositories whose abstractions are known (test/scorecard; figures in doc/benchmarks.md):
 *
 *   users       distinct files of other modules that refer to it: the baseline
 *   test_users  tests and examples that do
 *   size        lines of code
 *   mentions    sections of documents that name it; headings count by themselves
 *   targets     modules it refers to: those that bring others together
 *
 * Modules named for services every program has (strings, logging, memory) weigh little however much
 * they are used, unless documents speak of them.
 */
#ifndef FONDATION_GRAPH_RANK_H
#define FONDATION_GRAPH_RANK_H

#include "graph/outline.h"
#include "graph/parts.h"

/* References between two modules. */
typedef struct ModuleUse {
    uint32_t from, to;
    uint32_t count;
} ModuleUse;

typedef struct Ranking {
    ModuleUse *uses; /* sorted by (from, to) */
    uint32_t use_count;
    uint32_t *use_start; /* by module: uses[use_start[m] .. use_start[m + 1]) are from it */
} Ranking;

/* Fills what parts.h leaves to it, and sorts the items of each module. Lives in the arena of x. */
void rank_parts(Parts *x, const OutlineAsk *ask, Ranking *ret);

/* Documents that tell of changes, licences and people name everything and explain nothing. */
bool rank_is_news(Str path);

#endif
