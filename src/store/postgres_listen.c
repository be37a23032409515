/*
 * postgres_listen.c -- hearing of what other servers changed.
 *
 * Two ways. The quick one is NOTIFY: this thread, alone, tells what works of this server changed, at
 * most once in TELL_PAUSE_MS, many topics in one notice. The sure one is asking: every POLL_MS it
 * reads which jobs and repositories changed lately. What changed within the last OVERLAP_MS is read
 * again each time, because a transaction is seen only after it ended, and told once per version.
 *
 * Behind a PgBouncer in transaction mode notices do not arrive: the thread sends itself one now and
 * then, and when it stays away calls itself deaf, and only asks. Give listen_url to go past it.
 */
#include "store/postgres_parts.h"

#include "base/map.h"

#include <poll.h>
#include <sodium.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum {
    TELL_PAUSE_MS = 10,
    NOTICE_MAX_BYTES = 7900, /* the server takes less than 8000 */
    POLL_MS = 1000,
    POLL_MAX_ROWS = 5000,
    OVERLAP_MS = 10000,
    PING_MS = 20000,
    PING_LOST_MS = 3000,
    PAUSE_MAX_MS = 5000,
    TOPICS_MAX = 10000, /* waiting to be told */
};

struct PgListener {
    /* set once in pg_listener_start(), read by everyone */
    Store *store;
    char *url;
    void (*publish)(void *self, const Topic *topics, size_t count);
    void *self;
    pthread_t thread;
    int wake_fd;
    uint64_t server; /* marks our own notices */

    atomic_bool is_stopping;
    atomic_bool is_deaf;

    /* guarded by mtx */
    pthread_mutex_t mtx;
    Topics waiting;

    /* touched only by the thread */
    Pg pg;
    int64_t next_tell, next_poll, next_ping, ping_lost_at; /* of the monotonic clock; 0: none */
    int64_t seen_until;                                    /* largest updated_at read */
    U64Map seen; /* id to version, within the overlap */
};

