/*
 * unit_tests.c -- runs the tests of one file: unit_tests checkout_test. Without a name it lists the files.
 *
 * One program holds all: sixty programs with the grammars linked into each were three gigabytes and a
 * minute of linking. Meson still starts it once for each file, so that no test sees what another left.
 */
#include "test.h"

#include <stdio.h>

static TestSuite *suites;

void test_add_suite(TestSuite *suite)
{
    suite->next = suites;
    suites = suite;
}

static Str suite_name(const TestSuite *suite)
{
    Str base = path_base(str_from(suite->file));

    return str_sub(base, 0, base.len - strlen(".c"));
}

int main(int argc, char **argv)
{
    for (TestSuite *s = suites; s; s = s->next) {
        if (argc < 2)
            printf("%.*s\n", STR_ARG(suite_name(s)));
        else if (str_is(suite_name(s), argv[1]))
            return s->run();
    }
    if (argc < 2)
        return 0;
    fprintf(stderr, "unit_tests: there is no '%s'\n", argv[1]);
    return 2;
}
