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
#include "syntax/doc_text.h"
#include "writer/across.h"
#include "writer/scenario.h"
#include "writer/telling.h"

enum {
    CARRIERS_MAX = 12, /* rows of the table of symbols */
    MEMBERS_MAX = 16,  /* rows of the table of fields and methods */
    USERS_MAX = 10,    /* rows of "who uses it" and "what it uses" */
    FILES_MAX = 20,
    EXCERPTS_MAX = 3,
    FUNCTION_MIN_LINES =
        4, /* shorter functions explain nothing that their signature does not */
    SIGNATURE_GOOD_BYTES = 120,
    FUNCTIONS_JOINED = 5, /* of them functions at least, where there are any */
    CANDIDATES_MAX = 40,  /* symbols of the chapter whose code is weighed */
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
    const Insight *insight;
    bool has_fields; /* they stand in a section of their own */
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

/* What C++ defines outside of its class (A::f) belongs to whom the class belongs to. */
static void own_outside_definitions(const WriterAsk *ask, uint8_t *owner)
{
    const Program *p = ask->program;
    Arena *a = evidence_arena(ask->evidence);
    StrMap classes = {0};

    for (SymbolId s = 1; s < p->symbol_count; s++) {
        const Def *d = program_def(p, s);

        if (owner[s] && (d->kind == DEF_CLASS || d->kind == DEF_STRUCT) &&
            p->units[program_unit_of(p, s)].file->language == LANG_CPP)
            (void)strmap_set(&classes, program_qualified_name(p, a, s), owner[s]);
    }
    for (SymbolId s = 1; classes.len && s < p->symbol_count; s++) {
        const Unit *u = &p->units[program_unit_of(p, s)];

        if (owner[s] || u->file->language != LANG_CPP || !telling_is_code(p, s))
            continue;
        Str name = program_qualified_name(p, a, s),
            class = str_sub(name, 0, name.len - MIN_OF(name.len, program_name(p, s).len + 2));
        uint64_t number;
        if (strmap_get(&classes, class, &number))
            own_symbol(p, owner, s, (uint8_t)number);
    }
    strmap_done(&classes);
}

static const uint8_t *find_owners(const WriterAsk *ask)
{
    uint8_t *owner = arena_alloc(evidence_arena(ask->evidence), ask->program->symbol_count + 1);

    for (uint32_t i = 0; i < ask->outline->abstraction_count; i++) {
        const Abstraction *x = &ask->outline->abstractions[i];

        for (uint32_t n = 0; n < x->symbol_count; n++)
            own_symbol(ask->program, owner, x->symbols[n], (uint8_t)(i + 1));
    }
    own_outside_definitions(ask, owner);
    return owner;
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

/* A symbol that needs a sentence to be worth a row: names and values of it alone tell nothing. */
static bool needs_words(Str kind)
{
    static const char *const kinds[] = {"constant", "variable", "macro",  "type",
                                        "field",    "rule",     "section"};

    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        if (str_is(kind, kinds[i]))
            return true;
    }
    return false;
}

static bool is_type_word(Str kind)
{
    return !str_is(kind, "function") && !str_is(kind, "method") && !str_is(kind, "constructor");
}

static bool is_worth_a_row(const CourseSymbol *s)
{
    return s->doc.len || !needs_words(s->kind);
}

/* Initial values fill lines and are one click away: what is long ends before them. */
static Str readable_signature(Chapterist *c, Str signature)
{
    size_t equals = str_find(signature, STR(" = "), 0);

    if (signature.len <= SIGNATURE_GOOD_BYTES || equals == SIZE_MAX ||
        str_find_char(str_sub(signature, 0, equals), '(', 0) != SIZE_MAX)
        return signature;
    return arena_printf(c->arena, "%.*s = ...", STR_ARG(str_sub(signature, 0, equals)));
}

static void put_code_cell(Chapterist *c, Str code)
{
    text_code(draft_cell(&c->draft), readable_signature(c, code));
    draft_end_cell(&c->draft);
}

static void put_words_cell(Chapterist *c, Str doc)
{
    text_words(draft_cell(&c->draft), doc_first_sentence(doc));
    draft_end_cell(&c->draft);
}

static void put_carrier_row(Chapterist *c, const CourseSymbol *s, bool has_docs)
{
    put_symbol_cell(c, s);
    buf_add(draft_cell(&c->draft), s->kind);
    draft_end_cell(&c->draft);
    /* "typedef struct" and nothing more: the name comes after the body */
    put_code_cell(c, str_has(s->signature, s->name) ? s->signature : STR_NONE);
    if (has_docs)
        put_words_cell(c, s->doc);
}

/* When nothing better is there, what needs words stands without. */
static void write_carriers(Chapterist *c)
{
    const Chapter *ch = c->chapter;
    uint32_t worthy = 0, rows = 0;
    bool has_docs = false;

    for (uint32_t i = 0; i < ch->symbols_count; i++) {
        worthy += is_worth_a_row(&ch->symbols[i]);
        has_docs |= ch->symbols[i].doc.len > 0;
    }
    const char *const head[] = {"Symbol", "Kind", "Signature",
                                has_docs ? "What the source says" : NULL, NULL};
    draft_section(&c->draft, "carriers", "What carries it");
    draft_table(&c->draft, head);
    uint32_t functions = 0, types = 0;
    for (uint32_t i = 0; i < ch->symbols_count; i++)
        functions += !is_type_word(ch->symbols[i].kind);
    uint32_t types_max = CARRIERS_MAX - MIN_OF(functions, (uint32_t)FUNCTIONS_JOINED);
    for (uint32_t i = 0; i < ch->symbols_count && rows < CARRIERS_MAX; i++) {
        if (i && worthy > 1 && !is_worth_a_row(&ch->symbols[i]))
            continue;
        if (is_type_word(ch->symbols[i].kind) && types++ >= types_max)
            continue;
        put_carrier_row(c, &ch->symbols[i], has_docs);
        rows++;
    }
    draft_end_table(&c->draft);
}

/* -- fields and methods of the seed -- */

static bool is_member(const Def *d)
{
    return d->kind == DEF_FIELD || d->kind == DEF_PROPERTY || d->kind == DEF_METHOD ||
           d->kind == DEF_ENUM_MEMBER || d->kind == DEF_CONSTRUCTOR;
}

static bool is_field(const Def *d)
{
    return d->kind == DEF_FIELD || d->kind == DEF_PROPERTY;
}

static void put_member_row(Chapterist *c, SymbolId s, bool has_docs)
{
    Source place = evidence_place(c->evidence, s), doc_source;
    Buf *b = draft_cell(&c->draft);

    text_code(b, program_name(c->program, s));
    text_lit(b, " ");
    text_cite_line(b, place.path, place.line);
    draft_end_cell(&c->draft);
    put_code_cell(c, evidence_clean(c->evidence, evidence_signature(c->evidence, s)));
    if (has_docs)
        put_words_cell(c,
                       evidence_clean(c->evidence, evidence_doc(c->evidence, s, &doc_source)));
}

typedef struct Member {
    SymbolId symbol;
    size_t weight;
} Member;

static int heaviest_member_first(const void *a, const void *b)
{
    const Member *x = a, *y = b;

    if (x->weight != y->weight)
        return x->weight < y->weight ? 1 : -1;
    return x->symbol < y->symbol ? -1 : x->symbol > y->symbol;
}

static int member_in_source_order(const void *a, const void *b)
{
    const Member *x = a, *y = b;

    return x->symbol < y->symbol ? -1 : x->symbol > y->symbol;
}

/* Of many members those count that others refer to, and above all those that are described. */
static size_t weight_of_member(const Program *p, SymbolId s)
{
    const Def *d = program_def(p, s);
    size_t references = p->in_start[s + 1] - p->in_start[s];

    return references + (d->doc_end > d->doc_start ? 20 : 0) +
           (d->visibility == VISIBLE_PUBLIC ? 10 : 0);
}

/* In the order of the source; *ret_all counts those that were left out too. */
static uint32_t choose_members(Chapterist *c, Member *ret, uint32_t *ret_all)
{
    const Unit *u = &c->program->units[program_unit_of(c->program, c->about->seed)];
    uint32_t def = c->about->seed - u->first_symbol, count = 0;
    Member *all = ARENA_ARRAY(c->arena, Member, u->facts->def_count + 1);

    for (uint32_t d = def + 1; d < u->facts->def_count; d++) {
        SymbolId s = u->first_symbol + d;

        if (u->facts->defs[d].parent == def && is_member(&u->facts->defs[d]) &&
            !(c->has_fields && is_field(&u->facts->defs[d])))
            all[count++] = (Member){s, weight_of_member(c->program, s)};
    }
    *ret_all = count;
    if (count > MEMBERS_MAX) {
        qsort(all, count, sizeof(*all), heaviest_member_first);
        count = MEMBERS_MAX;
    }
    qsort(all, count, sizeof(*all), member_in_source_order);
    memcpy(ret, all, count * sizeof(*all));
    return count;
}

static void write_members(Chapterist *c)
{
    Member members[MEMBERS_MAX];
    uint32_t all;
    bool has_docs = false;

    if (!c->about->seed)
        return;
    uint32_t count = choose_members(c, members, &all);
    for (uint32_t i = 0; i < count; i++) {
        Source source;
        has_docs |= evidence_doc(c->evidence, members[i].symbol, &source).len > 0;
    }
    const char *const head[] = {"Member", "Declared as",
                                has_docs ? "What the source says" : NULL, NULL};
    AUTO(buf_done) Buf title = BUF(256);
    buf_printf(&title, "Inside %.*s", STR_ARG(program_name(c->program, c->about->seed)));
    draft_section(&c->draft, "members", title.ptr);
    draft_table(&c->draft, head);
    for (uint32_t i = 0; i < count; i++)
        put_member_row(c, members[i].symbol, has_docs);
    draft_end_table(&c->draft);
    if (all > count) {
        buf_printf(draft_prose(&c->draft), "These are %u of its %u members.", count, all);
        draft_end_prose(&c->draft);
    }
}

/* -- the code -- */

typedef struct Candidate {
    SymbolId symbol;
    size_t weight;
    uint32_t rank; /* of the chapter's symbol that it is, or belongs to */
} Candidate;
VEC_TYPE(CandidateVec, Candidate);

static int weightiest_first(const void *a, const void *b)
{
    const Candidate *x = a, *y = b;

    if (x->weight != y->weight)
        return x->weight < y->weight ? 1 : -1;
    return x->symbol < y->symbol ? -1 : x->symbol > y->symbol;
}

static void add_candidate(Chapterist *c, SymbolId s, uint32_t rank, CandidateVec *found)
{
    size_t weight = insight_in_test(c->insight, s) ? 0
                                                   : telling_weight(c->program, c->evidence, s);

    /* what stands first in the chapter is what it is about */
    if (weight)
        *VEC_PUSH(found) = (Candidate){s, 64 * weight / (8 + rank), rank};
}

/* The place in the chapter of the symbol, or of what encloses it; CANDIDATES_MAX: a late one. */
static uint32_t rank_of_symbol(Chapterist *c, SymbolId s)
{
    const Unit *u = &c->program->units[program_unit_of(c->program, s)];
    uint32_t parent = program_def(c->program, s)->parent;

    for (uint32_t i = 0; i < MIN_OF(c->about->symbol_count, (uint32_t)CANDIDATES_MAX); i++) {
        if (c->about->symbols[i] == s ||
            (parent && c->about->symbols[i] == u->first_symbol + parent))
            return i;
    }
    /* defined outside of its class: the first is the best guess */
    return u->file->language == LANG_CPP ? 1 : CANDIDATES_MAX;
}

/* Functions of the chapter and methods of its types. */
static void gather_code(Chapterist *c, CandidateVec *found)
{
    for (SymbolId s = 1; s < c->program->symbol_count; s++) {
        if (c->owner[s] == c->number && telling_is_code(c->program, s))
            add_candidate(c, s, rank_of_symbol(c, s), found);
    }
    VEC_SORT(found, weightiest_first);
}

/* Overloads of one function are much alike: one is shown. */
static bool has_namesake_before(Chapterist *c, const CandidateVec *found, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        if (str_eq(program_name(c->program, found->at[i].symbol),
                   program_name(c->program, found->at[at].symbol)))
            return true;
    }
    return false;
}

