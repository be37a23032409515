/*
 * resolve_c.h -- shared by the files of the resolver for C and C++.
 *
 *   resolve_c.c          the resolver: one unit after another, reference after reference
 *   resolve_c_include.c  which file an #include means; folders; what a unit sees
 *   resolve_c_library.c  names that mean the C library's
 *   resolve_c_name.c     who a name at file level means
 *   resolve_c_type.c     which struct an expression of C comes down to; members
 *   resolve_cpp_space.c  C++: namespaces and classes joined over all files, base classes
 *   resolve_cpp_name.c   C++: names in spaces, overloads
 *   resolve_cpp_type.c   C++: types of expressions
 */
#ifndef FONDATION_RESOLVE_C_H
#define FONDATION_RESOLVE_C_H

#include "graph/resolve.h"
#include "syntax/packs/c_facts.h"

enum {
    C_TYPE_MAX_DEPTH = 48,        /* typedefs, members of members ... on the way to a struct */
    CPP_STEPS_PER_UNIT = 1 << 21, /* of typing: templates could be made to go on for ever */
};

/* -- the state: made once, then only read -- */

/* A definition or declaration that other files may see. */
typedef struct CName {
    UnitId unit;
    uint32_t def;
    uint32_t space; /* that it belongs to; CPP_GLOBAL for all names of C */
} CName;

/* A namespace or a class of C++, whatever number of files have a part of it. */
typedef struct CppSpace {
    uint32_t parent; /* CPP_NONE for the global one */
    uint32_t name;   /* the program's number; 0: it has none */
    uint32_t bases;  /* first of its CppBases; 0: none */
    bool is_class;
    bool is_split; /* a class with several bodies: a template and its specialisations */
    bool has_body;
} CppSpace;

enum { CPP_NONE, CPP_GLOBAL };

typedef struct CppBase {
    uint32_t space;
    uint32_t next; /* 0: the last */
    UnitId unit;   /* where the base is named, and by which Expr: it may have arguments */
    uint32_t expr;
} CppBase;

typedef struct CFolder {
    uint32_t parent; /* of the root: itself */
    uint32_t depth;
} CFolder;

typedef struct CState {
    const Program *p;
    Arena arena;
    /* units that a unit includes, one for each of its imports (UNIT_NONE: not in the repository):
     * includes[include_start[u] .. include_start[u + 1]) */
    uint32_t *include_start;
    UnitId *includes;
    /* the other way round: units that include a unit */
    uint32_t *includer_start;
    UnitId *includers;
    /* A unit that includes this one, and so may give it what it does not include itself; the one
     * that is most likely made with it. UNIT_NONE when nobody includes it. */
    UnitId *host;
    bool *is_foreign;    /* by unit: its path says that it is for a system unlike Linux */
    uint32_t *folder_of; /* by unit */
    CFolder *folders;
    /* names at file level: names[name_start[n] .. name_start[n + 1]), by the program's number */
    uint32_t *name_start;
    CName *names;
    UnitId *unit_of; /* by symbol */
    /* C++, empty when no unit is C++ */
    bool has_cpp;
    VEC(CppSpace) spaces;
    VEC(CppBase) bases;
    U64Map space_of_name;      /* parent << 32 | name -> space */
    U64Map space_of_alias;     /* the same for names that typedefs give to classes */
    uint32_t **space_of_scope; /* by unit and scope: the space that the scope is in or makes */
    U64Map space_of_def;       /* symbol of A::f -> space of A */
    struct CThread *threads;
    unsigned thread_count;
} CState;

static inline bool c_is_unit(const Program *p, UnitId u)
{
    return p->units[u].file->language == LANG_C || p->units[u].file->language == LANG_CPP;
}

static inline bool c_is_cpp(const Program *p, UnitId u)
{
    return p->units[u].file->language == LANG_CPP;
}

static inline const Def *c_def(const Program *p, UnitId unit, uint32_t def)
{
    return &p->units[unit].facts->defs[def];
}

/* -- one thread, resolving one unit -- */

