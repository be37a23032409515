/*
 * project.c -- which files say something of the project, and what is best among what they say.
 *
 * All candidates are read in order of their paths. Commands get a score: where they stand (CI before
 * what people are told before manifests), how plain they are, how many places agree. The same commit
 * gives the same order.
 */
#include "source/project.h"

#include "base/file.h"
#include "source/document.h"
#include "source/project_parts.h"
#include "source/shell_line.h"

static const char *const words[] = {
#define X(id, word, heading) [COMMAND_##id] = word,
    COMMAND_KINDS(X)
#undef X
};

static const char *const headings[] = {
#define X(id, word, heading) [COMMAND_##id] = heading,
    COMMAND_KINDS(X)
#undef X
};

bool command_is_written(CommandOrigin origin)
{
    return origin == ORIGIN_CI || origin == ORIGIN_README || origin == ORIGIN_CONTRIBUTING;
}

const char *command_kind_word(CommandKind kind)
{
    MUST(kind < COMMAND_KIND_COUNT);
    return words[kind];
}

const char *command_kind_heading(CommandKind kind)
{
    MUST(kind < COMMAND_KIND_COUNT);
    return headings[kind];
}

bool project_starts_nocase(Str s, const char *word)
{
    Str w = str_from(word);

    return s.len >= w.len && str_eq_nocase(str_sub(s, 0, w.len), w);
}

/* -- what the readers hand over -- */

/* By CommandOrigin. */
static const int origin_scores[] = {
    [ORIGIN_CI] = 50,       [ORIGIN_README] = 47,   [ORIGIN_CONTRIBUTING] = 48,
    [ORIGIN_MANIFEST] = 42, [ORIGIN_MAKEFILE] = 42, [ORIGIN_OTHER] = 25,
};

enum { SCORE_AGREEMENT = 3, SCORE_AGREEMENT_MAX = 12, SCORE_INLINE = -2 };

void project_take_command(ProjectFile *f, CommandKind kind, CommandOrigin origin, Str command,
                          uint32_t line, int bonus)
{
    ProjectBuilder *b = f->b;

    if (b->commands.len >= PROJECT_MAX_COMMANDS || command.len == 0 || !utf8_is_valid(command))
        return;
    *VEC_PUSH(&b->commands) = (FoundCommand){
        .command = {.kind = (uint8_t)kind,
                    .origin = (uint8_t)origin,
                    .command = arena_str(b->arena, command),
                    .path = f->path,
                    .line = line},
        .score = origin_scores[origin] + bonus,
        .seen = 1,
    };
}

void project_take_shell(ProjectFile *f, CommandOrigin origin, Str line, uint32_t number,
                        int bonus)
{
    ShellLine told = shell_line_read(line);

    if (told.is_known && told.kind == COMMAND_RUN && origin == ORIGIN_CI)
        bonus -= 25; /* CI runs tools, seldom the program itself */
    if (told.is_known)
        project_take_command(f, (CommandKind)told.kind, origin, told.command, number,
                             bonus -
                                 (told.kind == COMMAND_ONE_TEST ? told.cost / 4 : told.cost));
}

void project_take_script(ProjectFile *f, CommandOrigin origin, Str script, uint32_t first,
                         int bonus)
{
    Str rest = script, line;
    uint32_t number = first;

    while (str_line(&rest, &line)) {
        uint32_t at = number++;

        while (line.len && line.ptr[line.len - 1] == '\\' && rest.len &&
               line.len < PROJECT_VALUE_MAX_BYTES) {
            Str more;

            (void)str_line(&rest, &more);
            line = arena_printf(f->b->arena, "%.*s %.*s",
                                STR_ARG(str_trim(str_sub(line, 0, line.len - 1))),
                                STR_ARG(str_trim(more)));
            number++;
        }
        project_take_shell(f, origin, line, at, bonus);
    }
}

void project_take_entry(ProjectFile *f, const char *kind, Str name, Str target, uint32_t line)
{
    ProjectBuilder *b = f->b;

    if (b->entries.len >= PROJECT_MAX_ENTRIES || name.len > PROJECT_VALUE_MAX_BYTES ||
        target.len > PROJECT_VALUE_MAX_BYTES || (name.len == 0 && target.len == 0) ||
        !utf8_is_valid(name) || !utf8_is_valid(target))
        return;
    *VEC_PUSH(&b->entries) = (ProjectEntry){.kind = str_from(kind),
                                            .name = arena_str(b->arena, name),
                                            .target = arena_str(b->arena, target),
                                            .path = f->path,
                                            .line = line};
}

