/*
 * svg.c -- boxes, curves and lifelines.
 */
#include "render/svg.h"

#include "course/layout.h"
#include "render/texts.h"

#include <inttypes.h>
#include <math.h>

enum {
    HEAD_LENGTH = 9,
    HEAD_HALF_WIDTH = 4,
    CORNER = 6,
    WIDE = 960, /* beyond it a drawing is scrolled rather than made smaller */
    /* sequences */
    LANE_MIN = 132,
    LANE_PAD = 26,
    STEP_HEIGHT = 40,
    LOOP_WIDTH = 26,
    LOOP_HEIGHT = 20,
    SIDE = 12,
};

static void put_text_line(Buf *b, const char *css, double x, double y, Str text)
{
    buf_printf(b, "<text class=\"%s\" x=\"%.0f\" y=\"%.0f\">", css, x, y);
    html_text(b, text);
    html_lit(b, "</text>");
}

/* The triangle at (x, y) that points away from (from_x, from_y). */
static void put_head(Buf *b, double from_x, double from_y, double x, double y)
{
    double dx = x - from_x, dy = y - from_y, length = sqrt(dx * dx + dy * dy);

    if (length < 0.5) {
        dx = 0;
        dy = length = 1;
    }
    dx /= length;
    dy /= length;
    double base_x = x - dx * HEAD_LENGTH, base_y = y - dy * HEAD_LENGTH;
    buf_printf(b, "<path class=\"head\" d=\"M%.1f %.1fL%.1f %.1fL%.1f %.1fZ\"/>", x, y,
               base_x - dy * HEAD_HALF_WIDTH, base_y + dx * HEAD_HALF_WIDTH,
               base_x + dy * HEAD_HALF_WIDTH, base_y - dx * HEAD_HALF_WIDTH);
}

/* The address of a node: "cite:..." or "chapter:...", as in the course's text. */
static Str node_url(Page *p, const DiagramNode *n)
{
    if (!n->link.len)
        return STR("");
    LinkResolver links = page_links(p);
    return links.resolve(links.self, &p->arena, n->link).url;
}

static void begin_link(Page *p, Str url)
{
    if (!url_is_allowed(url))
        return;
    html_lit(&p->out, "<a");
    html_url(&p->out, "href", url);
    html_lit(&p->out, ">");
}

static void end_link(Page *p, Str url)
{
    if (url_is_allowed(url))
        html_lit(&p->out, "</a>");
}

static void put_box(Page *p, const DiagramNode *n, double x, double y, uint32_t width,
                    uint32_t height)
{
    Str lines[LAYOUT_LABEL_LINES], url = node_url(p, n);
    uint32_t count = layout_wrap(&p->arena, n->label, lines);

    html_lit(&p->out, "<g class=\"node\">");
    begin_link(p, url);
    buf_printf(&p->out,
               "<rect x=\"%.0f\" y=\"%.0f\" width=\"%" PRIu32 "\" height=\"%" PRIu32
               "\" rx=\"%d\"/>",
               x - width / 2.0, y - height / 2.0, width, height, CORNER);
    for (uint32_t i = 0; i < count; i++)
        put_text_line(&p->out, "label", x,
                      y + (i - (count - 1) / 2.0) * LAYOUT_LINE_PX + LAYOUT_FONT_PX * 0.35,
                      lines[i]);
    end_link(p, url);
    html_lit(&p->out, "</g>\n");
}

static void begin_svg(Page *p, uint32_t width, uint32_t height, Str label_id)
{
    buf_printf(&p->out,
               "<svg class=\"drawing%s\" role=\"group\" width=\"%" PRIu32 "\" height=\"%" PRIu32
               "\" viewBox=\"0 0 %" PRIu32 " %" PRIu32 "\"",
               width > WIDE ? " wide" : "", width, height, width, height);
    html_attr(&p->out, "aria-labelledby", label_id);
    html_lit(&p->out, ">\n");
}

/* -- graphs -- */

