/*
 * across.c -- putting the chapters that look across into the course.
 */
#include "writer/across.h"

#include "base/clock.h"

typedef struct AcrossRow {
    const char *kind, *title;
    bool (*write)(const AcrossAsk *p, Chapter *ret);
    bool is_first; /* before the abstractions */
} AcrossRow;

static const AcrossRow rows[] = {
    {"overview", "The big picture", across_overview, true},
    {"configuration", "Configuration", across_configuration, false},
    {"tests", "How it is tested", across_tests, false},
    {"history", "History", across_history, false},
};

const Chapter *across_chapter(const AcrossAsk *p, uint8_t number)
{
    if (!number || number > p->ask->outline->abstraction_count)
        return NULL;
    return course_find_chapter(p->ask->course,
                               str_from(p->ask->outline->abstractions[number - 1].id));
}

SectionAsk across_section(const AcrossAsk *p)
{
    return (SectionAsk){
        .ask = p->ask, .shared = p->shared, .insight = p->insight, .draft = p->draft};
}

void across_put_month(Buf *b, int64_t ms)
{
    char iso[CLOCK_ISO_SIZE];

    clock_iso(ms, iso);
    buf_add(b, str_sub(str_from(iso), 0, 7));
}

static Str free_slug(const Course *c, Arena *a, Str title)
{
    Str slug = course_slug(a, title);

    for (uint32_t i = 0; i < c->chapters_count; i++) {
        if (str_eq(c->chapters[i].slug, slug))
            return arena_printf(a, "%.*s-of-all", STR_ARG(slug));
    }
    return slug;
}

static bool write_one(const WriterAsk *ask, SectionShared *shared, const AcrossRow *row,
                      Chapter *ret)
{
    Arena *a = evidence_arena(ask->evidence);
    Draft draft;
    AcrossAsk p = {.ask = ask, .shared = shared, .insight = &shared->insight, .draft = &draft};

    *ret = (Chapter){.kind = str_from(row->kind), .title = str_from(row->title)};
    course_id(ret->id, "page", ret->kind, ask->course->title);
    ret->slug = free_slug(ask->course, a, ret->title);
    draft_begin(&draft, a, ask->course);
    bool has_matter = row->write(&p, ret);
    draft_end(&draft, ret);
    return has_matter && ret->sections_count;
}

void across_add(const WriterAsk *ask, SectionShared *shared)
{
    Course *c = ask->course;
    uint32_t count = 0;
    Chapter *all = ARENA_ARRAY(evidence_arena(ask->evidence), Chapter,
                               c->chapters_count + ARRAY_LEN(rows));

    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        count += rows[i].is_first && write_one(ask, shared, &rows[i], &all[count]);
    /* what follows one way through the whole comes before the parts */
    for (int is_part = 0; is_part < 2; is_part++) {
        for (uint32_t i = 0; i < c->chapters_count; i++) {
            if (chapter_is_abstraction(&c->chapters[i]) == (is_part == 1))
                all[count++] = c->chapters[i];
        }
    }
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        count += !rows[i].is_first && write_one(ask, shared, &rows[i], &all[count]);
    for (uint32_t i = 0; i < count; i++)
        all[i].number = i + 1;
    c->chapters = all;
    c->chapters_count = count;
}
