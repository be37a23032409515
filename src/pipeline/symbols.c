/*
 * symbols.c -- gathers the symbols of chapters and excerpts and writes what is known of each.
 */
#include "pipeline/symbols.h"

#include "base/json.h"
#include "base/vec.h"
#include "writer/skeleton.h"

VEC_TYPE(SymbolVec, SymbolId);

static int by_number(const void *a, const void *b)
{
    SymbolId x = *(const SymbolId *)a, y = *(const SymbolId *)b;

    return x < y ? -1 : x > y; /* numbers follow paths and offsets */
}

static void gather(const Course *c, const Program *p, Evidence *e, SymbolVec *symbols)
{
    U64Map found = {0};

    for (uint32_t i = 0; i < c->excerpts_count; i++)
        evidence_referred(e, &c->excerpts[i].source, &found);
    Outline outline;
    if (skeleton_outline(c, p, evidence_arena(e), &outline)) {
        for (uint32_t i = 0; i < outline.abstraction_count; i++) {
            for (uint32_t n = 0; n < outline.abstractions[i].symbol_count; n++)
                *u64map_at(&found, outline.abstractions[i].symbols[n], NULL) = 1;
        }
    }
    for (size_t i = 0; i < found.len && symbols->len < SYMBOLS_MAX; i++)
        *VEC_PUSH(symbols) = (SymbolId)found.entries[i].key;
    u64map_done(&found);
    VEC_SORT(symbols, by_number);
}

static void write_callers(JsonWriter *w, const Program *p, Evidence *e, SymbolId s)
{
    uint64_t count = 0;

    jw_array(w, "callers");
    for (size_t i = p->in_start[s]; i < p->in_start[s + 1]; i++) {
        const Edge *edge = &p->edges[p->edges_in[i]];

        if (edge->kind != EDGE_CALL || tier_confidence(edge->tier) < EDGE_CONFIDENCE_FACT)
            continue;
        if (count++ >= CALLERS_MAX)
            continue;
        jw_begin_object(w);
        jw_text(w, "name", program_qualified_name(p, evidence_arena(e), edge->from));
        jw_text(w, "path", p->units[edge->unit].file->path);
        jw_u64(w, "line", evidence_line(e, edge->unit, edge->at));
        jw_end_object(w);
    }
    jw_end_array(w);
    jw_u64(w, "callerCount", count);
}

static void write_symbol(JsonWriter *w, const Program *p, Evidence *e, SymbolId s)
{
    CourseSymbol symbol;

    evidence_symbol(e, s, &symbol);
    if (!symbol.name.len)
        return; /* a module: the file says it all */
    jw_begin_object(w);
    jw_text(w, "id", str_from(symbol.id));
    jw_text(w, "name", symbol.name);
    jw_text(w, "qualifiedName", symbol.qualified_name);
    jw_text(w, "kind", symbol.kind);
    jw_text(w, "path", symbol.source.path);
    jw_u64(w, "line", symbol.source.line);
    jw_u64(w, "endLine", symbol.source.end_line);
    jw_text(w, "signature", symbol.signature);
    jw_text(w, "doc", symbol.doc);
    write_callers(w, p, e, s);
    jw_end_object(w);
}

void symbols_write_json(const Course *c, const Program *p, Evidence *e, Buf *out)
{
    SymbolVec symbols = {0};
    JsonWriter w;

    gather(c, p, e, &symbols);
    jw_init(&w, out, 1);
    jw_begin_object(&w);
    jw_u64(&w, "schemaVersion", COURSE_SCHEMA_VERSION);
    jw_array(&w, "symbols");
    for (size_t i = 0; i < symbols.len; i++)
        write_symbol(&w, p, e, symbols.at[i]);
    jw_end_array(&w);
    jw_end_object(&w);
    buf_add_char(out, '\n');
    VEC_DONE(&symbols);
}
