/*
 * tests.c -- from edges out of test code to tests.
 */
#include "insight/tests.h"

#include <math.h>

typedef struct Touch {
    uint64_t test;   /* symbol, or unit and note: see key_of */
    SymbolId symbol; /* of the chapter */
    Place at;
} Touch;

typedef struct Touches {
    Touch *at;
    size_t count;
} Touches;

enum { TOUCHES_MAX = 200000 };

/* The named block that an offset stands in: the last that begins before it. */
static uint32_t note_before(const Facts *f, uint32_t at)
{
    uint32_t best = UINT32_MAX;

    for (uint32_t i = 0; i < f->note_count; i++) {
        if (f->notes[i].kind == NOTE_TEST && f->notes[i].at <= at &&
            (best == UINT32_MAX || f->notes[i].at >= f->notes[best].at))
            best = i;
    }
    return best;
}

/* The test case that a definition is or stands in; 0: none. */
static SymbolId test_def(const Insight *x, SymbolId s)
{
    const Program *p = x->program;
    const Unit *u = &p->units[program_unit_of(p, s)];

    for (uint32_t d = s - u->first_symbol; d; d = u->facts->defs[d].parent) {
        if (insight_is_test_case(x, u->first_symbol + d))
            return u->first_symbol + d;
    }
    return 0;
}

/* One number for a test: its symbol, or behind all symbols unit and note; 0: no test. */
static uint64_t key_of(const Insight *x, const Edge *e)
{
    const Program *p = x->program;
    SymbolId def = test_def(x, e->from);
    const Facts *f = p->units[e->unit].facts;

    if (def)
        return def;
    if (insight_is_function(program_def(p, e->from)))
        return 0; /* a helper */
    uint32_t note = note_before(f, e->at);
    return note == UINT32_MAX ? 0 : ((uint64_t)(e->unit + 1) << 32) | note;
}

/* A short name for a type ("uint64") is not what a test is about. */
static bool is_mere_type(const Program *p, const Edge *e)
{
    return e->kind == EDGE_TYPE && program_def(p, e->to)->kind == DEF_TYPE;
}

static void gather(const Insight *x, uint8_t number, Touches *ret)
{
    const Program *p = x->program;
    size_t room = 0;

    for (SymbolId s = 1; s < p->symbol_count; s++)
        room += x->owner[s] == number ? p->in_start[s + 1] - p->in_start[s] : 0;
    room = MIN_OF(room, (size_t)TOUCHES_MAX);
    ret->at = ARENA_ARRAY(x->arena, Touch, room);
    for (SymbolId s = 1; s < p->symbol_count; s++) {
        if (x->owner[s] != number || insight_in_test(x, s))
            continue;
        for (size_t i = p->in_start[s]; i < p->in_start[s + 1] && ret->count < room; i++) {
            const Edge *e = &p->edges[p->edges_in[i]];
            uint64_t key;

            if (!insight_is_fact(e) || e->kind == EDGE_IMPORT || is_mere_type(p, e) ||
                !insight_is_test_edge(x, e))
                continue;
            key = key_of(x, e);
            if (key)
                ret->at[ret->count++] = (Touch){key, s, {e->unit, e->at}};
        }
    }
}

static int by_test(const void *a, const void *b)
{
    const Touch *x = a, *y = b;

    if (x->test != y->test)
        return x->test < y->test ? -1 : 1;
    if (x->symbol != y->symbol)
        return x->symbol < y->symbol ? -1 : 1;
    return x->at.at < y->at.at ? -1 : x->at.at > y->at.at;
}

/* How many tests touch each symbol; `touches` is sorted by test and symbol. */
static void count_tests(const Touches *touches, U64Map *counts)
{
    for (size_t i = 0; i < touches->count; i++) {
        const Touch *t = &touches->at[i];

        if (i == 0 || t[-1].test != t->test || t[-1].symbol != t->symbol)
            ++*u64map_at(counts, t->symbol, NULL);
    }
}

static double rarity(const U64Map *counts, SymbolId s)
{
    uint64_t n = 1;

    (void)u64map_get(counts, s, &n);
    return 1.0 / log2(1.0 + (double)n);
}

