/*
 * table_packs_test.c -- languages that are described by a table: definitions with their nesting and
 * documentation, imports, notes.
 */
#include "program_test.h"

#include "syntax/pack.h"

/* `line kind qualified.name [doc]` for each definition, `import MODULE NAME`, `note TEXT`. */
static const char *outline(Arena *a, LanguageId language, const char *text)
{
    SyntaxReader *r = syntax_reader_new();
    Buf out = BUF(1 << 16);
    Facts *f = NULL;
    Err err = {0};

    CHECK_OK(syntax_read(r, a, language, str_from(text), &f, &err), &err);
    syntax_reader_free(r);
    for (uint32_t i = 1; i < f->def_count; i++) {
        const Def *d = &f->defs[i];
        Str doc = str_sub(str_from(text), d->doc_start, d->doc_end), line = STR_NONE;

        (void)str_line(&doc, &line);
        buf_printf(&out, "%u %s ", d->line, def_kind_word(d->kind));
        if (d->parent)
            buf_printf(&out, "%.*s.", STR_ARG(facts_name(f, f->defs[d->parent].name)));
        buf_printf(&out, "%.*s%s%.*s\n", STR_ARG(facts_name(f, d->name)), line.len ? " " : "",
                   STR_ARG(line));
    }
    for (uint32_t i = 0; i < f->import_count; i++)
        buf_printf(&out, "import %.*s %.*s\n", STR_ARG(facts_name(f, f->imports[i].module)),
                   STR_ARG(facts_name(f, f->imports[i].local)));
    for (uint32_t i = 0; i < f->note_count; i++)
        buf_printf(&out, "note %.*s\n", STR_ARG(facts_name(f, f->notes[i].text)));
    const char *kept = arena_cstr(a, buf_str(&out));
    buf_done(&out);
    return kept;
}

#define CHECK_OUTLINE(language, text, expected)                        \
    do {                                                               \
        AUTO(arena_done) Arena outline_arena = {0};                    \
        CHECK_TEXT(outline(&outline_arena, language, text), expected); \
    } while (0)

TEST(c_sharp_gives_types_members_and_tests)
{
    CHECK_OUTLINE(
        LANG_CSHARP,
        "using System.Text;\n"
        "namespace A.B {\n"
        "  /// <summary>Doc.</summary>\n"
        "  [Serializable]\n"
        "  public class C<T> : Base {\n"
        "    private readonly int x = 1, y;\n"
        "    public const string K = \"k\";\n"
        "    public int P { get; set; }\n"
        "    public C(int a) { this.x = a; }\n"
        "    /// m\n"
        "    [Fact] public async Task M(string s) { var z = new D(); int L(int q) => q; }\n"
        "    enum E { One, Two = 2 }\n"
        "  }\n"
        "  interface I { void F(); }\n"
        "}\n",
        "2 namespace A.B\n"
        "5 class A.B.C /// <summary>Doc.</summary>\n"
        "6 field C.x\n"
        "6 field C.y\n"
        "7 constant C.K\n"
        "8 property C.P\n"
        "9 constructor C.C\n"
        "11 method C.M /// m\n"
        "11 function M.L\n"
        "12 enum C.E\n"
        "12 enum member E.One\n"
        "12 enum member E.Two\n"
        "14 interface A.B.I\n"
        "14 method I.F\n"
        "import System.Text \n"
        "note M\n");
}

TEST(ruby_gives_classes_attributes_instance_variables_and_specs)
{
    CHECK_OUTLINE(LANG_RUBY,
                  "require 'json'\n"
                  "# Doc of A\n"
                  "module A\n"
                  "  # Doc of C\n"
                  "  class C < Base\n"
                  "    LIMIT = 1\n"
                  "    attr_reader :x, :y\n"
                  "    def initialize(a); @x = a; end\n"
                  "    # doc\n"
                  "    # more\n"
                  "    def m; local = 1; @x = local; end\n"
                  "    def self.make; ENV['HOME']; end\n"
                  "  end\n"
                  "end\n"
                  "describe 'thing' do it 'works' do end end\n"
                  "get '/users' do end\n",
                  "3 module A # Doc of A\n"
                  "5 class A.C # Doc of C\n"
                  "6 constant C.LIMIT\n"
                  "7 property C.x\n"
                  "7 property C.y\n"
                  "8 constructor C.initialize\n"
                  "8 field C.@x\n"
                  "11 method C.m # doc\n"
                  "12 method C.make\n"
                  "import json \n"
                  "note HOME\n"
                  "note works\n"
                  "note GET /users\n");
}

