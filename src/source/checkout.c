/*
 * checkout.c -- listing a work tree. (First version: tracked files by `git ls-files`, else a walk.)
 */
#include "source/checkout.h"

#include "base/file.h"
#include "base/proc.h"
#include "base/vec.h"

#include <fcntl.h>
#include <sys/stat.h>

static const char *const skip_words[] = {
#define X(id, words) [SKIP_##id] = words,
    SKIP_REASONS(X)
#undef X
};

const char *skip_reason_words(SkipReason reason)
{
    MUST(reason < SKIP_REASON_COUNT);
    return skip_words[reason];
}

const char *skip_reason_name(SkipReason reason)
{
    static const char *const names[] = {
#define X(id, words) [SKIP_##id] = #id,
        SKIP_REASONS(X)
#undef X
    };
    MUST(reason < SKIP_REASON_COUNT);
    return names[reason];
}

struct Checkout {
    Arena arena;
    int dir_fd;
    VEC(SourceFile) files;
    uint64_t skipped[SKIP_REASON_COUNT];
    Revision revision;
};

enum { FILE_MAX_BYTES = 1 << 20, LIST_MAX_BYTES = 256 << 20 };

static int by_path(const void *a, const void *b)
{
    return str_cmp(((const SourceFile *)a)->path, ((const SourceFile *)b)->path);
}

ErrCode checkout_open(const CheckoutAsk *ask, Checkout **ret, Err *err)
{
    Checkout *c = xcalloc(1, sizeof(*c));
    const char *argv[] = {"git", "-C", ask->path, "ls-files", "-z", NULL};
    ProcAsk run = {.argv = argv, .output_max_bytes = LIST_MAX_BYTES, .deadline_ms = 60000};
    ProcTold told;
    Str path;

    c->dir_fd = open(ask->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    ErrCode rc = proc_run_ok(&c->arena, &run, &told, err);
    if (rc != ERR_OK) {
        checkout_close(c);
        return rc;
    }
    Str rest = told.output;
    while (str_split(&rest, '\0', &path)) {
        struct stat st;

        if (path.len == 0 || fstatat(c->dir_fd, path.ptr, &st, AT_SYMLINK_NOFOLLOW) != 0 ||
            !S_ISREG(st.st_mode))
            continue;
        LanguageId language = language_of(path, STR(""));
        SkipReason skip = st.st_size > FILE_MAX_BYTES ? SKIP_TOO_LARGE
                          : language == LANG_NONE    ? SKIP_UNKNOWN
                                                     : SKIP_NONE;
        *VEC_PUSH(&c->files) = (SourceFile){
            .path = path, .size = (uint64_t)st.st_size, .language = language, .skip = skip};
        c->skipped[skip]++;
    }
    VEC_SORT(&c->files, by_path);
    c->revision.name = path_base(arena_str(&c->arena, str_from(ask->path)));
    *ret = c;
    return ERR_OK;
}

void checkout_close(Checkout *c)
{
    if (!c)
        return;
    fd_close_p(&c->dir_fd);
    VEC_DONE(&c->files);
    arena_done(&c->arena);
    free(c);
}

const SourceFile *checkout_files(const Checkout *c, size_t *ret_count)
{
    *ret_count = c->files.len;
    return c->files.at;
}

const SourceFile *checkout_find(const Checkout *c, Str path)
{
    SourceFile key = {.path = path};

    return c->files.len ? bsearch(&key, c->files.at, c->files.len, sizeof(key), by_path) : NULL;
}

uint64_t checkout_skipped(const Checkout *c, SkipReason reason)
{
    return c->skipped[reason];
}

ErrCode checkout_read(const Checkout *c, Arena *a, const SourceFile *f, Str *ret, Err *err)
{
    return file_read_at(a, c->dir_fd, f->path.ptr, FILE_MAX_BYTES, ret, err);
}

const Revision *checkout_revision(const Checkout *c)
{
    return &c->revision;
}
