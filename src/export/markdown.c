/*
 * markdown.c -- pages of Markdown from the blocks of a course.
 */
#include "export/markdown_page.h"

#include "course/course_text.h"

enum { MERMAID_LABEL_MAX = 60, COMMANDS_OF_ONE_KIND = 3, ENTRY_POINTS_MAX = 5 };

Str markdown_chapter_path(Arena *a, const Chapter *c)
{
    return course_chapter_path(a, c);
}

Str markdown_tutorial_path(Arena *a, const Tutorial *t)
{
    return course_tutorial_path(a, t);
}

/* -- links -- */

static void put_source_url(Page *p, const Source *s)
{
    Str prefix = p->course->repository.permalink_prefix;

    if (prefix.len) {
        buf_add(&p->out, prefix);
    } else {
        buf_printf(&p->out, "%ssources/", p->up);
    }
    text_add_target(&p->out, s->path);
    if (s->line)
        buf_printf(&p->out, "#L%u", s->line);
    if (s->line && s->end_line > s->line)
        buf_printf(&p->out, "-L%u", s->end_line);
}

static void put_chapter_url(Page *p, Str id)
{
    size_t hash = str_find_char(id, '#', 0);
    const Chapter *c = course_find_chapter(p->course, str_sub(id, 0, hash));

    if (!c)
        return;
    Str path = markdown_chapter_path(&p->arena, c);
    buf_printf(&p->out, "%s%.*s", p->up, STR_ARG(path));
    if (hash != SIZE_MAX)
        buf_add(&p->out, str_sub(id, hash, id.len));
}

static void put_target(Page *p, Str target)
{
    Source s;

    if (text_parse_cite(target, &s))
        put_source_url(p, &s);
    else if (str_starts(target, STR("chapter:")))
        put_chapter_url(p, str_sub(target, 8, target.len));
    else if (str_starts(target, STR("term:"))) {
        buf_printf(&p->out, "%sglossary.md#", p->up);
        text_add_target(&p->out, str_sub(target, 5, target.len));
    } else {
        text_add_target(&p->out, target);
    }
}

static void put_text(Page *p, Str text)
{
    Piece piece;

    while (text_next(&p->arena, &text, &piece)) {
        if (piece.kind != PIECE_LINK) {
            buf_add(&p->out, piece.raw);
            continue;
        }
        buf_lit(&p->out, "[");
        buf_add(&p->out, piece.label);
        buf_lit(&p->out, "](");
        put_target(p, piece.target);
        buf_lit(&p->out, ")");
    }
}

static void put_citation(Page *p, const Source *s)
{
    AUTO(buf_done) Buf text = BUF(4096);

    text_cite_source(&text, s);
    put_text(p, buf_str(&text));
}

void page_text(Page *p, Str text)
{
    put_text(p, text);
}

void page_citation(Page *p, const Source *s)
{
    put_citation(p, s);
}

/* -- diagrams -- */

/* Inside a quoted Mermaid label only these could end it or begin something else. */
static void put_label(Buf *out, Str label)
{
    size_t len = 0;

    buf_add_char(out, '"');
    for (size_t i = 0; i < label.len && len < MERMAID_LABEL_MAX; len++) {
        size_t n = MAX_OF(utf8_len_at(label, i), (size_t)1);
        unsigned char c = (unsigned char)label.ptr[i];

        if (c < 0x80 && !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
            !(c >= '0' && c <= '9') && !strchr(" ._-/:,", c))
            buf_printf(out, "#%u;", c);
        else
            buf_add_clean(out, str_sub(label, i, i + n));
        i += n;
    }
    buf_add_char(out, '"');
}

static void put_graph(const Diagram *g, Buf *out)
{
    buf_lit(out, "flowchart TD\n");
    for (uint32_t i = 0; i < g->nodes_count; i++) {
        buf_printf(out, "    n%u[", i);
        put_label(out, g->nodes[i].label);
        buf_lit(out, "]\n");
    }
    for (uint32_t i = 0; i < g->edges_count; i++) {
        const DiagramEdge *e = &g->edges[i];

        buf_printf(out, "    n%u -->", e->from);
        if (e->label.len) {
            buf_lit(out, "|");
            put_label(out, e->label);
            buf_lit(out, "|");
        }
        buf_printf(out, " n%u\n", e->to);
    }
}

