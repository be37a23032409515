/*
 * create.c -- a wish becomes a job, or leads to the one that is under way already.
 *
 * Two equal wishes may arrive at once on two servers. The insert itself finds out (a unique index over
 * the keys of jobs that are not final); looking first would not.
 */
#include "queue/parts.h"

#include "base/hash.h"

enum { IDEMPOTENCY_KEY_MAX_BYTES = 255, INSERT_TRIES = 8, HOUR_MS = 3600000 };

typedef struct Create {
    Queue *q;
    const JobAsk *ask;
    Arena arena;
    int64_t now;
    char secret[TOKEN_SECRET_SIZE];
    unsigned char token_hash[TOKEN_HASH_BYTES];
    unsigned char wish[HASH_BYTES];
    bool is_private;
    JobMade *made;
} Create;

/* ---- the key ---- */

/* Equal for equal wishes. The user belongs to it where others may not know of the job. */
static void hash_wish(Create *c, unsigned char ret[HASH_BYTES])
{
    const JobAsk *ask = c->ask;
    Hash h;

    hash_init(&h);
    hash_add_u64(&h, ask->repository_id);
    hash_add(&h, ask->branch);
    hash_add(&h, ask->commit);
    hash_add(&h, ask->prompt);
    hash_add(&h, ask->writer);
    hash_add(&h, ask->model);
    hash_add(&h, ask->options);
    hash_add_u64(&h, ask->budget_tokens);
    hash_add_u64(&h, ask->budget_micros);
    hash_add_u64(&h, c->is_private || ask->prompt.len ? ask->user_id : 0);
    hash_bytes(&h, ret);
}

static ErrCode check_ask(const JobAsk *ask, Err *err)
{
    const struct {
        const char *name;
        Str text;
        size_t max;
    } texts[] = {
        {"prompt", ask->prompt, JOB_PROMPT_MAX_BYTES},
        {"branch", ask->branch, JOB_TEXT_MAX_BYTES},
        {"commit", ask->commit, JOB_TEXT_MAX_BYTES},
        {"writer", ask->writer, JOB_TEXT_MAX_BYTES},
        {"model", ask->model, JOB_TEXT_MAX_BYTES},
        {"options", ask->options, JOB_TEXT_MAX_BYTES},
        {"idempotency key", ask->idempotency_key, IDEMPOTENCY_KEY_MAX_BYTES},
    };

    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        if (texts[i].text.len > texts[i].max)
            return err_set(err, ERR_INVALID, "the %s is longer than %zu bytes", texts[i].name,
                           texts[i].max);
    }
    if (ask->priority < -JOB_PRIORITY_MAX || ask->priority > JOB_PRIORITY_MAX)
        return err_set(err, ERR_INVALID, "the priority is not between %d and %d",
                       -JOB_PRIORITY_MAX, JOB_PRIORITY_MAX);
    if (ask->budget_tokens > INT64_MAX / 4 || ask->budget_micros > INT64_MAX / 4)
        return err_set(err, ERR_INVALID, "the budget is too large");
    return ERR_OK;
}

/* ---- may the user? ---- */

static ErrCode check_repository(Create *c, Tx *tx, Err *err)
{
    Rows rows;
    ErrCode rc = tx_rows(
        tx, &c->arena,
        SQL("SELECT is_private FROM repositories WHERE id = ?1 AND "
            "deleted_at IS NULL AND (is_private = 0 OR user_id = ?2)"),
        ARGS(v_int((int64_t)c->ask->repository_id), v_int((int64_t)c->ask->user_id)), &rows,
        err);

    if (rc == ERR_OK && rows.count == 0)
        rc = err_set(err, ERR_NOT_FOUND, "there is no such repository");
    if (rc == ERR_OK)
        c->is_private = rows_int(&rows, 0, 0) != 0;
    return rc;
}

/* Holds the user's row, so that two wishes of one user are counted one after the other. */
static ErrCode lock_user(Create *c, Tx *tx, Err *err)
{
    Rows rows;
    ErrCode rc = tx_rows(tx, &c->arena,
                         SQL("SELECT id FROM users WHERE id = ?1 /*pg FOR NO KEY UPDATE */"),
                         ARGS(v_int((int64_t)c->ask->user_id)), &rows, err);

    if (rc == ERR_OK && rows.count == 0)
        rc = err_set(err, ERR_NOT_FOUND, "there is no such user");
    return rc;
}

