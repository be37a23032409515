/*
 * postgres_parts.h -- one connection to PostgreSQL: statements, rows, errors. For *postgres*.c.
 *
 * The connection stays in libpq's pipeline mode: what opens a transaction or a savepoint waits as a
 * prefix and travels with the statement after it, so that a work of one statement costs one round trip.
 *
 * Statements are prepared under a name made from their text, so that a name means the same on every
 * connection behind a PgBouncer; where preparing does not work there (transaction mode before
 * 1.21), the connection notices and goes on without.
 */
#ifndef FONDATION_STORE_POSTGRES_PARTS_H
#define FONDATION_STORE_POSTGRES_PARTS_H

#include "store/engine.h"

#include <libpq-fe.h>

enum { PG_STATEMENTS = 512, PG_PREFIXES = 80, PG_NAME_SIZE = 24 };

typedef struct PgStatement {
    const char *sql; /* compared by address: statements are literals */
    char *text;      /* translated; NULL-ended */
    char name[PG_NAME_SIZE];
    bool is_prepared;
} PgStatement;

/* Belongs to one thread at a time. */
typedef struct Pg {
    PGconn *c; /* NULL: not connected */
    PgStatement statements[PG_STATEMENTS];
    size_t statement_count;
    const char *prefixes[PG_PREFIXES];
    size_t prefix_count;
    bool is_unprepared;
    bool is_in_transaction; /* BEGIN was sent */
    bool is_lost;           /* the connection broke */
    bool wants_again;       /* a deadlock or its like: the same work may succeed now */
    bool is_refused; /* the name of a prepared statement was not known, or known already */
} Pg;

extern const TxOps pg_ops;

MUST_CHECK ErrCode pg_connect(Pg *p, const char *url, Err *err);
void pg_disconnect(Pg *p); /* keeps the translated texts */
void pg_done(Pg *p);
void pg_prefix(Pg *p, const char *sql);
/* A statement without arguments and rows; `tag` (may be NULL) is what the server must answer. */
MUST_CHECK ErrCode pg_do(Pg *p, const char *sql, const char *tag, Err *err);
/* Out of the transaction, whatever it takes. */
void pg_rollback(Pg *p);

/* The thread that hears of changes made by other servers, and tells them of ours. */
typedef struct PgListener PgListener;

PgListener *pg_listener_start(Store *s, const char *url,
                              void (*publish)(void *self, const Topic *topics, size_t count),
                              void *self);
void pg_listener_stop(PgListener *l);
/* Any thread: told to the other servers soon, many changes in one notice. */
void pg_listener_tell(PgListener *l, const Topic *topics, size_t count);
bool pg_listener_is_deaf(const PgListener *l);

/* pg_dump and pg_restore as child processes; the password goes through their environment. */
MUST_CHECK ErrCode pg_dump_to(const char *url, const char *path, Err *err);
MUST_CHECK ErrCode pg_restore_from(const char *url, const char *path, Err *err);

#endif
