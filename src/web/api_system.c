/*
 * api_system.c -- health and metrics.
 *
 * Health is answered on the loop from what is in memory, so it is never behind work in progress.
 */
#include "web/api.h"

#include "base/clock.h"

static uint64_t up_ms(const Web *w)
{
    const Clock *clock = clock_system();

    return (uint64_t)(clock->tick_ns(clock) / 1000000 - w->started_ms);
}

ErrCode api_health(Web *w, Call *c, Err *err UNUSED)
{
    const HttpCounts *counts = c->r->caller;
    StoreStatus store;

    store_status(w->store, &store);
    c->reply->status = store.is_up && !counts->is_stopping ? 200 : 503;
    jw_begin_object(&c->out);
    jw_text(&c->out, "status",
            !store.is_up          ? STR("unhealthy")
            : counts->is_stopping ? STR("stopping")
                                  : STR("healthy"));
    jw_text(&c->out, "version", STR(FONDATION_VERSION));
    jw_u64(&c->out, "uptimeMs", up_ms(w));
    jw_object(&c->out, "database");
    jw_text(&c->out, "engine", store_is_postgres(w->store) ? STR("postgres") : STR("sqlite"));
    jw_bool(&c->out, "isUp", store.is_up);
    jw_u64(&c->out, "waiting", store.waiting);
    jw_end_object(&c->out);
    jw_u64(&c->out, "connections", counts->open);
    jw_u64(&c->out, "streams", counts->streams);
    jw_u64(&c->out, "waitingWorkers", counts->parked);
    jw_end_object(&c->out);
    return ERR_OK;
}

typedef struct Metric {
    const char *name, *kind, *help;
    uint64_t value;
} Metric;

static void write_metric(Buf *out, const Metric *m)
{
    buf_printf(out, "# HELP fondation_%s %s\n# TYPE fondation_%s %s\nfondation_%s %llu\n",
               m->name, m->help, m->name, m->kind, m->name, (unsigned long long)m->value);
}

static void write_jobs(Buf *out, const QueueCounts *jobs)
{
    buf_lit(out, "# HELP fondation_jobs Jobs by status.\n# TYPE fondation_jobs gauge\n");
    for (int s = 0; s < JOB_STATUS_COUNT; s++)
        buf_printf(out, "fondation_jobs{status=\"%s\"} %llu\n", job_status_name((JobStatus)s),
                   (unsigned long long)jobs->by_status[s]);
    buf_printf(out,
               "# HELP fondation_oldest_due_seconds Wait of the oldest claimable job.\n"
               "# TYPE fondation_oldest_due_seconds gauge\nfondation_oldest_due_seconds %.3f\n",
               (double)jobs->oldest_due_ms / 1000);
}

static void write_answers(Buf *out, const HttpCounts *http)
{
    buf_lit(out, "# HELP fondation_http_answers_total Answers by class of status.\n"
                 "# TYPE fondation_http_answers_total counter\n");
    for (int k = 2; k <= 5; k++)
        buf_printf(out, "fondation_http_answers_total{class=\"%dxx\"} %llu\n", k,
                   (unsigned long long)http->by_class[k]);
}

ErrCode api_metrics(Web *w, Call *c, Err *err)
{
    const HttpCounts *http = c->r->caller;
    QueueCounts jobs;
    StoreStatus store;
    ErrCode rc = queue_counts(w->queue, &jobs, err);

    if (rc != ERR_OK)
        return rc;
    store_status(w->store, &store);
    const Metric metrics[] = {
        {"up_milliseconds", "counter", "Time since the start.", up_ms(w)},
        {"http_connections", "gauge", "Open connections.", http->open},
        {"http_streams", "gauge", "Open event streams.", http->streams},
        {"http_parked", "gauge", "Workers that wait for a job.", http->parked},
        {"http_waiting", "gauge", "Requests that wait for a thread.", http->waiting},
        {"http_body_bytes", "gauge", "Bodies in memory.", http->bodies_bytes},
        {"http_accepted_total", "counter", "Connections accepted.", http->accepted},
        {"http_refused_total", "counter", "Connections and requests refused by the gate.",
         http->refused},
        {"http_requests_total", "counter", "Requests.", http->requests},
        {"store_commits_total", "counter", "Transactions that wrote.", store.commits},
        {"store_works_total", "counter", "Pieces of work in them.", store.works},
        {"store_failures_total", "counter", "Commits and connections that failed.",
         store.failures},
        {"store_wal_bytes", "gauge", "Write-ahead log (SQLite).", store.wal_bytes},
        {"store_waiting", "gauge", "Works not begun.", store.waiting},
    };
    c->reply->content_type = "text/plain; version=0.0.4; charset=utf-8";
    for (size_t i = 0; i < ARRAY_LEN(metrics); i++)
        write_metric(&c->reply->body, &metrics[i]);
    write_answers(&c->reply->body, http);
    write_jobs(&c->reply->body, &jobs);
    return ERR_OK;
}

ErrCode api_openapi(Web *w UNUSED, Call *c, Err *err UNUSED)
{
    web_openapi(&c->reply->body);
    return ERR_OK;
}
