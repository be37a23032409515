/*
 * typescript.c -- the packs of TypeScript and TSX; what they read is in ecma.c.
 */
#include "syntax/packs/ecma_walk.h"

extern const TSLanguage *tree_sitter_typescript(void);
extern const TSLanguage *tree_sitter_tsx(void);

#define X(name, text, in) [K_##name] = ((in)&IN_TS) ? text : NULL,
static const char *const kinds[K_COUNT] = {ECMA_KINDS(X)};
#undef X
#define X(name, text, in) [K_##name] = ((in)&IN_TSX) ? text : NULL,
static const char *const tsx_kinds[K_COUNT] = {ECMA_KINDS(X)};
#undef X
#define X(name, text, in) [F_##name] = ((in)&IN_TS) ? text : NULL,
static const char *const fields[F_COUNT] = {ECMA_FIELDS(X)};
#undef X
#define X(name, text, in) [F_##name] = ((in)&IN_TSX) ? text : NULL,
static const char *const tsx_fields[F_COUNT] = {ECMA_FIELDS(X)};
#undef X

/* -- what the grammar cannot read --
 *
 * Signatures in an interface need nothing between them but the end of a line. Where the next one
 * begins with its type parameters, the grammar takes their `<` for a continuation of the type above:
 *
 *     (key: string): T
 *     <K extends Key>(key: K): Values[K]
 *
 * A `;` in place of the line's end says what was meant. */

enum { TYPE_PARAMETERS_MAX_BYTES = 4000 };

/* Whether text[at] is the `<` of type parameters that a `(` follows. */
static bool begins_signature(Str src, size_t at)
{
    size_t end = MIN_OF(src.len, at + TYPE_PARAMETERS_MAX_BYTES);
    int depth = 0;

    for (; at < end; at++) {
        char c = src.ptr[at];

        if (c == '<')
            depth++;
        else if (c == '>' && src.ptr[at - 1] != '=' && --depth == 0)
            break;
        else if (c == ';' && depth == 1)
            return false;
    }
    for (at++; at < end && strchr(" \t\r\n", src.ptr[at]);)
        at++;
    return at < end && src.ptr[at] == '(';
}

static bool is_comment_line(Str line)
{
    line = str_trim(line);
    return line.len == 0 || line.ptr[0] == '*' || str_starts(line, STR("//")) ||
           str_starts(line, STR("/*"));
}

static bool end_signatures(Str src, char *text)
{
    size_t code_end = SIZE_MAX; /* the newline after the last line of code */
    bool is_changed = false;

    for (size_t start = 0; start < src.len;) {
        size_t end = MIN_OF(str_find_char(src, '\n', start), src.len), at = start;
        Str line = str_sub(src, start, end);

        while (at < end && (src.ptr[at] == ' ' || src.ptr[at] == '\t'))
            at++;
        if (at < end && src.ptr[at] == '<' && code_end < start &&
            !strchr("({[,;=<|&?:.+-*/!~%^", src.ptr[code_end - 1]) &&
            begins_signature(src, at)) {
            text[code_end] = ';';
            is_changed = true;
        }
        if (!is_comment_line(line))
            code_end = end > start && src.ptr[end - 1] == '\r' ? end - 1 : end;
        start = end + 1;
    }
    return is_changed;
}

static const uint16_t item_lists[] = {K_PROGRAM, 0};

static void extract(const Tree *t, FactsBuilder *b)
{
    ecma_extract(t, b, false);
}

const Pack pack_typescript = {
    .language = LANG_TYPESCRIPT,
    .version = 12,
    .grammar = tree_sitter_typescript,
    .names = {kinds, K_COUNT, fields, F_COUNT, .item_lists = item_lists,
              .rewrite = end_signatures},
    .extract = extract,
};

const Pack pack_tsx = {
    .language = LANG_TSX,
    .version = 12,
    .grammar = tree_sitter_tsx,
    .names = {tsx_kinds, K_COUNT, tsx_fields, F_COUNT, .item_lists = item_lists,
              .rewrite = end_signatures},
    .extract = extract,
};
