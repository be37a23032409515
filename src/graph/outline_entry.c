/*
 * outline_entry.c -- where running begins, and what belongs to no chapter.
 *
 * Entry points are what the source says (main, routes, subcommands) and what manifests declare.
 * Tests and examples begin somewhere, too, but not for the reader. Lists are bounded; what is beyond
 * is counted under what was left out.
 */
#include "graph/outline_parts.h"

#include "base/vec.h"
#include "source/project.h"

enum {
    MAINS_MAX = 40,
    ROUTES_MAX = 60,
    COMMANDS_MAX = 60,
    DECLARED_MAX = 40, /* by manifests */
    LEFT_OUT_MAX = 100,
    LEFT_FILE_LINES =
        150, /* of code: a file from which on it is said that it is in no chapter */
};

VEC_TYPE(EntryPoints, EntryPoint);

typedef struct Entries {
    Choosing *c;
    EntryPoints found;
    StrMap seen; /* kind, name and path */
    uint32_t listed[NOTE_KIND_COUNT];
    uint32_t beyond[NOTE_KIND_COUNT];
} Entries;

/* -- what the source says -- */

static const char *entry_word(uint8_t kind, uint32_t *ret_max)
{
    switch (kind) {
    case NOTE_ENTRY_POINT:
        *ret_max = MAINS_MAX;
        return "main";
    case NOTE_ROUTE:
        *ret_max = ROUTES_MAX;
        return "route";
    case NOTE_COMMAND:
        *ret_max = COMMANDS_MAX;
        return "command";
    default:
        return NULL;
    }
}

static uint32_t abstraction_of(const Choosing *c, SymbolId symbol)
{
    uint32_t owner = c->outline->owner_of[symbol];

    return owner ? owner - 1 : UINT32_MAX;
}

static bool is_new_entry(Entries *e, const char *kind, Str name, Str path)
{
    return strmap_set(
        &e->seen,
        arena_printf(e->c->arena, "%s\n%.*s\n%.*s", kind, STR_ARG(name), STR_ARG(path)), 1);
}

static void add_note(Entries *e, UnitId unit, const Note *note)
{
    Choosing *c = e->c;
    const Unit *u = &c->program->units[unit];
    uint32_t max;
    const char *word = entry_word(note->kind, &max);
    SymbolId symbol = u->first_symbol + note->def;
    Str name = note->text  ? facts_name(u->facts, note->text)
               : note->def ? facts_name(u->facts, u->facts->defs[note->def].name)
                           : path_base(u->file->path);

    if (!word || !is_new_entry(e, word, name, u->file->path))
        return;
    if (e->listed[note->kind] == max) {
        e->beyond[note->kind]++;
        return;
    }
    e->listed[note->kind]++;
    *VEC_PUSH(&e->found) = (EntryPoint){.kind = str_from(word),
                                        .name = name,
                                        .path = u->file->path,
                                        .line = text_line_at(choosing_text(c, unit), note->at),
                                        .symbol = note->def ? symbol : 0,
                                        .abstraction = abstraction_of(c, symbol)};
}

/* -- what manifests declare -- */

static Str joined_path(Arena *a, Str dir, Str name)
{
    return arena_printf(a, "%.*s%s%.*s", STR_ARG(dir), dir.len ? "/" : "", STR_ARG(name));
}

/* dist/node/index.js is made of src/node/index.ts, or of src/index.ts. */
static UnitId source_of_built(const Choosing *c, Str dir, Str target)
{
    static const char *const folders[] = {"dist/", "build/", "out/", "lib/",
                                          "es/",   "esm/",   "cjs/", NULL};
    static const char *const exts[] = {"ts", "tsx", "js", "mjs", NULL};

    for (const char *const *f = folders; *f; f++) {
        if (!str_starts(target, str_from(*f)))
            continue;
        Str rest = str_sub(target, strlen(*f), target.len);
        Str ext = path_ext(rest),
            stem = ext.len ? str_sub(rest, 0, rest.len - ext.len - 1) : rest;

        for (const char *const *e = exts; *e; e++) {
            Str tries[] = {stem, path_base(stem)};

            for (size_t i = 0; i < ARRAY_LEN(tries); i++) {
                Str path = arena_printf(c->arena, "src/%.*s.%s", STR_ARG(tries[i]), *e);
                UnitId unit = program_find_unit(c->program, joined_path(c->arena, dir, path));

                if (unit != UNIT_NONE)
                    return unit;
            }
        }
    }
    return UNIT_NONE;
}

