/*
 * score.c -- seven shares and their sum.
 */
#include "course/score.h"

#include "base/map.h"
#include "base/vec.h"
#include "course/check.h"
#include "course/course_text.h"

enum { LARGE_DIR_PERCENT = 10, FIRST_CHANGES_WANTED = 3 };

/* A share of nothing is not counted. */
typedef struct Shares {
    double sum;
    unsigned count;
} Shares;

static void add_share(Shares *s, double good, double all)
{
    if (all <= 0)
        return;
    s->sum += MIN_OF(good / all, 1.0);
    s->count++;
}

static double mean_of(const Shares *s)
{
    return s->count ? s->sum / s->count : 0;
}

static double share_of(const Figure *f)
{
    return f->checked ? (double)f->good / (double)f->checked : 1.0;
}

static const Figure *figure_of(const Course *c, const char *name)
{
    for (uint32_t i = 0; i < c->report.figures_count; i++) {
        if (str_is(c->report.figures[i].check, name))
            return &c->report.figures[i];
    }
    return NULL;
}

/* -- truth: the worst row counts; a wrong excerpt or link is worth nothing -- */

static double truth(const Course *c)
{
    double worst = 1.0;

    for (uint32_t i = 0; i < c->report.figures_count; i++) {
        const Figure *f = &c->report.figures[i];
        double share = f->target > 0 ? share_of(f) / f->target : 1.0;

        if ((i == CHECK_EXCERPT || i == CHECK_LINK) && share < 1.0)
            return 0;
        worst = MIN_OF(worst, share);
    }
    return worst;
}

/* -- coverage -- */

static bool is_own(const Unit *u)
{
    return language_use(u->file->language) == LANGUAGE_CODE &&
           !(u->file->flags & (FILE_IS_TEST | FILE_IS_EXAMPLE | FILE_IS_DOC));
}

typedef struct Central {
    SymbolId symbol;
    uint32_t users;
} Central;

VEC_TYPE(CentralVec, Central);

static int by_users(const void *left, const void *right)
{
    const Central *a = left, *b = right;

    if (a->users != b->users)
        return a->users < b->users ? 1 : -1;
    return (a->symbol > b->symbol) - (a->symbol < b->symbol);
}

/* How many files of the repository's own code lean on a symbol. */
static uint32_t users_of(const Program *p, SymbolId s)
{
    uint32_t users = 0;
    UnitId last = program_unit_of(p, s);

    for (size_t i = p->in_start[s]; i < p->in_start[s + 1]; i++) {
        const Edge *e = &p->edges[p->edges_in[i]];

        if (e->unit == last || tier_confidence(e->tier) < EDGE_CONFIDENCE_FACT ||
            !is_own(&p->units[e->unit]))
            continue;
        users++;
        last = e->unit;
    }
    return users;
}

static bool is_shown(const Program *p, SymbolId s, bool is_public)
{
    const Def *d = program_def(p, s);

    return def_kind_is_shown(d->kind) && d->kind != DEF_MODULE && d->kind != DEF_NAMESPACE &&
           (!is_public || d->visibility == VISIBLE_PUBLIC);
}

/* The most used symbols whose file some chapter is about. */
static void cover_symbols(const Program *p, const StrMap *files, bool is_public, Shares *shares)
{
    CentralVec all = {0};
    size_t good = 0;
    uint64_t unused;

    for (UnitId u = 0; u < p->unit_count; u++) {
        if (!is_own(&p->units[u]))
            continue;
        for (uint32_t d = 1; d < p->units[u].facts->def_count; d++) {
            SymbolId s = p->units[u].first_symbol + d;
            uint32_t users = is_shown(p, s, is_public) ? users_of(p, s) : 0;

            if (users)
                *VEC_PUSH(&all) = (Central){s, users};
        }
    }
    VEC_SORT(&all, by_users);
    size_t wanted = MIN_OF(all.len, (size_t)SCORE_CENTRAL_SYMBOLS);
    for (size_t i = 0; i < wanted; i++)
        good += strmap_get(files, p->units[program_unit_of(p, all.at[i].symbol)].file->path,
                           &unused);
    add_share(shares, (double)good, (double)wanted);
    VEC_DONE(&all);
}

