/*
 * resolve_rust_test.c -- where names in Rust lead: crates, paths, members, types.
 */
#include "program_test.h"

/* The edges of one line of a repository. */
#define CHECK_EDGES(t, path, line, expected) \
    CHECK_TEXT(test_edges_at((t), (path), (line)), (expected))

TEST(modules_are_found_where_mod_says_and_paths_lead_through_them)
{
    TestProgram t = test_program((TestFile[]){
        {"Cargo.toml", "[package]\nname = \"my-app\"\n"},
        {"src/lib.rs", "pub mod net;\nmod util;\n#[path = \"odd/place.rs\"]\nmod odd;\n"
                       "pub use net::Socket as Link;\n"},
        {"src/net/mod.rs", "pub mod tcp;\npub struct Socket;\nuse super::util::help;\nfn f() { "
                           "help(); tcp::open(); }\n"},
        {"src/net/tcp.rs", "pub fn open() { super::Socket; self::close(); crate::odd::here(); "
                           "}\nfn close() {}\n"},
        {"src/util.rs", "pub fn help() {}\n"},
        {"src/odd/place.rs", "pub fn here() {}\n"},
        {"src/main.rs", "use my_app::Link;\nfn main() { my_app::net::tcp::open(); let _: Link; "
                        "std::mem::drop(1); }\n"},
        {"tests/it.rs", "use my_app::net::*;\nfn t() { tcp::open(); let _ = Socket; }\n"},
        {0}});

    CHECK_EDGES(&t, "src/net/mod.rs", 4,
                "f -> src/util.rs:1 help (import)\n"
                "f -> src/net/tcp.rs:1 * (import)\n"
                "f -> src/net/tcp.rs:1 open (import)\n");
    CHECK_EDGES(&t, "src/net/tcp.rs", 1,
                "open -> src/net/mod.rs:2 Socket (import)\n"
                "open -> src/net/tcp.rs:2 close (import)\n"
                "open -> src/odd/place.rs:1 * (import)\n"
                "open -> src/odd/place.rs:1 here (import)\n");
    CHECK_EDGES(&t, "src/main.rs", 2,
                "main -> src/lib.rs:1 * (import)\n"
                "main -> src/net/mod.rs:1 * (import)\n"
                "main -> src/net/tcp.rs:1 * (import)\n"
                "main -> src/net/tcp.rs:1 open (import)\n"
                "main -> src/net/mod.rs:2 Socket (import)\n");
    CHECK_EDGES(&t, "tests/it.rs", 2,
                "t -> src/net/tcp.rs:1 * (import)\n"
                "t -> src/net/tcp.rs:1 open (import)\n"
                "t -> src/net/mod.rs:2 Socket (import)\n");
    test_program_done(&t);
}

TEST(a_workspace_s_crates_see_only_the_crates_they_depend_on)
{
    TestProgram t = test_program(
        (TestFile[]){{"Cargo.toml", "[workspace]\nmembers = [\"a\", \"b\"]\n"},
                     {"a/Cargo.toml", "[package]\nname = \"a-core\"\n"},
                     {"a/src/lib.rs", "pub fn run() {}\n"},
                     {"b/Cargo.toml", "[package]\nname = \"b\"\n[dependencies]\ncore2 = { "
                                      "package = \"a-core\", path = \"../a\" }\n"},
                     {"b/src/lib.rs", "fn f() { core2::run(); a_core::run(); }\n"},
                     {0}});

    CHECK_EDGES(&t, "b/src/lib.rs", 1,
                "f -> a/src/lib.rs:1 * (import)\nf -> a/src/lib.rs:1 run (import)\n");
    test_program_done(&t);
}

TEST(globs_bring_public_names_variants_and_re_exports_and_cycles_end)
{
    TestProgram t = test_program((TestFile[]){
        {"src/lib.rs", "mod a { pub use super::b::*; pub fn one() {} fn hidden() {} }\n"
                       "mod b { pub use super::a::*; pub fn two() {} pub enum E { X, Y } }\n"
                       "use a::*;\n"
                       "fn f() { one(); two(); hidden(); nothing(); }\n"
                       "fn g() { use self::b::E::*; match 1 { X => 1, Y => 2 }; }\n"},
        {"Cargo.toml", "[package]\nname = \"g\"\n"},
        {0}});

    CHECK_EDGES(&t, "src/lib.rs", 4,
                "f -> src/lib.rs:1 a::one (import)\nf -> src/lib.rs:2 b::two (import)\n");
    CHECK_EDGES(&t, "src/lib.rs", 5,
                "g -> src/lib.rs:2 b (import)\n"
                "g -> src/lib.rs:2 b::E (import)\n"
                "g -> src/lib.rs:2 b::E::X (import)\n"
                "g -> src/lib.rs:2 b::E::Y (import)\n");
    test_program_done(&t);
}

