/*
 * main.c -- `fondation VERB ...`: finds the command and runs it.
 */
#include "cli/command.h"

#include <unistd.h>

volatile sig_atomic_t command_stop;

static void on_signal(int number)
{
    if (command_stop)
        _exit(128 + number);
    command_stop = 1;
}

static void catch_signals(void)
{
    struct sigaction action = {.sa_handler = on_signal};

    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    signal(SIGPIPE, SIG_IGN); /* a closed pipe is an error of write(2), not the end */
}

static bool asks_for_help(int argc, char **argv)
{
    for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            return true;
    }
    return false;
}

int main(int argc, char **argv)
{
    catch_signals();
    if (argc < 2) {
        help_print_all(stderr);
        return err_exit_code(ERR_USAGE);
    }
    Str verb = str_from(argv[1]);
    if (str_is(verb, "--help") || str_is(verb, "-h"))
        verb = STR("help");
    if (str_is(verb, "--version") || str_is(verb, "-V"))
        verb = STR("version");
    const Command *c = command_find(verb);
    if (!c) {
        Err err = {0};

        (void)err_set(&err, ERR_USAGE, "there is no command '%s'", argv[1]);
        (void)err_hint(&err, "see `fondation help`");
        return command_fail(&err);
    }
    if (asks_for_help(argc - 2, argv + 2)) {
        help_print_command(c, stdout);
        return 0;
    }
    return c->run(c, argc - 2, argv + 2);
}