/* How much of the include graph had to be walked to see a unit. */
typedef enum CSight {
    C_SIGHT_OWN,         /* the unit itself */
    C_SIGHT_CLOSURE,     /* it includes it, or what it includes does */
    C_SIGHT_CONDITIONAL, /* the same, but only inside an #if */
    C_SIGHT_HOST,        /* the file that includes the unit sees it */
    C_SIGHT_NONE,
} CSight;

/* Which kinds of definitions a name may mean. C++ has no tags, and asks for CPP_CLASS_... */
typedef enum CClass {
    C_CLASS_VALUE,
    C_CLASS_TYPE,
    C_CLASS_TAG,
    C_CLASS_MACRO,
    CPP_CLASS_VALUE, /* functions, variables, members; else types */
    CPP_CLASS_TYPE,
    CPP_CLASS_SCOPE, /* before a `::` */
    C_CLASS_COUNT
} CClass;

typedef struct CFound {
    SymbolId symbol; /* 0: nobody */
    UnitId unit;
    uint32_t def;
    uint8_t tier;
    bool is_certain; /* it is there whatever the build is told */
    /* what was seen, where the symbol is the definition behind it */
    SymbolId seen;
} CFound;

/* A struct, by the scope of its members. */
typedef struct CType {
    UnitId unit;
    uint32_t scope; /* 0: not known, or nothing with members */
    uint8_t arrays; /* dimensions around it */
} CType;

/* The type of an expression of C++. */
typedef struct CppType {
    uint32_t space;   /* of the class; CPP_NONE: none that is known */
    uint32_t outside; /* else the name of a class that is not in the repository: vector ... */
    uint32_t env;     /* template arguments, an index into envs; 0: none */
    uint8_t pointers;
    bool is_iterator; /* over such a container */
    bool is_pair;     /* what such a map holds */
    bool is_const;    /* the object, or what is pointed to */
    bool is_c;        /* from a file of C, whose types leave pointers out */
} CppType;

/* The arguments that a template is used with. */
typedef struct CppEnv {
    UnitId unit;
    uint32_t list;  /* EXPR_LIST in that unit */
    uint32_t outer; /* what type parameters in the list mean */
} CppEnv;

/* Memo with keys that are forgotten all at once. */
typedef struct CMemoEntry {
    uint64_t key;
    uint32_t generation;
    uint32_t value;
} CMemoEntry;

typedef struct CMemo {
    CMemoEntry *entries;
    uint32_t mask, used;
} CMemo;

typedef struct CThread {
    const CState *s;
    const Program *p;
    UnitId unit; /* that is being resolved */
    uint32_t generation;
    uint32_t *seen_at; /* by unit: generation * 8 + CSight */
    VEC(UnitId) queue;
    CMemo names; /* (name, class) -> index into found */
    VEC(CFound) found;
    CMemo types; /* symbol -> index into type_list: the type of its values */
    VEC(CType) type_list;
    uint32_t *expr_type; /* by Expr of the unit: index + 1 into type_list */
    size_t expr_cap;
    bool has_local_defs; /* types or tags defined inside functions */
    /* C++ */
    CMemo in_space[C_CLASS_COUNT]; /* (name, space, arguments) -> index into found */
    CMemo around[C_CLASS_COUNT];   /* the same, looked for outwards from the space */
    VEC(CppType) cpp_types;        /* expr_type and types lead here in units of C++ */
    VEC(CppEnv) envs;
    VEC(uint32_t) usings; /* spaces that `using namespace` opens in the unit */
    uint32_t steps_left;  /* of typing, in this unit */
} CThread;

/* -- resolve_c_include.c -- */

void c_find_includes(CState *s);
void c_find_folders(CState *s);
void c_find_foreign(CState *s);
/* Steps up and down between the folders of two units. */
unsigned c_distance(const CState *s, UnitId a, UnitId b);
/* To be added to a distance: a file for another system is far away from all that are not. */
static inline unsigned c_strangeness(const CState *s, UnitId from, UnitId to)
{
    return s->is_foreign[to] && !s->is_foreign[from] ? 100 : 0;
}
/* Marks what t->unit sees. */
void c_look_around(CThread *t);

