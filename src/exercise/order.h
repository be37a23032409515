/*
 * order.h -- things to be put in order: shuffled by a hash, compared with what is stored.
 */
#ifndef FONDATION_EXERCISE_ORDER_H
#define FONDATION_EXERCISE_ORDER_H

#include "exercise/maker.h"

/* By a hash of the exercise's id, so that the order tells nothing; never the right one. */
void order_shuffle(const char *id, ExerciseLine *lines, uint32_t count);

/* Whether the exercise has exactly these lines, in this order. */
bool order_is_same(const Exercise *x, const ExerciseLine *lines, uint32_t count);

#endif
