/*
 * prose.h -- a repository's sentences without their markup, and the comment a file begins with.
 *
 * Markdown, reStructuredText, Javadoc, Doxygen and HTML all say "this is code" or "this is a link" in
 * their own way; what is left here are the words, code between single backquotes.
 */
#ifndef FONDATION_GRAPH_PROSE_H
#define FONDATION_GRAPH_PROSE_H

#include "base/arena.h"
#include "base/str.h"
#include "source/language.h"

/* "Uses :class:`~flask.Flask` and {@link Gson}" -> "Uses `Flask` and `Gson`". One line. */
Str prose_plain(Arena *a, Str text);

/* Words of a heading: no markup, numbering, "¶" or anchor. */
Str prose_title(Arena *a, Str title);

/* Whether a plain sentence can define something: a few words of prose, no code, licence or list. */
bool prose_is_definition(Str sentence);

/* The comment or docstring that tells what a file is for: the first of those before its first line of
 * code that is no licence. *ret_start and *ret_end are its place; false when there is none. */
bool prose_find_header(Arena *a, Str text, LanguageId language, size_t *ret_start,
                       size_t *ret_end);

/* The first sentence of a raw comment, plain, without "file.c -- " in front; its lines counted from
 * `first_line` of the comment. Empty when it defines nothing. */
Str prose_first_sentence(Arena *a, Str raw_comment, uint32_t first_line, uint32_t *ret_line,
                         uint32_t *ret_end_line);

#endif
