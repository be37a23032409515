/*
 * api_jobs.c -- what people do with jobs.
 */
#include "web/api.h"

enum { LOG_PAGE_LINES = 1000 };

/* -- trigger -- */

/* What the queue does not look into, in a fixed order: it is part of the dedupe key. */
static Str options_json(Call *c)
{
    AUTO(buf_done) Buf out = BUF(JOB_TEXT_MAX_BYTES);
    JsonWriter w;
    Str audience = body_text(c, "audience"), language = body_text(c, "language");
    uint64_t chapters = body_whole(c, "chapters", 0);

    jw_init(&w, &out, 0);
    jw_begin_object(&w);
    if (audience.len)
        jw_text(&w, "audience", audience);
    if (language.len)
        jw_text(&w, "language", language);
    if (chapters)
        jw_u64(&w, "chapters", chapters);
    if (body_bool(c, "regenerate"))
        jw_bool(&w, "regenerate", true);
    jw_end_object(&w);
    return arena_str(c->a, buf_str(&out));
}

static ErrCode find_repository(Web *w, Call *c, Repository *ret, Err *err)
{
    Str id_given = body_text(c, "repositoryId"), place = body_text(c, "repository");
    uint64_t id;
    bool is_new;
    ErrCode rc = ERR_OK;

    if ((id_given.len > 0) == (place.len > 0))
        return err_set(err, ERR_INVALID, "either 'repositoryId' or 'repository' is needed");
    if (place.len)
        rc = repository_at(w, c, place, &id, &is_new, err);
    else if (!id_parse(id_given, &id))
        rc = err_set(err, ERR_NOT_FOUND, "there is no such repository");
    return rc == ERR_OK ? repositories_get(w->store, c->a, c->user_id, id, ret, err) : rc;
}

static ErrCode check_wish(Call *c, Err *err)
{
    Str commit = body_text(c, "commit"), language = body_text(c, "language");

    for (size_t i = 0; i < commit.len; i++) {
        if (!strchr("0123456789abcdef", commit.ptr[i]) || commit.len < 7)
            return err_set(err, ERR_INVALID, "'commit' is not 7 to 64 hexadecimal digits");
    }
    for (size_t i = 0; i < language.len; i++) {
        char l = language.ptr[i];

        if (!(l >= 'a' && l <= 'z') && !(l >= 'A' && l <= 'Z') && l != '-')
            return err_set(err, ERR_INVALID, "'language' is not a language code");
    }
    Str branch = body_text(c, "branch");
    if (branch.len && (branch.ptr[0] == '-' || str_has(branch, STR(".."))))
        return err_set(err, ERR_INVALID, "'branch' is not the name of a branch");
    return ERR_OK;
}

ErrCode api_trigger(Web *w, Call *c, Err *err)
{
    Repository repository;
    JobMade made = {0};
    ErrCode rc = check_wish(c, err);

    if (rc == ERR_OK)
        rc = find_repository(w, c, &repository, err);
    if (rc != ERR_OK)
        return rc;
    JobAsk ask = {
        .user_id = c->user_id,
        .repository_id = repository.id,
        .branch = body_text(c, "branch"),
        .commit = body_text(c, "commit"),
        .prompt = body_text(c, "prompt"),
        .writer = body_text(c, "writer"),
        .model = body_text(c, "model"),
        .options = options_json(c),
        .budget_tokens = body_whole(c, "budgetTokens", 0),
        .budget_micros = (uint64_t)(body_number(c, "budgetUsd") * 1e6 + 0.5),
        .idempotency_key = http_field(c->r, "idempotency-key"),
    };
    rc = queue_create(w->queue, &ask, &made, err);
    c->reply->retry_after_ms = rc == ERR_TOO_MANY ? made.retry_after_ms : 0;
    if (rc != ERR_OK)
        return rc;
    c->reply->status = made.is_deduplicated ? 200 : 201;
    jw_begin_object(&c->out);
    shape_id(&c->out, "jobId", made.id);
    jw_text(&c->out, "courseUrl", course_url(c->a, &repository, made.id));
    if (made.is_deduplicated)
        jw_bool(&c->out, "deduplicated", true);
    else
        jw_text(&c->out, "callbackToken", str_from(made.token));
    jw_end_object(&c->out);
    return ERR_OK;
}

/* -- reading, in one transaction -- */

typedef struct Reading {
    Call *c;
    JobFilter filter;
    uint64_t id;
} Reading;

static void begin_anew(Call *c)
{
    buf_clear(&c->reply->body);
    jw_init(&c->out, &c->reply->body, 0);
}

static ErrCode read_jobs(Tx *tx, void *arg, Err *err)
{
    Reading *r = arg;
    Call *c = r->c;
    JobList jobs;
    ErrCode rc = queue_jobs_in(tx, c->a, &r->filter, &jobs, err);

    begin_anew(c);
    jw_begin_object(&c->out);
    jw_array(&c->out, "jobs");
    for (size_t i = 0; rc == ERR_OK && i < jobs.len; i++) {
        jw_begin_object(&c->out);
        rc = shape_job(tx, c->a, &c->out, &jobs.at[i], err);
        jw_end_object(&c->out);
    }
    jw_end_array(&c->out);
    if (rc == ERR_OK)
        shape_id(&c->out, "nextCursor", jobs.next);
    jw_end_object(&c->out);
    return rc;
}

