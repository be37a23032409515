/*
 * resolve_cpp_test.c -- whom names in C++ mean.
 */
#include "program_test.h"

static const char store_h[] = "#include <memory>\n"
                              "namespace db {\n"
                              "class Status {\n"
                              " public:\n"
                              "  static Status OK();\n"
                              "  bool ok() const;\n"
                              "};\n"
                              "class Base { public: void shared(); int inherited; };\n"
                              "class Store : public Base {\n"
                              " public:\n"
                              "  static Store* open(const char* name);\n"
                              "  Status get(int key);\n"
                              "  Store* parent() { return parent_.get(); }\n"
                              " private:\n"
                              "  std::unique_ptr<Store> parent_;\n"
                              "  std::vector<Status> all_;\n"
                              "};\n"
                              "}\n";

TEST(members_are_found_in_the_class_its_bases_and_through_its_types)
{
    TestProgram t = test_program((TestFile[]){{"store.h", store_h},
                                              {"store.cc", "#include \"store.h\"\n"
                                                           "namespace db {\n"
                                                           "Status Store::get(int key) {\n"
                                                           "  shared(); inherited = key;\n"
                                                           "  parent_->get(1).ok();\n"
                                                           "  for (auto& s : all_) s.ok();\n"
                                                           "  this->parent()->get(2);\n"
                                                           "  return Status::OK();\n"
                                                           "}\n"
                                                           "}\n"},
                                              {0}});

    CHECK_TEXT(test_edges_at(&t, "store.cc", 3),
               "db::Store::get -> store.h:3 db::Status (import)\n"
               "db::Store::get -> store.h:9 db::Store (import)\n");
    CHECK_TEXT(test_edges_at(&t, "store.cc", 4),
               "db::Store::get -> store.h:8 db::Base::shared (import)\n"
               "db::Store::get -> store.h:8 db::Base::inherited (import)\n");
    CHECK_TEXT(test_edges_at(&t, "store.cc", 5),
               "db::Store::get -> store.h:15 db::Store::parent_ (import)\n"
               "db::Store::get -> store.cc:3 db::Store::get (typed)\n"
               "db::Store::get -> store.h:6 db::Status::ok (typed)\n");
    CHECK_TEXT(test_edges_at(&t, "store.cc", 6),
               "db::Store::get -> store.h:16 db::Store::all_ (import)\n"
               "db::Store::get -> store.h:6 db::Status::ok (typed)\n");
    CHECK_TEXT(test_edges_at(&t, "store.cc", 7),
               "db::Store::get -> store.h:13 db::Store::parent (typed)\n"
               "db::Store::get -> store.cc:3 db::Store::get (typed)\n");
    CHECK_TEXT(test_edges_at(&t, "store.cc", 8),
               "db::Store::get -> store.h:3 db::Status (import)\n"
               "db::Store::get -> store.h:5 db::Status::OK (member)\n");
    test_program_done(&t);
}

TEST(auto_takes_the_type_of_what_it_is_given)
{
    TestProgram t = test_program(
        (TestFile[]){{"store.h", store_h},
                     {"main.cc", "#include \"store.h\"\n"
                                 "using namespace db;\n"
                                 "int main() {\n"
                                 "  auto* s = Store::open(\"x\");\n"
                                 "  auto status = s->get(1);\n"
                                 "  if (status.ok()) return 1;\n"
                                 "  auto made = std::make_unique<Store>();\n"
                                 "  made->get(2);\n"
                                 "  static_cast<Store*>(nullptr)->get(3);\n"
                                 "  (new Store)->get(4);\n"
                                 "}\n"},
                     {0}});

    CHECK_TEXT(test_edges_at(&t, "main.cc", 4),
               "main -> store.h:9 db::Store (import)\n"
               "main -> store.h:11 db::Store::open (member)\n");
    CHECK_TEXT(test_edges_at(&t, "main.cc", 5), "main -> store.h:12 db::Store::get (typed)\n");
    CHECK_TEXT(test_edges_at(&t, "main.cc", 6), "main -> store.h:6 db::Status::ok (typed)\n");
    CHECK_TEXT(test_edges_at(&t, "main.cc", 8), "main -> store.h:12 db::Store::get (typed)\n");
    CHECK_TEXT(test_edges_at(&t, "main.cc", 9), "main -> store.h:9 db::Store (import)\n"
                                                "main -> store.h:12 db::Store::get (typed)\n");
    CHECK_TEXT(test_edges_at(&t, "main.cc", 10), "main -> store.h:9 db::Store (import)\n"
                                                 "main -> store.h:12 db::Store::get (typed)\n");
    test_program_done(&t);
}