TEST(ruby_s_private_hides_what_follows_in_the_class)
{
    AUTO(arena_done) Arena a = {0};
    SyntaxReader *r = syntax_reader_new();
    Facts *f;
    Err err = {0};

    CHECK_OK(syntax_read(r, &a, LANG_RUBY,
                         STR("class A\n def a; end\n private\n def b; end\nend\ndef c; end\n"),
                         &f, &err),
             &err);
    CHECK_INT(f->defs[2].visibility, VISIBLE_PUBLIC);
    CHECK_INT(f->defs[3].visibility, VISIBLE_CLASS);
    CHECK_INT(f->defs[4].visibility, VISIBLE_PUBLIC);
    syntax_reader_free(r);
}

TEST(php_gives_promoted_fields_constants_and_traits)
{
    CHECK_OUTLINE(LANG_PHP,
                  "<?php\n"
                  "namespace App;\n"
                  "use Foo\\Bar as Baz;\n"
                  "/** Doc */\n"
                  "#[Attr]\n"
                  "abstract class C extends Base {\n"
                  "    use Helps;\n"
                  "    const K = 1;\n"
                  "    private ?int $x = 1;\n"
                  "    public function __construct(private Foo $foo, $b) {}\n"
                  "    /** m */\n"
                  "    public static function m(): ?Bar { return getenv('HOME'); }\n"
                  "}\n"
                  "trait T { }\n"
                  "enum E: string { case A = 'a'; }\n"
                  "function top($q) {}\n"
                  "define('X', 1);\n",
                  "6 class C /** Doc */\n"
                  "8 constant C.K\n"
                  "9 field C.x\n"
                  "10 constructor C.__construct\n"
                  "10 field C.foo\n"
                  "12 method C.m /** m */\n"
                  "14 trait T\n"
                  "15 enum E\n"
                  "15 enum member E.A\n"
                  "16 function top\n"
                  "17 constant X\n"
                  "import Foo\\Bar Baz\n"
                  "note HOME\n");
}

TEST(kotlin_gives_properties_objects_and_top_level_functions)
{
    CHECK_OUTLINE(LANG_KOTLIN,
                  "package a.b\n"
                  "import x.y.Z as W\n"
                  "import q.*\n"
                  "/** Doc */\n"
                  "class C(private val x: Int, y: String) : Base(x) {\n"
                  "    val p: Int = 1\n"
                  "    companion object {\n const val K = 1\n}\n"
                  "    /** m */\n"
                  "    override fun m(s: String): D? { val z = W(); return z.go(s) }\n"
                  "}\n"
                  "interface I {\n fun f()\n}\n"
                  "enum class E { A, B }\n"
                  "object O {\n fun s() {}\n}\n"
                  "fun main() {}\n",
                  "5 class C /** Doc */\n"
                  "5 property C.x\n"
                  "6 property C.p\n"
                  "8 constant C.K\n"
                  "11 method C.m /** m */\n"
                  "13 interface I\n"
                  "14 method I.f\n"
                  "16 enum E\n"
                  "16 enum member E.A\n"
                  "16 enum member E.B\n"
                  "17 class O\n"
                  "18 method O.s\n"
                  "20 function main\n"
                  "import x.y.Z W\n"
                  "import q \n"
                  "note main\n");
}

TEST(swift_gives_extensions_members_to_their_type)
{
    CHECK_OUTLINE(LANG_SWIFT,
                  "import Foundation\n"
                  "/// Doc\n"
                  "public final class C: Base {\n"
                  "    private let x: Int = 1\n"
                  "    init(a: Int) { self.x = a }\n"
                  "    /// m\n"
                  "    func m(_ s: String) -> D? { let z = E(); return z.go(s) }\n"
                  "}\n"
                  "struct S { }\n"
                  "protocol P { func f() }\n"
                  "enum E { case one, two }\n"
                  "extension S: P { func f() {} }\n"
                  "extension Other { func g() {} }\n"
                  "func testTop() {}\n",
                  "3 class C /// Doc\n"
                  "4 property C.x\n"
                  "5 constructor C.init\n"
                  "7 method C.m /// m\n"
                  "9 struct S\n"
                  "10 interface P\n"
                  "10 method P.f\n"
                  "11 enum E\n"
                  "11 enum member E.one\n"
                  "11 enum member E.two\n"
                  "12 method S.f\n"
                  "13 class Other\n"
                  "13 method Other.g\n"
                  "14 function testTop\n"
                  "import Foundation \n"
                  "note testTop\n");
}

