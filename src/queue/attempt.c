/*
 * attempt.c -- what the worker that holds a job may do to it.
 *
 * Each call names its attempt in the statement that writes (epoch and hash of the token, and that the
 * job is held): a worker that slept through its lease changes nothing. Heartbeat, progress and completion
 * are fence and change in a single statement. The others first read the job under that fence and keep its
 * row locked.
 */
#include "queue/parts.h"

#include <sodium.h>

#define FENCE "id = ?1 AND lease_epoch = ?2 AND lease_hash = ?3 AND status IN (1, 2, 3)"
#define FENCE_ARGS(f)                                        \
    v_int((int64_t)(f)->job_id), v_int((int64_t)(f)->epoch), \
        v_bytes((f)->hash, TOKEN_HASH_BYTES)

/* ---- heartbeat and progress ---- */

typedef struct Beat {
    Queue *q;
    Arena arena;
    Fence fence;
    Progress progress; /* texts are clean */
    bool has_progress;
    int64_t now;
    Pulse *ret;
} Beat;

static ErrCode beat(Beat *b, Tx *tx, Rows *rows, Err *err)
{
    return tx_rows(
        tx, &b->arena,
        SQL("UPDATE jobs SET lease_until = ?4 WHERE " FENCE " RETURNING cancel_requested_at"),
        ARGS(FENCE_ARGS(&b->fence), v_int(b->now + b->q->rules.lease_ms)), rows, err);
}

/* Status goes only forward, sums only up, and a null text leaves what was there. */
static ErrCode report(Beat *b, Tx *tx, Rows *rows, Err *err)
{
    const Progress *p = &b->progress;

#define LARGER(column, at) \
#column " = CASE WHEN " at " > " #column " THEN " at " ELSE " #column " END, "
    return tx_rows(
        tx, &b->arena,
        SQL("UPDATE jobs SET lease_until = ?4, " LARGER(
            status,
            "?5") "step = ?6, "
                  "step_name = coalesce(?7, step_name), progress = coalesce(?8, progress), "
                  "fraction = ?9, " LARGER(tokens_input, "?10") LARGER(tokens_output, "?11")
                      LARGER(tokens_cached, "?12") LARGER(
                          cost_micros,
                          "?13") "version = version + 1, updated_at = ?14 WHERE " FENCE
                                 " RETURNING cancel_requested_at, user_id, repository_id"),
        ARGS(FENCE_ARGS(&b->fence), v_int(b->now + b->q->rules.lease_ms), v_int(p->status),
             v_int(p->step), v_text(p->step_name), v_text(p->text), v_real(p->fraction),
             v_int((int64_t)p->tokens_input), v_int((int64_t)p->tokens_output),
             v_int((int64_t)p->tokens_cached), v_int((int64_t)p->cost_micros), v_int(b->now)),
        rows, err);
#undef LARGER
}

static ErrCode beat_work(Tx *tx, void *arg, Err *err)
{
    Beat *b = arg;
    Rows rows;
    ErrCode rc = b->has_progress ? report(b, tx, &rows, err) : beat(b, tx, &rows, err);

    if (rc != ERR_OK)
        return rc;
    if (rows.count == 0)
        return fence_refused(tx, &b->fence, err);
    *b->ret = (Pulse){.lease_ms = b->q->rules.lease_ms,
                      .is_cancel_requested = !rows_is_null(&rows, 0, 0)};
    if (b->has_progress)
        touch_job(tx, b->fence.job_id, (uint64_t)rows_int(&rows, 0, 1),
                  (uint64_t)rows_int(&rows, 0, 2));
    return ERR_OK;
}

static ErrCode run_beat(Beat *b, Attempt at, Err *err)
{
    ErrCode rc = fence_read(at, &b->fence, err);

    *b->ret = (Pulse){0};
    b->now = store_now(b->q->store);
    if (rc == ERR_OK)
        rc = store_write(b->q->store, STORE_SHARED, beat_work, b, err);
    arena_done(&b->arena);
    return rc;
}

