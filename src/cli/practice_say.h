/*
 * practice_say.h -- exercises in a terminal: questions, verdicts, lists; and the same as JSON.
 *
 * All text of a course may come from strangers: control bytes never reach the terminal.
 */
#ifndef FONDATION_CLI_PRACTICE_SAY_H
#define FONDATION_CLI_PRACTICE_SAY_H

#include "exercise/judge.h"
#include "exercise/record.h"
#include "exercise/scratch.h"

enum { SAY_MAX_BYTES = 1 << 20 };

typedef struct Say {
    const Course *course;
    const Record *record;
    bool has_colour;
    Buf out; /* what is to be printed */
} Say;

/* Restricted Markdown as plain words: links by their labels, code coloured. */
void say_text(Say *s, Str text);

void say_exercise(Say *s, const Exercise *x);
void say_hint(Say *s, const Exercise *x, uint32_t number); /* from 0 */
/* Right or wrong, and why, for the options that were chosen; everything when it was right. */
void say_verdict(Say *s, const Exercise *x, Verdict v, uint32_t chosen);
void say_scratch(Say *s, const Exercise *x, const ScratchTold *told);
void say_list(Say *s);

/* Questions without keys. */
void say_json_list(Say *s);
void say_json_exercise(Say *s, const Exercise *x);
/* `told` NULL: it was answered with letters. */
void say_json_verdict(Say *s, const Exercise *x, Verdict v, uint32_t chosen,
                      const ScratchTold *told);

/* In the order of the chapters. */
const Exercise *practice_next(const Course *c, const Record *r, const Exercise *after);
bool practice_is_solved(const Record *r, const Exercise *x);

#endif
