/*
 * outline_relate.c -- step 2: edges between symbols become relations between abstractions.
 *
 * Of the edges that show a relation those are kept that a reader learns most from: calls of what
 * carries the other abstraction, from different callers.
 */
#include "graph/outline.h"

enum {
    CANDIDATES_MAX = 24, /* edges remembered of one relation, to choose the evidence from */
    MAIN_SYMBOLS = 8,    /* of an abstraction: what an edge to it should lead to */
};

/* -- who belongs where -- */

static void own_symbol(const Program *p, uint32_t *owner, SymbolId s, uint32_t abstraction)
{
    UnitId unit = program_unit_of(p, s);
    const Unit *u = &p->units[unit];
    uint32_t def = s - u->first_symbol;

    owner[s] = abstraction;
    for (uint32_t d = 1; def && d < u->facts->def_count; d++) {
        if (u->facts->defs[d].parent == def)
            owner[u->first_symbol + d] = abstraction;
    }
}

/* For an outline read back: files first, then the symbols that are listed. */
static const uint32_t *owners_by_files(const Program *p, Arena *a, const Outline *o)
{
    uint32_t *owner = ARENA_ARRAY(a, uint32_t, p->symbol_count + 1);

    for (uint32_t i = o->abstraction_count; i-- > 0;) {
        for (uint32_t n = 0; n < o->abstractions[i].unit_count; n++) {
            const Unit *u = &p->units[o->abstractions[i].units[n]];

            for (uint32_t d = 0; d < MAX_OF(u->facts->def_count, 1u); d++)
                owner[u->first_symbol + d] = i + 1;
        }
    }
    for (uint32_t i = o->abstraction_count; i-- > 0;) {
        for (uint32_t n = o->abstractions[i].symbol_count; n-- > 0;)
            own_symbol(p, owner, o->abstractions[i].symbols[n], i + 1);
    }
    return owner;
}

/* By symbol: how far in front it stands among what carries its abstraction; 0: not there. */
static uint8_t *main_symbols(const Program *p, Arena *a, const Outline *o)
{
    uint8_t *rank = ARENA_ARRAY(a, uint8_t, p->symbol_count + 1);

    for (uint32_t i = 0; i < o->abstraction_count; i++) {
        for (uint32_t n = 0; n < o->abstractions[i].symbol_count && n < MAIN_SYMBOLS; n++)
            rank[o->abstractions[i].symbols[n]] = (uint8_t)(MAIN_SYMBOLS - n);
    }
    return rank;
}

/* -- gathering -- */

typedef struct Candidate {
    uint32_t edge;
    uint32_t score;
} Candidate;

typedef struct Gathered {
    uint32_t count, strong, files;
    UnitId last_unit;
    uint32_t by_kind[EDGE_KIND_COUNT];
    Candidate *candidates; /* best first; made when the first edge comes */
    uint32_t candidate_count;
} Gathered;

static uint32_t kind_score(uint8_t kind)
{
    switch (kind) {
    case EDGE_CALL:
        return 30;
    case EDGE_INHERIT:
        return 40;
    case EDGE_DECORATE:
        return 20;
    case EDGE_WRITE:
        return 12;
    case EDGE_TYPE:
        return 10;
    default:
        return 5;
    }
}

static bool is_strong(uint8_t kind)
{
    return kind == EDGE_CALL || kind == EDGE_INHERIT || kind == EDGE_DECORATE;
}

static uint32_t score_of(const Program *p, const uint8_t *main_rank, const Edge *e)
{
    UnitId from = e->unit;
    bool at_file_level = e->from == p->units[from].first_symbol;

    return kind_score(e->kind) + 3u * main_rank[e->to] + main_rank[e->from] +
           (at_file_level ? 0 : 4);
}

static bool is_same_pair(const Program *p, uint32_t a, uint32_t b)
{
    return p->edges[a].from == p->edges[b].from && p->edges[a].to == p->edges[b].to;
}