void project_take_package(ProjectFile *f, Str name, Str description, uint32_t line)
{
    ProjectBuilder *b = f->b;

    if (b->packages.len >= PROJECT_MAX_PACKAGES || name.len == 0 ||
        name.len > PROJECT_VALUE_MAX_BYTES || !utf8_is_valid(name))
        return;
    if (f->is_root && b->name.len == 0)
        b->name = arena_str(b->arena, name);
    *VEC_PUSH(&b->packages) = (ProjectPackage){
        .name = arena_str(b->arena, name),
        .dir = f->dir,
        .path = f->path,
        .line = MAX_OF(line, 1u),
        .description = document_plain(b->arena,
                                      str_sub(description, 0, PROJECT_VALUE_MAX_BYTES))};
}

/* What people write for the SPDX id. */
static Str licence_id(Str written)
{
    static const char *const rows[][2] = {
        {"Apache License, Version 2.0", "Apache-2.0"},
        {"The Apache License, Version 2.0", "Apache-2.0"},
        {"The Apache Software License, Version 2.0", "Apache-2.0"},
        {"Apache License 2.0", "Apache-2.0"},
        {"Apache 2.0", "Apache-2.0"},
        {"Apache 2", "Apache-2.0"},
        {"The MIT License", "MIT"},
        {"MIT License", "MIT"},
        {"MIT license", "MIT"},
        {"BSD", "BSD-3-Clause"},
        {"BSD License", "BSD-3-Clause"},
        {"BSD-3", "BSD-3-Clause"},
        {"Eclipse Public License 1.0", "EPL-1.0"},
        {"Eclipse Public License v2.0", "EPL-2.0"},
        {"Eclipse Public License - v 2.0", "EPL-2.0"},
        {"GPLv2", "GPL-2.0"},
        {"GPLv3", "GPL-3.0"},
        {"MPL 2.0", "MPL-2.0"},
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (str_is(written, rows[i][0]))
            return str_from(rows[i][1]);
    }
    return written;
}

void project_take_licence(ProjectFile *f, Str licence)
{
    licence = licence_id(str_trim(licence));
    if (f->is_root && f->b->licence.len == 0 && licence.len && licence.len <= 80 &&
        utf8_is_valid(licence) && str_find_char(licence, '\n', 0) == SIZE_MAX &&
        !str_starts(licence, STR("SEE ")))
        f->b->licence = arena_str(f->b->arena, licence);
}

enum { DESCRIPTION_MAX_BYTES = 320 };

/* Whole sentences up to the limit; at least the first. */
static Str first_sentences(Str s)
{
    size_t end = 0;

    for (size_t i = 0; i + 1 < s.len; i++) {
        if ((s.ptr[i] == '.' || s.ptr[i] == '!') && s.ptr[i + 1] == ' ') {
            if (end && i >= DESCRIPTION_MAX_BYTES)
                return str_sub(s, 0, end);
            end = i + 1;
        }
    }
    return end && s.len > DESCRIPTION_MAX_BYTES ? str_sub(s, 0, end) : s;
}

void project_take_description(ProjectFile *f, Str text, uint32_t line)
{
    ProjectBuilder *b = f->b;

    if (!f->is_root || b->description.len || text.len > PROJECT_VALUE_MAX_BYTES ||
        !utf8_is_valid(text) || str_starts(text, STR("file:")))
        return;
    Str plain = first_sentences(document_plain(b->arena, text));
    if (str_find_char(plain, ' ', 0) == SIZE_MAX)
        return; /* a word is no description */
    b->description = plain;
    b->description_path = f->path;
    b->description_line = line;
}

/* -- documents -- */

typedef struct DocumentReader {
    ProjectFile *f;
    CommandOrigin origin;
    bool wants_commands;
    int bonus;
} DocumentReader;

static void take_section(void *self, const DocSection *s)
{
    ProjectBuilder *b = ((DocumentReader *)self)->f->b;

    if (b->sections.len < PROJECT_MAX_SECTIONS)
        *VEC_PUSH(&b->sections) = *s;
}

static void take_code(void *self, Str line, uint32_t number, bool is_inline)
{
    const DocumentReader *r = self;

    if (r->wants_commands)
        project_take_shell(r->f, r->origin, line, number,
                           r->bonus + (is_inline ? SCORE_INLINE : 0));
}

