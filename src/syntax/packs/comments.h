/*
 * comments.h -- what every pack needs of comments: lines that are code, and notes to do.
 */
#ifndef FONDATION_SYNTAX_COMMENTS_H
#define FONDATION_SYNTAX_COMMENTS_H

#include "syntax/facts.h"
#include "syntax/tree.h"

/* One pass over nodes and bytes. Sets b->code_lines to the lines that hold something besides white
 * space and nodes of the given kinds, and adds a NOTE_TODO for each TODO, FIXME, XXX or BUG that
 * begins a line of such a node. `kinds` is ended by 0. */
void comments_read(const Tree *t, const uint16_t *kinds, FactsBuilder *b);

#endif