/* Sequence diagrams know no quotes: everything unusual becomes an entity. */
static void put_plain_label(Buf *out, Str label)
{
    AUTO(buf_done) Buf quoted = BUF(4096);

    put_label(&quoted, label);
    buf_add(out, str_sub(buf_str(&quoted), 1, quoted.len - 1));
}

static void put_sequence(const Diagram *g, Buf *out)
{
    buf_lit(out, "sequenceDiagram\n");
    for (uint32_t i = 0; i < g->nodes_count; i++) {
        buf_printf(out, "    participant n%u as ", i);
        put_plain_label(out, g->nodes[i].label);
        buf_lit(out, "\n");
    }
    for (uint32_t i = 0; i < g->edges_count; i++) {
        buf_printf(out, "    n%u->>n%u: ", g->edges[i].from, g->edges[i].to);
        put_plain_label(out, g->edges[i].label.len ? g->edges[i].label : STR("calls"));
        buf_lit(out, "\n");
    }
}

void markdown_mermaid(const Diagram *g, Buf *out)
{
    if (g->kind == DIAGRAM_SEQUENCE)
        put_sequence(g, out);
    else
        put_graph(g, out);
}

static void put_diagram(Page *p, const Diagram *g)
{
    buf_lit(&p->out, "```mermaid\n");
    markdown_mermaid(g, &p->out);
    buf_lit(&p->out, "```\n\n");
    if (g->description.len) {
        buf_lit(&p->out, "<details><summary>The same in words</summary>\n\n");
        put_text(p, str_trim(g->description));
        buf_lit(&p->out, "\n\n</details>\n\n");
    }
}

/* -- numbers and words -- */

/* 173272 -> "173,272" */
static void put_number(Buf *out, uint64_t n)
{
    if (n >= 1000) {
        put_number(out, n / 1000);
        buf_printf(out, ",%03u", (unsigned)(n % 1000));
    } else {
        buf_printf(out, "%u", (unsigned)n);
    }
}

static void put_count(Buf *out, uint64_t n, const char *one)
{
    put_number(out, n);
    buf_printf(out, " %s%s", one, n == 1 ? "" : "s");
}

/* -- blocks -- */

static void put_fence(Buf *out, size_t len)
{
    for (size_t i = 0; i < len; i++)
        buf_add_char(out, '`');
}

/* A fence longer than any run of backquotes in the text. */
static size_t fence_for(Str text)
{
    size_t best = 0, run = 0;

    for (size_t i = 0; i < text.len; i++) {
        run = text.ptr[i] == '`' ? run + 1 : 0;
        best = MAX_OF(best, run);
    }
    return MAX_OF(best + 1, (size_t)3);
}

static void put_callouts(Page *p, const Excerpt *x)
{
    for (uint32_t i = 0; i < x->callouts_count; i++) {
        const Callout *c = &x->callouts[i];

        buf_printf(&p->out, "- **%u", c->line);
        if (c->end_line > c->line)
            buf_printf(&p->out, "-%u", c->end_line);
        buf_lit(&p->out, "** ");
        put_text(p, c->text);
        buf_lit(&p->out, "\n");
    }
    if (x->callouts_count)
        buf_lit(&p->out, "\n");
}

/* The path of an info string may hold no backquote and no space. */
static void put_excerpt(Page *p, const Excerpt *x)
{
    size_t fence = fence_for(x->text);

    put_fence(&p->out, fence);
    buf_printf(&p->out, "%.*s path=", STR_ARG(x->language));
    text_add_target(&p->out, x->source.path);
    buf_printf(&p->out, " lines=%u-%u\n", x->source.line, x->source.end_line);
    buf_add(&p->out, x->text);
    buf_lit(&p->out, "\n");
    put_fence(&p->out, fence);
    buf_lit(&p->out, "\n");
    put_citation(p, &x->source);
    buf_lit(&p->out, "\n\n");
    put_callouts(p, x);
}

/* In a table a bar ends the cell, even inside code: written as an entity outside of code, escaped
 * inside (GitHub's rule). */
static void put_cell(Page *p, Str text)
{
    size_t start = p->out.len;
    AUTO(buf_done) Buf escaped = BUF(PAGE_MAX_BYTES);

    put_text(p, text);
    Str written = str_sub(buf_str(&p->out), start, p->out.len);
    for (size_t i = 0; i < written.len; i++) {
        if (written.ptr[i] == '|' && (i == 0 || written.ptr[i - 1] != '\\'))
            buf_lit(&escaped, "\\|");
        else
            buf_add_char(&escaped, written.ptr[i] == '\n' ? ' ' : written.ptr[i]);
    }
    p->out.len = start;
    buf_add(&p->out, buf_str(&escaped));
}

