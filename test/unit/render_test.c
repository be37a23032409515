/*
 * render_test.c -- foreign text in pages: escaped, its addresses on the list, its tags balanced.
 */
#include "test.h"

#include "base/vec.h"
#include "render/frame.h"
#include "render/svg.h"

/* -- escaping and addresses -- */

TEST(text_is_escaped_in_content_and_attributes)
{
    AUTO(buf_done) Buf b = BUF(4096);

    html_text(&b, STR("<a href=\"x\" title='y'>&amp;</a>"));
    CHECK_STR(buf_str(&b), "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;");
    buf_clear(&b);
    html_attr(&b, "title", STR("\" onclick=\"x"));
    CHECK_STR(buf_str(&b), " title=\"&quot; onclick=&quot;x\"");
}

TEST(broken_utf8_and_control_bytes_become_the_replacement_character)
{
    AUTO(buf_done) Buf b = BUF(4096);

    html_text(&b, (Str){"a\xff\x00z\x1b", 5});
    CHECK_STR(buf_str(&b), "a\xef\xbf\xbd\xef\xbf\xbdz\xef\xbf\xbd");
    buf_clear(&b);
    html_text(&b, STR("é→"));
    CHECK_STR(buf_str(&b), "é→");
}

TEST(only_addresses_of_the_list_are_allowed)
{
    static const struct {
        const char *url;
        bool is_allowed;
    } rows[] = {
        {"https://example.org/a?b=c#d", true},
        {"HTTP://example.org", true},
        {"mailto:a@example.org", true},
        {"../source/a.c.html#L3", true},
        {"#place", true},
        {"a/b:c", true},
        {"javascript:alert(1)", false},
        {"JaVaScRiPt:alert(1)", false},
        {"java\tscript:alert(1)", false},
        {" javascript:alert(1)", false},
        {"\x01javascript:alert(1)", false},
        {"data:text/html,x", false},
        {"vbscript:x", false},
        {"file:///etc/passwd", false},
        {"//example.org/x", false},
        {"\\\\example.org", false},
        {"https://example.org/\xff", false},
        {"", false},
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (url_is_allowed(str_from(rows[i].url)) != rows[i].is_allowed)
            fail_msg("'%s'", rows[i].url);
    }
}

/* -- Markdown -- */

static Link to_places(void *self UNUSED, Arena *a UNUSED, Str target)
{
    if (str_starts(target, STR("cite:")))
        return (Link){.url = STR("source/a.c.html#L3"), .kind = LINK_CITE};
    if (str_starts(target, STR("term:")))
        return (Link){.url = STR("glossary.html#term-x"), .kind = LINK_TERM, .term = STR("x")};
    return (Link){.url = target};
}

static const char *blocks_of(Arena *a, const char *text)
{
    AUTO(buf_done) Buf b = BUF(1 << 20);

    markup_blocks(&b, str_from(text), (LinkResolver){NULL, to_places});
    return arena_cstr(a, buf_str(&b));
}

TEST(markdown_becomes_html)
{
    AUTO(arena_done) Arena a = {0};

    CHECK_TEXT(blocks_of(&a, "a **b** `c<d`\n\n- e\n- f\n"),
               "<p>a <strong>b</strong> <code>c&lt;d</code></p><ul><li>e</li><li>f</li></ul>");
    CHECK_TEXT(blocks_of(&a, "3. a"), "<ol start=\"3\"><li>a</li></ol>");
    CHECK_TEXT(blocks_of(&a, "&lt;b&gt; &amp; &#58; \\<i\\>"),
               "<p>&lt;b&gt; &amp; : &lt;i&gt;</p>");
}

