/*
 * str.h -- text: `Str` is a borrowed view, `Buf` a builder with a ceiling.
 *
 * Views are never freed and may hold any bytes, NUL and broken UTF-8 included. Append to a Buf
 * freely and look once at the end: after `full` is set nothing more is taken, and what is there is
 * a prefix of what was wanted.
 */
#ifndef FONDATION_STR_H
#define FONDATION_STR_H

#include "base/base.h"

#include <stdarg.h>

typedef struct Str {
    const char *ptr;
    size_t len;
} Str;

#define STR(literal) ((Str){"" literal "", sizeof(literal) - 1})
#define STR_NONE ((Str){NULL, 0})
/* For printf: printf("%.*s", STR_ARG(s)). */
#define STR_ARG(s) (int)MIN_OF((s).len, (size_t)INT32_MAX), (s).ptr ? (s).ptr : ""

Str str_from(const char *text);               /* NULL gives the empty view */
Str str_sub(Str s, size_t start, size_t end); /* clamps both ends */
bool str_eq(Str a, Str b);
bool str_is(Str a, const char *text);
bool str_eq_nocase(Str a, Str b); /* ASCII only */
int str_cmp(Str a, Str b);        /* bytes, as memcmp; for sorting */
bool str_starts(Str s, Str prefix);
bool str_ends(Str s, Str suffix);
Str str_trim(Str s); /* ASCII white space */
/* First index of the needle at or after `from`; SIZE_MAX when absent. */
size_t str_find(Str s, Str needle, size_t from);
size_t str_find_char(Str s, char c, size_t from);
size_t str_rfind_char(Str s, char c);
bool str_has(Str s, Str needle);
uint64_t str_hash(Str s); /* for tables in memory; not stable across versions */

/* Takes the text before the next `sep` off the front of *rest. False when nothing is left; an
 * empty last field is given ("a," has two fields). */
bool str_split(Str *rest, char sep, Str *ret_field);
/* The next line without its end (\n or \r\n). */
bool str_line(Str *rest, Str *ret_line);

/* Path helpers on '/'-separated names. */
Str path_base(Str path); /* "a/b.c" -> "b.c" */
Str path_dir(Str path);  /* "a/b.c" -> "a", "b.c" -> "" */
Str path_ext(Str path);  /* "a/b.tar.gz" -> "gz", ".bashrc" -> "" */
/* Whether `path` is relative, has no empty, "." or ".." component and no NUL. */
bool path_is_plain(Str path);

/* Length of the valid UTF-8 sequence at s.ptr[at], 0 when the bytes there are not valid. */
size_t utf8_len_at(Str s, size_t at);
bool utf8_is_valid(Str s);

typedef struct Buf {
    char *ptr; /* NUL-ended whenever not NULL */
    size_t len;
    size_t cap;
    size_t max; /* ceiling of len */
    bool full;  /* something did not fit: the content is only a prefix */
} Buf;

#define BUF(max_bytes) ((Buf){.max = (max_bytes)})

void buf_done(Buf *b);
void buf_clear(Buf *b);
void buf_add(Buf *b, Str s);
void buf_add_char(Buf *b, char c);
void buf_add_bytes(Buf *b, const void *bytes, size_t len);
void buf_printf(Buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
void buf_vprintf(Buf *b, const char *fmt, va_list args) PRINTF_LIKE(2, 0);
/* Adds `s` with every byte that is not valid UTF-8 replaced by U+FFFD, and C0/C1 control
 * characters other than \n and \t likewise: what foreign text looks like to people. */
void buf_add_clean(Buf *b, Str s);
/* A literal only: a variable does not compile. */
#define buf_lit(b, literal) buf_add((b), STR(literal))
Str buf_str(const Buf *b);
/* The bytes become the caller's (free with free()); the Buf is empty and usable after. */
char *buf_take(Buf *b, size_t *ret_len);

/* Checked parsers: the whole of `s` must be the number; false otherwise, *ret untouched. */
bool parse_u64(Str s, uint64_t max, uint64_t *ret);
bool parse_i64(Str s, int64_t *ret);
bool parse_double(Str s, double *ret);
/* "64k", "10M", "2G", plain bytes. */
bool parse_size(Str s, uint64_t max, uint64_t *ret);

#endif
