/*
 * admin.c -- checking a database against what must hold, and putting a backup in its place.
 */
#include "store/engine.h"
#include "store/postgres_parts.h"
#include "store/sqlite_parts.h"

#include "base/file.h"

#include <errno.h>
#include <limits.h>
#include <unistd.h>

/* ---- what must hold between rows ---- */

/* Each counts rows that break the rule. What one row must fulfil by itself is a constraint. */
static const struct {
    const char *sql;
    const char *words;
} rules[] = {
    {SQL("SELECT count(*) FROM jobs j WHERE log_next <> (SELECT count(*) FROM logs l WHERE "
         "l.job_id = j.id) AND finished_at IS NULL"),
     "jobs under way whose log has a gap"},
    {SQL("SELECT count(*) FROM attempts a JOIN jobs j ON j.id = a.job_id WHERE "
         "(a.ended_at IS NULL) <> (j.status IN (1, 2, 3) AND j.lease_epoch = a.epoch)"),
     "attempts that are open though another owns the job, or closed though they own it"},
    {SQL("SELECT count(*) FROM jobs j WHERE status IN (1, 2, 3) AND NOT EXISTS (SELECT 1 FROM "
         "attempts a WHERE a.job_id = j.id AND a.epoch = j.lease_epoch AND a.token_hash = "
         "j.lease_hash)"),
     "jobs that are held by no attempt"},
    {SQL("SELECT count(*) FROM jobs j WHERE course_id IS NOT NULL AND NOT EXISTS (SELECT 1 "
         "FROM "
         "courses c WHERE c.id = j.course_id AND c.published_at IS NOT NULL AND c.job_id = "
         "j.id)"),
     "jobs whose course is not there"},
    {SQL("SELECT count(*) FROM courses c WHERE files <> (SELECT count(*) FROM course_files f "
         "WHERE "
         "f.course_id = c.id)"),
     "courses whose files are not all there"},
    {SQL("SELECT count(*) FROM course_sections s WHERE NOT EXISTS (SELECT 1 FROM course_words "
         "w "
         "WHERE w.rowid = s.id)"),
     "sections that cannot be found"},
    {SQL("SELECT count(*) FROM jobs j WHERE claim_order <> run_at - priority * 60000"),
     "jobs whose place in the queue is wrong"},
};

static ErrCode rules_work(Tx *tx, void *arg UNUSED, Err *err)
{
    AUTO(arena_done) Arena a = {0};

    for (size_t i = 0; i < ARRAY_LEN(rules); i++) {
        Rows rows;
        ErrCode rc = tx_rows(tx, &a, rules[i].sql, NO_ARGS, &rows, err);
        if (rc != ERR_OK)
            return rc;
        if (rows_int(&rows, 0, 0))
            return err_set(err, ERR_VERIFY, "%lld %s", (long long)rows_int(&rows, 0, 0),
                           rules[i].words);
    }
    return ERR_OK;
}

ErrCode store_check(Store *s, Err *err)
{
    ErrCode rc = s->engine->check(s, err);

    return rc == ERR_OK ? store_read(s, rules_work, NULL, err) : rc;
}

/* ---- backups ---- */

static const char *file_of(const char *url)
{
    return str_starts(str_from(url), STR("sqlite:")) ? url + strlen("sqlite:") : url;
}

ErrCode store_backup_running(const char *url, const char *path, Err *err)
{
    ErrCode rc;

    *err = (Err){0};
    if (path_exists(path))
        return err_set(err, ERR_CONFLICT, "'%s' is there already", path);
    rc = lite_copy(file_of(url), path, err);
    if (rc != ERR_OK)
        (void)unlink(path);
    return rc == ERR_OK ? rc : err_wrap(err, "making the backup '%s'", path);
}

/* ---- putting a backup in place ---- */

/* Opening it with the engine's own eyes: locked, ours, not newer than we are, and sound. */
static ErrCode try_file(const char *path, Err *err)
{
    StoreAsk ask = {.url = path};
    Store *s = NULL;
    ErrCode rc = store_open(&ask, &s, err);

    if (rc == ERR_OK)
        rc = store_check(s, err);
    store_close(s);
    return rc;
}

static ErrCode swap_files(const char *path, const char *fresh, Err *err)
{
    AUTO(buf_done) Buf before = BUF(PATH_MAX);

    buf_printf(&before, "%s.before-restore", path);
    if (path_exists(path) && rename(path, before.ptr) != 0)
        return err_set_errno(err, ERR_IO, "keeping the old database as '%s'", before.ptr);
    if (rename(fresh, path) != 0)
        return err_set_errno(err, ERR_IO, "putting '%s' in place", path);
    return ERR_OK;
}

/* The old database is opened first: that empties its log, and fails while a server has it. */
static ErrCode restore_file(const char *path, const char *backup, Err *err)
{
    AUTO(buf_done) Buf fresh = BUF(PATH_MAX), lock = BUF(PATH_MAX);
    StoreAsk ask = {.url = path, .is_read_only_schema = true};
    Store *old = NULL;
    ErrCode rc;

    if (!path_exists(backup))
        return err_set(err, ERR_NOT_FOUND, "there is no '%s'", backup);
    if (path_exists(path)) {
        rc = store_open(&ask, &old, err);
        store_close(old);
        if (rc == ERR_BUSY)
            return rc; /* any other fault is a reason to restore */
        *err = (Err){0};
    }
    buf_printf(&fresh, "%s.restoring", path);
    buf_printf(&lock, "%s.lock", fresh.ptr);
    (void)unlink(fresh.ptr);
    rc = lite_copy(backup, fresh.ptr, err);
    if (rc == ERR_OK)
        rc = try_file(fresh.ptr, err);
    if (rc == ERR_OK)
        rc = swap_files(path, fresh.ptr, err);
    (void)unlink(lock.ptr);
    if (rc != ERR_OK)
        (void)unlink(fresh.ptr);
    return rc;
}

ErrCode store_restore(const char *url, const char *path, Err *err)
{
    Str text = str_from(url);
    ErrCode rc;

    if (str_starts(text, STR("postgres://")) || str_starts(text, STR("postgresql://"))) {
        rc = pg_restore_from(url, path, err);
        if (rc == ERR_OK)
            rc = try_file(url, err);
    } else {
        rc = restore_file(file_of(url), path, err);
    }
    return rc == ERR_OK ? rc : err_wrap(err, "restoring '%s'", path);
}
