/*
 * resolve_go_build.c -- how Go finds packages and chooses files: go.mod, import paths, build
 * constraints.
 *
 * The same name may be declared once for each system. All of those files are analysed; a reference
 * goes to the declaration that is built together with the file it stands in, and in the first
 * configuration (linux/amd64) where there still is a choice.
 */
#include "graph/resolve_go.h"

#include "base/file.h"

/* -- modules -- */

typedef struct GoModule {
    Str path; /* empty: the standard library */
    Str dir;
} GoModule;

struct GoModules {
    VEC(GoModule) modules; /* longest path first */
    bool has_files;        /* there is a go.mod */
};

static Str unquoted(Str s)
{
    s = str_trim(s);
    if (s.len >= 2 && (s.ptr[0] == '"' || s.ptr[0] == '`'))
        s = str_sub(s, 1, s.len - 1);
    return s;
}

static void add_module(GoModules *m, Str path, Str dir)
{
    *VEC_PUSH(&m->modules) = (GoModule){str_is(path, "std") ? STR("") : path, dir};
}

/* "./a/../b" below dir, without dots; false when it leads out of the repository. */
static bool join_relative(Arena *a, Str dir, Str relative, Str *ret)
{
    Str parts[128], part;
    size_t count = 0;
    AUTO(buf_done) Buf out = BUF(1 << 16);
    Str both[2] = {dir, relative};

    for (size_t i = 0; i < 2; i++) {
        while (str_split(&both[i], '/', &part)) {
            if (part.len == 0 || str_is(part, "."))
                continue;
            if (str_is(part, "..")) {
                if (count == 0)
                    return false;
                count--;
            } else if (count < ARRAY_LEN(parts)) {
                parts[count++] = part;
            }
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (i)
            buf_add_char(&out, '/');
        buf_add(&out, parts[i]);
    }
    *ret = arena_str(a, buf_str(&out));
    return true;
}

/* `PATH [version] => ./FOLDER` */
static void read_replacement(GoModules *m, Arena *a, Str dir, Str line)
{
    size_t arrow = str_find(line, STR("=>"), 0);
    Str target, joined;

    if (arrow == SIZE_MAX)
        return;
    Str old = str_trim(str_sub(line, 0, arrow));
    size_t space = str_find_char(old, ' ', 0);
    old = unquoted(str_sub(old, 0, MIN_OF(space, old.len)));
    target = unquoted(str_sub(line, arrow + 2, line.len));
    if (str_starts(target, STR("./")) || str_starts(target, STR("../"))) {
        if (join_relative(a, dir, target, &joined))
            add_module(m, old, joined);
    }
}

static void read_module_file(GoModules *m, Arena *a, Str dir, Str text)
{
    bool is_in_replace = false;
    Str line;

    while (str_line(&text, &line)) {
        size_t comment = str_find(line, STR("//"), 0);

        line = str_trim(str_sub(line, 0, MIN_OF(comment, line.len)));
        if (str_starts(line, STR("module ")))
            add_module(m, unquoted(str_sub(line, 7, line.len)), dir);
        else if (str_starts(line, STR("replace ")) && str_ends(line, STR("(")))
            is_in_replace = true;
        else if (str_starts(line, STR("replace(")))
            is_in_replace = true;
        else if (str_starts(line, STR("replace ")))
            read_replacement(m, a, dir, str_sub(line, 8, line.len));
        else if (str_is(line, ")"))
            is_in_replace = false;
        else if (is_in_replace)
            read_replacement(m, a, dir, line);
    }
}

static int longer_first(const void *x, const void *y)
{
    const GoModule *a = x, *b = y;

    if (a->path.len != b->path.len)
        return a->path.len < b->path.len ? 1 : -1;
    int c = str_cmp(a->path, b->path);
    return c ? c : str_cmp(a->dir, b->dir);
}

GoModules *go_modules_read(const Program *p, Arena *a)
{
    GoModules *m = ARENA_NEW(a, GoModules);
    size_t count;
    const SourceFile *files = checkout_files(p->checkout, &count);

    for (size_t i = 0; i < count; i++) {
        Str text;

        if (str_is(path_base(files[i].path), "go.mod") &&
            checkout_read(p->checkout, a, &files[i], &text, NULL) == ERR_OK) {
            read_module_file(m, a, path_dir(files[i].path), text);
            m->has_files = true;
        }
    }
    /* from before modules: the root's path is where the repository comes from */
    Str url = checkout_revision(p->checkout)->web_url;
    if (!m->modules.len && str_starts(url, STR("https://")))
        add_module(m, str_sub(url, 8, url.len), STR(""));
    VEC_SORT(&m->modules, longer_first);
    /* the list lives in the arena like everything else here */
    GoModule *kept = ARENA_ARRAY(a, GoModule, m->modules.len + 1);
    if (m->modules.len)
        memcpy(kept, m->modules.at, m->modules.len * sizeof(*kept));
    size_t len = m->modules.len;
    VEC_DONE(&m->modules);
    m->modules.at = kept;
    m->modules.len = len;
    return m;
}

static bool has_dir(const StrMap *dirs, Str dir)
{
    uint64_t found;

    return strmap_get(dirs, dir, &found);
}

static Str below(Arena *a, Str dir, Str rest)
{
    if (!rest.len)
        return dir;
    return dir.len ? path_join(a, dir, rest) : rest;
}

/* A repository from before modules: github.com/OWNER/NAME/a/b is a/b here if there is such a
 * folder. */
static bool find_without_modules(const StrMap *dirs, Str path, Str *ret_dir)
{
    size_t at = 0;

    for (size_t parts = 0; (at = str_find_char(path, '/', at)) != SIZE_MAX; at++) {
        if (++parts >= 2 && has_dir(dirs, str_sub(path, at + 1, path.len))) {
            *ret_dir = str_sub(path, at + 1, path.len);
            return true;
        }
    }
    return false;
}

bool go_modules_find(const GoModules *m, Arena *a, const StrMap *dirs, Str path, Str *ret_dir)
{
    for (size_t i = 0; i < m->modules.len; i++) {
        const GoModule *module = &m->modules.at[i];
        Str rest = str_sub(path, module->path.len, path.len);

        if (!module->path.len) {
            Str vendored = below(a, below(a, module->dir, STR("vendor")), path);

            *ret_dir = below(a, module->dir, path);
            if (has_dir(dirs, *ret_dir))
                return true;
            *ret_dir = vendored;
            if (has_dir(dirs, vendored))
                return true;
            continue;
        }
        if (!str_starts(path, module->path) || (rest.len && rest.ptr[0] != '/'))
            continue;
        *ret_dir = below(a, module->dir, str_sub(rest, 1, rest.len));
        if (has_dir(dirs, *ret_dir))
            return true;
    }
    return !m->has_files && find_without_modules(dirs, path, ret_dir);
}

/* -- build constraints -- */

typedef struct Target {
    const char *os, *machine;
} Target;

static const Target targets[32] = {
    {"linux", "amd64"},   {"linux", "arm64"},   {"darwin", "arm64"},    {"windows", "amd64"},
    {"linux", "386"},     {"linux", "arm"},     {"darwin", "amd64"},    {"freebsd", "amd64"},
    {"openbsd", "amd64"}, {"netbsd", "amd64"},  {"dragonfly", "amd64"}, {"solaris", "amd64"},
    {"illumos", "amd64"}, {"aix", "ppc64"},     {"plan9", "amd64"},     {"js", "wasm"},
    {"wasip1", "wasm"},   {"android", "arm64"}, {"ios", "arm64"},       {"linux", "ppc64le"},
    {"linux", "ppc64"},   {"linux", "mips64"},  {"linux", "mips64le"},  {"linux", "mips"},
    {"linux", "mipsle"},  {"linux", "riscv64"}, {"linux", "s390x"},     {"linux", "loong64"},
    {"windows", "386"},   {"windows", "arm64"}, {"plan9", "386"},       {"plan9", "arm"},
};

static const char *const other_machines[] = {"ppc",     "sparc",   "sparc64",   "armbe",
                                             "arm64be", "s390",    "mips64p32", "mips64p32le",
                                             "riscv",   "amd64p32"};
static const char *const other_systems[] = {"hurd", "nacl", "zos"};
static const char *const not_unix[] = {"windows", "plan9", "js", "wasip1"};

static const GoBuilds all_builds = UINT64_MAX, unusual_builds = UINT64_MAX << 32;

static bool is_in(Str word, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (str_is(word, words[i]))
            return true;
    }
    return false;
}

