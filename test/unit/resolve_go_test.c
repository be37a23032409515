/*
 * resolve_go_test.c -- where names lead in Go.
 */
#include "program_test.h"

TEST(names_of_a_package_are_seen_in_all_its_files_and_imports_in_one)
{
    TestProgram t = test_program((TestFile[]){
        {"go.mod", "module example.org/m\n"},
        {"a.go", "package m\nfunc F() { g() }\n"},
        {"b.go", "package m\nfunc g() {}\n"},
        {"sub/c.go", "package sub\nimport \"example.org/m\"\nfunc H() { m.F() }\n"},
        {"sub/d.go", "package sub\nimport x \"example.org/m\"\nfunc J() { x.F(); H() }\n"},
        {"sub/e.go", "package sub\nimport . \"example.org/m\"\nfunc K() { F() }\n"},
        {0}});

    CHECK_TEXT(test_edges(&t), "a.go:2 F -> b.go:2 g (member)\n"
                               "sub/c.go:3 H -> a.go:2 F (import)\n"
                               "sub/d.go:3 J -> a.go:2 F (import)\n"
                               "sub/d.go:3 J -> sub/c.go:3 H (member)\n"
                               "sub/e.go:3 K -> a.go:2 F (member)\n");
    test_program_done(&t);
}

TEST(an_import_has_the_name_of_the_package_not_of_the_folder)
{
    TestProgram t = test_program((TestFile[]){
        {"go.mod", "module example.org/m // here\n\nreplace example.org/other => ./third\n"},
        {"go-thing/a.go", "package thing\nfunc F() {}\n"},
        {"third/b.go", "package other\nfunc G() {}\n"},
        {"main.go", "package main\nimport (\n\t\"example.org/m/go-thing\"\n"
                    "\t\"example.org/other\"\n\t\"fmt\"\n)\n"
                    "func main() { thing.F(); other.G(); fmt.Println() }\n"},
        {0}});

    CHECK_TEXT(test_edges(&t), "main.go:7 main -> go-thing/a.go:2 F (import)\n"
                               "main.go:7 main -> third/b.go:2 G (import)\n");
    test_program_done(&t);
}

TEST(locals_hide_what_the_package_has_from_where_they_are_declared)
{
    TestProgram t = test_program((TestFile[]){{"a.go", "package a\n"
                                                       "var x int\n"
                                                       "func f(y int) {\n"
                                                       "\tx := x + y\n"
                                                       "\tif x := g(); x > 0 {\n"
                                                       "\t\t_ = x\n"
                                                       "\t}\n"
                                                       "\t_ = x\n"
                                                       "}\n"
                                                       "func g() int { return x }\n"},
                                              {0}});

    CHECK_TEXT(test_edges(&t), "a.go:4 f -> a.go:2 x (exact)\na.go:5 f -> a.go:10 g (exact)\n"
                               "a.go:10 g -> a.go:2 x (exact)\n");
    test_program_done(&t);
}

TEST(members_are_found_through_declared_inferred_and_returned_types)
{
    TestProgram t = test_program(
        (TestFile[]){{"a.go", "package a\n"
                              "type T struct{ n int }\n"
                              "func (t *T) M() *T { return t }\n"
                              "func New() (*T, error) { return &T{n: 1}, nil }\n"
                              "func f(p T, all []*T, by map[string]T, c chan T) {\n"
                              "\tp.M().M()\n"
                              "\tt, err := New()\n"
                              "\t_ = t.n + err\n"
                              "\tfor _, e := range all { e.M() }\n"
                              "\tfor _, e := range by { e.M() }\n"
                              "\tfor e := range c { e.M() }\n"
                              "\tall[0].M()\n"
                              "\tv, ok := by[\"\"]; v.M()\n"
                              "\tvar i interface{} = p\n"
                              "\tswitch s := i.(type) { case *T: s.M() }\n"
                              "\ti.(T).M()\n"
                              "\tnew(T).M()\n"
                              "\tappend(all, nil)[0].M()\n"
                              "\tfunc() T { return p }().M()\n"
                              "}\n"},
                     {0}});

    for (unsigned line = 9; line <= 19; line++) {
        const char *edges = test_edges_at(&t, "a.go", line);

        if (line != 14 && !strstr(edges, "f -> a.go:3 T.M (typed)\n"))
            fail_msg("line %u leads to: %s", line, edges);
    }
    CHECK_TEXT(test_edges_at(&t, "a.go", 6),
               "f -> a.go:3 T.M (typed)\nf -> a.go:3 T.M (typed)\n");
    CHECK_TEXT(test_edges_at(&t, "a.go", 8), "f -> a.go:2 T.n (typed)\n");
    test_program_done(&t);
}

