/*
 * command.c -- the list of commands.
 */
#include "cli/command.h"

const Command *const commands[] = {
    &command_analyze,    &command_export, &command_help,   &command_version,
    &command_completion, &command_man,    &command_schema, NULL,
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
