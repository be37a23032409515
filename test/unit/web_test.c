/*
 * web_test.c -- who may speak to a server in development, where repositories are, what a result is.
 */
#include "test.h"

#include "web/admit.h"
#include "web/location.h"
#include "web/result.h"
#include "web/unpack.h"

/* A GET, or a POST with a body, with these fields. */
static ErrCode admitted(HttpMethod method, const char *fields, bool *ret_is_media)
{
    AUTO(arena_done) Arena a = {0};
    Str text = arena_printf(&a, "%s / HTTP/1.1\r\n%s\r\n", http_method_name(method), fields);
    GateHead head;
    GateRefusal why;
    Err err = {0};

    if (gate_head(text, &head, &why) != GATE_DONE)
        fail_msg("%s", why.message);
    return admit_check(&head, "application/json", ret_is_media, &err);
}

TEST(only_this_machine_by_its_own_name_is_let_in)
{
    bool is_media;

    CHECK_INT(admitted(HTTP_GET, "Host: localhost:3000\r\n", &is_media), ERR_OK);
    CHECK_INT(admitted(HTTP_GET, "Host: LOCALHOST\r\n", &is_media), ERR_OK);
    CHECK_INT(admitted(HTTP_GET, "Host: 127.0.0.1:80\r\n", &is_media), ERR_OK);
    CHECK_INT(admitted(HTTP_GET, "Host: [::1]:80\r\n", &is_media), ERR_OK);
    CHECK_INT(admitted(HTTP_GET, "Host: localhost.evil.example\r\n", &is_media), ERR_FORBIDDEN);
    CHECK_INT(admitted(HTTP_GET, "Host: 127.0.0.2\r\n", &is_media), ERR_FORBIDDEN);
    CHECK_INT(admitted(HTTP_GET, "Host: [::2]\r\n", &is_media), ERR_FORBIDDEN);
    CHECK_INT(admitted(HTTP_GET, "Host: localhost\r\nVia: 1.1 x\r\n", &is_media),
              ERR_FORBIDDEN);
}

TEST(a_page_of_elsewhere_is_kept_out)
{
    bool is_media;

    CHECK_INT(
        admitted(HTTP_POST, "Host: localhost:1\r\nOrigin: http://localhost:1\r\n", &is_media),
        ERR_OK);
    CHECK_INT(
        admitted(HTTP_POST, "Host: localhost:1\r\nOrigin: http://localhost:2\r\n", &is_media),
        ERR_FORBIDDEN);
    CHECK_INT(admitted(HTTP_POST, "Host: localhost\r\nOrigin: null\r\n", &is_media),
              ERR_FORBIDDEN);
    CHECK_INT(
        admitted(HTTP_POST, "Host: localhost\r\nSec-Fetch-Site: same-site\r\n", &is_media),
        ERR_FORBIDDEN);
    CHECK_INT(
        admitted(HTTP_GET, "Host: localhost\r\nSec-Fetch-Site: cross-site\r\n", &is_media),
        ERR_OK);
}

TEST(a_body_has_the_type_of_its_route)
{
    bool is_media;

    CHECK_INT(admitted(HTTP_POST,
                       "Host: localhost\r\nContent-Length: 2\r\n"
                       "Content-Type: application/json; charset=utf-8\r\n",
                       &is_media),
              ERR_OK);
    CHECK_INT(admitted(HTTP_POST,
                       "Host: localhost\r\nContent-Length: 2\r\nContent-Type: text/plain\r\n",
                       &is_media),
              ERR_USAGE);
    CHECK(is_media);
    CHECK_INT(admitted(HTTP_POST, "Host: localhost\r\nContent-Length: 2\r\n", &is_media),
              ERR_USAGE);
    CHECK(is_media);
}

/* "location owner name", or "refused" */
static const char *place(const char *text)
{
    static char out[512];
    AUTO(arena_done) Arena a = {0};
    Location l;
    Err err = {0};

    if (location_read(&a, str_from(text), &l, &err) != ERR_OK)
        return "refused";
    snprintf(out, sizeof(out), "%.*s %.*s %.*s", STR_ARG(l.location), STR_ARG(l.owner),
             STR_ARG(l.name));
    return out;
}

TEST(one_repository_has_one_location)
{
    CHECK_TEXT(place("https://github.com/antirez/kilo"),
               "https://github.com/antirez/kilo antirez kilo");
    CHECK_TEXT(place(" https://github.com/antirez/kilo.git/ "),
               "https://github.com/antirez/kilo antirez kilo");
    CHECK_TEXT(place("https://git.example.org:8443/a/b/c"),
               "https://git.example.org:8443/a/b/c git.example.org~8443~a~b c");
    CHECK_TEXT(place("/home/me/my project/"), "/home/me/my project local my-project");
}

TEST(what_is_no_repository_is_refused)
{
    static const char *const bad[] = {
        "",
        "kilo",
        "http://github.com/a/b",
        "ssh://git@github.com/a/b",
        "git@github.com:a/b",
        "ext::sh -c id",
        "--upload-pack=x",
        "file:///etc",
        "https://github.com",
        "https://github.com/a",
        "https://user:word@github.com/a/b",
        "https://github.com/a/../b",
        "https://github.com/a/b?x=y",
        "https://github.com/a/b#c",
        "https://git hub.com/a/b",
        "https:///a/b",
        "/",
        "/a/../b",
        "/a//b",
    };

    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        if (strcmp(place(bad[i]), "refused") != 0)
            fail_msg("'%s' is %s", bad[i], place(bad[i]));
    }
}

TEST(a_page_is_cut_at_its_headings_without_its_code)
{
    AUTO(arena_done) Arena a = {0};
    ResultSections s;

    result_sections(
        &a, STR("intro\n# Event loop!\ntext\n```c\n# not a heading\n```\nmore\n## b_c d\n"),
        &s);
    CHECK_INT(s.len, 3);
    CHECK_STR(s.at[0].body, "intro\n");
    CHECK_STR(s.at[1].title, "Event loop!");
    CHECK_STR(s.at[1].anchor, "event-loop");
    CHECK_STR(s.at[1].body, "text\nmore\n");
    CHECK_STR(s.at[2].anchor, "b_c-d");
}

TEST(bytes_that_are_no_archive_are_refused)
{
    AUTO(arena_done) Arena a = {0};
    UnpackedList files;
    Err err = {0};

    CHECK_INT(unpack(&a, STR(""), &files, &err), ERR_INVALID);
    CHECK_INT(unpack(&a, STR("\x1f\x8b\x08 nonsense"), &files, &err), ERR_INVALID);
    CHECK_INT(files.len, 0);
}

TEST_MAIN()
