/*
 * near.h -- candidates for options, the nearest first: what a reader could well take for the key.
 */
#ifndef FONDATION_EXERCISE_NEAR_H
#define FONDATION_EXERCISE_NEAR_H

#include "exercise/maker.h"

enum { NEAR_MAX = 60 };

/* Symbols of the pool but `subject`, at most NEAR_MAX: first those of its class, then of its file, then
 * the rest; within each group those of its size, with names as long as `like`. */
void near_symbols(const Maker *m, SymbolId subject, size_t like, const SymbolVec *pool,
                  ThingVec *ret);
/* Files of the chapter and their neighbours but `without`, those that use most of it first. */
void near_files(Maker *m, UnitId without, ThingVec *ret);

#endif
