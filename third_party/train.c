/*
 * train.c -- what the core of tree-sitter does while its work is counted (build-core).
 *
 * Parses the C and Python files given, and some of them cut off in the middle: code that is being
 * written and macros that no grammar knows are part of ordinary work.
 */
#include "syntax/tree_heap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tree_sitter/api.h>

enum { FILE_MAX_BYTES = 1 << 20, CUT_EVERY = 8 };

const TSLanguage *tree_sitter_c(void);
const TSLanguage *tree_sitter_python(void);

static char text[FILE_MAX_BYTES + 1];
static TreeHeap heap;

static void parse(const TSLanguage *language, size_t bytes)
{
    tree_heap_clear(&heap);
    tree_heap_use(&heap);
    TSParser *parser = ts_parser_new();
    if (ts_parser_set_language(parser, language))
        (void)ts_parser_parse_string(parser, NULL, text, (uint32_t)bytes);
    ts_parser_delete(parser);
}

static const TSLanguage *language_of(const char *path, size_t bytes)
{
    const char *dot = strrchr(path, '.');

    if (dot && (strcmp(dot, ".c") == 0 || strcmp(dot, ".h") == 0))
        return tree_sitter_c();
    text[bytes] = 0;
    return strncmp(text, "#!", 2) == 0 && strstr(text, "python") ? tree_sitter_python() : NULL;
}

int main(int argc, char **argv)
{
    int read = 0;

    for (int i = 1; i < argc; i++) {
        FILE *f = fopen(argv[i], "re");
        size_t bytes = f ? fread(text, 1, FILE_MAX_BYTES, f) : 0;
        const TSLanguage *language = language_of(argv[i], bytes);

        if (f)
            fclose(f);
        if (!language || bytes == 0)
            continue;
        parse(language, bytes);
        if (read++ % CUT_EVERY == 0)
            parse(language, bytes / 2);
    }
    tree_heap_done(&heap);
    return read ? 0 : 1;
}
