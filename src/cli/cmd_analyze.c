/*
 * cmd_analyze.c -- `fondation analyze REPO`: repository to course, on the spot.
 */
#include "cli/bars.h"
#include "cli/command.h"
#include "cli/dump.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "export/formats.h"
#include "export/markdown.h"
#include "graph/resolve.h"
#include "source/clone.h"

#include <limits.h>
#include <unistd.h>

/* clang-format off */
static const Option options[] = {
    {"output-dir", 'o', OPTION_TEXT, "DIR", NULL, NULL, "where the course goes (default ./course-NAME)"},
    {"branch", 0, OPTION_TEXT, "NAME", NULL, NULL, "of a remote repository (default: its own default branch)"},
    {"commit", 0, OPTION_TEXT, "SHA", NULL, NULL, "analyse this commit instead of the work tree"},
    {"prompt", 0, OPTION_TEXT, "TEXT", NULL, NULL, "what the reader wants to learn; steers choice and emphasis"},
    {"audience", 0, OPTION_CHOICE, "WHO", "newcomer|contributor|user|operator", "contributor", "whom the course is for"},
    {"writer", 0, OPTION_CHOICE, "NAME", "static", "static", "who writes the words"},
    {"language", 0, OPTION_CHOICE, "CODE", "en", "en", "of the prose"},
    {"chapters", 0, OPTION_NUMBER, "N", NULL, NULL, "how many, 1 to 15 (default: chosen from the repository)"},
    {"include", 0, OPTION_LIST, "GLOB", NULL, NULL, "only files that match; may be given several times"},
    {"exclude", 0, OPTION_LIST, "GLOB", NULL, NULL, "no files that match; may be given several times"},
    {"steps", 0, OPTION_TEXT, "LIST", NULL, NULL, "stop after the last of these: extract,analyze,order,generate,review,tutorials"},
    {"fresh", 0, OPTION_FLAG, NULL, NULL, NULL, "ignore kept work and cached facts; default is to go on where the last run stopped"},
    {"parallel", 'j', OPTION_NUMBER, "N", NULL, NULL, "threads (default: all cores)"},
    {"format", 0, OPTION_TEXT, "LIST", NULL, NULL, "packages beside the Markdown: html,zip"},
    {"progress", 0, OPTION_CHOICE, "STYLE", "auto|tty|json|none", "auto", "how to show progress"},
    {"timings", 0, OPTION_FLAG, NULL, NULL, NULL, "print wall and CPU time of each phase, bytes, files, peak memory"},
    {"json", 0, OPTION_FLAG, NULL, NULL, NULL, "print the result as JSON on stdout"},
    {"dump", 0, OPTION_CHOICE, "WHAT", "edges|abstractions", NULL, "print what was found, for programs, instead of writing a course"},
    {"cache-dir", 0, OPTION_TEXT, "DIR", NULL, NULL, "of facts (default: fondation below the user's cache folder)"},
    {"no-cache", 0, OPTION_FLAG, NULL, NULL, NULL, "keep no facts between runs"},
    {"file-max-bytes", 0, OPTION_SIZE, "BYTES", NULL, "1M", "larger files are passed over"},
    {"total-max-bytes", 0, OPTION_SIZE, "BYTES", NULL, "4G", "files beyond this sum are passed over"},
    {"files-max", 0, OPTION_NUMBER, "N", NULL, "500000", "files beyond this number are passed over"},
    {"depth-max", 0, OPTION_NUMBER, "N", NULL, "64", "folders nested deeper are passed over"},
    {"path-max-bytes", 0, OPTION_NUMBER, "N", NULL, "1024", "longer paths are passed over"},
    {"line-max-bytes", 0, OPTION_NUMBER, "N", NULL, "5000", "files with longer lines are passed over"},
    {"history-max", 0, OPTION_NUMBER, "N", NULL, "2000", "commits read from the history"},
    {"quiet", 'q', OPTION_FLAG, NULL, NULL, NULL, "say nothing but warnings and errors"},
    {"config", 0, OPTION_TEXT, "FILE", NULL, NULL, "settings file (default ./fondation.toml)"},
    {0},
};
/* clang-format on */