/* Keeps the rarest first. */
static void add_touched(TestFact *t, const U64Map *counts, const Touch *touch)
{
    uint32_t kept = MIN_OF(t->touched_count, (uint32_t)TEST_MAX_TOUCHED), at = kept;

    t->touched_count++;
    t->weight += rarity(counts, touch->symbol);
    while (at && rarity(counts, t->touched[at - 1]) < rarity(counts, touch->symbol))
        at--;
    for (uint32_t i = MIN_OF(kept, (uint32_t)TEST_MAX_TOUCHED - 1); i > at; i--) {
        t->touched[i] = t->touched[i - 1];
        t->shown[i] = t->shown[i - 1];
    }
    if (at < TEST_MAX_TOUCHED) {
        t->touched[at] = touch->symbol;
        t->shown[at] = touch->at;
    }
}

static void name_test(const Insight *x, uint64_t key, TestFact *t)
{
    const Program *p = x->program;

    if (key >> 32) {
        t->unit = (UnitId)(key >> 32) - 1;
        const Note *n = &p->units[t->unit].facts->notes[(uint32_t)key];

        t->name = facts_name(p->units[t->unit].facts, n->text);
        t->at = n->at;
        return;
    }
    t->test = (SymbolId)key;
    t->unit = program_unit_of(p, t->test);
    t->name = program_qualified_name(p, x->arena, t->test);
    t->at = program_def(p, t->test)->name_start;
}

static int most_about_first(const void *a, const void *b)
{
    const TestFact *x = a, *y = b;

    if (x->weight != y->weight)
        return x->weight < y->weight ? 1 : -1;
    if (x->unit != y->unit)
        return x->unit < y->unit ? -1 : 1;
    return x->at < y->at ? -1 : x->at > y->at;
}

uint32_t tests_of_chapter(const Insight *x, uint8_t number, TestFact **ret)
{
    Touches touches = {0};
    U64Map counts = {0};
    uint32_t count = 0;

    gather(x, number, &touches);
    if (touches.count)
        qsort(touches.at, touches.count, sizeof(Touch), by_test);
    count_tests(&touches, &counts);
    *ret = ARENA_ARRAY(x->arena, TestFact, MIN_OF(touches.count, (size_t)TESTS_MAX) + 1);
    for (size_t i = 0; i < touches.count; i++) {
        const Touch *t = &touches.at[i];

        if (i && t[-1].test == t->test && t[-1].symbol == t->symbol)
            continue;
        if (i == 0 || t[-1].test != t->test) {
            if (count == TESTS_MAX)
                break;
            name_test(x, t->test, &(*ret)[count++]);
        }
        add_touched(&(*ret)[count - 1], &counts, t);
    }
    u64map_done(&counts);
    qsort(*ret, count, sizeof(**ret), most_about_first);
    return count;
}

/* -- what tests reach -- */

/* Marks what is called from `s`, and puts it on the list. A function that is only mentioned may be called
 * by whoever was given it: it counts as reached, so that "unreached" is not said too often. */
static void reach_from(const Program *p, SymbolId s, bool *reached, SymbolId *list,
                       size_t *count)
{
    const Def *d = program_def(p, s);
    UnitId unit = program_unit_of(p, s);
    size_t low = p->unit_edges[unit], high = p->unit_edges[unit + 1];

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (p->edges[middle].at < d->start)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < p->unit_edges[unit + 1] && p->edges[low].at < d->end; low++) {
        SymbolId to = p->edges[low].to;

        if (reached[to] || p->edges[low].kind == EDGE_IMPORT)
            continue;
        reached[to] = true;
        list[(*count)++] = to;
    }
}

