/*
 * section_walk.c -- "How it works": code cut from the commit, in the order in which it runs.
 *
 * Functions that call each other come caller first. Below each excerpt stand callouts: what a branch does
 * and when it is taken, what a loop goes over, what the comment of a callee promises. A callout
 * belongs to lines of the excerpt and states what these lines say; nothing is told about what
 * they mean.
 */
#include "writer/section.h"

#include "base/vec.h"
#include "flow/failures.h"
#include "syntax/doc_text.h"
#include "writer/saying.h"
#include "writer/telling.h"

enum {
    CALLOUTS_MAX = 8,
    CALLEES_TOLD = 3,   /* callouts that quote a callee's comment */
    SPAN_MAX_LINES = 8, /* of a callout's lines; a longer branch is named by its first */
    REACH_DEPTH = 3,
    ARMS_TOLD = 3,
    CALLERS_NAMED = 2,
    CALLOUT_BYTES = 8 << 10,
    DOC_MIN_BYTES = 12,
    DOC_MAX_BYTES = 200,
};

/* -- order -- */

static bool calls_within(const Program *p, SymbolId from, SymbolId to, unsigned depth)
{
    const Def *d = program_def(p, from);
    UnitId unit = program_unit_of(p, from);

    for (size_t i = evidence_first_edge(p, unit, d->start);
         i < p->unit_edges[unit + 1] && p->edges[i].at < d->end; i++) {
        const Edge *e = &p->edges[i];

        if (e->kind != EDGE_CALL || !insight_is_fact(e) || e->to == from)
            continue;
        if (e->to == to)
            return true;
        if (depth > 1 && program_unit_of(p, e->to) == unit &&
            calls_within(p, e->to, to, depth - 1))
            return true;
    }
    return false;
}

/* A few symbols: the first that none of the others leads to, again and again. */
static void put_in_order(const Program *p, SymbolId *symbols, uint32_t count)
{
    for (uint32_t done = 0; done < count; done++) {
        uint32_t next = done;

        for (uint32_t i = done; i < count; i++) {
            bool is_first = true;

            for (uint32_t k = done; k < count && is_first; k++)
                is_first = k == i || !calls_within(p, symbols[k], symbols[i], REACH_DEPTH);
            if (is_first) {
                next = i;
                break;
            }
        }
        SymbolId first = symbols[next];
        memmove(&symbols[done + 1], &symbols[done], (next - done) * sizeof(*symbols));
        symbols[done] = first;
    }
}

/* -- callouts -- */

typedef struct Told {
    uint32_t line, end_line;
    uint32_t weight; /* of many the heaviest stay */
    FlowId node;
    Str text;
} Told;
VEC_TYPE(ToldVec, Told);

typedef struct Walk {
    const SectionAsk *s;
    const FlowBody *body;
    uint32_t line, end_line; /* of the excerpt */
    ToldVec told;
} Walk;

static void add_told(Walk *w, const FlowNode *n, const Buf *text, uint32_t weight)
{
    uint32_t end = MIN_OF(n->end_line, w->end_line);

    if (!text->len || text->full)
        return;
    *VEC_PUSH(&w->told) = (Told){
        .line = n->line,
        .end_line = end - n->line < SPAN_MAX_LINES ? end : n->line,
        .weight = weight,
        .node = (FlowId)(n - w->body->nodes),
        .text = arena_str(w->s->insight->arena, buf_str(text)),
    };
}

/* "; otherwise calls `g`" for an else that can be told. */
static void put_otherwise(Walk *w, Buf *b, FlowId an_if)
{
    FlowId other = flow_part(w->body, an_if, FLOW_ELSE);

    if (other == FLOW_NONE)
        return;
    Deeds deeds = saying_deeds(w->body, other);
    size_t before = b->len;
    text_lit(b, "; otherwise ");
    if (!deeds.is_whole || !saying_put_deeds(b, w->body, &deeds))
        saying_cut(b, before);
}

