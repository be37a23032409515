/*
 * markdown.h -- a course as Markdown that reads well on GitHub and in an editor.
 *
 *   index.md, chapters/NN-slug.md, tutorials/NN-slug.md, glossary.md
 *
 * Citations become the forge's permalinks when the course knows them, else links into the course's
 * own sources/ folder. Pure: files are handed to a sink, which writes them wherever it likes.
 */
#ifndef FONDATION_EXPORT_MARKDOWN_H
#define FONDATION_EXPORT_MARKDOWN_H

#include "base/err.h"
#include "course/file_sink.h"

enum { PAGE_MAX_BYTES = 8 << 20 };

MUST_CHECK ErrCode export_markdown(const Course *c, FileSink sink, Err *err);

/* "chapters/03-event-loop.md" */
Str markdown_chapter_path(Arena *a, const Chapter *c);
Str markdown_tutorial_path(Arena *a, const Tutorial *t);

/* One diagram as Mermaid text, without the fence: for pages and for tests. */
void markdown_mermaid(const Diagram *g, Buf *out);

#endif
