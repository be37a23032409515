/*
 * http.h -- a server of HTTP/1.1: what an application gives it, and what its handlers see.
 *
 * One thread (the loop) owns all connections and only moves bytes. Handlers run where their route
 * says: on the loop when they never wait, else in a lane, a few threads with a queue of limited
 * length. A connection has one request under way; what a client sends ahead waits in a buffer of
 * limited size, so answers come in order.
 *
 *     accept -> head -> (admit) -> body -> handler -> answer -> head ...
 *                                              |
 *                                              +--> parked: asked again when woken, or in time
 *                                              +--> stream: live.h
 *
 * What always holds:
 *   1. No byte is acted upon before gate.h let the whole head pass.
 *   2. No body is read before its route, its size and the application's `admit` allowed it.
 *   3. Every wait has a deadline of a name below.
 *   4. A connection holds at most HTTP_READ_AHEAD bytes unread, one body within its route's limit,
 *      and one answer; all bodies together HTTP_BODIES_MAX_BYTES.
 */
#ifndef FONDATION_HTTP_HTTP_H
#define FONDATION_HTTP_HTTP_H

#include "base/arena.h"
#include "base/err.h"
#include "http/gate.h"

enum {
    HTTP_HEAD_MS = 10000, /* from the first byte of a head to its last */
    HTTP_BODY_MS = 10000, /* within each such time HTTP_BODY_LEAST bytes arrive, or the end */
    HTTP_BODY_LEAST = 8192,
    HTTP_IDLE_MS = 60000,    /* between requests */
    HTTP_WRITE_MS = 30000,   /* within each such time a client takes some of its answer */
    HTTP_LINGER_MS = 2000,   /* after a refusal: until the client closes */
    HTTP_COMMENT_MS = 15000, /* a stream is never silent for longer */
    HTTP_STALL_MS = 600000,  /* a stream's reader takes nothing */
    HTTP_DRAIN_MS = 10000,   /* from http_stop() to the end */
    HTTP_PARK_MAX_MS = 60000,

    HTTP_READ_AHEAD = GATE_MAX_HEAD + 4096,
    HTTP_BODIES_MAX_BYTES = 512 << 20,
    HTTP_BODY_DEFAULT_BYTES = 64 << 10,
    HTTP_REPLY_MAX_BYTES = 64 << 20,
    HTTP_MAX_PARAMS = 4,
    HTTP_MAX_TOPICS = 32, /* of a stream */
    HTTP_LANE_MAX_WAITING = 4096,
    HTTP_LISTEN_BACKLOG = 4096,
};

typedef struct HttpRequest HttpRequest;
typedef struct HttpReply HttpReply;

/* An error is answered as {"error":{"code","message","hint"?,"retryAfterMs"?}} with the status of
 * its class; what the handler had put into the reply is dropped, but for retry_after_ms. */
typedef ErrCode HttpHandler(void *app, HttpRequest *r, HttpReply *reply, Err *err);

typedef enum HttpLane {
    HTTP_ON_LOOP,  /* never waits, takes microseconds */
    HTTP_STORING,  /* waits for the store */
    HTTP_THINKING, /* needs a core for a while */
    HTTP_LANE_COUNT
} HttpLane;

/* A row of the application's table. */
typedef struct HttpRoute {
    HttpMethod method; /* HTTP_GET answers HEAD too */
    const char *path;  /* "/api/jobs/{id}/logs"; a last part "{path...}" takes the rest */
    HttpHandler *handler;
    HttpLane lane;
    uint32_t body_max_bytes; /* 0: no body */
    bool is_bare;            /* the application's own flag for its `admit` */
    unsigned needs;          /* the application's: who may */
    const void *more;        /* the application's: description, ... */
} HttpRoute;

struct HttpRequest {
    HttpMethod method; /* HTTP_GET for HEAD */
    const HttpRoute *route;
    Str params[HTTP_MAX_PARAMS]; /* decoded, in the order of the route */
    Str body;
    GateHead head;
    char peer[48];     /* the address of the other end */
    bool is_from_here; /* it is a loopback address */
    bool is_last;      /* parking is over: answer now */
    Arena *arena;      /* lives until the answer is on its way */
    void *caller;      /* the application's: who asks */
    int status; /* set by `admit`: of its refusal, in place of that of the error; 0: that */
};

