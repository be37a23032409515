/*
 * resolve_python_test.c -- who names mean in small Python repositories.
 *
 * Each test asks for the edges of one line, `from -> file:line name (tier)`.
 */
#include "program_test.h"

#define CHECK_LINE(t, path, line, expected) \
    CHECK_TEXT(test_edges_at((t), (path), (line)), (expected))

/* One file: the edges of its last line. */
static void check_last_line(const char *text, const char *expected)
{
    TestProgram t = test_program((TestFile[]){{"a.py", text}, {0}});
    unsigned line = 0;

    for (const char *c = text; *c; c++)
        line += *c == '\n';
    CHECK_LINE(&t, "a.py", line, expected);
    test_program_done(&t);
}

TEST(names_are_looked_up_outwards_past_the_class)
{
    TestProgram t = test_program((TestFile[]){{"a.py", "def f(): pass\n"
                                                       "def g(): pass\n"
                                                       "class C:\n"
                                                       "    def f(self): return f()\n"
                                                       "    def h(self, g):\n"
                                                       "        return g()\n"
                                                       "    k = f\n"},
                                              {0}});

    CHECK_LINE(&t, "a.py", 4, "C.f -> a.py:1 f (exact)\n");
    CHECK_LINE(&t, "a.py", 6, "");
    CHECK_LINE(&t, "a.py", 7, "C -> a.py:4 C.f (exact)\n");
    test_program_done(&t);
}

TEST(a_class_statement_means_the_outer_name_until_the_class_binds_it)
{
    check_last_line("class Reader: pass\n"
                    "class C:\n"
                    "    Reader = Reader\n",
                    "C -> a.py:1 Reader (exact)\n");
}

TEST(imports_lead_through_packages_aliases_and_reexports)
{
    TestProgram t = test_program((TestFile[]){
        {"src/pkg/__init__.py", "from .core import Thing as Thing\nfrom . import util\n"},
        {"src/pkg/core.py", "class Thing:\n    def run(self): pass\n"},
        {"src/pkg/util.py", "def helper(): pass\n"},
        {"src/pkg/deep/inner.py", "from ..core import Thing\nThing()\n"},
        {"tests/test_pkg.py", "import pkg.util as u, pkg.core\n"
                              "from pkg import Thing, util\n"
                              "Thing().run()\n"
                              "u.helper()\n"
                              "util.helper()\n"
                              "pkg.core.Thing\n"},
        {0}});

    CHECK_LINE(&t, "src/pkg/__init__.py", 1, "- -> src/pkg/core.py:1 Thing (import)\n");
    CHECK_LINE(&t, "src/pkg/__init__.py", 2, "- -> src/pkg/util.py:1 * (import)\n");
    CHECK_LINE(&t, "src/pkg/deep/inner.py", 2, "- -> src/pkg/core.py:1 Thing (import)\n");
    CHECK_LINE(&t, "tests/test_pkg.py", 2,
               "- -> src/pkg/core.py:1 Thing (import)\n"
               "- -> src/pkg/util.py:1 * (import)\n");
    CHECK_LINE(&t, "tests/test_pkg.py", 3,
               "- -> src/pkg/core.py:1 Thing (import)\n"
               "- -> src/pkg/core.py:2 Thing.run (typed)\n");
    CHECK_LINE(&t, "tests/test_pkg.py", 4,
               "- -> src/pkg/util.py:1 * (import)\n"
               "- -> src/pkg/util.py:1 helper (member)\n");
    CHECK_LINE(&t, "tests/test_pkg.py", 6,
               "- -> src/pkg/__init__.py:1 * (import)\n"
               "- -> src/pkg/core.py:1 * (member)\n"
               "- -> src/pkg/core.py:1 Thing (member)\n");
    test_program_done(&t);
}

