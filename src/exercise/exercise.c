/*
 * exercise.c -- from what the kinds offer to what a chapter asks.
 *
 * Each kind offers more than is wanted. Chosen are, kind after kind in turn, the best of each, so that
 * a chapter asks for text, execution and purpose; no symbol is asked about more than twice; at least
 * one question needs facts of two files where there is one.
 */
#include "exercise/exercise.h"

#include "exercise/maker.h"

enum { POOL_MAX = 150, ASKED_ABOUT_MAX = 2, NEIGHBOURS_MAX = 60 };

/* -- what a chapter is made of -- */

static bool has_symbol(const SymbolVec *list, SymbolId s)
{
    for (size_t i = 0; i < list->len; i++) {
        if (list->at[i] == s)
            return true;
    }
    return false;
}

static bool is_type(const Def *d)
{
    return d->kind == DEF_CLASS || d->kind == DEF_STRUCT || d->kind == DEF_INTERFACE ||
           d->kind == DEF_TRAIT || d->kind == DEF_ENUM || d->kind == DEF_UNION ||
           d->kind == DEF_TYPE;
}

static void add_to_pools(Maker *m, SymbolId s)
{
    const Def *d = program_def(m->world.program, s);

    if (world_is_in_test(&m->world, s) || m->functions.len >= POOL_MAX)
        return;
    if (world_is_code(&m->world, s) && !has_symbol(&m->functions, s))
        *VEC_PUSH(&m->functions) = s;
    if (is_type(d) && !(d->flags & DEF_IS_DECLARATION) && !has_symbol(&m->types, s))
        *VEC_PUSH(&m->types) = s;
}

static void add_members(Maker *m, SymbolId type)
{
    const Unit *u = &m->world.program->units[program_unit_of(m->world.program, type)];

    for (uint32_t d = type - u->first_symbol + 1; d < u->facts->def_count; d++) {
        if (u->facts->defs[d].start >= program_def(m->world.program, type)->end)
            break;
        if (u->first_symbol + u->facts->defs[d].parent == type)
            add_to_pools(m, u->first_symbol + d);
    }
}

static void add_rest_of_file(Maker *m, UnitId unit)
{
    const Unit *u = &m->world.program->units[unit];

    for (uint32_t d = 1; d < u->facts->def_count && m->functions.len < POOL_MAX; d++) {
        if (world_is_code(&m->world, u->first_symbol + d) || is_type(&u->facts->defs[d]))
            add_to_pools(m, u->first_symbol + d);
    }
}

/* Files of the chapter, then code of the same folders. */
static void gather_files(Maker *m, const Abstraction *about)
{
    const Program *p = m->world.program;
    size_t neighbours = 0;

    for (uint32_t i = 0; i < about->unit_count; i++)
        *VEC_PUSH(&m->files) = about->units[i];
    for (UnitId u = 0; u < p->unit_count && neighbours < NEIGHBOURS_MAX; u++) {
        bool is_near = false;

        for (uint32_t i = 0; i < about->unit_count && !is_near; i++)
            is_near = str_eq(path_dir(p->units[u].file->path),
                             path_dir(p->units[about->units[i]].file->path));
        if (is_near && !has_symbol(&m->files, u) &&
            language_use(p->units[u].file->language) == LANGUAGE_CODE) {
            *VEC_PUSH(&m->files) = u;
            neighbours++;
        }
    }
}

static void gather_pools(Maker *m, const Abstraction *about)
{
    for (uint32_t i = 0; i < about->symbol_count; i++) {
        *VEC_PUSH(&m->symbols) = about->symbols[i];
        add_to_pools(m, about->symbols[i]);
    }
    for (uint32_t i = 0; i < about->symbol_count; i++)
        add_members(m, about->symbols[i]);
    for (uint32_t i = 0; i < about->unit_count; i++)
        add_rest_of_file(m, about->units[i]);
    gather_files(m, about);
}

static void maker_done(Maker *m)
{
    VEC_DONE(&m->symbols);
    VEC_DONE(&m->functions);
    VEC_DONE(&m->types);
    VEC_DONE(&m->files);
    VEC_DONE(&m->near_files);
}

/* -- choosing -- */

/* The part of a chapter that an exercise is about: where its facts stand. */
static bool is_in(const Source *s, const Source *lines)
{
    return str_eq(s->path, lines->path) && s->line >= lines->line &&
           s->line <= MAX_OF(lines->line, lines->end_line);
}

