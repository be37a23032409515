/*
 * exercise_trace.c -- who calls whom: the caller of a function, the way from one function to another.
 */
#include "exercise/choice.h"
#include "exercise/near.h"

enum { OFFERED_OF_A_RULE = 4 };

/* -- called-by -- */

static Truth calls_it(const World *w, const Thing *subjects, const Thing *candidate,
                      Source *ret_where)
{
    return world_calls(w, candidate->symbol, subjects[0].symbol, ret_where);
}

/* The first function that it certainly calls; 0: none. */
static SymbolId first_callee(const World *w, SymbolId s)
{
    const Program *p = w->program;
    UnitId unit = program_unit_of(p, s);
    const Def *d = program_def(p, s);

    for (size_t i = evidence_first_edge(p, unit, d->start);
         i < p->unit_edges[unit + 1] && p->edges[i].at < d->end; i++) {
        const Edge *e = &p->edges[i];

        if (e->kind == EDGE_CALL && tier_confidence(e->tier) >= EDGE_CONFIDENCE_FACT &&
            world_is_code(w, e->to) && e->to != s)
            return e->to;
    }
    return 0;
}

static void explain_call(const World *w, const Thing *candidate, const Thing *called,
                         Truth truth, Buf *out)
{
    SymbolId other = truth == TRUTH_NO ? first_callee(w, candidate->symbol) : 0;

    thing_write(w, candidate, out);
    if (truth == TRUTH_YES) {
        text_lit(out, " calls ");
        thing_write(w, called, out);
        return;
    }
    if (other) {
        Thing t = thing_symbol(w, other);

        text_lit(out, " calls ");
        thing_write(w, &t, out);
        text_lit(out, " and does not name ");
    } else {
        text_lit(out, " does not name ");
    }
    thing_write(w, called, out);
}

static void explain_caller(const World *w, const Thing *subjects, const Thing *candidate,
                           Truth truth, Buf *out)
{
    explain_call(w, candidate, &subjects[0], truth, out);
}

static const Rule called_by = {"called-by", false, calls_it, explain_caller};

/* What could be taken for the caller: the functions of its file, then those of the chapter. */
static void gather_like_caller(const Maker *m, SymbolId caller, SymbolVec *ret)
{
    const Program *p = m->world.program;
    const Unit *u = &p->units[program_unit_of(p, caller)];

    for (uint32_t d = 1; d < u->facts->def_count && ret->len < NEAR_MAX; d++) {
        SymbolId s = u->first_symbol + d;

        if (world_is_code(&m->world, s) && !world_is_in_test(&m->world, s) &&
            world_is_alone(&m->world, s))
            *VEC_PUSH(ret) = s;
    }
    for (size_t i = 0; i < m->functions.len && ret->len < NEAR_MAX; i++) {
        if (program_unit_of(p, m->functions.at[i]) != program_unit_of(p, caller))
            *VEC_PUSH(ret) = m->functions.at[i];
    }
}

static void ask_caller(Maker *m, SymbolId s)
{
    AUTO(buf_done) Buf text = BUF(4096);
    const Program *p = m->world.program;
    SymbolVec pool = {0};
    ThingVec near = {0};
    SymbolId caller = 0;

    /* a caller in another file asks for more than one in the same */
    for (int elsewhere = 1; elsewhere >= 0 && !caller; elsewhere--) {
        for (size_t i = p->in_start[s]; i < p->in_start[s + 1] && !caller; i++) {
            const Edge *e = &p->edges[p->edges_in[i]];

            if (e->kind == EDGE_CALL && tier_confidence(e->tier) >= EDGE_CONFIDENCE_FACT &&
                e->from != s && world_is_code(&m->world, e->from) &&
                !world_is_in_test(&m->world, e->from) && world_is_alone(&m->world, e->from) &&
                (e->unit != program_unit_of(p, s)) == elsewhere)
                caller = e->from;
        }
    }
    if (!caller)
        return;
    Thing subject = thing_symbol(&m->world, s), key = thing_symbol(&m->world, caller);
    gather_like_caller(m, caller, &pool);
    near_symbols(m, caller, program_name(p, caller).len, &pool, &near);
    text_lit(&text, "Which of these functions calls ");
    thing_write(&m->world, &subject, &text);
    text_lit(&text, " itself?");
    Question q = {.kind = "trace",
                  .rule = &called_by,
                  .level = "relation",
                  .view = "execution",
                  .subjects = {subject},
                  .text = maker_text(m, &text)};
    (void)choice_ask(m, &q, &key, &near);
    VEC_DONE(&near);
    VEC_DONE(&pool);
}

