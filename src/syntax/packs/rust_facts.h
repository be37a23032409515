/*
 * rust_facts.h -- what Rust's facts mean beyond facts.h: agreed between its pack and its resolver.
 *
 * Locals are bound by the pack: it follows `let`, patterns and closures while it walks, so a use of
 * a local is never a reference and the resolver never looks a local up by name. Names it leaves as
 * EXPR_NAME can only mean items.
 *
 * A local with both type and value is one whose type has a blank (`Vec<_>`) that the value fills.
 *
 * An impl block is a scope (SCOPE_CLASS) with a Local `Self` of kind LOCAL_SELF: its `type` is the
 * type, its `value` the trait or 0, its `extra` a RustSelf. A trait's scope has such a Local too.
 * Tuple fields are Locals of the struct's or variant's scope named "0", "1" ...
 */
#ifndef FONDATION_SYNTAX_RUST_FACTS_H
#define FONDATION_SYNTAX_RUST_FACTS_H

#include "syntax/facts.h"

enum {
    RUST_LOCAL = EXPR_PACK, /* `at`: index into the locals */
    RUST_PART,    /* of a matched value a: position `extra`, or the field `name`; b: path
                              * of the struct or variant it is matched with, 0 for a tuple */
    RUST_ELEMENT, /* what iterating over a gives */
    RUST_CLOSURE_PARAMETER, /* parameter `extra` & 0xff of the closure that is argument
                              * `extra` >> 8 of the call a */
    RUST_BOUNDS,            /* impl A + B, dyn A + B; a: EXPR_LIST */
    RUST_BINDING,           /* name = a, among type arguments: Iterator<Item = T> */
    RUST_MACRO_CALL,        /* a!(...); b: the first argument when it is an expression */
    RUST_BLOCK,             /* a value whose type is that of a; b: what the block's items see */
};

enum { RUST_PART_ELEMENT = UINT16_MAX }; /* `extra` of RUST_PART: an element of a slice */

/* `extra` of EXPR_MEMBER */
enum {
    RUST_DOT,
    RUST_PATH,
    RUST_FIELD /* of the struct that the path a names, in a literal or pattern */
};

/* `extra` of EXPR_NAME */
enum {
    RUST_NAME_PLAIN,
    RUST_NAME_GLOBAL, /* ::name */
    RUST_NAME_MACRO,  /* name!, a derive or an attribute */
    RUST_NAME_CRATE,  /* crate, $crate */
    RUST_NAME_SELF,   /* self::, or the module in `use a::{self}` */
    RUST_NAME_SUPER,
    RUST_NAME_PRIMITIVE,
};

/* `extra` of EXPR_AWAIT */
enum { RUST_AWAIT, RUST_TRY };

/* `extra` of a Local of kind LOCAL_SELF */
typedef enum RustSelf { RUST_SELF_NONE, RUST_SELF_IMPL, RUST_SELF_TRAIT } RustSelf;

/* Import.extra is the Expr of the path it brings in; is_system: by its #[cfg] not for Linux. */

enum {
    RUST_DEF_IS_MACRO_EXPORT = DEF_FLAG_PACK_1, /* #[macro_export] */
    RUST_DEF_TAKES_SELF = DEF_FLAG_PACK_2,      /* a method in the proper sense */
    RUST_DEF_IS_ELSEWHERE = DEF_FLAG_PACK_3,    /* by its #[cfg] not compiled for Linux */
};

#endif
