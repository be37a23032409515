/*
 * blocks.c -- the blocks of a section: prose, tables, diagrams, quotations.
 */
#include "render/svg.h"
#include "render/texts.h"

#include <inttypes.h>

enum { STACKED_COLUMNS = 3 }; /* from so many on, rows become lists on a narrow screen */

void page_begin_table(Page *p, Str label)
{
    html_lit(&p->out, "<div class=\"table\" tabindex=\"0\" role=\"group\"");
    html_attr(&p->out, "aria-label",
              arena_printf(&p->arena, "%.*s: %.*s", STR_ARG(T(TABLE)), STR_ARG(label)));
    html_lit(&p->out, "><table>\n");
}

void page_end_table(Page *p)
{
    html_lit(&p->out, "</tbody></table></div>\n");
}

void page_table(Page *p, const Table *t, Str label)
{
    page_begin_table(p, label);
    html_lit(&p->out, "<thead><tr>");
    for (uint32_t i = 0; i < t->head_count; i++) {
        html_lit(&p->out, "<th scope=\"col\">");
        html_text(&p->out, t->head[i]);
        html_lit(&p->out, "</th>");
    }
    html_lit(&p->out, "</tr></thead><tbody>\n");
    for (uint32_t row = 0; row < t->row_count; row++) {
        html_lit(&p->out, "<tr>");
        for (uint32_t i = 0; i < t->head_count; i++) {
            html_lit(&p->out, "<td");
            if (t->head_count >= STACKED_COLUMNS)
                html_attr(&p->out, "data-label", t->head[i]);
            html_lit(&p->out, ">");
            page_inline(p, t->cells[row * t->head_count + i]);
            html_lit(&p->out, "</td>");
        }
        html_lit(&p->out, "</tr>\n");
    }
    page_end_table(p);
}

/* Where the course gives no words: one line an arrow. */
static void put_edges_in_words(Page *p, const Diagram *d)
{
    html_lit(&p->out, "<ul>");
    for (uint32_t i = 0; i < d->edges_count; i++) {
        const DiagramEdge *e = &d->edges[i];

        html_lit(&p->out, "<li>");
        html_text(&p->out, d->nodes[e->from].label);
        html_lit(&p->out, " → ");
        html_text(&p->out, d->nodes[e->to].label);
        if (e->label.len) {
            html_lit(&p->out, ": ");
            html_text(&p->out, e->label);
        }
        if (e->source.path.len) {
            html_lit(&p->out, " ");
            page_cite(p, &e->source);
        }
        html_lit(&p->out, "</li>");
    }
    html_lit(&p->out, "</ul>");
}

void page_diagram(Page *p, const Diagram *d)
{
    Str id = arena_printf(&p->arena, "%sd%" PRIu32, p->prefix, ++p->serial);

    html_lit(&p->out, "<figure class=\"diagram\">\n<figcaption");
    html_attr(&p->out, "id", id);
    html_lit(&p->out, ">");
    html_text(&p->out, d->title);
    html_lit(&p->out, "</figcaption>\n<div class=\"canvas\" tabindex=\"0\" role=\"group\"");
    html_attr(&p->out, "aria-labelledby", id);
    html_lit(&p->out, ">\n");
    (void)svg_diagram(p, d, id);
    html_lit(&p->out, "</div>\n<details><summary>");
    html_text(&p->out, T(SAME_IN_WORDS));
    html_lit(&p->out, "</summary>\n");
    if (d->description.len)
        page_blocks(p, d->description);
    else
        put_edges_in_words(p, d);
    html_lit(&p->out, "</details>\n</figure>\n");
}

static void put_quote(Page *p, const Block *b)
{
    html_lit(&p->out, "<blockquote><p>");
    page_inline(p, b->text);
    html_lit(&p->out, "</p>");
    if (b->source.path.len) {
        html_lit(&p->out, "<footer>");
        page_cite(p, &b->source);
        html_lit(&p->out, "</footer>");
    }
    html_lit(&p->out, "</blockquote>\n");
}

void page_block(Page *p, const Block *b, Str section_title)
{
    const Course *c = p->site->course;

    switch ((BlockKind)b->kind) {
    case BLOCK_PROSE:
        page_blocks(p, b->text);
        break;
    case BLOCK_EXCERPT:
        page_excerpt(p, &c->excerpts[b->excerpt]);
        break;
    case BLOCK_TABLE:
        page_table(p, &b->table, section_title);
        break;
    case BLOCK_DIAGRAM:
        page_diagram(p, &c->diagrams[b->diagram]);
        break;
    case BLOCK_QUOTE:
        put_quote(p, b);
        break;
    case BLOCK_KIND_COUNT:
        break;
    }
}
