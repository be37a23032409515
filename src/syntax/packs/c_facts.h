/*
 * c_facts.h -- what the packs of C and C++ mean by the family's own corners of the facts.
 *
 * Locals are resolved in the pack: a name that means a parameter or a variable of the function is
 * no reference, and as a receiver it is replaced by the expression of its declared type (by its
 * initialiser where the type is `auto`). So an Expr with EXPR_IS_TYPE, used as a receiver, stands
 * for "some value of this type".
 *
 * In C a member is reached from a struct, a pointer to one, an element of an array of them all
 * alike, and neither pointers, casts to pointers, `*`, `&` nor `[]` change which struct it is: the
 * C pack leaves them out, but for EXPR_ARRAY, which positional initialisers need. The C++ pack keeps
 * them: `*`, `->` and `[]` may be operators of a class.
 */
#ifndef FONDATION_SYNTAX_C_FACTS_H
#define FONDATION_SYNTAX_C_FACTS_H

#include "syntax/facts.h"

/* Def.flags */
enum {
    /* A struct, union or enum that has its name from a typedef: `typedef struct { ... } name`. In C
     * such a name is an ordinary one, not a tag. */
    C_DEF_IS_TYPEDEF = DEF_FLAG_PACK_1,
    /* Of functions, variables, macros, types: in a branch that a compiler on Linux hardly reads when
     * C_DEF_IS_CONDITIONAL is set too, alone: in a branch that it likely does. */
    C_DEF_IS_FOREIGN = DEF_FLAG_PACK_1,
    /* Defined outside its class or namespace: `bases` is the Expr of the qualifier, A of A::f; of
     * classes `value` is. */
    C_DEF_IS_QUALIFIED = DEF_FLAG_PACK_2,
    /* Inside an #if that is not the guard of the file. */
    C_DEF_IS_CONDITIONAL = DEF_FLAG_PACK_3,
};

/* Expr.extra of EXPR_NAME: which of C's name spaces is meant. */
typedef enum CNameSpace {
    C_NAME_ORDINARY,
    C_NAME_TAG,   /* after struct, union, enum, class */
    C_NAME_MACRO, /* in #ifdef and #if */
    C_NAME_SCOPE, /* C++: before a `::`: a namespace or a class */
} CNameSpace;

/* Expr.extra of EXPR_MEMBER */
typedef enum CVia {
    C_VIA_DOT,
    C_VIA_ARROW,
    C_VIA_SCOPE,      /* A::b */
    C_VIA_DESIGNATOR, /* .b = in an initialiser for an `a` */
} CVia;

/* In C++ EXPR_NAME and EXPR_MEMBER with EXPR_IS_CALLED keep the number of arguments in `extra`, plus
 * one (0: not known), from bit C_ARGS_SHIFT on. */
enum { C_ARGS_SHIFT = 8, C_ARGS_MAX = 200 };
static inline unsigned c_extra(uint16_t extra)
{
    return extra & 255;
}
static inline unsigned c_arguments_of(uint16_t extra)
{
    return extra >> C_ARGS_SHIFT;
}

/* Expr.b of those Exprs, and of EXPR_FUNCTION_TYPE: a C_EXPR_SHAPES, or 0. */

/* Expr.extra of EXPR_FUNCTION_TYPE (types of C++ functions): least and most arguments. */
static inline uint16_t c_arity(unsigned least, unsigned most)
{
    return (uint16_t)(MIN_OF(least, 255u) | MIN_OF(most, 255u) << 8);
}
static inline unsigned c_arity_least(uint16_t extra)
{
    return extra & 255;
}
static inline unsigned c_arity_most(uint16_t extra)
{
    return extra >> 8;
} /* 255: any number */

/* Expr.flags of EXPR_FUNCTION_TYPE: the member function may be called on what is const. */
enum { C_FUNCTION_IS_CONST = EXPR_IS_DECORATOR };

/* Expr kinds of the family */
enum {
    C_EXPR_NTH =
        EXPR_PACK, /* an element of array `a`, else the member at position `extra` of `a` */
    C_EXPR_TYPE_PARAMETER, /* name; a: its default; extra: its position in the template's list, templates around
                             * that from bit 8 on */
    C_EXPR_CONST,   /* const a; in C++ only */
    C_EXPR_GLOBAL,  /* what stands before `::name` */
    C_EXPR_ELEMENT, /* what a range-for over `a` gives */
    C_EXPR_SHAPES,  /* name: words for the types of parameters or arguments (cpp_shape.c) */
    C_EXPR_BINDING, /* the variable at position `extra` of [x, y] = a */
};

/* Scope.flags */
enum {
    C_SCOPE_IS_INLINE = BIT(
        0), /* inline or unnamed namespace, unscoped enum: its names are seen outside */
    C_SCOPE_IS_TEMPLATE = BIT(
        1), /* of a function that is a template, or in a class that is one */
};

/* Def.value of macros: in C the name that the macro stands for, or the type its value is cast to; in
 * C++ the namespaces it opens, as a list. */

/* Import.extra of an #include: 1: it is conditional; 2: and for foreign systems. */

/* Import.extra in C++ for `using`: the Expr that is named. Import.kind IMPORT_ALL with symbol 0 and
 * module 0 is `using namespace`; IMPORT_NAME with module 0 is `using A::b` and `namespace a = b`. */

#endif
