/*
 * project_build.c -- what build files offer: targets of make, just, rake, nox; programs and tests of
 * CMake and Meson; what a container runs.
 */
#include "source/project_parts.h"

#include "base/file.h"
#include "source/make_lines.h"
#include "source/shell_line.h"

static Str joined(ProjectFile *f, const char *before, Str name)
{
    return arena_printf(f->b->arena, "%s%.*s", before, STR_ARG(name));
}

static bool is_plain_name(Str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];

        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
              c == '-' || c == '_' || c == ':'))
            return false;
    }
    return s.len > 0 && s.len < 64;
}

/* -- make -- */

static void take_target(ProjectFile *f, Str name, uint32_t line, bool is_first)
{
    CommandKind kind;

    if (!is_plain_name(name))
        return;
    if (is_first && (str_is(name, "all") || str_is(name, "default") || str_is(name, "build")))
        project_take_command(f, COMMAND_BUILD, ORIGIN_MAKEFILE, STR("make"), line, 4);
    else if (command_kind_of_name(name, &kind))
        project_take_command(f, kind, ORIGIN_MAKEFILE, joined(f, "make ", name), line,
                             str_is(name, "all")           ? -2
                             : command_name_is_plain(name) ? 2
                                                           : -4);
}

static void read_makefile(ProjectFile *f)
{
    MakeReader r = MAKE_READER(f->text);
    MakeLine l;
    bool is_first = true;

    if (!f->is_root)
        return;
    while (make_next(&r, &l)) {
        Str name, rest = l.left;

        if (l.kind != MAKE_RULE || str_starts(l.left, STR(".")))
            continue;
        while (make_next_name(&rest, &name)) {
            take_target(f, name, l.line, is_first);
            is_first = false;
        }
    }
}

/* -- just, rake, nox, invoke: names at the beginning of a line -- */

static Str leading_name(Str s)
{
    size_t n = 0;

    while (n < s.len && is_plain_name(str_sub(s, n, n + 1)) && s.ptr[n] != ':')
        n++;
    return str_sub(s, 0, n);
}

static void read_justfile(ProjectFile *f)
{
    Str rest = f->text, line;
    uint32_t number = 0;

    while (f->is_root && str_line(&rest, &line)) {
        CommandKind kind;
        Str name = leading_name(line);
        size_t colon = str_find_char(line, ':', 0);

        number++;
        if (name.len && colon != SIZE_MAX &&
            (colon + 1 == line.len || line.ptr[colon + 1] != '=') &&
            command_kind_of_name(name, &kind))
            project_take_command(f, kind, ORIGIN_MAKEFILE, joined(f, "just ", name), number, 2);
    }
}

/* "task :test", "task "test" =>": the name after `word`. */
static void take_named(ProjectFile *f, const char *word, const char *command)
{
    Str rest = f->text, line, w = str_from(word);
    uint32_t number = 0;

    while (f->is_root && str_line(&rest, &line)) {
        Str t = str_trim(line);
        CommandKind kind;

        number++;
        if (!str_starts(t, w))
            continue;
        t = str_sub(t, w.len, t.len);
        while (t.len && str_has(STR(" :('\""), str_sub(t, 0, 1)))
            t = str_sub(t, 1, t.len);
        Str name = leading_name(t);
        if (name.len && command_kind_of_name(name, &kind))
            project_take_command(f, kind, ORIGIN_MAKEFILE, joined(f, command, name), number, 0);
    }
}

static void read_rakefile(ProjectFile *f)
{
    take_named(f, "task ", "rake ");
}

/* "@nox.session" and the function below it. */
static void read_noxfile(ProjectFile *f)
{
    Str rest = f->text, line;
    uint32_t number = 0;
    bool is_session = false;

    while (f->is_root && str_line(&rest, &line)) {
        CommandKind kind;

        number++;
        if (str_starts(line, STR("@nox.session")) || str_starts(line, STR("@session"))) {
            is_session = true;
        } else if (str_starts(line, STR("def "))) {
            Str name = leading_name(str_sub(line, 4, line.len));

            if (is_session && command_kind_of_name(name, &kind))
                project_take_command(f, kind, ORIGIN_MAKEFILE, joined(f, "nox -s ", name),
                                     number, 0);
            is_session = false;
        }
    }
}

/* -- CMake and Meson -- */

/* The first argument of a call: "add_executable(name ..." or "executable('name', ...". */
static Str first_argument(Str line, const char *call)
{
    Str c = str_from(call), t = str_trim(line);

    size_t at = str_find(t, c, 0);
    if (at == SIZE_MAX || (at > 0 && t.ptr[at - 1] != ' '))
        return STR_NONE;
    t = str_trim(str_sub(t, at + c.len, t.len));
    while (t.len && (t.ptr[0] == '\'' || t.ptr[0] == '"'))
        t = str_sub(t, 1, t.len);
    return leading_name(t);
}

