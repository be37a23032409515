/*
 * section_options.c -- "Option | What it does | Sets | If it is not given | Read by".
 *
 * An option stands in the chapter that holds what it sets; one that sets nothing that was resolved, where it
 * is declared. Columns that would be empty are left out.
 */
#include "writer/section.h"

enum {
    OPTIONS_SHOWN = 16,
    VALUE_GOOD_BYTES = 40,
    DOC_LINES = 4 /* a heading may have a line below it */
};

typedef struct Columns {
    bool help, targets, initial, readers;
} Columns;

uint8_t section_option_owner(const Insight *x, const OptionFact *o)
{
    for (uint32_t i = 0; i < o->target_count; i++) {
        if (x->owner[o->targets[i].symbol])
            return x->owner[o->targets[i].symbol];
    }
    return o->parser ? x->owner[o->parser] : 0;
}

/* What the declaration says; of clap's fields their comment. */
static Str help_of(const SectionAsk *s, const OptionFact *o)
{
    if (o->help.len || !o->parser || program_def(s->ask->program, o->parser)->kind != DEF_FIELD)
        return evidence_clean(s->ask->evidence, o->help);
    return section_own_doc(s, o->parser);
}

static bool says_something(const SectionAsk *s, const OptionFact *o)
{
    return help_of(s, o).len || o->target_count || o->kind == OPTION_ENVIRONMENT ||
           (o->doc_path.len && o->name.len > 2);
}

static void put_cite(const SectionAsk *s, Buf *b, const Place *at)
{
    Source source = section_source(s, at);

    text_lit(b, " ");
    text_cite(b, source.path, source.line, 0);
}

static void put_name_cell(const SectionAsk *s, const OptionFact *o)
{
    Buf *b = draft_cell(s->draft);

    text_code(b, o->name);
    put_cite(s, b, &o->at);
    draft_end_cell(s->draft);
}

uint32_t section_option_doc_line(const WriterAsk *ask, const OptionFact *o)
{
    size_t at;

    for (uint32_t line = o->doc_line; o->doc_path.len && line < o->doc_line + DOC_LINES;
         line++) {
        if (option_is_named_in(evidence_file_lines(ask->evidence, o->doc_path, line, line),
                               o->name, &at))
            return line;
    }
    return 0;
}

static void put_help_cell(const SectionAsk *s, const OptionFact *o)
{
    Buf *b = draft_cell(s->draft);

    text_words(b, help_of(s, o));
    if (o->help.len && o->help_at.at) {
        Source said = section_source(s, &o->help_at);

        text_lit(b, " ");
        text_cite_line(b, said.path, said.line);
    }
    uint32_t doc_line = section_option_doc_line(s->ask, o);
    if (doc_line) {
        buf_add(b, b->len ? STR(" (") : STR("described in "));
        bool is_bare = b->ptr[b->len - 1] != '(';
        text_cite(b, o->doc_path, doc_line, 0);
        buf_add(b, is_bare ? STR("") : STR(")"));
    }
    draft_end_cell(s->draft);
}

/* A value that fits into a cell and names nothing that only lives inside the parser. */
static bool is_plain(Str v)
{
    if (!v.len || v.len > VALUE_GOOD_BYTES)
        return false;
    for (size_t i = 0; i < v.len; i++) {
        if (strchr("(\n", v.ptr[i]) || (v.ptr[i] >= 'a' && v.ptr[i] <= 'z'))
            return false;
    }
    return true;
}

static void put_targets_cell(const SectionAsk *s, const OptionFact *o)
{
    Buf *b = draft_cell(s->draft);

    for (uint32_t i = 0; i < o->target_count; i++) {
        const OptionTarget *t = &o->targets[i];

        buf_add(b, i ? STR(", ") : STR(""));
        section_put_name(s, b, t->symbol);
        if (is_plain(t->value)) {
            text_lit(b, " to ");
            text_code(b, t->value);
        }
        if (t->at.at != o->at.at)
            put_cite(s, b, &t->at);
    }
    draft_end_cell(s->draft);
}

static void put_initial_cell(const SectionAsk *s, const OptionFact *o)
{
    Buf *b = draft_cell(s->draft);

    if (o->initial.len && o->initial.len <= VALUE_GOOD_BYTES) {
        text_code(b, evidence_clean(s->ask->evidence, o->initial));
        put_cite(s, b, &o->initial_at);
    }
    draft_end_cell(s->draft);
}

static void put_readers_cell(const SectionAsk *s, const OptionFact *o)
{
    Buf *b = draft_cell(s->draft);

    for (uint32_t i = 0; i < o->reader_count; i++) {
        buf_add(b, i ? STR(", ") : STR(""));
        section_put_symbol_at(s, b, o->readers[i], &o->read_at[i]);
    }
    if (!o->reader_count && o->kind == OPTION_ENVIRONMENT && o->parser)
        section_put_name(s, b, o->parser);
    draft_end_cell(s->draft);
}

static void put_row(const SectionAsk *s, const OptionFact *o, Columns c)
{
    put_name_cell(s, o);
    if (c.help)
        put_help_cell(s, o);
    if (c.targets)
        put_targets_cell(s, o);
    if (c.initial)
        put_initial_cell(s, o);
    if (c.readers)
        put_readers_cell(s, o);
}

static void begin_table(const SectionAsk *s, Columns c, bool has_flags, bool has_variables)
{
    const char *head[6];
    uint32_t count = 0;

    head[count++] = !has_variables ? "Option" : has_flags ? "Option or variable" : "Variable";
    if (c.help)
        head[count++] = "What is said of it";
    if (c.targets)
        head[count++] = "Sets";
    if (c.initial)
        head[count++] = "When not given";
    if (c.readers)
        head[count++] = "Read by";
    head[count] = NULL;
    draft_section(s->draft, "options", has_flags ? "Options" : "Environment");
    draft_table(s->draft, head);
}

void section_find_options(SectionShared *x)
{
    if (!x->has_options)
        x->option_count = options_find(&x->insight, x->flow, &x->options);
    x->has_options = true;
}

void section_options(const SectionAsk *s)
{
    const OptionFact *shown[OPTIONS_SHOWN];
    Columns c = {0};
    bool has_flags = false, has_variables = false;
    uint32_t count = 0, all = 0;

    section_find_options(s->shared);
    for (uint32_t i = 0; i < s->shared->option_count; i++) {
        const OptionFact *o = &s->shared->options[i];

        if (section_option_owner(s->insight, o) != s->number || !says_something(s, o) ||
            all++ >= OPTIONS_SHOWN)
            continue;
        shown[count++] = o;
        c.help |= help_of(s, o).len || section_option_doc_line(s->ask, o);
        c.targets |= o->target_count > 0;
        c.initial |= o->initial.len > 0 && o->initial.len <= VALUE_GOOD_BYTES;
        c.readers |= o->reader_count || (o->kind == OPTION_ENVIRONMENT && o->parser);
        has_flags |= o->kind == OPTION_FLAG;
        has_variables |= o->kind == OPTION_ENVIRONMENT;
    }
    if (!count || !(c.help || c.targets || c.initial || c.readers))
        return;
    begin_table(s, c, has_flags, has_variables);
    for (uint32_t i = 0; i < count; i++)
        put_row(s, shown[i], c);
    draft_end_table(s->draft);
    if (all > count) {
        buf_printf(draft_prose(s->draft), "And %u more.", all - count);
        draft_end_prose(s->draft);
    }
}
