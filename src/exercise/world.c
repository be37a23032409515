/*
 * world.c -- things, and what is certain of them.
 */
#include "exercise/world.h"

#include "graph/prose.h"
#include "syntax/doc_text.h"

World world_open(const Program *p, Evidence *e, Arena *a)
{
    return (World){.program = p,
                   .evidence = e,
                   .arena = a,
                   .reader = syntax_reader_new(),
                   .snippets = xcalloc(1, sizeof(U64Map)),
                   .sentences = xcalloc(1, sizeof(U64Map))};
}

void world_close(World *w)
{
    syntax_reader_free(w->reader);
    if (w->snippets)
        u64map_done(w->snippets);
    if (w->sentences)
        u64map_done(w->sentences);
    free(w->snippets);
    free(w->sentences);
    *w = (World){0};
}

/* -- things -- */

Thing thing_symbol(const World *w, SymbolId s)
{
    return (Thing){.kind = THING_SYMBOL, .unit = program_unit_of(w->program, s), .symbol = s};
}

Thing thing_file(UnitId unit)
{
    return (Thing){.kind = THING_FILE, .unit = unit};
}

Thing thing_text(Str text)
{
    return (Thing){.kind = THING_TEXT, .unit = UNIT_NONE, .text = text};
}

bool thing_eq(const Thing *a, const Thing *b)
{
    return a->kind == b->kind && a->unit == b->unit && a->symbol == b->symbol &&
           str_eq(a->text, b->text);
}

static Str path_of(const World *w, UnitId unit)
{
    return w->program->units[unit].file->path;
}

Str thing_value(const World *w, const Thing *t)
{
    switch ((ThingKind)t->kind) {
    case THING_FILE:
        return arena_printf(w->arena, "file:%.*s", STR_ARG(path_of(w, t->unit)));
    case THING_SYMBOL: {
        Str name = program_qualified_name(w->program, w->arena, t->symbol);

        return arena_printf(w->arena, "symbol:%.*s#%.*s", STR_ARG(path_of(w, t->unit)),
                            STR_ARG(name));
    }
    case THING_TEXT:
        return arena_printf(w->arena, "text:%.*s", STR_ARG(t->text));
    case THING_NONE:
        break;
    }
    return STR("");
}

/* Definitions before declarations: a name of C is often both in one file. */
static SymbolId find_symbol(const World *w, UnitId unit, Str qualified_name)
{
    const Unit *u = &w->program->units[unit];
    SymbolId declared = 0;

    for (uint32_t d = 1; d < u->facts->def_count; d++) {
        SymbolId s = u->first_symbol + d;

        if (!str_ends(qualified_name, program_name(w->program, s)) ||
            !str_eq(program_qualified_name(w->program, w->arena, s), qualified_name))
            continue;
        if (!(u->facts->defs[d].flags & DEF_IS_DECLARATION))
            return s;
        declared = declared ? declared : s;
    }
    return declared;
}

bool thing_find(const World *w, Str value, Thing *ret)
{
    size_t colon = str_find_char(value, ':', 0);
    Str kind = str_sub(value, 0, colon), rest = str_sub(value, colon + 1, value.len);

    if (colon == SIZE_MAX)
        return false;
    if (str_is(kind, "text")) {
        *ret = thing_text(rest);
        return true;
    }
    size_t hash = str_is(kind, "symbol") ? str_find_char(rest, '#', 0) : SIZE_MAX;
    UnitId unit = program_find_unit(w->program, str_sub(rest, 0, hash));
    if (unit == UNIT_NONE)
        return false;
    if (str_is(kind, "file")) {
        *ret = thing_file(unit);
        return true;
    }
    SymbolId s = hash == SIZE_MAX ? 0 : find_symbol(w, unit, str_sub(rest, hash + 1, rest.len));
    if (s)
        *ret = thing_symbol(w, s);
    return s != 0;
}

Str thing_name(const World *w, const Thing *t)
{
    switch ((ThingKind)t->kind) {
    case THING_FILE:
        return path_of(w, t->unit);
    case THING_SYMBOL:
        return program_qualified_name(w->program, w->arena, t->symbol);
    case THING_TEXT:
        return t->text;
    case THING_NONE:
        break;
    }
    return STR("");
}

void thing_write(const World *w, const Thing *t, Buf *out)
{
    text_code(out, evidence_clean(w->evidence, thing_name(w, t)));
}

/* -- symbols -- */

/* A name means one thing when no other definition outside of tests has it. */
bool world_is_alone(const World *w, SymbolId s)
{
    const Program *p = w->program;
    Str name = program_qualified_name(p, w->arena, s);
    const Unit *u = &p->units[program_unit_of(p, s)];
    size_t count;
    const SymbolId *named = program_symbols_named(p, u->global_names[program_def(p, s)->name],
                                                  &count);

    if (!name.len || str_find_char(u->file->path, '#', 0) != SIZE_MAX)
        return false;
    for (size_t i = 0; i < count; i++) {
        UnitId unit = program_unit_of(p, named[i]);

        if (named[i] == s || (program_def(p, named[i])->flags & DEF_IS_DECLARATION))
            continue;
        if (unit != program_unit_of(p, s) && world_is_in_test(w, named[i]) &&
            !world_is_in_test(w, s))
            continue;
        if (str_eq(program_qualified_name(p, w->arena, named[i]), name))
            return false;
    }
    return true;
}

bool world_is_code(const World *w, SymbolId s)
{
    const Def *d = program_def(w->program, s);

    return (d->kind == DEF_FUNCTION || d->kind == DEF_METHOD || d->kind == DEF_CONSTRUCTOR) &&
           !(d->flags & (DEF_IS_DECLARATION | DEF_IS_GENERATED));
}

