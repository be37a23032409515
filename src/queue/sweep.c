/*
 * sweep.c -- what happens because time passes: lost attempts end, old things go.
 */
#include "queue/parts.h"

#include "store/courses.h"

enum {
    SWEEP_DEFAULT = 100,
    PRUNE_DEFAULT = 200,
    STAGINGS_A_BATCH = 2,
    DAY_MS = 24 * 60 * 60 * 1000
};

/* ---- lost attempts ---- */

typedef struct SweepWork {
    Queue *q;
    uint32_t limit;
    int64_t now;
    Swept *ret;
} SweepWork;

/* A lease that ends later than any lease can was given by a clock that has gone back since. */
static ErrCode select_lost(SweepWork *w, Tx *tx, Arena *a, Rows *ret, Err *err)
{
    int64_t longest = w->now + 2 * (int64_t)w->q->rules.lease_ms;

    return tx_rows(tx, a,
                   SQL("SELECT " JOB_COLUMNS ", releases, crash_step, crashes FROM jobs WHERE "
                       "status IN (1, 2, 3) AND (lease_until <= ?1 OR lease_until > ?2) "
                       "ORDER BY id LIMIT ?3 /*pg FOR NO KEY UPDATE SKIP LOCKED */"),
                   ARGS(v_int(w->now), v_int(longest), v_int(w->limit)), ret, err);
}

static ErrCode sweep_work(Tx *tx, void *arg, Err *err)
{
    AUTO(arena_done) Arena a = {0};
    SweepWork *w = arg;
    Rows rows;
    ErrCode rc = select_lost(w, tx, &a, &rows, err);

    *w->ret = (Swept){0};
    for (size_t i = 0; rc == ERR_OK && i < rows.count; i++) {
        JobStatus status = JOB_FAILED;
        Job job;
        job_of_row(&rows, i, &job);
        FailedAttempt f = {.job = &job,
                           .releases = (uint32_t)rows_int(&rows, i, rows.width - 3),
                           .crash_step = (uint32_t)rows_int(&rows, i, rows.width - 2),
                           .crashes = (uint32_t)rows_int(&rows, i, rows.width - 1),
                           .why = FAIL_LOST,
                           .error = STR("the worker was not heard of any more"),
                           .outcome = "lost"};
        rc = end_failed(w->q, tx, &f, w->now, &status, err);
        w->ret->lost++;
        w->ret->dead += status == JOB_DEAD;
        w->ret->canceled += status == JOB_CANCELED;
    }
    return rc;
}

ErrCode queue_sweep(Queue *q, uint32_t limit, Swept *ret, Err *err)
{
    SweepWork w = {q, limit ? limit : SWEEP_DEFAULT, store_now(q->store), ret};

    return store_write(q->store, STORE_ALONE, sweep_work, &w, err);
}

/* ---- old things ---- */

typedef struct PruneWork {
    Queue *q;
    uint32_t limit;
    int64_t now;
    Pruned *ret;
} PruneWork;

static ErrCode prune(PruneWork *w, Tx *tx, const char *sql, int64_t before, uint32_t *ret_count,
                     Err *err)
{
    uint64_t changed = 0;
    ErrCode rc = tx_run(tx, sql, ARGS(v_int(before), v_int(w->limit)), &changed, err);

    *ret_count += (uint32_t)changed;
    w->ret->is_more |= changed >= w->limit;
    return rc;
}

/* Jobs whose logs are old, a few at a time: those that still have some. */
#define OF_FINISHED(table, key)                                                          \
    "DELETE FROM " table " WHERE (job_id, " key ") IN (SELECT t.job_id, t." key " FROM " \
    "jobs j JOIN " table " t ON t.job_id = j.id WHERE j.finished_at IS NOT NULL AND "    \
    "j.finished_at < ?1 ORDER BY j.finished_at LIMIT ?2)"

static ErrCode prune_work(Tx *tx, void *arg, Err *err)
{
    PruneWork *w = arg;
    const QueueSettings *rules = &w->q->rules;
    int64_t logs = w->now - rules->keep_log_ms, jobs = w->now - rules->keep_finished_ms;
    uint32_t others = 0;
    ErrCode rc;

    *w->ret = (Pruned){0};
    rc = prune(w, tx, SQL(OF_FINISHED("logs", "number")), logs, &w->ret->logs, err);
    if (rc == ERR_OK)
        rc = prune(w, tx, SQL(OF_FINISHED("events", "version")), logs, &w->ret->events, err);
    if (rc == ERR_OK)
        rc = prune(w, tx, SQL(OF_FINISHED("kept", "name")), w->now - rules->keep_kept_ms,
                   &w->ret->kept, err);
    if (rc == ERR_OK)
        rc = prune(w, tx,
                   SQL("DELETE FROM idempotency WHERE (user_id, key) IN (SELECT user_id, key "
                       "FROM idempotency WHERE created_at < ?1 LIMIT ?2)"),
                   w->now - DAY_MS, &others, err);
    if (rc == ERR_OK)
        rc = prune(
            w, tx,
            SQL("DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE ended_at IS "
                "NOT NULL AND ended_at < ?1 LIMIT ?2)"),
            logs, &others, err);
    if (rc == ERR_OK)
        rc = prune(
            w, tx,
            SQL("DELETE FROM rate_limits WHERE key IN (SELECT key FROM rate_limits WHERE "
                "filled_at < ?1 LIMIT ?2)"),
            w->now - DAY_MS, &others, err);
    if (rc == ERR_OK)
        rc = courses_prune_in(tx, w->now - DAY_MS, STAGINGS_A_BATCH, &w->ret->stagings, err);
    if (rc == ERR_OK)
        rc = prune(
            w, tx,
            SQL("DELETE FROM jobs WHERE id IN (SELECT j.id FROM jobs j WHERE j.finished_at "
                "IS NOT NULL AND j.finished_at < ?1 AND NOT EXISTS (SELECT 1 FROM courses "
                "c WHERE c.job_id = j.id) ORDER BY j.finished_at LIMIT ?2)"),
            jobs, &w->ret->jobs, err);
    w->ret->is_more |= w->ret->stagings == STAGINGS_A_BATCH;
    return rc;
}

ErrCode queue_prune(Queue *q, uint32_t limit, Pruned *ret, Err *err)
{
    PruneWork w = {q, limit ? limit : PRUNE_DEFAULT, store_now(q->store), ret};

    return store_write(q->store, STORE_ALONE, prune_work, &w, err);
}
