/*
 * arguments.h -- the arguments of the call, annotation or attribute around a place in a text.
 *
 * Read by brackets and commas alone, so that one reader serves all languages: `name=value`,
 * `name: value` and bare values.
 */
#ifndef FONDATION_INSIGHT_ARGUMENTS_H
#define FONDATION_INSIGHT_ARGUMENTS_H

#include "base/str.h"
#include "source/language.h"

enum { ARGUMENTS_MAX = 24, ARGUMENTS_MAX_BYTES = 4000 };

typedef struct Argument {
    Str key; /* empty when there is none */
    Str value;
    uint32_t at; /* offset of the value */
} Argument;

typedef struct Arguments {
    Str callee; /* the last name before the bracket */
    Argument all[ARGUMENTS_MAX];
    uint32_t count;
    uint32_t own; /* the argument that the place is in */
} Arguments;

/* False when no bracket encloses the place within ARGUMENTS_MAX_BYTES, or it never closes. */
bool arguments_around(Str text, uint32_t at, Arguments *ret);

typedef struct ArgumentValue {
    Str text; /* of help: without its quotes; of a default: as written */
    uint32_t at;
} ArgumentValue;

/* What a declaration of an option says it does, and what it is when it is not given. Empty when it does not
 * say so in a way that is known for the language. */
ArgumentValue arguments_help(const Arguments *a, LanguageId language);
ArgumentValue arguments_default(const Arguments *a, LanguageId language);

#endif
