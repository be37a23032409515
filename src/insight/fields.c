/*
 * fields.c -- writers of fields, from the edges that lead to them.
 */
#include "insight/fields.h"

static bool is_field(const Def *d)
{
    return d->kind == DEF_FIELD || d->kind == DEF_PROPERTY;
}

static bool is_receiver_char(char c)
{
    return strchr("._->()", c) || (c >= '0' && c <= '9') ||
           ((c | 32) >= 'a' && (c | 32) <= 'z');
}

/* x.n++, ++x->n, x.n += 1 */
static int8_t step_at(Str text, uint32_t at)
{
    size_t end = at, start = at;

    while (end < text.len &&
           (text.ptr[end] == '_' || (text.ptr[end] >= '0' && text.ptr[end] <= '9') ||
            ((text.ptr[end] | 32) >= 'a' && (text.ptr[end] | 32) <= 'z')))
        end++;
    Str after = str_trim(str_sub(text, end, end + 8));
    if (str_starts(after, STR("++")) || str_starts(after, STR("+= 1;")) ||
        str_starts(after, STR("+= 1\n")))
        return 1;
    if (str_starts(after, STR("--")) || str_starts(after, STR("-= 1;")) ||
        str_starts(after, STR("-= 1\n")))
        return -1;
    while (start && is_receiver_char(text.ptr[start - 1]) &&
           !(start > 1 && text.ptr[start - 1] == '-' && text.ptr[start - 2] == '-'))
        start--;
    Str before = str_sub(text, start > 2 ? start - 2 : 0, start);
    return str_is(before, "++") ? 1 : str_is(before, "--") ? -1 : 0;
}

bool field_is_counter(const FieldFact *f)
{
    uint32_t up = 0, down = 0;

    for (uint32_t i = 0; i < f->writer_count; i++) {
        const FieldWriter *w = &f->writers[i];

        if (w->count != 1 || (!w->step && !str_is(w->value, "0") && !str_is(w->value, "1")))
            return false;
        up += w->step > 0;
        down += w->step < 0;
    }
    return up && down;
}

static void add_write(const Insight *x, FieldFact *f, const Edge *e)
{
    SymbolId by = insight_function_of(x->program, e->from);

    for (uint32_t i = 0; i < f->writer_count; i++) {
        if (f->writers[i].by == by) {
            f->writers[i].count++;
            return;
        }
    }
    if (f->writer_count == FIELD_MAX_WRITERS)
        return;
    f->writers[f->writer_count++] = (FieldWriter){
        .by = by,
        .first = {e->unit, e->at},
        .count = 1,
        .value = insight_value_at(insight_text(x, e->unit), e->at),
        .step = step_at(insight_text(x, e->unit), e->at),
    };
}

static int by_place(const void *a, const void *b)
{
    const FieldWriter *x = a, *y = b;

    if (x->first.unit != y->first.unit)
        return x->first.unit < y->first.unit ? -1 : 1;
    return x->first.at < y->first.at ? -1 : x->first.at > y->first.at;
}

/* The method whose body the declaration stands in. */
static SymbolId declaring_function(const Program *p, SymbolId field)
{
    const Unit *u = &p->units[program_unit_of(p, field)];
    const Def *d = program_def(p, field);

    for (uint32_t i = d->parent + 1; d->parent && i < u->facts->def_count; i++) {
        const Def *other = &u->facts->defs[i];

        if (other->start >= u->facts->defs[d->parent].end)
            break;
        if (other != d && other->parent == d->parent && insight_is_function(other) &&
            other->start < d->start && other->end > d->start)
            return u->first_symbol + i;
    }
    return 0;
}

/* The value behind the first "=" of the declaration's line. */
static Str initial_value(const Insight *x, SymbolId field)
{
    Str text = insight_text(x, program_unit_of(x->program, field));
    const Def *d = program_def(x->program, field);
    Str line = insight_line_from(text, d->name_start);
    size_t equals = str_find(line, STR(" = "), 0);

    if (equals == SIZE_MAX || d->name_start + equals >= d->end || (d->flags & DEF_IS_GETTER))
        return STR_NONE;
    return insight_value_at(text, d->name_start + (uint32_t)equals);
}

static void read_field(const Insight *x, SymbolId field, FieldFact *ret)
{
    const Program *p = x->program;
    size_t references = p->in_start[field + 1] - p->in_start[field];

    *ret = (FieldFact){.field = field,
                       .declared_in = declaring_function(p, field),
                       .initial = initial_value(x, field)};
    ret->writers = ARENA_ARRAY(x->arena, FieldWriter,
                               MIN_OF(references, (size_t)FIELD_MAX_WRITERS) + 1);
    for (size_t i = p->in_start[field]; i < p->in_start[field + 1]; i++) {
        const Edge *e = &p->edges[p->edges_in[i]];

        if (!insight_is_fact(e) || insight_is_test_edge(x, e))
            continue;
        if (e->kind == EDGE_WRITE)
            add_write(x, ret, e);
        else
            ret->reads++;
    }
    qsort(ret->writers, ret->writer_count, sizeof(*ret->writers), by_place);
}

uint32_t fields_of_type(const Insight *x, SymbolId type, FieldFact **ret)
{
    const Unit *u = &x->program->units[program_unit_of(x->program, type)];
    uint32_t def = type - u->first_symbol, count = 0;

    *ret = NULL;
    for (uint32_t d = def + 1; d < u->facts->def_count; d++)
        count += u->facts->defs[d].parent == def && is_field(&u->facts->defs[d]);
    count = MIN_OF(count, (uint32_t)FIELDS_MAX);
    if (!count)
        return 0;
    *ret = ARENA_ARRAY(x->arena, FieldFact, count);
    uint32_t at = 0;
    for (uint32_t d = def + 1; d < u->facts->def_count && at < count; d++) {
        if (u->facts->defs[d].parent == def && is_field(&u->facts->defs[d]))
            read_field(x, u->first_symbol + d, &(*ret)[at++]);
    }
    return count;
}
