/*
 * step_5_review.c -- is it true: figures and findings.
 */
#include "pipeline/pipeline.h"

#include "course/check.h"

ErrCode step_5_review(Pipeline *p, Err *err UNUSED)
{
    course_check(&p->course, p->program, p->evidence, &p->arena);
    progress_item(&p->ask->progress, STEP_REVIEW, 1, 1, "%u findings",
                  p->course.report.findings_count);
    return ERR_OK;
}
