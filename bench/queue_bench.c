/*
 * queue_bench.c -- claims and completions a second, through the queue and on the bare engine.
 *
 *     queue_bench queue URL THREADS SECONDS     through src/queue: each thread claims and completes
 *     queue_bench bare FILE THREADS SECONDS     SQLite alone: a table of five columns, one thread, THREADS jobs
 *                                               in a transaction, durable: nothing can be faster
 *     queue_bench wake URL 0 SECONDS            time from queue_create() to the claim of a waiting worker
 *
 * Prints a line of key=value.
 */
#include "base/clock.h"
#include "base/vec.h"
#include "queue/queue.h"
#include "store/people.h"

#include <libpq-fe.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <unistd.h>

enum {
    USERS = 50,
    FILL_THREADS = 16,
    FILL_A_SECOND = 60000,
    FILL_A_SECOND_POSTGRES = 8000,
    WAKES_A_SECOND = 100
};

static void check(ErrCode rc, const Err *err)
{
    if (rc == ERR_OK)
        return;
    fprintf(stderr, "queue_bench: %s\n", err->text);
    exit(1);
}

static int64_t ticks(void)
{
    return clock_system()->tick_ns(clock_system());
}

/* ---- through the queue ---- */

typedef struct Bench {
    Store *store;
    Queue *queue;
    uint64_t users[USERS], repository;
    int64_t stop_at;
    atomic_uint_fast64_t jobs;
    unsigned fill;

    pthread_mutex_t mtx;
    pthread_cond_t changed;
    uint64_t changes;
} Bench;

static void on_change(void *self, const Topic *topics, size_t count)
{
    Bench *b = self;

    for (size_t i = 0; i < count; i++) {
        if (topics[i].kind != TOPIC_QUEUE)
            continue;
        pthread_mutex_lock(&b->mtx);
        b->changes++;
        pthread_cond_broadcast(&b->changed);
        pthread_mutex_unlock(&b->mtx);
        return;
    }
}

typedef struct FillWork {
    Bench *bench;
    unsigned count;
} FillWork;

/* Rows as queue_create() writes them, many to a transaction. */
static ErrCode fill_work(Tx *tx, void *arg, Err *err)
{
    FillWork *f = arg;
    Bench *b = f->bench;
    int64_t now = store_now(b->store);
    ErrCode rc = ERR_OK;

    for (unsigned i = 0; i < f->count && rc == ERR_OK; i++) {
        uint64_t id = store_new_id(b->store);
        rc = tx_run(
            tx,
            SQL("INSERT INTO jobs(id, user_id, repository_id, status, priority, run_at, "
                "claim_order, max_attempts, dedupe_key, prompt, created_at, updated_at) "
                "VALUES (?1, ?2, ?3, 0, 0, ?4, ?4, 5, ?5, 'explain the core', ?4, ?4)"),
            ARGS(v_int((int64_t)id), v_int((int64_t)b->users[i % USERS]),
                 v_int((int64_t)b->repository), v_int(now), v_bytes(&id, sizeof(id))),
            NULL, err);
    }
    return rc;
}

static void open_bench(Bench *b, const char *url, unsigned running_a_user)
{
    QueueSettings rules = queue_settings();
    StoreAsk ask = {.url = url, .changed = on_change, .changed_self = b};
    Repository r = {
        .location = STR("https://example.org/o/r"), .owner = STR("o"), .name = STR("r")};
    Err err = {0};

    pthread_mutex_init(&b->mtx, NULL);
    pthread_cond_init(&b->changed, NULL);
    rules.running_a_user = running_a_user;
    rules.active_a_user = rules.created_an_hour = 0;
    check(store_open(&ask, &b->store, &err), &err);
    b->queue = queue_new(b->store, &rules);
    for (int i = 0; i < USERS; i++) {
        char login[16];
        snprintf(login, sizeof(login), "user%d", i);
        check(users_ensure(b->store, str_from(login), STR("u"), 0, &b->users[i], &err), &err);
    }
    check(repositories_add(b->store, &r, &b->repository, NULL, &err), &err);
}

static void fill(Bench *b, unsigned count)
{
    for (unsigned done = 0; done < count; done += 1000) {
        FillWork f = {b, 1000};
        Err err = {0};
        check(store_write(b->store, STORE_ALONE, fill_work, &f, &err), &err);
    }
}

