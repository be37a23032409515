/*
 * conn.c -- one connection, step by step.
 *
 * conn_run() repeats conn_step() until the connection waits for something; every callback ends in
 * it. A step never frees the connection: it makes it CONN_OVER, and conn_run() frees it at the end.
 */
#include "http/parts.h"
#include "http/router.h"

#include <arpa/inet.h>
#include <event2/buffer.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

enum { WRITE_SOFT_BYTES = 64 << 10 /* of answers not taken before a next request is read */ };

static struct evbuffer *input_of(Conn *c)
{
    return bufferevent_get_input(c->bev);
}

static struct evbuffer *output_of(Conn *c)
{
    return bufferevent_get_output(c->bev);
}

static size_t pending(Conn *c)
{
    return evbuffer_get_length(output_of(c));
}

static void conn_free(Conn *c)
{
    Http *h = c->http;

    wait_set(c, WAIT_NONE);
    if (c->stream)
        live_end(c);
    if (c->exchange) {
        c->exchange->conn = NULL;
        if (c->exchange->is_parked)
            exchange_unpark(c->exchange);
        else if (!c->exchange->is_away)
            exchange_free(c->exchange);
        /* else it is freed when it comes back */
    }
    if (c->prev)
        c->prev->next = c->next;
    else
        h->conns = c->next;
    if (c->next)
        c->next->prev = c->prev;
    if (!c->is_loopback)
        h->per_peer[c->peer_slot]--;
    bufferevent_free(c->bev);
    free(c);
    conn_forgotten(h);
}

void conn_end(Conn *c)
{
    if (c->is_stepping) {
        c->state = CONN_OVER;
        return;
    }
    conn_free(c);
}

/* -- the end of a connection that was refused or is over -- */

/* Our end is closed first and what the client still sends is read: a reset would take the answer
 * away from it. */
static bool begin_linger(Conn *c)
{
    shutdown(bufferevent_getfd(c->bev), SHUT_WR);
    c->state = CONN_LINGER;
    wait_set(c, WAIT_LINGER);
    return true;
}

static bool step_linger(Conn *c)
{
    evbuffer_drain(input_of(c), evbuffer_get_length(input_of(c)));
    if (c->is_input_over)
        c->state = CONN_OVER;
    return false;
}

static void begin_write(Conn *c)
{
    c->state = CONN_WRITE;
    c->progress = pending(c);
    wait_set(c, WAIT_WRITE);
}

static bool refuse(Conn *c, const GateRefusal *why)
{
    if (c->exchange) {
        exchange_free(c->exchange);
        c->exchange = NULL;
    }
    c->http->counts.refused++;
    c->http->counts.by_class[why->status / 100]++;
    c->keeps_alive = false;
    reply_refuse(output_of(c), why);
    begin_write(c);
    return true;
}

static bool step_write(Conn *c)
{
    bool must_empty = !c->keeps_alive || c->is_input_over || pending(c) > WRITE_SOFT_BYTES;

    if (pending(c) > 0 && must_empty)
        return false;
    if (!c->keeps_alive)
        return c->is_input_over ? (c->state = CONN_OVER, true) : begin_linger(c);
    c->state = CONN_HEAD;
    c->scan = (GateScan){0};
    wait_set(c, WAIT_NONE);
    return true;
}

void conn_answer(Conn *c)
{
    Exchange *x = c->exchange;
    Http *h = c->http;

    c->keeps_alive = c->keeps_alive && !h->is_stopping;
    if (x->rc == ERR_OK && x->reply.topic_count) {
        Str last = http_field(&x->request, "last-event-id");

        reply_write(x, output_of(c), false);
        c->state = CONN_STREAM;
        live_begin(c, x->reply.topics, x->reply.topic_count, last);
    } else {
        reply_write(x, output_of(c), c->keeps_alive);
        begin_write(c);
    }
    c->exchange = NULL;
    exchange_free(x);
}

/* An answer without the handler; a body that was not read ends the connection. */
static bool answer_error(Conn *c, ErrCode rc)
{
    Exchange *x = c->exchange;

    x->rc = rc;
    if (x->request.head.body != GATE_NO_BODY)
        c->keeps_alive = false;
    conn_answer(c);
    return true;
}

/* -- the head -- */

