/*
 * across.h -- chapters that look across all others: the big picture, the options, the tests, the history.
 *
 * Each function fills a chapter, or says false where the repository has no matter for it. They are put into
 * the course by across_add, which numbers all chapters anew.
 */
#ifndef FONDATION_WRITER_ACROSS_H
#define FONDATION_WRITER_ACROSS_H

#include "writer/section.h"

typedef struct AcrossAsk {
    const WriterAsk *ask;
    SectionShared *shared;
    const Insight *insight; /* &shared->insight */
    Draft *draft;
} AcrossAsk;

bool across_overview(const AcrossAsk *p, Chapter *ret);
bool across_configuration(const AcrossAsk *p, Chapter *ret);
bool across_tests(const AcrossAsk *p, Chapter *ret);
bool across_history(const AcrossAsk *p, Chapter *ret);

/* Before and behind the chapters about abstractions. */
void across_add(const WriterAsk *ask, SectionShared *shared);

/* -- words that several pages use -- */

/* The chapter of an abstraction, by its number in Insight.owner; NULL for 0. */
const Chapter *across_chapter(const AcrossAsk *p, uint8_t number);
/* What the pages need of section.h: the same with no chapter of its own. */
SectionAsk across_section(const AcrossAsk *p);
/* "2024-05" */
void across_put_month(Buf *b, int64_t ms);

#endif
