/*
 * document.h -- documents as sections: headings with what stands below them.
 *
 * Markdown, reStructuredText, AsciiDoc, manual pages and plain text, each by a reader of lines that
 * knows headings and blocks of code and nothing else. Linear in the text; never fails.
 */
#ifndef FONDATION_SOURCE_DOCUMENT_H
#define FONDATION_SOURCE_DOCUMENT_H

#include "source/project.h"

typedef struct DocumentSink {
    void *self;
    void (*section)(void *self, const DocSection *s);
    /* A line of a block of code that may hold commands, without its prompt where one is shown;
     * `is_inline` when it stands in a sentence, `like this`. */
    void (*code)(void *self, Str line, uint32_t number, bool is_inline);
} DocumentSink;

/* Sections in order; what stands before the first heading comes as level 0 when it is not blank.
 * Titles are made in `a`. Both functions of the sink may be NULL. */
void document_read(Arena *a, LanguageId language, Str path, Str text, const DocumentSink *sink);

/* Plain words out of marked-up text of any of these forms: links, emphasis, code, roles, tags and
 * images give way to what they show. White space becomes single blanks. */
Str document_plain(Arena *a, Str marked);

/* A letter or digit, ASCII or part of a longer character. */
bool document_is_word(char c);

/* The paragraph that says what `name` is: one near the beginning that starts with it ("NAME is ..."),
 * else the first paragraph of prose: no badges, lists, tables, notes or code. Empty when there is
 * none. Lines are 1-based. */
Str document_introduction(Arena *a, LanguageId language, Str text, Str name, uint32_t *ret_line,
                          uint32_t *ret_end_line);

#endif
