/*
 * bars.h -- progress for people (bars on a terminal) and for programs (lines of JSON).
 */
#ifndef FONDATION_CLI_BARS_H
#define FONDATION_CLI_BARS_H

#include "base/clock.h"
#include "pipeline/pipeline.h"

typedef enum BarsStyle { BARS_NONE, BARS_PLAIN, BARS_TTY, BARS_JSON } BarsStyle;

typedef struct Bars {
    BarsStyle style;
    bool has_colour;
    bool is_quiet;      /* warnings only */
    bool has_open_line; /* the terminal's last line is a bar */
    int64_t drawn_ns;
    int64_t begun_ns; /* of the step at hand */
    Step step;
} Bars;

/* "auto", "tty", "json", "none": auto is bars on a terminal, else a line a step on stderr. */
void bars_init(Bars *b, Str style, bool is_quiet);
Progress bars_progress(Bars *b);

/* The last line: what came out. `dir` is the published course. */
void bars_result(Bars *b, bool is_ok, const char *dir, const PipelineTold *told,
                 const Err *err);

/* The table of --timings, on stderr. */
void bars_timings(const PipelineTold *told);

#endif
