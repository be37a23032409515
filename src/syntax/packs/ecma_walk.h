/*
 * ecma_walk.h -- shared by the files that read facts out of JavaScript and TypeScript trees.
 *
 * One extractor serves three grammars: they agree on names, and a kind that one of them does not
 * have never appears in its trees.
 */
#ifndef FONDATION_SYNTAX_PACKS_ECMA_WALK_H
#define FONDATION_SYNTAX_PACKS_ECMA_WALK_H

#include "syntax/pack.h"
#include "syntax/packs/ecma.h"

enum { IN_JS = BIT(0), IN_TS = BIT(1), IN_TSX = BIT(2) };

/* our name, the grammar's, grammars that have it */
/* clang-format off */
#define ECMA_KINDS(X)                                                            \
    X(ABSTRACT_CLASS, "abstract_class_declaration", IN_TS | IN_TSX)              \
    X(ABSTRACT_METHOD, "abstract_method_signature", IN_TS | IN_TSX)              \
    X(ACCESSIBILITY, "accessibility_modifier", IN_TS | IN_TSX)                   \
    X(ADDING_TYPE, "adding_type_annotation", IN_TS | IN_TSX)                     \
    X(AMBIENT, "ambient_declaration", IN_TS | IN_TSX)                            \
    X(ARGUMENTS, "arguments", 7)                                                 \
    X(ARRAY, "array", 7)                                                         \
    X(ARRAY_PATTERN, "array_pattern", 7)                                         \
    X(ARRAY_TYPE, "array_type", IN_TS | IN_TSX)                                  \
    X(ARROW, "arrow_function", 7)                                                \
    X(AS, "as_expression", IN_TS | IN_TSX)                                       \
    X(ASSERTS, "asserts", IN_TS | IN_TSX)                                        \
    X(ASSERTS_ANNOTATION, "asserts_annotation", IN_TS | IN_TSX)                  \
    X(ASSIGNMENT, "assignment_expression", 7)                                    \
    X(ASSIGNMENT_PATTERN, "assignment_pattern", 7)                               \
    X(AUGMENTED, "augmented_assignment_expression", 7)                           \
    X(AWAIT, "await_expression", 7)                                              \
    X(BINARY, "binary_expression", 7)                                            \
    X(BREAK, "break_statement", 7)                                               \
    X(CALL, "call_expression", 7)                                                \
    X(CALL_SIGNATURE, "call_signature", IN_TS | IN_TSX)                          \
    X(CATCH, "catch_clause", 7)                                                  \
    X(CLASS, "class", 7)                                                         \
    X(CLASS_BODY, "class_body", 7)                                               \
    X(CLASS_DECLARATION, "class_declaration", 7)                                 \
    X(CLASS_HERITAGE, "class_heritage", 7)                                       \
    X(CLASS_STATIC_BLOCK, "class_static_block", 7)                               \
    X(COMMENT, "comment", 7)                                                     \
    X(COMPUTED_NAME, "computed_property_name", 7)                                \
    X(CONDITIONAL_TYPE, "conditional_type", IN_TS | IN_TSX)                      \
    X(CONSTRAINT, "constraint", IN_TS | IN_TSX)                                  \
    X(CONSTRUCT_SIGNATURE, "construct_signature", IN_TS | IN_TSX)                \
    X(CONSTRUCTOR_TYPE, "constructor_type", IN_TS | IN_TSX)                      \
    X(CONTINUE, "continue_statement", 7)                                         \
    X(DECORATOR, "decorator", 7)                                                 \
    X(DEFAULT_TYPE, "default_type", IN_TS | IN_TSX)                              \
    X(ELSE, "else_clause", 7)                                                    \
    X(ENUM, "enum_declaration", IN_TS | IN_TSX)                                  \
    X(ENUM_ASSIGNMENT, "enum_assignment", IN_TS | IN_TSX)                        \
    X(ENUM_BODY, "enum_body", IN_TS | IN_TSX)                                    \
    X(EXPORT, "export_statement", 7)                                             \
    X(EXPORT_CLAUSE, "export_clause", 7)                                         \
    X(EXPORT_SPECIFIER, "export_specifier", 7)                                   \
    X(EXPRESSION_STATEMENT, "expression_statement", 7)                           \
    X(EXTENDS, "extends_clause", IN_TS | IN_TSX)                                 \
    X(EXTENDS_TYPE, "extends_type_clause", IN_TS | IN_TSX)                       \
    X(FALSE, "false", 7)                                                         \
    X(FIELD, "field_definition", IN_JS)                                          \
    X(FOR, "for_statement", 7)                                                   \
    X(FOR_IN, "for_in_statement", 7)                                             \
    X(FORMAL_PARAMETERS, "formal_parameters", 7)                                 \
    X(FUNCTION_DECLARATION, "function_declaration", 7)                           \
    X(FUNCTION_EXPRESSION, "function_expression", 7)                             \
    X(FUNCTION_SIGNATURE, "function_signature", IN_TS | IN_TSX)                  \
    X(FUNCTION_TYPE, "function_type", IN_TS | IN_TSX)                            \
    X(GENERATOR, "generator_function", 7)                                        \
    X(GENERATOR_DECLARATION, "generator_function_declaration", 7)                \
    X(GENERIC_TYPE, "generic_type", IN_TS | IN_TSX)                              \
    X(HASH_BANG, "hash_bang_line", 7)                                            \
    X(IDENTIFIER, "identifier", 7)                                               \
    X(IF, "if_statement", 7)                                                     \
    X(IMPLEMENTS, "implements_clause", IN_TS | IN_TSX)                           \
    X(IMPORT, "import", 7)                                                       \
    X(IMPORT_ALIAS, "import_alias", IN_TS | IN_TSX)                              \
    X(IMPORT_CLAUSE, "import_clause", 7)                                         \
    X(IMPORT_REQUIRE, "import_require_clause", IN_TS | IN_TSX)                   \
    X(IMPORT_SPECIFIER, "import_specifier", 7)                                   \
    X(IMPORT_STATEMENT, "import_statement", 7)                                   \
    X(INDEX_SIGNATURE, "index_signature", IN_TS | IN_TSX)                        \
    X(INDEX_TYPE_QUERY, "index_type_query", IN_TS | IN_TSX)                      \
    X(INFER_TYPE, "infer_type", IN_TS | IN_TSX)                                  \
    X(INSTANTIATION, "instantiation_expression", IN_TS | IN_TSX)                 \
    X(INTERFACE, "interface_declaration", IN_TS | IN_TSX)                        \
    X(INTERFACE_BODY, "interface_body", IN_TS | IN_TSX)                          \
    X(INTERNAL_MODULE, "internal_module", IN_TS | IN_TSX)                        \
    X(INTERSECTION_TYPE, "intersection_type", IN_TS | IN_TSX)                    \
    X(JSX_ATTRIBUTE, "jsx_attribute", IN_JS | IN_TSX)                            \
    X(JSX_CLOSING, "jsx_closing_element", IN_JS | IN_TSX)                        \
    X(JSX_ELEMENT, "jsx_element", IN_JS | IN_TSX)                                \
    X(JSX_EXPRESSION, "jsx_expression", IN_JS | IN_TSX)                          \
    X(JSX_NAMESPACE, "jsx_namespace_name", IN_JS | IN_TSX)                       \
    X(JSX_OPENING, "jsx_opening_element", IN_JS | IN_TSX)                        \
    X(JSX_SELF_CLOSING, "jsx_self_closing_element", IN_JS | IN_TSX)              \
    X(LABELED, "labeled_statement", 7)                                           \
    X(LEXICAL, "lexical_declaration", 7)                                         \
    X(LITERAL_TYPE, "literal_type", IN_TS | IN_TSX)                              \
    X(LOOKUP_TYPE, "lookup_type", IN_TS | IN_TSX)                                \
    X(MAPPED_CLAUSE, "mapped_type_clause", IN_TS | IN_TSX)                       \
    X(MEMBER, "member_expression", 7)                                            \
    X(META_PROPERTY, "meta_property", 7)                                         \
    X(METHOD, "method_definition", 7)                                            \
    X(METHOD_SIGNATURE, "method_signature", IN_TS | IN_TSX)                      \
    X(MODULE, "module", IN_TS | IN_TSX)                                          \
    X(NAMED_IMPORTS, "named_imports", 7)                                         \
    X(NAMESPACE_EXPORT, "namespace_export", 7)                                   \
    X(NAMESPACE_IMPORT, "namespace_import", 7)                                   \
    X(NESTED_IDENTIFIER, "nested_identifier", IN_TS | IN_TSX)                    \
    X(NESTED_TYPE, "nested_type_identifier", IN_TS | IN_TSX)                     \
    X(NEW, "new_expression", 7)                                                  \
    X(NON_NULL, "non_null_expression", IN_TS | IN_TSX)                           \
    X(NULL, "null", 7)                                                           \
    X(NUMBER, "number", 7)                                                       \
    X(OBJECT, "object", 7)                                                       \
    X(OBJECT_ASSIGNMENT_PATTERN, "object_assignment_pattern", 7)                 \
    X(OBJECT_PATTERN, "object_pattern", 7)                                       \
    X(OBJECT_TYPE, "object_type", IN_TS | IN_TSX)                                \
    X(OPTIONAL_CHAIN, "optional_chain", 7)                                       \
    X(OPTIONAL_PARAMETER, "optional_parameter", IN_TS | IN_TSX)                  \
    X(OPTIONAL_TYPE, "optional_type", IN_TS | IN_TSX)                            \
    X(OVERRIDE, "override_modifier", IN_TS | IN_TSX)                             \
    X(PAIR, "pair", 7)                                                           \
    X(PAIR_PATTERN, "pair_pattern", 7)                                           \
    X(PARENTHESIZED, "parenthesized_expression", 7)                              \
    X(PARENTHESIZED_TYPE, "parenthesized_type", IN_TS | IN_TSX)                  \
    X(PREDEFINED_TYPE, "predefined_type", IN_TS | IN_TSX)                        \
    X(PRIVATE_NAME, "private_property_identifier", 7)                            \
    X(PROGRAM, "program", 7)                                                     \
    X(PROPERTY_NAME, "property_identifier", 7)                                   \
    X(PROPERTY_SIGNATURE, "property_signature", IN_TS | IN_TSX)                  \
    X(PUBLIC_FIELD, "public_field_definition", IN_TS | IN_TSX)                   \
    X(READONLY_TYPE, "readonly_type", IN_TS | IN_TSX)                            \
    X(REQUIRED_PARAMETER, "required_parameter", IN_TS | IN_TSX)                  \
    X(REST_PATTERN, "rest_pattern", 7)                                           \
    X(REST_TYPE, "rest_type", IN_TS | IN_TSX)                                    \
    X(RETURN, "return_statement", 7)                                             \
    X(SATISFIES, "satisfies_expression", IN_TS | IN_TSX)                         \
    X(SEQUENCE, "sequence_expression", 7)                                        \
    X(SHORTHAND, "shorthand_property_identifier", 7)                             \
    X(SHORTHAND_PATTERN, "shorthand_property_identifier_pattern", 7)             \
    X(SPREAD, "spread_element", 7)                                               \
    X(STATEMENT_BLOCK, "statement_block", 7)                                     \
    X(STRING, "string", 7)                                                       \
    X(STRING_FRAGMENT, "string_fragment", 7)                                     \
    X(SUBSCRIPT, "subscript_expression", 7)                                      \
    X(SUPER, "super", 7)                                                         \
    X(SWITCH, "switch_statement", 7)                                             \
    X(SWITCH_BODY, "switch_body", 7)                                             \
    X(SWITCH_CASE, "switch_case", 7)                                             \
    X(SWITCH_DEFAULT, "switch_default", 7)                                       \
    X(TEMPLATE, "template_string", 7)                                            \
    X(TEMPLATE_SUBSTITUTION, "template_substitution", 7)                         \
    X(TEMPLATE_LITERAL_TYPE, "template_literal_type", IN_TS | IN_TSX)            \
    X(TERNARY, "ternary_expression", 7)                                          \
    X(THIS, "this", 7)                                                           \
    X(THIS_TYPE, "this_type", IN_TS | IN_TSX)                                    \
    X(THROW, "throw_statement", 7)                                               \
    X(TRUE, "true", 7)                                                           \
    X(TUPLE_TYPE, "tuple_type", IN_TS | IN_TSX)                                  \
    X(TYPE_ALIAS, "type_alias_declaration", IN_TS | IN_TSX)                      \
    X(TYPE_ANNOTATION, "type_annotation", IN_TS | IN_TSX)                        \
    X(TYPE_ARGUMENTS, "type_arguments", IN_TS | IN_TSX)                          \
    X(TYPE_ASSERTION, "type_assertion", IN_TS)                                   \
    X(TYPE_IDENTIFIER, "type_identifier", IN_TS | IN_TSX)                        \
    X(TYPE_PARAMETER, "type_parameter", IN_TS | IN_TSX)                          \
    X(TYPE_PARAMETERS, "type_parameters", IN_TS | IN_TSX)                        \
    X(TYPE_PREDICATE, "type_predicate", IN_TS | IN_TSX)                          \
    X(TYPE_PREDICATE_ANNOTATION, "type_predicate_annotation", IN_TS | IN_TSX)    \
    X(TYPE_QUERY, "type_query", IN_TS | IN_TSX)                                  \
    X(UNDEFINED, "undefined", 7)                                                 \
    X(UNARY, "unary_expression", 7)                                              \
    X(UNION_TYPE, "union_type", IN_TS | IN_TSX)                                  \
    X(UPDATE, "update_expression", 7)                                            \
    X(USING, "using_declaration", IN_JS)                                         \
    X(VARIABLE_DECLARATION, "variable_declaration", 7)                           \
    X(VARIABLE_DECLARATOR, "variable_declarator", 7)                             \
    X(WHILE, "while_statement", 7)                                               \
    X(TOKEN_ASYNC, "=async", 7)                                                  \
    X(TOKEN_DEFAULT, "=default", 7)                                              \
    X(TOKEN_GET, "=get", 7)                                                      \
    X(TOKEN_OF, "=of", 7)                                                        \
    X(TOKEN_SET, "=set", 7)                                                      \
    X(TOKEN_STAR, "=*", 7)                                                       \
    X(TOKEN_STATIC, "=static", 7)                                                \
    X(TOKEN_TYPE, "=type", IN_TS | IN_TSX)