static void tell_if(Walk *w, FlowId n)
{
    AUTO(buf_done) Buf text = BUF(CALLOUT_BYTES), when = BUF(CALLOUT_BYTES);
    FlowId then = flow_part(w->body, n, FLOW_THEN);

    if (then == FLOW_NONE || !saying_put_when(&when, w->body, n, then))
        return;
    Deeds deeds = saying_deeds(w->body, then);
    if (saying_is_else_if(w->body, n))
        buf_printf(&text, "Otherwise, w%s", when.ptr + 1);
    else
        buf_add(&text, buf_str(&when));
    text_lit(&text, ": ");
    if (!saying_put_deeds(&text, w->body, &deeds))
        return;
    put_otherwise(w, &text, n);
    text_lit(&text, ".");
    bool is_early = deeds.leave != FLOW_NONE &&
                    (w->body->nodes[deeds.leave].kind == FLOW_RETURN ||
                     w->body->nodes[deeds.leave].kind == FLOW_THROW);
    add_told(w, &w->body->nodes[n], &text, is_early ? 5 : 4);
}

/* Whether a break leaves this loop, and no other or a switch inside of it. */
static bool breaks(const FlowBody *f, FlowId n, FlowId loop)
{
    if (f->nodes[n].name.end > f->nodes[n].name.start)
        return false;
    for (n = f->nodes[n].parent; n != loop; n = f->nodes[n].parent) {
        if (f->nodes[n].kind == FLOW_LOOP ||
            (f->nodes[n].kind == FLOW_SWITCH && f->language != LANG_RUST &&
             f->language != LANG_PYTHON))
            return false;
    }
    return true;
}

/* The line of the break or return that leaves an endless loop; 0 when they are none or several. */
static uint32_t line_of_way_out(const FlowBody *f, FlowId loop, const char **ret_word)
{
    uint32_t line = 0, count = 0;

    for (FlowId n = loop + 1; n < flow_end(f, loop); n++) {
        uint8_t kind = f->nodes[n].kind;

        if (kind == FLOW_CLOSURE) {
            n = flow_end(f, n) - 1;
            continue;
        }
        if (kind != FLOW_RETURN && kind != FLOW_GOTO && kind != FLOW_PROPAGATE &&
            !(kind == FLOW_BREAK && breaks(f, n, loop)))
            continue;
        *ret_word = kind == FLOW_BREAK ? "break" : kind == FLOW_RETURN ? "return" : NULL;
        line = f->nodes[n].line;
        count++;
    }
    return count == 1 && *ret_word ? line : 0;
}

static bool put_loop_head(Buf *b, const FlowBody *f, FlowId n)
{
    const FlowNode *loop = &f->nodes[n];
    const char *word = NULL;

    if (loop->flags & FLOW_IS_ENDLESS) {
        uint32_t line = line_of_way_out(f, n, &word);

        text_lit(b, "Repeats");
        if (line)
            buf_printf(b, " until the `%s` in line %u", word, line);
        return line > 0;
    }
    if (loop->flags & FLOW_IS_EACH) {
        text_lit(b, "For each item of ");
        return saying_code(b, f, loop->subject);
    }
    buf_add(b, loop->flags & FLOW_TESTS_LAST ? STR("Repeats while ") : STR("While "));
    return saying_code(b, f, loop->subject);
}

static void tell_loop(Walk *w, FlowId n)
{
    AUTO(buf_done) Buf text = BUF(CALLOUT_BYTES);
    FlowId body = flow_part(w->body, n, FLOW_BODY);

    if (body == FLOW_NONE || !put_loop_head(&text, w->body, n))
        return;
    Deeds deeds = saying_deeds(w->body, body);
    size_t before = text.len;
    text_lit(&text, ": ");
    if (!deeds.is_whole || !saying_put_deeds(&text, w->body, &deeds)) {
        saying_cut(&text, before);
        if (!(w->body->nodes[n].flags & FLOW_IS_ENDLESS))
            return; /* a head alone says what the line says */
    }
    text_lit(&text, ".");
    add_told(w, &w->body->nodes[n], &text, 3);
}

/* Switches with more arms are told by a table (section_states.c). */
static bool is_of_many(const FlowBody *f, FlowId arm)
{
    uint32_t arms = 0;

    FLOW_EACH_CHILD(f, f->nodes[arm].parent, n)
    arms += f->nodes[n].kind == FLOW_CASE;
    return arms > ARMS_TOLD;
}

