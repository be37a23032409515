/*
 * zip.c -- libarchive's zip writer into memory.
 */
#include "export/zip.h"

#include "base/file.h"
#include "export/folder.h"
#include "export/html.h"

#include <archive.h>
#include <archive_entry.h>

typedef struct Zip {
    struct archive *archive;
    Buf out;
    Str root; /* "course-NAME" */
    Arena arena;
} Zip;

static void zip_done(Zip *z)
{
    if (z->archive)
        (void)archive_write_free(z->archive);
    buf_done(&z->out);
    arena_done(&z->arena);
}

static la_ssize_t take_bytes(struct archive *archive, void *self, const void *bytes, size_t len)
{
    Zip *z = self;

    buf_add_bytes(&z->out, bytes, len);
    if (!z->out.full)
        return (la_ssize_t)len;
    archive_set_error(archive, 0, "larger than %d bytes", ZIP_MAX_BYTES);
    return -1;
}

static ErrCode fail(Zip *z, Str path, Err *err)
{
    const char *why = archive_error_string(z->archive);

    return err_set(err, z->out.full ? ERR_LIMIT : ERR_FAILED, "packing '%.*s': %s",
                   STR_ARG(path), why ? why : "it failed");
}

static ErrCode put_entry(void *self, Str path, Str bytes, Err *err)
{
    Zip *z = self;
    AUTO(arena_done) Arena a = {0};
    struct archive_entry *entry = archive_entry_new();

    archive_entry_set_pathname(entry, path_join(&a, z->root, path).ptr);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, (la_int64_t)bytes.len);
    /* no time is set: the writer then stores 1980-01-01 in every time zone */
    bool is_good = archive_write_header(z->archive, entry) == ARCHIVE_OK &&
                   (bytes.len == 0 || archive_write_data(z->archive, bytes.ptr, bytes.len) ==
                                          (la_ssize_t)bytes.len);
    archive_entry_free(entry);
    return is_good ? ERR_OK : fail(z, path, err);
}

static ErrCode begin(Zip *z, Err *err)
{
    z->archive = archive_write_new();
    if (!z->archive || archive_write_set_format_zip(z->archive) != ARCHIVE_OK ||
        archive_write_set_options(z->archive, "zip:compression=deflate,zip:hdrcharset=UTF-8") !=
            ARCHIVE_OK ||
        archive_write_set_bytes_in_last_block(z->archive, 1) != ARCHIVE_OK ||
        archive_write_open(z->archive, z, NULL, take_bytes, NULL) != ARCHIVE_OK)
        return fail(z, STR("the archive"), err);
    return ERR_OK;
}

/* Kept work is of no use elsewhere; packages made before are not packed again. */
static bool is_packed(Str path)
{
    return !str_starts(path, STR("steps/")) && !str_starts(path, STR("html/")) &&
           !str_starts(path, STR(".")) &&
           !(str_ends(path, STR(".zip")) && !str_has(path, STR("/")));
}

static ErrCode put_files(Zip *z, const char *dir, Err *err)
{
    FileList files = {0};
    ErrCode rc = folder_files(&z->arena, dir, &files, err);

    for (size_t i = 0; rc == ERR_OK && i < files.count; i++) {
        AUTO(arena_done) Arena a = {0};
        Str bytes;

        if (!is_packed(files.paths[i]))
            continue;
        rc = file_read(&a, path_join(&a, str_from(dir), files.paths[i]).ptr,
                       FOLDER_FILE_MAX_BYTES, &bytes, err);
        if (rc == ERR_OK)
            rc = put_entry(z, files.paths[i], bytes, err);
    }
    return rc;
}

static ErrCode root_name(Arena *a, const char *course_dir, Str *ret, Err *err)
{
    CourseFolder folder;
    ErrCode rc = folder_open(course_dir, &folder, err);

    if (rc != ERR_OK)
        return rc;
    *ret = arena_printf(a, "course-%s", course_slug(a, folder.course->repository.name).ptr);
    folder_done(&folder);
    return ERR_OK;
}

ErrCode zip_name(Arena *a, const char *course_dir, Str *ret, Err *err)
{
    Str root;
    ErrCode rc = root_name(a, course_dir, &root, err);

    if (rc == ERR_OK)
        *ret = arena_printf(a, "%s.zip", root.ptr);
    return rc;
}

ErrCode export_zip(const char *course_dir, FileSink sink, Err *err)
{
    AUTO(zip_done) Zip z = {.out = BUF(ZIP_MAX_BYTES)};
    ErrCode rc = root_name(&z.arena, course_dir, &z.root, err);

    if (rc == ERR_OK)
        rc = begin(&z, err);
    if (rc == ERR_OK)
        rc = put_files(&z, course_dir, err);
    if (rc == ERR_OK)
        rc = export_html(course_dir, (FileSink){&z, put_entry}, err);
    if (rc == ERR_OK && archive_write_close(z.archive) != ARCHIVE_OK)
        rc = fail(&z, STR("the archive"), err);
    if (rc == ERR_OK)
        rc = sink.put(sink.self, arena_printf(&z.arena, "%s.zip", z.root.ptr), buf_str(&z.out),
                      err);
    return rc == ERR_OK ? rc : err_wrap(err, "writing the zip");
}
