/*
 * server.c -- a small server for the tests of src/http/: prints its port, serves until SIGTERM.
 *
 *     server [PORT]
 *
 * Its routes show what the layer does with any request: they echo, wait, park, stream and fail.
 */
#include "http/live.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

static Http *http;
static _Atomic uint64_t states[64];
static _Atomic unsigned gifts, undelivered;

static ErrCode echo(void *app UNUSED, HttpRequest *r, HttpReply *reply, Err *err)
{
    Str q;
    ErrCode rc = http_query(r, "q", &q, err);

    if (rc != ERR_OK)
        return rc;
    reply->content_type = "text/plain";
    buf_printf(&reply->body, "%s path=%.*s q=%.*s body=%zu:", http_method_name(r->method),
               STR_ARG(r->params[0]), STR_ARG(q), r->body.len);
    buf_add(&reply->body, r->body);
    return ERR_OK;
}

static ErrCode large(void *app UNUSED, HttpRequest *r UNUSED, HttpReply *reply, Err *err UNUSED)
{
    for (int i = 0; i < 8 << 10; i++)
        buf_printf(&reply->body, "%1023d\n", i);
    return ERR_OK;
}

static ErrCode count_body(void *app UNUSED, HttpRequest *r, HttpReply *reply, Err *err UNUSED)
{
    buf_printf(&reply->body, "%zu\n", r->body.len);
    return ERR_OK;
}

static ErrCode slow(void *app UNUSED, HttpRequest *r, HttpReply *reply, Err *err UNUSED)
{
    usleep(300 * 1000);
    buf_printf(&reply->body, "slow %.*s\n", STR_ARG(r->params[0]));
    return ERR_OK;
}

static ErrCode fail(void *app UNUSED, HttpRequest *r, HttpReply *reply, Err *err)
{
    if (str_is(r->params[0], "io"))
        return err_set(err, ERR_IO, "reading '/secret/place': no such file");
    reply->retry_after_ms = 1200;
    return err_set(err, ERR_TOO_MANY, "too many of these");
}

static void give_back(void *app UNUSED, HttpRequest *r UNUSED, HttpReply *reply UNUSED)
{
    undelivered++;
}

/* Waits for a gift; says what it got. */
static ErrCode wait_gift(void *app UNUSED, HttpRequest *r, HttpReply *reply, Err *err UNUSED)
{
    for (unsigned n = gifts; n > 0; n = gifts) {
        if (!atomic_compare_exchange_strong(&gifts, &n, n - 1))
            continue;
        reply->undelivered = give_back;
        buf_printf(&reply->body, "gift\n");
        return ERR_OK;
    }
    if (!r->is_last)
        reply->park_ms = 2000;
    else
        reply->status = 204;
    return ERR_OK;
}

static ErrCode give(void *app UNUSED, HttpRequest *r UNUSED, HttpReply *reply, Err *err UNUSED)
{
    gifts++;
    http_wake(http);
    reply->status = 204;
    return ERR_OK;
}

static ErrCode watch(void *app UNUSED, HttpRequest *r, HttpReply *reply, Err *err)
{
    LiveTopic topics[HTTP_MAX_TOPICS];
    uint64_t count;

    if (!parse_u64(r->params[0], HTTP_MAX_TOPICS, &count) || count == 0)
        return err_set(err, ERR_USAGE, "how many topics?");
    for (uint64_t i = 0; i < count; i++)
        topics[i] = (LiveTopic){1, i};
    http_reply_stream(r, reply, topics, count);
    return ERR_OK;
}

static ErrCode change(void *app UNUSED, HttpRequest *r, HttpReply *reply, Err *err)
{
    LiveTopic topic = {1, 0};

    if (!parse_u64(r->params[0], ARRAY_LEN(states) - 1, &topic.id))
        return err_set(err, ERR_USAGE, "which topic?");
    states[topic.id]++;
    http_touch(http, &topic, 1);
    reply->status = 204;
    return ERR_OK;
}

