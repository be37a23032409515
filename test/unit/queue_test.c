/*
 * queue_test.c -- the life of a job, on both engines.
 */
#include "store_test.h"

static JobMade make_job(World *w, const char *prompt)
{
    JobAsk ask = {
        .user_id = w->user, .repository_id = w->repository, .prompt = str_from(prompt)};
    JobMade made;
    Err err = {0};

    CHECK_OK(queue_create(w->queue, &ask, &made, &err), &err);
    return made;
}

static Claim claim_job(World *w)
{
    Claim claim;
    bool is_found = false;
    Err err = {0};

    CHECK_OK(queue_claim(w->queue, &w->arena, STR("worker-1"), &claim, &is_found, &err), &err);
    CHECK(is_found);
    return claim;
}

static bool nothing_to_claim(World *w)
{
    Claim claim;
    bool is_found = false;
    Err err = {0};

    CHECK_OK(queue_claim(w->queue, &w->arena, STR("worker-1"), &claim, &is_found, &err), &err);
    return !is_found;
}

static Attempt attempt_of(const Claim *c)
{
    return (Attempt){c->job.id, str_from(c->token)};
}

static Job job_now(World *w, uint64_t id)
{
    Job job;
    Err err = {0};

    CHECK_OK(queue_job(w->queue, &w->arena, id, &job, &err), &err);
    return job;
}

static void fail_job(World *w, const Claim *c, FailClass why)
{
    Failure f = {.why = why, .error = STR("no luck")};
    Err err = {0};

    CHECK_OK(queue_fail(w->queue, attempt_of(c), &f, &err), &err);
}

static Swept sweep(World *w)
{
    Swept swept;
    Err err = {0};

    CHECK_OK(queue_sweep(w->queue, 0, &swept, &err), &err);
    return swept;
}

/* ---- the happy way ---- */

ON_BOTH(a_job_is_made_claimed_reported_and_completed)
{
    JobMade made = make_job(w, "why");
    Claim c = claim_job(w);
    Pulse pulse;
    Err err = {0};

    CHECK_INT(c.job.id, made.id);
    CHECK_INT(c.job.status, JOB_CLAIMED);
    CHECK_INT(c.job.attempts, 1);
    CHECK_INT(c.lease_ms, 60000);
    CHECK_STR(c.job.prompt, "why");
    CHECK(nothing_to_claim(w));
    Progress p = {.status = JOB_ANALYZING,
                  .step = 2,
                  .step_name = STR("Analyze"),
                  .text = STR("Analyzing relationships..."),
                  .fraction = 0.25,
                  .tokens_input = 10,
                  .cost_micros = 5};
    CHECK_OK(queue_progress(w->queue, attempt_of(&c), &p, &pulse, &err), &err);
    CHECK(!pulse.is_cancel_requested);
    Job job = job_now(w, made.id);
    CHECK_INT(job.status, JOB_ANALYZING);
    CHECK_INT(job.step, 2);
    CHECK_STR(job.step_name, "Analyze");
    CHECK_STR(job.progress, "Analyzing relationships...");
    CHECK(job.fraction == 0.25);
    CHECK_INT(job.tokens_input, 10);
    CHECK_OK(queue_complete(w->queue, attempt_of(&c), 0, STR("abc"), &err), &err);
    job = job_now(w, made.id);
    CHECK_INT(job.status, JOB_COMPLETED);
    CHECK(job.fraction == 1.0);
    CHECK_INT(job.finished_at, store_now(w->store));
    CHECK_INT(job.lease_until, 0);
    AttemptList list;
    CHECK_OK(queue_attempts(w->queue, &w->arena, made.id, &list, &err), &err);
    CHECK_INT(list.len, 1);
    CHECK_STR(list.at[0].outcome, "completed");
}

ON_BOTH(progress_goes_only_forward)
{
    make_job(w, "a");
    Claim c = claim_job(w);
    Pulse pulse;
    Err err = {0};
    Progress p = {
        .status = JOB_ANALYZING, .step = 3, .tokens_output = 50, .text = STR("three")};

    CHECK_OK(queue_progress(w->queue, attempt_of(&c), &p, &pulse, &err), &err);
    p = (Progress){.status = JOB_CLONING, .step = 3, .tokens_output = 20, .text = STR_NONE};
    CHECK_OK(queue_progress(w->queue, attempt_of(&c), &p, &pulse, &err), &err);
    Job job = job_now(w, c.job.id);
    CHECK_INT(job.status, JOB_ANALYZING);
    CHECK_INT(job.tokens_output, 50);
    CHECK_STR(job.progress, "three");
    p = (Progress){.status = JOB_COMPLETED};
    CHECK_INT(queue_progress(w->queue, attempt_of(&c), &p, &pulse, &err), ERR_INVALID);
    p = (Progress){.status = JOB_CLONING, .fraction = 1.5};
    CHECK_INT(queue_progress(w->queue, attempt_of(&c), &p, &pulse, &err), ERR_INVALID);
    p = (Progress){.status = JOB_CLONING, .step = 7};
    CHECK_INT(queue_progress(w->queue, attempt_of(&c), &p, &pulse, &err), ERR_INVALID);
}

/* ---- fences ---- */

