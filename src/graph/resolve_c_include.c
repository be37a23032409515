/*
 * resolve_c_include.c -- which file an #include means, and what a unit sees by them.
 *
 * Search paths are in build files that nobody reads here. A path is looked for beside the including
 * file first; then any file whose path ends in it will do, the one in the nearest folder is taken.
 * The closure of a unit is walked anew when the unit is resolved (some ten thousand steps at most),
 * which costs less than keeping 50,000 closures.
 */
#include "graph/resolve_c.h"

enum { HOST_MAX_DEPTH = 6, HOSTS_MAX = 8, SAME_NAME_MAX = 4096 };

/* Headers of the C library and of POSIX: `<string.h>` does not mean lib/string.h. Sorted. */
static const char *const library_headers[] = {
    "aio.h",     "assert.h",  "complex.h",  "ctype.h",    "dirent.h",   "dlfcn.h",
    "errno.h",   "fcntl.h",   "fenv.h",     "float.h",    "fnmatch.h",  "glob.h",
    "grp.h",     "iconv.h",   "inttypes.h", "iso646.h",   "langinfo.h", "libgen.h",
    "limits.h",  "locale.h",  "malloc.h",   "math.h",     "memory.h",   "netdb.h",
    "poll.h",    "pthread.h", "pwd.h",      "regex.h",    "sched.h",    "semaphore.h",
    "setjmp.h",  "signal.h",  "spawn.h",    "stdalign.h", "stdarg.h",   "stdatomic.h",
    "stdbool.h", "stddef.h",  "stdint.h",   "stdio.h",    "stdlib.h",   "string.h",
    "strings.h", "syslog.h",  "termios.h",  "threads.h",  "time.h",     "uchar.h",
    "unistd.h",  "utime.h",   "wchar.h",    "wctype.h",   "windows.h",
};

