/*
 * program.h -- all files' facts together: symbols with numbers, names, and the resolved edges.
 *
 *   unit      one analysed file
 *   symbol    one Def of one unit; SymbolId = the unit's first_symbol + the def's index
 *   edge      a reference in some unit, resolved to a symbol (or to a unit: an imported module)
 *
 * Everything is sorted by path and offset, so the same commit gives the same Program on one core or
 * many, with a cold cache or a warm one.
 */
#ifndef FONDATION_GRAPH_PROGRAM_H
#define FONDATION_GRAPH_PROGRAM_H

#include "base/map.h"
#include "source/checkout.h"
#include "syntax/facts.h"

typedef uint32_t SymbolId; /* 0: none */
typedef uint32_t UnitId;
#define UNIT_NONE UINT32_MAX

typedef struct Unit {
    const SourceFile *file;
    const Facts *facts;
    SymbolId first_symbol;        /* of the dummy def 0; def i is first_symbol + i */
    const uint32_t *global_names; /* by NameId of the unit: the program's number for the name */
} Unit;

/* How an edge was found; the order is that of trust. `confidence` in percent is what the tier was
 * measured at (doc/benchmarks.md); from EDGE_CONFIDENCE_FACT on it may be printed as fact. */
/* clang-format off */
#define TIERS(X)                                                          \
    X(NONE,     "none",      0)                                           \
    X(EXACT,    "exact",    99)  /* lexical scope, same file */           \
    X(IMPORT,   "import",   99)  /* through an import or include */       \
    X(MEMBER,   "member",   98)  /* of self, the class, the module */     \
    X(TYPED,    "typed",    98)  /* of the receiver's inferred type */    \
    X(LIKELY,   "likely",   85)  /* several signs, none certain */        \
    X(UNIQUE,   "unique",   50)  /* the only one of that name: a guess */ \
    X(EXTERNAL, "external",  0)  /* resolved to something outside */
/* clang-format on */

typedef enum Tier {
#define X(id, name, confidence) TIER_##id,
    TIERS(X)
#undef X
        TIER_COUNT
} Tier;

const char *tier_name(Tier tier);
unsigned tier_confidence(Tier tier); /* percent */
enum { EDGE_CONFIDENCE_FACT = 80 };  /* percent; what verification asks for */

typedef enum EdgeKind {
    EDGE_USE, /* mentions it: reads a variable, takes an address */
    EDGE_CALL,
    EDGE_WRITE,
    EDGE_TYPE,    /* uses it as a type */
    EDGE_INHERIT, /* extends, implements, embeds */
    EDGE_IMPORT,  /* names it in an import */
    EDGE_DECORATE,
    EDGE_KIND_COUNT
} EdgeKind;

const char *edge_kind_word(EdgeKind kind); /* "calls", "writes" ... */

typedef struct Edge {
    SymbolId from; /* enclosing def; the unit's symbol 0 (first_symbol) at file level */
    SymbolId to;   /* first_symbol of a unit: the module itself */
    UnitId unit;   /* where the reference stands */
    uint32_t at;   /* its offset there */
    uint8_t kind;  /* EdgeKind */
    uint8_t tier;  /* Tier */
    uint16_t reserved;
} Edge;

typedef struct ResolveCounts {
    uint64_t references; /* all that were tried */
    uint64_t by_tier[TIER_COUNT];
} ResolveCounts;

typedef struct Program {
    const Checkout *checkout;
    struct FactsCache *cache; /* facts may lie in it; NULL: none */
    Unit *units;              /* sorted by path */
    uint32_t unit_count;
    SymbolId symbol_count; /* all symbols are below it; 0 is never used */
    Interner names;        /* the program's numbers for names */
    /* symbols by name: symbols_of_name[name_start[n] .. name_start[n+1]) */
    uint32_t *name_start;
    SymbolId *symbols_of_name;
    /* resolved references, sorted by (unit, at); those out of `to` sorted in edges_in */
    Edge *edges;
    size_t edge_count;
    size_t *unit_edges; /* by unit: edges[unit_edges[u] .. unit_edges[u + 1]) */
    uint32_t *edges_in; /* indices into edges, grouped by target */
    size_t *in_start;   /* by symbol: edges_in[in_start[s] .. in_start[s+1]) */
    ResolveCounts counts[LANG_COUNT];
    Arena arena;
    Arena *thread_arenas;
    unsigned thread_count;
} Program;

typedef struct ProgramAsk {
    const Checkout *checkout;
    const char *cache_dir; /* NULL: no cache of facts */
    unsigned threads;      /* 0: all cores */
    const volatile sig_atomic_t *stop;
    /* Told as files are read; from any thread, one call at a time. May be NULL. */
    void (*progress)(void *self, size_t done, size_t total);
    void *progress_self;
} ProgramAsk;

typedef struct ProgramTimes {
    int64_t read_wall_ns, read_cpu_ns; /* reading, parsing, extracting */
    int64_t resolve_wall_ns, resolve_cpu_ns;
    uint64_t bytes, files, cached_files, lexical_files;
} ProgramTimes;

/* Steps: read all files (program_read), then resolve (program_resolve, resolve.h). */
MUST_CHECK ErrCode program_read(const ProgramAsk *ask, Program **ret, ProgramTimes *times,
                                Err *err);
void program_free(Program *p);

UnitId program_unit_of(const Program *p, SymbolId s);
UnitId program_find_unit(const Program *p, Str path); /* UNIT_NONE when it is not analysed */
const Def *program_def(const Program *p, SymbolId s); /* the dummy for a module */
Str program_name(const Program *p, SymbolId s);
/* "Class.method", "ns::f": the names of the enclosing defs, joined as the language does. */
Str program_qualified_name(const Program *p, Arena *a, SymbolId s);
/* Symbols whose name has this number, in order of (path, offset). */
const SymbolId *program_symbols_named(const Program *p, uint32_t global_name,
                                      size_t *ret_count);

#endif
