/*
 * checkout_test.c -- which files of a folder are taken, why others are not, and what is known of
 * the revision.
 */
#include "source_test.h"

#include <fcntl.h>

static const char *c_text = "int f(void) { return 0; }\n";

TEST(tracked_and_untracked_files_are_listed_and_ignored_ones_counted)
{
    TestFolder t = folder_new();

    folder_put(&t, ".gitignore", "*.o\nbuild/\n");
    folder_put(&t, "a.c", c_text);
    folder_put(&t, "kept.o", c_text);
    folder_git(&t, "init", "-q", "-b", "main");
    folder_git(&t, "add", "-f", "a.c", "kept.o", ".gitignore");
    folder_git(&t, "commit", "-q", "-m", "x");
    folder_put(&t, "new.py", "x = 1\n");
    folder_put(&t, "b.o", "x");
    folder_put(&t, "build/x.c", c_text);
    folder_put(&t, "build/y.c", c_text);
    Checkout *c = folder_open(&t, &(CheckoutAsk){0});
    CHECK_TEXT(listing_text(&t, c), ".gitignore !unknown\n"
                                    "a.c C\n"
                                    "kept.o !unknown\n"
                                    "new.py Python untracked\n");
    CHECK_INT(checkout_skipped(c, SKIP_IGNORED), 2); /* b.o and build/ */
    CHECK(checkout_revision(c)->is_dirty);
    checkout_close(c);
    folder_done(&t);
}

TEST(a_folder_without_git_is_walked_with_its_gitignore_files)
{
    TestFolder t = folder_new();

    folder_put(&t, ".gitignore", "*.log\n/out/\n!keep.log\n");
    folder_put(&t, "sub/.gitignore", "secret.c\n");
    folder_put(&t, "a.c", c_text);
    folder_put(&t, "x.log", "x");
    folder_put(&t, "keep.log", "x");
    folder_put(&t, "out/b.c", c_text);
    folder_put(&t, "sub/out/b.c", c_text);
    folder_put(&t, "sub/secret.c", c_text);
    folder_put(&t, "secret.c", c_text);
    Checkout *c = folder_open(&t, &(CheckoutAsk){0});
    CHECK_TEXT(listing_text(&t, c), ".gitignore !unknown\n"
                                    "a.c C\n"
                                    "keep.log !unknown\n"
                                    "secret.c C\n"
                                    "sub/.gitignore !unknown\n"
                                    "sub/out/b.c C\n");
    CHECK_INT(checkout_skipped(c, SKIP_IGNORED), 3);
    CHECK_INT(checkout_revision(c)->commit.len, 0);
    CHECK(!checkout_revision(c)->is_dirty);
    checkout_close(c);
    folder_done(&t);
}

static uint32_t dice = 7;

static uint32_t roll(uint32_t below)
{
    dice = dice * 1664525 + 1013904223;
    return (dice >> 8) % below;
}

static void put_random(TestFolder *t, const char *dir)
{
    static const char *const names[] = {"a.c", "b.c", "ab.c", "x.py"}, *const folders[] = {
                                                                           "d", "e", "build"};
    static const char *const rules[] = {"*.c\n",    "!a.c\n",   "build/\n", "/d\n",
                                        "e/**\n",   "!e/a.c\n", "d/b.c\n",  "**/x.py\n",
                                        "[ab].c\n", "*\n!*/\n"};
    AUTO(buf_done) Buf ignore = BUF(1000);

    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (roll(2))
            folder_put(t, arena_printf(&t->arena, "%s/%s", dir, names[i]).ptr, "int x;\n");
    }
    for (uint32_t n = roll(3); n; n--)
        buf_add(&ignore, str_from(rules[roll(ARRAY_LEN(rules))]));
    if (ignore.len)
        folder_put_str(t, arena_printf(&t->arena, "%s/.gitignore", dir).ptr, buf_str(&ignore));
    for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
        if (roll(3) == 0 && strlen(dir) < 30)
            put_random(t, arena_printf(&t->arena, "%s/%s", dir, folders[i]).ptr);
    }
}