static uint32_t cited_in(Arena *a, Str text, const Exercise *x)
{
    uint32_t count = 0;
    Piece piece;
    Source s;

    while (text_next(a, &text, &piece)) {
        if (piece.kind != PIECE_LINK || !text_parse_cite(piece.target, &s) || !s.line)
            continue;
        for (uint32_t i = 0; i < x->facts_count; i++)
            count += is_in(&x->facts[i], &s);
    }
    return count;
}

static uint32_t facts_in_section(Arena *a, const Course *c, const Section *s, const Exercise *x)
{
    uint32_t count = 0;

    for (uint32_t b = 0; b < s->blocks_count; b++) {
        const Block *block = &s->blocks[b];

        count += cited_in(a, block->text, x);
        for (uint32_t i = 0;
             block->kind == BLOCK_TABLE && i < block->table.row_count * block->table.head_count;
             i++)
            count += cited_in(a, block->table.cells[i], x);
        for (uint32_t i = 0; block->kind == BLOCK_EXCERPT && i < x->facts_count; i++)
            count += 2 * is_in(&x->facts[i], &c->excerpts[block->excerpt].source);
    }
    return count;
}

static bool is_about_code(Str kind)
{
    return str_is(kind, "code") || str_is(kind, "carriers") || str_is(kind, "walk") ||
           str_is(kind, "members");
}

/* Where the section has several candidates, the one that has been asked about least. */
static void place_in_section(Maker *m, Exercise *x, uint32_t *asked)
{
    AUTO(arena_done) Arena scratch = {0};
    const Chapter *ch = m->chapter;
    uint32_t best = UINT32_MAX, most = 0;

    for (uint32_t s = 0; s < ch->sections_count; s++) {
        uint32_t facts = facts_in_section(&scratch, m->course, &ch->sections[s], x);
        uint32_t weight = facts ? facts * 4 + (asked[s] < EXERCISES_A_SECTION ? 8 : 0) : 0;

        /* about code of the chapter that no section cites: where there is room for a question */
        if (!facts && asked[s] < EXERCISES_A_SECTION && is_about_code(ch->sections[s].kind))
            weight = 1;

        if (weight > most) {
            most = weight;
            best = s;
        }
    }
    if (best == UINT32_MAX)
        return;
    x->section = ch->sections[best].slug;
    asked[best]++;
}

static bool needs_two_files(const Exercise *x)
{
    for (uint32_t i = 1; i < x->facts_count; i++) {
        if (!str_eq(x->facts[i].path, x->facts[0].path))
            return true;
    }
    return false;
}

static uint32_t asked_about(const ExerciseVec *chosen, size_t from, Str subject)
{
    Str first = str_sub(subject, 0, str_find_char(subject, '\n', 0));
    uint32_t count = 0;

    for (size_t i = from; i < chosen->len; i++)
        count += str_starts(chosen->at[i].subject, first);
    return count;
}

static bool has_id(const ExerciseVec *chosen, const char *id)
{
    for (size_t i = 0; i < chosen->len; i++) {
        if (strcmp(chosen->at[i].id, id) == 0)
            return true;
    }
    return false;
}

/* How many questions of one rule a chapter bears: some are worth asking once. */
static const struct {
    const char *rule;
    uint32_t most;
} quotas[] = {
    {"defined-in", 1},  {"tested-by", 1},   {"value-of", 2},        {"default-of", 2},
    {"assigns-to", 3},  {"called-by", 3},   {"reached-through", 3}, {"must-change", 2},
    {"order-lines", 2}, {"plant-fault", 2},
};

static bool is_over_quota(const ExerciseVec *chosen, size_t from, Str rule)
{
    uint32_t count = 0;

    for (size_t i = from; i < chosen->len; i++)
        count += str_eq(chosen->at[i].rule, rule);
    for (size_t i = 0; i < ARRAY_LEN(quotas); i++) {
        if (str_is(rule, quotas[i].rule))
            return count >= quotas[i].most;
    }
    return count >= EXERCISES_MIN;
}

