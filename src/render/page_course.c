/*
 * page_course.c -- the first page, where to look, the glossary, the report.
 */
#include "render/frame.h"
#include "render/texts.h"

#include <inttypes.h>

static void put_opening(Page *p, Str title)
{
    html_lit(&p->out, "<header class=\"opening\"><h1>");
    html_text(&p->out, title);
    html_lit(&p->out, "</h1></header>\n");
}

static void put_head_cell(Page *p, Str title)
{
    html_lit(&p->out, "<th scope=\"col\">");
    html_text(&p->out, title);
    html_lit(&p->out, "</th>");
}

static void begin_columns(Page *p, Str label, const Str *heads, size_t count)
{
    page_begin_table(p, label);
    html_lit(&p->out, "<thead><tr>");
    for (size_t i = 0; i < count; i++)
        put_head_cell(p, heads[i]);
    html_lit(&p->out, "</tr></thead><tbody>\n");
}

static void put_chapter_link(Page *p, const char *id)
{
    const Chapter *c = course_find_chapter(p->site->course, str_from(id));

    if (!c)
        return;
    html_lit(&p->out, "<a");
    html_url(&p->out, "href", page_chapter_url(p, c, STR("")));
    html_lit(&p->out, ">");
    html_text(&p->out, c->title);
    html_lit(&p->out, "</a>");
}

/* -- the first page -- */

static uint32_t minutes_of(const Course *c)
{
    uint32_t minutes = 0;

    for (uint32_t i = 0; i < c->chapters_count; i++)
        minutes += c->chapters[i].minutes;
    return minutes;
}

/* A bar of the languages by lines; the words beside it say the same. */
static void put_languages(Page *p)
{
    const Course *c = p->site->course;
    uint64_t total = 0, x = 0;
    uint32_t shown = MIN_OF(c->languages_count, 5u);

    for (uint32_t i = 0; i < c->languages_count; i++)
        total += c->languages[i].lines;
    if (!total)
        return;
    html_lit(&p->out, "<div class=\"languages\"><svg viewBox=\"0 0 1000 8\" "
                      "preserveAspectRatio=\"none\" aria-hidden=\"true\" focusable=\"false\">");
    for (uint32_t i = 0; i < shown; i++) {
        uint64_t width = c->languages[i].lines * 1000 / total;

        buf_printf(&p->out,
                   "<rect class=\"lang%" PRIu32 "\" x=\"%" PRIu64 "\" y=\"0\" width=\"%" PRIu64
                   "\" height=\"8\"/>",
                   i, x, width);
        x += width;
    }
    html_lit(&p->out, "</svg>\n<ul>");
    for (uint32_t i = 0; i < shown; i++) {
        buf_printf(&p->out,
                   "<li><svg viewBox=\"0 0 8 8\" width=\"8\" height=\"8\" aria-hidden=\"true\" "
                   "focusable=\"false\"><rect class=\"lang%" PRIu32
                   "\" width=\"8\" height=\"8\"/></svg> ",
                   i);
        html_text(&p->out, c->languages[i].name);
        html_lit(&p->out, " <small>");
        page_count(p, c->languages[i].lines, T(LINE), T(LINES));
        html_lit(&p->out, "</small></li>");
    }
    html_lit(&p->out, "</ul></div>\n");
}

static void put_door(Page *p, TextId title, Str url, Str words)
{
    html_lit(&p->out, "<li><a");
    html_url(&p->out, "href", url);
    html_lit(&p->out, "><strong>");
    html_text(&p->out, text_of(title));
    html_lit(&p->out, "</strong> <span>");
    html_text(&p->out, words);
    html_lit(&p->out, "</span></a></li>\n");
}

static void put_doors(Page *p)
{
    const Course *c = p->site->course;

    html_lit(&p->out, "<section>\n");
    page_heading(p, 2, STR("start"), T(START_HERE));
    html_lit(&p->out, "<ul class=\"doors\">\n");
    if (c->tutorials_count)
        put_door(p, TEXT_TRY_IT, site_tutorial_path(&p->arena, &c->tutorials[0]),
                 c->tutorials[0].title);
    if (c->chapters_count)
        put_door(p, TEXT_UNDERSTAND_IT, site_chapter_path(&p->arena, &c->chapters[0]),
                 c->chapters[0].title);
    if (c->where_to_look_count)
        put_door(p, TEXT_CHANGE_IT, STR("where.html"), T(WHERE_TO_LOOK));
    if (c->glossary_count)
        put_door(p, TEXT_LOOK_UP, STR("glossary.html"), T(GLOSSARY));
    html_lit(&p->out, "</ul>\n<p class=\"resume\" hidden></p>\n</section>\n");
}

