/*
 * resolve_rust.h -- shared by the files of Rust's resolver.
 *
 *   resolve_rust.c           prepares, goes through the references, draws the edges
 *   resolve_rust_crates.c    Cargo.toml files, crates, modules, what each module holds
 *   resolve_rust_names.c     paths: `use`, globs, re-exports, self, super, crate, prelude
 *   resolve_rust_members.c   impl blocks; fields, methods, associated items of a type
 *   resolve_rust_types.c     types as values: made once, substituted, matched
 *   resolve_rust_typing.c    the type of an expression
 *   resolve_rust_calls.c     what calls give, and what closures are given
 *   resolve_rust_std.c       what the standard library's methods return
 *
 * RsState is made by `prepare` and read only afterwards. What is worked out while resolving (types,
 * remembered answers) belongs to one thread, in its RsThread.
 */
#ifndef FONDATION_GRAPH_RESOLVE_RUST_H
#define FONDATION_GRAPH_RESOLVE_RUST_H

#include "graph/resolve.h"
#include "syntax/packs/rust_facts.h"

enum {
    RS_DEPTH_MAX = 600,     /* questions that hang on each other */
    RS_OVERLOADS_MAX = 100, /* impls of one type that have a member of one name, looked at */
    RS_ENV_MAX = 24,        /* type parameters bound at once */
    RS_ARGUMENTS_MAX = 16,  /* of one type */
    RS_MEMO_MAX = 4 << 20,  /* remembered answers of a thread before it forgets them */
    RS_ALIAS_MAX = 8,       /* type aliases, dereferences, supertraits followed in a row */
};

/* -- crates and modules -- */

typedef struct RsModule {
    UnitId unit;
    uint32_t scope;
    uint32_t parent; /* 0: a crate's root */
    uint32_t crate;
    SymbolId symbol; /* where an edge to the module ends */
    uint32_t globs;  /* first of its RsItem chain; 0: none */
} RsModule;

typedef struct RsDependency {
    uint32_t name;    /* by which the sources call it */
    uint32_t package; /* index + 1; 0: from outside */
} RsDependency;

typedef struct RsPackage {
    Str dir; /* of its Cargo.toml */
    Str name;
    uint32_t lib; /* crate; 0: none */
    uint32_t lib_name;
    VEC(RsDependency) dependencies;
} RsPackage;

typedef struct RsCrate {
    uint32_t root;    /* module */
    uint32_t package; /* index + 1; 0: a file that belongs to none */
} RsCrate;

/* A def, an import or a module that has a name in some module. */
typedef struct RsItem {
    uint32_t next; /* 0: the last */
    UnitId unit;
    uint32_t index;
    uint8_t kind;      /* EntityKind; ENTITY_NONE: a module, index is its number */
    bool is_elsewhere; /* not compiled for Linux: comes last */
} RsItem;

typedef struct RsImpl {
    UnitId unit;
    uint32_t scope;
    uint32_t self;  /* the Local `Self` */
    uint32_t owner; /* of its members; 0: any type (a blanket impl), or unknown */
    SymbolId trait; /* 0: none, or from outside */
    uint32_t next;  /* of the same owner, with a trait of the repository */
} RsImpl;

typedef struct RsBlanket {
    uint32_t next;
    uint32_t impl;
    SymbolId item; /* of the trait */
} RsBlanket;

typedef struct RsMember {
    uint32_t next;
    SymbolId symbol;
    uint32_t impl; /* 0: stands in the type or trait itself */
} RsMember;

typedef struct RsThread RsThread;

