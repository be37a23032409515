/*
 * cmd_export.c -- `fondation export DIR --format F`: packages a finished course.
 *
 * A folder is written aside (OUT.part) and put in its place by one rename or exchange, so that a reader
 * sees the old site or the new one.
 */
#include "cli/command.h"

#include "base/file.h"
#include "base/json.h"
#include "export/formats.h"
#include "export/zip.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/* clang-format off */
static const Option options[] = {
    {"format", 'f', OPTION_CHOICE, "F", "html|zip", "html", "a static site, or everything in one file"},
    {"output", 'o', OPTION_TEXT, "OUT", NULL, NULL, "folder or file to write (default: html or course-NAME.zip in DIR)"},
    {"quiet", 'q', OPTION_FLAG, NULL, NULL, NULL, "do not say what was written"},
    {"json", 0, OPTION_FLAG, NULL, NULL, NULL, "print the result as JSON on stdout"},
    {0},
};
/* clang-format on */

typedef struct Target {
    Str path; /* what is to be there in the end */
    Str part; /* folder or file written meanwhile */
    bool is_file;
    uint64_t files, bytes;
} Target;

static ErrCode put_file(void *self, Str path, Str bytes, Err *err)
{
    Target *t = self;
    AUTO(arena_done) Arena a = {0};

    t->files++;
    t->bytes += bytes.len;
    if (t->is_file)
        return file_write(t->path.ptr, bytes, false, err);
    Str full = path_join(&a, t->part, path);
    ErrCode rc = dir_make(arena_cstr(&a, path_dir(full)), err);
    return rc == ERR_OK ? file_write(full.ptr, bytes, false, err) : rc;
}

/* A folder that is there is replaced only when it is empty or was written by an export. */
static ErrCode refuse_foreign(const Target *t, Err *err)
{
    AUTO(arena_done) Arena a = {0};
    DIR *d = opendir(t->path.ptr);
    bool is_empty = true;

    if (!d)
        return errno == ENOENT ? ERR_OK
                               : err_set_errno(err, ERR_IO, "opening '%s'", t->path.ptr);
    for (struct dirent *e; is_empty && (e = readdir(d));)
        is_empty = strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0;
    closedir(d);
    if (is_empty || (path_exists(path_join(&a, t->path, STR("print.html")).ptr) &&
                     path_is_dir(path_join(&a, t->path, STR("assets")).ptr)))
        return ERR_OK;
    (void)err_set(err, ERR_USAGE, "'%s' holds something that is not an exported site",
                  t->path.ptr);
    return err_hint(err, "choose another folder with -o");
}

static ErrCode publish(const Target *t, Err *err)
{
    if (rename(t->part.ptr, t->path.ptr) == 0)
        return ERR_OK;
    if (renameat2(AT_FDCWD, t->part.ptr, AT_FDCWD, t->path.ptr, RENAME_EXCHANGE) != 0)
        return err_set_errno(err, ERR_IO, "putting '%s' in its place", t->path.ptr);
    return dir_remove(t->part.ptr, err);
}

static ErrCode write_folder(const ExportFormat *f, const char *course, Target *t, Err *err)
{
    ErrCode rc = refuse_foreign(t, err);

    if (rc == ERR_OK)
        rc = dir_remove(t->part.ptr, err);
    if (rc == ERR_OK)
        rc = f->alone(course, (FileSink){t, put_file}, err);
    return rc == ERR_OK ? publish(t, err) : rc;
}

static ErrCode write_file(const ExportFormat *f, const char *course, Target *t, Err *err)
{
    AUTO(arena_done) Arena a = {0};
    Str dir = path_dir(t->path);
    ErrCode rc = dir.len ? dir_make(arena_cstr(&a, dir), err) : ERR_OK;

    return rc == ERR_OK ? f->alone(course, (FileSink){t, put_file}, err) : rc;
}

static ErrCode choose_target(Arena *a, const Options *o, const ExportFormat *f, Target *ret,
                             Err *err)
{
    Str course = str_from(o->operands[0]), name = STR("html");
    ErrCode rc = f->is_file ? zip_name(a, o->operands[0], &name, err) : ERR_OK;

    if (rc != ERR_OK)
        return rc;
    ret->is_file = f->is_file;
    ret->path = option_is_set(o, "output") ? arena_str(a, option_text(o, "output"))
                                           : path_join(a, course, name);
    while (ret->path.len > 1 && ret->path.ptr[ret->path.len - 1] == '/')
        ret->path = arena_str(a, str_sub(ret->path, 0, ret->path.len - 1));
    ret->part = arena_printf(a, "%s.part", ret->path.ptr);
    return ERR_OK;
}

static void say(const Options *o, const Target *t)
{
    AUTO(buf_done) Buf out = BUF(8192);
    JsonWriter w;

    if (!option_flag(o, "json")) {
        if (!option_flag(o, "quiet"))
            printf("%s%s\n", t->path.ptr, t->is_file ? "" : "/index.html");
        return;
    }
    jw_init(&w, &out, 2);
    jw_begin_object(&w);
    jw_text(&w, "output", t->path);
    jw_u64(&w, "files", t->files);
    jw_u64(&w, "bytes", t->bytes);
    jw_end_object(&w);
    printf("%s\n", out.ptr);
}

static ErrCode export_course(Options *o, Err *err)
{
    AUTO(arena_done) Arena a = {0};
    const ExportFormat *f = export_format_find(option_text(o, "format"));
    Target t = {0};

    if (o->operand_count != 1) {
        (void)err_set(err, ERR_USAGE, "name one course folder");
        return err_hint(err, "fondation export course --format html");
    }
    ErrCode rc = choose_target(&a, o, f, &t, err);
    if (rc == ERR_OK)
        rc = t.is_file ? write_file(f, o->operands[0], &t, err)
                       : write_folder(f, o->operands[0], &t, err);
    if (rc == ERR_OK)
        say(o, &t);
    return rc;
}

static int run(const Command *c, int argc, char **argv)
{
    AUTO(options_done) Options o = {0};
    Err err = {0};
    ErrCode rc = options_read(&o, c->options, argc, argv, &err);

    if (rc == ERR_OK)
        rc = export_course(&o, &err);
    if (rc != ERR_OK && rc != ERR_USAGE)
        (void)err_wrap(&err, "could not export the course");
    return rc == ERR_OK ? 0 : command_fail(&err);
}

const Command command_export = {
    .name = "export",
    .usage = "DIR [--format F] [-o OUT]",
    .summary = "packages a finished course: a static site, a zip",
    .about =
        "Makes a package of the course in DIR. `html` is a site of static pages that needs no "
        "server, no\n"
        "network and no script; any host serves it, and index.html opens from disk. `zip` is "
        "the whole\n"
        "course in one file, the site included. The same course gives the same bytes.",
    .examples = "  fondation export course --format html\n"
                "  fondation export course --format zip -o course.zip\n",
    .options = options,
    .run = run,
};
