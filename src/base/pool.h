/*
 * pool.h -- the same work over many items on all cores.
 *
 * No queue and no futures: items are numbered, threads take the next number, the call returns when
 * all are done. Results go into the item's own place, so the outcome does not depend on who did
 * what.
 */
#ifndef FONDATION_POOL_H
#define FONDATION_POOL_H

#include "base/base.h"

enum { POOL_MAX_THREADS = 256 };

typedef void PoolWork(void *shared, size_t item, unsigned thread);

/* Runs work(shared, item, thread) for each item in [0, count) on `threads` threads (0: as many as
 * there are cores), the caller being one of them. `thread` is below the number of threads.
 * Items are started in order. Threads get `stack_bytes` of stack (0: the default). */
void pool_run(unsigned threads, size_t stack_bytes, size_t count, PoolWork *work, void *shared);

/* Cores this process may run on, at least 1. */
unsigned pool_cores(void);

#endif
