/*
 * repair.h -- the review's hands: what the check found wrong is mended where the right fact is known,
 * and cut where it is not.
 *
 *   a name whose definition moved      the citation gets the line of the definition
 *   a path that is not there           the one file of that name, when its lines fit
 *   an excerpt that moved              the lines where its text stands now
 *   an excerpt that is not the file's  cut anew
 *   a relation seen elsewhere          the line of an edge that shows it
 *   everything else that is untrue     the sentence, row, callout, node, entry or link goes
 *
 * What always holds: no row of the report has more misses than before, and none that met its target
 * falls below it. Otherwise all is taken back.
 */
#ifndef FONDATION_COURSE_REPAIR_H
#define FONDATION_COURSE_REPAIR_H

#include "course/check.h"

/* After course_check. Replaces what is wrong in *c by new texts and lists in `a` (nothing is changed in
 * place), checks again, and adds to the report a finding with the action "repaired" or "cut" for
 * each change. Returns how many changes were made; 0 leaves the course as it was. */
uint32_t course_repair(Course *c, const Program *p, Evidence *e, Arena *a);

#endif
