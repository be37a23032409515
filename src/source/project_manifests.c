/*
 * project_manifests.c -- package.json, pyproject.toml, setup.cfg, setup.py, Cargo.toml, go.mod,
 * pom.xml, composer.json and their like.
 *
 * A manifest that exists says by itself how its tool builds and tests (Cargo.toml: cargo build); such
 * a command is told with the line of the manifest that says so, below all that somebody wrote down.
 */
#include "source/project_parts.h"

#include "base/file.h"
#include "source/shell_line.h"

enum { CONVENTION = -6 }; /* of the tool, not of this repository */

static Str printf_str(ProjectFile *f, const char *fmt, Str s)
{
    return arena_printf(f->b->arena, fmt, STR_ARG(s));
}

/* -- package.json -- */

static Str script_command(ProjectFile *f, Str name)
{
    const char *runner = f->b->node_runner;
    bool is_short = str_is(name, "test") || str_is(name, "start");

    if (strcmp(runner, "npm") == 0)
        return printf_str(f, is_short ? "npm %.*s" : "npm run %.*s", name);
    if (strcmp(runner, "bun") == 0)
        return printf_str(f, "bun run %.*s", name);
    return arena_printf(f->b->arena, "%s %.*s", runner, STR_ARG(name));
}

/* "echo \"Error: no test specified\" && exit 1" is what npm init writes. */
static bool is_empty_script(Str script)
{
    return str_has(script, STR("no test specified")) || str_trim(script).len == 0;
}

static void take_scripts(ProjectFile *f, const Data *d)
{
    uint32_t scripts = data_find(d, "scripts", NULL);

    if (!scripts)
        return;
    DATA_EACH_CHILD (d, scripts, s) {
        CommandKind kind;
        Str name = d->items[s].key;

        if (is_empty_script(data_text(d, s)) || str_starts(name, STR("pre")) ||
            str_starts(name, STR("post")) || !command_kind_of_name(name, &kind))
            continue;
        project_take_command(f, kind, ORIGIN_MANIFEST, script_command(f, name), data_line(d, s),
                             command_name_is_plain(name) ? 2 : -4);
    }
}

/* "bin": "./x.js" or {"name": "./x.js"}; "exports" may nest conditions: the first text wins. */
static Str first_text(const Data *d, uint32_t item, unsigned depth)
{
    if (item == 0 || depth > 8)
        return STR_NONE;
    if (d->items[item].kind == DATA_TEXT)
        return data_text(d, item);
    DATA_EACH_CHILD (d, item, child) {
        Str text = first_text(d, child, depth + 1);

        if (text.len)
            return text;
    }
    return STR_NONE;
}

static void take_node_entries(ProjectFile *f, const Data *d)
{
    static const char *const mains[] = {"main", "module", "browser", "types"};
    Str package = data_text(d, data_find(d, "name", NULL));
    uint32_t bin = data_find(d, "bin", NULL), exports = data_find(d, "exports", NULL);

    if (bin && d->items[bin].kind == DATA_TEXT)
        project_take_entry(f, "bin", path_base(package), data_text(d, bin), data_line(d, bin));
    else if (bin)
        DATA_EACH_CHILD (d, bin, b)
            project_take_entry(f, "bin", d->items[b].key, data_text(d, b), data_line(d, b));
    for (size_t i = 0; i < 2; i++) {
        uint32_t m = data_find(d, mains[i], NULL);

        if (data_text(d, m).len)
            project_take_entry(f, "main", package, data_text(d, m), data_line(d, m));
    }
    if (exports && d->items[exports].kind == DATA_TEXT)
        project_take_entry(f, "exports", package, data_text(d, exports), data_line(d, exports));
    else if (exports)
        DATA_EACH_CHILD (d, exports, e) {
            if (str_starts(d->items[e].key, STR(".")))
                project_take_entry(f, "exports", d->items[e].key, first_text(d, e, 0),
                                   data_line(d, e));
        }
}

