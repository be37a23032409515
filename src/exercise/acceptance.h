/*
 * acceptance.h -- whether a change is made, seen from the files alone.
 *
 * A first change is accepted when all of its checks hold of the learner's files. The same checks are tried at
 * build on the repository as it is (some must fail) and with the reference solution put over it (all
 * must hold), so files come through a door: the repository with edits over it, or a folder.
 */
#ifndef FONDATION_EXERCISE_ACCEPTANCE_H
#define FONDATION_EXERCISE_ACCEPTANCE_H

#include "course/course.h"
#include "syntax/pack.h"

typedef struct LearnerFiles {
    void *self;
    /* False when there is no such file. The text lives in `a`. */
    bool (*read)(void *self, Arena *a, Str path, Str *ret);
} LearnerFiles;

/* kind, what it asks of `path` */
/* clang-format off */
#define ACCEPTANCES(X)                                                                 \
    X(DEFINES,    "defines")    /* a definition `name` */                              \
    X(GONE,       "gone")       /* the name `name` nowhere */                          \
    X(USES,       "uses")       /* `name` at least `count` times, in `inside` if set */ \
    X(DOCUMENTED, "documented") /* a comment at `name` that speaks of each parameter */ \
    X(TESTS,      "tests")      /* `count` tests that use `name` */                    \
    X(KEEPS,      "keeps")      /* at least `count` definitions */                     \
    X(READS,      "reads")      /* that it can be parsed */                             \
    X(LACKS,      "lacks")      /* no literal `name` in the definition `inside` */
/* clang-format on */

typedef enum Acceptance {
#define X(id, word) ACCEPT_##id,
    ACCEPTANCES(X)
#undef X
        ACCEPT_COUNT
} Acceptance;

const char *acceptance_word(Acceptance kind);

/* For each check of the exercise whether it holds; an unknown kind does not. ret_holds has room for
 * checks_count. Each file is read once. */
void acceptance_judge(SyntaxReader *r, Arena *a, const LearnerFiles *files, const Exercise *x,
                      bool *ret_holds);
/* The first check that does not hold; UINT32_MAX: all do. */
uint32_t acceptance_first_open(SyntaxReader *r, Arena *a, const LearnerFiles *files,
                               const Exercise *x);

/* A file with the edits of the exercise to `path` made; false when they do not fit the text (another
 * version of the file). */
bool edits_apply(Arena *a, const Exercise *x, Str path, Str text, Str *ret);
/* The same with all edits to all files but the one numbered `without` (UINT32_MAX: none is left out). */
bool edits_apply_without(Arena *a, const Exercise *x, Str path, Str text, uint32_t without,
                         Str *ret);

/* What is counted, for those who make checks. */
uint32_t acceptance_count_tests(SyntaxReader *r, Arena *a, LanguageId language, Str text,
                                Str name);

#endif
