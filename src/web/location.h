/*
 * location.h -- where a repository is: a URL or a path, and the name that it gets here. Pure.
 *
 *     https://github.com/antirez/kilo.git   owner antirez, name kilo
 *     https://git.example.org/a/b/c         owner git.example.org~a~b, name c
 *     /home/me/kilo                         owner local, name kilo
 */
#ifndef FONDATION_WEB_LOCATION_H
#define FONDATION_WEB_LOCATION_H

#include "base/arena.h"
#include "base/err.h"

typedef struct Location {
    Str location; /* canonical: no user, no query, no trailing slash or ".git" */
    bool is_path;
    Str owner, name; /* of letters, digits and -._~ */
} Location;

/* ERR_INVALID: it is neither, or a URL with a user, a password, or a scheme other than https. */
MUST_CHECK ErrCode location_read(Arena *a, Str text, Location *ret, Err *err);

#endif
