/*
 * resolve.c -- runs the resolvers of all families and sorts what they found.
 */
#include "graph/resolve.h"

#include "base/clock.h"
#include "base/pool.h"

enum { RESOLVE_STACK_BYTES = 64 << 20 };

/* The first resolver that lists a language serves it; resolver_names serves all others. */
static const ResolverOps *const resolvers[] = {
    &resolver_python, &resolver_ecma, &resolver_c,     &resolver_go,
    &resolver_java,   &resolver_rust, &resolver_table, &resolver_names,
};

static const ResolverOps *resolver_for(LanguageId language)
{
    for (size_t i = 0; i < ARRAY_LEN(resolvers); i++) {
        for (const LanguageId *l = resolvers[i]->languages; *l != LANG_NONE; l++) {
            if (*l == language)
                return resolvers[i];
        }
    }
    return &resolver_names;
}

typedef struct Run {
    Program *program;
    const ResolverOps *ops[LANG_COUNT]; /* by language */
    void *states[ARRAY_LEN(resolvers)]; /* by resolver */
    void *state_of[LANG_COUNT];
    EdgeVec *edges;                      /* by unit */
    ResolveCounts (*counts)[LANG_COUNT]; /* by thread */
    int64_t *cpu_ns;                     /* by thread */
} Run;

static void resolve_unit(void *shared, size_t item, unsigned thread)
{
    Run *run = shared;
    Program *p = run->program;
    LanguageId language = p->units[item].file->language;
    int64_t started = cpu_thread_ns();

    run->ops[language]->resolve(run->state_of[language], p, (UnitId)item, thread,
                                &run->edges[item], &run->counts[thread][language]);
    run->cpu_ns[thread] += cpu_thread_ns() - started;
}

static void prepare_all(Run *run, unsigned threads)
{
    bool is_used[LANG_COUNT] = {0};

    for (uint32_t i = 0; i < run->program->unit_count; i++)
        is_used[run->program->units[i].file->language] = true;
    for (size_t l = 0; l < LANG_COUNT; l++) {
        run->ops[l] = resolver_for((LanguageId)l);
        for (size_t r = 0; is_used[l] && r < ARRAY_LEN(resolvers); r++) {
            if (resolvers[r] != run->ops[l])
                continue;
            if (!run->states[r])
                run->states[r] = resolvers[r]->prepare(run->program, threads);
            run->state_of[l] = run->states[r];
        }
    }
}

static void gather(Run *run, unsigned threads)
{
    Program *p = run->program;
    size_t total = 0, at = 0;

    for (uint32_t i = 0; i < p->unit_count; i++)
        total += run->edges[i].len;
    p->edges = xcalloc(total + 1, sizeof(*p->edges));
    p->edge_count = total;
    p->unit_edges = ARENA_ARRAY(&p->arena, size_t, p->unit_count + 1);
    for (uint32_t i = 0; i < p->unit_count; i++) {
        p->unit_edges[i] = at;
        if (run->edges[i].len)
            memcpy(p->edges + at, run->edges[i].at, run->edges[i].len * sizeof(Edge));
        at += run->edges[i].len;
        VEC_DONE(&run->edges[i]);
    }
    p->unit_edges[p->unit_count] = at;
    for (unsigned t = 0; t < threads; t++) {
        for (size_t l = 0; l < LANG_COUNT; l++) {
            p->counts[l].references += run->counts[t][l].references;
            for (size_t tier = 0; tier < TIER_COUNT; tier++)
                p->counts[l].by_tier[tier] += run->counts[t][l].by_tier[tier];
        }
    }
}

static void group_by_target(Program *p)
{
    p->in_start = xcalloc(p->symbol_count + 2, sizeof(*p->in_start));
    p->edges_in = xcalloc(p->edge_count + 1, sizeof(*p->edges_in));
    MUST(p->edge_count < UINT32_MAX);
    /* counted one place further on, so that after the filling pass in_start[s] is where s begins */
    for (size_t i = 0; i < p->edge_count; i++)
        p->in_start[p->edges[i].to + 2]++;
    for (size_t s = 2; s < (size_t)p->symbol_count + 2; s++)
        p->in_start[s] += p->in_start[s - 1];
    for (size_t i = 0; i < p->edge_count; i++)
        p->edges_in[p->in_start[p->edges[i].to + 1]++] = (uint32_t)i;
}

void program_resolve(Program *p, unsigned threads, ProgramTimes *times)
{
    const Clock *clock = clock_system();
    int64_t started = clock->tick_ns(clock), cpu_started = cpu_thread_ns();

    threads = MIN_OF(threads ? threads : pool_cores(), (unsigned)POOL_MAX_THREADS);
    Run run = {
        .program = p,
        .edges = xcalloc(p->unit_count + 1, sizeof(EdgeVec)),
        .counts = xcalloc(threads, sizeof(*run.counts)),
        .cpu_ns = xcalloc(threads, sizeof(int64_t)),
    };
    prepare_all(&run, threads);
    int64_t prepared = cpu_thread_ns() - cpu_started;
    pool_run(threads, RESOLVE_STACK_BYTES, p->unit_count, resolve_unit, &run);
    for (size_t r = 0; r < ARRAY_LEN(resolvers); r++) {
        if (run.states[r])
            resolvers[r]->done(run.states[r]);
    }
    gather(&run, threads);
    group_by_target(p);
    times->resolve_cpu_ns += prepared;
    for (unsigned t = 0; t < threads; t++)
        times->resolve_cpu_ns += run.cpu_ns[t];
    times->resolve_wall_ns += clock->tick_ns(clock) - started;
    free(run.edges);
    free(run.counts);
    free(run.cpu_ns);
}

SymbolId resolve_from(const Program *p, UnitId unit, uint32_t scope)
{
    const Unit *u = &p->units[unit];

    return u->first_symbol + (scope ? u->facts->scopes[scope].def : 0);
}

EdgeKind resolve_edge_kind(uint8_t flags)
{
    if (flags & EXPR_IS_IMPORT)
        return EDGE_IMPORT;
    if (flags & EXPR_IS_BASE)
        return EDGE_INHERIT;
    if (flags & EXPR_IS_DECORATOR)
        return EDGE_DECORATE;
    if (flags & EXPR_IS_CALLED)
        return EDGE_CALL;
    if (flags & EXPR_IS_WRITTEN)
        return EDGE_WRITE;
    return flags & EXPR_IS_TYPE ? EDGE_TYPE : EDGE_USE;
}

void resolve_emit(const Program *p, UnitId unit, const Expr *e, SymbolId to, Tier tier,
                  EdgeVec *edges, ResolveCounts *counts)
{
    counts->references++;
    counts->by_tier[tier]++;
    if (!to)
        return;
    *VEC_PUSH(edges) = (Edge){
        .from = resolve_from(p, unit, e->scope),
        .to = to,
        .unit = unit,
        .at = e->at,
        .kind = (uint8_t)resolve_edge_kind(e->flags),
        .tier = (uint8_t)tier,
    };
}

uint32_t resolve_global_name(const Program *p, Str text)
{
    return intern_find(&p->names, text);
}
