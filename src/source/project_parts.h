/*
 * project_parts.h -- what the readers of project_*.c share: where found facts go.
 */
#ifndef FONDATION_SOURCE_PROJECT_PARTS_H
#define FONDATION_SOURCE_PROJECT_PARTS_H

#include "base/vec.h"
#include "source/data.h"
#include "source/project.h"

typedef struct FoundCommand {
    ProjectCommand command;
    int score;     /* the higher the better */
    uint32_t seen; /* how often it was found */
} FoundCommand;

typedef struct ProjectBuilder {
    const Checkout *checkout;
    Arena *arena;
    Project *project;
    VEC(FoundCommand) commands;
    VEC(ProjectEntry) entries;
    VEC(ProjectPackage) packages;
    VEC(DocSection) sections;
    /* of the root's manifests, the first that says it */
    Str name, description, description_path, licence;
    uint32_t description_line;
    const char *node_runner; /* "npm", "yarn", "pnpm" or "bun", by the lock file */
    uint64_t document_bytes;
} ProjectBuilder;

/* The file being read. */
typedef struct ProjectFile {
    ProjectBuilder *b;
    const SourceFile *file;
    Str path, dir, base, text;
    bool is_root; /* in the repository's root folder */
} ProjectFile;

enum {
    PROJECT_MAX_ENTRIES = 5000,
    PROJECT_MAX_PACKAGES = 5000,
    PROJECT_VALUE_MAX_BYTES = 2000
};

/* A line of shell, if it is a command worth telling; `bonus` is added to its score. */
void project_take_shell(ProjectFile *f, CommandOrigin origin, Str line, uint32_t number,
                        int bonus);
/* Lines of a script, joined where a backslash ends them. `first` is the number of the first. */
void project_take_script(ProjectFile *f, CommandOrigin origin, Str script, uint32_t first,
                         int bonus);
/* A command of a known kind. */
void project_take_command(ProjectFile *f, CommandKind kind, CommandOrigin origin, Str command,
                          uint32_t line, int bonus);
void project_take_entry(ProjectFile *f, const char *kind, Str name, Str target, uint32_t line);
void project_take_package(ProjectFile *f, Str name, Str description, uint32_t line);
void project_take_licence(ProjectFile *f, Str licence);
/* Of the root's manifest: what the project calls itself. */
void project_take_description(ProjectFile *f, Str words, uint32_t line);

bool project_starts_nocase(Str s, const char *word);
/* SPDX ids of the licence files in the root, joined by OR; empty when none is known. */
Str project_licence_of_files(ProjectBuilder *b, const SourceFile *files, size_t count);

/* Each reads its file if it is one of its own; false when it is not. */
bool project_read_manifest(ProjectFile *f);   /* project_manifests.c */
bool project_read_build_file(ProjectFile *f); /* project_build.c */
bool project_read_ci(ProjectFile *f);         /* project_ci.c */

#endif
