/*
 * api_worker.c -- the worker's side: claim, callback, kept work, budget.
 */
#include "web/api.h"

static Attempt attempt_of(const Call *c)
{
    return (Attempt){c->id, c->token};
}

static uint64_t micros(double usd)
{
    return usd > 0 ? (uint64_t)(usd * 1e6 + 0.5) : 0;
}

/* -- claim -- */

static void write_claim(Call *c, const Claim *claim, const Repository *r)
{
    JsonWriter *w = &c->out;

    jw_object(w, "clone");
    jw_text(w, "url", r->location);
    jw_bool(w, "isPath", r->is_path);
    shape_text(w, "ref", claim->job.commit.len ? claim->job.commit : claim->job.branch);
    jw_end_object(w);
    jw_array(w, "kept");
    for (size_t i = 0; i < claim->kept_count; i++) {
        jw_begin_object(w);
        jw_text(w, "name", claim->kept[i].name);
        jw_text(w, "hash", str_from(claim->kept[i].hash));
        jw_u64(w, "bytes", claim->kept[i].bytes);
        jw_end_object(w);
    }
    jw_end_array(w);
    jw_object(w, "spent");
    jw_u64(w, "tokens", claim->spent_tokens);
    jw_fixed(w, "usd", (double)claim->spent_micros / 1e6, 6);
    jw_end_object(w);
    jw_text(w, "callbackToken", str_from(claim->token));
    jw_u64(w, "leaseMs", claim->lease_ms);
    jw_u64(w, "attempt", claim->job.attempts);
}

typedef struct Shaping {
    Call *c;
    const Job *job;
    Repository repository;
} Shaping;

static ErrCode shape_claimed(Tx *tx, void *arg, Err *err)
{
    Shaping *s = arg;
    Call *c = s->c;
    ErrCode rc = repositories_get_in(tx, c->a, 0, s->job->repository_id, &s->repository, err);

    if (rc != ERR_OK)
        return rc;
    buf_clear(&c->reply->body);
    jw_init(&c->out, &c->reply->body, 0);
    jw_begin_object(&c->out);
    jw_object(&c->out, "job");
    rc = shape_job(tx, c->a, &c->out, s->job, err);
    jw_end_object(&c->out);
    return rc;
}

/* The worker went away before it heard of its job: another may have it at once. */
static void give_back(void *web, HttpRequest *r UNUSED, HttpReply *reply)
{
    Web *w = web;
    const Claim *claim = reply->kept;
    Attempt at = {claim->job.id, str_from(claim->token)};
    Err err;

    /* if it fails, the lease runs out */
    DROP_RESULT(queue_release(w->queue, at, STR("the worker went away while it was claiming"),
                              0, &err));
}

ErrCode api_claim(Web *w, Call *c, Err *err)
{
    Claim *claim = ARENA_NEW(c->a, Claim);
    Shaping shaping = {.c = c, .job = &claim->job};
    uint64_t wait_ms = body_whole(c, "waitMs", 0);
    bool is_found;

    ErrCode rc = queue_claim(w->queue, c->a, body_text(c, "workerId"), claim, &is_found, err);
    if (rc != ERR_OK)
        return rc;
    if (!is_found) {
        if (wait_ms && !c->r->is_last)
            c->reply->park_ms = (uint32_t)MIN_OF(wait_ms, (uint64_t)API_CLAIM_WAIT_MAX_MS);
        c->reply->status = 204;
        return ERR_OK;
    }
    http_wake(w->http); /* where one job is due there may be more: the next worker looks */
    c->reply->kept = claim;
    rc = store_read(w->store, shape_claimed, &shaping, err);
    if (rc != ERR_OK) {
        give_back(w, c->r, c->reply);
        return err_wrap(err, "telling the worker of its job");
    }
    c->reply->undelivered = give_back;
    write_claim(c, claim, &shaping.repository);
    jw_end_object(&c->out);
    return ERR_OK;
}

/* -- callback -- */

static void write_pulse(Call *c, const Pulse *pulse)
{
    jw_begin_object(&c->out);
    jw_u64(&c->out, "leaseMs", pulse->lease_ms);
    jw_bool(&c->out, "cancelRequested", pulse->is_cancel_requested);
    jw_end_object(&c->out);
}

static ErrCode tell_heartbeat(Web *w, Call *c, Err *err)
{
    Pulse pulse;
    ErrCode rc = queue_heartbeat(w->queue, attempt_of(c), &pulse, err);

    if (rc == ERR_OK)
        write_pulse(c, &pulse);
    return rc;
}

static const Field tokens_fields[] = {
    {"input", FIELD_WHOLE, false, INT64_MAX, NULL, NULL},
    {"output", FIELD_WHOLE, false, INT64_MAX, NULL, NULL},
    {"cached", FIELD_WHOLE, false, INT64_MAX, NULL, NULL},
    {0},
};

static uint64_t whole_of(const json_t *object, const char *name)
{
    return (uint64_t)json_integer_value(json_object_get(object, name));
}

static ErrCode tell_progress(Web *w, Call *c, Err *err)
{
    const json_t *tokens = body_get(c, "tokens");
    Str status = body_text(c, "status");
    JobStatus reported = JOB_CLAIMED;
    Pulse pulse;
    ErrCode rc = tokens ? fields_check(tokens_fields, tokens, err) : ERR_OK;

    if (rc != ERR_OK)
        return err_wrap(err, "tokens");
    if (status.len && !job_status_parse(status, &reported))
        return err_set(err, ERR_INVALID, "'status' is not the status of a job");
    Progress p = {
        .status = reported,
        .step = (uint32_t)body_whole(c, "currentStep", 0),
        .step_name = body_text(c, "stepName"),
        .text = body_text(c, "progress"),
        .fraction = body_number(c, "fraction"),
        .tokens_input = whole_of(tokens, "input"),
        .tokens_output = whole_of(tokens, "output"),
        .tokens_cached = whole_of(tokens, "cached"),
        .cost_micros = micros(body_number(c, "costUsd")),
    };
    rc = queue_progress(w->queue, attempt_of(c), &p, &pulse, err);
    if (rc == ERR_OK)
        write_pulse(c, &pulse);
    return rc;
}

