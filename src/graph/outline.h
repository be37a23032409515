/*
 * outline.h -- steps 1 to 3 as pure thinking: which ideas a repository is made of, how they lean on
 * each other, and in which order to learn them.
 *
 *   outline_choose   abstractions: an idea a maintainer would name, carried by symbols and files
 *   outline_relate   relations between them, each with the edges that show it
 *   outline_order    a reading order, and the prerequisites of each
 *
 * An abstraction grows from a seed symbol of the ranking (rank.h); files and symbols join the seed
 * they are closest to by directory, resolved edges and words. Names come from the repository: the
 * seed's own words, the heading under which its documents discuss it.
 *
 * Pure: no clock, no files, no environment; the same Program gives the same Outline.
 */
#ifndef FONDATION_GRAPH_OUTLINE_H
#define FONDATION_GRAPH_OUTLINE_H

#include "graph/program.h"

enum {
    OUTLINE_MAX_ABSTRACTIONS = 15,
    OUTLINE_MAX_SYMBOLS = 40, /* of one abstraction, the most telling first */
    OUTLINE_MAX_EVIDENCE = 5, /* edges kept to show one relation */
};

/* Words with the place they were found at. `unit` or `path` says where. */
typedef struct Quote {
    Str text; /* as in the source, comment markers removed; empty: nothing was found */
    Str path;
    uint32_t line; /* first and last line it was taken from */
    uint32_t end_line;
} Quote;

typedef struct Abstraction {
    char id[17]; /* stable: hash of (kind, path, qualified name) of the seed */
    Str slug;    /* unique within the outline */
    Str name;    /* "Event loop" */
    Quote
        name_source; /* why it is called so: heading, doc comment; empty when from the symbol */
    Quote definition; /* one sentence of the repository's own; empty when it has none */
    SymbolId seed;
    SymbolId *symbols; /* that carry it: seed first, then by weight; fields and locals never */
    uint32_t symbol_count;
    UnitId *units; /* files that belong to it, the most telling first */
    uint32_t unit_count;
    double score;      /* of the ranking; only the order of scores means something */
    bool is_entry;     /* holds an entry point or what users call first */
    uint32_t users;    /* files of other parts that refer to its seed */
    uint32_t mentions; /* sections of documents that name it */
    uint32_t told_at;  /* the first of them, counted through all documents; UINT32_MAX: none */
    uint32_t
        told_in; /* the document it stands in: 0 is the first, the README; UINT32_MAX: none */
} Abstraction;

typedef struct Relation {
    uint32_t from, to; /* indices of abstractions; `from` uses `to` */
    uint8_t kind;      /* EdgeKind that is most frequent */
    uint32_t count;    /* edges with confidence from EDGE_CONFIDENCE_FACT on */
    uint32_t strong;   /* calls and inheritance among them */
    uint32_t files;    /* distinct files that they stand in */
    uint32_t evidence
        [OUTLINE_MAX_EVIDENCE]; /* indices into program->edges, the most telling first */
    uint32_t evidence_count;
} Relation;

/* What belongs to no chapter, and why: reported, never silently dropped. */
typedef struct LeftOut {
    Str what; /* a path, a folder with '/', or an entry point */
    Str reason;
} LeftOut;

typedef struct EntryPoint {
    Str kind; /* "main", "command", "route", "export", "test" ... */
    Str name; /* "main", "GET /users", "fondation" */
    Str path;
    uint32_t line;
    SymbolId symbol;      /* 0 when it is none */
    uint32_t abstraction; /* UINT32_MAX when none holds it */
} EntryPoint;

typedef struct Outline {
    Abstraction *abstractions; /* in reading order once outline_order ran */
    uint32_t abstraction_count;
    Relation *relations; /* sorted by (from, to) */
    uint32_t relation_count;
    uint32_t *
        prerequisites; /* prerequisites[prerequisite_start[i] .. [i + 1]) of abstraction i: all < i */
    uint32_t *prerequisite_start;
    EntryPoint *entry_points;
    uint32_t entry_point_count;
    LeftOut *left_out;
    uint32_t left_out_count;
    /* By symbol: 1 + the abstraction it belongs to, 0: none; of the outline as it is ordered now.
     * NULL in an outline that was read back from a course: then files and listed symbols tell. */
    uint32_t *owner_of;
} Outline;

typedef struct OutlineAsk {
    unsigned
        chapters; /* wanted; 0: chosen from the repository, 1 to OUTLINE_MAX_ABSTRACTIONS */
    Str prompt;   /* what the reader wants to learn: words of it raise what they name */
    const struct Project
        *project; /* documents, manifests, commands (source/project.h); may be NULL */
    const struct History *history; /* may be NULL */
    const volatile sig_atomic_t *stop;
} OutlineAsk;

/* Everything lives in `a`. Never fails on odd input; a repository without a symbol gives at least
 * one abstraction for its largest document, or none when there is nothing at all. */
void outline_choose(const Program *p, const OutlineAsk *ask, Arena *a, Outline *ret);
void outline_relate(const Program *p, Arena *a, Outline *o);
void outline_order(const Program *p, Arena *a, Outline *o);

#endif
