/*
 * markdown.h -- a Markdown file as a flat list of what can be compared with a repository.
 *
 * md4c reads it (CommonMark with GitHub's tables and bare links); what is kept is not a page but
 * items in order, each with its line: headings, links, `code`, blocks of code, words between them,
 * raw HTML. Front matter is passed over. Everything lives in the arena it was read into.
 *
 * Never fails but for size: any bytes are some Markdown.
 */
#ifndef FONDATION_VERIFY_MARKDOWN_H
#define FONDATION_VERIFY_MARKDOWN_H

#include "base/arena.h"
#include "base/err.h"

enum { MARKDOWN_MAX_BYTES = 8 << 20, MARKDOWN_MAX_ITEMS = 1 << 20 };

typedef enum MarkdownKind {
    MARKDOWN_HEADING, /* text: plain words; level */
    MARKDOWN_WORDS,   /* text: a run of words as they stand in the file */
    MARKDOWN_CODE,    /* text: what stands between backquotes */
    MARKDOWN_LINK,    /* target; text: its label in plain words, after the label's own items */
    MARKDOWN_BLOCK, /* text: lines of code; target: the info string; line: of the first line */
    MARKDOWN_HTML,  /* text: raw HTML, also comments */
} MarkdownKind;

typedef struct MarkdownItem {
    uint8_t kind;  /* MarkdownKind */
    uint8_t level; /* of a heading */
    bool is_image;
    bool is_fenced;  /* a block between fences, not an indented one */
    bool is_heading; /* stands in a heading */
    bool is_linked;  /* stands in the label of a link */
    uint32_t leaf;   /* paragraph, cell or heading it stands in: equal numbers stand together */
    uint32_t row;    /* of a table, counted through the file; 0: in none */
    uint32_t line;   /* 1-based */
    Str text;
    Str target;
} MarkdownItem;

typedef struct Markdown {
    MarkdownItem *items;
    size_t count;
    bool is_cut; /* there was more than MARKDOWN_MAX_ITEMS */
} Markdown;

/* ERR_LIMIT above MARKDOWN_MAX_BYTES. `text` must outlive the result. */
MUST_CHECK ErrCode markdown_read(Arena *a, Str text, Markdown *ret, Err *err);

/* The anchor a forge gives a heading: "What's new?" -> "whats-new". The number that is added to
 * equal ones is the caller's affair. */
Str markdown_slug(Arena *a, Str heading);

/* Takes the next value of an attribute (id, name, href, src) out of raw HTML; false at the end. */
bool markdown_html_attribute(Str *rest, Str *ret_name, Str *ret_value);

#endif