/* pkg.mod: pkg/mod.py below any folder, the first by path. */
static UnitId unit_of_module(const Choosing *c, Str module)
{
    char *path = arena_cstr(c->arena, module);

    for (size_t i = 0; i < module.len; i++)
        path[i] = path[i] == '.' ? '/' : path[i];
    Str ends[] = {arena_printf(c->arena, "/%s.py", path),
                  arena_printf(c->arena, "/%s/__init__.py", path)};
    for (UnitId u = 0; u < c->program->unit_count; u++) {
        Str p = c->program->units[u].file->path;

        for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
            if (str_ends(p, ends[i]) || str_eq(p, str_sub(ends[i], 1, ends[i].len)))
                return u;
        }
    }
    return UNIT_NONE;
}

/* "pkg.mod:func", "./lib/index.js", "src/main.rs" -> the file, if it is one that was read. */
static UnitId unit_of_target(const Choosing *c, const ProjectEntry *entry, Str *ret_name)
{
    size_t colon = str_find_char(entry->target, ':', 0);
    Str module = str_sub(entry->target, 0, colon), dir = path_dir(entry->path);

    *ret_name = colon == SIZE_MAX ? STR_NONE
                                  : str_sub(entry->target, colon + 1, entry->target.len);
    if (str_starts(module, STR("./")))
        module = str_sub(module, 2, module.len);
    if (module.len == 0)
        return UNIT_NONE;
    UnitId unit = program_find_unit(c->program, joined_path(c->arena, dir, module));
    if (unit == UNIT_NONE)
        unit = source_of_built(c, dir, module);
    if (unit == UNIT_NONE && str_find_char(module, '/', 0) == SIZE_MAX)
        unit = unit_of_module(c, module);
    return unit;
}

static SymbolId symbol_named(const Program *p, UnitId unit, Str name)
{
    const Facts *f = p->units[unit].facts;

    for (uint32_t d = 1; d < f->def_count && name.len; d++) {
        if (f->defs[d].parent == 0 && str_eq(facts_name(f, f->defs[d].name), name))
            return p->units[unit].first_symbol + d;
    }
    return 0;
}

static void add_declared(Entries *e, const ProjectEntry *entry)
{
    Choosing *c = e->c;
    Str name;

    if (!is_new_entry(e, "declared", entry->name, entry->target))
        return;
    EntryPoint point = {.kind = entry->kind,
                        .name = entry->name.len ? entry->name : entry->target,
                        .path = entry->path,
                        .line = entry->line,
                        .abstraction = UINT32_MAX};
    UnitId unit = unit_of_target(c, entry, &name);
    /* a manifest may export whole folders and data: no way in by themselves */
    if (unit == UNIT_NONE && str_is(entry->kind, "exports") && !str_is(entry->name, "."))
        return;
    if (unit != UNIT_NONE) {
        const Unit *u = &c->program->units[unit];

        point.path = u->file->path;
        point.symbol = symbol_named(c->program, unit, name);
        point.line = point.symbol ? u->facts->defs[point.symbol - u->first_symbol].line : 1;
        point.abstraction = abstraction_of(c, point.symbol ? point.symbol : u->first_symbol);
    }
    *VEC_PUSH(&e->found) = point;
}

