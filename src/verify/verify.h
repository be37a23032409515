/*
 * verify.h -- is it true: a course, or anybody's Markdown, compared with a checkout.
 *
 * What comes back is a list of findings, each with a rule, a place and a sentence. An error is a
 * statement that is certainly wrong of this checkout (a link to a file that is not there, a line
 * beyond the end of a file); a warning is one that a person should look at. Rules prefer silence to
 * a guess: a linter that cries wolf is switched off.
 *
 * A document answers back with comments:
 *
 *     <!-- fondation-ignore RULE...: why -->       the block that follows, or that it stands in
 *     <!-- fondation-ignore-file RULE...: why -->  the whole file
 */
#ifndef FONDATION_VERIFY_VERIFY_H
#define FONDATION_VERIFY_VERIFY_H

#include "base/vec.h"
#include "course/check.h"

/* id, name in output and in comments, severity of a miss, what it asks */
/* clang-format off */
#define VERIFY_RULES(X)                                                                              \
    X(LINK,    "link",    true,  "A relative link leads to a file that is there.")                   \
    X(ANCHOR,  "anchor",  true,  "A link to a heading leads to a heading that is there.")            \
    X(PATH,    "path",    false, "A path that is named exists in the repository.")                   \
    X(LINES,   "lines",   true,  "Lines that are named lie within their file.")                      \
    X(NAME,    "name",    false, "A name in code exists in the repository, its imports or its language.") \
    X(QUOTE,   "quote",   false, "Quoted code is the repository's code.")                            \
    X(COMMAND, "command", false, "A target, script or option exists.")                               \
    X(DEFAULT, "default", false, "A default that is stated is the one in the code.")                 \
    X(PAGE,    "page",    true,  "The pages of a course are those that its plan names, and none is empty.") \
    X(STATE,   "state",   false, "The checkout is the commit that the course speaks of.")            \
    X(FILE,    "file",    false, "A document can be read.")
/* clang-format on */

typedef enum VerifyRule {
#define X(id, name, is_error, words) RULE_##id,
    VERIFY_RULES(X)
#undef X
        RULE_COUNT
} VerifyRule;

const char *verify_rule_name(VerifyRule rule);
const char *verify_rule_words(VerifyRule rule);

typedef struct VerifyFinding {
    Str rule; /* a name of VERIFY_RULES, or of course/check.h as a slug */
    bool is_error;
    Str path;      /* of the document, as it was named by the caller; may be empty */
    Str uri;       /* the same seen from the root of repository or course; empty: as `path` */
    uint32_t line; /* 0: of the whole file */
    Str place;     /* what no line tells: a chapter's section; may be empty */
    Str message;
} VerifyFinding;

VEC_TYPE(VerifyFindings, VerifyFinding);

typedef struct VerifyTold {
    Arena arena;              /* of everything below */
    VerifyFindings findings;  /* sorted by path, line, rule */
    LIST_OF(Figure, figures); /* of a course */
    uint32_t files;
    uint64_t items; /* links, names, paths, blocks looked at */
    uint32_t errors, warnings, ignored;
    Str note; /* about the state of the checkout; may be empty */
} VerifyTold;

void verify_told_done(VerifyTold *t);

enum { VERIFY_MAX_FINDINGS = 10000, VERIFY_MAX_FILES = 20000 };

/* -- anybody's Markdown -- */

typedef struct VerifyAsk {
    const Program *program; /* names are enough: it need not be resolved */
    Evidence *evidence;
    const char *const *paths; /* NULL-ended: files and folders of Markdown */
    const char *const *allow; /* NULL-ended names, paths, options that are meant; may be NULL */
    const char *const *skip;  /* NULL-ended globs of documents; may be NULL */
    unsigned rules;           /* BIT(RULE_...); 0: all */
    const volatile sig_atomic_t *stop;
} VerifyAsk;

/* ERR_NOT_FOUND for a path that is not there; ERR_INVALID when there is no Markdown at all. */
MUST_CHECK ErrCode verify_markdown(const VerifyAsk *ask, VerifyTold *ret, Err *err);

/* -- a course -- */

typedef struct VerifyCourseAsk {
    Course *course;         /* read from DIR/course.json; its report is made anew */
    const Program *program; /* resolved */
    Evidence *evidence;
    const char *dir; /* of the course */
    Str head;        /* commit that is checked out, when another is compared; may be empty */
    /* Adds rows to the course's report after course_check: keys of exercises (exercises_check), which
     * this folder does not know. May be NULL. */
    void (*check_more)(Course *c, const Program *p, Evidence *e, Arena *a);
} VerifyCourseAsk;

MUST_CHECK ErrCode verify_course(const VerifyCourseAsk *ask, VerifyTold *ret, Err *err);

/* -- output -- */

/* Findings by document, for people. */
void verify_write_text(const VerifyTold *t, Buf *out);
void verify_write_json(const VerifyTold *t, Buf *out);
/* SARIF 2.1.0; `base` is the folder (a file: URI is made of it) that paths are relative to. */
void verify_write_sarif(const VerifyTold *t, Str base, Buf *out);

#endif
