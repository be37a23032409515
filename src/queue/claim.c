/*
 * claim.c -- who may have a job next, and giving it to one.
 *
 * One statement picks and takes: the job longest due (a level of priority counts as a minute of
 * waiting, so that nothing waits for ever), of a user who has a place free. On PostgreSQL the picked
 * rows are locked, and rows that another claim has locked are passed over, so that claims do not wait
 * for each other. The number of a user's running jobs is counted again after taking: under its row's
 * lock that count is exact, and the claim is taken back when it was one too many.
 */
#include "queue/parts.h"

enum { CLAIM_TRIES = 4 };

typedef struct ClaimWork {
    Queue *q;
    Arena *arena;
    Str worker;
    int64_t now;
    char secret[TOKEN_SECRET_SIZE];
    unsigned char hash[TOKEN_HASH_BYTES]; /* of the secret */
    Claim *claim;
    bool is_found;
} ClaimWork;

/* clang-format off */
#define PICK(join, condition, lock)                                                          \
    "SELECT j.id AS picked_id FROM jobs j " join "WHERE j.status IN (0, 4) AND "             \
    "j.run_at <= ?1 AND j.claim_order <= ?2 " condition "ORDER BY j.claim_order, j.id LIMIT 1 " lock
#define TAKE                                                                                 \
    "UPDATE jobs SET status = 1, attempts = attempts + 1, lease_epoch = lease_epoch + 1, "   \
    "lease_hash = ?3, lease_worker = ?4, lease_until = ?5, cancel_requested_at = NULL, "     \
    "version = version + 1, updated_at = ?1 "
#define HAS_PLACE                                                                            \
    "AND (SELECT count(*) FROM jobs h WHERE h.user_id = j.user_id AND h.status IN (1, 2, 3)) < ?6 "
/* SQLite plans a sub-select best. PostgreSQL may run one more than once, and needs the fence. */
#define TAKE_ONE_LITE(condition)                                                             \
    SQL(TAKE "WHERE id = (" PICK("", condition, "") ") RETURNING " JOB_COLUMNS)
#define TAKE_ONE_POSTGRES(join, condition, lock)                                             \
    SQL("WITH picked AS MATERIALIZED (" PICK(join, condition, lock) ") " TAKE                \
        "FROM picked WHERE id = picked_id AND status IN (0, 4) RETURNING " JOB_COLUMNS)
/* clang-format on */

/* Without a limit no user's row is locked. */
static const char *take_one_statement(bool is_postgres, bool is_limited)
{
    if (is_postgres && is_limited)
        return TAKE_ONE_POSTGRES("JOIN users u ON u.id = j.user_id ", HAS_PLACE,
                                 "/*pg FOR NO KEY UPDATE OF j, u SKIP LOCKED */");
    if (is_postgres)
        return TAKE_ONE_POSTGRES("", "", "/*pg FOR NO KEY UPDATE OF j SKIP LOCKED */");
    return is_limited ? TAKE_ONE_LITE(HAS_PLACE) : TAKE_ONE_LITE("");
}

static ErrCode take_one(ClaimWork *w, Tx *tx, Rows *ret, Err *err)
{
    int64_t latest = claim_order(w->now, -JOB_PRIORITY_MAX);
    uint32_t limit = w->q->rules.running_a_user;
    const char *sql = take_one_statement(tx_is_postgres(tx), limit > 0);
    const Value args[] = {v_int(w->now),
                          v_int(latest),
                          v_bytes(w->hash, sizeof(w->hash)),
                          v_text(w->worker),
                          v_int(w->now + w->q->rules.lease_ms),
                          v_int(limit)};

    return tx_rows(tx, w->arena, sql, args, ARRAY_LEN(args) - (limit == 0), ret, err);
}

