/*
 * arena.h -- memory that lives as long as a request, a step, a file, and goes at once.
 *
 * An arena belongs to one thread at a time. Nothing in it is freed singly. In the sanitizer build
 * (FONDATION_ARENA_BLOCKS) each allocation is a block of its own, so that an overrun inside an
 * arena is seen.
 */
#ifndef FONDATION_ARENA_H
#define FONDATION_ARENA_H

#include "base/base.h"
#include "base/str.h"

typedef struct ArenaBlock ArenaBlock;

typedef struct Arena {
    ArenaBlock *blocks; /* newest first */
    size_t bytes_total; /* handed out so far, without slack */
    size_t bytes_max;   /* arena_try refuses beyond this; 0 means no ceiling */
} Arena;

/* Zero bytes is a valid, empty arena; arena_done on it does nothing. */
void arena_done(Arena *a);

/* Zeroed memory, aligned for any type. Ends the process when memory is out. */
void *arena_alloc(Arena *a, size_t bytes);
void *arena_alloc_array(Arena *a, size_t count, size_t bytes);

/* For sizes that a stranger chooses: NULL when `bytes_max` would be passed or memory is out. */
void *arena_try(Arena *a, size_t bytes);

/* Copies end with a NUL that is not counted, so `.ptr` is also a C string (if `s` has no NUL). */
Str arena_str(Arena *a, Str s);
char *arena_cstr(Arena *a, Str s);
Str arena_printf(Arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3);

#define ARENA_NEW(a, Type) ((Type *)arena_alloc((a), sizeof(Type)))
#define ARENA_ARRAY(a, Type, count) ((Type *)arena_alloc_array((a), (count), sizeof(Type)))

#endif
