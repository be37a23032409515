/*
 * paths_test.c -- what paths and names say: flags, reasons, languages; and links to forges.
 */
#include "source_test.h"

#include "source/paths.h"
#include "source/revision.h"

TEST(paths_tell_tests_examples_documents_and_foreign_code)
{
    static const struct {
        const char *path;
        uint16_t flags;
        SkipReason skip;
    } rows[] = {
        {"src/a.c", 0, SKIP_NONE},
        {"tests/a.c", FILE_IS_TEST, SKIP_NONE},
        {"src/latest.py", 0, SKIP_NONE},
        {"src/contest.java", 0, SKIP_NONE},
        {"src/FooTest.java", FILE_IS_TEST, SKIP_NONE},
        {"src/Contest.java", 0, SKIP_NONE},
        {"pkg/a_test.go", FILE_IS_TEST, SKIP_NONE},
        {"lib/test_a.py", FILE_IS_TEST, SKIP_NONE},
        {"src/a.spec.ts", FILE_IS_TEST, SKIP_NONE},
        {"src/main/java/org/x/samples/A.java", 0, SKIP_NONE},
        {"src/test/java/org/x/A.java", FILE_IS_TEST, SKIP_NONE},
        {"app/src/androidTest/A.kt", FILE_IS_TEST, SKIP_NONE},
        {"examples/a.c", FILE_IS_EXAMPLE, SKIP_NONE},
        {"docs/a.md", FILE_IS_DOC, SKIP_NONE},
        {"src/docs/a.c", 0, SKIP_NONE},
        {"README", FILE_IS_DOC, SKIP_NONE},
        {"package.json", FILE_IS_BUILD, SKIP_NONE},
        {".github/workflows/ci.yml", FILE_IS_BUILD, SKIP_NONE},
        {"vite.config.ts", FILE_IS_BUILD, SKIP_NONE},
        {"node_modules/x/a.js", 0, SKIP_VENDORED},
        {"src/third_party/a.c", 0, SKIP_VENDORED},
        {"deps/a.c", 0, SKIP_VENDORED},
        {"src/deps/a.c", 0, SKIP_NONE},
        {"cmd/dist/main.go", 0, SKIP_NONE},
        {"lib/dist/a.js", 0, SKIP_GENERATED},
        {"django/core/cache/a.py", 0, SKIP_NONE},
        {"Cargo.lock", 0, SKIP_GENERATED},
        {"a.min.js", 0, SKIP_MINIFIED},
        {"pkg/testdata/a.go", 0, SKIP_FIXTURE},
        {"tests/fixtures/a.py", FILE_IS_TEST, SKIP_FIXTURE},
        {"src/fixtures/a.py", 0, SKIP_NONE},
        {"x_pb2.py", 0, SKIP_GENERATED},
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        PathSays says = path_says(str_from(rows[i].path), 100);

        if (says.flags != rows[i].flags || says.skip != rows[i].skip)
            fail_msg("'%s': flags %u, %s", rows[i].path, says.flags,
                     skip_reason_name((SkipReason)says.skip));
    }
    CHECK_INT(path_says(STR("js/jquery-3.1.js"), 100000).skip, SKIP_VENDORED);
    CHECK_INT(path_says(STR("js/react.js"), 1000).skip, SKIP_NONE);
}

TEST(a_package_about_testing_is_no_test)
{
    TestFolder t = folder_new();

    folder_put(&t, "dj/__init__.py", "");
    folder_put(&t, "dj/test/__init__.py", "");
    folder_put(&t, "dj/test/client.py", "x = 1\n");
    folder_put(&t, "dj/core/__init__.py", "");
    folder_put(&t, "dj/core/test/__init__.py", "");
    folder_put(&t, "dj/core/test/test_a.py", "x = 1\n");
    folder_put(&t, "dj/core/test/util.py", "x = 1\n");
    Checkout *c = folder_open(&t, &(CheckoutAsk){0});
    CHECK_TEXT(listing_text(&t, c),
               "dj/__init__.py Python\ndj/core/__init__.py Python\n"
               "dj/core/test/__init__.py Python test\ndj/core/test/test_a.py Python test\n"
               "dj/core/test/util.py Python test\ndj/test/__init__.py Python\n"
               "dj/test/client.py Python\n");
    checkout_close(c);
    folder_done(&t);
}

