/*
 * step_2_analyze.c -- how the ideas lean on each other.
 */
#include "pipeline/pipeline.h"

#include "writer/skeleton.h"

ErrCode step_2_analyze(Pipeline *p, Err *err UNUSED)
{
    WriterAsk ask = pipeline_writer_ask(p);

    outline_relate(p->program, &p->arena, &p->outline);
    skeleton_relations(&ask, &p->arena);
    return ERR_OK;
}
