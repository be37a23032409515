/*
 * lanes.h -- threads for handlers, so that the loop never waits; and the way back to the loop.
 *
 * A task is pushed into a lane, its work runs in one of the lane's threads, and its `done` runs on the
 * loop. The queue of a lane is limited: what does not fit is refused at once.
 */
#ifndef FONDATION_HTTP_LANES_H
#define FONDATION_HTTP_LANES_H

#include "base/base.h"

#include <pthread.h>

typedef struct LaneTask LaneTask;
struct LaneTask {
    LaneTask *next;
    void (*work)(LaneTask *t);
    void (*done)(LaneTask *t);
};

/* What other threads leave for the loop. */
typedef struct Mailbox {
    int event_fd; /* readable when something is there */

    /* guarded by mtx */
    pthread_mutex_t mtx;
    LaneTask *first, **last;
} Mailbox;

void mailbox_init(Mailbox *m);
void mailbox_done(Mailbox *m);
/* Any thread. */
void mailbox_post(Mailbox *m, LaneTask *t);
/* Makes event_fd readable without a task; any thread, and signal handlers. */
void mailbox_ring(Mailbox *m);
/* The loop: runs `done` of all tasks that are there, in order. */
void mailbox_empty(Mailbox *m);

typedef struct Lane Lane;

/* Starts the threads; ends the process when not even one can be started. */
Lane *lane_new(Mailbox *back, unsigned threads, unsigned waiting_max);
/* False when too many tasks wait: then the task is still the caller's. */
bool lane_push(Lane *lane, LaneTask *t);
unsigned lane_waiting(Lane *lane);
/* Runs what was pushed, then ends the threads; their `done` is left in the mailbox. */
void lane_free(Lane *lane);

#endif
