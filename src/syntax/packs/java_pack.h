/*
 * java_pack.h -- shared by the files of the Java pack: java.c (declarations), java_types.c (types,
 * annotations), java_body.c (statements, expressions), java_notes.c (routes, tests ...).
 */
#ifndef FONDATION_SYNTAX_PACKS_JAVA_PACK_H
#define FONDATION_SYNTAX_PACKS_JAVA_PACK_H

#include "syntax/packs/env.h"
#include "syntax/packs/java_facts.h"
#include "syntax/tree.h"

/* clang-format off */
#define JAVA_KINDS(X) \
    X(PROGRAM, "program") X(LINE_COMMENT, "line_comment") X(BLOCK_COMMENT, "block_comment") \
    X(PACKAGE_DECLARATION, "package_declaration") X(IMPORT_DECLARATION, "import_declaration") \
    X(ASTERISK, "asterisk") X(IDENTIFIER, "identifier") X(SCOPED_IDENTIFIER, "scoped_identifier") \
    X(CLASS_DECLARATION, "class_declaration") X(RECORD_DECLARATION, "record_declaration") \
    X(INTERFACE_DECLARATION, "interface_declaration") \
    X(ANNOTATION_TYPE_DECLARATION, "annotation_type_declaration") \
    X(ENUM_DECLARATION, "enum_declaration") X(ENUM_BODY, "enum_body") \
    X(ENUM_BODY_DECLARATIONS, "enum_body_declarations") X(ENUM_CONSTANT, "enum_constant") \
    X(CLASS_BODY, "class_body") X(INTERFACE_BODY, "interface_body") \
    X(ANNOTATION_TYPE_BODY, "annotation_type_body") X(FIELD_DECLARATION, "field_declaration") \
    X(CONSTANT_DECLARATION, "constant_declaration") \
    X(ANNOTATION_ELEMENT, "annotation_type_element_declaration") \
    X(METHOD_DECLARATION, "method_declaration") \
    X(CONSTRUCTOR_DECLARATION, "constructor_declaration") \
    X(COMPACT_CONSTRUCTOR, "compact_constructor_declaration") \
    X(CONSTRUCTOR_BODY, "constructor_body") X(STATIC_INITIALIZER, "static_initializer") \
    X(CONSTRUCTOR_CALL, "explicit_constructor_invocation") X(MODIFIERS, "modifiers") \
    X(MARKER_ANNOTATION, "marker_annotation") X(ANNOTATION, "annotation") \
    X(ANNOTATION_ARGUMENTS, "annotation_argument_list") X(ELEMENT_PAIR, "element_value_pair") \
    X(ELEMENT_ARRAY, "element_value_array_initializer") \
    X(TYPE_PARAMETERS, "type_parameters") X(TYPE_PARAMETER, "type_parameter") \
    X(TYPE_BOUND, "type_bound") X(SUPERCLASS, "superclass") X(SUPER_INTERFACES, "super_interfaces") \
    X(EXTENDS_INTERFACES, "extends_interfaces") X(PERMITS, "permits") X(TYPE_LIST, "type_list") \
    X(TYPE_IDENTIFIER, "type_identifier") X(SCOPED_TYPE, "scoped_type_identifier") \
    X(GENERIC_TYPE, "generic_type") X(ARRAY_TYPE, "array_type") X(ANNOTATED_TYPE, "annotated_type") \
    X(TYPE_ARGUMENTS, "type_arguments") X(WILDCARD, "wildcard") X(DIMENSIONS, "dimensions") \
    X(INTEGRAL_TYPE, "integral_type") X(FLOATING_TYPE, "floating_point_type") \
    X(BOOLEAN_TYPE, "boolean_type") X(VOID_TYPE, "void_type") \
    X(FORMAL_PARAMETERS, "formal_parameters") X(FORMAL_PARAMETER, "formal_parameter") \
    X(SPREAD_PARAMETER, "spread_parameter") X(INFERRED_PARAMETERS, "inferred_parameters") \
    X(VARIABLE_DECLARATOR, "variable_declarator") X(THROWS, "throws") X(BLOCK, "block") \
    X(LOCAL_DECLARATION, "local_variable_declaration") \
    X(EXPRESSION_STATEMENT, "expression_statement") X(LABELED_STATEMENT, "labeled_statement") \
    X(BREAK_STATEMENT, "break_statement") X(CONTINUE_STATEMENT, "continue_statement") \
    X(RETURN_STATEMENT, "return_statement") X(YIELD_STATEMENT, "yield_statement") \
    X(CATCH_CLAUSE, "catch_clause") X(CATCH_PARAMETER, "catch_formal_parameter") \
    X(CATCH_TYPE, "catch_type") X(TRY_WITH_RESOURCES, "try_with_resources_statement") \
    X(RESOURCE, "resource") X(FOR_STATEMENT, "for_statement") \
    X(ENHANCED_FOR, "enhanced_for_statement") X(IF_STATEMENT, "if_statement") \
    X(WHILE_STATEMENT, "while_statement") X(SWITCH_EXPRESSION, "switch_expression") \
    X(SWITCH_BLOCK, "switch_block") X(SWITCH_GROUP, "switch_block_statement_group") \
    X(SWITCH_RULE, "switch_rule") X(SWITCH_LABEL, "switch_label") X(PATTERN, "pattern") \
    X(TYPE_PATTERN, "type_pattern") X(RECORD_PATTERN, "record_pattern") \
    X(RECORD_PATTERN_BODY, "record_pattern_body") \
    X(RECORD_PATTERN_COMPONENT, "record_pattern_component") \
    X(CAST_EXPRESSION, "cast_expression") X(ASSIGNMENT, "assignment_expression") \
    X(BINARY_EXPRESSION, "binary_expression") X(INSTANCEOF, "instanceof_expression") \
    X(LAMBDA, "lambda_expression") X(TERNARY, "ternary_expression") X(UNARY, "unary_expression") \
    X(UPDATE, "update_expression") X(CLASS_LITERAL, "class_literal") X(THIS, "this") \
    X(SUPER, "super") X(PARENTHESIZED, "parenthesized_expression") \
    X(OBJECT_CREATION, "object_creation_expression") X(FIELD_ACCESS, "field_access") \
    X(ARRAY_ACCESS, "array_access") X(METHOD_INVOCATION, "method_invocation") \
    X(ARGUMENT_LIST, "argument_list") X(METHOD_REFERENCE, "method_reference") \
    X(ARRAY_CREATION, "array_creation_expression") X(ARRAY_INITIALIZER, "array_initializer") \
    X(DECIMAL_INTEGER, "decimal_integer_literal") X(HEX_INTEGER, "hex_integer_literal") \
    X(OCTAL_INTEGER, "octal_integer_literal") X(BINARY_INTEGER, "binary_integer_literal") \
    X(DECIMAL_FLOAT, "decimal_floating_point_literal") X(HEX_FLOAT, "hex_floating_point_literal") \
    X(TRUE, "true") X(FALSE, "false") X(CHARACTER, "character_literal") X(STRING, "string_literal") \
    X(NULL_LITERAL, "null_literal") X(TOKEN_PUBLIC, "=public") X(TOKEN_PRIVATE, "=private") \
    X(TOKEN_PROTECTED, "=protected") X(TOKEN_STATIC, "=static") X(TOKEN_ABSTRACT, "=abstract") \
    X(TOKEN_DEFAULT, "=default") X(TOKEN_FINAL, "=final") X(TOKEN_NEW, "=new") \
    X(TOKEN_NATIVE, "=native") X(TOKEN_EQUAL, "===") X(TOKEN_UNEQUAL, "=!=") X(TOKEN_LESS, "=<") \
    X(TOKEN_LESS_EQUAL, "=<=") X(TOKEN_GREATER, "=>") X(TOKEN_GREATER_EQUAL, "=>=") \
    X(TOKEN_AND, "=&&") X(TOKEN_OR, "=||") X(TOKEN_NOT, "=!") X(TOKEN_ASSIGN, "==")

