/*
 * walk.c -- a tree of calls grown at its most telling end.
 *
 * Every function that was reached offers the calls it makes, each at the worth of the call and half
 * the worth of the best that comes after it. The best offer of all is taken until there are enough;
 * then the tree is read out in the order of execution.
 */
#include "flow/walk.h"

enum {
    OFFERS_MAX = 48, /* of one function */
    LOOK_AHEAD = 2,
    PARAMETERS_MAX = 8,
    GUARD_STEPS = 4, /* a branch that leaves after so few steps is a check */
};

/* What is known of parameters by the arguments of the call that led here. */
typedef struct Known {
    Str name;
    bool is_true;
} Known;

typedef struct Offer {
    FlowId call;
    SymbolId to;
    uint32_t worth;
    bool is_taken;
} Offer;

typedef struct Spot {
    SymbolId symbol;
    const FlowBody *body;
    uint32_t caller; /* index of the spot; UINT32_MAX: none */
    FlowId call;     /* in the caller's body */
    uint32_t depth;
    Offer offers[OFFERS_MAX];
    uint32_t offer_count;
} Spot;

typedef struct Walker {
    Flow *flow;
    const Program *program;
    const WalkAsk *ask;
    Spot *spots;
    uint32_t spot_count;
    U64Map *worths; /* by (symbol, depth) */
    U64Map own_worths;
} Walker;

/* -- branches that are not on the way -- */

static bool is_check(const FlowBody *b, FlowId block)
{
    FlowId an_if = b->nodes[block].parent;
    Str condition = flow_text(b, b->nodes[an_if].subject);
    uint32_t steps = 0;

    FLOW_EACH_CHILD(b, block, n)
    steps++;
    if (b->nodes[block].part != FLOW_THEN || !flow_leaves(b, block) || steps > GUARD_STEPS ||
        flow_part(b, an_if, FLOW_ELSE) != FLOW_NONE)
        return false;
    return str_starts(condition, STR("!")) || str_starts(condition, STR("not ")) ||
           str_has(condition, STR("err")) || str_has(condition, STR("NULL")) ||
           str_has(condition, STR("== -1")) || str_has(condition, STR("< 0")) ||
           str_has(condition, STR("None")) || str_has(condition, STR("nil")) ||
           str_has(condition, STR("null"));
}

bool flow_walk_is_failure(const FlowBody *b, FlowId block)
{
    FLOW_EACH_CHILD(b, block, n)
    {
        if (b->nodes[n].kind == FLOW_THROW)
            return true;
    }
    return b->nodes[block].kind == FLOW_CATCH || is_check(b, block);
}

/* `if (p)` and `if (!p)` over a parameter whose value is known. */
static bool is_ruled_out(const FlowBody *b, FlowId block, const Known *known, uint32_t count)
{
    FlowId an_if = b->nodes[block].parent;
    Str condition = str_trim(flow_text(b, b->nodes[an_if].subject));
    bool is_negated = str_starts(condition, STR("!")) || str_starts(condition, STR("not "));

    if (b->nodes[an_if].kind != FLOW_IF)
        return false;
    if (is_negated)
        condition = str_trim(
            str_sub(condition, condition.ptr[0] == '!' ? 1 : 4, condition.len));
    for (uint32_t i = 0; i < count; i++) {
        if (!str_eq(condition, known[i].name))
            continue;
        bool holds = known[i].is_true != is_negated;
        return b->nodes[block].part == FLOW_THEN ? !holds : holds;
    }
    return false;
}

static bool is_on_the_way(const FlowBody *b, FlowId n, FlowId top, const Known *known,
                          uint32_t count)
{
    for (FlowId up = n; up != FLOW_NONE && up != top; up = b->nodes[up].parent) {
        uint8_t part = b->nodes[up].part;

        if (b->nodes[up].kind == FLOW_CLOSURE)
            return false;
        if ((part == FLOW_THEN || part == FLOW_ELSE || part == FLOW_ARM) &&
            (flow_walk_is_failure(b, up) || is_ruled_out(b, up, known, count)))
            return false;
    }
    return true;
}

/* -- constant arguments -- */

static bool is_constant(Str argument, bool *ret_is_true)
{
    switch (flow_value_of(argument)) {
    case VALUE_ZERO:
    case VALUE_FALSE:
    case VALUE_NOTHING:
        *ret_is_true = false;
        return true;
    case VALUE_TRUE:
        *ret_is_true = true;
        return true;
    case VALUE_NUMBER:
        *ret_is_true = true;
        return str_is(str_trim(argument), "1");
    default:
        return false;
    }
}

static bool is_assigned(const FlowBody *b, Str name)
{
    for (FlowId n = 0; n < b->count; n++) {
        if (b->nodes[n].kind == FLOW_ASSIGN && str_eq(flow_text(b, b->nodes[n].subject), name))
            return true;
    }
    return false;
}

