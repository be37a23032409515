/*
 * frame.c -- the page around the text. Order in the document: bar, chapter tree, text, foot; on a
 * narrow screen the tree is a drawer that opens by its address (#contents), without script.
 */
#include "render/frame.h"

#include "render/assets.h"
#include "render/texts.h"

#include <inttypes.h>

static Str up_to(Page *p, Str path)
{
    return arena_printf(&p->arena, "%s%.*s", p->up, STR_ARG(path));
}

/* A course of rows, the newest one laid in colour. */
static void put_mark(Page *p)
{
    html_lit(&p->out,
             "<svg class=\"logo\" viewBox=\"0 0 24 24\" width=\"24\" height=\"24\" "
             "aria-hidden=\"true\" focusable=\"false\">"
             "<path class=\"stone\" d=\"M2 17h9v5H2zM13 17h9v5h-9zM2 10h4v5H2zM8 10h9v5H8zM19 "
             "10h3v5h-3z\"/><path class=\"new\" d=\"M2 3h9v5H2z\"/></svg>");
}

static void put_asset(Page *p, const char *open, AssetId asset, const char *close)
{
    buf_printf(&p->out, "%s", open);
    html_attr(&p->out, asset_is_script(asset) ? "src" : "href",
              arena_printf(&p->arena, "%sassets/%s", p->up, asset_name(asset)));
    buf_printf(&p->out, "%s\n", close);
}

static void put_head(Page *p, const Frame *f)
{
    const Course *c = p->site->course;

    html_lit(&p->out, "<!doctype html>\n<html");
    html_attr(&p->out, "lang", c->made.language.len ? c->made.language : STR("en"));
    html_lit(&p->out,
             ">\n<head>\n<meta charset=\"utf-8\">\n"
             "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'self'; "
             "object-src 'none'; base-uri 'none'; form-action 'none'\">\n"
             "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
             "<meta name=\"color-scheme\" content=\"light dark\">\n"
             "<meta name=\"referrer\" content=\"no-referrer\">\n<title>");
    html_text(&p->out, f->title);
    if (!str_eq(f->title, c->title)) {
        html_lit(&p->out, " · ");
        html_text(&p->out, c->title);
    }
    html_lit(&p->out, "</title>\n");
    if (f->description.len) {
        html_lit(&p->out, "<meta name=\"description\"");
        html_attr(&p->out, "content", f->description);
        html_lit(&p->out, ">\n");
    }
    put_asset(p, "<link rel=\"icon\" type=\"image/svg+xml\"", ASSET_MARK, ">");
    put_asset(p, "<link rel=\"stylesheet\"", ASSET_STYLE, ">");
    put_asset(p, "<script", ASSET_THEME, "></script>");
    put_asset(p, "<script defer", ASSET_SCRIPT, "></script>");
    if (f->prev.len) {
        html_lit(&p->out, "<link rel=\"prev\"");
        html_url(&p->out, "href", f->prev);
        html_lit(&p->out, ">\n");
    }
    if (f->next.len) {
        html_lit(&p->out, "<link rel=\"next\"");
        html_url(&p->out, "href", f->next);
        html_lit(&p->out, ">\n");
    }
    html_lit(&p->out, "</head>\n");
}

static void put_bar(Page *p)
{
    html_lit(&p->out, "<header class=\"bar\">\n<a class=\"home\"");
    html_url(&p->out, "href", up_to(p, STR("index.html")));
    html_lit(&p->out, ">");
    put_mark(p);
    html_lit(&p->out, "<span>");
    html_text(&p->out, p->site->course->title);
    html_lit(&p->out,
             "</span></a>\n<div class=\"tools\"><a class=\"drawer\" href=\"#contents\">");
    html_text(&p->out, T(CONTENTS));
    html_lit(&p->out, "</a><button type=\"button\" id=\"search-open\" hidden>");
    html_text(&p->out, T(SEARCH));
    html_lit(&p->out, " <kbd>/</kbd></button><button type=\"button\" id=\"theme\" hidden");
    html_attr(&p->out, "aria-label", T(THEME));
    html_lit(&p->out, "></button><button type=\"button\" id=\"keys-open\" hidden");
    html_attr(&p->out, "aria-label", T(KEYS));
    html_lit(&p->out, ">?</button></div>\n</header>\n");
}

