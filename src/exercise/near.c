/*
 * near.c -- candidates for options, the nearest first.
 */
#include "exercise/near.h"

typedef struct Near {
    uint32_t symbol; /* or the unit, of files */
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

static uint32_t magnitude(const Def *d)
{
    uint32_t size = d->end - d->start, magnitude = 0;

    while (size >>= 1)
        magnitude++;
    return magnitude;
}

/* A function of two lines is no neighbour of one of two hundred. */
static uint32_t size_difference(const Maker *m, SymbolId a, SymbolId b)
{
    uint32_t x = magnitude(program_def(m->world.program, a));
    uint32_t y = magnitude(program_def(m->world.program, b));

    return 2 * (x > y ? x - y : y - x);
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
                                   (uint32_t)(len > like ? len - like : like - len) / 3 +
                                       size_difference(m, subject, pool->at[i])};
    }
    VEC_SORT(&found, nearest_first);
    for (size_t i = 0; i < found.len && i < NEAR_MAX; i++)
        *VEC_PUSH(ret) = thing_symbol(&m->world, found.at[i].symbol);
    VEC_DONE(&found);
}

/* How many things of the unit the file uses: those that use many are what one has to think about. */
static uint32_t uses_of_unit(const Program *p, UnitId file, UnitId of)
{
    uint32_t count = 0;

    for (size_t i = p->unit_edges[file]; i < p->unit_edges[file + 1]; i++)
        count += program_unit_of(p, p->edges[i].to) == of;
    return count;
}

static void sort_files(Maker *m, UnitId without)
{
    VEC(Near) found = {0};

    for (size_t i = 0; i < m->files.len && found.len < NEAR_MAX; i++) {
        if (m->files.at[i] != without)
            *VEC_PUSH(&found) = (Near){
                m->files.at[i],
                UINT32_MAX - uses_of_unit(m->world.program, m->files.at[i], without), 0};
    }
    VEC_SORT(&found, nearest_first);
    VEC_CLEAR(&m->near_files);
    for (size_t i = 0; i < found.len; i++)
        *VEC_PUSH(&m->near_files) = thing_file(found.at[i].symbol);
    m->near_files_of = without;
    VEC_DONE(&found);
}

void near_files(Maker *m, UnitId without, ThingVec *ret)
{
    if (!m->near_files.len || m->near_files_of != without)
        sort_files(m, without); /* many questions in a row are about things of one file */
    for (size_t i = 0; i < m->near_files.len; i++)
        *VEC_PUSH(ret) = m->near_files.at[i];
}
