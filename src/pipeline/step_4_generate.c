/*
 * step_4_generate.c -- the words: chapters by the writer, then what is gathered from all of them.
 */
#include "pipeline/pipeline.h"

#include "course/draft.h"
#include "graph/prose.h"
#include "pipeline/intent.h"
#include "syntax/doc_text.h"

enum {
    MAP_MAX_EDGES = 12,
    WHERE_ROWS_A_CHAPTER = 3,
    TERMS_A_CHAPTER = 4,
    INTENT_MAX_BYTES = 140
};

/* -- the map on the first page -- */

typedef struct MapEdge {
    uint32_t from, to, weight;
} MapEdge;

static int heaviest_first(const void *a, const void *b)
{
    const MapEdge *x = a, *y = b;

    if (x->weight != y->weight)
        return x->weight < y->weight ? 1 : -1;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    return x->to < y->to ? -1 : x->to > y->to;
}

/* Of two parts that use each other the stronger direction, and both only when they are nearly even. */
static bool is_outweighed(const MapEdge *edges, size_t count, const MapEdge *e)
{
    for (size_t i = 0; i < count; i++) {
        if (edges[i].from == e->to && edges[i].to == e->from && e->weight * 2 < edges[i].weight)
            return true;
    }
    return false;
}

static size_t map_edges(const Course *c, MapEdge *edges)
{
    size_t count = 0;

    for (uint32_t i = 0; i < c->chapters_count; i++) {
        for (uint32_t n = 0; n < c->chapters[i].relations_count; n++) {
            const CourseRelation *r = &c->chapters[i].relations[n];
            const Chapter *to = course_find_chapter(c, str_from(r->to));

            if (to && i < MAP_MAX_NODES && to->number <= MAP_MAX_NODES)
                edges[count++] = (MapEdge){i, to->number - 1, r->count};
        }
    }
    qsort(edges, count, sizeof(*edges), heaviest_first);
    size_t kept = 0;
    for (size_t i = 0; i < count && kept < MAP_MAX_EDGES; i++) {
        if (!is_outweighed(edges, kept, &edges[i]))
            edges[kept++] = edges[i];
    }
    return kept;
}

static Str map_in_words(Pipeline *p, const MapEdge *edges, size_t count)
{
    AUTO(buf_done) Buf text = BUF(64 << 10);

    for (size_t i = 0; i < count; i++) {
        text_lit(&text, "- ");
        text_chapter_link(&text, &p->course.chapters[edges[i].from]);
        text_lit(&text, " uses ");
        text_chapter_link(&text, &p->course.chapters[edges[i].to]);
        buf_printf(&text, " (%u reference%s)\n", edges[i].weight,
                   edges[i].weight == 1 ? "" : "s");
    }
    return arena_str(&p->arena, buf_str(&text));
}

static void draw_map(Pipeline *p)
{
    Course *c = &p->course;
    MapEdge edges[OUTLINE_MAX_ABSTRACTIONS * OUTLINE_MAX_ABSTRACTIONS] = {0};
    uint32_t nodes = MIN_OF(p->outline.abstraction_count, (uint32_t)MAP_MAX_NODES);
    size_t count = map_edges(c, edges);
    Diagram map = {.kind = DIAGRAM_GRAPH,
                   .title = STR("Map"),
                   .nodes_count = nodes,
                   .edges_count = (uint32_t)count};

    if (nodes < 2 || count == 0)
        return; /* boxes without arrows say what the list of chapters says */
    course_id(map.id, "diagram", STR("map"), c->title);
    map.nodes = ARENA_ARRAY(&p->arena, DiagramNode, nodes);
    for (uint32_t i = 0; i < nodes; i++)
        map.nodes[i] = (DiagramNode){
            .id = str_from(c->chapters[i].id),
            .label = c->chapters[i].title,
            .link = arena_printf(&p->arena, "chapter:%s", c->chapters[i].id)};
    map.edges = ARENA_ARRAY(&p->arena, DiagramEdge, count);
    for (size_t i = 0; i < count; i++)
        map.edges[i] = (DiagramEdge){.from = edges[i].from, .to = edges[i].to};
    map.description = map_in_words(p, edges, count);
    c->map = course_add_diagram(c, &p->arena, &map);
}

/* -- glossary and "where to look" -- */

static bool has_term(const Course *c, Str slug)
{
    for (uint32_t i = 0; i < c->glossary_count; i++) {
        if (str_eq(c->glossary[i].slug, slug))
            return true;
    }
    return false;
}

/* Two terms with one definition are one idea: "Blueprint" beside the chapter "Blueprints". */
static bool has_definition(const Course *c, Str definition)
{
    for (uint32_t i = 0; i < c->glossary_count; i++) {
        if (str_eq(c->glossary[i].definition, definition))
            return true;
    }
    return false;
}

/* `definition` is restricted Markdown. */
static void add_term(Pipeline *p, const Chapter *ch, Str term, Str definition,
                     const Source *source)
{
    Course *c = &p->course;
    Str slug = course_slug(&p->arena, term);

    if (has_term(c, slug) || !definition.len || has_definition(c, definition))
        return;
    GlossaryEntry *g = &c->glossary[c->glossary_count++];
    *g = (GlossaryEntry){.slug = slug,
                         .term = term,
                         .definition = arena_str(&p->arena, definition),
                         .source = *source};
    memcpy(g->chapter, ch->id, COURSE_ID_SIZE);
}

