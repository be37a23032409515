/*
 * server.c -- the loop: listening, the one timer of all waits, and the end.
 */
#include "http/parts.h"
#include "http/router.h"

#include "base/clock.h"
#include "base/pool.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdatomic.h>
#include <event2/listener.h>
#include <sys/resource.h>
#include <unistd.h>

enum {
    STORING_THREADS = 32,
    CONNECTIONS_MAX = 50000,
    FILES_KEPT_FREE = 64, /* for the database and others */
    PER_PEER_MAX = 256,
    ACCEPT_PAUSE_MS = 100,
};

static const int wait_ms[WAIT_KIND_COUNT] = {
    [WAIT_NONE] = 0,
    [WAIT_HEAD] = HTTP_HEAD_MS,
    [WAIT_BODY] = HTTP_BODY_MS,
    [WAIT_IDLE] = HTTP_IDLE_MS,
    [WAIT_WRITE] = HTTP_WRITE_MS,
    [WAIT_LINGER] = HTTP_LINGER_MS,
    [WAIT_COMMENT] = HTTP_COMMENT_MS,
    [WAIT_STALL] = HTTP_STALL_MS,
};

int64_t http_tick_ns(void)
{
    const Clock *c = clock_system();

    return c->tick_ns(c);
}

/* -- waits -- */

static void set_timer(Http *h, int64_t until_ns)
{
    int64_t left_us = MAX_OF((until_ns - http_tick_ns()) / 1000 + 1, (int64_t)0);
    struct timeval wait = {.tv_sec = left_us / 1000000, .tv_usec = left_us % 1000000};

    h->timer_until_ns = until_ns;
    evtimer_add(h->wait_timer, &wait);
}

static void wait_remove(Conn *c)
{
    Http *h = c->http;

    if (c->wait == WAIT_NONE)
        return;
    if (c->wait_prev)
        c->wait_prev->wait_next = c->wait_next;
    else
        h->waits[c->wait].first = c->wait_next;
    if (c->wait_next)
        c->wait_next->wait_prev = c->wait_prev;
    else
        h->waits[c->wait].last = c->wait_prev;
    c->wait = WAIT_NONE;
}

void wait_set(Conn *c, WaitKind kind)
{
    Http *h = c->http;

    wait_remove(c);
    if (kind == WAIT_NONE)
        return;
    c->wait = (uint8_t)kind;
    c->wait_until_ns = http_tick_ns() + (int64_t)wait_ms[kind] * 1000000;
    c->wait_next = NULL;
    c->wait_prev = h->waits[kind].last;
    if (h->waits[kind].last)
        h->waits[kind].last->wait_next = c;
    else
        h->waits[kind].first = c;
    h->waits[kind].last = c;
    if (h->timer_until_ns == 0 || c->wait_until_ns < h->timer_until_ns)
        set_timer(h, c->wait_until_ns);
}

static void on_wait_over(evutil_socket_t fd UNUSED, short what UNUSED, void *arg)
{
    Http *h = arg;
    int64_t now = http_tick_ns(), next = 0;

    h->timer_until_ns = INT64_MAX; /* what is set meanwhile is found below */
    for (int k = 1; k < WAIT_KIND_COUNT; k++) {
        Conn *c;

        while ((c = h->waits[k].first) && c->wait_until_ns <= now) {
            wait_remove(c);
            conn_wait_over(c, (WaitKind)k);
        }
    }
    for (int k = 1; k < WAIT_KIND_COUNT; k++) {
        const Conn *c = h->waits[k].first;

        if (c && (next == 0 || c->wait_until_ns < next))
            next = c->wait_until_ns;
    }
    h->timer_until_ns = 0;
    if (next)
        set_timer(h, next);
}

/* -- accepting -- */

static uint16_t peer_slot(const struct sockaddr *from, bool *ret_loopback)
{
    uint64_t address = 0;

    *ret_loopback = false;
    if (from->sa_family == AF_INET) {
        uint32_t a = ntohl(((const struct sockaddr_in *)from)->sin_addr.s_addr);

        *ret_loopback = a >> 24 == 127;
        address = a;
    } else if (from->sa_family == AF_INET6) {
        const struct in6_addr *a = &((const struct sockaddr_in6 *)from)->sin6_addr;

        *ret_loopback = IN6_IS_ADDR_LOOPBACK(a);
        memcpy(&address, a->s6_addr, sizeof(address)); /* one customer has a whole /64 */
    }
    return (uint16_t)(address * 0x9e3779b97f4a7c15u >> 52) % PEER_SLOTS;
}

/* The connection that has waited longest for nothing makes room. */
static bool make_room(Http *h)
{
    Conn *idle = h->waits[WAIT_IDLE].first;

    if (h->conn_count < h->settings.connections_max)
        return true;
    if (!idle)
        return false;
    conn_end(idle);
    return true;
}

