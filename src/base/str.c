/*
 * str.c -- views, builders and checked number parsers.
 */
#include "base/str.h"

#include <errno.h>

Str str_from(const char *text)
{
    return text ? (Str){text, strlen(text)} : STR_NONE;
}

Str str_sub(Str s, size_t start, size_t end)
{
    end = MIN_OF(end, s.len);
    start = MIN_OF(start, end);
    return s.ptr ? (Str){s.ptr + start, end - start} : STR_NONE;
}

bool str_eq(Str a, Str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

bool str_is(Str a, const char *text)
{
    return str_eq(a, str_from(text));
}

static unsigned char ascii_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (unsigned char)(c + 32) : (unsigned char)c;
}

bool str_eq_nocase(Str a, Str b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++) {
        if (ascii_lower(a.ptr[i]) != ascii_lower(b.ptr[i]))
            return false;
    }
    return true;
}

int str_cmp(Str a, Str b)
{
    size_t n = MIN_OF(a.len, b.len);
    int c = n ? memcmp(a.ptr, b.ptr, n) : 0;

    if (c != 0)
        return c;
    return a.len < b.len ? -1 : a.len > b.len;
}

bool str_starts(Str s, Str prefix)
{
    return s.len >= prefix.len && str_eq(str_sub(s, 0, prefix.len), prefix);
}

bool str_ends(Str s, Str suffix)
{
    return s.len >= suffix.len && str_eq(str_sub(s, s.len - suffix.len, s.len), suffix);
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

Str str_trim(Str s)
{
    size_t start = 0, end = s.len;

    while (start < end && is_space(s.ptr[start]))
        start++;
    while (end > start && is_space(s.ptr[end - 1]))
        end--;
    return str_sub(s, start, end);
}

size_t str_find(Str s, Str needle, size_t from)
{
    if (from > s.len || needle.len > s.len - from)
        return SIZE_MAX;
    if (needle.len == 0)
        return from;
    const char *hit = memmem(s.ptr + from, s.len - from, needle.ptr, needle.len);
    return hit ? (size_t)(hit - s.ptr) : SIZE_MAX;
}

size_t str_find_char(Str s, char c, size_t from)
{
    if (from >= s.len)
        return SIZE_MAX;
    const char *hit = memchr(s.ptr + from, c, s.len - from);
    return hit ? (size_t)(hit - s.ptr) : SIZE_MAX;
}

size_t str_rfind_char(Str s, char c)
{
    const char *hit = s.len ? memrchr(s.ptr, c, s.len) : NULL;

    return hit ? (size_t)(hit - s.ptr) : SIZE_MAX;
}

bool str_has(Str s, Str needle)
{
    return str_find(s, needle, 0) != SIZE_MAX;
}

uint64_t str_hash(Str s)
{
    uint64_t h = 0x9e3779b97f4a7c15u ^ s.len;
    size_t i = 0;

    for (; i + 8 <= s.len; i += 8) {
        uint64_t word;

        memcpy(&word, s.ptr + i, 8);
        h = (h ^ word) * 0xff51afd7ed558ccdu;
        h ^= h >> 32;
    }
    for (; i < s.len; i++)
        h = (h ^ (unsigned char)s.ptr[i]) * 0x100000001b3u;
    h ^= h >> 33;
    h *= 0xc4ceb9fe1a85ec53u;
    return h ^ (h >> 29);
}

bool str_split(Str *rest, char sep, Str *ret_field)
{
    if (!rest->ptr)
        return false;
    size_t at = str_find_char(*rest, sep, 0);
    if (at == SIZE_MAX) {
        *ret_field = *rest;
        *rest = STR_NONE;
        return true;
    }
    *ret_field = str_sub(*rest, 0, at);
    *rest = str_sub(*rest, at + 1, rest->len);
    return true;
}

bool str_line(Str *rest, Str *ret_line)
{
    if (rest->len == 0)
        return false;
    size_t at = str_find_char(*rest, '\n', 0);
    size_t end = at == SIZE_MAX ? rest->len : at;
    Str line = str_sub(*rest, 0, end);

    *rest = str_sub(*rest, at == SIZE_MAX ? rest->len : at + 1, rest->len);
    if (line.len && line.ptr[line.len - 1] == '\r')
        line.len--;
    *ret_line = line;
    return true;
}

Str path_base(Str path)
{
    size_t at = str_rfind_char(path, '/');

    return at == SIZE_MAX ? path : str_sub(path, at + 1, path.len);
}

Str path_dir(Str path)
{
    size_t at = str_rfind_char(path, '/');

    return at == SIZE_MAX ? str_sub(path, 0, 0) : str_sub(path, 0, at);
}

Str path_ext(Str path)
{
    Str base = path_base(path);
    size_t at = str_rfind_char(base, '.');

    return at == SIZE_MAX || at == 0 ? STR_NONE : str_sub(base, at + 1, base.len);
}

bool path_is_plain(Str path)
{
    Str part;

    if (path.len == 0 || memchr(path.ptr, '\0', path.len))
        return false;
    while (str_split(&path, '/', &part)) {
        if (part.len == 0 || str_is(part, ".") || str_is(part, ".."))
            return false;
    }
    return true;
}

static bool is_continuation(unsigned char c)
{
    return (c & 0xc0) == 0x80;
}

size_t utf8_len_at(Str s, size_t at)
{
    if (at >= s.len)
        return 0;
    const unsigned char *p = (const unsigned char *)s.ptr + at;
    size_t left = s.len - at;

    if (p[0] < 0x80)
        return 1;
    if (p[0] >= 0xc2 && p[0] <= 0xdf)
        return left >= 2 && is_continuation(p[1]) ? 2 : 0;
    if ((p[0] & 0xf0) == 0xe0) {
        if (left < 3 || !is_continuation(p[1]) || !is_continuation(p[2]))
            return 0;
        bool overlong = p[0] == 0xe0 && p[1] < 0xa0;
        bool surrogate = p[0] == 0xed && p[1] > 0x9f;
        return overlong || surrogate ? 0 : 3;
    }
    if (p[0] >= 0xf0 && p[0] <= 0xf4) {
        if (left < 4 || !is_continuation(p[1]) || !is_continuation(p[2]) ||
            !is_continuation(p[3]))
            return 0;
        bool overlong = p[0] == 0xf0 && p[1] < 0x90;
        bool beyond = p[0] == 0xf4 && p[1] > 0x8f;
        return overlong || beyond ? 0 : 4;
    }
    return 0;
}

bool utf8_is_valid(Str s)
{
    for (size_t i = 0; i < s.len;) {
        size_t n = utf8_len_at(s, i);

        if (n == 0)
            return false;
        i += n;
    }
    return true;
}

void buf_done(Buf *b)
{
    free(b->ptr);
    b->ptr = NULL;
    b->len = b->cap = 0;
}

void buf_clear(Buf *b)
{
    b->len = 0;
    b->full = false;
    if (b->ptr)
        b->ptr[0] = '\0';
}

/* Makes room for `more` bytes and a NUL; false, with `full` set, when the ceiling forbids. */
static bool buf_reserve(Buf *b, size_t more)
{
    if (b->full || more > b->max - MIN_OF(b->len, b->max)) {
        b->full = true;
        return false;
    }
    size_t need = b->len + more + 1;
    if (need > b->cap) {
        size_t cap = MAX_OF(b->cap * 2, (size_t)64);

        cap = MAX_OF(cap, need);
        b->ptr = xrealloc(b->ptr, cap, 1);
        b->cap = cap;
    }
    return true;
}

void buf_add_bytes(Buf *b, const void *bytes, size_t len)
{
    if (!buf_reserve(b, len))
        return;
    if (len)
        memcpy(b->ptr + b->len, bytes, len);
    b->len += len;
    b->ptr[b->len] = '\0';
}

void buf_add(Buf *b, Str s)
{
    buf_add_bytes(b, s.ptr, s.len);
}

void buf_add_char(Buf *b, char c)
{
    buf_add_bytes(b, &c, 1);
}

void buf_vprintf(Buf *b, const char *fmt, va_list args)
{
    va_list again;

    va_copy(again, args);
    int n = vsnprintf(NULL, 0, fmt, args);
    MUST(n >= 0);
    if (buf_reserve(b, (size_t)n)) {
        vsnprintf(b->ptr + b->len, (size_t)n + 1, fmt, again);
        b->len += (size_t)n;
    }
    va_end(again);
}

void buf_printf(Buf *b, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    buf_vprintf(b, fmt, args);
    va_end(args);
}

static bool is_control(Str s, size_t at, size_t len)
{
    unsigned char c = (unsigned char)s.ptr[at];

    if (len == 1)
        return (c < 0x20 && c != '\n' && c != '\t') || c == 0x7f;
    return len == 2 && c == 0xc2 && (unsigned char)s.ptr[at + 1] < 0xa0;
}

void buf_add_clean(Buf *b, Str s)
{
    for (size_t i = 0; i < s.len && !b->full;) {
        size_t n = utf8_len_at(s, i);

        if (n == 0 || is_control(s, i, n))
            buf_lit(b, "\xef\xbf\xbd");
        else
            buf_add_bytes(b, s.ptr + i, n);
        i += n ? n : 1;
    }
}

Str buf_str(const Buf *b)
{
    return b->ptr ? (Str){b->ptr, b->len} : STR("");
}

char *buf_take(Buf *b, size_t *ret_len)
{
    char *bytes = b->ptr ? b->ptr : xcalloc(1, 1);

    if (ret_len)
        *ret_len = b->len;
    *b = BUF(b->max);
    return bytes;
}

bool parse_u64(Str s, uint64_t max, uint64_t *ret)
{
    uint64_t value = 0;

    if (s.len == 0)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        unsigned digit = (unsigned char)s.ptr[i] - '0';

        if (digit > 9 || __builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, digit, &value))
            return false;
    }
    if (value > max)
        return false;
    *ret = value;
    return true;
}

