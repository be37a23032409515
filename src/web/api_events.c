/*
 * api_events.c -- which topics a stream may watch, and what their states look like.
 *
 * A state of the user is what a dashboard shows: the newest jobs. Logs are not among the states: a
 * job's `logLines` says that there are more, and they are read by offset.
 */
#include "web/api.h"

enum { USER_JOBS = 20 };

static const char *const names[TOPIC_KIND_COUNT] = {
    [TOPIC_JOB] = "job", [TOPIC_REPOSITORY] = "repo", [TOPIC_USER] = "user"};

static ErrCode unknown(Str word, Err *err)
{
    (void)err_set(err, ERR_NOT_FOUND, "there is no topic '%.*s'",
                  STR_ARG(str_sub(word, 0, 100)));
    return err_hint(err, "job:ID, repo:ID or user");
}

static ErrCode read_topic(Web *w, Call *c, Str word, LiveTopic *ret, Err *err)
{
    size_t colon = str_find_char(word, ':', 0);
    Str kind = str_sub(word, 0, colon);
    uint64_t id;
    Repository repository;
    Job job;

    if (str_is(word, "user")) {
        *ret = (LiveTopic){TOPIC_USER, c->user_id};
        return ERR_OK;
    }
    if (colon == SIZE_MAX || !id_parse(str_sub(word, colon + 1, word.len), &id))
        return unknown(word, err);
    if (str_is(kind, "job")) {
        ErrCode rc = queue_job(w->queue, c->a, id, &job, err);

        *ret = (LiveTopic){TOPIC_JOB, id};
        return rc == ERR_OK && job.user_id != c->user_id ? unknown(word, err) : rc;
    }
    if (!str_is(kind, "repo"))
        return unknown(word, err);
    *ret = (LiveTopic){TOPIC_REPOSITORY, id};
    return repositories_get(w->store, c->a, c->user_id, id, &repository, err);
}

ErrCode api_events(Web *w, Call *c, Err *err)
{
    LiveTopic topics[HTTP_MAX_TOPICS];
    size_t count = 0;
    Str rest, word;
    ErrCode rc = http_query(c->r, "topics", &rest, err);

    if (rc == ERR_OK && rest.len == 0)
        return err_set(err, ERR_INVALID, "'topics' is missing");
    while (rc == ERR_OK && rest.len && str_split(&rest, ',', &word)) {
        if (count == HTTP_MAX_TOPICS)
            return err_set(err, ERR_INVALID, "there are more than %d topics", HTTP_MAX_TOPICS);
        rc = read_topic(w, c, word, &topics[count++], err);
    }
    if (rc == ERR_OK)
        http_reply_stream(c->r, c->reply, topics, count);
    return rc;
}

/* -- states -- */

typedef struct States {
    Arena *a;
    const LiveTopic *topics;
    size_t count;
    Str *ret;
} States;

static ErrCode state_user(Tx *tx, Arena *a, JsonWriter *w, uint64_t id, Err *err)
{
    JobFilter filter = {.user_id = id, .status = -1, .limit = USER_JOBS};
    JobList jobs;
    ErrCode rc = queue_jobs_in(tx, a, &filter, &jobs, err);

    jw_begin_object(w);
    jw_array(w, "jobs");
    for (size_t i = 0; rc == ERR_OK && i < jobs.len; i++) {
        jw_begin_object(w);
        rc = shape_job(tx, a, w, &jobs.at[i], err);
        jw_end_object(w);
    }
    jw_end_array(w);
    jw_end_object(w);
    return rc;
}

static ErrCode state_job(Tx *tx, Arena *a, JsonWriter *w, uint64_t id, Err *err)
{
    Job job;
    ErrCode rc = queue_job_in(tx, a, id, &job, err);

    if (rc != ERR_OK)
        return rc;
    jw_begin_object(w);
    rc = shape_job(tx, a, w, &job, err);
    jw_end_object(w);
    return rc;
}

static ErrCode state_repository(Tx *tx, Arena *a, JsonWriter *w, uint64_t id, Err *err)
{
    Repository r;
    ErrCode rc = repositories_get_in(tx, a, 0, id, &r, err);

    if (rc != ERR_OK)
        return rc;
    jw_begin_object(w);
    rc = shape_repository(tx, a, w, &r, err);
    jw_end_object(w);
    return rc;
}

static ErrCode state_of(Tx *tx, Arena *a, LiveTopic topic, Str *ret, Err *err)
{
    AUTO(buf_done) Buf out = BUF(LIVE_STATE_MAX_BYTES);
    JsonWriter w;
    ErrCode rc = ERR_NOT_FOUND;

    jw_init(&w, &out, 0);
    if (topic.kind == TOPIC_JOB)
        rc = state_job(tx, a, &w, topic.id, err);
    else if (topic.kind == TOPIC_REPOSITORY)
        rc = state_repository(tx, a, &w, topic.id, err);
    else if (topic.kind == TOPIC_USER)
        rc = state_user(tx, a, &w, topic.id, err);
    *ret = rc == ERR_OK && !out.full ? arena_str(a, buf_str(&out)) : STR("null");
    return rc == ERR_NOT_FOUND ? ERR_OK : rc;
}

static ErrCode read_in(Tx *tx, void *arg, Err *err)
{
    States *s = arg;
    ErrCode rc = ERR_OK;

    for (size_t i = 0; rc == ERR_OK && i < s->count; i++)
        rc = state_of(tx, s->a, s->topics[i], &s->ret[i], err);
    return rc;
}

static ErrCode read_states(void *web, Arena *a, const LiveTopic *topics, size_t count,
                           Str *ret_states, Err *err)
{
    Web *w = web;
    States s = {a, topics, count, ret_states};

    return store_read(w->store, read_in, &s, err);
}

static void name_topic(LiveTopic topic, Buf *out)
{
    char id[ID_TEXT_SIZE];

    MUST(topic.kind < TOPIC_KIND_COUNT && names[topic.kind]);
    id_text(topic.id, id);
    if (topic.kind == TOPIC_USER)
        buf_lit(out, "user");
    else
        buf_printf(out, "%s:%s", names[topic.kind], id);
}

const LiveSource api_live = {read_states, name_topic};
