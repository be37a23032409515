/*
 * check.c -- walks every text, excerpt, relation and diagram of a course and compares it with the
 * repository.
 */
#include "course/check.h"

#include "course/check_parts.h"

enum { VIEW_FIRST_TABLE = 1, VIEW_LAST_TABLE = 3 }; /* of view_kinds: states, failures, reach */

typedef struct CheckRow {
    const char *name;
    double target;
    bool is_error;
} CheckRow;

static const CheckRow rows[CHECK_COUNT] = {
#define X(id, n, t, e) [CHECK_##id] = {.name = n, .target = t, .is_error = e},
    CHECKS(X)
#undef X
};

void check_judge(Checking *k, Check check, bool is_good, const char *fmt, ...)
{
    k->checked[check]++;
    k->good[check] += is_good;
    if (is_good || k->findings.len >= CHECK_MAX_FINDINGS)
        return;
    AUTO(buf_done) Buf message = BUF(4096);
    va_list args;

    va_start(args, fmt);
    buf_vprintf(&message, fmt, args);
    va_end(args);
    *VEC_PUSH(&k->findings) = (Finding){
        .check = str_from(rows[check].name),
        .severity = rows[check].is_error ? STR("error") : STR("warning"),
        .place = k->place,
        .message = arena_str(k->arena, buf_str(&message)),
        .action = STR("kept"),
    };
}

/* -- citations -- */

bool check_source_exists(Checking *k, const Source *s)
{
    const SourceFile *f = checkout_find(k->program->checkout, s->path);
    UnitId unit = program_find_unit(k->program, s->path);

    uint32_t last = MAX_OF(s->line, s->end_line);

    if (!f)
        return false;
    if (s->line == 0)
        return true;
    if (unit != UNIT_NONE)
        return last <= evidence_line_count(k->evidence, unit);
    return last <= evidence_file_line_count(k->evidence, s->path);
}

static void check_source(Checking *k, const Source *s)
{
    check_judge(k, CHECK_CITATION, check_source_exists(k, s),
                "there is no '%.*s' with lines %u to %u", STR_ARG(s->path), s->line,
                s->end_line);
}

/* -- names in code spans -- */

static void check_code(Checking *k, Str code)
{
    size_t at = 0;
    Str name;

    while (names_next(code, &at, &name))
        check_judge(k, CHECK_CODE, names_exists(k->program, k->evidence, name),
                    "'%.*s' is nowhere in the repository", STR_ARG(name));
}

/* -- links -- */

static bool has_section(const Chapter *ch, Str slug)
{
    for (uint32_t i = 0; i < ch->sections_count; i++) {
        if (str_eq(ch->sections[i].slug, slug))
            return true;
    }
    return false;
}

static bool chapter_link_resolves(Checking *k, Str id)
{
    size_t hash = str_find_char(id, '#', 0);
    const Chapter *ch = course_find_chapter(k->course, str_sub(id, 0, hash));

    return ch && (hash == SIZE_MAX || has_section(ch, str_sub(id, hash + 1, id.len)));
}

static bool term_exists(Checking *k, Str slug)
{
    for (uint32_t i = 0; i < k->course->glossary_count; i++) {
        if (str_eq(k->course->glossary[i].slug, slug))
            return true;
    }
    return false;
}

bool check_link_resolves(Checking *k, Str target)
{
    if (str_starts(target, STR("chapter:")))
        return chapter_link_resolves(k, str_sub(target, 8, target.len));
    if (str_starts(target, STR("term:")))
        return term_exists(k, str_sub(target, 5, target.len));
    return (str_starts(target, STR("https://")) || str_starts(target, STR("http://"))) &&
           evidence_mentions(k->evidence, target);
}

static void check_link(Checking *k, Str target)
{
    check_judge(k, CHECK_LINK, check_link_resolves(k, target), "'%.*s' leads nowhere",
                STR_ARG(target));
}

void check_text(Checking *k, Str text)
{
    Str last_code = STR_NONE;
    Piece piece;
    Source s;

    while (text_next(k->arena, &text, &piece)) {
        if (piece.kind == PIECE_CODE) {
            check_code(k, piece.label);
            last_code = piece.label;
            continue;
        }
        if (piece.kind == PIECE_TEXT) {
            /* a name belongs to the citation right behind it, with at most a space between */
            if (str_trim(piece.raw).len)
                last_code = STR_NONE;
            continue;
        }
        if (!str_starts(piece.target, STR("cite:"))) {
            check_link(k, piece.target);
        } else if (!text_parse_cite(piece.target, &s)) {
            check_judge(k, CHECK_CITATION, false, "'%.*s' is not a citation",
                        STR_ARG(piece.target));
        } else {
            check_source(k, &s);
            Str name = names_last(last_code);
            if (name.len && s.line)
                check_judge(k, CHECK_IDENTIFIER, names_near(k->program, k->evidence, name, &s),
                            "'%.*s' does not stand near %.*s:%u", STR_ARG(name),
                            STR_ARG(s.path), s.line);
        }
        last_code = STR_NONE;
    }
}