TEST(methods_and_fields_are_found_through_the_receiver_s_type)
{
    TestProgram t = test_program((TestFile[]){
        {"a.rs", "struct Engine { power: u8 }\n"
                 "impl Engine { fn start(&self) -> Option<Spark> { None } fn stop(self) {} }\n"
                 "struct Spark;\n"
                 "impl Spark { fn fire(&self) {} }\n"
                 "struct Car { engine: Box<Engine>, all: Vec<Engine>, named: "
                 "std::collections::HashMap<String, Engine> }\n"
                 "impl Car {\n"
                 "    fn go(&self) { self.engine.start().unwrap().fire(); }\n"
                 "    fn each(&self) { for e in &self.all { e.power; } }\n"
                 "    fn map(&self) { self.all.iter().map(|e| e.start()).filter_map(|s| "
                 "s).for_each(|s| s.fire()); }\n"
                 "    fn get(&self) -> Option<u8> { Some(self.named.get(\"x\")?.power) }\n"
                 "    fn pair(&self) { for (_, e) in self.named.iter() { e.power; } }\n"
                 "    fn first(&self) { if let Some(e) = self.all.first() { e.start(); } }\n"
                 "    fn lit(&self) { let Engine { power } = Engine { power: 1 }; "
                 "self.all[0].power; }\n"
                 "}\n"},
        {0}});

    CHECK_EDGES(&t, "a.rs", 7,
                "Car::go -> a.rs:5 Car::engine (member)\n"
                "Car::go -> a.rs:2 Engine::start (typed)\n"
                "Car::go -> a.rs:4 Spark::fire (typed)\n");
    CHECK_EDGES(
        &t, "a.rs", 8,
        "Car::each -> a.rs:5 Car::all (member)\nCar::each -> a.rs:1 Engine::power (typed)\n");
    CHECK_EDGES(&t, "a.rs", 9,
                "Car::map -> a.rs:5 Car::all (member)\n"
                "Car::map -> a.rs:2 Engine::start (typed)\n"
                "Car::map -> a.rs:4 Spark::fire (typed)\n");
    CHECK_EDGES(
        &t, "a.rs", 10,
        "Car::get -> a.rs:5 Car::named (member)\nCar::get -> a.rs:1 Engine::power (typed)\n");
    CHECK_EDGES(
        &t, "a.rs", 11,
        "Car::pair -> a.rs:5 Car::named (member)\nCar::pair -> a.rs:1 Engine::power (typed)\n");
    CHECK_EDGES(
        &t, "a.rs", 12,
        "Car::first -> a.rs:5 Car::all (member)\nCar::first -> a.rs:2 Engine::start (typed)\n");
    CHECK_EDGES(&t, "a.rs", 13,
                "Car::lit -> a.rs:1 Engine (exact)\n"
                "Car::lit -> a.rs:1 Engine::power (member)\n"
                "Car::lit -> a.rs:1 Engine (exact)\n"
                "Car::lit -> a.rs:1 Engine::power (member)\n"
                "Car::lit -> a.rs:5 Car::all (member)\n"
                "Car::lit -> a.rs:1 Engine::power (typed)\n");
    test_program_done(&t);
}

