/*
 * section_limits.c -- "Constant | Value | What the source says | Used in".
 */
#include "writer/section.h"

#include "insight/constants.h"
#include "syntax/doc_text.h"

enum { CONSTANTS_SHOWN = 10, ENUM_MEMBERS_SHOWN = 4, VALUE_GOOD_BYTES = 40 };

static Str doc_of(const SectionAsk *s, SymbolId symbol)
{
    return section_own_doc(s, symbol);
}

static void put_row(const SectionAsk *s, const ConstantFact *c, bool has_docs)
{
    Buf *b = draft_cell(s->draft);

    section_put_symbol(s, b, c->constant);
    draft_end_cell(s->draft);
    text_code(draft_cell(s->draft), evidence_clean(s->ask->evidence, c->value));
    draft_end_cell(s->draft);
    if (has_docs) {
        text_words(draft_cell(s->draft), doc_of(s, c->constant));
        draft_end_cell(s->draft);
    }
    b = draft_cell(s->draft);
    if (c->user)
        section_put_symbol_at(s, b, c->user, &c->used_at);
    draft_end_cell(s->draft);
}

/* Described ones first; the order among equals stays. */
static uint32_t choose(const SectionAsk *s, const ConstantFact *all, uint32_t count,
                       const ConstantFact **ret, bool *ret_has_docs)
{
    uint32_t chosen = 0, members = 0;

    for (int described = 1; described >= 0; described--) {
        for (uint32_t i = 0; i < count && chosen < CONSTANTS_SHOWN; i++) {
            bool has_doc = doc_of(s, all[i].constant).len > 0;

            if (has_doc != (described == 1) || all[i].value.len > VALUE_GOOD_BYTES ||
                (!has_doc && !all[i].user))
                continue;
            if (program_def(s->ask->program, all[i].constant)->kind == DEF_ENUM_MEMBER &&
                members++ >= ENUM_MEMBERS_SHOWN)
                continue;
            *ret_has_docs |= has_doc;
            ret[chosen++] = &all[i];
        }
    }
    return chosen;
}

void section_limits(const SectionAsk *s)
{
    const ConstantFact *chosen[CONSTANTS_SHOWN];
    ConstantFact *all;
    bool has_docs = false;
    uint32_t count = constants_of_chapter(s->insight, s->number, &all);
    uint32_t shown = choose(s, all, count, chosen, &has_docs);

    if (!shown)
        return;
    const char *with_docs[] = {"Name", "Value", "What the source says", "Used in", NULL};
    const char *without[] = {"Name", "Value", "Used in", NULL};
    draft_section(s->draft, "limits", "Limits and constants");
    draft_table(s->draft, has_docs ? with_docs : without);
    for (uint32_t i = 0; i < shown; i++)
        put_row(s, chosen[i], has_docs);
    draft_end_table(s->draft);
}