static bool is_word_char(char c)
{
    return c == '_' || (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

/* "struct s *p" -> "p"; of a pointer to a function it is nothing. */
static Str last_word(Str declared)
{
    size_t end = declared.len;

    if (str_has(declared, STR("(")))
        return STR_NONE;
    while (end && !is_word_char(declared.ptr[end - 1]))
        end--;
    size_t start = end;
    while (start && is_word_char(declared.ptr[start - 1]))
        start--;
    return str_sub(declared, start, end);
}

/* C's facts do not tell parameters from variables: the list is read from the source. */
static Str c_parameter(const FlowBody *b, const Def *d, uint32_t number)
{
    Str head = str_sub(b->text, d->name_start - b->text_start,
                       d->signature_end - b->text_start);
    size_t open = str_find_char(head, '(', 0), start = open + 1;
    uint32_t at = 0;
    int depth = 0;

    for (size_t i = open; open != SIZE_MAX && i < head.len; i++) {
        char c = head.ptr[i];

        depth += (c == '(') - (c == ')');
        if (depth != (c == ',' ? 1 : 0) || (c != ',' && c != ')'))
            continue;
        if (at++ == number)
            return last_word(str_sub(head, start, i));
        start = i + 1;
        if (c == ')')
            break;
    }
    return STR_NONE;
}

static Str parameter_name(const Walker *w, const FlowBody *b, uint32_t number)
{
    const Unit *u = &w->program->units[b->unit];
    const Def *d = program_def(w->program, b->symbol);

    if (b->language == LANG_C || b->language == LANG_CPP)
        return c_parameter(b, d, number);
    for (uint32_t i = 1; i < u->facts->local_count; i++) {
        const Local *l = &u->facts->locals[i];

        if (l->scope == d->inner && l->kind == LOCAL_PARAMETER && l->order == number)
            return facts_name(u->facts, l->name);
    }
    return STR_NONE;
}

/* Parameters by position: only where positions are sure, that is in functions without a receiver. */
static uint32_t know_parameters(const Walker *w, const Spot *caller, FlowId call,
                                const FlowBody *callee, Known *ret)
{
    const Def *d = program_def(w->program, callee->symbol);
    uint32_t count = 0, arguments = caller->body->nodes[call].argument_count;

    if (d->kind != DEF_FUNCTION || !d->inner || (d->flags & DEF_IS_VARIADIC))
        return 0;
    for (uint32_t i = 0; i < MIN_OF(arguments, (uint32_t)PARAMETERS_MAX); i++) {
        bool is_true;

        if (!is_constant(flow_argument(caller->body, call, i), &is_true))
            continue;
        Str name = parameter_name(w, callee, i);
        if (name.len && !is_assigned(callee, name))
            ret[count++] = (Known){name, is_true};
    }
    return count;
}

/* -- offers -- */

static bool is_reached(const Walker *w, SymbolId s)
{
    for (uint32_t i = 0; i < w->spot_count; i++) {
        if (w->spots[i].symbol == s)
            return true;
    }
    return false;
}

static bool has_body(const Def *d)
{
    return (d->kind == DEF_FUNCTION || d->kind == DEF_METHOD || d->kind == DEF_CONSTRUCTOR) &&
           !(d->flags & DEF_IS_DECLARATION) && d->signature_end < d->end;
}

/* Half of the best that is called by `s`, a few levels on. The references alone tell it: no body is
 * read for a look ahead. */
static uint32_t worth_after(Walker *w, SymbolId s, unsigned depth)
{
    const Program *p = w->program;
    const Def *d = program_def(p, s);
    UnitId unit = program_unit_of(p, s);
    uint32_t best = 0;
    uint64_t known;

    if (!depth)
        return 0;
    if (u64map_get(w->worths, (uint64_t)s << 8 | depth, &known))
        return (uint32_t)known;
    for (size_t i = flow_first_edge(p, unit, d->start);
         i < p->unit_edges[unit + 1] && p->edges[i].at < d->end; i++) {
        const Edge *e = &p->edges[i];

        if (e->kind != EDGE_CALL || e->to == s || !has_body(program_def(p, e->to)) ||
            tier_confidence(e->tier) < EDGE_CONFIDENCE_FACT)
            continue;
        uint32_t worth = w->ask->weigh(w->ask->self, s, e->to);
        if (worth)
            worth += worth_after(w, e->to, depth - 1);
        best = MAX_OF(best, worth);
    }
    *u64map_at(w->worths, (uint64_t)s << 8 | depth, NULL) = best / 2;
    return best / 2;
}

static void add_offer(Walker *w, Spot *p, FlowId n)
{
    const FlowNode *node = &p->body->nodes[n];

    if (node->kind != FLOW_CALL || !flow_is_fact(node) || node->target == p->symbol ||
        p->offer_count == OFFERS_MAX || !has_body(program_def(w->program, node->target)))
        return;
    for (uint32_t i = 0; i < p->offer_count; i++) {
        if (p->offers[i].to == node->target)
            return;
    }
    uint32_t worth = w->ask->weigh(w->ask->self, p->symbol, node->target);
    if (worth)
        p->offers[p->offer_count++] = (Offer){
            .call = n,
            .to = node->target,
            .worth = 4 * worth + 4 * worth_after(w, node->target, LOOK_AHEAD)};
}

static void add_spot(Walker *w, SymbolId s, const FlowBody *body, uint32_t caller, FlowId call,
                     FlowId top)
{
    Known known[PARAMETERS_MAX];
    Spot *p = &w->spots[w->spot_count++];
    uint32_t known_count = 0;

    *p = (Spot){.symbol = s, .body = body, .caller = caller, .call = call};
    if (caller != UINT32_MAX) {
        p->depth = w->spots[caller].depth + 1;
        known_count = know_parameters(w, &w->spots[caller], call, body, known);
    }
    FlowId *events = xcalloc(body->count, sizeof(*events));
    uint32_t count = flow_events(body, top == FLOW_NONE ? FLOW_ROOT : top, events);
    for (uint32_t i = 0; i < count; i++) {
        if (is_on_the_way(body, events[i], top, known, known_count))
            add_offer(w, p, events[i]);
    }
    free(events);
}

/* The nearer to the entry the better, among equals. */
static Offer *best_offer(Walker *w, uint32_t *ret_spot)
{
    Offer *best = NULL;
    uint32_t most = 0;

    for (uint32_t i = 0; i < w->spot_count; i++) {
        Spot *p = &w->spots[i];

        for (uint32_t k = 0; p->depth < WALK_MAX_DEPTH && k < p->offer_count; k++) {
            uint32_t worth = p->offers[k].worth * 8 / (8 + 3 * p->depth);

            if (p->offers[k].is_taken || worth <= most || is_reached(w, p->offers[k].to))
                continue;
            most = worth;
            best = &p->offers[k];
            *ret_spot = i;
        }
    }
    return best;
}

/* -- reading out -- */

static bool is_certain_from(const FlowBody *b, FlowId n, FlowId top)
{
    for (FlowId up = n; up != FLOW_NONE && up != top; up = b->nodes[up].parent) {
        uint8_t part = b->nodes[up].part;

        if ((b->nodes[up].flags & FLOW_IS_MAYBE) || part == FLOW_THEN || part == FLOW_ELSE ||
            part == FLOW_ARM || part == FLOW_UPDATE || b->nodes[up].kind == FLOW_CLOSURE ||
            (b->nodes[up].kind == FLOW_LOOP && up != n))
            return false;
    }
    return true;
}

static void read_out(const Walker *w, uint32_t spot, uint32_t caller, WalkHop *ret,
                     uint32_t *count)
{
    const Spot *p = &w->spots[spot];
    FlowId top = spot == 0 ? w->ask->arm : FLOW_NONE;

    for (uint32_t k = 0; k < p->offer_count; k++) {
        for (uint32_t i = 1; i < w->spot_count; i++) {
            const Spot *next = &w->spots[i];

            if (next->caller != spot || next->call != p->offers[k].call)
                continue;
            uint32_t hop = (*count)++;
            ret[hop] = (WalkHop){.from = p->symbol,
                                 .to = next->symbol,
                                 .body = p->body,
                                 .call = next->call,
                                 .depth = p->depth,
                                 .caller = caller,
                                 .is_certain = is_certain_from(p->body, next->call, top)};
            read_out(w, i, hop, ret, count);
        }
    }
}

uint32_t flow_walk_promise(const Program *p, const WalkAsk *ask)
{
    Walker w = {.program = p, .ask = ask};

    w.worths = ask->worths ? ask->worths : &w.own_worths;
    uint32_t worth = worth_after(&w, ask->entry, WALK_MAX_DEPTH);
    u64map_done(&w.own_worths);
    return worth;
}

uint32_t flow_walk(Flow *f, const WalkAsk *ask, WalkHop ret[WALK_MAX_HOPS])
{
    const FlowBody *body = flow_body(f, ask->entry);
    Walker w = {.flow = f, .program = flow_program(f), .ask = ask};
    uint32_t spot = 0, count = 0, most = MIN_OF(ask->most, (uint32_t)WALK_MAX_HOPS);

    if (!body)
        return 0;
    w.worths = ask->worths ? ask->worths : &w.own_worths;
    w.spots = xcalloc(WALK_MAX_HOPS + 1, sizeof(*w.spots));
    add_spot(&w, ask->entry, body, UINT32_MAX, FLOW_NONE, ask->arm);
    while (w.spot_count <= most) {
        Offer *offer = best_offer(&w, &spot);

        if (!offer)
            break;
        offer->is_taken = true;
        if (!flow_body(f, offer->to))
            continue;
        add_spot(&w, offer->to, flow_body(f, offer->to), spot, offer->call, FLOW_NONE);
    }
    read_out(&w, 0, UINT32_MAX, ret, &count);
    u64map_done(&w.own_worths);
    free(w.spots);
    return count;
}