static ErrCode check_active(Create *c, Tx *tx, Err *err)
{
    uint32_t max = c->q->rules.active_a_user;
    Rows rows;
    ErrCode rc;

    if (!max)
        return ERR_OK;
    rc = tx_rows(tx, &c->arena,
                 SQL("SELECT count(*) FROM jobs WHERE user_id = ?1 AND finished_at IS NULL"),
                 ARGS(v_int((int64_t)c->ask->user_id)), &rows, err);
    if (rc != ERR_OK || rows_int(&rows, 0, 0) < max)
        return rc;
    c->made->retry_after_ms = c->q->rules.lease_ms;
    return err_set(err, ERR_TOO_MANY, "%u jobs are under way already, the limit is %u",
                   (unsigned)rows_int(&rows, 0, 0), max);
}

static ErrCode check_hour(Create *c, Tx *tx, Err *err)
{
    uint32_t max = c->q->rules.created_an_hour;
    int64_t since = c->now - HOUR_MS;
    Rows rows;
    ErrCode rc;

    if (!max)
        return ERR_OK;
    /* the newest `max`: when the oldest of them is within the hour, the hour is full */
    rc = tx_rows(tx, &c->arena,
                 SQL("SELECT created_at FROM jobs WHERE user_id = ?1 "
                     "ORDER BY id DESC LIMIT 1 OFFSET ?2"),
                 ARGS(v_int((int64_t)c->ask->user_id), v_int(max - 1)), &rows, err);
    if (rc != ERR_OK || rows.count == 0 || rows_int(&rows, 0, 0) <= since)
        return rc;
    c->made->retry_after_ms = rows_int(&rows, 0, 0) - since;
    return err_set(err, ERR_TOO_MANY, "%u jobs were created within an hour, the limit is %u",
                   max, max);
}

/* ---- the same again ---- */

/* The key was seen: the job it made, with a new token, since only hashes of tokens are kept. */
static ErrCode repeat(Create *c, Tx *tx, bool *ret_done, Err *err)
{
    const JobAsk *ask = c->ask;
    Rows rows;
    ErrCode rc;

    if (ask->idempotency_key.ptr == NULL)
        return ERR_OK;
    rc = tx_rows(tx, &c->arena,
                 SQL("SELECT wish, job_id FROM idempotency WHERE user_id = ?1 AND key = ?2 AND "
                     "created_at > ?3"),
                 ARGS(v_int((int64_t)ask->user_id), v_text(ask->idempotency_key),
                      v_int(c->now - 24 * HOUR_MS)),
                 &rows, err);
    if (rc != ERR_OK || rows.count == 0)
        return rc;
    if (!str_eq(rows_text(&rows, 0, 0), (Str){(char *)c->wish, sizeof(c->wish)}))
        return err_set(err, ERR_CONFLICT, "the idempotency key was used for something else");
    *ret_done = true;
    c->made->is_repeated = true;
    c->made->id = (uint64_t)rows_int(&rows, 0, 1);
    return tx_run(tx, SQL("UPDATE jobs SET access_hash = ?2 WHERE id = ?1"),
                  ARGS(v_int((int64_t)c->made->id), v_bytes(c->token_hash, TOKEN_HASH_BYTES)),
                  NULL, err);
}

static ErrCode find_active(Create *c, Tx *tx, Err *err)
{
    Rows rows;
    ErrCode rc = tx_rows(
        tx, &c->arena, SQL("SELECT id FROM jobs WHERE dedupe_key = ?1 AND finished_at IS NULL"),
        ARGS(v_bytes(c->wish, sizeof(c->wish))), &rows, err);

    if (rc == ERR_OK && rows.count) {
        c->made->id = (uint64_t)rows_int(&rows, 0, 0);
        c->made->is_deduplicated = true;
    }
    return rc;
}

/* ---- the insert ---- */

static ErrCode insert(Create *c, Tx *tx, bool *ret_new, Err *err)
{
    const JobAsk *ask = c->ask;
    uint64_t id = store_new_id(c->q->store), changed = 0;
    ErrCode rc = tx_run(
        tx,
        SQL("INSERT INTO jobs(id, user_id, repository_id, status, priority, run_at, "
            "claim_order, "
            "max_attempts, dedupe_key, access_hash, prompt, branch, commit_name, writer, "
            "model, "
            "options, total_steps, created_at, updated_at) VALUES (?1, ?2, ?3, 0, ?4, ?5, ?6, "
            "?7, "
            "?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?5, ?5) ON CONFLICT DO NOTHING"),
        ARGS(v_int((int64_t)id), v_int((int64_t)ask->user_id),
             v_int((int64_t)ask->repository_id), v_int(ask->priority), v_int(c->now),
             v_int(claim_order(c->now, ask->priority)), v_int(c->q->rules.max_attempts),
             v_bytes(c->wish, sizeof(c->wish)), v_bytes(c->token_hash, TOKEN_HASH_BYTES),
             v_text(ask->prompt), v_text(ask->branch), v_text(ask->commit), v_text(ask->writer),
             v_text(ask->model), v_text(ask->options), v_int(JOB_STEPS)),
        &changed, err);

    *ret_new = changed == 1;
    c->made->id = id;
    return rc;
}

