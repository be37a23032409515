/*
 * commands_test.c -- the commands a newcomer needs come first, and those of other languages not at all.
 */
#include "test.h"

#include "pipeline/commands.h"

static CourseCommand command(const char *text, const char *path, bool is_written)
{
    return (CourseCommand){.kind = STR("build"),
                           .command = str_from(text),
                           .source = {str_from(path), 1, 1},
                           .basis = is_written ? STR("written") : STR("convention")};
}

TEST(what_the_readme_says_comes_before_what_automation_runs)
{
    CourseCommand all[] = {command("cmake -S .", ".github/workflows/ci.yml", true),
                           command("meson setup b", "meson.build", false),
                           command("./configure", "README.md", true)};
    Course c = {.commands = all, .commands_count = ARRAY_LEN(all)};

    commands_best_first(&c);
    CHECK_STR(all[0].command, "./configure");
    CHECK_STR(all[1].command, "cmake -S .");
    CHECK_STR(all[2].command, "meson setup b");
}

TEST(a_plain_command_comes_before_the_same_with_options)
{
    CourseCommand all[] = {command("make CC=clang", "README.md", true),
                           command("make", ".github/workflows/ci.yml", true)};
    Course c = {.commands = all, .commands_count = ARRAY_LEN(all)};

    commands_best_first(&c);
    CHECK_STR(all[0].command, "make");
}

TEST(of_two_spellings_the_first_stays)
{
    CourseCommand all[] = {command("pnpm run lint", "CONTRIBUTING.md", true),
                           command("pnpm lint", "package.json", false),
                           command("pnpm build", "package.json", false)};
    Course c = {.commands = all, .commands_count = ARRAY_LEN(all)};

    commands_drop_repeated(&c);
    CHECK_INT(c.commands_count, 2);
    CHECK_STR(all[0].command, "pnpm run lint");
    CHECK_STR(all[1].command, "pnpm build");
}

TEST(automation_for_a_language_that_is_not_there_does_not_fit)
{
    CourseLanguage languages[] = {{.name = STR("C")}};
    Course c = {.languages = languages, .languages_count = 1};
    ProjectCommand m = {.origin = ORIGIN_CI, .command = STR("composer install")};

    CHECK(!command_fits(&m, &c));
    m.command = STR("make");
    CHECK(command_fits(&m, &c));
    m = (ProjectCommand){.origin = ORIGIN_README, .command = STR("pip install .")};
    CHECK(command_fits(&m, &c));
}

TEST_MAIN()