typedef struct RsState {
    const Program *p;
    Arena arena;
    VEC(RsPackage) packages;
    VEC(RsCrate) crates;   /* 0: dummy */
    VEC(RsModule) modules; /* 0: dummy */
    VEC(RsItem) items;     /* 0: dummy */
    VEC(RsImpl) impls;     /* 0: dummy */
    VEC(RsMember) members; /* 0: dummy */
    uint32_t *module_of_unit;
    NameId *self_of_unit; /* the unit's number for "Self" */
    uint32_t *
        *first_local; /* by unit and scope; type parameters and Self stand first; 0: none */
    U64Map module_of_scope;  /* unit, scope -> module: inline ones */
    U64Map item_of_name;     /* module, name -> item */
    U64Map member_of_name;   /* owner, name -> member */
    U64Map impls_of_owner;   /* owner -> impl with a trait of the repository */
    U64Map macro_of_name;    /* name -> item */
    U64Map globs_of_block;   /* unit, scope of a block -> item: `use a::*` inside a function */
    U64Map blanket_of_name;  /* name -> RsBlanket: blanket impls whose trait has such an item */
    U64Map lib_of_name;      /* name of a library crate -> crate */
    U64Map filling_of_local; /* unit, local -> the first call that puts something into it */
    VEC(RsBlanket) blankets; /* 0: dummy */
    RsThread *threads;
    unsigned thread_count;
    struct RsStd *std;
    struct {
        uint32_t self_type, self, super, crate, item, target, output, slice;
    } names; /* the program's numbers; UINT32_MAX: no file uses it */
} RsState;

static inline uint64_t rs_key(uint32_t a, uint32_t b)
{
    return (uint64_t)a << 32 | b;
}

static inline const Facts *rs_facts(const RsState *s, UnitId unit)
{
    return s->p->units[unit].facts;
}

static inline uint32_t rs_global(const RsState *s, UnitId unit, NameId name)
{
    return s->p->units[unit].global_names[name];
}

void rs_read_crates(RsState *s);
/* The module whose scope is nearest around `scope`. */
uint32_t rs_module_of(const RsState *s, UnitId unit, uint32_t scope);
bool rs_is_within(const RsState *s, uint32_t module, uint32_t ancestor);

/* -- names and paths -- */

typedef enum RsKind {
    RS_NONE,
    RS_SYMBOL,
    RS_MODULE,
    RS_EXTERNAL,  /* id: the program's number for its last name; 0 when unknown */
    RS_PARAMETER, /* a type parameter; id: Local of the unit that asks */
    RS_SELF,      /* the Self of an impl or trait; id: its Local */
} RsKind;

typedef struct RsThing {
    uint8_t kind; /* RsKind */
    uint8_t tier; /* Tier */
    uint32_t id;
} RsThing;

typedef enum RsSpace { RS_TYPES, RS_VALUES, RS_MACROS, RS_SPACE_COUNT } RsSpace;

/* What a path expression (EXPR_NAME, EXPR_MEMBER by `::`, EXPR_GENERIC ...) means. */
RsThing rs_path(RsThread *t, UnitId unit, uint32_t expr, RsSpace space);
RsThing rs_in_module(RsThread *t, uint32_t module, uint32_t name, RsSpace space,
                     bool only_public);
/* The Local `Self` of the impl or trait around the scope; 0: none. */
uint32_t rs_self_local(const RsState *s, UnitId unit, uint32_t scope);

/* -- types -- */

/* What can be said of a name of the standard library. */
typedef enum RsStdTrait {
    RS_IS_POINTER = BIT(0),     /* dereferences to its first argument */
    RS_IS_SEQUENCE = BIT(1),    /* iterating gives its first argument */
    RS_IS_MAP = BIT(2),         /* iterating gives pairs */
    RS_IS_INDEXED = BIT(3),     /* [...] gives its first argument */
    RS_IS_PRELUDE = BIT(4),     /* known everywhere without a use */
    RS_IS_CONSTRUCTOR = BIT(5), /* a function that gives a value of the type it is called on */
    RS_IS_DERIVED = BIT(7), /* a function that derives write and that gives the type itself */
    RS_IS_COMMON = BIT(6),  /* a method of so many types that the name alone says nothing */
} RsStdTrait;

typedef uint32_t RsType; /* 0: unknown */

typedef enum RsTypeKind {
    RS_T_UNKNOWN,
    RS_T_NOMINAL,   /* id: struct, enum, union of the repository */
    RS_T_EXTERNAL,  /* id: last name of a type or trait from outside, primitives included */
    RS_T_TRAIT,     /* id: trait of the repository, as a bound */
    RS_T_PARAMETER, /* id: Local, of unit id2 */
    RS_T_SELF,      /* id: the trait whose Self it is */
    RS_T_BOUNDS,    /* impl A + B, dyn A + B; arguments: the bounds */
    RS_T_TUPLE,
    RS_T_SLICE,
    RS_T_FUNCTION,   /* argument 0: what it returns; then its parameters */
    RS_T_CLOSURE,    /* id: Expr of unit id2 */
    RS_T_ITEM,       /* id: a function as a value */
    RS_T_BINDING,    /* id: name of an associated type; argument 0: what it is */
    RS_T_PROJECTION, /* id: name of an associated type; argument 0: of this type */
} RsTypeKind;

