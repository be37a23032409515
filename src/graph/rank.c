/*
 * rank.c -- counting the signs and weighing them.
 */
#include "graph/rank.h"

#include "base/vec.h"
#include "source/history.h"
#include "source/project.h"

/* Weights of the signs; each multiplies a logarithm. Measured one by one on the half of the lists
 * that is for tuning: around these values the figures are flat. */
static const double MODULE_USERS = 1.0, MODULE_TEST_USERS = 0.5, MODULE_SIZE = 2.0,
                    MODULE_LINES_UNIT = 20.0, MODULE_MENTIONS = 0.5, MODULE_HEADINGS = 0.5,
                    MODULE_TARGETS = 0.25, MODULE_ENTRY = 1.0;
static const double MODULE_ASKED = 16.0;  /* for each word of the prompt that names it */
static const double MODULE_UTILITY = 0.3; /* named for what every program has */
static const double MODULE_ASIDE = 0.3;   /* scripts and tools; files of declarations only */

static const double ITEM_USERS = 2.0, ITEM_TEST_USERS = 1.0, ITEM_INNER_USES = 1.0,
                    ITEM_LINES = 0.35, ITEM_MENTIONS = 1.5, ITEM_EXPORTED = 1.0;
static const double ITEM_TYPE = 3.0;     /* a type with members says what its module is about */
static const double ITEM_NAMESAKE = 2.0; /* its words are those of the file's name */
static const double ITEM_MINOR = 0.5;    /* constants, variables, aliases */

typedef struct Ranker {
    Parts *x;
    const Program *p;
    const OutlineAsk *ask;
    Arena *a;
    uint32_t *item_stamp; /* by item: 1 + the unit or section that counted last */
    uint32_t *module_stamp;
} Ranker;

/* -- references -- */

static void count_use(Ranker *r, const Edge *e, uint32_t from_module, uint32_t item,
                      uint32_t module)
{
    bool is_evidence = from_module == PART_NONE;

    if (item != PART_NONE && r->item_stamp[item] != e->unit + 1) {
        r->item_stamp[item] = e->unit + 1;
        if (is_evidence)
            r->x->items[item].test_users++;
        else
            r->x->items[item].users++;
    }
    if (r->module_stamp[module] != e->unit + 1) {
        r->module_stamp[module] = e->unit + 1;
        if (is_evidence)
            r->x->modules[module].test_users++;
        else
            r->x->modules[module].users++;
    }
}

/* Where an edge leads: item (PART_NONE for a whole file) and module; false when to neither. */
static bool target_of(const Parts *x, const Edge *e, uint32_t *ret_item, uint32_t *ret_module)
{
    uint32_t item = x->item_of[e->to];

    *ret_item = item;
    *ret_module = item != PART_NONE ? x->items[item].module
                                    : x->module_of_unit[x->unit_of[e->to]];
    return *ret_module != PART_NONE;
}

static void count_edges(Ranker *r, U64Map *pairs)
{
    Parts *x = r->x;

    for (size_t i = 0; i < r->p->edge_count; i++) {
        const Edge *e = &r->p->edges[i];
        uint32_t item, module, from_item = x->item_of[e->from];

        if (!target_of(x, e, &item, &module))
            continue;
        uint32_t from = from_item != PART_NONE ? x->items[from_item].module
                                               : x->module_of_unit[e->unit];
        if (from == module) {
            if (item != PART_NONE && from_item != item)
                x->items[item].inner_uses++;
            continue;
        }
        count_use(r, e, from, item, module);
        if (from != PART_NONE)
            ++*u64map_at(pairs, (uint64_t)from << 32 | module, NULL);
    }
}

static int by_pair(const void *a, const void *b)
{
    const ModuleUse *x = a, *y = b;

    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    return x->to < y->to ? -1 : x->to > y->to;
}

static void keep_pairs(Ranker *r, const U64Map *pairs, Ranking *ret)
{
    ret->uses = ARENA_ARRAY(r->a, ModuleUse, pairs->len + 1);
    ret->use_count = (uint32_t)pairs->len;
    ret->use_start = ARENA_ARRAY(r->a, uint32_t, r->x->module_count + 1);
    for (size_t i = 0; i < pairs->len; i++)
        ret->uses[i] = (ModuleUse){(uint32_t)(pairs->entries[i].key >> 32),
                                   (uint32_t)pairs->entries[i].key,
                                   (uint32_t)pairs->entries[i].value};
    qsort(ret->uses, ret->use_count, sizeof(*ret->uses), by_pair);
    for (uint32_t i = 0; i < ret->use_count; i++) {
        ret->use_start[ret->uses[i].from + 1]++;
        r->x->modules[ret->uses[i].from].targets++;
    }
    for (uint32_t m = 0; m < r->x->module_count; m++)
        ret->use_start[m + 1] += ret->use_start[m];
}