static void read_cmake(ProjectFile *f)
{
    Str rest = f->text, line;
    uint32_t number = 0;

    if (!str_is(f->base, "CMakeLists.txt"))
        return;
    while (str_line(&rest, &line)) {
        Str t = str_trim(line), name;

        number++;
        if (f->is_root && (str_starts(t, STR("project(")) || str_starts(t, STR("project ("))))
            project_take_command(f, COMMAND_BUILD, ORIGIN_MAKEFILE,
                                 STR("cmake -B build && cmake --build build"), number, -6);
        if (f->is_root &&
            (str_starts(t, STR("enable_testing")) || str_starts(t, STR("include(CTest"))))
            project_take_command(f, COMMAND_TEST, ORIGIN_MAKEFILE,
                                 STR("ctest --test-dir build"), number, -6);
        name = first_argument(t, "add_executable(");
        if (name.len)
            project_take_entry(f, "bin", name,
                               str_trim(str_sub(t, str_find(t, name, 0) + name.len, t.len)),
                               number);
    }
}

static void read_meson(ProjectFile *f)
{
    Str rest = f->text, line;
    uint32_t number = 0;
    bool has_test = false;

    if (!str_is(f->base, "meson.build"))
        return;
    while (str_line(&rest, &line)) {
        Str t = str_trim(line), name;

        number++;
        if (f->is_root && str_starts(t, STR("project("))) {
            project_take_command(f, COMMAND_BUILD, ORIGIN_MAKEFILE,
                                 STR("meson setup build && ninja -C build"), number, -6);
            project_take_package(f, first_argument(t, "project("), STR_NONE, number);
        }
        if (!has_test && f->is_root &&
            (str_starts(t, STR("test(")) || str_starts(t, STR("subdir('test")))) {
            project_take_command(f, COMMAND_TEST, ORIGIN_MAKEFILE, STR("meson test -C build"),
                                 number, -6);
            has_test = true;
        }
        name = first_argument(t, "executable(");
        if (name.len)
            project_take_entry(f, "bin", name, STR_NONE, number);
    }
}

/* -- containers -- */

static void read_dockerfile(ProjectFile *f)
{
    static const char *const words[] = {"ENTRYPOINT ", "CMD ", "EXPOSE "};
    Str rest = f->text, line;
    uint32_t number = 0;

    while (str_line(&rest, &line)) {
        number++;
        for (size_t i = 0; i < ARRAY_LEN(words); i++) {
            Str w = str_from(words[i]);

            if (str_starts(line, w))
                project_take_entry(f, i == 2 ? "port" : "container",
                                   i == 0   ? STR("entrypoint")
                                   : i == 1 ? STR("cmd")
                                            : STR("expose"),
                                   str_trim(str_sub(line, w.len, line.len)), number);
        }
    }
    if (f->is_root && str_is(f->base, "Dockerfile"))
        project_take_command(f, COMMAND_BUILD, ORIGIN_OTHER, STR("docker build ."), 1, -10);
}

static void read_compose(ProjectFile *f)
{
    Data d = data_read_yaml(f->b->arena, f->text);
    uint32_t services = data_find(&d, "services", NULL);

    if (!services)
        return;
    if (f->is_root)
        project_take_command(f, COMMAND_RUN, ORIGIN_OTHER, STR("docker compose up"),
                             data_line(&d, services), -8);
    DATA_EACH_CHILD (&d, services, s) {
        Str image = data_text(&d, data_child(&d, s, "image"));

        project_take_entry(f, "service", d.items[s].key, image, data_line(&d, s));
    }
}

static void read_configure(ProjectFile *f)
{
    size_t at = str_find(f->text, STR("AC_INIT"), 0);
    uint32_t line = 1;

    if (!f->is_root || at == SIZE_MAX)
        return;
    for (size_t i = 0; i < at; i++)
        line += f->text.ptr[i] == '\n';
    project_take_command(f, COMMAND_BUILD, ORIGIN_MAKEFILE,
                         STR("autoreconf -i && ./configure && make"), line, -8);
}

typedef struct BuildRow {
    const char *name;
    void (*read)(ProjectFile *f);
} BuildRow;

/* clang-format off */
static const BuildRow rows[] = {
    {"Makefile", read_makefile}, {"makefile", read_makefile}, {"GNUmakefile", read_makefile},
    {"justfile", read_justfile}, {"Justfile", read_justfile}, {".justfile", read_justfile},
    {"Rakefile", read_rakefile}, {"noxfile.py", read_noxfile},
    {"CMakeLists.txt", read_cmake}, {"meson.build", read_meson},
    {"Dockerfile", read_dockerfile}, {"Containerfile", read_dockerfile},
    {"docker-compose.yml", read_compose}, {"docker-compose.yaml", read_compose}, {"compose.yml", read_compose},
    {"compose.yaml", read_compose}, {"configure.ac", read_configure}, {"configure.in", read_configure},
};
/* clang-format on */

bool project_read_build_file(ProjectFile *f)
{
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (str_is(f->base, rows[i].name)) {
            rows[i].read(f);
            return true;
        }
    }
    return false;
}
