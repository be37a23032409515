/*
 * flow_tables.h -- what the nodes of a language's grammar are to a flow: one table for each language.
 */
#ifndef FONDATION_FLOW_FLOW_TABLES_H
#define FONDATION_FLOW_FLOW_TABLES_H

#include "syntax/pack.h"

/* The role of a kind of node. How each is read: flow_build.c. */
typedef enum FlowRole {
    ROLE_NONE, /* an expression like any other: what is below it counts */
    ROLE_SKIP, /* nothing below it runs or is of interest: comments, types, classes */
    ROLE_BLOCK,
    ROLE_STEPS,     /* statements of the block around it */
    ROLE_STATEMENT, /* one statement, wrapped; of Rust: where tails pass through */
    ROLE_LIST,      /* several targets or values: a, b */
    ROLE_CALL,
    ROLE_NEW,
    ROLE_MACRO,
    ROLE_ASSIGN,   /* left, right */
    ROLE_DECLARE,  /* name or pattern or declarator, value */
    ROLE_STEP_ONE, /* ++ -- */
    ROLE_IF,
    ROLE_ELIF,
    ROLE_ELSE,
    ROLE_CHOOSE, /* a ? b : c as an expression */
    ROLE_LOGIC,  /* left, operator, right */
    ROLE_SWITCH,
    ROLE_CASE,
    ROLE_DEFAULT,
    ROLE_CASE_GROUP, /* Java: labels, then statements */
    ROLE_CASE_RULE,  /* Java: the same with an arrow */
    ROLE_CASE_LABEL, /* Java: inside of a group or rule */
    ROLE_FALL_THROUGH,
    ROLE_WHILE,
    ROLE_DO,
    ROLE_FOR,
    ROLE_EACH,
    ROLE_FOR_CLAUSE, /* Go */
    ROLE_LOOP,
    ROLE_MAYBE, /* comprehensions: what is below may run or not */
    ROLE_RETURN,
    ROLE_THROW,
    ROLE_TRY_OPERATOR,
    ROLE_TRY,
    ROLE_CATCH,
    ROLE_FINALLY,
    ROLE_WITH,
    ROLE_DEFER,
    ROLE_SPAWN,
    ROLE_ASSERT,
    ROLE_GOTO,
    ROLE_LABEL,
    ROLE_BREAK,
    ROLE_CONTINUE,
    ROLE_CLOSURE,
    ROLE_WRAP,    /* (x), &x, await x, x!: the same value, told differently */
    ROLE_PATTERN, /* what a case names without a field */
} FlowRole;

/* Names of fields that any grammar uses. */
/* clang-format off */
#define FLOW_FIELDS(X)                                                          \
    X(CONDITION, "condition")     X(CONSEQUENCE, "consequence")                 \
    X(ALTERNATIVE, "alternative") X(BODY, "body")      X(LEFT, "left")          \
    X(RIGHT, "right")             X(FUNCTION, "function")                       \
    X(ARGUMENTS, "arguments")     X(VALUE, "value")    X(NAME, "name")          \
    X(DECLARATOR, "declarator")   X(PATTERN, "pattern") X(ARGUMENT, "argument") \
    X(FIELD, "field")             X(PROPERTY, "property")                       \
    X(ATTRIBUTE, "attribute")     X(LABEL, "label")    X(INITIALIZER, "initializer") \
    X(INIT, "init")               X(UPDATE, "update")  X(INCREMENT, "increment")  \
    X(SUBJECT, "subject")         X(OPERATOR, "operator")                       \
    X(CONSTRUCTOR, "constructor") X(TYPE, "type")      X(MACRO, "macro")        \
    X(PARAMETER, "parameter")     X(PARAMETERS, "parameters")                   \
    X(HANDLER, "handler")         X(FINALIZER, "finalizer")                     \
    X(COMMUNICATION, "communication") X(RESOURCES, "resources")                 \
    X(OBJECT, "object")           X(CAUSE, "cause")    X(ALIAS, "alias")        \
    X(GUARD, "guard")             X(PATH, "path")      X(OPERAND, "operand")
/* clang-format on */

typedef enum FlowField {
    FIELD_NONE,
#define X(id, name) FIELD_##id,
    FLOW_FIELDS(X)
#undef X
        FLOW_FIELD_COUNT
} FlowField;

typedef struct FlowRow {
    const char *node; /* as in TreeNames.kinds */
    uint8_t role;     /* FlowRole */
} FlowRow;

enum { FLOW_ROWS_MAX = 96, FLOW_ITEM_ROWS_MAX = 9 };

typedef struct FlowTable {
    LanguageId language;
    const FlowRow *rows; /* ended by a row without a node */
    uint16_t item_rows;  /* so many of the first are lists of items, the root of a file first */
    bool cases_fall;     /* an arm without a break goes on into the next */
    bool has_tails;      /* the last expression of a body is its value */
} FlowTable;

/* A table made ready for parsing: kinds of its trees are 1 + the number of the row. */
typedef struct FlowGrammar {
    const FlowTable *table;
    const TSLanguage *language;
    TreeLexicon *lexicon;
    const char *kinds[FLOW_ROWS_MAX + 1];
    const char *fields[FLOW_FIELD_COUNT];
    uint16_t item_lists[FLOW_ITEM_ROWS_MAX + 1];
} FlowGrammar;

/* NULL for a language without a table. Made once, for all threads. */
const FlowGrammar *flow_grammar(LanguageId language);

static inline FlowRole flow_role(const FlowGrammar *g, uint16_t kind)
{
    return kind ? (FlowRole)g->table->rows[kind - 1].role : ROLE_NONE;
}

#endif
