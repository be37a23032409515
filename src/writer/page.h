/*
 * page.h -- chapters that look across all others: the big picture, the options, the tests, the history.
 *
 * Each function fills a chapter, or says false where the repository has no matter for it. They are put into
 * the course by pages_add, which numbers all chapters anew.
 */
#ifndef FONDATION_WRITER_PAGE_H
#define FONDATION_WRITER_PAGE_H

#include "writer/section.h"

typedef struct PageAsk {
    const WriterAsk *ask;
    SectionShared *shared;
    const Insight *insight; /* &shared->insight */
    Draft *draft;
} PageAsk;

bool page_overview(const PageAsk *p, Chapter *ret);
bool page_configuration(const PageAsk *p, Chapter *ret);
bool page_tests(const PageAsk *p, Chapter *ret);
bool page_history(const PageAsk *p, Chapter *ret);

/* Before and behind the chapters about abstractions. */
void pages_add(const WriterAsk *ask, SectionShared *shared);

/* -- words that several pages use -- */

/* The chapter of an abstraction, by its number in Insight.owner; NULL for 0. */
const Chapter *page_chapter(const PageAsk *p, uint8_t number);
/* What the pages need of section.h: the same with no chapter of its own. */
SectionAsk page_section(const PageAsk *p);
/* "2024-05" */
void page_put_month(Buf *b, int64_t ms);

#endif