static void set_peer(Conn *c, HttpRequest *r)
{
    struct sockaddr_storage from = {0};
    socklen_t len = sizeof(from);

    r->is_from_here = c->is_loopback;
    if (getpeername(bufferevent_getfd(c->bev), (struct sockaddr *)&from, &len) != 0)
        return;
    if (from.ss_family == AF_INET)
        inet_ntop(AF_INET, &((struct sockaddr_in *)&from)->sin_addr, r->peer, sizeof(r->peer));
    else if (from.ss_family == AF_INET6)
        inet_ntop(AF_INET6, &((struct sockaddr_in6 *)&from)->sin6_addr, r->peer,
                  sizeof(r->peer));
}

static ErrCode no_route(Exchange *x, RouteVerdict v, unsigned allowed)
{
    AUTO(buf_done) Buf list = BUF(128);

    if (v == ROUTE_BAD_PATH)
        return err_set(&x->err, ERR_USAGE,
                       "the path has a part that is empty, '.', '..' or not text");
    if (v == ROUTE_NONE)
        return err_set(&x->err, ERR_NOT_FOUND, "there is nothing at this path");
    for (int m = 0; m < HTTP_METHOD_COUNT; m++) {
        if (allowed & BIT(m))
            buf_printf(&list, "%s%s", list.len ? ", " : "", http_method_name((HttpMethod)m));
    }
    x->reply.status = 405;
    http_reply_field(&x->reply, "Allow", buf_str(&list));
    return err_set(&x->err, ERR_USAGE, "this path has no %s",
                   http_method_name(x->request.head.method));
}

/* What can be said before the body. ERR_OK: it may be read. */
static ErrCode check_head(Exchange *x)
{
    HttpRequest *r = &x->request;
    const HttpApp *app = &x->http->app;
    unsigned allowed;
    RouteVerdict v = route_find(app->routes, app->route_count, &x->arena, r->head.method,
                                r->head.path, &r->route, r->params, &allowed);

    if (v != ROUTE_FOUND)
        return no_route(x, v, allowed);
    if (app->admit) {
        ErrCode rc = app->admit(app->self, r, &x->err);

        if (rc != ERR_OK) {
            x->reply.status = r->status ? r->status : x->reply.status;
            return rc;
        }
    }
    if (r->head.body == GATE_NO_BODY)
        return ERR_OK;
    if (r->route->body_max_bytes == 0 || r->head.length > r->route->body_max_bytes)
        return err_set(&x->err, ERR_LIMIT, "the body is larger than %u bytes",
                       r->route->body_max_bytes);
    if (x->http->counts.bodies_bytes + r->head.length > HTTP_BODIES_MAX_BYTES) {
        x->reply.retry_after_ms = 1000;
        return err_set(&x->err, ERR_BUSY, "too many large bodies are under way");
    }
    return ERR_OK;
}

static bool begin_body(Conn *c)
{
    Exchange *x = c->exchange;

    if (x->request.head.expects_continue && evbuffer_get_length(input_of(c)) == 0)
        evbuffer_add(output_of(c), "HTTP/1.1 100 Continue\r\n\r\n", 25);
    c->state = CONN_BODY;
    c->progress = 0;
    wait_set(c, WAIT_BODY);
    return true;
}

void conn_admitted(Conn *c)
{
    if (c->exchange->rc != ERR_OK)
        (void)answer_error(c, c->exchange->rc);
    else
        (void)begin_body(c);
    conn_run(c);
}

static bool dispatch(Conn *c)
{
    c->state = CONN_WORK;
    wait_set(c, WAIT_NONE);
    exchange_dispatch(c->exchange); /* an answer from the loop itself is there already */
    return c->state != CONN_WORK;
}

