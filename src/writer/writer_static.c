/*
 * writer_static.c -- chapters from facts alone.
 *
 * Each section answers one question of a reader, in a fixed order, and is left out when the facts
 * have no answer: what is it for, what carries it, how does the code look, who uses it and what does
 * it use, which tests touch it, which files belong to it. Words are the repository's own where it has
 * any (doc comments, headings); sentences of ours state one fact each and cite the line.
 */
#include "writer/writer.h"

#include "base/vec.h"
#include "course/draft.h"
#include "graph/resolve.h"

enum {
    CARRIERS_MAX = 12,      /* rows of the table of symbols */
    MEMBERS_MAX = 16,       /* rows of the table of fields and methods */
    USERS_MAX = 10,         /* rows of "who uses it" and "what it uses" */
    TESTS_MAX = 8,
    FILES_MAX = 20,
    EXCERPTS_MAX = 3,
    FUNCTION_MIN_LINES = 4, /* shorter functions explain nothing that their signature does not */
};

typedef struct Chapterist {
    const WriterAsk *ask;
    const Program *program;
    Evidence *evidence;
    Arena *arena;
    Chapter *chapter;
    const Abstraction *about;
    Draft draft;
    /* by symbol: 1 + the abstraction that it, or what encloses it, belongs to; 0: none */
    const uint8_t *owner;
    uint8_t number; /* ours in `owner` */
} Chapterist;

/* -- who owns which symbol -- */

static void own_symbol(const Program *p, uint8_t *owner, SymbolId s, uint8_t number)
{
    const Unit *u = &p->units[program_unit_of(p, s)];
    uint32_t def = s - u->first_symbol;

    if (!owner[s])
        owner[s] = number;
    /* defs inside it come after it in the file */
    for (uint32_t d = def + 1; d < u->facts->def_count; d++) {
        uint32_t parent = u->facts->defs[d].parent;

        if (parent && owner[u->first_symbol + parent] == number && !owner[u->first_symbol + d])
            owner[u->first_symbol + d] = number;
        else if (u->facts->defs[d].start >= u->facts->defs[def].end)
            break;
    }
}

static const uint8_t *find_owners(const WriterAsk *ask)
{
    uint8_t *owner = arena_alloc(evidence_arena(ask->evidence), ask->program->symbol_count + 1);

    for (uint32_t i = 0; i < ask->outline->abstraction_count; i++) {
        const Abstraction *x = &ask->outline->abstractions[i];

        for (uint32_t n = 0; n < x->symbol_count; n++)
            own_symbol(ask->program, owner, x->symbols[n], (uint8_t)(i + 1));
    }
    return owner;
}

/* -- what it is for -- */

static void write_files_sentence(Chapterist *c)
{
    Buf *b = draft_prose(&c->draft);
    const Chapter *ch = c->chapter;

    for (uint32_t i = 0; i < MIN_OF(ch->files_count, 3u); i++) {
        text_lit(b, "");
        buf_add(b, i == 0 ? STR("Code: ") : STR(", "));
        text_cite(b, ch->files[i], 0, 0);
    }
    if (ch->files_count > 3)
        buf_printf(b, " and %u more, listed below", ch->files_count - 3);
    if (ch->files_count)
        text_lit(b, ".");
    draft_end_prose(&c->draft);
}

static void write_prerequisites(Chapterist *c)
{
    Buf *b = draft_prose(&c->draft);

    for (uint32_t i = 0; i < c->chapter->prerequisites_count; i++) {
        const Chapter *before = course_find_chapter(c->ask->course, c->chapter->prerequisites[i]);

        if (!before)
            continue;
        buf_add(b, i == 0 ? STR("Read first: ") : STR(", "));
        text_chapter_link(b, before);
    }
    if (b->len)
        text_lit(b, ".");
    draft_end_prose(&c->draft);
}

static void write_seed_doc(Chapterist *c)
{
    const CourseSymbol *seed = &c->chapter->symbols[0];

    if (c->chapter->symbols_count)
        draft_quote(&c->draft, seed->doc, &seed->doc_source);
}

/* Left out when the seed's comment begins with the same words. */
static void write_definition(Chapterist *c)
{
    AUTO(buf_done) Buf doc = BUF(PROSE_MAX_BYTES);
    const Chapter *ch = c->chapter;

    if (ch->symbols_count)
        text_words(&doc, ch->symbols[0].doc);
    if (ch->definition.len && !str_starts(buf_str(&doc), ch->definition))
        draft_quote_text(&c->draft, ch->definition, &ch->definition_source);
}

static void write_purpose(Chapterist *c)
{
    draft_section(&c->draft, "purpose", "What it is for");
    write_prerequisites(c);
    write_definition(c);
    write_seed_doc(c);
    write_files_sentence(c);
}

