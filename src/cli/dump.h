/*
 * dump.h -- `analyze --dump=...`: what the program believes, as lines for other programs.
 */
#ifndef FONDATION_CLI_DUMP_H
#define FONDATION_CLI_DUMP_H

#include "graph/outline.h"
#include "graph/program.h"
#include "source/project.h"

#include <stdio.h>

/* Tab-separated lines; line numbers from 1, columns in bytes from 0.
 *   D path line col kind qualified-name                              a definition
 *   R path line col name tier confidence target-path line col        a reference; "-" when unresolved
 *   C path line col target-path line col tier confidence             a call; the first place is the
 *                                                                    calling definition's name
 * Confidence is between 0 and 1. */
MUST_CHECK ErrCode dump_edges(const Program *p, FILE *out, Err *err);

/* One JSON object: the abstractions in reading order with symbols, files and relations, entry points,
 * commands, and what belongs to no abstraction. */
MUST_CHECK ErrCode dump_outline(const Program *p, const Outline *o, const Project *project,
                                FILE *out, Err *err);

#endif
