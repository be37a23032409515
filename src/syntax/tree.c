/*
 * tree.c -- parsing under an allowance, by a lexicon made once.
 */
#include "base/clock.h"
#include "syntax/tree_heap.h"
#include "syntax/tree_mend.h"

#include <tree_sitter/api.h>

/* The parser calls back every 100 operations: a step. Measured over 12,000 files of 17 languages
 * (120 MB): 7,000 to 9,000 steps a MB, 25,000 in the densest of them, 60,000 in the densest text
 * there is ("a;a;a;"). A step takes 11 microseconds there, 50 to 250 where the parser follows many
 * readings at once.
 *
 * A parse that never ends stands still: its furthest offset does not move any more. Ordinary source
 * stands still only at its end, where the tree is balanced (25,000 steps a MB in the densest text).
 * So standing still has an allowance of its own, a small one before the end. What is known to hang
 * (16 bytes of TSX, random characters as TypeScript) stops within 0.3 s. Text that moves on but is
 * no source (brackets and letters by chance) ends by itself: 1 to 7 s a MB. */
enum {
    PARSE_STEPS_BASE = 10000,
    PARSE_STEPS_PER_MB = 100000,
    STALLED_STEPS_BASE = 2000,
    STALLED_STEPS_PER_MB = 2000,
    STALLED_STEPS_PER_MB_AT_END = 40000,
    PARSE_END_BYTES = 64, /* so near to the end counts as there */
    /* A step may read on to the end of the file: a grammar's own scanner looks for the end of a string
     * that has none, at every bracket anew. Steps do not see that, so what is read is counted too. */
    READ_CHUNK_BYTES = 4 << 10,
    READ_CHUNKS_BASE = 4000,
    READ_CHUNKS_PER_CHUNK = 100, /* of the source */
    /* Far above what any of the limits before lets through on a slow machine. A file that this one
     * stops is recorded: the course is then not reproducible. */
    GUARD_EVERY_STEPS = 16,
    GUARD_SECONDS_BASE = 4,
    GUARD_SECONDS_PER_MB = 8,
    /* An ordinary tree takes 20 to 25 times its source. */
    HEAP_BASE_BYTES = 64 << 20,
    HEAP_BYTES_PER_BYTE = 100,
};

static bool is_same_symbol(const TSLanguage *language, TSSymbol symbol, const char *name)
{
    bool is_anonymous = name[0] == '=' && name[1];
    bool is_named = ts_language_symbol_type(language, symbol) == TSSymbolTypeRegular;
    const char *symbol_name = ts_language_symbol_name(language, symbol);

    return symbol_name && is_named != is_anonymous &&
           strcmp(symbol_name, name + is_anonymous) == 0;
}

static void learn_kinds(TreeLexicon *x, const TSLanguage *language, const TreeNames *names)
{
    x->symbol_count = ts_language_symbol_count(language);
    x->kind_of_symbol = xcalloc(x->symbol_count, sizeof(*x->kind_of_symbol));
    for (size_t kind = 1; kind < names->kind_count; kind++) {
        bool is_known = false;

        if (!names->kinds[kind])
            continue;
        /* several symbols may bear one name (aliases): all of them count */
        for (uint32_t symbol = 0; symbol < x->symbol_count; symbol++) {
            if (is_same_symbol(language, (TSSymbol)symbol, names->kinds[kind])) {
                x->kind_of_symbol[symbol] = (uint16_t)kind;
                is_known = true;
            }
        }
        if (!is_known && !x->unknown)
            x->unknown = names->kinds[kind];
    }
}

static void learn_fields(TreeLexicon *x, const TSLanguage *language, const TreeNames *names)
{
    x->field_count = ts_language_field_count(language) + 1;
    x->field_of_id = xcalloc(x->field_count, sizeof(*x->field_of_id));
    for (size_t field = 1; field < names->field_count; field++) {
        if (!names->fields[field])
            continue;
        TSFieldId id = ts_language_field_id_for_name(language, names->fields[field],
                                                     (uint32_t)strlen(names->fields[field]));
        if (id)
            x->field_of_id[id] = (uint8_t)field;
        else if (!x->unknown)
            x->unknown = names->fields[field];
    }
}

TreeLexicon *tree_lexicon_new(const TSLanguage *language, const TreeNames *names)
{
    TreeLexicon *x = xcalloc(1, sizeof(*x));

    x->language = language;
    x->find_holes = names->find_holes;
    x->item_lists = names->item_lists;
    x->rewrite = names->rewrite;
    MUST(names->kind_count <= UINT16_MAX && names->field_count <= UINT8_MAX);
    learn_kinds(x, language, names);
    learn_fields(x, language, names);
    return x;
}

void tree_lexicon_free(TreeLexicon *x)
{
    if (!x)
        return;
    free(x->kind_of_symbol);
    free(x->field_of_id);
    free(x);
}

const char *tree_lexicon_unknown(const TreeLexicon *x)
{
    return x->unknown;
}

