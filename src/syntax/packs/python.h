/*
 * python.h -- what facts of Python mean beyond what facts.h says; for the pack and its
 * resolver.
 *
 * Defs. Functions and classes keep the EXPR_LIST of their decorators in `value`, classes their
 * bases (and PY_METACLASS) in `bases`. A variable's or attribute's def is its first binding;
 * each further one is a Local of the same name and scope with PY_LOCAL_ALTERNATE, which
 * carries the value, and its name is a reference that writes. Attributes set through `self`
 * are defs in the class's scope. Def 0, the file's own dummy, carries the module's docstring
 * as its doc comment: a module has no def of its own, and the symbol of a file is that of its
 * def 0.
 *
 * Locals. Every binding of a local name is one, in order, so that the one before a use can be
 * found; `start` is where the value is there: the end of an assignment, the name of a
 * parameter. Returned and yielded values are locals of the function's scope named `return` and
 * `yield`, which no other name can be.
 *
 * Imports. `extra` is the Expr of the import's reference; 0 where several imports share it.
 * `import a.b` is two of them: one that makes `a` a name, and one of a.b without a name.
 *
 * Scopes. Besides those of files, classes and functions (lambdas too) there are blocks: of a
 * comprehension, of type parameters, and of code in which a test has narrowed a name's type.
 */
#ifndef FONDATION_SYNTAX_PACKS_PYTHON_H
#define FONDATION_SYNTAX_PACKS_PYTHON_H

#include "syntax/facts.h"

typedef enum PyExprKind {
    PY_ITER = EXPR_PACK, /* an element of a, as a loop takes it */
    PY_ITEM,             /* element number `extra` of a, as unpacking takes it */
    PY_ENTER,            /* what `with a as` gives */
    PY_OPERATOR,         /* a operated on: the result of its method `name` */
    PY_KEYWORD,          /* argument `name` = a */
    PY_METACLASS,        /* metaclass=a, among the bases */
    PY_BRANCH,           /* a, bound in a branch of the code that ends at offset `at` */
    PY_STARRED,          /* *a among arguments or elements */
    PY_EXPECTED, /* what a lambda gets that is an argument of a call of a: argument number
                          * extra / 256 or `name`, the lambda's parameter number extra % 256 */
    PY_PATH,     /* a, an attribute `name` ("x.y") that this function has assigned to: locals
                          * of that name tell what */
} PyExprKind;

/* The first two names of every file. */
enum { PY_NAME_RETURN = 1, PY_NAME_YIELD = 2 };

/* Local.extra */
enum {
    PY_LOCAL_CLS = BIT(0),       /* of LOCAL_SELF: the class, not the instance */
    PY_LOCAL_NARROWED = BIT(1),  /* no binding: the type that a test has left for the name */
    PY_LOCAL_ALTERNATE = BIT(2), /* a further value of the def with this name */
    PY_LOCAL_ARGS = BIT(3),      /* *args: a tuple of the type */
    PY_LOCAL_KWARGS = BIT(4),    /* **kwargs: a dictionary of the type */
};

/* Scope.flags of SCOPE_BLOCK and SCOPE_FUNCTION */
enum {
    PY_SCOPE_NARROWED = BIT(0),
    PY_SCOPE_COMPREHENSION = BIT(1),
    PY_SCOPE_TYPE_PARAMETERS = BIT(2),
    PY_SCOPE_LAMBDA = BIT(3),
    PY_SCOPE_ENUM = BIT(4), /* of SCOPE_CLASS: its plain attributes are members */
};

/* Def.flags */
enum {
    PY_DEF_IS_CLASS_METHOD = DEF_FLAG_PACK_1,
    PY_DEF_IS_OVERLOAD =
        DEF_FLAG_PACK_2, /* one of several signatures, or a property's setter */
};

#endif
