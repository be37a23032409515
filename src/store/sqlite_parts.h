/*
 * sqlite_parts.h -- one connection to a SQLite file: statements, rows, errors. For store_sqlite*.c.
 */
#ifndef FONDATION_STORE_SQLITE_PARTS_H
#define FONDATION_STORE_SQLITE_PARTS_H

#include "store/engine.h"

#include <sqlite3.h>

enum { LITE_STATEMENTS = 512 };

typedef struct LiteStatement {
    const char *sql; /* compared by address: statements are literals */
    sqlite3_stmt *prepared;
} LiteStatement;

/* Belongs to one thread at a time. */
typedef struct Lite {
    sqlite3 *db;
    LiteStatement statements[LITE_STATEMENTS];
    size_t statement_count;
    int64_t deadline_ns;      /* CLOCK_MONOTONIC; 0: none. Statements are ended after it */
    const atomic_bool *hurry; /* may be NULL; ends statements when it turns true */
} Lite;

extern const TxOps lite_ops;

MUST_CHECK ErrCode lite_open(Lite *l, const char *path, int flags, Err *err);
void lite_close(Lite *l);
/* Our class of a result code, with its words. */
ErrCode lite_fail(Lite *l, int code, Err *err);
/* A statement without arguments and rows, such as BEGIN; cached. */
MUST_CHECK ErrCode lite_do(Lite *l, const char *sql, Err *err);
/* The first column of the first row as a number. */
MUST_CHECK ErrCode lite_number(Lite *l, const char *sql, int64_t *ret, Err *err);
/* Copies the database at `from` page by page into the file `to`, in one step: what is committed meanwhile
 * is not in it. The source is only read. */
MUST_CHECK ErrCode lite_copy(const char *from, const char *to, Err *err);
int64_t lite_ticks_ns(void);

#endif
