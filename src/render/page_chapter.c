/*
 * page_chapter.c -- a chapter, a tutorial, and the book that holds them all.
 */
#include "render/frame.h"
#include "render/texts.h"

#include <inttypes.h>

enum { EXERCISES_IN_VIEW = 2 };

/* -- a chapter -- */

static void put_breadcrumb(Page *p, Str middle)
{
    html_lit(&p->out, "<nav class=\"crumbs\"");
    html_attr(&p->out, "aria-label", T(BREADCRUMB));
    html_lit(&p->out, "><a");
    html_url(&p->out, "href", arena_printf(&p->arena, "%sindex.html", p->up));
    html_lit(&p->out, ">");
    html_text(&p->out, T(COURSE));
    html_lit(&p->out, "</a> <span>");
    html_text(&p->out, middle);
    html_lit(&p->out, "</span></nav>\n");
}

static void put_chapter_head(Page *p, const Chapter *c)
{
    Str id = arena_printf(&p->arena, "c%02" PRIu32, c->number);

    html_lit(&p->out, "<header class=\"opening\">\n");
    if (!p->is_book)
        put_breadcrumb(p, arena_printf(&p->arena, "%.*s %" PRIu32 " %.*s %" PRIu32,
                                       STR_ARG(T(CHAPTER)), c->number, STR_ARG(T(OF)),
                                       p->site->course->chapters_count));
    buf_printf(&p->out, "<h%u", p->level - 1);
    if (p->is_book)
        html_attr(&p->out, "id", id);
    html_lit(&p->out, ">");
    html_text(&p->out, c->title);
    buf_printf(&p->out, "</h%u>\n", p->level - 1);
    if (c->definition.len) {
        html_lit(&p->out, "<p class=\"lead\">");
        page_inline(p, c->definition);
        html_lit(&p->out, "</p>\n");
    }
    html_lit(&p->out, "<p class=\"facts\">");
    page_minutes(p, c->minutes);
    html_lit(&p->out, "</p>\n</header>\n");
}

/* Exercises of a section; those without one, or with one that is not there, come at the end. */
static bool is_of_section(const Chapter *c, const Exercise *e, const Section *s)
{
    if (strcmp(e->chapter, c->id) != 0)
        return false;
    for (uint32_t i = 0; i < c->sections_count; i++) {
        if (str_eq(c->sections[i].slug, e->section))
            return s == &c->sections[i];
    }
    return s == NULL;
}

/* The first two stand in the text, to be met while reading; the others wait behind a line. */
static void put_exercise_number(Page *p, const Exercise *e, uint32_t number, uint32_t count)
{
    if (number == EXERCISES_IN_VIEW) {
        html_lit(&p->out, "<details class=\"more\"><summary>");
        page_count(p, count - number, T(MORE_QUESTION), T(MORE_QUESTIONS));
        html_lit(&p->out, "</summary>\n");
    }
    page_exercise(p, e);
    if (number >= EXERCISES_IN_VIEW && number + 1 == count)
        html_lit(&p->out, "</details>\n");
}

static void put_exercises(Page *p, const Chapter *c, const Section *s)
{
    const Course *course = p->site->course;
    uint32_t count = 0, number = 0;

    for (uint32_t i = 0; i < course->exercises_count; i++)
        count += is_of_section(c, &course->exercises[i], s);
    if (count && !s) {
        html_lit(&p->out, "<section>\n");
        page_heading(p, p->level, STR("check-yourself-"), T(CHECK_YOURSELF));
    }
    for (uint32_t i = 0; i < course->exercises_count; i++) {
        if (is_of_section(c, &course->exercises[i], s))
            put_exercise_number(p, &course->exercises[i], number++, count);
    }
    if (count && !s)
        html_lit(&p->out, "</section>\n");
}

