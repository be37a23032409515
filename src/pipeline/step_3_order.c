/*
 * step_3_order.c -- in which order to learn them.
 */
#include "pipeline/pipeline.h"

#include "writer/skeleton.h"

ErrCode step_3_order(Pipeline *p, Err *err UNUSED)
{
    WriterAsk ask = pipeline_writer_ask(p);

    /* after a resume the outline has no relations yet: they are cheap to find again */
    if (!p->outline.relations)
        outline_relate(p->program, &p->arena, &p->outline);
    outline_order(p->program, &p->arena, &p->outline);
    skeleton_order(&ask, &p->arena);
    return ERR_OK;
}