/* Types are what a word of the repository can mean; a value, a macro or a function is no term. */
static bool can_be_term(const CourseSymbol *s)
{
    static const char *const kinds[] = {"class",     "struct", "union", "enum",
                                        "interface", "trait",  "type",  "module"};

    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        if (str_is(s->kind, kinds[i]))
            return s->doc.len > 0;
    }
    return false;
}

static void add_terms(Pipeline *p, const Chapter *ch)
{
    uint32_t added = 0;

    add_term(p, ch, ch->title, ch->definition, &ch->definition_source);
    for (uint32_t i = 0; i < ch->symbols_count && added < TERMS_A_CHAPTER; i++) {
        const CourseSymbol *s = &ch->symbols[i];
        Str sentence = doc_first_sentence(s->doc);

        if (!can_be_term(s) || !prose_is_definition(sentence))
            continue;
        AUTO(buf_done) Buf words = BUF(16 << 10);
        text_words(&words, sentence);
        add_term(p, ch, s->name, buf_str(&words), &s->doc_source);
        added++;
    }
}

static int by_term(const void *a, const void *b)
{
    return str_cmp(((const GlossaryEntry *)a)->slug, ((const GlossaryEntry *)b)->slug);
}

static void gather_glossary(Pipeline *p)
{
    Course *c = &p->course;

    c->glossary = ARENA_ARRAY(&p->arena, GlossaryEntry,
                              (size_t)c->chapters_count * (TERMS_A_CHAPTER + 1));
    for (uint32_t i = 0; i < c->chapters_count; i++)
        add_terms(p, &c->chapters[i]);
    qsort(c->glossary, c->glossary_count, sizeof(*c->glossary), by_term);
}

static void add_where(Pipeline *p, const Chapter *ch, const CourseSymbol *s, Str intent)
{
    Course *c = &p->course;
    WhereToLook *w = &c->where_to_look[c->where_to_look_count++];

    *w = (WhereToLook){.intent = intent, .symbol = s->qualified_name, .source = s->source};
    memcpy(w->chapter, ch->id, COURSE_ID_SIZE);
}

/* "see how to ...", from what the comment of a function says that it does; empty when it does not. */
static Str function_intent(Pipeline *p, const CourseSymbol *s)
{
    AUTO(buf_done) Buf text = BUF(4096);

    if (!str_is(s->kind, "function") && !str_is(s->kind, "method"))
        return STR_NONE;
    Str doing = intent_from_doc(&p->arena, s->name, doc_first_sentence(s->doc));
    if (!doing.len || doing.len > INTENT_MAX_BYTES)
        return STR_NONE;
    text_lit(&text, "see how to ");
    text_words(&text, doing);
    return arena_str(&p->arena, buf_str(&text));
}

static void gather_where(Pipeline *p)
{
    Course *c = &p->course;

    c->where_to_look = ARENA_ARRAY(&p->arena, WhereToLook,
                                   (size_t)c->chapters_count * (WHERE_ROWS_A_CHAPTER + 1));
    for (uint32_t i = 0; i < c->chapters_count; i++) {
        const Chapter *ch = &c->chapters[i];
        uint32_t added = 0;
        AUTO(buf_done) Buf intent = BUF(1024);

        if (!ch->symbols_count)
            continue;
        text_lit(&intent, "work on ");
        text_words(&intent, ch->title);
        add_where(p, ch, &ch->symbols[0], arena_str(&p->arena, buf_str(&intent)));
        for (uint32_t n = 0; n < ch->symbols_count && added < WHERE_ROWS_A_CHAPTER; n++) {
            Str words = function_intent(p, &ch->symbols[n]);

            if (!words.len)
                continue;
            add_where(p, ch, &ch->symbols[n], words);
            added++;
        }
    }
}

/* Chapters about the whole come behind those of the abstractions. */
static void write_extra(Pipeline *p, const WriterAsk *ask)
{
    Course *c = &p->course;
    uint32_t count = p->outline.abstraction_count;
    Chapter *all = ARENA_ARRAY(&p->arena, Chapter, count + WRITER_MAX_EXTRA);

    memcpy(all, c->chapters, count * sizeof(*all));
    c->chapters = all;
    c->chapters_count = count;
    if (!p->writer.ops->write_extra)
        return;
    uint32_t extra = p->writer.ops->write_extra(p->writer.self, ask, all + count);
    for (uint32_t i = 0; i < extra; i++)
        all[count + i].number = count + i + 1;
    c->chapters_count += extra;
}

ErrCode step_4_generate(Pipeline *p, Err *err)
{
    WriterAsk ask = pipeline_writer_ask(p);

    write_extra(p, &ask);
    for (uint32_t i = 0; i < p->outline.abstraction_count; i++) {
        Chapter *ch = &p->course.chapters[i];

        if (p->ask->stop && *p->ask->stop)
            return err_set(err, ERR_CANCELED, "interrupted");
        progress_item(&p->ask->progress, STEP_GENERATE, i, p->course.chapters_count,
                      "Chapter %u: %.*s", ch->number, STR_ARG(ch->title));
        ErrCode rc = p->writer.ops->write_chapter(p->writer.self, &ask, i, err);
        if (rc != ERR_OK)
            return err_wrap(err, "writing chapter %u", ch->number);
    }
    draw_map(p);
    gather_glossary(p);
    gather_where(p);
    return p->writer.ops->write_course ? p->writer.ops->write_course(p->writer.self, &ask, err)
                                       : ERR_OK;
}
