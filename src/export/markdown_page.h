/*
 * markdown_page.h -- a page of Markdown while it is written: what the files of the Markdown export share.
 */
#ifndef FONDATION_EXPORT_MARKDOWN_PAGE_H
#define FONDATION_EXPORT_MARKDOWN_PAGE_H

#include "export/markdown.h"

typedef struct Page {
    const Course *course;
    Arena arena;
    Buf out;
    const char *up; /* "../" in subfolders, "" at the top */
    bool has_failed;
} Page;

/* Restricted Markdown with the links of this page. */
void page_text(Page *p, Str text);
void page_citation(Page *p, const Source *s);

/* "Check yourself": the exercises of a chapter, answers folded away; nothing when it has none. */
void markdown_put_exercises(Page *p, const Chapter *ch);
/* Those that a tutorial leads to. */
void markdown_put_tutorial_exercises(Page *p, const Tutorial *t);

#endif
