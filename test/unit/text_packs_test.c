/*
 * text_packs_test.c -- languages that are read line by line: what is defined, and where it ends.
 */
#include "test.h"

#include "syntax/pack.h"

static void check_facts(LanguageId language, const char *text, const char *expected)
{
    AUTO(arena_done) Arena a = {0};
    AUTO(buf_done) Buf b = BUF(1 << 16);
    SyntaxReader *r = syntax_reader_new();
    Facts *f;
    Err err = {0};

    CHECK_OK(syntax_read(r, &a, language, str_from(text), &f, &err), &err);
    for (uint32_t i = 1; i < f->def_count; i++)
        buf_printf(&b, "%u-%u %s %.*s\n", f->defs[i].line, f->defs[i].end_line,
                   def_kind_word((DefKind)f->defs[i].kind),
                   STR_ARG(facts_name(f, f->defs[i].name)));
    for (uint32_t i = 1; i < f->expr_count; i++)
        buf_printf(&b, "ref %.*s\n", STR_ARG(facts_name(f, f->exprs[i].name)));
    for (uint32_t i = 0; i < f->import_count; i++)
        buf_printf(&b, "import %.*s\n", STR_ARG(facts_name(f, f->imports[i].module)));
    for (uint32_t i = 0; i < f->note_count; i++)
        buf_printf(&b, "note %.*s\n", STR_ARG(facts_name(f, f->notes[i].text)));
    CHECK_TEXT(b.ptr ? b.ptr : "", expected);
    syntax_reader_free(r);
}

TEST(headings_reach_to_the_next_of_their_level)
{
    check_facts(LANG_MARKDOWN, "# A\ntext [x](b.md#c) [y](https://z)\n## B\n\n## C\n# D\n",
                "1-5 section A\n3-4 section B\n5-5 section C\n6-6 section D\nnote b.md\n");
}

TEST(data_files_tell_scripts_jobs_services_and_routes)
{
    check_facts(LANG_JSON, "{\n \"name\": \"x\",\n \"scripts\": {\n  \"test\": \"t\"\n }\n}\n",
                "4-4 rule test\n2-2 property name\n3-4 property scripts\n");
    check_facts(LANG_YAML,
                "openapi: 3\npaths:\n  /users:\n    get:\n      x: y\n    post: {}\n",
                "3-6 rule /users\nnote GET /users\nnote POST /users\n");
    check_facts(LANG_YAML, "on: push\njobs:\n  build:\n    steps: []\n  test:\n    a: b\n",
                "3-4 rule build\n5-6 rule test\n");
    check_facts(LANG_TOML, "[project]\nname = 'x'\n[project.scripts]\nrun = 'a:b'\n",
                "1-2 section project\n3-4 section project.scripts\n4-4 rule run\n");
}

TEST(makefiles_tell_targets_variables_and_what_needs_what)
{
    check_facts(LANG_MAKEFILE,
                "# the compiler\nCC ?= gcc\nall: a.o b.o ## builds it\n\t$(CC) -o x\n\n.PHONY: "
                "test\ntest: all\n\t./x\ninclude more.mk\n",
                "2-2 variable CC\n3-4 rule all\n7-8 rule test\nref a.o\nref b.o\nref test\nref "
                "all\nimport more.mk\n");
}

TEST(cmake_and_docker_tell_targets_and_stages)
{
    check_facts(LANG_CMAKE,
                "project(x C)\nadd_library(core\n  a.c\n  b.c)\nadd_executable(tool "
                "main.c)\ntarget_link_libraries(tool PRIVATE core)\n"
                "add_test(NAME unit COMMAND tool)\nadd_subdirectory(sub)\n# add_library(no)\n",
                "1-1 module x\n2-4 rule core\n5-5 rule tool\nref tool\nref core\nimport "
                "sub\nnote unit\n");
    check_facts(LANG_DOCKERFILE,
                "FROM debian AS build\nARG V=1\nRUN make\nFROM alpine\nCOPY --from=build /x "
                "/x\nENTRYPOINT [\"/x\"]\n",
                "1-3 rule build\n2-2 variable V\n4-6 rule alpine\nref debian\nref alpine\nref "
                "build\nnote [\"/x\"]\n");
}

TEST(sql_tells_tables_columns_and_references)
{
    check_facts(LANG_SQL,
                "-- users\nCREATE TABLE IF NOT EXISTS app.users (\n  id int PRIMARY KEY,\n  "
                "\"team\" int REFERENCES teams(id),\n  CONSTRAINT x UNIQUE (id, team)\n);\n"
                "create or replace function f() returns int as $$ select ';' from t; $$ "
                "language sql;\nCREATE VIEW v AS SELECT * FROM users;\nINSERT INTO users "
                "VALUES ('create table no');\n",
                "2-6 rule users\n3-3 field id\n4-4 field team\n7-7 function f\n8-8 rule v\nref "
                "teams\nref users\nref users\n");
}

TEST(pages_and_styles_tell_places_blocks_and_rules)
{
    check_facts(LANG_HTML,
                "<html>\n<script src=\"a.js\"></script>\n<!-- <h1>no</h1> -->\n<h1 "
                "id=\"top\">Title</h1>\n{% block content %}{% endblock %}\n",
                "4-4 property top\n4-4 section Title\n5-5 rule content\nimport a.js\n");
    check_facts(LANG_CSS,
                "/* c { */\n:root { --main: red; }\n.a > b {\n  color: \"}\";\n}\n@media x {\n "
                " .c { d: e }\n}\n",
                "2-2 rule :root\n2-2 variable --main\n3-5 rule .a > b\n7-7 rule .c\n");
}

TEST(facts_of_large_and_odd_text_come_in_time)
{
    static const char *const pieces[] = {"<",    "{%", "(",
                                         "[",    "/*", "\"",
                                         "$a$",  "# ", "a:\n",
                                         "- ",   "{",  "target: a \\\n",
                                         "[x](", "`",  "CREATE TABLE a (",
                                         "=\n"};
    static const LanguageId languages[] = {
        LANG_MARKDOWN, LANG_RST, LANG_ASCIIDOC, LANG_JSON,       LANG_YAML,     LANG_TOML,
        LANG_HTML,     LANG_CSS, LANG_SQL,      LANG_DOCKERFILE, LANG_MAKEFILE, LANG_CMAKE};
    AUTO(arena_done) Arena a = {0};
    SyntaxReader *r = syntax_reader_new();

    for (size_t p = 0; p < ARRAY_LEN(pieces); p++) {
        AUTO(buf_done) Buf text = BUF(1 << 20);

        while (text.len < 200000)
            buf_add(&text, str_from(pieces[p]));
        for (size_t l = 0; l < ARRAY_LEN(languages); l++) {
            Facts *f;
            Err err = {0};

            CHECK_OK(syntax_read(r, &a, languages[l], buf_str(&text), &f, &err), &err);
        }
    }
    syntax_reader_free(r);
}

TEST_MAIN()
