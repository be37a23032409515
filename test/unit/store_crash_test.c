/*
 * store_crash_test.c -- a process that uses the store under load is killed at any moment.
 *
 * The child makes, claims, logs and completes jobs from several threads, and tells the parent of each
 * call that returned. After the kill the parent opens the store and looks: what was told is there, no job
 * was completed twice, every rule of `db check` holds. On PostgreSQL its own processes are killed as well,
 * and the child goes on when the server has recovered.
 *
 *     FONDATION_CRASH_ROUNDS=200 FONDATION_CRASH_SEED=7 tools/with-postgres build/test/unit_tests store_crash_test
 */
#include "store_test.h"

#include "base/map.h"
#include "base/vec.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>

enum { ROUNDS_DEFAULT = 5, THREADS = 4, ROUND_MIN_MS = 60, ROUND_SPREAD_MS = 400 };

typedef enum FactKind { FACT_MADE, FACT_LOGGED, FACT_COMPLETED, FACT_FAULT } FactKind;

/* Smaller than PIPE_BUF: written at once or not at all. */
typedef struct Fact {
    uint64_t kind;
    uint64_t id;
    uint64_t epoch;
    char words[104];
} Fact;

VEC_TYPE(Facts, Fact);

/* ---- the child ---- */

typedef struct Child {
    World *w;
    int fd;
    unsigned number;
} Child;

static void tell(const Child *c, FactKind kind, uint64_t id, uint64_t epoch, const char *words)
{
    Fact f = {.kind = kind, .id = id, .epoch = epoch};

    snprintf(f.words, sizeof(f.words), "%.100s", words);
    if (write(c->fd, &f, sizeof(f)) != sizeof(f))
        _exit(9);
}

/* Errors that a lost server explains; anything else is told. */
static bool is_bearable(ErrCode rc)
{
    return rc == ERR_OK || rc == ERR_UNSURE || rc == ERR_BUSY;
}

static void make_one(Child *c, unsigned round)
{
    char prompt[64];
    JobMade made;
    Err err = {0};

    snprintf(prompt, sizeof(prompt), "%d %u %u", (int)getpid(), c->number, round);
    JobAsk ask = {
        .user_id = c->w->user, .repository_id = c->w->repository, .prompt = str_from(prompt)};
    ErrCode rc = queue_create(c->w->queue, &ask, &made, &err);
    if (rc == ERR_OK)
        tell(c, FACT_MADE, made.id, 0, "");
    else if (!is_bearable(rc))
        tell(c, FACT_FAULT, 0, 0, err.text);
}

static void work_one(Child *c)
{
    AUTO(arena_done) Arena a = {0};
    Str lines[2] = {STR("one"), STR("two")};
    uint64_t next;
    Claim claim;
    bool is_found;
    Err err = {0};
    ErrCode rc = queue_claim(c->w->queue, &a, STR("w"), &claim, &is_found, &err);

    if (!is_bearable(rc))
        tell(c, FACT_FAULT, 0, 0, err.text);
    if (rc != ERR_OK || !is_found)
        return;
    Attempt at = {claim.job.id, str_from(claim.token)};
    rc = queue_log(c->w->queue, at, claim.job.log_next, lines, 2, &next, &err);
    if (rc == ERR_OK)
        tell(c, FACT_LOGGED, claim.job.id, next, "");
    else if (!is_bearable(rc) && rc != ERR_STALE)
        tell(c, FACT_FAULT, claim.job.id, claim.job.lease_epoch, err.text);
    rc = queue_complete(c->w->queue, at, 0, STR("sum"), &err);
    if (rc == ERR_OK)
        tell(c, FACT_COMPLETED, claim.job.id, claim.job.lease_epoch, "");
    else if (!is_bearable(rc) && rc != ERR_STALE)
        tell(c, FACT_FAULT, claim.job.id, claim.job.lease_epoch, err.text);
}

static void *child_thread(void *arg)
{
    Child *c = arg;

    for (unsigned round = 0;; round++) {
        make_one(c, round);
        work_one(c);
        if (round % 8 == 7) {
            Swept swept;
            Err err = {0};
            (void)!queue_sweep(c->w->queue, 0, &swept, &err);
        }
    }
    return NULL;
}

NORETURN static void child_main(World *w, int fd)
{
    Child children[THREADS];
    pthread_t threads[THREADS];
    StoreAsk ask = {.url = w->url, .connections = 4, .busy_ms = 20000};
    Err err = {0};

    if (store_open(&ask, &w->store, &err) != ERR_OK) {
        Child c = {.fd = fd};
        tell(&c, FACT_FAULT, 0, 0, err.text);
        _exit(8);
    }
    w->rules.lease_ms = 300; /* attempts of killed children are soon lost */
    w->queue = queue_new(w->store, &w->rules);
    for (unsigned i = 0; i < THREADS; i++) {
        children[i] = (Child){w, fd, i};
        MUST(pthread_create(&threads[i], NULL, child_thread, &children[i]) == 0);
    }
    pthread_join(threads[0], NULL);
    _exit(7);
}

/* ---- the parent ---- */

static void read_facts(int fd, int64_t for_ms, Facts *facts)
{
    int64_t until = clock_system()->tick_ns(clock_system()) / 1000000 + for_ms;

    for (;;) {
        int64_t left = until - clock_system()->tick_ns(clock_system()) / 1000000;
        struct pollfd p = {.fd = fd, .events = POLLIN};
        Fact f;
        if (left < 0 || poll(&p, 1, (int)left) <= 0)
            return;
        if (read(fd, &f, sizeof(f)) != sizeof(f))
            return;
        *VEC_PUSH(facts) = f;
    }
}

