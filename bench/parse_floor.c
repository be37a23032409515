/*
 * parse_floor.c -- the least that reading a repository can cost: a bare parse, and nothing done with
 * the trees.
 *
 *     parse_floor REPO [THREADS]     parses, prints one line of JSON
 *     parse_floor --list REPO        prints SIZE, LANGUAGE and PATH of the files
 *
 * The files are those that `fondation analyze REPO` reads, with the same bytes, the same grammars
 * and flags of the compiler, the same number of threads, largest file first. Files that are read
 * without a grammar are read and not parsed. Timed is reading and parsing alone: choosing the files
 * is not, and neither is the limit on a file's parse that the program has to keep.
 *
 * parse_floor has the core of tree-sitter as it comes, parse_floor_own the program's own build of
 * it (third_party/tree_sitter_core.c).
 *
 * tools/bench runs it in turn with the program.
 */
#include "base/clock.h"
#include "base/pool.h"
#include "source/checkout.h"
#include "syntax/pack.h"
#include "syntax/tree_heap.h"

#include <stdio.h>
#include <stdlib.h>
#include <tree_sitter/api.h>

typedef struct FloorThread {
    TSParser *parser; /* with the program's core: made for each file, in the heap */
    TreeHeap heap;
    uint64_t bytes, files, parsed_bytes;
} FloorThread;

typedef struct Floor {
    const Checkout *checkout;
    const SourceFile **files; /* largest first */
    size_t count;
    FloorThread threads[POOL_MAX_THREADS];
} Floor;

static int larger_first(const void *a, const void *b)
{
    const SourceFile *x = *(const SourceFile *const *)a, *y = *(const SourceFile *const *)b;

    if (x->size != y->size)
        return x->size < y->size ? 1 : -1;
    return str_cmp(x->path, y->path);
}

static void list_files(Floor *f)
{
    size_t count;
    const SourceFile *all = checkout_files(f->checkout, &count);

    f->files = xcalloc(count + 1, sizeof(*f->files));
    for (size_t i = 0; i < count; i++) {
        if (all[i].skip == SKIP_NONE && pack_for(all[i].language))
            f->files[f->count++] = &all[i];
    }
    qsort(f->files, f->count, sizeof(*f->files), larger_first);
}

#ifdef OWN_CORE
static void begin_tree(FloorThread *t)
{
    tree_heap_use(&t->heap);
    t->parser = ts_parser_new();
}

static void end_tree(FloorThread *t, TSTree *tree UNUSED)
{
    ts_parser_delete(t->parser);
    t->parser = NULL;
    tree_heap_clear(&t->heap);
}
#else
static void begin_tree(FloorThread *t)
{
    if (!t->parser)
        t->parser = ts_parser_new();
}

static void end_tree(FloorThread *t UNUSED, TSTree *tree)
{
    ts_tree_delete(tree);
}
#endif

static void parse_file(void *shared, size_t item, unsigned thread)
{
    Floor *f = shared;
    FloorThread *t = &f->threads[thread];
    const SourceFile *file = f->files[item];
    const Pack *pack = pack_for(file->language);
    AUTO(arena_done) Arena arena = {0};
    Str text;

    if (checkout_read(f->checkout, &arena, file, &text, NULL) != ERR_OK)
        return;
    t->files++;
    t->bytes += text.len;
    if (!pack->grammar)
        return;
    begin_tree(t);
    MUST(ts_parser_set_language(t->parser, pack->grammar()));
    TSTree *tree = ts_parser_parse_string(t->parser, NULL, text.ptr, (uint32_t)text.len);
    t->parsed_bytes += tree ? text.len : 0;
    end_tree(t, tree);
}

static void print_sum(const Floor *f, int64_t wall_ns, int64_t cpu_ns)
{
    uint64_t bytes = 0, parsed = 0, files = 0;

    for (size_t i = 0; i < POOL_MAX_THREADS; i++) {
        bytes += f->threads[i].bytes;
        parsed += f->threads[i].parsed_bytes;
        files += f->threads[i].files;
    }
    printf("{\"files\":%llu,\"bytes\":%llu,\"parsedBytes\":%llu,\"wallMs\":%.1f,\"cpuMs\":%.1f,"
           "\"peakMb\":%llu}\n",
           (unsigned long long)files, (unsigned long long)bytes, (unsigned long long)parsed,
           (double)wall_ns / 1e6, (double)cpu_ns / 1e6,
           (unsigned long long)peak_memory_bytes() >> 20);
}

static void print_files(const Floor *f)
{
    for (size_t i = 0; i < f->count; i++)
        printf("%llu\t%s\t%s\n", (unsigned long long)f->files[i]->size,
               language_name(f->files[i]->language), f->files[i]->path.ptr);
}

static void parse_all(Floor *f, unsigned threads)
{
    const Clock *clock = clock_system();
    int64_t wall = clock->tick_ns(clock), cpu = cpu_process_ns();

    pool_run(threads, 0, f->count, parse_file, f);
    print_sum(f, clock->tick_ns(clock) - wall, cpu_process_ns() - cpu);
    for (size_t i = 0; i < POOL_MAX_THREADS; i++) {
        if (f->threads[i].parser)
            ts_parser_delete(f->threads[i].parser);
        tree_heap_done(&f->threads[i].heap);
    }
}

int main(int argc, char **argv)
{
    bool is_list = argc == 3 && str_is(str_from(argv[1]), "--list");
    uint64_t threads = 0;
    Floor floor = {0};
    Checkout *checkout = NULL;
    Err err = {0};

    if (argc < 2 || argc > 3 ||
        (argc == 3 && !is_list && !parse_u64(str_from(argv[2]), POOL_MAX_THREADS, &threads))) {
        fprintf(stderr, "usage: parse_floor REPO [THREADS] | parse_floor --list REPO\n");
        return 2;
    }
    CheckoutAsk ask = {.path = argv[1 + is_list]};
    if (checkout_open(&ask, &checkout, &err) != ERR_OK) {
        fprintf(stderr, "parse_floor: %s\n", err.text);
        return 1;
    }
    floor.checkout = checkout;
    list_files(&floor);
    if (is_list)
        print_files(&floor);
    else
        parse_all(&floor, (unsigned)threads);
    free(floor.files);
    checkout_close(checkout);
    return 0;
}