#define ECMA_FIELDS(X)                                              \
    X(ALIAS, "alias", 7)                                            \
    X(ALTERNATIVE, "alternative", 7)                                \
    X(ARGUMENT, "argument", 7)                                      \
    X(ARGUMENTS, "arguments", 7)                                    \
    X(BODY, "body", 7)                                              \
    X(CONDITION, "condition", 7)                                    \
    X(CONSEQUENCE, "consequence", 7)                                \
    X(CONSTRAINT, "constraint", IN_TS | IN_TSX)                     \
    X(CONSTRUCTOR, "constructor", 7)                                \
    X(DECLARATION, "declaration", 7)                                \
    X(FUNCTION, "function", 7)                                      \
    X(INDEX, "index", 7)                                            \
    X(INITIALIZER, "initializer", 7)                                \
    X(KEY, "key", 7)                                                \
    X(LEFT, "left", 7)                                              \
    X(MEMBER, "member", IN_JS)                                      \
    X(MODULE, "module", IN_TS | IN_TSX)                             \
    X(NAME, "name", 7)                                              \
    X(OBJECT, "object", 7)                                          \
    X(OPEN_TAG, "open_tag", IN_JS | IN_TSX)                         \
    X(PARAMETER, "parameter", 7)                                    \
    X(PARAMETERS, "parameters", 7)                                  \
    X(PATTERN, "pattern", 7)                                        \
    X(PROPERTY, "property", 7)                                      \
    X(RETURN_TYPE, "return_type", IN_TS | IN_TSX)                   \
    X(RIGHT, "right", 7)                                            \
    X(SOURCE, "source", 7)                                          \
    X(TYPE, "type", IN_TS | IN_TSX)                                 \
    X(TYPE_ARGUMENTS, "type_arguments", IN_TS | IN_TSX)             \
    X(TYPE_PARAMETERS, "type_parameters", IN_TS | IN_TSX)           \
    X(VALUE, "value", 7)
