/*
 * remote.h -- what commands share that talk to a server.
 */
#ifndef FONDATION_CLI_REMOTE_H
#define FONDATION_CLI_REMOTE_H

#include "base/json.h"
#include "cli/options.h"
#include "http/client.h"

/* Rows of the tables of such commands. */
#define REMOTE_OPTIONS                                                                         \
    {"server", 0, OPTION_TEXT, "URL", NULL, "http://127.0.0.1:3000", "the server to talk to"}, \
    {                                                                                          \
        "token", 0, OPTION_TEXT, "TOKEN", NULL, NULL,                                          \
            "an API token, where the server wants one"                                         \
    }

typedef struct Remote {
    Client *client;
    const char *server;
    const char *token;
    Arena *a;
    Str text; /* the last answer */
} Remote;

/* ERR_USAGE: the URL is none, or would send a token in the clear. */
MUST_CHECK ErrCode remote_open(Remote *r, Options *o, Err *err);
void remote_done(Remote *r);

/* Asks; answers other than 2xx become errors with the server's words. *ret_root (may be NULL) is a new
 * reference. */
MUST_CHECK ErrCode remote_ask(Remote *r, const char *method, Str path, Str body,
                              json_t **ret_root, Err *err);
/* The same for an answer that is no JSON. */
MUST_CHECK ErrCode remote_get(Remote *r, Str path, ClientAnswer *ret, Err *err);

/* Text of a field; empty when it is null or missing. */
Str remote_text(const json_t *object, const char *name);

#endif
