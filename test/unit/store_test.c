/*
 * store_test.c -- what both engines promise, and what each does alone.
 */
#include "store_test.h"

#include "store/courses.h"
#include "store/dialect.h"
#include "store/engine.h"
#include "store/outbox.h"

#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

/* ---- statements and transactions ---- */

typedef struct Script {
    const char *sql;
    ErrCode fail_with; /* after the statement */
    uint64_t changed;
} Script;

static ErrCode run_script(Tx *tx, void *arg, Err *err)
{
    Script *s = arg;
    ErrCode rc = tx_run(tx, s->sql, NO_ARGS, &s->changed, err);

    if (rc == ERR_OK && s->fail_with != ERR_OK)
        rc = err_set(err, s->fail_with, "on purpose");
    return rc;
}

static ErrCode try_sql(World *w, const char *sql)
{
    Script s = {.sql = sql};
    Err err = {0};

    return store_write(w->store, STORE_SHARED, run_script, &s, &err);
}

static void do_sql(World *w, const char *sql)
{
    Script s = {.sql = sql};
    Err err = {0};

    CHECK_OK(store_write(w->store, STORE_SHARED, run_script, &s, &err), &err);
}

typedef struct Values {
    Arena *arena;
    Rows rows;
} Values;

static ErrCode write_and_read_values(Tx *tx, void *arg, Err *err)
{
    Values *v = arg;
    ErrCode rc = tx_run(
        tx, SQL("INSERT INTO rate_limits(key, level, filled_at) VALUES (?1, ?2, ?3)"),
        ARGS(v_text(STR("h\xc3\xa9 'x' \"y\"")), v_real(0.1), v_int(INT64_MAX)), NULL, err);

    if (rc == ERR_OK)
        rc = tx_run(
            tx,
            SQL("INSERT INTO tokens(id, kind, hash, label, created_at) VALUES (?1, 0, ?2, "
                "?3, ?4)"),
            ARGS(v_int(1),
                 v_bytes("0123456789abcdef\0\xff"
                         "0123456789abcd",
                         32),
                 v_text(STR("")), v_int(INT64_MIN)),
            NULL, err);
    if (rc == ERR_OK)
        rc = tx_rows(tx, v->arena,
                     SQL("SELECT key, level, filled_at, hash, label, created_at, user_id FROM "
                         "rate_limits, tokens"),
                     NO_ARGS, &v->rows, err);
    return rc;
}

ON_BOTH(values_come_back_as_they_went)
{
    Values v = {.arena = &w->arena};
    Err err = {0};

    CHECK_OK(store_write(w->store, STORE_SHARED, write_and_read_values, &v, &err), &err);
    CHECK_INT(v.rows.count, 1);
    CHECK_STR(rows_text(&v.rows, 0, 0), "h\xc3\xa9 'x' \"y\"");
    CHECK(rows_real(&v.rows, 0, 1) == 0.1);
    CHECK(rows_int(&v.rows, 0, 2) == INT64_MAX);
    CHECK(str_eq(rows_text(&v.rows, 0, 3), (Str){"0123456789abcdef\0\xff"
                                                 "0123456789abcd",
                                                 32}));
    CHECK(rows_text(&v.rows, 0, 4).len == 0 && !rows_is_null(&v.rows, 0, 4));
    CHECK(rows_int(&v.rows, 0, 5) == INT64_MIN);
    CHECK(rows_is_null(&v.rows, 0, 6));
}

ON_BOTH(a_failed_work_leaves_nothing)
{
    Script s = {.sql = "UPDATE users SET name = 'other'", .fail_with = ERR_VERIFY};
    Err err = {0};

    CHECK_INT(store_write(w->store, STORE_SHARED, run_script, &s, &err), ERR_VERIFY);
    CHECK_TEXT(err.text, "on purpose");
    CHECK_INT(s.changed, 1);
    CHECK_INT(world_number(w, "SELECT count(*) FROM users WHERE name = 'other'"), 0);
    CHECK_INT(try_sql(w, "UPDATE nothing SET x = 1"), ERR_FAILED);
    do_sql(w, "UPDATE users SET name = 'other'");
    CHECK_INT(world_number(w, "SELECT count(*) FROM users WHERE name = 'other'"), 1);
}

static ErrCode go_on_after_a_failure(Tx *tx, void *arg UNUSED, Err *err)
{
    DROP_RESULT(tx_run(tx, SQL("UPDATE users SET name = NULL"), NO_ARGS, NULL, err));
    DROP_RESULT(tx_run(tx, SQL("UPDATE users SET name = 'x'"), NO_ARGS, NULL, err));
    return ERR_OK;
}

ON_BOTH(a_work_that_goes_on_after_a_failed_statement_fails)
{
    Err err = {0};

    CHECK(store_write(w->store, STORE_SHARED, go_on_after_a_failure, NULL, &err) != ERR_OK);
    CHECK_INT(world_number(w, "SELECT count(*) FROM users WHERE name = 'x'"), 0);
}

ON_BOTH(a_read_cannot_write)
{
    Script s = {.sql = "UPDATE users SET name = 'other'"};
    Err err = {0};

    CHECK_INT(store_read(w->store, run_script, &s, &err), ERR_FORBIDDEN);
    CHECK_INT(world_number(w, "SELECT count(*) FROM users WHERE name = 'other'"), 0);
}

typedef struct Moment {
    World *w;
    int64_t before, after;
} Moment;

static ErrCode look_twice(Tx *tx, void *arg, Err *err)
{
    AUTO(arena_done) Arena a = {0};
    Moment *m = arg;
    Rows rows;
    ErrCode rc = tx_rows(tx, &a, SQL("SELECT count(*) FROM users"), NO_ARGS, &rows, err);

    if (rc != ERR_OK)
        return rc;
    m->before = rows_int(&rows, 0, 0);
    world_user(m->w, "new");
    rc = tx_rows(tx, &a, SQL("SELECT count(*) FROM users"), NO_ARGS, &rows, err);
    if (rc == ERR_OK)
        m->after = rows_int(&rows, 0, 0);
    return rc;
}

ON_BOTH(a_read_sees_one_moment)
{
    Moment m = {.w = w};
    Err err = {0};

    CHECK_OK(store_read(w->store, look_twice, &m, &err), &err);
    CHECK_INT(m.before, 1);
    CHECK_INT(m.after, 1);
    CHECK_INT(world_number(w, "SELECT count(*) FROM users"), 2);
}

