/*
 * resolve.h -- who a name means: one resolver for each family of languages.
 *
 * A resolver first looks at all units of its family (module map, include closure, class tables) and
 * then resolves unit after unit, in parallel. It has the facts and nothing else; manifests that
 * say where modules are (go.mod, tsconfig.json, Cargo.toml ...) are read through the checkout.
 *
 * Rules for all: an edge only where the rules of the language give it; TIER_UNIQUE only as a last
 * guess; TIER_EXTERNAL when the name is known to come from outside; else nothing (counted as none).
 */
#ifndef FONDATION_GRAPH_RESOLVE_H
#define FONDATION_GRAPH_RESOLVE_H

#include "graph/program.h"

VEC_TYPE(EdgeVec, Edge);

typedef struct ResolverOps {
    const char *name;
    const LanguageId *languages; /* ended by LANG_NONE */
    /* What all units need to know of each other. Runs alone; may use pool_run. */
    void *(*prepare)(const Program *p, unsigned threads);
    /* Resolves the references of one unit: pushes edges in order of `at`, counts every reference.
     * Runs in parallel for different units; `thread` is below the number given to prepare. */
    void (*resolve)(void *state, const Program *p, UnitId unit, unsigned thread, EdgeVec *edges,
                    ResolveCounts *counts);
    void (*done)(void *state);
} ResolverOps;

/* In resolve_FAMILY.c each; resolve_names.c serves every language without one of its own. */
extern const ResolverOps resolver_c, resolver_python, resolver_ecma, resolver_go, resolver_java,
    resolver_rust, resolver_table, resolver_names;

/* Resolves everything: fills edges, edges_in and counts of the program. */
void program_resolve(Program *p, unsigned threads, ProgramTimes *times);

/* -- shared by resolvers -- */

/* The enclosing symbol of a scope: what an edge comes from. */
SymbolId resolve_from(const Program *p, UnitId unit, uint32_t scope);
/* The edge's kind from the flags of the expression. */
EdgeKind resolve_edge_kind(uint8_t expr_flags);
/* Pushes an edge and counts it. */
void resolve_emit(const Program *p, UnitId unit, const Expr *e, SymbolId to, Tier tier,
                  EdgeVec *edges, ResolveCounts *counts);
/* The program's number for a text; UINT32_MAX when no file uses it. */
uint32_t resolve_global_name(const Program *p, Str text);

#endif
