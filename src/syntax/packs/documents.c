/*
 * documents.c -- Markdown, reStructuredText and AsciiDoc: their headings and links.
 *
 * A heading is a definition that reaches to the next one of its level or above, so that sections lie
 * in each other like the headings of a table of contents.
 */
#include "source/document.h"
#include "syntax/pack.h"
#include "syntax/packs/text_facts.h"

enum { OPEN_MAX = 8, LINK_MAX_BYTES = 300 };

typedef struct DocumentFacts {
    TextFacts *t;
    uint32_t open[OPEN_MAX]; /* headings around, outermost first */
    uint32_t levels[OPEN_MAX];
    unsigned depth;
} DocumentFacts;

static void close_above(DocumentFacts *x, uint32_t level, uint32_t last_line)
{
    while (x->depth && x->levels[x->depth - 1] >= level) {
        Def *d = &x->t->b->defs.at[x->open[--x->depth]];

        d->end_line = MAX_OF(last_line, d->line);
        d->end = MAX_OF(text_line_end(x->t, d->end_line), d->signature_end);
    }
}

static void take_section(void *self, const DocSection *s)
{
    DocumentFacts *x = self;

    if (s->level == 0)
        return;
    close_above(x, s->level, s->line - 1);
    uint32_t def = text_add_def(x->t, DEF_SECTION, s->title, s->line, s->end_line);
    if (!def)
        return;
    Def *d = &x->t->b->defs.at[def];
    d->parent = x->depth ? x->open[x->depth - 1] : 0;
    if (x->depth < OPEN_MAX) {
        x->open[x->depth] = def;
        x->levels[x->depth++] = s->level;
    }
}

/* "](target)": links to files of the repository. */
static void take_links(TextFacts *t)
{
    for (size_t at = 0; (at = str_find(t->src, STR("]("), at)) != SIZE_MAX; at += 2) {
        size_t start = at + 2;
        Str near = str_sub(t->src, start, start + LINK_MAX_BYTES);
        size_t end = str_find_char(near, ')', 0);

        if (end == SIZE_MAX)
            continue;
        Str target = str_sub(near, 0, MIN_OF(end, str_find_char(near, ' ', 0)));
        target = str_sub(target, 0, str_find_char(target, '#', 0));
        if (target.len && !str_has(target, STR(":")) &&
            str_find_char(target, '\n', 0) == SIZE_MAX)
            text_add_note(t, NOTE_LINK, target, (uint32_t)start, 0);
    }
}

static void read_document(LanguageId language, Str src, FactsBuilder *b)
{
    TextFacts t;
    DocumentFacts x = {.t = &t};
    DocumentSink sink = {.self = &x, .section = take_section};

    text_facts_begin(&t, src, b, NULL);
    document_read(&t.arena, language, STR_NONE, src, &sink);
    close_above(&x, 0, t.line_count);
    if (language == LANG_MARKDOWN)
        take_links(&t);
    text_facts_done(&t);
}

static void read_markdown(Str src, FactsBuilder *b)
{
    read_document(LANG_MARKDOWN, src, b);
}

static void read_rst(Str src, FactsBuilder *b)
{
    read_document(LANG_RST, src, b);
}

static void read_asciidoc(Str src, FactsBuilder *b)
{
    read_document(LANG_ASCIIDOC, src, b);
}

const TSLanguage *tree_sitter_markdown(void);

const Pack pack_markdown = {.language = LANG_MARKDOWN,
                            .version = 1,
                            .grammar = tree_sitter_markdown,
                            .read_text = read_markdown};
const Pack pack_rst = {.language = LANG_RST, .version = 1, .read_text = read_rst};
const Pack pack_asciidoc = {
    .language = LANG_ASCIIDOC, .version = 1, .read_text = read_asciidoc};
