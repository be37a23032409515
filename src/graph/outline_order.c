/*
 * outline_order.c -- step 3: entry points and user-facing first, then what they use.
 *
 * The order with the least weight of edges that point backwards (a user shown after what it uses), found
 * exactly by dynamic programming over subsets: 2^15 states of 15 abstractions take milliseconds. Among
 * equal orders the higher score goes first.
 */
#include "graph/outline.h"

_Static_assert(OUTLINE_MAX_ABSTRACTIONS <= 20, "the subset table has 2^n entries");

enum { PREREQUISITES_MAX = 4 };

typedef struct Ordering {
    const Outline *outline;
    uint32_t n;
    double *weight; /* weight[i * n + j]: how much i uses j */
    double *cost;   /* by subset of those placed: least cost */
    uint8_t *last;  /* by subset: the one placed last */
} Ordering;

static double log_weight(uint32_t count)
{
    double w = 1;

    for (; count > 1; count /= 2)
        w += 1;
    return w;
}

/* What it costs to place x after the set: each member that x uses comes too early. */
static double cost_of(const Ordering *o, uint32_t placed, uint32_t x)
{
    double cost = 0;

    for (uint32_t j = 0; j < o->n; j++) {
        if (placed & BIT(j))
            cost += o->weight[x * o->n + j];
    }
    /* an entry point wants to be early: one small step for each place it waits */
    if (o->outline->abstractions[x].is_entry)
        cost += 0.5 * __builtin_popcount(placed);
    return cost;
}

static void fill(Ordering *o)
{
    for (uint32_t set = 1; set < BIT(o->n); set++) {
        o->cost[set] = 1e300;
        for (uint32_t x = 0; x < o->n; x++) {
            if (!(set & BIT(x)))
                continue;
            uint32_t before = set & ~BIT(x);
            double cost = o->cost[before] + cost_of(o, before, x);

            /* on a tie the one with the lower score is last: abstractions come best first */
            if (cost < o->cost[set] - 1e-9 || (cost < o->cost[set] + 1e-9 && x > o->last[set])) {
                o->cost[set] = cost;
                o->last[set] = (uint8_t)x;
            }
        }
    }
}

static void renumber(Arena *a, Outline *o, const uint32_t *order)
{
    uint32_t n = o->abstraction_count;
    Abstraction *ordered = ARENA_ARRAY(a, Abstraction, n);
    uint32_t *place = ARENA_ARRAY(a, uint32_t, n);

    for (uint32_t i = 0; i < n; i++) {
        ordered[i] = o->abstractions[order[i]];
        place[order[i]] = i;
    }
    o->abstractions = ordered;
    for (uint32_t i = 0; i < o->relation_count; i++) {
        o->relations[i].from = place[o->relations[i].from];
        o->relations[i].to = place[o->relations[i].to];
    }
    for (uint32_t i = 0; i < o->entry_point_count; i++) {
        if (o->entry_points[i].abstraction < n)
            o->entry_points[i].abstraction = place[o->entry_points[i].abstraction];
    }
}

static int by_from_and_to(const void *a, const void *b)
{
    const Relation *x = a, *y = b;

    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    return x->to < y->to ? -1 : x->to > y->to;
}

/* Earlier chapters that this one leans on or is leaned on by, the strongest first. */
static uint32_t find_prerequisites(const Outline *o, uint32_t x, uint32_t *ret)
{
    uint32_t weight[OUTLINE_MAX_ABSTRACTIONS] = {0}, count = 0;

    for (uint32_t i = 0; i < o->relation_count; i++) {
        const Relation *r = &o->relations[i];

        if (r->from == x && r->to < x)
            weight[r->to] += 2 * r->count;
        if (r->to == x && r->from < x)
            weight[r->from] += r->count;
    }
    while (count < PREREQUISITES_MAX) {
        uint32_t best = UINT32_MAX;

        for (uint32_t j = 0; j < x; j++) {
            if (weight[j] && (best == UINT32_MAX || weight[j] > weight[best]))
                best = j;
        }
        if (best == UINT32_MAX)
            break;
        ret[count++] = best;
        weight[best] = 0;
    }
    return count;
}

void outline_order(const Program *p UNUSED, Arena *a, Outline *o)
{
    Ordering ordering = {.outline = o, .n = o->abstraction_count};
    uint32_t n = ordering.n, order[OUTLINE_MAX_ABSTRACTIONS];

    MUST(n <= OUTLINE_MAX_ABSTRACTIONS);
    ordering.weight = ARENA_ARRAY(a, double, (size_t)n * n + 1);
    ordering.cost = ARENA_ARRAY(a, double, (size_t)1 << n);
    ordering.last = ARENA_ARRAY(a, uint8_t, (size_t)1 << n);
    for (uint32_t i = 0; i < o->relation_count; i++)
        ordering.weight[o->relations[i].from * n + o->relations[i].to] += log_weight(o->relations[i].count);
    fill(&ordering);
    for (uint32_t set = n ? BIT(n) - 1 : 0, i = n; i-- > 0;) {
        order[i] = ordering.last[set];
        set &= ~BIT(ordering.last[set]);
    }
    renumber(a, o, order);
    qsort(o->relations, o->relation_count, sizeof(*o->relations), by_from_and_to);
    o->prerequisites = ARENA_ARRAY(a, uint32_t, (size_t)n * PREREQUISITES_MAX + 1);
    o->prerequisite_start = ARENA_ARRAY(a, uint32_t, n + 1);
    for (uint32_t i = 0; i < n; i++)
        o->prerequisite_start[i + 1] = o->prerequisite_start[i] +
            find_prerequisites(o, i, o->prerequisites + o->prerequisite_start[i]);
}
