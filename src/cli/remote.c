/*
 * remote.c -- requests of commands, and their errors.
 */
#include "cli/remote.h"

#include "cli/command.h"

enum { ANSWER_MAX_BYTES = 64 << 20, ANSWER_MS = 60000 };

static bool is_loopback_url(Str url)
{
    static const char *const starts[] = {"http://127.0.0.1", "http://localhost",
                                         "http://[::1]"};

    for (size_t i = 0; i < ARRAY_LEN(starts); i++) {
        size_t len = strlen(starts[i]);

        if (str_starts(url, str_from(starts[i])) &&
            (url.len == len || url.ptr[len] == ':' || url.ptr[len] == '/'))
            return true;
    }
    return false;
}

ErrCode remote_open(Remote *r, Options *o, Err *err)
{
    Str url = option_text(o, "server");

    while (str_ends(url, STR("/")))
        url = str_sub(url, 0, url.len - 1);
    if (!str_starts(url, STR("https://")) && !is_loopback_url(url)) {
        (void)err_set(err, ERR_USAGE, "--server: '%.*s' is not https", STR_ARG(url));
        return err_hint(err, "http is spoken with this machine only");
    }
    *r = (Remote){.client = client_new(),
                  .server = arena_cstr(&o->arena, url),
                  .token = option_cstr(o, "token"),
                  .a = &o->arena};
    return ERR_OK;
}

void remote_done(Remote *r)
{
    client_free(r->client);
    r->client = NULL;
}

Str remote_text(const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);

    if (!json_is_string(value))
        return STR("");
    return (Str){json_string_value(value), json_string_length(value)};
}

static ErrCode class_of(int status)
{
    switch (status) {
    case 400:
    case 415:
        return ERR_USAGE;
    case 401:
        return ERR_AUTH;
    case 403:
        return ERR_FORBIDDEN;
    case 404:
        return ERR_NOT_FOUND;
    case 409:
        return ERR_CONFLICT;
    case 413:
        return ERR_LIMIT;
    case 422:
        return ERR_INVALID;
    case 429:
        return ERR_TOO_MANY;
    default:
        return ERR_REMOTE;
    }
}

static ErrCode refusal(const Remote *r, const ClientAnswer *answer, Err *err)
{
    AUTO(jr_release) json_t *root = NULL;
    Err ignored;

    if (jr_read(answer->body, &root, &ignored) != ERR_OK)
        return err_set(err, ERR_REMOTE, "%s answered with status %d", r->server,
                       answer->status);
    const json_t *error = json_object_get(root, "error");
    Str message = remote_text(error, "message"), hint = remote_text(error, "hint");
    (void)err_set(err, class_of(answer->status), "%.*s", STR_ARG(message));
    if (hint.len)
        (void)err_hint(err, "%.*s", STR_ARG(hint));
    else if (answer->status == 429 && client_field(answer, "retry-after").len)
        (void)err_hint(err, "try again in %.*s s",
                       STR_ARG(client_field(answer, "retry-after")));
    return err->code;
}

static ErrCode ask(Remote *r, const char *method, Str path, Str body, ClientAnswer *ret,
                   Err *err)
{
    ClientAsk request = {
        .method = method,
        .url = arena_printf(r->a, "%s%.*s", r->server, STR_ARG(path)).ptr,
        .token = r->token,
        .content_type = body.ptr ? "application/json" : NULL,
        .body = body,
        .answer_max_bytes = ANSWER_MAX_BYTES,
        .timeout_ms = ANSWER_MS,
        .stop = &command_stop,
    };
    ErrCode rc = client_ask(r->client, r->a, &request, ret, err);

    if (rc == ERR_REMOTE)
        return err_hint(err, "is `fondation serve` running there?");
    if (rc != ERR_OK)
        return rc;
    r->text = ret->body;
    return ret->status / 100 == 2 ? ERR_OK : refusal(r, ret, err);
}

ErrCode remote_get(Remote *r, Str path, ClientAnswer *ret, Err *err)
{
    return ask(r, "GET", path, STR_NONE, ret, err);
}

ErrCode remote_ask(Remote *r, const char *method, Str path, Str body, json_t **ret_root,
                   Err *err)
{
    ClientAnswer answer;
    ErrCode rc = ask(r, method, path, body, &answer, err);

    if (rc == ERR_OK && ret_root) {
        rc = jr_read(answer.body, ret_root, err);
        if (rc != ERR_OK)
            return err_wrap(err, "reading the answer of %s", r->server);
    }
    return rc;
}
