/*
 * step_6_tutorials.c -- something to do: get it, build it, run it, test it, with the commands that the
 * repository itself gives; then exercises. What it adds is checked once more, like the rest.
 */
#include "pipeline/pipeline.h"

#include "course/check.h"
#include "course/score.h"
#include "exercise/exercise.h"

enum { STEPS_OF_ONE_KIND = 2, TUTORIALS_MAX = 8, REVIEW_MAX = 20, REVIEW_ROUNDS = 2 };

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

static void add_tutorial(Pipeline *p, const Tutorial *t)
{
    Course *c = &p->course;

    if (c->tutorials_count == 0)
        c->tutorials = ARENA_ARRAY(&p->arena, Tutorial, TUTORIALS_MAX);
    if (c->tutorials_count == TUTORIALS_MAX)
        return;
    c->tutorials[c->tutorials_count] = *t;
    c->tutorials[c->tutorials_count].number = c->tutorials_count + 1;
    c->tutorials_count++;
}

static void write_first_success(Pipeline *p)
{
    static const CommandKind order[] = {COMMAND_INSTALL, COMMAND_BUILD, COMMAND_RUN,
                                        COMMAND_TEST, COMMAND_ONE_TEST};
    Course *c = &p->course;
    Tutorial t = {.kind = STR("first-success"),
                  .slug = STR("first-success"),
                  .title = STR("First success")};

    t.goal = STR(
        "Get it, build it, run it and run its tests, with the commands of the repository.");
    course_id(t.id, "tutorial", c->title, t.slug);
    t.steps = ARENA_ARRAY(&p->arena, TutorialStep, 1 + ARRAY_LEN(order) * STEPS_OF_ONE_KIND);
    add_clone_step(p, &t);
    for (size_t i = 0; i < ARRAY_LEN(order); i++)
        add_kind(p, order[i], &t);
    if (t.steps_count == 0)
        return; /* the repository says nothing about building or running it */
    add_tutorial(p, &t);
}

/* -- first changes: one tutorial each -- */

static Str change_title(Pipeline *p, const Exercise *x)
{
    static const struct {
        const char *rule, *title;
    } titles[] = {{"describe", "describe a function"},
                  {"rename", "a better name"},
                  {"add-test", "one more test"},
                  {"name-number", "name a number"}};

    for (size_t i = 0; i < ARRAY_LEN(titles); i++) {
        if (str_is(x->rule, titles[i].rule))
            return arena_printf(&p->arena, "First change %u: %s", x->grade, titles[i].title);
    }
    return arena_printf(&p->arena, "First change %u", x->grade);
}

static void add_step(Tutorial *t, Str text, Str command)
{
    t->steps[t->steps_count++] = (TutorialStep){.text = text, .command = command};
}

static void write_first_change(Pipeline *p, const Exercise *x)
{
    AUTO(buf_done) Buf text = BUF(4096);
    Tutorial t = {.kind = STR("first-change"),
                  .title = change_title(p, x),
                  .steps = ARENA_ARRAY(&p->arena, TutorialStep, 3 + STEPS_OF_ONE_KIND)};

    t.slug = course_slug(&p->arena, t.title);
    t.goal = STR("A small real change, checked by the program.");
    course_id(t.id, "tutorial", p->course.title, t.slug);
    text_lit(&text, "Read the code in ");
    text_cite_source(&text, &x->facts[0]);
    text_lit(&text, " and what calls it.");
    add_step(&t, arena_str(&p->arena, buf_str(&text)), STR_NONE);
    add_step(&t, STR("Make the change, in a copy that is checked whenever you save."),
             arena_printf(&p->arena, "fondation practice COURSE %s --repo .", x->id));
    add_kind(p, COMMAND_TEST, &t);
    t.exercises = ARENA_ARRAY(&p->arena, Str, 1);
    t.exercises[t.exercises_count++] = str_from(x->id);
    add_tutorial(p, &t);
}

static void write_first_changes(Pipeline *p)
{
    for (uint32_t grade = 1; grade <= 3; grade++) {
        for (uint32_t i = 0; i < p->course.exercises_count; i++) {
            if (p->course.exercises[i].grade == grade)
                write_first_change(p, &p->course.exercises[i]);
        }
    }
}

/* -- review: one question of every chapter in turn -- */

static bool is_review_question(const Exercise *x)
{
    return str_is(x->answer, "one") || str_is(x->answer, "several");
}

/* The `nth` question of the chapter that can be answered here; NULL when it has fewer. */
static const Exercise *question_of(const Course *c, const Chapter *ch, uint32_t nth)
{
    for (uint32_t i = 0; i < c->exercises_count; i++) {
        const Exercise *x = &c->exercises[i];

        if (strcmp(x->chapter, ch->id) == 0 && is_review_question(x) && nth-- == 0)
            return x;
    }
    return NULL;
}

static void write_review(Pipeline *p)
{
    Course *c = &p->course;
    Tutorial t = {.kind = STR("review"), .slug = STR("review"), .title = STR("Review")};

    t.goal = STR(
        "Questions from all chapters, mixed. Come back to it in a day, and in a week.");
    course_id(t.id, "tutorial", c->title, t.slug);
    t.exercises = ARENA_ARRAY(&p->arena, Str, REVIEW_MAX);
    for (uint32_t round = 0; round < REVIEW_ROUNDS; round++) {
        for (uint32_t i = 0; i < c->chapters_count && t.exercises_count < REVIEW_MAX; i++) {
            /* every third, so that kinds mix */
            const Exercise *x = question_of(c, &c->chapters[i], round * 3 + i % 3);

            if (x)
                t.exercises[t.exercises_count++] = str_from(x->id);
        }
    }
    if (t.exercises_count >= 3)
        add_tutorial(p, &t);
}

ErrCode step_6_tutorials(Pipeline *p, Err *err)
{
    AUTO(world_close) World world = world_open(p->program, p->evidence, &p->arena);
    ExercisesAsk ask = {
        .world = &world,
        .outline = &p->outline,
        .course = &p->course,
        .stop = p->ask->stop,
    };

    p->course.tutorials_count = 0;
    write_first_success(p);
    ErrCode rc = exercises_make(&ask, err);
    if (rc != ERR_OK)
        return rc;
    write_first_changes(p);
    write_review(p);
    course_check(&p->course, p->program, p->evidence, &p->arena);
    exercises_check_in(&p->course, &world);
    course_score(&p->course, p->program, &p->arena);
    return ERR_OK;
}
