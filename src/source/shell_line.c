/*
 * shell_line.c -- words, a table, and a few rules on what follows.
 */
#include "source/shell_line.h"

#include "source/glob.h"

enum { WORDS_MAX = 24, LINE_MAX_BYTES = 300 };

typedef struct Words {
    Str at[WORDS_MAX];
    size_t count;
} Words;

/* -- names of targets and scripts -- */

typedef struct NameRow {
    const char *word;
    CommandKind kind;
} NameRow;

/* clang-format off */
/* The first word of a name ("test" of "test:unit") that is here decides; the earlier row wins. */
static const NameRow name_words[] = {
    {"typecheck", COMMAND_LINT}, {"lint", COMMAND_LINT}, {"eslint", COMMAND_LINT}, {"types", COMMAND_LINT},
    {"clippy", COMMAND_LINT}, {"vet", COMMAND_LINT}, {"mypy", COMMAND_LINT}, {"style", COMMAND_LINT},
    {"fmt", COMMAND_FORMAT}, {"format", COMMAND_FORMAT}, {"prettier", COMMAND_FORMAT},
    {"bench", COMMAND_BENCH}, {"benchmark", COMMAND_BENCH}, {"benchmarks", COMMAND_BENCH},
    {"test", COMMAND_TEST}, {"tests", COMMAND_TEST}, {"unittest", COMMAND_TEST}, {"unit", COMMAND_TEST},
    {"e2e", COMMAND_TEST}, {"spec", COMMAND_TEST}, {"runtest", COMMAND_TEST}, {"check", COMMAND_TEST},
    {"docs", COMMAND_DOCS}, {"doc", COMMAND_DOCS}, {"html", COMMAND_DOCS}, {"documentation", COMMAND_DOCS},
    {"build", COMMAND_BUILD}, {"compile", COMMAND_BUILD}, {"all", COMMAND_BUILD}, {"bundle", COMMAND_BUILD},
    {"start", COMMAND_RUN}, {"dev", COMMAND_RUN}, {"serve", COMMAND_RUN}, {"run", COMMAND_RUN}, {"up", COMMAND_RUN},
    {"bootstrap", COMMAND_INSTALL}, {"deps", COMMAND_INSTALL}, {"dependencies", COMMAND_INSTALL},
    {"setup", COMMAND_INSTALL},
};

typedef struct LineRow {
    const char *words; /* the line's first words; "*" is any, a last "..." nothing more is asked */
    CommandKind kind;
} LineRow;

