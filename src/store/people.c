/*
 * people.c -- users, tokens, permits.
 */
#include "store/people.h"

#include <sodium.h>

enum { SECRET_BYTES = 32, HASH_LENGTH = 32, LIST_MAX = 1000, USED_EVERY_MS = 60000 };

static ErrCode check_name(const char *what, Str name, Err *err)
{
    if (name.len == 0 || name.len > NAME_MAX_BYTES)
        return err_set(err, ERR_INVALID, "the %s is empty or longer than %d bytes", what,
                       NAME_MAX_BYTES);
    return ERR_OK;
}

/* ---- users ---- */

#define USER_COLUMNS "id, login, name, github_id, is_admin, secret, created_at"

static User user_of_row(const Rows *rows, size_t i)
{
    return (User){.id = (uint64_t)rows_int(rows, i, 0),
                  .login = rows_text(rows, i, 1),
                  .name = rows_text(rows, i, 2),
                  .github_id = (uint64_t)rows_int(rows, i, 3),
                  .is_admin = rows_int(rows, i, 4) != 0,
                  .secret = rows_text(rows, i, 5),
                  .created_at = rows_int(rows, i, 6)};
}

typedef struct UserWork {
    Arena *arena;
    uint64_t id, github_id;
    Str login, name, secret;
    bool is_admin;
    int64_t now;
    User *ret;
    UserList *ret_list;
} UserWork;

static ErrCode ensure_work(Tx *tx, void *arg, Err *err)
{
    AUTO(arena_done) Arena a = {0};
    UserWork *w = arg;
    Rows rows;
    ErrCode rc = tx_run(
        tx,
        SQL("INSERT INTO users(id, login, github_id, name, created_at, updated_at) "
            "VALUES (?1, ?2, ?3, ?4, ?5, ?5) ON CONFLICT (login) DO NOTHING"),
        ARGS(v_int((int64_t)store_new_id(tx_store(tx))), v_text(w->login), v_id(w->github_id),
             v_text(w->name), v_int(w->now)),
        NULL, err);

    if (rc == ERR_OK)
        rc = tx_rows(tx, &a, SQL("SELECT id FROM users WHERE login = ?1"),
                     ARGS(v_text(w->login)), &rows, err);
    if (rc == ERR_OK)
        w->id = (uint64_t)rows_int(&rows, 0, 0);
    return rc;
}

ErrCode users_ensure(Store *s, Str login, Str name, uint64_t github_id, uint64_t *ret_id,
                     Err *err)
{
    UserWork w = {.login = login, .name = name, .github_id = github_id, .now = store_now(s)};
    ErrCode rc = check_name("login", login, err);

    if (rc == ERR_OK)
        rc = check_name("name", name, err);
    if (rc == ERR_OK)
        rc = store_write(s, STORE_ALONE, ensure_work, &w, err);
    if (rc == ERR_OK)
        *ret_id = w.id;
    return rc;
}

static ErrCode get_work(Tx *tx, void *arg, Err *err)
{
    UserWork *w = arg;
    Rows rows;
    ErrCode rc;

    if (w->id)
        rc = tx_rows(tx, w->arena, SQL("SELECT " USER_COLUMNS " FROM users WHERE id = ?1"),
                     ARGS(v_int((int64_t)w->id)), &rows, err);
    else
        rc = tx_rows(tx, w->arena, SQL("SELECT " USER_COLUMNS " FROM users WHERE login = ?1"),
                     ARGS(v_text(w->login)), &rows, err);
    if (rc == ERR_OK && rows.count == 0)
        rc = err_set(err, ERR_NOT_FOUND, "there is no such user");
    if (rc == ERR_OK)
        *w->ret = user_of_row(&rows, 0);
    return rc;
}

ErrCode users_get(Store *s, Arena *a, uint64_t id, User *ret, Err *err)
{
    UserWork w = {.arena = a, .id = id, .ret = ret};

    if (id == 0)
        return err_set(err, ERR_NOT_FOUND, "there is no such user");
    return store_read(s, get_work, &w, err);
}