TEST(scala_gives_objects_traits_values_and_renamed_imports)
{
    CHECK_OUTLINE(LANG_SCALA,
                  "package a.b\n"
                  "import x.y.{Z => W, V}\n"
                  "import q._\n"
                  "/** Doc */\n"
                  "abstract class C[T](val x: Int, y: String) extends Base(x) with I {\n"
                  "  val p: Int = 1\n"
                  "  def this(z: Int) = this(z, \"\")\n"
                  "  /** m */\n"
                  "  def m(s: String): Option[D] = { val z = new W(s); z.go(s) }\n"
                  "}\n"
                  "object O { def s() = {} }\n"
                  "trait I\n",
                  "5 class C /** Doc */\n"
                  "5 property C.x\n"
                  "6 property C.p\n"
                  "7 constructor C.this\n"
                  "9 method C.m /** m */\n"
                  "11 class O\n"
                  "11 method O.s\n"
                  "12 trait I\n"
                  "import x.y W\n"
                  "import x.y V\n"
                  "import q \n");
}

TEST(bash_gives_functions_variables_and_what_the_environment_may_set)
{
    CHECK_OUTLINE(LANG_BASH,
                  "#!/bin/bash\n"
                  "# Doc of f\n"
                  "# more\n"
                  "f() {\n"
                  "  local a=1\n"
                  "  echo ${PREFIX:-/usr}\n"
                  "}\n"
                  "function g { f; }\n"
                  "LIMIT=1\n"
                  ". ./lib.sh\n"
                  "main() { g; }\n",
                  "4 function f # Doc of f\n"
                  "8 function g\n"
                  "9 variable LIMIT\n"
                  "11 function main\n"
                  "import ./lib.sh \n"
                  "note PREFIX\n"
                  "note main\n");
}

TEST(lua_gives_functions_of_tables_to_their_table)
{
    CHECK_OUTLINE(LANG_LUA,
                  "local json = require(\"json\")\n"
                  "local M = {}\n"
                  "--- Doc of f\n"
                  "function M.f(a, b) local c = a + b; return c end\n"
                  "function M:m(x) self.y = x end\n"
                  "local function g(x) return x end\n"
                  "M.h = function(q) return q end\n"
                  "return M\n",
                  "1 variable json\n"
                  "2 variable M\n"
                  "4 method M.f --- Doc of f\n"
                  "5 method M.m\n"
                  "6 function g\n"
                  "7 method M.h\n"
                  "import json \n");
}

TEST(elixir_gives_modules_and_one_function_for_all_its_clauses)
{
    CHECK_OUTLINE(LANG_ELIXIR,
                  "defmodule A.B do\n"
                  "  @moduledoc \"Doc of A.B\"\n"
                  "  use GenServer\n"
                  "  alias X.Y, as: Z\n"
                  "  alias P.{Q, R}\n"
                  "  @limit 1\n"
                  "  @doc \"doc of f\"\n"
                  "  @spec f(integer) :: integer\n"
                  "  def f(a) when a > 1 do\n"
                  "    Z.go(a)\n"
                  "  end\n"
                  "  def f(x), do: x\n"
                  "  defp g(x), do: System.get_env(\"HOME\")\n"
                  "end\n"
                  "defprotocol P do\n"
                  "  def size(x)\n"
                  "end\n"
                  "test \"works\" do assert 1 end\n",
                  "1 module A.B \"Doc of A.B\"\n"
                  "6 constant A.B.limit\n"
                  "9 function A.B.f \"doc of f\"\n"
                  "13 function A.B.g\n"
                  "15 interface P\n"
                  "16 method P.size\n"
                  "import GenServer \n"
                  "import X.Y Z\n"
                  "import P Q\n"
                  "import P R\n"
                  "note HOME\n"
                  "note works\n");
}

