/*
 * head_fuzz.c -- any bytes as a path and the beginning of its file, and as the URL of a remote.
 *
 * The input is a path, a NUL, and the content. Properties: the verdicts are known values, decoded text is
 * valid where it was transcoded, no credentials remain in what is shown of a URL.
 */
#include "fuzz.h"

#include "source/clone.h"
#include "source/paths.h"
#include "source/revision.h"
#include "source/text.h"

static void check_url(Arena *a, Str url)
{
    Revision r = {.commit = STR("0123456789012345678901234567890123456789")};

    revision_set_origin(a, &r, url, STR("sub/"));
    size_t scheme = str_find(r.origin, STR("://"), 0);
    if (scheme != SIZE_MAX) {
        Str rest = str_sub(r.origin, scheme + 3, r.origin.len);

        MUST(str_find_char(str_sub(rest, 0, str_find_char(rest, '/', 0)), '@', 0) == SIZE_MAX);
    }
    (void)clone_is_url(url);
    (void)clone_name(a, url);
    (void)revision_permalink(a, &r, STR("a b.c"), 1, 2);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(arena_done) Arena a = {0};
    Str all = fuzz_input(&a, data, size);
    size_t nul = str_find_char(all, '\0', 0);
    SourceLimits limits = {.depth_max = 64, .path_max_bytes = 1024};

    if (nul == SIZE_MAX || size > 64 << 10)
        return 0;
    Str path = str_sub(all, 0, nul), head = str_sub(all, nul + 1, all.len);
    MUST(path_check(path, &limits) < SKIP_REASON_COUNT);
    MUST(path_says(path, size).skip < SKIP_REASON_COUNT);
    MUST(language_of(path, head) < LANG_COUNT);
    MUST(text_says(path, head, size & 1, 5000) < SKIP_REASON_COUNT);
    size_t mark;
    if (text_encoding(head, &mark) != TEXT_UTF8)
        MUST(utf8_is_valid(text_decode(&a, head)));
    check_url(&a, path);
    return 0;
}
