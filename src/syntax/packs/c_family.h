/*
 * c_family.h -- shared by the files of the C and the C++ pack.
 *
 * One walk serves both languages: C++ adds node kinds, it changes hardly any. The files:
 *
 *   c_family.c   the two packs; declarations and statements in their order
 *   c_define.c   functions, variables, members, typedefs
 *   c_type.c     type specifiers, structs, enums; declarators
 *   c_expr.c     expressions, references, initialisers, locals
 *   c_holes.c, c_scan.c, c_stand_ins.c  macros that are hidden from the parser (c_scan.h)
 *   c_preproc.c  includes, macros and the names in them, conditions
 *   c_condition.c  how likely a condition holds
 *   c_comment.c  doc comments, notes in comments, lines of code
 *   c_note.c     tests, flags, environment variables, commands
 *   cpp_decl.c   what only C++ has: namespaces, classes, templates, using
 *   cpp_expr.c   lambdas, new, casts, range-for, qualified names
 *   cpp_shape.c  what overloads are told apart by
 */
#ifndef FONDATION_SYNTAX_C_FAMILY_H
#define FONDATION_SYNTAX_C_FAMILY_H

#include "syntax/pack.h"
#include "syntax/packs/c_facts.h"

/* id, name in the grammar. C(...) is in both grammars, K(...) in C's only, P(...) in C++'s only. */
/* clang-format off */
#define C_KINDS(C, K, P)                                    \
    C(TRANSLATION_UNIT, "translation_unit")                 \
    C(COMMENT, "comment")                                   \
    /* preprocessor */                                      \
    C(INCLUDE, "preproc_include")                           \
    C(DEFINE, "preproc_def")                                \
    C(DEFINE_FUNCTION, "preproc_function_def")              \
    C(MACRO_PARAMETERS, "preproc_params")                   \
    C(MACRO_BODY, "preproc_arg")                            \
    C(DIRECTIVE, "preproc_call")                            \
    C(IF_CONDITION, "preproc_if")                           \
    C(IFDEF, "preproc_ifdef")                               \
    C(ELSE_BRANCH, "preproc_else")                          \
    C(ELIF_BRANCH, "preproc_elif")                          \
    C(ELIFDEF_BRANCH, "preproc_elifdef")                    \
    C(DEFINED, "preproc_defined")                           \
    C(SYSTEM_STRING, "system_lib_string")                   \
    /* declarations */                                      \
    C(FUNCTION_DEFINITION, "function_definition")           \
    C(DECLARATION, "declaration")                           \
    C(TYPE_DEFINITION, "type_definition")                   \
    C(LINKAGE, "linkage_specification")                     \
    C(DECLARATION_LIST, "declaration_list")                 \
    C(ATTRIBUTE_SPECIFIER, "attribute_specifier")           \
    C(ATTRIBUTE_DECLARATION, "attribute_declaration")       \
    C(DECLSPEC, "ms_declspec_modifier")                     \
    C(PARENTHESIZED_DECLARATOR, "parenthesized_declarator") \
    C(ATTRIBUTED_DECLARATOR, "attributed_declarator")       \
    C(POINTER_DECLARATOR, "pointer_declarator")             \
    C(FUNCTION_DECLARATOR, "function_declarator")           \
    C(ARRAY_DECLARATOR, "array_declarator")                 \
    C(ABSTRACT_POINTER, "abstract_pointer_declarator")      \
    C(ABSTRACT_FUNCTION, "abstract_function_declarator")    \
    C(ABSTRACT_ARRAY, "abstract_array_declarator")          \
    C(ABSTRACT_PARENTHESIZED, "abstract_parenthesized_declarator") \
    C(INIT_DECLARATOR, "init_declarator")                   \
    C(STORAGE_CLASS, "storage_class_specifier")             \
    C(TYPE_QUALIFIER, "type_qualifier")                     \
    C(SIZED_TYPE, "sized_type_specifier")                   \
    C(PRIMITIVE_TYPE, "primitive_type")                     \
    C(ENUM, "enum_specifier")                               \
    C(ENUMERATOR_LIST, "enumerator_list")                   \
    C(ENUMERATOR, "enumerator")                             \
    C(STRUCT, "struct_specifier")                           \
    C(UNION, "union_specifier")                             \
    C(FIELD_LIST, "field_declaration_list")                 \
    C(FIELD_DECLARATION, "field_declaration")               \
    C(PARAMETER_LIST, "parameter_list")                     \
    C(PARAMETER, "parameter_declaration")                   \
    K(MACRO_TYPE, "macro_type_specifier")                   \
    K(VARIADIC_PARAMETER, "variadic_parameter")             \
    C(TYPE_DESCRIPTOR, "type_descriptor")                   \
    /* statements */                                        \
    C(COMPOUND, "compound_statement")                       \
    C(EXPRESSION_STATEMENT, "expression_statement")         \
    C(FOR, "for_statement")                                 \
    C(IF, "if_statement")                                   \
    C(SWITCH, "switch_statement")                           \
    C(WHILE, "while_statement")                             \
    /* expressions */                                       \
    C(IDENTIFIER, "identifier")                             \
    C(FIELD_IDENTIFIER, "field_identifier")                 \
    C(TYPE_IDENTIFIER, "type_identifier")                   \
    C(STATEMENT_IDENTIFIER, "statement_identifier")         \
    C(CALL, "call_expression")                              \
    C(ARGUMENT_LIST, "argument_list")                       \
    C(FIELD_EXPRESSION, "field_expression")                 \
    C(SUBSCRIPT, "subscript_expression")                    \
    C(POINTER_EXPRESSION, "pointer_expression")             \
    C(UNARY, "unary_expression")                            \
    C(BINARY, "binary_expression")                          \
    C(UPDATE, "update_expression")                          \
    C(ASSIGNMENT, "assignment_expression")                  \
    C(CONDITIONAL, "conditional_expression")                \
    C(COMMA, "comma_expression")                            \
    C(CAST, "cast_expression")                              \
    C(SIZEOF, "sizeof_expression")                          \
    C(OFFSETOF, "offsetof_expression")                      \
    C(PARENTHESIZED, "parenthesized_expression")            \
    C(COMPOUND_LITERAL, "compound_literal_expression")      \
    C(INITIALIZER_LIST, "initializer_list")                 \
    C(INITIALIZER_PAIR, "initializer_pair")                 \
    C(FIELD_DESIGNATOR, "field_designator")                 \
    C(EXTENSION, "extension_expression")                    \
    C(STRING, "string_literal")                             \
    C(STRING_CONTENT, "string_content")                     \
    C(CONCATENATED_STRING, "concatenated_string")           \
    C(NUMBER, "number_literal")                             \
    C(CHARACTER, "char_literal")                            \
    C(NULL_LITERAL, "null")                                 \
    C(ARROW, "=->")                                         \
    C(ADDRESS_TOKEN, "=&")                                  \
    C(VARIADIC_TOKEN, "=...")                               \
    /* C++ */                                               \
    P(NAMESPACE, "namespace_definition")                    \
    P(NESTED_NAMESPACE, "nested_namespace_specifier")       \
    P(NAMESPACE_IDENTIFIER, "namespace_identifier")         \
    P(NAMESPACE_ALIAS, "namespace_alias_definition")        \
    P(USING, "using_declaration")                           \
    P(ALIAS, "alias_declaration")                           \
    P(TEMPLATE, "template_declaration")                     \
    P(TEMPLATE_INSTANTIATION, "template_instantiation")     \
    P(TEMPLATE_PARAMETERS, "template_parameter_list")       \
    P(TYPE_PARAMETER, "type_parameter_declaration")         \
    P(VARIADIC_TYPE_PARAMETER, "variadic_type_parameter_declaration") \
    P(OPTIONAL_TYPE_PARAMETER, "optional_type_parameter_declaration") \
    P(TEMPLATE_PARAMETER, "template_template_parameter_declaration") \
    P(OPTIONAL_PARAMETER, "optional_parameter_declaration") \
    P(PACK_PARAMETER, "variadic_parameter_declaration")     \
    P(CLASS, "class_specifier")                             \
    P(BASE_CLAUSE, "base_class_clause")                     \
    P(ACCESS, "access_specifier")                           \
    P(FRIEND, "friend_declaration")                         \
    P(FIELD_INITIALIZER, "field_initializer")               \
    P(QUALIFIED, "qualified_identifier")                    \
    P(TEMPLATE_TYPE, "template_type")                       \
    P(TEMPLATE_FUNCTION, "template_function")               \
    P(TEMPLATE_METHOD, "template_method")                   \
    P(TEMPLATE_ARGUMENTS, "template_argument_list")         \
    P(DEPENDENT_TYPE, "dependent_type")                     \
    P(DEPENDENT_NAME, "dependent_name")                     \
    P(DESTRUCTOR_NAME, "destructor_name")                   \
    P(OPERATOR_NAME, "operator_name")                       \
    P(OPERATOR_CAST, "operator_cast")                       \
    P(REFERENCE_DECLARATOR, "reference_declarator")         \
    P(ABSTRACT_REFERENCE, "abstract_reference_declarator")  \
    P(BINDING_DECLARATOR, "structured_binding_declarator")  \
    P(VARIADIC_DECLARATOR, "variadic_declarator")           \
    P(TRAILING_TYPE, "trailing_return_type")                \
    P(PLACEHOLDER_TYPE, "placeholder_type_specifier")       \
    P(DECLTYPE, "decltype")                                 \
    P(LAMBDA, "lambda_expression")                          \
    P(LAMBDA_CAPTURES, "lambda_capture_specifier")          \
    P(LAMBDA_CAPTURE_INIT, "lambda_capture_initializer")    \
    P(NEW, "new_expression")                                \
    P(THIS, "this")                                         \
    P(RANGE_FOR, "for_range_loop")                          \
    P(RAW_STRING, "raw_string_literal")                     \
    P(CATCH, "catch_clause")                                \
    P(DEFAULT_CLAUSE, "default_method_clause")              \
    P(DELETE_CLAUSE, "delete_method_clause")                \
    P(PURE_CLAUSE, "pure_virtual_clause")                   \
    P(VIRTUAL_SPECIFIER, "virtual_specifier")               \
    P(CONCEPT, "concept_definition")                        \
    P(SUBSCRIPT_ARGUMENTS, "subscript_argument_list")       \
    P(TOKEN_CLASS, "=class")                                \
    P(TOKEN_STRUCT, "=struct")                              \
    P(TOKEN_ENUM, "=enum")                                  \
    P(TOKEN_NAMESPACE, "=namespace")                        \
    P(TOKEN_INLINE, "=inline")                              \
    P(TOKEN_VIRTUAL, "=virtual")