static bool is_library_header(Str name)
{
    size_t low = 0, high = ARRAY_LEN(library_headers);

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int c = str_cmp(str_from(library_headers[middle]), name);

        if (c == 0)
            return true;
        if (c < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

/* -- folders -- */

static uint32_t folder_number(CState *s, StrMap *numbers, uint32_t *count, Str path)
{
    bool is_new;
    uint64_t *number = strmap_at(numbers, path, &is_new);

    if (!is_new)
        return (uint32_t)*number;
    uint32_t mine = (*count)++;
    *number = mine;
    if (path.len == 0) {
        s->folders[mine] = (CFolder){mine, 0};
        return mine;
    }
    uint32_t parent = folder_number(s, numbers, count, path_dir(path));
    s->folders[mine] = (CFolder){parent, s->folders[parent].depth + 1};
    return mine;
}

void c_find_folders(CState *s)
{
    const Program *p = s->p;
    StrMap numbers = {0};
    uint32_t count = 0, most = 1;

    for (uint32_t u = 0; u < p->unit_count; u++) {
        Str path = p->units[u].file->path;

        for (size_t i = 0; i < path.len; i++)
            most += path.ptr[i] == '/';
    }
    s->folders = ARENA_ARRAY(&s->arena, CFolder, most + 1);
    s->folder_of = ARENA_ARRAY(&s->arena, uint32_t, p->unit_count + 1);
    for (uint32_t u = 0; u < p->unit_count; u++)
        s->folder_of[u] = folder_number(s, &numbers, &count, path_dir(p->units[u].file->path));
    strmap_done(&numbers);
}

unsigned c_distance(const CState *s, UnitId a, UnitId b)
{
    uint32_t x = s->folder_of[a], y = s->folder_of[b];
    unsigned steps = 0;

    while (x != y) {
        if (s->folders[x].depth >= s->folders[y].depth)
            x = s->folders[x].parent;
        else
            y = s->folders[y].parent;
        steps++;
    }
    return steps;
}

/* -- files for other systems -- */

/* `win32/poll.c`, `net_darwin.c`: what a build for Linux leaves out. */
static bool has_foreign_name(Str path)
{
    static const char *const words[] = {
        "win32",   "win64",   "windows", "win",    "mingw",      "mingw32",
        "cygwin",  "msvc",    "msdos",   "dos",    "os2",        "vms",
        "darwin",  "macos",   "macosx",  "osx",    "mac",        "ios",
        "android", "freebsd", "openbsd", "netbsd", "dragonfly",  "sunos",
        "solaris", "illumos", "aix",     "hpux",   "irix",       "haiku",
        "qnx",     "symbian", "amiga",   "wasm",   "emscripten", "zos",
    };
    char word[16];
    size_t len = 0;

    for (size_t i = 0; i <= path.len; i++) {
        char c = i < path.len ? path.ptr[i] : '/';
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                         (c >= '0' && c <= '9');

        if (is_letter) {
            if (len < sizeof(word))
                word[len] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
            len++;
            continue;
        }
        for (size_t w = 0; w < ARRAY_LEN(words) && len && len <= sizeof(word); w++) {
            if (str_is((Str){word, len}, words[w]))
                return true;
        }
        len = 0;
    }
    return false;
}

void c_find_foreign(CState *s)
{
    s->is_foreign = ARENA_ARRAY(&s->arena, bool, s->p->unit_count + 1);
    for (uint32_t u = 0; u < s->p->unit_count; u++)
        s->is_foreign[u] = c_is_unit(s->p, u) && has_foreign_name(s->p->units[u].file->path);
}

/* -- the file that an include means -- */

/* Units by the last part of their path. */
typedef struct BaseIndex {
    StrMap first; /* base name -> unit + 1 */
    UnitId *next; /* by unit: the next one of that base name, or UNIT_NONE */
} BaseIndex;

static void index_bases(CState *s, BaseIndex *x)
{
    const Program *p = s->p;

    x->next = xcalloc(p->unit_count + 1, sizeof(*x->next));
    for (uint32_t u = p->unit_count; u-- > 0;) {
        x->next[u] = UNIT_NONE;
        if (!c_is_unit(p, u))
            continue;
        uint64_t *first = strmap_at(&x->first, path_base(p->units[u].file->path), NULL);

        if (*first)
            x->next[u] = (UnitId)(*first - 1);
        *first = (uint64_t)u + 1;
    }
}

/* "a/b" and "../c.h" to "a/c.h"; false when it leads out of the repository. */
static bool join_plain(Buf *out, Str dir, Str name)
{
    Str rest = name, part;

    buf_clear(out);
    buf_add(out, dir);
    while (str_split(&rest, '/', &part)) {
        if (part.len == 0 || str_is(part, "."))
            continue;
        if (str_is(part, "..")) {
            if (out->len == 0)
                return false;
            size_t slash = str_rfind_char(buf_str(out), '/');
            out->len = slash == SIZE_MAX ? 0 : slash;
            continue;
        }
        if (out->len)
            buf_add_char(out, '/');
        buf_add(out, part);
    }
    return out->len > 0 && !out->full;
}

static bool ends_in_path(Str path, Str end)
{
    return str_ends(path, end) &&
           (path.len == end.len || path.ptr[path.len - end.len - 1] == '/');
}

/* Leading "./" and "../" say nothing once the file is not beside the includer. */
static Str without_dots(Str path)
{
    for (;;) {
        if (str_starts(path, STR("./")))
            path = str_sub(path, 2, path.len);
        else if (str_starts(path, STR("../")))
            path = str_sub(path, 3, path.len);
        else
            return path;
    }
}

static UnitId nearest_ending_in(const CState *s, const BaseIndex *x, UnitId from, Str name)
{
    uint64_t first;
    UnitId best = UNIT_NONE;
    unsigned best_distance = 0;

    name = without_dots(name);
    if (!strmap_get(&x->first, path_base(name), &first))
        return UNIT_NONE;
    unsigned looked_at = 0;
    for (UnitId u = (UnitId)first - 1; u != UNIT_NONE && looked_at < SAME_NAME_MAX;
         u = x->next[u], looked_at++) {
        if (!ends_in_path(s->p->units[u].file->path, name) || u == from)
            continue;
        unsigned distance = c_distance(s, from, u) + c_strangeness(s, from, u);

        if (best == UNIT_NONE || distance < best_distance) {
            best = u;
            best_distance = distance;
        }
    }
    return best;
}

static UnitId included_unit(const CState *s, const BaseIndex *x, UnitId from, const Import *i,
                            Buf *path)
{
    const Unit *u = &s->p->units[from];
    Str name = facts_name(u->facts, i->module);

    if (!i->is_system && join_plain(path, path_dir(u->file->path), name)) {
        UnitId beside = program_find_unit(s->p, buf_str(path));

        if (beside != UNIT_NONE && c_is_unit(s->p, beside))
            return beside;
    }
    if (i->is_system && (is_library_header(name) || str_starts(name, STR("sys/"))))
        return UNIT_NONE;
    return nearest_ending_in(s, x, from, name);
}

/* -- hosts -- */

static Str stem_of(Str path)
{
    Str base = path_base(path);
    size_t dot = str_find_char(base, '.', 0);

    return str_sub(base, 0, dot == SIZE_MAX ? base.len : dot);
}

/* The better of two includers of a unit: of the same name, a source file rather than a header,
 * near, early in the list. */
static bool is_better_host(const CState *s, UnitId of, UnitId a, UnitId b)
{
    const Program *p = s->p;
    Str stem = stem_of(p->units[of].file->path);
    bool same_a = str_eq(stem_of(p->units[a].file->path), stem);
    bool same_b = str_eq(stem_of(p->units[b].file->path), stem);
    bool header_a = str_eq_nocase(path_ext(p->units[a].file->path), STR("h"));
    bool header_b = str_eq_nocase(path_ext(p->units[b].file->path), STR("h"));

    if (same_a != same_b)
        return same_a;
    if (header_a != header_b)
        return !header_a;
    return c_distance(s, of, a) < c_distance(s, of, b);
}

static void find_includers(CState *s)
{
    uint32_t units = s->p->unit_count, count = s->include_start[units];

    s->includer_start = ARENA_ARRAY(&s->arena, uint32_t, units + 3);
    s->includers = ARENA_ARRAY(&s->arena, UnitId, count + 1);
    for (uint32_t i = 0; i < count; i++) {
        if (s->includes[i] != UNIT_NONE)
            s->includer_start[s->includes[i] + 2]++;
    }
    for (uint32_t u = 0; u < units; u++)
        s->includer_start[u + 2] += s->includer_start[u + 1];
    for (uint32_t u = 0; u < units; u++) {
        for (uint32_t i = s->include_start[u]; i < s->include_start[u + 1]; i++) {
            if (s->includes[i] != UNIT_NONE)
                s->includers[s->includer_start[s->includes[i] + 1]++] = u;
        }
    }
}

static void find_hosts(CState *s)
{
    s->host = ARENA_ARRAY(&s->arena, UnitId, s->p->unit_count + 1);
    for (uint32_t u = 0; u < s->p->unit_count; u++) {
        UnitId best = UNIT_NONE;

        for (uint32_t i = s->includer_start[u]; i < s->includer_start[u + 1]; i++) {
            UnitId by = s->includers[i];

            if (by != u && (best == UNIT_NONE || is_better_host(s, u, by, best)))
                best = by;
        }
        s->host[u] = best;
    }
}

void c_find_includes(CState *s)
{
    const Program *p = s->p;
    BaseIndex x = {0};
    Buf path = BUF(64 << 10);
    VEC(UnitId) all = {0};

    index_bases(s, &x);
    s->include_start = ARENA_ARRAY(&s->arena, uint32_t, p->unit_count + 2);
    for (uint32_t u = 0; u < p->unit_count; u++) {
        const Facts *f = p->units[u].facts;

        s->include_start[u] = (uint32_t)all.len;
        for (uint32_t i = 0; c_is_unit(p, u) && i < f->import_count; i++) {
            UnitId to = f->imports[i].module ? included_unit(s, &x, u, &f->imports[i], &path)
                                             : UNIT_NONE;

            *VEC_PUSH(&all) = to;
        }
    }
    s->include_start[p->unit_count] = (uint32_t)all.len;
    s->includes = all.at; /* freed by the resolver's done */
    buf_done(&path);
    strmap_done(&x.first);
    free(x.next);
    find_includers(s);
    find_hosts(s);
}

/* -- what a unit sees -- */

static void see(CThread *t, UnitId u, CSight sight)
{
    if (u == UNIT_NONE || c_sight(t, u) != C_SIGHT_NONE)
        return;
    t->seen_at[u] = t->generation * 8 + sight;
    *VEC_PUSH(&t->queue) = u;
}

/* Goes on from what is in the queue at `next` and after, over the includes that count for the
 * sight: the unconditional ones, then those for any system, at last all. */
static void see_all_from(CThread *t, size_t next, CSight sight)
{
    const CState *s = t->s;
    uint32_t most = sight == C_SIGHT_CLOSURE ? 0 : sight == C_SIGHT_CONDITIONAL ? 1 : 2;

    for (; next < t->queue.len; next++) {
        UnitId u = t->queue.at[next];
        const Import *imports = t->p->units[u].facts->imports;

        for (uint32_t i = s->include_start[u]; i < s->include_start[u + 1]; i++) {
            if (imports[i - s->include_start[u]].extra <= most)
                see(t, s->includes[i], sight);
        }
    }
}

static bool is_header(const Program *p, UnitId u)
{
    Str ext = path_ext(p->units[u].file->path);

    return ext.len && (ext.ptr[0] == 'h' || ext.ptr[0] == 'H');
}

void c_look_around(CThread *t)
{
    const CState *s = t->s;
    UnitId host = t->unit;

    VEC_CLEAR(&t->queue);
    see(t, t->unit, C_SIGHT_OWN);
    see_all_from(t, 0, C_SIGHT_CLOSURE);
    see_all_from(t, 0, C_SIGHT_CONDITIONAL);
    size_t next = t->queue.len;
    for (unsigned i = 0; i < HOST_MAX_DEPTH && s->host[host] != UNIT_NONE; i++) {
        host = s->host[host];
        see(t, host, C_SIGHT_HOST);
    }
    if (!is_header(t->p, t->unit)) { /* a list of rows, say, that several files include */
        uint32_t start = s->includer_start[t->unit];
        uint32_t end = MIN_OF(s->includer_start[t->unit + 1], start + HOSTS_MAX);

        for (uint32_t i = start; i < end; i++)
            see(t, s->includers[i], C_SIGHT_HOST);
    }
    see_all_from(t, next, C_SIGHT_HOST);
}