/* The first row that fits. A row ending in '$' fits only when nothing but options follows. */
static const LineRow lines[] = {
    {"npm install$", COMMAND_INSTALL}, {"npm i$", COMMAND_INSTALL}, {"npm ci", COMMAND_INSTALL},
    {"npm test", COMMAND_TEST}, {"npm t", COMMAND_TEST}, {"npm start", COMMAND_RUN},
    {"yarn$", COMMAND_INSTALL}, {"yarn install", COMMAND_INSTALL}, {"pnpm install", COMMAND_INSTALL},
    {"pnpm i$", COMMAND_INSTALL}, {"bun install$", COMMAND_INSTALL}, {"bun test", COMMAND_TEST},
    {"corepack enable", COMMAND_INSTALL}, {"npm install", COMMAND_INSTALL}, {"npm i", COMMAND_INSTALL},
    {"yarn add", COMMAND_INSTALL}, {"pnpm add", COMMAND_INSTALL},
    {"deno test", COMMAND_TEST}, {"deno lint", COMMAND_LINT}, {"deno fmt", COMMAND_FORMAT},
    {"npx vitest", COMMAND_TEST}, {"npx jest", COMMAND_TEST}, {"npx eslint", COMMAND_LINT},
    {"npx prettier", COMMAND_FORMAT}, {"npx tsc", COMMAND_LINT}, {"npx playwright test", COMMAND_TEST},
    {"vitest", COMMAND_TEST}, {"jest", COMMAND_TEST}, {"mocha", COMMAND_TEST}, {"eslint", COMMAND_LINT},
    {"prettier", COMMAND_FORMAT}, {"tsc", COMMAND_BUILD},
    {"pip install", COMMAND_INSTALL}, {"pip3 install", COMMAND_INSTALL}, {"pipx install", COMMAND_INSTALL},
    {"python -m pip install", COMMAND_INSTALL}, {"uv sync", COMMAND_INSTALL}, {"uv pip install", COMMAND_INSTALL},
    {"uv run pytest", COMMAND_TEST}, {"uv run mypy", COMMAND_LINT}, {"uv run ruff", COMMAND_LINT},
    {"uv run tox", COMMAND_TEST}, {"uv build", COMMAND_BUILD}, {"uvx tox", COMMAND_TEST},
    {"poetry install", COMMAND_INSTALL}, {"poetry build", COMMAND_BUILD}, {"poetry run pytest", COMMAND_TEST},
    {"pipenv install", COMMAND_INSTALL}, {"pipenv run pytest", COMMAND_TEST}, {"conda install", COMMAND_INSTALL},
    {"pytest", COMMAND_TEST}, {"py.test", COMMAND_TEST}, {"python -m pytest", COMMAND_TEST},
    {"python -m unittest", COMMAND_TEST}, {"python -m tox", COMMAND_TEST}, {"tox", COMMAND_TEST},
    {"python setup.py test", COMMAND_TEST}, {"python setup.py build", COMMAND_BUILD},
    {"python setup.py install", COMMAND_INSTALL}, {"python setup.py develop", COMMAND_INSTALL},
    {"python -m build", COMMAND_BUILD}, {"python manage.py test", COMMAND_TEST},
    {"python manage.py runserver", COMMAND_RUN}, {"python runtests.py", COMMAND_TEST},
    {"python tests/runtests.py", COMMAND_TEST}, {"./runtests.py", COMMAND_TEST}, {"./manage.py test", COMMAND_TEST},
    {"coverage run -m pytest", COMMAND_TEST}, {"coverage run", COMMAND_TEST}, {"trial", COMMAND_TEST},
    {"ruff format", COMMAND_FORMAT}, {"ruff", COMMAND_LINT}, {"flake8", COMMAND_LINT}, {"pylint", COMMAND_LINT},
    {"mypy", COMMAND_LINT}, {"pyright", COMMAND_LINT}, {"black", COMMAND_FORMAT}, {"isort", COMMAND_FORMAT},
    {"pre-commit run", COMMAND_LINT}, {"pre-commit install", COMMAND_INSTALL}, {"flask run", COMMAND_RUN},
    {"uvicorn", COMMAND_RUN}, {"gunicorn", COMMAND_RUN}, {"mkdocs build", COMMAND_DOCS}, {"mkdocs serve", COMMAND_DOCS},
    {"sphinx-build", COMMAND_DOCS}, {"asv run", COMMAND_BENCH},
    {"cargo test", COMMAND_TEST}, {"cargo nextest run", COMMAND_TEST}, {"cargo build", COMMAND_BUILD},
    {"cargo run", COMMAND_RUN}, {"cargo check", COMMAND_LINT}, {"cargo clippy", COMMAND_LINT},
    {"cargo fmt", COMMAND_FORMAT}, {"cargo bench", COMMAND_BENCH}, {"cargo doc", COMMAND_DOCS},
    {"cargo install", COMMAND_INSTALL}, {"cargo fetch", COMMAND_INSTALL}, {"cargo miri test", COMMAND_TEST},
    {"cross test", COMMAND_TEST}, {"cross build", COMMAND_BUILD}, {"rustup", COMMAND_INSTALL},
    {"go test", COMMAND_TEST}, {"go build", COMMAND_BUILD}, {"go run", COMMAND_RUN}, {"go vet", COMMAND_LINT},
    {"go get", COMMAND_INSTALL}, {"go install", COMMAND_INSTALL}, {"go mod download", COMMAND_INSTALL},
    {"go fmt", COMMAND_FORMAT}, {"go generate", COMMAND_BUILD}, {"gofmt", COMMAND_FORMAT}, {"gotestsum", COMMAND_TEST},
    {"golangci-lint run", COMMAND_LINT}, {"staticcheck", COMMAND_LINT}, {"goreleaser build", COMMAND_BUILD},
    {"mvn test", COMMAND_TEST}, {"mvn verify", COMMAND_TEST}, {"mvn package", COMMAND_BUILD},
    {"mvn install", COMMAND_BUILD}, {"mvn compile", COMMAND_BUILD}, {"mvn clean install", COMMAND_BUILD},
    {"mvn clean package", COMMAND_BUILD}, {"mvn clean verify", COMMAND_TEST}, {"mvn clean test", COMMAND_TEST},
    {"mvn spring-boot:run", COMMAND_RUN}, {"mvn site", COMMAND_DOCS}, {"mvn javadoc:javadoc", COMMAND_DOCS},
    {"gradle test", COMMAND_TEST}, {"gradle check", COMMAND_TEST}, {"gradle build", COMMAND_BUILD},
    {"gradle assemble", COMMAND_BUILD}, {"gradle run", COMMAND_RUN}, {"gradle bootRun", COMMAND_RUN},
    {"gradle clean build", COMMAND_BUILD}, {"gradle clean test", COMMAND_TEST}, {"gradle javadoc", COMMAND_DOCS},
    {"gradle spotlessApply", COMMAND_FORMAT}, {"ant test", COMMAND_TEST}, {"ant$", COMMAND_BUILD},
    {"sbt test", COMMAND_TEST}, {"sbt compile", COMMAND_BUILD}, {"sbt run", COMMAND_RUN},
    {"cmake --build", COMMAND_BUILD}, {"cmake --install", COMMAND_KIND_COUNT}, {"cmake -E", COMMAND_KIND_COUNT},
    {"cmake$", COMMAND_KIND_COUNT}, {"cmake", COMMAND_BUILD}, {"ctest", COMMAND_TEST}, {"ninja test", COMMAND_TEST}, {"ninja", COMMAND_BUILD},
    {"meson setup", COMMAND_BUILD}, {"meson compile", COMMAND_BUILD}, {"meson test", COMMAND_TEST},
    {"meson", COMMAND_BUILD}, {"./configure", COMMAND_BUILD}, {"./autogen.sh", COMMAND_BUILD},
    {"autoreconf", COMMAND_BUILD}, {"./buildconf", COMMAND_BUILD}, {"./bootstrap", COMMAND_BUILD},
    {"./build.sh", COMMAND_BUILD}, {"./runtest", COMMAND_TEST}, {"prove", COMMAND_TEST}, {"bats", COMMAND_TEST},
    {"clang-format", COMMAND_FORMAT}, {"clang-tidy", COMMAND_LINT}, {"shellcheck", COMMAND_LINT},
    {"bazel test", COMMAND_TEST}, {"bazel build", COMMAND_BUILD}, {"bazel run", COMMAND_RUN},
    {"bazelisk test", COMMAND_TEST}, {"bazelisk build", COMMAND_BUILD},
    {"zig build test", COMMAND_TEST}, {"zig build", COMMAND_BUILD}, {"zig test", COMMAND_TEST},
    {"swift build", COMMAND_BUILD}, {"swift test", COMMAND_TEST}, {"swift run", COMMAND_RUN},
    {"dotnet build", COMMAND_BUILD}, {"dotnet test", COMMAND_TEST}, {"dotnet run", COMMAND_RUN},
    {"dotnet restore", COMMAND_INSTALL}, {"bundle install", COMMAND_INSTALL}, {"bundle exec rspec", COMMAND_TEST},
    {"bundle exec rubocop", COMMAND_LINT}, {"bin/rails test", COMMAND_TEST}, {"rails test", COMMAND_TEST},
    {"rspec", COMMAND_TEST}, {"rubocop", COMMAND_LINT}, {"gem install", COMMAND_INSTALL},
    {"composer install", COMMAND_INSTALL}, {"composer require", COMMAND_INSTALL}, {"phpunit", COMMAND_TEST},
    {"php artisan test", COMMAND_TEST}, {"php artisan serve", COMMAND_RUN}, {"phpstan", COMMAND_LINT},
    {"mix deps.get", COMMAND_INSTALL}, {"mix test", COMMAND_TEST}, {"mix compile", COMMAND_BUILD},
    {"mix format", COMMAND_FORMAT}, {"mix credo", COMMAND_LINT}, {"rebar3 compile", COMMAND_BUILD},
    {"rebar3 eunit", COMMAND_TEST}, {"rebar3 ct", COMMAND_TEST}, {"stack build", COMMAND_BUILD},
    {"stack test", COMMAND_TEST}, {"cabal build", COMMAND_BUILD}, {"cabal test", COMMAND_TEST},
    {"cabal install", COMMAND_INSTALL}, {"dune build", COMMAND_BUILD}, {"dune test", COMMAND_TEST},
    {"dune runtest", COMMAND_TEST}, {"opam install", COMMAND_INSTALL}, {"luarocks install", COMMAND_INSTALL},
    {"busted", COMMAND_TEST}, {"flutter test", COMMAND_TEST}, {"flutter run", COMMAND_RUN}, {"dart test", COMMAND_TEST},
    {"docker build", COMMAND_BUILD}, {"docker run", COMMAND_RUN}, {"docker compose up", COMMAND_RUN},
    {"docker-compose up", COMMAND_RUN}, {"java -jar", COMMAND_RUN},
    {"apt-get install", COMMAND_INSTALL}, {"apt install", COMMAND_INSTALL}, {"dnf install", COMMAND_INSTALL},
    {"yum install", COMMAND_INSTALL}, {"brew install", COMMAND_INSTALL}, {"pacman -S", COMMAND_INSTALL},
    {"apk add", COMMAND_INSTALL}, {"pkg install", COMMAND_INSTALL}, {"zypper install", COMMAND_INSTALL},
    {"make$", COMMAND_BUILD}, {"gmake$", COMMAND_BUILD},
};

