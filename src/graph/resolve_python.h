/*
 * resolve_python.h -- what the parts of the Python resolver share: a small type inferencer.
 *
 * A type answers one question: what does `value.name` mean? So a type is a class of the
 * repository, a module, a function, one of a few containers that hand on what they hold, or a
 * union of those; everything that Python or a library brings along is TYPE_EXTERNAL, and what
 * cannot be known is TYPE_UNKNOWN. None is left out of unions: it has no attributes.
 *
 * Two phases make the result the same on any number of threads. First, alone and in the order
 * of the units, imports, base classes, and the types of all definitions are found and written
 * to tables (pyworld_new). Then units are resolved in parallel: each thread reads the tables,
 * keeps what it infers of expressions in the unit at hand only, and numbers new types in a
 * list of its own.
 *
 * What always holds: inference goes at most PY_MAX_DEPTH calls deep; asking for a type that is
 * just being found gives TYPE_UNKNOWN, so no cycle hangs.
 */
#ifndef FONDATION_GRAPH_RESOLVE_PYTHON_H
#define FONDATION_GRAPH_RESOLVE_PYTHON_H

#include "graph/resolve.h"
#include "syntax/packs/python.h"

enum {
    PY_MAX_DEPTH = 120,        /* of inference */
    PY_MAX_UNION = 8,          /* members of a union */
    PY_MAX_MRO = 160,          /* classes that one inherits from */
    PY_MAX_STAR_DEPTH = 8,     /* `import *` of `import *` ... */
    PY_MAX_CHAIN = 400,        /* bindings of one name that are looked through for one use */
    PY_MAX_BINDINGS = 24,      /* of one local that are looked at, the last before a use */
    PY_MAX_TYPE_VARIABLES = 8, /* of one class or call */
    PY_MAX_TYPE_WEIGHT = 200,  /* parts of one type: larger ones are unknown */
};

/* -- types (resolve_python_types.c) -- */

typedef uint32_t TypeId;
enum {
    TYPE_UNSET = 0, /* in tables: not found yet */
    TYPE_UNKNOWN,
    TYPE_BUSY, /* in tables: just being found */
    TYPE_NONE, /* None */
    TYPE_EXTERNAL,
    TYPE_FIRST_FREE,
};

typedef enum PyTypeKind {
    PYT_ATOM,            /* one of the numbers above */
    PYT_MODULE,          /* sym: unit */
    PYT_PACKAGE,         /* sym: number of a folder without __init__.py */
    PYT_EXTERNAL_MODULE, /* sym: the program's number of its name */
    PYT_CLASS,           /* the class itself; sym: symbol, a: type arguments */
    PYT_INSTANCE,        /* of the class */
    PYT_SELF,            /* instance of the class or of whatever inherits it; sym: symbol */
    PYT_SELF_CLASS,      /* the class or whatever inherits it */
    PYT_SUPER,           /* super() in the class; sym: symbol */
    PYT_FUNCTION,        /* sym: symbol, a: type of the receiver or 0 */
    PYT_LAMBDA,          /* sym: unit, a: Expr */
    PYT_CALLABLE,        /* a: type of the result, b: PYT_LIST of what it is given or 0 */
    PYT_BUILTIN,         /* instance; sym: PyBuiltin, a: type arguments */
    PYT_BUILTIN_CLASS,
    PYT_BUILTIN_METHOD, /* sym: the program's number of its name, a: type of the receiver */
    PYT_SPECIAL,        /* sym: PySpecial */
    PYT_FORM, /* an expression that stands for type a: Optional[X], X | Y, a type variable */
    PYT_VARIABLE, /* a type variable; sym: unit, a: Expr of its making, or Local when b is 1 */
    PYT_UNION,    /* a or b */
    PYT_LIST,     /* of type arguments: a, then b */
} PyTypeKind;

enum { PYT_HAS_VARIABLE = BIT(0), PYT_HAS_SELF = BIT(1) };

typedef struct PyType {
    uint8_t kind;
    uint8_t flags;   /* PYT_HAS_... */
    uint16_t weight; /* of all types it is made of */
    uint32_t sym, a, b;
} PyType;

