/*
 * section_tests.c -- which tests are about the chapter, what none touches, what tests swap.
 */
#include "writer/section.h"

#include "insight/tests.h"

enum {
    TESTS_SHOWN = 6,
    TOUCHED_SHOWN = 2,
    FILES_NAMED = 3,
    UNTOUCHED_SHOWN = 5,
    SEAMS_SHOWN = 3
};

/* -- how many, and where -- */

typedef struct TestFile {
    UnitId unit;
    uint32_t count;
} TestFile;

static uint32_t count_files(const TestFact *tests, uint32_t count, TestFile *ret)
{
    uint32_t files = 0;

    for (uint32_t i = 0; i < count; i++) {
        uint32_t at = 0;

        while (at < files && ret[at].unit != tests[i].unit)
            at++;
        if (at == files)
            ret[files++] = (TestFile){.unit = tests[i].unit};
        ret[at].count++;
    }
    return files;
}

static int most_tests_first(const void *a, const void *b)
{
    const TestFile *x = a, *y = b;

    if (x->count != y->count)
        return x->count < y->count ? 1 : -1;
    return x->unit < y->unit ? -1 : x->unit > y->unit;
}

static void put_summary(const SectionAsk *s, const TestFact *tests, uint32_t count)
{
    TestFile *files = ARENA_ARRAY(s->insight->arena, TestFile, count);
    uint32_t file_count = count_files(tests, count, files);
    Buf *b = draft_prose(s->draft);

    qsort(files, file_count, sizeof(*files), most_tests_first);
    buf_printf(b, "%u test%s a resolved reference to ", count, count == 1 ? " has" : "s have");
    text_words(b, s->chapter->title);
    text_lit(b, ": ");
    for (uint32_t i = 0; i < MIN_OF(file_count, (uint32_t)FILES_NAMED); i++) {
        buf_add(b, i ? STR(", ") : STR(""));
        if (file_count > 1)
            buf_printf(b, "%u in ", files[i].count);
        else
            text_lit(b, "in ");
        text_cite(b, section_path(s, files[i].unit), 0, 0);
    }
    if (file_count > FILES_NAMED)
        buf_printf(b, " and %u more files", file_count - FILES_NAMED);
    text_lit(b, ".");
    if (count > TESTS_SHOWN)
        text_lit(b, " Those that are most about it:");
    draft_end_prose(s->draft);
}

/* -- the tests -- */

/* Overloads are named once. */
static void put_touched(const SectionAsk *s, const TestFact *t, Buf *b)
{
    const Program *p = s->ask->program;
    uint32_t kept = MIN_OF(t->touched_count, (uint32_t)TEST_MAX_TOUCHED), shown = 0;

    for (uint32_t i = 0; i < kept && shown < TOUCHED_SHOWN; i++) {
        Source at = section_source(s, &t->shown[i]);
        bool is_repeated = false;

        for (uint32_t n = 0; n < i; n++)
            is_repeated |= str_eq(program_name(p, t->touched[n]),
                                  program_name(p, t->touched[i]));
        if (is_repeated)
            continue;
        buf_add(b, shown++ ? STR(", ") : STR(""));
        section_put_name(s, b, t->touched[i]);
        text_lit(b, " ");
        text_cite_line(b, at.path, at.line);
    }
}

static void put_test(const SectionAsk *s, const TestFact *t)
{
    Buf *b = draft_cell(s->draft);
    Place at = {t->unit, t->at};
    Source source = section_source(s, &at);

    if (t->test) {
        text_code(b, t->name);
    } else {
        text_lit(b, "\"");
        text_words(b, evidence_clean(s->ask->evidence, t->name));
        text_lit(b, "\"");
    }
    text_lit(b, " ");
    text_cite(b, source.path, source.line, 0);
    draft_end_cell(s->draft);
    b = draft_cell(s->draft);
    put_touched(s, t, b);
    draft_end_cell(s->draft);
}

/* -- what no test touches -- */

static void put_untouched(const SectionAsk *s)
{
    SymbolId *found = ARENA_ARRAY(s->insight->arena, SymbolId, s->about->symbol_count + 1);
    uint32_t count = tests_unreached(s->insight, s->about->symbols, s->about->symbol_count,
                                     found);
    Buf *b = draft_prose(s->draft);

    for (uint32_t i = 0; i < MIN_OF(count, (uint32_t)UNTOUCHED_SHOWN); i++) {
        buf_add(b, i == 0 ? STR("No resolved path leads from a test to ") : STR(", "));
        section_put_name(s, b, found[i]);
    }
    if (count > UNTOUCHED_SHOWN)
        buf_printf(b, " and %u more of its functions", count - UNTOUCHED_SHOWN);
    if (count)
        text_lit(b, ".");
    draft_end_prose(s->draft);
}

/* -- what tests swap -- */

static void put_seams(const SectionAsk *s)
{
    Seam *seams;
    uint32_t count = seams_of_chapter(s->insight, s->number, &seams);
    Buf *b = draft_prose(s->draft);

    for (uint32_t i = 0; i < MIN_OF(count, (uint32_t)SEAMS_SHOWN); i++) {
        Source at = section_source(s, &seams[i].at);

        buf_add(b, i == 0 ? STR("Tests put something else in the place of ") : STR(", "));
        section_put_name(s, b, seams[i].symbol);
        text_lit(b, " (");
        if (seams[i].by) {
            section_put_name(s, b, seams[i].by);
            text_lit(b, " ");
        }
        text_cite(b, at.path, at.line, 0);
        text_lit(b, ")");
    }
    if (count)
        text_lit(b, ".");
    draft_end_prose(s->draft);
}

static bool has_tests(const SectionAsk *s)
{
    for (UnitId u = 0; u < s->ask->program->unit_count; u++) {
        if (s->insight->is_test_unit[u])
            return true;
    }
    return false;
}

void section_tests(const SectionAsk *s)
{
    static const char *const head[] = {"Test", "Refers to", NULL};
    TestFact *tests;
    uint32_t count = tests_of_chapter(s->insight, s->number, &tests);

    draft_section(s->draft, "tests", "How it is tested");
    if (!count && !has_tests(s))
        return; /* said once, not in every chapter */
    if (!count) {
        Buf *b = draft_prose(s->draft);
        text_lit(b, "No test with a resolved reference to ");
        text_words(b, s->chapter->title);
        text_lit(b, " was found.");
        draft_end_prose(s->draft);
        return;
    }
    put_summary(s, tests, count);
    draft_table(s->draft, head);
    for (uint32_t i = 0; i < MIN_OF(count, (uint32_t)TESTS_SHOWN); i++)
        put_test(s, &tests[i]);
    draft_end_table(s->draft);
    put_untouched(s);
    put_seams(s);
}
