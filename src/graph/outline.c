/*
 * outline.c -- step 1: which parts get a chapter, and what joins them.
 *
 * How many chapters a repository carries follows from its lines of code; which parts get them, from
 * the seats (seats.h); what got none joins the part it works with most, or is left out and said so.
 */
#include "graph/outline_parts.h"

#include "source/project.h"

enum {
    MODULES_A_CHAPTER = 3,
    MODULES_CHAPTERS_MAX = 10,
    TOLD_SYMBOLS = 3, /* of an abstraction, looked for in the documents */
    UTILITY_USERS =
        5, /* files from which on a module without a favourite is a service for all */
};

Str choosing_text(Choosing *c, UnitId unit)
{
    Str *text = &c->texts[unit];

    if (!text->ptr && checkout_read(c->program->checkout, c->arena,
                                    c->program->units[unit].file, text, NULL) != ERR_OK)
        *text = STR("");
    return *text;
}

uint32_t text_line_at(Str text, size_t offset)
{
    uint32_t line = 1;

    for (size_t i = 0; i < offset && i < text.len; i++)
        line += text.ptr[i] == '\n';
    return line;
}

/* -- how many -- */

static uint32_t chapters_for(uint64_t lines, uint32_t modules)
{
    static const struct {
        uint32_t lines, chapters;
    } rows[] = {{100, 1},    {220, 2},
                {350, 3},    {600, 4},
                {750, 6},    {950, 7},
                {1400, 8},   {1800, 9},
                {2500, 10},  {3500, 11},
                {6000, 12},  {20000, 13},
                {60000, 14}, {150000, OUTLINE_MAX_ABSTRACTIONS}};
    uint32_t wanted = 1;

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (lines >= rows[i].lines)
            wanted = rows[i].chapters;
    }
    /* many small modules are many ideas, too */
    return MAX_OF(wanted, MIN_OF(modules / MODULES_A_CHAPTER, (uint32_t)MODULES_CHAPTERS_MAX));
}

static uint32_t chapters_wanted(const Choosing *c)
{
    uint32_t modules = 0;

    if (c->ask->chapters)
        return MIN_OF(c->ask->chapters, (unsigned)OUTLINE_MAX_ABSTRACTIONS);
    for (uint32_t m = 0; m < c->parts.module_count; m++)
        modules += c->parts.modules[m].mass > 0;
    return chapters_for(c->code_lines, modules);
}

/* -- parts -- */

static uint32_t heaviest_below(const Choosing *c, uint32_t node)
{
    const Seat *s = &c->seats.nodes[node];
    uint32_t best = PART_NONE;

    if (s->kind == SEAT_MODULE)
        return s->index;
    for (uint32_t n = s->first_child; n; n = c->seats.nodes[n].next) {
        uint32_t m = heaviest_below(c, n); /* children are listed last first */

        if (m != PART_NONE &&
            (best == PART_NONE || c->parts.modules[m].mass >= c->parts.modules[best].mass))
            best = m;
    }
    return best;
}

/* The index of the folder if it has one with something in it, else the heaviest module. */
static uint32_t head_of(const Choosing *c, uint32_t node)
{
    const Seat *s = &c->seats.nodes[node];
    uint32_t heaviest = heaviest_below(c, node);

    for (uint32_t n = s->first_child; n; n = c->seats.nodes[n].next) {
        const Seat *child = &c->seats.nodes[n];

        if (child->kind == SEAT_MODULE && c->parts.modules[child->index].is_head &&
            c->parts.modules[child->index].mass * 3 > c->parts.modules[heaviest].mass)
            return child->index;
    }
    return heaviest;
}

static void own_below(Choosing *c, uint32_t node, uint32_t draft)
{
    const Seat *s = &c->seats.nodes[node];

    if (s->kind == SEAT_MODULE)
        c->draft_of_module[s->index] = draft + 1;
    for (uint32_t n = s->first_child; n; n = c->seats.nodes[n].next)
        own_below(c, n, draft);
}