#define JAVA_FIELDS(X) \
    X(NAME, "name") X(BODY, "body") X(TYPE, "type") X(VALUE, "value") X(SUPERCLASS, "superclass") \
    X(INTERFACES, "interfaces") X(PERMITS, "permits") X(TYPE_PARAMETERS, "type_parameters") \
    X(PARAMETERS, "parameters") X(DIMENSIONS, "dimensions") X(DECLARATOR, "declarator") \
    X(ARGUMENTS, "arguments") X(OBJECT, "object") X(TYPE_ARGUMENTS, "type_arguments") \
    X(FIELD, "field") X(ARRAY, "array") X(INDEX, "index") X(LEFT, "left") X(RIGHT, "right") \
    X(OPERATOR, "operator") X(OPERAND, "operand") X(CONDITION, "condition") \
    X(CONSEQUENCE, "consequence") X(ALTERNATIVE, "alternative") X(SCOPE, "scope") X(KEY, "key") \
    X(ELEMENT, "element") X(CONSTRUCTOR, "constructor") X(RESOURCES, "resources") \
    X(PATTERN, "pattern")
/* clang-format on */

enum {
    JAVA_NONE,
#define X(id, name) JAVA_##id,
    JAVA_KINDS(X)
#undef X
        JAVA_KIND_COUNT
};

enum {
    FIELD_NONE,
#define X(id, name) FIELD_##id,
    JAVA_FIELDS(X)
#undef X
        FIELD_COUNT
};

/* What a name of the Env is bound to; the rest of the number is an Expr. */
enum {
    ENV_OUTER = 1 << 30, /* not a local after all: a field or a class declared in the method */
    ENV_TYPE = 1 << 29,  /* a type parameter */
};

/* What a lambda or method reference that is read next is given to. */
typedef struct JavaContext {
    uint32_t expr;     /* a callee or type; 0: not known */
    uint32_t position; /* among the callee's arguments; JAVA_LAMBDA_TYPED: it is a type */
} JavaContext;

