/*
 * queue_model_test.c -- random operations on the queue, and a small model that must agree.
 *
 * The model is a plain array that knows nothing of SQL, leases in tables or locks. After each operation
 * the answer and the job it was about are compared, now and then all jobs. At the end time passes until
 * every job is final.
 *
 *     FONDATION_MODEL_OPS=100000 FONDATION_MODEL_SEED=7 tools/with-postgres build/test/queue_model_test
 *
 * A failure prints the seed and the number of the operation; the same seed gives the same run.
 */
#include "store_test.h"

enum {
    MODEL_MAX_JOBS = 40000,
    MODEL_TOKENS = 64, /* the latest attempts, most of them over */
    USERS = 3,
    WISHES = 12, /* of a user */
    RUNNING_A_USER = 2,
    OPS_DEFAULT = 2500,
};

typedef struct ModelJob {
    uint64_t id;
    int user, wish, priority;
    JobStatus status;
    int64_t run_at;
    uint32_t attempts, releases, step, crash_step, crashes;
    uint64_t epoch;
    int64_t lease_until;
    bool is_cancel_requested;
    uint64_t log_next;
} ModelJob;

typedef struct ModelToken {
    size_t job;
    uint64_t epoch;
    char text[QUEUE_TOKEN_SIZE];
} ModelToken;

typedef struct Model {
    World *w;
    Arena scratch; /* emptied now and then */
    uint64_t random;
    uint64_t seed;
    unsigned op;
    const char *doing;
    uint64_t users[USERS];
    ModelJob *jobs;
    size_t job_count;
    ModelToken tokens[MODEL_TOKENS];
    size_t token_count; /* ever made */
    unsigned claims, completions, stale;
} Model;