TEST(traits_give_methods_through_bounds_objects_defaults_and_supertraits)
{
    TestProgram t = test_program((TestFile[]){
        {"a.rs",
         "trait Base { fn base(&self) {} }\n"
         "trait Shape: Base { type Out: Base; fn area(&self); fn out(&self) -> Self::Out; fn "
         "twice(&self) { self.area(); } }\n"
         "struct Dot;\n"
         "impl Base for Dot {}\n"
         "impl Shape for Dot { type Out = Dot; fn area(&self) {} fn out(&self) -> Dot { Dot } "
         "}\n"
         "fn bound<T: Shape>(t: &T) { t.area(); t.base(); t.out().base(); }\n"
         "fn wher<T>(t: T) where T: Shape { t.twice(); T::area(&t); }\n"
         "fn object(t: &dyn Shape, u: impl Shape) { t.area(); u.base(); }\n"
         "fn real(d: Dot) { d.area(); d.base(); d.twice(); d.out().area(); Dot::area(&d); }\n"},
        {0}});

    CHECK_EDGES(&t, "a.rs", 2,
                "Shape -> a.rs:1 Base (exact)\n"
                "Shape::Out -> a.rs:1 Base (exact)\n"
                "Shape::out -> a.rs:2 Shape::Out (member)\n"
                "Shape::twice -> a.rs:2 Shape::area (member)\n");
    CHECK_EDGES(&t, "a.rs", 6,
                "bound -> a.rs:2 Shape (exact)\n"
                "bound -> a.rs:2 Shape::area (typed)\n"
                "bound -> a.rs:1 Base::base (typed)\n"
                "bound -> a.rs:2 Shape::out (typed)\n"
                "bound -> a.rs:1 Base::base (typed)\n");
    CHECK_EDGES(&t, "a.rs", 7,
                "wher -> a.rs:2 Shape (exact)\n"
                "wher -> a.rs:2 Shape::twice (typed)\n"
                "wher -> a.rs:2 Shape::area (member)\n");
    CHECK_EDGES(&t, "a.rs", 8,
                "object -> a.rs:2 Shape (exact)\n"
                "object -> a.rs:2 Shape (exact)\n"
                "object -> a.rs:2 Shape::area (typed)\n"
                "object -> a.rs:1 Base::base (typed)\n");
    CHECK_EDGES(&t, "a.rs", 9,
                "real -> a.rs:3 Dot (exact)\n"
                "real -> a.rs:5 Dot::area (typed)\n"
                "real -> a.rs:1 Base::base (typed)\n"
                "real -> a.rs:2 Shape::twice (typed)\n"
                "real -> a.rs:5 Dot::out (typed)\n"
                "real -> a.rs:5 Dot::area (typed)\n"
                "real -> a.rs:3 Dot (exact)\n"
                "real -> a.rs:5 Dot::area (member)\n");
    test_program_done(&t);
}

TEST(type_parameters_are_filled_in_from_receivers_and_arguments)
{
    TestProgram t = test_program(
        (TestFile[]){{"a.rs", "struct Cell<T> { value: T }\n"
                              "impl<T> Cell<T> { fn get(&self) -> &T { &self.value } fn "
                              "new(value: T) -> Self { Cell { value } } }\n"
                              "struct Leaf; impl Leaf { fn shine(&self) {} }\n"
                              "type Leaves = Cell<Leaf>;\n"
                              "fn f(c: Cell<Leaf>) { c.get().shine(); c.value.shine(); }\n"
                              "fn g(l: Leaf) { Cell::new(l).get().shine(); }\n"
                              "fn h(l: &Leaves) { l.get().shine(); }\n"
                              "fn apply<A, R>(a: A, f: impl Fn(&A) -> R) -> R { f(&a) }\n"
                              "fn k(l: Leaf) { apply(l, |x| { x.shine(); Leaf }).shine(); }\n"},
                     {0}});

    CHECK_EDGES(&t, "a.rs", 5,
                "f -> a.rs:1 Cell (exact)\nf -> a.rs:3 Leaf (exact)\n"
                "f -> a.rs:2 Cell::get (typed)\nf -> a.rs:3 Leaf::shine (typed)\n"
                "f -> a.rs:1 Cell::value (typed)\nf -> a.rs:3 Leaf::shine (typed)\n");
    CHECK_EDGES(
        &t, "a.rs", 6,
        "g -> a.rs:3 Leaf (exact)\ng -> a.rs:1 Cell (exact)\ng -> a.rs:2 Cell::new (member)\n"
        "g -> a.rs:2 Cell::get (typed)\ng -> a.rs:3 Leaf::shine (typed)\n");
    CHECK_EDGES(&t, "a.rs", 7,
                "h -> a.rs:4 Leaves (exact)\nh -> a.rs:2 Cell::get (typed)\n"
                "h -> a.rs:3 Leaf::shine (typed)\n");
    CHECK_EDGES(&t, "a.rs", 9,
                "k -> a.rs:3 Leaf (exact)\nk -> a.rs:8 apply (exact)\n"
                "k -> a.rs:3 Leaf::shine (typed)\nk -> a.rs:3 Leaf (exact)\n"
                "k -> a.rs:3 Leaf::shine (typed)\n");
    test_program_done(&t);
}