TEST(overloads_are_told_apart_by_number_and_shape_of_arguments)
{
    TestProgram t = test_program((TestFile[]){{"a.h", "void put(int a);\n"
                                                      "void put(int a, int b);\n"
                                                      "void put(const std::string& text);\n"
                                                      "void put(double* values);\n"
                                                      "struct A {}; struct B {};\n"
                                                      "void take(A a);\nvoid take(B b);\n"},
                                              {"a.cc", "#include \"a.h\"\n"
                                                       "void f(double* d, B b, A many[]) {\n"
                                                       "  put(1, 2);\n"
                                                       "  put(3);\n"
                                                       "  put(\"x\");\n"
                                                       "  put(d);\n"
                                                       "  take(b);\n"
                                                       "  take(unknown());\n"
                                                       "}\n"},
                                              {0}});

    CHECK_TEXT(test_edges_at(&t, "a.cc", 3), "f -> a.h:2 put (import)\n");
    CHECK_TEXT(test_edges_at(&t, "a.cc", 4), "f -> a.h:1 put (import)\n");
    CHECK_TEXT(test_edges_at(&t, "a.cc", 5), "f -> a.h:3 put (import)\n");
    CHECK_TEXT(test_edges_at(&t, "a.cc", 6), "f -> a.h:4 put (import)\n");
    CHECK_TEXT(test_edges_at(&t, "a.cc", 7), "f -> a.h:7 take (import)\n");
    CHECK_TEXT(test_edges_at(&t, "a.cc", 8), "f -> a.h:6 take (unique)\n");
    test_program_done(&t);
}

TEST(const_objects_take_the_overload_for_them)
{
    TestProgram t = test_program(
        (TestFile[]){{"a.cc", "struct Node { int* at(); const int* at() const; };\n"
                              "struct Tree {\n"
                              "  Node root;\n"
                              "  void f() { root.at(); }\n"
                              "  void g() const { root.at(); }\n"
                              "};\n"
                              "void h(const Node& n, std::vector<Node>& v) {\n"
                              "  n.at();\n"
                              "  v[0].at();\n"
                              "}\n"},
                     {0}});
    const Program *p = t.program;
    /* both stand on line 1: told apart by place */
    SymbolId to[8] = {0};
    size_t count = 0;

    for (size_t i = 0; i < p->edge_count; i++) {
        if (str_is(program_name(p, p->edges[i].to), "at") && count < ARRAY_LEN(to))
            to[count++] = p->edges[i].to;
    }
    CHECK_INT(count, 4);
    CHECK(to[0] == to[3] && to[1] == to[2]);
    CHECK(to[0] < to[1]);
    test_program_done(&t);
}

TEST(template_arguments_are_carried_to_where_parameters_are_used)
{
    TestProgram t = test_program(
        (TestFile[]){{"a.cc", "struct Item { int key; };\n"
                              "template <class T> class Box {\n"
                              " public:\n"
                              "  T* get() { return value_; }\n"
                              "  T* operator->() { return value_; }\n"
                              "  T* value_;\n"
                              "};\n"
                              "template <class T = Item> T* make();\n"
                              "int g() { return make()->key; }\n"
                              "int f(Box<Item>& box, std::map<int, Item>& map) {\n"
                              "  box.get()->key;\n"
                              "  box->key;\n"
                              "  map[1].key;\n"
                              "  for (auto& [k, v] : map) v.key;\n"
                              "  return map.find(1)->second.key;\n"
                              "}\n"},
                     {0}});

    CHECK_TEXT(test_edges_at(&t, "a.cc", 11), "f -> a.cc:4 Box::get (typed)\n"
                                              "f -> a.cc:1 Item::key (typed)\n");
    CHECK_TEXT(test_edges_at(&t, "a.cc", 12), "f -> a.cc:1 Item::key (typed)\n");
    CHECK_TEXT(test_edges_at(&t, "a.cc", 13), "f -> a.cc:1 Item::key (typed)\n");
    CHECK_TEXT(test_edges_at(&t, "a.cc", 14), "f -> a.cc:1 Item::key (typed)\n");
    CHECK_TEXT(test_edges_at(&t, "a.cc", 15), "f -> a.cc:1 Item::key (typed)\n");
    CHECK_TEXT(test_edges_at(&t, "a.cc", 9), "g -> a.cc:8 make (exact)\n"
                                             "g -> a.cc:1 Item::key (typed)\n");
    test_program_done(&t);
}

