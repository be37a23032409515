/*
 * text_facts.h -- facts of languages that are read line by line: places, lines, definitions.
 */
#ifndef FONDATION_SYNTAX_PACKS_TEXT_FACTS_H
#define FONDATION_SYNTAX_PACKS_TEXT_FACTS_H

#include "source/data.h"
#include "syntax/facts.h"

typedef struct TextFacts {
    Str src;
    FactsBuilder *b;
    Arena arena;           /* of one file's reading */
    uint32_t *line_starts; /* by line, from 0 */
    uint32_t line_count;
} TextFacts;

/* Sets b->line_count, and b->code_lines to the lines that are neither blank nor begin with
 * `comment` (NULL: none do). */
void text_facts_begin(TextFacts *t, Str src, FactsBuilder *b, const char *comment);
void text_facts_done(TextFacts *t);

/* Byte offset of a piece of the source; 0 for texts that are not in it. */
uint32_t text_offset(const TextFacts *t, Str piece);
uint32_t text_line(const TextFacts *t, uint32_t offset); /* from 1 */
uint32_t text_line_start(const TextFacts *t, uint32_t line);
uint32_t text_line_end(const TextFacts *t,
                       uint32_t line); /* behind its last byte, before the line end */

/* A definition of the file's scope from line `line` to line `end_line`. `name` is a piece of the
 * source, or (then its place is the line's beginning) a made text, which is copied. */
uint32_t text_add_def(TextFacts *t, DefKind kind, Str name, uint32_t line, uint32_t end_line);
/* A reference at a piece of the source. */
void text_add_ref(TextFacts *t, Str name, uint32_t flags);
void text_add_note(TextFacts *t, NoteKind kind, Str text, uint32_t offset, uint32_t def);

/* What data files of any form say: scripts, jobs, services, paths of an API, schemas, tables. */
void text_read_data(TextFacts *t, const Data *d);

#endif