TEST(a_name_of_pythons_library_is_not_taken_for_a_neighbour)
{
    TestProgram t = test_program((TestFile[]){
        {"app/__init__.py", ""},
        {"app/json/__init__.py", "def dumps(): pass\n"},
        {"app/main.py", "import json\nfrom logging import getLogger\njson.dumps()\n"},
        {"tools/logging.py", "def getLogger(): pass\n"},
        {"tools/use.py", "import logging\nlogging.getLogger()\n"},
        {0}});

    CHECK_TEXT(test_edges(&t), "");
    test_program_done(&t);
}

TEST(star_imports_and_optional_imports_are_followed)
{
    TestProgram t = test_program(
        (TestFile[]){{"base.py", "def shared(): pass\ndef _own(): pass\n"},
                     {"mid.py", "from base import *\n"},
                     {"fast.py", "def speed(): pass\n"},
                     {"use.py", "from mid import *\n"
                                "try:\n"
                                "    from fast import speed\n"
                                "except ImportError:\n"
                                "    speed = None\n"
                                "shared()\n"
                                "speed()\n"},
                     {0}});

    CHECK_LINE(&t, "use.py", 6, "- -> base.py:1 shared (import)\n");
    CHECK_LINE(&t, "use.py", 7, "- -> fast.py:1 speed (import)\n");
    test_program_done(&t);
}

TEST(imports_in_a_circle_end)
{
    TestProgram t = test_program(
        (TestFile[]){{"a.py", "from b import x\nfrom b import *\nx()\ny()\n"},
                     {"b.py", "from a import x\nfrom a import *\ndef y(): pass\n"},
                     {0}});

    CHECK_LINE(&t, "a.py", 3, "");
    CHECK_LINE(&t, "a.py", 4, "- -> b.py:3 y (import)\n");
    test_program_done(&t);
}

TEST(a_receiver_is_typed_by_annotations)
{
    check_last_line(
        "class C:\n"
        "    def m(self): pass\n"
        "def f(a: C, b: 'Optional[C]', c: list[C], d: dict[str, C], *e: C):\n"
        "    a.m(), b.m(), c[0].m(), d.get('k').m(), [x.m() for x in e]\n",
        "f -> a.py:2 C.m (typed)\nf -> a.py:2 C.m (typed)\nf -> a.py:2 C.m (typed)\n"
        "f -> a.py:2 C.m (typed)\nf -> a.py:2 C.m (typed)\n");
}

TEST(a_receiver_is_typed_by_what_was_assigned_last)
{
    TestProgram t = test_program((TestFile[]){{"a.py", "class A:\n"
                                                       "    def m(self): pass\n"
                                                       "class B:\n"
                                                       "    def m(self): pass\n"
                                                       "def f(c):\n"
                                                       "    x = A()\n"
                                                       "    x.m()\n"
                                                       "    x = B()\n"
                                                       "    x.m()\n"
                                                       "    y = None\n"
                                                       "    if c:\n"
                                                       "        y = A()\n"
                                                       "    y.m()\n"
                                                       "    y = unknown()\n"
                                                       "    y.m()\n"},
                                              {0}});

    CHECK_LINE(&t, "a.py", 7, "f -> a.py:2 A.m (typed)\n");
    CHECK_LINE(&t, "a.py", 9, "f -> a.py:4 B.m (typed)\n");
    CHECK_LINE(&t, "a.py", 13, "f -> a.py:2 A.m (typed)\n");
    CHECK_LINE(&t, "a.py", 15, "");
    test_program_done(&t);
}

TEST(tests_of_a_type_narrow_names_and_paths)
{
    TestProgram t = test_program(
        (TestFile[]){{"a.py", "class A:\n"
                              "    def m(self): pass\n"
                              "def f(x, y, z):\n"
                              "    if isinstance(x, A) and x.m(): x.m()\n"
                              "    if not isinstance(y, (int, A)):\n"
                              "        return\n"
                              "    y.m()\n"
                              "    assert isinstance(z.w, A)\n"
                              "    z.w.m()\n"
                              "    match x:\n"
                              "        case A() as q: x.m(), q.m()\n"},
                     {0}});

    CHECK_LINE(&t, "a.py", 4,
               "f -> a.py:1 A (exact)\nf -> a.py:2 A.m (typed)\n"
               "f -> a.py:2 A.m (typed)\n");
    CHECK_LINE(&t, "a.py", 7, "f -> a.py:2 A.m (typed)\n");
    CHECK_LINE(&t, "a.py", 9, "f -> a.py:2 A.m (typed)\n");
    CHECK_LINE(&t, "a.py", 11,
               "f -> a.py:1 A (exact)\nf -> a.py:2 A.m (typed)\n"
               "f -> a.py:2 A.m (typed)\n");
    test_program_done(&t);
}