static void on_accept(struct evconnlistener *listener UNUSED, evutil_socket_t fd,
                      struct sockaddr *from, int len UNUSED, void *arg)
{
    Http *h = arg;
    bool is_loopback;
    uint16_t slot = peer_slot(from, &is_loopback);

    if ((!is_loopback && h->per_peer[slot] >= h->settings.per_peer_max) || !make_room(h)) {
        h->counts.refused++;
        close(fd);
        return;
    }
    conn_new(h, fd, is_loopback, slot);
}

/* Out of descriptors, most likely: a pause lets some come back. */
static void on_accept_error(struct evconnlistener *listener, void *arg)
{
    Http *h = arg;
    struct timeval pause = {.tv_usec = ACCEPT_PAUSE_MS * 1000};
    Conn *idle = h->waits[WAIT_IDLE].first;

    h->counts.refused++;
    if (idle)
        conn_end(idle);
    evconnlistener_disable(listener);
    evtimer_add(h->accept_timer, &pause);
}

static void on_accept_again(evutil_socket_t fd UNUSED, short what UNUSED, void *arg)
{
    Http *h = arg;

    if (h->listener)
        evconnlistener_enable(h->listener);
}

/* -- the end -- */

void conn_forgotten(Http *h)
{
    h->conn_count--;
    if (h->is_stopping && h->conn_count == 0)
        event_base_loopbreak(h->base);
}

static void on_drained(evutil_socket_t fd UNUSED, short what UNUSED, void *arg)
{
    Http *h = arg;

    h->is_over = true;
    event_base_loopbreak(h->base);
}

static void begin_stop(Http *h)
{
    struct timeval wait = {.tv_sec = HTTP_DRAIN_MS / 1000};

    h->is_stopping = true;
    evconnlistener_free(h->listener);
    h->listener = NULL;
    evtimer_add(h->drain_timer, &wait);
    for (Conn *c = h->conns, *next; c; c = next) {
        next = c->next; /* conn_stop ends c at most */
        conn_stop(c);
    }
    exchange_wake_all(h);
    if (h->conn_count == 0)
        event_base_loopbreak(h->base);
}

static void on_mailbox(evutil_socket_t fd UNUSED, short what UNUSED, void *arg)
{
    Http *h = arg;

    mailbox_empty(&h->mailbox);
    if (h->live)
        live_touched(h->live);
    for (unsigned wakes = atomic_exchange(&h->wakes_asked, 0); wakes > 0; wakes--)
        exchange_wake_one(h);
    if (h->stops_asked > 0 && !h->is_stopping)
        begin_stop(h);
    else if (h->stops_asked > 1)
        event_base_loopbreak(h->base);
}

void http_stop(Http *h)
{
    h->stops_asked++;
    mailbox_ring(&h->mailbox);
}

void http_wake(Http *h)
{
    h->wakes_asked++;
    mailbox_ring(&h->mailbox);
}

/* -- the server -- */

static ErrCode read_address(const HttpSettings *s, struct sockaddr_storage *ret, int *ret_len,
                            Err *err)
{
    struct sockaddr_in *four = (struct sockaddr_in *)ret;
    struct sockaddr_in6 *six = (struct sockaddr_in6 *)ret;

    memset(ret, 0, sizeof(*ret));
    if (inet_pton(AF_INET, s->host, &four->sin_addr) == 1) {
        four->sin_family = AF_INET;
        four->sin_port = htons(s->port);
        *ret_len = sizeof(*four);
        return ERR_OK;
    }
    if (inet_pton(AF_INET6, s->host, &six->sin6_addr) == 1) {
        six->sin6_family = AF_INET6;
        six->sin6_port = htons(s->port);
        *ret_len = sizeof(*six);
        return ERR_OK;
    }
    return err_set(err, ERR_USAGE, "'%s' is not an address", s->host);
}

static uint16_t bound_port(int fd)
{
    struct sockaddr_storage bound = {0};
    socklen_t len = sizeof(bound);

    if (getsockname(fd, (struct sockaddr *)&bound, &len) != 0)
        return 0;
    if (bound.ss_family == AF_INET6)
        return ntohs(((struct sockaddr_in6 *)&bound)->sin6_port);
    return ntohs(((struct sockaddr_in *)&bound)->sin_port);
}