static void check_all_refused(World *w, Attempt at, ErrCode expected)
{
    Failure f = {.why = FAIL_TRANSIENT, .error = STR("late")};
    Progress p = {.status = JOB_ANALYZING, .text = STR("late")};
    Str line = STR("late");
    Pulse pulse;
    uint64_t next;
    Str kept;
    Err err = {0};
    Spend some = {1, 1};
    Job before = job_now(w, at.job_id);

    CHECK_INT(queue_heartbeat(w->queue, at, &pulse, &err), expected);
    CHECK_INT(queue_progress(w->queue, at, &p, &pulse, &err), expected);
    CHECK_INT(queue_log(w->queue, at, 0, &line, 1, &next, &err), expected);
    CHECK_INT(queue_fail(w->queue, at, &f, &err), expected);
    CHECK_INT(queue_release(w->queue, at, STR("late"), 0, &err), expected);
    CHECK_INT(queue_canceled(w->queue, at, &err), expected);
    CHECK_INT(queue_complete(w->queue, at, 0, STR("other"), &err), expected);
    CHECK_INT(queue_kept_put(w->queue, at, STR("a"), STR("late"), &err), expected);
    CHECK_INT(queue_kept_get(w->queue, &w->arena, at, STR("a"), &kept, &err), expected);
    CHECK_INT(queue_budget_reserve(w->queue, at, some, &err), expected);
    CHECK_INT(queue_budget_settle(w->queue, at, some, some, &err), expected);
    Job after = job_now(w, at.job_id);
    CHECK_INT(after.version, before.version);
    CHECK_INT(after.status, before.status);
    CHECK_INT(after.lease_until, before.lease_until);
    CHECK_INT(after.log_next, before.log_next);
}

ON_BOTH(a_worker_that_slept_through_its_lease_changes_nothing)
{
    make_job(w, "a");
    Claim first = claim_job(w);
    Err err = {0};

    world_wait(w, 59999);
    CHECK_INT(sweep(w).lost, 0);
    world_wait(w, 1);
    CHECK_INT(sweep(w).lost, 1);
    check_all_refused(w, attempt_of(&first), ERR_STALE);
    Claim second = claim_job(w);
    CHECK_INT(second.job.id, first.job.id);
    CHECK_INT(second.job.attempts, 2);
    CHECK_INT(second.job.lease_epoch, 2);
    check_all_refused(w, attempt_of(&first), ERR_STALE);
    CHECK_OK(queue_complete(w->queue, attempt_of(&second), 0, STR("abc"), &err), &err);
    check_all_refused(w, attempt_of(&first), ERR_STALE);
    AttemptList list;
    CHECK_OK(queue_attempts(w->queue, &w->arena, first.job.id, &list, &err), &err);
    CHECK_STR(list.at[0].outcome, "lost");
}

ON_BOTH(a_released_attempt_does_not_come_back_under_its_number)
{
    make_job(w, "a");
    Claim first = claim_job(w);
    Err err = {0};

    CHECK_OK(queue_release(w->queue, attempt_of(&first), STR("going home"), 0, &err), &err);
    CHECK_INT(job_now(w, first.job.id).attempts, 0);
    Claim second = claim_job(w);
    CHECK_INT(second.job.attempts, 1); /* the same number, another epoch */
    CHECK_INT(second.job.lease_epoch, 2);
    check_all_refused(w, attempt_of(&first), ERR_STALE);
}

ON_BOTH(a_token_that_never_was_is_told_from_one_that_is_over)
{
    make_job(w, "a");
    make_job(w, "b");
    Claim a = claim_job(w), b = claim_job(w);
    Attempt crossed = {a.job.id, str_from(b.token)};
    Attempt garbage = {a.job.id, STR("1.nothing")};
    Attempt empty = {a.job.id, STR("")};
    char other[QUEUE_TOKEN_SIZE];

    check_all_refused(w, crossed, ERR_AUTH);
    check_all_refused(w, garbage, ERR_AUTH);
    check_all_refused(w, empty, ERR_AUTH);
    memcpy(other, a.token, sizeof(other));
    other[0] = '2'; /* another epoch */
    check_all_refused(w, (Attempt){a.job.id, str_from(other)}, ERR_AUTH);
}

ON_BOTH(the_same_result_twice_is_fine_another_is_stale)
{
    make_job(w, "a");
    Claim c = claim_job(w);
    Err err = {0};

    CHECK_OK(queue_complete(w->queue, attempt_of(&c), 0, STR("abc"), &err), &err);
    uint64_t version = job_now(w, c.job.id).version;
    CHECK_OK(queue_complete(w->queue, attempt_of(&c), 0, STR("abc"), &err), &err);
    CHECK_INT(queue_complete(w->queue, attempt_of(&c), 0, STR("abd"), &err), ERR_STALE);
    CHECK_INT(job_now(w, c.job.id).version, version);
}

ON_BOTH(a_heartbeat_keeps_the_lease_and_is_no_news)
{
    make_job(w, "a");
    Claim c = claim_job(w);
    Pulse pulse;
    Err err = {0};

    world_wait(w, 50000);
    CHECK_OK(queue_heartbeat(w->queue, attempt_of(&c), &pulse, &err), &err);
    CHECK_INT(pulse.lease_ms, 60000);
    world_wait(w, 50000);
    CHECK_INT(sweep(w).lost, 0);
    CHECK_INT(job_now(w, c.job.id).version, c.job.version);
}

