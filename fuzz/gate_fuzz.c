/*
 * gate_fuzz.c -- any bytes as what a client sends: head, path, query and chunked body.
 *
 * Properties: bytes that come in two pieces give the verdict of one piece; a head that passes has one
 * valid Host, a body whose end is known, and no control byte; decoded parts are text; chunked content
 * is never longer than what was sent, and every call makes progress.
 */
#include "fuzz.h"

#include "http/live.h"
#include "http/router.h"

static ErrCode nothing(void *app UNUSED, HttpRequest *r UNUSED, HttpReply *reply UNUSED,
                       Err *err UNUSED)
{
    return ERR_OK;
}

static const HttpRoute routes[] = {
    {HTTP_GET, "/a/{b}", nothing},
    {HTTP_POST, "/a/{b}/{c}", nothing},
    {HTTP_GET, "/f/{path...}", nothing},
};

static void check_head(Arena *a, Str bytes, const GateHead *head)
{
    HttpRequest r = {.arena = a, .head = *head};
    Str params[HTTP_MAX_PARAMS] = {0}, value;
    const HttpRoute *route;
    unsigned allowed, hosts = 0;
    Err err;

    for (size_t i = 0; i < head->field_count; i++) {
        hosts += str_eq_nocase(head->fields[i].name, STR("host"));
        MUST(head->fields[i].value.ptr >= bytes.ptr || head->fields[i].value.len == 0);
        for (size_t k = 0; k < head->fields[i].value.len; k++)
            MUST((unsigned char)head->fields[i].value.ptr[k] >= 0x20 ||
                 head->fields[i].value.ptr[k] == '\t');
    }
    MUST(hosts == 1 && head->host.len > 0 && head->path.len > 0 && head->path.ptr[0] == '/');
    MUST(head->body != GATE_LENGTH || head->length > 0);
    if (route_find(routes, ARRAY_LEN(routes), a, head->method, head->path, &route, params,
                   &allowed) == ROUTE_FOUND) {
        for (int p = 0; p < HTTP_MAX_PARAMS; p++)
            MUST(utf8_is_valid(params[p]) && str_find_char(params[p], '\0', 0) == SIZE_MAX);
    }
    if (http_query(&r, "q", &value, &err) == ERR_OK)
        MUST(utf8_is_valid(value));
}

static void check_chunks(Str rest)
{
    GateChunks c = {0};
    GateRefusal why;
    GateVerdict v = GATE_MORE;
    size_t content = 0, all = rest.len;

    while (v == GATE_MORE && rest.len) {
        size_t used = 0;
        Str data;

        v = gate_chunks(&c, rest, &used, &data, &why);
        if (v == GATE_REFUSED)
            return;
        MUST(used > 0 && used <= rest.len && data.len <= used);
        content += data.len;
        rest = str_sub(rest, used, rest.len);
    }
    MUST(content <= all);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(arena_done) Arena a = {0};
    Str bytes = fuzz_input(&a, data, size);
    GateScan whole = {0}, pieces = {0};
    GateRefusal why = {0}, why_2 = {0};
    size_t end = 0, end_2 = 0;
    GateHead head;
    LiveDigest digests[2];

    if (size == 0 || size > 64 << 10)
        return 0;
    GateVerdict v = gate_scan(&whole, bytes, &end, &why);
    GateVerdict v_2 = gate_scan(&pieces, str_sub(bytes, 0, bytes.len / 2), &end_2, &why_2);
    if (v_2 == GATE_MORE)
        v_2 = gate_scan(&pieces, bytes, &end_2, &why_2);
    MUST(v == v_2 && end == end_2 && why.status == why_2.status);
    MUST(end <= bytes.len && end <= GATE_MAX_HEAD + 2);
    if (v == GATE_DONE && gate_head(str_sub(bytes, 0, end), &head, &why) == GATE_DONE)
        check_head(&a, bytes, &head);
    check_chunks(v == GATE_DONE ? str_sub(bytes, end, bytes.len) : bytes);
    (void)live_cursor_read(str_sub(bytes, 0, 16), 2, digests);
    return 0;
}
