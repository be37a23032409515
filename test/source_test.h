/*
 * source_test.h -- folders and repositories for the tests of source/.
 *
 *     TestFolder t = folder_new();
 *     folder_put(&t, "src/a.c", "int x;\n");
 *     folder_git(&t, "init", "-q");
 *     Checkout *c = folder_open(&t, &(CheckoutAsk){0});
 *     CHECK_TEXT(listing_text(&t, c), "src/a.c C\n");
 *     checkout_close(c);
 *     folder_done(&t);
 */
#ifndef FONDATION_SOURCE_TEST_H
#define FONDATION_SOURCE_TEST_H

#include "test.h"

#include "base/file.h"
#include "base/proc.h"
#include "source/checkout.h"

#include <sys/stat.h>
#include <unistd.h>

typedef struct TestFolder {
    Arena arena;
    Str dir;
} TestFolder;

UNUSED static TestFolder folder_new(void)
{
    TestFolder t = {0};
    Err err = {0};

    CHECK_OK(dir_temp(&t.arena, "fondation-test", &t.dir, &err), &err);
    return t;
}

UNUSED static void folder_done(TestFolder *t)
{
    Err err = {0};

    CHECK_OK(dir_remove(t->dir.ptr, &err), &err);
    arena_done(&t->arena);
}

UNUSED static const char *folder_path(TestFolder *t, const char *path)
{
    return path_join(&t->arena, t->dir, str_from(path)).ptr;
}

UNUSED static void folder_put_str(TestFolder *t, const char *path, Str text)
{
    Str full = str_from(folder_path(t, path));
    Err err = {0};

    CHECK_OK(dir_make(arena_cstr(&t->arena, path_dir(full)), &err), &err);
    CHECK_OK(file_write(full.ptr, text, false, &err), &err);
}

UNUSED static void folder_put(TestFolder *t, const char *path, const char *text)
{
    folder_put_str(t, path, str_from(text));
}

/* Runs a program in the folder with a clean environment; its output. */
UNUSED static Str folder_run(TestFolder *t, Str input, const char *const *argv)
{
    static const char *const env[] = {
        "PATH=/usr/local/bin:/usr/bin:/bin",
        "HOME=/nonexistent",
        "LC_ALL=C",
        "GIT_CONFIG_NOSYSTEM=1",
        "GIT_CONFIG_GLOBAL=/dev/null",
        "GIT_AUTHOR_NAME=Ada",
        "GIT_AUTHOR_EMAIL=ada@example.org",
        "GIT_AUTHOR_DATE=1700000000 +0000",
        "GIT_COMMITTER_NAME=Ada",
        "GIT_COMMITTER_EMAIL=ada@example.org",
        "GIT_COMMITTER_DATE=1700000000 +0000",
        NULL,
    };
    ProcAsk ask = {.argv = argv,
                   .env = env,
                   .dir = t->dir.ptr,
                   .input = input,
                   .output_max_bytes = 16 << 20,
                   .deadline_ms = 60000};
    ProcTold told;
    Err err = {0};

    CHECK_OK(proc_run(&t->arena, &ask, &told, &err), &err);
    return told.output;
}

#define folder_git(t, ...) \
    folder_run((t), STR_NONE, (const char *const[]){"git", __VA_ARGS__, NULL})

UNUSED static void folder_commit(TestFolder *t)
{
    folder_git(t, "init", "-q", "-b", "main");
    folder_git(t, "add", "-A");
    folder_git(t, "commit", "-q", "--allow-empty", "-m", "first");
}

UNUSED static Checkout *folder_open(TestFolder *t, const CheckoutAsk *ask)
{
    CheckoutAsk asked = *ask;
    Checkout *c = NULL;
    Err err = {0};

    asked.path = asked.path ? asked.path : t->dir.ptr;
    asked.threads = asked.threads ? asked.threads : 2;
    CHECK_OK(checkout_open(&asked, &c, &err), &err);
    return c;
}

/* "path Language flags" a line; "path !reason" for those passed over. */
UNUSED static const char *listing_text(TestFolder *t, const Checkout *c)
{
    AUTO(buf_done) Buf b = BUF(1 << 20);
    size_t count;
    const SourceFile *files = checkout_files(c, &count);

    for (size_t i = 0; i < count; i++) {
        buf_add(&b, files[i].path);
        if (files[i].skip)
            buf_printf(&b, " !%s", skip_reason_name(files[i].skip));
        else
            buf_printf(&b, " %s", language_name(files[i].language));
        for (unsigned k = 0; k < 6; k++) {
            if (files[i].flags & BIT(k))
                buf_printf(&b, " %s",
                           (const char *const[]){"test", "example", "doc", "build", "untracked",
                                                 "changed"}[k]);
        }
        buf_lit(&b, "\n");
    }
    return arena_str(&t->arena, buf_str(&b)).ptr;
}

#endif