/* A package of JavaScript that declares nothing is entered through its index.js. */
static void add_index(Entries *e, const ProjectPackage *package)
{
    static const char *const names[] = {"index.js", "index.ts", "index.mjs", NULL};
    Choosing *c = e->c;

    if (!str_is(path_base(package->path), "package.json"))
        return;
    for (size_t i = 0; i < e->found.len; i++) {
        if (str_starts(e->found.at[i].path, package->dir))
            return;
    }
    for (const char *const *n = names; *n; n++) {
        UnitId unit = program_find_unit(c->program,
                                        joined_path(c->arena, package->dir, str_from(*n)));

        if (unit == UNIT_NONE ||
            (c->program->units[unit].file->flags & (FILE_IS_TEST | FILE_IS_EXAMPLE)))
            continue;
        *VEC_PUSH(&e->found) = (EntryPoint){
            .kind = STR("main"),
            .name = package->name,
            .path = c->program->units[unit].file->path,
            .line = 1,
            .abstraction = abstraction_of(c, c->program->units[unit].first_symbol)};
        return;
    }
}

/* What users start makes its part one to begin with; a chance route in the middle does not. */
static void mark_entries(Choosing *c)
{
    for (uint32_t i = 0; i < c->outline->entry_point_count; i++) {
        const EntryPoint *e = &c->outline->entry_points[i];

        if (e->abstraction < c->outline->abstraction_count && !str_is(e->kind, "route"))
            c->outline->abstractions[e->abstraction].is_entry = true;
    }
}

/* -- what was left out -- */

VEC_TYPE(LeftOuts, LeftOut);

static void say_beyond(Entries *e, LeftOuts *left)
{
    static const struct {
        uint8_t kind;
        const char *words;
    } rows[] = {
        {NOTE_ENTRY_POINT, "programs"}, {NOTE_ROUTE, "routes"}, {NOTE_COMMAND, "commands"}};

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (e->beyond[rows[i].kind])
            *VEC_PUSH(left) = (LeftOut){
                arena_printf(e->c->arena, "%u more %s", e->beyond[rows[i].kind], rows[i].words),
                STR("more than a list can show")};
    }
}

typedef struct FolderCount {
    Str path;
    uint32_t files, chaptered, tests, examples, docs, build;
    uint64_t lines;
} FolderCount;
VEC_TYPE(FolderCounts, FolderCount);

static void count_unit(const Choosing *c, FolderCounts *folders, StrMap *ids, UnitId unit)
{
    const Unit *u = &c->program->units[unit];
    uint32_t module = c->parts.module_of_unit[unit];

    for (Str dir = path_dir(u->file->path); dir.len; dir = path_dir(dir)) {
        bool is_new;
        uint64_t *id = strmap_at(ids, dir, &is_new);

        if (is_new) {
            *id = folders->len;
            *VEC_PUSH(folders) = (FolderCount){.path = dir};
        }
        FolderCount *f = &folders->at[*id];
        f->files++;
        f->lines += u->facts->code_lines;
        f->chaptered += module != PART_NONE && c->draft_of_module[module];
        f->tests += (u->file->flags & FILE_IS_TEST) != 0;
        f->examples += (u->file->flags & FILE_IS_EXAMPLE) != 0;
        f->docs += (u->file->flags & FILE_IS_DOC) != 0;
        f->build += (u->file->flags & FILE_IS_BUILD) != 0;
    }
}

static Str reason_of(const FolderCount *f)
{
    if (f->tests * 2 > f->files)
        return STR("tests: they show how the parts are used");
    if (f->examples * 2 > f->files)
        return STR("examples: they show how the parts are used");
    if (f->docs * 2 > f->files)
        return STR("documents: the chapters quote them");
    if (f->build * 2 > f->files)
        return STR("build files: the commands come from them");
    return STR("no chapter's code refers to it");
}

static int by_path(const void *a, const void *b)
{
    const FolderCount *x = a, *y = b;

    return str_cmp(x->path, y->path);
}

static bool is_below(Str path, Str dir)
{
    return path.len > dir.len && str_starts(path, dir) && path.ptr[dir.len] == '/';
}

