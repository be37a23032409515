/*
 * facts.h -- what one source file says: definitions, scopes, expressions, imports, notes.
 *
 * Flat arrays of small records that point to each other by index, without a pointer in them: they
 * are written to the cache and read back as they are. A pack fills them through a FactsBuilder in
 * one pass over the Tree; the resolvers of graph/ read them. Names are numbers into the file's own
 * name list. Places are byte offsets; lines are kept for definitions only (others are counted from
 * the source when they are shown).
 *
 * The model is deliberately small, and the same for all languages:
 *
 *   Def     something a reader may want to find: function, class, field, constant, macro ...
 *   Local   a parameter or local variable: never shown, needed to type receivers
 *   Scope   where names live: file, class, function, block, namespace
 *   Expr    an expression or a type, as far as it names something. A reference IS an Expr of kind
 *           EXPR_NAME or EXPR_MEMBER with EXPR_IS_REF set.
 *   Import  a name, or all names, brought in from another module
 *   Note    a literal or place that carries meaning: entry point, test, route, flag ...
 *
 * Index 0 of defs, locals, scopes and exprs is a dummy, so that 0 means "none"; scope 1 is the
 * file's own.
 */
#ifndef FONDATION_SYNTAX_FACTS_H
#define FONDATION_SYNTAX_FACTS_H

#include "base/arena.h"
#include "base/err.h"
#include "base/map.h"
#include "base/str.h"
#include "base/vec.h"

/* Raised whenever a record's layout or meaning changes: old cache entries are then not read. */
enum { FACTS_VERSION = 1 };

typedef uint32_t NameId; /* 0 is the empty name */

/* name, word for readers, whether it is worth a line in a course by itself */
/* clang-format off */
#define DEF_KINDS(X)                                    \
    X(NONE,      "nothing",     false)                  \
    X(FUNCTION,  "function",    true)                   \
    X(METHOD,    "method",      true)                   \
    X(CONSTRUCTOR, "constructor", true)                 \
    X(CLASS,     "class",       true)                   \
    X(STRUCT,    "struct",      true)                   \
    X(UNION,     "union",       true)                   \
    X(ENUM,      "enum",        true)                   \
    X(ENUM_MEMBER, "enum member", false)                \
    X(INTERFACE, "interface",   true)                   \
    X(TRAIT,     "trait",       true)                   \
    X(TYPE,      "type",        true)                   \
    X(FIELD,     "field",       false)                  \
    X(PROPERTY,  "property",    false)                  \
    X(VARIABLE,  "variable",    true)                   \
    X(CONSTANT,  "constant",    true)                   \
    X(MACRO,     "macro",       true)                   \
    X(MODULE,    "module",      true)                   \
    X(NAMESPACE, "namespace",   true)                   \
    X(TYPE_PARAMETER, "type parameter", false)          \
    X(RULE,      "rule",        true)  /* target, CSS rule, stage, table of SQL ... */  \
    X(SECTION,   "section",     true)  /* heading of a document */
/* clang-format on */

typedef enum DefKind {
#define X(name, word, is_shown) DEF_##name,
    DEF_KINDS(X)
#undef X
        DEF_KIND_COUNT
} DefKind;

const char *def_kind_word(DefKind kind);
bool def_kind_is_shown(DefKind kind);

typedef enum Visibility {
    VISIBLE_FILE,   /* static, unexported, private to the module */
    VISIBLE_CLASS,  /* private, protected */
    VISIBLE_MODULE, /* package-private, internal, pub(crate), leading underscore */
    VISIBLE_PUBLIC,
} Visibility;