ON_BOTH(constraints_carry_the_invariants)
{
    JobAsk ask = {.user_id = w->user, .repository_id = w->repository};
    JobMade made;
    Err err = {0};
    static const char *const broken[] = {
        "UPDATE jobs SET status = 5",      /* final without an end */
        "UPDATE jobs SET finished_at = 1", /* an end without being final */
        "UPDATE jobs SET status = 1",      /* held by nobody */
        "UPDATE jobs SET lease_until = 1", /* a lease without holder */
        "UPDATE jobs SET attempts = 6",    /* more than the most */
        "UPDATE jobs SET attempts = -1",
        "UPDATE jobs SET status = 8",
        "UPDATE jobs SET error = 'x'", /* an error without class */
        "UPDATE jobs SET fraction = 1.5",
        "INSERT INTO jobs SELECT id + 1, user_id, repository_id, status, priority, run_at, "
        "claim_order, attempts, max_attempts, releases, crash_step, crashes, lease_epoch, "
        "lease_hash, lease_worker, lease_until, cancel_requested_at, dedupe_key, access_hash, "
        "prompt, branch, commit_name, writer, model, options, step, total_steps, step_name, "
        "progress, fraction, tokens_input, tokens_output, tokens_cached, cost_micros, "
        "log_next, "
        "error_class, error, course_id, version, created_at, updated_at, finished_at FROM jobs",
        "INSERT INTO logs(job_id, number, at, line) VALUES (1, 0, 0, 'of no job')",
        "DELETE FROM users",
    };

    CHECK_OK(queue_create(w->queue, &ask, &made, &err), &err);
    for (size_t i = 0; i < ARRAY_LEN(broken); i++) {
        if (try_sql(w, broken[i]) != ERR_CONFLICT)
            fail_msg("allowed: %s", broken[i]);
    }
}

/* ---- many at once ---- */

typedef struct Adder {
    World *w;
    int number;
    unsigned done, refused;
} Adder;

static ErrCode add_or_fail(Tx *tx, void *arg, Err *err)
{
    Adder *a = arg;
    ErrCode rc = tx_run(tx, SQL("UPDATE users SET github_id = coalesce(github_id, 0) + 1"),
                        NO_ARGS, NULL, err);

    if (rc == ERR_OK && (a->done + a->refused) % 3 == 2)
        return err_set(err, ERR_VERIFY, "on purpose");
    return rc;
}

static void *add_many(void *arg)
{
    Adder *a = arg;

    for (int i = 0; i < 60; i++) {
        Err err = {0};
        ErrCode rc = store_write(a->w->store, STORE_SHARED, add_or_fail, a, &err);
        if (rc == ERR_OK)
            a->done++;
        else if (rc == ERR_VERIFY)
            a->refused++;
        else
            return NULL;
    }
    return NULL;
}

ON_BOTH(works_of_many_threads_share_commits_and_failed_ones_take_only_themselves_back)
{
    Adder adders[8] = {0};
    pthread_t threads[8];

    for (int i = 0; i < 8; i++) {
        adders[i] = (Adder){.w = w, .number = i};
        CHECK_INT(pthread_create(&threads[i], NULL, add_many, &adders[i]), 0);
    }
    for (int i = 0; i < 8; i++) {
        pthread_join(threads[i], NULL);
        CHECK_INT(adders[i].done, 40);
        CHECK_INT(adders[i].refused, 20);
    }
    CHECK_INT(world_number(w, "SELECT github_id FROM users"), 8 * 40);
    StoreStatus status;
    store_status(w->store, &status);
    CHECK(status.is_up);
    CHECK(status.commits < status.works);
}

typedef struct Claimer {
    World *w;
    unsigned claims;
    unsigned errors;
} Claimer;

static void *claim_and_complete(void *arg)
{
    Claimer *c = arg;

    for (;;) {
        AUTO(arena_done) Arena a = {0};
        Claim claim;
        bool is_found;
        Err err = {0};
        if (queue_claim(c->w->queue, &a, STR("w"), &claim, &is_found, &err) != ERR_OK) {
            c->errors++;
            return NULL;
        }
        if (!is_found)
            return NULL;
        c->claims++;
        Attempt at = {claim.job.id, str_from(claim.token)};
        if (queue_complete(c->w->queue, at, 0, STR("x"), &err) != ERR_OK)
            c->errors++;
    }
}