static ErrCode numbers(void *app UNUSED, HttpRequest *r UNUSED, HttpReply *reply,
                       Err *err UNUSED)
{
    HttpCounts c;

    http_counts(http, &c);
    buf_printf(
        &reply->body,
        "{\"open\":%llu,\"streams\":%llu,\"parked\":%llu,\"bodies\":%llu,\"undelivered\":%u}\n",
        (unsigned long long)c.open, (unsigned long long)c.streams, (unsigned long long)c.parked,
        (unsigned long long)c.bodies_bytes, undelivered);
    return ERR_OK;
}

/* clang-format off */
static const HttpRoute routes[] = {
    {HTTP_GET,    "/echo/{word}",       echo,       HTTP_ON_LOOP,  0, 0, 0, NULL},
    {HTTP_POST,   "/echo/{word}",       echo,       HTTP_STORING,  1000, 0, 0, NULL},
    {HTTP_PUT,    "/large",             count_body, HTTP_STORING,  8 << 20, 0, 0, NULL},
    {HTTP_GET,    "/large",             large,      HTTP_THINKING, 0, 0, 0, NULL},
    {HTTP_GET,    "/slow/{word}",       slow,       HTTP_STORING,  0, 0, 0, NULL},
    {HTTP_GET,    "/fail/{how}",        fail,       HTTP_STORING,  0, 0, 0, NULL},
    {HTTP_GET,    "/files/{path...}",   echo,       HTTP_ON_LOOP,  0, 0, 0, NULL},
    {HTTP_GET,    "/gift",              wait_gift,  HTTP_STORING,  0, 0, 0, NULL},
    {HTTP_POST,   "/gift",              give,       HTTP_STORING,  0, 0, 0, NULL},
    {HTTP_GET,    "/watch/{count}",     watch,      HTTP_ON_LOOP,  0, 0, 0, NULL},
    {HTTP_POST,   "/change/{topic}",    change,     HTTP_STORING,  0, 0, 0, NULL},
    {HTTP_GET,    "/numbers",           numbers,    HTTP_ON_LOOP,  0, 0, 0, NULL},
};
/* clang-format on */

/* A handler that is worth a large body has to be asked for with a token. */
static ErrCode admit_large(void *app UNUSED, HttpRequest *r, Err *err)
{
    if (!str_is(http_field(r, "authorization"), "Bearer good"))
        return err_set(err, ERR_AUTH, "the token is not known");
    return ERR_OK;
}

static ErrCode read_states(void *app UNUSED, Arena *a, const LiveTopic *topics, size_t count,
                           Str *ret_states, Err *err UNUSED)
{
    for (size_t i = 0; i < count; i++)
        ret_states[i] = arena_printf(a, "{\"n\":%llu}",
                                     (unsigned long long)states[topics[i].id]);
    return ERR_OK;
}

static void name_topic(LiveTopic topic, Buf *out)
{
    buf_printf(out, "n:%llu", (unsigned long long)topic.id);
}

static void on_signal(int number UNUSED)
{
    http_stop(http);
}

int main(int argc, char **argv)
{
    static const LiveSource live = {read_states, name_topic};
    HttpApp app = {.routes = routes,
                   .route_count = ARRAY_LEN(routes),
                   .admit_large = admit_large,
                   .live = &live};
    HttpSettings settings = {.host = "127.0.0.1"};
    Err err = {0};
    uint64_t port = 0;

    signal(SIGPIPE, SIG_IGN);
    if (argc > 1 && !parse_u64(str_from(argv[1]), 65535, &port))
        return 2;
    settings.port = (uint16_t)port;
    if (http_open(&settings, &app, &http, &err) != ERR_OK) {
        fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    signal(SIGTERM, on_signal);
    printf("%u\n", http_port(http));
    fflush(stdout);
    http_run(http);
    http_close(http);
    return 0;
}
