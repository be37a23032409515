/*
 * engine.h -- what an engine of the store has to do. Only src/store includes this.
 */
#ifndef FONDATION_STORE_ENGINE_H
#define FONDATION_STORE_ENGINE_H

#include "base/vec.h"
#include "store/store.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>

VEC_TYPE(Topics, Topic);

/* One kind of connection runs statements for one kind of transaction. */
typedef struct TxOps {
    /* Rows go into `a`; NULL: there are none to keep. */
    ErrCode (*run)(Tx *tx, Arena *a, const char *sql, const Value *args, size_t count,
                   Rows *ret, uint64_t *ret_changed, Err *err);
    /* Several statements without arguments. */
    ErrCode (*script)(Tx *tx, const char *sql, Err *err);
} TxOps;

struct Tx {
    Store *store;
    const TxOps *ops;
    void *connection; /* the engine's own */
    bool is_read;
    bool has_failed; /* a statement failed: the rest is refused */
    Topics topics;
};

typedef struct Engine {
    const char *name;
    bool is_postgres;
    ErrCode (*open)(Store *s, const StoreAsk *ask, Err *err);
    void (*close)(Store *s);
    ErrCode (*write)(Store *s, StoreHow how, StoreWork *work, void *arg, Err *err);
    ErrCode (*read)(Store *s, StoreWork *work, void *arg, Err *err);
    void (*status)(Store *s, StoreStatus *ret);
    ErrCode (*backup)(Store *s, const char *path, Err *err);
    ErrCode (*check)(Store *s, Err *err); /* the engine's own check */
} Engine;

extern const Engine engine_sqlite, engine_postgres;

struct Store {
    /* set once in store_open(), read by everyone */
    const Engine *engine;
    void *self; /* the engine's own */
    const Clock *clock;
    StoreChanged *changed;
    void *changed_self;

    _Atomic int64_t anchor_ms; /* time of the database minus the clock's tick */
    _Atomic uint64_t last_id;
    _Atomic uint64_t commits, works, failures, waiting;
    _Atomic bool is_up;
    pthread_mutex_t failure_mtx; /* guards last_failure */
    char last_failure[256];
};

/* A work on its way to the thread that runs it; lives on the stack of the thread that waits. */
typedef struct Op {
    StoreWork *work;
    void *arg;
    Err *err;
    ErrCode rc;
    StoreHow how;
    bool is_read;
    int64_t give_up_tick; /* when a lost database is no longer waited for */
    Topics topics;        /* of the run that counts */
    sem_t done;
    struct Op *next;
    struct Op *wakes[2]; /* whom this one's thread wakes in its turn */
} Op;

/* First in, first out; guarded by its lock. */
typedef struct OpQueue {
    pthread_mutex_t mtx;
    pthread_cond_t arrived;
    Op *first;
    Op *last;
    bool is_closed;
    unsigned length;
} OpQueue;

void op_queue_init(OpQueue *q);
void op_queue_done(OpQueue *q);
void op_queue_close(OpQueue *q);
/* Appends, and waits until op_finish(). */
ErrCode op_run(Store *s, OpQueue *q, Op *op);
/* Takes up to `max` works as a list, waiting `wait_ms` (< 0: for ever). False when closed and empty. */
bool op_queue_take(OpQueue *q, unsigned max, int64_t wait_ms, Op **ret_list);
void op_finish(Op *op, ErrCode rc);
/* Finishes a list of works, each with its own `rc`. Their threads wake each other, so that the calling
 * thread pays for one wake-up only. */
void op_finish_list(Op *list);

/* Notes a failure of the engine for store_status(). */
void store_note_failure(Store *s, const Err *err);
/* Sets the time of the database to now. */
void store_set_anchor(Store *s, int64_t now_ms);
void topics_add(Topics *topics, Topic topic);

typedef struct Migration {
    unsigned number;
    const char *name;
    const char *sql;
} Migration;

/* Made from src/store/migrations by tools/embed-migrations, in order, ended by number 0. */
extern const Migration store_migrations[];

ErrCode store_migrate(Store *s, const StoreAsk *ask, Err *err);

#endif
