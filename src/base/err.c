/*
 * err.c -- errors as one sentence and one row of a table.
 */
#include "base/err.h"

#include <errno.h>
#include <stdarg.h>

typedef struct ErrRow {
    const char *name;
    const char *words;
    int http_status;
    int exit_code;
    bool worth_retry;
} ErrRow;

static const ErrRow rows[ERR_CODE_COUNT] = {
#define X(n, again, http, shell, w)   \
    [ERR_##n] = {.name = #n,          \
                 .words = w,          \
                 .http_status = http, \
                 .exit_code = shell,  \
                 .worth_retry = again},
    ERR_TABLE(X)
#undef X
};

/* Marks a text that did not fit, so that nobody takes the cut for the end of the sentence. */
static void mark_cut(char *text, size_t size)
{
    memcpy(text + size - 4, "...", 4);
}

static void format_into(char *text, size_t size, const char *fmt, va_list args)
{
    int n = vsnprintf(text, size, fmt, args);

    if (n < 0)
        text[0] = '\0';
    else if ((size_t)n >= size)
        mark_cut(text, size);
}

ErrCode err_set(Err *err, ErrCode code, const char *fmt, ...)
{
    MUST(code > ERR_OK && code < ERR_CODE_COUNT);
    if (err) {
        va_list args;

        va_start(args, fmt);
        format_into(err->text, sizeof(err->text), fmt, args);
        va_end(args);
        err->code = code;
        err->hint[0] = '\0';
    }
    return code;
}

ErrCode err_set_errno(Err *err, ErrCode code, const char *fmt, ...)
{
    int saved = errno;
    char doing[ERR_TEXT_MAX];
    char why[128];
    va_list args;

    va_start(args, fmt);
    format_into(doing, sizeof(doing), fmt, args);
    va_end(args);
    /* the GNU strerror_r: may return a constant instead of filling `why` */
    return err_set(err, code, "%s: %s", doing, strerror_r(saved, why, sizeof(why)));
}

ErrCode err_wrap(Err *err, const char *fmt, ...)
{
    char doing[ERR_TEXT_MAX];
    char whole[2 * ERR_TEXT_MAX + 4];
    va_list args;

    if (!err)
        return ERR_FAILED;
    MUST(err->code != ERR_OK);
    va_start(args, fmt);
    format_into(doing, sizeof(doing), fmt, args);
    va_end(args);
    size_t len = (size_t)snprintf(whole, sizeof(whole), "%s: %s", doing, err->text);
    memcpy(err->text, whole, MIN_OF(len + 1, sizeof(err->text)));
    if (len >= sizeof(err->text))
        mark_cut(err->text, sizeof(err->text));
    return err->code;
}

ErrCode err_hint(Err *err, const char *fmt, ...)
{
    if (!err)
        return ERR_FAILED;
    va_list args;

    va_start(args, fmt);
    format_into(err->hint, sizeof(err->hint), fmt, args);
    va_end(args);
    return err->code;
}

static const ErrRow *row_of(ErrCode code)
{
    MUST(code >= 0 && code < ERR_CODE_COUNT);
    return &rows[code];
}

const char *err_name(ErrCode code)
{
    return row_of(code)->name;
}

const char *err_words(ErrCode code)
{
    return row_of(code)->words;
}

bool err_worth_retry(ErrCode code)
{
    return row_of(code)->worth_retry;
}

int err_http_status(ErrCode code)
{
    return row_of(code)->http_status;
}

int err_exit_code(ErrCode code)
{
    return row_of(code)->exit_code;
}