static void put_chapters(Page *p)
{
    const Course *c = p->site->course;

    if (!c->chapters_count)
        return;
    html_lit(&p->out, "<section>\n");
    page_heading(p, 2, STR("chapters"), T(CHAPTERS));
    html_lit(&p->out, "<ol class=\"chapters\">\n");
    for (uint32_t i = 0; i < c->chapters_count; i++) {
        const Chapter *ch = &c->chapters[i];

        html_lit(&p->out, "<li");
        html_attr(&p->out, "data-chapter", str_from(ch->id));
        buf_printf(&p->out, "><span class=\"no\">%" PRIu32 "</span><div><h3><a", ch->number);
        html_url(&p->out, "href", page_chapter_url(p, ch, STR("")));
        html_lit(&p->out, ">");
        html_text(&p->out, ch->title);
        html_lit(&p->out, "</a></h3>");
        if (ch->definition.len) {
            html_lit(&p->out, "<p>");
            page_inline(p, ch->definition);
            html_lit(&p->out, "</p>");
        }
        html_lit(&p->out, "</div><small>");
        page_minutes(p, ch->minutes);
        html_lit(&p->out, "</small></li>\n");
    }
    html_lit(&p->out, "</ol>\n</section>\n");
}

static void put_commands(Page *p)
{
    const Course *c = p->site->course;
    const Str heads[] = {T(TO), T(COMMAND), T(FOUND_IN)};
    uint32_t of_kind = 0;
    bool was_any_run = false;

    if (!c->commands_count)
        return;
    html_lit(&p->out, "<section>\n");
    page_heading(p, 2, STR("commands"), T(BUILD_RUN_TEST));
    begin_columns(p, T(BUILD_RUN_TEST), heads, ARRAY_LEN(heads));
    for (uint32_t i = 0; i < c->commands_count; i++) {
        const CourseCommand *m = &c->commands[i];

        of_kind = i && str_eq(m->kind, c->commands[i - 1].kind) ? of_kind + 1 : 0;
        was_any_run |= m->state.len && !str_is(m->state, "not run");
        if (of_kind >= SITE_COMMANDS_OF_A_KIND)
            continue;
        html_lit(&p->out, "<tr><td>");
        html_text(&p->out, str_is(m->kind, "one_test") ? STR("one test") : m->kind);
        html_lit(&p->out, "</td><td><code>");
        html_text(&p->out, m->command);
        html_lit(&p->out, "</code></td><td>");
        page_cite(p, &m->source);
        if (!str_is(m->basis, "written")) {
            html_lit(&p->out, ", ");
            html_text(&p->out, T(BY_CONVENTION));
        }
        html_lit(&p->out, "</td></tr>\n");
    }
    page_end_table(p);
    if (!was_any_run) {
        html_lit(&p->out, "<p class=\"facts\">");
        html_text(&p->out, T(NOT_RUN));
        html_lit(&p->out, "</p>\n");
    }
    html_lit(&p->out, "</section>\n");
}

static void put_first_facts(Page *p)
{
    const Course *c = p->site->course;

    html_lit(&p->out, "<p class=\"facts\">");
    page_count(p, c->chapters_count, STR("chapter"), STR("chapters"));
    html_lit(&p->out, " · ");
    page_minutes(p, minutes_of(c));
    html_lit(&p->out, " · ");
    page_count(p, c->totals.files, STR("file"), STR("files"));
    if (c->report.score) {
        html_lit(&p->out, " · <a href=\"report.html\">");
        html_text(&p->out, T(SCORE));
        buf_printf(&p->out, " %" PRIu32 "</a>", c->report.score);
    }
    html_lit(&p->out, "</p>\n");
}