/* -- blocks -- */

static bool has_citation(Checking *k, Str text)
{
    Piece piece;

    while (text_next(k->arena, &text, &piece)) {
        if (piece.kind == PIECE_LINK && str_starts(piece.target, STR("cite:")))
            return true;
    }
    return false;
}

/* What one cell claims another may cite. */
void check_row(Checking *k, const Table *t, uint32_t row)
{
    AUTO(buf_done) Buf whole = BUF(1 << 20);

    for (uint32_t i = 0; i < t->head_count; i++) {
        Str cell = t->cells[row * t->head_count + i];

        check_text(k, cell);
        buf_add(&whole, cell);
        buf_lit(&whole, " \n");
    }
    check_claims(k, buf_str(&whole), NULL);
    check_judge(k, CHECK_ROW, has_citation(k, buf_str(&whole)),
                "the row of '%.*s' cites nothing", STR_ARG(t->cells[row * t->head_count]));
}

static void check_block(Checking *k, const Block *b)
{
    check_text(k, b->text);
    if (b->kind == BLOCK_QUOTE) {
        check_judge(k, CHECK_QUOTE, b->source.path.len > 0,
                    "a quotation does not say whose it is");
        if (b->source.path.len)
            check_source(k, &b->source);
    } else {
        check_claims(k, b->text, NULL);
    }
    for (uint32_t row = 0; b->kind == BLOCK_TABLE && row < b->table.row_count; row++)
        check_row(k, &b->table, row);
}

static Str place_of(Checking *k, const Chapter *ch, const Section *s)
{
    return arena_printf(k->arena, "chapters/%02u-%.*s.md: %.*s", ch->number, STR_ARG(ch->slug),
                        STR_ARG(s->title));
}

static void check_chapter_order(Checking *k, const Chapter *ch)
{
    for (uint32_t i = 0; i < ch->prerequisites_count; i++) {
        const Chapter *before = course_find_chapter(k->course, ch->prerequisites[i]);

        check_judge(k, CHECK_ORDER, before && before->number < ch->number,
                    "a prerequisite of chapter %u does not come before it", ch->number);
    }
}

bool check_is_edge(Checking *k, const RelationEvidence *r)
{
    const Program *p = k->program;
    UnitId unit = program_find_unit(p, r->source.path);
    size_t low = 0, high = p->edge_count;

    if (unit == UNIT_NONE)
        return false;
    while (low < high) { /* the first edge of the unit: edges are sorted by unit */
        size_t middle = low + (high - low) / 2;

        if (p->edges[middle].unit < unit)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < p->edge_count && p->edges[low].unit == unit; low++) {
        const Edge *e = &p->edges[low];

        if (tier_confidence(e->tier) >= EDGE_CONFIDENCE_FACT &&
            evidence_line(k->evidence, unit, e->at) == r->source.line &&
            str_eq(program_qualified_name(p, k->arena, e->to), r->to_symbol) &&
            str_eq(program_qualified_name(p, k->arena, e->from), r->from_symbol))
            return true;
    }
    return false;
}

static void check_relations(Checking *k, const Chapter *ch)
{
    for (uint32_t i = 0; i < ch->relations_count; i++) {
        for (uint32_t n = 0; n < ch->relations[i].evidence_count; n++) {
            const RelationEvidence *r = &ch->relations[i].evidence[n];

            check_judge(k, CHECK_RELATION, check_is_edge(k, r),
                        "'%.*s' %.*s '%.*s' is not shown at %.*s:%u", STR_ARG(r->from_symbol),
                        STR_ARG(r->kind), STR_ARG(r->to_symbol), STR_ARG(r->source.path),
                        r->source.line);
        }
    }
}

static void check_chapter(Checking *k, const Chapter *ch)
{
    uint32_t blocks = 0;

    k->chapter = ch;
    for (uint32_t s = 0; s < ch->sections_count; s++) {
        k->place = place_of(k, ch, &ch->sections[s]);
        for (uint32_t i = 0; i < ch->sections[s].blocks_count; i++)
            check_block(k, &ch->sections[s].blocks[i]);
        blocks += ch->sections[s].blocks_count;
    }
    k->place = arena_printf(k->arena, "chapters/%02u-%.*s.md", ch->number, STR_ARG(ch->slug));
    check_text(k, ch->definition);
    check_claims(k, ch->definition, &ch->definition_source);
    check_judge(k, CHECK_PAGE, blocks > 0, "chapter %u has no content", ch->number);
    check_chapter_order(k, ch);
    check_relations(k, ch);
    k->chapter = NULL;
}

