/*
 * outline_define.c -- a sentence of the repository's own that tells what a part is.
 *
 * Of a type its documentation; of a file or package the comment it begins with; else the section of
 * the documents that the name came from. A function's documentation counts only when it speaks of the
 * part: what one function does is not what the part is. No sentence is better than a wrong one.
 */
#include "graph/outline_parts.h"

#include "graph/prose.h"
#include "source/project.h"

#include <limits.h>
#include <stdio.h>

enum {
    SECTION_WORDS = 12, /* of a section's first sentence, among which the part must be named */
    FOLDER_FILES_MAX = 300, /* looked through for a package's documentation */
};

static Quote quote_of(Choosing *c, UnitId unit, size_t start, size_t end)
{
    Quote q = {.path = c->program->units[unit].file->path};
    Str text = choosing_text(c, unit);

    if (end > text.len || start >= end)
        return (Quote){0};
    q.text = prose_first_sentence(c->arena, str_sub(text, start, end),
                                  text_line_at(text, start), &q.line, &q.end_line);
    return q.text.len ? q : (Quote){0};
}

/* Of "typedef struct X {...} X" the comment stands before the typedef. */
static const Def *typedef_around(const Choosing *c, UnitId unit, const Def *def)
{
    const Facts *f = c->program->units[unit].facts;

    for (uint32_t d = 1; d < f->def_count; d++) {
        const Def *t = &f->defs[d];

        if (t->kind == DEF_TYPE && t->doc_end > t->doc_start && t->start <= def->start &&
            t->end >= def->end)
            return t;
    }
    return def;
}

static Quote seed_doc(Choosing *c, const Draft *d)
{
    if (d->seed == PART_NONE)
        return (Quote){0};
    const Def *def = item_def(&c->parts, d->seed);
    UnitId unit = c->parts.unit_of[c->parts.items[d->seed].symbol];
    if (def->doc_end <= def->doc_start)
        def = typedef_around(c, unit, def);
    return quote_of(c, unit, def->doc_start, def->doc_end);
}

/* Not kept: of a folder many are looked at. */
static Quote header_of(Choosing *c, UnitId unit)
{
    AUTO(arena_done) Arena scratch = {0};
    const SourceFile *f = c->program->units[unit].file;
    Quote q = {.path = f->path};
    size_t start, end;
    Str text;

    if (checkout_read(c->program->checkout, &scratch, f, &text, NULL) != ERR_OK ||
        !prose_find_header(&scratch, text, f->language, &start, &end))
        return (Quote){0};
    q.text = prose_first_sentence(c->arena, str_sub(text, start, end),
                                  text_line_at(text, start), &q.line, &q.end_line);
    return q.text.len ? q : (Quote){0};
}

/* A header tells what its source does; then the file that holds the seed, then the others. */
static Quote module_header(Choosing *c, const Draft *d)
{
    const Module *m = &c->parts.modules[d->head];
    Quote q = {0};

    for (uint32_t i = 0; i < m->unit_count && i < 3 && !q.text.len; i++) {
        if (str_starts(path_ext(c->program->units[m->units[i]].file->path), STR("h")))
            q = header_of(c, m->units[i]);
    }
    if (!q.text.len && d->seed != PART_NONE)
        q = header_of(c, c->parts.unit_of[c->parts.items[d->seed].symbol]);
    for (uint32_t i = 0; i < m->unit_count && i < 3 && !q.text.len; i++)
        q = header_of(c, m->units[i]);
    return q;
}

/* course.h tells what course.c does. */
static bool has_header(const Choosing *c, Str folder, Str stem)
{
    char path[PATH_MAX];
    int len = snprintf(path, sizeof(path), "%.*s/%.*s.h", STR_ARG(folder), STR_ARG(stem));

    return len < (int)sizeof(path) &&
           program_find_unit(c->program, (Str){path, (size_t)len}) != UNIT_NONE;
}

/* Files that speak for a folder: index files, and in Go whichever begins "Package name ...". */
static bool may_speak_for_folder(const Choosing *c, UnitId unit, Str folder, bool by_name)
{
    static const char *const starts[] = {"doc.",      "index.",        "mod.", "lib.",
                                         "__init__.", "package-info.", NULL};
    const SourceFile *f = c->program->units[unit].file;

    if (!str_eq(path_dir(f->path), folder))
        return false;
    for (const char *const *s = starts; *s; s++) {
        if (str_starts(path_base(f->path), str_from(*s)))
            return true;
    }
    Str base = path_base(f->path), own = path_base(folder);
    bool is_namesake = str_starts(base, own) && base.len > own.len && base.ptr[own.len] == '.';
    if (is_namesake && has_header(c, folder, own) && !str_starts(path_ext(base), STR("h")))
        return false;
    return by_name ? is_namesake : f->language == LANG_GO;
}

