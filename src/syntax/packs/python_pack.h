/*
 * python_pack.h -- what the parts of the Python pack share.
 *
 * The tree is walked twice. The first walk (python_bind.c) makes scopes and everything that is bound
 * in them, in the order of the text; the second (python_refs.c) visits every expression, when it is
 * known which names are local to which function, fills in types and values, and records references.
 * `mark` hands what the first walk made to the second, node by node.
 */
#ifndef FONDATION_SYNTAX_PACKS_PYTHON_PACK_H
#define FONDATION_SYNTAX_PACKS_PYTHON_PACK_H

#include "syntax/pack.h"
#include "syntax/packs/python.h"

/* clang-format off */
#define PY_KINDS(X)                                                                       \
    X(MODULE, "module") X(IDENTIFIER, "identifier") X(ATTRIBUTE, "attribute")             \
    X(CALL, "call") X(ARGUMENTS, "argument_list") X(KEYWORD, "keyword_argument")          \
    X(SUBSCRIPT, "subscript") X(SLICE, "slice") X(STRING, "string")                       \
    X(STRING_START, "string_start") X(STRING_CONTENT, "string_content")                   \
    X(STRING_END, "string_end")                                                           \
    X(CONCATENATED, "concatenated_string") X(INTERPOLATION, "interpolation")              \
    X(INTEGER, "integer") X(FLOAT, "float") X(TRUE, "true") X(FALSE, "false")             \
    X(NONE, "none") X(LIST, "list") X(TUPLE, "tuple") X(SET, "set")                       \
    X(DICTIONARY, "dictionary") X(PAIR, "pair") X(LIST_SPLAT, "list_splat")               \
    X(DICT_SPLAT, "dictionary_splat") X(PARENTHESIZED, "parenthesized_expression")        \
    X(LIST_COMP, "list_comprehension") X(SET_COMP, "set_comprehension")                   \
    X(DICT_COMP, "dictionary_comprehension") X(GENERATOR, "generator_expression")         \
    X(FOR_IN, "for_in_clause") X(LAMBDA, "lambda") X(LAMBDA_PARAMS, "lambda_parameters")  \
    X(BOOLEAN, "boolean_operator") X(NOT, "not_operator") X(UNARY, "unary_operator")      \
    X(BINARY, "binary_operator") X(COMPARISON, "comparison_operator")                     \
    X(CONDITIONAL, "conditional_expression") X(AWAIT, "await") X(YIELD, "yield")          \
    X(NAMED_EXPR, "named_expression") X(EXPRESSION_LIST, "expression_list")               \
    X(FUNCTION, "function_definition") X(CLASS, "class_definition")                       \
    X(DECORATED, "decorated_definition") X(DECORATOR, "decorator")                        \
    X(PARAMETERS, "parameters") X(TYPED_PARAM, "typed_parameter")                         \
    X(DEFAULT_PARAM, "default_parameter") X(TYPED_DEFAULT, "typed_default_parameter")     \
    X(LIST_SPLAT_PATTERN, "list_splat_pattern")                                           \
    X(DICT_SPLAT_PATTERN, "dictionary_splat_pattern")                                     \
    X(TUPLE_PATTERN, "tuple_pattern") X(LIST_PATTERN, "list_pattern")                     \
    X(PATTERN_LIST, "pattern_list") X(TYPE, "type") X(GENERIC_TYPE, "generic_type")       \
    X(UNION_TYPE, "union_type") X(MEMBER_TYPE, "member_type")                             \
    X(CONSTRAINED_TYPE, "constrained_type") X(SPLAT_TYPE, "splat_type")                   \
    X(TYPE_PARAMETER, "type_parameter") X(TYPE_ALIAS, "type_alias_statement")             \
    X(BLOCK, "block") X(STATEMENT, "expression_statement")                                \
    X(ASSIGNMENT, "assignment") X(AUGMENTED, "augmented_assignment")                      \
    X(IF, "if_statement") X(ELIF, "elif_clause") X(ELSE, "else_clause")                   \
    X(FOR, "for_statement") X(WHILE, "while_statement") X(TRY, "try_statement")           \
    X(EXCEPT, "except_clause") X(FINALLY, "finally_clause") X(WITH, "with_statement")     \
    X(WITH_CLAUSE, "with_clause") X(WITH_ITEM, "with_item") X(AS_PATTERN, "as_pattern")   \
    X(AS_TARGET, "as_pattern_target") X(MATCH, "match_statement") X(CASE, "case_clause")  \
    X(CASE_PATTERN, "case_pattern") X(CLASS_PATTERN, "class_pattern")                     \
    X(KEYWORD_PATTERN, "keyword_pattern") X(SPLAT_PATTERN, "splat_pattern")               \
    X(DICT_PATTERN, "dict_pattern") X(UNION_PATTERN, "union_pattern")                     \
    X(RETURN, "return_statement") X(RAISE, "raise_statement")                             \
    X(BREAK, "break_statement") X(CONTINUE, "continue_statement")                         \
    X(ASSERT, "assert_statement") X(GLOBAL, "global_statement")                           \
    X(NONLOCAL, "nonlocal_statement") X(IMPORT, "import_statement")                       \
    X(IMPORT_FROM, "import_from_statement") X(IMPORT_FUTURE, "future_import_statement")   \
    X(ALIASED, "aliased_import") X(DOTTED, "dotted_name")                                 \
    X(RELATIVE, "relative_import") X(IMPORT_PREFIX, "import_prefix")                      \
    X(WILDCARD, "wildcard_import") X(COMMENT, "comment")

