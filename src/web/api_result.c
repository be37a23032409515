/*
 * api_result.c -- a finished course arrives: unpacked, checked, staged, published at once.
 *
 * Staging writes in batches, so that other work of the store goes on between them. Nobody sees what is
 * staged before queue_complete() publishes it in the transaction that ends the job.
 */
#include "web/api.h"
#include "web/result.h"
#include "web/unpack.h"

#include "base/vec.h"
#include "store/courses.h"

#include <sodium.h>

enum { BATCH_BYTES = 4 << 20, BATCH_ITEMS = 500 };

VEC_TYPE(SectionList, CourseSection);

static Str sha256_of(Arena *a, Str bytes)
{
    unsigned char sum[crypto_hash_sha256_BYTES];
    char *hex = arena_alloc(a, 2 * sizeof(sum) + 1);

    crypto_hash_sha256(sum, (const unsigned char *)bytes.ptr, bytes.len);
    sodium_bin2hex(hex, 2 * sizeof(sum) + 1, sum, sizeof(sum));
    return str_from(hex);
}

static ErrCode find_course(Arena *a, const UnpackedList *files, ResultCourse *ret, Err *err)
{
    for (size_t i = 0; i < files->len; i++) {
        if (str_is(files->at[i].path, "course.json"))
            return result_read(a, files->at[i].bytes, ret, err);
    }
    return err_set(err, ERR_INVALID, "there is no course.json in the archive");
}

static ErrCode stage_files(Web *w, Arena *a, uint64_t id, const UnpackedList *files, Err *err)
{
    CourseFile *batch = ARENA_ARRAY(a, CourseFile, BATCH_ITEMS);
    size_t count = 0, bytes = 0;

    for (size_t i = 0; i < files->len; i++) {
        batch[count++] = (CourseFile){.path = files->at[i].path, .bytes = files->at[i].bytes};
        bytes += files->at[i].bytes.len;
        if (count < BATCH_ITEMS && bytes < BATCH_BYTES && i + 1 < files->len)
            continue;
        ErrCode rc = courses_stage_files(w->store, id, batch, count, err);
        if (rc != ERR_OK)
            return rc;
        count = bytes = 0;
    }
    return ERR_OK;
}

static ErrCode stage_sections(Web *w, Arena *a, uint64_t id, const UnpackedList *files,
                              Err *err)
{
    SectionList all = {0};
    ErrCode rc = ERR_OK;

    for (size_t i = 0; i < files->len; i++) {
        const Unpacked *f = &files->at[i];
        ResultSections sections;

        if (!str_ends(f->path, STR(".md")))
            continue;
        result_sections(a, f->bytes, &sections);
        for (size_t s = 0; s < sections.len; s++)
            *VEC_PUSH(&all) = (CourseSection){.path = f->path,
                                              .anchor = sections.at[s].anchor,
                                              .title = sections.at[s].title,
                                              .body = sections.at[s].body};
    }
    for (size_t i = 0; rc == ERR_OK && i < all.len; i += BATCH_ITEMS)
        rc = courses_stage_sections(w->store, id, &all.at[i],
                                    MIN_OF((size_t)BATCH_ITEMS, all.len - i), err);
    VEC_DONE(&all);
    return rc;
}

static ErrCode publish(Web *w, Call *c, uint64_t epoch, Str sha256, Err *err)
{
    UnpackedList files;
    ResultCourse head;
    Job job;
    uint64_t id;
    Err ignored;

    ErrCode rc = unpack(c->a, c->r->body, &files, err);
    if (rc == ERR_OK)
        rc = find_course(c->a, &files, &head, err);
    if (rc == ERR_OK)
        rc = queue_job(w->queue, c->a, c->id, &job, err);
    if (rc != ERR_OK)
        return rc;
    const Course course = {.job_id = c->id,
                           .user_id = job.user_id,
                           .repository_id = job.repository_id,
                           .epoch = epoch,
                           .title = head.title,
                           .commit = head.commit,
                           .language = head.language,
                           .chapters = head.chapters};
    rc = courses_stage(w->store, &course, &id, err);
    if (rc != ERR_OK)
        return rc;
    rc = stage_files(w, c->a, id, &files, err);
    if (rc == ERR_OK)
        rc = stage_sections(w, c->a, id, &files, err);
    if (rc == ERR_OK)
        rc = queue_complete(w->queue, (Attempt){c->id, c->token}, id, sha256, err);
    if (rc != ERR_OK && rc != ERR_UNSURE)
        DROP_RESULT(courses_delete(w->store, id, &ignored)); /* else it is pruned in a day */
    return rc;
}

ErrCode api_result(Web *w, Call *c, Err *err)
{
    Attempt at = {c->id, c->token};
    Str sha256 = sha256_of(c->a, c->r->body);
    uint64_t epoch;
    Job job;
    Err stale;

    ErrCode rc = queue_owns(w->queue, at, &epoch, &stale);
    if (rc == ERR_OK)
        rc = publish(w, c, epoch, sha256, err);
    else if (rc == ERR_STALE && queue_job(w->queue, c->a, c->id, &job, err) == ERR_OK &&
             job.status == JOB_COMPLETED)
        rc = queue_complete(w->queue, at, job.course_id, sha256, err); /* perhaps a repeat */
    else
        *err = stale;
    if (rc != ERR_OK)
        return rc;
    jw_begin_object(&c->out);
    jw_text(&c->out, "sha256", sha256);
    jw_end_object(&c->out);
    return ERR_OK;
}
