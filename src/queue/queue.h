/*
 * queue.h -- the life of a job, from the wish to the course.
 *
 *              +-------------- release (attempt not counted) -------------+
 *     pending --claim--> claimed --> cloning --> analyzing --> completed
 *        ^                  |           |            |
 *        |                  +-----------+-- error ---+--> failed -- due again --> (claimable)
 *        |                                                   +-- no attempts left, or permanent --> dead
 *        +-- retry (a person; attempts start again)      cancel (a person) --> canceled
 *
 * What always holds:
 *   1. At any moment at most one attempt owns a job. An attempt is named by its token, given out by
 *      queue_claim() and kept as a hash, and by the job's lease_epoch, which only grows.
 *   2. Everything an attempt writes names both, in the statement that writes. An attempt that lost
 *      the job gets ERR_STALE and has changed nothing; a token that never was gets ERR_AUTH.
 *   3. completed, dead and canceled absorb: only a person's retry leads out of dead and canceled.
 *   4. attempts <= max_attempts; an attempt counts from its claim on, unless it was released.
 *   5. The lines of a job's log are numbered 0, 1, 2, ... without a gap, over all attempts.
 *   6. At most one job that is not final has a given dedupe key: the database sees to it.
 *
 * Leases are counted by store_now(). All functions block; any thread may call them.
 */
#ifndef FONDATION_QUEUE_QUEUE_H
#define FONDATION_QUEUE_QUEUE_H

#include "queue/retry.h"
#include "store/store.h"

/* number, name, final?, held by an attempt? The numbers are stored: never reuse one. */
/* clang-format off */
#define JOB_STATUS_TABLE(X)               \
    X(PENDING,   0, "pending",   false, false) \
    X(CLAIMED,   1, "claimed",   false, true)  \
    X(CLONING,   2, "cloning",   false, true)  \
    X(ANALYZING, 3, "analyzing", false, true)  \
    X(FAILED,    4, "failed",    false, false) \
    X(COMPLETED, 5, "completed", true,  false) \
    X(DEAD,      6, "dead",      true,  false) \
    X(CANCELED,  7, "canceled",  true,  false)
/* clang-format on */

typedef enum JobStatus {
#define X(name, number, words, is_final, is_held) JOB_##name = number,
    JOB_STATUS_TABLE(X)
#undef X
        JOB_STATUS_COUNT
} JobStatus;

const char *job_status_name(JobStatus status);
bool job_status_parse(Str name, JobStatus *ret);
bool job_is_final(JobStatus status);
bool job_is_held(JobStatus status);
/* Whether an attempt may report `to` while the job is at `from`: claimed, cloning, analyzing only
 * go forward. */
bool job_may_report(JobStatus from, JobStatus to);

enum {
    JOB_STEPS = 6,
    JOB_MAX_ATTEMPTS = 5,
    JOB_MAX_RELEASES = 100, /* after that a release counts as a failed attempt */
    JOB_MAX_DELAY_MS = 24 * 60 * 60 * 1000, /* of a release */
    JOB_MAX_CRASHES = 2,                    /* in one step */
    JOB_PRIORITY_MAX = 10, /* and -10; a level is worth JOB_PRIORITY_MS of waiting */
    JOB_PRIORITY_MS = 60000,
    JOB_PROMPT_MAX_BYTES = 16 << 10,
    JOB_TEXT_MAX_BYTES = 4096, /* error, progress, options, names */
    LOG_MAX_LINES = 50000,     /* of a job; later lines are acknowledged and dropped */
    LOG_LINE_MAX_BYTES = 4096, /* longer lines are cut */
    LOG_MAX_LINES_A_CALL = 1000,
    KEPT_MAX_BYTES = 16 << 20, /* of one piece */
    KEPT_MAX_PIECES = 4096,    /* of a job */
    KEPT_TOTAL_MAX_BYTES = 512 << 20,
    QUEUE_TOKEN_SIZE = 80,
};

