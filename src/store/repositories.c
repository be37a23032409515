/*
 * repositories.c -- what courses are made about. The header is store/people.h.
 */
#include "store/people.h"

enum { LIST_DEFAULT = 50, LIST_MAX = 200 };

#define COLUMNS                                                                            \
    "id, user_id, location, is_path, is_private, owner, name, default_branch, languages, " \
    "github_id, created_at, updated_at"
#define SEEN_BY(viewer) \
    "deleted_at IS NULL AND (is_private = 0 OR user_id = " viewer " OR " viewer " = 0)"

static Repository repository_of_row(const Rows *rows, size_t i)
{
    return (Repository){.id = (uint64_t)rows_int(rows, i, 0),
                        .user_id = (uint64_t)rows_int(rows, i, 1),
                        .location = rows_text(rows, i, 2),
                        .is_path = rows_int(rows, i, 3) != 0,
                        .is_private = rows_int(rows, i, 4) != 0,
                        .owner = rows_text(rows, i, 5),
                        .name = rows_text(rows, i, 6),
                        .default_branch = rows_text(rows, i, 7),
                        .languages = rows_text(rows, i, 8),
                        .github_id = (uint64_t)rows_int(rows, i, 9),
                        .created_at = rows_int(rows, i, 10),
                        .updated_at = rows_int(rows, i, 11)};
}

typedef struct AddWork {
    const Repository *r;
    int64_t now;
    uint64_t id;
    bool is_new;
} AddWork;

static ErrCode check(const Repository *r, Err *err)
{
    if (r->location.len == 0 || r->location.len > LOCATION_MAX_BYTES)
        return err_set(err, ERR_INVALID,
                       "the repository's place is empty or longer than %d bytes",
                       LOCATION_MAX_BYTES);
    if (r->owner.len == 0 || r->name.len == 0 || r->owner.len > NAME_MAX_BYTES ||
        r->name.len > NAME_MAX_BYTES)
        return err_set(err, ERR_INVALID,
                       "the repository's name is empty or longer than %d bytes",
                       NAME_MAX_BYTES);
    if (r->is_private && r->user_id == 0)
        return err_set(err, ERR_INVALID, "a private repository belongs to somebody");
    return ERR_OK;
}

static ErrCode insert(AddWork *w, Tx *tx, Err *err)
{
    const Repository *r = w->r;
    uint64_t changed = 0;
    ErrCode rc;

    w->id = store_new_id(tx_store(tx));
    rc = tx_run(
        tx,
        SQL("INSERT INTO repositories(id, user_id, location, is_path, is_private, owner, "
            "name, default_branch, languages, github_id, created_at, updated_at) VALUES "
            "(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?11) ON CONFLICT DO NOTHING"),
        ARGS(v_int((int64_t)w->id), v_id(r->user_id), v_text(r->location), v_int(r->is_path),
             v_int(r->is_private), v_text(r->owner), v_text(r->name), v_text(r->default_branch),
             v_text(r->languages), v_id(r->github_id), v_int(w->now)),
        &changed, err);
    w->is_new = changed == 1;
    return rc;
}

static ErrCode add_work(Tx *tx, void *arg, Err *err)
{
    AUTO(arena_done) Arena a = {0};
    AddWork *w = arg;
    const Repository *r = w->r;
    Rows rows;
    ErrCode rc = insert(w, tx, err);

    if (rc != ERR_OK)
        return rc;
    if (w->is_new) {
        tx_touch(tx, TOPIC_REPOSITORY, w->id);
        if (r->user_id)
            tx_touch(tx, TOPIC_USER, r->user_id);
        return ERR_OK;
    }
    rc = tx_rows(
        tx, &a,
        SQL("SELECT id FROM repositories WHERE location = ?1 AND deleted_at IS NULL AND "
            "is_private = ?2 AND (is_private = 0 OR user_id = ?3)"),
        ARGS(v_text(r->location), v_int(r->is_private), v_int((int64_t)r->user_id)), &rows,
        err);
    if (rc == ERR_OK && rows.count == 0)
        rc = err_set(err, ERR_BUSY, "the repository was changed meanwhile");
    if (rc == ERR_OK)
        w->id = (uint64_t)rows_int(&rows, 0, 0);
    return rc;
}

