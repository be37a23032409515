/*
 * gate.c -- the strict reader of requests.
 *
 * evhttp of libevent reads requests too, and was tried: it joins folded lines, takes a lone LF, "+5"
 * as a length, two Hosts and `xchunked`, and what it hands on no longer shows that it did. So the
 * bytes are read here, and libevent carries them.
 */
#include "http/gate.h"

enum CharClass { IS_TOKEN = 1, IS_PATH = 2, IS_QUERY = 4, IS_HOST = 8, IS_HEX = 16 };

static bool is_alnum(unsigned char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_one_of(unsigned char c, const char *set)
{
    return c && strchr(set, c);
}

static bool has_class(unsigned char c, enum CharClass wanted)
{
    switch (wanted) {
    case IS_TOKEN:
        return is_alnum(c) || is_one_of(c, "!#$%&'*+-.^_`|~");
    case IS_PATH:
        return is_alnum(c) || is_one_of(c, "-._~!$&'()*+,;=:@/%");
    case IS_QUERY: /* browsers leave the second half as it is */
        return is_alnum(c) || is_one_of(c, "-._~!$&'()*+,;=:@/%?"
                                           "[]{}|^");
    case IS_HOST:
        return is_alnum(c) || is_one_of(c, "-.");
    case IS_HEX:
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }
    return false;
}

static bool is_all(Str s, enum CharClass wanted)
{
    for (size_t i = 0; i < s.len; i++) {
        if (!has_class((unsigned char)s.ptr[i], wanted))
            return false;
    }
    return true;
}

static GateVerdict refuse(GateRefusal *why, int status, const char *code, const char *message)
{
    *why = (GateRefusal){status, code, message};
    return GATE_REFUSED;
}

static GateVerdict malformed(GateRefusal *why, const char *message)
{
    return refuse(why, 400, "bad_request", message);
}

static const struct MethodRow {
    const char *name;
    bool is_served;
} methods[HTTP_METHOD_COUNT] = {
#define X(name, is_served) [HTTP_##name] = {#name, is_served},
    HTTP_METHOD_TABLE(X)
#undef X
};

const char *http_method_name(HttpMethod method)
{
    MUST(method < HTTP_METHOD_COUNT);
    return methods[method].name;
}

/* -- the end of the head -- */

static GateVerdict too_long(const GateScan *s, GateRefusal *why)
{
    if (s->lines == 0)
        return refuse(why, 414, "uri_too_long", "the request line is too long");
    return refuse(why, 431, "headers_too_large", "the header fields are too large");
}

/* A byte inside a line, not part of its end. */
static GateVerdict check_byte(const GateScan *s, unsigned char c, GateRefusal *why)
{
    if (c == '\t' ? s->lines > 0 : c >= 0x20 && c != 0x7f && (c < 0x80 || s->lines > 0))
        return GATE_MORE;
    if (c == '\n')
        return malformed(why, "a line ends with LF alone");
    return malformed(why, s->lines == 0 ? "the request line has a byte that is not printable"
                                        : "a header field has a control byte");
}

GateVerdict gate_scan(GateScan *s, Str bytes, size_t *ret_size, GateRefusal *ret_why)
{
    for (size_t at = s->seen; at < bytes.len; at = s->seen) {
        unsigned char c = (unsigned char)bytes.ptr[at];
        size_t limit = s->lines ? GATE_MAX_HEAD : GATE_MAX_TARGET + 32;

        if (at >= limit)
            return too_long(s, ret_why);
        if (c != '\r') {
            if (check_byte(s, c, ret_why) == GATE_REFUSED)
                return GATE_REFUSED;
            s->seen++;
            continue;
        }
        if (at + 1 == bytes.len)
            return GATE_MORE; /* looked at again with its LF */
        if (bytes.ptr[at + 1] != '\n')
            return malformed(ret_why, "a CR stands alone");
        s->seen += 2;
        if (at == s->line_start) {
            if (s->lines == 0)
                return malformed(ret_why, "an empty line stands before the request");
            *ret_size = s->seen;
            return GATE_DONE;
        }
        if (s->lines++ > GATE_MAX_FIELDS)
            return refuse(ret_why, 431, "headers_too_large",
                          "there are too many header fields");
        s->line_start = s->seen;
    }
    return GATE_MORE;
}

/* -- the request line -- */

static GateVerdict read_method(Str name, GateHead *ret, GateRefusal *why)
{
    for (int m = 0; m < HTTP_METHOD_COUNT; m++) {
        if (!str_is(name, methods[m].name))
            continue;
        ret->method = (HttpMethod)m;
        if (!methods[m].is_served)
            return refuse(why, 405, "method_not_allowed", "this method is not served here");
        return GATE_DONE;
    }
    if (name.len == 0 || name.len > 32 || !is_all(name, IS_TOKEN))
        return malformed(why, "the request line does not begin with a method");
    return refuse(why, 501, "not_implemented", "this method is not known");
}

static GateVerdict read_version(Str version, GateHead *ret, GateRefusal *why)
{
    if (str_is(version, "HTTP/1.1"))
        return GATE_DONE;
    if (str_is(version, "HTTP/1.0")) {
        ret->is_http_1_0 = true;
        return GATE_DONE;
    }
    if (version.len == 8 && str_starts(version, STR("HTTP/")))
        return refuse(why, 505, "version_not_supported",
                      "only HTTP/1.1 and HTTP/1.0 are spoken");
    return malformed(why, "the request line does not end with an HTTP version");
}

static bool are_escapes_whole(Str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '%' && (i + 2 >= s.len || !is_all(str_sub(s, i + 1, i + 3), IS_HEX)))
            return false;
    }
    return true;
}

