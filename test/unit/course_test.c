/*
 * course_test.c -- text that escapes, JSON that comes back, checks that find what is wrong.
 */
#include "program_test.h"

#include "course/check.h"
#include "course/names.h"
#include "course/course_json.h"
#include "course/draft.h"
#include "export/markdown.h"

/* -- text -- */

static const char *words_of(Arena *a, const char *foreign)
{
    AUTO(buf_done) Buf b = BUF(4096);

    text_words(&b, str_from(foreign));
    return arena_cstr(a, buf_str(&b));
}

TEST(foreign_words_cannot_act_as_markdown_or_html)
{
    AUTO(arena_done) Arena a = {0};

    CHECK_TEXT(words_of(&a, "<script>alert(1)</script>"),
               "&lt;script\\>alert\\(1\\)&lt;/script\\>");
    CHECK_TEXT(words_of(&a, "[x](javascript:y)"), "\\[x\\]\\(javascript:y\\)");
    CHECK_TEXT(words_of(&a, "# a\n\n- b"), "\\# a - b");
    CHECK_TEXT(words_of(&a, "see http://x.y"), "see http&#58;//x.y");
    CHECK_TEXT(words_of(&a, "a `code` b"), "a `code` b");
    CHECK_TEXT(words_of(&a, "a ` b"), "a \\` b");
}

TEST(code_gets_fences_that_fit)
{
    AUTO(buf_done) Buf b = BUF(4096);

    text_code(&b, STR("a `b` c"));
    CHECK_STR(buf_str(&b), "`` a `b` c ``");
    buf_clear(&b);
    text_code(&b, STR("  x \n y "));
    CHECK_STR(buf_str(&b), "`x y`");
}

TEST(citations_read_back_as_they_were_written)
{
    static const char *const paths[] = {"a.c", "a b/c(1).c", "\xc3\xa9/x%y.c", "we\"ird<>.c"};
    AUTO(arena_done) Arena a = {0};

    for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
        AUTO(buf_done) Buf b = BUF(4096);
        Piece p;
        Source s;

        text_cite(&b, str_from(paths[i]), 3, 9);
        Str rest = buf_str(&b);
        CHECK(text_next(&a, &rest, &p));
        CHECK_INT(p.kind, PIECE_LINK);
        CHECK(text_parse_cite(p.target, &s));
        CHECK_STR(s.path, paths[i]);
        CHECK(s.line == 3 && s.end_line == 9);
    }
}

TEST(odd_citations_are_refused)
{
    static const char *const odd[] = {"cite:",     "cite:/etc/passwd", "cite:../x",
                                      "cite:a#L0", "cite:a#L5-L3",     "cite:a#L",
                                      "http://x",  "cite:a#L1-Lx"};
    Source s;

    for (size_t i = 0; i < ARRAY_LEN(odd); i++)
        CHECK(!text_parse_cite(str_from(odd[i]), &s));
}

/* -- a small course about a small repository -- */

static const TestFile files[] = {
    {"a.c", "/* Adds. */\nint add(int a, int b)\n{\n    return a + b;\n}\n"},
    {"b.c", "int add(int a, int b);\nint twice(int a)\n{\n    return add(a, a);\n}\n"},
    {"long.c",
     "int slow(int a)\n{\n\n\n\n\n\n\n\n\n\n\n\n    a++;\n    return a;\n}\nint b;\n"},
    {0},
};

typedef struct Fixture {
    TestProgram t;
    Evidence *evidence;
    Arena *a;
    Course course;
} Fixture;

static Fixture fixture_new(void)
{
    Fixture f = {.t = test_program(files)};

    f.evidence = evidence_open(f.t.program);
    f.a = evidence_arena(f.evidence);
    f.course = (Course){.title = STR("x"), .map = UINT32_MAX};
    f.course.chapters = ARENA_ARRAY(f.a, Chapter, 1);
    f.course.chapters_count = 1;
    f.course.chapters[0] = (Chapter){.number = 1, .slug = STR("add"), .title = STR("Add")};
    course_id(f.course.chapters[0].id, "abstraction", STR("a.c"), STR("add"));
    return f;
}

static void fixture_done(Fixture *f)
{
    evidence_close(f->evidence);
    test_program_done(&f->t);
}

/* Writes one prose block (may be empty) and one excerpt; checks; returns the findings as text. */
static const char *findings_of(Fixture *f, const char *prose)
{
    AUTO(buf_done) Buf out = BUF(1 << 16);
    Draft d;
    Excerpt x;

    draft_begin(&d, f->a, &f->course);
    draft_section(&d, "purpose", "What it is for");
    buf_add(draft_prose(&d), str_from(prose));
    draft_end_prose(&d);
    evidence_excerpt(f->evidence, 0, 1, 5, &x);
    draft_excerpt(&d, &x);
    draft_end(&d, &f->course.chapters[0]);
    course_check(&f->course, f->t.program, f->evidence, f->a);
    for (uint32_t i = 0; i < f->course.report.findings_count; i++)
        buf_printf(&out, "%.*s\n", STR_ARG(f->course.report.findings[i].message));
    return arena_cstr(f->a, buf_str(&out));
}

TEST(a_signature_over_several_lines_is_shown_on_one)
{
    TestProgram t = test_program((TestFile[]){
        {"a.py", "def save(\n    self, app: App,\n    answer,\n) -> None:\n    pass\n"}, {0}});
    Evidence *e = evidence_open(t.program);

    CHECK_STR(evidence_signature(e, t.program->units[0].first_symbol + 1),
              "def save(self, app: App, answer) -> None");
    evidence_close(e);
    test_program_done(&t);
}

