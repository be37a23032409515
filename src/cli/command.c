/*
 * command.c -- the list of commands.
 */
#include "cli/command.h"

#include "base/file.h"

#include <stdlib.h>

const Command *const commands[] = {
    &command_analyze,    &command_practice,
    &command_verify,     &command_export,
    &command_db,         &command_serve,
    &command_jobs,       &command_trigger,
    &command_help,       &command_version,
    &command_completion, &command_man,
    &command_schema,     NULL,
};

const Command *command_find(Str name)
{
    for (size_t i = 0; commands[i]; i++) {
        if (str_is(name, commands[i]->name))
            return commands[i];
    }
    return NULL;
}

int command_fail(const Err *err)
{
    AUTO(buf_done) Buf line = BUF(4096);

    buf_lit(&line, "fondation: ");
    buf_add_clean(&line, str_from(err->text));
    if (err->hint[0]) {
        buf_lit(&line, " (");
        buf_add_clean(&line, str_from(err->hint));
        buf_lit(&line, ")");
    }
    fprintf(stderr, "%s\n", line.ptr);
    return err_exit_code(err->code);
}

/* A flag that the command does not have counts as not given. */
static bool has_flag(const Options *o, const char *name)
{
    for (const Option *row = o->table; row->name; row++) {
        if (strcmp(row->name, name) == 0)
            return option_flag(o, name);
    }
    return false;
}

const char *command_cache_dir(Options *o)
{
    const char *xdg = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");

    if (has_flag(o, "no-cache") || has_flag(o, "fresh"))
        return NULL;
    if (option_is_set(o, "cache-dir"))
        return option_cstr(o, "cache-dir");
    if (xdg && xdg[0] == '/')
        return path_join(&o->arena, str_from(xdg), STR("fondation")).ptr;
    if (home && home[0] == '/')
        return path_join(&o->arena, str_from(home), STR(".cache/fondation")).ptr;
    return NULL;
}

const char *command_data_dir(Options *o)
{
    const char *xdg = getenv("XDG_DATA_HOME"), *home = getenv("HOME");

    if (option_is_set(o, "data-dir"))
        return option_cstr(o, "data-dir");
    if (xdg && xdg[0] == '/')
        return path_join(&o->arena, str_from(xdg), STR("fondation")).ptr;
    if (home && home[0] == '/')
        return path_join(&o->arena, str_from(home), STR(".local/share/fondation")).ptr;
    return NULL;
}

ErrCode command_database(Options *o, const char **ret_url, Err *err)
{
    Str url = option_text(o, "database");
    const char *dir;

    if (url.len && url.ptr[0] != '/' && !str_starts(url, STR("sqlite:")) &&
        !str_starts(url, STR("postgres://")) && !str_starts(url, STR("postgresql://"))) {
        (void)err_set(err, ERR_USAGE, "'%.*s' is no address of a database", STR_ARG(url));
        return err_hint(err, "sqlite:PATH or postgres://USER@HOST/NAME");
    }
    *ret_url = url.ptr;
    if (url.len)
        return ERR_OK;
    dir = command_data_dir(o);
    if (!dir) {
        (void)err_set(err, ERR_USAGE, "it is not known where the data is");
        return err_hint(err, "give --data-dir");
    }
    *ret_url = arena_printf(&o->arena, "sqlite:%s/fondation.db", dir).ptr;
    return dir_make(dir, err);
}
