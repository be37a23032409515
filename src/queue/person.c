/*
 * person.c -- what people do to a job that exists: cancel it, try it again, read it.
 */
#include "queue/parts.h"

#include <sodium.h>

typedef struct PersonWork {
    Queue *q;
    Arena *arena;
    uint64_t id;
    int64_t now;
    Job *job;
} PersonWork;

/* ---- reading ---- */

ErrCode queue_job_in(Tx *tx, Arena *a, uint64_t id, Job *ret, Err *err)
{
    Rows rows;
    ErrCode rc = tx_rows(tx, a, SQL("SELECT " JOB_COLUMNS " FROM jobs WHERE id = ?1"),
                         ARGS(v_int((int64_t)id)), &rows, err);

    if (rc == ERR_OK && rows.count == 0)
        rc = err_set(err, ERR_NOT_FOUND, "there is no such job");
    if (rc == ERR_OK)
        job_of_row(&rows, 0, ret);
    return rc;
}

/* The same with the row locked until the end of the transaction. */
static ErrCode read_locked(PersonWork *w, Tx *tx, Err *err)
{
    Rows rows;
    ErrCode rc = tx_rows(
        tx, w->arena,
        SQL("SELECT " JOB_COLUMNS " FROM jobs WHERE id = ?1 /*pg FOR NO KEY UPDATE */"),
        ARGS(v_int((int64_t)w->id)), &rows, err);

    *w->job = (Job){0};
    if (rc == ERR_OK && rows.count == 0)
        rc = err_set(err, ERR_NOT_FOUND, "there is no such job");
    if (rc == ERR_OK)
        job_of_row(&rows, 0, w->job);
    return rc;
}

static ErrCode job_work(Tx *tx, void *arg, Err *err)
{
    PersonWork *w = arg;

    return queue_job_in(tx, w->arena, w->id, w->job, err);
}

ErrCode queue_job(Queue *q, Arena *a, uint64_t id, Job *ret, Err *err)
{
    PersonWork w = {.q = q, .arena = a, .id = id, .job = ret};

    return store_read(q->store, job_work, &w, err);
}

typedef struct MayRead {
    uint64_t id;
    unsigned char hash[TOKEN_HASH_BYTES];
} MayRead;

static ErrCode may_read_work(Tx *tx, void *arg, Err *err)
{
    AUTO(arena_done) Arena a = {0};
    MayRead *m = arg;
    Rows rows;
    ErrCode rc = tx_rows(tx, &a, SQL("SELECT access_hash FROM jobs WHERE id = ?1"),
                         ARGS(v_int((int64_t)m->id)), &rows, err);

    if (rc != ERR_OK)
        return rc;
    if (rows.count && rows_text(&rows, 0, 0).len == TOKEN_HASH_BYTES &&
        sodium_memcmp(rows_text(&rows, 0, 0).ptr, m->hash, TOKEN_HASH_BYTES) == 0)
        return ERR_OK;
    return err_set(err, ERR_AUTH, "the token is not known");
}

ErrCode queue_may_read(Queue *q, uint64_t job_id, Str token, Err *err)
{
    MayRead m = {.id = job_id};
    uint64_t epoch;

    if (!token_read(token, &epoch, m.hash) || epoch != 0)
        return err_set(err, ERR_AUTH, "the token is not one of a job");
    return store_read(q->store, may_read_work, &m, err);
}

/* ---- canceling ---- */

static ErrCode cancel_now(PersonWork *w, Tx *tx, Err *err)
{
    const Job *job = w->job;
    ErrCode rc = tx_run(tx,
                        SQL("UPDATE jobs SET status = 7, cancel_requested_at = ?2, "
                            "finished_at = ?2, updated_at = ?2, version = version + 1 "
                            "WHERE id = ?1 AND status IN (0, 4)"),
                        ARGS(v_int((int64_t)job->id), v_int(w->now)), NULL, err);

    if (rc == ERR_OK)
        rc = add_event(tx, job->id, job->version + 1, JOB_CANCELED, w->now, STR_NONE, err);
    return rc;
}

