/*
 * failures.h -- the ways in which a function says that it did not work.
 *
 * A failure is a place where a function throws, ends the program or returns a value that its language
 * uses for failure alone: -1 and NULL in C and C++, a made error in Go, Err(...) in Rust. Values that
 * may mean something else (0, false, None) are none. What only hands on the failure of a callee
 * (`if err != nil { return err }`, `?`, a bare `raise`) is none either.
 */
#ifndef FONDATION_FLOW_FAILURES_H
#define FONDATION_FLOW_FAILURES_H

#include "flow/flow.h"

enum { FAILURES_MAX = 64 }; /* of one body */

typedef enum FailureKind { FAILURE_THROW, FAILURE_EXIT, FAILURE_RETURN } FailureKind;

typedef struct Failure {
    FailureKind kind;
    FlowId at;    /* the throw, the call that exits, the return */
    FlowId block; /* the branch that it stands in: a block, case or catch; FLOW_NONE: none */
    FlowId guard; /* the if, switch or try that leads there; FLOW_NONE: none */
} Failure;

/* Whether it is a call that ends the program, by the libraries' own names: exit, os.Exit, sys.exit ... */
bool flow_is_exit(const FlowBody *b, FlowId n);

/* In the order of the source; those without a guard too. */
uint32_t flow_failures(const FlowBody *b, Failure ret[FAILURES_MAX]);

/* Of a thrown or returned error: the name of what is made (ValueError, NewSyntaxError; of Go's errors.New
 * and fmt.Errorf it is empty), and its text when it is a literal, without quotes. */
Str failure_name(const FlowBody *b, const Failure *f);
Str failure_text(const FlowBody *b, const Failure *f);

/* The branch of `b` that is taken when the call tells that it failed by this value: `if (f(x) < 0) ...`,
 * `if (!f(x)) ...`, `r = f(x); if (r == -1) ...`, Go's `if err != nil` (VALUE_OTHER). *ret_if is the if.
 * FLOW_NONE when there is none, or when the test is not one of those. */
FlowId flow_branch_on_failure(const FlowBody *b, FlowId call, FlowValue failed, FlowId *ret_if);

/* Of an if: the nearest call before it, in the same block or in the if's own head, whose result is the
 * variable that the condition tests. FLOW_NONE when the condition tests anything else. */
FlowId flow_tested_call(const FlowBody *b, FlowId an_if, Str *ret_variable);

#endif
