/*
 * project.h -- what a repository says of itself outside of its code: manifests, documents, commands.
 *
 * Every fact has the file and line that says it; where nothing says it, there is nothing. Sorted and
 * ranked so that the same commit gives the same answers.
 *
 * Pure reading: nothing found here is ever run by reading it.
 */
#ifndef FONDATION_SOURCE_PROJECT_H
#define FONDATION_SOURCE_PROJECT_H

#include "source/checkout.h"

/* id, word in course.json, heading for readers */
/* clang-format off */
#define COMMAND_KINDS(X)                            \
    X(INSTALL,  "install",  "Get the dependencies") \
    X(BUILD,    "build",    "Build it")             \
    X(RUN,      "run",      "Run it")               \
    X(TEST,     "test",     "Run the tests")        \
    X(ONE_TEST, "one_test", "Run one test")         \
    X(LINT,     "lint",     "Check the style")      \
    X(FORMAT,   "format",   "Format the code")      \
    X(BENCH,    "bench",    "Measure it")           \
    X(DOCS,     "docs",     "Build the documents")
/* clang-format on */

typedef enum CommandKind {
#define X(id, word, heading) COMMAND_##id,
    COMMAND_KINDS(X)
#undef X
        COMMAND_KIND_COUNT
} CommandKind;

const char *command_kind_word(CommandKind kind);
const char *command_kind_heading(CommandKind kind);

/* Where a command was found, the most trusted first. */
typedef enum CommandOrigin {
    ORIGIN_CI,
    ORIGIN_README,
    ORIGIN_CONTRIBUTING,
    ORIGIN_MANIFEST,
    ORIGIN_MAKEFILE,
    ORIGIN_OTHER,
} CommandOrigin;

/* Whether a command of this origin was written out there; the others follow from what stands there
 * ("make test" from a target, "cargo test" from Cargo.toml). */
bool command_is_written(CommandOrigin origin);

typedef struct ProjectCommand {
    uint8_t kind;   /* CommandKind */
    uint8_t origin; /* CommandOrigin */
    Str command;    /* one line, as written there; of a Makefile target: "make NAME" */
    Str path;       /* that says it */
    uint32_t line;
} ProjectCommand;

/* A program, command or module that a manifest declares as a way in. */
typedef struct ProjectEntry {
    Str kind; /* "bin", "console_script", "main", "exports" */
    Str name;
    Str target; /* as declared: "pkg.mod:func", "src/main.rs", "./lib/index.js" */
    Str path;   /* of the manifest */
    uint32_t line;
} ProjectEntry;

/* A package of the repository: a folder with a manifest of its own. */
typedef struct ProjectPackage {
    Str name;
    Str dir;  /* "" for the root */
    Str path; /* of the manifest */
    uint32_t line;
    Str description; /* may be empty */
} ProjectPackage;

/* A heading of a document and the text up to the next one. */
typedef struct DocSection {
    Str title;      /* plain words; empty for what stands before the first heading */
    uint32_t level; /* 1 to 6; 0 for what stands before the first heading */
    Str path;
    uint32_t line, end_line;
    Str text; /* as in the file, without the heading */
} DocSection;

typedef struct Project {
    Str name;        /* from a manifest, else the repository's */
    Str description; /* one sentence or paragraph of plain words; may be empty */
    Str description_path;
    uint32_t description_line, description_end_line;
    Str licence; /* SPDX id where a manifest or licence file says it; may be empty */
    ProjectCommand *commands;
    size_t command_count; /* by kind, then the best first */
    ProjectEntry *entries;
    size_t entry_count;
    ProjectPackage *packages;
    size_t package_count;
    DocSection *sections;
    size_t section_count; /* README first, then by path and line */
} Project;

enum {
    PROJECT_MAX_SECTIONS = 20000,
    PROJECT_MAX_COMMANDS = 2000,
    PROJECT_DOCS_MAX_BYTES = 64 << 20, /* of documents read in all */
};

/* Everything lives in `a`. Files that cannot be read or parsed give nothing. */
void project_read(const Checkout *c, Arena *a, Project *ret);

#endif