/* A backend dies by SIGKILL: PostgreSQL ends all others and recovers from its log. */
static void kill_a_backend(void)
{
    PGconn *c = PQconnectdb(getenv("FONDATION_TEST_POSTGRES"));
    PGresult *r = PQexec(
        c, "SELECT pid FROM pg_stat_activity WHERE application_name = 'fondation' "
           "ORDER BY random() LIMIT 1");
    uint64_t pid = 0;

    if (PQresultStatus(r) == PGRES_TUPLES_OK && PQntuples(r) == 1 &&
        parse_u64(str_from(PQgetvalue(r, 0, 0)), INT32_MAX, &pid))
        kill((pid_t)pid, SIGKILL);
    PQclear(r);
    PQfinish(c);
}

static void audit(World *w, const Facts *facts, unsigned long long seed, int round)
{
    unsigned missing = 0, wrong = 0, cut = 0;
    Err err = {0};

    for (size_t i = 0; i < facts->len; i++) {
        AUTO(arena_done) Arena a = {0};
        const Fact *f = &facts->at[i];
        Job job;
        if (f->kind == FACT_FAULT)
            fail_msg("seed %llu, round %d: a call failed: %s", seed, round, f->words);
        if (queue_job(w->queue, &a, f->id, &job, &err) != ERR_OK) {
            missing++;
            continue;
        }
        wrong += f->kind == FACT_COMPLETED &&
                 (job.status != JOB_COMPLETED || job.lease_epoch != f->epoch);
        cut += f->kind == FACT_LOGGED && job.log_next < f->epoch;
    }
    if (missing || wrong || cut)
        fail_msg(
            "seed %llu, round %d: of %zu facts %u jobs missing, %u not completed, %u logs cut",
            seed, round, facts->len, missing, wrong, cut);
    CHECK_OK(store_check(w->store, &err), &err);
    CHECK_INT(world_number(w,
                           "SELECT count(*) FROM (SELECT job_id FROM attempts WHERE outcome = "
                           "'completed' GROUP BY job_id HAVING count(*) > 1) t"),
              0);
    CHECK_INT(
        world_number(w, "SELECT count(*) FROM jobs j WHERE status = 5 AND NOT EXISTS (SELECT "
                        "1 FROM attempts a WHERE a.job_id = j.id AND a.epoch = "
                        "j.lease_epoch AND a.outcome = 'completed')"),
        0);
}

static uint64_t number_from(const char *name, uint64_t fallback)
{
    uint64_t value = fallback;
    const char *text = getenv(name);

    if (text)
        CHECK(parse_u64(str_from(text), UINT32_MAX, &value));
    return value;
}

static uint32_t next_random(uint64_t *state, uint32_t below)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((*state >> 33) % below);
}

/* The store must not be open here: a fork takes no threads along. */
static pid_t start_child(World *w, int *ret_fd)
{
    int fds[2];
    pid_t pid;

    CHECK_INT(pipe(fds), 0);
    pid = fork();
    CHECK(pid >= 0);
    if (pid == 0) {
        close(fds[0]);
        child_main(w, fds[1]);
    }
    close(fds[1]);
    *ret_fd = fds[0];
    return pid;
}

static void open_after_crash(World *w)
{
    StoreAsk ask = {.url = w->url, .connections = 2};
    Err err = {0};
    ErrCode rc = ERR_BUSY;

    /* a recovering PostgreSQL refuses connections for a moment */
    for (int i = 0; i < 200 && rc == ERR_BUSY; i++) {
        rc = store_open(&ask, &w->store, &err);
        if (rc == ERR_BUSY)
            usleep(50000);
    }
    if (rc != ERR_OK)
        fail_msg("%s", err.text);
    w->queue = queue_new(w->store, &w->rules);
}

static void crash_often(bool is_postgres)
{
    uint64_t seed = number_from("FONDATION_CRASH_SEED",
                                (uint64_t)clock_system()->now_ms(clock_system()) % 100000);
    uint64_t rounds = number_from("FONDATION_CRASH_ROUNDS", ROUNDS_DEFAULT), random = seed;
    World w = world_new(is_postgres);
    Facts facts = {0};
    size_t completed = 0;

    world_start(&w);
    world_close(&w);
    for (uint64_t round = 0; round < rounds; round++) {
        int fd, status;
        pid_t pid = start_child(&w, &fd);
        read_facts(fd, ROUND_MIN_MS + next_random(&random, ROUND_SPREAD_MS), &facts);
        if (is_postgres && round % 2 == 1) {
            kill_a_backend();
            read_facts(fd, 300 + next_random(&random, ROUND_SPREAD_MS), &facts);
        }
        kill(pid, SIGKILL);
        CHECK_INT(waitpid(pid, &status, 0), pid);
        read_facts(fd, 0, &facts);
        for (size_t before = facts.len + 1; before != facts.len;) {
            before = facts.len;
            read_facts(fd, 10, &facts);
        }
        close(fd);
        open_after_crash(&w);
        audit(&w, &facts, (unsigned long long)seed, (int)round);
        world_close(&w);
        CHECK(WIFSIGNALED(status));
    }
    for (size_t i = 0; i < facts.len; i++)
        completed += facts.at[i].kind == FACT_COMPLETED;
    print_message("seed %llu: %llu kills, %zu facts, %zu jobs completed\n",
                  (unsigned long long)seed, (unsigned long long)rounds, facts.len, completed);
    CHECK(completed > 0);
    VEC_DONE(&facts);
    world_done(&w);
}

TEST(what_was_told_survives_kills_on_sqlite)
{
    crash_often(false);
}

TEST(what_was_told_survives_kills_on_postgres)
{
    crash_often(true);
}

TEST_MAIN()
