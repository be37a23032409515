/*
 * names.h -- names in code spans: which there are, whether they exist, whether they stand where they
 * are said to.
 */
#ifndef FONDATION_COURSE_NAMES_H
#define FONDATION_COURSE_NAMES_H

#include "course/evidence.h"

enum { NAMES_NEAR_LINES = 5 };

/* Takes the next name out of "ns::Class.method(int)"; *at begins with 0. Single letters and the words
 * of a quoted text are none. */
bool names_next(Str code, size_t *at, Str *ret);
/* "method" of "ns::Class.method(int)"; may be empty. */
Str names_last(Str code);

/* A file of the repository uses it, a path has it as a part, a document or manifest holds it, or it
 * belongs to a language. */
bool names_exists(const Program *p, Evidence *e, Str name);
/* It stands in the lines, in letters of either case, give or take NAMES_NEAR_LINES, or they lie in a definition of that name. */
bool names_near(const Program *p, Evidence *e, Str name, const Source *lines);

#endif
