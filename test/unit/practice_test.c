/*
 * practice_test.c -- answers, records, and the copies that learners edit.
 */
#include "test.h"

#include "base/file.h"
#include "exercise/judge.h"
#include "exercise/record.h"
#include "exercise/scratch.h"

static ExerciseOption options[] = {
    {.text = STR("one")}, {.text = STR("two"), .is_key = true}, {.text = STR("three")}};
static ExerciseOption two_keys[] = {{.text = STR("one"), .is_key = true},
                                    {.text = STR("two")},
                                    {.text = STR("three"), .is_key = true}};
static ExerciseLine lines[] = {{.text = STR("}"), .order = 3},
                               {.text = STR("first"), .order = 1},
                               {.text = STR("stranger")},
                               {.text = STR("}"), .order = 2}};

static const Exercise one = {.answer = STR("one"), .options = options, .options_count = 3};
static const Exercise several = {
    .answer = STR("several"), .options = two_keys, .options_count = 3};
static const Exercise order = {.answer = STR("order"), .lines = lines, .lines_count = 4};

#define CHECK_JUDGED(x, answer, verdict) \
    CHECK_INT(exercise_judge((x), str_from(answer), NULL), (verdict))

TEST(one_letter_is_right_or_wrong)
{
    CHECK_JUDGED(&one, "b", VERDICT_RIGHT);
    CHECK_JUDGED(&one, " B\n", VERDICT_RIGHT);
    CHECK_JUDGED(&one, "a", VERDICT_WRONG);
    CHECK_JUDGED(&one, "d", VERDICT_NOT_UNDERSTOOD);
    CHECK_JUDGED(&one, "ab", VERDICT_NOT_UNDERSTOOD);
    CHECK_JUDGED(&one, "", VERDICT_NOT_UNDERSTOOD);
    CHECK_JUDGED(&one, "bb", VERDICT_NOT_UNDERSTOOD);
    CHECK_JUDGED(&one, "\xff", VERDICT_NOT_UNDERSTOOD);
}

TEST(of_several_all_and_no_other_are_right)
{
    CHECK_JUDGED(&several, "a,c", VERDICT_RIGHT);
    CHECK_JUDGED(&several, "ca", VERDICT_RIGHT);
    CHECK_JUDGED(&several, "a", VERDICT_WRONG);
    CHECK_JUDGED(&several, "abc", VERDICT_WRONG);
}

TEST(pieces_that_read_the_same_may_change_places)
{
    CHECK_JUDGED(&order, "b d a", VERDICT_RIGHT);
    CHECK_JUDGED(&order, "bad", VERDICT_RIGHT);
    CHECK_JUDGED(&order, "ba", VERDICT_WRONG);
    CHECK_JUDGED(&order, "abd", VERDICT_WRONG);
    CHECK_JUDGED(&order, "bdac", VERDICT_WRONG);
}

TEST(the_key_is_judged_right)
{
    AUTO(arena_done) Arena a = {0};

    CHECK_STR(exercise_key(&a, &one), "b");
    CHECK_STR(exercise_key(&a, &several), "a c");
    CHECK_STR(exercise_key(&a, &order), "b d a");
    CHECK_INT(exercise_judge(&order, exercise_key(&a, &order), NULL), VERDICT_RIGHT);
}

/* -- records -- */

TEST(a_record_reads_back_and_keeps_what_it_does_not_know)
{
    AUTO(arena_done) Arena a = {0};
    Course c = {.repository = {.name = STR("tally")}};
    Record r, again;
    Str dir;
    Err err = {0};

    CHECK_OK(dir_temp(&a, "fondation-record-", &dir, &err), &err);
    CHECK_OK(record_open(&a, dir, &c, &r, &err), &err);
    CHECK_INT(r.entries.len, 0);
    record_entry(&r, "0123456789abcdef")->is_solved = true;
    record_entry(&r, "0123456789abcdef")->tries = 3;
    record_entry(&r, "fedcba9876543210")->hints = 2;
    CHECK_OK(record_save(&r, &err), &err);
    CHECK_OK(record_open(&a, dir, &c, &again, &err), &err);
    CHECK_INT(again.entries.len, 2);
    CHECK(record_find(&again, "0123456789abcdef")->is_solved);
    CHECK_INT(record_find(&again, "0123456789abcdef")->tries, 3);
    CHECK_INT(record_find(&again, "fedcba9876543210")->hints, 2);
    record_forget(&again, "0123456789abcdef");
    CHECK(!record_find(&again, "0123456789abcdef"));
    record_done(&r);
    record_done(&again);
    CHECK_OK(dir_remove(dir.ptr, &err), &err);
}

