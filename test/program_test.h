/*
 * program_test.h -- small repositories in a test: {path, text} pairs in, lines of text out.
 *
 *     TestProgram t = test_program((TestFile[]){{"a.py", "def f(): pass\nf()\n"}, {0}});
 *     CHECK_TEXT(test_edges(&t), "a.py:2 - -> a.py:1 f (exact)\n");
 *     test_program_done(&t);
 *
 * The files are written to a temporary folder that is a git repository, read by program_read and
 * resolved by program_resolve: nothing is faked. Texts that are returned live as long as the
 * TestProgram.
 */
#ifndef FONDATION_PROGRAM_TEST_H
#define FONDATION_PROGRAM_TEST_H

#include "test.h"

#include "base/file.h"
#include "base/proc.h"
#include "graph/resolve.h"

enum { TEST_TEXT_MAX_BYTES = 4 << 20 };

typedef struct TestFile {
    const char *path;
    const char *text;
} TestFile;

typedef struct TestProgram {
    Arena arena;
    const TestFile *files;
    Str dir;
    Checkout *checkout;
    Program *program;
} TestProgram;

static void test_git(Arena *a, Str dir, const char *verb, const char *option)
{
    const char *argv[] = {"git", "-C", dir.ptr, verb, option, NULL};
    ProcAsk ask = {.argv = argv, .output_max_bytes = TEST_TEXT_MAX_BYTES, .deadline_ms = 60000};
    ProcTold told;
    Err err = {0};

    CHECK_OK(proc_run_ok(a, &ask, &told, &err), &err);
}

/* `files` ends with a row without path, and outlives the program. */
UNUSED static TestProgram test_program_on(const TestFile *files, unsigned threads)
{
    TestProgram t = {.files = files};
    ProgramTimes times = {0};
    Err err = {0};

    CHECK_OK(dir_temp(&t.arena, "fondation-test-", &t.dir, &err), &err);
    for (const TestFile *f = files; f->path; f++) {
        Str path = path_join(&t.arena, t.dir, str_from(f->path));

        CHECK_OK(dir_make(arena_cstr(&t.arena, path_dir(path)), &err), &err);
        CHECK_OK(file_write(path.ptr, str_from(f->text), false, &err), &err);
    }
    test_git(&t.arena, t.dir, "init", "-q");
    test_git(&t.arena, t.dir, "add", "-A");
    CHECK_OK(checkout_open(&(CheckoutAsk){.path = t.dir.ptr}, &t.checkout, &err), &err);
    CHECK_OK(program_read(&(ProgramAsk){.checkout = t.checkout, .threads = threads}, &t.program,
                          &times, &err),
             &err);
    program_resolve(t.program, threads, &times);
    return t;
}

UNUSED static TestProgram test_program(const TestFile *files)
{
    return test_program_on(files, 1);
}

UNUSED static void test_program_done(TestProgram *t)
{
    Err err = {0};

    program_free(t->program);
    checkout_close(t->checkout);
    CHECK_OK(dir_remove(t->dir.ptr, &err), &err);
    arena_done(&t->arena);
}

/* 1-based line of an offset in one of the files. */
static unsigned test_line(const TestProgram *t, UnitId unit, uint32_t at)
{
    unsigned line = 1;

    for (const TestFile *f = t->files; f->path; f++) {
        if (!str_is(t->program->units[unit].file->path, f->path))
            continue;
        for (uint32_t i = 0; i < at && f->text[i]; i++)
            line += f->text[i] == '\n';
    }
    return line;
}

static Str test_name_of(TestProgram *t, SymbolId s, const char *when_file)
{
    Str name = program_qualified_name(t->program, &t->arena, s);

    return name.len ? name : str_from(when_file);
}

static const char *test_keep(TestProgram *t, Buf *text)
{
    const char *kept = arena_cstr(&t->arena, buf_str(text));

    MUST(!text->full);
    buf_done(text);
    return kept;
}

/* `a.py:3 f -> b.py:1 g (import)` for each edge: where the reference stands and in which
 * definition ("-" at file level), where it leads ("*" for a whole file), the tier. */
UNUSED static const char *test_edges(TestProgram *t)
{
    const Program *p = t->program;
    Buf out = BUF(TEST_TEXT_MAX_BYTES);

    for (size_t i = 0; i < p->edge_count; i++) {
        const Edge *e = &p->edges[i];
        UnitId to = program_unit_of(p, e->to);

        buf_printf(&out, "%s:%u %.*s -> %s:%u %.*s (%s)\n", p->units[e->unit].file->path.ptr,
                   test_line(t, e->unit, e->at), STR_ARG(test_name_of(t, e->from, "-")),
                   p->units[to].file->path.ptr,
                   test_line(t, to, program_def(p, e->to)->name_start),
                   STR_ARG(test_name_of(t, e->to, "*")), tier_name(e->tier));
    }
    return test_keep(t, &out);
}

/* The lines of test_edges whose reference stands in `path`:`line`, without the place in front:
 * `f -> b.py:1 g (import)`. */
UNUSED static const char *test_edges_at(TestProgram *t, const char *path, unsigned line)
{
    Str rest = str_from(test_edges(t)), row;
    Str prefix = arena_printf(&t->arena, "%s:%u ", path, line);
    Buf out = BUF(TEST_TEXT_MAX_BYTES);

    while (str_line(&rest, &row)) {
        if (str_starts(row, prefix))
            buf_printf(&out, "%.*s\n", STR_ARG(str_sub(row, prefix.len, row.len)));
    }
    return test_keep(t, &out);
}

/* `a.py:1 function f` for each definition. */
UNUSED static const char *test_defs(TestProgram *t)
{
    const Program *p = t->program;
    Buf out = BUF(TEST_TEXT_MAX_BYTES);

    for (UnitId u = 0; u < p->unit_count; u++) {
        const Facts *f = p->units[u].facts;

        for (uint32_t d = 1; d < f->def_count; d++)
            buf_printf(&out, "%s:%u %s %.*s\n", p->units[u].file->path.ptr, f->defs[d].line,
                       def_kind_word(f->defs[d].kind),
                       STR_ARG(test_name_of(t, p->units[u].first_symbol + d, "-")));
    }
    return test_keep(t, &out);
}

/* `a.py:3 f route GET /users` for each note; the definition is "-" at file level. */
UNUSED static const char *test_notes(TestProgram *t)
{
    static const char *const words[NOTE_KIND_COUNT] = {
        [NOTE_ENTRY_POINT] = "entry", [NOTE_TEST] = "test",       [NOTE_ROUTE] = "route",
        [NOTE_FLAG] = "flag",         [NOTE_ENVIRONMENT] = "env", [NOTE_COMMAND] = "command",
        [NOTE_EXPORT] = "export",     [NOTE_BUILD_TAG] = "tag",   [NOTE_TODO] = "todo",
        [NOTE_LINK] = "link",
    };
    const Program *p = t->program;
    Buf out = BUF(TEST_TEXT_MAX_BYTES);

    for (UnitId u = 0; u < p->unit_count; u++) {
        const Facts *f = p->units[u].facts;

        for (uint32_t i = 0; i < f->note_count; i++) {
            const Note *n = &f->notes[i];

            buf_printf(&out, "%s:%u %.*s %s %.*s\n", p->units[u].file->path.ptr,
                       test_line(t, u, n->at),
                       STR_ARG(test_name_of(t, p->units[u].first_symbol + n->def, "-")),
                       words[n->kind] ? words[n->kind] : "note",
                       STR_ARG(facts_name(f, n->text)));
        }
    }
    return test_keep(t, &out);
}

#endif
