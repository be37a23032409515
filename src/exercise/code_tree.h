/*
 * code_tree.h -- a file as its grammar sees it, every token included.
 *
 * Facts tell names and edges; exercises that change or shuffle code need operators, arguments and
 * statements too. Those have much the same names in all grammars, so the few rules here serve every
 * language that has one.
 *
 * A CodeTree holds the parser's own tree: it is good until the same reader parses again.
 */
#ifndef FONDATION_EXERCISE_CODE_TREE_H
#define FONDATION_EXERCISE_CODE_TREE_H

#include "base/hash.h"
#include "base/vec.h"
#include "syntax/pack.h"

#include <tree_sitter/api.h>

enum { CODE_TREE_MAX_BYTES = 400 << 10 };

typedef struct CodeTree {
    Str src;
    TSTree *tree;
} CodeTree;

/* False for a language without a grammar, a text that is too large or a parse that was given up. */
bool code_tree_read(SyntaxReader *r, LanguageId language, Str src, CodeTree *ret);

/* A name for the file's shape: equal when two texts have the same tree and tokens, whatever their
 * white space and comments. */
void code_tree_shape(const CodeTree *t, char ret_hex[HASH_HEX_SIZE]);
/* Nodes that the parser could not place, or missed. */
uint32_t code_tree_errors(const CodeTree *t);

static inline Str code_text(const CodeTree *t, TSNode n)
{
    return str_sub(t->src, ts_node_start_byte(n), ts_node_end_byte(n));
}

static inline bool code_is(TSNode n, const char *type)
{
    return strcmp(ts_node_type(n), type) == 0;
}

/* Whether the type is one of a NULL-ended list. */
bool code_is_one(TSNode n, const char *const *types);

/* The body of the definition that takes the bytes [start, end): a block, braces or indented. A null node
 * when there is none. */
TSNode code_body(const CodeTree *t, uint32_t start, uint32_t end);
/* Whether it is a list of statements. */
bool code_is_block(TSNode n);
/* Whether it is a name: identifier, field_identifier ... */
bool code_is_name(TSNode n);

/* Calls `see` for every node of the subtree in the order of the text; it returns whether to go on below. */
void code_walk(TSNode top, bool (*see)(void *self, TSNode n, unsigned depth), void *self);

#endif
