/*
 * bars.c -- a bar that is redrawn at most ten times a second; JSON with one object a line.
 */
#include "cli/bars.h"

#include "base/file.h"
#include "base/json.h"

#include <unistd.h>

enum { REDRAW_NS = 100000000, BAR_CELLS = 20, LINE_MAX_BYTES = 8192 };

/* -- lines of JSON on stdout -- */

static void put_line(Buf *line)
{
    Err err = {0};

    buf_lit(line, "\n");
    DROP_RESULT(
        fd_write_all(STDOUT_FILENO, buf_str(line), &err)); /* nobody listens: not our affair */
}

static void json_step(Step s)
{
    AUTO(buf_done) Buf line = BUF(LINE_MAX_BYTES);
    JsonWriter w;

    jw_init(&w, &line, 0);
    jw_begin_object(&w);
    jw_text(&w, "type", STR("step"));
    jw_u64(&w, "step", (uint64_t)s + 1);
    jw_u64(&w, "totalSteps", STEP_COUNT);
    jw_text(&w, "name", str_from(step_name(s)));
    jw_text(&w, "status", str_from(step_status(s)));
    jw_end_object(&w);
    put_line(&line);
}

static void json_item(Step s, uint64_t done, uint64_t total, Str message)
{
    AUTO(buf_done) Buf line = BUF(LINE_MAX_BYTES);
    JsonWriter w;

    jw_init(&w, &line, 0);
    jw_begin_object(&w);
    jw_text(&w, "type", STR("progress"));
    jw_u64(&w, "step", (uint64_t)s + 1);
    jw_u64(&w, "done", done);
    jw_u64(&w, "total", total);
    jw_text(&w, "message", message);
    jw_fixed(&w, "fraction", step_fraction(s, done, total), 4);
    jw_object(&w, "tokens");
    jw_u64(&w, "input", 0);
    jw_u64(&w, "output", 0);
    jw_u64(&w, "cached", 0);
    jw_end_object(&w);
    jw_fixed(&w, "costUsd", 0, 4);
    jw_end_object(&w);
    put_line(&line);
}

static const char *level_word(LogLevel level)
{
    return level == LOG_ERROR  ? "error"
           : level == LOG_WARN ? "warn"
           : level == LOG_INFO ? "info"
                               : "debug";
}

static void json_log(LogLevel level, Str message)
{
    AUTO(buf_done) Buf line = BUF(LINE_MAX_BYTES);
    JsonWriter w;

    jw_init(&w, &line, 0);
    jw_begin_object(&w);
    jw_text(&w, "type", STR("log"));
    jw_text(&w, "level", str_from(level_word(level)));
    jw_text(&w, "message", message);
    jw_end_object(&w);
    put_line(&line);
}

static void json_result(bool is_ok, const char *dir, const PipelineTold *told, const Err *err)
{
    AUTO(buf_done) Buf line = BUF(LINE_MAX_BYTES);
    JsonWriter w;

    jw_init(&w, &line, 0);
    jw_begin_object(&w);
    jw_text(&w, "type", STR("result"));
    jw_bool(&w, "ok", is_ok);
    jw_text(&w, "outputDir", str_from(dir));
    jw_u64(&w, "chapters", told->chapters);
    jw_object(&w, "verification");
    jw_u64(&w, "citations", told->citations);
    jw_u64(&w, "broken", told->broken);
    jw_end_object(&w);
    if (!is_ok)
        jw_text(&w, "error", str_from(err->text));
    jw_end_object(&w);
    put_line(&line);
}

/* -- bars on stderr -- */

static void clear_line(Bars *b)
{
    if (b->has_open_line)
        fprintf(stderr, "\r\033[K");
    b->has_open_line = false;
}

static void draw_bar(Bars *b, uint64_t done, uint64_t total, Str message)
{
    int64_t now = clock_system()->tick_ns(clock_system());
    unsigned cells = total ? (unsigned)(MIN_OF(done, total) * BAR_CELLS / total) : 0;

    if (b->has_open_line && now - b->drawn_ns < REDRAW_NS && done < total)
        return;
    b->drawn_ns = now;
    AUTO(buf_done) Buf text = BUF(256);
    buf_add_clean(&text, str_sub(message, 0, 60));
    fprintf(stderr, "\r\033[K%d/%d %-9s [%.*s%.*s] %s", (int)b->step + 1, STEP_COUNT,
            step_name(b->step), (int)cells, "####################", (int)(BAR_CELLS - cells),
            "....................", text.ptr ? text.ptr : "");
    b->has_open_line = true;
    fflush(stderr);
}