ErrCode users_by_login(Store *s, Arena *a, Str login, User *ret, Err *err)
{
    UserWork w = {.arena = a, .login = login, .ret = ret};

    return store_read(s, get_work, &w, err);
}

static ErrCode found(ErrCode rc, uint64_t changed, const char *what, Err *err)
{
    if (rc == ERR_OK && changed == 0)
        return err_set(err, ERR_NOT_FOUND, "there is no such %s", what);
    return rc;
}

static ErrCode secret_work(Tx *tx, void *arg, Err *err)
{
    UserWork *w = arg;
    uint64_t changed = 0;
    ErrCode rc = tx_run(
        tx, SQL("UPDATE users SET secret = ?2, updated_at = ?3 WHERE id = ?1"),
        ARGS(v_int((int64_t)w->id), v_bytes(w->secret.ptr, w->secret.len), v_int(w->now)),
        &changed, err);

    return found(rc, changed, "user", err);
}

ErrCode users_set_secret(Store *s, uint64_t id, Str secret, Err *err)
{
    UserWork w = {.id = id, .secret = secret, .now = store_now(s)};

    return store_write(s, STORE_ALONE, secret_work, &w, err);
}

static ErrCode admin_work(Tx *tx, void *arg, Err *err)
{
    UserWork *w = arg;
    uint64_t changed = 0;
    ErrCode rc = tx_run(
        tx, SQL("UPDATE users SET is_admin = ?2, updated_at = ?3 WHERE id = ?1"),
        ARGS(v_int((int64_t)w->id), v_int(w->is_admin), v_int(w->now)), &changed, err);

    return found(rc, changed, "user", err);
}

ErrCode users_set_admin(Store *s, uint64_t id, bool is_admin, Err *err)
{
    UserWork w = {.id = id, .is_admin = is_admin, .now = store_now(s)};

    return store_write(s, STORE_ALONE, admin_work, &w, err);
}

static ErrCode list_work(Tx *tx, void *arg, Err *err)
{
    UserWork *w = arg;
    Rows rows;
    ErrCode rc = tx_rows(tx, w->arena,
                         SQL("SELECT " USER_COLUMNS " FROM users ORDER BY login LIMIT ?1"),
                         ARGS(v_int(LIST_MAX)), &rows, err);

    *w->ret_list = (UserList){0};
    if (rc != ERR_OK)
        return rc;
    *w->ret_list = (UserList){ARENA_ARRAY(w->arena, User, rows.count), rows.count};
    for (size_t i = 0; i < rows.count; i++)
        w->ret_list->at[i] = user_of_row(&rows, i);
    return ERR_OK;
}

ErrCode users_list(Store *s, Arena *a, UserList *ret, Err *err)
{
    UserWork w = {.arena = a, .ret_list = ret};

    return store_read(s, list_work, &w, err);
}

/* ---- tokens ---- */

#define TOKEN_COLUMNS "id, user_id, kind, label, created_at, expires_at, used_at"

static Token token_of_row(const Rows *rows, size_t i)
{
    return (Token){.id = (uint64_t)rows_int(rows, i, 0),
                   .user_id = (uint64_t)rows_int(rows, i, 1),
                   .kind = (TokenKind)rows_int(rows, i, 2),
                   .label = rows_text(rows, i, 3),
                   .created_at = rows_int(rows, i, 4),
                   .expires_at = rows_int(rows, i, 5),
                   .used_at = rows_int(rows, i, 6)};
}

typedef struct TokenWork {
    Arena *arena;
    unsigned char hash[HASH_LENGTH];
    TokenKind kind;
    uint64_t id, user_id;
    Str label;
    int64_t now, lifetime_ms;
    Token *ret;
    TokenList *ret_list;
} TokenWork;

static void hash_token(Str token, unsigned char ret[HASH_LENGTH])
{
    crypto_generichash(ret, HASH_LENGTH, (const unsigned char *)token.ptr, token.len, NULL, 0);
}

