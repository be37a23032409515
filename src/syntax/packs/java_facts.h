/*
 * java_facts.h -- what Java's facts say beyond facts.h; read by the Java resolver.
 *
 *   file scope   extra: NameId of the package's name ("a.b.c"); 0: the unnamed package
 *   import       module: everything before the last part ("a.b" of import a.b.C), symbol and local:
 *                the last part; IMPORT_ALL: module is the whole; extra: 1 when static
 *   class        inner: its scope, which holds members and is named for constructors too; bases:
 *                superclass and interfaces
 *   class scope  of an anonymous class: java_scope_object gives its EXPR_OBJECT
 *   method       type: what it returns; bases: EXPR_LIST of all parameters' types; flags tell
 *                static, variadic, no body
 *   field        type; of an enum constant the enum, which is not repeated
 *   record       its components are fields; DEF_FLAG_PACK_1 marks them
 *   private      DEF_FLAG_PACK_2: not inherited
 *
 * As in Go the pack decides what is a local. A local is used by pointing to the expression that
 * tells its type: the declared type itself, or for `var` the value. Types and values are not told
 * apart: an expression of a type stands for a value of it.
 */
#ifndef FONDATION_SYNTAX_PACKS_JAVA_FACTS_H
#define FONDATION_SYNTAX_PACKS_JAVA_FACTS_H

#include "syntax/facts.h"

/* EXPR_NAME and EXPR_MEMBER with EXPR_IS_CALLED are methods; b: EXPR_LIST of all arguments.
 * EXPR_NEW: a: the type's name (whose reference has EXPR_IS_CALLED and the arguments in b).
 * EXPR_OBJECT: an anonymous class: a: scope, b: EXPR_LIST of the class or interface it extends.
 * EXPR_THIS, EXPR_SUPER: a: type in front (Outer.this); 0: of the class around.
 * EXPR_LITERAL: a String (LITERAL_TEXT) or null (LITERAL_NONE).
 * EXPR_TUPLE: all of the types in b at once (bounds A & B). */
enum {
    EXPR_JAVA_PRIMITIVE = EXPR_PACK, /* extra: JavaPrimitive */
    EXPR_JAVA_TYPE_PARAMETER, /* name; a: bound; extra: position; scope: of the class or method */
    EXPR_JAVA_LAMBDA,         /* a: context, b: value of its body; extra: java_lambda */
    EXPR_JAVA_PARAMETER, /* of a lambda, without a type; b: EXPR_JAVA_LAMBDA; extra: position */
    EXPR_JAVA_REFERENCE, /* a::name; b: its EXPR_JAVA_LAMBDA; extra: 1 for a::new */
    EXPR_JAVA_ELEMENT,   /* what `for (var x : a)` gives */
    EXPR_JAVA_PLUS,      /* a + b, a * b ... */
    EXPR_JAVA_CASE, /* name: constant of an enum of the type of a; extra: 1 if a local as well */
    EXPR_JAVA_KEY,  /* name: element of the annotation type a */
    EXPR_JAVA_CONSTRUCTOR, /* this(...), super(...): extra 1; b: arguments */
    EXPR_JAVA_CAPTURED, /* name: a local of the method around, of the type of a, unless one of the
                            `extra` innermost classes inherits a field of that name */
    EXPR_JAVA_TARGET, /* directly behind a callee: what its call is given to: a: a callee or type,
                            extra: position as in EXPR_JAVA_LAMBDA */
    EXPR_JAVA_CLASS,    /* a.class */
    EXPR_JAVA_WILDCARD, /* ? extends a (extra 0), ? super a (extra 1), ? (a is 0) */
};

typedef enum JavaPrimitive {
    JAVA_VOID,
    JAVA_BOOLEAN,
    JAVA_BYTE,
    JAVA_SHORT,
    JAVA_CHAR,
    JAVA_INT,
    JAVA_LONG,
    JAVA_FLOAT,
    JAVA_DOUBLE,
    JAVA_PRIMITIVE_COUNT,
} JavaPrimitive;

/* Expr.extra of EXPR_JAVA_LAMBDA: parameters (JAVA_LAMBDA_REFERENCE: a method reference), position
 * among the arguments of the context (a callee, or with JAVA_LAMBDA_TYPED a type), kind of body. */
enum {
    JAVA_LAMBDA_COUNT_BITS = 5,
    JAVA_LAMBDA_REFERENCE = 31,
    JAVA_LAMBDA_POSITION_BITS = 6,
    JAVA_LAMBDA_TYPED = 63,
    JAVA_LAMBDA_IS_EXPRESSION = BIT(14), /* neither bit: a block without value */
    JAVA_LAMBDA_HAS_VALUE = BIT(15),     /* a block that returns something */
};

static inline unsigned java_lambda_count(const Expr *e)
{
    return e->extra & (BIT(JAVA_LAMBDA_COUNT_BITS) - 1);
}

static inline unsigned java_lambda_position(const Expr *e)
{
    return e->extra >> JAVA_LAMBDA_COUNT_BITS & (BIT(JAVA_LAMBDA_POSITION_BITS) - 1);
}

/* The EXPR_OBJECT of an anonymous class's scope; 0: the scope is of a named class. */
static inline uint32_t java_scope_object(const Scope *s)
{
    return s->kind == SCOPE_CLASS ? (uint32_t)s->flags << 16 | s->extra : 0;
}

#endif
