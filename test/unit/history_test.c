/*
 * history_test.c -- what changed how often, and together.
 */
#include "source_test.h"

#include "base/file.h"
#include "source/history.h"

#include <dirent.h>

static void commit_as(TestFolder *t, const char *author, const char *time, const char *subject)
{
    const char *a = arena_printf(&t->arena, "%s <%s@example.org>", author, author).ptr;
    const char *date = arena_printf(&t->arena, "GIT_COMMITTER_DATE=%s +0000", time).ptr;

    folder_git(t, "add", "-A");
    folder_run(t, STR_NONE,
               (const char *const[]){"env", date, "git", "commit", "-q", "--author", a, "-m",
                                     subject, NULL});
}

static void make_history(TestFolder *t)
{
    folder_git(t, "init", "-q", "-b", "main");
    folder_put(t, "a.c", "int a;\n");
    folder_put(t, "b.c", "int b;\n");
    folder_put(t, "gone.c", "int g;\n");
    commit_as(t, "Ada", "1700000000", "begin: with two files");
    folder_put(t, "a.c", "int a1;\n");
    folder_put(t, "b.c", "int b1;\n");
    CHECK(unlink(folder_path(t, "gone.c")) == 0);
    commit_as(t, "Bob", "1700000100", "change both");
    folder_put(t, "sub/c:\td.c", "int c;\n");
    folder_put(t, "sub/a.c", "int s;\n");
    folder_put(t, "a.c", "int a2;\n");
    commit_as(t, "Ada", "1700000200", ":odd \1 subject");
}

static History read_history(TestFolder *t, Checkout *c)
{
    History h;
    Err err = {0};

    CHECK_OK(history_read(c, &t->arena, 60000, &h, &err), &err);
    return h;
}

TEST(files_know_their_commits_authors_and_times)
{
    TestFolder t = folder_new();

    make_history(&t);
    Checkout *c = folder_open(&t, &(CheckoutAsk){0});
    History h = read_history(&t, c);
    const FileHistory *a = history_of(&h, STR("a.c"));
    CHECK_INT(a->commits, 3);
    CHECK_INT(a->authors, 2);
    CHECK_INT(a->first_ms, 1700000000000);
    CHECK_INT(a->last_ms, 1700000200000);
    CHECK(history_of(&h, STR("gone.c")) == NULL);
    CHECK_INT(h.commit_count, 3);
    CHECK_STR(h.commits[2].subject, "begin: with two files");
    CHECK_STR(h.commits[0].subject, ":odd \1 subject");
    CHECK_INT(h.commits[1].files, 3);
    CHECK_INT(h.pair_count, 1);
    CHECK_STR(h.files[h.pairs[0].a].path, "a.c");
    CHECK_STR(h.files[h.pairs[0].b].path, "b.c");
    CHECK_INT(h.pairs[0].together, 2);
    CHECK(!h.is_cut);
    checkout_close(c);
    folder_done(&t);
}

TEST(the_limit_cuts_and_says_so)
{
    TestFolder t = folder_new();

    make_history(&t);
    Checkout *c = folder_open(&t, &(CheckoutAsk){.limits = {.history_max = 2}});
    History h = read_history(&t, c);
    CHECK_INT(h.commits_read, 2);
    CHECK(h.is_cut);
    CHECK_INT(history_of(&h, STR("a.c"))->commits, 2);
    checkout_close(c);
    folder_done(&t);
}

TEST(a_part_of_a_repository_has_its_own_history)
{
    TestFolder t = folder_new();

    make_history(&t);
    Checkout *c = folder_open(&t, &(CheckoutAsk){.path = folder_path(&t, "sub")});
    History h = read_history(&t, c);
    CHECK_INT(h.commits_read, 1);
    CHECK_INT(history_of(&h, STR("a.c"))->commits, 1);
    checkout_close(c);
    folder_done(&t);
}

