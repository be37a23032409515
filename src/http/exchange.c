/*
 * exchange.c -- a request under way: to its handler, and back as an answer.
 */
#include "http/parts.h"

#include <event2/buffer.h>

#include "base/json.h"

enum { FIELDS_MAX_BYTES = 16 << 10, COPY_BODY_BYTES = 4096 };

Exchange *exchange_new(Conn *c)
{
    Exchange *x = xcalloc(1, sizeof(*x));

    x->http = c->http;
    x->conn = c;
    x->started_ns = http_tick_ns();
    x->request.arena = &x->arena;
    x->reply.status = 200;
    x->reply.content_type = "application/json";
    x->reply.body = BUF(HTTP_REPLY_MAX_BYTES);
    x->reply.fields = BUF(FIELDS_MAX_BYTES);
    c->http->exchanges++;
    return x;
}

void exchange_free(Exchange *x)
{
    x->http->counts.bodies_bytes -= x->counted;
    x->http->exchanges--;
    buf_done(&x->body);
    buf_done(&x->reply.body);
    buf_done(&x->reply.fields);
    arena_done(&x->arena);
    free(x);
}

/* -- in a lane -- */

static void run_handler(Exchange *x)
{
    x->rc = x->request.route->handler(x->http->app.self, &x->request, &x->reply, &x->err);
    if (x->rc == ERR_OK && (x->reply.body.full || x->reply.fields.full))
        x->rc = err_set(&x->err, ERR_FAILED, "the answer is too large");
}

static void work_handler(LaneTask *t)
{
    run_handler((Exchange *)t);
}

static void work_admit(LaneTask *t)
{
    Exchange *x = (Exchange *)t;

    x->rc = x->http->app.admit_large(x->http->app.self, &x->request, &x->err);
}

static void work_undelivered(LaneTask *t)
{
    Exchange *x = (Exchange *)t;

    x->reply.undelivered(x->http->app.self, &x->request, &x->reply);
}

/* -- parked -- */

static void forget_parked(Exchange *x)
{
    Http *h = x->http;

    MUST(x->is_parked);
    x->is_parked = false;
    event_del(&x->park_timer);
    if (x->park_prev)
        x->park_prev->park_next = x->park_next;
    else
        h->parked_first = x->park_next;
    if (x->park_next)
        x->park_next->park_prev = x->park_prev;
    else
        h->parked_last = x->park_prev;
    h->counts.parked--;
}

void exchange_unpark(Exchange *x)
{
    forget_parked(x);
    exchange_free(x);
}

/* Asked again: the answer begins anew. */
static void ask_again(Exchange *x)
{
    forget_parked(x);
    buf_clear(&x->reply.body);
    buf_clear(&x->reply.fields);
    x->reply.park_ms = 0;
    x->request.is_last = x->is_at_end || x->http->is_stopping;
    exchange_dispatch(x);
}

static void ask_again_and_go_on(Exchange *x)
{
    Conn *c = x->conn; /* x may be gone after it was asked */

    ask_again(x);
    conn_run(c);
}

static void on_park_over(evutil_socket_t fd UNUSED, short what UNUSED, void *arg)
{
    Exchange *x = arg;

    x->is_at_end = true;
    ask_again_and_go_on(x);
}

static void park(Exchange *x)
{
    Http *h = x->http;
    int64_t now = http_tick_ns();

    if (x->park_until_ns == 0)
        x->park_until_ns = now + (int64_t)MIN_OF(x->reply.park_ms, (uint32_t)HTTP_PARK_MAX_MS) *
                                     1000000;
    int64_t left_us = MAX_OF((x->park_until_ns - now) / 1000, (int64_t)0);
    struct timeval wait = {.tv_sec = left_us / 1000000, .tv_usec = left_us % 1000000};

    evtimer_assign(&x->park_timer, h->base, on_park_over, x);
    evtimer_add(&x->park_timer, &wait);
    x->is_parked = true;
    x->park_next = NULL;
    x->park_prev = h->parked_last;
    if (h->parked_last)
        h->parked_last->park_next = x;
    else
        h->parked_first = x;
    h->parked_last = x;
    h->counts.parked++;
    /* woken while it was being asked: what woke it may not have been seen */
    if (x->wakes != h->wakes || h->is_stopping)
        ask_again(x);
}

void exchange_wake_one(Http *h)
{
    h->wakes++;
    if (h->parked_first)
        ask_again_and_go_on(h->parked_first);
}

void exchange_wake_all(Http *h)
{
    h->wakes++;
    while (h->parked_first)
        ask_again_and_go_on(h->parked_first);
}

/* -- back on the loop -- */

