/*
 * outbox.h -- notices on their way to other people's servers.
 *
 * A notice is written in the transaction of the change that it tells of (src/queue), one row for each
 * endpoint, and sent by whoever takes it. Taking is fenced like a job: by a number that grows with
 * every taking, so that a sender that slept does not end a later try.
 *
 * All functions block; any thread may call them.
 */
#ifndef FONDATION_STORE_OUTBOX_H
#define FONDATION_STORE_OUTBOX_H

#include "store/store.h"

enum {
    ENDPOINTS_A_USER = 10,
    OUTBOX_TRIES = 10, /* over about three days: outbox_pause_ms() */
    OUTBOX_LEASE_MS = 60000,
};

typedef struct Endpoint {
    uint64_t id;
    uint64_t user_id;
    Str url;
    Str secret; /* encrypted by the caller */
    int64_t created_at;
    int64_t disabled_at; /* 0: in use */
    Str disabled_why;
} Endpoint;

typedef struct EndpointList {
    Endpoint *at;
    size_t len;
} EndpointList;

MUST_CHECK ErrCode endpoints_add(Store *s, uint64_t user_id, Str url, Str secret,
                                 uint64_t *ret_id, Err *err);
MUST_CHECK ErrCode endpoints_list(Store *s, Arena *a, uint64_t user_id, EndpointList *ret,
                                  Err *err);
/* ERR_NOT_FOUND when it is not the user's. */
MUST_CHECK ErrCode endpoints_delete(Store *s, uint64_t user_id, uint64_t id, Err *err);
MUST_CHECK ErrCode endpoints_disable(Store *s, uint64_t id, Str why, Err *err);

typedef struct Notice {
    uint64_t id;
    uint64_t epoch; /* of this taking */
    uint64_t endpoint_id;
    Str url;
    Str secret;
    Str message_id; /* the same at every try */
    Str body;
    uint32_t tries; /* with this one */
} Notice;

typedef struct NoticeList {
    Notice *at;
    size_t len;
} NoticeList;

/* Up to `limit` notices that are due; each is the caller's for OUTBOX_LEASE_MS. */
MUST_CHECK ErrCode outbox_take(Store *s, Arena *a, uint32_t limit, NoticeList *ret, Err *err);
/* ERR_STALE when somebody else took it since. */
MUST_CHECK ErrCode outbox_sent(Store *s, const Notice *n, Err *err);
/* Tried again after the pause of its number, at least `retry_after_ms`; given up after the last. */
MUST_CHECK ErrCode outbox_failed(Store *s, const Notice *n, Str why, int64_t retry_after_ms,
                                 Err *err);
/* Pause after the n-th try: 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h; -1: no more. */
int64_t outbox_pause_ms(uint32_t tries);
/* When the next is due; INT64_MAX: never. */
MUST_CHECK ErrCode outbox_next_due(Store *s, int64_t *ret_at, Err *err);

#endif