static bool begin_exchange(Conn *c, size_t head_size)
{
    Exchange *x = c->exchange = exchange_new(c);
    HttpRequest *r = &x->request;
    char *copy = arena_alloc(&x->arena, head_size + 1);
    GateRefusal why;

    c->http->counts.requests++;
    evbuffer_remove(input_of(c), copy, head_size);
    if (gate_head((Str){copy, head_size}, &r->head, &why) == GATE_REFUSED)
        return refuse(c, &why);
    x->is_head = r->head.method == HTTP_HEAD;
    r->method = x->is_head ? HTTP_GET : r->head.method;
    c->keeps_alive = r->head.keeps_alive;
    set_peer(c, r);
    ErrCode rc = check_head(x);
    if (rc != ERR_OK)
        return answer_error(c, rc);
    if (r->head.body == GATE_NO_BODY)
        return dispatch(c);
    x->body = BUF(r->route->body_max_bytes);
    if (c->http->app.admit_large &&
        MIN_OF(r->head.body == GATE_CHUNKED ? UINT64_MAX : r->head.length,
               (uint64_t)r->route->body_max_bytes) > HTTP_BODY_DEFAULT_BYTES) {
        c->state = CONN_ADMIT;
        wait_set(c, WAIT_NONE);
        exchange_admit(x);
        return c->state != CONN_ADMIT;
    }
    return begin_body(c);
}

static bool step_head(Conn *c)
{
    struct evbuffer *in = input_of(c);
    size_t len = MIN_OF(evbuffer_get_length(in), (size_t)GATE_MAX_HEAD + 1), size;
    GateRefusal why;

    if (len == 0) {
        if (c->is_input_over || c->http->is_stopping)
            c->state = CONN_OVER;
        else if (c->wait != WAIT_IDLE)
            wait_set(c, WAIT_IDLE);
        return c->state == CONN_OVER;
    }
    Str bytes = {(const char *)evbuffer_pullup(in, (ev_ssize_t)len), len};
    switch (gate_scan(&c->scan, bytes, &size, &why)) {
    case GATE_REFUSED:
        return refuse(c, &why);
    case GATE_DONE:
        return begin_exchange(c, size);
    case GATE_MORE:
        break;
    }
    if (c->is_input_over)
        c->state = CONN_OVER;
    else if (c->wait != WAIT_HEAD)
        wait_set(c, WAIT_HEAD);
    return c->state == CONN_OVER;
}

/* -- the body -- */

static bool add_body(Conn *c, Str bytes)
{
    Exchange *x = c->exchange;
    Http *h = c->http;

    if (h->counts.bodies_bytes + bytes.len > HTTP_BODIES_MAX_BYTES) {
        (void)refuse(c,
                     &(GateRefusal){503, "unavailable", "too many large bodies are under way"});
        return false;
    }
    buf_add(&x->body, bytes);
    if (x->body.full) {
        (void)refuse(c, &(GateRefusal){413, "too_large", "the body is larger than its limit"});
        return false;
    }
    x->counted += bytes.len;
    h->counts.bodies_bytes += bytes.len;
    c->progress += bytes.len;
    return true;
}

static Str front_of(struct evbuffer *in)
{
    size_t len = evbuffer_get_contiguous_space(in);

    return (Str){(const char *)evbuffer_pullup(in, (ev_ssize_t)len), len};
}

/* GATE_DONE: the body is whole. GATE_REFUSED: an answer is under way. */
static GateVerdict take_length(Conn *c)
{
    Exchange *x = c->exchange;
    struct evbuffer *in = input_of(c);

    while (x->body.len < x->request.head.length && evbuffer_get_length(in) > 0) {
        Str front = front_of(in);

        front.len = (size_t)MIN_OF((uint64_t)front.len, x->request.head.length - x->body.len);
        if (!add_body(c, front))
            return GATE_REFUSED;
        evbuffer_drain(in, front.len);
    }
    return x->body.len == x->request.head.length ? GATE_DONE : GATE_MORE;
}

static GateVerdict take_chunks(Conn *c)
{
    Exchange *x = c->exchange;
    struct evbuffer *in = input_of(c);
    GateVerdict v = GATE_MORE;

    while (v == GATE_MORE && evbuffer_get_length(in) > 0) {
        size_t used = 0;
        Str data;
        GateRefusal why;

        v = gate_chunks(&x->chunks, front_of(in), &used, &data, &why);
        if (v == GATE_REFUSED) {
            (void)refuse(c, &why);
            return v;
        }
        if (!add_body(c, data))
            return GATE_REFUSED;
        evbuffer_drain(in, used);
    }
    return v;
}

