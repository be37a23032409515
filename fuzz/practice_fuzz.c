/*
 * practice_fuzz.c -- any bytes as an answer, and as a record: a verdict or a refusal, and what is read is
 * written so that it reads the same.
 */
#include "fuzz.h"

#include "exercise/judge.h"
#include "exercise/record.h"

static ExerciseOption options[5] = {[1] = {.is_key = true}, [3] = {.is_key = true}};
static ExerciseLine lines[6] = {{.text = {"a", 1}, .order = 2},
                                {.text = {"b", 1}, .order = 1},
                                {.text = {"c", 1}},
                                {.text = {"a", 1}, .order = 3},
                                {.text = {"d", 1}, .order = 5},
                                {.text = {"e", 1}, .order = 4}};

static void check_answer(Str answer)
{
    static const char *const ways[] = {"one", "several", "order", "edit", ""};

    for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
        Exercise x = {.answer = str_from(ways[i]),
                      .options = options,
                      .options_count = ARRAY_LEN(options),
                      .lines = lines,
                      .lines_count = ARRAY_LEN(lines)};
        uint32_t chosen;
        Verdict v = exercise_judge(&x, answer, &chosen);

        MUST(v == VERDICT_NOT_UNDERSTOOD || chosen != 0);
        MUST(chosen < BIT(ARRAY_LEN(lines)));
        MUST(v != VERDICT_RIGHT || i != 0); /* two options are keys: one letter is never all */
    }
}

static void check_record(Arena *a, Str bytes)
{
    AUTO(buf_done) Buf once = BUF(RECORD_MAX_BYTES);
    AUTO(buf_done) Buf twice = BUF(RECORD_MAX_BYTES);
    Record r = {.arena = a}, again = {.arena = a};

    if (record_parse(&r, bytes, NULL) == ERR_OK) {
        record_write(&r, &once);
        MUST(record_parse(&again, buf_str(&once), NULL) == ERR_OK);
        record_write(&again, &twice);
        MUST(str_eq(buf_str(&once), buf_str(&twice)));
    }
    record_done(&r);
    record_done(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(arena_done) Arena a = {0};
    Str input = fuzz_input(&a, data, size);

    check_answer(input);
    check_record(&a, input);
    return 0;
}