/* ---- failing ---- */

ON_BOTH(pauses_double_and_the_fifth_failure_is_the_last)
{
    JobMade made = make_job(w, "a");
    const int64_t pauses[] = {1000, 2000, 4000, 8000};

    for (int i = 0; i < 5; i++) {
        Claim c = claim_job(w);
        CHECK_INT(c.job.attempts, i + 1);
        fail_job(w, &c, FAIL_TRANSIENT);
        Job job = job_now(w, made.id);
        if (i == 4) {
            CHECK_INT(job.status, JOB_DEAD);
            CHECK_STR(job.error, "no luck");
            CHECK(job.finished_at != 0);
            break;
        }
        CHECK_INT(job.status, JOB_FAILED);
        int64_t pause = job.run_at - store_now(w->store);
        CHECK(pause >= pauses[i] && pause <= pauses[i] * 6 / 5);
        world_wait(w, pause - 1);
        CHECK(nothing_to_claim(w));
        world_wait(w, 1);
    }
    CHECK(nothing_to_claim(w));
}

ON_BOTH(a_permanent_failure_is_the_last)
{
    JobMade made = make_job(w, "a");
    Claim c = claim_job(w);

    fail_job(w, &c, FAIL_PERMANENT);
    Job job = job_now(w, made.id);
    CHECK_INT(job.status, JOB_DEAD);
    CHECK_INT(job.error_class, FAIL_PERMANENT);
    CHECK_INT(job.attempts, 1);
}

ON_BOTH(a_rate_limit_is_not_counted_and_waits_as_told)
{
    JobMade made = make_job(w, "a");
    Claim c = claim_job(w);
    Failure f = {.why = FAIL_RATE_LIMITED, .error = STR("slow down"), .retry_after_ms = 120000};
    Err err = {0};

    CHECK_OK(queue_fail(w->queue, attempt_of(&c), &f, &err), &err);
    Job job = job_now(w, made.id);
    CHECK_INT(job.status, JOB_PENDING);
    CHECK_INT(job.attempts, 0);
    CHECK_INT(job.run_at, store_now(w->store) + 120000);
    world_wait(w, 119999);
    CHECK(nothing_to_claim(w));
    world_wait(w, 1);
    CHECK_INT(claim_job(w).job.attempts, 1);
}

ON_BOTH(releases_without_end_come_to_an_end)
{
    JobMade made = make_job(w, "a");
    Err err = {0};
    int rounds = 0;

    for (; job_now(w, made.id).status != JOB_DEAD; rounds++) {
        CHECK(rounds < 200);
        world_wait(w, 10000);
        Claim c = claim_job(w);
        CHECK_OK(queue_release(w->queue, attempt_of(&c), STR("again"), 0, &err), &err);
    }
    CHECK_INT(rounds, JOB_MAX_RELEASES + JOB_MAX_ATTEMPTS);
}

ON_BOTH(two_crashes_in_one_step_are_poison)
{
    JobMade made = make_job(w, "a");
    Pulse pulse;
    Err err = {0};
    Progress p = {.status = JOB_ANALYZING, .step = 1};

    for (int step = 1; step <= 2; step++) { /* two crashes, but in two steps */
        Claim c = claim_job(w);
        p.step = (uint32_t)step;
        CHECK_OK(queue_progress(w->queue, attempt_of(&c), &p, &pulse, &err), &err);
        fail_job(w, &c, FAIL_CRASHED);
        CHECK_INT(job_now(w, made.id).status, JOB_FAILED);
        world_wait(w, 10000);
    }
    Claim c = claim_job(w);
    CHECK_OK(queue_progress(w->queue, attempt_of(&c), &p, &pulse, &err), &err);
    fail_job(w, &c, FAIL_CRASHED);
    Job job = job_now(w, made.id);
    CHECK_INT(job.status, JOB_DEAD);
    CHECK_INT(job.error_class, FAIL_POISON);
    CHECK_STR(job.error, "no luck");
    CHECK_INT(job.attempts, 3);
}

ON_BOTH(a_lost_lease_counts_and_the_job_is_claimable_at_once)
{
    JobMade made = make_job(w, "a");

    for (int i = 0; i < 5; i++) {
        CHECK_INT(claim_job(w).job.attempts, i + 1);
        world_wait(w, 60000);
        Swept swept = sweep(w);
        CHECK_INT(swept.lost, 1);
        CHECK_INT(swept.dead, i == 4);
    }
    Job job = job_now(w, made.id);
    CHECK_INT(job.status, JOB_DEAD);
    CHECK_INT(job.error_class, FAIL_LOST);
}

/* ---- people ---- */

ON_BOTH(a_pending_job_is_canceled_at_once)
{
    JobMade made = make_job(w, "a");
    Job job;
    Err err = {0};

    CHECK_OK(queue_cancel(w->queue, &w->arena, made.id, &job, &err), &err);
    CHECK_INT(job.status, JOB_CANCELED);
    CHECK(nothing_to_claim(w));
    CHECK_INT(queue_cancel(w->queue, &w->arena, made.id, &job, &err), ERR_CONFLICT);
    CHECK_INT(job.status, JOB_CANCELED);
}

