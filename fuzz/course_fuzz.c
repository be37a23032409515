/*
 * course_fuzz.c -- any bytes as course.json: refused, or a course that writes itself back the same.
 */
#include "fuzz.h"

#include "course/course_json.h"
#include "export/markdown.h"

static ErrCode drop(void *self UNUSED, Str path, Str bytes UNUSED, Err *err UNUSED)
{
    MUST(path_is_plain(path));
    return ERR_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(arena_done) Arena a = {0};
    AUTO(buf_done) Buf first = BUF(COURSE_JSON_MAX_BYTES), second = BUF(COURSE_JSON_MAX_BYTES);
    Course *course, *again;
    Err err = {0};

    if (course_read_json(&a, fuzz_input(&a, data, size), &course, &err) != ERR_OK)
        return 0;
    course_write_json(course, &first);
    if (course_read_json(&a, buf_str(&first), &again, &err) != ERR_OK) {
        fprintf(stderr, "%s\n", err.text);
        abort();
    }
    course_write_json(again, &second);
    MUST(str_eq(buf_str(&first), buf_str(&second)));
    DROP_RESULT(export_markdown(again, (FileSink){NULL, drop}, &err));
    return 0;
}
