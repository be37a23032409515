/*
 * go_pack.h -- shared by the files of the Go pack: go.c (declarations), go_types.c (types), go_body.c
 * (statements, expressions), go_notes.c (routes, flags ...).
 */
#ifndef FONDATION_SYNTAX_PACKS_GO_PACK_H
#define FONDATION_SYNTAX_PACKS_GO_PACK_H

#include "syntax/packs/doc_run.h"
#include "syntax/packs/env.h"
#include "syntax/packs/go_facts.h"

/* clang-format off */
#define GO_KINDS(X) \
    X(SOURCE_FILE, "source_file") X(COMMENT, "comment") \
    X(PACKAGE_CLAUSE, "package_clause") X(IMPORT_DECLARATION, "import_declaration") \
    X(IMPORT_SPEC, "import_spec") X(IMPORT_SPEC_LIST, "import_spec_list") X(DOT, "dot") \
    X(BLANK_IDENTIFIER, "blank_identifier") X(CONST_DECLARATION, "const_declaration") \
    X(CONST_SPEC, "const_spec") X(VAR_DECLARATION, "var_declaration") X(VAR_SPEC, "var_spec") \
    X(VAR_SPEC_LIST, "var_spec_list") X(FUNCTION_DECLARATION, "function_declaration") \
    X(METHOD_DECLARATION, "method_declaration") X(TYPE_PARAMETER_LIST, "type_parameter_list") \
    X(TYPE_PARAMETER_DECLARATION, "type_parameter_declaration") \
    X(TYPE_CONSTRAINT, "type_constraint") X(PARAMETER_LIST, "parameter_list") \
    X(PARAMETER_DECLARATION, "parameter_declaration") \
    X(VARIADIC_PARAMETER_DECLARATION, "variadic_parameter_declaration") \
    X(TYPE_ALIAS, "type_alias") X(TYPE_DECLARATION, "type_declaration") X(TYPE_SPEC, "type_spec") \
    X(EXPRESSION_LIST, "expression_list") X(PARENTHESIZED_TYPE, "parenthesized_type") \
    X(TYPE_IDENTIFIER, "type_identifier") X(GENERIC_TYPE, "generic_type") \
    X(QUALIFIED_TYPE, "qualified_type") X(POINTER_TYPE, "pointer_type") \
    X(STRUCT_TYPE, "struct_type") X(INTERFACE_TYPE, "interface_type") X(ARRAY_TYPE, "array_type") \
    X(SLICE_TYPE, "slice_type") X(IMPLICIT_ARRAY_TYPE, "implicit_length_array_type") \
    X(MAP_TYPE, "map_type") X(CHANNEL_TYPE, "channel_type") X(FUNCTION_TYPE, "function_type") \
    X(NEGATED_TYPE, "negated_type") X(TYPE_ARGUMENTS, "type_arguments") X(TYPE_ELEM, "type_elem") \
    X(FIELD_DECLARATION_LIST, "field_declaration_list") X(FIELD_DECLARATION, "field_declaration") \
    X(METHOD_ELEM, "method_elem") X(BLOCK, "block") X(STATEMENT_LIST, "statement_list") \
    X(EXPRESSION_STATEMENT, "expression_statement") X(SEND_STATEMENT, "send_statement") \
    X(RECEIVE_STATEMENT, "receive_statement") X(INC_STATEMENT, "inc_statement") \
    X(DEC_STATEMENT, "dec_statement") X(ASSIGNMENT_STATEMENT, "assignment_statement") \
    X(SHORT_VAR_DECLARATION, "short_var_declaration") X(LABELED_STATEMENT, "labeled_statement") \
    X(LABEL_NAME, "label_name") X(BREAK_STATEMENT, "break_statement") \
    X(CONTINUE_STATEMENT, "continue_statement") X(GOTO_STATEMENT, "goto_statement") \
    X(RETURN_STATEMENT, "return_statement") X(GO_STATEMENT, "go_statement") \
    X(DEFER_STATEMENT, "defer_statement") X(IF_STATEMENT, "if_statement") \
    X(FOR_STATEMENT, "for_statement") X(FOR_CLAUSE, "for_clause") X(RANGE_CLAUSE, "range_clause") \
    X(EXPRESSION_SWITCH, "expression_switch_statement") X(EXPRESSION_CASE, "expression_case") \
    X(DEFAULT_CASE, "default_case") X(TYPE_SWITCH, "type_switch_statement") \
    X(TYPE_CASE, "type_case") X(SELECT_STATEMENT, "select_statement") \
    X(COMMUNICATION_CASE, "communication_case") \
    X(PARENTHESIZED_EXPRESSION, "parenthesized_expression") X(CALL_EXPRESSION, "call_expression") \
    X(VARIADIC_ARGUMENT, "variadic_argument") X(ARGUMENT_LIST, "argument_list") \
    X(SELECTOR_EXPRESSION, "selector_expression") X(INDEX_EXPRESSION, "index_expression") \
    X(SLICE_EXPRESSION, "slice_expression") X(TYPE_ASSERTION, "type_assertion_expression") \
    X(TYPE_CONVERSION, "type_conversion_expression") \
    X(TYPE_INSTANTIATION, "type_instantiation_expression") \
    X(COMPOSITE_LITERAL, "composite_literal") X(LITERAL_VALUE, "literal_value") \
    X(LITERAL_ELEMENT, "literal_element") X(KEYED_ELEMENT, "keyed_element") \
    X(FUNC_LITERAL, "func_literal") X(UNARY_EXPRESSION, "unary_expression") \
    X(BINARY_EXPRESSION, "binary_expression") X(IDENTIFIER, "identifier") \
    X(FIELD_IDENTIFIER, "field_identifier") X(PACKAGE_IDENTIFIER, "package_identifier") \
    X(RAW_STRING, "raw_string_literal") X(INTERPRETED_STRING, "interpreted_string_literal") \
    X(TOKEN_ASSIGN, "==") X(TOKEN_DEFINE, "=:=") X(TOKEN_ADDRESS, "=&") X(TOKEN_STAR, "=*") \
    X(TOKEN_ARROW, "=<-") X(TOKEN_EQUAL, "===") X(TOKEN_UNEQUAL, "=!=") X(TOKEN_LESS, "=<") \
    X(TOKEN_LESS_EQUAL, "=<=") X(TOKEN_GREATER, "=>") X(TOKEN_GREATER_EQUAL, "=>=") \
    X(TOKEN_AND, "=&&") X(TOKEN_OR, "=||")