static void end_step_line(Bars *b)
{
    double seconds = (double)(clock_system()->tick_ns(clock_system()) - b->begun_ns) / 1e9;

    if (b->begun_ns == 0)
        return;
    clear_line(b);
    fprintf(stderr, "%s%d/%d %-9s%s %.2f s\n", b->has_colour ? "\033[32m" : "",
            (int)b->step + 1, STEP_COUNT, step_name(b->step), b->has_colour ? "\033[0m" : "",
            seconds);
    b->begun_ns = 0;
}

/* -- the door -- */

static void on_step(void *self, Step s, bool was_kept)
{
    Bars *b = self;

    if (b->style == BARS_JSON) {
        json_step(s);
        if (was_kept)
            json_log(LOG_INFO, STR("taken over from kept work"));
        return;
    }
    if (b->style == BARS_NONE || b->is_quiet)
        return;
    if (b->style == BARS_TTY)
        end_step_line(b);
    b->step = s;
    b->begun_ns = was_kept ? 0 : clock_system()->tick_ns(clock_system());
    if (b->style == BARS_TTY && !was_kept)
        draw_bar(b, 0, 1, str_from(step_status(s)));
    else
        fprintf(stderr, "%d/%d %s%s\n", (int)s + 1, STEP_COUNT, step_status(s),
                was_kept ? " (kept)" : "");
}

static void on_item(void *self, Step s, uint64_t done, uint64_t total, Str message)
{
    Bars *b = self;

    if (b->style == BARS_JSON)
        json_item(s, done, total, message);
    else if (b->style == BARS_TTY && !b->is_quiet)
        draw_bar(b, done, total, message);
}

static void on_log(void *self, LogLevel level, Str message)
{
    Bars *b = self;

    if (b->style == BARS_JSON) {
        json_log(level, message);
    } else if (level >= LOG_WARN || (b->style != BARS_NONE && !b->is_quiet)) {
        AUTO(buf_done) Buf text = BUF(LINE_MAX_BYTES);

        clear_line(b);
        buf_add_clean(&text, message);
        fprintf(stderr, "    %s\n", text.ptr ? text.ptr : "");
    }
}

void bars_init(Bars *b, Str style, bool is_quiet)
{
    const char *no_colour = getenv("NO_COLOR");
    bool is_terminal = isatty(STDERR_FILENO) && getenv("TERM") &&
                       strcmp(getenv("TERM"), "dumb") != 0;

    *b = (Bars){.is_quiet = is_quiet};
    if (str_is(style, "json"))
        b->style = BARS_JSON;
    else if (str_is(style, "none"))
        b->style = BARS_NONE;
    else
        b->style = str_is(style, "tty") || is_terminal ? BARS_TTY : BARS_PLAIN;
    b->has_colour = is_terminal && !(no_colour && *no_colour);
}

Progress bars_progress(Bars *b)
{
    static const ProgressOps ops = {.step = on_step, .item = on_item, .log = on_log};

    return (Progress){&ops, b};
}

void bars_result(Bars *b, bool is_ok, const char *dir, const PipelineTold *told, const Err *err)
{
    if (b->style == BARS_JSON) {
        json_result(is_ok, dir, told, err);
        return;
    }
    if (b->style == BARS_TTY && is_ok && !b->is_quiet)
        end_step_line(b);
    clear_line(b);
    if (!is_ok || b->is_quiet || b->style == BARS_NONE)
        return;
    if (told->is_published)
        fprintf(stderr, "%u chapters, %llu citations checked, %llu broken. Read %s/index.md\n",
                told->chapters, (unsigned long long)told->citations,
                (unsigned long long)told->broken, dir);
}

static void timing_row(const char *name, int64_t wall_ns, int64_t cpu_ns)
{
    fprintf(stderr, "%-22s %10.1f %10.1f\n", name, (double)wall_ns / 1e6, (double)cpu_ns / 1e6);
}

void bars_timings(const PipelineTold *told)
{
    fprintf(stderr, "%-22s %10s %10s\n", "phase", "wall ms", "cpu ms");
    timing_row("list and select", told->open_wall_ns, 0);
    timing_row("  read and parse", told->program.read_wall_ns, told->program.read_cpu_ns);
    timing_row("  resolve", told->program.resolve_wall_ns, told->program.resolve_cpu_ns);
    for (int s = 0; s < STEP_COUNT; s++)
        timing_row(step_name((Step)s), told->steps[s].wall_ns, told->steps[s].cpu_ns);
    timing_row("publish", told->publish_wall_ns, 0);
    fprintf(stderr,
            "%llu files (%llu from the cache), %llu bytes, %llu lines, peak memory %llu MB\n",
            (unsigned long long)told->program.files,
            (unsigned long long)told->program.cached_files,
            (unsigned long long)told->program.bytes, (unsigned long long)told->lines,
            (unsigned long long)(peak_memory_bytes() >> 20));
}