TEST(using_declarations_and_qualified_names_lead_into_namespaces)
{
    TestProgram t = test_program(
        (TestFile[]){{"a.h", "namespace a { namespace b { class C {}; void f(); enum class E { "
                             "X }; enum Old { Y }; } }\n"},
                     {"a.cc", "#include \"a.h\"\n"
                              "using a::b::C;\n"
                              "namespace ab = a::b;\n"
                              "C* g() { ::a::b::f(); return nullptr; }\n"
                              "int h() { return (int)a::b::E::X + a::b::Y; }\n"},
                     {0}});

    CHECK_TEXT(test_edges_at(&t, "a.cc", 2), "- -> a.h:1 a::b::C (import)\n");
    CHECK_TEXT(test_edges_at(&t, "a.cc", 4), "g -> a.h:1 a::b::C (import)\n"
                                             "g -> a.h:1 a::b::f (import)\n");
    CHECK_TEXT(test_edges_at(&t, "a.cc", 5), "h -> a.h:1 a::b::E (import)\n"
                                             "h -> a.h:1 a::b::E::X (member)\n"
                                             "h -> a.h:1 a::b::Old::Y (import)\n");
    test_program_done(&t);
}

TEST(constructors_name_members_and_bases_before_their_body)
{
    TestProgram t = test_program(
        (TestFile[]){{"a.cc", "class Base { public: Base(int); };\n"
                              "class C : public Base {\n"
                              "  C(int a);\n"
                              "  int first_, second_;\n"
                              "};\n"
                              "C::C(int a) : Base(a), first_(a), second_(first_) {}\n"},
                     {0}});

    CHECK_TEXT(test_edges_at(&t, "a.cc", 6), "C::C -> a.cc:2 C (exact)\n"
                                             "C::C -> a.cc:1 Base (exact)\n"
                                             "C::C -> a.cc:4 C::first_ (typed)\n"
                                             "C::C -> a.cc:4 C::second_ (typed)\n"
                                             "C::C -> a.cc:4 C::first_ (exact)\n");
    test_program_done(&t);
}

TEST(a_fixture_lends_its_members_to_its_tests)
{
    TestProgram t = test_program((TestFile[]){
        {"a.cc", "class QueueTest : public testing::Test { public: void fill(); int size_; };\n"
                 "TEST_F(QueueTest, Fills) { fill(); size_ = 1; }\n"},
        {0}});

    CHECK_TEXT(test_edges_at(&t, "a.cc", 2),
               "- -> a.cc:1 QueueTest (exact)\n"
               "QueueTest::Fills -> a.cc:1 QueueTest::fill (exact)\n"
               "QueueTest::Fills -> a.cc:1 QueueTest::size_ (exact)\n");
    test_program_done(&t);
}

TEST(a_header_of_c_is_seen_from_cpp)
{
    TestProgram t = test_program((TestFile[]){
        {"lib.h", "struct lib { int n; };\nstruct lib *lib_new(void);\n"},
        {"lib.c", "#include \"lib.h\"\nstruct lib *lib_new(void) { return 0; }\n"},
        {"a.cc", "extern \"C\" {\n#include \"lib.h\"\n}\nint f() { return lib_new()->n; }\n"},
        {0}});

    CHECK_TEXT(test_edges_at(&t, "a.cc", 4), "f -> lib.c:2 lib_new (import)\n"
                                             "f -> lib.h:1 lib.n (typed)\n");
    test_program_done(&t);
}

