/*
 * near.c -- candidates for options, the nearest first.
 */
#include "exercise/near.h"

typedef struct Near {
    SymbolId symbol;
    uint32_t group, difference;
} Near;

static int nearest_first(const void *a, const void *b)
{
    const Near *x = a, *y = b;

    if (x->group != y->group)
        return x->group < y->group ? -1 : 1;
    if (x->difference != y->difference)
        return x->difference < y->difference ? -1 : 1;
    return x->symbol < y->symbol ? -1 : x->symbol > y->symbol;
}

static uint32_t group_of(const Maker *m, SymbolId subject, SymbolId s)
{
    UnitId unit = program_unit_of(m->world.program, s);

    if (unit != program_unit_of(m->world.program, subject))
        return 2;
    return program_def(m->world.program, s)->parent !=
           program_def(m->world.program, subject)->parent;
}

void near_symbols(const Maker *m, SymbolId subject, size_t like, const SymbolVec *pool,
                  ThingVec *ret)
{
    VEC(Near) found = {0};

    for (size_t i = 0; i < pool->len; i++) {
        size_t len = program_name(m->world.program, pool->at[i]).len;

        if (pool->at[i] == subject)
            continue;
        *VEC_PUSH(&found) = (Near){pool->at[i], group_of(m, subject, pool->at[i]),
                                   (uint32_t)(len > like ? len - like : like - len) / 3};
    }
    VEC_SORT(&found, nearest_first);
    for (size_t i = 0; i < found.len && i < NEAR_MAX; i++)
        *VEC_PUSH(ret) = thing_symbol(&m->world, found.at[i].symbol);
    VEC_DONE(&found);
}

void near_files(const Maker *m, UnitId without, ThingVec *ret)
{
    for (size_t i = 0; i < m->files.len && ret->len < NEAR_MAX; i++) {
        if (m->files.at[i] != without)
            *VEC_PUSH(ret) = thing_file(m->files.at[i]);
    }
}
