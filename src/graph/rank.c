/*
 * rank.c -- signals and their fusion.
 */
#include "graph/rank.h"

#include "base/vec.h"
#include "source/project.h"

static bool is_transparent(const Def *d)
{
    return d->kind == DEF_NAMESPACE || d->kind == DEF_MODULE;
}

SymbolId rank_outermost(const Program *p, SymbolId s)
{
    const Unit *u = &p->units[program_unit_of(p, s)];
    uint32_t best = 0;

    for (uint32_t d = s - u->first_symbol; d; d = u->facts->defs[d].parent) {
        if (!is_transparent(&u->facts->defs[d]))
            best = d;
    }
    return best ? u->first_symbol + best : 0;
}

static bool is_candidate(const Unit *u, const Def *d)
{
    return def_kind_is_shown(d->kind) && !is_transparent(d) && !(d->flags & DEF_IS_TEST) &&
           !(u->file->flags & (FILE_IS_TEST | FILE_IS_EXAMPLE)) &&
           language_use(u->file->language) == LANGUAGE_CODE;
}

/* -- candidates: outermost definitions outside of tests -- */

VEC_TYPE(RankedVec, Ranked);

static void gather(const Program *p, Arena *a, Ranking *r)
{
    RankedVec found = {0};

    r->place = ARENA_ARRAY(a, uint32_t, p->symbol_count + 1);
    for (uint32_t i = 0; i < p->unit_count; i++) {
        const Unit *u = &p->units[i];

        for (uint32_t d = 1; d < u->facts->def_count; d++) {
            const Def *def = &u->facts->defs[d];
            SymbolId s = u->first_symbol + d, outer = rank_outermost(p, s);

            if (outer != s) {
                r->place[s] = outer ? r->place[outer] : 0;
            } else if (is_candidate(u, def)) {
                *VEC_PUSH(&found) = (Ranked){
                    .symbol = s, .lines = def->end_line - MIN_OF(def->line, def->end_line) + 1,
                    .is_exported = (def->flags & DEF_IS_EXPORTED) || def->visibility == VISIBLE_PUBLIC,
                };
                r->place[s] = (uint32_t)found.len;
            }
        }
    }
    r->items = ARENA_ARRAY(a, Ranked, found.len);
    r->count = (uint32_t)found.len;
    if (found.len)
        memcpy(r->items, found.at, found.len * sizeof(Ranked));
    VEC_DONE(&found);
}

/* -- fan-in and fan-out: each pair counted once -- */

static void count_edges(const Program *p, Ranking *r)
{
    U64Map seen = {0};

    for (size_t i = 0; i < p->edge_count; i++) {
        const Edge *e = &p->edges[i];
        uint32_t to = r->place[e->to], from = r->place[e->from];
        bool is_new;

        if (!to || to == from || tier_confidence(e->tier) < EDGE_CONFIDENCE_FACT)
            continue;
        (void)u64map_at(&seen, (uint64_t)to << 32 | e->unit, &is_new);
        r->items[to - 1].fan_in += is_new;
        if (!from)
            continue;
        (void)u64map_at(&seen, (uint64_t)from << 32 | (UINT32_MAX - to), &is_new);
        r->items[from - 1].fan_out += is_new;
    }
    u64map_done(&seen);
}

/* -- mentions in documents: words of the text that are names of candidates -- */

static bool is_word_char(char c)
{
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Only names that cannot be plain English count when they stand in prose. */
static bool is_telling(Str word)
{
    bool has_inner_capital = false, has_mark = false;

    for (size_t i = 1; i < word.len; i++) {
        has_inner_capital |= word.ptr[i] >= 'A' && word.ptr[i] <= 'Z';
        has_mark |= word.ptr[i] == '_' || (word.ptr[i] >= '0' && word.ptr[i] <= '9');
    }
    return has_inner_capital || has_mark || (word.ptr[0] >= 'A' && word.ptr[0] <= 'Z');
}

static void count_word(const Program *p, Ranking *r, Str word)
{
    size_t count;
    const SymbolId *symbols;

    if (word.len < 3 || !is_telling(word))
        return;
    symbols = program_symbols_named(p, intern_find(&p->names, word), &count);
    for (size_t i = 0; i < count && count <= 20; i++) {
        uint32_t place = r->place[symbols[i]];

        if (place && r->items[place - 1].symbol == symbols[i])
            r->items[place - 1].mentions++;
    }
}

static void count_mentions(const Program *p, const Project *project, Ranking *r)
{
    for (size_t s = 0; project && s < project->section_count; s++) {
        Str text = project->sections[s].text;

        for (size_t i = 0; i < text.len;) {
            size_t start = i;

            while (i < text.len && is_word_char(text.ptr[i]))
                i++;
            if (i > start)
                count_word(p, r, str_sub(text, start, i));
            else
                i++;
        }
    }
}

/* -- fusion -- */

typedef struct Signal {
    uint64_t value;
    uint32_t item;
} Signal;

static int largest_first(const void *a, const void *b)
{
    const Signal *x = a, *y = b;

    if (x->value != y->value)
        return x->value < y->value ? 1 : -1;
    return x->item < y->item ? -1 : x->item > y->item;
}

/* Equal values share a rank; a value of 0 gets nothing. */
static void fuse(Ranking *r, Signal *signals, double weight)
{
    uint32_t rank = 0;

    qsort(signals, r->count, sizeof(*signals), largest_first);
    for (uint32_t i = 0; i < r->count && signals[i].value; i++) {
        if (i == 0 || signals[i].value != signals[i - 1].value)
            rank = i;
        r->items[signals[i].item].score += weight / (RANK_FUSION_K + rank + 1);
    }
}

static int best_first(const void *a, const void *b)
{
    const Ranked *x = a, *y = b;

    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    return x->symbol < y->symbol ? -1 : x->symbol > y->symbol;
}

void rank_symbols(const Program *p, const OutlineAsk *ask, Arena *a, Ranking *ret)
{
    *ret = (Ranking){0};
    gather(p, a, ret);
    count_edges(p, ret);
    count_mentions(p, ask->project, ret);
    Signal *signals = ARENA_ARRAY(a, Signal, ret->count);
#define FUSE(expression, weight)                                              \
    do {                                                                      \
        for (uint32_t i = 0; i < ret->count; i++) {                           \
            const Ranked *x = &ret->items[i];                                 \
            signals[i] = (Signal){(expression), i};                           \
        }                                                                     \
        fuse(ret, signals, weight);                                           \
    } while (0)
    FUSE(x->fan_in, 1.0);
    FUSE(x->lines, 1.0);
    FUSE(x->mentions, 1.0);
    FUSE(x->is_exported, 0.5);
    FUSE(x->fan_out, 1.0);
#undef FUSE
    qsort(ret->items, ret->count, sizeof(*ret->items), best_first);
    /* places follow the new order */
    uint32_t *new_place = ARENA_ARRAY(a, uint32_t, p->symbol_count + 1);
    for (uint32_t i = 0; i < ret->count; i++)
        new_place[ret->items[i].symbol] = i + 1;
    for (SymbolId s = 1; s < p->symbol_count; s++) {
        SymbolId outer = ret->place[s] ? rank_outermost(p, s) : 0;

        ret->place[s] = outer ? new_place[outer] : 0;
    }
}
