/*
 * kept.h -- the work of a step, kept under the key of everything that went into it.
 *
 * steps/N-name.json is {"step":N,"key":"...","course":{...}}: the course as it stood after the step. A
 * kept step whose key is another, or that is damaged, is as good as none.
 */
#ifndef FONDATION_PIPELINE_KEPT_H
#define FONDATION_PIPELINE_KEPT_H

#include "pipeline/pipeline.h"
#include "pipeline/stage.h"

/* The key of a run: program version, files with their contents' ids, and every option that shapes the
 * course. Reads the files that git has no id for. */
ErrCode kept_key(const PipelineAsk *ask, const Checkout *c, Arena *a, const char **ret_hex,
                 Err *err);

/* "steps/3-order.json" */
Str kept_path(Arena *a, Step s);

/* Looks in the staging folder, then in the published course. False when there is none that fits. */
bool kept_find(const Pipeline *p, Step s, Arena *a, Course **ret);
/* The course in the bytes of a kept step; false when they are damaged or the key is another. */
bool kept_parse(Str bytes, const char *key, Arena *a, Course **ret);
ErrCode kept_save(Pipeline *p, Step s, Err *err);

#endif