/* The paths that git lists, and those of the checkout, in the order of bytes. */
static void compare_with_git(TestFolder *t, const char *path)
{
    Checkout *c = folder_open(t, &(CheckoutAsk){.path = folder_path(t, path)});
    size_t count;
    const SourceFile *files = checkout_files(c, &count);
    Str told = folder_run(
        t, STR_NONE,
        (const char *const[]){"sh", "-c",
                              arena_printf(&t->arena,
                                           "cd '%s' && { git ls-files; git ls-files -o "
                                           "--exclude-standard; } | LC_ALL=C sort -u",
                                           path)
                                  .ptr,
                              NULL});
    AUTO(buf_done) Buf ours = BUF(1 << 16);

    for (size_t i = 0; i < count; i++)
        buf_printf(&ours, "%s\n", files[i].path.ptr);
    CHECK_TEXT(ours.ptr, arena_cstr(&t->arena, told));
    checkout_close(c);
}

TEST(random_trees_are_listed_as_git_lists_them)
{
    for (int round = 0; round < 12; round++) {
        TestFolder t = folder_new();

        folder_git(&t, "init", "-q");
        folder_put(&t, "r/keep.py", "x = 1\n");
        folder_put(&t, "r/d/keep.py", "x = 1\n");
        put_random(&t, "r");
        put_random(&t, "r/d");
        folder_put(&t, ".git/info/exclude", roll(2) ? "ab.c\n" : "keep.py\n!/r/d/keep.py\n");
        folder_git(&t, "add", "-f", "r/keep.py", "r/d/keep.py");
        for (uint32_t n = roll(3); n; n--)
            folder_git(&t, "add", "-f", "r/d");
        compare_with_git(&t, ".");
        compare_with_git(&t, "r/d");
        folder_done(&t);
    }
}

TEST(links_and_special_files_are_passed_over_and_never_followed)
{
    TestFolder t = folder_new();
    Err err = {0};
    Str text;

    folder_put(&t, "a.c", c_text);
    CHECK(symlink("/etc/passwd", folder_path(&t, "passwd.c")) == 0);
    CHECK(symlink(".", folder_path(&t, "loop")) == 0);
    CHECK(symlink("..", folder_path(&t, "up")) == 0);
    CHECK(mkfifo(folder_path(&t, "pipe.c"), 0600) == 0);
    for (int with_git = 0; with_git < 2; with_git++) {
        if (with_git)
            folder_commit(&t);
        Checkout *c = folder_open(&t, &(CheckoutAsk){0});
        CHECK_TEXT(listing_text(&t, c), with_git ? "a.c C\nloop !symlink\npasswd.c !symlink\n"
                                                   "pipe.c !special untracked\nup !symlink\n"
                                                 : "a.c C\nloop !symlink\npasswd.c !symlink\n"
                                                   "pipe.c !special\nup !symlink\n");
        CHECK(checkout_read(c, &t.arena, checkout_find(c, STR("passwd.c")), &text, &err) !=
              ERR_OK);
        checkout_close(c);
    }
    folder_done(&t);
}

TEST(a_folder_that_became_a_link_is_not_followed)
{
    TestFolder t = folder_new(), other = folder_new();

    folder_put(&t, "sub/a.c", c_text);
    folder_put(&t, "b.c", c_text);
    folder_put(&other, "a.c", "int stolen;\n");
    folder_commit(&t);
    folder_git(&t, "rm", "-rq", "--cached", "--", "b.c");
    folder_run(&t, STR_NONE, (const char *const[]){"rm", "-r", "sub", NULL});
    CHECK(symlink(other.dir.ptr, folder_path(&t, "sub")) == 0);
    Checkout *c = folder_open(&t, &(CheckoutAsk){0});
    const SourceFile *f = checkout_find(c, STR("sub/a.c"));
    CHECK(!f || f->skip == SKIP_UNREADABLE);
    CHECK(checkout_revision(c)->is_dirty);
    checkout_close(c);
    folder_done(&t);
    folder_done(&other);
}