ON_BOTH(a_running_job_hears_that_it_is_canceled_and_ends)
{
    JobMade made = make_job(w, "a");
    Claim c = claim_job(w);
    Job job;
    Pulse pulse;
    Err err = {0};

    CHECK_INT(queue_canceled(w->queue, attempt_of(&c), &err), ERR_CONFLICT);
    CHECK_OK(queue_cancel(w->queue, &w->arena, made.id, &job, &err), &err);
    CHECK_INT(job.status, JOB_CLAIMED);
    CHECK_INT(job.cancel_requested_at, store_now(w->store));
    CHECK_OK(queue_heartbeat(w->queue, attempt_of(&c), &pulse, &err), &err);
    CHECK(pulse.is_cancel_requested);
    CHECK_INT(queue_complete(w->queue, attempt_of(&c), 0, STR("abc"), &err), ERR_CONFLICT);
    CHECK_INT(job_now(w, made.id).status, JOB_CLAIMED);
    CHECK_OK(queue_canceled(w->queue, attempt_of(&c), &err), &err);
    CHECK_INT(job_now(w, made.id).status, JOB_CANCELED);
    check_all_refused(w, attempt_of(&c), ERR_STALE);
}

ON_BOTH(a_canceled_job_whose_worker_fails_or_vanishes_is_canceled)
{
    JobMade failing = make_job(w, "a"), vanishing = make_job(w, "b");
    Claim c = claim_job(w);
    Job job;
    Err err = {0};

    CHECK_INT(claim_job(w).job.id, vanishing.id);
    CHECK_OK(queue_cancel(w->queue, &w->arena, failing.id, &job, &err), &err);
    CHECK_OK(queue_cancel(w->queue, &w->arena, vanishing.id, &job, &err), &err);
    fail_job(w, &c, FAIL_TRANSIENT);
    CHECK_INT(job_now(w, failing.id).status, JOB_CANCELED);
    world_wait(w, 60000);
    CHECK_INT(sweep(w).canceled, 1);
    CHECK_INT(job_now(w, vanishing.id).status, JOB_CANCELED);
}

ON_BOTH(a_retry_starts_attempts_again_and_leaves_final_states_only_so)
{
    JobMade made = make_job(w, "a");
    Job job;
    Err err = {0};

    CHECK_INT(queue_retry(w->queue, &w->arena, made.id, &job, &err), ERR_CONFLICT);
    Claim c = claim_job(w);
    CHECK_INT(queue_retry(w->queue, &w->arena, made.id, &job, &err), ERR_CONFLICT);
    fail_job(w, &c, FAIL_PERMANENT);
    CHECK_OK(queue_retry(w->queue, &w->arena, made.id, &job, &err), &err);
    CHECK_INT(job.status, JOB_PENDING);
    CHECK_INT(job.attempts, 0);
    CHECK_INT(job.finished_at, 0);
    Claim again = claim_job(w);
    CHECK_INT(again.job.lease_epoch, 2);
    check_all_refused(w, attempt_of(&c), ERR_STALE);
    CHECK_OK(queue_complete(w->queue, attempt_of(&again), 0, STR("abc"), &err), &err);
    CHECK_INT(queue_retry(w->queue, &w->arena, made.id, &job, &err), ERR_CONFLICT);
    CHECK_INT(job.status, JOB_COMPLETED);
}

ON_BOTH(a_retry_yields_to_a_job_that_does_the_same)
{
    JobMade first = make_job(w, "a");
    Job job;
    Err err = {0};

    CHECK_OK(queue_cancel(w->queue, &w->arena, first.id, &job, &err), &err);
    JobMade second = make_job(w, "a");
    CHECK(second.id != first.id);
    CHECK_INT(queue_retry(w->queue, &w->arena, first.id, &job, &err), ERR_CONFLICT);
    CHECK_INT(job_now(w, first.id).status, JOB_CANCELED);
}

/* ---- making ---- */

ON_BOTH(an_equal_wish_leads_to_the_active_job)
{
    JobMade first = make_job(w, "a"), second = make_job(w, "a"), other = make_job(w, "b");
    Err err = {0};

    CHECK(!first.is_deduplicated && first.token[0]);
    CHECK(second.is_deduplicated && !second.token[0]);
    CHECK_INT(second.id, first.id);
    CHECK(other.id != first.id);
    Claim c = claim_job(w);
    CHECK_OK(queue_complete(w->queue, attempt_of(&c), 0, STR("x"), &err), &err);
    CHECK(make_job(w, "a").id != first.id);
}

ON_BOTH(users_share_wishes_only_without_a_prompt_and_in_public)
{
    uint64_t bob = world_user(w, "bob");
    JobAsk ada = {.user_id = w->user, .repository_id = w->repository}, other = ada;
    JobMade first, second;
    Err err = {0};

    other.user_id = bob;
    CHECK_OK(queue_create(w->queue, &ada, &first, &err), &err);
    CHECK_OK(queue_create(w->queue, &other, &second, &err), &err);
    CHECK(second.is_deduplicated);
    ada.prompt = other.prompt = STR("mine");
    CHECK_OK(queue_create(w->queue, &ada, &first, &err), &err);
    CHECK_OK(queue_create(w->queue, &other, &second, &err), &err);
    CHECK(!second.is_deduplicated);
}