/* -- documents -- */

bool rank_is_news(Str path)
{
    static const char *const marks[] = {
        "change",  "history",  "news",         "release",         "licen",
        "copying", "authors",  "contributors", "code_of_conduct", "security",
        "thanks",  "relnotes", "changelog",    "whatsnew",        "upgrad",
        "migrat",  NULL};

    for (const char *const *m = marks; *m; m++) {
        Str mark = str_from(*m);

        for (size_t i = 0; i + mark.len <= path.len; i++) {
            if ((i == 0 || path.ptr[i - 1] == '/' || path.ptr[i - 1] == '-') &&
                str_eq_nocase(str_sub(path, i, i + mark.len), mark))
                return true;
        }
    }
    return false;
}

enum {
    NAMED_MAX = 12, /* symbols of one name beyond which it tells nothing */
    DOCS_MAX_BYTES = 16 << 20,
};

typedef struct Reader {
    Ranker *r;
    StrMap files;      /* base name -> 1 + module; several: UINT32_MAX */
    StrMap stem_words; /* first three letters of a stem's word -> 1 + index into links */
    VEC(struct Link) links;
    uint32_t section; /* 1 + number of the one being read */
} Reader;

typedef struct Link {
    uint32_t module;
    uint32_t next; /* 1 + index; 0: none */
} Link;

static void index_files(Reader *d)
{
    const Parts *x = d->r->x;

    for (uint32_t m = 0; m < x->module_count; m++) {
        for (uint32_t n = 0; n < x->modules[m].unit_count; n++) {
            bool is_new;
            uint64_t *at = strmap_at(
                &d->files, path_base(d->r->p->units[x->modules[m].units[n]].file->path),
                &is_new);

            *at = is_new || *at == m + 1 ? m + 1 : UINT32_MAX;
        }
    }
}

static Str word_key(Arena *a, Str word)
{
    char *key = arena_alloc(a, 4);

    for (size_t i = 0; i < 3 && i < word.len; i++)
        key[i] = word.ptr[i] >= 'A' && word.ptr[i] <= 'Z' ? (char)(word.ptr[i] + 32)
                                                          : word.ptr[i];
    return (Str){key, MIN_OF(word.len, (size_t)3)};
}

static void index_stems(Reader *d)
{
    const Parts *x = d->r->x;

    for (uint32_t m = 0; m < x->module_count; m++) {
        Words w;

        words_of(x->modules[m].stem, &w);
        for (uint32_t i = 0; i < w.count; i++) {
            if (w.at[i].len < 3)
                continue;
            uint64_t *at = strmap_at(&d->stem_words, word_key(d->r->a, w.at[i]), NULL);
            *VEC_PUSH(&d->links) = (Link){m, (uint32_t)*at};
            *at = d->links.len;
        }
    }
}

static void mention_module(Reader *d, uint32_t m)
{
    if (d->r->module_stamp[m] != d->section) {
        d->r->module_stamp[m] = d->section;
        d->r->x->modules[m].mentions++;
        d->r->x->modules[m].told_at = MIN_OF(d->r->x->modules[m].told_at, d->section);
    }
}

static void mention_item(Reader *d, uint32_t item)
{
    if (d->r->item_stamp[item] != d->section) {
        d->r->item_stamp[item] = d->section;
        d->r->x->items[item].mentions++;
        d->r->x->items[item].told_at = MIN_OF(d->r->x->items[item].told_at, d->section);
    }
    mention_module(d, d->r->x->items[item].module);
}

