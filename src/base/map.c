/*
 * map.c -- open addressing over an entry array that keeps insertion order.
 */
#include "base/map.h"

enum { SLOTS_FIRST = 16 };

static size_t slots_for(size_t count)
{
    size_t slots = SLOTS_FIRST;

    while (slots / 4 * 3 < count)
        slots *= 2;
    return slots;
}

static uint64_t mix(uint64_t x)
{
    x ^= x >> 33;
    x *= 0xff51afd7ed558ccdu;
    x ^= x >> 33;
    x *= 0xc4ceb9fe1a85ec53u;
    return x ^ (x >> 33);
}

void strmap_done(StrMap *m)
{
    free(m->entries);
    free(m->slots);
    *m = (StrMap){0};
}

static void strmap_rehash(StrMap *m, size_t slot_count)
{
    MUST(m->cap < UINT32_MAX);
    free(m->slots);
    m->slots = xcalloc(slot_count, sizeof(*m->slots));
    m->slot_count = slot_count;
    for (size_t i = 0; i < m->len; i++) {
        size_t at = m->entries[i].hash & (slot_count - 1);

        while (m->slots[at])
            at = (at + 1) & (slot_count - 1);
        m->slots[at] = (uint32_t)i + 1;
    }
}

void strmap_reserve(StrMap *m, size_t count)
{
    if (count > m->cap) {
        m->entries = xrealloc(m->entries, count, sizeof(*m->entries));
        m->cap = count;
    }
    if (slots_for(count) > m->slot_count)
        strmap_rehash(m, slots_for(count));
}

/* The slot of `key`, or the free slot where it belongs. */
static size_t strmap_probe(const StrMap *m, Str key, uint64_t hash)
{
    size_t at = hash & (m->slot_count - 1);

    while (m->slots[at]) {
        const StrMapEntry *e = &m->entries[m->slots[at] - 1];

        if (e->hash == hash && str_eq(e->key, key))
            break;
        at = (at + 1) & (m->slot_count - 1);
    }
    return at;
}

static uint64_t *strmap_at_hash(StrMap *m, Str key, uint64_t hash, bool *ret_new)
{
    if (m->len + 1 > m->slot_count / 4 * 3)
        strmap_rehash(m, m->slot_count ? m->slot_count * 2 : SLOTS_FIRST);
    size_t at = strmap_probe(m, key, hash);
    if (ret_new)
        *ret_new = !m->slots[at];
    if (!m->slots[at]) {
        if (m->len == m->cap) {
            m->cap = m->cap ? m->cap * 2 : SLOTS_FIRST;
            m->entries = xrealloc(m->entries, m->cap, sizeof(*m->entries));
        }
        m->entries[m->len] = (StrMapEntry){.key = key, .hash = hash};
        m->slots[at] = (uint32_t)++m->len;
    }
    return &m->entries[m->slots[at] - 1].value;
}

uint64_t *strmap_at(StrMap *m, Str key, bool *ret_new)
{
    return strmap_at_hash(m, key, str_hash(key), ret_new);
}

bool strmap_set(StrMap *m, Str key, uint64_t value)
{
    bool is_new;

    *strmap_at(m, key, &is_new) = value;
    return is_new;
}

bool strmap_get(const StrMap *m, Str key, uint64_t *ret_value)
{
    if (!m->slot_count)
        return false;
    size_t at = strmap_probe(m, key, str_hash(key));
    if (!m->slots[at])
        return false;
    *ret_value = m->entries[m->slots[at] - 1].value;
    return true;
}

void u64map_done(U64Map *m)
{
    free(m->entries);
    free(m->slots);
    *m = (U64Map){0};
}

static void u64map_rehash(U64Map *m, size_t slot_count)
{
    MUST(m->cap < UINT32_MAX);
    free(m->slots);
    m->slots = xcalloc(slot_count, sizeof(*m->slots));
    m->slot_count = slot_count;
    for (size_t i = 0; i < m->len; i++) {
        size_t at = mix(m->entries[i].key) & (slot_count - 1);

        while (m->slots[at])
            at = (at + 1) & (slot_count - 1);
        m->slots[at] = (uint32_t)i + 1;
    }
}

void u64map_reserve(U64Map *m, size_t count)
{
    if (count > m->cap) {
        m->entries = xrealloc(m->entries, count, sizeof(*m->entries));
        m->cap = count;
    }
    if (slots_for(count) > m->slot_count)
        u64map_rehash(m, slots_for(count));
}

static size_t u64map_probe(const U64Map *m, uint64_t key)
{
    size_t at = mix(key) & (m->slot_count - 1);

    while (m->slots[at] && m->entries[m->slots[at] - 1].key != key)
        at = (at + 1) & (m->slot_count - 1);
    return at;
}

uint64_t *u64map_at(U64Map *m, uint64_t key, bool *ret_new)
{
    if (m->len + 1 > m->slot_count / 4 * 3)
        u64map_rehash(m, m->slot_count ? m->slot_count * 2 : SLOTS_FIRST);
    size_t at = u64map_probe(m, key);
    if (ret_new)
        *ret_new = !m->slots[at];
    if (!m->slots[at]) {
        if (m->len == m->cap) {
            m->cap = m->cap ? m->cap * 2 : SLOTS_FIRST;
            m->entries = xrealloc(m->entries, m->cap, sizeof(*m->entries));
        }
        m->entries[m->len] = (U64MapEntry){.key = key};
        m->slots[at] = (uint32_t)++m->len;
    }
    return &m->entries[m->slots[at] - 1].value;
}

bool u64map_get(const U64Map *m, uint64_t key, uint64_t *ret_value)
{
    if (!m->slot_count)
        return false;
    size_t at = u64map_probe(m, key);
    if (!m->slots[at])
        return false;
    *ret_value = m->entries[m->slots[at] - 1].value;
    return true;
}

void interner_done(Interner *in)
{
    strmap_done(&in->map);
    arena_done(&in->arena);
}

uint32_t intern(Interner *in, Str text)
{
    bool is_new;

    if (in->map.len == 0)
        strmap_at(&in->map, STR(""), NULL);
    uint64_t *value = strmap_at(&in->map, text, &is_new);
    if (is_new) {
        *value = in->map.len - 1;
        in->map.entries[in->map.len - 1].key = arena_str(&in->arena, text);
    }
    return (uint32_t)*value;
}

uint32_t intern_find(const Interner *in, Str text)
{
    uint64_t value;

    if (text.len == 0)
        return 0;
    return strmap_get(&in->map, text, &value) ? (uint32_t)value : UINT32_MAX;
}

Str intern_text(const Interner *in, uint32_t id)
{
    if (id == 0)
        return STR("");
    MUST(id < in->map.len);
    return in->map.entries[id].key;
}