/* clang-format on */

typedef enum EcmaKind {
    K_NONE,
#define X(name, text, in) K_##name,
    ECMA_KINDS(X)
#undef X
        K_COUNT
} EcmaKind;

typedef enum EcmaField {
    F_NONE,
#define X(name, text, in) F_##name,
    ECMA_FIELDS(X)
#undef X
        F_COUNT
} EcmaField;

/* What is known of a name while walking: a local is in sight, or something else is. */
typedef struct Sight {
    NameId name;
    uint32_t before; /* what the name meant outside */
} Sight;

enum { SIGHT_DEF = UINT32_MAX };

typedef struct Walk {
    const Tree *t;
    FactsBuilder *b;
    bool is_js;
    uint32_t scope;    /* where we are */
    uint32_t function; /* nearest function scope; 1: the file */
    uint32_t def;      /* nearest enclosing def */
    uint32_t expected; /* what the nearest function's result is expected to be (an Expr) */
    bool is_in_function;
    Str doc;             /* JSDoc of the function whose parameters are read; JavaScript only */
    unsigned narrowings; /* in the present scope */
    unsigned narrowed_paths; /* narrowed "x.y" so far: without any, none need be looked for */
    unsigned types;          /* expressions within types that we are in */
    bool wants_returns; /* the nearest function's result has to be told from what it returns */
    uint32_t exports_scope; /* of `exports.x = ...`; 0: none yet */
    uint32_t
        plain_types[8]; /* Exprs of `string` and the like: one of each serves the whole file */
    VEC(uint32_t) in_sight;  /* by NameId: the local seen under it, or SIGHT_DEF; 0: nothing */
    VEC(Sight) sights;       /* to undo at the end of scopes */
    VEC(uint32_t) def_named; /* by NameId: the last def outside classes; 0: none */
    U64Map assigned;         /* scope and name that an assignment has made a member already */
} Walk;

