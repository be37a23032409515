/*
 * paths.c -- tables of folder and file names.
 *
 * A path is looked at component by component: each folder's name is found by bisection in one
 * table, then the file's own name in a few. Names are compared without case.
 */
#include "source/paths.h"

#include "source/glob.h"

/* -- folders -- */

enum {
    AT_ROOT = BIT(0),        /* only as the first component */
    WEB_ONLY = BIT(1),       /* only for JavaScript, TypeScript, CSS, HTML and their maps */
    BELOW_TESTS = BIT(2),    /* only below a folder of tests */
    NOT_IN_PACKAGE = BIT(3), /* not below src/main/java: there it is part of a package's name */
};

typedef struct FolderRow {
    const char *name; /* lower case */
    uint8_t skip;
    uint8_t flags;
    uint8_t where;
} FolderRow;

/* clang-format off */
/* Sorted by bytes. */
static const FolderRow folders[] = {
    {".bundle",            SKIP_VENDORED,  0, 0},
    {".circleci",          SKIP_NONE,      FILE_IS_BUILD, AT_ROOT},
    {".eggs",              SKIP_GENERATED, 0, 0},
    {".github",            SKIP_NONE,      FILE_IS_BUILD, AT_ROOT},
    {".google_apis",       SKIP_VENDORED,  0, 0},
    {".idea",              SKIP_GENERATED, 0, 0},
    {".tox",               SKIP_GENERATED, 0, 0},
    {".venv",              SKIP_VENDORED,  0, 0},
    {".yarn",              SKIP_VENDORED,  0, 0},
    {"3rd-party",          SKIP_VENDORED,  0, 0},
    {"3rd_party",          SKIP_VENDORED,  0, 0},
    {"3rdparty",           SKIP_VENDORED,  0, 0},
    {"__fixtures__",       SKIP_FIXTURE,   0, 0},
    {"__generated__",      SKIP_GENERATED, 0, 0},
    {"__mocks__",          SKIP_NONE,      FILE_IS_TEST, 0},
    {"__pycache__",        SKIP_GENERATED, 0, 0},
    {"__snapshots__",      SKIP_FIXTURE,   0, 0},
    {"__tests__",          SKIP_NONE,      FILE_IS_TEST, 0},
    {"_examples",          SKIP_NONE,      FILE_IS_EXAMPLE, NOT_IN_PACKAGE},
    {"ace-builds",         SKIP_VENDORED,  0, 0},
    {"admin_media",        SKIP_VENDORED,  0, 0},
    {"androidtest",        SKIP_NONE,      FILE_IS_TEST, NOT_IN_PACKAGE},
    {"bench",              SKIP_NONE,      FILE_IS_EXAMPLE, NOT_IN_PACKAGE},
    {"benches",            SKIP_NONE,      FILE_IS_EXAMPLE, NOT_IN_PACKAGE},
    {"benchmark",          SKIP_NONE,      FILE_IS_EXAMPLE, NOT_IN_PACKAGE},
    {"benchmarks",         SKIP_NONE,      FILE_IS_EXAMPLE, NOT_IN_PACKAGE},
    {"bootstrap-datepicker", SKIP_VENDORED, 0, 0},
    {"bower_components",   SKIP_VENDORED,  0, 0},
    {"carthage",           SKIP_VENDORED,  0, 0},
    {"debian",             SKIP_VENDORED,  0, AT_ROOT},
    {"demo",               SKIP_NONE,      FILE_IS_EXAMPLE, NOT_IN_PACKAGE},
    {"demos",              SKIP_NONE,      FILE_IS_EXAMPLE, NOT_IN_PACKAGE},
    {"dependencies",       SKIP_VENDORED,  0, AT_ROOT},
    {"deps",               SKIP_VENDORED,  0, AT_ROOT},
    {"dist",               SKIP_GENERATED, 0, WEB_ONLY},
    {"doc",                SKIP_NONE,      FILE_IS_DOC, AT_ROOT},
    {"docs",               SKIP_NONE,      FILE_IS_DOC, AT_ROOT},
    {"docs_src",           SKIP_NONE,      FILE_IS_EXAMPLE, 0},
    {"documentation",      SKIP_NONE,      FILE_IS_DOC, 0},
    {"e2e",                SKIP_NONE,      FILE_IS_TEST, NOT_IN_PACKAGE},
    {"example",            SKIP_NONE,      FILE_IS_EXAMPLE, NOT_IN_PACKAGE},
    {"examples",           SKIP_NONE,      FILE_IS_EXAMPLE, NOT_IN_PACKAGE},
    {"extern",             SKIP_VENDORED,  0, NOT_IN_PACKAGE},
    {"external",           SKIP_VENDORED,  0, NOT_IN_PACKAGE},
    {"externals",          SKIP_VENDORED,  0, NOT_IN_PACKAGE},
    {"extjs",              SKIP_VENDORED,  0, 0},
    {"fixtures",           SKIP_FIXTURE,   0, BELOW_TESTS},
    {"flow-typed",         SKIP_VENDORED,  0, 0},
    {"functionaltest",     SKIP_NONE,      FILE_IS_TEST, NOT_IN_PACKAGE},
    {"godeps",             SKIP_GENERATED, 0, 0},
    {"groovydoc",          SKIP_NONE,      FILE_IS_DOC, 0},
    {"integration-tests",  SKIP_NONE,      FILE_IS_TEST, 0},
    {"integration_tests",  SKIP_NONE,      FILE_IS_TEST, 0},
    {"integrationtest",    SKIP_NONE,      FILE_IS_TEST, NOT_IN_PACKAGE},
    {"inttest",            SKIP_NONE,      FILE_IS_TEST, NOT_IN_PACKAGE},
    {"javadoc",            SKIP_NONE,      FILE_IS_DOC, 0},
    {"jmh",                SKIP_NONE,      FILE_IS_EXAMPLE, NOT_IN_PACKAGE},
    {"jspm_packages",      SKIP_VENDORED,  0, 0},
    {"man",                SKIP_NONE,      FILE_IS_DOC, AT_ROOT},
    {"mathjax",            SKIP_VENDORED,  0, 0},
    {"node_modules",       SKIP_VENDORED,  0, 0},
    {"playground",         SKIP_NONE,      FILE_IS_EXAMPLE, NOT_IN_PACKAGE},
    {"playgrounds",        SKIP_NONE,      FILE_IS_EXAMPLE, NOT_IN_PACKAGE},
    {"pods",               SKIP_VENDORED,  0, 0},
    {"puphpet",            SKIP_VENDORED,  0, 0},
    {"sample",             SKIP_NONE,      FILE_IS_EXAMPLE, NOT_IN_PACKAGE},
    {"samples",            SKIP_NONE,      FILE_IS_EXAMPLE, NOT_IN_PACKAGE},
    {"site-packages",      SKIP_VENDORED,  0, 0},
    {"spec",               SKIP_NONE,      FILE_IS_TEST, NOT_IN_PACKAGE},
    {"specs",              SKIP_NONE,      FILE_IS_TEST, NOT_IN_PACKAGE},
    {"t",                  SKIP_NONE,      FILE_IS_TEST, AT_ROOT},
    {"test",               SKIP_NONE,      FILE_IS_TEST, NOT_IN_PACKAGE},
    {"testdata",           SKIP_FIXTURE,   0, NOT_IN_PACKAGE},
    {"testfixtures",       SKIP_NONE,      FILE_IS_TEST, NOT_IN_PACKAGE},
    {"tests",              SKIP_NONE,      FILE_IS_TEST, NOT_IN_PACKAGE},
    {"testsuite",          SKIP_NONE,      FILE_IS_TEST, NOT_IN_PACKAGE},
    {"third-party",        SKIP_VENDORED,  0, 0},
    {"third_party",        SKIP_VENDORED,  0, 0},
    {"thirdparty",         SKIP_VENDORED,  0, 0},
    {"tst",                SKIP_NONE,      FILE_IS_TEST, NOT_IN_PACKAGE},
    {"tutorial",           SKIP_NONE,      FILE_IS_EXAMPLE, NOT_IN_PACKAGE},
    {"tutorials",          SKIP_NONE,      FILE_IS_EXAMPLE, NOT_IN_PACKAGE},
    {"typings",            SKIP_VENDORED,  0, AT_ROOT},
    {"unittest",           SKIP_NONE,      FILE_IS_TEST, NOT_IN_PACKAGE},
    {"unittests",          SKIP_NONE,      FILE_IS_TEST, NOT_IN_PACKAGE},
    {"vendor",             SKIP_VENDORED,  0, NOT_IN_PACKAGE},
    {"vendors",            SKIP_VENDORED,  0, NOT_IN_PACKAGE},
};

