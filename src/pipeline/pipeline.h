/*
 * pipeline.h -- from a checkout to a course, in six steps.
 *
 *   1 Extract    which ideas the repository is made of     -> chapters with symbols
 *   2 Analyze    how they lean on each other               -> relations
 *   3 Order      in which order to learn them              -> numbers, prerequisites
 *   4 Generate   the words                                 -> sections, glossary, tables
 *   5 Review     is it true                                -> figures and findings
 *   6 Tutorials  something to do                           -> tutorials
 *
 * A step is a function from Course to Course; what it made is kept as steps/N-name.json under a key
 * of everything that went into it, and found again by the next run with the same key. The course is
 * staged beside its place (stage.h) and published at the end in one move, or not at all.
 *
 * Knows no queue, no store, no HTTP, no environment.
 */
#ifndef FONDATION_PIPELINE_PIPELINE_H
#define FONDATION_PIPELINE_PIPELINE_H

#include "course/file_sink.h"
#include "graph/program.h"
#include "pipeline/aside.h"
#include "pipeline/progress.h"
#include "source/checkout.h"
#include "writer/writer.h"

#include <signal.h>

typedef struct PipelineAsk {
    CheckoutAsk checkout;
    const char *output_dir;
    const char *cache_dir; /* of facts; NULL: none */
    Str prompt, audience, language;
    unsigned chapters; /* 0: chosen */
    unsigned threads;  /* 0: all cores */
    unsigned steps;    /* BIT(STEP_...) of those wanted; earlier ones are run or taken over */
    bool ignore_kept;  /* --fresh */
    Str url;           /* as given by the user, when the repository was cloned; may be empty */
    ExportPages *const *exports; /* NULL-ended: the pages published beside course.json */
    ExportPackage *const
        *packages; /* NULL-ended, or NULL: made of all that, published with it */
    Progress progress;
    const volatile sig_atomic_t *stop; /* may be NULL */
} PipelineAsk;

typedef struct StepTime {
    int64_t wall_ns, cpu_ns;
    bool was_kept;
} StepTime;

typedef struct PipelineTold {
    uint32_t chapters;
    uint64_t citations, broken;
    uint32_t score;
    bool is_published; /* false after a run of some steps only */
    StepTime steps[STEP_COUNT];
    ProgramTimes program; /* within step 1 */
    int64_t open_wall_ns, outline_wall_ns, publish_wall_ns;
    uint64_t lines;
} PipelineTold;

/* ERR_VERIFY: the review found errors; report.json with the findings is in the staging folder, whose
 * path is in the error's hint, and nothing was published. ERR_BUSY: another run writes there. */
MUST_CHECK ErrCode pipeline_run(const PipelineAsk *ask, PipelineTold *ret, Err *err);

/* -- for the steps -- */

typedef struct Pipeline {
    const PipelineAsk *ask;
    PipelineTold *told;
    Checkout *checkout;
    Program *program;
    Evidence *evidence;
    Aside aside;
    Project project; /* from `aside`, like the history */
    History history;
    Outline outline;
    Writer writer;
    Course course;
    Arena arena; /* of everything above */
    struct Stage *stage;
    const char *key; /* of the work so far, hexadecimal */
} Pipeline;

ErrCode step_1_extract(Pipeline *p, Err *err);
ErrCode step_2_analyze(Pipeline *p, Err *err);
ErrCode step_3_order(Pipeline *p, Err *err);
ErrCode step_4_generate(Pipeline *p, Err *err);
ErrCode step_5_review(Pipeline *p, Err *err);
ErrCode step_6_tutorials(Pipeline *p, Err *err);

WriterAsk pipeline_writer_ask(Pipeline *p);
/* Reads and resolves the repository; does nothing the second time. */
ErrCode pipeline_load_program(Pipeline *p, Err *err);

#endif
