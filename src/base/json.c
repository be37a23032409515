/*
 * json.c -- jansson for reading, a Buf for writing.
 */
#include "base/json.h"

#include <inttypes.h>

void jr_release(json_t **value)
{
    json_decref(*value);
    *value = NULL;
}

/* jansson has a fixed depth limit of its own (2,048); ours is smaller and checked before parsing,
 * so that hostile nesting costs a scan and nothing else. */
static bool is_too_deep(Str text)
{
    unsigned depth = 0;
    bool in_string = false;

    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];

        if (in_string) {
            if (c == '\\')
                i++;
            else if (c == '"')
                in_string = false;
        } else if (c == '"') {
            in_string = true;
        } else if (c == '[' || c == '{') {
            if (++depth > JSON_MAX_DEPTH)
                return true;
        } else if ((c == ']' || c == '}') && depth) {
            depth--;
        }
    }
    return false;
}

ErrCode jr_read(Str text, json_t **ret, Err *err)
{
    json_error_t where;

    if (is_too_deep(text))
        return err_set(err, ERR_LIMIT, "JSON is nested deeper than %d", JSON_MAX_DEPTH);
    json_t *value = json_loadb(text.ptr ? text.ptr : "", text.len,
                               JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &where);
    if (!value)
        return err_set(err, ERR_INVALID, "JSON is not valid at line %d, column %d: %s",
                       where.line, where.column, where.text);
    *ret = value;
    return ERR_OK;
}

/* The member, NULL when it is missing; *name loses its '?' and *ret_optional tells of it. */
static const json_t *member(const json_t *object, const char **name, bool *ret_optional)
{
    *ret_optional = (*name)[0] == '?';
    if (*ret_optional)
        (*name)++;
    const json_t *value = json_object_get(object, *name);
    return value && json_is_null(value) && *ret_optional ? NULL : value;
}

static ErrCode missing(const char *name, bool is_optional, Err *err)
{
    return is_optional ? ERR_OK : err_set(err, ERR_INVALID, "field '%s' is missing", name);
}

static ErrCode wrong_type(const char *name, const char *wanted, Err *err)
{
    return err_set(err, ERR_INVALID, "field '%s' must be %s", name, wanted);
}

ErrCode jr_text(const json_t *object, const char *name, Str *ret, Err *err)
{
    bool is_optional;
    const json_t *value = member(object, &name, &is_optional);

    if (!value)
        return missing(name, is_optional, err);
    if (!json_is_string(value))
        return wrong_type(name, "text", err);
    *ret = (Str){json_string_value(value), json_string_length(value)};
    return ERR_OK;
}

ErrCode jr_u64(const json_t *object, const char *name, uint64_t max, uint64_t *ret, Err *err)
{
    bool is_optional;
    const json_t *value = member(object, &name, &is_optional);

    if (!value)
        return missing(name, is_optional, err);
    if (!json_is_integer(value) || json_integer_value(value) < 0)
        return wrong_type(name, "a whole number, zero or more", err);
    if ((uint64_t)json_integer_value(value) > max)
        return err_set(err, ERR_LIMIT, "field '%s' is above %" PRIu64, name, max);
    *ret = (uint64_t)json_integer_value(value);
    return ERR_OK;
}

ErrCode jr_bool(const json_t *object, const char *name, bool *ret, Err *err)
{
    bool is_optional;
    const json_t *value = member(object, &name, &is_optional);

    if (!value)
        return missing(name, is_optional, err);
    if (!json_is_boolean(value))
        return wrong_type(name, "true or false", err);
    *ret = json_is_true(value);
    return ERR_OK;
}

ErrCode jr_array(const json_t *object, const char *name, size_t max_len, const json_t **ret,
                 Err *err)
{
    bool is_optional;
    const json_t *value = member(object, &name, &is_optional);

    if (!value)
        return missing(name, is_optional, err);
    if (!json_is_array(value))
        return wrong_type(name, "a list", err);
    if (json_array_size(value) > max_len)
        return err_set(err, ERR_LIMIT, "field '%s' has more than %zu entries", name, max_len);
    *ret = value;
    return ERR_OK;
}

ErrCode jr_object(const json_t *object, const char *name, const json_t **ret, Err *err)
{
    bool is_optional;
    const json_t *value = member(object, &name, &is_optional);

    if (!value)
        return missing(name, is_optional, err);
    if (!json_is_object(value))
        return wrong_type(name, "an object", err);
    *ret = value;
    return ERR_OK;
}

