/*
 * walk_test.c -- ways through a program, and the places where functions say that they failed.
 */
#include "program_test.h"

#include "flow/failures.h"
#include "flow/walk.h"

static SymbolId find(const Program *p, const char *name)
{
    for (SymbolId s = 1; s < p->symbol_count; s++) {
        if (str_is(program_name(p, s), name) && (program_def(p, s)->flags & DEF_HAS_BODY))
            return s;
    }
    for (SymbolId s = 1; s < p->symbol_count; s++) {
        if (str_is(program_name(p, s), name) &&
            program_def(p, s)->signature_end < program_def(p, s)->end)
            return s;
    }
    return 0;
}

static uint32_t weigh_alike(void *self UNUSED, SymbolId from UNUSED, SymbolId to UNUSED)
{
    return 1;
}

/* "from>to from>to! ...": an exclamation mark where the call is certain. */
static const char *walk_of(TestProgram *t, const char *entry)
{
    Flow *flow = flow_open(t->program);
    WalkHop hops[WALK_MAX_HOPS];
    Buf out = BUF(1 << 16);
    WalkAsk ask = {.entry = find(t->program, entry),
                   .arm = FLOW_NONE,
                   .most = WALK_MAX_HOPS,
                   .weigh = weigh_alike};

    uint32_t count = flow_walk(flow, &ask, hops);
    for (uint32_t i = 0; i < count; i++)
        buf_printf(&out, "%.*s>%.*s%s ", STR_ARG(program_name(t->program, hops[i].from)),
                   STR_ARG(program_name(t->program, hops[i].to)),
                   hops[i].is_certain ? "!" : "");
    flow_close(flow);
    Str kept = arena_str(&t->arena, buf_str(&out));
    buf_done(&out);
    return kept.ptr;
}

TEST(a_walk_follows_calls_in_the_order_of_execution)
{
    TestProgram t = test_program((TestFile[]){
        {"a.c", "static int leaf(int x)\n{\n    return x;\n}\n"
                "static int left(int x)\n{\n    return leaf(x);\n}\n"
                "static int right(int x)\n{\n    return x + 1;\n}\n"
                "int entry(int x)\n{\n    if (x)\n        right(x);\n    return left(x);\n}\n"},
        {0}});

    CHECK_TEXT(walk_of(&t, "entry"), "entry>right entry>left! left>leaf! ");
    test_program_done(&t);
}

TEST(a_walk_leaves_out_what_only_a_failure_reaches)
{
    TestProgram t = test_program((TestFile[]){
        {"a.py",
         "def report():\n    pass\n\n\ndef mend():\n    pass\n\n\ndef work(x):\n    pass\n\n\n"
         "def entry(x):\n    if not x:\n        report()\n        return None\n"
         "    try:\n        work(x)\n    except ValueError:\n        mend()\n"},
        {0}});

    CHECK_TEXT(walk_of(&t, "entry"), "entry>work! ");
    test_program_done(&t);
}

TEST(a_constant_argument_rules_a_branch_out)
{
    TestProgram t = test_program((TestFile[]){
        {"a.c",
         "static int save(int x)\n{\n    return x;\n}\n"
         "static int skip(int x)\n{\n    return x;\n}\n"
         "static int put(int x, int sync)\n{\n    if (sync)\n        save(x);\n    if (!sync)\n"
         "        skip(x);\n    return x;\n}\n"
         "int with(int x)\n{\n    return put(x, 1);\n}\n"
         "int without(int x)\n{\n    return put(x, 0);\n}\n"},
        {0}});

    CHECK_TEXT(walk_of(&t, "with"), "with>put! put>save ");
    CHECK_TEXT(walk_of(&t, "without"), "without>put! put>skip ");
    test_program_done(&t);
}

TEST(a_walk_ends_in_recursion)
{
    TestProgram t = test_program(
        (TestFile[]){{"a.c", "int b(int x);\nint a(int x)\n{\n    return b(x);\n}\nint b(int "
                             "x)\n{\n    return a(x);\n}\n"},
                     {0}});

    CHECK_TEXT(walk_of(&t, "a"), "a>b! ");
    test_program_done(&t);
}

