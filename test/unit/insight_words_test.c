/*
 * insight_words_test.c -- comments, recipes and constants: what the source says in words and values.
 */
#include "insight_test.h"

#include "insight/comments.h"
#include "insight/constants.h"
#include "insight/recipes.h"

static const char *comments_text(Arena *a, const char *text, LanguageId language)
{
    AUTO(buf_done) Buf out = BUF(1 << 16);
    uint32_t at = 0;
    Comment c;

    while (comment_next(str_from(text), language, &at, &c))
        buf_printf(&out, "[%.*s]", STR_ARG(str_sub(str_from(text), c.start, c.end)));
    return arena_str(a, buf_str(&out)).ptr;
}

TEST(comments_are_found_and_quoted_texts_passed_over)
{
    AUTO(arena_done) Arena a = {0};

    CHECK_TEXT(
        comments_text(&a, "x = \"http://a\"; // one\n  // two\n  // three\ny /* b */", LANG_C),
        "[// one][// two\n  // three][/* b */]");
    CHECK_TEXT(comments_text(&a, "x = '#' # one\n'''doc\n'''\n# two\n", LANG_PYTHON),
               "[# one]['''doc\n'''][# two]");
    CHECK_TEXT(comments_text(&a, "fn f<'a>(x: &'a str) {} // life", LANG_RUST), "[// life]");
    CHECK_TEXT(comments_text(&a, "/* open", LANG_GO), "[/* open]");
    CHECK_TEXT(comments_text(&a, "# no", LANG_MARKDOWN), "");
}

TEST(a_sentence_for_whoever_changes_something_is_a_recipe)
{
    CHECK(recipe_is_one(STR("If you modify Jobrec struct, you must increment Walver above.")));
    CHECK(recipe_is_one(STR("This list must be kept in sync with the table below.")));
    CHECK(recipe_is_one(STR("When adding a new state, also update state_names.")));
    CHECK(!recipe_is_one(STR("If you change the size, it grows.")));
    CHECK(!recipe_is_one(STR("Also update *p in place, to be able to iterate over the list.")));
    CHECK(
        !recipe_is_one(STR("For example, if you add the annotation you should see it here.")));
    CHECK(!recipe_is_one(STR("The key must match the name of the module.")));
    CHECK(!recipe_is_one(STR("If you add one, should we update the other?")));
}

static Str name_or_none(const TestInsight *t, SymbolId s)
{
    return s ? program_name(t->made.program, s) : STR_NONE;
}

static const char *recipes_text(TestInsight *t)
{
    Buf out = BUF(TEST_TEXT_MAX_BYTES);
    Recipe *all;
    UnitId units[8];
    uint32_t unit_count = MIN_OF(t->made.program->unit_count, 8u);

    for (uint32_t i = 0; i < unit_count; i++)
        units[i] = i;
    uint32_t count = recipes_in(&t->insight, units, unit_count, &all);
    for (uint32_t i = 0; i < count; i++) {
        const Recipe *r = &all[i];

        buf_printf(&out, "%u-%u %.*s [%.*s]: %.*s\n", test_line(&t->made, r->unit, r->from),
                   test_line(&t->made, r->unit, r->to), STR_ARG(name_or_none(t, r->about)),
                   STR_ARG(name_or_none(t, r->sibling)), STR_ARG(r->words));
    }
    return test_keep(&t->made, &out);
}

TEST(a_recipe_keeps_its_conditions_and_says_what_it_is_about)
{
    TestInsight t;

    test_insight(&t,
                 (TestFile[]){{"a.c", "enum { VERSION = 7 };\n"
                                      "// Rows of the file.\n"
                                      "// If you change Record, you must increment VERSION.\n"
                                      "// If it was released, keep the old reader.\n"
                                      "struct Record { int a; };\n"
                                      "/* must be kept in sync with the writer */\n"
                                      "int read_record(void) { return 1; }\n"
                                      "int read_record5(void) { return 5; }\n"},
                              {0}});
    CHECK_TEXT(recipes_text(&t),
               "3-4 Record []: If you change Record, you must increment VERSION. If it was "
               "released, keep the old reader.\n"
               "6-6 read_record [read_record5]: must be kept in sync with the writer\n");
    test_insight_done(&t);
}

static const char *constants_text(TestInsight *t)
{
    Buf out = BUF(TEST_TEXT_MAX_BYTES);
    ConstantFact *all;
    uint32_t count = constants_of_chapter(&t->insight, 1, &all);

    for (uint32_t i = 0; i < count; i++)
        buf_printf(&out, "%.*s=%.*s %u %.*s\n",
                   STR_ARG(program_name(t->made.program, all[i].constant)),
                   STR_ARG(all[i].value), all[i].uses, STR_ARG(name_or_none(t, all[i].user)));
    return test_keep(&t->made, &out);
}

TEST(constants_have_their_value_beside_their_name)
{
    TestInsight t;

    test_insight(
        &t, (TestFile[]){{"a.c", "#define SIZE (10 << 20) /* bytes */\n"
                                 "#define TWICE(x) ((x) * 2)\n"
                                 "#define EMPTY\n"
                                 "#define CALLED strlen(\"a\")\n"
                                 "static const int unused = 4;\n"
                                 "static const int used = SIZE + 1;\n"
                                 "int f(void) { return used + SIZE + TWICE(2) + CALLED; }\n"},
                         {"b.py", "LIMIT: int = 50\nname = 3\ndef g(): return LIMIT\n"},
                         {0}});
    CHECK_TEXT(constants_text(&t), "SIZE=(10 << 20) 2 f\n"
                                   "used=SIZE + 1 1 f\n"
                                   "LIMIT=50 1 g\n");
    test_insight_done(&t);
}

TEST_MAIN()
