/*
 * api.h -- the table of routes, and what all of its handlers share.
 *
 * A row says everything about a route: who may, what it takes, what it does. The router, the check
 * of bodies and the OpenAPI description are made from the same rows.
 */
#ifndef FONDATION_WEB_API_H
#define FONDATION_WEB_API_H

#include "base/json.h"
#include "http/live.h"
#include "queue/queue.h"
#include "store/people.h"
#include "web/web.h"

#include <pthread.h>

enum {
    API_BODY_MAX_BYTES = 64 << 10,
    API_LOG_BODY_MAX_BYTES = 8 << 20, /* LOG_MAX_LINES_A_CALL lines, escaped */
    API_RESULT_MAX_BYTES = 64 << 20,
    API_PAGE_MAX = 200,
    API_CLAIM_WAIT_MAX_MS = 30000,
};

typedef enum FieldKind {
    FIELD_TEXT,
    FIELD_WHOLE,
    FIELD_NUMBER,
    FIELD_BOOL,
    FIELD_OBJECT,
    FIELD_LIST
} FieldKind;

/* A field of a JSON body or a parameter of a query; the list ends with a NULL name. */
typedef struct Field {
    const char *name;
    uint8_t kind;
    bool is_required;
    uint64_t max; /* of a number; bytes of a text; entries of a list; 0: no limit of its own */
    const char *choices; /* "a|b"; NULL: any */
    const char *about;
} Field;

typedef enum Needs {
    NEEDS_NOTHING,
    NEEDS_PERSON, /* in development everybody here; a token, where one is sent, must be known */
    NEEDS_JOB,    /* the same, or the token that trigger gave for this job */
    NEEDS_WORKER, /* a worker's token */
    NEEDS_ATTEMPT, /* the token of an attempt; the queue compares it */
} Needs;

typedef struct Call Call;
typedef ErrCode ApiFn(Web *w, Call *c, Err *err);

typedef struct ApiRow {
    HttpMethod method;
    const char *path;
    ApiFn *call;
    HttpLane lane;
    Needs needs;
    uint32_t body_max_bytes;
    const char *content_type; /* of the body; NULL: none */
    const Field *body;        /* of a JSON body */
    const Field *query;
    int status;          /* when it succeeds */
    const char *replies; /* what comes back: "job", ... for the description */
    const char *name;    /* operationId */
    const char *summary;
} ApiRow;

extern const ApiRow api_rows[];
extern const size_t api_row_count;

/* A request as its handler sees it. */
struct Call {
    HttpRequest *r;
    HttpReply *reply;
    Arena *a;
    const json_t *body; /* checked against the row's fields; NULL: there is none */
    JsonWriter out;     /* writes the reply's body */
    uint64_t user_id;
    Str token;
    uint64_t id; /* of the first part of the path that is one */
};

struct Web {
    WebSettings settings;
    Arena arena;
    Str url;
    Store *store;
    Queue *queue;
    Http *http;
    HttpRoute *routes;
    uint64_t local_user;
    int64_t started_ms;

    pthread_t scheduler;
    bool has_scheduler;
    pthread_mutex_t mtx; /* guards what is below */
    pthread_cond_t changed;
    bool is_due, is_ending;
    bool is_told; /* changes of the store are passed to `http` */
};

/* Handler of every route. */
ErrCode api_handle(void *web, HttpRequest *r, HttpReply *reply, Err *err);
ErrCode api_admit(void *web, HttpRequest *r, Err *err);
ErrCode api_admit_large(void *web, HttpRequest *r, Err *err);
const char *api_error_code(ErrCode code);
/* Made from api_rows; `ret` has room for all. */
void api_routes(HttpRoute *ret);

/* Fields of a body that was checked; STR_NONE, the fallback or NULL when absent. */
Str body_text(const Call *c, const char *name);
uint64_t body_whole(const Call *c, const char *name, uint64_t fallback);
bool body_bool(const Call *c, const char *name);
double body_number(const Call *c, const char *name);
const json_t *body_get(const Call *c, const char *name);
/* ERR_INVALID names the field. */
MUST_CHECK ErrCode fields_check(const Field *fields, const json_t *object, Err *err);
/* A parameter of the query that is a number. */
MUST_CHECK ErrCode query_whole(const Call *c, const char *name, uint64_t fallback, uint64_t max,
                               uint64_t *ret, Err *err);
/* An id in the query; 0 when absent. ERR_NOT_FOUND when it is none. */
MUST_CHECK ErrCode query_id(const Call *c, const char *name, uint64_t *ret, Err *err);

/* -- shapes: JSON of things, inside an open object or list -- */

/* The whole job; reads its repository for the URL of its course. */
MUST_CHECK ErrCode shape_job(Tx *tx, Arena *a, JsonWriter *w, const Job *job, Err *err);
/* The whole repository, with its last job and its course. */
MUST_CHECK ErrCode shape_repository(Tx *tx, Arena *a, JsonWriter *w, const Repository *r,
                                    Err *err);
void shape_id(JsonWriter *w, const char *name, uint64_t id);  /* 0: null */
void shape_time(JsonWriter *w, const char *name, int64_t ms); /* 0: null */
void shape_text(JsonWriter *w, const char *name, Str text);   /* empty: null */
/* JSON that the store keeps as text; not an object: {} */
void shape_object(JsonWriter *w, const char *name, Str json);
Str course_url(Arena *a, const Repository *r, uint64_t job_id);

/* -- handlers, by file -- */

ApiFn api_health, api_metrics, api_openapi;                            /* api_system.c */
ApiFn api_trigger, api_jobs, api_job, api_cancel, api_retry, api_logs; /* api_jobs.c */
ApiFn api_repositories, api_repository, api_repository_add, api_repository_delete;
ApiFn api_course, api_course_file, api_course_search;                  /* api_courses.c */
ApiFn api_events;                                                      /* api_events.c */
ApiFn api_claim, api_callback, api_kept_get, api_kept_put, api_budget; /* api_worker.c */
ApiFn api_result;                                                      /* api_result.c */

extern const LiveSource api_live;
/* The id of the repository at this place, registered when it is new. */
MUST_CHECK ErrCode repository_at(Web *w, Call *c, Str place, uint64_t *ret_id, bool *ret_new,
                                 Err *err);

#endif
