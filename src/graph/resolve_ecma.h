/*
 * resolve_ecma.h -- inside the resolver of JavaScript and TypeScript: what its files share.
 *
 *   resolve_ecma.c          the resolver: every reference of a unit
 *   resolve_ecma_modules.c  which unit a module specifier means
 *   resolve_ecma_names.c    scopes, imports and exports: what a name means
 *   resolve_ecma_ask.c      asking, and keeping answers
 *   resolve_ecma_types.c    types: making them, reading those that are written
 *   resolve_ecma_values.c   the type of an expression
 *   resolve_ecma_narrow.c   what conditions tell of a union
 *   resolve_ecma_calls.c    signatures, type arguments, what a place expects
 *   resolve_ecma_members.c  what `name` means in a type
 *   resolve_ecma_library.c  the types of the language itself: Array, Promise, Partial ...
 *
 * It asks as a type checker does, lazily and with less: no assignability, little flow. A question
 * has an answer or none; a wrong answer is worse than none.
 *
 * What always holds: an answer depends on the question alone, never on what was asked before, so
 * that it is the same for any number of threads. Therefore
 *   - answers that met themselves on the way (a cycle) are not kept;
 *   - a kept answer brings the cost and depth that finding it took, and these are charged again;
 *   - a question that goes over ASK_MAX_STEPS or ASK_MAX_DEPTH has no answer at all, not half of it.
 */
#ifndef FONDATION_GRAPH_RESOLVE_ECMA_H
#define FONDATION_GRAPH_RESOLVE_ECMA_H

#include "graph/resolve.h"
#include "syntax/packs/ecma.h"

enum {
    ASK_MAX_STEPS = 4000,
    ASK_MAX_DEPTH = 120,
    EXPORT_MAX_VISITS = 400, /* modules looked through for one exported name */
    EXPORTS_MAX_DEPTH = 8,   /* module.exports = require(...) of one that says the same */
    IMPORT_MAX_DEPTH = 24,   /* imports of what was imported */
    MERGED_MAX = 64,         /* declarations of one name that are looked through */
    UNION_MAX_PARTS = 64,
    TYPE_ARGUMENTS_MAX = 12,
    KEPT_MAX_BYTES = 64 << 20, /* of a thread's types: then it forgets all and begins anew */
};

/* -- modules -- */

typedef struct EcmaModules EcmaModules;

enum { MODULE_UNKNOWN = UINT32_MAX, MODULE_EXTERNAL = UINT32_MAX - 1 };

/* Reads every package.json and tsconfig.json of the checkout. */
EcmaModules *ecma_modules_new(const Program *p);
void ecma_modules_free(EcmaModules *m);
/* The unit that `specifier` means in `from`; MODULE_UNKNOWN or MODULE_EXTERNAL. Any thread. */
UnitId ecma_module_find(const EcmaModules *m, UnitId from, Str specifier);

/* -- names -- */

/* What a place of the source asks for. */
typedef enum Meaning { MEANS_VALUE = BIT(0), MEANS_TYPE = BIT(1), MEANS_ANY = 3 } Meaning;

typedef enum ThingKind {
    THING_NONE,
    THING_DEF,      /* index: def */
    THING_LOCAL,    /* index: local */
    THING_MODULE,   /* the unit itself: import * as x */
    THING_EXPORTS,  /* the unit's module.exports */
    THING_EXTERNAL, /* from outside the repository */
} ThingKind;

typedef struct Thing {
    uint8_t kind;     /* ThingKind */
    bool is_imported; /* found through an import */
    UnitId unit;
    uint32_t index;
} Thing;

/* One unit's facts, made quick to ask. */
typedef struct EcmaUnit {
    const Facts *facts;
    const uint32_t *global; /* by NameId */
    uint32_t *name_slots;   /* global number -> NameId: open addressing, pairs */
    uint32_t name_mask;
    uint32_t *first_local; /* by scope; 0: none */
    uint32_t *next_local;  /* by local: the next of its scope; 0: the last */
    uint32_t *first_def;   /* by scope; 0: none */
    uint32_t *next_def;    /* by def: the next of its scope; 0: the last */
    uint32_t *expected;    /* by scope of a literal or lambda: Expr of what is expected there */
    uint32_t *result;      /* by function scope: Expr of the declared result */
    uint32_t *import_of;   /* pairs (expr, import), sorted: references in imports */
    uint32_t import_of_count;
    uint32_t *calls; /* pairs (call, Expr of what is expected of its result), sorted */
    uint32_t call_count;
    uint32_t *modules; /* pairs (NameId of the specifier, UnitId), sorted */
    uint32_t module_count;
    uint32_t default_def;   /* export default; 0: none */
    uint32_t exports_scope; /* of `exports.x = ...`; 0: none */
    uint32_t exports_value; /* local ECMA_LOCAL_EXPORTS; 0: none */
    bool is_ours;
    bool is_js;
    bool is_declarations; /* .d.ts */
    bool is_script;       /* neither import nor export: its names are global */
} EcmaUnit;

