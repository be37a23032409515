/*
 * writer.h -- the door to whoever writes a course's words: from facts alone, or with a model.
 *
 * A writer gets a Course whose outline stands (chapters with symbols, relations, order) and fills in
 * text. Facts are never the writer's: it cuts excerpts and cites lines through the Evidence.
 */
#ifndef FONDATION_WRITER_WRITER_H
#define FONDATION_WRITER_WRITER_H

#include "base/err.h"
#include "course/course_text.h"
#include "course/evidence.h"
#include "graph/outline.h"
#include "source/history.h"
#include "source/project.h"

typedef struct WriterAsk {
    const Program *program;
    const Outline *outline; /* abstraction i is what chapter i is about */
    const Project *project;
    const History *history;
    Evidence *evidence;
    Course *course; /* chapters[i] has symbols, relations, prerequisites */
    const volatile sig_atomic_t *stop;
} WriterAsk;

typedef struct WriterOps {
    const char *name;
    /* Fills course->chapters[chapter].sections; adds to course->excerpts and ->diagrams. */
    ErrCode (*write_chapter)(void *self, const WriterAsk *ask, uint32_t chapter, Err *err);
    /* Adds chapters about the whole behind those of the abstractions, before these are written; NULL: there are
     * none. `ret` has room for WRITER_MAX_EXTRA; returns how many. */
    uint32_t (*write_extra)(void *self, const WriterAsk *ask, Chapter *ret);
    /* After all chapters about abstractions: puts those before and behind them that look across
     * (kind "overview", "configuration", "tests", "history"), and numbers all anew. May be NULL. */
    ErrCode (*write_course)(void *self, const WriterAsk *ask, Err *err);
    void (*close)(void *self);
} WriterOps;

enum { WRITER_MAX_EXTRA = 4 };

typedef struct Writer {
    const WriterOps *ops;
    void *self;
} Writer;

/* From facts alone: no model, no network, the same words for the same commit. */
Writer writer_static(void);

#endif