static GateVerdict read_target(Str target, GateHead *ret, GateRefusal *why)
{
    size_t mark = str_find_char(target, '?', 0);

    if (target.len > GATE_MAX_TARGET)
        return refuse(why, 414, "uri_too_long", "the target is too long");
    if (target.len == 0 || target.ptr[0] != '/')
        return malformed(why, "the target does not begin with '/'");
    ret->path = str_sub(target, 0, mark);
    ret->query = mark == SIZE_MAX ? STR("") : str_sub(target, mark + 1, target.len);
    if (!is_all(ret->path, IS_PATH) || !is_all(ret->query, IS_QUERY))
        return malformed(why, "the target has a character that must be escaped");
    if (!are_escapes_whole(target))
        return malformed(why, "the target has a broken escape");
    return GATE_DONE;
}

static GateVerdict read_request_line(Str line, GateHead *ret, GateRefusal *why)
{
    size_t first = str_find_char(line, ' ', 0);
    size_t last = str_rfind_char(line, ' ');

    if (first == SIZE_MAX || first == last)
        return malformed(why, "the request line is not METHOD TARGET VERSION");
    GateVerdict v = read_version(str_sub(line, last + 1, line.len), ret, why);
    if (v == GATE_DONE)
        v = read_method(str_sub(line, 0, first), ret, why);
    if (v == GATE_DONE)
        v = read_target(str_sub(line, first + 1, last), ret, why);
    return v;
}

/* -- header fields -- */

/* A second one of these could be read by one program and not by the next. */
static const char *const single_fields[] = {
    "host",          "content-length",  "transfer-encoding",
    "content-type",  "connection",      "authorization",
    "expect",        "origin",          "cookie",
    "last-event-id", "idempotency-key", "content-encoding",
};

static bool is_name(Str name, const char *wanted)
{
    return str_eq_nocase(name, str_from(wanted));
}

/* Some programs behind us read '_' as '-'. */
static bool is_name_in_disguise(Str name)
{
    return is_name(name, "content_length") || is_name(name, "transfer_encoding");
}

static GateVerdict add_field(Str line, GateHead *ret, GateRefusal *why)
{
    size_t colon = str_find_char(line, ':', 0);

    if (line.ptr[0] == ' ' || line.ptr[0] == '\t')
        return malformed(why, "a header field is folded over two lines");
    if (colon == SIZE_MAX)
        return malformed(why, "a header field has no colon");
    HttpField f = {str_sub(line, 0, colon), str_trim(str_sub(line, colon + 1, line.len))};
    if (f.name.len == 0 || !is_all(f.name, IS_TOKEN))
        return malformed(why,
                         "the name of a header field has a character that does not belong");
    if (is_name_in_disguise(f.name))
        return malformed(why, "the name of a header field is a disguise of another");
    for (size_t s = 0; s < ARRAY_LEN(single_fields); s++) {
        if (is_name(f.name, single_fields[s]) && gate_field(ret, single_fields[s]).ptr)
            return malformed(why, "a header field that is single was sent twice");
    }
    if (ret->field_count == GATE_MAX_FIELDS)
        return refuse(why, 431, "headers_too_large", "there are too many header fields");
    ret->fields[ret->field_count++] = f;
    return GATE_DONE;
}