enum {
    DEF_IS_DECLARATION = BIT(0), /* no body here: prototype, extern, forward, abstract method */
    DEF_IS_STATIC = BIT(1),      /* of the class, not of the instance; in C: of the file */
    DEF_IS_TEST = BIT(2),        /* a test case by its language's rules */
    DEF_IS_DEPRECATED = BIT(3),
    DEF_IS_ASYNC = BIT(4),
    DEF_IS_GETTER = BIT(5),   /* called without parentheses: property, accessor */
    DEF_IS_EXPORTED = BIT(6), /* `export`, `pub`, __all__, listed in the module's interface */
    DEF_IS_DEFAULT_EXPORT = BIT(7),
    DEF_IS_GENERATED = BIT(8), /* made by a macro or decorator, not written out */
    DEF_HAS_BODY = BIT(9),
    DEF_IS_VARIADIC = BIT(10),
    DEF_IS_OVERRIDE = BIT(11),
    DEF_IS_OPTIONAL = BIT(12), /* a field or property that need not be there */
    DEF_FLAG_PACK_3 = BIT(13), /* three that a family of languages may use as it likes */
    DEF_FLAG_PACK_1 = BIT(14),
    DEF_FLAG_PACK_2 = BIT(15),
};

typedef struct Def {
    NameId name;
    uint32_t name_start; /* of the name's token */
    uint32_t start,
        end; /* whole, with decorators, attributes and body; without the doc comment */
    uint32_t signature_end;      /* where the body begins; == end when there is none */
    uint32_t doc_start, doc_end; /* doc comment or docstring; both 0 when there is none */
    uint32_t line, end_line;     /* 1-based: of the name's token, of the end */
    uint32_t scope;              /* that it is declared in */
    uint32_t inner;              /* scope that it opens; 0: none */
    uint32_t parent;             /* enclosing def; 0: the file */
    uint32_t type;               /* Expr: declared type; of functions: the return type */
    uint32_t value;              /* Expr: initialiser; of types: aliased type */
    uint32_t bases;     /* Expr: EXPR_LIST of base classes, interfaces, traits, embedded types;
                            * of what is defined outside its class (A::f): the class */
    uint16_t flags;     /* DEF_IS_... */
    uint8_t kind;       /* DefKind */
    uint8_t visibility; /* Visibility */
} Def;

typedef enum LocalKind {
    LOCAL_VARIABLE,
    LOCAL_PARAMETER,
    LOCAL_SELF,
    LOCAL_TYPE_PARAMETER
} LocalKind;

typedef struct Local {
    NameId name;
    uint32_t scope;
    uint32_t start; /* of the name's token: C-like languages see it only after this */
    uint32_t type;  /* Expr */
    uint32_t value; /* Expr */
    uint8_t kind;   /* LocalKind */
    uint8_t order;  /* of parameters: position from 0, at most 255 */
    uint16_t extra; /* the family's own */
} Local;

typedef enum ScopeKind {
    SCOPE_FILE,
    SCOPE_NAMESPACE,
    SCOPE_CLASS,
    SCOPE_FUNCTION,
    SCOPE_BLOCK,
} ScopeKind;

typedef struct Scope {
    uint32_t parent; /* 0 for the file's own scope */
    uint32_t def; /* nearest enclosing def, itself when the scope is a def's own; 0: the file */
    uint8_t kind; /* ScopeKind */
    uint8_t flags;  /* the family's own */
    uint16_t extra; /* the family's own */
} Scope;

/* What an expression is made of; `a` and `b` are Exprs unless said otherwise. Values from
 * EXPR_PACK on mean what one family of languages says they mean. */
typedef enum ExprKind {
    EXPR_NONE,
    EXPR_NAME,    /* name */
    EXPR_MEMBER,  /* a . name; `extra` may tell `::`, `->`, `?.` apart */
    EXPR_CALL,    /* a(...); b: EXPR_LIST of the arguments where a family keeps them */
    EXPR_NEW,     /* new a(...) */
    EXPR_INDEX,   /* a[...] */
    EXPR_DEREF,   /* *a */
    EXPR_ADDRESS, /* &a */
    EXPR_AWAIT,   /* await a, a? */
    EXPR_CAST,    /* b as type a */
    EXPR_EITHER,  /* a or b: conditional, logical or, union type */
    EXPR_THIS,    /* this, self where it is a keyword */
    EXPR_SUPER,
    EXPR_LITERAL,       /* name: the literal's text when short, else 0; extra: LiteralKind */
    EXPR_LIST,          /* a, then b (the rest) */
    EXPR_LAMBDA,        /* extra unused; b: return type; a: scope number, not an Expr */
    EXPR_GENERIC,       /* type a<b: EXPR_LIST> */
    EXPR_POINTER,       /* pointer or reference to type a */
    EXPR_ARRAY,         /* array, slice, list of type a */
    EXPR_FUNCTION_TYPE, /* returns type a */
    EXPR_TUPLE,         /* b: EXPR_LIST */
    EXPR_OPTIONAL,      /* type a or nothing */
    EXPR_OBJECT,        /* anonymous struct or object type; a: scope number, not an Expr */
    EXPR_PACK = 64,
} ExprKind;

