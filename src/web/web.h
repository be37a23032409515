/*
 * web.h -- `fondation serve`: the store, the queue and the HTTP server put together.
 *
 * Development mode, the only one so far: the server listens on loopback, everybody there is the user
 * "local", and admit.h keeps web pages of others out. A worker needs the token of the file worker.token
 * (0600) in the data folder, made at the first start.
 */
#ifndef FONDATION_WEB_WEB_H
#define FONDATION_WEB_WEB_H

#include "base/err.h"
#include "queue/queue.h"

enum { WEB_TOKEN_FILE_MAX_BYTES = 1024 };

typedef struct WebSettings {
    const char *host; /* a loopback address */
    uint16_t port;
    const char *data_dir;   /* made when it is not there */
    const char *database;   /* NULL: fondation.db in the data folder */
    const char *public_url; /* NULL: http://HOST:PORT */
    QueueSettings queue;
} WebSettings;

typedef struct Web Web;

/* Opens the database, makes what is missing, and listens. ERR_FORBIDDEN: the host is not loopback. */
MUST_CHECK ErrCode web_open(const WebSettings *settings, Web **ret, Err *err);
/* Where people find it: "http://127.0.0.1:3000". */
const char *web_url(const Web *w);
/* Serves until web_stop(), then drains. */
void web_run(Web *w);
/* From any thread and from signal handlers. */
void web_stop(Web *w);
void web_close(Web *w);

/* The description of all routes, OpenAPI 3.1. */
void web_openapi(Buf *out);

#endif
