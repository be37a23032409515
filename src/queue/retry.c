/*
 * retry.c -- the table of what becomes of a job after an attempt.
 */
#include "queue/retry.h"

static const char *const class_names[FAIL_CLASS_COUNT] = {
    [FAIL_TRANSIENT] = "transient", [FAIL_RATE_LIMITED] = "rate_limited",
    [FAIL_PERMANENT] = "permanent", [FAIL_CRASHED] = "crashed",
    [FAIL_LOST] = "lost",           [FAIL_POISON] = "poison",
};

const char *fail_class_name(FailClass why)
{
    MUST(why < FAIL_CLASS_COUNT);
    return class_names[why];
}

bool fail_class_parse(Str name, FailClass *ret)
{
    for (int i = 0; i < FAIL_CLASS_COUNT; i++) {
        if (str_is(name, class_names[i])) {
            *ret = (FailClass)i;
            return true;
        }
    }
    return false;
}

static int64_t pause_ms(uint32_t failed_attempts, uint32_t dice)
{
    uint32_t doublings = failed_attempts > 0 ? failed_attempts - 1 : 0;
    int64_t pause = doublings >= 20 ? RETRY_MAX_MS : (int64_t)RETRY_BASE_MS << doublings;

    pause = MIN_OF(pause, (int64_t)RETRY_MAX_MS);
    return pause + (int64_t)((uint64_t)dice * (uint64_t)(pause / 5) / UINT32_MAX);
}

RetryPlan retry_plan(const RetryCase *c, FailClass why, uint32_t dice)
{
    int64_t least = MAX_OF(c->retry_after_ms, (int64_t)0);
    bool is_spent = c->attempts >= c->max_attempts;

    if (why == FAIL_PERMANENT || why == FAIL_POISON)
        return (RetryPlan){FATE_DEAD, 0};
    if (why == FAIL_CRASHED && c->crashes >= c->max_crashes)
        return (RetryPlan){FATE_DEAD, 0};
    if (why == FAIL_RATE_LIMITED && c->releases < c->max_releases)
        return (RetryPlan){FATE_RELEASED, MAX_OF(least, (int64_t)RETRY_SNOOZE_MS)};
    if (is_spent)
        return (RetryPlan){FATE_DEAD, 0};
    if (why == FAIL_LOST)
        return (RetryPlan){FATE_AGAIN, 0};
    return (RetryPlan){FATE_AGAIN, MAX_OF(least, pause_ms(c->attempts, dice))};
}
