/*
 * opening_git.c -- what git is asked about a repository, and what its answers say.
 *
 * Each question is a process of a few milliseconds; they run side by side, with the walk through the
 * work tree among them. Nothing is asked that applies filters or writes.
 */
#include "source/opening.h"

#include "base/file.h"
#include "base/pool.h"
#include "source/revision.h"

#include <sys/stat.h>

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

ErrCode opening_ask_git(Opening *o, bool *ret_repository, Err *err)
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