TEST(content_decides_where_names_do_not)
{
    TestFolder t = folder_new();
    AUTO(buf_done) Buf wide = BUF(1 << 20), minified = BUF(1 << 20);

    for (int i = 0; i < 6000; i++)
        buf_lit(&wide, "x");
    for (int i = 0; i < 50; i++)
        buf_lit(
            &minified,
            "var a=1,b=2,c=3,d=4,e=5;function f(a,b,c){return a+b+c};var a=1,b=2,c=3,d=4,e=5;"
            "function f(a,b,c){return a+b+c}var z;\n");
    folder_put_str(&t, "wide.py", buf_str(&wide));
    folder_put_str(&t, "app.js", buf_str(&minified));
    folder_put_str(&t, "bin.c", STR("int x;\0\1\2"));
    folder_put_str(&t, "utf16.c",
                   STR("\xff\xfe"
                       "i\0n\0t\0 \0x\0;\0\n\0"));
    folder_put(&t, "lfs.c",
               "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n");
    folder_put(&t, "gen.go", "// Code generated by x. DO NOT EDIT.\npackage p\n");
    folder_put(&t, "maker.go",
               "package p\nconst mark = \"// Code generated by x. DO NOT EDIT.\"\n");
    folder_put(&t, "script", "#!/usr/bin/env python3\nprint(1)\n");
    folder_put(&t, "data", "just words\n");
    folder_put(&t, "empty.c", "");
    folder_put(&t, "cpp.h", "#pragma once\nclass A {\n};\n");
    folder_put(&t, "plain.h",
               "/*\n class in a comment\n*/\n#ifdef __cplusplus\nnamespace x {\n#endif\nint "
               "f(void);\n");
    folder_put(&t, "objc.h", "#import <x.h>\n@interface A\n@end\n");
    folder_put(&t, "qt.ts", "<?xml version=\"1.0\"?>\n<TS version=\"2\">\n</TS>\n");
    folder_put(&t, "web.ts", "export const x = 1;\n");
    Checkout *c = folder_open(&t, &(CheckoutAsk){0});
    CHECK_TEXT(listing_text(&t, c), "app.js !minified\n"
                                    "bin.c !binary\n"
                                    "cpp.h C++\n"
                                    "data !unknown\n"
                                    "empty.c C\n"
                                    "gen.go !generated\n"
                                    "lfs.c !lfs\n"
                                    "maker.go Go\n"
                                    "objc.h Objective-C\n"
                                    "plain.h C\n"
                                    "qt.ts XML\n"
                                    "script Python\n"
                                    "utf16.c C\n"
                                    "web.ts TypeScript\n"
                                    "wide.py !long_lines\n");
    Err err = {0};
    Str text;
    CHECK_OK(checkout_read(c, &t.arena, checkout_find(c, STR("utf16.c")), &text, &err), &err);
    CHECK_STR(text, "int x;\n");
    checkout_close(c);
    folder_done(&t);
}

TEST(headers_speak_the_language_of_the_sources_beside_them)
{
    TestFolder t = folder_new();

    folder_put(&t, "cpp/a.cc", "int x;\n");
    folder_put(&t, "cpp/a.h", "int f(int);\n");
    folder_put(&t, "c/b.c", c_text);
    folder_put(&t, "c/b.h", "int g(int);\n");
    Checkout *c = folder_open(&t, &(CheckoutAsk){0});
    CHECK_TEXT(listing_text(&t, c), "c/b.c C\nc/b.h C\ncpp/a.cc C++\ncpp/a.h C++\n");
    checkout_close(c);
    folder_done(&t);
}

