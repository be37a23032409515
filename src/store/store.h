/*
 * store.h -- the door to the database: transactions of small statements, on one of two engines.
 *
 *     sqlite:/var/lib/fondation/fondation.db    one server, one file (the default)
 *     postgres://user@host/name                 any number of servers
 *
 * A piece of work is a function that runs statements inside one transaction: all of it is saved or
 * nothing. Statements are written once, in the dialect of SQLite, and read by PostgreSQL through
 * store/dialect.h.
 *
 * What always holds:
 *   1. When store_write() returns ERR_OK, the work is on disk (synchronous=FULL, fsync).
 *   2. When it returns anything else but ERR_UNSURE, nothing of the work is there.
 *   3. A read sees one moment of the database, whatever is written meanwhile.
 *   4. On SQLite one process has the file open (a lock file names it), and in it one thread writes
 *      and checkpoints: SQLite before 3.51.3 can lose a database that is written through one
 *      connection while another checkpoints.
 *
 * All functions may be called from any thread, and block, unless they say otherwise.
 */
#ifndef FONDATION_STORE_STORE_H
#define FONDATION_STORE_STORE_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/err.h"

typedef struct Store Store;
typedef struct Tx Tx;

/* What changed, told after the commit that changed it. The rest reads the present state. */
typedef enum TopicKind {
    TOPIC_QUEUE, /* a job became claimable (id 0) */
    TOPIC_JOB,
    TOPIC_REPOSITORY,
    TOPIC_USER,
    TOPIC_KIND_COUNT
} TopicKind;

typedef struct Topic {
    TopicKind kind;
    uint64_t id;
} Topic;

/* Called from a thread of the store, never twice at a time; must not block and not call the store.
 * Every change is told at least once, also those made by other servers on the same PostgreSQL. */
typedef void StoreChanged(void *self, const Topic *topics, size_t count);

typedef struct StoreAsk {
    const char *url;    /* "sqlite:PATH", a plain path, or "postgres://..." */
    const Clock *clock; /* NULL: the system's */
    StoreChanged *changed;
    void *changed_self;
    unsigned connections; /* PostgreSQL: for works; SQLite: for reads. 0: the default */
    const char
        *listen_url; /* PostgreSQL: a direct way for the listener past PgBouncer; NULL: url */
    bool is_unprepared;       /* PostgreSQL: never keep prepared statements in the connection */
    unsigned schema_target;   /* stop migrating at this number, for tests; 0: the newest */
    bool is_read_only_schema; /* refuse an older schema instead of migrating it */
    uint32_t busy_ms;         /* how long a work waits for a lost server; 0: 10 s */
} StoreAsk;

/* Opens, locks, migrates. ERR_BUSY: another process holds the file (the text says which).
 * ERR_INVALID: the file is no database of ours, or newer than this program. */
MUST_CHECK ErrCode store_open(const StoreAsk *ask, Store **ret, Err *err);
/* Waits for works under way; works submitted later are a mistake. NULL is fine. */
void store_close(Store *s);

bool store_is_postgres(const Store *s);
/* Milliseconds since the epoch as the database counts them: anchored when the store is opened (to
 * the clock of the PostgreSQL server where there is one, so that all servers agree), and moved by a
 * clock that never jumps. Does not block. */
int64_t store_now(const Store *s);
/* A new id: positive, larger than every id this process made before, ordered by time. */
uint64_t store_new_id(Store *s);

/* The work may run more than once (a lost connection, a deadlock, a batch taken apart), so it
 * starts by setting what it returns, and touches nothing but `arg`. After a failed statement it
 * returns that error at once. */
typedef ErrCode StoreWork(Tx *tx, void *arg, Err *err);

/* Shared: the work may share a commit with others. Alone: it locks rows that unrelated works lock
 * too (a user, a repository); sharing would let two servers wait for each other. */
typedef enum StoreHow { STORE_SHARED, STORE_ALONE } StoreHow;

/* ERR_UNSURE: the connection was lost while committing; look before trying again.
 * ERR_BUSY: the database could not be reached in time. */
MUST_CHECK ErrCode store_write(Store *s, StoreHow how, StoreWork *work, void *arg, Err *err);
/* Statements that write fail here. A read that takes longer than STORE_READ_MAX_MS is ended with
 * ERR_TIMEOUT: it would keep the write-ahead log from being emptied. */
MUST_CHECK ErrCode store_read(Store *s, StoreWork *work, void *arg, Err *err);

enum {
    STORE_READ_MAX_MS = 5000,
    STORE_MAX_ROWS = 100000,
    STORE_MAX_ARGS = 40,
    STORE_MAX_VALUE_BYTES = 64 << 20,
};

