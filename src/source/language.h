/*
 * language.h -- the languages fondation knows, and which one a file is written in.
 *
 * One table. A language without a pack in syntax/ is still counted and shown, but gives no facts.
 */
#ifndef FONDATION_SOURCE_LANGUAGE_H
#define FONDATION_SOURCE_LANGUAGE_H

#include "base/str.h"

/* id, name for readers (linguist's), word in a fenced block, what it is for */
/* clang-format off */
#define LANGUAGES(X)                                          \
    X(NONE,       "",            "",           DATA)          \
    X(C,          "C",           "c",          CODE)          \
    X(CPP,        "C++",         "cpp",        CODE)          \
    X(PYTHON,     "Python",      "python",     CODE)          \
    X(JAVASCRIPT, "JavaScript",  "javascript", CODE)          \
    X(TYPESCRIPT, "TypeScript",  "typescript", CODE)          \
    X(TSX,        "TSX",         "tsx",        CODE)          \
    X(GO,         "Go",          "go",         CODE)          \
    X(RUST,       "Rust",        "rust",       CODE)          \
    X(JAVA,       "Java",        "java",       CODE)          \
    X(CSHARP,     "C#",          "csharp",     CODE)          \
    X(RUBY,       "Ruby",        "ruby",       CODE)          \
    X(PHP,        "PHP",         "php",        CODE)          \
    X(KOTLIN,     "Kotlin",      "kotlin",     CODE)          \
    X(SWIFT,      "Swift",       "swift",      CODE)          \
    X(SCALA,      "Scala",       "scala",      CODE)          \
    X(BASH,       "Shell",       "bash",       CODE)          \
    X(LUA,        "Lua",         "lua",        CODE)          \
    X(ELIXIR,     "Elixir",      "elixir",     CODE)          \
    X(HASKELL,    "Haskell",     "haskell",    CODE)          \
    X(OCAML,      "OCaml",       "ocaml",      CODE)          \
    X(ZIG,        "Zig",         "zig",        CODE)          \
    X(MARKDOWN,   "Markdown",    "markdown",   PROSE)         \
    X(RST,        "reStructuredText", "rst",   PROSE)         \
    X(TEXT,       "Text",        "text",       PROSE)         \
    X(ROFF,       "Roff",        "roff",       PROSE)         \
    X(JSON,       "JSON",        "json",       DATA)          \
    X(YAML,       "YAML",        "yaml",       DATA)          \
    X(TOML,       "TOML",        "toml",       DATA)          \
    X(XML,        "XML",         "xml",        DATA)          \
    X(INI,        "INI",         "ini",        DATA)          \
    X(HTML,       "HTML",        "html",       MARKUP)        \
    X(CSS,        "CSS",         "css",        MARKUP)        \
    X(SQL,        "SQL",         "sql",        CODE)          \
    X(DOCKERFILE, "Dockerfile",  "dockerfile", BUILD)         \
    X(MAKEFILE,   "Makefile",    "makefile",   BUILD)         \
    X(CMAKE,      "CMake",       "cmake",      BUILD)         \
    X(MESON,      "Meson",       "meson",      BUILD)         \
    X(OTHER,      "Other",       "text",       DATA)
/* clang-format on */

typedef enum LanguageId {
#define X(id, name, fence, use) LANG_##id,
    LANGUAGES(X)
#undef X
    LANG_COUNT
} LanguageId;

typedef enum LanguageUse {
    LANGUAGE_CODE, LANGUAGE_PROSE, LANGUAGE_DATA, LANGUAGE_MARKUP, LANGUAGE_BUILD,
} LanguageUse;

const char *language_name(LanguageId id);  /* "C++" */
const char *language_fence(LanguageId id); /* "cpp" */
LanguageUse language_use(LanguageId id);
/* By reader's name or fence word, any case; LANG_NONE when unknown. */
LanguageId language_by_name(Str name);

/* The language of a file by its name, and where that leaves a choice (.h, no extension) by the
 * beginning of its text; `head` may be empty. Pure. */
LanguageId language_of(Str path, Str head);

#endif