typedef struct Analyze {
    Options options;
    Bars bars;
    Arena arena;
    const char *operand;   /* as given: URL or path */
    const char *repo;      /* a folder */
    const char *clone_dir; /* to be removed at the end; NULL: none */
    Str name;
} Analyze;

static void analyze_done(Analyze *z)
{
    if (z->clone_dir) {
        Err err = {0};

        if (dir_remove(z->clone_dir, &err) != ERR_OK)
            fprintf(stderr, "fondation: could not remove the clone, going on: %s\n", err.text);
    }
    options_done(&z->options);
    arena_done(&z->arena);
}

static ErrCode read_steps(Str list, unsigned *ret, Err *err)
{
    Str word;

    *ret = 0;
    if (list.len == 0)
        return ERR_OK;
    while (str_split(&list, ',', &word)) {
        int found = -1;

        for (int s = 0; s < STEP_COUNT; s++) {
            if (str_is(word, step_word((Step)s)))
                found = s;
        }
        if (found < 0)
            return err_set(err, ERR_USAGE, "--steps: '%.*s' is not a step", STR_ARG(word));
        *ret |= BIT(found);
    }
    return ERR_OK;
}

/* `ret` has room for EXPORT_FORMATS_MAX packages and the NULL at the end. */
static ErrCode read_formats(Str list, ExportPackage **ret, Err *err)
{
    size_t count = 0;
    Str word;

    ret[0] = NULL;
    if (list.len == 0)
        return ERR_OK;
    while (str_split(&list, ',', &word)) {
        const ExportFormat *f = export_format_find(word);

        if (!f || count == EXPORT_FORMATS_MAX) {
            (void)err_set(err, ERR_USAGE, "--format: '%.*s' is not a format", STR_ARG(word));
            return err_hint(err, "html, zip");
        }
        ret[count++] = f->package;
        ret[count] = NULL;
    }
    return ERR_OK;
}

static CheckoutAsk checkout_ask(Analyze *z)
{
    Options *o = &z->options;

    return (CheckoutAsk){
        .path = z->repo,
        .commit = z->clone_dir ? NULL : option_cstr(o, "commit"),
        .include = option_list(o, "include"),
        .exclude = option_list(o, "exclude"),
        .limits =
            {
                .file_max_bytes = option_number(o, "file-max-bytes"),
                .total_max_bytes = option_number(o, "total-max-bytes"),
                .files_max = (uint32_t)option_number(o, "files-max"),
                .depth_max = (uint32_t)option_number(o, "depth-max"),
                .path_max_bytes = (uint32_t)option_number(o, "path-max-bytes"),
                .line_max_bytes = (uint32_t)option_number(o, "line-max-bytes"),
                .history_max = (uint32_t)option_number(o, "history-max"),
            },
        .threads = (unsigned)option_number(o, "parallel"),
        .stop = &command_stop,
    };
}

/* -- the source -- */

static ErrCode get_clone(Analyze *z, Err *err)
{
    Str dir;
    ErrCode rc = dir_temp(&z->arena, "fondation-clone", &dir, err);

    if (rc != ERR_OK)
        return rc;
    z->clone_dir = dir.ptr;
    z->repo = path_join(&z->arena, dir, STR("repository")).ptr;
    CloneAsk ask = {
        .url = z->operand,
        .dest = z->repo,
        .branch = option_cstr(&z->options, "branch"),
        .commit = option_cstr(&z->options, "commit"),
        .history_max = (uint32_t)option_number(&z->options, "history-max"),
        .stop = &command_stop,
    };
    if (!z->bars.is_quiet && z->bars.style != BARS_JSON)
        fprintf(stderr, "cloning %s\n", z->operand);
    return clone_repository(&ask, err);
}