/* Folders at the first two levels with a tenth of the code or more. */
static void cover_folders(const Course *c, const Program *p, const StrMap *files,
                          Shares *shares)
{
    StrMap lines = {0}, seen = {0};
    uint64_t total = 0, unused;
    double all = 0, good = 0;

    for (UnitId u = 0; u < p->unit_count; u++) {
        Str path = p->units[u].file->path;
        size_t first = str_find_char(path, '/', 0);
        size_t second = first == SIZE_MAX ? SIZE_MAX : str_find_char(path, '/', first + 1);
        Str dir = str_sub(path, 0, second == SIZE_MAX ? first : second);

        if (!is_own(&p->units[u]) || first == SIZE_MAX)
            continue;
        *strmap_at(&lines, dir, NULL) += p->units[u].facts->code_lines;
        total += p->units[u].facts->code_lines;
        if (strmap_get(files, path, &unused))
            (void)strmap_set(&seen, dir, 1);
    }
    for (size_t i = 0; i < lines.len; i++) {
        bool is_left_out = false;

        if (lines.entries[i].value * 100 < total * LARGE_DIR_PERCENT)
            continue;
        for (uint32_t n = 0; n < c->report.left_out_count; n++)
            is_left_out |= str_has(c->report.left_out[n].what, lines.entries[i].key);
        all++;
        good += is_left_out || strmap_get(&seen, lines.entries[i].key, &unused);
    }
    add_share(shares, good, all);
    strmap_done(&lines);
    strmap_done(&seen);
}

static double coverage(const Course *c, const Program *p)
{
    StrMap files = {0};
    Shares shares = {0};
    double entries = 0;

    for (uint32_t i = 0; i < c->chapters_count; i++) {
        const Chapter *ch = &c->chapters[i];

        for (uint32_t n = 0; n < ch->files_count; n++)
            (void)strmap_set(&files, ch->files[n], 1);
        for (uint32_t n = 0; n < ch->symbols_count; n++)
            (void)strmap_set(&files, ch->symbols[n].source.path, 1);
    }
    for (uint32_t i = 0; i < c->entry_points_count; i++)
        entries += c->entry_points[i].chapter[0] != '\0';
    add_share(&shares, entries, c->entry_points_count);
    cover_symbols(p, &files, false, &shares);
    cover_symbols(p, &files, true, &shares);
    cover_folders(c, p, &files, &shares);
    strmap_done(&files);
    return mean_of(&shares);
}

/* -- exercises and tutorials -- */

static bool has_matter(const Section *s)
{
    for (uint32_t i = 0; i < s->blocks_count; i++) {
        if (s->blocks[i].kind == BLOCK_EXCERPT || s->blocks[i].kind == BLOCK_TABLE)
            return true;
    }
    return false;
}

static bool is_explained(const Exercise *x)
{
    for (uint32_t i = 0; i < x->options_count; i++) {
        if (!x->options[i].explanation.len || !x->options[i].source.path.len)
            return false;
    }
    return x->options_count || x->solution.len || x->lines_count || x->edits_count;
}

/* Two for each section in which code is shown, keys that can be computed again, explained. */
static double exercises(const Course *c)
{
    Shares shares = {0};
    const Figure *keys = figure_of(c, "exercise keys follow from the code");
    double sections = 0, explained = 0;

    for (uint32_t i = 0; i < c->chapters_count; i++) {
        for (uint32_t s = 0; s < c->chapters[i].sections_count; s++)
            sections += has_matter(&c->chapters[i].sections[s]);
    }
    for (uint32_t i = 0; i < c->exercises_count; i++)
        explained += is_explained(&c->exercises[i]);
    if (!c->exercises_count)
        return 0;
    add_share(&shares, c->exercises_count, 2 * sections);
    add_share(&shares, keys ? share_of(keys) : 0, 1);
    add_share(&shares, explained, c->exercises_count);
    return mean_of(&shares);
}

/* A first success with commands, and first changes whose acceptance is checked. */
static double tutorials(const Course *c)
{
    Shares shares = {0};
    double commands = 0, changes = 0;

    for (uint32_t i = 0; i < c->tutorials_count; i++) {
        for (uint32_t s = 0; s < c->tutorials[i].steps_count; s++)
            commands += c->tutorials[i].steps[s].command.len > 0;
    }
    for (uint32_t i = 0; i < c->exercises_count; i++)
        changes += str_is(c->exercises[i].kind, "first-change") && c->exercises[i].checks_count;
    add_share(&shares, commands > 0, 1);
    add_share(&shares, changes, FIRST_CHANGES_WANTED);
    return mean_of(&shares);
}

/* -- sizes and words -- */

