/*
 * literal.h -- values as they stand in source: which are simple enough to ask for, and whether two mean
 * the same.
 */
#ifndef FONDATION_EXERCISE_LITERAL_H
#define FONDATION_EXERCISE_LITERAL_H

#include "base/str.h"

typedef enum SimpleClass { SIMPLE_NONE, SIMPLE_NUMBER, SIMPLE_TEXT, SIMPLE_WORD } SimpleClass;

enum { LITERAL_MAX_BYTES = 40 };

/* What a value is: a number or a product, sum or shift of numbers, a text in quotes, true, false or
 * nothing. SIMPLE_NONE for everything else. */
SimpleClass literal_class(Str value);
/* Of numbers: 0x10 and 16, 10 << 20 and 10485760 are equal. */
bool literal_number(Str value, double *ret);
/* False only when they certainly differ: numbers by value, others by their text. */
bool literal_may_equal(Str a, Str b);
/* The value behind the `=` of a definition, or behind the name of a macro; empty when it has none or one
 * that is not simple. `name_end` is where the name ends in `definition`. */
Str literal_of_definition(Str definition, size_t name_end, bool is_macro);

#endif