typedef struct JavaPack {
    const Tree *t;
    FactsBuilder *b;
    Env env;
    uint32_t scope;
    uint32_t def;
    uint32_t block_scope;       /* at the beginning of the open block */
    uint32_t class_def;         /* nearest class, for its name and annotations */
    VEC(uint32_t) class_depths; /* depths of the Env at which the classes around begin */
    JavaContext context;
    uint32_t return_type;  /* of the method that is read; 0 in a lambda */
    uint32_t lambda_value; /* of the lambda that is read: what its first `return` gives */
    bool lambda_returns;   /* it returns something */
    uint32_t switch_value; /* subject of the switch whose labels are read */
    uint32_t primitives[JAVA_PRIMITIVE_COUNT]; /* one Expr for each, made when first needed */
    uint32_t text_literal, null_literal;
} JavaPack;

static inline uint16_t java_kind(const JavaPack *p, NodeId n)
{
    return node_kind(p->t, n);
}

static inline NodeId java_field(const JavaPack *p, NodeId n, uint8_t field)
{
    return node_field(p->t, n, field);
}

static inline NameId java_name(JavaPack *p, NodeId n)
{
    return facts_add_name(p->b, node_text(p->t, n));
}

static inline bool java_is_comment(uint16_t kind)
{
    return kind == JAVA_LINE_COMMENT || kind == JAVA_BLOCK_COMMENT;
}

/* Whether the node is one of the grammar's own and no comment. */
static inline bool java_counts(const JavaPack *p, NodeId n)
{
    return (p->t->nodes[n].flags & NODE_NAMED) && !java_is_comment(p->t->nodes[n].kind);
}

/* A block: names declared in it end with it. */
typedef struct JavaBlock {
    uint32_t mark;
    uint32_t scope; /* around it: a class declared in a block opens a scope for what follows */
    uint32_t block_scope;
} JavaBlock;

static inline JavaBlock java_enter(JavaPack *p)
{
    JavaBlock block = {env_enter(&p->env), p->scope, p->block_scope};

    p->block_scope = p->scope;
    return block;
}

static inline void java_leave(JavaPack *p, JavaBlock block)
{
    env_leave(&p->env, block.mark);
    p->scope = block.scope;
    p->block_scope = block.block_scope;
}

/* The first child that java_counts; NODE_NONE. */
NodeId java_child(const JavaPack *p, NodeId n);
uint32_t java_expr(JavaPack *p, Expr e, NodeId n);
VEC_TYPE(JavaExprs, uint32_t);
/* The numbers as EXPR_LIST; empties the vector. */
uint32_t java_list(JavaPack *p, JavaExprs *items);

/* -- java_types.c -- */

uint32_t java_primitive(JavaPack *p, JavaPrimitive kind);
uint32_t java_type(JavaPack *p, NodeId n, uint8_t flags);
/* The type with the brackets that stand behind the name: `int x[]`. */
uint32_t java_array_of(JavaPack *p, uint32_t type, NodeId dimensions);
/* Type parameters become names of the open block; they are Locals of the scope. */
void java_type_parameters(JavaPack *p, NodeId list, uint32_t scope);
/* The annotations among the children of n (a modifiers node, or what else may have some). */
void java_annotations(JavaPack *p, NodeId n);
/* A name with dots in it, each part but the first a member of the one before. */
uint32_t java_dotted(JavaPack *p, NodeId n, uint8_t flags);

/* -- java.c -- */

/* A class, record, interface, enum or annotation type, at any place; `doc` is its Javadoc or
 * NODE_NONE. */
void java_class(JavaPack *p, NodeId n, NodeId doc);
/* The body of `new T() { ... }` or of an enum constant; gives its EXPR_OBJECT. */
uint32_t java_anonymous(JavaPack *p, NodeId body, uint32_t base);
/* Parameters become names of the open block. *ret_types: EXPR_LIST of all their types. */
void java_parameters(JavaPack *p, NodeId list, uint32_t *ret_types, bool *ret_is_variadic);

/* -- java_body.c -- */

void java_block(JavaPack *p, NodeId n);
/* Adds the references below n; returns what tells the value's type where `wants` is set, or 0. */
uint32_t java_value(JavaPack *p, NodeId n, bool wants);
/* The same for something that is given to what `context` says. */
uint32_t java_value_for(JavaPack *p, NodeId n, bool wants, JavaContext context);
void java_declare(JavaPack *p, NodeId name, uint32_t value);
/* Arguments of a call; gives their EXPR_LIST. `callee` is the Expr that lambdas among them ask. */
uint32_t java_arguments(JavaPack *p, NodeId list, uint32_t callee);

/* -- java_notes.c -- */

Str java_string(const JavaPack *p, NodeId n);
/* Notes that the annotations in `modifiers` make about a def. */
void java_note_annotations(JavaPack *p, NodeId modifiers, uint32_t def);
void java_note_method(JavaPack *p, NodeId n, NodeId modifiers, uint32_t def);
void java_note_call(JavaPack *p, NodeId n);

#endif
