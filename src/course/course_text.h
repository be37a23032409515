/*
 * course_text.h -- writing restricted Markdown: literals of ours, foreign words escaped.
 *
 *     text_lit(&b, "Called by ");
 *     text_code(&b, symbol);              -> `symbol`, with fences that fit
 *     text_cite(&b, path, 12, 20);        -> [ae.c:12-20](cite:src/ae.c#L12-L20)
 *     text_words(&b, doc_comment);        -> every character that Markdown or HTML would read is
 *                                            escaped
 */
#ifndef FONDATION_COURSE_COURSE_TEXT_H
#define FONDATION_COURSE_COURSE_TEXT_H

#include "course/course.h"

#define text_lit(b, literal) buf_lit(b, literal)

/* Foreign words as words: one line (white space folded), Markdown and HTML escaped, control bytes
 * and invalid UTF-8 replaced. Text that stands in backquotes in the source keeps them as code. */
void text_words(Buf *b, Str words);
/* As inline code. White space is folded; empty text writes nothing. */
void text_code(Buf *b, Str code);
/* A citation. line 0 cites the file; end_line 0 or equal to line cites one line. The label has the
 * whole path. */
void text_cite(Buf *b, Str path, uint32_t line, uint32_t end_line);
void text_cite_source(Buf *b, const Source *s);
/* The same with the label ":12": for lists in which the file was just named. */
void text_cite_line(Buf *b, Str path, uint32_t line);
void text_chapter_link(Buf *b, const Chapter *c);
/* [label](scheme:target) with both parts escaped. */
void text_link(Buf *b, Str label, const char *scheme, Str target);

/* Percent-encodes what a link target may not hold. */
void text_add_target(Buf *b, Str path);

/* -- reading it back: for checks and exports -- */

typedef enum PieceKind { PIECE_TEXT, PIECE_CODE, PIECE_LINK } PieceKind;

typedef struct Piece {
    PieceKind kind;
    Str raw;    /* the bytes as they stand in the text */
    Str label;  /* PIECE_CODE: the code; PIECE_LINK: the label, still Markdown */
    Str target; /* PIECE_LINK: decoded scheme and all */
} Piece;

/* Takes the next piece off the front of *rest; false at the end. Decoded targets live in `a`.
 * Anything that is not well-formed code or link is PIECE_TEXT. */
bool text_next(Arena *a, Str *rest, Piece *ret);

/* "cite:src/ae.c#L12-L20" -> Source; false when it is not a citation or not well-formed. */
bool text_parse_cite(Str target, Source *ret);

/* Words of prose: code spans count one, links their label. */
uint32_t text_count_words(Str text);

#endif