static bool has_tag(const char *os, Str tag)
{
    return str_is(tag, os) || (str_is(tag, "linux") && strcmp(os, "android") == 0) ||
           (str_is(tag, "darwin") && strcmp(os, "ios") == 0) ||
           (str_is(tag, "solaris") && strcmp(os, "illumos") == 0) ||
           (str_is(tag, "unix") && !is_in(str_from(os), not_unix, ARRAY_LEN(not_unix)));
}

/* Where the tag is set. */
static GoBuilds builds_of_tag(Str tag)
{
    GoBuilds builds = 0;
    bool is_known = str_is(tag, "unix") ||
                    is_in(tag, other_systems, ARRAY_LEN(other_systems)) ||
                    is_in(tag, other_machines, ARRAY_LEN(other_machines));

    for (size_t i = 0; i < ARRAY_LEN(targets); i++) {
        is_known |= str_is(tag, targets[i].os) || str_is(tag, targets[i].machine);
        if (has_tag(targets[i].os, tag) || str_is(tag, targets[i].machine))
            builds |= (GoBuilds)1 << i | (GoBuilds)1 << (i + 32);
    }
    if (is_known)
        return builds;
    if (str_is(tag, "gc") || str_starts(tag, STR("go1.")))
        return all_builds;
    return unusual_builds;
}

