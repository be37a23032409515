/*
 * resolve_java_test.c -- where names lead in Java.
 */
#include "program_test.h"

#include "graph/resolve_java.h"
#include "syntax/pack.h"

TEST(the_written_down_library_is_read_without_a_fault)
{
    AUTO(arena_done) Arena a = {0};
    SyntaxReader *r = syntax_reader_new();

    for (size_t i = 0; java_library[i]; i++) {
        Facts *f = NULL;
        Err err = {0};

        CHECK_OK(syntax_read(r, &a, LANG_JAVA, str_from(java_library[i]), &f, &err), &err);
        if (f->has_error)
            fail_msg("there is a fault in '%.40s...'", java_library[i]);
        CHECK(f->def_count > 1);
        CHECK(f->scopes[1].extra != 0);
    }
    syntax_reader_free(r);
}

TEST(types_are_found_in_file_package_imports_and_classes_around)
{
    TestProgram t = test_program(
        (TestFile[]){{"src/main/java/p/A.java",
                      "package p;\nimport q.B;\nimport static q.B.make;\nimport q.r.*;\n"
                      "class A extends B {\n"
                      "  B b = make();\n"
                      "  C c;\n"
                      "  Near n;\n"
                      "  Inner i;\n"
                      "  q.B.Inner j;\n"
                      "  String s;\n"
                      "}\n"},
                     {"src/main/java/p/Near.java", "package p;\nclass Near {}\n"},
                     {"src/main/java/q/B.java",
                      "package q;\npublic class B { public static B make() { return null; }\n"
                      "  public static class Inner {} }\n"},
                     {"lib/src/q/r/C.java", "package q.r;\npublic class C {}\n"},
                     {0}});

    CHECK_TEXT(test_edges_at(&t, "src/main/java/p/A.java", 2),
               "- -> src/main/java/q/B.java:2 B (import)\n");
    CHECK_TEXT(test_edges_at(&t, "src/main/java/p/A.java", 5),
               "A -> src/main/java/q/B.java:2 B (import)\n");
    CHECK_TEXT(test_edges_at(&t, "src/main/java/p/A.java", 6),
               "A -> src/main/java/q/B.java:2 B (import)\n"
               "A.b -> src/main/java/q/B.java:2 B.make (member)\n");
    CHECK_TEXT(test_edges_at(&t, "src/main/java/p/A.java", 7),
               "A -> lib/src/q/r/C.java:2 C (import)\n");
    CHECK_TEXT(test_edges_at(&t, "src/main/java/p/A.java", 8),
               "A -> src/main/java/p/Near.java:2 Near (import)\n");
    CHECK_TEXT(test_edges_at(&t, "src/main/java/p/A.java", 9),
               "A -> src/main/java/q/B.java:3 B.Inner (import)\n");
    CHECK_TEXT(test_edges_at(&t, "src/main/java/p/A.java", 10),
               "A -> src/main/java/q/B.java:2 B (import)\n"
               "A -> src/main/java/q/B.java:3 B.Inner (import)\n");
    CHECK_TEXT(test_edges_at(&t, "src/main/java/p/A.java", 11), "");
    test_program_done(&t);
}

TEST(locals_hide_fields_and_inherited_fields_hide_captured_locals)
{
    TestProgram t = test_program(
        (TestFile[]){{"A.java", "class Base { int x; private int p; }\n"
                                "class A {\n"
                                "  int x;\n"
                                "  void f(int p) {\n"
                                "    int y = x;\n"
                                "    int x = y;\n"
                                "    use(x);\n"
                                "    new Base() { void g() { use(x); use(p); use(y); } };\n"
                                "  }\n"
                                "  void use(int i) { i = this.x; }\n"
                                "}\n"},
                     {0}});

    CHECK_TEXT(test_edges_at(&t, "A.java", 5), "A.f -> A.java:3 A.x (exact)\n");
    CHECK_TEXT(test_edges_at(&t, "A.java", 7), "A.f -> A.java:10 A.use (exact)\n");
    CHECK_TEXT(test_edges_at(&t, "A.java", 8),
               "A.f -> A.java:1 Base (exact)\n"
               "A.f.g -> A.java:10 A.use (exact)\nA.f.g -> A.java:1 Base.x (member)\n"
               "A.f.g -> A.java:10 A.use (exact)\nA.f.g -> A.java:10 A.use (exact)\n");
    CHECK_TEXT(test_edges_at(&t, "A.java", 10), "A.use -> A.java:3 A.x (typed)\n");
    test_program_done(&t);
}