static ErrCode ask_to_cancel(PersonWork *w, Tx *tx, Err *err)
{
    const Job *job = w->job;
    ErrCode rc;

    if (job->cancel_requested_at)
        return ERR_OK;
    rc = tx_run(tx,
                SQL("UPDATE jobs SET cancel_requested_at = ?2, updated_at = ?2, "
                    "version = version + 1 WHERE id = ?1 AND status IN (1, 2, 3)"),
                ARGS(v_int((int64_t)job->id), v_int(w->now)), NULL, err);
    if (rc == ERR_OK)
        rc = add_event(tx, job->id, job->version + 1, job->status, w->now,
                       STR("asked to cancel"), err);
    return rc;
}

static ErrCode cancel_work(Tx *tx, void *arg, Err *err)
{
    PersonWork *w = arg;
    ErrCode rc = read_locked(w, tx, err);

    if (rc != ERR_OK)
        return rc;
    if (job_is_final(w->job->status))
        return err_set(err, ERR_CONFLICT, "the job is %s", job_status_name(w->job->status));
    rc = job_is_held(w->job->status) ? ask_to_cancel(w, tx, err) : cancel_now(w, tx, err);
    touch_job(tx, w->id, w->job->user_id, w->job->repository_id);
    return rc == ERR_OK ? queue_job_in(tx, w->arena, w->id, w->job, err) : rc;
}

ErrCode queue_cancel(Queue *q, Arena *a, uint64_t job_id, Job *ret, Err *err)
{
    PersonWork w = {.q = q, .arena = a, .id = job_id, .job = ret, .now = store_now(q->store)};

    return store_write(q->store, STORE_SHARED, cancel_work, &w, err);
}

/* ---- trying again ---- */

/* The wish may be under way as another job by now. */
static ErrCode check_no_twin(PersonWork *w, Tx *tx, Err *err)
{
    Rows rows;
    ErrCode rc = tx_rows(
        tx, w->arena,
        SQL("SELECT id FROM jobs WHERE id <> ?1 AND finished_at IS NULL AND dedupe_key = "
            "(SELECT dedupe_key FROM jobs WHERE id = ?1)"),
        ARGS(v_int((int64_t)w->id)), &rows, err);
    char id[ID_TEXT_SIZE];

    if (rc != ERR_OK || rows.count == 0)
        return rc;
    id_text((uint64_t)rows_int(&rows, 0, 0), id);
    return err_set(err, ERR_CONFLICT, "job %s does the same and is under way", id);
}

static ErrCode start_again(PersonWork *w, Tx *tx, Err *err)
{
    const Job *job = w->job;
    ErrCode rc = tx_run(
        tx,
        SQL("UPDATE jobs SET status = 0, attempts = 0, releases = 0, crashes = 0, crash_step = "
            "0, "
            "run_at = ?2, claim_order = ?3, cancel_requested_at = NULL, finished_at = NULL, "
            "updated_at = ?2, version = version + 1 WHERE id = ?1 AND status IN (4, 6, 7)"),
        ARGS(v_int((int64_t)job->id), v_int(w->now), v_int(claim_order(w->now, job->priority))),
        NULL, err);

    if (rc == ERR_OK)
        rc = add_event(tx, job->id, job->version + 1, JOB_PENDING, w->now, STR("tried again"),
                       err);
    return rc;
}

static ErrCode retry_work(Tx *tx, void *arg, Err *err)
{
    PersonWork *w = arg;
    ErrCode rc = read_locked(w, tx, err);
    JobStatus status = w->job->status;

    if (rc != ERR_OK)
        return rc;
    if (status != JOB_FAILED && status != JOB_DEAD && status != JOB_CANCELED)
        return err_set(err, ERR_CONFLICT, "the job is %s", job_status_name(status));
    rc = check_no_twin(w, tx, err);
    if (rc == ERR_OK)
        rc = start_again(w, tx, err);
    touch_job(tx, w->id, w->job->user_id, w->job->repository_id);
    tx_touch(tx, TOPIC_QUEUE, 0);
    return rc == ERR_OK ? queue_job_in(tx, w->arena, w->id, w->job, err) : rc;
}

ErrCode queue_retry(Queue *q, Arena *a, uint64_t job_id, Job *ret, Err *err)
{
    PersonWork w = {.q = q, .arena = a, .id = job_id, .job = ret, .now = store_now(q->store)};

    return store_write(q->store, STORE_ALONE, retry_work, &w, err);
}
