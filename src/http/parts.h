/*
 * parts.h -- what the files of the server share: the server, a connection, a request under way.
 *
 * Everything here belongs to the loop, but for what an Exchange shows its handler while it is in a
 * lane (request, reply, err, rc), and for the mailbox and the two counters marked below.
 */
#ifndef FONDATION_HTTP_PARTS_H
#define FONDATION_HTTP_PARTS_H

#include "http/lanes.h"
#include "http/live.h"

#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/event_struct.h>

typedef struct Conn Conn;
typedef struct Exchange Exchange;
typedef struct Live Live;
typedef struct LiveStream LiveStream;

/* What a connection waits for; each kind lasts equally long for all, so each has a queue in order
 * of time and the loop needs one timer. */
typedef enum WaitKind {
    WAIT_NONE,
    WAIT_HEAD,
    WAIT_BODY,
    WAIT_IDLE,
    WAIT_WRITE,
    WAIT_LINGER,
    WAIT_COMMENT,
    WAIT_STALL,
    WAIT_KIND_COUNT
} WaitKind;

typedef enum ConnState {
    CONN_HEAD,   /* a head is being read, or awaited */
    CONN_ADMIT,  /* admit_large is asked */
    CONN_BODY,   /* a body is being read */
    CONN_WORK,   /* the handler runs, or is parked */
    CONN_WRITE,  /* a large or last answer is being taken */
    CONN_STREAM, /* live.c writes */
    CONN_LINGER, /* we have ended; what still comes is thrown away */
    CONN_OVER    /* freed when the step returns */
} ConnState;

struct Conn {
    Http *http;
    struct bufferevent *bev;
    Exchange *exchange; /* under way; NULL: none */
    LiveStream *stream; /* with CONN_STREAM */
    Conn *prev, *next;  /* of all */
    Conn *wait_prev, *wait_next;
    int64_t wait_until_ns;
    GateScan scan;
    size_t progress; /* WAIT_BODY: bytes since it began; WAIT_WRITE: bytes not taken then */
    uint8_t state;   /* ConnState */
    uint8_t wait;    /* WaitKind */
    bool is_input_over;
    bool keeps_alive;
    bool is_stepping;
    bool is_loopback;
    uint16_t peer_slot;
};

struct Exchange {
    LaneTask task; /* first */
    Http *http;
    Conn *conn; /* NULL: the client is gone */
    Arena arena;
    HttpRequest request;
    HttpReply reply;
    Err err;
    ErrCode rc;
    bool is_head; /* HEAD: the body is not sent */
    bool is_away; /* in a lane */
    Buf body;
    GateChunks chunks;
    size_t counted; /* bytes of `body` counted in http->bodies_bytes */
    int64_t started_ns;
    uint64_t wakes; /* http->wakes when the handler was asked */
    /* while parked */
    bool is_parked;
    bool is_at_end; /* of the time it may be parked */
    int64_t park_until_ns;
    struct event park_timer;
    Exchange *park_prev, *park_next;
};

enum { PEER_SLOTS = 4096 };

struct Http {
    HttpApp app;
    HttpSettings settings;
    struct event_base *base;
    struct evconnlistener *listener;
    uint16_t port;
    Mailbox mailbox; /* any thread */
    Lane *lanes[HTTP_LANE_COUNT];
    struct event *mailbox_event, *wait_timer, *drain_timer, *accept_timer;
    Live *live;

    Conn *conns;
    unsigned conn_count;
    uint16_t per_peer[PEER_SLOTS];
    struct {
        Conn *first, *last;
    } waits[WAIT_KIND_COUNT];
    int64_t timer_until_ns; /* 0: not set */
    Exchange *parked_first, *parked_last;
    uint64_t wakes;
    unsigned exchanges; /* under way, in lanes or parked */
    HttpCounts counts;
    bool is_stopping, is_over;

    _Atomic unsigned stops_asked; /* any thread, signal handlers */
    _Atomic unsigned wakes_asked; /* any thread */
};

/* server.c */
int64_t http_tick_ns(void);
void wait_set(Conn *c, WaitKind kind); /* begins anew */
void conn_forgotten(Http *h);          /* one connection less */

/* conn.c */
void conn_new(Http *h, int fd, bool is_loopback, uint16_t peer_slot);
void conn_run(Conn *c); /* does what can be done now; may free it */
void conn_end(Conn *c); /* at once; frees it unless it is being stepped */
void conn_wait_over(Conn *c, WaitKind kind);
void conn_stop(Conn *c); /* the server stops */

/* exchange.c: an answer is begun by one of these two */
Exchange *exchange_new(Conn *c);
void exchange_free(Exchange *x);
/* Runs the handler; the answer goes to the connection. */
void exchange_dispatch(Exchange *x);
/* Asks admit_large; conn_admitted() is called. */
void exchange_admit(Exchange *x);
void exchange_wake_one(Http *h);
void exchange_wake_all(Http *h);
void exchange_unpark(Exchange *x);
void conn_admitted(Conn *c);
/* The connection takes what is in x (reply, or rc and err) to its client. */
void conn_answer(Conn *c);
/* Heads of answers into the output. */
void reply_write(Exchange *x, struct evbuffer *out, bool keeps_alive);
void reply_refuse(struct evbuffer *out, const GateRefusal *why);

/* live.c */
Live *live_new(Http *h, const LiveSource *source);
void live_free(Live *l);
/* The head of the answer is written already. */
void live_begin(Conn *c, const LiveTopic *topics, size_t count, Str last_event_id);
void live_end(Conn *c);   /* the stream is forgotten */
void live_taken(Conn *c); /* the output is empty */
void live_comment(Conn *c);
void live_bye(Conn *c);
void live_touched(Live *l); /* there are topics that other threads touched */

#endif
