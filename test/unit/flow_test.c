/*
 * flow_test.c -- what a function does, in nine languages by the same words.
 *
 * A line of the dumps is one node: its part of the parent, its kind, its name, [who it was bound
 * to], its ranges, its flags and its line.
 */
#include "program_test.h"

#include "flow/flow.h"
#include "flow/flow_tables.h"

/* The dump of the function of that name, each bound node followed by its target. */
static const char *dump_of(TestProgram *t, const char *name)
{
    Program *p = t->program;
    Flow *flow = flow_open(p);
    Buf out = BUF(1 << 20);

    for (SymbolId s = 1; s < p->symbol_count; s++) {
        const FlowBody *b = str_is(program_name(p, s), name) ? flow_body(flow, s) : NULL;

        if (!b)
            continue;
        flow_dump(b, &out);
        for (FlowId i = 0; i < b->count; i++) {
            if (flow_is_fact(&b->nodes[i]))
                buf_printf(&out, "%u %.*s = %.*s\n", b->nodes[i].line, STR_ARG(flow_name(b, i)),
                           STR_ARG(program_qualified_name(p, &t->arena, b->nodes[i].target)));
        }
    }
    flow_close(flow);
    Str kept = arena_str(&t->arena, buf_str(&out));
    buf_done(&out);
    return kept.ptr;
}

static void check_dump(const char *path, const char *source, const char *expected)
{
    TestProgram t = test_program((TestFile[]){{path, source}, {0}});

    CHECK_TEXT(dump_of(&t, "walk"), expected);
    test_program_done(&t);
}

TEST(each_table_names_only_what_its_grammar_has)
{
    size_t count, tables = 0;
    const Pack *const *packs = pack_list(&count);

    for (size_t i = 0; i < count; i++) {
        const FlowGrammar *g = flow_grammar(packs[i]->language);

        if (!g)
            continue;
        CHECK_TEXT(tree_lexicon_unknown(g->lexicon) ? tree_lexicon_unknown(g->lexicon) : "",
                   "");
        tables++;
    }
    CHECK_INT(tables, 9);
}

/* clang-format off */
static const char c_source[] =
    "struct job { int state, n; struct job *next; };\n"
    "enum { READY, BUSY, DONE };\n"
    "int helper(struct job *j);\n"
    "static int walk(struct job *j, int n)\n"
    "{\n"
    "    int rc = 0;\n"
    "\n"
    "    if (!j)\n"
    "        return -1;\n"
    "    else if (n > 3 && helper(j))\n"
    "        j->next->state = DONE;\n"
    "    for (int i = 0; i < n; i++)\n"
    "        rc += helper(j);\n"
    "    switch (j->state) {\n"
    "    case READY:\n"
    "    case BUSY:\n"
    "        j->state = DONE;\n"
    "        break;\n"
    "    case DONE:\n"
    "        helper(j);\n"
    "    default:\n"
    "        goto fail;\n"
    "    }\n"
    "    do {\n"
    "        n--;\n"
    "    } while (n);\n"
    "    for (;;)\n"
    "        break;\n"
    "fail:\n"
    "    return rc ? helper(j) : 0;\n"
    "}\n";

