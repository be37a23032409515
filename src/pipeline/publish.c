/*
 * publish.c -- course.json, Markdown, report, sources and symbols, then the one move.
 */
#include "pipeline/publish.h"

#include "base/file.h"
#include "base/map.h"
#include "course/check.h"
#include "course/course_json.h"
#include "pipeline/kept.h"
#include "pipeline/layout_dot.h"
#include "pipeline/stage.h"
#include "pipeline/symbols.h"

static ErrCode put_staged(void *self, Str path, Str bytes, Err *err)
{
    return stage_put(self, path, bytes, err);
}

static ErrCode put_report(Pipeline *p, Err *err)
{
    AUTO(buf_done) Buf out = BUF(COURSE_JSON_MAX_BYTES);

    course_write_report(&p->course, &out);
    return stage_put(p->stage, STR("report.json"), buf_str(&out), err);
}

static ErrCode put_course(Pipeline *p, Err *err)
{
    AUTO(buf_done) Buf out = BUF(COURSE_JSON_MAX_BYTES);

    course_write_json(&p->course, &out);
    if (out.full)
        return err_set(err, ERR_LIMIT, "the course is larger than %d bytes",
                       COURSE_JSON_MAX_BYTES);
    return stage_put(p->stage, STR("course.json"), buf_str(&out), err);
}

static ErrCode put_symbols(Pipeline *p, Err *err)
{
    AUTO(buf_done) Buf out = BUF(SYMBOLS_JSON_MAX_BYTES);
    ErrCode rc = pipeline_load_program(p, err);

    if (rc != ERR_OK)
        return rc;
    symbols_write_json(&p->course, p->program, p->evidence, &out);
    if (out.full)
        return err_set(err, ERR_LIMIT, "symbols.json is larger than %d bytes",
                       SYMBOLS_JSON_MAX_BYTES);
    return stage_put(p->stage, STR("symbols.json"), buf_str(&out), err);
}

/* Kept work that was taken over from the published course has to be in the new one too. */
static ErrCode put_kept(Pipeline *p, Err *err)
{
    ErrCode rc = ERR_OK;

    for (int s = 0; rc == ERR_OK && s < STEP_COUNT; s++) {
        AUTO(arena_done) Arena a = {0};
        Str path = kept_path(&a, (Step)s), bytes;

        if (!p->told->steps[s].was_kept ||
            stage_get(p->stage, &a, path, COURSE_JSON_MAX_BYTES, &bytes, NULL) == ERR_OK)
            continue;
        const char *old = path_join(&a, str_from(stage_output_dir(p->stage)), path).ptr;
        if (file_read(&a, old, COURSE_JSON_MAX_BYTES, &bytes, NULL) == ERR_OK)
            rc = stage_put(p->stage, path, bytes, err);
    }
    return rc;
}

/* -- sources/: the cited files, so that links work without a forge -- */

static void cite(StrMap *paths, Str path)
{
    if (path.len && path_is_plain(path))
        (void)strmap_set(paths, path, 1);
}

static void gather_text(Arena *a, Str text, StrMap *paths)
{
    Piece piece;
    Source s;

    while (text_next(a, &text, &piece)) {
        if (piece.kind == PIECE_LINK && text_parse_cite(piece.target, &s))
            cite(paths, arena_str(a, s.path));
    }
}

static void gather_chapter(Arena *a, const Chapter *ch, StrMap *paths)
{
    for (uint32_t i = 0; i < ch->symbols_count; i++)
        cite(paths, ch->symbols[i].source.path);
    for (uint32_t s = 0; s < ch->sections_count; s++) {
        for (uint32_t i = 0; i < ch->sections[s].blocks_count; i++) {
            const Block *b = &ch->sections[s].blocks[i];

            gather_text(a, b->text, paths);
            cite(paths, b->source.path);
            for (uint32_t n = 0;
                 b->kind == BLOCK_TABLE && n < b->table.row_count * b->table.head_count; n++)
                gather_text(a, b->table.cells[n], paths);
        }
    }
}

/* Keys of `paths` live in the course and in `a`. */
static void gather_cited(Arena *a, const Course *c, StrMap *paths)
{
    for (uint32_t i = 0; i < c->chapters_count; i++)
        gather_chapter(a, &c->chapters[i], paths);
    for (uint32_t i = 0; i < c->excerpts_count; i++)
        cite(paths, c->excerpts[i].source.path);
    for (uint32_t i = 0; i < c->commands_count; i++)
        cite(paths, c->commands[i].source.path);
    for (uint32_t i = 0; i < c->entry_points_count; i++)
        cite(paths, c->entry_points[i].source.path);
    for (uint32_t i = 0; i < c->glossary_count; i++)
        cite(paths, c->glossary[i].source.path);
    for (uint32_t i = 0; i < c->exercises_count; i++) {
        for (uint32_t n = 0; n < c->exercises[i].options_count; n++)
            cite(paths, c->exercises[i].options[n].source.path);
        for (uint32_t n = 0; n < c->exercises[i].lines_count; n++)
            cite(paths, c->exercises[i].lines[n].source.path);
        for (uint32_t n = 0; n < c->exercises[i].facts_count; n++)
            cite(paths, c->exercises[i].facts[n].path);
    }
}

static ErrCode put_sources(Pipeline *p, Err *err)
{
    AUTO(arena_done) Arena paths_arena = {0};
    StrMap paths = {0};
    ErrCode rc = ERR_OK;
    uint64_t total = 0;

    gather_cited(&paths_arena, &p->course, &paths);
    for (size_t i = 0; rc == ERR_OK && i < paths.len; i++) {
        AUTO(arena_done) Arena a = {0};
        const SourceFile *f = checkout_find(p->checkout, paths.entries[i].key);
        Str text;

        if (!f || f->size > SOURCE_COPY_MAX_BYTES || total + f->size > SOURCES_MAX_BYTES ||
            checkout_read(p->checkout, &a, f, &text, NULL) != ERR_OK)
            continue;
        total += text.len;
        rc = stage_put(p->stage, path_join(&a, STR("sources"), f->path), text, err);
    }
    strmap_done(&paths);
    return rc;
}

ErrCode publish_course(Pipeline *p, Err *err)
{
    ErrCode rc = stage_clear(p->stage, err);

    if (rc == ERR_OK)
        rc = put_report(p, err);
    if (rc == ERR_OK && report_has_errors(&p->course.report)) {
        (void)err_set(err, ERR_VERIFY, "the review found %u errors, nothing was published",
                      report_error_count(&p->course.report));
        return err_hint(err, "the findings are in %s/report.json", stage_dir(p->stage));
    }
    layout_course(&p->course, &p->arena);
    for (ExportPages *const *pages = p->ask->exports; rc == ERR_OK && pages && *pages; pages++)
        rc = (*pages)(&p->course, (FileSink){p->stage, put_staged}, err);
    if (rc == ERR_OK)
        rc = put_sources(p, err);
    if (rc == ERR_OK)
        rc = put_symbols(p, err);
    if (rc == ERR_OK)
        rc = put_kept(p, err);
    if (rc == ERR_OK)
        rc = put_course(p, err);
    for (ExportPackage *const *package = p->ask->packages; rc == ERR_OK && package && *package;
         package++)
        rc = (*package)(stage_dir(p->stage), (FileSink){p->stage, put_staged}, err);
    if (rc == ERR_OK)
        rc = stage_publish(p->stage, err);
    return rc == ERR_OK ? rc : err_wrap(err, "publishing the course");
}
