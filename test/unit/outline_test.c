/*
 * outline_test.c -- abstractions, relations and order of small repositories.
 */
#include "graph/outline.h"
#include "program_test.h"
#include "source/history.h"
#include "source/project.h"

typedef struct TestOutline {
    TestProgram t;
    Project project;
    Outline o;
} TestOutline;

static TestOutline test_outline(const TestFile *files, unsigned chapters, const char *prompt)
{
    TestOutline x = {.t = test_program(files)};
    OutlineAsk ask = {.chapters = chapters, .prompt = str_from(prompt), .project = &x.project};

    project_read(x.t.checkout, &x.t.arena, &x.project);
    outline_choose(x.t.program, &ask, &x.t.arena, &x.o);
    outline_relate(x.t.program, &x.t.arena, &x.o);
    outline_order(x.t.program, &x.t.arena, &x.o);
    return x;
}

/* `Name: seed; file, file` for each abstraction, in reading order. */
static const char *test_parts(TestOutline *x)
{
    Buf out = BUF(TEST_TEXT_MAX_BYTES);

    for (uint32_t i = 0; i < x->o.abstraction_count; i++) {
        const Abstraction *p = &x->o.abstractions[i];

        buf_printf(&out, "%.*s: %.*s;", STR_ARG(p->name),
                   STR_ARG(program_name(x->t.program, p->seed)));
        for (uint32_t n = 0; n < p->unit_count; n++)
            buf_printf(&out, " %s", x->t.program->units[p->units[n]].file->path.ptr);
        buf_add_char(&out, '\n');
    }
    return test_keep(&x->t, &out);
}

static const Abstraction *part_with_seed(const TestOutline *x, const char *seed)
{
    for (uint32_t i = 0; i < x->o.abstraction_count; i++) {
        if (str_is(program_name(x->t.program, x->o.abstractions[i].seed), seed))
            return &x->o.abstractions[i];
    }
    return NULL;
}

static bool is_left_out(const TestOutline *x, const char *what)
{
    for (uint32_t i = 0; i < x->o.left_out_count; i++) {
        if (str_is(x->o.left_out[i].what, what))
            return true;
    }
    return false;
}

#define EVENT_C                                                                 \
    "/* ev.c -- Waits for files and calls who asked. */\n"                      \
    "#include \"ev.h\"\n#include \"log.h\"\n"                                   \
    "int evAdd(evLoop *l, int fd) { l->count += fd; return logLine(fd); }\n"    \
    "int evRemove(evLoop *l, int fd) { l->count -= fd; return logLine(fd); }\n" \
    "int evRun(evLoop *l) { while (l->count) evRemove(l, 1); return 0; }\n"
#define EVENT_H                                                          \
    "typedef struct evLoop {\n    int count;\n    int max;\n} evLoop;\n" \
    "int evAdd(evLoop *l, int fd);\nint evRemove(evLoop *l, int fd);\nint evRun(evLoop *l);\n"
#define STORE_C                                                                       \
    "#include \"store.h\"\n#include \"log.h\"\n"                                      \
    "int storePut(store *s, int v) { s->last = v; s->count++; return logLine(v); }\n" \
    "int storeGet(store *s) { return s->last; }\n"                                    \
    "int storeSave(store *s) { return storeGet(s) + s->count; }\n"
#define STORE_H                                                                              \
    "/* What was put and not yet taken. */\ntypedef struct store {\n    int last;\n    int " \
    "count;\n} store;\n"                                                                     \
    "int storePut(store *s, int v);\nint storeGet(store *s);\nint storeSave(store *s);\n"
#define MAIN_C                                                                       \
    "#include \"ev.h\"\n#include \"store.h\"\n#include \"log.h\"\n"                  \
    "int main(void) {\n    evLoop l = {0};\n    store s = {0};\n    evAdd(&l, 1);\n" \
    "    storePut(&s, 2);\n    logLine(3);\n    return evRun(&l) + storeSave(&s);\n}\n"
#define LOG_C "#include \"log.h\"\nint logLine(int n) { return n; }\n"
#define LOG_H "int logLine(int n);\n"