/* Ends of folder names. */
static const FolderRow folder_ends[] = {
    {"_test",      SKIP_NONE,      FILE_IS_TEST, NOT_IN_PACKAGE},
    {"_tests",     SKIP_NONE,      FILE_IS_TEST, NOT_IN_PACKAGE},
    {"-test",      SKIP_NONE,      FILE_IS_TEST, NOT_IN_PACKAGE},
    {"-tests",     SKIP_NONE,      FILE_IS_TEST, NOT_IN_PACKAGE},
    {".tests",     SKIP_NONE,      FILE_IS_TEST, NOT_IN_PACKAGE},
    {".egg-info",  SKIP_GENERATED, 0, 0},
    {".framework", SKIP_VENDORED,  0, 0},
    {".xctemplate", SKIP_VENDORED, 0, 0},
    {".imageset",  SKIP_VENDORED,  0, 0},
};

/* Folders one in the other. */
static const FolderRow folder_pairs[] = {
    {"gradle/wrapper", SKIP_VENDORED, 0, 0},
    {".mvn/wrapper",   SKIP_VENDORED, 0, 0},
    {"inst/extdata",   SKIP_FIXTURE,  0, 0},
    {"inst/doc",       SKIP_NONE,     FILE_IS_DOC, 0},
    {"docs/_build",    SKIP_GENERATED, 0, 0},
    {"doc/_build",     SKIP_GENERATED, 0, 0},
    {"docs/build",     SKIP_GENERATED, 0, 0},
    {"docs/_themes",   SKIP_VENDORED, 0, 0},
    {"docs/_static",   SKIP_VENDORED, 0, 0},
    {"target/debug",   SKIP_GENERATED, 0, 0},
    {"target/release", SKIP_GENERATED, 0, 0},
};

