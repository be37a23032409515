/*
 * repair.c -- chapters, lists, diagrams: copies of what has a fault, mended. Texts: repair_text.c.
 */
#include "course/repair.h"

#include "course/repair_text.h"

#define COPY_OF(m, Type, list, count) \
    ((Type *)copy_list((m)->arena, (list), (count), sizeof(Type)))

static void *copy_list(Arena *a, const void *list, uint32_t count, size_t bytes)
{
    void *copy = arena_alloc_array(a, count, bytes);

    if (count)
        memcpy(copy, list, count * bytes);
    return copy;
}

/* -- excerpts -- */

/* The first line from which the excerpt's text stands in its file, once only; 0: nowhere, or twice. */
static uint32_t find_lines(Mending *m, const Excerpt *x)
{
    Str text = evidence_file_lines(m->check.evidence, x->source.path, 1, UINT32_MAX);
    size_t at = x->text.len ? str_find(text, x->text, 0) : SIZE_MAX;
    uint32_t line = 1;

    if (at == SIZE_MAX || (at && text.ptr[at - 1] != '\n') ||
        str_find(text, x->text, at + 1) != SIZE_MAX)
        return 0;
    for (size_t i = 0; i < at; i++)
        line += text.ptr[i] == '\n';
    return line;
}

static bool is_true_excerpt(Mending *m, const Excerpt *x)
{
    char hash[HASH_HEX_SIZE];
    Str lines = evidence_file_lines(m->check.evidence, x->source.path, x->source.line,
                                    x->source.end_line);

    hash_hex_of(lines, hash);
    return strcmp(hash, x->hash) == 0 && (!utf8_is_valid(lines) || str_eq(lines, x->text));
}

static void shift_excerpt(Mending *m, Excerpt *x, uint32_t line)
{
    uint32_t from = x->source.line, count = x->source.end_line - x->source.line;

    x->callouts = COPY_OF(m, Callout, x->callouts, x->callouts_count);
    for (uint32_t i = 0; i < x->callouts_count; i++) {
        x->callouts[i].line += line - from;
        x->callouts[i].end_line += line - from;
    }
    x->source.line = line;
    x->source.end_line = line + count;
    hash_hex_of(x->text, x->hash);
}

/* False when there is nothing that it could show. */
static bool mend_excerpt(Mending *m, Excerpt *x)
{
    UnitId unit = program_find_unit(m->check.program, x->source.path);

    if (is_true_excerpt(m, x))
        return true;
    uint32_t line = find_lines(m, x);
    if (line) {
        mending_note(m, CHECK_EXCERPT, "repaired", "the excerpt of %.*s:%u begins at line %u",
                     STR_ARG(x->source.path), x->source.line, line);
        shift_excerpt(m, x, line);
        return true;
    }
    if (unit == UNIT_NONE || !check_source_exists(&m->check, &x->source))
        return false;
    Excerpt cut = *x;
    evidence_excerpt(m->check.evidence, unit, x->source.line, x->source.end_line, &cut);
    cut.callouts = x->callouts;
    cut.callouts_count = x->callouts_count;
    memcpy(cut.id, x->id, sizeof(cut.id));
    *x = cut;
    mending_note(m, CHECK_EXCERPT, "repaired", "the excerpt of %.*s:%u was cut anew",
                 STR_ARG(x->source.path), x->source.line);
    return true;
}

static void mend_callouts(Mending *m, Excerpt *x)
{
    Callout *kept = ARENA_ARRAY(m->arena, Callout, x->callouts_count);
    uint32_t count = 0;

    for (uint32_t i = 0; i < x->callouts_count; i++) {
        Callout c = x->callouts[i];

        c.text = mend_text(m, c.text, &x->source);
        if (c.line < x->source.line || c.end_line > x->source.end_line)
            mending_note(m, CHECK_CITATION, "cut", "a callout outside of its excerpt");
        else if (str_trim(c.text).len)
            kept[count++] = c;
    }
    x->callouts = kept;
    x->callouts_count = count;
}

/* -- diagrams -- */

static bool is_true_node(Mending *m, const DiagramNode *n)
{
    Source s;

    return str_starts(n->link, STR("chapter:")) ? check_link_resolves(&m->check, n->link)
           : text_parse_cite(n->link, &s)       ? check_source_exists(&m->check, &s)
                                                : false;
}

