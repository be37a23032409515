/*
 * project_test.c -- what small repositories say of themselves.
 */
#include "source_test.h"

#include "source/project.h"

typedef struct Told {
    TestFolder folder;
    Checkout *checkout;
    Project project;
} Told;

static void told_read(Told *t)
{
    t->checkout = folder_open(&t->folder, &(CheckoutAsk){0});
    project_read(t->checkout, &t->folder.arena, &t->project);
}

static void told_done(Told *t)
{
    checkout_close(t->checkout);
    folder_done(&t->folder);
}

static const char *commands_text(Told *t)
{
    AUTO(buf_done) Buf b = BUF(1 << 16);

    for (size_t i = 0; i < t->project.command_count; i++) {
        const ProjectCommand *c = &t->project.commands[i];

        buf_printf(&b, "%s: %.*s (%.*s:%u)\n", command_kind_word((CommandKind)c->kind),
                   STR_ARG(c->command), STR_ARG(c->path), c->line);
    }
    return arena_str(&t->folder.arena, buf_str(&b)).ptr;
}

static const char *entries_text(Told *t)
{
    AUTO(buf_done) Buf b = BUF(1 << 16);

    for (size_t i = 0; i < t->project.entry_count; i++) {
        const ProjectEntry *e = &t->project.entries[i];

        buf_printf(&b, "%.*s %.*s -> %.*s (%.*s:%u)\n", STR_ARG(e->kind), STR_ARG(e->name),
                   STR_ARG(e->target), STR_ARG(e->path), e->line);
    }
    return arena_str(&t->folder.arena, buf_str(&b)).ptr;
}

TEST(a_node_package_tells_scripts_entries_and_words)
{
    Told t = {.folder = folder_new()};

    folder_put(&t.folder, "package.json",
               "{\n  \"name\": \"@me/thing\",\n  \"description\": \"Does one thing well\",\n  "
               "\"license\": \"MIT\",\n"
               "  \"main\": \"lib/index.js\",\n  \"bin\": {\"thing\": \"./cli.js\"},\n  "
               "\"scripts\": {\n"
               "    \"test\": \"vitest\",\n    \"build\": \"tsc\",\n    \"posttest\": \"x\",\n "
               "   \"odd\": \"y\"\n  }\n}\n");
    folder_put(&t.folder, "yarn.lock", "# x\n");
    told_read(&t);
    CHECK_TEXT(commands_text(&t), "install: yarn install (package.json:7)\nbuild: yarn build "
                                  "(package.json:9)\ntest: yarn test (package.json:8)\n");
    CHECK_TEXT(entries_text(&t), "bin thing -> ./cli.js (package.json:6)\nmain @me/thing -> "
                                 "lib/index.js (package.json:5)\n");
    CHECK_STR(t.project.name, "thing");
    CHECK_STR(t.project.description, "Does one thing well");
    CHECK_INT(t.project.description_line, 3);
    CHECK_STR(t.project.licence, "MIT");
    told_done(&t);
}

TEST(ci_comes_before_the_readme_and_the_readme_before_conventions)
{
    Told t = {.folder = folder_new()};

    folder_put(&t.folder, "Cargo.toml", "[package]\nname = \"x\"\n");
    folder_put(&t.folder, "src/main.rs", "fn main() {}\n");
    folder_put(&t.folder, ".github/workflows/ci.yml",
               "jobs:\n  t:\n    steps:\n      - uses: a@v1\n      - run: cargo test --all\n");
    folder_put(&t.folder, "README.md",
               "# X\n\nX is a tool for testing of things.\n\n```\n$ cargo test --lib\n```\n");
    told_read(&t);
    CHECK_TEXT(commands_text(&t), "build: cargo build (Cargo.toml:1)\n"
                                  "test: cargo test --all (.github/workflows/ci.yml:5)\n"
                                  "test: cargo test --lib (README.md:6)\n"
                                  "test: cargo test (Cargo.toml:1)\n");
    CHECK_TEXT(entries_text(&t), "bin x -> src/main.rs (Cargo.toml:1)\n");
    CHECK_STR(t.project.description, "X is a tool for testing of things.");
    CHECK_STR(t.project.description_path, "README.md");
    told_done(&t);
}

