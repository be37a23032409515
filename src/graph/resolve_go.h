/*
 * resolve_go.h -- shared by the files of the Go resolver:
 *
 *   resolve_go.c          preparing, names, references, edges
 *   resolve_go_types.c    types of expressions, members of types
 *   resolve_go_build.c    go.mod files, import paths, build constraints
 *
 * What the whole program has in common (GoWorld) is made once and only read afterwards. What is
 * found out about types is kept for the unit at hand only (GoThread).
 */
#ifndef FONDATION_GRAPH_RESOLVE_GO_H
#define FONDATION_GRAPH_RESOLVE_GO_H

#include "graph/resolve.h"
#include "syntax/packs/go_facts.h"

enum {
    GO_MAX_DEPTH = 64,      /* of one question about a type that leads to others */
    GO_MAX_IMPORTS = 1000,  /* of one file */
    GO_MAX_SAME_NAME = 256, /* entities of one name in one scope that are looked at */
    GO_MAX_VARIANTS = 64,   /* declarations of one name that are compared */
    GO_MAX_EMBEDDED = 64,   /* embedded types looked into for one member */
};

/* Configurations a file may be built for: bit i is the i-th of a list that begins with
 * linux/amd64; the upper half is the same list with every other tag set (cgo, race, ignore ...). */
typedef uint64_t GoBuilds;

typedef struct GoPackage {
    Str dir;
    uint32_t name;       /* the program's number */
    uint32_t first_unit; /* by path */
    uint32_t file_count;
    GoBuilds builds;
} GoPackage;
enum { GO_PACKAGE_NONE = UINT32_MAX };

typedef struct GoImport {
    uint32_t name;    /* that the file knows it by, the program's number */
    uint32_t package; /* GO_PACKAGE_NONE: outside */
    bool is_dot;
} GoImport;

typedef struct GoUnit {
    uint32_t package;    /* GO_PACKAGE_NONE: not a Go file */
    uint32_t scope_base; /* number of its scope 0 among all */
    GoBuilds builds;
    GoImport *imports;
    uint32_t import_count;
} GoUnit;

typedef struct GoModules GoModules;

typedef struct GoThread GoThread;

typedef struct GoWorld {
    const Program *program;
    Arena arena;
    GoUnit *units;
    VEC(GoPackage) packages;
    StrMap package_ids; /* dir NUL name: package + 1 */
    StrMap dirs;        /* dir: the package that importing it gives, + 1 */
    GoModules *modules;
    StrMap import_cache;   /* import path: package + 1; 0: outside */
    U64Map names;          /* package << 32 | name: first symbol */
    U64Map members;        /* go_owner_* << 32 | name: first symbol */
    U64Map next_variant;   /* symbol: the next of the same place and name */
    U64Map canonical;      /* symbol of a variant: the first */
    uint8_t *has_variants; /* bits by symbol */
    uint32_t blank_name;   /* the program's number for _ */
    GoThread *threads;
    unsigned thread_count;
} GoWorld;

/* Owners of members: a struct's or interface's scope, or the type that methods are declared for. */
static inline uint64_t go_owner_scope(const GoWorld *w, UnitId unit, uint32_t scope)
{
    return (uint64_t)(w->units[unit].scope_base + scope) * 2;
}

static inline uint64_t go_owner_type(SymbolId type)
{
    return (uint64_t)type * 2 + 1;
}

/* -- building: resolve_go_build.c -- */

GoModules *go_modules_read(const Program *p, Arena *a);
/* The folder that the import path means, as the repository has it; false when it is outside.
 * `dirs` holds every folder with Go files. */
bool go_modules_find(const GoModules *m, Arena *a, const StrMap *dirs, Str import_path,
                     Str *ret_dir);
/* By the file's name and its NOTE_BUILD_TAGs. */
GoBuilds go_builds_of(const Unit *u);

/* -- types: resolve_go_types.c -- */

typedef uint32_t GoType; /* 0: not known */

typedef enum GoTypeKind {
    GO_TYPE_UNKNOWN,
    GO_TYPE_EXTERNAL,  /* from outside, or made with something from outside */
    GO_TYPE_NAMED,     /* a: symbol, b: arguments */
    GO_TYPE_POINTER,   /* to a */
    GO_TYPE_SEQUENCE,  /* array or slice of a */
    GO_TYPE_MAP,       /* from a to b */
    GO_TYPE_CHANNEL,   /* of a */
    GO_TYPE_FUNCTION,  /* a: result, b: parameters where known */
    GO_TYPE_TUPLE,     /* a: list */
    GO_TYPE_CONS,      /* list: a, then b */
    GO_TYPE_OBJECT,    /* struct or interface written out: a: unit, b: its EXPR_OBJECT */
    GO_TYPE_PARAMETER, /* a: unit, b: its EXPR_GO_TYPE_PARAMETER */
    GO_TYPE_APPROX,    /* ~a */
    GO_TYPE_PACKAGE,   /* a: package */
} GoTypeKind;

typedef struct GoTypeRow {
    uint8_t kind;
    bool has_parameters; /* there is a type parameter in it */
    uint32_t a, b;
} GoTypeRow;

/* What an expression is: a value of the type, or the type itself. */
typedef struct GoValue {
    GoType type;
    bool is_type;
} GoValue;

typedef struct GoMember {
    SymbolId symbol;  /* 0: there is none */
    GoType type;      /* of the member, in terms of the receiver's arguments */
    bool is_external; /* it may come from an embedded type of outside */
} GoMember;

struct GoThread {
    GoWorld *world;
    UnitId unit;          /* whose references are resolved now */
    VEC(GoTypeRow) types; /* row 0 is the unknown type */
    uint32_t *type_slots; /* row + 0 by hash; 0: free */
    size_t type_slot_count;
    U64Map symbol_types; /* symbol: type << 1 | is being found out */
    U64Map member_ids;   /* type << 32 | name: index into members */
    VEC(GoMember) members;
    VEC(uint32_t) expr_types; /* of the unit: type << 2 | is_type << 1 | 1; 0: not asked yet */
    VEC(SymbolId) name_symbols; /* of the unit, by NameId: symbol + 1; 0: not asked yet */
    uint32_t depth;
};

void go_thread_init(GoThread *t, GoWorld *w);
void go_thread_done(GoThread *t);
void go_thread_begin(GoThread *t, UnitId unit);

GoValue go_value_of(GoThread *t, UnitId unit, uint32_t expr);
GoMember go_member_of(GoThread *t, GoType type, uint32_t name);
GoTypeRow go_type_row(const GoThread *t, GoType type);
/* Without pointers, names and constraints around it. */
GoType go_type_core(GoThread *t, GoType type);

/* -- names: resolve_go.c -- */

typedef struct GoName {
    SymbolId symbol;        /* 0: none */
    const GoImport *import; /* of the file; NULL: none */
    Tier tier;
} GoName;

GoName go_name_of(GoThread *t, UnitId unit, const Expr *e);
/* The variant of a symbol that is built together with the thread's unit. */
SymbolId go_variant_for(const GoThread *t, UnitId unit, SymbolId first);
SymbolId go_package_symbol(const GoThread *t, UnitId unit, uint32_t package, uint32_t name);

#endif