static void put_sections(Page *p, const Chapter *c)
{
    for (uint32_t s = 0; s < c->sections_count; s++) {
        const Section *section = &c->sections[s];

        html_lit(&p->out, "<section");
        html_attr(&p->out, "data-kind", section->kind);
        html_lit(&p->out, ">\n");
        page_heading(p, p->level, section->slug, section->title);
        for (uint32_t i = 0; i < section->blocks_count; i++)
            page_block(p, &section->blocks[i], section->title);
        put_exercises(p, c, section);
        html_lit(&p->out, "</section>\n");
    }
    put_exercises(p, c, NULL);
}

static void put_on_this_page(Page *p, const Chapter *c)
{
    if (c->sections_count < 2)
        return;
    html_lit(&p->out, "<nav class=\"here\"");
    html_attr(&p->out, "aria-label", T(ON_THIS_PAGE));
    html_lit(&p->out, ">\n<p>");
    html_text(&p->out, T(ON_THIS_PAGE));
    html_lit(&p->out, "</p>\n<ol>\n");
    for (uint32_t i = 0; i < c->sections_count; i++) {
        html_lit(&p->out, "<li><a");
        html_url(&p->out, "href",
                 arena_printf(&p->arena, "#%.*s", STR_ARG(c->sections[i].slug)));
        html_lit(&p->out, ">");
        html_text(&p->out, c->sections[i].title);
        html_lit(&p->out, "</a></li>\n");
    }
    html_lit(&p->out, "</ol>\n</nav>\n");
}

static Str plain_words(Page *p, Str markdown, size_t most)
{
    AUTO(buf_done) Buf words = BUF(1 << 20);

    markup_plain(&words, markdown);
    Str text = str_trim(buf_str(&words));
    if (text.len > most) {
        text.len = most;
        while (text.len && (text.ptr[text.len] & 0xc0) == 0x80)
            text.len--;
    }
    return arena_str(&p->arena, text);
}

enum { DESCRIPTION_BYTES = 180 };

/* The chapter or tutorial before or after, as the reading order has them. */
static void set_neighbours(Page *p, const Chapter *c, Frame *f)
{
    const Course *course = p->site->course;
    uint32_t at = (uint32_t)(c - course->chapters);

    if (at > 0) {
        f->prev = page_chapter_url(p, &course->chapters[at - 1], STR(""));
        f->prev_title = course->chapters[at - 1].title;
    } else {
        f->prev = arena_printf(&p->arena, "%sindex.html", p->up);
        f->prev_title = T(START_HERE);
    }
    if (at + 1 < course->chapters_count) {
        f->next = page_chapter_url(p, &course->chapters[at + 1], STR(""));
        f->next_title = course->chapters[at + 1].title;
    } else if (course->where_to_look_count) {
        f->next = arena_printf(&p->arena, "%swhere.html", p->up);
        f->next_title = T(WHERE_TO_LOOK);
    }
}

void page_chapter(Page *p, const Chapter *c)
{
    Frame f = {
        .title = c->title,
        .description = plain_words(
            p, c->definition.len ? c->definition : p->site->course->summary, DESCRIPTION_BYTES),
        .here = site_chapter_path(&p->arena, c),
        .kind = STR("chapter")};

    p->chapter = c;
    set_neighbours(p, c, &f);
    frame_begin(p, &f);
    html_lit(&p->out, "<article>\n");
    put_chapter_head(p, c);
    put_on_this_page(p, c);
    put_sections(p, c);
    html_lit(&p->out, "</article>\n<p class=\"mark-read\"></p>\n");
    frame_end(p, &f);
}

/* -- a tutorial -- */

static void put_step_source(Page *p, const TutorialStep *s)
{
    if (!s->source.path.len)
        return;
    html_lit(&p->out, "<p class=\"origin\">");
    html_text(&p->out, T(FROM));
    html_lit(&p->out, " ");
    page_cite(p, &s->source);
    if (s->command.len && !str_is(s->basis, "written")) {
        html_lit(&p->out, ", ");
        html_text(&p->out, T(BY_CONVENTION));
    }
    if (s->command.len) {
        html_lit(&p->out, "; ");
        html_text(&p->out, T(STATE_NOT_RUN));
    }
    html_lit(&p->out, "</p>\n");
}

