/*
 * parse_limit_test.c -- a parse that would never end is stopped, ordinary and large source is not.
 */
#include "test.h"

#include "syntax/pack.h"

#include <stdlib.h>

typedef struct Reading {
    Arena arena;
    SyntaxReader *reader;
} Reading;

static ErrCode read_tree(Reading *r, LanguageId language, Str src, Tree *ret)
{
    Err err = {0};

    return syntax_tree(r->reader, &r->arena, language, src, ret, &err);
}

static Reading reading(void)
{
    return (Reading){.reader = syntax_reader_new()};
}

static void done(Reading *r)
{
    syntax_reader_free(r->reader);
    arena_done(&r->arena);
}

TEST(sixteen_bytes_of_tsx_that_never_end_are_read_line_by_line)
{
    Reading r = reading();
    Str src = STR("<a {{b:>c:d(e f)");
    Facts *facts = NULL;
    Tree tree;
    Err err = {0};

    CHECK_INT(read_tree(&r, LANG_TSX, src, &tree), ERR_TIMEOUT);
    CHECK_OK(syntax_read(r.reader, &r.arena, LANG_TSX, src, &facts, &err), &err);
    CHECK(facts->is_lexical);
    done(&r);
}

/* The same numbers on every machine. */
static unsigned next_random(uint64_t *dice)
{
    *dice = *dice * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(*dice >> 33);
}

TEST(random_characters_end_or_are_stopped_in_every_language)
{
    Reading r = reading();
    enum { BYTES = 3000, ROUNDS = 6 };
    size_t count;
    const Pack *const *packs = pack_list(&count);
    uint64_t dice = 7;

    for (size_t p = 0; p < count; p++) {
        if (!packs[p]->grammar)
            continue;
        for (unsigned round = 0; round < ROUNDS; round++) {
            char text[BYTES];
            Tree tree;

            for (unsigned i = 0; i < BYTES; i++) {
                unsigned c = next_random(&dice) % 98;

                text[i] = c < 95 ? (char)(' ' + c) : '\n';
            }
            ErrCode rc = read_tree(&r, packs[p]->language, (Str){text, BYTES}, &tree);
            CHECK(rc == ERR_OK || rc == ERR_TIMEOUT);
            arena_done(&r.arena);
        }
    }
    done(&r);
}

static void repeat(Buf *out, const char *text, size_t bytes)
{
    while (out->len < bytes)
        buf_add(out, str_from(text));
}

TEST(a_large_file_of_one_dense_table_is_not_stopped)
{
    Reading r = reading();
    AUTO(buf_done) Buf src = BUF(2 << 20);
    Tree tree;

    buf_lit(&src, "static const int table[] = {\n");
    repeat(&src, "1,2,{3},\n", 1 << 20);
    buf_lit(&src, "};\n");
    CHECK_INT(read_tree(&r, LANG_C, buf_str(&src), &tree), ERR_OK);
    buf_clear(&src);
    buf_lit(&src, "export const table = [\n");
    repeat(&src, "1,[2,{a:3}],\n", 1 << 20);
    buf_lit(&src, "]\n");
    CHECK_INT(read_tree(&r, LANG_TYPESCRIPT, buf_str(&src), &tree), ERR_OK);
    done(&r);
}

TEST(a_file_of_nothing_but_open_brackets_is_read_or_stopped)
{
    static const char *const opens[] = {"(", "[", "{", "<", "(function(){", "<div>", "a?b:"};
    Reading r = reading();

    for (size_t i = 0; i < ARRAY_LEN(opens); i++) {
        AUTO(buf_done) Buf src = BUF(1 << 20);
        Tree tree;

        repeat(&src, opens[i], 50000);
        ErrCode rc = read_tree(&r, LANG_TSX, buf_str(&src), &tree);
        CHECK(rc == ERR_OK || rc == ERR_TIMEOUT);
        if (rc == ERR_OK)
            CHECK(tree.count > 0);
        arena_done(&r.arena);
    }
    done(&r);
}

TEST_MAIN()
