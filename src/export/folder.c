/*
 * folder.c -- reads a course folder and lists its files.
 */
#include "export/folder.h"

#include "base/file.h"
#include "base/vec.h"
#include "course/course_json.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

VEC_TYPE(Paths, Str);

static ErrCode list_dir(Arena *a, int dir_fd, Str below, unsigned depth, Paths *paths,
                        Err *err);

static ErrCode list_entry(Arena *a, DIR *d, const char *name, Str below, unsigned depth,
                          Paths *paths, Err *err)
{
    Str path = below.len ? path_join(a, below, str_from(name)) : arena_str(a, str_from(name));
    struct stat info;

    if (fstatat(dirfd(d), name, &info, AT_SYMLINK_NOFOLLOW) != 0)
        return err_set_errno(err, ERR_IO, "looking at '%s'", path.ptr);
    if (S_ISDIR(info.st_mode)) {
        int fd = openat(dirfd(d), name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);

        return fd < 0 ? err_set_errno(err, ERR_IO, "opening '%s'", path.ptr)
                      : list_dir(a, fd, path, depth + 1, paths, err);
    }
    if (!S_ISREG(info.st_mode))
        return ERR_OK;
    if (paths->len == FOLDER_MAX_FILES)
        return err_set(err, ERR_LIMIT, "the course has more than %d files", FOLDER_MAX_FILES);
    *VEC_PUSH(paths) = path;
    return ERR_OK;
}

/* Takes the descriptor. */
static ErrCode list_dir(Arena *a, int dir_fd, Str below, unsigned depth, Paths *paths, Err *err)
{
    DIR *d = fdopendir(dir_fd);
    ErrCode rc = ERR_OK;

    if (!d) {
        close(dir_fd);
        return err_set_errno(err, ERR_IO, "reading '%.*s'", STR_ARG(below));
    }
    if (depth > FOLDER_MAX_DEPTH)
        rc = err_set(err, ERR_LIMIT, "folders are nested deeper than %d", FOLDER_MAX_DEPTH);
    for (struct dirent *e; rc == ERR_OK && (e = readdir(d));) {
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
            rc = list_entry(a, d, e->d_name, below, depth, paths, err);
    }
    closedir(d);
    return rc;
}

static int by_bytes(const void *a, const void *b)
{
    return str_cmp(*(const Str *)a, *(const Str *)b);
}

ErrCode folder_files(Arena *a, const char *dir, FileList *ret, Err *err)
{
    Paths paths = {0};
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    ErrCode rc = fd < 0 ? err_set_errno(err, ERR_IO, "opening '%s'", dir)
                        : list_dir(a, fd, STR(""), 0, &paths, err);

    if (rc == ERR_OK) {
        VEC_SORT(&paths, by_bytes);
        ret->paths = ARENA_ARRAY(a, Str, paths.len);
        if (paths.len)
            memcpy(ret->paths, paths.at, paths.len * sizeof(Str));
        ret->count = paths.len;
    }
    VEC_DONE(&paths);
    return rc;
}

static ErrCode open_sources(CourseFolder *f, Err *err)
{
    const char *dir = path_join(&f->arena, str_from(f->dir), STR("sources")).ptr;
    FileList files = {0};

    if (!path_is_dir(dir))
        return ERR_OK;
    ErrCode rc = folder_files(&f->arena, dir, &files, err);
    for (size_t i = 0; i < files.count; i++)
        (void)strmap_set(&f->sources, files.paths[i], i);
    return rc;
}

static ErrCode open_symbols(CourseFolder *f, Err *err)
{
    const char *path = path_join(&f->arena, str_from(f->dir), STR("symbols.json")).ptr;
    Str bytes;

    if (!path_exists(path))
        return ERR_OK;
    ErrCode rc = file_read(&f->arena, path, SYMBOLS_JSON_MAX_READ, &bytes, err);
    return rc == ERR_OK ? symbols_read(&f->arena, bytes, &f->symbols, err) : rc;
}

ErrCode folder_open(const char *dir, CourseFolder *ret, Err *err)
{
    CourseFolder f = {.dir = dir};
    const char *path = path_join(&f.arena, str_from(dir), STR("course.json")).ptr;
    Str bytes;
    ErrCode rc = ERR_OK;

    if (!path_exists(path)) {
        (void)err_set(err, ERR_NOT_FOUND, "'%s' holds no course", dir);
        rc = err_hint(err, "make one with `fondation analyze REPO -o %s`", dir);
    }
    if (rc == ERR_OK)
        rc = file_read(&f.arena, path, COURSE_JSON_MAX_BYTES, &bytes, err);
    if (rc == ERR_OK)
        rc = course_read_json(&f.arena, bytes, &f.course, err);
    if (rc == ERR_OK)
        rc = open_symbols(&f, err);
    if (rc == ERR_OK)
        rc = open_sources(&f, err);
    if (rc != ERR_OK) {
        folder_done(&f);
        return rc;
    }
    *ret = f;
    return ERR_OK;
}

void folder_done(CourseFolder *f)
{
    symbols_done(&f->symbols);
    strmap_done(&f->sources);
    arena_done(&f->arena);
}
