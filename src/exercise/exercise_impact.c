/*
 * exercise_impact.c -- what must follow a change: the files that call a function whose parameters
 * change, or declare it.
 */
#include "exercise/choice.h"
#include "exercise/near.h"

enum { OFFERED = 3, CALLERS_MAX = 60 };

static uint32_t declaration_in(const World *w, UnitId unit, Str name)
{
    const Facts *f = w->program->units[unit].facts;

    for (uint32_t d = 1; d < f->def_count; d++) {
        if ((f->defs[d].flags & DEF_IS_DECLARATION) &&
            str_eq(facts_name(f, f->defs[d].name), name))
            return d;
    }
    return 0;
}

static Truth must_follow(const World *w, const Thing *subjects, const Thing *candidate,
                         Source *ret_where)
{
    Str name = program_name(w->program, subjects[0].symbol);
    const Edge *e = world_file_edge(w, candidate->unit, subjects[0].symbol, BIT(EDGE_CALL));
    uint32_t at;

    if (e) {
        *ret_where = world_edge_line(w, e);
        return TRUTH_YES;
    }
    if (world_has_word(w, candidate->unit, 0, UINT32_MAX, name, &at))
        return TRUTH_UNKNOWN;
    *ret_where = (Source){.path = w->program->units[candidate->unit].file->path};
    return TRUTH_NO;
}

static void explain(const World *w, const Thing *subjects, const Thing *candidate, Truth truth,
                    Buf *out)
{
    thing_write(w, candidate, out);
    buf_add(out, truth == TRUTH_YES ? STR(" calls ") : STR(" does not name "));
    thing_write(w, &subjects[0], out);
}

static const Rule must_change = {"must-change", true, must_follow, explain};

static void gather_callers(const Maker *m, SymbolId s, ThingVec *ret)
{
    const Program *p = m->world.program;

    for (size_t i = p->in_start[s]; i < p->in_start[s + 1] && ret->len < CALLERS_MAX; i++) {
        const Edge *e = &p->edges[p->edges_in[i]];
        bool is_known = e->unit == program_unit_of(p, s);

        for (size_t n = 0; n < ret->len && !is_known; n++)
            is_known = ret->at[n].unit == e->unit;
        if (!is_known && e->kind == EDGE_CALL &&
            tier_confidence(e->tier) >= EDGE_CONFIDENCE_FACT)
            *VEC_PUSH(ret) = thing_file(e->unit);
    }
}

static void ask(Maker *m, SymbolId s)
{
    AUTO(buf_done) Buf text = BUF(4096);
    ThingVec files = {0};
    Thing subject = thing_symbol(&m->world, s);

    /* a declaration in another file has to follow as well: then the question is not about calls */
    gather_callers(m, s, &files);
    size_t callers = files.len;
    for (size_t i = 0; i < files.len; i++) {
        if (declaration_in(&m->world, files.at[i].unit, program_name(m->world.program, s)))
            callers = 0;
    }
    if (callers) {
        near_files(m, subject.unit, &files);
        text_lit(&text, "You add a parameter without a default to ");
        thing_write(&m->world, &subject, &text);
        text_lit(&text, ". Which of these files call it, so that they must change as well?");
        Question q = {
            .kind = "impact",
            .rule = &must_change,
            .level = "whole",
            .view = "purpose",
            .subjects = {subject},
            .text = maker_text(m, &text),
            .hint = "Search for its name, and leave out what only looks like a call."};
        (void)choice_ask(m, &q, NULL, &files);
    }
    VEC_DONE(&files);
}

static void make(Maker *m)
{
    size_t before = m->found->len;

    for (size_t i = 0; i < m->functions.len && m->found->len - before < OFFERED; i++) {
        if (world_is_alone(&m->world, m->functions.at[i]))
            ask(m, m->functions.at[i]);
    }
}

static bool recompute(const World *w, const Exercise *x, Str *ret_why)
{
    static const Rule *const rules[] = {&must_change, NULL};

    return choice_recompute(w, x, rules, ret_why);
}

const ExerciseKind exercise_impact = {"impact", make, recompute};