/* Programs whose next word is the name of something the repository defines. */
static const char *const runners[] = {
    "npm run", "npm run-script", "yarn run", "yarn", "pnpm run", "pnpm", "bun run", "make", "gmake", "just", "rake",
    "bundle exec rake", "composer run", "composer run-script", "composer", "invoke", "inv", "task", "hatch run",
    "poetry run task", "nox -s", "tox -e", "cargo xtask", "cargo make", "mage", "deno task", "uv run nox -s",
};
/* clang-format on */

static bool is_separator(char c)
{
    return c == ':' || c == '-' || c == '_' || c == '.' || c == '@';
}

bool command_kind_of_name(Str name, CommandKind *ret)
{
    for (size_t i = 0; i < ARRAY_LEN(name_words); i++) {
        Str word = str_from(name_words[i].word);
        size_t end = MIN_OF(word.len, name.len);

        if (!str_starts(name, word) || (end < name.len && !is_separator(name.ptr[end])))
            continue;
        if (name_words[i].kind == COMMAND_RUN && end < name.len && name.ptr[end] != ':')
            continue; /* "run-x" is anything */
        *ret = name_words[i].kind;
        if ((*ret == COMMAND_FORMAT && str_ends(name, STR("check"))) ||
            str_starts(name, STR("check:")))
            *ret = COMMAND_LINT;
        if (*ret == COMMAND_LINT && str_ends(name, STR("fix")))
            *ret = COMMAND_FORMAT;
        return true;
    }
    /* "unit-test", "run-tests": the last word, where the first says nothing */
    size_t last = name.len;
    while (last > 0 && !is_separator(name.ptr[last - 1]))
        last--;
    Str tail = str_sub(name, last, name.len);
    if (last > 0 && (str_is(tail, "test") || str_is(tail, "tests"))) {
        *ret = COMMAND_TEST;
        return true;
    }
    if (last > 0 && str_is(tail, "lint")) {
        *ret = COMMAND_LINT;
        return true;
    }
    return false;
}

