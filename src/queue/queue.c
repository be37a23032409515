/*
 * queue.c -- the table of states, tokens, rows to jobs, and how an attempt ends.
 */
#include "queue/parts.h"

#include "base/hash.h"
#include "base/json.h"

#include <sodium.h>

enum { NOTICE_MAX_BYTES = 20 << 10 };

static const struct {
    const char *name;
    bool is_final, is_held;
} statuses[JOB_STATUS_COUNT] = {
#define X(NAME, number, words, final_, held) [number] = {words, final_, held},
    JOB_STATUS_TABLE(X)
#undef X
};

const char *job_status_name(JobStatus status)
{
    MUST(status < JOB_STATUS_COUNT);
    return statuses[status].name;
}

bool job_status_parse(Str name, JobStatus *ret)
{
    for (int i = 0; i < JOB_STATUS_COUNT; i++) {
        if (str_is(name, statuses[i].name)) {
            *ret = (JobStatus)i;
            return true;
        }
    }
    return false;
}

bool job_is_final(JobStatus status)
{
    MUST(status < JOB_STATUS_COUNT);
    return statuses[status].is_final;
}

bool job_is_held(JobStatus status)
{
    MUST(status < JOB_STATUS_COUNT);
    return statuses[status].is_held;
}

bool job_may_report(JobStatus from, JobStatus to)
{
    return job_is_held(from) && job_is_held(to) && to >= from;
}

/* ---- the queue ---- */

QueueSettings queue_settings(void)
{
    const int64_t day_ms = 24 * 60 * 60 * 1000;

    return (QueueSettings){.lease_ms = 60000,
                           .active_a_user = 3,
                           .created_an_hour = 20,
                           .running_a_user = 2,
                           .max_attempts = JOB_MAX_ATTEMPTS,
                           .keep_finished_ms = 30 * day_ms,
                           .keep_log_ms = 7 * day_ms,
                           .keep_kept_ms = day_ms};
}

Queue *queue_new(Store *store, const QueueSettings *settings)
{
    Queue *q = xcalloc(1, sizeof(*q));

    MUST(sodium_init() >= 0);
    q->store = store;
    q->rules = *settings;
    MUST(q->rules.lease_ms > 0 && q->rules.max_attempts > 0);
    return q;
}

void queue_free(Queue *q)
{
    free(q);
}

Store *queue_store(Queue *q)
{
    return q->store;
}

const QueueSettings *queue_rules(const Queue *q)
{
    return &q->rules;
}

/* ---- tokens and fences ---- */

static void hash_secret(Str secret, unsigned char ret_hash[TOKEN_HASH_BYTES])
{
    crypto_generichash(ret_hash, TOKEN_HASH_BYTES, (const unsigned char *)secret.ptr,
                       secret.len, NULL, 0);
}

