/*
 * document_test.c -- sections, code lines and plain words of documents.
 */
#include "test.h"

#include "source/document.h"

static void print_section(void *self, const DocSection *s)
{
    buf_printf(self, "%u %.*s %u-%u\n", s->level, STR_ARG(s->title), s->line, s->end_line);
}

static void print_code(void *self, Str line, uint32_t number, bool is_inline)
{
    buf_printf(self, "  %s%u: %.*s\n", is_inline ? "inline " : "", number, STR_ARG(line));
}

static void check_document(LanguageId language, const char *text, const char *expected)
{
    AUTO(arena_done) Arena a = {0};
    AUTO(buf_done) Buf b = BUF(1 << 16);
    DocumentSink sink = {.self = &b, .section = print_section, .code = print_code};

    document_read(&a, language, STR("x"), str_from(text), &sink);
    CHECK_TEXT(b.ptr ? b.ptr : "", expected);
}

TEST(markdown_has_headings_of_two_forms_and_code_of_two)
{
    check_document(LANG_MARKDOWN,
                   "---\ntitle: x\n---\nintro\n\n# One `two` [three](x) #\n\nUse "
                   "`make`.\n\n```sh\n$ make test\noutput\n```\n\n"
                   "```python\n# no heading\n```\n\nTwo\n===\n\n    make all\n\n<!--\n# "
                   "hidden\n-->\n## Three {#id}\n",
                   "0  1-5\n  inline 8: make\n  11: $ make test\n1 One two three 6-18\n  22: "
                   "make all\n1 Two 19-26\n2 Three 27-27\n");
}

TEST(restructured_text_takes_levels_in_order_of_appearance)
{
    check_document(LANG_RST,
                   "=====\nTitle\n=====\n\nintro\n\nPart\n----\n\n.. code-block:: console\n\n  "
                   " $ pip install x\n   out\n\nRun::\n\n    make \\\n      test\n\n"
                   "Sub\n~~~\n\ntext\n\nOther\n-----\n",
                   "1 Title 1-6\n  12: $ pip install x\n  17: make test\n2 Part 7-19\n3 Sub "
                   "20-24\n2 Other 25-26\n");
}

TEST(asciidoc_manual_pages_and_plain_text_have_sections)
{
    check_document(LANG_ASCIIDOC, "= Title\n\n== Part\nlonger text\n----\n== code\n----\n",
                   "1 Title 1-2\n  6: == code\n2 Part 3-7\n");
    check_document(LANG_ROFF,
                   ".TH X 1\n.SH NAME\nx \\- does\n.SH \"SEE ALSO\"\n.SS \\fBsub\\fR\n",
                   "0  1-1\n1 NAME 2-3\n1 SEE ALSO 4-4\n2 sub 5-5\n");
    check_document(LANG_TEXT, "Title\n=====\n\n  make test\n", "  4: make test\n1 Title 1-4\n");
}

TEST(marked_up_text_becomes_plain_words)
{
    static const char *const rows[][2] = {
        {"a **bold** and *thin* `code` word_with_bars", "a bold and thin code word_with_bars"},
        {"see [the docs](https://x.y) and [![badge](a)](b) here", "see the docs and here"},
        {"![image](x.png) text", "text"},
        {"use :class:`~pkg.Name` and `words <target>`_ and ``x``", "use Name and words and x"},
        {"<p>in <b>tags</b></p>", "in tags"},
        {"1 < 2 and 3 > 2", "1 < 2 and 3 > 2"},
        {"many \n  blanks\t here", "many blanks here"},
        {"[unclosed (x", "[unclosed (x"},
        {"a[0] stays", "a[0] stays"},
        {"**{fmt}** is", "{fmt} is"},
    };
    Arena a = {0};

    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        CHECK_STR(document_plain(&a, str_from(rows[i][0])), rows[i][1]);
    arena_done(&a);
}

TEST(the_introduction_says_what_the_project_is)
{
    Arena a = {0};
    uint32_t line, end;

    CHECK_STR(document_introduction(&a, LANG_MARKDOWN,
                                    STR("# X\n\n[![b](c)](d)\n\nThis README is short and says "
                                        "nothing much.\n\n- a list of some kind with words\n\n"
                                        "Some other words that come first here.\n\nX is a "
                                        "**small** tool that does\nthings: many things.\n"),
                                    STR("x"), &line, &end),
              "X is a small tool that does things: many things.");
    CHECK_INT(line, 11);
    CHECK_INT(end, 12);
    CHECK_STR(document_introduction(
                  &a, LANG_RST,
                  STR("X\n=\n\n.. image:: x\n   :alt: y\n\nIt does a good number of things.\n"),
                  STR("zz"), &line, &end),
              "It does a good number of things.");
    CHECK_INT(
        document_introduction(&a, LANG_MARKDOWN, STR("# X\n\n![a](b)\n"), STR("x"), &line, &end)
            .len,
        0);
    arena_done(&a);
}

TEST_MAIN()
