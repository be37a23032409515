/*
 * opening_files.c -- looking at each file once: size, times, beginning; and comparing with the commit.
 *
 * What the work tree has changed is found by the times in the index, as git does it; only files
 * whose times differ, or that are younger than the index, are compared by content. That comparison
 * applies no filter, because a filter is a program of the repository's choice. Which thread looks at
 * which file changes nothing.
 */
#include "source/opening.h"

#include "base/file.h"
#include "base/pool.h"
#include "source/blobs.h"
#include "source/paths.h"
#include "source/text.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* -- attributes -- */

static void add_attributes_file(Opening *o, int dir_fd, const char *path, Str dir)
{
    AUTO(arena_done) Arena scratch = {0};
    Str text;
    Err ignored;

    if (file_read_at(&scratch, dir_fd, path, ATTRIBUTES_FILE_MAX_BYTES, &text, &ignored) ==
        ERR_OK)
        attributes_add(o->attributes, dir, text);
}

/* Those of the folders above the analysed one, from the top down. */
static void add_attributes_above(Opening *o)
{
    AUTO(arena_done) Arena scratch = {0};
    AUTO(fd_close_p) int top = -1;
    Str prefix = o->place.prefix;

    if (prefix.len == 0 || o->place.top.len == 0)
        return;
    top = open(o->place.top.ptr, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (top < 0)
        return;
    add_attributes_file(o, top, ".gitattributes", STR(""));
    for (size_t i = 0; i + 1 < prefix.len; i++) {
        Str dir = str_sub(prefix, 0, i);

        if (prefix.ptr[i] == '/')
            add_attributes_file(o, top, path_join(&scratch, dir, STR(".gitattributes")).ptr,
                                dir);
    }
}

static Str full_dir(Opening *o, Str path)
{
    Str full = arena_printf(&o->c->arena, "%.*s%.*s", STR_ARG(o->place.prefix),
                            STR_ARG(path_dir(path)));

    return full.len && full.ptr[full.len - 1] == '/' ? str_sub(full, 0, full.len - 1) : full;
}

static bool is_attributes_file(Str path)
{
    return str_is(path_base(path), ".gitattributes");
}

static void read_attributes(Opening *o)
{
    AUTO(arena_done) Arena scratch = {0};
    Str info;
    Err ignored;

    if (o->c->git.git_dir) {
        const char *path = path_join(&scratch, o->place.git_dir, STR("info/attributes")).ptr;

        if (file_read(&scratch, path, ATTRIBUTES_FILE_MAX_BYTES, &info, &ignored) == ERR_OK)
            attributes_add_info(o->attributes, info);
    }
    add_attributes_above(o);
    /* sorted by path: "a/.gitattributes" comes before "a/b/.gitattributes" */
    for (size_t i = 0; i < o->listing.entries.len; i++) {
        Str path = o->listing.entries.at[i].path;

        if (is_attributes_file(path))
            add_attributes_file(o, o->c->dir_fd, path.ptr, full_dir(o, path));
    }
}

/* -- looking at files of the work tree -- */

static bool is_empty_blob(const char *id)
{
    return strcmp(id, "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391") == 0 ||
           strcmp(id, "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813") == 0;
}

/* Content that git saw and that has not been touched since: same size, same times (of a copy:
 * another inode, and only the time of change need be the same), and older than the index. */
static bool is_unchanged(const Opening *o, const Listed *e, const struct stat *st)
{
    const IndexStat *s = &e->stat;

    if (st->st_size == 0)
        return is_empty_blob(e->id);
    if (!s->is_known || s->size == 0 || s->size != (uint32_t)st->st_size ||
        s->mtime_s != (uint32_t)st->st_mtim.tv_sec ||
        (s->mtime_ns && st->st_mtim.tv_nsec && s->mtime_ns != (uint32_t)st->st_mtim.tv_nsec))
        return false;
    if (s->ino == (uint32_t)st->st_ino && (s->ctime_s != (uint32_t)st->st_ctim.tv_sec ||
                                           s->ctime_ns != (uint32_t)st->st_ctim.tv_nsec))
        return false;
    return st->st_mtim.tv_sec < o->index_s ||
           (st->st_mtim.tv_sec == o->index_s && st->st_mtim.tv_nsec < o->index_ns);
}

static int open_beneath(int dir_fd, const char *path)
{
    struct open_how how = {
        .flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY,
        .resolve = RESOLVE_NO_SYMLINKS | RESOLVE_BENEATH,
    };

    return (int)syscall(SYS_openat2, dir_fd, path, &how, sizeof(how));
}

/* The first `max` bytes. False when the file cannot be read. */
static bool read_start(int dir_fd, const char *path, char *buffer, size_t max, size_t *ret_len)
{
    AUTO(fd_close_p) int fd = open_beneath(dir_fd, path);
    size_t len = 0;

    while (fd >= 0 && len < max) {
        ssize_t n = read(fd, buffer + len, max - len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        if (n == 0)
            break;
        len += (size_t)n;
    }
    *ret_len = len;
    return fd >= 0;
}

static void look_at_content(Opening *o, size_t i)
{
    SourceFile *f = &o->c->files[i];
    size_t max = text_needs_whole(f->path) ? o->c->limits.file_max_bytes : HEAD_BYTES, len;
    AUTO(free_p) char *large = NULL;
    char small[HEAD_BYTES];
    char *buffer = small;

    if (max > HEAD_BYTES && f->size > HEAD_BYTES)
        buffer = large = xmalloc(max);
    if (!read_start(o->c->dir_fd, f->path.ptr, buffer, MIN_OF(max, large ? max : HEAD_BYTES),
                    &len)) {
        f->skip = SKIP_UNREADABLE;
        return;
    }
    judge_content(&o->judge, f, o->judged[i], (Str){buffer, len}, len >= f->size);
}

static bool is_at_depth_limit(const Opening *o, Str folder)
{
    uint32_t depth = 1;

    for (size_t i = 0; i < folder.len; i++)
        depth += folder.ptr[i] == '/';
    return depth > o->c->limits.depth_max;
}

static void look_at_file(void *shared, size_t i, unsigned thread UNUSED)
{
    Opening *o = shared;
    const Listed *e = &o->listing.entries.at[i];
    SourceFile *f = &o->c->files[i];
    uint32_t mode = e->mode;
    struct stat st;

    if (o->ask->stop && *o->ask->stop)
        return;
    if (mode == MODE_SUBMODULE || mode == MODE_LINK) {
        judge_name(&o->judge, f, mode);
        return;
    }
    if (fstatat(o->c->dir_fd, e->path.ptr, &st, AT_SYMLINK_NOFOLLOW) != 0) {
        o->marks[i] = MARK_GONE;
        return;
    }
    f->size = S_ISREG(st.st_mode) ? (uint64_t)st.st_size : 0;
    mode = S_ISLNK(st.st_mode)   ? MODE_LINK
           : S_ISREG(st.st_mode) ? (st.st_mode & 0100 ? MODE_EXECUTABLE : MODE_FILE)
                                 : 0;
    o->judged[i] = judge_name(&o->judge, f, mode);
    if (e->mode == MODE_FOLDER) /* the walk did not enter it */
        f->skip = is_at_depth_limit(o, f->path) ? SKIP_TOO_DEEP : SKIP_UNREADABLE;
    if (o->judged[i].needs_content)
        look_at_content(o, i);
    if (e->is_tracked && S_ISREG(st.st_mode))
        o->marks[i] |= is_unchanged(o, e, &st) ? MARK_SAME : MARK_UNSURE;
}

/* -- comparing -- */

static void set_blob(SourceFile *f, const char *id)
{
    f->has_blob = true;
    memcpy(f->blob, id, sizeof(f->blob));
}

/* Files whose times say nothing: by content. */
static ErrCode compare_unsure(Opening *o, Err *err)
{
    AUTO(arena_done) Arena scratch = {0};
    VEC(size_t) which = {0};
    ErrCode rc = ERR_OK;

    for (size_t i = 0; i < o->c->count; i++) {
        if ((o->marks[i] & MARK_UNSURE) &&
            path_check(o->c->files[i].path, &o->c->limits) == SKIP_NONE)
            *VEC_PUSH(&which) = i;
    }
    Str *paths = ARENA_ARRAY(&scratch, Str, which.len + 1);
    Str *ids = ARENA_ARRAY(&scratch, Str, which.len + 1);
    for (size_t k = 0; k < which.len; k++)
        paths[k] = o->c->files[which.at[k]].path;
    rc = blobs_hash_files(&scratch, &o->c->git, o->path.ptr, paths, which.len, ids, err);
    for (size_t k = 0; k < which.len; k++) {
        size_t i = which.at[k];

        if (rc == ERR_OK && str_is(ids[k], o->listing.entries.at[i].id))
            o->marks[i] = MARK_SAME;
        else
            o->c->files[i].flags |= FILE_IS_CHANGED;
    }
    VEC_DONE(&which);
    /* a file that became unreadable in between is no reason to give up: it counts as changed */
    return rc == ERR_FAILED ? ERR_OK : rc;
}

/* Where line ends or a filter may make the work tree's bytes differ from the blob's, the blob's id
 * is only told when the sizes are equal. */
static ErrCode check_conversions(Opening *o, Err *err)
{
    AUTO(arena_done) Arena scratch = {0};
    VEC(size_t) which = {0};

    for (size_t i = 0; i < o->c->count; i++) {
        if ((o->marks[i] & MARK_SAME) && (o->converts_all || o->judged[i].converts))
            *VEC_PUSH(&which) = i;
    }
    Str *ids = ARENA_ARRAY(&scratch, Str, which.len + 1);
    uint64_t *sizes = ARENA_ARRAY(&scratch, uint64_t, which.len + 1);
    for (size_t k = 0; k < which.len; k++)
        ids[k] = str_from(o->listing.entries.at[which.at[k]].id);
    ErrCode rc = blobs_sizes(&o->c->git, ids, which.len, sizes, err);
    for (size_t k = 0; rc == ERR_OK && k < which.len; k++) {
        if (sizes[k] != o->c->files[which.at[k]].size)
            o->marks[which.at[k]] = 0;
    }
    VEC_DONE(&which);
    return rc;
}

/* ":MODE MODE ID ID STATUS", then the path: files that are the index's but not the commit's. */
static void mark_staged(Opening *o)
{
    Str rest = o->staged, record, path;

    while (rest.len && str_split(&rest, '\0', &record) && str_split(&rest, '\0', &path)) {
        SourceFile *f = opening_find(o->c, path);

        o->c->revision.is_dirty = true;
        if (f)
            f->flags |= FILE_IS_CHANGED;
    }
}

static ErrCode compare_with_commit(Opening *o, Err *err)
{
    Revision *r = &o->c->revision;
    ErrCode rc = compare_unsure(o, err);

    if (rc == ERR_OK)
        rc = check_conversions(o, err);
    mark_staged(o);
    for (size_t i = 0; rc == ERR_OK && i < o->c->count; i++) {
        const Listed *e = &o->listing.entries.at[i];
        SourceFile *f = &o->c->files[i];

        if (o->marks[i] & MARK_SAME)
            set_blob(f, e->id);
        if (!e->is_tracked)
            f->flags |= FILE_IS_UNTRACKED;
        r->is_dirty |= (f->flags & FILE_IS_CHANGED) != 0;
        r->is_dirty |= (o->marks[i] & MARK_GONE) && e->is_tracked && !e->stat.is_outside;
    }
    return rc;
}

/* -- files of a commit -- */

static ErrCode look_at_blob_names(Opening *o, uint64_t *ret_bytes, Err *err)
{
    AUTO(arena_done) Arena scratch = {0};
    size_t count = o->c->count;
    Str *ids = ARENA_ARRAY(&scratch, Str, count + 1);
    uint64_t *sizes = ARENA_ARRAY(&scratch, uint64_t, count + 1);
    Str *texts = ARENA_ARRAY(&scratch, Str, count + 1);
    GitMap map = {0};
    size_t n = 0;

    for (size_t i = 0; i < count; i++)
        ids[i] = str_from(o->listing.entries.at[i].id);
    ErrCode rc = blobs_sizes(&o->c->git, ids, count, sizes, err);
    if (rc != ERR_OK)
        return rc;
    VEC(size_t) which = {0};
    for (size_t i = 0; i < count; i++) {
        if (is_attributes_file(o->c->files[i].path) && sizes[i] <= ATTRIBUTES_FILE_MAX_BYTES) {
            ids[n++] = str_from(o->listing.entries.at[i].id);
            *VEC_PUSH(&which) = i;
        }
    }
    rc = blobs_read(&o->c->git, ids, n, 0, texts, &map, err);
    for (size_t k = 0; rc == ERR_OK && k < n; k++)
        attributes_add(o->attributes, full_dir(o, o->c->files[which.at[k]].path), texts[k]);
    VEC_DONE(&which);
    git_map_done(&map);
    for (size_t i = 0; i < count; i++) {
        const Listed *e = &o->listing.entries.at[i];
        SourceFile *f = &o->c->files[i];

        f->size = sizes[i] == BLOB_MISSING ? 0 : sizes[i];
        o->judged[i] = judge_name(&o->judge, f, e->mode);
        if (sizes[i] == BLOB_MISSING && f->skip == SKIP_NONE) {
            f->skip = o->is_partial ? SKIP_TOO_LARGE : SKIP_UNREADABLE;
            o->judged[i].needs_content = false;
        }
        if (f->skip == SKIP_NONE)
            *ret_bytes += f->size;
        if (sizes[i] != BLOB_MISSING)
            set_blob(f, e->id);
    }
    return rc;
}

static void look_at_blob(void *shared, size_t i, unsigned thread UNUSED)
{
    Opening *o = shared;
    SourceFile *f = &o->c->files[i];
    Str text = o->c->texts[i];

    if (!o->judged[i].needs_content)
        return;
    if (!text.ptr) {
        f->skip = SKIP_UNREADABLE;
        return;
    }
    Str head = text_needs_whole(f->path) ? text : str_sub(text, 0, HEAD_BYTES);
    judge_content(&o->judge, f, o->judged[i], head, head.len == text.len);
}

static ErrCode look_at_commit(Opening *o, Err *err)
{
    AUTO(arena_done) Arena scratch = {0};
    Checkout *c = o->c;
    uint64_t bytes = 0;
    size_t n = 0;
    ErrCode rc = look_at_blob_names(o, &bytes, err);

    if (rc != ERR_OK)
        return rc;
    Str *ids = ARENA_ARRAY(&scratch, Str, c->count + 1);
    Str *texts = ARENA_ARRAY(&scratch, Str, c->count + 1);
    for (size_t i = 0; i < c->count; i++) {
        if (c->files[i].skip == SKIP_NONE)
            ids[n++] = str_from(c->files[i].blob);
    }
    if (bytes > c->limits.total_max_bytes + ((uint64_t)1 << 30))
        return err_set(err, ERR_LIMIT, "the commit's files are larger than the limit together");
    rc = blobs_read(&c->git, ids, n, bytes, texts, &c->blobs, err);
    if (rc != ERR_OK)
        return rc;
    c->texts = ARENA_ARRAY(&c->arena, Str, c->count + 1);
    n = 0;
    for (size_t i = 0; i < c->count; i++) {
        if (c->files[i].skip == SKIP_NONE)
            c->texts[i] = texts[n++];
    }
    pool_run(o->ask->threads, 0, c->count, look_at_blob, o);
    return ERR_OK;
}

ErrCode opening_look_at_files(Opening *o, Err *err)
{
    if (!o->is_work_tree)
        return look_at_commit(o, err);
    read_attributes(o);
    pool_run(o->ask->threads, 0, o->c->count, look_at_file, o);
    return o->c->git.git_dir ? compare_with_commit(o, err) : ERR_OK;
}
