/*
 * section_states.c -- "What is done for each ...": the arms of a switch as a table.
 *
 * A switch over states, commands or kinds is the best summary of what a part can do. Labels that fall
 * into each other share a row; what an arm does is said in full or, where that is too long, by its
 * first calls. An arm that no words were found for stands with its lines alone, so that the
 * table is complete.
 */
#include "writer/section.h"

#include "base/vec.h"
#include "flow/failures.h"
#include "writer/saying.h"

enum {
    STATES_MIN_ARMS = 3,
    STATES_MAX_ROWS = 40,
    STATES_TABLES = 2,
    LABEL_BYTES = 60,
    CELL_BYTES = 8 << 10,
};

typedef struct State {
    const FlowBody *body;
    FlowId at; /* the switch */
    uint32_t arms, told;
} State;
VEC_TYPE(StateVec, State);

/* -- which switches -- */

static bool is_arm_told(const FlowBody *f, FlowId arm)
{
    AUTO(buf_done) Buf text = BUF(CELL_BYTES);
    Deeds deeds = saying_deeds(f, arm);

    return saying_put_deeds(&text, f, &deeds) || saying_put_some(&text, f, &deeds);
}

static bool is_label_short(const FlowBody *f, FlowId arm)
{
    Str label = flow_text(f, f->nodes[arm].subject);

    return label.len <= LABEL_BYTES && !str_has(label, STR("\n"));
}

/* Arms that only hand on to the next are counted with it. */
static State weigh(const FlowBody *f, FlowId n)
{
    State s = {.body = f, .at = n};

    FLOW_EACH_CHILD(f, n, arm)
    {
        if (f->nodes[arm].kind != FLOW_CASE)
            continue;
        if (!is_label_short(f, arm))
            return (State){0};
        if ((f->nodes[arm].flags & FLOW_FALLS_THROUGH) && saying_deeds(f, arm).count == 0)
            continue;
        s.arms++;
        s.told += is_arm_told(f, arm);
    }
    return s;
}

static void find_in(const FlowBody *f, StateVec *found)
{
    for (FlowId n = 0; n < f->count; n++) {
        if (f->nodes[n].kind != FLOW_SWITCH ||
            f->nodes[n].subject.end <= f->nodes[n].subject.start ||
            flow_text(f, f->nodes[n].subject).len > SAYING_CODE_BYTES)
            continue;
        State s = weigh(f, n);
        /* one that is mostly silent is better read in the source */
        if (s.arms >= STATES_MIN_ARMS && s.arms <= STATES_MAX_ROWS && s.told * 3 >= s.arms * 2)
            *VEC_PUSH(found) = s;
    }
}

static int most_arms_first(const void *a, const void *b)
{
    const State *x = a, *y = b;

    if (x->told != y->told)
        return x->told < y->told ? 1 : -1;
    if (x->body->symbol != y->body->symbol)
        return x->body->symbol < y->body->symbol ? -1 : 1;
    return x->at < y->at ? -1 : x->at > y->at;
}

/* -- the table -- */

static void put_label(const FlowBody *f, FlowId arm, Buf *b)
{
    if (f->nodes[arm].flags & FLOW_IS_DEFAULT)
        text_lit(b, "anything else");
    else
        text_code(b, flow_text(f, f->nodes[arm].subject));
}

/* The file stands above the table. */
static void put_line(const SectionAsk *s, const FlowBody *f, FlowId arm)
{
    text_cite_line(draft_cell(s->draft), section_path(s, f->unit), f->nodes[arm].line);
    draft_end_cell(s->draft);
}

/* A function that ends the program somewhere for certain, like a `usage` or `die`. */
static bool may_not_return(const SectionAsk *s, const FlowBody *f, FlowId call)
{
    const FlowBody *callee;

    if (f->nodes[call].kind != FLOW_CALL || flow_is_exit(f, call))
        return true;
    if (!f->nodes[call].target || !(callee = flow_body(s->shared->flow, f->nodes[call].target)))
        return false;
    for (FlowId n = 0; n < callee->count; n++) {
        if (flow_is_exit(callee, n) || callee->nodes[n].kind == FLOW_THROW)
            return true;
    }
    return false;
}

static bool goes_on(const SectionAsk *s, const FlowBody *f, FlowId arm, const Deeds *deeds)
{
    if (!(f->nodes[arm].flags & FLOW_FALLS_THROUGH) || !deeds->is_whole)
        return false;
    for (uint32_t i = 0; i < deeds->count; i++) {
        if (f->nodes[deeds->at[i]].kind == FLOW_CALL && may_not_return(s, f, deeds->at[i]))
            return false;
    }
    return true;
}

