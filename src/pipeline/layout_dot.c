/*
 * layout_dot.c -- asks dot in its language, reads its "plain" answer (man dot, -Tplain):
 *
 *     graph SCALE WIDTH HEIGHT
 *     node NAME X Y WIDTH HEIGHT LABEL STYLE SHAPE COLOR FILL
 *     edge TAIL HEAD N X1 Y1 ... XN YN [LABEL XL YL] STYLE COLOR
 *     stop
 *
 * Lengths are inches from the lower left corner. Names are ours: n0, n1 ...; an edge's label is its
 * number, standing for a box of the label's size.
 */
#include "pipeline/layout_dot.h"

#include "base/proc.h"
#include "course/layout.h"

#include <inttypes.h>

enum { PIXELS_PER_INCH = 96, MARGIN_PX = 8 };

static bool is_graph(const Diagram *d)
{
    return d->kind == DIAGRAM_GRAPH;
}

/* -- the question -- */

static void put_node(Buf *out, uint32_t number, const DiagramNode *n)
{
    buf_printf(out, "n%" PRIu32 " [width=%.4f height=%.4f];\n", number,
               (double)n->width / PIXELS_PER_INCH, (double)n->height / PIXELS_PER_INCH);
}

static void put_edge(Buf *out, uint32_t number, const DiagramEdge *e)
{
    buf_printf(out, "n%" PRIu32 " -> n%" PRIu32, e->from, e->to);
    if (e->label.len) {
        uint32_t width = layout_text_width(e->label, LAYOUT_SMALL_PX) + 8;

        /* a table of fixed size (in points) takes the label's room, its name carries the number */
        buf_printf(out,
                   " [label=<<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLPADDING=\"0\" "
                   "FIXEDSIZE=\"TRUE\" WIDTH=\"%" PRIu32
                   "\" HEIGHT=\"%d\"><TR><TD></TD></TR></TABLE>>]",
                   width * 72 / PIXELS_PER_INCH, LAYOUT_LINE_PX * 72 / PIXELS_PER_INCH);
    }
    buf_printf(out, "; // %" PRIu32 "\n", number);
}

static void put_graph(Buf *out, const Diagram *d)
{
    buf_lit(out, "digraph g {\nrankdir=TB; nodesep=0.3; ranksep=0.5; splines=true;\n"
                 "node [shape=box fixedsize=true label=\"\"]; edge [arrowhead=none];\n");
    for (uint32_t i = 0; i < d->nodes_count; i++)
        put_node(out, i, &d->nodes[i]);
    for (uint32_t i = 0; i < d->edges_count; i++)
        put_edge(out, i, &d->edges[i]);
    buf_lit(out, "}\n");
}

/* -- the answer -- */

typedef struct Answer {
    Str rest, line;
    Arena *arena;
} Answer;

static bool next_line(Answer *w)
{
    return str_line(&w->rest, &w->line);
}

/* The next word of the line; quoted words hold no spaces of ours. */
static Str next_word(Answer *w)
{
    Str word = STR("");

    while (str_split(&w->line, ' ', &word) && word.len == 0)
        ;
    return word;
}

static bool next_double(Answer *w, double *ret)
{
    return parse_double(next_word(w), ret);
}

static bool next_node_number(Answer *w, uint32_t count, uint32_t *ret)
{
    Str word = next_word(w);
    uint64_t number = 0;

    if (!str_starts(word, STR("n")) || count == 0 ||
        !parse_u64(str_sub(word, 1, word.len), count - 1, &number))
        return false;
    *ret = (uint32_t)number;
    return true;
}

static uint32_t pixels(double inches)
{
    double x = inches * PIXELS_PER_INCH + MARGIN_PX + 0.5;

    return x < 0 ? 0 : x > DIAGRAM_MAX_PIXELS ? DIAGRAM_MAX_PIXELS : (uint32_t)x;
}

static bool read_point(Answer *w, double height, DiagramPoint *ret)
{
    double x, y;

    if (!next_double(w, &x) || !next_double(w, &y))
        return false;
    *ret = (DiagramPoint){pixels(x), pixels(height - y)};
    return true;
}

