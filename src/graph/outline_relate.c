/*
 * outline_relate.c -- step 2: edges between symbols become relations between abstractions.
 */
#include "graph/outline.h"

#include "base/vec.h"

enum { RELATION_MIN_COUNT = 1 };

/* By symbol: 1 + the abstraction whose file it stands in; 0: none. */
static uint32_t *owners_by_unit(const Program *p, Arena *a, const Outline *o)
{
    uint32_t *owner = ARENA_ARRAY(a, uint32_t, p->unit_count + 1);

    for (uint32_t i = o->abstraction_count; i-- > 0;) {
        for (uint32_t n = 0; n < o->abstractions[i].unit_count; n++)
            owner[o->abstractions[i].units[n]] = i + 1;
    }
    return owner;
}

typedef struct Gathered {
    uint32_t count, files;
    UnitId last_unit;
    uint32_t by_kind[EDGE_KIND_COUNT];
    uint32_t evidence[OUTLINE_MAX_EVIDENCE];
    uint32_t evidence_count;
} Gathered;

/* Calls and inheritance say more than mentions; the first of each target is kept. */
static bool is_telling(uint8_t kind)
{
    return kind == EDGE_CALL || kind == EDGE_INHERIT || kind == EDGE_TYPE;
}

static void keep_evidence(const Program *p, Gathered *g, uint32_t edge)
{
    const Edge *e = &p->edges[edge];

    for (uint32_t i = 0; i < g->evidence_count; i++) {
        if (p->edges[g->evidence[i]].to == e->to && p->edges[g->evidence[i]].from == e->from)
            return;
    }
    if (g->evidence_count < OUTLINE_MAX_EVIDENCE) {
        g->evidence[g->evidence_count++] = edge;
        return;
    }
    for (uint32_t i = 0; is_telling(e->kind) && i < g->evidence_count; i++) {
        if (!is_telling(p->edges[g->evidence[i]].kind)) {
            g->evidence[i] = edge;
            return;
        }
    }
}

static void gather(const Program *p, const uint32_t *owner, uint32_t abstractions, Gathered *cells)
{
    for (size_t i = 0; i < p->edge_count; i++) {
        const Edge *e = &p->edges[i];
        uint32_t from = owner[e->unit], to = owner[program_unit_of(p, e->to)];

        if (!from || !to || from == to || e->kind == EDGE_IMPORT ||
            tier_confidence(e->tier) < EDGE_CONFIDENCE_FACT)
            continue;
        Gathered *g = &cells[(size_t)(from - 1) * abstractions + to - 1];
        if (g->count == 0 || g->last_unit != e->unit) {
            g->files++;
            g->last_unit = e->unit;
        }
        g->count++;
        g->by_kind[e->kind]++;
        keep_evidence(p, g, (uint32_t)i);
    }
}

static uint8_t main_kind(const Gathered *g)
{
    uint8_t best = 0;

    for (uint8_t k = 1; k < EDGE_KIND_COUNT; k++) {
        if (g->by_kind[k] > g->by_kind[best])
            best = k;
    }
    return best;
}

void outline_relate(const Program *p, Arena *a, Outline *o)
{
    uint32_t n = o->abstraction_count;
    const uint32_t *owner = owners_by_unit(p, a, o);
    Gathered *cells = ARENA_ARRAY(a, Gathered, (size_t)n * n + 1);

    gather(p, owner, n, cells);
    o->relations = ARENA_ARRAY(a, Relation, (size_t)n * n + 1);
    o->relation_count = 0;
    for (uint32_t from = 0; from < n; from++) {
        for (uint32_t to = 0; to < n; to++) {
            const Gathered *g = &cells[(size_t)from * n + to];

            if (g->count < RELATION_MIN_COUNT)
                continue;
            Relation *r = &o->relations[o->relation_count++];
            *r = (Relation){.from = from, .to = to, .kind = main_kind(g), .count = g->count,
                            .files = g->files, .evidence_count = g->evidence_count};
            memcpy(r->evidence, g->evidence, sizeof(r->evidence));
        }
    }
}
