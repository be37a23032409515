/*
 * insight_tests_test.c -- which tests are about something, what they reach and what they swap.
 */
#include "insight_test.h"

#include "insight/tests.h"

static const TestFile code[] = {
    {"disk.h", "int (*alloc)(int);\nint store(int n);\nint lost(void);\nint helper(void);\n"},
    {"disk.c", "#include \"disk.h\"\n"
               "static int real(int n) { return n; }\n"
               "int (*alloc)(int) = real;\n"
               "static int inner(int n) { return alloc(n); }\n"
               "int store(int n) { return inner(n); }\n"
               "int helper(void) { return 1; }\n"
               "int lost(void) { return 2; }\n"},
    {"testdisk.c", "#include \"disk.h\"\n"
                   "static int full(int n) { return 0; }\n"
                   "static void prepare(void) { helper(); }\n"
                   "void cttest_full(void) { alloc = full; store(1); helper(); }\n"
                   "void cttest_store(void) { prepare(); store(1); }\n"},
    {0}};

TEST(tests_that_touch_what_few_touch_come_first_and_helpers_are_no_tests)
{
    TestInsight t;
    TestFact *tests;
    Seam *seams;

    test_insight(&t, code);
    uint32_t count = tests_of_chapter(&t.insight, 1, &tests);
    CHECK_INT(count, 2);
    CHECK_STR(tests[0].name, "cttest_full");
    CHECK_INT(tests[0].touched_count, 3);
    CHECK_STR(program_name(t.made.program, tests[0].touched[2]), "store");
    CHECK_STR(tests[1].name, "cttest_store");
    CHECK_INT(tests[1].touched_count, 1);
    count = seams_of_chapter(&t.insight, 1, &seams);
    CHECK_INT(count, 1);
    CHECK_STR(program_name(t.made.program, seams[0].symbol), "alloc");
    CHECK_STR(program_name(t.made.program, seams[0].by), "cttest_full");
    test_insight_done(&t);
}

TEST(what_no_path_of_calls_leads_to_from_a_test_is_named)
{
    TestInsight t;
    SymbolId unreached[4];

    test_insight(&t, code);
    SymbolId asked[] = {test_symbol(&t, "inner"), test_symbol(&t, "lost"),
                        test_symbol(&t, "real")};
    CHECK_INT(tests_unreached(&t.insight, asked, 3, unreached), 1);
    CHECK_STR(program_name(t.made.program, unreached[0]), "lost");
    test_insight_done(&t);
}

TEST(a_named_block_is_a_test)
{
    TestInsight t;
    TestFact *tests;

    test_insight(&t, (TestFile[]){{"add.js", "export function add(a, b) { return a + b }\n"},
                                  {"add.test.js", "import { add } from './add.js'\n"
                                                  "describe('sums', () => {\n"
                                                  "  it('adds two', () => { add(1, 2) })\n"
                                                  "  it('is quiet', () => { })\n"
                                                  "})\n"},
                                  {0}});
    CHECK_INT(tests_of_chapter(&t.insight, 1, &tests), 1);
    CHECK_STR(tests[0].name, "adds two");
    test_insight_done(&t);
}

TEST_MAIN()
