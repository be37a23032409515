/*
 * fuzz.h -- what fuzz targets share.
 */
#ifndef FONDATION_FUZZ_H
#define FONDATION_FUZZ_H

#include "base/arena.h"
#include "base/str.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A copy that ends exactly at its length, so that reading one byte too far is seen. */
static inline Str fuzz_input(Arena *a, const uint8_t *data, size_t size)
{
    char *copy = arena_alloc(a, size);

    if (size)
        memcpy(copy, data, size);
    return (Str){copy, size};
}

#endif
