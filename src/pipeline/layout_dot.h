/*
 * layout_dot.h -- diagrams laid out by Graphviz `dot`, in one child process for a whole course.
 *
 * The child is told the size of every box and label, so that no font of the machine has a say, and
 * answers with numbers alone. Without `dot`, or where its answer does not fit, course/layout.h does
 * the work.
 */
#ifndef FONDATION_PIPELINE_LAYOUT_DOT_H
#define FONDATION_PIPELINE_LAYOUT_DOT_H

#include "course/course.h"

enum { DOT_DEADLINE_MS = 20000, DOT_ANSWER_MAX_BYTES = 16 << 20 };

/* Sets the geometry of every graph of the course; sequences need none. Never fails: a diagram that
 * nothing could lay out keeps its words. */
void layout_course(Course *c, Arena *a);

#endif
