/*
 * section_failures.c -- "When it fails": condition, what is done then, what a caller makes of it, the test.
 *
 * Rows come from failures.h: a throw, an exit, a returned -1, NULL, made error. Each has the condition
 * that leads there; a failure without one is a function that always fails and no row. "no test
 * found" is a finding of ours about text and references, and is written as such.
 */
#include "writer/section.h"

#include "base/vec.h"
#include "flow/failures.h"
#include "writer/saying.h"

enum {
    FAILURES_SHOWN = 12,
    FUNCTIONS_READ = 400, /* of a chapter */
    CELL_MAX_BYTES = 8 << 10,
    TEXT_SHOWN_BYTES = 100,
    TEXT_ALONE_BYTES = 24,
    TEXT_FOUND_MIN_BYTES = 10, /* a shorter message may stand anywhere */
    TEST_TEXT_MAX_BYTES = 8 << 20,
    CALLERS_READ = 12,
};

typedef struct Row {
    const FlowBody *body;
    Failure failure;
    Str when, then;
    Source test; /* no path: none was found */
    uint32_t weight;
} Row;
VEC_TYPE(RowVec, Row);

/* -- what the row says -- */

/* The conditions that lead to it. */
static Str when_of(const SectionAsk *s, const FlowBody *f, const Failure *x)
{
    AUTO(buf_done) Buf text = BUF(CELL_MAX_BYTES);

    if (x->guard == FLOW_NONE || !saying_put_way(&text, f, x->at, FLOW_NONE))
        return STR_NONE;
    return arena_str(s->insight->arena, buf_str(&text));
}

static bool is_shown_whole(const FlowBody *f, const Failure *x)
{
    AUTO(buf_done) Buf text = BUF(CELL_MAX_BYTES);

    return saying_code(&text, f, f->nodes[x->at].value);
}

/* The way out, and before it what else the branch does when all of it can be said. */
static bool put_then(Buf *b, const FlowBody *f, const Failure *x)
{
    Deeds deeds = saying_deeds(f, x->block);
    size_t before = b->len;

    if (x->kind == FAILURE_EXIT) {
        text_lit(b, "ends the program: ");
        return saying_code(b, f, f->nodes[x->at].all) || saying_put_callee(b, f, x->at);
    }
    bool is_its_own = f->nodes[x->at].parent == x->block;
    if (is_its_own && deeds.is_whole && saying_put_deeds(b, f, &deeds))
        return true;
    saying_cut(b, before);
    return saying_put_leave(b, f, x->at);
}

static Str then_of(const SectionAsk *s, const FlowBody *f, const Failure *x)
{
    AUTO(buf_done) Buf text = BUF(CELL_MAX_BYTES);
    Str message = failure_text(f, x);

    if (!put_then(&text, f, x))
        return STR_NONE;
    if (x->kind != FAILURE_EXIT && !is_shown_whole(f, x) && message.len &&
        message.len <= TEXT_SHOWN_BYTES && !str_has(message, STR("\\"))) {
        if (str_is(buf_str(&text), "returns"))
            text_lit(&text, " an error");
        text_lit(&text, ": \"");
        text_words(&text, message);
        text_lit(&text, "\"");
    }
    return arena_str(s->insight->arena, buf_str(&text));
}

/* -- what a caller does -- */

/* The branch of the caller that the edge stands before, when it does more than hand the failure on. */
static bool put_caller_at(const SectionAsk *s, Buf *b, const Edge *e, FlowValue failed)
{
    const FlowBody *f = flow_body(s->shared->flow, e->from);

    for (FlowId n = 0; f && n < f->count; n++) {
        FlowId an_if;

        if (f->nodes[n].kind != FLOW_CALL || f->nodes[n].name.start != e->at)
            continue;
        FlowId then = flow_branch_on_failure(f, n, failed, &an_if);
        if (then == FLOW_NONE)
            return false;
        Deeds deeds = saying_deeds(f, then);
        if (deeds.count == 0)
            return false;
        text_lit(b, "; then ");
        section_put_name(s, b, e->from);
        text_lit(b, " (");
        text_cite(b, section_path(s, e->unit), f->nodes[an_if].line, 0);
        text_lit(b, ") ");
        return deeds.is_whole ? saying_put_deeds(b, f, &deeds) : saying_put_some(b, f, &deeds);
    }
    return false;
}

