/*
 * checkout.c -- opening a checkout: find the repository, ask git, list, judge, compare.
 *
 * Everything git is asked for a work tree is asked at the same time, on all cores. Then each file
 * is looked at once, in parallel: its size and times, and its beginning where name and attributes
 * leave it in. Which thread looks at which file changes nothing.
 *
 * What the work tree has changed is found by the times in the index, as git does it; only files
 * whose times differ, or that are younger than the index, are compared by content. That comparison
 * applies no filter, because a filter is a program of the repository's choice.
 */
#include "source/checkout.h"

#include "base/file.h"
#include "base/pool.h"
#include "base/vec.h"
#include "source/attributes.h"
#include "source/blobs.h"
#include "source/judge.h"
#include "source/paths.h"
#include "source/revision.h"
#include "source/text.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
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

struct Checkout {
    Arena arena;
    Str path;   /* absolute, without links */
    int dir_fd; /* -1: contents come from `blobs` */
    SourceFile *files;
    size_t count;
    Str *texts; /* by file, into `blobs`; NULL with a work tree */
    GitMap blobs;
    uint64_t skipped[SKIP_REASON_COUNT];
    Revision revision;
    SourceLimits limits;
    Git git; /* git.git_dir is NULL without a repository */
};

static int by_path(const void *a, const void *b)
{
    return str_cmp(((const SourceFile *)a)->path, ((const SourceFile *)b)->path);
}

/* What is only needed while opening. */
typedef struct Opening {
    Checkout *c;
    const CheckoutAsk *ask;
    Str path; /* absolute, without links */
    GitPlace place;
    bool is_work_tree; /* read from the disk, not from a commit */
    Listing listing;
    Judge judge;
    Attributes *attributes;
    GlobList include, exclude;
    Judged *judged;        /* by file */
    uint8_t *marks;        /* by file: MARK_... */
    VEC(IgnoreFile) above; /* the strongest first */
    Str staged;            /* what differs from HEAD in the index, as git diff-index tells it */
    int64_t index_s, index_ns; /* time of the index; 0: unknown */
    bool
        converts_all; /* core.autocrlf or core.eol: any file's bytes may differ from its blob's */
    bool is_partial; /* a clone without its large blobs */
} Opening;

enum { MARK_GONE = BIT(0), MARK_UNSURE = BIT(1), MARK_SAME = BIT(2) };

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

/* -- ignore files that the walk does not meet -- */

enum { IGNORE_FILE_MAX_BYTES = 1 << 20 };

static void add_ignore_file(Opening *o, const char *path, Str dir)
{
    Arena *a = &o->c->arena;
    Str text;
    Err ignored;

    if (file_read(a, path, IGNORE_FILE_MAX_BYTES, &text, &ignored) == ERR_OK)
        *VEC_PUSH(&o->above) = (IgnoreFile){.dir = dir, .rules = glob_list_parse(a, text)};
}

/* Of the folders above, the nearest first; then info/exclude, which all others overrule. */
static void read_ignore_files(Opening *o)
{
    Arena *a = &o->c->arena;
    Str dir = o->place.prefix;

    while (dir.len) {
        dir = path_dir(str_sub(dir, 0, dir.len - (dir.ptr[dir.len - 1] == '/')));
        Str folder = dir.len ? path_join(a, o->place.top, dir) : o->place.top;

        add_ignore_file(o, path_join(a, folder, STR(".gitignore")).ptr, dir);
    }
    add_ignore_file(o, path_join(a, o->place.git_dir, STR("info/exclude")).ptr, STR(""));
}

/* -- what git is asked, all at once -- */

typedef enum GitJob {
    JOB_REPOSITORY,
    JOB_COMMIT,
    JOB_CONFIG,
    JOB_INDEX,
    JOB_WALK,
    JOB_COUNT,
} GitJob;

typedef struct GitAnswers {
    Opening *o;
    const char *commit; /* what `git log` is asked for */
    Str staged;         /* `git diff-index --raw -z`: what differs from HEAD in the index */
    Arena arenas[JOB_COUNT];
    ProcTold told[JOB_COUNT];
    Listing parts[JOB_COUNT];
    ErrCode rc[JOB_COUNT];
    Err err[JOB_COUNT];
} GitAnswers;

