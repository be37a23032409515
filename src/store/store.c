/*
 * store.c -- what both engines share: opening, time, ids, checks of arguments, works on their way.
 */
#include "store/engine.h"

#include "base/file.h"

#include <errno.h>
#include <pthread.h>
#include <sodium.h>

enum { BUSY_DEFAULT_MS = 10000, ID_RANDOM_BITS = 21 };

static const char id_digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/* ---- opening ---- */

static const Engine *engine_of(const char *url)
{
    Str text = str_from(url);

    if (str_starts(text, STR("postgres://")) || str_starts(text, STR("postgresql://")))
        return &engine_postgres;
    return &engine_sqlite;
}

ErrCode store_open(const StoreAsk *ask, Store **ret, Err *err)
{
    Store *s = xcalloc(1, sizeof(*s));
    StoreAsk given = *ask;
    ErrCode rc;

    MUST(sodium_init() >= 0);
    if (!given.busy_ms)
        given.busy_ms = BUSY_DEFAULT_MS;
    s->engine = engine_of(ask->url);
    s->clock = ask->clock ? ask->clock : clock_system();
    s->changed = ask->changed;
    s->changed_self = ask->changed_self;
    pthread_mutex_init(&s->failure_mtx, NULL);
    store_set_anchor(s, s->clock->now_ms(s->clock));
    rc = s->engine->open(s, &given, err);
    if (rc == ERR_OK)
        rc = store_migrate(s, &given, err);
    if (rc != ERR_OK) {
        store_close(s);
        return err_wrap(err, "opening the database");
    }
    *ret = s;
    return ERR_OK;
}

void store_close(Store *s)
{
    if (!s)
        return;
    s->engine->close(s);
    pthread_mutex_destroy(&s->failure_mtx);
    free(s);
}

bool store_is_postgres(const Store *s)
{
    return s->engine->is_postgres;
}

bool tx_is_postgres(const Tx *tx)
{
    return tx->store->engine->is_postgres;
}

Store *tx_store(Tx *tx)
{
    return tx->store;
}

/* ---- time and ids ---- */

void store_set_anchor(Store *s, int64_t now_ms)
{
    s->anchor_ms = now_ms - s->clock->tick_ns(s->clock) / 1000000;
}

int64_t store_now(const Store *s)
{
    return s->anchor_ms + s->clock->tick_ns(s->clock) / 1000000;
}

/* Milliseconds above, chance below; within one process the next number when that is larger. */
uint64_t store_new_id(Store *s)
{
    uint64_t fresh = (uint64_t)store_now(s) << ID_RANDOM_BITS;
    uint64_t last = s->last_id, next;

    fresh |= randombytes_uniform(1u << (ID_RANDOM_BITS - 1));
    do {
        next = MAX_OF(fresh, last + 1);
    } while (!atomic_compare_exchange_weak(&s->last_id, &last, next));
    return next & INT64_MAX;
}

void id_text(uint64_t id, char ret_text[ID_TEXT_SIZE])
{
    for (int i = ID_TEXT_SIZE - 2; i >= 0; i--) {
        ret_text[i] = id_digits[id & 31];
        id >>= 5;
    }
    ret_text[ID_TEXT_SIZE - 1] = '\0';
}

bool id_parse(Str text, uint64_t *ret)
{
    uint64_t id = 0;

    if (text.len != ID_TEXT_SIZE - 1 || text.ptr[0] > '7')
        return false;
    for (size_t i = 0; i < text.len; i++) {
        const char *digit = text.ptr[i] ? strchr(id_digits, text.ptr[i]) : NULL;
        if (!digit)
            return false;
        id = id << 5 | (uint64_t)(digit - id_digits);
    }
    if (id == 0)
        return false;
    *ret = id;
    return true;
}

/* ---- transactions ---- */

ErrCode store_write(Store *s, StoreHow how, StoreWork *work, void *arg, Err *err)
{
    return s->engine->write(s, how, work, arg, err);
}

