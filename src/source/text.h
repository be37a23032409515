/*
 * text.h -- what the beginning of a file says: binary, pointer, generated, minified; and bytes of
 * other encodings as UTF-8.
 *
 * Files are judged by their first HEAD_BYTES (JavaScript and CSS by the whole, because "minified" is
 * an average): listing a large repository must not read all of it.
 */
#ifndef FONDATION_SOURCE_TEXT_H
#define FONDATION_SOURCE_TEXT_H

#include "base/arena.h"
#include "source/checkout.h"

enum {
    HEAD_BYTES = 16 << 10,
    BINARY_LOOK_BYTES = 8000,  /* git's own rule: a NUL in the first 8,000 bytes */
    MINIFIED_LINE_BYTES = 110, /* linguist's rule: the average line of a .js or .css file */
};

/* Whether the file must be read to its end to be judged. */
bool text_needs_whole(Str path);

/* SKIP_BINARY, LFS, GENERATED, MINIFIED, LONG_LINES or NONE. `head` is the beginning as it is in
 * the file, `is_whole` that it is all of it. Pure. */
SkipReason text_says(Str path, Str head, bool is_whole, uint32_t line_max_bytes);

typedef enum TextEncoding {
    TEXT_UTF8,
    TEXT_UTF16_LE,
    TEXT_UTF16_BE,
    TEXT_UTF32_LE,
    TEXT_UTF32_BE
} TextEncoding;

/* By its mark; without one it is TEXT_UTF8. */
TextEncoding text_encoding(Str bytes, size_t *ret_mark_len);
/* The text without a mark, transcoded when it is not UTF-8 (broken units become U+FFFD). Points
 * into `bytes` when there is nothing to do. */
Str text_decode(Arena *a, Str bytes);

#endif