static void find_reached(const Insight *x)
{
    const Program *p = x->program;
    bool *reached = ARENA_ARRAY(x->arena, bool, p->symbol_count + 1);
    SymbolId *list = ARENA_ARRAY(x->arena, SymbolId, p->symbol_count + 1);
    size_t count = 0;

    for (size_t i = 0; i < p->edge_count; i++) {
        const Edge *e = &p->edges[i];

        if (!reached[e->to] && insight_is_test_edge(x, e)) {
            reached[e->to] = true;
            list[count++] = e->to;
        }
    }
    x->memo->has_tests = count > 0;
    for (size_t i = 0; i < count; i++)
        reach_from(p, list[i], reached, list, &count);
    x->memo->reached_from_tests = reached;
}

uint32_t tests_unreached(const Insight *x, const SymbolId *symbols, uint32_t count,
                         SymbolId *ret)
{
    uint32_t found = 0;

    if (!x->memo->reached_from_tests)
        find_reached(x);
    for (uint32_t i = 0; x->memo->has_tests && i < count; i++) {
        const Def *d = program_def(x->program, symbols[i]);

        if (insight_is_function(d) && (d->flags & DEF_HAS_BODY) &&
            !x->memo->reached_from_tests[symbols[i]] && !insight_in_test(x, symbols[i]) &&
            !str_is(program_name(x->program, symbols[i]), "main"))
            ret[found++] = symbols[i];
    }
    return found;
}

/* -- of the whole repository -- */

static uint8_t most_referred_chapter(const Insight *x, UnitId unit)
{
    uint32_t counts[256] = {0};
    uint8_t best = 0;
    U64Map seen = {0};

    for (size_t i = x->program->unit_edges[unit]; i < x->program->unit_edges[unit + 1]; i++) {
        const Edge *e = &x->program->edges[i];
        uint8_t owner = x->owner[e->to];

        bool is_new = false;

        if (!insight_is_fact(e) || !owner || insight_in_test(x, e->to))
            continue;
        (void)u64map_at(&seen, e->to, &is_new);
        if (is_new && ++counts[owner] > counts[best])
            best = owner;
    }
    u64map_done(&seen);
    return best;
}

static int most_tests_first(const void *a, const void *b)
{
    const TestUnit *x = a, *y = b;

    if (x->tests != y->tests)
        return x->tests < y->tests ? 1 : -1;
    return x->unit < y->unit ? -1 : x->unit > y->unit;
}

static uint32_t count_cases(const Insight *x, UnitId unit)
{
    const Unit *u = &x->program->units[unit];
    uint32_t count = 0, notes = 0;

    for (uint32_t d = 1; d < u->facts->def_count; d++)
        count += insight_is_test_case(x, u->first_symbol + d);
    for (uint32_t i = 0; i < u->facts->note_count; i++)
        notes += u->facts->notes[i].kind == NOTE_TEST && x->is_test_unit[unit];
    return MAX_OF(count, notes);
}

uint32_t tests_units(const Insight *x, TestUnit **ret)
{
    uint32_t count = 0;

    *ret = ARENA_ARRAY(x->arena, TestUnit,
                       MIN_OF(x->program->unit_count, (uint32_t)TEST_UNITS_MAX) + 1);
    for (UnitId u = 0; u < x->program->unit_count && count < TEST_UNITS_MAX; u++) {
        uint32_t tests = count_cases(x, u);

        if (tests)
            (*ret)[count++] = (TestUnit){u, tests, most_referred_chapter(x, u)};
    }
    qsort(*ret, count, sizeof(**ret), most_tests_first);
    return count;
}

/* How many test cases refer to a function of test code. */
static uint32_t count_users(const Insight *x, SymbolId s)
{
    const Program *p = x->program;
    U64Map tests = {0};

    for (size_t i = p->in_start[s]; i < p->in_start[s + 1]; i++) {
        const Edge *e = &p->edges[p->edges_in[i]];
        uint64_t key = insight_is_fact(e) && insight_is_test_edge(x, e) ? key_of(x, e) : 0;

        if (key)
            *u64map_at(&tests, key, NULL) = 1;
    }
    uint32_t count = (uint32_t)tests.len;
    u64map_done(&tests);
    return count;
}

