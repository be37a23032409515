/*
 * live.c -- topics, their present states, and the streams that are told of them.
 *
 * A topic is dirty from a touch until it was read. A reading takes all dirty topics (at most
 * LIVE_READ_MAX_TOPICS) to a lane; one reading is under way at a time, so under load topics are read
 * as fast as reading goes and no faster. When it is back, streams of topics whose state is another
 * are put into a list, which is worked through a slice at a time, so that telling ten thousand
 * streams does not keep the loop from others.
 */
#include "http/parts.h"

#include "base/hash.h"

#include <event2/buffer.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

enum {
    SLICE_STREAMS = 128,
    TOUCHED_MAX = 4096, /* more: all topics count as touched */
    RETRY_MS = 250,
    COPY_STATE_BYTES = 4096,
    UNSENT_BYTES = 4096, /* in the kernel; see TCP_NOTSENT_LOWAT */
    FIRST_BUCKETS = 256,
};

/* Shared by the topic and by output buffers that have not sent it yet. */
typedef struct State {
    unsigned refs;
    size_t len;
    char bytes[];
} State;

typedef struct Watch Watch;

typedef struct Topic {
    LiveTopic key;
    State *state; /* NULL: never read */
    LiveDigest digest;
    Watch *watches;
    bool is_dirty;
    bool is_reading;
    struct Topic *bucket_next;
    struct Topic *dirty_next;
} Topic;

/* A stream's interest in a topic. */
struct Watch {
    Topic *topic;
    LiveStream *stream;
    Watch *prev, *next; /* of the topic */
    LiveDigest seen;
    bool has_seen;
};

struct LiveStream {
    Conn *conn;
    LiveStream *queue_next;
    bool is_queued;
    bool is_begun; /* the snapshot was sent */
    bool is_raw;   /* HTTP/1.0: without chunks */
    uint8_t count;
    Watch watches[];
};

typedef struct Reading {
    LaneTask task; /* first */
    Live *live;
    Arena arena;
    LiveTopic keys[LIVE_READ_MAX_TOPICS];
    Topic *topics[LIVE_READ_MAX_TOPICS];
    Str states[LIVE_READ_MAX_TOPICS];
    size_t count;
    ErrCode rc;
    Err err;
} Reading;

struct Live {
    Http *http;
    const LiveSource *source;
    Topic **buckets;
    size_t bucket_count, topic_count;
    Topic *dirty_first, **dirty_last;
    Reading *reading; /* under way */
    LiveStream *queue_first, **queue_last;
    struct event *slice_event, *retry_event;

    /* guarded by mtx */
    pthread_mutex_t mtx;
    LiveTopic touched[TOUCHED_MAX];
    size_t touched_count;
    bool is_all_touched;
};

/* -- states and cursors -- */

LiveDigest live_digest(Str state)
{
    unsigned char whole[HASH_BYTES];
    LiveDigest d;
    Hash h;

    hash_init(&h);
    hash_add(&h, state);
    hash_bytes(&h, whole);
    memcpy(d.bytes, whole, sizeof(d.bytes));
    return d;
}

static const char letters[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
enum { DIGEST_LETTERS = LIVE_DIGEST_BYTES * 4 / 3 };
_Static_assert(LIVE_DIGEST_BYTES % 3 == 0, "a digest is whole letters");

void live_cursor_write(Buf *out, const LiveDigest *digests, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t b = 0; b < LIVE_DIGEST_BYTES; b += 3) {
            const unsigned char *p = digests[i].bytes + b;
            unsigned bits = (unsigned)p[0] << 16 | (unsigned)p[1] << 8 | p[2];

            for (int shift = 18; shift >= 0; shift -= 6)
                buf_add_char(out, letters[bits >> shift & 63]);
        }
    }
}

