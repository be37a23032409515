/*
 * kept_fuzz.c -- any bytes as a kept step: taken over only under its key, and then a whole course.
 */
#include "fuzz.h"

#include "course/course_json.h"
#include "pipeline/kept.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(arena_done) Arena a = {0};
    AUTO(buf_done) Buf out = BUF(COURSE_JSON_MAX_BYTES);
    Course *course;

    if (!kept_parse(fuzz_input(&a, data, size), "k", &a, &course))
        return 0;
    course_write_json(course, &out);
    MUST(course_read_json(&a, buf_str(&out), &course, NULL) == ERR_OK);
    return 0;
}