/* Only what cannot be plain English counts in prose: quoted code, underscores, capitals inside. */
static bool is_telling(Str word, bool is_code)
{
    bool has_lower = false, has_inner = false;

    if (is_code)
        return true;
    for (size_t i = 0; i < word.len; i++) {
        char c = word.ptr[i];

        has_lower |= c >= 'a' && c <= 'z';
        has_inner |= c == '_' || (i && ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')));
    }
    return has_lower && has_inner;
}

/* Whether "qualifier.name" may mean this item: its class, module or package is called so. */
static bool is_qualified_by(const Reader *d, uint32_t item, SymbolId symbol, Str qualifier)
{
    const Parts *x = d->r->x;
    const Module *m = &x->modules[x->items[item].module];

    return str_eq_nocase(qualifier, m->stem) || str_eq_nocase(qualifier, path_base(m->dir)) ||
           (x->items[item].symbol != symbol && str_eq(qualifier, item_name(x, item))) ||
           (d->r->ask->project && m->dir.len == 0 &&
            str_eq_nocase(qualifier, d->r->ask->project->name));
}

static void read_name(Reader *d, Str word, Str qualifier, bool is_code)
{
    size_t count;
    uint32_t first = PART_NONE;
    bool has_qualified = false;

    if (word.len < 3 || !is_telling(word, is_code))
        return;
    const SymbolId *symbols = program_symbols_named(d->r->p, intern_find(&d->r->p->names, word),
                                                    &count);
    if (count > NAMED_MAX)
        return;
    for (size_t i = 0; i < count && qualifier.len; i++) {
        uint32_t item = d->r->x->item_of[symbols[i]];

        has_qualified |= item != PART_NONE && is_qualified_by(d, item, symbols[i], qualifier);
    }
    for (size_t i = 0; i < count; i++) {
        uint32_t item = d->r->x->item_of[symbols[i]];

        if (item == PART_NONE || item == first ||
            (has_qualified && !is_qualified_by(d, item, symbols[i], qualifier)))
            continue;
        first = first == PART_NONE ? item : first;
        mention_item(d, item);
    }
}

static bool is_word_char(char c)
{
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z');
}

/* "src/ae.c", "app.get", "ns::f": the file if there is one, else each name in it. */
static void read_token(Reader *d, Str token, bool is_code)
{
    uint64_t module;

    if (str_find_char(token, '.', 0) != SIZE_MAX &&
        strmap_get(&d->files, path_base(token), &module) && module != UINT32_MAX)
        mention_module(d, (uint32_t)module - 1);
    Str qualifier = STR_NONE;
    for (size_t i = 0; i < token.len;) {
        size_t start = i;

        while (i < token.len && is_word_char(token.ptr[i]))
            i++;
        if (i == start) {
            i++;
            continue;
        }
        Str word = str_sub(token, start, i);
        read_name(d, word, qualifier, is_code || start > 0);
        qualifier = word;
    }
}

static bool is_token_char(char c)
{
    return is_word_char(c) || c == '.' || c == '/' || c == '-';
}

static void read_text(Reader *d, Str text)
{
    bool is_code = false;

    for (size_t i = 0; i < text.len;) {
        size_t start = i;

        while (i < text.len && is_token_char(text.ptr[i]))
            i++;
        if (i == start) {
            is_code = text.ptr[i] == '`' ? !is_code : text.ptr[i] == '\n' ? false : is_code;
            i++;
            continue;
        }
        size_t end = i;
        while (end > start && !is_word_char(text.ptr[end - 1]))
            end--;
        bool is_called = i < text.len && text.ptr[i] == '(';
        read_token(d, str_sub(text, start, end), is_code || is_called);
    }
}

/* Words of a title that tell what it is about, in front; their number. */
static uint32_t keep_telling(Words *w)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < w->count; i++) {
        if (!word_is_small(w->at[i]) && !word_is_generic(w->at[i]) && w->at[i].len >= 2)
            w->at[count++] = w->at[i];
    }
    return w->count = count;
}

/* Whether the title is about the module: it has its words and no other that tells. */
static bool is_about(const Words *title, Str stem)
{
    Words s;
    uint32_t found = 0;

    words_of(stem, &s);
    for (uint32_t i = 0; i < s.count; i++) {
        for (uint32_t k = 0; k < title->count; k++) {
            if (word_eq(s.at[i], title->at[k])) {
                found++;
                break;
            }
        }
    }
    return s.count && found == s.count && title->count == s.count;
}

static void read_heading(Reader *d, Str title)
{
    Words w;

    words_of(title, &w);
    if (keep_telling(&w) == 0)
        return;
    for (uint32_t i = 0; i < w.count; i++) {
        uint64_t at = 0;

        if (w.at[i].len < 3 || !strmap_get(&d->stem_words, word_key(d->r->a, w.at[i]), &at))
            continue;
        for (; at; at = d->links.at[at - 1].next) {
            uint32_t m = d->links.at[at - 1].module;

            if (d->r->module_stamp[m] != d->section && is_about(&w, d->r->x->modules[m].stem)) {
                d->r->x->modules[m].headings++;
                mention_module(d, m);
            }
        }
    }
}