static const char c_flow[] =
    "body: block :5\n"
    "  assign rc = <0> zero +declares +local :6\n"
    "  if of <!j> :8\n"
    "    then: block :9\n"
    "      return = <-1> negative :9\n"
    "    else: block :10\n"
    "      if of <n > 3 && helper(j)> :10\n"
    "        condition: call helper with <j> +maybe :10\n"
    "        then: block :11\n"
    "          assign state = <DONE> name :11\n"
    "  loop of <i < n> :12\n"
    "    init: assign i = <0> zero +declares +local :12\n"
    "    body: block :13\n"
    "      assign rc = <helper(j)> call +updates +local :13\n"
    "        value: call helper with <j> :13\n"
    "    update: assign i +updates +local :12\n"
    "  switch of <j->state> :14\n"
    "    arm: case of <READY> +falls :15\n"
    "    arm: case of <BUSY> :16\n"
    "      assign state = <DONE> name :17\n"
    "      break :18\n"
    "    arm: case of <DONE> +falls :19\n"
    "      call helper with <j> :20\n"
    "    arm: case +default :21\n"
    "      goto fail :22\n"
    "  loop of <n> +last :24\n"
    "    body: block :24\n"
    "      assign n +updates +local :25\n"
    "  loop +endless :27\n"
    "    body: block :28\n"
    "      break :28\n"
    "  label fail :29\n"
    "  return = <rc ? helper(j) : 0> other :30\n"
    "    value: call helper with <j> +maybe :30\n"
    "10 helper = helper\n"
    "11 state = job.state\n"
    "13 helper = helper\n"
    "17 state = job.state\n"
    "20 helper = helper\n"
    "30 helper = helper\n";

static const char cpp_source[] =
    "struct Box {\n"
    "    Box(int x);\n"
    "    int walk(int n);\n"
    "    int x_, y_;\n"
    "};\n"
    "int g(int n);\n"
    "Box::Box(int x) : x_(x), y_(g(x)) {}\n"
    "int Box::walk(int n)\n"
    "{\n"
    "    int *p = new int(1);\n"
    "    for (auto &x : list)\n"
    "        g(x);\n"
    "    try {\n"
    "        this->x_ = g(n);\n"
    "    } catch (const Error &e) {\n"
    "        throw;\n"
    "    } catch (...) {\n"
    "        return 1;\n"
    "    }\n"
    "    auto l = [&](int q) { return g(q); };\n"
    "    return {};\n"
    "}\n";

static const char cpp_flow[] =
    "body: block :9\n"
    "  assign p = <new int(1)> new +declares :10\n"
    "    value: call int with <1> +new :10\n"
    "  loop &x of <list> +each :11\n"
    "    body: block :12\n"
    "      call g with <x> :12\n"
    "  try :13\n"
    "    body: block :13\n"
    "      assign x_ = <g(n)> call :14\n"
    "        value: call g with <n> :14\n"
    "    arm: catch of <const Error &e> :15\n"
    "      throw :16\n"
    "    arm: catch of <...> +all :17\n"
    "      return = <1> number :18\n"
    "  assign l = <[&](int q) { return g(q); }> closure +declares +local :20\n"
    "    value: closure :20\n"
    "      body: block :20\n"
    "        return = <g(q)> call :20\n"
    "          value: call g with <q> :20\n"
    "  return = <{}> other :21\n"
    "12 g = g\n"
    "14 x_ = Box::x_\n"
    "14 g = g\n"
    "20 g = g\n";

static const char python_source[] =
    "def g(x):\n"
    "    pass\n"
    "\n"
    "\n"
    "class Box:\n"
    "    def walk(self, x):\n"
    "        \"\"\"Doc.\"\"\"\n"
    "        if not x:\n"
    "            raise ValueError(\"no x\") from None\n"
    "        elif x == 2:\n"
    "            return None\n"
    "        else:\n"
    "            self.y = g(x)[0]\n"
    "        a, b = g(1), 2\n"
    "        for v in x:\n"
    "            a += v\n"
    "        with open(x) as fh:\n"
    "            fh.read()\n"
    "        try:\n"
    "            g(2)\n"
    "        except (KeyError, ValueError) as e:\n"
    "            raise\n"
    "        except Exception:\n"
    "            return False\n"
    "        finally:\n"
    "            g(3)\n"
    "        match x:\n"
    "            case 1 | 2:\n"
    "                return \"t\"\n"
    "            case _:\n"
    "                pass\n"
    "        assert x, \"msg\"\n"
    "        while True:\n"
    "            y = [g(z) for z in x]\n"
    "            break\n"
    "        return lambda q: g(q)\n";