ErrCode store_read(Store *s, StoreWork *work, void *arg, Err *err)
{
    return s->engine->read(s, work, arg, err);
}

static ErrCode check_args(const Value *args, size_t count, Err *err)
{
    MUST(count <= STORE_MAX_ARGS);
    for (size_t i = 0; i < count; i++) {
        const Value *v = &args[i];
        if (v->kind < VALUE_TEXT || v->is_null)
            continue;
        if (v->text.len > STORE_MAX_VALUE_BYTES)
            return err_set(err, ERR_LIMIT, "a value of %zu bytes is too large", v->text.len);
        if (v->kind == VALUE_TEXT &&
            (!utf8_is_valid(v->text) || (v->text.len && memchr(v->text.ptr, 0, v->text.len))))
            return err_set(err, ERR_INVALID, "a text is not valid UTF-8");
    }
    return ERR_OK;
}

static ErrCode run(Tx *tx, Arena *a, const char *sql, const Value *args, size_t count,
                   Rows *ret, uint64_t *ret_changed, Err *err)
{
    ErrCode rc;

    if (tx->has_failed)
        return err_set(err, ERR_FAILED, "an earlier statement of the transaction failed");
    rc = check_args(args, count, err);
    if (rc == ERR_OK)
        rc = tx->ops->run(tx, a, sql, args, count, ret, ret_changed, err);
    if (rc != ERR_OK)
        tx->has_failed = true;
    return rc;
}

ErrCode tx_run(Tx *tx, const char *sql, const Value *args, size_t count, uint64_t *ret_changed,
               Err *err)
{
    return run(tx, NULL, sql, args, count, NULL, ret_changed, err);
}

ErrCode tx_rows(Tx *tx, Arena *a, const char *sql, const Value *args, size_t count, Rows *ret,
                Err *err)
{
    *ret = (Rows){0};
    return run(tx, a, sql, args, count, ret, NULL, err);
}

void topics_add(Topics *topics, Topic topic)
{
    for (size_t i = 0; i < topics->len; i++) {
        if (topics->at[i].kind == topic.kind && topics->at[i].id == topic.id)
            return;
    }
    *VEC_PUSH(topics) = topic;
}

void tx_touch(Tx *tx, TopicKind kind, uint64_t id)
{
    topics_add(&tx->topics, (Topic){kind, id});
}

/* ---- rows ---- */

const Value *rows_at(const Rows *rows, size_t row, size_t column)
{
    MUST(row < rows->count && column < rows->width);
    return &rows->cells[row * rows->width + column];
}

int64_t rows_int(const Rows *rows, size_t row, size_t column)
{
    return rows_at(rows, row, column)->number;
}

double rows_real(const Rows *rows, size_t row, size_t column)
{
    const Value *v = rows_at(rows, row, column);

    return v->kind == VALUE_INT ? (double)v->number : v->real;
}

Str rows_text(const Rows *rows, size_t row, size_t column)
{
    return rows_at(rows, row, column)->text;
}

bool rows_is_null(const Rows *rows, size_t row, size_t column)
{
    return rows_at(rows, row, column)->is_null;
}

/* ---- works on their way ---- */

void op_queue_init(OpQueue *q)
{
    pthread_condattr_t attr;

    *q = (OpQueue){0};
    pthread_mutex_init(&q->mtx, NULL);
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&q->arrived, &attr);
    pthread_condattr_destroy(&attr);
}

void op_queue_done(OpQueue *q)
{
    MUST(!q->first);
    pthread_cond_destroy(&q->arrived);
    pthread_mutex_destroy(&q->mtx);
}

void op_queue_close(OpQueue *q)
{
    pthread_mutex_lock(&q->mtx);
    q->is_closed = true;
    pthread_cond_broadcast(&q->arrived);
    pthread_mutex_unlock(&q->mtx);
}