TEST(overloads_are_chosen_by_number_and_kind_of_arguments)
{
    TestProgram t = test_program(
        (TestFile[]){{"A.java", "class A {\n"
                                "  void m() {}\n"
                                "  void m(int i) {}\n"
                                "  void m(long l) {}\n"
                                "  void m(Object o) {}\n"
                                "  void m(String s) {}\n"
                                "  void m(String s, Object... rest) {}\n"
                                "  void m(Runnable r) {}\n"
                                "  void m(java.util.function.Function<String, String> f) {}\n"
                                "  void f(byte b, Integer n, Thread t) {\n"
                                "    m();\n"
                                "    m(1);\n"
                                "    m(1L);\n"
                                "    m(b);\n"
                                "    m(\"\" + 1);\n"
                                "    m(\"\", 1, 2);\n"
                                "    m(n);\n"
                                "    m(() -> {});\n"
                                "    m(s -> s);\n"
                                "    m(t);\n"
                                "    m(new int[0]);\n"
                                "  }\n"
                                "}\n"},
                     {0}});
    static const unsigned target_line[] = {2, 3, 4, 3, 6, 7, 5, 8, 9, 8, 5};

    for (unsigned i = 0; i < ARRAY_LEN(target_line); i++)
        CHECK_TEXT(
            test_edges_at(&t, "A.java", 11 + i),
            arena_printf(&t.arena, "A.f -> A.java:%u A.m (exact)\n", target_line[i]).ptr);
    test_program_done(&t);
}

TEST(a_choice_between_methods_that_rests_on_an_unknown_argument_is_only_likely)
{
    TestProgram t = test_program((TestFile[]){{"A.java", "import org.other.Thing;\n"
                                                         "class A {\n"
                                                         "  void m(Comparable<?> s) {}\n"
                                                         "  void m(Iterable<?> i) {}\n"
                                                         "  void f(Thing t) { m(t.get()); }\n"
                                                         "}\n"},
                                              {0}});

    CHECK_TEXT(test_edges_at(&t, "A.java", 5), "A.f -> A.java:3 A.m (likely)\n");
    test_program_done(&t);
}

TEST(types_flow_through_generic_classes_of_program_and_library)
{
    TestProgram t = test_program((TestFile[]){
        {"A.java",
         "import java.util.*;\nimport java.util.stream.*;\n"
         "class T { T next() { return this; } int n; String name() { return null; } }\n"
         "class Box<E> { E item; E get() { return item; } static <X> Box<X> of(X x) { return "
         "null; } }\n"
         "class Sub extends Box<T> {}\n"
         "class A {\n"
         "  void f(List<T> list, Map<String, T> map, Box<T> box, Sub sub, T[] array) {\n"
         "    list.get(0).next();\n"
         "    map.get(\"\").next();\n"
         "    box.get().next();\n"
         "    sub.item.next();\n"
         "    array[0].next();\n"
         "    Box.of(new T()).get().next();\n"
         "    for (var x : list) x.next();\n"
         "    for (Map.Entry<String, T> e : map.entrySet()) e.getValue().next();\n"
         "    list.stream().map(x -> x.next()).filter(y -> y.n > 0).findFirst().get().next();\n"
         "    list.stream().map(T::next).collect(Collectors.toList()).get(0).next();\n"
         "    list.sort(Comparator.comparing(x -> x.name()));\n"
         "    Optional<T> o = list.stream().max(Comparator.comparing(T::name)); "
         "o.get().next();\n"
         "    var copy = new ArrayList<T>(list); copy.iterator().next().next();\n"
         "    map.computeIfAbsent(\"\", k -> new T()).next();\n"
         "    map.values().forEach(v -> { v.next(); });\n"
         "    (list.isEmpty() ? box.get() : null).next();\n"
         "  }\n"
         "}\n"},
        {0}});

    for (unsigned line = 8; line <= 23; line++) {
        const char *edges = test_edges_at(&t, "A.java", line);
        const char *wanted = line == 18 ? "A.f -> A.java:3 T.name (typed)\n"
                                        : "A.f -> A.java:3 T.next (typed)\n";

        if (!strstr(edges, wanted))
            fail_msg("line %u leads to: %s", line, edges);
    }
    CHECK(strstr(test_edges_at(&t, "A.java", 16), "A.f -> A.java:3 T.n (typed)\n") != NULL);
    test_program_done(&t);
}

TEST(calls_of_constructors_lead_to_the_constructor_that_is_written)
{
    TestProgram t = test_program(
        (TestFile[]){{"A.java", "class P { P(int i) {} }\n"
                                "class A extends P {\n"
                                "  A() { this(\"\"); }\n"
                                "  A(String s) { super(1); }\n"
                                "  static class None {}\n"
                                "  Object f() { new None(); new A(); return new A(\"\"); }\n"
                                "}\n"},
                     {0}});

    CHECK_TEXT(test_edges_at(&t, "A.java", 3), "A.A -> A.java:4 A.A (member)\n");
    CHECK_TEXT(test_edges_at(&t, "A.java", 4), "A.A -> A.java:1 P.P (member)\n");
    CHECK_TEXT(test_edges_at(&t, "A.java", 6),
               "A.f -> A.java:5 A.None (exact)\nA.f -> A.java:3 A.A (typed)\n"
               "A.f -> A.java:4 A.A (typed)\n");
    test_program_done(&t);
}

