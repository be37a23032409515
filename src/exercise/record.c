/*
 * record.c -- the learner's record as JSON.
 */
#include "exercise/record.h"

#include "base/file.h"
#include "base/json.h"

static bool is_id(const char *id)
{
    return strlen(id) == COURSE_ID_SIZE - 1 &&
           strspn(id, "0123456789abcdef") == COURSE_ID_SIZE - 1;
}

/* By its address, so that two repositories of one name have two records; else by its name. */
static Str record_name(Arena *a, const Course *c)
{
    char hex[HASH_HEX_SIZE];
    const CourseRepository *r = &c->repository;

    hash_hex_of(r->web_url.len ? r->web_url : r->name, hex);
    return arena_printf(a, "%.*s-%.8s.json", STR_ARG(course_slug(a, r->name)), hex);
}

const RecordEntry *record_find(const Record *r, const char *id)
{
    for (size_t i = 0; i < r->entries.len; i++) {
        if (strcmp(r->entries.at[i].id, id) == 0)
            return &r->entries.at[i];
    }
    return NULL;
}

RecordEntry *record_entry(Record *r, const char *id)
{
    for (size_t i = 0; i < r->entries.len; i++) {
        if (strcmp(r->entries.at[i].id, id) == 0)
            return &r->entries.at[i];
    }
    RecordEntry *e = VEC_PUSH(&r->entries);
    memcpy(e->id, id, COURSE_ID_SIZE);
    return e;
}

void record_forget(Record *r, const char *id)
{
    size_t kept = 0;

    for (size_t i = 0; i < r->entries.len; i++) {
        if (id && strcmp(r->entries.at[i].id, id) != 0)
            r->entries.at[kept++] = r->entries.at[i];
    }
    r->entries.len = kept;
}

static ErrCode parse_entry(Record *r, const char *id, const json_t *value, Err *err)
{
    uint64_t tries = 0, hints = 0, at = 0;
    bool is_solved = false;

    if (!is_id(id))
        return err_set(err, ERR_INVALID, "'%.40s' is not an exercise's id", id);
    ErrCode rc = jr_bool(value, "?solved", &is_solved, err);
    if (rc == ERR_OK)
        rc = jr_u64(value, "?tries", UINT32_MAX, &tries, err);
    if (rc == ERR_OK)
        rc = jr_u64(value, "?hints", UINT32_MAX, &hints, err);
    if (rc == ERR_OK)
        rc = jr_u64(value, "?at", INT64_MAX, &at, err);
    if (rc != ERR_OK)
        return rc;
    RecordEntry *e = record_entry(r, id);
    e->is_solved = is_solved;
    e->tries = (uint32_t)tries;
    e->hints = (uint32_t)hints;
    e->at_ms = at;
    return ERR_OK;
}

ErrCode record_parse(Record *r, Str bytes, Err *err)
{
    AUTO(jr_release) json_t *root = NULL;
    const json_t *exercises = NULL;
    uint64_t version = 0;
    ErrCode rc = jr_read(bytes, &root, err);

    if (rc == ERR_OK)
        rc = jr_u64(root, "schemaVersion", UINT32_MAX, &version, err);
    if (rc == ERR_OK && version != 1)
        return err_set(err, ERR_INVALID, "it was written by another version of the program");
    if (rc == ERR_OK)
        rc = jr_object(root, "exercises", &exercises, err);
    if (rc == ERR_OK && json_object_size(exercises) > RECORD_MAX_EXERCISES)
        return err_set(err, ERR_LIMIT, "it has more than %d exercises", RECORD_MAX_EXERCISES);
    for (void *i = rc == ERR_OK ? json_object_iter((json_t *)exercises) : NULL;
         i && rc == ERR_OK; i = json_object_iter_next((json_t *)exercises, i))
        rc = parse_entry(r, json_object_iter_key(i), json_object_iter_value(i), err);
    return rc;
}

void record_write(const Record *r, Buf *out)
{
    JsonWriter w;

    jw_init(&w, out, 1);
    jw_begin_object(&w);
    jw_u64(&w, "schemaVersion", 1);
    jw_text(&w, "repository", r->repository);
    jw_object(&w, "exercises");
    for (size_t i = 0; i < r->entries.len; i++) {
        const RecordEntry *e = &r->entries.at[i];

        jw_object(&w, e->id);
        jw_bool(&w, "solved", e->is_solved);
        jw_u64(&w, "tries", e->tries);
        jw_u64(&w, "hints", e->hints);
        jw_u64(&w, "at", e->at_ms);
        jw_end_object(&w);
    }
    jw_end_object(&w);
    jw_end_object(&w);
    buf_add_char(out, '\n');
}

ErrCode record_open(Arena *a, Str dir, const Course *c, Record *ret, Err *err)
{
    Str bytes;
    Record r = {.arena = a,
                .path = path_join(a, dir, record_name(a, c)),
                .repository = arena_str(a, c->repository.name)};
    Err read_err = {0};
    ErrCode rc = file_read(a, r.path.ptr, RECORD_MAX_BYTES, &bytes, &read_err);

    *ret = r;
    if (rc == ERR_NOT_FOUND)
        return ERR_OK;
    if (rc != ERR_OK) {
        *err = read_err;
        return rc;
    }
    rc = record_parse(ret, bytes, err);
    if (rc == ERR_OK)
        return rc;
    (void)err_wrap(err, "the record '%s' is damaged", r.path.ptr);
    return err_hint(err, "move it away to begin anew");
}

void record_done(Record *r)
{
    VEC_DONE(&r->entries);
}

ErrCode record_save(const Record *r, Err *err)
{
    AUTO(buf_done) Buf out = BUF(RECORD_MAX_BYTES);
    AUTO(arena_done) Arena a = {0};

    record_write(r, &out);
    if (out.full)
        return err_set(err, ERR_LIMIT, "the record is larger than %d bytes", RECORD_MAX_BYTES);
    ErrCode rc = dir_make(arena_cstr(&a, path_dir(r->path)), err);
    if (rc == ERR_OK)
        rc = file_write(r->path.ptr, buf_str(&out), false, err);
    return rc == ERR_OK ? rc : err_wrap(err, "keeping the record");
}
