/*
 * routes.c -- all routes of the API, a row each.
 */
#include "web/api.h"

#define JSON_BODY API_BODY_MAX_BYTES, "application/json"
#define NO_BODY 0, NULL, NULL
#define NO_QUERY NULL

/* clang-format off */
static const Field trigger_body[] = {
    {"repositoryId", FIELD_TEXT,   false, 64,    NULL, "the repository, as the list of repositories names it"},
    {"repository",   FIELD_TEXT,   false, 2048,  NULL, "or its URL or path; it is registered when it is new"},
    {"branch",       FIELD_TEXT,   false, 255,   NULL, "default: the repository's own"},
    {"commit",       FIELD_TEXT,   false, 64,    NULL, "a commit of it"},
    {"prompt",       FIELD_TEXT,   false, JOB_PROMPT_MAX_BYTES, NULL, "what the reader wants to learn"},
    {"writer",       FIELD_TEXT,   false, 64,    "static|claude|openai|claude-code", "who writes"},
    {"model",        FIELD_TEXT,   false, 100,   NULL, "sonnet, opus, haiku, or the name of a model"},
    {"audience",     FIELD_TEXT,   false, 64,    "newcomer|contributor|user|operator", "for whom"},
    {"language",     FIELD_TEXT,   false, 35,    NULL, "code of the language of the course"},
    {"chapters",     FIELD_WHOLE,  false, 15,    NULL, "how many; default: chosen from the repository"},
    {"budgetTokens", FIELD_WHOLE,  false, 1000000000000, NULL, "tokens that may be spent"},
    {"budgetUsd",    FIELD_NUMBER, false, 1000000, NULL, "dollars that may be spent"},
    {"regenerate",   FIELD_BOOL,   false, 0,     NULL, "do not use what earlier jobs kept"},
    {0},
};
static const Field jobs_query[] = {
    {"status",       FIELD_TEXT,  false, 0, "pending|claimed|cloning|analyzing|failed|completed|dead|canceled", "only these"},
    {"repositoryId", FIELD_TEXT,  false, 0, NULL, "only of this repository"},
    {"limit",        FIELD_WHOLE, false, API_PAGE_MAX, NULL, "at most so many; default 50"},
    {"cursor",       FIELD_TEXT,  false, 0, NULL, "nextCursor of the page before"},
    {0},
};
static const Field page_query[] = {
    {"limit",        FIELD_WHOLE, false, API_PAGE_MAX, NULL, "at most so many; default 50"},
    {"cursor",       FIELD_TEXT,  false, 0, NULL, "nextCursor of the page before"},
    {0},
};
static const Field logs_query[] = {
    {"after",        FIELD_WHOLE, false, INT64_MAX, NULL, "only lines behind this offset"},
    {0},
};
static const Field search_query[] = {
    {"q",            FIELD_TEXT,  true, 0, NULL, "words; the last one may be a beginning"},
    {"limit",        FIELD_WHOLE, false, 100, NULL, "at most so many; default 20"},
    {0},
};
static const Field events_query[] = {
    {"topics",       FIELD_TEXT,  true, 0, NULL, "job:ID, repo:ID, user; separated by commas"},
    {0},
};
static const Field repository_body[] = {
    {"url",          FIELD_TEXT,  false, 2048, NULL, "https://HOST/OWNER/NAME"},
    {"path",         FIELD_TEXT,  false, 1024, NULL, "a folder of the server's machine (in development)"},
    {0},
};
static const Field claim_body[] = {
    {"workerId",     FIELD_TEXT,  true,  200, NULL, "host, process and incarnation of the worker"},
    {"slots",        FIELD_WHOLE, false, 1024, NULL, "jobs it could take; one is given"},
    {"waitMs",       FIELD_WHOLE, false, 3600000, NULL, "how long to wait for a job; at most 30 s are waited"},
    {0},
};
static const Field callback_body[] = {
    {"type",         FIELD_TEXT,   true,  32,    "heartbeat|progress|log|failed|release|canceled", "what is told"},
    {"status",       FIELD_TEXT,   false, 32,    "cloning|analyzing", "progress"},
    {"currentStep",  FIELD_WHOLE,  false, JOB_STEPS, NULL, "progress"},
    {"stepName",     FIELD_TEXT,   false, 100,   NULL, "progress"},
    {"progress",     FIELD_TEXT,   false, JOB_TEXT_MAX_BYTES, NULL, "progress, in words"},
    {"fraction",     FIELD_NUMBER, false, 1,     NULL, "progress, of the whole"},
    {"tokens",       FIELD_OBJECT, false, 0,     NULL, "progress: {input, output, cached} so far"},
    {"costUsd",      FIELD_NUMBER, false, 1000000, NULL, "progress: spent so far"},
    {"offset",       FIELD_WHOLE,  false, INT64_MAX, NULL, "log: of the first line"},
    {"lines",        FIELD_LIST,   false, LOG_MAX_LINES_A_CALL, NULL, "log"},
    {"class",        FIELD_TEXT,   false, 32,    "transient|rate_limited|permanent|crashed", "failed"},
    {"error",        FIELD_TEXT,   false, JOB_TEXT_MAX_BYTES, NULL, "failed: why"},
    {"retryAfterMs", FIELD_WHOLE,  false, JOB_MAX_DELAY_MS, NULL, "failed, release: not before"},
    {"reason",       FIELD_TEXT,   false, JOB_TEXT_MAX_BYTES, NULL, "release: why"},
    {0},
};
static const Field budget_body[] = {
    {"reserve",      FIELD_OBJECT, false, 0, NULL, "{tokens, usd}: the worst case of a call"},
    {"spent",        FIELD_OBJECT, false, 0, NULL, "{tokens, usd}: what it was; with `reserve`, that is given back"},
    {0},
};

