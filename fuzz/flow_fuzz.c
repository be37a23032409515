/*
 * flow_fuzz.c -- any bytes as source of any language: the flow of them is whole and in range.
 *
 * The first byte chooses the language. Properties: every range lies in the source, every index is in
 * range, children lie within their parents in the array, and each node is one event at most.
 */
#include "fuzz.h"

#include "flow/flow.h"

static const LanguageId languages[] = {LANG_C,          LANG_CPP,        LANG_PYTHON,
                                       LANG_JAVASCRIPT, LANG_TYPESCRIPT, LANG_TSX,
                                       LANG_GO,         LANG_RUST,       LANG_JAVA};

static void check_range(FlowRange r, size_t size)
{
    MUST(r.start <= r.end || r.end == 0);
    MUST(r.end <= size);
}

static void check_nodes(const FlowBody *b, size_t size)
{
    for (FlowId i = 0; i < b->count; i++) {
        const FlowNode *n = &b->nodes[i];

        check_range(n->all, size);
        check_range(n->name, size);
        check_range(n->subject, size);
        check_range(n->value, size);
        MUST(n->kind < FLOW_KIND_COUNT && n->line >= 1 && n->line <= n->end_line);
        MUST(i == 0 ? n->parent == FLOW_NONE : n->parent < i);
        MUST(n->next == FLOW_NONE || (n->next > i && b->nodes[n->next].parent == n->parent));
        MUST(n->argument_count == 0 ||
             n->first_argument + n->argument_count <= b->argument_count);
        for (uint32_t k = 0; k < n->argument_count; k++)
            check_range(b->arguments[n->first_argument + k], size);
        (void)flow_is_certain(b, i);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static SyntaxReader *reader;
    AUTO(arena_done) Arena a = {0};
    AUTO(buf_done) Buf out = BUF(1 << 20);

    if (size < 1 || size > 64 << 10)
        return 0;
    if (!reader)
        reader = syntax_reader_new();
    Str src = fuzz_input(&a, data + 1, size - 1);
    const FlowBody *b = flow_read(reader, &a, languages[data[0] % ARRAY_LEN(languages)], src,
                                  (FlowRange){0, (uint32_t)src.len});
    if (!b)
        return 0;
    check_nodes(b, src.len);
    FlowId *events = ARENA_ARRAY(&a, FlowId, b->count);
    MUST(flow_events(b, FLOW_ROOT, events) <= b->count);
    flow_dump(b, &out);
    return 0;
}
