/*
 * across_configuration.c -- which chapter tells of which option, and the options that no chapter tells of.
 */
#include "writer/across.h"

enum { OPTIONS_LISTED = 40, OPTIONS_MIN = 6, NAMES_SHOWN = 24 };

static uint8_t owner_of(const AcrossAsk *p, uint32_t option)
{
    return section_option_owner(p->insight, &p->shared->options[option]);
}

/* The names of the chapter's options; whether there were any. */
static bool put_names(const AcrossAsk *p, uint8_t owner, Buf *b)
{
    uint32_t shown = 0, all = 0;

    for (uint32_t i = 0; i < p->shared->option_count; i++) {
        if (owner_of(p, i) != owner || all++ >= NAMES_SHOWN)
            continue;
        buf_add(b, shown++ ? STR(", ") : STR(""));
        text_code(b, p->shared->options[i].name);
    }
    if (all > shown)
        buf_printf(b, " and %u more", all - shown);
    return all > 0;
}

static void write_told(const AcrossAsk *p)
{
    Buf *b;

    draft_section(p->draft, "told", "Which chapter tells of which");
    b = draft_prose(p->draft);
    for (uint32_t n = 1; n <= p->ask->outline->abstraction_count; n++) {
        const Chapter *ch = across_chapter(p, (uint8_t)n);
        AUTO(buf_done) Buf names = BUF(1 << 16);

        if (!ch || !put_names(p, (uint8_t)n, &names))
            continue;
        text_lit(b, "- ");
        text_chapter_link(b, ch);
        text_lit(b, ": ");
        buf_add(b, buf_str(&names));
        text_lit(b, "\n");
    }
    draft_end_prose(p->draft);
}

static void put_row(const AcrossAsk *p, const OptionFact *o)
{
    SectionAsk s = across_section(p);
    Source at = section_source(&s, &o->at);
    Buf *b = draft_cell(p->draft);

    text_code(b, o->name);
    text_lit(b, " ");
    text_cite(b, at.path, at.line, 0);
    draft_end_cell(p->draft);
    b = draft_cell(p->draft);
    if (o->parser)
        section_put_name(&s, b, o->parser);
    draft_end_cell(p->draft);
    b = draft_cell(p->draft);
    text_words(b, evidence_clean(p->ask->evidence, o->help));
    if (o->help.len) {
        text_lit(b, " ");
        Source said = section_source(&s, &o->help_at);
        text_cite(b, said.path, said.line, 0);
    }
    uint32_t doc_line = section_option_doc_line(p->ask, o);
    if (doc_line) {
        buf_add(b, o->help.len ? STR(", ") : STR(""));
        text_cite(b, o->doc_path, doc_line, 0);
    }
    draft_end_cell(p->draft);
}

static void write_others(const AcrossAsk *p)
{
    static const char *const head[] = {"Name", "Declared or read in", "What is said of it",
                                       NULL};
    uint32_t all = 0;

    draft_section(p->draft, "others", "The others");
    draft_table(p->draft, head);
    for (uint32_t i = 0; i < p->shared->option_count; i++) {
        if (!owner_of(p, i) && all++ < OPTIONS_LISTED)
            put_row(p, &p->shared->options[i]);
    }
    draft_end_table(p->draft);
    if (all > OPTIONS_LISTED) {
        buf_printf(draft_prose(p->draft), "And %u more.", all - OPTIONS_LISTED);
        draft_end_prose(p->draft);
    }
}

bool across_configuration(const AcrossAsk *p, Chapter *ret UNUSED)
{
    section_find_options(p->shared);
    if (p->shared->option_count < OPTIONS_MIN)
        return false;
    write_told(p);
    write_others(p);
    return true;
}