#define PY_FIELDS(X)                                                                      \
    X(NAME, "name") X(BODY, "body") X(PARAMETERS, "parameters")                           \
    X(RETURN_TYPE, "return_type") X(TYPE_PARAMETERS, "type_parameters")                   \
    X(SUPERCLASSES, "superclasses") X(DEFINITION, "definition") X(LEFT, "left")           \
    X(RIGHT, "right") X(TYPE, "type") X(VALUE, "value") X(OBJECT, "object")               \
    X(ATTRIBUTE, "attribute") X(FUNCTION, "function") X(ARGUMENTS, "arguments")           \
    X(SUBSCRIPT, "subscript") X(ALIAS, "alias") X(MODULE_NAME, "module_name")             \
    X(CONDITION, "condition") X(CONSEQUENCE, "consequence")                               \
    X(ALTERNATIVE, "alternative") X(SUBJECT, "subject") X(ARGUMENT, "argument")           \
    X(KEY, "key") X(GUARD, "guard")
/* clang-format on */

enum {
    KIND_OTHER,
#define X(id, name) KIND_##id,
    PY_KINDS(X)
#undef X
    KIND_COUNT
};

enum {
    FIELD_NONE,
#define X(id, name) FIELD_##id,
    PY_FIELDS(X)
#undef X
    FIELD_COUNT
};

/* What binds a name in a scope. */
typedef enum PyBound {
    PY_UNBOUND,
    PY_BOUND_PENDING, /* a statement further down is the one that makes the def */
    PY_BOUND_DEF,
    PY_BOUND_LOCAL,
    PY_BOUND_SELF,
    PY_BOUND_IMPORT,
    PY_BOUND_GLOBAL,
    PY_BOUND_NONLOCAL,
} PyBound;

/* What a binding identifier node made: the record's index above the two lowest bits. */
typedef enum PyMark { PY_MARK_NONE, PY_MARK_DEF, PY_MARK_LOCAL, PY_MARK_ALTERNATE } PyMark;

/* A test that narrows a local's type: the local's type is the expression at `type_node`. */
typedef struct PyNarrowing {
    NodeId type_node;
    uint32_t local;
} PyNarrowing;

/* The parameter that an argument fills: tells what a lambda there is given. */
typedef struct PyExpected {
    uint32_t callee; /* Expr; 0: nothing is expected */
    unsigned place;
    NameId keyword;
} PyExpected;

/* A place in the code, handed down both walks. */
typedef struct PyPlace {
    uint32_t scope;      /* whose names are seen */
    uint32_t branch_end; /* where the innermost branch within the scope ends; 0: it is in none */
} PyPlace;

typedef struct Py {
    const Tree *t;
    FactsBuilder *b;
    /* By node, of the first walk: identifiers that bind have a PyMark; functions and classes their
     * def; lambdas, comprehensions and whatever opens a narrowed block their scope. The second walk
     * leaves at a narrowing's type node the expression it made there. */
    uint32_t *mark;
    U64Map bound; /* scope and name -> PyBound */
    VEC(PyNarrowing) narrowings;
    U64Map narrowed_paths; /* block and text of `a.b` -> node of the type that a test has left */
    U64Map assigned_paths; /* function and last name of an `a.b` that is assigned to in it */
    PyExpected expected;   /* of the lambda to be read next */
    uint32_t decorated;  /* def whose decorators are being read */
    uint32_t self_scope, self_expr; /* the last mention of `self`, used again in the same scope */
    uint32_t bound_at; /* where the value being bound is there */
    uint32_t doc_lines;
    unsigned fallbacks; /* blocks open that only run where something is missing */
    bool has_star_import;
} Py;

static inline uint16_t py_kind(const Py *py, NodeId n)
{
    return node_kind(py->t, n);
}

static inline NodeId py_field(const Py *py, NodeId n, uint8_t field)
{
    return node_field(py->t, n, field);
}

static inline Str py_text(const Py *py, NodeId n)
{
    return node_text(py->t, n);
}

static inline NameId py_name(Py *py, NodeId n)
{
    return facts_add_name(py->b, node_text(py->t, n));
}

/* The first child that is no comment. */
NodeId py_first(const Py *py, NodeId n);
/* "c" of the expression `a.b.c` or `a.b.c(...)`; empty when it has no name at its end. */
Str py_last_name(const Py *py, NodeId n);

/* The scope that a plain assignment in `scope` binds in. */
uint32_t py_binding_scope(const Py *py, uint32_t scope);
/* How `name` is bound in exactly this scope. */
PyBound py_bound(const Py *py, uint32_t scope, NameId name);
/* The same for the first scope outward that binds it, by Python's rules. */
PyBound py_bound_around(const Py *py, uint32_t scope, NameId name, uint32_t *ret_scope);

bool py_is_builtin(Str name);

void py_bind(Py *py);
void py_refs(Py *py);
/* Notes (python_notes.c): looks at a node for what carries meaning beyond its names. */
void py_note_comments(Py *py);
void py_note_call(Py *py, NodeId call, uint32_t scope);
void py_note_subscript(Py *py, NodeId subscript, uint32_t scope);
void py_note_main(Py *py, NodeId if_statement, uint32_t scope);
void py_note_exports(Py *py, NodeId list); /* the value of __all__ */
/* The text of a plain string, without quotes; empty for anything else. */
Str py_string(const Py *py, NodeId n);

#endif
