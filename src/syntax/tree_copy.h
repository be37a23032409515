/*
 * tree_copy.h -- the parser's tree as an array of nodes. For tree.c and tree_mend.c only.
 */
#ifndef FONDATION_SYNTAX_TREE_COPY_H
#define FONDATION_SYNTAX_TREE_COPY_H

#include "syntax/tree.h"

VEC_TYPE(NodeVec, Node);

struct TreeLexicon {
    const TSLanguage *language;
    uint16_t *kind_of_symbol; /* 0: not named by the pack */
    uint8_t *field_of_id;
    uint32_t symbol_count;
    uint32_t field_count;
    const char *unknown;
    void (*find_holes)(Str src, TreeHoles *ret);
    const uint16_t *item_lists;
    bool (*rewrite)(Str src, char *text);
};

/* Replaces the content of *ret; true when something was below TREE_MAX_DEPTH. */
bool tree_copy(const TreeLexicon *lexicon, const TSTree *tree, NodeVec *ret);

#endif
