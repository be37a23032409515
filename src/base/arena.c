/*
 * arena.c -- a list of blocks that double in size up to a ceiling.
 */
#include "base/arena.h"

#include <stdarg.h>

enum { BLOCK_FIRST_BYTES = 16 << 10, BLOCK_MAX_BYTES = 4 << 20, ALIGNMENT = 16 };

struct ArenaBlock {
    ArenaBlock *older;
    size_t used;
    size_t size; /* of data[] */
    _Alignas(ALIGNMENT) unsigned char data[];
};

static ArenaBlock *block_new(Arena *a, size_t at_least)
{
    size_t size = BLOCK_FIRST_BYTES;

    if (a->blocks)
        size = MIN_OF((size_t)BLOCK_MAX_BYTES, MAX_OF(size, a->blocks->size * 2));
#ifdef FONDATION_ARENA_BLOCKS
    size = 0;
#endif
    size = MAX_OF(size, at_least);
    if (size > SIZE_MAX - sizeof(ArenaBlock))
        return NULL;
    ArenaBlock *b = malloc(sizeof(*b) + size);
    if (!b)
        return NULL;
    *b = (ArenaBlock){.older = a->blocks, .size = size};
    a->blocks = b;
    return b;
}

static void *alloc_or_null(Arena *a, size_t bytes)
{
    ArenaBlock *b = a->blocks;
    size_t rounded = (bytes + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);

    if (rounded < bytes)
        return NULL;
#ifdef FONDATION_ARENA_BLOCKS
    rounded = bytes ? bytes : 1;
#endif
    if (!b || b->size - b->used < rounded) {
        b = block_new(a, rounded);
        if (!b)
            return NULL;
    }
    void *p = b->data + b->used;
    b->used += rounded;
    a->bytes_total += bytes;
    return memset(p, 0, bytes);
}

void *arena_alloc(Arena *a, size_t bytes)
{
    void *p = alloc_or_null(a, bytes);

    if (!p)
        out_of_memory(bytes);
    return p;
}

void *arena_alloc_array(Arena *a, size_t count, size_t bytes)
{
    size_t total;

    if (__builtin_mul_overflow(count, bytes, &total))
        out_of_memory(SIZE_MAX);
    return arena_alloc(a, total);
}

void *arena_try(Arena *a, size_t bytes)
{
    if (a->bytes_max && (bytes > a->bytes_max || a->bytes_total > a->bytes_max - bytes))
        return NULL;
    return alloc_or_null(a, bytes);
}

void arena_done(Arena *a)
{
    while (a->blocks) {
        ArenaBlock *b = a->blocks;

        a->blocks = b->older;
        free(b);
    }
    a->bytes_total = 0;
}

char *arena_cstr(Arena *a, Str s)
{
    char *copy = arena_alloc(a, s.len + 1);

    if (s.len)
        memcpy(copy, s.ptr, s.len);
    return copy;
}

Str arena_str(Arena *a, Str s)
{
    return (Str){arena_cstr(a, s), s.len};
}

Str arena_printf(Arena *a, const char *fmt, ...)
{
    va_list args, again;

    va_start(args, fmt);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    MUST(n >= 0);
    char *text = arena_alloc(a, (size_t)n + 1);
    vsnprintf(text, (size_t)n + 1, fmt, again);
    va_end(again);
    return (Str){text, (size_t)n};
}
