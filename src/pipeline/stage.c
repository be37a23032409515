/*
 * stage.c -- a locked folder beside the course, exchanged with it at the end.
 */
#include "pipeline/stage.h"

#include "base/fault.h"
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

struct Stage {
    Arena arena;
    Str output_dir; /* without a slash at the end */
    Str dir;
    bool is_inside; /* staged in output_dir/.part */
    int lock_fd;
};

static Str without_slashes(Str path)
{
    while (path.len > 1 && path.ptr[path.len - 1] == '/')
        path.len--;
    return path;
}

static bool is_mount_point(const char *dir, const char *parent)
{
    struct stat here, above;

    return stat(dir, &here) == 0 && stat(parent, &above) == 0 &&
           (here.st_dev != above.st_dev || here.st_ino == above.st_ino);
}

static void choose_place(Stage *s)
{
    Str parent = path_dir(s->output_dir);
    const char *parent_path = parent.len                    ? arena_cstr(&s->arena, parent)
                              : s->output_dir.ptr[0] == '/' ? "/"
                                                            : ".";

    s->is_inside = path_is_dir(s->output_dir.ptr) &&
                   (is_mount_point(s->output_dir.ptr, parent_path) ||
                    access(parent_path, W_OK) != 0);
    if (s->is_inside)
        s->dir = arena_printf(&s->arena, "%s/.part", s->output_dir.ptr);
    else
        s->dir = arena_printf(&s->arena, "%s/.%.*s.part", parent_path,
                              STR_ARG(path_base(s->output_dir)));
}

static bool is_same_file(int fd, const char *path)
{
    struct stat open_file, named;

    return fstat(fd, &open_file) == 0 && stat(path, &named) == 0 &&
           open_file.st_ino == named.st_ino && open_file.st_dev == named.st_dev;
}

/* The lock lies beside the staged files, not among them: it must not be published with them. */
static ErrCode take_lock(Stage *s, Err *err)
{
    const char *path = arena_printf(&s->arena, "%s.lock", s->dir.ptr).ptr;

    s->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (s->lock_fd < 0)
        return err_set_errno(err, ERR_IO, "opening the lock '%s'", path);
    /* a run that has just ended removes its lock file: one that is no longer in its place locks nothing */
    if (flock(s->lock_fd, LOCK_EX | LOCK_NB) != 0 || !is_same_file(s->lock_fd, path))
        return err_set(err, ERR_BUSY, "another run is writing the course in '%s'",
                       s->output_dir.ptr);
    return ERR_OK;
}

/* A folder that is there and is neither empty nor a course is somebody's work: not replaced. */
static ErrCode refuse_foreign(Stage *s, Err *err)
{
    AUTO(arena_done) Arena a = {0};
    bool has_course = path_exists(path_join(&a, s->output_dir, STR("course.json")).ptr);
    DIR *d = opendir(s->output_dir.ptr);
    bool is_empty = true;

    if (!d)
        return errno == ENOENT ? ERR_OK
                               : err_set_errno(err, ERR_IO, "opening '%s'", s->output_dir.ptr);
    for (struct dirent *e; is_empty && (e = readdir(d));)
        is_empty = strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0 ||
                   strcmp(e->d_name, ".part") == 0 || strcmp(e->d_name, ".part.lock") == 0;
    closedir(d);
    if (has_course || is_empty)
        return ERR_OK;
    (void)err_set(err, ERR_USAGE, "'%s' holds something that is not a course",
                  s->output_dir.ptr);
    return err_hint(err, "choose another folder with -o, or empty this one");
}

ErrCode stage_open(const char *output_dir, Stage **ret, Err *err)
{
    Stage *s = xcalloc(1, sizeof(*s));

    s->lock_fd = -1;
    s->output_dir = arena_str(&s->arena, without_slashes(str_from(output_dir)));
    Str parent = path_dir(s->output_dir);
    ErrCode rc = ERR_OK;
    if (parent.len)
        rc = dir_make(arena_cstr(&s->arena, parent), err);
    if (rc == ERR_OK)
        rc = refuse_foreign(s, err);
    if (rc == ERR_OK) {
        choose_place(s);
        rc = take_lock(s, err);
    }
    if (rc == ERR_OK)
        rc = dir_make(s->dir.ptr, err);
    if (rc != ERR_OK) {
        stage_close(s);
        return rc;
    }
    *ret = s;
    return ERR_OK;
}

const char *stage_output_dir(const Stage *s)
{
    return s->output_dir.ptr;
}

void stage_close(Stage *s)
{
    if (!s)
        return;
    fd_close_p(&s->lock_fd);
    arena_done(&s->arena);
    free(s);
}