/* -- what carries it -- */

static void put_symbol_cell(Chapterist *c, const CourseSymbol *s)
{
    Buf *b = draft_cell(&c->draft);

    text_code(b, s->qualified_name.len ? s->qualified_name : s->name);
    text_lit(b, " ");
    text_cite(b, s->source.path, s->source.line, 0);
    draft_end_cell(&c->draft);
}

static void write_carriers(Chapterist *c)
{
    static const char *const head[] = {"Symbol", "Kind", "Signature", "What the source says", NULL};

    draft_section(&c->draft, "carriers", "What carries it");
    draft_table(&c->draft, head);
    for (uint32_t i = 0; i < MIN_OF(c->chapter->symbols_count, (uint32_t)CARRIERS_MAX); i++) {
        const CourseSymbol *s = &c->chapter->symbols[i];

        put_symbol_cell(c, s);
        buf_add(draft_cell(&c->draft), s->kind);
        draft_end_cell(&c->draft);
        text_code(draft_cell(&c->draft), s->signature);
        draft_end_cell(&c->draft);
        Buf *b = draft_cell(&c->draft);
        text_words(b, s->doc);
        draft_end_cell(&c->draft);
    }
    draft_end_table(&c->draft);
}

/* -- fields and methods of the seed -- */

static bool is_member(const Def *d)
{
    return d->kind == DEF_FIELD || d->kind == DEF_PROPERTY || d->kind == DEF_METHOD ||
           d->kind == DEF_ENUM_MEMBER || d->kind == DEF_CONSTRUCTOR;
}

static void put_member_row(Chapterist *c, SymbolId s)
{
    Source place = evidence_place(c->evidence, s), doc_source;
    Str doc = evidence_doc(c->evidence, s, &doc_source);
    Buf *b = draft_cell(&c->draft);

    text_code(b, program_name(c->program, s));
    text_lit(b, " ");
    text_cite_line(b, place.path, place.line);
    draft_end_cell(&c->draft);
    text_code(draft_cell(&c->draft), evidence_signature(c->evidence, s));
    draft_end_cell(&c->draft);
    text_words(draft_cell(&c->draft), doc);
    draft_end_cell(&c->draft);
}

static void write_members(Chapterist *c)
{
    static const char *const head[] = {"Member", "Declared as", "What the source says", NULL};
    SymbolId seed = c->about->seed;
    uint32_t rows = 0;

    if (!seed)
        return;
    const Unit *u = &c->program->units[program_unit_of(c->program, seed)];
    uint32_t def = seed - u->first_symbol;
    AUTO(buf_done) Buf title = BUF(256);
    buf_printf(&title, "Inside %.*s", STR_ARG(program_name(c->program, seed)));
    draft_section(&c->draft, "members", title.ptr);
    draft_table(&c->draft, head);
    for (uint32_t d = def + 1; d < u->facts->def_count && rows < MEMBERS_MAX; d++) {
        if (u->facts->defs[d].parent != def || !is_member(&u->facts->defs[d]))
            continue;
        put_member_row(c, u->first_symbol + d);
        rows++;
    }
    draft_end_table(&c->draft);
}

/* -- the code -- */

static bool is_code_worth_showing(Chapterist *c, SymbolId s, Source *ret_range)
{
    const Def *d = program_def(c->program, s);

    *ret_range = evidence_range(c->evidence, s);
    uint32_t lines = ret_range->end_line - ret_range->line + 1;
    return !(d->flags & DEF_IS_DECLARATION) && lines >= FUNCTION_MIN_LINES;
}

static void write_code(Chapterist *c)
{
    unsigned shown = 0;

    draft_section(&c->draft, "code", "The code");
    for (uint32_t i = 0; i < c->about->symbol_count && shown < EXCERPTS_MAX; i++) {
        SymbolId s = c->about->symbols[i];
        Source range;
        Excerpt x;

        if (!is_code_worth_showing(c, s, &range))
            continue;
        uint32_t end = range.end_line;
        bool is_whole = end - range.line < EXCERPT_MAX_LINES;
        if (!is_whole)
            end = range.line + EXCERPT_GOOD_LINES - 1;
        Buf *b = draft_prose(&c->draft);
        text_code(b, program_qualified_name(c->program, c->arena, s));
        if (!is_whole)
            buf_printf(b, ", its first %d of %u lines", EXCERPT_GOOD_LINES,
                       range.end_line - range.line + 1);
        text_lit(b, ":");
        draft_end_prose(&c->draft);
        evidence_excerpt(c->evidence, program_unit_of(c->program, s), range.line, end, &x);
        draft_excerpt(&c->draft, &x);
        shown++;
    }
}

/* -- who uses it, what it uses, which tests touch it -- */

