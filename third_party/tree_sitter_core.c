/*
 * tree_sitter_core.c -- tree-sitter's core as npm delivers it, compiled for this program.
 *
 * Nothing in the core is changed. Around it three things are done that a library for everybody
 * cannot do; tools/bench measures a parse against the core as it comes:
 *
 *   - memory comes from the heap of the parser (syntax/tree_heap.h);
 *   - reference counts are plain numbers: a tree never leaves its thread here;
 *   - the parse table of small states, which is searched from its beginning for each token, is
 *     looked up in a small cache first.
 */
#include "syntax/tree_heap.h"

#define ts_malloc tree_heap_alloc
#define ts_calloc tree_heap_alloc_zeroed
#define ts_realloc tree_heap_resize
#define ts_free tree_heap_drop

#define __atomic_add_fetch(at, n, order) (*(uint32_t *)(uintptr_t)(at) += (n))
#define __atomic_sub_fetch(at, n, order) (*(uint32_t *)(uintptr_t)(at) -= (n))
#include "./atomic.h"
#undef __atomic_add_fetch
#undef __atomic_sub_fetch

#define ts_language_lookup ts_language_search
#include "./language.h"
#undef ts_language_lookup

enum { LOOKUPS_BITS = 12 };

/* What was found for a state and a symbol, until another takes the place:
 * state, symbol, value in 16 bits each; free places hold a state that no grammar has. */
static _Thread_local struct {
    const TSLanguage *language;
    uint64_t found[1 << LOOKUPS_BITS];
} lookups;

static inline uint16_t ts_language_lookup(const TSLanguage *language, TSStateId state,
                                          TSSymbol symbol)
{
    if (state < language->large_state_count)
        return language->parse_table[state * language->symbol_count + symbol];
    if (lookups.language != language) {
        memset(lookups.found, 0xff, sizeof(lookups.found));
        lookups.language = language;
    }
    uint32_t key = (uint32_t)state << 16 | symbol;
    uint64_t *found = &lookups.found[key * 0x9e3779b1u >> (32 - LOOKUPS_BITS)];
    if (*found >> 16 != key)
        *found = (uint64_t)key << 16 | ts_language_search(language, state, symbol);
    return (uint16_t)*found;
}

#include "lib.c"