static const char python_flow[] =
    "body: block :7\n"
    "  other :7\n"
    "  if of <not x> :8\n"
    "    then: block :9\n"
    "      throw = <ValueError(\"no x\")> call :9\n"
    "        value: call ValueError with <\"no x\"> :9\n"
    "    else: block :10\n"
    "      if of <x == 2> :10\n"
    "        then: block :11\n"
    "          return = <None> nothing :11\n"
    "        else: block :13\n"
    "          assign y = <g(x)[0]> other :13\n"
    "            value: call g with <x> :13\n"
    "  assign a = <g(1)> call +local :14\n"
    "    value: call g with <1> :14\n"
    "  assign b = <2> number +local :14\n"
    "  loop v of <x> +each :15\n"
    "    body: block :16\n"
    "      assign a = <v> name +updates +local :16\n"
    "  with = <open(x) as fh> absent :17\n"
    "    value: call open with <x> :17\n"
    "    body: block :18\n"
    "      call read :18\n"
    "  try :19\n"
    "    body: block :20\n"
    "      call g with <2> :20\n"
    "    arm: catch of <KeyError, ValueError> :21\n"
    "      throw :22\n"
    "    arm: catch of <Exception> :23\n"
    "      return = <False> false :24\n"
    "    finally: block :26\n"
    "      call g with <3> :26\n"
    "  switch of <x> :27\n"
    "    arm: case of <1 | 2> :28\n"
    "      return = <\"t\"> text :29\n"
    "    arm: case of <_> +default :30\n"
    "      other :31\n"
    "  assert of <x> :32\n"
    "  loop of <True> +endless :33\n"
    "    body: block :34\n"
    "      assign y = <[g(z) for z in x]> other +local :34\n"
    "        value: call g with <z> +maybe :34\n"
    "      break :35\n"
    "  return = <lambda q: g(q)> closure :36\n"
    "    value: closure :36\n"
    "      body: block :36\n"
    "        return = <g(q)> call +tail :36\n"
    "          value: call g with <q> :36\n"
    "13 g = g\n"
    "14 g = g\n"
    "20 g = g\n"
    "26 g = g\n"
    "34 g = g\n"
    "36 g = g\n";

static const char javascript_source[] =
    "function g(x) {}\n"
    "function walk(a, cb) {\n"
    "  const x = g('z');\n"
    "  if (!a) { throw new TypeError('no'); } else if (x) return cb(null, a);\n"
    "  this.a.b = g(1) ?? g(2);\n"
    "  for (let i = 0; i < 3; i++) g(i);\n"
    "  for (const k of a) g(k);\n"
    "  switch (a) { case 'x': case 'y': return 1; default: g(4); }\n"
    "  try { await g(5); } catch (e) { g(e); } finally { g(6); }\n"
    "  a.on('x', (e) => g(e));\n"
    "  for (;;) {}\n"
    "}\n";

