/*
 * gate.h -- which bytes are a request, and which are refused before anybody acts on them.
 *
 * Pure functions over bytes: no socket, no clock, no memory of their own. What two readers of one
 * connection could understand differently is refused, never mended; the connection ends after a
 * refusal, because nobody knows where the next request would begin.
 *
 * What passes the gate has:
 *   1. lines that end with CR LF, no other CR or LF, no NUL and no control byte but a tab in values;
 *   2. a method of the table, a target that begins with '/', HTTP/1.1 or HTTP/1.0;
 *   3. exactly one Host, a name or address with an optional port;
 *   4. a body whose end is known: no body, one Content-Length of digits only, or exactly `chunked`
 *      (never both, never in HTTP/1.0), without chunk extensions and trailers;
 *   5. no folded line, no space before a colon, no second one of the fields that are single;
 *   6. at most GATE_MAX_HEAD bytes of head, GATE_MAX_TARGET of target, GATE_MAX_FIELDS fields.
 */
#ifndef FONDATION_HTTP_GATE_H
#define FONDATION_HTTP_GATE_H

#include "base/str.h"

enum {
    GATE_MAX_HEAD = 16 << 10,
    GATE_MAX_TARGET = 4 << 10,
    GATE_MAX_FIELDS = 64,
    GATE_MAX_CHUNK = 16 << 20,  /* of one chunk; the body has its own limit */
    GATE_MAX_LENGTH_DIGITS = 15 /* of Content-Length */
};
_Static_assert(GATE_MAX_HEAD >= 8 << 10, "browsers send cookies of 8 KiB");

/* name, served? Others are 501. */
/* clang-format off */
#define HTTP_METHOD_TABLE(X) \
    X(GET,     true)         \
    X(HEAD,    true)         \
    X(POST,    true)         \
    X(PUT,     true)         \
    X(DELETE,  true)         \
    X(PATCH,   false)        \
    X(OPTIONS, false)        \
    X(TRACE,   false)        \
    X(CONNECT, false)
/* clang-format on */

typedef enum HttpMethod {
#define X(name, is_served) HTTP_##name,
    HTTP_METHOD_TABLE(X)
#undef X
        HTTP_METHOD_COUNT
} HttpMethod;

const char *http_method_name(HttpMethod method);

/* Why a request is refused; the connection ends after the answer. */
typedef struct GateRefusal {
    int status;
    const char *code;    /* for programs: "bad_request" */
    const char *message; /* for people */
} GateRefusal;

typedef enum GateVerdict { GATE_MORE, GATE_DONE, GATE_REFUSED } GateVerdict;

/* Looks for the end of a head as bytes arrive; each byte is looked at once. Zeroed to begin. */
typedef struct GateScan {
    size_t seen;       /* bytes looked at */
    size_t line_start; /* of the line that is being read */
    unsigned lines;    /* ended so far */
} GateScan;

/* `bytes` is everything that arrived since the head began; the same and more at the next call.
 * GATE_DONE: *ret_size bytes of it are the head, with its empty line. */
GateVerdict gate_scan(GateScan *s, Str bytes, size_t *ret_size, GateRefusal *ret_why);

typedef struct HttpField {
    Str name; /* as sent: compare without regard to case */
    Str value;
} HttpField;

typedef enum GateBody { GATE_NO_BODY, GATE_LENGTH, GATE_CHUNKED } GateBody;

typedef struct GateHead {
    HttpMethod method;
    Str path;  /* not decoded; begins with '/' */
    Str query; /* not decoded; without the '?' */
    Str host;  /* with the port, when there is one */
    HttpField fields[GATE_MAX_FIELDS];
    size_t field_count;
    GateBody body;
    uint64_t length; /* with GATE_LENGTH */
    bool is_http_1_0;
    bool keeps_alive;
    bool expects_continue;
} GateHead;

/* `head` is what gate_scan found, views point into it. GATE_DONE or GATE_REFUSED. */
GateVerdict gate_head(Str head, GateHead *ret, GateRefusal *ret_why);

/* The end of a chunked body, found as bytes arrive. Zeroed to begin. */
typedef struct GateChunks {
    uint8_t state;
    uint8_t digits;
    uint64_t left; /* of the chunk */
} GateChunks;

/* Takes from the front of `bytes`: *ret_used of them, in which *ret_data (a view, perhaps empty) is
 * content. GATE_MORE: call again with what follows. Progress is made whenever bytes is not empty. */
GateVerdict gate_chunks(GateChunks *c, Str bytes, size_t *ret_used, Str *ret_data,
                        GateRefusal *ret_why);

/* Of a digit that is known to be hexadecimal. */
unsigned gate_hex_value(char digit);

/* The value of the first field of that name; STR_NONE when there is none. */
Str gate_field(const GateHead *head, const char *name);

#endif