static bool put_caller(const SectionAsk *s, Buf *b, SymbolId symbol, FlowValue failed)
{
    const Program *p = s->ask->program;
    uint32_t read = 0;

    for (size_t i = p->in_start[symbol]; i < p->in_start[symbol + 1] && read < CALLERS_READ;
         i++) {
        const Edge *e = &p->edges[p->edges_in[i]];
        size_t before = b->len;

        if (e->kind != EDGE_CALL || !insight_is_fact(e) || insight_is_test_edge(s->insight, e))
            continue;
        read++;
        if (put_caller_at(s, b, e, failed))
            return true;
        saying_cut(b, before);
    }
    return false;
}

/* -- tests -- */

/* The longest stretch of a message without placeholders. */
static Str steady_part(Str message)
{
    Str best = STR_NONE;
    size_t start = 0;

    for (size_t i = 0; i <= message.len; i++) {
        if (i < message.len && !strchr("%{}$\\\"'`", message.ptr[i]))
            continue;
        if (i - start > best.len)
            best = str_sub(message, start, i);
        start = i + 1 + (i < message.len && message.ptr[i] == '%');
    }
    return str_trim(best);
}

static Source line_at(const SectionAsk *s, UnitId unit, size_t at)
{
    uint32_t line = evidence_line(s->ask->evidence, unit, (uint32_t)at);

    return (Source){section_path(s, unit), line, line};
}

/* Whether the test file refers to anything of the other file. */
static bool is_linked(const SectionAsk *s, UnitId test, UnitId unit)
{
    const Program *p = s->ask->program;

    for (size_t i = p->unit_edges[test]; i < p->unit_edges[test + 1]; i++) {
        if (insight_is_fact(&p->edges[i]) && program_unit_of(p, p->edges[i].to) == unit)
            return true;
    }
    return false;
}

/* A long text stands for itself; a shorter one counts in tests of the same file. */
static bool test_with_text(const SectionAsk *s, UnitId unit, Str message, Source *ret)
{
    const Program *p = s->ask->program;
    Str part = steady_part(message);
    size_t bytes = 0;

    if (part.len < TEXT_FOUND_MIN_BYTES || !str_has(part, STR(" ")))
        return false;
    for (UnitId u = 0; u < p->unit_count && bytes < TEST_TEXT_MAX_BYTES; u++) {
        if (!s->insight->is_test_unit[u])
            continue;
        Str text = insight_text(s->insight, u);
        size_t at = str_find(text, part, 0);

        bytes += text.len;
        if (at != SIZE_MAX && (part.len >= TEXT_ALONE_BYTES || is_linked(s, u, unit))) {
            *ret = line_at(s, u, at);
            return true;
        }
    }
    return false;
}

static Str last_part_of(Str name)
{
    for (size_t i = name.len; i > 0; i--) {
        if (strchr(".:", name.ptr[i - 1]))
            return str_sub(name, i, name.len);
    }
    return name;
}

/* A test that calls the function and names what it throws. */
static bool test_with_name(const SectionAsk *s, SymbolId symbol, Str name, Source *ret)
{
    const Program *p = s->ask->program;

    name = last_part_of(name);
    if (name.len < 4)
        return false;
    for (size_t i = p->in_start[symbol]; i < p->in_start[symbol + 1]; i++) {
        const Edge *e = &p->edges[p->edges_in[i]];

        if (!insight_is_fact(e) || !insight_is_test_edge(s->insight, e))
            continue;
        const Def *d = program_def(p, e->from);
        Str text = insight_text(s->insight, e->unit);
        size_t at = str_find(str_sub(text, 0, d->end), name, d->start);
        if (at != SIZE_MAX && d->end > d->start && program_name(p, e->from).len) {
            *ret = line_at(s, e->unit, at);
            return true;
        }
    }
    return false;
}

static Source test_of(const SectionAsk *s, const FlowBody *f, const Failure *x)
{
    Source found = {0};
    Str name = failure_name(f, x);

    if (test_with_text(s, f->unit, failure_text(f, x), &found))
        return found;
    if (x->kind == FAILURE_THROW && name.len && test_with_name(s, f->symbol, name, &found))
        return found;
    return (Source){0};
}

/* -- rows -- */

static FlowValue value_failed(const FlowBody *f, const Failure *x)
{
    FlowValue value = (FlowValue)f->nodes[x->at].value_is;

    return value == VALUE_NOTHING || value == VALUE_NEGATIVE ? value : VALUE_OTHER;
}

static bool is_repeated(const RowVec *rows, const Row *row)
{
    for (size_t i = 0; i < rows->len; i++) {
        if (rows->at[i].body == row->body && str_eq(rows->at[i].when, row->when) &&
            str_eq(rows->at[i].then, row->then))
            return true;
    }
    return false;
}