typedef struct QueueSettings {
    uint32_t lease_ms;        /* 60000 */
    uint32_t active_a_user;   /* jobs of a user that are not final; 3; 0: no limit */
    uint32_t created_an_hour; /* by a user; 20; 0: no limit */
    uint32_t running_a_user;  /* held by attempts at one time; 2; 0: no limit */
    uint32_t max_attempts;    /* 5 */
    int64_t keep_finished_ms; /* finished jobs with what belongs to them; 30 days */
    int64_t keep_log_ms;      /* logs, events and attempts of finished jobs; 7 days */
    int64_t keep_kept_ms;     /* kept work of finished jobs; 1 day */
    uint64_t seed;            /* of the jitter, for tests; 0: random */
} QueueSettings;

QueueSettings queue_settings(void); /* the defaults */

typedef struct Queue Queue;

/* The store stays the caller's and outlives the queue. */
Queue *queue_new(Store *store, const QueueSettings *settings);
void queue_free(Queue *q);
Store *queue_store(Queue *q);
const QueueSettings *queue_rules(const Queue *q);

/* ---- jobs, as everybody sees them ---- */

typedef struct Job {
    uint64_t id;
    uint64_t user_id;
    uint64_t repository_id;
    JobStatus status;
    uint32_t step; /* 0: none begun */
    uint32_t total_steps;
    Str step_name;
    Str progress;
    double fraction; /* of the whole, 0 to 1 */
    uint32_t attempts;
    uint32_t max_attempts;
    int32_t priority;
    int64_t run_at;
    Str prompt;
    Str branch;
    Str commit;
    Str writer;
    Str model;
    Str options;         /* a JSON object with the rest: audience, language, chapters, ... */
    Str error;           /* of the last failure */
    uint8_t error_class; /* FailClass; meaningful when `error` is not empty */
    uint64_t tokens_input;
    uint64_t tokens_output;
    uint64_t tokens_cached;
    uint64_t cost_micros; /* millionths of a dollar */
    uint64_t course_id;   /* 0: none */
    Str worker;           /* who holds it */
    int64_t lease_until;  /* 0: nobody holds it */
    uint64_t lease_epoch;
    uint64_t log_next;           /* lines in the log */
    uint64_t version;            /* grows with every visible change */
    int64_t cancel_requested_at; /* 0: not */
    int64_t created_at;
    int64_t updated_at;
    int64_t finished_at; /* 0: not */
} Job;

MUST_CHECK ErrCode queue_job(Queue *q, Arena *a, uint64_t id, Job *ret, Err *err);

typedef struct JobFilter {
    uint64_t user_id;       /* 0: any */
    uint64_t repository_id; /* 0: any */
    int status;             /* -1: any */
    uint64_t before;        /* cursor: only ids below; 0: from the newest */
    uint32_t limit;         /* 1 to 200; 0: 50 */
} JobFilter;

typedef struct JobList {
    Job *at;
    size_t len;
    uint64_t next; /* `before` of the next page; 0: there is none */
} JobList;

/* Newest first. */
MUST_CHECK ErrCode queue_jobs(Queue *q, Arena *a, const JobFilter *filter, JobList *ret,
                              Err *err);

/* The same inside a transaction of the caller's, so that a page shows one moment. */
MUST_CHECK ErrCode queue_job_in(Tx *tx, Arena *a, uint64_t id, Job *ret, Err *err);
MUST_CHECK ErrCode queue_jobs_in(Tx *tx, Arena *a, const JobFilter *filter, JobList *ret,
                                 Err *err);

typedef struct LogLine {
    uint64_t offset;
    int64_t at;
    Str text;
} LogLine;

typedef struct LogLines {
    LogLine *at;
    size_t len;
    uint64_t next; /* lines in the whole log */
    bool is_final; /* the job is final: no line will come */
} LogLines;

/* At most `limit` lines (0: 1000) from `from` on. */
MUST_CHECK ErrCode queue_logs(Queue *q, Arena *a, uint64_t job_id, uint64_t from,
                              uint32_t limit, LogLines *ret, Err *err);

