/*
 * judge.c -- letters in, a verdict out. Pure.
 */
#include "exercise/judge.h"

static uint32_t letter_count(const Exercise *x)
{
    uint32_t count = str_is(x->answer, "order") ? x->lines_count : x->options_count;

    return MIN_OF(count, (uint32_t)JUDGE_MAX_LETTERS);
}

/* The letters as numbers; false for anything that is no letter of this exercise, or one twice. */
static bool read_letters(Str answer, uint32_t limit, uint32_t ret[JUDGE_MAX_LETTERS],
                         uint32_t *ret_count, uint32_t *ret_chosen)
{
    *ret_count = 0;
    *ret_chosen = 0;
    for (size_t i = 0; i < answer.len; i++) {
        char c = answer.ptr[i];
        uint32_t letter = (uint32_t)((c >= 'A' && c <= 'Z' ? c + 32 : c) - 'a');

        if (c == ' ' || c == ',' || c == '\t' || c == '\n' || c == '\r')
            continue;
        if (letter >= limit || (*ret_chosen & BIT(letter)))
            return false;
        *ret_chosen |= BIT(letter);
        ret[(*ret_count)++] = letter;
    }
    return *ret_count > 0;
}

static bool is_right_choice(const Exercise *x, uint32_t chosen)
{
    for (uint32_t i = 0; i < letter_count(x); i++) {
        if (x->options[i].is_key != ((chosen >> i & 1) != 0))
            return false;
    }
    return true;
}

/* The line at this place of the right order; NULL behind the last. */
static const ExerciseLine *line_at(const Exercise *x, uint32_t place)
{
    for (uint32_t i = 0; i < x->lines_count; i++) {
        if (x->lines[i].order == place)
            return &x->lines[i];
    }
    return NULL;
}

/* Pieces that read the same may change places. */
static bool is_right_order(const Exercise *x, const uint32_t *letters, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const ExerciseLine *wanted = line_at(x, i + 1), *given = &x->lines[letters[i]];

        if (!wanted || given->order == 0 || !str_eq(wanted->text, given->text))
            return false;
    }
    return line_at(x, count + 1) == NULL;
}

Verdict exercise_judge(const Exercise *x, Str answer, uint32_t *ret_chosen)
{
    uint32_t letters[JUDGE_MAX_LETTERS], count, chosen;
    bool is_right;

    if (ret_chosen)
        *ret_chosen = 0;
    if (str_is(x->answer, "edit") ||
        !read_letters(answer, letter_count(x), letters, &count, &chosen))
        return VERDICT_NOT_UNDERSTOOD;
    if (ret_chosen)
        *ret_chosen = chosen;
    if (str_is(x->answer, "one") && count != 1)
        return VERDICT_NOT_UNDERSTOOD;
    if (str_is(x->answer, "order"))
        is_right = is_right_order(x, letters, count);
    else
        is_right = is_right_choice(x, chosen);
    return is_right ? VERDICT_RIGHT : VERDICT_WRONG;
}

Str exercise_key(Arena *a, const Exercise *x)
{
    AUTO(buf_done) Buf key = BUF(256);

    for (uint32_t place = 1; str_is(x->answer, "order") && place <= letter_count(x); place++) {
        for (uint32_t i = 0; i < letter_count(x); i++) {
            if (x->lines[i].order == place)
                buf_printf(&key, "%s%c", key.len ? " " : "", 'a' + (int)i);
        }
    }
    for (uint32_t i = 0; !str_is(x->answer, "order") && i < letter_count(x); i++) {
        if (x->options[i].is_key)
            buf_printf(&key, "%s%c", key.len ? " " : "", 'a' + (int)i);
    }
    return arena_str(a, buf_str(&key));
}
