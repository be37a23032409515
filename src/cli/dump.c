/*
 * dump.c -- definitions and edges as tab-separated lines.
 */
#include "cli/dump.h"

#include "base/vec.h"
#include "graph/resolve.h"

typedef struct LineTable {
    uint32_t *starts;
    uint32_t count;
} LineTable;

/* Line starts of one unit, read again from the checkout. */
static ErrCode line_table(const Program *p, Arena *a, UnitId unit, LineTable *ret, Err *err)
{
    Str text;
    VEC(uint32_t) starts = {0};
    ErrCode rc = checkout_read(p->checkout, a, p->units[unit].file, &text, err);

    if (rc != ERR_OK)
        return rc;
    *VEC_PUSH(&starts) = 0;
    for (size_t at = 0; (at = str_find_char(text, '\n', at)) != SIZE_MAX; at++)
        *VEC_PUSH(&starts) = (uint32_t)at + 1;
    ret->starts = ARENA_ARRAY(a, uint32_t, starts.len);
    memcpy(ret->starts, starts.at, starts.len * sizeof(uint32_t));
    ret->count = (uint32_t)starts.len;
    VEC_DONE(&starts);
    return ERR_OK;
}

static void put_place(FILE *out, const Program *p, const LineTable *tables, UnitId unit,
                      uint32_t offset)
{
    const LineTable *t = &tables[unit];
    uint32_t low = 0, high = t->count;

    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;

        if (t->starts[middle] <= offset)
            low = middle;
        else
            high = middle;
    }
    fprintf(out, "\t%s\t%u\t%u", p->units[unit].file->path.ptr, low + 1,
            t->count ? offset - t->starts[low] : 0);
}

static void put_symbol(FILE *out, const Program *p, const LineTable *tables, SymbolId s)
{
    UnitId unit = program_unit_of(p, s);

    put_place(out, p, tables, unit, program_def(p, s)->name_start);
}

static void dump_defs(FILE *out, const Program *p, const LineTable *tables, UnitId unit)
{
    const Unit *u = &p->units[unit];

    for (uint32_t d = 1; d < u->facts->def_count; d++) {
        AUTO(arena_done) Arena a = {0};
        Str name = program_qualified_name(p, &a, u->first_symbol + d);

        fputc('D', out);
        put_place(out, p, tables, unit, u->facts->defs[d].name_start);
        fprintf(out, "\t%s\t%.*s\n", def_kind_word(u->facts->defs[d].kind), STR_ARG(name));
    }
}

static void dump_unresolved(FILE *out, const Program *p, const LineTable *tables, UnitId unit,
                            const U64Map *resolved)
{
    const Facts *f = p->units[unit].facts;
    uint64_t found;

    for (uint32_t i = 1; i < f->expr_count; i++) {
        const Expr *e = &f->exprs[i];

        if (!(e->flags & EXPR_IS_REF) || u64map_get(resolved, e->at, &found))
            continue;
        fputc('R', out);
        put_place(out, p, tables, unit, e->at);
        fprintf(out, "\t%.*s\tnone\t0\t-\t-\t-\n", STR_ARG(facts_name(f, e->name)));
    }
}

static void dump_edge(FILE *out, const Program *p, const LineTable *tables, const Edge *e)
{
    double confidence = tier_confidence(e->tier) / 100.0;

    fputc('R', out);
    put_place(out, p, tables, e->unit, e->at);
    fprintf(out, "\t%.*s\t%s\t%.2f", STR_ARG(program_name(p, e->to)), tier_name(e->tier),
            confidence);
    put_symbol(out, p, tables, e->to);
    fputc('\n', out);
    if (e->kind != EDGE_CALL)
        return;
    fputc('C', out);
    put_symbol(out, p, tables, e->from);
    put_symbol(out, p, tables, e->to);
    fprintf(out, "\t%s\t%.2f\n", tier_name(e->tier), confidence);
}

ErrCode dump_edges(const Program *p, FILE *out, Err *err)
{
    AUTO(arena_done) Arena a = {0};
    LineTable *tables = ARENA_ARRAY(&a, LineTable, p->unit_count + 1);
    size_t next = 0;

    for (uint32_t i = 0; i < p->unit_count; i++) {
        ErrCode rc = line_table(p, &a, i, &tables[i], err);

        if (rc != ERR_OK)
            return rc;
    }
    for (uint32_t i = 0; i < p->unit_count; i++) {
        U64Map resolved = {0};

        dump_defs(out, p, tables, i);
        for (; next < p->edge_count && p->edges[next].unit == i; next++) {
            *u64map_at(&resolved, p->edges[next].at, NULL) = 1;
            dump_edge(out, p, tables, &p->edges[next]);
        }
        dump_unresolved(out, p, tables, i, &resolved);
        u64map_done(&resolved);
    }
    if (fflush(out) != 0 || ferror(out))
        return err_set_errno(err, ERR_IO, "writing the dump");
    return ERR_OK;
}
