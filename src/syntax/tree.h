/*
 * tree.h -- one parsed file as a flat array of nodes.
 *
 * tree-sitter's tree is walked once with a cursor and copied into an array in pre-order. Packs then
 * go from node to node by index: parent, next sibling and first child are O(1), so nothing that
 * hostile input can do makes a walk quadratic (tree-sitter's own parent and sibling calls are O(n)).
 *
 * A node's kind and field are the pack's own small numbers, looked up by name when the pack is
 * loaded: a new grammar version that renumbers its symbols changes nothing, and a name that the
 * grammar does not know is found by a test. Kinds and fields that the pack does not name are 0.
 *
 * Kept are: named nodes, anonymous tokens that the pack names, ERROR and MISSING nodes.
 * Deeper than TREE_MAX_DEPTH levels of kept nodes nothing is copied (`is_cut` tells): recursion
 * over a Tree is bounded.
 */
#ifndef FONDATION_SYNTAX_TREE_H
#define FONDATION_SYNTAX_TREE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"

typedef struct TSLanguage TSLanguage;

enum {
    TREE_MAX_DEPTH = 500,            /* of kept nodes */
    TREE_MAX_SOURCE_BYTES = 8 << 20, /* hard; the setting for selection is lower */
};

typedef uint32_t NodeId;
#define NODE_NONE UINT32_MAX

enum { NODE_ERROR = BIT(0), NODE_MISSING = BIT(1), NODE_NAMED = BIT(2) };

typedef struct Node {
    uint16_t kind; /* the pack's number; 0: not named by the pack */
    uint8_t
        field; /* the pack's number of the field it fills in its parent; 0: none or unnamed */
    uint8_t flags;  /* NODE_... */
    uint32_t start; /* bytes */
    uint32_t end;
    NodeId parent; /* NODE_NONE for the root */
    NodeId next;   /* next sibling, or NODE_NONE */
} Node;

/* A stretch of the source that the parser is not to see. */
typedef struct TreeHole {
    uint32_t start, end;
    const char *as; /* what it sees in its place, not longer; NULL: blanks */
    uint8_t kind;   /* the pack's own */
} TreeHole;
VEC_TYPE(TreeHoles, TreeHole);

/* What a pack calls the kinds and fields of its grammar. Entry 0 of both is unused. A kind written
 * "=text" is the anonymous token `text`. */
typedef struct TreeNames {
    const char *const *kinds;
    size_t kind_count;
    const char *const *fields;
    size_t field_count;
    /* Finds what the grammar cannot read and need not (macros of C), in order of place; may be NULL.
     * The parser sees blanks there, or what the hole says. */
    void (*find_holes)(Str src, TreeHoles *ret);
    /* Kinds of nodes whose children are the items of a file, the root's first, 0 at the end; may be
     * NULL. Where items are damaged, they are parsed again in pieces (tree_mend.h). */
    const uint16_t *item_lists;
    /* For text that the parser met errors in: changes bytes that the grammar is known to stumble
     * over, one for one; false when there are none. Such text is parsed once more. May be NULL. */
    bool (*rewrite)(Str src, char *text);
} TreeNames;

/* The grammar's symbol and field numbers translated to the pack's. Made once per language by
 * tree_lexicon_new, shared by all threads, never freed before the end. */
typedef struct TreeLexicon TreeLexicon;
TreeLexicon *tree_lexicon_new(const TSLanguage *language, const TreeNames *names);
void tree_lexicon_free(TreeLexicon *x);
/* The first name of the pack that the grammar does not have; NULL when all are there. */
const char *tree_lexicon_unknown(const TreeLexicon *x);

typedef struct Tree {
    Str src;
    const Node *nodes; /* nodes[0] is the root */
    uint32_t count;
    const uint32_t *line_starts; /* byte offset of each line's first byte */
    uint32_t line_count;
    const TreeHole *holes;
    uint32_t hole_count;
    bool has_error; /* the parser met something it could not place */
    bool is_cut;    /* nodes below TREE_MAX_DEPTH were left out */
} Tree;

/* What parsing needs again and again: memory. */
typedef struct TreeParser TreeParser;

/* Parses `src` and copies the tree into `a`. ERR_BUSY when only the last guard, CPU
 * time, stopped it (another machine may see it otherwise); ERR_TIMEOUT when the parse passes its allowance, which
 * is counted in the parser's own progress steps (tree.c says how many), so that it does not depend
 * on the machine's load; ERR_LIMIT when the source is too large. `src` must outlive the
 * tree. One TreeParser serves one thread. */
MUST_CHECK ErrCode tree_read(Arena *a, TreeParser *parser, const TSLanguage *language,
                             const TreeLexicon *lexicon, Str src, Tree *ret, Err *err);

/* The parser's own tree under the same allowance, NULL when it was passed: for the few callers that
 * want every token (highlighting). It is there until the parser's next tree or end, and is not
 * deleted. */
typedef struct TSTree TSTree;
TSTree *tree_parse(TreeParser *parser, const TSLanguage *language, const Str *src);

TreeParser *tree_parser_new(void);
void tree_parser_free(TreeParser *p);

/* -- going about in a tree: all O(1) but the loops they are used in -- */

static inline uint16_t node_kind(const Tree *t, NodeId n)
{
    return n == NODE_NONE ? 0 : t->nodes[n].kind;
}

static inline NodeId node_first_child(const Tree *t, NodeId n)
{
    return n != NODE_NONE && n + 1 < t->count && t->nodes[n + 1].parent == n ? n + 1
                                                                             : NODE_NONE;
}

static inline NodeId node_next(const Tree *t, NodeId n)
{
    return t->nodes[n].next;
}

static inline NodeId node_parent(const Tree *t, NodeId n)
{
    return n == NODE_NONE ? NODE_NONE : t->nodes[n].parent;
}

#define NODE_EACH_CHILD(t, n, child)                                    \
    for (NodeId child = node_first_child((t), (n)); child != NODE_NONE; \
         child = node_next((t), child))

/* The first child that fills the field, or is of the kind; NODE_NONE when there is none (or when
 * `n` is NODE_NONE). Linear in the children of n. */
NodeId node_field(const Tree *t, NodeId n, uint8_t field);
NodeId node_child_of_kind(const Tree *t, NodeId n, uint16_t kind);
/* The first node after the whole subtree of n, in pre-order (== count at the end). */
NodeId node_end(const Tree *t, NodeId n);

static inline Str node_text(const Tree *t, NodeId n)
{
    return n == NODE_NONE
               ? STR_NONE
               : (Str){t->src.ptr + t->nodes[n].start, t->nodes[n].end - t->nodes[n].start};
}

/* 1-based line of a byte offset; binary search. */
uint32_t tree_line(const Tree *t, uint32_t offset);

#endif
