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
        unsigned digit = c >= '0' && c <= '9'   ? (unsigned)(c - '0')
                         : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a' + 10)
                                                : 16;

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

/* With --sparse git leaves folders that are not checked out as they are in the index; without it git
 * would write their trees into the object store. Old versions do not know it. */
static ErrCode run_ls_files(const Git *g, GitMap *ret, Err *err)
{
    static const char *const args[] = {"ls-files", "-s", "-z", "--debug", "--sparse", NULL};
    static const char *const older[] = {"ls-files", "-s", "-z", "--debug", NULL};
    ErrCode rc = git_run_mapped(g, args, ret, err);

    return rc == ERR_FAILED ? git_run_mapped(g, older, ret, err) : rc;
}

ErrCode listing_read_index(const Git *g, Listing *l, Err *err)
{
    Str record;

    if (run_ls_files(g, &l->map, err) != ERR_OK)
        return err_wrap(err, "listing the tracked files");
    Str rest = l->map.text;
    while (rest.len && str_split(&rest, '\0', &record)) {
        Listed *e = take_entry(l, record, 1);
        IndexStat st = take_stat(&rest);

        if (e && e->mode == MODE_FOLDER) {
            l->is_sparse = true;
            l->entries.len--;
        } else if (e) {
            e->stat = st;
        }
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
    Str path;       /* in the repository; "" for its root */
    GlobList rules; /* of its .gitignore */
} Level;

typedef struct Walk {
    Arena *arena;
    const WalkAsk *ask;
    Listing *listing;
    VEC(Level) levels;
} Walk;

static void walk_done(Walk *w)
{
    for (size_t i = 0; i < w->levels.len; i++)
        closedir(w->levels.at[i].dir);
    VEC_DONE(&w->levels);
}

static GlobVerdict verdict_of(const GlobList *rules, Str dir, Str path, bool is_dir)
{
    return glob_list_verdict(rules, dir.len ? str_sub(path, dir.len + 1, path.len) : path,
                             is_dir);
}

/* The nearest ignore file that says something decides. A folder above that is ignored was never
 * entered. */
static bool is_ignored(const Walk *w, Str path, bool is_dir)
{
    GlobVerdict verdict = GLOB_NO_WORD;

    for (size_t i = w->levels.len; verdict == GLOB_NO_WORD && i-- > 0;)
        verdict = verdict_of(&w->levels.at[i].rules, w->levels.at[i].path, path, is_dir);
    for (size_t i = 0; verdict == GLOB_NO_WORD && i < w->ask->above_count; i++)
        verdict = verdict_of(&w->ask->above[i].rules, w->ask->above[i].dir, path, is_dir);
    return verdict == GLOB_IGNORED;
}

/* Whether a folder above the walked one is ignored, by an ignore file above it. */
static bool is_inside_ignored(const WalkAsk *ask)
{
    for (size_t end = 0; end < ask->prefix.len; end++) {
        Str folder = str_sub(ask->prefix, 0, end);
        GlobVerdict verdict = GLOB_NO_WORD;

        if (ask->prefix.ptr[end] != '/')
            continue;
        for (size_t i = 0; verdict == GLOB_NO_WORD && i < ask->above_count; i++) {
            Str dir = ask->above[i].dir;

            if (dir.len == 0 ||
                (folder.len > dir.len && str_starts(folder, dir) && folder.ptr[dir.len] == '/'))
                verdict = verdict_of(&ask->above[i].rules, dir, folder, true);
        }
        if (verdict == GLOB_IGNORED)
            return true;
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
    if (file_read_at(w->arena, dirfd(dir), ".gitignore", IGNORE_FILE_MAX_BYTES, &text, &err) ==
        ERR_OK)
        level.rules = glob_list_parse(w->arena, text);
    *VEC_PUSH(&w->levels) = level;
    return true;
}

static bool is_own_business(const char *name)
{
    static const char *const names[] = {".",    "..",   ".git", ".hg",
                                        ".svn", ".bzr", "CVS",  "_darcs"};

    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (strcmp(name, names[i]) == 0)
            return true;
    }
    return false;
}

/* Whether it is a folder, and git's mode of it otherwise. */
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

static bool has_repository(int fd)
{
    struct stat st;

    if (fstatat(fd, ".git", &st, AT_SYMLINK_NOFOLLOW) != 0)
        return false;
    return S_ISREG(st.st_mode) || fstatat(fd, ".git/HEAD", &st, AT_SYMLINK_NOFOLLOW) == 0;
}

static void list(Walk *w, Str path, uint32_t mode, bool ignored)
{
    Listed *e = add_entry(w->listing);

    if (e)
        *e = (Listed){.path = str_sub(path, w->ask->prefix.len, path.len),
                      .mode = mode,
                      .is_ignored = ignored};
}

static void visit_folder(Walk *w, int dir_fd, const char *name, Str path)
{
    int fd = -1;

    if (w->levels.len <= w->ask->limits->depth_max)
        fd = openat(dir_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd >= 0 && w->ask->in_repository && has_repository(fd)) {
        close(fd);
        list(w, path, MODE_SUBMODULE, false);
    } else if (fd < 0 || !enter(w, fd, path)) {
        list(w, path, MODE_FOLDER, false);
    }
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
    if (is_ignored(w, path, is_dir))
        list(w, path, mode, true);
    else if (is_dir)
        visit_folder(w, dir_fd, d->d_name, path);
    else
        list(w, path, mode, false);
}

ErrCode listing_walk(Arena *a, const WalkAsk *ask, Listing *l, Err *err)
{
    AUTO(walk_done) Walk w = {.arena = a, .ask = ask, .listing = l};
    Str prefix = ask->prefix;

    if (is_inside_ignored(ask)) {
        l->ignored++;
        return ERR_OK;
    }
    int root = openat(ask->dir_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (root < 0 || !enter(&w, root, str_sub(prefix, 0, prefix.len ? prefix.len - 1 : 0)))
        return err_set_errno(err, ERR_SOURCE, "reading the folder");
    while (w.levels.len) {
        bool is_over = l->beyond || (ask->stop && *ask->stop);
        const struct dirent *d = is_over ? NULL : readdir(VEC_LAST(&w.levels)->dir);

        if (d)
            visit(&w, d);
        else
            closedir(VEC_POP(&w.levels).dir);
    }
    return ERR_OK;
}

/* -- order -- */

static int by_path(const void *x, const void *y)
{
    const Listed *a = x, *b = y;
    int order = str_cmp(a->path, b->path);

    return order ? order : b->is_tracked - a->is_tracked;
}

static void sort(Listing *l)
{
    bool is_sorted = true;

    for (size_t i = 1; is_sorted && i < l->entries.len; i++)
        is_sorted = by_path(&l->entries.at[i - 1], &l->entries.at[i]) <= 0;
    if (!is_sorted)
        VEC_SORT(&l->entries, by_path);
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

/* The part whose next entry comes first; SIZE_MAX at the end of all. */
static size_t first_part(const Listing *parts, const size_t *next, size_t count)
{
    size_t best = SIZE_MAX;

    for (size_t k = 0; k < count; k++) {
        if (next[k] < parts[k].entries.len &&
            (best == SIZE_MAX ||
             by_path(&parts[k].entries.at[next[k]], &parts[best].entries.at[next[best]]) < 0))
            best = k;
    }
    return best;
}

/* The same path again; or a file of a folder that the walk did not enter: the folder goes. */
static bool is_double(Listing *l, const Listed *e)
{
    const Listed *last = l->entries.len ? VEC_LAST(&l->entries) : NULL;

    if (!last)
        return false;
    if (str_eq(last->path, e->path))
        return true;
    if (last->mode == MODE_FOLDER && str_starts(e->path, last->path) &&
        e->path.ptr[last->path.len] == '/')
        l->entries.len--;
    return false;
}

void listing_join(Arena *a, Listing *ret, Listing *parts, size_t count)
{
    size_t next[LISTING_MAX_PARTS] = {0}, k;

    MUST(count <= LISTING_MAX_PARTS);
    for (size_t i = 0; i < count; i++) {
        sort(&parts[i]);
        ret->ignored += parts[i].ignored;
        ret->beyond += parts[i].beyond;
        ret->is_sparse |= parts[i].is_sparse;
    }
    while ((k = first_part(parts, next, count)) != SIZE_MAX) {
        const Listed *from = &parts[k].entries.at[next[k]++];

        if (is_double(ret, from))
            continue;
        if (from->is_ignored)
            ret->ignored++;
        Listed *e = from->is_ignored ? NULL : add_entry(ret);
        if (e)
            *e = *from;
    }
    move_paths(a, ret);
}
