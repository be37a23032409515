/*
 * javascript.c -- the pack of JavaScript and JSX; what it reads is in ecma.c.
 */
#include "syntax/packs/ecma_walk.h"

extern const TSLanguage *tree_sitter_javascript(void);

#define X(name, text, in) [K_##name] = ((in) & IN_JS) ? text : NULL,
static const char *const kinds[K_COUNT] = {ECMA_KINDS(X)};
#undef X
#define X(name, text, in) [F_##name] = ((in) & IN_JS) ? text : NULL,
static const char *const fields[F_COUNT] = {ECMA_FIELDS(X)};
#undef X

static void extract(const Tree *t, FactsBuilder *b)
{
    ecma_extract(t, b, true);
}

const Pack pack_javascript = {
    .language = LANG_JAVASCRIPT, .version = 8, .grammar = tree_sitter_javascript,
    .names = {kinds, K_COUNT, fields, F_COUNT}, .extract = extract,
};
