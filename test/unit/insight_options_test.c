/*
 * insight_options_test.c -- flags and variables: what they set, what they are without being given.
 */
#include "insight_test.h"

#include "insight/arguments.h"
#include "insight/options.h"

static const char *options_text(TestInsight *t)
{
    Buf out = BUF(TEST_TEXT_MAX_BYTES);
    const Program *p = t->made.program;
    Flow *flow = flow_open(p);
    OptionFact *all;
    uint32_t count = options_find(&t->insight, flow, &all);

    for (uint32_t i = 0; i < count; i++) {
        const OptionFact *o = &all[i];

        buf_printf(&out, "%.*s", STR_ARG(o->name));
        if (o->help.len)
            buf_printf(&out, " '%.*s'", STR_ARG(o->help));
        for (uint32_t n = 0; n < o->target_count; n++)
            buf_printf(&out, " sets %.*s to %.*s",
                       STR_ARG(program_qualified_name(p, &t->made.arena, o->targets[n].symbol)),
                       STR_ARG(o->targets[n].value));
        if (o->initial.len)
            buf_printf(&out, " else %.*s", STR_ARG(o->initial));
        for (uint32_t n = 0; n < o->reader_count; n++)
            buf_printf(&out, " read by %.*s", STR_ARG(program_name(p, o->readers[n])));
        buf_lit(&out, "\n");
    }
    flow_close(flow);
    return test_keep(&t->made, &out);
}

TEST(letters_of_a_switch_over_the_command_line_are_options)
{
    TestInsight t;

    test_insight(&t, (TestFile[]){{"a.c", "struct Conf { int use, port; };\n"
                                          "static struct Conf conf = {.port = 80};\n"
                                          "static int loud = 0;\n"
                                          "static const char *usage =\n"
                                          "    \" -p PORT listen there (default is %d)\\n\"\n"
                                          "    \" -v  say more\\n\";\n"
                                          "void parse(int argc, char **argv) {\n"
                                          "  switch (argv[1][1]) {\n"
                                          "  case 'p': conf.port = number(argv[2]); break;\n"
                                          "  case 'u': conf.use = 1; break;\n"
                                          "  case 'v': loud++; break;\n"
                                          "  default: break;\n"
                                          "  }\n"
                                          "}\n"
                                          "int serve(void) { return conf.port + loud; }\n"},
                                  {0}});
    CHECK_TEXT(
        options_text(&t),
        "-p 'PORT listen there' sets Conf.port to number(argv[2]) else 80 read by serve\n"
        "-u sets Conf.use to 1\n"
        "-v 'say more' sets loud to  else 0 read by serve\n");
    test_insight_done(&t);
}

TEST(a_comparison_with_a_long_name_is_an_option)
{
    TestInsight t;

    test_insight(&t,
                 (TestFile[]){{"a.c", "#include <string.h>\nstatic int csv = 0, other = 0;\n"
                                      "int main(int argc, char **argv) {\n"
                                      "  for (int i = 1; i < argc; i++) {\n"
                                      "    if (!strcmp(argv[i], \"--csv\")) { csv = 1; }\n"
                                      "    else if (!strcmp(argv[i], \"--other\")) other = 2;\n"
                                      "  }\n  return csv + other;\n}\n"},
                              {0}});
    CHECK_TEXT(options_text(&t),
               "--csv sets csv to 1 else 0\n--other sets other to 2 else 0\n");
    test_insight_done(&t);
}

TEST(declared_options_tell_their_help_and_default)
{
    TestInsight t;

    test_insight(
        &t,
        (TestFile[]){{"a.py", "import argparse, os\n"
                              "p = argparse.ArgumentParser()\n"
                              "p.add_argument('-n', '--number', default=5, help='How many.')\n"
                              "level = os.environ.get('APP_LEVEL', 'low')\n"
                              "other = os.environ.get('app.level')\n"},
                     {"go.mod", "module m\n"},
                     {"b.go", "package m\nimport \"flag\"\n"
                              "var port = flag.Int(\"port\", 80, \"where to listen\")\n"},
                     {"c.js", "import { program } from 'commander'\n"
                              "program.option('-q, --quiet', 'say less', false)\n"},
                     {0}});
    CHECK_TEXT(options_text(&t), "--number 'How many.' else 5\n"
                                 "APP_LEVEL else 'low'\n"
                                 "--port 'where to listen' else 80\n"
                                 "--quiet 'say less' else false\n");
    test_insight_done(&t);
}

TEST(arguments_are_read_by_brackets_and_quotes)
{
    Arguments a;
    Str text = STR("x(f(1, 2), [3, 4], key=\"a, b\", on: true)");

    CHECK(arguments_around(text, 12, &a));
    CHECK_STR(a.callee, "x");
    CHECK_INT(a.count, 4);
    CHECK_STR(a.all[1].value, "[3, 4]");
    CHECK_STR(a.all[2].key, "key");
    CHECK_STR(a.all[2].value, "\"a, b\"");
    CHECK_STR(a.all[3].key, "on");
    CHECK_INT(a.own, 1);
    CHECK(!arguments_around(STR("no brackets"), 3, &a));
    CHECK(!arguments_around(STR("f(open"), 3, &a));
}

TEST(an_option_is_a_word_of_its_own)
{
    size_t at;

    CHECK(option_is_named_in(STR("use -b DIR"), STR("-b"), &at));
    CHECK_INT(at, 4);
    CHECK(!option_is_named_in(STR("--bind x-b"), STR("-b"), &at));
    CHECK(!option_is_named_in(STR("IMPORT"), STR("PORT"), &at));
}

TEST_MAIN()