/* The server's planner knows what was put in, as it would after a while by itself. */
static void analyze(const char *url)
{
    PGconn *c = PQconnectdb(url);

    PQclear(PQexec(c, "VACUUM ANALYZE"));
    PQfinish(c);
}

static void *work(void *arg)
{
    Bench *b = arg;

    while (ticks() < b->stop_at) {
        AUTO(arena_done) Arena a = {0};
        Claim claim;
        bool is_found;
        Err err = {0};
        check(queue_claim(b->queue, &a, STR("bench"), &claim, &is_found, &err), &err);
        if (!is_found)
            break;
        Attempt at = {claim.job.id, str_from(claim.token)};
        check(queue_complete(b->queue, at, 0, STR("sum"), &err), &err);
        b->jobs++;
    }
    return NULL;
}

static void bench_queue(const char *url, unsigned threads, unsigned seconds)
{
    static Bench b;
    pthread_t ids[256];
    StoreStatus before, after;

    open_bench(&b, url, 0);
    fill(&b, seconds * (store_is_postgres(b.store) ? FILL_A_SECOND_POSTGRES : FILL_A_SECOND));
    if (store_is_postgres(b.store))
        analyze(url);
    store_status(b.store, &before);
    int64_t start = ticks(), cpu = cpu_process_ns();
    b.stop_at = start + (int64_t)seconds * 1000000000;
    for (unsigned i = 0; i < threads; i++)
        MUST(pthread_create(&ids[i], NULL, work, &b) == 0);
    for (unsigned i = 0; i < threads; i++)
        pthread_join(ids[i], NULL);
    double took = (double)(ticks() - start) / 1e9;
    store_status(b.store, &after);
    printf("kind=queue threads=%u jobs=%llu seconds=%.3f jobs_per_second=%.0f "
           "works_per_commit=%.1f cpu_us=%.1f\n",
           threads, (unsigned long long)b.jobs, took, (double)b.jobs / took,
           (double)(after.works - before.works) /
               (double)MAX_OF(after.commits - before.commits, (uint64_t)1),
           (double)(cpu_process_ns() - cpu) / 1e3 / (double)b.jobs);
    queue_free(b.queue);
    store_close(b.store);
}

/* ---- the engine alone ---- */

static void lite(sqlite3 *db, const char *sql)
{
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK) {
        fprintf(stderr, "queue_bench: %s\n", sqlite3_errmsg(db));
        exit(1);
    }
}

static void bench_bare(const char *path, unsigned in_a_transaction, unsigned seconds)
{
    sqlite3_stmt *claim, *complete;
    sqlite3 *db;
    uint64_t jobs = 0;

    MUST(sqlite3_open(path, &db) == SQLITE_OK);
    lite(db,
         "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
         "CREATE TABLE job(id INTEGER PRIMARY KEY, state INTEGER NOT NULL, run_at INTEGER NOT "
         "NULL, lease_until INTEGER, worker TEXT) STRICT;"
         "CREATE INDEX ready ON job(run_at, id) WHERE state = 0;"
         "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000) "
         "INSERT INTO job SELECT i, 0, i, NULL, NULL FROM n");
    MUST(sqlite3_prepare_v2(
             db,
             "UPDATE job SET state = 1, lease_until = 1, worker = 'bench' WHERE id = "
             "(SELECT id FROM job WHERE state = 0 ORDER BY run_at, id LIMIT 1) "
             "RETURNING id",
             -1, &claim, NULL) == SQLITE_OK);
    MUST(sqlite3_prepare_v2(
             db,
             "UPDATE job SET state = 2, lease_until = NULL WHERE id = ?1 AND state "
             "= 1",
             -1, &complete, NULL) == SQLITE_OK);
    int64_t start = ticks(), cpu = cpu_process_ns(),
            stop = start + (int64_t)seconds * 1000000000;
    /* claims of a round share a transaction, and completions the next: as with that many clients */
    while (ticks() < stop && jobs + in_a_transaction < 2000000) {
        sqlite3_int64 ids[256];
        lite(db, "BEGIN IMMEDIATE");
        for (unsigned i = 0; i < in_a_transaction; i++) {
            MUST(sqlite3_step(claim) == SQLITE_ROW);
            ids[i] = sqlite3_column_int64(claim, 0);
            sqlite3_reset(claim);
        }
        lite(db, "COMMIT; BEGIN IMMEDIATE");
        for (unsigned i = 0; i < in_a_transaction; i++) {
            sqlite3_bind_int64(complete, 1, ids[i]);
            MUST(sqlite3_step(complete) == SQLITE_DONE);
            sqlite3_reset(complete);
        }
        lite(db, "COMMIT");
        jobs += in_a_transaction;
    }
    double took = (double)(ticks() - start) / 1e9;
    printf("kind=bare threads=%u jobs=%llu seconds=%.3f jobs_per_second=%.0f "
           "works_per_commit=%u cpu_us=%.1f\n",
           in_a_transaction, (unsigned long long)jobs, took, (double)jobs / took,
           in_a_transaction, (double)(cpu_process_ns() - cpu) / 1e3 / (double)jobs);
    sqlite3_finalize(claim);
    sqlite3_finalize(complete);
    sqlite3_close(db);
}