static const TestFile small_server[] = {
    {"ev.c", EVENT_C},
    {"ev.h", EVENT_H},
    {"store.c", STORE_C},
    {"store.h", STORE_H},
    {"main.c", MAIN_C},
    {"log.c", LOG_C},
    {"log.h", LOG_H},
    {"test/store_test.c",
     "#include \"../store.h\"\nint main(void) { store s = {0}; return storePut(&s, 1); }\n"},
    {"README.md",
     "# small\n\n## Event loop\n\nAll begins in `evLoop`, see ev.c: `evAdd` and `evRun`.\n"},
    {0},
};

TEST(a_source_and_its_header_are_one_part_and_its_struct_the_seed)
{
    TestOutline x = test_outline(small_server, 2, "");

    const Abstraction *ev = part_with_seed(&x, "evLoop"), *store = part_with_seed(&x, "store");
    CHECK_INT(x.o.abstraction_count, 2);
    CHECK(ev && store);
    CHECK(ev->unit_count >= 2);
    CHECK_STR(x.t.program->units[ev->units[0]].file->path, "ev.c");
    CHECK_STR(x.t.program->units[ev->units[1]].file->path, "ev.h");
    test_program_done(&x.t);
}

TEST(the_heading_that_documents_discuss_it_under_is_its_name)
{
    TestOutline x = test_outline(small_server, 2, "");
    const Abstraction *ev = part_with_seed(&x, "evLoop");

    CHECK_STR(ev->name, "Event loop");
    CHECK_STR(ev->name_source.path, "README.md");
    CHECK_INT(ev->name_source.line, 3);
    CHECK_STR(ev->slug, "event-loop");
    test_program_done(&x.t);
}

TEST(definitions_are_sentences_of_the_repository_with_their_lines)
{
    TestOutline x = test_outline(small_server, 2, "");
    const Abstraction *ev = part_with_seed(&x, "evLoop"), *store = part_with_seed(&x, "store");

    CHECK_STR(ev->definition.text, "Waits for files and calls who asked.");
    CHECK_STR(ev->definition.path, "ev.c");
    CHECK_INT(ev->definition.line, 1);
    CHECK_STR(store->definition.text, "What was put and not yet taken.");
    CHECK_STR(store->definition.path, "store.h");
    test_program_done(&x.t);
}

TEST(a_header_says_more_of_the_part_than_the_source_beside_it)
{
    TestOutline x = test_outline(
        (TestFile[]){{"src/kettle/kettle.c", "/* kettle.c -- helpers with a long story. */\n"
                                             "#include \"kettle.h\"\n"
                                             "void boil(Kettle *k) { k->heat++; }\n"},
                     {"src/kettle/kettle.h",
                      "/* kettle.h -- a vessel in which water boils. */\n#pragma once\n"
                      "typedef struct Kettle { int heat; } Kettle;\n"
                      "void boil(Kettle *k);\n"},
                     {"src/kettle/lid.c", "#include \"kettle.h\"\n"
                                          "void lift(Kettle *k) { boil(k); }\n"},
                     {0}},
        1, "");

    CHECK_INT(x.o.abstraction_count, 1);
    CHECK_STR(x.o.abstractions[0].definition.text, "a vessel in which water boils.");
    test_program_done(&x.t);
}

TEST(a_utility_that_everybody_uses_gets_no_chapter)
{
    TestOutline x = test_outline(small_server, 2, "");

    CHECK(!part_with_seed(&x, "logLine"));
    test_program_done(&x.t);
}

TEST(as_many_chapters_are_made_as_are_asked_for)
{
    TestOutline one = test_outline(small_server, 1, ""),
                three = test_outline(small_server, 3, "");

    CHECK_INT(one.o.abstraction_count, 1);
    CHECK_INT(three.o.abstraction_count, 3);
    test_program_done(&one.t);
    test_program_done(&three.t);
}

TEST(words_of_the_prompt_raise_what_they_name)
{
    TestOutline x = test_outline(small_server, 1, "How does logging work?");

    CHECK(part_with_seed(&x, "logLine"));
    test_program_done(&x.t);
    x = test_outline(small_server, 1, "the store please");
    CHECK(part_with_seed(&x, "store"));
    test_program_done(&x.t);
}

TEST(tests_are_evidence_and_said_to_be_left_out)
{
    TestOutline x = test_outline(small_server, 3, "");

    CHECK(is_left_out(&x, "test/"));
    for (uint32_t i = 0; i < x.o.entry_point_count; i++)
        CHECK(!str_is(x.o.entry_points[i].path, "test/store_test.c"));
    test_program_done(&x.t);
}

