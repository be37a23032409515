/*
 * cmd_help.c -- help, version, completions and the manual page, all from the tables.
 */
#include "cli/command.h"

#include "course/course_json.h"

enum { HELP_COLUMN = 30 };

static bool is_hidden(const Command *c)
{
    return c == &command_man || c == &command_schema;
}

/* -- help -- */

static void print_option(const Option *o, FILE *out)
{
    char left[128];
    int n = snprintf(left, sizeof(left), "  %c%c%s --%s%s%s", o->letter ? '-' : ' ',
                     o->letter ? o->letter : ' ', o->letter ? "," : " ", o->name,
                     o->value ? " " : "", o->value ? o->value : "");

    fprintf(out, "%-*s%s%s", HELP_COLUMN, left, n >= HELP_COLUMN ? "\n" : "", "");
    if (n >= HELP_COLUMN)
        fprintf(out, "%*s", HELP_COLUMN, "");
    fprintf(out, "%s", o->help);
    if (o->choices)
        fprintf(out, ": %s", o->choices);
    if (o->fallback && *o->fallback && o->kind != OPTION_FLAG)
        fprintf(out, " (default %s)", o->fallback);
    fputc('\n', out);
}

void help_print_command(const Command *c, FILE *out)
{
    fprintf(out, "usage: fondation %s %s\n\n%s\n", c->name, c->usage, c->about);
    if (c->options && c->options->name) {
        fprintf(out, "\nflags:\n");
        for (const Option *o = c->options; o->name; o++)
            print_option(o, out);
        fprintf(out, "\nEach flag is also a setting: FONDATION_NAME in the environment, or "
                     "name = value in\n"
                     "fondation.toml.\n");
    }
    if (c->examples)
        fprintf(out, "\nexamples:\n%s", c->examples);
}

void help_print_all(FILE *out)
{
    fprintf(out, "fondation turns a Git repository into a course that teaches it.\n\n"
                 "usage: fondation COMMAND ...\n\ncommands:\n");
    for (size_t i = 0; commands[i]; i++) {
        if (!is_hidden(commands[i]))
            fprintf(out, "  %-12s %s\n", commands[i]->name, commands[i]->summary);
    }
    fprintf(out, "\n`fondation help COMMAND` tells more.\n");
}

static int run_help(const Command *self UNUSED, int argc, char **argv)
{
    const Command *c = argc ? command_find(str_from(argv[0])) : NULL;
    Err err = {0};

    if (argc && !c) {
        (void)err_set(&err, ERR_USAGE, "there is no command '%s'", argv[0]);
        return command_fail(&err);
    }
    if (c)
        help_print_command(c, stdout);
    else
        help_print_all(stdout);
    return 0;
}

static const Option no_options[] = {{0}};

const Command command_help = {
    .name = "help",
    .usage = "[COMMAND]",
    .summary = "tells what a command does and takes",
    .about = "Prints the list of commands, or all about one of them.",
    .examples = "  fondation help analyze\n",
    .options = no_options,
    .run = run_help,
};

/* -- version -- */

static int run_version(const Command *self UNUSED, int argc UNUSED, char **argv UNUSED)
{
    printf("fondation %s\n", FONDATION_VERSION);
    return 0;
}

const Command command_version = {
    .name = "version",
    .usage = "",
    .summary = "prints the version",
    .about = "Prints the program's name and version.",
    .examples = "  fondation version\n",
    .options = no_options,
    .run = run_version,
};

/* -- completion -- */

static void print_words(const Command *c, const char *separator)
{
    for (const Option *o = c->options; o->name; o++)
        printf("--%s%s", o->name, separator);
}

static void complete_bash(void)
{
    printf("_fondation() {\n    local word=${COMP_WORDS[COMP_CWORD]}\n"
           "    if [ $COMP_CWORD -eq 1 ]; then\n        COMPREPLY=($(compgen -W '");
    for (size_t i = 0; commands[i]; i++)
        printf("%s ", is_hidden(commands[i]) ? "" : commands[i]->name);
    printf("' -- \"$word\"))\n        return\n    fi\n    case ${COMP_WORDS[1]} in\n");
    for (size_t i = 0; commands[i]; i++) {
        printf("    %s) [[ $word == -* ]] && COMPREPLY=($(compgen -W '", commands[i]->name);
        print_words(commands[i], " ");
        printf("' -- \"$word\")) ;;\n");
    }
    printf("    esac\n}\ncomplete -o default -F _fondation fondation\n");
}

static void complete_zsh(void)
{
    printf("#compdef fondation\nautoload -U +X bashcompinit && bashcompinit\n");
    complete_bash();
}