#define GO_FIELDS(X) \
    X(NAME, "name") X(PATH, "path") X(TYPE, "type") X(VALUE, "value") X(BODY, "body") \
    X(TYPE_PARAMETERS, "type_parameters") X(PARAMETERS, "parameters") X(RESULT, "result") \
    X(RECEIVER, "receiver") X(TYPE_ARGUMENTS, "type_arguments") X(LENGTH, "length") \
    X(ELEMENT, "element") X(KEY, "key") X(LEFT, "left") X(RIGHT, "right") \
    X(FUNCTION, "function") X(ARGUMENTS, "arguments") X(OPERAND, "operand") X(FIELD, "field") \
    X(INDEX, "index") X(PACKAGE, "package") X(OPERATOR, "operator") X(ALIAS, "alias") \
    X(INITIALIZER, "initializer") X(CONDITION, "condition") X(CONSEQUENCE, "consequence") \
    X(ALTERNATIVE, "alternative") X(COMMUNICATION, "communication")
/* clang-format on */

enum {
    GO_NONE,
#define X(id, name) GO_##id,
    GO_KINDS(X)
#undef X
        GO_KIND_COUNT
};

enum {
    FIELD_NONE,
#define X(id, name) FIELD_##id,
    GO_FIELDS(X)
#undef X
        FIELD_COUNT
};

/* What a name of the Env is bound to; the rest of the number is an Expr. */
#define ENV_OUTER \
    BIT(31) /* not a local after all: a type or constant declared in the function */

typedef struct GoPack {
    const Tree *t;
    FactsBuilder *b;
    Env env;
    uint32_t scope;              /* of expressions that are read now */
    uint32_t def;                /* that encloses them */
    uint32_t block_scope;        /* at the beginning of the open block */
    VEC(uint32_t) import_exprs;  /* by NameId: the EXPR_NAME of an import; 0: none */
    VEC(uint32_t) method_scopes; /* by NameId of the receiver's type */
    bool has_testing;            /* the file imports "testing" */
} GoPack;

static inline uint16_t go_kind(const GoPack *p, NodeId n)
{
    return node_kind(p->t, n);
}