/* -- the tree -- */

static void put_tree_link(Page *p, const Frame *f, Str path, Str title, const char *number)
{
    html_lit(&p->out, "<a");
    html_url(&p->out, "href", up_to(p, path));
    if (str_eq(path, f->here))
        html_lit(&p->out, " aria-current=\"page\"");
    html_lit(&p->out, ">");
    if (number[0])
        buf_printf(&p->out, "<span class=\"no\">%s</span> ", number);
    html_lit(&p->out, "<span>");
    html_text(&p->out, title);
    html_lit(&p->out, "</span></a>");
}

static void put_tree_sections(Page *p, const Chapter *c)
{
    html_lit(&p->out, "<ol class=\"parts\">");
    for (uint32_t i = 0; i < c->sections_count; i++) {
        html_lit(&p->out, "<li><a");
        html_url(&p->out, "href",
                 arena_printf(&p->arena, "#%.*s", STR_ARG(c->sections[i].slug)));
        html_lit(&p->out, ">");
        html_text(&p->out, c->sections[i].title);
        html_lit(&p->out, "</a></li>");
    }
    html_lit(&p->out, "</ol>");
}

static void put_tree_chapters(Page *p, const Frame *f)
{
    const Course *c = p->site->course;

    html_lit(&p->out, "<h2>");
    html_text(&p->out, T(CHAPTERS));
    html_lit(&p->out, "</h2>\n<ol>\n");
    for (uint32_t i = 0; i < c->chapters_count; i++) {
        const Chapter *ch = &c->chapters[i];
        Str path = site_chapter_path(&p->arena, ch);
        Str number = arena_printf(&p->arena, "%" PRIu32, ch->number);

        html_lit(&p->out, "<li");
        html_attr(&p->out, "data-chapter", str_from(ch->id));
        html_lit(&p->out, ">");
        put_tree_link(p, f, path, ch->title, number.ptr);
        if (p->chapter == ch)
            put_tree_sections(p, ch);
        html_lit(&p->out, "</li>\n");
    }
    html_lit(&p->out, "</ol>\n");
}

static void put_tree(Page *p, const Frame *f)
{
    const Course *c = p->site->course;

    html_lit(&p->out, "<nav class=\"tree\" id=\"contents\"");
    html_attr(&p->out, "aria-label", T(CONTENTS));
    html_lit(&p->out, ">\n<a class=\"drawer-close\" href=\"#text\">");
    html_text(&p->out, T(CLOSE));
    html_lit(&p->out, "</a>\n<ul><li>");
    put_tree_link(p, f, STR("index.html"), T(START_HERE), "");
    html_lit(&p->out, "</li></ul>\n");
    if (c->tutorials_count) {
        html_lit(&p->out, "<h2>");
        html_text(&p->out, T(TUTORIALS));
        html_lit(&p->out, "</h2>\n<ul>\n");
        for (uint32_t i = 0; i < c->tutorials_count; i++) {
            html_lit(&p->out, "<li>");
            put_tree_link(p, f, site_tutorial_path(&p->arena, &c->tutorials[i]),
                          c->tutorials[i].title, "");
            html_lit(&p->out, "</li>\n");
        }
        html_lit(&p->out, "</ul>\n");
    }
    put_tree_chapters(p, f);
    html_lit(&p->out, "<h2>");
    html_text(&p->out, T(REFERENCE));
    html_lit(&p->out, "</h2>\n<ul><li>");
    if (c->where_to_look_count) {
        put_tree_link(p, f, STR("where.html"), T(WHERE_TO_LOOK), "");
        html_lit(&p->out, "</li><li>");
    }
    if (c->glossary_count) {
        put_tree_link(p, f, STR("glossary.html"), T(GLOSSARY), "");
        html_lit(&p->out, "</li><li>");
    }
    put_tree_link(p, f, STR("report.html"), T(REPORT), "");
    html_lit(&p->out, "</li><li>");
    put_tree_link(p, f, STR("print.html"), T(WHOLE_BOOK), "");
    html_lit(&p->out, "</li></ul>\n</nav>\n");
}