typedef struct Ecma {
    const Program *p;
    EcmaModules *modules;
    EcmaUnit *units;
    struct Asker **askers; /* by thread */
    unsigned thread_count;
    Arena *arenas; /* by thread: of the units */
    /* names that all files see: of scripts and `declare global` */
    U64Map global_first; /* name -> index + 1 into globals */
    struct GlobalName *globals;
    uint32_t global_count;
    /* `declare module "x"`: global number of x -> index + 1 into ambients */
    U64Map ambient_first;
    struct GlobalName *ambients;
    uint32_t ambient_count;
    uint32_t name_default, name_prototype, name_constructor, name_this;
    U64Map library_types, library_values, library_methods; /* by name: see ..._library.c */
} Ecma;

typedef struct GlobalName {
    uint32_t name;
    UnitId unit;
    uint32_t def;
    uint32_t next; /* index + 1 */
} GlobalName;

typedef struct Answer Answer;

/* Slots of pointers to types or environments, to find equal ones. */
typedef struct MadeTable {
    const void **slots;
    size_t len, mask;
} MadeTable;

/* One thread's questions. */
typedef struct Asker {
    Ecma *e;
    Arena arena;
    MadeTable types, envs;
    uint32_t *kept; /* slots: index + 1 into answers */
    uint32_t kept_mask;
    Answer *answers;
    size_t answer_count, answer_cap;
    uint32_t steps, depth, deepest;
    uint32_t cuts;    /* how often a question met itself */
    uint32_t imports; /* imports being followed */
    bool is_over;     /* the present question passed a limit */
} Asker;

void ecma_index_unit(Ecma *e, UnitId unit, Arena *a);
void ecma_index_globals(Ecma *e);
/* The unit's own number for a name; UINT32_MAX: it never uses it. */
NameId ecma_local_name(const EcmaUnit *u, uint32_t global);

/* `name` as seen from the scope. Narrowed locals are no things. */
Thing ecma_lookup(Asker *x, UnitId unit, uint32_t scope, uint32_t name, Meaning meaning);
/* Declared directly in the scope. */
Thing ecma_in_scope(Asker *x, UnitId unit, uint32_t scope, uint32_t name, Meaning meaning);
Thing ecma_exported(Asker *x, UnitId unit, uint32_t name, Meaning meaning);
/* What the import brings. */
Thing ecma_imported(Asker *x, UnitId unit, uint32_t import, Meaning meaning);
Thing ecma_module_thing(Asker *x, UnitId unit, NameId specifier);
UnitId ecma_module_of(const EcmaUnit *u, NameId specifier);
/* What require() of the unit gives: THING_EXPORTS, or THING_MODULE when it sets no exports. */
Thing ecma_exports_of(Asker *x, UnitId unit);
/* What module.exports is set to, when that has a name of its own; else the module. */
Thing ecma_exported_whole(Asker *x, UnitId unit, unsigned depth);
/* A key that only repeats a name ({a} or {a: a}) means what the name does. */
Thing ecma_through_key(Asker *x, Thing t);
uint32_t ecma_import_of_expr(const EcmaUnit *u, uint32_t expr); /* import + 1; 0: none */
bool ecma_is_type_def(DefKind kind);
bool ecma_is_value_def(DefKind kind);

/* -- types -- */

typedef enum TypeKind {
    TYPE_OTHER,    /* known, and nothing of ours: number, Date, what comes from a package */
    TYPE_TEXT,     /* index: global name of the literal's text, 0 for string */
    TYPE_UNIT,     /* the enum member `index` */
    TYPE_INSTANCE, /* of class or interface `index` */
    TYPE_CLASS,    /* the class itself */
    TYPE_ENUM,     /* the enum itself */
    TYPE_NAMESPACE,
    TYPE_MODULE,
    TYPE_EXPORTS,
    TYPE_OBJECT,   /* scope `index` */
    TYPE_FUNCTION, /* index: function scope; parts[0] may be given type arguments (TYPE_TUPLE) */
    TYPE_CONSTRUCTOR, /* index: function scope of a `new (...) => T` */
    TYPE_UNION,
    TYPE_BOTH,
    TYPE_TUPLE,          /* index: 1 for an array literal, which may be no tuple */
    TYPE_LIBRARY,        /* index: LibraryType; parts: type arguments */
    TYPE_LIBRARY_METHOD, /* index: LibraryMethod; parts[0]: the receiver */
    TYPE_LIBRARY_VALUE,  /* index: LibraryType: the constructor object */
    TYPE_PARAMETER,      /* index: local, of no known argument */
    TYPE_MAPPED,         /* index: Expr ECMA_MAPPED */
    TYPE_FILTERED, /* parts: a type, keys; index: 1 to keep only these keys, 0 to leave them out */
    TYPE_KEYS,     /* parts[0]: whose keys */
    TYPE_CALLBACK, /* a function that the library takes; parts: its parameters */
} TypeKind;

