/*
 * resolve_java.h -- shared by the files of the Java resolver:
 *
 *   resolve_java.c          preparing, references, edges
 *   resolve_java_names.c    who a simple name is: scopes, imports, packages, inherited members
 *   resolve_java_types.c    types of expressions, subtypes, rewriting of generic types
 *   resolve_java_fit.c      whether an argument fits a parameter, functional interfaces
 *   resolve_java_overloads.c which of several methods takes the arguments
 *   resolve_java_calls.c    who is called, what it gives, what lambdas are given
 *   resolve_java_library.c  the standard library, as far as types flow through it
 *
 * What the whole program has in common (JavaWorld) is made once and only read afterwards. What is
 * found out about types is kept for the unit at hand only (JavaThread), so that an answer never
 * depends on which units a thread had before.
 *
 * The library's declarations are units behind those of the program, with symbols behind the
 * program's; a reference that ends there is external.
 */
#ifndef FONDATION_GRAPH_RESOLVE_JAVA_H
#define FONDATION_GRAPH_RESOLVE_JAVA_H

#include "graph/resolve.h"
#include "syntax/packs/java_facts.h"

enum {
    JAVA_MAX_DEPTH = 48,      /* of one question about a type that leads to others */
    JAVA_MAX_BASES = 96,      /* classes and interfaces looked into for one member */
    JAVA_MAX_CANDIDATES = 96, /* methods of one name that are compared */
    JAVA_MAX_IMPORTS = 1000,  /* of one file */
    JAVA_MAX_SAME_NAME = 256, /* entities of one name in one scope that are looked at */
    JAVA_MAX_ARGUMENTS = 32,  /* of a call, that are looked at */
    JAVA_MAX_VARIABLES = 16,  /* type parameters told by one call */
    JAVA_MAX_SAME = 64,       /* classes of one full name that are compared */
};

#define JAVA_NONE_ID UINT32_MAX

typedef struct JavaImport {
    uint32_t name;     /* that it gives, the program's number; 0: all */
    uint32_t class_id; /* the class, or of a static import the class that has the member */
    uint32_t package;  /* of `import a.b.*`; JAVA_NONE_ID: not a package that is known */
    bool is_static;
} JavaImport;

typedef struct JavaUnit {
    const Facts *facts;    /* NULL: not a Java file */
    const uint32_t *names; /* by NameId: the program's number, or one behind */
    SymbolId first_symbol;
    uint32_t package;
    uint32_t scope_base; /* number of its scope 0 among all */
    JavaImport *imports;
    uint32_t import_count;
    Str path; /* empty in the library */
} JavaUnit;

typedef struct JavaClass {
    uint32_t unit, scope;
    uint32_t def;    /* 0: anonymous */
    uint32_t object; /* EXPR_OBJECT of an anonymous class */
    uint32_t next;   /* the next class of the same full name; JAVA_NONE_ID */
    uint32_t name;   /* the program's number */
} JavaClass;

typedef struct JavaThread JavaThread;

typedef struct JavaWorld {
    const Program *program;
    Arena arena;
    JavaUnit *units; /* the program's, then the library's */
    uint32_t unit_count;
    VEC(JavaClass) classes;
    uint32_t *class_of_scope; /* by scope_base + scope: class + 1 */
    StrMap packages;          /* name: number + 1 */
    U64Map package_classes;   /* package << 32 | name: class */
    U64Map members;           /* class << 32 | name: first def of that name in its scope */
    uint8_t *used_as;         /* by name: JAVA_USED_... */
    Interner own_names;       /* names that only the library has */
    uint32_t name_count;      /* all names are below it */
    uint32_t library_first;   /* its first unit */
    uint32_t lang_package;
    uint32_t object, string, enumeration, iterable, class_class; /* classes of the library */
    uint32_t boxes[JAVA_PRIMITIVE_COUNT];
    uint32_t name_values, name_value_of, name_length, name_equals, name_hash_code,
        name_to_string;
    JavaThread *threads;
    unsigned thread_count;
} JavaWorld;

/* Whether any class has a member of that kind and name: saves most searches. */
enum { JAVA_USED_FIELD = BIT(0), JAVA_USED_METHOD = BIT(1), JAVA_USED_TYPE = BIT(2) };

typedef uint32_t JavaType; /* 0: not known */

typedef enum JavaTypeKind {
    JAVA_TYPE_UNKNOWN,
    JAVA_TYPE_EXTERNAL, /* of a class that is neither in the program nor in the library; a: number
                            of its name, 0: not known */
    JAVA_TYPE_PRIMITIVE, /* a: JavaPrimitive */
    JAVA_TYPE_NULL,
    JAVA_TYPE_CLASS,     /* a: class, b: arguments (0: raw, or of the class itself) */
    JAVA_TYPE_ARRAY,     /* of a */
    JAVA_TYPE_PARAMETER, /* a: unit, b: its EXPR_JAVA_TYPE_PARAMETER */
    JAVA_TYPE_LAMBDA,  /* a lambda or method reference before it has a type; a: unit, b: Expr */
    JAVA_TYPE_ALL,     /* a & b: a: list */
    JAVA_TYPE_CONS,    /* list: a, then b */
    JAVA_TYPE_PACKAGE, /* a: number of the name in JavaThread.dotted */
} JavaTypeKind;

