/*
 * cmd_verify.c -- `fondation verify`: a course, or any Markdown, compared with a checkout.
 */
#include "cli/command.h"

#include "base/file.h"
#include "course/course_json.h"
#include "exercise/exercise.h"
#include "graph/resolve.h"
#include "source/git.h"
#include "verify/verify.h"

#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

enum { VERIFY_OUTPUT_MAX_BYTES = 64 << 20 };

/* clang-format off */
static const Option options[] = {
    {"repo", 0, OPTION_TEXT, "PATH", NULL, ".", "the checkout to compare with"},
    {"markdown", 'm', OPTION_FLAG, NULL, NULL, NULL, "DIR is no course but Markdown: files and folders, as many as wanted"},
    {"commit", 0, OPTION_TEXT, "SHA", NULL, NULL, "compare with this commit (default: the course's own where the checkout has it, else the work tree)"},
    {"json", 0, OPTION_FLAG, NULL, NULL, NULL, "print the findings as JSON"},
    {"sarif", 0, OPTION_FLAG, NULL, NULL, NULL, "print the findings as SARIF 2.1.0"},
    {"rule", 0, OPTION_LIST, "NAME", NULL, NULL, "look for this alone: link, anchor, path, lines, name, quote, command, default"},
    {"allow", 0, OPTION_LIST, "WORD", NULL, NULL, "a name, path or option that is meant though it is not there"},
    {"skip", 0, OPTION_LIST, "GLOB", NULL, NULL, "documents that are not looked at"},
    {"parallel", 'j', OPTION_NUMBER, "N", NULL, NULL, "threads (default: all cores)"},
    {"cache-dir", 0, OPTION_TEXT, "DIR", NULL, NULL, "of facts (default: fondation below the user's cache folder)"},
    {"no-cache", 0, OPTION_FLAG, NULL, NULL, NULL, "keep no facts between runs"},
    {"quiet", 'q', OPTION_FLAG, NULL, NULL, NULL, "say nothing when there is no finding"},
    {"config", 0, OPTION_TEXT, "FILE", NULL, NULL, "settings file (default ./fondation.toml)"},
    {0},
};
/* clang-format on */

typedef struct Verify {
    Options options;
    Arena arena;
    Checkout *checkout;
    Program *program;
    Evidence *evidence;
    VerifyTold told;
} Verify;

static void verify_done(Verify *z)
{
    evidence_close(z->evidence);
    program_free(z->program);
    checkout_close(z->checkout);
    verify_told_done(&z->told);
    options_done(&z->options);
    arena_done(&z->arena);
}

static ErrCode read_repository(Verify *z, const char *commit, bool resolves, Err *err)
{
    Options *o = &z->options;
    ProgramTimes times = {0};
    CheckoutAsk ask = {
        .path = option_cstr(o, "repo"),
        .commit = commit,
        .threads = (unsigned)option_number(o, "parallel"),
        .stop = &command_stop,
    };
    ErrCode rc = checkout_open(&ask, &z->checkout, err);
    ProgramAsk read = {.checkout = z->checkout,
                       .threads = ask.threads,
                       .cache_dir = command_cache_dir(o),
                       .stop = &command_stop};

    if (rc == ERR_OK)
        rc = program_read(&read, &z->program, &times, err);
    if (rc != ERR_OK)
        return rc;
    if (resolves)
        program_resolve(z->program, ask.threads, &times);
    z->evidence = evidence_open(z->program);
    return ERR_OK;
}

/* -- Markdown -- */

static ErrCode read_rules(Options *o, unsigned *ret, Err *err)
{
    const char *const *names = option_list(o, "rule");

    for (*ret = 0; names && *names; names++) {
        int found = -1;

        for (int r = 0; r < RULE_COUNT; r++) {
            if (strcmp(*names, verify_rule_name((VerifyRule)r)) == 0)
                found = r;
        }
        if (found < 0)
            return err_set(err, ERR_USAGE, "--rule: there is no rule '%s'", *names);
        *ret |= BIT(found);
    }
    return ERR_OK;
}

static ErrCode check_markdown(Verify *z, Err *err)
{
    Options *o = &z->options;
    const char **paths = ARENA_ARRAY(&z->arena, const char *, o->operand_count + 1);
    VerifyAsk ask = {.paths = paths,
                     .allow = option_list(o, "allow"),
                     .skip = option_list(o, "skip"),
                     .stop = &command_stop};
    ErrCode rc = read_rules(o, &ask.rules, err);

    for (size_t i = 0; i < o->operand_count; i++)
        paths[i] = o->operands[i];
    if (rc == ERR_OK)
        rc = read_repository(z, option_cstr(o, "commit"), false, err);
    if (rc != ERR_OK)
        return rc;
    ask.program = z->program;
    ask.evidence = z->evidence;
    return verify_markdown(&ask, &z->told, err);
}

/* -- a course -- */

