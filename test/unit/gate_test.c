/*
 * gate_test.c -- which bytes are a request.
 */
#include "test.h"

#include "http/gate.h"

/* "200 METHOD path?query body" or "STATUS message" */
static const char *verdict(const char *bytes, size_t len, GateHead *head)
{
    static char text[512];
    GateScan scan = {0};
    GateRefusal why;
    size_t size;
    GateVerdict v = gate_scan(&scan, (Str){bytes, len}, &size, &why);

    if (v == GATE_MORE)
        return "more";
    if (v == GATE_DONE)
        v = gate_head((Str){bytes, size}, head, &why);
    if (v == GATE_REFUSED)
        snprintf(text, sizeof(text), "%d %s", why.status, why.message);
    else
        snprintf(text, sizeof(text), "200 %s %.*s?%.*s %d %llu", http_method_name(head->method),
                 STR_ARG(head->path), STR_ARG(head->query), head->body,
                 (unsigned long long)head->length);
    return text;
}

#define CHECK_HEAD(bytes, wanted)                                        \
    do {                                                                 \
        GateHead head_;                                                  \
        CHECK_TEXT(verdict((bytes), sizeof(bytes) - 1, &head_), wanted); \
    } while (0)

TEST(a_head_is_read_as_it_is)
{
    CHECK_HEAD("GET /a/b?c=d HTTP/1.1\r\nHost: x\r\n\r\n", "200 GET /a/b?c=d 0 0");
    CHECK_HEAD("POST / HTTP/1.1\r\nHost: [::1]:80\r\nContent-Length: 12\r\n\r\n",
               "200 POST /? 1 12");
    CHECK_HEAD("PUT / HTTP/1.1\r\nhOST: x\r\ntransfer-ENCODING:  Chunked \r\n\r\n",
               "200 PUT /? 2 0");
}

TEST(what_two_readers_could_read_differently_is_refused)
{
    CHECK_HEAD(
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "400 there are Content-Length and Transfer-Encoding");
    CHECK_HEAD("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n",
               "400 a header field that is single was sent twice");
    CHECK_HEAD("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +1\r\n\r\n",
               "400 the Content-Length is not a number of digits only");
    CHECK_HEAD("GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n c: d\r\n\r\n",
               "400 a header field is folded over two lines");
    CHECK_HEAD("GET / HTTP/1.1\r\nHost : x\r\n\r\n",
               "400 the name of a header field has a character that does not belong");
    CHECK_HEAD("GET / HTTP/1.1\nHost: x\r\n\r\n", "400 a line ends with LF alone");
}

TEST(a_host_is_there_once_and_is_a_name)
{
    CHECK_HEAD("GET / HTTP/1.1\r\n\r\n", "400 there is no Host");
    CHECK_HEAD("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
               "400 a header field that is single was sent twice");
    CHECK_HEAD("GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
               "400 the Host is not a name or address with an optional port");
    CHECK_HEAD("GET / HTTP/1.1\r\nHost: [::1\r\n\r\n",
               "400 the Host is not a name or address with an optional port");
    CHECK_HEAD("GET / HTTP/1.1\r\nHost: a:70000\r\n\r\n",
               "400 the Host is not a name or address with an optional port");
}

TEST(a_head_found_in_pieces_is_the_same_as_in_one)
{
    static const char bytes[] = "GET /a HTTP/1.1\r\nHost: x\r\nX: y\r\n\r\nGET /b";
    size_t end = sizeof("GET /a HTTP/1.1\r\nHost: x\r\nX: y\r\n\r\n") - 1;
    GateScan scan = {0};
    GateRefusal why;
    size_t size = 0;

    for (size_t len = 1; len < end; len++)
        CHECK_INT(gate_scan(&scan, (Str){bytes, len}, &size, &why), GATE_MORE);
    CHECK_INT(gate_scan(&scan, (Str){bytes, end}, &size, &why), GATE_DONE);
    CHECK_INT(size, end);
}

TEST(a_head_is_refused_at_its_first_bad_byte)
{
    GateScan scan = {0};
    GateRefusal why;
    size_t size;

    CHECK_INT(gate_scan(&scan, STR("\x16\x03"), &size, &why), GATE_REFUSED);
    scan = (GateScan){0};
    CHECK_INT(gate_scan(&scan, STR("GET / HTTP/1.1\r\nA: \x01"), &size, &why), GATE_REFUSED);
}

TEST(keeping_the_connection_depends_on_the_version)
{
    GateHead head;

    CHECK(strncmp(verdict("GET / HTTP/1.1\r\nHost: x\r\n\r\n", 27, &head), "200", 3) == 0);
    CHECK(head.keeps_alive);
    static const char old[] = "GET / HTTP/1.0\r\nHost: x\r\n\r\n";
    CHECK(strncmp(verdict(old, sizeof(old) - 1, &head), "200", 3) == 0);
    CHECK(!head.keeps_alive);
    static const char closing[] = "GET / HTTP/1.1\r\nHost: x\r\nConnection: x, Close\r\n\r\n";
    CHECK(strncmp(verdict(closing, sizeof(closing) - 1, &head), "200", 3) == 0);
    CHECK(!head.keeps_alive);
}

/* The content, then "." when the body ended or "!" when it was refused. */
static const char *unchunked(const char *bytes, size_t piece)
{
    static char text[256];
    AUTO(buf_done) Buf out = BUF(200);
    GateChunks c = {0};
    GateRefusal why;
    GateVerdict v = GATE_MORE;
    Str rest = str_from(bytes);

    while (v == GATE_MORE && rest.len) {
        size_t used = 0;
        Str data;

        v = gate_chunks(&c, str_sub(rest, 0, piece), &used, &data, &why);
        buf_add(&out, data);
        if (v == GATE_REFUSED)
            break;
        CHECK(used > 0);
        rest = str_sub(rest, used, rest.len);
    }
    if (v != GATE_DONE)
        rest = STR_NONE;
    snprintf(text, sizeof(text), "%.*s%s%.*s", STR_ARG(buf_str(&out)),
             v == GATE_DONE      ? "."
             : v == GATE_REFUSED ? "!"
                                 : "?",
             STR_ARG(rest));
    return text;
}

TEST(chunks_become_their_content)
{
    for (size_t piece = 1; piece < 40; piece++) {
        CHECK_TEXT(unchunked("2\r\nhe\r\n03\r\nllo\r\n0\r\n\r\nGET", piece), "hello.GET");
        CHECK_TEXT(unchunked("a\r\n0123456789\r\n0\r\n\r\n", piece), "0123456789.");
        CHECK_TEXT(unchunked("2\r\nhello", piece), "he!");
        CHECK_TEXT(unchunked("0\r\nX: y\r\n\r\n", piece), "!");
        CHECK_TEXT(unchunked("5;x=y\r\nhello\r\n", piece), "!");
        CHECK_TEXT(unchunked("\r\nhello\r\n", piece), "!");
        CHECK_TEXT(unchunked("5\r\nhel", piece), "hel?");
    }
}

TEST_MAIN()