static void put_route(Buf *b, const DiagramEdge *e)
{
    if (e->route_count < 4)
        return;
    html_lit(b, "<path class=\"line\" d=\"");
    buf_printf(b, "M%" PRIu32 " %" PRIu32, e->route[0].x, e->route[0].y);
    for (uint32_t i = 1; i + 2 < e->route_count; i += 3)
        buf_printf(b, "C%" PRIu32 " %" PRIu32 " %" PRIu32 " %" PRIu32 " %" PRIu32 " %" PRIu32,
                   e->route[i].x, e->route[i].y, e->route[i + 1].x, e->route[i + 1].y,
                   e->route[i + 2].x, e->route[i + 2].y);
    html_lit(b, "\"/>");
    const DiagramPoint *tip = &e->route[e->route_count - 1];
    const DiagramPoint *before = &e->route[e->route_count - 2];
    put_head(b, before->x, before->y, tip->x, tip->y);
}

static void put_edge_label(Buf *b, const DiagramEdge *e)
{
    uint32_t width = layout_text_width(e->label, LAYOUT_SMALL_PX) + 8;

    buf_printf(
        b, "<rect class=\"under\" x=\"%.0f\" y=\"%.0f\" width=\"%" PRIu32 "\" height=\"%d\"/>",
        e->label_x - width / 2.0, e->label_y - LAYOUT_LINE_PX / 2.0, width, LAYOUT_LINE_PX);
    put_text_line(b, "small", e->label_x, e->label_y + LAYOUT_SMALL_PX * 0.35, e->label);
}

static bool put_graph(Page *p, const Diagram *d, Str label_id)
{
    Diagram own = *d;

    if (!d->width) { /* a course of an older version: laid out here, in a copy */
        own.nodes = ARENA_ARRAY(&p->arena, DiagramNode, d->nodes_count);
        own.edges = ARENA_ARRAY(&p->arena, DiagramEdge, d->edges_count);
        if (d->nodes_count)
            memcpy(own.nodes, d->nodes, d->nodes_count * sizeof(*d->nodes));
        if (d->edges_count)
            memcpy(own.edges, d->edges, d->edges_count * sizeof(*d->edges));
        if (!layout_layers(&p->arena, &own))
            return false;
    }
    begin_svg(p, own.width, own.height, label_id);
    for (uint32_t i = 0; i < own.edges_count; i++) {
        html_lit(&p->out, "<g class=\"edge\">");
        put_route(&p->out, &own.edges[i]);
        html_lit(&p->out, "</g>\n");
    }
    for (uint32_t i = 0; i < own.edges_count; i++) {
        if (!own.edges[i].label.len)
            continue;
        html_lit(&p->out, "<g class=\"edge\">");
        put_edge_label(&p->out, &own.edges[i]);
        html_lit(&p->out, "</g>\n");
    }
    for (uint32_t i = 0; i < own.nodes_count; i++)
        put_box(p, &own.nodes[i], own.nodes[i].x, own.nodes[i].y, own.nodes[i].width,
                own.nodes[i].height);
    html_lit(&p->out, "</svg>\n");
    return true;
}

/* -- sequences -- */

typedef struct Lanes {
    double middle[LAYOUT_MAX_NODES];
    uint32_t width[LAYOUT_MAX_NODES], height; /* of the boxes at the top */
    double gap[LAYOUT_MAX_NODES];             /* from this lane's middle to the next one's */
} Lanes;

static Str message_label(const DiagramEdge *e)
{
    return e->label;
}

/* A message must fit between the lanes that it joins: what is missing is spread over them. */
static void make_room(const Diagram *d, Lanes *w)
{
    for (uint32_t i = 0; i < d->edges_count; i++) {
        const DiagramEdge *e = &d->edges[i];
        uint32_t from = MIN_OF(e->from, e->to), to = MAX_OF(e->from, e->to);
        double need = layout_text_width(message_label(e), LAYOUT_SMALL_PX) + LANE_PAD, have = 0;

        if (from == to) {
            need += LOOP_WIDTH;
            to = from + 1;
        }
        for (uint32_t n = from; n < to; n++)
            have += w->gap[n];
        for (uint32_t n = from; have < need && n < to; n++)
            w->gap[n] += (need - have) / (to - from);
    }
}

