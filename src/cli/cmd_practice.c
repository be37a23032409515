/*
 * cmd_practice.c -- `fondation practice DIR [EXERCISE]`: does and checks a course's exercises.
 *
 * At a terminal it is a session; with a flag, or when its input is no terminal, it does one thing and
 * ends, so that scripts can use it.
 */
#include "cli/command.h"
#include "cli/practice.h"

#include "base/clock.h"
#include "base/file.h"
#include "course/course_json.h"

#include <unistd.h>

enum { ID_PREFIX_MIN = 4 };

/* clang-format off */
static const Option options[] = {
    {"repo", 0, OPTION_TEXT, "PATH", NULL, NULL, "checkout with the course's commit, for exercises that edit files"},
    {"answer", 'a', OPTION_TEXT, "LETTERS", NULL, NULL, "answer the exercise and end: exit code 0 when it is right, 1 when it is not"},
    {"check", 0, OPTION_FLAG, NULL, NULL, NULL, "check the copy of an exercise that is edited, and end"},
    {"list", 'l', OPTION_FLAG, NULL, NULL, NULL, "print all exercises and what is solved"},
    {"next", 'n', OPTION_FLAG, NULL, NULL, NULL, "print the next one that is not solved"},
    {"hint", 0, OPTION_FLAG, NULL, NULL, NULL, "print the next hint of the exercise"},
    {"reset", 0, OPTION_FLAG, NULL, NULL, NULL, "forget what was done of the exercise, or of all, and remove copies"},
    {"interactive", 'i', OPTION_FLAG, NULL, NULL, NULL, "ask and read answers even when the input is no terminal"},
    {"json", 0, OPTION_FLAG, NULL, NULL, NULL, "print JSON"},
    {"config", 0, OPTION_TEXT, "FILE", NULL, NULL, "settings file (default ./fondation.toml)"},
    {0},
};
/* clang-format on */

/* -- what the session uses too -- */

void practice_flush(Practice *p)
{
    Str text = buf_str(&p->say.out);

    if (text.len)
        (void)fwrite(text.ptr, 1, text.len, stdout);
    (void)fflush(stdout);
    buf_clear(&p->say.out);
}

ErrCode practice_count(Practice *p, const Exercise *x, bool is_right, Err *err)
{
    const Clock *clock = clock_system();
    RecordEntry *e = record_entry(&p->record, x->id);

    e->tries++;
    e->is_solved |= is_right;
    e->at_ms = (uint64_t)clock->now_ms(clock);
    ErrCode rc = record_save(&p->record, err);
    if (rc == ERR_OK && is_right && str_is(x->answer, "edit"))
        rc = scratch_remove(&p->arena, p->scratch_root, x->id, err);
    return rc;
}

ErrCode practice_hint(Practice *p, const Exercise *x, Err *err)
{
    RecordEntry *e = record_entry(&p->record, x->id);

    say_hint(&p->say, x, e->hints);
    if (e->hints < x->hints_count)
        e->hints++;
    return record_save(&p->record, err);
}

ErrCode practice_reset(Practice *p, const Exercise *x, Err *err)
{
    ErrCode rc = ERR_OK;

    for (uint32_t i = 0; rc == ERR_OK && i < p->course->exercises_count; i++) {
        if (!x || x == &p->course->exercises[i])
            rc = scratch_remove(&p->arena, p->scratch_root, p->course->exercises[i].id, err);
    }
    record_forget(&p->record, x ? x->id : NULL);
    return rc == ERR_OK ? record_save(&p->record, err) : rc;
}

/* -- files of the course's commit -- */

static ErrCode read_from_repo(void *self, Arena *a, Str path, Str *ret, Err *err)
{
    Practice *p = self;
    const CourseRepository *r = &p->course->repository;
    CheckoutAsk ask = {
        .path = p->repo,
        .commit = r->commit.len && !r->is_dirty ? arena_cstr(&p->arena, r->commit) : NULL,
        .stop = &command_stop};
    ErrCode rc = p->checkout ? ERR_OK : checkout_open(&ask, &p->checkout, err);

    if (rc != ERR_OK)
        return err_wrap(err, "opening '%s'", p->repo);
    const SourceFile *file = checkout_find(p->checkout, path);
    if (!file)
        return err_set(err, ERR_SOURCE, "there is no '%.*s' in '%s'", STR_ARG(path), p->repo);
    return checkout_read(p->checkout, a, file, ret, err);
}

/* A course carries the files that it cites. */
static ErrCode read_from_course(void *self, Arena *a, Str path, Str *ret, Err *err)
{
    const Practice *p = self;
    Str sources = path_join(a, str_from(p->dir), STR("sources"));
    ErrCode rc = path_is_plain(path)
                     ? file_read(a, path_join(a, sources, path).ptr, SCRATCH_FILE_MAX_BYTES,
                                 ret, err)
                     : err_set(err, ERR_INVALID, "'%.*s' is no path", STR_ARG(path));

    return rc == ERR_OK ? rc : err_hint(err, "name a checkout of the repository with --repo");
}

