/*
 * live.h -- server-sent events: one stream a client, the newest state of many topics.
 *
 * A stream is told states, not a history. It begins with one `snapshot` of its topics; after that a
 * `change` holds the present state of the topics that changed since, all read at one moment:
 *
 *     event: snapshot
 *     id: 3q2-7wAAx1-s
 *     data: {"topics":{"job:42":{...},"repo:7":{...}}}
 *
 * Pulled, not pushed: a stream has at most one chunk on its way. While that is not taken, changes
 * only set a bit of their topic; when it is taken, the then present states are sent. So a reader
 * that stalls costs nothing and gets the newest state when it returns.
 *
 * A state is rendered once for all streams (LiveSource.read, in a lane) and shared by them. Topics
 * that change while a reading is under way are read together in the next one.
 *
 * The id is a cursor: a digest of each topic's state in the order of the stream's topics. It needs no
 * memory in the server, and is good after a restart and on another server: states whose digest is
 * still the same are not sent again.
 */
#ifndef FONDATION_HTTP_LIVE_H
#define FONDATION_HTTP_LIVE_H

#include "http/http.h"

typedef struct LiveTopic {
    uint32_t kind; /* the application's */
    uint64_t id;
} LiveTopic;

enum {
    LIVE_READ_MAX_TOPICS = 256,       /* in one reading */
    LIVE_STATE_MAX_BYTES = 256 << 10, /* of one topic; more is left out */
    LIVE_DIGEST_BYTES = 6,
    LIVE_CURSOR_MAX = HTTP_MAX_TOPICS * LIVE_DIGEST_BYTES * 4 / 3 + 8,
    LIVE_SEND_BUFFER = 32 << 10, /* what the kernel keeps for a reader */
};

typedef struct LiveSource {
    /* The present states of topics, all at one moment: ret_states[i] is one line of JSON, "null" for
     * what is not there. Runs in a lane. After an error it is tried again, later. */
    ErrCode (*read)(void *app, Arena *a, const LiveTopic *topics, size_t count, Str *ret_states,
                    Err *err);
    /* "job:42": the name of a topic in an event; what comes out needs no escape in JSON. */
    void (*name)(LiveTopic topic, Buf *out);
} LiveSource;

/* -- the cursor: pure -- */

typedef struct LiveDigest {
    unsigned char bytes[LIVE_DIGEST_BYTES];
} LiveDigest;

LiveDigest live_digest(Str state);
/* Appends the cursor of topics in this order. */
void live_cursor_write(Buf *out, const LiveDigest *digests, size_t count);
/* False when the text is no cursor of so many topics; never believed, only compared. */
bool live_cursor_read(Str text, size_t count, LiveDigest *ret_digests);

#endif