static Quote folder_header(Choosing *c, uint32_t draft)
{
    const Abstraction *x = &c->outline->abstractions[draft];
    const Seat *node = &c->seats.nodes[c->drafts[draft].node];
    Str folder = node->kind == SEAT_FOLDER ? c->parts.folders[node->index].path
                                           : c->parts.modules[c->drafts[draft].head].dir;
    uint32_t looked_at = 0;

    for (int by_name = 1; by_name >= 0; by_name--) {
        for (uint32_t i = 0; i < x->unit_count && looked_at < FOLDER_FILES_MAX; i++) {
            if (!may_speak_for_folder(c, x->units[i], folder, by_name == 1))
                continue;
            looked_at++;
            Quote q = header_of(c, x->units[i]);
            bool is_go = c->program->units[x->units[i]].file->language == LANG_GO;
            if (q.text.len && (!is_go || str_starts(q.text, STR("Package ")) ||
                               str_starts(q.text, STR("Command "))))
                return q;
        }
    }
    return module_header(c, &c->drafts[draft]);
}

/* Whether a sentence speaks of the part: what documents a function defines no idea by itself. */
static bool speaks_of(Str sentence, Str name)
{
    Words n, w;
    Str rest = sentence, piece;

    words_of(name, &n);
    while (rest.len && str_split(&rest, ' ', &piece)) {
        words_of(piece, &w);
        for (uint32_t i = 0; i < w.count; i++) {
            for (uint32_t k = 0; k < n.count; k++) {
                if (!word_is_small(w.at[i]) && word_same(w.at[i], n.at[k]))
                    return true;
            }
        }
    }
    return false;
}

/* DB for DBImpl, Adapter for HTTPAdapter: what the seed is one of. */
static bool is_named_in(const Choosing *c, uint32_t item, uint32_t seed)
{
    Words i, s;

    words_of(item_name(&c->parts, item), &i);
    words_of(item_name(&c->parts, seed), &s);
    return i.count < s.count && words_cover(&s, &i);
}

/* The seed's, if it is a type or speaks of the part; that of the type it is named after; of what stands
 * under a banner the first that speaks of it. */
static Quote carrier_doc(Choosing *c, uint32_t draft)
{
    const Abstraction *x = &c->outline->abstractions[draft];
    const Draft *own = &c->drafts[draft];

    for (uint32_t i = 0; i < x->symbol_count && i < KEY_SYMBOLS; i++) {
        uint32_t item = c->parts.item_of[x->symbols[i]];
        Draft d = {.seed = item};
        Quote q = item == PART_NONE ? (Quote){0} : seed_doc(c, &d);

        if (!q.text.len)
            continue;
        bool is_type = c->parts.items[item].is_type;
        if ((is_type && (i == 0 || is_named_in(c, item, own->seed))) ||
            ((i == 0 || own->title.len) && speaks_of(q.text, x->name)))
            return q;
    }
    return (Quote){0};
}

/* A section may begin with anything: its first sentence must speak of the part early on. */
static Quote section_doc(Choosing *c, const PartWords *pw, const DocSection *s)
{
    Quote q = {.path = s->path};
    Words w;

    q.text = prose_first_sentence(c->arena, s->text, s->line + 1, &q.line, &q.end_line);
    words_of(q.text, &w);
    for (uint32_t i = 0; i < w.count && i < SECTION_WORDS; i++) {
        if (words_have(&pw->seed, w.at[i]) || words_have(&pw->stem, w.at[i]))
            return q;
    }
    return (Quote){0};
}

/* Of a document: the text under the heading that is the seed. */
static Quote text_under_heading(Choosing *c, const Draft *d)
{
    const Project *p = c->ask->project;
    const Def *def = d->seed != PART_NONE ? item_def(&c->parts, d->seed) : NULL;

    if (!def || def->kind != DEF_SECTION || !p)
        return (Quote){0};
    Str path = c->program->units[c->parts.unit_of[c->parts.items[d->seed].symbol]].file->path;
    for (size_t i = 0; i < p->section_count; i++) {
        const DocSection *s = &p->sections[i];
        Quote q = {.path = s->path};

        if (s->line != def->line || !str_eq(s->path, path))
            continue;
        q.text = prose_first_sentence(c->arena, s->text, s->line + 1, &q.line, &q.end_line);
        return q.text.len ? q : (Quote){0};
    }
    return (Quote){0};
}

Quote outline_define(Choosing *c, uint32_t draft, const PartWords *pw,
                     const DocSection *section)
{
    const Draft *d = &c->drafts[draft];
    bool is_folder = c->seats.nodes[d->node].kind == SEAT_FOLDER;
    /* a part that is called otherwise than its foremost type is more than that */
    bool is_its_seed = d->seed != PART_NONE && c->parts.items[d->seed].is_type &&
                       speaks_of(item_name(&c->parts, d->seed),
                                 c->outline->abstractions[draft].name);
    Quote q = text_under_heading(c, d);

    if (q.text.len)
        return q;
    if (d->is_divided)
        return carrier_doc(c, draft);
    if (is_its_seed && !is_folder)
        q = seed_doc(c, d);
    if (!q.text.len)
        q = is_folder ? folder_header(c, draft) : module_header(c, d);
    if (!q.text.len && section)
        q = section_doc(c, pw, section);
    if (!q.text.len)
        q = carrier_doc(c, draft);
    return q;
}
