/*
 * pack_test.c -- what holds for every language pack.
 */
#include "test.h"

#include "syntax/pack.h"

TEST(every_name_in_a_pack_is_known_to_its_grammar)
{
    size_t count;
    const Pack *const *packs = pack_list(&count);

    for (size_t i = 0; i < count; i++) {
        if (!packs[i]->grammar) {
            CHECK(packs[i]->read_text != NULL);
            continue;
        }
        TreeLexicon *x = tree_lexicon_new(packs[i]->grammar(), &packs[i]->names);
        const char *unknown = tree_lexicon_unknown(x);

        if (unknown)
            fail_msg("the %s grammar does not know '%s'", language_name(packs[i]->language),
                     unknown);
        tree_lexicon_free(x);
    }
}

TEST(broken_and_odd_bytes_give_facts_in_every_language)
{
    static const char *const odd[] = {"",       "\n",          "((((((((", "\xff\xfe\x00 x",
                                      "}}}}",   "\"unended",   "class",    "def (",
                                      "a.b.c.", "<<<<<<< HEAD"};
    AUTO(arena_done) Arena a = {0};
    SyntaxReader *r = syntax_reader_new();
    size_t count;
    const Pack *const *packs = pack_list(&count);

    for (size_t i = 0; i < count; i++) {
        for (size_t n = 0; n < ARRAY_LEN(odd); n++) {
            Facts *f = NULL;
            Err err = {0};

            CHECK_OK(syntax_read(r, &a, packs[i]->language, str_from(odd[n]), &f, &err), &err);
            CHECK(f->scope_count >= 2);
        }
    }
    syntax_reader_free(r);
}

TEST_MAIN()
