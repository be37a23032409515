/*
 * html.h -- writing HTML: literals of ours, foreign text escaped, addresses on a list of what is allowed.
 *
 *     html_lit(b, "<h1>");
 *     html_text(b, course->title);
 *     html_lit(b, "</h1><a");
 *     html_url(b, "href", address);       -> href="..." or nothing
 *     html_lit(b, ">");
 *
 * html_lit takes literals only: a variable does not compile. So foreign text can enter a page through
 * html_text and html_attr alone, and both escape. Broken UTF-8 and control bytes become U+FFFD.
 */
#ifndef FONDATION_RENDER_HTML_H
#define FONDATION_RENDER_HTML_H

#include "base/str.h"

#define html_lit(b, literal) buf_lit(b, literal)

/* As the content of an element. */
void html_text(Buf *b, Str text);
/* ` name="value"`; `name` is a word of ours. */
void html_attr(Buf *b, const char *name, Str value);
/* The same for an address. One that is not allowed writes nothing. */
void html_url(Buf *b, const char *name, Str url);
void html_attr_u32(Buf *b, const char *name, uint32_t value);

/* 173272 -> "173,272" */
void html_number(Buf *b, uint64_t number);

/* Whether an address may stand in a page: http, https, mailto, or relative without a scheme and
 * without "//" in front. White space and control bytes are nowhere allowed. */
bool url_is_allowed(Str url);
/* Whether it leads to another site. */
bool url_is_external(Str url);

/* Percent-encodes what may not stand in a path of an address. '/' stays. */
void url_add_path(Buf *b, Str path);

#endif
