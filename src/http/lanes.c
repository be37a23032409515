/*
 * lanes.c -- a queue and some threads; a list and an eventfd.
 */
#include "http/lanes.h"

#include <errno.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { LANE_STACK_BYTES = 512 << 10, LANE_MAX_THREADS = 256 };

struct Lane {
    /* set once in lane_new() */
    Mailbox *back;
    unsigned waiting_max;
    unsigned thread_count;
    pthread_t threads[LANE_MAX_THREADS];

    /* guarded by mtx */
    pthread_mutex_t mtx;
    pthread_cond_t has_work;
    LaneTask *first, **last;
    unsigned waiting;
    bool is_ending;
};

void mailbox_init(Mailbox *m)
{
    m->event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    MUST(m->event_fd >= 0);
    MUST(pthread_mutex_init(&m->mtx, NULL) == 0);
    m->first = NULL;
    m->last = &m->first;
}

void mailbox_done(Mailbox *m)
{
    close(m->event_fd);
    pthread_mutex_destroy(&m->mtx);
}

void mailbox_ring(Mailbox *m)
{
    uint64_t one = 1;
    int saved = errno;

    /* fails only when the counter is full: then the loop will wake anyway */
    if (write(m->event_fd, &one, sizeof(one)) < 0)
        errno = saved;
}

void mailbox_post(Mailbox *m, LaneTask *t)
{
    t->next = NULL;
    pthread_mutex_lock(&m->mtx);
    bool was_empty = m->first == NULL;
    *m->last = t;
    m->last = &t->next;
    pthread_mutex_unlock(&m->mtx);
    if (was_empty)
        mailbox_ring(m);
}

void mailbox_empty(Mailbox *m)
{
    uint64_t rings;
    ssize_t got = read(m->event_fd, &rings, sizeof(rings)); /* before the list is taken */

    (void)got;
    pthread_mutex_lock(&m->mtx);
    LaneTask *t = m->first;
    m->first = NULL;
    m->last = &m->first;
    pthread_mutex_unlock(&m->mtx);
    while (t) {
        LaneTask *next = t->next;

        t->done(t);
        t = next;
    }
}

static LaneTask *take(Lane *lane)
{
    pthread_mutex_lock(&lane->mtx);
    while (!lane->first && !lane->is_ending)
        pthread_cond_wait(&lane->has_work, &lane->mtx);
    LaneTask *t = lane->first;
    if (t) {
        lane->first = t->next;
        if (!lane->first)
            lane->last = &lane->first;
        lane->waiting--;
    }
    pthread_mutex_unlock(&lane->mtx);
    return t;
}

static void *lane_loop(void *arg)
{
    Lane *lane = arg;
    LaneTask *t;

    while ((t = take(lane))) {
        t->work(t);
        mailbox_post(lane->back, t);
    }
    return NULL;
}

Lane *lane_new(Mailbox *back, unsigned threads, unsigned waiting_max)
{
    Lane *lane = xcalloc(1, sizeof(*lane));
    pthread_attr_t attr;

    lane->back = back;
    lane->waiting_max = waiting_max;
    lane->last = &lane->first;
    MUST(pthread_mutex_init(&lane->mtx, NULL) == 0);
    MUST(pthread_cond_init(&lane->has_work, NULL) == 0);
    MUST(pthread_attr_init(&attr) == 0);
    MUST(pthread_attr_setstacksize(&attr, LANE_STACK_BYTES) == 0);
    for (unsigned i = 0; i < MIN_OF(threads, (unsigned)LANE_MAX_THREADS); i++) {
        if (pthread_create(&lane->threads[lane->thread_count], &attr, lane_loop, lane) == 0)
            lane->thread_count++;
    }
    pthread_attr_destroy(&attr);
    MUST(lane->thread_count > 0);
    return lane;
}

bool lane_push(Lane *lane, LaneTask *t)
{
    t->next = NULL;
    pthread_mutex_lock(&lane->mtx);
    bool fits = lane->waiting < lane->waiting_max;
    if (fits) {
        *lane->last = t;
        lane->last = &t->next;
        lane->waiting++;
        pthread_cond_signal(&lane->has_work);
    }
    pthread_mutex_unlock(&lane->mtx);
    return fits;
}

unsigned lane_waiting(Lane *lane)
{
    pthread_mutex_lock(&lane->mtx);
    unsigned waiting = lane->waiting;
    pthread_mutex_unlock(&lane->mtx);
    return waiting;
}

void lane_free(Lane *lane)
{
    if (!lane)
        return;
    pthread_mutex_lock(&lane->mtx);
    lane->is_ending = true;
    pthread_cond_broadcast(&lane->has_work);
    pthread_mutex_unlock(&lane->mtx);
    for (unsigned i = 0; i < lane->thread_count; i++)
        pthread_join(lane->threads[i], NULL);
    pthread_cond_destroy(&lane->has_work);
    pthread_mutex_destroy(&lane->mtx);
    free(lane);
}
