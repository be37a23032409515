/*
 * outbox.c -- endpoints, and taking, ending and trying again of notices.
 */
#include "store/outbox.h"

enum { URL_MAX_BYTES = 2048, WHY_MAX_BYTES = 1000 };

/* ---- endpoints ---- */

typedef struct EndpointWork {
    Arena *arena;
    uint64_t id, user_id;
    Str url, secret, why;
    int64_t now;
    EndpointList *ret;
} EndpointWork;

static ErrCode add_work(Tx *tx, void *arg, Err *err)
{
    EndpointWork *w = arg;
    uint64_t changed = 0;
    ErrCode rc = tx_run(
        tx,
        SQL("INSERT INTO endpoints(id, user_id, url, secret, created_at) SELECT "
            "?1, ?2, ?3, ?4, ?5 WHERE (SELECT count(*) FROM endpoints WHERE "
            "user_id = ?2) < ?6"),
        ARGS(v_int((int64_t)w->id), v_int((int64_t)w->user_id), v_text(w->url),
             v_bytes(w->secret.ptr, w->secret.len), v_int(w->now), v_int(ENDPOINTS_A_USER)),
        &changed, err);

    if (rc == ERR_OK && changed == 0)
        rc = err_set(err, ERR_LIMIT, "a user has at most %d endpoints", ENDPOINTS_A_USER);
    return rc;
}

ErrCode endpoints_add(Store *s, uint64_t user_id, Str url, Str secret, uint64_t *ret_id,
                      Err *err)
{
    EndpointWork w = {.id = store_new_id(s),
                      .user_id = user_id,
                      .url = url,
                      .secret = secret,
                      .now = store_now(s)};
    ErrCode rc;

    if (url.len == 0 || url.len > URL_MAX_BYTES || secret.len == 0)
        return err_set(err, ERR_INVALID, "an endpoint has an URL and a secret");
    rc = store_write(s, STORE_ALONE, add_work, &w, err);
    if (rc == ERR_OK)
        *ret_id = w.id;
    return rc;
}

static ErrCode list_work(Tx *tx, void *arg, Err *err)
{
    EndpointWork *w = arg;
    Rows rows;
    ErrCode rc = tx_rows(tx, w->arena,
                         SQL("SELECT id, user_id, url, secret, created_at, disabled_at, "
                             "disabled_why FROM endpoints WHERE user_id = ?1 ORDER BY id"),
                         ARGS(v_int((int64_t)w->user_id)), &rows, err);

    *w->ret = (EndpointList){0};
    if (rc != ERR_OK)
        return rc;
    *w->ret = (EndpointList){ARENA_ARRAY(w->arena, Endpoint, rows.count), rows.count};
    for (size_t i = 0; i < rows.count; i++)
        w->ret->at[i] = (Endpoint){.id = (uint64_t)rows_int(&rows, i, 0),
                                   .user_id = (uint64_t)rows_int(&rows, i, 1),
                                   .url = rows_text(&rows, i, 2),
                                   .secret = rows_text(&rows, i, 3),
                                   .created_at = rows_int(&rows, i, 4),
                                   .disabled_at = rows_int(&rows, i, 5),
                                   .disabled_why = rows_text(&rows, i, 6)};
    return ERR_OK;
}

ErrCode endpoints_list(Store *s, Arena *a, uint64_t user_id, EndpointList *ret, Err *err)
{
    EndpointWork w = {.arena = a, .user_id = user_id, .ret = ret};

    return store_read(s, list_work, &w, err);
}

static ErrCode changed_one(ErrCode rc, uint64_t changed, ErrCode code, const char *words,
                           Err *err)
{
    return rc == ERR_OK && changed == 0 ? err_set(err, code, "%s", words) : rc;
}

static ErrCode delete_work(Tx *tx, void *arg, Err *err)
{
    EndpointWork *w = arg;
    uint64_t changed = 0;
    ErrCode rc = tx_run(tx, SQL("DELETE FROM endpoints WHERE id = ?1 AND user_id = ?2"),
                        ARGS(v_int((int64_t)w->id), v_int((int64_t)w->user_id)), &changed, err);

    return changed_one(rc, changed, ERR_NOT_FOUND, "there is no such endpoint", err);
}

ErrCode endpoints_delete(Store *s, uint64_t user_id, uint64_t id, Err *err)
{
    EndpointWork w = {.id = id, .user_id = user_id};

    return store_write(s, STORE_ALONE, delete_work, &w, err);
}

static ErrCode disable_work(Tx *tx, void *arg, Err *err)
{
    EndpointWork *w = arg;
    uint64_t changed = 0;
    ErrCode rc = tx_run(
        tx,
        SQL("UPDATE endpoints SET disabled_at = coalesce(disabled_at, ?2), disabled_why = "
            "coalesce(disabled_why, ?3) WHERE id = ?1"),
        ARGS(v_int((int64_t)w->id), v_int(w->now), v_text(w->why)), &changed, err);

    return changed_one(rc, changed, ERR_NOT_FOUND, "there is no such endpoint", err);
}

ErrCode endpoints_disable(Store *s, uint64_t id, Str why, Err *err)
{
    EndpointWork w = {.id = id, .why = str_sub(why, 0, WHY_MAX_BYTES), .now = store_now(s)};

    if (!utf8_is_valid(w.why) || w.why.len == 0)
        w.why = STR("it did not answer");
    return store_write(s, STORE_ALONE, disable_work, &w, err);
}

/* ---- taking ---- */

typedef struct TakeWork {
    Arena *arena;
    uint32_t limit;
    int64_t now;
    NoticeList *ret;
} TakeWork;