ErrCode practice_open_scratch(Practice *p, const Exercise *x, Scratch *ret, Err *err)
{
    Originals from = {p, p->repo ? read_from_repo : read_from_course};

    return scratch_open(&p->arena, p->scratch_root, x, &from, ret, err);
}

/* -- opening -- */

/* $XDG_STATE_HOME/fondation/practice or ~/.local/state/fondation/practice. */
static ErrCode state_dir(Arena *a, Str *ret, Err *err)
{
    const char *xdg = getenv("XDG_STATE_HOME"), *home = getenv("HOME");

    if (xdg && xdg[0] == '/')
        *ret = path_join(a, str_from(xdg), STR("fondation/practice"));
    else if (home && home[0] == '/')
        *ret = path_join(a, str_from(home), STR(".local/state/fondation/practice"));
    else
        return err_set(err, ERR_USAGE, "there is no home to keep the record in");
    return ERR_OK;
}

static ErrCode open_practice(Practice *p, Err *err)
{
    Str bytes, state;
    const char *path = path_join(&p->arena, str_from(p->dir), STR("course.json")).ptr;
    ErrCode rc = file_read(&p->arena, path, COURSE_JSON_MAX_BYTES, &bytes, err);

    if (rc == ERR_NOT_FOUND)
        return err_set(err, ERR_NOT_FOUND, "'%s' is no course: it has no course.json", p->dir);
    if (rc == ERR_OK)
        rc = course_read_json(&p->arena, bytes, &p->course, err);
    if (rc == ERR_OK)
        rc = state_dir(&p->arena, &state, err);
    if (rc == ERR_OK)
        rc = record_open(&p->arena, state, p->course, &p->record, err);
    if (rc != ERR_OK)
        return rc;
    p->scratch_root = path_join(&p->arena, state, STR("copies"));
    p->reader = syntax_reader_new();
    p->say = (Say){.course = p->course,
                   .record = &p->record,
                   .has_colour = isatty(STDOUT_FILENO) && !getenv("NO_COLOR"),
                   .out = BUF(SAY_MAX_BYTES)};
    return ERR_OK;
}

static void practice_done(Practice *p)
{
    buf_done(&p->say.out);
    record_done(&p->record);
    syntax_reader_free(p->reader);
    checkout_close(p->checkout);
    arena_done(&p->arena);
}

/* By its id, or the beginning of it. */
static ErrCode find_exercise(const Practice *p, const char *id, const Exercise **ret, Err *err)
{
    const Exercise *found = NULL;

    for (uint32_t i = 0; i < p->course->exercises_count; i++) {
        const Exercise *x = &p->course->exercises[i];

        if (!str_starts(str_from(x->id), str_from(id)))
            continue;
        if (found && strcmp(found->id, x->id) != 0)
            return err_set(err, ERR_USAGE, "more than one exercise begins with '%s'", id);
        found = x;
    }
    if (!found || strlen(id) < ID_PREFIX_MIN) {
        (void)err_set(err, ERR_USAGE, "there is no exercise '%s'", id);
        return err_hint(err, "fondation practice %s --list", p->dir);
    }
    *ret = found;
    return ERR_OK;
}

/* -- one thing, then the end -- */

/* *ret_exit: 0 when it is right, 1 when it is not. */
static ErrCode answer_once(Practice *p, const Exercise *x, Str answer, int *ret_exit, Err *err)
{
    uint32_t chosen;
    Verdict v = exercise_judge(x, answer, &chosen);

    if (v == VERDICT_NOT_UNDERSTOOD) {
        (void)err_set(err, ERR_USAGE, "'%.*s' is no answer to this exercise", STR_ARG(answer));
        return err_hint(err, "letters of its options, as in: --answer b");
    }
    ErrCode rc = practice_count(p, x, v == VERDICT_RIGHT, err);
    if (rc != ERR_OK)
        return rc;
    if (p->is_json)
        say_json_verdict(&p->say, x, v, chosen, NULL);
    else
        say_verdict(&p->say, x, v, chosen);
    *ret_exit = v != VERDICT_RIGHT;
    return ERR_OK;
}

