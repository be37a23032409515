/*
 * draft.c -- sections of blocks, gathered aside and moved into the chapter at the end.
 */
#include "course/draft.h"

enum { WORDS_A_MINUTE = 150, EXCERPT_LINES_A_MINUTE = 20, CELL_MAX_BYTES = 16 << 10 };

void draft_begin(Draft *d, Arena *a, Course *course)
{
    *d = (Draft){.arena = a, .course = course, .prose = BUF(PROSE_MAX_BYTES)};
}

static void close_section(Draft *d)
{
    if (d->sections.len == 0)
        return;
    Section *s = VEC_LAST(&d->sections);
    if (d->blocks.len == 0) {
        d->sections.len--;
        return;
    }
    s->blocks = ARENA_ARRAY(d->arena, Block, d->blocks.len);
    memcpy(s->blocks, d->blocks.at, d->blocks.len * sizeof(Block));
    s->blocks_count = (uint32_t)d->blocks.len;
    VEC_CLEAR(&d->blocks);
}

void draft_section(Draft *d, const char *kind, const char *title)
{
    close_section(d);
    *VEC_PUSH(&d->sections) = (Section){
        .title = arena_str(d->arena, str_from(title)),
        .kind = str_from(kind),
    };
}

static Block *add_block(Draft *d, BlockKind kind)
{
    MUST(d->sections.len > 0);
    Block *b = VEC_PUSH(&d->blocks);
    b->kind = (uint8_t)kind;
    b->excerpt = b->diagram = UINT32_MAX;
    return b;
}

Buf *draft_prose(Draft *d)
{
    buf_clear(&d->prose);
    d->prose_kind = BLOCK_PROSE;
    return &d->prose;
}

void draft_end_prose(Draft *d)
{
    Str text = str_trim(buf_str(&d->prose));

    if (text.len)
        add_block(d, BLOCK_PROSE)->text = arena_str(d->arena, text);
    buf_clear(&d->prose);
}

void draft_quote(Draft *d, Str words, const Source *source)
{
    AUTO(buf_done) Buf text = BUF(PROSE_MAX_BYTES);

    text_words(&text, words);
    draft_quote_text(d, buf_str(&text), source);
}

void draft_quote_text(Draft *d, Str text, const Source *source)
{
    if (text.len == 0)
        return;
    Block *b = add_block(d, BLOCK_QUOTE);
    b->text = arena_str(d->arena, text);
    b->source = *source;
}

void draft_excerpt(Draft *d, const Excerpt *x)
{
    if (x->text.len)
        add_block(d, BLOCK_EXCERPT)->excerpt = course_add_excerpt(d->course, d->arena, x);
}

void draft_diagram(Draft *d, const Diagram *g)
{
    if (g->nodes_count > 1)
        add_block(d, BLOCK_DIAGRAM)->diagram = course_add_diagram(d->course, d->arena, g);
}

void draft_table(Draft *d, const char *const *head)
{
    uint32_t columns = 0;

    VEC_CLEAR(&d->cells);
    while (head[columns])
        columns++;
    d->table = (Table){.head = ARENA_ARRAY(d->arena, Str, columns), .head_count = columns};
    for (uint32_t i = 0; i < columns; i++)
        d->table.head[i] = str_from(head[i]);
}

Buf *draft_cell(Draft *d)
{
    buf_clear(&d->prose);
    return &d->prose;
}

void draft_end_cell(Draft *d)
{
    *VEC_PUSH(&d->cells) = arena_str(d->arena, str_trim(buf_str(&d->prose)));
    buf_clear(&d->prose);
}

void draft_end_table(Draft *d)
{
    if (d->cells.len == 0)
        return;
    MUST(d->cells.len % d->table.head_count == 0);
    d->table.row_count = (uint32_t)d->cells.len / d->table.head_count;
    d->table.cells = ARENA_ARRAY(d->arena, Str, d->cells.len);
    memcpy(d->table.cells, d->cells.at, d->cells.len * sizeof(Str));
    add_block(d, BLOCK_TABLE)->table = d->table;
    VEC_CLEAR(&d->cells);
}

