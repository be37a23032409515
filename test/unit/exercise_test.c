/*
 * exercise_test.c -- questions over small repositories: the right key, no second right answer, found again.
 */
#include "program_test.h"

#include "course/check.h"
#include "exercise/choice.h"
#include "exercise/exercise.h"
#include "exercise/literal.h"

/* One chapter that carries all symbols of the files. */
typedef struct Asked {
    TestProgram t;
    Evidence *evidence;
    Course course;
    Abstraction about;
    Outline outline;
} Asked;

static void asked_all(const TestFile *files, Asked *k)
{
    Err err = {0};

    *k = (Asked){.t = test_program(files)};
    k->evidence = evidence_open(k->t.program);
    k->course.chapters = ARENA_ARRAY(&k->t.arena, Chapter, 1);
    k->course.chapters_count = 1;
    k->course.chapters[0] = (Chapter){
        .number = 1, .slug = STR("all"), .title = STR("All"), .kind = STR("abstraction")};
    course_id(k->course.chapters[0].id, "chapter", STR("all"), STR("all"));
    k->course.chapters[0].sections = ARENA_ARRAY(&k->t.arena, Section, 8);
    k->course.chapters[0].sections_count = 8;
    k->about.symbols = ARENA_ARRAY(&k->t.arena, SymbolId, k->t.program->symbol_count);
    k->about.units = ARENA_ARRAY(&k->t.arena, UnitId, k->t.program->unit_count);
    for (UnitId u = 0; u < k->t.program->unit_count; u++) {
        const Unit *unit = &k->t.program->units[u];

        if (unit->file->flags & FILE_IS_TEST)
            continue;
        k->about.units[k->about.unit_count++] = u;
        for (uint32_t d = 1; d < unit->facts->def_count; d++)
            k->about.symbols[k->about.symbol_count++] = unit->first_symbol + d;
    }
    k->outline.abstractions = &k->about;
    k->outline.abstraction_count = 1;
    AUTO(world_close) World w = world_open(k->t.program, k->evidence, &k->t.arena);
    ExercisesAsk ask = {.world = &w, .outline = &k->outline, .course = &k->course};
    CHECK_OK(exercises_make(&ask, &err), &err);
}

static void asked_done(Asked *k)
{
    evidence_close(k->evidence);
    test_program_done(&k->t);
}

/* "QUESTION: key, key" for each exercise of the rule. */
static const char *asked_of(Asked *k, const char *rule)
{
    Buf out = BUF(TEST_TEXT_MAX_BYTES);

    for (uint32_t i = 0; i < k->course.exercises_count; i++) {
        const Exercise *x = &k->course.exercises[i];

        if (!str_is(x->rule, rule))
            continue;
        buf_add(&out, x->question);
        for (uint32_t n = 0; n < x->options_count; n++) {
            if (x->options[n].is_key)
                buf_printf(&out, " %.*s", STR_ARG(x->options[n].text));
        }
        buf_add_char(&out, '\n');
    }
    return test_keep(&k->t, &out);
}

#define CHECK_ASKED(k, rule, text) CHECK(strstr(asked_of((k), (rule)), (text)))

static void check_all_again(Asked *k)
{
    AUTO(world_close) World w = world_open(k->t.program, k->evidence, &k->t.arena);

    for (uint32_t i = 0; i < k->course.exercises_count; i++) {
        Str why = STR("");
        bool is_equal = exercise_recompute(&w, &k->course.exercises[i], &why);

        if (!is_equal)
            fprintf(stderr, "%.*s: %.*s\n", STR_ARG(k->course.exercises[i].rule), STR_ARG(why));
        CHECK(is_equal);
    }
}