typedef struct RsTypeRow {
    uint8_t kind;        /* RsTypeKind */
    bool has_parameters; /* RS_T_PARAMETER, RS_T_SELF or RS_T_PROJECTION is in it */
    uint8_t count;       /* of arguments */
    uint32_t id, id2;
    const RsType *arguments;
} RsTypeRow;

struct RsThread {
    RsState *s;
    Arena arena;
    VEC(RsTypeRow) types; /* 0: unknown */
    U64Map type_of_hash;  /* hash -> type; chains by rehashing */
    U64Map things;        /* unit, expr and space -> RsThing */
    U64Map names;         /* module, name, space -> RsThing */
    U64Map types_of;      /* unit, expr -> RsType */
    unsigned depth;
    unsigned
        cut_depth; /* of the outermost question that one below came back to; UINT_MAX: none */
    VEC(Edge) edges;
};

/* What type parameters stand for. */
typedef struct RsEnv {
    size_t count;
    struct {
        uint32_t id, id2; /* Local and unit; a trait and UINT32_MAX for its Self */
        RsType type;
    } bound[RS_ENV_MAX];
} RsEnv;

/* -- remembering answers --
 *
 * While a question is being answered its place in the memo says so and how deep it stands. Asked
 * again from below it has no answer, and what hangs on that is good for nobody else: it is
 * remembered only when the question that was come back to is itself, or when it found something. */

typedef struct RsQuestion {
    unsigned depth, cut_depth;
} RsQuestion;

static const uint64_t rs_being_asked = (uint64_t)1 << 63;

static inline RsQuestion rs_ask(RsThread *t, uint64_t *memo)
{
    RsQuestion q = {t->depth, t->cut_depth};

    *memo = rs_being_asked | t->depth;
    t->cut_depth = UINT32_MAX;
    t->depth++;
    return q;
}

/* Whether the answer may be remembered. */
static inline bool rs_answer(RsThread *t, RsQuestion q, bool is_found)
{
    bool is_final = is_found || t->cut_depth >= q.depth;

    t->depth--;
    t->cut_depth = is_final ? q.cut_depth : MIN_OF(q.cut_depth, t->cut_depth);
    return is_final;
}

/* The question cannot be asked: it is being asked already, or too many hang on each other. */
static inline bool rs_cannot_ask(RsThread *t, uint64_t memo)
{
    if (!(memo & rs_being_asked) && t->depth <= RS_DEPTH_MAX)
        return false;
    unsigned depth = memo & rs_being_asked ? (unsigned)(memo & ~rs_being_asked) : 0;
    t->cut_depth = MIN_OF(t->cut_depth, depth);
    return true;
}

const RsTypeRow *rs_row(const RsThread *t, RsType type);
RsType rs_type(RsThread *t, RsTypeKind kind, uint32_t id, uint32_t id2, const RsType *arguments,
               size_t count);
RsType rs_argument(const RsThread *t, RsType type, size_t i); /* 0 when there is none */
RsType rs_external(RsThread *t, const char *name, RsType a,
                   RsType b); /* zero arguments are left out */
bool rs_is_external(const RsThread *t, RsType type, const char *name);
bool rs_has_trait(const RsThread *t, RsType type, RsStdTrait trait);
void rs_bind(RsEnv *env, uint32_t id, uint32_t id2, RsType type);
RsType rs_substitute(RsThread *t, RsType type, const RsEnv *env);
/* Binds the parameters in `pattern` so that it becomes `actual`, as far as that goes. */
void rs_match(RsThread *t, RsType pattern, RsType actual, RsEnv *env);
/* The type with its unknown arguments taken from one it was made of: Vec<_> collected from an
 * iterator over T is Vec<T>. */
RsType rs_fill(RsThread *t, RsType type, RsType source);
/* Binds the type parameters declared in a scope to the arguments of a type. */
void rs_bind_parameters(RsThread *t, UnitId unit, uint32_t scope, RsType type, RsEnv *env);

