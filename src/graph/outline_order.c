/*
 * outline_order.c -- step 3: a reading order, and what to read before what.
 *
 * Five signs vote on each pair which of the two goes first: the one that uses the other (top-down), the
 * one whose seed more files refer to, the one that documents speak of more, the one they speak of
 * earlier, the one that holds an entry point. The order against which the fewest votes are cast is found
 * exactly by dynamic programming over subsets: 2^15 states of 15 abstractions take milliseconds. Votes
 * instead of weights: weights fitted to some repositories did not hold on others. Pure dependency
 * order (the used before the user) was measured to be near chance; figures in doc/benchmarks.md.
 */
#include "graph/outline.h"

_Static_assert(OUTLINE_MAX_ABSTRACTIONS <= 20, "the subset table has 2^n entries");

enum {
    PREREQUISITES_MAX = 3,
    PREREQUISITE_MIN = 3,   /* strong edges that a prerequisite needs */
    PREREQUISITE_SHARE = 4, /* and at least 1/4 of what the strongest has */
};

typedef struct Ordering {
    const Outline *outline;
    uint32_t n;
    uint32_t *cost_of_pair; /* [i * n + j]: votes against showing i before j */
    uint32_t *cost;         /* by subset of those placed: least cost */
    uint8_t *last;          /* by subset: the one placed last */
} Ordering;

/* -- the votes -- */

static int sign(uint64_t more, uint64_t less)
{
    return more > less ? 1 : more < less ? -1 : 0;
}

/* Within one document its order counts, between documents only that the README comes first. */
static int told_earlier(const Abstraction *x, const Abstraction *y)
{
    if (x->told_in == y->told_in)
        return sign(y->told_at, x->told_at);
    if (x->told_in == UINT32_MAX || y->told_in == UINT32_MAX)
        return x->told_in == UINT32_MAX ? -1 : 1;
    return x->told_in == 0 ? 1 : y->told_in == 0 ? -1 : 0;
}

/* Votes for showing i before j less those against it. */
static int votes(const Outline *o, const uint32_t *uses, uint32_t n, uint32_t i, uint32_t j)
{
    const Abstraction *x = &o->abstractions[i], *y = &o->abstractions[j];

    return sign(uses[i * n + j], uses[j * n + i]) + sign(x->users, y->users) +
           sign(x->mentions, y->mentions) + told_earlier(x, y) + sign(x->is_entry, y->is_entry);
}

static void weigh_pairs(Ordering *g, Arena *a)
{
    const Outline *o = g->outline;
    uint32_t n = g->n;
    uint32_t *uses = ARENA_ARRAY(a, uint32_t, (size_t)n * n + 1);

    for (uint32_t i = 0; i < o->relation_count; i++) {
        const Relation *r = &o->relations[i];

        uses[r->from * n + r->to] = r->strong;
    }
    for (uint32_t i = 0; i < n; i++) {
        for (uint32_t j = 0; j < n; j++) {
            int against = i == j ? 0 : votes(o, uses, n, j, i);

            g->cost_of_pair[i * n + j] = (uint32_t)MAX_OF(against, 0);
        }
    }
}

/* -- the order of least cost -- */

static uint32_t cost_of_placing(const Ordering *g, uint32_t placed, uint32_t x)
{
    uint32_t cost = 0;

    for (uint32_t j = 0; j < g->n; j++) {
        if (placed & BIT(j))
            cost += g->cost_of_pair[j * g->n + x];
    }
    return cost;
}

static bool is_less_central(const Outline *o, uint32_t x, uint32_t y)
{
    const Abstraction *a = &o->abstractions[x], *b = &o->abstractions[y];

    return a->score != b->score ? a->score < b->score : x > y;
}

static void fill(Ordering *g)
{
    for (uint32_t set = 1; set < BIT(g->n); set++) {
        g->cost[set] = UINT32_MAX;
        for (uint32_t x = 0; x < g->n; x++) {
            if (!(set & BIT(x)))
                continue;
            uint32_t before = set & ~BIT(x);
            uint32_t cost = g->cost[before] + cost_of_placing(g, before, x);

            /* on a tie the less central one is last */
            if (cost < g->cost[set] ||
                (cost == g->cost[set] && is_less_central(g->outline, x, g->last[set]))) {
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
    g.cost_of_pair = ARENA_ARRAY(a, uint32_t, (size_t)n * n + 1);
    g.cost = ARENA_ARRAY(a, uint32_t, (size_t)1 << n);
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
                                       find_prerequisites(
                                           o, i, o->prerequisites + o->prerequisite_start[i]);
}
