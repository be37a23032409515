/*
 * table.h -- a language described by a table instead of a program of its own.
 *
 * A TableLanguage has one row for each kind of node that means something: what role it plays and
 * where its parts are. table.c walks the tree by it and finds definitions with their nesting,
 * signatures, doc comments and visibility, locals, references, imports, tests and a few notes. What
 * does not fit a row goes into one hook function. doc/adding-a-language.md tells how to write one.
 *
 * A selector says where a part of a node is:
 *
 *     "name"              the child in that field
 *     "#identifier"       the first child of that kind
 *     "."  "^"            the first, the last child
 *     "a/b"               b of a
 *     "a|b"               b when there is no a
 *
 * Every field and kind that a selector uses must be among the language's fields and rows: the test
 * of all packs checks that the grammar knows them.
 */
#ifndef FONDATION_SYNTAX_TABLE_H
#define FONDATION_SYNTAX_TABLE_H

#include "syntax/pack.h"

typedef enum TableRole {
    TABLE_PLAIN,     /* nothing by itself; its children are walked. For selectors, too */
    TABLE_DEF,       /* a definition of kind `def`; in a function, variables become locals */
    TABLE_EXTENSION, /* members for a type that is defined elsewhere: its `name` */
    TABLE_PARAMETER, /* a local by `name` (none: by its whole text), with `type`; `alias` means nothing here */
    TABLE_PARAMETERS, /* each TABLE_NAME in it is a local */
    TABLE_TYPED,      /* the variables in it have its `type` */
    TABLE_SCOPE,      /* a block: locals inside are not seen outside */
    TABLE_LAMBDA,     /* a function without a name */
    TABLE_NAME, /* a name that may refer to something; `name`, when it is not the whole text */
    TABLE_TYPE_NAME, /* the same, where a type stands */
    TABLE_THIS,      /* this, self */
    TABLE_MEMBER,    /* `name` of `object` */
    TABLE_CALL,      /* calls `callee`; with `object` it is a method of that */
    TABLE_NEW,       /* makes an object of type `callee` */
    TABLE_ASSIGN,    /* to `name`: the first time, that declares it */
    TABLE_BASES,     /* the types in it are what the definition extends */
    TABLE_IMPORT,    /* brings in `module`, or `name` of it, as `alias` */
    TABLE_STRING,
    TABLE_COMMENT,
    TABLE_MARKS, /* modifiers, attributes, annotations: belong to the definition after or around them */
    TABLE_IGNORED, /* not walked */
} TableRole;

/* `flags` of a row */
enum {
    TABLE_KIND_BY_WORD = BIT(
        0), /* struct, enum, interface ... in front of the name tell the kind */
    TABLE_IMPORTS_ALL = BIT(1), /* the import brings in every name */
    TABLE_IS_TEST = BIT(2),     /* the definition is a test */
    TABLE_KEEPS_SCOPE = BIT(3), /* what is inside belongs to it but is seen outside, too */
};

typedef struct TableRow {
    TableRole role;
    DefKind def; /* of TABLE_DEF; of a name: what assigning to it declares, else a variable */
    /* selectors */
    const char *name, *body, *type, *object, *callee, *module, *alias;
    uint16_t flags;
} TableRow;

typedef struct TableWalk TableWalk;

typedef struct TableLanguage {
    const TableRow *rows; /* by kind number */
    const char *const *kinds;
    size_t kind_count;
    const char *const *fields;
    size_t field_count;
    const char *doc; /* what doc comments begin with, separated by spaces; "": any comment */
    const char *doc_not; /* ... and do not begin with */
    Visibility outside,
        inside;              /* of definitions without a word for it: elsewhere, in a class */
    const char *constructor; /* name of methods that make objects; NULL: rows tell */
    const char *main;        /* name of the function where running begins; NULL: none */
    const char *test_marks;  /* attributes of tests, separated by spaces; NULL: none */
    const char *test_prefix; /* of the names of test methods; NULL: none */
    const char *test_calls;  /* functions whose first text is a test's name */
    const char *
        route_calls; /* functions whose first text is a path: "get post"; "Map" in front is left out */
    const char *environment_calls; /* functions whose first text is an environment variable */
    const char *not_names;         /* names that are words of the language */
    /* Sees each node first. True: it has walked it, and *ret is the Expr it leaves. NULL: none. */
    bool (*hook)(TableWalk *w, NodeId n, uint32_t *ret);
} TableLanguage;

/* One scope's worth of context: what is put back when a definition ends. */
typedef struct TableContext {
    uint32_t scope;    /* innermost */
    uint32_t function; /* innermost scope of a function; 0: none */
    uint32_t class;    /* innermost scope of a class; 0: none */
    uint32_t def;      /* innermost definition; 0: the file */
    Visibility forced; /* from here on (Ruby's `private`), when is_forced */
    bool is_forced;
} TableContext;