bool live_cursor_read(Str text, size_t count, LiveDigest *ret_digests)
{
    if (text.len != count * DIGEST_LETTERS)
        return false;
    for (size_t i = 0; i < text.len; i += 4) {
        unsigned bits = 0;

        for (size_t k = 0; k < 4; k++) {
            const char *at = memchr(letters, text.ptr[i + k], sizeof(letters) - 1);

            if (!at)
                return false;
            bits = bits << 6 | (unsigned)(at - letters);
        }
        size_t byte = i / 4 * 3;
        unsigned char *p = ret_digests[byte / LIVE_DIGEST_BYTES].bytes +
                           byte % LIVE_DIGEST_BYTES;
        p[0] = (unsigned char)(bits >> 16);
        p[1] = (unsigned char)(bits >> 8);
        p[2] = (unsigned char)bits;
    }
    return true;
}

static State *state_new(Str text)
{
    State *s = xmalloc(sizeof(*s) + text.len);

    s->refs = 1;
    s->len = text.len;
    if (text.len)
        memcpy(s->bytes, text.ptr, text.len);
    return s;
}

static void state_unref(State *s)
{
    if (s && --s->refs == 0)
        free(s);
}

static void state_sent(const void *bytes UNUSED, size_t len UNUSED, void *arg)
{
    state_unref(arg);
}

/* -- topics -- */

static size_t bucket_of(const Live *l, LiveTopic key)
{
    uint64_t mixed = (key.id ^ (uint64_t)key.kind << 56) * 0x9e3779b97f4a7c15u;

    return (size_t)(mixed >> 32) & (l->bucket_count - 1);
}

static Topic *topic_find(const Live *l, LiveTopic key)
{
    Topic *t = l->buckets[bucket_of(l, key)];

    while (t && (t->key.kind != key.kind || t->key.id != key.id))
        t = t->bucket_next;
    return t;
}

static void grow(Live *l)
{
    Topic **old = l->buckets;
    size_t old_count = l->bucket_count;

    l->bucket_count = old_count ? old_count * 2 : FIRST_BUCKETS;
    l->buckets = xcalloc(l->bucket_count, sizeof(Topic *));
    for (size_t b = 0; b < old_count; b++) {
        for (Topic *t = old[b], *next; t; t = next) {
            Topic **to = &l->buckets[bucket_of(l, t->key)];

            next = t->bucket_next;
            t->bucket_next = *to;
            *to = t;
        }
    }
    free(old);
}

static Topic *topic_get(Live *l, LiveTopic key)
{
    Topic *t = topic_find(l, key);

    if (t)
        return t;
    if (l->topic_count >= 2 * l->bucket_count)
        grow(l);
    Topic **to = &l->buckets[bucket_of(l, key)];
    t = xcalloc(1, sizeof(*t));
    *t = (Topic){.key = key, .bucket_next = *to};
    *to = t;
    l->topic_count++;
    return t;
}

/* A topic that nobody watches is kept only while it is being read. */
static void topic_let_go(Live *l, Topic *t)
{
    if (t->watches || t->is_dirty || t->is_reading)
        return;
    Topic **from = &l->buckets[bucket_of(l, t->key)];
    while (*from != t)
        from = &(*from)->bucket_next;
    *from = t->bucket_next;
    l->topic_count--;
    state_unref(t->state);
    free(t);
}

static void make_dirty(Live *l, Topic *t)
{
    if (t->is_dirty)
        return;
    t->is_dirty = true;
    t->dirty_next = NULL;
    *l->dirty_last = t;
    l->dirty_last = &t->dirty_next;
}

/* -- telling a stream -- */

static void add_chunked(LiveStream *s, struct evbuffer *event)
{
    struct evbuffer *out = bufferevent_get_output(s->conn->bev);

    if (!s->is_raw)
        evbuffer_add_printf(out, "%zx\r\n", evbuffer_get_length(event));
    evbuffer_add_buffer(out, event);
    if (!s->is_raw)
        evbuffer_add(out, "\r\n", 2);
}

static void add_state(struct evbuffer *event, State *state)
{
    if (state->len <= COPY_STATE_BYTES) {
        evbuffer_add(event, state->bytes, state->len);
        return;
    }
    state->refs++;
    evbuffer_add_reference(event, state->bytes, state->len, state_sent, state);
}

