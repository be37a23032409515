/*
 * telling.c -- which lines of a symbol to show.
 *
 * Short symbols are shown whole, without a docstring that the page quotes anyway. Of a long class, the
 * method that is referred to most. Of a long function the window of EXCERPT_GOOD_LINES with the most in
 * it: a line counts for the calls that were resolved in it and for beginning a branch or a loop. A
 * window begins at the outermost level of the body, so that it does not open inside of something.
 */
#include "writer/telling.h"

#include "graph/resolve.h"

enum {
    DOCSTRING_MIN_LINES = 5, /* a shorter one may stay where it is */
    METHOD_MIN_LINES = 6,
    CALL_WEIGHT = 2,
    LOOP_WEIGHT = 4, /* of a window that begins with what drives the function */
    WINDOW_MIN_LINES = 10,
    CALLS_COUNTED = 15,
    REFERENCES_COUNTED = 20,
};

static bool is_type(const Def *d)
{
    return d->kind == DEF_CLASS || d->kind == DEF_STRUCT || d->kind == DEF_INTERFACE ||
           d->kind == DEF_TRAIT || d->kind == DEF_UNION || d->kind == DEF_ENUM ||
           d->kind == DEF_NAMESPACE || d->kind == DEF_MODULE;
}

static bool is_code(const Def *d)
{
    return d->kind == DEF_FUNCTION || d->kind == DEF_METHOD || d->kind == DEF_CONSTRUCTOR;
}

bool telling_is_code(const Program *p, SymbolId s)
{
    const Def *d = program_def(p, s);

    return is_code(d) && d->signature_end < d->end && !(d->flags & DEF_IS_DECLARATION);
}

static uint32_t lines_of_range(const Source *s)
{
    return s->end_line - s->line + 1;
}

static size_t indent_of(Str line)
{
    size_t n = 0;

    for (size_t i = 0; i < line.len && (line.ptr[i] == ' ' || line.ptr[i] == '\t'); i++)
        n += line.ptr[i] == '\t' ? 8 : 1;
    return n;
}

static bool is_comment(Str text)
{
    return str_starts(text, STR("//")) || str_starts(text, STR("/*")) ||
           str_starts(text, STR("*")) || str_starts(text, STR("#"));
}

static bool begins_loop(Str text)
{
    static const char *const words[] = {"switch", "for", "while", "match", "loop", "do {"};

    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (str_starts(text, str_from(words[i])))
            return true;
    }
    return false;
}

static bool begins_branch(Str text)
{
    static const char *const words[] = {
        "if",      "for",       "while", "switch", "case",    "match", "loop", "elif",
        "else if", "} else if", "try",   "select", "foreach", "with",  "do",   "when"};

    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        Str w = str_from(words[i]);

        if (str_starts(text, w) && (text.len == w.len || strchr(" ({:", text.ptr[w.len])))
            return true;
    }
    return false;
}

/* Of each line of the function: how much it tells. Calls are counted once for each target. */
static uint32_t *weigh_lines(const Program *p, Evidence *e, UnitId unit, const Source *whole)
{
    uint32_t count = lines_of_range(whole);
    uint32_t *weights = ARENA_ARRAY(evidence_arena(e), uint32_t, count);
    U64Map seen = {0};

    for (uint32_t i = 0; i < count; i++)
        weights[i] = begins_branch(
            str_trim(evidence_lines(e, unit, whole->line + i, whole->line + i)));
    Str text = evidence_lines(e, unit, whole->line, whole->end_line);
    uint32_t start = (uint32_t)(text.ptr - evidence_text(e, unit).ptr);
    for (size_t i = evidence_first_edge(p, unit, start);
         text.len && i < p->unit_edges[unit + 1] && p->edges[i].at < start + text.len; i++) {
        const Edge *edge = &p->edges[i];
        uint32_t line = evidence_line(e, unit, edge->at);
        bool is_new;

        if (edge->kind != EDGE_CALL || tier_confidence(edge->tier) < EDGE_CONFIDENCE_FACT)
            continue;
        (void)u64map_at(&seen, edge->to, &is_new);
        weights[line - whole->line] += is_new ? CALL_WEIGHT : 0;
    }
    u64map_done(&seen);
    return weights;
}

/* The indentation of the body: the least that is more than the function's own. */
static size_t body_indent(Evidence *e, UnitId unit, const Source *whole)
{
    size_t own = indent_of(evidence_lines(e, unit, whole->line, whole->line)), least = SIZE_MAX;

    for (uint32_t line = whole->line + 1; line < whole->end_line; line++) {
        Str text = evidence_lines(e, unit, line, line);

        if (str_trim(text).len && indent_of(text) > own)
            least = MIN_OF(least, indent_of(text));
    }
    return least == SIZE_MAX ? own : least;
}

static bool may_begin(Evidence *e, UnitId unit, uint32_t line, size_t indent)
{
    Str text = evidence_lines(e, unit, line, line), words = str_trim(text);

    return words.len && indent_of(text) <= indent && !strchr("})]*", words.ptr[0]) &&
           !str_starts(words, STR("else")) && !str_starts(words, STR("elif")) &&
           !str_starts(words, STR("except")) && !str_starts(words, STR("catch"));
}

/* A window ends with something finished where that costs less than half of it. */
static uint32_t good_end(Evidence *e, UnitId unit, uint32_t line, uint32_t end, size_t indent)
{
    for (uint32_t at = end; at > line + EXCERPT_GOOD_LINES / 2; at--) {
        Str text = evidence_lines(e, unit, at, at),
            next = evidence_lines(e, unit, at + 1, at + 1);
        bool closes = str_trim(text).len && indent_of(text) <= indent &&
                      strchr("})", str_trim(text).ptr[0]);

        bool is_last_of_case = str_starts(str_trim(next), STR("case ")) ||
                               str_starts(str_trim(next), STR("default:"));

        if (closes || is_last_of_case ||
            (str_trim(next).len == 0 && str_trim(text).len && !is_comment(str_trim(text))))
            return at;
    }
    return end;
}