#define AGREE(m, condition)                                                           \
    do {                                                                              \
        if (!(condition))                                                             \
            fail_msg("seed %llu, operation %u (%s): not so: %s",                      \
                     (unsigned long long)(m)->seed, (m)->op, (m)->doing, #condition); \
    } while (0)

static uint32_t dice(Model *m, uint32_t below)
{
    m->random ^= m->random << 13;
    m->random ^= m->random >> 7;
    m->random ^= m->random << 17;
    return (uint32_t)((m->random >> 16) % below);
}

static int64_t now_of(const Model *m)
{
    return store_now(m->w->store);
}

/* ---- the model's own rules ---- */

static int running_of(const Model *m, int user)
{
    int count = 0;

    for (size_t i = 0; i < m->job_count; i++)
        count += m->jobs[i].user == user && job_is_held(m->jobs[i].status);
    return count;
}

static int64_t order_of(const ModelJob *j)
{
    return j->run_at - (int64_t)j->priority * 60000;
}

static ModelJob *next_claim(Model *m)
{
    ModelJob *best = NULL;

    for (size_t i = 0; i < m->job_count; i++) {
        ModelJob *j = &m->jobs[i];
        if ((j->status != JOB_PENDING && j->status != JOB_FAILED) || j->run_at > now_of(m))
            continue;
        if (running_of(m, j->user) >= RUNNING_A_USER)
            continue;
        if (!best || order_of(j) < order_of(best) ||
            (order_of(j) == order_of(best) && j->id < best->id))
            best = j;
    }
    return best;
}

static void end(ModelJob *j, JobStatus status)
{
    j->status = j->is_cancel_requested ? JOB_CANCELED : status;
    j->lease_until = 0;
}

/* What becomes of a failed attempt, written down a second time. `*ret_pause` is the least pause. */
static void end_failed(ModelJob *j, FailClass why, int64_t *ret_pause)
{
    JobStatus status = JOB_FAILED;
    bool is_spent = j->attempts >= JOB_MAX_ATTEMPTS;

    *ret_pause = why == FAIL_LOST ? 0 : 1000 << (j->attempts - 1);
    if (why == FAIL_CRASHED) {
        j->crashes = j->crash_step == j->step ? j->crashes + 1 : 1;
        j->crash_step = j->step;
        is_spent |= j->crashes >= JOB_MAX_CRASHES;
    }
    if (why == FAIL_PERMANENT)
        is_spent = true;
    if (is_spent)
        status = JOB_DEAD;
    if (why == FAIL_RATE_LIMITED && j->releases < JOB_MAX_RELEASES) {
        status = JOB_PENDING;
        *ret_pause = 15000;
        if (!j->is_cancel_requested) {
            j->attempts--;
            j->releases++;
        }
    }
    end(j, status);
}

/* ---- comparing ---- */

static void compare(Model *m, ModelJob *j, const Job *job)
{
    AGREE(m, job->id == j->id);
    AGREE(m, job->status == j->status);
    AGREE(m, job->attempts == j->attempts);
    AGREE(m, job->attempts <= job->max_attempts);
    AGREE(m, job->lease_epoch == j->epoch);
    AGREE(m, job->lease_until == j->lease_until);
    AGREE(m, job->log_next == j->log_next);
    AGREE(m, job->step == j->step);
    AGREE(m, (job->cancel_requested_at != 0) == j->is_cancel_requested);
    AGREE(m, (job->finished_at != 0) == job_is_final(j->status));
    if (!job_is_final(j->status))
        AGREE(m, job->run_at == j->run_at);
}

static Job read_job(Model *m, const ModelJob *j)
{
    Job job;
    Err err = {0};

    AGREE(m, queue_job(m->w->queue, &m->scratch, j->id, &job, &err) == ERR_OK);
    return job;
}

static void compare_all(Model *m)
{
    for (size_t i = 0; i < m->job_count; i++) {
        Job job = read_job(m, &m->jobs[i]);
        compare(m, &m->jobs[i], &job);
    }
    AGREE(m, world_number(m->w, "SELECT count(*) FROM jobs") == (int64_t)m->job_count);
    /* numbered from 0 without a gap */
    AGREE(m, world_number(
                 m->w, "SELECT count(*) FROM jobs j WHERE log_next <> (SELECT count(*) "
                       "FROM logs l WHERE l.job_id = j.id) OR log_next <> coalesce("
                       "(SELECT max(number) + 1 FROM logs l WHERE l.job_id = j.id), 0)") == 0);
    /* an attempt is open exactly while its job is held under its epoch */
    AGREE(m,
          world_number(m->w, "SELECT count(*) FROM attempts a JOIN jobs j ON j.id = a.job_id "
                             "WHERE (a.ended_at IS NULL) <> (j.status IN (1, 2, 3) AND "
                             "j.lease_epoch = a.epoch)") == 0);
    arena_done(&m->scratch);
    m->scratch = (Arena){0};
}

/* The job's new run_at has chance in it: within its bounds the store's word is taken. */
static void adopt_pause(Model *m, ModelJob *j, int64_t pause)
{
    Job job = read_job(m, j);

    if (j->status == JOB_FAILED || j->status == JOB_PENDING) {
        AGREE(m, job.run_at >= now_of(m) + pause);
        AGREE(m, job.run_at <= now_of(m) + pause + pause / 5);
        j->run_at = job.run_at;
    }
    compare(m, j, &job);
}

/* ---- operations ---- */

static ModelToken *any_token(Model *m)
{
    size_t kept = MIN_OF(m->token_count, (size_t)MODEL_TOKENS);

    /* the latest ones more often: they are more likely to hold */
    return &m->tokens[(m->token_count - 1 -
                       dice(m, dice(m, 2) ? (uint32_t)kept : (uint32_t)MIN_OF(kept, 6u))) %
                      MODEL_TOKENS];
}

static bool is_current(Model *m, const ModelToken *t)
{
    return job_is_held(m->jobs[t->job].status) && m->jobs[t->job].epoch == t->epoch;
}

static void do_create(Model *m)
{
    int user = (int)dice(m, USERS), wish = (int)dice(m, WISHES);
    int priority = (int)dice(m, 5) - 2;
    char prompt[32];
    ModelJob *twin = NULL;
    JobMade made;
    Err err = {0};

    if (m->job_count == MODEL_MAX_JOBS)
        return;
    for (size_t i = 0; i < m->job_count; i++) {
        ModelJob *j = &m->jobs[i];
        if (j->user == user && j->wish == wish && !job_is_final(j->status))
            twin = j;
    }
    snprintf(prompt, sizeof(prompt), "wish %d", wish);
    JobAsk ask = {.user_id = m->users[user],
                  .repository_id = m->w->repository,
                  .prompt = str_from(prompt),
                  .priority = priority};
    AGREE(m, queue_create(m->w->queue, &ask, &made, &err) == ERR_OK);
    AGREE(m, made.is_deduplicated == (twin != NULL));
    if (twin) {
        AGREE(m, made.id == twin->id);
        return;
    }
    m->jobs[m->job_count++] = (ModelJob){
        .id = made.id, .user = user, .wish = wish, .priority = priority, .run_at = now_of(m)};
}

static void do_claim(Model *m)
{
    ModelJob *j = next_claim(m);
    Claim claim;
    bool is_found;
    Err err = {0};

    AGREE(m,
          queue_claim(m->w->queue, &m->scratch, STR("w"), &claim, &is_found, &err) == ERR_OK);
    AGREE(m, is_found == (j != NULL));
    if (!j)
        return;
    AGREE(m, claim.job.id == j->id);
    m->claims++;
    j->status = JOB_CLAIMED;
    j->attempts++;
    j->epoch++;
    j->lease_until = now_of(m) + 60000;
    j->is_cancel_requested = false;
    compare(m, j, &claim.job);
    ModelToken *t = &m->tokens[m->token_count++ % MODEL_TOKENS];
    *t = (ModelToken){.job = (size_t)(j - m->jobs), .epoch = j->epoch};
    memcpy(t->text, claim.token, sizeof(t->text));
}

/* Runs one call of a worker; `rc_now` is what it answered. True when the attempt holds. */
static bool expected(Model *m, const ModelToken *t, ErrCode rc_now, ErrCode rc_if_held)
{
    if (is_current(m, t)) {
        AGREE(m, rc_now == rc_if_held);
        return rc_if_held == ERR_OK;
    }
    m->stale++;
    AGREE(m, rc_now == ERR_STALE);
    return false;
}

static void do_heartbeat(Model *m, const ModelToken *t, Attempt at)
{
    ModelJob *j = &m->jobs[t->job];
    Pulse pulse;
    Err err = {0};
    ErrCode rc = queue_heartbeat(m->w->queue, at, &pulse, &err);

    if (!expected(m, t, rc, ERR_OK))
        return;
    AGREE(m, pulse.is_cancel_requested == j->is_cancel_requested);
    j->lease_until = now_of(m) + 60000;
}

static void do_progress(Model *m, const ModelToken *t, Attempt at)
{
    ModelJob *j = &m->jobs[t->job];
    JobStatus status = (JobStatus)(JOB_CLAIMED + dice(m, 3));
    Progress p = {.status = status, .step = 1 + dice(m, 6), .text = STR("on it")};
    Pulse pulse;
    Err err = {0};
    ErrCode rc = queue_progress(m->w->queue, at, &p, &pulse, &err);

    if (!expected(m, t, rc, ERR_OK))
        return;
    AGREE(m, pulse.is_cancel_requested == j->is_cancel_requested);
    j->lease_until = now_of(m) + 60000;
    j->status = MAX_OF(j->status, status);
    j->step = p.step;
}

static void do_log(Model *m, const ModelToken *t, Attempt at)
{
    ModelJob *j = &m->jobs[t->job];
    Str lines[4] = {STR("a"), STR("b"), STR("c"), STR("d")};
    uint64_t offset = j->log_next + dice(m, 4), next, count = dice(m, 5);
    Err err = {0};

    offset = offset > 2 ? offset - 2 : 0;
    bool is_gap = offset > j->log_next;
    ErrCode rc = queue_log(m->w->queue, at, offset, lines, count, &next, &err);
    if (!expected(m, t, rc, is_gap ? ERR_INVALID : ERR_OK))
        return;
    j->log_next = MAX_OF(j->log_next, offset + count);
    AGREE(m, next == j->log_next);
    j->lease_until = now_of(m) + 60000;
}

static void do_fail(Model *m, const ModelToken *t, Attempt at)
{
    ModelJob *j = &m->jobs[t->job];
    FailClass why = (FailClass)dice(m, 4);
    Failure f = {.why = why, .error = STR("no")};
    int64_t pause = 0;
    Err err = {0};

    if (why == FAIL_PERMANENT && dice(m, 3))
        f.why = why = FAIL_TRANSIENT;
    if (!expected(m, t, queue_fail(m->w->queue, at, &f, &err), ERR_OK))
        return;
    end_failed(j, why, &pause);
    adopt_pause(m, j, pause);
}

static void do_release(Model *m, const ModelToken *t, Attempt at)
{
    ModelJob *j = &m->jobs[t->job];
    int64_t delay = dice(m, 2) ? 0 : 5000, pause = delay;
    Err err = {0};

    if (!expected(m, t, queue_release(m->w->queue, at, STR("bye"), delay, &err), ERR_OK))
        return;
    if (j->releases >= JOB_MAX_RELEASES) {
        end_failed(j, FAIL_TRANSIENT, &pause);
    } else {
        j->attempts--;
        j->releases++;
        end(j, JOB_PENDING);
    }
    adopt_pause(m, j, MAX_OF(pause, delay));
}

static void do_complete(Model *m, const ModelToken *t, Attempt at)
{
    ModelJob *j = &m->jobs[t->job];
    bool is_canceling = j->is_cancel_requested;
    Err err = {0};
    ErrCode rc = queue_complete(m->w->queue, at, 0, STR("sum"), &err);

    /* a repeat of the result that completed the job is fine and changes nothing */
    if (!is_current(m, t) && rc == ERR_OK) {
        AGREE(m, j->status == JOB_COMPLETED && j->epoch == t->epoch);
        return;
    }
    if (!expected(m, t, rc, is_canceling ? ERR_CONFLICT : ERR_OK))
        return;
    m->completions++;
    end(j, JOB_COMPLETED);
}

static void do_canceled(Model *m, const ModelToken *t, Attempt at)
{
    ModelJob *j = &m->jobs[t->job];
    Err err = {0};
    ErrCode rc = queue_canceled(m->w->queue, at, &err);

    if (expected(m, t, rc, j->is_cancel_requested ? ERR_OK : ERR_CONFLICT))
        end(j, JOB_CANCELED);
}

static void do_worker_call(Model *m)
{
    if (m->token_count == 0)
        return;
    static void (*const calls[])(Model *, const ModelToken *, Attempt) = {
        do_heartbeat, do_progress, do_log,      do_fail,
        do_release,   do_complete, do_complete, do_canceled};
    const ModelToken *t = any_token(m);
    ModelJob *j = &m->jobs[t->job];
    Attempt at = {j->id, str_from(t->text)};

    calls[dice(m, ARRAY_LEN(calls))](m, t, at);
    Job job = read_job(m, j);
    compare(m, j, &job);
}

static void do_cancel(Model *m)
{
    if (m->job_count == 0)
        return;
    ModelJob *j = &m->jobs[m->job_count - 1 - dice(m, (uint32_t)MIN_OF(m->job_count, 30u))];
    Job job;
    Err err = {0};
    ErrCode rc = queue_cancel(m->w->queue, &m->scratch, j->id, &job, &err);

    AGREE(m, rc == (job_is_final(j->status) ? ERR_CONFLICT : ERR_OK));
    if (!job_is_final(j->status)) {
        j->is_cancel_requested = true;
        if (!job_is_held(j->status))
            end(j, JOB_CANCELED);
    }
    compare(m, j, &job);
}

static bool has_twin(const Model *m, const ModelJob *j)
{
    for (size_t i = 0; i < m->job_count; i++) {
        const ModelJob *o = &m->jobs[i];
        if (o != j && o->user == j->user && o->wish == j->wish && !job_is_final(o->status))
            return true;
    }
    return false;
}

static void do_retry(Model *m)
{
    if (m->job_count == 0)
        return;
    ModelJob *j = &m->jobs[m->job_count - 1 - dice(m, (uint32_t)MIN_OF(m->job_count, 30u))];
    bool may = (j->status == JOB_FAILED || j->status == JOB_DEAD ||
                j->status == JOB_CANCELED) &&
               !has_twin(m, j);
    Job job;
    Err err = {0};
    ErrCode rc = queue_retry(m->w->queue, &m->scratch, j->id, &job, &err);

    AGREE(m, rc == (may ? ERR_OK : ERR_CONFLICT));
    if (may) {
        j->status = JOB_PENDING;
        j->run_at = now_of(m);
        j->attempts = j->releases = j->crashes = j->crash_step = 0;
        j->is_cancel_requested = false;
    }
    compare(m, j, &job);
}

static void do_sweep(Model *m)
{
    uint32_t lost = 0;
    Swept swept;
    Err err = {0};

    AGREE(m, queue_sweep(m->w->queue, 100000, &swept, &err) == ERR_OK);
    for (size_t i = 0; i < m->job_count; i++) {
        ModelJob *j = &m->jobs[i];
        int64_t pause;
        if (!job_is_held(j->status) || j->lease_until > now_of(m))
            continue;
        lost++;
        end_failed(j, FAIL_LOST, &pause);
        adopt_pause(m, j, pause);
    }
    AGREE(m, swept.lost == lost);
}

static void do_wait(Model *m)
{
    static const int64_t waits[] = {1, 100, 1000, 5000, 20000, 61000, 3600000};

    world_wait(m->w, waits[dice(m, ARRAY_LEN(waits))]);
}

static void do_reopen(Model *m)
{
    if (dice(m, 20))
        return;
    world_close(m->w);
    world_open(m->w);
    compare_all(m);
}

/* ---- a run ---- */

static const struct {
    const char *name;
    void (*run)(Model *m);
    uint32_t weight;
} operations[] = {
    {"create", do_create, 20}, {"claim", do_claim, 25},  {"worker", do_worker_call, 60},
    {"cancel", do_cancel, 4},  {"retry", do_retry, 6},   {"sweep", do_sweep, 6},
    {"wait", do_wait, 20},     {"reopen", do_reopen, 1},
};

static void step(Model *m)
{
    uint32_t total = 0, at;

    for (size_t i = 0; i < ARRAY_LEN(operations); i++)
        total += operations[i].weight;
    at = dice(m, total);
    for (size_t i = 0; i < ARRAY_LEN(operations); i++) {
        if (at < operations[i].weight) {
            m->doing = operations[i].name;
            operations[i].run(m);
            return;
        }
        at -= operations[i].weight;
    }
}

/* Time passes, and whoever can be claimed fails or completes, until all is final. */
static void drain(Model *m)
{
    m->doing = "drain";
    for (int rounds = 0; rounds < 100000; rounds++) {
        bool is_over = true;
        for (size_t i = 0; i < m->job_count; i++)
            is_over &= job_is_final(m->jobs[i].status);
        if (is_over)
            return;
        world_wait(m->w, 61000);
        do_sweep(m);
        size_t before = m->token_count;
        do_claim(m);
        if (m->token_count > before) {
            ModelToken *t = &m->tokens[(m->token_count - 1) % MODEL_TOKENS];
            do_complete(m, t, (Attempt){m->jobs[t->job].id, str_from(t->text)});
        }
    }
    AGREE(m, false);
}

static uint64_t number_from(const char *name, uint64_t fallback)
{
    uint64_t value = fallback;
    const char *text = getenv(name);

    if (text)
        CHECK(parse_u64(str_from(text), UINT32_MAX, &value));
    return value;
}

static void run_model(World *w, uint64_t seed, uint64_t ops)
{
    static ModelJob jobs[MODEL_MAX_JOBS];
    Model m = {.w = w, .seed = seed, .random = seed * 0x9e3779b97f4a7c15u + 1, .jobs = jobs};

    world_close(w);
    w->rules.running_a_user = RUNNING_A_USER;
    world_open(w);
    for (int i = 0; i < USERS; i++) {
        char login[8];
        snprintf(login, sizeof(login), "u%d", i);
        m.users[i] = world_user(w, login);
    }
    for (m.op = 0; m.op < ops; m.op++) {
        step(&m);
        if (m.op % 500 == 499)
            compare_all(&m);
    }
    drain(&m);
    compare_all(&m);
    AGREE(&m, m.claims > ops / 20 && m.completions > ops / 200 && m.stale > ops / 50);
    arena_done(&m.scratch);
    print_message("seed %llu: %zu jobs, %u claims, %u completed, %u stale calls\n",
                  (unsigned long long)seed, m.job_count, m.claims, m.completions, m.stale);
}

ON_BOTH(random_operations_agree_with_the_model)
{
    uint64_t seed = number_from("FONDATION_MODEL_SEED",
                                (uint64_t)clock_system()->now_ms(clock_system()) % 1000000);

    run_model(w, seed, number_from("FONDATION_MODEL_OPS", OPS_DEFAULT));
}

TEST_MAIN()