static inline NodeId go_field(const GoPack *p, NodeId n, uint8_t field)
{
    return node_field(p->t, n, field);
}

static inline NameId go_name(GoPack *p, NodeId n)
{
    return facts_add_name(p->b, node_text(p->t, n));
}

/* A slot of an array by NameId, grown as needed. */
#define GO_SLOT(array, name)           \
    (*({                               \
        while ((array)->len <= (name)) \
            (void)VEC_PUSH(array);     \
        &(array)->at[(name)];          \
    }))

/* A block of statements: names declared in it end with it. */
typedef struct GoBlock {
    uint32_t mark;  /* of the Env */
    uint32_t scope; /* around it: a type declared in a block opens a scope for what follows */
    uint32_t block_scope;
} GoBlock;

static inline GoBlock go_enter(GoPack *p)
{
    GoBlock block = {env_enter(&p->env), p->scope, p->block_scope};

    p->block_scope = p->scope;
    return block;
}

static inline void go_leave(GoPack *p, GoBlock block)
{
    env_leave(&p->env, block.mark);
    p->scope = block.scope;
    p->block_scope = block.block_scope;
}

/* An expression that stands where node n does. */
uint32_t go_expr(GoPack *p, Expr e, NodeId n);
VEC_TYPE(GoExprs, uint32_t);
/* The numbers as EXPR_LIST, 0 when there are none; empties the vector. */
uint32_t go_list(GoPack *p, GoExprs *items);
/* The numbers as EXPR_LIST; 0 when there are none. */
uint32_t go_list_from(GoPack *p, const uint32_t *items, size_t count);

typedef struct GoDefAsk {
    DefKind kind;
    NodeId name;  /* the token */
    NodeId whole; /* whose range is the definition's */
    uint32_t scope;
    uint16_t flags;
} GoDefAsk;

uint32_t go_add_def(GoPack *p, const GoDefAsk *ask);
/* Gives the def the run of comments that ends above it. */
void go_take_doc(GoPack *p, DocRun *doc, uint32_t def);
/* A comment among fields, methods or specs: behind one it is that one's doc, if it has no other. */
void go_see_comment(GoPack *p, DocRun *doc, NodeId n, uint32_t last_def);

/* The type that a node names; 0 when it holds nothing of interest. `flags` are added to its names. */
uint32_t go_type(GoPack *p, NodeId n, uint8_t flags);
/* A struct or interface whose members go into `scope`; 0: into one of its own. */
uint32_t go_object_type(GoPack *p, NodeId n, uint32_t scope);
/* Type parameters become names of the open block; they are Locals of the scope. */
void go_type_parameters(GoPack *p, NodeId list, uint32_t scope);
typedef struct GoSignature {
    uint32_t result;     /* type, or EXPR_TUPLE of types; 0: none of interest */
    uint32_t parameters; /* EXPR_LIST of types; 0: none of interest */
    uint32_t count;      /* of parameters */
} GoSignature;

/* A function's parameters and results; their names are declared in the open block when `declares`. */
GoSignature go_signature(GoPack *p, NodeId n, bool declares);
/* const, var and type declarations, at file level and in functions. */
void go_declaration(GoPack *p, NodeId n, DocRun *doc);

/* An expression whose value is of interest when `wants` is set; returns what tells its type, or 0. */
uint32_t go_value(GoPack *p, NodeId n, bool wants);
/* A use of a name in an expression. */
uint32_t go_use(GoPack *p, NodeId n, uint8_t flags);
/* Whether the predeclared name is so common that uses of it are not kept. */
bool go_is_plain_name(Str name);
void go_block(GoPack *p, NodeId block);
/* Declares a local of the open block; returns its expression. */
uint32_t go_declare(GoPack *p, NodeId name, uint32_t type, uint32_t value, GoTake take,
                    uint32_t index);

/* Notes about a call, a literal, a function. */
void go_note_call(GoPack *p, NodeId call, NodeId callee, NodeId arguments);
void go_note_literal(GoPack *p, NodeId type, NodeId body);
void go_note_function(GoPack *p, NodeId n, uint32_t def);
void go_note_directive(GoPack *p, NodeId comment);
/* The text between a string literal's quotes; empty for anything else. */
Str go_string(const GoPack *p, NodeId n);

#endif