/* tree-sitter's own parser is made anew for each tree, so that the heap can be cleared in between:
 * with memory this cheap that takes microseconds. */
struct TreeParser {
    bool is_out_of_time; /* the last guard stopped the last parse */
    TreeHeap heap;
};

TreeParser *tree_parser_new(void)
{
    return xcalloc(1, sizeof(TreeParser));
}

void tree_parser_free(TreeParser *p)
{
    if (!p)
        return;
    tree_heap_done(&p->heap);
    free(p);
}

/* -- parsing under an allowance -- */

typedef struct Allowance {
    uint64_t steps_left;
    uint64_t stalled; /* steps without a new furthest offset */
    uint64_t stalled_most, stalled_most_at_end;
    uint32_t furthest, end;
    const Str *src;
    uint64_t chunks_read, chunks_most;
    int64_t cpu_end_ns; /* the last guard: CPU time of this thread */
    bool is_out_of_time;
    const TreeHeap *heap;
    size_t heap_most; /* bytes */
} Allowance;

static bool spend_step(TSParseState *state)
{
    Allowance *allowance = state->payload;

    if (state->current_byte_offset > allowance->furthest) {
        allowance->furthest = state->current_byte_offset;
        allowance->stalled = 0;
    }
    uint64_t most = allowance->furthest + PARSE_END_BYTES >= allowance->end
                        ? allowance->stalled_most_at_end
                        : allowance->stalled_most;
    if (allowance->steps_left == 0 || allowance->stalled >= most ||
        allowance->heap->bytes > allowance->heap_most ||
        allowance->chunks_read > allowance->chunks_most)
        return true; /* stop */
    /* a step may cost more the deeper the parser's stack is: counting steps is no bound on time */
    if (allowance->steps_left % GUARD_EVERY_STEPS == 0 &&
        cpu_thread_ns() > allowance->cpu_end_ns) {
        allowance->is_out_of_time = true;
        return true;
    }
    allowance->steps_left--;
    allowance->stalled++;
    return false;
}

static uint64_t per_mb(uint64_t steps, size_t bytes)
{
    return steps * bytes / (1 << 20);
}

static size_t length_without_blanks(Str src)
{
    Str inside = str_trim(src);

    return inside.len ? (size_t)(inside.ptr - src.ptr) + inside.len : 0;
}

static const char *read_source(void *payload, uint32_t offset, TSPoint point UNUSED,
                               uint32_t *ret_bytes)
{
    Allowance *allowance = payload;
    Str rest = str_sub(*allowance->src, offset, SIZE_MAX);

    allowance->chunks_read++;
    *ret_bytes = (uint32_t)MIN_OF(rest.len, (size_t)READ_CHUNK_BYTES);
    return *ret_bytes ? rest.ptr : "";
}

TSTree *tree_parse(TreeParser *parser, const TSLanguage *language, const Str *src)
{
    Allowance allowance = {
        .steps_left = PARSE_STEPS_BASE + per_mb(PARSE_STEPS_PER_MB, src->len),
        .stalled_most = STALLED_STEPS_BASE + per_mb(STALLED_STEPS_PER_MB, src->len),
        .stalled_most_at_end = STALLED_STEPS_BASE +
                               per_mb(STALLED_STEPS_PER_MB_AT_END, src->len),
        .end = (uint32_t)length_without_blanks(*src),
        .src = src,
        .chunks_most = READ_CHUNKS_BASE + READ_CHUNKS_PER_CHUNK * (src->len / READ_CHUNK_BYTES),
        .cpu_end_ns = cpu_thread_ns() +
                      1000000000 * (int64_t)(GUARD_SECONDS_BASE +
                                             GUARD_SECONDS_PER_MB * src->len / (1 << 20)),
        .heap = &parser->heap,
        .heap_most = HEAP_BASE_BYTES + HEAP_BYTES_PER_BYTE * src->len,
    };
    TSInput input = {
        .payload = &allowance, .read = read_source, .encoding = TSInputEncodingUTF8};
    TSParseOptions options = {.payload = &allowance, .progress_callback = spend_step};

    tree_heap_clear(&parser->heap);
    tree_heap_use(&parser->heap);
    TSParser *p = ts_parser_new();
    MUST(ts_parser_set_language(p, language));
    TSTree *tree = ts_parser_parse_with_options(p, NULL, input, options);
    ts_parser_delete(p);
    parser->is_out_of_time = allowance.is_out_of_time;
    return tree;
}

static void find_lines(Arena *a, Str src, Tree *t)
{
    uint32_t count = 1;

    for (size_t at = 0; (at = str_find_char(src, '\n', at)) != SIZE_MAX; at++)
        count++;
    uint32_t *starts = ARENA_ARRAY(a, uint32_t, count);
    uint32_t line = 1;
    for (size_t at = 0; (at = str_find_char(src, '\n', at)) != SIZE_MAX; at++)
        starts[line++] = (uint32_t)at + 1;
    t->line_starts = starts;
    t->line_count = count;
}

