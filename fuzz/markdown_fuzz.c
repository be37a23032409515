/*
 * markdown_fuzz.c -- any bytes as Markdown: items whose texts lie in order, lines that exist, anchors
 * and attributes that end.
 */
#include "fuzz.h"

#include "verify/markdown.h"
#include "verify/tokens.h"

static uint32_t lines_of(Str text)
{
    uint32_t lines = 1;

    for (size_t i = 0; i < text.len; i++)
        lines += text.ptr[i] == '\n';
    return lines;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(arena_done) Arena a = {0};
    Str text = fuzz_input(&a, data, size);
    Markdown md;
    TokenVec tokens = {0};
    Err err = {0};

    if (markdown_read(&a, text, &md, &err) != ERR_OK)
        return 0;
    for (size_t i = 0; i < md.count; i++) {
        const MarkdownItem *it = &md.items[i];
        Str rest = it->text, name, value;

        MUST(it->line <= lines_of(text));
        if (it->kind == MARKDOWN_HEADING)
            MUST(markdown_slug(&a, it->text).len <= it->text.len);
        while (it->kind == MARKDOWN_HTML && markdown_html_attribute(&rest, &name, &value))
            MUST(rest.len < it->text.len);
        if (it->kind == MARKDOWN_BLOCK)
            tokens_read(LANG_C, it->text, &tokens);
    }
    for (size_t i = 0; i < tokens.len; i++)
        MUST(tokens.at[i].len > 0);
    VEC_DONE(&tokens);
    return 0;
}
