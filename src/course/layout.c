/*
 * layout.c -- letter widths, label lines, and a layered layout of small graphs.
 */
#include "course/layout.h"

enum {
    PAD_X = 14,
    PAD_Y = 10,
    GAP_X = 28,
    GAP_Y = 54,
    MARGIN = 8,
    MIN_WIDTH = 72,
    SWEEPS = 6,
    MAX_CELLS = 2048, /* nodes and the places where long edges cross a row */
};

/* Thousandths of the font size for ' ' to '~', of a sans-serif such as Helvetica, Arial or Liberation
 * Sans; wider faces are met by the padding. */
static const uint16_t letter_widths[] = {
    278,  278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556,  556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667,  778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333,  556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556,  556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
};

static uint32_t letter_width(Str text, size_t at, size_t len)
{
    unsigned char c = (unsigned char)text.ptr[at];

    if (len == 1 && c >= ' ' && c <= '~')
        return letter_widths[c - ' '];
    return len >= 3 ? 1000 : 600; /* scripts beyond two bytes are mostly square */
}

uint32_t layout_text_width(Str text, uint32_t font_px)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < text.len;) {
        size_t len = MAX_OF(utf8_len_at(text, i), (size_t)1);

        sum += letter_width(text, i, len);
        i += len;
    }
    /* 8 % for faces that are wider than the table's */
    return (uint32_t)MIN_OF(sum * font_px * 108 / 100000 + 1, (uint64_t)DIAGRAM_MAX_PIXELS);
}

/* -- labels -- */

/* How much of the text fits in a line, preferably up to a space or after a mark that joins words. */
static size_t line_len(Str text)
{
    size_t best = 0, at = 0;
    uint32_t sum = 0;

    while (at < text.len) {
        size_t len = MAX_OF(utf8_len_at(text, at), (size_t)1);

        sum += letter_width(text, at, len);
        if (sum * LAYOUT_FONT_PX / 1000 > LAYOUT_LABEL_PX)
            return best ? best : MAX_OF(at, len);
        at += len;
        if (strchr(" /._-:,", text.ptr[at - 1]) && text.ptr[at - 1])
            best = at;
    }
    return at;
}

uint32_t layout_wrap(Arena *a, Str label, Str ret_lines[LAYOUT_LABEL_LINES])
{
    uint32_t count = 0;

    label = str_trim(label);
    while (label.len && count < LAYOUT_LABEL_LINES) {
        size_t len = line_len(label);
        Str line = str_trim(str_sub(label, 0, len));

        label = str_trim(str_sub(label, len, label.len));
        if (label.len && count == LAYOUT_LABEL_LINES - 1)
            line = arena_printf(a, "%.*s…", STR_ARG(line));
        ret_lines[count++] = line;
    }
    return count;
}

bool layout_measure(Arena *a, Diagram *d)
{
    if (d->nodes_count == 0 || d->nodes_count > LAYOUT_MAX_NODES ||
        d->edges_count > LAYOUT_MAX_EDGES)
        return false;
    for (uint32_t i = 0; i < d->nodes_count; i++) {
        Str lines[LAYOUT_LABEL_LINES];
        uint32_t count = layout_wrap(a, d->nodes[i].label, lines), widest = MIN_WIDTH;

        for (uint32_t n = 0; n < count; n++)
            widest = MAX_OF(widest, layout_text_width(lines[n], LAYOUT_FONT_PX) + 2 * PAD_X);
        d->nodes[i].width = widest;
        d->nodes[i].height = MAX_OF(count, 1u) * LAYOUT_LINE_PX + 2 * PAD_Y;
    }
    return true;
}

/* -- rows -- */

/* A node, or a place where an edge passes through a row. */
typedef struct Cell {
    uint32_t row, place; /* place: order within its row */
    uint32_t width;
    double x;
} Cell;

typedef struct Link {
    uint32_t upper, lower; /* cells of neighbouring rows */
} Link;

