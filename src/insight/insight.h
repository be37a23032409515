/*
 * insight.h -- what all extractors of facts look at, and how they say where.
 *
 * An insight is a fact worth a sentence or a row of a table: who sets a field, what a constant is,
 * which comment tells what must follow a change. Insights are plain data with places; words are the
 * writer's. Everything here is pure: the same Program, documents and history give the same insights.
 *
 * What always holds:
 *   1. An insight that rests on a reference rests on an edge from EDGE_CONFIDENCE_FACT on.
 *   2. Tests are told apart: what only tests do is never said of the program.
 *   3. Lists are in the order of the source or of weight, never of memory.
 */
#ifndef FONDATION_INSIGHT_INSIGHT_H
#define FONDATION_INSIGHT_INSIGHT_H

#include "graph/program.h"
#include "source/history.h"
#include "source/project.h"

/* Where something stands: an offset in a unit. */
typedef struct Place {
    UnitId unit;
    uint32_t at;
} Place;

typedef struct Insight {
    const Program *program;
    const Project *project; /* may be NULL */
    const History *history; /* may be NULL */
    /* By symbol: 1 + the chapter that it, or what encloses it, belongs to; 0: none. */
    const uint8_t *owner;
    /* Text of a unit; empty when it cannot be read. It lives as long as the Insight is used. */
    Str (*text)(void *self, UnitId unit);
    void *text_self;
    Arena *arena; /* everything found lives here */
    /* Filled by insight_prepare. */
    const bool *is_test_unit; /* by unit */
    struct InsightMemo *memo; /* what was found once and is asked for again */
} Insight;

typedef struct InsightMemo {
    const bool *reached_from_tests; /* by symbol; NULL: not asked for yet */
    bool has_tests;
} InsightMemo;

/* To be called once the fields above are set. */
void insight_prepare(Insight *x);

static inline Str insight_text(const Insight *x, UnitId unit)
{
    return x->text(x->text_self, unit);
}

static inline bool insight_is_fact(const Edge *e)
{
    return tier_confidence(e->tier) >= EDGE_CONFIDENCE_FACT;
}

/* Test code stands in files of its own (by their path or, in C, because they hold tests) or, in Rust, in
 * a module "tests" of the file it tests. */
bool insight_in_test(const Insight *x, SymbolId s);
/* Whether the reference stands in test code. */
bool insight_is_test_edge(const Insight *x, const Edge *e);
/* Whether it is a test case: a function that its language's rules make one, where tests may stand. */
bool insight_is_test_case(const Insight *x, SymbolId s);

/* Function, method or constructor. */
bool insight_is_function(const Def *d);

/* The enclosing function, method or constructor of a symbol, itself when it is one; else the symbol. */
SymbolId insight_function_of(const Program *p, SymbolId s);

/* Text that stands between the offset and the end of its line. */
Str insight_line_from(Str text, uint32_t at);
/* The whole line around the offset. */
Str insight_line_around(Str text, uint32_t at);

/* The right side of the assignment whose target's last name begins at `at`: up to what ends a
 * statement or a list's element, brackets and quotes passed over. Empty when no plain "=", ":=" or
 * ":" follows, or when it is longer than INSIGHT_MAX_VALUE_BYTES. White space is kept. */
enum { INSIGHT_MAX_VALUE_BYTES = 80 };
Str insight_value_at(Str text, uint32_t at);

#endif
