/*
 * base_test.c -- text, arenas, maps, errors, JSON, files, child processes, threads.
 */
#include "test.h"

#include "base/file.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/map.h"
#include "base/pool.h"
#include "base/proc.h"
#include "base/vec.h"

#include <unistd.h>

/* -- err -- */

TEST(an_error_reads_like_one_sentence_with_the_outermost_doing_first)
{
    Err err = {0};

    CHECK_INT(err_set(&err, ERR_NOT_FOUND, "no job %d", 7), ERR_NOT_FOUND);
    CHECK_INT(err_wrap(&err, "saving"), ERR_NOT_FOUND);
    CHECK_TEXT(err.text, "saving: no job 7");
    CHECK_INT(err_exit_code(ERR_VERIFY), 3);
    CHECK_INT(err_exit_code(ERR_SOURCE), 5);
    CHECK(err_worth_retry(ERR_REMOTE) && !err_worth_retry(ERR_INVALID));
}

TEST(an_error_that_does_not_fit_says_that_it_was_cut)
{
    Err err = {0};

    for (int i = 0; i < 3; i++) {
        if (i == 0)
            (void)err_set(&err, ERR_IO, "%*s", 900, "x");
        else
            (void)err_wrap(&err, "%*s", 900, "y");
    }
    CHECK_INT(strlen(err.text), ERR_TEXT_MAX - 1);
    CHECK(str_ends(str_from(err.text), STR("...")));
}

/* -- str, buf -- */

TEST(a_full_buffer_keeps_a_prefix_and_takes_no_more)
{
    AUTO(buf_done) Buf b = BUF(8);

    buf_lit(&b, "12345");
    buf_lit(&b, "6789");
    CHECK(b.full);
    buf_lit(&b, "x");
    CHECK_STR(buf_str(&b), "12345");
}

TEST(numbers_are_read_whole_or_not_at_all)
{
    uint64_t n = 42;
    int64_t i = 0;
    double d = 0;

    CHECK(parse_u64(STR("18446744073709551615"), UINT64_MAX, &n));
    CHECK(n == UINT64_MAX);
    n = 42;
    CHECK(!parse_u64(STR("18446744073709551616"), UINT64_MAX, &n));
    CHECK(!parse_u64(STR(""), 10, &n) && !parse_u64(STR("1x"), 10, &n) &&
          !parse_u64(STR("11"), 10, &n));
    CHECK(n == 42);
    CHECK(parse_i64(STR("-5"), &i) && i == -5);
    CHECK(parse_size(STR("2M"), UINT64_MAX, &n) && n == 2 << 20);
    CHECK(!parse_size(STR("M"), UINT64_MAX, &n) &&
          !parse_size(STR("99999999999G"), UINT64_MAX, &n));
    CHECK(parse_double(STR("1.5"), &d) && !parse_double(STR("nan"), &d) &&
          !parse_double(STR(" 1"), &d));
}

TEST(paths_that_lead_out_are_not_plain)
{
    CHECK(path_is_plain(STR("a/b.c")));
    CHECK(!path_is_plain(STR("")) && !path_is_plain(STR("/a")) &&
          !path_is_plain(STR("a/../b")));
    CHECK(!path_is_plain(STR("a//b")) && !path_is_plain(STR("./a")) &&
          !path_is_plain(STR("a\0b")));
    CHECK_STR(path_ext(STR("x/.bashrc")), "");
    CHECK_STR(path_dir(STR("a/b/c")), "a/b");
}

TEST(only_well_formed_utf8_is_valid)
{
    CHECK(utf8_is_valid(STR("caf\xc3\xa9 \xf0\x9f\x98\x80")));
    CHECK(!utf8_is_valid(STR("\xc0\xaf")) && !utf8_is_valid(STR("\xed\xa0\x80")));
    CHECK(!utf8_is_valid(STR("\xf5\x80\x80\x80")) && !utf8_is_valid(STR("a\xe2\x82")));
    AUTO(buf_done) Buf b = BUF(100);
    buf_add_clean(&b, STR("a\x1b[31m\xff\n"));
    CHECK_STR(buf_str(&b), "a\xef\xbf\xbd[31m\xef\xbf\xbd\n");
}

TEST(fields_and_lines_are_split_without_loss)
{
    Str rest = STR("a,,b,"), field;
    size_t count = 0;

    while (str_split(&rest, ',', &field))
        count++;
    CHECK_INT(count, 4);
    rest = STR("one\r\ntwo");
    CHECK(str_line(&rest, &field) && str_is(field, "one"));
    CHECK(str_line(&rest, &field) && str_is(field, "two"));
    CHECK(!str_line(&rest, &field));
}

/* -- arena, map, interner -- */

