/*
 * router.h -- which row of the table a path belongs to: pure.
 */
#ifndef FONDATION_HTTP_ROUTER_H
#define FONDATION_HTTP_ROUTER_H

#include "http/http.h"

typedef enum RouteVerdict {
    ROUTE_FOUND,
    ROUTE_NONE,         /* 404 */
    ROUTE_OTHER_METHOD, /* 405: *ret_allowed has a bit for each method that the path has */
    ROUTE_BAD_PATH,     /* 400: a part is empty, "." or "..", or does not decode to text */
} RouteVerdict;

/* Parts are decoded one by one: an escaped '/' is refused in them, so that no part becomes two.
 * HEAD finds the row of GET. */
RouteVerdict route_find(const HttpRoute *routes, size_t count, Arena *a, HttpMethod method,
                        Str path, const HttpRoute **ret, Str ret_params[HTTP_MAX_PARAMS],
                        unsigned *ret_allowed);

/* For tables: whether the pattern is well made. */
bool route_is_sound(const HttpRoute *route);

#endif