ErrCode queue_heartbeat(Queue *q, Attempt at, Pulse *ret, Err *err)
{
    Beat b = {.q = q, .ret = ret};

    return run_beat(&b, at, err);
}

ErrCode queue_progress(Queue *q, Attempt at, const Progress *p, Pulse *ret, Err *err)
{
    Beat b = {.q = q, .ret = ret, .has_progress = true, .progress = *p};

    if (!job_is_held(p->status) || p->step > JOB_STEPS)
        return err_set(err, ERR_INVALID, "the progress is not one of a job that is under way");
    if (!(p->fraction >= 0 && p->fraction <= 1))
        return err_set(err, ERR_INVALID, "the fraction is not between 0 and 1");
    if ((p->tokens_input | p->tokens_output | p->tokens_cached | p->cost_micros) >
        (uint64_t)INT64_MAX / 4)
        return err_set(err, ERR_INVALID, "a sum is too large");
    b.progress.step_name = clean_text(&b.arena, p->step_name, JOB_TEXT_MAX_BYTES);
    b.progress.text = clean_text(&b.arena, p->text, JOB_TEXT_MAX_BYTES);
    return run_beat(&b, at, err);
}

/* ---- the rest reads first ---- */

typedef enum EndKind { END_FAIL, END_RELEASE, END_CANCELED, END_COMPLETE } EndKind;

typedef struct Held {
    Queue *q;
    Arena arena;
    Fence fence;
    int64_t now;
    Job job;
    uint32_t releases, crash_step, crashes;

    EndKind kind;
    Failure failure; /* text is clean */
    int64_t delay_ms;
    uint32_t dice;
    uint64_t course_id;
    Str sha256;
} Held;

/* The job, if the attempt holds it; its row stays locked until the end of the transaction. */
static ErrCode read_held(Held *h, Tx *tx, Err *err)
{
    Rows rows;
    ErrCode rc = tx_rows(tx, &h->arena,
                         SQL("SELECT " JOB_COLUMNS ", releases, crash_step, crashes FROM jobs "
                             "WHERE " FENCE " /*pg FOR NO KEY UPDATE */"),
                         ARGS(FENCE_ARGS(&h->fence)), &rows, err);

    if (rc != ERR_OK)
        return rc;
    if (rows.count == 0)
        return fence_refused(tx, &h->fence, err);
    job_of_row(&rows, 0, &h->job);
    h->releases = (uint32_t)rows_int(&rows, 0, rows.width - 3);
    h->crash_step = (uint32_t)rows_int(&rows, 0, rows.width - 2);
    h->crashes = (uint32_t)rows_int(&rows, 0, rows.width - 1);
    return ERR_OK;
}

static ErrCode fail_held(Held *h, Tx *tx, FailClass why, Str error, int64_t pause_ms, Err *err)
{
    FailedAttempt f = {.job = &h->job,
                       .releases = h->releases,
                       .crash_step = h->crash_step,
                       .crashes = h->crashes,
                       .why = why,
                       .error = error.ptr ? error : STR("no reason was given"),
                       .retry_after_ms = pause_ms,
                       .dice = h->dice,
                       .outcome = "failed"};
    JobStatus status;

    return end_failed(h->q, tx, &f, h->now, &status, err);
}

static ErrCode release_held(Held *h, Tx *tx, Err *err)
{
    if (h->releases >= JOB_MAX_RELEASES)
        return fail_held(h, tx, FAIL_TRANSIENT, h->failure.error, h->delay_ms, err);
    Ending e = {.status = h->job.cancel_requested_at ? JOB_CANCELED : JOB_PENDING,
                .run_at = h->now + h->delay_ms,
                .is_uncounted = true,
                .adds_release = true,
                .error = h->failure.error,
                .why = FAIL_RATE_LIMITED,
                .outcome = "released",
                .crash_step = h->crash_step,
                .crashes = h->crashes};
    return end_attempt(tx, &h->job, &e, h->now, err);
}