/* -- files -- */

typedef struct NameRow {
    const char *name; /* lower case; sorted by bytes */
    uint8_t skip;
    uint8_t flags;
} NameRow;

static const NameRow names[] = {
    {".gitlab-ci.yml",     SKIP_NONE, FILE_IS_BUILD},
    {".pnp.cjs",           SKIP_GENERATED, 0},
    {".pnp.js",            SKIP_GENERATED, 0},
    {".pnp.loader.mjs",    SKIP_GENERATED, 0},
    {".terraform.lock.hcl", SKIP_GENERATED, 0},
    {".travis.yml",        SKIP_NONE, FILE_IS_BUILD},
    {"aclocal.m4",         SKIP_VENDORED, 0},
    {"activator",          SKIP_VENDORED, 0},
    {"activator.bat",      SKIP_VENDORED, 0},
    {"appveyor.yml",       SKIP_NONE, FILE_IS_BUILD},
    {"azure-pipelines.yml", SKIP_NONE, FILE_IS_BUILD},
    {"build",              SKIP_NONE, FILE_IS_BUILD},
    {"build.bazel",        SKIP_NONE, FILE_IS_BUILD},
    {"build.gradle",       SKIP_NONE, FILE_IS_BUILD},
    {"build.gradle.kts",   SKIP_NONE, FILE_IS_BUILD},
    {"build.rs",           SKIP_NONE, FILE_IS_BUILD},
    {"build.sbt",          SKIP_NONE, FILE_IS_BUILD},
    {"build.xml",          SKIP_NONE, FILE_IS_BUILD},
    {"build.zig",          SKIP_NONE, FILE_IS_BUILD},
    {"bun.lock",           SKIP_GENERATED, 0},
    {"cargo.lock",         SKIP_GENERATED, 0},
    {"cargo.toml",         SKIP_NONE, FILE_IS_BUILD},
    {"cmakelists.txt",     SKIP_NONE, FILE_IS_BUILD},
    {"composer.json",      SKIP_NONE, FILE_IS_BUILD},
    {"composer.lock",      SKIP_GENERATED, 0},
    {"conanfile.py",       SKIP_NONE, FILE_IS_BUILD},
    {"config.guess",       SKIP_VENDORED, 0},
    {"config.sub",         SKIP_VENDORED, 0},
    {"configure.ac",       SKIP_NONE, FILE_IS_BUILD},
    {"configure.in",       SKIP_NONE, FILE_IS_BUILD},
    {"conftest.py",        SKIP_NONE, FILE_IS_TEST},
    {"cpplint.py",         SKIP_VENDORED, 0},
    {"deno.lock",          SKIP_GENERATED, 0},
    {"depcomp",            SKIP_VENDORED, 0},
    {"docker-compose.yaml", SKIP_NONE, FILE_IS_BUILD},
    {"docker-compose.yml", SKIP_NONE, FILE_IS_BUILD},
    {"dotnet-install.ps1", SKIP_VENDORED, 0},
    {"dotnet-install.sh",  SKIP_VENDORED, 0},
    {"dune-project",       SKIP_NONE, FILE_IS_BUILD},
    {"erlang.mk",          SKIP_VENDORED, 0},
    {"flake.lock",         SKIP_GENERATED, 0},
    {"gemfile",            SKIP_NONE, FILE_IS_BUILD},
    {"gemfile.lock",       SKIP_GENERATED, 0},
    {"glide.lock",         SKIP_GENERATED, 0},
    {"go.mod",             SKIP_NONE, FILE_IS_BUILD},
    {"go.sum",             SKIP_GENERATED, 0},
    {"go.work",            SKIP_NONE, FILE_IS_BUILD},
    {"go.work.sum",        SKIP_GENERATED, 0},
    {"gopkg.lock",         SKIP_GENERATED, 0},
    {"gradlew",            SKIP_VENDORED, 0},
    {"gradlew.bat",        SKIP_VENDORED, 0},
    {"gruntfile.js",       SKIP_NONE, FILE_IS_BUILD},
    {"gulpfile.js",        SKIP_NONE, FILE_IS_BUILD},
    {"install-sh",         SKIP_VENDORED, 0},
    {"jenkinsfile",        SKIP_NONE, FILE_IS_BUILD},
    {"libtool.m4",         SKIP_VENDORED, 0},
    {"ltmain.sh",          SKIP_VENDORED, 0},
    {"ltoptions.m4",       SKIP_VENDORED, 0},
    {"ltsugar.m4",         SKIP_VENDORED, 0},
    {"ltversion.m4",       SKIP_VENDORED, 0},
    {"lt~obsolete.m4",     SKIP_VENDORED, 0},
    {"mix.exs",            SKIP_NONE, FILE_IS_BUILD},
    {"mix.lock",           SKIP_GENERATED, 0},
    {"mkinstalldirs",      SKIP_VENDORED, 0},
    {"mvnw",               SKIP_VENDORED, 0},
    {"mvnw.cmd",           SKIP_VENDORED, 0},
    {"noxfile.py",         SKIP_NONE, FILE_IS_BUILD},
    {"npm-shrinkwrap.json", SKIP_GENERATED, 0},
    {"package-lock.json",  SKIP_GENERATED, 0},
    {"package.json",       SKIP_NONE, FILE_IS_BUILD},
    {"package.swift",      SKIP_NONE, FILE_IS_BUILD},
    {"packages.lock.json", SKIP_GENERATED, 0},
    {"pdm.lock",           SKIP_GENERATED, 0},
    {"pipfile",            SKIP_NONE, FILE_IS_BUILD},
    {"pipfile.lock",       SKIP_GENERATED, 0},
    {"pnpm-lock.yaml",     SKIP_GENERATED, 0},
    {"pnpm-workspace.yaml", SKIP_NONE, FILE_IS_BUILD},
    {"podfile.lock",       SKIP_GENERATED, 0},
    {"poetry.lock",        SKIP_GENERATED, 0},
    {"pom.xml",            SKIP_NONE, FILE_IS_BUILD},
    {"pyproject.toml",     SKIP_NONE, FILE_IS_BUILD},
    {"rakefile",           SKIP_NONE, FILE_IS_BUILD},
    {"rebar",              SKIP_VENDORED, 0},
    {"rebar.config",       SKIP_NONE, FILE_IS_BUILD},
    {"requirements.txt",   SKIP_NONE, FILE_IS_BUILD},
    {"sconstruct",         SKIP_NONE, FILE_IS_BUILD},
    {"settings.gradle",    SKIP_NONE, FILE_IS_BUILD},
    {"settings.gradle.kts", SKIP_NONE, FILE_IS_BUILD},
    {"setup.cfg",          SKIP_NONE, FILE_IS_BUILD},
    {"setup.py",           SKIP_NONE, FILE_IS_BUILD},
    {"stack.yaml",         SKIP_NONE, FILE_IS_BUILD},
    {"stack.yaml.lock",    SKIP_GENERATED, 0},
    {"tests.py",           SKIP_NONE, FILE_IS_TEST},
    {"tox.ini",            SKIP_NONE, FILE_IS_BUILD},
    {"tsconfig.json",      SKIP_NONE, FILE_IS_BUILD},
    {"uv.lock",            SKIP_GENERATED, 0},
    {"waf",                SKIP_VENDORED, 0},
    {"wscript",            SKIP_NONE, FILE_IS_BUILD},
    {"yarn.lock",          SKIP_GENERATED, 0},
};

