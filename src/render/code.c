/*
 * code.c -- excerpts: numbered lines, colours from stored spans, notes bound to lines.
 *
 * A line is an element of its own with its number as an attribute, so that numbers are neither
 * selected nor copied. A span that runs over a line's end (a comment, a string) is closed and opened
 * again. The first mention of a symbol is a link to its definition, for keyboards and without script;
 * the others only show its card.
 */
#include "render/site.h"

#include "course/course_text.h"

#include "render/texts.h"

#include <inttypes.h>

typedef struct Code {
    Page *page;
    const Excerpt *x;
    uint32_t number; /* of the excerpt on the page */
    StrMap shown;    /* symbols that were linked in this excerpt */
    uint32_t span;   /* the next span */
} Code;

static bool has_note(const Excerpt *x, uint32_t line)
{
    for (uint32_t i = 0; i < x->callouts_count; i++) {
        if (line >= x->callouts[i].line &&
            line <= MAX_OF(x->callouts[i].end_line, x->callouts[i].line))
            return true;
    }
    return false;
}

/* The marks of the notes that begin at a line. */
static void put_marks(Code *w, uint32_t line)
{
    Buf *out = &w->page->out;

    for (uint32_t i = 0; i < w->x->callouts_count; i++) {
        if (w->x->callouts[i].line != line)
            continue;
        buf_printf(out, "<a class=\"mark\" href=\"#%sx%" PRIu32 "-note%" PRIu32 "\"",
                   w->page->prefix, w->number, i + 1);
        html_attr(out, "aria-label",
                  arena_printf(&w->page->arena, "%.*s %" PRIu32, STR_ARG(T(NOTE)), i + 1));
        buf_printf(out, ">%" PRIu32 "</a>", i + 1);
    }
}

/* Opens the element of a span; returns its closing tag. */
static const char *open_span(Code *w, const Span *s, bool is_start)
{
    Buf *out = &w->page->out;
    const SymbolCard *card = s->symbol.len ? symbols_find(w->page->site->symbols, s->symbol)
                                           : NULL;
    Str css = str_from(highlight_css[MIN_OF(s->css, HIGHLIGHT_COUNT - 1)]);

    if (!card) {
        html_lit(out, "<span");
        html_attr(out, "class", css);
        html_lit(out, ">");
        return "</span>";
    }
    (void)strmap_set(&w->page->symbols, card->id, 1);
    Str url = page_source_url(w->page, &card->source);
    bool is_link = is_start && url_is_allowed(url) && strmap_set(&w->shown, card->id, 1);
    buf_printf(out, is_link ? "<a" : "<span");
    html_attr(out, "class", css);
    html_attr(out, "data-s", card->id);
    if (is_link)
        html_url(out, "href", url);
    html_lit(out, ">");
    return is_link ? "</a>" : "</span>";
}

/* Spans are sorted and do not overlap; one that breaks the rule is passed over. */
static void put_line(Code *w, uint32_t start, uint32_t end)
{
    Buf *out = &w->page->out;
    const Excerpt *x = w->x;
    uint32_t at = start;

    while (w->span < x->spans_count && x->spans[w->span].start < end) {
        const Span *s = &x->spans[w->span];
        uint32_t from = MAX_OF(s->start, at), to = MIN_OF(s->end, end);

        if (from < to) {
            html_text(out, str_sub(x->text, at, from));
            const char *close = open_span(w, s, s->start >= start);
            html_text(out, str_sub(x->text, from, to));
            buf_add(out, str_from(close));
            at = to;
        }
        if (s->end > end)
            break; /* goes on in the next line */
        w->span++;
    }
    html_text(out, str_sub(x->text, at, end));
}

static void put_lines(Code *w)
{
    Buf *out = &w->page->out;
    const Excerpt *x = w->x;
    uint32_t line = x->source.line, start = 0;

    while (start <= x->text.len && !out->full) {
        size_t end = str_find_char(x->text, '\n', start);

        if (end == SIZE_MAX)
            end = x->text.len;
        buf_printf(out,
                   "<span class=\"l%s\" id=\"%sx%" PRIu32 "-%" PRIu32 "\" data-n=\"%" PRIu32
                   "\">",
                   has_note(x, line) ? " hit" : "", w->page->prefix, w->number, line, line);
        put_marks(w, line);
        put_line(w, start, (uint32_t)end);
        html_lit(out, "\n</span>");
        start = (uint32_t)end + 1;
        line++;
    }
}