Str gate_field(const GateHead *head, const char *name)
{
    for (size_t i = 0; i < head->field_count; i++) {
        if (is_name(head->fields[i].name, name))
            return head->fields[i].value;
    }
    return STR_NONE;
}

static bool is_port(Str port)
{
    uint64_t number;

    return parse_u64(port, 65535, &number);
}

static bool is_host(Str host)
{
    size_t end = str_find_char(host, ']', 0), colon;

    if (host.len == 0 || host.len > 255)
        return false;
    if (host.ptr[0] == '[') {
        if (end == SIZE_MAX || end < 3)
            return false;
        for (size_t i = 1; i < end; i++) {
            if (!has_class((unsigned char)host.ptr[i], IS_HEX) && !is_one_of(host.ptr[i], ":."))
                return false;
        }
        Str rest = str_sub(host, end + 1, host.len);
        return rest.len == 0 || (rest.ptr[0] == ':' && is_port(str_sub(rest, 1, rest.len)));
    }
    colon = str_find_char(host, ':', 0);
    Str name = str_sub(host, 0, colon);
    return name.len > 0 && is_all(name, IS_HOST) &&
           (colon == SIZE_MAX || is_port(str_sub(host, colon + 1, host.len)));
}

static GateVerdict read_host(GateHead *ret, GateRefusal *why)
{
    ret->host = gate_field(ret, "host");
    if (!ret->host.ptr)
        return malformed(why, "there is no Host");
    if (!is_host(ret->host))
        return malformed(why, "the Host is not a name or address with an optional port");
    return GATE_DONE;
}

static bool is_digits(Str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return false;
    }
    return s.len > 0;
}

/* Where the body ends. */
static GateVerdict read_framing(GateHead *ret, GateRefusal *why)
{
    Str length = gate_field(ret, "content-length");
    Str coding = gate_field(ret, "transfer-encoding");

    if (length.ptr && coding.ptr)
        return malformed(why, "there are Content-Length and Transfer-Encoding");
    if (coding.ptr && ret->is_http_1_0)
        return malformed(why, "HTTP/1.0 has no Transfer-Encoding");
    if (coding.ptr && !str_eq_nocase(coding, STR("chunked")))
        return malformed(why, "the Transfer-Encoding is not exactly 'chunked'");
    if (length.ptr && !is_digits(length))
        return malformed(why, "the Content-Length is not a number of digits only");
    if (length.len > GATE_MAX_LENGTH_DIGITS)
        return refuse(why, 413, "body_too_large", "the Content-Length is beyond any limit");
    if (length.ptr && !parse_u64(length, UINT64_MAX, &ret->length))
        return malformed(why, "the Content-Length is not a number");
    ret->body = coding.ptr ? GATE_CHUNKED : ret->length ? GATE_LENGTH : GATE_NO_BODY;
    if (ret->body != GATE_NO_BODY && (ret->method == HTTP_GET || ret->method == HTTP_HEAD))
        return malformed(why, "GET and HEAD have no body");
    return GATE_DONE;
}

static bool has_word(Str list, const char *word)
{
    Str item;

    while (str_split(&list, ',', &item)) {
        if (str_eq_nocase(str_trim(item), str_from(word)))
            return true;
    }
    return false;
}

static GateVerdict read_connection(GateHead *ret, GateRefusal *why)
{
    Str connection = gate_field(ret, "connection"), expect = gate_field(ret, "expect");

    if (expect.ptr && !str_eq_nocase(expect, STR("100-continue")))
        return refuse(why, 417, "expectation_failed", "only 100-continue can be expected");
    ret->expects_continue = expect.ptr && !ret->is_http_1_0 && ret->body != GATE_NO_BODY;
    if (ret->is_http_1_0)
        ret->keeps_alive = has_word(connection, "keep-alive");
    else
        ret->keeps_alive = !has_word(connection, "close");
    return GATE_DONE;
}

