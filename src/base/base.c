/*
 * base.c -- the few functions behind base.h.
 */
#include "base/base.h"

#include <unistd.h>

void must_failed(const char *condition, const char *file, int line, const char *func)
{
    fprintf(stderr, "fondation: a check of our own failed: %s (%s:%d, %s)\n", condition, file,
            line, func);
    fflush(stderr);
    abort();
}

void out_of_memory(size_t bytes)
{
    fprintf(stderr, "fondation: out of memory: could not allocate %zu bytes\n", bytes);
    fflush(stderr);
    _exit(1);
}

void *xmalloc(size_t bytes)
{
    void *p = malloc(bytes ? bytes : 1);

    if (!p)
        out_of_memory(bytes);
    return p;
}

void *xcalloc(size_t count, size_t bytes)
{
    void *p = calloc(count ? count : 1, bytes ? bytes : 1);

    if (!p)
        out_of_memory(count * bytes);
    return p;
}

void *xrealloc(void *old, size_t count, size_t bytes)
{
    size_t total;

    if (__builtin_mul_overflow(count, bytes, &total))
        out_of_memory(SIZE_MAX);
    void *p = realloc(old, total ? total : 1);
    if (!p)
        out_of_memory(total);
    return p;
}

char *xstrdup(const char *text)
{
    size_t len = strlen(text) + 1;

    return memcpy(xmalloc(len), text, len);
}

void free_p(void *pointer_to_pointer)
{
    void **p = pointer_to_pointer;

    free(*p);
    *p = NULL;
}
