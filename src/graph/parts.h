/*
 * parts.h -- the repository as a tree of folders, modules and what carries them.
 *
 *   item     an outermost definition outside of tests: class with its members, struct, function
 *   module   the files that are one thing: ae.c with ae.h, an interface with its only implementation,
 *            a file of its own
 *   folder   modules and folders below one path
 *
 * Tests, examples, documents and build files are no modules: what refers to an item from there counts
 * as evidence for it. Where a repository has nothing else, they are all there is and so are taken.
 *
 * Types that stand in a header for many files (dat.h, server.h) belong to the module that makes
 * them or bears their name, so an item's module need not be that of its file.
 */
#ifndef FONDATION_GRAPH_PARTS_H
#define FONDATION_GRAPH_PARTS_H

#include "graph/program.h"
#include "graph/words.h"

#define PART_NONE UINT32_MAX

typedef struct Item {
    SymbolId symbol;
    uint32_t module;
    uint32_t lines;   /* of the definition; of a class with its members wherever they stand */
    uint32_t members; /* of types: fields and methods */
    bool is_type;     /* class, struct, interface, enum, trait ... */
    bool is_exported;
    /* filled by rank.c */
    uint32_t users;      /* distinct files of other modules that refer to it */
    uint32_t test_users; /* distinct tests and examples that do */
    uint32_t inner_uses; /* references from other items of its module */
    uint32_t mentions;   /* sections of documents that name it */
    uint32_t told_at;    /* the first of them; UINT32_MAX: none */
    double weight;       /* among the items of its module and part */
} Item;

typedef struct Module {
    Str dir;  /* of its main file */
    Str stem; /* "ae", "pluginContainer"; of an index file its folder's name */
    uint32_t folder;
    UnitId *units; /* the main one first: largest, sources before headers */
    uint32_t unit_count;
    uint32_t *items; /* by place until ranked, then the weightiest first */
    uint32_t item_count;
    uint32_t code_lines;
    bool is_head;       /* index file of its folder, or bears its name */
    bool has_substance; /* a type with members or a function of some length stands in it */
    /* filled by rank.c */
    uint32_t users; /* distinct files of other modules */
    uint32_t test_users;
    uint32_t targets;  /* distinct modules it refers to */
    uint32_t mentions; /* sections of documents that name it, its files or items */
    uint32_t told_at;  /* the first of them; UINT32_MAX: none */
    uint32_t headings; /* headings that do */
    uint32_t commits;
    bool has_entry; /* running begins here */
    double mass;    /* how much of a course it deserves; additive */
} Module;

typedef struct Folder {
    Str path;          /* "" for the root */
    uint32_t parent;   /* PART_NONE for the root; always a smaller number */
    uint32_t *modules; /* directly in it */
    uint32_t module_count;
} Folder;

typedef struct Parts {
    const Program *program;
    Arena *arena;
    Item *items;
    uint32_t item_count;
    Module *modules; /* by main path */
    uint32_t module_count;
    Folder *folders; /* the root first */
    uint32_t folder_count;
    uint32_t *module_of_unit; /* PART_NONE: evidence only */
    UnitId *unit_of;          /* by symbol */
    uint32_t *item_of;        /* by symbol: that it belongs to; PART_NONE */
} Parts;

/* Everything lives in `a`. */
void parts_read(const Program *p, Arena *a, Parts *ret);

static inline Str item_name(const Parts *x, uint32_t item)
{
    const Item *i = &x->items[item];
    const Unit *u = &x->program->units[x->unit_of[i->symbol]];

    return facts_name(u->facts, u->facts->defs[i->symbol - u->first_symbol].name);
}

static inline const Def *item_def(const Parts *x, uint32_t item)
{
    const Item *i = &x->items[item];
    const Unit *u = &x->program->units[x->unit_of[i->symbol]];

    return &u->facts->defs[i->symbol - u->first_symbol];
}

#endif
