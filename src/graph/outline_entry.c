/*
 * outline_entry.c -- where running begins, and what belongs to no chapter.
 */
#include "graph/outline_parts.h"

#include "base/vec.h"

static const char *entry_word(NoteKind kind)
{
    switch (kind) {
    case NOTE_ENTRY_POINT:
        return "main";
    case NOTE_ROUTE:
        return "route";
    case NOTE_COMMAND:
        return "command";
    default:
        return NULL;
    }
}

void outline_find_entries(Choosing *c)
{
    VEC(EntryPoint) found = {0};
    const Program *p = c->program;

    for (uint32_t i = 0; i < p->unit_count; i++) {
        const Facts *f = p->units[i].facts;

        for (uint32_t n = 0; n < f->note_count && found.len < 2000; n++) {
            const char *word = entry_word(f->notes[n].kind);

            if (!word || (p->units[i].file->flags & (FILE_IS_TEST | FILE_IS_EXAMPLE)))
                continue;
            SymbolId s = p->units[i].first_symbol + f->notes[n].def;
            Str name = f->notes[n].text ? facts_name(f, f->notes[n].text) : program_name(p, s);
            uint32_t module = c->parts.module_of_unit[i];
            *VEC_PUSH(&found) = (EntryPoint){
                .kind = str_from(word), .name = name.len ? name : path_base(p->units[i].file->path),
                .path = p->units[i].file->path, .line = text_line_at(choosing_text(c, i), f->notes[n].at),
                .symbol = f->notes[n].def ? s : 0,
                .abstraction = module != PART_NONE && c->draft_of_module[module] ? c->draft_of_module[module] - 1 : UINT32_MAX,
            };
        }
    }
    c->outline->entry_points = ARENA_ARRAY(c->arena, EntryPoint, found.len);
    c->outline->entry_point_count = (uint32_t)found.len;
    if (found.len)
        memcpy(c->outline->entry_points, found.at, found.len * sizeof(EntryPoint));
    VEC_DONE(&found);
    for (uint32_t i = 0; i < c->outline->entry_point_count; i++) {
        uint32_t x = c->outline->entry_points[i].abstraction;

        if (x < c->outline->abstraction_count)
            c->outline->abstractions[x].is_entry = true;
    }
}

void outline_leave_out(Choosing *c)
{
    (void)c;
}