static void complete_fish(void)
{
    for (size_t i = 0; commands[i]; i++) {
        if (is_hidden(commands[i]))
            continue;
        printf("complete -c fondation -n __fish_use_subcommand -a %s -d '%s'\n",
               commands[i]->name, commands[i]->summary);
        for (const Option *o = commands[i]->options; o->name; o++)
            printf(
                "complete -c fondation -n '__fish_seen_subcommand_from %s' -l %s%s -d \"%s\"\n",
                commands[i]->name, o->name, o->value ? " -r" : "", o->help);
    }
}

static int run_completion(const Command *self UNUSED, int argc, char **argv)
{
    Str shell = argc ? str_from(argv[0]) : STR("");
    Err err = {0};

    if (str_is(shell, "bash"))
        complete_bash();
    else if (str_is(shell, "zsh"))
        complete_zsh();
    else if (str_is(shell, "fish"))
        complete_fish();
    else {
        (void)err_set(&err, ERR_USAGE, "name a shell: bash, zsh or fish");
        return command_fail(&err);
    }
    return 0;
}

const Command command_completion = {
    .name = "completion",
    .usage = "bash|zsh|fish",
    .summary = "prints completions for a shell",
    .about = "Prints a script that teaches the shell fondation's commands and flags.",
    .examples =
        "  fondation completion bash > ~/.local/share/bash-completion/completions/fondation\n",
    .options = no_options,
    .run = run_completion,
};

/* -- the manual page -- */

/* roff reads a dash as a hyphen and a dot at the start of a line as a request. */
static void man_text(const char *text)
{
    bool at_start = true;

    for (; *text; text++) {
        if (at_start && (*text == '.' || *text == '\''))
            printf("\\&");
        if (*text == '-')
            printf("\\-");
        else if (*text == '\\')
            printf("\\e");
        else
            putchar(*text);
        at_start = *text == '\n';
    }
}

static void man_command(const Command *c)
{
    printf(".SS ");
    man_text("fondation ");
    man_text(c->name);
    printf(" ");
    man_text(c->usage);
    printf("\n");
    man_text(c->about);
    printf("\n");
    for (const Option *o = c->options; o->name; o++) {
        printf(".TP\n.B ");
        if (o->letter)
            printf("\\-%c, ", o->letter);
        man_text("--");
        man_text(o->name);
        printf(" %s\n", o->value ? o->value : "");
        man_text(o->help);
        if (o->choices)
            printf(": %s", o->choices);
        if (o->fallback && *o->fallback && o->kind != OPTION_FLAG)
            printf(" (default %s)", o->fallback);
        printf("\n");
    }
    printf(".PP\nExamples:\n.PP\n.nf\n");
    man_text(c->examples);
    printf(".fi\n");
}

static void man_exit_codes(void)
{
    printf(".SH EXIT STATUS\n"
           ".TP\n0\ndone\n.TP\n1\nfailed\n.TP\n2\nthe call was not understood\n"
           ".TP\n3\nverification found errors; nothing was published\n"
           ".TP\n4\na budget was reached; the work is kept\n"
           ".TP\n5\nthe source cannot be had\n.TP\n130\ninterrupted\n");
}

static int run_man(const Command *self UNUSED, int argc UNUSED, char **argv UNUSED)
{
    printf(".TH FONDATION 1 \"\" \"fondation %s\" \"User Commands\"\n"
           ".SH NAME\nfondation \\- turn a Git repository into a course that teaches it\n"
           ".SH SYNOPSIS\n.B fondation\nCOMMAND ...\n.SH COMMANDS\n",
           FONDATION_VERSION);
    for (size_t i = 0; commands[i]; i++) {
        if (!is_hidden(commands[i]))
            man_command(commands[i]);
    }
    man_exit_codes();
    printf(
        ".SH ENVIRONMENT\nEach flag is also a setting: FONDATION_NAME in the environment, or\n"
        "name = value in fondation.toml; the flag is the strongest, then the environment.\n"
        "NO_COLOR switches colours off.\n");
    return 0;
}

const Command command_man = {
    .name = "man",
    .usage = "",
    .summary = "prints the manual page",
    .about = "Prints the manual page in roff.",
    .examples = "  fondation man | man -l -\n",
    .options = no_options,
    .run = run_man,
};

/* -- the schema of course.json -- */

static int run_schema(const Command *self UNUSED, int argc UNUSED, char **argv UNUSED)
{
    AUTO(buf_done) Buf out = BUF(COURSE_JSON_MAX_BYTES);

    course_write_schema(&out);
    fputs(out.ptr, stdout);
    return 0;
}

const Command command_schema = {
    .name = "schema",
    .usage = "",
    .summary = "prints the schema of course.json",
    .about = "Prints the JSON schema of course.json.",
    .examples = "  fondation schema > course.schema.json\n",
    .options = no_options,
    .run = run_schema,
};