TEST(without_a_repository_there_is_no_history)
{
    TestFolder t = folder_new();

    folder_put(&t, "a.c", "int a;\n");
    Checkout *c = folder_open(&t, &(CheckoutAsk){0});
    History h = read_history(&t, c);
    CHECK_INT(h.commits_read, 0);
    CHECK(history_of(&h, STR("a.c")) == NULL);
    checkout_close(c);
    folder_done(&t);
}

TEST(reading_the_history_of_a_hostile_repository_runs_nothing)
{
    TestFolder t = folder_new();

    make_history(&t);
    const char *trap = arena_printf(&t.arena, "touch '%s/mark'; true", t.dir.ptr).ptr;
    static const char *const keys[] = {
        "diff.external",     "gpg.program",    "core.pager", "diff.evil.textconv",
        "diff.evil.command", "core.fsmonitor", "alias.log"};
    for (size_t i = 0; i < ARRAY_LEN(keys); i++)
        folder_git(&t, "config", keys[i], trap);
    folder_git(&t, "config", "log.showSignature", "true");
    folder_put(&t, ".git/info/attributes", "* diff=evil\n");
    Checkout *c = folder_open(&t, &(CheckoutAsk){0});
    CHECK_INT(read_history(&t, c).commits_read, 3);
    CHECK(!path_exists(folder_path(&t, "mark")));
    checkout_close(c);
    folder_done(&t);
}

/* The kept log of the one repository below the folder. */
static const char *kept_log(TestFolder *t)
{
    DIR *d = opendir(folder_path(t, "cache/facts"));
    const char *found = NULL;

    CHECK(d != NULL);
    for (struct dirent *e; (e = readdir(d));) {
        if (e->d_name[0] != '.') {
            CHECK(found == NULL);
            found =
                arena_printf(&t->arena, "%s/%s", folder_path(t, "cache/facts"), e->d_name).ptr;
        }
    }
    closedir(d);
    return found;
}

static void read_kept(TestFolder *t, Checkout *c, uint64_t commits)
{
    History h;
    Err err = {0};

    CHECK_OK(history_read_kept(c, folder_path(t, "cache"), &t->arena, 60000, &h, &err), &err);
    CHECK_INT(h.commits_read, commits);
    CHECK_INT(history_of(&h, STR("a.c"))->commits, commits);
}

TEST(a_kept_log_is_read_without_git_while_the_commit_stays)
{
    TestFolder t = folder_new();
    Err err = {0};

    make_history(&t);
    folder_put(&t, ".gitignore", "cache/\n");
    Checkout *c = folder_open(&t, &(CheckoutAsk){0});
    read_kept(&t, c, 3);
    folder_git(&t, "update-ref", "-d", "refs/heads/main"); /* git could tell nothing more */
    CHECK_OK(dir_remove(folder_path(&t, ".git/objects"), &err), &err);
    read_kept(&t, c, 3);
    checkout_close(c);
    folder_done(&t);
}

TEST(a_damaged_log_and_that_of_another_commit_are_asked_for_again)
{
    TestFolder t = folder_new();
    Str whole, again;
    Err err = {0};

    make_history(&t);
    folder_put(&t, ".gitignore", "cache/\n");
    Checkout *c = folder_open(&t, &(CheckoutAsk){0});
    read_kept(&t, c, 3);
    CHECK_OK(file_read(&t.arena, kept_log(&t), 1 << 20, &whole, &err), &err);
    CHECK_OK(file_write(kept_log(&t), str_sub(whole, 0, whole.len / 2), false, &err), &err);
    read_kept(&t, c, 3);
    CHECK_OK(file_read(&t.arena, kept_log(&t), 1 << 20, &again, &err), &err);
    CHECK(str_eq(again, whole));
    checkout_close(c);
    folder_put(&t, "a.c", "int a3;\n");
    commit_as(&t, "Bob", "1700000300", "once more");
    c = folder_open(&t, &(CheckoutAsk){0});
    read_kept(&t, c, 4);
    checkout_close(c);
    folder_done(&t);
}

TEST_MAIN()
