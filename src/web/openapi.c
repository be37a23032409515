/*
 * openapi.c -- the table of routes as an OpenAPI 3.1 description.
 */
#include "web/api.h"

#include <ctype.h>

static void write_type(JsonWriter *w, const Field *f)
{
    static const char *const types[] = {
        [FIELD_TEXT] = "string",  [FIELD_WHOLE] = "integer", [FIELD_NUMBER] = "number",
        [FIELD_BOOL] = "boolean", [FIELD_OBJECT] = "object", [FIELD_LIST] = "array",
    };
    Str rest = str_from(f->choices), word;

    jw_text(w, "type", str_from(types[f->kind]));
    if (f->kind == FIELD_WHOLE || f->kind == FIELD_NUMBER)
        jw_u64(w, "minimum", 0);
    if (f->max)
        jw_u64(w,
               f->kind == FIELD_TEXT   ? "maxLength"
               : f->kind == FIELD_LIST ? "maxItems"
                                       : "maximum",
               f->max);
    if (f->choices) {
        jw_array(w, "enum");
        while (str_split(&rest, '|', &word))
            jw_put_text(w, word);
        jw_end_array(w);
    }
}

static void write_schema(JsonWriter *w, const Field *fields)
{
    jw_text(w, "type", STR("object"));
    jw_array(w, "required");
    for (const Field *f = fields; f->name; f++) {
        if (f->is_required)
            jw_put_text(w, str_from(f->name));
    }
    jw_end_array(w);
    jw_object(w, "properties");
    for (const Field *f = fields; f->name; f++) {
        jw_object(w, f->name);
        write_type(w, f);
        if (f->about)
            jw_text(w, "description", str_from(f->about));
        jw_end_object(w);
    }
    jw_end_object(w);
}

static void write_parameter(JsonWriter *w, Str name, const char *in, const Field *f)
{
    jw_begin_object(w);
    jw_text(w, "name", name);
    jw_text(w, "in", str_from(in));
    jw_bool(w, "required", !f || f->is_required);
    if (f)
        jw_text(w, "description", str_from(f->about));
    jw_object(w, "schema");
    if (f)
        write_type(w, f);
    else
        jw_text(w, "type", STR("string"));
    jw_end_object(w);
    jw_end_object(w);
}

/* "{path...}": OpenAPI has no word for it */
static bool is_tail(Str part)
{
    return str_ends(part, STR("...}"));
}

static void write_parameters(JsonWriter *w, const ApiRow *row)
{
    Str rest = str_from(row->path), part;

    jw_array(w, "parameters");
    while (str_split(&rest, '/', &part)) {
        if (part.len > 2 && part.ptr[0] == '{')
            write_parameter(w, str_sub(part, 1, part.len - (is_tail(part) ? 4 : 1)), "path",
                            NULL);
    }
    for (const Field *f = row->query; f && f->name; f++)
        write_parameter(w, str_from(f->name), "query", f);
    jw_end_array(w);
}

static void write_body(JsonWriter *w, const ApiRow *row)
{
    if (!row->content_type)
        return;
    jw_object(w, "requestBody");
    jw_object(w, "content");
    jw_object(w, row->content_type);
    jw_object(w, "schema");
    if (row->body)
        write_schema(w, row->body);
    else
        jw_text(w, "type", STR("string"));
    jw_end_object(w);
    jw_end_object(w);
    jw_end_object(w);
    jw_end_object(w);
}

static const char *media_of(const ApiRow *row)
{
    static const struct {
        const char *replies, *media;
    } rows[] = {{"metrics", "text/plain"},
                {"logs", "application/x-ndjson"},
                {"events", "text/event-stream"},
                {"bytes", "application/octet-stream"}};

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (strcmp(row->replies, rows[i].replies) == 0)
            return rows[i].media;
    }
    return "application/json";
}

