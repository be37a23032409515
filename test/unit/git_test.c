/*
 * git_test.c -- reading a repository runs nothing that it brings along.
 *
 * Each program that a configuration can name leaves a marker file. Afterwards there must be none.
 */
#include "source_test.h"

#include "source/git.h"

#include <dirent.h>

static void add_trap(TestFolder *t, Buf *config, const char *section, const char *key,
                     const char *name)
{
    const char *script = arena_printf(&t->arena, "traps/%s", name).ptr;

    folder_put(
        t, script,
        arena_printf(&t->arena, "#!/bin/sh\ntouch '%s/marks/%s'\nexit 0\n", t->dir.ptr, name)
            .ptr);
    CHECK(chmod(folder_path(t, script), 0755) == 0);
    buf_printf(config, "[%s]\n\t%s = %s\n", section, key, folder_path(t, script));
}

/* A repository with every trap we know of; its path is r/. */
static void set_traps(TestFolder *t)
{
    AUTO(buf_done) Buf config = BUF(1 << 16);

    folder_put(t, "marks/.keep", "");
    add_trap(t, &config, "core", "fsmonitor", "fsmonitor");
    add_trap(t, &config, "core", "pager", "pager");
    add_trap(t, &config, "core", "editor", "editor");
    add_trap(t, &config, "core", "sshCommand", "ssh");
    add_trap(t, &config, "core", "gitProxy", "gitproxy");
    add_trap(t, &config, "core", "askPass", "askpass");
    add_trap(t, &config, "core", "alternateRefsCommand", "alternates");
    add_trap(t, &config, "diff", "external", "diff-external");
    add_trap(t, &config, "diff \"evil\"", "textconv", "textconv");
    add_trap(t, &config, "diff \"evil\"", "command", "diff-command");
    add_trap(t, &config, "filter \"evil\"", "clean", "clean");
    add_trap(t, &config, "filter \"evil\"", "smudge", "smudge");
    add_trap(t, &config, "filter \"evil\"", "process", "process");
    add_trap(t, &config, "filter \"lfs\"", "clean", "lfs-clean");
    add_trap(t, &config, "filter \"lfs\"", "process", "lfs-process");
    add_trap(t, &config, "gpg", "program", "gpg");
    add_trap(t, &config, "gpg \"ssh\"", "program", "gpg-ssh");
    add_trap(t, &config, "credential", "helper", "credential");
    add_trap(t, &config, "uploadpack", "packObjectsHook", "packobjects");
    add_trap(t, &config, "pager", "log", "pager-log");
    add_trap(t, &config, "alias", "ls-files", "alias");
    add_trap(t, &config, "trace2", "eventTarget", "trace");
    buf_printf(&config,
               "[log]\n\tshowSignature = true\n[core]\n\tuntrackedCache = true\n"
               "\thooksPath = %s\n[protocol]\n\tallow = always\n[protocol \"ext\"]\n\tallow = "
               "always\n",
               folder_path(t, "hooks"));
    buf_printf(&config,
               "[remote \"origin\"]\n\turl = ext::touch%% %s/marks/ext\n\tpromisor = true\n"
               "\tpartialclonefilter = blob:none\n[extensions]\n\tpartialClone = origin\n"
               "[include]\n\tpath = %s\n",
               t->dir.ptr, folder_path(t, "more.config"));
    folder_put(t, "more.config", "[diff]\n\trenames = copies\n");
    add_trap(t, &config, "submodule \"s\"", "update", "submodule");
    static const char *const hooks[] = {"post-index-change", "fsmonitor-watchman",
                                        "post-checkout", "reference-transaction",
                                        "pre-auto-gc"};
    for (size_t i = 0; i < ARRAY_LEN(hooks); i++)
        add_trap(t, &config, "x", "y", hooks[i]);
    folder_put_str(t, "r/.git/config.traps", buf_str(&config));
}