typedef struct PyTypes {
    VEC(PyType) at;
    uint32_t *slots; /* place in `at` + 1 */
    uint32_t slot_count;
    const struct PyTypes *base; /* types of the first phase; NULL in those themselves */
} PyTypes;

/* Containers as far as they hand on what they hold. */
typedef enum PyBuiltin {
    PYB_OTHER,     /* str, int ... : nothing */
    PYB_ITERABLE,  /* of arg 0 */
    PYB_MAPPING,   /* arg 0 to arg 1 */
    PYB_TUPLE,     /* of the args in order */
    PYB_CONTEXT,   /* `with` gives arg 0 */
    PYB_AWAITABLE, /* `await` gives arg 0 */
    PYB_HOLDER,    /* get() gives arg 0 */
} PyBuiltin;

/* Names of typing, collections, builtins ... that do something to types. */
typedef enum PySpecial {
    PYS_NONE,
    PYS_ITERABLE,
    PYS_MAPPING,
    PYS_TUPLE,
    PYS_CONTEXT,
    PYS_AWAITABLE,
    PYS_COROUTINE,
    PYS_HOLDER,
    PYS_OTHER,
    PYS_TYPE,
    PYS_CALLABLE,
    PYS_UNWRAP,
    PYS_UNION,
    PYS_ANY,
    PYS_SELF,
    PYS_GENERIC,
    PYS_BARE,
    /* functions */
    PYS_ENUMERATE,
    PYS_ZIP,
    PYS_NEXT,
    PYS_SAME,
    PYS_CAST,
    PYS_TYPE_VARIABLE,
    PYS_NEW_TYPE,
    PYS_MAP,
    PYS_ANY_OF,
    PYS_FILTER,
    PYS_CONTEXT_MANAGER,
    PYS_CHAIN,
    PYS_WRAPS,
    PYS_REFERENCE,
    PYS_NEW,
} PySpecial;

/* -- the tables -- */

typedef struct PyTarget {
    SymbolId symbol; /* 0: it is no definition of the repository */
    TypeId type;     /* when there is no symbol: a module, something external, or unknown */
} PyTarget;

typedef struct PyUnit {
    TypeId *expr_types;    /* by Expr; written by whoever resolves the unit */
    PyTarget *imports;     /* by Import */
    const uint32_t *stars; /* Imports of `*` at file level */
    uint32_t star_count;
    bool is_python;
} PyUnit;

typedef struct PyClass {
    uint32_t mro_start, mro_count;     /* in PyWorld.mros: types with arguments, itself first */
    uint32_t param_start, param_count; /* its type variables, in PyWorld.params */
    SymbolId metaclass;
    bool has_unknown_base; /* a base that is not in the repository: it may have any attribute */
    bool is_busy, is_known;
} PyClass;

typedef struct PyMember {
    uint32_t owner; /* symbol of the class; first symbol of the unit for its file scope */
    uint32_t name;  /* the program's number */
    UnitId unit;
    uint32_t index;   /* of the def or import */
    uint8_t kind;     /* EntityKind */
    bool is_mixed;    /* a def that some import gives a rival to */
    bool is_declared; /* more than a value: function, class, import, or annotated */
} PyMember;

typedef struct PyModules PyModules;

typedef struct PyNames { /* the program's numbers of names with a meaning of their own */
    uint32_t enter, aenter, iter, aiter, next, anext, getitem, call, get, class, init, new;
    uint32_t dict_get, pop, setdefault, values, items, keys, copy;
} PyNames;

typedef struct PyThread {
    struct PyWorld *w;
    PyTypes types;
    UnitId
        unit; /* at hand; only its expressions' types are kept. UNIT_NONE: of all (phase one) */
    unsigned depth;
} PyThread;

typedef struct PyWorld {
    const Program *p;
    Arena arena;
    PyModules *modules;
    PyUnit *units;
    TypeId *def_types, *return_types; /* by symbol */
    uint32_t *class_of;               /* by symbol: place in classes, 0: none */
    uint32_t *first_parameter;        /* by symbol of a function: Local, 0: none */
    VEC(PyClass) classes;
    VEC(TypeId) mros, params;
    PyMember *members;
    uint32_t member_slots;
    uint8_t *specials; /* by the program's number of a name: PySpecial */
    PyNames names;
    PyThread main;
    PyThread *threads;
    unsigned thread_count;
    bool is_ready; /* the first phase is over: the tables are only read */
} PyWorld;

