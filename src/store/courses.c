/*
 * courses.c -- courses as rows: staged, published by queue_complete(), read.
 */
#include "store/courses.h"

#include "base/hash.h"

#define COLUMNS                                                                           \
    "id, job_id, user_id, repository_id, epoch, title, commit_name, language, chapters, " \
    "files, bytes, sha256, published_at"

static Course course_of_row(const Rows *rows, size_t i)
{
    return (Course){.id = (uint64_t)rows_int(rows, i, 0),
                    .job_id = (uint64_t)rows_int(rows, i, 1),
                    .user_id = (uint64_t)rows_int(rows, i, 2),
                    .repository_id = (uint64_t)rows_int(rows, i, 3),
                    .epoch = (uint64_t)rows_int(rows, i, 4),
                    .title = rows_text(rows, i, 5),
                    .commit = rows_text(rows, i, 6),
                    .language = rows_text(rows, i, 7),
                    .chapters = (uint32_t)rows_int(rows, i, 8),
                    .files = (uint64_t)rows_int(rows, i, 9),
                    .bytes = (uint64_t)rows_int(rows, i, 10),
                    .sha256 = rows_text(rows, i, 11),
                    .published_at = rows_int(rows, i, 12)};
}

/* ---- staging ---- */

typedef struct StageWork {
    const Course *course;
    uint64_t id;
    int64_t now;
    const CourseFile *files;
    size_t count;
    uint64_t bytes;
} StageWork;

static ErrCode stage_work(Tx *tx, void *arg, Err *err)
{
    StageWork *w = arg;
    const Course *c = w->course;

    return tx_run(tx,
                  SQL("INSERT INTO courses(id, job_id, user_id, repository_id, epoch, title, "
                      "commit_name, language, chapters, staged_at) VALUES (?1, ?2, ?3, ?4, ?5, "
                      "?6, ?7, ?8, ?9, ?10)"),
                  ARGS(v_int((int64_t)w->id), v_int((int64_t)c->job_id),
                       v_int((int64_t)c->user_id), v_int((int64_t)c->repository_id),
                       v_int((int64_t)c->epoch), v_text(c->title.ptr ? c->title : STR("")),
                       v_text(c->commit), v_text(c->language), v_int(c->chapters),
                       v_int(w->now)),
                  NULL, err);
}

ErrCode courses_stage(Store *s, const Course *c, uint64_t *ret_id, Err *err)
{
    StageWork w = {.course = c, .id = store_new_id(s), .now = store_now(s)};
    ErrCode rc = store_write(s, STORE_ALONE, stage_work, &w, err);

    if (rc == ERR_OK)
        *ret_id = w.id;
    return rc;
}

static ErrCode check_files(StageWork *w, Err *err)
{
    for (size_t i = 0; i < w->count; i++) {
        const CourseFile *f = &w->files[i];
        if (!path_is_plain(f->path) || f->path.len > COURSE_PATH_MAX_BYTES ||
            !utf8_is_valid(f->path))
            return err_set(err, ERR_INVALID, "a file's path is not a plain one");
        if (f->bytes.len > COURSE_FILE_MAX_BYTES)
            return err_set(err, ERR_LIMIT, "'%.*s' is larger than %d bytes", STR_ARG(f->path),
                           COURSE_FILE_MAX_BYTES);
        w->bytes += f->bytes.len;
    }
    return ERR_OK;
}

static ErrCode insert_file(StageWork *w, Tx *tx, const CourseFile *f, Err *err)
{
    char hash[HASH_HEX_SIZE];
    uint64_t changed = 0;
    ErrCode rc;

    hash_hex_of(f->bytes, hash);
    rc = tx_run(
        tx,
        SQL("INSERT INTO course_files(course_id, path, size, hash, bytes) VALUES (?1, ?2, "
            "?3, ?4, ?5) ON CONFLICT DO NOTHING"),
        ARGS(v_int((int64_t)w->id), v_text(f->path), v_int((int64_t)f->bytes.len),
             v_text(str_from(hash)), v_bytes(f->bytes.ptr ? f->bytes.ptr : "", f->bytes.len)),
        &changed, err);
    if (rc == ERR_OK && changed == 0)
        rc = err_set(err, ERR_INVALID, "'%.*s' is there twice", STR_ARG(f->path));
    return rc;
}