static void tell_arm(Walk *w, FlowId n)
{
    AUTO(buf_done) Buf text = BUF(CALLOUT_BYTES);
    Deeds deeds = saying_deeds(w->body, n);

    if (is_of_many(w->body, n))
        return;
    if (!saying_put_when(&text, w->body, w->body->nodes[n].parent, n))
        return;
    text_lit(&text, ": ");
    if (!saying_put_deeds(&text, w->body, &deeds))
        return;
    text_lit(&text, ".");
    add_told(w, &w->body->nodes[n], &text, w->body->nodes[n].kind == FLOW_CATCH ? 5 : 2);
}

static void tell_defer(Walk *w, FlowId n)
{
    AUTO(buf_done) Buf text = BUF(CALLOUT_BYTES);
    FlowId call = flow_first_child(w->body, n);

    if (call == FLOW_NONE || w->body->nodes[call].kind != FLOW_CALL)
        return;
    buf_add(&text, w->body->nodes[n].kind == FLOW_DEFER ? STR("When the function ends: calls ")
                                                        : STR("At the same time: calls "));
    if (!saying_put_callee(&text, w->body, call))
        return;
    text_lit(&text, ".");
    add_told(w, &w->body->nodes[n], &text, 3);
}

static bool was_quoted(const Walk *w, SymbolId target)
{
    for (size_t i = 0; i < w->told.len; i++) {
        const FlowNode *n = &w->body->nodes[w->told.at[i].node];

        if (n->kind == FLOW_CALL && n->target == target)
            return true;
    }
    return false;
}

/* What the comment of a callee says, quoted. */
static void tell_callee(Walk *w, FlowId n)
{
    const FlowNode *call = &w->body->nodes[n];
    AUTO(buf_done) Buf text = BUF(CALLOUT_BYTES);

    if (!flow_is_fact(call) || call->target == w->body->symbol || was_quoted(w, call->target) ||
        !insight_is_function(program_def(w->s->ask->program, call->target)))
        return;
    Str doc = section_own_doc(w->s, call->target);
    if (doc.len < DOC_MIN_BYTES || doc.len > DOC_MAX_BYTES)
        return;
    section_put_symbol(w->s, &text, call->target);
    text_lit(&text, ": \"");
    text_words(&text, doc);
    text_lit(&text, "\"");
    add_told(w, call, &text, 1);
}

static void tell(Walk *w, FlowId n)
{
    switch (w->body->nodes[n].kind) {
    case FLOW_IF:
        tell_if(w, n);
        break;
    case FLOW_LOOP:
        tell_loop(w, n);
        break;
    case FLOW_CASE:
    case FLOW_CATCH:
        tell_arm(w, n);
        break;
    case FLOW_DEFER:
    case FLOW_SPAWN:
        tell_defer(w, n);
        break;
    case FLOW_CALL:
        tell_callee(w, n);
        break;
    default:
        break;
    }
}

static int heaviest_first(const void *a, const void *b)
{
    const Told *x = a, *y = b;

    if (x->weight != y->weight)
        return x->weight < y->weight ? 1 : -1;
    return x->node < y->node ? -1 : x->node > y->node;
}

static int first_line_first(const void *a, const void *b)
{
    const Told *x = a, *y = b;

    if (x->line != y->line)
        return x->line < y->line ? -1 : 1;
    return x->node < y->node ? -1 : x->node > y->node;
}

/* The heaviest, of quoted callees no more than CALLEES_TOLD, in the order of the lines. */
static void choose(Walk *w)
{
    size_t kept = 0;
    uint32_t callees = 0;

    VEC_SORT(&w->told, heaviest_first);
    for (size_t i = 0; i < w->told.len && kept < CALLOUTS_MAX; i++) {
        bool is_callee = w->told.at[i].weight == 1;

        if (is_callee && callees >= CALLEES_TOLD)
            continue;
        callees += is_callee;
        w->told.at[kept++] = w->told.at[i];
    }
    w->told.len = kept;
    VEC_SORT(&w->told, first_line_first);
}

