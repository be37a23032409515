/*
 * clone_test.c -- cloning over file://, and what is refused.
 */
#include "source_test.h"

#include "source/clone.h"

static void make_remote(TestFolder *t)
{
    AUTO(buf_done) Buf large = BUF(4 << 20);

    for (int i = 0; i < 200000; i++)
        buf_printf(&large, "int x%d;\n", i * 7919 % 1000003);
    folder_git(t, "init", "-q", "-b", "main", "r");
    for (int i = 0; i < 5; i++) {
        folder_put(t, "r/a.c", arena_printf(&t->arena, "int v%d;\n", i).ptr);
        if (i == 2)
            folder_put_str(t, "r/large.c", buf_str(&large));
        folder_git(t, "-C", "r", "add", "-A");
        folder_git(t, "-C", "r", "commit", "-q", "-m",
                   arena_printf(&t->arena, "commit %d", i).ptr);
        if (i == 1)
            folder_git(t, "-C", "r", "branch", "old");
    }
}

static const char *url_of(TestFolder *t, const char *path)
{
    return arena_printf(&t->arena, "file://%s", folder_path(t, path)).ptr;
}

static Str content_of(TestFolder *t, Checkout *c, const char *path)
{
    Err err = {0};
    Str text;

    CHECK(checkout_find(c, str_from(path)) != NULL);
    CHECK_OK(checkout_read(c, &t->arena, checkout_find(c, str_from(path)), &text, &err), &err);
    return text;
}

TEST(a_clone_has_the_default_branch_and_a_bounded_history)
{
    TestFolder t = folder_new();
    Err err = {0};

    make_remote(&t);
    CloneAsk ask = {.url = url_of(&t, "r"), .dest = folder_path(&t, "clone"), .history_max = 3};
    CHECK_OK(clone_repository(&ask, &err), &err);
    Checkout *c = folder_open(&t, &(CheckoutAsk){.path = ask.dest});
    CHECK_STR(content_of(&t, c, "a.c"), "int v4;\n");
    CHECK_STR(checkout_revision(c)->branch, "main");
    CHECK_STR(checkout_revision(c)->name, "r");
    CHECK(checkout_revision(c)->is_shallow);
    CHECK_INT(checkout_find(c, STR("large.c"))->skip, SKIP_TOO_LARGE);
    checkout_close(c);
    CHECK_STR(str_trim(folder_git(&t, "-C", "clone", "rev-list", "--count", "HEAD")), "3");
    folder_done(&t);
}

TEST(a_branch_and_a_commit_can_be_asked_for)
{
    TestFolder t = folder_new();
    Err err = {0};

    make_remote(&t);
    Str id = str_trim(folder_git(&t, "-C", "r", "rev-parse", "HEAD~1"));
    CloneAsk asks[] = {
        {.url = url_of(&t, "r"), .dest = folder_path(&t, "one"), .branch = "old"},
        {.url = url_of(&t, "r"),
         .dest = folder_path(&t, "two"),
         .commit = arena_cstr(&t.arena, id)},
        {.url = url_of(&t, "r"),
         .dest = folder_path(&t, "three"),
         .commit = arena_cstr(&t.arena, str_sub(id, 0, 10))},
    };
    for (size_t i = 0; i < ARRAY_LEN(asks); i++) {
        CHECK_OK(clone_repository(&asks[i], &err), &err);
        Checkout *c = folder_open(&t, &(CheckoutAsk){.path = asks[i].dest});
        CHECK_STR(content_of(&t, c, "a.c"), i == 0 ? "int v1;\n" : "int v3;\n");
        CHECK(i == 0 || str_eq(checkout_revision(c)->commit, id));
        checkout_close(c);
    }
    folder_done(&t);
}

