/*
 * rust_pack_test.c -- what Rust's pack reads out of a source.
 */
#include "program_test.h"

#include "syntax/pack.h"

static Facts *read_rust(Arena *a, const char *text)
{
    SyntaxReader *r = syntax_reader_new();
    Facts *f = NULL;
    Err err = {0};

    CHECK_OK(syntax_read(r, a, LANG_RUST, str_from(text), &f, &err), &err);
    syntax_reader_free(r);
    facts_index(f, a);
    return f;
}

static const Def *def_named(const Facts *f, const char *name)
{
    for (uint32_t i = 1; i < f->def_count; i++) {
        if (str_is(facts_name(f, f->defs[i].name), name))
            return &f->defs[i];
    }
    fail_msg("there is no definition called '%s'", name);
    return NULL;
}

/* "kind:text" of all notes, separated by spaces. */
static const char *notes_of(Arena *a, const Facts *f)
{
    Buf out = BUF(4096);

    for (uint32_t i = 0; i < f->note_count; i++)
        buf_printf(&out, "%s%u:%.*s", i ? " " : "", f->notes[i].kind,
                   STR_ARG(facts_name(f, f->notes[i].text)));
    const char *text = arena_cstr(a, buf_str(&out));
    buf_done(&out);
    return text;
}

TEST(items_of_every_kind_become_definitions_with_their_types_in_front)
{
    TestProgram t = test_program((TestFile[]){
        {"a.rs",
         "pub mod shapes {\n"
         "    pub struct Point { pub x: f64, y: f64 }\n"
         "    pub struct Pair(u8, u16);\n"
         "    pub enum Shape { Dot, Line { from: Point }, Round(f64) }\n"
         "    pub trait Area { type Unit; const SIDES: u8; fn area(&self) -> f64; }\n"
         "    impl Point { pub const ZERO: f64 = 0.0; pub fn new() -> Self { todo!() } }\n"
         "    impl Area for Point { type Unit = u8; const SIDES: u8 = 0; fn area(&self) -> f64 "
         "{ 0.0 } }\n"
         "}\n"
         "type Alias<T> = Vec<T>;\n"
         "static COUNT: u8 = 1;\n"
         "macro_rules! twice { ($e:expr) => { $e; $e } }\n"
         "fn outer() { fn inner() {} }\n"},
        {0}});

    CHECK_TEXT(test_defs(&t), "a.rs:1 module shapes\n"
                              "a.rs:2 struct shapes::Point\n"
                              "a.rs:2 field shapes::Point::x\n"
                              "a.rs:2 field shapes::Point::y\n"
                              "a.rs:3 struct shapes::Pair\n"
                              "a.rs:4 enum shapes::Shape\n"
                              "a.rs:4 enum member shapes::Shape::Dot\n"
                              "a.rs:4 enum member shapes::Shape::Line\n"
                              "a.rs:4 field shapes::Shape::Line::from\n"
                              "a.rs:4 enum member shapes::Shape::Round\n"
                              "a.rs:5 trait shapes::Area\n"
                              "a.rs:5 type shapes::Area::Unit\n"
                              "a.rs:5 constant shapes::Area::SIDES\n"
                              "a.rs:5 method shapes::Area::area\n"
                              "a.rs:6 constant shapes::Point::ZERO\n"
                              "a.rs:6 method shapes::Point::new\n"
                              "a.rs:7 type shapes::Point::Unit\n"
                              "a.rs:7 constant shapes::Point::SIDES\n"
                              "a.rs:7 method shapes::Point::area\n"
                              "a.rs:9 type Alias\n"
                              "a.rs:10 variable COUNT\n"
                              "a.rs:11 macro twice\n"
                              "a.rs:12 function outer\n"
                              "a.rs:12 function outer::inner\n");
    test_program_done(&t);
}

TEST(doc_comments_attributes_and_signatures_have_their_places)
{
    AUTO(arena_done) Arena a = {0};
    Str src = STR("//! The file.\n"
                  "/// Adds.\n"
                  "/// Twice.\n"
                  "// not a doc\n"
                  "#[inline]\n"
                  "pub fn add(a: u8) -> u8 { a }\n"
                  "fn plain() {}\n");
    Facts *f = read_rust(&a, src.ptr);
    const Def *add = def_named(f, "add");

    CHECK_STR(str_sub(src, add->doc_start, add->doc_end), "/// Adds.\n/// Twice.");
    CHECK_STR(str_sub(src, add->start, add->signature_end),
              "#[inline]\npub fn add(a: u8) -> u8 ");
    CHECK_STR(str_sub(src, f->defs[0].doc_start, f->defs[0].doc_end), "//! The file.");
    CHECK_INT(def_named(f, "plain")->doc_end, 0);
    CHECK_INT(f->code_lines, 3);
}

TEST(visibility_is_read_from_the_item_or_its_trait)
{
    AUTO(arena_done) Arena a = {0};
    Facts *f = read_rust(&a, "pub fn all() {} pub(crate) fn near() {} fn own() {}\n"
                             "struct S; impl Drop for S { fn drop(&mut self) {} }\n");

    CHECK_INT(def_named(f, "all")->visibility, VISIBLE_PUBLIC);
    CHECK_INT(def_named(f, "near")->visibility, VISIBLE_MODULE);
    CHECK_INT(def_named(f, "own")->visibility, VISIBLE_FILE);
    CHECK_INT(def_named(f, "drop")->visibility, VISIBLE_PUBLIC);
    CHECK(def_named(f, "drop")->flags & DEF_IS_OVERRIDE);
}

