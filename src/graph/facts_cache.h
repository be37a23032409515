/*
 * facts_cache.h -- the facts of files that were read before.
 *
 * One file for each repository below the cache folder, `facts/NAME.bundle`: an index by key and the
 * facts of each file one after the other, mapped into memory and used where they lie. A key is the hash
 * of the file's content (or git's id for it), its language and the versions of pack and facts, so that a
 * stale entry is never found rather than invalidated.
 *
 * What always holds:
 *   1. A bundle is written aside and renamed into place: a reader sees the old one or the new one,
 *      whatever is killed when. Of two runs at once the last one wins; nothing is corrupted.
 *   2. Every entry carries a checksum and is checked again by facts_read: a damaged one is a miss.
 *   3. All bundles together stay below CACHE_MAX_BYTES; the longest unused go first. (Git's history is
 *      kept in files of the same kind beside them, source/history.h.)
 *
 * A cache that cannot be read or written costs time, never a result.
 */
#ifndef FONDATION_GRAPH_FACTS_CACHE_H
#define FONDATION_GRAPH_FACTS_CACHE_H

#include "source/checkout.h"
#include "syntax/facts.h"

enum { CACHE_KEY_BYTES = 32 };

/* All bundles together, and what one may take of it. */
#define CACHE_MAX_BYTES ((uint64_t)4 << 30)
#define CACHE_BUNDLE_MAX_BYTES ((uint64_t)3 << 30)

typedef struct FactsCache FactsCache;

/* `identity` says which repository it is: its origin, else its real path. Never fails: without a
 * bundle it is empty. */
FactsCache *facts_cache_open(const char *cache_dir, Str identity);
/* Saves what was added, unless nothing was, and frees everything; facts that were found point into
 * the cache and must not be used after. */
void facts_cache_close(FactsCache *c);

typedef struct CacheKey {
    unsigned char bytes[CACHE_KEY_BYTES];
} CacheKey;

/* `text` is needed only for a file without a blob id. */
CacheKey facts_cache_key(const SourceFile *f, Str text);

/* NULL when there is none. Any thread. */
Facts *facts_cache_find(const FactsCache *c, const CacheKey *key, Arena *a);
/* Any thread; the facts must outlive the cache, which saves them when it is closed. */
void facts_cache_add(FactsCache *c, const CacheKey *key, const Facts *f);

#endif