static void done_free(LaneTask *t)
{
    exchange_free((Exchange *)t);
}

static bool push(Exchange *x, void (*work)(LaneTask *), void (*done)(LaneTask *))
{
    x->task = (LaneTask){.work = work, .done = done};
    x->is_away = lane_push(x->http->lanes[x->request.route->lane], &x->task);
    return x->is_away;
}

static void drop_undelivered(Exchange *x)
{
    if (x->rc != ERR_OK || !x->reply.undelivered) {
        exchange_free(x);
        return;
    }
    if (x->http->lanes[x->request.route->lane] && push(x, work_undelivered, done_free))
        return;
    x->reply.undelivered(x->http->app.self, &x->request, &x->reply);
    exchange_free(x);
}

static void finish(Exchange *x)
{
    bool may_park = x->rc == ERR_OK && x->reply.park_ms && !x->request.is_last;

    if (!x->conn) {
        if (may_park)
            exchange_free(x);
        else
            drop_undelivered(x);
    } else if (may_park) {
        park(x);
    } else {
        conn_answer(x->conn);
    }
}

static void done_handler(LaneTask *t)
{
    Exchange *x = (Exchange *)t;
    Conn *c = x->conn;

    x->is_away = false;
    finish(x);
    if (c)
        conn_run(c);
}

static void done_admit(LaneTask *t)
{
    Exchange *x = (Exchange *)t;

    x->is_away = false;
    if (x->conn)
        conn_admitted(x->conn);
    else
        exchange_free(x);
}

static void no_room(Exchange *x)
{
    x->reply.retry_after_ms = 1000;
    x->rc = err_set(&x->err, ERR_BUSY, "too many requests wait");
}

void exchange_dispatch(Exchange *x)
{
    x->wakes = x->http->wakes;
    if (x->request.route->lane == HTTP_ON_LOOP) {
        run_handler(x);
        finish(x);
    } else if (!push(x, work_handler, done_handler)) {
        no_room(x);
        finish(x);
    }
}

void exchange_admit(Exchange *x)
{
    if (x->request.route->lane == HTTP_ON_LOOP || !push(x, work_admit, done_admit)) {
        no_room(x);
        conn_admitted(x->conn);
    }
}

/* -- answers as bytes -- */