void page_index(Page *p)
{
    const Course *c = p->site->course;
    AUTO(buf_done) Buf words = BUF(1 << 20);
    Frame f = {.title = c->title, .here = STR("index.html"), .kind = STR("index")};

    markup_plain(&words, c->summary);
    f.description = str_trim(buf_str(&words));
    if (c->chapters_count) {
        f.next = page_chapter_url(p, &c->chapters[0], STR(""));
        f.next_title = c->chapters[0].title;
    }
    frame_begin(p, &f);
    html_lit(&p->out, "<article>\n<header class=\"opening\"><h1>");
    html_text(&p->out, c->title);
    html_lit(&p->out, "</h1>\n");
    if (c->summary.len) {
        html_lit(&p->out, "<p class=\"lead\">");
        page_inline(p, c->summary);
        html_lit(&p->out, "</p>\n");
    }
    put_first_facts(p);
    put_languages(p);
    html_lit(&p->out, "</header>\n");
    put_doors(p);
    if (c->map != UINT32_MAX) {
        html_lit(&p->out, "<section>\n");
        page_heading(p, 2, STR("map"), T(MAP));
        page_diagram(p, &c->diagrams[c->map]);
        html_lit(&p->out, "</section>\n");
    }
    put_chapters(p);
    put_commands(p);
    html_lit(&p->out, "</article>\n");
    frame_end(p, &f);
}

/* -- where to look -- */

void page_where(Page *p)
{
    const Course *c = p->site->course;
    const Str heads[] = {T(I_WANT_TO), T(LOOK_AT), T(TERM_CHAPTER)};
    Frame f = {.title = T(WHERE_TO_LOOK), .here = STR("where.html"), .kind = STR("where")};

    frame_begin(p, &f);
    html_lit(&p->out, "<article>\n");
    put_opening(p, T(WHERE_TO_LOOK));
    begin_columns(p, T(WHERE_TO_LOOK), heads, ARRAY_LEN(heads));
    for (uint32_t i = 0; i < c->where_to_look_count; i++) {
        const WhereToLook *w = &c->where_to_look[i];

        html_lit(&p->out, "<tr><td>");
        page_inline(p, w->intent);
        html_lit(&p->out, "</td><td>");
        if (w->symbol.len) {
            html_lit(&p->out, "<code>");
            html_text(&p->out, w->symbol);
            html_lit(&p->out, "</code> ");
        }
        page_cite(p, &w->source);
        html_lit(&p->out, "</td><td>");
        put_chapter_link(p, w->chapter);
        html_lit(&p->out, "</td></tr>\n");
    }
    page_end_table(p);
    html_lit(&p->out, "</article>\n");
    frame_end(p, &f);
}

/* -- the glossary -- */

void page_glossary(Page *p)
{
    const Course *c = p->site->course;
    Frame f = {.title = T(GLOSSARY), .here = STR("glossary.html"), .kind = STR("glossary")};

    frame_begin(p, &f);
    html_lit(&p->out, "<article>\n");
    put_opening(p, T(GLOSSARY));
    html_lit(&p->out, "<dl class=\"glossary\">\n");
    for (uint32_t i = 0; i < c->glossary_count; i++) {
        const GlossaryEntry *g = &c->glossary[i];

        html_lit(&p->out, "<dt");
        html_attr(&p->out, "id", arena_printf(&p->arena, "term-%.*s", STR_ARG(g->slug)));
        html_lit(&p->out, ">");
        html_text(&p->out, g->term);
        html_lit(&p->out, "</dt>\n<dd>");
        page_inline(p, g->definition);
        html_lit(&p->out, "<p class=\"facts\">");
        page_cite(p, &g->source);
        html_lit(&p->out, " ");
        put_chapter_link(p, g->chapter);
        html_lit(&p->out, "</p></dd>\n");
    }
    html_lit(&p->out, "</dl>\n</article>\n");
    frame_end(p, &f);
}

/* -- the report -- */

