/*
 * retry.h -- what becomes of a job after an attempt: a decision without clock, chance or database.
 */
#ifndef FONDATION_QUEUE_RETRY_H
#define FONDATION_QUEUE_RETRY_H

#include "base/err.h"
#include "base/str.h"

/* The numbers are stored: never reuse one. */
typedef enum FailClass {
    FAIL_TRANSIENT = 0,    /* may work the next time */
    FAIL_RATE_LIMITED = 1, /* nobody's fault: the attempt is not counted */
    FAIL_PERMANENT = 2,    /* will not work the next time either */
    FAIL_CRASHED = 3,      /* the child crashed or ran out of memory */
    FAIL_LOST = 4,         /* the lease ran out */
    FAIL_POISON = 5,       /* crashed twice in one step */
    FAIL_CLASS_COUNT
} FailClass;

const char *fail_class_name(FailClass why);
bool fail_class_parse(Str name, FailClass *ret);

typedef enum Fate { FATE_AGAIN, FATE_RELEASED, FATE_DEAD } Fate;

typedef struct RetryPlan {
    Fate fate;
    int64_t delay_ms;
} RetryPlan;

typedef struct RetryCase {
    uint32_t attempts; /* with the one that ended */
    uint32_t max_attempts;
    uint32_t releases; /* so far, without this one */
    uint32_t max_releases;
    uint32_t crashes; /* in this step, with this one */
    uint32_t max_crashes;
    int64_t retry_after_ms; /* lower bound */
} RetryCase;

enum { RETRY_BASE_MS = 1000, RETRY_MAX_MS = 15 * 60 * 1000, RETRY_SNOOZE_MS = 15000 };

/* After the n-th failed attempt 2^(n-1) s, and up to a fifth more by `dice` (any number). A lost
 * lease is claimable at once. */
RetryPlan retry_plan(const RetryCase *c, FailClass why, uint32_t dice);

#endif