static int64_t ticks_ms(void)
{
    struct timespec t;

    MUST(clock_gettime(CLOCK_MONOTONIC, &t) == 0);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- telling ---- */

void pg_listener_tell(PgListener *l, const Topic *topics, size_t count)
{
    uint64_t one = 1;

    pthread_mutex_lock(&l->mtx);
    for (size_t i = 0; i < count && l->waiting.len < TOPICS_MAX; i++)
        *VEC_PUSH(&l->waiting) = topics[i]; /* asking finds what does not fit */
    pthread_mutex_unlock(&l->mtx);
    if (write(l->wake_fd, &one, sizeof(one)) != sizeof(one)) {
        /* full: it is awake already */
    }
}

static ErrCode notify(PgListener *l, Str text, Err *err)
{
    Tx tx = {.store = l->store, .ops = &pg_ops, .connection = &l->pg};
    AUTO(arena_done) Arena a = {0};
    Rows rows;

    return tx_rows(&tx, &a, SQL("SELECT count(pg_notify('fondation', ?1))"), ARGS(v_text(text)),
                   &rows, err);
}

/* "SERVER KIND:ID KIND:ID ..." */
static ErrCode tell(PgListener *l, const Topics *topics, Err *err)
{
    ErrCode rc = ERR_OK;

    for (size_t i = 0; i < topics->len && rc == ERR_OK;) {
        AUTO(buf_done) Buf text = BUF(NOTICE_MAX_BYTES + 64);
        buf_printf(&text, "%llu", (unsigned long long)l->server);
        while (i < topics->len && text.len < NOTICE_MAX_BYTES - 32) {
            buf_printf(&text, " %u:%llu", topics->at[i].kind,
                       (unsigned long long)topics->at[i].id);
            i++;
        }
        rc = notify(l, buf_str(&text), err);
    }
    return rc;
}

static ErrCode tell_waiting(PgListener *l, int64_t now, Err *err)
{
    Topics all = {0}, once = {0};
    ErrCode rc = ERR_OK;

    if (now < l->next_tell)
        return ERR_OK;
    pthread_mutex_lock(&l->mtx);
    all = l->waiting;
    l->waiting = (Topics){0};
    pthread_mutex_unlock(&l->mtx);
    if (all.len == 0)
        return ERR_OK;
    U64Map known = {0};
    for (size_t i = 0; i < all.len; i++) {
        bool is_new;
        (void)u64map_at(&known, all.at[i].id * TOPIC_KIND_COUNT + all.at[i].kind, &is_new);
        if (is_new)
            *VEC_PUSH(&once) = all.at[i];
    }
    rc = tell(l, &once, err);
    l->next_tell = now + TELL_PAUSE_MS;
    u64map_done(&known);
    VEC_DONE(&once);
    VEC_DONE(&all);
    return rc;
}

/* ---- hearing ---- */

static void hear(PgListener *l, Str text)
{
    Topics topics = {0};
    uint64_t server, kind, id;
    Str word, left;

    if (!str_split(&text, ' ', &word) || !parse_u64(word, UINT64_MAX, &server))
        return;
    if (server == l->server) {
        l->ping_lost_at = 0;
        l->is_deaf = false;
        return;
    }
    while (str_split(&text, ' ', &word)) {
        left = word;
        if (str_split(&left, ':', &word) && parse_u64(word, TOPIC_KIND_COUNT - 1, &kind) &&
            parse_u64(left, INT64_MAX, &id))
            *VEC_PUSH(&topics) = (Topic){(TopicKind)kind, id};
    }
    l->publish(l->self, topics.at, topics.len);
    VEC_DONE(&topics);
}

static void hear_all(PgListener *l)
{
    PGnotify *n;

    while ((n = PQnotifies(l->pg.c))) {
        hear(l, str_from(n->extra));
        PQfreemem(n);
    }
}

/* ---- asking ---- */

static void note_row(U64Map *now_seen, const U64Map *seen, Topics *topics, uint64_t key,
                     uint64_t version, Topic topic)
{
    uint64_t before;
    bool is_new;

    *u64map_at(now_seen, key, &is_new) = version;
    if (!u64map_get(seen, key, &before) || before != version)
        *VEC_PUSH(topics) = topic;
}

static ErrCode ask(PgListener *l, Err *err)
{
    Tx tx = {.store = l->store, .ops = &pg_ops, .connection = &l->pg};
    AUTO(arena_done) Arena a = {0};
    int64_t since = l->seen_until - OVERLAP_MS;
    U64Map now_seen = {0};
    Topics topics = {0};
    Rows rows;
    ErrCode rc = tx_rows(&tx, &a,
                         SQL("SELECT id, version, updated_at, repository_id, user_id, status "
                             "FROM jobs WHERE updated_at >= ?1 ORDER BY updated_at LIMIT ?2"),
                         ARGS(v_int(since), v_int(POLL_MAX_ROWS)), &rows, err);

    for (size_t i = 0; rc == ERR_OK && i < rows.count; i++) {
        uint64_t id = (uint64_t)rows_int(&rows, i, 0);
        size_t before = topics.len;
        note_row(&now_seen, &l->seen, &topics, id, (uint64_t)rows_int(&rows, i, 1),
                 (Topic){TOPIC_JOB, id});
        l->seen_until = MAX_OF(l->seen_until, rows_int(&rows, i, 2));
        if (topics.len == before)
            continue;
        topics_add(&topics, (Topic){TOPIC_REPOSITORY, (uint64_t)rows_int(&rows, i, 3)});
        topics_add(&topics, (Topic){TOPIC_USER, (uint64_t)rows_int(&rows, i, 4)});
        if (rows_int(&rows, i, 5) == 0 || rows_int(&rows, i, 5) == 4)
            topics_add(&topics, (Topic){TOPIC_QUEUE, 0});
    }
    if (rc == ERR_OK) {
        u64map_done(&l->seen);
        l->seen = now_seen;
        l->publish(l->self, topics.at, topics.len);
    } else {
        u64map_done(&now_seen);
    }
    VEC_DONE(&topics);
    return rc;
}

/* ---- the thread ---- */

static ErrCode connect_and_listen(PgListener *l, int64_t now, Err *err)
{
    ErrCode rc = pg_connect(&l->pg, l->url, err);

    l->pg.is_unprepared = true; /* two statements, and the way may be a PgBouncer */
    if (rc == ERR_OK)
        rc = pg_do(&l->pg, "LISTEN fondation", NULL, err);
    l->next_ping = l->next_poll = now;
    return rc;
}

static ErrCode ping(PgListener *l, int64_t now, Err *err)
{
    AUTO(buf_done) Buf text = BUF(64);

    buf_printf(&text, "%llu", (unsigned long long)l->server);
    l->next_ping = now + PING_MS;
    l->ping_lost_at = now + PING_LOST_MS;
    return notify(l, buf_str(&text), err);
}

static void wait_for_news(PgListener *l, int64_t now)
{
    int64_t until = MIN_OF(l->next_poll, l->next_ping);
    struct pollfd fds[2] = {{.fd = PQsocket(l->pg.c), .events = POLLIN},
                            {.fd = l->wake_fd, .events = POLLIN}};
    uint64_t count;

    if (l->ping_lost_at)
        until = MIN_OF(until, l->ping_lost_at);
    pthread_mutex_lock(&l->mtx);
    if (l->waiting.len)
        until = MIN_OF(until, l->next_tell);
    pthread_mutex_unlock(&l->mtx);
    (void)poll(fds, 2, (int)MAX_OF(until - now, (int64_t)0));
    if (fds[1].revents && read(l->wake_fd, &count, sizeof(count)) < 0) {
        /* somebody else's wake-up; nothing to read */
    }
    if (fds[0].revents && PQconsumeInput(l->pg.c) != 1)
        l->pg.is_lost = true;
}

static ErrCode turn(PgListener *l, Err *err)
{
    int64_t now = ticks_ms();
    ErrCode rc = tell_waiting(l, now, err);

    if (rc == ERR_OK && now >= l->next_ping)
        rc = ping(l, now, err);
    if (rc == ERR_OK && now >= l->next_poll) {
        rc = ask(l, err);
        l->next_poll = now + POLL_MS;
    }
    if (rc != ERR_OK)
        return rc;
    hear_all(l);
    if (l->ping_lost_at && now >= l->ping_lost_at) {
        l->is_deaf = true;
        l->ping_lost_at = 0;
    }
    wait_for_news(l, now);
    hear_all(l);
    return l->pg.is_lost ? err_set(err, ERR_BUSY, "the connection broke") : ERR_OK;
}

static void *listen_loop(void *listener)
{
    PgListener *l = listener;
    int64_t pause = 0;

    while (!l->is_stopping) {
        Err err = {0};
        ErrCode rc = ERR_OK;
        if (!l->pg.c)
            rc = connect_and_listen(l, ticks_ms(), &err);
        if (rc == ERR_OK)
            rc = turn(l, &err);
        if (rc == ERR_OK) {
            pause = 0;
            continue;
        }
        l->is_deaf = true;
        pg_disconnect(&l->pg);
        pause = pause ? MIN_OF(pause * 2, (int64_t)PAUSE_MAX_MS) : 100;
        struct pollfd wake = {.fd = l->wake_fd, .events = POLLIN};
        if (l->is_stopping)
            break;
        for (int64_t until = ticks_ms() + pause; !l->is_stopping && ticks_ms() < until;) {
            uint64_t count;
            if (poll(&wake, 1, (int)MAX_OF(until - ticks_ms(), (int64_t)0)) > 0 &&
                read(l->wake_fd, &count, sizeof(count)) < 0)
                break;
        }
    }
    return NULL;
}

PgListener *pg_listener_start(Store *s, const char *url,
                              void (*publish)(void *self, const Topic *topics, size_t count),
                              void *self)
{
    PgListener *l = xcalloc(1, sizeof(*l));

    l->store = s;
    l->url = xstrdup(url);
    l->publish = publish;
    l->self = self;
    l->seen_until = store_now(s);
    randombytes_buf(&l->server, sizeof(l->server));
    pthread_mutex_init(&l->mtx, NULL);
    l->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    MUST(l->wake_fd >= 0);
    MUST(pthread_create(&l->thread, NULL, listen_loop, l) == 0);
    return l;
}

void pg_listener_stop(PgListener *l)
{
    uint64_t one = 1;

    if (!l)
        return;
    l->is_stopping = true;
    if (write(l->wake_fd, &one, sizeof(one)) != sizeof(one)) {
        /* full: it is awake already */
    }
    pthread_join(l->thread, NULL);
    close(l->wake_fd);
    pg_done(&l->pg);
    u64map_done(&l->seen);
    VEC_DONE(&l->waiting);
    pthread_mutex_destroy(&l->mtx);
    free(l->url);
    free(l);
}

bool pg_listener_is_deaf(const PgListener *l)
{
    return l->is_deaf;
}
