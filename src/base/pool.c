/*
 * pool.c -- a shared counter and some threads.
 */
#include "base/pool.h"

#include <pthread.h>
#include <sched.h>

typedef struct Run {
    PoolWork *work;
    void *shared;
    size_t count;
    _Atomic size_t next;
} Run;

typedef struct Worker {
    Run *run;
    unsigned number;
    pthread_t thread;
} Worker;

static void *work_loop(void *arg)
{
    Worker *w = arg;
    size_t item;

    while ((item = w->run->next++) < w->run->count)
        w->run->work(w->run->shared, item, w->number);
    return NULL;
}

unsigned pool_cores(void)
{
    cpu_set_t set;

    if (sched_getaffinity(0, sizeof(set), &set) != 0)
        return 1;
    return (unsigned)MAX_OF(CPU_COUNT(&set), 1);
}

void pool_run(unsigned threads, size_t stack_bytes, size_t count, PoolWork *work, void *shared)
{
    Run run = {.work = work, .shared = shared, .count = count};
    Worker workers[POOL_MAX_THREADS];
    pthread_attr_t attr;
    unsigned started = 1;

    if (threads == 0)
        threads = pool_cores();
    threads = (unsigned)MIN_OF((size_t)MIN_OF(threads, (unsigned)POOL_MAX_THREADS),
                               MAX_OF(count, (size_t)1));
    MUST(pthread_attr_init(&attr) == 0);
    if (stack_bytes)
        MUST(pthread_attr_setstacksize(&attr, stack_bytes) == 0);
    workers[0] = (Worker){.run = &run};
    for (unsigned i = 1; i < threads; i++) {
        workers[started] = (Worker){.run = &run, .number = started};
        /* fewer threads than wished do the same work, later */
        if (pthread_create(&workers[started].thread, &attr, work_loop, &workers[started]) != 0)
            break;
        started++;
    }
    pthread_attr_destroy(&attr);
    work_loop(&workers[0]);
    for (unsigned i = 1; i < started; i++)
        MUST(pthread_join(workers[i].thread, NULL) == 0);
}