static ErrCode listen_on(Http *h, Err *err)
{
    struct sockaddr_storage at;
    int len = 0;
    ErrCode rc = read_address(&h->settings, &at, &len, err);

    if (rc != ERR_OK)
        return rc;
    h->listener = evconnlistener_new_bind(h->base, on_accept, h,
                                          LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC |
                                              LEV_OPT_REUSEABLE,
                                          HTTP_LISTEN_BACKLOG, (struct sockaddr *)&at, len);
    if (!h->listener)
        return err_set_errno(err, errno == EADDRINUSE ? ERR_BUSY : ERR_IO,
                             "could not listen on %s port %u", h->settings.host,
                             h->settings.port);
    evconnlistener_set_error_cb(h->listener, on_accept_error);
    h->port = bound_port(evconnlistener_get_fd(h->listener));
    return ERR_OK;
}

/* As many connections as the hard limit of open files allows. */
static unsigned connections_possible(void)
{
    struct rlimit files;

    if (getrlimit(RLIMIT_NOFILE, &files) != 0)
        return 1000 - FILES_KEPT_FREE;
    rlim_t wanted = MIN_OF(files.rlim_max, (rlim_t)(CONNECTIONS_MAX + FILES_KEPT_FREE));
    if (files.rlim_cur < wanted) {
        files.rlim_cur = wanted;
        if (setrlimit(RLIMIT_NOFILE, &files) != 0)
            (void)getrlimit(RLIMIT_NOFILE, &files);
    }
    return (unsigned)MIN_OF(files.rlim_cur, (rlim_t)(CONNECTIONS_MAX + FILES_KEPT_FREE)) -
           FILES_KEPT_FREE;
}

static void set_limits(HttpSettings *s)
{
    unsigned possible = connections_possible();

    if (s->connections_max == 0 || s->connections_max > possible)
        s->connections_max = possible;
    if (s->per_peer_max == 0)
        s->per_peer_max = PER_PEER_MAX;
    if (s->storing_threads == 0)
        s->storing_threads = STORING_THREADS;
    if (s->thinking_threads == 0)
        s->thinking_threads = pool_cores();
}

static void make_events(Http *h)
{
    struct event_config *config = event_config_new();

    MUST(config);
    event_config_set_flag(config, EVENT_BASE_FLAG_NOLOCK);
    h->base = event_base_new_with_config(config);
    MUST(h->base);
    event_config_free(config);
    h->mailbox_event = event_new(h->base, h->mailbox.event_fd, EV_READ | EV_PERSIST, on_mailbox,
                                 h);
    h->wait_timer = evtimer_new(h->base, on_wait_over, h);
    h->drain_timer = evtimer_new(h->base, on_drained, h);
    h->accept_timer = evtimer_new(h->base, on_accept_again, h);
    MUST(h->mailbox_event && h->wait_timer && h->drain_timer && h->accept_timer);
    event_add(h->mailbox_event, NULL);
}

ErrCode http_open(const HttpSettings *settings, const HttpApp *app, Http **ret, Err *err)
{
    Http *h = xcalloc(1, sizeof(*h));

    for (size_t i = 0; i < app->route_count; i++)
        MUST(route_is_sound(&app->routes[i]));
    h->app = *app;
    h->settings = *settings;
    set_limits(&h->settings);
    mailbox_init(&h->mailbox);
    make_events(h);
    ErrCode rc = listen_on(h, err);
    if (rc != ERR_OK) {
        http_close(h);
        return rc;
    }
    h->lanes[HTTP_STORING] = lane_new(&h->mailbox, h->settings.storing_threads,
                                      HTTP_LANE_MAX_WAITING);
    h->lanes[HTTP_THINKING] = lane_new(&h->mailbox, h->settings.thinking_threads,
                                       HTTP_LANE_MAX_WAITING);
    if (app->live)
        h->live = live_new(h, app->live);
    *ret = h;
    return ERR_OK;
}

uint16_t http_port(const Http *h)
{
    return h->port;
}

void http_run(Http *h)
{
    event_base_loop(h->base, EVLOOP_NO_EXIT_ON_EMPTY);
}

void http_close(Http *h)
{
    if (!h)
        return;
    h->is_stopping = true;
    while (h->conns)
        conn_end(h->conns);
    for (int lane = 0; lane < HTTP_LANE_COUNT; lane++) {
        lane_free(h->lanes[lane]);
        h->lanes[lane] = NULL;
    }
    mailbox_empty(&h->mailbox);
    live_free(h->live);
    if (h->listener)
        evconnlistener_free(h->listener);
    event_free(h->mailbox_event);
    event_free(h->wait_timer);
    event_free(h->drain_timer);
    event_free(h->accept_timer);
    event_base_free(h->base);
    mailbox_done(&h->mailbox);
    free(h);
}

void http_counts(const Http *h, HttpCounts *ret)
{
    *ret = h->counts;
    ret->open = h->conn_count;
    ret->is_stopping = h->is_stopping;
    for (int lane = 0; lane < HTTP_LANE_COUNT; lane++) {
        if (h->lanes[lane])
            ret->waiting += lane_waiting(h->lanes[lane]);
    }
}
