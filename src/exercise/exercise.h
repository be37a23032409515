/*
 * exercise.h -- the exercises of a course: made from the program, checked against it, judged.
 *
 *   exercises_make      step 6: questions for every chapter, two a section where the code has matter
 *   exercises_check     every key computed once more; a row of report.json
 *   exercise_judge      an answer of a learner against the key: the same rules in the terminal, on a
 *                       page, and in an export
 *
 * A key never comes from anywhere but the program: the functions that make an exercise are those that
 * compute it again, at build and in `verify`.
 */
#ifndef FONDATION_EXERCISE_EXERCISE_H
#define FONDATION_EXERCISE_EXERCISE_H

#include "base/err.h"
#include "exercise/world.h"
#include "graph/outline.h"

#define EXERCISE_CHECK_NAME "exercise keys follow from the code"

enum { EXERCISES_A_SECTION = 2, EXERCISES_MIN = 4, EXERCISES_MAX = 16 /* of a chapter */ };

typedef struct ExercisesAsk {
    const World *world;
    const Outline *outline; /* abstraction i is what chapter i is about */
    Course *course;         /* its exercises are replaced; new ones live in the world's arena */
    const volatile sig_atomic_t *stop; /* may be NULL */
} ExercisesAsk;

/* ERR_CANCELED when it was stopped; the course is then as it was. */
MUST_CHECK ErrCode exercises_make(const ExercisesAsk *ask, Err *err);

/* Whether the key follows from the program. *ret_why (in the world's arena) says what does not. */
bool exercise_recompute(const World *w, const Exercise *x, Str *ret_why);
/* Adds the figure "exercise keys follow from the code" to course->report, after course_check, and a finding
 * for each that does not. */
void exercises_check(Course *c, const Program *p, Evidence *e, Arena *a);
/* The same in a world that is open: definitions that were cut are not cut again. */
void exercises_check_in(Course *c, const World *w);

#endif
