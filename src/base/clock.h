/*
 * clock.h -- time comes from the Clock you were given; tests turn it by hand.
 *
 * `now` is milliseconds since the epoch, for people and records. `tick` counts nanoseconds on
 * CLOCK_BOOTTIME, for durations, leases and deadlines: it goes on during sleep and never jumps.
 */
#ifndef FONDATION_CLOCK_H
#define FONDATION_CLOCK_H

#include "base/base.h"

typedef struct Clock Clock;
struct Clock {
    int64_t (*now_ms)(const Clock *c);
    int64_t (*tick_ns)(const Clock *c);
    int64_t fake_now_ms;  /* used by clock_fake only */
    int64_t fake_tick_ns; /* used by clock_fake only */
};

const Clock *clock_system(void);
/* A clock that stands still until the test moves its two fields. */
Clock clock_fake(int64_t now_ms);

/* CPU time of this process (all threads) and of the calling thread, in nanoseconds. */
int64_t cpu_process_ns(void);
int64_t cpu_thread_ns(void);
/* Largest resident memory of this process so far, in bytes. */
uint64_t peak_memory_bytes(void);

/* "2026-11-24T06:33:00Z" into at least CLOCK_ISO_SIZE bytes. */
enum { CLOCK_ISO_SIZE = 32 };
void clock_iso(int64_t epoch_ms, char ret_text[CLOCK_ISO_SIZE]);

#endif
