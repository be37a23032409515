/*
 * admit.h -- who may speak to a server in development: pure.
 *
 * There is no login there, so that the server must be sure that it speaks with the person at the
 * machine and not with a page that their browser happens to show:
 *   1. the Host is localhost, 127.0.0.1 or [::1]: a name that was made to point here (DNS rebinding)
 *      is refused;
 *   2. nothing says that the request was forwarded: a proxy in front would make strangers local;
 *   3. an Origin, where one is sent, is this server: forms and scripts of other pages send theirs;
 *   4. a body has the content type of its route, which a form of another page cannot send.
 */
#ifndef FONDATION_WEB_ADMIT_H
#define FONDATION_WEB_ADMIT_H

#include "base/err.h"
#include "http/http.h"

/* `content_type`: of the route's body; NULL: it has none. ERR_FORBIDDEN, or ERR_USAGE with
 * *ret_is_media when the content type is another (415). */
MUST_CHECK ErrCode admit_check(const GateHead *head, const char *content_type,
                               bool *ret_is_media, Err *err);

/* The token of `Authorization: Bearer TOKEN`; STR_NONE when there is no such field. ERR_AUTH: it is
 * there and of another form. */
MUST_CHECK ErrCode admit_bearer(const GateHead *head, Str *ret, Err *err);

#endif
