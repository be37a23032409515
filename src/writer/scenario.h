/*
 * scenario.h -- the chapter "Life of ...": the main ways of a request through the whole program.
 */
#ifndef FONDATION_WRITER_SCENARIO_H
#define FONDATION_WRITER_SCENARIO_H

#include "writer/section.h"

enum { SCENARIOS_MAX = 3, SCENARIO_MAX_HOPS = 12 };

/* False when the program shows no way worth telling: too few resolved calls from any entry. Of `s`
 * only ask, shared and insight are looked at. */
bool scenario_chapter(const SectionAsk *s, Chapter *ret);

#endif