TEST(embedded_types_pass_on_their_members_the_shallowest_first)
{
    TestProgram t = test_program((TestFile[]){{"a.go", "package a\n"
                                                       "type Deep struct{ x, y int }\n"
                                                       "type Mid struct{ Deep; y int }\n"
                                                       "type Top struct{ *Mid }\n"
                                                       "func (Deep) Close() {}\n"
                                                       "type Closer interface{ Close() }\n"
                                                       "type Both interface{ Closer; Open() }\n"
                                                       "func f(t Top, b Both) {\n"
                                                       "\t_ = t.x\n"
                                                       "\t_ = t.y\n"
                                                       "\tt.Close()\n"
                                                       "\tb.Close()\n"
                                                       "\tt.Mid.Deep.Close()\n"
                                                       "}\n"},
                                              {0}});

    CHECK_TEXT(test_edges_at(&t, "a.go", 9), "f -> a.go:2 Deep.x (typed)\n");
    CHECK_TEXT(test_edges_at(&t, "a.go", 10), "f -> a.go:3 Mid.y (typed)\n");
    CHECK_TEXT(test_edges_at(&t, "a.go", 11), "f -> a.go:5 Deep.Close (typed)\n");
    CHECK_TEXT(test_edges_at(&t, "a.go", 12), "f -> a.go:6 Closer.Close (typed)\n");
    CHECK_TEXT(test_edges_at(&t, "a.go", 13),
               "f -> a.go:4 Top.Mid (typed)\nf -> a.go:3 Mid.Deep (typed)\n"
               "f -> a.go:5 Deep.Close (typed)\n");
    test_program_done(&t);
}

TEST(keys_of_literals_are_fields_of_structs_and_names_in_maps)
{
    TestProgram t = test_program(
        (TestFile[]){{"a.go", "package a\n"
                              "type P struct{ X, Y int }\n"
                              "const K = 1\n"
                              "type M map[int]P\n"
                              "var a = P{X: 1}\n"
                              "var b = []P{{X: 1}, {Y: 2}}\n"
                              "var c = map[string]*P{\"\": {Y: 1}}\n"
                              "var d = M{K: {X: 1}}\n"
                              "var e = []struct{ name string }{{name: \"\"}}\n"
                              "func f() { for _, tt := range e { _ = tt.name } }\n"},
                     {0}});

    CHECK_TEXT(test_edges_at(&t, "a.go", 5),
               "a -> a.go:2 P (exact)\na -> a.go:2 P.X (typed)\n");
    CHECK_TEXT(test_edges_at(&t, "a.go", 6),
               "b -> a.go:2 P (exact)\nb -> a.go:2 P.X (typed)\nb -> a.go:2 P.Y (typed)\n");
    CHECK_TEXT(test_edges_at(&t, "a.go", 7),
               "c -> a.go:2 P (exact)\nc -> a.go:2 P.Y (typed)\n");
    CHECK_TEXT(test_edges_at(&t, "a.go", 8),
               "d -> a.go:4 M (exact)\nd -> a.go:3 K (exact)\nd -> a.go:2 P.X (typed)\n");
    CHECK_TEXT(test_edges_at(&t, "a.go", 9), "e -> a.go:9 e.name (typed)\n");
    CHECK_TEXT(test_edges_at(&t, "a.go", 10),
               "f -> a.go:9 e (exact)\nf -> a.go:9 e.name (typed)\n");
    test_program_done(&t);
}

TEST(type_parameters_take_the_types_of_arguments)
{
    TestProgram t = test_program(
        (TestFile[]){{"a.go", "package a\n"
                              "type T struct{}\n"
                              "func (T) M() {}\n"
                              "type List[E any] struct{ head E }\n"
                              "func (l *List[E]) First() E { return l.head }\n"
                              "func Map[A, B any](in []A, f func(A) B) []B { return nil }\n"
                              "type Doer interface{ M() }\n"
                              "func run[D Doer](d D) { d.M() }\n"
                              "func f(l List[T], ts []int) {\n"
                              "\tl.First().M()\n"
                              "\tl.head.M()\n"
                              "\tMap(ts, func(int) T { return T{} })[0].M()\n"
                              "\tx := List[T]{}; x.First().M()\n"
                              "}\n"},
                     {0}});

    CHECK_TEXT(test_edges_at(&t, "a.go", 8),
               "run -> a.go:7 Doer (exact)\nrun -> a.go:7 Doer.M (typed)\n");
    CHECK_TEXT(test_edges_at(&t, "a.go", 10),
               "f -> a.go:5 List.First (typed)\nf -> a.go:3 T.M (typed)\n");
    CHECK_TEXT(test_edges_at(&t, "a.go", 11),
               "f -> a.go:4 List.head (typed)\nf -> a.go:3 T.M (typed)\n");
    CHECK(strstr(test_edges_at(&t, "a.go", 12), "f -> a.go:3 T.M (typed)\n") != NULL);
    CHECK(strstr(test_edges_at(&t, "a.go", 13), "f -> a.go:3 T.M (typed)\n") != NULL);
    test_program_done(&t);
}

