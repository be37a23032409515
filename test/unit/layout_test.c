/*
 * layout_test.c -- boxes that do not overlap, arrows that begin and end at them, geometry that is kept.
 */
#include "test.h"

#include "course/course_json.h"
#include "course/layout.h"
#include "pipeline/layout_dot.h"

static Diagram graph(Arena *a, uint32_t nodes, const uint32_t (*edges)[2], uint32_t count)
{
    Diagram d = {.kind = DIAGRAM_GRAPH, .title = STR("T")};

    d.nodes = ARENA_ARRAY(a, DiagramNode, nodes);
    d.nodes_count = nodes;
    for (uint32_t i = 0; i < nodes; i++)
        d.nodes[i] = (DiagramNode){.id = arena_printf(a, "n%u", i),
                                   .label = arena_printf(a, "A label of node %u", i)};
    d.edges = ARENA_ARRAY(a, DiagramEdge, count);
    d.edges_count = count;
    for (uint32_t i = 0; i < count; i++)
        d.edges[i] = (DiagramEdge){.from = edges[i][0], .to = edges[i][1]};
    return d;
}

static bool overlap(const DiagramNode *a, const DiagramNode *b)
{
    uint32_t dx = a->x > b->x ? a->x - b->x : b->x - a->x;
    uint32_t dy = a->y > b->y ? a->y - b->y : b->y - a->y;

    return dx < (a->width + b->width) / 2 && dy < (a->height + b->height) / 2;
}

static bool touches(const DiagramNode *n, const DiagramPoint *p)
{
    uint32_t dx = n->x > p->x ? n->x - p->x : p->x - n->x;
    uint32_t dy = n->y > p->y ? n->y - p->y : p->y - n->y;

    return dx <= n->width / 2 + 3 && dy <= n->height / 2 + 3;
}

static void check_drawing(const Diagram *d)
{
    CHECK(d->width > 0 && d->height > 0);
    for (uint32_t i = 0; i < d->nodes_count; i++) {
        const DiagramNode *n = &d->nodes[i];

        CHECK(n->x >= n->width / 2 && n->x + n->width / 2 <= d->width);
        CHECK(n->y >= n->height / 2 && n->y + n->height / 2 <= d->height);
        for (uint32_t j = 0; j < i; j++)
            CHECK(!overlap(n, &d->nodes[j]));
    }
    for (uint32_t i = 0; i < d->edges_count; i++) {
        const DiagramEdge *e = &d->edges[i];

        CHECK(e->route_count >= 4 && e->route_count % 3 == 1);
        CHECK(touches(&d->nodes[e->from], &e->route[0]));
        CHECK(touches(&d->nodes[e->to], &e->route[e->route_count - 1]));
    }
}

static const uint32_t tangled[][2] = {{0, 1}, {0, 2}, {1, 3}, {2, 3}, {3, 0}, {4, 0}, {4, 5},
                                      {0, 5}, {5, 5}, {0, 6}, {4, 6}, {6, 2}, {1, 0}, {0, 1}};

TEST(boxes_do_not_overlap_and_arrows_touch_them)
{
    AUTO(arena_done) Arena a = {0};
    Diagram d = graph(&a, 8, tangled, ARRAY_LEN(tangled));

    CHECK(layout_layers(&a, &d));
    check_drawing(&d);
    CHECK(d.nodes[0].y < d.nodes[1].y && d.nodes[1].y < d.nodes[3].y);
}

TEST(graphviz_or_what_stands_in_for_it_places_a_whole_course)
{
    AUTO(arena_done) Arena a = {0};
    Diagram diagrams[3] = {graph(&a, 8, tangled, ARRAY_LEN(tangled)), graph(&a, 1, NULL, 0),
                           graph(&a, 5, tangled, 5)};
    Course c = {.diagrams = diagrams, .diagrams_count = 3};

    diagrams[0].edges[0].label = STR("a label");
    diagrams[2].kind = DIAGRAM_SEQUENCE;
    layout_course(&c, &a);
    check_drawing(&diagrams[0]);
    check_drawing(&diagrams[1]);
    CHECK(diagrams[0].edges[0].label_x > 0);
    CHECK_INT(diagrams[2].width, 0);
}

TEST(a_graph_that_is_too_large_is_left_to_its_words)
{
    AUTO(arena_done) Arena a = {0};
    Diagram d = graph(&a, LAYOUT_MAX_NODES + 1, NULL, 0), none = {0};

    CHECK(!layout_layers(&a, &d));
    CHECK(!layout_layers(&a, &none));
}

TEST(long_labels_are_wrapped_at_joints_and_cut_after_three_lines)
{
    AUTO(arena_done) Arena a = {0};
    Str lines[LAYOUT_LABEL_LINES];

    CHECK_INT(layout_wrap(&a, STR("short"), lines), 1);
    CHECK_STR(lines[0], "short");
    CHECK_INT(layout_wrap(&a, STR("source/very_long_folder/another_folder/file.c"), lines), 2);
    for (int i = 0; i < 2; i++)
        CHECK(layout_text_width(lines[i], LAYOUT_FONT_PX) <= LAYOUT_LABEL_PX * 12 / 10);
    char long_label[400];
    memset(long_label, 'w', sizeof(long_label));
    CHECK_INT(layout_wrap(&a, (Str){long_label, sizeof(long_label)}, lines),
              LAYOUT_LABEL_LINES);
    CHECK(str_ends(lines[LAYOUT_LABEL_LINES - 1], STR("…")));
    CHECK_INT(layout_wrap(&a, STR(""), lines), 0);
}

TEST(geometry_comes_back_from_course_json)
{
    AUTO(arena_done) Arena a = {0};
    AUTO(buf_done) Buf json = BUF(1 << 20);
    Diagram d = graph(&a, 3, tangled, 2);
    Course c = {.title = STR("T"),
                .repository = {.name = STR("t")},
                .map = 0,
                .diagrams = &d,
                .diagrams_count = 1};
    Course *back;
    Err err = {0};

    CHECK(layout_layers(&a, &d));
    course_write_json(&c, &json);
    CHECK_OK(course_read_json(&a, buf_str(&json), &back, &err), &err);
    CHECK_INT(back->diagrams[0].width, d.width);
    CHECK_INT(back->diagrams[0].nodes[2].x, d.nodes[2].x);
    CHECK_INT(back->diagrams[0].edges[1].route_count, d.edges[1].route_count);
    CHECK_INT(back->diagrams[0].edges[1].route[3].y, d.edges[1].route[3].y);
}

TEST_MAIN()
