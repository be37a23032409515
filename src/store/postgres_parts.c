/*
 * postgres_parts.c -- sending statements in pipeline mode, reading binary rows.
 */
#include "store/postgres_parts.h"

#include "base/hash.h"
#include "store/dialect.h"

#include <endian.h>
#include <limits.h>

enum { STATEMENT_MAX_BYTES = 64 << 10 };

/* type numbers of the server's catalogue */
enum {
    OID_BOOL = 16,
    OID_BYTEA = 17,
    OID_INT8 = 20,
    OID_INT2 = 21,
    OID_INT4 = 23,
    OID_TEXT = 25,
    OID_OID = 26,
    OID_FLOAT8 = 701,
};

/* ---- connecting ---- */

static ErrCode fail_connection(Pg *p, Err *err)
{
    Str words = str_trim(str_from(p->c ? PQerrorMessage(p->c) : ""));

    p->is_lost = true;
    return err_set(err, ERR_BUSY, "the database cannot be reached: %.*s", STR_ARG(words));
}

/* "relation exists, skipping" and the like: nobody's news */
static void drop_notice(void *nothing UNUSED, const char *words UNUSED)
{
}

ErrCode pg_connect(Pg *p, const char *url, Err *err)
{
    const char *names[] = {
        "dbname",           "fallback_application_name", "client_encoding",
        "connect_timeout",  "keepalives_idle",           "keepalives_interval",
        "keepalives_count", "tcp_user_timeout",          NULL};
    const char *values[] = {url, "fondation", "UTF8", "5", "10", "5", "3", "20000", NULL};

    pg_disconnect(p);
    p->c = PQconnectdbParams(names, values, 1);
    if (!p->c || PQstatus(p->c) != CONNECTION_OK || PQenterPipelineMode(p->c) != 1)
        return fail_connection(p, err);
    PQsetNoticeProcessor(p->c, drop_notice, NULL);
    p->is_lost = false;
    return ERR_OK;
}

void pg_disconnect(Pg *p)
{
    PQfinish(p->c);
    p->c = NULL;
    p->prefix_count = 0;
    p->is_in_transaction = p->wants_again = p->is_refused = false;
    for (size_t i = 0; i < PG_STATEMENTS; i++)
        p->statements[i].is_prepared = false;
}

void pg_done(Pg *p)
{
    pg_disconnect(p);
    for (size_t i = 0; i < PG_STATEMENTS; i++)
        free(p->statements[i].text);
    *p = (Pg){0};
}

/* ---- statements ---- */

void pg_prefix(Pg *p, const char *sql)
{
    MUST(p->prefix_count < PG_PREFIXES);
    p->prefixes[p->prefix_count++] = sql;
}

static PgStatement *statement_of(Pg *p, const char *sql)
{
    size_t at = (uintptr_t)sql * 0x9e3779b97f4a7c15u >> 55;
    PgStatement *s;

    while (p->statements[at].sql && p->statements[at].sql != sql)
        at = (at + 1) % PG_STATEMENTS;
    s = &p->statements[at];
    if (!s->sql) {
        AUTO(buf_done) Buf text = BUF(STATEMENT_MAX_BYTES);
        char hex[HASH_HEX_SIZE];
        sql_for_postgres(&text, str_from(sql));
        MUST(!text.full && ++p->statement_count < PG_STATEMENTS);
        hash_hex_of(buf_str(&text), hex);
        snprintf(s->name, sizeof(s->name), "f_%.20s", hex);
        s->text = buf_take(&text, NULL);
        s->sql = sql;
    }
    return s;
}

typedef struct Bound {
    Oid types[STORE_MAX_ARGS];
    const char *values[STORE_MAX_ARGS];
    int lengths[STORE_MAX_ARGS];
    int formats[STORE_MAX_ARGS];
    uint64_t numbers[STORE_MAX_ARGS];
} Bound;

static void bind(Bound *b, const Value *args, size_t count)
{
    static const Oid types[] = {[VALUE_INT] = OID_INT8,
                                [VALUE_REAL] = OID_FLOAT8,
                                [VALUE_TEXT] = OID_TEXT,
                                [VALUE_BYTES] = OID_BYTEA};

    for (size_t i = 0; i < count; i++) {
        const Value *v = &args[i];
        uint64_t bits = (uint64_t)v->number;
        if (v->kind == VALUE_REAL)
            memcpy(&bits, &v->real, sizeof(bits));
        b->numbers[i] = htobe64(bits);
        b->types[i] = types[v->kind];
        b->formats[i] = 1;
        bool is_number = v->kind == VALUE_INT || v->kind == VALUE_REAL;
        b->lengths[i] = is_number ? 8 : (int)v->text.len;
        b->values[i] = v->is_null    ? NULL
                       : is_number   ? (const char *)&b->numbers[i]
                       : v->text.ptr ? v->text.ptr
                                     : "";
    }
}

