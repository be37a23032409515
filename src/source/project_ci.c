/*
 * project_ci.c -- the lines that continuous integration runs: they are known to work.
 *
 * GitHub Actions, GitLab, Travis, CircleCI, Azure, AppVeyor, Cirrus. The file is read as a tree, and
 * every text under a key that holds commands is a script.
 */
#include "source/project_parts.h"

static bool is_script_key(Str key)
{
    static const char *const keys[] = {"run",          "script",       "before_script",
                                       "after_script", "install",      "before_install",
                                       "test_script",  "build_script", "command",
                                       "bash",         "sh",           "test",
                                       "build"};

    for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
        if (str_is(key, keys[i]))
            return true;
    }
    return false;
}

static void take_texts(ProjectFile *f, const Data *d, uint32_t item, bool in_script,
                       unsigned depth)
{
    if (depth > DATA_MAX_DEPTH)
        return;
    DATA_EACH_CHILD (d, item, child) {
        const DataItem *i = &d->items[child];
        bool is_script = in_script ? i->key.len == 0 || is_script_key(i->key)
                                   : is_script_key(i->key);

        if (i->kind == DATA_TEXT) {
            if (is_script)
                project_take_script(f, ORIGIN_CI, i->value, i->line, 0);
        } else {
            take_texts(f, d, child, is_script && i->kind == DATA_LIST, depth + 1);
        }
    }
}

static bool is_ci_file(Str path)
{
    static const char *const names[] = {
        ".gitlab-ci.yml",      ".travis.yml",     ".circleci/config.yml",
        "azure-pipelines.yml", "appveyor.yml",    ".appveyor.yml",
        ".cirrus.yml",         ".woodpecker.yml", ".drone.yml"};

    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (str_is(path, names[i]))
            return true;
    }
    return str_starts(path, STR(".github/workflows/")) &&
           (str_ends(path, STR(".yml")) || str_ends(path, STR(".yaml")));
}

bool project_read_ci(ProjectFile *f)
{
    if (!is_ci_file(f->path))
        return false;
    Data d = data_read_yaml(f->b->arena, f->text);
    take_texts(f, &d, 0, false, 0);
    return true;
}
