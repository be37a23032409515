/*
 * cpp_pack_test.c -- what is read out of one C++ file.
 */
#include "program_test.h"

#define CHECK_DEFS(text, expected)                                          \
    do {                                                                    \
        TestProgram t_ = test_program((TestFile[]){{"a.cc", (text)}, {0}}); \
        CHECK_TEXT(test_defs(&t_), (expected));                             \
        test_program_done(&t_);                                             \
    } while (0)

#define CHECK_NOTES(text, expected)                                         \
    do {                                                                    \
        TestProgram t_ = test_program((TestFile[]){{"a.cc", (text)}, {0}}); \
        CHECK_TEXT(test_notes(&t_), (expected));                            \
        test_program_done(&t_);                                             \
    } while (0)

TEST(namespaces_classes_and_their_members_are_named_in_full)
{
    CHECK_DEFS("namespace a { inline namespace v1 {\n"
               "class C : public Base {\n"
               " public:\n"
               "  explicit C(int x) : x_(x) {}\n"
               "  ~C();\n"
               "  virtual int get(int a, int b = 1) const = 0;\n"
               "  static C* make();\n"
               "  bool operator==(const C& o) const;\n"
               "  operator bool() const { return true; }\n"
               "  template <class T> T as() { return T(); }\n"
               "  enum class Kind { kA, kB };\n"
               "  using List = std::vector<C*>;\n"
               " private:\n"
               "  int x_ = 0;\n"
               "};\n"
               "} }\n"
               "namespace b::c { int f(); }\n"
               "namespace { int hidden; }\n",
               "a.cc:1 namespace a\n"
               "a.cc:1 namespace a::v1\n"
               "a.cc:2 class a::v1::C\n"
               "a.cc:4 constructor a::v1::C::C\n"
               "a.cc:5 method a::v1::C::~C\n"
               "a.cc:6 method a::v1::C::get\n"
               "a.cc:7 method a::v1::C::make\n"
               "a.cc:8 method a::v1::C::operator==\n"
               "a.cc:9 method a::v1::C::operator bool\n"
               "a.cc:10 method a::v1::C::as\n"
               "a.cc:11 enum a::v1::C::Kind\n"
               "a.cc:11 enum member a::v1::C::Kind::kA\n"
               "a.cc:11 enum member a::v1::C::Kind::kB\n"
               "a.cc:12 type a::v1::C::List\n"
               "a.cc:14 field a::v1::C::x_\n"
               "a.cc:17 namespace b\n"
               "a.cc:17 namespace b::c\n"
               "a.cc:17 function b::c::f\n"
               "a.cc:18 variable hidden\n");
}

TEST(what_is_defined_outside_its_class_is_named_after_it)
{
    CHECK_DEFS("namespace n {\n"
               "class Here { void f(); struct In; };\n"
               "void Here::f() {}\n"
               "Elsewhere::Elsewhere(int a) {}\n"
               "int a::Elsewhere::count = 0;\n"
               "template <class T> void Box<T>::put(T t) {}\n"
               "struct Here::In { int x; };\n"
               "}\n",
               "a.cc:1 namespace n\n"
               "a.cc:2 class n::Here\n"
               "a.cc:2 method n::Here::f\n"
               "a.cc:2 struct n::Here::In\n"
               "a.cc:3 method n::Here::f\n"
               "a.cc:4 constructor n::Elsewhere::Elsewhere\n"
               "a.cc:5 field n::a::Elsewhere::count\n"
               "a.cc:6 method n::Box::put\n"
               "a.cc:7 struct n::Here::In\n"
               "a.cc:7 field n::Here::In::x\n");
}

TEST(export_and_annotation_macros_do_not_hide_classes_and_members)
{
    CHECK_DEFS("class LIB_EXPORT A final : public B {\n"
               "  LIB_MACRO(A)\n"
               "  int x GUARDED_BY(mu_);\n"
               "  void f() EXCLUSIVE_LOCKS_REQUIRED(mu_);\n"
               "  LIB_CONSTEXPR A(int y) : x(y) {}\n"
               "};\n"
               "LIB_API std::string g(int a);\n"
               "LIB_INLINE A::~A() {}\n"
               "LIB_BEGIN_NAMESPACE\n"
               "namespace n { int h(); }\n"
               "LIB_END_NAMESPACE\n",
               "a.cc:1 class A\n"
               "a.cc:3 field A::x\n"
               "a.cc:4 method A::f\n"
               "a.cc:5 constructor A::A\n"
               "a.cc:7 function g\n"
               "a.cc:8 method A::~A\n"
               "a.cc:10 namespace n\n"
               "a.cc:10 function n::h\n");
}

TEST(damage_in_one_function_does_not_lose_the_namespace_around_the_others)
{
    CHECK_DEFS("namespace n {\n"
               "int before() { return 0; }\n"
               "int broken(int a) {\n"
               "#ifdef X\n"
               "  if (a) {\n"
               "#else\n"
               "  if (!a) {\n"
               "#endif\n"
               "    a++;\n"
               "  }\n"
               "  return a;\n"
               "}\n"
               "int after() {\n  return 1;\n}\n"
               "}\n",
               "a.cc:1 namespace n\n"
               "a.cc:2 function n::before\n"
               "a.cc:3 function n::broken\n"
               "a.cc:13 function n::after\n");
}

TEST(types_in_capitals_are_no_macros)
{
    CHECK_DEFS("static BOOL WINAPI run(HANDLE h);\n"
               "FILE *open_it(void);\n"
               "const DWORD limit = 3;\n"
               "UINT32 Thing::size() { return 1; }\n"
               "struct NODE { NODE *next; };\n",
               "a.cc:1 function run\n"
               "a.cc:2 function open_it\n"
               "a.cc:3 variable limit\n"
               "a.cc:4 method Thing::size\n"
               "a.cc:5 struct NODE\n"
               "a.cc:5 field NODE::next\n");
}

