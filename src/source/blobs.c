/*
 * blobs.c -- talking to `git cat-file` and `git hash-object`, in batches.
 */
#include "source/blobs.h"

#include "base/file.h"
#include "base/map.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

static void add_lines(Buf *b, const Str *lines, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        buf_add(b, lines[i]);
        buf_add_char(b, '\n');
    }
}

/* "ID TYPE SIZE": false for "NAME missing" and anything else. */
static bool parse_header(Str line, bool *ret_blob, uint64_t *ret_size)
{
    size_t last = str_rfind_char(line, ' ');
    Str rest = str_sub(line, 0, last == SIZE_MAX ? 0 : last);
    size_t before = str_rfind_char(rest, ' ');

    if (before == SIZE_MAX)
        return false;
    *ret_blob = str_is(str_sub(rest, before + 1, rest.len), "blob");
    return parse_u64(str_sub(line, last + 1, line.len), BLOB_MISSING - 1, ret_size);
}

/* By a list of all objects that are here. In a clone without its large blobs the plain question
 * ends git at the first that is not. */
static ErrCode sizes_of_present(const Git *g, const Str *names, size_t count,
                                uint64_t *ret_sizes, Err *err)
{
    static const char *const args[] = {"cat-file",    "--batch-check", "--batch-all-objects",
                                       "--unordered", "--buffer",      NULL};
    GitMap map;
    StrMap asked = {0};
    Str rest, line;
    uint64_t size;
    bool is_blob;
    ErrCode rc = git_run_mapped(g, args, &map, err);

    if (rc != ERR_OK)
        return err_wrap(err, "asking for the sizes of files");
    strmap_reserve(&asked, count);
    for (size_t i = 0; i < count; i++)
        strmap_set(&asked, names[i], BLOB_MISSING);
    rest = map.text;
    while (str_line(&rest, &line)) {
        Str id = str_sub(line, 0, str_find_char(line, ' ', 0));
        uint64_t unused;

        if (parse_header(line, &is_blob, &size) && is_blob && strmap_get(&asked, id, &unused))
            strmap_set(&asked, id, size);
    }
    for (size_t i = 0; i < count; i++) {
        if (!strmap_get(&asked, names[i], &ret_sizes[i]))
            ret_sizes[i] = BLOB_MISSING;
    }
    strmap_done(&asked);
    git_map_done(&map);
    return ERR_OK;
}

ErrCode blobs_sizes(const Git *g, const Str *names, size_t count, uint64_t *ret_sizes, Err *err)
{
    AUTO(arena_done) Arena scratch = {0};
    AUTO(buf_done) Buf asked = BUF(SIZE_MAX);
    static const char *const args[] = {"cat-file", "--batch-check", "--buffer", NULL};
    Str rest, line;

    if (count == 0)
        return ERR_OK;
    add_lines(&asked, names, count);
    ErrCode rc = git_run_ok(&scratch, g, &(GitAsk){.args = args, .input = buf_str(&asked)},
                            &rest, err);
    if (rc == ERR_FAILED)
        return sizes_of_present(g, names, count, ret_sizes, err);
    if (rc != ERR_OK)
        return err_wrap(err, "asking for the sizes of files");
    for (size_t i = 0; i < count; i++) {
        bool is_blob = false;

        if (!str_line(&rest, &line) || !parse_header(line, &is_blob, &ret_sizes[i]) || !is_blob)
            ret_sizes[i] = BLOB_MISSING;
    }
    return ERR_OK;
}

/* An open file without a name. */
static int nameless_file(uint64_t bytes_expected, Err *err)
{
    AUTO(arena_done) Arena scratch = {0};
    Str dir;
    int fd = -1;

    if (bytes_expected <= BLOBS_IN_MEMORY_MAX) {
        fd = memfd_create("fondation-blobs", MFD_CLOEXEC);
    } else if (dir_temp(&scratch, "fondation-blobs", &dir, err) == ERR_OK) {
        const char *path = path_join(&scratch, dir, STR("blobs")).ptr;

        fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        (void)unlink(path);
        (void)rmdir(dir.ptr);
    } else {
        return -1;
    }
    if (fd < 0)
        (void)err_set_errno(err, ERR_IO, "making room for the contents of files");
    return fd;
}

static ErrCode broken(Err *err)
{
    return err_set(err, ERR_SOURCE,
                   "git's answer about the contents of files is not understood");
}

/* "HEADER\nBYTES\n" for each name. */
static ErrCode take_texts(Str all, size_t count, Str *ret_texts, Err *err)
{
    for (size_t i = 0; i < count; i++) {
        uint64_t size;
        bool is_blob;
        Str line;

        ret_texts[i] = STR_NONE;
        if (!str_line(&all, &line))
            return broken(err);
        if (!parse_header(line, &is_blob, &size))
            continue;
        if (size >= all.len)
            return broken(err);
        if (is_blob)
            ret_texts[i] = (Str){all.ptr, size};
        all = str_sub(all, size + 1, all.len);
    }
    return ERR_OK;
}

ErrCode blobs_read(const Git *g, const Str *names, size_t count, uint64_t bytes_expected,
                   Str *ret_texts, GitMap *ret_map, Err *err)
{
    AUTO(arena_done) Arena scratch = {0};
    AUTO(buf_done) Buf asked = BUF(SIZE_MAX);
    AUTO(fd_close_p) int fd = -1;
    static const char *const args[] = {"cat-file", "--batch", "--buffer", NULL};
    Str nothing;

    *ret_map = (GitMap){0};
    if (count == 0)
        return ERR_OK;
    fd = nameless_file(bytes_expected, err);
    if (fd < 0)
        return err->code;
    add_lines(&asked, names, count);
    GitAsk ask = {.args = args, .input = buf_str(&asked), .output_fd = fd};
    ErrCode rc = git_run_ok(&scratch, g, &ask, &nothing, err);
    if (rc == ERR_OK)
        rc = git_map_file(fd, ret_map, err);
    if (rc == ERR_OK)
        rc = take_texts(ret_map->text, count, ret_texts, err);
    if (rc != ERR_OK)
        return err_wrap(err, "reading the contents of files");
    return ERR_OK;
}

ErrCode blobs_hash_files(Arena *a, const Git *g, const char *dir, const Str *paths,
                         size_t count, Str *ret_ids, Err *err)
{
    AUTO(buf_done) Buf asked = BUF(SIZE_MAX);
    static const char *const args[] = {"hash-object", "--no-filters", "--stdin-paths", NULL};
    Git here = *g;
    Str rest;

    if (count == 0)
        return ERR_OK;
    here.dir = here.work_tree = dir; /* so that git takes the paths as they are */
    add_lines(&asked, paths, count);
    ErrCode rc = git_run_ok(a, &here, &(GitAsk){.args = args, .input = buf_str(&asked)}, &rest,
                            err);
    if (rc != ERR_OK)
        return err_wrap(err, "comparing files with the commit");
    for (size_t i = 0; i < count; i++) {
        if (!str_line(&rest, &ret_ids[i]))
            return broken(err);
    }
    return ERR_OK;
}
