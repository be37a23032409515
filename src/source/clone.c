/*
 * clone.c -- one `git clone --bare` or `git fetch`, and its failures in words.
 *
 * A commit that is asked for by its id is fetched as such where the remote allows it, with the
 * history limit; where it does not (git's default outside of the large forges), all branches come
 * and the commit is looked for in them.
 *
 * file:// starts a second git over a repository of somebody else, whose environment is cleaned of
 * our -c settings: that one gets them by a global configuration of ours.
 */
#include "source/clone.h"

#include "base/file.h"
#include "source/git.h"
#include "source/revision.h"

enum { CLONE_ENV_MAX = 12 };

static const uint32_t history_max_default = 2000;
static const uint64_t deadline_ms_default = 600000;
static const uint64_t blob_max_bytes_default = 1 << 20;
static const uint64_t size_max_bytes_default = (uint64_t)8 << 30;

/* -- URLs -- */

static Str url_scheme(Str url)
{
    size_t at = str_find(url, STR("://"), 0);

    return at == SIZE_MAX ? STR_NONE : str_sub(url, 0, at);
}

/* user@host:path, with no '/' before the ':'. */
static bool is_scp_form(Str s)
{
    size_t colon = str_find_char(s, ':', 0), at = str_find_char(s, '@', 0);
    size_t slash = str_find_char(s, '/', 0);

    return at != SIZE_MAX && at > 0 && colon != SIZE_MAX && at < colon && colon + 1 < s.len &&
           (slash == SIZE_MAX || colon < slash);
}

static bool is_scheme(Str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];

        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
              c == '+' || c == '-' || c == '.'))
            return false;
    }
    return s.len > 0;
}

bool clone_is_url(Str operand)
{
    return is_scheme(url_scheme(operand)) || is_scp_form(operand);
}

Str clone_name(Arena *a, Str url)
{
    url = str_trim(url);
    url = str_sub(url, 0, MIN_OF(str_find_char(url, '?', 0), str_find_char(url, '#', 0)));
    while (url.len && url.ptr[url.len - 1] == '/')
        url.len--;
    Str name = path_base(url);
    size_t colon = str_rfind_char(name, ':'); /* host:name */

    if (colon != SIZE_MAX)
        name = str_sub(name, colon + 1, name.len);
    if (str_ends(name, STR(".git")) && name.len > 4)
        name.len -= 4;
    return arena_str(a, name);
}

static bool has_control_character(Str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if ((unsigned char)s.ptr[i] < 0x20 || s.ptr[i] == 0x7f)
            return true;
    }
    return false;
}

/* "user:password@" before the host. */
static bool has_password(Str url)
{
    size_t start = str_find(url, STR("://"), 0);

    if (start == SIZE_MAX)
        return false;
    Str rest = str_sub(url, start + 3, url.len);
    Str authority = str_sub(rest, 0, str_find_char(rest, '/', 0));
    size_t at = str_rfind_char(authority, '@');
    return at != SIZE_MAX && str_find_char(authority, ':', 0) < at;
}

/* What git calls the protocol; NULL when it is not allowed. */
static const char *protocol_of(const CloneAsk *ask)
{
    static const struct {
        const char *scheme, *protocol;
        bool is_encrypted;
    } rows[] = {
        {"https", "https", true}, {"ssh", "ssh", true},    {"git+ssh", "ssh", true},
        {"file", "file", true},   {"http", "http", false}, {"git", "git", false},
    };
    Str url = str_from(ask->url), scheme = url_scheme(url);

    if (scheme.len == 0)
        return is_scp_form(url) ? "ssh" : NULL;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (str_eq_nocase(scheme, str_from(rows[i].scheme)) &&
            (rows[i].is_encrypted || ask->allow_unencrypted))
            return rows[i].protocol;
    }
    return NULL;
}