TEST(tests_entry_points_flags_commands_and_variables_are_noted)
{
    AUTO(arena_done) Arena a = {0};
    Facts *f = read_rust(
        &a, "fn main() { std::env::var(\"HOME\"); Arg::new(\"v\").long(\"verbose\"); }\n"
            "#[derive(clap::Parser)] struct Cli { #[arg(long)] dry_run: bool, #[arg(short)] q: "
            "bool,\n"
            "    #[arg(long = \"out\")] output: String }\n"
            "#[derive(Subcommand)] enum Cmd { AddUser, #[command(name = \"rm\")] Remove }\n"
            "#[get(\"/users\")] fn users() {}\n"
            "#[cfg(test)] mod tests { fn helper() {} #[test] fn it_works() {} }\n"
            "// TODO: more\n");

    CHECK_TEXT(notes_of(&a, f),
               "0:main 4:HOME 3:--verbose 3:--dry-run 3:--out 5:add-user 5:rm 2:GET /users "
               "1:it_works 8:TODO: more");
    CHECK(def_named(f, "it_works")->flags & DEF_IS_TEST);
    CHECK(def_named(f, "helper")->flags & DEF_IS_TEST);
    CHECK(!(def_named(f, "users")->flags & DEF_IS_TEST));
}

TEST(use_trees_become_one_import_for_each_name)
{
    AUTO(arena_done) Arena a = {0};
    AUTO(buf_done) Buf out = BUF(4096);
    Facts *f = read_rust(&a, "use std::{fmt, io::{self, Read as R}};\n"
                             "pub use crate::a::*;\n"
                             "use super::x as _;\n");

    for (uint32_t i = 0; i < f->import_count; i++) {
        const Import *m = &f->imports[i];

        buf_printf(&out, "%u %.*s %.*s as %.*s\n", m->kind, STR_ARG(facts_name(f, m->module)),
                   STR_ARG(facts_name(f, m->symbol)), STR_ARG(facts_name(f, m->local)));
    }
    CHECK_STR(buf_str(&out), "1 std fmt as fmt\n"
                             "1 std io as io\n"
                             "1 std::io Read as R\n"
                             "4 crate::a  as \n"
                             "1 super x as \n");
}

TEST(a_local_is_never_a_reference_and_an_item_always_is)
{
    AUTO(arena_done) Arena a = {0};
    AUTO(buf_done) Buf out = BUF(4096);
    Facts *f = read_rust(&a, "fn f(x: u8) { let y = g(x); let g = |z| z + y; g(y); match y { "
                             "LIMIT => h, n => n } }\n");

    for (uint32_t i = 1; i < f->expr_count; i++) {
        if (f->exprs[i].flags & EXPR_IS_REF)
            buf_printf(&out, "%.*s ", STR_ARG(facts_name(f, f->exprs[i].name)));
    }
    CHECK_STR(buf_str(&out), "g LIMIT h ");
}

TEST(items_inside_macros_that_only_wrap_are_seen)
{
    TestProgram t = test_program((TestFile[]){
        {"a.rs", "cfg_rt! {\n    pub mod task { pub fn spawn() { \"}\"; '}'; r#\"}\"#; } }\n}\n"
                 "cfg_if::cfg_if! {\n    if #[cfg(unix)] { fn on_unix() {} } else { fn "
                 "elsewhere() {} }\n}\n"
                 "fn after() { cfg_x! { inner(); } }\n"
                 "fn inner() {}\n"
                 "macro_rules! cfg_rt { ($($t:tt)*) => {} }\n"},
        {0}});

    CHECK_TEXT(test_defs(&t), "a.rs:2 module task\n"
                              "a.rs:2 function task::spawn\n"
                              "a.rs:5 function on_unix\n"
                              "a.rs:5 function elsewhere\n"
                              "a.rs:7 function after\n"
                              "a.rs:8 function inner\n"
                              "a.rs:9 macro cfg_rt\n");
    CHECK_TEXT(test_edges_at(&t, "a.rs", 1), "- -> a.rs:9 cfg_rt (exact)\n");
    CHECK_TEXT(test_edges_at(&t, "a.rs", 7), "after -> a.rs:8 inner (exact)\n");
    test_program_done(&t);
}

TEST(wrappers_that_never_end_do_no_harm)
{
    static const char *const odd[] = {
        "cfg_a! { \"unended", "cfg_if! { if { else", "cfg_a!{'",
        "cfg_a!{r#\"",        "cfg_a! {}}}",         "cfg_a!",
        "cfg_a! { /* ",       "cfg_a! {'\\",         "x::cfg_a! { cfg_b! { cfg_c! {"};

    for (size_t i = 0; i < ARRAY_LEN(odd); i++) {
        AUTO(arena_done) Arena a = {0};

        CHECK(read_rust(&a, odd[i])->scope_count >= 2);
    }
}

TEST(broken_source_keeps_the_items_around_the_break)
{
    AUTO(arena_done) Arena a = {0};
    Facts *f = read_rust(&a, "fn before() {}\nfn broken( { let = ;\n}\nstruct After { x: u8 "
                             "}\nimpl After { fn m(&self) { self. } }\n");

    CHECK(f->has_error);
    CHECK_INT(def_named(f, "before")->line, 1);
    CHECK_INT(def_named(f, "After")->kind, DEF_STRUCT);
}

TEST_MAIN()
