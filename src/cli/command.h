/*
 * command.h -- the table of commands; help, manual and completions are printed from it.
 */
#ifndef FONDATION_CLI_COMMAND_H
#define FONDATION_CLI_COMMAND_H

#include "cli/options.h"

#include <signal.h>

typedef struct Command {
    const char *name;
    const char *usage;    /* after the name: "REPO [-o DIR]" */
    const char *summary;  /* one line, beginning small */
    const char *about;    /* paragraphs for --help and the manual */
    const char *examples; /* lines, each "command  # what it does" */
    const Option *options;
    /* Returns the exit code; has said on stderr what went wrong. */
    int (*run)(const struct Command *c, int argc, char **argv);
} Command;

extern const Command command_db, command_analyze, command_practice, command_serve, command_jobs,
    command_trigger, command_verify, command_export, command_help, command_version,
    command_completion, command_man, command_schema;

/* All commands, ended by NULL; hidden ones (man) are not shown in help. */
extern const Command *const commands[];

const Command *command_find(Str name);

/* "fondation: WHAT: WHY (HINT)" on stderr; returns the exit code of the error. */
int command_fail(const Err *err);

/* Where facts are kept: --cache-dir, else below the user's cache folder; NULL with --no-cache or
 * --fresh, and when there is no home. */
const char *command_cache_dir(Options *o);

/* Becomes 1 at SIGINT or SIGTERM; a second signal ends the process at once. */
extern volatile sig_atomic_t command_stop;

/* Of the server: --data-dir, else $XDG_DATA_HOME/fondation, else ~/.local/share/fondation. NULL when none
 * of these is known. The command has the option "data-dir". */
const char *command_data_dir(Options *o);
/* --database, else the SQLite file fondation.db in the data folder, which is made. The command has the
 * options "database" and "data-dir". */
MUST_CHECK ErrCode command_database(Options *o, const char **ret_url, Err *err);

void help_print_command(const Command *c, FILE *out);
void help_print_all(FILE *out);

#endif