/* Counts the pieces, and sees to it that the course is a staging. */
static ErrCode add_to_staging(StageWork *w, Tx *tx, uint64_t files, Err *err)
{
    uint64_t changed = 0;
    ErrCode rc = tx_run(tx,
                        SQL("UPDATE courses SET files = files + ?2, bytes = bytes + ?3 WHERE "
                            "id = ?1 AND published_at IS NULL AND files + ?2 <= ?4"),
                        ARGS(v_int((int64_t)w->id), v_int((int64_t)files),
                             v_int((int64_t)w->bytes), v_int(COURSE_MAX_FILES)),
                        &changed, err);

    if (rc == ERR_OK && changed == 0)
        rc = err_set(err, ERR_CONFLICT,
                     "the course is not being staged, or would have more than %d files",
                     COURSE_MAX_FILES);
    return rc;
}

static ErrCode files_work(Tx *tx, void *arg, Err *err)
{
    StageWork *w = arg;
    ErrCode rc = add_to_staging(w, tx, w->count, err);

    for (size_t i = 0; rc == ERR_OK && i < w->count; i++)
        rc = insert_file(w, tx, &w->files[i], err);
    return rc;
}

ErrCode courses_stage_files(Store *s, uint64_t id, const CourseFile *files, size_t count,
                            Err *err)
{
    StageWork w = {.id = id, .files = files, .count = count};
    ErrCode rc = check_files(&w, err);

    return rc == ERR_OK ? store_write(s, STORE_ALONE, files_work, &w, err) : rc;
}

/* ---- removing ---- */

/* The words of SQLite's index are no rows that a reference could remove. */
static ErrCode delete_words(Tx *tx, uint64_t id, Err *err)
{
    return tx_run(tx,
                  SQL("DELETE FROM course_words WHERE rowid IN (SELECT id FROM course_sections "
                      "WHERE course_id = ?1)"),
                  ARGS(v_int((int64_t)id)), NULL, err);
}

static ErrCode delete_course(Tx *tx, uint64_t id, Err *err)
{
    uint64_t changed = 0;
    ErrCode rc = delete_words(tx, id, err);

    if (rc == ERR_OK)
        rc = tx_run(tx, SQL("UPDATE jobs SET course_id = NULL WHERE course_id = ?1"),
                    ARGS(v_int((int64_t)id)), NULL, err);
    if (rc == ERR_OK)
        rc = tx_run(tx, SQL("DELETE FROM courses WHERE id = ?1"), ARGS(v_int((int64_t)id)),
                    &changed, err);
    if (rc == ERR_OK && changed == 0)
        rc = err_set(err, ERR_NOT_FOUND, "there is no such course");
    return rc;
}

static ErrCode delete_work(Tx *tx, void *arg, Err *err)
{
    return delete_course(tx, *(uint64_t *)arg, err);
}

ErrCode courses_delete(Store *s, uint64_t id, Err *err)
{
    return store_write(s, STORE_ALONE, delete_work, &id, err);
}

ErrCode courses_prune_in(Tx *tx, int64_t before, uint32_t limit, uint32_t *ret_count, Err *err)
{
    AUTO(arena_done) Arena a = {0};
    Rows rows;
    ErrCode rc = tx_rows(
        tx, &a,
        SQL("SELECT id FROM courses WHERE published_at IS NULL AND staged_at < "
            "?1 LIMIT ?2"),
        ARGS(v_int(before), v_int(limit)), &rows, err);

    for (size_t i = 0; rc == ERR_OK && i < rows.count; i++, ++*ret_count)
        rc = delete_course(tx, (uint64_t)rows_int(&rows, i, 0), err);
    return rc;
}

/* ---- reading ---- */

typedef struct ReadWork {
    Arena *arena;
    uint64_t id;
    Str path;
    Course *ret;
    CourseList *ret_list;
    CourseFile *ret_file;
    CourseFiles *ret_files;
} ReadWork;