static void read_package_json(ProjectFile *f)
{
    Data d = data_read_json(f->b->arena, f->text);
    uint32_t name = data_find(&d, "name", NULL), about = data_find(&d, "description", NULL);

    project_take_package(f, data_text(&d, name), data_text(&d, about),
                         name ? data_line(&d, name) : 1);
    project_take_description(f, data_text(&d, about), data_line(&d, about));
    project_take_licence(f, data_text(&d, data_find(&d, "license", NULL)));
    if (f->is_root) {
        uint32_t scripts = data_find(&d, "scripts", NULL);
        uint32_t needs = data_find(&d, "devDependencies", NULL);

        take_scripts(f, &d);
        if (!needs)
            needs = data_find(&d, "dependencies", NULL);
        if (scripts || needs)
            project_take_command(f, COMMAND_INSTALL, ORIGIN_MANIFEST,
                                 printf_str(f, "%.*s install", str_from(f->b->node_runner)),
                                 data_line(&d, needs ? needs : scripts), CONVENTION);
    }
    take_node_entries(f, &d);
}

static void read_composer(ProjectFile *f)
{
    Data d = data_read_json(f->b->arena, f->text);
    uint32_t name = data_find(&d, "name", NULL), about = data_find(&d, "description", NULL);
    uint32_t scripts = data_find(&d, "scripts", NULL), needs = data_find(&d, "require", NULL);

    project_take_package(f, data_text(&d, name), data_text(&d, about), data_line(&d, name));
    project_take_description(f, data_text(&d, about), data_line(&d, about));
    project_take_licence(f, data_text(&d, data_find(&d, "license", NULL)));
    if (scripts && f->is_root)
        DATA_EACH_CHILD (&d, scripts, s) {
            CommandKind kind;

            if (command_kind_of_name(d.items[s].key, &kind))
                project_take_command(f, kind, ORIGIN_MANIFEST,
                                     printf_str(f, "composer %.*s", d.items[s].key),
                                     data_line(&d, s), 0);
        }
    if (needs && f->is_root)
        project_take_command(f, COMMAND_INSTALL, ORIGIN_MANIFEST, STR("composer install"),
                             data_line(&d, needs), CONVENTION);
    uint32_t bin = data_find(&d, "bin", NULL);
    if (bin)
        DATA_EACH_CHILD (&d, bin, b)
            project_take_entry(f, "bin", path_base(data_text(&d, b)), data_text(&d, b),
                               data_line(&d, b));
}

/* -- Python -- */

static void take_pairs(ProjectFile *f, const Data *d, uint32_t table, const char *kind)
{
    if (!table)
        return;
    DATA_EACH_CHILD (d, table, s) {
        Str target = data_text(d, s);

        if (target.len)
            project_take_entry(f, kind, d->items[s].key, target, data_line(d, s));
    }
}

static Str licence_of(const Data *d, uint32_t item)
{
    if (item && d->items[item].kind == DATA_OBJECT)
        return data_text(d, data_child(d, item, "text"));
    return data_text(d, item);
}

/* "License :: OSI Approved :: BSD License" and the like. */
static void take_classifiers(ProjectFile *f, Str text)
{
    static const char *const rows[][2] = {
        {"OSI Approved :: MIT License", "MIT"},
        {"OSI Approved :: BSD License", "BSD-3-Clause"},
        {"OSI Approved :: Apache Software License", "Apache-2.0"},
        {"OSI Approved :: Mozilla Public License 2.0", "MPL-2.0"},
        {"OSI Approved :: ISC License", "ISC"},
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (str_has(text, str_from(rows[i][0])))
            project_take_licence(f, str_from(rows[i][1]));
    }
}

static void read_pyproject(ProjectFile *f)
{
    Data d = data_read_toml(f->b->arena, f->text);
    uint32_t project = data_find(&d, "project", NULL),
             poetry = data_find(&d, "tool", "poetry", NULL);
    uint32_t own = project ? project : poetry;

    if (own) {
        uint32_t name = data_child(&d, own, "name"), about = data_child(&d, own, "description");

        project_take_package(f, data_text(&d, name), data_text(&d, about), data_line(&d, name));
        project_take_description(f, data_text(&d, about), data_line(&d, about));
        project_take_licence(f, licence_of(&d, data_child(&d, own, "license")));
        take_pairs(f, &d, data_child(&d, own, "scripts"), "console_script");
        take_pairs(f, &d, data_child(&d, own, "gui-scripts"), "console_script");
    }
    take_classifiers(f, f->text);
    if (!f->is_root)
        return;
    uint32_t pytest = data_find(&d, "tool", "pytest", NULL),
             backend = data_find(&d, "build-system", NULL);
    if (pytest)
        project_take_command(f, COMMAND_TEST, ORIGIN_MANIFEST, STR("pytest"),
                             data_line(&d, pytest), CONVENTION);
    if (backend && own)
        project_take_command(f, COMMAND_INSTALL, ORIGIN_MANIFEST,
                             poetry && !project ? STR("poetry install")
                                                : STR("pip install -e ."),
                             data_line(&d, backend), CONVENTION);
    if (data_find(&d, "tool", "tox", NULL))
        project_take_command(f, COMMAND_TEST, ORIGIN_MANIFEST, STR("tox"),
                             data_line(&d, data_find(&d, "tool", "tox", NULL)), CONVENTION);
}

