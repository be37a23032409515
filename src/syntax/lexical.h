/*
 * lexical.h -- what can be said of a file whose parse was given up: its lines, and definitions that
 * a line shows by itself ("class NAME", "def NAME(", "func NAME(" at the line's beginning).
 */
#ifndef FONDATION_SYNTAX_LEXICAL_H
#define FONDATION_SYNTAX_LEXICAL_H

#include "source/language.h"
#include "syntax/facts.h"

/* Linear in the source. Fills defs, line counts, nothing else. */
void lexical_extract(LanguageId language, Str src, FactsBuilder *b);

#endif
