/*
 * web.c -- what `serve` is made of, opened in order and closed in reverse; and the clock of the queue.
 *
 * The scheduler thread sleeps until something is due: a job to be claimed again, a lease that ends. It
 * sweeps, wakes a waiting worker, and prunes now and then. Changes of the store arrive in
 * on_changed(), on a thread of the store, and become touches of topics and a wake.
 */
#include "web/api.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    PRUNE_EVERY_MS = 60000,
    PRUNE_BATCH = 500,
    SWEEP_BATCH = 100,
    SLEEP_MAX_MS = 30000,
    SLEEP_BUSY_MS = 1000, /* while a job is due and no worker takes it */
    SLEEP_MIN_MS = 10,
    TOUCH_BATCH = 64,
};

/* -- changes -- */

static void on_changed(void *self, const Topic *topics, size_t count)
{
    Web *w = self;
    LiveTopic batch[TOUCH_BATCH];
    size_t filled = 0;
    bool is_queue = false;

    pthread_mutex_lock(&w->mtx);
    for (size_t i = 0; w->is_told && i < count; i++) {
        if (topics[i].kind == TOPIC_QUEUE) {
            is_queue = true;
            continue;
        }
        batch[filled++] = (LiveTopic){topics[i].kind, topics[i].id};
        if (filled == TOUCH_BATCH) {
            http_touch(w->http, batch, filled);
            filled = 0;
        }
    }
    if (w->is_told && filled)
        http_touch(w->http, batch, filled);
    if (w->is_told && is_queue)
        http_wake(w->http);
    w->is_due |= is_queue;
    if (is_queue)
        pthread_cond_signal(&w->changed);
    pthread_mutex_unlock(&w->mtx);
}

/* -- the scheduler -- */

static int64_t tick_ms(void)
{
    const Clock *clock = clock_system();

    return clock->tick_ns(clock) / 1000000;
}

/* False when the server ends. */
static bool sleep_until_changed(Web *w, int64_t ms)
{
    struct timespec until;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += ms / 1000;
    until.tv_nsec += ms % 1000 * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    pthread_mutex_lock(&w->mtx);
    while (!w->is_due && !w->is_ending) {
        if (pthread_cond_timedwait(&w->changed, &w->mtx, &until) == ETIMEDOUT)
            break;
    }
    w->is_due = false;
    bool goes_on = !w->is_ending;
    pthread_mutex_unlock(&w->mtx);
    return goes_on;
}

static void sweep(Web *w)
{
    Swept swept;
    Err err;

    do {
        if (queue_sweep(w->queue, SWEEP_BATCH, &swept, &err) != ERR_OK) {
            log_warn("queue sweep=failed why='%s'", err.text);
            return;
        }
        if (swept.lost)
            log_info("queue lost=%u dead=%u canceled=%u", swept.lost, swept.dead,
                     swept.canceled);
    } while (swept.lost == SWEEP_BATCH);
}

static void prune(Web *w)
{
    Pruned pruned;
    Err err;

    do {
        if (queue_prune(w->queue, PRUNE_BATCH, &pruned, &err) != ERR_OK) {
            log_warn("queue prune=failed why='%s'", err.text);
            return;
        }
    } while (pruned.is_more && sleep_until_changed(w, SLEEP_MIN_MS));
}

/* How long nothing is due; wakes a worker when something is. */
static int64_t look_at_queue(Web *w)
{
    int64_t due;
    Err err;

    sweep(w);
    if (queue_next_due(w->queue, &due, &err) != ERR_OK)
        return SLEEP_BUSY_MS;
    if (due == INT64_MAX)
        return SLEEP_MAX_MS;
    int64_t left = due - store_now(w->store);
    if (left > 0)
        return MIN_OF(left + 1, (int64_t)SLEEP_MAX_MS);
    http_wake(w->http);
    return SLEEP_BUSY_MS;
}

static void *scheduler(void *arg)
{
    Web *w = arg;
    int64_t pruned_at = tick_ms();

    while (sleep_until_changed(w, look_at_queue(w))) {
        /* a burst of new jobs is one look */
        if (tick_ms() - pruned_at >= PRUNE_EVERY_MS) {
            prune(w);
            pruned_at = tick_ms();
        }
    }
    return NULL;
}

/* -- opening -- */

static bool is_loopback(const char *host)
{
    return strcmp(host, "127.0.0.1") == 0 || strcmp(host, "::1") == 0;
}

static ErrCode write_private(const char *path, Str text, Err *err)
{
    AUTO(fd_close_p)
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);

    if (fd < 0)
        return err_set_errno(err, ERR_IO, "making '%s'", path);
    return fd_write_all(fd, text, err);
}

/* The token that workers of this machine read. */
static ErrCode ensure_worker_token(Web *w, Err *err)
{
    const char *path =
        path_join(&w->arena, str_from(w->settings.data_dir), STR("worker.token")).ptr;
    char token[PERSON_TOKEN_SIZE];
    struct stat st;
    uint64_t id;
    Str text;

    ErrCode rc = file_read(&w->arena, path, WEB_TOKEN_FILE_MAX_BYTES, &text, err);
    if (rc == ERR_OK) {
        if (stat(path, &st) == 0 && (st.st_mode & 077) != 0) {
            (void)err_set(err, ERR_FORBIDDEN, "'%s' can be read by others", path);
            return err_hint(err, "chmod 600, or delete it: a new one is made");
        }
        return tokens_add_known(w->store, TOKEN_WORKER, 0, STR("worker.token"), str_trim(text),
                                err);
    }
    if (rc != ERR_NOT_FOUND)
        return rc;
    rc = tokens_add(w->store, TOKEN_WORKER, 0, STR("worker.token"), 0, token, &id, err);
    if (rc == ERR_OK)
        rc = write_private(path, arena_printf(&w->arena, "%s\n", token), err);
    return rc;
}

