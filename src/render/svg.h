/*
 * svg.h -- diagrams as SVG: graphs from their stored geometry, sequences drawn here.
 *
 * Colours are classes, so that a page's theme paints them; there are no ids and no style attributes,
 * so that any number of diagrams stand on a page. Arrow heads are shapes of their own.
 */
#ifndef FONDATION_RENDER_SVG_H
#define FONDATION_RENDER_SVG_H

#include "render/site.h"

/* The element, or nothing when the diagram is too large to be drawn (false). `label_id` names the
 * element of the page that says what it shows. */
bool svg_diagram(Page *p, const Diagram *d, Str label_id);

#endif