TEST(templates_that_go_on_for_ever_end)
{
    TestProgram t = test_program((TestFile[]){
        {"a.cc", "template <class T> struct N { N<N<T>> next() { return {}; } N<N<T>>* "
                 "operator->(); };\n"
                 "struct A : B {}; struct B : A { int x; };\n"
                 "int f(N<int> n, A a) { return n.next().next()->next().y + a.x + a.z; }\n"},
        {0}});

    CHECK(t.program->edge_count > 0);
    test_program_done(&t);
}

TEST(a_fixture_may_be_named_by_a_typedef)
{
    TestProgram t = test_program(
        (TestFile[]){{"fixture.h", "class Fixture { public:\n"
                                   " void run(int x); int count; };\n"},
                     {"a_test.cc", "#include \"fixture.h\"\n"
                                   "typedef Fixture ATest;\n"
                                   "TEST_F(ATest, runs) {\n"
                                   "  run(count);\n"
                                   "}\n"},
                     {0}});

    CHECK_TEXT(test_edges_at(&t, "a_test.cc", 4),
               "ATest::runs -> fixture.h:2 Fixture::run (import)\n"
               "ATest::runs -> fixture.h:2 Fixture::count (import)\n");
    test_program_done(&t);
}

TEST(literals_choose_among_overloads_for_wide_text_and_short_numbers)
{
    TestProgram t = test_program(
        (TestFile[]){{"a.cc", "void say(string_view s);\n"
                              "void say(basic_string_view<wchar_t> s);\n"
                              "void put(double v);\n"
                              "void put(float v);\n"
                              "void put(long double v);\n"
                              "void f() {\n"
                              "  say(L\"x\"); say(\"x\"); say(R\"(x)\");\n"
                              "  put(1.5f); put(1.5); put(1.5L);\n"
                              "}\n"},
                     {0}});

    CHECK_TEXT(test_edges_at(&t, "a.cc", 7), "f -> a.cc:2 say (exact)\n"
                                             "f -> a.cc:1 say (exact)\n"
                                             "f -> a.cc:1 say (exact)\n");
    CHECK_TEXT(test_edges_at(&t, "a.cc", 8), "f -> a.cc:4 put (exact)\n"
                                             "f -> a.cc:3 put (exact)\n"
                                             "f -> a.cc:5 put (exact)\n");
    test_program_done(&t);
}

TEST(between_overloads_that_nothing_tells_apart_there_is_but_a_guess_outside_templates)
{
    TestProgram t = test_program((TestFile[]){{"a.cc", "namespace n {\n"
                                                       "void put(A a); void put(B b);\n"
                                                       "void f() { put(make()); }\n"
                                                       "template <typename T> void g(T x) {\n"
                                                       "  put(x);\n"
                                                       "}\n"
                                                       "}\n"},
                                              {0}});

    CHECK_TEXT(test_edges_at(&t, "a.cc", 3), "n::f -> a.cc:2 n::put (unique)\n");
    CHECK_TEXT(test_edges_at(&t, "a.cc", 5), "n::g -> a.cc:2 n::put (likely)\n");
    test_program_done(&t);
}

TEST(a_known_receiver_does_not_make_a_guess_among_overloads_a_fact)
{
    TestProgram t = test_program((TestFile[]){{"a.cc", "struct R { int m(A a); int m(B b); };\n"
                                                       "int f(R r) { return r.m(make()); }\n"},
                                              {0}});

    CHECK_TEXT(test_edges_at(&t, "a.cc", 2), "f -> a.cc:1 R (exact)\n"
                                             "f -> a.cc:1 R::m (unique)\n");
    test_program_done(&t);
}