static void draft_below(Choosing *c, uint32_t node)
{
    const Seat *s = &c->seats.nodes[node];

    if (s->given == 0)
        return;
    if (s->given == 1) {
        c->drafts[c->draft_count] = (Draft){
            .node = node, .seed = PART_NONE, .head = head_of(c, node)};
        own_below(c, node, c->draft_count++);
    } else if (s->kind == SEAT_MODULE) {
        outline_divide(c, s->index, node, s->given);
    }
    for (uint32_t n = s->given > 1 ? s->first_child : 0; n; n = c->seats.nodes[n].next)
        draft_below(c, n);
}

static void choose_parts(Choosing *c)
{
    uint32_t *capacity = ARENA_ARRAY(c->arena, uint32_t, c->parts.module_count + 1);
    Str name = c->ask->project ? c->ask->project->name : STR_NONE;

    for (uint32_t m = 0; m < c->parts.module_count; m++)
        c->code_lines += c->parts.modules[m].mass > 0 ? c->parts.modules[m].code_lines : 0;
    for (uint32_t m = 0; m < c->parts.module_count; m++)
        capacity[m] = outline_divisible(c, m);
    seats_build(&c->parts, capacity, name, c->arena, &c->seats);
    if (c->parts.module_count && seats_give(&c->seats, c->arena, chapters_wanted(c)))
        draft_below(c, 0);
}

/* -- joining -- */

static size_t shared_folders(Str a, Str b)
{
    size_t shared = 0, n = MIN_OF(a.len, b.len), i = 0;

    for (; i < n && a.ptr[i] == b.ptr[i]; i++)
        shared += a.ptr[i] == '/';
    if (i == n && a.len && b.len &&
        (a.len == b.len || (a.len > b.len ? a.ptr[n] : b.ptr[n]) == '/'))
        shared++;
    return shared;
}

static double closeness(const Choosing *c, uint32_t module, const Draft *d)
{
    const Module *m = &c->parts.modules[module], *head = &c->parts.modules[d->head];
    Words a, b;

    words_of(m->stem, &a);
    words_of(head->stem, &b);
    return 1 + (double)shared_folders(m->dir, head->dir) + (words_shared(&a, &b) ? 2 : 0);
}

typedef struct Joining {
    double *weight; /* weight[module * drafts + draft] */
    uint32_t drafts;
} Joining;

/* References between a module without a part and modules with one. Being used by a part binds more
 * than using it. */
static void weigh_joins(const Choosing *c, Joining *j)
{
    memset(j->weight, 0, sizeof(double) * c->parts.module_count * j->drafts);
    for (uint32_t i = 0; i < c->ranking.use_count; i++) {
        const ModuleUse *u = &c->ranking.uses[i];
        uint32_t from = c->draft_of_module[u->from], to = c->draft_of_module[u->to];

        if (!from && to)
            j->weight[(size_t)u->from * j->drafts + to - 1] += u->count;
        if (from && !to)
            j->weight[(size_t)u->to * j->drafts + from - 1] += 2.0 * u->count;
    }
}

/* 1 + draft; 0 when none is close enough. */
static uint32_t closest_draft(const Choosing *c, const Joining *j, uint32_t module)
{
    const double *weight = &j->weight[(size_t)module * j->drafts];
    double best = 0, total = 0;
    uint32_t chosen = 0;

    for (uint32_t d = 0; d < j->drafts; d++) {
        double w = weight[d] > 0 ? weight[d] * closeness(c, module, &c->drafts[d]) : 0;

        total += w;
        if (w > best) {
            best = w;
            chosen = d + 1;
        }
    }
    /* what everybody uses alike belongs to nobody */
    bool is_service = c->parts.modules[module].users >= UTILITY_USERS && best * 3 < total;
    return is_service ? 0 : chosen;
}