static ErrCode check_url(const CloneAsk *ask, const char *shown, const char **ret_protocol,
                         Err *err)
{
    Str url = str_from(ask->url);

    if (url.len == 0 || has_control_character(url))
        return err_set(err, ERR_SOURCE, "'%s' is no URL of a repository", shown);
    if (has_password(url)) {
        (void)err_set(err, ERR_SOURCE, "the URL of '%s' holds a password", shown);
        return err_hint(
            err, "a password in a command is seen by others: use ssh, or a credential setting");
    }
    *ret_protocol = protocol_of(ask);
    if (*ret_protocol)
        return ERR_OK;
    (void)err_set(err, ERR_SOURCE, "the protocol of '%s' is not allowed", shown);
    return err_hint(err, "https://, ssh:// and file:// are");
}

/* -- what went wrong -- */

typedef struct FailureRow {
    const char *sign;  /* in git's words */
    const char *words; /* ours; "%s" is the URL */
    const char *hint;
} FailureRow;

/* clang-format off */
static const FailureRow failures[] = {
    {"Could not resolve host", "the host of '%s' cannot be found", "is the name right, and is there a network?"},
    {"Could not resolve hostname", "the host of '%s' cannot be found", "is the name right, and is there a network?"},
    {"could not read Username", "there is no repository '%s', or it is not public", "a private repository needs ssh or a credential"},
    {"could not read Password", "there is no access to '%s' without a password", "a private repository needs ssh or a credential"},
    {"Authentication failed", "access to '%s' was refused", "is the credential right, and not out of date?"},
    {"Permission denied", "access to '%s' was refused", "is there a key for this host?"},
    {"Host key verification failed", "the host of '%s' is not known to ssh", "connect to it once by hand: ssh HOST"},
    {"Repository not found", "there is no repository '%s', or no access to it", ""},
    {"not found", "there is no repository '%s', or no access to it", ""},
    {"does not appear to be a git repository", "there is no git repository '%s'", ""},
    {"does not exist", "there is no git repository '%s'", ""},
    {"returned error: 301", "the repository '%s' has moved", "clone it from its new address"},
    {"returned error: 302", "the repository '%s' has moved", "clone it from its new address"},
    {"returned error: 429", "the host of '%s' says that it is asked too often", "try again later"},
    {"returned error: 403", "access to '%s' was refused", ""},
    {"not allowed", "the protocol of '%s' is not allowed", "https://, ssh:// and file:// are"},
    {"Connection timed out", "the host of '%s' does not answer", ""},
    {"Connection refused", "the host of '%s' does not answer", ""},
    {"Failed to connect", "the host of '%s' does not answer", ""},
    {"Could not read from remote repository", "there is no repository '%s', or no access to it", ""},
};
/* clang-format on */

/* git dies of the signal that RLIMIT_FSIZE sends, and its parent only says that nothing came. */
static bool is_too_large(Str error_output)
{
    return str_has(error_output, STR("signal 25")) ||
           str_has(error_output, STR("File too large")) ||
           (str_has(error_output, STR("invalid index-pack output")) &&
            !str_has(error_output, STR("error:")) && !str_has(error_output, STR("EOF")));
}

static ErrCode explain(const CloneAsk *ask, const char *shown, Str error_output, Err *err)
{
    if (is_too_large(error_output))
        return err_set(err, ERR_LIMIT, "the repository '%s' is larger than the limit", shown);
    if (ask->branch && str_has(error_output, STR("Remote branch")) &&
        str_has(error_output, STR("not found")))
        return err_set(err, ERR_SOURCE, "there is no branch or tag '%s' in '%s'", ask->branch,
                       shown);
    for (size_t i = 0; i < ARRAY_LEN(failures); i++) {
        if (!str_has(error_output, str_from(failures[i].sign)))
            continue;
        (void)err_set(err, ERR_SOURCE, failures[i].words, shown);
        return failures[i].hint[0] ? err_hint(err, "%s", failures[i].hint) : ERR_SOURCE;
    }
    return err_set(err, ERR_SOURCE, "'%s' could not be cloned: %.*s", shown,
                   STR_ARG(git_reason(error_output)));
}

/* -- the runs -- */

typedef struct Cloning {
    const CloneAsk *ask;
    Arena arena;
    const char *shown; /* the URL without credentials */
    Git git;
    const char *depth; /* "--depth=2000" */
    const char *filter;
    Str config_dir; /* of file://; empty: none */
} Cloning;

