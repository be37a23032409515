/*
 * reach.c -- a breadth-first walk over calls from each request.
 */
#include "insight/reach.h"

enum {
    ARMS_MAKE_A_DISPATCH = 5,
    ALIKE_MAKE_A_FAMILY = 8,
    WALK_MAX = 4000, /* functions visited from one request */
    WORD_MAX_BYTES = 40,
    TELLING_LINES = 3,
    LABEL_DEFINITIONS_MAX = 4, /* units looked through for the word of a label */
    REQUESTS_MAKE_HUBS = 10,
    HUB_PERCENT = 55,
};

typedef struct Walker {
    const Insight *x;
    Flow *flow;
    Reach *reach;
    uint32_t *seen;     /* by symbol: the number of the last walk that came by */
    uint32_t walks;     /* so far */
    uint32_t *counts;   /* by symbol: requests that come by; NULL in the second round */
    const bool *is_hub; /* by symbol; NULL in the first round */
} Walker;

/* -- the walk -- */

typedef struct Step {
    SymbolId symbol;
    uint32_t from; /* index of the step before; UINT32_MAX: the request */
    uint32_t depth;
    Place at;
} Step;

/* A getter, a logger: that it is called says nothing of the request. */
static bool tells_nothing(const Program *p, SymbolId s)
{
    const Def *d = program_def(p, s);

    Str name = program_name(p, s);

    return (d->flags & (DEF_IS_VARIADIC | DEF_IS_GETTER)) || str_starts(name, STR("log")) ||
           d->end_line < d->line + TELLING_LINES;
}

static void keep_path(Walker *w, Request *r, const Step *steps, uint32_t at)
{
    uint8_t owner = w->x->owner[steps[at].symbol];

    if (!owner || tells_nothing(w->x->program, steps[at].symbol) ||
        (w->is_hub && w->is_hub[steps[at].symbol]) || owner > w->reach->chapters ||
        r->paths[owner - 1].count)
        return;
    ReachPath *path = &r->paths[owner - 1];
    path->count = (uint8_t)steps[at].depth;
    for (uint32_t i = at; i != UINT32_MAX; i = steps[i].from) {
        path->hops[steps[i].depth - 1] = (Hop){steps[i].symbol, steps[i].at};
    }
}