static bool try_choose(Maker *m, size_t i, ExerciseVec *chosen, size_t from, bool *is_taken)
{
    const Exercise *x = &m->found->at[i];

    if (is_taken[i] || x->grade || has_id(chosen, x->id) ||
        is_over_quota(chosen, from, x->rule) ||
        asked_about(chosen, from, x->subject) >= ASKED_ABOUT_MAX)
        return false;
    is_taken[i] = true;
    *VEC_PUSH(chosen) = *x;
    return true;
}

/* First changes are few, and not counted among the questions. */
static void take_first_changes(Maker *m, ExerciseVec *chosen)
{
    for (size_t i = 0; i < m->found->len; i++) {
        if (m->found->at[i].grade)
            *VEC_PUSH(chosen) = m->found->at[i];
    }
}

/* One of each rule in turn, until there are enough or nothing is left. */
static void choose(Maker *m, ExerciseVec *chosen)
{
    size_t from = chosen->len;
    size_t wanted = MAX_OF((size_t)EXERCISES_MIN,
                           (size_t)m->chapter->sections_count * EXERCISES_A_SECTION);
    bool *is_taken = ARENA_ARRAY(m->world.arena, bool, m->found->len + 1);
    bool has_more = true;

    wanted = MIN_OF(wanted, (size_t)EXERCISES_MAX);
    for (size_t i = 0; i < m->found->len && chosen->len == from; i++) {
        if (needs_two_files(&m->found->at[i]))
            (void)try_choose(m, i, chosen, from, is_taken);
    }
    while (has_more && chosen->len - from < wanted) {
        Str rule = STR_NONE;
        bool is_done = false;

        has_more = false;
        for (size_t i = 0; i < m->found->len && chosen->len - from < wanted; i++) {
            if (!str_eq(rule, m->found->at[i].rule)) {
                rule = m->found->at[i].rule;
                is_done = false;
            }
            is_done = is_done || try_choose(m, i, chosen, from, is_taken);
            has_more |= is_done;
        }
    }
}

static int by_kind(const void *a, const void *b)
{
    const Exercise *const *x = a, *const *y = b;
    int order[2] = {0, 0};

    for (int i = 0; exercise_kinds[i]; i++) {
        if (str_is((*x)->kind, exercise_kinds[i]->name))
            order[0] = i;
        if (str_is((*y)->kind, exercise_kinds[i]->name))
            order[1] = i;
    }
    if (order[0] != order[1])
        return order[0] < order[1] ? -1 : 1;
    return *x < *y ? -1 : *x > *y;
}

/* In the order of the kinds: read, predict, investigate, modify. */
static void sort_chosen(Maker *m, ExerciseVec *chosen, size_t from)
{
    size_t count = chosen->len - from;
    const Exercise **order = ARENA_ARRAY(m->world.arena, const Exercise *, count + 1);
    Exercise *sorted = ARENA_ARRAY(m->world.arena, Exercise, count + 1);

    for (size_t i = 0; i < count; i++)
        order[i] = &chosen->at[from + i];
    qsort(order, count, sizeof(*order), by_kind);
    for (size_t i = 0; i < count; i++)
        sorted[i] = *order[i];
    for (size_t i = 0; i < count; i++)
        chosen->at[from + i] = sorted[i];
}

static void make_for_chapter(Maker *m, const Abstraction *about, ExerciseVec *chosen)
{
    size_t from = chosen->len;
    uint32_t *asked = ARENA_ARRAY(m->world.arena, uint32_t, m->chapter->sections_count + 1);

    gather_pools(m, about);
    for (int k = 0; exercise_kinds[k]; k++)
        exercise_kinds[k]->make(m);
    choose(m, chosen);
    take_first_changes(m, chosen);
    sort_chosen(m, chosen, from);
    for (size_t i = from; i < chosen->len; i++)
        place_in_section(m, &chosen->at[i], asked);
}

/* For a course without a test to add to, or without a function to describe: the first chapter that has
 * another change instead. */
static void make_last_change(Maker *m, const Abstraction *about, ExerciseVec *chosen)
{
    gather_pools(m, about);
    exercise_make_last_change(m);
    take_first_changes(m, chosen);
}

typedef void MakeSome(Maker *m, const Abstraction *about, ExerciseVec *chosen);