/* On a way out that has its own error already. */
static void remove_quietly(const char *dir)
{
    Err ignored;
    ErrCode rc = dir_remove(dir, &ignored);

    (void)rc;
}

static void cloning_done(Cloning *c)
{
    if (c->config_dir.len)
        remove_quietly(c->config_dir.ptr);
    arena_done(&c->arena);
}

/* Safe to believe: it is git's global file, which outranks what the served repository says. */
static ErrCode write_server_config(Cloning *c, const char **ret_env, Err *err)
{
    ErrCode rc = dir_temp(&c->arena, "fondation-git", &c->config_dir, err);
    Str path = rc == ERR_OK ? path_join(&c->arena, c->config_dir, STR("config")) : STR_NONE;

    if (rc == ERR_OK)
        rc = file_write(path.ptr,
                        STR("[safe]\n\tdirectory = *\n[uploadpack]\n\tallowFilter = true\n"
                            "\tallowAnySHA1InWant = true\n"),
                        false, err);
    *ret_env = arena_printf(&c->arena, "GIT_CONFIG_GLOBAL=%.*s", STR_ARG(path)).ptr;
    return rc;
}

static ErrCode prepare(Cloning *c, Err *err)
{
    const CloneAsk *ask = c->ask;
    const char **env = ARENA_ARRAY(&c->arena, const char *, CLONE_ENV_MAX + 3);
    const char *protocol;
    size_t n = 0;
    ErrCode rc;

    c->shown = url_without_credentials(&c->arena, str_from(ask->url)).ptr;
    rc = check_url(ask, c->shown, &protocol, err);
    if (rc != ERR_OK)
        return rc;
    for (size_t i = 0; ask->env && ask->env[i] && n < CLONE_ENV_MAX; i++)
        env[n++] = ask->env[i];
    if (strcmp(protocol, "ssh") == 0) {
        env[n++] = ask->ssh_key
                       ? arena_printf(&c->arena,
                                      "GIT_SSH_COMMAND=ssh -oBatchMode=yes -oConnectTimeout=20 "
                                      "-oIdentitiesOnly=yes -i '%s'",
                                      ask->ssh_key)
                             .ptr
                       : "GIT_SSH_COMMAND=ssh -oBatchMode=yes -oConnectTimeout=20";
    } else if (strcmp(protocol, "file") == 0) {
        rc = write_server_config(c, &env[n++], err);
    }
    c->git = (Git){
        .dir = "/",
        .deadline_ms = ask->deadline_ms ? ask->deadline_ms : deadline_ms_default,
        .stop = ask->stop,
        .protocols = protocol,
        .more_env = env,
        .file_max_bytes = ask->size_max_bytes ? ask->size_max_bytes : size_max_bytes_default,
    };
    c->depth = arena_printf(&c->arena, "--depth=%u",
                            ask->history_max ? ask->history_max : history_max_default)
                   .ptr;
    c->filter = arena_printf(&c->arena, "--filter=blob:limit=%llu",
                             (unsigned long long)(ask->blob_max_bytes ? ask->blob_max_bytes
                                                                      : blob_max_bytes_default))
                    .ptr;
    return rc;
}

/* One run; git's own words turned into ours when it fails. */
static ErrCode run(Cloning *c, const char *const *args, Str *ret_output, Err *err)
{
    ProcTold told;
    ErrCode rc = git_run(&c->arena, &c->git, &(GitAsk){.args = args}, &told, err);

    if (rc == ERR_TIMEOUT)
        return err_set(err, ERR_TIMEOUT, "cloning '%s' took longer than %llu s", c->shown,
                       (unsigned long long)c->git.deadline_ms / 1000);
    if (rc != ERR_OK)
        return err_wrap(err, "cloning '%s'", c->shown);
    *ret_output = told.output;
    if (told.term_signal || told.exit_code)
        return explain(c->ask, c->shown, told.error_output, err);
    return ERR_OK;
}

#define RUN(c, ret_output, err, ...) \
    run((c), (const char *const[]){__VA_ARGS__, NULL}, (ret_output), (err))