TEST(entry_points_know_their_line_and_their_chapter)
{
    TestOutline x = test_outline(small_server, 3, "");

    CHECK_INT(x.o.entry_point_count, 1);
    const EntryPoint *e = &x.o.entry_points[0];
    CHECK_STR(e->kind, "main");
    CHECK_STR(e->path, "main.c");
    CHECK_INT(e->line, 4);
    CHECK(e->abstraction < x.o.abstraction_count);
    CHECK(x.o.abstractions[e->abstraction].is_entry);
    test_program_done(&x.t);
}

TEST(relations_lead_from_user_to_used_and_show_calls)
{
    TestOutline x = test_outline(small_server, 3, "");
    bool has_call = false;

    CHECK(x.o.relation_count > 0);
    for (uint32_t i = 0; i < x.o.relation_count; i++) {
        const Relation *r = &x.o.relations[i];

        CHECK(r->from != r->to);
        CHECK(r->evidence_count >= 1 && r->evidence_count <= OUTLINE_MAX_EVIDENCE);
        CHECK(r->strong <= r->count);
        for (uint32_t n = 0; n < r->evidence_count; n++) {
            const Edge *e = &x.t.program->edges[r->evidence[n]];

            CHECK_INT(x.o.owner_of[e->from], r->from + 1);
            CHECK_INT(x.o.owner_of[e->to], r->to + 1);
            has_call |= e->kind == EDGE_CALL;
        }
    }
    CHECK(has_call);
    test_program_done(&x.t);
}

TEST(relations_of_an_outline_read_back_are_those_of_the_first_run)
{
    TestOutline x = test_outline(small_server, 3, "");
    uint32_t count = x.o.relation_count;
    Outline again = x.o;

    again.owner_of = NULL;
    outline_relate(x.t.program, &x.t.arena, &again);
    CHECK_INT(again.relation_count, count);
    for (uint32_t i = 0; i < count; i++)
        CHECK_INT(again.relations[i].count, x.o.relations[i].count);
    test_program_done(&x.t);
}

TEST(prerequisites_come_earlier_and_are_few)
{
    TestOutline x = test_outline(small_server, 3, "");

    for (uint32_t i = 0; i < x.o.abstraction_count; i++) {
        CHECK(x.o.prerequisite_start[i + 1] - x.o.prerequisite_start[i] <= 3);
        for (uint32_t n = x.o.prerequisite_start[i]; n < x.o.prerequisite_start[i + 1]; n++)
            CHECK(x.o.prerequisites[n] < i);
    }
    test_program_done(&x.t);
}

TEST(the_same_repository_gives_the_same_outline)
{
    TestOutline a = test_outline(small_server, 0, ""), b = test_outline(small_server, 0, "");

    CHECK_TEXT(test_parts(&a), test_parts(&b));
    for (uint32_t i = 0; i < a.o.abstraction_count; i++)
        CHECK_TEXT(a.o.abstractions[i].id, b.o.abstractions[i].id);
    test_program_done(&a.t);
    test_program_done(&b.t);
}

TEST(a_repository_without_code_gives_no_abstraction_of_code)
{
    TestOutline x = test_outline((TestFile[]){{"data.bin", "\001\002\003\004"}, {0}}, 0, "");

    CHECK_INT(x.o.abstraction_count, 0);
    CHECK_INT(x.o.relation_count, 0);
    test_program_done(&x.t);
}

TEST(banners_of_a_single_file_become_its_parts)
{
    static const char *const text =
        "/* ================ Terminal handling ================ */\n"
        "int rawMode(int on) {\n  int a = on;\n  a++;\n  a++;\n  a++;\n  a++;\n  a++;\n  "
        "a++;\n  a++;\n  return a;\n}\n"
        "/* ================ Row implementation ================ */\n"
        "int insertRow(int at) {\n  int a = rawMode(at);\n  a++;\n  a++;\n  a++;\n  a++;\n  "
        "a++;\n  a++;\n  a++;\n  return a;\n}\n"
        "/* ================ Search ================ */\n"
        "int findText(int at) {\n  int a = insertRow(at);\n  a++;\n  a++;\n  a++;\n  a++;\n  "
        "a++;\n  a++;\n  a++;\n  return a;\n}\n";
    AUTO(arena_done) Arena a = {0};
    AUTO(buf_done) Buf out = BUF(1 << 20);

    buf_add(&out, str_from(text));
    for (int i = 0; i < 400; i++) /* long enough to be worth three chapters */
        buf_printf(&out, "int table_%d = %d;\n", i, i);
    TestOutline x = test_outline((TestFile[]){{"edit.c", arena_cstr(&a, buf_str(&out))}, {0}},
                                 3, "");
    CHECK_INT(x.o.abstraction_count, 3);
    const Abstraction *row = part_with_seed(&x, "insertRow");
    CHECK(row);
    CHECK_STR(row->name, "Row");
    CHECK_STR(row->name_source.text, "Row implementation");
    CHECK_INT(row->name_source.line, 13);
    CHECK(part_with_seed(&x, "rawMode") && part_with_seed(&x, "findText"));
    test_program_done(&x.t);
}

