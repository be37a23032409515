/*
 * section.h -- sections of a chapter that are written from insights, one file for each kind.
 *
 * Each function adds its section to the open draft, or nothing when there is no matter for it. Sentences state
 * one fact each and cite its line; foreign words are quoted.
 */
#ifndef FONDATION_WRITER_SECTION_H
#define FONDATION_WRITER_SECTION_H

#include "course/draft.h"
#include "flow/flow.h"
#include "insight/options.h"
#include "insight/reach.h"
#include "insight/recipes.h"
#include "writer/writer.h"

/* What all chapters of a course share: found once, when it is first asked for. */
typedef struct SectionShared {
    Insight insight;
    Flow *flow;
    OptionFact *options;
    uint32_t option_count;
    Reach reach;
    Recipe *recipes; /* of the files of all chapters */
    uint32_t recipe_count;
    bool has_options, has_reach, has_recipes;
} SectionShared;

SectionShared *section_shared_new(const WriterAsk *ask, const uint8_t *owner);
void section_shared_free(SectionShared *x);

typedef struct SectionAsk {
    const WriterAsk *ask;
    SectionShared *shared;
    const Insight *insight; /* &shared->insight */
    Chapter *chapter;
    const Abstraction *about;
    Draft *draft;
    uint8_t number; /* of the chapter in insight->owner */
} SectionAsk;

/* Found at the first call. Of `s` only ask, shared and insight are looked at. */
const Reach *section_find_reach(const SectionAsk *s);

/* What the chapter is about, in the repository's words; without any, what it is built around and who uses
 * it. What to read before, and the files. */
void section_purpose(const SectionAsk *s);
/* The code of these functions, in the order in which they run, with what its lines do. */
void section_walk(const SectionAsk *s, const SymbolId *symbols, uint32_t count);
/* Under which condition a function of the chapter fails, how, what a caller does then, and which test expects
 * it. */
void section_failures(const SectionAsk *s);
/* What is done for each label of a switch. */
void section_states(const SectionAsk *s);
/* Fields of the chapter's types: what they mean, who sets them. True when something was written: the
 * fields need not be listed elsewhere. */
bool section_fields(const SectionAsk *s);
/* Flags and variables that set what the chapter holds, or that it declares. */
void section_options(const SectionAsk *s);
/* Which commands, routes and the like lead to the chapter. */
void section_reach(const SectionAsk *s);
/* Named values of the chapter, with the line that sets them. */
void section_limits(const SectionAsk *s);
/* What the source says must follow a change, and what it says is missing. */
void section_changing(const SectionAsk *s);
/* The tests that are about the chapter, what no test touches, what tests swap. */
void section_tests(const SectionAsk *s);
/* Which files change with those of the chapter. */
void section_past(const SectionAsk *s);

/* The first sentence of the symbol's comment, for a cell; empty when the comment is that of a group
 * (it stands above several that follow each other without comments), or when it breaks off. */
Str section_own_doc(const SectionAsk *s, SymbolId symbol);

/* Whether what is said of a file as a whole is said in this chapter: a file of several is told of in
 * the one that it stands first in. */
bool section_is_own_unit(const SectionAsk *s, UnitId unit);
/* That chapter, as in Insight.owner; 0: none. */
uint8_t section_unit_owner(const WriterAsk *ask, UnitId unit);
/* Fills shared->options, once. */
void section_find_options(SectionShared *x);
/* The line of the document that really names it; 0: none does. */
uint32_t section_option_doc_line(const WriterAsk *ask, const OptionFact *o);
/* The chapter that an option stands in; 0: none. */
uint8_t section_option_owner(const Insight *x, const OptionFact *o);

/* -- words that several sections use -- */

/* "`name` [file.c:12](...)" at the symbol's own line; the name as its language qualifies it. */
void section_put_symbol(const SectionAsk *s, Buf *b, SymbolId symbol);
/* The same with the line of a place. */
void section_put_symbol_at(const SectionAsk *s, Buf *b, SymbolId symbol, const Place *at);
void section_put_name(const SectionAsk *s, Buf *b, SymbolId symbol);
Source section_source(const SectionAsk *s, const Place *at);
Str section_path(const SectionAsk *s, UnitId unit);

#endif
