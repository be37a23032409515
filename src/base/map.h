/*
 * map.h -- hash tables in memory: text to number, number to number; and the interner.
 *
 * Open addressing, linear probing, never shrinks, no removal. Iteration order is insertion order
 * (`entries`), so that what is made from a map is the same on every run.
 * One thread writes; any number may read once nobody writes.
 */
#ifndef FONDATION_MAP_H
#define FONDATION_MAP_H

#include "base/arena.h"
#include "base/str.h"

typedef struct StrMapEntry {
    Str key; /* points to the text given to set: the caller keeps it alive */
    uint64_t hash;
    uint64_t value;
} StrMapEntry;

typedef struct StrMap {
    StrMapEntry *entries;
    uint32_t *slots; /* index + 1 into entries; 0 is free */
    size_t len;
    size_t cap;        /* of entries */
    size_t slot_count; /* a power of two */
} StrMap;

void strmap_done(StrMap *m);
/* Room for `count` keys without growing again. */
void strmap_reserve(StrMap *m, size_t count);
/* True when the key was new. An old key keeps its text and gets the new value. */
bool strmap_set(StrMap *m, Str key, uint64_t value);
/* The value's place, made with value 0 when the key is new (*ret_new tells; may be NULL). Good
 * until the next call that adds. */
uint64_t *strmap_at(StrMap *m, Str key, bool *ret_new);
bool strmap_get(const StrMap *m, Str key, uint64_t *ret_value);

typedef struct U64MapEntry {
    uint64_t key;
    uint64_t value;
} U64MapEntry;

typedef struct U64Map {
    U64MapEntry *entries;
    uint32_t *slots;
    size_t len;
    size_t cap;
    size_t slot_count;
} U64Map;

void u64map_done(U64Map *m);
void u64map_reserve(U64Map *m, size_t count);
uint64_t *u64map_at(U64Map *m, uint64_t key, bool *ret_new);
bool u64map_get(const U64Map *m, uint64_t key, uint64_t *ret_value);

/* Text to small numbers and back: equal text, equal number. Number 0 is the empty text. */
typedef struct Interner {
    StrMap map;
    Arena arena;
} Interner;

void interner_done(Interner *in);
uint32_t intern(Interner *in, Str text);
/* UINT32_MAX when the text was never interned. */
uint32_t intern_find(const Interner *in, Str text);
Str intern_text(const Interner *in, uint32_t id);

#endif