bool world_is_test(const World *w, SymbolId s)
{
    const Unit *u = &w->program->units[program_unit_of(w->program, s)];

    return (program_def(w->program, s)->flags & DEF_IS_TEST) ||
           ((u->file->flags & FILE_IS_TEST) && world_is_code(w, s) &&
            str_has(program_name(w->program, s), STR("test")));
}

bool world_is_in_test(const World *w, SymbolId s)
{
    const Unit *u = &w->program->units[program_unit_of(w->program, s)];

    if (u->file->flags & (FILE_IS_TEST | FILE_IS_EXAMPLE))
        return true;
    for (uint32_t d = s - u->first_symbol; d; d = u->facts->defs[d].parent) {
        const Def *def = &u->facts->defs[d];

        if ((def->flags & DEF_IS_TEST) ||
            (def->kind == DEF_MODULE &&
             str_is(program_name(w->program, u->first_symbol + d), "tests")))
            return true;
    }
    return false;
}

/* -- what stands where -- */

static bool is_word_char(char c)
{
    return c == '_' || c == '$' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z') || (c & 0x80);
}

bool world_has_word(const World *w, UnitId unit, uint32_t start, uint32_t end, Str name,
                    uint32_t *ret_at)
{
    Str text = str_sub(evidence_text(w->evidence, unit), 0, end);

    if (!name.len)
        return false;
    for (size_t at = start; (at = str_find(text, name, at)) != SIZE_MAX; at++) {
        size_t after = at + name.len;

        if ((at == 0 || !is_word_char(text.ptr[at - 1])) &&
            (after >= text.len || !is_word_char(text.ptr[after]))) {
            *ret_at = (uint32_t)at;
            return true;
        }
    }
    return false;
}

static const Edge *edge_between(const World *w, UnitId unit, uint32_t start, uint32_t end,
                                SymbolId to, unsigned kinds)
{
    const Program *p = w->program;

    for (size_t i = evidence_first_edge(p, unit, start);
         i < p->unit_edges[unit + 1] && p->edges[i].at < end; i++) {
        const Edge *e = &p->edges[i];

        if (e->to == to && (kinds & BIT(e->kind)) &&
            tier_confidence(e->tier) >= EDGE_CONFIDENCE_FACT)
            return e;
    }
    return NULL;
}

const Edge *world_edge(const World *w, SymbolId from, SymbolId to, unsigned kinds)
{
    const Def *d = program_def(w->program, from);

    return edge_between(w, program_unit_of(w->program, from), d->start, d->end, to, kinds);
}

/* Over the references to it, which are fewer than those of a file. */
const Edge *world_file_edge(const World *w, UnitId from, SymbolId to, unsigned kinds)
{
    const Program *p = w->program;
    const Edge *first = NULL;

    for (size_t i = p->in_start[to]; i < p->in_start[to + 1]; i++) {
        const Edge *e = &p->edges[p->edges_in[i]];

        if (e->unit == from && (kinds & BIT(e->kind)) &&
            tier_confidence(e->tier) >= EDGE_CONFIDENCE_FACT && (!first || e->at < first->at))
            first = e;
    }
    return first;
}

Source world_line(const World *w, UnitId unit, uint32_t at)
{
    uint32_t line = evidence_line(w->evidence, unit, at);

    return (Source){path_of(w, unit), line, line};
}

Source world_edge_line(const World *w, const Edge *e)
{
    return world_line(w, e->unit, e->at);
}

/* A macro may call for the function that uses it. */
static bool uses_macro_with(const World *w, SymbolId from, Str name)
{
    const Program *p = w->program;
    UnitId unit = program_unit_of(p, from);
    const Def *d = program_def(p, from);
    uint32_t at;

    for (size_t i = evidence_first_edge(p, unit, d->start);
         i < p->unit_edges[unit + 1] && p->edges[i].at < d->end; i++) {
        const Def *to = program_def(p, p->edges[i].to);

        if (to->kind == DEF_MACRO && world_has_word(w, program_unit_of(p, p->edges[i].to),
                                                    to->start, to->end, name, &at))
            return true;
    }
    return false;
}

Truth world_calls(const World *w, SymbolId from, SymbolId to, Source *ret_where)
{
    const Edge *e = world_edge(w, from, to, BIT(EDGE_CALL));
    const Def *d = program_def(w->program, from);
    Str name = program_name(w->program, to);
    uint32_t at;

    if (e) {
        *ret_where = world_edge_line(w, e);
        return TRUTH_YES;
    }
    *ret_where = evidence_range(w->evidence, from);
    if (world_has_word(w, program_unit_of(w->program, from), d->start, d->end, name, &at) ||
        uses_macro_with(w, from, name))
        return TRUTH_UNKNOWN;
    return TRUTH_NO;
}

typedef struct Sentence {
    Str text;
    Source source;
} Sentence;

Str world_sentence(const World *w, SymbolId s, Source *ret_source)
{
    bool is_new;
    uint64_t *kept = u64map_at(w->sentences, s, &is_new);

    if (is_new) {
        Sentence *n = ARENA_NEW(w->arena, Sentence);
        Str doc = evidence_clean(w->evidence, evidence_doc(w->evidence, s, &n->source));
        Str sentence = str_trim(doc_first_sentence(doc));

        n->text = prose_is_definition(sentence) ? sentence : STR_NONE;
        *kept = (uint64_t)(uintptr_t)n;
    }
    const Sentence *n = (const Sentence *)(uintptr_t)*kept;
    *ret_source = n->source;
    return n->text;
}
