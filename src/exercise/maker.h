/*
 * maker.h -- making the exercises of a chapter: the table of kinds, and what each kind is given.
 *
 * A kind is one file (exercise_KIND.c) and one row of exercise_kinds. Its make function offers
 * exercises, best first, through maker_add; its recompute function finds the key again. Which of the
 * offered exercises a chapter gets is decided afterwards (exercise.c), so that a kind needs to know
 * nothing of the others.
 */
#ifndef FONDATION_EXERCISE_MAKER_H
#define FONDATION_EXERCISE_MAKER_H

#include "base/vec.h"
#include "exercise/world.h"

VEC_TYPE(SymbolVec, SymbolId);
VEC_TYPE(ThingVec, Thing);
VEC_TYPE(ExerciseVec, Exercise);

typedef struct Maker {
    World world;
    const Course *course;
    const Chapter *chapter;
    SymbolVec symbols;   /* of the chapter, the most telling first */
    SymbolVec functions; /* code of the chapter: its symbols', their members', its files' */
    SymbolVec types;
    SymbolVec files;     /* units, not symbols: of the chapter, then their neighbours */
    ThingVec near_files; /* kept by near_files, for near_files_of */
    UnitId near_files_of;
    unsigned grades; /* BIT(grade) of the first changes that the course has already */
    ExerciseVec *found;
} Maker;

typedef struct ExerciseKind {
    const char *name;
    /* Offers exercises for the chapter; made in the arena of the world. */
    void (*make)(Maker *m);
    /* Whether the key follows from the program as it is now; *ret_why says what does not. */
    bool (*recompute)(const World *w, const Exercise *x, Str *ret_why);
} ExerciseKind;

extern const ExerciseKind exercise_locate, exercise_trace, exercise_parsons, exercise_predict,
    exercise_impact, exercise_bug_hunt, exercise_first_change;

/* In the order of doc/course-format.md; ended by NULL. */
extern const ExerciseKind *const exercise_kinds[];
const ExerciseKind *exercise_kind(Str name);

/* A first change of grade 3 for a course that found no test to add to, else of grade 1 for one that found
 * everything described. */
void exercise_make_last_change(Maker *m);

/* Of the kind trace, in a file of their own: the order of calls (exercise_call_order.c). */
void exercise_make_call_orders(Maker *m);
bool exercise_recompute_call_order(const World *w, const Exercise *x, Str *ret_why);

/* An exercise with its id, chapter, kind, rule and subject set; the rest is the caller's. */
Exercise *maker_add(Maker *m, const char *kind, const char *rule, Str subject);
/* Takes the last one back. */
void maker_drop(Maker *m);

/* How often other parts of the program refer to it. */
uint32_t maker_uses(const Maker *m, SymbolId s);
/* A copy of what was written, in the arena of the world. */
Str maker_text(const Maker *m, const Buf *text);

#endif
