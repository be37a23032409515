/*
 * json.h -- reading JSON through jansson, writing it through a Buf.
 *
 * Reading: jr_read has limits on size and depth and names the place of an error. The getters name
 * the field that is missing or of the wrong type.
 * Writing: a JsonWriter keeps track of commas and nesting, and escapes. Text that is not valid UTF-8
 * gets U+FFFD in place of the broken bytes, so what is written is always valid JSON.
 */
#ifndef FONDATION_JSON_H
#define FONDATION_JSON_H

#include "base/err.h"
#include "base/str.h"

#include <jansson.h>

enum { JSON_MAX_DEPTH = 64 };

/* *ret is a new reference (json_decref). Duplicate keys and trailing text are errors. */
MUST_CHECK ErrCode jr_read(Str text, json_t **ret, Err *err);
void jr_release(json_t **value); /* for AUTO */

/* Fields of an object. The Str lives as long as the object. A missing field is ERR_INVALID unless
 * the name begins with '?': then *ret is left as it was and ERR_OK returned. */
MUST_CHECK ErrCode jr_text(const json_t *object, const char *name, Str *ret, Err *err);
MUST_CHECK ErrCode jr_u64(const json_t *object, const char *name, uint64_t max, uint64_t *ret,
                          Err *err);
MUST_CHECK ErrCode jr_bool(const json_t *object, const char *name, bool *ret, Err *err);
MUST_CHECK ErrCode jr_array(const json_t *object, const char *name, size_t max_len,
                            const json_t **ret, Err *err);
MUST_CHECK ErrCode jr_object(const json_t *object, const char *name, const json_t **ret,
                             Err *err);

typedef struct JsonWriter {
    Buf *out;
    unsigned depth;
    unsigned indent;               /* spaces a level; 0 writes one line */
    bool has_item[JSON_MAX_DEPTH]; /* whether a comma is due at this depth */
    bool is_after_key;
} JsonWriter;

void jw_init(JsonWriter *w, Buf *out, unsigned indent);
void jw_begin_object(JsonWriter *w);
void jw_end_object(JsonWriter *w);
void jw_begin_array(JsonWriter *w);
void jw_end_array(JsonWriter *w);
void jw_key(JsonWriter *w, const char *name);
void jw_put_text(JsonWriter *w, Str text);
void jw_put_u64(JsonWriter *w, uint64_t number);
void jw_put_i64(JsonWriter *w, int64_t number);
/* Shortest form with at most `digits` after the point; the same bytes on every machine. */
void jw_put_fixed(JsonWriter *w, double number, unsigned digits);
void jw_put_bool(JsonWriter *w, bool yes);
void jw_put_null(JsonWriter *w);

/* key and value in one call */
void jw_text(JsonWriter *w, const char *name, Str text);
void jw_u64(JsonWriter *w, const char *name, uint64_t number);
void jw_bool(JsonWriter *w, const char *name, bool yes);
void jw_fixed(JsonWriter *w, const char *name, double number, unsigned digits);
void jw_array(JsonWriter *w, const char *name);  /* begin */
void jw_object(JsonWriter *w, const char *name); /* begin */

/* A quoted, escaped JSON string. */
void jw_add_text(Buf *out, Str text);

#endif
