/*
 * read.c -- lists: jobs, logs, attempts, counts, and when something is due.
 */
#include "queue/parts.h"

enum { LIST_DEFAULT = 50, LIST_MAX = 200, LOG_DEFAULT = 1000, LOG_MAX = 5000 };

/* ---- jobs ---- */

/* One statement for each way to narrow, so that each finds its index. */
static ErrCode select_jobs(Tx *tx, Arena *a, const JobFilter *f, uint32_t limit, Rows *ret,
                           Err *err)
{
    int64_t before = f->before ? (int64_t)f->before : INT64_MAX;

#define LIST(where)                                                 \
    SQL("SELECT " JOB_COLUMNS " FROM jobs WHERE id < ?1 AND " where \
        "(?2 < 0 OR status = ?2) ORDER BY id DESC LIMIT ?3")
    if (f->user_id && f->repository_id)
        return tx_rows(tx, a, LIST("user_id = ?4 AND repository_id = ?5 AND "),
                       ARGS(v_int(before), v_int(f->status), v_int(limit),
                            v_int((int64_t)f->user_id), v_int((int64_t)f->repository_id)),
                       ret, err);
    if (f->user_id)
        return tx_rows(
            tx, a, LIST("user_id = ?4 AND "),
            ARGS(v_int(before), v_int(f->status), v_int(limit), v_int((int64_t)f->user_id)),
            ret, err);
    if (f->repository_id)
        return tx_rows(tx, a, LIST("repository_id = ?4 AND "),
                       ARGS(v_int(before), v_int(f->status), v_int(limit),
                            v_int((int64_t)f->repository_id)),
                       ret, err);
    return tx_rows(tx, a, LIST(""), ARGS(v_int(before), v_int(f->status), v_int(limit)), ret,
                   err);
#undef LIST
}

ErrCode queue_jobs_in(Tx *tx, Arena *a, const JobFilter *filter, JobList *ret, Err *err)
{
    uint32_t limit = filter->limit ? MIN_OF(filter->limit, (uint32_t)LIST_MAX) : LIST_DEFAULT;
    Rows rows;
    ErrCode rc = select_jobs(tx, a, filter, limit + 1, &rows, err);

    *ret = (JobList){0};
    if (rc != ERR_OK)
        return rc;
    ret->len = MIN_OF(rows.count, (size_t)limit);
    ret->at = ARENA_ARRAY(a, Job, ret->len);
    for (size_t i = 0; i < ret->len; i++)
        job_of_row(&rows, i, &ret->at[i]);
    if (rows.count > limit)
        ret->next = ret->at[limit - 1].id;
    return ERR_OK;
}

typedef struct ListWork {
    Arena *arena;
    const JobFilter *filter;
    JobList *ret;
} ListWork;

static ErrCode list_work(Tx *tx, void *arg, Err *err)
{
    ListWork *w = arg;

    return queue_jobs_in(tx, w->arena, w->filter, w->ret, err);
}

ErrCode queue_jobs(Queue *q, Arena *a, const JobFilter *filter, JobList *ret, Err *err)
{
    ListWork w = {a, filter, ret};

    return store_read(q->store, list_work, &w, err);
}

/* ---- logs ---- */

typedef struct LogsWork {
    Arena *arena;
    uint64_t job_id, from;
    uint32_t limit;
    LogLines *ret;
} LogsWork;

static ErrCode logs_work(Tx *tx, void *arg, Err *err)
{
    LogsWork *w = arg;
    Job job;
    Rows rows;
    ErrCode rc = queue_job_in(tx, w->arena, w->job_id, &job, err);

    *w->ret = (LogLines){0};
    if (rc == ERR_OK)
        rc = tx_rows(tx, w->arena,
                     SQL("SELECT number, at, line FROM logs WHERE job_id = ?1 AND number >= ?2 "
                         "ORDER BY number LIMIT ?3"),
                     ARGS(v_int((int64_t)w->job_id),
                          v_int((int64_t)MIN_OF(w->from, (uint64_t)INT64_MAX)),
                          v_int(w->limit)),
                     &rows, err);
    if (rc != ERR_OK)
        return rc;
    *w->ret = (LogLines){.at = ARENA_ARRAY(w->arena, LogLine, rows.count),
                         .len = rows.count,
                         .next = job.log_next,
                         .is_final = job_is_final(job.status)};
    for (size_t i = 0; i < rows.count; i++)
        w->ret->at[i] = (LogLine){(uint64_t)rows_int(&rows, i, 0), rows_int(&rows, i, 1),
                                  rows_text(&rows, i, 2)};
    return ERR_OK;
}

