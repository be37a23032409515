/*
 * practice_session.c -- question after question in a terminal.
 *
 * One poll over two descriptors: lines that are typed, and saves in the copy that is being edited. Whatever
 * happens between two questions is in the record already, so an interrupt loses nothing.
 */
#include "cli/practice.h"

#include "base/file.h"
#include "cli/command.h"

#include <errno.h>
#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 4096, POLL_MS = 200, SETTLE_MS = 100 };

typedef struct Session {
    Practice *practice;
    const Exercise *exercise;
    Scratch scratch;
    bool has_scratch;
    int watch_fd; /* -1: nothing is watched */
    char line[LINE_MAX_BYTES];
    size_t line_len;
    bool is_over;
} Session;

/* -- watching -- */

static void unwatch(Session *s)
{
    fd_close_p(&s->watch_fd);
    s->watch_fd = -1;
    s->has_scratch = false;
}

/* Editors write in place or move a new file over the old one: both are seen in the folder. */
static void watch(Session *s)
{
    AUTO(arena_done) Arena a = {0};

    s->watch_fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    for (uint32_t i = 0; s->watch_fd >= 0 && i < s->scratch.count; i++) {
        Str folder = path_dir(path_join(&a, s->scratch.dir, s->scratch.paths[i]));

        if (inotify_add_watch(s->watch_fd, arena_cstr(&a, folder),
                              IN_CLOSE_WRITE | IN_MOVED_TO | IN_DELETE) < 0)
            buf_lit(&s->practice->say.out, "Saving is not noticed here: say `check`.\n");
    }
}

static bool drain_watch(Session *s)
{
    char events[4096];
    bool has_events = false;

    while (s->watch_fd >= 0 && read(s->watch_fd, events, sizeof(events)) > 0)
        has_events = true;
    return has_events;
}

/* -- going from one to the next -- */

static void prompt(Session *s)
{
    practice_flush(s->practice);
    printf("> ");
    fflush(stdout);
}

static void begin(Session *s, const Exercise *x)
{
    Err err = {0};

    unwatch(s);
    s->exercise = x;
    if (!x) {
        buf_lit(&s->practice->say.out, "\nAll exercises are solved.\n");
        s->is_over = true;
        return;
    }
    say_exercise(&s->practice->say, x);
    if (!str_is(x->answer, "edit"))
        return;
    if (practice_open_scratch(s->practice, x, &s->scratch, &err) != ERR_OK) {
        buf_printf(&s->practice->say.out, "%s%s%s%s\nSay `next` for another one.\n", err.text,
                   err.hint[0] ? " (" : "", err.hint, err.hint[0] ? ")" : "");
        return;
    }
    s->has_scratch = true;
    watch(s);
    for (uint32_t i = 0; i < s->scratch.count; i++)
        buf_printf(&s->practice->say.out, "  %.*s/%.*s\n", STR_ARG(s->scratch.dir),
                   STR_ARG(s->scratch.paths[i]));
}

static void begin_next(Session *s)
{
    begin(s, practice_next(s->practice->course, &s->practice->record, s->exercise));
}

static ErrCode check_scratch(Session *s, Err *err)
{
    AUTO(arena_done) Arena a = {0};
    ScratchTold told;

    if (!s->has_scratch)
        return ERR_OK;
    scratch_judge(s->practice->reader, &a, &s->scratch, &told);
    say_scratch(&s->practice->say, s->exercise, &told);
    if (!told.is_solved && !told.is_touched)
        return ERR_OK; /* nothing was tried yet */
    ErrCode rc = practice_count(s->practice, s->exercise, told.is_solved, err);
    if (rc == ERR_OK && told.is_solved)
        begin_next(s);
    return rc;
}

/* -- what is typed -- */

static ErrCode do_help(Session *s, Err *err UNUSED)
{
    buf_lit(&s->practice->say.out,
            "answer with letters, or: hint, next, list, show, check, reset, "
            "quit (the first letter is enough)\n");
    return ERR_OK;
}

static ErrCode do_hint(Session *s, Err *err)
{
    return practice_hint(s->practice, s->exercise, err);
}

static ErrCode do_next(Session *s, Err *err UNUSED)
{
    const Exercise *next = practice_next(s->practice->course, &s->practice->record,
                                         s->exercise);

    if (next)
        begin(s, next);
    else
        buf_lit(&s->practice->say.out, "This is the last one that is not solved.\n");
    return ERR_OK;
}

static ErrCode do_list(Session *s, Err *err UNUSED)
{
    say_list(&s->practice->say);
    return ERR_OK;
}

static ErrCode do_show(Session *s, Err *err UNUSED)
{
    begin(s, s->exercise);
    return ERR_OK;
}

