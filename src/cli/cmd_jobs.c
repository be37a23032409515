/*
 * cmd_jobs.c -- `fondation jobs`: the queue, from a terminal.
 */
#include "cli/command.h"
#include "cli/remote.h"

#include "base/clock.h"
#include "base/file.h"

#include <unistd.h>

enum { FOLLOW_PAUSE_US = 500 * 1000, LINES_MAX_BYTES = 64 << 20 };

/* clang-format off */
static const Option options[] = {
    REMOTE_OPTIONS,
    {"status", 0, OPTION_CHOICE, "STATUS", "pending|claimed|cloning|analyzing|failed|completed|dead|canceled", NULL, "list: only these"},
    {"limit", 'n', OPTION_NUMBER, "N", NULL, "50", "list: at most so many, 1 to 200"},
    {"follow", 'f', OPTION_FLAG, NULL, NULL, NULL, "logs: wait for more lines until the job ends"},
    {"json", 0, OPTION_FLAG, NULL, NULL, NULL, "print what the server answered"},
    {"config", 0, OPTION_TEXT, "FILE", NULL, NULL, "settings file (default ./fondation.toml)"},
    {0},
};
/* clang-format on */

typedef struct Jobs {
    Options options;
    Remote remote;
    Buf out;
} Jobs;

typedef struct Verb {
    const char *name;
    bool has_id;
    ErrCode (*run)(Jobs *j, Str id, Err *err);
} Verb;

static ErrCode flush(Jobs *j, Err *err)
{
    ErrCode rc = fd_write_all(STDOUT_FILENO, buf_str(&j->out), err);

    buf_clear(&j->out);
    return rc;
}

static void add_time(Buf *out, const json_t *job, const char *name)
{
    char text[CLOCK_ISO_SIZE];
    const json_t *value = json_object_get(job, name);

    if (!json_is_integer(value))
        return;
    clock_iso(json_integer_value(value), text);
    buf_printf(out, "%s", text);
}

/* What people want to know of it: how far it is, or why it failed. */
static Str remark(const json_t *job)
{
    Str error = remote_text(job, "error"), progress = remote_text(job, "progress");

    if (json_is_integer(json_object_get(job, "cancelRequestedAt")) &&
        !json_is_integer(json_object_get(job, "finishedAt")))
        return STR("canceling");
    return error.len ? error : progress;
}

static ErrCode run_list(Jobs *j, Str id UNUSED, Err *err)
{
    AUTO(jr_release) json_t *root = NULL;
    Str status = option_text(&j->options, "status");
    Str path = arena_printf(&j->options.arena, "/api/jobs?limit=%llu%s%.*s",
                            (unsigned long long)option_number(&j->options, "limit"),
                            status.len ? "&status=" : "", STR_ARG(status));
    const json_t *job;
    size_t i;

    ErrCode rc = remote_ask(&j->remote, "GET", path, STR_NONE, &root, err);
    if (rc != ERR_OK)
        return rc;
    if (option_flag(&j->options, "json")) {
        buf_add(&j->out, j->remote.text);
        return flush(j, err);
    }
    json_array_foreach(json_object_get(root, "jobs"), i, job)
    {
        buf_printf(&j->out, "%.*s  %-9.*s  %3.0f %%  ", STR_ARG(remote_text(job, "id")),
                   STR_ARG(remote_text(job, "status")),
                   100 * json_number_value(json_object_get(job, "fraction")));
        add_time(&j->out, job, "createdAt");
        buf_lit(&j->out, "  ");
        buf_add_clean(&j->out, str_sub(remark(job), 0, 100));
        buf_lit(&j->out, "\n");
    }
    return flush(j, err);
}

static void add_row(Buf *out, const char *name, Str value)
{
    if (!value.len)
        return;
    buf_printf(out, "%-12s ", name);
    buf_add_clean(out, value);
    buf_lit(out, "\n");
}

static void add_job(Buf *out, const json_t *job)
{
    add_row(out, "job", remote_text(job, "id"));
    add_row(out, "status", remote_text(job, "status"));
    add_row(out, "step", remote_text(job, "stepName"));
    add_row(out, "progress", remark(job));
    add_row(out, "prompt", remote_text(job, "prompt"));
    add_row(out, "worker", remote_text(job, "worker"));
    add_row(out, "course", remote_text(job, "courseUrl"));
    buf_printf(out, "%-12s %lld of %lld\n", "attempt",
               (long long)json_integer_value(json_object_get(job, "attempts")),
               (long long)json_integer_value(json_object_get(job, "maxAttempts")));
    buf_printf(out, "%-12s ", "created");
    add_time(out, job, "createdAt");
    buf_lit(out, "\n");
    if (json_is_integer(json_object_get(job, "finishedAt"))) {
        buf_printf(out, "%-12s ", "finished");
        add_time(out, job, "finishedAt");
        buf_lit(out, "\n");
    }
}

