/*
 * repair_test.c -- what the review mends, what it cuts, and that nothing gets worse by it; and the rows of
 * the check that read sentences.
 */
#include "program_test.h"

#include "course/draft.h"
#include "course/repair.h"
#include "course/score.h"

static const TestFile files[] = {
    {"a.c", "/* Adds, and never subtracts. */\nint add(int a, int b)\n{\n    return a + "
            "b;\n}\n\n\n\n\n\n"
            "\n\n\n\n\nint late_one(int a)\n{\n    return add(a, 1);\n}\n"},
    {"sub/b.c", "int add(int a, int b);\nint twice(int a)\n{\n    return add(a, a);\n}\n"
                "#define LIMIT_MAX 64\n"},
    {0},
};

typedef struct Fixture {
    TestProgram t;
    Evidence *evidence;
    Arena *a;
    Course course;
} Fixture;

/* A course of one chapter with one section: a sentence, a row of a table, an excerpt. */
static Fixture fixture_new(const char *prose, const char *cell)
{
    Fixture f = {.t = test_program(files)};
    Draft d;
    Excerpt x;

    f.evidence = evidence_open(f.t.program);
    f.a = evidence_arena(f.evidence);
    f.course = (Course){.title = STR("x"), .map = UINT32_MAX};
    f.course.chapters = ARENA_ARRAY(f.a, Chapter, 1);
    f.course.chapters_count = 1;
    f.course.chapters[0] = (Chapter){.number = 1, .slug = STR("add"), .title = STR("Add")};
    course_id(f.course.chapters[0].id, "abstraction", STR("a.c"), STR("add"));
    draft_begin(&d, f.a, &f.course);
    draft_section(&d, "purpose", "What it is for");
    buf_add(draft_prose(&d), str_from(prose));
    draft_end_prose(&d);
    evidence_excerpt(f.evidence, 0, 1, 5, &x);
    draft_excerpt(&d, &x);
    draft_end(&d, &f.course.chapters[0]);
    if (cell) {
        Section *s = &f.course.chapters[0].sections[0];
        Block *blocks = ARENA_ARRAY(f.a, Block, s->blocks_count + 1);
        Str *cells = ARENA_ARRAY(f.a, Str, 2), *head = ARENA_ARRAY(f.a, Str, 1);

        memcpy(blocks, s->blocks, s->blocks_count * sizeof(Block));
        cells[0] = STR("`add` [a.c:2](cite:a.c#L2)");
        cells[1] = str_from(cell);
        head[0] = STR("What");
        blocks[s->blocks_count++] = (Block){
            .kind = BLOCK_TABLE,
            .table = {.head = head, .head_count = 1, .cells = cells, .row_count = 2}};
        s->blocks = blocks;
    }
    return f;
}

static void fixture_done(Fixture *f)
{
    evidence_close(f->evidence);
    test_program_done(&f->t);
}

static uint32_t repair(Fixture *f)
{
    course_check(&f->course, f->t.program, f->evidence, f->a);
    return course_repair(&f->course, f->t.program, f->evidence, f->a);
}

static Str prose_of(const Fixture *f)
{
    const Section *s = &f->course.chapters[0].sections[0];

    return s->blocks[0].kind == BLOCK_PROSE ? s->blocks[0].text : STR("");
}

static bool is_clean(const Fixture *f)
{
    for (uint32_t i = 0; i < f->course.report.findings_count; i++) {
        if (str_is(f->course.report.findings[i].action, "kept"))
            return false;
    }
    return !report_has_errors(&f->course.report);
}

TEST(a_true_course_is_left_alone)
{
    Fixture f = fixture_new("`add` [a.c:2](cite:a.c#L2) is it.", NULL);

    CHECK_INT(repair(&f), 0);
    CHECK_STR(prose_of(&f), "`add` [a.c:2](cite:a.c#L2) is it.");
    fixture_done(&f);
}

TEST(prose_is_repaired_where_the_fact_is_known_and_cut_where_not)
{
    static const struct {
        const char *before, *after, *action;
    } rows[] = {
        /* the definition moved */
        {"`late_one` [a.c:2](cite:a.c#L2).", "`late_one` [a.c:16](cite:a.c#L16).", "repaired"},
        /* the file moved */
        {"See [b.c:2](cite:old/b.c#L2).", "See [sub/b.c:2](cite:sub/b.c#L2).", "repaired"},
        /* nobody knows where it is */
        {"True is `add` [a.c:2](cite:a.c#L2). Untrue is [z.c:1](cite:z.c#L1). Good.",
         "True is `add` [a.c:2](cite:a.c#L2). Good.", "cut"},
        {"More [here](chapter:0123456789abcdef).", "More here.", "cut"},
        /* a claim that no edge shows, a set that is not closed, a value of nowhere */
        {"It is so. `add` calls `twice` [a.c:2](cite:a.c#L2).", "It is so. ", "cut"},
        {"It is so. Only `late_one` calls `add` [a.c:18](cite:a.c#L18).", "It is so. ", "cut"},
        {"It is so. It takes at most 65 [sub/b.c:6](cite:sub/b.c#L6).", "It is so. ", "cut"},
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        Fixture f = fixture_new(rows[i].before, NULL);

        CHECK_INT(repair(&f), 1);
        CHECK_STR(prose_of(&f), rows[i].after);
        CHECK(is_clean(&f));
        CHECK_INT(f.course.report.findings_count, 1);
        CHECK_STR(f.course.report.findings[0].action, rows[i].action);
        fixture_done(&f);
    }
}

