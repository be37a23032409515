/*
 * rust.h -- shared by the files of Rust's pack.
 *
 *   rust.c        items: modules, types, impls, functions, imports
 *   rust_type.c   types, paths, generic parameters
 *   rust_value.c  expressions and patterns
 *   rust_macro.c  token trees, attributes, and the notes that come from them
 *   rust_holes.c  item macros that only wrap are hidden from the parser
 */
#ifndef FONDATION_SYNTAX_RUST_H
#define FONDATION_SYNTAX_RUST_H

#include "syntax/packs/rust_facts.h"
#include "syntax/tree.h"

/* clang-format off */
#define RUST_KINDS(X)                                                                     \
    X(SOURCE_FILE, "source_file") X(LINE_COMMENT, "line_comment")                         \
    X(BLOCK_COMMENT, "block_comment") X(OUTER_DOC, "outer_doc_comment_marker")            \
    X(INNER_DOC, "inner_doc_comment_marker") X(ATTRIBUTE_ITEM, "attribute_item")          \
    X(INNER_ATTRIBUTE_ITEM, "inner_attribute_item") X(ATTRIBUTE, "attribute")             \
    X(TOKEN_TREE, "token_tree") X(TOKEN_REPETITION, "token_repetition")                   \
    X(IDENTIFIER, "identifier")                                                           \
    X(TYPE_IDENTIFIER, "type_identifier") X(FIELD_IDENTIFIER, "field_identifier")         \
    X(SHORTHAND_FIELD_IDENTIFIER, "shorthand_field_identifier")                           \
    X(SCOPED_IDENTIFIER, "scoped_identifier")                                             \
    X(SCOPED_TYPE_IDENTIFIER, "scoped_type_identifier")                                   \
    X(CRATE, "crate") X(SELF, "self") X(SUPER, "super") X(METAVARIABLE, "metavariable")   \
    X(PRIMITIVE_TYPE, "primitive_type") X(VISIBILITY, "visibility_modifier")              \
    X(FUNCTION_MODIFIERS, "function_modifiers") X(ASYNC, "=async")                        \
    X(TYPE_PARAMETERS, "type_parameters") X(TYPE_PARAMETER, "type_parameter")             \
    X(CONST_PARAMETER, "const_parameter") X(WHERE_CLAUSE, "where_clause")                 \
    X(WHERE_PREDICATE, "where_predicate") X(TRAIT_BOUNDS, "trait_bounds")                 \
    X(HIGHER_RANKED, "higher_ranked_trait_bound")                                         \
    X(MOD_ITEM, "mod_item") X(FOREIGN_MOD, "foreign_mod_item")                            \
    X(DECLARATION_LIST, "declaration_list") X(FUNCTION_ITEM, "function_item")             \
    X(FUNCTION_SIGNATURE, "function_signature_item") X(STRUCT_ITEM, "struct_item")        \
    X(UNION_ITEM, "union_item") X(ENUM_ITEM, "enum_item") X(ENUM_VARIANT, "enum_variant") \
    X(ENUM_VARIANT_LIST, "enum_variant_list") X(FIELD_LIST, "field_declaration_list")     \
    X(ORDERED_FIELD_LIST, "ordered_field_declaration_list")                               \
    X(FIELD_DECLARATION, "field_declaration") X(TRAIT_ITEM, "trait_item")                 \
    X(IMPL_ITEM, "impl_item") X(TYPE_ITEM, "type_item")                                   \
    X(ASSOCIATED_TYPE, "associated_type") X(CONST_ITEM, "const_item")                     \
    X(STATIC_ITEM, "static_item") X(MACRO_DEFINITION, "macro_definition")                 \
    X(MACRO_RULE, "macro_rule")                                                           \
    X(USE, "use_declaration") X(USE_LIST, "use_list")                                     \
    X(SCOPED_USE_LIST, "scoped_use_list") X(USE_AS, "use_as_clause")                      \
    X(USE_WILDCARD, "use_wildcard") X(EXTERN_CRATE, "extern_crate_declaration")           \
    X(PARAMETERS, "parameters") X(PARAMETER, "parameter")                                 \
    X(SELF_PARAMETER, "self_parameter") X(CLOSURE_PARAMETERS, "closure_parameters")       \
    X(GENERIC_TYPE, "generic_type") X(GENERIC_TURBOFISH, "generic_type_with_turbofish")   \
    X(GENERIC_FUNCTION, "generic_function") X(GENERIC_PATTERN, "generic_pattern")         \
    X(TYPE_ARGUMENTS, "type_arguments") X(TYPE_BINDING, "type_binding")                   \
    X(REFERENCE_TYPE, "reference_type") X(POINTER_TYPE, "pointer_type")                   \
    X(ARRAY_TYPE, "array_type") X(TUPLE_TYPE, "tuple_type") X(UNIT_TYPE, "unit_type")     \
    X(FUNCTION_TYPE, "function_type") X(DYNAMIC_TYPE, "dynamic_type")                     \
    X(ABSTRACT_TYPE, "abstract_type") X(BOUNDED_TYPE, "bounded_type")                     \
    X(REMOVED_BOUND, "removed_trait_bound")                                               \
    X(BRACKETED_TYPE, "bracketed_type") X(QUALIFIED_TYPE, "qualified_type")               \
    X(BLOCK, "block") X(UNSAFE_BLOCK, "unsafe_block") X(ASYNC_BLOCK, "async_block")       \
    X(CONST_BLOCK, "const_block") X(TRY_BLOCK, "try_block") X(GEN_BLOCK, "gen_block")     \
    X(EXPRESSION_STATEMENT, "expression_statement") X(LET, "let_declaration")             \
    X(LET_CONDITION, "let_condition") X(LET_CHAIN, "let_chain")                           \
    X(CALL, "call_expression") X(ARGUMENTS, "arguments") X(MACRO, "macro_invocation")     \
    X(FIELD_EXPRESSION, "field_expression") X(INDEX, "index_expression")                  \
    X(TRY, "try_expression") X(AWAIT, "await_expression")                                 \
    X(REFERENCE, "reference_expression") X(UNARY, "unary_expression")                     \
    X(BINARY, "binary_expression") X(ASSIGNMENT, "assignment_expression")                 \
    X(COMPOUND_ASSIGNMENT, "compound_assignment_expr") X(CAST, "type_cast_expression")    \
    X(PARENTHESIZED, "parenthesized_expression") X(TUPLE, "tuple_expression")             \
    X(ARRAY, "array_expression") X(CLOSURE, "closure_expression") X(IF, "if_expression")  \
    X(ELSE, "else_clause") X(MATCH, "match_expression") X(MATCH_BLOCK, "match_block")     \
    X(MATCH_ARM, "match_arm") X(MATCH_PATTERN, "match_pattern") X(WHILE, "while_expression") \
    X(LOOP, "loop_expression") X(FOR, "for_expression") X(RETURN, "return_expression")    \
    X(BREAK, "break_expression") X(STRUCT_EXPRESSION, "struct_expression")                \
    X(FIELD_INITIALIZERS, "field_initializer_list")                                       \
    X(FIELD_INITIALIZER, "field_initializer")                                             \
    X(SHORTHAND_INITIALIZER, "shorthand_field_initializer")                               \
    X(BASE_INITIALIZER, "base_field_initializer") X(STRING, "string_literal")             \
    X(RAW_STRING, "raw_string_literal") X(STRING_CONTENT, "string_content")               \
    X(INTEGER, "integer_literal") X(FLOAT, "float_literal") X(BOOLEAN, "boolean_literal") \
    X(CHAR, "char_literal") X(NEGATIVE, "negative_literal") X(UNIT, "unit_expression")    \
    X(LABEL, "label") X(LIFETIME, "lifetime")                                             \
    X(STRUCT_PATTERN, "struct_pattern") X(TUPLE_STRUCT_PATTERN, "tuple_struct_pattern")   \
    X(TUPLE_PATTERN, "tuple_pattern") X(SLICE_PATTERN, "slice_pattern")                   \
    X(FIELD_PATTERN, "field_pattern") X(REF_PATTERN, "ref_pattern")                       \
    X(REFERENCE_PATTERN, "reference_pattern") X(MUT_PATTERN, "mut_pattern")               \
    X(CAPTURED_PATTERN, "captured_pattern") X(OR_PATTERN, "or_pattern")                   \
    X(RANGE_PATTERN, "range_pattern") X(REMAINING_FIELDS, "remaining_field_pattern")      \
    X(MUTABLE, "mutable_specifier") X(UNDERSCORE, "=_")
