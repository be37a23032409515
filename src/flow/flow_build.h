/*
 * flow_build.h -- from a parsed file to the statements of one stretch of it. For flow.c only.
 */
#ifndef FONDATION_FLOW_FLOW_BUILD_H
#define FONDATION_FLOW_FLOW_BUILD_H

#include "flow/flow.h"
#include "flow/flow_tables.h"

/* The statements of the tree's bytes [start, end), nothing bound, into `a`. NULL when there are none. */
FlowBody *flow_build(Arena *a, const FlowGrammar *g, const Tree *t, FlowRange range);

#endif
