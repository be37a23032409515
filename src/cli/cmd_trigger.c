/*
 * cmd_trigger.c -- `fondation trigger`: asks a server for a course.
 */
#include "cli/command.h"
#include "cli/remote.h"

#include "base/file.h"

#include <limits.h>
#include <unistd.h>

enum { BODY_MAX_BYTES = 64 << 10, WAIT_PAUSE_US = 500 * 1000 };

/* clang-format off */
static const Option options[] = {
    REMOTE_OPTIONS,
    {"branch", 0, OPTION_TEXT, "NAME", NULL, NULL, "default: the repository's own"},
    {"commit", 0, OPTION_TEXT, "SHA", NULL, NULL, "a commit of it"},
    {"prompt", 0, OPTION_TEXT, "TEXT", NULL, NULL, "what the reader wants to learn"},
    {"writer", 0, OPTION_CHOICE, "NAME", "static|claude|openai|claude-code", NULL, "who writes"},
    {"model", 0, OPTION_TEXT, "MODEL", NULL, NULL, "sonnet, opus, haiku, or the name of a model"},
    {"audience", 0, OPTION_CHOICE, "WHO", "newcomer|contributor|user|operator", NULL, "for whom"},
    {"language", 0, OPTION_TEXT, "CODE", NULL, NULL, "language of the course"},
    {"chapters", 0, OPTION_NUMBER, "N", NULL, NULL, "1 to 15; default: chosen from the repository"},
    {"regenerate", 0, OPTION_FLAG, NULL, NULL, NULL, "do not use what earlier jobs kept"},
    {"wait", 'w', OPTION_FLAG, NULL, NULL, NULL, "wait until the job ends; exit 1 when it failed"},
    {"quiet", 'q', OPTION_FLAG, NULL, NULL, NULL, "say nothing on the way"},
    {"json", 0, OPTION_FLAG, NULL, NULL, NULL, "print what the server answered: the new job; with --wait the ended one"},
    {"config", 0, OPTION_TEXT, "FILE", NULL, NULL, "settings file (default ./fondation.toml)"},
    {0},
};
/* clang-format on */

typedef struct Trigger {
    Options options;
    Remote remote;
} Trigger;

/* A path is one on this machine; the server knows it by its whole name. */
static Str place_of(Options *o)
{
    char whole[PATH_MAX];
    const char *given = o->operands[0];

    if (path_is_dir(given) && realpath(given, whole))
        return arena_str(&o->arena, str_from(whole));
    return str_from(given);
}

static void write_wish(Options *o, Buf *out)
{
    static const char *const texts[] = {"branch", "commit",   "prompt",  "writer",
                                        "model",  "audience", "language"};
    JsonWriter w;

    jw_init(&w, out, 0);
    jw_begin_object(&w);
    jw_text(&w, "repository", place_of(o));
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        if (option_is_set(o, texts[i]))
            jw_text(&w, texts[i], option_text(o, texts[i]));
    }
    if (option_is_set(o, "chapters"))
        jw_u64(&w, "chapters", option_number(o, "chapters"));
    if (option_flag(o, "regenerate"))
        jw_bool(&w, "regenerate", true);
    jw_end_object(&w);
}

static void say_progress(const json_t *job, Str *said, Arena *a)
{
    Str status = remote_text(job, "status"), progress = remote_text(job, "progress");
    Str now = arena_printf(a, "%3.0f %%  %.*s  %.*s",
                           100 * json_number_value(json_object_get(job, "fraction")),
                           STR_ARG(status), STR_ARG(progress));

    if (str_eq(now, *said))
        return;
    AUTO(buf_done) Buf line = BUF(BODY_MAX_BYTES);
    buf_add_clean(&line, now);
    fprintf(stderr, "%.*s\n", STR_ARG(buf_str(&line)));
    *said = now;
}

static ErrCode end_of(const json_t *job, Err *err)
{
    Str status = remote_text(job, "status"), why = remote_text(job, "error");

    if (str_is(status, "completed"))
        return ERR_OK;
    if (str_is(status, "canceled"))
        return err_set(err, ERR_CANCELED, "the job was canceled");
    return err_set(err, ERR_FAILED, "the job failed for good: %.*s", STR_ARG(why));
}

static ErrCode wait_for(Trigger *t, Str id, Err *err)
{
    Str path = arena_printf(&t->options.arena, "/api/jobs/%.*s", STR_ARG(id)), said = STR("");

    for (;;) {
        AUTO(jr_release) json_t *job = NULL;
        ErrCode rc = remote_ask(&t->remote, "GET", path, STR_NONE, &job, err);

        if (rc != ERR_OK)
            return rc;
        if (!option_flag(&t->options, "quiet"))
            say_progress(job, &said, &t->options.arena);
        if (json_is_integer(json_object_get(job, "finishedAt"))) {
            if (option_flag(&t->options, "json"))
                printf("%.*s", STR_ARG(t->remote.text));
            return end_of(job, err);
        }
        if (command_stop)
            return err_set(err, ERR_CANCELED, "interrupted; the job goes on");
        usleep(WAIT_PAUSE_US);
    }
}

static ErrCode trigger(Trigger *t, Err *err)
{
    AUTO(buf_done) Buf body = BUF(BODY_MAX_BYTES);
    AUTO(jr_release) json_t *made = NULL;
    Options *o = &t->options;
    bool is_json = option_flag(o, "json"), waits = option_flag(o, "wait");

    write_wish(o, &body);
    if (body.full)
        return err_set(err, ERR_USAGE, "the wish is larger than %d bytes", BODY_MAX_BYTES);
    ErrCode rc = remote_ask(&t->remote, "POST", STR("/api/jobs/trigger"), buf_str(&body), &made,
                            err);
    if (rc != ERR_OK)
        return rc;
    Str id = remote_text(made, "jobId");
    if (is_json && !waits)
        printf("%.*s", STR_ARG(t->remote.text));
    if (!is_json)
        printf("%.*s %s%.*s\n", STR_ARG(id), t->remote.server,
               STR_ARG(remote_text(made, "courseUrl")));
    fflush(stdout);
    return waits ? wait_for(t, id, err) : ERR_OK;
}

static int run(const Command *c, int argc, char **argv)
{
    Trigger t = {0};
    Err err = {0};
    ErrCode rc = options_read(&t.options, c->options, argc, argv, &err);

    if (rc == ERR_OK && t.options.operand_count != 1) {
        (void)err_set(&err, ERR_USAGE, "name one repository");
        rc = err_hint(&err, "fondation trigger https://github.com/OWNER/NAME");
    }
    if (rc == ERR_OK)
        rc = remote_open(&t.remote, &t.options, &err);
    if (rc == ERR_OK)
        rc = trigger(&t, &err);
    remote_done(&t.remote);
    options_done(&t.options);
    return rc == ERR_OK ? 0 : command_fail(&err);
}

const Command command_trigger = {
    .name = "trigger",
    .usage = "REPO [--wait] [--server URL]",
    .summary = "asks a server for a course about a repository",
    .about =
        "Registers REPO (a URL, or a path on the server's machine) when it is new, asks for a "
        "course about it, and\n"
        "prints the job's id and where the course will be. The same wish while one is under "
        "way "
        "gives that job.",
    .examples = "  fondation trigger https://github.com/antirez/kilo --wait\n"
                "  fondation trigger . --prompt 'how are escape sequences read?'\n",
    .options = options,
    .run = run,
};