static ErrCode mark_taken(TakeWork *w, Tx *tx, Rows *ret, Err *err)
{
    return tx_rows(
        tx, w->arena,
        SQL("WITH due AS MATERIALIZED (SELECT o.id AS due_id FROM outbox o JOIN endpoints e ON "
            "e.id = o.endpoint_id WHERE o.status IN (0, 1) AND o.next_at <= ?1 AND "
            "e.disabled_at IS NULL ORDER BY o.next_at, o.id LIMIT ?2 "
            "/*pg FOR UPDATE OF o SKIP LOCKED */) "
            "UPDATE outbox SET status = 1, tries = tries + 1, lease_epoch = lease_epoch + 1, "
            "next_at = ?3 FROM due WHERE id = due_id RETURNING id, lease_epoch, endpoint_id, "
            "message_id, body, tries"),
        ARGS(v_int(w->now), v_int(w->limit), v_int(w->now + OUTBOX_LEASE_MS)), ret, err);
}

static ErrCode add_address(TakeWork *w, Tx *tx, Notice *n, Err *err)
{
    Rows rows;
    ErrCode rc = tx_rows(tx, w->arena, SQL("SELECT url, secret FROM endpoints WHERE id = ?1"),
                         ARGS(v_int((int64_t)n->endpoint_id)), &rows, err);

    if (rc != ERR_OK || rows.count == 0)
        return rc;
    n->url = rows_text(&rows, 0, 0);
    n->secret = rows_text(&rows, 0, 1);
    return ERR_OK;
}

static ErrCode take_work(Tx *tx, void *arg, Err *err)
{
    TakeWork *w = arg;
    Rows rows;
    ErrCode rc = mark_taken(w, tx, &rows, err);

    *w->ret = (NoticeList){0};
    if (rc != ERR_OK)
        return rc;
    *w->ret = (NoticeList){ARENA_ARRAY(w->arena, Notice, rows.count), rows.count};
    for (size_t i = 0; rc == ERR_OK && i < rows.count; i++) {
        w->ret->at[i] = (Notice){.id = (uint64_t)rows_int(&rows, i, 0),
                                 .epoch = (uint64_t)rows_int(&rows, i, 1),
                                 .endpoint_id = (uint64_t)rows_int(&rows, i, 2),
                                 .message_id = rows_text(&rows, i, 3),
                                 .body = rows_text(&rows, i, 4),
                                 .tries = (uint32_t)rows_int(&rows, i, 5)};
        rc = add_address(w, tx, &w->ret->at[i], err);
    }
    return rc;
}

ErrCode outbox_take(Store *s, Arena *a, uint32_t limit, NoticeList *ret, Err *err)
{
    TakeWork w = {a, limit, store_now(s), ret};

    return store_write(s, STORE_SHARED, take_work, &w, err);
}

/* ---- ending ---- */

typedef struct EndWork {
    const Notice *notice;
    int64_t now, next_at;
    Str why;
    int status;
} EndWork;

static ErrCode end_work(Tx *tx, void *arg, Err *err)
{
    EndWork *w = arg;
    Value ended = v_int(w->now);
    uint64_t changed = 0;
    ErrCode rc;

    ended.is_null = w->status < 2;
    rc = tx_run(
        tx,
        SQL("UPDATE outbox SET status = ?3, next_at = ?4, last_error = ?5, ended_at = ?6 "
            "WHERE id = ?1 AND lease_epoch = ?2 AND status = 1"),
        ARGS(v_int((int64_t)w->notice->id), v_int((int64_t)w->notice->epoch), v_int(w->status),
             v_int(w->next_at), v_text(w->why), ended),
        &changed, err);
    return changed_one(rc, changed, ERR_STALE, "the notice was taken by another sender", err);
}

ErrCode outbox_sent(Store *s, const Notice *n, Err *err)
{
    EndWork w = {.notice = n, .now = store_now(s), .status = 2};

    w.next_at = w.now;
    return store_write(s, STORE_SHARED, end_work, &w, err);
}

int64_t outbox_pause_ms(uint32_t tries)
{
    static const int64_t seconds[] = {5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400};

    _Static_assert(ARRAY_LEN(seconds) == OUTBOX_TRIES - 1, "a pause between each two tries");
    if (tries == 0 || tries > ARRAY_LEN(seconds))
        return -1;
    return seconds[tries - 1] * 1000;
}

ErrCode outbox_failed(Store *s, const Notice *n, Str why, int64_t retry_after_ms, Err *err)
{
    int64_t pause = outbox_pause_ms(n->tries);
    EndWork w = {.notice = n, .now = store_now(s), .status = pause < 0 ? 3 : 0};

    w.next_at = w.now + MAX_OF(pause, retry_after_ms);
    w.why = str_sub(why, 0, WHY_MAX_BYTES);
    if (!utf8_is_valid(w.why))
        w.why = STR("it failed");
    return store_write(s, STORE_SHARED, end_work, &w, err);
}

static ErrCode due_work(Tx *tx, void *arg, Err *err)
{
    AUTO(arena_done) Arena a = {0};
    int64_t *ret = arg;
    Rows rows;
    ErrCode rc = tx_rows(
        tx, &a,
        SQL("SELECT min(o.next_at) FROM outbox o JOIN endpoints e ON e.id = "
            "o.endpoint_id WHERE o.status IN (0, 1) AND e.disabled_at IS NULL"),
        NO_ARGS, &rows, err);

    *ret = INT64_MAX;
    if (rc == ERR_OK && !rows_is_null(&rows, 0, 0))
        *ret = rows_int(&rows, 0, 0);
    return rc;
}

ErrCode outbox_next_due(Store *s, int64_t *ret_at, Err *err)
{
    return store_read(s, due_work, ret_at, err);
}