static void best_window(const Program *p, Evidence *e, Telling *t)
{
    UnitId unit = program_unit_of(p, t->symbol);
    Source body = {t->whole.path, t->line, t->whole.end_line};
    const uint32_t *weights = weigh_lines(p, e, unit, &body);
    size_t indent = body_indent(e, unit, &t->whole);
    uint32_t best = body.line, most = 0;

    for (uint32_t line = body.line; line + WINDOW_MIN_LINES <= body.end_line; line++) {
        uint32_t weight = 0;

        if (!may_begin(e, unit, line, indent))
            continue;
        for (uint32_t i = line; i <= MIN_OF(body.end_line, line + EXCERPT_GOOD_LINES - 1); i++)
            weight += weights[i - body.line];
        if (begins_loop(str_trim(evidence_lines(e, unit, line, line))))
            weight += LOOP_WEIGHT;
        if (weight > most) {
            most = weight;
            best = line;
        }
    }
    t->line = best;
    t->end_line = MIN_OF(body.end_line, best + EXCERPT_GOOD_LINES - 1);
    if (t->end_line < body.end_line)
        t->end_line = good_end(e, unit, t->line, t->end_line, indent);
}

/* A docstring inside of the symbol is passed over when it would fill the excerpt. */
static void pass_docstring(const Program *p, Evidence *e, Telling *t)
{
    const Def *d = program_def(p, t->symbol);
    UnitId unit = program_unit_of(p, t->symbol);

    if (d->doc_start <= d->start || d->doc_end > d->end || d->doc_end == 0)
        return;
    uint32_t first = evidence_line(e, unit, d->doc_start),
             last = evidence_line(e, unit, d->doc_end - 1);
    if (last - first + 1 < DOCSTRING_MIN_LINES || last >= t->whole.end_line)
        return;
    t->line = last + 1;
    while (t->line < t->whole.end_line &&
           !str_trim(evidence_lines(e, unit, t->line, t->line)).len)
        t->line++;
}

static size_t references_outside_tests(const Program *p, SymbolId s)
{
    size_t count = 0;

    for (size_t i = p->in_start[s]; i < p->in_start[s + 1]; i++)
        count += !(p->units[p->edges[p->edges_in[i]].unit].file->flags & FILE_IS_TEST);
    return count;
}

/* The method that is referred to most, among those that have something inside. */
static SymbolId method_to_show(const Program *p, Evidence *e, SymbolId type)
{
    const Unit *u = &p->units[program_unit_of(p, type)];
    uint32_t def = type - u->first_symbol;
    SymbolId best = 0;
    size_t most = 0;

    for (uint32_t d = def + 1; d < u->facts->def_count; d++) {
        SymbolId s = u->first_symbol + d;
        Source range;

        if (u->facts->defs[d].parent != def || !telling_is_code(p, s))
            continue;
        range = evidence_range(e, s);
        size_t weight = references_outside_tests(p, s) + 1;
        if (lines_of_range(&range) >= METHOD_MIN_LINES && weight > most) {
            most = weight;
            best = s;
        }
    }
    return best;
}

bool telling_lines(const Program *p, Evidence *e, SymbolId s, Telling *ret)
{
    const Def *d = program_def(p, s);

    if ((d->flags & DEF_IS_DECLARATION) || d->kind == DEF_SECTION || d->kind == DEF_NONE)
        return false;
    *ret = (Telling){.symbol = s, .whole = evidence_range(e, s)};
    if (is_type(d) && lines_of_range(&ret->whole) > EXCERPT_GOOD_LINES) {
        SymbolId method = method_to_show(p, e, s);

        if (method)
            *ret = (Telling){.symbol = method, .whole = evidence_range(e, method)};
    }
    ret->line = ret->whole.line;
    ret->end_line = ret->whole.end_line;
    pass_docstring(p, e, ret);
    if (ret->end_line - ret->line + 1 <= EXCERPT_MAX_LINES)
        return true;
    if (is_code(program_def(p, ret->symbol)))
        best_window(p, e, ret);
    else
        ret->end_line = good_end(e, program_unit_of(p, ret->symbol), ret->line,
                                 ret->line + EXCERPT_GOOD_LINES - 1, 0);
    return true;
}

size_t telling_weight(const Program *p, Evidence *e, SymbolId s)
{
    const Def *d = program_def(p, s);
    UnitId unit = program_unit_of(p, s);
    Source range = evidence_range(e, s);
    U64Map targets = {0};

    if (!telling_is_code(p, s) || lines_of_range(&range) < METHOD_MIN_LINES)
        return 0;
    for (size_t i = evidence_first_edge(p, unit, d->start);
         i < p->unit_edges[unit + 1] && p->edges[i].at < d->end; i++) {
        const Edge *edge = &p->edges[i];

        if (edge->kind == EDGE_CALL && tier_confidence(edge->tier) >= EDGE_CONFIDENCE_FACT)
            *u64map_at(&targets, edge->to, NULL) = 1;
    }
    size_t calls = targets.len;
    u64map_done(&targets);
    return 1 + 3 * MIN_OF(calls, (size_t)CALLS_COUNTED) +
           MIN_OF(references_outside_tests(p, s), (size_t)REFERENCES_COUNTED) / 2;
}
