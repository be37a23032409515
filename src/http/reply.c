/*
 * reply.c -- what handlers use to read a request and write an answer.
 */
#include "http/live.h"

static bool is_text(Str s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];

        if (c < 0x20 || c == 0x7f)
            return false;
    }
    return utf8_is_valid(s);
}

/* The gate has seen to it that every '%' has two digits. */
bool http_decode(Arena *a, Str text, bool plus, Str *ret)
{
    char *out = arena_alloc(a, text.len + 1);
    size_t len = 0;

    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '%' && i + 2 < text.len) {
            out[len++] = (char)(gate_hex_value(text.ptr[i + 1]) * 16 +
                                gate_hex_value(text.ptr[i + 2]));
            i += 2;
        } else {
            out[len++] = plus && text.ptr[i] == '+' ? ' ' : text.ptr[i];
        }
    }
    *ret = (Str){out, len};
    return is_text(*ret);
}

Str http_field(const HttpRequest *r, const char *name)
{
    return gate_field(&r->head, name);
}

ErrCode http_query(const HttpRequest *r, const char *name, Str *ret, Err *err)
{
    Str rest = r->head.query, pair;

    *ret = STR_NONE;
    while (str_split(&rest, '&', &pair)) {
        size_t equals = str_find_char(pair, '=', 0);
        Str key, value;

        if (!http_decode(r->arena, str_sub(pair, 0, equals), true, &key) || !str_is(key, name))
            continue;
        if (ret->ptr)
            return err_set(err, ERR_USAGE, "the parameter '%s' is there twice", name);
        value = equals == SIZE_MAX ? STR("") : str_sub(pair, equals + 1, pair.len);
        if (!http_decode(r->arena, value, true, ret))
            return err_set(err, ERR_USAGE, "the parameter '%s' is not text", name);
    }
    return ERR_OK;
}

void http_reply_field(HttpReply *reply, const char *name, Str value)
{
    for (size_t i = 0; i < value.len; i++)
        MUST((unsigned char)value.ptr[i] >= 0x20 && value.ptr[i] != 0x7f);
    buf_printf(&reply->fields, "%s: %.*s\r\n", name, STR_ARG(value));
}

void http_reply_stream(HttpRequest *r, HttpReply *reply, const LiveTopic *topics, size_t count)
{
    MUST(count > 0 && count <= HTTP_MAX_TOPICS);
    LiveTopic *copy = ARENA_ARRAY(r->arena, LiveTopic, count);
    memcpy(copy, topics, count * sizeof(*copy));
    reply->topics = copy;
    reply->topic_count = count;
}

static const char *const error_codes[ERR_CODE_COUNT] = {
    [ERR_OK] = "ok",
    [ERR_FAILED] = "internal",
    [ERR_IO] = "internal",
    [ERR_USAGE] = "bad_request",
    [ERR_INVALID] = "invalid",
    [ERR_LIMIT] = "too_large",
    [ERR_NOT_FOUND] = "not_found",
    [ERR_BUSY] = "unavailable",
    [ERR_TIMEOUT] = "timeout",
    [ERR_VERIFY] = "invalid",
    [ERR_BUDGET] = "budget_reached",
    [ERR_SOURCE] = "source_unavailable",
    [ERR_REMOTE] = "remote_failed",
    [ERR_CANCELED] = "canceled",
    [ERR_CONFLICT] = "conflict",
    [ERR_STALE] = "stale",
    [ERR_AUTH] = "unauthorized",
    [ERR_FORBIDDEN] = "forbidden",
    [ERR_TOO_MANY] = "rate_limited",
    [ERR_UNSURE] = "unsure",
};

const char *http_error_code(ErrCode code)
{
    MUST(code < ERR_CODE_COUNT && error_codes[code]);
    return error_codes[code];
}
