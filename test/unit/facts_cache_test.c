/*
 * facts_cache_test.c -- the cache gives back what was put in, and never anything else.
 */
#include "test.h"

#include "base/file.h"
#include "graph/facts_cache.h"
#include "syntax/pack.h"

#include <dirent.h>
#include <sys/wait.h>
#include <unistd.h>

static const char c_source[] = "/* adds */ int add(int a, int b) { return a + b; }\n";

typedef struct Home {
    Arena arena;
    Str dir;
    Facts *facts;
    CacheKey key;
} Home;

static Home home_new(void)
{
    Home h = {0};
    Err err = {0};
    SourceFile file = {.path = STR("a.c"), .language = LANG_C};
    SyntaxReader *reader = syntax_reader_new();

    CHECK_OK(dir_temp(&h.arena, "fondation-cache-test", &h.dir, &err), &err);
    CHECK_OK(syntax_read(reader, &h.arena, LANG_C, str_from(c_source), &h.facts, &err), &err);
    syntax_reader_free(reader);
    h.key = facts_cache_key(&file, str_from(c_source));
    return h;
}

static void home_done(Home *h)
{
    Err err = {0};

    CHECK_OK(dir_remove(h->dir.ptr, &err), &err);
    arena_done(&h->arena);
}

static void save_one(const Home *h, const char *identity)
{
    FactsCache *c = facts_cache_open(h->dir.ptr, str_from(identity));

    facts_cache_add(c, &h->key, h->facts);
    facts_cache_close(c);
}

static bool finds_one(Home *h, const char *identity)
{
    FactsCache *c = facts_cache_open(h->dir.ptr, str_from(identity));
    const Facts *found = facts_cache_find(c, &h->key, &h->arena);
    bool is_same = false;

    if (found) {
        AUTO(buf_done) Buf a = BUF(1 << 20), b = BUF(1 << 20);

        facts_write(h->facts, &a);
        facts_write(found, &b);
        is_same = str_eq(buf_str(&a), buf_str(&b));
        CHECK(is_same);
    }
    facts_cache_close(c);
    return is_same;
}

static const char *only_bundle(Home *h)
{
    Str facts = path_join(&h->arena, h->dir, STR("facts"));
    DIR *d = opendir(facts.ptr);
    const char *path = NULL;

    CHECK(d != NULL);
    for (struct dirent *e; (e = readdir(d));) {
        if (e->d_name[0] == '.')
            continue;
        CHECK(path == NULL); /* nothing but one bundle is left behind */
        path = path_join(&h->arena, facts, str_from(e->d_name)).ptr;
    }
    closedir(d);
    CHECK(path != NULL);
    return path;
}

TEST(facts_saved_by_one_run_are_found_by_the_next)
{
    Home h = home_new();

    CHECK(!finds_one(&h, "repo"));
    save_one(&h, "repo");
    CHECK(finds_one(&h, "repo"));
    CHECK(!finds_one(&h, "another repo"));
    home_done(&h);
}

TEST(a_file_with_other_bytes_or_another_language_has_another_key)
{
    SourceFile c = {.language = LANG_C}, cpp = {.language = LANG_CPP};
    CacheKey a = facts_cache_key(&c, STR("x")), b = facts_cache_key(&c, STR("y")),
             d = facts_cache_key(&cpp, STR("x"));

    CHECK(memcmp(&a, &b, sizeof(a)) != 0);
    CHECK(memcmp(&a, &d, sizeof(a)) != 0);
}

TEST(a_bundle_that_is_cut_anywhere_is_a_miss)
{
    Home h = home_new();
    Str bytes;
    Err err = {0};

    save_one(&h, "repo");
    const char *path = only_bundle(&h);
    CHECK_OK(file_read(&h.arena, path, 1 << 20, &bytes, &err), &err);
    for (size_t len = 0; len < bytes.len; len += 7) {
        CHECK_OK(file_write(path, str_sub(bytes, 0, len), false, &err), &err);
        CHECK(!finds_one(&h, "repo"));
    }
    home_done(&h);
}

TEST(a_flipped_bit_in_the_facts_is_a_miss_not_another_fact)
{
    Home h = home_new();
    Str bytes;
    Err err = {0};

    save_one(&h, "repo");
    const char *path = only_bundle(&h);
    CHECK_OK(file_read(&h.arena, path, 1 << 20, &bytes, &err), &err);
    for (size_t at = 0; at < bytes.len; at++) {
        Str damaged = arena_str(&h.arena, bytes);

        ((char *)damaged.ptr)[at] ^= 1;
        CHECK_OK(file_write(path, damaged, false, &err), &err);
        (void)finds_one(&h, "repo"); /* checks itself that what is found is the same */
    }
    home_done(&h);
}

TEST(runs_at_once_and_runs_killed_leave_a_good_cache)
{
    Home h = home_new();

    for (int round = 0; round < 10; round++) {
        pid_t children[4];

        for (size_t i = 0; i < ARRAY_LEN(children); i++) {
            children[i] = fork();
            if (children[i] == 0) {
                for (;;)
                    save_one(&h, "repo");
            }
        }
        usleep(3000 * (unsigned)(round + 1)); /* the moment does not matter: any must do */
        for (size_t i = 0; i < ARRAY_LEN(children); i++) {
            CHECK_INT(kill(children[i], SIGKILL), 0);
            CHECK_INT(waitpid(children[i], NULL, 0), children[i]);
        }
        save_one(&h, "repo");
        CHECK(finds_one(&h, "repo"));
    }
    home_done(&h);
}

TEST_MAIN()