TEST(a_function_named_like_one_of_the_library_does_not_call_itself)
{
    TestProgram t = test_program(
        (TestFile[]){{"a.cc", "namespace n {\n"
                              "int read(int fd, void* p, int n) {\n"
                              "  return CHECKED(read(fd, p, n));\n"
                              "}\n"
                              "int walk(int n) { return walk(n - 1); }\n"
                              "int use() { return read(0, 0, 1); }\n"
                              "}\n"},
                     {0}});

    CHECK_TEXT(test_edges_at(&t, "a.cc", 3), "");
    CHECK_TEXT(test_edges_at(&t, "a.cc", 5), "n::walk -> a.cc:5 n::walk (exact)\n");
    CHECK_TEXT(test_edges_at(&t, "a.cc", 6), "n::use -> a.cc:2 n::read (exact)\n");
    test_program_done(&t);
}

TEST(a_specialisation_calls_its_own_members_and_its_base_those_of_another)
{
    static const char text[] = "template <typename T> struct Writer {\n"
                               "  void flush(); void done() { flush(); }\n"
                               "};\n"
                               "template <> struct Writer<int> : Writer<char> {\n"
                               "  void flush() { Writer<char>::flush(); }\n"
                               "  void done() { flush(); }\n"
                               "};\n";
    TestProgram t = test_program((TestFile[]){{"a.cc", text}, {0}});

    CHECK_TEXT(test_edges_at(&t, "a.cc", 2), "Writer::done -> a.cc:2 Writer::flush (exact)\n");
    CHECK_TEXT(test_edges_at(&t, "a.cc", 5), "Writer::flush -> a.cc:1 Writer (exact)\n"
                                             "Writer::flush -> a.cc:2 Writer::flush (exact)\n");
    CHECK_TEXT(test_edges_at(&t, "a.cc", 6), "Writer::done -> a.cc:5 Writer::flush (exact)\n");
    test_program_done(&t);
}

TEST(bases_in_circles_through_typedefs_end)
{
    TestProgram t = test_program(
        (TestFile[]){{"a.cc", "struct A; struct B; struct C; struct D;\n"
                              "typedef A PA; typedef B PB; typedef C PC; typedef D PD;\n"
                              "struct A : PB, PC, PD {};\n"
                              "struct B : PA, PC, PD {};\n"
                              "struct C : PA, PB, PD {};\n"
                              "struct D : PA, PB, PC { void f() { nowhere(); } };\n"},
                     {0}});

    CHECK_TEXT(test_edges_at(&t, "a.cc", 6), "- -> a.cc:2 PA (exact)\n"
                                             "- -> a.cc:2 PB (exact)\n"
                                             "- -> a.cc:2 PC (exact)\n");
    test_program_done(&t);
}

TEST(of_the_branches_of_a_condition_the_one_for_linux_is_meant)
{
    static const char text[] = "#ifdef __GNUC__\n"
                               "#define VERSION (__GNUC__ * 100 + __GNUC_MINOR__)\n"
                               "#else\n"
                               "#define VERSION 0\n"
                               "#endif\n"
                               "#if !defined(STATIC) && defined(_WIN32)\n"
                               "#define API dllexport\n"
                               "#elif defined(SHARED)\n"
                               "#define API visible\n"
                               "#endif\n"
                               "#ifndef API\n"
                               "#define API\n"
                               "#endif\n"
                               "#ifdef FOR_DOCS\n"
                               "#define WHEN(x)\n"
                               "#else\n"
                               "#define WHEN(x) x\n"
                               "#endif\n"
                               "#if VERSION < 500\n"
                               "#define OLD 1\n"
                               "#else\n"
                               "#define OLD 0\n"
                               "#endif\n"
                               "int a = WHEN(1) + OLD + VERSION;\n"
                               "API int f(int x);\n";
    TestProgram t = test_program((TestFile[]){{"a.cc", text}, {0}});

    CHECK_TEXT(test_edges_at(&t, "a.cc", 24), "a -> a.cc:17 WHEN (exact)\n"
                                              "a -> a.cc:22 OLD (exact)\n"
                                              "a -> a.cc:2 VERSION (exact)\n");
    CHECK_TEXT(test_edges_at(&t, "a.cc", 25), "- -> a.cc:12 API (exact)\n");
    test_program_done(&t);
}

TEST_MAIN()