/* What a scope's end puts back. */
typedef struct Frame {
    uint32_t scope, function, def, expected;
    unsigned narrowings;
    size_t sights;
    bool is_in_function;
} Frame;

/* What stands around a declaration. */
typedef struct Outer {
    NodeId whole; /* the wrapper, or the declaration itself */
    NodeId doc;   /* the comment before it, or NODE_NONE */
    unsigned flags;
} Outer;

/* -- ecma.c: statements, declarations -- */
void ecma_extract(const Tree *t, FactsBuilder *b, bool is_js);
void ecma_statement(Walk *w, NodeId n, NodeId doc);
void ecma_statements(Walk *w, NodeId block);
void ecma_declaration(Walk *w, NodeId n, const Outer *o);

/* -- ecma_scopes.c -- */
Frame ecma_enter(Walk *w, ScopeKind kind, uint32_t def);
Frame ecma_enter_function(Walk *w, uint32_t def);
void ecma_leave(Walk *w, Frame f);
uint32_t ecma_add_local(Walk *w, Local local);
void ecma_see_def(Walk *w, NameId name);
void ecma_see_path(Walk *w, NameId path, uint32_t local); /* a narrowed "x.y" */
/* The local that the name means here; 0 when it is no local, or not yet known to be one. */
uint32_t ecma_local_in_sight(const Walk *w, NameId name);
/* Facts that a nameless local says of a scope. */
void ecma_note_local(Walk *w, uint32_t scope, unsigned what, uint32_t type, uint32_t value);
NameId ecma_name(Walk *w, NodeId n);
uint32_t ecma_add(Walk *w, Expr e);         /* in the present scope unless e.scope is set */
NodeId ecma_first(const Tree *t, NodeId n); /* first named child that is no comment */
NodeId ecma_after(const Tree *t, NodeId n); /* next named sibling that is no comment */
Str ecma_string(const Tree *t, NodeId n);   /* inside of a string literal */
bool ecma_has_token(const Tree *t, NodeId n, EcmaKind token);
bool ecma_is_plain(const Tree *t, NodeId n); /* named, and no comment */