TEST(what_is_shown_is_left_as_it_is)
{
    static const char *const texts[] = {
        "`twice` calls `add` [sub/b.c:4](cite:sub/b.c#L4).",
        "`add`, called by `twice` ([sub/b.c:4](cite:sub/b.c#L4)).",
        "It says: \"Adds, and never subtracts.\" [a.c:1](cite:a.c#L1)",
        "It takes at most 64 [sub/b.c:6](cite:sub/b.c#L6).",
        "It is not always so.",
    };

    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        Fixture f = fixture_new(texts[i], NULL);

        CHECK_INT(repair(&f), 0);
        CHECK(is_clean(&f));
        fixture_done(&f);
    }
}

TEST(only_is_good_when_every_edge_comes_from_there)
{
    Fixture f = fixture_new("Only `late_one` calls `never_mind` [a.c:16](cite:a.c#L16).", NULL);

    CHECK_INT(repair(&f), 1); /* nothing calls it at all */
    fixture_done(&f);
    f = fixture_new("Only `twice` calls `add` [sub/b.c:4](cite:sub/b.c#L4).", NULL);
    CHECK_INT(repair(&f), 1); /* late_one does too */
    fixture_done(&f);
}

TEST(a_row_that_cites_nothing_goes)
{
    Fixture f = fixture_new("Text.", "`add` adds");

    CHECK_INT(repair(&f), 1);
    CHECK_INT(f.course.chapters[0].sections[0].blocks[2].table.row_count, 1);
    CHECK(is_clean(&f));
    fixture_done(&f);
}

TEST(an_excerpt_that_moved_gets_its_lines)
{
    Fixture f = fixture_new("Text.", NULL);

    f.course.excerpts[0].source.line += 3;
    f.course.excerpts[0].source.end_line += 3;
    CHECK_INT(repair(&f), 1);
    CHECK_INT(f.course.excerpts[0].source.line, 1);
    CHECK_INT(f.course.excerpts[0].source.end_line, 5);
    CHECK(is_clean(&f));
    fixture_done(&f);
}

TEST(an_excerpt_that_was_typed_is_cut_from_the_file)
{
    Fixture f = fixture_new("Text.", NULL);
    Str was = f.course.excerpts[0].text;

    f.course.excerpts[0].text = STR("int add(int a, int b) { return a - b; }");
    CHECK_INT(repair(&f), 1);
    CHECK(str_eq(f.course.excerpts[0].text, was));
    CHECK(is_clean(&f));
    fixture_done(&f);
}

TEST(an_excerpt_of_no_file_goes_with_its_block)
{
    Fixture f = fixture_new("Text.", NULL);

    f.course.excerpts[0].source.path = STR("gone.c");
    CHECK_INT(repair(&f), 1);
    CHECK_INT(f.course.excerpts_count, 0);
    CHECK_INT(f.course.chapters[0].sections[0].blocks_count, 1);
    CHECK(is_clean(&f));
    fixture_done(&f);
}

TEST(a_relation_gets_the_line_that_shows_it_or_goes)
{
    Fixture f = fixture_new("Text.", NULL);
    RelationEvidence seen[2] = {
        {STR("twice"), STR("add"), STR("calls"), {STR("sub/b.c"), 2, 2}, 99},
        {STR("add"), STR("twice"), STR("calls"), {STR("a.c"), 4, 4}, 99}};
    CourseRelation relation = {.kind = STR("calls"), .evidence = seen, .evidence_count = 2};

    f.course.chapters[0].relations = &relation;
    f.course.chapters[0].relations_count = 1;
    CHECK_INT(repair(&f), 2);
    CHECK_INT(f.course.chapters[0].relations[0].evidence_count, 1);
    CHECK_INT(f.course.chapters[0].relations[0].evidence[0].source.line, 4);
    CHECK_INT(seen[0].source.line, 2); /* nothing is changed in place */
    CHECK(is_clean(&f));
    fixture_done(&f);
}

TEST(no_figure_falls_by_a_repair)
{
    Fixture f = fixture_new("Bad [z.c:1](cite:z.c#L1). `late_one` [a.c:2](cite:a.c#L2). "
                            "More [x](term:none). `add` calls `twice` [a.c:9](cite:a.c#L9).",
                            "nothing");

    course_check(&f.course, f.t.program, f.evidence, f.a);
    Report before = f.course.report;
    CHECK(course_repair(&f.course, f.t.program, f.evidence, f.a) > 0);
    for (uint32_t i = 0; i < before.figures_count; i++) {
        const Figure *a = &before.figures[i], *b = &f.course.report.figures[i];

        CHECK(!a->checked || !b->checked || b->good * a->checked >= a->good * b->checked);
    }
    CHECK(is_clean(&f));
    fixture_done(&f);
}

TEST(what_was_mended_stays_in_the_report_when_it_is_checked_again)
{
    Fixture f = fixture_new("Good. Bad [z.c:1](cite:z.c#L1).", NULL);

    CHECK_INT(repair(&f), 1);
    course_check(&f.course, f.t.program, f.evidence, f.a);
    CHECK_INT(f.course.report.findings_count, 1);
    CHECK_STR(f.course.report.findings[0].action, "cut");
    fixture_done(&f);
}

TEST(an_untrue_excerpt_costs_all_points_of_truth)
{
    Fixture f = fixture_new("Text.", NULL);

    course_check(&f.course, f.t.program, f.evidence, f.a);
    course_score(&f.course, f.t.program, f.a);
    CHECK(f.course.report.score_parts[SCORE_TRUTH].points == 30);
    uint32_t whole = f.course.report.score;
    f.course.excerpts[0].source.line = 2;
    course_check(&f.course, f.t.program, f.evidence, f.a);
    course_score(&f.course, f.t.program, f.a);
    CHECK(f.course.report.score_parts[SCORE_TRUTH].points == 0);
    CHECK_INT(f.course.report.score, whole - 30);
    fixture_done(&f);
}

TEST_MAIN()
