/*
 * proc.c -- fork, exec, and a poll loop over three pipes.
 *
 * The exec status comes back through a fourth, close-on-exec pipe: an errno on it means that the
 * program never started; its closing without a byte means that it did.
 */
#include "base/proc.h"

#include "base/fault.h"
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PROC_STDERR_MAX = 1 << 20, POLL_SLICE_MS = 100, READ_CHUNK_BYTES = 64 << 10 };

typedef struct Pipe {
    int read_end, write_end;
} Pipe;

typedef struct Child {
    pid_t pid;
    Pipe in, out, error, started; /* ends that are closed are -1 */
    Str input_left;
    Buf output;
    Buf error_output;
} Child;

#define PIPE_CLOSED ((Pipe){-1, -1})

static bool pipe_open(Pipe *p)
{
    int ends[2];

    if (pipe2(ends, O_CLOEXEC) != 0)
        return false;
    *p = (Pipe){ends[0], ends[1]};
    return true;
}

static void pipe_close(Pipe *p)
{
    fd_close_p(&p->read_end);
    fd_close_p(&p->write_end);
}

static void child_done(Child *c)
{
    pipe_close(&c->in);
    pipe_close(&c->out);
    pipe_close(&c->error);
    pipe_close(&c->started);
    buf_done(&c->output);
    buf_done(&c->error_output);
}

/* Runs between fork and exec: async-signal-safe calls only. */
NORETURN static void become(const Child *c, const ProcAsk *ask, char *const *env)
{
    struct rlimit files = {ask->file_max_bytes, ask->file_max_bytes};
    int status;

    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* nothing goes on when we are killed */
    if (ask->file_max_bytes)
        setrlimit(RLIMIT_FSIZE, &files);
    if (dup2(c->in.read_end, 0) < 0 ||
        dup2(ask->output_fd > 0 ? ask->output_fd : c->out.write_end, 1) < 0 ||
        dup2(c->error.write_end, 2) < 0 || (ask->dir && chdir(ask->dir) != 0)) {
        status = errno;
    } else {
        signal(SIGPIPE, SIG_DFL);
        /* what somebody else left open without close-on-exec; an old kernel may not know the call */
        (void)close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
        execvpe(ask->argv[0], (char *const *)ask->argv, env);
        status = errno;
    }
    ssize_t n = write(c->started.write_end, &status, sizeof(status));
    (void)n;
    _exit(127);
}

static char **default_env(Arena *a)
{
    static const char *const kept[] = {"PATH", "HOME", "TMPDIR"};
    char **env = ARENA_ARRAY(a, char *, ARRAY_LEN(kept) + 2);
    size_t n = 0;

    for (size_t i = 0; i < ARRAY_LEN(kept); i++) {
        const char *value = getenv(kept[i]);

        if (value)
            env[n++] = (char *)arena_printf(a, "%s=%s", kept[i], value).ptr;
    }
    env[n] = (char *)"LANG=C";
    return env;
}

static ErrCode child_start(Child *c, Arena *a, const ProcAsk *ask, Err *err)
{
    char *const *env = ask->env ? (char *const *)ask->env : default_env(a);
    int status = 0;

    if (fault_here("proc.start") || !pipe_open(&c->in) || !pipe_open(&c->out) ||
        !pipe_open(&c->error) || !pipe_open(&c->started))
        return err_set_errno(err, ERR_IO, "preparing to run '%s'", ask->argv[0]);
    c->pid = fork();
    if (c->pid < 0)
        return err_set_errno(err, ERR_IO, "starting '%s'", ask->argv[0]);
    if (c->pid == 0)
        become(c, ask, env);
    setpgid(c->pid, c->pid); /* in both: whoever comes first */
    fd_close_p(&c->in.read_end);
    fd_close_p(&c->out.write_end);
    fd_close_p(&c->error.write_end);
    fd_close_p(&c->started.write_end);
    if (read(c->started.read_end, &status, sizeof(status)) == (ssize_t)sizeof(status)) {
        waitpid(c->pid, NULL, 0);
        c->pid = 0;
        errno = status;
        return err_set_errno(err, status == ENOENT ? ERR_NOT_FOUND : ERR_IO, "starting '%s'",
                             ask->argv[0]);
    }
    fcntl(c->in.write_end, F_SETFL, O_NONBLOCK);
    fcntl(c->out.read_end, F_SETFL, O_NONBLOCK);
    fcntl(c->error.read_end, F_SETFL, O_NONBLOCK);
    return ERR_OK;
}