static void fill_hole(char *text, const TreeHole *h)
{
    const char *as = h->as ? h->as : "";

    for (uint32_t at = h->start; at < h->end; at++)
        text[at] = text[at] == '\n' ? '\n' : *as ? *as++ : ' ';
}

/* The source as the parser is to see it: with blanks in the holes. */
static Str without_holes(Arena *a, const TreeLexicon *lexicon, Str src, Tree *t)
{
    TreeHoles holes = {0};

    if (lexicon->find_holes)
        lexicon->find_holes(src, &holes);
    if (holes.len == 0)
        return src;
    TreeHole *kept = ARENA_ARRAY(a, TreeHole, holes.len);
    memcpy(kept, holes.at, holes.len * sizeof(*kept));
    t->holes = kept;
    t->hole_count = (uint32_t)holes.len;
    Str blanked = arena_str(a, src);
    char *text = (char *)blanked.ptr;
    for (size_t i = 0; i < holes.len; i++)
        fill_hole(text, &holes.at[i]);
    VEC_DONE(&holes);
    return blanked;
}

static size_t error_bytes(const NodeVec *nodes)
{
    size_t bytes = 0;

    for (size_t i = 0; i < nodes->len; i++) {
        if (nodes->at[i].flags & (NODE_ERROR | NODE_MISSING))
            bytes += nodes->at[i].end - nodes->at[i].start + 1;
    }
    return bytes;
}

/* Parses a rewritten text in the hope of fewer errors; keeps what is better. */
static void try_rewritten(Arena *a, TreeParser *parser, const TSLanguage *language,
                          const TreeLexicon *lexicon, Str *text, NodeVec *nodes, Tree *t)
{
    Str rewritten = arena_str(a, *text);

    if (!lexicon->rewrite(*text, (char *)rewritten.ptr))
        return;
    TSTree *tree = tree_parse(parser, language, &rewritten);
    if (!tree)
        return;
    NodeVec other = {0};
    bool is_cut = tree_copy(lexicon, tree, &other);
    if (error_bytes(&other) < error_bytes(nodes)) {
        NodeVec swap = *nodes;

        *nodes = other;
        other = swap;
        *text = rewritten;
        t->is_cut = is_cut;
        t->has_error = ts_node_has_error(ts_tree_root_node(tree));
    }
    VEC_DONE(&other);
}

ErrCode tree_read(Arena *a, TreeParser *parser, const TSLanguage *language,
                  const TreeLexicon *lexicon, Str src, Tree *ret, Err *err)
{
    Tree t = {.src = src};

    if (src.len > TREE_MAX_SOURCE_BYTES)
        return err_set(err, ERR_LIMIT, "the file has %zu bytes, more than %d", src.len,
                       TREE_MAX_SOURCE_BYTES);
    Str text = without_holes(a, lexicon, src, &t);
    TSTree *tree = tree_parse(parser, language, &text);
    if (!tree)
        return err_set(err, parser->is_out_of_time ? ERR_BUSY : ERR_TIMEOUT,
                       "parsing was stopped at its limit");
    NodeVec copied = {0};
    t.is_cut = tree_copy(lexicon, tree, &copied);
    t.has_error = ts_node_has_error(ts_tree_root_node(tree));
    if (t.has_error && lexicon->rewrite)
        try_rewritten(a, parser, language, lexicon, &text, &copied, &t);
    if (t.has_error && lexicon->item_lists)
        tree_mend(&copied, parser, language, lexicon, lexicon->item_lists, text);
    Node *nodes = ARENA_ARRAY(a, Node, copied.len);
    memcpy(nodes, copied.at, copied.len * sizeof(Node));
    t.nodes = nodes;
    t.count = (uint32_t)copied.len;
    VEC_DONE(&copied);
    find_lines(a, src, &t);
    *ret = t;
    return ERR_OK;
}

/* -- going about -- */

NodeId node_field(const Tree *t, NodeId n, uint8_t field)
{
    if (n == NODE_NONE)
        return NODE_NONE;
    NODE_EACH_CHILD (t, n, child) {
        if (t->nodes[child].field == field)
            return child;
    }
    return NODE_NONE;
}

NodeId node_child_of_kind(const Tree *t, NodeId n, uint16_t kind)
{
    if (n == NODE_NONE)
        return NODE_NONE;
    NODE_EACH_CHILD (t, n, child) {
        if (t->nodes[child].kind == kind)
            return child;
    }
    return NODE_NONE;
}

NodeId node_end(const Tree *t, NodeId n)
{
    while (n != NODE_NONE) {
        if (t->nodes[n].next != NODE_NONE)
            return t->nodes[n].next;
        n = t->nodes[n].parent;
    }
    return t->count;
}

uint32_t tree_line(const Tree *t, uint32_t offset)
{
    uint32_t low = 0, high = t->line_count; /* line_starts[low] <= offset < line_starts[high] */

    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;

        if (t->line_starts[middle] <= offset)
            low = middle;
        else
            high = middle;
    }
    return low + 1;
}
