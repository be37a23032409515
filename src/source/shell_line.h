/*
 * shell_line.h -- what a line of shell does to a project: builds it, tests it, runs it ...
 *
 * A table of programs and their words. A line that is in no row is no command worth telling:
 * nothing is guessed.
 */
#ifndef FONDATION_SOURCE_SHELL_LINE_H
#define FONDATION_SOURCE_SHELL_LINE_H

#include "source/project.h"

typedef struct ShellLine {
    bool is_known;
    uint8_t kind; /* CommandKind */
    uint8_t cost; /* how far from a plain command: options, variables, pipes, other folders */
    Str command;  /* without prompt and comment */
} ShellLine;

/* Pure. `line` is one line, continued ones joined. */
ShellLine shell_line_read(Str line);

/* What the name of a target, script, recipe or session says: "test:unit", "lint", "dev". False when
 * it says nothing. */
bool command_kind_of_name(Str name, CommandKind *ret);
/* The name is the plain word itself ("test"), not one of its variants. */
bool command_name_is_plain(Str name);

#endif