static inline CSight c_sight(const CThread *t, UnitId u)
{
    return t->seen_at[u] / 8 == t->generation ? (CSight)(t->seen_at[u] % 8) : C_SIGHT_NONE;
}

/* -- resolve_c_library.c -- */

bool c_is_library_name(Str name);

/* -- resolve_c_name.c -- */

void c_index_names(CState *s);
/* Who a name at file level means for t->unit; kept for the unit. */
CFound c_lookup(CThread *t, uint32_t global_name, CClass class);
/* A definition in a function around the scope; symbol 0 when there is none. */
CFound c_lookup_local(CThread *t, uint32_t scope, NameId name, CClass class);
bool c_is_of_class(const Def *d, CClass class);
/* 0: always there; 1: likely; 2: inside an #if of which nothing is known; 3: likely not. */
unsigned c_conditionality(const Def *d);
bool c_is_always_there(const Def *d);

/* -- resolve_c_type.c -- */

CType c_type_of(CThread *t, UnitId unit, uint32_t expr, unsigned depth);
/* The member of that name; symbol 0 when the type is not known or has none. */
CFound c_member(CThread *t, CType type, uint32_t global_name);

/* -- resolve_cpp_space.c -- */

void cpp_find_spaces(CState *s);
void cpp_find_bases(CState *s);
/* The space that an Expr names, looked for from the scope outwards; CPP_NONE when there is none. */
uint32_t cpp_space_of_expr(const CState *s, UnitId unit, uint32_t expr, unsigned depth);
uint32_t cpp_space_in(const CState *s, uint32_t space, uint32_t name);
/* The space that a def makes: a class, a namespace. CPP_NONE for all others. */
uint32_t cpp_space_of_class(const CState *s, UnitId unit, uint32_t def);

/* -- resolve_cpp_name.c -- */

typedef enum CppObject { CPP_OBJECT_UNKNOWN, CPP_OBJECT_PLAIN, CPP_OBJECT_CONST } CppObject;

/* What overloads are chosen by. */
typedef struct CppCall {
    unsigned arguments; /* of the call plus one; 0: no call, or not known */
    uint32_t shapes;    /* the program's number for their shapes; 0: not known */
    uint8_t object;     /* CppObject: that a member function is called on */
    bool is_in_template;
    /* Of a class that has several bodies (specialisations): the scope of the one that the call is in,
     * and whether another one is meant, as in Base<T>::f(). 0: none. */
    bool is_of_base;
    uint32_t class_scope;
} CppCall;

/* Whether the code of the scope is in a member function that is const. */
CppObject cpp_object_around(const CThread *t, UnitId unit, uint32_t scope);
CppCall cpp_call_of(const CThread *t, UnitId unit, const Expr *e);
/* Tells the call in which body of the class `space` it is, where there are several. */
void cpp_in_class(const CThread *t, UnitId unit, const Expr *e, uint32_t space, bool is_of_base,
                  CppCall *call);
CFound cpp_lookup_in(CThread *t, uint32_t space, uint32_t name, CClass class, CppCall call);
/* There, else in its bases. */
CFound cpp_lookup_member(CThread *t, uint32_t space, uint32_t name, CClass class, CppCall call);
/* From a scope of a unit outwards. */
CFound cpp_lookup(CThread *t, UnitId unit, const Expr *e, CClass class);
void cpp_begin_unit(CThread *t);

/* -- resolve_cpp_type.c -- */

CppType cpp_type_of(CThread *t, UnitId unit, uint32_t expr, uint32_t env, unsigned depth);
/* Whom a reference means: names, members. */
CFound cpp_find(CThread *t, UnitId unit, uint32_t expr, uint32_t env, unsigned depth);

/* -- memo -- */

/* The place for the key's value; *ret_new tells that it is new. */
uint32_t *c_memo_at(CMemo *m, uint64_t key, uint32_t generation, bool *ret_new);
void c_memo_done(CMemo *m);

#endif
