/*
 * c_pack_test.c -- what is read out of one C file.
 */
#include "program_test.h"

#define CHECK_DEFS(text, expected)                                         \
    do {                                                                   \
        TestProgram t_ = test_program((TestFile[]){{"a.c", (text)}, {0}}); \
        CHECK_TEXT(test_defs(&t_), (expected));                            \
        test_program_done(&t_);                                            \
    } while (0)

#define CHECK_NOTES(text, expected)                                        \
    do {                                                                   \
        TestProgram t_ = test_program((TestFile[]){{"a.c", (text)}, {0}}); \
        CHECK_TEXT(test_notes(&t_), (expected));                           \
        test_program_done(&t_);                                            \
    } while (0)

static const Def *def_named(const TestProgram *t, const char *name)
{
    const Facts *f = t->program->units[0].facts;

    for (uint32_t d = 1; d < f->def_count; d++) {
        if (str_is(facts_name(f, f->defs[d].name), name))
            return &f->defs[d];
    }
    fail_msg("no definition of '%s'", name);
    return NULL;
}

/* The text of the def's doc comment; "" when it has none. */
static const char *doc_of(TestProgram *t, const char *name)
{
    const Def *d = def_named(t, name);
    Str text = str_from(t->files[0].text);

    return arena_cstr(&t->arena, str_sub(text, d->doc_start, d->doc_end));
}

TEST(functions_variables_types_and_macros_are_defined_where_their_names_stand)
{
    CHECK_DEFS("#define LIMIT 3\n"
               "#define twice(x) ((x) * 2)\n"
               "typedef unsigned long size;\n"
               "struct point { int x, *y; };\n"
               "enum color { RED, GREEN = 2 };\n"
               "int counter = 0, *other;\n"
               "extern int elsewhere;\n"
               "static const char *const names[] = {\"a\"};\n"
               "int declared(int a);\n"
               "static struct point *f(int a) { int local; return 0; }\n",
               "a.c:1 macro LIMIT\n"
               "a.c:2 macro twice\n"
               "a.c:3 type size\n"
               "a.c:4 struct point\n"
               "a.c:4 field point.x\n"
               "a.c:4 field point.y\n"
               "a.c:5 enum color\n"
               "a.c:5 enum member color.RED\n"
               "a.c:5 enum member color.GREEN\n"
               "a.c:6 variable counter\n"
               "a.c:6 variable other\n"
               "a.c:7 variable elsewhere\n"
               "a.c:8 variable names\n"
               "a.c:9 function declared\n"
               "a.c:10 function f\n");
}

TEST(a_struct_without_a_tag_has_the_name_of_its_typedef)
{
    CHECK_DEFS("typedef struct { int a; } plain, *pointer;\n"
               "typedef struct tagged { int b; } alias;\n"
               "typedef enum { ON } state;\n",
               "a.c:1 struct plain\n"
               "a.c:1 field plain.a\n"
               "a.c:1 type pointer\n"
               "a.c:2 struct tagged\n"
               "a.c:2 field tagged.b\n"
               "a.c:2 type alias\n"
               "a.c:3 enum state\n"
               "a.c:3 enum member state.ON\n");
}

TEST(members_of_unnamed_structs_belong_to_what_holds_them)
{
    CHECK_DEFS("struct s {\n"
               "    struct { int in_u; } u;\n"
               "    union { int a; struct { int b; }; };\n"
               "    int (*callback)(struct s *self);\n"
               "};\n",
               "a.c:1 struct s\n"
               "a.c:2 field s.u\n"
               "a.c:2 field s.u.in_u\n"
               "a.c:3 field s.a\n"
               "a.c:3 field s.b\n"
               "a.c:4 field s.callback\n");
}

