/*
 * revision.h -- where a repository came from, as links need it.
 */
#ifndef FONDATION_SOURCE_REVISION_H
#define FONDATION_SOURCE_REVISION_H

#include "base/arena.h"
#include "source/checkout.h"

/* Fills origin, owner, name, web_url, permalink_prefix and line_anchor from the URL of the remote
 * as it is configured. `r->commit` must be there for a permalink; `prefix` is the analysed folder
 * below the repository's root, "" or with '/' at its end. A URL that is not understood gives
 * an origin and a name at most, a path of the machine nothing. Texts go into `a`. Pure. */
void revision_set_origin(Arena *a, Revision *r, Str url, Str prefix);

/* The URL without user, password and token: what may be shown and stored. */
Str url_without_credentials(Arena *a, Str url);

/* A path as it stands in a URL: everything but letters, digits and -._~/ percent-escaped. */
Str url_escape_path(Arena *a, Str path);

#endif
