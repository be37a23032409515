/*
 * tree_heap.c -- chunks of the memory of a parser.
 */
#include "syntax/tree_heap.h"

#include <stdlib.h>

enum {
    CHUNK_BYTES = 1 << 20,
    ALONE_BYTES = CHUNK_BYTES / 4, /* larger pieces have a chunk of their own */
    KEPT_MAX_BYTES = 32 << 20,     /* of chunks, by a heap that was cleared */
};

typedef struct TreeChunk {
    struct TreeChunk *next, *before; /* `before` only of those alone */
    TreeHeap *heap;                  /* NULL: on no list */
    size_t bytes;
} TreeChunk;

_Thread_local TreeHeap *tree_heap_in_use;

void tree_heap_use(TreeHeap *h)
{
    tree_heap_in_use = h;
}

static void free_list(TreeChunk *c)
{
    while (c) {
        TreeChunk *next = c->next;

        free(c);
        c = next;
    }
}

void tree_heap_clear(TreeHeap *h)
{
    size_t kept = 0;

    free_list(h->alone);
    for (TreeChunk *c = h->first; c; c = c->next) {
        kept += c->bytes;
        if (kept >= KEPT_MAX_BYTES) {
            free_list(c->next);
            c->next = NULL;
        }
    }
    *h = (TreeHeap){.first = h->first};
}

void tree_heap_done(TreeHeap *h)
{
    free_list(h->alone);
    free_list(h->first);
    *h = (TreeHeap){0};
    if (tree_heap_in_use == h)
        tree_heap_in_use = NULL;
}

static TreeChunk *chunk_new(TreeHeap *h, size_t bytes)
{
    TreeChunk *c = xmalloc(sizeof(*c) + bytes);

    *c = (TreeChunk){.heap = h, .bytes = bytes};
    if (h)
        h->bytes += bytes;
    return c;
}

static void *alloc_alone(TreeHeap *h, size_t size_class)
{
    TreeChunk *c = chunk_new(h, sizeof(TreePieceHead) + tree_heap_class_bytes(size_class));
    TreePieceHead *head = (TreePieceHead *)(void *)(c + 1);

    *head = size_class | TREE_PIECE_ALONE;
    if (h) {
        c->next = h->alone;
        if (c->next)
            c->next->before = c;
        h->alone = c;
    }
    return head + 1;
}

void tree_heap_drop_alone(void *piece)
{
    TreeChunk *c = (TreeChunk *)(void *)((TreePieceHead *)piece - 1) - 1;

    if (c->heap) {
        c->heap->bytes -= c->bytes;
        if (c->next)
            c->next->before = c->before;
        if (c->before)
            c->before->next = c->next;
        else
            c->heap->alone = c->next;
    }
    free(c);
}

static void next_chunk(TreeHeap *h)
{
    TreeChunk *c = h->current ? h->current->next : h->first;

    if (c) {
        h->bytes += c->bytes;
    } else {
        c = chunk_new(h, CHUNK_BYTES - sizeof(TreeChunk));
        if (h->current)
            h->current->next = c;
        else
            h->first = c;
    }
    h->current = c;
    h->at = (char *)(c + 1);
    h->end = h->at + c->bytes;
}

void *tree_heap_alloc_slow(TreeHeap *h, size_t size_class)
{
    bool is_alone = !h || tree_heap_class_bytes(size_class) > ALONE_BYTES;

#ifdef FONDATION_ARENA_BLOCKS
    is_alone = true;
#endif
    if (is_alone)
        return alloc_alone(h, size_class);
    next_chunk(h);
    return tree_heap_alloc(tree_heap_class_bytes(size_class));
}

void *tree_heap_alloc_zeroed(size_t count, size_t bytes)
{
    size_t total;

    if (__builtin_mul_overflow(count, bytes, &total))
        out_of_memory(SIZE_MAX);
    return memset(tree_heap_alloc(total), 0, total);
}

void *tree_heap_resize(void *piece, size_t bytes)
{
    if (!piece)
        return tree_heap_alloc(bytes);
    size_t had = tree_heap_class_bytes(((TreePieceHead *)piece)[-1] & ~TREE_PIECE_ALONE);
    if (bytes <= had)
        return piece;
    void *larger = memcpy(tree_heap_alloc(bytes), piece, had);
    tree_heap_drop(piece);
    return larger;
}
