/*
 * site.h -- a course as pages: what all of them share.
 *
 *     index.html  chapters/NN-slug.html  tutorials/NN-slug.html  glossary.html  where.html  report.html
 *     print.html  source/PATH.html  search-HASH.js  assets/NAME-HASH.EXT
 *
 * Everything is made from the Course, the symbols and the cited files: no grammar, no Graphviz, no
 * repository. A page is a Buf that the writers below append to; it is handed on by whoever asked for
 * it (an export's sink, a server).
 *
 * Pages hold no inline script and no inline style, ask no other host for anything, and are complete
 * without script: site.js adds search, themes, keys, hover and the checking of answers.
 */
#ifndef FONDATION_RENDER_SITE_H
#define FONDATION_RENDER_SITE_H

#include "base/err.h"
#include "base/map.h"
#include "course/course.h"
#include "render/html.h"
#include "render/markup.h"
#include "render/symbols.h"

enum {
    SITE_PAGE_MAX_BYTES = 32 << 20,
    SITE_COMMANDS_OF_A_KIND = 3,
    SITE_FINDINGS_MAX = 200,
    SITE_CALLERS_MAX = 5,
};

typedef struct Site {
    const Course *course;
    const SymbolTable *symbols; /* may be NULL */
    const StrMap *sources;      /* paths that have a page below source/; NULL: none */
    Str search_script;          /* its file name */
} Site;

typedef struct Page {
    const Site *site;
    Arena arena;
    Buf out;
    const char *up;         /* "../" as often as the page's folder is deep */
    const char *prefix;     /* of ids: "" or, where chapters share a page, "c03-" */
    unsigned level;         /* of a section's heading */
    bool is_book;           /* all chapters on this page */
    uint32_t serial;        /* for ids */
    StrMap symbols;         /* ids of symbols that the page shows */
    StrMap terms;           /* slugs of terms that the page links to */
    const Chapter *chapter; /* the page's; NULL */
} Page;

void page_init(Page *p, const Site *site, const char *up);
void page_done(Page *p);

/* -- addresses, relative to the page -- */

Str site_chapter_path(Arena *a, const Chapter *c);
Str site_tutorial_path(Arena *a, const Tutorial *t);
/* Where a source file's page lies. */
Str site_source_path(Arena *a, Str path);
/* Address of lines of the repository; empty when nothing can show them. */
Str page_source_url(Page *p, const Source *s);
Str page_chapter_url(Page *p, const Chapter *c, Str section);
LinkResolver page_links(Page *p);

/* -- pieces -- */

void page_inline(Page *p, Str markdown); /* inline */
void page_blocks(Page *p, Str markdown); /* paragraphs and lists */
/* [src/ae.c:120-141], a link where there is somewhere to go. */
void page_cite(Page *p, const Source *s);
/* "src/ae.c:120–141" with places to break. */
void page_source_label(Page *p, const Source *s);
void page_count(Page *p, uint64_t n, Str one, Str many);
void page_heading(Page *p, unsigned level, Str id, Str title);
void page_minutes(Page *p, uint32_t minutes);

void page_excerpt(Page *p, const Excerpt *x);
void page_diagram(Page *p, const Diagram *d);
void page_table(Page *p, const Table *t, Str label);
void page_begin_table(Page *p, Str label);
void page_end_table(Page *p);
void page_block(Page *p, const Block *b, Str section_title);
void page_exercise(Page *p, const Exercise *e);
/* The hidden cards of the symbols and terms that the page has shown. */
void page_cards(Page *p);

/* -- whole pages -- */

void page_index(Page *p);
void page_chapter(Page *p, const Chapter *c);
void page_tutorial(Page *p, const Tutorial *t);
void page_glossary(Page *p);
void page_where(Page *p);
void page_report(Page *p);
void page_book(Page *p);
void page_source(Page *p, Str path, Str text);

/* The index that the script searches: a call of one function with a list. */
void site_search_index(const Site *site, Buf *out);

#endif
