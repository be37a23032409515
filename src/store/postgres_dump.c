/*
 * postgres_dump.c -- backups by PostgreSQL's own programs.
 */
#include "store/postgres_parts.h"

#include "base/proc.h"

enum { DUMP_MAX_MS = 60 * 60 * 1000, ENV_MAX = 32 };

/* What an URL says, as the environment variables of libpq: a password must not be seen in the list of
 * processes. */
static ErrCode environment_of(Arena *a, const char *url, const char *ret[ENV_MAX], Err *err)
{
    char *words = NULL;
    PQconninfoOption *options = PQconninfoParse(url, &words);
    size_t count = 0;

    if (!options) {
        (void)err_set(err, ERR_USAGE, "the database URL: %s", words ? words : "not understood");
        PQfreemem(words);
        return err->code;
    }
    ret[count++] = "PATH=/usr/local/bin:/usr/bin:/bin:/usr/lib/postgresql/15/bin";
    for (PQconninfoOption *o = options; o->keyword && count < ENV_MAX - 1; o++) {
        if (o->val && o->envvar)
            ret[count++] = arena_printf(a, "%s=%s", o->envvar, o->val).ptr;
    }
    ret[count] = NULL;
    PQconninfoFree(options);
    return ERR_OK;
}

static ErrCode run(const char *url, const char *const *argv, Err *err)
{
    AUTO(arena_done) Arena a = {0};
    const char *env[ENV_MAX];
    ProcTold told;
    ErrCode rc = environment_of(&a, url, env, err);

    if (rc != ERR_OK)
        return rc;
    ProcAsk ask = {
        .argv = argv, .env = env, .deadline_ms = DUMP_MAX_MS, .output_max_bytes = 1 << 20};
    return proc_run_ok(&a, &ask, &told, err);
}

ErrCode pg_dump_to(const char *url, const char *path, Err *err)
{
    const char *const argv[] = {
        "pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--file", path, NULL};

    return run(url, argv, err);
}

ErrCode pg_restore_from(const char *url, const char *path, Err *err)
{
    AUTO(arena_done) Arena a = {0};
    PQconninfoOption *options = PQconninfoParse(url, NULL);
    const char *name = NULL;

    for (PQconninfoOption *o = options; o && o->keyword; o++) {
        if (strcmp(o->keyword, "dbname") == 0 && o->val)
            name = arena_cstr(&a, str_from(o->val));
    }
    PQconninfoFree(options);
    if (!name)
        return err_set(err, ERR_USAGE, "the database URL names no database");
    const char *const argv[] = {"pg_restore",
                                "--exit-on-error",
                                "--single-transaction",
                                "--no-owner",
                                "--no-privileges",
                                "--dbname",
                                name,
                                path,
                                NULL};
    return run(url, argv, err);
}