/* A line each, so that each has its prompt, which is no part of the text. */
static void put_command(Page *p, Str command)
{
    Str line;

    html_lit(&p->out, "<div class=\"shell\"><pre tabindex=\"0\"><code>");
    while (str_line(&command, &line)) {
        html_lit(&p->out, "<span class=\"cmd\">");
        html_text(&p->out, line);
        html_lit(&p->out, "</span>");
        if (command.len)
            html_lit(&p->out, "\n");
    }
    html_lit(&p->out, "</code></pre></div>\n");
}

static void put_steps(Page *p, const Tutorial *t)
{
    html_lit(&p->out, "<ol class=\"doing\">\n");
    for (uint32_t i = 0; i < t->steps_count; i++) {
        const TutorialStep *s = &t->steps[i];

        html_lit(&p->out, "<li>");
        page_blocks(p, s->text);
        if (s->command.len) {
            put_command(p, s->command);
        }
        if (s->expected.len) {
            html_lit(&p->out, "<p class=\"expected\"><strong>");
            html_text(&p->out, T(EXPECTED));
            html_lit(&p->out, "</strong> ");
            page_inline(p, s->expected);
            html_lit(&p->out, "</p>\n");
        }
        put_step_source(p, s);
        html_lit(&p->out, "</li>\n");
    }
    html_lit(&p->out, "</ol>\n");
}

static void put_tutorial(Page *p, const Tutorial *t)
{
    html_lit(&p->out, "<header class=\"opening\">\n");
    if (!p->is_book)
        put_breadcrumb(p, T(TUTORIALS));
    buf_printf(&p->out, "<h%u>", p->level - 1);
    html_text(&p->out, t->title);
    buf_printf(&p->out, "</h%u>\n<p class=\"lead\">", p->level - 1);
    page_inline(p, t->goal);
    html_lit(&p->out, "</p>\n</header>\n");
    if (t->steps_count)
        put_steps(p, t);
}

static const Exercise *find_exercise(const Course *c, Str id)
{
    for (uint32_t i = 0; i < c->exercises_count; i++) {
        if (str_is(id, c->exercises[i].id))
            return &c->exercises[i];
    }
    return NULL;
}

/* The exercises that a tutorial leads to; in the book they stand in their chapters. */
static void put_tutorial_exercises(Page *p, const Tutorial *t)
{
    bool has_any = false;

    for (uint32_t i = 0; i < t->exercises_count; i++) {
        const Exercise *e = find_exercise(p->site->course, t->exercises[i]);

        if (!e)
            continue;
        if (!has_any)
            page_heading(p, p->level, STR("check-yourself"), T(CHECK_YOURSELF));
        has_any = true;
        page_exercise(p, e);
    }
}

void page_tutorial(Page *p, const Tutorial *t)
{
    const Course *c = p->site->course;
    uint32_t at = (uint32_t)(t - c->tutorials);
    Frame f = {.title = t->title,
               .description = plain_words(p, t->goal, DESCRIPTION_BYTES),
               .here = site_tutorial_path(&p->arena, t),
               .kind = STR("tutorial"),
               .prev = arena_printf(&p->arena, "%sindex.html", p->up),
               .prev_title = T(START_HERE)};

    if (at > 0) {
        Str path = site_tutorial_path(&p->arena, &c->tutorials[at - 1]);

        f.prev = arena_printf(&p->arena, "%s%.*s", p->up, STR_ARG(path));
        f.prev_title = c->tutorials[at - 1].title;
    }
    if (at + 1 < c->tutorials_count) {
        Str path = site_tutorial_path(&p->arena, &c->tutorials[at + 1]);

        f.next = arena_printf(&p->arena, "%s%.*s", p->up, STR_ARG(path));
        f.next_title = c->tutorials[at + 1].title;
    } else if (c->chapters_count) {
        f.next = page_chapter_url(p, &c->chapters[0], STR(""));
        f.next_title = c->chapters[0].title;
    }
    frame_begin(p, &f);
    html_lit(&p->out, "<article>\n");
    put_tutorial(p, t);
    put_tutorial_exercises(p, t);
    html_lit(&p->out, "</article>\n");
    frame_end(p, &f);
}