/* clang-format on */

/* clang-format off */
#define RUST_FIELDS(X)                                                                      \
    X(NAME, "name")                                                                         \
    X(BODY, "body")                                                                         \
    X(TYPE, "type") X(VALUE, "value") X(PATTERN, "pattern") X(PARAMETERS, "parameters")     \
        X(RETURN_TYPE, "return_type") X(TYPE_PARAMETERS, "type_parameters")                 \
            X(BOUNDS, "bounds") X(TRAIT, "trait") X(PATH, "path")                           \
                X(TYPE_ARGUMENTS, "type_arguments") X(FUNCTION, "function")                 \
                    X(ARGUMENTS, "arguments") X(FIELD, "field") X(MACRO, "macro")           \
                        X(CONDITION, "condition") X(CONSEQUENCE, "consequence")             \
                            X(ALTERNATIVE, "alternative") X(LEFT, "left") X(RIGHT, "right") \
                                X(OPERATOR, "operator") X(ARGUMENT, "argument")             \
                                    X(LIST, "list") X(ALIAS, "alias") X(ELEMENT, "element") \
                                        X(LENGTH, "length") X(DEFAULT_TYPE, "default_type")
/* clang-format on */

enum {
    K_NONE,
#define X(id, name) K_##id,
    RUST_KINDS(X)
#undef X
        K_COUNT
};

