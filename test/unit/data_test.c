/*
 * data_test.c -- manifests as trees: each form, and broken ones.
 */
#include "test.h"

#include "source/data.h"

/* "key=value@line" a line, children indented. */
static void print_items(Buf *b, const Data *d, uint32_t parent, unsigned depth)
{
    DATA_EACH_CHILD (d, parent, i) {
        const DataItem *item = &d->items[i];

        for (unsigned k = 0; k < depth; k++)
            buf_lit(b, " ");
        buf_printf(b, "%.*s%s%.*s@%u\n", STR_ARG(item->key),
                   item->kind == DATA_TEXT   ? "="
                   : item->kind == DATA_LIST ? "[]"
                                             : "{}",
                   STR_ARG(item->value), item->line);
        print_items(b, d, i, depth + 1);
    }
}

static void check_tree(Data d, const char *expected)
{
    AUTO(buf_done) Buf b = BUF(1 << 16);

    print_items(&b, &d, 0, 0);
    CHECK_TEXT(b.ptr ? b.ptr : "", expected);
}

TEST(json_is_read_with_lines)
{
    Arena a = {0};

    check_tree(
        data_read_json(&a, STR("{\n \"name\": \"x\", // note\n \"bin\": {\"a\": "
                               "\"./a.js\",},\n \"n\": [1, true, \"q\\\"\\u0041\"]\n}\n")),
        "name=x@2\nbin{}@3\n a=./a.js@3\nn[]@4\n =1@4\n =true@4\n =q\"A@4\n");
    arena_done(&a);
}

TEST(toml_is_read_with_lines)
{
    Arena a = {0};

    check_tree(
        data_read_toml(&a, STR("# c\n[project]\nname = \"x\"\nlist = [\n  'a', # one\n  "
                               "\"b\",\n]\n[project.scripts]\n"
                               "run = \"x:main\"\n[[bin]]\nname = \"one\"\n[[bin]]\nname = "
                               "\"two\"\n[tool]\na.b = 1\n"
                               "t = { k = 'v' }\nlong = \"\"\"\nm\nn\"\"\"\n")),
        "project{}@2\n name=x@3\n list[]@4\n  =a@5\n  =b@6\n scripts{}@8\n  run=x:main@9\n"
        "bin[]@10\n {}@10\n  name=one@11\n {}@12\n  name=two@13\ntool{}@14\n a{}@15\n  "
        "b=1@15\n t{}@16\n  k=v@16\n"
        " long=m\nn@17\n");
    arena_done(&a);
}

TEST(yaml_is_read_with_lines)
{
    Arena a = {0};

    check_tree(
        data_read_yaml(&a, STR("name: ci # comment\non: [push, 'pull']\njobs:\n  test:\n    "
                               "steps:\n      - uses: x@v1\n"
                               "      - name: run\n        run: |\n          make\n\n          "
                               "make test\n      - run: npm ci\n"
                               "    env: {A: 1, B: \"#2\"}\nscript:\n- a\n- b: c\n  d: e\n- "
                               ">-\n  folded\n  text\n")),
        "name=ci@1\non[]@2\n =push@2\n =pull@2\njobs{}@3\n test{}@4\n  steps[]@5\n   {}@6\n    "
        "uses=x@v1@6\n"
        "   {}@7\n    name=run@7\n    run=make\n\nmake test\n@9\n   {}@12\n    run=npm ci@12\n"
        "  env{}@13\n   A=1@13\n   B=#2@13\nscript[]@14\n =a@15\n {}@16\n  b=c@16\n  d=e@17\n "
        "=folded text @19\n");
    arena_done(&a);
}

TEST(ini_and_xml_are_read_with_lines)
{
    Arena a = {0};

    check_tree(
        data_read_ini(&a,
                      STR("[metadata]\nname = x\n; no\n[options.entry_points]\nconsole_scripts "
                          "=\n  a = b:c\n  d = e:f\n")),
        "metadata{}@1\n name=x@2\noptions.entry_points{}@4\n console_scripts=\n  a = b:c\n  d "
        "= e:f@5\n");
    check_tree(data_read_xml(&a, STR("<?xml version='1.0'?>\n<project a='b'>\n <!-- no -->\n "
                                     "<id>x</id>\n <e/>\n</project>\n")),
               "project{}@2\n id=x@4\n e=@5\n");
    arena_done(&a);
}

TEST(broken_manifests_give_what_they_have)
{
    static const char *const texts[] = {
        "",      "{",       "{\"a\"",  "{\"a\":", "[[[[",
        "{{{{",  "\"",      "a: b: c", "- - - -", "<",
        "<a",    "<a></b>", "[a",      "[[a]",    "a = ",
        "a = [", "a = {b",  "'''",     "\"\"\"",  ": : :",
        "- : -", "{]}",     "key: |",  "\t\t- x", "a:\n - b\n- c",
        "&x",    "!!",      "]",       "}"};
    Arena a = {0};

    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        Str s = str_from(texts[i]);

        CHECK(data_read_json(&a, s).count >= 1);
        CHECK(data_read_toml(&a, s).count >= 1);
        CHECK(data_read_yaml(&a, s).count >= 1);
        CHECK(data_read_ini(&a, s).count >= 1);
        CHECK(data_read_xml(&a, s).count >= 1);
    }
    arena_done(&a);
}

TEST(deep_nesting_ends)
{
    Arena a = {0};
    AUTO(buf_done) Buf json = BUF(1 << 20), yaml = BUF(1 << 20), xml = BUF(1 << 20);

    for (int i = 0; i < 20000; i++) {
        buf_lit(&json, "[");
        buf_lit(&yaml, "- ");
        buf_lit(&xml, "<a>");
    }
    CHECK(data_read_json(&a, buf_str(&json)).count < 100);
    CHECK(data_read_toml(&a, buf_str(&json)).count < 100);
    CHECK(data_read_yaml(&a, buf_str(&yaml)).count < 100);
    CHECK(data_read_xml(&a, buf_str(&xml)).count < 100);
    arena_done(&a);
}

TEST_MAIN()