bool command_name_is_plain(Str name)
{
    for (size_t i = 0; i < ARRAY_LEN(name_words); i++) {
        if (str_is(name, name_words[i].word))
            return true;
    }
    return false;
}

/* -- words -- */

static Words split_words(Str s)
{
    Words w = {0};
    size_t i = 0;

    while (i < s.len && w.count < WORDS_MAX) {
        while (i < s.len && (s.ptr[i] == ' ' || s.ptr[i] == '\t'))
            i++;
        size_t start = i;
        char quote = 0;
        for (; i < s.len && (quote || (s.ptr[i] != ' ' && s.ptr[i] != '\t')); i++) {
            if (quote ? s.ptr[i] == quote : (s.ptr[i] == '"' || s.ptr[i] == '\''))
                quote = quote ? 0 : s.ptr[i];
        }
        if (i > start)
            w.at[w.count++] = str_sub(s, start, i);
    }
    return w;
}

static bool is_assignment(Str word)
{
    size_t equals = str_find_char(word, '=', 0);

    if (equals == SIZE_MAX || equals == 0)
        return false;
    for (size_t i = 0; i < equals; i++) {
        char c = word.ptr[i];

        if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
              c == '_'))
            return false;
    }
    return true;
}

/* What may stand before a command without changing what it does. */
static size_t skip_prefixes(const Words *w, uint8_t *cost)
{
    static const char *const prefixes[] = {"sudo", "time", "exec", "env", "command", "-", "@"};
    size_t i = 0;

    for (; i < w->count; i++) {
        bool is_prefix = is_assignment(w->at[i]);

        for (size_t k = 0; k < ARRAY_LEN(prefixes); k++)
            is_prefix |= str_is(w->at[i], prefixes[k]);
        if (!is_prefix)
            break;
        *cost += str_is(w->at[i], "sudo") ? 1 : 6;
    }
    return i;
}