static ErrCode cancel_held(Held *h, Tx *tx, Err *err)
{
    if (!h->job.cancel_requested_at)
        return err_set(err, ERR_CONFLICT, "nobody asked to cancel the job");
    Ending e = {.status = JOB_CANCELED, .run_at = h->job.run_at, .outcome = "canceled"};
    return end_attempt(tx, &h->job, &e, h->now, err);
}

static ErrCode publish_course(Held *h, Tx *tx, Err *err)
{
    uint64_t changed = 0;
    ErrCode rc;

    if (!h->course_id)
        return ERR_OK;
    rc = tx_run(tx,
                SQL("UPDATE courses SET published_at = ?4, sha256 = ?5 WHERE id = ?1 AND "
                    "job_id = ?2 AND epoch = ?3 AND published_at IS NULL"),
                ARGS(v_int((int64_t)h->course_id), v_int((int64_t)h->fence.job_id),
                     v_int((int64_t)h->fence.epoch), v_int(h->now), v_text(h->sha256)),
                &changed, err);
    if (rc == ERR_OK && changed != 1)
        rc = err_set(err, ERR_CONFLICT, "the course is not one that this attempt staged");
    return rc;
}

/* Why the job could not be completed. */
static ErrCode refuse_completion(Held *h, Tx *tx, Err *err)
{
    ErrCode rc = read_held(h, tx, err);

    return rc == ERR_OK ? err_set(err, ERR_CONFLICT, "the job is being canceled") : rc;
}

/* The way that most jobs end has a statement of its own, which is fence and end at once. */
static ErrCode write_completion(Held *h, Tx *tx, Rows *ret, Err *err)
{
    return tx_rows(tx, &h->arena,
                   SQL("UPDATE jobs SET status = 5, lease_hash = NULL, lease_worker = NULL, "
                       "lease_until = NULL, error_class = NULL, error = NULL, course_id = ?4, "
                       "fraction = 1.0, crash_step = 0, crashes = 0, version = version + 1, "
                       "updated_at = ?5, finished_at = ?5 WHERE " FENCE
                       " AND cancel_requested_at IS NULL "
                       "RETURNING user_id, repository_id, attempts, step, (SELECT count(*) "
                       "FROM budgets WHERE "
                       "budgets.job_id = jobs.id), (SELECT count(*) FROM endpoints WHERE "
                       "endpoints.user_id = "
                       "jobs.user_id AND disabled_at IS NULL)"),
                   ARGS(FENCE_ARGS(&h->fence), v_id(h->course_id), v_int(h->now)), ret, err);
}

static ErrCode complete_held(Held *h, Tx *tx, Err *err)
{
    Ending e = {.status = JOB_COMPLETED, .outcome = "completed", .sha256 = h->sha256};
    Rows rows;
    ErrCode rc = write_completion(h, tx, &rows, err);

    if (rc != ERR_OK)
        return rc;
    if (rows.count == 0)
        return refuse_completion(h, tx, err);
    h->job = (Job){.id = h->fence.job_id,
                   .lease_epoch = h->fence.epoch,
                   .status = JOB_COMPLETED,
                   .user_id = (uint64_t)rows_int(&rows, 0, 0),
                   .repository_id = (uint64_t)rows_int(&rows, 0, 1),
                   .attempts = (uint32_t)rows_int(&rows, 0, 2),
                   .step = (uint32_t)rows_int(&rows, 0, 3)};
    rc = publish_course(h, tx, err);
    if (rc == ERR_OK)
        rc = write_end_of_attempt(tx, &h->job, &e, h->now, err);
    if (rc == ERR_OK && rows_int(&rows, 0, 4))
        rc = count_reserved_as_spent(tx, h->job.id, err);
    if (rc == ERR_OK && rows_int(&rows, 0, 5))
        rc = add_notice(tx, "job.completed", &h->job, h->now, err);
    touch_job(tx, h->job.id, h->job.user_id, h->job.repository_id);
    tx_touch(tx, TOPIC_QUEUE, 0);
    return rc;
}

