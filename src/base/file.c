/*
 * file.c -- reading with a limit, writing aside and renaming.
 */
#include "base/file.h"

#include "base/fault.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

void fd_close_p(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static ErrCode read_fd(Arena *a, int fd, const char *path, uint64_t max_bytes, Str *ret,
                       Err *err)
{
    struct stat st;

    if (fault_here("file.read"))
        return err_set(err, ERR_IO, "reading '%s': made to fail", path);
    if (fstat(fd, &st) != 0)
        return err_set_errno(err, ERR_IO, "reading '%s'", path);
    if (!S_ISREG(st.st_mode))
        return err_set(err, ERR_INVALID, "'%s' is not a regular file", path);
    if ((uint64_t)st.st_size > max_bytes)
        return err_set(err, ERR_LIMIT, "'%s' is larger than %llu bytes", path,
                       (unsigned long long)max_bytes);
    size_t size = (size_t)st.st_size, len = 0;
    char *bytes = arena_try(a, size + 1);
    if (!bytes)
        return err_set(err, ERR_LIMIT, "'%s' does not fit into memory", path);
    while (len < size) {
        ssize_t n = read(fd, bytes + len, size - len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return err_set_errno(err, ERR_IO, "reading '%s'", path);
        if (n == 0)
            break; /* it became shorter: what was there is what we have */
        len += (size_t)n;
    }
    *ret = (Str){bytes, len};
    return ERR_OK;
}

static ErrCode open_failed(const char *path, Err *err)
{
    ErrCode code = errno == ENOENT || errno == ENOTDIR ? ERR_NOT_FOUND : ERR_IO;

    return err_set_errno(err, code, "opening '%s'", path);
}

ErrCode file_read(Arena *a, const char *path, uint64_t max_bytes, Str *ret, Err *err)
{
    /* O_NONBLOCK: opening a FIFO must not wait for a writer */
    AUTO(fd_close_p) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

    if (fd < 0)
        return open_failed(path, err);
    return read_fd(a, fd, path, max_bytes, ret, err);
}

ErrCode file_read_at(Arena *a, int dir_fd, const char *path, uint64_t max_bytes, Str *ret,
                     Err *err)
{
    struct open_how how = {
        .flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY,
        .resolve = RESOLVE_NO_SYMLINKS | RESOLVE_BENEATH,
    };
    AUTO(fd_close_p) int fd = (int)syscall(SYS_openat2, dir_fd, path, &how, sizeof(how));

    if (fd < 0)
        return open_failed(path, err);
    return read_fd(a, fd, path, max_bytes, ret, err);
}

ErrCode fd_write_all(int fd, Str bytes, Err *err)
{
    while (bytes.len) {
        ssize_t n = write(fd, bytes.ptr, bytes.len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return err_set_errno(err, ERR_IO, "writing");
        bytes = str_sub(bytes, (size_t)n, bytes.len);
    }
    return ERR_OK;
}

static ErrCode write_aside(const char *aside, Str bytes, bool is_durable, Err *err)
{
    AUTO(fd_close_p) int fd = open(aside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

    if (fd < 0)
        return err_set_errno(err, ERR_IO, "creating '%s'", aside);
    if (fault_here("file.write"))
        return err_set(err, ERR_IO, "writing '%s': made to fail", aside);
    if (fd_write_all(fd, bytes, err) != ERR_OK)
        return err_wrap(err, "'%s'", aside);
    if (is_durable && fsync(fd) != 0)
        return err_set_errno(err, ERR_IO, "writing '%s' to the disk", aside);
    return ERR_OK;
}

ErrCode file_write(const char *path, Str bytes, bool is_durable, Err *err)
{
    AUTO(arena_done) Arena a = {0};
    /* the thread id keeps two writers of one name apart; the last one wins */
    const char *aside = arena_printf(&a, "%s.%d.tmp", path, (int)gettid()).ptr;
    ErrCode rc = write_aside(aside, bytes, is_durable, err);

    if (rc == ERR_OK && rename(aside, path) != 0)
        rc = err_set_errno(err, ERR_IO, "renaming to '%s'", path);
    if (rc != ERR_OK)
        (void)unlink(aside);
    return rc;
}

ErrCode dir_make(const char *path, Err *err)
{
    AUTO(free_p) char *part = xstrdup(path);

    for (char *p = part + 1; *p; p++) {
        if (*p != '/')
            continue;
        *p = '\0';
        if (mkdir(part, 0755) != 0 && errno != EEXIST)
            return err_set_errno(err, ERR_IO, "creating the folder '%s'", part);
        *p = '/';
    }
    if (mkdir(part, 0755) != 0 && errno != EEXIST)
        return err_set_errno(err, ERR_IO, "creating the folder '%s'", part);
    return path_is_dir(path) ? ERR_OK
                             : err_set(err, ERR_IO, "'%s' is there and is not a folder", path);
}

static ErrCode remove_entry(FTSENT *e, Err *err)
{
    switch (e->fts_info) {
    case FTS_D:
        return ERR_OK; /* removed on the way back, FTS_DP */
    case FTS_DNR:
    case FTS_ERR:
    case FTS_NS:
        if (e->fts_errno == ENOENT)
            return ERR_OK;
        errno = e->fts_errno;
        return err_set_errno(err, ERR_IO, "removing '%s'", e->fts_path);
    default:
        if (remove(e->fts_accpath) != 0 && errno != ENOENT)
            return err_set_errno(err, ERR_IO, "removing '%s'", e->fts_path);
        return ERR_OK;
    }
}

ErrCode dir_remove(const char *path, Err *err)
{
    AUTO(free_p) char *root = xstrdup(path);
    char *roots[] = {root, NULL};
    FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOSTAT, NULL);
    ErrCode rc = ERR_OK;

    if (!walk)
        return err_set_errno(err, ERR_IO, "removing '%s'", path);
    for (FTSENT *e; rc == ERR_OK && (e = fts_read(walk));)
        rc = remove_entry(e, err);
    fts_close(walk);
    return rc;
}

ErrCode dir_temp(Arena *a, const char *prefix, Str *ret, Err *err)
{
    const char *base = getenv("TMPDIR");
    Str path = arena_printf(a, "%s/%s.XXXXXX", base && *base ? base : "/tmp", prefix);

    if (!mkdtemp((char *)path.ptr))
        return err_set_errno(err, ERR_IO, "creating a temporary folder like '%s'", path.ptr);
    *ret = path;
    return ERR_OK;
}

bool path_exists(const char *path)
{
    struct stat st;

    return lstat(path, &st) == 0;
}

bool path_is_dir(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

Str path_join(Arena *a, Str dir, Str name)
{
    while (name.len && name.ptr[0] == '/')
        name = str_sub(name, 1, name.len);
    if (dir.len == 0)
        return arena_str(a, name);
    if (dir.ptr[dir.len - 1] == '/')
        return arena_printf(a, "%.*s%.*s", STR_ARG(dir), STR_ARG(name));
    return arena_printf(a, "%.*s/%.*s", STR_ARG(dir), STR_ARG(name));
}