#define C_FIELDS(C, K, P)                                   \
    C(NAME, "name")                                         \
    C(DECLARATOR, "declarator")                             \
    C(TYPE, "type")                                         \
    C(VALUE, "value")                                       \
    C(BODY, "body")                                         \
    C(PATH, "path")                                         \
    C(PARAMETERS, "parameters")                             \
    C(CONDITION, "condition")                               \
    C(ARGUMENT, "argument")                                 \
    C(ARGUMENTS, "arguments")                               \
    C(FUNCTION, "function")                                 \
    C(FIELD, "field")                                       \
    C(LEFT, "left")                                         \
    C(RIGHT, "right")                                       \
    C(DESIGNATOR, "designator")                             \
    C(MEMBER, "member")                                     \
    C(SIZE, "size")                                         \
    C(CONSEQUENCE, "consequence")                           \
    C(ALTERNATIVE, "alternative")                           \
    C(DIRECTIVE, "directive")                               \
    P(SCOPE, "scope")                                       \
    P(DEFAULT_VALUE, "default_value")                       \
    P(DEFAULT_TYPE, "default_type")                         \
    P(CAPTURES, "captures")                                 \
    P(TEMPLATE_PARAMETERS, "template_parameters")           \
    P(BASE, "base")
/* clang-format on */

