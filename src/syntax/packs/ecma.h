/*
 * ecma.h -- what the records of facts.h mean in JavaScript and TypeScript: the agreement between
 * the pack (ecma*.c) and the resolver (graph/resolve_ecma*.c).
 *
 * Scopes
 *   Type parameters are LOCAL_TYPE_PARAMETER locals. Those of a function stand in its function
 *   scope; those of a class, interface or type alias in a block scope of their own around it
 *   (ECMA_SCOPE_GENERIC): the parent of a class's inner scope, the inner scope of an alias.
 *   SCOPE_CLASS holds members (class, interface, enum, object type, object literal); names in it
 *   are not seen by those who only look around.
 *   A function, a method signature and a function type all have a function scope with their
 *   parameters, so one scope number stands for a signature.
 *
 * Functions with members of their own (`F.x = ...`, `F.prototype.x = ...`, `this.x = ...` in F),
 * and variables of JavaScript that get some, have an EXPR_OBJECT with these as their `bases`. What
 * is mixed into a function itself are ECMA_LOCAL_SPREADs in its function scope.
 *
 * Nameless locals say something about their scope: see ECMA_LOCAL_... .
 */
#ifndef FONDATION_SYNTAX_PACKS_ECMA_H
#define FONDATION_SYNTAX_PACKS_ECMA_H

#include "syntax/facts.h"

/* Kinds of Expr that only this family has. "Expected" means the type that the place asks for. */
enum {
    ECMA_IMPORTED =
        EXPR_PACK, /* the name in an import or re-export; its Import's extra points here */
    ECMA_EXPECTED, /* value a, where b is expected: a type, or one of the four after it */
    ECMA_ARGUMENT, /* expected by call a of its argument number `extra` */
    ECMA_PART,     /* expected of property `name`, where a is expected of the whole */
    ECMA_ELEMENT,  /* expected of element `extra`, where a is expected of the array */
    ECMA_RESULT,   /* expected of the returned value, where a is expected of the function; with
                       * extra 1, a is the declared type of what an async function returns */
    ECMA_KEY,      /* a literal's key `name`, where a is expected of the literal */
    ECMA_ITEM,     /* what a loop over a gives */
    ECMA_PATH,    /* member expression a, which is written `name` ("x.y") and may be narrowed */
    ECMA_WHERE,   /* what a is where a condition holds: `extra` is an EcmaWhere that says of
                       * which kind, with b and `name` as it needs them */
    ECMA_MODULE,  /* the module `name`; extra: EcmaModuleUse */
    ECMA_CLASS,   /* a class expression; `scope` is its inner scope */
    ECMA_REST,    /* ...a */
    ECMA_TYPE_OF, /* type: typeof a */
    ECMA_BOTH,    /* type: a & b */
    ECMA_KEYS,    /* type: keyof a */
    ECMA_INDEXED, /* type: a[b] */
    ECMA_CONDITIONAL, /* type: a is the list (checked, extends), b the list (then, else) */
    ECMA_INFER,       /* type: infer `name`, a type parameter of this Expr's scope */
    ECMA_MAPPED,      /* type: {[K in a]: b}; K is the type parameter of this Expr's scope */
    ECMA_PREDICATE,   /* type: `name` is a; extra: 1 for `asserts` */
    ECMA_CONSTRUCTOR_TYPE, /* type: new (...) => a; `scope` holds the parameters */
};

typedef enum EcmaModuleUse { ECMA_BY_IMPORT, ECMA_BY_REQUIRE, ECMA_BY_TYPE } EcmaModuleUse;

/* What a condition has told; each is followed by its contrary. */
typedef enum EcmaWhere {
    ECMA_IS_A,
    ECMA_IS_NOT_A, /* a instanceof b */
    ECMA_PASSES,
    ECMA_FAILS, /* the type guard b(a) */
    ECMA_EQUALS,
    ECMA_DIFFERS, /* a.name === b; b may be a list: one of them */
    ECMA_HAS,
    ECMA_LACKS, /* "name" in a */
    ECMA_TRUE,
    ECMA_FALSE, /* a.name by itself, or !== undefined */
} EcmaWhere;

/* Types that are LITERAL_OTHER: any, unknown; LITERAL_NONE: undefined, null, void, never. */

/* Expr.extra of EXPR_INDEX: 1 + a literal number index; 0 when it is not known. Expr.at is 0 in
 * patterns, where [a, b] means positions; elsewhere x[0] is any element of a list that is no tuple.
 * Expr.extra of EXPR_LITERAL: LiteralKind; type names such as `string` are literals, too. */

enum {                              /* Scope.flags */
       ECMA_SCOPE_GENERIC = BIT(0), /* holds the type parameters of what it is around */
       ECMA_SCOPE_ARROW = BIT(1),   /* `this` is that of the scope around */
       ECMA_SCOPE_ASYNC = BIT(2),
       ECMA_SCOPE_GENERATOR = BIT(3),
       ECMA_SCOPE_LITERAL = BIT(4), /* SCOPE_CLASS of an object literal or object type */
       ECMA_SCOPE_EXPORTS = BIT(5), /* SCOPE_CLASS: what `exports.x = ...` made */
       ECMA_SCOPE_GLOBAL = BIT(6),  /* `declare global` */
       ECMA_SCOPE_AMBIENT = BIT(7), /* SCOPE_NAMESPACE of `declare module "name"` */
};

enum { /* Local.extra of nameless locals ... */
       ECMA_LOCAL_PLAIN,
       ECMA_LOCAL_RETURN,    /* value: one that the function returns */
       ECMA_LOCAL_SPREAD,    /* value: ...value within an object literal */
       ECMA_LOCAL_INDEX,     /* type: of every property ([key: string]: type) */
       ECMA_LOCAL_CALL,      /* type: the signature when the object is called */
       ECMA_LOCAL_CONSTRUCT, /* type: the signature when it stands after `new` */
       ECMA_LOCAL_EXPORTS,   /* scope 1; value: what module.exports is set to */
       /* ... and of named ones */
       ECMA_LOCAL_NARROWED, /* a name or path ("x.y") that is declared elsewhere, known better from
                           * `start` on within this scope */
       ECMA_LOCAL_REST,     /* parameter ...name */
       ECMA_LOCAL_OPTIONAL, /* parameter name? or with a default */
       ECMA_LOCAL_PROPERTY, /* parameter that is a field of the class, too: at the same place */
};

/* `import A = N.M` is an Import without module, of kind IMPORT_NAME, whose extra is the Expr N.M.
 * Import.level: how the name came. */
enum { ECMA_STATIC_IMPORT, ECMA_REQUIRED };

enum {
    ECMA_DEF_LITERAL_KEY = DEF_FLAG_PACK_1, /* key of an object literal */
    ECMA_DEF_ASSIGNED = DEF_FLAG_PACK_2, /* came to be by assignment: this.x = ..., F.x = ... */
};

#endif