TEST(a_true_course_has_no_finding)
{
    Fixture f = fixture_new();

    CHECK_TEXT(
        findings_of(&f, "`add` [a.c:2](cite:a.c#L2) is used by `twice` [b.c:4](cite:b.c#L4)."),
        "");
    CHECK(!report_has_errors(&f.course.report));
    fixture_done(&f);
}

TEST(every_kind_of_untruth_is_found)
{
    static const struct {
        const char *prose, *finding;
        bool is_error;
    } rows[] = {
        {"[a.c:9](cite:a.c#L9)", "there is no 'a.c' with lines 9 to 9\n", true},
        {"[z.c](cite:z.c)", "there is no 'z.c' with lines 0 to 0\n", true},
        {"`twice` [a.c:2](cite:a.c#L2)", "'twice' does not stand near a.c:2\n", false},
        {"`subtract_all`", "'subtract_all' is nowhere in the repository\n", false},
        {"[x](chapter:0123456789abcdef)", "'chapter:0123456789abcdef' leads nowhere\n", true},
        {"[x](term:none)", "'term:none' leads nowhere\n", true},
        {"[x](https://example.org/not/there)",
         "'https://example.org/not/there' leads nowhere\n", true},
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        Fixture f = fixture_new();

        CHECK_TEXT(findings_of(&f, rows[i].prose), rows[i].finding);
        CHECK_INT(report_has_errors(&f.course.report), rows[i].is_error);
        fixture_done(&f);
    }
}

TEST(words_of_quoted_text_are_no_names_and_an_apostrophe_is_no_quote)
{
    size_t at = 0;
    Str name;
    Str code = STR("throw x('no such thing', \"at\\\" all\") it's y1");

    static const char *const expected[] = {"throw", "it", "y1"};
    for (size_t i = 0; i < ARRAY_LEN(expected); i++) {
        CHECK(names_next(code, &at, &name));
        CHECK_STR(name, expected[i]);
    }
    CHECK(!names_next(code, &at, &name));
}

TEST(a_line_stands_near_the_definition_that_it_is_in)
{
    Fixture f = fixture_new();

    CHECK_TEXT(findings_of(&f, "set in `slow` [long.c:14](cite:long.c#L14)"), "");
    CHECK_TEXT(findings_of(&f, "set in `slow` [long.c:17](cite:long.c#L17)"),
               "'slow' does not stand near long.c:17\n");
    fixture_done(&f);
}

TEST(an_excerpt_with_one_changed_byte_is_found)
{
    Fixture f = fixture_new();

    CHECK_TEXT(findings_of(&f, ""), "");
    Str changed = arena_str(f.a, f.course.excerpts[0].text);
    ((char *)changed.ptr)[30] ^= 1;
    f.course.excerpts[0].text = changed;
    course_check(&f.course, f.t.program, f.evidence, f.a);
    CHECK_INT(f.course.report.findings_count, 1);
    CHECK(report_has_errors(&f.course.report));
    fixture_done(&f);
}

TEST(an_empty_chapter_is_an_error)
{
    Fixture f = fixture_new();

    course_check(&f.course, f.t.program, f.evidence, f.a);
    CHECK(report_has_errors(&f.course.report));
    fixture_done(&f);
}

/* -- JSON -- */

TEST(a_course_comes_back_from_its_json_as_it_was)
{
    Fixture f = fixture_new();
    AUTO(arena_done) Arena a = {0};
    AUTO(buf_done) Buf first = BUF(1 << 20), second = BUF(1 << 20);
    Course *back;
    Err err = {0};

    (void)findings_of(&f, "`add` [a.c:2](cite:a.c#L2).");
    course_write_json(&f.course, &first);
    CHECK_OK(course_read_json(&a, buf_str(&first), &back, &err), &err);
    course_write_json(back, &second);
    CHECK(str_eq(buf_str(&first), buf_str(&second)));
    fixture_done(&f);
}

TEST(course_json_that_points_outside_is_refused)
{
    static const char *const bad[] = {
        "{\"schemaVersion\":2,\"title\":\"x\"}",
        "{\"schemaVersion\":1}",
        "{\"schemaVersion\":1,\"title\":\"x\",\"map\":3}",
        "{\"schemaVersion\":1,\"title\":\"x\",\"chapters\":[{\"slug\":\"../"
        "x\",\"title\":\"t\"}]}",
        "{\"schemaVersion\":1,\"title\":\"x\",\"summarySource\":{\"path\":\"/etc/passwd\"}}",
        ("{\"schemaVersion\":1,\"title\":\"x\",\"chapters\":[{\"slug\":\"x\",\"title\":\"t\","
         "\"sections\":"
         "[{\"slug\":\"s\",\"title\":\"t\",\"blocks\":[{\"kind\":\"excerpt\",\"excerpt\":0}]}]}"
         "]}"),
    };
    Err err = {0};

    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        AUTO(arena_done) Arena a = {0};
        Course *c;

        CHECK(course_read_json(&a, str_from(bad[i]), &c, &err) != ERR_OK);
    }
}

TEST(a_mermaid_label_cannot_end_its_quotes)
{
    DiagramNode nodes[] = {{.label = STR("a\"]; click n0 \"javascript:x\"")},
                           {.label = STR("end")}};
    DiagramEdge edges[] = {{.from = 0, .to = 1, .label = STR("x|y\"")}};
    Diagram g = {.nodes = nodes, .nodes_count = 2, .edges = edges, .edges_count = 1};
    AUTO(buf_done) Buf out = BUF(4096);

    markdown_mermaid(&g, &out);
    CHECK_STR(buf_str(&out), "flowchart TD\n"
                             "    n0[\"a#34;#93;#59; click n0 #34;javascript:x#34;\"]\n"
                             "    n1[\"end\"]\n"
                             "    n0 -->|\"x#124;y#34;\"| n1\n");
}

TEST_MAIN()
