/*
 * skeleton.h -- between the outline (numbers of symbols) and the course (names and places).
 *
 * After steps 1 to 3 a course holds its outline in readable form: chapters with symbols, relations
 * with evidence, order. That is what is kept of a step; when a run is resumed, the outline is found
 * again from it.
 */
#ifndef FONDATION_WRITER_SKELETON_H
#define FONDATION_WRITER_SKELETON_H

#include "writer/writer.h"

/* Step 1: chapters (title, definition, files, symbols), entry points, what is left out. */
void skeleton_chapters(const WriterAsk *ask, Arena *a);
/* Step 2: relations of each chapter, with the lines that show them. */
void skeleton_relations(const WriterAsk *ask, Arena *a);
/* Step 3: the chapters in the outline's order, numbered, with prerequisites. The outline is in
 * reading order already; chapters are matched by id. */
void skeleton_order(const WriterAsk *ask, Arena *a);

/* The outline that a course's chapters came from. False when a symbol is no longer found: the kept
 * work does not fit this program. */
bool skeleton_outline(const Course *course, const Program *p, Arena *a, Outline *ret);

#endif