TEST(blanks_in_types_are_filled_from_what_is_collected_and_pushed)
{
    TestProgram t = test_program((TestFile[]){
        {"a.rs",
         "use std::collections::{HashMap, BTreeSet};\n"
         "struct Leaf; impl Leaf { fn shine(&self) {} fn twin(&self) -> Leaf { Leaf } }\n"
         "fn f(v: Vec<Leaf>) { let all: Vec<_> = v.iter().map(|l| l.twin()).collect(); "
         "all[0].shine(); }\n"
         "fn g(v: Vec<Leaf>) { v.iter().collect::<BTreeSet<_>>().first().unwrap().shine(); }\n"
         "fn h(v: &Leaf) { let mut all = Vec::new(); all.push(v.twin()); for l in all { "
         "l.shine(); } }\n"
         "fn k(v: &Leaf) { let mut m = HashMap::new(); m.insert(\"x\", v.twin()); "
         "m.get(\"x\").unwrap().shine(); }\n"
         "fn many(v: Vec<Leaf>) -> impl Iterator<Item = Leaf> { v.into_iter() }\n"
         "fn n(v: Vec<Leaf>) { many(v).map(|l| l.twin()).for_each(|l| l.shine()); }\n"
         "fn r(v: Vec<Result<Leaf, u8>>) { let all: Result<Vec<_>, _> = "
         "v.into_iter().collect(); all.unwrap()[0].shine(); }\n"},
        {0}});

    CHECK_EDGES(&t, "a.rs", 3,
                "f -> a.rs:2 Leaf (exact)\nf -> a.rs:2 Leaf::twin (typed)\nf -> a.rs:2 "
                "Leaf::shine (typed)\n");
    CHECK_EDGES(&t, "a.rs", 4, "g -> a.rs:2 Leaf (exact)\ng -> a.rs:2 Leaf::shine (typed)\n");
    CHECK_EDGES(&t, "a.rs", 5,
                "h -> a.rs:2 Leaf (exact)\nh -> a.rs:2 Leaf::twin (typed)\nh -> a.rs:2 "
                "Leaf::shine (typed)\n");
    CHECK_EDGES(&t, "a.rs", 6,
                "k -> a.rs:2 Leaf (exact)\nk -> a.rs:2 Leaf::twin (typed)\nk -> a.rs:2 "
                "Leaf::shine (typed)\n");
    CHECK_EDGES(&t, "a.rs", 8,
                "n -> a.rs:2 Leaf (exact)\nn -> a.rs:7 many (exact)\n"
                "n -> a.rs:2 Leaf::twin (typed)\nn -> a.rs:2 Leaf::shine (typed)\n");
    CHECK_EDGES(&t, "a.rs", 9, "r -> a.rs:2 Leaf (exact)\nr -> a.rs:2 Leaf::shine (typed)\n");
    test_program_done(&t);
}

TEST(tokens_of_macro_calls_are_read_as_code)
{
    TestProgram t = test_program((TestFile[]){
        {"a.rs",
         "macro_rules! check { ($($t:tt)*) => {} }\n"
         "pub struct Dir { len: u8 } impl Dir { fn open(&self) -> Dir { Dir { len: 1 } } }\n"
         "const LIMIT: u8 = 1;\n"
         "fn f(d: Dir) { println!(\"{} {}\", d.open().len, LIMIT); check!(|x: Dir| { let y = "
         "x.open(); y.len; Dir { len: 2 } }); }\n"
         "#[macro_export] macro_rules! deep { () => { $crate::helper() } }\n"
         "pub fn helper() {}\n"},
        {0}});

    CHECK_EDGES(&t, "a.rs", 4,
                "f -> a.rs:2 Dir (exact)\n"
                "f -> a.rs:2 Dir::open (typed)\nf -> a.rs:2 Dir::len (typed)\nf -> a.rs:3 "
                "LIMIT (exact)\n"
                "f -> a.rs:1 check (exact)\nf -> a.rs:2 Dir (exact)\n"
                "f -> a.rs:2 Dir::open (typed)\nf -> a.rs:2 Dir::len (typed)\n"
                "f -> a.rs:2 Dir (exact)\nf -> a.rs:2 Dir::len (member)\n");
    CHECK_EDGES(&t, "a.rs", 5, "deep -> a.rs:6 helper (import)\n");
    test_program_done(&t);
}