static const TestFile shop[] = {
    {"cart.h", "struct cart { int total; int count; int seen; };\n"
               "void refill(struct cart *c);\nvoid drain(struct cart *c);\n"
               "void glance(struct cart *c);\n"},
    {"cart.c",
     "#include \"cart.h\"\n"
     "#define SHELF_WIDTH 48\n#define AISLES 7\n#define LAMPS 90\n"
     "/* Puts one more apple into the basket. */\n"
     "void refill(struct cart *c)\n{\n    c->total += SHELF_WIDTH;\n    drain(c);\n}\n"
     "/* Forgets every pear that was there before. */\n"
     "void drain(struct cart *c)\n{\n    c->count = AISLES;\n    glance(c);\n}\n"
     "/* Looks whether somebody stands at the door. */\n"
     "void glance(struct cart *c)\n{\n    c->seen = LAMPS;\n}\n"
     "/* Moves the ladder to the next wall. */\n"
     "void ladder(void)\n{\n    int steps = 0;\n    steps++;\n}\n"},
    {"till.c", "#include \"cart.h\"\n"
               "int receipt(struct cart *c)\n{\n    refill(c);\n    return 1;\n}\n"
               "int invoice(struct cart *c)\n{\n    glance(c);\n    return 2;\n}\n"
               "int voucher(int n)\n{\n    return n + 3;\n}\n"
               "int weekday(int n)\n{\n    /* a glance */\n    return n + 4;\n}\n"},
    {"wall.c",
     "int mortar(int n)\n{\n    return n;\n}\nint gravel(int n)\n{\n    return n;\n}\n"},
    {"roof.c", "int shingle(int n)\n{\n    return n;\n}\n"},
    {0},
};

TEST(the_function_that_assigns_is_the_key)
{
    Asked k;

    asked_all(shop, &k);
    CHECK_ASKED(&k, "assigns-to",
                "Which of these functions assigns to `cart.total`? `refill`\n");
    CHECK_ASKED(&k, "assigns-to",
                "Which of these functions assigns to `cart.seen`? `glance`\n");
    asked_done(&k);
}

TEST(a_description_leads_to_its_function)
{
    Asked k;

    asked_all(shop, &k);
    CHECK_ASKED(&k, "described-as", "Forgets every pear that was there before.”? `drain`");
    asked_done(&k);
}

TEST(a_description_that_names_its_function_is_not_asked)
{
    Asked k;

    asked_all(shop, &k);
    CHECK(!strstr(asked_of(&k, "described-as"), "ladder"));
    asked_done(&k);
}

TEST(a_caller_in_another_file_is_asked_for_first)
{
    Asked k;

    asked_all(shop, &k);
    CHECK_ASKED(&k, "called-by", "Which of these functions calls `glance` itself? `invoice`\n");
    asked_done(&k);
}

TEST(a_constant_has_the_value_of_its_line)
{
    Asked k;

    asked_all(shop, &k);
    CHECK_ASKED(&k, "value-of", "Which value has `SHELF_WIDTH`? `48`\n");
    asked_done(&k);
}

TEST(files_that_call_must_change_with_the_signature)
{
    Asked k;

    asked_all(shop, &k);
    CHECK_ASKED(&k, "must-change", "`glance`");
    CHECK_ASKED(&k, "must-change", " `till.c`\n");
    asked_done(&k);
}

TEST(what_only_mentions_the_name_is_no_option)
{
    Asked k;

    asked_all(shop, &k);
    for (uint32_t i = 0; i < k.course.exercises_count; i++) {
        const Exercise *x = &k.course.exercises[i];

        for (uint32_t n = 0; str_is(x->rule, "called-by") && n < x->options_count; n++)
            CHECK(!str_ends(x->subject, STR("#glance")) ||
                  !str_is(x->options[n].text, "`weekday`"));
    }
    asked_done(&k);
}

TEST(every_key_is_found_again)
{
    Asked k;

    asked_all(shop, &k);
    CHECK(k.course.exercises_count >= 6);
    check_all_again(&k);
    exercises_check(&k.course, k.t.program, k.evidence, &k.t.arena);
    const Figure *f = &k.course.report.figures[k.course.report.figures_count - 1];
    CHECK_STR(f->check, EXERCISE_CHECK_NAME);
    CHECK_INT(f->checked, k.course.exercises_count);
    CHECK_INT(f->good, k.course.exercises_count);
    asked_done(&k);
}

