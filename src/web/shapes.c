/*
 * shapes.c -- jobs and repositories as JSON, as everybody outside sees them.
 */
#include "web/api.h"

#include "store/courses.h"

void shape_id(JsonWriter *w, const char *name, uint64_t id)
{
    char text[ID_TEXT_SIZE];

    jw_key(w, name);
    if (id == 0) {
        jw_put_null(w);
        return;
    }
    id_text(id, text);
    jw_put_text(w, str_from(text));
}

void shape_time(JsonWriter *w, const char *name, int64_t ms)
{
    jw_key(w, name);
    if (ms)
        jw_put_i64(w, ms);
    else
        jw_put_null(w);
}

void shape_text(JsonWriter *w, const char *name, Str text)
{
    jw_key(w, name);
    if (text.len)
        jw_put_text(w, text);
    else
        jw_put_null(w);
}

static void put_value(JsonWriter *w, const json_t *value)
{
    const char *key;
    json_t *item;
    size_t i;

    switch (json_typeof(value)) {
    case JSON_OBJECT:
        jw_begin_object(w);
        json_object_foreach((json_t *)(uintptr_t)value, key, item)
        {
            jw_key(w, key);
            put_value(w, item);
        }
        jw_end_object(w);
        return;
    case JSON_ARRAY:
        jw_begin_array(w);
        json_array_foreach(value, i, item)
        {
            put_value(w, item);
        }
        jw_end_array(w);
        return;
    case JSON_STRING:
        jw_put_text(w, (Str){json_string_value(value), json_string_length(value)});
        return;
    case JSON_INTEGER:
        jw_put_i64(w, json_integer_value(value));
        return;
    case JSON_REAL:
        jw_put_fixed(w, json_real_value(value), 6);
        return;
    case JSON_TRUE:
    case JSON_FALSE:
        jw_put_bool(w, json_is_true(value));
        return;
    case JSON_NULL:
        jw_put_null(w);
        return;
    }
}

void shape_object(JsonWriter *w, const char *name, Str json)
{
    AUTO(jr_release) json_t *root = NULL;
    Err err;

    jw_key(w, name);
    if (json.len && jr_read(json, &root, &err) == ERR_OK && json_is_object(root)) {
        put_value(w, root);
        return;
    }
    jw_begin_object(w);
    jw_end_object(w);
}

Str course_url(Arena *a, const Repository *r, uint64_t job_id)
{
    char id[ID_TEXT_SIZE];

    id_text(job_id, id);
    return arena_printf(a, "/course/%.*s/%.*s/%s", STR_ARG(r->owner), STR_ARG(r->name), id);
}

static double dollars(uint64_t micros)
{
    return (double)micros / 1e6;
}

/* Without what has to be looked up. */
static void shape_job_row(JsonWriter *w, const Job *job)
{
    shape_id(w, "id", job->id);
    shape_id(w, "repositoryId", job->repository_id);
    jw_text(w, "status", str_from(job_status_name(job->status)));
    jw_u64(w, "currentStep", job->step);
    jw_u64(w, "totalSteps", job->total_steps);
    shape_text(w, "stepName", job->step_name);
    shape_text(w, "progress", job->progress);
    jw_fixed(w, "fraction", job->fraction, 4);
    jw_u64(w, "attempts", job->attempts);
    jw_u64(w, "maxAttempts", job->max_attempts);
    shape_time(w, "runAt", job->run_at);
    shape_text(w, "prompt", job->prompt);
    shape_text(w, "branch", job->branch);
    shape_text(w, "commit", job->commit);
    shape_text(w, "writer", job->writer);
    shape_text(w, "model", job->model);
    shape_object(w, "options", job->options);
    shape_text(w, "error", job->error);
    shape_text(w, "errorClass",
               job->error.len && job->error_class < FAIL_CLASS_COUNT
                   ? str_from(fail_class_name((FailClass)job->error_class))
                   : STR_NONE);
    jw_object(w, "tokens");
    jw_u64(w, "input", job->tokens_input);
    jw_u64(w, "output", job->tokens_output);
    jw_u64(w, "cached", job->tokens_cached);
    jw_end_object(w);
    jw_fixed(w, "costUsd", dollars(job->cost_micros), 6);
    shape_text(w, "worker", job->worker);
    jw_u64(w, "logLines", job->log_next);
    jw_u64(w, "version", job->version);
    shape_time(w, "cancelRequestedAt", job->cancel_requested_at);
    shape_time(w, "createdAt", job->created_at);
    shape_time(w, "updatedAt", job->updated_at);
    shape_time(w, "finishedAt", job->finished_at);
}

ErrCode shape_job(Tx *tx, Arena *a, JsonWriter *w, const Job *job, Err *err)
{
    Repository r;

    shape_job_row(w, job);
    jw_key(w, "courseUrl");
    if (job->status != JOB_COMPLETED) {
        jw_put_null(w);
        return ERR_OK;
    }
    ErrCode rc = repositories_get_in(tx, a, 0, job->repository_id, &r, err);
    if (rc == ERR_OK)
        jw_put_text(w, course_url(a, &r, job->id));
    else
        jw_put_null(w); /* the repository was deleted */
    return rc == ERR_NOT_FOUND ? ERR_OK : rc;
}

static ErrCode shape_last_job(Tx *tx, Arena *a, JsonWriter *w, const Repository *r, Err *err)
{
    JobFilter filter = {.repository_id = r->id, .status = -1, .limit = 1};
    JobList jobs;
    ErrCode rc = queue_jobs_in(tx, a, &filter, &jobs, err);

    if (rc != ERR_OK)
        return rc;
    jw_key(w, "lastJob");
    if (jobs.len == 0) {
        jw_put_null(w);
        return ERR_OK;
    }
    jw_begin_object(w);
    rc = shape_job(tx, a, w, &jobs.at[0], err);
    jw_end_object(w);
    return rc;
}

static ErrCode shape_course(Tx *tx, Arena *a, JsonWriter *w, const Repository *r, Err *err)
{
    Course course;
    ErrCode rc = courses_latest_in(tx, a, r->id, &course, err);

    jw_key(w, "course");
    if (rc != ERR_OK) {
        jw_put_null(w);
        return rc == ERR_NOT_FOUND ? ERR_OK : rc;
    }
    jw_begin_object(w);
    shape_id(w, "jobId", course.job_id);
    shape_text(w, "title", course.title);
    shape_text(w, "commit", course.commit);
    jw_u64(w, "chapters", course.chapters);
    shape_time(w, "publishedAt", course.published_at);
    jw_text(w, "url", course_url(a, r, course.job_id));
    jw_end_object(w);
    return ERR_OK;
}

ErrCode shape_repository(Tx *tx, Arena *a, JsonWriter *w, const Repository *r, Err *err)
{
    Str full = arena_printf(a, "%.*s/%.*s", STR_ARG(r->owner), STR_ARG(r->name));

    shape_id(w, "id", r->id);
    jw_text(w, "owner", r->owner);
    jw_text(w, "name", r->name);
    jw_text(w, "fullName", full);
    jw_text(w, r->is_path ? "path" : "url", r->location);
    shape_text(w, "defaultBranch", r->default_branch);
    shape_object(w, "languages", r->languages);
    shape_time(w, "createdAt", r->created_at);
    ErrCode rc = shape_last_job(tx, a, w, r, err);
    if (rc == ERR_OK)
        rc = shape_course(tx, a, w, r, err);
    return rc;
}
