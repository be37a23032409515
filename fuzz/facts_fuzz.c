/*
 * facts_fuzz.c -- any bytes as an entry of the facts cache: refused, or facts that can be used.
 */
#include "fuzz.h"

#include "syntax/facts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(arena_done) Arena a = {0};
    Facts *facts;

    if (facts_read(&a, fuzz_input(&a, data, size), &facts, NULL) != ERR_OK)
        return 0;
    facts_index(facts, &a);
    for (uint32_t i = 1; i < facts->expr_count; i++)
        (void)facts_lookup(facts, facts->exprs[i].scope, facts->exprs[i].name);
    return 0;
}
