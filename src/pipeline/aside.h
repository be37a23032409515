/*
 * aside.h -- what is read while the program is: documents and manifests, git's history.
 *
 * Both need the checkout only, and git runs as a child anyway: on a thread of its own they cost
 * nothing as long as a core waits, and never make reading wait.
 */
#ifndef FONDATION_PIPELINE_ASIDE_H
#define FONDATION_PIPELINE_ASIDE_H

#include "source/history.h"
#include "source/project.h"

#include <pthread.h>

typedef struct Aside {
    /* set by aside_start, read by the thread */
    const Checkout *checkout;
    const char *cache_dir;
    bool is_thread; /* false: no thread could be had, aside_join does the work */
    pthread_t thread;
    /* the thread's, until aside_join */
    Arena arena;
    Project project;
    History history;
    ErrCode history_rc;
    Err history_err;
} Aside;

/* `x` stays where it is until aside_done. */
void aside_start(Aside *x, const Checkout *checkout, const char *cache_dir);
/* Waits until both are there. They live until aside_done. */
void aside_join(Aside *x);
/* Zero bytes are a valid Aside that was not started. */
void aside_done(Aside *x);

#endif
