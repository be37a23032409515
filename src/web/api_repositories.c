/*
 * api_repositories.c -- repositories: registered by URL or path, listed, forgotten.
 */
#include "web/api.h"
#include "web/location.h"

#include "base/file.h"

enum { NAME_TRIES = 100 };

/* A name that nobody else has: NAME, NAME-2, NAME-3, ... */
static ErrCode free_name(Web *w, Call *c, const Location *at, Str *ret, Err *err)
{
    Repository other;

    *ret = at->name;
    for (int i = 2; i < NAME_TRIES; i++) {
        ErrCode rc = repositories_by_name(w->store, c->a, 0, at->owner, *ret, &other, err);

        if (rc == ERR_NOT_FOUND || (rc == ERR_OK && str_eq(other.location, at->location)))
            return ERR_OK;
        if (rc != ERR_OK)
            return rc;
        *ret = arena_printf(c->a, "%.*s-%d", STR_ARG(at->name), i);
    }
    return err_set(err, ERR_CONFLICT, "there are too many repositories of this name");
}

ErrCode repository_at(Web *w, Call *c, Str place, uint64_t *ret_id, bool *ret_new, Err *err)
{
    Location at;
    Str name;
    ErrCode rc = location_read(c->a, place, &at, err);

    if (rc != ERR_OK)
        return rc;
    if (at.is_path && !path_is_dir(at.location.ptr))
        return err_set(err, ERR_INVALID, "'%.*s' is not a folder", STR_ARG(at.location));
    rc = free_name(w, c, &at, &name, err);
    if (rc != ERR_OK)
        return rc;
    Repository r = {.user_id = c->user_id,
                    .location = at.location,
                    .is_path = at.is_path,
                    .owner = at.owner,
                    .name = name};
    return repositories_add(w->store, &r, ret_id, ret_new, err);
}

typedef struct Reading {
    Call *c;
    uint64_t id, before;
    uint32_t limit;
} Reading;

static ErrCode read_one(Tx *tx, void *arg, Err *err)
{
    Reading *r = arg;
    Call *c = r->c;
    Repository repository;
    ErrCode rc = repositories_get_in(tx, c->a, c->user_id, r->id, &repository, err);

    if (rc != ERR_OK)
        return rc;
    buf_clear(&c->reply->body);
    jw_init(&c->out, &c->reply->body, 0);
    jw_begin_object(&c->out);
    rc = shape_repository(tx, c->a, &c->out, &repository, err);
    jw_end_object(&c->out);
    return rc;
}

static ErrCode read_list(Tx *tx, void *arg, Err *err)
{
    Reading *r = arg;
    Call *c = r->c;
    RepositoryList list;
    ErrCode rc = repositories_list_in(tx, c->a, c->user_id, r->before, r->limit, &list, err);

    buf_clear(&c->reply->body);
    jw_init(&c->out, &c->reply->body, 0);
    jw_begin_object(&c->out);
    jw_array(&c->out, "repositories");
    for (size_t i = 0; rc == ERR_OK && i < list.len; i++) {
        jw_begin_object(&c->out);
        rc = shape_repository(tx, c->a, &c->out, &list.at[i], err);
        jw_end_object(&c->out);
    }
    jw_end_array(&c->out);
    if (rc == ERR_OK)
        shape_id(&c->out, "nextCursor", list.next);
    jw_end_object(&c->out);
    return rc;
}

ErrCode api_repositories(Web *w, Call *c, Err *err)
{
    Reading r = {.c = c};
    uint64_t limit;
    ErrCode rc = query_id(c, "cursor", &r.before, err);

    if (rc == ERR_OK)
        rc = query_whole(c, "limit", 50, API_PAGE_MAX, &limit, err);
    if (rc != ERR_OK)
        return rc;
    r.limit = (uint32_t)limit;
    return store_read(w->store, read_list, &r, err);
}

ErrCode api_repository(Web *w, Call *c, Err *err)
{
    Reading r = {.c = c, .id = c->id};

    return store_read(w->store, read_one, &r, err);
}

ErrCode api_repository_add(Web *w, Call *c, Err *err)
{
    Reading r = {.c = c};
    Str url = body_text(c, "url"), path = body_text(c, "path");
    bool is_new;

    if ((url.len > 0) == (path.len > 0))
        return err_set(err, ERR_INVALID, "either 'url' or 'path' is needed");
    if ((url.len > 0) == (url.len > 0 ? url.ptr[0] == '/' : path.ptr[0] == '/'))
        return err_set(err, ERR_INVALID,
                       url.len ? "'url' is a path" : "'path' does not begin with '/'");
    ErrCode rc = repository_at(w, c, url.len ? url : path, &r.id, &is_new, err);
    if (rc != ERR_OK)
        return rc;
    c->reply->status = is_new ? 201 : 200;
    return store_read(w->store, read_one, &r, err);
}

ErrCode api_repository_delete(Web *w, Call *c, Err *err)
{
    Repository r;
    ErrCode rc = repositories_get(w->store, c->a, c->user_id, c->id, &r, err);

    return rc == ERR_OK ? repositories_delete(w->store, c->id, err) : rc;
}
