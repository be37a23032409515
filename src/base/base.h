/*
 * base.h -- what every file of fondation may lean on: attributes, checks, integer helpers.
 *
 * Includes nothing but the C library. Everything else in base/ has a header of its own.
 */
#ifndef FONDATION_BASE_H
#define FONDATION_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MUST_CHECK __attribute__((warn_unused_result))
/* Drops the result of a MUST_CHECK call on purpose; gcc does not take a cast to void for that. */
#define DROP_RESULT(call) ((void)((call) == 0))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))
#define NORETURN __attribute__((noreturn))
#define UNUSED __attribute__((unused))

/* Runs `fn(&variable)` when the variable goes out of scope. */
#define AUTO(fn) __attribute__((cleanup(fn)))

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))
#define BIT(n) (1u << (n))
#define MIN_OF(a, b) ((a) < (b) ? (a) : (b))
#define MAX_OF(a, b) ((a) > (b) ? (a) : (b))

/* Our own mistakes. Stays on in production and ends the process with one line that says where;
 * never used for anything that input from outside can cause. */
#define MUST(condition) \
    ((condition) ? (void)0 : must_failed(#condition, __FILE__, __LINE__, __func__))

NORETURN void must_failed(const char *condition, const char *file, int line, const char *func);

/* Ends the process: for the small allocations whose failure nobody can handle. */
NORETURN void out_of_memory(size_t bytes);

/* malloc, calloc, realloc that never return NULL. The caller frees with free(). */
void *xmalloc(size_t bytes);
void *xcalloc(size_t count, size_t bytes);
void *xrealloc(void *old, size_t count, size_t bytes);
char *xstrdup(const char *text);

/* Cleanup helpers for AUTO. */
void free_p(void *pointer_to_pointer);

#include "base/banned.h"

#endif
