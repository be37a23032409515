/*
 * go_facts.h -- what Go's facts say beyond facts.h; read by the Go resolver.
 *
 *   file scope   extra: NameId of the package clause's name; 0: there is none
 *   import       local: the alias, "." and "_" included, else a guess from the path (is_type_only
 *                is 0 for an alias, 1 for a guess)
 *   method       scope: one of its own for each receiver type (GO_SCOPE_METHODS), so that methods
 *                are not found as names of the package; value: the receiver's type
 *   function     bases: the parameters' types, kept for generic functions only
 *   type         value: the type on the right; DEF_FLAG_PACK_1: an alias; bases: embedded types
 *   field        DEF_FLAG_PACK_1: embedded
 *   variable     value: what it is initialised with, where that names something
 *
 * The pack itself decides what is a local of a function and what is not: a local is used by
 * pointing to the one EXPR_GO_LOCAL that was made where it was declared. So blocks need no scopes,
 * and a name that is left is one of the package, of the file's imports, of the function's own types,
 * or predeclared. A type of 0 is one that can hold nothing of interest (int, string, error ...).
 */
#ifndef FONDATION_SYNTAX_PACKS_GO_FACTS_H
#define FONDATION_SYNTAX_PACKS_GO_FACTS_H

#include "syntax/facts.h"

enum {
    /* a: declared type, or 0 and b: the value it gets; extra: GoTake | index << GO_TAKE_BITS */
    EXPR_GO_LOCAL = EXPR_PACK,
    EXPR_GO_TYPE_PARAMETER, /* name; a: constraint; extra: position; b: of a method's receiver, the
                               receiver's type (whose parameter has the constraint) */
    EXPR_GO_KEY, /* name: a key in a literal of type a; extra: 1 when it is a local as well */
    EXPR_GO_ELEMENT, /* type of the elements of type a, without pointer: an elided literal's type */
    EXPR_GO_MAP_KEY, /* type of the keys of type a */
    EXPR_GO_MAP,     /* map type from a to b */
    EXPR_GO_CHANNEL, /* channel type of a */
    EXPR_GO_RECEIVE, /* <-a */
    EXPR_GO_APPROX,  /* ~a in a constraint */
};

/* What a local takes of the value it gets. */
typedef enum GoTake {
    GO_TAKE_ALL,
    GO_TAKE_RESULT, /* the index-th result, or of v, ok := m[k] the first */
    GO_TAKE_RANGE_KEY,
    GO_TAKE_RANGE_VALUE,
} GoTake;
enum { GO_TAKE_BITS = 4 };

enum { GO_SCOPE_METHODS = BIT(0) }; /* Scope.flags */
enum {
    GO_OBJECT_INTERFACE = 1
}; /* Expr.extra of EXPR_OBJECT; b: EXPR_LIST of what it embeds */
/* EXPR_LAMBDA: b is its EXPR_FUNCTION_TYPE. EXPR_FUNCTION_TYPE: b lists the parameters' types. */

#endif