static void read_documents(Ranker *r)
{
    const Project *project = r->ask->project;
    Reader d = {.r = r};
    size_t bytes = 0;

    if (!project || project->section_count == 0)
        return;
    memset(r->item_stamp, 0, (r->x->item_count + 1) * sizeof(*r->item_stamp));
    memset(r->module_stamp, 0, (r->x->module_count + 1) * sizeof(*r->module_stamp));
    index_files(&d);
    index_stems(&d);
    for (size_t s = 0; s < project->section_count && bytes < DOCS_MAX_BYTES; s++) {
        const DocSection *section = &project->sections[s];

        if (rank_is_news(section->path))
            continue;
        d.section = (uint32_t)s + 1;
        read_heading(&d, section->title);
        read_text(&d, section->title);
        read_text(&d, section->text);
        bytes += section->text.len;
    }
    strmap_done(&d.files);
    strmap_done(&d.stem_words);
    VEC_DONE(&d.links);
}

/* -- weighing -- */

/* log2(1 + n), smooth enough and the same on every machine. */
static double bits(double n)
{
    double whole = 0, x = 1 + n;

    for (; x >= 2; x /= 2)
        whole += 1;
    return whole + (x - 1);
}

static bool is_test_double(Str name)
{
    static const char *const ends[] = {"Test", "Tests", "_test", "_tests",
                                       "Mock", "_mock", NULL};
    static const char *const starts[] = {"test_", "Test_", "Mock",  "mock_",
                                         "Fake",  "Dummy", "TEST_", NULL};

    for (const char *const *e = ends; *e; e++) {
        if (str_ends(name, str_from(*e)))
            return true;
    }
    for (const char *const *s = starts; *s; s++) {
        if (str_starts(name, str_from(*s)))
            return true;
    }
    return false;
}

static void weigh_item(Ranker *r, uint32_t i)
{
    Item *item = &r->x->items[i];
    const Def *d = item_def(r->x, i);
    const Module *m = &r->x->modules[item->module];
    Str name = item_name(r->x, i);
    Words w, stem;

    words_of(name, &w);
    words_of(m->stem, &stem);
    item->weight = ITEM_USERS * bits(item->users) + ITEM_TEST_USERS * bits(item->test_users) +
                   ITEM_INNER_USES * bits(item->inner_uses) + ITEM_LINES * bits(item->lines) +
                   ITEM_MENTIONS * bits(item->mentions) +
                   (item->is_exported ? ITEM_EXPORTED : 0);
    if (item->is_type && item->members >= 2)
        item->weight += ITEM_TYPE;
    if (words_cover(&w, &stem))
        item->weight += ITEM_NAMESAKE;
    if (!item->is_type || d->kind == DEF_ENUM) {
        if (d->kind == DEF_VARIABLE || d->kind == DEF_CONSTANT || d->kind == DEF_MACRO ||
            d->kind == DEF_ENUM || d->kind == DEF_TYPE)
            item->weight *= ITEM_MINOR;
    }
    if (is_test_double(name))
        item->weight *= 0.1;
}

static int weightiest_first(const void *a, const void *b, void *parts)
{
    const Parts *p = parts;
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    double wx = p->items[x].weight, wy = p->items[y].weight;

    if (wx != wy)
        return wx < wy ? 1 : -1;
    return x < y ? -1 : x > y;
}

/* How much the name alone takes off: everything, nearly, when no word of it tells of an idea. */
static double name_factor(const Ranker *r, const Module *m)
{
    Words w;
    uint32_t utilities = 0, telling = 0;

    words_of(m->stem, &w);
    for (uint32_t i = 0; i < w.count; i++) {
        utilities += word_is_utility(w.at[i]);
        telling += !word_is_utility(w.at[i]) && !word_is_generic(w.at[i]);
    }
    if (utilities == 0 || telling ||
        (r->ask->project && str_has(r->ask->project->name, m->stem)))
        return 1.0;
    return MODULE_UTILITY;
}

static bool has_entry_note(const Ranker *r, const Module *m)
{
    for (uint32_t n = 0; n < m->unit_count; n++) {
        const Facts *f = r->p->units[m->units[n]].facts;

        for (uint32_t k = 0; k < f->note_count; k++) {
            if (f->notes[k].kind == NOTE_ENTRY_POINT)
                return true;
        }
    }
    return false;
}

/* Folders of programs that serve the making of the repository, not its users. */
static double folder_factor(Str dir)
{
    static const char *const side[] = {
        "scripts",    "script",  "tools",  "tool",    "contrib", "misc",     "hack",    "utils",
        "fuzz",       "fuzzing", "ci",     "build",   "perf",    "devtools", "website", "site",
        "deprecated", "legacy",  "compat", "metrics", "extras",  "extra",    NULL};
    Str rest = dir, part;

    while (rest.len && str_split(&rest, '/', &part)) {
        for (const char *const *s = side; *s; s++) {
            if (str_eq_nocase(part, str_from(*s)))
                return MODULE_ASIDE;
        }
    }
    return 1.0;
}

