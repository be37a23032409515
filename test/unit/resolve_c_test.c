/*
 * resolve_c_test.c -- whom names in C mean.
 */
#include "program_test.h"

TEST(a_call_leads_through_the_prototype_to_the_definition)
{
    TestProgram t = test_program((TestFile[]){
        {"src/api.h", "int add(int a, int b);\n"},
        {"src/add.c", "#include \"api.h\"\nint add(int a, int b) { return a + b; }\n"},
        {"src/main.c", "#include \"api.h\"\nint main(void) { return add(1, 2); }\n"},
        {0}});

    CHECK_TEXT(test_edges_at(&t, "src/main.c", 1), "- -> src/api.h:1 * (import)\n");
    CHECK_TEXT(test_edges_at(&t, "src/main.c", 2), "main -> src/add.c:2 add (import)\n");
    test_program_done(&t);
}

TEST(a_declaration_without_definition_is_led_to_itself)
{
    TestProgram t = test_program(
        (TestFile[]){{"a.h", "extern int outside;\nint f(void);\n"},
                     {"a.c", "#include \"a.h\"\nint g(void) { return f() + outside; }\n"},
                     {0}});

    CHECK_TEXT(test_edges_at(&t, "a.c", 2), "g -> a.h:2 f (import)\n"
                                            "g -> a.h:1 outside (import)\n");
    test_program_done(&t);
}

TEST(a_static_function_of_another_file_is_not_meant)
{
    TestProgram t = test_program((TestFile[]){
        {"a.c", "static int helper(void) { return 1; }\nint f(void) { return helper(); }\n"},
        {"b.c", "int g(void) { return helper(); }\n"},
        {0}});

    CHECK_TEXT(test_edges_at(&t, "a.c", 2), "f -> a.c:1 helper (exact)\n");
    CHECK_TEXT(test_edges_at(&t, "b.c", 1), "");
    test_program_done(&t);
}

TEST(locals_and_parameters_hide_what_is_outside)
{
    TestProgram t = test_program(
        (TestFile[]){{"a.c", "int size;\n"
                             "int f(int size) { return size; }\n"
                             "int g(void) { { int size = 1; (void)size; } return size; }\n"},
                     {0}});

    CHECK_TEXT(test_edges_at(&t, "a.c", 2), "");
    CHECK_TEXT(test_edges_at(&t, "a.c", 3), "g -> a.c:1 size (exact)\n");
    test_program_done(&t);
}

TEST(members_are_found_through_locals_globals_fields_calls_and_casts)
{
    TestProgram t = test_program((TestFile[]){
        {"a.h",
         "struct item { int key; struct item *next; };\n"
         "typedef struct item *item_ref;\n"
         "struct list { struct item *head; struct { int used; } stats; item_ref tail; };\n"
         "struct list *list_of(void *x);\n"
         "extern struct list all;\n"},
        {"a.c", "#include \"a.h\"\n"
                "int a(struct list *l) { return l->head->key; }\n"
                "int b(void) { return all.stats.used; }\n"
                "int c(void) { return list_of(0)->tail->next->key; }\n"
                "int d(void *p) { return ((struct item *)p)->key + (*(struct list "
                "*)p).head[2].key; }\n"
                "int e(int n, struct item *i, struct item *j) { return (n ? i : j)->key; }\n"
                "int f(struct list *l) { struct item *i = l->head; return (i + 1)->key; }\n"},
        {0}});

    CHECK_TEXT(test_edges_at(&t, "a.c", 2), "a -> a.h:3 list (import)\n"
                                            "a -> a.h:3 list.head (typed)\n"
                                            "a -> a.h:1 item.key (typed)\n");
    CHECK_TEXT(test_edges_at(&t, "a.c", 3), "b -> a.h:5 all (import)\n"
                                            "b -> a.h:3 list.stats (typed)\n"
                                            "b -> a.h:3 list.stats.used (typed)\n");
    CHECK_TEXT(test_edges_at(&t, "a.c", 4), "c -> a.h:4 list_of (import)\n"
                                            "c -> a.h:3 list.tail (typed)\n"
                                            "c -> a.h:1 item.next (typed)\n"
                                            "c -> a.h:1 item.key (typed)\n");
    CHECK_TEXT(test_edges_at(&t, "a.c", 5), "d -> a.h:1 item (import)\n"
                                            "d -> a.h:1 item.key (typed)\n"
                                            "d -> a.h:3 list (import)\n"
                                            "d -> a.h:3 list.head (typed)\n"
                                            "d -> a.h:1 item.key (typed)\n");
    CHECK_TEXT(test_edges_at(&t, "a.c", 6), "e -> a.h:1 item (import)\n"
                                            "e -> a.h:1 item (import)\n"
                                            "e -> a.h:1 item.key (typed)\n");
    CHECK_TEXT(test_edges_at(&t, "a.c", 7), "f -> a.h:3 list (import)\n"
                                            "f -> a.h:1 item (import)\n"
                                            "f -> a.h:3 list.head (typed)\n"
                                            "f -> a.h:1 item.key (typed)\n");
    test_program_done(&t);
}