static const char javascript_flow[] =
    "body: block :2\n"
    "  assign x = <g('z')> call +declares +local :3\n"
    "    value: call g with <'z'> :3\n"
    "  if of <!a> :4\n"
    "    then: block :4\n"
    "      throw = <new TypeError('no')> new :4\n"
    "        value: call TypeError with <'no'> +new :4\n"
    "    else: block :4\n"
    "      if of <x> :4\n"
    "        then: block :4\n"
    "          return = <cb(null, a)> call :4\n"
    "            value: call cb with <null> , <a> :4\n"
    "  assign b = <g(1) ?? g(2)> other :5\n"
    "    value: call g with <1> :5\n"
    "    value: call g with <2> +maybe :5\n"
    "  loop of <i < 3> :6\n"
    "    init: assign i = <0> zero +declares +local :6\n"
    "    body: block :6\n"
    "      call g with <i> :6\n"
    "    update: assign i +updates +local :6\n"
    "  loop k of <a> +each :7\n"
    "    body: block :7\n"
    "      call g with <k> :7\n"
    "  switch of <a> :8\n"
    "    arm: case of <'x'> +falls :8\n"
    "    arm: case of <'y'> :8\n"
    "      return = <1> number :8\n"
    "    arm: case +default :8\n"
    "      call g with <4> :8\n"
    "  try :9\n"
    "    body: block :9\n"
    "      call g with <5> :9\n"
    "    arm: catch of <e> +all :9\n"
    "      call g with <e> :9\n"
    "    finally: block :9\n"
    "      call g with <6> :9\n"
    "  call on with <'x'> , <(e) => g(e)> :10\n"
    "    value: closure :10\n"
    "      body: block :10\n"
    "        return = <g(e)> call +tail :10\n"
    "          value: call g with <e> :10\n"
    "  loop +endless :11\n"
    "    body: block :11\n"
    "3 g = g\n"
    "5 g = g\n"
    "5 g = g\n"
    "6 g = g\n"
    "7 g = g\n"
    "8 g = g\n"
    "9 g = g\n"
    "9 g = g\n"
    "9 g = g\n"
    "10 g = g\n";

static const char typescript_source[] =
    "function g(x: number): number { return x; }\n"
    "export class Box {\n"
    "  private n = 0;\n"
    "  walk(a?: number): void {\n"
    "    const x: number = g(a!) as number;\n"
    "    this.n ||= x;\n"
    "    if (x < 0) return;\n"
    "    do { this.n++; } while (this.n < 3);\n"
    "  }\n"
    "}\n";

static const char typescript_flow[] =
    "body: block :4\n"
    "  assign x = <g(a!) as number> call +declares +local :5\n"
    "    value: call g with <a!> :5\n"
    "  assign n = <x> name +updates :6\n"
    "  if of <x < 0> :7\n"
    "    then: block :7\n"
    "      return absent :7\n"
    "  loop of <this.n < 3> +last :8\n"
    "    body: block :8\n"
    "      assign n +updates :8\n"
    "5 g = g\n"
    "6 n = Box.n\n"
    "8 n = Box.n\n";

static const char tsx_source[] =
    "function g(x: number): number { return x; }\n"
    "export function walk(a: number) {\n"
    "  return <p onClick={() => g(1)}>{a && g(2)}</p>;\n"
    "}\n";

static const char tsx_flow[] =
    "body: block :2\n"
    "  return = <<p onClick={() => g(1)}>{a && g(2)}</p>> other :3\n"
    "    value: closure :3\n"
    "      body: block :3\n"
    "        return = <g(1)> call +tail :3\n"
    "          value: call g with <1> :3\n"
    "    value: call g with <2> +maybe :3\n"
    "3 g = g\n"
    "3 g = g\n";

static const char go_source[] =
    "package p\n"
    "\n"
    "type S struct {\n"
    "\tx, y int\n"
    "}\n"
    "\n"
    "func g(a int) (int, error) { return a, nil }\n"
    "\n"
    "func (s *S) walk(a int) (int, error) {\n"
    "\tif v, err := g(a); err != nil {\n"
    "\t\treturn 0, err\n"
    "\t} else if v > 2 {\n"
    "\t\tpanic(\"no\")\n"
    "\t}\n"
    "\tdefer g(1)\n"
    "\tgo func() { g(2) }()\n"
    "\ts.x, s.y = 1, a\n"
    "\ts.x++\n"
    "\tfor i := 0; i < 3; i++ {\n"
    "\t\tg(i)\n"
    "\t}\n"
    "\tfor _, x := range list {\n"
    "\t\tg(x)\n"
    "\t}\n"
    "\tfor a < 3 {\n"
    "\t\ta += 1\n"
    "\t}\n"
    "\tswitch x := s.y; x {\n"
    "\tcase A, B:\n"
    "\t\tg(3)\n"
    "\t\tfallthrough\n"
    "\tcase C:\n"
    "\tdefault:\n"
    "\t\treturn 1, nil\n"
    "\t}\n"
    "\tselect {\n"
    "\tcase m := <-ch:\n"
    "\t\tg(m)\n"
    "\t}\n"
    "\treturn s.x, nil\n"
    "}\n";

