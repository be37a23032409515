/*
 * insight_past_test.c -- what changes together, and what is left on disk.
 */
#include "insight_test.h"

#include "insight/past.h"
#include "insight/stores.h"

static const TestFile three[] = {{"src/a.c", "int a;\n"},
                                 {"src/a.h", "extern int a;\n"},
                                 {"src/b.c", "int b;\n"},
                                 {"top.c", "int t;\n"},
                                 {0}};

TEST(of_n_commits_to_a_file_m_also_changed_another)
{
    TestInsight t;
    PastFact f;
    FileHistory files[] = {{STR("src/a.c"), 10, 2, 100, 900},
                           {STR("src/a.h"), 9, 2, 100, 900},
                           {STR("src/b.c"), 6, 1, 50, 400},
                           {STR("top.c"), 5, 1, 10, 950}};
    CoChange pairs[] = {{0, 1, 9}, {0, 2, 5}, {0, 3, 2}};
    History h = {.files = files, .file_count = 4, .pairs = pairs, .pair_count = 3};

    test_insight(&t, three);
    t.insight.history = &h;
    CHECK(past_of_file(&t.insight, STR("src/a.c"), &f));
    /* the header is its twin, and twice is too seldom */
    CHECK_INT(f.companion_count, 1);
    CHECK_STR(f.companions[0].path, "src/b.c");
    CHECK_INT(f.companions[0].together, 5);
    CHECK(!past_of_file(&t.insight, STR("none.c"), &f));
    test_insight_done(&t);
}

TEST(folders_are_as_old_as_their_first_commit_and_as_new_as_their_last)
{
    TestInsight t;
    PastPart parts[PAST_MAX_PARTS];
    FileHistory files[] = {{STR("src/a.c"), 10, 2, 100, 900},
                           {STR("src/b.c"), 6, 1, 50, 400},
                           {STR("top.c"), 5, 1, 10, 950}};
    History h = {.files = files, .file_count = 3};

    test_insight(&t, three);
    t.insight.history = &h;
    CHECK_INT(past_parts(&t.insight, parts), 2);
    CHECK_STR(parts[0].dir, "src");
    CHECK_INT(parts[0].first_ms, 50);
    CHECK_INT(parts[0].last_ms, 900);
    CHECK_STR(parts[0].newest, "src/a.c");
    CHECK_STR(parts[1].dir, "");
    test_insight_done(&t);
}

TEST(lines_that_write_files_are_found_and_comments_are_not)
{
    TestInsight t;
    Store stores[STORES_MAX];

    test_insight(&t,
                 (TestFile[]){{"a.c", "int keep(const char *p) {\n"
                                      "  /* open(p, O_CREAT) */\n"
                                      "  return open(p, O_WRONLY | O_CREAT, 0600);\n}\n"
                                      "int see(const char *p) { return open(p, O_RDONLY); }\n"},
                              {"b.py", "def save(p):\n    with open(p, \"w\") as f:\n"
                                       "        f.write(\"x\")\n"
                                       "def load(p):\n    return open(p).read()\n"},
                              {0}});
    CHECK_INT(stores_find(&t.insight, stores), 2);
    CHECK_STR(program_name(t.made.program, stores[0].where), "keep");
    CHECK_STR(stores[0].line, "return open(p, O_WRONLY | O_CREAT, 0600);");
    CHECK_STR(program_name(t.made.program, stores[1].where), "save");
    test_insight_done(&t);
}

TEST_MAIN()