TEST(functions_are_found_behind_macros_and_old_syntax)
{
    CHECK_DEFS("static __always_inline int a(int x) { return x; }\n"
               "LIB_EXPORT struct s *b(void);\n"
               "LUA_API int (c) (lua_State *L) { return 1; }\n"
               "int d(x, y) int x; char *y; { return x; }\n"
               "API_FUNC(int) e(void) { return 1; }\n"
               "void *f(void) __attribute__((malloc));\n"
               "SYSCALL_DEFINE2(read, int, fd, char *, buf)\n{\n return fd;\n}\n"
               "static DEFINE_MUTEX(lock);\n"
               "DEFINE_HASH(table, 8);\n",
               "a.c:1 function a\n"
               "a.c:2 function b\n"
               "a.c:3 function c\n"
               "a.c:4 function d\n"
               "a.c:5 function e\n"
               "a.c:6 function f\n"
               "a.c:7 function read\n"
               "a.c:11 variable lock\n"
               "a.c:12 variable table\n");
}

TEST(attribute_macros_are_passed_over_wherever_they_stand)
{
    CHECK_DEFS("void __iomem *base;\n"
               "static int __init start(void) { return 0; }\n"
               "int counter __read_mostly = 1;\n"
               "struct regs { int a; } __packed;\n"
               "static inline FORMAT(1) const char *_(const char *text) { return text; }\n"
               "LIB_API void *(*hook)(int size) LIB_ATTR;\n"
               "char *copy(char *to, const char __user *from);\n",
               "a.c:1 variable base\n"
               "a.c:2 function start\n"
               "a.c:3 variable counter\n"
               "a.c:4 struct regs\n"
               "a.c:4 field regs.a\n"
               "a.c:5 function _\n"
               "a.c:6 variable hook\n"
               "a.c:7 function copy\n");
}

TEST(both_branches_of_a_condition_are_read_but_not_if_0)
{
    CHECK_DEFS("#ifdef A\nint one;\n#elif defined(B)\nint two;\n#else\nint three;\n#endif\n"
               "#if 0\nint never;\n#else\nint always;\n#endif\n"
               "enum e {\n#ifdef A\nX,\n#endif\nY };\n",
               "a.c:2 variable one\n"
               "a.c:4 variable two\n"
               "a.c:6 variable three\n"
               "a.c:11 variable always\n"
               "a.c:13 enum e\n"
               "a.c:15 enum member e.X\n"
               "a.c:17 enum member e.Y\n");
}

TEST(an_include_guard_is_no_macro_worth_naming)
{
    CHECK_DEFS(
        "/* notice */\n#ifndef A_H\n#define A_H\nint x;\n#ifndef DEFAULT\n#define DEFAULT 1\n"
        "#endif\n#endif\n",
        "a.c:4 variable x\n"
        "a.c:6 macro DEFAULT\n");
}

TEST(the_comment_above_is_the_doc_and_one_on_the_line_of_a_member)
{
    TestProgram t = test_program((TestFile[]){{"a.c", "/* About the file. */\n"
                                                      "\n"
                                                      "/* Counts. */\n"
                                                      "__attribute__((hot))\n"
                                                      "static int count(void) { return 0; }\n"
                                                      "// One line\n"
                                                      "// and another.\n"
                                                      "int lines;\n"
                                                      "struct s {\n"
                                                      "    int a; /* of a */\n"
                                                      "    int b; /* of b\n"
                                                      "            * and on */\n"
                                                      "    /* above c */\n"
                                                      "    int c;\n"
                                                      "    int none;\n"
                                                      "};\n"
                                                      "enum e { X, // the x\n"
                                                      "         Y };\n"
                                                      "#define N 3 /* how many */\n"
                                                      "/* ---------- */\n"
                                                      "int ruled;\n"},
                                              {0}});

    CHECK_TEXT(doc_of(&t, "count"), "/* Counts. */");
    CHECK_TEXT(doc_of(&t, "lines"), "// One line\n// and another.");
    CHECK_TEXT(doc_of(&t, "a"), "/* of a */");
    CHECK_TEXT(doc_of(&t, "b"), "/* of b\n            * and on */");
    CHECK_TEXT(doc_of(&t, "c"), "/* above c */");
    CHECK_TEXT(doc_of(&t, "none"), "");
    CHECK_TEXT(doc_of(&t, "X"), "// the x");
    CHECK_TEXT(doc_of(&t, "Y"), "");
    CHECK_TEXT(doc_of(&t, "N"), "/* how many */");
    CHECK_TEXT(doc_of(&t, "ruled"), "");
    test_program_done(&t);
}

