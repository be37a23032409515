/*
 * section.c -- what the sections from insights have in common.
 */
#include "writer/section.h"

#include "syntax/doc_text.h"

enum { GROUP_MAX_GAP = 8 }; /* bytes between two that share a comment */

static Str text_of(void *self, UnitId unit)
{
    return evidence_text(self, unit);
}

SectionShared *section_shared_new(const WriterAsk *ask, const uint8_t *owner)
{
    SectionShared *x = xcalloc(1, sizeof(*x));

    x->insight = (Insight){
        .program = ask->program,
        .project = ask->project,
        .history = ask->history,
        .owner = owner,
        .text = text_of,
        .text_self = ask->evidence,
        .arena = evidence_arena(ask->evidence),
    };
    insight_prepare(&x->insight);
    x->flow = flow_open(ask->program);
    return x;
}

void section_shared_free(SectionShared *x)
{
    if (!x)
        return;
    flow_close(x->flow);
    free(x);
}

/* Fields and values that stand close below each other share the comment above the first. */
static bool is_group_comment(const Program *p, SymbolId symbol, Str doc)
{
    const Unit *u = &p->units[program_unit_of(p, symbol)];
    uint32_t def = symbol - u->first_symbol;
    const Def *d = &u->facts->defs[def];
    bool is_above = d->doc_end <= d->start,
         is_part = d->kind == DEF_FIELD || d->kind == DEF_MACRO || d->kind == DEF_CONSTANT ||
                   d->kind == DEF_ENUM_MEMBER || d->kind == DEF_VARIABLE;

    if (!is_above || !is_part || str_has(doc, program_name(p, symbol)))
        return false;
    for (uint32_t i = def + 1; i < u->facts->def_count; i++) {
        const Def *next = &u->facts->defs[i];

        if (next->parent == d->parent)
            return (next->kind == d->kind || insight_is_function(next)) &&
                   next->start <= d->end + GROUP_MAX_GAP && !next->doc_end &&
                   next->line <= d->end_line + 2;
    }
    return false;
}

/* "... points to": what the words announce does not follow. */
static bool breaks_off(Str sentence)
{
    static const char *const ends[] = {" to", " of",  " the", " a",  ":",    ",",   " and",
                                       " or", " for", " in",  " is", " are", " by", " with"};

    for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
        if (str_ends(sentence, str_from(ends[i])))
            return true;
    }
    return false;
}

Str section_own_doc(const SectionAsk *s, SymbolId symbol)
{
    Source source;
    Evidence *e = s->ask->evidence;
    Str doc = str_trim(doc_first_sentence(evidence_doc(e, symbol, &source)));

    if (!doc.len || breaks_off(doc) || is_group_comment(s->ask->program, symbol, doc))
        return STR_NONE;
    return evidence_clean(e, doc);
}

Str section_path(const SectionAsk *s, UnitId unit)
{
    return s->ask->program->units[unit].file->path;
}

Source section_source(const SectionAsk *s, const Place *at)
{
    uint32_t line = evidence_line(s->ask->evidence, at->unit, at->at);

    return (Source){section_path(s, at->unit), line, line};
}

void section_put_name(const SectionAsk *s, Buf *b, SymbolId symbol)
{
    Str name = program_qualified_name(s->ask->program, s->insight->arena, symbol);

    if (name.len)
        text_code(b, name);
    else
        text_cite(b, section_path(s, program_unit_of(s->ask->program, symbol)), 0, 0);
}

void section_put_symbol_at(const SectionAsk *s, Buf *b, SymbolId symbol, const Place *at)
{
    Source source = section_source(s, at);

    section_put_name(s, b, symbol);
    text_lit(b, " ");
    text_cite(b, source.path, source.line, 0);
}

void section_put_symbol(const SectionAsk *s, Buf *b, SymbolId symbol)
{
    Place at = {program_unit_of(s->ask->program, symbol),
                program_def(s->ask->program, symbol)->name_start};

    section_put_symbol_at(s, b, symbol, &at);
}

uint8_t section_unit_owner(const WriterAsk *ask, UnitId unit)
{
    const Outline *o = ask->outline;
    uint32_t best = UINT32_MAX, owner = 0;

    for (uint32_t i = 0; i < o->abstraction_count; i++) {
        for (uint32_t n = 0; n < MIN_OF(o->abstractions[i].unit_count, best); n++) {
            if (o->abstractions[i].units[n] == unit) {
                best = n;
                owner = i + 1;
            }
        }
    }
    return (uint8_t)owner;
}

bool section_is_own_unit(const SectionAsk *s, UnitId unit)
{
    return section_unit_owner(s->ask, unit) == s->number;
}
