/*
 * markup.h -- restricted Markdown to HTML: md4c reads, this writes.
 *
 * Raw HTML of the text is shown as text, images become their description, an address that is not
 * allowed leaves its words. Where links lead is the caller's affair: it gets the target as written
 * ("cite:src/ae.c#L12", "chapter:ID", "term:SLUG", an address) and answers with an address and what
 * the link is.
 *
 * What always holds: the output is at most MARKUP_MAX_GROWTH times the input and a bit, however
 * nested the input is; tags are balanced; every attribute's value was escaped.
 */
#ifndef FONDATION_RENDER_MARKUP_H
#define FONDATION_RENDER_MARKUP_H

#include "base/arena.h"
#include "base/str.h"

enum {
    MARKUP_MAX_BYTES = 1 << 20, /* of input; the rest is dropped */
    MARKUP_MAX_GROWTH = 64,
    MARKUP_MAX_DEPTH = 24, /* of blocks in each other; deeper ones are flattened */
};

typedef enum LinkKind { LINK_PLAIN, LINK_CITE, LINK_CHAPTER, LINK_TERM } LinkKind;

typedef struct Link {
    Str url; /* empty: the words stay, without a link */
    LinkKind kind;
    Str term; /* slug, of LINK_TERM */
} Link;

typedef struct LinkResolver {
    void *self;
    Link (*resolve)(void *self, Arena *a, Str target);
} LinkResolver;

/* Blocks: paragraphs and lists. */
void markup_blocks(Buf *out, Str text, LinkResolver links);
/* The same without <p> around a single paragraph: for cells, labels, list items. */
void markup_inline(Buf *out, Str text, LinkResolver links);
/* The words alone, white space folded: for titles, descriptions and the search index. */
void markup_plain(Buf *out, Str text);

#endif