static const char go_flow[] =
    "body: block :9\n"
    "  if of <err != nil> :10\n"
    "    init: assign v = <g(a)> call +declares +local :10\n"
    "      value: call g with <a> :10\n"
    "    init: assign err = <g(a)> call +declares +local :10\n"
    "    then: block :10\n"
    "      return = <0, err> other :11\n"
    "    else: block :12\n"
    "      if of <v > 2> :12\n"
    "        then: block :12\n"
    "          throw panic of <panic> with <\"no\"> = <\"no\"> text :13\n"
    "  defer :15\n"
    "    call g with <1> :15\n"
    "  spawn :16\n"
    "    call () :16\n"
    "      value: closure :16\n"
    "        body: block :16\n"
    "          call g with <2> :16\n"
    "  assign x = <1> number :17\n"
    "  assign y = <a> name :17\n"
    "  assign x +updates :18\n"
    "  loop of <i < 3> :19\n"
    "    init: assign i = <0> zero +declares +local :19\n"
    "    body: block :19\n"
    "      call g with <i> :20\n"
    "    update: assign i +updates +local :19\n"
    "  loop of <list> +each :22\n"
    "    body: block :22\n"
    "      call g with <x> :23\n"
    "  loop of <a < 3> :25\n"
    "    body: block :25\n"
    "      assign a = <1> number +updates +local :26\n"
    "  switch of <x> :28\n"
    "    init: assign x = <s.y> name +declares +local :28\n"
    "    arm: case of <A, B> +falls :29\n"
    "      call g with <3> :30\n"
    "    arm: case of <C> :32\n"
    "    arm: case +default :33\n"
    "      return = <1, nil> other :34\n"
    "  switch :36\n"
    "    arm: case of <m := <-ch> :37\n"
    "      call g with <m> :38\n"
    "  return = <s.x, nil> other :40\n"
    "10 g = g\n"
    "15 g = g\n"
    "16 g = g\n"
    "17 x = S.x\n"
    "17 y = S.y\n"
    "18 x = S.x\n"
    "20 g = g\n"
    "23 g = g\n"
    "30 g = g\n"
    "38 g = g\n";

static const char rust_source[] =
    "fn g(a: i32) -> Result<i32, ()> {\n"
    "    Ok(a)\n"
    "}\n"
    "\n"
    "struct S {\n"
    "    n: i32,\n"
    "}\n"
    "\n"
    "impl S {\n"
    "    fn walk(&mut self, a: Option<i32>) -> Result<i32, ()> {\n"
    "        let Some(x) = a else { return Err(()) };\n"
    "        let y = g(x)?;\n"
    "        if let Some(z) = a {\n"
    "            self.n += z;\n"
    "        } else if y > 2 {\n"
    "            panic!(\"no {}\", y);\n"
    "        }\n"
    "        match y {\n"
    "            1 | 2 => g(1),\n"
    "            n if n > 3 => {\n"
    "                self.n = 4;\n"
    "            }\n"
    "            _ => return Ok(0),\n"
    "        }\n"
    "        for i in list.iter() {\n"
    "            println!(\"{}, {}\", i, x);\n"
    "        }\n"
    "        loop {\n"
    "            break;\n"
    "        }\n"
    "        assert_eq!(x, y);\n"
    "        if y == 1 {\n"
    "            Ok(1)\n"
    "        } else {\n"
    "            g(y)\n"
    "        }\n"
    "    }\n"
    "}\n";