static ErrCode add_work(Tx *tx, void *arg, Err *err)
{
    TokenWork *w = arg;

    return tx_run(
        tx,
        SQL("INSERT INTO tokens(id, user_id, kind, hash, label, created_at, expires_at) "
            "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (hash) DO NOTHING"),
        ARGS(v_int((int64_t)w->id), v_id(w->user_id), v_int(w->kind),
             v_bytes(w->hash, sizeof(w->hash)), v_text(w->label), v_int(w->now),
             v_id(w->lifetime_ms ? (uint64_t)(w->now + w->lifetime_ms) : 0)),
        NULL, err);
}

static ErrCode add(Store *s, TokenWork *w, Str token, Err *err)
{
    ErrCode rc = check_name("label", w->label, err);

    if (rc != ERR_OK)
        return rc;
    hash_token(token, w->hash);
    w->id = store_new_id(s);
    w->now = store_now(s);
    return store_write(s, STORE_ALONE, add_work, w, err);
}

ErrCode tokens_add(Store *s, TokenKind kind, uint64_t user_id, Str label, int64_t lifetime_ms,
                   char ret_token[PERSON_TOKEN_SIZE], uint64_t *ret_id, Err *err)
{
    TokenWork w = {
        .kind = kind, .user_id = user_id, .label = label, .lifetime_ms = lifetime_ms};
    unsigned char secret[SECRET_BYTES];
    ErrCode rc;

    randombytes_buf(secret, sizeof(secret));
    sodium_bin2base64(ret_token, PERSON_TOKEN_SIZE, secret, sizeof(secret),
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    sodium_memzero(secret, sizeof(secret));
    rc = add(s, &w, str_from(ret_token), err);
    if (rc == ERR_OK && ret_id)
        *ret_id = w.id;
    return rc;
}

ErrCode tokens_add_known(Store *s, TokenKind kind, uint64_t user_id, Str label, Str token,
                         Err *err)
{
    TokenWork w = {.kind = kind, .user_id = user_id, .label = label};

    if (token.len < SECRET_BYTES)
        return err_set(err, ERR_INVALID, "a token has at least %d characters", SECRET_BYTES);
    return add(s, &w, token, err);
}

static ErrCode find_work(Tx *tx, void *arg, Err *err)
{
    TokenWork *w = arg;
    Rows rows;
    ErrCode rc = tx_rows(
        tx, w->arena,
        SQL("SELECT " TOKEN_COLUMNS " FROM tokens WHERE hash = ?1 AND kind = ?2 "
            "AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?3)"),
        ARGS(v_bytes(w->hash, sizeof(w->hash)), v_int(w->kind), v_int(w->now)), &rows, err);

    if (rc == ERR_OK && rows.count == 0)
        rc = err_set(err, ERR_AUTH, "the token is not known");
    if (rc == ERR_OK)
        *w->ret = token_of_row(&rows, 0);
    return rc;
}

static ErrCode used_work(Tx *tx, void *arg, Err *err)
{
    TokenWork *w = arg;

    return tx_run(tx, SQL("UPDATE tokens SET used_at = ?2 WHERE id = ?1"),
                  ARGS(v_int((int64_t)w->ret->id), v_int(w->now)), NULL, err);
}

/* Found by the hash of what was shown: how long that takes says nothing about the token. */
ErrCode tokens_find(Store *s, Arena *a, TokenKind kind, Str token, Token *ret, Err *err)
{
    TokenWork w = {.arena = a, .kind = kind, .now = store_now(s), .ret = ret};
    Err ignored = {0};
    ErrCode rc;

    hash_token(token, w.hash);
    rc = store_read(s, find_work, &w, err);
    if (rc == ERR_OK && w.now - ret->used_at > USED_EVERY_MS)
        DROP_RESULT(store_write(s, STORE_SHARED, used_work, &w, &ignored));
    return rc;
}

static ErrCode revoke_work(Tx *tx, void *arg, Err *err)
{
    TokenWork *w = arg;
    uint64_t changed = 0;
    ErrCode rc = tx_run(
        tx, SQL("UPDATE tokens SET revoked_at = ?2 WHERE id = ?1 AND revoked_at IS NULL"),
        ARGS(v_int((int64_t)w->id), v_int(w->now)), &changed, err);

    return found(rc, changed, "token", err);
}

ErrCode tokens_revoke(Store *s, uint64_t id, Err *err)
{
    TokenWork w = {.id = id, .now = store_now(s)};

    return store_write(s, STORE_ALONE, revoke_work, &w, err);
}

static ErrCode tokens_work(Tx *tx, void *arg, Err *err)
{
    TokenWork *w = arg;
    Rows rows;
    ErrCode rc = tx_rows(
        tx, w->arena,
        SQL("SELECT " TOKEN_COLUMNS " FROM tokens WHERE coalesce(user_id, 0) = ?1 AND "
            "revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?2) "
            "ORDER BY id LIMIT ?3"),
        ARGS(v_int((int64_t)w->user_id), v_int(w->now), v_int(LIST_MAX)), &rows, err);

    *w->ret_list = (TokenList){0};
    if (rc != ERR_OK)
        return rc;
    *w->ret_list = (TokenList){ARENA_ARRAY(w->arena, Token, rows.count), rows.count};
    for (size_t i = 0; i < rows.count; i++)
        w->ret_list->at[i] = token_of_row(&rows, i);
    return ERR_OK;
}

ErrCode tokens_list(Store *s, Arena *a, uint64_t user_id, TokenList *ret, Err *err)
{
    TokenWork w = {.arena = a, .user_id = user_id, .now = store_now(s), .ret_list = ret};

    return store_read(s, tokens_work, &w, err);
}

/* ---- permits ---- */

typedef struct RateWork {
    Str key;
    Rate rate;
    int64_t now;
    int64_t wait_ms;
} RateWork;

/* One statement fills the bucket by the time gone by and takes a permit if a whole one is there. */
static ErrCode rate_work(Tx *tx, void *arg, Err *err)
{
    AUTO(arena_done) Arena a = {0};
    RateWork *w = arg;
    double burst = w->rate.burst, every = (double)w->rate.every_ms;
    Rows rows;
    ErrCode rc;

#define FULL "(rate_limits.level + (?3 - rate_limits.filled_at) / ?4)"
#define CAPPED "(CASE WHEN " FULL " > ?2 THEN ?2 ELSE " FULL " END)"
    w->wait_ms = 0;
    rc = tx_rows(
        tx, &a,
        SQL("INSERT INTO rate_limits(key, level, filled_at) VALUES (?1, ?2 - 1, ?3) ON "
            "CONFLICT (key) DO UPDATE SET level = " CAPPED " - 1, filled_at = ?3 WHERE " CAPPED
            " >= 1 RETURNING level"),
        ARGS(v_text(w->key), v_real(burst), v_int(w->now), v_real(every)), &rows, err);
#undef FULL
#undef CAPPED
    if (rc != ERR_OK || rows.count)
        return rc;
    rc = tx_rows(tx, &a, SQL("SELECT level, filled_at FROM rate_limits WHERE key = ?1"),
                 ARGS(v_text(w->key)), &rows, err);
    if (rc == ERR_OK && rows.count) {
        double missing = 1 - rows_real(&rows, 0, 0);
        w->wait_ms = (int64_t)(missing * every) + 1 - (w->now - rows_int(&rows, 0, 1));
    }
    w->wait_ms = MAX_OF(w->wait_ms, (int64_t)1);
    return rc;
}

ErrCode rate_take(Store *s, Str key, Rate rate, int64_t *ret_wait_ms, Err *err)
{
    RateWork w = {.key = key, .rate = rate, .now = store_now(s)};
    ErrCode rc;

    MUST(rate.burst > 0 && rate.every_ms > 0);
    rc = store_write(s, STORE_ALONE, rate_work, &w, err);
    *ret_wait_ms = w.wait_ms;
    if (rc == ERR_OK && w.wait_ms)
        rc = err_set(err, ERR_TOO_MANY, "too many requests");
    return rc;
}