/* Documents that tell people how to build: by name, near the root. */
static bool tells_commands(const ProjectFile *f, CommandOrigin *ret, int *ret_bonus)
{
    static const char *const names[] = {"contributing", "developing",
                                        "development",  "developer",
                                        "hacking",      "building",
                                        "build",        "install",
                                        "testing"}; /* the last two only in the root: below docs/ they are for users */
    enum { ROOT_ONLY = 2 };
    unsigned depth = 0;

    for (size_t i = 0; i < f->path.len; i++)
        depth += f->path.ptr[i] == '/';
    *ret_bonus = f->is_root ? 0 : -6;
    if (project_starts_nocase(f->base, "readme")) {
        *ret = ORIGIN_README;
        return depth == 0 || (depth == 1 && project_starts_nocase(f->dir, "test"));
    }
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (project_starts_nocase(f->base, names[i])) {
            *ret = ORIGIN_CONTRIBUTING;
            return depth == 0 || (depth <= 2 && i + ROOT_ONLY < ARRAY_LEN(names));
        }
    }
    return false;
}

static void read_document(ProjectFile *f)
{
    DocumentReader r = {.f = f, .origin = ORIGIN_OTHER};
    DocumentSink sink = {.self = &r, .section = take_section, .code = take_code};

    r.wants_commands = tells_commands(f, &r.origin, &r.bonus);
    document_read(f->b->arena, f->file->language, f->path, f->text, &sink);
}

/* -- files -- */

/* Lists of changes, licences and forms: prose that explains nothing. */
static bool is_formality(Str path)
{
    static const char *const names[] = {
        "change",       "history",        "news",
        "release",      "license",        "licence",
        "copying",      "notice",         "authors",
        "thanks",       "maintainers",    "code_of_conduct",
        "security",     "issue_template", "pull_request_template",
        "requirements", "citation",       "credits",
        "contributors"};
    Str base = path_base(path);

    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (project_starts_nocase(base, names[i]))
            return true;
    }
    return str_has(path, STR("ISSUE_TEMPLATE/")) || str_has(path, STR("changelog"));
}

static bool is_document(const SourceFile *f)
{
    if (language_use(f->language) != LANGUAGE_PROSE || (f->flags & FILE_IS_BUILD) ||
        is_formality(f->path))
        return false;
    if (f->language != LANG_TEXT && f->language != LANG_ROFF)
        return true;
    /* .txt is anything; a document stands at the root or among documents */
    return !(f->flags & (FILE_IS_TEST | FILE_IS_EXAMPLE)) &&
           ((f->flags & FILE_IS_DOC) || str_find_char(f->path, '/', 0) == SIZE_MAX);
}

/* Not of the project: what tests and examples bring along. */
static bool is_aside(const SourceFile *f)
{
    return (f->flags & (FILE_IS_TEST | FILE_IS_EXAMPLE)) ||
           str_has(f->path, STR("/template")) || str_starts(f->path, STR("template"));
}

/* Any file that a reader below may know by its name. */
static bool may_tell(const SourceFile *f)
{
    LanguageUse use = language_use(f->language);

    return (f->flags & FILE_IS_BUILD) || use == LANGUAGE_BUILD || f->language == LANG_YAML ||
           f->language == LANG_TOML || f->language == LANG_INI || f->language == LANG_RUBY ||
           f->language == LANG_M4 || f->language == LANG_PYTHON || f->language == LANG_JUST;
}

static void read_file(ProjectBuilder *b, const SourceFile *file)
{
    ProjectFile f = {.b = b,
                     .file = file,
                     .path = file->path,
                     .dir = path_dir(file->path),
                     .base = path_base(file->path)};
    Err ignored;

    f.is_root = f.dir.len == 0;
    if (checkout_read(b->checkout, b->arena, file, &f.text, &ignored) != ERR_OK)
        return;
    if (is_document(file))
        read_document(&f);
    else if (!project_read_ci(&f) && !project_read_manifest(&f))
        (void)project_read_build_file(&f);
}

