/*
 * language.c -- file names to languages.
 */
#include "source/language.h"

typedef struct LanguageRow {
    const char *name;
    const char *fence;
    LanguageUse use;
} LanguageRow;

static const LanguageRow rows[LANG_COUNT] = {
#define X(id, n, f, u) [LANG_##id] = {.name = n, .fence = f, .use = LANGUAGE_##u},
    LANGUAGES(X)
#undef X
};

typedef struct NameRow {
    const char *text;
    LanguageId language;
} NameRow;

/* clang-format off */
static const NameRow extensions[] = {
    {"c", LANG_C}, {"h", LANG_C},
    {"cc", LANG_CPP}, {"cpp", LANG_CPP}, {"cxx", LANG_CPP}, {"c++", LANG_CPP}, {"hh", LANG_CPP},
    {"hpp", LANG_CPP}, {"hxx", LANG_CPP}, {"h++", LANG_CPP}, {"inl", LANG_CPP}, {"ipp", LANG_CPP},
    {"py", LANG_PYTHON}, {"pyi", LANG_PYTHON},
    {"js", LANG_JAVASCRIPT}, {"mjs", LANG_JAVASCRIPT}, {"cjs", LANG_JAVASCRIPT}, {"jsx", LANG_JAVASCRIPT},
    {"ts", LANG_TYPESCRIPT}, {"mts", LANG_TYPESCRIPT}, {"cts", LANG_TYPESCRIPT}, {"tsx", LANG_TSX},
    {"go", LANG_GO}, {"rs", LANG_RUST}, {"java", LANG_JAVA}, {"cs", LANG_CSHARP},
    {"rb", LANG_RUBY}, {"rake", LANG_RUBY}, {"php", LANG_PHP}, {"kt", LANG_KOTLIN}, {"kts", LANG_KOTLIN},
    {"swift", LANG_SWIFT}, {"scala", LANG_SCALA}, {"sc", LANG_SCALA},
    {"sh", LANG_BASH}, {"bash", LANG_BASH}, {"lua", LANG_LUA}, {"ex", LANG_ELIXIR}, {"exs", LANG_ELIXIR},
    {"hs", LANG_HASKELL}, {"ml", LANG_OCAML}, {"zig", LANG_ZIG},
    {"md", LANG_MARKDOWN}, {"markdown", LANG_MARKDOWN}, {"rst", LANG_RST}, {"txt", LANG_TEXT},
    {"json", LANG_JSON}, {"yaml", LANG_YAML}, {"yml", LANG_YAML}, {"toml", LANG_TOML},
    {"xml", LANG_XML}, {"ini", LANG_INI}, {"cfg", LANG_INI},
    {"html", LANG_HTML}, {"htm", LANG_HTML}, {"css", LANG_CSS}, {"sql", LANG_SQL},
    {"mk", LANG_MAKEFILE}, {"cmake", LANG_CMAKE}, {"dockerfile", LANG_DOCKERFILE},
};

static const NameRow file_names[] = {
    {"Makefile", LANG_MAKEFILE}, {"makefile", LANG_MAKEFILE}, {"GNUmakefile", LANG_MAKEFILE},
    {"CMakeLists.txt", LANG_CMAKE}, {"Dockerfile", LANG_DOCKERFILE}, {"Containerfile", LANG_DOCKERFILE},
    {"meson.build", LANG_MESON}, {"Rakefile", LANG_RUBY}, {"Gemfile", LANG_RUBY},
};
/* clang-format on */

static const LanguageRow *row_of(LanguageId id)
{
    MUST(id < LANG_COUNT);
    return &rows[id];
}

const char *language_name(LanguageId id)
{
    return row_of(id)->name;
}

const char *language_fence(LanguageId id)
{
    return row_of(id)->fence;
}

LanguageUse language_use(LanguageId id)
{
    return row_of(id)->use;
}

LanguageId language_by_name(Str name)
{
    for (size_t i = 1; i < LANG_COUNT; i++) {
        if (str_eq_nocase(name, str_from(rows[i].name)) || str_eq_nocase(name, str_from(rows[i].fence)))
            return (LanguageId)i;
    }
    return LANG_NONE;
}

LanguageId language_of(Str path, Str head UNUSED)
{
    Str base = path_base(path), ext = path_ext(path);

    for (size_t i = 0; i < ARRAY_LEN(file_names); i++) {
        if (str_is(base, file_names[i].text))
            return file_names[i].language;
    }
    for (size_t i = 0; i < ARRAY_LEN(extensions); i++) {
        if (str_eq_nocase(ext, str_from(extensions[i].text)))
            return extensions[i].language;
    }
    return LANG_NONE;
}