static void join_modules(Choosing *c)
{
    Joining j = {.drafts = c->draft_count};
    uint32_t *joins = ARENA_ARRAY(c->arena, uint32_t, c->parts.module_count + 1);

    j.weight = ARENA_ARRAY(c->arena, double, (size_t)c->parts.module_count *j.drafts + 1);
    for (int round = 0; round < 2 && j.drafts; round++) {
        weigh_joins(c, &j);
        for (uint32_t m = 0; m < c->parts.module_count; m++)
            joins[m] = c->draft_of_module[m] ? 0 : closest_draft(c, &j, m);
        for (uint32_t m = 0; m < c->parts.module_count; m++) {
            if (joins[m]) {
                c->draft_of_module[m] = joins[m];
                c->is_joined[m] = true;
            }
        }
    }
}

/* -- seeds, files and symbols -- */

typedef struct Carrier {
    uint32_t item;
    double weight;
} Carrier;

static int heaviest_first(const void *a, const void *b)
{
    const Carrier *x = a, *y = b;

    if (x->weight != y->weight)
        return x->weight < y->weight ? 1 : -1;
    return x->item < y->item ? -1 : x->item > y->item;
}

/* What joined, and what stands far from the head, carries less. */
static double carrier_weight(const Choosing *c, const Draft *d, uint32_t item)
{
    const Item *i = &c->parts.items[item];
    double w = i->weight;

    if (c->is_joined[i->module])
        w *= 0.4;
    if (i->module == d->head)
        w *= 1.3;
    if (i->is_type && i->members >= 2)
        w *= 2;
    if (item == d->seed)
        w += 1000;
    return w;
}

/* The head speaks for the part: what is heaviest in it goes first. */
static void put_seed_first(const Choosing *c, const Draft *d, Carrier *carriers, uint32_t count)
{
    for (uint32_t i = 0; i < count && !d->is_divided; i++) {
        Carrier seed = carriers[i];

        if (c->parts.items[seed.item].module != d->head)
            continue;
        memmove(carriers + 1, carriers, i * sizeof(*carriers));
        carriers[0] = seed;
        return;
    }
}

static void list_symbols(Choosing *c)
{
    Carrier *carriers = ARENA_ARRAY(c->arena, Carrier, c->parts.item_count + 1);

    for (uint32_t d = 0; d < c->draft_count; d++) {
        Abstraction *x = &c->outline->abstractions[d];
        uint32_t count = 0;

        for (uint32_t m = 0; m < c->parts.module_count; m++) {
            if (c->draft_of_module[m] != d + 1 && !c->drafts[d].is_divided)
                continue;
            for (uint32_t n = 0; n < c->parts.modules[m].item_count; n++) {
                uint32_t item = c->parts.modules[m].items[n];

                if (draft_of(c, item) == d + 1)
                    carriers[count++] = (Carrier){item, carrier_weight(c, &c->drafts[d], item)};
            }
        }
        qsort(carriers, count, sizeof(*carriers), heaviest_first);
        put_seed_first(c, &c->drafts[d], carriers, count);
        x->symbols = ARENA_ARRAY(c->arena, SymbolId, OUTLINE_MAX_SYMBOLS);
        for (uint32_t i = 0; i < count && x->symbol_count < OUTLINE_MAX_SYMBOLS; i++)
            x->symbols[x->symbol_count++] = c->parts.items[carriers[i].item].symbol;
        if (count) {
            c->drafts[d].seed = carriers[0].item;
            x->seed = x->symbols[0];
        }
    }
}

static void add_units(Choosing *c, Abstraction *x, uint32_t module)
{
    const Module *m = &c->parts.modules[module];

    for (uint32_t n = 0; n < m->unit_count; n++)
        x->units[x->unit_count++] = m->units[n];
}

static bool has_unit(const Abstraction *x, UnitId unit)
{
    for (uint32_t i = 0; i < x->unit_count; i++) {
        if (x->units[i] == unit)
            return true;
    }
    return false;
}