TEST(designators_name_members_of_what_is_initialised)
{
    TestProgram t = test_program((TestFile[]){
        {"a.c", "struct in { int x; };\n"
                "struct out { struct in first; struct in rows[2]; int (*run)(void); };\n"
                "int go(void) { return 0; }\n"
                "struct out o = { .first = { .x = 1 }, .run = go };\n"
                "struct out list[] = { { .rows = { { .x = 2 } } }, [1] = { { .x = 3 } } };\n"
                "void f(struct out *p) { *p = (struct out){ .first.x = 4 }; p->run(); }\n"},
        {0}});

    CHECK_TEXT(test_edges_at(&t, "a.c", 4), "o -> a.c:2 out (exact)\n"
                                            "o -> a.c:2 out.first (typed)\n"
                                            "o -> a.c:1 in.x (typed)\n"
                                            "o -> a.c:2 out.run (typed)\n"
                                            "o -> a.c:3 go (exact)\n");
    CHECK_TEXT(test_edges_at(&t, "a.c", 5), "list -> a.c:2 out (exact)\n"
                                            "list -> a.c:2 out.rows (typed)\n"
                                            "list -> a.c:1 in.x (typed)\n"
                                            "list -> a.c:1 in.x (typed)\n");
    CHECK_TEXT(test_edges_at(&t, "a.c", 6), "f -> a.c:2 out (exact)\n"
                                            "f -> a.c:2 out (exact)\n"
                                            "f -> a.c:2 out.first (typed)\n"
                                            "f -> a.c:1 in.x (typed)\n"
                                            "f -> a.c:2 out.run (typed)\n");
    test_program_done(&t);
}

TEST(a_type_argument_of_a_macro_types_its_value_and_its_member)
{
    TestProgram t = test_program((TestFile[]){
        {"a.c", "struct node { int prev; };\n"
                "struct item { struct node link; int key; };\n"
                "int f(struct node *n) { return container_of(n, struct item, link)->key; }\n"},
        {0}});

    CHECK_TEXT(test_edges_at(&t, "a.c", 3), "f -> a.c:1 node (exact)\n"
                                            "f -> a.c:2 item (exact)\n"
                                            "f -> a.c:2 item.link (typed)\n"
                                            "f -> a.c:2 item.key (typed)\n");
    test_program_done(&t);
}

TEST(a_struct_that_is_only_declared_here_leads_to_its_body_elsewhere)
{
    TestProgram t = test_program(
        (TestFile[]){{"a.h", "struct secret;\nstruct secret *open_it(void);\n"},
                     {"a.c", "#include \"a.h\"\nstruct secret { int x; };\n"},
                     {"b.c", "#include \"a.h\"\nvoid f(struct secret *s) {}\n"},
                     {0}});

    CHECK_TEXT(test_edges_at(&t, "b.c", 2), "f -> a.c:2 secret (likely)\n");
    test_program_done(&t);
}