/* Either the wish is under way, or the id was taken (two servers in one millisecond). */
static ErrCode insert_or_find(Create *c, Tx *tx, bool *ret_new, Err *err)
{
    ErrCode rc = ERR_OK;

    *ret_new = false;
    for (int i = 0; rc == ERR_OK && i < INSERT_TRIES; i++) {
        rc = insert(c, tx, ret_new, err);
        if (rc == ERR_OK && !*ret_new)
            rc = find_active(c, tx, err);
        if (*ret_new || c->made->is_deduplicated)
            return rc;
    }
    return rc != ERR_OK ? rc : err_set(err, ERR_BUSY, "no free id was found");
}

static ErrCode insert_budget(Create *c, Tx *tx, Err *err)
{
    const JobAsk *ask = c->ask;

    if (!ask->budget_tokens && !ask->budget_micros)
        return ERR_OK;
    return tx_run(
        tx, SQL("INSERT INTO budgets(job_id, tokens_max, micros_max) VALUES (?1, ?2, ?3)"),
        ARGS(v_int((int64_t)c->made->id), v_id(ask->budget_tokens), v_id(ask->budget_micros)),
        NULL, err);
}

static ErrCode insert_key(Create *c, Tx *tx, Err *err)
{
    if (c->ask->idempotency_key.ptr == NULL)
        return ERR_OK;
    return tx_run(tx,
                  SQL("INSERT INTO idempotency(user_id, key, wish, job_id, created_at) "
                      "VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (user_id, key) DO UPDATE SET "
                      "wish = excluded.wish, job_id = excluded.job_id, "
                      "created_at = excluded.created_at"),
                  ARGS(v_int((int64_t)c->ask->user_id), v_text(c->ask->idempotency_key),
                       v_bytes(c->wish, sizeof(c->wish)), v_int((int64_t)c->made->id),
                       v_int(c->now)),
                  NULL, err);
}

static ErrCode create_work(Tx *tx, void *arg, Err *err)
{
    Create *c = arg;
    bool is_done = false, is_new = false;
    ErrCode rc;

    *c->made = (JobMade){0};
    rc = check_repository(c, tx, err);
    if (rc != ERR_OK)
        return rc;
    hash_wish(c, c->wish);
    rc = lock_user(c, tx, err);
    if (rc == ERR_OK)
        rc = repeat(c, tx, &is_done, err);
    if (rc == ERR_OK && !is_done) /* looked at first only so that no limit is in its way */
        rc = find_active(c, tx, err);
    if (rc != ERR_OK || is_done)
        return rc;
    if (!c->made->is_deduplicated) {
        rc = check_active(c, tx, err);
        if (rc == ERR_OK)
            rc = check_hour(c, tx, err);
        if (rc == ERR_OK)
            rc = insert_or_find(c, tx, &is_new, err);
    }
    if (rc == ERR_OK && is_new)
        rc = insert_budget(c, tx, err);
    if (rc == ERR_OK)
        rc = insert_key(c, tx, err);
    if (rc == ERR_OK && is_new) {
        rc = add_event(tx, c->made->id, 1, JOB_PENDING, c->now, STR_NONE, err);
        touch_job(tx, c->made->id, c->ask->user_id, c->ask->repository_id);
        tx_touch(tx, TOPIC_QUEUE, 0);
    }
    return rc;
}

ErrCode queue_create(Queue *q, const JobAsk *ask, JobMade *ret, Err *err)
{
    Create c = {.q = q, .ask = ask, .now = store_now(q->store), .made = ret};
    ErrCode rc = check_ask(ask, err);

    *ret = (JobMade){0};
    if (rc != ERR_OK)
        return rc;
    token_make(c.secret, c.token_hash);
    rc = store_write(q->store, STORE_ALONE, create_work, &c, err);
    if (rc == ERR_OK && !ret->is_deduplicated)
        token_text(0, c.secret, ret->token);
    arena_done(&c.arena);
    return rc;
}