/* "name = pkg.mod:func", a line each. */
static void take_script_lines(ProjectFile *f, Str lines, uint32_t first)
{
    Str rest = lines, line;
    uint32_t number = first;

    for (; str_line(&rest, &line); number++) {
        size_t equals = str_find_char(line, '=', 0);

        if (equals != SIZE_MAX)
            project_take_entry(f, "console_script", str_trim(str_sub(line, 0, equals)),
                               str_trim(str_sub(line, equals + 1, line.len)), number);
    }
}

static void read_setup_cfg(ProjectFile *f)
{
    Data d = data_read_ini(f->b->arena, f->text);
    uint32_t meta = data_find(&d, "metadata", NULL);

    if (meta) {
        uint32_t name = data_child(&d, meta, "name"),
                 about = data_child(&d, meta, "description");

        project_take_package(f, data_text(&d, name), data_text(&d, about), data_line(&d, name));
        project_take_description(f, data_text(&d, about), data_line(&d, about));
        project_take_licence(f, data_text(&d, data_child(&d, meta, "license")));
        take_classifiers(f, data_text(&d, data_child(&d, meta, "classifiers")));
    }
    uint32_t scripts = data_find(&d, "options.entry_points", "console_scripts", NULL);
    take_script_lines(f, data_text(&d, scripts), data_line(&d, scripts));
    uint32_t pytest = data_find(&d, "tool:pytest", NULL);
    if (pytest && f->is_root)
        project_take_command(f, COMMAND_TEST, ORIGIN_MANIFEST, STR("pytest"),
                             data_line(&d, pytest), CONVENTION);
}

static void read_tox(ProjectFile *f)
{
    Data d = data_read_ini(f->b->arena, f->text);
    uint32_t tox = data_find(&d, "tox", NULL), env = data_find(&d, "testenv", NULL);

    if (f->is_root && (tox || env))
        project_take_command(f, COMMAND_TEST, ORIGIN_MANIFEST, STR("tox"),
                             data_line(&d, tox ? tox : env), CONVENTION);
}

/* The text in quotes after `key=` at a word's beginning; of setup.py and gemspecs. */
static Str quoted_after(Str text, const char *key, size_t *ret_at)
{
    Str k = str_from(key);

    for (size_t at = 0; (at = str_find(text, k, at)) != SIZE_MAX; at += k.len) {
        size_t i = at + k.len;
        bool is_word = at == 0 || str_has(STR(" \t\n(,."), str_sub(text, at - 1, at));

        while (i < text.len && (text.ptr[i] == ' ' || text.ptr[i] == '='))
            i++;
        if (!is_word || i == at + k.len || i >= text.len ||
            (text.ptr[i] != '"' && text.ptr[i] != '\''))
            continue;
        size_t end = str_find_char(text, text.ptr[i], i + 1);
        if (end == SIZE_MAX || end > i + PROJECT_VALUE_MAX_BYTES)
            return STR_NONE;
        *ret_at = at;
        return str_sub(text, i + 1, end);
    }
    return STR_NONE;
}

static uint32_t line_at(Str text, size_t at)
{
    uint32_t line = 1;

    for (size_t i = 0; i < at && i < text.len; i++)
        line += text.ptr[i] == '\n';
    return line;
}