TEST(languages_are_known_by_name_extension_and_first_line)
{
    static const struct {
        const char *path, *head, *language;
    } rows[] = {
        {"a.c", "", "C"},
        {"A.PY", "", "Python"},
        {"Makefile", "", "Makefile"},
        {"Makefile.linux", "", "Makefile"},
        {"Dockerfile.dev", "", "Dockerfile"},
        {"run", "#!/bin/sh\n", "Shell"},
        {"run", "#!/usr/bin/env -S node --x\n", "JavaScript"},
        {"run", "#!/usr/bin/python3.11\n", "Python"},
        {"x", "/* -*- mode: c++ -*- */\n", "C++"},
        {"x", "# vim: set ft=ruby :\n", "Ruby"},
        {"a.pl", ":- module(x, []).\n", "Prolog"},
        {"a.pl", "use strict;\n", "Perl"},
        {"a.1", ".TH X 1\n", "Roff"},
        {"a.1", "words\n", ""},
        {"a.inc", "<?php\n", "PHP"},
        {"a.inc", "#define X 1\n", "C"},
        {"a.m", "@implementation X\n", "Objective-C"},
        {"a.m", "% words\nfunction x\n", "MATLAB"},
        {"go.mod", "", "Text"},
        {"CMakeLists.txt", "", "CMake"},
        {"a.unknown", "", ""},
        {"LICENSE-MIT", "", "Text"},
        {"a.yy", "", "Yacc"},
        {"BUILD.bazel", "", "Starlark"},
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const char *told = language_name(
            language_of(str_from(rows[i].path), str_from(rows[i].head)));

        if (strcmp(told, rows[i].language) != 0)
            fail_msg("'%s' is %s", rows[i].path, told);
    }
}

TEST(remotes_of_known_forges_give_links)
{
    static const struct {
        const char *url, *origin, *owner, *name, *link;
    } rows[] = {
        {"https://github.com/o/r.git", "https://github.com/o/r.git", "o", "r",
         "https://github.com/o/r/blob/C/s/a%20b.c#L3-L9"},
        {"git@github.com:o/r.git", "git@github.com:o/r.git", "o", "r",
         "https://github.com/o/r/blob/C/s/a%20b.c#L3-L9"},
        {"https://user:secret@gitlab.com/g/sub/r", "https://gitlab.com/g/sub/r", "g/sub", "r",
         "https://gitlab.com/g/sub/r/-/blob/C/s/a%20b.c#L3-9"},
        {"ssh://git@bitbucket.org:22/o/r/", "ssh://bitbucket.org:22/o/r/", "o", "r",
         "https://bitbucket.org/o/r/src/C/s/a%20b.c#lines-3:9"},
        {"https://codeberg.org/o/r", "https://codeberg.org/o/r", "o", "r",
         "https://codeberg.org/o/r/src/commit/C/s/a%20b.c#L3-L9"},
        {"https://git.example.org/o/r", "https://git.example.org/o/r", "o", "r", ""},
        {"/home/me/r", "", "", "", ""},
        {"../r", "", "", "", ""},
        {"", "", "", "", ""},
    };
    Arena a = {0};

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        Revision r = {.commit = STR("C")};

        revision_set_origin(&a, &r, str_from(rows[i].url), STR("s/"));
        CHECK_STR(r.origin, rows[i].origin);
        CHECK_STR(r.owner, rows[i].owner);
        CHECK_STR(r.name, rows[i].name);
        CHECK_STR(revision_permalink(&a, &r, STR("a b.c"), 3, 9), rows[i].link);
    }
    arena_done(&a);
}

TEST_MAIN()
