/*
 * scenario.c -- which ways are told, and how.
 *
 * Candidates are what users ask for (commands, routes, arms of a dispatcher), where programs begin, and
 * public functions that the program itself does not call. Of each kind the one whose walk
 * touches most is told, and no two that share most of their steps. What is not certain is said: a
 * condition stands beside its call.
 */
#include "writer/scenario.h"

#include "base/vec.h"
#include "flow/walk.h"
#include "writer/saying.h"

enum {
    MIN_HOPS = 3,
    CANDIDATES_WALKED = 24,
    CELL_TEXT_BYTES = 8 << 10,
    DOC_BYTES = 160,
    TELLING_LINES = 3,
    UTILITY_CALLERS = 25,
    TITLE_BYTES = 80,
    TESTS_BONUS = 4,  /* for each doubling of the tests that call it */
    README_BONUS = 8, /* for each mention of a request */
    README_MENTIONS = 4,
    FIRST_CHAPTERS = 3,
    FIRST_BONUS = 12,
};

typedef enum Origin { FROM_REQUEST, FROM_MAIN, FROM_PUBLIC, ORIGIN_COUNT } Origin;

typedef struct Scenario {
    Origin origin;
    Str name, kind; /* of requests as in Request */
    SymbolId entry;
    FlowId arm;
    uint32_t promise, bonus;
    WalkHop hops[WALK_MAX_HOPS];
    uint32_t count, worth;
} Scenario;
typedef struct ScenarioVec {
    Scenario *at;
    size_t len, cap;
    U64Map worths;
} ScenarioVec;

/* -- what a call tells -- */

static bool is_plumbing(Str name)
{
    static const char *const words[] = {"log",    "debug",  "trace",  "warn",  "print",
                                        "assert", "panic",  "fatal",  "error", "free",
                                        "alloc",  "malloc", "calloc", "die",   "new",
                                        "len",    "get",    "clone",  "init"};

    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (str_eq_nocase(name, str_from(words[i])))
            return true;
    }
    return str_starts(name, STR("log_")) || str_starts(name, STR("debug")) ||
           str_starts(name, STR("print")) || str_starts(name, STR("twarn")) ||
           str_ends(name, STR("Log")) || str_starts(name, STR("assert"));
}

static uint32_t count_callers(const Program *p, SymbolId s)
{
    return (uint32_t)MIN_OF(p->in_start[s + 1] - p->in_start[s], (size_t)1000);
}

/* From part to part tells most, then from file to file. */
static uint32_t weigh(void *self, SymbolId from, SymbolId to)
{
    const SectionAsk *s = self;
    const Program *p = s->ask->program;
    const Def *d = program_def(p, to);
    uint8_t owner = s->insight->owner[to];
    uint32_t worth = 2;

    if ((d->flags & (DEF_IS_VARIADIC | DEF_IS_GETTER)) ||
        d->end_line < d->line + TELLING_LINES || !insight_is_function(d) ||
        insight_in_test(s->insight, to) || is_plumbing(program_name(p, to)))
        return 0;
    if (owner && owner != s->insight->owner[from])
        worth += 4;
    if (program_unit_of(p, from) != program_unit_of(p, to))
        worth += 2;
    if (!owner)
        worth -= 1;
    if (count_callers(p, to) > UTILITY_CALLERS ||
        str_eq(program_name(p, from), program_name(p, to)))
        worth = 1; /* used everywhere; an overload */
    return worth;
}

static void walk(const SectionAsk *s, U64Map *worths, Scenario *x)
{
    WalkAsk ask = {.entry = x->entry,
                   .arm = x->arm,
                   .most = SCENARIO_MAX_HOPS,
                   .weigh = weigh,
                   .self = (void *)s,
                   .worths = worths};
    uint64_t owners = 0;

    x->count = flow_walk(s->shared->flow, &ask, x->hops);
    x->worth = x->bonus;
    for (uint32_t i = 0; i < x->count; i++) {
        uint8_t owner = s->insight->owner[x->hops[i].to];

        x->worth += weigh((void *)s, x->hops[i].from, x->hops[i].to);
        if (owner && !(owners >> (owner & 63) & 1))
            x->worth += 3;
        owners |= owner ? (uint64_t)1 << (owner & 63) : 0;
    }
}

