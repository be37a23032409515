/*
 * shell_line_test.c -- lines to kinds of commands.
 */
#include "test.h"

#include "source/shell_line.h"

TEST(commands_are_told_by_their_first_words)
{
    static const struct {
        const char *line, *kind, *command;
    } rows[] = {
        {"$ npm ci", "install", "npm ci"},
        {"pip install -e .", "install", "pip install -e ."},
        {"make", "build", "make"},
        {"make -j4", "build", "make -j4"},
        {"make check", "test", "make check"},
        {"make -C sub test", "test", "make -C sub test"},
        {"./configure --prefix=/usr && make", "build", "./configure --prefix=/usr && make"},
        {"cmake -B build .", "build", "cmake -B build ."},
        {"npm run test:unit", "test", "npm run test:unit"},
        {"pnpm --filter @x/y run build", "build", "pnpm --filter @x/y run build"},
        {"yarn lint # check style", "lint", "yarn lint"},
        {"npm run lint:fix", "format", "npm run lint:fix"},
        {"python3.11 -m pytest", "test", "python3.11 -m pytest"},
        {"pytest tests/test_a.py::test_b", "one_test", "pytest tests/test_a.py::test_b"},
        {"go test -run TestX ./pkg", "one_test", "go test -run TestX ./pkg"},
        {"go test ./...", "test", "go test ./..."},
        {"cargo test", "test", "cargo test"},
        {"cargo test parser", "one_test", "cargo test parser"},
        {"cargo fmt --all --check", "format", "cargo fmt --all --check"},
        {"./mvnw -B verify", "test", "./mvnw -B verify"},
        {"./gradlew build", "build", "./gradlew build"},
        {"sudo apt-get install tcl", "install", "sudo apt-get install tcl"},
        {"./runtest --single unit/x", "one_test", "./runtest --single unit/x"},
        {"npm install && npm test", "test", "npm install && npm test"},
        {"CC=clang make test", "test", "CC=clang make test"},
        {"npm test -- <file>", NULL, NULL},
        {"pnpm test --filter <ws> <file>", "one_test", "pnpm test --filter <ws> <file>"},
        {"echo make test", NULL, NULL},
        {"cargo --version", NULL, NULL},
        {"make run-govulncheck", NULL, NULL},
        {"tar xf x.tgz", NULL, NULL},
        {"make ${{ matrix.target }}", NULL, NULL},
        {"# make test", NULL, NULL},
        {"", NULL, NULL},
        {"&& ; | \"'", NULL, NULL},
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        ShellLine l = shell_line_read(str_from(rows[i].line));

        if (l.is_known != (rows[i].kind != NULL))
            fail_msg("'%s' is %s", rows[i].line, l.is_known ? "known" : "not known");
        if (!l.is_known)
            continue;
        if (strcmp(command_kind_word((CommandKind)l.kind), rows[i].kind) != 0)
            fail_msg("'%s' is %s", rows[i].line, command_kind_word((CommandKind)l.kind));
        CHECK_STR(l.command, rows[i].command);
    }
}

TEST(plain_commands_cost_less_than_special_ones)
{
    static const char *const rows[][2] = {
        {"make", "make CFLAGS=-O2"},
        {"npm test", "npm test --verbose"},
        {"pip install -e .", "pip install tox"},
        {"npm ci", "sudo apt-get install x"},
        {"cargo build", "cd sub && cargo build"},
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        CHECK(shell_line_read(str_from(rows[i][0])).cost <
              shell_line_read(str_from(rows[i][1])).cost);
}

TEST_MAIN()
