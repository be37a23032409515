/*
 * order.c -- shuffling.
 */
#include "exercise/order.h"

static uint64_t place_of(const char *id, const ExerciseLine *l)
{
    unsigned char bytes[HASH_BYTES];
    uint64_t place;
    Hash h;

    hash_init(&h);
    hash_add(&h, str_from(id));
    hash_add(&h, l->text);
    hash_add_u64(&h, l->order);
    hash_bytes(&h, bytes);
    memcpy(&place, bytes, sizeof(place));
    return place;
}

static void swap(ExerciseLine *a, ExerciseLine *b)
{
    ExerciseLine old = *a;

    *a = *b;
    *b = old;
}

void order_shuffle(const char *id, ExerciseLine *lines, uint32_t count)
{
    bool is_right = true;

    for (uint32_t i = 1; i < count; i++) {
        for (uint32_t n = i; n && place_of(id, &lines[n]) < place_of(id, &lines[n - 1]); n--)
            swap(&lines[n], &lines[n - 1]);
    }
    for (uint32_t i = 1; i < count; i++)
        is_right &= lines[i].order == 0 || lines[i - 1].order < lines[i].order;
    if (is_right && count > 1)
        swap(&lines[0], &lines[count - 1]);
}

bool order_is_same(const Exercise *x, const ExerciseLine *lines, uint32_t count)
{
    if (count != x->lines_count)
        return false;
    for (uint32_t i = 0; i < count; i++) {
        const ExerciseLine *a = &x->lines[i], *b = &lines[i];

        if (!str_eq(a->text, b->text) || a->order != b->order ||
            !str_eq(a->source.path, b->source.path) || a->source.line != b->source.line)
            return false;
    }
    return true;
}