typedef struct JavaTypeRow {
    uint8_t kind;
    bool has_parameters;
    uint32_t a, b;
} JavaTypeRow;

/* What type parameters stand for: those of one class by position, and single ones. */
typedef struct JavaBinding {
    uint32_t unit, scope; /* whose parameters `arguments` are for */
    JavaType arguments;
    size_t count;
    JavaType keys[JAVA_MAX_VARIABLES], values[JAVA_MAX_VARIABLES];
} JavaBinding;

typedef struct JavaMember {
    uint32_t unit, def; /* def 0: there is none */
    JavaType owner;     /* the class it is declared in, with the receiver's arguments */
    bool is_external;   /* it may come from a class outside */
} JavaMember;

typedef struct JavaCall {
    JavaMember method; /* a constructor where that is called */
    Tier tier;
    JavaType result;
    JavaBinding binding; /* of the method's own parameters, as far as arguments tell */
} JavaCall;

/* A type and all it inherits from, in the order in which members are looked for: the class, its
 * superclasses, then interfaces, Object last. */
typedef struct JavaLine {
    uint32_t first, count; /* in line_types */
    bool is_open;          /* something outside is among them */
} JavaLine;

struct JavaThread {
    JavaWorld *world;
    uint32_t unit;
    VEC(JavaTypeRow) types;
    uint32_t *type_slots;
    size_t type_slot_count;
    Interner dotted;          /* names of packages, or of what may be one */
    VEC(uint32_t) expr_types; /* type + 2; 1: being found out; 0: not asked yet */
    VEC(uint32_t) expr_calls; /* by callee: index + 1 into calls */
    VEC(JavaCall) calls;
    U64Map type_names;    /* unit << 32 | name: class + 2; 1: external */
    U64Map foreign_types; /* unit << 32 | expr: as expr_types, for other units */
    U64Map fields;        /* type << 34 | name << 2 | use: index into field_rows */
    VEC(JavaMember) field_rows;
    U64Map bases;     /* class: list of types, + 1; 0: being found out */
    U64Map functions; /* type: index into function_rows */
    VEC(JavaMember) function_rows;
    U64Map lines; /* type: index into line_rows */
    VEC(JavaLine) line_rows;
    VEC(JavaType) line_types;
    unsigned depth;
};

/* -- names -- */

void java_world_names(JavaWorld *w);   /* packages, classes, members */
void java_world_imports(JavaWorld *w); /* after it */
const Facts *java_facts(const JavaThread *t, uint32_t unit);
static inline const JavaClass *java_class_row(const JavaThread *t, uint32_t class_id)
{
    return &t->world->classes.at[class_id];
}
/* The innermost class around a scope; JAVA_NONE_ID outside of classes. */
uint32_t java_class_around(const JavaThread *t, uint32_t unit, uint32_t scope);
/* The type that a simple name means at a place; 0: none, EXTERNAL: of outside. */
JavaType java_type_named(JavaThread *t, uint32_t unit, uint32_t scope, NameId name);
uint32_t java_class_in_package(const JavaThread *t, uint32_t unit, Str package, uint32_t name);
bool java_is_interface(const JavaThread *t, JavaType type);
/* What members of the type are looked for in. */
JavaLine java_line(JavaThread *t, JavaType type);
/* A field, or member class, of a type or what it inherits. `name` is the program's number. */
JavaMember java_field_of(JavaThread *t, JavaType type, uint32_t name);
JavaMember java_class_in(JavaThread *t, JavaType type, uint32_t name);
/* The class whose definition the member is; JAVA_NONE_ID. */
uint32_t java_class_of(const JavaThread *t, JavaMember m);
/* A field that a simple name means at a place: of the classes around, or imported. */
JavaMember java_field_named(JavaThread *t, uint32_t unit, uint32_t scope, uint32_t name,
                            Tier *tier);
/* The inherited field that goes before a captured local; def 0: it is the local. */
JavaMember java_captured_field(JavaThread *t, uint32_t unit, const Expr *e);
/* Methods of that name, nearest class first; returns how many. */
size_t java_methods_of(JavaThread *t, JavaType type, uint32_t name, JavaMember *out, size_t max,
                       bool *ret_is_external);
size_t java_methods_named(JavaThread *t, uint32_t unit, uint32_t scope, uint32_t name,
                          JavaMember *out, size_t max, bool *ret_is_external, Tier *ret_tier);
