/*
 * listing.c -- reading what git prints, and walking.
 *
 * `ls-files --debug` tells the stat data of the index, which saves reading every file to know that
 * it is unchanged. Its form is not promised to stay: when a line is not as expected the entry simply
 * has no stat data, and the file is compared by its content.
 */
#include "source/listing.h"

#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

void listing_done(Listing *l)
{
    VEC_DONE(&l->entries);
    git_map_done(&l->map);
}

static Listed *add_entry(Listing *l)
{
    if (l->entries.len >= LISTING_MAX_ENTRIES) {
        l->beyond++;
        return NULL;
    }
    return VEC_PUSH(&l->entries);
}

/* -- git's lists -- */

/* "100644 ID 0\tPATH" or "100644 blob ID\tPATH" into a new entry; NULL when it is neither. */
static Listed *take_entry(Listing *l, Str record, unsigned id_field)
{
    Str rest = record, field, mode = STR_NONE, id = STR_NONE;
    size_t tab = str_find_char(record, '\t', 0);
    uint32_t bits = 0;

    if (tab == SIZE_MAX || tab + 1 >= record.len)
        return NULL;
    rest.len = tab;
    for (unsigned i = 0; str_split(&rest, ' ', &field); i++) {
        if (i == 0)
            mode = field;
        if (i == id_field)
            id = field;
    }
    if (id.len == 0 || id.len > GIT_ID_MAX)
        return NULL;
    for (size_t i = 0; i < mode.len; i++)
        bits = bits * 8 + (uint32_t)(mode.ptr[i] - '0');
    Listed *e = add_entry(l);
    if (!e)
        return NULL;
    e->path = str_sub(record, tab + 1, record.len);
    e->mode = bits;
    e->is_tracked = true;
    memcpy(e->id, id.ptr, id.len);
    return e;
}

/* After `label`, a number that ends at a character that is no digit; moves *s behind it. */
static bool take_number(Str *s, Str label, unsigned base, uint32_t *ret)
{
    uint64_t n = 0;
    size_t i;

    if (!str_starts(*s, label))
        return false;
    for (i = label.len; i < s->len; i++) {
        char c = s->ptr[i];
        unsigned digit = c >= '0' && c <= '9' ? (unsigned)(c - '0')
                         : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a' + 10) : 16;

        if (digit >= base)
            break;
        n = n * base + digit;
    }
    if (i == label.len || n > UINT32_MAX)
        return false;
    *ret = (uint32_t)n;
    *s = str_sub(*s, i, s->len);
    return true;
}

enum { INDEX_SKIP_WORKTREE = 1 << 30 }; /* in the flags that --debug prints */

/* The five lines of --debug at the beginning of *rest. */
static IndexStat take_stat(Str *rest)
{
    Str s = *rest;
    IndexStat st = {0};
    uint32_t ignored, flags;

    if (!take_number(&s, STR("  ctime: "), 10, &st.ctime_s) ||
        !take_number(&s, STR(":"), 10, &st.ctime_ns) ||
        !take_number(&s, STR("\n  mtime: "), 10, &st.mtime_s) ||
        !take_number(&s, STR(":"), 10, &st.mtime_ns) ||
        !take_number(&s, STR("\n  dev: "), 10, &ignored) ||
        !take_number(&s, STR("\tino: "), 10, &st.ino) ||
        !take_number(&s, STR("\n  uid: "), 10, &ignored) ||
        !take_number(&s, STR("\tgid: "), 10, &ignored) ||
        !take_number(&s, STR("\n  size: "), 10, &st.size) ||
        !take_number(&s, STR("\tflags: "), 16, &flags) || !str_starts(s, STR("\n")))
        return (IndexStat){0};
    st.is_known = true;
    st.is_outside = flags & INDEX_SKIP_WORKTREE;
    *rest = str_sub(s, 1, s.len);
    return st;
}

ErrCode listing_read_index(const Git *g, Listing *l, Err *err)
{
    static const char *const args[] = {"ls-files", "-s", "-z", "--debug", NULL};
    Str record;

    if (git_run_mapped(g, args, &l->map, err) != ERR_OK)
        return err_wrap(err, "listing the tracked files");
    Str rest = l->map.text;
    while (rest.len && str_split(&rest, '\0', &record)) {
        Listed *e = take_entry(l, record, 1);
        IndexStat st = take_stat(&rest);

        if (e)
            e->stat = st;
    }
    return ERR_OK;
}