static ErrCode tell_log(Web *w, Call *c, Err *err)
{
    const json_t *lines = body_get(c, "lines");
    size_t count = json_array_size(lines);
    Str *texts = ARENA_ARRAY(c->a, Str, count + 1);
    uint64_t next;

    if (!lines || !body_get(c, "offset"))
        return err_set(err, ERR_INVALID, "'offset' and 'lines' are needed");
    for (size_t i = 0; i < count; i++) {
        const json_t *line = json_array_get(lines, i);

        if (!json_is_string(line))
            return err_set(err, ERR_INVALID, "a line of 'lines' is not text");
        texts[i] = (Str){json_string_value(line), json_string_length(line)};
    }
    ErrCode rc = queue_log(w->queue, attempt_of(c), body_whole(c, "offset", 0), texts, count,
                           &next, err);
    if (rc != ERR_OK)
        return rc;
    jw_begin_object(&c->out);
    jw_u64(&c->out, "next", next);
    jw_end_object(&c->out);
    return ERR_OK;
}

static void write_nothing(Call *c)
{
    jw_begin_object(&c->out);
    jw_end_object(&c->out);
}

static ErrCode tell_failed(Web *w, Call *c, Err *err)
{
    Failure failure = {.error = body_text(c, "error"),
                       .retry_after_ms = (int64_t)body_whole(c, "retryAfterMs", 0)};
    ErrCode rc;

    if (failure.error.len == 0)
        return err_set(err, ERR_INVALID, "'error' is missing");
    if (!fail_class_parse(body_text(c, "class"), &failure.why))
        return err_set(err, ERR_INVALID, "'class' is missing");
    rc = queue_fail(w->queue, attempt_of(c), &failure, err);
    if (rc == ERR_OK)
        write_nothing(c);
    return rc;
}

static ErrCode tell_release(Web *w, Call *c, Err *err)
{
    Str reason = body_text(c, "reason");

    if (reason.len == 0)
        return err_set(err, ERR_INVALID, "'reason' is missing");
    ErrCode rc = queue_release(w->queue, attempt_of(c), reason,
                               (int64_t)body_whole(c, "retryAfterMs", 0), err);
    if (rc == ERR_OK)
        write_nothing(c);
    return rc;
}

static ErrCode tell_canceled(Web *w, Call *c, Err *err)
{
    ErrCode rc = queue_canceled(w->queue, attempt_of(c), err);

    if (rc == ERR_OK)
        write_nothing(c);
    return rc;
}

ErrCode api_callback(Web *w, Call *c, Err *err)
{
    static const struct {
        const char *type;
        ApiFn *tell;
    } rows[] = {
        {"heartbeat", tell_heartbeat}, {"progress", tell_progress}, {"log", tell_log},
        {"failed", tell_failed},       {"release", tell_release},   {"canceled", tell_canceled},
    };
    Str type = body_text(c, "type");

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (str_is(type, rows[i].type))
            return rows[i].tell(w, c, err);
    }
    return err_set(err, ERR_INVALID, "'type' is not known");
}

/* -- kept work -- */

ErrCode api_kept_get(Web *w, Call *c, Err *err)
{
    Str bytes;
    ErrCode rc = queue_kept_get(w->queue, c->a, attempt_of(c), c->r->params[1], &bytes, err);

    if (rc != ERR_OK)
        return rc;
    c->reply->content_type = "application/octet-stream";
    buf_add(&c->reply->body, bytes);
    return ERR_OK;
}

ErrCode api_kept_put(Web *w, Call *c, Err *err)
{
    return queue_kept_put(w->queue, attempt_of(c), c->r->params[1], c->r->body, err);
}

/* -- budget -- */

static const Field spend_fields[] = {
    {"tokens", FIELD_WHOLE, false, 1000000000000, NULL, NULL},
    {"usd", FIELD_NUMBER, false, 1000000, NULL, NULL},
    {0},
};

static ErrCode read_spend(const json_t *object, const char *name, Spend *ret, Err *err)
{
    *ret = (Spend){0};
    if (!object)
        return ERR_OK;
    if (fields_check(spend_fields, object, err) != ERR_OK)
        return err_wrap(err, "%s", name);
    *ret = (Spend){whole_of(object, "tokens"),
                   micros(json_number_value(json_object_get(object, "usd")))};
    return ERR_OK;
}

ErrCode api_budget(Web *w, Call *c, Err *err)
{
    const json_t *reserve = body_get(c, "reserve"), *spent = body_get(c, "spent");
    Spend worst, real;
    ErrCode rc = read_spend(reserve, "reserve", &worst, err);

    if (rc == ERR_OK)
        rc = read_spend(spent, "spent", &real, err);
    if (rc != ERR_OK)
        return rc;
    if (spent)
        rc = queue_budget_settle(w->queue, attempt_of(c), worst, real, err);
    else if (reserve)
        rc = queue_budget_reserve(w->queue, attempt_of(c), worst, err);
    else
        return err_set(err, ERR_INVALID, "'reserve' or 'spent' is needed");
    if (rc == ERR_OK)
        write_nothing(c);
    return rc;
}
