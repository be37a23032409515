/*
 * saying_test.c -- statements in words.
 */
#include "test.h"

#include "writer/saying.h"

enum { SAID_MAX_BYTES = 4096 };

static const FlowBody *read_text(SyntaxReader *r, Arena *a, LanguageId language,
                                 const char *text)
{
    const FlowBody *b = flow_read(r, a, language, str_from(text),
                                  (FlowRange){0, (uint32_t)strlen(text)});

    CHECK(b != NULL);
    return b;
}

static FlowId find_kind(const FlowBody *b, FlowKind kind, uint32_t number)
{
    for (FlowId n = 0; n < b->count; n++) {
        if (b->nodes[n].kind == kind && number-- == 0)
            return n;
    }
    return FLOW_NONE;
}

/* What the first if of the text does, after its condition. */
static const char *said_of_if(LanguageId language, const char *text)
{
    static char kept[SAID_MAX_BYTES];
    AUTO(arena_done) Arena a = {0};
    AUTO(buf_done) Buf out = BUF(SAID_MAX_BYTES - 1);
    SyntaxReader *r = syntax_reader_new();
    const FlowBody *b = read_text(r, &a, language, text);
    FlowId an_if = find_kind(b, FLOW_IF, 0), then = flow_part(b, an_if, FLOW_THEN);
    Deeds deeds = saying_deeds(b, then);

    if (saying_put_when(&out, b, an_if, then)) {
        buf_lit(&out, ": ");
        if (!saying_put_deeds(&out, b, &deeds))
            buf_lit(&out, "-");
    }
    memcpy(kept, out.ptr ? out.ptr : "", out.len + 1);
    syntax_reader_free(r);
    return kept;
}

TEST(a_branch_is_told_by_what_it_calls_sets_and_how_it_leaves)
{
    CHECK_TEXT(said_of_if(LANG_PYTHON, "if not x:\n    return\n"), "When `not x`: returns");
    CHECK_TEXT(said_of_if(LANG_PYTHON, "if x:\n    a()\n    b.c()\n    raise KeyError(1)\n"),
               "When `x`: calls `a` and `b.c` and raises `KeyError(1)`");
    CHECK_TEXT(said_of_if(LANG_PYTHON, "if x:\n    a(1)\n    a(2)\n    b()\n    a(3)\n"),
               "When `x`: calls `a` and `b`");
    CHECK_TEXT(said_of_if(LANG_PYTHON, "if x:\n    self.n += 2\n    self.m = f(x)\n"),
               "When `x`: adds `2` to `self.n` and sets `self.m` to `f(x)`");
    CHECK_TEXT(said_of_if(LANG_JAVASCRIPT, "if (x) { this.n--; throw new Error('no'); }"),
               "When `x`: takes 1 from `this.n` and throws `new Error('no')`");
    CHECK_TEXT(said_of_if(LANG_RUST, "fn f() { if x { self.go(); panic!(\"no\"); } }"),
               "When `x`: calls `self.go` and panics with `\"no\"`");
}

TEST(a_condition_names_the_call_whose_result_it_tests)
{
    CHECK_TEXT(said_of_if(LANG_PYTHON, "x = f()\nif x is None:\n    g()\n"),
               "When `x is None` (`x` from `f`): calls `g`");
    CHECK_TEXT(said_of_if(LANG_PYTHON, "x = f()\nx = 1\nif x is None:\n    g()\n"),
               "When `x is None`: calls `g`");
    CHECK_TEXT(
        said_of_if(LANG_PYTHON, "x = f()\nwhile y:\n    x = 2\nif x is None:\n    g()\n"),
        "When `x is None`: calls `g`");
}

TEST(a_branch_with_branches_inside_is_told_by_its_end_alone)
{
    CHECK_TEXT(said_of_if(LANG_PYTHON, "if x:\n    if y:\n        a()\n    return 1\n"),
               "When `x`: in the end returns `1`");
    CHECK_TEXT(said_of_if(LANG_PYTHON, "if x:\n    if y:\n        a()\n    b()\n"),
               "When `x`: -");
}

TEST(what_is_too_long_for_a_code_span_is_left_out_whole)
{
    CHECK_TEXT(said_of_if(LANG_PYTHON,
                          "if x:\n    raise KeyError('a long long text', 'and "
                          "another long text', 'and the third, which is the last')\n"),
               "When `x`: raises `KeyError`");
    CHECK_TEXT(said_of_if(LANG_PYTHON,
                          "if aaaaaaaaaaaaaaaaaaaaaaaaa and bbbbbbbbbbbbbbbbbbbbbbbbbbbbb and "
                          "cccccccccccccccccccccc:\n"
                          "    a()\n"),
               "");
    CHECK_TEXT(said_of_if(LANG_PYTHON, "if x:\n    table[x]()\n"), "When `x`: -");
}

/* All conditions that lead to the nth throw. */
static const char *way_to_throw(const char *text, uint32_t number)
{
    static char kept[SAID_MAX_BYTES];
    AUTO(arena_done) Arena a = {0};
    AUTO(buf_done) Buf out = BUF(SAID_MAX_BYTES - 1);
    SyntaxReader *r = syntax_reader_new();
    const FlowBody *b = read_text(r, &a, LANG_PYTHON, text);

    if (!saying_put_way(&out, b, find_kind(b, FLOW_THROW, number), FLOW_NONE))
        buf_lit(&out, "-");
    memcpy(kept, out.ptr, out.len + 1);
    syntax_reader_free(r);
    return kept;
}

TEST(a_way_holds_every_condition_around_a_place)
{
    CHECK_TEXT(way_to_throw("if a:\n    if b:\n        raise X\n", 0), "`a` and `b`");
    CHECK_TEXT(way_to_throw("if a:\n    f()\nelif b:\n    f()\nelse:\n    raise X\n", 0),
               "`a` does not hold and `b` does not hold");
    CHECK_TEXT(way_to_throw("try:\n    f()\nexcept KeyError:\n    raise X\n", 0),
               "`KeyError` is raised");
    CHECK_TEXT(way_to_throw("if a:\n    if b:\n        return\n    raise X\n", 0),
               "`a` and `b` does not hold");
    CHECK_TEXT(
        way_to_throw(
            "if a:\n    if b:\n        if c:\n            if d:\n                raise X\n", 0),
        "-");
    CHECK_TEXT(way_to_throw("raise X\n", 0), "-");
}

TEST_MAIN()
