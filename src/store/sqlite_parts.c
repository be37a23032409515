/*
 * sqlite_parts.c -- preparing, binding, stepping.
 *
 * Prepared statements are kept by the address of their text: the texts are literals of this program,
 * a few hundred at most, so that finding one again costs a hash of a pointer.
 */
#include "store/sqlite_parts.h"

enum { PROGRESS_OPCODES = 4000 };

int64_t lite_ticks_ns(void)
{
    struct timespec t;

    MUST(clock_gettime(CLOCK_MONOTONIC, &t) == 0);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static bool is_over(const Lite *l)
{
    return (l->hurry && *l->hurry) || (l->deadline_ns && lite_ticks_ns() > l->deadline_ns);
}

static int on_progress(void *lite)
{
    return is_over(lite);
}

ErrCode lite_open(Lite *l, const char *path, int flags, Err *err)
{
    int code = sqlite3_open_v2(path, &l->db,
                               flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);

    if (code != SQLITE_OK) {
        ErrCode rc = lite_fail(l, code, err);
        lite_close(l);
        return rc;
    }
    sqlite3_busy_timeout(l->db, 5000);
    sqlite3_progress_handler(l->db, PROGRESS_OPCODES, on_progress, l);
    return ERR_OK;
}

void lite_close(Lite *l)
{
    for (size_t i = 0; i < LITE_STATEMENTS; i++)
        sqlite3_finalize(l->statements[i].prepared);
    if (l->db)
        MUST(sqlite3_close(l->db) == SQLITE_OK);
    *l = (Lite){0};
}

ErrCode lite_fail(Lite *l, int code, Err *err)
{
    const char *words = l->db ? sqlite3_errmsg(l->db) : sqlite3_errstr(code);

    switch (code & 0xff) {
    case SQLITE_CONSTRAINT:
        return err_set(err, ERR_CONFLICT, "the database refuses it: %s", words);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return err_set(err, ERR_BUSY, "the database is locked: %s", words);
    case SQLITE_INTERRUPT:
        return err_set(err, ERR_TIMEOUT, "reading the database took too long");
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return err_set(err, ERR_INVALID, "the database file is damaged: %s", words);
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
        return err_set(err, ERR_IO, "the database file: %s", words);
    case SQLITE_READONLY:
        return err_set(err, ERR_FORBIDDEN, "the database cannot be written: %s", words);
    default:
        return err_set(err, ERR_FAILED, "the database: %s", words);
    }
}

/* ---- statements ---- */

static LiteStatement *slot_of(Lite *l, const char *sql)
{
    size_t at = (uintptr_t)sql * 0x9e3779b97f4a7c15u >> 55;

    while (l->statements[at].sql && l->statements[at].sql != sql)
        at = (at + 1) % LITE_STATEMENTS;
    return &l->statements[at];
}

static ErrCode prepare(Lite *l, const char *sql, sqlite3_stmt **ret, Err *err)
{
    LiteStatement *slot = slot_of(l, sql);

    if (!slot->sql) {
        int code = sqlite3_prepare_v3(l->db, sql, -1, SQLITE_PREPARE_PERSISTENT,
                                      &slot->prepared, NULL);
        if (code != SQLITE_OK)
            return lite_fail(l, code, err);
        slot->sql = sql;
        MUST(++l->statement_count < LITE_STATEMENTS);
    }
    *ret = slot->prepared;
    return ERR_OK;
}

static int bind(sqlite3_stmt *s, int at, const Value *v)
{
    if (v->is_null)
        return sqlite3_bind_null(s, at);
    switch ((ValueKind)v->kind) {
    case VALUE_INT:
        return sqlite3_bind_int64(s, at, v->number);
    case VALUE_REAL:
        return sqlite3_bind_double(s, at, v->real);
    case VALUE_TEXT:
        return sqlite3_bind_text64(s, at, v->text.ptr, v->text.len, SQLITE_STATIC, SQLITE_UTF8);
    case VALUE_BYTES:
        return v->text.len ? sqlite3_bind_blob64(s, at, v->text.ptr, v->text.len, SQLITE_STATIC)
                           : sqlite3_bind_zeroblob(s, at, 0);
    }
    return SQLITE_MISUSE;
}

static Value read_cell(sqlite3_stmt *s, int column, Arena *a)
{
    switch (sqlite3_column_type(s, column)) {
    case SQLITE_INTEGER:
        return v_int(sqlite3_column_int64(s, column));
    case SQLITE_FLOAT:
        return v_real(sqlite3_column_double(s, column));
    case SQLITE_TEXT: {
        const char *text = (const char *)sqlite3_column_text(s, column);
        Str view = {text, (size_t)sqlite3_column_bytes(s, column)};
        return v_text(arena_str(a, view));
    }
    case SQLITE_BLOB: {
        const char *bytes = sqlite3_column_blob(s, column);
        Str view = {bytes, (size_t)sqlite3_column_bytes(s, column)};
        Str copy = arena_str(a, view);
        return (Value){.kind = VALUE_BYTES, .text = copy};
    }
    default:
        return (Value){.is_null = true};
    }
}

VEC_TYPE(Cells, Value);

static void cells_done(Cells *cells)
{
    VEC_DONE(cells);
}

static ErrCode step(Lite *l, sqlite3_stmt *s, Arena *a, Rows *ret, Err *err)
{
    AUTO(cells_done) Cells cells = {0};
    int width = sqlite3_column_count(s), code;
    size_t count = 0;

    while ((code = sqlite3_step(s)) == SQLITE_ROW) {
        if (!a)
            continue;
        if (++count > STORE_MAX_ROWS)
            return err_set(err, ERR_LIMIT, "more than %d rows", STORE_MAX_ROWS);
        for (int i = 0; i < width; i++)
            *VEC_PUSH(&cells) = read_cell(s, i, a);
    }
    if (code != SQLITE_DONE)
        return lite_fail(l, code, err);
    if (a && count) {
        Value *kept = ARENA_ARRAY(a, Value, cells.len);
        memcpy(kept, cells.at, cells.len * sizeof(*kept));
        *ret = (Rows){kept, count, (size_t)width};
    }
    return ERR_OK;
}

static ErrCode lite_run(Tx *tx, Arena *a, const char *sql, const Value *args, size_t count,
                        Rows *ret, uint64_t *ret_changed, Err *err)
{
    Lite *l = tx->connection;
    sqlite3_stmt *s = NULL;
    ErrCode rc;

    if (is_over(l))
        return err_set(err, ERR_TIMEOUT, "reading the database took too long");
    rc = prepare(l, sql, &s, err);
    if (rc != ERR_OK)
        return rc;
    MUST((size_t)sqlite3_bind_parameter_count(s) == count);
    for (size_t i = 0; i < count && rc == ERR_OK; i++) {
        int code = bind(s, (int)i + 1, &args[i]);
        if (code != SQLITE_OK)
            rc = lite_fail(l, code, err);
    }
    if (rc == ERR_OK)
        rc = step(l, s, a, ret, err);
    if (ret_changed)
        *ret_changed = rc == ERR_OK ? (uint64_t)sqlite3_changes64(l->db) : 0;
    sqlite3_reset(s);
    sqlite3_clear_bindings(s);
    return rc;
}

static ErrCode lite_script(Tx *tx, const char *sql, Err *err)
{
    Lite *l = tx->connection;
    int code = sqlite3_exec(l->db, sql, NULL, NULL, NULL);

    return code == SQLITE_OK ? ERR_OK : lite_fail(l, code, err);
}

const TxOps lite_ops = {.run = lite_run, .script = lite_script};

ErrCode lite_do(Lite *l, const char *sql, Err *err)
{
    sqlite3_stmt *s = NULL;
    ErrCode rc = prepare(l, sql, &s, err);

    if (rc != ERR_OK)
        return rc;
    rc = step(l, s, NULL, NULL, err);
    sqlite3_reset(s);
    return rc;
}

ErrCode lite_number(Lite *l, const char *sql, int64_t *ret, Err *err)
{
    sqlite3_stmt *s = NULL;
    ErrCode rc = prepare(l, sql, &s, err);
    int code;

    if (rc != ERR_OK)
        return rc;
    code = sqlite3_step(s);
    if (code == SQLITE_ROW)
        *ret = sqlite3_column_int64(s, 0);
    else
        rc = lite_fail(l, code, err);
    sqlite3_reset(s);
    return rc;
}

ErrCode lite_copy(const char *from, const char *to, Err *err)
{
    Lite source = {0}, target = {0};
    ErrCode rc = lite_open(&source, from, SQLITE_OPEN_READONLY, err);

    if (rc == ERR_OK)
        rc = lite_open(&target, to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, err);
    if (rc == ERR_OK) {
        sqlite3_backup *b = sqlite3_backup_init(target.db, "main", source.db, "main");
        int code = b ? sqlite3_backup_step(b, -1) : sqlite3_errcode(target.db);
        (void)sqlite3_backup_finish(b);
        if (code != SQLITE_DONE)
            rc = lite_fail(&target, code, err);
    }
    if (rc == ERR_OK) /* one file, without a log beside it */
        rc = lite_do(&target, "PRAGMA journal_mode=DELETE", err);
    lite_close(&target);
    lite_close(&source);
    return rc;
}
