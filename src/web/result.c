/*
 * result.c -- the head of a course and the sections that can be searched.
 */
#include "web/result.h"

#include "base/vec.h"
#include "course/course_json.h"

enum { SECTIONS_MAX = 10000, BODY_MAX_BYTES = 256 << 10, TITLE_MAX_BYTES = 500 };

VEC_TYPE(Sections, ResultSection);

ErrCode result_read(Arena *a, Str course_json, ResultCourse *ret, Err *err)
{
    Course *c;
    ErrCode rc = course_read_json(a, course_json, &c, err);

    if (rc != ERR_OK)
        return err_wrap(err, "course.json");
    *ret = (ResultCourse){.title = c->title,
                          .commit = c->repository.commit,
                          .language = c->made.language,
                          .chapters = c->chapters_count};
    return ERR_OK;
}

/* "## Event loop" -> "Event loop"; STR_NONE: it is no heading. */
static Str heading(Str line)
{
    size_t marks = 0;

    while (marks < line.len && line.ptr[marks] == '#')
        marks++;
    if (marks == 0 || marks > 6 || marks >= line.len || line.ptr[marks] != ' ')
        return STR_NONE;
    return str_sub(str_trim(str_sub(line, marks, line.len)), 0, TITLE_MAX_BYTES);
}

/* As forges make it: lower case, spaces to '-', punctuation left out. */
static Str anchor_of(Arena *a, Str title)
{
    char *out = arena_alloc(a, title.len + 1);
    size_t len = 0;

    for (size_t i = 0; i < title.len; i++) {
        unsigned char c = (unsigned char)title.ptr[i];

        if (c >= 'A' && c <= 'Z')
            out[len++] = (char)(c + 32);
        else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
                 c > 127)
            out[len++] = (char)c;
        else if (c == ' ')
            out[len++] = '-';
    }
    return (Str){out, len};
}

static bool is_fence(Str line)
{
    Str text = str_trim(line);

    return str_starts(text, STR("```")) || str_starts(text, STR("~~~"));
}

/* A title that was cut, or is of foreign bytes, is made whole text again. */
static Str clean(Arena *a, Str text)
{
    AUTO(buf_done) Buf out = BUF(2 * BODY_MAX_BYTES);

    buf_add_clean(&out, text);
    return arena_str(a, buf_str(&out));
}

static void end_section(Arena *a, Sections *sections, ResultSection *now, Buf *body)
{
    now->body = clean(a, buf_str(body));
    if (sections->len < SECTIONS_MAX && (now->title.len || now->body.len))
        *VEC_PUSH(sections) = *now;
    buf_clear(body);
}

void result_sections(Arena *a, Str markdown, ResultSections *ret)
{
    AUTO(buf_done) Buf body = BUF(BODY_MAX_BYTES);
    Sections sections = {0};
    ResultSection now = {.title = STR(""), .anchor = STR("")};
    bool is_code = false;
    Str line;

    while (str_line(&markdown, &line)) {
        if (is_fence(line)) {
            is_code = !is_code;
            continue;
        }
        Str title = is_code ? STR_NONE : heading(line);
        if (title.ptr) {
            end_section(a, &sections, &now, &body);
            now = (ResultSection){.title = clean(a, title), .anchor = anchor_of(a, title)};
        } else if (!is_code) {
            buf_add(&body, line);
            buf_lit(&body, "\n");
        }
    }
    end_section(a, &sections, &now, &body);
    *ret = (ResultSections){ARENA_ARRAY(a, ResultSection, sections.len + 1), sections.len};
    if (sections.len)
        memcpy(ret->at, sections.at, sections.len * sizeof(*ret->at));
    VEC_DONE(&sections);
}