typedef enum CKind {
    K_OTHER,
#define X(id, name) K_##id,
    C_KINDS(X, X, X)
#undef X
        C_KIND_COUNT
} CKind;

typedef enum CField {
    F_NONE,
#define X(id, name) F_##id,
    C_FIELDS(X, X, X)
#undef X
        C_FIELD_COUNT
} CField;

/* A parameter or variable of the function at hand. */
typedef struct CLocal {
    NameId name;
    uint32_t shadowed; /* the local of that name outside, + 1 */
    uint32_t type;     /* Expr that stands for a value of it; 0: nothing with members */
    NameId shape;      /* C++: cpp_shape.c; 0: not known */
} CLocal;

/* What the walk knows of a name that is no definition: indexed by NameId. */
typedef struct CWord {
    uint32_t local;     /* the innermost local of that name, + 1 */
    uint32_t class_def; /* C++: the class of that name; UINT32_MAX: several */
    uint32_t shapes;    /* C++: the C_EXPR_SHAPES of that text */
    bool is_keyword;    /* a word of the language that the grammar took for a name */
    bool has_value;     /* a macro of this file that is a number where it is likely defined */
    uint8_t defined;    /* a macro of this file: CLevel + 1 */
    long value;
} CWord;

typedef struct CComment {
    uint32_t start, end;
} CComment;