static ErrCode get_source(Analyze *z, Err *err)
{
    char real[PATH_MAX];

    if (clone_is_url(str_from(z->operand))) {
        z->name = clone_name(&z->arena, str_from(z->operand));
        return get_clone(z, err);
    }
    if (!realpath(z->operand, real))
        return err_set_errno(err, ERR_SOURCE, "'%s'", z->operand);
    if (option_is_set(&z->options, "branch")) {
        (void)err_set(err, ERR_USAGE, "--branch is for a remote repository");
        return err_hint(err, "for a local one name the commit: --commit BRANCH");
    }
    z->repo = arena_cstr(&z->arena, str_from(real));
    z->name = path_base(str_from(z->repo));
    return ERR_OK;
}

/* -- dumps -- */

enum { HISTORY_DEADLINE_MS = 20000 };

static ErrCode dump_abstractions(Analyze *z, const Checkout *checkout, const Program *p,
                                 Err *err)
{
    Project project;
    History history;
    Outline outline;
    OutlineAsk ask = {
        .chapters = (unsigned)option_number(&z->options, "chapters"),
        .prompt = option_text(&z->options, "prompt"),
        .project = &project,
        .history = &history,
        .stop = &command_stop,
    };

    project_read(checkout, &z->arena, &project);
    ErrCode rc = history_read(checkout, &z->arena, HISTORY_DEADLINE_MS, &history, err);
    if (rc != ERR_OK)
        return rc;
    int64_t started = cpu_process_ns();
    outline_choose(p, &ask, &z->arena, &outline);
    outline_relate(p, &z->arena, &outline);
    outline_order(p, &z->arena, &outline);
    if (option_flag(&z->options, "timings"))
        fprintf(stderr, "outline_cpu_us=%lld\n",
                (long long)(cpu_process_ns() - started) / 1000);
    return dump_outline(p, &outline, &project, stdout, err);
}

static void print_times(const ProgramTimes *t)
{
    fprintf(stderr,
            "files=%llu bytes=%llu lexical=%llu read_wall_ms=%lld read_cpu_ms=%lld "
            "resolve_wall_ms=%lld resolve_cpu_ms=%lld\n",
            (unsigned long long)t->files, (unsigned long long)t->bytes,
            (unsigned long long)t->lexical_files, (long long)t->read_wall_ns / 1000000,
            (long long)t->read_cpu_ns / 1000000, (long long)t->resolve_wall_ns / 1000000,
            (long long)t->resolve_cpu_ns / 1000000);
}

static ErrCode dump(Analyze *z, Err *err)
{
    CheckoutAsk ask = checkout_ask(z);
    Checkout *checkout = NULL;
    Program *program = NULL;
    ProgramTimes times = {0};
    ErrCode rc = checkout_open(&ask, &checkout, err);
    ProgramAsk read = {.checkout = checkout,
                       .threads = ask.threads,
                       .cache_dir = command_cache_dir(&z->options),
                       .stop = &command_stop};

    if (rc == ERR_OK)
        rc = program_read(&read, &program, &times, err);
    if (rc == ERR_OK) {
        program_resolve(program, ask.threads, &times);
        if (option_flag(&z->options, "timings"))
            print_times(&times);
        rc = str_is(option_text(&z->options, "dump"), "edges")
                 ? dump_edges(program, stdout, err)
                 : dump_abstractions(z, checkout, program, err);
    }
    program_free(program);
    checkout_close(checkout);
    return rc;
}

/* -- the course -- */

static void print_result(const char *dir, const PipelineTold *told)
{
    AUTO(buf_done) Buf out = BUF(8192);
    JsonWriter w;

    jw_init(&w, &out, 2);
    jw_begin_object(&w);
    jw_text(&w, "outputDir", str_from(dir));
    jw_u64(&w, "chapters", told->chapters);
    jw_u64(&w, "citations", told->citations);
    jw_u64(&w, "broken", told->broken);
    jw_u64(&w, "files", told->program.files);
    jw_u64(&w, "lines", told->lines);
    jw_end_object(&w);
    printf("%s\n", out.ptr);
}