/* From here on git knows the new repository. */
static void enter(Cloning *c)
{
    c->git.dir = c->git.git_dir = c->ask->dest;
}

static ErrCode clone_branch(Cloning *c, Err *err)
{
    const CloneAsk *ask = c->ask;
    const char *branch = ask->branch ? arena_printf(&c->arena, "--branch=%s", ask->branch).ptr
                                     : "--no-recurse-submodules"; /* said twice: harmless */
    Str output;
    ErrCode rc = RUN(c, &output, err, "-c", "http.lowSpeedLimit=1000", "-c",
                     "http.lowSpeedTime=60", "clone", "-q", "--bare", "--single-branch",
                     "--no-tags", "--no-recurse-submodules", "--template=", c->depth, c->filter,
                     branch, "--", ask->url, ask->dest);

    if (rc != ERR_OK)
        return rc;
    enter(c);
    rc = RUN(c, &output, err, "rev-parse", "--quiet", "--verify", "HEAD^{commit}");
    if (rc == ERR_SOURCE)
        return err_set(err, ERR_SOURCE, "the repository '%s' is empty", c->shown);
    return rc;
}

static bool is_object_id(Str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];

        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')))
            return false;
    }
    return s.len >= 7 && s.len <= GIT_ID_MAX;
}

/* A full id can be fetched by itself; a short one, or from a remote that does not give what it does
 * not advertise, has to be found among the branches. */
static ErrCode fetch_commit(Cloning *c, Err *err)
{
    const CloneAsk *ask = c->ask;
    Str output, id = str_from(ask->commit);
    ErrCode rc = ERR_SOURCE;

    if (id.len == 40 || id.len == 64)
        rc = RUN(c, &output, err, "fetch", "-q", "--no-tags", "--no-recurse-submodules",
                 "--no-write-fetch-head", c->depth, c->filter, "origin",
                 arena_printf(&c->arena, "%s:refs/heads/fondation", ask->commit).ptr);
    if (rc == ERR_SOURCE)
        rc = RUN(c, &output, err, "fetch", "-q", "--no-tags", "--no-recurse-submodules",
                 "--no-write-fetch-head", c->filter, "origin",
                 "+refs/heads/*:refs/remotes/origin/*");
    return rc;
}

static ErrCode clone_commit(Cloning *c, Err *err)
{
    const CloneAsk *ask = c->ask;
    Str output;

    if (!is_object_id(str_from(ask->commit)))
        return err_set(err, ERR_SOURCE, "'%s' is no id of a commit", ask->commit);
    ErrCode rc = RUN(c, &output, err, "init", "-q", "--bare", "--template=", "--", ask->dest);
    if (rc != ERR_OK)
        return rc;
    enter(c);
    rc = RUN(c, &output, err, "config", "remote.origin.url", ask->url);
    if (rc == ERR_OK)
        rc = fetch_commit(c, err);
    if (rc != ERR_OK)
        return rc;
    rc = RUN(c, &output, err, "rev-parse", "--quiet", "--verify", "--end-of-options",
             arena_printf(&c->arena, "%s^{commit}", ask->commit).ptr);
    if (rc == ERR_SOURCE)
        return err_set(err, ERR_SOURCE, "there is no commit '%s' in '%s'", ask->commit,
                       c->shown);
    if (rc != ERR_OK)
        return rc;
    return RUN(c, &output, err, "update-ref", "--no-deref", "HEAD",
               arena_str(&c->arena, str_trim(output)).ptr);
}

ErrCode clone_repository(const CloneAsk *ask, Err *err)
{
    AUTO(cloning_done) Cloning c = {.ask = ask};
    ErrCode rc = prepare(&c, err);

    if (rc != ERR_OK)
        return rc;
    if (path_exists(ask->dest))
        return err_set(err, ERR_FAILED, "'%s' is there already", ask->dest);
    rc = ask->commit ? clone_commit(&c, err) : clone_branch(&c, err);
    if (rc != ERR_OK)
        remove_quietly(ask->dest);
    return rc;
}