TEST(enums_records_annotations_and_patterns_lead_to_their_members)
{
    TestProgram t = test_program((TestFile[]){
        {"A.java", "enum E { ONE, TWO; int n; }\n"
                   "record R(String name, E e) {}\n"
                   "@interface N { String key(); }\n"
                   "class A {\n"
                   "  @N(key = \"\") int f(Object o, E e) {\n"
                   "    switch (e) { case ONE: return 1; default: }\n"
                   "    for (E x : E.values()) { x.n = 1; }\n"
                   "    if (o instanceof R r && r.name() != null) { r.e().n = 2; }\n"
                   "    if (!(o instanceof R q)) return 0;\n"
                   "    return q.e().n;\n"
                   "  }\n"
                   "}\n"},
        {0}});

    CHECK_TEXT(test_edges_at(&t, "A.java", 5), "A.f -> A.java:3 N (exact)\nA.f -> A.java:3 "
                                               "N.key (typed)\nA.f -> A.java:1 E (exact)\n");
    CHECK_TEXT(test_edges_at(&t, "A.java", 6), "A.f -> A.java:1 E.ONE (typed)\n");
    CHECK_TEXT(
        test_edges_at(&t, "A.java", 7),
        "A.f -> A.java:1 E (exact)\nA.f -> A.java:1 E (exact)\nA.f -> A.java:1 E.n (typed)\n");
    CHECK_TEXT(test_edges_at(&t, "A.java", 8),
               "A.f -> A.java:2 R (exact)\nA.f -> A.java:2 R.name (typed)\n"
               "A.f -> A.java:2 R.e (typed)\nA.f -> A.java:1 E.n (typed)\n");
    CHECK_TEXT(test_edges_at(&t, "A.java", 10),
               "A.f -> A.java:2 R.e (typed)\nA.f -> A.java:1 E.n (typed)\n");
    test_program_done(&t);
}

TEST(inherited_members_are_those_of_the_nearest_class_without_what_is_private)
{
    TestProgram t = test_program((TestFile[]){
        {"A.java",
         "interface I { default void d() {} static void s() {} }\n"
         "class Top { void a() {} private void b() {} void c() {} }\n"
         "class Mid extends Top implements I { void a() {} }\n"
         "class Low extends Mid {\n"
         "  void b() {}\n"
         "  class In extends Top { void f() { b(); c(); super.c(); Low.this.d(); } }\n"
         "  void f() { a(); super.a(); d(); I.s(); }\n"
         "}\n"},
        {0}});

    CHECK_TEXT(test_edges_at(&t, "A.java", 6),
               "Low.In -> A.java:2 Top (exact)\n"
               "Low.In.f -> A.java:5 Low.b (exact)\nLow.In.f -> A.java:2 Top.c (exact)\n"
               "Low.In.f -> A.java:2 Top.c (typed)\nLow.In.f -> A.java:4 Low (exact)\n"
               "Low.In.f -> A.java:1 I.d (typed)\n");
    CHECK_TEXT(test_edges_at(&t, "A.java", 7),
               "Low.f -> A.java:3 Mid.a (exact)\nLow.f -> A.java:3 Mid.a (typed)\n"
               "Low.f -> A.java:1 I.d (exact)\nLow.f -> A.java:1 I (exact)\n"
               "Low.f -> A.java:1 I.s (typed)\n");
    test_program_done(&t);
}

TEST(java_types_that_contain_themselves_end)
{
    TestProgram t = test_program(
        (TestFile[]){{"A.java", "class A extends A.B<A> { class B<T extends B<T>> extends A { "
                                "void m() { f(); x.g(); } } }\n"
                                "class C extends D { int y = z; }\n"
                                "class D extends C { int z = y; }\n"
                                "class G<T extends T> { T t; void h() { t.h(); } }\n"},
                     {0}});

    CHECK(strstr(test_edges_at(&t, "A.java", 2), "C.y -> A.java:3 D.z (exact)\n") != NULL);
    test_program_done(&t);
}

TEST(java_edges_do_not_depend_on_threads)
{
    static const TestFile files[] = {
        {"A.java", "class A extends B { void f() { g(); new C().h(this); } }\n"},
        {"B.java", "class B { void g() { new A().f(); } }\n"},
        {"C.java", "class C { void h(B b) { b.g(); } void h(Object o) {} }\n"},
        {0}};
    TestProgram one = test_program_on(files, 1), many = test_program_on(files, 4);

    CHECK_TEXT(test_edges(&one), test_edges(&many));
    test_program_done(&one);
    test_program_done(&many);
}

TEST_MAIN()