enum {
    F_NONE,
#define X(id, name) F_##id,
    RUST_FIELDS(X)
#undef X
        F_COUNT
};

/* A local in sight. Bindings form a stack; a block's end pops what it bound. */
typedef struct Binding {
    uint32_t local;
    NameId name;
    uint32_t hidden; /* what binding_of_name held before: to be put back */
} Binding;

/* What an item stands in: decides what its functions are and who may see them. */
typedef enum Container { IN_MODULE, IN_IMPL, IN_TRAIT_IMPL, IN_TRAIT } Container;

/* An impl block, to be given its type as parent when the whole file is known. */
typedef struct Impl {
    uint32_t scope;
    NameId type; /* last name of the type; 0: none (a tuple, a reference ...) */
    uint32_t first_def, end_def;
} Impl;

typedef struct Walk {
    const Tree *t;
    FactsBuilder *b;
    uint32_t scope;
    uint32_t def; /* enclosing definition; 0: the file */
    Container container;
    bool is_test;                  /* inside #[cfg(test)] */
    VEC(uint32_t) binding_of_name; /* by NameId: index + 1 into bindings; 0: none */
    VEC(Binding) bindings;
    uint32_t floor; /* bindings below it belong to an outer item: out of sight */
    VEC(Impl) impls;
    NameId self_type; /* "Self" */
} Walk;

/* What stands before an item: comments and attributes. */
typedef struct Prelude {
    uint32_t start;              /* of the first attribute; UINT32_MAX: none */
    uint32_t doc_start, doc_end; /* 0: none */
    NodeId first_attribute;      /* NODE_NONE: none */
    bool is_test;                /* #[test], #[tokio::test] ... */
    bool is_test_only;           /* #[cfg(test)] */
    bool is_elsewhere;           /* #[cfg(windows)] */
    bool is_deprecated;
    bool is_macro_export;
    bool is_clap; /* derives Parser, Args or Subcommand */
    bool is_subcommand;
    NameId path; /* #[path = "..."] */
} Prelude;

/* -- rust.c -- */

NameId rust_name(Walk *w, NodeId n); /* without r# */
/* All items and statements below n; returns the value of the last when it is an expression and
 * `is_wanted`. */
uint32_t rust_items(Walk *w, NodeId n, bool is_wanted);
bool rust_item(Walk *w, NodeId n, Prelude *prelude); /* false: n is no item */
uint32_t rust_bind(Walk *w, NodeId n,
                   Local local);                 /* a local named by n, visible from now on */
size_t rust_mark(const Walk *w);                 /* bindings made after it end ... */
void rust_release(Walk *w, size_t mark);         /* ... here */
uint32_t rust_local(const Walk *w, NameId name); /* 0: the name is no local */

/* -- rust_holes.c -- */

void rust_find_holes(Str src, TreeHoles *ret);

/* -- rust_type.c -- */

uint32_t rust_expr(Walk *w, NodeId n, Expr e); /* adds one; fills `at` and `scope` */
uint32_t rust_list(Walk *w, NodeId n, const uint32_t *items, size_t count);
uint32_t rust_type(Walk *w, NodeId n, uint8_t flags);
/* Any path: identifier, scoped, generic. `flags` are those of its last name. */
uint32_t rust_path(Walk *w, NodeId n, uint8_t flags);
uint32_t rust_type_arguments(Walk *w, NodeId n);
uint32_t rust_bounds(Walk *w, NodeId n, uint8_t flags); /* the EXPR_LIST of trait_bounds */
void rust_type_parameters(Walk *w, NodeId n);
void rust_where(Walk *w, NodeId item);
void rust_use(Walk *w, NodeId n, bool is_elsewhere);

/* -- rust_value.c -- */

uint32_t rust_value(Walk *w, NodeId n, bool is_wanted);
/* Binds the names of a pattern. `source` is what is matched: a value, or the type it has. */
void rust_pattern(Walk *w, NodeId n, uint32_t source);
/* Binds a function's parameters. True when it takes self. */
bool rust_parameters(Walk *w, NodeId n);

/* -- rust_macro.c -- */

void rust_attribute(Walk *w, NodeId n, Prelude *prelude);
uint32_t rust_macro_call(Walk *w, NodeId n, bool is_wanted);
void rust_macro_body(Walk *w, NodeId n);
void rust_hidden_macros(Walk *w);
/* clap and axum by their method calls, env::var by its path. */
void rust_call_notes(Walk *w, NodeId callee, NodeId arguments);
void rust_clap_name(Walk *w, NodeId name, const Prelude *prelude, NoteKind kind);

#endif