TEST(test_macros_make_tests)
{
    CHECK_NOTES("TEST(Parser, Empty) { run(); }\n"
                "TEST_F(Fixture, Works) {}\n"
                "TYPED_TEST(List, Grows) {}\n"
                "TEST_CASE(\"catches\", \"[x]\") { run(); }\n"
                "int main() { return 0; }\n",
                "a.cc:1 Parser.Empty test Parser.Empty\n"
                "a.cc:2 Fixture::Works test Fixture.Works\n"
                "a.cc:3 List::Grows test List.Grows\n"
                "a.cc:4 catches test catches\n"
                "a.cc:5 main entry main\n");
}

TEST(an_unclosed_namespace_and_odd_templates_do_no_harm)
{
    TestProgram t = test_program((TestFile[]){
        {"a.cc", "namespace a { template <class T, template <class> class U, int... N>\n"
                 "struct S : U<T>, T { using U<T>::U; friend void f(S); operator T*(); };\n"
                 "template <> struct S<int> {};\nauto g() -> decltype(f(S<int>{}));\n"
                 "[[nodiscard]] constexpr auto operator\"\"_x(unsigned long long);\n"},
        {0}});

    CHECK(t.program->units[0].facts->def_count > 3);
    test_program_done(&t);
}

TEST(macros_among_the_parameters_of_a_template_are_conditions)
{
    CHECK_DEFS("namespace a {\n"
               "template <typename T, ENABLE_IF(!is_small<T>::value && sizeof(T) != 1)>\n"
               "auto f(T x) -> int { return 1; }\n"
               "template <typename T>\n"
               "VISIBILITY(\"hidden\") // of the loader\n"
               "CONSTEXPR int g(T x) { if CONSTEXPR20 (sizeof(x) > 1) return 2; return 3; }\n"
               "int h(unsigned char x BUILTIN, size_t n) { return unsigned(n) << 2; }\n"
               "struct S { CONSTEXPR explicit S(T<int> t, const char* s); };\n"
               "}\n",
               "a.cc:1 namespace a\n"
               "a.cc:3 function a::f\n"
               "a.cc:6 function a::g\n"
               "a.cc:7 function a::h\n"
               "a.cc:8 struct a::S\n"
               "a.cc:8 constructor a::S::S\n");
}

TEST(macros_for_try_and_catch_and_macros_given_types_do_not_damage_what_is_around)
{
    CHECK_DEFS("namespace a {\n"
               "AS_TYPE(long long, kLong);\n"
               "AS_TYPE(const Char*, kText);\n"
               "void f() {\n"
               "  LIB_TRY { g(); }\n"
               "  LIB_CATCH(const error& e) { h(e); }\n"
               "}\n"
               "enum : unsigned { kMask = 7 };\n"
               "int last;\n"
               "}\n",
               "a.cc:1 namespace a\n"
               "a.cc:4 function a::f\n"
               "a.cc:8 enum member a::kMask\n"
               "a.cc:9 variable a::last\n");
}

TEST(file_names_in_conditions_and_comments_in_macros_are_passed_over)
{
    CHECK_DEFS("#if HAS_INCLUDE(<a.h>) && X\n"
               "#define HAS_A 1\n"
               "#endif\n"
               "#define CHECK_IT(x) \\\n"
               "  ((x) /* never empty */ \\\n"
               "   ? 1 : 2)\n"
               "int last;\n",
               "a.cc:2 macro HAS_A\n"
               "a.cc:4 macro CHECK_IT\n"
               "a.cc:7 variable last\n");
}

TEST(damage_above_a_namespace_does_not_lose_what_is_in_it)
{
    CHECK_DEFS("MAKE_FLAG(bool, +, \"what it is for\") = ;\n"
               "\n"
               "namespace a {\n"
               "enum { kOne };\n"
               "struct S {\n"
               "  int x;\n"
               "};\n"
               "int last;\n"
               "}\n",
               "a.cc:3 namespace a\n"
               "a.cc:4 enum member a::kOne\n"
               "a.cc:5 struct a::S\n"
               "a.cc:6 field a::S::x\n"
               "a.cc:8 variable a::last\n");
}

TEST(what_stands_behind_damage_in_a_condition_is_read_once)
{
    CHECK_DEFS("namespace a {\n"
               "void log(const char* format, ...)\n"
               "#if defined(__GNUC__)\n"
               "    __attribute__((__format__(__printf__, 1, 2)))\n"
               "#endif\n"
               "    ;\n"
               "int f(int x);\n"
               "struct S {\n"
               "  int x;\n"
               "};\n"
               "}\n",
               "a.cc:1 namespace a\n"
               "a.cc:2 function a::log\n"
               "a.cc:7 function a::f\n"
               "a.cc:8 struct a::S\n"
               "a.cc:9 field a::S::x\n");
}

TEST(instantiations_with_results_behind_and_commas_in_decltype_do_no_harm)
{
    CHECK_DEFS("extern template API auto f<char>(int) -> char;\n"
               "template <typename T> auto g(T x) -> decltype(h(x), true) { return true; }\n"
               "template <typename T, typename U = decltype(f(typename T::type(), 0))>\n"
               "#if VERSION > 3\n"
               "__attribute__((no_sanitize(\"undefined\")))\n"
               "#endif\n"
               "inline auto k(T x) -> int { return 1; }\n"
               "int last;\n",
               "a.cc:2 function g\n"
               "a.cc:7 function k\n"
               "a.cc:8 variable last\n");
}

TEST_MAIN()
