/*
 * search_index.c -- what the search of a static site looks through: one call of a function with a list
 * of [kind, address, title, where, text], loaded when somebody searches.
 */
#include "render/site.h"

#include "base/json.h"
#include "render/texts.h"

enum { SEARCH_TEXT_MAX = 6000 };

static void add_words(Buf *words, Str markdown)
{
    buf_lit(words, " ");
    markup_plain(words, markdown);
}

static void add_block(const Course *c, const Block *b, Buf *words)
{
    switch ((BlockKind)b->kind) {
    case BLOCK_PROSE:
    case BLOCK_QUOTE:
        add_words(words, b->text);
        break;
    case BLOCK_EXCERPT:
        for (uint32_t i = 0; i < c->excerpts[b->excerpt].callouts_count; i++)
            add_words(words, c->excerpts[b->excerpt].callouts[i].text);
        break;
    case BLOCK_TABLE:
        for (uint32_t i = 0; i < b->table.head_count * b->table.row_count; i++)
            add_words(words, b->table.cells[i]);
        break;
    case BLOCK_DIAGRAM:
        add_words(words, c->diagrams[b->diagram].description);
        break;
    case BLOCK_KIND_COUNT:
        break;
    }
}

static Str cut(Str s)
{
    s = str_sub(s, 0, SEARCH_TEXT_MAX);
    while (s.len == SEARCH_TEXT_MAX && s.len && (s.ptr[s.len - 1] & 0x80))
        s.len--;
    return str_trim(s);
}

static void put_entry(JsonWriter *w, const char *kind, Str url, Str title, Str where, Str text)
{
    jw_begin_array(w);
    jw_put_text(w, str_from(kind));
    jw_put_text(w, url);
    jw_put_text(w, title);
    jw_put_text(w, where);
    jw_put_text(w, cut(text));
    jw_end_array(w);
    buf_add_char(w->out, '\n');
}

static void put_sections(Page *p, JsonWriter *w, const Chapter *ch)
{
    const Course *c = p->site->course;

    for (uint32_t s = 0; s < ch->sections_count; s++) {
        const Section *section = &ch->sections[s];
        AUTO(buf_done) Buf words = BUF(8 << 20);

        if (s == 0)
            add_words(&words, ch->definition);
        for (uint32_t i = 0; i < section->blocks_count; i++)
            add_block(c, &section->blocks[i], &words);
        put_entry(w, "section", page_chapter_url(p, ch, section->slug), section->title,
                  ch->title, buf_str(&words));
    }
}

static void put_symbols(Page *p, JsonWriter *w, const Chapter *ch)
{
    for (uint32_t i = 0; i < ch->symbols_count; i++) {
        const CourseSymbol *s = &ch->symbols[i];

        put_entry(w, "symbol", page_chapter_url(p, ch, STR("")),
                  s->qualified_name.len ? s->qualified_name : s->name, ch->title, s->doc);
    }
}

static void put_rest(Page *p, JsonWriter *w)
{
    const Course *c = p->site->course;

    for (uint32_t i = 0; i < c->glossary_count; i++) {
        AUTO(buf_done) Buf words = BUF(1 << 20);

        markup_plain(&words, c->glossary[i].definition);
        put_entry(
            w, "term",
            arena_printf(&p->arena, "glossary.html#term-%.*s", STR_ARG(c->glossary[i].slug)),
            c->glossary[i].term, T(GLOSSARY), buf_str(&words));
    }
    for (uint32_t i = 0; i < c->exercises_count; i++) {
        const Chapter *ch = course_find_chapter(c, str_from(c->exercises[i].chapter));
        AUTO(buf_done) Buf words = BUF(1 << 20);

        if (!ch)
            continue;
        markup_plain(&words, c->exercises[i].question);
        put_entry(w, "question",
                  page_chapter_url(p, ch, arena_printf(&p->arena, "q-%s", c->exercises[i].id)),
                  T(CHECK_YOURSELF), ch->title, buf_str(&words));
    }
}

void site_search_index(const Site *site, Buf *out)
{
    AUTO(page_done) Page p;
    JsonWriter w;

    page_init(&p, site, "");
    html_lit(out, "fondationSearch(");
    jw_init(&w, out, 0);
    jw_begin_array(&w);
    for (uint32_t i = 0; i < site->course->chapters_count; i++) {
        put_sections(&p, &w, &site->course->chapters[i]);
        put_symbols(&p, &w, &site->course->chapters[i]);
    }
    put_rest(&p, &w);
    jw_end_array(&w);
    html_lit(out, ");\n");
}
