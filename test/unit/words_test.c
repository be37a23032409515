/*
 * words_test.c -- taking names apart and comparing words.
 */
#include "graph/words.h"
#include "test.h"

static const char *joined(Arena *a, const char *text)
{
    Words w;
    Buf out = BUF(1024);

    words_of(str_from(text), &w);
    for (uint32_t i = 0; i < w.count; i++)
        buf_printf(&out, "%s%.*s", i ? " " : "", STR_ARG(w.at[i]));
    const char *kept = arena_cstr(a, buf_str(&out));
    buf_done(&out);
    return kept;
}

static const char *title(Arena *a, const char *text)
{
    Words w;

    words_of(str_from(text), &w);
    return words_title(a, &w, 0).ptr;
}

TEST(names_are_split_at_marks_and_changes_of_case)
{
    AUTO(arena_done) Arena a = {0};

    CHECK_TEXT(joined(&a, "aeEventLoop"), "ae Event Loop");
    CHECK_TEXT(joined(&a, "HTTPServer"), "HTTP Server");
    CHECK_TEXT(joined(&a, "write_batch-internal.h"), "write batch internal h");
    CHECK_TEXT(joined(&a, "parseURLs"), "parse URLs");
    CHECK_TEXT(joined(&a, "__init__"), "init");
    CHECK_TEXT(joined(&a, ""), "");
}

TEST(words_beyond_the_limit_are_dropped)
{
    Words w;

    words_of(STR("a b c d e f g h i j k l m n o"), &w);
    CHECK_INT(w.count, WORDS_MAX);
}

TEST(plurals_and_forms_of_a_word_are_the_same_word)
{
    CHECK(word_eq(STR("Sessions"), STR("session")));
    CHECK(word_eq(STR("queries"), STR("query")));
    CHECK(!word_eq(STR("class"), STR("clas")));
    CHECK(word_same_root(STR("expire"), STR("expiry")));
    CHECK(word_same_root(STR("templating"), STR("template")));
    CHECK(!word_same_root(STR("context"), STR("content")));
}

TEST(abbreviations_are_like_what_they_are_short_for)
{
    CHECK(word_like(STR("ctx"), STR("context")));
    CHECK(word_like(STR("conn"), STR("connection")));
    CHECK(word_like(STR("config"), STR("configuration")));
    CHECK(!word_like(STR("set"), STR("session")));
    CHECK(!word_like(STR("db"), STR("database")));
}

TEST(titles_keep_acronyms_and_begin_with_a_capital)
{
    AUTO(arena_done) Arena a = {0};

    CHECK_TEXT(title(&a, "eventLoop"), "Event loop");
    CHECK_TEXT(title(&a, "HTTPAdapter"), "HTTP adapter");
    CHECK_TEXT(title(&a, "json_reader"), "JSON reader");
    CHECK_TEXT(title(&a, "rdb"), "RDB");
    CHECK_TEXT(title(&a, "lzf"), "LZF");
}

TEST_MAIN()