static void put_notes(Code *w)
{
    Buf *out = &w->page->out;
    const Excerpt *x = w->x;

    if (!x->callouts_count)
        return;
    html_lit(out, "<ol class=\"notes\">\n");
    for (uint32_t i = 0; i < x->callouts_count; i++) {
        const Callout *c = &x->callouts[i];

        buf_printf(out,
                   "<li id=\"%sx%" PRIu32 "-note%" PRIu32
                   "\"><a class=\"at\" href=\"#%sx%" PRIu32 "-%" PRIu32 "\"",
                   w->page->prefix, w->number, i + 1, w->page->prefix, w->number, c->line);
        html_attr_u32(out, "data-from", c->line);
        html_attr_u32(out, "data-to", MAX_OF(c->end_line, c->line));
        html_lit(out, ">");
        html_text(out, c->end_line > c->line ? T(LINES) : T(LINE));
        buf_printf(out, " %" PRIu32, c->line);
        if (c->end_line > c->line)
            buf_printf(out, "–%" PRIu32, c->end_line);
        html_lit(out, "</a> ");
        page_inline(w->page, c->text);
        html_lit(out, "</li>\n");
    }
    html_lit(out, "</ol>\n");
}

static void put_caption(Code *w)
{
    Page *p = w->page;
    Str url = page_source_url(p, &w->x->source);

    html_lit(&p->out, "<figcaption><span class=\"place\">");
    page_source_label(p, &w->x->source);
    html_lit(&p->out, "</span>");
    if (url_is_allowed(url)) {
        html_lit(&p->out, "<a class=\"open\"");
        html_url(&p->out, "href", url);
        if (url_is_external(url))
            html_lit(&p->out, " rel=\"noreferrer\"");
        html_lit(&p->out, ">");
        html_text(&p->out, url_is_external(url) ? T(OPEN_AT_COMMIT) : T(OPEN_FILE));
        html_lit(&p->out, "</a>");
    }
    html_lit(&p->out, "</figcaption>\n");
}

void page_excerpt(Page *p, const Excerpt *x)
{
    Code w = {.page = p, .x = x, .number = ++p->serial};

    html_lit(&p->out, "<figure class=\"code\">\n");
    put_caption(&w);
    html_lit(&p->out, "<pre tabindex=\"0\"><code>");
    put_lines(&w);
    html_lit(&p->out, "</code></pre>\n");
    put_notes(&w);
    html_lit(&p->out, "</figure>\n");
    strmap_done(&w.shown);
}

/* -- cards: what is known of the symbols and terms that the page has shown -- */

static void put_callers(Page *p, const SymbolCard *card)
{
    uint32_t shown = MIN_OF(card->callers_count, (uint32_t)SITE_CALLERS_MAX);

    if (!card->caller_count)
        return;
    html_lit(&p->out, "<p class=\"callers\">");
    page_count(p, card->caller_count, T(CALLER), T(CALLERS));
    html_lit(&p->out, "</p><ul>");
    for (uint32_t i = 0; i < shown; i++) {
        html_lit(&p->out, "<li><code>");
        html_text(&p->out, card->callers[i].name);
        html_lit(&p->out, "</code> ");
        page_cite(p, &card->callers[i].source);
        html_lit(&p->out, "</li>");
    }
    html_lit(&p->out, "</ul>");
}

static void put_symbol_card(Page *p, const SymbolCard *card)
{
    html_lit(&p->out, "<template");
    html_attr(&p->out, "id", arena_printf(&p->arena, "s-%.*s", STR_ARG(card->id)));
    html_lit(&p->out, "><p class=\"sig\"><code>");
    html_text(&p->out, card->signature.len ? card->signature : card->name);
    html_lit(&p->out, "</code></p>");
    if (card->doc.len) {
        AUTO(buf_done) Buf words = BUF(64 << 10);

        text_words(&words, card->doc); /* keeps what stands in backquotes as code */
        html_lit(&p->out, "<p>");
        page_inline(p, buf_str(&words));
        html_lit(&p->out, "</p>");
    }
    html_lit(&p->out, "<p class=\"where\">");
    html_text(&p->out, card->kind);
    html_lit(&p->out, " · ");
    page_cite(p, &(Source){card->source.path, card->source.line, card->source.line});
    html_lit(&p->out, "</p>");
    put_callers(p, card);
    html_lit(&p->out, "</template>\n");
}

void page_cards(Page *p)
{
    for (size_t i = 0; i < p->symbols.len; i++) {
        const SymbolCard *card = symbols_find(p->site->symbols, p->symbols.entries[i].key);

        if (card)
            put_symbol_card(p, card);
    }
    for (size_t i = 0; i < p->terms.len; i++) {
        const GlossaryEntry *g = &p->site->course->glossary[p->terms.entries[i].value];

        if (!g->definition.len)
            continue;
        html_lit(&p->out, "<template");
        html_attr(&p->out, "id", arena_printf(&p->arena, "t-%.*s", STR_ARG(g->slug)));
        html_lit(&p->out, "><p><strong>");
        html_text(&p->out, g->term);
        html_lit(&p->out, "</strong>: ");
        page_inline(p, g->definition);
        html_lit(&p->out, "</p><p class=\"where\">");
        page_cite(p, &g->source);
        html_lit(&p->out, "</p></template>\n");
    }
}
