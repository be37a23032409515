/*
 * dump.h -- `analyze --dump=...`: what the program believes, as lines for other programs.
 */
#ifndef FONDATION_CLI_DUMP_H
#define FONDATION_CLI_DUMP_H

#include "graph/program.h"

#include <stdio.h>

/* Tab-separated lines; line numbers from 1, columns in bytes from 0.
 *   D path line col kind qualified-name                              a definition
 *   R path line col name tier confidence target-path line col        a reference; "-" when unresolved
 *   C path line col target-path line col tier confidence             a call; the first place is the
 *                                                                    calling definition's name
 * Confidence is between 0 and 1. */
MUST_CHECK ErrCode dump_edges(const Program *p, FILE *out, Err *err);

#endif