static void place_lanes(Arena *a, const Diagram *d, Lanes *w)
{
    Diagram own = *d;

    own.nodes = ARENA_ARRAY(a, DiagramNode, d->nodes_count);
    memcpy(own.nodes, d->nodes, d->nodes_count * sizeof(*d->nodes));
    (void)layout_measure(a, &own);
    for (uint32_t i = 0; i < d->nodes_count; i++) {
        w->width[i] = own.nodes[i].width;
        w->height = MAX_OF(w->height, own.nodes[i].height);
    }
    for (uint32_t i = 0; i < d->nodes_count; i++) {
        double next = i + 1 < d->nodes_count ? w->width[i + 1] / 2.0 : 0;

        w->gap[i] = MAX_OF(w->width[i] / 2.0 + next + LANE_PAD, (double)LANE_MIN);
    }
    make_room(d, w);
    w->middle[0] = SIDE + w->width[0] / 2.0;
    for (uint32_t i = 1; i < d->nodes_count; i++)
        w->middle[i] = w->middle[i - 1] + w->gap[i - 1];
}

static void put_message(Page *p, const Lanes *w, const DiagramEdge *e, double y)
{
    double from = w->middle[e->from], to = w->middle[e->to];
    Str url = page_source_url(p, &e->source);

    html_lit(&p->out, "<g class=\"edge\">");
    begin_link(p, url);
    if (e->from == e->to) {
        buf_printf(&p->out, "<path class=\"line\" d=\"M%.0f %.0fh%dv%dh-%d\"/>", from,
                   y - LOOP_HEIGHT / 2.0, LOOP_WIDTH, LOOP_HEIGHT, LOOP_WIDTH);
        put_head(&p->out, from + LOOP_WIDTH, y + LOOP_HEIGHT / 2.0, from,
                 y + LOOP_HEIGHT / 2.0);
        put_text_line(&p->out, "small start", from + LOOP_WIDTH + 8, y + 4, message_label(e));
    } else {
        buf_printf(&p->out, "<path class=\"line\" d=\"M%.0f %.0fH%.0f\"/>", from, y, to);
        put_head(&p->out, from, y, to, y);
        put_text_line(&p->out, "small", (from + to) / 2, y - 7, message_label(e));
    }
    end_link(p, url);
    html_lit(&p->out, "</g>\n");
}

static bool put_sequence(Page *p, const Diagram *d, Str label_id)
{
    Lanes lanes = {0}, *w = &lanes;

    if (d->nodes_count == 0 || d->nodes_count > LAYOUT_MAX_NODES ||
        d->edges_count > LAYOUT_MAX_EDGES)
        return false;
    place_lanes(&p->arena, d, w);
    uint32_t last = d->nodes_count - 1;
    double top = SIDE + w->height, bottom = top + STEP_HEIGHT * (d->edges_count + 0.6);
    double right = w->middle[last] + w->width[last] / 2.0;
    for (uint32_t i = 0; i < d->edges_count; i++) {
        if (d->edges[i].from == last && d->edges[i].to == last)
            right = MAX_OF(right, w->middle[last] + w->gap[last]);
    }
    begin_svg(p, (uint32_t)(right + SIDE), (uint32_t)(bottom + SIDE), label_id);
    for (uint32_t i = 0; i < d->nodes_count; i++)
        buf_printf(&p->out, "<path class=\"life\" d=\"M%.0f %.0fV%.0f\"/>\n", w->middle[i], top,
                   bottom);
    for (uint32_t i = 0; i < d->edges_count; i++)
        put_message(p, w, &d->edges[i], top + STEP_HEIGHT * (i + 0.8));
    for (uint32_t i = 0; i < d->nodes_count; i++)
        put_box(p, &d->nodes[i], w->middle[i], SIDE + w->height / 2.0, w->width[i], w->height);
    html_lit(&p->out, "</svg>\n");
    return true;
}

bool svg_diagram(Page *p, const Diagram *d, Str label_id)
{
    return d->kind == DIAGRAM_SEQUENCE ? put_sequence(p, d, label_id)
                                       : put_graph(p, d, label_id);
}