TEST(haskell_gives_types_constructors_fields_and_functions_with_all_equations)
{
    CHECK_OUTLINE(LANG_HASKELL,
                  "module A.B (f, T(..), main) where\n"
                  "import qualified Data.Map as M\n"
                  "import Foo (bar, Baz(..))\n"
                  "-- | Doc of T\n"
                  "data T a = A { x :: Int } | B Int deriving (Show)\n"
                  "class C a where\n"
                  "  m :: a -> Int\n"
                  "-- | Doc of f\n"
                  "f :: Int -> Int\n"
                  "f 0 = 1\n"
                  "f n = g n where h = M.lookup n\n"
                  "g x = bar x\n"
                  "main :: IO ()\n"
                  "main = f 1\n",
                  "5 type T -- | Doc of T\n"
                  "5 enum member T.A\n"
                  "5 field T.x\n"
                  "5 enum member T.B\n"
                  "6 interface C\n"
                  "7 function C.m\n"
                  "9 function f -- | Doc of f\n"
                  "12 function g\n"
                  "13 function main\n"
                  "import Data.Map M\n"
                  "import Foo bar\n"
                  "import Foo Baz\n"
                  "note main\n");
}

TEST(haskell_s_export_list_decides_what_is_public)
{
    AUTO(arena_done) Arena a = {0};
    SyntaxReader *r = syntax_reader_new();
    Facts *f;
    Err err = {0};

    CHECK_OK(syntax_read(r, &a, LANG_HASKELL,
                         STR("module A (f) where\nf :: Int\nf = g\ng :: Int\ng = 1\n"), &f,
                         &err),
             &err);
    CHECK_INT(f->defs[1].visibility, VISIBLE_PUBLIC);
    CHECK_INT(f->defs[1].end_line, 3);
    CHECK_INT(f->defs[2].visibility, VISIBLE_FILE);
    syntax_reader_free(r);
}

TEST(ocaml_gives_modules_types_and_functions)
{
    CHECK_OUTLINE(LANG_OCAML,
                  "open Foo\n"
                  "module M = struct\n"
                  "  (** doc of t *)\n"
                  "  type t = { x : int; mutable y : string }\n"
                  "  type v = A | B of int\n"
                  "  (** doc of f *)\n"
                  "  let f a = let z = g a in Bar.go z\n"
                  "  let rec g = function A -> 1 | B n -> h n\n"
                  "  and h y = y\n"
                  "  let k = 3\n"
                  "end\n"
                  "module type S = sig val f : int -> int end\n"
                  "let () = print_endline \"x\"\n",
                  "2 module M\n"
                  "4 type M.t (** doc of t *)\n"
                  "4 field t.x\n"
                  "4 field t.y\n"
                  "5 type M.v\n"
                  "5 enum member v.A\n"
                  "5 enum member v.B\n"
                  "7 function M.f (** doc of f *)\n"
                  "8 function M.g\n"
                  "9 function M.h\n"
                  "10 variable M.k\n"
                  "12 interface S\n"
                  "12 method S.f\n"
                  "import Foo \n"
                  "note let () =\n");
}

TEST(zig_gives_containers_by_what_stands_behind_the_constant)
{
    CHECK_OUTLINE(LANG_ZIG,
                  "const std = @import(\"std\");\n"
                  "/// Doc of S\n"
                  "pub const S = struct {\n"
                  "    x: u32 = 1,\n"
                  "    const K = 3;\n"
                  "    /// m\n"
                  "    pub fn m(self: *S, a: u32) u32 { var z = Foo.init(a); return self.x; }\n"
                  "};\n"
                  "const E = enum { a, b };\n"
                  "pub fn main() void {}\n"
                  "test \"works\" { }\n",
                  "1 constant std\n"
                  "3 struct S /// Doc of S\n"
                  "4 field S.x\n"
                  "5 constant S.K\n"
                  "7 method S.m /// m\n"
                  "9 enum E\n"
                  "9 enum member E.a\n"
                  "9 enum member E.b\n"
                  "10 function main\n"
                  "import std \n"
                  "note main\n"
                  "note works\n");
}

TEST_MAIN()
