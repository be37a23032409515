/*
 * cmd_serve.c -- `fondation serve`: the server.
 */
#include "cli/command.h"

#include "base/file.h"
#include "base/log.h"
#include "web/web.h"

#include <unistd.h>

/* clang-format off */
static const Option options[] = {
    {"host", 0, OPTION_TEXT, "ADDRESS", NULL, "127.0.0.1", "where to listen: a loopback address"},
    {"port", 'p', OPTION_NUMBER, "N", NULL, "3000", "port; 0: any free one"},
    {"data-dir", 0, OPTION_TEXT, "DIR", NULL, NULL, "what the server keeps (default: fondation below $XDG_DATA_HOME)"},
    {"database", 0, OPTION_TEXT, "URL", NULL, NULL, "sqlite:PATH or postgres://... (default: fondation.db in the data folder)"},
    {"public-url", 0, OPTION_TEXT, "URL", NULL, NULL, "where people find the server (default: the address it listens on)"},
    {"jobs-active", 0, OPTION_NUMBER, "N", NULL, "3", "jobs of one user that may be unfinished; 0: any number"},
    {"jobs-hourly", 0, OPTION_NUMBER, "N", NULL, "20", "jobs that one user may ask for in an hour; 0: any number"},
    {"jobs-running", 0, OPTION_NUMBER, "N", NULL, "2", "jobs of one user that run at one time; 0: any number"},
    {"log-level", 0, OPTION_CHOICE, "LEVEL", "debug|info|warn|error|off", "info", "what is logged on stderr"},
    {"log-format", 0, OPTION_CHOICE, "FORMAT", "text|json", "text", "how"},
    {"config", 0, OPTION_TEXT, "FILE", NULL, NULL, "settings file (default ./fondation.toml)"},
    {0},
};
/* clang-format on */

static Web *running; /* for the signal handler; set before it is installed */

static void on_signal(int number UNUSED)
{
    web_stop(running);
}

/* SIGTERM and SIGINT drain; a second one ends at once. */
static void catch_signals(void)
{
    struct sigaction action = {.sa_handler = on_signal};

    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

static const char *data_dir(Options *o)
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

static ErrCode read_settings(Options *o, WebSettings *ret, Err *err)
{
    LogLevel level = LOG_INFO;

    if (o->operand_count)
        return err_set(err, ERR_USAGE, "serve has no operand '%s'", o->operands[0]);
    (void)log_level_parse(option_text(o, "log-level"), &level);
    log_setup(level, str_is(option_text(o, "log-format"), "json") ? LOG_JSON : LOG_TEXT);
    if (option_number(o, "port") > 65535)
        return err_set(err, ERR_USAGE, "--port: a port is at most 65535");
    *ret = (WebSettings){.host = option_cstr(o, "host"),
                         .port = (uint16_t)option_number(o, "port"),
                         .data_dir = data_dir(o),
                         .database = option_cstr(o, "database"),
                         .public_url = option_cstr(o, "public-url"),
                         .queue = queue_settings()};
    ret->queue.active_a_user = (uint32_t)option_number(o, "jobs-active");
    ret->queue.created_an_hour = (uint32_t)option_number(o, "jobs-hourly");
    ret->queue.running_a_user = (uint32_t)option_number(o, "jobs-running");
    if (!ret->data_dir)
        return err_set(err, ERR_USAGE, "there is no home for the data: name --data-dir");
    return ERR_OK;
}

static int run(const Command *c, int argc, char **argv)
{
    AUTO(options_done) Options o = {0};
    WebSettings settings;
    Err err = {0};
    ErrCode rc = options_read(&o, c->options, argc, argv, &err);

    if (rc == ERR_OK)
        rc = read_settings(&o, &settings, &err);
    if (rc == ERR_OK)
        rc = web_open(&settings, &running, &err);
    if (rc != ERR_OK)
        return command_fail(&err);
    catch_signals();
    if (command_stop) /* before the handler was there */
        web_stop(running);
    log_info("serve url=%s data='%s'", web_url(running), settings.data_dir);
    web_run(running);
    log_info("serve end=drained");
    web_close(running);
    return 0;
}

const Command command_serve = {
    .name = "serve",
    .usage = "[--port N] [--data-dir DIR] [--database URL]",
    .summary = "the server: jobs, their API, live updates",
    .about =
        "Keeps jobs in its database and gives them to workers over HTTP. Listens on loopback "
        "and "
        "asks nobody\n"
        "who they are; a worker needs the token that the server writes to worker.token in its "
        "data folder.\n"
        "SIGTERM finishes what is under way, within 10 seconds.\n\n"
        "GET /api/openapi.json describes the API; /health and /metrics are for machines.",
    .examples = "  fondation serve\n"
                "  fondation serve --port 8080 --data-dir /var/lib/fondation\n"
                "  fondation serve --database postgres://fondation@db/fondation\n",
    .options = options,
    .run = run,
};