TEST(a_wrong_key_is_an_error_of_the_report)
{
    Asked k;

    asked_all(shop, &k);
    for (uint32_t i = 0; i < k.course.exercises[0].options_count; i++)
        k.course.exercises[0].options[i].is_key = !k.course.exercises[0].options[i].is_key;
    exercises_check(&k.course, k.t.program, k.evidence, &k.t.arena);
    CHECK_INT(k.course.report.findings_count, 1);
    CHECK(report_has_errors(&k.course.report));
    asked_done(&k);
}

TEST(every_option_is_explained_with_a_place)
{
    Asked k;

    asked_all(shop, &k);
    for (uint32_t i = 0; i < k.course.exercises_count; i++) {
        const Exercise *x = &k.course.exercises[i];

        for (uint32_t n = 0; n < x->options_count; n++) {
            CHECK(x->options[n].explanation.len > 10);
            CHECK(str_has(x->options[n].explanation, STR("](cite:")));
            CHECK(x->options[n].source.path.len > 0);
        }
    }
    asked_done(&k);
}

TEST(ids_stay_when_lines_move)
{
    static const TestFile moved[] = {
        {"a.c", "\n\n\nint one(int n)\n{\n    return two(n);\n}\n"}, {0}};
    char first[COURSE_ID_SIZE], second[COURSE_ID_SIZE];
    TestProgram t = test_program(moved);
    Maker m = {.world = {.program = t.program, .arena = &t.arena}};
    Chapter ch = {0};
    ExerciseVec found = {0};

    m.chapter = &ch;
    m.found = &found;
    memcpy(first, maker_add(&m, "locate", "defined-in", STR("symbol:a.c#one"))->id,
           sizeof first);
    memcpy(second, maker_add(&m, "locate", "defined-in", STR("symbol:a.c#one"))->id,
           sizeof second);
    CHECK_STR(str_from(first), second);
    VEC_DONE(&found);
    test_program_done(&t);
}

/* -- orders -- */

static const Exercise *asked_about(Asked *k, const char *rule, const char *name)
{
    for (uint32_t i = 0; i < k->course.exercises_count; i++) {
        if (str_is(k->course.exercises[i].rule, rule) &&
            str_ends(k->course.exercises[i].subject, str_from(name)))
            return &k->course.exercises[i];
    }
    return NULL;
}

/* The pieces in their order, a bar before each; those that do not belong come last. */
static const char *pieces_of(Asked *k, const Exercise *x)
{
    Buf out = BUF(TEST_TEXT_MAX_BYTES);

    for (uint32_t place = 1; x && place <= x->lines_count + 1; place++) {
        for (uint32_t i = 0; i < x->lines_count; i++) {
            if (x->lines[i].order == (place <= x->lines_count ? place : 0))
                buf_printf(&out, "|%.*s", STR_ARG(x->lines[i].text));
        }
    }
    return test_keep(&k->t, &out);
}

static const TestFile kitchen[] = {
    {"kitchen.c",
     "int cook(int n);\nint wash(int n);\nint plate(int n, int m);\n"
     "static int pan, pot;\n"
     "int cook(int n)\n{\n    int heat = n;\n    int oil = 3;\n    heat += oil;\n"
     "    pan = heat;\n    if (pan < n)\n        return 7;\n    pot = pan + 1;\n    return "
     "pot;\n}\n"
     "int wash(int n)\n{\n    if (n == 1)\n        return 5;\n    if (n == 2)\n        return "
     "6;\n"
     "    pan = n;\n    pot = n;\n    return pan + pot;\n}\n"
     "int plate(int n, int m)\n{\n    n = cook(n);\n    m = wash(m);\n    if (n)\n        pan "
     "= wash(3);\n"
     "    return serve(n, m);\n}\n"
     "int serve(int n, int m)\n{\n    lamp(n);\n    cook(m);\n    bell(n);\n    return m;\n}\n"
     "int lamp(int n)\n{\n    return n;\n}\nint bell(int n)\n{\n    return n;\n}\n"},
    {0},
};