TEST(an_arena_refuses_what_passes_its_ceiling_and_gives_zeros)
{
    AUTO(arena_done) Arena a = {.bytes_max = 100};
    unsigned char *p = arena_try(&a, 60);

    CHECK(p != NULL && p[0] == 0 && p[59] == 0);
    CHECK(arena_try(&a, 41) == NULL);
    CHECK(arena_try(&a, SIZE_MAX) == NULL);
    CHECK(arena_try(&a, 40) != NULL);
}

TEST(a_map_finds_every_key_and_keeps_their_order)
{
    AUTO(arena_done) Arena a = {0};
    StrMap m = {0};
    uint64_t value;

    for (unsigned i = 0; i < 10000; i++)
        CHECK(strmap_set(&m, arena_printf(&a, "key %u", i), i));
    CHECK(!strmap_set(&m, STR("key 5"), 500));
    for (unsigned i = 0; i < 10000; i++) {
        CHECK(strmap_get(&m, arena_printf(&a, "key %u", i), &value));
        CHECK_INT(value, i == 5 ? 500 : i);
        CHECK_STR(m.entries[i].key, arena_printf(&a, "key %u", i).ptr);
    }
    CHECK(!strmap_get(&m, STR("key"), &value));
    strmap_done(&m);
}

TEST(equal_texts_have_one_number)
{
    Interner in = {0};
    uint32_t a = intern(&in, STR("alpha")), b = intern(&in, STR("beta"));

    CHECK(a != b && a == intern(&in, STR("alpha")));
    CHECK_INT(intern(&in, STR("")), 0);
    CHECK_STR(intern_text(&in, b), "beta");
    CHECK(intern_find(&in, STR("gamma")) == UINT32_MAX);
    interner_done(&in);
}

TEST(hashes_tell_where_parts_end)
{
    char one[HASH_HEX_SIZE], two[HASH_HEX_SIZE];
    Hash h;

    hash_init(&h);
    hash_add(&h, STR("ab"));
    hash_add(&h, STR("c"));
    hash_hex(&h, one);
    hash_init(&h);
    hash_add(&h, STR("a"));
    hash_add(&h, STR("bc"));
    hash_hex(&h, two);
    CHECK(strcmp(one, two) != 0);
}

/* -- json -- */

TEST(json_that_is_written_is_valid_whatever_the_text)
{
    AUTO(buf_done) Buf out = BUF(1000);
    AUTO(jr_release) json_t *back = NULL;
    Err err = {0};
    JsonWriter w;
    Str text;

    jw_init(&w, &out, 2);
    jw_begin_object(&w);
    jw_text(&w, "a\"b", STR("\x01\xff\"\\\n</script>"));
    jw_array(&w, "list");
    jw_put_u64(&w, 1);
    jw_put_fixed(&w, 0.5, 4);
    jw_put_null(&w);
    jw_end_array(&w);
    jw_array(&w, "empty");
    jw_end_array(&w);
    jw_end_object(&w);
    CHECK_OK(jr_read(buf_str(&out), &back, &err), &err);
    CHECK_OK(jr_text(back, "a\"b", &text, &err), &err);
    CHECK_STR(text, "\x01\xef\xbf\xbd\"\\\n</script>");
}

TEST(json_from_outside_is_refused_with_the_place)
{
    AUTO(buf_done) Buf deep = BUF(10000);
    AUTO(jr_release) json_t *value = NULL;
    Err err = {0};
    uint64_t n = 0;

    for (int i = 0; i < JSON_MAX_DEPTH + 1; i++)
        buf_lit(&deep, "[");
    CHECK_INT(jr_read(buf_str(&deep), &value, &err), ERR_LIMIT);
    CHECK_INT(jr_read(STR("{\"a\":1,\"a\":2}"), &value, &err), ERR_INVALID);
    CHECK_INT(jr_read(STR("{\"a\":1} x"), &value, &err), ERR_INVALID);
    CHECK_OK(jr_read(STR("{\"a\":-1,\"b\":\"x\"}"), &value, &err), &err);
    CHECK_INT(jr_u64(value, "a", 10, &n, &err), ERR_INVALID);
    CHECK_INT(jr_u64(value, "b", 10, &n, &err), ERR_INVALID);
    CHECK_INT(jr_u64(value, "c", 10, &n, &err), ERR_INVALID);
    CHECK_TEXT(err.text, "field 'c' is missing");
    CHECK_INT(jr_u64(value, "?c", 10, &n, &err), ERR_OK);
}

/* -- file -- */