/* The attempt's row, if the user is within the limit still. */
static ErrCode name_attempt(ClaimWork *w, Tx *tx, const Job *job, uint64_t *ret_named, Err *err)
{
    return tx_run(tx,
                  SQL("INSERT INTO attempts(job_id, epoch, number, worker, token_hash, "
                      "started_at) SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE ?7 = 0 OR (SELECT "
                      "count(*) FROM jobs WHERE user_id = ?8 AND status IN (1, 2, 3)) <= ?7"),
                  ARGS(v_int((int64_t)job->id), v_int((int64_t)job->lease_epoch),
                       v_int(job->attempts), v_text(w->worker),
                       v_bytes(w->hash, sizeof(w->hash)), v_int(w->now),
                       v_int(w->q->rules.running_a_user), v_int((int64_t)job->user_id)),
                  ret_named, err);
}

static ErrCode read_kept(ClaimWork *w, Tx *tx, Err *err)
{
    Claim *claim = w->claim;
    Rows rows;
    ErrCode rc = tx_rows(
        tx, w->arena, SQL("SELECT name, hash, size FROM kept WHERE job_id = ?1 ORDER BY name"),
        ARGS(v_int((int64_t)claim->job.id)), &rows, err);

    if (rc != ERR_OK)
        return rc;
    claim->kept = ARENA_ARRAY(w->arena, KeptName, rows.count);
    claim->kept_count = rows.count;
    for (size_t i = 0; i < rows.count; i++) {
        claim->kept[i].name = rows_text(&rows, i, 0);
        snprintf(claim->kept[i].hash, sizeof(claim->kept[i].hash), "%.*s",
                 STR_ARG(rows_text(&rows, i, 1)));
        claim->kept[i].bytes = (uint64_t)rows_int(&rows, i, 2);
    }
    rc = tx_rows(tx, w->arena,
                 SQL("SELECT tokens_spent, micros_spent FROM budgets WHERE job_id = ?1"),
                 ARGS(v_int((int64_t)claim->job.id)), &rows, err);
    if (rc == ERR_OK && rows.count) {
        claim->spent_tokens = (uint64_t)rows_int(&rows, 0, 0);
        claim->spent_micros = (uint64_t)rows_int(&rows, 0, 1);
    }
    return rc;
}

static ErrCode claim_work(Tx *tx, void *arg, Err *err)
{
    ClaimWork *w = arg;
    Claim *claim = w->claim;
    uint64_t named = 0;
    Rows rows;
    ErrCode rc;

    *claim = (Claim){.lease_ms = w->q->rules.lease_ms};
    w->is_found = false;
    rc = take_one(w, tx, &rows, err);
    if (rc != ERR_OK || rows.count == 0)
        return rc;
    MUST(rows.count == 1);
    job_of_row(&rows, 0, &claim->job);
    rc = name_attempt(w, tx, &claim->job, &named, err);
    if (rc == ERR_OK && named == 0) /* another server was faster; the claim is taken back */
        return err_set(err, ERR_TOO_MANY, "the user has no place free after all");
    if (rc == ERR_OK && claim->job.lease_epoch > 1) /* nothing was kept before the first */
        rc = read_kept(w, tx, err);
    touch_job(tx, claim->job.id, claim->job.user_id, claim->job.repository_id);
    token_text(claim->job.lease_epoch, w->secret, claim->token);
    w->is_found = rc == ERR_OK;
    return rc;
}

ErrCode queue_claim(Queue *q, Arena *a, Str worker, Claim *ret, bool *ret_found, Err *err)
{
    AUTO(arena_done) Arena scratch = {0};
    ClaimWork w = {.q = q, .arena = a, .claim = ret, .now = store_now(q->store)};
    ErrCode rc = ERR_OK;

    *ret_found = false;
    if (worker.len == 0)
        return err_set(err, ERR_INVALID, "the worker has no name");
    w.worker = clean_text(&scratch, worker, JOB_TEXT_MAX_BYTES);
    token_make(w.secret, w.hash);
    for (int i = 0; i < CLAIM_TRIES; i++) {
        rc = store_write(q->store, STORE_SHARED, claim_work, &w, err);
        if (rc != ERR_TOO_MANY)
            break;
    }
    *ret_found = rc == ERR_OK && w.is_found;
    return rc == ERR_TOO_MANY ? ERR_OK : rc;
}
