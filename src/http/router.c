/*
 * router.c -- a path is split and decoded once, then compared with each row.
 */
#include "http/router.h"

enum { ROUTE_MAX_PARTS = 32 };

typedef struct Parts {
    Str at[ROUTE_MAX_PARTS];
    size_t len;
} Parts;

static bool is_sound_part(Str part)
{
    return part.len > 0 && !str_is(part, ".") && !str_is(part, "..") &&
           str_find_char(part, '/', 0) == SIZE_MAX;
}

/* "/" has no parts; "/a/" has an empty last one, which no row of ours has. */
static bool split_path(Arena *a, Str path, Parts *ret)
{
    Str rest = str_sub(path, 1, path.len), part;

    ret->len = 0;
    if (rest.len == 0)
        return true;
    while (str_split(&rest, '/', &part)) {
        if (ret->len == ROUTE_MAX_PARTS || !http_decode(a, part, false, &ret->at[ret->len]) ||
            !is_sound_part(ret->at[ret->len]))
            return false;
        ret->len++;
    }
    return true;
}

static bool is_param(Str part)
{
    return part.len > 2 && part.ptr[0] == '{';
}

static Str join_from(Arena *a, const Parts *parts, size_t from)
{
    Str joined = parts->at[from];

    for (size_t i = from + 1; i < parts->len; i++)
        joined = arena_printf(a, "%.*s/%.*s", STR_ARG(joined), STR_ARG(parts->at[i]));
    return joined;
}

static bool matches(const HttpRoute *route, Arena *a, const Parts *parts, Str *params)
{
    Str rest = str_from(route->path + 1), wanted;
    size_t at = 0, param = 0;

    if (rest.len == 0)
        return parts->len == 0;
    while (str_split(&rest, '/', &wanted)) {
        if (at == parts->len)
            return false;
        if (is_param(wanted) && str_ends(wanted, STR("...}"))) {
            params[param] = join_from(a, parts, at);
            return true;
        }
        if (is_param(wanted))
            params[param++] = parts->at[at];
        else if (!str_eq(wanted, parts->at[at]))
            return false;
        at++;
    }
    return at == parts->len;
}

RouteVerdict route_find(const HttpRoute *routes, size_t count, Arena *a, HttpMethod method,
                        Str path, const HttpRoute **ret, Str ret_params[HTTP_MAX_PARAMS],
                        unsigned *ret_allowed)
{
    Parts parts;
    HttpMethod wanted = method == HTTP_HEAD ? HTTP_GET : method;

    *ret_allowed = 0;
    if (!split_path(a, path, &parts))
        return ROUTE_BAD_PATH;
    for (size_t i = 0; i < count; i++) {
        if (!matches(&routes[i], a, &parts, ret_params))
            continue;
        if (routes[i].method == wanted) {
            *ret = &routes[i];
            return ROUTE_FOUND;
        }
        *ret_allowed |= BIT(routes[i].method);
        if (routes[i].method == HTTP_GET)
            *ret_allowed |= BIT(HTTP_HEAD);
    }
    return *ret_allowed ? ROUTE_OTHER_METHOD : ROUTE_NONE;
}

bool route_is_sound(const HttpRoute *route)
{
    Str rest = str_from(route->path), part;
    size_t params = 0;

    if (rest.len == 0 || rest.ptr[0] != '/' || !route->handler || route->method == HTTP_HEAD)
        return false;
    rest = str_sub(rest, 1, rest.len);
    while (rest.len && str_split(&rest, '/', &part)) {
        bool is_tail = str_ends(part, STR("...}"));

        if (part.len == 0 || (is_tail && rest.ptr && rest.len))
            return false;
        if (is_param(part) && ++params > HTTP_MAX_PARAMS)
            return false;
    }
    return route->lane < HTTP_LANE_COUNT;
}