/* The topmost folders nothing of which is in a chapter. */
static void say_folders(Choosing *c, LeftOuts *left)
{
    FolderCounts folders = {0};
    StrMap ids = {0};
    Str reported = STR_NONE;

    for (UnitId u = 0; u < c->program->unit_count; u++)
        count_unit(c, &folders, &ids, u);
    VEC_SORT(&folders, by_path);
    for (size_t i = 0; i < folders.len && left->len < LEFT_OUT_MAX; i++) {
        const FolderCount *f = &folders.at[i];

        if (f->chaptered || (reported.len && is_below(f->path, reported)))
            continue;
        reported = f->path;
        *VEC_PUSH(left) = (LeftOut){arena_printf(c->arena, "%.*s/", STR_ARG(f->path)),
                                    reason_of(f)};
    }
    VEC_DONE(&folders);
    strmap_done(&ids);
}

static bool is_reported(const LeftOuts *left, Str path)
{
    for (size_t i = 0; i < left->len; i++) {
        if (str_ends(left->at[i].what, STR("/")) && str_starts(path, left->at[i].what))
            return true;
    }
    return false;
}

static void say_modules(Choosing *c, LeftOuts *left)
{
    for (uint32_t m = 0; m < c->parts.module_count && left->len < LEFT_OUT_MAX; m++) {
        const Module *module = &c->parts.modules[m];
        Str path = c->program->units[module->units[0]].file->path;

        if (c->draft_of_module[m] || module->code_lines < LEFT_FILE_LINES ||
            is_reported(left, path))
            continue;
        *VEC_PUSH(left) = (LeftOut){
            path, module->users
                      ? STR("all parts use it alike: a service, no part of one of them")
                      : STR("no chapter's code refers to it")};
    }
}

static void say_entries(Choosing *c, LeftOuts *left)
{
    for (uint32_t i = 0; i < c->outline->entry_point_count && left->len < LEFT_OUT_MAX; i++) {
        const EntryPoint *e = &c->outline->entry_points[i];

        if (e->abstraction == UINT32_MAX && str_is(e->kind, "main") &&
            !is_reported(left, e->path))
            *VEC_PUSH(left) = (LeftOut){
                arena_printf(c->arena, "%.*s in %.*s", STR_ARG(e->name), STR_ARG(e->path)),
                STR("a program of its own that no chapter is about")};
    }
}

void outline_find_entries(Choosing *c)
{
    Entries e = {.c = c};
    LeftOuts left = {0};
    const Project *project = c->ask->project;

    for (size_t i = 0; project && i < project->entry_count && i < DECLARED_MAX; i++)
        add_declared(&e, &project->entries[i]);
    for (size_t i = 0; project && i < project->package_count && i < DECLARED_MAX; i++)
        add_index(&e, &project->packages[i]);
    for (UnitId u = 0; u < c->program->unit_count; u++) {
        const Unit *unit = &c->program->units[u];

        if (c->parts.module_of_unit[u] == PART_NONE)
            continue;
        for (uint32_t n = 0; n < unit->facts->note_count; n++)
            add_note(&e, u, &unit->facts->notes[n]);
    }
    c->outline->entry_points = ARENA_ARRAY(c->arena, EntryPoint, e.found.len + 1);
    c->outline->entry_point_count = (uint32_t)e.found.len;
    if (e.found.len)
        memcpy(c->outline->entry_points, e.found.at, e.found.len * sizeof(EntryPoint));
    mark_entries(c);
    say_beyond(&e, &left);
    say_folders(c, &left);
    say_modules(c, &left);
    say_entries(c, &left);
    c->outline->left_out = ARENA_ARRAY(c->arena, LeftOut, left.len + 1);
    c->outline->left_out_count = (uint32_t)left.len;
    if (left.len)
        memcpy(c->outline->left_out, left.at, left.len * sizeof(LeftOut));
    VEC_DONE(&left);
    VEC_DONE(&e.found);
    strmap_done(&e.seen);
}
