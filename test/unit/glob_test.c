/*
 * glob_test.c -- patterns: a table, and git itself as the judge of random ones.
 */
#include "source_test.h"

#include "source/glob.h"

TEST(patterns_match_as_gitignore_says)
{
    static const struct {
        const char *pattern, *path;
        bool is_dir, matches;
    } rows[] = {
        {"a.c", "x/y/a.c", false, true},
        {"/a.c", "x/a.c", false, false},
        {"/a.c", "a.c", false, true},
        {"x/a.c", "x/a.c", false, true},
        {"x/a.c", "y/x/a.c", false, false},
        {"*.o", "deep/er/a.o", false, true},
        {"x/*.o", "x/y/a.o", false, false},
        {"x/**/a.o", "x/a.o", false, true},
        {"x/**/a.o", "x/y/z/a.o", false, true},
        {"**/a", "a", false, true},
        {"**/a", "b/c/a", false, true},
        {"a/**", "a", true, false},
        {"a/**", "a/b/c", false, true},
        {"build/", "build", false, false},
        {"build/", "build", true, true},
        {"[a-c]x", "bx", false, true},
        {"[!a-c]x", "bx", false, false},
        {"[]]", "]", false, true},
        {"[[:digit:]]", "7", false, true},
        {"[[:digit:]]", "x", false, false},
        {"a\\*b", "a*b", false, true},
        {"a\\*b", "axb", false, false},
        {"x\\", "x\\", false, false},
        {"[a", "[a", false, false},
        {"a?c", "abc", false, true},
        {"d/a?c", "d/a/c", false, false},
        {"foo**bar", "fooxbar", false, true},
        {"*a*b*c", "xxaxxbxxc", false, true},
        {"*a*b*c", "xxaxxbxx", false, false},
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        GlobRule r;

        CHECK(glob_rule_parse(str_from(rows[i].pattern), &r));
        if (glob_rule_matches(&r, str_from(rows[i].path), rows[i].is_dir) != rows[i].matches)
            fail_msg("'%s' and '%s'", rows[i].pattern, rows[i].path);
    }
}

TEST(comments_empty_lines_and_bare_marks_are_no_rules)
{
    static const char *const lines[] = {"", "# x", "/", "!", "   ", "!/"};
    GlobRule r;

    for (size_t i = 0; i < ARRAY_LEN(lines); i++)
        CHECK(!glob_rule_parse(str_from(lines[i]), &r));
    CHECK(glob_rule_parse(STR("a\\ "), &r));
    CHECK(glob_rule_matches(&r, STR("a "), false));
    CHECK(glob_rule_parse(STR("\\#a"), &r));
    CHECK(glob_rule_matches(&r, STR("#a"), false));
}

TEST(no_pattern_takes_long)
{
    AUTO(buf_done) Buf pattern = BUF(4096), text = BUF(4096);

    for (int i = 0; i < 400; i++) {
        buf_lit(&pattern, "*a");
        buf_lit(&text, "aa/a");
    }
    buf_lit(&pattern, "b");
    CHECK(!glob_match(buf_str(&pattern), buf_str(&text), false));
    buf_clear(&pattern);
    for (int i = 0; i < 200; i++)
        buf_lit(&pattern, "**/*a*/");
    buf_lit(&pattern, "b");
    CHECK(!glob_match(buf_str(&pattern), buf_str(&text), true));
}

/* -- git as the judge -- */

static uint32_t dice;

static uint32_t roll(uint32_t below)
{
    dice = dice * 1664525 + 1013904223;
    return (dice >> 8) % below;
}

static void random_pattern(Buf *b)
{
    static const char *const pieces[] = {
        "a",  "b",    "c",   "*",  "?",   "**",    "/",  "/",   "[ab]",       "[!a]",
        "a*", "/**/", "**/", ".x", "\\a", "[a-b]", "ab", "*.x", "[[:alpha:]]"};

    if (roll(4) == 0)
        buf_lit(b, "!");
    for (uint32_t n = 1 + roll(5); n; n--)
        buf_add(b, str_from(pieces[roll(ARRAY_LEN(pieces))]));
    if (roll(5) == 0)
        buf_lit(b, "/");
    buf_lit(b, "\n");
}

static void random_path(Buf *b)
{
    static const char *const names[] = {"a", "b", "c", "ab", "a.x", "b.x", "abc", "ba", "aa"};

    for (uint32_t n = 1 + roll(4); n; n--) {
        buf_add(b, str_from(names[roll(ARRAY_LEN(names))]));
        if (n > 1)
            buf_lit(b, "/");
    }
}

/* As git does it: what an ignored folder holds is ignored, whatever is said of it. */
static bool is_ignored(const GlobList *l, Str path)
{
    for (size_t i = 0; i < path.len; i++) {
        if (path.ptr[i] == '/' &&
            glob_list_verdict(l, str_sub(path, 0, i), true) == GLOB_IGNORED)
            return true;
    }
    return glob_list_verdict(l, path, false) == GLOB_IGNORED;
}

static bool git_names(Str output, Str path)
{
    Str line;

    while (str_split(&output, '\0', &line)) {
        if (str_eq(line, path))
            return true;
    }
    return false;
}

TEST(random_patterns_are_judged_as_git_judges_them)
{
    enum { ROUNDS = 150, PATHS = 60 };
    TestFolder t = folder_new();
    const char *const ask[] = {"git", "check-ignore", "--no-index", "-z", "--stdin", NULL};

    folder_git(&t, "init", "-q");
    for (dice = 1; dice < 1000; dice += 997) {
        for (int round = 0; round < ROUNDS; round++) {
            AUTO(buf_done) Buf rules = BUF(4096), input = BUF(1 << 16);
            Str paths[PATHS];

            for (uint32_t n = 1 + roll(4); n; n--)
                random_pattern(&rules);
            for (int i = 0; i < PATHS; i++) {
                AUTO(buf_done) Buf path = BUF(256);

                random_path(&path);
                paths[i] = arena_str(&t.arena, buf_str(&path));
                buf_add(&input, paths[i]);
                buf_add_char(&input, '\0');
            }
            folder_put_str(&t, ".gitignore", buf_str(&rules));
            Str told = folder_run(&t, buf_str(&input), ask);
            GlobList l = glob_list_parse(&t.arena, arena_str(&t.arena, buf_str(&rules)));
            for (int i = 0; i < PATHS; i++) {
                if (is_ignored(&l, paths[i]) != git_names(told, paths[i]))
                    fail_msg("git %s '%s' under\n%s",
                             git_names(told, paths[i]) ? "ignores" : "keeps", paths[i].ptr,
                             rules.ptr);
            }
        }
        dice = 500;
    }
    folder_done(&t);
}

TEST_MAIN()