static void add_row(const SectionAsk *s, const FlowBody *f, const Failure *x, RowVec *rows)
{
    const Program *p = s->ask->program;
    AUTO(buf_done) Buf then = BUF(CELL_MAX_BYTES);
    Row row = {.body = f, .failure = *x, .when = when_of(s, f, x)};

    if (!row.when.len || !(row.then = then_of(s, f, x)).len || is_repeated(rows, &row))
        return;
    buf_add(&then, row.then);
    bool has_caller = x->kind == FAILURE_RETURN && f->language != LANG_RUST &&
                      put_caller(s, &then, f->symbol, value_failed(f, x));
    row.then = arena_str(s->insight->arena, buf_str(&then));
    size_t users = p->in_start[f->symbol + 1] - p->in_start[f->symbol];
    row.weight = (uint32_t)MIN_OF(users, (size_t)20) / 4 + (has_caller ? 4 : 0) +
                 (failure_text(f, x).len ? 2 : 0) + (x->kind == FAILURE_THROW ? 1 : 0);
    *VEC_PUSH(rows) = row;
}

static void gather_rows(const SectionAsk *s, RowVec *rows)
{
    const Program *p = s->ask->program;
    uint32_t read = 0;

    for (SymbolId i = 1; i < p->symbol_count && read < FUNCTIONS_READ; i++) {
        Failure found[FAILURES_MAX];

        if (s->insight->owner[i] != s->number || !insight_is_function(program_def(p, i)) ||
            insight_in_test(s->insight, i))
            continue;
        const FlowBody *f = flow_body(s->shared->flow, i);
        read += f != NULL;
        uint32_t count = f ? flow_failures(f, found) : 0;
        for (uint32_t k = 0; k < count; k++)
            add_row(s, f, &found[k], rows);
    }
}

static int heaviest_first(const void *a, const void *b)
{
    const Row *x = a, *y = b;

    if (x->weight != y->weight)
        return x->weight < y->weight ? 1 : -1;
    if (x->body->symbol != y->body->symbol)
        return x->body->symbol < y->body->symbol ? -1 : 1;
    return x->failure.at < y->failure.at ? -1 : x->failure.at > y->failure.at;
}

static int in_source_order(const void *a, const void *b)
{
    const Row *x = a, *y = b;

    if (x->body->symbol != y->body->symbol)
        return x->body->symbol < y->body->symbol ? -1 : 1;
    return x->failure.at < y->failure.at ? -1 : x->failure.at > y->failure.at;
}

/* The file is named where it changes. */
static void put_row(const SectionAsk *s, const Row *row, UnitId unit_before, bool has_tests)
{
    const FlowNode *at = &row->body->nodes[row->failure.at];
    Buf *b = draft_cell(s->draft);

    buf_add(b, row->when);
    draft_end_cell(s->draft);
    b = draft_cell(s->draft);
    section_put_name(s, b, row->body->symbol);
    text_lit(b, ", ");
    if (row->body->unit == unit_before)
        text_cite_line(b, section_path(s, row->body->unit), at->line);
    else
        text_cite(b, section_path(s, row->body->unit), at->line, 0);
    draft_end_cell(s->draft);
    buf_add(draft_cell(s->draft), row->then);
    draft_end_cell(s->draft);
    if (!has_tests)
        return;
    b = draft_cell(s->draft);
    if (row->test.path.len)
        text_cite_source(b, &row->test);
    else
        text_lit(b, "no test found");
    draft_end_cell(s->draft);
}

static bool has_test_units(const SectionAsk *s)
{
    for (UnitId u = 0; u < s->ask->program->unit_count; u++) {
        if (s->insight->is_test_unit[u])
            return true;
    }
    return false;
}

void section_failures(const SectionAsk *s)
{
    RowVec rows = {0};
    bool has_tests = has_test_units(s);
    const char *const head[] = {"When", "In", "Then", has_tests ? "Test that expects it" : NULL,
                                NULL};

    gather_rows(s, &rows);
    size_t all = rows.len;
    VEC_SORT(&rows, heaviest_first);
    rows.len = MIN_OF(rows.len, (size_t)FAILURES_SHOWN);
    VEC_SORT(&rows, in_source_order);
    draft_section(s->draft, "failures", "When it fails");
    draft_table(s->draft, head);
    for (size_t i = 0; i < rows.len; i++) {
        rows.at[i].test = test_of(s, rows.at[i].body, &rows.at[i].failure);
        put_row(s, &rows.at[i], i ? rows.at[i - 1].body->unit : UNIT_NONE, has_tests);
    }
    draft_end_table(s->draft);
    if (all > rows.len) {
        buf_printf(draft_prose(s->draft),
                   "These are %zu of %zu failures that its functions tell.", rows.len, all);
        draft_end_prose(s->draft);
    }
    VEC_DONE(&rows);
}
