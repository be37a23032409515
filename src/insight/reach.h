/*
 * reach.h -- from what a user asks for to the parts that it reaches, over resolved calls.
 *
 * A request is a subcommand, a route, an arm of a switch that dispatches, or one of many functions named
 * alike that a table holds ("getCommand"). From each the calls that are facts are followed, at most
 * REACH_MAX_HOPS deep; for each chapter the shortest path to one
 * of its functions is kept, getters and loggers left aside. A path that was
 * not found says nothing about the program.
 *
 * Where most requests come by one function (it replies, it frees), a path through it says little of each of
 * them: it is kept only where there is no other, and names the hub.
 */
#ifndef FONDATION_INSIGHT_REACH_H
#define FONDATION_INSIGHT_REACH_H

#include "flow/flow.h"
#include "insight/insight.h"

enum { REQUESTS_MAX = 400, REACH_MAX_HOPS = 6, REACH_MAX_CHAPTERS = 64 };

typedef struct Hop {
    SymbolId to; /* who is called */
    Place at;    /* where */
} Hop;

typedef struct ReachPath {
    uint8_t count;    /* 0: no resolved path */
    SymbolId through; /* the hub that the path goes through or ends in; 0: none */
    Hop hops[REACH_MAX_HOPS];
} ReachPath;

typedef struct Request {
    Str name; /* "put", "GET /users", "OP_PUT", "getCommand" */
    Str kind; /* "command", "route", "arm", "function" */
    Place at;
    SymbolId handler;    /* whose code it is; of an arm the function that dispatches */
    uint32_t start, end; /* that code, in the unit of `handler` */
    ReachPath *paths;    /* by chapter, as in Insight.owner less 1 */
} Request;

typedef struct Reach {
    Request *requests;
    uint32_t count;
    uint32_t chapters;
} Reach;

/* `chapters`: how many there are. */
void reach_find(const Insight *x, Flow *flow, uint32_t chapters, Reach *ret);

#endif
