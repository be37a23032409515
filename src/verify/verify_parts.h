/*
 * verify_parts.h -- what the rules share: the documents, the repository as a set of paths, claims.
 *
 * A rule looks at items of a document and says at once what is wrong, or makes a claim about a word
 * ("retry_max exists somewhere"). Claims that the program's names do not settle are settled together,
 * by reading the repository's texts once (words.c).
 */
#ifndef FONDATION_VERIFY_VERIFY_PARTS_H
#define FONDATION_VERIFY_VERIFY_PARTS_H

#include "base/map.h"
#include "source/glob.h"
#include "verify/markdown.h"
#include "verify/verify.h"

/* Lines in which a comment keeps a rule quiet. */
typedef struct Quiet {
    uint32_t line, end_line;
    unsigned rules; /* BIT(RULE_...) */
} Quiet;

typedef struct Doc {
    Str path;        /* for people: as named by the caller */
    Str repo_path;   /* in the repository; empty: it lies outside */
    const char *dir; /* of a document outside: its folder on disk */
    Str text;
    Markdown md;
    StrMap anchors;      /* of headings and HTML */
    StrMap own_words;    /* that its own blocks of code hold: examples define what they use */
    bool is_history;     /* a changelog: speaks of what is no more */
    bool is_site;        /* page of a site generator, whose links follow other rules */
    bool has_directives; /* and it is told to add what stands elsewhere */
    VEC(Quiet) quiet;
} Doc;

/* "This word exists"; when it does not, the message becomes a finding. */
typedef struct Claim {
    Doc *doc;
    uint32_t line;
    uint8_t rule;
    bool needs_near; /* and is silent unless a defined name is one slip away */
    Str words[4];    /* one of them must exist; empty ones do not count */
    Str message;
} Claim;

/* A path that is not there, until git was asked whether it ever was. */
typedef struct MissingPath {
    Doc *doc;
    uint32_t line;
    Str path;
    bool is_likely; /* it looks like one of the repository's all the same */
} MissingPath;

/* All files and folders of the checkout. */
typedef struct RepoTree {
    StrMap paths; /* file: index + 1 into files; folder: 0 */
    StrMap names; /* last component -> first file of that name, index + 1 into `same_name` */
    uint32_t *same_name; /* by file: the next one of that name, + 1; 0: none */
    const SourceFile *files;
    size_t file_count;
} RepoTree;

typedef struct Verifying {
    const VerifyAsk *ask;
    const Program *program;
    const Checkout *checkout;
    Evidence *evidence;
    Arena *arena;
    VerifyTold *told;
    RepoTree tree;
    Str repo_dir;        /* real path of the checkout, without a slash at the end */
    VEC(Doc *) docs;     /* to be checked */
    VEC(Doc *) all_docs; /* and those that they lead to */
    StrMap doc_by_path;  /* index + 1 into all_docs */
    VEC(Claim) claims;
    VEC(MissingPath) missing;
    VEC(Str) commits; /* that removed some of them */
    StrMap allow;
    /* what commands may name (rule_commands.c), read when the first command is met */
    bool has_offers, has_programs;
    bool has_makefile, has_scripts;
    bool makes_more; /* Makefiles have targets that only make can tell */
    StrMap targets, scripts, programs;
    GlobList skip;
} Verifying;

/* A finding, unless a comment or a setting says that it is meant. `severity` as the table says, or
 * a warning where the rule is not certain. */
void verify_find(Verifying *v, Doc *d, uint32_t line, VerifyRule rule, bool is_certain,
                 const char *fmt, ...) PRINTF_LIKE(6, 7);
bool verify_is_allowed(const Verifying *v, Str word);
bool verify_wants(const Verifying *v, VerifyRule rule);
/* Sorted, without repetitions, and counted. */
void verify_settle(VerifyTold *t);
/* The claim is copied, its texts are not. */
void verify_claim(Verifying *v, const Claim *claim);

/* docs.c */
ErrCode docs_gather(Verifying *v, Err *err);
/* The document of the repository at this path, read when it has to be; NULL when it is none. */
const Doc *docs_find(Verifying *v, Str repo_path);
/* Anchors, words and comments of a document whose items were read. */
void docs_index(Arena *a, Doc *d);
void docs_release(Doc *d);
/* tree.c */
void tree_build(Verifying *v);
void tree_done(Verifying *v);
const SourceFile *tree_file(const Verifying *v, Str path); /* NULL: no such file */
bool tree_has(const Verifying *v, Str path);               /* file or folder */
/* A file or folder whose path ends with these components. */
bool tree_has_suffix(const Verifying *v, Str path);
/* "a/b" + "../c" -> "a/c"; false when it leads out of the root or holds what is no path. */
bool tree_join(Arena *a, Str dir, Str relative, Str *ret);
Str percent_decoded(Arena *a, Str s);

/* the rules */
void rule_links(Verifying *v, Doc *d);
void rule_paths(Verifying *v, Doc *d);
/* After all documents. */
void paths_settle(Verifying *v);
void rule_names(Verifying *v, Doc *d);
void rule_commands(Verifying *v, Doc *d);
void commands_release(Verifying *v);
void rule_defaults(Verifying *v, Doc *d);
/* All documents at once. */
void rule_quotes(Verifying *v);
/* A name that the repository's code defines, one slip away from the word; empty: none. */
Str near_name(const Verifying *v, Str word);
/* words.c: settles the claims. */
void claims_settle(Verifying *v);
/* A word of some language, or one that documents may use for a reason that is in the list. */
bool verify_word_is_known(Str word);

static inline bool is_word_char(char c)
{
    return c == '_' || c == '$' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z') || (c & 0x80);
}

#endif