void jw_add_text(Buf *out, Str text)
{
    buf_add_char(out, '"');
    for (size_t i = 0; i < text.len && !out->full;) {
        size_t n = utf8_len_at(text, i);
        unsigned char c = (unsigned char)text.ptr[i];

        if (n == 0)
            buf_lit(out, "\xef\xbf\xbd");
        else if (c == '"' || c == '\\')
            buf_printf(out, "\\%c", c);
        else if (c == '\n')
            buf_lit(out, "\\n");
        else if (c == '\t')
            buf_lit(out, "\\t");
        else if (c < 0x20 || c == 0x7f)
            buf_printf(out, "\\u%04x", c);
        else
            buf_add_bytes(out, text.ptr + i, n);
        i += n ? n : 1;
    }
    buf_add_char(out, '"');
}

void jw_init(JsonWriter *w, Buf *out, unsigned indent)
{
    *w = (JsonWriter){.out = out, .indent = indent};
}

static void newline(JsonWriter *w)
{
    if (!w->indent)
        return;
    buf_add_char(w->out, '\n');
    for (unsigned i = 0; i < w->depth * w->indent; i++)
        buf_add_char(w->out, ' ');
}

/* Comma and line break before an item, unless it is the value of a key. */
static void before_item(JsonWriter *w)
{
    if (w->is_after_key) {
        w->is_after_key = false;
        return;
    }
    if (w->has_item[w->depth])
        buf_add_char(w->out, ',');
    if (w->depth)
        newline(w);
    w->has_item[w->depth] = true;
}

static void begin(JsonWriter *w, char bracket)
{
    before_item(w);
    buf_add_char(w->out, bracket);
    MUST(w->depth + 1 < JSON_MAX_DEPTH);
    w->has_item[++w->depth] = false;
}

static void end(JsonWriter *w, char bracket)
{
    MUST(w->depth > 0);
    bool had_items = w->has_item[w->depth--];
    if (had_items)
        newline(w);
    buf_add_char(w->out, bracket);
}

void jw_begin_object(JsonWriter *w)
{
    begin(w, '{');
}

void jw_end_object(JsonWriter *w)
{
    end(w, '}');
}

void jw_begin_array(JsonWriter *w)
{
    begin(w, '[');
}

void jw_end_array(JsonWriter *w)
{
    end(w, ']');
}

void jw_key(JsonWriter *w, const char *name)
{
    before_item(w);
    jw_add_text(w->out, str_from(name));
    buf_add(w->out, w->indent ? STR(": ") : STR(":"));
    w->is_after_key = true;
}

void jw_put_text(JsonWriter *w, Str text)
{
    before_item(w);
    jw_add_text(w->out, text);
}

void jw_put_u64(JsonWriter *w, uint64_t number)
{
    before_item(w);
    buf_printf(w->out, "%" PRIu64, number);
}

void jw_put_i64(JsonWriter *w, int64_t number)
{
    before_item(w);
    buf_printf(w->out, "%" PRId64, number);
}

void jw_put_fixed(JsonWriter *w, double number, unsigned digits)
{
    char text[64];

    before_item(w);
    int n = snprintf(text, sizeof(text), "%.*f", (int)MIN_OF(digits, 15u), number);
    MUST(n > 0 && (size_t)n < sizeof(text));
    if (memchr(text, '.', (size_t)n)) {
        while (text[n - 1] == '0')
            n--;
        if (text[n - 1] == '.')
            n--;
    }
    buf_add_bytes(w->out, text, (size_t)n);
}

void jw_put_bool(JsonWriter *w, bool yes)
{
    before_item(w);
    buf_add(w->out, yes ? STR("true") : STR("false"));
}

void jw_put_null(JsonWriter *w)
{
    before_item(w);
    buf_lit(w->out, "null");
}

void jw_text(JsonWriter *w, const char *name, Str text)
{
    jw_key(w, name);
    jw_put_text(w, text);
}

void jw_u64(JsonWriter *w, const char *name, uint64_t number)
{
    jw_key(w, name);
    jw_put_u64(w, number);
}

void jw_bool(JsonWriter *w, const char *name, bool yes)
{
    jw_key(w, name);
    jw_put_bool(w, yes);
}

void jw_fixed(JsonWriter *w, const char *name, double number, unsigned digits)
{
    jw_key(w, name);
    jw_put_fixed(w, number, digits);
}

void jw_array(JsonWriter *w, const char *name)
{
    jw_key(w, name);
    jw_begin_array(w);
}

void jw_object(JsonWriter *w, const char *name)
{
    jw_key(w, name);
    jw_begin_object(w);
}
