/*
 * markdown_read_test.c -- Markdown as items with their lines, and the anchors of headings.
 */
#include "test.h"

#include "verify/markdown.h"

/* One item a line: `line kind text|target`, words left out. */
static const char *items_of(Arena *a, const char *text)
{
    static const char *const kinds[] = {"heading", "words", "code", "link", "block", "html"};
    AUTO(buf_done) Buf out = BUF(1 << 16);
    Markdown md;
    Err err = {0};

    CHECK_OK(markdown_read(a, str_from(text), &md, &err), &err);
    for (size_t i = 0; i < md.count; i++) {
        const MarkdownItem *it = &md.items[i];

        if (it->kind != MARKDOWN_WORDS)
            buf_printf(&out, "%u %s %.*s|%.*s\n", it->line, kinds[it->kind],
                       STR_ARG(str_trim(it->text)), STR_ARG(it->target));
    }
    return arena_cstr(a, buf_str(&out));
}

TEST(headings_links_code_and_blocks_have_their_lines)
{
    AUTO(arena_done) Arena a = {0};

    CHECK_TEXT(items_of(&a, "# The `x` way\n\nSee [the *file*](a/b.c#L3) and `f()`.\n\n"
                            "```c path=x\nint a;\n\nint b;\n```\n"),
               "1 code x|\n1 heading The x way|\n3 link the file|a/b.c#L3\n3 code f()|\n"
               "6 block int a;\n\nint b;|c path=x\n");
}

TEST(front_matter_is_passed_over_and_its_lines_are_counted)
{
    AUTO(arena_done) Arena a = {0};

    CHECK_TEXT(items_of(&a, "---\ntitle: `no`\n---\n\n`yes`\n"), "5 code yes|\n");
    CHECK_TEXT(items_of(&a, "---\n`never closed`\n"), "2 code never closed|\n");
}

TEST(references_images_bare_links_and_entities_are_read)
{
    AUTO(arena_done) Arena a = {0};

    CHECK_TEXT(items_of(&a, "![logo][l] &amp; <https://x.y/?a=1>\n\n[l]: img/a&amp;b.png\n"),
               "1 link logo|img/a&b.png\n1 link https://x.y/?a=1|https://x.y/?a=1\n");
}

TEST(cells_of_a_table_know_their_row)
{
    AUTO(arena_done) Arena a = {0};
    Markdown md;
    Err err = {0};

    CHECK_OK(markdown_read(&a, STR("| a | b |\n|---|---|\n| `c` | `d` |\n\n`e`\n"), &md, &err),
             &err);
    uint32_t rows[3] = {0}, found = 0;
    for (size_t i = 0; i < md.count; i++) {
        if (md.items[i].kind == MARKDOWN_CODE)
            rows[found++] = md.items[i].row;
    }
    CHECK_INT(found, 3);
    CHECK(rows[0] == 2 && rows[1] == 2 && rows[2] == 0);
}

TEST(html_keeps_its_attributes_over_lines)
{
    Str rest = STR("<a\n id=one href='two'><img data-src=\"no\" src=three>"), name, value;
    static const char *const expected[] = {"one", "two", "three"};

    for (size_t i = 0; i < ARRAY_LEN(expected); i++) {
        CHECK(markdown_html_attribute(&rest, &name, &value));
        CHECK_STR(value, expected[i]);
    }
    CHECK(!markdown_html_attribute(&rest, &name, &value));
}

TEST(anchors_are_those_of_a_forge)
{
    AUTO(arena_done) Arena a = {0};

    CHECK_STR(markdown_slug(&a, STR("What's new?")), "whats-new");
    CHECK_STR(markdown_slug(&a, STR("foo & bar_baz")), "foo--bar_baz");
    CHECK_STR(markdown_slug(&a, STR("a.b/c (d)")), "abc-d");
}

TEST(broken_markdown_is_still_markdown)
{
    static const char *const odd[] = {"",   "`",        "[",    "[](",  "```",
                                      "|",  "<a href=", "---",  "\x80", "[a]: <",
                                      "# ", "![x](",    "<!--", "&#0;"};

    for (size_t i = 0; i < ARRAY_LEN(odd); i++) {
        AUTO(arena_done) Arena a = {0};

        (void)items_of(&a, odd[i]);
    }
}

TEST_MAIN()
