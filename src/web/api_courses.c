/*
 * api_courses.c -- finished courses: what they are, their files, and finding words in them.
 *
 * Files come from a worker and are given out as they came, with a type that no browser runs.
 */
#include "web/api.h"

#include "store/courses.h"

enum { HITS_DEFAULT = 20 };

/* The course of the job, if the caller may see its repository. */
static ErrCode find_course(Web *w, Call *c, Course *ret, Repository *ret_repository, Err *err)
{
    ErrCode rc = courses_of_job(w->store, c->a, c->id, ret, err);

    if (rc == ERR_OK)
        rc = repositories_get(w->store, c->a, c->user_id, ret->repository_id, ret_repository,
                              err);
    if (rc == ERR_NOT_FOUND)
        return err_set(err, ERR_NOT_FOUND, "there is no finished course of this job");
    return rc;
}

ErrCode api_course(Web *w, Call *c, Err *err)
{
    Course course;
    Repository r;
    CourseFiles files;
    ErrCode rc = find_course(w, c, &course, &r, err);

    if (rc == ERR_OK)
        rc = courses_files(w->store, c->a, course.id, &files, err);
    if (rc != ERR_OK)
        return rc;
    jw_begin_object(&c->out);
    shape_id(&c->out, "jobId", course.job_id);
    shape_id(&c->out, "repositoryId", course.repository_id);
    shape_text(&c->out, "title", course.title);
    shape_text(&c->out, "commit", course.commit);
    shape_text(&c->out, "language", course.language);
    jw_u64(&c->out, "chapters", course.chapters);
    jw_u64(&c->out, "bytes", course.bytes);
    shape_text(&c->out, "sha256", course.sha256);
    shape_time(&c->out, "publishedAt", course.published_at);
    jw_text(&c->out, "url", course_url(c->a, &r, course.job_id));
    jw_array(&c->out, "files");
    for (size_t i = 0; i < files.len; i++) {
        jw_begin_object(&c->out);
        jw_text(&c->out, "path", files.at[i].path);
        jw_u64(&c->out, "bytes", files.at[i].size);
        jw_end_object(&c->out);
    }
    jw_end_array(&c->out);
    jw_end_object(&c->out);
    return ERR_OK;
}

static const char *type_of(Str path)
{
    if (str_ends(path, STR(".json")))
        return "application/json; charset=utf-8";
    if (str_ends(path, STR(".md")))
        return "text/markdown; charset=utf-8";
    return "application/octet-stream";
}

ErrCode api_course_file(Web *w, Call *c, Err *err)
{
    Course course;
    Repository r;
    CourseFile file;
    Str path = c->r->params[1];
    ErrCode rc = find_course(w, c, &course, &r, err);

    if (rc == ERR_OK)
        rc = courses_file(w->store, c->a, course.id, path, &file, err);
    if (rc != ERR_OK)
        return rc;
    c->reply->content_type = type_of(path);
    http_reply_field(c->reply, "Content-Security-Policy", STR("default-src 'none'; sandbox"));
    buf_add(&c->reply->body, file.bytes);
    return ERR_OK;
}

ErrCode api_course_search(Web *w, Call *c, Err *err)
{
    Course course;
    Repository r;
    CourseHits hits;
    Str query;
    uint64_t limit;

    ErrCode rc = http_query(c->r, "q", &query, err);
    if (rc == ERR_OK && str_trim(query).len == 0)
        rc = err_set(err, ERR_INVALID, "'q' is missing");
    if (rc == ERR_OK)
        rc = query_whole(c, "limit", HITS_DEFAULT, COURSE_MAX_HITS, &limit, err);
    if (rc == ERR_OK)
        rc = find_course(w, c, &course, &r, err);
    if (rc == ERR_OK)
        rc = courses_search(w->store, c->a, course.id, query, (uint32_t)limit, &hits, err);
    if (rc != ERR_OK)
        return rc;
    jw_begin_object(&c->out);
    jw_array(&c->out, "hits");
    for (size_t i = 0; i < hits.len; i++) {
        jw_begin_object(&c->out);
        jw_text(&c->out, "path", hits.at[i].path);
        shape_text(&c->out, "anchor", hits.at[i].anchor);
        jw_text(&c->out, "title", hits.at[i].title);
        jw_text(&c->out, "snippet", hits.at[i].snippet);
        jw_end_object(&c->out);
    }
    jw_end_array(&c->out);
    jw_end_object(&c->out);
    return ERR_OK;
}