/* How likely it is that a compiler on Linux reads a branch of an #if. */
typedef enum CLevel {
    C_LEVEL_NEVER,
    C_LEVEL_UNLIKELY,
    C_LEVEL_UNKNOWN,
    C_LEVEL_LIKELY,
    C_LEVEL_ALWAYS,
} CLevel;

/* Where the walk is. Saved and put back around functions, classes, namespaces. */
typedef struct CPlace {
    uint32_t scope;
    uint32_t def;         /* 0: the file */
    uint32_t class_scope; /* the scope of what is declared here: file, namespace, class */
    uint8_t visibility;   /* of what is declared here */
    bool is_in_function;
    uint8_t level;         /* CLevel of the branch of an #if that we are in */
    uint8_t level_outside; /* around the #if at hand */
    uint8_t level_before;  /* that one of its branches so far was taken */
    /* Where the declaration at hand really begins: at the `template <...>` or the macro call
     * without semicolon before it. UINT32_MAX: at its own start. */
    uint32_t outer_start;
} CPlace;

typedef struct CWalk {
    const Tree *t;
    FactsBuilder *b;
    bool is_cpp;
    CPlace here;
    unsigned template_depth; /* C++: templates around the declaration at hand */
    unsigned call_arguments; /* C++: of the call whose callee is being read, plus one */
    uint32_t call_shapes;    /* C++: of its arguments */
    NameId local_shape;      /* C++: of the locals that are added next */
    NodeId guard;            /* the #ifndef around the whole file, or NODE_NONE */
    VEC(CLocal) locals;
    VEC(CWord) words;
    VEC(CComment) comments;
    uint32_t comment_used; /* comments before this offset belong to something already */
} CWalk;

/* -- c_family.c -- */

/* Declarations, statements, directives, expressions: anything, with all that is in it. */
void c_visit(CWalk *w, NodeId n);
void c_visit_children(CWalk *w, NodeId n);
/* The items of a file, a linkage block, a namespace, a class, a branch of #if. */
void c_items(CWalk *w, NodeId list);

/* -- c_define.c -- */

void c_read_function(CWalk *w, NodeId n);
/* `NAME(argument, ...) { body }`: a macro that makes a function. */
void c_read_macro_function(CWalk *w, NodeId call, NodeId body);
void c_read_declaration(CWalk *w, NodeId n);
/* Of a struct: what one line of it declares. */
void c_read_members(CWalk *w, NodeId n);
void c_read_typedef(CWalk *w, NodeId n);
/* The def's record with everything that does not depend on what it is. */
Def c_new_def(CWalk *w, NodeId whole, NodeId name, DefKind kind);
/* Opens the def's own scope; returns the place to go back to. */
CPlace c_enter_function(CWalk *w, uint32_t def);
void c_add_parameter(CWalk *w, NodeId n);
void c_add_parameters(CWalk *w, NodeId list);
/* The variables that a declarator in a function makes, of that type; with pointers and arrays of the
 * declarator when `is_decorated`. */