static bool is_news(const Watch *w)
{
    return w->topic->state &&
           (!w->has_seen || memcmp(&w->seen, &w->topic->digest, sizeof(w->seen)) != 0);
}

static void add_id(LiveStream *s, struct evbuffer *event)
{
    AUTO(buf_done) Buf id = BUF(LIVE_CURSOR_MAX);
    LiveDigest digests[HTTP_MAX_TOPICS];

    for (size_t i = 0; i < s->count; i++)
        digests[i] = s->watches[i].topic->digest;
    live_cursor_write(&id, digests, s->count);
    evbuffer_add_printf(event, "id: %.*s\n", STR_ARG(buf_str(&id)));
}

/* One event with all that is news to the stream, at its present state. */
static void add_event(Live *l, LiveStream *s, struct evbuffer *event)
{
    AUTO(buf_done) Buf name = BUF(256);
    bool is_first = true;

    evbuffer_add_printf(event, "%sevent: %s\n", s->is_begun ? "" : "retry: 2000\n",
                        s->is_begun ? "change" : "snapshot");
    add_id(s, event);
    evbuffer_add_printf(event, "data: {\"topics\":{");
    for (size_t i = 0; i < s->count; i++) {
        Watch *w = &s->watches[i];

        if (!is_news(w))
            continue;
        buf_clear(&name);
        l->source->name(w->topic->key, &name);
        evbuffer_add_printf(event, "%s\"%.*s\":", is_first ? "" : ",", STR_ARG(buf_str(&name)));
        add_state(event, w->topic->state);
        w->seen = w->topic->digest;
        w->has_seen = true;
        is_first = false;
    }
    evbuffer_add_printf(event, "}}\n\n");
}

static bool is_loaded(const LiveStream *s)
{
    for (size_t i = 0; i < s->count; i++) {
        if (!s->watches[i].topic->state)
            return false;
    }
    return true;
}

static bool has_news(const LiveStream *s)
{
    for (size_t i = 0; i < s->count; i++) {
        if (is_news(&s->watches[i]))
            return true;
    }
    return false;
}

static void tell(Live *l, LiveStream *s)
{
    struct evbuffer *out = bufferevent_get_output(s->conn->bev);

    if (s->is_begun ? !has_news(s) : !is_loaded(s))
        return;
    if (s->is_begun && evbuffer_get_length(out) > 0)
        return; /* a chunk is on its way: live_taken() comes */
    struct evbuffer *event = evbuffer_new();
    MUST(event);
    add_event(l, s, event);
    s->is_begun = true;
    add_chunked(s, event);
    evbuffer_free(event);
    wait_set(s->conn, WAIT_STALL);
}

static void queue_stream(Live *l, LiveStream *s)
{
    if (s->is_queued)
        return;
    s->is_queued = true;
    s->queue_next = NULL;
    *l->queue_last = s;
    l->queue_last = &s->queue_next;
}

static void on_slice(evutil_socket_t fd UNUSED, short what UNUSED, void *arg)
{
    Live *l = arg;
    struct timeval now = {0};

    for (int i = 0; i < SLICE_STREAMS && l->queue_first; i++) {
        LiveStream *s = l->queue_first;

        l->queue_first = s->queue_next;
        if (!l->queue_first)
            l->queue_last = &l->queue_first;
        s->is_queued = false;
        tell(l, s);
    }
    if (l->queue_first)
        evtimer_add(l->slice_event, &now);
}

/* -- reading -- */

static void work_reading(LaneTask *t)
{
    Reading *r = (Reading *)t;

    r->rc = r->live->source->read(r->live->http->app.self, &r->arena, r->keys, r->count,
                                  r->states, &r->err);
}

static void retry_later(Live *l)
{
    struct timeval wait = {.tv_usec = RETRY_MS * 1000};

    evtimer_add(l->retry_event, &wait);
}

static void begin_reading(Live *l);