ErrCode op_run(Store *s, OpQueue *q, Op *op)
{
    MUST(sem_init(&op->done, 0, 0) == 0);
    pthread_mutex_lock(&q->mtx);
    MUST(!q->is_closed);
    op->next = NULL;
    if (q->last)
        q->last->next = op;
    else
        q->first = op;
    q->last = op;
    q->length++;
    s->waiting = q->length;
    pthread_cond_signal(&q->arrived);
    pthread_mutex_unlock(&q->mtx);
    while (sem_wait(&op->done) != 0)
        MUST(errno == EINTR);
    for (int i = 0; i < 2; i++) {
        if (op->wakes[i])
            sem_post(&op->wakes[i]->done);
    }
    sem_destroy(&op->done);
    VEC_DONE(&op->topics);
    return op->rc;
}

void op_finish(Op *op, ErrCode rc)
{
    op->rc = rc;
    sem_post(&op->done); /* `op` is gone from here on */
}

void op_finish_list(Op *list)
{
    Op *waiting = list; /* the next one that can take two more to wake */
    int taken = 0;

    for (Op *op = list; op; op = op->next)
        op->wakes[0] = op->wakes[1] = NULL;
    for (Op *op = list->next; op; op = op->next) {
        waiting->wakes[taken++] = op;
        if (taken == 2) {
            waiting = waiting->next;
            taken = 0;
        }
    }
    sem_post(&list->done); /* the whole list is gone from here on */
}

static bool wait_for_op(OpQueue *q, int64_t wait_ms)
{
    struct timespec until;

    if (wait_ms < 0)
        return pthread_cond_wait(&q->arrived, &q->mtx) == 0;
    MUST(clock_gettime(CLOCK_MONOTONIC, &until) == 0);
    until.tv_sec += wait_ms / 1000;
    until.tv_nsec += wait_ms % 1000 * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    return pthread_cond_timedwait(&q->arrived, &q->mtx, &until) == 0;
}

bool op_queue_take(OpQueue *q, unsigned max, int64_t wait_ms, Op **ret_list)
{
    Op *last;

    *ret_list = NULL;
    pthread_mutex_lock(&q->mtx);
    while (!q->first && !q->is_closed) {
        if (!wait_for_op(q, wait_ms))
            break;
    }
    bool is_open = q->first || !q->is_closed;
    if (q->first && max) {
        *ret_list = last = q->first;
        unsigned taken = 1;
        while (taken < max && last->next) {
            last = last->next;
            taken++;
        }
        q->first = last->next;
        if (!q->first)
            q->last = NULL;
        last->next = NULL;
        q->length -= taken;
    }
    pthread_mutex_unlock(&q->mtx);
    return is_open;
}

/* ---- status and the rest ---- */

void store_note_failure(Store *s, const Err *err)
{
    s->failures++;
    s->is_up = false;
    pthread_mutex_lock(&s->failure_mtx);
    snprintf(s->last_failure, sizeof(s->last_failure), "%.255s", err->text);
    pthread_mutex_unlock(&s->failure_mtx);
}

void store_status(Store *s, StoreStatus *ret)
{
    *ret = (StoreStatus){.is_up = s->is_up,
                         .commits = s->commits,
                         .works = s->works,
                         .failures = s->failures,
                         .waiting = s->waiting};
    pthread_mutex_lock(&s->failure_mtx);
    memcpy(ret->last_failure, s->last_failure, sizeof(ret->last_failure));
    pthread_mutex_unlock(&s->failure_mtx);
    s->engine->status(s, ret);
}

ErrCode store_backup(Store *s, const char *path, Err *err)
{
    if (path_exists(path))
        return err_set(err, ERR_CONFLICT, "'%s' is there already", path);
    if (s->engine->backup(s, path, err) != ERR_OK)
        return err_wrap(err, "making the backup '%s'", path);
    return ERR_OK;
}