TEST(of_several_declarations_the_one_built_with_the_file_is_meant)
{
    TestProgram t = test_program((TestFile[]){
        {"os_linux.go", "package a\nfunc open() {}\n"},
        {"os_windows.go", "package a\nfunc open() {}\nfunc w() { open() }\n"},
        {"os_other.go", "//go:build !linux && !windows\n\npackage a\nfunc open() {}\n"},
        {"mac.go", "//go:build darwin\n\npackage a\nfunc m() { open() }\n"},
        {"use.go", "package a\nfunc u() { open() }\n"},
        {0}});

    CHECK_TEXT(test_edges(&t), "mac.go:4 m -> os_other.go:4 open (member)\n"
                               "os_windows.go:3 w -> os_windows.go:2 open (exact)\n"
                               "use.go:2 u -> os_linux.go:2 open (member)\n");
    test_program_done(&t);
}

TEST(external_tests_of_a_folder_are_a_package_of_their_own)
{
    TestProgram t = test_program((TestFile[]){
        {"go.mod", "module example.org/m\n"},
        {"a.go", "package m\nfunc helper() {}\nfunc F() { helper() }\n"},
        {"a_test.go", "package m_test\nimport \"example.org/m\"\nfunc helper() { m.F() }\n"
                      "func g() { helper() }\n"},
        {0}});

    CHECK_TEXT(test_edges(&t), "a.go:3 F -> a.go:2 helper (exact)\n"
                               "a_test.go:3 helper -> a.go:3 F (import)\n"
                               "a_test.go:4 g -> a_test.go:3 helper (exact)\n");
    test_program_done(&t);
}

TEST(types_of_one_name_in_two_blocks_are_told_apart)
{
    TestProgram t = test_program(
        (TestFile[]){{"a.go", "package a\n"
                              "type T struct{ out int }\n"
                              "func f() {\n"
                              "\t{\n\t\ttype T struct{ one int }\n\t\t_ = T{one: 1}\n\t}\n"
                              "\t{\n\t\ttype T struct{ two int }\n\t\t_ = T{two: 1}\n\t}\n"
                              "\t_ = T{out: 1}\n"
                              "}\n"},
                     {0}});

    CHECK_TEXT(test_edges_at(&t, "a.go", 6),
               "f -> a.go:5 f.T (exact)\nf -> a.go:5 f.T.one (typed)\n");
    CHECK_TEXT(test_edges_at(&t, "a.go", 10),
               "f -> a.go:9 f.T (exact)\nf -> a.go:9 f.T.two (typed)\n");
    CHECK_TEXT(test_edges_at(&t, "a.go", 12),
               "f -> a.go:2 T (exact)\nf -> a.go:2 T.out (typed)\n");
    test_program_done(&t);
}

TEST(types_that_contain_themselves_end)
{
    TestProgram t = test_program((TestFile[]){
        {"a.go", "package a\n"
                 "type A struct{ *B }\n"
                 "type B struct{ *A; x int }\n"
                 "type I interface{ I }\n"
                 "type C C\n"
                 "var v = w\n"
                 "var w = v\n"
                 "func f(a A, i I, c C) { _ = a.x; i.None(); c.None(); v.None() }\n"},
        {0}});

    CHECK(strstr(test_edges_at(&t, "a.go", 8), "f -> a.go:3 B.x (typed)\n") != NULL);
    test_program_done(&t);
}

TEST(go_edges_do_not_depend_on_threads)
{
    static const TestFile files[] = {
        {"a.go", "package a\ntype T struct{ U }\nfunc (T) M() { n() }\n"},
        {"b.go", "package a\ntype U struct{ x int }\nfunc n() { var t T; t.M(); t.x = 1 }\n"},
        {"c.go", "package a\nfunc k() { T{}.M() }\n"},
        {0}};
    TestProgram one = test_program_on(files, 1), many = test_program_on(files, 4);

    CHECK_TEXT(test_edges(&one), test_edges(&many));
    test_program_done(&one);
    test_program_done(&many);
}

TEST_MAIN()
