/*
 * choice.h -- questions with options: which are shown, in which order, and why each is right or wrong.
 *
 * A rule decides for one candidate whether it answers the question. The options are chosen from
 * candidates that the caller gives in order of nearness, only from those of which the answer is
 * certain. Nothing but knowledge of the code may give the key away: options are ordered by a hash, names of
 * the key that the question itself contains are refused, and so is a key that is by far the longest
 * or the shortest.
 */
#ifndef FONDATION_EXERCISE_CHOICE_H
#define FONDATION_EXERCISE_CHOICE_H

#include "exercise/maker.h"

enum {
    CHOICE_MIN_OPTIONS = 3,
    CHOICE_MAX_OPTIONS = 4,
    CHOICE_MAX_SEVERAL = 5, /* options, where several may be right */
    CHOICE_MAX_KEYS = 3,
    CHOICE_MAX_SUBJECTS = 2,
};

typedef struct Rule {
    const char *name;
    bool is_several; /* each option is to be marked as right or wrong */
    /* *ret_where: the lines that prove it; set for yes and no. */
    Truth (*truth)(const World *w, const Thing *subjects, const Thing *candidate,
                   Source *ret_where);
    /* Why, as restricted Markdown; the citation of `where` is added by the caller. */
    void (*explain)(const World *w, const Thing *subjects, const Thing *candidate, Truth truth,
                    Buf *out);
} Rule;

typedef struct Question {
    const char *kind;
    const Rule *rule;
    const char *level, *view;
    Thing subjects[CHOICE_MAX_SUBJECTS]; /* kind THING_NONE after the last */
    Str text;                            /* restricted Markdown */
    const char *hint;                    /* may be NULL */
} Question;

/* Adds the exercise; false when there are too few certain options or the key shows itself. `key` NULL:
 * whatever the rule finds among the candidates. Facts of the exercise are the places that prove the
 * keys, after the subjects' own. */
bool choice_ask(Maker *m, const Question *q, const Thing *key, const ThingVec *candidates);

/* For ExerciseKind.recompute: every option is judged again by the rule of that name. */
bool choice_recompute(const World *w, const Exercise *x, const Rule *const *rules,
                      Str *ret_why);

/* Whether the whole name stands in the text as a word. */
bool choice_names(Str text, Str name);
/* Whether a word of the name (4 letters or more) stands in the text. */
bool choice_shows(Str text, Str name);

#endif
