/*
 * insight_fields_test.c -- who sets the fields of a type.
 */
#include "insight_test.h"

#include "insight/fields.h"

/* "use: optparse 1:5 =1, walwrite ..." for each field. */
static const char *fields_text(TestInsight *t, const char *type)
{
    Buf out = BUF(TEST_TEXT_MAX_BYTES);
    FieldFact *fields;
    uint32_t count = fields_of_type(&t->insight, test_symbol(t, type), &fields);

    for (uint32_t i = 0; i < count; i++) {
        const FieldFact *f = &fields[i];

        buf_printf(&out, "%.*s:", STR_ARG(program_name(t->made.program, f->field)));
        if (f->initial.len)
            buf_printf(&out, " =%.*s", STR_ARG(f->initial));
        if (f->declared_in)
            buf_printf(&out, " in %.*s",
                       STR_ARG(program_name(t->made.program, f->declared_in)));
        for (uint32_t n = 0; n < f->writer_count; n++) {
            const FieldWriter *w = &f->writers[n];

            buf_printf(&out, "%s %.*s x%u", n ? "," : "",
                       STR_ARG(program_name(t->made.program, w->by)), w->count);
            if (w->value.len)
                buf_printf(&out, " (%.*s)", STR_ARG(w->value));
        }
        buf_lit(&out, "\n");
    }
    return test_keep(&t->made, &out);
}

TEST(each_writer_of_a_field_is_named_once_with_its_first_value)
{
    TestInsight t;

    test_insight(
        &t,
        (TestFile[]){{"log.h", "struct Log {\n  int use;\n  char *dir; int never;\n};\n"},
                     {"log.c", "#include \"log.h\"\n"
                               "static struct Log log = {.dir = 0};\n"
                               "void on(struct Log *l, char *d) { l->use = 1; l->use = 2; }\n"
                               "void off(struct Log *l) { l->use = 0; l->use++; }\n"
                               "int is(struct Log *l) { return l->use == 1; }\n"},
                     {0}});
    CHECK_TEXT(fields_text(&t, "Log"), "use: on x2 (1), off x2 (0)\n"
                                       "dir: log x1 (0)\n"
                                       "never:\n");
    test_insight_done(&t);
}

TEST(writers_in_tests_are_no_writers)
{
    TestInsight t;

    test_insight(&t,
                 (TestFile[]){{"log.h", "struct Log { int use; };\n"},
                              {"testlog.c", "#include \"log.h\"\n"
                                            "void helper(struct Log *l) { l->use = 1; }\n"
                                            "void cttest_a() { struct Log l; l.use = 1; }\n"
                                            "void cttest_b() { struct Log l; l.use = 1; }\n"},
                              {"log.c", "#include \"log.h\"\n"
                                        "void on(struct Log *l) { l->use = 1; }\n"},
                              {0}});
    CHECK_TEXT(fields_text(&t, "Log"), "use: on x1 (1)\n");
    test_insight_done(&t);
}

TEST(a_python_attribute_begins_in_the_method_that_declares_it)
{
    TestInsight t;

    test_insight(&t, (TestFile[]){{"a.py", "class Box:\n"
                                           "    limit = 3\n"
                                           "    def __init__(self):\n"
                                           "        self.size = None\n"
                                           "    def fill(self, n):\n"
                                           "        self.size = n\n"},
                                  {0}});
    CHECK_TEXT(fields_text(&t, "Box"), "limit: =3\n"
                                       "size: =None in __init__ fill x1 (n)\n");
    test_insight_done(&t);
}

TEST(java_and_go_fields_have_writers_too)
{
    TestInsight t;

    test_insight(&t, (TestFile[]){{"Box.java", "class Box {\n"
                                               "  private int size = 7;\n"
                                               "  void fill(int n) { this.size = n; }\n"
                                               "  void clear() { size = 0; }\n}\n"},
                                  {"go.mod", "module m\n"},
                                  {"box.go", "package m\ntype Jar struct { size int }\n"
                                             "func (j *Jar) Fill(n int) { j.size = n }\n"
                                             "func New() *Jar { return &Jar{size: 4} }\n"},
                                  {0}});
    CHECK_TEXT(fields_text(&t, "Box"), "size: =7 fill x1 (n), clear x1 (0)\n");
    CHECK_TEXT(fields_text(&t, "Jar"), "size: Fill x1 (n), New x1 (4)\n");
    test_insight_done(&t);
}

TEST(a_value_ends_where_its_statement_or_element_does)
{
    CHECK_STR(insight_value_at(STR("x = f(a, b);"), 0), "f(a, b)");
    CHECK_STR(insight_value_at(STR("x := \"a;b\"\n"), 0), "\"a;b\"");
    CHECK_STR(insight_value_at(STR("x: 4, y: 5"), 0), "4");
    CHECK_STR(insight_value_at(STR("x = 4 /* four */;"), 0), "4");
    CHECK_STR(insight_value_at(STR("x == 4"), 0), "");
    CHECK_STR(insight_value_at(STR("x += 4"), 0), "");
    CHECK_STR(insight_value_at(STR("x"), 0), "");
}

TEST(a_field_that_is_raised_and_lowered_by_one_is_a_counter)
{
    TestInsight t;
    FieldFact *fields;

    test_insight(&t, (TestFile[]){{"a.c", "struct F { int refs, size, up; };\n"
                                          "void make(struct F *f) { f->refs = 0; }\n"
                                          "void hold(struct F *f) { f->refs++; f->up++; }\n"
                                          "void drop(struct F *f) { --f->refs; }\n"
                                          "void grow(struct F *f, int n) { f->size += n; }\n"
                                          "void cut(struct F *f) { f->size--; }\n"},
                                  {0}});
    CHECK_INT(fields_of_type(&t.insight, test_symbol(&t, "F"), &fields), 3);
    CHECK(field_is_counter(&fields[0]));
    CHECK(!field_is_counter(&fields[1]));
    CHECK(!field_is_counter(&fields[2]));
    CHECK_INT(fields[0].writers[1].step, 1);
    CHECK_INT(fields[0].writers[2].step, -1);
    test_insight_done(&t);
}

TEST_MAIN()