/* Ends of file names, lower case. */
static const NameRow name_ends[] = {
    {".min.js", SKIP_MINIFIED, 0},        {"-min.js", SKIP_MINIFIED, 0},
    {".min.css", SKIP_MINIFIED, 0},       {"-min.css", SKIP_MINIFIED, 0},
    {".min.mjs", SKIP_MINIFIED, 0},       {".js.map", SKIP_GENERATED, 0},
    {".css.map", SKIP_GENERATED, 0},      {".designer.cs", SKIP_GENERATED, 0},
    {".feature.cs", SKIP_GENERATED, 0},   {".g.cs", SKIP_GENERATED, 0},
    {".g.dart", SKIP_GENERATED, 0},       {".zep.c", SKIP_GENERATED, 0},
    {".zep.h", SKIP_GENERATED, 0},        {".zep.php", SKIP_GENERATED, 0},
    {".pb.go", SKIP_GENERATED, 0},        {"_pb2.py", SKIP_GENERATED, 0},
    {"_pb2_grpc.py", SKIP_GENERATED, 0},  {".pb.cc", SKIP_GENERATED, 0},
    {".pb.h", SKIP_GENERATED, 0},         {"_tlb.pas", SKIP_GENERATED, 0},
    {".xcworkspacedata", SKIP_GENERATED, 0}, {"-vsdoc.js", SKIP_VENDORED, 0},
    {".intellisense.js", SKIP_VENDORED, 0}, {".snap", SKIP_FIXTURE, 0},
    {"_test.go", SKIP_NONE, FILE_IS_TEST}, {"_test.py", SKIP_NONE, FILE_IS_TEST},
    {"_test.rb", SKIP_NONE, FILE_IS_TEST}, {"_spec.rb", SKIP_NONE, FILE_IS_TEST},
    {"_test.c", SKIP_NONE, FILE_IS_TEST}, {"_tests.c", SKIP_NONE, FILE_IS_TEST},
    {"_test.cc", SKIP_NONE, FILE_IS_TEST}, {"_test.cpp", SKIP_NONE, FILE_IS_TEST},
    {"_tests.cc", SKIP_NONE, FILE_IS_TEST}, {"_tests.cpp", SKIP_NONE, FILE_IS_TEST},
    {"_unittest.cc", SKIP_NONE, FILE_IS_TEST}, {"_unittest.cpp", SKIP_NONE, FILE_IS_TEST},
    {"-test.c", SKIP_NONE, FILE_IS_TEST}, {"-test.cc", SKIP_NONE, FILE_IS_TEST},
    {"-test.cpp", SKIP_NONE, FILE_IS_TEST}, {"-test.h", SKIP_NONE, FILE_IS_TEST},
    {"-test.js", SKIP_NONE, FILE_IS_TEST}, {"_test.js", SKIP_NONE, FILE_IS_TEST},
    {"_test.ts", SKIP_NONE, FILE_IS_TEST}, {"_test.exs", SKIP_NONE, FILE_IS_TEST},
    {"_test.dart", SKIP_NONE, FILE_IS_TEST}, {"_test.rs", SKIP_NONE, FILE_IS_TEST},
    {"_tests.rs", SKIP_NONE, FILE_IS_TEST}, {"_test.lua", SKIP_NONE, FILE_IS_TEST},
    {"_spec.lua", SKIP_NONE, FILE_IS_TEST}, {"_test.erl", SKIP_NONE, FILE_IS_TEST},
    {"_suite.erl", SKIP_NONE, FILE_IS_TEST}, {"_test.sh", SKIP_NONE, FILE_IS_TEST},
    {".bats", SKIP_NONE, FILE_IS_TEST},   {".t", SKIP_NONE, FILE_IS_TEST},
    {".cmake", SKIP_NONE, FILE_IS_BUILD}, {".csproj", SKIP_NONE, FILE_IS_BUILD},
    {".gemspec", SKIP_NONE, FILE_IS_BUILD}, {".cabal", SKIP_NONE, FILE_IS_BUILD},
    {".mk", SKIP_NONE, FILE_IS_BUILD},    {".dockerfile", SKIP_NONE, FILE_IS_BUILD},
    {".podspec", SKIP_NONE, FILE_IS_BUILD},
};