ErrCode repositories_add(Store *s, const Repository *r, uint64_t *ret_id, bool *ret_new,
                         Err *err)
{
    AddWork w = {.r = r, .now = store_now(s)};
    ErrCode rc = check(r, err);

    if (rc == ERR_OK)
        rc = store_write(s, STORE_ALONE, add_work, &w, err);
    if (rc != ERR_OK)
        return rc;
    *ret_id = w.id;
    if (ret_new)
        *ret_new = w.is_new;
    return ERR_OK;
}

/* ---- reading ---- */

typedef struct GetWork {
    Arena *arena;
    uint64_t viewer, id;
    Str owner, name;
    Repository *ret;
} GetWork;

static ErrCode take_one(const Rows *rows, ErrCode rc, Repository *ret, Err *err)
{
    if (rc == ERR_OK && rows->count == 0)
        rc = err_set(err, ERR_NOT_FOUND, "there is no such repository");
    if (rc == ERR_OK)
        *ret = repository_of_row(rows, 0);
    return rc;
}

ErrCode repositories_get_in(Tx *tx, Arena *a, uint64_t viewer, uint64_t id, Repository *ret,
                            Err *err)
{
    Rows rows;
    ErrCode rc = tx_rows(
        tx, a, SQL("SELECT " COLUMNS " FROM repositories WHERE id = ?1 AND " SEEN_BY("?2")),
        ARGS(v_int((int64_t)id), v_int((int64_t)viewer)), &rows, err);

    return take_one(&rows, rc, ret, err);
}

static ErrCode get_work(Tx *tx, void *arg, Err *err)
{
    GetWork *w = arg;

    return repositories_get_in(tx, w->arena, w->viewer, w->id, w->ret, err);
}

ErrCode repositories_get(Store *s, Arena *a, uint64_t viewer, uint64_t id, Repository *ret,
                         Err *err)
{
    GetWork w = {.arena = a, .viewer = viewer, .id = id, .ret = ret};

    return store_read(s, get_work, &w, err);
}

/* One's own before others', then the newest. */
static ErrCode name_work(Tx *tx, void *arg, Err *err)
{
    GetWork *w = arg;
    Rows rows;
    ErrCode rc = tx_rows(
        tx, w->arena,
        SQL("SELECT " COLUMNS " FROM repositories WHERE owner = ?1 AND name = ?2 AND " SEEN_BY(
            "?3") " ORDER BY CASE WHEN user_id = ?3 THEN 0 ELSE 1 END, id DESC "
                  "LIMIT 1"),
        ARGS(v_text(w->owner), v_text(w->name), v_int((int64_t)w->viewer)), &rows, err);

    return take_one(&rows, rc, w->ret, err);
}

ErrCode repositories_by_name(Store *s, Arena *a, uint64_t viewer, Str owner, Str name,
                             Repository *ret, Err *err)
{
    GetWork w = {.arena = a, .viewer = viewer, .owner = owner, .name = name, .ret = ret};

    return store_read(s, name_work, &w, err);
}

