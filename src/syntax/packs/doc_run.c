/*
 * doc_run.c -- doc comments: one step a comment.
 */
#include "syntax/packs/doc_run.h"

static bool is_next_line(const DocRun *run, const Tree *t, NodeId comment)
{
    return run->last_line && tree_line(t, t->nodes[comment].start) <= run->last_line + 1;
}

void doc_run_add(DocRun *run, const Tree *t, NodeId comment)
{
    if (!is_next_line(run, t, comment) || !run->end)
        run->start = t->nodes[comment].start;
    run->end = t->nodes[comment].end;
    run->last_line = tree_line(t, run->end);
}

void doc_run_pass(DocRun *run, const Tree *t, NodeId comment)
{
    if (!is_next_line(run, t, comment))
        *run = (DocRun){0};
    run->last_line = tree_line(t, t->nodes[comment].end);
}

bool doc_run_take(DocRun *run, const Tree *t, uint32_t start, uint32_t *ret_start,
                  uint32_t *ret_end)
{
    bool is_doc = run->end && run->last_line + 1 >= tree_line(t, start);

    if (is_doc) {
        *ret_start = run->start;
        *ret_end = run->end;
    }
    *run = (DocRun){0};
    return is_doc;
}
