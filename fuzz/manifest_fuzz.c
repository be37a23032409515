/*
 * manifest_fuzz.c -- any bytes as a manifest, a document, a Makefile, a line of shell.
 *
 * The first byte chooses the reader. Properties: trees are trees (children after their parents, lines within
 * the text), sections lie in the text in order, pieces of a Makefile cover it.
 */
#include "fuzz.h"

#include "source/data.h"
#include "source/document.h"
#include "source/make_lines.h"
#include "source/shell_line.h"

static void check_tree(const Data *d, uint32_t line_count)
{
    for (uint32_t i = 1; i < d->count; i++) {
        const DataItem *item = &d->items[i];

        MUST(item->parent < i && (item->next == 0 || item->next > i) &&
             (item->first == 0 || item->first > i));
        MUST(item->line <= line_count + 1);
    }
}

static uint32_t count_lines(Str s)
{
    uint32_t n = 1;

    for (size_t i = 0; i < s.len; i++)
        n += s.ptr[i] == '\n';
    return n;
}

typedef struct Seen {
    Str text;
    uint32_t line;
} Seen;

static void see_section(void *self, const DocSection *s)
{
    Seen *seen = self;

    MUST(s->line >= seen->line && s->end_line >= s->line && s->level <= 6);
    MUST(s->text.len == 0 || (s->text.ptr >= seen->text.ptr &&
                              s->text.ptr + s->text.len <= seen->text.ptr + seen->text.len));
    seen->line = s->line;
}

static void see_code(void *self UNUSED, Str line, uint32_t number, bool is_inline UNUSED)
{
    MUST(number > 0);
    ShellLine told = shell_line_read(line);
    MUST(!told.is_known || told.kind < COMMAND_KIND_COUNT);
}

static void read_make(Str text)
{
    MakeReader r = MAKE_READER(text);
    MakeLine l;
    uint32_t last = 0;

    while (make_next(&r, &l)) {
        Str rest = l.left, name;

        MUST(l.line == last + 1 && l.end_line >= l.line);
        last = l.end_line;
        while (make_next_name(&rest, &name))
            MUST(name.len > 0);
    }
}

static void read_document(Arena *a, LanguageId language, Str text)
{
    Seen seen = {.text = text};
    DocumentSink sink = {.self = &seen, .section = see_section, .code = see_code};
    uint32_t line, end;

    document_read(a, language, STR("x"), text, &sink);
    (void)document_introduction(a, language, text, STR("x"), &line, &end);
    Str plain = document_plain(a, text);
    MUST(plain.len <= text.len + 16);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static Data (*const readers[])(Arena *, Str) = {
        data_read_json, data_read_toml, data_read_yaml, data_read_ini, data_read_xml};
    static const LanguageId languages[] = {LANG_MARKDOWN, LANG_RST, LANG_ASCIIDOC, LANG_ROFF,
                                           LANG_TEXT};
    AUTO(arena_done) Arena a = {0};

    if (size < 1 || size > 64 << 10)
        return 0;
    Str text = fuzz_input(&a, data + 1, size - 1);
    unsigned which = data[0] % 12;
    if (which < ARRAY_LEN(readers)) {
        Data d = readers[which](&a, text);

        check_tree(&d, count_lines(text));
    } else if (which < 10) {
        read_document(&a, languages[which - 5], text);
    } else if (which == 10) {
        read_make(text);
    } else {
        see_code(NULL, text, 1, false);
    }
    return 0;
}
