/*
 * tests.h -- which tests touch a chapter, and what tests swap out.
 *
 * A test is a definition that its language's rules make one, or a named block of a test file
 * (`it("...")`). A test touches a symbol when it has a resolved reference to it; helpers that tests share
 * are no tests. Tests that touch what few others touch come first: they are about it.
 */
#ifndef FONDATION_INSIGHT_TESTS_H
#define FONDATION_INSIGHT_TESTS_H

#include "insight/insight.h"

enum { TESTS_MAX = 2000, TEST_MAX_TOUCHED = 4, SEAMS_MAX = 40 };

typedef struct TestFact {
    SymbolId test; /* 0 when it is a named block */
    Str name;      /* as the language names it, or the block's words */
    UnitId unit;
    uint32_t at;                        /* of its name */
    SymbolId touched[TEST_MAX_TOUCHED]; /* of the chapter, the rarest first */
    Place shown[TEST_MAX_TOUCHED];
    uint32_t touched_count; /* all, also beyond those kept */
    double weight;
} TestFact;

/* The tests of chapter `number` (as in Insight.owner), those first that are most about it. */
uint32_t tests_of_chapter(const Insight *x, uint8_t number, TestFact **ret);

/* -- of the whole repository -- */

/* A file of tests: how many it has, and the chapter that it refers to most. */
typedef struct TestUnit {
    UnitId unit;
    uint32_t tests;
    uint8_t about; /* as in Insight.owner; 0: none */
} TestUnit;
enum { TEST_UNITS_MAX = 4000 };
/* Those with most tests first. */
uint32_t tests_units(const Insight *x, TestUnit **ret);

/* A function of test code that tests share. */
typedef struct TestHelper {
    SymbolId symbol;
    uint32_t tests; /* test cases that refer to it */
} TestHelper;
enum { TEST_HELPERS_MAX = 8, TEST_HELPER_MIN_TESTS = 5 };
/* Those that most tests use first; at most TEST_HELPERS_MAX. */
uint32_t tests_helpers(const Insight *x, TestHelper *ret);

/* A test to take as an example: of `min` to `max` lines, using most helpers; 0: none. */
SymbolId tests_example(const Insight *x, uint32_t min, uint32_t max);

/* -- */

/* Functions of the chapter that no resolved path of calls leads to from a test, in the order of
 * `symbols`; `ret` has room for `count`. 0 where there is no test at all. */
uint32_t tests_unreached(const Insight *x, const SymbolId *symbols, uint32_t count,
                         SymbolId *ret);

/* A variable or function of the program that a test assigns to: the place to put something else in. */
typedef struct Seam {
    SymbolId symbol;
    SymbolId by; /* the test or helper */
    Place at;
} Seam;
uint32_t seams_of_chapter(const Insight *x, uint8_t number, Seam **ret);

#endif
