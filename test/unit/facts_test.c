/*
 * facts_test.c -- facts survive the cache's form, and damaged bytes are refused.
 */
#include "test.h"

#include "syntax/facts.h"

static Facts *small_facts(Arena *a)
{
    FactsBuilder b;

    facts_builder_init(&b);
    uint32_t scope = facts_add_scope(&b, SCOPE_FUNCTION, 1, 0);
    facts_add_def(&b, (Def){.name = facts_add_name(&b, STR("main")),
                            .scope = 1,
                            .inner = scope,
                            .kind = DEF_FUNCTION,
                            .end = 20,
                            .line = 1,
                            .end_line = 2});
    facts_add_local(&b, (Local){.name = facts_add_name(&b, STR("argc")), .scope = scope});
    facts_add_expr(&b, (Expr){.kind = EXPR_NAME,
                              .flags = EXPR_IS_REF,
                              .name = facts_add_name(&b, STR("main")),
                              .scope = scope});
    Facts *f = facts_finish(&b, a);
    facts_builder_done(&b);
    return f;
}

TEST(facts_come_back_from_their_bytes_as_they_were)
{
    AUTO(arena_done) Arena a = {0};
    AUTO(buf_done) Buf first = BUF(1 << 20), second = BUF(1 << 20);
    Facts *again;
    Err err = {0};

    facts_write(small_facts(&a), &first);
    CHECK_OK(facts_read(&a, buf_str(&first), &again, &err), &err);
    facts_write(again, &second);
    CHECK(str_eq(buf_str(&first), buf_str(&second)));
    facts_index(again, &a);
    Entity e = facts_lookup(again, 1, facts_find_name(again, STR("main")));
    CHECK_INT(e.kind, ENTITY_DEF);
    CHECK_INT(e.index, 1);
}

TEST(every_cut_and_most_flips_of_stored_facts_are_refused_or_harmless)
{
    AUTO(arena_done) Arena a = {0};
    AUTO(buf_done) Buf bytes = BUF(1 << 20);
    Facts *again;

    facts_write(small_facts(&a), &bytes);
    for (size_t len = 0; len < bytes.len; len++) {
        Str cut = arena_str(&a, str_sub(buf_str(&bytes), 0, len));

        CHECK(facts_read(&a, cut, &again, NULL) != ERR_OK);
    }
    for (size_t i = 0; i < bytes.len; i++) {
        Str copy = arena_str(&a, buf_str(&bytes));

        ((char *)copy.ptr)[i] ^= (char)0x81;
        if (facts_read(&a, copy, &again, NULL) == ERR_OK)
            facts_index(again, &a);
    }
}

TEST(names_declared_twice_in_a_scope_are_given_in_order)
{
    AUTO(arena_done) Arena a = {0};
    FactsBuilder b;

    facts_builder_init(&b);
    NameId f = facts_add_name(&b, STR("f"));
    facts_add_def(&b, (Def){.name = f, .scope = 1, .kind = DEF_FUNCTION});
    facts_add_def(&b, (Def){.name = f, .scope = 1, .kind = DEF_FUNCTION});
    Facts *facts = facts_finish(&b, &a);
    facts_builder_done(&b);
    facts_index(facts, &a);
    Entity e = facts_lookup(facts, 1, f);
    CHECK_INT(e.index, 1);
    e = facts_next_entity(facts, e);
    CHECK_INT(e.index, 2);
    CHECK_INT(facts_next_entity(facts, e).kind, ENTITY_NONE);
}

TEST_MAIN()