GateVerdict gate_head(Str head, GateHead *ret, GateRefusal *ret_why)
{
    Str line;
    bool is_first = true;

    ret->field_count = 0;
    ret->length = 0;
    ret->is_http_1_0 = false;
    while (str_line(&head, &line) && line.len) {
        GateVerdict v = is_first ? read_request_line(line, ret, ret_why)
                                 : add_field(line, ret, ret_why);

        if (v == GATE_REFUSED)
            return v;
        is_first = false;
    }
    GateVerdict v = read_host(ret, ret_why);
    if (v == GATE_DONE)
        v = read_framing(ret, ret_why);
    if (v == GATE_DONE)
        v = read_connection(ret, ret_why);
    return v;
}

/* -- chunks -- */

enum ChunkState {
    CHUNK_SIZE,    /* digits */
    CHUNK_SIZE_LF, /* after their CR */
    CHUNK_DATA,
    CHUNK_DATA_CR, /* after the data */
    CHUNK_DATA_LF,
    CHUNK_END_CR, /* after the chunk of size 0 */
    CHUNK_END_LF,
    CHUNK_OVER,
};

enum { CHUNK_MAX_DIGITS = 8 };

unsigned gate_hex_value(char digit)
{
    return ((unsigned char)digit & 15u) + (digit > '9' ? 9u : 0u);
}

static GateVerdict size_byte(GateChunks *c, unsigned char byte, GateRefusal *why)
{
    if (byte == '\r' && c->digits > 0) {
        c->state = CHUNK_SIZE_LF;
        return GATE_MORE;
    }
    if (!has_class(byte, IS_HEX))
        return malformed(why, "a chunk does not begin with its size in digits only");
    if (++c->digits > CHUNK_MAX_DIGITS)
        return malformed(why, "the size of a chunk has too many digits");
    c->left = c->left * 16 + gate_hex_value((char)byte);
    if (c->left > GATE_MAX_CHUNK)
        return refuse(why, 413, "body_too_large", "a chunk is too large");
    return GATE_MORE;
}

/* One byte that is no content. */
static GateVerdict frame_byte(GateChunks *c, unsigned char byte, GateRefusal *why)
{
    static const uint8_t next[] = {
        [CHUNK_DATA_CR] = CHUNK_DATA_LF,
        [CHUNK_DATA_LF] = CHUNK_SIZE,
        [CHUNK_END_CR] = CHUNK_END_LF,
        [CHUNK_END_LF] = CHUNK_OVER,
    };
    bool wants_cr = c->state == CHUNK_DATA_CR || c->state == CHUNK_END_CR;

    if (c->state == CHUNK_SIZE)
        return size_byte(c, byte, why);
    if (byte != (wants_cr ? '\r' : '\n'))
        return malformed(why, c->state == CHUNK_END_CR ? "there are trailers after the chunks"
                                                       : "a chunk does not end with CR LF");
    if (c->state == CHUNK_SIZE_LF) {
        c->state = c->left ? CHUNK_DATA : CHUNK_END_CR;
        return GATE_MORE;
    }
    c->state = next[c->state];
    c->digits = 0;
    return c->state == CHUNK_OVER ? GATE_DONE : GATE_MORE;
}

GateVerdict gate_chunks(GateChunks *c, Str bytes, size_t *ret_used, Str *ret_data,
                        GateRefusal *ret_why)
{
    size_t at = 0;

    *ret_data = STR_NONE;
    MUST(c->state != CHUNK_OVER);
    for (; at < bytes.len; at++) {
        if (c->state == CHUNK_DATA) {
            size_t take = (size_t)MIN_OF(c->left, (uint64_t)(bytes.len - at));

            *ret_data = str_sub(bytes, at, at + take);
            *ret_used = at + take;
            c->left -= take;
            if (c->left == 0)
                c->state = CHUNK_DATA_CR;
            return GATE_MORE;
        }
        GateVerdict v = frame_byte(c, (unsigned char)bytes.ptr[at], ret_why);
        if (v != GATE_MORE) {
            *ret_used = at + 1;
            return v;
        }
    }
    *ret_used = at;
    return GATE_MORE;
}
