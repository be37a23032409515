/*
 * page.c -- putting the chapters that look across into the course.
 */
#include "writer/page.h"

#include "base/clock.h"

typedef struct PageRow {
    const char *kind, *title;
    bool (*write)(const PageAsk *p, Chapter *ret);
    bool is_first; /* before the abstractions */
} PageRow;

static const PageRow rows[] = {
    {"overview", "The big picture", page_overview, true},
    {"configuration", "Configuration", page_configuration, false},
    {"tests", "How it is tested", page_tests, false},
    {"history", "History", page_history, false},
};

const Chapter *page_chapter(const PageAsk *p, uint8_t number)
{
    if (!number || number > p->ask->outline->abstraction_count)
        return NULL;
    return course_find_chapter(p->ask->course,
                               str_from(p->ask->outline->abstractions[number - 1].id));
}

SectionAsk page_section(const PageAsk *p)
{
    return (SectionAsk){
        .ask = p->ask, .shared = p->shared, .insight = p->insight, .draft = p->draft};
}

void page_put_month(Buf *b, int64_t ms)
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

static bool write_page(const WriterAsk *ask, SectionShared *shared, const PageRow *row, Chapter *ret)
{
    Arena *a = evidence_arena(ask->evidence);
    Draft draft;
    PageAsk p = {.ask = ask, .shared = shared, .insight = &shared->insight, .draft = &draft};

    *ret = (Chapter){.kind = str_from(row->kind), .title = str_from(row->title)};
    course_id(ret->id, "page", ret->kind, ask->course->title);
    ret->slug = free_slug(ask->course, a, ret->title);
    draft_begin(&draft, a, ask->course);
    bool has_matter = row->write(&p, ret);
    draft_end(&draft, ret);
    return has_matter && ret->sections_count;
}

void pages_add(const WriterAsk *ask, SectionShared *shared)
{
    Course *c = ask->course;
    uint32_t count = 0;
    Chapter *all = ARENA_ARRAY(evidence_arena(ask->evidence), Chapter,
                               c->chapters_count + ARRAY_LEN(rows));

    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        count += rows[i].is_first && write_page(ask, shared, &rows[i], &all[count]);
    for (uint32_t i = 0; i < c->chapters_count; i++)
        all[count++] = c->chapters[i];
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        count += !rows[i].is_first && write_page(ask, shared, &rows[i], &all[count]);
    for (uint32_t i = 0; i < count; i++)
        all[i].number = i + 1;
    c->chapters = all;
    c->chapters_count = count;
}
