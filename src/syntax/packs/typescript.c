/*
 * typescript.c -- the packs of TypeScript and TSX; what they read is in ecma.c.
 */
#include "syntax/packs/ecma_walk.h"

extern const TSLanguage *tree_sitter_typescript(void);
extern const TSLanguage *tree_sitter_tsx(void);

#define X(name, text, in) [K_##name] = ((in) & IN_TS) ? text : NULL,
static const char *const kinds[K_COUNT] = {ECMA_KINDS(X)};
#undef X
#define X(name, text, in) [K_##name] = ((in) & IN_TSX) ? text : NULL,
static const char *const tsx_kinds[K_COUNT] = {ECMA_KINDS(X)};
#undef X
#define X(name, text, in) [F_##name] = ((in) & IN_TS) ? text : NULL,
static const char *const fields[F_COUNT] = {ECMA_FIELDS(X)};
#undef X
#define X(name, text, in) [F_##name] = ((in) & IN_TSX) ? text : NULL,
static const char *const tsx_fields[F_COUNT] = {ECMA_FIELDS(X)};
#undef X

static void extract(const Tree *t, FactsBuilder *b)
{
    ecma_extract(t, b, false);
}

const Pack pack_typescript = {
    .language = LANG_TYPESCRIPT, .version = 6, .grammar = tree_sitter_typescript,
    .names = {kinds, K_COUNT, fields, F_COUNT}, .extract = extract,
};

const Pack pack_tsx = {
    .language = LANG_TSX, .version = 6, .grammar = tree_sitter_tsx,
    .names = {tsx_kinds, K_COUNT, tsx_fields, F_COUNT}, .extract = extract,
};