static bool read_node(Answer *w, double height, Diagram *d)
{
    uint32_t number;
    DiagramPoint middle;

    if (!next_node_number(w, d->nodes_count, &number) || !read_point(w, height, &middle))
        return false;
    d->nodes[number].x = middle.x;
    d->nodes[number].y = middle.y;
    return true;
}

/* dot lists the edges by their first node, in our order among those of one pair. */
static DiagramEdge *edge_of(Diagram *d, uint32_t from, uint32_t to)
{
    for (uint32_t i = 0; i < d->edges_count; i++) {
        DiagramEdge *e = &d->edges[i];

        if (e->from == from && e->to == to && e->route_count == 0)
            return e;
    }
    return NULL;
}

static bool read_edge(Answer *w, double height, Diagram *d)
{
    uint32_t from, to;
    uint64_t count = 0;
    DiagramPoint label;

    if (!next_node_number(w, d->nodes_count, &from) ||
        !next_node_number(w, d->nodes_count, &to) || !parse_u64(next_word(w), 10000, &count))
        return false;
    DiagramEdge *e = edge_of(d, from, to);
    if (!e || count < 4 || count % 3 != 1)
        return false;
    e->route = ARENA_ARRAY(w->arena, DiagramPoint, count);
    for (uint64_t i = 0; i < count; i++) {
        if (!read_point(w, height, &e->route[i]))
            return false;
    }
    e->route_count = (uint32_t)count;
    if (!e->label.len)
        return true;
    (void)next_word(w); /* the label itself */
    if (read_point(w, height, &label)) {
        e->label_x = label.x;
        e->label_y = label.y;
    }
    return true;
}

static bool read_graph(Answer *w, Diagram *d)
{
    double scale, width, height;

    if (!next_line(w) || !str_is(next_word(w), "graph") || !next_double(w, &scale) ||
        !next_double(w, &width) || !next_double(w, &height))
        return false;
    for (uint32_t i = 0; i < d->edges_count; i++)
        d->edges[i].route_count = 0;
    while (next_line(w)) {
        Str word = next_word(w);

        if (str_is(word, "stop")) {
            d->width = pixels(width) + MARGIN_PX;
            d->height = pixels(height) + MARGIN_PX;
            return true;
        }
        if (str_is(word, "node") ? !read_node(w, height, d)
                                 : str_is(word, "edge") && !read_edge(w, height, d))
            return false;
    }
    return false;
}

/* -- the course -- */

static void ask_dot(Course *c, Arena *a, const bool *is_measured)
{
    AUTO(buf_done) Buf question = BUF(DOT_ANSWER_MAX_BYTES);
    const char *const argv[] = {"dot", "-Tplain", NULL};
    ProcTold told = {0};
    Err err = {0};
    bool has_any = false;

    for (uint32_t i = 0; i < c->diagrams_count; i++) {
        if (!is_measured[i])
            continue;
        put_graph(&question, &c->diagrams[i]);
        has_any = true;
    }
    ProcAsk ask = {.argv = argv,
                   .input = buf_str(&question),
                   .output_max_bytes = DOT_ANSWER_MAX_BYTES,
                   .deadline_ms = DOT_DEADLINE_MS};
    if (!has_any || question.full || proc_run_ok(a, &ask, &told, &err) != ERR_OK)
        return;
    Answer w = {.rest = told.output, .arena = a};
    for (uint32_t i = 0; i < c->diagrams_count; i++) {
        if (is_measured[i] && !read_graph(&w, &c->diagrams[i])) {
            c->diagrams[i].width = 0;
            return; /* the rest of the answer cannot be trusted to be in step */
        }
    }
}

void layout_course(Course *c, Arena *a)
{
    bool *is_measured = ARENA_ARRAY(a, bool, c->diagrams_count + 1);

    for (uint32_t i = 0; i < c->diagrams_count; i++) {
        c->diagrams[i].width = 0;
        is_measured[i] = is_graph(&c->diagrams[i]) && layout_measure(a, &c->diagrams[i]);
    }
    ask_dot(c, a, is_measured);
    for (uint32_t i = 0; i < c->diagrams_count; i++) {
        if (is_measured[i] && c->diagrams[i].width == 0)
            (void)layout_layers(a, &c->diagrams[i]);
    }
}