/* "python3.11" is python, "./mvnw" is mvn, "vendor/bin/phpunit" is phpunit. */
static Str program_name(Str word)
{
    static const char *const wrappers[][2] = {
        {"./mvnw", "mvn"},
        {"./gradlew", "gradle"},
        {"mvnw", "mvn"},
        {"gradlew", "gradle"},
        {"py", "python"},
        {"vendor/bin/phpunit", "phpunit"},
        {"./vendor/bin/phpunit", "phpunit"},
        {"bin/rspec", "rspec"},
        {"./node_modules/.bin/jest", "jest"},
        {"./bazelisk", "bazelisk"},
    };

    for (size_t i = 0; i < ARRAY_LEN(wrappers); i++) {
        if (str_is(word, wrappers[i][0]))
            return str_from(wrappers[i][1]);
    }
    if (str_starts(word, STR("python")) &&
        (word.len == 6 || (word.ptr[6] >= '2' && word.ptr[6] <= '3')))
        return STR("python");
    return word;
}

static bool is_option(Str word)
{
    return word.len > 1 && (word.ptr[0] == '-' || word.ptr[0] == '+');
}

/* Options of runners whose next word is theirs. */
static bool takes_value(Str option)
{
    static const char *const options[] = {
        "-C", "-f",          "--directory",     "--prefix", "--filter", "-F",
        "-w", "--workspace", "--manifest-path", "-j",       "--dir",    "--project"};

    for (size_t i = 0; i < ARRAY_LEN(options); i++) {
        if (str_is(option, options[i]))
            return true;
    }
    return false;
}

/* The words that carry meaning, from `start`: the program's name and what is no option between.
 * "pip install -r x" -> pip install; "python -m pytest" keeps -m, as rows name it. */
static bool row_fits(const char *row_words, const Words *w, size_t start, size_t *ret_end)
{
    Str rest = str_from(row_words), want;
    bool is_end = str_ends(rest, STR("$"));
    size_t at = start;

    if (is_end)
        rest.len--;
    while (str_split(&rest, ' ', &want)) {
        Str have = at < w->count ? w->at[at] : STR_NONE;

        if (at == start)
            have = program_name(have);
        /* options before the word that counts: "mvn -B test", "make -j4 test" */
        while (at > start && at < w->count && !str_eq(have, want) && is_option(have) &&
               !is_option(want)) {
            at += 1 + takes_value(have);
            have = at < w->count ? w->at[at] : STR_NONE;
        }
        if (!str_eq(have, want))
            return false;
        at++;
    }
    for (size_t i = at; is_end && i < w->count; i++) {
        if (!is_option(w->at[i]) && !is_assignment(w->at[i]))
            return false;
    }
    *ret_end = at;
    return true;
}

static bool kind_of_words(const Words *w, size_t start, CommandKind *ret, size_t *ret_end)
{
    for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
        if (row_fits(lines[i].words, w, start, ret_end)) {
            *ret = lines[i].kind;
            return lines[i].kind < COMMAND_KIND_COUNT;
        }
    }
    for (size_t i = 0; i < ARRAY_LEN(runners); i++) {
        size_t end;

        if (!row_fits(runners[i], w, start, &end))
            continue;
        while (end < w->count && (is_option(w->at[end]) || is_assignment(w->at[end])))
            end += 1 + takes_value(w->at[end]);
        *ret_end = end + 1;
        return end < w->count &&
               command_kind_of_name(w->at[end], ret); /* the longer runners come first */
    }
    return false;
}

