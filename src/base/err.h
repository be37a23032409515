/*
 * err.h -- what went wrong, for whom, and whether to try again.
 *
 * A class of error exists because some caller acts differently on it. The table answers the
 * worker (try again?), the API (status) and the shell (exit code). Functions that can fail return
 * an ErrCode and fill an Err; an Err reads like one sentence, outermost doing first:
 *
 *     "could not publish the course: writing 'out/index.md': no space left on device"
 */
#ifndef FONDATION_ERR_H
#define FONDATION_ERR_H

#include "base/base.h"

/* code, worth another try, HTTP status, exit code, default words */
/* clang-format off */
#define ERR_TABLE(X)                                                        \
    X(OK,          false, 200,   0, "done")                                 \
    X(FAILED,      false, 500,   1, "it failed")                            \
    X(IO,          true,  500,   1, "reading or writing failed")            \
    X(USAGE,       false, 400,   2, "the call is not understood")           \
    X(INVALID,     false, 422,   1, "the data is not valid")                \
    X(LIMIT,       false, 413,   1, "a limit was exceeded")                 \
    X(NOT_FOUND,   false, 404,   1, "there is no such thing")               \
    X(BUSY,        true,  503,   1, "it is in use")                         \
    X(TIMEOUT,     true,  504,   1, "it took too long")                     \
    X(VERIFY,      false, 422,   3, "verification found errors")            \
    X(BUDGET,      false, 402,   4, "the budget is reached")                \
    X(SOURCE,      false, 422,   5, "the source cannot be had")             \
    X(REMOTE,      true,  502,   1, "a remote service failed")              \
    X(CANCELED,    false, 409, 130, "it was interrupted")                   \
    X(CONFLICT,    false, 409,   1, "its present state does not allow that") \
    X(STALE,       false, 409,   1, "another attempt owns the job")         \
    X(AUTH,        false, 401,   1, "the token is not known")               \
    X(FORBIDDEN,   false, 403,   1, "that is not allowed")                  \
    X(TOO_MANY,    true,  429,   1, "too many, try later")                  \
    X(UNSURE,      true,  503,   1, "it is not known whether it was saved")
/* clang-format on */

typedef enum ErrCode {
#define X(name, again, http, shell, words) ERR_##name,
    ERR_TABLE(X)
#undef X
        ERR_CODE_COUNT
} ErrCode;

enum { ERR_TEXT_MAX = 1024, ERR_HINT_MAX = 256 };

typedef struct Err {
    ErrCode code;
    char text[ERR_TEXT_MAX]; /* what happened; cut with "..." when longer */
    char hint[ERR_HINT_MAX]; /* what to do about it; empty when there is nothing to say */
} Err;

/* All return the code they were given, so that `return err_set(...)` is one line.
 * err_set_errno adds the words of errno; err_wrap puts what was being done in front. */
ErrCode err_set(Err *err, ErrCode code, const char *fmt, ...) PRINTF_LIKE(3, 4);
ErrCode err_set_errno(Err *err, ErrCode code, const char *fmt, ...) PRINTF_LIKE(3, 4);
ErrCode err_wrap(Err *err, const char *fmt, ...) PRINTF_LIKE(2, 3);
ErrCode err_hint(Err *err, const char *fmt, ...) PRINTF_LIKE(2, 3);

const char *err_name(ErrCode code);
const char *err_words(ErrCode code);
bool err_worth_retry(ErrCode code);
int err_http_status(ErrCode code);
int err_exit_code(ErrCode code);

#endif
