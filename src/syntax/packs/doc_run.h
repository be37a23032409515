/*
 * doc_run.h -- the doc comment above a definition: comments that stand line under line.
 */
#ifndef FONDATION_SYNTAX_PACKS_DOC_RUN_H
#define FONDATION_SYNTAX_PACKS_DOC_RUN_H

#include "syntax/tree.h"

/* Feed it the children of a node in order. */
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

#endif