static void mend_diagram(Mending *m, Diagram *g)
{
    uint32_t *place = ARENA_ARRAY(m->arena, uint32_t, g->nodes_count + 1); /* + 1; 0: gone */
    DiagramNode *nodes = ARENA_ARRAY(m->arena, DiagramNode, g->nodes_count);
    DiagramEdge *edges = ARENA_ARRAY(m->arena, DiagramEdge, g->edges_count);
    uint32_t node_count = 0, edge_count = 0;

    for (uint32_t i = 0; i < g->nodes_count; i++) {
        if (!is_true_node(m, &g->nodes[i])) {
            mending_note(m, CHECK_DIAGRAM, "cut", "the node '%.*s'",
                         STR_ARG(g->nodes[i].label));
            continue;
        }
        nodes[node_count++] = g->nodes[i];
        place[i] = node_count;
    }
    for (uint32_t i = 0; i < g->edges_count; i++) {
        DiagramEdge e = g->edges[i];

        if (!place[e.from] || !place[e.to])
            continue;
        if (e.source.path.len && !check_source_exists(&m->check, &e.source)) {
            mending_note(m, CHECK_CITATION, "cut", "an arrow of '%.*s'", STR_ARG(g->title));
            continue;
        }
        e.from = place[e.from] - 1;
        e.to = place[e.to] - 1;
        edges[edge_count++] = e;
    }
    g->nodes = nodes;
    g->nodes_count = node_count;
    g->edges = edges;
    g->edges_count = edge_count;
    g->description = mend_text(m, g->description, NULL);
}

/* -- blocks -- */

static void mend_table(Mending *m, Table *t)
{
    Str *cells = ARENA_ARRAY(m->arena, Str, t->row_count * t->head_count + 1);
    uint32_t rows = 0;

    for (uint32_t row = 0; row < t->row_count; row++) {
        Str *from = t->cells + row * t->head_count, *to = cells + rows * t->head_count;

        if (mend_row(m, from, t->head_count, to))
            rows++;
    }
    t->cells = cells;
    t->row_count = rows;
}

/* False when nothing is left of it. */
static bool mend_block(Mending *m, Block *b)
{
    switch ((BlockKind)b->kind) {
    case BLOCK_PROSE:
        b->text = mend_text(m, b->text, NULL);
        return str_trim(b->text).len > 0;
    case BLOCK_TABLE:
        mend_table(m, &b->table);
        return b->table.row_count > 0;
    case BLOCK_QUOTE:
        if (b->source.path.len && check_source_exists(&m->check, &b->source))
            return true;
        mending_note(m, CHECK_QUOTE, "cut", "a quotation that does not say whose it is");
        return false;
    case BLOCK_EXCERPT:
        if (mend_excerpt(m, &m->course->excerpts[b->excerpt])) {
            mend_callouts(m, &m->course->excerpts[b->excerpt]);
            return true;
        }
        m->is_gone[b->excerpt] = true;
        mending_note(m, CHECK_EXCERPT, "cut", "an excerpt of %.*s",
                     STR_ARG(m->course->excerpts[b->excerpt].source.path));
        return false;
    case BLOCK_DIAGRAM:
    case BLOCK_KIND_COUNT:
        return true;
    }
    return true;
}

static void mend_section(Mending *m, Section *s)
{
    Block *blocks = ARENA_ARRAY(m->arena, Block, s->blocks_count);
    uint32_t count = 0;

    for (uint32_t i = 0; i < s->blocks_count; i++) {
        Block b = s->blocks[i];

        if (mend_block(m, &b))
            blocks[count++] = b;
    }
    s->blocks = blocks;
    s->blocks_count = count;
}

/* -- relations -- */

/* Another edge that shows the same. */
static bool find_edge(Mending *m, RelationEvidence *r)
{
    const Program *p = m->check.program;

    for (size_t i = 0; i < p->edge_count; i++) {
        const Edge *e = &p->edges[i];

        if (tier_confidence(e->tier) < EDGE_CONFIDENCE_FACT ||
            !str_eq(program_name(p, e->to), names_tail(r->to_symbol)) ||
            !str_eq(program_qualified_name(p, m->arena, e->to), r->to_symbol) ||
            !str_eq(program_qualified_name(p, m->arena, e->from), r->from_symbol))
            continue;
        r->source.path = p->units[e->unit].file->path;
        r->source.line = evidence_line(m->check.evidence, e->unit, e->at);
        r->source.end_line = r->source.line;
        return true;
    }
    return false;
}

