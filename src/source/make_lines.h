/*
 * make_lines.h -- a Makefile as logical lines: rules, variables, recipes, includes.
 *
 * Lines that end with a backslash are one. Nothing is expanded. Used for the project's commands and
 * by the Makefile pack.
 */
#ifndef FONDATION_SOURCE_MAKE_LINES_H
#define FONDATION_SOURCE_MAKE_LINES_H

#include "base/str.h"

typedef enum MakeKind {
    MAKE_OTHER,
    MAKE_RULE,
    MAKE_VARIABLE,
    MAKE_RECIPE,
    MAKE_INCLUDE,
    MAKE_COMMENT
} MakeKind;

typedef struct MakeLine {
    MakeKind kind;
    Str text;  /* with its continuations */
    Str left;  /* targets of a rule, name of a variable, file of an include */
    Str right; /* prerequisites, value */
    uint32_t line, end_line;
} MakeLine;

typedef struct MakeReader {
    Str rest;
    uint32_t line; /* of the next line, from 1; 0 before the first */
    bool after_rule;
} MakeReader;

#define MAKE_READER(source) ((MakeReader){.rest = (source)})

/* False at the end. */
bool make_next(MakeReader *r, MakeLine *ret);

/* The next name of a list of targets or prerequisites; "\" at line ends is no name. */
bool make_next_name(Str *rest, Str *ret);

#endif
