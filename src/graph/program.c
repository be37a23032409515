/*
 * program.c -- reading every file on all cores, and putting their facts together.
 *
 * Files are read largest first, so that no thread is left with a big one at the end; results land
 * in the unit's own place, so the order in which they finish is not seen.
 */
#include "graph/program.h"

#include "base/clock.h"
#include "base/pool.h"
#include "base/vec.h"
#include "graph/facts_cache.h"
#include "syntax/pack.h"

#include <pthread.h>

enum { READ_STACK_BYTES = 64 << 20 }; /* packs recurse over at most TREE_MAX_DEPTH levels */

typedef struct TierRow {
    const char *name;
    unsigned confidence;
} TierRow;

static const TierRow tier_rows[TIER_COUNT] = {
#define X(id, n, c) [TIER_##id] = {.name = n, .confidence = c},
    TIERS(X)
#undef X
};

const char *tier_name(Tier tier)
{
    MUST(tier < TIER_COUNT);
    return tier_rows[tier].name;
}

unsigned tier_confidence(Tier tier)
{
    MUST(tier < TIER_COUNT);
    return tier_rows[tier].confidence;
}

const char *edge_kind_word(EdgeKind kind)
{
    static const char *const words[] = {
        [EDGE_USE] = "uses",
        [EDGE_CALL] = "calls",
        [EDGE_WRITE] = "writes",
        [EDGE_TYPE] = "has the type",
        [EDGE_INHERIT] = "extends",
        [EDGE_IMPORT] = "imports",
        [EDGE_DECORATE] = "is decorated with",
    };

    MUST(kind < EDGE_KIND_COUNT);
    return words[kind];
}

/* -- reading -- */

typedef struct ReadThread {
    SyntaxReader *reader;
    uint64_t bytes, lexical, cached;
    int64_t cpu_ns;
} ReadThread;

typedef struct Reading {
    const ProgramAsk *ask;
    Program *program;
    const uint32_t *order; /* unit numbers, largest file first */
    ReadThread *threads;
    pthread_mutex_t mtx; /* guards done and calls of ask->progress */
    size_t done;
} Reading;

static const Facts *empty_facts(Arena *a)
{
    FactsBuilder b;

    facts_builder_init(&b);
    Facts *f = facts_finish(&b, a);
    facts_builder_done(&b);
    return f;
}

static void tell_progress(Reading *r)
{
    pthread_mutex_lock(&r->mtx);
    r->done++;
    if (r->ask->progress)
        r->ask->progress(r->ask->progress_self, r->done, r->program->unit_count);
    pthread_mutex_unlock(&r->mtx);
}

/* The facts of one file: from the cache, else by parsing. NULL when it cannot be read. */
static Facts *facts_of(Reading *r, const SourceFile *file, Arena *a, ReadThread *t)
{
    AUTO(arena_done) Arena text_arena = {0};
    FactsCache *cache = r->program->cache;
    Facts *facts = NULL;
    CacheKey key;
    Str text = STR_NONE;

    if (cache && file->has_blob) {
        key = facts_cache_key(file, STR_NONE);
        facts = facts_cache_find(cache, &key, a);
        if (facts) {
            t->cached++;
            t->bytes += file->size;
            return facts;
        }
    }
    if (checkout_read(r->ask->checkout, &text_arena, file, &text, NULL) != ERR_OK)
        return NULL;
    t->bytes += text.len;
    if (cache && !file->has_blob) {
        key = facts_cache_key(file, text);
        facts = facts_cache_find(cache, &key, a);
        t->cached += facts != NULL;
    }
    if (facts)
        return facts;
    if (!t->reader)
        t->reader = syntax_reader_new();
    if (syntax_read(t->reader, a, file->language, text, &facts, NULL) != ERR_OK)
        return NULL;
    t->lexical += facts->is_lexical;
    if (cache && !facts->is_timed_out)
        facts_cache_add(cache, &key, facts);
    return facts;
}

static void read_unit(void *shared, size_t item, unsigned thread)
{
    Reading *r = shared;
    Unit *u = &r->program->units[r->order[item]];
    Arena *a = &r->program->thread_arenas[thread];
    int64_t started = cpu_thread_ns();
    Facts *facts = NULL;

    if (!r->ask->stop || !*r->ask->stop)
        facts = facts_of(r, u->file, a, &r->threads[thread]);
    if (facts)
        facts_index(facts, a);
    u->facts = facts ? facts : empty_facts(a);
    r->threads[thread].cpu_ns += cpu_thread_ns() - started;
    tell_progress(r);
}