TEST(names_in_the_bodies_of_macros_and_in_conditions_are_uses)
{
    TestProgram t = test_program(
        (TestFile[]){{"a.c", "int helper(int x);\n"
                             "#define WIDTH 3\n"
                             "#define CALL(x) helper((x) + WIDTH + (x)->member)\n"
                             "#define PASTE(a) a##WIDTH #a\n"
                             "#ifdef WIDTH\n"
                             "#endif\n"},
                     {0}});

    CHECK_TEXT(test_edges_at(&t, "a.c", 3), "CALL -> a.c:1 helper (exact)\n"
                                            "CALL -> a.c:2 WIDTH (exact)\n");
    CHECK_TEXT(test_edges_at(&t, "a.c", 4), "");
    CHECK_TEXT(test_edges_at(&t, "a.c", 5), "- -> a.c:2 WIDTH (exact)\n");
    test_program_done(&t);
}

TEST(of_several_headers_of_one_name_the_nearest_is_included)
{
    TestProgram t = test_program((TestFile[]){
        {"a/util.h", "int util_a(void);\n"},
        {"b/util.h", "int util_b(void);\n"},
        {"b/x/main.c", "#include <util.h>\nint main(void) { util_a(); return util_b(); }\n"},
        {"c/string.h", "int copied(void);\n"},
        {"c/main.c", "#include <string.h>\nint main(void) { return 0; }\n"},
        {0}});

    CHECK_TEXT(test_edges_at(&t, "b/x/main.c", 1), "- -> b/util.h:1 * (import)\n");
    CHECK_TEXT(test_edges_at(&t, "c/main.c", 1), "");
    test_program_done(&t);
}

TEST(a_header_sees_what_the_file_that_includes_it_sees)
{
    TestProgram t = test_program(
        (TestFile[]){{"types.h", "typedef struct { int n; } counter;\n"},
                     {"part.h", "static int read_it(counter *c) { return c->n; }\n"},
                     {"main.c", "#include \"types.h\"\n#include \"part.h\"\n"},
                     {0}});

    CHECK_TEXT(test_edges_at(&t, "part.h", 1), "read_it -> types.h:1 counter (import)\n"
                                               "read_it -> types.h:1 counter.n (typed)\n");
    test_program_done(&t);
}

TEST(a_replacement_for_systems_without_it_does_not_take_a_library_function)
{
    TestProgram t = test_program((TestFile[]){
        {"compat.h",
         "#ifndef HAVE_STRLCPY\n#define strlcpy my_strlcpy\n#endif\n"
         "#ifdef _WIN32\n#define width_of(x) 1\n#else\n#define width_of(x) 2\n#endif\n"},
        {"a.c", "#include \"compat.h\"\n"
                "void f(char *to) { strlcpy(to, \"a\", 2); }\n"
                "int g(void) { return width_of(1); }\n"},
        {0}});

    CHECK_TEXT(test_edges_at(&t, "a.c", 2), "");
    CHECK_TEXT(test_edges_at(&t, "a.c", 3), "g -> compat.h:7 width_of (import)\n");
    test_program_done(&t);
}

TEST(a_macro_hides_the_function_of_its_name)
{
    TestProgram t = test_program((TestFile[]){
        {"a.h", "int size_of(int x);\n"},
        {"b.h", "#define size_of(x) 4\n"},
        {"a.c", "#include \"a.h\"\n#include \"b.h\"\nint f(void) { return size_of(1); }\n"},
        {0}});

    CHECK_TEXT(test_edges_at(&t, "a.c", 3), "f -> b.h:1 size_of (import)\n");
    test_program_done(&t);
}

