/*
 * language.h -- the languages fondation knows, and which one a file is written in.
 *
 * One table. A language without a pack in syntax/ is still counted and shown, but gives no facts.
 * Which names mean which language stands in language_rows.h, made by tools/linguist-tables.
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
    X(OBJC,       "Objective-C", "objectivec", CODE)          \
    X(OBJCPP,     "Objective-C++","objectivec", CODE)         \
    X(ADA,        "Ada",         "ada",        CODE)          \
    X(ASSEMBLY,   "Assembly",    "asm",        CODE)          \
    X(AWK,        "Awk",         "awk",        CODE)          \
    X(BATCH,      "Batchfile",   "bat",        CODE)          \
    X(CLOJURE,    "Clojure",     "clojure",    CODE)          \
    X(COFFEE,     "CoffeeScript","coffeescript",CODE)         \
    X(COMMON_LISP,"Common Lisp", "lisp",       CODE)          \
    X(CRYSTAL,    "Crystal",     "crystal",    CODE)          \
    X(CUDA,       "Cuda",        "cuda",       CODE)          \
    X(D,          "D",           "d",          CODE)          \
    X(DART,       "Dart",        "dart",       CODE)          \
    X(ELM,        "Elm",         "elm",        CODE)          \
    X(EMACS_LISP, "Emacs Lisp",  "elisp",      CODE)          \
    X(ERLANG,     "Erlang",      "erlang",     CODE)          \
    X(FSHARP,     "F#",          "fsharp",     CODE)          \
    X(FORTRAN,    "Fortran",     "fortran",    CODE)          \
    X(GLSL,       "GLSL",        "glsl",       CODE)          \
    X(GROOVY,     "Groovy",      "groovy",     CODE)          \
    X(JULIA,      "Julia",       "julia",      CODE)          \
    X(LEX,        "Lex",         "lex",        CODE)          \
    X(M4,         "M4",          "m4",         CODE)          \
    X(MATLAB,     "MATLAB",      "matlab",     CODE)          \
    X(NIM,        "Nim",         "nim",        CODE)          \
    X(NIX,        "Nix",         "nix",        CODE)          \
    X(PASCAL,     "Pascal",      "pascal",     CODE)          \
    X(PERL,       "Perl",        "perl",       CODE)          \
    X(POWERSHELL, "PowerShell",  "powershell", CODE)          \
    X(PROLOG,     "Prolog",      "prolog",     CODE)          \
    X(PUPPET,     "Puppet",      "puppet",     CODE)          \
    X(R,          "R",           "r",          CODE)          \
    X(RACKET,     "Racket",      "racket",     CODE)          \
    X(SCHEME,     "Scheme",      "scheme",     CODE)          \
    X(SOLIDITY,   "Solidity",    "solidity",   CODE)          \
    X(STANDARD_ML,"Standard ML", "sml",        CODE)          \
    X(STARLARK,   "Starlark",    "python",     BUILD)         \
    X(SVELTE,     "Svelte",      "svelte",     CODE)          \
    X(TCL,        "Tcl",         "tcl",        CODE)          \
    X(V,          "V",           "v",          CODE)          \
    X(VERILOG,    "Verilog",     "verilog",    CODE)          \
    X(VHDL,       "VHDL",        "vhdl",       CODE)          \
    X(VIM,        "Vim Script",  "vim",        CODE)          \
    X(VUE,        "Vue",         "vue",        CODE)          \
    X(YACC,       "Yacc",        "yacc",       CODE)          \
    X(GRAPHQL,    "GraphQL",     "graphql",    DATA)          \
    X(HCL,        "HCL",         "hcl",        BUILD)         \
    X(PROTOBUF,   "Protocol Buffer","protobuf",   CODE)       \
    X(THRIFT,     "Thrift",      "thrift",     CODE)          \
    X(ASCIIDOC,   "AsciiDoc",    "asciidoc",   PROSE)         \
    X(ORG,        "Org",         "org",        PROSE)         \
    X(TEX,        "TeX",         "tex",        PROSE)         \
    X(TEXINFO,    "Texinfo",     "texinfo",    PROSE)         \
    X(LESS,       "Less",        "less",       MARKUP)        \
    X(SCSS,       "SCSS",        "scss",       MARKUP)        \
    X(SASS,       "Sass",        "sass",       MARKUP)        \
    X(JUST,       "Just",        "just",       BUILD)         \
    X(GRADLE,     "Gradle",      "groovy",     BUILD)         \
    X(OTHER,      "Other",       "text",       DATA)
/* clang-format on */

typedef enum LanguageId {
#define X(id, name, fence, use) LANG_##id,
    LANGUAGES(X)
#undef X
        LANG_COUNT
} LanguageId;

typedef enum LanguageUse {
    LANGUAGE_CODE,
    LANGUAGE_PROSE,
    LANGUAGE_DATA,
    LANGUAGE_MARKUP,
    LANGUAGE_BUILD,
} LanguageUse;

const char *language_name(LanguageId id);  /* "C++" */
const char *language_fence(LanguageId id); /* "cpp" */
LanguageUse language_use(LanguageId id);
/* By reader's name or fence word, any case; LANG_NONE when unknown. */
LanguageId language_by_name(Str name);

/* The language of a file by its name, and where that leaves a choice (.h, no extension) by the
 * beginning of its text; `head` may be empty. Pure. */
LanguageId language_of(Str path, Str head);
/* Whether the head is worth reading for language_of. A name with an unknown extension is not: its
 * first line is asked only where the file may be executed. */
bool language_needs_head(Str path);

#endif