TypeId pytype_make(PyThread *t, PyTypeKind kind, uint32_t sym, uint32_t a, uint32_t b);
PyType pytype_get(const PyThread *t, TypeId id);
TypeId pytype_union(PyThread *t, TypeId a, TypeId b);
TypeId pytype_arg(const PyThread *t, TypeId type,
                  unsigned number); /* TYPE_UNKNOWN beyond the last */
TypeId pytype_builtin(PyThread *t, PyBuiltin kind, TypeId arg_0, TypeId arg_1);
void pytypes_done(PyTypes *types);

/* What type variables stand for, and who `self` is. */
typedef struct PyEnv {
    TypeId variables[PY_MAX_TYPE_VARIABLES];
    TypeId values[PY_MAX_TYPE_VARIABLES];
    unsigned count;
    TypeId self; /* 0: left as it is */
} PyEnv;

TypeId pytype_put(PyThread *t, TypeId type, const PyEnv *env);

/* -- modules (resolve_python_modules.c) -- */

PyModules *pymodules_new(PyWorld *w);
void pymodules_free(PyModules *m);
/* The type of module `name` ("a.b.c") as the unit sees it, with `level` dots in front;
 * TYPE_UNKNOWN when the repository has none. */
TypeId pymodule_find(PyThread *t, UnitId from, Str name, unsigned level);
/* A conftest.py in the folder of the unit or around it, the nearest first; `level` counts
 * them. */
UnitId pymodule_conftest(const PyWorld *w, UnitId from, unsigned level);
/* Module `name` inside a module or folder. */
TypeId pymodule_child(PyThread *t, TypeId module, Str name);
/* Whether special names may come from a module of that name. */
bool pymodule_is_standard(Str name);

/* -- special names (resolve_python_special.c) -- */

uint8_t *pyspecial_table(const Program *p, Arena *a);
TypeId pyspecial_type(PyThread *t, PySpecial special);
/* special[args...], where a type stands. */
TypeId pyspecial_index(PyThread *t, PySpecial special, UnitId u, uint32_t args);
/* special(args...), whose call is Expr `call`. */
TypeId pyspecial_call(PyThread *t, PySpecial special, UnitId u, uint32_t call);
/* receiver.name(...) of a container. */
TypeId pybuiltin_method_call(PyThread *t, uint32_t name, TypeId receiver);

/* -- inference (resolve_python_expr.c, _call.c, _name.c, _def.c, _class.c, _member.c,
 * _fixture.c) -- */

/* How an attribute was found. */
typedef struct PyFound {
    SymbolId symbol; /* 0: `type` says what it is */
    TypeId type;
    TypeId owner; /* the class, with type arguments, that has it; TYPE_UNSET: a module */
    TypeId receiver;
} PyFound;

/* The type of what a pytest fixture gives a parameter of that name; TYPE_UNKNOWN: there is
 * none. */
TypeId pyfixture_type(PyThread *t, UnitId u, const Def *user, NameId name);

/* What a name in an expression means. */
typedef struct PyName {
    EntityKind kind; /* ENTITY_NONE: of no scope here: a builtin, `import *`, or unknown */
    uint32_t scope;
    Entity first;    /* of the chain in that scope */
    TypeId narrowed; /* TYPE_UNSET: by no test */
    uint32_t narrowed_at;
} PyName;

/* One value that is bound to a name. */
typedef struct PyBinding {
    uint32_t type, value; /* Exprs */
    uint32_t start;       /* from where the value is there */
    const Local *local;   /* NULL: of a def */
} PyBinding;

TypeId pyinfer_expr(PyThread *t, UnitId u, uint32_t e);
/* What an annotation declares: the type of the instance. */
TypeId pyinfer_annotation(PyThread *t, UnitId u, uint32_t e);
TypeId pyinfer_instance_of(PyThread *t, TypeId class);
TypeId pyinfer_class_of(PyThread *t, TypeId instance);
TypeId pyinfer_def(PyThread *t, SymbolId s);
TypeId pyinfer_return(PyThread *t, SymbolId function);
TypeId pyinfer_call(PyThread *t, TypeId callee, UnitId u, uint32_t call);
TypeId pyinfer_element(PyThread *t, TypeId type); /* when iterated */
TypeId pyinfer_local(PyThread *t, UnitId u, const Local *l);
/* The types of an EXPR_LIST of annotations, as PYT_LIST; 0 when it is empty. */
uint32_t pyinfer_arguments(PyThread *t, UnitId u, uint32_t list);
/* The lambda's parameter that PY_EXPECTED stands for. */
TypeId pycall_expected(PyThread *t, UnitId u, const Expr *e);