typedef struct Grid {
    Diagram *d;
    Cell cells[MAX_CELLS];
    uint32_t cell_count;
    Link links[MAX_CELLS];
    uint32_t link_count;
    uint32_t row_count;
    bool is_reversed[LAYOUT_MAX_EDGES];
    uint32_t first_cell[LAYOUT_MAX_EDGES]; /* of the cells that an edge passes, from above */
    uint8_t state[LAYOUT_MAX_NODES];       /* of the search for cycles */
} Grid;

static uint32_t upper_of(const Grid *g, uint32_t e)
{
    return g->is_reversed[e] ? g->d->edges[e].to : g->d->edges[e].from;
}

static uint32_t lower_of(const Grid *g, uint32_t e)
{
    return g->is_reversed[e] ? g->d->edges[e].from : g->d->edges[e].to;
}

/* Depth first: an edge to a node that is being visited closes a cycle. Depth is at most
 * LAYOUT_MAX_NODES. */
static void open_cycles(Grid *g, uint32_t node)
{
    g->state[node] = 1;
    for (uint32_t e = 0; e < g->d->edges_count; e++) {
        uint32_t to = g->d->edges[e].to;

        if (g->d->edges[e].from != node || to == node)
            continue;
        if (g->state[to] == 1)
            g->is_reversed[e] = true;
        else if (g->state[to] == 0)
            open_cycles(g, to);
    }
    g->state[node] = 2;
}

static void choose_rows(Grid *g)
{
    bool has_moved = true;

    for (uint32_t i = 0; i < g->d->nodes_count; i++) {
        if (g->state[i] == 0)
            open_cycles(g, i);
    }
    for (uint32_t round = 0; has_moved && round <= g->d->nodes_count; round++) {
        has_moved = false;
        for (uint32_t e = 0; e < g->d->edges_count; e++) {
            Cell *upper = &g->cells[upper_of(g, e)], *lower = &g->cells[lower_of(g, e)];

            if (upper != lower && lower->row <= upper->row) {
                lower->row = upper->row + 1;
                has_moved = true;
            }
        }
    }
    for (uint32_t i = 0; i < g->d->nodes_count; i++)
        g->row_count = MAX_OF(g->row_count, g->cells[i].row + 1);
}

/* Cells for the rows that long edges cross. False when there are too many. */
static bool thread_edges(Grid *g)
{
    for (uint32_t e = 0; e < g->d->edges_count; e++) {
        uint32_t at = upper_of(g, e), last = lower_of(g, e);

        g->first_cell[e] = g->cell_count;
        if (at == last)
            continue;
        for (uint32_t row = g->cells[at].row + 1; row <= g->cells[last].row; row++) {
            uint32_t next = last;

            if (g->cell_count == MAX_CELLS || g->link_count == MAX_CELLS)
                return false;
            if (row < g->cells[last].row) {
                next = g->cell_count++;
                g->cells[next] = (Cell){.row = row, .width = 8};
            }
            g->links[g->link_count++] = (Link){at, next};
            at = next;
        }
    }
    return true;
}

/* -- order and places within rows -- */

static uint32_t row_cells(const Grid *g, uint32_t row, uint32_t *cells)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < g->cell_count; i++) {
        if (g->cells[i].row != row)
            continue;
        uint32_t at = count++;
        while (at > 0 && g->cells[cells[at - 1]].place > g->cells[i].place) {
            cells[at] = cells[at - 1];
            at--;
        }
        cells[at] = i;
    }
    return count;
}

/* Mean place of a cell's neighbours in the row above (or below); its own when it has none. */
static double middle_of(const Grid *g, uint32_t cell, bool is_above, bool is_x)
{
    double sum = 0;
    uint32_t count = 0;

    for (uint32_t i = 0; i < g->link_count; i++) {
        uint32_t here = is_above ? g->links[i].lower : g->links[i].upper;
        uint32_t there = is_above ? g->links[i].upper : g->links[i].lower;

        if (here != cell)
            continue;
        sum += is_x ? g->cells[there].x : g->cells[there].place;
        count++;
    }
    return count ? sum / count : is_x ? g->cells[cell].x : g->cells[cell].place;
}

