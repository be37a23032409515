/*
 * resolve_cpp_space_test.c -- namespaces that `using namespace` opens.
 */
#include "program_test.h"

TEST(a_qualifier_is_found_through_a_namespace_that_another_one_opens)
{
    TestProgram t = test_program((TestFile[]){
        {"a.hpp", "namespace outer { namespace inner { class C { void f(); }; } }\n"},
        {"a.cpp", "#include \"a.hpp\"\nusing namespace outer;\nusing namespace inner;\nvoid "
                  "C::f() {}\n"},
        {0}});

    CHECK_TEXT(test_edges_at(&t, "a.cpp", 4), "C::f -> a.hpp:1 outer::inner::C (import)\n");
    test_program_done(&t);
}

/* Each of them asked all others for its own name, and they again: 24 ^ 16 look-ups. */
TEST(namespaces_that_are_not_in_the_repository_do_not_ask_each_other_without_end)
{
    Arena a = {0};
    Buf text = BUF(1 << 16);

    for (int i = 0; i < 24; i++)
        buf_printf(&text, "using namespace outside%d;\n", i);
    buf_lit(&text, "void Unknown::f() {}\nvoid g() {}\n");
    TestProgram t = test_program((TestFile[]){{"a.cpp", arena_cstr(&a, buf_str(&text))}, {0}});

    CHECK_INT(t.program->unit_count, 1);
    CHECK_TEXT(test_edges(&t), "");
    test_program_done(&t);
    buf_done(&text);
    arena_done(&a);
}

TEST_MAIN()
