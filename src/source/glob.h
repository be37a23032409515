/*
 * glob.h -- file name patterns as git has them, and lists of such patterns.
 *
 * One matcher serves .gitignore files, .gitattributes and --include/--exclude. It follows git's
 * rules (gitignore(5)): `*` and `?` stop at '/', `**` between slashes does not, [classes], escapes
 * by backslash. Its work is bounded by GLOB_MAX_STEPS, so no pattern can make it slow: a match that
 * would take more is none.
 */
#ifndef FONDATION_SOURCE_GLOB_H
#define FONDATION_SOURCE_GLOB_H

#include "base/arena.h"
#include "base/str.h"

enum {
    GLOB_MAX_STEPS = 100000,       /* of one match */
    GLOB_MAX_PATTERN_BYTES = 2048, /* longer lines are passed over, as git does */
    GLOB_MAX_RULES = 20000,        /* of one list */
};

/* Whether the whole text matches. With `is_path` off a '/' is a character like any other. */
bool glob_match(Str pattern, Str text, bool is_path);

typedef struct GlobRule {
    Str pattern;          /* without the marks that became flags */
    bool is_negated;      /* began with '!' */
    bool is_dir_only;     /* ended with '/' */
    bool is_name_only;    /* no '/' in it: compared with the last component at any depth */
    bool is_literal;      /* nothing special in it */
    bool is_suffix;       /* "*" and a literal */
    uint16_t literal_len; /* how much of its beginning is literal */
} GlobRule;

/* One line of an ignore file (or one glob of the command line). False for comments, empty and
 * broken lines. The rule's pattern lies in `line`. */
bool glob_rule_parse(Str line, GlobRule *ret);
/* Whether the rule's pattern matches `path`, relative to the folder that the rule stands in. Does
 * not look at folders above `path`. */
bool glob_rule_matches(const GlobRule *r, Str path, bool is_dir);

typedef struct GlobList {
    GlobRule *rules;
    size_t count;
} GlobList;

/* The rules of a whole ignore file; `text` must outlive them. */
GlobList glob_list_parse(Arena *a, Str text);

typedef enum GlobVerdict { GLOB_NO_WORD, GLOB_IGNORED, GLOB_KEPT } GlobVerdict;

/* What the list says of this path itself: the last rule that matches decides. */
GlobVerdict glob_list_verdict(const GlobList *l, Str path, bool is_dir);

/* Whether the path of a file, or any folder above it, is named by one of the patterns: what
 * --include and --exclude mean. */
bool glob_list_names_file(const GlobList *l, Str path);

#endif