static void order_row(Grid *g, uint32_t row, bool is_above)
{
    uint32_t cells[MAX_CELLS], count = row_cells(g, row, cells);
    double keys[MAX_CELLS];

    for (uint32_t i = 0; i < count; i++) {
        double key = middle_of(g, cells[i], is_above, false);
        uint32_t cell = cells[i], at = i;

        while (at > 0 && keys[at - 1] > key) {
            keys[at] = keys[at - 1];
            cells[at] = cells[at - 1];
            at--;
        }
        keys[at] = key;
        cells[at] = cell;
    }
    for (uint32_t i = 0; i < count; i++)
        g->cells[cells[i]].place = i;
}

static void order_rows(Grid *g)
{
    for (uint32_t row = 0; row < g->row_count; row++) {
        uint32_t cells[MAX_CELLS], count = 0;

        for (uint32_t i = 0; i < g->cell_count; i++) {
            if (g->cells[i].row == row)
                cells[count++] = i;
        }
        for (uint32_t i = 0; i < count; i++)
            g->cells[cells[i]].place = i;
    }
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
        for (uint32_t row = 1; row < g->row_count; row++)
            order_row(g, row, true);
        for (uint32_t row = g->row_count - 1; row-- > 0;)
            order_row(g, row, false);
    }
}

/* Each cell goes to the middle of its neighbours as far as those beside it allow. */
static void settle_row(Grid *g, uint32_t row, bool is_above)
{
    uint32_t cells[MAX_CELLS], count = row_cells(g, row, cells);
    double shift = 0, edge = 0;

    for (uint32_t i = 0; i < count; i++) {
        Cell *c = &g->cells[cells[i]];
        double wish = middle_of(g, cells[i], is_above, true), half = c->width / 2.0;
        double least = i ? edge + GAP_X + half : wish;

        c->x = MAX_OF(wish, least);
        shift += c->x - wish;
        edge = c->x + half;
    }
    for (uint32_t i = 0; i < count; i++)
        g->cells[cells[i]].x -= shift / count;
}

static void place_cells(Grid *g)
{
    for (uint32_t row = 0; row < g->row_count; row++) {
        uint32_t cells[MAX_CELLS], count = row_cells(g, row, cells);
        double x = 0;

        for (uint32_t i = 0; i < count; i++) {
            Cell *c = &g->cells[cells[i]];

            c->x = x + c->width / 2.0;
            x += c->width + GAP_X;
        }
        for (uint32_t i = 0; i < count; i++)
            g->cells[cells[i]].x -= (x - GAP_X) / 2;
    }
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
        for (uint32_t row = 1; row < g->row_count; row++)
            settle_row(g, row, true);
        for (uint32_t row = g->row_count - 1; row-- > 0;)
            settle_row(g, row, false);
    }
}

/* -- pixels -- */

static uint32_t pixel(double x)
{
    return x < 0 ? 0 : x > DIAGRAM_MAX_PIXELS ? DIAGRAM_MAX_PIXELS : (uint32_t)(x + 0.5);
}

static void add_piece(DiagramEdge *e, double x1, double y1, double x2, double y2)
{
    double middle = (y1 + y2) / 2;

    if (e->route_count == 0)
        e->route[e->route_count++] = (DiagramPoint){pixel(x1), pixel(y1)};
    e->route[e->route_count++] = (DiagramPoint){pixel(x1), pixel(middle)};
    e->route[e->route_count++] = (DiagramPoint){pixel(x2), pixel(middle)};
    e->route[e->route_count++] = (DiagramPoint){pixel(x2), pixel(y2)};
}