const ApiRow api_rows[] = {
    {HTTP_GET,  "/health", api_health, HTTP_ON_LOOP, NEEDS_NOTHING, NO_BODY, NO_QUERY, 200,
     "health", "health", "whether the server works; 503 when its database is away"},
    {HTTP_GET,  "/metrics", api_metrics, HTTP_STORING, NEEDS_PERSON, NO_BODY, NO_QUERY, 200,
     "metrics", "metrics", "figures in the text format of Prometheus"},
    {HTTP_GET,  "/api/openapi.json", api_openapi, HTTP_ON_LOOP, NEEDS_NOTHING, NO_BODY, NO_QUERY, 200,
     "openapi", "openapi", "this description"},

    {HTTP_POST, "/api/jobs/trigger", api_trigger, HTTP_STORING, NEEDS_PERSON, JSON_BODY, trigger_body, NO_QUERY, 201,
     "triggered", "triggerJob", "asks for a course; an active job with the same wish is returned instead (200)"},
    {HTTP_GET,  "/api/jobs", api_jobs, HTTP_STORING, NEEDS_PERSON, NO_BODY, jobs_query, 200,
     "jobs", "listJobs", "jobs, newest first"},
    {HTTP_GET,  "/api/jobs/{id}", api_job, HTTP_STORING, NEEDS_JOB, NO_BODY, NO_QUERY, 200,
     "job", "getJob", "one job, with its attempts"},
    {HTTP_POST, "/api/jobs/{id}/cancel", api_cancel, HTTP_STORING, NEEDS_JOB, NO_BODY, NO_QUERY, 200,
     "job", "cancelJob", "ends it, or asks its worker to; 409 when it is final"},
    {HTTP_POST, "/api/jobs/{id}/retry", api_retry, HTTP_STORING, NEEDS_PERSON, NO_BODY, NO_QUERY, 200,
     "job", "retryJob", "from failed, dead or canceled to pending; 409 from elsewhere"},
    {HTTP_GET,  "/api/jobs/{id}/logs", api_logs, HTTP_STORING, NEEDS_JOB, NO_BODY, logs_query, 200,
     "logs", "getJobLogs", "lines of its log as NDJSON, at most 1000 at a time"},

    {HTTP_GET,  "/api/repositories", api_repositories, HTTP_STORING, NEEDS_PERSON, NO_BODY, page_query, 200,
     "repositories", "listRepositories", "repositories, newest first"},
    {HTTP_POST, "/api/repositories", api_repository_add, HTTP_STORING, NEEDS_PERSON, JSON_BODY, repository_body, NO_QUERY, 201,
     "repository", "addRepository", "registers a repository; one that is there already is returned (200)"},
    {HTTP_GET,  "/api/repositories/{id}", api_repository, HTTP_STORING, NEEDS_PERSON, NO_BODY, NO_QUERY, 200,
     "repository", "getRepository", "one repository"},
    {HTTP_DELETE, "/api/repositories/{id}", api_repository_delete, HTTP_STORING, NEEDS_PERSON, NO_BODY, NO_QUERY, 204,
     NULL, "deleteRepository", "forgets it; 409 while a job about it is under way"},

    {HTTP_GET,  "/api/courses/{id}", api_course, HTTP_STORING, NEEDS_PERSON, NO_BODY, NO_QUERY, 200,
     "course", "getCourse", "the finished course of a job, with the list of its files"},
    {HTTP_GET,  "/api/courses/{id}/files/{path...}", api_course_file, HTTP_STORING, NEEDS_PERSON, NO_BODY, NO_QUERY, 200,
     "bytes", "getCourseFile", "a file of it"},
    {HTTP_GET,  "/api/courses/{id}/search", api_course_search, HTTP_STORING, NEEDS_PERSON, NO_BODY, search_query, 200,
     "hits", "searchCourse", "sections with all these words"},

    {HTTP_GET,  "/api/events", api_events, HTTP_STORING, NEEDS_PERSON, NO_BODY, events_query, 200,
     "events", "events", "server-sent events: a snapshot, then what changes"},

    {HTTP_POST, "/api/worker/claim", api_claim, HTTP_STORING, NEEDS_WORKER, JSON_BODY, claim_body, NO_QUERY, 200,
     "claim", "claimJob", "gives a worker the next job; 204 when there was none in time"},
    {HTTP_POST, "/api/jobs/{id}/callback", api_callback, HTTP_STORING, NEEDS_ATTEMPT, API_LOG_BODY_MAX_BYTES, "application/json", callback_body, NO_QUERY, 200,
     "pulse", "callback", "what a worker tells of its job; 409 when another attempt owns it"},
    {HTTP_GET,  "/api/jobs/{id}/kept/{name}", api_kept_get, HTTP_STORING, NEEDS_ATTEMPT, NO_BODY, NO_QUERY, 200,
     "bytes", "getKept", "a piece of kept work"},
    {HTTP_PUT,  "/api/jobs/{id}/kept/{name}", api_kept_put, HTTP_STORING, NEEDS_ATTEMPT, KEPT_MAX_BYTES, "application/octet-stream", NULL, NO_QUERY, 204,
     NULL, "putKept", "keeps a piece of work for the next attempt"},
    {HTTP_POST, "/api/jobs/{id}/budget", api_budget, HTTP_STORING, NEEDS_ATTEMPT, JSON_BODY, budget_body, NO_QUERY, 200,
     "budget", "budget", "sets aside or counts what a call costs; 402 when the budget is reached"},
    {HTTP_PUT,  "/api/jobs/{id}/result", api_result, HTTP_THINKING, NEEDS_ATTEMPT, API_RESULT_MAX_BYTES, "application/gzip", NULL, NO_QUERY, 200,
     "result", "putResult", "the finished course as gzip ustar; ends the job; the same bytes again are fine"},
};
/* clang-format on */

const size_t api_row_count = ARRAY_LEN(api_rows);