/* What the first branch inside does. */
static bool put_first_branch(Buf *b, const FlowBody *f, FlowId arm)
{
    AUTO(buf_done) Buf when = BUF(CELL_BYTES);

    FLOW_EACH_CHILD(f, arm, n)
    {
        FlowId then = f->nodes[n].kind == FLOW_IF ? flow_part(f, n, FLOW_THEN) : FLOW_NONE;

        if (then == FLOW_NONE)
            continue;
        Deeds deeds = saying_deeds(f, then);
        if (!saying_put_when(&when, f, n, then))
            return false;
        buf_printf(b, "w%s: ", when.ptr + 1);
        return saying_put_deeds(b, f, &deeds);
    }
    return false;
}

/* Where an arm calls nothing and sets nothing that others see: the local variable that it sets. */
static bool put_local(Buf *b, const FlowBody *f, FlowId arm)
{
    uint32_t steps = 0;

    FLOW_EACH_CHILD(f, arm, n)
    {
        steps += f->nodes[n].part == FLOW_STEP && f->nodes[n].kind != FLOW_BREAK;
        if (f->nodes[n].kind == FLOW_ASSIGN && !(f->nodes[n].flags & FLOW_IS_DECLARATION))
            return saying_put_set(b, f, n);
    }
    if (steps == 0)
        text_lit(b, "nothing");
    return steps == 0;
}

static void put_what(const SectionAsk *s, const FlowBody *f, FlowId arm)
{
    Buf *b = draft_cell(s->draft);
    Deeds deeds = saying_deeds(f, arm);
    size_t before = b->len;

    if (!deeds.is_whole || !saying_put_deeds(b, f, &deeds)) {
        saying_cut(b, before);
        if (!saying_put_some(b, f, &deeds)) {
            saying_cut(b, before);
            if (!put_first_branch(b, f, arm)) {
                saying_cut(b, before);
                if (!put_local(b, f, arm))
                    saying_cut(b, before);
            }
        }
    }
    if (goes_on(s, f, arm, &deeds) && b->len > before)
        text_lit(b, ", then goes on with the next case");
    draft_end_cell(s->draft);
}

static void put_table(const SectionAsk *s, const State *state)
{
    const FlowBody *f = state->body;
    AUTO(buf_done) Buf title = BUF(256);

    buf_add_clean(&title, flow_text(f, f->nodes[state->at].subject));
    const char *const head[] = {"Case", "What is done", "Line", NULL};
    Buf *b = draft_prose(s->draft);
    section_put_name(s, b, f->symbol);
    text_lit(b, " decides by ");
    text_code(b, buf_str(&title));
    text_lit(b, " (");
    text_cite(b, section_path(s, f->unit), f->nodes[state->at].line, 0);
    text_lit(b, "):");
    draft_end_prose(s->draft);
    draft_table(s->draft, head);
    b = NULL;
    FLOW_EACH_CHILD(f, state->at, arm)
    {
        if (f->nodes[arm].kind != FLOW_CASE)
            continue;
        if (b)
            text_lit(b, ", ");
        else
            b = draft_cell(s->draft);
        put_label(f, arm, b);
        if ((f->nodes[arm].flags & FLOW_FALLS_THROUGH) && saying_deeds(f, arm).is_whole &&
            saying_deeds(f, arm).count == 0)
            continue; /* shares the row of the next */
        draft_end_cell(s->draft);
        b = NULL;
        put_what(s, f, arm);
        put_line(s, f, arm);
    }
    draft_end_table(s->draft);
}

void section_states(const SectionAsk *s)
{
    const Program *p = s->ask->program;
    StateVec found = {0};

    for (SymbolId i = 1; i < p->symbol_count; i++) {
        if (s->insight->owner[i] != s->number || !insight_is_function(program_def(p, i)) ||
            insight_in_test(s->insight, i))
            continue;
        const FlowBody *f = flow_body(s->shared->flow, i);
        if (f)
            find_in(f, &found);
    }
    VEC_SORT(&found, most_arms_first);
    draft_section(s->draft, "states", "Case by case");
    for (size_t i = 0; i < MIN_OF(found.len, (size_t)STATES_TABLES); i++)
        put_table(s, &found.at[i]);
    VEC_DONE(&found);
}
