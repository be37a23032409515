/*
 * across_tests.c -- how the repository is tested: commands, files, what tests share, one to take as an example, and
 * the parts that no test names.
 */
#include "writer/across.h"

#include "insight/tests.h"

enum { FILES_SHOWN = 12, EXAMPLE_MIN_LINES = 5, EXAMPLE_MAX_LINES = 22, COMMANDS_SHOWN = 6 };

static bool is_about_tests(const CourseCommand *m)
{
    return str_is(m->kind, "test") || str_is(m->kind, "one_test") || str_is(m->kind, "lint");
}

static void write_commands(const AcrossAsk *p)
{
    static const char *const head[] = {"To", "Command", "Found in", NULL};
    const Course *c = p->ask->course;
    uint32_t shown = 0;

    draft_section(p->draft, "commands", "Running them");
    draft_table(p->draft, head);
    for (uint32_t i = 0; i < c->commands_count && shown < COMMANDS_SHOWN; i++) {
        const CourseCommand *m = &c->commands[i];

        if (!is_about_tests(m))
            continue;
        shown++;
        buf_add(draft_cell(p->draft), str_is(m->kind, "one_test") ? STR("run one test")
                                      : str_is(m->kind, "test")   ? STR("run them")
                                                                  : STR("check the style"));
        draft_end_cell(p->draft);
        text_code(draft_cell(p->draft), m->command);
        draft_end_cell(p->draft);
        Buf *b = draft_cell(p->draft);
        text_cite_source(b, &m->source);
        if (!str_is(m->basis, "written"))
            text_lit(b, ", by convention");
        draft_end_cell(p->draft);
    }
    draft_end_table(p->draft);
}

static uint32_t count_all(const TestUnit *units, uint32_t count)
{
    uint32_t tests = 0;

    for (uint32_t i = 0; i < count; i++)
        tests += units[i].tests;
    return tests;
}

static void write_files(const AcrossAsk *p, const TestUnit *units, uint32_t count)
{
    static const char *const head[] = {"File", "Tests", "Refers most to", NULL};

    draft_section(p->draft, "files", "Where they are");
    Buf *b = draft_prose(p->draft);
    buf_printf(b, "%u test%s in %u file%s.", count_all(units, count),
               count_all(units, count) == 1 ? "" : "s", count, count == 1 ? "" : "s");
    draft_end_prose(p->draft);
    draft_table(p->draft, head);
    for (uint32_t i = 0; i < MIN_OF(count, (uint32_t)FILES_SHOWN); i++) {
        text_cite(draft_cell(p->draft), p->ask->program->units[units[i].unit].file->path, 0, 0);
        draft_end_cell(p->draft);
        buf_printf(draft_cell(p->draft), "%u", units[i].tests);
        draft_end_cell(p->draft);
        b = draft_cell(p->draft);
        if (across_chapter(p, units[i].about))
            text_chapter_link(b, across_chapter(p, units[i].about));
        draft_end_cell(p->draft);
    }
    draft_end_table(p->draft);
    if (count > FILES_SHOWN) {
        buf_printf(draft_prose(p->draft), "And %u more files.", count - FILES_SHOWN);
        draft_end_prose(p->draft);
    }
}

static void write_helpers(const AcrossAsk *p)
{
    static const char *const head[] = {"Helper", "Tests that use it", "What the source says",
                                       NULL};
    TestHelper helpers[TEST_HELPERS_MAX];
    uint32_t count = tests_helpers(p->insight, helpers);
    SectionAsk s = across_section(p);

    draft_section(p->draft, "helpers", "What tests share");
    draft_table(p->draft, head);
    for (uint32_t i = 0; i < count; i++) {
        section_put_symbol(&s, draft_cell(p->draft), helpers[i].symbol);
        draft_end_cell(p->draft);
        buf_printf(draft_cell(p->draft), "%u", helpers[i].tests);
        draft_end_cell(p->draft);
        text_words(draft_cell(p->draft), section_own_doc(&s, helpers[i].symbol));
        draft_end_cell(p->draft);
    }
    draft_end_table(p->draft);
}

static void write_example(const AcrossAsk *p)
{
    SymbolId test = tests_example(p->insight, EXAMPLE_MIN_LINES, EXAMPLE_MAX_LINES);
    Excerpt x;

    if (!test)
        return;
    Source range = evidence_range(p->ask->evidence, test);
    draft_section(p->draft, "example", "One to take as an example");
    Buf *b = draft_prose(p->draft);
    text_code(b, program_qualified_name(p->ask->program, p->insight->arena, test));
    text_lit(b, " is short and uses what others use:");
    draft_end_prose(p->draft);
    evidence_excerpt(p->ask->evidence, program_unit_of(p->ask->program, test), range.line,
                     range.end_line, &x);
    draft_excerpt(p->draft, &x);
}

/* Parts that no test case refers to. */
static void write_untested(const AcrossAsk *p)
{
    uint32_t found = 0;
    Buf *b = NULL;

    for (uint32_t i = 1; i <= p->ask->outline->abstraction_count; i++) {
        TestFact *tests;
        const Chapter *ch = across_chapter(p, (uint8_t)i);

        if (!ch || tests_of_chapter(p->insight, (uint8_t)i, &tests))
            continue;
        if (found++ == 0) {
            draft_section(p->draft, "untested", "What no test names");
            b = draft_prose(p->draft);
            text_lit(b, "No test has a resolved reference to ");
        } else {
            text_lit(b, ", ");
        }
        text_chapter_link(b, ch);
    }
    if (!found)
        return;
    text_lit(b, "; what tests do through a running program, a table or a pointer is not seen.");
    draft_end_prose(p->draft);
}

bool across_tests(const AcrossAsk *p, Chapter *ret UNUSED)
{
    TestUnit *units;
    uint32_t count = tests_units(p->insight, &units);

    if (!count) {
        write_commands(p);
        if (!p->draft->sections.len || !p->draft->blocks.len)
            return false;
        Buf *b = draft_prose(p->draft);
        text_lit(b, "No file of tests was found in a language that is read here.");
        draft_end_prose(p->draft);
        return true;
    }
    write_commands(p);
    write_files(p, units, count);
    write_helpers(p);
    write_example(p);
    write_untested(p);
    return true;
}
