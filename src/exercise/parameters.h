/*
 * parameters.h -- the names of a function's parameters, in order.
 *
 * Most packs keep them as locals; facts of the C family do not, so there they are read from the
 * signature: the last name of each part between the parentheses.
 */
#ifndef FONDATION_EXERCISE_PARAMETERS_H
#define FONDATION_EXERCISE_PARAMETERS_H

#include "syntax/pack.h"

enum { PARAMETERS_MAX = 16 };

/* Views of the file or its facts, at most PARAMETERS_MAX. `text` is the whole file. */
uint32_t parameter_names(const Facts *f, const Def *d, LanguageId language, Str text,
                         Str ret[PARAMETERS_MAX]);
/* Whether the local is a parameter of the definition, not of a function inside of it. */
bool parameter_is_of(const Def *d, const Local *l);

#endif
