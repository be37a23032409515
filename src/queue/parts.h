/*
 * parts.h -- what the files of src/queue share. Nobody else includes it.
 */
#ifndef FONDATION_QUEUE_PARTS_H
#define FONDATION_QUEUE_PARTS_H

#include "queue/queue.h"

struct Queue {
    Store *store;
    QueueSettings rules;
};

enum { TOKEN_SECRET_BYTES = 32, TOKEN_SECRET_SIZE = 44, TOKEN_HASH_BYTES = 32 };

/* A token is "EPOCH.SECRET": the secret 256 random bits in base64url, of which the store keeps the
 * hash; the epoch that of the attempt (0: a person's token for one job). */
void token_make(char ret_secret[TOKEN_SECRET_SIZE], unsigned char ret_hash[TOKEN_HASH_BYTES]);
void token_text(uint64_t epoch, const char *secret, char ret_text[QUEUE_TOKEN_SIZE]);
/* False when it cannot be one. */
bool token_read(Str text, uint64_t *ret_epoch, unsigned char ret_hash[TOKEN_HASH_BYTES]);

/* An attempt as the store knows it. */
typedef struct Fence {
    uint64_t job_id;
    uint64_t epoch;
    unsigned char hash[TOKEN_HASH_BYTES];
} Fence;

/* ERR_AUTH when the token cannot be one. */
MUST_CHECK ErrCode fence_read(Attempt at, Fence *ret, Err *err);
/* What a fenced statement that changed nothing means: ERR_STALE when the token was once given out
 * for this job, ERR_NOT_FOUND when there is no such job, ERR_AUTH otherwise. */
ErrCode fence_refused(Tx *tx, const Fence *f, Err *err);

/* The columns of `jobs` that job_of_row() reads, in its order. */
#define JOB_COLUMNS                                                                          \
    "id, user_id, repository_id, status, step, total_steps, step_name, progress, fraction, " \
    "attempts, max_attempts, priority, run_at, prompt, branch, commit_name, writer, model, " \
    "options, error, error_class, tokens_input, tokens_output, tokens_cached, cost_micros, " \
    "course_id, lease_worker, lease_until, lease_epoch, log_next, version, "                 \
    "cancel_requested_at, "                                                                  \
    "created_at, updated_at, finished_at"

void job_of_row(const Rows *rows, size_t row, Job *ret);

/* Tells of a change of the job, and of what shows it. */
void touch_job(Tx *tx, uint64_t job_id, uint64_t user_id, uint64_t repository_id);
/* What a person did to the job: one row, named by the version that the change gave the job. What attempts
 * did stands in `attempts`. */
MUST_CHECK ErrCode add_event(Tx *tx, uint64_t job_id, uint64_t version, JobStatus status,
                             int64_t now, Str detail, Err *err);
/* A notice to each of the user's endpoints: "job.completed", "job.failed" or "job.dead". */
MUST_CHECK ErrCode add_notice(Tx *tx, const char *kind, const Job *job, int64_t now, Err *err);

/* The text with what no database takes replaced, cut at `max` bytes on a character's border. Null
 * stays null. */
Str clean_text(Arena *a, Str text, size_t max);

/* Ends the attempt that holds `job` (read in this transaction, as it is before). The caller has
 * checked that it may. */
typedef struct Ending {
    JobStatus status;
    int64_t run_at;
    bool is_uncounted;
    FailClass why; /* meaningful when `error` is not null */
    Str error;
    const char *outcome; /* of the attempt */
    uint32_t crash_step, crashes;
    bool adds_release;
    uint64_t course_id;
    Str sha256;
} Ending;

/* The parts of it. */
MUST_CHECK ErrCode write_end_of_attempt(Tx *tx, const Job *job, const Ending *e, int64_t now,
                                        Err *err);
MUST_CHECK ErrCode count_reserved_as_spent(Tx *tx, uint64_t job_id, Err *err);
MUST_CHECK ErrCode end_attempt(Tx *tx, const Job *job, const Ending *e, int64_t now, Err *err);

/* Ends a failed attempt as retry_plan() says. */
typedef struct FailedAttempt {
    const Job *job;
    uint32_t releases, crash_step, crashes;
    FailClass why;
    Str error;
    int64_t retry_after_ms;
    uint32_t dice;
    const char *outcome;
} FailedAttempt;

MUST_CHECK ErrCode end_failed(Queue *q, Tx *tx, const FailedAttempt *f, int64_t now,
                              JobStatus *ret_status, Err *err);

static inline int64_t claim_order(int64_t run_at, int32_t priority)
{
    return run_at - (int64_t)priority * JOB_PRIORITY_MS;
}

#endif