static size_t first_edge_in(const Program *p, UnitId unit, uint32_t offset)
{
    size_t low = p->unit_edges[unit], high = p->unit_edges[unit + 1];

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (p->edges[middle].at < offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Puts the functions called between two offsets on the list. */
static void add_calls(Walker *w, uint32_t mark, UnitId unit, uint32_t start, uint32_t end,
                      uint32_t from, Step *steps, uint32_t *count)
{
    const Program *p = w->x->program;

    for (size_t i = first_edge_in(p, unit, start);
         i < p->unit_edges[unit + 1] && p->edges[i].at < end && *count < WALK_MAX; i++) {
        const Edge *e = &p->edges[i];

        if (e->kind != EDGE_CALL || !insight_is_fact(e) || w->seen[e->to] == mark ||
            !insight_is_function(program_def(p, e->to)) || insight_in_test(w->x, e->to))
            continue;
        w->seen[e->to] = mark;
        steps[(*count)++] = (Step){.symbol = e->to,
                                   .from = from,
                                   .depth = from == UINT32_MAX ? 1 : steps[from].depth + 1,
                                   .at = {unit, e->at}};
    }
}

/* What a request leads to from its code. */
static void walk(Walker *w, Request *r)
{
    AUTO(arena_done) Arena a = {0};
    Step *steps = ARENA_ARRAY(&a, Step, WALK_MAX);
    uint32_t count = 0, mark = ++w->walks;

    w->seen[r->handler] = mark;
    add_calls(w, mark, r->at.unit, r->start, r->end, UINT32_MAX, steps, &count);
    for (uint32_t i = 0; i < count; i++) {
        const Program *p = w->x->program;
        const Def *d = program_def(p, steps[i].symbol);

        keep_path(w, r, steps, i);
        if (w->counts)
            w->counts[steps[i].symbol]++;
        if (steps[i].depth < REACH_MAX_HOPS && !(w->is_hub && w->is_hub[steps[i].symbol]))
            add_calls(w, mark, program_unit_of(p, steps[i].symbol), d->start, d->end, i, steps,
                      &count);
    }
}

static void add_request(Walker *w, Str name, const char *kind, Place at, SymbolId handler,
                        uint32_t start, uint32_t end)
{
    Reach *reach = w->reach;

    if (reach->count == REQUESTS_MAX || !name.len || name.len > WORD_MAX_BYTES * 2)
        return;
    Request *r = &reach->requests[reach->count++];
    *r = (Request){.name = name, .kind = str_from(kind), .at = at, .handler = handler};
    r->start = start;
    r->end = end;
    r->paths = ARENA_ARRAY(w->x->arena, ReachPath, reach->chapters);
}

/* A request that is carried out by a whole function. */
static void add_handler(Walker *w, Str name, const char *kind, Place at, SymbolId handler)
{
    const Def *d = program_def(w->x->program, handler);

    add_request(w, name, kind, at, handler, d->start, d->end);
}

/* -- subcommands and routes -- */

/* The function that a note's expression names. */
static SymbolId handler_of(const Insight *x, UnitId unit, const Note *n)
{
    const Program *p = x->program;
    const Unit *u = &p->units[unit];

    if (n->expr) {
        uint32_t at = u->facts->exprs[n->expr].at;
        size_t i = first_edge_in(p, unit, at);

        for (; i < p->unit_edges[unit + 1] && p->edges[i].at == at; i++) {
            if (insight_is_fact(&p->edges[i]) &&
                insight_is_function(program_def(p, p->edges[i].to)))
                return p->edges[i].to;
        }
    }
    return n->def && insight_is_function(&u->facts->defs[n->def]) ? u->first_symbol + n->def
                                                                  : 0;
}

static void read_notes(Walker *w, UnitId unit)
{
    const Unit *u = &w->x->program->units[unit];

    for (uint32_t i = 0; i < u->facts->note_count; i++) {
        const Note *n = &u->facts->notes[i];
        SymbolId handler = n->kind == NOTE_ROUTE || n->kind == NOTE_COMMAND
                               ? handler_of(w->x, unit, n)
                               : 0;

        if (handler && !str_is(program_name(w->x->program, handler), "init"))
            add_handler(w, facts_name(u->facts, n->text),
                        n->kind == NOTE_ROUTE ? "route" : "command", (Place){unit, n->at},
                        handler);
    }
}

/* -- arms of a switch that dispatches -- */

static bool is_constant_name(Str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];

        if (!(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') && c != '_')
            return false;
    }
    return s.len > 2;
}

/* "Command::Get(cmd)" -> "Get", when that is a member of an enum. */
static Str variant_of_label(const Insight *x, Str label)
{
    size_t end = 0, count = 0;

    while (end < label.len && !strchr("({ ", label.ptr[end]))
        end++;
    if (end == label.len)
        return STR_NONE; /* it carries nothing: a state rather than a request */
    Str name = str_sub(label, 0, end);
    size_t colon = str_rfind_char(name, ':');
    name = colon == SIZE_MAX ? name : str_sub(name, colon + 1, name.len);
    uint32_t number = intern_find(&x->program->names, name);
    const SymbolId *symbols = number == UINT32_MAX || !name.len
                                  ? NULL
                                  : program_symbols_named(x->program, number, &count);
    for (size_t i = 0; i < count; i++) {
        if (program_def(x->program, symbols[i])->kind == DEF_ENUM_MEMBER)
            return name;
    }
    return STR_NONE;
}

static bool is_text_label(Str s)
{
    return s.len > 3 && (s.ptr[0] == '"' || s.ptr[0] == '\'') && s.ptr[s.len - 1] == s.ptr[0] &&
           str_find_char(s, ' ', 0) == SIZE_MAX;
}

static bool has_word(Str name, const char *word)
{
    Str w = str_from(word);

    for (size_t i = 0; i + w.len <= name.len; i++) {
        if (str_eq_nocase(str_sub(name, i, i + w.len), w))
            return true;
    }
    return false;
}

/* A function that is named for carrying out what others ask. */
static bool is_dispatcher(Str name)
{
    static const char *const words[] = {"dispatch", "command", "cmd",     "handle", "execute",
                                        "process",  "route",   "request", "apply"};

    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (has_word(name, words[i]))
            return true;
    }
    return false;
}

/* The quoted word that a macro of the same rest ("_PUT") stands for in this unit. */
static Str word_in_unit(const Insight *x, UnitId unit, Str label, Str rest)
{
    const Unit *u = &x->program->units[unit];

    for (uint32_t d = 1; d < u->facts->def_count; d++) {
        const Def *def = &u->facts->defs[d];
        Str other = facts_name(u->facts, def->name);

        if (def->kind != DEF_MACRO || !str_ends(other, rest) || str_eq(other, label) ||
            str_find_char(other, '_', 0) != other.len - rest.len)
            continue;
        Str line = insight_line_from(insight_text(x, unit), def->name_start);
        size_t quote = str_find_char(line, '"', 0);
        size_t end = quote == SIZE_MAX ? SIZE_MAX : str_find_char(line, '"', quote + 1);

        if (end != SIZE_MAX && end > quote + 1 && end - quote <= WORD_MAX_BYTES &&
            (line.ptr[quote + 1] | 32) >= 'a')
            return str_trim(str_sub(line, quote + 1, end));
    }
    return STR_NONE;
}

/* "OP_PUT" -> "put": a constant of another prefix, the same rest, whose value is a quoted word. It is
 * looked for where the switch is and where the label is defined: elsewhere the same rest means nothing. */
static Str word_of_label(const Insight *x, UnitId unit, Str label)
{
    const Program *p = x->program;
    size_t underscore = str_find_char(label, '_', 0), count = 0;
    Str rest = underscore == SIZE_MAX ? STR_NONE : str_sub(label, underscore, label.len);

    if (rest.len <= 2)
        return STR_NONE;
    Str word = word_in_unit(x, unit, label, rest);
    uint32_t name = intern_find(&p->names, label);
    const SymbolId *symbols = name == UINT32_MAX ? NULL
                                                 : program_symbols_named(p, name, &count);
    for (size_t i = 0; i < count && i < LABEL_DEFINITIONS_MAX && !word.len; i++) {
        UnitId other = program_unit_of(p, symbols[i]);

        if (other != unit)
            word = word_in_unit(x, other, label, rest);
    }
    return word;
}

/* The word that a user says for it; empty when the label stands for none. */
static Str name_of_arm(const Insight *x, UnitId unit, Str label)
{
    if (is_text_label(label))
        return str_sub(label, 1, label.len - 1);
    if (is_constant_name(label))
        return word_of_label(x, unit, label);
    return variant_of_label(x, label);
}

static uint32_t count_arms(const Insight *x, const FlowBody *b, FlowId node)
{
    uint32_t arms = 0;

    FLOW_EACH_CHILD(b, node, arm)
    arms += b->nodes[arm].kind == FLOW_CASE &&
            name_of_arm(x, b->unit, flow_text(b, b->nodes[arm].subject)).len > 0;
    return arms;
}

static void read_switch(Walker *w, const FlowBody *b, FlowId node)
{
    if (count_arms(w->x, b, node) < ARMS_MAKE_A_DISPATCH)
        return;
    FLOW_EACH_CHILD(b, node, arm)
    {
        const FlowNode *n = &b->nodes[arm];
        Str name = n->kind == FLOW_CASE ? name_of_arm(w->x, b->unit, flow_text(b, n->subject))
                                        : STR_NONE;

        if (!name.len || (n->flags & FLOW_IS_DEFAULT))
            continue;
        /* an arm that falls through does what the next ones do */
        FlowId last = arm;
        while ((b->nodes[last].flags & FLOW_FALLS_THROUGH) && b->nodes[last].next != FLOW_NONE)
            last = b->nodes[last].next;
        add_request(w, name, "arm", (Place){b->unit, n->subject.start}, b->symbol, n->all.start,
                    b->nodes[last].all.end);
    }
}

/* Before a file is parsed for it: arms enough, by their words. */
static bool may_switch(Str text)
{
    unsigned arms = 0;

    if (str_has(text, STR("match ")))
        return true;
    for (size_t at = 0; (at = str_find(text, STR("case "), at)) != SIZE_MAX; at++)
        arms++;
    return arms >= ARMS_MAKE_A_DISPATCH;
}

static void read_dispatchers(Walker *w, UnitId unit)
{
    const Unit *u = &w->x->program->units[unit];

    for (uint32_t d = 1; w->flow && d < u->facts->def_count; d++) {
        const Def *def = &u->facts->defs[d];

        if (!insight_is_function(def) ||
            !is_dispatcher(program_name(w->x->program, u->first_symbol + d)) ||
            !may_switch(str_sub(insight_text(w->x, unit), def->start, def->end)))
            continue;
        const FlowBody *b = flow_body(w->flow, u->first_symbol + d);
        for (FlowId n = 0; b && n < b->count; n++) {
            if (b->nodes[n].kind == FLOW_SWITCH)
                read_switch(w, b, n);
        }
    }
}

/* -- families of functions that a table holds -- */

static bool is_called(const Program *p, SymbolId s)
{
    for (size_t i = p->in_start[s]; i < p->in_start[s + 1]; i++) {
        if (p->edges[p->edges_in[i]].kind == EDGE_CALL)
            return true;
    }
    return false;
}

static bool is_of_family(Str name, const char *ending)
{
    Str e = str_from(ending);

    return e.ptr[e.len - 1] == '_' ? str_starts(name, e) && name.len > e.len
                                   : str_ends(name, e) && name.len > e.len;
}

static void read_family(Walker *w, const char *ending)
{
    const Program *p = w->x->program;

    for (int pass = 0, members = 0; pass < 2; pass++) {
        if (pass == 1 && members < ALIKE_MAKE_A_FAMILY)
            return;
        for (SymbolId s = 1; s < p->symbol_count; s++) {
            const Def *d = program_def(p, s);

            if (d->kind != DEF_FUNCTION || !(d->flags & DEF_HAS_BODY) ||
                !is_of_family(program_name(p, s), ending) ||
                p->units[program_unit_of(p, s)].file->language != LANG_C ||
                insight_in_test(w->x, s) || is_called(p, s))
                continue;
            if (pass == 0)
                members++;
            else
                add_handler(w, program_name(p, s), "function",
                            (Place){program_unit_of(p, s), d->name_start}, s);
        }
    }
}

static bool is_of_the_program(const Insight *x, UnitId unit)
{
    const SourceFile *f = x->program->units[unit].file;

    return !x->is_test_unit[unit] && !(f->flags & (FILE_IS_EXAMPLE | FILE_IS_DOC)) &&
           language_use(f->language) == LANGUAGE_CODE;
}

/* -- both rounds -- */

static const bool *find_hubs(const Walker *w)
{
    bool *hubs = ARENA_ARRAY(w->x->arena, bool, w->x->program->symbol_count + 1);

    for (SymbolId s = 1; s < w->x->program->symbol_count; s++)
        hubs[s] = w->reach->count >= REQUESTS_MAKE_HUBS &&
                  w->counts[s] * 100 > w->reach->count * HUB_PERCENT;
    return hubs;
}

/* The first hub of a path; 0: none. */
static SymbolId hub_of(const bool *is_hub, const ReachPath *path)
{
    for (uint32_t i = 0; i < path->count; i++) {
        if (is_hub[path->hops[i].to])
            return path->hops[i].to;
    }
    return 0;
}

/* First any path, counting who is come by; then those that avoid the hubs, where there are such. */
static void walk_all(Walker *w)
{
    w->counts = ARENA_ARRAY(w->x->arena, uint32_t, w->x->program->symbol_count + 1);
    for (uint32_t i = 0; i < w->reach->count; i++)
        walk(w, &w->reach->requests[i]);
    w->is_hub = find_hubs(w);
    w->counts = NULL;
    for (uint32_t i = 0; i < w->reach->count; i++) {
        Request *r = &w->reach->requests[i];
        ReachPath *any = r->paths;

        r->paths = ARENA_ARRAY(w->x->arena, ReachPath, w->reach->chapters);
        walk(w, r);
        for (uint32_t c = 0; c < w->reach->chapters; c++) {
            if (r->paths[c].count || !any[c].count)
                continue;
            r->paths[c] = any[c];
            r->paths[c].through = hub_of(w->is_hub, &any[c]);
        }
    }
}

void reach_find(const Insight *x, Flow *flow, uint32_t chapters, Reach *ret)
{
    static const char *const families[] = {"Command", "cmd_"};

    *ret = (Reach){.requests = ARENA_ARRAY(x->arena, Request, REQUESTS_MAX),
                   .chapters = MIN_OF(chapters, (uint32_t)REACH_MAX_CHAPTERS)};
    Walker w = {.x = x, .flow = flow, .reach = ret};
    w.seen = ARENA_ARRAY(x->arena, uint32_t, x->program->symbol_count + 1);
    for (UnitId unit = 0; unit < x->program->unit_count; unit++) {
        if (!is_of_the_program(x, unit))
            continue;
        read_notes(&w, unit);
        read_dispatchers(&w, unit);
    }
    for (size_t i = 0; ret->count == 0 && i < ARRAY_LEN(families); i++)
        read_family(&w, families[i]);
    walk_all(&w);
}