static ErrCode fail_result(Pg *p, const PGresult *r, Err *err)
{
    const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);
    const char *words = PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);
    Str code = str_from(state ? state : "");

    if (PQstatus(p->c) != CONNECTION_OK || code.len == 0 || str_starts(code, STR("08")) ||
        str_starts(code, STR("57P")))
        return fail_connection(p, err);
    if (str_is(code, "40001") || str_is(code, "40P01"))
        p->wants_again = true;
    if (str_is(code, "26000") || str_is(code, "42P05"))
        p->is_refused = p->wants_again = true;
    if (str_starts(code, STR("23")))
        return err_set(err, ERR_CONFLICT, "the database refuses it: %s", words);
    if (str_is(code, "57014"))
        return err_set(err, ERR_TIMEOUT, "reading the database took too long");
    if (str_starts(code, STR("53")) || str_starts(code, STR("58")))
        return err_set(err, ERR_IO, "the database: %s", words);
    if (str_is(code, "25006"))
        return err_set(err, ERR_FORBIDDEN, "the database cannot be written: %s", words);
    return err_set(err, p->wants_again ? ERR_BUSY : ERR_FAILED, "the database: %s (%s)", words,
                   state);
}

/* The result of the next statement in the pipeline, in *ret when it is a good one. */
static ErrCode take_result(Pg *p, PGresult **ret, Err *err)
{
    PGresult *r = PQgetResult(p->c);
    ExecStatusType status = PQresultStatus(r);
    ErrCode rc = ERR_OK;

    if (!r)
        return fail_connection(p, err);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) {
        if (ret) {
            *ret = r;
            r = NULL;
        }
    } else if (status == PGRES_PIPELINE_ABORTED) {
        rc = err_set(err, ERR_FAILED, "an earlier statement failed");
    } else {
        rc = fail_result(p, r, err);
    }
    PQclear(r);
    while (!p->is_lost && (r = PQgetResult(p->c)))
        PQclear(r);
    return rc;
}

/* Reads what belongs to one sync: the results of the prefixes and, if asked, of preparing, and the
 * statement's own. The first error is the one that is told. */
static ErrCode take_results(Pg *p, size_t prefixes, PgStatement *prepared, PGresult **ret,
                            Err *err)
{
    size_t before = prefixes + (prepared != NULL);
    Err first = {0}, later = {0};
    ErrCode rc = ERR_OK;

    for (size_t i = 0; i <= before && !p->is_lost; i++) {
        ErrCode got = take_result(p, i == before ? ret : NULL, rc == ERR_OK ? &first : &later);
        if (rc == ERR_OK)
            rc = got;
        /* stays so whatever becomes of the transaction */
        if (prepared && i == prefixes && got == ERR_OK)
            prepared->is_prepared = true;
    }
    if (!p->is_lost) {
        PGresult *sync = PQgetResult(p->c);
        if (PQresultStatus(sync) != PGRES_PIPELINE_SYNC && rc == ERR_OK)
            rc = fail_connection(p, &first);
        PQclear(sync);
    }
    if (rc != ERR_OK)
        *err = first;
    return rc;
}

static bool send_statement(Pg *p, PgStatement *s, const Bound *b, size_t count)
{
    if (p->is_unprepared)
        return PQsendQueryParams(p->c, s->text, (int)count, b->types, b->values, b->lengths,
                                 b->formats, 1) == 1;
    if (!s->is_prepared && PQsendPrepare(p->c, s->name, s->text, (int)count, b->types) != 1)
        return false;
    return PQsendQueryPrepared(p->c, s->name, (int)count, b->values, b->lengths, b->formats,
                               1) == 1;
}

static ErrCode send(Pg *p, PgStatement *s, const Value *args, size_t count, PGresult **ret,
                    Err *err)
{
    Bound b;
    size_t prefixes = p->prefix_count;
    bool is_sent = true, prepares = !p->is_unprepared && !s->is_prepared;

    if (p->is_lost || !p->c)
        return fail_connection(p, err);
    bind(&b, args, count);
    for (size_t i = 0; i < p->prefix_count && is_sent; i++) {
        is_sent = PQsendQueryParams(p->c, p->prefixes[i], 0, NULL, NULL, NULL, NULL, 1) == 1;
        p->is_in_transaction = true;
    }
    p->prefix_count = 0;
    if (is_sent)
        is_sent = send_statement(p, s, &b, count) && PQpipelineSync(p->c) == 1;
    if (!is_sent)
        return fail_connection(p, err);
    return take_results(p, prefixes, prepares ? s : NULL, ret, err);
}

/* ---- rows ---- */