/* A node that leads to itself: a loop at its right side. */
static void route_loop(DiagramEdge *e, const DiagramNode *n)
{
    double x = n->x + n->width / 2.0, y = n->y;

    e->route[0] = (DiagramPoint){pixel(x), pixel(y - 8)};
    e->route[1] = (DiagramPoint){pixel(x + 24), pixel(y - 14)};
    e->route[2] = (DiagramPoint){pixel(x + 24), pixel(y + 14)};
    e->route[3] = (DiagramPoint){pixel(x), pixel(y + 8)};
    e->route_count = 4;
}

static void reverse_route(DiagramEdge *e)
{
    for (uint32_t i = 0; i < e->route_count / 2; i++) {
        DiagramPoint kept = e->route[i];

        e->route[i] = e->route[e->route_count - 1 - i];
        e->route[e->route_count - 1 - i] = kept;
    }
}

static void route_edge(Arena *a, Grid *g, uint32_t number, const double *row_top)
{
    DiagramEdge *e = &g->d->edges[number];
    const DiagramNode *upper = &g->d->nodes[upper_of(g, number)],
                      *lower = &g->d->nodes[lower_of(g, number)];
    uint32_t first = g->cells[upper_of(g, number)].row,
             last = g->cells[lower_of(g, number)].row;
    double x = upper->x, y = upper->y + upper->height / 2.0;

    e->route_count = 0;
    e->route = ARENA_ARRAY(a, DiagramPoint, 3 * (size_t)(last > first ? last - first : 1) + 1);
    if (upper == lower) {
        route_loop(e, upper);
        return;
    }
    for (uint32_t row = first + 1; row < last; row++) {
        const Cell *c = &g->cells[g->first_cell[number] + row - first - 1];

        add_piece(e, x, y, c->x, row_top[row]);
        x = c->x;
        y = row_top[row];
    }
    add_piece(e, x, y, lower->x, lower->y - lower->height / 2.0);
    e->label_x = pixel((x + lower->x) / 2);
    e->label_y = pixel((y + lower->y - lower->height / 2.0) / 2);
    if (g->is_reversed[number])
        reverse_route(e);
}

static void write_pixels(Arena *a, Grid *g)
{
    Diagram *d = g->d;
    double left = 0, right = 0, y = MARGIN;
    double *row_top = ARENA_ARRAY(a, double, g->row_count);

    for (uint32_t i = 0; i < g->cell_count; i++) {
        left = MIN_OF(left, g->cells[i].x - g->cells[i].width / 2.0);
        right = MAX_OF(right, g->cells[i].x + g->cells[i].width / 2.0);
    }
    for (uint32_t i = 0; i < g->cell_count; i++)
        g->cells[i].x += MARGIN - left;
    for (uint32_t row = 0; row < g->row_count; row++) {
        uint32_t height = 0;

        for (uint32_t i = 0; i < d->nodes_count; i++) {
            if (g->cells[i].row == row)
                height = MAX_OF(height, d->nodes[i].height);
        }
        row_top[row] = y + height / 2.0;
        for (uint32_t i = 0; i < d->nodes_count; i++) {
            if (g->cells[i].row != row)
                continue;
            d->nodes[i].x = pixel(g->cells[i].x);
            d->nodes[i].y = pixel(y + height / 2.0);
        }
        y += height + GAP_Y;
    }
    d->width = pixel(right - left + 2 * MARGIN + 24); /* room for loops */
    d->height = pixel(y - GAP_Y + MARGIN);
    for (uint32_t e = 0; e < d->edges_count; e++)
        route_edge(a, g, e, row_top);
}

bool layout_layers(Arena *a, Diagram *d)
{
    if (!layout_measure(a, d))
        return false;
    Grid *g = ARENA_NEW(a, Grid);
    g->d = d;
    g->cell_count = d->nodes_count;
    for (uint32_t i = 0; i < d->nodes_count; i++)
        g->cells[i].width = d->nodes[i].width;
    choose_rows(g);
    if (!thread_edges(g))
        return false;
    order_rows(g);
    place_cells(g);
    write_pixels(a, g);
    return true;
}