static ErrCode read_course(Verify *z, const char *dir, Course **ret, Err *err)
{
    const char *path = path_join(&z->arena, str_from(dir), STR("course.json")).ptr;
    Str bytes;
    ErrCode rc = file_read(&z->arena, path, COURSE_JSON_MAX_BYTES, &bytes, err);

    if (rc != ERR_OK) {
        (void)err_wrap(err, "'%s' is no course", dir);
        return err_hint(err, "for other Markdown: fondation verify --markdown %s", dir);
    }
    rc = course_read_json(&z->arena, bytes, ret, err);
    return rc == ERR_OK ? rc : err_wrap(err, "'%s'", path);
}

/* The course's own commit, where the repository has it and the work tree is not that. */
static ErrCode open_at_commit(Verify *z, const Course *course, Err *err)
{
    const char *asked = option_cstr(&z->options, "commit");
    const char *own = course->repository.commit.len && !course->repository.is_dirty
                          ? arena_cstr(&z->arena, course->repository.commit)
                          : NULL;

    if (asked || !own)
        return read_repository(z, asked, true, err);
    if (read_repository(z, own, true, err) == ERR_OK || command_stop)
        return command_stop ? err_set(err, ERR_CANCELED, "interrupted") : ERR_OK;
    checkout_close(z->checkout);
    z->checkout = NULL;
    return read_repository(z, NULL, true, err);
}

/* The commit that is checked out, whichever is compared; empty: there is none. */
static Str head_of(Verify *z)
{
    const Git *git = checkout_git(z->checkout);
    Str out = STR("");

    if (!git ||
        GIT_RUN_OK(&z->arena, git, &out, NULL, "rev-parse", "--verify", "HEAD") != ERR_OK)
        return STR("");
    return str_trim(out);
}

static ErrCode check_course(Verify *z, Err *err)
{
    const char *dir = z->options.operands[0];
    Course *course;
    ErrCode rc = read_course(z, dir, &course, err);

    if (rc == ERR_OK)
        rc = open_at_commit(z, course, err);
    if (rc != ERR_OK)
        return rc;
    return verify_course(&(VerifyCourseAsk){.course = course,
                                            .program = z->program,
                                            .evidence = z->evidence,
                                            .dir = dir,
                                            .check_more = exercises_check,
                                            .head = head_of(z)},
                         &z->told, err);
}

/* -- output -- */

static ErrCode print_told(Verify *z, Err *err)
{
    AUTO(buf_done) Buf out = BUF(VERIFY_OUTPUT_MAX_BYTES);
    Options *o = &z->options;
    char base[PATH_MAX];

    if (option_flag(o, "sarif")) {
        bool is_course = !option_flag(o, "markdown");

        if (!realpath(is_course ? o->operands[0] : option_cstr(o, "repo"), base))
            return err_set_errno(err, ERR_IO, "the folder of the report");
        verify_write_sarif(&z->told, str_from(base), &out);
    } else if (option_flag(o, "json")) {
        verify_write_json(&z->told, &out);
    } else if (z->told.findings.len || !option_flag(o, "quiet")) {
        verify_write_text(&z->told, &out);
    }
    return fd_write_all(STDOUT_FILENO, buf_str(&out), err);
}

static int run(const Command *c, int argc, char **argv)
{
    AUTO(verify_done) Verify z = {0};
    Err err = {0};
    ErrCode rc = options_read(&z.options, c->options, argc, argv, &err);

    if (rc == ERR_OK && z.options.operand_count == 0) {
        (void)err_set(&err, ERR_USAGE, "name a course, or with --markdown files and folders");
        rc = err_hint(&err, "fondation verify course --repo .");
    }
    bool is_markdown = rc == ERR_OK && option_flag(&z.options, "markdown");
    if (rc == ERR_OK && !is_markdown && z.options.operand_count > 1)
        rc = err_set(&err, ERR_USAGE, "name one course");
    if (rc == ERR_OK)
        rc = is_markdown ? check_markdown(&z, &err) : check_course(&z, &err);
    if (rc == ERR_OK)
        rc = print_told(&z, &err);
    if (rc != ERR_OK)
        return command_fail(&err);
    return z.told.errors ? err_exit_code(ERR_VERIFY) : 0;
}

const Command command_verify = {
    .name = "verify",
    .usage = "DIR --repo PATH | --markdown PATH... --repo PATH",
    .summary = "checks a course, or any Markdown, against a checkout",
    .about =
        "Compares what a course says with the repository that it speaks of: citations, "
        "excerpts, links,\n"
        "relations, names. With --markdown it reads anybody's documents instead: links and "
        "anchors that\n"
        "lead nowhere, paths and lines that are not there, names that exist nowhere, quoted "
        "code that is\n"
        "no longer the code, targets and options that nothing knows, defaults that are "
        "others.\n\n"
        "Exit code 3 when there is an error. Warnings are for people to look at. What is "
        "meant is said by a\n"
        "comment, <!-- fondation-ignore RULE: why --> before the block or <!-- "
        "fondation-ignore-file RULE: why -->,\n"
        "or by allow = [\"word\"] and skip = [\"glob\"] in fondation.toml.",
    .examples =
        "  fondation verify course --repo .\n"
        "  fondation verify --markdown README.md docs --repo .   # e.g. before each commit\n"
        "  fondation verify --markdown docs --repo . --sarif > docs.sarif\n",
    .options = options,
    .run = run,
};