ON_BOTH(each_job_is_claimed_by_one_of_many_threads)
{
    enum { JOBS = 120, THREADS = 6 };
    Claimer claimers[THREADS] = {0};
    pthread_t threads[THREADS];
    unsigned claims = 0;
    Err err = {0};

    for (int i = 0; i < JOBS; i++) {
        JobMade made;
        JobAsk ask = {.user_id = w->user,
                      .repository_id = w->repository,
                      .prompt = arena_printf(&w->arena, "%d", i)};
        CHECK_OK(queue_create(w->queue, &ask, &made, &err), &err);
    }
    for (int i = 0; i < THREADS; i++) {
        claimers[i].w = w;
        CHECK_INT(pthread_create(&threads[i], NULL, claim_and_complete, &claimers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        CHECK_INT(claimers[i].errors, 0);
        claims += claimers[i].claims;
    }
    CHECK_INT(world_number(w, "SELECT count(*) FROM jobs WHERE status = 5"), JOBS);
    CHECK_INT(claims, JOBS);
    CHECK_INT(world_number(w, "SELECT count(*) FROM attempts"), JOBS);
}

static void *claim_only(void *arg)
{
    Claimer *c = arg;

    for (int i = 0; i < 20; i++) {
        AUTO(arena_done) Arena a = {0};
        Claim claim;
        bool is_found;
        Err err = {0};
        if (queue_claim(c->w->queue, &a, STR("w"), &claim, &is_found, &err) != ERR_OK)
            c->errors++;
        else
            c->claims += is_found;
    }
    return NULL;
}

ON_BOTH(the_limit_of_a_user_is_exact_with_many_claiming)
{
    Claimer claimers[6] = {0};
    pthread_t threads[6];
    Err err = {0};

    world_close(w);
    w->rules.running_a_user = 3;
    world_open(w);
    for (int i = 0; i < 30; i++) {
        JobMade made;
        JobAsk ask = {.user_id = w->user,
                      .repository_id = w->repository,
                      .prompt = arena_printf(&w->arena, "%d", i)};
        CHECK_OK(queue_create(w->queue, &ask, &made, &err), &err);
    }
    for (int i = 0; i < 6; i++) {
        claimers[i].w = w;
        CHECK_INT(pthread_create(&threads[i], NULL, claim_only, &claimers[i]), 0);
    }
    for (int i = 0; i < 6; i++) {
        pthread_join(threads[i], NULL);
        CHECK_INT(claimers[i].errors, 0);
    }
    CHECK_INT(world_number(w, "SELECT count(*) FROM jobs WHERE status = 1"), 3);
}

/* ---- migrations ---- */

static Str schema_text(World *w)
{
    OneStatement o = {.arena = &w->arena};
    AUTO(buf_done) Buf text = BUF(1 << 20);
    Err err = {0};

    o.sql =
        w->is_postgres
            ? "SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || "
              "is_nullable || coalesce(column_default, '') FROM information_schema.columns "
              "WHERE table_schema = 'public' UNION ALL SELECT indexdef FROM pg_indexes WHERE "
              "schemaname = 'public' UNION ALL SELECT conname || pg_get_constraintdef(oid) "
              "FROM "
              "pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY 1"
            : "SELECT coalesce(sql, name) FROM sqlite_master ORDER BY 1";
    CHECK_OK(store_read(w->store, one_statement, &o, &err), &err);
    for (size_t i = 0; i < o.rows.count; i++) {
        buf_add(&text, rows_text(&o.rows, i, 0));
        buf_lit(&text, "\n");
    }
    return arena_str(&w->arena, buf_str(&text));
}

static void migrate_from_each(bool is_postgres)
{
    World direct = world_new(is_postgres);

    world_open(&direct);
    Str wanted = schema_text(&direct);
    CHECK(store_schema_newest() >= 4);
    for (unsigned from = 1; from < store_schema_newest(); from++) {
        World w = world_new(is_postgres);
        StoreAsk ask = {.url = w.url, .clock = &w.clock, .schema_target = from};
        unsigned found = 0;
        Err err = {0};
        CHECK_OK(store_open(&ask, &w.store, &err), &err);
        CHECK_OK(store_schema(w.store, &found, &err), &err);
        CHECK_INT(found, from);
        w.user = world_user(&w, "early"); /* is still there afterwards */
        store_close(w.store);
        w.store = NULL;
        ask.schema_target = 0;
        ask.is_read_only_schema = true;
        CHECK_INT(store_open(&ask, &w.store, &err), ERR_INVALID);
        world_start(&w);
        CHECK(str_eq(schema_text(&w), wanted));
        CHECK_INT(world_number(&w, "SELECT count(*) FROM users WHERE login = 'early'"), 1);
        JobAsk job = {.user_id = w.user, .repository_id = w.repository};
        JobMade made;
        CHECK_OK(queue_create(w.queue, &job, &made, &err), &err);
        world_done(&w);
    }
    world_done(&direct);
}

TEST(every_earlier_schema_becomes_the_newest_on_sqlite)
{
    migrate_from_each(false);
}

TEST(every_earlier_schema_becomes_the_newest_on_postgres)
{
    migrate_from_each(true);
}

ON_BOTH(a_newer_schema_is_refused)
{
    StoreAsk ask = {.url = w->url};
    Store *s = NULL;
    Err err = {0};

    do_sql(w, "INSERT INTO migrations(number, name, at) VALUES (5, 'future', 0)");
    if (store_schema_newest() != 4)
        fail_msg("bring this test up to the newest schema");
    world_close(w);
    CHECK_INT(store_open(&ask, &s, &err), ERR_INVALID);
    CHECK(strstr(err.text, "schema 5"));
}

ON_BOTH(two_that_start_at_once_migrate_once)
{
    /* the same works again on a finished database: nothing is done twice */
    world_close(w);
    world_open(w);
    CHECK_INT(world_number(w, "SELECT count(*) FROM migrations"), store_schema_newest());
}

/* ---- SQLite alone ---- */

TEST(a_second_process_is_told_who_has_the_file)
{
    World w = world_new(false);
    StoreAsk ask = {.url = w.url};
    Store *second = NULL;
    char holder[64];
    Err err = {0};

    world_open(&w);
    CHECK_INT(store_open(&ask, &second, &err), ERR_BUSY);
    snprintf(holder, sizeof(holder), "process %d", (int)getpid());
    CHECK(strstr(err.text, holder));
    world_close(&w);
    CHECK_OK(store_open(&ask, &second, &err), &err);
    store_close(second);
    world_done(&w);
}

TEST(a_file_of_another_program_is_refused_and_left_alone)
{
    World w = world_new(false);
    StoreAsk ask = {.url = w.url};
    Store *s = NULL;
    sqlite3 *db;
    Err err = {0};
    const char *path = w.url + strlen("sqlite:");

    CHECK_INT(sqlite3_open(path, &db), SQLITE_OK);
    CHECK_INT(sqlite3_exec(db, "CREATE TABLE theirs(x)", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    CHECK_INT(store_open(&ask, &s, &err), ERR_INVALID);
    CHECK(strstr(err.text, "another program"));
    CHECK_OK(file_write(path, STR("this is no database at all, it is a text of some length"),
                        false, &err),
             &err);
    err = (Err){0};
    CHECK_INT(store_open(&ask, &s, &err), ERR_INVALID);
    world_done(&w);
}

TEST(nobody_else_may_read_the_file)
{
    World w = world_new(false);
    struct stat st;

    world_start(&w);
    CHECK_INT(stat(w.url + strlen("sqlite:"), &st), 0);
    CHECK_INT(st.st_mode & 0777, 0600);
    CHECK_INT(stat(arena_printf(&w.arena, "%s-wal", w.url + strlen("sqlite:")).ptr, &st), 0);
    CHECK_INT(st.st_mode & 0777, 0600);
    world_done(&w);
}

TEST(a_failed_commit_leaves_nothing_and_the_next_succeeds)
{
    World w = world_new(false);
    Script s = {.sql = "UPDATE users SET name = name || 'x'"};

    world_start(&w);
    EACH_FAULT ("sqlite.commit") {
        Err err = {0};
        int64_t before = world_number(&w, "SELECT max(length(name)) FROM users");
        ErrCode rc = store_write(w.store, STORE_SHARED, run_script, &s, &err);
        int64_t after = world_number(&w, "SELECT max(length(name)) FROM users");
        CHECK_INT(rc, fault_fired() ? ERR_IO : ERR_OK);
        CHECK_INT(after - before, fault_fired() ? 0 : 1);
    }
    fault_disarm();
    world_done(&w);
}

/* The largest file a process may write stands for a full disk: no mount is needed. */
static int fill_the_disk(World *w)
{
    struct rlimit limit = {1500 * 1024, 1500 * 1024}, before;
    AUTO(buf_done) Buf large = BUF(64 << 10);
    int failed = 0, saved = 0;
    Claim claim;
    bool is_found;
    Err err = {0};
    JobAsk ask = {.user_id = w->user, .repository_id = w->repository};
    JobMade made;

    CHECK_INT(getrlimit(RLIMIT_FSIZE, &before), 0);
    limit.rlim_max = before.rlim_max;
    signal(SIGXFSZ, SIG_IGN);
    CHECK_OK(queue_create(w->queue, &ask, &made, &err), &err);
    CHECK_OK(queue_claim(w->queue, &w->arena, STR("w"), &claim, &is_found, &err), &err);
    while (large.len < 20000)
        buf_lit(&large, "0123456789");
    CHECK_INT(setrlimit(RLIMIT_FSIZE, &limit), 0);
    for (int i = 0; i < 150; i++) {
        Attempt at = {claim.job.id, str_from(claim.token)};
        Str name = arena_printf(&w->arena, "piece%d", i);
        ErrCode rc = queue_kept_put(w->queue, at, name, buf_str(&large), &err);
        if (rc != ERR_OK && rc != ERR_IO)
            fail_msg("%s", err.text);
        failed += rc != ERR_OK;
        saved += rc == ERR_OK;
    }
    CHECK_INT(setrlimit(RLIMIT_FSIZE, &before), 0);
    CHECK(failed > 0 && saved > 0);
    CHECK_INT(world_number(w, "SELECT count(*) FROM kept"), saved);
    Attempt at = {claim.job.id, str_from(claim.token)};
    CHECK_OK(queue_kept_put(w->queue, at, STR("later"), buf_str(&large), &err), &err);
    CHECK_OK(store_check(w->store, &err), &err);
    return saved + 1;
}

TEST(a_full_disk_is_told_and_passes)
{
    World w = world_new(false);

    world_start(&w);
    int saved = fill_the_disk(&w);
    world_close(&w);
    world_open(&w);
    CHECK_INT(world_number(&w, "SELECT count(*) FROM kept"), saved);
    world_done(&w);
}

typedef struct SlowRead {
    World *w;
    ErrCode rc;
    atomic_bool has_begun;
} SlowRead;

static ErrCode read_slowly(Tx *tx, void *arg, Err *err)
{
    AUTO(arena_done) Arena a = {0};
    SlowRead *s = arg;
    Rows rows;
    ErrCode rc = tx_rows(tx, &a, SQL("SELECT count(*) FROM users"), NO_ARGS, &rows, err);

    s->has_begun = true;
    if (rc != ERR_OK)
        return rc;
    return tx_rows(tx, &a,
                   SQL("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT "
                       "count(*) FROM n"),
                   NO_ARGS, &rows, err);
}

static void *slow_thread(void *arg)
{
    SlowRead *s = arg;
    Err err = {0};

    s->rc = store_read(s->w->store, read_slowly, s, &err);
    return NULL;
}

TEST(a_long_read_ends_and_the_log_does_not_grow_without_bound)
{
    World w = world_new(false);
    SlowRead slow = {.w = &w};
    pthread_t thread;
    StoreStatus status;
    uint64_t most = 0;
    AUTO(buf_done) Buf large = BUF(4 << 20);
    Claim claim;
    bool is_found;
    Err err = {0};
    JobMade made;

    world_start(&w);
    JobAsk ask = {.user_id = w.user, .repository_id = w.repository};
    CHECK_OK(queue_create(w.queue, &ask, &made, &err), &err);
    CHECK_OK(queue_claim(w.queue, &w.arena, STR("w"), &claim, &is_found, &err), &err);
    CHECK_INT(pthread_create(&thread, NULL, slow_thread, &slow), 0);
    while (!slow.has_begun)
        usleep(1000);
    for (int i = 0; i < 30; i++) {
        Attempt at = {claim.job.id, str_from(claim.token)};
        buf_clear(&large);
        while (large.len < 4000000)
            buf_printf(&large, "%d %zu ", i, large.len);
        CHECK_OK(queue_kept_put(w.queue, at, STR("piece"), buf_str(&large), &err), &err);
        store_status(w.store, &status);
        most = MAX_OF(most, status.wal_bytes);
    }
    pthread_join(thread, NULL);
    CHECK_INT(slow.rc, ERR_TIMEOUT);
    CHECK(most < (uint64_t)100 << 20); /* 120 MB were written */
    CHECK_OK(queue_kept_put(w.queue, (Attempt){claim.job.id, str_from(claim.token)},
                            STR("piece"), STR("x"), &err),
             &err);
    world_done(&w);
}

/* ---- PostgreSQL alone ---- */

TEST(works_go_on_when_the_server_drops_every_connection)
{
    World w = world_new(true);
    Err err = {0};

    world_start(&w);
    for (int i = 0; i < 3; i++) {
        pg_admin("DO $$ BEGIN PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE "
                 "application_name = 'fondation'; END $$");
        JobAsk ask = {.user_id = w.user,
                      .repository_id = w.repository,
                      .prompt = arena_printf(&w.arena, "%d", i)};
        JobMade made;
        CHECK_OK(queue_create(w.queue, &ask, &made, &err), &err);
    }
    CHECK_INT(world_number(&w, "SELECT count(*) FROM jobs"), 3);
    world_done(&w);
}

TEST(a_server_that_is_not_there_is_told_at_once)
{
    StoreAsk ask = {.url = "postgres://nobody@127.0.0.1:1/nothing"};
    Store *s = NULL;
    Err err = {0};

    CHECK_INT(store_open(&ask, &s, &err), ERR_BUSY);
    CHECK(strstr(err.text, "cannot be reached"));
}

typedef struct Heard {
    pthread_mutex_t mtx;
    unsigned by_kind[TOPIC_KIND_COUNT];
    uint64_t last_job;
} Heard;

static void on_change(void *self, const Topic *topics, size_t count)
{
    Heard *h = self;

    pthread_mutex_lock(&h->mtx);
    for (size_t i = 0; i < count; i++) {
        h->by_kind[topics[i].kind]++;
        if (topics[i].kind == TOPIC_JOB)
            h->last_job = topics[i].id;
    }
    pthread_mutex_unlock(&h->mtx);
}

static bool heard(Heard *h, uint64_t job)
{
    for (int i = 0; i < 400; i++) {
        pthread_mutex_lock(&h->mtx);
        bool is_heard = h->last_job == job && h->by_kind[TOPIC_QUEUE] &&
                        h->by_kind[TOPIC_USER] && h->by_kind[TOPIC_REPOSITORY];
        pthread_mutex_unlock(&h->mtx);
        if (is_heard)
            return true;
        usleep(10000);
    }
    return false;
}

static void change_is_heard(World *w, Store *there, Heard *h)
{
    JobAsk ask = {.user_id = w->user, .repository_id = w->repository};
    JobMade made;
    Err err = {0};
    Queue *q = queue_new(there, &w->rules);

    CHECK_OK(queue_create(q, &ask, &made, &err), &err);
    CHECK(heard(h, made.id));
    queue_free(q);
}

static void hear_from_another_server(const char *url_here, const char *listen_url, bool is_deaf)
{
    World w = world_new(true);
    Heard h = {.mtx = PTHREAD_MUTEX_INITIALIZER};
    Err err = {0};

    world_start(&w);
    /* these two count time for themselves: what changed is asked for by time */
    StoreAsk there = {.url = w.url}, here = {.url = url_here ? url_here : w.url,
                                             .listen_url = listen_url,
                                             .changed = on_change,
                                             .changed_self = &h};
    Store *store_there = NULL, *store_here = NULL;
    CHECK_OK(store_open(&there, &store_there, &err), &err);
    CHECK_OK(store_open(&here, &store_here, &err), &err);
    for (int i = 0; is_deaf && i < 400; i++) {
        StoreStatus status;
        store_status(store_here, &status);
        if (status.is_deaf)
            break;
        if (i == 399)
            fail_msg("a listener behind PgBouncer does not say that it is deaf");
        usleep(10000);
    }
    change_is_heard(&w, store_there, &h);
    store_close(store_there);
    store_close(store_here);
    world_done(&w);
}

TEST(a_change_made_through_one_server_is_heard_by_another)
{
    hear_from_another_server(NULL, NULL, false);
}

TEST(a_change_is_told_to_the_server_that_made_it_on_sqlite)
{
    World w = world_new(false);
    Heard h = {.mtx = PTHREAD_MUTEX_INITIALIZER};
    StoreAsk ask = {.url = w.url, .changed = on_change, .changed_self = &h};
    Err err = {0};

    CHECK_OK(store_open(&ask, &w.store, &err), &err);
    w.queue = queue_new(w.store, &w.rules);
    w.user = world_user(&w, "ada");
    w.repository = world_repository(&w, "r", w.user, false);
    change_is_heard(&w, w.store, &h);
    unsigned jobs = h.by_kind[TOPIC_JOB];
    Script s = {.sql = "UPDATE users SET name = 'x'", .fail_with = ERR_VERIFY};
    CHECK_INT(store_write(w.store, STORE_SHARED, run_script, &s, &err), ERR_VERIFY);
    CHECK_INT(h.by_kind[TOPIC_JOB], jobs);
    world_done(&w);
}

/* ---- backups and checks ---- */

TEST(a_backup_of_a_store_in_use_is_whole_and_comes_back)
{
    World w = world_new(false);
    Err err = {0};

    world_start(&w);
    const char *copy = arena_printf(&w.arena, "%.*s/copy.db", STR_ARG(w.dir)).ptr;
    CHECK_OK(store_backup(w.store, copy, &err), &err);
    CHECK_INT(store_backup(w.store, copy, &err), ERR_CONFLICT);
    CHECK_INT(store_restore(w.url, copy, &err), ERR_BUSY); /* in use */
    world_user(&w, "later");
    CHECK_INT(world_number(&w, "SELECT count(*) FROM users"), 2);
    world_close(&w);
    CHECK_OK(store_restore(w.url, copy, &err), &err);
    world_open(&w);
    CHECK_INT(world_number(&w, "SELECT count(*) FROM users"), 1);
    CHECK_OK(store_check(w.store, &err), &err);
    world_close(&w);
    CHECK_OK(file_write(copy, STR("no database"), false, &err), &err);
    CHECK(store_restore(w.url, copy, &err) != ERR_OK);
    world_open(&w); /* what was there is there still */
    CHECK_INT(world_number(&w, "SELECT count(*) FROM users"), 1);
    world_done(&w);
}

TEST(a_backup_of_postgres_comes_back_into_an_empty_database)
{
    World w = world_new(true), other = world_new(true);
    Str copy_dir;
    Err err = {0};

    world_start(&w);
    CHECK_OK(dir_temp(&w.arena, "fondation-backup-", &copy_dir, &err), &err);
    const char *copy = arena_printf(&w.arena, "%.*s/copy", STR_ARG(copy_dir)).ptr;
    CHECK_OK(store_backup(w.store, copy, &err), &err);
    CHECK_OK(store_restore(other.url, copy, &err), &err);
    world_open(&other);
    CHECK_INT(world_number(&other, "SELECT count(*) FROM users"), 1);
    world_done(&other);
    CHECK_OK(dir_remove(arena_cstr(&w.arena, copy_dir), &err), &err);
    world_done(&w);
}

ON_BOTH(a_check_names_what_is_wrong)
{
    JobAsk ask = {.user_id = w->user, .repository_id = w->repository};
    JobMade made;
    Err err = {0};

    CHECK_OK(queue_create(w->queue, &ask, &made, &err), &err);
    CHECK_OK(store_check(w->store, &err), &err);
    do_sql(w, "UPDATE jobs SET log_next = 3");
    CHECK_INT(store_check(w->store, &err), ERR_VERIFY);
    CHECK(strstr(err.text, "log has a gap"));
    do_sql(w, "UPDATE jobs SET log_next = 0, claim_order = 5");
    CHECK_INT(store_check(w->store, &err), ERR_VERIFY);
}

/* ---- people ---- */

ON_BOTH(users_are_made_once)
{
    User user;
    UserList list;
    Err err = {0};

    CHECK_INT(world_user(w, "ada"), w->user);
    CHECK_OK(users_set_secret(w->store, w->user, (Str){"\0\x01", 2}, &err), &err);
    CHECK_OK(users_set_admin(w->store, w->user, true, &err), &err);
    CHECK_OK(users_by_login(w->store, &w->arena, STR("ada"), &user, &err), &err);
    CHECK(user.id == w->user && user.is_admin);
    CHECK(str_eq(user.secret, (Str){"\0\x01", 2}));
    CHECK_INT(users_get(w->store, &w->arena, 77, &user, &err), ERR_NOT_FOUND);
    CHECK_INT(users_by_login(w->store, &w->arena, STR("eve"), &user, &err), ERR_NOT_FOUND);
    CHECK_OK(users_list(w->store, &w->arena, &list, &err), &err);
    CHECK_INT(list.len, 1);
}

ON_BOTH(tokens_are_known_until_they_end)
{
    char token[PERSON_TOKEN_SIZE];
    uint64_t id;
    Token found;
    TokenList list;
    Err err = {0};

    CHECK_OK(tokens_add(w->store, TOKEN_API, w->user, STR("ci"), 1000, token, &id, &err), &err);
    CHECK_OK(tokens_find(w->store, &w->arena, TOKEN_API, str_from(token), &found, &err), &err);
    CHECK(found.id == id && found.user_id == w->user);
    CHECK_INT(tokens_find(w->store, &w->arena, TOKEN_WORKER, str_from(token), &found, &err),
              ERR_AUTH);
    CHECK_OK(tokens_list(w->store, &w->arena, w->user, &list, &err), &err);
    CHECK_INT(list.len, 1);
    world_wait(w, 1000);
    CHECK_INT(tokens_find(w->store, &w->arena, TOKEN_API, str_from(token), &found, &err),
              ERR_AUTH);
    Str known = STR("0123456789012345678901234567890123456789");
    CHECK_OK(tokens_add_known(w->store, TOKEN_WORKER, 0, STR("file"), known, &err), &err);
    CHECK_OK(tokens_add_known(w->store, TOKEN_WORKER, 0, STR("file"), known, &err), &err);
    CHECK_OK(tokens_find(w->store, &w->arena, TOKEN_WORKER, known, &found, &err), &err);
    CHECK_OK(tokens_revoke(w->store, found.id, &err), &err);
    CHECK_INT(tokens_revoke(w->store, found.id, &err), ERR_NOT_FOUND);
    CHECK_INT(tokens_find(w->store, &w->arena, TOKEN_WORKER, known, &found, &err), ERR_AUTH);
}

ON_BOTH(repositories_are_public_once_and_private_for_each)
{
    uint64_t bob = world_user(w, "bob");
    uint64_t mine = world_repository(w, "p", w->user, true),
             his = world_repository(w, "p", bob, true);
    Repository r;
    RepositoryList list;
    Err err = {0};

    CHECK_INT(world_repository(w, "r", bob, false), w->repository);
    CHECK(mine != his);
    CHECK_INT(repositories_get(w->store, &w->arena, bob, mine, &r, &err), ERR_NOT_FOUND);
    CHECK_OK(repositories_get(w->store, &w->arena, w->user, mine, &r, &err), &err);
    CHECK_STR(r.location, "https://example.org/o/p");
    CHECK_OK(repositories_by_name(w->store, &w->arena, bob, STR("o"), STR("p"), &r, &err),
             &err);
    CHECK_INT(r.id, his);
    CHECK_OK(repositories_learn(w->store, his, STR("main"), STR_NONE, &err), &err);
    CHECK_OK(repositories_get(w->store, &w->arena, 0, his, &r, &err), &err);
    CHECK_STR(r.default_branch, "main");
    CHECK_OK(repositories_list(w->store, &w->arena, bob, 0, 0, &list, &err), &err);
    CHECK_INT(list.len, 2);
    CHECK_OK(repositories_delete(w->store, his, &err), &err);
    CHECK_INT(repositories_delete(w->store, his, &err), ERR_NOT_FOUND);
    CHECK_INT(repositories_get(w->store, &w->arena, bob, his, &r, &err), ERR_NOT_FOUND);
    CHECK(world_repository(w, "p", bob, true) != his);
    JobAsk ask = {.user_id = w->user, .repository_id = mine};
    JobMade made;
    CHECK_OK(queue_create(w->queue, &ask, &made, &err), &err);
    CHECK_INT(repositories_delete(w->store, mine, &err), ERR_CONFLICT);
    CHECK_OK(repositories_get(w->store, &w->arena, w->user, mine, &r, &err), &err);
}

ON_BOTH(permits_come_back_with_time)
{
    Rate rate = {.burst = 3, .every_ms = 1000};
    int64_t wait;
    Err err = {0};

    for (int i = 0; i < 3; i++)
        CHECK_OK(rate_take(w->store, STR("k"), rate, &wait, &err), &err);
    CHECK_INT(rate_take(w->store, STR("k"), rate, &wait, &err), ERR_TOO_MANY);
    CHECK(wait > 0 && wait <= 1001);
    CHECK_OK(rate_take(w->store, STR("other"), rate, &(int64_t){0}, &err), &err);
    world_wait(w, wait);
    CHECK_OK(rate_take(w->store, STR("k"), rate, &wait, &err), &err);
    CHECK_INT(rate_take(w->store, STR("k"), rate, &wait, &err), ERR_TOO_MANY);
    world_wait(w, 1000000);
    for (int i = 0; i < 3; i++)
        CHECK_OK(rate_take(w->store, STR("k"), rate, &wait, &err), &err);
    CHECK_INT(rate_take(w->store, STR("k"), rate, &wait, &err), ERR_TOO_MANY);
}

/* ---- courses ---- */

static uint64_t stage_course(World *w, const Claim *c)
{
    Course course = {.job_id = c->job.id,
                     .user_id = w->user,
                     .repository_id = w->repository,
                     .epoch = c->job.lease_epoch,
                     .title = STR("Redis"),
                     .language = STR("en"),
                     .chapters = 2};
    CourseFile files[] = {{.path = STR("course.json"), .bytes = STR("{}")},
                          {.path = STR("chapters/01-a.md"), .bytes = {"a\0b", 3}}};
    CourseSection sections[] = {
        {STR("chapters/01-a.md"), STR("loop"), STR("How it waits"),
         STR("The event loop calls ae_main and sleeps in epoll_wait until something happens.")},
        {STR("chapters/02-b.md"), STR(""), STR("The Event Loop"),
         STR("Straight from the file.")},
        {STR("chapters/02-b.md"), STR("x"), STR("Other"),
         STR("na\xc3\xafve caf\xc3\xa9 eventually")},
    };
    uint64_t id = 0;
    Err err = {0};

    CHECK_OK(courses_stage(w->store, &course, &id, &err), &err);
    CHECK_OK(courses_stage_files(w->store, id, files, 2, &err), &err);
    CHECK_INT(courses_stage_files(w->store, id, files, 1, &err),
              ERR_INVALID); /* there already */
    files[0].path = STR("../up");
    CHECK_INT(courses_stage_files(w->store, id, files, 1, &err), ERR_INVALID);
    CHECK_OK(courses_stage_sections(w->store, id, sections, 2, &err), &err);
    CHECK_OK(courses_stage_sections(w->store, id, sections + 2, 1, &err), &err);
    return id;
}

static Claim make_and_claim(World *w)
{
    static int number;
    JobAsk ask = {.user_id = w->user,
                  .repository_id = w->repository,
                  .prompt = arena_printf(&w->arena, "course %d", ++number)};
    JobMade made;
    Claim claim;
    bool is_found;
    Err err = {0};

    CHECK_OK(queue_create(w->queue, &ask, &made, &err), &err);
    CHECK_OK(queue_claim(w->queue, &w->arena, STR("w"), &claim, &is_found, &err), &err);
    CHECK(is_found);
    return claim;
}

ON_BOTH(a_course_is_seen_when_its_job_is_completed)
{
    Claim c = make_and_claim(w);
    uint64_t id = stage_course(w, &c);
    Attempt at = {c.job.id, str_from(c.token)};
    Course course;
    CourseFile file;
    CourseFiles files;
    CourseList list;
    Err err = {0};

    CHECK_INT(courses_of_job(w->store, &w->arena, c.job.id, &course, &err), ERR_NOT_FOUND);
    CHECK_INT(queue_complete(w->queue, at, id + 1, STR("s"), &err), ERR_CONFLICT);
    CHECK_OK(queue_complete(w->queue, at, id, STR("s"), &err), &err);
    CHECK_OK(queue_complete(w->queue, at, id, STR("s"), &err), &err);
    CHECK_OK(courses_of_job(w->store, &w->arena, c.job.id, &course, &err), &err);
    CHECK(course.id == id && course.files == 2 && course.bytes == 5);
    CHECK_STR(course.title, "Redis");
    CHECK_OK(courses_latest(w->store, &w->arena, w->repository, &course, &err), &err);
    CHECK_INT(course.id, id);
    CHECK_OK(courses_list(w->store, &w->arena, w->repository, &list, &err), &err);
    CHECK_INT(list.len, 1);
    CHECK_OK(courses_file(w->store, &w->arena, id, STR("chapters/01-a.md"), &file, &err), &err);
    CHECK(str_eq(file.bytes, (Str){"a\0b", 3}));
    CHECK_INT(courses_file(w->store, &w->arena, id, STR("nope"), &file, &err), ERR_NOT_FOUND);
    CHECK_INT(courses_file(w->store, &w->arena, id, STR("../x"), &file, &err), ERR_NOT_FOUND);
    CHECK_OK(courses_files(w->store, &w->arena, id, &files, &err), &err);
    CHECK_INT(files.len, 2);
    CHECK_STR(files.at[0].path, "chapters/01-a.md");
    files.at[0].bytes = STR("late");
    CHECK_INT(courses_stage_files(w->store, id, files.at, 1, &err), ERR_CONFLICT);
    CHECK_OK(store_check(w->store, &err), &err);
    CHECK_OK(courses_delete(w->store, id, &err), &err);
    CHECK_INT(courses_of_job(w->store, &w->arena, c.job.id, &course, &err), ERR_NOT_FOUND);
    CHECK_INT(world_number(w, "SELECT count(*) FROM course_words"), 0);
    CHECK_OK(store_check(w->store, &err), &err);
}

ON_BOTH(a_course_of_a_lost_attempt_is_never_seen_and_goes)
{
    Claim c = make_and_claim(w);
    uint64_t id = stage_course(w, &c);
    Attempt at = {c.job.id, str_from(c.token)};
    Course course;
    Swept swept;
    Pruned pruned;
    Claim second;
    bool is_found;
    Err err = {0};

    world_wait(w, 60000);
    CHECK_OK(queue_sweep(w->queue, 0, &swept, &err), &err);
    CHECK_OK(queue_claim(w->queue, &w->arena, STR("v"), &second, &is_found, &err), &err);
    CHECK_INT(queue_complete(w->queue, at, id, STR("s"), &err), ERR_STALE);
    /* nor may the second attempt publish what the first staged */
    Attempt now = {second.job.id, str_from(second.token)};
    CHECK_INT(queue_complete(w->queue, now, id, STR("s"), &err), ERR_CONFLICT);
    CHECK_INT(courses_of_job(w->store, &w->arena, c.job.id, &course, &err), ERR_NOT_FOUND);
    world_wait(w, 25 * 3600000);
    CHECK_OK(queue_prune(w->queue, 0, &pruned, &err), &err);
    CHECK_INT(pruned.stagings, 1);
    CHECK_INT(world_number(w, "SELECT count(*) FROM course_files"), 0);
    CHECK_INT(world_number(w, "SELECT count(*) FROM course_words"), 0);
}

static void check_search(World *w, uint64_t id, const char *query, const char *wanted)
{
    AUTO(buf_done) Buf got = BUF(4096);
    CourseHits hits;
    Err err = {0};

    CHECK_OK(courses_search(w->store, &w->arena, id, str_from(query), 0, &hits, &err), &err);
    for (size_t i = 0; i < hits.len; i++)
        buf_printf(&got, "%.*s;", STR_ARG(hits.at[i].title));
    if (!str_is(buf_str(&got), wanted))
        fail_msg("'%s' finds '%.*s', not '%s'", query, STR_ARG(buf_str(&got)), wanted);
}

ON_BOTH(search_finds_words_and_beginnings_titles_first)
{
    Claim c = make_and_claim(w), other;
    uint64_t id = stage_course(w, &c), other_id;
    CourseHits hits;
    Err err = {0};

    other = make_and_claim(w);
    other_id = stage_course(w, &other);
    check_search(w, id, "event loop", "The Event Loop;How it waits;");
    check_search(w, id, "EVENT", "The Event Loop;How it waits;Other;");
    check_search(w, id, "event waits", "How it waits;");
    check_search(w, id, "ae_m", "How it waits;");
    check_search(w, id, "main", "");
    check_search(w, id, "ae_main()", "How it waits;");
    check_search(w, id, "caf\xc3\xa9", "Other;");
    check_search(w, id, "na\xc3\xaf", "Other;");
    check_search(w, id, "nothing", "");
    check_search(w, id, "", "");
    check_search(w, id, "' OR 1=1 --", "");
    check_search(w, id, "\"event\" AND NOT * ^ ( ) : |", "");
    check_search(w, id, "\xff\xfe", "");
    check_search(w, other_id, "epoll", "How it waits;");
    CHECK_OK(courses_search(w->store, &w->arena, id, STR("epoll"), 1, &hits, &err), &err);
    CHECK(str_has(hits.at[0].snippet, STR("epoll_wait until")));
    CHECK_STR(hits.at[0].anchor, "loop");
}

ON_BOTH(what_was_learned_is_kept_by_item)
{
    LearnedList list;
    Err err = {0};

    CHECK_OK(learned_put(w->store, w->user, w->repository, STR("b"), STR("1"), &err), &err);
    CHECK_OK(learned_put(w->store, w->user, w->repository, STR("a"), STR("2"), &err), &err);
    CHECK_OK(learned_put(w->store, w->user, w->repository, STR("b"), STR("3"), &err), &err);
    CHECK_OK(learned_list(w->store, &w->arena, w->user, w->repository, &list, &err), &err);
    CHECK_INT(list.len, 2);
    CHECK_STR(list.at[1].value, "3");
}

/* ---- notices ---- */

ON_BOTH(notices_are_written_with_the_change_and_tried_until_given_up)
{
    uint64_t endpoint;
    NoticeList taken, again;
    int64_t due;
    Err err = {0};

    CHECK_OK(endpoints_add(w->store, w->user, STR("https://x"), STR("secret"), &endpoint, &err),
             &err);
    Claim c = make_and_claim(w);
    CHECK_OK(outbox_take(w->store, &w->arena, 10, &taken, &err), &err);
    CHECK_INT(taken.len, 0);
    CHECK_OK(
        queue_complete(w->queue, (Attempt){c.job.id, str_from(c.token)}, 0, STR("s"), &err),
        &err);
    CHECK_OK(outbox_take(w->store, &w->arena, 10, &taken, &err), &err);
    CHECK_INT(taken.len, 1);
    CHECK(str_has(taken.at[0].body, STR("job.completed")));
    CHECK_STR(taken.at[0].url, "https://x");
    CHECK_OK(outbox_take(w->store, &w->arena, 10, &again, &err), &err);
    CHECK_INT(again.len, 0);
    world_wait(w, OUTBOX_LEASE_MS); /* the sender slept */
    CHECK_OK(outbox_take(w->store, &w->arena, 10, &again, &err), &err);
    CHECK_INT(again.len, 1);
    CHECK(str_eq(again.at[0].message_id, taken.at[0].message_id));
    CHECK_INT(outbox_sent(w->store, &taken.at[0], &err), ERR_STALE);
    for (int tries = 2; tries <= OUTBOX_TRIES; tries++) {
        CHECK_INT(again.at[0].tries, tries);
        CHECK_OK(outbox_failed(w->store, &again.at[0], STR("503"), 0, &err), &err);
        CHECK_OK(outbox_next_due(w->store, &due, &err), &err);
        if (tries == OUTBOX_TRIES)
            break;
        CHECK_INT(due, store_now(w->store) + outbox_pause_ms((uint32_t)tries));
        world_wait(w, outbox_pause_ms((uint32_t)tries));
        CHECK_OK(outbox_take(w->store, &w->arena, 10, &again, &err), &err);
        CHECK_INT(again.len, 1);
    }
    CHECK(due == INT64_MAX);
    c = make_and_claim(w);
    Failure f = {.why = FAIL_PERMANENT, .error = STR("gone")};
    CHECK_OK(queue_fail(w->queue, (Attempt){c.job.id, str_from(c.token)}, &f, &err), &err);
    CHECK_OK(outbox_take(w->store, &w->arena, 10, &taken, &err), &err);
    CHECK(taken.len == 1 && str_has(taken.at[0].body, STR("job.dead")));
    CHECK_OK(outbox_sent(w->store, &taken.at[0], &err), &err);
    CHECK_OK(endpoints_disable(w->store, endpoint, STR("410"), &err), &err);
    c = make_and_claim(w);
    CHECK_OK(queue_fail(w->queue, (Attempt){c.job.id, str_from(c.token)}, &f, &err), &err);
    CHECK_OK(outbox_take(w->store, &w->arena, 10, &taken, &err), &err);
    CHECK_INT(taken.len, 0);
    CHECK_INT(endpoints_delete(w->store, w->user + 1, endpoint, &err), ERR_NOT_FOUND);
    CHECK_OK(endpoints_delete(w->store, w->user, endpoint, &err), &err);
}

/* ---- small things ---- */

TEST(ids_are_text_and_back)
{
    const uint64_t ids[] = {1, 31, 32, 0x1234567890abcdef, INT64_MAX};
    char text[ID_TEXT_SIZE];
    uint64_t back;

    for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
        id_text(ids[i], text);
        CHECK_INT(strlen(text), ID_TEXT_SIZE - 1);
        CHECK(id_parse(str_from(text), &back));
        CHECK(back == ids[i]);
    }
    CHECK(!id_parse(STR(""), &back));
    CHECK(!id_parse(STR("0000000000000"), &back));
    CHECK(!id_parse(STR("8000000000000"), &back));
    CHECK(!id_parse(STR("000000000000U"), &back));
    CHECK(!id_parse((Str){"00000000000\0001", 13}, &back));
    CHECK(!id_parse(STR("00000000000001"), &back));
}

TEST(postgres_reads_the_dialect_of_sqlite)
{
    const struct {
        const char *from, *to;
    } rows[] = {
        {"SELECT ?1, ?12", "SELECT $1, $12"},
        {"SELECT '?1 INTEGER', \"BLOB\"", "SELECT '?1 INTEGER', \"BLOB\""},
        {"CREATE TABLE t(a INTEGER, b BLOB) STRICT, WITHOUT ROWID;",
         "CREATE TABLE t(a BIGINT, b BYTEA)   ;"},
        {"CREATE TABLE t(a REAL) STRICT;", "CREATE TABLE t(a DOUBLE PRECISION) ;"},
        {"SELECT 1 /*pg FOR UPDATE */ x", "SELECT 1 FOR UPDATE  x"},
        {"SELECT 1 /* no */ x -- STRICT ?1\n+ 2", "SELECT 1  x \n+ 2"},
        {"INTEGERS XREAL", "INTEGERS XREAL"},
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        AUTO(buf_done) Buf out = BUF(1000);
        sql_for_postgres(&out, str_from(rows[i].from));
        CHECK_STR(buf_str(&out), rows[i].to);
    }
}

TEST_MAIN()