TEST(a_macro_call_between_comment_and_function_does_not_part_them)
{
    TestProgram t = test_program((TestFile[]){
        {"a.c", "/* Says it. */\n__printf(1, 2)\nint say(const char *format);\n"}, {0}});

    CHECK_TEXT(doc_of(&t, "say"), "/* Says it. */");
    test_program_done(&t);
}

TEST(a_definition_knows_where_it_begins_ends_and_where_its_body_is)
{
    const char *text = "static int f(int a)\n{\n    return a;\n}\n";
    TestProgram t = test_program((TestFile[]){{"a.c", text}, {0}});
    const Def *d = def_named(&t, "f");

    CHECK_INT(d->start, 0);
    CHECK_INT(d->signature_end, 20);
    CHECK_INT(d->end, strlen(text) - 1);
    CHECK_INT(d->line, 1);
    CHECK_INT(d->end_line, 4);
    CHECK_INT(d->visibility, VISIBLE_FILE);
    CHECK(d->flags & DEF_IS_STATIC);
    CHECK(d->flags & DEF_HAS_BODY);
    test_program_done(&t);
}

TEST(entry_points_tests_flags_and_environment_are_noted)
{
    CHECK_NOTES(
        "int main(int argc, char **argv) {\n"
        "    if (!strcmp(argv[1], \"--verbose\")) verbose = 1;\n"
        "    char *home = getenv(\"HOME\");\n"
        "    const char *no = \"--not a flag\";\n"
        "    return 0;\n"
        "}\n"
        "static struct opt opts[] = {{\"--port\", 1}, OPT_BOOL('q', \"quiet\", &q, 0)};\n"
        "static void test_parsing(void **state) { /* TODO: more */ }\n"
        "int test_bit(int n, long *bits) { return 0; }\n"
        "static const struct option longs[] = {{\"help\", 0, 0, 'h'}, {0}};\n"
        "static struct cmd_row rows[] = {{\"add\", cmd_add}, {\"none\", 0}};\n",
        "a.c:2 main flag --verbose\n"
        "a.c:3 main env HOME\n"
        "a.c:1 main entry main\n"
        "a.c:7 opts flag --port\n"
        "a.c:7 opts flag --quiet\n"
        "a.c:8 test_parsing test test_parsing\n"
        "a.c:10 longs flag --help\n"
        "a.c:11 rows command add\n"
        "a.c:8 test_parsing todo TODO: more\n");
}

TEST(lines_without_code_are_not_counted)
{
    TestProgram t = test_program((TestFile[]){
        {"a.c", "/* one\n * two */\n\nint a; // three\n   \nint b; /* x */ int c;\n"}, {0}});

    CHECK_INT(t.program->units[0].facts->code_lines, 2);
    test_program_done(&t);
}

TEST(a_brace_too_many_in_one_branch_does_not_lose_the_rest_of_the_file)
{
    CHECK_DEFS("int before(void) { return 0; }\n"
               "int broken(int a)\n"
               "{\n"
               "#ifdef X\n"
               "    if (a) {\n"
               "#else\n"
               "    if (!a) {\n"
               "#endif\n"
               "        a++;\n"
               "    }\n"
               "    return a;\n"
               "}\n"
               "int after(void)\n{\n    return 1;\n}\n"
               "int last(void)\n{\n    return 2;\n}\n",
               "a.c:1 function before\n"
               "a.c:2 function broken\n"
               "a.c:13 function after\n"
               "a.c:17 function last\n");
}

TEST(a_function_that_is_never_closed_does_not_swallow_the_next)
{
    CHECK_DEFS("int lost(void)\n{\n    if (x) {\n        y();\n    return 1;\n}\n"
               "int found(void)\n{\n    return 2;\n}\n",
               "a.c:1 function lost\n"
               "a.c:7 function found\n");
}

TEST_MAIN()