/* Head first, then the part's own, then what joined; last the file of a seed that stands elsewhere. */
static void list_files(Choosing *c)
{
    uint32_t *counts = ARENA_ARRAY(c->arena, uint32_t, c->draft_count + 1);

    for (uint32_t m = 0; m < c->parts.module_count; m++) {
        if (c->draft_of_module[m])
            counts[c->draft_of_module[m] - 1] += c->parts.modules[m].unit_count;
    }
    for (uint32_t d = 0; d < c->draft_count; d++) {
        Abstraction *x = &c->outline->abstractions[d];
        uint32_t head = c->drafts[d].head;

        x->units = ARENA_ARRAY(c->arena, UnitId,
                               counts[d] + c->parts.modules[head].unit_count + 1);
        add_units(c, x, head);
        for (int joined = 0; joined < 2; joined++) {
            for (uint32_t m = 0; m < c->parts.module_count; m++) {
                if (m != head && c->draft_of_module[m] == d + 1 &&
                    c->is_joined[m] == (joined == 1))
                    add_units(c, x, m);
            }
        }
        if (x->seed && !has_unit(x, c->parts.unit_of[x->seed]))
            x->units[x->unit_count++] = c->parts.unit_of[x->seed];
    }
}

/* Members go with their item; what stands at file level goes with the module. */
static void own_symbols(Choosing *c)
{
    uint32_t *owner = ARENA_ARRAY(c->arena, uint32_t, c->program->symbol_count + 1);

    for (SymbolId s = 1; s < c->program->symbol_count; s++) {
        uint32_t item = c->parts.item_of[s];
        uint32_t module = c->parts.module_of_unit[c->parts.unit_of[s]];

        owner[s] = item != PART_NONE     ? draft_of(c, item)
                   : module != PART_NONE ? c->draft_of_module[module]
                                         : 0;
    }
    c->outline->owner_of = owner;
}

/* What the order is made of: how much it is used, spoken of, and where first. */
static void find_standing(Choosing *c, uint32_t draft)
{
    Abstraction *x = &c->outline->abstractions[draft];
    const Draft *d = &c->drafts[draft];
    const Module *head = &c->parts.modules[d->head];

    x->told_at = d->is_divided ? UINT32_MAX : head->told_at;
    x->mentions = d->is_divided ? 0 : head->mentions;
    for (uint32_t n = 0; n < x->symbol_count && n < TOLD_SYMBOLS; n++) {
        uint32_t item = c->parts.item_of[x->symbols[n]];

        if (item == PART_NONE)
            continue;
        x->told_at = MIN_OF(x->told_at, c->parts.items[item].told_at);
        x->mentions = MAX_OF(x->mentions, c->parts.items[item].mentions);
        if (n == 0)
            x->users = c->parts.items[item].users;
    }
    x->told_in = UINT32_MAX;
    if (x->told_at == UINT32_MAX)
        return;
    x->told_in = 0;
    for (uint32_t s = 1; s < x->told_at; s++)
        x->told_in += !str_eq(c->ask->project->sections[s].path,
                              c->ask->project->sections[s - 1].path);
}

void outline_choose(const Program *p, const OutlineAsk *ask, Arena *a, Outline *ret)
{
    Choosing *c = ARENA_NEW(a, Choosing);

    *ret = (Outline){0};
    *c = (Choosing){.program = p, .ask = ask, .arena = a, .outline = ret};
    parts_read(p, a, &c->parts);
    rank_parts(&c->parts, ask, &c->ranking);
    c->draft_of_module = ARENA_ARRAY(a, uint32_t, c->parts.module_count + 1);
    c->draft_of_item = ARENA_ARRAY(a, uint32_t, c->parts.item_count + 1);
    c->is_joined = ARENA_ARRAY(a, bool, c->parts.module_count + 1);
    c->texts = ARENA_ARRAY(a, Str, p->unit_count + 1);
    choose_parts(c);
    join_modules(c);
    ret->abstraction_count = c->draft_count;
    ret->abstractions = ARENA_ARRAY(a, Abstraction, c->draft_count + 1);
    for (uint32_t d = 0; d < c->draft_count; d++)
        ret->abstractions[d].score = c->seats.nodes[c->drafts[d].node].mass;
    list_symbols(c);
    list_files(c);
    own_symbols(c);
    for (uint32_t d = 0; d < c->draft_count; d++)
        find_standing(c, d);
    outline_name(c);
    outline_find_entries(c);
}