struct HttpReply {
    int status;               /* 200 */
    const char *content_type; /* "application/json"; a literal */
    Buf body;
    Buf fields; /* more header fields: http_reply_field() */
    int64_t retry_after_ms;
    /* Not 0: the answer is not ready; ask the handler again at http_wake(), or after so long with
     * r->is_last set. */
    uint32_t park_ms;
    /* Set by http_reply_stream(). */
    const struct LiveTopic *topics;
    size_t topic_count;
    /* The client was gone before the answer could be sent: to undo what was done for it alone.
     * Runs in the lane of the route. */
    void (*undelivered)(void *app, HttpRequest *r, HttpReply *reply);
    void *kept; /* for undelivered */
};

/* The value of a header field; STR_NONE. */
Str http_field(const HttpRequest *r, const char *name);
/* The decoded value of a parameter of the query; STR_NONE when absent. ERR_USAGE: it is there
 * twice, or not text. */
MUST_CHECK ErrCode http_query(const HttpRequest *r, const char *name, Str *ret, Err *err);
/* "a%20b" -> "a b"; false when what comes out is not UTF-8 or has control bytes. `plus` reads '+'
 * as a space. */
bool http_decode(Arena *a, Str text, bool plus, Str *ret);

/* `value` must not have control bytes: they end the process. */
void http_reply_field(HttpReply *reply, const char *name, Str value);
/* Makes the answer a stream of server-sent events about these topics (live.h); they are copied. */
void http_reply_stream(HttpRequest *r, HttpReply *reply, const struct LiveTopic *topics,
                       size_t count);

typedef struct HttpSettings {
    const char *host;          /* an address, "127.0.0.1" */
    uint16_t port;             /* 0: any free one */
    unsigned storing_threads;  /* 0: 32 */
    unsigned thinking_threads; /* 0: the number of cores */
    unsigned connections_max;  /* 0: what the limit of open files allows, at most 50000 */
    unsigned per_peer_max;     /* connections of one address that is not loopback; 0: 256 */
} HttpSettings;

typedef struct HttpApp {
    void *self;
    const HttpRoute *routes;
    size_t route_count;
    /* Looks at each request whose route is known, before its body is read, on the loop: may set
     * r->caller. NULL: everybody may. */
    ErrCode (*admit)(void *self, HttpRequest *r, Err *err);
    /* Instead of reading a body that the handler would refuse: runs in the route's lane before a
     * body that is, or may become, larger than HTTP_BODY_DEFAULT_BYTES. NULL: none. */
    ErrCode (*admit_large)(void *self, HttpRequest *r, Err *err);
    /* The code of an error for programs; NULL: http_error_code. */
    const char *(*error_code)(ErrCode code);
    /* Tells the application what became of a request: for logs and counts; NULL: nothing. On the
     * loop. `err` is NULL when the handler succeeded. */
    void (*done)(void *self, const HttpRequest *r, int status, int64_t took_us, const Err *err);
    /* Renders topics, see live.h; NULL: no streams. */
    const struct LiveSource *live;
} HttpApp;

/* "not_found" */
const char *http_error_code(ErrCode code);

typedef struct Http Http;

/* Binds and listens; requests are served from http_run() on. ERR_USAGE: the address is not one;
 * ERR_BUSY: the port is taken. */
MUST_CHECK ErrCode http_open(const HttpSettings *settings, const HttpApp *app, Http **ret,
                             Err *err);
uint16_t http_port(const Http *h);
/* Serves until http_stop(), then drains within HTTP_DRAIN_MS. */
void http_run(Http *h);
/* From any thread and from signal handlers. A second call ends the draining. */
void http_stop(Http *h);
/* From any thread: asks one parked handler again. */
void http_wake(Http *h);
/* From any thread: these topics may have changed. */
void http_touch(Http *h, const struct LiveTopic *topics, size_t count);
void http_close(Http *h);

typedef struct HttpCounts {
    uint64_t accepted, refused, requests;
    uint64_t by_class[6]; /* answers 1xx to 5xx */
    uint64_t open, streams, parked, waiting;
    uint64_t bodies_bytes;
    bool is_stopping;
} HttpCounts;

/* On the loop only. */
void http_counts(const Http *h, HttpCounts *ret);

#endif