ErrCode queue_logs(Queue *q, Arena *a, uint64_t job_id, uint64_t from, uint32_t limit,
                   LogLines *ret, Err *err)
{
    LogsWork w = {.arena = a,
                  .job_id = job_id,
                  .from = from,
                  .limit = limit ? MIN_OF(limit, (uint32_t)LOG_MAX) : LOG_DEFAULT,
                  .ret = ret};

    return store_read(q->store, logs_work, &w, err);
}

/* ---- attempts ---- */

typedef struct AttemptsWork {
    Arena *arena;
    uint64_t job_id;
    AttemptList *ret;
} AttemptsWork;

static ErrCode attempts_work(Tx *tx, void *arg, Err *err)
{
    AttemptsWork *w = arg;
    Rows rows;
    ErrCode rc = tx_rows(
        tx, w->arena,
        SQL("SELECT epoch, number, worker, started_at, ended_at, outcome, error, "
            "error_class, step FROM attempts WHERE job_id = ?1 ORDER BY epoch"),
        ARGS(v_int((int64_t)w->job_id)), &rows, err);

    *w->ret = (AttemptList){0};
    if (rc != ERR_OK)
        return rc;
    w->ret->at = ARENA_ARRAY(w->arena, AttemptRow, rows.count);
    w->ret->len = rows.count;
    for (size_t i = 0; i < rows.count; i++)
        w->ret->at[i] = (AttemptRow){.epoch = (uint64_t)rows_int(&rows, i, 0),
                                     .number = (uint32_t)rows_int(&rows, i, 1),
                                     .worker = rows_text(&rows, i, 2),
                                     .started_at = rows_int(&rows, i, 3),
                                     .ended_at = rows_int(&rows, i, 4),
                                     .outcome = rows_text(&rows, i, 5),
                                     .error = rows_text(&rows, i, 6),
                                     .error_class = (uint8_t)rows_int(&rows, i, 7),
                                     .step = (uint32_t)rows_int(&rows, i, 8)};
    return ERR_OK;
}

ErrCode queue_attempts(Queue *q, Arena *a, uint64_t job_id, AttemptList *ret, Err *err)
{
    AttemptsWork w = {a, job_id, ret};

    return store_read(q->store, attempts_work, &w, err);
}

/* ---- what is due ---- */

typedef struct DueWork {
    int64_t at;
} DueWork;

static ErrCode due_work(Tx *tx, void *arg, Err *err)
{
    AUTO(arena_done) Arena a = {0};
    DueWork *w = arg;
    Rows rows;
    ErrCode rc = tx_rows(tx, &a,
                         SQL("SELECT (SELECT min(run_at) FROM jobs WHERE status IN (0, 4)), "
                             "(SELECT min(lease_until) FROM jobs WHERE status IN (1, 2, 3))"),
                         NO_ARGS, &rows, err);

    w->at = INT64_MAX;
    for (size_t i = 0; rc == ERR_OK && i < 2; i++) {
        if (!rows_is_null(&rows, 0, i))
            w->at = MIN_OF(w->at, rows_int(&rows, 0, i));
    }
    return rc;
}

ErrCode queue_next_due(Queue *q, int64_t *ret_at, Err *err)
{
    DueWork w = {INT64_MAX};
    ErrCode rc = store_read(q->store, due_work, &w, err);

    *ret_at = w.at;
    return rc;
}

typedef struct CountsWork {
    int64_t now;
    QueueCounts *ret;
} CountsWork;

static ErrCode counts_work(Tx *tx, void *arg, Err *err)
{
    AUTO(arena_done) Arena a = {0};
    CountsWork *w = arg;
    Rows rows;
    ErrCode rc = tx_rows(tx, &a, SQL("SELECT status, count(*) FROM jobs GROUP BY status"),
                         NO_ARGS, &rows, err);

    *w->ret = (QueueCounts){0};
    for (size_t i = 0; rc == ERR_OK && i < rows.count; i++) {
        MUST(rows_int(&rows, i, 0) < JOB_STATUS_COUNT);
        w->ret->by_status[rows_int(&rows, i, 0)] = (uint64_t)rows_int(&rows, i, 1);
    }
    if (rc == ERR_OK)
        rc = tx_rows(tx, &a, SQL("SELECT min(run_at) FROM jobs WHERE status IN (0, 4)"),
                     NO_ARGS, &rows, err);
    if (rc == ERR_OK && !rows_is_null(&rows, 0, 0))
        w->ret->oldest_due_ms = MAX_OF(w->now - rows_int(&rows, 0, 0), (int64_t)0);
    return rc;
}

ErrCode queue_counts(Queue *q, QueueCounts *ret, Err *err)
{
    CountsWork w = {store_now(q->store), ret};

    return store_read(q->store, counts_work, &w, err);
}
