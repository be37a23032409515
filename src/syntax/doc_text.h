/*
 * doc_text.h -- from a comment as it stands in the source to the words in it.
 *
 * Markers of every language's comments go (slashes, stars, hashes, quotes of docstrings, dashes), line
 * by line; what is left keeps its line breaks. Nothing is reworded.
 */
#ifndef FONDATION_SYNTAX_DOC_TEXT_H
#define FONDATION_SYNTAX_DOC_TEXT_H

#include "base/arena.h"
#include "base/str.h"

/* The words of a comment or docstring, without markers, frames ("*****") and common indentation. */
Str doc_plain(Arena *a, Str raw);

/* The first paragraph: up to an empty line, a list, a tag (@param, :param, \param, "Args:",
 * ">>>", "```"). Views into `plain`. Licence headers and tool directives give nothing. */
Str doc_first_paragraph(Str plain);

/* The first sentence of a paragraph: up to a full stop that ends one (not "e.g.", not "1.5", not
 * "file.c"); the whole when there is none. May span lines. */
Str doc_first_sentence(Str paragraph);

/* Whether a comment is a licence or copyright notice. */
bool doc_is_licence(Str plain);

#endif