ON_BOTH(a_private_repository_is_not_there_for_others)
{
    uint64_t bob = world_user(w, "bob");
    JobAsk ask = {.user_id = bob, .repository_id = world_repository(w, "p", w->user, true)};
    JobMade made;
    Err err = {0};

    CHECK_INT(queue_create(w->queue, &ask, &made, &err), ERR_NOT_FOUND);
    ask.repository_id = 12345;
    CHECK_INT(queue_create(w->queue, &ask, &made, &err), ERR_NOT_FOUND);
    ask = (JobAsk){.user_id = w->user,
                   .repository_id = world_repository(w, "p", w->user, true)};
    CHECK_OK(queue_create(w->queue, &ask, &made, &err), &err);
}

ON_BOTH(a_user_has_few_active_jobs_and_few_an_hour)
{
    JobAsk ask = {.user_id = w->user, .repository_id = w->repository, .prompt = STR("0")};
    JobMade made;
    Job job;
    Err err = {0};

    world_close(w);
    w->rules.active_a_user = 2;
    w->rules.created_an_hour = 4;
    world_open(w);
    for (int i = 0; i < 4; i++) {
        ask.prompt = arena_printf(&w->arena, "%d", i);
        CHECK_OK(queue_create(w->queue, &ask, &made, &err), &err);
        world_wait(w, 60000);
        if (i == 1) {
            JobAsk third = ask;
            third.prompt = STR("third");
            CHECK_INT(queue_create(w->queue, &third, &made, &err), ERR_TOO_MANY);
            CHECK(made.retry_after_ms > 0);
            CHECK_OK(queue_create(w->queue, &ask, &made, &err), &err); /* equal: no new job */
            CHECK(made.is_deduplicated);
        }
        if (i >= 1)
            CHECK_OK(queue_cancel(w->queue, &w->arena, made.id, &job, &err), &err);
    }
    ask.prompt = STR("fifth");
    CHECK_INT(queue_create(w->queue, &ask, &made, &err), ERR_TOO_MANY);
    CHECK_INT(made.retry_after_ms, 3600000 - 4 * 60000);
    world_wait(w, made.retry_after_ms);
    CHECK_OK(queue_create(w->queue, &ask, &made, &err), &err);
}

ON_BOTH(an_idempotency_key_gives_the_same_job_for_a_day)
{
    JobAsk ask = {.user_id = w->user,
                  .repository_id = w->repository,
                  .prompt = STR("a"),
                  .idempotency_key = STR("k")};
    JobMade first, again;
    Err err = {0};

    CHECK_OK(queue_create(w->queue, &ask, &first, &err), &err);
    Claim c = claim_job(w);
    CHECK_OK(queue_complete(w->queue, attempt_of(&c), 0, STR("x"), &err), &err);
    CHECK_OK(queue_create(w->queue, &ask, &again, &err), &err);
    CHECK(again.is_repeated && again.id == first.id);
    CHECK_OK(queue_may_read(w->queue, first.id, str_from(again.token), &err), &err);
    CHECK_INT(queue_may_read(w->queue, first.id, str_from(first.token), &err), ERR_AUTH);
    ask.prompt = STR("b");
    CHECK_INT(queue_create(w->queue, &ask, &again, &err), ERR_CONFLICT);
    ask.prompt = STR("a");
    world_wait(w, 24 * 3600000);
    CHECK_OK(queue_create(w->queue, &ask, &again, &err), &err);
    CHECK(again.id != first.id);
}

ON_BOTH(a_jobs_token_reads_that_job_alone)
{
    JobMade a = make_job(w, "a"), b = make_job(w, "b");
    Err err = {0};

    CHECK_OK(queue_may_read(w->queue, a.id, str_from(a.token), &err), &err);
    CHECK_INT(queue_may_read(w->queue, b.id, str_from(a.token), &err), ERR_AUTH);
    CHECK_INT(queue_may_read(w->queue, a.id, STR("x"), &err), ERR_AUTH);
    Claim c = claim_job(w);
    CHECK_INT(queue_may_read(w->queue, c.job.id, str_from(c.token), &err), ERR_AUTH);
    Attempt at = {c.job.id, str_from(a.token)};
    Pulse pulse;
    CHECK_INT(queue_heartbeat(w->queue, at, &pulse, &err), ERR_AUTH);
}

ON_BOTH(hostile_texts_are_refused_or_cleaned)
{
    JobAsk ask = {.user_id = w->user, .repository_id = w->repository};
    JobMade made;
    Err err = {0};
    Str lines[] = {{"a\0b", 3}, {"\xff\xfe", 2}, {"x\x1b[31m", 6}};
    uint64_t next;

    ask.prompt = (Str){"a\xff", 2};
    CHECK_INT(queue_create(w->queue, &ask, &made, &err), ERR_INVALID);
    ask.prompt = (Str){"a\0b", 3};
    CHECK_INT(queue_create(w->queue, &ask, &made, &err), ERR_INVALID);
    ask.prompt = (Str){arena_alloc(&w->arena, 20000), 20000};
    CHECK_INT(queue_create(w->queue, &ask, &made, &err), ERR_INVALID);
    ask.prompt = STR("'; DROP TABLE jobs; --");
    CHECK_OK(queue_create(w->queue, &ask, &made, &err), &err);
    CHECK_STR(job_now(w, made.id).prompt, "'; DROP TABLE jobs; --");
    Claim c = claim_job(w);
    CHECK_OK(queue_log(w->queue, attempt_of(&c), 0, lines, 3, &next, &err), &err);
    CHECK_INT(next, 3);
}