TEST(two_repositories_of_one_name_have_two_records)
{
    AUTO(arena_done) Arena a = {0};
    Course c = {.repository = {.name = STR("x"), .web_url = STR("https://a.example/x")}};
    Course d = {.repository = {.name = STR("x"), .web_url = STR("https://b.example/x")}};
    Record r, s;
    Err err = {0};

    CHECK_OK(record_open(&a, STR("/nowhere"), &c, &r, &err), &err);
    CHECK_OK(record_open(&a, STR("/nowhere"), &d, &s, &err), &err);
    CHECK(!str_eq(r.path, s.path));
}

TEST(a_record_with_a_wrong_id_or_version_is_refused)
{
    static const char *const bad[] = {
        "{}", "[]", "{\"schemaVersion\":2,\"exercises\":{}}",
        "{\"schemaVersion\":1,\"exercises\":{\"../../x\":{}}}",
        "{\"schemaVersion\":1,\"exercises\":{\"0123456789abcdef\":{\"tries\":-1}}}"};
    AUTO(arena_done) Arena a = {0};

    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        Record r = {.arena = &a};

        CHECK(record_parse(&r, str_from(bad[i]), NULL) != ERR_OK);
        record_done(&r);
    }
}

/* -- acceptance -- */

typedef struct Texts {
    const char *path, *text;
} Texts;

static bool read_text(void *self, Arena *a UNUSED, Str path, Str *ret)
{
    for (const Texts *t = self; t->path; t++) {
        if (str_is(path, t->path)) {
            *ret = str_from(t->text);
            return true;
        }
    }
    return false;
}

static bool holds_of(const char *kind, const char *name, const char *inside, uint32_t count,
                     const char *text)
{
    AUTO(arena_done) Arena a = {0};
    SyntaxReader *r = syntax_reader_new();
    Texts files[] = {{"a.py", text}, {NULL, NULL}};
    LearnerFiles door = {files, read_text};
    ExerciseCheck check = {.kind = str_from(kind),
                           .path = STR("a.py"),
                           .name = str_from(name),
                           .inside = str_from(inside),
                           .count = count};
    Exercise x = {.checks = &check, .checks_count = 1};
    bool holds = acceptance_first_open(r, &a, &door, &x) == UINT32_MAX;

    syntax_reader_free(r);
    return holds;
}

TEST(a_definition_is_there_or_not)
{
    CHECK(holds_of("defines", "f", "", 0, "def f(): pass\n"));
    CHECK(!holds_of("defines", "g", "", 0, "def f(): g()\n"));
}

TEST(a_name_is_gone_when_no_token_has_it)
{
    CHECK(holds_of("gone", "old", "", 0, "def f(): new()  # old\n"));
    CHECK(!holds_of("gone", "old", "", 0, "def f(): old()\n"));
}

TEST(uses_are_counted_where_they_must_stand)
{
    CHECK(holds_of("uses", "g", "", 2, "def f(): g()\ndef h(): g()\n"));
    CHECK(!holds_of("uses", "g", "f", 2, "def f(): g()\ndef h(): g()\n"));
    CHECK(holds_of("uses", "g", "f", 1, "def f(): g()\ndef h(): g()\n"));
}

TEST(a_comment_speaks_of_every_parameter)
{
    CHECK(holds_of("documented", "f", "", 0, "def f(a, b):\n    \"\"\"Adds a to b.\"\"\"\n"));
    CHECK(!holds_of("documented", "f", "", 0, "def f(a, b):\n    \"\"\"Adds a.\"\"\"\n"));
    CHECK(!holds_of("documented", "f", "", 0, "def f(a, b):\n    pass\n"));
}

TEST(tests_that_use_a_name_are_counted)
{
    static const char *const text = "def test_one():\n    f()\ndef test_two():\n    g()\n";

    CHECK(holds_of("tests", "f", "", 1, text));
    CHECK(!holds_of("tests", "f", "", 2, text));
}

