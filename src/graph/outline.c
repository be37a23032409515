/*
 * outline.c -- step 1: seeds from the ranking, one a file first; files join the seed they are closest
 * to; names come from the repository.
 */
#include "graph/outline.h"

#include "base/hash.h"
#include "base/vec.h"
#include "graph/rank.h"
#include "source/project.h"
#include "syntax/doc_text.h"

enum {
    LINES_A_CHAPTER = 1500, /* a repository of so many lines of code carries one more chapter */
    FILES_A_CHAPTER = 2,
};

typedef struct Choosing {
    const Program *program;
    const OutlineAsk *ask;
    Arena *arena;
    Ranking ranking;
    Outline *outline;
    uint32_t *seed_of_unit; /* 1 + abstraction; 0: none yet */
} Choosing;

/* -- how many -- */

static uint32_t chapters_wanted(const Choosing *c)
{
    uint64_t lines = 0, files = 0;

    if (c->ask->chapters)
        return MIN_OF(c->ask->chapters, (unsigned)OUTLINE_MAX_ABSTRACTIONS);
    for (uint32_t i = 0; i < c->program->unit_count; i++) {
        const Unit *u = &c->program->units[i];

        if (language_use(u->file->language) != LANGUAGE_CODE || (u->file->flags & FILE_IS_TEST))
            continue;
        lines += u->facts->line_count;
        files++;
    }
    uint64_t wanted = MIN_OF(1 + lines / LINES_A_CHAPTER, 1 + files / FILES_A_CHAPTER);
    if (wanted > 10)
        wanted = 10 + (wanted - 10) / 20;
    return (uint32_t)MIN_OF(wanted, (uint64_t)OUTLINE_MAX_ABSTRACTIONS);
}

/* -- names -- */

/* "aeEventLoop" -> "Ae event loop", "http_client" -> "Http client"; words of capitals stay. */
static Str name_from_symbol(Arena *a, Str symbol)
{
    AUTO(buf_done) Buf out = BUF(256);

    for (size_t i = 0; i < symbol.len; i++) {
        char c = symbol.ptr[i];
        bool is_upper = c >= 'A' && c <= 'Z';
        bool after_lower = i && symbol.ptr[i - 1] >= 'a' && symbol.ptr[i - 1] <= 'z';
        bool before_lower = i + 1 < symbol.len && symbol.ptr[i + 1] >= 'a' && symbol.ptr[i + 1] <= 'z';
        bool after_upper = i && symbol.ptr[i - 1] >= 'A' && symbol.ptr[i - 1] <= 'Z';

        if (c == '_' || c == '-' || c == '.') {
            if (out.len && out.ptr[out.len - 1] != ' ')
                buf_add_char(&out, ' ');
            continue;
        }
        if (is_upper && out.len && (after_lower || (after_upper && before_lower)))
            buf_add_char(&out, ' ');
        bool is_word_of_capitals = is_upper && (after_upper || (i + 1 < symbol.len && !before_lower));
        if (is_upper && out.len && !is_word_of_capitals)
            c = (char)(c + 32);
        if (out.len == 0 && c >= 'a' && c <= 'z')
            c = (char)(c - 32);
        buf_add_char(&out, c);
    }
    return arena_str(a, str_trim(buf_str(&out)));
}

static Str slug_of(Choosing *c, Str name)
{
    char *slug = arena_alloc(c->arena, 64);
    size_t len = 0;

    for (size_t i = 0; i < name.len && len < 60; i++) {
        char ch = name.ptr[i];

        if (ch >= 'A' && ch <= 'Z')
            ch = (char)(ch + 32);
        if (!((ch >= 'a' && ch <= 'z') || (ch >= '0' && ch <= '9')))
            ch = '-';
        if (ch != '-' || (len && slug[len - 1] != '-'))
            slug[len++] = ch;
    }
    while (len && slug[len - 1] == '-')
        len--;
    Str base = len ? (Str){slug, len} : STR("part"), unique = base;
    for (unsigned n = 2;; n++) {
        bool is_taken = false;

        for (uint32_t i = 0; i < c->outline->abstraction_count; i++)
            is_taken |= str_eq(c->outline->abstractions[i].slug, unique);
        if (!is_taken)
            return unique;
        unique = arena_printf(c->arena, "%.*s-%u", STR_ARG(base), n);
    }
}

