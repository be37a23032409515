/*
 * facts_fuzz.c -- any bytes as an entry of the facts cache: refused, or facts that can be used.
 *
 * Random bytes hardly ever pass the head, so two more ways in: with a first byte of 1 the facts of a small
 * source are written and then patched at the places that the input names.
 */
#include "fuzz.h"

#include "syntax/pack.h"

static const char source[] =
    "#include \"a.h\"\n/* doc */\nstruct s { int a; struct s *next; };\n"
    "static int f(struct s *p) { return p->next->a + g(1); }\n";

static void use(Facts *facts, Arena *a)
{
    facts_index(facts, a);
    for (uint32_t i = 1; i < facts->expr_count; i++) {
        Entity e = facts_lookup(facts, facts->exprs[i].scope, facts->exprs[i].name);

        for (unsigned n = 0; e.kind != ENTITY_NONE && n < 1000; n++)
            e = facts_next_entity(facts, e);
    }
    for (uint32_t i = 1; i < facts->def_count; i++)
        (void)facts_name(facts, facts->defs[i].name);
}

static Str patched(Arena *a, const uint8_t *data, size_t size)
{
    AUTO(buf_done) Buf bytes = BUF(1 << 20);
    SyntaxReader *reader = syntax_reader_new();
    Facts *facts;

    MUST(syntax_read(reader, a, LANG_C, str_from(source), &facts, NULL) == ERR_OK);
    syntax_reader_free(reader);
    facts_write(facts, &bytes);
    Str copy = arena_str(a, buf_str(&bytes));
    for (size_t i = 0; i + 3 <= size; i += 3) /* two bytes of place, one of value */
        ((char *)copy.ptr)[(data[i] | data[i + 1] << 8) % copy.len] ^= (char)data[i + 2];
    return copy;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(arena_done) Arena a = {0};
    Facts *facts;

    if (size == 0)
        return 0;
    Str bytes = data[0] == 1 ? patched(&a, data + 1, size - 1)
                             : fuzz_input(&a, data + 1, size - 1);
    if (facts_read(&a, bytes, &facts, NULL) == ERR_OK)
        use(facts, &a);
    return 0;
}