/* -- typing -- */

RsType rs_type_of(RsThread *t, UnitId unit, uint32_t expr);
RsType rs_type_of_local(RsThread *t, UnitId unit, uint32_t local);
RsType rs_element_of(RsThread *t, RsType type); /* what iterating gives */
RsType rs_indexed(RsThread *t, RsType type);    /* what [...] gives */
RsType rs_return_of(RsThread *t, RsType callee);
/* The Def's type as it is declared: of a function its result, `type` of a field or constant. */
RsType rs_declared_type(RsThread *t, SymbolId symbol);
/* The type that a struct, enum, alias or trait names, with its own parameters as arguments. */
RsType rs_type_of_symbol(RsThread *t, SymbolId symbol);
/* The n-th bound of a type parameter; 0 after the last. */
RsType rs_bound(RsThread *t, UnitId unit, uint32_t local, size_t n);

/* The types of a list; returns how many. Unknown ones keep their place. */
size_t rs_list_types(RsThread *t, UnitId unit, uint32_t list, RsType *ret);
/* The type that a symbol names, with arguments (none: unknown ones). */
RsType rs_named_type(RsThread *t, SymbolId symbol, const RsType *arguments, size_t count);
/* What `Self` and `self` are in a scope. */
RsType rs_self_type(RsThread *t, UnitId unit, uint32_t scope);
RsType rs_call_type(RsThread *t, UnitId unit, const Expr *e);
RsType rs_closure_parameter(RsThread *t, UnitId unit, const Expr *e);

/* -- members -- */

typedef enum RsWant { RS_WANT_FIELD, RS_WANT_METHOD, RS_WANT_ASSOCIATED, RS_WANT_TYPE } RsWant;

typedef struct RsFound {
    SymbolId symbol; /* 0: nothing in the repository */
    uint32_t local;  /* of `unit`: a tuple field; else 0 */
    UnitId unit;
    RsType receiver;  /* after the dereferences that led to it */
    RsType external;  /* what an outside method gives, when that is known */
    bool is_external; /* it is of the standard library or another crate */
    bool is_guess;    /* one of several impls, and nothing tells which */
    RsEnv env;        /* of the impl, struct or trait it was found in */
} RsFound;

void rs_read_impls(RsState *s);
/* Looks a member up in a type. Fields and methods look through dereferences. */
bool rs_member(RsThread *t, RsType type, uint32_t name, RsWant want, RsFound *ret);
/* The member called `name` that the owner itself has; for variants and trait items. */
SymbolId rs_own_member(const RsState *s, uint32_t owner, uint32_t name, RsSpace space);
/* What `<type as trait>::name` is, by the impls and bounds that say so; `trait` is the last name of
 * one, NULL for any. 0: unknown. */
RsType rs_associated_type(RsThread *t, RsType type, const char *trait, uint32_t name);
RsType rs_deref(RsThread *t, RsType type); /* 0: it cannot be */
uint32_t rs_external_owner(const RsState *s, uint32_t name);

/* -- the standard library -- */

struct RsStd *rs_std_new(const Program *p);
void rs_std_free(struct RsStd *std);

typedef struct RsStdCall {
    RsType receiver;
    const RsType *arguments; /* types of the call's arguments; closures as RS_T_CLOSURE */
    size_t count;
    RsType generic; /* the first of the `::<...>`; 0: none */
} RsStdCall;

/* Whether the table knows the method of call->receiver; *ret its result, 0 when that says nothing. */
bool rs_std_method(RsThread *t, uint32_t method, const RsStdCall *call, RsType *ret);
/* What the n-th parameter of a closure given to the method is. */
RsType rs_std_closure_parameter(RsThread *t, uint32_t method, const RsStdCall *call, size_t n);
/* `type::function(...)`, type 0: `function(...)`. The receiver is the type that was written. */
RsType rs_std_function(RsThread *t, uint32_t type, uint32_t function, const RsStdCall *call);

bool rs_std_is(const RsState *s, uint32_t name, RsStdTrait trait);
/* The number of a name of the standard library: the program's when some file uses it. */
uint32_t rs_std_name(const RsState *s, Str name);
/* The text of such a number, or of one of the program's. */
Str rs_name_text(const RsState *s, uint32_t name);

#endif
