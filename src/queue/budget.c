/*
 * budget.c -- one budget for all attempts of a job.
 *
 * A call's worst case is set aside before the call and settled after it, each in one statement that
 * names the attempt, so that neither two attempts nor two calls at once can pass the budget.
 */
#include "queue/parts.h"

typedef struct BudgetWork {
    Fence fence;
    Spend reserved, spent;
} BudgetWork;

#define HELD                                                                                 \
    "EXISTS (SELECT 1 FROM jobs WHERE id = ?1 AND lease_epoch = ?2 AND lease_hash = ?3 AND " \
    "status IN (1, 2, 3))"
#define HELD_ARGS(w)                                                     \
    v_int((int64_t)(w)->fence.job_id), v_int((int64_t)(w)->fence.epoch), \
        v_bytes((w)->fence.hash, TOKEN_HASH_BYTES)

/* A job without a budget gets a row without limits, so that what it spends is known too. */
static ErrCode has_row(BudgetWork *w, Tx *tx, Err *err)
{
    return tx_run(tx,
                  SQL("INSERT INTO budgets(job_id) SELECT ?1 WHERE " HELD
                      " ON CONFLICT (job_id) DO NOTHING"),
                  ARGS(HELD_ARGS(w)), NULL, err);
}

/* Why a statement changed nothing: the attempt is over, or `code`. */
static ErrCode refused(BudgetWork *w, Tx *tx, ErrCode code, const char *words, Err *err)
{
    AUTO(arena_done) Arena a = {0};
    Rows rows;
    ErrCode rc = tx_rows(tx, &a, SQL("SELECT 1 WHERE " HELD), ARGS(HELD_ARGS(w)), &rows, err);

    if (rc != ERR_OK)
        return rc;
    if (rows.count == 0)
        return fence_refused(tx, &w->fence, err);
    return err_set(err, code, "%s", words);
}

static ErrCode reserve_work(Tx *tx, void *arg, Err *err)
{
    BudgetWork *w = arg;
    uint64_t changed = 0;
    ErrCode rc = has_row(w, tx, err);

    if (rc == ERR_OK)
        rc = tx_run(tx,
                    SQL("UPDATE budgets SET tokens_reserved = tokens_reserved + ?4, "
                        "micros_reserved = micros_reserved + ?5 WHERE job_id = ?1 AND " HELD
                        " AND (tokens_max IS NULL OR "
                        "tokens_spent + tokens_reserved + ?4 <= tokens_max) AND "
                        "(micros_max IS NULL OR "
                        "micros_spent + micros_reserved + ?5 <= micros_max)"),
                    ARGS(HELD_ARGS(w), v_int((int64_t)w->reserved.tokens),
                         v_int((int64_t)w->reserved.micros)),
                    &changed, err);
    if (rc == ERR_OK && changed == 0)
        rc = refused(w, tx, ERR_BUDGET, "the budget is reached", err);
    return rc;
}

static ErrCode settle_work(Tx *tx, void *arg, Err *err)
{
    BudgetWork *w = arg;
    uint64_t changed = 0;
    ErrCode rc = tx_run(
        tx,
        SQL("UPDATE budgets SET tokens_reserved = tokens_reserved - ?4, "
            "micros_reserved = micros_reserved - ?5, tokens_spent = tokens_spent + ?6, "
            "micros_spent = micros_spent + ?7 WHERE job_id = ?1 AND " HELD
            " AND tokens_reserved >= ?4 AND micros_reserved >= ?5"),
        ARGS(HELD_ARGS(w), v_int((int64_t)w->reserved.tokens),
             v_int((int64_t)w->reserved.micros), v_int((int64_t)w->spent.tokens),
             v_int((int64_t)w->spent.micros)),
        &changed, err);

    if (rc == ERR_OK && changed == 0)
        rc = refused(w, tx, ERR_INVALID, "so much was never set aside", err);
    return rc;
}

static ErrCode run(Queue *q, Attempt at, StoreWork *work, BudgetWork *w, Err *err)
{
    const uint64_t max = INT64_MAX / 4;
    ErrCode rc;

    if (w->reserved.tokens > max || w->reserved.micros > max || w->spent.tokens > max ||
        w->spent.micros > max)
        return err_set(err, ERR_INVALID, "a sum is too large");
    rc = fence_read(at, &w->fence, err);
    return rc == ERR_OK ? store_write(q->store, STORE_SHARED, work, w, err) : rc;
}

ErrCode queue_budget_reserve(Queue *q, Attempt at, Spend worst, Err *err)
{
    BudgetWork w = {.reserved = worst};

    return run(q, at, reserve_work, &w, err);
}

ErrCode queue_budget_settle(Queue *q, Attempt at, Spend reserved, Spend spent, Err *err)
{
    BudgetWork w = {.reserved = reserved, .spent = spent};

    return run(q, at, settle_work, &w, err);
}
