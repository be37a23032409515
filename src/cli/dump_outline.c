/*
 * dump_outline.c -- the choice of abstractions, their relations and their order, as JSON.
 */
#include "cli/dump.h"

#include "base/json.h"
#include "course/evidence.h"

enum { DUMP_MAX_BYTES = 64 << 20 };

typedef struct OutlineDump {
    const Program *program;
    const Outline *outline;
    Evidence *evidence;
    Arena arena;
    JsonWriter w;
} OutlineDump;

static void put_quote(OutlineDump *d, const char *name, const Quote *q)
{
    if (q->text.len == 0)
        return;
    jw_object(&d->w, name);
    jw_text(&d->w, "text", q->text);
    jw_text(&d->w, "path", q->path);
    jw_u64(&d->w, "line", q->line);
    jw_u64(&d->w, "endLine", q->end_line);
    jw_end_object(&d->w);
}

static void put_symbols(OutlineDump *d, const Abstraction *x)
{
    jw_array(&d->w, "symbols");
    for (uint32_t i = 0; i < x->symbol_count; i++) {
        SymbolId s = x->symbols[i];
        Source place = evidence_place(d->evidence, s);

        jw_begin_object(&d->w);
        jw_text(&d->w, "name", program_name(d->program, s));
        jw_text(&d->w, "qualifiedName", program_qualified_name(d->program, &d->arena, s));
        jw_text(&d->w, "kind", str_from(def_kind_word(program_def(d->program, s)->kind)));
        jw_text(&d->w, "role", s == x->seed ? STR("seed") : STR("carrier"));
        jw_text(&d->w, "path", place.path);
        jw_u64(&d->w, "line", place.line);
        jw_end_object(&d->w);
    }
    jw_end_array(&d->w);
}

static void put_prerequisites(OutlineDump *d, uint32_t i)
{
    const Outline *o = d->outline;

    jw_array(&d->w, "prerequisites");
    for (uint32_t n = o->prerequisite_start[i]; n < o->prerequisite_start[i + 1]; n++)
        jw_put_text(&d->w, o->abstractions[o->prerequisites[n]].slug);
    jw_end_array(&d->w);
}

static void put_relations(OutlineDump *d, uint32_t from)
{
    const Outline *o = d->outline;

    jw_array(&d->w, "relations");
    for (uint32_t i = 0; i < o->relation_count; i++) {
        const Relation *r = &o->relations[i];

        if (r->from != from)
            continue;
        jw_begin_object(&d->w);
        jw_text(&d->w, "to", o->abstractions[r->to].slug);
        jw_text(&d->w, "kind", str_from(edge_kind_word(r->kind)));
        jw_u64(&d->w, "count", r->count);
        jw_u64(&d->w, "strong", r->strong);
        jw_u64(&d->w, "files", r->files);
        jw_array(&d->w, "evidence");
        for (uint32_t n = 0; n < r->evidence_count; n++) {
            const Edge *e = &d->program->edges[r->evidence[n]];

            jw_put_text(
                &d->w,
                arena_printf(&d->arena, "%.*s:%u: %.*s %s %.*s",
                             STR_ARG(d->program->units[e->unit].file->path),
                             evidence_line(d->evidence, e->unit, e->at),
                             STR_ARG(program_qualified_name(d->program, &d->arena, e->from)),
                             edge_kind_word(e->kind),
                             STR_ARG(program_qualified_name(d->program, &d->arena, e->to))));
        }
        jw_end_array(&d->w);
        jw_end_object(&d->w);
    }
    jw_end_array(&d->w);
}

static void put_abstraction(OutlineDump *d, uint32_t i)
{
    const Abstraction *x = &d->outline->abstractions[i];

    jw_begin_object(&d->w);
    jw_text(&d->w, "id", str_from(x->id));
    jw_text(&d->w, "name", x->name);
    jw_text(&d->w, "slug", x->slug);
    jw_bool(&d->w, "isEntry", x->is_entry);
    jw_fixed(&d->w, "score", x->score, 6);
    if (x->told_at != UINT32_MAX)
        jw_u64(&d->w, "toldAt", x->told_at);
    put_quote(d, "nameSource", &x->name_source);
    put_quote(d, "definition", &x->definition);
    put_prerequisites(d, i);
    put_relations(d, i);
    put_symbols(d, x);
    jw_array(&d->w, "files");
    for (uint32_t n = 0; n < x->unit_count; n++)
        jw_put_text(&d->w, d->program->units[x->units[n]].file->path);
    jw_end_array(&d->w);
    jw_end_object(&d->w);
}

static void put_entry_points(OutlineDump *d)
{
    const Outline *o = d->outline;

    jw_array(&d->w, "entryPoints");
    for (uint32_t i = 0; i < o->entry_point_count; i++) {
        const EntryPoint *e = &o->entry_points[i];

        jw_begin_object(&d->w);
        jw_text(&d->w, "kind", e->kind);
        jw_text(&d->w, "name", e->name);
        jw_text(&d->w, "path", e->path);
        jw_u64(&d->w, "line", e->line);
        if (e->abstraction < o->abstraction_count)
            jw_text(&d->w, "chapter", o->abstractions[e->abstraction].slug);
        jw_end_object(&d->w);
    }
    jw_end_array(&d->w);
}

static void put_commands(OutlineDump *d, const Project *project)
{
    jw_array(&d->w, "commands");
    for (size_t i = 0; i < project->command_count; i++) {
        jw_begin_object(&d->w);
        jw_text(&d->w, "kind", str_from(command_kind_word(project->commands[i].kind)));
        jw_text(&d->w, "command", project->commands[i].command);
        jw_text(&d->w, "path", project->commands[i].path);
        jw_u64(&d->w, "line", project->commands[i].line);
        jw_end_object(&d->w);
    }
    jw_end_array(&d->w);
}

static void put_left_out(OutlineDump *d)
{
    jw_array(&d->w, "leftOut");
    for (uint32_t i = 0; i < d->outline->left_out_count; i++) {
        jw_begin_object(&d->w);
        jw_text(&d->w, "what", d->outline->left_out[i].what);
        jw_text(&d->w, "reason", d->outline->left_out[i].reason);
        jw_end_object(&d->w);
    }
    jw_end_array(&d->w);
}

ErrCode dump_outline(const Program *p, const Outline *o, const Project *project, FILE *out,
                     Err *err)
{
    AUTO(buf_done) Buf text = BUF(DUMP_MAX_BYTES);
    OutlineDump d = {.program = p, .outline = o, .evidence = evidence_open(p)};

    jw_init(&d.w, &text, 1);
    jw_begin_object(&d.w);
    jw_array(&d.w, "abstractions");
    for (uint32_t i = 0; i < o->abstraction_count; i++)
        put_abstraction(&d, i);
    jw_end_array(&d.w);
    put_entry_points(&d);
    put_commands(&d, project);
    put_left_out(&d);
    jw_end_object(&d.w);
    evidence_close(d.evidence);
    arena_done(&d.arena);
    if (text.full)
        return err_set(err, ERR_LIMIT, "the outline is larger than %d bytes", DUMP_MAX_BYTES);
    if (fprintf(out, "%s\n", text.ptr) < 0 || fflush(out) != 0)
        return err_set_errno(err, ERR_IO, "writing the dump");
    return ERR_OK;
}
