/*
 * skeleton.c -- an outline written into a course, and found again.
 */
#include "writer/skeleton.h"

#include "course/draft.h"

static void describe_symbol(const WriterAsk *ask, SymbolId s, bool is_seed, CourseSymbol *ret)
{
    evidence_symbol(ask->evidence, s, ret);
    ret->role = is_seed ? STR("seed") : STR("carrier");
}

static Source source_of_quote(const Quote *q)
{
    return (Source){q->path, q->line, q->end_line};
}

static void describe_chapter(const WriterAsk *ask, Arena *a, const Abstraction *x, Chapter *ret)
{
    AUTO(buf_done) Buf definition = BUF(PROSE_MAX_BYTES);

    *ret = (Chapter){.slug = x->slug,
                     .title = evidence_clean(ask->evidence, x->name),
                     .kind = STR("abstraction")};
    memcpy(ret->id, x->id, sizeof(ret->id));
    text_words(&definition, x->definition.text);
    ret->definition = arena_str(a, buf_str(&definition));
    if (x->definition.text.len)
        ret->definition_source = source_of_quote(&x->definition);
    ret->files = ARENA_ARRAY(a, Str, x->unit_count);
    ret->files_count = x->unit_count;
    for (uint32_t i = 0; i < x->unit_count; i++)
        ret->files[i] = ask->program->units[x->units[i]].file->path;
    ret->symbols = ARENA_ARRAY(a, CourseSymbol, x->symbol_count);
    ret->symbols_count = x->symbol_count;
    for (uint32_t i = 0; i < x->symbol_count; i++)
        describe_symbol(ask, x->symbols[i], x->symbols[i] == x->seed, &ret->symbols[i]);
}

static void describe_entries(const WriterAsk *ask, Arena *a)
{
    const Outline *o = ask->outline;
    Course *c = ask->course;

    c->entry_points = ARENA_ARRAY(a, CourseEntry, o->entry_point_count);
    c->entry_points_count = o->entry_point_count;
    for (uint32_t i = 0; i < o->entry_point_count; i++) {
        const EntryPoint *e = &o->entry_points[i];

        c->entry_points[i] = (CourseEntry){.kind = e->kind,
                                           .name = evidence_clean(ask->evidence, e->name),
                                           .source = {e->path, e->line, e->line}};
        if (e->abstraction < o->abstraction_count)
            memcpy(c->entry_points[i].chapter, o->abstractions[e->abstraction].id,
                   COURSE_ID_SIZE);
    }
    c->report.left_out = ARENA_ARRAY(a, LeftOutEntry, o->left_out_count);
    c->report.left_out_count = o->left_out_count;
    for (uint32_t i = 0; i < o->left_out_count; i++)
        c->report.left_out[i] = (LeftOutEntry){
            evidence_clean(ask->evidence, o->left_out[i].what), o->left_out[i].reason};
}

void skeleton_chapters(const WriterAsk *ask, Arena *a)
{
    const Outline *o = ask->outline;
    Course *c = ask->course;

    c->chapters = ARENA_ARRAY(a, Chapter, o->abstraction_count);
    c->chapters_count = o->abstraction_count;
    for (uint32_t i = 0; i < o->abstraction_count; i++)
        describe_chapter(ask, a, &o->abstractions[i], &c->chapters[i]);
    describe_entries(ask, a);
}

static void describe_evidence(const WriterAsk *ask, Arena *a, const Edge *e,
                              RelationEvidence *ret)
{
    const Program *p = ask->program;
    uint32_t line = evidence_line(ask->evidence, e->unit, e->at);

    *ret = (RelationEvidence){
        .from_symbol = program_qualified_name(p, a, e->from),
        .to_symbol = program_qualified_name(p, a, e->to),
        .kind = str_from(edge_kind_word(e->kind)),
        .source = {p->units[e->unit].file->path, line, line},
        .confidence = tier_confidence(e->tier),
    };
}

static void describe_relation(const WriterAsk *ask, Arena *a, const Relation *r,
                              CourseRelation *ret)
{
    *ret = (CourseRelation){.kind = str_from(edge_kind_word(r->kind)), .count = r->count};
    memcpy(ret->to, ask->outline->abstractions[r->to].id, COURSE_ID_SIZE);
    ret->evidence = ARENA_ARRAY(a, RelationEvidence, r->evidence_count);
    ret->evidence_count = r->evidence_count;
    for (uint32_t i = 0; i < r->evidence_count; i++)
        describe_evidence(ask, a, &ask->program->edges[r->evidence[i]], &ret->evidence[i]);
}

static Chapter *chapter_of(Course *c, const char *id)
{
    return (Chapter *)course_find_chapter(c, str_from(id));
}

void skeleton_relations(const WriterAsk *ask, Arena *a)
{
    const Outline *o = ask->outline;

    for (uint32_t i = 0; i < o->relation_count;) {
        uint32_t end = i;
        Chapter *chapter = chapter_of(ask->course, o->abstractions[o->relations[i].from].id);

        while (end < o->relation_count && o->relations[end].from == o->relations[i].from)
            end++;
        MUST(chapter);
        chapter->relations = ARENA_ARRAY(a, CourseRelation, end - i);
        chapter->relations_count = end - i;
        for (uint32_t n = i; n < end; n++)
            describe_relation(ask, a, &o->relations[n], &chapter->relations[n - i]);
        i = end;
    }
}

