/*
 * comments.h -- what all packs do with comments: the doc comment above a definition, TODO notes,
 * and which lines hold code.
 */
#ifndef FONDATION_SYNTAX_PACKS_COMMENTS_H
#define FONDATION_SYNTAX_PACKS_COMMENTS_H

#include "syntax/facts.h"
#include "syntax/tree.h"

/* Comments that stand line under line. Feed it the children of a node in order. */
typedef struct DocRun {
    uint32_t start, end; /* bytes; end 0: none */
    uint32_t last_line;  /* where the newest comment ends */
} DocRun;

/* Joins the comment to the run when it stands directly below or on the same line, and begins a new
 * run otherwise. */
void doc_run_add(DocRun *run, const Tree *t, NodeId comment);
/* Keeps the run together over a comment that is not part of the text (a directive). */
void doc_run_pass(DocRun *run, const Tree *t, NodeId comment);
/* The run as the doc comment of what begins at `start`, if it ends on the line above; empties it. */
bool doc_run_take(DocRun *run, const Tree *t, uint32_t start, uint32_t *ret_start,
                  uint32_t *ret_end);

/* Sets b->code_lines and adds a NOTE_TODO for each comment with TODO, FIXME, BUG, HACK or XXX in
 * it. `kinds` are the pack's numbers of comment nodes, ended by 0. The defs must still be in order
 * of their start, and each def's parent must enclose it. */
void comments_note(const Tree *t, const uint16_t *kinds, FactsBuilder *b);

#endif