static ErrCode ask_job(Jobs *j, const char *method, Str id, const char *what, Err *err)
{
    AUTO(jr_release) json_t *root = NULL;
    Str path = arena_printf(&j->options.arena, "/api/jobs/%.*s%s", STR_ARG(id), what);
    ErrCode rc = remote_ask(&j->remote, method, path, STR_NONE, &root, err);

    if (rc != ERR_OK)
        return rc;
    if (option_flag(&j->options, "json"))
        buf_add(&j->out, j->remote.text);
    else
        add_job(&j->out, root);
    return flush(j, err);
}

static ErrCode run_show(Jobs *j, Str id, Err *err)
{
    return ask_job(j, "GET", id, "", err);
}

static ErrCode run_cancel(Jobs *j, Str id, Err *err)
{
    return ask_job(j, "POST", id, "/cancel", err);
}

static ErrCode run_retry(Jobs *j, Str id, Err *err)
{
    return ask_job(j, "POST", id, "/retry", err);
}

/* Adds the lines of one answer; *after becomes the last offset. */
static ErrCode add_lines(Jobs *j, Str text, int64_t *after, Err *err)
{
    bool is_json = option_flag(&j->options, "json");
    Str line;

    while (str_line(&text, &line)) {
        AUTO(jr_release) json_t *root = NULL;
        ErrCode rc = jr_read(line, &root, err);

        if (rc != ERR_OK)
            return err_wrap(err, "reading the log");
        *after = json_integer_value(json_object_get(root, "seq"));
        if (is_json)
            buf_add(&j->out, line);
        else
            buf_add_clean(&j->out, remote_text(root, "line"));
        buf_lit(&j->out, "\n");
    }
    return ERR_OK;
}

static ErrCode run_logs(Jobs *j, Str id, Err *err)
{
    bool follows = option_flag(&j->options, "follow");
    int64_t after = -1;

    for (;;) {
        ClientAnswer answer;
        int64_t before = after;
        Str query = after < 0
                        ? STR("")
                        : arena_printf(&j->options.arena, "?after=%lld", (long long)after);
        Str path = arena_printf(&j->options.arena, "/api/jobs/%.*s/logs%.*s", STR_ARG(id),
                                STR_ARG(query));
        ErrCode rc = remote_get(&j->remote, path, &answer, err);

        if (rc == ERR_OK)
            rc = add_lines(j, answer.body, &after, err);
        if (rc == ERR_OK)
            rc = flush(j, err);
        if (rc != ERR_OK)
            return rc;
        if (after > before)
            continue; /* there may be more already */
        if (!follows || str_is(client_field(&answer, "x-log-final"), "true"))
            return ERR_OK;
        if (command_stop)
            return err_set(err, ERR_CANCELED, "interrupted");
        usleep(FOLLOW_PAUSE_US);
    }
}

static const Verb verbs[] = {
    {"list", false, run_list},  {"show", true, run_show}, {"cancel", true, run_cancel},
    {"retry", true, run_retry}, {"logs", true, run_logs},
};

static bool is_id(Str id)
{
    for (size_t i = 0; i < id.len; i++) {
        if (!(id.ptr[i] >= '0' && id.ptr[i] <= '9') &&
            !(id.ptr[i] >= 'A' && id.ptr[i] <= 'Z') && !(id.ptr[i] >= 'a' && id.ptr[i] <= 'z'))
            return false;
    }
    return id.len > 0;
}

static ErrCode run_verb(Jobs *j, Err *err)
{
    Options *o = &j->options;

    for (size_t i = 0; o->operand_count && i < ARRAY_LEN(verbs); i++) {
        Str id = str_from(o->operands[1]);

        if (strcmp(o->operands[0], verbs[i].name) != 0)
            continue;
        if (o->operand_count != (verbs[i].has_id ? 2u : 1u) || (verbs[i].has_id && !is_id(id)))
            return err_set(err, ERR_USAGE, "jobs %s %s", verbs[i].name,
                           verbs[i].has_id ? "needs the id of one job" : "has no operand");
        return verbs[i].run(j, id, err);
    }
    (void)err_set(err, ERR_USAGE, "say what: list, show, cancel, retry or logs");
    return err_hint(err, "fondation jobs list");
}

static int run(const Command *c, int argc, char **argv)
{
    Jobs j = {.out = BUF(LINES_MAX_BYTES)};
    Err err = {0};
    ErrCode rc = options_read(&j.options, c->options, argc, argv, &err);

    if (rc == ERR_OK)
        rc = remote_open(&j.remote, &j.options, &err);
    if (rc == ERR_OK)
        rc = run_verb(&j, &err);
    remote_done(&j.remote);
    buf_done(&j.out);
    options_done(&j.options);
    return rc == ERR_OK ? 0 : command_fail(&err);
}

const Command command_jobs = {
    .name = "jobs",
    .usage = "list|show|cancel|retry|logs [ID] [--server URL]",
    .summary = "the queue of a server, from a terminal",
    .about =
        "Lists jobs, newest first; shows one; ends one or asks its worker to; begins one again "
        "that failed,\n"
        "died or was canceled; prints the log of one.",
    .examples = "  fondation jobs list --status failed\n"
                "  fondation jobs show 06E2K3V8M4QPZ\n"
                "  fondation jobs logs 06E2K3V8M4QPZ --follow\n",
    .options = options,
    .run = run,
};