static ErrCode take_one(const Rows *rows, ErrCode rc, Course *ret, Err *err)
{
    if (rc == ERR_OK && rows->count == 0)
        rc = err_set(err, ERR_NOT_FOUND, "there is no such course");
    if (rc == ERR_OK)
        *ret = course_of_row(rows, 0);
    return rc;
}

static ErrCode of_job_work(Tx *tx, void *arg, Err *err)
{
    ReadWork *w = arg;
    Rows rows;
    ErrCode rc = tx_rows(tx, w->arena,
                         SQL("SELECT " COLUMNS
                             " FROM courses WHERE job_id = ?1 AND published_at "
                             "IS NOT NULL"),
                         ARGS(v_int((int64_t)w->id)), &rows, err);

    return take_one(&rows, rc, w->ret, err);
}

ErrCode courses_of_job(Store *s, Arena *a, uint64_t job_id, Course *ret, Err *err)
{
    ReadWork w = {.arena = a, .id = job_id, .ret = ret};

    return store_read(s, of_job_work, &w, err);
}

static ErrCode select_list(Tx *tx, Arena *a, uint64_t repository_id, uint32_t limit, Rows *ret,
                           Err *err)
{
    return tx_rows(tx, a,
                   SQL("SELECT " COLUMNS
                       " FROM courses WHERE repository_id = ?1 AND published_at "
                       "IS NOT NULL ORDER BY published_at DESC, id DESC LIMIT ?2"),
                   ARGS(v_int((int64_t)repository_id), v_int(limit)), ret, err);
}

ErrCode courses_latest_in(Tx *tx, Arena *a, uint64_t repository_id, Course *ret, Err *err)
{
    Rows rows;
    ErrCode rc = select_list(tx, a, repository_id, 1, &rows, err);

    return take_one(&rows, rc, ret, err);
}

static ErrCode latest_work(Tx *tx, void *arg, Err *err)
{
    ReadWork *w = arg;

    return courses_latest_in(tx, w->arena, w->id, w->ret, err);
}

ErrCode courses_latest(Store *s, Arena *a, uint64_t repository_id, Course *ret, Err *err)
{
    ReadWork w = {.arena = a, .id = repository_id, .ret = ret};

    return store_read(s, latest_work, &w, err);
}

static ErrCode list_work(Tx *tx, void *arg, Err *err)
{
    ReadWork *w = arg;
    Rows rows;
    ErrCode rc = select_list(tx, w->arena, w->id, 200, &rows, err);

    *w->ret_list = (CourseList){0};
    if (rc != ERR_OK)
        return rc;
    *w->ret_list = (CourseList){ARENA_ARRAY(w->arena, Course, rows.count), rows.count};
    for (size_t i = 0; i < rows.count; i++)
        w->ret_list->at[i] = course_of_row(&rows, i);
    return ERR_OK;
}

ErrCode courses_list(Store *s, Arena *a, uint64_t repository_id, CourseList *ret, Err *err)
{
    ReadWork w = {.arena = a, .id = repository_id, .ret_list = ret};

    return store_read(s, list_work, &w, err);
}

static CourseFile file_of_row(const Rows *rows, size_t i)
{
    CourseFile f = {.path = rows_text(rows, i, 0), .size = (uint64_t)rows_int(rows, i, 1)};

    snprintf(f.hash, sizeof(f.hash), "%.*s", STR_ARG(rows_text(rows, i, 2)));
    return f;
}

static ErrCode file_work(Tx *tx, void *arg, Err *err)
{
    ReadWork *w = arg;
    Rows rows;
    ErrCode rc = tx_rows(
        tx, w->arena,
        SQL("SELECT path, size, hash, bytes FROM course_files WHERE course_id = "
            "?1 AND path = ?2"),
        ARGS(v_int((int64_t)w->id), v_text(w->path)), &rows, err);

    if (rc == ERR_OK && rows.count == 0)
        rc = err_set(err, ERR_NOT_FOUND, "the course has no such file");
    if (rc != ERR_OK)
        return rc;
    *w->ret_file = file_of_row(&rows, 0);
    w->ret_file->bytes = rows_text(&rows, 0, 3);
    return ERR_OK;
}