TEST(attributes_are_found_along_the_inheritance)
{
    TestProgram t = test_program((TestFile[]){{"a.py", "class A:\n"
                                                       "    def m(self): pass\n"
                                                       "class B(A):\n"
                                                       "    def m(self): super().m()\n"
                                                       "class C(A):\n"
                                                       "    def m(self): pass\n"
                                                       "    def n(self): self.m()\n"
                                                       "class D(B, C):\n"
                                                       "    def o(self): super().n()\n"
                                                       "class Circle(Circle2): pass\n"
                                                       "class Circle2(Circle): pass\n"
                                                       "D().m()\n"
                                                       "Circle2().m()\n"},
                                              {0}});

    CHECK_LINE(&t, "a.py", 4, "B.m -> a.py:2 A.m (member)\n");
    CHECK_LINE(&t, "a.py", 7, "C.n -> a.py:6 C.m (member)\n");
    CHECK_LINE(&t, "a.py", 9, "D.o -> a.py:7 C.n (member)\n");
    CHECK_LINE(&t, "a.py", 12, "- -> a.py:8 D (exact)\n- -> a.py:4 B.m (typed)\n");
    CHECK_LINE(&t, "a.py", 13, "- -> a.py:11 Circle2 (exact)\n");
    test_program_done(&t);
}

TEST(an_attribute_that_a_base_class_declares_is_the_base_classes)
{
    TestProgram t = test_program(
        (TestFile[]){{"a.py", "class A:\n"
                              "    cli: 'Group'\n"
                              "    plain = 1\n"
                              "class B(A):\n"
                              "    plain = 2\n"
                              "    def __init__(self):\n"
                              "        self.cli = 3\n"
                              "    def use(self): return self.cli, self.plain\n"},
                     {0}});

    CHECK_LINE(&t, "a.py", 7, "B.__init__ -> a.py:2 A.cli (member)\n");
    CHECK_LINE(&t, "a.py", 8,
               "B.use -> a.py:2 A.cli (member)\nB.use -> a.py:5 B.plain (member)\n");
    test_program_done(&t);
}

TEST(results_of_functions_are_declared_or_inferred)
{
    TestProgram t = test_program((TestFile[]){{"a.py", "class C:\n"
                                                       "    def me(self): return self\n"
                                                       "    @classmethod\n"
                                                       "    def make(cls): return cls()\n"
                                                       "    @property\n"
                                                       "    def p(self) -> 'C': return x\n"
                                                       "    def __enter__(self): return self\n"
                                                       "    def __iter__(self): yield C()\n"
                                                       "class D(C):\n"
                                                       "    def d(self): pass\n"
                                                       "def build(c):\n"
                                                       "    if c: return C()\n"
                                                       "    return None\n"
                                                       "async def later() -> C: pass\n"
                                                       "D.make().me().d()\n"
                                                       "build(1).p.p\n"
                                                       "with D() as w: w.d()\n"
                                                       "for e in C(): e.p\n"
                                                       "async def f(): (await later()).p\n"},
                                              {0}});

    CHECK_LINE(&t, "a.py", 15,
               "- -> a.py:9 D (exact)\n- -> a.py:4 C.make (member)\n"
               "- -> a.py:2 C.me (typed)\n- -> a.py:10 D.d (typed)\n");
    CHECK_LINE(&t, "a.py", 16,
               "- -> a.py:11 build (exact)\n- -> a.py:6 C.p (typed)\n"
               "- -> a.py:6 C.p (typed)\n");
    CHECK_LINE(&t, "a.py", 17,
               "- -> a.py:9 D (exact)\n- -> a.py:17 w (exact)\n"
               "- -> a.py:10 D.d (typed)\n");
    CHECK_LINE(&t, "a.py", 18,
               "- -> a.py:1 C (exact)\n- -> a.py:18 e (exact)\n"
               "- -> a.py:6 C.p (typed)\n");
    CHECK_LINE(&t, "a.py", 19, "f -> a.py:14 later (exact)\nf -> a.py:6 C.p (typed)\n");
    test_program_done(&t);
}