/* Def with places filled from nodes: whole, name, body (NODE_NONE when none), doc. */
Def ecma_def_at(Walk *w, DefKind kind, NodeId whole, NodeId name, NodeId body, NodeId doc);
uint32_t ecma_add_def(Walk *w, Def def);

Def ecma_outer_def(Walk *w, DefKind kind, const Outer *o, NodeId name, NodeId body);

/* -- ecma_functions.c -- */
void ecma_function(Walk *w, NodeId n, const Outer *o); /* a declaration */
/* Parameters, type parameters, return type and body of anything like a function, within the
 * function scope just entered. Returns the Expr of the return type. */
uint32_t ecma_function_parts(Walk *w, NodeId n, uint32_t expected);
/* The same for a def's function, scope and all. */
void ecma_function_of(Walk *w, uint32_t def, NodeId n, uint32_t expected);
/* A function without a def of its own: its EXPR_LAMBDA. */
uint32_t ecma_lambda(Walk *w, NodeId n, uint32_t expected);
void ecma_type_parameters(Walk *w, NodeId n);
bool ecma_is_function(const Tree *t, NodeId n); /* an expression that is one */

/* -- ecma_variables.c -- */
void ecma_variables(Walk *w, NodeId n, const Outer *o);
/* Declares what a pattern binds: locals, or at module level defs. `type` and `value` are Exprs of
 * the whole. */
