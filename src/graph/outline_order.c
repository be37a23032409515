/*
 * outline_order.c -- step 3: a reading order, and what to read before what.
 *
 * Of two abstractions the one goes first that uses the other (top-down), that is more central, that
 * the documents speak of earlier, that holds an entry point: each sign adds to what it costs to show
 * the pair the other way round. The order with the least cost is found exactly by dynamic programming
 * over subsets: 2^15 states of 15 abstractions take milliseconds. Pure dependency order (the used
 * before the user) was measured to be near chance; figures in doc/benchmarks.md.
 */
#include "graph/outline.h"

_Static_assert(OUTLINE_MAX_ABSTRACTIONS <= 20, "the subset table has 2^n entries");

enum {
    PREREQUISITES_MAX = 3,
    PREREQUISITE_MIN = 3,   /* strong edges that a prerequisite needs */
    PREREQUISITE_SHARE = 4, /* and at least 1/4 of what the strongest has */
};

/* Each pair has one vote: however strong the signs are, a wrong pair costs at most 1. */
static const double ORDER_CENTRAL = 2.0, ORDER_TOLD = 1.0, ORDER_ENTRY = 0.25;

typedef struct Ordering {
    const Outline *outline;
    uint32_t n;
    double *cost_of_pair; /* [i * n + j]: of showing i before j */
    double *cost;         /* by subset of those placed: least cost */
    uint8_t *last;        /* by subset: the one placed last */
} Ordering;

/* log2(1 + n), between whole numbers in proportion. */
static double bits(double n)
{
    double whole = 0, x = 1 + n;

    for (; x >= 2; x /= 2)
        whole += 1;
    return whole + (x - 1);
}

/* -- what speaks for showing i before j; negative: against -- */

static double preference(const Outline *o, const double *uses, uint32_t n, uint32_t i, uint32_t j)
{
    const Abstraction *x = &o->abstractions[i], *y = &o->abstractions[j];
    double p = bits(uses[i * n + j]) - bits(uses[j * n + i]);

    p += ORDER_CENTRAL * (bits(x->score) - bits(y->score));
    if (x->told_at != y->told_at)
        p += ORDER_TOLD * (x->told_at < y->told_at ? 1 : -1);
    if (x->is_entry != y->is_entry)
        p += ORDER_ENTRY * (x->is_entry ? 1 : -1);
    return p;
}

static void weigh_pairs(Ordering *g, Arena *a)
{
    const Outline *o = g->outline;
    uint32_t n = g->n;
    double *uses = ARENA_ARRAY(a, double, (size_t)n * n + 1);

    for (uint32_t i = 0; i < o->relation_count; i++) {
        const Relation *r = &o->relations[i];

        uses[r->from * n + r->to] = r->strong;
    }
    for (uint32_t i = 0; i < n; i++) {
        for (uint32_t j = 0; j < n; j++) {
            double p = i == j ? 0 : preference(o, uses, n, j, i);

            g->cost_of_pair[i * n + j] = MIN_OF(MAX_OF(p, 0.0), 1.0);
        }
    }
}

/* -- the order of least cost -- */

static double cost_of_placing(const Ordering *g, uint32_t placed, uint32_t x)
{
    double cost = 0;

    for (uint32_t j = 0; j < g->n; j++) {
        if (placed & BIT(j))
            cost += g->cost_of_pair[j * g->n + x];
    }
    return cost;
}

static void fill(Ordering *g)
{
    for (uint32_t set = 1; set < BIT(g->n); set++) {
        g->cost[set] = 1e300;
        for (uint32_t x = 0; x < g->n; x++) {
            if (!(set & BIT(x)))
                continue;
            uint32_t before = set & ~BIT(x);
            double cost = g->cost[before] + cost_of_placing(g, before, x);

            /* on a tie the later one by number is last */
            if (cost < g->cost[set] - 1e-9 || (cost < g->cost[set] + 1e-9 && x > g->last[set])) {
                g->cost[set] = cost;
                g->last[set] = (uint8_t)x;
            }
        }
    }
}

static void renumber(const Program *p, Arena *a, Outline *o, const uint32_t *order)
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
    for (SymbolId s = 0; o->owner_of && s < p->symbol_count; s++) {
        if (o->owner_of[s])
            o->owner_of[s] = place[o->owner_of[s] - 1] + 1;
    }
}

static int by_from_and_to(const void *a, const void *b)
{
    const Relation *x = a, *y = b;

    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    return x->to < y->to ? -1 : x->to > y->to;
}

/* -- prerequisites: earlier chapters that this one leans on, or is leaned on by, strongly -- */

static uint32_t find_prerequisites(const Outline *o, uint32_t x, uint32_t *ret)
{
    uint32_t weight[OUTLINE_MAX_ABSTRACTIONS] = {0}, count = 0, most = 0;

    for (uint32_t i = 0; i < o->relation_count; i++) {
        const Relation *r = &o->relations[i];

        if (r->from == x && r->to < x)
            weight[r->to] += 2 * r->strong;
        if (r->to == x && r->from < x)
            weight[r->from] += r->strong;
    }
    for (uint32_t j = 0; j < x; j++)
        most = MAX_OF(most, weight[j]);
    while (count < PREREQUISITES_MAX) {
        uint32_t best = UINT32_MAX;

        for (uint32_t j = 0; j < x; j++) {
            if (weight[j] >= PREREQUISITE_MIN && weight[j] * PREREQUISITE_SHARE >= most &&
                (best == UINT32_MAX || weight[j] > weight[best]))
                best = j;
        }
        if (best == UINT32_MAX)
            break;
        ret[count++] = best;
        weight[best] = 0;
    }
    return count;
}

void outline_order(const Program *p, Arena *a, Outline *o)
{
    Ordering g = {.outline = o, .n = o->abstraction_count};
    uint32_t n = g.n, order[OUTLINE_MAX_ABSTRACTIONS];

    MUST(n <= OUTLINE_MAX_ABSTRACTIONS);
    g.cost_of_pair = ARENA_ARRAY(a, double, (size_t)n * n + 1);
    g.cost = ARENA_ARRAY(a, double, (size_t)1 << n);
    g.last = ARENA_ARRAY(a, uint8_t, (size_t)1 << n);
    weigh_pairs(&g, a);
    fill(&g);
    for (uint32_t set = n ? BIT(n) - 1 : 0, i = n; i-- > 0;) {
        order[i] = g.last[set];
        set &= ~BIT(g.last[set]);
    }
    renumber(p, a, o, order);
    qsort(o->relations, o->relation_count, sizeof(*o->relations), by_from_and_to);
    o->prerequisites = ARENA_ARRAY(a, uint32_t, (size_t)n * PREREQUISITES_MAX + 1);
    o->prerequisite_start = ARENA_ARRAY(a, uint32_t, n + 1);
    for (uint32_t i = 0; i < n; i++)
        o->prerequisite_start[i + 1] = o->prerequisite_start[i] +
            find_prerequisites(o, i, o->prerequisites + o->prerequisite_start[i]);
}