/* -- excerpts, diagrams, lists -- */

static void check_excerpt(Checking *k, const Excerpt *x)
{
    char hash[HASH_HEX_SIZE];
    Str lines = evidence_file_lines(k->evidence, x->source.path, x->source.line,
                                    x->source.end_line);

    k->place = arena_printf(k->arena, "excerpt of %.*s:%u", STR_ARG(x->source.path),
                            x->source.line);
    hash_hex_of(lines, hash);
    bool is_same_text = !utf8_is_valid(lines) || str_eq(lines, x->text);
    check_judge(k, CHECK_EXCERPT, strcmp(hash, x->hash) == 0 && is_same_text,
                "the text is not that of %.*s:%u-%u", STR_ARG(x->source.path), x->source.line,
                x->source.end_line);
    for (uint32_t i = 0; i < x->callouts_count; i++) {
        check_text(k, x->callouts[i].text);
        check_claims(k, x->callouts[i].text, &x->source);
        check_judge(k, CHECK_CITATION,
                    x->callouts[i].line >= x->source.line &&
                        x->callouts[i].end_line <= x->source.end_line,
                    "a callout points outside of the excerpt");
    }
}

static void check_diagram(Checking *k, const Diagram *g)
{
    k->place = arena_printf(k->arena, "diagram '%.*s'", STR_ARG(g->title));
    check_text(k, g->description);
    for (uint32_t i = 0; i < g->nodes_count; i++) {
        Str link = g->nodes[i].link;
        Source s;
        bool exists = str_starts(link, STR("chapter:"))
                          ? chapter_link_resolves(k, str_sub(link, 8, link.len))
                          : text_parse_cite(link, &s) && check_source_exists(k, &s);

        check_judge(k, CHECK_DIAGRAM, exists, "node '%.*s' is nothing of this course",
                    STR_ARG(g->nodes[i].label));
    }
    for (uint32_t i = 0; i < g->edges_count; i++) {
        if (g->edges[i].source.path.len)
            check_source(k, &g->edges[i].source);
    }
}

static void check_lists(Checking *k)
{
    Course *c = k->course;

    k->place = STR("glossary.md");
    for (uint32_t i = 0; i < c->glossary_count; i++) {
        check_text(k, c->glossary[i].definition);
        if (c->glossary[i].source.path.len)
            check_source(k, &c->glossary[i].source);
    }
    k->place = STR("index.md");
    check_text(k, c->summary);
    for (uint32_t i = 0; i < c->where_to_look_count; i++) {
        check_text(k, c->where_to_look[i].intent);
        check_source(k, &c->where_to_look[i].source);
    }
    for (uint32_t i = 0; i < c->entry_points_count; i++)
        check_source(k, &c->entry_points[i].source);
    for (uint32_t i = 0; i < c->commands_count; i++)
        check_source(k, &c->commands[i].source);
}

/* Words of a command that was written out stand in the lines from its own on: it may have been broken
 * over several. */
bool check_is_written(Checking *k, const CourseCommand *m)
{
    Str lines = evidence_file_lines(k->evidence, m->source.path, m->source.line,
                                    m->source.line + COMMAND_MAX_LINES);
    Str rest = m->command, word;

    while (str_split(&rest, ' ', &word)) {
        if (!str_has(lines, word))
            return false;
    }
    return true;
}

/* One that follows by convention ("cargo test" from Cargo.toml) needs no more than its source. */
static void check_commands(Checking *k)
{
    for (uint32_t i = 0; i < k->course->commands_count; i++) {
        const CourseCommand *m = &k->course->commands[i];

        if (str_is(m->basis, "written"))
            check_judge(k, CHECK_COMMAND, check_is_written(k, m),
                        "'%.*s' does not stand at %.*s:%u", STR_ARG(m->command),
                        STR_ARG(m->source.path), m->source.line);
    }
}

static void check_tutorials(Checking *k)
{
    for (uint32_t i = 0; i < k->course->tutorials_count; i++) {
        const Tutorial *t = &k->course->tutorials[i];

        k->place = arena_printf(k->arena, "tutorials/%02u-%.*s.md", t->number,
                                STR_ARG(t->slug));
        check_judge(k, CHECK_PAGE, t->steps_count + t->exercises_count > 0,
                    "tutorial %u has no step", t->number);
        check_text(k, t->goal);
        for (uint32_t s = 0; s < t->steps_count; s++) {
            check_text(k, t->steps[s].text);
            check_text(k, t->steps[s].expected);
            if (t->steps[s].source.path.len)
                check_source(k, &t->steps[s].source);
        }
    }
}

static void check_options(Checking *k, const Exercise *x)
{
    for (uint32_t i = 0; i < x->options_count; i++) {
        check_text(k, x->options[i].text);
        check_text(k, x->options[i].explanation);
        if (x->options[i].source.path.len)
            check_source(k, &x->options[i].source);
    }
    for (uint32_t i = 0; i < x->lines_count; i++) {
        check_text(k, x->lines[i].explanation);
        check_source(k, &x->lines[i].source);
    }
}

