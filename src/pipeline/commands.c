/*
 * commands.c -- which of the commands found in a repository a newcomer needs, and which first.
 *
 * Automation files are the most exact source, but they say how to test on twelve platforms; documents
 * say what to type. A README's command is therefore shown before that of a workflow.
 */
#include "pipeline/commands.h"

#include "base/vec.h"

typedef struct ToolRow {
    const char *tool;
    const char *languages[4]; /* names as in course.languages; any of them is enough */
} ToolRow;

/* clang-format off */
static const ToolRow tools[] = {
    {"composer", {"PHP"}}, {"phpunit", {"PHP"}}, {"vendor/bin", {"PHP"}},
    {"pip", {"Python", "Cython"}}, {"pip3", {"Python", "Cython"}}, {"pytest", {"Python", "Cython"}},
    {"python", {"Python", "Cython"}}, {"python3", {"Python", "Cython"}}, {"tox", {"Python"}},
    {"npm", {"JavaScript", "TypeScript", "Vue", "Svelte"}}, {"yarn", {"JavaScript", "TypeScript", "Vue", "Svelte"}},
    {"pnpm", {"JavaScript", "TypeScript", "Vue", "Svelte"}}, {"npx", {"JavaScript", "TypeScript", "Vue", "Svelte"}},
    {"mvn", {"Java", "Kotlin", "Scala"}}, {"gradle", {"Java", "Kotlin", "Scala", "Groovy"}},
    {"cargo", {"Rust"}}, {"go", {"Go"}}, {"bundle", {"Ruby"}}, {"rake", {"Ruby"}}, {"gem", {"Ruby"}},
};
/* clang-format on */

static bool has_language(const Course *c, const char *name)
{
    for (uint32_t i = 0; i < c->languages_count; i++) {
        if (str_is(c->languages[i].name, name))
            return true;
    }
    return false;
}

static Str tool_of(Str command)
{
    if (str_starts(command, STR("sudo ")))
        command = str_sub(command, 5, command.len);
    return str_sub(command, 0, str_find_char(command, ' ', 0));
}

bool command_fits(const ProjectCommand *m, const Course *c)
{
    Str tool = tool_of(m->command);

    if (m->origin != ORIGIN_CI)
        return true;
    for (size_t i = 0; i < ARRAY_LEN(tools); i++) {
        if (!str_is(tool, tools[i].tool))
            continue;
        for (size_t n = 0; n < ARRAY_LEN(tools[i].languages) && tools[i].languages[n]; n++) {
            if (has_language(c, tools[i].languages[n]))
                return true;
        }
        return false;
    }
    return true;
}

static Str after(Str s, size_t at)
{
    return str_sub(s, at, s.len);
}

/* "pnpm run lint" and "pnpm lint" are one command. */
static bool is_same_command(Str a, Str b)
{
    size_t at = str_find(a, STR(" run "), 0);

    if (a.len < b.len)
        return is_same_command(b, a);
    return str_eq(a, b) || (at != SIZE_MAX && str_eq(str_sub(a, 0, at), str_sub(b, 0, at)) &&
                            str_eq(after(a, at + 4), after(b, at)));
}

void commands_drop_repeated(Course *c)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < c->commands_count; i++) {
        bool is_repeated = false;

        for (uint32_t n = 0; n < kept && !is_repeated; n++)
            is_repeated = str_eq(c->commands[n].kind, c->commands[i].kind) &&
                          is_same_command(c->commands[n].command, c->commands[i].command);
        if (!is_repeated)
            c->commands[kept++] = c->commands[i];
    }
    c->commands_count = kept;
}

static bool is_document(Str path)
{
    return str_ends(path, STR(".md")) || str_ends(path, STR(".rst")) ||
           str_ends(path, STR(".txt")) || str_ends(path, STR(".adoc")) ||
           str_find_char(path_base(path), '.', 0) == SIZE_MAX;
}

static int rank_of(const CourseCommand *m)
{
    bool is_written = str_is(m->basis, "written");
    bool is_top = str_find_char(m->source.path, '/', 0) == SIZE_MAX;

    if (is_written && is_document(m->source.path))
        return is_top ? 0 : 2;
    return is_written ? 1 : 3;
}

/* "make" is said by whoever says "make CC=clang", and is what to try first. */
static int rank_among(const Course *c, const CourseCommand *m)
{
    int best = 2 * rank_of(m) + 1;

    for (uint32_t i = 0; i < c->commands_count; i++) {
        const CourseCommand *x = &c->commands[i];

        if (str_eq(x->kind, m->kind) && x->command.len > m->command.len &&
            str_starts(x->command, m->command) && x->command.ptr[m->command.len] == ' ')
            best = MIN_OF(best, 2 * rank_of(x));
    }
    return best;
}

void commands_best_first(Course *c)
{
    /* few, and the order of equals must stay: insertion */
    for (uint32_t i = 1; i < c->commands_count; i++) {
        CourseCommand m = c->commands[i];
        uint32_t at = i;

        while (at > 0 && str_eq(c->commands[at - 1].kind, m.kind) &&
               rank_among(c, &c->commands[at - 1]) > rank_among(c, &m)) {
            c->commands[at] = c->commands[at - 1];
            at--;
        }
        c->commands[at] = m;
    }
}
