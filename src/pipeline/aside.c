/*
 * aside.c -- one thread beside those that read the program.
 */
#include "pipeline/aside.h"

enum { HISTORY_DEADLINE_MS = 20000 };

static void *read_both(void *arg)
{
    Aside *x = arg;

    x->history_rc = history_read_kept(x->checkout, x->cache_dir, &x->arena, HISTORY_DEADLINE_MS,
                                      &x->history, &x->history_err);
    if (x->history_rc != ERR_OK)
        x->history = (History){0};
    project_read(x->checkout, &x->arena, &x->project);
    return NULL;
}

void aside_start(Aside *x, const Checkout *checkout, const char *cache_dir)
{
    *x = (Aside){.checkout = checkout, .cache_dir = cache_dir};
    x->is_thread = pthread_create(&x->thread, NULL, read_both, x) == 0;
}

void aside_join(Aside *x)
{
    if (x->is_thread)
        MUST(pthread_join(x->thread, NULL) == 0);
    else
        (void)read_both(x);
    x->is_thread = false;
}

void aside_done(Aside *x)
{
    arena_done(&x->arena);
}
