/*
 * insight_reach_test.c -- paths from what users ask for to the parts that carry it out.
 */
#include "insight_test.h"

#include "insight/reach.h"

/* "put: store 9 -> write 3" for each request, to the symbol that alone belongs to chapter 1. */
static const char *reach_text(TestInsight *t, const char *goal)
{
    Buf out = BUF(TEST_TEXT_MAX_BYTES);
    const Program *p = t->made.program;
    uint8_t *owner = arena_alloc(&t->made.arena, p->symbol_count + 1);
    Flow *flow = flow_open(p);
    Reach reach;

    owner[test_symbol(t, goal)] = 1;
    t->insight.owner = owner;
    reach_find(&t->insight, flow, 1, &reach);
    for (uint32_t i = 0; i < reach.count; i++) {
        const Request *r = &reach.requests[i];

        buf_printf(&out, "%.*s %.*s:", STR_ARG(r->kind), STR_ARG(r->name));
        for (uint32_t n = 0; n < r->paths[0].count; n++)
            buf_printf(
                &out, " %.*s %u", STR_ARG(program_name(p, r->paths[0].hops[n].to)),
                test_line(&t->made, r->paths[0].hops[n].at.unit, r->paths[0].hops[n].at.at));
        buf_lit(&out, "\n");
    }
    flow_close(flow);
    return test_keep(&t->made, &out);
}

TEST(arms_of_a_dispatch_get_the_words_of_the_table_and_the_shortest_path)
{
    TestInsight t;

    test_insight(
        &t, (TestFile[]){{"a.c", "#define CMD_PUT \"put \"\n#define CMD_GET \"get \"\n"
                                 "#define CMD_DEL \"delete \"\n#define CMD_ONE \"one\"\n"
                                 "#define CMD_TWO \"two\"\n"
                                 "enum { OP_PUT, OP_GET, OP_DEL, OP_ONE, OP_TWO };\n"
                                 "void write_log(int n) {\n  n++;\n  n++;\n  n++;\n}\n"
                                 "void store(int n) {\n  n++;\n  write_log(n);\n  n++;\n}\n"
                                 "void dispatch(int op) {\n"
                                 "  switch (op) {\n"
                                 "  case OP_PUT: store(1); break;\n"
                                 "  case OP_GET: break;\n"
                                 "  case OP_DEL: store(2); write_log(2); break;\n"
                                 "  case OP_ONE:\n"
                                 "  case OP_TWO: write_log(3); break;\n"
                                 "  }\n}\n"},
                         {0}});
    CHECK_TEXT(reach_text(&t, "write_log"), "arm put: store 19 write_log 14\n"
                                            "arm get:\n"
                                            "arm delete: write_log 21\n"
                                            "arm one: write_log 23\n"
                                            "arm two: write_log 23\n");
    test_insight_done(&t);
}

TEST(a_switch_over_states_is_no_dispatch)
{
    TestInsight t;

    test_insight(
        &t, (TestFile[]){{"a.c",
                          "enum { ST_A, ST_B, ST_C, ST_D, ST_E };\n"
                          "void goal(int n) {\n  n++;\n  n++;\n  n++;\n}\n"
                          "void process(int op) {\n  switch (op) {\n"
                          "  case ST_A: case ST_B: case ST_C: case ST_D: case ST_E: goal(1);\n"
                          "  }\n}\n"},
                         {0}});
    CHECK_TEXT(reach_text(&t, "goal"), "");
    test_insight_done(&t);
}

TEST(subcommands_and_routes_begin_at_their_handler)
{
    TestInsight t;

    test_insight(&t,
                 (TestFile[]){{"a.py", "import click\n"
                                       "def goal(n):\n    n += 1\n    n += 2\n    return n\n"
                                       "@click.command('sync')\n"
                                       "def sync():\n    return goal(1)\n"
                                       "@click.command('idle')\n"
                                       "def idle():\n    return 2\n"},
                              {0}});
    CHECK_TEXT(reach_text(&t, "goal"), "command sync: goal 8\ncommand idle:\n");
    test_insight_done(&t);
}

TEST(what_most_requests_come_by_is_named_as_the_hub_of_their_path)
{
    TestInsight t;
    Reach reach;
    static const char code[] = "import click\n"
                               "def goal(n):\n    n += 1\n    n += 2\n    return n\n"
                               "def hub(n):\n    n += 1\n    goal(n)\n    return n\n";
    AUTO(buf_done) Buf text = BUF(1 << 16);

    buf_add(&text, str_from(code));
    for (int i = 0; i < 12; i++)
        buf_printf(&text, "@click.command('c%d')\ndef c%d():\n    %s(1)\n", i, i,
                   i == 3 ? "goal" : "hub");
    test_insight(&t, (TestFile[]){{"a.py", text.ptr}, {0}});
    const Program *p = t.made.program;
    uint8_t *owner = arena_alloc(&t.made.arena, p->symbol_count + 1);
    owner[test_symbol(&t, "goal")] = 1;
    t.insight.owner = owner;
    reach_find(&t.insight, NULL, 1, &reach);
    CHECK_INT(reach.count, 12);
    /* c3 calls it itself, but goal is where all come by */
    CHECK_STR(program_name(p, reach.requests[3].paths[0].through), "goal");
    CHECK_INT(reach.requests[3].paths[0].count, 1);
    CHECK_STR(program_name(p, reach.requests[0].paths[0].through), "hub");
    CHECK_INT(reach.requests[0].paths[0].count, 2);
    test_insight_done(&t);
}

TEST_MAIN()
