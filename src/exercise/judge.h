/*
 * judge.h -- an answer against the key: the same in the terminal, on a page and in an export.
 *
 * Answers are letters: the option ("b"), all options that are right ("a c", "a,c", "ac"), the pieces in their
 * order without those that do not belong ("d b a c"). Upper and lower case are the same.
 */
#ifndef FONDATION_EXERCISE_JUDGE_H
#define FONDATION_EXERCISE_JUDGE_H

#include "course/course.h"

typedef enum Verdict {
    VERDICT_NOT_UNDERSTOOD, /* no such letter, none at all, one twice; or it is answered by editing */
    VERDICT_WRONG,
    VERDICT_RIGHT,
} Verdict;

enum { JUDGE_MAX_LETTERS = 26 };

/* *ret_chosen, when not NULL: a bit for each option or line that was named. */
Verdict exercise_judge(const Exercise *x, Str answer, uint32_t *ret_chosen);

/* The letters of the right answer, "a c"; for tests and for those who give up. */
Str exercise_key(Arena *a, const Exercise *x);

#endif