typedef struct Type Type;

/* What type parameters stand for. */
typedef struct Env {
    const struct Env *next;
    UnitId unit;
    uint32_t scope; /* of the type parameters */
    uint32_t count;
    const Type **arguments;
} Env;

struct Type {
    uint8_t kind; /* TypeKind */
    uint8_t count;
    UnitId unit;
    uint32_t index;
    const Env *env;
    const Type *const *parts;
};

/* NULL is "not known" everywhere. */
const Type *ecma_type_new(Asker *x, TypeKind kind, UnitId unit, uint32_t index, const Env *env);
const Type *ecma_type_with_parts(Asker *x, TypeKind kind, uint32_t index,
                                 const Type *const *parts, unsigned count);
/* `t` with other parts. */
const Type *ecma_type_given(Asker *x, const Type *t, const Type *const *parts, unsigned count);
const Type *ecma_type_other(void);
const Type *ecma_type_nothing(void); /* undefined, null, void, never: a TYPE_OTHER */
const Type *ecma_type_text(Asker *x, uint32_t name);
const Type *ecma_type_either(Asker *x, const Type *a, const Type *b);
const Type *ecma_type_union(Asker *x, const Type *const *parts, unsigned count);
/* The type that the Expr writes down. */
const Type *ecma_type_read(Asker *x, UnitId unit, uint32_t expr, const Env *env);
/* A thing where a type stands, with type arguments. */
const Type *ecma_type_of_type_thing(Asker *x, Thing t, const Type *const *arguments,
                                    unsigned count, const Env *env);
/* The scope that holds the type parameters of a def; 0: none. */
uint32_t ecma_type_parameter_scope(const Facts *f, uint32_t def);
/* How many type parameters the scope has. */
unsigned ecma_type_parameter_count(const EcmaUnit *u, uint32_t scope);
/* An environment that is being filled. False when the scope has no type parameters. */
typedef struct EnvDraft {
    Env env;
    const Type *arguments[TYPE_ARGUMENTS_MAX];
} EnvDraft;
bool ecma_env_begin(Asker *x, EnvDraft *draft, UnitId unit, uint32_t scope, const Env *next);
const Env *ecma_env_finish(Asker *x, const EnvDraft *draft);
/* `next` itself when the scope has none. */
const Env *ecma_env_of(Asker *x, UnitId unit, uint32_t scope, const Type *const *arguments,
                       unsigned count, const Env *next);
const Env *ecma_env_find(const Env *env, UnitId unit, uint32_t scope);
/* `next`, with `this` standing for a type; and that type, NULL when it is not said. */
const Env *ecma_env_with_this(Asker *x, const Type *t, const Env *next);
const Type *ecma_env_this(const Env *env);
/* The type meaning of `a.name`, in a namespace or module. */
Thing ecma_type_member_thing(Asker *x, UnitId unit, const Expr *e, const Env *env);
const Type *ecma_type_awaited(Asker *x, const Type *t);
/* `index`: 0 for any, else counted from 1; with ELEMENT_IN_PATTERN an array literal is a tuple. */
enum { ELEMENT_IN_PATTERN = 1 << 16 };
const Type *ecma_type_element(Asker *x, const Type *t, unsigned index);
const Type *ecma_type_instance_of(Asker *x, const Type *class); /* what `new` of it gives */
/* PARAMETER replaced by its constraint. */
const Type *ecma_type_plain(Asker *x, const Type *t);

/* -- values -- */

const Type *ecma_value_type(Asker *x, UnitId unit, uint32_t expr, const Env *env);
const Type *ecma_thing_type(Asker *x, Thing t, const Env *env);
const Type *ecma_def_type(Asker *x, UnitId unit, uint32_t def, const Env *env);
const Type *ecma_local_type(Asker *x, UnitId unit, uint32_t local, const Env *env);
const Type *ecma_this_type(Asker *x, UnitId unit, uint32_t scope, bool is_super,
                           const Env *env);

/* -- calls -- */