ErrCode repositories_list_in(Tx *tx, Arena *a, uint64_t viewer, uint64_t before, uint32_t limit,
                             RepositoryList *ret, Err *err)
{
    Rows rows;
    ErrCode rc;

    limit = limit ? MIN_OF(limit, (uint32_t)LIST_MAX) : LIST_DEFAULT;
    rc = tx_rows(tx, a,
                 SQL("SELECT " COLUMNS " FROM repositories WHERE id < ?1 AND " SEEN_BY(
                     "?2") " ORDER BY id DESC LIMIT ?3"),
                 ARGS(v_int(before ? (int64_t)before : INT64_MAX), v_int((int64_t)viewer),
                      v_int(limit + 1)),
                 &rows, err);
    *ret = (RepositoryList){0};
    if (rc != ERR_OK)
        return rc;
    ret->len = MIN_OF(rows.count, (size_t)limit);
    ret->at = ARENA_ARRAY(a, Repository, ret->len);
    for (size_t i = 0; i < ret->len; i++)
        ret->at[i] = repository_of_row(&rows, i);
    if (rows.count > limit)
        ret->next = ret->at[limit - 1].id;
    return ERR_OK;
}

typedef struct ListWork {
    Arena *arena;
    uint64_t viewer, before;
    uint32_t limit;
    RepositoryList *ret;
} ListWork;

static ErrCode list_work(Tx *tx, void *arg, Err *err)
{
    ListWork *w = arg;

    return repositories_list_in(tx, w->arena, w->viewer, w->before, w->limit, w->ret, err);
}

ErrCode repositories_list(Store *s, Arena *a, uint64_t viewer, uint64_t before, uint32_t limit,
                          RepositoryList *ret, Err *err)
{
    ListWork w = {a, viewer, before, limit, ret};

    return store_read(s, list_work, &w, err);
}

/* ---- changing ---- */

typedef struct ChangeWork {
    uint64_t id;
    int64_t now;
    Str default_branch, languages;
} ChangeWork;

static ErrCode learn_work(Tx *tx, void *arg, Err *err)
{
    ChangeWork *w = arg;
    uint64_t changed = 0;
    ErrCode rc = tx_run(
        tx,
        SQL("UPDATE repositories SET default_branch = coalesce(?2, default_branch), "
            "languages = coalesce(?3, languages), version = version + 1, "
            "updated_at = ?4 WHERE id = ?1"),
        ARGS(v_int((int64_t)w->id), v_text(w->default_branch), v_text(w->languages),
             v_int(w->now)),
        &changed, err);

    if (rc == ERR_OK && changed == 0)
        rc = err_set(err, ERR_NOT_FOUND, "there is no such repository");
    tx_touch(tx, TOPIC_REPOSITORY, w->id);
    return rc;
}

ErrCode repositories_learn(Store *s, uint64_t id, Str default_branch, Str languages, Err *err)
{
    ChangeWork w = {id, store_now(s), default_branch, languages};

    return store_write(s, STORE_ALONE, learn_work, &w, err);
}

static ErrCode delete_work(Tx *tx, void *arg, Err *err)
{
    AUTO(arena_done) Arena a = {0};
    ChangeWork *w = arg;
    uint64_t changed = 0;
    Rows rows;
    ErrCode rc = tx_run(tx,
                        SQL("UPDATE repositories SET deleted_at = ?2, updated_at = ?2, "
                            "version = version + 1 WHERE id = ?1 AND deleted_at IS NULL"),
                        ARGS(v_int((int64_t)w->id), v_int(w->now)), &changed, err);

    if (rc == ERR_OK && changed == 0)
        rc = err_set(err, ERR_NOT_FOUND, "there is no such repository");
    if (rc == ERR_OK)
        rc = tx_rows(
            tx, &a,
            SQL("SELECT count(*) FROM jobs WHERE repository_id = ?1 AND finished_at IS NULL"),
            ARGS(v_int((int64_t)w->id)), &rows, err);
    if (rc == ERR_OK && rows_int(&rows, 0, 0))
        rc = err_set(err, ERR_CONFLICT, "a job about the repository is under way");
    tx_touch(tx, TOPIC_REPOSITORY, w->id);
    return rc;
}

ErrCode repositories_delete(Store *s, uint64_t id, Err *err)
{
    ChangeWork w = {.id = id, .now = store_now(s)};

    return store_write(s, STORE_ALONE, delete_work, &w, err);
}
