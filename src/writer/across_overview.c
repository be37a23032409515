/*
 * across_overview.c -- the big picture: parts and what each is responsible for, where running begins, which folder
 * holds what, what is left on disk, and what a reader will be able to do.
 */
#include "writer/across.h"

#include "insight/stores.h"
#include "syntax/doc_text.h"

enum {
    ENTRIES_SHOWN = 10,
    FOLDERS_MAX = 200,
    FOLDERS_SHOWN = 14,
    STORES_SHOWN = 8,
    ABILITIES_SHOWN = 5,
    OWNERS_SHOWN = 3,
};

/* -- parts -- */

static uint64_t lines_of(const AcrossAsk *p, const Abstraction *x)
{
    uint64_t lines = 0;

    for (uint32_t i = 0; i < x->unit_count; i++)
        lines += p->ask->program->units[x->units[i]].facts->line_count;
    return lines;
}

/* Its definition, else the first sentence about what it is built around. */
static void put_duty(const AcrossAsk *p, const Chapter *ch)
{
    Buf *b = draft_cell(p->draft);

    if (ch->definition.len) {
        buf_add(b, ch->definition);
    } else if (ch->symbols_count && ch->symbols[0].doc.len) {
        text_words(b, doc_first_sentence(ch->symbols[0].doc));
    } else if (ch->symbols_count) {
        text_lit(b, "built around ");
        text_code(b, ch->symbols[0].qualified_name);
        text_lit(b, " ");
        text_cite(b, ch->symbols[0].source.path, ch->symbols[0].source.line, 0);
    }
    draft_end_cell(p->draft);
}

static void write_parts(const AcrossAsk *p)
{
    static const char *const head[] = {"Part", "Responsible for", "Main file", "Lines", NULL};
    const Outline *o = p->ask->outline;

    draft_section(p->draft, "parts", "The parts");
    draft_table(p->draft, head);
    for (uint32_t i = 0; i < o->abstraction_count; i++) {
        const Chapter *ch = across_chapter(p, (uint8_t)(i + 1));

        if (!ch)
            continue;
        text_chapter_link(draft_cell(p->draft), ch);
        draft_end_cell(p->draft);
        put_duty(p, ch);
        Buf *b = draft_cell(p->draft);
        if (ch->files_count)
            text_cite(b, ch->files[0], 0, 0);
        if (ch->files_count > 1)
            buf_printf(b, " and %u more", ch->files_count - 1);
        draft_end_cell(p->draft);
        buf_printf(draft_cell(p->draft), "%llu",
                   (unsigned long long)lines_of(p, &o->abstractions[i]));
        draft_end_cell(p->draft);
    }
    draft_end_table(p->draft);
}

/* -- where running begins -- */

static bool is_worth_naming(const CourseEntry *e)
{
    return e->source.path.len && e->source.line && e->name.len > 1 &&
           (str_is(e->kind, "main") || str_is(e->kind, "command") || str_is(e->kind, "bin") ||
            str_is(e->kind, "console_script") || str_is(e->kind, "export") ||
            str_is(e->kind, "exports") || str_is(e->kind, "route"));
}

static void write_entries(const AcrossAsk *p)
{
    static const char *const head[] = {"Kind", "Begins at", "Chapter", NULL};
    const Course *c = p->ask->course;
    uint32_t shown = 0, all = 0;

    draft_section(p->draft, "entries", "Where it begins");
    draft_table(p->draft, head);
    for (uint32_t i = 0; i < c->entry_points_count; i++) {
        const CourseEntry *e = &c->entry_points[i];
        const Chapter *ch = course_find_chapter(c, str_from(e->chapter));

        /* what belongs to no part is a script beside the program */
        if (!is_worth_naming(e) || !ch || all++ >= ENTRIES_SHOWN)
            continue;
        shown++;
        buf_add(draft_cell(p->draft), e->kind);
        draft_end_cell(p->draft);
        Buf *b = draft_cell(p->draft);
        text_code(b, e->name);
        text_lit(b, " ");
        text_cite(b, e->source.path, e->source.line, 0);
        draft_end_cell(p->draft);
        text_chapter_link(draft_cell(p->draft), ch);
        draft_end_cell(p->draft);
    }
    draft_end_table(p->draft);
    if (all > shown) {
        buf_printf(draft_prose(p->draft), "And %u more.", all - shown);
        draft_end_prose(p->draft);
    }
}

/* -- folders -- */

typedef struct Folder {
    Str dir;
    uint32_t files, tests;
    uint64_t lines;
    UnitId largest;
    uint32_t owners[OUTLINE_MAX_ABSTRACTIONS + 1]; /* files of each part */
} Folder;