static void stable_id(const Program *p, Arena *a, SymbolId seed, char ret_id[17])
{
    Hash h;
    char hex[HASH_HEX_SIZE];

    hash_init(&h);
    hash_add(&h, STR("abstraction"));
    hash_add(&h, p->units[program_unit_of(p, seed)].file->path);
    hash_add(&h, program_qualified_name(p, a, seed));
    hash_hex(&h, hex);
    memcpy(ret_id, hex, 16);
    ret_id[16] = '\0';
}

static uint32_t line_at(Str text, uint32_t offset)
{
    uint32_t line = 1;

    for (uint32_t i = 0; i < offset && i < text.len; i++)
        line += text.ptr[i] == '\n';
    return line;
}

static void define(Choosing *c, Abstraction *x)
{
    UnitId unit = program_unit_of(c->program, x->seed);
    const Def *d = program_def(c->program, x->seed);
    Str text;

    if (d->doc_end <= d->doc_start ||
        checkout_read(c->program->checkout, c->arena, c->program->units[unit].file, &text, NULL) != ERR_OK)
        return;
    Str plain = doc_plain(c->arena, str_sub(text, d->doc_start, d->doc_end));
    Str sentence = doc_first_sentence(doc_first_paragraph(plain));
    if (sentence.len)
        x->definition = (Quote){sentence, c->program->units[unit].file->path,
                                line_at(text, d->doc_start), line_at(text, d->doc_end)};
}

/* -- seeds -- */

static void add_seed(Choosing *c, const Ranked *r)
{
    Outline *o = c->outline;
    Abstraction *x = &o->abstractions[o->abstraction_count];
    UnitId unit = program_unit_of(c->program, r->symbol);

    *x = (Abstraction){.seed = r->symbol, .score = r->score};
    x->name = name_from_symbol(c->arena, program_name(c->program, r->symbol));
    x->slug = slug_of(c, x->name);
    stable_id(c->program, c->arena, r->symbol, x->id);
    define(c, x);
    c->seed_of_unit[unit] = ++o->abstraction_count;
}

static void choose_seeds(Choosing *c)
{
    uint32_t wanted = MAX_OF(chapters_wanted(c), 1u);

    c->outline->abstractions = ARENA_ARRAY(c->arena, Abstraction, wanted);
    for (uint32_t i = 0; i < c->ranking.count && c->outline->abstraction_count < wanted; i++) {
        UnitId unit = program_unit_of(c->program, c->ranking.items[i].symbol);

        if (!c->seed_of_unit[unit])
            add_seed(c, &c->ranking.items[i]);
    }
}

/* -- files join the closest seed -- */

static size_t shared_folders(Str a, Str b)
{
    size_t shared = 0, n = MIN_OF(a.len, b.len);

    for (size_t i = 0; i < n && a.ptr[i] == b.ptr[i]; i++)
        shared += a.ptr[i] == '/';
    return shared;
}

static void join_files(Choosing *c)
{
    const Program *p = c->program;
    uint32_t seeds = c->outline->abstraction_count;
    double *weight = ARENA_ARRAY(c->arena, double, (size_t)p->unit_count * seeds + 1);

    for (size_t i = 0; i < p->edge_count; i++) {
        const Edge *e = &p->edges[i];
        UnitId to = program_unit_of(p, e->to);

        if (tier_confidence(e->tier) < EDGE_CONFIDENCE_FACT || to == e->unit)
            continue;
        if (c->seed_of_unit[to])
            weight[(size_t)e->unit * seeds + c->seed_of_unit[to] - 1] += 1;
        if (c->seed_of_unit[e->unit])
            weight[(size_t)to * seeds + c->seed_of_unit[e->unit] - 1] += 2;
    }
    uint32_t *joined = ARENA_ARRAY(c->arena, uint32_t, p->unit_count + 1);
    for (uint32_t i = 0; i < p->unit_count; i++) {
        double best = 0;

        if (c->seed_of_unit[i] || (p->units[i].file->flags & (FILE_IS_TEST | FILE_IS_EXAMPLE)) ||
            language_use(p->units[i].file->language) != LANGUAGE_CODE)
            continue;
        for (uint32_t s = 0; s < seeds; s++) {
            Str home = p->units[program_unit_of(p, c->outline->abstractions[s].seed)].file->path;
            double w = weight[(size_t)i * seeds + s] *
                       (1 + (double)shared_folders(home, p->units[i].file->path));

            if (w > best) {
                best = w;
                joined[i] = s + 1;
            }
        }
    }
    for (uint32_t i = 0; i < p->unit_count; i++) {
        if (joined[i])
            c->seed_of_unit[i] = joined[i];
    }
}

