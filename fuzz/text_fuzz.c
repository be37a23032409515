/*
 * text_fuzz.c -- foreign words made into text of a course: nothing in them acts.
 *
 * Properties: text_words never yields a link, raw HTML or a line break; the pieces of any text join to
 * the text; a citation reads back as what was written.
 */
#include "fuzz.h"

#include "course/course_text.h"
#include "syntax/doc_text.h"

static void check_words_are_inert(Arena *a, Str input)
{
    AUTO(buf_done) Buf out = BUF(8 << 20);
    Piece p;

    text_words(&out, input);
    Str text = buf_str(&out), rest = text;
    MUST(!memchr(text.ptr, '<', text.len) || str_has(text, STR("`")));
    MUST(!memchr(text.ptr, '\n', text.len));
    while (text_next(a, &rest, &p))
        MUST(p.kind != PIECE_LINK);
}

static void check_pieces_join(Arena *a, Str input)
{
    Str rest = input;
    size_t at = 0;
    Piece p;

    while (text_next(a, &rest, &p)) {
        MUST(p.raw.ptr == input.ptr + at);
        at += p.raw.len;
    }
    MUST(at == input.len);
}

static void check_citation(Arena *a, Str path)
{
    AUTO(buf_done) Buf out = BUF(1 << 20);
    Piece p;
    Source s;

    if (!path_is_plain(path) || path.len > 1000)
        return;
    text_cite(&out, path, 3, 7);
    Str rest = buf_str(&out);
    MUST(text_next(a, &rest, &p) && p.kind == PIECE_LINK && rest.len == 0);
    if (str_has(path, STR("#L")))
        return;
    MUST(text_parse_cite(p.target, &s) && str_eq(s.path, path) && s.line == 3 &&
         s.end_line == 7);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(arena_done) Arena a = {0};
    Str input = fuzz_input(&a, data, size);

    check_words_are_inert(&a, input);
    check_pieces_join(&a, input);
    check_citation(&a, input);
    (void)doc_first_sentence(doc_first_paragraph(doc_plain(&a, input)));
    return 0;
}
