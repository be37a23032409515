/*
 * publish.h -- everything a published course holds, written into the stage and published.
 */
#ifndef FONDATION_PIPELINE_PUBLISH_H
#define FONDATION_PIPELINE_PUBLISH_H

#include "pipeline/pipeline.h"

enum {
    SOURCES_MAX_BYTES = 32 << 20,     /* of all copies in sources/ */
    SOURCE_COPY_MAX_BYTES = 512 << 10 /* of one; larger files are left out */
};

/* ERR_VERIFY when the report has errors: then only report.json is staged. */
ErrCode publish_course(Pipeline *p, Err *err);

#endif
