/*
 * revision.c -- remote URLs taken apart, and links to lines of files.
 *
 * A forge is known by its host's name. For others there is no link: a wrong one is worse.
 */
#include "source/revision.h"

typedef struct ForgeRow {
    const char *host;   /* the whole name; ending in '.': what the name begins with */
    const char *middle; /* between the repository's page and the commit */
    LineAnchor anchor;
} ForgeRow;

/* clang-format off */
static const ForgeRow forges[] = {
    {"github.com",     "/blob/",       ANCHOR_L1_L2},
    {"github.",        "/blob/",       ANCHOR_L1_L2}, /* GitHub Enterprise: github.example.com */
    {"gitlab.com",     "/-/blob/",     ANCHOR_L1_2},
    {"gitlab.",        "/-/blob/",     ANCHOR_L1_2},
    {"salsa.debian.org", "/-/blob/",   ANCHOR_L1_2},
    {"invent.kde.org", "/-/blob/",     ANCHOR_L1_2},
    {"framagit.org",   "/-/blob/",     ANCHOR_L1_2},
    {"bitbucket.org",  "/src/",        ANCHOR_LINES},
    {"codeberg.org",   "/src/commit/", ANCHOR_L1_L2},
    {"gitea.",         "/src/commit/", ANCHOR_L1_L2},
    {"forgejo.",       "/src/commit/", ANCHOR_L1_L2},
    {"git.sr.ht",      "/tree/",       ANCHOR_L1_2},
};
/* clang-format on */

static const ForgeRow *forge_of(Str host)
{
    for (size_t i = 0; i < ARRAY_LEN(forges); i++) {
        Str known = str_from(forges[i].host);
        bool is_start = known.ptr[known.len - 1] == '.';

        if (is_start ? str_starts(host, known) : str_eq_nocase(host, known))
            return &forges[i];
    }
    return NULL;
}

typedef struct UrlParts {
    Str scheme; /* "https", "ssh" ...; empty for a path */
    Str host;   /* without user and port */
    Str path;   /* without '/' at either end and without ".git" */
} UrlParts;

static Str without_user(Str authority)
{
    size_t at = str_rfind_char(authority, '@');

    return at == SIZE_MAX ? authority : str_sub(authority, at + 1, authority.len);
}

static Str without_git(Str path)
{
    while (path.len && path.ptr[path.len - 1] == '/')
        path.len--;
    if (str_ends(path, STR(".git")) && path.len > 4)
        path.len -= 4;
    while (path.len && path.ptr[path.len - 1] == '/')
        path.len--;
    return path;
}

static UrlParts take_apart(Str url)
{
    UrlParts u = {0};
    size_t scheme = str_find(url, STR("://"), 0);
    Str path;

    if (scheme != SIZE_MAX) {
        u.scheme = str_sub(url, 0, scheme);
        Str rest = str_sub(url, scheme + 3, url.len);
        size_t slash = MIN_OF(str_find_char(rest, '/', 0), rest.len);
        Str host = without_user(str_sub(rest, 0, slash));

        u.host = str_sub(host, 0, str_find_char(host, ':', 0));
        path = str_sub(rest, slash, rest.len);
    } else {
        size_t colon = str_find_char(url, ':', 0);
        size_t slash = str_find_char(url, '/', 0);

        path = url;
        if (colon != SIZE_MAX &&
            (slash == SIZE_MAX || colon < slash)) { /* host:path, as ssh has it */
            u.scheme = STR("ssh");
            u.host = without_user(str_sub(url, 0, colon));
            path = str_sub(url, colon + 1, url.len);
        }
    }
    path = str_sub(path, 0, str_find_char(path, '?', 0));
    path = without_git(str_sub(path, 0, str_find_char(path, '#', 0)));
    while (path.len && path.ptr[0] == '/')
        path = str_sub(path, 1, path.len);
    u.path = path;
    return u;
}

Str url_without_credentials(Arena *a, Str url)
{
    size_t scheme = str_find(url, STR("://"), 0);

    if (scheme == SIZE_MAX)
        return arena_str(a,
                         url); /* host:path: the user is no secret, and there is no password */
    Str head = str_sub(url, 0, scheme + 3), rest = str_sub(url, scheme + 3, url.len);
    size_t slash = MIN_OF(str_find_char(rest, '/', 0), rest.len);
    return arena_printf(a, "%.*s%.*s%.*s", STR_ARG(head),
                        STR_ARG(without_user(str_sub(rest, 0, slash))),
                        STR_ARG(str_sub(rest, slash, rest.len)));
}

Str url_escape_path(Arena *a, Str path)
{
    AUTO(buf_done) Buf b = BUF(SIZE_MAX);

    for (size_t i = 0; i < path.len; i++) {
        char c = path.ptr[i];
        bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                        (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
                        c == '~' || c == '/' || c == '+' || c == '@';

        if (is_plain)
            buf_add_char(&b, c);
        else
            buf_printf(&b, "%%%02X", (unsigned char)c);
    }
    return arena_str(a, buf_str(&b));
}

static bool is_host_name(Str host)
{
    for (size_t i = 0; i < host.len; i++) {
        char c = host.ptr[i];

        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
              c == '-' || c == '.'))
            return false;
    }
    return host.len > 0;
}

void revision_set_origin(Arena *a, Revision *r, Str url, Str prefix)
{
    UrlParts u = take_apart(str_trim(url));

    if (u.scheme.len == 0 || u.path.len == 0 || !utf8_is_valid(url))
        return; /* a path of somebody's machine says nothing to others */
    r->origin = url_without_credentials(a, str_trim(url));
    r->name = arena_str(a, path_base(u.path));
    if (!is_host_name(u.host))
        return;
    r->owner = arena_str(a, path_dir(u.path));
    const ForgeRow *forge = forge_of(u.host);
    if (!forge || r->owner.len == 0)
        return;
    r->web_url = arena_printf(a, "https://%.*s/%.*s", STR_ARG(u.host),
                              STR_ARG(url_escape_path(a, u.path)));
    r->line_anchor = forge->anchor;
    if (r->commit.len == 0)
        return;
    bool is_sourcehut = str_is(u.host, "git.sr.ht");
    r->permalink_prefix = arena_printf(
        a, "%.*s%s%.*s/%s%.*s", STR_ARG(r->web_url), forge->middle, STR_ARG(r->commit),
        is_sourcehut ? "item/" : "", STR_ARG(url_escape_path(a, prefix)));
}

Str revision_permalink(Arena *a, const Revision *r, Str path, uint32_t first, uint32_t last)
{
    static const char *const one[] = {
        [ANCHOR_L1_L2] = "#L%u", [ANCHOR_L1_2] = "#L%u", [ANCHOR_LINES] = "#lines-%u"};
    static const char *const two[] = {[ANCHOR_L1_L2] = "#L%u-L%u",
                                      [ANCHOR_L1_2] = "#L%u-%u",
                                      [ANCHOR_LINES] = "#lines-%u:%u"};
    AUTO(buf_done) Buf b = BUF(SIZE_MAX);

    if (r->permalink_prefix.len == 0)
        return STR_NONE;
    buf_add(&b, r->permalink_prefix);
    buf_add(&b, url_escape_path(a, path));
    if (first && last > first)
        buf_printf(&b, two[r->line_anchor], first, last);
    else if (first)
        buf_printf(&b, one[r->line_anchor], first);
    return arena_str(a, buf_str(&b));
}