static void put_table(Page *p, const Table *t)
{
    buf_lit(&p->out, "|");
    for (uint32_t i = 0; i < t->head_count; i++)
        buf_printf(&p->out, " %.*s |", STR_ARG(t->head[i]));
    buf_lit(&p->out, "\n|");
    for (uint32_t i = 0; i < t->head_count; i++)
        buf_lit(&p->out, "---|");
    buf_lit(&p->out, "\n");
    for (uint32_t row = 0; row < t->row_count; row++) {
        buf_lit(&p->out, "|");
        for (uint32_t i = 0; i < t->head_count; i++) {
            buf_lit(&p->out, " ");
            put_cell(p, t->cells[row * t->head_count + i]);
            buf_lit(&p->out, " |");
        }
        buf_lit(&p->out, "\n");
    }
    buf_lit(&p->out, "\n");
}

static void put_quote(Page *p, const Block *b)
{
    buf_lit(&p->out, "> ");
    put_text(p, b->text);
    if (b->source.path.len) {
        buf_lit(&p->out, " (");
        put_citation(p, &b->source);
        buf_lit(&p->out, ")");
    }
    buf_lit(&p->out, "\n\n");
}

static void put_block(Page *p, const Block *b)
{
    switch ((BlockKind)b->kind) {
    case BLOCK_PROSE:
        put_text(p, b->text);
        buf_lit(&p->out, "\n\n");
        break;
    case BLOCK_EXCERPT:
        put_excerpt(p, &p->course->excerpts[b->excerpt]);
        break;
    case BLOCK_TABLE:
        put_table(p, &b->table);
        break;
    case BLOCK_DIAGRAM:
        put_diagram(p, &p->course->diagrams[b->diagram]);
        break;
    case BLOCK_QUOTE:
        put_quote(p, b);
        break;
    case BLOCK_KIND_COUNT:
        break;
    }
}

static void put_heading(Page *p, unsigned level, Str title)
{
    for (unsigned i = 0; i < level; i++)
        buf_add_char(&p->out, '#');
    buf_add_char(&p->out, ' ');
    text_words(&p->out, title);
    buf_lit(&p->out, "\n\n");
}

/* -- pages -- */

static ErrCode finish(Page *p, FileSink sink, Str path, Err *err)
{
    if (p->out.full)
        return err_set(err, ERR_LIMIT, "the page '%.*s' is larger than %d bytes", STR_ARG(path),
                       PAGE_MAX_BYTES);
    while (p->out.len > 1 && p->out.ptr[p->out.len - 1] == '\n' &&
           p->out.ptr[p->out.len - 2] == '\n')
        p->out.len--;
    return sink.put(sink.self, path, buf_str(&p->out), err);
}

static void page_done(Page *p)
{
    buf_done(&p->out);
    arena_done(&p->arena);
}

#define PAGE_OF(c, prefix)                                        \
    {                                                             \
        .course = (c), .out = BUF(PAGE_MAX_BYTES), .up = (prefix) \
    }

static ErrCode write_chapter(const Course *c, const Chapter *ch, FileSink sink, Err *err)
{
    AUTO(page_done) Page p = PAGE_OF(c, "../");

    put_heading(&p, 1, ch->title);
    buf_printf(&p.out, "[%s](../index.md) · chapter %u of %u · about %u min\n\n", "Course",
               ch->number, c->chapters_count, ch->minutes);
    bool has_asked = false;
    for (uint32_t s = 0; s < ch->sections_count; s++) {
        if (str_is(ch->sections[s].kind, "next")) {
            markdown_put_exercises(&p, ch);
            has_asked = true;
        }
        put_heading(&p, 2, ch->sections[s].title);
        for (uint32_t i = 0; i < ch->sections[s].blocks_count; i++)
            put_block(&p, &ch->sections[s].blocks[i]);
    }
    if (!has_asked)
        markdown_put_exercises(&p, ch);
    return finish(&p, sink, markdown_chapter_path(&p.arena, ch), err);
}