/* Ends where capitals count: a word of its own in CamelCase. */
static const char *const test_word_ends[] = {
    "Test.java", "Tests.java", "IT.java", "TestCase.java", "Test.kt", "Tests.kt", "Spec.kt",
    "Test.scala", "Spec.scala", "Suite.scala", "Test.groovy", "Spec.groovy", "Test.php",
    "Tests.cs", "Test.cs", "Tests.swift", "Test.swift", "Spec.hs", "Test.hs", "Test.cpp",
    "Tests.cpp", "Test.m", "Tests.m",
};

/* Extensions of files that are built for browsers. */
static const char *const web_extensions[] = {"js", "mjs", "cjs", "ts", "mts", "cts", "css", "html",
                                             "map", "json", "tsx", "jsx"};

/* Well-known libraries, by the name of their bundle: linguist's list. Only .js and .css files of
 * some size. */
static const char *const library_names[] = {
    "jquery*.js", "jquery*.css", "bootstrap*.js", "bootstrap*.css", "custom.bootstrap*",
    "font-awesome.*", "fontawesome.*", "foundation*.js", "foundation.css", "normalize.css",
    "skeleton.css", "animate.css", "materialize.*", "bulma.css", "fuelux.js", "bootbox.js",
    "pdf.worker.js", "slick.*.js", "leaflet*.js", "leaflet*.css", "wicket-leaflet.js",
    "mootools*.js", "dojo.js", "mochikit.js", "yahoo-*.js", "yui*.js", "ckeditor.js",
    "tiny_mce*.js", "fontello*.css", "chart.js", "shbrush*.js", "shcore.js", "shlegacy.js",
    "angular*.js", "d3.js", "d3.v?.js", "react-[0-9]*.js", "react.js", "react-dom.js",
    "modernizr*.js", "knockout-[0-9]*.js", "html5shiv.js", "cordova*.js", "prototype*.js",
    "effects.js", "controls.js", "dragdrop.js", "octicons.css", "select2*.js", "underscore*.js",
    "backbone*.js", "lodash*.js", "require.js", "moment*.js", "vue.js", "codemirror.js",
    "codemirror.css", "highlight.pack.js", "ace.js", "mathjax.js", "sizzle.js",
};