/* Names that a learner is to write, and faults that are planted, stand nowhere: of those only the
 * question and the places are looked at. */
static void check_exercises(Checking *k)
{
    for (uint32_t i = 0; i < k->course->exercises_count; i++) {
        const Exercise *x = &k->course->exercises[i];

        k->place = arena_printf(k->arena, "exercise %s (%.*s)", x->id, STR_ARG(x->rule));
        check_options(k, x);
        for (uint32_t n = 0; n < x->facts_count; n++)
            check_source(k, &x->facts[n]);
        if (str_is(x->answer, "edit"))
            continue;
        check_text(k, x->question);
        check_text(k, x->solution);
        for (uint32_t n = 0; n < x->hints_count; n++)
            check_text(k, x->hints[n]);
    }
}

/* What the review did to the course stays in the report. */
static void keep_mended(Checking *k, const Report *before)
{
    for (uint32_t i = 0; i < before->findings_count; i++) {
        if (!str_is(before->findings[i].action, "kept"))
            *VEC_PUSH(&k->findings) = before->findings[i];
    }
}

/* -- which views of the program the chapters have -- */

static const char *const view_kinds[] = {"walk",    "states", "failures", "reach",
                                         "options", "fields", "limits",   "scenario"};

static bool has_view(const Chapter *ch, const char *kind)
{
    for (uint32_t i = 0; i < ch->sections_count; i++) {
        if (str_is(ch->sections[i].kind, kind))
            return true;
    }
    return false;
}

static bool is_server(const Course *c)
{
    for (uint32_t i = 0; i < c->entry_points_count; i++) {
        if (str_is(c->entry_points[i].kind, "port") || str_is(c->entry_points[i].kind, "route"))
            return true;
    }
    return false;
}

/* A server in which no request, state or failure could be told was not understood. */
static void count_views(Checking *k)
{
    Report *r = &k->course->report;
    uint32_t telling = 0;

    r->views = ARENA_ARRAY(k->arena, ReportView, ARRAY_LEN(view_kinds));
    r->views_count = ARRAY_LEN(view_kinds);
    for (size_t i = 0; i < ARRAY_LEN(view_kinds); i++) {
        r->views[i].kind = str_from(view_kinds[i]);
        for (uint32_t n = 0; n < k->course->chapters_count; n++)
            r->views[i].chapters += has_view(&k->course->chapters[n], view_kinds[i]);
        if (i >= VIEW_FIRST_TABLE && i <= VIEW_LAST_TABLE)
            telling += r->views[i].chapters;
    }
    if (is_server(k->course) && !telling && k->findings.len < CHECK_MAX_FINDINGS)
        *VEC_PUSH(&k->findings) = (Finding){
            .check = STR("views"),
            .severity = STR("warning"),
            .place = STR("report.json"),
            .message = STR(
                "it listens, and no chapter has a table of states, failures or reach"),
            .action = STR("kept"),
        };
}

static void publish(Checking *k)
{
    Report *r = &k->course->report;

    count_views(k);

    r->figures = ARENA_ARRAY(k->arena, Figure, CHECK_COUNT);
    r->figures_count = CHECK_COUNT;
    for (int i = 0; i < CHECK_COUNT; i++)
        r->figures[i] = (Figure){str_from(rows[i].name), k->checked[i], k->good[i],
                                 rows[i].target};
    keep_mended(k, r);
    r->findings = ARENA_ARRAY(k->arena, Finding, k->findings.len);
    r->findings_count = (uint32_t)k->findings.len;
    if (k->findings.len)
        memcpy(r->findings, k->findings.at, k->findings.len * sizeof(Finding));
    VEC_DONE(&k->findings);
    check_claims_done(k);
}

void course_check(Course *c, const Program *p, Evidence *e, Arena *a)
{
    Checking k = {.course = c, .program = p, .evidence = e, .arena = a};

    for (uint32_t i = 0; i < c->chapters_count; i++)
        check_chapter(&k, &c->chapters[i]);
    for (uint32_t i = 0; i < c->excerpts_count; i++)
        check_excerpt(&k, &c->excerpts[i]);
    for (uint32_t i = 0; i < c->diagrams_count; i++)
        check_diagram(&k, &c->diagrams[i]);
    check_lists(&k);
    check_commands(&k);
    check_tutorials(&k);
    check_exercises(&k);
    publish(&k);
}

uint32_t report_error_count(const Report *r)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < r->findings_count; i++)
        count += str_is(r->findings[i].severity, "error");
    return count;
}

bool report_has_errors(const Report *r)
{
    return report_error_count(r) > 0;
}
