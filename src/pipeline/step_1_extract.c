/*
 * step_1_extract.c -- which ideas the repository is made of.
 */
#include "pipeline/pipeline.h"

#include "pipeline/commands.h"

#include "base/vec.h"
#include "writer/skeleton.h"

/* An origin is foreign text: only what is an address of a repository is passed on. */
static bool is_address(Str origin)
{
    static const char *const schemes[] = {"https://", "http://", "ssh://", "git://", "git@"};

    for (size_t i = 0; i < ARRAY_LEN(schemes); i++) {
        if (str_starts(origin, str_from(schemes[i])))
            return true;
    }
    return false;
}

static void describe_repository(Pipeline *p)
{
    const Revision *r = checkout_revision(p->checkout);
    Course *c = &p->course;

    c->repository = (CourseRepository){
        .name = p->project.name.len ? p->project.name : r->name,
        .owner = r->owner,
        .origin = is_address(r->origin) ? r->origin : STR_NONE,
        .web_url = r->web_url,
        .permalink_prefix = r->is_dirty ? STR_NONE : r->permalink_prefix,
        .commit = r->commit,
        .branch = r->branch,
        .licence = p->project.licence,
        .time_ms = (uint64_t)MAX_OF(r->time_ms, (int64_t)0),
        .is_dirty = r->is_dirty,
        .is_shallow = r->is_shallow,
    };
    c->made = (CourseMade){
        .version = STR(FONDATION_VERSION),
        .writer = str_from(p->writer.ops->name),
        .language = p->ask->language,
        .audience = p->ask->audience,
        .prompt = p->ask->prompt,
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

    c->totals = (CourseTotals){.files = p->program->unit_count,
                               .edges = p->program->edge_count};
    count_languages(p);
    for (size_t l = 0; l < LANG_COUNT; l++) {
        const ResolveCounts *n = &p->program->counts[l];

        c->totals.references += n->references;
        c->totals.resolved += n->references - n->by_tier[TIER_NONE] - n->by_tier[TIER_EXTERNAL];
    }
}

/* The first paths that were passed over for a reason, fit for showing. */
static void find_examples(Pipeline *p, SkipReason reason, PassedOver *ret)
{
    size_t count;
    const SourceFile *files = checkout_files(p->checkout, &count);

    ret->examples = ARENA_ARRAY(&p->arena, Str, PASSED_OVER_EXAMPLES);
    for (size_t i = 0; i < count && ret->examples_count < PASSED_OVER_EXAMPLES; i++) {
        if (files[i].skip == reason)
            ret->examples[ret->examples_count++] = evidence_clean(p->evidence, files[i].path);
    }
}

/* Files whose parse was given up at its limit: read, but line by line. */
static void add_given_up(Pipeline *p, Report *r)
{
    PassedOver given_up = {
        .reason = STR("GIVEN_UP"),
        .words = STR("parsing was given up at its limit: read line by line")};

    given_up.examples = ARENA_ARRAY(&p->arena, Str, PASSED_OVER_EXAMPLES);
    for (uint32_t i = 0; i < p->program->unit_count; i++) {
        const Unit *u = &p->program->units[i];

        if (!u->facts->is_lexical)
            continue;
        r->is_reproducible &= !u->facts->is_timed_out;
        if (given_up.count++ < PASSED_OVER_EXAMPLES)
            given_up.examples[given_up.examples_count++] = evidence_clean(p->evidence,
                                                                          u->file->path);
    }
    if (given_up.count)
        r->passed_over[r->passed_over_count++] = given_up;
}

static void describe_passed_over(Pipeline *p)
{
    Report *r = &p->course.report;

    r->passed_over = ARENA_ARRAY(&p->arena, PassedOver, SKIP_REASON_COUNT + 1);
    r->is_reproducible = true;
    for (int reason = SKIP_NONE + 1; reason < SKIP_REASON_COUNT; reason++) {
        PassedOver *o = &r->passed_over[r->passed_over_count];

        *o = (PassedOver){.reason = str_from(skip_reason_name((SkipReason)reason)),
                          .words = str_from(skip_reason_words((SkipReason)reason)),
                          .count = checkout_skipped(p->checkout, (SkipReason)reason)};
        if (!o->count)
            continue;
        find_examples(p, (SkipReason)reason, o);
        r->passed_over_count++;
    }
    add_given_up(p, r);
}

/* "passed over 3 files: binary (a.png, b.png, c.png)" */
static void tell_passed_over(Pipeline *p)
{
    for (uint32_t i = 0; i < p->course.report.passed_over_count; i++) {
        const PassedOver *o = &p->course.report.passed_over[i];
        AUTO(buf_done) Buf names = BUF(1024);

        for (uint32_t n = 0; n < o->examples_count; n++) {
            buf_add(&names, n ? STR(", ") : STR(" ("));
            buf_add(&names, o->examples[n]);
        }
        if (o->examples_count)
            buf_add(&names, o->count > o->examples_count ? STR(" ...)") : STR(")"));
        progress_log(&p->ask->progress, LOG_INFO, "%llu files: %.*s%.*s",
                     (unsigned long long)o->count, STR_ARG(o->words), STR_ARG(buf_str(&names)));
    }
}

static void tell_revision(Pipeline *p)
{
    const Revision *r = checkout_revision(p->checkout);

    if (!r->commit.len)
        progress_log(&p->ask->progress, LOG_INFO,
                     "there is no commit: the files are taken as they are, without history");
    else if (r->is_shallow)
        progress_log(&p->ask->progress, LOG_INFO,
                     "the history is shallow: what came before is unknown");
    if (r->is_dirty)
        progress_log(
            &p->ask->progress, LOG_INFO,
            "the work tree differs from the commit: citations are not linked to the forge");
}

static void describe_commands(Pipeline *p)
{
    Course *c = &p->course;

    c->commands = ARENA_ARRAY(&p->arena, CourseCommand, p->project.command_count);
    for (size_t i = 0; i < p->project.command_count; i++) {
        const ProjectCommand *m = &p->project.commands[i];

        if (!command_fits(m, c))
            continue;
        c->commands[c->commands_count++] = (CourseCommand){
            .kind = str_from(command_kind_word(m->kind)),
            .command = m->command,
            .source = {m->path, m->line, m->line},
            .basis = command_is_written(m->origin) ? STR("written") : STR("convention"),
            .state = STR("not run")};
    }
    commands_best_first(c);
    commands_drop_repeated(c);
}

ErrCode step_1_extract(Pipeline *p, Err *err)
{
    OutlineAsk ask = {
        .chapters = p->ask->chapters,
        .prompt = p->ask->prompt,
        .project = &p->project,
        .history = &p->history,
        .stop = p->ask->stop,
    };

    describe_repository(p);
    describe_summary(p);
    count_totals(p);
    describe_passed_over(p);
    tell_passed_over(p);
    tell_revision(p);
    describe_commands(p);
    outline_choose(p->program, &ask, &p->arena, &p->outline);
    if (p->outline.abstraction_count == 0)
        return err_set(err, ERR_SOURCE,
                       "there is nothing in this repository that a course could be about");
    WriterAsk writer_ask = pipeline_writer_ask(p);
    skeleton_chapters(&writer_ask, &p->arena);
    return ERR_OK;
}