TEST(what_is_compiled_for_linux_comes_before_what_is_not)
{
    TestProgram t = test_program((TestFile[]){
        {"src/lib.rs",
         "#[cfg(windows)]\nmod imp { pub fn go() {} }\n"
         "#[cfg(all(unix, not(target_os = \"macos\")))]\nmod imp { pub fn go() {} }\n"
         "struct S;\n"
         "impl S {\n"
         "    #[cfg(not(unix))] fn m(&self) {}\n"
         "    #[cfg(any(feature = \"x\", unix))] fn m(&self) {}\n"
         "}\n"
         "fn f(s: S) { imp::go(); s.m(); }\n"},
        {"Cargo.toml", "[package]\nname = \"c\"\n"},
        {0}});

    CHECK_EDGES(&t, "src/lib.rs", 10,
                "f -> src/lib.rs:5 S (exact)\n"
                "f -> src/lib.rs:4 imp (import)\n"
                "f -> src/lib.rs:4 imp::go (import)\n"
                "f -> src/lib.rs:8 S::m (typed)\n");
    test_program_done(&t);
}

TEST(names_from_outside_and_unknown_receivers_get_no_edge)
{
    TestProgram t = test_program((TestFile[]){
        {"a.rs", "struct Map; impl Map { fn insert(&self) {} fn odd_one(&self) {} }\n"
                 "fn f(m: std::collections::HashMap<u8, u8>) { m.insert(1, 2); Vec::new(); "
                 "String::from(\"x\"); }\n"
                 "fn g() { unknown().insert(); unknown().odd_one(); }\n"},
        {0}});

    CHECK_EDGES(&t, "a.rs", 2, "");
    CHECK_EDGES(&t, "a.rs", 3,
                "g -> a.rs:1 Map::insert (unique)\ng -> a.rs:1 Map::odd_one (likely)\n");
    CHECK_INT(t.program->counts[LANG_RUST].by_tier[TIER_EXTERNAL] > 0, 1);
    test_program_done(&t);
}

TEST(types_that_hang_on_themselves_end_without_an_answer)
{
    TestProgram t = test_program((TestFile[]){
        {"a.rs",
         "type A = B; type B = A;\n"
         "trait T: U {} trait U: T {}\n"
         "fn f<X: T>(a: A, x: X) { a.foo(); x.bar(); let mut y = x.z(); y = y.z(); }\n"
         "use self::p::*; mod p { pub use super::q::*; } mod q { pub use super::p::*; }\n"
         "fn g() { lost(); }\n"
         "struct D; impl Deref for D { type Target = D; } fn h(d: D) { d.none(); }\n"},
        {0}});

    CHECK_EDGES(&t, "a.rs", 5, "");
    CHECK_EDGES(&t, "a.rs", 3, "f -> a.rs:2 T (exact)\nf -> a.rs:1 A (exact)\n");
    test_program_done(&t);
}

TEST(the_answers_are_the_same_on_one_thread_and_on_four)
{
    static const TestFile files[] = {
        {"Cargo.toml", "[package]\nname = \"x\"\n"},
        {"src/lib.rs", "pub mod a;\npub mod b;\n"},
        {"src/a.rs", "use crate::b::B;\npub struct A { pub b: B }\nimpl A { pub fn b(&self) -> "
                     "&B { self.b.me() } }\n"},
        {"src/b.rs", "use crate::a::A;\npub struct B;\nimpl B { pub fn me(&self) -> &B { self "
                     "} fn up(a: A) { a.b().me(); a.b.me(); } }\n"},
        {0}};
    TestProgram one = test_program_on(files, 1), four = test_program_on(files, 4);

    CHECK_TEXT(test_edges(&four), test_edges(&one));
    CHECK_EDGES(&one, "src/b.rs", 3,
                "B -> src/b.rs:2 B (exact)\n"
                "B::me -> src/b.rs:2 B (exact)\n"
                "B::up -> src/a.rs:2 A (import)\n"
                "B::up -> src/a.rs:3 A::b (typed)\nB::up -> src/b.rs:3 B::me (typed)\n"
                "B::up -> src/a.rs:2 A::b (typed)\nB::up -> src/b.rs:3 B::me (typed)\n");
    test_program_done(&one);
    test_program_done(&four);
}

TEST_MAIN()