TEST(attributes_overrule_paths_and_contents)
{
    TestFolder t = folder_new();

    folder_put(&t, ".gitattributes",
               "vendor/ours/** -linguist-vendored\n"
               "made.c linguist-generated=true\n"
               "marked.go -linguist-generated\n"
               "*.foo linguist-language=Ruby\n"
               "raw.c binary\n");
    folder_put(&t, "vendor/x.c", c_text);
    folder_put(&t, "vendor/ours/x.c", c_text);
    folder_put(&t, "made.c", c_text);
    folder_put(&t, "marked.go", "// Code generated by x. DO NOT EDIT.\npackage p\n");
    folder_put(&t, "x.foo", "puts 1\n");
    folder_put(&t, "raw.c", c_text);
    folder_commit(&t);
    for (int by_commit = 0; by_commit < 2; by_commit++) {
        Checkout *c = folder_open(&t, &(CheckoutAsk){.commit = by_commit ? "HEAD" : NULL});
        CHECK_TEXT(listing_text(&t, c), ".gitattributes !unknown\n"
                                        "made.c !generated\n"
                                        "marked.go Go\n"
                                        "raw.c !binary\n"
                                        "vendor/ours/x.c C\n"
                                        "vendor/x.c !vendored\n"
                                        "x.foo Ruby\n");
        checkout_close(c);
    }
    folder_done(&t);
}

TEST(attributes_of_folders_above_a_part_of_a_repository_count)
{
    TestFolder t = folder_new();

    folder_put(&t, ".gitattributes", "part/made.c linguist-generated\n");
    folder_put(&t, "part/made.c", c_text);
    folder_put(&t, "part/a.c", c_text);
    folder_put(&t, "other.c", c_text);
    folder_commit(&t);
    folder_git(&t, "remote", "add", "origin", "https://user:secret@github.com/o/r.git");
    Checkout *c = folder_open(&t, &(CheckoutAsk){.path = folder_path(&t, "part")});
    CHECK_TEXT(listing_text(&t, c), "a.c C\nmade.c !generated\n");
    CHECK_STR(checkout_revision(c)->origin, "https://github.com/o/r.git");
    CHECK(str_ends(checkout_revision(c)->permalink_prefix, STR("/part/")));
    CHECK_STR(checkout_revision(c)->name, "r");
    checkout_close(c);
    folder_done(&t);
}

TEST(include_and_exclude_name_files_and_folders)
{
    TestFolder t = folder_new();
    static const char *const include[] = {"src", "*.md", NULL}, *const exclude[] = {"src/old/",
                                                                                    NULL};

    folder_put(&t, "src/a.c", c_text);
    folder_put(&t, "src/old/b.c", c_text);
    folder_put(&t, "lib/c.c", c_text);
    folder_put(&t, "README.md", "# x\n");
    Checkout *c = folder_open(&t, &(CheckoutAsk){.include = include, .exclude = exclude});
    CHECK_TEXT(listing_text(&t, c), "README.md Markdown doc\n"
                                    "lib/c.c !excluded\n"
                                    "src/a.c C\n"
                                    "src/old/b.c !excluded\n");
    checkout_close(c);
    folder_done(&t);
}

TEST(every_limit_holds_and_is_counted)
{
    TestFolder t = folder_new();
    SourceLimits limits = {
        .file_max_bytes = 100, .files_max = 3, .depth_max = 2, .path_max_bytes = 20};
    AUTO(buf_done) Buf large = BUF(1000);

    for (int i = 0; i < 30; i++)
        buf_lit(&large, "int x;\n");
    folder_put_str(&t, "large.c", buf_str(&large));
    for (int i = 0; i < 5; i++)
        folder_put(&t, arena_printf(&t.arena, "f%d.c", i).ptr, "int x;\n");
    folder_put(&t, "a/b/c/deep.c", "int x;\n");
    folder_put(&t, "averyveryverylongname.c", "int x;\n");
    folder_put(&t, "line\nend.c", "int x;\n");
    folder_put(&t, "bad\xff.c", "int x;\n");
    folder_commit(&t);
    for (int by_commit = 0; by_commit < 2; by_commit++) {
        Checkout *c = folder_open(
            &t, &(CheckoutAsk){.limits = limits, .commit = by_commit ? "main" : NULL});
        CHECK_INT(checkout_skipped(c, SKIP_NONE), 3);
        CHECK_INT(checkout_skipped(c, SKIP_TOO_MANY), 2);
        CHECK_INT(checkout_skipped(c, SKIP_TOO_LARGE), 1);
        CHECK_INT(checkout_skipped(c, SKIP_TOO_DEEP), 1);
        CHECK_INT(checkout_skipped(c, SKIP_BAD_NAME), 3);
        checkout_close(c);
    }
    folder_done(&t);
}

