/*
 * options.h -- what a user can set from outside: flags of the command line, environment variables.
 *
 * A flag is found in a call that declares it (argparse, click, flag, cobra, commander, picocli), on a field
 * that carries it (clap), or as an arm of a parser that is written out (a switch over letters, a
 * comparison with "--name"). What it sets is what its arm assigns to.
 */
#ifndef FONDATION_INSIGHT_OPTIONS_H
#define FONDATION_INSIGHT_OPTIONS_H

#include "flow/flow.h"
#include "insight/insight.h"

enum { OPTIONS_MAX = 400, OPTION_MAX_TARGETS = 3, OPTION_MAX_READERS = 2 };

typedef enum OptionKind { OPTION_FLAG, OPTION_ENVIRONMENT } OptionKind;

typedef struct OptionTarget {
    SymbolId symbol;
    Place at;  /* of the assignment */
    Str value; /* as written, when it is short; may be empty */
} OptionTarget;

typedef struct OptionFact {
    Str name; /* "--port", "-b", "NO_COLOR" */
    uint8_t kind;
    Place at;
    SymbolId parser; /* the function, field or variable that declares it; 0: the file */
    OptionTarget targets[OPTION_MAX_TARGETS];
    uint32_t target_count;
    Str help; /* of the declaration, or of the usage text; may be empty */
    Place help_at;
    Str initial; /* what it is when it is not given; may be empty */
    Place initial_at;
    SymbolId readers
        [OPTION_MAX_READERS]; /* functions that use the first target, outside of the parser */
    Place read_at[OPTION_MAX_READERS];
    uint32_t reader_count;
    /* The line of a document that names it; path empty: none was found. */
    Str doc_path;
    uint32_t doc_line;
} OptionFact;

/* All of the repository outside of tests, examples and scripts of the build; in order of place. `flow` may
 * be NULL: then parsers that are written out give nothing. */
uint32_t options_find(const Insight *x, Flow *flow, OptionFact **ret);

/* Text stands in `s` as a word of its own: "-b" not in "--bind", "PORT" not in "IMPORT". */
bool option_is_named_in(Str s, Str option, size_t *ret_at);

#endif
