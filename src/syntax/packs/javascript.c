/*
 * javascript.c -- the pack of JavaScript and JSX; what it reads is in ecma.c.
 */
#include "syntax/packs/ecma_walk.h"

extern const TSLanguage *tree_sitter_javascript(void);

#define X(name, text, in) [K_##name] = ((in)&IN_JS) ? text : NULL,
static const char *const kinds[K_COUNT] = {ECMA_KINDS(X)};
#undef X
#define X(name, text, in) [F_##name] = ((in)&IN_JS) ? text : NULL,
static const char *const fields[F_COUNT] = {ECMA_FIELDS(X)};
#undef X

/* -- what the grammar cannot read --
 *
 * Words of the language are names of JSX attributes, too: <label class="a" for="b">. The grammar
 * takes them for what they are elsewhere; with another first letter it does not. */

static bool rename_attributes(Str src, char *text)
{
    static const char *const words[] = {"class=", "for=", "default="};
    bool is_changed = false;

    for (size_t at = 0; (at = str_find_char(src, '=', at)) != SIZE_MAX; at++) {
        char after = at + 1 < src.len ? src.ptr[at + 1] : 0;

        if (after != '"' && after != '\'' && after != '{')
            continue;
        for (size_t i = 0; i < ARRAY_LEN(words); i++) {
            Str word = str_from(words[i]);
            size_t start = at + 1 - MIN_OF(word.len, at + 1);

            if (start == 0 || !str_eq(str_sub(src, start, at + 1), word) ||
                !strchr(" \t\r\n", src.ptr[start - 1]))
                continue;
            text[start] = 'x';
            is_changed = true;
        }
    }
    return is_changed;
}

static const uint16_t item_lists[] = {K_PROGRAM, 0};

static void extract(const Tree *t, FactsBuilder *b)
{
    ecma_extract(t, b, true);
}

const Pack pack_javascript = {
    .language = LANG_JAVASCRIPT,
    .version = 12,
    .grammar = tree_sitter_javascript,
    .names = {kinds, K_COUNT, fields, F_COUNT, .item_lists = item_lists,
              .rewrite = rename_attributes},
    .extract = extract,
};