/* Quoted "name = pkg.mod:func" texts after "console_scripts", up to the bracket that ends them. */
static void take_setup_scripts(ProjectFile *f)
{
    size_t at = str_find(f->text, STR("console_scripts"), 0);
    size_t start = at == SIZE_MAX ? SIZE_MAX : str_find_char(f->text, '[', at);
    size_t end = start == SIZE_MAX ? 0
                                   : MIN_OF(str_find_char(f->text, ']', start), f->text.len);

    for (size_t i = start; i < end; i++) {
        char quote = f->text.ptr[i];

        if (quote != '"' && quote != '\'')
            continue;
        size_t close = str_find_char(f->text, quote, i + 1);
        if (close == SIZE_MAX || close > end)
            return;
        Str one = str_sub(f->text, i + 1, close);
        size_t equals = str_find_char(one, '=', 0);
        if (equals != SIZE_MAX && str_find_char(one, ':', 0) != SIZE_MAX)
            project_take_entry(f, "console_script", str_trim(str_sub(one, 0, equals)),
                               str_trim(str_sub(one, equals + 1, one.len)),
                               line_at(f->text, i));
        i = close;
    }
}

static void read_setup_py(ProjectFile *f)
{
    size_t at = 0, about_at = 0;
    Str name = quoted_after(f->text, "name", &at),
        about = quoted_after(f->text, "description", &about_at);

    if (name.len)
        project_take_package(f, name, about, line_at(f->text, at));
    project_take_description(f, about, line_at(f->text, about_at));
    project_take_licence(f, quoted_after(f->text, "license", &at));
    take_classifiers(f, f->text);
    take_setup_scripts(f);
    if (f->is_root && (at = str_find(f->text, STR("setup("), 0)) != SIZE_MAX)
        project_take_command(f, COMMAND_INSTALL, ORIGIN_MANIFEST, STR("pip install -e ."),
                             line_at(f->text, at), CONVENTION);
}

/* -- Rust -- */

static bool has_sibling(ProjectFile *f, const char *name)
{
    Str path = path_join(f->b->arena, f->dir, str_from(name));

    return checkout_find(f->b->checkout, path) != NULL;
}

static void read_cargo(ProjectFile *f)
{
    Data d = data_read_toml(f->b->arena, f->text);
    uint32_t package = data_find(&d, "package", NULL), bins = data_find(&d, "bin", NULL);
    uint32_t root = package ? package : data_find(&d, "workspace", NULL);
    Str name = data_text(&d, data_child(&d, package, "name"));

    if (package) {
        uint32_t about = data_child(&d, package, "description");

        project_take_package(f, name, data_text(&d, about),
                             data_line(&d, data_child(&d, package, "name")));
        project_take_description(f, data_text(&d, about), data_line(&d, about));
        project_take_licence(f, data_text(&d, data_child(&d, package, "license")));
        if (has_sibling(f, "src/main.rs") && !bins)
            project_take_entry(f, "bin", name, STR("src/main.rs"), data_line(&d, package));
        if (has_sibling(f, "src/lib.rs"))
            project_take_entry(f, "main", name, STR("src/lib.rs"), data_line(&d, package));
    }
    if (bins)
        DATA_EACH_CHILD (&d, bins, b) {
            Str bin = data_text(&d, data_child(&d, b, "name")),
                path = data_text(&d, data_child(&d, b, "path"));

            project_take_entry(f, "bin", bin,
                               path.len ? path : printf_str(f, "src/bin/%.*s.rs", bin),
                               data_line(&d, b));
        }
    if (f->is_root && root) {
        project_take_command(f, COMMAND_BUILD, ORIGIN_MANIFEST, STR("cargo build"),
                             data_line(&d, root), CONVENTION);
        project_take_command(f, COMMAND_TEST, ORIGIN_MANIFEST, STR("cargo test"),
                             data_line(&d, root), CONVENTION);
    }
}

/* -- Go -- */

static void read_go_mod(ProjectFile *f)
{
    Str rest = f->text, line;
    uint32_t number = 0;

    while (str_line(&rest, &line)) {
        number++;
        if (!str_starts(line, STR("module ")))
            continue;
        project_take_package(f, str_trim(str_sub(line, 7, line.len)), STR_NONE, number);
        if (f->is_root) {
            project_take_command(f, COMMAND_BUILD, ORIGIN_MANIFEST, STR("go build ./..."),
                                 number, CONVENTION);
            project_take_command(f, COMMAND_TEST, ORIGIN_MANIFEST, STR("go test ./..."), number,
                                 CONVENTION);
        }
        return;
    }
}