TEST(a_written_file_is_the_old_one_or_the_new_one)
{
    AUTO(arena_done) Arena a = {0};
    Str dir, text;
    Err err = {0};

    CHECK_OK(dir_temp(&a, "fondation-base-test", &dir, &err), &err);
    const char *path = path_join(&a, dir, STR("x/y.txt")).ptr;
    CHECK_OK(dir_make(path_join(&a, dir, STR("x")).ptr, &err), &err);
    CHECK_OK(file_write(path, STR("old"), false, &err), &err);
    EACH_FAULT ("file.write") {
        ErrCode rc = file_write(path, STR("new"), true, &err);

        CHECK((rc == ERR_OK) != fault_fired());
        CHECK_OK(file_read(&a, path, 100, &text, &err), &err);
        CHECK_STR(text, rc == ERR_OK ? "new" : "old");
    }
    fault_disarm();
    CHECK_INT(file_read(&a, path, 2, &text, &err), ERR_LIMIT);
    CHECK_INT(file_read(&a, dir.ptr, 2, &text, &err), ERR_INVALID);
    CHECK_INT(file_read(&a, "/nowhere/at/all", 2, &text, &err), ERR_NOT_FOUND);
    CHECK_OK(dir_remove(dir.ptr, &err), &err);
    CHECK(!path_exists(dir.ptr));
}

TEST(removing_a_folder_does_not_follow_links)
{
    AUTO(arena_done) Arena a = {0};
    Str dir, other;
    Err err = {0};

    CHECK_OK(dir_temp(&a, "fondation-base-test", &dir, &err), &err);
    CHECK_OK(dir_temp(&a, "fondation-base-test", &other, &err), &err);
    const char *kept = path_join(&a, other, STR("kept")).ptr;
    CHECK_OK(file_write(kept, STR("x"), false, &err), &err);
    CHECK_INT(symlink(other.ptr, path_join(&a, dir, STR("link")).ptr), 0);
    CHECK_OK(dir_remove(dir.ptr, &err), &err);
    CHECK(path_exists(kept));
    CHECK_OK(dir_remove(other.ptr, &err), &err);
}

/* -- proc -- */

static ErrCode run_shell(Arena *a, const char *script, ProcAsk ask, ProcTold *told, Err *err)
{
    const char *argv[] = {"sh", "-c", script, NULL};

    ask.argv = argv;
    return proc_run(a, &ask, told, err);
}

TEST(a_child_gets_its_input_and_gives_its_output_and_code)
{
    AUTO(arena_done) Arena a = {0};
    Err err = {0};
    ProcTold told;

    CHECK_OK(
        run_shell(
            &a, "cat; echo no >&2; exit 3",
            (ProcAsk){.input = STR("hello"), .output_max_bytes = 100, .deadline_ms = 10000},
            &told, &err),
        &err);
    CHECK_INT(told.exit_code, 3);
    CHECK_STR(told.output, "hello");
    CHECK_STR(told.error_output, "no\n");
}

TEST(a_child_that_says_or_takes_too_much_is_killed)
{
    AUTO(arena_done) Arena a = {0};
    Err err = {0};
    ProcTold told;

    CHECK_INT(run_shell(&a, "yes", (ProcAsk){.output_max_bytes = 1000, .deadline_ms = 10000},
                        &told, &err),
              ERR_LIMIT);
    CHECK_INT(run_shell(&a, "sleep 60 & wait",
                        (ProcAsk){.output_max_bytes = 1000, .deadline_ms = 100}, &told, &err),
              ERR_TIMEOUT);
    CHECK_INT(told.term_signal, 9);
}

TEST(a_program_that_is_not_there_is_not_found)
{
    AUTO(arena_done) Arena a = {0};
    const char *argv[] = {"no-such-program-anywhere", NULL};
    ProcAsk ask = {.argv = argv, .output_max_bytes = 10, .deadline_ms = 1000};
    Err err = {0};
    ProcTold told;

    CHECK_INT(proc_run(&a, &ask, &told, &err), ERR_NOT_FOUND);
}

TEST(a_child_inherits_nothing_but_what_it_is_given)
{
    AUTO(arena_done) Arena a = {0};
    Err err = {0};
    ProcTold told;

    CHECK_INT(setenv("FONDATION_TEST_SECRET", "s3cret", 1), 0);
    CHECK_OK(run_shell(&a, "env; ls /proc/self/fd | wc -l",
                       (ProcAsk){.output_max_bytes = 10000, .deadline_ms = 10000}, &told, &err),
             &err);
    CHECK(!str_has(told.output, STR("s3cret")));
    CHECK(str_ends(told.output, STR("\n4\n"))); /* three streams and the listing itself */
}

/* -- pool -- */

static void add_one(void *shared, size_t item, unsigned thread UNUSED)
{
    ((unsigned *)shared)[item]++;
}

TEST(every_item_is_worked_on_once)
{
    unsigned counts[5000] = {0};

    for (unsigned threads = 0; threads < 9; threads++)
        pool_run(threads, 0, ARRAY_LEN(counts), add_one, counts);
    for (size_t i = 0; i < ARRAY_LEN(counts); i++)
        CHECK_INT(counts[i], 9);
    pool_run(4, 0, 0, add_one, counts);
}

TEST_MAIN()