static ErrCode make_course(Analyze *z, Err *err)
{
    Options *o = &z->options;
    const char *dir = option_cstr(o, "output-dir");
    static ExportPages *const exports[] = {export_markdown, NULL};
    ExportPackage *packages[EXPORT_FORMATS_MAX + 1];
    PipelineTold told;
    PipelineAsk ask = {
        .exports = exports,
        .packages = packages,
        .checkout = checkout_ask(z),
        .cache_dir = command_cache_dir(&z->options),
        .prompt = option_text(o, "prompt"),
        .audience = option_text(o, "audience"),
        .language = option_text(o, "language"),
        .chapters = (unsigned)option_number(o, "chapters"),
        .threads = (unsigned)option_number(o, "parallel"),
        .ignore_kept = option_flag(o, "fresh"),
        .url = z->clone_dir ? str_from(z->operand) : STR(""),
        .progress = bars_progress(&z->bars),
        .stop = &command_stop,
    };
    ErrCode rc = read_steps(option_text(o, "steps"), &ask.steps, err);

    if (rc == ERR_OK)
        rc = read_formats(option_text(o, "format"), packages, err);
    if (!dir)
        dir = arena_printf(&z->arena, "course-%.*s", STR_ARG(z->name)).ptr;
    ask.output_dir = dir;
    if (rc == ERR_OK)
        rc = pipeline_run(&ask, &told, err);
    else
        told = (PipelineTold){0};
    bars_result(&z->bars, rc == ERR_OK, dir, &told, err);
    if (rc == ERR_OK && option_flag(o, "json"))
        print_result(dir, &told);
    if (option_flag(o, "timings"))
        bars_timings(&told);
    return rc;
}

static ErrCode check_operands(Analyze *z, Err *err)
{
    if (z->options.operand_count != 1) {
        (void)err_set(err, ERR_USAGE, "name one repository: a folder or a URL");
        return err_hint(err, "fondation analyze . -o course");
    }
    if (option_number(&z->options, "chapters") > OUTLINE_MAX_ABSTRACTIONS)
        return err_set(err, ERR_USAGE, "--chapters: at most %d", OUTLINE_MAX_ABSTRACTIONS);
    z->operand = z->options.operands[0];
    return ERR_OK;
}

static int run(const Command *c, int argc, char **argv)
{
    AUTO(analyze_done) Analyze z = {0};
    Err err = {0};
    ErrCode rc = options_read(&z.options, c->options, argc, argv, &err);

    if (rc == ERR_OK)
        rc = check_operands(&z, &err);
    if (rc == ERR_OK) {
        bars_init(&z.bars, option_text(&z.options, "progress"),
                  option_flag(&z.options, "quiet"));
        rc = get_source(&z, &err);
    }
    if (rc == ERR_OK)
        rc = option_is_set(&z.options, "dump") ? dump(&z, &err) : make_course(&z, &err);
    if (rc != ERR_OK && rc != ERR_USAGE)
        (void)err_wrap(&err, "could not analyze '%s'", z.operand);
    return rc == ERR_OK ? 0 : command_fail(&err);
}

const Command command_analyze = {
    .name = "analyze",
    .usage = "REPO [-o DIR] [flags]",
    .summary = "makes a course about a repository, here and now",
    .about = "Reads the repository REPO (a folder, or a URL that is cloned), and writes a "
             "course about it in\n"
             "six steps: extract, analyze, order, generate, review, tutorials. No model and no "
             "network are\n"
             "used beyond the clone. Every path, line, symbol and relation in the course is "
             "real: the review\n"
             "checks them, and a course with a broken one is not published (exit code 3).",
    .examples = "  fondation analyze . -o course\n"
                "  fondation analyze https://github.com/redis/redis --chapters 8\n"
                "  fondation analyze ../project --steps extract,analyze,order --timings\n",
    .options = options,
    .run = run,
};