/* ---- order ---- */

ON_BOTH(jobs_are_claimed_oldest_first_and_priority_is_worth_minutes)
{
    JobAsk ask = {.user_id = w->user, .repository_id = w->repository, .prompt = STR("old")};
    JobMade old, urgent, lazy, late;
    Err err = {0};

    CHECK_OK(queue_create(w->queue, &ask, &old, &err), &err);
    world_wait(w, 90000); /* a minute and a half: more than one level, less than two */
    ask.prompt = STR("lazy");
    ask.priority = 1;
    CHECK_OK(queue_create(w->queue, &ask, &lazy, &err), &err);
    ask.prompt = STR("urgent");
    ask.priority = 2;
    CHECK_OK(queue_create(w->queue, &ask, &urgent, &err), &err);
    ask.prompt = STR("late");
    ask.priority = -10;
    CHECK_OK(queue_create(w->queue, &ask, &late, &err), &err);
    CHECK_INT(claim_job(w).job.id, urgent.id);
    CHECK_INT(claim_job(w).job.id, old.id);
    CHECK_INT(claim_job(w).job.id, lazy.id);
    CHECK_INT(claim_job(w).job.id, late.id);
    CHECK(nothing_to_claim(w));
    ask.priority = 11;
    CHECK_INT(queue_create(w->queue, &ask, &late, &err), ERR_INVALID);
}

ON_BOTH(a_user_runs_only_so_many_at_once)
{
    uint64_t bob;
    JobMade made;
    Err err = {0};

    world_close(w);
    w->rules.running_a_user = 2;
    world_open(w);
    for (int i = 0; i < 4; i++)
        make_job(w, arena_printf(&w->arena, "%d", i).ptr);
    bob = world_user(w, "bob");
    JobAsk ask = {.user_id = bob, .repository_id = w->repository, .prompt = STR("b")};
    CHECK_OK(queue_create(w->queue, &ask, &made, &err), &err);
    Claim first = claim_job(w);
    CHECK_INT(claim_job(w).job.user_id, w->user);
    CHECK_INT(claim_job(w).job.user_id, bob);
    CHECK(nothing_to_claim(w));
    fail_job(w, &first, FAIL_PERMANENT);
    CHECK_INT(claim_job(w).job.user_id, w->user);
    CHECK(nothing_to_claim(w));
}

/* ---- logs, kept work, budget ---- */

ON_BOTH(log_lines_are_numbered_without_a_gap_over_attempts)
{
    JobMade made = make_job(w, "a");
    Claim c = claim_job(w);
    Str lines[] = {STR("one"), STR("two"), STR("three"), STR("four")};
    uint64_t next;
    LogLines got;
    Err err = {0};

    CHECK_OK(queue_log(w->queue, attempt_of(&c), 0, lines, 2, &next, &err), &err);
    CHECK_INT(next, 2);
    CHECK_INT(queue_log(w->queue, attempt_of(&c), 3, lines, 1, &next, &err), ERR_INVALID);
    CHECK_INT(next, 2);
    CHECK_OK(queue_log(w->queue, attempt_of(&c), 0, lines, 3, &next, &err), &err); /* again */
    CHECK_INT(next, 3);
    fail_job(w, &c, FAIL_TRANSIENT);
    world_wait(w, 5000);
    c = claim_job(w);
    CHECK_INT(c.job.log_next, 3);
    CHECK_OK(queue_log(w->queue, attempt_of(&c), 3, lines + 3, 1, &next, &err), &err);
    CHECK_OK(queue_logs(w->queue, &w->arena, made.id, 0, 0, &got, &err), &err);
    CHECK_INT(got.len, 4);
    CHECK_INT(got.next, 4);
    CHECK(!got.is_final);
    for (size_t i = 0; i < got.len; i++) {
        CHECK_INT(got.at[i].offset, i);
        CHECK(str_eq(got.at[i].text, lines[i]));
    }
    CHECK_OK(queue_logs(w->queue, &w->arena, made.id, 2, 1, &got, &err), &err);
    CHECK_INT(got.len, 1);
    CHECK_STR(got.at[0].text, "three");
}