static void mend_relation(Mending *m, CourseRelation *r)
{
    RelationEvidence *kept = ARENA_ARRAY(m->arena, RelationEvidence, r->evidence_count);
    uint32_t count = 0;

    for (uint32_t i = 0; i < r->evidence_count; i++) {
        RelationEvidence e = r->evidence[i];
        bool is_true = check_is_edge(&m->check, &e);

        if (!is_true) {
            is_true = find_edge(m, &e);
            mending_note(m, CHECK_RELATION, is_true ? "repaired" : "cut", "'%.*s' %.*s '%.*s'",
                         STR_ARG(e.from_symbol), STR_ARG(e.kind), STR_ARG(e.to_symbol));
        }
        if (is_true)
            kept[count++] = e;
    }
    r->evidence = kept;
    r->evidence_count = count;
}

static void mend_relations(Mending *m, Chapter *ch)
{
    CourseRelation *kept = ARENA_ARRAY(m->arena, CourseRelation, ch->relations_count);
    uint32_t count = 0;

    for (uint32_t i = 0; i < ch->relations_count; i++) {
        CourseRelation r = ch->relations[i];
        uint32_t before = r.evidence_count;

        mend_relation(m, &r);
        if (r.evidence_count || !before)
            kept[count++] = r;
    }
    ch->relations = kept;
    ch->relations_count = count;
}

static void mend_prerequisites(Mending *m, Chapter *ch)
{
    Str *kept = ARENA_ARRAY(m->arena, Str, ch->prerequisites_count);
    uint32_t count = 0;

    for (uint32_t i = 0; i < ch->prerequisites_count; i++) {
        const Chapter *before = course_find_chapter(m->course, ch->prerequisites[i]);

        if (before && before->number < ch->number)
            kept[count++] = ch->prerequisites[i];
        else
            mending_note(m, CHECK_ORDER, "cut", "a prerequisite that does not come before");
    }
    ch->prerequisites = kept;
    ch->prerequisites_count = count;
}

static void mend_chapter(Mending *m, Chapter *ch)
{
    Section *sections = ARENA_ARRAY(m->arena, Section, ch->sections_count);
    uint32_t count = 0;

    m->check.chapter = ch;
    for (uint32_t i = 0; i < ch->sections_count; i++) {
        Section s = ch->sections[i];

        m->place = arena_printf(m->arena, "chapters/%02u-%.*s.md: %.*s", ch->number,
                                STR_ARG(ch->slug), STR_ARG(s.title));
        mend_section(m, &s);
        if (s.blocks_count)
            sections[count++] = s;
    }
    m->place = arena_printf(m->arena, "chapters/%02u-%.*s.md", ch->number, STR_ARG(ch->slug));
    ch->sections = sections;
    ch->sections_count = count;
    ch->definition = mend_text(m, ch->definition, &ch->definition_source);
    mend_relations(m, ch);
    mend_prerequisites(m, ch);
    m->check.chapter = NULL;
}

/* -- lists -- */

static bool has_place(Mending *m, const Source *s, Str what)
{
    if (!s->path.len || check_source_exists(&m->check, s))
        return true;
    mending_note(m, CHECK_CITATION, "cut", "'%.*s', whose place is not there", STR_ARG(what));
    return false;
}

