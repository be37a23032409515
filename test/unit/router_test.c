/*
 * router_test.c -- which row a path belongs to, and what is decoded on the way; cursors of streams.
 */
#include "test.h"

#include "http/live.h"
#include "http/router.h"

static ErrCode nothing(void *app UNUSED, HttpRequest *r UNUSED, HttpReply *reply UNUSED,
                       Err *err UNUSED)
{
    return ERR_OK;
}

static const HttpRoute routes[] = {
    {HTTP_GET, "/", nothing},
    {HTTP_GET, "/api/jobs", nothing},
    {HTTP_POST, "/api/jobs/trigger", nothing},
    {HTTP_GET, "/api/jobs/{id}", nothing},
    {HTTP_POST, "/api/jobs/{id}/cancel", nothing},
    {HTTP_PUT, "/api/jobs/{id}/kept/{name}", nothing},
    {HTTP_GET, "/api/courses/{id}/files/{path...}", nothing},
};

/* "/row param param", or the verdict as a number and the allowed methods */
static const char *found(HttpMethod method, const char *path)
{
    static char text[512];
    AUTO(arena_done) Arena a = {0};
    const HttpRoute *route;
    Str params[HTTP_MAX_PARAMS] = {0};
    unsigned allowed;
    RouteVerdict v = route_find(routes, ARRAY_LEN(routes), &a, method, str_from(path), &route,
                                params, &allowed);

    if (v != ROUTE_FOUND)
        snprintf(text, sizeof(text), "%d %u", v, allowed);
    else
        snprintf(text, sizeof(text), "%s %.*s %.*s", route->path, STR_ARG(params[0]),
                 STR_ARG(params[1]));
    return text;
}

TEST(a_path_finds_its_row_and_parameters)
{
    CHECK_TEXT(found(HTTP_GET, "/"), "/  ");
    CHECK_TEXT(found(HTTP_GET, "/api/jobs"), "/api/jobs  ");
    CHECK_TEXT(found(HTTP_HEAD, "/api/jobs"), "/api/jobs  ");
    CHECK_TEXT(found(HTTP_GET, "/api/jobs/a%20b"), "/api/jobs/{id} a b ");
    CHECK_TEXT(found(HTTP_PUT, "/api/jobs/7/kept/x.json"),
               "/api/jobs/{id}/kept/{name} 7 x.json");
    CHECK_TEXT(found(HTTP_GET, "/api/courses/7/files/a/b%2Dc"),
               "/api/courses/{id}/files/{path...} 7 a/b-c");
}

TEST(a_path_without_row_or_method_says_which)
{
    CHECK_TEXT(found(HTTP_GET, "/api"), "1 0");
    CHECK_TEXT(found(HTTP_GET, "/api/jobs/7/kept"), "1 0");
    CHECK_TEXT(found(HTTP_GET, "/api/courses/7/files"), "1 0");
    CHECK_TEXT(found(HTTP_DELETE, "/api/jobs"), "2 3");
    CHECK_TEXT(found(HTTP_GET, "/api/jobs/7/cancel"), "2 4");
}

TEST(a_path_that_hides_something_is_bad)
{
    static const char *const bad[] = {"/api//jobs",    "/api/jobs/", "/api/jobs/..",
                                      "/api/jobs/%2e", "/a%2fb",     "/a%00b",
                                      "/a%0ab",        "/a%ffb",     "/a%c0%af"};

    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        CHECK_TEXT(found(HTTP_GET, bad[i]), "3 0");
}

TEST(an_unsound_row_is_seen)
{
    CHECK(!route_is_sound(&(HttpRoute){HTTP_GET, "a", nothing}));
    CHECK(!route_is_sound(&(HttpRoute){HTTP_GET, "/a//b", nothing}));
    CHECK(!route_is_sound(&(HttpRoute){HTTP_GET, "/{rest...}/b", nothing}));
    CHECK(!route_is_sound(&(HttpRoute){HTTP_GET, "/a", NULL}));
    for (size_t i = 0; i < ARRAY_LEN(routes); i++)
        CHECK(route_is_sound(&routes[i]));
}

TEST(a_parameter_of_the_query_is_decoded_and_single)
{
    AUTO(arena_done) Arena a = {0};
    HttpRequest r = {.arena = &a, .head = {.query = STR("a=1&b=x+y%2Bz&a=2&c&d=%ff")}};
    Err err = {0};
    Str value;

    CHECK_OK(http_query(&r, "b", &value, &err), &err);
    CHECK_STR(value, "x y+z");
    CHECK_OK(http_query(&r, "c", &value, &err), &err);
    CHECK(value.ptr && value.len == 0);
    CHECK_OK(http_query(&r, "e", &value, &err), &err);
    CHECK(value.ptr == NULL);
    CHECK_INT(http_query(&r, "a", &value, &err), ERR_USAGE);
    CHECK_INT(http_query(&r, "d", &value, &err), ERR_USAGE);
}

TEST(a_cursor_comes_back_as_it_went)
{
    LiveDigest digests[] = {live_digest(STR("a")), live_digest(STR("b")), live_digest(STR(""))};
    LiveDigest back[3];
    AUTO(buf_done) Buf text = BUF(LIVE_CURSOR_MAX);

    live_cursor_write(&text, digests, 3);
    CHECK_INT(text.len, 24);
    CHECK(live_cursor_read(buf_str(&text), 3, back));
    CHECK(memcmp(digests, back, sizeof(back)) == 0);
    CHECK(!live_cursor_read(buf_str(&text), 2, back));
    CHECK(!live_cursor_read(STR("AAAAAAA="), 1, back));
    CHECK(memcmp(&digests[0], &digests[1], sizeof(digests[0])) != 0);
}

TEST_MAIN()
