/*
 * client.c -- libcurl's easy interface, with limits.
 */
#include "http/client.h"

#include <curl/curl.h>
#include <pthread.h>

enum { FIELDS_MAX_BYTES = 64 << 10, CONNECT_MS = 10000 };

struct Client {
    CURL *easy;
};

typedef struct Exchange {
    const ClientAsk *ask;
    Buf body, fields;
    char why[CURL_ERROR_SIZE];
} Exchange;

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void init_library(void)
{
    MUST(curl_global_init(CURL_GLOBAL_DEFAULT) == 0);
}

Client *client_new(void)
{
    Client *c = xcalloc(1, sizeof(*c));

    pthread_once(&once, init_library);
    c->easy = curl_easy_init();
    MUST(c->easy);
    return c;
}

void client_free(Client *c)
{
    if (!c)
        return;
    curl_easy_cleanup(c->easy);
    free(c);
}

/* A short count makes libcurl end the request. */
static size_t add(Buf *to, const char *bytes, size_t len)
{
    buf_add(to, (Str){bytes, len});
    return to->full ? 0 : len;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *arg)
{
    return add(&((Exchange *)arg)->body, bytes, size * count);
}

static size_t on_field(char *bytes, size_t size, size_t count, void *arg)
{
    Exchange *x = arg;

    if (size * count > 5 && memcmp(bytes, "HTTP/", 5) == 0)
        buf_clear(&x->fields); /* of the last answer: 100 Continue has a head of its own */
    return add(&x->fields, bytes, size * count);
}

static int on_progress(void *arg, curl_off_t a UNUSED, curl_off_t b UNUSED, curl_off_t c UNUSED,
                       curl_off_t d UNUSED)
{
    const ClientAsk *ask = ((Exchange *)arg)->ask;

    return ask->stop && *ask->stop;
}

static struct curl_slist *make_fields(Arena *a, const ClientAsk *ask)
{
    struct curl_slist *list = curl_slist_append(NULL, "Expect:");

    if (ask->token)
        list = curl_slist_append(list,
                                 arena_printf(a, "Authorization: Bearer %s", ask->token).ptr);
    if (ask->content_type)
        list = curl_slist_append(list,
                                 arena_printf(a, "Content-Type: %s", ask->content_type).ptr);
    return list;
}

static void set_up(CURL *easy, Exchange *x, struct curl_slist *fields)
{
    const ClientAsk *ask = x->ask;

    curl_easy_reset(easy);
    curl_easy_setopt(easy, CURLOPT_URL, ask->url);
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, ask->method);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, fields);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)ask->timeout_ms);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, x);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_field);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, x);
    curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl_easy_setopt(easy, CURLOPT_XFERINFODATA, x);
    curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, x->why);
    if (ask->body.ptr) {
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)ask->body.len);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, ask->body.ptr);
    }
}

static ErrCode failure(const Exchange *x, CURLcode code, Err *err)
{
    const char *why = x->why[0] ? x->why : curl_easy_strerror(code);
    ErrCode rc = ERR_REMOTE;

    if (code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL)
        rc = ERR_USAGE;
    else if (code == CURLE_OPERATION_TIMEDOUT)
        rc = ERR_TIMEOUT;
    else if (code == CURLE_WRITE_ERROR)
        rc = ERR_LIMIT;
    else if (code == CURLE_ABORTED_BY_CALLBACK)
        rc = ERR_CANCELED;
    return err_set(err, rc, "asking %s: %s", x->ask->url, why);
}

ErrCode client_ask(Client *c, Arena *a, const ClientAsk *ask, ClientAnswer *ret, Err *err)
{
    Exchange x = {
        .ask = ask, .body = BUF(ask->answer_max_bytes), .fields = BUF(FIELDS_MAX_BYTES)};
    struct curl_slist *fields = make_fields(a, ask);
    long status = 0;

    set_up(c->easy, &x, fields);
    CURLcode code = curl_easy_perform(c->easy);
    curl_easy_getinfo(c->easy, CURLINFO_RESPONSE_CODE, &status);
    curl_slist_free_all(fields);
    ErrCode rc = code == CURLE_OK ? ERR_OK : failure(&x, code, err);
    *ret = (ClientAnswer){(int)status, arena_str(a, buf_str(&x.body)),
                          arena_str(a, buf_str(&x.fields))};
    buf_done(&x.body);
    buf_done(&x.fields);
    return rc;
}

Str client_field(const ClientAnswer *answer, const char *name)
{
    Str rest = answer->fields, line;

    while (str_line(&rest, &line)) {
        size_t colon = str_find_char(line, ':', 0);

        if (colon != SIZE_MAX && str_eq_nocase(str_sub(line, 0, colon), str_from(name)))
            return str_trim(str_sub(line, colon + 1, line.len));
    }
    return STR_NONE;
}
