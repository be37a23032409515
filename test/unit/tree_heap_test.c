/*
 * tree_heap_test.c -- memory of a parser, piece by piece and all at once.
 */
#include "test.h"

#include "syntax/tree_heap.h"

static bool is_filled(const unsigned char *piece, size_t bytes, unsigned char with)
{
    for (size_t i = 0; i < bytes; i++) {
        if (piece[i] != with)
            return false;
    }
    return true;
}

/* Fills pieces of all sizes and looks at them again after the last is made. */
static void fill_and_look(void)
{
    enum { PIECES = 400 };
    unsigned char *pieces[PIECES];
    size_t bytes[PIECES], size = 1;

    for (int i = 0; i < PIECES; i++) {
        bytes[i] = size;
        pieces[i] = tree_heap_alloc(size);
        CHECK_INT((uintptr_t)pieces[i] % 8, 0);
        memset(pieces[i], i & 0xff, size);
        size = size < 500000 ? size + size / 16 + 1 : 1;
    }
    for (int i = 0; i < PIECES; i++)
        CHECK(is_filled(pieces[i], bytes[i], (unsigned char)(i & 0xff)));
    for (int i = 0; i < PIECES; i += tree_heap_in_use ? 2 : 1)
        tree_heap_drop(pieces[i]);
}

TEST(pieces_do_not_overlap_and_can_be_made_again_after_clearing)
{
    TreeHeap heap = {0};

    tree_heap_use(&heap);
    fill_and_look();
    size_t once = heap.bytes;
    CHECK(once > 0);
    fill_and_look();
    tree_heap_clear(&heap);
    CHECK_INT(heap.bytes, 0);
    fill_and_look();
    CHECK_INT(heap.bytes, once);
    tree_heap_done(&heap);
    CHECK(tree_heap_in_use == NULL);
}

TEST(a_dropped_piece_is_given_out_again)
{
    TreeHeap heap = {0};

    tree_heap_use(&heap);
    void *first = tree_heap_alloc(100);
    size_t bytes = heap.bytes;
    tree_heap_drop(first);
    for (int i = 0; i < 100000; i++)
        tree_heap_drop(tree_heap_alloc(97 + (size_t)i % 8));
    CHECK(heap.bytes <= bytes);
    tree_heap_done(&heap);
}

TEST(a_piece_grows_with_what_is_in_it)
{
    TreeHeap heap = {0};

    tree_heap_use(&heap);
    unsigned char *piece = memset(tree_heap_alloc(8), 7, 8);
    for (size_t bytes = 8; bytes < 3000000; bytes *= 3) {
        piece = tree_heap_resize(piece, bytes * 3);
        CHECK(is_filled(piece, bytes, 7));
        memset(piece, 7, bytes * 3);
    }
    CHECK(is_filled(tree_heap_resize(NULL, 0), 0, 0));
    CHECK(is_filled(tree_heap_alloc_zeroed(300, 4000), 1200000, 0));
    tree_heap_done(&heap);
}

TEST(without_a_heap_memory_comes_from_malloc)
{
    TreeHeap heap = {0};

    tree_heap_use(NULL);
    fill_and_look();
    void *piece = tree_heap_alloc(5000);
    tree_heap_use(&heap);
    piece = tree_heap_resize(piece, 100000);
    tree_heap_drop(piece);
    tree_heap_done(&heap);
}

TEST_MAIN()