/* x_linux.go, x_amd64.go, x_linux_amd64.go, with _test before .go */
static GoBuilds builds_of_name(Str path)
{
    Str name = path_base(path), last, before;
    GoBuilds builds = all_builds;

    name = str_sub(name, 0, name.len - 3);
    if (str_ends(name, STR("_test")))
        name = str_sub(name, 0, name.len - 5);
    size_t cut = str_rfind_char(name, '_');
    if (cut == SIZE_MAX)
        return builds;
    last = str_sub(name, cut + 1, name.len);
    name = str_sub(name, 0, cut);
    cut = str_rfind_char(name, '_');
    before = cut == SIZE_MAX ? STR_NONE : str_sub(name, cut + 1, name.len);
    GoBuilds of_last = builds_of_tag(last);
    if (of_last == unusual_builds || of_last == all_builds || str_is(last, "unix"))
        return builds;
    builds &= of_last;
    bool is_machine = false;
    for (size_t i = 0; i < ARRAY_LEN(targets); i++)
        is_machine |= str_is(last, targets[i].machine);
    GoBuilds of_before = builds_of_tag(before);
    if (is_machine && before.len && of_before != unusual_builds && of_before != all_builds &&
        !str_is(before, "unix"))
        builds &= of_before;
    return builds;
}

typedef struct Constraint {
    Str text;
    size_t at;
    unsigned depth;
} Constraint;

enum { CONSTRAINT_MAX_DEPTH = 32 };

static bool accept(Constraint *c, Str token)
{
    while (c->at < c->text.len && (c->text.ptr[c->at] == ' ' || c->text.ptr[c->at] == '\t'))
        c->at++;
    if (!str_starts(str_sub(c->text, c->at, c->text.len), token))
        return false;
    c->at += token.len;
    return true;
}

static GoBuilds read_or(Constraint *c);

static GoBuilds read_not(Constraint *c)
{
    if (accept(c, STR("!")))
        return ~read_not(c);
    if (accept(c, STR("("))) {
        if (++c->depth > CONSTRAINT_MAX_DEPTH)
            return all_builds;
        GoBuilds builds = read_or(c);
        (void)accept(c, STR(")"));
        return builds;
    }
    size_t start = c->at;
    while (c->at < c->text.len && !strchr(" \t()!&|", c->text.ptr[c->at]))
        c->at++;
    return c->at > start ? builds_of_tag(str_sub(c->text, start, c->at)) : all_builds;
}

static GoBuilds read_and(Constraint *c)
{
    GoBuilds builds = read_not(c);

    while (accept(c, STR("&&")))
        builds &= read_not(c);
    return builds;
}

static GoBuilds read_or(Constraint *c)
{
    GoBuilds builds = read_and(c);

    while (accept(c, STR("||")))
        builds |= read_and(c);
    return builds;
}

/* `+build a,!b c`: words are alternatives, commas mean all of them. */
static GoBuilds read_old_form(Str text)
{
    GoBuilds builds = 0;
    Str word, tag;

    while (str_split(&text, ' ', &word)) {
        GoBuilds all = all_builds;

        if (!word.len)
            continue;
        while (str_split(&word, ',', &tag)) {
            bool is_not = str_starts(tag, STR("!"));
            GoBuilds of_tag = builds_of_tag(str_sub(tag, is_not, tag.len));

            all &= is_not ? ~of_tag : of_tag;
        }
        builds |= all;
    }
    return builds;
}

GoBuilds go_builds_of(const Unit *u)
{
    GoBuilds builds = builds_of_name(u->file->path);
    bool has_new_form = false;

    for (uint32_t i = 0; i < u->facts->note_count; i++) {
        const Note *n = &u->facts->notes[i];

        if (n->kind == NOTE_BUILD_TAG)
            has_new_form |= str_starts(facts_name(u->facts, n->text), STR("go:build "));
    }
    for (uint32_t i = 0; i < u->facts->note_count; i++) {
        const Note *n = &u->facts->notes[i];
        Str text = facts_name(u->facts, n->text);

        if (n->kind != NOTE_BUILD_TAG)
            continue;
        if (str_starts(text, STR("go:build "))) {
            Constraint c = {.text = str_sub(text, 9, text.len)};

            builds &= read_or(&c);
        } else if (!has_new_form && str_starts(text, STR("+build "))) {
            builds &= read_old_form(str_sub(text, 7, text.len));
        }
    }
    return builds;
}