/* Whether read_file would know it: reading is spared otherwise. */
static bool is_wanted(ProjectBuilder *b, const SourceFile *file)
{
    if (file->skip != SKIP_NONE)
        return false;
    if (is_document(file)) {
        b->document_bytes += file->size;
        return b->document_bytes <= PROJECT_DOCS_MAX_BYTES;
    }
    if (!may_tell(file) || is_aside(file))
        return false;
    /* by name only: with an empty text the readers find nothing and say whether it is theirs */
    AUTO(arena_done) Arena scratch = {0};
    ProjectBuilder nobody = {.checkout = b->checkout, .arena = &scratch, .node_runner = "npm"};
    ProjectFile f = {.b = &nobody,
                     .file = file,
                     .path = file->path,
                     .dir = path_dir(file->path),
                     .base = path_base(file->path)};
    bool is_known = project_read_ci(&f) || project_read_manifest(&f) ||
                    project_read_build_file(&f);
    VEC_DONE(&nobody.commands);
    VEC_DONE(&nobody.entries);
    VEC_DONE(&nobody.packages);
    return is_known;
}

static const char *node_runner(const Checkout *c)
{
    static const char *const locks[][2] = {
        {"pnpm-lock.yaml", "pnpm"}, {"pnpm-workspace.yaml", "pnpm"},
        {"yarn.lock", "yarn"},      {"bun.lock", "bun"},
        {"bun.lockb", "bun"},
    };

    for (size_t i = 0; i < ARRAY_LEN(locks); i++) {
        if (checkout_find(c, str_from(locks[i][0])))
            return locks[i][1];
    }
    return "npm";
}

/* -- programs of Go: a folder below cmd/ with a main -- */

static void take_go_commands(ProjectBuilder *b, const SourceFile *files, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        Str path = files[i].path, dir = path_dir(path);
        bool is_command = str_is(path_base(dir), "cmd")
                              ? false
                              : str_is(path_base(path_dir(dir)), "cmd");
        ProjectFile f = {.b = b, .file = &files[i], .path = path, .dir = dir};

        if (files[i].skip == SKIP_NONE && files[i].language == LANG_GO &&
            str_is(path_base(path), "main.go") && !is_aside(&files[i]) &&
            (is_command || dir.len == 0))
            project_take_entry(&f, "bin",
                               dir.len ? path_base(dir) : checkout_revision(b->checkout)->name,
                               path, 1);
    }
}

/* -- choosing -- */

static int by_text(const void *x, const void *y)
{
    const FoundCommand *a = x, *b = y;

    if (a->command.kind != b->command.kind)
        return a->command.kind < b->command.kind ? -1 : 1;
    int order = str_cmp(a->command.command, b->command.command);
    if (order == 0)
        order = str_cmp(a->command.path, b->command.path);
    return order ? order
                 : (a->command.line > b->command.line) - (a->command.line < b->command.line);
}

static int by_score(const void *x, const void *y)
{
    const FoundCommand *a = x, *b = y;

    if (a->command.kind != b->command.kind)
        return a->command.kind < b->command.kind ? -1 : 1;
    if (a->score != b->score)
        return a->score > b->score ? -1 : 1;
    if (a->command.origin != b->command.origin)
        return a->command.origin < b->command.origin ? -1 : 1;
    int order = str_cmp(a->command.path, b->command.path);
    if (order)
        return order;
    return (a->command.line > b->command.line) - (a->command.line < b->command.line);
}

/* One of each text and kind: the best; the more files say it, the better it is. */
static void merge_commands(ProjectBuilder *b)
{
    size_t kept = 0;
    Str path = STR_NONE; /* that said it last */

    VEC_SORT(&b->commands, by_text);
    for (size_t i = 0; i < b->commands.len; i++) {
        FoundCommand *last = kept ? &b->commands.at[kept - 1] : NULL;
        FoundCommand c = b->commands.at[i];

        if (!last || last->command.kind != c.command.kind ||
            !str_eq(last->command.command, c.command.command)) {
            b->commands.at[kept++] = c;
        } else {
            uint32_t seen = last->seen + !str_eq(path, c.command.path);

            if (c.score > last->score)
                *last = c;
            last->seen = seen;
        }
        path = c.command.path;
    }
    b->commands.len = kept;
}

static void choose_commands(ProjectBuilder *b)
{
    merge_commands(b);
    size_t kept = b->commands.len;
    for (size_t i = 0; i < kept; i++) {
        FoundCommand *c = &b->commands.at[i];

        c->score += (int)MIN_OF((c->seen - 1) * SCORE_AGREEMENT, (uint32_t)SCORE_AGREEMENT_MAX);
    }
    VEC_SORT(&b->commands, by_score);
    Project *p = b->project;
    p->commands = ARENA_ARRAY(b->arena, ProjectCommand, kept + 1);
    for (size_t i = 0; i < kept; i++)
        p->commands[p->command_count++] = b->commands.at[i].command;
}