static ErrCode do_reset(Session *s, Err *err)
{
    ErrCode rc = practice_reset(s->practice, s->exercise, err);

    if (rc == ERR_OK)
        begin(s, s->exercise);
    return rc;
}

static ErrCode do_quit(Session *s, Err *err UNUSED)
{
    s->is_over = true;
    return ERR_OK;
}

static const struct {
    const char *word;
    ErrCode (*run)(Session *s, Err *err);
} verbs[] = {
    {"help", do_help}, {"?", do_help},    {"hint", do_hint},        {"next", do_next},
    {"list", do_list}, {"show", do_show}, {"check", check_scratch}, {"reset", do_reset},
    {"quit", do_quit}, {"exit", do_quit},
};

/* A single letter that is an option is an answer; "h" is a hint. */
static bool is_verb(const Exercise *x, Str line, size_t i)
{
    if (str_is(line, verbs[i].word))
        return true;
    return line.len == 1 && line.ptr[0] == verbs[i].word[0] &&
           strcmp(verbs[i].word, "help") != 0 &&
           exercise_judge(x, line, NULL) == VERDICT_NOT_UNDERSTOOD;
}

static ErrCode answer(Session *s, Str line, Err *err)
{
    uint32_t chosen;
    Verdict v = exercise_judge(s->exercise, line, &chosen);

    say_verdict(&s->practice->say, s->exercise, v, chosen);
    if (v == VERDICT_NOT_UNDERSTOOD)
        return ERR_OK;
    ErrCode rc = practice_count(s->practice, s->exercise, v == VERDICT_RIGHT, err);
    if (rc == ERR_OK && v == VERDICT_RIGHT)
        begin_next(s);
    return rc;
}

static ErrCode obey(Session *s, Str line, Err *err)
{
    line = str_trim(line);
    if (line.len == 0)
        return ERR_OK;
    for (size_t i = 0; i < ARRAY_LEN(verbs); i++) {
        if (is_verb(s->exercise, line, i))
            return verbs[i].run(s, err);
    }
    return answer(s, line, err);
}

/* Takes what can be read, and obeys each whole line. A line that is too long is dropped. */
static ErrCode read_lines(Session *s, Err *err)
{
    ssize_t n = read(STDIN_FILENO, s->line + s->line_len, sizeof(s->line) - s->line_len);
    ErrCode rc = ERR_OK;

    if (n < 0)
        return errno == EINTR || errno == EAGAIN
                   ? ERR_OK
                   : err_set_errno(err, ERR_IO, "reading answers");
    if (n == 0) {
        s->is_over = true;
        return s->line_len ? obey(s, (Str){s->line, s->line_len}, err) : ERR_OK;
    }
    s->line_len += (size_t)n;
    for (char *end;
         rc == ERR_OK && !s->is_over && (end = memchr(s->line, '\n', s->line_len)) != NULL;) {
        size_t len = (size_t)(end - s->line);

        rc = obey(s, (Str){s->line, len}, err);
        memmove(s->line, end + 1, s->line_len - len - 1);
        s->line_len -= len + 1;
        if (rc == ERR_OK && !s->is_over)
            prompt(s);
    }
    if (s->line_len == sizeof(s->line))
        s->line_len = 0;
    return rc;
}

static ErrCode wait_once(Session *s, Err *err)
{
    struct pollfd fds[2] = {{.fd = STDIN_FILENO, .events = POLLIN},
                            {.fd = s->watch_fd, .events = POLLIN}};
    int n = poll(fds, s->watch_fd >= 0 ? 2 : 1, POLL_MS);
    ErrCode rc = ERR_OK;

    if (n < 0 && errno != EINTR)
        return err_set_errno(err, ERR_IO, "waiting for answers");
    if (n > 0 && s->watch_fd >= 0 && (fds[1].revents & POLLIN)) {
        (void)poll(NULL, 0, SETTLE_MS); /* an editor may write more than once */
        (void)drain_watch(s);
        buf_lit(&s->practice->say.out, "\n");
        rc = check_scratch(s, err);
        if (rc == ERR_OK && !s->is_over)
            prompt(s);
    }
    if (rc == ERR_OK && n > 0 && (fds[0].revents & (POLLIN | POLLHUP | POLLERR)))
        rc = read_lines(s, err);
    return rc;
}

ErrCode practice_session(Practice *p, const Exercise *first, Err *err)
{
    Session s = {.practice = p, .watch_fd = -1};
    ErrCode rc = ERR_OK;

    begin(&s, first ? first : practice_next(p->course, &p->record, NULL));
    if (!s.is_over)
        prompt(&s);
    while (rc == ERR_OK && !s.is_over && !command_stop)
        rc = wait_once(&s, err);
    unwatch(&s);
    practice_flush(p);
    if (rc == ERR_OK && command_stop) {
        printf("\n");
        return err_set(err, ERR_CANCELED, "interrupted");
    }
    return rc;
}
