/*
 * frame.h -- what stands around every page: head, bar, chapter tree, foot.
 */
#ifndef FONDATION_RENDER_FRAME_H
#define FONDATION_RENDER_FRAME_H

#include "render/site.h"

typedef struct Frame {
    Str title;       /* of the page; the course's title is added */
    Str description; /* plain words; may be empty */
    Str here;        /* path of the page below the site: "chapters/03-event-loop.html" */
    Str kind;        /* class of the body: "chapter", "index" ... */
    Str prev, next;  /* addresses, relative to the page; may be empty */
    Str prev_title, next_title;
} Frame;

/* Up to the opening of <main>. */
void frame_begin(Page *p, const Frame *f);
/* From the closing of <main>. */
void frame_end(Page *p, const Frame *f);

#endif