/* The folder at the top; below "src" and its like one deeper. */
static Str folder_of(Str path)
{
    static const char *const wrappers[] = {"src/", "lib/",      "packages/", "crates/",
                                           "pkg/", "internal/", "modules/"};
    size_t from = 0, slash;

    for (size_t i = 0; i < ARRAY_LEN(wrappers); i++) {
        if (str_starts(path, str_from(wrappers[i])))
            from = strlen(wrappers[i]);
    }
    slash = str_find_char(path, '/', from);
    if (slash == SIZE_MAX && from)
        return str_sub(path, 0, from - 1);
    return str_sub(path, 0, slash == SIZE_MAX ? 0 : slash);
}

static uint32_t count_folders(const AcrossAsk *p, Folder *ret)
{
    const Program *g = p->ask->program;
    const Outline *o = p->ask->outline;
    uint32_t count = 0;

    for (UnitId u = 0; u < g->unit_count; u++) {
        Str dir = folder_of(g->units[u].file->path);
        uint32_t at = 0;

        if (language_use(g->units[u].file->language) != LANGUAGE_CODE)
            continue;
        while (at < count && !str_eq(ret[at].dir, dir))
            at++;
        if (at == FOLDERS_MAX)
            continue;
        if (at == count)
            ret[count++] = (Folder){.dir = dir, .largest = u};
        if (g->units[u].facts->line_count > g->units[ret[at].largest].facts->line_count)
            ret[at].largest = u;
        ret[at].files++;
        ret[at].tests += p->insight->is_test_unit[u];
        ret[at].lines += g->units[u].facts->line_count;
    }
    for (uint32_t i = 0; i < o->abstraction_count; i++) {
        for (uint32_t n = 0; n < o->abstractions[i].unit_count; n++) {
            Str dir = folder_of(g->units[o->abstractions[i].units[n]].file->path);

            for (uint32_t at = 0; at < count; at++)
                ret[at].owners[i] += str_eq(ret[at].dir, dir);
        }
    }
    return count;
}

static int most_lines_first(const void *a, const void *b)
{
    const Folder *x = a, *y = b;

    if (x->lines != y->lines)
        return x->lines < y->lines ? 1 : -1;
    return str_cmp(x->dir, y->dir);
}

static void put_owners(const AcrossAsk *p, const Folder *f)
{
    Buf *b = draft_cell(p->draft);
    bool is_told[OUTLINE_MAX_ABSTRACTIONS + 1] = {0};
    uint32_t shown = 0;

    for (; shown < OWNERS_SHOWN; shown++) {
        uint32_t best = OUTLINE_MAX_ABSTRACTIONS;

        for (uint32_t i = 0; i < p->ask->outline->abstraction_count; i++) {
            if (!is_told[i] && f->owners[i] > f->owners[best])
                best = i;
        }
        const Chapter *ch = best == OUTLINE_MAX_ABSTRACTIONS
                                ? NULL
                                : across_chapter(p, (uint8_t)(best + 1));
        if (!ch)
            break;
        is_told[best] = true;
        buf_add(b, shown ? STR(", ") : STR(""));
        text_chapter_link(b, ch);
    }
    if (!shown && f->tests * 2 > f->files)
        text_lit(b, "tests");
    draft_end_cell(p->draft);
}

/* A manifest in the folder may say what the package in it is. */
static void put_description(const AcrossAsk *p, Str dir)
{
    const Project *project = p->ask->project;
    Buf *b = draft_cell(p->draft);

    for (size_t i = 0; dir.len && i < project->package_count; i++) {
        const ProjectPackage *k = &project->packages[i];

        if (!str_eq(k->dir, dir) || !k->description.len)
            continue;
        text_words(b, evidence_clean(p->ask->evidence, doc_first_sentence(k->description)));
        text_lit(b, " ");
        text_cite(b, k->path, k->line, 0);
        break;
    }
    draft_end_cell(p->draft);
}

static bool has_descriptions(const AcrossAsk *p, const Folder *folders, uint32_t count)
{
    for (size_t i = 0; i < p->ask->project->package_count; i++) {
        for (uint32_t n = 0; n < count; n++) {
            if (folders[n].dir.len &&
                str_eq(p->ask->project->packages[i].dir, folders[n].dir) &&
                p->ask->project->packages[i].description.len)
                return true;
        }
    }
    return false;
}