/* Files of documentation at any place, by what comes before the first dot. */
static const char *const document_names[] = {
    "readme", "changelog", "changes", "contributing", "copying", "install", "license", "licence",
    "citation", "citations", "authors", "news", "history", "hacking", "notice", "thanks", "todo",
    "security", "code_of_conduct", "maintainers", "governance", "roadmap", "architecture",
};
/* clang-format on */

enum { NAME_MAX_SHORT = 64 }; /* longer names are in no table */

static Str lower(Str s, char buffer[NAME_MAX_SHORT])
{
    if (s.len > NAME_MAX_SHORT)
        return STR_NONE;
    for (size_t i = 0; i < s.len; i++)
        buffer[i] = s.ptr[i] >= 'A' && s.ptr[i] <= 'Z' ? (char)(s.ptr[i] + 32) : s.ptr[i];
    return (Str){buffer, s.len};
}

static const FolderRow *find_folder(Str name)
{
    size_t low = 0, high = ARRAY_LEN(folders);

    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = str_cmp(name, str_from(folders[middle].name));

        if (order == 0)
            return &folders[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    for (size_t i = 0; i < ARRAY_LEN(folder_ends); i++) {
        if (str_ends(name, str_from(folder_ends[i].name)))
            return &folder_ends[i];
    }
    return NULL;
}

static const NameRow *find_name(Str name)
{
    size_t low = 0, high = ARRAY_LEN(names);

    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = str_cmp(name, str_from(names[middle].name));

        if (order == 0)
            return &names[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    for (size_t i = 0; i < ARRAY_LEN(name_ends); i++) {
        if (str_ends(name, str_from(name_ends[i].name)))
            return &name_ends[i];
    }
    return NULL;
}

static bool is_web(Str path)
{
    Str ext = path_ext(path);

    for (size_t i = 0; i < ARRAY_LEN(web_extensions); i++) {
        if (str_eq_nocase(ext, str_from(web_extensions[i])))
            return true;
    }
    return false;
}

static void add(PathSays *p, uint8_t skip, uint8_t flags)
{
    p->flags |= flags;
    if (p->skip == SKIP_NONE)
        p->skip = skip;
}

/* The names of the project's own packages begin after src/main/LANGUAGE/: "example" or "test" there
 * is a word of the name. */
static size_t package_start(Str path)
{
    size_t at = str_find(path, STR("src/main/"), 0);

    if (at == SIZE_MAX || (at > 0 && path.ptr[at - 1] != '/'))
        return SIZE_MAX;
    return at + 9;
}

static void look_at_folders(Str path, PathSays *p)
{
    size_t start = 0, package = package_start(path);
    Str parent = STR_NONE;

    for (size_t i = 0; i < path.len; i++) {
        char buffer[NAME_MAX_SHORT], pair_buffer[NAME_MAX_SHORT];

        if (path.ptr[i] != '/')
            continue;
        Str raw = str_sub(path, start, i);
        const FolderRow *row = find_folder(lower(raw, buffer));
        if (row && !((row->where & AT_ROOT) && start > 0) &&
            !((row->where & WEB_ONLY) && !is_web(path)) &&
            !((row->where & BELOW_TESTS) && !(p->flags & FILE_IS_TEST)) &&
            !((row->where & NOT_IN_PACKAGE) && start >= package))
            add(p, row->skip, row->flags);
        if (parent.len) {
            Str pair = lower((Str){parent.ptr, parent.len + 1 + raw.len}, pair_buffer);

            for (size_t k = 0; k < ARRAY_LEN(folder_pairs); k++) {
                if (str_is(pair, folder_pairs[k].name))
                    add(p, folder_pairs[k].skip, folder_pairs[k].flags);
            }
        }
        parent = raw;
        start = i + 1;
    }
}

/* x.test.ts, x.spec.js, x.e2e.ts */
static bool has_test_word(Str name)
{
    static const char *const words[] = {"test", "spec", "tests", "e2e"};
    size_t last = str_rfind_char(name, '.');

    if (last == SIZE_MAX || !is_web(name))
        return false;
    Str stem = str_sub(name, 0, last);
    size_t before = str_rfind_char(stem, '.');
    Str word = before == SIZE_MAX ? STR_NONE : str_sub(stem, before + 1, stem.len);
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (str_is(word, words[i]))
            return true;
    }
    return false;
}

static bool is_test_name(Str name)
{
    static const char *const prefixed[] = {"py", "c", "cc", "cpp", "rb", "lua", "sh"};
    Str ext = path_ext(name);

    if (has_test_word(name))
        return true;
    for (size_t i = 0; i < ARRAY_LEN(test_word_ends); i++) {
        if (str_ends(name, str_from(test_word_ends[i])))
            return true;
    }
    if (str_starts(name, STR("Test")) && str_is(ext, "java") && name.len > 9 &&
        name.ptr[4] >= 'A' && name.ptr[4] <= 'Z')
        return true;
    if (!str_starts(name, STR("test_")) && !str_starts(name, STR("test-")))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(prefixed); i++) {
        if (str_is(ext, prefixed[i]))
            return true;
    }
    return false;
}