static bool step_body(Conn *c)
{
    Exchange *x = c->exchange;
    GateVerdict v = x->request.head.body == GATE_CHUNKED ? take_chunks(c) : take_length(c);

    if (v == GATE_REFUSED)
        return true;
    if (v == GATE_DONE) {
        x->request.body = buf_str(&x->body);
        return dispatch(c);
    }
    if (c->is_input_over)
        conn_end(c);
    return c->state == CONN_OVER;
}

/* -- steps and callbacks -- */

/* True when something was done, so that more can perhaps be done. */
static bool conn_step(Conn *c)
{
    switch ((ConnState)c->state) {
    case CONN_HEAD:
        return step_head(c);
    case CONN_BODY:
        return step_body(c);
    case CONN_WRITE:
        return step_write(c);
    case CONN_LINGER:
        return step_linger(c);
    case CONN_STREAM:
        evbuffer_drain(input_of(c), evbuffer_get_length(input_of(c)));
        if (c->is_input_over)
            c->state = CONN_OVER;
        return false;
    case CONN_WORK:
        /* nobody waits for a parked answer any more; another answer is sent to a half-closed end */
        if (c->is_input_over && c->exchange->is_parked)
            c->state = CONN_OVER;
        return false;
    case CONN_ADMIT:
    case CONN_OVER:
        break;
    }
    return false;
}

void conn_run(Conn *c)
{
    if (c->is_stepping)
        return;
    c->is_stepping = true;
    while (conn_step(c) && c->state != CONN_OVER) {
    }
    c->is_stepping = false;
    if (c->state == CONN_OVER)
        conn_free(c);
}

static void on_read(struct bufferevent *bev UNUSED, void *arg)
{
    conn_run(arg);
}

static void on_written(struct bufferevent *bev UNUSED, void *arg)
{
    Conn *c = arg;

    if (c->state == CONN_STREAM)
        live_taken(c);
    else
        conn_run(c);
}

static void on_event(struct bufferevent *bev UNUSED, short what, void *arg)
{
    Conn *c = arg;

    if (what & BEV_EVENT_ERROR) {
        conn_end(c);
        return;
    }
    c->is_input_over = true;
    conn_run(c);
}

void conn_wait_over(Conn *c, WaitKind kind)
{
    switch (kind) {
    case WAIT_HEAD:
        (void)refuse(c, &(GateRefusal){408, "timeout", "the head did not come in time"});
        conn_run(c);
        return;
    case WAIT_BODY:
        if (c->progress >= HTTP_BODY_LEAST) {
            c->progress = 0;
            wait_set(c, WAIT_BODY);
            return;
        }
        (void)refuse(c, &(GateRefusal){408, "timeout", "the body comes too slowly"});
        conn_run(c);
        return;
    case WAIT_WRITE:
        if (pending(c) < c->progress) {
            c->progress = pending(c);
            wait_set(c, WAIT_WRITE);
            return;
        }
        break;
    case WAIT_COMMENT:
        live_comment(c);
        return;
    case WAIT_IDLE:
    case WAIT_LINGER:
    case WAIT_STALL:
    case WAIT_NONE:
    case WAIT_KIND_COUNT:
        break;
    }
    conn_end(c);
}

void conn_stop(Conn *c)
{
    c->keeps_alive = false;
    if (c->state == CONN_STREAM)
        live_bye(c);
    else
        conn_run(c);
}

void conn_new(Http *h, int fd, bool is_loopback, uint16_t peer_slot)
{
    Conn *c = xcalloc(1, sizeof(*c));
    int yes = 1;

    *c = (Conn){
        .http = h, .is_loopback = is_loopback, .peer_slot = peer_slot, .next = h->conns};
    if (h->conns)
        h->conns->prev = c;
    h->conns = c;
    h->conn_count++;
    h->counts.accepted++;
    if (!is_loopback)
        h->per_peer[peer_slot]++;
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
    (void)setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &yes, sizeof(yes));
    c->bev = bufferevent_socket_new(h->base, fd, BEV_OPT_CLOSE_ON_FREE);
    MUST(c->bev);
    bufferevent_setcb(c->bev, on_read, on_written, on_event, c);
    bufferevent_setwatermark(c->bev, EV_READ, 0, HTTP_READ_AHEAD);
    bufferevent_enable(c->bev, EV_READ | EV_WRITE);
    wait_set(c, WAIT_IDLE);
}