/* -- the book -- */

static void put_book_contents(Page *p)
{
    const Course *c = p->site->course;

    html_lit(&p->out, "<nav class=\"book-contents\"");
    html_attr(&p->out, "aria-label", T(CHAPTERS));
    html_lit(&p->out, ">\n<ol>\n");
    for (uint32_t i = 0; i < c->chapters_count; i++) {
        html_lit(&p->out, "<li><a");
        html_url(&p->out, "href", page_chapter_url(p, &c->chapters[i], STR("")));
        html_lit(&p->out, ">");
        html_text(&p->out, c->chapters[i].title);
        html_lit(&p->out, "</a></li>\n");
    }
    html_lit(&p->out, "</ol>\n</nav>\n");
}

static void put_book_glossary(Page *p)
{
    const Course *c = p->site->course;

    if (!c->glossary_count)
        return;
    html_lit(&p->out, "<article>\n<h2>");
    html_text(&p->out, T(GLOSSARY));
    html_lit(&p->out, "</h2>\n<dl class=\"glossary\">\n");
    for (uint32_t i = 0; i < c->glossary_count; i++) {
        html_lit(&p->out, "<dt");
        html_attr(&p->out, "id",
                  arena_printf(&p->arena, "term-%.*s", STR_ARG(c->glossary[i].slug)));
        html_lit(&p->out, ">");
        html_text(&p->out, c->glossary[i].term);
        html_lit(&p->out, "</dt><dd>");
        page_inline(p, c->glossary[i].definition);
        html_lit(&p->out, " ");
        page_cite(p, &c->glossary[i].source);
        html_lit(&p->out, "</dd>\n");
    }
    html_lit(&p->out, "</dl>\n</article>\n");
}

void page_book(Page *p)
{
    const Course *c = p->site->course;
    Frame f = {.title = T(WHOLE_BOOK), .here = STR("print.html"), .kind = STR("book")};

    p->is_book = true;
    p->level = 3;
    frame_begin(p, &f);
    html_lit(&p->out, "<header class=\"opening\"><h1>");
    html_text(&p->out, c->title);
    html_lit(&p->out, "</h1>\n<p class=\"lead\">");
    page_inline(p, c->summary);
    html_lit(&p->out, "</p></header>\n");
    put_book_contents(p);
    p->prefix = "";
    if (c->map != UINT32_MAX)
        page_diagram(p, &c->diagrams[c->map]);
    for (uint32_t i = 0; i < c->tutorials_count; i++) {
        html_lit(&p->out, "<article>\n");
        put_tutorial(p, &c->tutorials[i]);
        html_lit(&p->out, "</article>\n");
    }
    for (uint32_t i = 0; i < c->chapters_count; i++) {
        p->prefix = arena_printf(&p->arena, "c%02" PRIu32 "-", c->chapters[i].number).ptr;
        html_lit(&p->out, "<article>\n");
        put_chapter_head(p, &c->chapters[i]);
        put_sections(p, &c->chapters[i]);
        html_lit(&p->out, "</article>\n");
    }
    p->prefix = "";
    put_book_glossary(p);
    strmap_done(&p->symbols); /* cards are for reading on a screen */
    strmap_done(&p->terms);
    p->symbols = p->terms = (StrMap){0};
    frame_end(p, &f);
}
