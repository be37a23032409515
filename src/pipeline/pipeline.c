/*
 * pipeline.c -- runs the six steps, takes over what was kept, publishes the course.
 */
#include "pipeline/pipeline.h"

#include "base/clock.h"
#include "course/check.h"
#include "course/course_json.h"
#include "pipeline/kept.h"
#include "pipeline/publish.h"
#include "pipeline/stage.h"
#include "graph/resolve.h"
#include "writer/skeleton.h"

typedef ErrCode StepWork(Pipeline *p, Err *err);

static StepWork *const step_work[STEP_COUNT] = {
    [STEP_EXTRACT] = step_1_extract, [STEP_ANALYZE] = step_2_analyze,
    [STEP_ORDER] = step_3_order,     [STEP_GENERATE] = step_4_generate,
    [STEP_REVIEW] = step_5_review,   [STEP_TUTORIALS] = step_6_tutorials,
};

WriterAsk pipeline_writer_ask(Pipeline *p)
{
    return (WriterAsk){
        .program = p->program,
        .outline = &p->outline,
        .project = &p->project,
        .history = &p->history,
        .evidence = p->evidence,
        .course = &p->course,
        .stop = p->ask->stop,
    };
}

static void pipeline_done(Pipeline *p)
{
    if (p->writer.ops)
        p->writer.ops->close(p->writer.self);
    evidence_close(p->evidence);
    program_free(p->program);
    aside_done(&p->aside);
    checkout_close(p->checkout);
    stage_close(p->stage);
    arena_done(&p->arena);
}

static Step last_step(const PipelineAsk *ask)
{
    for (int s = STEP_COUNT - 1; s >= 0; s--) {
        if (!ask->steps || (ask->steps & BIT(s)))
            return (Step)s;
    }
    return STEP_TUTORIALS;
}

/* Takes over the newest kept step up to `last`; returns the step to go on with. */
static int resume(Pipeline *p, Step last)
{
    for (int s = (int)last; s >= 0; s--) {
        Course *kept;

        if (!kept_find(p, (Step)s, &p->arena, &kept))
            continue;
        p->course = *kept;
        for (int n = 0; n <= s; n++) {
            p->told->steps[n].was_kept = true;
            p->ask->progress.ops->step(p->ask->progress.self, (Step)n, true);
        }
        return s + 1;
    }
    return 0;
}

static ErrCode run_step(Pipeline *p, Step s, Err *err)
{
    const Clock *clock = clock_system();
    int64_t wall = clock->tick_ns(clock), cpu = cpu_process_ns();

    if (p->ask->stop && *p->ask->stop)
        return err_set(err, ERR_CANCELED, "interrupted");
    p->ask->progress.ops->step(p->ask->progress.self, s, false);
    ErrCode rc = pipeline_load_program(p, err);
    if (rc == ERR_OK)
        rc = step_work[s](p, err);
    if (rc == ERR_OK)
        rc = kept_save(p, s, err);
    p->told->steps[s].wall_ns = clock->tick_ns(clock) - wall;
    p->told->steps[s].cpu_ns = cpu_process_ns() - cpu;
    return rc;
}

/* -- reading the repository: part of the first step that runs -- */

static void tell_files(void *self, size_t done, size_t total)
{
    const Pipeline *p = self;

    if (done % 64 == 0 || done == total)
        progress_item(&p->ask->progress, STEP_EXTRACT, done, total, "%zu of %zu files read",
                      done, total);
}

ErrCode pipeline_load_program(Pipeline *p, Err *err)
{
    ProgramAsk ask = {
        .checkout = p->checkout,
        .cache_dir = p->ask->cache_dir,
        .threads = p->ask->threads,
        .stop = p->ask->stop,
        .progress = tell_files,
        .progress_self = p,
    };

    if (p->program)
        return ERR_OK;
    aside_start(&p->aside, p->checkout, p->ask->cache_dir);
    ErrCode rc = program_read(&ask, &p->program, &p->told->program, err);
    if (rc == ERR_OK)
        program_resolve(p->program, p->ask->threads, &p->told->program);
    aside_join(&p->aside);
    if (rc != ERR_OK)
        return rc;
    p->evidence = evidence_open(p->program);
    p->project = p->aside.project;
    p->history = p->aside.history;
    if (p->aside.history_rc != ERR_OK) /* a course without history is still a course */
        progress_log(&p->ask->progress, LOG_WARN, "could not read the history: %s",
                     p->aside.history_err.text);
    /* taken over from kept work: the outline stands in the course */
    if (p->course.chapters_count &&
        !skeleton_outline(&p->course, p->program, &p->arena, &p->outline))
        return err_set(err, ERR_INVALID, "the kept work does not fit the repository any more");
    return ERR_OK;
}

static ErrCode run_steps(Pipeline *p, Err *err)
{
    Step last = last_step(p->ask);
    ErrCode rc = ERR_OK;

    for (int s = resume(p, last); rc == ERR_OK && s <= (int)last; s++)
        rc = run_step(p, (Step)s, err);
    return rc;
}

static void count_up(Pipeline *p)
{
    const Report *r = &p->course.report;

    p->told->chapters = p->course.chapters_count;
    p->told->score = r->score;
    p->told->lines = p->course.totals.lines;
    for (uint32_t i = 0; i < r->figures_count; i++) {
        if (i == CHECK_CITATION) {
            p->told->citations = r->figures[i].checked;
            p->told->broken = r->figures[i].checked - r->figures[i].good;
        }
    }
}

static ErrCode open_all(Pipeline *p, Err *err)
{
    const Clock *clock = clock_system();
    int64_t started = clock->tick_ns(clock);
    ErrCode rc = stage_open(p->ask->output_dir, &p->stage, err);

    if (rc == ERR_OK)
        rc = checkout_open(&p->ask->checkout, &p->checkout, err);
    if (rc == ERR_OK)
        rc = kept_key(p->ask, p->checkout, &p->arena, &p->key, err);
    p->writer = writer_static();
    p->course.map = UINT32_MAX;
    p->told->open_wall_ns = clock->tick_ns(clock) - started;
    return rc;
}

static ErrCode finish(Pipeline *p, Err *err)
{
    const Clock *clock = clock_system();
    int64_t started = clock->tick_ns(clock);

    count_up(p);
    if (last_step(p->ask) != STEP_TUTORIALS)
        return ERR_OK;
    ErrCode rc = publish_course(p, err);
    p->told->is_published = rc == ERR_OK;
    p->told->publish_wall_ns = clock->tick_ns(clock) - started;
    return rc;
}

ErrCode pipeline_run(const PipelineAsk *ask, PipelineTold *ret, Err *err)
{
    Pipeline p = {.ask = ask, .told = ret};

    *ret = (PipelineTold){0};
    ErrCode rc = open_all(&p, err);
    if (rc == ERR_OK)
        rc = run_steps(&p, err);
    if (rc == ERR_OK)
        rc = finish(&p, err);
    pipeline_done(&p);
    return rc;
}