void frame_begin(Page *p, const Frame *f)
{
    const CourseRepository *r = &p->site->course->repository;

    put_head(p, f);
    html_lit(&p->out, "<body");
    html_attr(&p->out, "class", f->kind);
    html_attr(&p->out, "data-up", str_from(p->up));
    html_attr(&p->out, "data-search", p->site->search_script);
    html_attr(&p->out, "data-course",
              arena_printf(&p->arena, "%.*s/%.*s", STR_ARG(r->owner), STR_ARG(r->name)));
    if (p->chapter)
        html_attr(&p->out, "data-chapter", str_from(p->chapter->id));
    html_lit(&p->out, ">\n<a class=\"skip\" href=\"#text\">");
    html_text(&p->out, T(SKIP));
    html_lit(&p->out, "</a>\n");
    put_bar(p);
    html_lit(&p->out, "<div class=\"frame\">\n");
    put_tree(p, f);
    html_lit(&p->out, "<main id=\"text\" tabindex=\"-1\">\n");
}

/* -- the foot -- */

static void put_step(Page *p, const char *rel, Str url, TextId label, Str title)
{
    if (!url.len)
        return;
    html_lit(&p->out, "<a");
    html_attr(&p->out, "class", str_from(rel));
    html_attr(&p->out, "rel", str_from(rel));
    html_url(&p->out, "href", url);
    html_lit(&p->out, "><small>");
    html_text(&p->out, text_of(label));
    html_lit(&p->out, "</small> <span>");
    html_text(&p->out, title);
    html_lit(&p->out, "</span></a>\n");
}

static void put_origin(Page *p)
{
    const CourseRepository *r = &p->site->course->repository;

    html_lit(&p->out, "<footer class=\"foot\"><p>");
    html_text(&p->out, T(MADE_FROM));
    html_lit(&p->out, " ");
    if (url_is_allowed(r->web_url) && url_is_external(r->web_url)) {
        html_lit(&p->out, "<a rel=\"noreferrer\"");
        html_url(&p->out, "href", r->web_url);
        html_lit(&p->out, ">");
        html_text(&p->out, r->name);
        html_lit(&p->out, "</a>");
    } else {
        html_text(&p->out, r->name);
    }
    if (r->commit.len) {
        html_lit(&p->out, " ");
        html_text(&p->out, T(AT_COMMIT));
        html_lit(&p->out, " <code>");
        html_text(&p->out, str_sub(r->commit, 0, 12));
        html_lit(&p->out, "</code>");
    }
    if (r->is_dirty) {
        html_lit(&p->out, ", ");
        html_text(&p->out, T(WITH_CHANGES));
    }
    html_lit(&p->out, ", ");
    html_text(&p->out, T(BY));
    html_lit(&p->out, ". ");
    html_text(&p->out, T(TRUE_OF_COMMIT));
    html_lit(&p->out, "</p></footer>\n");
}

void frame_end(Page *p, const Frame *f)
{
    if (f->prev.len || f->next.len) {
        html_lit(&p->out, "<nav class=\"steps\"");
        html_attr(&p->out, "aria-label", T(AROUND));
        html_lit(&p->out, ">\n");
        put_step(p, "prev", f->prev, TEXT_PREVIOUS, f->prev_title);
        put_step(p, "next", f->next, TEXT_NEXT, f->next_title);
        html_lit(&p->out, "</nav>\n");
    }
    html_lit(&p->out, "</main>\n</div>\n");
    put_origin(p);
    page_cards(p);
    texts_put_for_script(&p->out);
    html_lit(&p->out, "</body>\n</html>\n");
}