static bool is_document_name(Str lowered)
{
    Str stem = str_sub(lowered, 0, str_find_char(lowered, '.', 0));
    Str ext = path_ext(lowered);

    if (ext.len && !str_is(ext, "md") && !str_is(ext, "rst") && !str_is(ext, "txt") &&
        !str_is(ext, "adoc") && !str_is(ext, "markdown") && !str_is(ext, "org"))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(document_names); i++) {
        if (str_is(stem, document_names[i]))
            return true;
    }
    return false;
}

static bool is_build_name(Str lowered)
{
    return str_starts(lowered, STR("makefile")) || str_is(lowered, "gnumakefile") ||
           str_starts(lowered, STR("dockerfile")) || str_starts(lowered, STR("tsconfig.")) ||
           str_starts(lowered, STR(".eslintrc")) || str_starts(lowered, STR("meson.")) ||
           str_is(lowered, "justfile") ||
           (str_has(lowered, STR(".config.")) && is_web(lowered)) ||
           (str_starts(lowered, STR("requirements")) && str_ends(lowered, STR(".txt")));
}

static bool is_library(Str lowered, uint64_t size)
{
    Str ext = path_ext(lowered);

    if (size < VENDOR_LIBRARY_MIN_BYTES || !(str_is(ext, "js") || str_is(ext, "css")))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(library_names); i++) {
        if (glob_match(str_from(library_names[i]), lowered, false))
            return true;
    }
    return false;
}

