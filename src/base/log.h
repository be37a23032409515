/*
 * log.h -- lines for operators, on stderr.
 *
 * A line begins with its subject and is made of key=value. Only worker, web and cli log above
 * debug: everybody else returns an Err. Never give it a key or a token.
 */
#ifndef FONDATION_LOG_H
#define FONDATION_LOG_H

#include "base/str.h"

typedef enum LogLevel { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR, LOG_OFF } LogLevel;
typedef enum LogFormat { LOG_TEXT, LOG_JSON } LogFormat;

/* Call once, before other threads run. */
void log_setup(LogLevel least, LogFormat format);
bool log_level_parse(Str name, LogLevel *ret);

/* Any thread; one write(2) a line, so lines of two threads never mix. */
void log_line(LogLevel level, const char *fmt, ...) PRINTF_LIKE(2, 3);

#define log_debug(...) log_line(LOG_DEBUG, __VA_ARGS__)
#define log_info(...) log_line(LOG_INFO, __VA_ARGS__)
#define log_warn(...) log_line(LOG_WARN, __VA_ARGS__)
#define log_error(...) log_line(LOG_ERROR, __VA_ARGS__)

#endif