/* -- one test -- */

static bool names_one_test(const Words *w, size_t start, size_t end)
{
    static const char *const options[] = {
        "-k",       "-t", "-run",   "--run",  "--filter", "--tests",
        "--single", "-R", "--only", "--grep", "-g",       "--testNamePattern"};
    Str program = program_name(w->at[start]);

    for (size_t i = end; i < w->count; i++) {
        Str word = w->at[i];

        for (size_t k = 0; k < ARRAY_LEN(options); k++) {
            Str option = str_from(options[k]);

            if (str_eq(word, option) ||
                (option.len > 2 && str_starts(word, option) && word.ptr[option.len] == '='))
                return true;
        }
        if (str_has(word, STR("::")) || str_starts(word, STR("-Dtest=")) ||
            str_starts(word, STR("--gtest_filter=")) || str_starts(word, STR("TEST=")) ||
            str_starts(word, STR("TESTS=")) || str_starts(word, STR("T=")))
            return true;
        if (is_option(word) || is_assignment(word))
            continue;
        /* a file of tests, or a name after a runner that takes names */
        if (str_ends(word, STR(".py")) || str_ends(word, STR(".js")) ||
            str_ends(word, STR(".ts")) || str_ends(word, STR(".rb")) ||
            str_ends(word, STR(".exs")) || str_ends(word, STR(".sh")))
            return true;
        if (str_is(program, "cargo") && i == end)
            return true;
    }
    return false;
}

/* -- the line -- */

/* Asks a program about itself. */
static bool is_question(const Words *w)
{
    for (size_t i = 1; i < w->count; i++) {
        if (str_is(w->at[i], "--version") || str_is(w->at[i], "--help") ||
            str_is(w->at[i], "-V"))
            return true;
    }
    return false;
}

static bool is_control_word(Str word)
{
    static const char *const words[] = {
        "if",  "then",     "else",   "elif", "fi",    "for",    "while",
        "do",  "done",     "case",   "esac", "echo",  "printf", "export",
        "set", "function", "return", "exit", "local", "source", ".",
        "[",   "[[",       "test",   "{",    "}",     "uses:",  "name:"};

    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (str_is(word, words[i]))
            return true;
    }
    return false;
}

static Str without_prompt(Str line)
{
    static const char *const prompts[] = {
        "$ ", "% ", "> "}; /* "# " is a comment far more often than root's */

    line = str_trim(line);
    for (size_t i = 0; i < ARRAY_LEN(prompts); i++) {
        if (str_starts(line, str_from(prompts[i])))
            return str_trim(str_sub(line, 2, line.len));
    }
    return line;
}

/* " # words" at the end. */
static Str without_comment(Str line)
{
    char quote = 0;

    for (size_t i = 0; i < line.len; i++) {
        char c = line.ptr[i];

        if (quote)
            quote = c == quote ? 0 : quote;
        else if (c == '"' || c == '\'')
            quote = c;
        else if (c == '#' && i > 0 && (line.ptr[i - 1] == ' ' || line.ptr[i - 1] == '\t'))
            return str_trim(str_sub(line, 0, i));
    }
    return line;
}

