/*
 * layout.h -- where the boxes and arrows of a diagram go.
 *
 * The sizes come from the labels, measured with a table of letter widths: the same on every machine,
 * whatever fonts it has. layout_layers is a plain layered layout: cycles are opened, nodes put in rows
 * by the longest path, rows ordered by the middle of their neighbours. The pipeline prefers Graphviz
 * (pipeline/layout_dot.h), which knows more; this is what is left without it, and for courses that
 * were written without geometry.
 */
#ifndef FONDATION_COURSE_LAYOUT_H
#define FONDATION_COURSE_LAYOUT_H

#include "course/course.h"

enum {
    LAYOUT_FONT_PX = 14,
    LAYOUT_SMALL_PX = 12, /* labels of arrows */
    LAYOUT_LINE_PX = 18,
    LAYOUT_LABEL_LINES = 3,
    LAYOUT_LABEL_PX = 168, /* a line of a label is not longer; more is cut with "…" */
    LAYOUT_MAX_NODES = 64,
    LAYOUT_MAX_EDGES = 256,
};

/* Pixels that a line of text takes in a sans-serif of common width. */
uint32_t layout_text_width(Str text, uint32_t font_px);

/* A label in lines; returns how many. The lines live in `a`. */
uint32_t layout_wrap(Arena *a, Str label, Str ret_lines[LAYOUT_LABEL_LINES]);

/* Sets the width and height of every node of a graph. False when the graph is too large to be drawn:
 * its description is all there is. */
bool layout_measure(Arena *a, Diagram *d);

/* Measures, then places nodes and routes. False as above. */
bool layout_layers(Arena *a, Diagram *d);

#endif