typedef struct AttemptRow {
    uint64_t epoch;
    uint32_t number;
    Str worker;
    int64_t started_at;
    int64_t ended_at; /* 0: under way */
    Str outcome;      /* completed, failed, released, canceled, lost; empty: under way */
    Str error;
    uint8_t error_class;
    uint32_t step;
} AttemptRow;

typedef struct AttemptList {
    AttemptRow *at;
    size_t len;
} AttemptList;

MUST_CHECK ErrCode queue_attempts(Queue *q, Arena *a, uint64_t job_id, AttemptList *ret,
                                  Err *err);

/* ---- what people do ---- */

typedef struct JobAsk {
    uint64_t user_id;
    uint64_t repository_id;
    Str branch, commit, prompt, writer, model; /* STR_NONE: the default */
    Str options; /* JSON object or STR_NONE; canonical: it is hashed */
    uint64_t budget_tokens, budget_micros; /* 0: none */
    int32_t priority;
    Str idempotency_key; /* STR_NONE: none; kept for a day */
} JobAsk;

typedef struct JobMade {
    uint64_t id;
    bool is_deduplicated;         /* an active job with the same wish; no token */
    bool is_repeated;             /* the idempotency key was seen: the same job, a new token */
    char token[QUEUE_TOKEN_SIZE]; /* reads and cancels this job */
    int64_t retry_after_ms;       /* meaningful with ERR_TOO_MANY */
} JobMade;

/* ERR_NOT_FOUND: no such repository, or not visible to the user. ERR_TOO_MANY: retry_after_ms says
 * when. ERR_CONFLICT: the idempotency key belongs to another wish. */
MUST_CHECK ErrCode queue_create(Queue *q, const JobAsk *ask, JobMade *ret, Err *err);
/* Whether `token` is the one that queue_create() gave for this job: ERR_AUTH otherwise. */
MUST_CHECK ErrCode queue_may_read(Queue *q, uint64_t job_id, Str token, Err *err);

/* pending and failed end at once; a held job is asked (cancel_requested_at) and ends by its
 * attempt or its lease. ERR_CONFLICT when it is final; *ret is the present state in any case. */
MUST_CHECK ErrCode queue_cancel(Queue *q, Arena *a, uint64_t job_id, Job *ret, Err *err);
/* From failed, dead and canceled to pending; attempts start again. ERR_CONFLICT from elsewhere, and
 * when another active job has the same dedupe key. */
MUST_CHECK ErrCode queue_retry(Queue *q, Arena *a, uint64_t job_id, Job *ret, Err *err);

/* ---- what workers do ---- */

typedef struct KeptName {
    Str name;
    char hash[65];
    uint64_t bytes;
} KeptName;

typedef struct Claim {
    Job job;
    char token[QUEUE_TOKEN_SIZE]; /* names the attempt in all that follows */
    uint32_t lease_ms;
    uint64_t spent_tokens, spent_micros;
    KeptName *kept;
    size_t kept_count;
} Claim;

/* The next due job, for `worker` (host, process and incarnation). *ret_found is false when nothing
 * is due that may run. */
MUST_CHECK ErrCode queue_claim(Queue *q, Arena *a, Str worker, Claim *ret, bool *ret_found,
                               Err *err);

/* An attempt as its worker names it. */
typedef struct Attempt {
    uint64_t job_id;
    Str token;
} Attempt;

typedef struct Pulse {
    uint32_t lease_ms;
    bool is_cancel_requested;
} Pulse;

/* Each of these renews the lease. */
MUST_CHECK ErrCode queue_heartbeat(Queue *q, Attempt at, Pulse *ret, Err *err);

typedef struct Progress {
    JobStatus status; /* JOB_CLAIMED: as it is */
    uint32_t step;
    Str step_name;
    Str text;
    double fraction;
    uint64_t tokens_input, tokens_output, tokens_cached; /* of the job so far; never fall */
    uint64_t cost_micros;
} Progress;

MUST_CHECK ErrCode queue_progress(Queue *q, Attempt at, const Progress *p, Pulse *ret,
                                  Err *err);