static void write_replies(JsonWriter *w, const ApiRow *row)
{
    char status[8];

    jw_object(w, "responses");
    snprintf(status, sizeof(status), "%d", row->status);
    jw_object(w, status);
    jw_text(w, "description", row->replies ? str_from(row->replies) : STR("done"));
    if (row->replies) {
        jw_object(w, "content");
        jw_object(w, media_of(row));
        jw_end_object(w);
        jw_end_object(w);
    }
    jw_end_object(w);
    jw_object(w, "default");
    jw_text(w, "description", STR("an error"));
    jw_object(w, "content");
    jw_object(w, "application/json");
    jw_object(w, "schema");
    jw_text(w, "$ref", STR("#/components/schemas/Error"));
    jw_end_object(w);
    jw_end_object(w);
    jw_end_object(w);
    jw_end_object(w);
    jw_end_object(w);
}

static void write_row(JsonWriter *w, const ApiRow *row)
{
    char method[8] = {0};

    for (size_t i = 0; http_method_name(row->method)[i] && i + 1 < sizeof(method); i++)
        method[i] = (char)tolower(http_method_name(row->method)[i]);
    jw_object(w, method);
    jw_text(w, "operationId", str_from(row->name));
    jw_text(w, "summary", str_from(row->summary));
    if (row->needs == NEEDS_WORKER || row->needs == NEEDS_ATTEMPT) {
        jw_array(w, "security");
        jw_begin_object(w);
        jw_array(w, row->needs == NEEDS_WORKER ? "workerToken" : "callbackToken");
        jw_end_array(w);
        jw_end_object(w);
        jw_end_array(w);
    }
    write_parameters(w, row);
    write_body(w, row);
    write_replies(w, row);
    jw_end_object(w);
}

static bool is_written_before(size_t row)
{
    for (size_t i = 0; i < row; i++) {
        if (strcmp(api_rows[i].path, api_rows[row].path) == 0)
            return true;
    }
    return false;
}

static void write_scheme(JsonWriter *w, const char *name, const char *about)
{
    jw_object(w, name);
    jw_text(w, "type", STR("http"));
    jw_text(w, "scheme", STR("bearer"));
    jw_text(w, "description", str_from(about));
    jw_end_object(w);
}

static void write_components(JsonWriter *w)
{
    static const Field error[] = {
        {"code", FIELD_TEXT, true, 0, NULL, "for programs"},
        {"message", FIELD_TEXT, true, 0, NULL, "for people"},
        {"hint", FIELD_TEXT, false, 0, NULL, "what to do about it"},
        {"retryAfterMs", FIELD_WHOLE, false, 0, NULL, "when to try again"},
        {0},
    };

    jw_object(w, "components");
    jw_object(w, "schemas");
    jw_object(w, "Error");
    jw_text(w, "type", STR("object"));
    jw_object(w, "properties");
    jw_object(w, "error");
    write_schema(w, error);
    jw_end_object(w);
    jw_end_object(w);
    jw_end_object(w);
    jw_end_object(w);
    jw_object(w, "securitySchemes");
    write_scheme(w, "workerToken", "the token of a worker");
    write_scheme(w, "callbackToken", "the token of an attempt, given with the claim");
    jw_end_object(w);
    jw_end_object(w);
}

void web_openapi(Buf *out)
{
    AUTO(arena_done) Arena a = {0};
    JsonWriter w;

    jw_init(&w, out, 0);
    jw_begin_object(&w);
    jw_text(&w, "openapi", STR("3.1.0"));
    jw_object(&w, "info");
    jw_text(&w, "title", STR("fondation"));
    jw_text(&w, "version", STR(FONDATION_VERSION));
    jw_end_object(&w);
    jw_object(&w, "paths");
    for (size_t i = 0; i < api_row_count; i++) {
        if (is_written_before(i))
            continue;
        Str path = str_from(api_rows[i].path);
        char *key = arena_cstr(&a, path);

        if (is_tail(path))
            snprintf(key + path.len - 4, 2, "}");
        jw_object(&w, key);
        for (size_t k = i; k < api_row_count; k++) {
            if (strcmp(api_rows[k].path, api_rows[i].path) == 0)
                write_row(&w, &api_rows[k]);
        }
        jw_end_object(&w);
    }
    jw_end_object(&w);
    write_components(&w);
    jw_end_object(&w);
}