static ErrCode check_once(Practice *p, const Exercise *x, int *ret_exit, Err *err)
{
    Scratch s;
    ScratchTold told;

    if (!str_is(x->answer, "edit"))
        return err_set(err, ERR_USAGE, "this exercise is answered with --answer");
    ErrCode rc = practice_open_scratch(p, x, &s, err);
    if (rc != ERR_OK)
        return rc;
    scratch_judge(p->reader, &p->arena, &s, &told);
    if (told.is_solved || told.is_touched)
        rc = practice_count(p, x, told.is_solved, err);
    if (rc != ERR_OK)
        return rc;
    if (p->is_json)
        say_json_verdict(&p->say, x, told.is_solved ? VERDICT_RIGHT : VERDICT_WRONG, 0, &told);
    else
        say_scratch(&p->say, x, &told);
    *ret_exit = !told.is_solved;
    return ERR_OK;
}

/* Of those that are edited also where the copy is. */
static ErrCode show_once(Practice *p, const Exercise *x, Err *err)
{
    Scratch s;

    if (p->is_json) {
        say_json_exercise(&p->say, x);
        return ERR_OK;
    }
    say_exercise(&p->say, x);
    if (!str_is(x->answer, "edit"))
        return ERR_OK;
    ErrCode rc = practice_open_scratch(p, x, &s, err);
    for (uint32_t i = 0; rc == ERR_OK && i < s.count; i++)
        buf_printf(&p->say.out, "  %.*s/%.*s\n", STR_ARG(s.dir), STR_ARG(s.paths[i]));
    return rc;
}

static ErrCode list_once(Practice *p)
{
    if (p->is_json)
        say_json_list(&p->say);
    else
        say_list(&p->say);
    return ERR_OK;
}

static ErrCode show_next(Practice *p, Err *err)
{
    const Exercise *x = practice_next(p->course, &p->record, NULL);

    if (x)
        return show_once(p, x, err);
    buf_lit(&p->say.out, "All exercises are solved.\n");
    return ERR_OK;
}

static ErrCode needs_exercise(Err *err)
{
    return err_set(err, ERR_USAGE, "name the exercise");
}

static ErrCode do_it(Practice *p, const Options *o, const Exercise *x, int *ret_exit, Err *err)
{
    bool is_talk = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && !p->is_json;

    if (option_flag(o, "list"))
        return list_once(p);
    if (option_flag(o, "reset"))
        return practice_reset(p, x, err);
    if (option_flag(o, "next"))
        return show_next(p, err);
    if (option_is_set(o, "answer"))
        return x ? answer_once(p, x, option_text(o, "answer"), ret_exit, err)
                 : needs_exercise(err);
    if (option_flag(o, "check"))
        return x ? check_once(p, x, ret_exit, err) : needs_exercise(err);
    if (option_flag(o, "hint"))
        return x ? practice_hint(p, x, err) : needs_exercise(err);
    if (is_talk || option_flag(o, "interactive"))
        return practice_session(p, x, err);
    return x ? show_once(p, x, err) : list_once(p);
}

static int run(const Command *c, int argc, char **argv)
{
    AUTO(practice_done) Practice p = {0};
    AUTO(options_done) Options o = {0};
    const Exercise *x = NULL;
    Err err = {0};
    int exit_code = 0;
    ErrCode rc = options_read(&o, c->options, argc, argv, &err);

    if (rc == ERR_OK && (o.operand_count < 1 || o.operand_count > 2)) {
        (void)err_set(&err, ERR_USAGE, "name the folder of a course, and maybe an exercise");
        rc = err_hint(&err, "fondation practice course");
    }
    if (rc == ERR_OK) {
        p.dir = o.operands[0];
        p.repo = option_cstr(&o, "repo");
        p.is_json = option_flag(&o, "json");
        rc = open_practice(&p, &err);
    }
    if (rc == ERR_OK && o.operand_count == 2)
        rc = find_exercise(&p, o.operands[1], &x, &err);
    if (rc == ERR_OK)
        rc = do_it(&p, &o, x, &exit_code, &err);
    practice_flush(&p);
    return rc == ERR_OK ? exit_code : command_fail(&err);
}

const Command command_practice = {
    .name = "practice",
    .usage = "DIR [EXERCISE] [flags]",
    .summary = "does and checks a course's exercises in a terminal",
    .about =
        "Asks the exercises of the course in DIR one after the other, from the first that is "
        "not solved, or\n"
        "EXERCISE (its id, or the beginning of it). Answer with letters; `hint` gives one hint "
        "at a time, `next`\n"
        "goes on, `list` shows what is solved, `quit` ends. Bug hunts and first changes are "
        "done "
        "in a copy of\n"
        "their files, which is checked whenever it is saved and removed when it is solved; "
        "they "
        "need --repo\n"
        "unless the course carries the files. What was done is kept below $XDG_STATE_HOME by "
        "the "
        "exercises'\n"
        "ids, so that it is found again in a new course about the same repository.",
    .examples = "  fondation practice course\n"
                "  fondation practice course 6f39e0d6 --answer b\n"
                "  fondation practice course 2135e481 --repo ../project\n"
                "  fondation practice course --list --json\n",
    .options = options,
    .run = run,
};