PathSays path_says(Str path, uint64_t size)
{
    PathSays p = {0};
    char buffer[NAME_MAX_SHORT];
    Str name = path_base(path), lowered = lower(name, buffer);

    look_at_folders(path, &p);
    const NameRow *row = find_name(lowered);
    if (row)
        add(&p, row->skip, row->flags);
    if (is_test_name(name))
        p.flags |= FILE_IS_TEST;
    if (is_document_name(lowered))
        p.flags |= FILE_IS_DOC;
    if (is_build_name(lowered))
        p.flags |= FILE_IS_BUILD;
    if (p.skip == SKIP_NONE && is_library(lowered, size))
        p.skip = SKIP_VENDORED;
    return p;
}

SkipReason path_check(Str path, const SourceLimits *limits)
{
    uint32_t depth = 0;

    if (path.len == 0 || path.len > limits->path_max_bytes || !utf8_is_valid(path) ||
        !path_is_plain(path))
        return SKIP_BAD_NAME;
    for (size_t i = 0; i < path.len; i++) {
        unsigned char c = (unsigned char)path.ptr[i];

        if (c < 0x20 || c == 0x7f)
            return SKIP_BAD_NAME;
        depth += c == '/';
    }
    return depth > limits->depth_max ? SKIP_TOO_DEEP : SKIP_NONE;
}