static bool has_symbol(const Chapter *ch, const char *id)
{
    for (uint32_t i = 0; i < ch->symbols_count; i++) {
        if (strcmp(ch->symbols[i].id, id) == 0)
            return true;
    }
    return false;
}

static bool is_worth_showing(Chapterist *c, SymbolId s)
{
    Telling t;

    return telling_lines(c->program, c->evidence, s, &t) &&
           t.end_line - t.line + 1 >= FUNCTION_MIN_LINES;
}

static bool is_short_type(Chapterist *c, SymbolId s)
{
    Source range = evidence_range(c->evidence, s);

    return !telling_is_code(c->program, s) && range.end_line - range.line < EXCERPT_GOOD_LINES;
}

/* The seed when it is a type that fits, then what does most; declarations only where there is no code. */
static void write_code(Chapterist *c, const SectionAsk *section)
{
    CandidateVec found = {0};
    SymbolId shown[EXCERPTS_MAX];
    uint32_t count = 0;

    gather_code(c, &found);
    if (c->about->seed && is_short_type(c, c->about->seed) &&
        is_worth_showing(c, c->about->seed))
        shown[count++] = c->about->seed;
    for (size_t i = 0; i < found.len && count < EXCERPTS_MAX; i++) {
        if (!has_namesake_before(c, &found, i) && is_worth_showing(c, found.at[i].symbol))
            shown[count++] = found.at[i].symbol;
    }
    for (uint32_t i = 0; i < c->about->symbol_count && count < EXCERPTS_MAX && found.len == 0;
         i++) {
        if ((c->about->symbols[i] != c->about->seed || count == 0) &&
            is_worth_showing(c, c->about->symbols[i]))
            shown[count++] = c->about->symbols[i];
    }
    section_walk(section, shown, count);
    VEC_DONE(&found);
}

