/*
 * past.c -- counting over the history that was read.
 */
#include "insight/past.h"

static bool is_code(const Insight *x, Str path)
{
    UnitId unit = program_find_unit(x->program, path);

    return unit != UNIT_NONE &&
           language_use(x->program->units[unit].file->language) == LANGUAGE_CODE;
}

static void add_companion(PastFact *ret, Str path, uint32_t together)
{
    uint32_t at = ret->companion_count;

    while (at && ret->companions[at - 1].together < together)
        at--;
    if (at == PAST_MAX_COMPANIONS)
        return;
    if (ret->companion_count < PAST_MAX_COMPANIONS)
        ret->companion_count++;
    for (uint32_t i = ret->companion_count - 1; i > at; i--)
        ret->companions[i] = ret->companions[i - 1];
    ret->companions[at] = (Companion){path, together};
}

/* "file.c" beside "file.h", "x.go" beside "x_test.go": that they change together is no news. */
static bool is_twin(Str a, Str b)
{
    Str x = path_base(a), y = path_base(b);

    Str stem_x = str_sub(x, 0, str_find_char(x, '.', 1)),
        stem_y = str_sub(y, 0, str_find_char(y, '.', 1));

    return str_starts(stem_y, stem_x) || str_ends(stem_y, stem_x) || str_starts(stem_x, stem_y);
}

bool past_of_file(const Insight *x, Str path, PastFact *ret)
{
    const History *h = x->history;
    const FileHistory *file = h && h->file_count ? history_of(h, path) : NULL;

    *ret = (PastFact){.file = file};
    if (!file || file->commits < PAST_MIN_COMMITS)
        return false;
    uint32_t index = (uint32_t)(file - h->files);
    for (size_t i = 0; i < h->pair_count; i++) {
        const CoChange *c = &h->pairs[i];
        uint32_t other = c->a == index ? c->b : c->a;

        if ((c->a != index && c->b != index) || c->together < PAST_MIN_TOGETHER ||
            c->together * 100 < file->commits * PAST_MIN_PERCENT ||
            !is_code(x, h->files[other].path) || is_twin(path, h->files[other].path))
            continue;
        add_companion(ret, h->files[other].path, c->together);
    }
    return true;
}

uint32_t past_busiest(const Insight *x, uint32_t max, PastFact *ret)
{
    const History *h = x->history;
    const FileHistory **best = ARENA_ARRAY(x->arena, const FileHistory *, max + 1);
    uint32_t count = 0;

    for (size_t i = 0; h && i < h->file_count; i++) {
        const FileHistory *f = &h->files[i];
        uint32_t at = count;

        if (f->commits < PAST_MIN_COMMITS || !is_code(x, f->path))
            continue;
        while (at && best[at - 1]->commits < f->commits)
            at--;
        if (at == max)
            continue;
        count = MIN_OF(count + 1, max);
        for (uint32_t n = count - 1; n > at; n--)
            best[n] = best[n - 1];
        best[at] = f;
    }
    for (uint32_t i = 0; i < count; i++)
        (void)past_of_file(x, best[i]->path, &ret[i]);
    return count;
}

/* The folder that a path is counted for, `prefix` being what all have in common. */
static Str part_of(Str path, size_t prefix)
{
    size_t slash = str_find_char(path, '/', prefix);

    return slash == SIZE_MAX ? str_sub(path, 0, prefix ? prefix - 1 : 0)
                             : str_sub(path, 0, slash);
}

uint32_t past_parts(const Insight *x, PastPart *ret)
{
    const History *h = x->history;
    uint32_t count = 0;

    for (size_t i = 0; h && i < h->file_count; i++) {
        const FileHistory *f = &h->files[i];
        Str dir = part_of(f->path, 0);
        PastPart *part = NULL;

        if (!is_code(x, f->path) || !f->commits)
            continue;
        for (uint32_t n = 0; n < count && !part; n++)
            part = str_eq(ret[n].dir, dir) ? &ret[n] : NULL;
        if (!part && count == PAST_MAX_PARTS)
            continue;
        if (!part) {
            part = &ret[count++];
            *part = (PastPart){.dir = dir, .first_ms = f->first_ms, .last_ms = f->last_ms};
        }
        part->files++;
        part->commits += f->commits;
        part->first_ms = MIN_OF(part->first_ms, f->first_ms);
        if (!part->newest.len || f->last_ms > part->last_ms)
            part->newest = f->path;
        part->last_ms = MAX_OF(part->last_ms, f->last_ms);
    }
    return count;
}