static ErrCode end_work(Tx *tx, void *arg, Err *err)
{
    Held *h = arg;
    ErrCode rc;

    if (h->kind == END_COMPLETE)
        return complete_held(h, tx, err);
    rc = read_held(h, tx, err);
    if (rc != ERR_OK)
        return rc;
    switch (h->kind) {
    case END_FAIL:
        return fail_held(h, tx, h->failure.why, h->failure.error, h->failure.retry_after_ms,
                         err);
    case END_RELEASE:
        return release_held(h, tx, err);
    case END_CANCELED:
        return cancel_held(h, tx, err);
    case END_COMPLETE:
        break; /* above */
    }
    MUST(false);
    return ERR_FAILED;
}

static uint32_t throw_dice(const Queue *q, const Fence *f)
{
    if (!q->rules.seed)
        return randombytes_random();
    /* replayable: the same seed and attempt, the same pause */
    return (uint32_t)((q->rules.seed ^ f->epoch) * 0x9e3779b97f4a7c15u >> 32);
}

static ErrCode run_end(Held *h, Attempt at, Err *err)
{
    ErrCode rc = fence_read(at, &h->fence, err);

    h->now = store_now(h->q->store);
    h->dice = throw_dice(h->q, &h->fence);
    if (rc == ERR_OK)
        rc = store_write(h->q->store, STORE_SHARED, end_work, h, err);
    arena_done(&h->arena);
    return rc;
}

ErrCode queue_fail(Queue *q, Attempt at, const Failure *failure, Err *err)
{
    Held h = {.q = q, .kind = END_FAIL, .failure = *failure};

    if (failure->why > FAIL_CRASHED)
        return err_set(err, ERR_INVALID, "that class of failure is not a worker's to report");
    h.failure.error = clean_text(&h.arena, failure->error, JOB_TEXT_MAX_BYTES);
    return run_end(&h, at, err);
}

ErrCode queue_release(Queue *q, Attempt at, Str reason, int64_t delay_ms, Err *err)
{
    Held h = {.q = q, .kind = END_RELEASE};

    h.delay_ms = MIN_OF(MAX_OF(delay_ms, (int64_t)0), (int64_t)JOB_MAX_DELAY_MS);
    h.failure.error = clean_text(&h.arena, reason, JOB_TEXT_MAX_BYTES);
    return run_end(&h, at, err);
}

ErrCode queue_canceled(Queue *q, Attempt at, Err *err)
{
    Held h = {.q = q, .kind = END_CANCELED};

    return run_end(&h, at, err);
}

/* ---- completing twice ---- */

typedef struct Repeat {
    Fence fence;
    Str sha256;
    bool is_same;
} Repeat;

/* Whether this very attempt completed the job with this very result. */
static ErrCode repeat_work(Tx *tx, void *arg, Err *err)
{
    Repeat *r = arg;
    AUTO(arena_done) Arena a = {0};
    Rows rows;
    ErrCode rc = tx_rows(tx, &a,
                         SQL("SELECT sha256 FROM attempts WHERE job_id = ?1 AND epoch = ?2 AND "
                             "token_hash = ?3 AND outcome = 'completed'"),
                         ARGS(FENCE_ARGS(&r->fence)), &rows, err);

    r->is_same = rc == ERR_OK && rows.count && str_eq(rows_text(&rows, 0, 0), r->sha256);
    return rc;
}

