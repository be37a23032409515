/*
 * world.h -- what exercises ask of the program, in one place: things, and what is certain of them.
 *
 * A Thing is what a question is about or what an option stands for: a file, a symbol, some words. It
 * has a value as text, so that a key can be computed again from course.json and a checkout alone:
 *
 *     file:src/ae.c      symbol:src/ae.c#aeMain      text:4096
 *
 * An exercise must never have a second right answer. So every question of this kind is answered with
 * yes, no or unknown: yes needs a resolved edge that may be printed as fact, no needs that the name does
 * not even occur. What is unknown is never shown.
 */
#ifndef FONDATION_EXERCISE_WORLD_H
#define FONDATION_EXERCISE_WORLD_H

#include "course/course_text.h"
#include "course/evidence.h"
#include "flow/flow.h"

typedef struct World {
    const Program *program;
    Evidence *evidence;
    Arena *arena; /* of everything that is handed out */
    SyntaxReader *reader;
    U64Map *snippets;  /* by symbol: what snippet.h has cut */
    U64Map *sentences; /* by symbol: what world_sentence found */
} World;

/* One thread; program, evidence and arena must outlive it. */
World world_open(const Program *p, Evidence *e, Arena *a);
void world_close(World *w); /* for AUTO too */

typedef enum ThingKind { THING_NONE, THING_FILE, THING_SYMBOL, THING_TEXT } ThingKind;

typedef struct Thing {
    uint8_t kind; /* ThingKind */
    UnitId unit;  /* of a file or symbol */
    SymbolId symbol;
    Str text;
} Thing;

typedef enum Truth { TRUTH_UNKNOWN, TRUTH_NO, TRUTH_YES } Truth;

Thing thing_symbol(const World *w, SymbolId s);
Thing thing_file(UnitId unit);
Thing thing_text(Str text);
bool thing_eq(const Thing *a, const Thing *b);

Str thing_value(const World *w, const Thing *t);
/* False when the program has no such thing. Of several symbols with one name in a file the first is
 * found: see world_is_alone. */
bool thing_find(const World *w, Str value, Thing *ret);
/* As a reader sees it: `code`. */
void thing_write(const World *w, const Thing *t, Buf *out);
/* Its name without marks, for comparing words and lengths. */
Str thing_name(const World *w, const Thing *t);

/* Whether its qualified name means nothing else in the program. */
bool world_is_alone(const World *w, SymbolId s);
/* Whether it is a function, method or constructor with a body. */
bool world_is_code(const World *w, SymbolId s);
bool world_is_test(const World *w, SymbolId s);
bool world_is_in_test(const World *w, SymbolId s); /* of a test file, or a test module */

/* The first place in the bytes [start, end) of a unit where `name` stands as a whole word. */
bool world_has_word(const World *w, UnitId unit, uint32_t start, uint32_t end, Str name,
                    uint32_t *ret_at);
/* The first certain edge out of the bytes of `from` to `to` whose kind is in `kinds` (BIT(EDGE_...)). */
const Edge *world_edge(const World *w, SymbolId from, SymbolId to, unsigned kinds);
/* The same out of a whole file. */
const Edge *world_file_edge(const World *w, UnitId from, SymbolId to, unsigned kinds);

Source world_line(const World *w, UnitId unit, uint32_t at);
Source world_edge_line(const World *w, const Edge *e);

/* Whether the function calls `to` in its own body. *ret_where: the call, or the body that has none. */
Truth world_calls(const World *w, SymbolId from, SymbolId to, Source *ret_where);
/* The first sentence of its doc comment; empty when there is none that says something. */
Str world_sentence(const World *w, SymbolId s, Source *ret_source);

#endif
