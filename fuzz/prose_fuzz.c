/*
 * prose_fuzz.c -- any bytes as a comment, a heading, a source: plain words no longer than they were, and
 * places within the text.
 */
#include "fuzz.h"

#include "graph/prose.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(arena_done) Arena a = {0};
    Str text = fuzz_input(&a, data, size);
    static const LanguageId languages[] = {LANG_C, LANG_PYTHON, LANG_JAVASCRIPT, LANG_RUST,
                                           LANG_BASH};

    Str plain = prose_plain(&a, text);
    /* ``x`` becomes `x`, :a:`x` too: nothing grows */
    MUST(plain.len <= text.len);
    MUST(prose_title(&a, text).len <= text.len);
    for (size_t i = 0; i < ARRAY_LEN(languages); i++) {
        size_t start, end;
        uint32_t line = 0, end_line = 0;

        if (!prose_find_header(&a, text, languages[i], &start, &end))
            continue;
        MUST(start < end && end <= text.len);
        Str s = prose_first_sentence(&a, str_sub(text, start, end), 1, &line, &end_line);
        MUST(s.len == 0 || (line >= 1 && end_line >= line && prose_is_definition(s)));
    }
    return 0;
}
