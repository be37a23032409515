/*
 * go_pack_test.c -- what the Go pack reads out of a file.
 */
#include "program_test.h"

#include "syntax/pack.h"

static Facts *read_go(SyntaxReader *r, Arena *a, const char *text)
{
    Facts *f = NULL;
    Err err = {0};

    CHECK_OK(syntax_read(r, a, LANG_GO, str_from(text), &f, &err), &err);
    return f;
}

static const Def *def_named(const Facts *f, const char *name)
{
    for (uint32_t i = 1; i < f->def_count; i++) {
        if (str_is(facts_name(f, f->defs[i].name), name))
            return &f->defs[i];
    }
    fail_msg("no definition is named '%s'", name);
    return NULL;
}

TEST(each_kind_of_go_declaration_is_a_definition_with_its_owner)
{
    TestProgram t = test_program(
        (TestFile[]){{"a.go", "package a\n"
                              "const (\n\tA = iota\n\tB\n)\n"
                              "var x, y = 1, 2\n"
                              "type S struct {\n\tf, g int\n\tT\n}\n"
                              "type T int\n"
                              "type I interface {\n\tM()\n}\n"
                              "func (s *S) Do() {}\n"
                              "func f() {\n\ttype local struct{ q int }\n}\n"
                              "type Alias = S\n"},
                     {0}});

    CHECK_TEXT(test_defs(&t),
               "a.go:3 constant A\na.go:4 constant B\na.go:6 variable x\na.go:6 variable y\n"
               "a.go:7 struct S\na.go:8 field S.f\na.go:8 field S.g\na.go:9 field S.T\n"
               "a.go:11 type T\na.go:12 interface I\na.go:13 method I.M\na.go:15 method S.Do\n"
               "a.go:16 function f\na.go:17 struct f.local\na.go:17 field f.local.q\na.go:19 "
               "type Alias\n");
    test_program_done(&t);
}

TEST(a_go_doc_comment_is_what_stands_directly_above_or_behind)
{
    static const char text[] =
        "package a\n\n"
        "// Not this one.\n\n"
        "// F does it\n// in two lines.\n//go:noinline\nfunc F() {}\n"
        "type S struct {\n\tA int // behind A\n\t// above B\n\tB int\n}\n"
        "// Deprecated: use F.\nfunc G() int {\n\treturn 1\n}\n";
    AUTO(arena_done) Arena a = {0};
    SyntaxReader *r = syntax_reader_new();
    Facts *f = read_go(r, &a, text);
    const Def *d = def_named(f, "F");

    CHECK_STR(str_sub(str_from(text), d->doc_start, d->doc_end),
              "// F does it\n// in two lines.");
    d = def_named(f, "A");
    CHECK_STR(str_sub(str_from(text), d->doc_start, d->doc_end), "// behind A");
    d = def_named(f, "B");
    CHECK_STR(str_sub(str_from(text), d->doc_start, d->doc_end), "// above B");
    d = def_named(f, "G");
    CHECK(d->flags & DEF_IS_DEPRECATED);
    CHECK_STR(str_sub(str_from(text), d->start, d->signature_end), "func G() int");
    CHECK_INT(f->line_count, 18);
    CHECK_INT(f->code_lines, 9);
    syntax_reader_free(r);
}

TEST(go_visibility_is_the_case_of_the_first_letter)
{
    AUTO(arena_done) Arena a = {0};
    SyntaxReader *r = syntax_reader_new();
    Facts *f = read_go(r, &a, "package a\nfunc Public() {}\nfunc private() {}\n");

    CHECK_INT(def_named(f, "Public")->visibility, VISIBLE_PUBLIC);
    CHECK_INT(def_named(f, "private")->visibility, VISIBLE_MODULE);
    syntax_reader_free(r);
}

TEST(go_entry_points_tests_routes_flags_and_variables_are_noted)
{
    TestProgram t = test_program(
        (TestFile[]){{"main.go", "//go:build linux && !cgo\n\n"
                                 "package main\n"
                                 "import (\n\t\"flag\"\n\t\"net/http\"\n\t\"os\"\n)\n"
                                 "var port = flag.Int(\"port\", 80, \"where\")\n"
                                 "func main() {\n"
                                 "\thttp.HandleFunc(\"/x\", nil)\n"
                                 "\tr.GET(\"/users/:id\", nil)\n"
                                 "\thttp.Get(\"http://example.org\")\n"
                                 "\tos.Getenv(\"HOME\")\n"
                                 "\tcmd.Flags().StringVarP(&s, \"name\", \"n\", \"\", \"\")\n"
                                 "\t_ = &cobra.Command{Use: \"serve [dir]\"}\n"
                                 "\t// TODO: all of it\n"
                                 "}\n"},
                     {"main_test.go", "package main\n"
                                      "import \"testing\"\n"
                                      "func TestX(t *testing.T) {}\n"
                                      "func TestHelper(x int) {}\n"
                                      "func ExampleX() {}\n"},
                     {0}});

    CHECK_TEXT(test_notes(&t), "main.go:1 - tag go:build linux && !cgo\n"
                               "main.go:9 port flag --port\n"
                               "main.go:10 main entry main\n"
                               "main.go:11 main route /x\n"
                               "main.go:12 main route GET /users/:id\n"
                               "main.go:14 main env HOME\n"
                               "main.go:15 main flag --name\n"
                               "main.go:16 main command serve\n"
                               "main.go:17 - todo TODO: all of it\n"
                               "main_test.go:3 TestX test TestX\n"
                               "main_test.go:5 ExampleX test ExampleX\n");
    test_program_done(&t);
}

TEST(broken_go_still_gives_the_definitions_around_the_fault)
{
    TestProgram t = test_program((TestFile[]){{"a.go", "package a\n"
                                                       "func good() {}\n"
                                                       "func bad( {\n"
                                                       "\tx := := 3\n"
                                                       "}\n"
                                                       "type After struct {\n\tf int\n}\n"},
                                              {0}});
    const char *defs = test_defs(&t);

    CHECK(strstr(defs, "a.go:2 function good\n") != NULL);
    CHECK(strstr(defs, "struct After\n") != NULL);
    test_program_done(&t);
}

TEST_MAIN()
