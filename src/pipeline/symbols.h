/*
 * symbols.h -- symbols.json: definitions and callers of what a course shows, for hover.
 */
#ifndef FONDATION_PIPELINE_SYMBOLS_H
#define FONDATION_PIPELINE_SYMBOLS_H

#include "pipeline/pipeline.h"

enum { SYMBOLS_MAX = 20000, CALLERS_MAX = 10, SYMBOLS_JSON_MAX_BYTES = 64 << 20 };

/* {"schemaVersion":1,"symbols":[{"id","name","qualifiedName","kind","path","line","endLine","signature","doc",
 * "callers":[{"name","path","line"}],"callerCount"}]}, sorted by path and line: every symbol of a chapter and
 * every symbol that an excerpt refers to. */
void symbols_write_json(const Course *c, const Program *p, Evidence *e, Buf *out);

#endif
