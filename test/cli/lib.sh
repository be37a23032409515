# lib.sh -- what tests of the command line share: `check "sentence" command...` and a closing count.
#
# A test script sets nothing but calls `check`; each runs in a folder of its own below $work.

work=$(mktemp -d "${TMPDIR:-/tmp}/fondation-cli-test.XXXXXX")
trap 'chmod -R u+rwX "$work"; rm -rf "$work"' EXIT
export XDG_CACHE_HOME="$work/cache" HOME="$work/home"
mkdir -p "$HOME"
passed=0
failed=0

check() {
    local sentence=$1
    shift
    if "$@" >"$work/out" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $sentence"
        sed 's/^/    /' "$work/out" | tail -20
    fi
}

finish() {
    echo "$passed passed, $failed failed"
    [ "$failed" -eq 0 ]
}

# small_repository DIR -- a C program of three files with history, a README and a test
small_repository() {
    mkdir -p "$1/src" "$1/test"
    printf '# Tally\n\nTally counts words in files.\n\n## Build\n\n```sh\nmake\nmake test\n```\n' >"$1/README.md"
    printf 'all: tally\ntally: src/main.c src/count.c\n\tcc -o $@ $^\ntest: tally\n\t./test/run.sh\n' >"$1/Makefile"
    printf '/* count.h -- counting words. */\n#ifndef COUNT_H\n#define COUNT_H\n\n/* What was counted in one file. */\nstruct count {\n    long words; /* separated by white space */\n    long lines;\n};\n\n/* Counts the words and lines of a text. */\nstruct count count_text(const char *text);\n\n#endif\n' >"$1/src/count.h"
    printf '#include "count.h"\n\n/* Counts the words and lines of a text. */\nstruct count count_text(const char *text)\n{\n    struct count c = {0, 0};\n    int in_word = 0;\n\n    for (; *text; text++) {\n        if (*text == 10)\n            c.lines++;\n        if (*text == 32 || *text == 10)\n            in_word = 0;\n        else if (!in_word) {\n            in_word = 1;\n            c.words++;\n        }\n    }\n    return c;\n}\n' >"$1/src/count.c"
    printf '#include <stdio.h>\n#include "count.h"\n\n/* Prints the count of one text. */\nstatic void print_count(const char *name, struct count c)\n{\n    printf("%%s: %%ld words, %%ld lines\\n", name, c.words, c.lines);\n}\n\nint main(int argc, char **argv)\n{\n    for (int i = 1; i < argc; i++)\n        print_count(argv[i], count_text(argv[i]));\n    return 0;\n}\n' >"$1/src/main.c"
    printf '#!/bin/sh\n./tally "one two" | grep -q "2 words"\n' >"$1/test/run.sh"
    git -C "$1" -c init.defaultBranch=main init -q
    git -C "$1" add -A
    GIT_AUTHOR_DATE='2020-01-01T00:00:00Z' GIT_COMMITTER_DATE='2020-01-01T00:00:00Z' \
        git -C "$1" -c user.name=t -c user.email=t@example.org commit -qm 'Count words'
}
