/*
 * python_pack_test.c -- what is read out of one Python file.
 */
#include "program_test.h"

#include "syntax/pack.h"
#include "syntax/packs/python.h"

static const char *defs_of(TestProgram *t, const char *text)
{
    *t = test_program((TestFile[]){{"a.py", text}, {0}});
    return test_defs(t);
}

#define CHECK_DEFS(text, expected)                    \
    do {                                              \
        TestProgram t_;                               \
        CHECK_TEXT(defs_of(&t_, (text)), (expected)); \
        test_program_done(&t_);                       \
    } while (0)

#define CHECK_NOTES(text, expected)                                         \
    do {                                                                    \
        TestProgram t_ = test_program((TestFile[]){{"a.py", (text)}, {0}}); \
        CHECK_TEXT(test_notes(&t_), (expected));                            \
        test_program_done(&t_);                                             \
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

TEST(functions_classes_and_variables_are_defined_where_their_names_stand)
{
    CHECK_DEFS("LIMIT = 3\n"
               "name, other = 'a', 'b'\n"
               "class C(Base):\n"
               "    size: int = 0\n"
               "    def __init__(self): pass\n"
               "    @property\n"
               "    def big(self): return self.size > 1\n"
               "    def run(self):\n"
               "        def inner(): pass\n"
               "def f(): pass\n"
               "for i in f(): pass\n"
               "with open('x') as handle: pass\n",
               "a.py:1 constant LIMIT\n"
               "a.py:2 variable name\n"
               "a.py:2 variable other\n"
               "a.py:3 class C\n"
               "a.py:4 field C.size\n"
               "a.py:5 constructor C.__init__\n"
               "a.py:7 property C.big\n"
               "a.py:8 method C.run\n"
               "a.py:9 function C.run.inner\n"
               "a.py:10 function f\n"
               "a.py:11 variable i\n"
               "a.py:12 variable handle\n");
}

TEST(attributes_set_through_self_are_defined_once_in_their_class)
{
    CHECK_DEFS("class C:\n"
               "    def a(self):\n"
               "        self.x = 1\n"
               "        self.y, self.z = 1, 2\n"
               "        self.shared = 1\n"
               "    def b(this):\n"
               "        this.x = 2\n"
               "        other.w = 3\n"
               "    @staticmethod\n"
               "    def c(self): self.v = 1\n"
               "    @classmethod\n"
               "    def d(cls): cls.u = 1\n"
               "    shared = None\n",
               "a.py:1 class C\n"
               "a.py:2 method C.a\n"
               "a.py:3 field C.x\n"
               "a.py:4 field C.y\n"
               "a.py:4 field C.z\n"
               "a.py:6 method C.b\n"
               "a.py:10 method C.c\n"
               "a.py:12 method C.d\n"
               "a.py:12 field C.u\n"
               "a.py:13 field C.shared\n");
}

TEST(members_of_an_enum_are_told_from_its_methods)
{
    CHECK_DEFS("class Color(enum.Enum):\n"
               "    RED = 1\n"
               "    _hidden = 2\n"
               "    def mix(self): pass\n",
               "a.py:1 enum Color\n"
               "a.py:2 enum member Color.RED\n"
               "a.py:3 field Color._hidden\n"
               "a.py:4 method Color.mix\n");
}

TEST(a_variable_bound_again_or_as_a_fallback_has_one_definition)
{
    CHECK_DEFS("x = 1\n"
               "x = 2\n"
               "def f():\n"
               "    global x, made_here\n"
               "    x = 3\n"
               "    made_here = 1\n"
               "    local = 2\n"
               "if sys.platform == 'win32':\n"
               "    clock = 1\n"
               "else:\n"
               "    clock = 2\n"
               "try: import fast\n"
               "except ImportError: speed = 1\n"
               "else: speed = 2\n",
               "a.py:1 variable x\n"
               "a.py:3 function f\n"
               "a.py:6 variable made_here\n"
               "a.py:11 variable clock\n"
               "a.py:14 variable speed\n");
}

TEST(newer_syntax_is_read)
{
    CHECK_DEFS("type Pair[T] = tuple[T, T]\n"
               "class Box[T]:\n"
               "    def get[U: int](self, x: U, /, *, y=1) -> T: ...\n"
               "async def f():\n"
               "    match await g():\n"
               "        case Point(x=0) as p if p.x: pass\n"
               "        case [a, *rest] | {'k': a, **rest}: pass\n"
               "    if (n := 10) > 5: pass\n",
               "a.py:1 type Pair\n"
               "a.py:2 class Box\n"
               "a.py:3 method Box.get\n"
               "a.py:4 function f\n");
}

TEST(docstrings_and_comments_above_variables_are_their_documentation)
{
    TestProgram t = test_program((TestFile[]){{"a.py", "\"\"\"The module.\"\"\"\n"
                                                       "#: How many.\n"
                                                       "#: At most.\n"
                                                       "LIMIT = 3\n"
                                                       "\n"
                                                       "bare = 4\n"
                                                       "def f():\n"
                                                       "    # a comment first\n"
                                                       "    'What f does.'\n"
                                                       "    return 1\n"},
                                              {0}});
    Str text = str_from(t.files[0].text);
    const Def *file = &t.program->units[0].facts->defs[0];
    const Def *limit = def_named(&t, "LIMIT"), *f = def_named(&t, "f");

    CHECK_STR(str_sub(text, file->doc_start, file->doc_end), "\"\"\"The module.\"\"\"");
    CHECK_STR(str_sub(text, limit->doc_start, limit->doc_end), "#: How many.\n#: At most.");
    CHECK_STR(str_sub(text, f->doc_start, f->doc_end), "'What f does.'");
    CHECK_INT(def_named(&t, "bare")->doc_end, 0);
    CHECK_STR(str_sub(text, f->start, f->signature_end),
              "def f():\n    # a comment first\n    ");
    CHECK_INT(t.program->units[0].facts->code_lines, 4);
    test_program_done(&t);
}

TEST(decorators_and_names_set_flags_and_visibility)
{
    TestProgram t = test_program((TestFile[]){{"a.py", "__all__ = ['_exported']\n"
                                                       "def _exported(): pass\n"
                                                       "def _private(): pass\n"
                                                       "class C(abc.ABC):\n"
                                                       "    def __hidden(self): pass\n"
                                                       "    @abc.abstractmethod\n"
                                                       "    def must(self): ...\n"
                                                       "    @staticmethod\n"
                                                       "    def free(): pass\n"
                                                       "    @classmethod\n"
                                                       "    async def make(cls): pass\n"},
                                              {0}});

    CHECK_INT(def_named(&t, "_exported")->visibility, VISIBLE_PUBLIC);
    CHECK(def_named(&t, "_exported")->flags & DEF_IS_EXPORTED);
    CHECK_INT(def_named(&t, "_private")->visibility, VISIBLE_MODULE);
    CHECK_INT(def_named(&t, "__hidden")->visibility, VISIBLE_CLASS);
    CHECK(def_named(&t, "must")->flags & DEF_IS_DECLARATION);
    CHECK(def_named(&t, "free")->flags & DEF_IS_STATIC);
    CHECK(def_named(&t, "make")->flags & PY_DEF_IS_CLASS_METHOD);
    CHECK(def_named(&t, "make")->flags & DEF_IS_ASYNC);
    /* with its decorator, but without the line before */
    CHECK_INT(def_named(&t, "free")->line, 9);
    CHECK_STR(str_sub(str_from(t.files[0].text), def_named(&t, "free")->start,
                      def_named(&t, "free")->start + 13),
              "@staticmethod");
    test_program_done(&t);
}

TEST(entry_points_tests_and_exports_are_noted)
{
    CHECK_NOTES("__all__ = ['f', \"g\"]\n"
                "__all__ += ['h']\n"
                "def test_one(): pass\n"
                "class TestTwo(unittest.TestCase):\n"
                "    def testThree(self): pass\n"
                "    def helper(self): pass\n"
                "if __name__ == '__main__':\n"
                "    main()\n"
                "# TODO: more\n",
                "a.py:1 - export f\n"
                "a.py:1 - export g\n"
                "a.py:2 - export h\n"
                "a.py:3 test_one test test_one\n"
                "a.py:5 TestTwo.testThree test testThree\n"
                "a.py:7 - entry __main__\n"
                "a.py:9 - todo TODO: more\n");
}

TEST(routes_flags_commands_and_environment_variables_are_noted)
{
    CHECK_NOTES(
        "@app.route('/users', methods=['GET', 'POST'])\n"
        "def users(): pass\n"
        "@router.get('/items/{id}')\n"
        "def item(): pass\n"
        "@cli.command('init-db')\n"
        "@click.option('-v', '--verbose')\n"
        "def init(): os.environ['HOME']; os.getenv('SHELL'); os.environ.get('LANG', '')\n"
        "urlpatterns = [path('about/', about), re_path(r'^x/$', x)]\n"
        "parser.add_argument('-q', '--quiet')\n"
        "requests.get('/not/a/route')\n",
        "a.py:1 users route GET /users\n"
        "a.py:1 users route POST /users\n"
        "a.py:3 item route GET /items/{id}\n"
        "a.py:5 init command init-db\n"
        "a.py:6 init flag --verbose\n"
        "a.py:7 init env HOME\n"
        "a.py:7 init env SHELL\n"
        "a.py:7 init env LANG\n"
        "a.py:8 - route /about/\n"
        "a.py:8 - route /x/$\n"
        "a.py:9 - flag --quiet\n");
}

TEST(broken_source_still_gives_the_definitions_around_the_damage)
{
    TestProgram t;
    Str defs = str_from(defs_of(&t, "def before(): pass\n"
                                    "class C:\n"
                                    "    def ok(self): return 1 + = 2\n"
                                    "def after(): pass\n"));

    CHECK(t.program->units[0].facts->has_error);
    CHECK(str_has(defs, STR("function before\n")));
    CHECK(str_has(defs, STR("after\n")));
    test_program_done(&t);
}

TEST(every_beginning_of_a_file_is_read_without_harm)
{
    static const char text[] =
        "@a.b(c)\nclass C[T](D, metaclass=E):\n  x: 'F[G|H]' = (lambda y, *z: y.w)(1)\n"
        "  async def f(self, /, *a: int, **k) -> 'I':\n    global g; nonlocal n; g += 1\n"
        "    self.x.y = [i async for i in j if (k := i)]\n    with a as (b, c): yield b\n"
        "    match a:\n      case C(x=1) as d if isinstance(a.b, C): return d\n"
        "    try: from . import (q as r)\n    except (A, B) as e: del e.f\n";
    AUTO(arena_done) Arena a = {0};
    SyntaxReader *r = syntax_reader_new();

    for (size_t len = 0; len < sizeof(text); len++) {
        Facts *f;
        Err err = {0};

        CHECK_OK(syntax_read(r, &a, LANG_PYTHON, (Str){text, len}, &f, &err), &err);
        AUTO(buf_done) Buf bytes = BUF(1 << 20);
        facts_write(f, &bytes);
        CHECK_OK(facts_read(&a, arena_str(&a, buf_str(&bytes)), &f, &err), &err);
    }
    syntax_reader_free(r);
}

TEST_MAIN()
