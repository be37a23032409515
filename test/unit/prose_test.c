/*
 * prose_test.c -- sentences without markup, and the comment a file begins with.
 */
#include "graph/prose.h"
#include "test.h"

static const char *header(Arena *a, const char *text, LanguageId language)
{
    size_t start, end;
    uint32_t line, end_line;
    Str whole = str_from(text);

    if (!prose_find_header(a, whole, language, &start, &end))
        return "none";
    uint32_t first = 1;
    for (size_t i = 0; i < start; i++)
        first += text[i] == '\n';
    Str s = prose_first_sentence(a, str_sub(whole, start, end), first, &line, &end_line);
    return arena_printf(a, "%u-%u %.*s", line, end_line, STR_ARG(s)).ptr;
}

TEST(markup_of_every_kind_goes_and_the_words_stay)
{
    static const char *const rows[][2] = {
        {"Uses :class:`~flask.Flask` objects.", "Uses `Flask` objects."},
        {"See :py:meth:`Session <requests.Session>`.", "See `Session`."},
        {"The ``wsgi_app`` is *the* **core**.", "The `wsgi_app` is the core."},
        {"A `link <https://x.org>`_ here.", "A link here."},
        {"Configure {@link Gson} with {@code null}.", "Configure `Gson` with `null`."},
        {"Reads a <a href=\"x\">JSON</a> value.", "Reads a JSON value."},
        {"\\brief Holds a value.", "Holds a value."},
        {"Returns [the text](http://x) of [`Type`].", "Returns the text of `Type`."},
        {"a < b and snake_case stay, 2 * 3 too", "a < b and snake_case stay, 2 * 3 too"},
        {"vector<int> &amp; map&lt;k&gt;", "vector<int> & map<k>"},
        {"two\n  lines", "two lines"},
    };
    AUTO(arena_done) Arena a = {0};

    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        CHECK_STR(prose_plain(&a, str_from(rows[i][0])), rows[i][1]);
}

TEST(marks_without_an_end_are_text)
{
    static const char *const rows[] = {":class:`Flask", "``open", "{@link", "<a", "[text](",
                                       "a `",           "[",      ":",      "\\"};
    AUTO(arena_done) Arena a = {0};

    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        CHECK(prose_plain(&a, str_from(rows[i])).len <= strlen(rows[i]));
}

TEST(titles_lose_numbers_anchors_and_code_marks)
{
    AUTO(arena_done) Arena a = {0};

    CHECK_STR(prose_title(&a, STR("3.2 The `Context` {#ctx}")), "The Context");
    CHECK_STR(prose_title(&a, STR("Caches:")), "Caches");
    CHECK_STR(prose_title(&a, STR("**Hooks**")), "Hooks");
}

TEST(a_file_is_told_of_by_its_first_comment_that_is_no_licence)
{
    AUTO(arena_done) Arena a = {0};

    CHECK_TEXT(
        header(&a, "/* ae.c -- A simple event library.\n * Copyright 2009 */\n#include <x.h>\n",
               LANG_C),
        "1-1 A simple event library.");
    CHECK_TEXT(header(&a,
                      "// Copyright 2011 X. All rights reserved.\n\n// Package render writes "
                      "answers.\npackage render\n",
                      LANG_GO),
               "3-3 Package render writes answers.");
    CHECK_TEXT(
        header(&a, "#!/usr/bin/python\n\"\"\"Sessions over\nsigned cookies.\"\"\"\nimport x\n",
               LANG_PYTHON),
        "2-3 Sessions over signed cookies.");
    CHECK_TEXT(
        header(&a, "/* Copyright 2009. All rights reserved. */\n#include <x.h>\n", LANG_C),
        "none");
    CHECK_TEXT(header(&a,
                      "/*\n * Licensed to X under the License.\n *\n * Unless required by "
                      "applicable law or agreed to in writing, software\n * distributed under "
                      "the License comes AS IS.\n */\npackage a;\n",
                      LANG_JAVA),
               "none");
    CHECK_TEXT(header(&a, "int x;\n/* A late comment that tells. */\n", LANG_C), "none");
}

TEST(documentation_of_the_first_definition_is_not_the_files)
{
    AUTO(arena_done) Arena a = {0};

    CHECK_TEXT(header(&a, "/** Adds two numbers together. */\nfunction add(a, b) {}\n",
                      LANG_JAVASCRIPT),
               "none");
    CHECK_TEXT(header(&a, "/** Numbers and what they do. */\n\nfunction add(a, b) {}\n",
                      LANG_JAVASCRIPT),
               "1-1 Numbers and what they do.");
}

TEST(what_defines_nothing_is_no_definition)
{
    CHECK(prose_is_definition(STR("Keeps the jobs of one tube.")));
    CHECK(!prose_is_definition(STR("TODO: write something here")));
    CHECK(!prose_is_definition(STR("Copyright (c) 2011 by somebody")));
    CHECK(!prose_is_definition(STR("int x = 3; x <<= 1; return {x};")));
    CHECK(!prose_is_definition(STR("Options:")));
    CHECK(!prose_is_definition(STR("")));
}

TEST(emphasis_goes_only_in_pairs)
{
    AUTO(arena_done) Arena a = {0};

    CHECK_STR(prose_plain(&a, STR("This is **very** important")), "This is very important");
    CHECK_STR(prose_plain(&a, STR("prints *fmt into a buffer")), "prints *fmt into a buffer");
    CHECK_STR(prose_plain(&a, STR("calls _exit at the end")), "calls _exit at the end");
    CHECK_STR(prose_plain(&a, STR("a * b")), "a * b");
}

TEST(words_of_a_role_with_a_target_are_no_code)
{
    AUTO(arena_done) Arena a = {0};

    CHECK_STR(prose_plain(&a, STR("The :meth:`effective level <logging.Logger.x>` of it")),
              "The effective level of it");
    CHECK_STR(prose_plain(&a, STR("Creates an :class:`.AppContext`.")),
              "Creates an `AppContext`.");
}

TEST_MAIN()