TEST(types_of_a_shared_header_go_to_the_files_that_make_them)
{
    TestOutline x = test_outline(
        (TestFile[]){
            {"dat.h",
             "typedef struct Job Job;\ntypedef struct Tube Tube;\ntypedef struct Conn Conn;\n"
             "struct Job { int id; int pri; };\nstruct Tube { int n; int m; };\nstruct Conn { "
             "int fd; int rw; };\n"
             "Job *make_job(int);\nTube *make_tube(int);\nConn *make_conn(int);\n"},
            {"job.c", "#include \"dat.h\"\nstatic Job one;\nJob *make_job(int id) { one.id = "
                      "id; return &one; }\n"},
            {"tube.c", "#include \"dat.h\"\nstatic Tube one;\nTube *make_tube(int n) { one.n = "
                       "n; make_job(n); return &one; }\n"},
            {"conn.c", "#include \"dat.h\"\nstatic Conn one;\nConn *make_conn(int fd) { one.fd "
                       "= fd; make_tube(fd); return &one; }\n"},
            {0}},
        3, "");

    CHECK_INT(x.o.abstraction_count, 3);
    const Abstraction *job = part_with_seed(&x, "Job"), *conn = part_with_seed(&x, "Conn");
    CHECK(job && conn && part_with_seed(&x, "Tube"));
    CHECK_STR(x.t.program->units[job->units[0]].file->path, "job.c");
    CHECK_STR(conn->name, "Connection");
    test_program_done(&x.t);
}

TEST(an_interface_far_from_its_only_implementation_is_one_part_with_it)
{
    TestOutline x = test_outline(
        (TestFile[]){{"api/store.py", "class Store:\n    \"\"\"Keeps values.\"\"\"\n    def "
                                      "put(self, v): pass\n    def get(self): pass\n"},
                     {"impl/store.py",
                      "from api.store import Store\n\nclass FileStore(Store):\n    def "
                      "put(self, v):\n        self.v = v\n"
                      "    def get(self):\n        return self.v\n"},
                     {"impl/net.py", "from impl.store import FileStore\n\nclass Net:\n    def "
                                     "run(self):\n        s = FileStore()\n"
                                     "        s.put(1)\n        return s.get()\n"},
                     {0}},
        2, "");

    const Abstraction *store = part_with_seed(&x, "FileStore");
    store = store ? store : part_with_seed(&x, "Store");
    CHECK_INT(x.o.abstraction_count, 2);
    CHECK(store);
    CHECK_INT(store->unit_count, 2);
    test_program_done(&x.t);
}

TEST(a_folder_of_many_small_files_is_one_part)
{
    TestOutline x = test_outline(
        (TestFile[]){
            {"render/json.py",
             "class JSON:\n    def render(self, v):\n        return str(v)\n"},
            {"render/xml.py", "class XML:\n    def render(self, v):\n        return str(v)\n"},
            {"render/html.py",
             "class HTML:\n    def render(self, v):\n        return str(v)\n"},
            {"engine.py", "from render.json import JSON\nfrom render.xml import XML\nfrom "
                          "render.html import HTML\n\n"
                          "class Engine:\n    def run(self, v):\n        a = "
                          "JSON().render(v)\n        b = XML().render(v)\n"
                          "        c = HTML().render(v)\n        return a + b + c\n\n    def "
                          "stop(self):\n        return 0\n"},
            {0}},
        2, "");

    const Abstraction *render = part_with_seed(&x, "HTML");
    CHECK(part_with_seed(&x, "Engine") && render);
    CHECK_STR(render->name, "Render");
    CHECK_INT(render->unit_count, 3);
    test_program_done(&x.t);
}

TEST_MAIN()