typedef struct SizedUnit {
    uint64_t size;
    uint32_t unit;
} SizedUnit;

static int larger_first(const void *a, const void *b)
{
    const SizedUnit *x = a, *y = b;

    if (x->size != y->size)
        return x->size < y->size ? 1 : -1;
    return x->unit < y->unit ? -1 : x->unit > y->unit;
}

static uint32_t *reading_order(const Program *p)
{
    uint32_t *order = xcalloc(p->unit_count + 1, sizeof(*order));
    SizedUnit *sized = xcalloc(p->unit_count + 1, sizeof(*sized));

    for (uint32_t i = 0; i < p->unit_count; i++)
        sized[i] = (SizedUnit){p->units[i].file->size, i};
    qsort(sized, p->unit_count, sizeof(*sized), larger_first);
    for (uint32_t i = 0; i < p->unit_count; i++)
        order[i] = sized[i].unit;
    free(sized);
    return order;
}

static void list_units(Program *p)
{
    size_t count;
    const SourceFile *files = checkout_files(p->checkout, &count);

    p->units = ARENA_ARRAY(&p->arena, Unit, count + 1);
    for (size_t i = 0; i < count; i++) {
        if (files[i].skip == SKIP_NONE && pack_for(files[i].language))
            p->units[p->unit_count++].file = &files[i];
    }
}

static void read_units(const ProgramAsk *ask, Program *p, ProgramTimes *times)
{
    ReadThread *threads = xcalloc(p->thread_count, sizeof(*threads));
    uint32_t *order = reading_order(p);
    Reading r = {.ask = ask,
                 .program = p,
                 .order = order,
                 .threads = threads,
                 .mtx = PTHREAD_MUTEX_INITIALIZER};

    pool_run(p->thread_count, READ_STACK_BYTES, p->unit_count, read_unit, &r);
    for (unsigned i = 0; i < p->thread_count; i++) {
        syntax_reader_free(threads[i].reader);
        times->bytes += threads[i].bytes;
        times->lexical_files += threads[i].lexical;
        times->cached_files += threads[i].cached;
        times->read_cpu_ns += threads[i].cpu_ns;
    }
    free(threads);
    free(order);
}

/* -- putting together -- */

static void number_symbols(Program *p)
{
    SymbolId next = 1;

    for (uint32_t i = 0; i < p->unit_count; i++) {
        p->units[i].first_symbol = next;
        next += MAX_OF(p->units[i].facts->def_count, 1u);
    }
    p->symbol_count = next;
}

static void number_names(Program *p)
{
    (void)intern(&p->names, STR(""));
    for (uint32_t i = 0; i < p->unit_count; i++) {
        const Facts *f = p->units[i].facts;
        uint32_t *global = ARENA_ARRAY(&p->arena, uint32_t, f->name_count + 1);

        for (uint32_t n = 0; n < f->name_count; n++)
            global[n] = intern(&p->names, f->names[n]);
        p->units[i].global_names = global;
    }
}

static void index_names(Program *p)
{
    uint32_t names = (uint32_t)p->names.map.len;

    p->name_start = ARENA_ARRAY(&p->arena, uint32_t, names + 2);
    p->symbols_of_name = ARENA_ARRAY(&p->arena, SymbolId, p->symbol_count);
    for (uint32_t i = 0; i < p->unit_count; i++) {
        const Unit *u = &p->units[i];

        for (uint32_t d = 1; d < u->facts->def_count; d++)
            p->name_start[u->global_names[u->facts->defs[d].name] + 2]++;
    }
    for (uint32_t n = 0; n < names; n++)
        p->name_start[n + 2] += p->name_start[n + 1];
    /* name_start[n + 1] is now where the next symbol of name n goes, and ends as the start of n+1 */
    for (uint32_t i = 0; i < p->unit_count; i++) {
        const Unit *u = &p->units[i];

        for (uint32_t d = 1; d < u->facts->def_count; d++) {
            uint32_t name = u->global_names[u->facts->defs[d].name];

            p->symbols_of_name[p->name_start[name + 1]++] = u->first_symbol + d;
        }
    }
}

static Str cache_identity(const Checkout *c)
{
    const Revision *r = checkout_revision(c);

    return r->origin.len ? r->origin : checkout_path(c);
}

