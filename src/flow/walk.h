/*
 * walk.h -- the way of one request through the program: who calls whom, in the order of execution.
 *
 * A walk starts in a function, or in one arm of it, and follows the calls that are facts. Of all that is
 * called, only the most telling calls are kept: the caller says what telling is. Calls that stand
 * on the way out of a failure (catches, branches that leave after a check) are not part of the
 * way. A branch that a constant argument rules out (`f(x, 0)` where f says `if (sync) ...`) is not
 * entered.
 */
#ifndef FONDATION_FLOW_WALK_H
#define FONDATION_FLOW_WALK_H

#include "base/map.h"
#include "flow/flow.h"

enum { WALK_MAX_HOPS = 14, WALK_MAX_DEPTH = 5 };

typedef struct WalkHop {
    SymbolId from, to;
    const FlowBody *body; /* that the call stands in: of `from` */
    FlowId call;
    uint32_t depth;  /* 0: called by the entry itself */
    uint32_t caller; /* index of the hop that led to `from`; UINT32_MAX: the entry */
    bool
        is_certain; /* no branch, case or loop stands between the start of `from` (or of the arm) and the call */
} WalkHop;

typedef struct WalkAsk {
    SymbolId entry;
    FlowId arm;    /* the case of the entry's body to begin in; FLOW_NONE: all of it */
    uint32_t most; /* hops; at most WALK_MAX_HOPS */
    /* What a call of `to` tells; 0: it is not told and not entered. Must not depend on anything but its
     * arguments. */
    uint32_t (*weigh)(void *self, SymbolId from, SymbolId to);
    void *self;
    U64Map *
        worths; /* what was looked ahead at before, by an equal `weigh`; NULL: nothing is kept */
} WalkAsk;

/* In the order of execution; each function is called once at most. Returns how many. */
uint32_t flow_walk(Flow *f, const WalkAsk *ask, WalkHop ret[WALK_MAX_HOPS]);

/* Whether a branch is off the way: a catch, one that throws, one that leaves after a check. */
bool flow_walk_is_failure(const FlowBody *b, FlowId block);

/* How much a walk from the entry may tell, from the references alone: for choosing an entry. */
uint32_t flow_walk_promise(const Program *p, const WalkAsk *ask);

#endif