static const char *status_words(int status)
{
    static const struct {
        int status;
        const char *words;
    } rows[] = {
        {200, "OK"},
        {201, "Created"},
        {202, "Accepted"},
        {204, "No Content"},
        {302, "Found"},
        {303, "See Other"},
        {304, "Not Modified"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {402, "Payment Required"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {408, "Request Timeout"},
        {409, "Conflict"},
        {413, "Content Too Large"},
        {414, "URI Too Long"},
        {415, "Unsupported Media Type"},
        {417, "Expectation Failed"},
        {422, "Unprocessable Content"},
        {429, "Too Many Requests"},
        {431, "Request Header Fields Too Large"},
        {500, "Internal Server Error"},
        {501, "Not Implemented"},
        {502, "Bad Gateway"},
        {503, "Service Unavailable"},
        {504, "Gateway Timeout"},
        {505, "HTTP Version Not Supported"},
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (rows[i].status == status)
            return rows[i].words;
    }
    return "Status";
}

static void write_date(Buf *out)
{
    static const char days[] = "SunMonTueWedThuFriSat";
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    static time_t last;
    static char text[48];
    time_t now = time(NULL);

    if (now != last) {
        struct tm tm;

        gmtime_r(&now, &tm);
        snprintf(text, sizeof(text), "Date: %.3s, %02d %.3s %d %02d:%02d:%02d GMT\r\n",
                 days + 3 * tm.tm_wday, tm.tm_mday, months + 3 * tm.tm_mon, tm.tm_year + 1900,
                 tm.tm_hour, tm.tm_min, tm.tm_sec);
        last = now;
    }
    buf_add(out, str_from(text));
}

static void write_status(Buf *out, int status)
{
    buf_printf(out, "HTTP/1.1 %d %s\r\n", status, status_words(status));
    write_date(out);
    buf_lit(out, "X-Content-Type-Options: nosniff\r\n");
}

static void write_error(Buf *out, const char *code, Str message, Str hint,
                        int64_t retry_after_ms)
{
    JsonWriter w;

    jw_init(&w, out, 0);
    jw_begin_object(&w);
    jw_object(&w, "error");
    jw_text(&w, "code", str_from(code));
    jw_text(&w, "message", message);
    if (hint.len)
        jw_text(&w, "hint", hint);
    if (retry_after_ms > 0)
        jw_u64(&w, "retryAfterMs", (uint64_t)retry_after_ms);
    jw_end_object(&w);
    jw_end_object(&w);
    buf_lit(out, "\n");
}

/* The reply says the error instead of what the handler had begun. What failed inside is for the log,
 * not for strangers. */
static void turn_into_error(Exchange *x)
{
    HttpReply *reply = &x->reply;
    const HttpApp *app = &x->http->app;
    int status = reply->status >= 400 ? reply->status : err_http_status(x->rc);
    const char *code = status == 405     ? "method_not_allowed"
                       : status == 415   ? "unsupported_media_type"
                       : app->error_code ? app->error_code(x->rc)
                                         : http_error_code(x->rc);
    bool is_ours = status == 500;

    if (status < 400)
        buf_clear(&reply->fields);
    reply->status = status;
    reply->content_type = "application/json";
    buf_clear(&reply->body);
    reply->body = (Buf){
        .ptr = reply->body.ptr, .cap = reply->body.cap, .max = HTTP_REPLY_MAX_BYTES};
    write_error(&reply->body, code,
                is_ours ? STR("the server failed; its log says why") : str_from(x->err.text),
                is_ours ? STR_NONE : str_from(x->err.hint), reply->retry_after_ms);
    if (status == 401)
        http_reply_field(reply, "WWW-Authenticate", STR("Bearer"));
}

static void write_head(Exchange *x, Buf *out, bool keeps_alive)
{
    HttpReply *reply = &x->reply;
    bool is_stream = reply->topic_count > 0;

    write_status(out, reply->status);
    if (!str_has(buf_str(&reply->fields), STR("Cache-Control:")))
        buf_lit(out, "Cache-Control: no-store\r\n");
    if (is_stream) {
        buf_lit(out, "Content-Type: text/event-stream\r\nX-Accel-Buffering: no\r\n");
        if (!x->request.head.is_http_1_0)
            buf_lit(out, "Transfer-Encoding: chunked\r\n");
    } else {
        if (reply->body.len)
            buf_printf(out, "Content-Type: %s\r\n", reply->content_type);
        if (reply->status != 204 && reply->status != 304)
            buf_printf(out, "Content-Length: %zu\r\n", reply->body.len);
    }
    if (reply->retry_after_ms > 0)
        buf_printf(out, "Retry-After: %lld\r\n",
                   (long long)(reply->retry_after_ms + 999) / 1000);
    buf_add(out, buf_str(&reply->fields));
    if (!keeps_alive)
        buf_lit(out, "Connection: close\r\n");
    else if (x->request.head.is_http_1_0)
        buf_lit(out, "Connection: keep-alive\r\n");
    buf_lit(out, "\r\n");
}

static void free_reference(const void *bytes, size_t len UNUSED, void *arg UNUSED)
{
    free((void *)(uintptr_t)bytes);
}

void reply_write(Exchange *x, struct evbuffer *out, bool keeps_alive)
{
    AUTO(buf_done) Buf head = BUF(FIELDS_MAX_BYTES + 1024);
    Http *h = x->http;
    size_t len;

    if (x->rc != ERR_OK) {
        x->reply.topic_count = 0;
        turn_into_error(x);
    }
    h->counts.by_class[MIN_OF(x->reply.status / 100, 5)]++;
    write_head(x, &head, keeps_alive);
    MUST(!head.full);
    evbuffer_add(out, head.ptr, head.len);
    if (h->app.done)
        h->app.done(h->app.self, &x->request, x->reply.status,
                    (http_tick_ns() - x->started_ns) / 1000, x->rc == ERR_OK ? NULL : &x->err);
    if (x->is_head || x->reply.body.len == 0 || x->reply.topic_count)
        return;
    if (x->reply.body.len <= COPY_BODY_BYTES) {
        evbuffer_add(out, x->reply.body.ptr, x->reply.body.len);
        return;
    }
    char *bytes = buf_take(&x->reply.body, &len);
    evbuffer_add_reference(out, bytes, len, free_reference, NULL);
}

void reply_refuse(struct evbuffer *out, const GateRefusal *why)
{
    AUTO(buf_done) Buf head = BUF(2048);
    AUTO(buf_done) Buf body = BUF(1024);

    write_error(&body, why->code, str_from(why->message), STR_NONE, 0);
    write_status(&head, why->status);
    buf_lit(&head, "Cache-Control: no-store\r\nContent-Type: application/json\r\n");
    if (why->status == 405)
        buf_lit(&head, "Allow: GET, HEAD, POST, PUT, DELETE\r\n");
    buf_printf(&head, "Content-Length: %zu\r\nConnection: close\r\n\r\n", body.len);
    evbuffer_add(out, head.ptr, head.len);
    evbuffer_add(out, body.ptr, body.len);
}