/* Words that say nothing of any repository in particular. */
static bool has_filler(Str text)
{
    static const char *const fillers[] = {
        "In this chapter we", "in this chapter we", "Let's dive",   "let's dive",  "powerful",
        "seamless",           "robust and",         "cutting-edge", "world-class", "delve",
        "state-of-the-art",   "It is worth noting", "simply put",   "game-chang"};

    for (size_t i = 0; i < ARRAY_LEN(fillers); i++) {
        if (str_has(text, str_from(fillers[i])))
            return true;
    }
    return false;
}

static void measure_section(const Course *c, const Section *s, Shares *sizes, Shares *excerpts,
                            Shares *plain)
{
    uint32_t words = 0;
    bool filler = false;

    for (uint32_t i = 0; i < s->blocks_count; i++) {
        const Block *b = &s->blocks[i];

        if (b->kind == BLOCK_PROSE) {
            words += text_count_words(b->text);
            filler |= has_filler(b->text);
        }
        if (b->kind == BLOCK_EXCERPT) {
            const Source *x = &c->excerpts[b->excerpt].source;

            add_share(excerpts, x->end_line - x->line < EXCERPT_GOOD_LINES, 1);
        }
    }
    add_share(sizes, words <= SECTION_MAX_WORDS, 1);
    add_share(plain, !filler, 1);
}

static double language(const Course *c)
{
    Shares all = {0}, sizes = {0}, excerpts = {0}, plain = {0}, chapters = {0};

    for (uint32_t i = 0; i < c->chapters_count; i++) {
        const Chapter *ch = &c->chapters[i];

        add_share(&chapters, ch->words <= CHAPTER_MAX_WORDS, 1);
        for (uint32_t s = 0; s < ch->sections_count; s++)
            measure_section(c, &ch->sections[s], &sizes, &excerpts, &plain);
    }
    add_share(&all, chapters.sum, chapters.count);
    add_share(&all, sizes.sum, sizes.count);
    add_share(&all, excerpts.sum, excerpts.count);
    add_share(&all, plain.sum, plain.count);
    return mean_of(&all);
}

/* -- views -- */

static bool has_section(const Course *c, const char *kind)
{
    for (uint32_t i = 0; i < c->chapters_count; i++) {
        if (str_is(c->chapters[i].kind, kind))
            return true;
        for (uint32_t s = 0; s < c->chapters[i].sections_count; s++) {
            if (str_is(c->chapters[i].sections[s].kind, kind))
                return true;
        }
    }
    return false;
}

static double views(const Course *c)
{
    Shares shares = {0};
    bool has_sequence = false;

    for (uint32_t i = 0; i < c->diagrams_count; i++)
        has_sequence |= c->diagrams[i].kind == DIAGRAM_SEQUENCE;
    add_share(&shares, c->map != UINT32_MAX, 1);
    add_share(&shares, (has_section(c, "walk") ? 0.5 : 0) + (has_sequence ? 0.5 : 0), 1);
    add_share(&shares, has_section(c, "tests"), 1);
    add_share(&shares, has_section(c, "past") || has_section(c, "history"), 1);
    return mean_of(&shares);
}

void course_score(Course *c, const Program *p, Arena *a)
{
    static const ScorePart parts[SCORE_PART_COUNT] = {
#define X(id, n, m) [SCORE_##id] = {.name = {n, sizeof(n) - 1}, .most = m},
        SCORE_PARTS(X)
#undef X
    };
    const Figure *order = figure_of(c, "prerequisites come first");
    double shares[SCORE_PART_COUNT] = {
        [SCORE_TRUTH] = truth(c),
        [SCORE_COVERAGE] = coverage(c, p),
        [SCORE_ORDER] = order ? share_of(order) : 0,
        [SCORE_EXERCISES] = exercises(c),
        [SCORE_TUTORIALS] = tutorials(c),
        [SCORE_LANGUAGE] = language(c),
        [SCORE_VIEWS] = views(c),
    };
    double sum = 0;

    c->report.score_parts = ARENA_ARRAY(a, ScorePart, SCORE_PART_COUNT);
    c->report.score_parts_count = SCORE_PART_COUNT;
    for (int i = 0; i < SCORE_PART_COUNT; i++) {
        c->report.score_parts[i] = parts[i];
        /* one decimal: what is printed is what is added */
        c->report.score_parts[i].points = (double)(long)(shares[i] * parts[i].most * 10 + 0.5) /
                                          10;
        sum += c->report.score_parts[i].points;
    }
    c->report.score = (uint32_t)(sum + 0.5);
}
