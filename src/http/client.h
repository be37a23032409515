/*
 * client.h -- one request to a server and its answer, through libcurl.
 *
 * Connections are kept between the requests of one Client, which belongs to one thread at a time. No
 * redirect is followed, and nothing but http and https is spoken.
 */
#ifndef FONDATION_HTTP_CLIENT_H
#define FONDATION_HTTP_CLIENT_H

#include "base/arena.h"
#include "base/err.h"

#include <signal.h>

typedef struct Client Client;

Client *client_new(void);
void client_free(Client *c);

typedef struct ClientAsk {
    const char *method; /* "GET" */
    const char *url;
    const char *token;        /* Authorization: Bearer; NULL: none */
    const char *content_type; /* of the body */
    Str body;                 /* STR_NONE: none */
    uint64_t answer_max_bytes;
    uint32_t timeout_ms;
    const volatile sig_atomic_t *stop; /* may be NULL; the request ends when it turns 1 */
} ClientAsk;

typedef struct ClientAnswer {
    int status;
    Str body;
    Str fields; /* header lines as they came */
} ClientAnswer;

/* ERR_OK for every whole answer, whatever its status. ERR_REMOTE: the server could not be reached, or
 * broke off; ERR_TIMEOUT; ERR_LIMIT; ERR_CANCELED; ERR_USAGE: the URL is none. Blocks. */
MUST_CHECK ErrCode client_ask(Client *c, Arena *a, const ClientAsk *ask, ClientAnswer *ret,
                              Err *err);
/* The value of a header field of the answer; STR_NONE. */
Str client_field(const ClientAnswer *answer, const char *name);

#endif