/* Up to the next "&&", ";" or "|" outside of quotes; *rest goes behind it. */
static Str next_segment(Str *rest, bool *ret_more)
{
    char quote = 0;

    *ret_more = false;
    for (size_t i = 0; i < rest->len; i++) {
        char c = rest->ptr[i];
        bool is_and = c == '&' && i + 1 < rest->len && rest->ptr[i + 1] == '&';

        if (quote) {
            quote = c == quote ? 0 : quote;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (is_and || c == ';' || c == '|') {
            Str segment = str_sub(*rest, 0, i);

            i += is_and || (c == '|' && i + 1 < rest->len && rest->ptr[i + 1] == '|');
            *rest = str_sub(*rest, i + 1, rest->len);
            *ret_more = true;
            return str_trim(segment);
        }
    }
    Str segment = *rest;
    *rest = STR_NONE;
    return str_trim(segment);
}

static uint8_t cost_of(Str line)
{
    unsigned cost = 0;
    Words w = split_words(line);

    for (size_t i = 0; i < w.count; i++) {
        cost += i > 0 && is_option(w.at[i]) ? 2 : 0;
        cost += is_assignment(w.at[i]) ? 8 : 0;
        cost += w.at[i].ptr[0] == '/' ? 10 : 0;
        cost += str_is(w.at[i], "-C") || str_is(w.at[i], "cd") ? 10 : 0; /* of another folder */
        cost += str_is(w.at[i], "gmake") ? 4
                                         : 0; /* what make is called where it is another one */
    }
    cost += str_has(line, STR("$")) ? 12 : 0;
    cost += str_has(line, STR("|")) || str_has(line, STR(">")) ? 8 : 0;
    cost += str_has(line, STR("&&")) || str_has(line, STR(";")) ? 3 : 0;
    cost += str_has(line, STR("Visual Studio")) || str_has(line, STR(".exe")) ? 12 : 0;
    cost += line.len > 80 ? 10 : 0;
    return (uint8_t)MIN_OF(cost, 40u);
}

/* Packages of the system, and tools of others: needed by some, not what "get the dependencies" asks
 * first. */
static uint8_t install_cost(Str line)
{
    static const char *const of_systems[] = {"apt-get ", "apt ", "dnf ", "yum ",   "brew ",
                                             "pacman ",  "apk ", "pkg ", "zypper "};
    static const char *const tools[] = {"cargo install",
                                        "gem install",
                                        "rustup",
                                        "go install",
                                        "pipx install",
                                        "corepack",
                                        "npm install -g",
                                        "npm i -g",
                                        "luarocks install",
                                        "opam install",
                                        "conda install",
                                        "pip install -U pip",
                                        "pip install --upgrade pip"};
    static const char *const others[] = {"pip install ",
                                         "pip3 install ",
                                         "npm install ",
                                         "npm i ",
                                         "yarn add",
                                         "pnpm add",
                                         "go get",
                                         "composer require",
                                         "python -m pip install ",
                                         "python3 -m pip install "};

    static const char *const aside[] = {"/.",  "doc",    "lint",    "spell",
                                        "fmt", "format", "release", "publish"};

    for (size_t i = 0; i < ARRAY_LEN(aside); i++) { /* what documents or style checks need */
        if (str_has(line, STR("-r ")) && str_has(line, str_from(aside[i])))
            return 12;
    }
    for (size_t i = 0; i < ARRAY_LEN(of_systems); i++) {
        if (str_has(line, str_from(of_systems[i])))
            return 6;
    }
    for (size_t i = 0; i < ARRAY_LEN(tools); i++) {
        if (str_has(line, str_from(tools[i])))
            return 20;
    }
    for (size_t i = 0; i < ARRAY_LEN(others);
         i++) { /* a package by its name, not what a file lists */
        if (str_has(line, str_from(others[i])) && !str_has(line, STR(" -r")) &&
            !str_has(line, STR(" -e")) && !str_has(line, STR(" .")))
            return 14;
    }
    return 0;
}

ShellLine shell_line_read(Str line)
{
    ShellLine told = {0};
    bool more = true;

    line = without_comment(without_prompt(line));
    if (line.len == 0 || line.ptr[0] == '#' || line.len > LINE_MAX_BYTES ||
        str_has(line, STR("${{")) || str_has(line, STR("\n")) || !utf8_is_valid(line))
        return told;
    Str rest = line;
    while (more) {
        Words w = split_words(next_segment(&rest, &more));
        size_t start = skip_prefixes(&w, &told.cost), end;
        CommandKind kind;

        if (start >= w.count || is_control_word(w.at[start]) || is_question(&w))
            continue;
        if (!kind_of_words(&w, start, &kind, &end))
            continue;
        if (kind == COMMAND_TEST && names_one_test(&w, start, end))
            kind = COMMAND_ONE_TEST;
        if (!told.is_known || kind != COMMAND_INSTALL) /* "install && test" is a test */
            told.kind = (uint8_t)kind;
        told.is_known = true;
    }
    if (str_has(line, STR("<")) && told.kind != COMMAND_ONE_TEST)
        told.is_known = false; /* a place to be filled in */
    told.command = line;
    told.cost = (uint8_t)MIN_OF(told.cost + cost_of(line) +
                                    (told.kind == COMMAND_INSTALL ? install_cost(line) : 0),
                                60);
    return told;
}