static void feed(Child *c)
{
    if (c->input_left.len) {
        ssize_t n = write(c->in.write_end, c->input_left.ptr, c->input_left.len);

        if (n > 0)
            c->input_left = str_sub(c->input_left, (size_t)n, c->input_left.len);
        else if (n < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        else
            c->input_left = STR_NONE; /* it does not want the rest: its affair */
    }
    if (c->input_left.len == 0)
        fd_close_p(&c->in.write_end);
}

static void drain(int *fd, Buf *into)
{
    char chunk[READ_CHUNK_BYTES];
    ssize_t n = read(*fd, chunk, sizeof(chunk));

    if (n > 0)
        buf_add_bytes(into, chunk, MIN_OF((size_t)n, into->max - into->len + 1));
    else if (n == 0 || (errno != EAGAIN && errno != EINTR))
        fd_close_p(fd);
}

/* stderr keeps its end: that is where the reason stands. */
static void keep_tail(Buf *b)
{
    if (b->len < PROC_STDERR_MAX / 2)
        return;
    memmove(b->ptr, b->ptr + b->len - PROC_STDERR_KEPT, PROC_STDERR_KEPT);
    b->len = PROC_STDERR_KEPT;
    b->ptr[b->len] = '\0';
    b->full = false;
}

static ErrCode converse(Child *c, const ProcAsk *ask, Err *err)
{
    const Clock *clock = clock_system();
    int64_t end_ns = clock->tick_ns(clock) + (int64_t)ask->deadline_ms * 1000000;

    while (c->out.read_end >= 0 || c->error.read_end >= 0) {
        struct pollfd fds[] = {
            {.fd = c->in.write_end, .events = POLLOUT},
            {.fd = c->out.read_end, .events = POLLIN},
            {.fd = c->error.read_end, .events = POLLIN},
        };

        if (poll(fds, ARRAY_LEN(fds), POLL_SLICE_MS) < 0 && errno != EINTR)
            return err_set_errno(err, ERR_IO, "waiting for '%s'", ask->argv[0]);
        if (fds[0].revents)
            feed(c);
        if (fds[1].revents)
            drain(&c->out.read_end, &c->output);
        if (fds[2].revents)
            drain(&c->error.read_end, &c->error_output);
        keep_tail(&c->error_output);
        if (c->output.full)
            return err_set(err, ERR_LIMIT, "'%s' wrote more than %llu bytes", ask->argv[0],
                           (unsigned long long)ask->output_max_bytes);
        if (ask->stop && *ask->stop)
            return err_set(err, ERR_CANCELED, "'%s' was stopped", ask->argv[0]);
        if (clock->tick_ns(clock) > end_ns)
            return err_set(err, ERR_TIMEOUT, "'%s' took longer than %llu ms", ask->argv[0],
                           (unsigned long long)ask->deadline_ms);
    }
    return ERR_OK;
}

ErrCode proc_run(Arena *a, const ProcAsk *ask, ProcTold *ret, Err *err)
{
    AUTO(child_done)
    Child c = {
        .in = PIPE_CLOSED,
        .out = PIPE_CLOSED,
        .error = PIPE_CLOSED,
        .started = PIPE_CLOSED,
        .input_left = ask->input,
        .output = BUF(ask->output_max_bytes),
        .error_output = BUF(PROC_STDERR_MAX),
    };
    int status = 0;

    MUST(ask->deadline_ms > 0);
    ErrCode rc = child_start(&c, a, ask, err);
    if (rc != ERR_OK)
        return rc;
    rc = converse(&c, ask, err);
    if (rc != ERR_OK)
        kill(-c.pid, SIGKILL);
    while (waitpid(c.pid, &status, 0) < 0 && errno == EINTR)
        ;
    size_t tail = c.error_output.len - MIN_OF(c.error_output.len, (size_t)PROC_STDERR_KEPT);
    *ret = (ProcTold){
        .exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 0,
        .term_signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0,
        .output = arena_str(a, buf_str(&c.output)),
        .error_output = arena_str(a, str_sub(buf_str(&c.error_output), tail, SIZE_MAX)),
    };
    return rc;
}

static Str last_line(Str text)
{
    text = str_trim(text);
    size_t at = str_rfind_char(text, '\n');
    return at == SIZE_MAX ? text : str_sub(text, at + 1, text.len);
}

ErrCode proc_run_ok(Arena *a, const ProcAsk *ask, ProcTold *ret, Err *err)
{
    ErrCode rc = proc_run(a, ask, ret, err);

    if (rc != ERR_OK)
        return rc;
    if (ret->term_signal)
        return err_set(err, ERR_FAILED, "'%s' was ended by signal %d", ask->argv[0],
                       ret->term_signal);
    if (ret->exit_code)
        return err_set(err, ERR_FAILED, "'%s' failed (exit code %d): %.*s", ask->argv[0],
                       ret->exit_code, STR_ARG(last_line(ret->error_output)));
    return ERR_OK;
}
