/*
 * site.c -- addresses, citations, small pieces of every page.
 */
#include "render/site.h"

#include "course/course_text.h"
#include "render/texts.h"

#include <inttypes.h>

void page_init(Page *p, const Site *site, const char *up)
{
    *p = (Page){
        .site = site, .out = BUF(SITE_PAGE_MAX_BYTES), .up = up, .prefix = "", .level = 2};
}

void page_done(Page *p)
{
    buf_done(&p->out);
    strmap_done(&p->symbols);
    strmap_done(&p->terms);
    arena_done(&p->arena);
}

/* -- addresses -- */

Str site_chapter_path(Arena *a, const Chapter *c)
{
    return arena_printf(a, "chapters/%02" PRIu32 "-%.*s.html", c->number, STR_ARG(c->slug));
}

Str site_tutorial_path(Arena *a, const Tutorial *t)
{
    return arena_printf(a, "tutorials/%02" PRIu32 "-%.*s.html", t->number, STR_ARG(t->slug));
}

/* The file's own path where it can be kept; a folder "a.html" beside a file "a", or a name near the
 * file system's limit, would get in the way, so such a path is replaced by its hash. */
Str site_source_path(Arena *a, Str path)
{
    if (path.len < 180 && !str_has(path, STR(".html/")))
        return arena_printf(a, "source/%.*s.html", STR_ARG(path));
    char hex[HASH_HEX_SIZE];
    hash_hex_of(path, hex);
    return arena_printf(a, "source/~%.32s.html", hex);
}

static void add_fragment(Buf *b, const Source *s, bool is_range)
{
    if (s->line)
        buf_printf(b, "#L%" PRIu32, s->line);
    if (s->line && s->end_line > s->line && is_range)
        buf_printf(b, "-L%" PRIu32, s->end_line);
}

Str page_source_url(Page *p, const Source *s)
{
    AUTO(buf_done) Buf url = BUF(64 << 10);
    Str prefix = p->site->course->repository.permalink_prefix;

    if (!s->path.len)
        return STR("");
    if (prefix.len) {
        buf_add(&url, prefix);
        url_add_path(&url, s->path);
        add_fragment(&url, s, true);
    } else if (p->site->sources && strmap_get(p->site->sources, s->path, &(uint64_t){0})) {
        buf_printf(&url, "%s", p->up);
        url_add_path(&url, site_source_path(&p->arena, s->path));
        add_fragment(&url, s, false); /* a range would need script */
    }
    return arena_str(&p->arena, buf_str(&url));
}

Str page_chapter_url(Page *p, const Chapter *c, Str section)
{
    if (p->is_book)
        return arena_printf(&p->arena, "#c%02" PRIu32 "%s%.*s", c->number,
                            section.len ? "-" : "", STR_ARG(section));
    Str path = site_chapter_path(&p->arena, c);
    return arena_printf(&p->arena, "%s%.*s%s%.*s", p->up, STR_ARG(path), section.len ? "#" : "",
                        STR_ARG(section));
}

static Link chapter_link(Page *p, Str id)
{
    size_t hash = str_find_char(id, '#', 0);
    const Chapter *c = course_find_chapter(p->site->course, str_sub(id, 0, hash));
    Str section = hash == SIZE_MAX ? STR("") : str_sub(id, hash + 1, id.len);

    if (!c)
        return (Link){0};
    for (uint32_t i = 0; i < c->sections_count; i++) {
        if (str_eq(c->sections[i].slug, section))
            return (Link){.url = page_chapter_url(p, c, section), .kind = LINK_CHAPTER};
    }
    return (Link){.url = page_chapter_url(p, c, STR("")), .kind = LINK_CHAPTER};
}

static Link term_link(Page *p, Str slug)
{
    const Course *c = p->site->course;

    for (uint32_t i = 0; i < c->glossary_count; i++) {
        if (!str_eq(c->glossary[i].slug, slug))
            continue;
        (void)strmap_set(&p->terms, c->glossary[i].slug, i);
        return (Link){.url = p->is_book ? arena_printf(&p->arena, "#term-%.*s", STR_ARG(slug))
                                        : arena_printf(&p->arena, "%sglossary.html#term-%.*s",
                                                       p->up, STR_ARG(slug)),
                      .kind = LINK_TERM,
                      .term = c->glossary[i].slug};
    }
    return (Link){0};
}