typedef struct Binding {
    uint32_t type, value;
    uint32_t scope; /* that gets the names */
    LocalKind kind;
    uint16_t extra; /* of the locals */
    bool is_def;    /* defs of the file, no locals; the rest is for these */
    bool is_constant;
    uint16_t flags;
    NodeId whole, doc;
} Binding;
void ecma_bind(Walk *w, NodeId pattern, const Binding *binding);

/* -- ecma_modules.c -- */
void ecma_import(Walk *w, NodeId n);
void ecma_import_alias(Walk *w, NodeId n, const Outer *o);
void ecma_export(Walk *w, NodeId n, NodeId doc);
/* The string in `require("x")`; NODE_NONE when `call` is something else. */
NodeId ecma_required(const Tree *t, NodeId call);
/* `const pattern = require("x")`, and the like: true when these are imports. */
bool ecma_required_import(Walk *w, NodeId pattern, NodeId value);

/* -- ecma_classes.c -- */
Visibility ecma_visibility(Walk *w, NodeId member, NodeId name);
void ecma_class(Walk *w, NodeId n, NodeId name, NodeId whole, NodeId doc, unsigned flags);
uint32_t ecma_class_value(Walk *w, NodeId n);
void ecma_interface(Walk *w, NodeId n, NodeId whole, NodeId doc, unsigned flags);
void ecma_enum(Walk *w, NodeId n, NodeId whole, NodeId doc, unsigned flags);
uint32_t ecma_object(Walk *w, NodeId n, bool is_wanted, uint32_t expected);
uint32_t ecma_object_type(Walk *w, NodeId n);

/* -- ecma_assigned.c -- */
/* `assign(target, source)` and the like in JavaScript, given the list of argument values. */
void ecma_mix_in(Walk *w, Str function, NodeId arguments, uint32_t list);
/* An assignment; those that make members (this.x, F.x, F.prototype.x, exports.x) give defs.
 * Returns the Expr of the value. */