ErrCode program_read(const ProgramAsk *ask, Program **ret, ProgramTimes *times, Err *err)
{
    const Clock *clock = clock_system();
    int64_t started = clock->tick_ns(clock);
    Program *p = xcalloc(1, sizeof(*p));

    p->checkout = ask->checkout;
    p->thread_count = MIN_OF(ask->threads ? ask->threads : pool_cores(),
                             (unsigned)POOL_MAX_THREADS);
    p->thread_arenas = xcalloc(p->thread_count, sizeof(*p->thread_arenas));
    list_units(p);
    if (ask->cache_dir)
        p->cache = facts_cache_open(ask->cache_dir, cache_identity(ask->checkout));
    read_units(ask, p, times);
    if (ask->stop && *ask->stop) {
        program_free(p);
        return err_set(err, ERR_CANCELED, "reading the repository was interrupted");
    }
    number_symbols(p);
    number_names(p);
    index_names(p);
    times->files += p->unit_count;
    times->read_wall_ns += clock->tick_ns(clock) - started;
    *ret = p;
    return ERR_OK;
}

void program_free(Program *p)
{
    if (!p)
        return;
    facts_cache_close(p->cache); /* saves facts that lie in the arenas */
    for (unsigned i = 0; i < p->thread_count; i++)
        arena_done(&p->thread_arenas[i]);
    free(p->thread_arenas);
    free(p->edges);
    free(p->edges_in);
    free(p->in_start);
    interner_done(&p->names);
    arena_done(&p->arena);
    free(p);
}

/* -- asking -- */

UnitId program_unit_of(const Program *p, SymbolId s)
{
    uint32_t low = 0, high = p->unit_count;

    MUST(s > 0 && s < p->symbol_count);
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;

        if (p->units[middle].first_symbol <= s)
            low = middle;
        else
            high = middle;
    }
    return low;
}

UnitId program_find_unit(const Program *p, Str path)
{
    uint32_t low = 0, high = p->unit_count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int c = str_cmp(p->units[middle].file->path, path);

        if (c == 0)
            return middle;
        if (c < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return UNIT_NONE;
}

const Def *program_def(const Program *p, SymbolId s)
{
    const Unit *u = &p->units[program_unit_of(p, s)];

    return &u->facts->defs[s - u->first_symbol];
}

Str program_name(const Program *p, SymbolId s)
{
    const Unit *u = &p->units[program_unit_of(p, s)];

    return facts_name(u->facts, u->facts->defs[s - u->first_symbol].name);
}

/* "A::B" of a function that is written A::B::f outside of its class. */
static void put_qualifier(Buf *text, const Facts *f, uint32_t expr, unsigned depth)
{
    const Expr *e = &f->exprs[expr];

    if (!expr || depth > 16)
        return;
    if (e->kind == EXPR_GENERIC) {
        put_qualifier(text, f, e->a, depth + 1);
        return;
    }
    if (e->kind == EXPR_MEMBER)
        put_qualifier(text, f, e->a, depth + 1);
    if (e->kind == EXPR_MEMBER || e->kind == EXPR_NAME) {
        buf_add(text, facts_name(f, e->name));
        buf_lit(text, "::");
    }
}

static bool is_function_kind(uint8_t kind)
{
    return kind == DEF_FUNCTION || kind == DEF_METHOD || kind == DEF_CONSTRUCTOR ||
           kind == DEF_FIELD;
}

Str program_qualified_name(const Program *p, Arena *a, SymbolId s)
{
    const Unit *u = &p->units[program_unit_of(p, s)];
    uint32_t chain[64] = {0};
    size_t depth = 0;
    Buf text = BUF(4096);

    for (uint32_t d = s - u->first_symbol; d && depth < ARRAY_LEN(chain);
         d = u->facts->defs[d].parent)
        chain[depth++] = d;
    bool is_colon = u->file->language == LANG_CPP || u->file->language == LANG_RUST;
    while (depth) {
        const Def *d = &u->facts->defs[chain[--depth]];
        const Def *parent = &u->facts->defs[d->parent];

        if (d->bases && is_function_kind(d->kind) &&
            (!d->parent || parent->kind == DEF_NAMESPACE))
            put_qualifier(&text, u->facts, d->bases, 0);
        buf_add(&text, facts_name(u->facts, d->name));
        if (depth)
            buf_add(&text, is_colon ? STR("::") : STR("."));
    }
    Str name = arena_str(a, buf_str(&text));
    buf_done(&text);
    return name;
}

const SymbolId *program_symbols_named(const Program *p, uint32_t global_name, size_t *ret_count)
{
    if (global_name == UINT32_MAX || global_name >= p->names.map.len) {
        *ret_count = 0;
        return NULL;
    }
    *ret_count = p->name_start[global_name + 1] - p->name_start[global_name];
    return p->symbols_of_name + p->name_start[global_name];
}