static void put_command_step(Page *p, const TutorialStep *s)
{
    if (s->command.len) {
        size_t fence = fence_for(s->command);

        put_fence(&p->out, fence);
        buf_lit(&p->out, "sh\n");
        buf_add_clean(&p->out, s->command);
        buf_lit(&p->out, "\n");
        put_fence(&p->out, fence);
        buf_lit(&p->out, "\n\n");
    }
    if (s->source.path.len) {
        buf_add(&p->out,
                str_is(s->basis, "written") ? STR("From ") : STR("By convention, from "));
        put_citation(p, &s->source);
        buf_lit(&p->out, "; not run here.\n\n");
    }
    if (s->expected.len) {
        buf_lit(&p->out, "Expected: ");
        put_text(p, s->expected);
        buf_lit(&p->out, "\n\n");
    }
}

static ErrCode write_tutorial(const Course *c, const Tutorial *t, FileSink sink, Err *err)
{
    AUTO(page_done) Page p = PAGE_OF(c, "../");

    put_heading(&p, 1, t->title);
    put_text(&p, t->goal);
    buf_lit(&p.out, "\n\n");
    for (uint32_t i = 0; i < t->steps_count; i++) {
        buf_printf(&p.out, "## %u. ", i + 1);
        put_text(&p, str_sub(t->steps[i].text, 0,
                             t->steps[i].text.len - str_ends(t->steps[i].text, STR("."))));
        buf_lit(&p.out, "\n\n");
        put_command_step(&p, &t->steps[i]);
    }
    markdown_put_tutorial_exercises(&p, t);
    return finish(&p, sink, markdown_tutorial_path(&p.arena, t), err);
}

static ErrCode write_glossary(const Course *c, FileSink sink, Err *err)
{
    AUTO(page_done) Page p = PAGE_OF(c, "");

    put_heading(&p, 1, STR("Glossary"));
    buf_lit(&p.out, "[Course](index.md)\n\n");
    for (uint32_t i = 0; i < c->glossary_count; i++) {
        const GlossaryEntry *g = &c->glossary[i];
        const Chapter *ch = course_find_chapter(c, str_from(g->chapter));

        buf_printf(&p.out, "<a id=\"%.*s\"></a>\n\n**", STR_ARG(g->slug));
        text_words(&p.out, g->term);
        buf_lit(&p.out, "**");
        if (g->definition.len) {
            buf_lit(&p.out, ": ");
            put_text(&p, g->definition);
        }
        if (g->source.path.len) {
            buf_lit(&p.out, " (");
            put_citation(&p, &g->source);
            buf_lit(&p.out, ")");
        }
        if (ch) {
            buf_lit(&p.out, " Chapter: [");
            text_words(&p.out, ch->title);
            buf_lit(&p.out, "](");
            put_chapter_url(&p, str_from(ch->id));
            buf_lit(&p.out, ").");
        }
        buf_lit(&p.out, "\n\n");
    }
    return finish(&p, sink, STR("glossary.md"), err);
}

/* -- the first page -- */

static void put_source_line(Page *p)
{
    const CourseRepository *r = &p->course->repository;

    buf_lit(&p->out, "About ");
    if (r->web_url.len)
        buf_printf(&p->out, "[%.*s](%.*s)", STR_ARG(r->name), STR_ARG(r->web_url));
    else
        text_code(&p->out, r->name);
    if (r->commit.len)
        buf_printf(&p->out, " at commit `%.*s`", STR_ARG(str_sub(r->commit, 0, 12)));
    if (r->branch.len) {
        buf_lit(&p->out, " of branch ");
        text_code(&p->out, r->branch);
    }
    if (r->is_dirty)
        buf_lit(&p->out, ", with changes that are not committed");
    buf_lit(&p->out, ".\n\n");
}

static uint32_t minutes_of(const Course *c)
{
    uint32_t minutes = 0;

    for (uint32_t i = 0; i < c->chapters_count; i++)
        minutes += c->chapters[i].minutes;
    return minutes;
}

static void put_languages(Page *p)
{
    const Course *c = p->course;

    for (uint32_t i = 0; i < MIN_OF(c->languages_count, 5u); i++) {
        buf_printf(&p->out, "%s%.*s (", i ? ", " : "", STR_ARG(c->languages[i].name));
        put_count(&p->out, c->languages[i].lines, "line");
        buf_lit(&p->out, ")");
    }
    if (c->languages_count > 5)
        buf_printf(&p->out, " and %u more", c->languages_count - 5);
}

