/*
 * unpack.c -- libarchive over bytes in memory, with nothing switched on but gzip and tar.
 */
#include "web/unpack.h"

#include "base/vec.h"

#include <archive.h>
#include <archive_entry.h>

VEC_TYPE(Files, Unpacked);

typedef struct Unpacking {
    Arena *arena;
    struct archive *archive;
    Files files;
    uint64_t total;
} Unpacking;

static ErrCode check_entry(Unpacking *u, struct archive_entry *entry, Str path, Err *err)
{
    int64_t size = archive_entry_size(entry);

    if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry) ||
        archive_entry_symlink(entry))
        return err_set(err, ERR_INVALID, "'%.*s' is not a regular file", STR_ARG(path));
    if (path.len > UNPACK_PATH_MAX_BYTES || !utf8_is_valid(path) || !path_is_plain(path))
        return err_set(err, ERR_INVALID, "the archive has a path that is not plain");
    if (u->files.len && str_cmp(VEC_LAST(&u->files)->path, path) >= 0)
        return err_set(err, ERR_INVALID, "'%.*s' is not in order", STR_ARG(path));
    if (u->files.len == UNPACK_MAX_FILES)
        return err_set(err, ERR_LIMIT, "there are more than %d files", UNPACK_MAX_FILES);
    if (size < 0 || size > UNPACK_FILE_MAX_BYTES)
        return err_set(err, ERR_LIMIT, "'%.*s' is larger than %d bytes", STR_ARG(path),
                       UNPACK_FILE_MAX_BYTES);
    u->total += (uint64_t)size;
    if (u->total > UNPACK_TOTAL_MAX_BYTES)
        return err_set(err, ERR_LIMIT, "the files are larger than %d bytes",
                       UNPACK_TOTAL_MAX_BYTES);
    return ERR_OK;
}

static ErrCode broken(Unpacking *u, Err *err)
{
    const char *why = archive_error_string(u->archive);

    return err_set(err, ERR_INVALID, "the archive is broken: %s", why ? why : "it ends early");
}

static ErrCode take_file(Unpacking *u, struct archive_entry *entry, Err *err)
{
    const char *name = archive_entry_pathname(entry);
    Str path = arena_str(u->arena, str_from(name ? name : ""));
    ErrCode rc = check_entry(u, entry, path, err);

    if (rc != ERR_OK)
        return rc;
    size_t size = (size_t)archive_entry_size(entry), got = 0;
    char *bytes = arena_alloc(u->arena, size + 1);
    while (got < size) {
        la_ssize_t more = archive_read_data(u->archive, bytes + got, size - got);

        if (more <= 0)
            return broken(u, err);
        got += (size_t)more;
    }
    *VEC_PUSH(&u->files) = (Unpacked){path, {bytes, size}};
    return ERR_OK;
}

static ErrCode take_all(Unpacking *u, Err *err)
{
    struct archive_entry *entry;
    int r;

    while ((r = archive_read_next_header(u->archive, &entry)) == ARCHIVE_OK) {
        ErrCode rc = take_file(u, entry, err);

        if (rc != ERR_OK)
            return rc;
    }
    if (r != ARCHIVE_EOF)
        return broken(u, err);
    if (u->files.len == 0)
        return err_set(err, ERR_INVALID, "the archive is empty");
    return ERR_OK;
}

ErrCode unpack(Arena *a, Str archive, UnpackedList *ret, Err *err)
{
    Unpacking u = {.arena = a, .archive = archive_read_new()};
    ErrCode rc;

    MUST(u.archive);
    archive_read_support_filter_gzip(u.archive);
    archive_read_support_format_tar(u.archive);
    if (archive_read_open_memory(u.archive, archive.ptr, archive.len) != ARCHIVE_OK)
        rc = broken(&u, err);
    else
        rc = take_all(&u, err);
    archive_read_free(u.archive);
    *ret = (UnpackedList){0};
    if (rc == ERR_OK) {
        ret->at = ARENA_ARRAY(a, Unpacked, u.files.len);
        ret->len = u.files.len;
        memcpy(ret->at, u.files.at, u.files.len * sizeof(*ret->at));
    }
    VEC_DONE(&u.files);
    return rc;
}
