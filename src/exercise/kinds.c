/*
 * kinds.c -- the table of kinds.
 */
#include "exercise/maker.h"

/* Read, predict, investigate, modify, make: the order in which a chapter asks. */
const ExerciseKind *const exercise_kinds[] = {
    &exercise_locate, &exercise_parsons,  &exercise_predict,      &exercise_trace,
    &exercise_impact, &exercise_bug_hunt, &exercise_first_change, NULL,
};

const ExerciseKind *exercise_kind(Str name)
{
    for (int i = 0; exercise_kinds[i]; i++) {
        if (str_is(name, exercise_kinds[i]->name))
            return exercise_kinds[i];
    }
    return NULL;
}