TEST(type_variables_are_filled_in)
{
    TestProgram t = test_program(
        (TestFile[]){{"a.py", "from typing import TypeVar, Generic, cast, Callable\n"
                              "from contextlib import contextmanager\n"
                              "T = TypeVar('T')\n"
                              "class Item:\n"
                              "    def m(self): pass\n"
                              "class Stack(Generic[T]):\n"
                              "    def pop(self) -> T: ...\n"
                              "class Items(Stack[Item]): pass\n"
                              "def first(x: list[T]) -> T: ...\n"
                              "def call(f: Callable[[Item], None]): ...\n"
                              "@contextmanager\n"
                              "def opened(): yield Item()\n"
                              "Stack[Item]().pop().m()\n"
                              "Items().pop().m()\n"
                              "first([Item()]).m()\n"
                              "cast('Item', x).m()\n"
                              "call(lambda i: i.m())\n"
                              "with opened() as o: o.m()\n"},
                     {0}});

    for (unsigned line = 13; line <= 18; line++)
        CHECK(str_ends(str_from(test_edges_at(&t, "a.py", line)),
                       STR("- -> a.py:5 Item.m (typed)\n")));
    test_program_done(&t);
}

TEST(overloads_properties_and_redefinitions_lead_to_what_a_reader_wants)
{
    TestProgram t = test_program(
        (TestFile[]){{"a.py", "@overload\n"
                              "def f(a: int): ...\n"
                              "@overload\n"
                              "def f(a: str): ...\n"
                              "def f(a): pass\n"
                              "class C:\n"
                              "    @property\n"
                              "    def p(self): pass\n"
                              "    @p.setter\n"
                              "    def p(self, v): pass\n"
                              "    def use(self): self.p = f(self.p)\n"},
                     {0}});

    CHECK_LINE(&t, "a.py", 11,
               "C.use -> a.py:8 C.p (member)\nC.use -> a.py:5 f (exact)\n"
               "C.use -> a.py:8 C.p (member)\n");
    test_program_done(&t);
}

TEST(what_python_brings_along_is_external_and_guesses_are_marked)
{
    TestProgram t = test_program((TestFile[]){{"a.py", "import os\n"
                                                       "class C:\n"
                                                       "    def unusual_name(self): pass\n"
                                                       "    def join(self): pass\n"
                                                       "def f(x, y: str):\n"
                                                       "    os.path.join(y)\n"
                                                       "    y.join(x)\n"
                                                       "    x.unusual_name()\n"},
                                              {0}});

    CHECK_LINE(&t, "a.py", 6, "");
    CHECK_LINE(&t, "a.py", 7, "");
    CHECK_LINE(&t, "a.py", 8, "f -> a.py:3 C.unusual_name (unique)\n");
    CHECK_INT(t.program->counts[LANG_PYTHON].by_tier[TIER_EXTERNAL], 5);
    test_program_done(&t);
}