static void add_callouts(const SectionAsk *s, SymbolId symbol, Excerpt *x)
{
    Walk w = {.s = s,
              .body = flow_body(s->shared->flow, symbol),
              .line = x->source.line,
              .end_line = x->source.end_line};

    if (!w.body)
        return;
    for (FlowId n = 0; n < w.body->count; n++) {
        const FlowNode *node = &w.body->nodes[n];

        if (node->line >= w.line && node->line <= w.end_line)
            tell(&w, n);
    }
    choose(&w);
    x->callouts = ARENA_ARRAY(s->insight->arena, Callout, w.told.len + 1);
    for (size_t i = 0; i < w.told.len; i++)
        x->callouts[x->callouts_count++] = (Callout){.line = w.told.at[i].line,
                                                     .end_line = w.told.at[i].end_line,
                                                     .text = w.told.at[i].text};
    VEC_DONE(&w.told);
}

/* -- who calls it -- */

/* Callers outside of tests, one edge for each. */
static uint32_t find_callers(const SectionAsk *s, SymbolId symbol, const Edge **ret,
                             uint32_t room, uint32_t *ret_all)
{
    const Program *p = s->ask->program;
    U64Map seen = {0};
    uint32_t count = 0;

    for (size_t i = p->in_start[symbol]; i < p->in_start[symbol + 1]; i++) {
        const Edge *e = &p->edges[p->edges_in[i]];
        bool is_new;

        if (e->kind != EDGE_CALL || !insight_is_fact(e) || e->from == symbol ||
            insight_is_test_edge(s->insight, e) || !program_name(p, e->from).len)
            continue;
        (void)u64map_at(&seen, e->from, &is_new);
        if (is_new && count < room)
            ret[count++] = e;
    }
    *ret_all = (uint32_t)seen.len;
    u64map_done(&seen);
    return count;
}

static void put_callers(const SectionAsk *s, Buf *b, SymbolId symbol)
{
    const Edge *callers[CALLERS_NAMED];
    uint32_t all, count = find_callers(s, symbol, callers, CALLERS_NAMED, &all);

    for (uint32_t i = 0; i < count; i++) {
        Place at = {callers[i]->unit, callers[i]->at};
        Source line = section_source(s, &at);

        buf_add(b, i == 0 ? STR(", called by ") : all > count ? STR(", ") : STR(" and "));
        section_put_name(s, b, callers[i]->from);
        text_lit(b, " (");
        text_cite_source(b, &line);
        text_lit(b, ")");
    }
    if (all > count)
        buf_printf(b, " and %u more", all - count);
}

/* -- the section -- */

static void put_function(const SectionAsk *s, const Telling *t, uint32_t number)
{
    Excerpt x;
    Buf *b = draft_prose(s->draft);
    bool is_code = telling_is_code(s->ask->program, t->symbol);

    if (number)
        buf_printf(b, "**%u.** ", number);
    text_code(b, program_qualified_name(s->ask->program, s->insight->arena, t->symbol));
    if (is_code)
        put_callers(s, b, t->symbol);
    if (t->line > t->whole.line || t->end_line < t->whole.end_line)
        buf_printf(b, "; %u of its %u lines", t->end_line - t->line + 1,
                   t->whole.end_line - t->whole.line + 1);
    text_lit(b, ":");
    draft_end_prose(s->draft);
    evidence_excerpt(s->ask->evidence, program_unit_of(s->ask->program, t->symbol), t->line,
                     t->end_line, &x);
    if (is_code)
        add_callouts(s, t->symbol, &x);
    draft_excerpt(s->draft, &x);
}

void section_walk(const SectionAsk *s, const SymbolId *symbols, uint32_t count)
{
    const Program *p = s->ask->program;
    SymbolId *shown = ARENA_ARRAY(s->insight->arena, SymbolId, count + 1);
    Telling *tellings = ARENA_ARRAY(s->insight->arena, Telling, count + 1);
    uint32_t kept = 0, functions = 0, number = 0;

    memcpy(shown, symbols, count * sizeof(*shown));
    put_in_order(p, shown, count);
    for (int pass = 0; pass < 2; pass++) { /* declarations before what works on them */
        for (uint32_t i = 0; i < count; i++) {
            if (telling_is_code(p, shown[i]) == (pass == 1) &&
                telling_lines(p, s->ask->evidence, shown[i], &tellings[kept]))
                functions += telling_is_code(p, tellings[kept++].symbol);
        }
    }
    draft_section(s->draft, "walk", "How it works");
    for (uint32_t i = 0; i < kept; i++) {
        bool is_code = telling_is_code(p, tellings[i].symbol);

        put_function(s, &tellings[i], is_code && functions > 1 ? ++number : 0);
    }
}
