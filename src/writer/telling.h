/*
 * telling.h -- which lines of a symbol to show.
 *
 * An excerpt is at most EXCERPT_MAX_LINES long, and what a reader wants to see of a long function is
 * not its declarations but where it decides and calls.
 */
#ifndef FONDATION_WRITER_TELLING_H
#define FONDATION_WRITER_TELLING_H

#include "course/evidence.h"

typedef struct Telling {
    SymbolId symbol; /* that the lines are of: of a large class one of its methods */
    Source whole;    /* all lines of it */
    uint32_t line, end_line;
} Telling;

/* Whether it is a function, method or constructor with a body. */
bool telling_is_code(const Program *p, SymbolId s);

/* How much a function tells of how its part of the program works: what it calls and who refers to it.
 * 0 when it is no code or too short to tell anything. */
size_t telling_weight(const Program *p, Evidence *e, SymbolId s);

/* False when the symbol has nothing to show: it is only declared, or is a heading of a document. */
bool telling_lines(const Program *p, Evidence *e, SymbolId s, Telling *ret);

#endif