ON_BOTH(kept_work_travels_to_the_next_attempt)
{
    JobMade made = make_job(w, "a");
    Claim c = claim_job(w);
    Str got;
    Err err = {0};

    CHECK_OK(queue_kept_put(w->queue, attempt_of(&c), STR("steps/1"), (Str){"a\0b", 3}, &err),
             &err);
    CHECK_OK(queue_kept_put(w->queue, attempt_of(&c), STR("steps/1"), (Str){"a\0c", 3}, &err),
             &err);
    CHECK_OK(queue_kept_put(w->queue, attempt_of(&c), STR("empty"), STR_NONE, &err), &err);
    CHECK_INT(queue_kept_put(w->queue, attempt_of(&c), STR("../x"), STR("x"), &err),
              ERR_INVALID);
    fail_job(w, &c, FAIL_TRANSIENT);
    world_wait(w, 5000);
    c = claim_job(w);
    CHECK_INT(c.kept_count, 2);
    CHECK_STR(c.kept[1].name, "steps/1");
    CHECK_INT(c.kept[1].bytes, 3);
    CHECK_OK(queue_kept_get(w->queue, &w->arena, attempt_of(&c), STR("steps/1"), &got, &err),
             &err);
    CHECK(str_eq(got, (Str){"a\0c", 3}));
    CHECK_OK(queue_kept_read(w->queue, &w->arena, made.id, STR("empty"), &got, &err), &err);
    CHECK_INT(got.len, 0);
    CHECK_INT(queue_kept_read(w->queue, &w->arena, made.id, STR("none"), &got, &err),
              ERR_NOT_FOUND);
}

ON_BOTH(attempts_share_one_budget)
{
    JobAsk ask = {.user_id = w->user, .repository_id = w->repository, .budget_tokens = 100};
    JobMade made;
    Err err = {0};

    CHECK_OK(queue_create(w->queue, &ask, &made, &err), &err);
    Claim c = claim_job(w);
    Attempt at = attempt_of(&c);
    CHECK_OK(queue_budget_reserve(w->queue, at, (Spend){60, 5}, &err), &err);
    CHECK_INT(queue_budget_reserve(w->queue, at, (Spend){41, 0}, &err), ERR_BUDGET);
    CHECK_OK(queue_budget_reserve(w->queue, at, (Spend){40, 0}, &err), &err);
    CHECK_OK(queue_budget_settle(w->queue, at, (Spend){60, 5}, (Spend){20, 2}, &err), &err);
    CHECK_INT(queue_budget_settle(w->queue, at, (Spend){60, 5}, (Spend){20, 2}, &err),
              ERR_INVALID);
    fail_job(w, &c, FAIL_TRANSIENT); /* 40 were set aside and nobody knows: they count */
    world_wait(w, 5000);
    c = claim_job(w);
    CHECK_INT(c.spent_tokens, 60);
    CHECK_INT(c.spent_micros, 2);
    CHECK_INT(queue_budget_reserve(w->queue, attempt_of(&c), (Spend){41, 0}, &err), ERR_BUDGET);
    CHECK_OK(queue_budget_reserve(w->queue, attempt_of(&c), (Spend){40, 0}, &err), &err);
}

/* ---- lists and time ---- */

ON_BOTH(lists_go_page_by_page_and_are_narrowed)
{
    JobFilter f = {.status = -1, .limit = 2};
    JobList list;
    QueueCounts counts;
    Err err = {0};
    uint64_t ids[5];

    for (int i = 0; i < 5; i++)
        ids[i] = make_job(w, arena_printf(&w->arena, "%d", i).ptr).id;
    for (int page = 0; page < 3; page++) {
        CHECK_OK(queue_jobs(w->queue, &w->arena, &f, &list, &err), &err);
        CHECK_INT(list.len, page < 2 ? 2 : 1);
        CHECK_INT(list.at[0].id, ids[4 - 2 * page]);
        f.before = list.next;
        CHECK_INT(list.next == 0, page == 2);
    }
    Claim c = claim_job(w);
    fail_job(w, &c, FAIL_PERMANENT);
    f = (JobFilter){.status = JOB_DEAD, .user_id = w->user, .repository_id = w->repository};
    CHECK_OK(queue_jobs(w->queue, &w->arena, &f, &list, &err), &err);
    CHECK_INT(list.len, 1);
    f = (JobFilter){.status = -1, .user_id = w->user + 1};
    CHECK_OK(queue_jobs(w->queue, &w->arena, &f, &list, &err), &err);
    CHECK_INT(list.len, 0);
    f = (JobFilter){.status = JOB_PENDING, .repository_id = w->repository};
    CHECK_OK(queue_jobs(w->queue, &w->arena, &f, &list, &err), &err);
    CHECK_INT(list.len, 4);
    CHECK_OK(queue_counts(w->queue, &counts, &err), &err);
    CHECK_INT(counts.by_status[JOB_PENDING], 4);
    CHECK_INT(counts.by_status[JOB_DEAD], 1);
}

ON_BOTH(what_is_due_next_is_known)
{
    int64_t at;
    Err err = {0};

    CHECK_OK(queue_next_due(w->queue, &at, &err), &err);
    CHECK_INT(at, INT64_MAX);
    make_job(w, "a");
    CHECK_OK(queue_next_due(w->queue, &at, &err), &err);
    CHECK_INT(at, store_now(w->store));
    Claim c = claim_job(w);
    CHECK_OK(queue_next_due(w->queue, &at, &err), &err);
    CHECK_INT(at, store_now(w->store) + 60000);
    fail_job(w, &c, FAIL_TRANSIENT);
    CHECK_OK(queue_next_due(w->queue, &at, &err), &err);
    CHECK_INT(at, job_now(w, c.job.id).run_at);
}