/* -- candidates -- */

static void add_candidate(const SectionAsk *s, ScenarioVec *all, Scenario x)
{
    WalkAsk ask = {.entry = x.entry,
                   .arm = FLOW_NONE,
                   .weigh = weigh,
                   .self = (void *)s,
                   .worths = &all->worths};

    if (!x.entry || insight_in_test(s->insight, x.entry) ||
        !insight_is_function(program_def(s->ask->program, x.entry)))
        return;
    x.promise = flow_walk_promise(s->ask->program, &ask);
    if (!x.promise)
        return;
    x.promise += x.bonus;
    *VEC_PUSH(all) = x;
}

/* The case of the handler's body whose label begins at the request's place. */
static FlowId arm_at(const SectionAsk *s, const Request *r)
{
    const FlowBody *b = flow_body(s->shared->flow, r->handler);

    for (FlowId n = 0; b && n < b->count; n++) {
        if (b->nodes[n].kind == FLOW_CASE && b->nodes[n].subject.start == r->at.at)
            return n;
    }
    return FLOW_NONE;
}

static bool is_word_char(char c)
{
    return c == '_' || (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

/* How often the README shows the word as typed (`word`, "> word"): what a project shows first is what its users
 * do most. */
static uint32_t mentions_in_readme(const SectionAsk *s, Str word)
{
    static const char *const names[] = {"README.md", "README", "README.rst", "README.markdown"};
    uint32_t count = 0;

    if (str_ends(word, STR("Command")))
        word = str_sub(word, 0, word.len - strlen("Command"));
    for (size_t i = 0; i < ARRAY_LEN(names) && word.len > 1; i++) {
        Str text = evidence_file_lines(s->ask->evidence, str_from(names[i]), 1, UINT32_MAX);

        for (size_t at = 2; at + word.len <= text.len; at++) {
            bool is_typed = text.ptr[at - 1] == '`' ||
                            (text.ptr[at - 1] == ' ' && text.ptr[at - 2] == '>');

            if (!is_typed || !str_eq_nocase(str_sub(text, at, at + word.len), word))
                continue;
            count += at + word.len == text.len || !is_word_char(text.ptr[at + word.len]);
        }
    }
    return MIN_OF(count, (uint32_t)README_MENTIONS);
}

static void add_requests(const SectionAsk *s, ScenarioVec *all)
{
    const Reach *reach = section_find_reach(s);

    for (uint32_t i = 0; i < reach->count; i++) {
        const Request *r = &reach->requests[i];
        bool is_arm = str_is(r->kind, "arm");
        FlowId arm = is_arm ? arm_at(s, r) : FLOW_NONE;

        if (is_arm && arm == FLOW_NONE)
            continue;
        add_candidate(s, all,
                      (Scenario){.origin = FROM_REQUEST,
                                 .name = r->name,
                                 .kind = r->kind,
                                 .entry = r->handler,
                                 .bonus = README_BONUS * mentions_in_readme(s, r->name),
                                 .arm = arm});
    }
}

/* Examples, benchmarks and the like begin somewhere too, but not for whoever uses the program. */
static bool is_beside(Str path)
{
    static const char *const words[] = {"example", "sample", "demo",   "bench",
                                        "metrics", "extras", "tools/", "internal/"};

    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (str_has(path, str_from(words[i])))
            return true;
    }
    return false;
}

static void add_mains(const SectionAsk *s, ScenarioVec *all)
{
    const Outline *o = s->ask->outline;

    for (uint32_t i = 0; i < o->entry_point_count; i++) {
        const EntryPoint *e = &o->entry_points[i];
        UnitId unit = program_find_unit(s->ask->program, e->path);

        if (!e->symbol || unit == UNIT_NONE ||
            (s->ask->program->units[unit].file->flags & (FILE_IS_TEST | FILE_IS_EXAMPLE)) ||
            is_beside(e->path))
            continue;
        add_candidate(s, all,
                      (Scenario){.origin = FROM_MAIN,
                                 .name = e->name,
                                 .kind = e->kind,
                                 .entry = e->symbol,
                                 .arm = FLOW_NONE});
    }
}

/* Calls from tests, and from the program itself but for overloads of one name. */
static void count_calls(const SectionAsk *s, SymbolId symbol, uint32_t *tests, uint32_t *inside)
{
    const Program *p = s->ask->program;

    *tests = *inside = 0;
    for (size_t i = p->in_start[symbol]; i < p->in_start[symbol + 1]; i++) {
        const Edge *e = &p->edges[p->edges_in[i]];

        if (e->kind != EDGE_CALL || !insight_is_fact(e) ||
            str_eq(program_name(p, e->from), program_name(p, symbol)))
            continue;
        if (insight_is_test_edge(s->insight, e))
            ++*tests;
        else if (!is_beside(p->units[e->unit].file->path))
            ++*inside;
    }
}

static uint32_t log_2(uint32_t n)
{
    uint32_t log = 0;

    while (n >>= 1)
        log++;
    return log;
}

/* What others call: public, of some chapter; called by tests, or by nobody inside. What tests call most, and
 * what the first chapters are about, is what users meet first. */
static void add_public(const SectionAsk *s, ScenarioVec *all)
{
    const Program *p = s->ask->program;

    for (SymbolId i = 1; i < p->symbol_count; i++) {
        const Def *d = program_def(p, i);
        uint8_t owner = s->insight->owner[i];
        uint32_t tests, inside;

        if (!owner || !insight_is_function(d) || d->visibility != VISIBLE_PUBLIC ||
            is_beside(p->units[program_unit_of(p, i)].file->path))
            continue;
        count_calls(s, i, &tests, &inside);
        if (inside > 0 && tests < inside)
            continue;
        add_candidate(s, all,
                      (Scenario){.origin = FROM_PUBLIC,
                                 .name = program_qualified_name(p, s->insight->arena, i),
                                 .kind = STR("call"),
                                 .entry = i,
                                 .bonus = TESTS_BONUS * log_2(tests + 1) +
                                          (owner <= FIRST_CHAPTERS ? FIRST_BONUS / owner : 0),
                                 .arm = FLOW_NONE});
    }
}

/* -- choosing -- */

static int most_promising_first(const void *a, const void *b)
{
    const Scenario *x = a, *y = b;

    if (x->origin != y->origin)
        return x->origin < y->origin ? -1 : 1;
    if (x->promise != y->promise)
        return x->promise < y->promise ? 1 : -1;
    if (x->entry != y->entry)
        return x->entry < y->entry ? -1 : 1;
    return x->arm < y->arm ? -1 : x->arm > y->arm;
}

static int worthiest_first(const void *a, const void *b)
{
    const Scenario *x = a, *y = b;

    if (x->worth != y->worth)
        return x->worth < y->worth ? 1 : -1;
    return most_promising_first(a, b);
}

/* Overloads of one name are one. */
static uint32_t count_names(const SectionAsk *s, const Scenario *x)
{
    const Program *p = s->ask->program;
    uint32_t count = 0;

    for (uint32_t i = 0; i < x->count; i++) {
        bool is_new = true;

        for (uint32_t k = 0; k < i && is_new; k++)
            is_new = !str_eq(program_name(p, x->hops[i].to), program_name(p, x->hops[k].to));
        count += is_new;
    }
    return count;
}

/* The most promising of each origin are walked; the others are dropped. */
static void walk_candidates(const SectionAsk *s, ScenarioVec *all)
{
    uint32_t walked[ORIGIN_COUNT] = {0};
    size_t kept = 0;

    VEC_SORT(all, most_promising_first);
    for (size_t i = 0; i < all->len; i++) {
        Scenario *x = &all->at[i];

        if (walked[x->origin]++ >= CANDIDATES_WALKED)
            continue;
        walk(s, &all->worths, x);
        if (count_names(s, x) >= MIN_HOPS)
            all->at[kept++] = *x;
    }
    all->len = kept;
    VEC_SORT(all, worthiest_first);
}

static bool shares_most(const Scenario *a, const Scenario *b)
{
    uint32_t shared = 0;

    for (uint32_t i = 0; i < a->count; i++) {
        for (uint32_t k = 0; k < b->count; k++)
            shared += a->hops[i].to == b->hops[k].to;
    }
    return shared * 2 >= MIN_OF(a->count, b->count) || str_eq(a->name, b->name);
}

/* A request first, then where it begins, then another; a library's calls where there is neither. */
static uint32_t choose(const ScenarioVec *all, const Scenario **ret)
{
    static const Origin order[] = {FROM_REQUEST, FROM_MAIN, FROM_REQUEST, FROM_PUBLIC,
                                   FROM_PUBLIC};
    uint32_t count = 0;

    for (size_t o = 0; o < ARRAY_LEN(order) && count < SCENARIOS_MAX; o++) {
        for (size_t i = 0; i < all->len; i++) {
            bool is_new = all->at[i].origin == order[o];

            for (uint32_t k = 0; k < count && is_new; k++)
                is_new = !shares_most(&all->at[i], ret[k]);
            if (!is_new)
                continue;
            ret[count++] = &all->at[i];
            break;
        }
    }
    return count;
}

/* -- telling -- */

static void put_entry(const SectionAsk *s, Buf *b, const Scenario *x)
{
    Source at = evidence_place(s->ask->evidence, x->entry);

    section_put_name(s, b, x->entry);
    text_lit(b, " (");
    text_cite(b, at.path, at.line, 0);
    text_lit(b, ")");
}

static void put_intro(const SectionAsk *s, Draft *d, const Scenario *x)
{
    Buf *b = draft_prose(d);

    if (x->origin == FROM_PUBLIC) {
        put_entry(s, b, x);
        text_lit(b, " is for callers from outside.");
    } else if (x->arm != FLOW_NONE) {
        const FlowBody *f = flow_body(s->shared->flow, x->entry);

        text_code(b, x->name);
        text_lit(b, " is the case ");
        text_code(b, flow_text(f, f->nodes[x->arm].subject));
        text_lit(b, " (");
        text_cite(b, section_path(s, f->unit), f->nodes[x->arm].line, 0);
        text_lit(b, ") of ");
        section_put_name(s, b, x->entry);
        text_lit(b, ".");
    } else if (str_is(x->kind, "main")) {
        text_lit(b, "The program begins in ");
        put_entry(s, b, x);
        text_lit(b, ".");
    } else {
        text_code(b, x->name);
        text_lit(b, " is carried out by ");
        put_entry(s, b, x);
        text_lit(b, ".");
    }
    draft_end_prose(d);
}

static uint32_t node_of_unit(const SectionAsk *s, Diagram *g, UnitId unit)
{
    Str path = section_path(s, unit);
    AUTO(buf_done) Buf link = BUF(CELL_TEXT_BYTES);

    for (uint32_t i = 0; i < g->nodes_count; i++) {
        if (str_eq(g->nodes[i].id, path))
            return i;
    }
    text_lit(&link, "cite:");
    text_add_target(&link, path);
    g->nodes[g->nodes_count] = (DiagramNode){
        .id = path, .label = path, .link = arena_str(s->insight->arena, buf_str(&link))};
    return g->nodes_count++;
}

/* Base names where they are all different. */
static void shorten_labels(Diagram *g)
{
    for (uint32_t i = 0; i < g->nodes_count; i++) {
        for (uint32_t k = 0; k < i; k++) {
            if (str_eq(path_base(g->nodes[i].id), path_base(g->nodes[k].id)))
                return;
        }
    }
    for (uint32_t i = 0; i < g->nodes_count; i++)
        g->nodes[i].label = path_base(g->nodes[i].id);
}

static void draw(const SectionAsk *s, Draft *d, const Scenario *x)
{
    Arena *a = s->insight->arena;
    Diagram g = {
        .kind = DIAGRAM_SEQUENCE,
        .title = x->name,
        .nodes = ARENA_ARRAY(a, DiagramNode, 2 * WALK_MAX_HOPS),
        .edges = ARENA_ARRAY(a, DiagramEdge, WALK_MAX_HOPS),
        .description = STR("The calls of the table below, as messages between files.")};
    const Program *p = s->ask->program;

    course_id(g.id, "scenario", section_path(s, program_unit_of(p, x->entry)), x->name);
    for (uint32_t i = 0; i < x->count; i++) {
        const WalkHop *h = &x->hops[i];
        uint32_t line = h->body->nodes[h->call].line,
                 from = node_of_unit(s, &g, program_unit_of(p, h->from)),
                 to = node_of_unit(s, &g, program_unit_of(p, h->to));

        g.edges[g.edges_count++] = (DiagramEdge){
            .from = from,
            .to = to,
            .label = arena_printf(a, "%.*s (line %u)", STR_ARG(program_name(p, h->to)), line),
            .source = {section_path(s, h->body->unit), line, line}};
    }
    shorten_labels(&g);
    if (g.nodes_count > 1 && g.nodes_count <= DIAGRAM_MAX_NODES)
        draft_diagram(d, &g);
}

static bool is_in_loop(const FlowBody *f, FlowId n, FlowId top)
{
    for (; n != FLOW_NONE && n != top; n = f->nodes[n].parent) {
        if (f->nodes[n].kind == FLOW_LOOP)
            return true;
    }
    return false;
}

/* The nearest branch before the call that ends the function when it is taken. */
static FlowId way_out_before(const FlowBody *f, FlowId call, FlowId top)
{
    for (FlowId n = call; n != FLOW_NONE && n != top && f->nodes[n].parent != FLOW_NONE;
         n = f->nodes[n].parent) {
        FlowId found = FLOW_NONE;

        for (FlowId before = flow_first_child(f, f->nodes[n].parent);
             before != FLOW_NONE && before < n; before = f->nodes[before].next) {
            FlowId then = f->nodes[before].kind == FLOW_IF ? flow_part(f, before, FLOW_THEN)
                                                           : FLOW_NONE;
            if (then != FLOW_NONE && flow_leaves(f, then) && !flow_walk_is_failure(f, then))
                found = before;
        }
        if (found != FLOW_NONE)
            return found;
    }
    return FLOW_NONE;
}

static void put_condition(Draft *d, const WalkHop *h, FlowId top)
{
    const FlowBody *f = h->body;
    Buf *b = draft_cell(d);
    FlowId out = way_out_before(f, h->call, top);
    size_t before = b->len;

    if (!h->is_certain && !saying_put_way(b, f, h->call, top)) {
        saying_cut(b, before);
        buf_add(b,
                is_in_loop(f, h->call, top) ? STR("in a loop") : STR("under more conditions"));
    }
    if (out != FLOW_NONE) {
        size_t said = b->len;

        buf_add(b, said > before ? STR(", unless ") : STR("unless "));
        if (saying_code(b, f, f->nodes[out].subject))
            buf_printf(b, " has led away (line %u)", f->nodes[out].line);
        else
            saying_cut(b, said);
        if (b->len == before)
            text_lit(b, "under more conditions");
    }
    draft_end_cell(d);
}

static void put_words(const SectionAsk *s, Draft *d, SymbolId symbol)
{
    Str doc = section_own_doc(s, symbol);
    Buf *b = draft_cell(d);

    if (doc.len && doc.len <= DOC_BYTES && !str_ends(doc, STR(" .")))
        text_words(b, doc);
    draft_end_cell(d);
}

static void put_chapter(const SectionAsk *s, Draft *d, SymbolId symbol)
{
    uint8_t owner = s->insight->owner[symbol];
    Buf *b = draft_cell(d);

    if (owner)
        text_chapter_link(b, &s->ask->course->chapters[owner - 1]);
    draft_end_cell(d);
}

static void put_hops(const SectionAsk *s, Draft *d, const Scenario *x)
{
    static const char *const head[] = {
        "Step", "Call", "Under which condition", "What the source says of it", "Chapter", NULL};

    draft_table(d, head);
    for (uint32_t i = 0; i < x->count; i++) {
        const WalkHop *h = &x->hops[i];
        Buf *b = draft_cell(d);

        buf_printf(b, "%u", i + 1);
        draft_end_cell(d);
        b = draft_cell(d);
        section_put_name(s, b, h->from);
        text_lit(b, " calls ");
        section_put_name(s, b, h->to);
        text_lit(b, " ");
        text_cite(b, section_path(s, h->body->unit), h->body->nodes[h->call].line, 0);
        draft_end_cell(d);
        put_condition(d, h, h->from == x->entry ? x->arm : FLOW_NONE);
        put_words(s, d, h->to);
        put_chapter(s, d, h->to);
    }
    draft_end_table(d);
}

static Str title_of(const SectionAsk *s, const Scenario *x)
{
    const char *what = "Life of a call";

    if (x->origin == FROM_MAIN)
        what = "From the start";
    else if (str_is(x->kind, "route"))
        what = "Life of a request";
    else if (x->origin == FROM_REQUEST)
        what = "Life of a command";
    Str title = arena_printf(s->insight->arena, "%s: %.*s", what, STR_ARG(x->name));
    return evidence_clean(s->ask->evidence, str_sub(title, 0, TITLE_BYTES));
}

static void tell(const SectionAsk *s, Draft *d, const Scenario *x)
{
    draft_section(d, "scenario", arena_cstr(s->insight->arena, title_of(s, x)));
    put_intro(s, d, x);
    draw(s, d, x);
    put_hops(s, d, x);
}

static void list_files(const SectionAsk *s, Chapter *ch, const Scenario *const *told,
                       uint32_t count)
{
    U64Map seen = {0};
    const Program *p = s->ask->program;

    ch->files = ARENA_ARRAY(s->insight->arena, Str, SCENARIOS_MAX * (WALK_MAX_HOPS + 1));
    for (uint32_t k = 0; k < count; k++) {
        for (uint32_t i = 0; i <= told[k]->count; i++) {
            SymbolId symbol = i ? told[k]->hops[i - 1].to : told[k]->entry;
            UnitId unit = program_unit_of(p, symbol);
            bool is_new;

            (void)u64map_at(&seen, unit, &is_new);
            if (is_new)
                ch->files[ch->files_count++] = section_path(s, unit);
        }
    }
    u64map_done(&seen);
}

bool scenario_chapter(const SectionAsk *s, Chapter *ret)
{
    ScenarioVec all = {0};
    const Scenario *told[SCENARIOS_MAX];
    Draft d;

    add_requests(s, &all);
    add_mains(s, &all);
    add_public(s, &all);
    walk_candidates(s, &all);
    uint32_t count = choose(&all, told);
    *ret = (Chapter){.kind = STR("scenario"), .slug = STR("life-of-a-request")};
    if (count) {
        ret->title = count == 1 ? title_of(s, told[0]) : STR("Ways through the program");
        course_id(ret->id, "scenario",
                  section_path(s, program_unit_of(s->ask->program, told[0]->entry)),
                  told[0]->name);
        list_files(s, ret, told, count);
        draft_begin(&d, s->insight->arena, s->ask->course);
        for (uint32_t i = 0; i < count; i++)
            tell(s, &d, told[i]);
        draft_end(&d, ret);
    }
    u64map_done(&all.worths);
    VEC_DONE(&all);
    return count > 0;
}
