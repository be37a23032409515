/*
 * admit.c -- the four rules, in their order.
 */
#include "web/admit.h"

enum { TOKEN_MAX_BYTES = 200 };

static bool is_local_host(Str host)
{
    size_t colon = str_rfind_char(host, ':');
    bool is_bracketed = host.len > 0 && host.ptr[0] == '[';
    Str name = host;

    if (is_bracketed)
        name = str_sub(host, 0, str_find_char(host, ']', 0) + 1);
    else if (colon != SIZE_MAX)
        name = str_sub(host, 0, colon);
    return str_eq_nocase(name, STR("localhost")) || str_is(name, "127.0.0.1") ||
           str_is(name, "[::1]");
}

static const char *const forwarded_fields[] = {
    "forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via",
};

static ErrCode check_origin(const GateHead *head, Err *err)
{
    Str origin = gate_field(head, "origin"), site = gate_field(head, "sec-fetch-site");

    if (origin.ptr && (!str_starts(origin, STR("http://")) ||
                       !str_eq_nocase(str_sub(origin, 7, origin.len), head->host)))
        return err_set(err, ERR_FORBIDDEN, "the request comes from a page of '%.*s'",
                       STR_ARG(origin));
    /* a link from elsewhere to a page is fine, a script or form of elsewhere is not */
    if (site.ptr && !str_is(site, "same-origin") && !str_is(site, "none") &&
        head->method != HTTP_GET && head->method != HTTP_HEAD)
        return err_set(err, ERR_FORBIDDEN, "the request comes from a page of another site");
    return ERR_OK;
}

static bool is_type(Str value, const char *wanted)
{
    return str_eq_nocase(str_trim(str_sub(value, 0, str_find_char(value, ';', 0))),
                         str_from(wanted));
}

ErrCode admit_check(const GateHead *head, const char *content_type, bool *ret_is_media,
                    Err *err)
{
    *ret_is_media = false;
    if (!is_local_host(head->host)) {
        (void)err_set(err, ERR_FORBIDDEN, "the Host '%.*s' is not this machine",
                      STR_ARG(head->host));
        return err_hint(err,
                        "in development the server answers to localhost, 127.0.0.1 and [::1]");
    }
    for (size_t i = 0; i < ARRAY_LEN(forwarded_fields); i++) {
        if (gate_field(head, forwarded_fields[i]).ptr)
            return err_set(err, ERR_FORBIDDEN,
                           "the request was forwarded (%s), which development does not allow",
                           forwarded_fields[i]);
    }
    ErrCode rc = check_origin(head, err);
    if (rc != ERR_OK)
        return rc;
    if (head->body != GATE_NO_BODY && content_type &&
        !is_type(gate_field(head, "content-type"), content_type)) {
        *ret_is_media = true;
        return err_set(err, ERR_USAGE, "the body must be %s", content_type);
    }
    return ERR_OK;
}

ErrCode admit_bearer(const GateHead *head, Str *ret, Err *err)
{
    Str value = gate_field(head, "authorization");

    *ret = STR_NONE;
    if (!value.ptr)
        return ERR_OK;
    if (value.len < 8 || !str_eq_nocase(str_sub(value, 0, 7), STR("Bearer ")))
        return err_set(err, ERR_AUTH, "the Authorization is not `Bearer TOKEN`");
    Str token = str_sub(value, 7, value.len);
    for (size_t i = 0; i < token.len; i++) {
        if (token.ptr[i] <= ' ' || (unsigned char)token.ptr[i] >= 0x7f)
            return err_set(err, ERR_AUTH, "the token is not known");
    }
    if (token.len > TOKEN_MAX_BYTES)
        return err_set(err, ERR_AUTH, "the token is not known");
    *ret = token;
    return ERR_OK;
}