/* A chapter that was found through its types names the functions that do its work too. */
static void join_functions(Chapterist *c)
{
    CandidateVec found = {0};
    Chapter *ch = c->chapter;
    uint32_t functions = 0;

    for (uint32_t i = 0; i < MIN_OF(ch->symbols_count, (uint32_t)CARRIERS_MAX); i++)
        functions += !is_type_word(ch->symbols[i].kind);
    gather_code(c, &found);
    CourseSymbol *all = ARENA_ARRAY(c->arena, CourseSymbol,
                                    ch->symbols_count + FUNCTIONS_JOINED);
    if (ch->symbols_count)
        memcpy(all, ch->symbols, ch->symbols_count * sizeof(*all));
    for (size_t i = 0; i < found.len && functions < FUNCTIONS_JOINED; i++) {
        CourseSymbol s;

        evidence_symbol(c->evidence, found.at[i].symbol, &s);
        s.role = STR("carrier");
        if (has_symbol(ch, s.id) || has_namesake_before(c, &found, i))
            continue;
        all[ch->symbols_count] = s;
        ch->symbols = all;
        ch->symbols_count++;
        functions++;
    }
    VEC_DONE(&found);
}

/* -- who uses it, what it uses, which tests touch it -- */

typedef struct Use {
    SymbolId other; /* the symbol outside of this chapter */
    uint32_t count;
    const Edge *first; /* the edge shown */
    uint8_t kind;
} Use;
VEC_TYPE(UseVec, Use);

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

