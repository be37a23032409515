/*
 * pack.h -- what fondation knows about one language: a table and one function.
 *
 * A pack names the node kinds and fields of its grammar (TreeNames), and reads facts out of a Tree.
 * It sees one file at a time and neither its path nor its neighbours, so that facts depend on the
 * bytes alone and can be cached by them. Adding a language: doc/adding-a-language.md.
 */
#ifndef FONDATION_SYNTAX_PACK_H
#define FONDATION_SYNTAX_PACK_H

#include "source/language.h"
#include "syntax/facts.h"
#include "syntax/tree.h"

typedef struct Pack {
    LanguageId language;
    /* Raised when the pack reads something differently: part of the cache key. */
    uint32_t version;
    const TSLanguage *(*grammar)(
        void); /* NULL: there is none, and facts are read by read_text */
    TreeNames names;
    /* Never fails: half-broken source is the normal case, and gives fewer facts. Recursion over
     * the tree is bounded by TREE_MAX_DEPTH. */
    void (*extract)(const Tree *t, FactsBuilder *b);
    /* In place of names and extract, for languages that are read line by line; a grammar is then
     * only for highlighting. Linear in the source; sets line_count and code_lines too. */
    void (*read_text)(Str src, FactsBuilder *b);
} Pack;

/* NULL for a language without a pack. */
const Pack *pack_for(LanguageId language);
/* All packs, in the order of their languages. */
const Pack *const *pack_list(size_t *ret_count);

/* Whether a word belongs to some language itself: a keyword of a grammar, or a built-in type or value that
 * grammars take for a name. */
bool syntax_is_word(Str word);

/* What one thread needs to read files: parser, builder, scratch memory. */
typedef struct SyntaxReader SyntaxReader;
SyntaxReader *syntax_reader_new(void);
void syntax_reader_free(SyntaxReader *r);
TreeParser *syntax_reader_parser(SyntaxReader *r);

/* The facts of one file into `a`. A file whose parse passes its limit is read line by line instead
 * (`is_lexical`). ERR_NOT_FOUND when the language has no pack; ERR_LIMIT when it is too large. */
MUST_CHECK ErrCode syntax_read(SyntaxReader *r, Arena *a, LanguageId language, Str src,
                               Facts **ret, Err *err);

/* The tree itself, for callers that look closer at a few files (excerpts, highlighting). It lives
 * in `a`. ERR_NOT_FOUND when the language has no pack, or its pack no grammar. */
MUST_CHECK ErrCode syntax_tree(SyntaxReader *r, Arena *a, LanguageId language, Str src,
                               Tree *ret, Err *err);

#endif
