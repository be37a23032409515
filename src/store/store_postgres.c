/*
 * store_postgres.c -- the shared engine: any number of servers over one PostgreSQL.
 *
 * A few threads, each with a connection of its own, take works from one queue. Works that said they
 * may share a commit are run several to a transaction when more wait than there are threads: each in a
 * savepoint, with one fsync for all. Works that lock what unrelated works lock too run alone. When two
 * servers wait for each other all the same, PostgreSQL ends one of the transactions, and its works are
 * run again one by one.
 *
 * A lost connection: works not yet committing wait for the server to come back, with growing pauses,
 * as long as their time lasts; a work that was committing ends with ERR_UNSURE.
 *
 * No work sends a NOTIFY: it would make all commits of the server wait in one line. A thread of its
 * own tells the other servers, many changes at a time (postgres_listen.c).
 */
#include "store/postgres_parts.h"

#include <sodium.h>
#include <unistd.h>

enum {
    CONNECTIONS_DEFAULT = 4,
    CONNECTIONS_MAX = 64,
    BATCH_MAX = 32,
    AGAIN_MAX = 20, /* deadlocks in a row, of one work */
    PAUSE_FIRST_MS = 50,
    PAUSE_MAX_MS = 2000,
};

typedef struct Postgres Postgres;

typedef struct Hand {
    Postgres *q;
    pthread_t thread;
    Pg pg;
    int64_t pause_ms; /* before the next try to connect; 0: none failed */
} Hand;

struct Postgres {
    /* set once in postgres_open(), read by everyone */
    Store *store;
    char *url;
    uint32_t busy_ms;
    PgListener *listener;
    unsigned hand_count;
    Hand hands[CONNECTIONS_MAX];

    OpQueue queue;
    atomic_bool is_unprepared; /* somebody found out that preparing does not work here */

    pthread_mutex_t publish_mtx; /* held while `changed` is called */
};

/* ---- one transaction ---- */

typedef enum Outcome { OUTCOME_DONE, OUTCOME_AGAIN, OUTCOME_LOST, OUTCOME_UNSURE } Outcome;

static Outcome outcome_of(const Pg *p)
{
    return p->is_lost ? OUTCOME_LOST : p->wants_again ? OUTCOME_AGAIN : OUTCOME_DONE;
}