static void list_files(Choosing *c)
{
    for (uint32_t s = 0; s < c->outline->abstraction_count; s++) {
        Abstraction *x = &c->outline->abstractions[s];
        UnitId home = program_unit_of(c->program, x->seed);

        x->units = ARENA_ARRAY(c->arena, UnitId, c->program->unit_count);
        x->units[x->unit_count++] = home;
        for (uint32_t i = 0; i < c->program->unit_count; i++) {
            if (c->seed_of_unit[i] == s + 1 && i != home)
                x->units[x->unit_count++] = i;
        }
    }
}

static void list_symbols(Choosing *c)
{
    for (uint32_t s = 0; s < c->outline->abstraction_count; s++) {
        Abstraction *x = &c->outline->abstractions[s];

        x->symbols = ARENA_ARRAY(c->arena, SymbolId, OUTLINE_MAX_SYMBOLS);
        x->symbols[x->symbol_count++] = x->seed;
    }
    for (uint32_t i = 0; i < c->ranking.count; i++) {
        SymbolId symbol = c->ranking.items[i].symbol;
        uint32_t owner = c->seed_of_unit[program_unit_of(c->program, symbol)];
        Abstraction *x = owner ? &c->outline->abstractions[owner - 1] : NULL;

        if (x && symbol != x->seed && x->symbol_count < OUTLINE_MAX_SYMBOLS)
            x->symbols[x->symbol_count++] = symbol;
    }
}

/* -- entry points -- */

static const char *entry_word(NoteKind kind)
{
    switch (kind) {
    case NOTE_ENTRY_POINT:
        return "main";
    case NOTE_ROUTE:
        return "route";
    case NOTE_COMMAND:
        return "command";
    default:
        return NULL;
    }
}

static void find_entries(Choosing *c)
{
    VEC(EntryPoint) found = {0};
    const Program *p = c->program;

    for (uint32_t i = 0; i < p->unit_count; i++) {
        const Facts *f = p->units[i].facts;

        for (uint32_t n = 0; n < f->note_count && found.len < 2000; n++) {
            const char *word = entry_word(f->notes[n].kind);
            Str text;

            if (!word || (p->units[i].file->flags & (FILE_IS_TEST | FILE_IS_EXAMPLE)))
                continue;
            SymbolId s = p->units[i].first_symbol + f->notes[n].def;
            bool is_read = checkout_read(p->checkout, c->arena, p->units[i].file, &text, NULL) == ERR_OK;
            Str name = f->notes[n].text ? facts_name(f, f->notes[n].text) : program_name(p, s);
            *VEC_PUSH(&found) = (EntryPoint){
                .kind = str_from(word), .name = name.len ? name : path_base(p->units[i].file->path),
                .path = p->units[i].file->path, .line = is_read ? line_at(text, f->notes[n].at) : 1,
                .symbol = f->notes[n].def ? s : 0,
                .abstraction = c->seed_of_unit[i] ? c->seed_of_unit[i] - 1 : UINT32_MAX,
            };
        }
    }
    c->outline->entry_points = ARENA_ARRAY(c->arena, EntryPoint, found.len);
    c->outline->entry_point_count = (uint32_t)found.len;
    if (found.len)
        memcpy(c->outline->entry_points, found.at, found.len * sizeof(EntryPoint));
    VEC_DONE(&found);
}

static void mark_entries(Choosing *c)
{
    for (uint32_t i = 0; i < c->outline->entry_point_count; i++) {
        uint32_t x = c->outline->entry_points[i].abstraction;

        if (x < c->outline->abstraction_count)
            c->outline->abstractions[x].is_entry = true;
    }
}

void outline_choose(const Program *p, const OutlineAsk *ask, Arena *a, Outline *ret)
{
    Choosing c = {.program = p, .ask = ask, .arena = a, .outline = ret};

    *ret = (Outline){0};
    c.seed_of_unit = ARENA_ARRAY(a, uint32_t, p->unit_count + 1);
    rank_symbols(p, ask, a, &c.ranking);
    choose_seeds(&c);
    join_files(&c);
    list_files(&c);
    list_symbols(&c);
    find_entries(&c);
    mark_entries(&c);
}
