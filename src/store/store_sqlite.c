/*
 * store_sqlite.c -- the embedded engine: one file, one process, one thread that writes.
 *
 * Works queue up for the writer. It takes all that wait, runs each in a savepoint of one transaction
 * and commits once (group commit): 64 clients share the price of one fsync, and a work that fails takes
 * only itself back. When the commit itself fails, or the engine ended the transaction (disk full),
 * the works of the batch are run again one by one, so that each gets its own answer.
 *
 * Reads run in the thread that asks, on one of a few read-only connections, in a transaction that is
 * limited in time: a long one would keep the write-ahead log from starting over. The writer copies
 * the log into the file now and then; when the log has grown large all the same, it holds new
 * reads back for a moment, ends the running ones, and empties it.
 *
 * What always holds:
 *   1. Only the writer's connection writes or checkpoints.
 *   2. The lock file is held as long as the file is open.
 */
#include "store/sqlite_parts.h"

#include "base/fault.h"
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    READERS_DEFAULT = 4,
    READERS_MAX = 32,
    BATCH_MAX = 256,
    WAL_COPY_FRAMES = 1000,      /* of 4 KiB: when the log is copied into the file */
    WAL_MAX_FRAMES = 16384,      /* 64 MiB: when reads are held back to empty it */
    WAL_RETRY_MS = 1000,         /* pause between two tries of that */
    WAL_GRACE_MS = 500,          /* for running reads to end by themselves */
    IDLE_MS = 10000,             /* without works: the log is emptied */
    APPLICATION_ID = 0x466e6461, /* "Fnda" */
};

typedef struct Sqlite {
    /* set once in sqlite_open(), read by everyone */
    Store *store;
    char *path;
    int lock_fd;
    pthread_t thread;
    bool has_thread;
    unsigned reader_count;

    OpQueue queue;
    atomic_bool hurry; /* running reads end */
    _Atomic int wal_frames;

    /* touched only by the writer */
    Lite writer;
    int64_t wal_next_try_ns;
    bool is_wal_dirty; /* something was written since the log was last emptied */

    /* guarded by readers_mtx */
    pthread_mutex_t readers_mtx;
    pthread_cond_t readers_cond;
    Lite *readers[READERS_MAX]; /* the free ones */
    unsigned free_count;
    bool is_held_back;
    Lite reader_storage[READERS_MAX];
} Sqlite;

/* ---- the lock ---- */

static ErrCode say_holder(Sqlite *q, Err *err)
{
    char holder[128] = "";
    ssize_t got = pread(q->lock_fd, holder, sizeof(holder) - 1, 0);

    holder[MAX_OF(got, (ssize_t)0)] = '\0';
    (void)err_set(err, ERR_BUSY, "'%s' is in use by %s", q->path,
                  holder[0] ? holder : "another process");
    return err_hint(err, "stop it, or give this one another --data-dir");
}