TEST(parameters_of_tests_are_what_their_fixtures_give)
{
    TestProgram t = test_program(
        (TestFile[]){{"app.py", "class App:\n    def client(self) -> 'Client': ...\n"
                                "class Client:\n    def get(self): pass\n"},
                     {"tests/conftest.py", "import pytest, app\n"
                                           "@pytest.fixture\n"
                                           "def server(): yield app.App()\n"
                                           "@pytest.fixture(scope='module')\n"
                                           "def client(server): return server.client()\n"
                                           "def server2(): return app.App()\n"},
                     {"tests/unit/test_app.py", "def test_get(client, server2):\n"
                                                "    client.get()\n"
                                                "    server2.client()\n"
                                                "def helper(client):\n"
                                                "    client.get()\n"},
                     {0}});

    CHECK_LINE(&t, "tests/conftest.py", 5, "client -> app.py:2 App.client (typed)\n");
    CHECK_LINE(&t, "tests/unit/test_app.py", 2, "test_get -> app.py:4 Client.get (typed)\n");
    test_program_done(&t);
}

TEST(attributes_of_type_expressions_lead_nowhere)
{
    check_last_line(
        "from typing import Optional, TypeVar\n"
        "class A:\n"
        "    m = 1\n"
        "T = TypeVar('T', bound=A)\n"
        "Maybe = Optional[A]\n"
        "Maybe.m, T.m\n",
        "- -> a.py:5 Maybe (exact)\n- -> a.py:4 T (exact)\n- -> a.py:3 A.m (typed)\n");
}

TEST(broken_source_is_resolved_as_far_as_it_goes)
{
    TestProgram t = test_program((TestFile[]){{"a.py", "def f(): pass\n"
                                                       "class C(\n"
                                                       "x = = f(\n"
                                                       "def g():\n"
                                                       "    return f()\n"},
                                              {0}});

    CHECK(str_has(str_from(test_edges(&t)), STR("a.py:5 ")));
    test_program_done(&t);
}

/* Enough files that threads take turns, all leaning on each other. */
TEST(edges_are_the_same_on_any_number_of_threads)
{
    enum { FILES = 40 };
    AUTO(arena_done) Arena a = {0};
    TestFile files[FILES + 1] = {0};

    for (int i = 0; i < FILES; i++)
        files[i] = (TestFile){
            .path = arena_printf(&a, "m%d.py", i).ptr,
            .text = arena_printf(&a,
                                 "from m%d import C as Next, make as make_next\n"
                                 "class C(Next):\n"
                                 "    def __init__(self, n=None): self.n = n or make_next().n\n"
                                 "    def m%d(self): return self.n\n"
                                 "def make(): return make_next() if x else C()\n"
                                 "make().m%d().m%d()\n",
                                 (i + 1) % FILES, i, (i + 7) % FILES, i)
                        .ptr,
        };
    TestProgram one = test_program_on(files, 1), many = test_program_on(files, 8);
    CHECK_TEXT(test_edges(&many), test_edges(&one));
    CHECK(one.program->edge_count > 3 * FILES);
    test_program_done(&one);
    test_program_done(&many);
}

/* Tuples that double with each line (without a limit, 2^60 parts), functions that call each
 * other in a circle, a long chain of names, and one name bound thousands of times. */
TEST(files_made_to_be_slow_are_resolved_in_time)
{
    AUTO(buf_done) Buf text = BUF(1 << 20);

    buf_add(&text, STR("x0 = (1, 2)\n"));
    for (int i = 1; i < 60; i++)
        buf_printf(&text, "x%d = (x%d, x%d)\ndef f%d(): return f%d(), f%d()\n", i, i - 1, i - 1,
                   i, (i + 1) % 60, i - 1);
    for (int i = 0; i < 3000; i++)
        buf_printf(&text, "y%d = y%d\nz = z + y%d\n", i, i + 1, i);
    buf_add(&text, STR("def g(v):\n"));
    for (int i = 0; i < 3000; i++)
        buf_printf(&text, "    if not isinstance(v, A%d): return\n", i);
    buf_add(&text, STR("x59[0].a\n"));
    TestProgram t = test_program((TestFile[]){{"a.py", text.ptr}, {0}});
    CHECK(t.program->edge_count > 100);
    test_program_done(&t);
}

TEST_MAIN()