void c_add_locals(CWalk *w, NodeId declarator, uint32_t type, bool is_decorated);

/* -- c_type.c -- */

/* What a declarator says. */
typedef struct CDeclarator {
    NodeId
        name; /* identifier, field_identifier, qualified_identifier, operator_name ...; or NODE_NONE */
    NodeId parameters; /* of the function, when it declares one */
    NodeId function;   /* its function_declarator */
    NodeId value;      /* initialiser; NODE_NONE */
    bool is_function;
    uint8_t arrays;   /* dimensions of the variable itself */
    uint8_t pointers; /* levels of pointer on the base type */
    bool is_reference;
} CDeclarator;

CDeclarator c_declarator(CWalk *w, NodeId n);
/* Visits a type specifier; the Expr of the type, 0 when there is nothing with members. `owner`: the
 * def that an unnamed struct's members are to belong to; 0: the enclosing one. */
uint32_t c_type(CWalk *w, NodeId n, uint32_t owner);
/* The type of a type_descriptor, with the pointers and arrays of its abstract declarator. */
uint32_t c_type_descriptor(CWalk *w, NodeId n);
/* `const` among the children of a declaration or of a function's declarator. */
bool c_has_const(const CWalk *w, NodeId n);
/* The type, marked when the declaration n says that it is const. */
uint32_t c_qualify(CWalk *w, NodeId n, uint32_t type);
/* The declared type: base with pointers and arrays as the language keeps them. */
uint32_t c_decorate(CWalk *w, uint32_t base, const CDeclarator *d);
/* Visits what a declarator holds besides the name (array sizes, types of parameters) the
 * parameter list `skip`. */
void c_declarator_parts(CWalk *w, NodeId n, NodeId skip);
/* A struct, enum ... that stands alone: its definition, or `struct name;`. */
void c_tag_item(CWalk *w, NodeId n);

/* -- c_expr.c -- */

NameId c_intern(CWalk *w, Str text);
/* Of a name that came from c_intern: a word of the language that the grammar took for a name. */
bool c_is_keyword(const CWalk *w, NameId name);
/* Adds a reference. */
uint32_t c_add_ref(CWalk *w, NameId name, uint32_t at, uint8_t flags, uint16_t space);
/* `arguments` of w->call_arguments go into the Expr when the flags say that it is called. */
uint32_t c_add_member(CWalk *w, NodeId name, uint32_t receiver, CVia via, uint8_t flags);
/* A name that stands alone: the reference, or what stands for the local (0: nothing does). */
uint32_t c_name(CWalk *w, NodeId n, uint8_t flags, uint16_t space);

/* Records every reference in an expression. With `is_wanted`, also builds the Exprs that give its
 * type, and returns the topmost; 0 when there is none. `flags` go to the name that the expression
 * comes down to: EXPR_IS_CALLED, EXPR_IS_WRITTEN. */
uint32_t c_expr(CWalk *w, NodeId n, bool is_wanted);
uint32_t c_expr_flagged(CWalk *w, NodeId n, bool is_wanted, uint8_t flags);
/* An initialiser for something of type `type`. */
void c_initialiser(CWalk *w, NodeId n, uint32_t type);

/* `type` stands for the local's value as a receiver: 0 when it has no members. */
void c_add_local(CWalk *w, NameId name, uint32_t type);
const CLocal *c_find_local(const CWalk *w, NameId name);
size_t c_locals_mark(const CWalk *w);
void c_locals_release(CWalk *w, size_t mark);

/* -- cpp_decl.c, cpp_expr.c, cpp_shape.c: never called by the C pack -- */