TEST(a_commit_and_a_bare_repository_are_read_without_a_work_tree)
{
    TestFolder t = folder_new();
    Err err = {0};
    Str text;

    folder_put(&t, "a.c", c_text);
    folder_put(&t, "sub/b.py", "x = 1\n");
    folder_commit(&t);
    folder_put(&t, "a.c", "int changed;\n");
    folder_put(&t, "new.c", c_text);
    folder_git(&t, "clone", "-q", "--bare", ".", "bare.git");
    for (int bare = 0; bare < 2; bare++) {
        Checkout *c = folder_open(
            &t, &(CheckoutAsk){.path = bare ? folder_path(&t, "bare.git") : NULL,
                               .commit = bare ? NULL : "main"});
        CHECK_TEXT(listing_text(&t, c), "a.c C\nsub/b.py Python\n");
        CHECK_OK(checkout_read(c, &t.arena, checkout_find(c, STR("a.c")), &text, &err), &err);
        CHECK_STR(text, c_text);
        CHECK(checkout_find(c, STR("a.c"))->has_blob);
        CHECK(!checkout_revision(c)->is_dirty);
        CHECK_INT(checkout_revision(c)->commit.len, 40);
        CHECK_INT(checkout_revision(c)->time_ms, 1700000000000);
        CHECK_STR(checkout_revision(c)->branch, "main");
        checkout_close(c);
    }
    folder_done(&t);
}

TEST(blob_ids_are_told_only_for_what_git_has_unchanged)
{
    TestFolder t = folder_new();

    folder_put(&t, "same.c", c_text);
    folder_put(&t, "changed.c", "int a;\n");
    folder_put(&t, "touched.c", "int b;\n");
    folder_put(&t, "gone.c", "int c;\n");
    folder_put(&t, "empty.c", "");
    folder_commit(&t);
    folder_put(&t, "changed.c", "int z;\n"); /* the same size */
    folder_put(&t, "touched.c", "int b;\n"); /* the same content, another time */
    CHECK(unlink(folder_path(&t, "gone.c")) == 0);
    Checkout *c = folder_open(&t, &(CheckoutAsk){0});
    CHECK_TEXT(listing_text(&t, c), "changed.c C changed\nempty.c C\nsame.c C\ntouched.c C\n");
    CHECK(checkout_find(c, STR("same.c"))->has_blob);
    CHECK(checkout_find(c, STR("touched.c"))->has_blob);
    CHECK(checkout_find(c, STR("empty.c"))->has_blob);
    CHECK(!checkout_find(c, STR("changed.c"))->has_blob);
    CHECK(checkout_revision(c)->is_dirty);
    checkout_close(c);
    folder_done(&t);
}

TEST(a_clean_tree_is_not_dirty_and_a_copy_of_it_neither)
{
    TestFolder t = folder_new();

    folder_put(&t, "r/a.c", c_text);
    folder_put(&t, "r/b/c.py", "x = 1\n");
    const char *r = folder_path(&t, "r");
    folder_git(&t, "-C", r, "init", "-q");
    folder_git(&t, "-C", r, "add", "-A");
    folder_git(&t, "-C", r, "commit", "-q", "-m", "x");
    folder_run(&t, STR_NONE, (const char *const[]){"cp", "-r", "r", "copy", NULL});
    for (int copied = 0; copied < 2; copied++) {
        Checkout *c = folder_open(&t,
                                  &(CheckoutAsk){.path = copied ? folder_path(&t, "copy") : r});
        CHECK(!checkout_revision(c)->is_dirty);
        CHECK(checkout_find(c, STR("b/c.py"))->has_blob);
        checkout_close(c);
    }
    folder_done(&t);
}