size_t java_constructors_of(JavaThread *t, JavaType type, JavaMember *out, size_t max);
const Def *java_def(const JavaThread *t, JavaMember m);

/* -- types -- */

void java_thread_init(JavaThread *t, JavaWorld *w);
void java_thread_done(JavaThread *t);
void java_thread_begin(JavaThread *t, uint32_t unit);
JavaType java_make_type(JavaThread *t, uint8_t kind, uint32_t a, uint32_t b);
static inline JavaTypeRow java_row(const JavaThread *t, JavaType type)
{
    return t->types.at[type];
}
JavaType java_value_type(JavaThread *t, uint32_t unit, uint32_t expr);
JavaType java_rewrite(JavaThread *t, JavaType type, const JavaBinding *b);
JavaBinding java_binding_of(const JavaThread *t, JavaType owner);
/* The classes and interfaces that a class extends, as a list of types in its own parameters. */
JavaType java_bases_of(JavaThread *t, uint32_t class_id);
/* `type` seen as one of its supertypes; 0 when it is none. *is_open: something outside is among
 * its supertypes. */
JavaType java_as_super(JavaThread *t, JavaType type, uint32_t class_id, bool *is_open);
/* The bound of a type parameter; other types as they are. */
JavaType java_bounded(JavaThread *t, JavaType type);
JavaType java_nth(const JavaThread *t, JavaType list, uint32_t index);
JavaType java_member_type(JavaThread *t, JavaMember m);
JavaType java_boxed(JavaThread *t, JavaType type);

/* -- fitting -- */

/* How an argument fits a parameter; the worst of a call decides. */
typedef enum JavaFit {
    JAVA_FIT_NOT,
    JAVA_FIT_VARIADIC,
    JAVA_FIT_LOOSE,
    JAVA_FIT_UNKNOWN,
    JAVA_FIT_STRICT
} JavaFit;

/* The method of a functional interface; def 0: there is none. */
typedef JavaMember JavaFunction;

JavaFit java_fit(JavaThread *t, JavaType wanted, JavaType given, unsigned depth);
/* The one method that a lambda of this type stands for. */
JavaFunction java_function_of(JavaThread *t, JavaType type);
const Def *java_function_def(const JavaThread *t, JavaFunction f);
/* Types of the function's index-th parameter and result, in terms of the receiver's arguments. */
JavaType java_function_parameter(JavaThread *t, JavaFunction f, uint32_t index);
JavaType java_function_result(JavaThread *t, JavaFunction f);
bool java_is_primitive(const JavaThread *t, JavaType type);
bool java_is_void(const JavaThread *t, JavaType type);
/* Items of an EXPR_LIST, at most 255. */
uint32_t java_count_list(const Facts *f, uint32_t list);

/* -- overloads -- */

typedef struct JavaCandidate {
    JavaMember method;
    uint32_t count; /* of parameters */
    bool is_variadic;
    bool is_known; /* parameters were found out */
    JavaType parameters[JAVA_MAX_ARGUMENTS];
    JavaFit fit;  /* the worst of its arguments */
    bool is_sure; /* nothing unknown among them */
} JavaCandidate;

typedef struct JavaChoice {
    JavaMember method;
    bool is_sure;
} JavaChoice;

typedef struct JavaArguments {
    JavaType types[JAVA_MAX_ARGUMENTS];
    uint32_t count; /* of all; only the first JAVA_MAX_ARGUMENTS have types */
} JavaArguments;

JavaArguments java_arguments_of(JavaThread *t, uint32_t list);
JavaCandidate java_candidate_of(JavaThread *t, JavaMember m);
/* The parameter that takes the index-th argument; `spread`: as one of a variable number. */
JavaType java_parameter_for(const JavaThread *t, const JavaCandidate *c, uint32_t index,
                            bool spread);
/* Whether the arguments are given one by one to a variable parameter. */
bool java_is_spread(const JavaThread *t, const JavaCandidate *c, const JavaArguments *a);
/* Moves those that take so many arguments to the front; returns how many there are. */
size_t java_keep_by_count(const JavaThread *t, JavaMember *methods, size_t count,
                          uint32_t given);
/* Of at least one. */
JavaChoice java_choose(JavaThread *t, const JavaMember *methods, size_t count,
                       const JavaArguments *a);

/* -- calls -- */

/* Who is called by a callee (EXPR_NAME or EXPR_MEMBER with EXPR_IS_CALLED, EXPR_JAVA_CONSTRUCTOR)
 * of the thread's unit. Good until the next question. */
const JavaCall *java_call(JavaThread *t, uint32_t expr);
JavaType java_call_result(JavaThread *t, uint32_t expr);
JavaType java_lambda_parameter(JavaThread *t, uint32_t expr);
/* Who a method reference is. */
JavaMember java_reference(JavaThread *t, uint32_t expr, Tier *ret_tier);

extern const char *const java_library[]; /* sources, ended by NULL */

#endif
