/* project.c -- (placeholder until the reader lands) */
#include "source/project.h"
static const char *const words[] = {
#define X(id, word, heading) [COMMAND_##id] = word,
    COMMAND_KINDS(X)
#undef X
};
static const char *const headings[] = {
#define X(id, word, heading) [COMMAND_##id] = heading,
    COMMAND_KINDS(X)
#undef X
};
const char *command_kind_word(CommandKind kind) { return words[kind]; }
const char *command_kind_heading(CommandKind kind) { return headings[kind]; }
void project_read(const Checkout *c UNUSED, Arena *a UNUSED, Project *ret) { *ret = (Project){0}; }