TEST(what_cannot_be_cloned_says_why_and_leaves_nothing)
{
    TestFolder t = folder_new();
    struct {
        const char *url, *branch, *commit, *words;
        ErrCode code;
    } rows[] = {
        {url_of(&t, "absent"), NULL, NULL, "there is no git repository", ERR_SOURCE},
        {url_of(&t, "plain"), NULL, NULL, "there is no git repository", ERR_SOURCE},
        {url_of(&t, "empty"), NULL, NULL, "is empty", ERR_SOURCE},
        {url_of(&t, "r"), "nosuch", NULL, "there is no branch or tag 'nosuch'", ERR_SOURCE},
        {url_of(&t, "r"), NULL, "0123456789012345678901234567890123456789",
         "there is no commit", ERR_SOURCE},
        {url_of(&t, "r"), NULL, "HEAD", "is no id of a commit", ERR_SOURCE},
        {"ext::sh -c 'touch x'", NULL, NULL, "protocol", ERR_SOURCE},
        {"http://127.0.0.1:1/x.git", NULL, NULL, "protocol", ERR_SOURCE},
        {"git://127.0.0.1/x.git", NULL, NULL, "protocol", ERR_SOURCE},
        {"https://u:p@127.0.0.1:1/x.git", NULL, NULL, "holds a password", ERR_SOURCE},
        {"https://127.0.0.1:1/x.git", NULL, NULL, "does not answer", ERR_SOURCE},
        {"https://a\nb/x.git", NULL, NULL, "is no URL", ERR_SOURCE},
        {"--upload-pack=touch x", NULL, NULL, "protocol", ERR_SOURCE},
    };

    make_remote(&t);
    folder_git(&t, "init", "-q", "--bare", "empty");
    folder_put(&t, "plain/a.c", "int x;\n");
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CloneAsk ask = {.url = rows[i].url,
                        .branch = rows[i].branch,
                        .commit = rows[i].commit,
                        .dest = folder_path(&t, "clone")};
        Err err = {0};

        CHECK_INT(clone_repository(&ask, &err), rows[i].code);
        if (!str_has(str_from(err.text), str_from(rows[i].words)))
            fail_msg("'%s' does not say '%s'", err.text, rows[i].words);
        if (str_has(str_from(err.text), STR("u:p@")))
            fail_msg("'%s' shows the password", err.text);
        CHECK(!path_exists(folder_path(&t, "clone")));
    }
    folder_done(&t);
}

TEST(a_clone_that_is_too_large_is_refused)
{
    TestFolder t = folder_new();
    Err err = {0};

    make_remote(&t);
    CloneAsk ask = {.url = url_of(&t, "r"),
                    .dest = folder_path(&t, "clone"),
                    .size_max_bytes = 100 << 10,
                    .blob_max_bytes = 64 << 20};
    CHECK_INT(clone_repository(&ask, &err), ERR_LIMIT);
    CHECK(str_has(str_from(err.text), STR("larger than the limit")));
    CHECK(!path_exists(ask.dest));
    folder_done(&t);
}

TEST(a_hostile_remote_on_disk_runs_nothing)
{
    TestFolder t = folder_new();
    Err err = {0};

    make_remote(&t);
    folder_put(
        &t, "trap",
        arena_printf(&t.arena, "#!/bin/sh\ntouch '%s/mark'\nexec \"$@\"\n", t.dir.ptr).ptr);
    CHECK(chmod(folder_path(&t, "trap"), 0755) == 0);
    static const char *const keys[] = {"uploadpack.packObjectsHook", "core.fsmonitor",
                                       "core.alternateRefsCommand", "core.sshCommand",
                                       "core.gitProxy"};
    for (size_t i = 0; i < ARRAY_LEN(keys); i++)
        folder_git(&t, "-C", "r", "config", keys[i], folder_path(&t, "trap"));
    folder_git(&t, "-C", "r", "config", "protocol.ext.allow", "always");
    if (getuid() == 0)
        folder_run(&t, STR_NONE,
                   (const char *const[]){"chown", "-R", "12345:12345", "r", NULL});
    CloneAsk ask = {.url = url_of(&t, "r"), .dest = folder_path(&t, "clone")};
    CHECK_OK(clone_repository(&ask, &err), &err);
    CHECK(!path_exists(folder_path(&t, "mark")));
    folder_done(&t);
}

TEST(operands_are_told_apart)
{
    Arena a = {0};

    CHECK(clone_is_url(STR("https://github.com/o/r")));
    CHECK(clone_is_url(STR("git@github.com:o/r.git")));
    CHECK(clone_is_url(STR("file:///tmp/r")));
    CHECK(!clone_is_url(STR("./r")));
    CHECK(!clone_is_url(STR("a@b/c:d")));
    CHECK(!clone_is_url(STR("r")));
    CHECK_STR(clone_name(&a, STR("https://host/o/redis.git/")), "redis");
    CHECK_STR(clone_name(&a, STR("git@host:redis")), "redis");
    CHECK_STR(clone_name(&a, STR("https://host/o/a?b=c")), "a");
    arena_done(&a);
}

TEST_MAIN()