static void begin(Pg *p, const Op *op)
{
    p->prefix_count = 0;
    p->wants_again = p->is_refused = p->is_in_transaction = false;
    if (op->is_read) {
        pg_prefix(p, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
        pg_prefix(p, "SET LOCAL statement_timeout = 5000");
        _Static_assert(STORE_READ_MAX_MS == 5000, "the statement above says it again");
    } else {
        pg_prefix(p, "BEGIN");
    }
}

/* Runs one work; a failed one of several is taken back to its savepoint. */
static Outcome run_op(Hand *h, Op *op, bool is_only)
{
    Pg *p = &h->pg;
    Tx tx = {.store = h->q->store, .ops = &pg_ops, .connection = p, .is_read = op->is_read};

    VEC_DONE(&op->topics);
    *op->err = (Err){0};
    if (!is_only)
        pg_prefix(p, "SAVEPOINT work");
    op->rc = op->work(&tx, op->arg, op->err);
    if (op->rc == ERR_OK && tx.has_failed)
        op->rc = err_set(op->err, ERR_FAILED, "a work went on after a failed statement");
    op->topics = tx.topics;
    if (op->rc == ERR_OK) {
        if (!is_only)
            pg_prefix(p, "RELEASE SAVEPOINT work");
        return OUTCOME_DONE;
    }
    VEC_CLEAR(&op->topics);
    if (outcome_of(p) != OUTCOME_DONE || is_only)
        return outcome_of(p);
    Err ignored = {0};
    if (pg_do(p, "ROLLBACK TO SAVEPOINT work", NULL, &ignored) != ERR_OK ||
        pg_do(p, "RELEASE SAVEPOINT work", NULL, &ignored) != ERR_OK)
        return OUTCOME_LOST;
    return OUTCOME_DONE;
}

static Outcome commit(Hand *h, Op *list, uint64_t count)
{
    Pg *p = &h->pg;
    Err err = {0};

    if (!p->is_in_transaction) { /* no statement was run */
        p->prefix_count = 0;
        return OUTCOME_DONE;
    }
    if (pg_do(p, "COMMIT", "COMMIT", &err) == ERR_OK) {
        p->is_in_transaction = false;
        h->q->store->commits += !list->is_read;
        h->q->store->works += count;
        h->q->store->is_up = true;
        return OUTCOME_DONE;
    }
    if (p->is_lost)
        return OUTCOME_UNSURE;
    Outcome outcome = outcome_of(p);
    pg_rollback(p);
    for (Op *op = list; op && outcome == OUTCOME_DONE; op = op->next) {
        *op->err = err;
        op->rc = err.code;
        VEC_CLEAR(&op->topics);
    }
    return outcome;
}

static Outcome run_transaction(Hand *h, Op *list)
{
    Outcome outcome = OUTCOME_DONE;
    bool is_only = list->next == NULL;
    uint64_t count = 0;

    begin(&h->pg, list);
    for (Op *op = list; op; op = op->next, count++) {
        outcome = run_op(h, op, is_only);
        if (outcome != OUTCOME_DONE) {
            pg_rollback(&h->pg);
            return outcome;
        }
    }
    if (is_only && list->rc != ERR_OK) {
        pg_rollback(&h->pg);
        return OUTCOME_DONE;
    }
    return commit(h, list, count);
}

/* ---- many of them ---- */

static void publish(void *self, const Topic *topics, size_t count)
{
    Postgres *q = self;

    if (!q->store->changed || count == 0)
        return;
    pthread_mutex_lock(&q->publish_mtx);
    q->store->changed(q->store->changed_self, topics, count);
    pthread_mutex_unlock(&q->publish_mtx);
}

static void finish_list(Postgres *q, Op *list)
{
    Topics all = {0};

    for (Op *op = list; op; op = op->next) {
        for (size_t i = 0; op->rc == ERR_OK && i < op->topics.len; i++)
            topics_add(&all, op->topics.at[i]);
    }
    publish(q, all.at, all.len);
    if (all.len && q->listener)
        pg_listener_tell(q->listener, all.at, all.len);
    VEC_DONE(&all);
    op_finish_list(list);
}

/* Connects, or waits a little and returns false. */
static bool has_connection(Hand *h, Err *err)
{
    Pg *p = &h->pg;

    if (p->c && !p->is_lost)
        return true;
    if (h->pause_ms)
        (void)usleep((useconds_t)(h->pause_ms + randombytes_uniform(20)) * 1000);
    if (pg_connect(p, h->q->url, err) == ERR_OK) {
        h->pause_ms = 0;
        p->is_unprepared = h->q->is_unprepared;
        return true;
    }
    store_note_failure(h->q->store, err);
    h->pause_ms = h->pause_ms ? MIN_OF(h->pause_ms * 2, (int64_t)PAUSE_MAX_MS) : PAUSE_FIRST_MS;
    return false;
}

static void give_up(Op *op, const Err *err)
{
    *op->err = *err;
    op->rc = op->err->code;
    VEC_CLEAR(&op->topics);
    op->next = NULL;
}

static void run_list(Hand *h, Op *list);

static void run_each(Hand *h, Op *list)
{
    for (Op *op = list, *next; op; op = next) {
        next = op->next;
        op->next = NULL;
        run_list(h, op);
    }
}

static void forget_preparing(Hand *h)
{
    if (!h->pg.is_refused)
        return;
    h->q->is_unprepared = true;
    h->pg.is_unprepared = true;
}

/* All works of the list have their answer in the end. */
static void run_list(Hand *h, Op *list)
{
    const Clock *clock = clock_system(); /* a test's clock does not move while we wait */
    Err err = {0};

    for (unsigned again = 0;;) {
        if (!has_connection(h, &err)) {
            if (clock->tick_ns(clock) < list->give_up_tick)
                continue;
            if (list->next) {
                run_each(h, list);
                return;
            }
            give_up(list, &err);
            break;
        }
        Outcome outcome = run_transaction(h, list);
        if (outcome == OUTCOME_DONE)
            break;
        if (outcome == OUTCOME_UNSURE && !list->is_read) {
            (void)err_set(&err, ERR_UNSURE,
                          "the connection to the database broke while saving");
            for (Op *op = list; op; op = op->next) {
                if (op->rc == ERR_OK) {
                    *op->err = err;
                    op->rc = err.code;
                }
                VEC_CLEAR(&op->topics);
            }
            store_note_failure(h->q->store, &err);
            break;
        }
        if (outcome == OUTCOME_AGAIN) {
            forget_preparing(h);
            if (list->next) {
                run_each(h, list);
                return;
            }
            if (++again > AGAIN_MAX)
                break; /* with the error of the last try */
            (void)usleep((1 + randombytes_uniform(10)) * 1000);
        }
        if (outcome == OUTCOME_LOST && clock->tick_ns(clock) >= list->give_up_tick) {
            if (list->next) {
                run_each(h, list);
                return;
            }
            break;
        }
    }
    finish_list(h->q, list);
}

static bool may_share(const Op *op)
{
    return !op->is_read && op->how == STORE_SHARED;
}

/* Runs of works that may share go together, the others one by one. */
static void run_mixed(Hand *h, Op *list)
{
    while (list) {
        Op *last = list, *rest;
        while (may_share(list) && last->next && may_share(last->next))
            last = last->next;
        rest = last->next;
        last->next = NULL;
        run_list(h, list);
        list = rest;
    }
}

/* Half of what waits: few large transactions cost the server less than many small ones, and the rest
 * is for the other threads. */
static unsigned fair_share(Postgres *q)
{
    uint64_t waiting = q->store->waiting;

    return (unsigned)MIN_OF(MAX_OF(waiting / 2, (uint64_t)1), (uint64_t)BATCH_MAX);
}

static void *hand_loop(void *hand)
{
    Hand *h = hand;
    Op *list;

    while (op_queue_take(&h->q->queue, fair_share(h->q), -1, &list)) {
        if (list)
            run_mixed(h, list);
    }
    return NULL;
}

/* ---- opening ---- */

static ErrCode read_clock(Tx *tx, void *arg, Err *err)
{
    AUTO(arena_done) Arena a = {0};
    Rows rows;
    ErrCode rc = tx_rows(
        tx, &a, SQL("SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS INTEGER)"),
        NO_ARGS, &rows, err);

    if (rc == ERR_OK)
        *(int64_t *)arg = rows_int(&rows, 0, 0);
    return rc;
}

static ErrCode postgres_write(Store *s, StoreHow how, StoreWork *work, void *arg, Err *err);
static ErrCode postgres_read(Store *s, StoreWork *work, void *arg, Err *err);

static ErrCode postgres_open(Store *s, const StoreAsk *ask, Err *err)
{
    Postgres *q = xcalloc(1, sizeof(*q));
    int64_t now = 0;
    ErrCode rc;

    s->self = q;
    q->store = s;
    q->url = xstrdup(ask->url);
    q->busy_ms = ask->busy_ms;
    q->is_unprepared = ask->is_unprepared;
    op_queue_init(&q->queue);
    pthread_mutex_init(&q->publish_mtx, NULL);
    /* a wrong address or password is told at once, not after waiting for a server */
    rc = pg_connect(&q->hands[0].pg, q->url, err);
    if (rc != ERR_OK)
        return rc;
    q->hands[0].pg.is_unprepared = q->is_unprepared;
    unsigned count = ask->connections ? ask->connections : CONNECTIONS_DEFAULT;
    count = MIN_OF(count, (unsigned)CONNECTIONS_MAX);
    q->hand_count = count;
    for (unsigned i = 0; i < count; i++) {
        q->hands[i].q = q;
        MUST(pthread_create(&q->hands[i].thread, NULL, hand_loop, &q->hands[i]) == 0);
    }
    rc = postgres_read(s, read_clock, &now, err);
    if (rc != ERR_OK)
        return rc;
    if (!ask->clock)
        store_set_anchor(s, now);
    q->listener = pg_listener_start(s, ask->listen_url ? ask->listen_url : q->url, publish, q);
    s->is_up = true;
    return ERR_OK;
}

static void postgres_close(Store *s)
{
    Postgres *q = s->self;

    if (!q)
        return;
    op_queue_close(&q->queue);
    for (unsigned i = 0; i < q->hand_count; i++)
        pthread_join(q->hands[i].thread, NULL);
    pg_listener_stop(q->listener);
    for (unsigned i = 0; i < CONNECTIONS_MAX; i++)
        pg_done(&q->hands[i].pg);
    pthread_mutex_destroy(&q->publish_mtx);
    op_queue_done(&q->queue);
    free(q->url);
    free(q);
}

static ErrCode queue_op(Store *s, Op *op)
{
    Postgres *q = s->self;

    *op->err = (Err){0};
    op->give_up_tick = clock_system()->tick_ns(clock_system()) + (int64_t)q->busy_ms * 1000000;
    return op_run(s, &q->queue, op);
}

static ErrCode postgres_write(Store *s, StoreHow how, StoreWork *work, void *arg, Err *err)
{
    Op op = {.work = work, .arg = arg, .err = err, .how = how};

    return queue_op(s, &op);
}

static ErrCode postgres_read(Store *s, StoreWork *work, void *arg, Err *err)
{
    Op op = {.work = work, .arg = arg, .err = err, .is_read = true};

    return queue_op(s, &op);
}

/* ---- the rest ---- */

static void postgres_status(Store *s, StoreStatus *ret)
{
    Postgres *q = s->self;

    ret->is_deaf = !q->listener || pg_listener_is_deaf(q->listener);
}

static ErrCode postgres_backup(Store *s, const char *path, Err *err)
{
    Postgres *q = s->self;

    return pg_dump_to(q->url, path, err);
}

static ErrCode check_work(Tx *tx, void *arg UNUSED, Err *err)
{
    AUTO(arena_done) Arena a = {0};
    Rows rows;
    ErrCode rc = tx_rows(tx, &a,
                         SQL("SELECT conname FROM pg_constraint WHERE NOT convalidated "
                             "UNION ALL SELECT relname FROM pg_index JOIN pg_class ON oid = "
                             "indexrelid WHERE NOT indisvalid"),
                         NO_ARGS, &rows, err);

    if (rc == ERR_OK && rows.count)
        rc = err_set(err, ERR_VERIFY, "'%.*s' is not valid", STR_ARG(rows_text(&rows, 0, 0)));
    return rc;
}

static ErrCode postgres_check(Store *s, Err *err)
{
    return postgres_read(s, check_work, NULL, err);
}

const Engine engine_postgres = {
    .name = "postgres",
    .is_postgres = true,
    .open = postgres_open,
    .close = postgres_close,
    .write = postgres_write,
    .read = postgres_read,
    .status = postgres_status,
    .backup = postgres_backup,
    .check = postgres_check,
};