static void put_facts(Page *p)
{
    const Course *c = p->course;

    put_count(&p->out, c->chapters_count, "chapter");
    buf_lit(&p->out, ", about ");
    put_count(&p->out, minutes_of(c), "minute");
    buf_lit(&p->out, ". Written from ");
    put_count(&p->out, c->totals.files, "file");
    buf_lit(&p->out, ": ");
    put_languages(p);
    buf_lit(&p->out, ".\n\n");
}

static void put_chapter_list(Page *p)
{
    const Course *c = p->course;

    put_heading(p, 2, STR("Chapters"));
    for (uint32_t i = 0; i < c->chapters_count; i++) {
        const Chapter *ch = &c->chapters[i];

        buf_printf(&p->out, "%u. [", ch->number);
        text_words(&p->out, ch->title);
        buf_lit(&p->out, "](");
        put_chapter_url(p, str_from(ch->id));
        buf_lit(&p->out, ")");
        if (ch->definition.len) {
            buf_lit(&p->out, ": ");
            put_text(p, ch->definition);
        }
        buf_lit(&p->out, "\n");
    }
    buf_lit(&p->out, "\n");
}

/* Where to go from here, for three kinds of reader. */
static void put_start(Page *p)
{
    const Course *c = p->course;

    put_heading(p, 2, STR("Start here"));
    for (uint32_t i = 0; i < c->tutorials_count; i++) {
        Str path = markdown_tutorial_path(&p->arena, &c->tutorials[i]);

        buf_lit(&p->out, "- To try it: [");
        text_words(&p->out, c->tutorials[i].title);
        buf_printf(&p->out, "](%.*s)\n", STR_ARG(path));
    }
    if (c->chapters_count) {
        buf_lit(&p->out, "- To understand it: chapter 1, [");
        text_words(&p->out, c->chapters[0].title);
        buf_lit(&p->out, "](");
        put_chapter_url(p, str_from(c->chapters[0].id));
        buf_lit(&p->out, "), then on in order\n");
    }
    if (c->where_to_look_count)
        buf_lit(&p->out, "- To change it: [where to look](#where-to-look)\n");
    if (c->glossary_count)
        buf_lit(&p->out, "- To look up a word: [glossary](glossary.md)\n");
    buf_lit(&p->out, "\n");
}

/* A program begins somewhere: the first lines to read. */
static void put_entry_points(Page *p)
{
    const Course *c = p->course;
    uint32_t shown = 0, in_chapters = 0;

    for (uint32_t i = 0; i < c->entry_points_count; i++)
        in_chapters += c->entry_points[i].chapter[0] != '\0';
    for (uint32_t i = 0; i < c->entry_points_count && shown < ENTRY_POINTS_MAX; i++) {
        const CourseEntry *e = &c->entry_points[i];

        if (in_chapters && !e->chapter[0])
            continue; /* scripts beside the program */

        bool is_named = e->name.len &&
                        (e->name.ptr[0] == '_' || e->name.ptr[0] == '@' ||
                         ((e->name.ptr[0] | 32) >= 'a' && (e->name.ptr[0] | 32) <= 'z'));

        /* a container's argument list and the "." of a package are no names */
        if (!e->source.path.len || !e->source.line || !is_named ||
            (i && str_eq(e->source.path, c->entry_points[i - 1].source.path)))
            continue;
        buf_add(&p->out, shown ? STR(", ") : STR("Where it begins: "));
        text_code(&p->out, e->name);
        buf_lit(&p->out, " ");
        put_citation(p, &e->source);
        shown++;
    }
    if (shown)
        buf_lit(&p->out, "\n\n");
}

static void put_command_row(Page *p, const CourseCommand *m)
{
    AUTO(buf_done) Buf cell = BUF(8192);

    buf_printf(&p->out, "| %s | ",
               str_is(m->kind, "one_test")
                   ? "one test"
                   : arena_printf(&p->arena, "%.*s", STR_ARG(m->kind)).ptr);
    text_code(&cell, m->command);
    put_cell(p, buf_str(&cell));
    buf_lit(&p->out, " | ");
    put_citation(p, &m->source);
    if (!str_is(m->basis, "written"))
        buf_lit(&p->out, ", by convention");
    buf_lit(&p->out, " |\n");
}

/* What everybody has to do has choices; of the rest one is enough. */
static uint32_t commands_shown_of(Str kind)
{
    static const char *const first[] = {"install", "build", "run", "test"};

    for (size_t i = 0; i < ARRAY_LEN(first); i++) {
        if (str_is(kind, first[i]))
            return COMMANDS_OF_ONE_KIND;
    }
    return 1;
}