ErrCode listing_read_tree(const Git *g, const char *commit, Listing *l, Err *err)
{
    const char *args[] = {"ls-tree", "-r", "-z", commit, NULL};
    Str record;

    if (git_run_mapped(g, args, &l->map, err) != ERR_OK)
        return err_wrap(err, "listing the files of the commit");
    Str rest = l->map.text;
    while (rest.len && str_split(&rest, '\0', &record))
        (void)take_entry(l, record, 2);
    return ERR_OK;
}

/* -- walking -- */

enum { IGNORE_FILE_MAX_BYTES = 1 << 20 };

/* One open folder on the way down, and the rules it added. */
typedef struct Level {
    DIR *dir;
    Str path;       /* "" for the root */
    GlobList rules; /* of its .gitignore */
} Level;

typedef struct Walk {
    Arena *arena;
    Listing *listing;
    const WalkAsk *ask;
    VEC(Level) levels;
} Walk;

static void walk_done(Walk *w)
{
    for (size_t i = 0; i < w->levels.len; i++)
        closedir(w->levels.at[i].dir);
    VEC_DONE(&w->levels);
}

/* The nearest .gitignore that says something decides. A folder above that is ignored was never
 * entered. */
static bool is_ignored(const Walk *w, Str path, bool is_dir)
{
    for (size_t i = w->levels.len; i-- > 0;) {
        const Level *level = &w->levels.at[i];
        Str below = level->path.len ? str_sub(path, level->path.len + 1, path.len) : path;
        GlobVerdict verdict = glob_list_verdict(&level->rules, below, is_dir);

        if (verdict != GLOB_NO_WORD)
            return verdict == GLOB_IGNORED;
    }
    for (size_t i = 0; i < w->ask->outer_count; i++) {
        const OuterRules *outer = &w->ask->outer[i];
        Str below = outer->below.len ? arena_printf(w->arena, "%.*s%.*s", STR_ARG(outer->below),
                                                    STR_ARG(path))
                                     : path;
        GlobVerdict verdict = glob_list_verdict(&outer->rules, below, is_dir);

        if (verdict != GLOB_NO_WORD)
            return verdict == GLOB_IGNORED;
    }
    return false;
}

/* Whether the walked folder, or one that it stands in, is ignored as a whole. */
static bool is_root_ignored(const WalkAsk *ask)
{
    for (size_t i = 0; i < ask->outer_count; i++) {
        Str below = ask->outer[i].below;

        for (size_t at = 0; (at = str_find_char(below, '/', at)) != SIZE_MAX; at++) {
            if (glob_list_verdict(&ask->outer[i].rules, str_sub(below, 0, at), true) == GLOB_IGNORED)
                return true;
        }
    }
    return false;
}

/* Takes `fd` over. */
static bool enter(Walk *w, int fd, Str path)
{
    Str text = STR_NONE;
    Err err;
    DIR *dir = fdopendir(fd);

    if (!dir) {
        close(fd);
        return false;
    }
    Level level = {.dir = dir, .path = path};
    if (file_read_at(w->arena, dirfd(dir), ".gitignore", IGNORE_FILE_MAX_BYTES, &text, &err) == ERR_OK)
        level.rules = glob_list_parse(w->arena, text);
    *VEC_PUSH(&w->levels) = level;
    return true;
}

static bool is_own_business(const char *name)
{
    static const char *const names[] = {".", "..", ".git", ".hg", ".svn", ".bzr", "CVS", "_darcs"};

    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (strcmp(name, names[i]) == 0)
            return true;
    }
    return false;
}

