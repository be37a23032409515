/*
 * intent.h -- what a function does, as something a reader may want.
 */
#ifndef FONDATION_PIPELINE_INTENT_H
#define FONDATION_PIPELINE_INTENT_H

#include "base/arena.h"
#include "base/str.h"

/* "Removes path and all of its children." -> "remove path and all of its children": the first verb in
 * its plain form, the function's own name in front of it and the full stop at the end gone. Empty when
 * the sentence does not begin with a verb that is known. */
Str intent_from_doc(Arena *a, Str function, Str sentence);

#endif