static const char rust_flow[] =
    "body: block :10\n"
    "  assign Some = <a> name +declares :11\n"
    "    else: block :11\n"
    "      return = <Err(())> call :11\n"
    "        value: call Err with <()> :11\n"
    "  assign y = <g(x)?> other +declares +local :12\n"
    "    value: propagate = <g(x)> call :12\n"
    "      value: call g with <x> :12\n"
    "  if of <let Some(z) = a> :13\n"
    "    condition: assign Some = <a> name +declares :13\n"
    "    then: block :13\n"
    "      assign n = <z> name +updates :14\n"
    "    else: block :15\n"
    "      if of <y > 2> :15\n"
    "        then: block :15\n"
    "          throw panic of <panic> with <\"no {}\"> , <y> = <\"no {}\", y> other +macro :16\n"
    "  switch of <y> :18\n"
    "    arm: case of <1 | 2> :19\n"
    "      call g with <1> :19\n"
    "    arm: case of <n if n > 3> :20\n"
    "      assign n = <4> number :21\n"
    "    arm: case of <_> +default :23\n"
    "      return = <Ok(0)> call :23\n"
    "        value: call Ok with <0> :23\n"
    "  loop i of <list.iter()> +each :25\n"
    "    condition: call iter :25\n"
    "    body: block :25\n"
    "      call println with <\"{}, {}\"> , <i> , <x> +macro :26\n"
    "  loop +endless :28\n"
    "    body: block :28\n"
    "      break :29\n"
    "  assert assert_eq of <x, y> with <x> , <y> +macro :31\n"
    "  if of <y == 1> :32\n"
    "    then: block :32\n"
    "      return = <Ok(1)> call +tail :33\n"
    "        value: call Ok with <1> :33\n"
    "    else: block :34\n"
    "      return = <g(y)> call +tail :35\n"
    "        value: call g with <y> :35\n"
    "12 g = g\n"
    "14 n = S::n\n"
    "19 g = g\n"
    "21 n = S::n\n"
    "35 g = g\n";

static const char java_source[] =
    "class A {\n"
    "    int x;\n"
    "\n"
    "    int g(int a) { return a; }\n"
    "\n"
    "    int walk(int a) throws E {\n"
    "        this.x = g(a);\n"
    "        if (a == 1)\n"
    "            throw new IllegalStateException(\"no\");\n"
    "        for (String s : list)\n"
    "            g(1);\n"
    "        switch (a) {\n"
    "        case 1:\n"
    "        case 2:\n"
    "            x = 3;\n"
    "            break;\n"
    "        case 3:\n"
    "            x++;\n"
    "        default:\n"
    "            return -1;\n"
    "        }\n"
    "        int d = switch (a) { case 1 -> 2; default -> g(3); };\n"
    "        try (var r = open()) {\n"
    "            r.read();\n"
    "        } catch (IOException | E e) {\n"
    "            throw e;\n"
    "        } finally {\n"
    "            g(4);\n"
    "        }\n"
    "        synchronized (this) {\n"
    "            g(5);\n"
    "        }\n"
    "        run(new Runnable() {\n"
    "            public void run() { g(6); }\n"
    "        });\n"
    "        assert a > 1 : \"m\";\n"
    "        return a > 2 ? g(7) : 0;\n"
    "    }\n"
    "}\n";

