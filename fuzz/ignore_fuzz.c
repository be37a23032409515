/*
 * ignore_fuzz.c -- any bytes as an ignore file or as .gitattributes, and a path to ask about.
 *
 * The input is a path, a NUL, and the file. Properties: a rule that is literal matches itself; asking
 * twice gives the same; nothing takes longer than its steps.
 */
#include "fuzz.h"

#include "source/attributes.h"
#include "source/glob.h"

static void check_rules(const GlobList *l, Str path)
{
    for (size_t i = 0; i < l->count; i++) {
        const GlobRule *r = &l->rules[i];

        MUST(r->pattern.len > 0 && r->pattern.len <= GLOB_MAX_PATTERN_BYTES);
        if (r->is_literal)
            MUST(glob_rule_matches(r, r->pattern, true));
        MUST(glob_rule_matches(r, path, true) || !glob_rule_matches(r, path, false));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(arena_done) Arena a = {0};
    Str all = fuzz_input(&a, data, size);
    size_t nul = str_find_char(all, '\0', 0);

    if (nul == SIZE_MAX || nul > 1024 || size > 16 << 10)
        return 0;
    Str path = str_sub(all, 0, nul), text = str_sub(all, nul + 1, all.len);
    GlobList l = glob_list_parse(&a, text);
    check_rules(&l, path);
    MUST(glob_list_verdict(&l, path, false) == glob_list_verdict(&l, path, false));
    (void)glob_list_names_file(&l, path);

    Attributes *x = attributes_new();
    attributes_add(x, STR(""), text);
    attributes_add(x, path_dir(path), text);
    attributes_add_info(x, text);
    FileAttributes f = attributes_of(x, path);
    for (size_t i = 0; i < ATTRIBUTE_COUNT; i++)
        MUST(f.states[i] != ATTRIBUTE_UNSPECIFIED);
    attributes_free(x);
    return 0;
}