TEST(statements_that_nothing_orders_stay_together)
{
    Asked k;

    asked_all(kitchen, &k);
    CHECK_TEXT(
        pieces_of(&k, asked_about(&k, "order-lines", "#cook")),
        "|int heat = n;\nint oil = 3;|heat += oil;|pan = heat;|if (pan < n)\n    return 7;"
        "|pot = pan + 1;|return pot;|if (pan >= n)\n    return 7;");
    /* two guards, two assignments, a return: three pieces are no question */
    CHECK(!asked_about(&k, "order-lines", "#wash"));
    asked_done(&k);
}

TEST(calls_are_ordered_when_each_happens_once_and_always)
{
    Asked k;

    asked_all(kitchen, &k);
    CHECK_TEXT(pieces_of(&k, asked_about(&k, "call-order", "#serve")), "|lamp|cook|bell");
    CHECK(!asked_about(&k, "call-order", "#plate")); /* wash is called twice, once perhaps */
    asked_done(&k);
}

TEST(a_branch_returns_what_stands_in_it)
{
    Asked k;

    asked_all(kitchen, &k);
    CHECK_ASKED(&k, "returned-when", "`pan < n` is reached, and holds.");
    check_all_again(&k);
    asked_done(&k);
}

/* -- faults and changes -- */

TEST(a_fault_is_planted_where_reading_can_find_it)
{
    Asked k;

    asked_all(kitchen, &k);
    const Exercise *x = asked_about(&k, "plant-fault", "#wash");
    CHECK(x);
    CHECK_INT(x->edits_count, 1);
    CHECK_STR(x->edits[0].before, "==");
    CHECK_STR(x->edits[0].after, "!=");
    asked_done(&k);
}

TEST(a_first_change_has_checks_and_a_solution)
{
    Asked k;
    uint32_t grades = 0;

    asked_all(kitchen, &k);
    for (uint32_t i = 0; i < k.course.exercises_count; i++) {
        const Exercise *x = &k.course.exercises[i];

        if (x->grade) {
            CHECK(x->checks_count >= 2);
            CHECK(x->edits_count >= 1);
            grades |= BIT(x->grade);
        }
    }
    CHECK(grades & BIT(1));
    asked_done(&k);
}

/* -- values -- */

TEST(numbers_are_compared_by_value)
{
    CHECK(literal_may_equal(STR("0x10"), STR("16")));
    CHECK(literal_may_equal(STR("10 << 20"), STR("10485760")));
    CHECK(literal_may_equal(STR("1024*1024"), STR("1 << 20")));
    CHECK(literal_may_equal(STR("1_000"), STR("1000")));
    CHECK(literal_may_equal(STR("30UL"), STR("30")));
    CHECK(!literal_may_equal(STR("31"), STR("30")));
    CHECK(literal_may_equal(STR("'a'"), STR("\"a\"")));
    CHECK(!literal_may_equal(STR("\"a\""), STR("\"b\"")));
    CHECK(literal_may_equal(STR("sizeof(x)"), STR("8")));
}

TEST(only_simple_values_are_taken_from_definitions)
{
    CHECK_STR(literal_of_definition(STR("#define N 48 /* so many */"), 9, true), "48");
    CHECK_STR(literal_of_definition(STR("#define F(x) 48"), 9, true), "");
    CHECK_STR(literal_of_definition(STR("#define N (1 << 4)"), 9, true), "(1 << 4)");
    CHECK_STR(literal_of_definition(STR("const N: u32 = 5;"), 7, false), "5");
    CHECK_STR(literal_of_definition(STR("URL = \"http://x\" // y"), 3, false), "\"http://x\"");
    CHECK_STR(literal_of_definition(STR("N = f(2)"), 1, false), "");
}

TEST(words_of_a_name_show_it)
{
    CHECK(choice_shows(STR("Expires a key."), STR("expireKey")));
    CHECK(choice_shows(STR("when it has expired"), STR("key_expire")));
    CHECK(!choice_shows(STR("Frees what it held."), STR("tube_dref")));
}

TEST_MAIN()