static bool is_readme(Str path)
{
    return project_starts_nocase(path, "readme");
}

static int readme_first(const void *x, const void *y)
{
    const DocSection *a = x, *b = y;
    bool a_first = is_readme(a->path), b_first = is_readme(b->path);

    if (a_first != b_first)
        return a_first ? -1 : 1;
    int order = str_cmp(a->path, b->path);
    return order ? order : (a->line > b->line) - (a->line < b->line);
}

#define MOVE(b, vec, Type, at_field, count_field)                                     \
    do {                                                                              \
        (b)->project->at_field = ARENA_ARRAY((b)->arena, Type, (b)->vec.len + 1);     \
        if ((b)->vec.len)                                                             \
            memcpy((b)->project->at_field, (b)->vec.at, (b)->vec.len * sizeof(Type)); \
        (b)->project->count_field = (b)->vec.len;                                     \
        VEC_DONE(&(b)->vec);                                                          \
    } while (0)

/* -- name and description -- */

/* "@scope/name" -> "name"; what a workspace's root is called by is no name of the project. */
static Str plain_package_name(Str name)
{
    static const char *const suffixes[] = {"-monorepo", "-root", "-workspace", "-repo"};

    if (name.len && name.ptr[0] == '@')
        name = path_base(name);
    for (size_t i = 0; i < ARRAY_LEN(suffixes); i++) {
        if (str_ends(name, str_from(suffixes[i])))
            name.len -= strlen(suffixes[i]);
    }
    return path_base(name);
}

static bool is_name_of_no_project(Str name)
{
    static const char *const names[] = {"",    "root",    "monorepo", "workspace", "parent",
                                        "app", "project", "src",      "main"};

    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (str_eq_nocase(name, str_from(names[i])))
            return true;
    }
    return false;
}

static Str choose_name(const ProjectBuilder *b)
{
    const Revision *r = checkout_revision(b->checkout);
    Str own = plain_package_name(b->name);

    for (size_t i = 0; i < b->packages.len; i++) { /* as the project writes it */
        Str name = plain_package_name(b->packages.at[i].name);

        if (str_eq_nocase(name, r->name))
            return name;
    }
    if (r->origin.len || is_name_of_no_project(own))
        return r->name;
    return own;
}

static void choose_description(ProjectBuilder *b, const SourceFile *files, size_t count)
{
    Project *p = b->project;

    if (b->description.len) {
        p->description = b->description;
        p->description_path = b->description_path;
        p->description_line = p->description_end_line = b->description_line;
        return;
    }
    for (size_t i = 0; i < count; i++) {
        Str text;
        Err ignored;

        if (files[i].skip != SKIP_NONE || !is_readme(files[i].path) ||
            str_find_char(files[i].path, '/', 0) != SIZE_MAX ||
            checkout_read(b->checkout, b->arena, &files[i], &text, &ignored) != ERR_OK)
            continue;
        p->description = first_sentences(
            document_introduction(b->arena, files[i].language, text, p->name,
                                  &p->description_line, &p->description_end_line));
        if (p->description.len) {
            p->description_path = files[i].path;
            return;
        }
    }
    for (size_t i = 0; i < b->packages.len;
         i++) { /* of the package that the project is named after */
        const ProjectPackage *k = &b->packages.at[i];

        if (k->description.len && str_eq_nocase(plain_package_name(k->name), p->name)) {
            p->description = k->description;
            p->description_path = k->path;
            p->description_line = p->description_end_line = k->line;
            return;
        }
    }
}

void project_read(const Checkout *c, Arena *a, Project *ret)
{
    ProjectBuilder b = {
        .checkout = c, .arena = a, .project = ret, .node_runner = node_runner(c)};
    size_t count;
    const SourceFile *files = checkout_files(c, &count);

    *ret = (Project){0};
    for (size_t i = 0; i < count; i++) {
        if (is_wanted(&b, &files[i]))
            read_file(&b, &files[i]);
    }
    take_go_commands(&b, files, count);
    choose_commands(&b);
    VEC_DONE(&b.commands);
    ret->name = choose_name(&b);
    choose_description(&b, files, count);
    ret->licence = b.licence.len ? b.licence : project_licence_of_files(&b, files, count);
    VEC_SORT(&b.sections, readme_first);
    MOVE(&b, sections, DocSection, sections, section_count);
    MOVE(&b, entries, ProjectEntry, entries, entry_count);
    MOVE(&b, packages, ProjectPackage, packages, package_count);
}
