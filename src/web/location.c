/*
 * location.c -- URLs of repositories, taken apart by hand: there is little in them that may be.
 */
#include "web/location.h"

enum { PART_MAX = 100, LOCATION_MAX_PARTS = 8 };

static bool is_name_char(unsigned char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           strchr("-._", c) != NULL;
}

static bool is_name(Str part)
{
    if (part.len == 0 || part.len > PART_MAX || str_is(part, ".") || str_is(part, ".."))
        return false;
    for (size_t i = 0; i < part.len; i++) {
        if (part.ptr[i] == '\0' || !is_name_char((unsigned char)part.ptr[i]))
            return false;
    }
    return true;
}

/* Of a folder's name, which may hold anything. */
static Str made_name(Arena *a, Str folder)
{
    char *name = arena_cstr(a, str_sub(folder, 0, PART_MAX));

    for (char *p = name; *p; p++) {
        if (!is_name_char((unsigned char)*p))
            *p = '-';
    }
    return is_name(str_from(name)) ? str_from(name) : STR("repository");
}

static Str without_end(Str s, Str end)
{
    return str_ends(s, end) ? str_sub(s, 0, s.len - end.len) : s;
}

static ErrCode read_path(Arena *a, Str path, Location *ret, Err *err)
{
    while (path.len > 1 && str_ends(path, STR("/")))
        path = str_sub(path, 0, path.len - 1);
    if (path.len > 1024 || path.len == 1 || !utf8_is_valid(path) ||
        !path_is_plain(str_sub(path, 1, path.len)))
        return err_set(err, ERR_INVALID, "'%.*s' is not a plain path", STR_ARG(path));
    *ret = (Location){arena_str(a, path), true, STR("local"), made_name(a, path_base(path))};
    return ERR_OK;
}

static bool is_host(Str host)
{
    size_t colon = str_find_char(host, ':', 0);
    uint64_t port;

    if (colon != SIZE_MAX && !parse_u64(str_sub(host, colon + 1, host.len), 65535, &port))
        return false;
    return is_name(str_sub(host, 0, colon));
}

static ErrCode read_url(Arena *a, Str text, Location *ret, Err *err)
{
    Str rest = str_sub(text, sizeof("https://") - 1, text.len), host, part;
    Str parts[LOCATION_MAX_PARTS];
    size_t count = 0;

    rest = without_end(without_end(rest, STR("/")), STR(".git"));
    if (str_find_char(rest, '@', 0) != SIZE_MAX)
        return err_set(err, ERR_INVALID, "the URL has a user or a password in it");
    if (!str_split(&rest, '/', &host) || !is_host(host))
        return err_set(err, ERR_INVALID, "the URL has no proper host");
    while (rest.len && str_split(&rest, '/', &part)) {
        if (count == LOCATION_MAX_PARTS || !is_name(part))
            return err_set(err, ERR_INVALID, "'%.*s' is not the URL of a repository",
                           STR_ARG(text));
        parts[count++] = part;
    }
    if (count < 2)
        return err_set(err, ERR_INVALID, "the URL does not name a repository");
    bool is_github = str_eq_nocase(host, STR("github.com"));
    Str owner = is_github && count == 2
                    ? parts[0]
                    : arena_printf(a, "%.*s~%.*s", STR_ARG(host), STR_ARG(parts[0]));
    Str location = arena_printf(a, "https://%.*s/%.*s", STR_ARG(host), STR_ARG(parts[0]));
    for (size_t i = 1; i < count; i++) {
        if (i + 1 < count)
            owner = arena_printf(a, "%.*s~%.*s", STR_ARG(owner), STR_ARG(parts[i]));
        location = arena_printf(a, "%.*s/%.*s", STR_ARG(location), STR_ARG(parts[i]));
    }
    if (owner.len > 250)
        return err_set(err, ERR_INVALID, "the URL is too long");
    char *no_colon = arena_cstr(a, owner);
    for (char *p = no_colon; *p; p++)
        *p = *p == ':' ? '~' : *p;
    *ret = (Location){location, false, str_from(no_colon), arena_str(a, parts[count - 1])};
    return ERR_OK;
}

ErrCode location_read(Arena *a, Str text, Location *ret, Err *err)
{
    text = str_trim(text);
    if (text.len > 0 && text.ptr[0] == '/')
        return read_path(a, text, ret, err);
    if (text.len <= 2048 && text.len > 8 && str_eq_nocase(str_sub(text, 0, 8), STR("https://")))
        return read_url(a, text, ret, err);
    (void)err_set(err, ERR_INVALID, "'%.*s' is not the URL or path of a repository",
                  STR_ARG(str_sub(text, 0, 200)));
    return err_hint(err, "https://HOST/OWNER/NAME, or a path that begins with '/'");
}
