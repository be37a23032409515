/*
 * people.h -- users, their tokens, the repositories they registered, and permits by rate.
 *
 * All functions block; any thread may call them.
 */
#ifndef FONDATION_STORE_PEOPLE_H
#define FONDATION_STORE_PEOPLE_H

#include "store/store.h"

enum { NAME_MAX_BYTES = 255, LOCATION_MAX_BYTES = 2048, PERSON_TOKEN_SIZE = 64 };

typedef struct User {
    uint64_t id;
    Str login;
    Str name;
    uint64_t github_id; /* 0: none */
    bool is_admin;
    Str secret; /* encrypted by the caller */
    int64_t created_at;
} User;

/* The user with this login, made when there is none; in development there is one, "local". */
MUST_CHECK ErrCode users_ensure(Store *s, Str login, Str name, uint64_t github_id,
                                uint64_t *ret_id, Err *err);
MUST_CHECK ErrCode users_get(Store *s, Arena *a, uint64_t id, User *ret, Err *err);
MUST_CHECK ErrCode users_by_login(Store *s, Arena *a, Str login, User *ret, Err *err);
MUST_CHECK ErrCode users_set_secret(Store *s, uint64_t id, Str secret, Err *err);
MUST_CHECK ErrCode users_set_admin(Store *s, uint64_t id, bool is_admin, Err *err);

typedef struct UserList {
    User *at;
    size_t len;
} UserList;

/* By login, at most 1000. */
MUST_CHECK ErrCode users_list(Store *s, Arena *a, UserList *ret, Err *err);

/* ---- tokens ---- */

/* The numbers are stored: never reuse one. */
typedef enum TokenKind { TOKEN_API = 0, TOKEN_WORKER = 1, TOKEN_SESSION = 2 } TokenKind;

typedef struct Token {
    uint64_t id;
    uint64_t user_id; /* 0: nobody's, as a worker's */
    TokenKind kind;
    Str label;
    int64_t created_at;
    int64_t expires_at; /* 0: never */
    int64_t used_at;    /* 0: not yet; kept to the minute */
} Token;

/* 256 random bits; only their hash is kept. `lifetime_ms` 0: for ever. */
MUST_CHECK ErrCode tokens_add(Store *s, TokenKind kind, uint64_t user_id, Str label,
                              int64_t lifetime_ms, char ret_token[PERSON_TOKEN_SIZE],
                              uint64_t *ret_id, Err *err);
/* A token made elsewhere (the one in a file). Fine when it is there already. */
MUST_CHECK ErrCode tokens_add_known(Store *s, TokenKind kind, uint64_t user_id, Str label,
                                    Str token, Err *err);
/* Whose it is; ERR_AUTH when it is not known, over or revoked. */
MUST_CHECK ErrCode tokens_find(Store *s, Arena *a, TokenKind kind, Str token, Token *ret,
                               Err *err);
MUST_CHECK ErrCode tokens_revoke(Store *s, uint64_t id, Err *err);

typedef struct TokenList {
    Token *at;
    size_t len;
} TokenList;

/* Those in force; user_id 0: nobody's. Oldest first, at most 1000. */
MUST_CHECK ErrCode tokens_list(Store *s, Arena *a, uint64_t user_id, TokenList *ret, Err *err);

/* ---- repositories ---- */

typedef struct Repository {
    uint64_t id;
    uint64_t user_id; /* who registered it */
    Str location;     /* URL or path */
    bool is_path;
    bool is_private;
    Str owner, name;
    Str default_branch; /* null: not known */
    Str languages;      /* JSON; null: not known */
    uint64_t github_id;
    int64_t created_at, updated_at;
} Repository;

/* Registers it, or finds the one registered already (*ret_new tells; may be NULL). `r->id` and the
 * times are not read. */
MUST_CHECK ErrCode repositories_add(Store *s, const Repository *r, uint64_t *ret_id,
                                    bool *ret_new, Err *err);
/* ERR_NOT_FOUND also for what `viewer` may not see; viewer 0 sees all. */
MUST_CHECK ErrCode repositories_get(Store *s, Arena *a, uint64_t viewer, uint64_t id,
                                    Repository *ret, Err *err);
MUST_CHECK ErrCode repositories_by_name(Store *s, Arena *a, uint64_t viewer, Str owner,
                                        Str name, Repository *ret, Err *err);
MUST_CHECK ErrCode repositories_get_in(Tx *tx, Arena *a, uint64_t viewer, uint64_t id,
                                       Repository *ret, Err *err);
/* What was learned by cloning; null views leave what was there. */
MUST_CHECK ErrCode repositories_learn(Store *s, uint64_t id, Str default_branch, Str languages,
                                      Err *err);
/* It can no longer be seen; jobs and courses stay until they are pruned or deleted.
 * ERR_CONFLICT while a job about it is under way. */
MUST_CHECK ErrCode repositories_delete(Store *s, uint64_t id, Err *err);

typedef struct RepositoryList {
    Repository *at;
    size_t len;
    uint64_t next; /* `before` of the next page; 0: there is none */
} RepositoryList;

/* Newest first; `before` 0: from the newest. limit 1 to 200, 0: 50. */
MUST_CHECK ErrCode repositories_list(Store *s, Arena *a, uint64_t viewer, uint64_t before,
                                     uint32_t limit, RepositoryList *ret, Err *err);
MUST_CHECK ErrCode repositories_list_in(Tx *tx, Arena *a, uint64_t viewer, uint64_t before,
                                        uint32_t limit, RepositoryList *ret, Err *err);

/* ---- permits by rate ---- */

typedef struct Rate {
    uint32_t burst;   /* permits in a full bucket */
    int64_t every_ms; /* one more after so long */
} Rate;

/* Takes one permit of the bucket `key`. ERR_TOO_MANY: *ret_wait_ms until there is one. */
MUST_CHECK ErrCode rate_take(Store *s, Str key, Rate rate, int64_t *ret_wait_ms, Err *err);

#endif
