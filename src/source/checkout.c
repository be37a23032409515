/*
 * checkout.c -- opening a checkout: find the repository, ask git, list, judge; and reading from it.
 *
 * The work is done in opening_git.c and opening_files.c; here is the order of the steps, and what is
 * said of all files together at the end.
 */
#include "source/opening.h"

#include "base/file.h"
#include "source/text.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { GIT_DEADLINE_MS = 300000 };

static const char *const skip_words[] = {
#define X(id, words) [SKIP_##id] = words,
    SKIP_REASONS(X)
#undef X
};

static const char *const skip_names[] = {
#define X(id, words) [SKIP_##id] = #id,
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
    static _Thread_local char lower[SKIP_REASON_COUNT][16];

    MUST(reason < SKIP_REASON_COUNT);
    for (size_t i = 0; skip_names[reason][i]; i++) {
        char c = skip_names[reason][i];

        lower[reason][i] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
    return lower[reason];
}

static void opening_done(Opening *o)
{
    listing_done(&o->listing);
    attributes_free(o->attributes);
    VEC_DONE(&o->above);
    free(o->judged);
    free(o->marks);
}

/* -- the folder -- */

static ErrCode find_folder(Opening *o, Err *err)
{
    AUTO(free_p) char *real = realpath(o->ask->path, NULL);

    if (!real && (errno == ENOENT || errno == ENOTDIR))
        return err_set(err, ERR_SOURCE, "there is no folder '%s'", o->ask->path);
    if (!real)
        return err_set_errno(err, ERR_SOURCE, "opening the folder '%s'", o->ask->path);
    if (!path_is_dir(real))
        return err_set(err, ERR_SOURCE, "'%s' is not a folder", o->ask->path);
    o->path = o->c->path = arena_str(&o->c->arena, str_from(real));
    o->c->dir_fd = open(real, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (o->c->dir_fd < 0)
        return err_set_errno(err, ERR_SOURCE, "opening the folder '%s'", o->ask->path);
    return ERR_OK;
}

static GlobList globs_of(Arena *a, const char *const *globs)
{
    GlobList l = {0};
    size_t n = 0;

    while (globs && globs[n])
        n++;
    l.rules = ARENA_ARRAY(a, GlobRule, n + 1);
    for (size_t i = 0; i < n; i++)
        l.count += glob_rule_parse(str_from(globs[i]), &l.rules[l.count]);
    return l;
}

static void prepare_judge(Opening *o)
{
    Arena *a = &o->c->arena;

    o->c->limits = source_limits_filled(o->ask->limits);
    o->include = globs_of(a, o->ask->include);
    o->exclude = globs_of(a, o->ask->exclude);
    o->attributes = attributes_new();
    o->judge = (Judge){
        .limits = o->c->limits,
        .include = o->include.count ? &o->include : NULL,
        .exclude = o->exclude.count ? &o->exclude : NULL,
        .attributes = o->attributes,
        .prefix = o->place.prefix,
    };
}

/* -- all together -- */

static void make_files(Opening *o)
{
    Checkout *c = o->c;

    c->count = o->listing.entries.len;
    c->files = ARENA_ARRAY(&c->arena, SourceFile, c->count + 1);
    for (size_t i = 0; i < c->count; i++)
        c->files[i].path = o->listing.entries.at[i].path;
    o->judged = xcalloc(c->count + 1, sizeof(*o->judged));
    o->marks = xcalloc(c->count + 1, 1);
}

/* What the work tree no longer has is no file of it. */
static void drop_gone(Opening *o)
{
    size_t kept = 0;

    for (size_t i = 0; i < o->c->count; i++) {
        if (!(o->marks[i] & MARK_GONE))
            o->c->files[kept++] = o->c->files[i];
    }
    o->c->count = kept;
}

static void count_skipped(Opening *o)
{
    Checkout *c = o->c;

    for (size_t i = 0; i < c->count; i++) {
        c->skipped[c->files[i].skip]++;
        if ((c->files[i].flags & FILE_IS_UNTRACKED) && c->files[i].skip == SKIP_NONE)
            c->revision.is_dirty = true;
    }
    c->skipped[SKIP_IGNORED] += o->listing.ignored;
    c->skipped[SKIP_TOO_MANY] += o->listing.beyond;
}

static ErrCode list_files(Opening *o, Err *err)
{
    Checkout *c = o->c;
    bool is_repository = false;
    ErrCode rc;

    o->place = git_find(&c->arena, o->path);
    o->is_work_tree = !o->ask->commit && (o->place.top.len || !o->place.git_dir.len);
    if (o->place.git_dir.len) {
        c->git = (Git){
            .dir = o->path.ptr,
            .git_dir = o->place.git_dir.ptr,
            .work_tree = o->place.top.len ? o->place.top.ptr : NULL,
            .deadline_ms = GIT_DEADLINE_MS,
            .stop = o->ask->stop,
        };
        rc = opening_ask_git(o, &is_repository, err);
        if (rc != ERR_OK)
            return rc;
    }
    /* a folder of another kind in somebody's repository that ignores it */
    bool is_foreign = o->place.prefix.len && o->is_work_tree && o->listing.entries.len == 0;
    if (is_repository && !is_foreign)
        return ERR_OK;
    if (o->ask->commit)
        return err_set(err, ERR_SOURCE, "'%s' is no git repository: it has no commit '%s'",
                       o->ask->path, o->ask->commit);
    c->git.git_dir = NULL;
    c->revision = (Revision){0};
    o->place = (GitPlace){0};
    o->is_work_tree = true;
    o->listing.ignored = 0;
    Listing walked = {0};
    WalkAsk walk = {.dir_fd = c->dir_fd, .limits = &c->limits, .stop = o->ask->stop};
    rc = listing_walk(&c->arena, &walk, &walked, err);
    if (rc == ERR_OK)
        listing_join(&c->arena, &o->listing, &walked, 1);
    listing_done(&walked);
    return rc;
}

static ErrCode open_all(Opening *o, Err *err)
{
    Checkout *c = o->c;
    ErrCode rc = find_folder(o, err);

    if (rc != ERR_OK)
        return rc;
    c->limits = source_limits_filled(o->ask->limits);
    rc = list_files(o, err);
    if (rc != ERR_OK)
        return rc;
    prepare_judge(o);
    make_files(o);
    if (!o->is_work_tree)
        fd_close_p(&c->dir_fd);
    rc = opening_look_at_files(o, err);
    if (rc != ERR_OK)
        return rc;
    if (o->ask->stop && *o->ask->stop)
        return err_set(err, ERR_CANCELED, "stopped while looking at the files");
    drop_gone(o);
    judge_together(&o->judge, c->files, c->count);
    count_skipped(o);
    if (c->count == 0)
        return err_set(err, ERR_SOURCE, "there is no file in '%s'", o->ask->path);
    if (c->revision.name.len == 0)
        c->revision.name = path_base(o->path);
    return ERR_OK;
}

ErrCode checkout_open(const CheckoutAsk *ask, Checkout **ret, Err *err)
{
    Checkout *c = xcalloc(1, sizeof(*c));
    AUTO(opening_done) Opening o = {.c = c, .ask = ask};

    c->dir_fd = -1;
    ErrCode rc = open_all(&o, err);
    if (rc != ERR_OK) {
        checkout_close(c);
        return rc;
    }
    *ret = c;
    return ERR_OK;
}

void checkout_close(Checkout *c)
{
    if (!c)
        return;
    fd_close_p(&c->dir_fd);
    git_map_done(&c->blobs);
    arena_done(&c->arena);
    free(c);
}

/* -- reading -- */

const SourceFile *checkout_files(const Checkout *c, size_t *ret_count)
{
    *ret_count = c->count;
    return c->files;
}

static int by_path(const void *a, const void *b)
{
    return str_cmp(((const SourceFile *)a)->path, ((const SourceFile *)b)->path);
}

SourceFile *opening_find(const Checkout *c, Str path)
{
    SourceFile key = {.path = path};

    return c->count ? bsearch(&key, c->files, c->count, sizeof(key), by_path) : NULL;
}

const SourceFile *checkout_find(const Checkout *c, Str path)
{
    return opening_find(c, path);
}

uint64_t checkout_skipped(const Checkout *c, SkipReason reason)
{
    MUST(reason < SKIP_REASON_COUNT);
    return c->skipped[reason];
}

static ErrCode read_blob(const Checkout *c, Arena *a, const SourceFile *f, Str *ret, Err *err)
{
    Str text = c->texts[f - c->files];
    char *copy;

    if (!text.ptr)
        return err_set(err, ERR_NOT_FOUND, "'%s' was passed over: its content is not at hand",
                       f->path.ptr);
    copy = arena_try(a, text.len + 1);
    if (!copy)
        return err_set(err, ERR_LIMIT, "'%s' does not fit into memory", f->path.ptr);
    memcpy(copy, text.ptr, text.len);
    *ret = (Str){copy, text.len};
    return ERR_OK;
}

ErrCode checkout_read(const Checkout *c, Arena *a, const SourceFile *f, Str *ret, Err *err)
{
    Str bytes;
    ErrCode rc = c->texts ? read_blob(c, a, f, &bytes, err)
                          : file_read_at(a, c->dir_fd, f->path.ptr, c->limits.file_max_bytes,
                                         &bytes, err);

    if (rc == ERR_OK)
        *ret = text_decode(a, bytes);
    return rc;
}

const Git *checkout_git(const Checkout *c)
{
    return c->git.git_dir ? &c->git : NULL;
}

const SourceLimits *checkout_limits(const Checkout *c)
{
    return &c->limits;
}

const Revision *checkout_revision(const Checkout *c)
{
    return &c->revision;
}

Str checkout_path(const Checkout *c)
{
    return c->path;
}