TEST(links_of_the_course_are_resolved)
{
    AUTO(arena_done) Arena a = {0};

    CHECK_TEXT(blocks_of(&a, "[src/a.c:3](cite:src/a.c#L3)"),
               "<p><a href=\"source/a.c.html#L3\" class=\"cite\">src/<wbr>a.c:3</a></p>");
    CHECK_TEXT(blocks_of(&a, "[x](term:x)"),
               "<p><a href=\"glossary.html#term-x\" class=\"term\" data-t=\"x\">x</a></p>");
    CHECK_TEXT(blocks_of(&a, "[x](https://example.org)"),
               "<p><a href=\"https://example.org\" rel=\"noreferrer\">x</a></p>");
}

TEST(an_address_that_is_not_allowed_leaves_its_words)
{
    AUTO(arena_done) Arena a = {0};

    CHECK_TEXT(blocks_of(&a, "[x](javascript:alert(1))"), "<p>x</p>");
    CHECK_TEXT(blocks_of(&a, "[a [b](javascript:x) c](https://e.org)"),
               "<p>[a b c](https://e.org)</p>");
    CHECK_TEXT(blocks_of(&a, "![x](https://e.org/a.png)"), "<p>x</p>");
    CHECK_TEXT(blocks_of(&a, "[![x](data:y)](javascript:z)"), "<p>x</p>");
}

TEST(raw_html_is_shown_as_text)
{
    AUTO(arena_done) Arena a = {0};

    CHECK_TEXT(blocks_of(&a, "<script>x</script>"), "<p>&lt;script&gt;x&lt;/script&gt;</p>");
    CHECK_TEXT(blocks_of(&a, "a <img src=x onerror=y> b"),
               "<p>a &lt;img src=x onerror=y&gt; b</p>");
}

TEST(a_span_that_the_parser_never_began_is_not_ended)
{
    AUTO(arena_done) Arena a = {0};

    CHECK_TEXT(blocks_of(&a, "[d](https://e.org/i**bc) [e**](j"),
               "<p><a href=\"https://e.org/i**bc\" rel=\"noreferrer\">d</a> [e](j</p>");
}

static size_t count_of(Str text, const char *needle)
{
    size_t count = 0;

    for (size_t at = 0; (at = str_find(text, str_from(needle), at)) != SIZE_MAX; at++)
        count++;
    return count;
}

TEST(deep_nesting_is_flattened_and_stays_balanced)
{
    AUTO(arena_done) Arena a = {0};
    AUTO(buf_done) Buf text = BUF(64 << 10);

    for (int i = 0; i < 400; i++)
        buf_lit(&text, "> ");
    buf_lit(&text, "x");
    Str html = str_from(blocks_of(&a, text.ptr));
    CHECK_INT(count_of(html, "<blockquote>"), MARKUP_MAX_DEPTH);
    CHECK_INT(count_of(html, "</blockquote>"), MARKUP_MAX_DEPTH);
    CHECK(str_has(html, STR("x")));
}

TEST(plain_words_have_no_marks_and_no_tags)
{
    AUTO(buf_done) Buf b = BUF(4096);

    markup_plain(&b, STR("a **b** [c & d](cite:x#L1) `e<f`\n\n- g\n- h"));
    CHECK_STR(buf_str(&b), "a b c & d e<f g h");
}

/* -- pages -- */

static const char *const hostile = "</code><script>pwned=1</script>\" onclick=\"x";

static Str hostile_text(void)
{
    return str_from(hostile);
}

static Course *small_course(Arena *a)
{
    Course *c = ARENA_NEW(a, Course);

    c->title = hostile_text();
    c->summary = STR("Counts.");
    c->repository.name = hostile_text();
    c->repository.web_url = STR("javascript:x");
    c->map = UINT32_MAX;
    c->chapters = ARENA_NEW(a, Chapter);
    c->chapters_count = 1;
    c->chapters[0] = (Chapter){
        .number = 1, .slug = STR("a"), .title = hostile_text(), .minutes = 1};
    memcpy(c->chapters[0].id, "0123456789abcdef", COURSE_ID_SIZE);
    return c;
}

