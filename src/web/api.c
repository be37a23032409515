/*
 * api.c -- what happens to every request before and after its handler.
 */
#include "web/api.h"
#include "web/admit.h"

/* -- fields -- */

static bool has_kind(const Field *f, const json_t *value)
{
    switch ((FieldKind)f->kind) {
    case FIELD_TEXT:
        return json_is_string(value);
    case FIELD_WHOLE:
        return json_is_integer(value) && json_integer_value(value) >= 0;
    case FIELD_NUMBER:
        return json_is_number(value) && json_number_value(value) >= 0;
    case FIELD_BOOL:
        return json_is_boolean(value);
    case FIELD_OBJECT:
        return json_is_object(value);
    case FIELD_LIST:
        return json_is_array(value);
    }
    return false;
}

static const char *kind_words(const Field *f)
{
    static const char *const words[] = {
        [FIELD_TEXT] = "text",
        [FIELD_WHOLE] = "a whole number, 0 or more",
        [FIELD_NUMBER] = "a number, 0 or more",
        [FIELD_BOOL] = "true or false",
        [FIELD_OBJECT] = "an object",
        [FIELD_LIST] = "a list",
    };

    return words[f->kind];
}

static bool is_choice(const char *choices, Str text)
{
    Str rest = str_from(choices), word;

    while (str_split(&rest, '|', &word)) {
        if (str_eq(word, text))
            return true;
    }
    return false;
}

static Str text_of(const json_t *value)
{
    return (Str){json_string_value(value), json_string_length(value)};
}

static bool is_within(const Field *f, const json_t *value)
{
    switch ((FieldKind)f->kind) {
    case FIELD_TEXT:
        return json_string_length(value) <= f->max;
    case FIELD_WHOLE:
        return (uint64_t)json_integer_value(value) <= f->max;
    case FIELD_NUMBER:
        return json_number_value(value) <= (double)f->max;
    case FIELD_LIST:
        return json_array_size(value) <= f->max;
    case FIELD_BOOL:
    case FIELD_OBJECT:
        break;
    }
    return true;
}

ErrCode fields_check(const Field *fields, const json_t *object, Err *err)
{
    for (const Field *f = fields; f->name; f++) {
        const json_t *value = json_object_get(object, f->name);

        if (!value || json_is_null(value)) {
            if (f->is_required)
                return err_set(err, ERR_INVALID, "'%s' is missing", f->name);
            continue;
        }
        if (!has_kind(f, value))
            return err_set(err, ERR_INVALID, "'%s' is not %s", f->name, kind_words(f));
        if (f->choices && !is_choice(f->choices, text_of(value)))
            return err_set(err, ERR_INVALID, "'%s' is not one of %s", f->name, f->choices);
        if (f->max && !is_within(f, value))
            return err_set(err, ERR_INVALID, "'%s' is larger than %llu", f->name,
                           (unsigned long long)f->max);
    }
    return ERR_OK;
}

const json_t *body_get(const Call *c, const char *name)
{
    const json_t *value = c->body ? json_object_get(c->body, name) : NULL;

    return json_is_null(value) ? NULL : value;
}

Str body_text(const Call *c, const char *name)
{
    const json_t *value = body_get(c, name);

    return value && json_string_length(value) ? text_of(value) : STR_NONE;
}

uint64_t body_whole(const Call *c, const char *name, uint64_t fallback)
{
    const json_t *value = body_get(c, name);

    return value ? (uint64_t)json_integer_value(value) : fallback;
}

double body_number(const Call *c, const char *name)
{
    return json_number_value(body_get(c, name));
}

bool body_bool(const Call *c, const char *name)
{
    return json_is_true(body_get(c, name));
}

ErrCode query_whole(const Call *c, const char *name, uint64_t fallback, uint64_t max,
                    uint64_t *ret, Err *err)
{
    Str text;
    ErrCode rc = http_query(c->r, name, &text, err);

    *ret = fallback;
    if (rc != ERR_OK || !text.ptr)
        return rc;
    if (!parse_u64(text, max, ret))
        return err_set(err, ERR_INVALID, "'%s' is not a whole number up to %llu", name,
                       (unsigned long long)max);
    return ERR_OK;
}

ErrCode query_id(const Call *c, const char *name, uint64_t *ret, Err *err)
{
    Str text;
    ErrCode rc = http_query(c->r, name, &text, err);

    *ret = 0;
    if (rc != ERR_OK || text.len == 0)
        return rc;
    if (!id_parse(text, ret))
        return err_set(err, ERR_NOT_FOUND, "there is no '%s' of this id", name);
    return ERR_OK;
}

/* -- a call -- */

