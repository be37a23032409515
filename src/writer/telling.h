/*
 * telling.h -- which lines of a symbol to show.
 *
 * An excerpt is at most EXCERPT_MAX_LINES long, and what a reader wants to see of a long function is
 * not its declarations but where it decides and calls. Pure but for reading lines: tested by the
 * courses about whole repositories and by writer_test.c.
 */
#ifndef FONDATION_WRITER_TELLING_H
#define FONDATION_WRITER_TELLING_H

#include "course/evidence.h"

typedef struct Telling {
    SymbolId symbol; /* that the lines are of: of a large class one of its methods */
    Source whole;    /* all lines of it */
    uint32_t line, end_line;
} Telling;

/* False when the symbol has nothing to show: it is only declared, or is a heading of a document. */
bool telling_lines(const Program *p, Evidence *e, SymbolId s, Telling *ret);

#endif
