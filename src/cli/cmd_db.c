/*
 * cmd_db.c -- `fondation db backup|restore|migrate|check`: the database, from its own machine.
 *
 * Works on the database directly. With SQLite that takes the lock, so a running server must stop for
 * it, but for `backup`, which only reads the file when it is in use.
 */
#include "cli/command.h"

#include "base/file.h"
#include "base/json.h"
#include "store/store.h"

#include <stdio.h>

/* clang-format off */
static const Option options[] = {
    {"database", 0, OPTION_TEXT, "URL", NULL, NULL, "sqlite:PATH or postgres://USER@HOST/NAME (default: fondation.db in the data folder)"},
    {"data-dir", 0, OPTION_TEXT, "DIR", NULL, NULL, "of the server (default $XDG_DATA_HOME/fondation)"},
    {"quiet", 'q', OPTION_FLAG, NULL, NULL, NULL, "do not say what was done"},
    {"json", 0, OPTION_FLAG, NULL, NULL, NULL, "print the result as JSON on stdout"},
    {0},
};
/* clang-format on */

typedef struct Db {
    Options options;
    const char *url;
    const char *file; /* of backup and restore */
    unsigned schema_before, schema_after;
} Db;

static ErrCode do_backup(Db *d, Err *err)
{
    StoreAsk ask = {.url = d->url, .is_read_only_schema = true};
    Store *s = NULL;
    ErrCode rc = store_open(&ask, &s, err);

    if (rc == ERR_OK)
        rc = store_backup(s, d->file, err);
    else if (rc == ERR_BUSY)
        rc = store_backup_running(d->url, d->file, err);
    store_close(s);
    return rc;
}

static ErrCode do_restore(Db *d, Err *err)
{
    return store_restore(d->url, d->file, err);
}

static ErrCode do_migrate(Db *d, Err *err)
{
    StoreAsk ask = {.url = d->url};
    Store *s = NULL;
    ErrCode rc = store_open(&ask, &s, err);

    if (rc == ERR_OK)
        rc = store_schema(s, &d->schema_after, err);
    store_close(s);
    return rc;
}

static ErrCode do_check(Db *d, Err *err)
{
    StoreAsk ask = {.url = d->url, .is_read_only_schema = true};
    Store *s = NULL;
    ErrCode rc = store_open(&ask, &s, err);

    if (rc == ERR_OK)
        rc = store_check(s, err);
    if (rc == ERR_OK)
        rc = store_schema(s, &d->schema_after, err);
    store_close(s);
    return rc;
}

static const struct {
    const char *name;
    size_t operands; /* with the name */
    ErrCode (*run)(Db *d, Err *err);
    const char *done;
} verbs[] = {
    {"backup", 2, do_backup, "the backup is in"},
    {"restore", 2, do_restore, "restored from"},
    {"migrate", 1, do_migrate, "the schema is the newest"},
    {"check", 1, do_check, "the database is sound"},
};

static void say(const Db *d, size_t verb)
{
    AUTO(buf_done) Buf out = BUF(8192);

    if (option_flag(&d->options, "json")) {
        JsonWriter w;
        jw_init(&w, &out, 0);
        jw_begin_object(&w);
        jw_bool(&w, "ok", true);
        jw_text(&w, "did", str_from(verbs[verb].name));
        if (d->file)
            jw_text(&w, "file", str_from(d->file));
        if (d->schema_after)
            jw_u64(&w, "schema", d->schema_after);
        jw_end_object(&w);
        printf("%s\n", out.ptr);
    } else if (!option_flag(&d->options, "quiet")) {
        printf("%s%s%s\n", verbs[verb].done, d->file ? " " : "", d->file ? d->file : "");
    }
}

static ErrCode read_words(Db *d, size_t *ret_verb, Err *err)
{
    size_t count = d->options.operand_count;

    for (size_t i = 0; count && i < ARRAY_LEN(verbs); i++) {
        if (strcmp(d->options.operands[0], verbs[i].name) != 0)
            continue;
        if (count != verbs[i].operands)
            return err_set(err, ERR_USAGE, "`db %s` takes %s", verbs[i].name,
                           verbs[i].operands == 2 ? "a FILE" : "nothing more");
        *ret_verb = i;
        d->file = count == 2 ? d->options.operands[1] : NULL;
        return ERR_OK;
    }
    (void)err_set(err, ERR_USAGE, "`db` takes backup, restore, migrate or check");
    return err_hint(err, "see `fondation help db`");
}

static int run(const Command *c UNUSED, int argc, char **argv)
{
    Db d = {0};
    Err err = {0};
    size_t verb = 0;
    ErrCode rc = options_read(&d.options, options, argc, argv, &err);

    if (rc == ERR_OK)
        rc = read_words(&d, &verb, &err);
    if (rc == ERR_OK)
        rc = command_database(&d.options, &d.url, &err);
    if (rc == ERR_OK)
        rc = verbs[verb].run(&d, &err);
    if (rc == ERR_OK)
        say(&d, verb);
    options_done(&d.options);
    return rc == ERR_OK ? 0 : command_fail(&err);
}

const Command command_db = {
    .name = "db",
    .usage = "backup FILE | restore FILE | migrate | check",
    .summary = "looks after the server's database",
    .about =
        "backup   writes a copy to FILE, also while a server runs.\n"
        "restore  puts the copy FILE in the database's place, once it has proved sound. The\n"
        "         replaced SQLite file stays beside it as NAME.before-restore; a PostgreSQL\n"
        "         database must be empty.\n"
        "migrate  brings the schema up to this program's. `serve` does it by itself.\n"
        "check    looks for damage and for rows that break a rule; exit code 3 when there "
        "are.\n"
        "\n"
        "All but `backup` of SQLite need the server to be stopped.",
    .examples = "  fondation db backup monday.db\n"
                "  fondation db check --database postgres://fondation@localhost/fondation\n",
    .options = options,
    .run = run,
};