/* Namespaces, templates ...; false when n is none of C++'s own declarations. */
bool cpp_declaration(CWalk *w, NodeId n);
/* Sets what the def is called, and for A::f what it belongs to; false when it has no name. */
bool cpp_name_def(CWalk *w, NodeId name, Def *d);
/* `TEST_F(Fixture, name) { ... }`: a macro that makes a function; false when it is none. */
bool cpp_macro_function(CWalk *w, NodeId n, const CDeclarator *d, NodeId body);
uint32_t cpp_define_class(CWalk *w, NodeId n, NodeId name, NodeId body, DefKind kind);
void cpp_remember_class(CWalk *w, uint32_t def);
void cpp_bases(CWalk *w, NodeId n, uint32_t def);
void cpp_template_parameters(CWalk *w, NodeId list);
/* The part before a `::`, after the parts before that. */
uint32_t cpp_scope_part(CWalk *w, NodeId n, uint32_t outer);
uint32_t cpp_nested_name(CWalk *w, NodeId n, uint32_t outer);
uint32_t cpp_type(CWalk *w, NodeId n);
uint32_t cpp_parameter_shapes(CWalk *w, NodeId parameters);
uint32_t cpp_argument_shapes(CWalk *w, NodeId list);
/* `ret`: 64 bytes for the text. */
Str cpp_argument_shape(CWalk *w, NodeId n, char *ret, unsigned depth);
Str cpp_declared_shape(CWalk *w, NodeId type, const CDeclarator *d, char *ret);
uint32_t cpp_member(CWalk *w, NodeId field, uint32_t receiver, CVia via, uint8_t flags);
uint32_t cpp_expr(CWalk *w, NodeId n, bool is_wanted, uint8_t flags);

/* -- c_preproc.c -- */

void c_include(CWalk *w, NodeId n);
void c_define(CWalk *w, NodeId n);
/* Reads the condition of an #if, #ifdef, #elif, #else. What is inside is conditional from then on. */
void c_condition(CWalk *w, NodeId n);
/* `#if 0` */
bool c_is_never(const CWalk *w, NodeId n);
NodeId c_find_guard(const Tree *t);
/* References to the names in a stretch of text that no tree is made of. */
void c_names_in_text(CWalk *w, uint32_t start, uint32_t end);

/* -- c_condition.c -- */

/* CLevel of a condition's text, and of a name being defined. */
unsigned c_level_of(CWalk *w, Str condition);
unsigned c_level_of_defined(CWalk *w, Str name);
/* The file defines a macro here; `body`: STR_NONE when it has parameters. */
void c_remember_macro(CWalk *w, NameId name, Str body);

/* -- c_holes.c -- */

/* TreeHole.kind */
enum {
    C_HOLE_MACRO, /* a macro, with its arguments or without */
    C_HOLE_TEXT,  /* something else that may name things */
    C_HOLE_SILENT, /* nothing of it is a name: a comment, a file's name, a word of the language */
};

void c_find_holes(Str src, TreeHoles *ret);
void cpp_find_holes(Str src, TreeHoles *ret);

/* -- c_comment.c -- */

void c_comments_collect(CWalk *w);
/* The comment that ends just above `start`; both 0 when there is none. */
CComment c_doc_before(CWalk *w, uint32_t start);
/* The comment on the rest of the line that `end` is in. */
CComment c_doc_after(CWalk *w, uint32_t end);
void c_set_doc(Def *d, CComment doc);
/* Counts lines of code, notes what is to do. */
void c_read_comments(CWalk *w);

/* -- c_note.c -- */

/* Looks at a call for flags, environment variables. */
void c_note_call(CWalk *w, NodeId call, Str callee);
void c_note_function(CWalk *w, uint32_t def, NodeId parameters);
void c_note_test(CWalk *w, uint32_t def, Str name);
/* Looks at `{"--name", ...}` and the like. */
void c_note_list(CWalk *w, NodeId list);
/* Tables whose rows begin with the name of an option (getopt_long) or of a command. */
typedef enum CRows { C_ROWS_OTHER, C_ROWS_OPTIONS, C_ROWS_COMMANDS } CRows;
CRows c_rows_of(const CWalk *w, uint32_t type);
/* `first_expr`: Exprs from here on were made for the row. */
void c_note_row(CWalk *w, NodeId row, CRows rows, size_t first_expr);

/* -- a few small ones -- */

static inline Str c_text(const CWalk *w, NodeId n)
{
    return node_text(w->t, n);
}

static inline uint32_t c_start(const CWalk *w, NodeId n)
{
    return w->t->nodes[n].start;
}

static inline uint32_t c_end(const CWalk *w, NodeId n)
{
    return w->t->nodes[n].end;
}

#endif