bool pydef_is_variable(const Def *d);
const Def *pydef_of(const PyThread *t, SymbolId s, UnitId *ret_unit);
bool pybinding_next(const Facts *f, Entity e, PyBinding *ret); /* false: it binds no value */
void pyname_find(PyThread *t, UnitId u, const Expr *e, PyName *ret);
TypeId pyname_type(PyThread *t, UnitId u, const Expr *e);
/* What the last assignment before the use gave, when it was made in any case. */
TypeId pyname_assigned(PyThread *t, UnitId u, const Expr *e, const PyName *n);
/* typing.Self is the class around the expression; any other type is itself. */
TypeId pyname_own_class(PyThread *t, UnitId u, const Expr *e, TypeId type);
/* What is left of `type` where it is known to be `test`. */
TypeId pyname_narrow(PyThread *t, TypeId type, TypeId test);
/* The symbol or type of a name that pyname_find found as a def or import, or did not find. */
PyTarget pyname_target(PyThread *t, UnitId u, const Expr *e, const PyName *n);

const PyClass *pyclass_get(PyThread *t, SymbolId class);
/* The arguments of a class's type as an environment for what its body says. */
void pyclass_env(PyThread *t, TypeId type, PyEnv *env);
/* The class around a scope, as `self` and super() mean it; 0: none. */
SymbolId pyclass_around(const PyThread *t, UnitId u, uint32_t scope);
/* As Python's type checkers do: a declaration anywhere in what is inherited goes before a
 * mere value. */
bool pymember_find(PyThread *t, TypeId base, uint32_t name, PyFound *ret);
/* Whether that finds a declaration. */
bool pymember_is_declared(const PyThread *t, const PyFound *found);
TypeId pymember_type(PyThread *t, const PyFound *found);
/* The result of calling the type's method `name` (a dunder); TYPE_UNKNOWN when it has none. */
TypeId pymember_call(PyThread *t, TypeId base, uint32_t name);
/* The instance of a builtin container that the class inherits from; TYPE_UNKNOWN: none. */
TypeId pymember_builtin_base(PyThread *t, TypeId base);
PyTarget pymember_of_module(PyThread *t, UnitId module, uint32_t name, unsigned depth);
const PyMember *pymember_lookup(const PyWorld *w, uint32_t owner, uint32_t name);
/* Of a chain of entities, the one that a reader wants to see: the implementation of
 * overloads; of functions or classes that follow each other the last that stands before
 * `before`. */
Entity pyentity_choose(const Facts *f, Entity first, uint32_t before, bool *ret_is_mixed);
/* Whether code in scope `from` runs where the names of `scope` are bound, so that it sees the
 * bindings before it only. */
bool pyscope_is_in_line(const Facts *f, uint32_t from, uint32_t scope);

void pymembers_build(PyWorld *w);
/* Follows an import, and the imports that it leads over: each is found once. */
PyTarget pyimport_follow(PyThread *t, UnitId u, uint32_t index);

PyWorld *pyworld_new(const Program *p, unsigned threads);
void pyworld_free(PyWorld *w);

/* Entities of a chain, the first PY_MAX_CHAIN of them: no file makes looking up quadratic. */
#define PY_EACH_ENTITY(f, first, e)                         \
    for (                                                   \
        struct {                                            \
            Entity at;                                      \
            unsigned count;                                 \
        } e = {(first), 0};                                 \
        e.at.kind != ENTITY_NONE && e.count < PY_MAX_CHAIN; \
        e.at = facts_next_entity((f), e.at), e.count++)

static inline const Facts *py_facts(const PyThread *t, UnitId u)
{
    return t->w->p->units[u].facts;
}

static inline uint32_t py_global(const PyThread *t, UnitId u, NameId name)
{
    return t->w->p->units[u].global_names[name];
}

#endif