uint32_t ecma_expected_of_call(const EcmaUnit *u, uint32_t call); /* Expr; 0: nothing */
const Type *ecma_call_type(Asker *x, UnitId unit, uint32_t expr, const Env *env);
/* The result of calling `f` when nothing is known of the arguments. */
const Type *ecma_result_type(Asker *x, const Type *f);
const Type *ecma_parameter_type(Asker *x, const Type *f, unsigned order);
uint32_t ecma_parameter_local(const EcmaUnit *u, uint32_t scope, unsigned order); /* 0: none */
const Type *ecma_new_type(Asker *x, UnitId unit, uint32_t expr, const Env *env);
/* What is known where a condition holds: ECMA_WHERE. In resolve_ecma_narrow.c. */
const Type *ecma_where_type(Asker *x, UnitId unit, uint32_t expr, const Env *env);
/* A signature of something that can be called; NULL when there is none. */
const Type *ecma_callable_of(Asker *x, const Type *t, bool is_new);
/* What is expected: see ECMA_EXPECTED. */
const Type *ecma_expected_type(Asker *x, UnitId unit, uint32_t expr, const Env *env);
/* What is expected of the literal or function with this scope; NULL when nothing is known. */
const Type *ecma_expected_of_scope(Asker *x, UnitId unit, uint32_t scope, const Env *env);
/* Binds type parameters of `scope` that the written type `expr` mentions, from a type. */
void ecma_infer_type(Asker *x, UnitId unit, uint32_t expr, const Type *from, Env *into);

/* -- members -- */

typedef struct Member {
    Thing thing; /* THING_NONE: only the type is known */
    const Env *env;
    const Type *type; /* when not NULL, instead of the thing's */
    bool is_outside;  /* the holder is known and does not have it, or is none of ours */
} Member;

bool ecma_member_find(Asker *x, const Type *t, uint32_t name, Member *ret);
const Type *ecma_member_type(Asker *x, const Member *m);
const Type *ecma_member_type_named(Asker *x, const Type *t, uint32_t name);

/* -- library -- */

typedef enum LibraryType {
    LIBRARY_ARRAY,
    LIBRARY_PROMISE,
    LIBRARY_MAP,
    LIBRARY_SET,
    LIBRARY_ITERABLE,
    LIBRARY_RECORD,
    LIBRARY_OBJECT,
    LIBRARY_CONTEXT, /* of React */
    LIBRARY_HOOKS,   /* functions of React, wherever they are imported from */
    LIBRARY_TYPE_COUNT,
} LibraryType;

/* The library's meaning of a type's name with its arguments; NULL when it has none. */
const Type *ecma_library_type(Asker *x, uint32_t name, const Type *const *arguments,
                              unsigned count);
/* Of a value's name. */
const Type *ecma_library_value(Asker *x, uint32_t name);
const Type *ecma_library_of(Asker *x, LibraryType kind, const Type *a, const Type *b);
/* Of what comes from outside and is known all the same: React's hooks and component types. */
const Type *ecma_library_outside(Asker *x, uint32_t name);
const Type *ecma_library_outside_type(Asker *x, uint32_t name, const Type *const *arguments,
                                      unsigned count);
const Type *ecma_library_member(Asker *x, const Type *t, uint32_t name);
/* Result of calling a TYPE_LIBRARY_METHOD. */
const Type *ecma_library_call(Asker *x, const Type *method, UnitId unit, const Expr *call,
                              const Env *env);
/* What it expects as argument `order`. */
const Type *ecma_library_expected(Asker *x, const Type *method, unsigned order, UnitId unit,
                                  const Expr *call, const Env *env);
/* new Map(...) and the like, without type arguments. */
const Type *ecma_library_new(Asker *x, const Type *value, UnitId unit, const Expr *call,
                             const Env *env);
void ecma_library_prepare(Ecma *e);

/* -- asking -- */

typedef const Type *Question(Asker *x, UnitId unit, uint32_t index, const Env *env);
typedef Thing ThingQuestion(Asker *x, UnitId unit, uint32_t index, Meaning meaning);
typedef enum QuestionKind {
    ASK_VALUE,
    ASK_READ,
    ASK_DEF,
    ASK_LOCAL,
    ASK_RESULT,
    ASK_EXPECTED,
    ASK_EXPORT,
    ASK_IMPORT,
} QuestionKind;

/* Asks, or gives the kept answer: all recursion goes through here. */
const Type *ecma_ask(Asker *x, QuestionKind kind, Question *question, UnitId unit,
                     uint32_t index, const Env *env);
/* The same for things; here recursion is the question's own affair. */
Thing ecma_ask_thing(Asker *x, QuestionKind kind, ThingQuestion *question, UnitId unit,
                     uint32_t index, Meaning meaning);
void ecma_ask_done(Asker *x);
void ecma_ask_begin(Asker *x); /* before each reference */
void ecma_ask_step(Asker *x);  /* charges for work between questions */

static inline const EcmaUnit *ecma_unit(const Asker *x, UnitId unit)
{
    return &x->e->units[unit];
}

static inline const Expr *ecma_expr(const Asker *x, UnitId unit, uint32_t expr)
{
    return &x->e->units[unit].facts->exprs[expr];
}

static inline uint32_t ecma_global(const Asker *x, UnitId unit, NameId name)
{
    return x->e->units[unit].global[name];
}

#endif