static ErrCode read_body(const ApiRow *row, Call *c, json_t **ret, Err *err)
{
    if (!row->body)
        return ERR_OK;
    if (c->r->body.len == 0) {
        *ret = json_object(); /* required fields are asked for below */
    } else if (jr_read(c->r->body, ret, err) != ERR_OK) {
        err->code = ERR_USAGE;
        return err_wrap(err, "reading the body");
    }
    if (!json_is_object(*ret))
        return err_set(err, ERR_INVALID, "the body is not an object");
    c->body = *ret;
    return fields_check(row->body, *ret, err);
}

static ErrCode read_id(const ApiRow *row, Call *c, Err *err)
{
    if (!strstr(row->path, "{id}"))
        return ERR_OK;
    if (!id_parse(c->r->params[0], &c->id))
        return err_set(err, ERR_NOT_FOUND, "there is nothing with this id");
    return ERR_OK;
}

static ErrCode check_caller(Web *w, const ApiRow *row, Call *c, Err *err)
{
    Token token;
    ErrCode rc = admit_bearer(&c->r->head, &c->token, err);

    if (rc != ERR_OK)
        return rc;
    c->user_id = w->local_user;
    switch (row->needs) {
    case NEEDS_NOTHING:
        return ERR_OK;
    case NEEDS_ATTEMPT:
    case NEEDS_WORKER:
        if (!c->token.ptr)
            return err_set(err, ERR_AUTH, "this needs a token");
        if (row->needs == NEEDS_ATTEMPT)
            return ERR_OK;
        return tokens_find(w->store, c->a, TOKEN_WORKER, c->token, &token, err);
    case NEEDS_JOB:
        if (c->token.ptr && queue_may_read(w->queue, c->id, c->token, err) == ERR_OK)
            return ERR_OK;
        break;
    case NEEDS_PERSON:
        break;
    }
    if (!c->token.ptr)
        return ERR_OK;
    rc = tokens_find(w->store, c->a, TOKEN_API, c->token, &token, err);
    if (rc == ERR_OK && token.user_id)
        c->user_id = token.user_id;
    return rc;
}

ErrCode api_handle(void *web, HttpRequest *r, HttpReply *reply, Err *err)
{
    AUTO(jr_release) json_t *body = NULL;
    Web *w = web;
    const ApiRow *row = r->route->more;
    Call c = {.r = r, .reply = reply, .a = r->arena};

    ErrCode rc = read_id(row, &c, err);
    if (rc == ERR_OK)
        rc = check_caller(w, row, &c, err);
    if (rc == ERR_OK)
        rc = read_body(row, &c, &body, err);
    if (rc != ERR_OK)
        return rc;
    jw_init(&c.out, &reply->body, 0);
    reply->status = row->status;
    rc = row->call(w, &c, err);
    if (rc != ERR_OK && reply->status < 400)
        reply->status = 200;
    if (rc == ERR_OK && reply->body.len && strcmp(reply->content_type, "application/json") == 0)
        buf_lit(&reply->body, "\n");
    return rc;
}

/* On the loop: only what needs no store. */
ErrCode api_admit(void *web, HttpRequest *r, Err *err)
{
    Web *w = web;
    const ApiRow *row = r->route->more;
    bool is_media;
    ErrCode rc = admit_check(&r->head, row->content_type, &is_media, err);

    if (rc != ERR_OK) {
        r->status = is_media ? 415 : 0;
        return rc;
    }
    if (row->call == api_metrics || row->call == api_health) {
        HttpCounts *counts = ARENA_NEW(r->arena, HttpCounts);

        http_counts(w->http, counts);
        r->caller = counts;
    }
    return ERR_OK;
}

/* A large body is read only for the attempt that owns the job. */
ErrCode api_admit_large(void *web, HttpRequest *r, Err *err)
{
    Web *w = web;
    const ApiRow *row = r->route->more;
    uint64_t epoch;
    Str token;

    ErrCode rc = admit_bearer(&r->head, &token, err);
    if (rc != ERR_OK || row->needs != NEEDS_ATTEMPT)
        return rc;
    Attempt at = {.token = token};
    if (!token.ptr)
        return err_set(err, ERR_AUTH, "this needs a token");
    if (!id_parse(r->params[0], &at.job_id))
        return err_set(err, ERR_NOT_FOUND, "there is nothing with this id");
    rc = queue_owns(w->queue, at, &epoch, err);
    /* a repeated result, whose first answer was lost, is looked at again */
    return rc == ERR_STALE && row->call == api_result ? ERR_OK : rc;
}

const char *api_error_code(ErrCode code)
{
    return code == ERR_STALE ? "stale_attempt" : http_error_code(code);
}

void api_routes(HttpRoute *ret)
{
    for (size_t i = 0; i < api_row_count; i++) {
        const ApiRow *row = &api_rows[i];

        ret[i] = (HttpRoute){.method = row->method,
                             .path = row->path,
                             .handler = api_handle,
                             .lane = row->lane,
                             .body_max_bytes = row->body_max_bytes,
                             .more = row};
    }
}