uint32_t tests_helpers(const Insight *x, TestHelper *ret)
{
    uint32_t count = 0;

    for (SymbolId s = 1; s < x->program->symbol_count; s++) {
        uint32_t at = count;

        if (!insight_is_function(program_def(x->program, s)) || !insight_in_test(x, s) ||
            insight_is_test_case(x, s))
            continue;
        TestHelper h = {s, count_users(x, s)};
        while (at && ret[at - 1].tests < h.tests)
            at--;
        if (at == TEST_HELPERS_MAX || h.tests < TEST_HELPER_MIN_TESTS)
            continue;
        count = MIN_OF(count + 1, (uint32_t)TEST_HELPERS_MAX);
        for (uint32_t i = count - 1; i > at; i--)
            ret[i] = ret[i - 1];
        ret[at] = h;
    }
    return count;
}

/* Resolved references of the test to the program and to shared helpers. */
static uint32_t weigh_example(const Insight *x, SymbolId s, const TestHelper *helpers,
                              uint32_t count)
{
    const Program *p = x->program;
    const Def *d = program_def(p, s);
    UnitId unit = program_unit_of(p, s);
    uint32_t weight = 0;

    for (size_t i = p->unit_edges[unit]; i < p->unit_edges[unit + 1]; i++) {
        const Edge *e = &p->edges[i];

        if (e->at < d->start || e->at >= d->end || !insight_is_fact(e))
            continue;
        weight += x->owner[e->to] ? 1 : 0;
        for (uint32_t h = 0; h < count; h++)
            weight += e->to == helpers[h].symbol ? 2 : 0;
    }
    return weight;
}

SymbolId tests_example(const Insight *x, uint32_t min, uint32_t max)
{
    TestHelper helpers[TEST_HELPERS_MAX];
    uint32_t count = tests_helpers(x, helpers), best_weight = 0;
    SymbolId best = 0;

    for (SymbolId s = 1; s < x->program->symbol_count; s++) {
        const Def *d = program_def(x->program, s);
        uint32_t lines = d->end_line - d->line + 1;

        if (!(d->flags & DEF_IS_TEST) || lines < min || lines > max ||
            !insight_is_test_case(x, s))
            continue;
        uint32_t weight = weigh_example(x, s, helpers, count);
        if (weight > best_weight) {
            best_weight = weight;
            best = s;
        }
    }
    return best;
}

/* What can be swapped: a variable that stands for itself, or a function that a test assigns to. */
static bool may_be_seam(const Program *p, SymbolId s)
{
    const Def *d = program_def(p, s);

    return insight_is_function(d) || (d->kind == DEF_VARIABLE && !d->parent);
}

static bool has_function_type(const Insight *x, SymbolId s)
{
    const Def *d = program_def(x->program, s);
    const Unit *u = &x->program->units[program_unit_of(x->program, s)];
    Str text = str_sub(insight_text(x, program_unit_of(x->program, s)), d->start, d->end);

    for (uint32_t e = d->type; e; e = u->facts->exprs[e].a) {
        if (u->facts->exprs[e].kind == EXPR_FUNCTION_TYPE)
            return true;
        if (u->facts->exprs[e].kind != EXPR_POINTER)
            break;
    }
    return str_has(text, STR("(*")) || str_has(text, STR("= func(")) ||
           str_has(text, STR("=> "));
}

uint32_t seams_of_chapter(const Insight *x, uint8_t number, Seam **ret)
{
    const Program *p = x->program;
    uint32_t count = 0;

    *ret = ARENA_ARRAY(x->arena, Seam, SEAMS_MAX);
    for (SymbolId s = 1; s < p->symbol_count && count < SEAMS_MAX; s++) {
        if (x->owner[s] != number || !may_be_seam(p, s) || insight_in_test(x, s) ||
            !(insight_is_function(program_def(p, s)) || has_function_type(x, s)))
            continue;
        for (size_t i = p->in_start[s]; i < p->in_start[s + 1]; i++) {
            const Edge *e = &p->edges[p->edges_in[i]];

            if (e->kind == EDGE_WRITE && insight_is_fact(e) && insight_is_test_edge(x, e)) {
                (*ret)[count++] = (Seam){s, insight_function_of(p, e->from), {e->unit, e->at}};
                break;
            }
        }
    }
    return count;
}