TEST(a_macro_that_is_another_name_or_a_cast_has_its_type)
{
    TestProgram t = test_program(
        (TestFile[]){{"a.c", "struct s { int x; };\n"
                             "struct s *make(void);\n"
                             "#define alias struct s\n"
                             "#define build() make()\n"
                             "#define as_s(p) ((struct s *)(p))\n"
                             "int f(alias *a) { return a->x; }\n"
                             "int g(void) { return build()->x; }\n"
                             "int h(void *p) { return as_s(p)->x; }\n"},
                     {0}});

    CHECK_TEXT(test_edges_at(&t, "a.c", 6),
               "f -> a.c:3 alias (exact)\nf -> a.c:1 s.x (typed)\n");
    CHECK_TEXT(test_edges_at(&t, "a.c", 7),
               "g -> a.c:4 build (exact)\ng -> a.c:1 s.x (typed)\n");
    CHECK_TEXT(test_edges_at(&t, "a.c", 8),
               "h -> a.c:5 as_s (exact)\nh -> a.c:1 s.x (typed)\n");
    test_program_done(&t);
}

TEST(an_include_that_a_macro_names_is_followed)
{
    TestProgram t = test_program(
        (TestFile[]){{"malloc.h", "#define my_free free\n"},
                     {"a.c", "#define MALLOC_HEADER \"malloc.h\"\n#include MALLOC_HEADER\n"
                             "void f(void *p) { my_free(p); }\n"},
                     {0}});

    CHECK_TEXT(test_edges_at(&t, "a.c", 3), "f -> malloc.h:1 my_free (import)\n");
    test_program_done(&t);
}

TEST(files_for_other_systems_come_last)
{
    TestProgram t = test_program((TestFile[]){
        {"net.h", "int wait_for(int fd);\n"},
        {"net_darwin.c", "#include \"net.h\"\nint wait_for(int fd) { return 1; }\n"},
        {"net_linux.c", "#include \"net.h\"\nint wait_for(int fd) { return 2; }\n"},
        {"main.c", "#include \"net.h\"\nint main(void) { return wait_for(1); }\n"},
        {0}});

    CHECK_TEXT(test_edges_at(&t, "main.c", 2), "main -> net_linux.c:2 wait_for (import)\n");
    test_program_done(&t);
}

TEST(broken_source_still_gives_the_edges_around_the_damage)
{
    TestProgram t = test_program(
        (TestFile[]){{"a.c", "int ok(void) { return 1; }\n"
                             "int bad(void)\n{\n    if (ok( { ]\n    return ok();\n}\n"
                             "int fine(void)\n{\n    return ok();\n}\n"},
                     {0}});

    CHECK_TEXT(test_edges_at(&t, "a.c", 9), "fine -> a.c:1 ok (exact)\n");
    test_program_done(&t);
}

TEST(types_that_are_made_of_each_other_end)
{
    TestProgram t = test_program((TestFile[]){{"a.c", "typedef a_t b_t;\ntypedef b_t a_t;\n"
                                                      "extern __typeof__(y) x;\n"
                                                      "int f(a_t *p) { return p->member; }\n"},
                                              {0}});

    CHECK_TEXT(test_edges_at(&t, "a.c", 4), "f -> a.c:2 a_t (exact)\n");
    test_program_done(&t);
}

TEST(any_number_of_threads_finds_the_same)
{
    static const TestFile files[] = {
        {"a.h", "struct s { int x; };\nint f(struct s *s);\n"},
        {"a.c", "#include \"a.h\"\nint f(struct s *s) { return s->x; }\n"},
        {"b.c", "#include \"a.h\"\nint g(struct s *s) { return f(s) + s->x; }\n"},
        {"c.c", "#include \"a.h\"\nint h(struct s *s) { return f(s); }\n"},
        {0}};
    TestProgram one = test_program_on(files, 1), four = test_program_on(files, 4);

    CHECK_TEXT(test_edges(&one), test_edges(&four));
    CHECK(one.program->edge_count > 8);
    test_program_done(&one);
    test_program_done(&four);
}

TEST_MAIN()