TEST(a_number_is_no_longer_in_the_function)
{
    CHECK(!holds_of("lacks", "48", "f", 0, "def f():\n    return 48\n"));
    CHECK(holds_of("lacks", "48", "f", 0, "N = 48\ndef f():\n    return N\n"));
}

TEST(damage_is_seen)
{
    CHECK(holds_of("reads", "", "", 0, "def f(): pass\n"));
    CHECK(!holds_of("reads", "", "", 0, "def f(: pass\n"));
    CHECK(!holds_of("keeps", "", "", 4, "def f(): pass\n"));
    CHECK(!holds_of("no-such-kind", "", "", 0, "def f(): pass\n"));
}

/* -- copies -- */

static const char original[] = "int f(int n)\n{\n    return n < 10;\n}\n";

static ErrCode read_original(void *self, Arena *a UNUSED, Str path UNUSED, Str *ret,
                             Err *err UNUSED)
{
    *ret = str_from(self);
    return ERR_OK;
}

static Exercise bug_hunt(ExerciseEdit *edit)
{
    *edit = (ExerciseEdit){
        .path = STR("src/a.c"), .start = 28, .line = 3, .before = STR("<"), .after = STR(">=")};
    hash_hex_of(str_from(original), edit->hash);
    return (Exercise){.id = "0123456789abcdef",
                      .kind = STR("bug-hunt"),
                      .answer = STR("edit"),
                      .edits = edit,
                      .edits_count = 1};
}

static const char *judged(const char *text)
{
    static char words[200];
    AUTO(arena_done) Arena a = {0};
    SyntaxReader *r = syntax_reader_new();
    ExerciseEdit edit;
    Exercise x = bug_hunt(&edit);
    Originals from = {(char *)original, read_original};
    Scratch s;
    ScratchTold told;
    Str dir;
    Err err = {0};

    CHECK_OK(dir_temp(&a, "fondation-scratch-", &dir, &err), &err);
    CHECK_OK(scratch_open(&a, dir, &x, &from, &s, &err), &err);
    if (text)
        CHECK_OK(file_write(path_join(&a, s.dir, s.paths[0]).ptr, str_from(text), false, &err),
                 &err);
    scratch_judge(r, &a, &s, &told);
    snprintf(words, sizeof(words), "%s: %.*s", told.is_solved ? "solved" : "open",
             STR_ARG(told.words));
    CHECK_OK(scratch_remove(&a, dir, x.id, &err), &err);
    CHECK(!path_exists(s.dir.ptr));
    CHECK_OK(dir_remove(dir.ptr, &err), &err);
    syntax_reader_free(r);
    return words;
}

TEST(a_bug_hunt_is_solved_when_the_shape_is_back)
{
    CHECK_TEXT(judged(NULL), "open: the fault is still there");
    CHECK_TEXT(judged("int f(int n) { /* all */\n return n < 10; }\n"),
               "solved: mended: the file has its shape again");
    CHECK_TEXT(judged("int f(int n) { return n <= 10; }\n"),
               "open: something was changed, but it is not as it was before the fault");
    CHECK_TEXT(judged("int f(int n) { return n < ; }\n"),
               "open: the file cannot be parsed as it stands");
}

TEST(a_file_of_another_commit_makes_no_copy)
{
    AUTO(arena_done) Arena a = {0};
    ExerciseEdit edit;
    Exercise x = bug_hunt(&edit);
    Originals from = {(char *)"int other;\n", read_original};
    Scratch s;
    Err err = {0};

    CHECK_INT(scratch_open(&a, STR("/nowhere"), &x, &from, &s, &err), ERR_SOURCE);
}

TEST(an_id_that_is_a_path_makes_no_copy)
{
    AUTO(arena_done) Arena a = {0};
    ExerciseEdit edit;
    Exercise x = bug_hunt(&edit);
    Originals from = {(char *)original, read_original};
    Scratch s;
    Err err = {0};

    memcpy(x.id, "../../../../etc/", COURSE_ID_SIZE);
    CHECK_INT(scratch_open(&a, STR("/nowhere"), &x, &from, &s, &err), ERR_INVALID);
}

TEST_MAIN()