void token_make(char ret_secret[TOKEN_SECRET_SIZE], unsigned char ret_hash[TOKEN_HASH_BYTES])
{
    unsigned char secret[TOKEN_SECRET_BYTES];

    randombytes_buf(secret, sizeof(secret));
    sodium_bin2base64(ret_secret, TOKEN_SECRET_SIZE, secret, sizeof(secret),
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    sodium_memzero(secret, sizeof(secret));
    hash_secret(str_from(ret_secret), ret_hash);
}

void token_text(uint64_t epoch, const char *secret, char ret_text[QUEUE_TOKEN_SIZE])
{
    snprintf(ret_text, QUEUE_TOKEN_SIZE, "%llu.%s", (unsigned long long)epoch, secret);
}

bool token_read(Str text, uint64_t *ret_epoch, unsigned char ret_hash[TOKEN_HASH_BYTES])
{
    Str secret = text, epoch;

    if (text.len >= QUEUE_TOKEN_SIZE || !str_split(&secret, '.', &epoch) ||
        !parse_u64(epoch, INT64_MAX, ret_epoch) || secret.len != TOKEN_SECRET_SIZE - 1)
        return false;
    hash_secret(secret, ret_hash);
    return true;
}

ErrCode fence_read(Attempt at, Fence *ret, Err *err)
{
    *ret = (Fence){.job_id = at.job_id};
    if (!token_read(at.token, &ret->epoch, ret->hash) || ret->epoch == 0)
        return err_set(err, ERR_AUTH, "the token is not one of an attempt");
    return ERR_OK;
}

ErrCode fence_refused(Tx *tx, const Fence *f, Err *err)
{
    AUTO(arena_done) Arena a = {0};
    Rows rows;
    ErrCode rc = tx_rows(
        tx, &a, SQL("SELECT token_hash FROM attempts WHERE job_id = ?1 AND epoch = ?2"),
        ARGS(v_int((int64_t)f->job_id), v_int((int64_t)f->epoch)), &rows, err);

    if (rc != ERR_OK)
        return rc;
    if (rows.count && rows_text(&rows, 0, 0).len == TOKEN_HASH_BYTES &&
        sodium_memcmp(rows_text(&rows, 0, 0).ptr, f->hash, TOKEN_HASH_BYTES) == 0)
        return err_set(err, ERR_STALE, "the attempt no longer owns the job");
    return err_set(err, ERR_AUTH, "the token is not known");
}

/* ---- rows ---- */

void job_of_row(const Rows *rows, size_t row, Job *ret)
{
    size_t c = 0;

#define NUMBER(field) ret->field = (__typeof__(ret->field))rows_int(rows, row, c++)
#define TEXT(field) ret->field = rows_text(rows, row, c++)
    *ret = (Job){0};
    NUMBER(id);
    NUMBER(user_id);
    NUMBER(repository_id);
    NUMBER(status);
    NUMBER(step);
    NUMBER(total_steps);
    TEXT(step_name);
    TEXT(progress);
    ret->fraction = rows_real(rows, row, c++);
    NUMBER(attempts);
    NUMBER(max_attempts);
    NUMBER(priority);
    NUMBER(run_at);
    TEXT(prompt);
    TEXT(branch);
    TEXT(commit);
    TEXT(writer);
    TEXT(model);
    TEXT(options);
    TEXT(error);
    NUMBER(error_class);
    NUMBER(tokens_input);
    NUMBER(tokens_output);
    NUMBER(tokens_cached);
    NUMBER(cost_micros);
    NUMBER(course_id);
    TEXT(worker);
    NUMBER(lease_until);
    NUMBER(lease_epoch);
    NUMBER(log_next);
    NUMBER(version);
    NUMBER(cancel_requested_at);
    NUMBER(created_at);
    NUMBER(updated_at);
    NUMBER(finished_at);
#undef NUMBER
#undef TEXT
}

Str clean_text(Arena *a, Str text, size_t max)
{
    AUTO(buf_done) Buf clean = BUF(max);
    size_t end;

    if (text.ptr == NULL)
        return STR_NONE;
    buf_add_clean(&clean, str_sub(text, 0, max));
    for (end = clean.len; end > 0 && !utf8_is_valid(str_sub(buf_str(&clean), 0, end));)
        end--;
    return arena_str(a, str_sub(buf_str(&clean), 0, end));
}

/* ---- what belongs to a change ---- */

void touch_job(Tx *tx, uint64_t job_id, uint64_t user_id, uint64_t repository_id)
{
    tx_touch(tx, TOPIC_JOB, job_id);
    tx_touch(tx, TOPIC_USER, user_id);
    tx_touch(tx, TOPIC_REPOSITORY, repository_id);
}

ErrCode add_event(Tx *tx, uint64_t job_id, uint64_t version, JobStatus status, int64_t now,
                  Str detail, Err *err)
{
    return tx_run(tx,
                  SQL("INSERT INTO events(job_id, version, at, status, detail) "
                      "VALUES (?1, ?2, ?3, ?4, ?5)"),
                  ARGS(v_int((int64_t)job_id), v_int((int64_t)version), v_int(now),
                       v_int(status), v_text(detail)),
                  NULL, err);
}

static void write_notice(Buf *out, const char *kind, const Job *job, int64_t now)
{
    char id[ID_TEXT_SIZE], repository[ID_TEXT_SIZE], iso[CLOCK_ISO_SIZE];
    JsonWriter w;

    id_text(job->id, id);
    id_text(job->repository_id, repository);
    clock_iso(now, iso);
    jw_init(&w, out, 0);
    jw_begin_object(&w);
    jw_text(&w, "type", str_from(kind));
    jw_text(&w, "timestamp", str_from(iso));
    jw_object(&w, "data");
    jw_text(&w, "jobId", str_from(id));
    jw_text(&w, "repositoryId", str_from(repository));
    jw_text(&w, "status", str_from(job_status_name(job->status)));
    jw_u64(&w, "attempts", job->attempts);
    if (job->error.len)
        jw_text(&w, "error", job->error);
    jw_end_object(&w);
    jw_end_object(&w);
}

ErrCode add_notice(Tx *tx, const char *kind, const Job *job, int64_t now, Err *err)
{
    AUTO(arena_done) Arena a = {0};
    AUTO(buf_done) Buf body = BUF(NOTICE_MAX_BYTES);
    Rows rows;
    ErrCode rc = tx_rows(
        tx, &a, SQL("SELECT id FROM endpoints WHERE user_id = ?1 AND disabled_at IS NULL"),
        ARGS(v_int((int64_t)job->user_id)), &rows, err);

    if (rc != ERR_OK || rows.count == 0)
        return rc;
    write_notice(&body, kind, job, now);
    for (size_t i = 0; rc == ERR_OK && i < rows.count; i++) {
        uint64_t id = store_new_id(tx_store(tx));
        Str message = arena_printf(&a, "msg_%llu", (unsigned long long)id);
        rc = tx_run(tx,
                    SQL("INSERT INTO outbox(id, endpoint_id, job_id, message_id, body, status, "
                        "next_at, created_at) VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6, ?6)"),
                    ARGS(v_int((int64_t)id), v_int(rows_int(&rows, i, 0)),
                         v_int((int64_t)job->id), v_text(message), v_text(buf_str(&body)),
                         v_int(now)),
                    NULL, err);
    }
    return rc;
}

/* ---- the end of an attempt ---- */

ErrCode write_end_of_attempt(Tx *tx, const Job *job, const Ending *e, int64_t now, Err *err)
{
    bool has_error = e->error.ptr != NULL;
    Value class = v_int(e->why);

    class.is_null = !has_error;
    return tx_run(tx,
                  SQL("UPDATE attempts SET ended_at = ?3, outcome = ?4, error_class = ?5, "
                      "error = ?6, step = ?7, sha256 = ?8 WHERE job_id = ?1 AND epoch = ?2"),
                  ARGS(v_int((int64_t)job->id), v_int((int64_t)job->lease_epoch), v_int(now),
                       v_text(str_from(e->outcome)), class, v_text(e->error), v_int(job->step),
                       v_text(e->sha256)),
                  NULL, err);
}

static ErrCode write_end_of_job(Tx *tx, const Job *job, const Ending *e, int64_t now, Err *err)
{
    bool has_error = e->error.ptr != NULL;
    Value class = v_int(e->why), finished = v_int(now);
    uint64_t changed = 0;
    ErrCode rc;

    class.is_null = !has_error;
    finished.is_null = !job_is_final(e->status);
    rc = tx_run(tx,
                SQL("UPDATE jobs SET status = ?3, run_at = ?4, claim_order = ?5, "
                    "attempts = attempts - ?6, releases = releases + ?7, crash_step = ?8, "
                    "crashes = ?9, lease_hash = NULL, lease_worker = NULL, lease_until = NULL, "
                    "error_class = ?10, error = ?11, course_id = ?12, "
                    "fraction = CASE WHEN ?3 = 5 THEN 1.0 ELSE fraction END, "
                    "version = version + 1, updated_at = ?13, finished_at = ?14 "
                    "WHERE id = ?1 AND lease_epoch = ?2 AND status IN (1, 2, 3)"),
                ARGS(v_int((int64_t)job->id), v_int((int64_t)job->lease_epoch),
                     v_int(e->status), v_int(e->run_at),
                     v_int(claim_order(e->run_at, job->priority)), v_int(e->is_uncounted),
                     v_int(e->adds_release), v_int(e->crash_step), v_int(e->crashes), class,
                     v_text(e->error), v_id(e->course_id), v_int(now), finished),
                &changed, err);
    if (rc == ERR_OK && changed != 1)
        rc = err_set(err, ERR_STALE, "the attempt no longer owns the job");
    return rc;
}

/* What was set aside for calls whose outcome nobody told counts as spent. */
ErrCode count_reserved_as_spent(Tx *tx, uint64_t job_id, Err *err)
{
    return tx_run(tx,
                  SQL("UPDATE budgets SET tokens_spent = tokens_spent + tokens_reserved, "
                      "micros_spent = micros_spent + micros_reserved, tokens_reserved = 0, "
                      "micros_reserved = 0 WHERE job_id = ?1 AND "
                      "(tokens_reserved > 0 OR micros_reserved > 0)"),
                  ARGS(v_int((int64_t)job_id)), NULL, err);
}

ErrCode end_attempt(Tx *tx, const Job *job, const Ending *e, int64_t now, Err *err)
{
    Job after = *job;
    ErrCode rc = write_end_of_job(tx, job, e, now, err);

    if (rc == ERR_OK)
        rc = write_end_of_attempt(tx, job, e, now, err);
    if (rc == ERR_OK)
        rc = count_reserved_as_spent(tx, job->id, err);
    if (rc != ERR_OK)
        return rc;
    after.status = e->status;
    after.error = e->error;
    if (e->status == JOB_COMPLETED)
        rc = add_notice(tx, "job.completed", &after, now, err);
    else if (e->status == JOB_DEAD)
        rc = add_notice(tx, "job.dead", &after, now, err);
    else if (e->status == JOB_FAILED)
        rc = add_notice(tx, "job.failed", &after, now, err);
    touch_job(tx, job->id, job->user_id, job->repository_id);
    tx_touch(tx, TOPIC_QUEUE, 0); /* it is claimable, or a place of its user is free */
    return rc;
}

ErrCode end_failed(Queue *q, Tx *tx, const FailedAttempt *f, int64_t now, JobStatus *ret_status,
                   Err *err)
{
    const Job *job = f->job;
    bool is_crash = f->why == FAIL_CRASHED;
    uint32_t crashes = is_crash ? (f->crash_step == job->step ? f->crashes : 0) + 1
                                : f->crashes;
    RetryCase c = {.attempts = job->attempts,
                   .max_attempts = job->max_attempts,
                   .releases = f->releases,
                   .max_releases = JOB_MAX_RELEASES,
                   .crashes = is_crash ? crashes : 0,
                   .max_crashes = JOB_MAX_CRASHES,
                   .retry_after_ms = f->retry_after_ms};
    RetryPlan plan = retry_plan(&c, f->why, f->dice);
    Ending e = {.why = f->why,
                .error = f->error,
                .outcome = f->outcome,
                .crash_step = is_crash ? job->step : f->crash_step,
                .crashes = crashes,
                .run_at = now + plan.delay_ms};

    (void)q;
    if (job->cancel_requested_at) {
        e.status = JOB_CANCELED;
    } else if (plan.fate == FATE_DEAD) {
        e.status = JOB_DEAD;
        if (is_crash && crashes >= JOB_MAX_CRASHES)
            e.why = FAIL_POISON;
    } else if (plan.fate == FATE_RELEASED) {
        e.status = JOB_PENDING;
        e.is_uncounted = e.adds_release = true;
        e.outcome = "released";
    } else {
        e.status = JOB_FAILED;
    }
    *ret_status = e.status;
    return end_attempt(tx, job, &e, now, err);
}