bool parse_i64(Str s, int64_t *ret)
{
    bool negative = s.len && s.ptr[0] == '-';
    uint64_t value;

    if (!parse_u64(negative ? str_sub(s, 1, s.len) : s, (uint64_t)INT64_MAX, &value))
        return false;
    *ret = negative ? -(int64_t)value : (int64_t)value;
    return true;
}

bool parse_double(Str s, double *ret)
{
    char text[64];
    char *end;

    if (s.len == 0 || s.len >= sizeof(text) || is_space(s.ptr[0]))
        return false;
    memcpy(text, s.ptr, s.len);
    text[s.len] = '\0';
    errno = 0;
    double value = strtod(text, &end);
    if (errno || end != text + s.len || value != value)
        return false;
    *ret = value;
    return true;
}

bool parse_size(Str s, uint64_t max, uint64_t *ret)
{
    unsigned shift = 0;
    uint64_t value;

    if (s.len > 1) {
        switch (s.ptr[s.len - 1]) {
        case 'k':
        case 'K':
            shift = 10;
            break;
        case 'm':
        case 'M':
            shift = 20;
            break;
        case 'g':
        case 'G':
            shift = 30;
            break;
        default:
            break;
        }
    }
    if (shift)
        s.len--;
    if (!parse_u64(s, max >> shift, &value))
        return false;
    *ret = value << shift;
    return true;
}