const char *stage_dir(const Stage *s)
{
    return s->dir.ptr;
}

ErrCode stage_put(Stage *s, Str path, Str bytes, Err *err)
{
    AUTO(arena_done) Arena a = {0};
    Str dir = path_dir(path);

    MUST(path_is_plain(path));
    if (dir.len) {
        ErrCode rc = dir_make(path_join(&a, s->dir, dir).ptr, err);

        if (rc != ERR_OK)
            return rc;
    }
    return file_write(path_join(&a, s->dir, path).ptr, bytes, false, err);
}

ErrCode stage_get(const Stage *s, Arena *a, Str path, uint64_t max_bytes, Str *ret, Err *err)
{
    return file_read(a, path_join(a, s->dir, path).ptr, max_bytes, ret, err);
}

typedef ErrCode EntryWork(Stage *s, const char *name, Err *err);

static ErrCode each_entry(Stage *s, EntryWork *work, Err *err)
{
    DIR *d = opendir(s->dir.ptr);
    ErrCode rc = ERR_OK;

    if (!d)
        return err_set_errno(err, ERR_IO, "reading '%s'", s->dir.ptr);
    for (struct dirent *e; rc == ERR_OK && (e = readdir(d));) {
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
            rc = work(s, e->d_name, err);
    }
    closedir(d);
    return rc;
}

static ErrCode clear_entry(Stage *s, const char *name, Err *err)
{
    AUTO(arena_done) Arena a = {0};

    if (strcmp(name, "steps") == 0)
        return ERR_OK;
    return dir_remove(path_join(&a, s->dir, str_from(name)).ptr, err);
}

ErrCode stage_clear(Stage *s, Err *err)
{
    return each_entry(s, clear_entry, err);
}

/* Moves one entry over what the old course has in its place; course.json waits for the end. */
static ErrCode move_entry(Stage *s, const char *name, Err *err)
{
    AUTO(arena_done) Arena a = {0};
    const char *from = path_join(&a, s->dir, str_from(name)).ptr;
    const char *to = path_join(&a, s->output_dir, str_from(name)).ptr;

    if (strcmp(name, "course.json") == 0)
        return ERR_OK;
    ErrCode rc = dir_remove(to, err);
    if (rc == ERR_OK && rename(from, to) != 0)
        rc = err_set_errno(err, ERR_IO, "publishing '%s'", to);
    return rc;
}

static ErrCode publish_inside(Stage *s, Err *err)
{
    AUTO(arena_done) Arena a = {0};
    const char *from = path_join(&a, s->dir, STR("course.json")).ptr;
    const char *to = path_join(&a, s->output_dir, STR("course.json")).ptr;

    if (unlink(to) != 0 && errno != ENOENT)
        return err_set_errno(err, ERR_IO, "replacing '%s'", to);
    ErrCode rc = each_entry(s, move_entry, err);
    if (rc == ERR_OK && rename(from, to) != 0)
        rc = err_set_errno(err, ERR_IO, "publishing '%s'", to);
    if (rc == ERR_OK)
        rc = dir_remove(s->dir.ptr, err);
    return rc;
}

static ErrCode publish_beside(Stage *s, Err *err)
{
    if (fault_here("stage.publish"))
        return err_set(err, ERR_IO, "publishing '%s': made to fail", s->output_dir.ptr);
    if (renameat2(AT_FDCWD, s->dir.ptr, AT_FDCWD, s->output_dir.ptr, RENAME_NOREPLACE) == 0)
        return ERR_OK;
    if (errno == EEXIST || errno == EINVAL) {
        /* EINVAL: the file system cannot do it without replacing; an exchange it may know */
        if (renameat2(AT_FDCWD, s->dir.ptr, AT_FDCWD, s->output_dir.ptr, RENAME_EXCHANGE) == 0)
            return dir_remove(s->dir.ptr, err);
        if (!path_exists(s->output_dir.ptr) && rename(s->dir.ptr, s->output_dir.ptr) == 0)
            return ERR_OK;
    }
    return err_set_errno(err, ERR_IO, "publishing '%s'", s->output_dir.ptr);
}

ErrCode stage_publish(Stage *s, Err *err)
{
    ErrCode rc = refuse_foreign(s, err);

    if (rc != ERR_OK)
        return rc;
    rc = s->is_inside ? publish_inside(s, err) : publish_beside(s, err);
    if (rc == ERR_OK)
        (void)unlink(arena_printf(&s->arena, "%s.lock", s->dir.ptr).ptr);
    return rc;
}