typedef struct Use {
    SymbolId other;     /* the symbol outside of this chapter */
    uint32_t count;
    const Edge *first;  /* the edge shown */
    uint8_t kind;
} Use;
VEC_TYPE(UseVec, Use);

static bool is_test_edge(const Program *p, const Edge *e)
{
    return (p->units[e->unit].file->flags & FILE_IS_TEST) ||
           (program_def(p, e->from)->flags & DEF_IS_TEST);
}

static void count_use(UseVec *uses, U64Map *places, SymbolId other, const Edge *e)
{
    bool is_new;
    uint64_t *at = u64map_at(places, other, &is_new);

    if (is_new) {
        *at = uses->len;
        *VEC_PUSH(uses) = (Use){.other = other, .first = e, .kind = e->kind};
    }
    Use *use = &uses->at[*at];
    use->count++;
    /* a call says more than a mention */
    if (e->kind == EDGE_CALL && use->kind != EDGE_CALL) {
        use->first = e;
        use->kind = EDGE_CALL;
    }
}

static int most_used_first(const void *a, const void *b)
{
    const Use *x = a, *y = b;

    if (x->count != y->count)
        return x->count < y->count ? 1 : -1;
    return x->other < y->other ? -1 : x->other > y->other;
}

static bool is_fact(const Edge *e)
{
    return tier_confidence(e->tier) >= EDGE_CONFIDENCE_FACT;
}

/* Symbols outside of the chapter that have an edge into it. */
static void gather_users(Chapterist *c, bool is_tests, UseVec *uses)
{
    const Program *p = c->program;
    U64Map places = {0};

    for (SymbolId s = 1; s < p->symbol_count; s++) {
        if (c->owner[s] != c->number)
            continue;
        for (size_t i = p->in_start[s]; i < p->in_start[s + 1]; i++) {
            const Edge *e = &p->edges[p->edges_in[i]];

            if (is_fact(e) && e->kind != EDGE_IMPORT && c->owner[e->from] != c->number &&
                is_test_edge(p, e) == is_tests)
                count_use(uses, &places, e->from, e);
        }
    }
    u64map_done(&places);
    VEC_SORT(uses, most_used_first);
}

/* Fields and constants of an enum are counted for the type they belong to: twenty rows about the
 * fields of one struct tell less than one. */
static SymbolId counted_for(const Program *p, SymbolId s)
{
    const Unit *u = &p->units[program_unit_of(p, s)];
    const Def *d = &u->facts->defs[s - u->first_symbol];
    bool is_part = d->kind == DEF_FIELD || d->kind == DEF_PROPERTY || d->kind == DEF_ENUM_MEMBER;

    return is_part && d->parent ? u->first_symbol + d->parent : s;
}

/* Symbols of other chapters that this one has edges to. */
static void gather_used(Chapterist *c, UseVec *uses)
{
    const Program *p = c->program;
    U64Map places = {0};

    for (uint32_t n = 0; n < c->about->unit_count; n++) {
        for (size_t i = p->unit_edges[c->about->units[n]]; i < p->unit_edges[c->about->units[n] + 1]; i++) {
            const Edge *e = &p->edges[i];

            if (c->owner[e->from] == c->number && is_fact(e) && e->kind != EDGE_IMPORT &&
                c->owner[e->to] && c->owner[e->to] != c->number)
                count_use(uses, &places, counted_for(p, e->to), e);
        }
    }
    u64map_done(&places);
    VEC_SORT(uses, most_used_first);
}

static void put_symbol_name(Chapterist *c, Buf *b, SymbolId s)
{
    Str name = program_qualified_name(c->program, c->arena, s);

    if (name.len)
        text_code(b, name);
    else
        text_cite(b, c->program->units[program_unit_of(c->program, s)].file->path, 0, 0);
}

static void put_edge_cell(Chapterist *c, const Edge *e)
{
    Buf *b = draft_cell(&c->draft);

    text_cite(b, c->program->units[e->unit].file->path,
              evidence_line(c->evidence, e->unit, e->at), 0);
    draft_end_cell(&c->draft);
}

static void put_chapter_cell(Chapterist *c, SymbolId s)
{
    Buf *b = draft_cell(&c->draft);
    uint8_t owner = c->owner[s];

    if (owner && owner != c->number) {
        const char *id = c->ask->outline->abstractions[owner - 1].id;
        const Chapter *other = course_find_chapter(c->ask->course, str_from(id));

        if (other)
            text_chapter_link(b, other);
    }
    draft_end_cell(&c->draft);
}