static void make_repository(TestFolder *t)
{
    static const char *const hooks[] = {"post-index-change", "fsmonitor-watchman",
                                        "post-checkout", "reference-transaction",
                                        "pre-auto-gc"};

    folder_put(t, "r/a.c", "int a;\n");
    folder_put(t, "r/b.bin", "b\n");
    folder_put(t, "r/.gitattributes", "* filter=evil diff=evil\n*.bin filter=lfs\n");
    folder_git(t, "-C", "r", "init", "-q", "-b", "main");
    folder_git(t, "-C", "r", "add", "-A");
    folder_git(t, "-C", "r", "commit", "-q", "-m", "first");
    folder_put(t, "r/a.c", "int z;\n"); /* the same size: only a reading of it tells */
    folder_put(t, "r/new.c", "int n;\n");
    set_traps(t);
    for (size_t i = 0; i < ARRAY_LEN(hooks); i++) {
        const char *from = arena_printf(&t->arena, "traps/%s", hooks[i]).ptr;
        const char *to = arena_printf(&t->arena, "r/.git/hooks/%s", hooks[i]).ptr;

        folder_put(t, "hooks/.keep", "");
        folder_run(t, STR_NONE, (const char *const[]){"cp", from, to, NULL});
        folder_run(t, STR_NONE, (const char *const[]){"cp", from, "hooks/", NULL});
    }
    folder_run(
        t, STR_NONE,
        (const char *const[]){"sh", "-c", "cat r/.git/config.traps >>r/.git/config", NULL});
}

static void check_no_mark(TestFolder *t)
{
    DIR *dir = opendir(folder_path(t, "marks"));
    struct dirent *d;

    while ((d = readdir(dir))) {
        if (d->d_name[0] != '.')
            fail_msg("'%s' was run", d->d_name);
    }
    closedir(dir);
}

TEST(the_traps_do_work_when_git_is_run_plainly)
{
    TestFolder t = folder_new();

    make_repository(&t);
    folder_git(&t, "-C", "r", "status");
    CHECK(path_exists(folder_path(&t, "marks/fsmonitor")));
    folder_done(&t);
}

TEST(opening_a_hostile_repository_runs_nothing)
{
    TestFolder t = folder_new();

    make_repository(&t);
    for (int by_commit = 0; by_commit < 2; by_commit++) {
        Checkout *c = folder_open(&t, &(CheckoutAsk){.path = folder_path(&t, "r"),
                                                     .commit = by_commit ? "HEAD" : NULL});
        CHECK_INT(checkout_skipped(c, SKIP_NONE), by_commit ? 1 : 2);
        checkout_close(c);
        check_no_mark(&t);
    }
    folder_done(&t);
}

TEST(a_missing_object_of_a_promisor_is_not_fetched)
{
    TestFolder t = folder_new();

    make_repository(&t);
    Str id = str_trim(folder_git(&t, "-C", "r", "rev-parse", "HEAD:a.c"));
    const char *object = arena_printf(&t.arena, "r/.git/objects/%.2s/%.*s", id.ptr,
                                      (int)id.len - 2, id.ptr + 2)
                             .ptr;
    CHECK(unlink(folder_path(&t, object)) == 0);
    Checkout *c = folder_open(&t,
                              &(CheckoutAsk){.path = folder_path(&t, "r"), .commit = "HEAD"});
    CHECK_INT(checkout_find(c, STR("a.c"))->skip, SKIP_TOO_LARGE); /* left out by the clone */
    checkout_close(c);
    check_no_mark(&t);
    folder_done(&t);
}

TEST(a_work_tree_elsewhere_is_not_believed)
{
    TestFolder t = folder_new();

    folder_put(&t, "r/a.c", "int a;\n");
    folder_put(&t, "secret/key.c", "int key;\n");
    folder_git(&t, "-C", "r", "init", "-q");
    folder_git(&t, "-C", "r", "config", "core.worktree", folder_path(&t, "secret"));
    Checkout *c = folder_open(&t, &(CheckoutAsk){.path = folder_path(&t, "r")});
    CHECK_TEXT(listing_text(&t, c), "a.c C untracked\n");
    checkout_close(c);
    folder_done(&t);
}

TEST(a_repository_of_another_user_can_be_read)
{
    TestFolder t = folder_new();

    if (getuid() != 0) {
        folder_done(&t);
        skip();
    }
    folder_put(&t, "r/a.c", "int a;\n");
    folder_git(&t, "-C", "r", "init", "-q", "-b", "main");
    folder_git(&t, "-C", "r", "add", "-A");
    folder_git(&t, "-C", "r", "commit", "-q", "-m", "first");
    folder_run(&t, STR_NONE, (const char *const[]){"chown", "-R", "12345:12345", "r", NULL});
    Checkout *c = folder_open(&t, &(CheckoutAsk){.path = folder_path(&t, "r")});
    CHECK_INT(checkout_revision(c)->commit.len, 40);
    checkout_close(c);
    folder_done(&t);
}

TEST(what_git_says_is_told_in_a_tail)
{
    CHECK_STR(git_reason(STR("warning: x\nfatal: repository 'y' not found\n")),
              "repository 'y' not found");
    CHECK_STR(git_reason(STR("error: one\nerror: two\n")), "error: two");
    CHECK_STR(git_reason(STR("")), "");
}

TEST_MAIN()