/* Keeps the best; of several edges between the same two symbols the first of the best kind. */
static void keep(const Program *p, Arena *a, Gathered *g, uint32_t edge, uint32_t score)
{
    if (!g->candidates)
        g->candidates = ARENA_ARRAY(a, Candidate, CANDIDATES_MAX);
    uint32_t at = g->candidate_count;
    for (uint32_t i = 0; i < g->candidate_count; i++) {
        if (!is_same_pair(p, g->candidates[i].edge, edge))
            continue;
        if (g->candidates[i].score >= score)
            return;
        at = i;
        g->candidate_count--;
        memmove(g->candidates + i, g->candidates + i + 1,
                (g->candidate_count - i) * sizeof(Candidate));
        break;
    }
    at = MIN_OF(g->candidate_count, (uint32_t)CANDIDATES_MAX - 1);
    if (g->candidate_count == CANDIDATES_MAX && g->candidates[at].score >= score)
        return;
    for (; at > 0 && g->candidates[at - 1].score < score; at--)
        g->candidates[at] = g->candidates[at - 1];
    g->candidates[at] = (Candidate){edge, score};
    g->candidate_count = MIN_OF(g->candidate_count + 1, (uint32_t)CANDIDATES_MAX);
}

static void gather(const Program *p, Arena *a, const Outline *o, const uint32_t *owner,
                   Gathered *cells)
{
    const uint8_t *main_rank = main_symbols(p, a, o);

    for (size_t i = 0; i < p->edge_count; i++) {
        const Edge *e = &p->edges[i];
        uint32_t from = owner[e->from], to = owner[e->to];

        if (!from || !to || from == to || e->kind == EDGE_IMPORT ||
            tier_confidence(e->tier) < EDGE_CONFIDENCE_FACT)
            continue;
        Gathered *g = &cells[(size_t)(from - 1) * o->abstraction_count + to - 1];
        if (g->count == 0 || g->last_unit != e->unit) {
            g->files++;
            g->last_unit = e->unit;
        }
        g->count++;
        g->strong += is_strong(e->kind);
        g->by_kind[e->kind]++;
        keep(p, a, g, (uint32_t)i, score_of(p, main_rank, e));
    }
}

/* -- choosing the evidence: each caller and each target once while there are others -- */

static bool is_taken(const Program *p, const Relation *r, uint32_t edge, bool same_from,
                     bool same_to)
{
    for (uint32_t i = 0; i < r->evidence_count; i++) {
        const Edge *old = &p->edges[r->evidence[i]], *e = &p->edges[edge];

        if (r->evidence[i] == edge || (same_from && old->from == e->from) ||
            (same_to && old->to == e->to))
            return true;
    }
    return false;
}

static void choose_evidence(const Program *p, const Gathered *g, Relation *r)
{
    for (int pass = 0; pass < 3; pass++) {
        for (uint32_t i = 0; i < g->candidate_count && r->evidence_count < OUTLINE_MAX_EVIDENCE;
             i++) {
            uint32_t edge = g->candidates[i].edge;

            if (!is_taken(p, r, edge, pass < 2, pass < 1))
                r->evidence[r->evidence_count++] = edge;
        }
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
    const uint32_t *owner = o->owner_of ? o->owner_of : owners_by_files(p, a, o);
    Gathered *cells = ARENA_ARRAY(a, Gathered, (size_t)n * n + 1);

    gather(p, a, o, owner, cells);
    o->relations = ARENA_ARRAY(a, Relation, (size_t)n * n + 1);
    o->relation_count = 0;
    for (uint32_t from = 0; from < n; from++) {
        for (uint32_t to = 0; to < n; to++) {
            const Gathered *g = &cells[(size_t)from * n + to];

            if (g->count == 0)
                continue;
            Relation *r = &o->relations[o->relation_count++];
            *r = (Relation){.from = from,
                            .to = to,
                            .kind = main_kind(g),
                            .count = g->count,
                            .strong = g->strong,
                            .files = g->files};
            choose_evidence(p, g, r);
        }
    }
}