static ErrCode take_lock(Sqlite *q, Err *err)
{
    AUTO(buf_done) Buf name = BUF(PATH_MAX), holder = BUF(128);

    buf_printf(&name, "%s.lock", q->path);
    q->lock_fd = open(name.ptr, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (q->lock_fd < 0)
        return err_set_errno(err, ERR_IO, "opening '%s'", name.ptr);
    if (flock(q->lock_fd, LOCK_EX | LOCK_NB) != 0)
        return say_holder(q, err);
    buf_printf(&holder, "process %d", (int)getpid());
    if (ftruncate(q->lock_fd, 0) != 0 ||
        pwrite(q->lock_fd, holder.ptr, holder.len, 0) != (ssize_t)holder.len) {
        /* only the words of a later refusal suffer */
    }
    return ERR_OK;
}

/* ---- opening ---- */

/* Made before SQLite makes it, so that nobody else may read it; the log beside it takes its mode. */
static ErrCode make_private(const char *path, Err *err)
{
    AUTO(fd_close_p) int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

    return fd < 0 ? err_set_errno(err, ERR_IO, "opening '%s'", path) : ERR_OK;
}

static int on_wal(void *sqlite, sqlite3 *db UNUSED, const char *name UNUSED, int frames)
{
    ((Sqlite *)sqlite)->wal_frames = frames;
    return SQLITE_OK;
}

static ErrCode prepare_writer(Sqlite *q, Err *err)
{
    static const char *const pragmas[] = {
        "PRAGMA journal_mode=WAL",   "PRAGMA synchronous=FULL",
        "PRAGMA foreign_keys=ON",    "PRAGMA wal_autocheckpoint=0",
        "PRAGMA temp_store=MEMORY",  "PRAGMA trusted_schema=OFF",
        "PRAGMA cell_size_check=ON", "PRAGMA journal_size_limit=67108864",
        "PRAGMA cache_size=-32768",
    };
    Lite *w = &q->writer;
    int64_t id = 0, tables = 0;
    ErrCode rc = lite_open(w, q->path, SQLITE_OPEN_READWRITE, err);

    if (rc == ERR_OK)
        rc = lite_number(w, "PRAGMA application_id", &id, err);
    if (rc == ERR_OK)
        rc = lite_number(w, "SELECT count(*) FROM sqlite_master", &tables, err);
    if (rc == ERR_OK && id != APPLICATION_ID && tables > 0)
        return err_set(err, ERR_INVALID, "'%s' is a database of another program", q->path);
    for (size_t i = 0; rc == ERR_OK && i < ARRAY_LEN(pragmas); i++)
        rc = lite_do(w, pragmas[i], err);
    if (rc == ERR_OK && id != APPLICATION_ID)
        rc = lite_do(w, "PRAGMA application_id=1181639777", err);
    if (rc == ERR_OK)
        sqlite3_wal_hook(w->db, on_wal, q);
    return rc;
}

static ErrCode open_readers(Sqlite *q, Err *err)
{
    ErrCode rc = ERR_OK;

    for (unsigned i = 0; rc == ERR_OK && i < q->reader_count; i++) {
        Lite *r = &q->reader_storage[i];
        rc = lite_open(r, q->path, SQLITE_OPEN_READONLY, err);
        if (rc == ERR_OK)
            rc = lite_do(r, "PRAGMA query_only=ON", err);
        if (rc == ERR_OK)
            rc = lite_do(r, "PRAGMA trusted_schema=OFF", err);
        r->hurry = &q->hurry;
        q->readers[i] = r;
    }
    q->free_count = q->reader_count;
    return rc;
}

static void *write_loop(void *sqlite);

/* Each connection belongs to one thread at a time, so SQLite need not lock for us, and what it counts of
 * its memory nobody reads. Too late when somebody else in the process used SQLite before: no harm. */
static void configure_once(void)
{
    (void)sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static ErrCode sqlite_open(Store *s, const StoreAsk *ask, Err *err)
{
    Sqlite *q = xcalloc(1, sizeof(*q));
    Str path = str_from(ask->url);
    ErrCode rc;

    if (str_starts(path, STR("sqlite:")))
        path = str_sub(path, strlen("sqlite:"), path.len);
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, configure_once);
    s->self = q;
    q->store = s;
    q->path = xstrdup(path.ptr);
    q->reader_count = MIN_OF(ask->connections ? ask->connections : READERS_DEFAULT,
                             (unsigned)READERS_MAX);
    op_queue_init(&q->queue);
    pthread_mutex_init(&q->readers_mtx, NULL);
    pthread_cond_init(&q->readers_cond, NULL);
    rc = take_lock(q, err);
    if (rc == ERR_OK && !ask->is_read_only_schema)
        rc = make_private(q->path, err);
    if (rc == ERR_OK)
        rc = prepare_writer(q, err);
    if (rc == ERR_OK)
        rc = open_readers(q, err);
    if (rc != ERR_OK)
        return rc;
    MUST(pthread_create(&q->thread, NULL, write_loop, q) == 0);
    q->has_thread = true;
    s->is_up = true;
    return ERR_OK;
}

static void sqlite_close(Store *s)
{
    Sqlite *q = s->self;

    if (!q)
        return;
    op_queue_close(&q->queue);
    if (q->has_thread)
        pthread_join(q->thread, NULL);
    for (unsigned i = 0; i < q->reader_count; i++)
        lite_close(&q->reader_storage[i]);
    lite_close(&q->writer);
    fd_close_p(&q->lock_fd);
    pthread_cond_destroy(&q->readers_cond);
    pthread_mutex_destroy(&q->readers_mtx);
    op_queue_done(&q->queue);
    free(q->path);
    free(q);
}

/* ---- writing ---- */

static void rollback(Sqlite *q)
{
    Err ignored = {0};

    if (!sqlite3_get_autocommit(q->writer.db))
        DROP_RESULT(lite_do(&q->writer, "ROLLBACK", &ignored));
}

/* Runs one work inside the open transaction; a failed one is taken back. False when the engine ended
 * the whole transaction. */
static bool run_op(Sqlite *q, Op *op, bool is_only)
{
    Tx tx = {.store = q->store, .ops = &lite_ops, .connection = &q->writer};
    Err ignored = {0};

    VEC_DONE(&op->topics);
    op->rc = is_only ? ERR_OK : lite_do(&q->writer, "SAVEPOINT work", op->err);
    if (op->rc == ERR_OK)
        op->rc = op->work(&tx, op->arg, op->err);
    if (op->rc == ERR_OK && tx.has_failed)
        op->rc = err_set(op->err, ERR_FAILED, "a work went on after a failed statement");
    op->topics = tx.topics;
    if (sqlite3_get_autocommit(q->writer.db))
        return false;
    if (op->rc != ERR_OK)
        VEC_CLEAR(&op->topics);
    if (is_only) {
        if (op->rc != ERR_OK)
            rollback(q);
        return true;
    }
    if (op->rc != ERR_OK && lite_do(&q->writer, "ROLLBACK TO work", &ignored) != ERR_OK)
        return false;
    return lite_do(&q->writer, "RELEASE work", &ignored) == ERR_OK;
}

/* True when all works of the list have their answer, and what they wrote is on disk. */
static bool commit_batch(Sqlite *q, Op *list, Err *err)
{
    bool is_only = list->next == NULL;
    uint64_t count = 0;

    if (fault_here("sqlite.begin") || lite_do(&q->writer, "BEGIN IMMEDIATE", err) != ERR_OK)
        return false;
    for (Op *op = list; op; op = op->next, count++) {
        if (!run_op(q, op, is_only)) {
            *err = *op->err;
            return false;
        }
    }
    if (sqlite3_get_autocommit(q->writer.db))
        return true; /* the only work failed and was taken back */
    bool has_written = sqlite3_txn_state(q->writer.db, "main") == SQLITE_TXN_WRITE;
    if (fault_here("sqlite.commit")) {
        (void)err_set(err, ERR_IO, "the database file: a test made it fail");
        return false;
    }
    if (lite_do(&q->writer, "COMMIT", err) != ERR_OK)
        return false;
    q->store->commits += has_written;
    q->store->works += count;
    q->store->is_up = true;
    q->is_wal_dirty = true;
    return true;
}

static void publish(Sqlite *q, const Op *list)
{
    Topics all = {0};

    if (!q->store->changed)
        return;
    for (const Op *op = list; op; op = op->next) {
        for (size_t i = 0; op->rc == ERR_OK && i < op->topics.len; i++)
            topics_add(&all, op->topics.at[i]);
    }
    if (all.len)
        q->store->changed(q->store->changed_self, all.at, all.len);
    VEC_DONE(&all);
}

static void run_alone(Sqlite *q, Op *op)
{
    Err err = {0};

    op->next = NULL;
    if (!commit_batch(q, op, &err)) {
        rollback(q);
        if (op->rc == ERR_OK || op->err->code == ERR_OK)
            *op->err = err;
        if (!op->err->text[0])
            (void)err_set(op->err, ERR_IO, "the database ended the transaction");
        op->rc = op->err->code != ERR_OK ? op->err->code : ERR_IO;
        VEC_CLEAR(&op->topics);
        store_note_failure(q->store, op->err);
    }
    publish(q, op);
    op_finish(op, op->rc);
}

static void run_list(Sqlite *q, Op *list)
{
    Err err = {0};

    if (!list->next) {
        run_alone(q, list);
        return;
    }
    if (commit_batch(q, list, &err)) {
        publish(q, list);
        op_finish_list(list);
        return;
    }
    rollback(q);
    for (Op *op = list, *next; op; op = next) {
        next = op->next;
        *op->err = (Err){0};
        run_alone(q, op);
    }
}

/* ---- the write-ahead log ---- */

static bool checkpoint(Sqlite *q, int mode)
{
    int frames = 0, copied = 0;
    int code = sqlite3_wal_checkpoint_v2(q->writer.db, NULL, mode, &frames, &copied);

    if (code != SQLITE_OK)
        return false;
    if (mode == SQLITE_CHECKPOINT_TRUNCATE)
        q->wal_frames = 0;
    return frames == copied;
}

/* Holds new reads back and waits for the running ones, ending them after a grace. */
static void empty_log_by_force(Sqlite *q)
{
    struct timespec until;
    int waits = 0;

    pthread_mutex_lock(&q->readers_mtx);
    q->is_held_back = true;
    while (q->free_count < q->reader_count && waits < 2) {
        MUST(clock_gettime(CLOCK_REALTIME, &until) == 0);
        until.tv_nsec += (long)WAL_GRACE_MS * 1000000;
        until.tv_sec += until.tv_nsec / 1000000000;
        until.tv_nsec %= 1000000000;
        if (pthread_cond_timedwait(&q->readers_cond, &q->readers_mtx, &until) == ETIMEDOUT) {
            q->hurry = true;
            waits++;
        }
    }
    pthread_mutex_unlock(&q->readers_mtx);
    sqlite3_busy_timeout(q->writer.db, 0);
    (void)checkpoint(q, SQLITE_CHECKPOINT_TRUNCATE);
    sqlite3_busy_timeout(q->writer.db, 5000);
    pthread_mutex_lock(&q->readers_mtx);
    q->is_held_back = false;
    q->hurry = false;
    pthread_cond_broadcast(&q->readers_cond);
    pthread_mutex_unlock(&q->readers_mtx);
}

static void tend_log(Sqlite *q)
{
    int64_t now = lite_ticks_ns();

    if (q->wal_frames > WAL_MAX_FRAMES && now >= q->wal_next_try_ns) {
        empty_log_by_force(q);
        q->wal_next_try_ns = lite_ticks_ns() + (int64_t)WAL_RETRY_MS * 1000000;
    } else if (q->wal_frames >= WAL_COPY_FRAMES && now >= q->wal_next_try_ns) {
        /* readers in the way: not again at once, the copy costs an fsync */
        if (!checkpoint(q, SQLITE_CHECKPOINT_PASSIVE))
            q->wal_next_try_ns = now + (int64_t)WAL_RETRY_MS * 100000;
    }
}

static void *write_loop(void *sqlite)
{
    Sqlite *q = sqlite;
    Op *list;

    while (op_queue_take(&q->queue, BATCH_MAX, q->is_wal_dirty ? IDLE_MS : -1, &list)) {
        if (list) {
            run_list(q, list);
            tend_log(q);
        } else if (q->is_wal_dirty) {
            sqlite3_busy_timeout(q->writer.db, 0);
            (void)checkpoint(q, SQLITE_CHECKPOINT_TRUNCATE);
            sqlite3_busy_timeout(q->writer.db, 5000);
            q->is_wal_dirty = false;
        }
    }
    (void)checkpoint(q, SQLITE_CHECKPOINT_TRUNCATE);
    return NULL;
}

static ErrCode sqlite_write(Store *s, StoreHow how, StoreWork *work, void *arg, Err *err)
{
    Sqlite *q = s->self;
    Op op = {.work = work, .arg = arg, .err = err, .how = how};

    *err = (Err){0};
    return op_run(s, &q->queue, &op);
}

/* ---- reading ---- */

static Lite *borrow_reader(Sqlite *q)
{
    pthread_mutex_lock(&q->readers_mtx);
    while (q->free_count == 0 || q->is_held_back)
        pthread_cond_wait(&q->readers_cond, &q->readers_mtx);
    Lite *l = q->readers[--q->free_count];
    pthread_mutex_unlock(&q->readers_mtx);
    l->deadline_ns = lite_ticks_ns() + (int64_t)STORE_READ_MAX_MS * 1000000;
    return l;
}

static void return_reader(Sqlite *q, Lite *l)
{
    l->deadline_ns = 0;
    pthread_mutex_lock(&q->readers_mtx);
    q->readers[q->free_count++] = l;
    pthread_cond_broadcast(&q->readers_cond);
    pthread_mutex_unlock(&q->readers_mtx);
}

static ErrCode sqlite_read(Store *s, StoreWork *work, void *arg, Err *err)
{
    Sqlite *q = s->self;
    Lite *l = borrow_reader(q);
    Tx tx = {.store = s, .ops = &lite_ops, .connection = l, .is_read = true};
    Err ignored = {0};
    ErrCode rc;

    *err = (Err){0};
    rc = lite_do(l, "BEGIN", err);
    if (rc == ERR_OK) {
        rc = work(&tx, arg, err);
        l->hurry = NULL; /* ending is not hurried */
        l->deadline_ns = 0;
        if (!sqlite3_get_autocommit(l->db))
            DROP_RESULT(lite_do(l, "ROLLBACK", &ignored));
        l->hurry = &q->hurry;
    }
    VEC_DONE(&tx.topics);
    return_reader(q, l);
    return rc;
}

/* ---- the rest ---- */

static void sqlite_status(Store *s, StoreStatus *ret)
{
    Sqlite *q = s->self;

    ret->wal_bytes = (uint64_t)q->wal_frames * 4096;
}

static ErrCode sqlite_backup(Store *s, const char *path, Err *err)
{
    Sqlite *q = s->self;
    ErrCode rc = make_private(path, err);

    if (rc == ERR_OK)
        rc = lite_copy(q->path, path, err);
    if (rc != ERR_OK)
        (void)unlink(path);
    return rc;
}

static ErrCode check_work(Tx *tx, void *arg UNUSED, Err *err)
{
    AUTO(arena_done) Arena a = {0};
    Rows rows;
    ErrCode rc;

    ((Lite *)tx->connection)->deadline_ns = 0;
    rc = tx_rows(tx, &a, SQL("PRAGMA integrity_check(10)"), NO_ARGS, &rows, err);
    if (rc == ERR_OK && !str_is(rows_text(&rows, 0, 0), "ok"))
        rc = err_set(err, ERR_VERIFY, "%.*s", STR_ARG(rows_text(&rows, 0, 0)));
    if (rc == ERR_OK)
        rc = tx_rows(tx, &a, SQL("PRAGMA foreign_key_check"), NO_ARGS, &rows, err);
    if (rc == ERR_OK && rows.count)
        rc = err_set(err, ERR_VERIFY,
                     "a row of '%.*s' refers to one of '%.*s' that is not there",
                     STR_ARG(rows_text(&rows, 0, 0)), STR_ARG(rows_text(&rows, 0, 2)));
    return rc;
}

static ErrCode sqlite_check(Store *s, Err *err)
{
    return sqlite_read(s, check_work, NULL, err);
}

const Engine engine_sqlite = {
    .name = "sqlite",
    .open = sqlite_open,
    .close = sqlite_close,
    .write = sqlite_write,
    .read = sqlite_read,
    .status = sqlite_status,
    .backup = sqlite_backup,
    .check = sqlite_check,
};