/* Files that only tell other programs of types. */
static bool is_declared_only(const Ranker *r, const Module *m)
{
    for (uint32_t n = 0; n < m->unit_count; n++) {
        if (!str_ends(r->p->units[m->units[n]].file->path, STR(".d.ts")))
            return false;
    }
    return true;
}

/* -- what the reader asked for -- */

enum { PROMPT_WORDS_MAX = 24, PROMPT_ITEMS = 4 };

typedef struct PromptWords {
    Str at[PROMPT_WORDS_MAX];
    uint32_t count;
} PromptWords;

static void read_prompt(Str prompt, PromptWords *ret)
{
    Str rest = prompt, piece;

    *ret = (PromptWords){0};
    while (rest.len && str_split(&rest, ' ', &piece)) {
        Words w;

        words_of(piece, &w);
        for (uint32_t i = 0; i < w.count && ret->count < PROMPT_WORDS_MAX; i++) {
            if (w.at[i].len >= 2 && !word_is_small(w.at[i]))
                ret->at[ret->count++] = w.at[i];
        }
    }
}

static bool names_word(Str name, Str word)
{
    Words w;

    words_of(name, &w);
    for (uint32_t i = 0; i < w.count; i++) {
        if (word_eq(w.at[i], word) ||
            (w.at[i].len >= 3 && word.len >= 3 && word_like(w.at[i], word)))
            return true;
    }
    return false;
}

/* How many words of the prompt name the module, its folder or what stands in front in it. */
static uint32_t prompted(const Ranker *r, const PromptWords *prompt, const Module *m)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < prompt->count; i++) {
        bool is_named = names_word(m->stem, prompt->at[i]) ||
                        names_word(path_base(m->dir), prompt->at[i]);

        for (uint32_t n = 0; n < m->item_count && n < PROMPT_ITEMS && !is_named; n++)
            is_named = names_word(item_name(r->x, m->items[n]), prompt->at[i]);
        count += is_named;
    }
    return count;
}

static void weigh_module(Ranker *r, const PromptWords *prompt, Module *m)
{
    m->has_entry = has_entry_note(r, m);
    double sum = MODULE_USERS * bits(m->users) + MODULE_TEST_USERS * bits(m->test_users) +
                 MODULE_SIZE * bits(m->code_lines / MODULE_LINES_UNIT) +
                 MODULE_MENTIONS * bits(m->mentions) +
                 MODULE_HEADINGS * MIN_OF(m->headings, 3u) + MODULE_TARGETS * bits(m->targets) +
                 (m->has_entry ? MODULE_ENTRY : 0);
    uint32_t asked = prompted(r, prompt, m);

    sum += MODULE_ASKED * asked;
    /* squared: twice the signs deserve more than twice the room */
    m->mass = sum * sum * (asked ? 1.0 : name_factor(r, m) * folder_factor(m->dir));
    if (m->item_count == 0)
        m->mass = 0;
    if (is_declared_only(r, m))
        m->mass *= MODULE_ASIDE;
}

void rank_parts(Parts *x, const OutlineAsk *ask, Ranking *ret)
{
    Ranker r = {.x = x, .p = x->program, .ask = ask, .a = x->arena};
    U64Map pairs = {0};
    PromptWords prompt;

    *ret = (Ranking){0};
    r.item_stamp = ARENA_ARRAY(r.a, uint32_t, x->item_count + 1);
    r.module_stamp = ARENA_ARRAY(r.a, uint32_t, x->module_count + 1);
    for (uint32_t i = 0; i < x->item_count; i++)
        x->items[i].told_at = UINT32_MAX;
    for (uint32_t m = 0; m < x->module_count; m++)
        x->modules[m].told_at = UINT32_MAX;
    count_edges(&r, &pairs);
    keep_pairs(&r, &pairs, ret);
    u64map_done(&pairs);
    read_documents(&r);
    read_prompt(ask->prompt, &prompt);
    for (uint32_t i = 0; i < x->item_count; i++) {
        if (x->items[i].module != PART_NONE)
            weigh_item(&r, i);
    }
    for (uint32_t m = 0; m < x->module_count; m++) {
        qsort_r(x->modules[m].items, x->modules[m].item_count, sizeof(uint32_t),
                weightiest_first, x);
        weigh_module(&r, &prompt, &x->modules[m]);
    }
}