/* -- reached-through: from f by one of its callees to h -- */

static Truth leads_on(const World *w, const Thing *subjects, const Thing *candidate,
                      Source *ret_where)
{
    Source first;

    if (world_calls(w, subjects[0].symbol, candidate->symbol, &first) != TRUTH_YES)
        return TRUTH_UNKNOWN;
    return world_calls(w, candidate->symbol, subjects[1].symbol, ret_where);
}

static void explain_way(const World *w, const Thing *subjects, const Thing *candidate,
                        Truth truth, Buf *out)
{
    explain_call(w, candidate, &subjects[1], truth, out);
}

static const Rule reached_through = {"reached-through", false, leads_on, explain_way};

/* Distinct functions that it certainly calls, itself not counted. */
static void gather_callees(const Maker *m, SymbolId s, ThingVec *ret)
{
    const Program *p = m->world.program;
    UnitId unit = program_unit_of(p, s);
    const Def *d = program_def(p, s);

    for (size_t i = evidence_first_edge(p, unit, d->start);
         i < p->unit_edges[unit + 1] && p->edges[i].at < d->end && ret->len < NEAR_MAX; i++) {
        const Edge *e = &p->edges[i];
        bool is_known = e->kind != EDGE_CALL || e->to == s ||
                        tier_confidence(e->tier) < EDGE_CONFIDENCE_FACT ||
                        !world_is_code(&m->world, e->to) || !world_is_alone(&m->world, e->to);

        for (size_t n = 0; n < ret->len && !is_known; n++)
            is_known = ret->at[n].symbol == e->to;
        if (!is_known)
            *VEC_PUSH(ret) = thing_symbol(&m->world, e->to);
    }
}

static bool ask_way(Maker *m, SymbolId from, const Thing *key, SymbolId to,
                    const ThingVec *callees)
{
    AUTO(buf_done) Buf text = BUF(4096);
    Question q = {
        .kind = "trace",
        .rule = &reached_through,
        .level = "relation",
        .view = "execution",
        .subjects = {thing_symbol(&m->world, from), thing_symbol(&m->world, to)},
        .hint =
            "Two steps: find the calls in the first function, then look into each of them."};

    thing_write(&m->world, &q.subjects[0], &text);
    text_lit(&text, " calls each of these. Which of them calls ");
    thing_write(&m->world, &q.subjects[1], &text);
    text_lit(&text, " itself?");
    q.text = maker_text(m, &text);
    return choice_ask(m, &q, key, callees);
}

/* The last of the callee's callees that makes a question: what is deep in it tells most. */
static void ask_ways(Maker *m, SymbolId s)
{
    ThingVec callees = {0};
    bool is_asked = false;

    gather_callees(m, s, &callees);
    for (int elsewhere = 1; elsewhere >= 0; elsewhere--) {
        for (size_t i = 0; i < callees.len && callees.len >= CHOICE_MIN_OPTIONS && !is_asked;
             i++) {
            ThingVec next = {0};

            gather_callees(m, callees.at[i].symbol, &next);
            for (size_t n = next.len; n > 0 && !is_asked; n--) {
                bool is_far = next.at[n - 1].unit != callees.at[i].unit ||
                              callees.at[i].unit != program_unit_of(m->world.program, s);

                if (is_far == elsewhere && next.at[n - 1].symbol != s)
                    is_asked = ask_way(m, s, &callees.at[i], next.at[n - 1].symbol, &callees);
            }
            VEC_DONE(&next);
        }
    }
    VEC_DONE(&callees);
}

/* -- all of them -- */

static void for_each(Maker *m, void (*ask)(Maker *m, SymbolId s))
{
    size_t before = m->found->len;

    for (size_t i = 0; i < m->functions.len && m->found->len - before < OFFERED_OF_A_RULE;
         i++) {
        if (world_is_alone(&m->world, m->functions.at[i]))
            ask(m, m->functions.at[i]);
    }
}

static void make(Maker *m)
{
    exercise_make_call_orders(m);
    for_each(m, ask_ways);
    for_each(m, ask_caller);
}

static bool recompute(const World *w, const Exercise *x, Str *ret_why)
{
    static const Rule *const rules[] = {&called_by, &reached_through, NULL};

    if (str_is(x->rule, "call-order"))
        return exercise_recompute_call_order(w, x, ret_why);
    return choice_recompute(w, x, rules, ret_why);
}

const ExerciseKind exercise_trace = {"trace", make, recompute};
