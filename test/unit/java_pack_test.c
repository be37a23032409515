/*
 * java_pack_test.c -- what the Java pack reads out of a file.
 */
#include "program_test.h"

#include "syntax/pack.h"

static const Def *def_named(const Facts *f, const char *name)
{
    for (uint32_t i = 1; i < f->def_count; i++) {
        if (str_is(facts_name(f, f->defs[i].name), name))
            return &f->defs[i];
    }
    fail_msg("no definition is named '%s'", name);
    return NULL;
}

TEST(each_kind_of_java_declaration_is_a_definition_with_its_owner)
{
    TestProgram t = test_program((TestFile[]){
        {"A.java", "package p;\n"
                   "class A<T> extends B {\n"
                   "  static final int MAX = 1;\n"
                   "  int x, y[];\n"
                   "  A() { super(); }\n"
                   "  void m(int a) { class Local { int z; } }\n"
                   "  enum E { ONE { void go() {} }, TWO; int w; }\n"
                   "  record R(int first, String... rest) { R { } }\n"
                   "  @interface N { int value() default 1; }\n"
                   "  interface I { int K = 1; void f(); default void g() {} }\n"
                   "  Object o = new Object() { public String toString() { return null; } };\n"
                   "}\n"},
        {0}});

    CHECK_TEXT(
        test_defs(&t),
        "A.java:2 class A\nA.java:3 constant A.MAX\nA.java:4 field A.x\nA.java:4 field A.y\n"
        "A.java:5 constructor A.A\nA.java:6 method A.m\nA.java:6 class A.m.Local\n"
        "A.java:6 field A.m.Local.z\nA.java:7 enum A.E\nA.java:7 enum member A.E.ONE\n"
        "A.java:7 method A.E.ONE.go\nA.java:7 enum member A.E.TWO\nA.java:7 field A.E.w\n"
        "A.java:8 class A.R\nA.java:8 field A.R.first\nA.java:8 field A.R.rest\n"
        "A.java:8 constructor A.R.R\nA.java:9 interface A.N\nA.java:9 method A.N.value\n"
        "A.java:10 interface A.I\nA.java:10 constant A.I.K\nA.java:10 method A.I.f\n"
        "A.java:10 method A.I.g\nA.java:11 field A.o\nA.java:11 method A.o.toString\n");
    test_program_done(&t);
}

TEST(javadoc_visibility_and_flags_are_those_of_the_declaration)
{
    static const char text[] = "package p;\n"
                               "/** A class. */\n"
                               "@Deprecated public class A {\n"
                               "  /** Does it. */\n"
                               "  // and a remark\n"
                               "  @Override protected void m(String... all) {}\n"
                               "  private static int count;\n"
                               "  int seen;\n"
                               "  /* no doc */ abstract void n();\n"
                               "}\n";
    AUTO(arena_done) Arena a = {0};
    SyntaxReader *r = syntax_reader_new();
    Facts *f = NULL;
    Err err = {0};

    CHECK_OK(syntax_read(r, &a, LANG_JAVA, str_from(text), &f, &err), &err);
    const Def *d = def_named(f, "A");
    CHECK_STR(str_sub(str_from(text), d->doc_start, d->doc_end), "/** A class. */");
    CHECK_STR(str_sub(str_from(text), d->start, d->signature_end),
              "@Deprecated public class A");
    CHECK(d->flags & DEF_IS_DEPRECATED);
    CHECK_INT(d->visibility, VISIBLE_PUBLIC);
    d = def_named(f, "m");
    CHECK_STR(str_sub(str_from(text), d->doc_start, d->doc_end), "/** Does it. */");
    CHECK_INT(d->visibility, VISIBLE_CLASS);
    CHECK(d->flags & DEF_IS_OVERRIDE);
    CHECK(d->flags & DEF_IS_VARIADIC);
    CHECK(d->flags & DEF_HAS_BODY);
    CHECK(def_named(f, "count")->flags & DEF_IS_STATIC);
    CHECK_INT(def_named(f, "seen")->visibility, VISIBLE_MODULE);
    d = def_named(f, "n");
    CHECK_INT(d->doc_end, 0);
    CHECK(d->flags & DEF_IS_DECLARATION);
    CHECK_INT(f->code_lines, 7);
    syntax_reader_free(r);
}

TEST(java_entry_points_tests_routes_flags_and_variables_are_noted)
{
    TestProgram t = test_program((TestFile[]){
        {"Main.java",
         "package p;\n"
         "@RequestMapping(\"/owners\")\n"
         "class Web {\n"
         "  @GetMapping(\"/{id}\") void one() {}\n"
         "  @PostMapping void all() {}\n"
         "  @RequestMapping(path = {\"/a\", \"b\"}, method = RequestMethod.PUT) void two() {}\n"
         "}\n"
         "class Main {\n"
         "  @Option(names = {\"-v\", \"--verbose\"}) boolean verbose;\n"
         "  public static void main(String[] args) { System.getenv(\"HOME\"); }\n"
         "  @Test void works() {}\n"
         "}\n"
         "class Old extends TestCase { public void testIt() {} public void other() {} }\n"},
        {0}});

    CHECK_TEXT(test_notes(&t), "Main.java:4 Web.one route GET /owners/{id}\n"
                               "Main.java:5 Web.all route POST /owners\n"
                               "Main.java:6 Web.two route PUT /owners/a\n"
                               "Main.java:6 Web.two route PUT /owners/b\n"
                               "Main.java:9 Main.verbose flag --verbose\n"
                               "Main.java:10 Main.main entry main\n"
                               "Main.java:10 Main.main env HOME\n"
                               "Main.java:11 Main.works test works\n"
                               "Main.java:13 Old.testIt test testIt\n");
    test_program_done(&t);
}

TEST(broken_java_still_gives_the_definitions_around_the_fault)
{
    TestProgram t = test_program((TestFile[]){{"A.java", "class A {\n"
                                                         "  void good() {}\n"
                                                         "  void bad( { int x = ; }\n"
                                                         "  int after;\n"
                                                         "}\n"
                                                         "class B { void last() {} }\n"},
                                              {0}});
    const char *defs = test_defs(&t);

    CHECK(strstr(defs, "A.java:2 method A.good\n") != NULL);
    CHECK(strstr(defs, "last\n") != NULL);
    test_program_done(&t);
}

TEST_MAIN()