static const char java_flow[] =
    "body: block :6\n"
    "  assign x = <g(a)> call :7\n"
    "    value: call g with <a> :7\n"
    "  if of <a == 1> :8\n"
    "    then: block :9\n"
    "      throw = <new IllegalStateException(\"no\")> new :9\n"
    "        value: call IllegalStateException with <\"no\"> +new :9\n"
    "  loop s of <list> +each :10\n"
    "    body: block :11\n"
    "      call g with <1> :11\n"
    "  switch of <a> :12\n"
    "    arm: case of <1> +falls :13\n"
    "    arm: case of <2> :14\n"
    "      assign x = <3> number +local :15\n"
    "      break :16\n"
    "    arm: case of <3> +falls :17\n"
    "      assign x +updates +local :18\n"
    "    arm: case +default :19\n"
    "      return = <-1> negative :20\n"
    "  assign d = <switch (a) { case 1 -> 2; default -> g(3); }> other +declares +local :22\n"
    "    value: switch of <a> :22\n"
    "      arm: case of <1> :22\n"
    "        other :22\n"
    "      arm: case +default :22\n"
    "        call g with <3> :22\n"
    "  try :23\n"
    "    init: assign r = <open()> call +declares +local :23\n"
    "      value: call open :23\n"
    "    body: block :23\n"
    "      call read :24\n"
    "    arm: catch of <IOException | E> :25\n"
    "      throw = <e> name :26\n"
    "    finally: block :27\n"
    "      call g with <4> :28\n"
    "  with = <this> absent :30\n"
    "    body: block :30\n"
    "      call g with <5> :31\n"
    "  call run with <new Runnable() {             public void run() { g(6); }         }> :33\n"
    "    value: call Runnable +new :33\n"
    "      value: closure :33\n"
    "        closure run :34\n"
    "          body: block :34\n"
    "            call g with <6> :34\n"
    "  assert of <a > 1> :36\n"
    "  return = <a > 2 ? g(7) : 0> other :37\n"
    "    value: call g with <7> +maybe :37\n"
    "7 x = A.x\n"
    "7 g = A.g\n"
    "11 g = A.g\n"
    "15 x = A.x\n"
    "18 x = A.x\n"
    "22 g = A.g\n"
    "28 g = A.g\n"
    "31 g = A.g\n"
    "34 g = A.g\n"
    "37 g = A.g\n";

/* clang-format on */

TEST(a_body_of_c_is_read)
{
    check_dump("a.c", c_source, c_flow);
}

TEST(a_body_of_cpp_is_read)
{
    check_dump("a.cpp", cpp_source, cpp_flow);
}

TEST(a_body_of_python_is_read)
{
    check_dump("a.py", python_source, python_flow);
}

TEST(a_body_of_javascript_is_read)
{
    check_dump("a.js", javascript_source, javascript_flow);
}

TEST(a_body_of_typescript_is_read)
{
    check_dump("a.ts", typescript_source, typescript_flow);
}

TEST(a_body_of_tsx_is_read)
{
    check_dump("a.tsx", tsx_source, tsx_flow);
}

TEST(a_body_of_go_is_read)
{
    check_dump("a.go", go_source, go_flow);
}

TEST(a_body_of_rust_is_read)
{
    check_dump("a.rs", rust_source, rust_flow);
}

TEST(a_body_of_java_is_read)
{
    check_dump("A.java", java_source, java_flow);
}

static const FlowBody *read_text(SyntaxReader *r, Arena *a, LanguageId language, Str text)
{
    return flow_read(r, a, language, text, (FlowRange){0, (uint32_t)text.len});
}

static FlowId find_call(const FlowBody *b, const char *name)
{
    for (FlowId i = 0; i < b->count; i++) {
        if (b->nodes[i].kind == FLOW_CALL && str_is(flow_name(b, i), name))
            return i;
    }
    return FLOW_NONE;
}

TEST(events_come_in_the_order_of_execution)
{
    AUTO(arena_done) Arena a = {0};
    AUTO(buf_done) Buf out = BUF(1 << 16);
    SyntaxReader *r = syntax_reader_new();
    const FlowBody *b = read_text(
        r, &a, LANG_PYTHON, STR("x.y = f(g(1), h())\nif t():\n    return k(x)\nlast()\n"));
    FlowId *events = ARENA_ARRAY(&a, FlowId, b->count);

    uint32_t count = flow_events(b, FLOW_ROOT, events);
    for (uint32_t i = 0; i < count; i++)
        buf_printf(&out, "%s%s ", flow_kind_name(b->nodes[events[i]].kind),
                   arena_printf(&a, ":%.*s", STR_ARG(flow_name(b, events[i]))).ptr);
    CHECK_TEXT(out.ptr, "call:g call:h call:f assign:y call:t if: call:k return: call:last ");
    syntax_reader_free(r);
}