static ErrCode for_each_chapter(const ExercisesAsk *ask, const World *world, MakeSome *make,
                                unsigned *grades, ExerciseVec *chosen, Err *err)
{
    uint32_t count = ask->outline->abstraction_count;
    unsigned before = *grades;

    for (uint32_t i = 0, at = 0; at < ask->course->chapters_count && i < count; at++) {
        ExerciseVec found = {0};
        Maker m = {.world = *world,
                   .course = ask->course,
                   .chapter = &ask->course->chapters[at],
                   .grades = *grades,
                   .found = &found};

        if (!chapter_is_abstraction(m.chapter))
            continue;
        if (ask->stop && *ask->stop)
            return err_set(err, ERR_CANCELED, "interrupted");
        make(&m, &ask->outline->abstractions[i++], chosen);
        *grades = m.grades;
        maker_done(&m);
        VEC_DONE(&found);
        if (make == make_last_change && *grades != before)
            break;
    }
    return ERR_OK;
}

ErrCode exercises_make(const ExercisesAsk *ask, Err *err)
{
    const World *world = ask->world;
    ExerciseVec chosen = {0};
    unsigned grades = 0;
    Course *c = ask->course;
    ErrCode rc = for_each_chapter(ask, world, make_for_chapter, &grades, &chosen, err);

    if (rc == ERR_OK && (grades & (BIT(1) | BIT(3))) != (BIT(1) | BIT(3)))
        rc = for_each_chapter(ask, world, make_last_change, &grades, &chosen, err);
    if (rc == ERR_OK) {
        c->exercises = ARENA_ARRAY(world->arena, Exercise, chosen.len);
        c->exercises_count = (uint32_t)chosen.len;
        if (chosen.len)
            memcpy(c->exercises, chosen.at, chosen.len * sizeof(Exercise));
    }
    VEC_DONE(&chosen);
    return rc;
}

/* -- for the kinds -- */

Exercise *maker_add(Maker *m, const char *kind, const char *rule, Str subject)
{
    Exercise *x = VEC_PUSH(m->found);

    *x = (Exercise){.kind = str_from(kind), .rule = str_from(rule), .subject = subject};
    memcpy(x->chapter, m->chapter->id, COURSE_ID_SIZE);
    course_id(x->id, kind, str_from(rule), subject);
    return x;
}

void maker_drop(Maker *m)
{
    m->found->len--;
}

uint32_t maker_uses(const Maker *m, SymbolId s)
{
    return (uint32_t)(m->world.program->in_start[s + 1] - m->world.program->in_start[s]);
}

Str maker_text(const Maker *m, const Buf *text)
{
    return arena_str(m->world.arena, buf_str(text));
}

/* -- again -- */

bool exercise_recompute(const World *w, const Exercise *x, Str *ret_why)
{
    const ExerciseKind *kind = exercise_kind(x->kind);

    if (kind)
        return kind->recompute(w, x, ret_why);
    *ret_why = arena_printf(w->arena, "there is no kind '%.*s'", STR_ARG(x->kind));
    return false;
}

static void add_finding(Report *r, Arena *a, const Exercise *x, Str why)
{
    Finding *findings = ARENA_ARRAY(a, Finding, r->findings_count + 1);

    if (r->findings_count)
        memcpy(findings, r->findings, r->findings_count * sizeof(*findings));
    findings[r->findings_count++] = (Finding){
        .check = STR(EXERCISE_CHECK_NAME),
        .severity = STR("error"),
        .place = arena_printf(a, "exercise %s (%.*s)", x->id, STR_ARG(x->rule)),
        .message = why,
        .action = STR("kept"),
    };
    r->findings = findings;
}

void exercises_check_in(Course *c, const World *w)
{
    Arena *a = w->arena;
    Report *r = &c->report;
    Figure *figures = ARENA_ARRAY(a, Figure, r->figures_count + 1);
    uint64_t good = 0;

    for (uint32_t i = 0; i < c->exercises_count; i++) {
        Str why = STR_NONE;

        if (exercise_recompute(w, &c->exercises[i], &why))
            good++;
        else
            add_finding(r, a, &c->exercises[i], why);
    }
    if (r->figures_count)
        memcpy(figures, r->figures, r->figures_count * sizeof(*figures));
    figures[r->figures_count++] = (Figure){STR(EXERCISE_CHECK_NAME), c->exercises_count, good,
                                           1.0};
    r->figures = figures;
}

void exercises_check(Course *c, const Program *p, Evidence *e, Arena *a)
{
    AUTO(world_close) World w = world_open(p, e, a);

    exercises_check_in(c, &w);
}