ErrCode courses_file(Store *s, Arena *a, uint64_t id, Str path, CourseFile *ret, Err *err)
{
    ReadWork w = {.arena = a, .id = id, .path = path, .ret_file = ret};

    if (!path_is_plain(path) || !utf8_is_valid(path))
        return err_set(err, ERR_NOT_FOUND, "the course has no such file");
    return store_read(s, file_work, &w, err);
}

static ErrCode list_files_work(Tx *tx, void *arg, Err *err)
{
    ReadWork *w = arg;
    Rows rows;
    ErrCode rc = tx_rows(tx, w->arena,
                         SQL("SELECT path, size, hash FROM course_files WHERE course_id = ?1 "
                             "ORDER BY path"),
                         ARGS(v_int((int64_t)w->id)), &rows, err);

    *w->ret_files = (CourseFiles){0};
    if (rc != ERR_OK)
        return rc;
    *w->ret_files = (CourseFiles){ARENA_ARRAY(w->arena, CourseFile, rows.count), rows.count};
    for (size_t i = 0; i < rows.count; i++)
        w->ret_files->at[i] = file_of_row(&rows, i);
    return ERR_OK;
}

ErrCode courses_files(Store *s, Arena *a, uint64_t id, CourseFiles *ret, Err *err)
{
    ReadWork w = {.arena = a, .id = id, .ret_files = ret};

    return store_read(s, list_files_work, &w, err);
}

/* ---- what was learned ---- */

typedef struct LearnedWork {
    Arena *arena;
    uint64_t user_id, repository_id;
    Str item, value;
    int64_t now;
    LearnedList *ret;
} LearnedWork;

static ErrCode learned_put_work(Tx *tx, void *arg, Err *err)
{
    LearnedWork *w = arg;

    return tx_run(
        tx,
        SQL("INSERT INTO learned(user_id, repository_id, item, value, updated_at) VALUES "
            "(?1, ?2, ?3, ?4, ?5) ON CONFLICT (user_id, repository_id, item) DO UPDATE "
            "SET value = excluded.value, updated_at = excluded.updated_at"),
        ARGS(v_int((int64_t)w->user_id), v_int((int64_t)w->repository_id), v_text(w->item),
             v_text(w->value), v_int(w->now)),
        NULL, err);
}

ErrCode learned_put(Store *s, uint64_t user_id, uint64_t repository_id, Str item, Str value,
                    Err *err)
{
    LearnedWork w = {.user_id = user_id,
                     .repository_id = repository_id,
                     .item = item,
                     .value = value,
                     .now = store_now(s)};

    if (item.len == 0 || item.len > COURSE_PATH_MAX_BYTES || value.len > LEARNED_MAX_BYTES)
        return err_set(err, ERR_INVALID, "what was learned is too long");
    return store_write(s, STORE_ALONE, learned_put_work, &w, err);
}

static ErrCode learned_list_work(Tx *tx, void *arg, Err *err)
{
    LearnedWork *w = arg;
    Rows rows;
    ErrCode rc = tx_rows(
        tx, w->arena,
        SQL("SELECT item, value, updated_at FROM learned WHERE user_id = ?1 AND "
            "repository_id = ?2 ORDER BY item LIMIT 10000"),
        ARGS(v_int((int64_t)w->user_id), v_int((int64_t)w->repository_id)), &rows, err);

    *w->ret = (LearnedList){0};
    if (rc != ERR_OK)
        return rc;
    *w->ret = (LearnedList){ARENA_ARRAY(w->arena, Learned, rows.count), rows.count};
    for (size_t i = 0; i < rows.count; i++)
        w->ret->at[i] = (Learned){rows_text(&rows, i, 0), rows_text(&rows, i, 1),
                                  rows_int(&rows, i, 2)};
    return ERR_OK;
}

ErrCode learned_list(Store *s, Arena *a, uint64_t user_id, uint64_t repository_id,
                     LearnedList *ret, Err *err)
{
    LearnedWork w = {
        .arena = a, .user_id = user_id, .repository_id = repository_id, .ret = ret};

    return store_read(s, learned_list_work, &w, err);
}