static void begin_page(Arena *a, Page *p)
{
    Site *site = ARENA_NEW(a, Site);

    site->course = small_course(a);
    page_init(p, site, "");
}

TEST(a_page_lets_no_foreign_tag_through)
{
    AUTO(arena_done) Arena a = {0};
    AUTO(page_done) Page p;

    begin_page(&a, &p);
    page_chapter(&p, &p.site->course->chapters[0]);
    Str html = buf_str(&p.out);
    CHECK(!str_has(html, STR("<script>pwned")));
    CHECK(!str_has(html, STR("\" onclick")));
    CHECK(!str_has(html, STR("javascript:")));
    CHECK(str_has(html, STR("&lt;script&gt;pwned=1")));
    CHECK_INT(count_of(html, "<script"), 2); /* ours */
    CHECK_INT(count_of(html, "</script>"), 2);
}

TEST(an_excerpt_shows_every_line_once_with_its_number)
{
    AUTO(arena_done) Arena a = {0};
    AUTO(page_done) Page p;
    Span spans[] = {{0, 3, HIGHLIGHT_KEYWORD, {0}}, {6, 17, HIGHLIGHT_COMMENT, {0}}};
    Callout notes[] = {{8, 9, STR("Why `x`.")}};
    Excerpt x = {.source = {STR("a.c"), 7, 9},
                 .text = STR("int a;/* <b>\nc\n */\nz"),
                 .spans = spans,
                 .spans_count = 2,
                 .callouts = notes,
                 .callouts_count = 1};

    x.source.end_line = 10;
    begin_page(&a, &p);
    page_excerpt(&p, &x);
    Str html = buf_str(&p.out);
    CHECK(str_has(html, STR("id=\"x1-7\" data-n=\"7\"><span class=\"k\">int</span> a;<span "
                            "class=\"c\">/* &lt;b&gt;</span>\n</span>")));
    CHECK(str_has(html, STR("<span class=\"l hit\" id=\"x1-8\" data-n=\"8\"><a class=\"mark\" "
                            "href=\"#x1-note1\" aria-label=\"Note 1\">1</a><span "
                            "class=\"c\">c</span>\n</span>")));
    CHECK(str_has(html, STR("data-n=\"10\">z\n</span>")));
    CHECK_INT(count_of(html, "data-n="), 4);
    CHECK(str_has(html, STR("<li id=\"x1-note1\"")));
    CHECK(str_has(html, STR("Why <code>x</code>.")));
}

TEST(spans_that_break_the_rule_lose_nothing_of_the_text)
{
    AUTO(arena_done) Arena a = {0};
    AUTO(page_done) Page p;
    Span spans[] = {{0, 4, HIGHLIGHT_KEYWORD, {0}},
                    {2, 3, HIGHLIGHT_STRING, {0}},
                    {3, 6, HIGHLIGHT_NUMBER, {0}}};
    Excerpt x = {
        .source = {STR("a.c"), 1, 1}, .text = STR("abcdef"), .spans = spans, .spans_count = 3};

    begin_page(&a, &p);
    page_excerpt(&p, &x);
    CHECK(str_has(buf_str(&p.out),
                  STR("<span class=\"k\">abcd</span><span class=\"n\">ef</span>")));
}

static Diagram two_nodes(DiagramKind kind, DiagramNode *nodes, DiagramEdge *edges)
{
    nodes[0] = (DiagramNode){.id = STR("a"), .label = hostile_text()};
    nodes[1] = (DiagramNode){.id = STR("b"), .label = STR("b"), .link = STR("javascript:x")};
    edges[0] = (DiagramEdge){.from = 0, .to = 1, .label = hostile_text()};
    edges[1] = (DiagramEdge){.from = 1, .to = 1, .label = STR("again")};
    return (Diagram){.kind = kind,
                     .title = STR("T"),
                     .nodes = nodes,
                     .nodes_count = 2,
                     .edges = edges,
                     .edges_count = 2};
}

