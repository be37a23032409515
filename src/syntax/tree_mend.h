/*
 * tree_mend.h -- parses again, piece by piece, what the parser got lost in. For tree.c only.
 *
 * One brace too many (as in the two branches of an #if) can make tree-sitter swallow the rest of a
 * C file into one ERROR. But a `}` in column 0 ends a definition in nearly all C that is written.
 * So where an item of the file has errors and goes on beyond such a brace, its text is cut after
 * those braces and every piece is parsed alone. A piece that still has errors is tried once more
 * without its preprocessor conditionals, with what follows an #else left out.
 */
#ifndef FONDATION_SYNTAX_TREE_MEND_H
#define FONDATION_SYNTAX_TREE_MEND_H

#include "syntax/tree_copy.h"

/* `nodes` is the whole tree of `text`; the mended one takes its place. */
void tree_mend(NodeVec *nodes, TreeParser *parser, const TSLanguage *language,
               const TreeLexicon *lexicon, const uint16_t *item_lists, Str text);

#endif