static void answers_done(GitAnswers *x)
{
    for (size_t i = 0; i < JOB_COUNT; i++) {
        listing_done(&x->parts[i]);
        arena_done(&x->arenas[i]);
    }
}

static void ask_git(GitAnswers *x, GitJob job, const char *const *args)
{
    x->rc[job] = git_run(&x->arenas[job], &x->o->c->git, &(GitAsk){.args = args}, &x->told[job],
                         &x->err[job]);
}

#define ASK_GIT(x, job, ...) ask_git((x), (job), (const char *const[]){__VA_ARGS__, NULL})

/* The tracked files, and which of them the next commit would change. A sparse index is not compared:
 * git would write into the object store for it. */
static void read_index(GitAnswers *x)
{
    const Git *g = &x->o->c->git;
    Listing *l = &x->parts[JOB_INDEX];

    x->rc[JOB_INDEX] = listing_read_index(g, l, &x->err[JOB_INDEX]);
    if (x->rc[JOB_INDEX] != ERR_OK || l->is_sparse)
        return;
    ASK_GIT(x, JOB_INDEX, "diff-index", "--cached", "--raw", "-z", "--relative", "--no-renames",
            "--no-ext-diff", "--no-textconv", "--ignore-submodules=all", "HEAD", "--");
    if (x->rc[JOB_INDEX] == ERR_OK && x->told[JOB_INDEX].exit_code == 0)
        x->staged = x->told[JOB_INDEX].output;
}

static void walk_work_tree(GitAnswers *x)
{
    Opening *o = x->o;
    WalkAsk ask = {
        .dir_fd = o->c->dir_fd,
        .limits = &o->c->limits,
        .stop = o->ask->stop,
        .prefix = o->place.prefix,
        .above = o->above.at,
        .above_count = o->above.len,
        .in_repository = true,
    };

    x->rc[JOB_WALK] = listing_walk(&x->arenas[JOB_WALK], &ask, &x->parts[JOB_WALK],
                                   &x->err[JOB_WALK]);
}

static void run_job(void *shared, size_t item, unsigned thread UNUSED)
{
    GitAnswers *x = shared;
    GitJob job = (GitJob)item;

    if (!x->o->is_work_tree && job >= JOB_INDEX)
        return;
    switch (job) {
    case JOB_REPOSITORY:
        ASK_GIT(x, job, "rev-parse", "--is-shallow-repository", "--git-path", "index",
                "--symbolic-full-name", "HEAD");
        break;
    case JOB_COMMIT:
        ASK_GIT(x, job, "log", "-1", "--no-show-signature", "--no-color", "--format=%H %ct",
                "--end-of-options", x->commit, "--");
        break;
    case JOB_CONFIG:
        ASK_GIT(x, job, "config", "-z", "--get-regexp",
                "^(remote\\..*\\.url|remote\\..*\\.partialclonefilter|core\\.autocrlf|core\\."
                "eol)$");
        break;
    case JOB_INDEX:
        read_index(x);
        break;
    case JOB_WALK:
        walk_work_tree(x);
        break;
    case JOB_COUNT:
        break;
    }
}

/* -- answers -- */

static void take_repository(Opening *o, Str output)
{
    Revision *r = &o->c->revision;
    Str shallow, index, head;
    struct stat st;

    if (!str_line(&output, &shallow))
        return;
    r->is_shallow = str_is(shallow, "true");
    if (str_line(&output, &index) && index.len) {
        Str full = index.ptr[0] == '/' ? arena_str(&o->c->arena, index)
                                       : path_join(&o->c->arena, o->path, index);

        if (stat(full.ptr, &st) == 0) {
            o->index_s = st.st_mtim.tv_sec;
            o->index_ns = st.st_mtim.tv_nsec;
        }
    }
    if (str_line(&output, &head) && str_starts(head, STR("refs/heads/")))
        r->branch = arena_str(&o->c->arena, str_sub(head, 11, head.len));
}

static ErrCode take_commit(Opening *o, const ProcTold *told, Err *err)
{
    Revision *r = &o->c->revision;
    Str rest = str_trim(told->output), id, time;
    int64_t seconds;

    if (told->exit_code != 0) {
        if (o->ask->commit)
            return err_set(err, ERR_SOURCE, "there is no commit or branch '%s' in '%s'",
                           o->ask->commit, o->ask->path);
        return ERR_OK; /* nothing is committed yet */
    }
    if (!str_split(&rest, ' ', &id) || !str_split(&rest, ' ', &time) ||
        !parse_i64(time, &seconds))
        return err_set(err, ERR_SOURCE, "git's answer about the commit is not understood");
    r->commit = arena_str(&o->c->arena, id);
    r->time_ms = seconds * 1000;
    return ERR_OK;
}