static Value read_cell(const PGresult *r, int row, int column, Arena *a)
{
    const char *bytes = PQgetvalue(r, row, column);
    Str view = {bytes, (size_t)PQgetlength(r, row, column)};
    uint64_t bits;
    uint32_t word;
    double real;

    if (PQgetisnull(r, row, column))
        return (Value){.is_null = true};
    switch (PQftype(r, column)) {
    case OID_INT8:
        memcpy(&bits, bytes, sizeof(bits));
        return v_int((int64_t)be64toh(bits));
    case OID_INT4:
    case OID_OID:
        memcpy(&word, bytes, sizeof(word));
        return v_int((int32_t)be32toh(word));
    case OID_INT2:
        return v_int((int16_t)((uint8_t)bytes[0] << 8 | (uint8_t)bytes[1]));
    case OID_BOOL:
        return v_int(bytes[0] != 0);
    case OID_FLOAT8:
        memcpy(&bits, bytes, sizeof(bits));
        bits = be64toh(bits);
        memcpy(&real, &bits, sizeof(real));
        return v_real(real);
    case OID_BYTEA:
        return (Value){.kind = VALUE_BYTES, .text = arena_str(a, view)};
    default:
        return v_text(arena_str(a, view));
    }
}

static ErrCode keep_rows(const PGresult *r, Arena *a, Rows *ret, Err *err)
{
    int count = PQntuples(r), width = PQnfields(r);
    Value *cells;

    if (count > STORE_MAX_ROWS)
        return err_set(err, ERR_LIMIT, "more than %d rows", STORE_MAX_ROWS);
    if (count == 0)
        return ERR_OK;
    cells = ARENA_ARRAY(a, Value, (size_t)count * (size_t)width);
    for (int row = 0; row < count; row++) {
        for (int i = 0; i < width; i++)
            cells[row * width + i] = read_cell(r, row, i, a);
    }
    *ret = (Rows){cells, (size_t)count, (size_t)width};
    return ERR_OK;
}

static uint64_t changed_rows(PGresult *r)
{
    uint64_t count = 0;

    (void)parse_u64(str_from(PQcmdTuples(r)), UINT64_MAX, &count);
    return count;
}

static ErrCode pg_run(Tx *tx, Arena *a, const char *sql, const Value *args, size_t count,
                      Rows *ret, uint64_t *ret_changed, Err *err)
{
    Pg *p = tx->connection;
    PGresult *r = NULL;
    ErrCode rc = send(p, statement_of(p, sql), args, count, &r, err);

    if (rc == ERR_OK && a)
        rc = keep_rows(r, a, ret, err);
    if (ret_changed)
        *ret_changed = rc == ERR_OK ? changed_rows(r) : 0;
    PQclear(r);
    return rc;
}

/* Several statements in one text need the simple protocol, which pipeline mode does not have. */
static ErrCode pg_script(Tx *tx, const char *sql, Err *err)
{
    Pg *p = tx->connection;
    ErrCode rc = ERR_OK;
    PGresult *r;

    if (p->prefix_count)
        rc = pg_do(p, "SELECT 1", NULL, err); /* sends the BEGIN that waits */
    if (rc != ERR_OK)
        return rc;
    if (PQexitPipelineMode(p->c) != 1)
        return fail_connection(p, err);
    r = PQexec(p->c, sql);
    if (PQresultStatus(r) != PGRES_COMMAND_OK && PQresultStatus(r) != PGRES_TUPLES_OK)
        rc = fail_result(p, r, err);
    PQclear(r);
    if (PQenterPipelineMode(p->c) != 1 && rc == ERR_OK)
        rc = fail_connection(p, err);
    return rc;
}

const TxOps pg_ops = {.run = pg_run, .script = pg_script};

ErrCode pg_do(Pg *p, const char *sql, const char *tag, Err *err)
{
    /* control words are sent unprepared: they must also work in a failed transaction */
    PgStatement plain = {.sql = sql, .text = (char *)(uintptr_t)sql};
    bool was_unprepared = p->is_unprepared;
    PGresult *r = NULL;
    ErrCode rc;

    p->is_unprepared = true;
    rc = send(p, &plain, NULL, 0, &r, err);
    p->is_unprepared = was_unprepared;
    if (rc == ERR_OK && tag && strcmp(PQcmdStatus(r), tag) != 0)
        rc = err_set(err, ERR_FAILED, "the database ended the transaction");
    PQclear(r);
    return rc;
}

void pg_rollback(Pg *p)
{
    Err ignored = {0};

    p->prefix_count = 0;
    if (p->is_in_transaction && !p->is_lost)
        DROP_RESULT(pg_do(p, "ROLLBACK", NULL, &ignored));
    p->is_in_transaction = false;
}
