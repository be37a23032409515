/*
 * insight_test.h -- an Insight over a small repository: everything belongs to chapter 1.
 */
#ifndef FONDATION_INSIGHT_TEST_H
#define FONDATION_INSIGHT_TEST_H

#include "program_test.h"

#include "insight/insight.h"

typedef struct TestInsight {
    TestProgram made;
    Insight insight;
    Str *texts; /* by unit */
} TestInsight;

static Str test_text_of(void *self, UnitId unit)
{
    return ((TestInsight *)self)->texts[unit];
}

/* `t` stays where it is. */
UNUSED static void test_insight(TestInsight *t, const TestFile *files)
{
    t->made = test_program(files);
    Program *p = t->made.program;
    uint8_t *owner = arena_alloc(&t->made.arena, p->symbol_count + 1);

    memset(owner, 1, p->symbol_count + 1);
    t->texts = ARENA_ARRAY(&t->made.arena, Str, p->unit_count + 1);
    for (UnitId u = 0; u < p->unit_count; u++) {
        Err err = {0};

        CHECK_OK(
            checkout_read(p->checkout, &t->made.arena, p->units[u].file, &t->texts[u], &err),
            &err);
    }
    t->insight = (Insight){.program = p,
                           .owner = owner,
                           .text = test_text_of,
                           .text_self = t,
                           .arena = &t->made.arena};
    insight_prepare(&t->insight);
}

UNUSED static void test_insight_done(TestInsight *t)
{
    test_program_done(&t->made);
}

/* The symbol of that qualified name; fails when there is none. */
UNUSED static SymbolId test_symbol(TestInsight *t, const char *name)
{
    const Program *p = t->made.program;

    for (SymbolId s = 1; s < p->symbol_count; s++) {
        if (str_is(program_qualified_name(p, &t->made.arena, s), name) &&
            !(program_def(p, s)->flags & DEF_IS_DECLARATION))
            return s;
    }
    fail_msg("there is no %s", name);
    return 0;
}

#endif
