/*
 * python_pack.h -- what the parts of the Python pack share.
 *
 * The tree is walked twice. The first walk (python_bind.c, python_define.c) makes scopes and
 * everything that is bound in them, in the order of the text; the second (python_refs.c,
 * python_values.c, python_types.c) visits every expression, when it is known which names are
 * local to which function, fills in types and values, and records references. `mark` hands
 * what the first walk made to the second, node by node.
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
    uint32_t scope; /* whose names are seen */
    uint32_t
        branch_end; /* where the innermost branch within the scope ends; 0: it is in none */
} PyPlace;

typedef struct Py {
    const Tree *t;
    FactsBuilder *b;
    /* By node, of the first walk: identifiers that bind have a PyMark; functions and classes
     * their def; lambdas, comprehensions and whatever opens a narrowed block their scope.
     * The second walk leaves at a narrowing's type node the expression it made there. */
    uint32_t *mark;
    U64Map bound; /* scope and name -> PyBound */
    VEC(PyNarrowing) narrowings;
    U64Map
        narrowed_paths; /* block and text of `a.b` -> node of the type that a test has left */
    U64Map assigned_paths; /* function and last name of an `a.b` that is assigned to in it */
    PyExpected expected;   /* of the lambda to be read next */
    uint32_t decorated;    /* def whose decorators are being read */
    uint32_t self_scope,
        self_expr;     /* the last mention of `self`, used again in the same scope */
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

uint64_t py_bound_key(uint32_t scope, NameId name);
void py_set_bound(Py *py, uint32_t scope, NameId name, PyBound bound);
/* Where an assignment to `name` in `scope` binds it, `global` and `nonlocal` heeded. */
uint32_t py_target_scope(const Py *py, uint32_t scope, NameId name);
bool py_is_path(const Py *py, NodeId n); /* a.b.c and nothing else */
bool py_is_and(const Py *py, NodeId boolean);
/* The scope for code that runs when the condition is true (false): a new block left in
 * mark[n] when the condition narrows something, else `scope`. */
uint32_t py_narrowed(Py *py, NodeId n, NodeId condition, bool is_true, uint32_t scope);
/* What holds after a statement, for the rest of its block. */
uint32_t py_narrowed_after(Py *py, NodeId n, uint32_t scope);
/* Conditions that hold only where nobody looks first: on Windows, on an old Python. */
bool py_is_fallback_condition(const Py *py, NodeId condition);

void py_bind(Py *py);
void py_refs(Py *py);

/* -- the first walk (python_bind.c, python_define.c) -- */

/* Binds the names in a target; `statement` is what a def made of one spans. */
void py_bind_target(Py *py, NodeId target, NodeId statement, uint32_t scope);
void py_bind_name(Py *py, NodeId name, NodeId statement, uint32_t scope);
void py_bind_import(Py *py, NodeId n, uint32_t scope);
void py_bind_import_from(Py *py, NodeId n, uint32_t scope);
void py_add_local(Py *py, NodeId n, uint32_t scope, LocalKind kind, uint8_t order,
                  uint16_t extra);
uint8_t py_visibility_of(Str name, bool is_member);

/* -- the second walk (python_values.c, python_types.c, python_refs.c) -- */

/* What is asked of an expression, beside the EXPR_... flags its outermost reference gets. */
enum { PY_WANTED = BIT(16) };

VEC_TYPE(PyExprVec, uint32_t);

/* The Expr that stands for the value of `n`, when it is PY_WANTED and anything can be said
 * of it; else 0. References inside are recorded in any case. */
uint32_t py_value(Py *py, NodeId n, PyPlace p, uint32_t ask);
uint32_t py_value_in_children(Py *py, NodeId n, PyPlace p); /* 0 */
uint32_t py_name_use(Py *py, NodeId n, PyPlace p, uint32_t ask);
uint32_t py_attribute(Py *py, NodeId n, PyPlace p, uint32_t ask);
uint32_t py_literal(Py *py, NodeId n, PyPlace p, LiteralKind kind, uint32_t ask);
uint32_t py_element_of(Py *py, uint32_t a, uint32_t at, PyPlace p);
/* The Expr of the type that `n` writes; 0 when it names none. */
uint32_t py_type(Py *py, NodeId n, PyPlace p);
uint32_t py_type_subscript(Py *py, NodeId n, PyPlace p); /* a[b, c] */
void py_statement(Py *py, NodeId n, PyPlace p);
/* Gives a target the value `from` and the declared type `type` (0: none). */
void py_assign(Py *py, NodeId target, uint32_t from, uint32_t type, PyPlace p);
/* The same, for a binding by `whole`: the value is there from the end of that on. */
void py_bind_from(Py *py, NodeId whole, NodeId target, uint32_t from, uint32_t type, PyPlace p);
/* Annotations and defaults, which are read outside the function. */
void py_parameters(Py *py, NodeId list, PyPlace around);
/* Keeps a value that the function around `p` returns or yields. */
void py_add_result(Py *py, NameId name, uint32_t from, uint32_t at, PyPlace p);

uint32_t py_add(Py *py, Expr e);
uint32_t py_list(Py *py, const PyExprVec *items,
                 PyPlace p); /* an EXPR_LIST; 0 when it is empty */
uint32_t py_either(Py *py, uint32_t a, uint32_t b, uint32_t at, PyPlace p);
uint32_t py_indexed(Py *py, NodeId n, uint32_t a, uint32_t b, PyPlace p);
uint32_t py_start(const Py *py, NodeId n);
PyPlace py_in_scope(PyPlace p, uint32_t scope); /* the same place when scope is 0 */

/* -- notes (python_notes.c): looks at a node for what carries meaning beyond its names -- */
void py_note_comments(Py *py);
void py_note_call(Py *py, NodeId call, uint32_t scope);
void py_note_subscript(Py *py, NodeId subscript, uint32_t scope);
void py_note_main(Py *py, NodeId if_statement, uint32_t scope);
void py_note_exports(Py *py, NodeId list); /* the value of __all__ */
/* The text of a plain string, without quotes; empty for anything else. */
Str py_string(const Py *py, NodeId n);

#endif