static void take_state(Live *l, Topic *t, Str text)
{
    if (text.len > LIVE_STATE_MAX_BYTES || text.len == 0)
        text = STR("null");
    LiveDigest digest = live_digest(text);
    if (t->state && memcmp(&digest, &t->digest, sizeof(digest)) == 0)
        return;
    state_unref(t->state);
    t->state = state_new(text);
    t->digest = digest;
    for (Watch *w = t->watches; w; w = w->next)
        queue_stream(l, w->stream);
}

static void done_reading(LaneTask *t)
{
    Reading *r = (Reading *)t;
    Live *l = r->live;

    l->reading = NULL;
    for (size_t i = 0; i < r->count; i++) {
        Topic *topic = r->topics[i];

        topic->is_reading = false;
        if (r->rc == ERR_OK)
            take_state(l, topic, r->states[i]);
        else if (topic->watches)
            make_dirty(l, topic);
        topic_let_go(l, topic);
    }
    if (r->rc != ERR_OK)
        retry_later(l);
    else
        begin_reading(l);
    arena_done(&r->arena);
    free(r);
    on_slice(-1, 0, l);
}

static void begin_reading(Live *l)
{
    if (l->reading || !l->dirty_first)
        return;
    Reading *r = xcalloc(1, sizeof(*r));
    *r = (Reading){.task = {.work = work_reading, .done = done_reading}, .live = l};
    while (l->dirty_first && r->count < LIVE_READ_MAX_TOPICS) {
        Topic *t = l->dirty_first;

        l->dirty_first = t->dirty_next;
        if (!l->dirty_first)
            l->dirty_last = &l->dirty_first;
        t->is_dirty = false;
        if (!t->watches) {
            topic_let_go(l, t);
            continue;
        }
        t->is_reading = true;
        r->keys[r->count] = t->key;
        r->topics[r->count++] = t;
    }
    if (r->count && lane_push(l->http->lanes[HTTP_STORING], &r->task)) {
        l->reading = r;
        return;
    }
    for (size_t i = 0; i < r->count; i++) {
        r->topics[i]->is_reading = false;
        make_dirty(l, r->topics[i]);
    }
    if (r->count)
        retry_later(l);
    free(r);
}

static void on_retry(evutil_socket_t fd UNUSED, short what UNUSED, void *arg)
{
    begin_reading(arg);
}

void http_touch(Http *h, const LiveTopic *topics, size_t count)
{
    Live *l = h->live;

    if (!l)
        return;
    pthread_mutex_lock(&l->mtx);
    for (size_t i = 0; i < count && !l->is_all_touched; i++) {
        if (l->touched_count == TOUCHED_MAX)
            l->is_all_touched = true;
        else
            l->touched[l->touched_count++] = topics[i];
    }
    pthread_mutex_unlock(&l->mtx);
    mailbox_ring(&h->mailbox);
}

void live_touched(Live *l)
{
    pthread_mutex_lock(&l->mtx);
    if (l->is_all_touched) {
        for (size_t b = 0; b < l->bucket_count; b++) {
            for (Topic *t = l->buckets[b]; t; t = t->bucket_next)
                make_dirty(l, t);
        }
    }
    for (size_t i = 0; i < l->touched_count; i++) {
        Topic *t = topic_find(l, l->touched[i]);

        if (t)
            make_dirty(l, t);
    }
    l->touched_count = 0;
    l->is_all_touched = false;
    pthread_mutex_unlock(&l->mtx);
    begin_reading(l);
}

/* -- streams -- */

/* The kernel keeps little for a reader, so that what it reads after a pause is not old. */
static void keep_little(Conn *c)
{
    int bytes = LIVE_SEND_BUFFER, unsent = UNSENT_BYTES;
    int fd = bufferevent_getfd(c->bev);

    (void)setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof(bytes));
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent, sizeof(unsent));
}