static bool entry_is_dir(int dir_fd, const struct dirent *d, uint32_t *ret_mode)
{
    struct stat st;
    unsigned char type = d->d_type;

    *ret_mode = MODE_FILE;
    if (type == DT_UNKNOWN && fstatat(dir_fd, d->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0)
        type = S_ISDIR(st.st_mode) ? DT_DIR : S_ISLNK(st.st_mode) ? DT_LNK : DT_REG;
    if (type == DT_LNK)
        *ret_mode = MODE_LINK;
    return type == DT_DIR;
}

/* A file that a rule names may be tracked all the same: whether it counts is seen in listing_join. */
static void add_ignored(Listing *l, Str path)
{
    Listed *e = add_entry(l);

    if (e)
        *e = (Listed){.path = path, .mode = MODE_FILE, .is_ignored = true};
}

static void visit(Walk *w, const struct dirent *d)
{
    Level *level = VEC_LAST(&w->levels);
    int dir_fd = dirfd(level->dir);
    uint32_t mode;

    if (is_own_business(d->d_name))
        return;
    bool is_dir = entry_is_dir(dir_fd, d, &mode);
    Str path = path_join(w->arena, level->path, str_from(d->d_name));
    if (is_ignored(w, path, is_dir)) {
        if (is_dir)
            w->listing->ignored++;
        else
            add_ignored(w->listing, path);
        return;
    }
    if (is_dir && w->levels.len <= w->ask->limits->depth_max) {
        int fd = openat(dir_fd, d->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

        if (fd >= 0 && w->ask->is_repository && faccessat(fd, ".git", F_OK, AT_SYMLINK_NOFOLLOW) == 0) {
            close(fd);
            w->listing->nested++;
            return;
        }
        if (fd >= 0 && enter(w, fd, path))
            return;
    }
    if (is_dir && w->ask->is_repository)
        return; /* what git tracks in a folder that was not entered is in its own list */
    Listed *e = add_entry(w->listing);
    if (e)
        *e = (Listed){.path = path, .mode = is_dir ? 0 : mode};
}

ErrCode listing_walk(Arena *a, const WalkAsk *ask, Listing *l, Err *err)
{
    AUTO(walk_done) Walk w = {.arena = a, .listing = l, .ask = ask};

    if (is_root_ignored(ask))
        return ERR_OK;
    int root = openat(ask->dir_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (root < 0 || !enter(&w, root, STR_NONE))
        return err_set_errno(err, ERR_SOURCE, "reading the folder");
    while (w.levels.len) {
        const struct dirent *d = l->beyond ? NULL : readdir(VEC_LAST(&w.levels)->dir);

        if (ask->stop && *ask->stop)
            return err_set(err, ERR_CANCELED, "listing the folder was interrupted");
        if (d)
            visit(&w, d);
        else
            closedir(VEC_POP(&w.levels).dir);
    }
    return ERR_OK;
}

/* -- order -- */

/* Of one path, what git tracks comes first and is kept. */
static int by_path(const void *a, const void *b)
{
    const Listed *x = a, *y = b;
    int c = str_cmp(x->path, y->path);

    return c ? c : (int)y->is_tracked - (int)x->is_tracked;
}

/* Neighbours of the same path are one; what is ignored and not tracked all the same is only counted. */
static void drop_doubles(Listing *l)
{
    size_t kept = 0;
    Str last = STR_NONE;

    for (size_t i = 0; i < l->entries.len; i++) {
        Listed e = l->entries.at[i];

        if (last.ptr && str_eq(last, e.path))
            continue;
        last = e.path;
        if (e.is_ignored)
            l->ignored++;
        else
            l->entries.at[kept++] = e;
    }
    l->entries.len = kept;
}

static void move_paths(Arena *a, Listing *l)
{
    size_t bytes = 0;
    char *at;

    for (size_t i = 0; i < l->entries.len; i++)
        bytes += l->entries.at[i].path.len + 1;
    at = arena_alloc(a, bytes + 1);
    for (size_t i = 0; i < l->entries.len; i++) {
        Str *path = &l->entries.at[i].path;

        memcpy(at, path->ptr, path->len);
        *path = (Str){at, path->len};
        at += path->len + 1;
    }
}

void listing_join(Arena *a, Listing *ret, const Listing *parts, size_t count)
{
    bool is_sorted = true;

    for (size_t k = 0; k < count; k++) {
        for (size_t i = 0; i < parts[k].entries.len; i++) {
            Listed *e = add_entry(ret);

            if (e)
                *e = parts[k].entries.at[i];
        }
        ret->ignored += parts[k].ignored;
        ret->beyond += parts[k].beyond;
        ret->nested += parts[k].nested;
    }
    for (size_t i = 1; is_sorted && i < ret->entries.len; i++)
        is_sorted = str_cmp(ret->entries.at[i - 1].path, ret->entries.at[i].path) <= 0;
    if (!is_sorted)
        VEC_SORT(&ret->entries, by_path);
    drop_doubles(ret);
    move_paths(a, ret);
}
