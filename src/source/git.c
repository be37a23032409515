/*
 * git.c -- the one command line and environment that git is run with.
 *
 * What is decided in the environment cannot be changed by the repository's configuration; what is
 * decided by -c comes after it. GIT_ALLOW_PROTOCOL is one of the first kind: protocol.ext.allow of
 * a hostile repository is not asked.
 */
#include "source/git.h"

#include "base/file.h"

#include <sys/mman.h>
#include <sys/stat.h>

/* clang-format off */
static const char *const fixed_args[] = {
    "git", "--no-pager", "--no-optional-locks",
    /* programs that a configuration can name */
    "-c", "core.fsmonitor=false",
    "-c", "core.hooksPath=/dev/null",
    "-c", "core.sshCommand=/bin/false",
    "-c", "core.gitProxy=",
    "-c", "core.askPass=/bin/false",
    "-c", "core.editor=/bin/false",
    "-c", "core.pager=cat",
    "-c", "core.alternateRefsCommand=/bin/false",
    "-c", "credential.helper=",
    "-c", "gpg.program=/bin/false",
    "-c", "gpg.ssh.program=/bin/false",
    "-c", "gpg.x509.program=/bin/false",
    "-c", "log.showSignature=false",
    "-c", "filter.lfs.smudge=",
    "-c", "filter.lfs.process=",
    "-c", "filter.lfs.required=false",
    /* places outside of the repository */
    "-c", "core.attributesFile=/dev/null",
    "-c", "core.excludesFile=/dev/null",
    "-c", "diff.orderFile=/dev/null",
    /* the network */
    "-c", "protocol.allow=never",
    "-c", "submodule.recurse=false",
    "-c", "http.followRedirects=false",
    "-c", "transfer.credentialsInUrl=die",
    /* changes of the repository */
    "-c", "gc.auto=0",
    "-c", "maintenance.auto=false",
    "-c", "core.untrackedCache=false",
    "-c", "core.symlinks=false",
    /* the same words everywhere */
    "-c", "core.quotePath=false",
    "-c", "core.ignoreCase=false",
    "-c", "core.protectHFS=true",
    "-c", "core.protectNTFS=true",
    "-c", "advice.detachedHead=false",
    "-c", "diff.renames=false",
    "-c", "safe.directory=*",
};

static const char *const fixed_env[] = {
    "PATH=/usr/local/bin:/usr/bin:/bin",
    "HOME=/nonexistent",
    "LC_ALL=C",
    "GIT_CONFIG_NOSYSTEM=1",
    "GIT_ATTR_NOSYSTEM=1",
    "GIT_TERMINAL_PROMPT=0",
    "GIT_ASKPASS=/bin/false",
    "SSH_ASKPASS=/bin/false",
    "GIT_OPTIONAL_LOCKS=0",
    "GIT_NO_LAZY_FETCH=1",
    "GIT_NO_REPLACE_OBJECTS=1",
    "GIT_LFS_SKIP_SMUDGE=1",
    "GIT_PROTOCOL_FROM_USER=0",
    "GIT_PAGER=cat",
};
/* clang-format on */

enum { ENV_MORE_MAX = 16 };

/* Ours come last and git reads the first of a name: a caller may replace one (GIT_ASKPASS). */
static const char *const *environment(Arena *a, const Git *g)
{
    const char **env = ARENA_ARRAY(a, const char *, ARRAY_LEN(fixed_env) + ENV_MORE_MAX + 5);
    size_t n = 0;
    bool has_global = false;

    for (size_t i = 0; g->more_env && g->more_env[i]; i++) {
        MUST(i < ENV_MORE_MAX);
        env[n++] = g->more_env[i];
        has_global |= str_starts(str_from(g->more_env[i]), STR("GIT_CONFIG_GLOBAL="));
    }
    if (!has_global)
        env[n++] = "GIT_CONFIG_GLOBAL=/dev/null";
    env[n++] = arena_printf(a, "GIT_ALLOW_PROTOCOL=%s", g->protocols ? g->protocols : "").ptr;
    if (g->git_dir)
        env[n++] = arena_printf(a, "GIT_DIR=%s", g->git_dir).ptr;
    if (g->git_dir && g->work_tree)
        env[n++] = arena_printf(a, "GIT_WORK_TREE=%s", g->work_tree).ptr;
    for (size_t i = 0; i < ARRAY_LEN(fixed_env); i++)
        env[n++] = fixed_env[i];
    return env;
}

ErrCode git_run(Arena *a, const Git *g, const GitAsk *ask, ProcTold *ret, Err *err)
{
    AUTO(arena_done) Arena scratch = {0};
    const char *argv[ARRAY_LEN(fixed_args) + GIT_MAX_ARGS + 1];
    size_t n = ARRAY_LEN(fixed_args);

    memcpy(argv, fixed_args, sizeof(fixed_args));
    for (size_t i = 0; ask->args[i]; i++) {
        MUST(i < GIT_MAX_ARGS);
        argv[n++] = ask->args[i];
    }
    argv[n] = NULL;
    ProcAsk run = {
        .argv = argv,
        .env = environment(&scratch, g),
        .dir = g->dir,
        .input = ask->input,
        .output_fd = ask->output_fd,
        .output_max_bytes = ask->output_max_bytes ? ask->output_max_bytes
                                                  : GIT_OUTPUT_MAX_BYTES,
        .file_max_bytes = g->file_max_bytes,
        .deadline_ms = g->deadline_ms,
        .stop = g->stop,
    };
    ErrCode rc = proc_run(a, &run, ret, err);
    if (rc == ERR_NOT_FOUND)
        (void)err_hint(err, "install git");
    return rc;
}