typedef enum ValueKind { VALUE_INT, VALUE_REAL, VALUE_TEXT, VALUE_BYTES } ValueKind;

/* A statement's argument or a cell of its rows. The kind of an argument is the same at every call
 * of a statement, also when it is null. Text is valid UTF-8 without NUL, or the call is refused. */
typedef struct Value {
    uint8_t kind;
    bool is_null;
    int64_t number;
    double real;
    Str text;
} Value;

static inline Value v_int(int64_t number)
{
    return (Value){.kind = VALUE_INT, .number = number};
}
static inline Value v_id(uint64_t id) /* 0 is null */
{
    return (Value){.kind = VALUE_INT, .is_null = id == 0, .number = (int64_t)id};
}
static inline Value v_real(double number)
{
    return (Value){.kind = VALUE_REAL, .real = number};
}
static inline Value v_text(Str text) /* a view without bytes and address (STR_NONE) is null */
{
    return (Value){.kind = VALUE_TEXT, .is_null = text.ptr == NULL, .text = text};
}
static inline Value v_bytes(const void *bytes, size_t len) /* NULL is null */
{
    return (Value){.kind = VALUE_BYTES, .is_null = bytes == NULL, .text = {bytes, len}};
}

typedef struct Rows {
    const Value *cells; /* count * width, row after row; texts end with a NUL not counted */
    size_t count;
    size_t width;
} Rows;

/* The cell; a null cell gives 0, 0.0 and the empty view. */
const Value *rows_at(const Rows *rows, size_t row, size_t column);
int64_t rows_int(const Rows *rows, size_t row, size_t column);
double rows_real(const Rows *rows, size_t row, size_t column);
Str rows_text(const Rows *rows, size_t row, size_t column);
bool rows_is_null(const Rows *rows, size_t row, size_t column);

/* Literals only: a variable does not compile, so nothing foreign becomes a statement. */
#define SQL(literal) ("" literal "")
#define ARGS(...) \
    (const Value[]){__VA_ARGS__}, (sizeof((const Value[]){__VA_ARGS__}) / sizeof(Value))
#define NO_ARGS ((const Value *)NULL), 0

/* Runs a statement; *ret_changed (may be NULL) is the number of rows it changed. */
MUST_CHECK ErrCode tx_run(Tx *tx, const char *sql, const Value *args, size_t count,
                          uint64_t *ret_changed, Err *err);
/* Runs a statement and keeps its rows in `a`. ERR_LIMIT above STORE_MAX_ROWS. */
MUST_CHECK ErrCode tx_rows(Tx *tx, Arena *a, const char *sql, const Value *args, size_t count,
                           Rows *ret, Err *err);
/* Notes that the topic changed; told after the commit. */
void tx_touch(Tx *tx, TopicKind kind, uint64_t id);
bool tx_is_postgres(const Tx *tx);
Store *tx_store(Tx *tx);

/* For health and metrics; does not block. */
typedef struct StoreStatus {
    bool is_up;   /* the last commit or connection succeeded */
    bool is_deaf; /* PostgreSQL: no notices arrive; changes of other servers come by polling */
    uint64_t commits;       /* transactions that wrote */
    uint64_t works;         /* works inside them */
    uint64_t failures;      /* commits and connections that failed */
    uint64_t wal_bytes;     /* SQLite: of the write-ahead log */
    uint64_t waiting;       /* works not begun */
    char last_failure[256]; /* empty: none yet */
} StoreStatus;

void store_status(Store *s, StoreStatus *ret);

/* A whole copy while the store is in use: SQLite: a database file; PostgreSQL: an archive of
 * pg_dump. `path` must not exist. */
MUST_CHECK ErrCode store_backup(Store *s, const char *path, Err *err);
/* The same of a SQLite file that another process has open: it is only read. */
MUST_CHECK ErrCode store_backup_running(const char *url, const char *path, Err *err);
/* Looks for damage: the engine's own check, broken references, and rows that break an invariant.
 * ERR_VERIFY names the first. */
MUST_CHECK ErrCode store_check(Store *s, Err *err);
/* Puts a backup in place of the database of `url`, which nobody may have open (SQLite), or of the
 * empty database `url` (PostgreSQL). The replaced file is kept as PATH.before-restore. */
MUST_CHECK ErrCode store_restore(const char *url, const char *path, Err *err);

/* Numbers of the schema this program knows, and of the open database. */
unsigned store_schema_newest(void);
ErrCode store_schema(Store *s, unsigned *ret, Err *err);

/* "06E2K3V8M4QPZ": 13 letters and digits, and back. */
enum { ID_TEXT_SIZE = 14 };
void id_text(uint64_t id, char ret_text[ID_TEXT_SIZE]);
bool id_parse(Str text, uint64_t *ret);

#endif
