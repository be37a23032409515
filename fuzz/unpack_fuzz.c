/*
 * unpack_fuzz.c -- any bytes as a worker's result, as a page of it, and as the place of a repository.
 *
 * Properties: what is unpacked has plain paths in order and stays within the limits; sections are valid
 * text; a location that is taken has no user, no '..' and a name without odd characters.
 */
#include "fuzz.h"

#include "web/location.h"
#include "web/result.h"
#include "web/unpack.h"

static void check_location(Arena *a, Str text)
{
    Location l;
    Err err;

    if (location_read(a, text, &l, &err) != ERR_OK)
        return;
    MUST(l.name.len > 0 && l.owner.len > 0 && !str_has(l.name, STR("/")));
    MUST(l.is_path == (l.location.ptr[0] == '/'));
    MUST(l.is_path || (str_starts(l.location, STR("https://")) &&
                       !str_has(l.location, STR("@")) && !str_has(l.location, STR(".."))));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(arena_done) Arena a = {0};
    Str bytes = fuzz_input(&a, data, size);
    UnpackedList files;
    ResultSections sections;
    Err err;

    if (size > 256 << 10)
        return 0;
    if (unpack(&a, bytes, &files, &err) == ERR_OK) {
        for (size_t i = 0; i < files.len; i++) {
            MUST(path_is_plain(files.at[i].path) && utf8_is_valid(files.at[i].path));
            MUST(files.at[i].bytes.len <= UNPACK_FILE_MAX_BYTES);
            MUST(i == 0 || str_cmp(files.at[i - 1].path, files.at[i].path) < 0);
        }
    }
    result_sections(&a, bytes, &sections);
    for (size_t i = 0; i < sections.len; i++)
        MUST(utf8_is_valid(sections.at[i].title) && utf8_is_valid(sections.at[i].body));
    check_location(&a, str_sub(bytes, 0, 300));
    return 0;
}