#define KEEP(list, Type, each, condition)                           \
    do {                                                            \
        Type *kept_ = ARENA_ARRAY(m->arena, Type, c->list##_count); \
        uint32_t count_ = 0;                                        \
        for (uint32_t i_ = 0; i_ < c->list##_count; i_++) {         \
            Type *each = &c->list[i_];                              \
            if (condition)                                          \
                kept_[count_++] = *each;                            \
        }                                                           \
        c->list = kept_;                                            \
        c->list##_count = count_;                                   \
    } while (0)

static bool is_true_command(Mending *m, const CourseCommand *x)
{
    if (!str_is(x->basis, "written") || check_is_written(&m->check, x))
        return true;
    mending_note(m, CHECK_COMMAND, "cut", "'%.*s' does not stand where it is said to",
                 STR_ARG(x->command));
    return false;
}

static void mend_lists(Mending *m)
{
    Course *c = m->course;

    m->place = STR("index.md");
    c->summary = mend_text(m, c->summary, &c->summary_source);
    KEEP(where_to_look, WhereToLook, w, has_place(m, &w->source, w->symbol));
    KEEP(entry_points, CourseEntry, x, has_place(m, &x->source, x->name));
    KEEP(commands, CourseCommand, x,
         has_place(m, &x->source, x->command) && is_true_command(m, x));
    m->place = STR("glossary.md");
    KEEP(glossary, GlossaryEntry, g, has_place(m, &g->source, g->term));
    for (uint32_t i = 0; i < c->glossary_count; i++)
        c->glossary[i].definition = mend_text(m, c->glossary[i].definition,
                                              &c->glossary[i].source);
}

/* An excerpt that no block shows any more may be untrue for ever: it goes, and indices move up. */
static void drop_excerpts(Mending *m)
{
    Course *c = m->course;
    uint32_t *place = ARENA_ARRAY(m->arena, uint32_t, c->excerpts_count + 1);
    uint32_t count = 0;

    for (uint32_t i = 0; i < c->excerpts_count; i++) {
        place[i] = count;
        if (!m->is_gone[i])
            c->excerpts[count++] = c->excerpts[i];
    }
    c->excerpts_count = count;
    for (uint32_t i = 0; i < c->chapters_count; i++) {
        for (uint32_t s = 0; s < c->chapters[i].sections_count; s++) {
            Section *section = &c->chapters[i].sections[s];

            for (uint32_t b = 0; b < section->blocks_count; b++) {
                if (section->blocks[b].kind == BLOCK_EXCERPT)
                    section->blocks[b].excerpt = place[section->blocks[b].excerpt];
            }
        }
    }
}

static void mend_all(Mending *m)
{
    Course *c = m->course;

    c->chapters = COPY_OF(m, Chapter, c->chapters, c->chapters_count);
    c->excerpts = COPY_OF(m, Excerpt, c->excerpts, c->excerpts_count);
    c->diagrams = COPY_OF(m, Diagram, c->diagrams, c->diagrams_count);
    m->is_gone = ARENA_ARRAY(m->arena, bool, c->excerpts_count + 1);
    for (uint32_t i = 0; i < c->chapters_count; i++)
        mend_chapter(m, &c->chapters[i]);
    for (uint32_t i = 0; i < c->diagrams_count; i++) {
        m->place = arena_printf(m->arena, "diagram '%.*s'", STR_ARG(c->diagrams[i].title));
        mend_diagram(m, &c->diagrams[i]);
    }
    mend_lists(m);
    drop_excerpts(m);
}

/* -- never worse -- */

static bool meets_target(const Figure *f)
{
    return (double)f->good >= f->target * (double)f->checked;
}

/* Cutting what was good beside what was bad makes the rest a smaller whole: misses are compared, and
 * whether the target is met, not shares to the last digit. */
static bool has_fallen(const Report *before, const Report *after)
{
    for (uint32_t i = 0; i < before->figures_count && i < after->figures_count; i++) {
        const Figure *a = &before->figures[i], *b = &after->figures[i];

        if (b->checked - b->good > a->checked - a->good ||
            (meets_target(a) && !meets_target(b)))
            return true;
    }
    return report_error_count(after) > report_error_count(before);
}

/* Names that exist nowhere are listed, not mended: nobody knows the right one. */
static bool has_work(const Report *r)
{
    for (uint32_t i = 0; i < CHECK_COUNT && i < r->figures_count; i++) {
        if (i != CHECK_CODE && i != CHECK_PAGE && r->figures[i].good < r->figures[i].checked)
            return true;
    }
    return false;
}

uint32_t course_repair(Course *c, const Program *p, Evidence *e, Arena *a)
{
    Course before = *c;
    Mending m = {.course = c,
                 .arena = a,
                 .check = {.course = c, .program = p, .evidence = e, .arena = a}};

    if (!has_work(&c->report))
        return 0;
    mend_all(&m);
    uint32_t changes = (uint32_t)m.notes.len;
    c->report.findings = ARENA_ARRAY(a, Finding, changes);
    c->report.findings_count = changes;
    if (changes)
        memcpy(c->report.findings, m.notes.at, changes * sizeof(Finding));
    VEC_DONE(&m.notes);
    VEC_DONE(&m.check.findings);
    check_claims_done(&m.check);
    course_check(c, p, e, a);
    if (!changes || has_fallen(&before.report, &c->report)) {
        *c = before;
        return 0;
    }
    return changes;
}