ON_BOTH(old_things_go_in_small_batches)
{
    const int64_t day = 24 * 3600000;
    Str lines[3] = {STR("a"), STR("b"), STR("c")};
    uint64_t next;
    Pruned pruned;
    Err err = {0};
    Claim c = {0};

    for (int i = 0; i < 3; i++) {
        make_job(w, arena_printf(&w->arena, "%d", i).ptr);
        c = claim_job(w);
        CHECK_OK(queue_log(w->queue, attempt_of(&c), 0, lines, 3, &next, &err), &err);
        CHECK_OK(queue_kept_put(w->queue, attempt_of(&c), STR("k"), STR("v"), &err), &err);
        CHECK_OK(queue_complete(w->queue, attempt_of(&c), 0, STR("x"), &err), &err);
    }
    make_job(w, "active");
    CHECK_OK(queue_prune(w->queue, 2, &pruned, &err), &err);
    CHECK_INT(pruned.logs + pruned.jobs + pruned.kept + pruned.events, 0);
    world_wait(w, 8 * day);
    CHECK_OK(queue_prune(w->queue, 2, &pruned, &err), &err);
    CHECK_INT(pruned.logs, 2);
    CHECK(pruned.is_more);
    do
        CHECK_OK(queue_prune(w->queue, 2, &pruned, &err), &err);
    while (pruned.is_more);
    CHECK_INT(world_number(w, "SELECT count(*) FROM logs"), 0);
    CHECK_INT(world_number(w, "SELECT count(*) FROM kept"), 0);
    CHECK_INT(world_number(w, "SELECT count(*) FROM jobs"), 4);
    world_wait(w, 30 * day);
    do
        CHECK_OK(queue_prune(w->queue, 2, &pruned, &err), &err);
    while (pruned.is_more);
    CHECK_INT(world_number(w, "SELECT count(*) FROM jobs"), 1);
    CHECK_INT(world_number(w, "SELECT count(*) FROM attempts"), 0);
}

/* ---- the plan ---- */

TEST(the_table_of_states_is_the_one_in_the_header)
{
    AUTO(buf_done) Buf moves = BUF(1000);

    for (int from = 0; from < JOB_STATUS_COUNT; from++) {
        for (int to = 0; to < JOB_STATUS_COUNT; to++) {
            if (job_may_report((JobStatus)from, (JobStatus)to))
                buf_printf(&moves, "%s>%s ", job_status_name((JobStatus)from),
                           job_status_name((JobStatus)to));
        }
    }
    CHECK_STR(buf_str(&moves),
              "claimed>claimed claimed>cloning claimed>analyzing cloning>cloning "
              "cloning>analyzing analyzing>analyzing ");
}

TEST(a_plan_follows_from_its_case)
{
    const struct {
        RetryCase c;
        FailClass why;
        Fate fate;
        int64_t least, most;
    } rows[] = {
        {{1, 5, 0, 100, 0, 2, 0}, FAIL_TRANSIENT, FATE_AGAIN, 1000, 1200},
        {{2, 5, 0, 100, 0, 2, 0}, FAIL_TRANSIENT, FATE_AGAIN, 2000, 2400},
        {{4, 5, 0, 100, 0, 2, 0}, FAIL_TRANSIENT, FATE_AGAIN, 8000, 9600},
        {{5, 5, 0, 100, 0, 2, 0}, FAIL_TRANSIENT, FATE_DEAD, 0, 0},
        {{60, 90, 0, 100, 0, 2, 0}, FAIL_TRANSIENT, FATE_AGAIN, 900000, 1080000},
        {{1, 5, 0, 100, 0, 2, 30000}, FAIL_TRANSIENT, FATE_AGAIN, 30000, 30000},
        {{1, 5, 0, 100, 0, 2, 0}, FAIL_PERMANENT, FATE_DEAD, 0, 0},
        {{1, 5, 0, 100, 1, 2, 0}, FAIL_CRASHED, FATE_AGAIN, 1000, 1200},
        {{2, 5, 0, 100, 2, 2, 0}, FAIL_CRASHED, FATE_DEAD, 0, 0},
        {{1, 5, 0, 100, 0, 2, 0}, FAIL_LOST, FATE_AGAIN, 0, 0},
        {{5, 5, 0, 100, 0, 2, 0}, FAIL_LOST, FATE_DEAD, 0, 0},
        {{5, 5, 0, 100, 0, 2, 0}, FAIL_RATE_LIMITED, FATE_RELEASED, 15000, 15000},
        {{1, 5, 100, 100, 0, 2, 0}, FAIL_RATE_LIMITED, FATE_AGAIN, 1000, 1200},
    };
    const uint32_t dice[] = {0, 1, UINT32_MAX / 2, UINT32_MAX};

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        for (size_t d = 0; d < ARRAY_LEN(dice); d++) {
            RetryPlan plan = retry_plan(&rows[i].c, rows[i].why, dice[d]);
            CHECK_INT(plan.fate, rows[i].fate);
            CHECK(plan.delay_ms >= rows[i].least && plan.delay_ms <= rows[i].most);
        }
    }
}

TEST_MAIN()