TEST(line_ends_that_differ_from_the_commits_hide_the_blob)
{
    TestFolder t = folder_new();

    folder_put(&t, ".gitattributes", "* text=auto\n");
    folder_put(&t, "crlf.c", "int a;\r\nint b;\r\n");
    folder_put(&t, "lf.c", "int a;\n");
    folder_commit(&t);
    Checkout *c = folder_open(&t, &(CheckoutAsk){0});
    CHECK(!checkout_find(c, STR("crlf.c"))->has_blob);
    CHECK(checkout_find(c, STR("lf.c"))->has_blob);
    checkout_close(c);
    folder_done(&t);
}

TEST(a_course_in_the_repository_does_not_become_a_part_of_the_next)
{
    TestFolder t = folder_new();

    folder_put(&t, "a.c", c_text);
    folder_commit(&t);
    folder_put(&t, "course-x/course.json", "{}\n");
    folder_put(&t, "course-x/index.md", "# x\n");
    folder_put(&t, "course-x/glossary.md", "# x\n");
    folder_put(&t, "course-x/report.json", "{}\n");
    folder_put(&t, "course-x/chapters/01-a.md", "# x\n");
    folder_put(&t, ".course-x.part/steps/1-extract.json", "{}\n");
    Checkout *c = folder_open(&t, &(CheckoutAsk){0});
    CHECK_INT(checkout_skipped(c, SKIP_NONE), 1);
    CHECK_INT(checkout_skipped(c, SKIP_GENERATED), 6);
    CHECK(!checkout_revision(c)->is_dirty);
    checkout_close(c);
    folder_done(&t);
}

TEST(submodules_and_repositories_inside_are_not_entered)
{
    TestFolder t = folder_new();

    folder_put(&t, "a.c", c_text);
    folder_put(&t, "inner/b.c", c_text);
    const char *inner = folder_path(&t, "inner");
    folder_git(&t, "-C", inner, "init", "-q");
    folder_git(&t, "-C", inner, "add", "-A");
    folder_git(&t, "-C", inner, "commit", "-q", "-m", "x");
    folder_git(&t, "init", "-q");
    folder_git(&t, "add", "a.c");
    folder_git(&t, "commit", "-q", "-m", "x");
    Checkout *c = folder_open(&t, &(CheckoutAsk){0});
    CHECK_TEXT(listing_text(&t, c), "a.c C\ninner !submodule untracked\n");
    CHECK_INT(checkout_skipped(c, SKIP_SUBMODULE), 1);
    checkout_close(c);
    folder_git(&t, "add", "inner");
    c = folder_open(&t, &(CheckoutAsk){0});
    CHECK_TEXT(listing_text(&t, c), "a.c C\ninner !submodule\n");
    checkout_close(c);
    folder_done(&t);
}

TEST(a_linked_work_tree_is_a_repository_with_the_rules_of_the_main_one)
{
    TestFolder t = folder_new();

    folder_put(&t, "main/a.c", c_text);
    folder_git(&t, "-C", "main", "init", "-q", "-b", "main");
    folder_git(&t, "-C", "main", "add", "-A");
    folder_git(&t, "-C", "main", "commit", "-q", "-m", "x");
    folder_put(&t, "main/.git/info/exclude", "*.py\n");
    folder_git(&t, "-C", "main", "worktree", "add", "-q", "-b", "side", "../linked");
    folder_put(&t, "linked/new.py", "x = 1\n");
    folder_put(&t, "linked/new.c", c_text);
    Checkout *c = folder_open(&t, &(CheckoutAsk){.path = folder_path(&t, "linked")});
    CHECK_TEXT(listing_text(&t, c), "a.c C\nnew.c C untracked\n");
    CHECK_STR(checkout_revision(c)->branch, "side");
    CHECK(checkout_find(c, STR("a.c"))->has_blob);
    checkout_close(c);
    folder_done(&t);
}