typedef enum LiteralKind {
    LITERAL_OTHER,
    LITERAL_TEXT,
    LITERAL_NUMBER,
    LITERAL_BOOL,
    LITERAL_NONE,
    LITERAL_LIST,
    LITERAL_MAP,
    LITERAL_SET,
    LITERAL_TUPLE,
    LITERAL_BYTES,
} LiteralKind;

enum {
    EXPR_IS_REF = BIT(0),     /* a reference to be resolved and counted */
    EXPR_IS_CALLED = BIT(1),  /* it is the callee of a call or `new` */
    EXPR_IS_WRITTEN = BIT(2), /* assigned to, incremented */
    EXPR_IS_TYPE = BIT(3),    /* stands where a type does */
    EXPR_IS_IMPORT = BIT(4),  /* the name inside an import statement */
    EXPR_IS_BASE = BIT(5),    /* a base class, implemented interface, embedded type */
    EXPR_IS_MACRO_ARG = BIT(6),
    EXPR_IS_DECORATOR = BIT(7),
};

typedef struct Expr {
    uint8_t kind;  /* ExprKind */
    uint8_t flags; /* EXPR_IS_... */
    uint16_t extra;
    NameId name;
    uint32_t at; /* offset of the name's token; else of the expression */
    uint32_t a, b;
    uint32_t scope; /* whose names it sees */
} Expr;

typedef enum ImportKind {
    IMPORT_MODULE, /* the module itself becomes a name (or, in C, its text is included) */
    IMPORT_NAME,   /* one name out of it */
    IMPORT_ALL,    /* every public name of it */
    IMPORT_EXPORT, /* like IMPORT_NAME, but made a name of this module for others only */
    IMPORT_EXPORT_ALL,
} ImportKind;

typedef struct Import {
    NameId module; /* as written, without quotes; 0: the file itself (`export { a as b }`) */
    NameId symbol; /* the name taken out of it; 0: none */
    NameId local;  /* the name it gets here; 0: none */
    uint32_t scope;
    uint32_t at;   /* offset of the module's or symbol's token */
    uint8_t kind;  /* ImportKind */
    uint8_t level; /* leading dots of a relative import */
    uint8_t is_type_only;
    uint8_t is_system; /* <stdio.h> */
    uint32_t extra;    /* the family's own */
} Import;

typedef enum NoteKind {
    NOTE_ENTRY_POINT, /* where running begins: main, an `if __name__ == "__main__"` */
    NOTE_TEST,        /* text: the test's name */
    NOTE_ROUTE,       /* text: "GET /users" */
    NOTE_FLAG,        /* text: "--verbose" */
    NOTE_ENVIRONMENT, /* text: name of an environment variable that is read */
    NOTE_COMMAND,     /* text: a subcommand or dispatch word */
    NOTE_EXPORT,    /* text: a name that the module lists as public (__all__, module.exports) */
    NOTE_BUILD_TAG, /* text: condition under which the file is built */
    NOTE_TODO,      /* text: a TODO, FIXME or BUG comment */
    NOTE_LINK,      /* text: target of a link in a document */
    NOTE_KIND_COUNT
} NoteKind;

typedef struct Note {
    uint8_t kind; /* NoteKind */
    uint8_t extra;
    uint16_t extra2;
    NameId text;
    uint32_t at;
    uint32_t def;  /* that it stands in or belongs to; 0: the file */
    uint32_t expr; /* e.g. the handler of a route; 0: none */
} Note;