/* "`a` calls `b`" with the line that shows it, and the chapter of the one outside. */
static void put_use_row(Chapterist *c, const Use *use)
{
    const Edge *e = use->first;
    Buf *b = draft_cell(&c->draft);

    put_symbol_name(c, b, e->from);
    buf_printf(b, " %s ", edge_kind_word(e->kind));
    put_symbol_name(c, b, e->to);
    draft_end_cell(&c->draft);
    put_edge_cell(c, e);
    buf_printf(draft_cell(&c->draft), "%u", use->count);
    draft_end_cell(&c->draft);
    put_chapter_cell(c, use->other);
}

static void write_uses(Chapterist *c, const UseVec *uses, const char *kind, const char *title)
{
    static const char *const head[] = {"Use", "Shown by", "References", "Chapter", NULL};

    if (uses->len == 0)
        return;
    draft_section(&c->draft, kind, title);
    draft_table(&c->draft, head);
    for (size_t i = 0; i < MIN_OF(uses->len, (size_t)USERS_MAX); i++)
        put_use_row(c, &uses->at[i]);
    draft_end_table(&c->draft);
    if (uses->len > USERS_MAX) {
        buf_printf(draft_prose(&c->draft), "%zu more are not listed.", uses->len - USERS_MAX);
        draft_end_prose(&c->draft);
    }
}

static void write_tests(Chapterist *c, const UseVec *tests)
{
    static const char *const head[] = {"Test", "Touches", "Shown by", NULL};

    draft_section(&c->draft, "tests", "How it is tested");
    draft_table(&c->draft, head);
    for (size_t i = 0; i < MIN_OF(tests->len, (size_t)TESTS_MAX); i++) {
        const Edge *e = tests->at[i].first;

        put_symbol_name(c, draft_cell(&c->draft), e->from);
        draft_end_cell(&c->draft);
        put_symbol_name(c, draft_cell(&c->draft), e->to);
        draft_end_cell(&c->draft);
        put_edge_cell(c, e);
    }
    draft_end_table(&c->draft);
    Buf *b = draft_prose(&c->draft);
    if (tests->len == 0)
        text_lit(b, "No test with a resolved reference to these symbols was found.");
    else if (tests->len > TESTS_MAX)
        buf_printf(b, "%zu tests touch it in all.", tests->len);
    draft_end_prose(&c->draft);
}

static void write_file_list(Chapterist *c)
{
    Buf *b;

    if (c->chapter->files_count <= 3)
        return;
    draft_section(&c->draft, "files", "Its files");
    b = draft_prose(&c->draft);
    for (uint32_t i = 0; i < MIN_OF(c->chapter->files_count, (uint32_t)FILES_MAX); i++) {
        text_lit(b, "- ");
        text_cite(b, c->chapter->files[i], 0, 0);
        text_lit(b, "\n");
    }
    draft_end_prose(&c->draft);
}

static void write_next(Chapterist *c)
{
    if (c->chapter->number >= c->ask->course->chapters_count)
        return;
    draft_section(&c->draft, "next", "Where next");
    Buf *b = draft_prose(&c->draft);
    text_lit(b, "Next: ");
    text_chapter_link(b, &c->ask->course->chapters[c->chapter->number]);
    text_lit(b, ".");
    draft_end_prose(&c->draft);
}

/* -- the door -- */

typedef struct StaticWriter {
    const uint8_t *owner; /* found at the first chapter */
} StaticWriter;

static ErrCode write_chapter(void *self, const WriterAsk *ask, uint32_t number, Err *err UNUSED)
{
    StaticWriter *w = self;
    UseVec users = {0}, used = {0}, tests = {0};

    if (!w->owner)
        w->owner = find_owners(ask);
    Chapterist c = {
        .ask = ask, .program = ask->program, .evidence = ask->evidence,
        .arena = evidence_arena(ask->evidence), .chapter = &ask->course->chapters[number],
        .about = &ask->outline->abstractions[number], .owner = w->owner,
        .number = (uint8_t)(number + 1),
    };
    draft_begin(&c.draft, c.arena, ask->course);
    gather_users(&c, false, &users);
    gather_users(&c, true, &tests);
    gather_used(&c, &used);
    write_purpose(&c);
    write_carriers(&c);
    write_members(&c);
    write_code(&c);
    write_uses(&c, &users, "users", "Who uses it");
    write_uses(&c, &used, "used", "What it uses");
    write_tests(&c, &tests);
    write_file_list(&c);
    write_next(&c);
    draft_end(&c.draft, c.chapter);
    VEC_DONE(&users);
    VEC_DONE(&used);
    VEC_DONE(&tests);
    return ERR_OK;
}

static void close_static(void *self)
{
    free(self);
}

Writer writer_static(void)
{
    static const WriterOps ops = {
        .name = "static", .write_chapter = write_chapter, .close = close_static};

    return (Writer){&ops, xcalloc(1, sizeof(StaticWriter))};
}