/* "line kind name text;" of each failure of the function. */
static const char *failures_of(const char *path, const char *source, const char *function)
{
    TestProgram t = test_program((TestFile[]){{path, source}, {0}});
    static char kept[4096];
    Flow *flow = flow_open(t.program);
    const FlowBody *b = flow_body(flow, find(t.program, function));
    Failure found[FAILURES_MAX];
    AUTO(buf_done) Buf out = BUF(sizeof(kept) - 1);
    static const char *const kinds[] = {"throw", "exit", "return"};

    uint32_t count = b ? flow_failures(b, found) : 0;
    for (uint32_t i = 0; i < count; i++) {
        Str name = failure_name(b, &found[i]), text = failure_text(b, &found[i]);

        buf_printf(&out, "%u %s %.*s '%.*s';", b->nodes[found[i].at].line, kinds[found[i].kind],
                   STR_ARG(name), STR_ARG(text));
    }
    memcpy(kept, out.ptr ? out.ptr : "", out.len + 1);
    flow_close(flow);
    test_program_done(&t);
    return kept;
}

TEST(failures_are_told_by_each_language_in_its_way)
{
    CHECK_TEXT(failures_of("a.c",
                           "int f(int x)\n{\n    if (x < 0)\n        return -1;\n    if (!x)\n "
                           "       exit(2);\n"
                           "    if (x == 9)\n        exit(0);\n    return 0;\n}\n",
                           "f"),
               "4 return  '';6 exit  '';");
    CHECK_TEXT(failures_of("a.py",
                           "def f(x):\n    if not x:\n        raise ValueError(\"no x\")\n    "
                           "try:\n        g()\n"
                           "    except KeyError:\n        raise\n    return None\n",
                           "f"),
               "3 throw ValueError 'no x';");
    CHECK_TEXT(
        failures_of("a.go",
                    "package p\n\nfunc f(x int) error {\n\tif x < 0 {\n\t\treturn "
                    "errors.New(\"neg\")\n\t}\n"
                    "\tif err := g(); err != nil {\n\t\treturn err\n\t}\n\treturn nil\n}\n",
                    "f"),
        "5 return  'neg';");
    CHECK_TEXT(
        failures_of("a.rs",
                    "fn f(x: i32) -> Result<i32, E> {\n    let y = g(x)?;\n    if y < 0 {\n"
                    "        return Err(E::Negative);\n    }\n    Ok(y)\n}\n",
                    "f"),
        "4 return E::Negative '';");
    CHECK_TEXT(failures_of("A.java",
                           "class A {\n    int f(int x) {\n        if (x < 0)\n"
                           "            throw new IllegalStateException(\"neg\");\n        "
                           "return x;\n    }\n}\n",
                           "f"),
               "4 throw IllegalStateException 'neg';");
}

/* What the caller `g` does when `f` fails by the value. */
static bool branches_on_failure(const char *body, FlowValue failed)
{
    AUTO(arena_done) Arena a = {0};
    SyntaxReader *r = syntax_reader_new();
    Str text = arena_printf(&a, "int g(void)\n{\n%s\n}\n", body);
    const FlowBody *b = flow_read(r, &a, LANG_C, text, (FlowRange){0, (uint32_t)text.len});
    bool found = false;

    for (FlowId n = 0; n < b->count; n++) {
        FlowId an_if;

        if (b->nodes[n].kind == FLOW_CALL && str_is(flow_name(b, n), "f"))
            found |= flow_branch_on_failure(b, n, failed, &an_if) != FLOW_NONE;
    }
    syntax_reader_free(r);
    return found;
}

TEST(a_caller_that_looks_at_the_result_is_found_and_no_other)
{
    CHECK(branches_on_failure("if (f(x) == -1) h();", VALUE_NEGATIVE));
    CHECK(branches_on_failure("r = f(x);\nif (r < 0) h();", VALUE_NEGATIVE));
    CHECK(branches_on_failure("p = f(x);\nif (!p) h();", VALUE_NOTHING));
    CHECK(!branches_on_failure("p = f(x);\nif (!q) h();", VALUE_NOTHING));
    CHECK(!branches_on_failure("p = f(x);\np = k();\nif (!p) h();", VALUE_NOTHING));
    CHECK(!branches_on_failure("if (f(x) > 0) h();", VALUE_NEGATIVE));
    CHECK(!branches_on_failure("f(x);\nif (y < 0) h();", VALUE_NEGATIVE));
}

TEST_MAIN()