void live_begin(Conn *c, const LiveTopic *topics, size_t count, Str last_event_id)
{
    Live *l = c->http->live;
    LiveStream *s = xcalloc(1, sizeof(*s) + count * sizeof(Watch));
    LiveDigest seen[HTTP_MAX_TOPICS];
    bool has_seen = last_event_id.len && live_cursor_read(last_event_id, count, seen);

    MUST(l && count <= HTTP_MAX_TOPICS);
    s->conn = c;
    s->count = (uint8_t)count;
    s->is_raw = c->exchange->request.head.is_http_1_0;
    c->stream = s;
    c->http->counts.streams++;
    keep_little(c);
    for (size_t i = 0; i < count; i++) {
        Watch *w = &s->watches[i];
        Topic *t = topic_get(l, topics[i]);

        *w = (Watch){.topic = t, .stream = s, .next = t->watches, .has_seen = has_seen};
        if (has_seen)
            w->seen = seen[i];
        if (t->watches)
            t->watches->prev = w;
        t->watches = w;
    }
    wait_set(c, WAIT_COMMENT);
    if (!is_loaded(s)) {
        for (size_t i = 0; i < count; i++)
            make_dirty(l, s->watches[i].topic);
        begin_reading(l);
    }
    tell(l, s);
}

void live_end(Conn *c)
{
    Live *l = c->http->live;
    LiveStream *s = c->stream;

    for (LiveStream **at = &l->queue_first; s->is_queued && *at; at = &(*at)->queue_next) {
        if (*at != s)
            continue;
        *at = s->queue_next;
        if (l->queue_last == &s->queue_next)
            l->queue_last = at;
        break;
    }
    for (size_t i = 0; i < s->count; i++) {
        Watch *w = &s->watches[i];

        if (w->prev)
            w->prev->next = w->next;
        else
            w->topic->watches = w->next;
        if (w->next)
            w->next->prev = w->prev;
        topic_let_go(l, w->topic);
    }
    c->http->counts.streams--;
    c->stream = NULL;
    free(s);
}

void live_taken(Conn *c)
{
    wait_set(c, WAIT_COMMENT);
    tell(c->http->live, c->stream);
}

static void add_text(LiveStream *s, const char *text)
{
    struct evbuffer *event = evbuffer_new();

    MUST(event);
    evbuffer_add(event, text, strlen(text));
    add_chunked(s, event);
    evbuffer_free(event);
}

void live_comment(Conn *c)
{
    if (evbuffer_get_length(bufferevent_get_output(c->bev)) == 0)
        add_text(c->stream, ":\n\n");
    wait_set(c, WAIT_STALL);
}

void live_bye(Conn *c)
{
    LiveStream *s = c->stream;

    add_text(s, "event: bye\ndata: {}\n\n");
    if (!s->is_raw)
        evbuffer_add(bufferevent_get_output(c->bev), "0\r\n\r\n", 5);
    live_end(c);
    c->keeps_alive = false;
    c->state = CONN_WRITE;
    c->progress = evbuffer_get_length(bufferevent_get_output(c->bev));
    wait_set(c, WAIT_WRITE);
}

Live *live_new(Http *h, const LiveSource *source)
{
    Live *l = xcalloc(1, sizeof(*l));

    l->http = h;
    l->source = source;
    l->dirty_last = &l->dirty_first;
    l->queue_last = &l->queue_first;
    MUST(pthread_mutex_init(&l->mtx, NULL) == 0);
    grow(l);
    l->slice_event = evtimer_new(h->base, on_slice, l);
    l->retry_event = evtimer_new(h->base, on_retry, l);
    MUST(l->slice_event && l->retry_event);
    return l;
}

/* After all connections and lanes have ended. */
void live_free(Live *l)
{
    if (!l)
        return;
    for (size_t b = 0; b < l->bucket_count; b++) {
        for (Topic *t = l->buckets[b], *next; t; t = next) {
            next = t->bucket_next;
            state_unref(t->state);
            free(t);
        }
    }
    event_free(l->slice_event);
    event_free(l->retry_event);
    pthread_mutex_destroy(&l->mtx);
    free(l->buckets);
    free(l);
}
