/*
 * step_6_tutorials.c -- something to do: get it, build it, run it, test it, with the commands that the
 * repository itself gives; then exercises. What it adds is checked once more, like the rest.
 */
#include "pipeline/pipeline.h"

#include "course/check.h"
#include "exercise/exercise.h"

enum { STEPS_OF_ONE_KIND = 2 };

static void add_clone_step(Pipeline *p, Tutorial *t)
{
    AUTO(buf_done) Buf text = BUF(4096);
    const CourseRepository *r = &p->course.repository;

    if (!r->web_url.len)
        return;
    text_lit(&text, "Get the code that this course describes.");
    t->steps[t->steps_count++] = (TutorialStep){
        .text = arena_str(&p->arena, buf_str(&text)),
        .command = arena_printf(&p->arena, "git clone %.*s\ngit -C %.*s checkout %.*s",
                                STR_ARG(r->web_url), STR_ARG(path_base(r->web_url)),
                                STR_ARG(r->commit)),
    };
}

static void add_kind(Pipeline *p, CommandKind kind, Tutorial *t)
{
    uint32_t added = 0;

    for (uint32_t i = 0; i < p->course.commands_count && added < STEPS_OF_ONE_KIND; i++) {
        const CourseCommand *m = &p->course.commands[i];

        if (!str_is(m->kind, command_kind_word(kind)))
            continue;
        t->steps[t->steps_count++] = (TutorialStep){
            .text = arena_printf(&p->arena, added == 0 ? "%s." : "%s, another way.",
                                 command_kind_heading(kind)),
            .command = m->command,
            .source = m->source,
            .basis = m->basis,
        };
        added++;
    }
}

static void write_first_success(Pipeline *p)
{
    static const CommandKind order[] = {COMMAND_INSTALL, COMMAND_BUILD, COMMAND_RUN,
                                        COMMAND_TEST, COMMAND_ONE_TEST};
    Course *c = &p->course;
    Tutorial t = {.number = 1, .slug = STR("first-success"), .title = STR("First success")};

    t.goal = STR(
        "Get it, build it, run it and run its tests, with the commands of the repository.");
    course_id(t.id, "tutorial", c->title, t.slug);
    t.steps = ARENA_ARRAY(&p->arena, TutorialStep, 1 + ARRAY_LEN(order) * STEPS_OF_ONE_KIND);
    add_clone_step(p, &t);
    for (size_t i = 0; i < ARRAY_LEN(order); i++)
        add_kind(p, order[i], &t);
    if (t.steps_count == 0)
        return; /* the repository says nothing about building or running it */
    c->tutorials = ARENA_ARRAY(&p->arena, Tutorial, 1);
    c->tutorials[0] = t;
    c->tutorials_count = 1;
}

ErrCode step_6_tutorials(Pipeline *p, Err *err)
{
    ExercisesAsk ask = {
        .program = p->program,
        .outline = &p->outline,
        .evidence = p->evidence,
        .course = &p->course,
        .arena = &p->arena,
        .stop = p->ask->stop,
    };

    write_first_success(p);
    ErrCode rc = exercises_make(&ask, err);
    if (rc != ERR_OK)
        return rc;
    course_check(&p->course, p->program, p->evidence, &p->arena);
    exercises_check(&p->course, p->program, p->evidence, &p->arena);
    return ERR_OK;
}
