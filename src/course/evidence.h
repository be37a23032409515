/*
 * evidence.h -- what may be said of a symbol, with the lines that show it.
 *
 * Reads files of the checkout on demand and keeps them; everything handed out lives as long as the
 * Evidence. One thread.
 */
#ifndef FONDATION_COURSE_EVIDENCE_H
#define FONDATION_COURSE_EVIDENCE_H

#include "course/course.h"
#include "graph/program.h"
#include "syntax/highlight.h"

typedef struct Evidence Evidence;

Evidence *evidence_open(const Program *p);
void evidence_close(Evidence *e);
Arena *evidence_arena(Evidence *e);

/* Text of a unit; empty when it can no longer be read. */
Str evidence_text(Evidence *e, UnitId unit);
uint32_t evidence_line_count(Evidence *e, UnitId unit);
/* 1-based line of an offset. */
uint32_t evidence_line(Evidence *e, UnitId unit, uint32_t offset);
/* Whole lines, without the last line break. */
Str evidence_lines(Evidence *e, UnitId unit, uint32_t line, uint32_t end_line);

/* The same for any file of the checkout, analysed or not (documents, manifests). Empty and 0 for one
 * that is not there or cannot be read. */
Str evidence_file_lines(Evidence *e, Str path, uint32_t line, uint32_t end_line);
uint32_t evidence_file_line_count(Evidence *e, Str path);

/* Whether the text stands in any document, manifest or build file of the checkout, or in a path.
 * The first call reads them all. */
bool evidence_mentions(Evidence *e, Str text);

/* Name line to end of the definition. */
Source evidence_place(Evidence *e, SymbolId s);
/* First to last line of the definition, decorators included. */
Source evidence_range(Evidence *e, SymbolId s);
/* From the definition's start to where its body begins, white space folded, at most
 * SIGNATURE_MAX_BYTES. */
enum { SIGNATURE_MAX_BYTES = 240 };
Str evidence_signature(Evidence *e, SymbolId s);
/* First paragraph of its doc comment in plain words; *ret_source says where. */
Str evidence_doc(Evidence *e, SymbolId s, Source *ret_source);

/* All that a course says of a symbol, but for its role. */
void evidence_symbol(Evidence *e, SymbolId s, CourseSymbol *ret);
/* Valid UTF-8 without control bytes. */
Str evidence_clean(Evidence *e, Str s);
/* Adds the symbols (as keys) that some lines refer to. */
void evidence_referred(Evidence *e, const Source *lines, U64Map *symbols);

/* Lines of a unit as an excerpt of the course: text, hash, highlighting. Lines are clamped to the
 * file and to EXCERPT_MAX_LINES. */
void evidence_excerpt(Evidence *e, UnitId unit, uint32_t line, uint32_t end_line, Excerpt *ret);

/* The index of the first edge of the unit at or after an offset. */
size_t evidence_first_edge(const Program *p, UnitId unit, uint32_t offset);

#endif