TEST(diagrams_are_inert_and_have_neither_ids_nor_styles)
{
    for (int kind = 0; kind < DIAGRAM_KIND_COUNT; kind++) {
        AUTO(arena_done) Arena a = {0};
        AUTO(page_done) Page p;
        DiagramNode nodes[2];
        DiagramEdge edges[2];
        Diagram d = two_nodes((DiagramKind)kind, nodes, edges);

        begin_page(&a, &p);
        CHECK(svg_diagram(&p, &d, STR("label")));
        Str svg = buf_str(&p.out);
        CHECK(!str_has(svg, STR("<script")));
        CHECK(!str_has(svg, STR(" id=")));
        CHECK(!str_has(svg, STR("style")));
        CHECK(!str_has(svg, STR("javascript")));
        CHECK_INT(count_of(svg, "class=\"head\""), 2);
        CHECK_INT(count_of(svg, "<g class=\"node\">"), 2);
        CHECK_INT(count_of(svg, "<g"), count_of(svg, "</g>"));
    }
}

TEST(messages_of_a_sequence_come_in_order_from_above)
{
    AUTO(arena_done) Arena a = {0};
    AUTO(page_done) Page p;
    DiagramNode nodes[2];
    DiagramEdge edges[2];
    Diagram d = two_nodes(DIAGRAM_SEQUENCE, nodes, edges);

    edges[0].label = STR("first");
    edges[1].label = STR("second");
    begin_page(&a, &p);
    CHECK(svg_diagram(&p, &d, STR("label")));
    Str svg = buf_str(&p.out);
    size_t first = str_find(svg, STR(">first<"), 0), second = str_find(svg, STR(">second<"), 0);
    CHECK(first != SIZE_MAX && second != SIZE_MAX && first < second);
    CHECK_INT(count_of(svg, "class=\"life\""), 2);
}

static Exercise choice(ExerciseOption *options)
{
    options[0] = (ExerciseOption){
        .text = STR("one"), .explanation = STR("because"), .is_key = true};
    options[1] = (ExerciseOption){.text = hostile_text(), .explanation = STR("no")};
    return (Exercise){.kind = STR("locate"),
                      .answer = STR("one"),
                      .question = STR("Which?"),
                      .options = options,
                      .options_count = 2};
}

TEST(a_question_carries_its_key_and_every_explanation)
{
    AUTO(arena_done) Arena a = {0};
    AUTO(page_done) Page p;
    ExerciseOption options[2];
    Exercise e = choice(options);

    begin_page(&a, &p);
    page_exercise(&p, &e);
    Str html = buf_str(&p.out);
    CHECK_INT(count_of(html, "type=\"radio\""), 2);
    CHECK_INT(count_of(html, "data-key"), 1);
    CHECK(str_has(html, STR("because")) && str_has(html, STR("data-why=\"1\"")));
    CHECK(!str_has(html, STR("<script")));
}

TEST(the_answer_of_an_order_is_sorted_and_says_what_does_not_belong)
{
    AUTO(arena_done) Arena a = {0};
    AUTO(page_done) Page p;
    ExerciseLine lines[] = {{.text = STR("second"), .order = 2},
                            {.text = STR("stray"), .explanation = STR("not there")},
                            {.text = STR("first"), .order = 1}};
    Exercise e = {.kind = STR("parsons"),
                  .answer = STR("order"),
                  .question = STR("Order?"),
                  .lines = lines,
                  .lines_count = 3};

    begin_page(&a, &p);
    page_exercise(&p, &e);
    Str html = buf_str(&p.out);
    size_t answer = str_find(html, STR("class=\"ordered\""), 0);
    CHECK(answer != SIZE_MAX);
    CHECK(str_find(html, STR(">first<"), answer) < str_find(html, STR(">second<"), answer));
    CHECK(str_find(html, STR("not there"), answer) != SIZE_MAX);
    CHECK(str_has(html, STR("data-line=\"0\"")));
}

TEST_MAIN()
