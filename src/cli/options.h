/*
 * options.h -- flags and settings of a command, from one table.
 *
 * Each row of a table is a flag, and at the same time a setting: its value comes from, strongest first,
 * the flag, the environment (FONDATION_OUTPUT_DIR for output-dir), the settings file (output_dir = "..."),
 * the default. --help, the manual, completions and the check of values are made from the same rows.
 */
#ifndef FONDATION_CLI_OPTIONS_H
#define FONDATION_CLI_OPTIONS_H

#include "base/arena.h"
#include "base/err.h"

typedef enum OptionKind {
    OPTION_FLAG, /* no value; "true" or "false" in the environment and in files */
    OPTION_TEXT,
    OPTION_NUMBER, /* whole, from 0 */
    OPTION_SIZE,   /* bytes, with k, M, G */
    OPTION_MONEY,  /* a number from 0, with a fraction */
    OPTION_LIST, /* may be given several times; comma-separated in the environment and in files */
    OPTION_CHOICE, /* one of `choices` */
} OptionKind;

typedef struct Option {
    const char *name;     /* without the dashes */
    char letter;          /* 0: none */
    uint8_t kind;         /* OptionKind */
    const char *value;    /* what stands for the value in help: "DIR" */
    const char *choices;  /* "auto|tty|json|none" */
    const char *fallback; /* default, as text; NULL: none */
    const char *help;     /* a line, beginning small, without a full stop */
} Option;

typedef enum OptionOrigin {
    ORIGIN_DEFAULT,
    ORIGIN_FILE,
    ORIGIN_ENVIRONMENT,
    ORIGIN_FLAG,
} OptionOrigin;

typedef struct OptionValue {
    Str text;       /* the last one given; of lists: all, separated by newlines */
    uint8_t origin; /* OptionOrigin */
    bool is_set;    /* a default counts */
} OptionValue;

enum { OPTIONS_MAX = 64, OPERANDS_MAX = 256, SETTINGS_FILE_MAX_BYTES = 1 << 20 };

typedef struct Options {
    const Option *table; /* ended by a NULL name */
    OptionValue values[OPTIONS_MAX];
    const char *operands[OPERANDS_MAX];
    size_t operand_count;
    Arena arena;
    const char *file; /* the settings file that was read; NULL: none */
} Options;

/* Reads the command line after the command's name, then environment and settings file for what it
 * left open. `--` ends the flags; `-h` and `--help` are not known here. ERR_USAGE names the word. */
MUST_CHECK ErrCode options_read(Options *o, const Option *table, int argc, char **argv,
                                Err *err);
void options_done(Options *o);

bool option_flag(const Options *o, const char *name);
/* Empty when not set. */
Str option_text(const Options *o, const char *name);
const char *option_cstr(const Options *o, const char *name); /* NULL when not set */
uint64_t option_number(const Options *o, const char *name);  /* 0 when not set */
double option_money(const Options *o, const char *name);
bool option_is_set(const Options *o, const char *name);
/* NULL-ended list in the options' arena; NULL when empty. */
const char *const *option_list(Options *o, const char *name);

/* "FONDATION_OUTPUT_DIR" */
Str option_environment_name(Arena *a, const Option *option);

#endif