static void write_folders(const AcrossAsk *p)
{
    Folder *folders = ARENA_ARRAY(p->insight->arena, Folder, FOLDERS_MAX);
    uint32_t count = count_folders(p, folders);

    if (count < 2)
        return;
    qsort(folders, count, sizeof(*folders), most_lines_first);
    bool is_described = has_descriptions(p, folders, MIN_OF(count, (uint32_t)FOLDERS_SHOWN));
    const char *head[] = {"Folder",     "Files",
                          "Lines",      "Largest file",
                          "Belongs to", is_described ? "What its manifest says" : NULL,
                          NULL};
    draft_section(p->draft, "folders", "Folders");
    draft_table(p->draft, head);
    for (uint32_t i = 0; i < MIN_OF(count, (uint32_t)FOLDERS_SHOWN); i++) {
        if (folders[i].dir.len)
            text_code(draft_cell(p->draft),
                      arena_printf(p->insight->arena, "%.*s/", STR_ARG(folders[i].dir)));
        else
            text_lit(draft_cell(p->draft), "the top");
        draft_end_cell(p->draft);
        buf_printf(draft_cell(p->draft), "%u", folders[i].files);
        draft_end_cell(p->draft);
        buf_printf(draft_cell(p->draft), "%llu", (unsigned long long)folders[i].lines);
        draft_end_cell(p->draft);
        text_cite(draft_cell(p->draft), p->ask->program->units[folders[i].largest].file->path,
                  0, 0);
        draft_end_cell(p->draft);
        put_owners(p, &folders[i]);
        if (is_described)
            put_description(p, folders[i].dir);
    }
    draft_end_table(p->draft);
    if (count > FOLDERS_SHOWN) {
        buf_printf(draft_prose(p->draft), "And %u smaller ones.", count - FOLDERS_SHOWN);
        draft_end_prose(p->draft);
    }
}

/* -- data at rest -- */

static void write_stores(const AcrossAsk *p)
{
    static const char *const head[] = {"Function", "Line", "Chapter", NULL};
    Store *stores = ARENA_ARRAY(p->insight->arena, Store, STORES_MAX);
    uint32_t count = stores_find(p->insight, stores), shown = 0;
    SectionAsk s = across_section(p);

    draft_section(p->draft, "stores", "What it leaves on disk");
    draft_table(p->draft, head);
    /* what belongs to a part comes before what belongs to none */
    for (int pass = 0; pass < 2; pass++) {
        for (uint32_t i = 0; i < count && shown < STORES_SHOWN; i++) {
            uint8_t owner = p->insight->owner[stores[i].where];

            if ((owner == 0) != (pass == 1))
                continue;
            shown++;
            section_put_symbol_at(&s, draft_cell(p->draft), stores[i].where, &stores[i].at);
            draft_end_cell(p->draft);
            text_code(draft_cell(p->draft), evidence_clean(p->ask->evidence, stores[i].line));
            draft_end_cell(p->draft);
            Buf *b = draft_cell(p->draft);
            if (across_chapter(p, owner))
                text_chapter_link(b, across_chapter(p, owner));
            draft_end_cell(p->draft);
        }
    }
    draft_end_table(p->draft);
}

/* -- what a reader will be able to do -- */

static const Section *section_of(const Chapter *c, const char *kind)
{
    for (uint32_t i = 0; i < c->sections_count; i++) {
        if (str_is(c->sections[i].kind, kind))
            return &c->sections[i];
    }
    return NULL;
}

static void put_section_link(const AcrossAsk *p, Buf *b, const Chapter *c, const Section *s)
{
    text_link(b, c->title, "chapter",
              arena_printf(p->insight->arena, "%s#%.*s", c->id, STR_ARG(s->slug)));
}

/* One line for each kind of knowledge, from the chapter that has most of it. */
static void write_abilities(const AcrossAsk *p)
{
    static const struct {
        const char *kind, *before, *after;
    } rows[] = {
        {"walk", "follow the code of ", " in the order in which it runs"},
        {"failures", "say what happens when something fails in ", ""},
        {"reach", "say what users can ask for that comes to ", ", and on which way"},
        {"options", "say what can be set in ", " from outside, and what holds otherwise"},
        {"fields", "say what a field of ", " means and who sets it"},
        {"changing", "change ", ", knowing what must follow"},
    };
    uint32_t shown = 0;
    Buf *b = NULL;

    for (size_t i = 0; i < ARRAY_LEN(rows) && shown < ABILITIES_SHOWN; i++) {
        const Chapter *best = NULL;
        uint32_t most = 0;

        for (uint32_t n = 1; n <= p->ask->outline->abstraction_count; n++) {
            const Chapter *ch = across_chapter(p, (uint8_t)n);
            const Section *s = ch ? section_of(ch, rows[i].kind) : NULL;
            uint32_t rows_in = s && s->blocks_count
                                   ? s->blocks[0].table.row_count + s->blocks_count
                                   : 0;

            if (rows_in > most) {
                most = rows_in;
                best = ch;
            }
        }
        if (!best)
            continue;
        if (shown++ == 0) {
            draft_section(p->draft, "abilities", "What you will be able to do");
            b = draft_prose(p->draft);
        }
        text_lit(b, "- ");
        buf_add(b, str_from(rows[i].before));
        put_section_link(p, b, best, section_of(best, rows[i].kind));
        buf_add(b, str_from(rows[i].after));
        text_lit(b, "\n");
    }
    if (shown)
        draft_end_prose(p->draft);
}

bool across_overview(const AcrossAsk *p, Chapter *ret UNUSED)
{
    if (p->ask->outline->abstraction_count < 2)
        return false;
    write_parts(p);
    write_entries(p);
    write_folders(p);
    write_stores(p);
    write_abilities(p);
    return true;
}