/* ---- waking ---- */

typedef struct Wake {
    Bench *bench;
    int64_t made_at; /* guarded by the bench's lock */
    VEC(int64_t) took;
    bool is_over;
} Wake;

static void *wait_and_claim(void *arg)
{
    Wake *w = arg;
    Bench *b = w->bench;

    for (uint64_t seen = 0;;) {
        AUTO(arena_done) Arena a = {0};
        Claim claim;
        bool is_found;
        Err err = {0};
        pthread_mutex_lock(&b->mtx);
        while (b->changes == seen && !w->is_over)
            pthread_cond_wait(&b->changed, &b->mtx);
        seen = b->changes;
        pthread_mutex_unlock(&b->mtx);
        if (w->is_over)
            return NULL;
        check(queue_claim(b->queue, &a, STR("bench"), &claim, &is_found, &err), &err);
        if (!is_found)
            continue;
        pthread_mutex_lock(&b->mtx);
        *VEC_PUSH(&w->took) = ticks() - w->made_at;
        pthread_mutex_unlock(&b->mtx);
        Attempt at = {claim.job.id, str_from(claim.token)};
        check(queue_complete(b->queue, at, 0, STR("sum"), &err), &err);
    }
}

static int by_size(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

static void bench_wake(const char *url, unsigned seconds)
{
    static Bench b;
    Wake w = {.bench = &b};
    pthread_t id;

    open_bench(&b, url, 0);
    MUST(pthread_create(&id, NULL, wait_and_claim, &w) == 0);
    for (unsigned i = 0; i < seconds * WAKES_A_SECOND; i++) {
        char prompt[32];
        JobMade made;
        Err err = {0};
        (void)usleep(1000000 / WAKES_A_SECOND);
        snprintf(prompt, sizeof(prompt), "%u", i);
        JobAsk ask = {.user_id = b.users[i % USERS],
                      .repository_id = b.repository,
                      .prompt = str_from(prompt)};
        pthread_mutex_lock(&b.mtx);
        w.made_at = ticks(); /* before the commit: the time it takes counts */
        pthread_mutex_unlock(&b.mtx);
        check(queue_create(b.queue, &ask, &made, &err), &err);
    }
    (void)usleep(300000);
    pthread_mutex_lock(&b.mtx);
    w.is_over = true;
    pthread_cond_broadcast(&b.changed);
    pthread_mutex_unlock(&b.mtx);
    pthread_join(id, NULL);
    MUST(w.took.len > 10);
    VEC_SORT(&w.took, by_size);
    printf("kind=wake count=%zu p50_ms=%.2f p99_ms=%.2f max_ms=%.2f\n", w.took.len,
           (double)w.took.at[w.took.len / 2] / 1e6,
           (double)w.took.at[w.took.len * 99 / 100] / 1e6,
           (double)w.took.at[w.took.len - 1] / 1e6);
    VEC_DONE(&w.took);
    queue_free(b.queue);
    store_close(b.store);
}

int main(int argc, char **argv)
{
    uint64_t threads, seconds;

    if (argc != 5 || !parse_u64(str_from(argv[3]), 256, &threads) ||
        !parse_u64(str_from(argv[4]), 600, &seconds)) {
        fprintf(stderr, "usage: queue_bench queue|bare|wake URL THREADS SECONDS\n");
        return 2;
    }
    if (strcmp(argv[1], "bare") == 0)
        bench_bare(argv[2], (unsigned)threads, (unsigned)seconds);
    else if (strcmp(argv[1], "wake") == 0)
        bench_wake(argv[2], (unsigned)seconds);
    else
        bench_queue(argv[2], (unsigned)threads, (unsigned)seconds);
    return 0;
}