struct TableWalk {
    const TableLanguage *language;
    const Tree *t;
    FactsBuilder *b;
    TableContext at;
    uint8_t flags;  /* EXPR_IS_... for the next reference */
    uint32_t bases; /* list of base types being gathered; 0: none */
    uint32_t typed; /* type of the variables of a TABLE_TYPED; 0: none */
    bool is_in_bases, is_declaring;
    NodeId skipped;  /* a name that is dealt with already */
    U64Map declared; /* scope, name -> def + 1, or 0 for a local */
    struct {         /* the comment in front */
        uint32_t start, end;
    } doc;
    uint32_t marks_start; /* of modifiers and attributes in front; UINT32_MAX: none */
};

/* -- for hooks -- */

/* Walks a node or its children. The Expr that it leaves, 0 when there is none. */
uint32_t table_walk(TableWalk *w, NodeId n);
uint32_t table_walk_children(TableWalk *w, NodeId n);
NodeId table_select(const TableWalk *w, NodeId n, const char *selector);
bool table_is(const TableWalk *w, NodeId n, const char *kind);
/* Adds the definition of n by that name, with the doc comment and marks in front. */
uint32_t table_define(TableWalk *w, NodeId n, NodeId name, NodeId body, DefKind kind);
/* The same and all that is inside n but its name. */
uint32_t table_define_all(TableWalk *w, NodeId n, NodeId name, NodeId body, DefKind kind);
/* Walks the names in n as locals. */
void table_declare(TableWalk *w, NodeId n);
/* Walks what is in n as the inside of a function without a name. */
void table_lambda(TableWalk *w, NodeId n);
/* Goes inside a definition, and out again. */
TableContext table_enter(TableWalk *w, ScopeKind kind, uint32_t def);
void table_leave(TableWalk *w, TableContext outside);
void table_local(TableWalk *w, NodeId name, LocalKind kind, uint32_t type, uint32_t value);
uint32_t table_refer(TableWalk *w, NodeId name, uint32_t object, uint8_t flags);
void table_import(TableWalk *w, NodeId at, Str module, Str symbol, Str local, ImportKind kind);
void table_note(TableWalk *w, NoteKind kind, const char *before, Str text, NodeId at,
                uint32_t def);
/* The content of the first string in n that begins after `from`; empty when there is none near. */
Str table_string_in(const TableWalk *w, NodeId n, uint32_t from);
/* The definition of that name that was seen in the file's or the innermost class's scope; 0: none. */
uint32_t table_find(const TableWalk *w, Str name);
bool table_has_word(const char *words, Str word);

void table_extract(const TableLanguage *language, const Tree *t, FactsBuilder *b);

/* For rows: a definition of a kind with its name and body. */
#define TABLE_DEFINES(kind_word, name_selector, body_selector) \
    .role = TABLE_DEF, .def = DEF_##kind_word, .name = name_selector, .body = body_selector

/* Makes `pack_NAME` of a language. ROWS(X) lists X("kind", .role = ..., ...); FIELDS the names of
 * its fields; what follows are members of TableLanguage. */
#define TABLE_KIND(kind, ...) kind,
#define TABLE_ROW(kind, ...) {__VA_ARGS__},
#define TABLE_PACK(pack_name, language_id, pack_version, ROWS, FIELDS, ...)                   \
    const TSLanguage *tree_sitter_##pack_name(void);                                          \
    static const char *const pack_name##_kinds[] = {NULL, ROWS(TABLE_KIND)};                  \
    static const TableRow pack_name##_rows[] = {{0}, ROWS(TABLE_ROW)};                        \
    static const char *const pack_name##_fields[] = {NULL, FIELDS};                           \
    static const TableLanguage pack_name##_language = {                                       \
        .rows = pack_name##_rows,                                                             \
        .kinds = pack_name##_kinds,                                                           \
        .kind_count = ARRAY_LEN(pack_name##_kinds),                                           \
        .fields = pack_name##_fields,                                                         \
        .field_count = ARRAY_LEN(pack_name##_fields),                                         \
        __VA_ARGS__};                                                                         \
    static void pack_name##_extract(const Tree *t, FactsBuilder *b)                           \
    {                                                                                         \
        table_extract(&pack_name##_language, t, b);                                           \
    }                                                                                         \
    const Pack pack_##pack_name = {.language = language_id,                                   \
                                   .version = pack_version,                                   \
                                   .grammar = tree_sitter_##pack_name,                        \
                                   .names = {pack_name##_kinds, ARRAY_LEN(pack_name##_kinds), \
                                             pack_name##_fields,                              \
                                             ARRAY_LEN(pack_name##_fields)},                  \
                                   .extract = pack_name##_extract}

#endif
