/*
 * progress.c -- the table of steps, and a listener that says nothing.
 */
#include "pipeline/progress.h"

typedef struct StepRow {
    const char *word, *name, *status;
    unsigned share;
} StepRow;

static const StepRow rows[STEP_COUNT] = {
#define X(id, w, n, s, percent) \
    [STEP_##id] = {.word = w, .name = n, .status = s, .share = percent},
    STEPS(X)
#undef X
};

static const StepRow *row_of(Step s)
{
    MUST(s < STEP_COUNT);
    return &rows[s];
}

const char *step_word(Step s)
{
    return row_of(s)->word;
}

const char *step_name(Step s)
{
    return row_of(s)->name;
}

const char *step_status(Step s)
{
    return row_of(s)->status;
}

double step_fraction(Step s, uint64_t done, uint64_t total)
{
    double before = 0;

    for (int i = 0; i < (int)s; i++)
        before += rows[i].share;
    double within = total ? (double)MIN_OF(done, total) / (double)total : 0;
    return (before + within * row_of(s)->share) / 100;
}

static void no_step(void *self UNUSED, Step s UNUSED, bool was_kept UNUSED)
{
}

static void no_item(void *self UNUSED, Step s UNUSED, uint64_t done UNUSED,
                    uint64_t total UNUSED, Str message UNUSED)
{
}

static void no_log(void *self UNUSED, LogLevel level UNUSED, Str message UNUSED)
{
}

Progress progress_none(void)
{
    static const ProgressOps ops = {.step = no_step, .item = no_item, .log = no_log};

    return (Progress){&ops, NULL};
}

enum { MESSAGE_MAX_BYTES = 2048 };

void progress_log(const Progress *p, LogLevel level, const char *fmt, ...)
{
    AUTO(buf_done) Buf text = BUF(MESSAGE_MAX_BYTES);
    va_list args;

    va_start(args, fmt);
    buf_vprintf(&text, fmt, args);
    va_end(args);
    p->ops->log(p->self, level, buf_str(&text));
}

void progress_item(const Progress *p, Step s, uint64_t done, uint64_t total, const char *fmt,
                   ...)
{
    AUTO(buf_done) Buf text = BUF(MESSAGE_MAX_BYTES);
    va_list args;

    va_start(args, fmt);
    buf_vprintf(&text, fmt, args);
    va_end(args);
    p->ops->item(p->self, s, done, total, buf_str(&text));
}