static void put_figures(Page *p, const Report *r)
{
    const Str heads[] = {T(CHECK), T(CHECKED), T(GOOD), T(ASKED_FOR)};

    begin_columns(p, T(REPORT), heads, ARRAY_LEN(heads));
    for (uint32_t i = 0; i < r->figures_count; i++) {
        html_lit(&p->out, "<tr><td>");
        html_text(&p->out, r->figures[i].check);
        html_lit(&p->out, "</td><td class=\"num\">");
        html_number(&p->out, r->figures[i].checked);
        html_lit(&p->out, "</td><td class=\"num\">");
        html_number(&p->out, r->figures[i].good);
        buf_printf(&p->out, "</td><td class=\"num\">%.0f %%</td></tr>\n",
                   r->figures[i].target * 100);
    }
    page_end_table(p);
}

static void put_score(Page *p, const Report *r)
{
    const Str heads[] = {T(SCORE), T(POINTS), T(OF)};

    if (!r->score_parts_count)
        return;
    html_lit(&p->out, "<section>\n");
    page_heading(p, 2, STR("score"), T(SCORE));
    begin_columns(p, T(SCORE), heads, ARRAY_LEN(heads));
    for (uint32_t i = 0; i < r->score_parts_count; i++) {
        html_lit(&p->out, "<tr><td>");
        html_text(&p->out, r->score_parts[i].name);
        buf_printf(&p->out,
                   "</td><td class=\"num\">%.1f</td><td class=\"num\">%.0f</td></tr>\n",
                   r->score_parts[i].points, r->score_parts[i].most);
    }
    page_end_table(p);
    html_lit(&p->out, "</section>\n");
}

static void put_findings(Page *p, const Report *r)
{
    html_lit(&p->out, "<section>\n");
    page_heading(p, 2, STR("findings"), T(FINDINGS));
    if (!r->findings_count) {
        html_lit(&p->out, "<p>");
        html_text(&p->out, T(NO_FINDINGS));
        html_lit(&p->out, "</p>\n");
    } else {
        html_lit(&p->out, "<ul>\n");
    }
    for (uint32_t i = 0; i < MIN_OF(r->findings_count, (uint32_t)SITE_FINDINGS_MAX); i++) {
        const Finding *g = &r->findings[i];

        html_lit(&p->out, "<li><strong>");
        html_text(&p->out, g->check);
        html_lit(&p->out, "</strong> ");
        html_text(&p->out, g->place);
        html_lit(&p->out, ": ");
        html_text(&p->out, g->message);
        if (g->action.len) {
            html_lit(&p->out, " (");
            html_text(&p->out, g->action);
            html_lit(&p->out, ")");
        }
        html_lit(&p->out, "</li>\n");
    }
    if (r->findings_count)
        html_lit(&p->out, "</ul>\n");
    html_lit(&p->out, "</section>\n");
}

static void put_left_out(Page *p, const Report *r)
{
    if (r->left_out_count) {
        html_lit(&p->out, "<section>\n");
        page_heading(p, 2, STR("left-out"), T(LEFT_OUT));
        html_lit(&p->out, "<ul>\n");
        for (uint32_t i = 0; i < r->left_out_count; i++) {
            html_lit(&p->out, "<li><code>");
            html_text(&p->out, r->left_out[i].what);
            html_lit(&p->out, "</code>: ");
            html_text(&p->out, r->left_out[i].reason);
            html_lit(&p->out, "</li>\n");
        }
        html_lit(&p->out, "</ul>\n</section>\n");
    }
    if (r->passed_over_count) {
        html_lit(&p->out, "<section>\n");
        page_heading(p, 2, STR("passed-over"), T(PASSED_OVER));
        html_lit(&p->out, "<ul>\n");
        for (uint32_t i = 0; i < r->passed_over_count; i++) {
            html_lit(&p->out, "<li>");
            html_number(&p->out, r->passed_over[i].count);
            html_lit(&p->out, ": ");
            html_text(&p->out, r->passed_over[i].words);
            html_lit(&p->out, "</li>\n");
        }
        html_lit(&p->out, "</ul>\n</section>\n");
    }
}

void page_report(Page *p)
{
    const Report *r = &p->site->course->report;
    Frame f = {.title = T(REPORT), .here = STR("report.html"), .kind = STR("report")};

    frame_begin(p, &f);
    html_lit(&p->out, "<article>\n");
    put_opening(p, T(REPORT));
    put_figures(p, r);
    put_score(p, r);
    put_findings(p, r);
    put_left_out(p, r);
    html_lit(&p->out, "</article>\n");
    frame_end(p, &f);
}
