/*
 * outline_parts.h -- shared by the files of outline_choose:
 *
 *   outline.c          how many chapters, which parts get one, who joins them
 *   outline_divide.c   one module that is worth several chapters, divided
 *   outline_name.c     names, from the repository's own words
 *   outline_define.c   definitions, likewise
 *   outline_entry.c    entry points, and what was left out
 */
#ifndef FONDATION_GRAPH_OUTLINE_PARTS_H
#define FONDATION_GRAPH_OUTLINE_PARTS_H

#include "graph/rank.h"
#include "graph/seats.h"
#include "source/project.h"

/* An abstraction in the making. */
typedef struct Draft {
    uint32_t node;   /* of the tree of seats */
    uint32_t seed;   /* item; PART_NONE: none */
    uint32_t head;   /* module that speaks for it */
    bool is_divided; /* one of several of its module */
    Str title;       /* a banner in the source that names it; empty: none */
    uint32_t title_line;
    UnitId title_unit;
} Draft;

typedef struct Choosing {
    const Program *program;
    const OutlineAsk *ask;
    Arena *arena;
    Outline *outline;
    Parts parts;
    Ranking ranking;
    Seats seats;
    uint64_t code_lines; /* of all modules that could be a chapter */
    Draft drafts[OUTLINE_MAX_ABSTRACTIONS];
    uint32_t draft_count;
    uint32_t *draft_of_module; /* 1 + draft; 0: none; of a divided module its first */
    uint32_t *draft_of_item;   /* 1 + draft, of items of divided modules; 0: as its module */
    bool *is_joined;           /* by module: it is no part of its own, it joined one */
    Str *texts;                /* by unit: sources that were read */
} Choosing;

static inline uint32_t draft_of(const Choosing *c, uint32_t item)
{
    uint32_t module = c->parts.items[item].module;

    if (c->draft_of_item[item] || module == PART_NONE)
        return c->draft_of_item[item];
    return c->draft_of_module[module];
}

/* The unit's text, read once; empty when it can no longer be read. */
Str choosing_text(Choosing *c, UnitId unit);
/* 1-based line of an offset. */
uint32_t text_line_at(Str text, size_t offset);

/* Appends at most `count` drafts for parts of the module, and assigns its items. */
void outline_divide(Choosing *c, uint32_t module, uint32_t node, uint32_t count);
/* How many parts the module could be divided into. */
uint32_t outline_divisible(const Choosing *c, uint32_t module);

enum { KEY_SYMBOLS = 6 }; /* of a part: those that stand in front */

/* What a part could be called by. */
typedef struct PartWords {
    Words stem;   /* of its file, folder or family */
    Words seed;   /* of its seed, without a common prefix and what says nothing at the end */
    bool is_type; /* the seed is */
    bool is_divided;
} PartWords;

/* The definition of a draft that has its name; `section` is where the name came from, or NULL. */
Quote outline_define(Choosing *c, uint32_t draft, const PartWords *pw,
                     const DocSection *section);
/* Fills names, slugs, ids and definitions; files, symbols and seeds are there already. */
void outline_name(Choosing *c);
/* Fills entry points, marks the abstractions that hold them, says what was left out. */
void outline_find_entries(Choosing *c);

#endif
