/*
 * kept.c -- kept work: pieces of a job that are done, for the next attempt, wherever it runs.
 *
 * A piece is named by the worker and addressed by the hash of its bytes. Writing the same piece
 * again costs no write.
 */
#include "queue/parts.h"

#include "base/hash.h"

enum { KEPT_NAME_MAX_BYTES = 200 };

typedef struct KeptWork {
    Arena *arena;
    Fence fence;
    uint64_t job_id;
    int64_t now;
    Str name, bytes;
    char hash[HASH_HEX_SIZE];
    Str ret;
} KeptWork;

static ErrCode check_name(Str name, Err *err)
{
    if (name.len == 0 || name.len > KEPT_NAME_MAX_BYTES || !path_is_plain(name) ||
        !utf8_is_valid(name))
        return err_set(err, ERR_INVALID, "'%.*s' is no name of kept work",
                       (int)MIN_OF(name.len, (size_t)KEPT_NAME_MAX_BYTES), name.ptr);
    return ERR_OK;
}

/* Whether the attempt holds the job; keeps its row locked. */
static ErrCode check_held(KeptWork *w, Tx *tx, Err *err)
{
    Rows rows;
    ErrCode rc = tx_rows(
        tx, w->arena,
        SQL("SELECT id FROM jobs WHERE id = ?1 AND lease_epoch = ?2 AND "
            "lease_hash = ?3 AND status IN (1, 2, 3) /*pg FOR NO KEY UPDATE */"),
        ARGS(v_int((int64_t)w->fence.job_id), v_int((int64_t)w->fence.epoch),
             v_bytes(w->fence.hash, TOKEN_HASH_BYTES)),
        &rows, err);

    if (rc == ERR_OK && rows.count == 0)
        rc = fence_refused(tx, &w->fence, err);
    return rc;
}

static ErrCode check_room(KeptWork *w, Tx *tx, bool *ret_same, Err *err)
{
    Rows rows;
    ErrCode rc = tx_rows(
        tx, w->arena,
        SQL("SELECT count(*), CAST(coalesce(sum(size), 0) AS INTEGER), "
            "CAST(coalesce(sum(CASE WHEN name = ?2 AND hash = ?3 THEN 1 ELSE 0 "
            "END), 0) AS INTEGER) FROM kept WHERE job_id = ?1"),
        ARGS(v_int((int64_t)w->job_id), v_text(w->name), v_text(str_from(w->hash))), &rows,
        err);

    if (rc != ERR_OK)
        return rc;
    *ret_same = rows_int(&rows, 0, 2) > 0;
    if (*ret_same)
        return ERR_OK;
    if (rows_int(&rows, 0, 0) >= KEPT_MAX_PIECES)
        return err_set(err, ERR_LIMIT, "the job has kept %d pieces already", KEPT_MAX_PIECES);
    if ((uint64_t)rows_int(&rows, 0, 1) + w->bytes.len > KEPT_TOTAL_MAX_BYTES)
        return err_set(err, ERR_LIMIT, "the job has kept %d bytes already",
                       KEPT_TOTAL_MAX_BYTES);
    return ERR_OK;
}

static ErrCode put_work(Tx *tx, void *arg, Err *err)
{
    KeptWork *w = arg;
    bool is_same = false;
    ErrCode rc = check_held(w, tx, err);

    if (rc == ERR_OK)
        rc = check_room(w, tx, &is_same, err);
    if (rc != ERR_OK || is_same)
        return rc;
    return tx_run(
        tx,
        SQL("INSERT INTO kept(job_id, name, hash, size, epoch, created_at, bytes) "
            "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (job_id, name) DO UPDATE "
            "SET hash = excluded.hash, size = excluded.size, epoch = excluded.epoch, "
            "created_at = excluded.created_at, bytes = excluded.bytes"),
        ARGS(v_int((int64_t)w->job_id), v_text(w->name), v_text(str_from(w->hash)),
             v_int((int64_t)w->bytes.len), v_int((int64_t)w->fence.epoch), v_int(w->now),
             v_bytes(w->bytes.ptr ? w->bytes.ptr : "", w->bytes.len)),
        NULL, err);
}

ErrCode queue_kept_put(Queue *q, Attempt at, Str name, Str bytes, Err *err)
{
    AUTO(arena_done) Arena a = {0};
    KeptWork w = {.arena = &a, .job_id = at.job_id, .name = name, .bytes = bytes};
    ErrCode rc = check_name(name, err);

    if (rc == ERR_OK && bytes.len > KEPT_MAX_BYTES)
        rc = err_set(err, ERR_LIMIT, "a piece of kept work is at most %d bytes",
                     KEPT_MAX_BYTES);
    if (rc == ERR_OK)
        rc = fence_read(at, &w.fence, err);
    if (rc != ERR_OK)
        return rc;
    w.now = store_now(q->store);
    hash_hex_of(bytes, w.hash);
    return store_write(q->store, STORE_SHARED, put_work, &w, err);
}

static ErrCode read_work(Tx *tx, void *arg, Err *err)
{
    KeptWork *w = arg;
    Rows rows;
    ErrCode rc = tx_rows(tx, w->arena,
                         SQL("SELECT bytes FROM kept WHERE job_id = ?1 AND name = ?2"),
                         ARGS(v_int((int64_t)w->job_id), v_text(w->name)), &rows, err);

    if (rc == ERR_OK && rows.count == 0)
        rc = err_set(err, ERR_NOT_FOUND, "nothing is kept under '%.*s'", STR_ARG(w->name));
    if (rc == ERR_OK)
        w->ret = rows_text(&rows, 0, 0);
    return rc;
}

static ErrCode get_work(Tx *tx, void *arg, Err *err)
{
    ErrCode rc = check_held(arg, tx, err);

    return rc == ERR_OK ? read_work(tx, arg, err) : rc;
}

ErrCode queue_kept_get(Queue *q, Arena *a, Attempt at, Str name, Str *ret, Err *err)
{
    KeptWork w = {.arena = a, .job_id = at.job_id, .name = name};
    ErrCode rc = check_name(name, err);

    if (rc == ERR_OK)
        rc = fence_read(at, &w.fence, err);
    if (rc == ERR_OK)
        rc = store_write(q->store, STORE_SHARED, get_work, &w, err);
    if (rc == ERR_OK)
        *ret = w.ret;
    return rc;
}

ErrCode queue_kept_read(Queue *q, Arena *a, uint64_t job_id, Str name, Str *ret, Err *err)
{
    KeptWork w = {.arena = a, .job_id = job_id, .name = name};
    ErrCode rc = check_name(name, err);

    if (rc == ERR_OK)
        rc = store_read(q->store, read_work, &w, err);
    if (rc == ERR_OK)
        *ret = w.ret;
    return rc;
}
