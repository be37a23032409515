/*
 * dialect.h -- one text of SQL for both engines.
 *
 * Statements and migrations are written for SQLite, in the part that both understand. What differs is
 * little and regular, so that it can be replaced word by word outside of quotes:
 *
 *     ?1                      $1
 *     INTEGER, REAL, BLOB     BIGINT, DOUBLE PRECISION, BYTEA
 *     STRICT, WITHOUT ROWID   (nothing)
 *     (comment)pg ... (end)   the text of the comment: FOR UPDATE and its like
 *
 * In migrations, lines after "--@sqlite" or "--@postgres" up to "--@both" are for one engine alone.
 */
#ifndef FONDATION_STORE_DIALECT_H
#define FONDATION_STORE_DIALECT_H

#include "base/str.h"

/* Appends `sql` as PostgreSQL reads it. */
void sql_for_postgres(Buf *out, Str sql);
/* Appends the lines of a migration that are for the engine; not yet translated. */
void sql_lines_for(Buf *out, Str script, bool is_postgres);

#endif
