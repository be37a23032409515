/*
 * log.c -- one write a line.
 */
#include "base/log.h"

#include "base/clock.h"
#include "base/json.h"

#include <unistd.h>

enum { LOG_LINE_MAX = 8 << 10 };

static LogLevel least_level = LOG_WARN;
static LogFormat line_format = LOG_TEXT;

static const char *const level_names[] = {
    [LOG_DEBUG] = "debug", [LOG_INFO] = "info", [LOG_WARN] = "warn",
    [LOG_ERROR] = "error", [LOG_OFF] = "off",
};

void log_setup(LogLevel least, LogFormat format)
{
    least_level = least;
    line_format = format;
}

bool log_level_parse(Str name, LogLevel *ret)
{
    for (size_t i = 0; i < ARRAY_LEN(level_names); i++) {
        if (str_is(name, level_names[i])) {
            *ret = (LogLevel)i;
            return true;
        }
    }
    return false;
}

void log_line(LogLevel level, const char *fmt, ...)
{
    if (level < least_level)
        return;
    AUTO(buf_done) Buf text = BUF(LOG_LINE_MAX);
    AUTO(buf_done) Buf line = BUF(2 * LOG_LINE_MAX + 256);
    char when[CLOCK_ISO_SIZE];
    va_list args;

    va_start(args, fmt);
    buf_vprintf(&text, fmt, args);
    va_end(args);
    clock_iso(clock_system()->now_ms(clock_system()), when);
    if (line_format == LOG_JSON) {
        buf_printf(&line, "{\"time\":\"%s\",\"level\":\"%s\",\"message\":", when,
                   level_names[level]);
        jw_add_text(&line, buf_str(&text));
        buf_lit(&line, "}\n");
    } else {
        buf_printf(&line, "%s %s ", when, level_names[level]);
        buf_add_clean(&line, buf_str(&text));
        buf_lit(&line, "\n");
    }
    ssize_t written = write(STDERR_FILENO, line.ptr, line.len);
    (void)written; /* nobody is left to tell */
}
