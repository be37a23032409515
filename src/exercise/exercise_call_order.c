/*
 * exercise_call_order.c -- the order in which a function makes its calls.
 *
 * Only calls that happen on every way through the function count, each function called once: so there
 * is one order. One of them may be opened: a call that it makes itself, and that nobody else in the list
 * makes, is put among the others.
 */
#include "exercise/order.h"
#include "exercise/snippet.h"

enum { OFFERED = 3, TRIED = 40, CALLS_MIN = 3, CALLS_MAX = 6, EVENTS_MAX = 4000 };

typedef struct Call {
    SymbolId to;
    SymbolId by; /* who makes it */
    Source where;
} Call;

typedef struct Calls {
    Call at[CALLS_MAX + 1];
    uint32_t count;
} Calls;

/* How many calls of that name there are in the body, certain or not. */
static uint32_t calls_named(const FlowBody *b, Str name)
{
    uint32_t count = 0;

    for (FlowId i = 0; i < b->count; i++)
        count += b->nodes[i].kind == FLOW_CALL && str_eq(flow_name(b, i), name);
    return count;
}

/* The edge of a call that happens on every way through the body, and once; NULL for others. */
static const Edge *certain_call(const World *w, const Snippet *snippet, FlowId n)
{
    const FlowBody *b = snippet->body;
    const FlowNode *node = &b->nodes[n];

    if (node->kind != FLOW_CALL || !flow_is_certain(b, n) ||
        flow_above(b, n, FLOW_DEFER) != FLOW_NONE ||
        flow_above(b, n, FLOW_SPAWN) != FLOW_NONE || (node->flags & FLOW_IS_MAYBE) ||
        calls_named(b, flow_name(b, n)) != 1)
        return NULL;
    const Edge *e = snippet_call(w, snippet, node->name);
    return e && world_is_code(w, e->to) && world_is_alone(w, e->to) ? e : NULL;
}

static void gather(const World *w, SymbolId s, uint32_t most, Calls *ret)
{
    const Snippet *n = snippet_of(w, s);

    ret->count = 0;
    if (!n || !n->body || n->body->count > EVENTS_MAX)
        return;
    FlowId *events = ARENA_ARRAY(w->arena, FlowId, n->body->count + 1);
    uint32_t count = flow_events(n->body, FLOW_ROOT, events);
    for (uint32_t i = 0; i < count && ret->count < most; i++) {
        const Edge *e = certain_call(w, n, events[i]);

        if (e && e->to != s)
            ret->at[ret->count++] = (Call){e->to, s, world_edge_line(w, e)};
    }
}

static bool is_called_elsewhere(const World *w, SymbolId s, const Calls *c, const Call *inner)
{
    Source where;

    if (world_calls(w, s, inner->to, &where) != TRUTH_NO)
        return true;
    for (uint32_t i = 0; i < c->count; i++) {
        if (c->at[i].to == inner->to ||
            (c->at[i].to != inner->by &&
             world_calls(w, c->at[i].to, inner->to, &where) != TRUTH_NO))
            return true;
    }
    return false;
}

/* One call made by one of the calls, behind it. */
static bool open_one(const World *w, SymbolId s, Calls *c)
{
    for (uint32_t i = 0; i < c->count; i++) {
        Calls inner;

        gather(w, c->at[i].to, 2, &inner);
        for (uint32_t n = 0; n < inner.count; n++) {
            if (is_called_elsewhere(w, s, c, &inner.at[n]))
                continue;
            memmove(&c->at[i + 2], &c->at[i + 1], (c->count - i - 1) * sizeof(Call));
            c->at[i + 1] = inner.at[n];
            c->count++;
            return true;
        }
    }
    return false;
}

static void write_line(const World *w, const Call *c, uint32_t order, ExerciseLine *ret)
{
    AUTO(buf_done) Buf why = BUF(4096);
    Thing by = thing_symbol(w, c->by);
    Thing to = thing_symbol(w, c->to);

    thing_write(w, &by, &why);
    text_lit(&why, " calls it (");
    text_cite_source(&why, &c->where);
    text_lit(&why, ").");
    *ret = (ExerciseLine){.text = thing_name(w, &to),
                          .order = order,
                          .source = c->where,
                          .explanation = arena_str(w->arena, buf_str(&why))};
}

static bool make_lines(const World *w, SymbolId s, const char *id, ExerciseLine **ret_lines,
                       uint32_t *ret_count, bool *ret_is_opened)
{
    Calls c;

    gather(w, s, CALLS_MAX, &c);
    if (c.count < CALLS_MIN)
        return false;
    *ret_is_opened = c.count < CALLS_MAX && open_one(w, s, &c);
    ExerciseLine *lines = ARENA_ARRAY(w->arena, ExerciseLine, c.count);
    for (uint32_t i = 0; i < c.count; i++)
        write_line(w, &c.at[i], i + 1, &lines[i]);
    order_shuffle(id, lines, c.count);
    *ret_lines = lines;
    *ret_count = c.count;
    return true;
}

static void offer(Maker *m, SymbolId s)
{
    AUTO(buf_done) Buf text = BUF(4096);
    Thing subject = thing_symbol(&m->world, s);
    Exercise *x = maker_add(m, "trace", "call-order", thing_value(&m->world, &subject));
    bool is_opened = false;

    if (!make_lines(&m->world, s, x->id, &x->lines, &x->lines_count, &is_opened)) {
        maker_drop(m);
        return;
    }
    x->level = STR("relation");
    x->view = STR("execution");
    x->answer = STR("order");
    thing_write(&m->world, &subject, &text);
    text_lit(&text,
             " runs to its end. Put the functions in the order in which they are called.");
    if (is_opened)
        text_lit(&text, " One of them is called by another of the list.");
    x->question = maker_text(m, &text);
    x->facts = ARENA_ARRAY(m->world.arena, Source, x->lines_count);
    for (uint32_t i = 0; i < x->lines_count; i++)
        x->facts[x->facts_count++] = x->lines[i].source;
}

void exercise_make_call_orders(Maker *m)
{
    size_t before = m->found->len;

    for (size_t i = 0; i < m->functions.len && i < TRIED && m->found->len - before < OFFERED;
         i++) {
        if (world_is_alone(&m->world, m->functions.at[i]))
            offer(m, m->functions.at[i]);
    }
}

bool exercise_recompute_call_order(const World *w, const Exercise *x, Str *ret_why)
{
    ExerciseLine *lines = NULL;
    uint32_t count = 0;
    bool is_opened;
    Thing subject;

    if (thing_find(w, x->subject, &subject) && subject.kind == THING_SYMBOL &&
        make_lines(w, subject.symbol, x->id, &lines, &count, &is_opened) &&
        order_is_same(x, lines, count))
        return true;
    *ret_why = arena_printf(w->arena, "the calls of '%.*s' are others now",
                            STR_ARG(x->subject));
    return false;
}
