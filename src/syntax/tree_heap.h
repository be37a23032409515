/*
 * tree_heap.h -- the memory of a parser: given out fast, taken back all at once.
 *
 * tree-sitter makes and drops small pieces of memory by the million. Here they come one after the
 * other from large chunks; a dropped one goes on the list of its size and is given out again.
 * Clearing the heap forgets all of it, so a tree need not be taken apart, and the next one lies in
 * memory in the order in which it is built. (Lists that live on from file to file were tried: they
 * scatter the next tree, and a parse of C took 18 % longer than with malloc; like this 13 % less.)
 *
 * third_party/tree_sitter_core.c compiles tree-sitter's core with these functions in place of malloc.
 * A heap serves one thread at a time, which says so with tree_heap_use; without one the core's memory
 * comes from malloc. The sanitizer build gives each piece a block of its own.
 */
#ifndef FONDATION_SYNTAX_TREE_HEAP_H
#define FONDATION_SYNTAX_TREE_HEAP_H

#include "base/base.h"

#include <string.h>

enum {
    TREE_HEAP_SMALL_BYTES =
        1024, /* sizes up to this one come in steps of 8, larger ones double */
    TREE_HEAP_CLASSES = TREE_HEAP_SMALL_BYTES / 8 + 1 + 54,
};

typedef struct TreePiece {
    struct TreePiece *next; /* on the list of dropped ones */
} TreePiece;

typedef struct TreeHeap {
    char *at, *end; /* what is left of the chunk at hand */
    TreePiece *dropped[TREE_HEAP_CLASSES];
    struct TreeChunk *first,
        *current;            /* chunks of many pieces, kept when the heap is cleared */
    struct TreeChunk *alone; /* chunks of one piece each */
    size_t bytes;            /* of chunks in use */
} TreeHeap;

/* Zero bytes is a valid, empty heap. */
void tree_heap_done(TreeHeap *h);
/* Everything in it is gone. */
void tree_heap_clear(TreeHeap *h);
/* From now on this thread's tree-sitter takes its memory from `h`; NULL: from malloc. */
void tree_heap_use(TreeHeap *h);

/* -- for the core of tree-sitter, in place of malloc, free, calloc, realloc -- */

extern _Thread_local TreeHeap *tree_heap_in_use;

/* In front of each piece: its size class, and whether it is alone in its chunk. */
typedef uint64_t TreePieceHead;
#define TREE_PIECE_ALONE ((TreePieceHead)1 << 63)

void *tree_heap_alloc_slow(TreeHeap *h, size_t size_class);
void tree_heap_drop_alone(void *piece);
void *tree_heap_alloc_zeroed(size_t count, size_t bytes);
void *tree_heap_resize(void *piece, size_t bytes);

static inline size_t tree_heap_class_of(size_t bytes)
{
    if (bytes <= TREE_HEAP_SMALL_BYTES)
        return MAX_OF((bytes + 7) / 8, (size_t)1);
    return TREE_HEAP_SMALL_BYTES / 8 + 54 - (size_t)__builtin_clzll(bytes - 1);
}

static inline size_t tree_heap_class_bytes(size_t size_class)
{
    return size_class <= TREE_HEAP_SMALL_BYTES / 8
               ? size_class * 8
               : (size_t)TREE_HEAP_SMALL_BYTES << (size_class - TREE_HEAP_SMALL_BYTES / 8);
}

static inline void *tree_heap_alloc(size_t bytes)
{
    TreeHeap *h = tree_heap_in_use;
    size_t size_class = tree_heap_class_of(bytes);

#ifndef FONDATION_ARENA_BLOCKS
    if (h) {
        TreePiece *again = h->dropped[size_class];
        size_t whole = sizeof(TreePieceHead) + tree_heap_class_bytes(size_class);

        if (again) {
            h->dropped[size_class] = again->next;
            return again;
        }
        if ((size_t)(h->end - h->at) >= whole) {
            TreePieceHead *head = (TreePieceHead *)(void *)h->at;

            h->at += whole;
            *head = size_class;
            return head + 1;
        }
    }
#endif
    return tree_heap_alloc_slow(h, size_class);
}

static inline void tree_heap_drop(void *piece)
{
    if (!piece)
        return;
    TreePieceHead head = ((TreePieceHead *)piece)[-1];
    if (head & TREE_PIECE_ALONE) {
        tree_heap_drop_alone(piece);
        return;
    }
    TreePiece *dropped = piece;
    dropped->next = tree_heap_in_use->dropped[head];
    tree_heap_in_use->dropped[head] = dropped;
}

#endif
