/*
 * syntax_fuzz.c -- any bytes as source of any language: facts come out, whole and in range.
 *
 * The first byte chooses the pack. Properties: facts survive the cache's form unchanged, and every index
 * is in range (facts_read checks both).
 */
#include "fuzz.h"

#include "syntax/pack.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static SyntaxReader *reader;
    AUTO(arena_done) Arena a = {0};
    AUTO(buf_done) Buf first = BUF(64 << 20), second = BUF(64 << 20);
    size_t count;
    const Pack *const *packs = pack_list(&count);
    Facts *facts, *again;
    Err err = {0};

    if (size < 1 || size > 64 << 10 || count == 0)
        return 0;
    if (!reader)
        reader = syntax_reader_new();
    Str src = fuzz_input(&a, data + 1, size - 1);
    if (syntax_read(reader, &a, packs[data[0] % count]->language, src, &facts, &err) != ERR_OK)
        return 0;
    facts_write(facts, &first);
    MUST(facts_read(&a, arena_str(&a, buf_str(&first)), &again, &err) == ERR_OK);
    facts_write(again, &second);
    MUST(str_eq(buf_str(&first), buf_str(&second)));
    facts_index(again, &a);
    return 0;
}
