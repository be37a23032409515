/*
 * html.c -- the one place where foreign text becomes part of a page.
 */
#include "render/html.h"

#include <inttypes.h>

/* Quotes are escaped in content too: one rule for both places, so that none can be taken for the other. */
static const char *entity_of(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

static bool is_plain(unsigned char c)
{
    return (c >= 0x20 && c < 0x7f && c != '&' && c != '<' && c != '>' && c != '"' &&
            c != '\'') ||
           c == '\n' || c == '\t';
}

void html_text(Buf *b, Str text)
{
    for (size_t i = 0; i < text.len && !b->full;) {
        size_t start = i;

        while (i < text.len && is_plain((unsigned char)text.ptr[i]))
            i++;
        buf_add(b, str_sub(text, start, i));
        if (i == text.len)
            break;
        const char *entity = entity_of(text.ptr[i]);
        if (entity) {
            buf_add(b, str_from(entity));
            i++;
        } else {
            size_t n = MAX_OF(utf8_len_at(text, i), (size_t)1);

            buf_add_clean(b, str_sub(text, i, i + n));
            i += n;
        }
    }
}

void html_attr(Buf *b, const char *name, Str value)
{
    buf_printf(b, " %s=\"", name);
    html_text(b, value);
    html_lit(b, "\"");
}

void html_attr_u32(Buf *b, const char *name, uint32_t value)
{
    buf_printf(b, " %s=\"%" PRIu32 "\"", name, value);
}

void html_url(Buf *b, const char *name, Str url)
{
    if (url_is_allowed(url))
        html_attr(b, name, url);
}

void html_number(Buf *b, uint64_t number)
{
    if (number >= 1000) {
        html_number(b, number / 1000);
        buf_printf(b, ",%03u", (unsigned)(number % 1000));
    } else {
        buf_printf(b, "%u", (unsigned)number);
    }
}

/* -- addresses -- */

/* Length of "scheme" in "scheme:...", 0 when there is none. Anything before a ':' counts, so that an
 * odd spelling of a scheme is refused rather than taken for a path. */
static size_t scheme_len(Str url)
{
    size_t colon = str_find_char(url, ':', 0);

    if (colon == SIZE_MAX)
        return 0;
    for (size_t i = 0; i < colon; i++) {
        if (strchr("/?#", url.ptr[i]) && url.ptr[i])
            return 0; /* the colon is part of a path, a query or a fragment */
    }
    return colon + 1;
}

bool url_is_external(Str url)
{
    return scheme_len(url) > 0;
}

bool url_is_allowed(Str url)
{
    static const char *const schemes[] = {"http:", "https:", "mailto:"};
    size_t scheme = scheme_len(url);

    if (url.len == 0 || !utf8_is_valid(url))
        return false;
    for (size_t i = 0; i < url.len; i++) {
        unsigned char c = (unsigned char)url.ptr[i];

        if (c <= ' ' || c == 0x7f || c == '\\')
            return false; /* browsers drop some of these, or read '\' as '/' */
    }
    if (!scheme)
        return !str_starts(url, STR("//"));
    for (size_t i = 0; i < ARRAY_LEN(schemes); i++) {
        if (str_eq_nocase(str_sub(url, 0, scheme), str_from(schemes[i])))
            return true;
    }
    return false;
}

void url_add_path(Buf *b, Str path)
{
    for (size_t i = 0; i < path.len; i++) {
        unsigned char c = (unsigned char)path.ptr[i];

        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
            (c && strchr("/._-~+@,=", c)))
            buf_add_char(b, (char)c);
        else
            buf_printf(b, "%%%02X", c);
    }
}
