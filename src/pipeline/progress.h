/*
 * progress.h -- what a run says while it goes: the door between the steps and whoever shows them.
 *
 * The names and status lines of the six steps are part of the public face: bars on a terminal and
 * lines of JSON are made from this one table.
 */
#ifndef FONDATION_PIPELINE_PROGRESS_H
#define FONDATION_PIPELINE_PROGRESS_H

#include "base/log.h"
#include "base/str.h"

/* id, word for --steps, name, status line, share of the whole work (of 100) */
/* clang-format off */
#define STEPS(X)                                                                        \
    X(EXTRACT,   "extract",   "Extract",   "Extracting abstractions...",     45)        \
    X(ANALYZE,   "analyze",   "Analyze",   "Analyzing relationships...",      5)        \
    X(ORDER,     "order",     "Order",     "Ordering chapters...",            5)        \
    X(GENERATE,  "generate",  "Generate",  "Generating chapters...",         30)        \
    X(REVIEW,    "review",    "Review",    "Reviewing chapters...",          10)        \
    X(TUTORIALS, "tutorials", "Tutorials", "Creating tutorials...",           5)
/* clang-format on */

typedef enum Step {
#define X(id, word, name, status, share) STEP_##id,
    STEPS(X)
#undef X
        STEP_COUNT
} Step;

const char *step_word(Step s);
const char *step_name(Step s);
const char *step_status(Step s);
/* Where the whole work stands, 0 to 1, when `done` of `total` items of the step are done. */
double step_fraction(Step s, uint64_t done, uint64_t total);

typedef struct ProgressOps {
    /* A step begins. `was_kept`: its result was found and taken over. */
    void (*step)(void *self, Step s, bool was_kept);
    /* `message` names the item at hand: "Chapter 3: Event loop". */
    void (*item)(void *self, Step s, uint64_t done, uint64_t total, Str message);
    void (*log)(void *self, LogLevel level, Str message);
} ProgressOps;

typedef struct Progress {
    const ProgressOps *ops;
    void *self;
} Progress;

/* Says nothing. */
Progress progress_none(void);

void progress_log(const Progress *p, LogLevel level, const char *fmt, ...) PRINTF_LIKE(3, 4);
void progress_item(const Progress *p, Step s, uint64_t done, uint64_t total, const char *fmt,
                   ...) PRINTF_LIKE(5, 6);

#endif