static bool has_slug(const Section *sections, size_t count, Str slug)
{
    for (size_t i = 0; i < count; i++) {
        if (str_eq(sections[i].slug, slug))
            return true;
    }
    return false;
}

static void name_sections(Draft *d, Section *sections, uint32_t count, const Chapter *chapter)
{
    for (uint32_t i = 0; i < count; i++) {
        Str slug = course_slug(d->arena, sections[i].title), unique = slug;

        for (unsigned n = 2; has_slug(sections, i, unique); n++)
            unique = arena_printf(d->arena, "%.*s-%u", STR_ARG(slug), n);
        sections[i].slug = unique;
        course_id(sections[i].id, "section", str_from(chapter->id), unique);
    }
}

static uint32_t words_of_block(const Block *b)
{
    uint32_t words = text_count_words(b->text);

    for (uint32_t i = 0; b->kind == BLOCK_TABLE && i < b->table.row_count * b->table.head_count;
         i++)
        words += text_count_words(b->table.cells[i]);
    return words;
}

static void measure(const Draft *d, Chapter *chapter)
{
    uint32_t prose = 0, words = 0, lines = 0;

    for (uint32_t s = 0; s < chapter->sections_count; s++) {
        for (uint32_t i = 0; i < chapter->sections[s].blocks_count; i++) {
            const Block *b = &chapter->sections[s].blocks[i];

            words += words_of_block(b);
            if (b->kind == BLOCK_PROSE || b->kind == BLOCK_QUOTE)
                prose += words_of_block(b);
            if (b->kind == BLOCK_EXCERPT) {
                const Source *at = &d->course->excerpts[b->excerpt].source;
                lines += at->end_line - at->line + 1;
            }
        }
    }
    chapter->words = prose;
    chapter->minutes = MAX_OF(1u, (words + WORDS_A_MINUTE / 2) / WORDS_A_MINUTE +
                                      lines / EXCERPT_LINES_A_MINUTE);
}

void draft_end(Draft *d, Chapter *chapter)
{
    close_section(d);
    chapter->sections = ARENA_ARRAY(d->arena, Section, d->sections.len);
    chapter->sections_count = (uint32_t)d->sections.len;
    if (d->sections.len)
        memcpy(chapter->sections, d->sections.at, d->sections.len * sizeof(Section));
    name_sections(d, chapter->sections, chapter->sections_count, chapter);
    measure(d, chapter);
    VEC_DONE(&d->sections);
    VEC_DONE(&d->blocks);
    VEC_DONE(&d->cells);
    buf_done(&d->prose);
}

/* Room for one more in an arena's array: doubled whenever the count is a power of two. */
static void *with_room(Arena *a, void *items, uint32_t count, size_t bytes)
{
    if (count & (count - 1))
        return items; /* not a power of two: there is room */
    void *grown = arena_alloc_array(a, count ? (size_t)count * 2 : 1, bytes);
    if (count)
        memcpy(grown, items, count * bytes);
    return grown;
}

uint32_t course_add_excerpt(Course *c, Arena *a, const Excerpt *x)
{
    for (uint32_t i = 0; i < c->excerpts_count; i++) {
        if (strcmp(c->excerpts[i].id, x->id) == 0)
            return i;
    }
    c->excerpts = with_room(a, c->excerpts, c->excerpts_count, sizeof(*x));
    c->excerpts[c->excerpts_count] = *x;
    return c->excerpts_count++;
}

uint32_t course_add_diagram(Course *c, Arena *a, const Diagram *g)
{
    for (uint32_t i = 0; i < c->diagrams_count; i++) {
        if (strcmp(c->diagrams[i].id, g->id) == 0)
            return i;
    }
    c->diagrams = with_room(a, c->diagrams, c->diagrams_count, sizeof(*g));
    c->diagrams[c->diagrams_count] = *g;
    return c->diagrams_count++;
}