/* origin wins; else the first remote in order of the configuration. */
static void take_config(Opening *o, Str output)
{
    Str record, url = STR_NONE;

    while (output.len && str_split(&output, '\0', &record)) {
        size_t line = str_find_char(record, '\n', 0);
        Str key = str_sub(record, 0, line);
        Str value = line == SIZE_MAX ? STR("true") : str_sub(record, line + 1, record.len);

        if (str_ends(key, STR(".url")) && (url.len == 0 || str_is(key, "remote.origin.url")))
            url = value;
        else if (str_ends(key, STR(".partialclonefilter")))
            o->is_partial = true;
        else if ((str_is(key, "core.autocrlf") && !str_is(value, "false")) ||
                 (str_is(key, "core.eol") && !str_is(value, "lf") && !str_is(value, "native")))
            o->converts_all = true;
    }
    if (url.len)
        revision_set_origin(&o->c->arena, &o->c->revision, url, o->place.prefix);
}

/* Whether it is a repository at all is git's to say: a `.git` may point nowhere. */
static bool is_repository(const GitAnswers *x)
{
    return x->rc[JOB_REPOSITORY] == ERR_OK && x->told[JOB_REPOSITORY].output.len > 0;
}

/* git that fails or is missing means that the source cannot be had. */
static ErrCode source_error(const Err *from, Err *err)
{
    if (err != from)
        *err = *from;
    if (err->code == ERR_FAILED || err->code == ERR_NOT_FOUND)
        err->code = ERR_SOURCE;
    return err->code;
}

static ErrCode take_answers(Opening *o, GitAnswers *x, Err *err)
{
    for (size_t i = 0; i < JOB_COUNT; i++) {
        if (x->rc[i] != ERR_OK)
            return source_error(&x->err[i], err);
    }
    take_repository(o, x->told[JOB_REPOSITORY].output);
    ErrCode rc = take_commit(o, &x->told[JOB_COMMIT], err);
    if (rc != ERR_OK)
        return rc;
    take_config(o, x->told[JOB_CONFIG].output);
    if (!o->is_work_tree) {
        if (o->c->revision.commit.len == 0)
            return err_set(err, ERR_SOURCE, "the repository '%s' is empty", o->ask->path);
        rc = listing_read_tree(&o->c->git, o->c->revision.commit.ptr, &x->parts[0], err);
        if (rc != ERR_OK)
            return source_error(err, err);
    }
    listing_join(&o->c->arena, &o->listing, x->parts, JOB_COUNT);
    o->staged = arena_str(&o->c->arena, x->staged);
    return ERR_OK;
}

static ErrCode ask_repository(Opening *o, bool *ret_repository, Err *err)
{
    AUTO(answers_done)
    GitAnswers x = {.o = o, .commit = o->ask->commit ? o->ask->commit : "HEAD"};

    if (o->is_work_tree)
        read_ignore_files(o);
    pool_run(o->ask->threads, 0, JOB_COUNT, run_job, &x);
    *ret_repository = is_repository(&x);
    if (!*ret_repository && x.rc[JOB_REPOSITORY] != ERR_OK)
        return source_error(&x.err[JOB_REPOSITORY], err);
    return *ret_repository ? take_answers(o, &x, err) : ERR_OK;
}

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
        SourceFile key = {.path = path};
        SourceFile *f = o->c->count
                            ? bsearch(&key, o->c->files, o->c->count, sizeof(key), by_path)
                            : NULL;

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
        rc = ask_repository(o, &is_repository, err);
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
    if (o->is_work_tree) {
        read_attributes(o);
        pool_run(o->ask->threads, 0, c->count, look_at_file, o);
        if (c->git.git_dir)
            rc = compare_with_commit(o, err);
    } else {
        fd_close_p(&c->dir_fd);
        rc = look_at_commit(o, err);
    }
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

const SourceFile *checkout_find(const Checkout *c, Str path)
{
    SourceFile key = {.path = path};

    return c->count ? bsearch(&key, c->files, c->count, sizeof(key), by_path) : NULL;
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
