/*
 * store_test.h -- a fresh database of either engine for a test, with a clock that the test turns.
 *
 * ON_BOTH(name) { ... } is a test that runs on SQLite and on PostgreSQL; its world is `w`.
 * PostgreSQL is the server that tools/with-postgres started.
 */
#ifndef FONDATION_STORE_TEST_H
#define FONDATION_STORE_TEST_H

#include "test.h"

#include "base/file.h"
#include "queue/queue.h"
#include "store/people.h"

#include <libpq-fe.h>
#include <unistd.h>

enum { TEST_NOW = 1700000000 };

typedef struct World {
    bool is_postgres;
    Arena arena;
    Str dir; /* SQLite: of the file */
    const char *url;
    Clock clock;
    Store *store;
    QueueSettings rules;
    Queue *queue;
    uint64_t user, repository;
} World;

UNUSED static void pg_admin(const char *sql)
{
    const char *server = getenv("FONDATION_TEST_POSTGRES");

    if (!server)
        fail_msg("run me through tools/with-postgres");
    PGconn *c = PQconnectdb(server);
    if (PQstatus(c) != CONNECTION_OK)
        fail_msg("%s", PQerrorMessage(c));
    PGresult *r = PQexec(c, sql);
    if (PQresultStatus(r) != PGRES_COMMAND_OK)
        fail_msg("%s: %s", sql, PQerrorMessage(c));
    PQclear(r);
    PQfinish(c);
}

UNUSED static const char *world_new_url(World *w)
{
    static int number;
    Err err = {0};

    if (!w->is_postgres) {
        CHECK_OK(dir_temp(&w->arena, "fondation-store-test-", &w->dir, &err), &err);
        return arena_printf(&w->arena, "sqlite:%.*s/t.db", STR_ARG(w->dir)).ptr;
    }
    Str name = arena_printf(&w->arena, "t%d_%d", (int)getpid(), ++number);
    pg_admin(arena_printf(&w->arena, "CREATE DATABASE %s", name.ptr).ptr);
    Str server = str_from(getenv("FONDATION_TEST_POSTGRES"));
    size_t mark = str_find_char(server, '?', 0);
    return arena_printf(&w->arena, "%.*s%s%s", (int)mark, server.ptr, name.ptr,
                        server.ptr + mark)
        .ptr;
}

UNUSED static void world_open(World *w)
{
    StoreAsk ask = {.url = w->url, .clock = &w->clock, .connections = 4};
    Err err = {0};

    CHECK_OK(store_open(&ask, &w->store, &err), &err);
    w->queue = queue_new(w->store, &w->rules);
}

UNUSED static void world_close(World *w)
{
    queue_free(w->queue);
    store_close(w->store);
    w->queue = NULL;
    w->store = NULL;
}

UNUSED static uint64_t world_repository(World *w, const char *name, uint64_t user,
                                        bool is_private)
{
    Repository r = {.user_id = user,
                    .location = arena_printf(&w->arena, "https://example.org/o/%s", name),
                    .is_private = is_private,
                    .owner = STR("o"),
                    .name = str_from(name)};
    uint64_t id = 0;
    Err err = {0};

    CHECK_OK(repositories_add(w->store, &r, &id, NULL, &err), &err);
    return id;
}

UNUSED static uint64_t world_user(World *w, const char *login)
{
    uint64_t id = 0;
    Err err = {0};

    CHECK_OK(users_ensure(w->store, str_from(login), str_from(login), 0, &id, &err), &err);
    return id;
}

/* No limits on users; each test sets those it is about. */
UNUSED static World world_new(bool is_postgres)
{
    World w = {.is_postgres = is_postgres, .clock = clock_fake(TEST_NOW * (int64_t)1000)};

    w.rules = queue_settings();
    w.rules.active_a_user = w.rules.created_an_hour = w.rules.running_a_user = 0;
    w.rules.seed = 1;
    w.url = world_new_url(&w);
    return w;
}

UNUSED static void world_start(World *w)
{
    world_open(w);
    w->user = world_user(w, "ada");
    w->repository = world_repository(w, "r", w->user, false);
}

UNUSED static void world_done(World *w)
{
    Err err = {0};

    if (w->store)
        world_close(w);
    if (w->is_postgres) {
        Str url = str_from(w->url);
        Str name = str_sub(url,
                           str_rfind_char(str_sub(url, 0, str_find_char(url, '?', 0)), '/') + 1,
                           str_find_char(url, '?', 0));
        pg_admin(arena_printf(&w->arena, "DROP DATABASE %.*s WITH (FORCE)", STR_ARG(name)).ptr);
    } else {
        CHECK_OK(dir_remove(arena_cstr(&w->arena, w->dir), &err), &err);
    }
    arena_done(&w->arena);
}

/* Only while no other thread looks. */
UNUSED static void world_wait(World *w, int64_t ms)
{
    w->clock.fake_now_ms += ms;
    w->clock.fake_tick_ns += ms * 1000000;
}

#define ON_BOTH(name)                  \
    static void name##_body(World *w); \
    TEST(name##_on_sqlite)             \
    {                                  \
        World w = world_new(false);    \
        world_start(&w);               \
        name##_body(&w);               \
        world_done(&w);                \
    }                                  \
    TEST(name##_on_postgres)           \
    {                                  \
        World w = world_new(true);     \
        world_start(&w);               \
        name##_body(&w);               \
        world_done(&w);                \
    }                                  \
    static void name##_body(World *w)

/* Runs one statement. */
typedef struct OneStatement {
    const char *sql;
    Arena *arena;
    Rows rows;
} OneStatement;

UNUSED static ErrCode one_statement(Tx *tx, void *arg, Err *err)
{
    OneStatement *o = arg;

    return tx_rows(tx, o->arena, o->sql, NO_ARGS, &o->rows, err);
}

UNUSED static int64_t world_number(World *w, const char *sql)
{
    OneStatement o = {.sql = sql, .arena = &w->arena};
    Err err = {0};

    CHECK_OK(store_read(w->store, one_statement, &o, &err), &err);
    return rows_int(&o.rows, 0, 0);
}

#endif
