/*
 * program_test.c -- reading and resolving a whole small repository.
 */
#include "program_test.h"

TEST(a_repository_without_any_source_is_an_empty_program)
{
    TestProgram t = test_program((TestFile[]){{"notes.unknown", "hello\n"}, {0}});

    CHECK_INT(t.program->unit_count, 0);
    CHECK_TEXT(test_defs(&t), "");
    CHECK_TEXT(test_edges(&t), "");
    CHECK_TEXT(test_notes(&t), "");
    CHECK_TEXT(test_edges_at(&t, "notes.unknown", 1), "");
    test_program_done(&t);
}

TEST_MAIN()