ErrCode api_jobs(Web *w, Call *c, Err *err)
{
    Reading r = {.c = c, .filter = {.user_id = c->user_id, .status = -1}};
    uint64_t limit;
    JobStatus status;
    Str text;

    ErrCode rc = http_query(c->r, "status", &text, err);
    if (rc == ERR_OK && text.ptr) {
        if (!job_status_parse(text, &status))
            return err_set(err, ERR_INVALID, "'status' is not the status of a job");
        r.filter.status = (int)status;
    }
    if (rc == ERR_OK)
        rc = query_id(c, "repositoryId", &r.filter.repository_id, err);
    if (rc == ERR_OK)
        rc = query_id(c, "cursor", &r.filter.before, err);
    if (rc == ERR_OK)
        rc = query_whole(c, "limit", 50, API_PAGE_MAX, &limit, err);
    if (rc != ERR_OK)
        return rc;
    r.filter.limit = (uint32_t)limit;
    return store_read(w->store, read_jobs, &r, err);
}

/* The job, if the caller may see it. A job of a stranger is not there. */
static ErrCode get_job(Web *w, Call *c, Job *ret, Err *err)
{
    ErrCode rc = queue_job(w->queue, c->a, c->id, ret, err);

    if (rc == ERR_OK && ret->user_id != c->user_id)
        return err_set(err, ERR_NOT_FOUND, "there is no such job");
    return rc;
}

static void shape_attempts(JsonWriter *w, const AttemptList *attempts)
{
    jw_array(w, "history");
    for (size_t i = 0; i < attempts->len; i++) {
        const AttemptRow *at = &attempts->at[i];

        jw_begin_object(w);
        jw_u64(w, "attempt", at->number);
        shape_text(w, "worker", at->worker);
        shape_time(w, "startedAt", at->started_at);
        shape_time(w, "endedAt", at->ended_at);
        shape_text(w, "outcome", at->outcome);
        shape_text(w, "error", at->error);
        jw_u64(w, "step", at->step);
        jw_end_object(w);
    }
    jw_end_array(w);
}

static ErrCode read_job(Tx *tx, void *arg, Err *err)
{
    Reading *r = arg;
    Job job;
    ErrCode rc = queue_job_in(tx, r->c->a, r->id, &job, err);

    if (rc != ERR_OK)
        return rc;
    begin_anew(r->c);
    jw_begin_object(&r->c->out);
    return shape_job(tx, r->c->a, &r->c->out, &job, err);
}

static ErrCode write_job(Web *w, Call *c, Err *err)
{
    Reading r = {.c = c, .id = c->id};
    AttemptList attempts;
    ErrCode rc = store_read(w->store, read_job, &r, err);

    if (rc == ERR_OK)
        rc = queue_attempts(w->queue, c->a, c->id, &attempts, err);
    if (rc != ERR_OK)
        return rc;
    shape_attempts(&c->out, &attempts);
    jw_end_object(&c->out);
    return ERR_OK;
}

ErrCode api_job(Web *w, Call *c, Err *err)
{
    Job job;
    ErrCode rc = get_job(w, c, &job, err);

    return rc == ERR_OK ? write_job(w, c, err) : rc;
}

ErrCode api_cancel(Web *w, Call *c, Err *err)
{
    Job job;
    ErrCode rc = get_job(w, c, &job, err);

    if (rc == ERR_OK)
        rc = queue_cancel(w->queue, c->a, c->id, &job, err);
    return rc == ERR_OK ? write_job(w, c, err) : rc;
}

ErrCode api_retry(Web *w, Call *c, Err *err)
{
    Job job;
    ErrCode rc = get_job(w, c, &job, err);

    if (rc == ERR_OK)
        rc = queue_retry(w->queue, c->a, c->id, &job, err);
    return rc == ERR_OK ? write_job(w, c, err) : rc;
}

ErrCode api_logs(Web *w, Call *c, Err *err)
{
    LogLines lines;
    Job job;
    Str text;
    uint64_t from = 0;

    ErrCode rc = get_job(w, c, &job, err);
    if (rc == ERR_OK)
        rc = http_query(c->r, "after", &text, err);
    if (rc == ERR_OK && text.ptr) {
        rc = query_whole(c, "after", 0, INT64_MAX - 1, &from, err);
        from++;
    }
    if (rc == ERR_OK)
        rc = queue_logs(w->queue, c->a, c->id, from, LOG_PAGE_LINES, &lines, err);
    if (rc != ERR_OK)
        return rc;
    c->reply->content_type = "application/x-ndjson";
    http_reply_field(c->reply, "X-Log-Lines",
                     arena_printf(c->a, "%llu", (unsigned long long)lines.next));
    http_reply_field(c->reply, "X-Log-Final", lines.is_final ? STR("true") : STR("false"));
    for (size_t i = 0; i < lines.len; i++) {
        jw_init(&c->out, &c->reply->body, 0);
        jw_begin_object(&c->out);
        jw_u64(&c->out, "seq", lines.at[i].offset);
        shape_time(&c->out, "at", lines.at[i].at);
        jw_text(&c->out, "line", lines.at[i].text);
        jw_end_object(&c->out);
        buf_lit(&c->reply->body, "\n");
    }
    return ERR_OK;
}