static ErrCode open_store(Web *w, Err *err)
{
    const char *url = w->settings.database;

    if (!url)
        url = path_join(&w->arena, str_from(w->settings.data_dir), STR("fondation.db")).ptr;
    StoreAsk ask = {.url = url, .changed = on_changed, .changed_self = w};
    ErrCode rc = store_open(&ask, &w->store, err);
    if (rc != ERR_OK)
        return err_wrap(err, "opening the database");
    w->queue = queue_new(w->store, &w->settings.queue);
    rc = users_ensure(w->store, STR("local"), STR("local"), 0, &w->local_user, err);
    if (rc == ERR_OK)
        rc = ensure_worker_token(w, err);
    return rc;
}

/* Refusals of the gate and errors inside are for the operator to see. */
static void on_done(void *self UNUSED, const HttpRequest *r, int status, int64_t took_us,
                    const Err *err)
{
    if (status >= 500 && err)
        log_error("request method=%s route='%s' status=%d took_us=%lld why='%s'",
                  http_method_name(r->method), r->route ? r->route->path : "?", status,
                  (long long)took_us, err->text);
    else
        log_debug("request method=%s route='%s' status=%d took_us=%lld",
                  http_method_name(r->method), r->route ? r->route->path : "?", status,
                  (long long)took_us);
}

static ErrCode open_http(Web *w, Err *err)
{
    HttpSettings settings = {.host = w->settings.host, .port = w->settings.port};

    w->routes = ARENA_ARRAY(&w->arena, HttpRoute, api_row_count);
    api_routes(w->routes);
    HttpApp app = {.self = w,
                   .routes = w->routes,
                   .route_count = api_row_count,
                   .admit = api_admit,
                   .admit_large = api_admit_large,
                   .error_code = api_error_code,
                   .done = on_done,
                   .live = &api_live};
    ErrCode rc = http_open(&settings, &app, &w->http, err);
    if (rc != ERR_OK)
        return rc;
    pthread_mutex_lock(&w->mtx);
    w->is_told = true;
    pthread_mutex_unlock(&w->mtx);
    bool is_six = strchr(settings.host, ':') != NULL;
    w->url = w->settings.public_url
                 ? str_from(w->settings.public_url)
                 : arena_printf(&w->arena, "http://%s%s%s:%u", is_six ? "[" : "", settings.host,
                                is_six ? "]" : "", http_port(w->http));
    return ERR_OK;
}

static Web *web_new(const WebSettings *settings)
{
    Web *w = xcalloc(1, sizeof(*w));
    pthread_condattr_t attr;

    w->settings = *settings;
    w->started_ms = tick_ms();
    MUST(pthread_mutex_init(&w->mtx, NULL) == 0);
    MUST(pthread_condattr_init(&attr) == 0);
    MUST(pthread_condattr_setclock(&attr, CLOCK_MONOTONIC) == 0);
    MUST(pthread_cond_init(&w->changed, &attr) == 0);
    pthread_condattr_destroy(&attr);
    return w;
}

ErrCode web_open(const WebSettings *settings, Web **ret, Err *err)
{
    if (!is_loopback(settings->host)) {
        (void)err_set(err, ERR_FORBIDDEN, "'%s' is not a loopback address", settings->host);
        return err_hint(err, "there is no login yet: 127.0.0.1 or ::1");
    }
    Web *w = web_new(settings);
    ErrCode rc = dir_make(settings->data_dir, err);
    if (rc == ERR_OK)
        rc = open_store(w, err);
    if (rc == ERR_OK)
        rc = open_http(w, err);
    if (rc == ERR_OK && pthread_create(&w->scheduler, NULL, scheduler, w) != 0)
        rc = err_set(err, ERR_FAILED, "could not start a thread");
    if (rc != ERR_OK) {
        web_close(w);
        return rc;
    }
    w->has_scheduler = true;
    *ret = w;
    return ERR_OK;
}

const char *web_url(const Web *w)
{
    return w->url.ptr;
}

void web_run(Web *w)
{
    http_run(w->http);
}

void web_stop(Web *w)
{
    http_stop(w->http);
}

void web_close(Web *w)
{
    if (!w)
        return;
    pthread_mutex_lock(&w->mtx);
    w->is_ending = true;
    pthread_cond_signal(&w->changed);
    pthread_mutex_unlock(&w->mtx);
    if (w->has_scheduler)
        pthread_join(w->scheduler, NULL);
    pthread_mutex_lock(&w->mtx);
    w->is_told = false;
    pthread_mutex_unlock(&w->mtx);
    http_close(w->http); /* handlers end here: the store is still open */
    queue_free(w->queue);
    store_close(w->store);
    pthread_cond_destroy(&w->changed);
    pthread_mutex_destroy(&w->mtx);
    arena_done(&w->arena);
    free(w);
}
