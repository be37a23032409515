/*
 * step_1_extract.c -- which ideas the repository is made of.
 */
#include "pipeline/pipeline.h"

#include "base/vec.h"
#include "writer/skeleton.h"

static void describe_repository(Pipeline *p)
{
    const Revision *r = checkout_revision(p->checkout);
    Course *c = &p->course;

    c->repository = (CourseRepository){
        .name = p->project.name.len ? p->project.name : r->name,
        .owner = r->owner, .origin = r->origin, .web_url = r->web_url,
        .permalink_prefix = r->is_dirty ? STR_NONE : r->permalink_prefix,
        .commit = r->commit, .branch = r->branch, .licence = p->project.licence,
        .time_ms = (uint64_t)MAX_OF(r->time_ms, (int64_t)0),
        .is_dirty = r->is_dirty, .is_shallow = r->is_shallow,
    };
    c->made = (CourseMade){
        .version = STR(FONDATION_VERSION), .writer = str_from(p->writer.ops->name),
        .language = p->ask->language, .audience = p->ask->audience, .prompt = p->ask->prompt,
    };
    c->title = c->repository.name;
}

static void describe_summary(Pipeline *p)
{
    AUTO(buf_done) Buf text = BUF(64 << 10);
    const Project *project = &p->project;

    if (!project->description.len)
        return;
    text_words(&text, project->description);
    p->course.summary_source = (Source){project->description_path, project->description_line,
                                        project->description_end_line};
    if (project->description_path.len) {
        text_lit(&text, " (");
        text_cite_source(&text, &p->course.summary_source);
        text_lit(&text, ")");
    }
    p->course.summary = arena_str(&p->arena, buf_str(&text));
}

typedef struct LanguageCount {
    uint64_t files, lines;
    LanguageId language;
} LanguageCount;

static int most_lines_first(const void *a, const void *b)
{
    const LanguageCount *x = a, *y = b;

    if (x->lines != y->lines)
        return x->lines < y->lines ? 1 : -1;
    return x->language < y->language ? -1 : x->language > y->language;
}

static void count_languages(Pipeline *p)
{
    LanguageCount counts[LANG_COUNT] = {0};
    Course *c = &p->course;

    for (uint32_t i = 0; i < p->program->unit_count; i++) {
        const Unit *u = &p->program->units[i];

        counts[u->file->language].files++;
        counts[u->file->language].lines += u->facts->line_count;
        c->totals.lines += u->facts->line_count;
        c->totals.symbols += u->facts->def_count - 1;
    }
    for (size_t l = 0; l < LANG_COUNT; l++)
        counts[l].language = (LanguageId)l;
    qsort(counts, LANG_COUNT, sizeof(counts[0]), most_lines_first);
    c->languages = ARENA_ARRAY(&p->arena, CourseLanguage, LANG_COUNT);
    for (size_t l = 0; l < LANG_COUNT && counts[l].files; l++) {
        LanguageUse use = language_use(counts[l].language);

        if (use == LANGUAGE_CODE || use == LANGUAGE_MARKUP)
            c->languages[c->languages_count++] = (CourseLanguage){
                str_from(language_name(counts[l].language)), counts[l].files, counts[l].lines};
    }
}

static void count_totals(Pipeline *p)
{
    Course *c = &p->course;

    c->totals = (CourseTotals){.files = p->program->unit_count, .edges = p->program->edge_count};
    count_languages(p);
    for (size_t l = 0; l < LANG_COUNT; l++) {
        const ResolveCounts *n = &p->program->counts[l];

        c->totals.references += n->references;
        c->totals.resolved += n->references - n->by_tier[TIER_NONE] - n->by_tier[TIER_EXTERNAL];
    }
}

static void describe_passed_over(Pipeline *p)
{
    Report *r = &p->course.report;

    r->passed_over = ARENA_ARRAY(&p->arena, PassedOver, SKIP_REASON_COUNT);
    r->is_reproducible = true;
    for (int reason = SKIP_NONE + 1; reason < SKIP_REASON_COUNT; reason++) {
        uint64_t count = checkout_skipped(p->checkout, (SkipReason)reason);

        if (count)
            r->passed_over[r->passed_over_count++] =
                (PassedOver){str_from(skip_reason_name((SkipReason)reason)),
                             str_from(skip_reason_words((SkipReason)reason)), count};
    }
}

static void describe_commands(Pipeline *p)
{
    Course *c = &p->course;

    c->commands = ARENA_ARRAY(&p->arena, CourseCommand, p->project.command_count);
    for (size_t i = 0; i < p->project.command_count; i++) {
        const ProjectCommand *m = &p->project.commands[i];

        c->commands[c->commands_count++] = (CourseCommand){
            .kind = str_from(command_kind_word(m->kind)), .command = m->command,
            .source = {m->path, m->line, m->line}, .state = STR("not run")};
    }
}

ErrCode step_1_extract(Pipeline *p, Err *err)
{
    OutlineAsk ask = {
        .chapters = p->ask->chapters, .prompt = p->ask->prompt, .project = &p->project,
        .history = &p->history, .stop = p->ask->stop,
    };

    describe_repository(p);
    describe_summary(p);
    count_totals(p);
    describe_passed_over(p);
    describe_commands(p);
    outline_choose(p->program, &ask, &p->arena, &p->outline);
    if (p->outline.abstraction_count == 0)
        return err_set(err, ERR_SOURCE, "there is nothing in this repository that a course could be about");
    WriterAsk writer_ask = pipeline_writer_ask(p);
    skeleton_chapters(&writer_ask, &p->arena);
    return ERR_OK;
}