Str git_reason(Str error_output)
{
    Str text = str_trim(error_output);
    size_t fatal = SIZE_MAX;

    for (size_t at = 0; (at = str_find(text, STR("fatal: "), at)) != SIZE_MAX; at += 7)
        fatal = at + 7;
    if (fatal == SIZE_MAX) {
        size_t line = str_rfind_char(text, '\n');
        return line == SIZE_MAX ? text : str_sub(text, line + 1, text.len);
    }
    text = str_sub(text, fatal, text.len);
    return str_sub(text, 0, MIN_OF(str_find_char(text, '\n', 0), text.len));
}

ErrCode git_run_ok(Arena *a, const Git *g, const GitAsk *ask, Str *ret_output, Err *err)
{
    ProcTold told;
    ErrCode rc = git_run(a, g, ask, &told, err);

    if (rc != ERR_OK)
        return rc;
    if (told.term_signal)
        return err_set(err, ERR_FAILED, "'git %s' was ended by signal %d", ask->args[0],
                       told.term_signal);
    if (told.exit_code)
        return err_set(err, ERR_FAILED, "'git %s' failed: %.*s", ask->args[0],
                       STR_ARG(git_reason(told.error_output)));
    *ret_output = told.output;
    return ERR_OK;
}

void git_map_done(GitMap *m)
{
    if (m->text.len)
        munmap((void *)m->text.ptr, m->text.len);
    *m = (GitMap){0};
}

ErrCode git_map_file(int fd, GitMap *ret, Err *err)
{
    struct stat st;
    void *at;

    if (fstat(fd, &st) != 0)
        return err_set_errno(err, ERR_IO, "reading what git wrote");
    if (st.st_size == 0) {
        ret->text = STR("");
        return ERR_OK;
    }
    at = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (at == MAP_FAILED)
        return err_set_errno(err, ERR_IO, "reading what git wrote");
    ret->text = (Str){at, (size_t)st.st_size};
    return ERR_OK;
}

ErrCode git_run_mapped(const Git *g, const char *const *args, GitMap *ret, Err *err)
{
    AUTO(arena_done) Arena scratch = {0};
    AUTO(fd_close_p) int fd = memfd_create("fondation-git", MFD_CLOEXEC);
    Str nothing;

    *ret = (GitMap){0};
    if (fd < 0)
        return err_set_errno(err, ERR_IO, "preparing to run 'git %s'", args[0]);
    ErrCode rc = git_run_ok(&scratch, g, &(GitAsk){.args = args, .output_fd = fd}, &nothing,
                            err);
    return rc == ERR_OK ? git_map_file(fd, ret, err) : rc;
}

/* -- where -- */

static bool has_entry(Arena *a, Str dir, const char *name, bool *ret_dir)
{
    struct stat st;

    if (lstat(path_join(a, dir, str_from(name)).ptr, &st) != 0)
        return false;
    *ret_dir = S_ISDIR(st.st_mode);
    return S_ISDIR(st.st_mode) || S_ISREG(st.st_mode);
}

static bool is_bare(Arena *a, Str dir)
{
    bool head_is_dir = true, objects_is_dir = false, refs_is_dir = false;

    return has_entry(a, dir, "HEAD", &head_is_dir) && !head_is_dir &&
           has_entry(a, dir, "objects", &objects_is_dir) && objects_is_dir &&
           has_entry(a, dir, "refs", &refs_is_dir) && refs_is_dir;
}

enum { POINTER_FILE_MAX_BYTES = 8192 };

/* The path in a small file ("gitdir: PATH", or PATH alone), relative to `dir`; empty when there is
 * no such file. */
static Str follow(Arena *a, Str file, Str word, Str dir)
{
    Str text;
    Err ignored;

    if (file_read(a, file.ptr, POINTER_FILE_MAX_BYTES, &text, &ignored) != ERR_OK ||
        !str_starts(text, word))
        return STR_NONE;
    text = str_trim(str_sub(text, word.len, text.len));
    if (text.len == 0)
        return STR_NONE;
    return text.ptr[0] == '/' ? arena_str(a, text) : path_join(a, dir, text);
}

/* A linked work tree and a submodule have a `.git` that is a file. */
static Str common_dir_of(Arena *a, Str git_dir, Str top)
{
    Str real = path_is_dir(git_dir.ptr) ? git_dir : follow(a, git_dir, STR("gitdir:"), top);
    Str common = real.len ? follow(a, path_join(a, real, STR("commondir")), STR(""), real)
                          : STR_NONE;

    return common.len ? common : real.len ? real : git_dir;
}

GitPlace git_find(Arena *a, Str path)
{
    AUTO(arena_done) Arena scratch = {0};
    bool is_dir;

    MUST(path.len && path.ptr[0] == '/');
    if (is_bare(&scratch, path))
        return (GitPlace){.git_dir = arena_str(a, path), .common_dir = arena_str(a, path)};
    for (Str top = path; top.len > 1; top = path_dir(top)) {
        if (!has_entry(&scratch, top, ".git", &is_dir))
            continue;
        Str below = str_sub(path, top.len + 1, path.len);

        Str git_dir = arena_printf(a, "%.*s/.git", STR_ARG(top));

        return (GitPlace){
            .git_dir = git_dir,
            .common_dir = common_dir_of(a, git_dir, top),
            .top = arena_str(a, top),
            .prefix = below.len ? arena_printf(a, "%.*s/", STR_ARG(below)) : STR_NONE,
        };
    }
    return (GitPlace){0};
}
