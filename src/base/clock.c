/*
 * clock.c -- the system's clocks behind clock.h.
 */
#include "base/clock.h"

#include <sys/resource.h>

static int64_t read_ns(clockid_t id)
{
    struct timespec t;

    MUST(clock_gettime(id, &t) == 0);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int64_t system_now_ms(const Clock *c UNUSED)
{
    return read_ns(CLOCK_REALTIME) / 1000000;
}

static int64_t system_tick_ns(const Clock *c UNUSED)
{
    return read_ns(CLOCK_BOOTTIME);
}

const Clock *clock_system(void)
{
    static const Clock system_clock = {.now_ms = system_now_ms, .tick_ns = system_tick_ns};

    return &system_clock;
}

static int64_t fake_now(const Clock *c)
{
    return c->fake_now_ms;
}

static int64_t fake_tick(const Clock *c)
{
    return c->fake_tick_ns;
}

Clock clock_fake(int64_t now_ms)
{
    return (Clock){.now_ms = fake_now, .tick_ns = fake_tick, .fake_now_ms = now_ms};
}

int64_t cpu_process_ns(void)
{
    return read_ns(CLOCK_PROCESS_CPUTIME_ID);
}

int64_t cpu_thread_ns(void)
{
    return read_ns(CLOCK_THREAD_CPUTIME_ID);
}

uint64_t peak_memory_bytes(void)
{
    struct rusage usage;

    MUST(getrusage(RUSAGE_SELF, &usage) == 0);
    return (uint64_t)usage.ru_maxrss * 1024;
}

void clock_iso(int64_t epoch_ms, char ret_text[CLOCK_ISO_SIZE])
{
    time_t seconds = (time_t)(epoch_ms / 1000);
    struct tm parts;

    MUST(gmtime_r(&seconds, &parts) != NULL);
    MUST(strftime(ret_text, CLOCK_ISO_SIZE, "%Y-%m-%dT%H:%M:%SZ", &parts) > 0);
}