/* Of two used as often, what is called or extended says more than what is mentioned. */
static uint64_t weight_of_use(const Use *use)
{
    bool says_more = use->kind == EDGE_CALL || use->kind == EDGE_INHERIT;

    return 2 * (uint64_t)use->count + (says_more ? 3 : 0);
}

static int most_used_first(const void *a, const void *b)
{
    const Use *x = a, *y = b;
    uint64_t wx = weight_of_use(x), wy = weight_of_use(y);

    if (wx != wy)
        return wx < wy ? 1 : -1;
    return x->other < y->other ? -1 : x->other > y->other;
}

static bool is_fact(const Edge *e)
{
    return tier_confidence(e->tier) >= EDGE_CONFIDENCE_FACT;
}

/* A file as such "uses" what its constants and declarations name: only its calls say something. */
static bool says_something(const Program *p, const Edge *e)
{
    const Def *to = program_def(p, e->to);

    if (e->kind == EDGE_TYPE && to->kind == DEF_TYPE)
        return false;
    return e->kind == EDGE_CALL || program_name(p, e->from).len > 0;
}

/* Symbols outside of the chapter that have an edge into it. */
static void gather_users(Chapterist *c, UseVec *uses)
{
    const Program *p = c->program;
    U64Map places = {0};

    for (SymbolId s = 1; s < p->symbol_count; s++) {
        if (c->owner[s] != c->number)
            continue;
        for (size_t i = p->in_start[s]; i < p->in_start[s + 1]; i++) {
            const Edge *e = &p->edges[p->edges_in[i]];

            if (is_fact(e) && e->kind != EDGE_IMPORT && c->owner[e->from] != c->number &&
                !insight_is_test_edge(c->insight, e) && says_something(p, e))
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
    bool is_part = d->kind == DEF_FIELD || d->kind == DEF_PROPERTY ||
                   d->kind == DEF_ENUM_MEMBER;

    return is_part && d->parent ? u->first_symbol + d->parent : s;
}

/* Symbols of other chapters that this one has edges to. */
static void gather_used(Chapterist *c, UseVec *uses)
{
    const Program *p = c->program;
    U64Map places = {0};

    for (uint32_t n = 0; n < c->about->unit_count; n++) {
        for (size_t i = p->unit_edges[c->about->units[n]];
             i < p->unit_edges[c->about->units[n] + 1]; i++) {
            const Edge *e = &p->edges[i];

            if (c->owner[e->from] == c->number && is_fact(e) && e->kind != EDGE_IMPORT &&
                !insight_is_test_edge(c->insight, e) && says_something(p, e) &&
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

/* `server.port` is two references by one word: the field says all that the variable does. */
static bool is_said_by(const Program *p, const Use *use, const Use *other)
{
    const Edge *e = use->first, *x = other->first;

    return program_def(p, e->to)->kind == DEF_VARIABLE &&
           program_def(p, x->to)->kind == DEF_FIELD && e->unit == x->unit &&
           e->from == x->from && use->count == other->count && x->at > e->at &&
           x->at - e->at < 80;
}

static bool is_said_by_neighbour(const Program *p, const UseVec *uses, size_t i)
{
    return (i && is_said_by(p, &uses->at[i], &uses->at[i - 1])) ||
           (i + 1 < uses->len && is_said_by(p, &uses->at[i], &uses->at[i + 1]));
}

static void write_uses(Chapterist *c, const UseVec *uses, const char *kind, const char *title)
{
    static const char *const head[] = {"Use", "Shown by", "References", "Chapter", NULL};
    size_t rows = 0, i = 0;

    if (uses->len == 0)
        return;
    draft_section(&c->draft, kind, title);
    draft_table(&c->draft, head);
    for (; i < uses->len && rows < USERS_MAX; i++) {
        if (is_said_by_neighbour(c->program, uses, i))
            continue;
        put_use_row(c, &uses->at[i]);
        rows++;
    }
    draft_end_table(&c->draft);
    if (uses->len > i) {
        buf_printf(draft_prose(&c->draft), "And %zu more.", uses->len - i);
        draft_end_prose(&c->draft);
    }
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
    const uint8_t *owner; /* found at the first chapter, like the next */
    SectionShared *shared;
} StaticWriter;

static void prepare(StaticWriter *w, const WriterAsk *ask)
{
    if (w->owner)
        return;
    w->owner = find_owners(ask);
    w->shared = section_shared_new(ask, w->owner);
}

static uint32_t write_extra(void *self, const WriterAsk *ask, Chapter *ret)
{
    StaticWriter *w = self;

    prepare(w, ask);
    SectionAsk section = {.ask = ask, .shared = w->shared, .insight = &w->shared->insight};
    return scenario_chapter(&section, ret);
}

static ErrCode write_chapter(void *self, const WriterAsk *ask, uint32_t number, Err *err UNUSED)
{
    StaticWriter *w = self;
    UseVec users = {0}, used = {0};

    prepare(w, ask);
    Chapterist c = {
        .ask = ask,
        .program = ask->program,
        .evidence = ask->evidence,
        .arena = evidence_arena(ask->evidence),
        .chapter = &ask->course->chapters[number],
        .about = &ask->outline->abstractions[number],
        .owner = w->owner,
        .insight = &w->shared->insight,
        .number = (uint8_t)(number + 1),
    };
    draft_begin(&c.draft, c.arena, ask->course);
    gather_users(&c, &users);
    gather_used(&c, &used);
    join_functions(&c);
    SectionAsk section = {.ask = ask,
                          .shared = w->shared,
                          .insight = &w->shared->insight,
                          .chapter = c.chapter,
                          .about = c.about,
                          .draft = &c.draft,
                          .number = c.number};
    section_purpose(&section);
    write_carriers(&c);
    c.has_fields = section_fields(&section);
    write_members(&c);
    write_code(&c, &section);
    section_states(&section);
    section_failures(&section);
    write_uses(&c, &users, "users", "Who uses it");
    write_uses(&c, &used, "used", "What it uses");
    section_reach(&section);
    section_options(&section);
    section_limits(&section);
    section_tests(&section);
    section_past(&section);
    section_changing(&section);
    write_file_list(&c);
    write_next(&c);
    draft_end(&c.draft, c.chapter);
    VEC_DONE(&users);
    VEC_DONE(&used);
    return ERR_OK;
}

static ErrCode write_course(void *self, const WriterAsk *ask, Err *err UNUSED)
{
    StaticWriter *w = self;

    if (w->shared)
        across_add(ask, w->shared);
    return ERR_OK;
}

static void close_static(void *self)
{
    section_shared_free(((StaticWriter *)self)->shared);
    free(self);
}

Writer writer_static(void)
{
    static const WriterOps ops = {.name = "static",
                                  .write_chapter = write_chapter,
                                  .write_extra = write_extra,
                                  .write_course = write_course,
                                  .close = close_static};

    return (Writer){&ops, xcalloc(1, sizeof(StaticWriter))};
}