/* The best of each kind; the others are in course.json. */
static void put_commands(Page *p)
{
    const Course *c = p->course;
    uint32_t of_kind = 0, left_out = 0;

    if (!c->commands_count)
        return;
    put_heading(p, 2, STR("Build, run, test"));
    buf_lit(&p->out, "| To | Command | Found in |\n|---|---|---|\n");
    for (uint32_t i = 0; i < c->commands_count; i++) {
        of_kind = i && str_eq(c->commands[i].kind, c->commands[i - 1].kind) ? of_kind + 1 : 0;
        if (of_kind < commands_shown_of(c->commands[i].kind))
            put_command_row(p, &c->commands[i]);
        else
            left_out++;
    }
    buf_lit(&p->out, "\nNone of these was run while this course was written.");
    if (left_out)
        buf_printf(&p->out, " %u more %s in [course.json](course.json).", left_out,
                   left_out == 1 ? "is" : "are");
    buf_lit(&p->out, "\n\n");
}

static void put_where_to_look(Page *p)
{
    const Course *c = p->course;

    if (!c->where_to_look_count)
        return;
    put_heading(p, 2, STR("Where to look"));
    buf_lit(&p->out, "| I want to … | Look at | Chapter |\n|---|---|---|\n");
    for (uint32_t i = 0; i < c->where_to_look_count; i++) {
        const WhereToLook *w = &c->where_to_look[i];
        const Chapter *ch = course_find_chapter(c, str_from(w->chapter));
        AUTO(buf_done) Buf cell = BUF(8192);

        buf_lit(&p->out, "| ");
        put_cell(p, w->intent);
        text_code(&cell, w->symbol);
        buf_lit(&cell, " ");
        text_cite(&cell, w->source.path, w->source.line, 0);
        buf_lit(&p->out, " | ");
        put_cell(p, buf_str(&cell));
        buf_lit(&p->out, " | ");
        if (ch) {
            buf_clear(&cell);
            text_chapter_link(&cell, ch);
            put_cell(p, buf_str(&cell));
        }
        buf_lit(&p->out, " |\n");
    }
    buf_lit(&p->out, "\n");
}

static void put_verification(Page *p)
{
    const Report *r = &p->course->report;

    put_heading(p, 2, STR("Checked"));
    if (r->figures_count == 0) {
        buf_lit(&p->out, "This course was not checked.\n\n");
        return;
    }
    buf_lit(&p->out, "| Check | Checked | Good |\n|---|---|---|\n");
    for (uint32_t i = 0; i < r->figures_count; i++) {
        buf_printf(&p->out, "| %.*s | ", STR_ARG(r->figures[i].check));
        put_number(&p->out, r->figures[i].checked);
        buf_lit(&p->out, " | ");
        put_number(&p->out, r->figures[i].good);
        buf_lit(&p->out, " |\n");
    }
    buf_lit(&p->out, "\nEvery finding is in [report.json](report.json).\n\n");
}

static ErrCode write_index(const Course *c, FileSink sink, Err *err)
{
    AUTO(page_done) Page p = PAGE_OF(c, "");

    put_heading(&p, 1, c->title);
    if (c->summary.len) {
        put_text(&p, c->summary);
        buf_lit(&p.out, "\n\n");
    }
    put_source_line(&p);
    put_facts(&p);
    put_start(&p);
    put_commands(&p);
    if (c->map != UINT32_MAX) {
        put_heading(&p, 2, STR("Map"));
        put_diagram(&p, &c->diagrams[c->map]);
    }
    put_chapter_list(&p);
    put_entry_points(&p);
    put_where_to_look(&p);
    put_verification(&p);
    return finish(&p, sink, STR("index.md"), err);
}

ErrCode export_markdown(const Course *c, FileSink sink, Err *err)
{
    ErrCode rc = write_index(c, sink, err);

    for (uint32_t i = 0; rc == ERR_OK && i < c->chapters_count; i++)
        rc = write_chapter(c, &c->chapters[i], sink, err);
    for (uint32_t i = 0; rc == ERR_OK && i < c->tutorials_count; i++)
        rc = write_tutorial(c, &c->tutorials[i], sink, err);
    if (rc == ERR_OK)
        rc = write_glossary(c, sink, err);
    return rc;
}