/* Lines below the next offset are dropped. ERR_INVALID when there is a gap. *ret_next is the next
 * offset in both cases. */
MUST_CHECK ErrCode queue_log(Queue *q, Attempt at, uint64_t offset, const Str *lines,
                             size_t count, uint64_t *ret_next, Err *err);

/* Each of these ends the attempt. *ret_job may be NULL. */
typedef struct Failure {
    FailClass why;
    Str error;
    int64_t retry_after_ms; /* lower bound of the pause */
} Failure;

MUST_CHECK ErrCode queue_fail(Queue *q, Attempt at, const Failure *failure, Err *err);
MUST_CHECK ErrCode queue_release(Queue *q, Attempt at, Str reason, int64_t delay_ms, Err *err);
MUST_CHECK ErrCode queue_canceled(Queue *q, Attempt at, Err *err);
/* The course was staged by courses_stage() (store/courses.h); this publishes it and ends the job
 * in one transaction. course_id 0: a job without a course (tests). A repeat with the same `sha256`
 * by the attempt that completed is ERR_OK. A job that is being canceled is ERR_CONFLICT. */
MUST_CHECK ErrCode queue_complete(Queue *q, Attempt at, uint64_t course_id, Str sha256,
                                  Err *err);
/* Whether the attempt owns the job now: to refuse a large body before reading it. */
MUST_CHECK ErrCode queue_owns(Queue *q, Attempt at, uint64_t *ret_epoch, Err *err);

/* ---- kept work: pieces that travel to the next attempt ---- */

MUST_CHECK ErrCode queue_kept_put(Queue *q, Attempt at, Str name, Str bytes, Err *err);
MUST_CHECK ErrCode queue_kept_get(Queue *q, Arena *a, Attempt at, Str name, Str *ret, Err *err);
/* For the job's page, without a token. */
MUST_CHECK ErrCode queue_kept_read(Queue *q, Arena *a, uint64_t job_id, Str name, Str *ret,
                                   Err *err);

/* ---- budget: shared by all attempts of a job ---- */

typedef struct Spend {
    uint64_t tokens, micros;
} Spend;

/* Sets aside the worst case of a call. ERR_BUDGET when it would pass the budget. */
MUST_CHECK ErrCode queue_budget_reserve(Queue *q, Attempt at, Spend worst, Err *err);
/* Gives back `reserved` and counts what was spent. What an attempt leaves reserved when it ends is
 * counted as spent. */
MUST_CHECK ErrCode queue_budget_settle(Queue *q, Attempt at, Spend reserved, Spend spent,
                                       Err *err);

/* ---- time passes ---- */

typedef struct Swept {
    uint32_t lost;     /* attempts whose lease ran out */
    uint32_t dead;     /* of these: jobs that are now dead */
    uint32_t canceled; /* of these: jobs that are now canceled */
} Swept;

/* Ends attempts whose lease is over, at most `limit` (0: 100) in one transaction. */
MUST_CHECK ErrCode queue_sweep(Queue *q, uint32_t limit, Swept *ret, Err *err);
/* When something is due next (a job, the end of a lease), in the store's time; INT64_MAX: never.
 * A time in the past: now. */
MUST_CHECK ErrCode queue_next_due(Queue *q, int64_t *ret_at, Err *err);

typedef struct Pruned {
    uint32_t jobs, logs, events, kept, stagings;
    bool is_more; /* call again */
} Pruned;

/* One small batch of what the settings no longer keep. Jobs with a published course stay. */
MUST_CHECK ErrCode queue_prune(Queue *q, uint32_t limit, Pruned *ret, Err *err);

typedef struct QueueCounts {
    uint64_t by_status[JOB_STATUS_COUNT]; /* of final ones: those not pruned yet */
    int64_t oldest_due_ms;                /* how long the oldest claimable job has waited */
} QueueCounts;

MUST_CHECK ErrCode queue_counts(Queue *q, QueueCounts *ret, Err *err);

#endif
