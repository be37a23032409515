/*
 * step_5_review.c -- is it true: figures and findings; what is not is mended or cut.
 */
#include "pipeline/pipeline.h"

#include "course/repair.h"

ErrCode step_5_review(Pipeline *p, Err *err UNUSED)
{
    course_check(&p->course, p->program, p->evidence, &p->arena);
    uint32_t mended = course_repair(&p->course, p->program, p->evidence, &p->arena);
    progress_item(&p->ask->progress, STEP_REVIEW, 1, 1, "%u findings, %u of them mended",
                  p->course.report.findings_count, mended);
    return ERR_OK;
}