/* -- Java -- */

static void read_pom(ProjectFile *f)
{
    Data d = data_read_xml(f->b->arena, f->text);
    uint32_t project = data_find(&d, "project", NULL);
    uint32_t id = data_child(&d, project, "artifactId"),
             about = data_child(&d, project, "description");
    bool has_wrapper = has_sibling(f, "mvnw");

    if (!project || !id)
        return;
    project_take_package(f, data_text(&d, id), data_text(&d, about), data_line(&d, id));
    project_take_description(f, data_text(&d, about), data_line(&d, about));
    project_take_licence(
        f, data_text(&d, data_find(&d, "project", "licenses", "license", "name", NULL)));
    if (f->is_root) {
        project_take_command(f, COMMAND_BUILD, ORIGIN_MANIFEST,
                             has_wrapper ? STR("./mvnw package") : STR("mvn package"),
                             data_line(&d, project), CONVENTION);
        project_take_command(f, COMMAND_TEST, ORIGIN_MANIFEST,
                             has_wrapper ? STR("./mvnw test") : STR("mvn test"),
                             data_line(&d, project), CONVENTION);
    }
}

static void read_gradle(ProjectFile *f)
{
    bool has_wrapper = has_sibling(f, "gradlew");
    size_t at = str_find(f->text, STR("plugins"), 0);
    uint32_t line = at == SIZE_MAX ? 1 : line_at(f->text, at);

    if (f->dir.len)
        project_take_package(f, path_base(f->dir), STR_NONE, line);
    if (!f->is_root)
        return;
    project_take_command(f, COMMAND_BUILD, ORIGIN_MANIFEST,
                         has_wrapper ? STR("./gradlew build") : STR("gradle build"), line,
                         CONVENTION);
    project_take_command(f, COMMAND_TEST, ORIGIN_MANIFEST,
                         has_wrapper ? STR("./gradlew test") : STR("gradle test"), line,
                         CONVENTION);
}

/* -- others -- */

static void read_gemspec(ProjectFile *f)
{
    size_t at = 0, about_at = 0;
    Str name = quoted_after(f->text, "name", &at);
    Str about = quoted_after(f->text, "summary", &about_at);

    if (name.len)
        project_take_package(f, name, about, line_at(f->text, at));
    project_take_description(f, about, line_at(f->text, about_at));
    project_take_licence(f, quoted_after(f->text, "license", &at));
}

static void read_mix(ProjectFile *f)
{
    size_t at = str_find(f->text, STR("app: :"), 0);
    size_t end = at == SIZE_MAX ? 0 : at + 6;

    if (at == SIZE_MAX)
        return;
    while (end < f->text.len && str_has(STR("abcdefghijklmnopqrstuvwxyz_0123456789"),
                                        str_sub(f->text, end, end + 1)))
        end++;
    project_take_package(f, str_sub(f->text, at + 6, end), STR_NONE, line_at(f->text, at));
    if (f->is_root)
        project_take_command(f, COMMAND_TEST, ORIGIN_MANIFEST, STR("mix test"),
                             line_at(f->text, at), CONVENTION);
}

typedef struct ManifestRow {
    const char *name; /* of the file; beginning with '.': its end */
    void (*read)(ProjectFile *f);
} ManifestRow;

/* clang-format off */
static const ManifestRow rows[] = {
    {"package.json", read_package_json}, {"composer.json", read_composer},
    {"pyproject.toml", read_pyproject},  {"setup.cfg", read_setup_cfg},
    {"setup.py", read_setup_py},         {"tox.ini", read_tox},
    {"Cargo.toml", read_cargo},          {"go.mod", read_go_mod},
    {"pom.xml", read_pom},               {"build.gradle", read_gradle},
    {"build.gradle.kts", read_gradle},   {".gemspec", read_gemspec},
    {"mix.exs", read_mix},
};
/* clang-format on */

bool project_read_manifest(ProjectFile *f)
{
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        Str name = str_from(rows[i].name);

        if (name.ptr[0] == '.' ? str_ends(f->base, name) : str_eq(f->base, name)) {
            rows[i].read(f);
            return true;
        }
    }
    return false;
}