/* A relative address of the repository leads nowhere from a page: its words stay. */
static Link resolve(void *self, Arena *a UNUSED, Str target)
{
    Page *p = self;
    Piece piece;
    AUTO(buf_done) Buf link = BUF(64 << 10);
    Source s;

    /* the target as the writers of the course read it: with its percent signs decoded */
    buf_lit(&link, "[x](");
    buf_add(&link, target);
    buf_lit(&link, ")");
    Str text = buf_str(&link), raw = target;
    if (text_next(&p->arena, &text, &piece) && piece.kind == PIECE_LINK)
        target = arena_str(&p->arena, piece.target);
    else
        target = arena_str(&p->arena, target);
    if (text_parse_cite(target, &s))
        return (Link){.url = page_source_url(p, &s), .kind = LINK_CITE};
    if (str_starts(target, STR("chapter:")))
        return chapter_link(p, str_sub(target, 8, target.len));
    if (str_starts(target, STR("term:")))
        return term_link(p, str_sub(target, 5, target.len));
    return (Link){.url = url_is_external(raw) ? raw : STR("")};
}

LinkResolver page_links(Page *p)
{
    return (LinkResolver){p, resolve};
}

/* -- pieces -- */

void page_inline(Page *p, Str markdown)
{
    markup_inline(&p->out, markdown, page_links(p));
}

void page_blocks(Page *p, Str markdown)
{
    markup_blocks(&p->out, markdown, page_links(p));
    html_lit(&p->out, "\n");
}

void page_source_label(Page *p, const Source *s)
{
    Str rest = s->path, part;
    bool is_first = true;

    while (str_split(&rest, '/', &part)) {
        if (!is_first)
            html_lit(&p->out, "/<wbr>");
        html_text(&p->out, part);
        is_first = false;
    }
    if (s->line)
        buf_printf(&p->out, ":%" PRIu32, s->line);
    if (s->line && s->end_line > s->line)
        buf_printf(&p->out, "–%" PRIu32, s->end_line);
}

void page_cite(Page *p, const Source *s)
{
    Str url = page_source_url(p, s);

    if (!s->path.len)
        return;
    if (url_is_allowed(url)) {
        html_lit(&p->out, "<a class=\"cite\"");
        html_url(&p->out, "href", url);
        if (url_is_external(url))
            html_lit(&p->out, " rel=\"noreferrer\"");
        html_lit(&p->out, ">");
        page_source_label(p, s);
        html_lit(&p->out, "</a>");
    } else {
        html_lit(&p->out, "<span class=\"cite\">");
        page_source_label(p, s);
        html_lit(&p->out, "</span>");
    }
}

void page_count(Page *p, uint64_t n, Str one, Str many)
{
    html_number(&p->out, n);
    html_lit(&p->out, " ");
    html_text(&p->out, n == 1 ? one : many);
}

void page_minutes(Page *p, uint32_t minutes)
{
    page_count(p, minutes, T(MINUTE), T(MINUTES));
}

void page_heading(Page *p, unsigned level, Str id, Str title)
{
    Str full = arena_printf(&p->arena, "%s%.*s", p->prefix, STR_ARG(id));

    buf_printf(&p->out, "<h%u", level);
    html_attr(&p->out, "id", full);
    html_lit(&p->out, ">");
    html_text(&p->out, title);
    html_lit(&p->out, " <a class=\"anchor\"");
    html_attr(&p->out, "href", arena_printf(&p->arena, "#%.*s", STR_ARG(full)));
    html_attr(
        &p->out, "aria-label",
        arena_printf(&p->arena, "%.*s: %.*s", STR_ARG(T(LINK_TO_SECTION)), STR_ARG(title)));
    buf_printf(&p->out, ">#</a></h%u>\n", level);
}