void skeleton_order(const WriterAsk *ask, Arena *a)
{
    const Outline *o = ask->outline;
    Course *c = ask->course;
    Chapter *ordered = ARENA_ARRAY(a, Chapter, o->abstraction_count);

    for (uint32_t i = 0; i < o->abstraction_count; i++) {
        const Chapter *old = course_find_chapter(c, str_from(o->abstractions[i].id));
        uint32_t first = o->prerequisite_start[i], count = o->prerequisite_start[i + 1] - first;

        MUST(old);
        ordered[i] = *old;
        ordered[i].number = i + 1;
        ordered[i].prerequisites = ARENA_ARRAY(a, Str, count);
        ordered[i].prerequisites_count = count;
        for (uint32_t n = 0; n < count; n++)
            ordered[i].prerequisites[n] = str_from(
                o->abstractions[o->prerequisites[first + n]].id);
    }
    c->chapters = ordered;
    c->chapters_count = o->abstraction_count;
}

/* -- and back -- */

static SymbolId find_symbol(const Program *p, Arena *a, const CourseSymbol *s)
{
    UnitId unit = program_find_unit(p, s->source.path);

    if (unit == UNIT_NONE)
        return 0;
    const Unit *u = &p->units[unit];
    for (uint32_t d = 1; d < u->facts->def_count; d++) {
        if (u->facts->defs[d].line == s->source.line &&
            str_eq(program_qualified_name(p, a, u->first_symbol + d), s->qualified_name))
            return u->first_symbol + d;
    }
    return 0;
}

static bool find_abstraction(const Program *p, Arena *a, const Chapter *c, Abstraction *ret)
{
    *ret = (Abstraction){.slug = c->slug, .name = c->title};
    memcpy(ret->id, c->id, sizeof(ret->id));
    ret->symbols = ARENA_ARRAY(a, SymbolId, c->symbols_count);
    ret->symbol_count = c->symbols_count;
    for (uint32_t i = 0; i < c->symbols_count; i++) {
        ret->symbols[i] = find_symbol(p, a, &c->symbols[i]);
        if (!ret->symbols[i])
            return false;
        if (str_is(c->symbols[i].role, "seed"))
            ret->seed = ret->symbols[i];
    }
    ret->units = ARENA_ARRAY(a, UnitId, c->files_count);
    ret->unit_count = c->files_count;
    for (uint32_t i = 0; i < c->files_count; i++) {
        ret->units[i] = program_find_unit(p, c->files[i]);
        if (ret->units[i] == UNIT_NONE)
            return false;
    }
    return true;
}

static uint32_t index_of(const Course *c, Str id)
{
    for (uint32_t i = 0; i < c->chapters_count; i++) {
        if (str_is(id, c->chapters[i].id))
            return i;
    }
    return UINT32_MAX;
}

static bool find_prerequisites(const Course *c, Arena *a, Outline *ret)
{
    uint32_t total = 0;

    for (uint32_t i = 0; i < c->chapters_count; i++)
        total += c->chapters[i].prerequisites_count;
    ret->prerequisites = ARENA_ARRAY(a, uint32_t, total);
    ret->prerequisite_start = ARENA_ARRAY(a, uint32_t, c->chapters_count + 1);
    uint32_t at = 0;
    for (uint32_t i = 0; i < c->chapters_count; i++) {
        ret->prerequisite_start[i] = at;
        for (uint32_t n = 0; n < c->chapters[i].prerequisites_count; n++) {
            uint32_t index = index_of(c, c->chapters[i].prerequisites[n]);

            if (index >= i)
                return false;
            ret->prerequisites[at++] = index;
        }
    }
    ret->prerequisite_start[c->chapters_count] = at;
    return true;
}

/* Chapters that look across are not of the outline. */
static Course only_abstractions(const Course *course, Arena *a)
{
    Course ret = *course;

    ret.chapters = ARENA_ARRAY(a, Chapter, course->chapters_count);
    ret.chapters_count = 0;
    for (uint32_t i = 0; i < course->chapters_count; i++) {
        if (chapter_is_abstraction(&course->chapters[i]))
            ret.chapters[ret.chapters_count++] = course->chapters[i];
    }
    return ret;
}

bool skeleton_outline(const Course *kept, const Program *p, Arena *a, Outline *ret)
{
    Course only = only_abstractions(kept, a);
    const Course *course = &only;

    *ret = (Outline){.abstraction_count = course->chapters_count};
    ret->abstractions = ARENA_ARRAY(a, Abstraction, course->chapters_count);
    for (uint32_t i = 0; i < course->chapters_count; i++) {
        if (!find_abstraction(p, a, &course->chapters[i], &ret->abstractions[i]))
            return false;
    }
    return find_prerequisites(course, a, ret);
}