uint32_t ecma_assignment(Walk *w, NodeId n, bool is_wanted, NodeId whole, NodeId doc);

/* -- ecma_values.c -- */
/* The Expr of a value. When it is not wanted, only what it refers to is recorded, and 0 may come
 * back. `expected`: Expr of what the place asks for, or 0. */
uint32_t ecma_value(Walk *w, NodeId n, bool is_wanted, uint32_t expected);
/* The target of an assignment: references that are written. */
uint32_t ecma_target(Walk *w, NodeId n);
uint32_t ecma_either(Walk *w, uint32_t a, uint32_t b); /* one of them may be 0 */
void ecma_children(Walk *w, NodeId n);                 /* all children, unwanted */

/* -- ecma_narrow.c: what conditions tell -- */
Str ecma_operator(const Tree *t, NodeId binary);
bool ecma_can_narrow(const Tree *t, NodeId condition);
/* Narrowed locals in the present scope, good from `start` on, for where the condition is `yes`. */
void ecma_narrow(Walk *w, NodeId condition, bool yes, uint32_t start);
uint32_t ecma_chain(Walk *w, NodeId n, Str operator, bool is_wanted, uint32_t expected);
/* A value where a condition is `yes`. */
uint32_t ecma_value_where(Walk *w, NodeId condition, bool yes, NodeId n, bool is_wanted,
                          uint32_t expected);
void ecma_statement_where(Walk *w, NodeId condition, bool yes, NodeId n);
void ecma_switch(Walk *w, NodeId n);
/* Whether what follows the statement is only reached when it was not run. */
bool ecma_leaves(const Tree *t, NodeId statement);
/* The Expr to ask for the value of a member expression that may be narrowed, given its own. */
uint32_t ecma_path(Walk *w, NodeId member, uint32_t expr);

/* -- ecma_types.c -- */
uint32_t ecma_type(Walk *w, NodeId n); /* of a type node, annotation or clause; 0 for none */
uint32_t ecma_type_list(Walk *w, NodeId n); /* EXPR_LIST of the children */
/* Appends to a list that is being made: *head is the whole, 0 at first. */
void ecma_list_add(Walk *w, uint32_t *head, uint32_t *tail, uint32_t value);

/* -- ecma_jsdoc.c: types in comments; 0 for none -- */
uint32_t ecma_jsdoc_returns(Walk *w, Str doc);
uint32_t ecma_jsdoc_type(Walk *w, Str doc);
uint32_t ecma_jsdoc_this(Walk *w, Str doc);
uint32_t ecma_jsdoc_parameter(Walk *w, Str doc, Str name);
void ecma_jsdoc_typedefs(Walk *w, NodeId comment); /* adds their defs */
/* The JSDoc of a def, of JavaScript only. */
Str ecma_doc_of_def(const Walk *w, uint32_t def);
Str ecma_doc_of_node(const Walk *w, NodeId doc);

/* -- ecma_notes.c -- */
/* Comments in a row before a declaration. Begins as NO_DOC. */
typedef struct DocRun {
    NodeId first, last;
} DocRun;
#define NO_DOC ((DocRun){NODE_NONE, NODE_NONE})
void ecma_doc_add(const Tree *t, DocRun *run, NodeId comment);
/* The run's first comment where it documents the declaration, else NODE_NONE; clears the run. */
NodeId ecma_doc_take(const Tree *t, DocRun *run, NodeId declaration);
bool ecma_is_doc(const Tree *t, NodeId comment);
void ecma_note_comments(Walk *w);
void ecma_note_call(Walk *w, NodeId call, NodeId callee, NodeId arguments);
void ecma_note_member(Walk *w, NodeId member);
void ecma_note_comparison(Walk *w, NodeId binary);
void ecma_note_case(Walk *w, NodeId switch_case);
uint32_t ecma_code_lines(const Tree *t);

#endif
