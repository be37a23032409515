/*
 * resolve_table_test.c -- where names lead in the languages that are described by a table.
 */
#include "program_test.h"

#define CHECK_EDGES(t, path, line, expected) \
    CHECK_TEXT(test_edges_at((t), (path), (line)), (expected))

TEST(types_of_a_c_sharp_program_are_seen_everywhere_and_type_receivers)
{
    TestProgram t = test_program((TestFile[]){
        {"a/Engine.cs", "namespace A {\n"
                        "  public class Base { public void Stop() {} }\n"
                        "  public class Engine : Base { public Engine() {} public Spark "
                        "Start() { return null; } }\n"
                        "  public class Spark { public void Fire() {} }\n"
                        "}\n"},
        {"b/Car.cs", "class Car {\n"
                     "  private Engine engine = new Engine();\n"
                     "  void Go() { engine.Start().Fire(); this.engine.Stop(); Help(); }\n"
                     "  void Help() { var e = new Engine(); e.Stop(); unknown.Stop2(); }\n"
                     "}\n"},
        {0}});

    CHECK_EDGES(
        &t, "b/Car.cs", 2,
        "Car -> a/Engine.cs:3 A.Engine (likely)\nCar -> a/Engine.cs:3 A.Engine (likely)\n");
    CHECK_EDGES(&t, "b/Car.cs", 3,
                "Car.Go -> b/Car.cs:2 Car.engine (exact)\n"
                "Car.Go -> a/Engine.cs:3 A.Engine.Start (typed)\n"
                "Car.Go -> a/Engine.cs:4 A.Spark.Fire (likely)\n"
                "Car.Go -> b/Car.cs:2 Car.engine (member)\n"
                "Car.Go -> a/Engine.cs:2 A.Base.Stop (likely)\n"
                "Car.Go -> b/Car.cs:4 Car.Help (exact)\n");
    CHECK_EDGES(&t, "b/Car.cs", 4,
                "Car.Help -> a/Engine.cs:3 A.Engine (likely)\n"
                "Car.Help -> a/Engine.cs:2 A.Base.Stop (typed)\n");
    test_program_done(&t);
}

TEST(ruby_finds_methods_of_self_of_new_objects_and_of_what_a_class_extends)
{
    TestProgram t = test_program(
        (TestFile[]){{"a.rb", "class Base\n  def run; end\nend\n"},
                     {"b.rb", "class Job < Base\n"
                              "  def go; self.help; run; x = Base.new; x.run; @y = 1; end\n"
                              "  def help; @y; end\n"
                              "end\n"},
                     {0}});

    CHECK_EDGES(&t, "b.rb", 1, "Job -> a.rb:1 Base (likely)\n");
    CHECK_EDGES(&t, "b.rb", 2,
                "Job.go -> b.rb:3 Job.help (member)\n"
                "Job.go -> a.rb:2 Base.run (member)\n"
                "Job.go -> a.rb:1 Base (likely)\n"
                "Job.go -> a.rb:2 Base.run (typed)\n");
    CHECK_EDGES(&t, "b.rb", 3, "Job.help -> b.rb:2 Job.@y (exact)\n");
    test_program_done(&t);
}

TEST(elixir_aliases_and_imports_lead_to_the_module)
{
    TestProgram t = test_program((TestFile[]){
        {"lib/a.ex",
         "defmodule My.Conn do\n  def put(x), do: x\n  defp hidden(x), do: x\nend\n"},
        {"lib/b.ex", "defmodule My.Router do\n"
                     "  alias My.Conn\n"
                     "  import My.Conn\n"
                     "  def go(c), do: Conn.put(c) |> put() |> hidden()\n"
                     "  def all(c), do: My.Conn.put(c)\n"
                     "end\n"},
        {0}});

    CHECK_EDGES(&t, "lib/b.ex", 4,
                "My.Router.go -> lib/a.ex:1 My.Conn (import)\n"
                "My.Router.go -> lib/a.ex:2 My.Conn.put (typed)\n"
                "My.Router.go -> lib/a.ex:2 My.Conn.put (likely)\n"
                "My.Router.go -> lib/a.ex:3 My.Conn.hidden (unique)\n");
    CHECK_EDGES(&t, "lib/b.ex", 5,
                "My.Router.all -> lib/a.ex:1 My.Conn (likely)\n"
                "My.Router.all -> lib/a.ex:2 My.Conn.put (typed)\n");
    test_program_done(&t);
}

TEST(haskell_sees_only_what_an_imported_module_exports)
{
    TestProgram t = test_program(
        (TestFile[]){{"src/A/B.hs", "module A.B (f) where\nf x = g x\ng x = x\n"},
                     {"src/C.hs", "module C where\nimport A.B\nimport qualified A.B as Q\nh x "
                                  "= f x\nk x = g x\nm x = Q.f x\n"},
                     {"src/D.hs", "module D where\nn x = f x\n"},
                     {0}});

    CHECK_EDGES(&t, "src/A/B.hs", 2, "f -> src/A/B.hs:3 g (exact)\n");
    CHECK_EDGES(&t, "src/C.hs", 4, "h -> src/A/B.hs:2 f (likely)\n");
    CHECK_EDGES(&t, "src/C.hs", 5, "k -> src/A/B.hs:3 g (unique)\n");
    CHECK_EDGES(&t, "src/C.hs", 6,
                "m -> src/A/B.hs:1 * (import)\nm -> src/A/B.hs:2 f (import)\n");
    CHECK_EDGES(&t, "src/D.hs", 2, "n -> src/A/B.hs:2 f (unique)\n");
    test_program_done(&t);
}

TEST(lua_and_zig_modules_are_files)
{
    TestProgram t = test_program((TestFile[]){
        {"src/util/text.lua", "local M = {}\nfunction M.trim(s) return M.cut(s) end\nfunction "
                              "M.cut(s) end\nreturn M\n"},
        {"main.lua",
         "local text = require(\"util.text\")\nlocal function go() return go() end\ngo()\n"},
        {"src/foo.zig", "pub fn start() void {}\nfn hidden() void {}\n"},
        {"src/main.zig", "const foo = @import(\"foo.zig\");\nconst S = struct {\n x: u8,\n fn "
                         "m(self: *S) u8 { return self.x; }\n};\n"
                         "pub fn main() void { foo.start(); hidden(); }\n"},
        {0}});

    CHECK_EDGES(&t, "src/util/text.lua", 2,
                "M.trim -> src/util/text.lua:1 M (exact)\n"
                "M.trim -> src/util/text.lua:3 M.cut (typed)\n");
    CHECK_EDGES(&t, "main.lua", 3, "- -> main.lua:2 go (exact)\n");
    CHECK_EDGES(&t, "src/main.zig", 4,
                "S.m -> src/main.zig:2 S (exact)\nS.m -> src/main.zig:3 S.x (typed)\n");
    CHECK_EDGES(&t, "src/main.zig", 6,
                "main -> src/main.zig:1 foo (exact)\n"
                "main -> src/foo.zig:1 start (import)\n"
                "main -> src/foo.zig:2 hidden (unique)\n");
    test_program_done(&t);
}

TEST(classes_that_extend_each_other_end)
{
    TestProgram t = test_program((TestFile[]){
        {"a.rb", "class A < B\n  def f; self.none; end\nend\nclass B < A\nend\n"}, {0}});

    CHECK_EDGES(&t, "a.rb", 2, "");
    test_program_done(&t);
}

TEST_MAIN()