ErrCode queue_complete(Queue *q, Attempt at, uint64_t course_id, Str sha256, Err *err)
{
    Held h = {.q = q, .kind = END_COMPLETE, .course_id = course_id, .sha256 = sha256};
    Repeat r = {.sha256 = sha256};
    ErrCode rc = run_end(&h, at, err);
    Err ignored = {0};

    if (rc != ERR_STALE)
        return rc;
    r.fence = h.fence;
    if (store_read(q->store, repeat_work, &r, &ignored) == ERR_OK && r.is_same)
        return ERR_OK;
    return rc;
}

static ErrCode owns_work(Tx *tx, void *arg, Err *err)
{
    return read_held(arg, tx, err);
}

ErrCode queue_owns(Queue *q, Attempt at, uint64_t *ret_epoch, Err *err)
{
    Held h = {.q = q};
    ErrCode rc = fence_read(at, &h.fence, err);

    if (rc == ERR_OK)
        rc = store_write(q->store, STORE_SHARED, owns_work, &h, err);
    if (rc == ERR_OK)
        *ret_epoch = h.fence.epoch;
    arena_done(&h.arena);
    return rc;
}

/* ---- the log ---- */

typedef struct LogWork {
    Held held;
    const Str *lines; /* clean */
    size_t count;
    uint64_t offset;
    uint64_t next;
} LogWork;

static ErrCode insert_line(LogWork *w, Tx *tx, uint64_t number, Str line, Err *err)
{
    return tx_run(tx, SQL("INSERT INTO logs(job_id, number, at, line) VALUES (?1, ?2, ?3, ?4)"),
                  ARGS(v_int((int64_t)w->held.fence.job_id), v_int((int64_t)number),
                       v_int(w->held.now), v_text(line)),
                  NULL, err);
}

static ErrCode log_work(Tx *tx, void *arg, Err *err)
{
    LogWork *w = arg;
    ErrCode rc = read_held(&w->held, tx, err);

    if (rc != ERR_OK)
        return rc;
    w->next = w->held.job.log_next;
    if (w->offset > w->next && w->next < LOG_MAX_LINES)
        return err_set(err, ERR_INVALID, "the log goes on at line %llu",
                       (unsigned long long)w->next);
    for (size_t i = 0; i < w->count && rc == ERR_OK && w->next < LOG_MAX_LINES; i++) {
        if (w->offset + i < w->next)
            continue;
        rc = insert_line(w, tx, w->next, w->lines[i], err);
        w->next++;
    }
    if (rc != ERR_OK)
        return rc;
    rc = tx_run(tx,
                SQL("UPDATE jobs SET lease_until = ?4, log_next = ?5, version = version + 1, "
                    "updated_at = ?6 WHERE " FENCE),
                ARGS(FENCE_ARGS(&w->held.fence), v_int(w->held.now + w->held.q->rules.lease_ms),
                     v_int((int64_t)w->next), v_int(w->held.now)),
                NULL, err);
    touch_job(tx, w->held.job.id, w->held.job.user_id, w->held.job.repository_id);
    return rc;
}

ErrCode queue_log(Queue *q, Attempt at, uint64_t offset, const Str *lines, size_t count,
                  uint64_t *ret_next, Err *err)
{
    LogWork w = {.held = {.q = q}, .offset = offset, .count = count};
    ErrCode rc = fence_read(at, &w.held.fence, err);

    *ret_next = 0;
    if (count > LOG_MAX_LINES_A_CALL)
        rc = err_set(err, ERR_LIMIT, "more than %d lines in one call", LOG_MAX_LINES_A_CALL);
    if (rc == ERR_OK) {
        AUTO(arena_done) Arena texts = {0};
        Str *clean = ARENA_ARRAY(&texts, Str, count);
        for (size_t i = 0; i < count; i++)
            clean[i] = clean_text(&texts, lines[i].ptr ? lines[i] : STR(""),
                                  LOG_LINE_MAX_BYTES);
        w.lines = clean;
        w.held.now = store_now(q->store);
        rc = store_write(q->store, STORE_SHARED, log_work, &w, err);
        *ret_next = w.next;
    }
    arena_done(&w.held.arena);
    return rc;
}