TEST(a_node_is_certain_when_no_branch_stands_above_it)
{
    AUTO(arena_done) Arena a = {0};
    SyntaxReader *r = syntax_reader_new();
    const FlowBody *b = read_text(r, &a, LANG_PYTHON,
                                  STR("a()\nif b() and c():\n    d()\nwhile e():\n    f()\n"
                                      "try:\n    g()\nexcept X:\n    h()\n"));
    static const struct {
        const char *name;
        bool is_certain;
    } rows[] = {{"a", true}, {"b", true},  {"c", false}, {"d", false},
                {"e", true}, {"f", false}, {"g", true},  {"h", false}};

    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        CHECK_INT(flow_is_certain(b, find_call(b, rows[i].name)), rows[i].is_certain);
    syntax_reader_free(r);
}

TEST(a_block_leaves_when_all_its_ways_do)
{
    static const struct {
        const char *text;
        bool leaves;
    } rows[] = {
        {"return 1\n", true},
        {"a()\n", false},
        {"if a:\n    return 1\nelse:\n    raise X\n", true},
        {"if a:\n    return 1\n", false},
        {"if a:\n    return 1\nelse:\n    b()\n", false},
        {"match a:\n    case 1:\n        return 1\n    case _:\n        return 2\n", true},
        {"match a:\n    case 1:\n        return 1\n", false},
    };
    AUTO(arena_done) Arena a = {0};
    SyntaxReader *r = syntax_reader_new();

    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        CHECK_INT(flow_leaves(read_text(r, &a, LANG_PYTHON, str_from(rows[i].text)), FLOW_ROOT),
                  rows[i].leaves);
    syntax_reader_free(r);
}

TEST(values_are_told_by_their_text)
{
    static const struct {
        const char *text;
        FlowValue is;
    } rows[] = {
        {"", VALUE_ABSENT},     {"NULL", VALUE_NOTHING}, {"(nil)", VALUE_NOTHING},
        {"True", VALUE_TRUE},   {"false", VALUE_FALSE},  {"0", VALUE_ZERO},
        {"-1", VALUE_NEGATIVE}, {"0x1F", VALUE_NUMBER},  {"\"a\\\"b\"", VALUE_TEXT},
        {"a->b.c", VALUE_NAME}, {"A::B", VALUE_NAME},    {"\"a\" + \"b\"", VALUE_OTHER},
        {"a + b", VALUE_OTHER}, {"f(x)", VALUE_OTHER},
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        CHECK_INT(flow_value_of(str_from(rows[i].text)), rows[i].is);
}

TEST(what_is_too_deep_is_left_out_and_said)
{
    AUTO(arena_done) Arena a = {0};
    AUTO(buf_done) Buf text = BUF(1 << 20);
    SyntaxReader *r = syntax_reader_new();

    buf_lit(&text, "if a:\n    b()\n");
    for (int i = 0; i < 2 * FLOW_MAX_DEPTH; i++)
        buf_lit(&text, "elif c:\n    d()\n");
    CHECK(read_text(r, &a, LANG_PYTHON, buf_str(&text))->is_cut);
    CHECK(!read_text(r, &a, LANG_PYTHON, STR("if a:\n    b()\n"))->is_cut);
    syntax_reader_free(r);
}

TEST(what_has_no_body_or_no_table_gives_none)
{
    TestProgram t = test_program(
        (TestFile[]){{"a.c", "int f(void);\nint x;\n"}, {"a.rb", "def f\n  g\nend\n"}, {0}});
    Flow *flow = flow_open(t.program);

    for (SymbolId s = 0; s <= t.program->symbol_count; s++)
        CHECK(flow_body(flow, s) == NULL);
    flow_close(flow);
    test_program_done(&t);
}

TEST_MAIN()
