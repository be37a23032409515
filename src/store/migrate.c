/*
 * migrate.c -- brings a database to the newest schema, one numbered step and transaction after the other.
 *
 * To change the schema, add src/store/migrations/NNNN_name.sql and its line in meson.build. A step
 * that was released is never edited: databases that ran it would not run it again.
 */
#include "store/dialect.h"
#include "store/engine.h"

enum { MIGRATION_MAX_BYTES = 1 << 20 };

/* One step: `number` 0 makes the table of steps. */
typedef struct Step {
    const Migration *migration;
    unsigned found; /* number of the schema before the step */
    bool is_done;
} Step;

unsigned store_schema_newest(void)
{
    unsigned newest = 0;

    for (const Migration *m = store_migrations; m->number; m++)
        newest = m->number;
    return newest;
}

static ErrCode read_schema(Tx *tx, unsigned *ret, Err *err)
{
    AUTO(arena_done) Arena a = {0};
    Rows rows;
    ErrCode rc = tx_rows(tx, &a, SQL("SELECT count(*), max(number) FROM migrations"), NO_ARGS,
                         &rows, err);

    if (rc != ERR_OK)
        return rc;
    *ret = (unsigned)rows_int(&rows, 0, 1);
    /* numbers are 1, 2, 3, ...: a hole means that somebody else's hand was here */
    if (rows_int(&rows, 0, 0) != *ret)
        return err_set(err, ERR_INVALID, "the table of migrations has holes");
    return ERR_OK;
}

static ErrCode read_schema_work(Tx *tx, void *arg, Err *err)
{
    return read_schema(tx, arg, err);
}

ErrCode store_schema(Store *s, unsigned *ret, Err *err)
{
    return store_read(s, read_schema_work, ret, err);
}

/* Two servers that start at once take turns. */
static ErrCode lock_schema(Tx *tx, Err *err)
{
    AUTO(arena_done) Arena a = {0};
    Rows rows;

    if (!tx_is_postgres(tx))
        return ERR_OK;
    return tx_rows(tx, &a, SQL("SELECT count(*) FROM pg_advisory_xact_lock(6847104)"), NO_ARGS,
                   &rows, err);
}

static ErrCode make_table(Tx *tx, void *arg UNUSED, Err *err)
{
    ErrCode rc = lock_schema(tx, err);

    if (rc != ERR_OK)
        return rc;
    return tx_run(tx,
                  SQL("CREATE TABLE IF NOT EXISTS migrations("
                      "number INTEGER PRIMARY KEY, name TEXT NOT NULL, at INTEGER NOT NULL)"),
                  NO_ARGS, NULL, err);
}

static ErrCode run_step(Tx *tx, void *arg, Err *err)
{
    Step *step = arg;
    AUTO(buf_done) Buf lines = BUF(MIGRATION_MAX_BYTES);
    AUTO(buf_done) Buf translated = BUF(MIGRATION_MAX_BYTES);
    ErrCode rc = lock_schema(tx, err);

    step->is_done = false;
    if (rc == ERR_OK)
        rc = read_schema(tx, &step->found, err);
    if (rc != ERR_OK || step->found >= step->migration->number)
        return rc;
    sql_lines_for(&lines, str_from(step->migration->sql), tx_is_postgres(tx));
    if (tx_is_postgres(tx))
        sql_for_postgres(&translated, buf_str(&lines));
    MUST(!lines.full && !translated.full);
    rc = tx->ops->script(tx, tx_is_postgres(tx) ? translated.ptr : lines.ptr, err);
    if (rc != ERR_OK)
        return err_wrap(err, "migration %u (%s)", step->migration->number,
                        step->migration->name);
    return tx_run(tx, SQL("INSERT INTO migrations(number, name, at) VALUES (?1, ?2, ?3)"),
                  ARGS(v_int(step->migration->number), v_text(str_from(step->migration->name)),
                       v_int(store_now(tx->store))),
                  NULL, err);
}

static ErrCode refuse_newer(unsigned found, Err *err)
{
    unsigned newest = store_schema_newest();

    if (found <= newest)
        return ERR_OK;
    (void)err_set(err, ERR_INVALID,
                  "the database has schema %u, and this program knows only up to %u", found,
                  newest);
    return err_hint(err, "start the newer program, or restore a backup made before it ran");
}

ErrCode store_migrate(Store *s, const StoreAsk *ask, Err *err)
{
    unsigned target = ask->schema_target ? ask->schema_target : store_schema_newest();
    unsigned found = 0;
    ErrCode rc = store_write(s, STORE_ALONE, make_table, NULL, err);

    if (rc == ERR_OK)
        rc = store_schema(s, &found, err);
    if (rc == ERR_OK)
        rc = refuse_newer(found, err);
    if (rc == ERR_OK && ask->is_read_only_schema && found < target) {
        (void)err_set(err, ERR_INVALID, "the database has schema %u, older than %u", found,
                      target);
        return err_hint(err, "run `fondation db migrate`");
    }
    for (const Migration *m = store_migrations; rc == ERR_OK && m->number; m++) {
        Step step = {.migration = m};
        if (m->number > found && m->number <= target)
            rc = store_write(s, STORE_ALONE, run_step, &step, err);
    }
    return rc;
}