TEST(a_folder_that_the_repository_around_it_ignores_is_walked)
{
    TestFolder t = folder_new();

    folder_put(&t, ".gitignore", "work/\n");
    folder_put(&t, "work/x/a.c", c_text);
    folder_commit(&t);
    Checkout *c = folder_open(&t, &(CheckoutAsk){.path = folder_path(&t, "work/x")});
    CHECK_TEXT(listing_text(&t, c), "a.c C\n");
    CHECK_INT(checkout_revision(c)->commit.len, 0);
    CHECK_STR(checkout_revision(c)->name, "x");
    checkout_close(c);
    folder_done(&t);
}

TEST(what_cannot_be_had_says_so)
{
    TestFolder t = folder_new();
    static const struct {
        const char *path, *commit, *words;
    } rows[] = {
        {"absent", NULL, "there is no folder"},
        {"file.c", NULL, "is not a folder"},
        {"empty", NULL, "there is no file in"},
        {"repo", "nosuch", "there is no commit or branch 'nosuch'"},
        {"repo", "--output=x", "there is no commit or branch"},
        {"plain", "main", "is no git repository"},
        {"bare.git", NULL, "is empty"},
    };

    folder_put(&t, "file.c", c_text);
    folder_put(&t, "repo/a.c", c_text);
    folder_put(&t, "plain/a.c", c_text);
    folder_git(&t, "-C", "repo", "init", "-q");
    folder_git(&t, "-C", "repo", "add", "-A");
    folder_git(&t, "-C", "repo", "commit", "-q", "-m", "x");
    folder_git(&t, "init", "-q", "--bare", "bare.git");
    CHECK(mkdir(folder_path(&t, "empty"), 0700) == 0);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CheckoutAsk ask = {.path = folder_path(&t, rows[i].path), .commit = rows[i].commit};
        Checkout *c = NULL;
        Err err = {0};

        CHECK_INT(checkout_open(&ask, &c, &err), ERR_SOURCE);
        if (!str_has(str_from(err.text), str_from(rows[i].words)))
            fail_msg("'%s' does not say '%s'", err.text, rows[i].words);
    }
    folder_done(&t);
}

TEST(a_broken_git_folder_leaves_a_plain_folder)
{
    TestFolder t = folder_new();

    folder_put(&t, "a.c", c_text);
    folder_put(&t, ".git", "gitdir: /nowhere/at/all\n");
    Checkout *c = folder_open(&t, &(CheckoutAsk){0});
    CHECK_TEXT(listing_text(&t, c), "a.c C\n");
    checkout_close(c);
    folder_done(&t);
}

TEST(a_repository_without_commits_is_read_from_its_work_tree)
{
    TestFolder t = folder_new();

    folder_put(&t, "a.c", c_text);
    folder_git(&t, "init", "-q", "-b", "main");
    Checkout *c = folder_open(&t, &(CheckoutAsk){0});
    CHECK_TEXT(listing_text(&t, c), "a.c C untracked\n");
    CHECK_INT(checkout_revision(c)->commit.len, 0);
    checkout_close(c);
    folder_done(&t);
}

TEST(one_thread_and_many_give_the_same_list)
{
    TestFolder t = folder_new();

    for (int i = 0; i < 200; i++)
        folder_put(&t, arena_printf(&t.arena, "d%d/f%d.%s", i % 7, i, i % 3 ? "h" : "cc").ptr,
                   i % 2 ? "int x;\n" : "class A {\n};\n");
    folder_commit(&t);
    Checkout *one = folder_open(&t, &(CheckoutAsk){.threads = 1});
    Checkout *many = folder_open(&t, &(CheckoutAsk){.threads = 8});
    CHECK_TEXT(listing_text(&t, one), listing_text(&t, many));
    checkout_close(one);
    checkout_close(many);
    folder_done(&t);
}

TEST_MAIN()