/* Who a name in a scope is: looked up by facts_lookup. */
typedef enum EntityKind { ENTITY_NONE, ENTITY_DEF, ENTITY_LOCAL, ENTITY_IMPORT } EntityKind;
typedef struct Entity {
    uint32_t index; /* into defs, locals or imports */
    uint8_t kind;   /* EntityKind */
} Entity;

typedef struct Facts {
    const Def *defs;
    uint32_t def_count;
    const Local *locals;
    uint32_t local_count;
    const Scope *scopes;
    uint32_t scope_count;
    const Expr *exprs;
    uint32_t expr_count;
    const Import *imports;
    uint32_t import_count;
    const Note *notes;
    uint32_t note_count;
    const Str *names;
    uint32_t name_count;
    uint32_t line_count;
    uint32_t code_lines; /* lines that hold a token that is not a comment */
    bool has_error;      /* the parser met errors */
    bool is_lexical;     /* parsing was given up: definitions found by lines only */
    bool is_timed_out;   /* and that by time: not kept in the cache */

    /* All of it in the cache's form; the arrays lie in it. */
    Str bytes;
    /* Built by facts_index: chains of entities by (scope, name), in order of appearance. */
    struct FactsIndex *index;
} Facts;

static inline Str facts_name(const Facts *f, NameId name)
{
    return f->names[name];
}

/* -- building: used by packs -- */

typedef struct FactsBuilder {
    VEC(Def) defs;
    VEC(Local) locals;
    VEC(Scope) scopes;
    VEC(Expr) exprs;
    VEC(Import) imports;
    VEC(Note) notes;
    VEC(Str) names;
    StrMap name_ids;
    Arena scratch; /* texts of names that are not in the source */
    uint32_t line_count;
    uint32_t code_lines;
    bool has_error;
    bool is_lexical;
} FactsBuilder;

/* Leaves the dummies and scope 1 (SCOPE_FILE) in place. A builder is reused for file after file:
 * facts_builder_reset keeps the memory. */
void facts_builder_init(FactsBuilder *b);
void facts_builder_reset(FactsBuilder *b);
void facts_builder_done(FactsBuilder *b);

/* The text must live as long as the builder's file (a piece of the source); for made-up texts use
 * facts_name_copy. */
NameId facts_add_name(FactsBuilder *b, Str text);
NameId facts_name_copy(FactsBuilder *b, Str text);
/* Each returns the new record's index. Pointers into the arrays are good until the next add of
 * the same kind. */
uint32_t facts_add_def(FactsBuilder *b, Def def);
uint32_t facts_add_local(FactsBuilder *b, Local local);
uint32_t facts_add_scope(FactsBuilder *b, ScopeKind kind, uint32_t parent, uint32_t def);
uint32_t facts_add_expr(FactsBuilder *b, Expr expr);
uint32_t facts_add_import(FactsBuilder *b, Import import);
uint32_t facts_add_note(FactsBuilder *b, Note note);

/* Copies what was built into `a`, names and all: nothing points to the source any more. */
Facts *facts_finish(FactsBuilder *b, Arena *a);

/* -- the cache's form -- */

/* One block of bytes, the same for the same facts. */
static inline void facts_write(const Facts *f, Buf *out)
{
    buf_add(out, f->bytes);
}
/* Facts from such bytes; they point into `bytes`, which must outlive them. Everything is checked
 * (counts, every index in range): ERR_INVALID for anything that facts_write would not write. */
MUST_CHECK ErrCode facts_read(Arena *a, Str bytes, Facts **ret, Err *err);

/* -- looking names up -- */

/* Builds f->index in `a`. */
void facts_index(Facts *f, Arena *a);
/* The first entity of that name declared directly in the scope; facts_next_entity gives the
 * following ones (overloads, redefinitions), ENTITY_NONE at the end. */
Entity facts_lookup(const Facts *f, uint32_t scope, NameId name);
Entity facts_next_entity(const Facts *f, Entity e);
/* The file's number for a text; UINT32_MAX when the file never uses it. */
NameId facts_find_name(const Facts *f, Str text);

#endif