TEST(python_projects_tell_their_scripts_and_runners)
{
    Told t = {.folder = folder_new()};

    folder_put(
        &t.folder, "pyproject.toml",
        "[build-system]\nrequires = [\"x\"]\n[project]\nname = \"pack\"\ndescription = \"A "
        "small pack\"\n"
        "license = {text = \"BSD-3-Clause\"}\n[project.scripts]\npack = \"pack.cli:main\"\n"
        "[tool.pytest.ini_options]\nx = 1\n");
    folder_put(&t.folder, "setup.py",
               "setup(name='pack', entry_points={'console_scripts': [\n  'old = "
               "pack.old:run',\n]})\n");
    told_read(&t);
    CHECK_TEXT(
        commands_text(&t),
        "install: pip install -e . (pyproject.toml:1)\ntest: pytest (pyproject.toml:9)\n");
    CHECK_TEXT(entries_text(&t),
               "console_script pack -> pack.cli:main (pyproject.toml:8)\nconsole_script old -> "
               "pack.old:run (setup.py:2)\n");
    CHECK_STR(t.project.licence, "BSD-3-Clause");
    told_done(&t);
}

TEST(targets_of_a_makefile_are_commands)
{
    Told t = {.folder = folder_new()};

    folder_put(&t.folder, "Makefile",
               "CC := gcc\nall: x\n\t$(CC) x.c\n.PHONY: test\ntest lint: all\n\t./x\nx.o: "
               "x.c\nbench:\n");
    folder_put(&t.folder, "sub/Makefile", "test:\n");
    told_read(&t);
    CHECK_TEXT(commands_text(&t),
               "build: make (Makefile:2)\ntest: make test (Makefile:5)\nlint: make lint "
               "(Makefile:5)\nbench: make bench (Makefile:8)\n");
    told_done(&t);
}

TEST(meson_says_what_the_project_is_called_and_the_readme_what_it_does)
{
    Told t = {.folder = folder_new()};

    folder_put(&t.folder, "meson.build", "project('brewer', 'c',\n  version: '1')\n");
    folder_put(&t.folder, "README.md",
               "# brewer\n\nBoth commands set everything up by themselves.\n\n"
               "`brewer` turns water and leaves into tea.\n");
    told_read(&t);
    CHECK_STR(t.project.name, "brewer");
    CHECK_STR(t.project.description, "brewer turns water and leaves into tea.");
    told_done(&t);
}

TEST(a_repository_that_says_nothing_gets_nothing)
{
    Told t = {.folder = folder_new()};

    folder_put(&t.folder, "a.c", "int main(void) { return 0; }\n");
    told_read(&t);
    CHECK_INT(t.project.command_count, 0);
    CHECK_INT(t.project.entry_count, 0);
    CHECK_INT(t.project.description.len, 0);
    CHECK_INT(t.project.licence.len, 0);
    CHECK(t.project.name.len > 0);
    told_done(&t);
}

TEST(sections_come_from_the_readme_first)
{
    Told t = {.folder = folder_new()};

    folder_put(&t.folder, "docs/a.md", "# A\n\ntext\n");
    folder_put(&t.folder, "README.rst", "Title\n=====\n\nwords\n");
    folder_put(
        &t.folder, "LICENSE",
        "Permission is hereby granted, free\nof charge, to any person obtaining a copy\n");
    folder_put(&t.folder, "CHANGELOG.md", "# 1.0\n");
    told_read(&t);
    CHECK_INT(t.project.section_count, 2);
    CHECK_STR(t.project.sections[0].title, "Title");
    CHECK_STR(t.project.sections[1].title, "A");
    CHECK_STR(t.project.licence, "MIT");
    told_done(&t);
}

TEST_MAIN()
