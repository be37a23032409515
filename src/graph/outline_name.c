/*
 * outline_name.c -- names and definitions in the repository's own words.
 *
 * A name is, in this order: the heading under which the documents discuss the part; the banner over
 * its piece of a source; the words of its seed, when they are about what the file is named for; the
 * file's or folder's own name; the seed's words. Definitions are outline_define.c.
 */
#include "graph/outline_parts.h"

#include "base/hash.h"
#include "graph/prose.h"
#include "source/project.h"

enum {
    NAME_MAX_WORDS = 4,
    HEADING_MIN_MENTIONS = 3, /* of key symbols, where the heading alone does not say it */
    FILE_HEADING_SCORE =
        15, /* of a heading that is the file's name: it defines, but it names nothing */
    PREFIX_MAX_BYTES = 4,          /* "ae", "zsl": what C puts in front of a module's names */
    SHOUT_MIN_BYTES = 6,           /* of one word in capitals; shorter ones may be acronyms */
    SECTIONS_MAX_BYTES = 16 << 10, /* of a section, looked through for symbols */
};

/* Ends of type names that speak of the language, not of the thing. */
static bool is_type_suffix(Str w)
{
    static const char *const list[] = {"impl",     "mixin",  "interface", "base", "t",
                                       "s",        "struct", "rec",       "ptr",  "abstract",
                                       "internal", "info",   "options",   "opts", NULL};

    for (const char *const *s = list; *s; s++) {
        if (str_eq_nocase(w, str_from(*s)))
            return true;
    }
    return false;
}

static bool begins_with_word(Str name, Str word)
{
    Words w;

    words_of(name, &w);
    if (w.count >= 2 && str_eq_nocase(w.at[0], word))
        return true;
    return false;
}

/* Whether most functions of the module begin with this word, or it is the repository's name. */
static bool is_prefix(const Choosing *c, const Module *m, Str word)
{
    uint32_t with = 0, all = 0;

    if (c->ask->project && word.len >= 3 && str_eq_nocase(word, c->ask->project->name))
        return true;
    if (word.len > PREFIX_MAX_BYTES)
        return false;
    for (uint32_t i = 0; i < m->item_count; i++) {
        uint8_t kind = item_def(&c->parts, m->items[i])->kind;

        if (kind != DEF_FUNCTION && kind != DEF_STRUCT)
            continue;
        all++;
        with += begins_with_word(item_name(&c->parts, m->items[i]), word);
    }
    return all >= 4 && with * 2 > all;
}

static void drop_first(Words *w)
{
    memmove(w->at, w->at + 1, (w->count - 1) * sizeof(w->at[0]));
    w->count--;
}

static void find_words(const Choosing *c, const Draft *d, PartWords *ret)
{
    const Module *m = &c->parts.modules[d->head];
    const Seat *node = &c->seats.nodes[d->node];

    *ret = (PartWords){.is_divided = d->is_divided};
    Str stem = node->kind == SEAT_FAMILY ? node->word : m->stem;
    if (node->kind == SEAT_FOLDER && c->parts.folders[node->index].path.len)
        stem = path_base(c->parts.folders[node->index].path);
    words_of(stem, &ret->stem);
    if (node->kind != SEAT_FOLDER && ret->stem.count >= 2 &&
        (ret->stem.at[0].len == 1 || is_prefix(c, m, ret->stem.at[0])))
        drop_first(&ret->stem);
    while (ret->stem.count >= 2 &&
           (str_eq_nocase(ret->stem.at[ret->stem.count - 1], STR("impl")) ||
            str_eq_nocase(ret->stem.at[ret->stem.count - 1], STR("internal"))))
        ret->stem.count--;
    if (d->seed == PART_NONE)
        return;
    ret->is_type = c->parts.items[d->seed].is_type;
    words_of(item_name(&c->parts, d->seed), &ret->seed);
    while (ret->seed.count > 1 && is_type_suffix(ret->seed.at[ret->seed.count - 1]) &&
           ret->is_type)
        ret->seed.count--;
    if (ret->seed.count >= 2 && (ret->is_type || !d->is_divided) &&
        is_prefix(c, &c->parts.modules[c->parts.items[d->seed].module], ret->seed.at[0]))
        drop_first(&ret->seed);
}

static bool is_saying(const Words *w)
{
    for (uint32_t i = 0; i < w->count; i++) {
        if (!word_is_generic(w->at[i]) && w->at[i].len >= 2)
            return true;
    }
    return false;
}

/* -- headings -- */

/* Headings that tell the reader to do something, or list, name no idea. */
static bool is_noun_like(const Words *title)
{
    static const char *const starts[] = {
        "how",         "using",      "why",      "what",     "when",     "where",
        "who",         "getting",    "add",      "adding",   "run",      "running",
        "install",     "installing", "build",    "building", "make",     "making",
        "use",         "create",     "creating", "write",    "writing",  "configure",
        "configuring", "set",        "setting",  "define",   "defining", "see",
        "more",        "other",      "about",    "example",  "examples", "api",
        "changes",     "usage",      "new",      "fixed",    "version",  "test",
        "testing",     "upgrading",  "note",     "notes",    "custom",   "register",
        "registering", NULL};

    static const char *const inside[] = {
        "is",   "are",  "be",  "can",  "do",   "does",    "not",  "you",  "your", "we", "it",
        "this", "that", "how", "when", "with", "without", "from", "todo", "faq",  NULL};

    for (const char *const *s = starts; *s; s++) {
        if (str_eq_nocase(title->at[0], str_from(*s)))
            return false;
    }
    for (uint32_t i = 0; i < title->count; i++) {
        for (const char *const *s = inside; *s; s++) {
            if (str_eq_nocase(title->at[i], str_from(*s)))
                return false;
        }
    }
    return true;
}

/* NAME, SYNOPSIS, EXIT STATUS: manual pages have the same sections everywhere. */
static bool is_manual_heading(Str title)
{
    static const char *const list[] = {
        "name",        "synopsis",     "description", "options",     "author",    "authors",
        "files",       "bugs",         "notes",       "environment", "examples",  "history",
        "exit status", "return value", "errors",      "copyright",   "standards", "caveats",
        NULL};

    for (const char *const *s = list; *s; s++) {
        if (str_eq_nocase(title, str_from(*s)) && title.ptr[1] >= 'A' && title.ptr[1] <= 'Z')
            return true;
    }
    return false;
}

/* "db.c": good evidence, no name. */
static bool is_file_name(Str title)
{
    Str plain = str_trim(title);

    return path_ext(plain).len && path_ext(plain).len <= 4 &&
           str_find_char(plain, ' ', 0) == SIZE_MAX;
}

/* "aof.c and rdb.c": whether one of them is a file of the head. */
static bool names_file_of(const Choosing *c, uint32_t module, Str title)
{
    const Module *m = &c->parts.modules[module];
    Str rest = title, word;

    while (rest.len && str_split(&rest, ' ', &word)) {
        for (uint32_t n = 0; n < m->unit_count && is_file_name(word); n++) {
            if (str_eq(path_base(word), path_base(c->program->units[m->units[n]].file->path)))
                return true;
        }
    }
    return false;
}

static uint32_t count_mentions(const Choosing *c, const Draft *d, uint32_t draft, Str text)
{
    const Abstraction *x = &c->outline->abstractions[draft];
    uint32_t count = 0;

    text = str_sub(text, 0, SECTIONS_MAX_BYTES);
    for (uint32_t i = 0; i < x->symbol_count && i < KEY_SYMBOLS; i++) {
        Str name = program_name(c->program, x->symbols[i]);

        count += name.len >= 4 && str_has(text, name);
    }
    Str file = path_base(c->program->units[c->parts.modules[d->head].units[0]].file->path);
    return count + (str_has(text, file) ? 1 : 0);
}

/* How well a section's title names the part; 0: not at all. */
static uint32_t heading_score(const Choosing *c, uint32_t draft, const PartWords *pw,
                              const DocSection *s)
{
    Words title;
    uint32_t telling = 0, ours = 0;

    words_of(s->title, &title);
    if (title.count == 0 || s->level > 3 || rank_is_news(s->path) ||
        is_manual_heading(s->title))
        return 0;
    if (!pw->is_divided && names_file_of(c, c->drafts[draft].head, s->title))
        return FILE_HEADING_SCORE;
    while (title.count > 1 && word_is_small(title.at[0]))
        drop_first(&title);
    if (title.count > NAME_MAX_WORDS || !is_noun_like(&title) || !is_saying(&title))
        return 0;
    bool has_last = false;
    for (uint32_t i = 0; i < title.count; i++) {
        if (word_is_small(title.at[i]))
            continue;
        bool is_ours = words_have(&pw->seed, title.at[i]) ||
                       (!pw->is_divided && words_have(&pw->stem, title.at[i]));

        telling++;
        ours += is_ours && !word_is_generic(title.at[i]);
        has_last |= pw->seed.count && word_same(pw->seed.at[pw->seed.count - 1], title.at[i]);
        has_last |= !pw->is_divided && pw->stem.count &&
                    word_same(pw->stem.at[pw->stem.count - 1], title.at[i]);
    }
    if (ours == 0 || !has_last || ours + 1 < telling)
        return 0;
    uint32_t mentions = count_mentions(c, &c->drafts[draft], draft, s->text);
    if (ours < telling && mentions < HEADING_MIN_MENTIONS)
        return 0;
    return 10 * ours + (ours == telling ? 20 : 0) + 4 * mentions + (4 - s->level) +
           (s->text.len > 200);
}

/* A title names one part only: the one it fits best. */
static void part_rivals(const Choosing *c, const uint32_t *scores, size_t *headings)
{
    const DocSection *sections = c->ask->project ? c->ask->project->sections : NULL;

    for (uint32_t d = 0; d < c->draft_count; d++) {
        for (uint32_t e = 0; e < c->draft_count && headings[d]; e++) {
            bool is_rival = e != d && headings[e] &&
                            str_eq_nocase(sections[headings[e] - 1].title,
                                          sections[headings[d] - 1].title);

            if (is_rival && (e < d ? scores[e] >= scores[d] : scores[e] > scores[d]))
                headings[d] = 0;
        }
    }
}

/* The best heading for each draft, in one pass; 1 + its number, 0: none. */
static void find_headings(const Choosing *c, const PartWords *words, size_t *ret)
{
    uint32_t best[OUTLINE_MAX_ABSTRACTIONS] = {0};
    const Project *p = c->ask->project;

    for (size_t s = 0; p && s < p->section_count; s++) {
        if (p->sections[s].title.len == 0 || p->sections[s].title.len > 80)
            continue;
        for (uint32_t d = 0; d < c->draft_count; d++) {
            uint32_t score = c->drafts[d].title.len
                                 ? 0
                                 : heading_score(c, d, &words[d], &p->sections[s]);

            if (score > best[d]) {
                best[d] = score;
                ret[d] = s + 1;
            }
        }
    }
    part_rivals(c, best, ret);
}

/* -- choosing a name -- */

static Str title_of(Choosing *c, const Words *w)
{
    Words full = *w;

    for (uint32_t i = 0; i < full.count; i++)
        full.at[i] = word_in_full(full.at[i]);
    full.count = MIN_OF(full.count, (uint32_t)NAME_MAX_WORDS + 1);
    return words_title(c->arena, &full, 0);
}

/* "REMOTES", "MERGE STRATEGIES": capitals of man pages and banners, not an acronym. */
static bool shouts(Str title)
{
    if (title.len < SHOUT_MIN_BYTES && str_find_char(title, ' ', 0) == SIZE_MAX)
        return false;
    for (size_t i = 0; i < title.len; i++) {
        if (title.ptr[i] >= 'a' && title.ptr[i] <= 'z')
            return false;
    }
    return true;
}

static void lower_words(Choosing *c, Words *w)
{
    for (uint32_t i = 0; i < w->count; i++) {
        char *lower = arena_cstr(c->arena, w->at[i]);

        for (size_t k = 0; k < w->at[i].len; k++) {
            if (lower[k] >= 'A' && lower[k] <= 'Z')
                lower[k] = (char)(lower[k] + 32);
        }
        w->at[i].ptr = lower;
    }
}

/* A banner's title in sentence case and without what banners end with. */
static Str banner_title(Choosing *c, Str banner)
{
    static const char *const ends[] = {
        "implementation", "functions", "function", "handling", "code",    "routines", "api",
        "section",        "stuff",     "methods",  "helpers",  "related", NULL};
    Words w;

    words_of(banner, &w);
    while (w.count > 1) {
        bool is_end = false;

        for (const char *const *e = ends; *e; e++)
            is_end |= str_eq_nocase(w.at[w.count - 1], str_from(*e));
        if (!is_end)
            break;
        w.count--;
    }
    if (shouts(banner))
        lower_words(c, &w);
    return title_of(c, &w);
}

/* "ae", "ms": nothing a reader could guess, unless it is an acronym people know. */
static bool is_cryptic(Str word)
{
    Words one = {.at = {word}, .count = 1};
    Arena scratch = {0};
    Str title = words_title(&scratch, &one, 0);
    bool is_known = word.len >= 2 && title.len >= 2 && title.ptr[1] >= 'A' &&
                    title.ptr[1] <= 'Z';

    arena_done(&scratch);
    return word.len <= 3 && !is_known && str_eq(word_in_full(word), word);
}

static bool is_same_joined(const Words *a, const Words *b)
{
    char x[128], y[128];
    size_t xn = 0, yn = 0;

    for (uint32_t i = 0; i < a->count; i++) {
        for (size_t k = 0; k < a->at[i].len && xn < sizeof(x); k++)
            x[xn++] = a->at[i].ptr[k];
    }
    for (uint32_t i = 0; i < b->count; i++) {
        for (size_t k = 0; k < b->at[i].len && yn < sizeof(y); k++)
            y[yn++] = b->at[i].ptr[k];
    }
    return str_eq_nocase((Str){x, xn}, (Str){y, yn});
}

static bool is_taken(const Choosing *c, Str name)
{
    for (uint32_t i = 0; i < c->draft_count; i++) {
        if (str_eq_nocase(c->outline->abstractions[i].name, name))
            return true;
    }
    return false;
}

/* main.c, main.go: its functions read the command line and hand on. */
static bool is_entry_file(const Words *stem)
{
    return stem->count == 1 && str_eq_nocase(stem->at[0], STR("main"));
}

/* "inst", "state": of a piece of a file, no better than the file's own name. */
static bool seed_says(const PartWords *pw)
{
    static const char *const vague[] = {"state", "context", "ctx", "entry",
                                        "item",  "info",    NULL};
    Str first = pw->seed.at[0];

    if (pw->seed.count > 1)
        return true;
    for (const char *const *w = vague; *w; w++) {
        if (str_eq_nocase(first, str_from(*w)))
            return false;
    }
    return !word_is_generic(first) && (first.len > 4 || !str_eq(word_in_full(first), first));
}

/* Without a heading: the file's or folder's own name when it says something, else the seed's. */
static Str name_from_words(Choosing *c, const Draft *d, const PartWords *pw)
{
    bool is_folder = c->seats.nodes[d->node].kind == SEAT_FOLDER;
    bool stem_says = is_saying(&pw->stem) &&
                     (is_folder || pw->stem.count > 1 || !is_cryptic(pw->stem.at[0]));

    if (pw->seed.count == 0)
        return title_of(c, &pw->stem);
    if (!stem_says && !pw->is_type && is_entry_file(&pw->stem))
        return STR("Command line");
    if (d->is_divided && stem_says && !seed_says(pw) && !is_taken(c, title_of(c, &pw->stem)))
        return title_of(c, &pw->stem);
    /* what one function of a folder is called says less than the folder */
    if (is_folder && !pw->is_type && pw->stem.count && !is_taken(c, title_of(c, &pw->stem)))
        return title_of(c, &pw->stem);
    if (d->is_divided || !stem_says)
        return title_of(c, &pw->seed);
    /* RouterGroup of routergroup.go: the type tells where the words end */
    if (is_same_joined(&pw->seed, &pw->stem))
        return title_of(c, &pw->seed);
    /* Wal of walg.c */
    if (pw->is_type && pw->seed.count == 1 && pw->stem.count == 1 &&
        str_eq_nocase(pw->seed.at[0], str_sub(pw->stem.at[0], 0, pw->seed.at[0].len)))
        return title_of(c, &pw->seed);
    /* ModuleRunner of runner.ts, GsonBuilder of GsonBuilder.java */
    if (pw->is_type && pw->seed.count == pw->stem.count + 1 &&
        words_cover(&pw->seed, &pw->stem) &&
        word_eq(pw->seed.at[pw->seed.count - 1], pw->stem.at[pw->stem.count - 1]) &&
        !word_is_generic(pw->seed.at[0]) && c->seats.nodes[d->node].kind == SEAT_MODULE)
        return title_of(c, &pw->seed);
    return title_of(c, &pw->stem);
}

static Str unique_name(Choosing *c, uint32_t d, Str name, const PartWords *pw)
{
    Words w = pw->seed;

    if (name.len && !is_taken(c, name))
        return name;
    const Seat *node = &c->seats.nodes[c->drafts[d].node];
    if (node->kind == SEAT_FOLDER) { /* cmd/go beside go */
        Str path = c->parts.folders[node->index].path, parent = path_dir(path);
        Words both;

        words_of(str_sub(path, parent.len - path_base(parent).len, path.len), &both);
        if (parent.len && !is_taken(c, title_of(c, &both)))
            return title_of(c, &both);
    }
    if (w.count && !is_taken(c, words_title(c->arena, &w, 0)))
        return words_title(c->arena, &w, 0);
    if (c->drafts[d].seed != PART_NONE) {
        words_of(item_name(&c->parts, c->drafts[d].seed), &w);
        if (!is_taken(c, words_title(c->arena, &w, 0)))
            return words_title(c->arena, &w, 0);
    }
    Str file = path_base(
        c->program->units[c->parts.modules[c->drafts[d].head].units[0]].file->path);
    Str placed = arena_printf(c->arena, "%.*s (%.*s)", STR_ARG(name.len ? name : STR("Part")),
                              STR_ARG(file));
    if (!is_taken(c, placed))
        return placed;
    for (unsigned n = 2;; n++) {
        Str numbered = arena_printf(c->arena, "%.*s (%u)",
                                    STR_ARG(name.len ? name : STR("Part")), n);

        if (!is_taken(c, numbered))
            return numbered;
    }
}

/* "The Application Context" -> "Application context": sentence case, but names keep their capitals. */
static Str heading_name(Choosing *c, Str title)
{
    Str plain = prose_title(c->arena, title);
    Words w;

    words_of(plain, &w);
    bool has_marks = str_find_char(plain, '.', 0) != SIZE_MAX ||
                     str_find_char(plain, '/', 0) != SIZE_MAX ||
                     str_find_char(plain, '(', 0) != SIZE_MAX;
    if (has_marks)
        return plain;
    if (shouts(plain))
        lower_words(c, &w);
    uint32_t first = 0;
    while (first + 1 < w.count && word_is_small(w.at[first]))
        first++;
    return words_title(c->arena, &w, first);
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
        bool taken = false;

        for (uint32_t i = 0; i < c->draft_count; i++)
            taken |= str_eq(c->outline->abstractions[i].slug, unique);
        if (!taken)
            return unique;
        unique = arena_printf(c->arena, "%.*s-%u", STR_ARG(base), n);
    }
}

/* -- all -- */

/* Hash of what the part grew from: its seed's place and name, or its folder's. */
static void stable_id(const Choosing *c, uint32_t draft, char ret_id[17])
{
    const Abstraction *x = &c->outline->abstractions[draft];
    Hash h;
    char hex[HASH_HEX_SIZE];
    UnitId unit = x->seed ? c->parts.unit_of[x->seed]
                          : c->parts.modules[c->drafts[draft].head].units[0];

    hash_init(&h);
    hash_add(&h, STR("abstraction"));
    hash_add(&h, c->program->units[unit].file->path);
    hash_add(&h, x->seed ? program_qualified_name(c->program, c->arena, x->seed) : STR(""));
    hash_hex(&h, hex);
    memcpy(ret_id, hex, 16);
    ret_id[16] = '\0';
}

static void name_draft(Choosing *c, uint32_t d, const PartWords *pw, const DocSection *section)
{
    Abstraction *x = &c->outline->abstractions[d];
    const Draft *draft = &c->drafts[d];
    Str name = STR_NONE;

    if (draft->title.len) {
        name = banner_title(c, draft->title);
        x->name_source = (Quote){draft->title, c->program->units[draft->title_unit].file->path,
                                 draft->title_line, draft->title_line};
    } else if (section && !names_file_of(c, draft->head, section->title) &&
               !is_file_name(section->title)) {
        name = heading_name(c, section->title);
        x->name_source = (Quote){prose_title(c->arena, section->title), section->path,
                                 section->line, section->line};
    }
    if (!name.len && draft->seed != PART_NONE &&
        item_def(&c->parts, draft->seed)->kind == DEF_SECTION)
        name = prose_title(c->arena, item_name(&c->parts, draft->seed));
    if (!name.len || is_taken(c, name)) {
        x->name_source = (Quote){0};
        name = name_from_words(c, draft, pw);
    }
    x->name = unique_name(c, d, name, pw);
    x->slug = slug_of(c, x->name);
    stable_id(c, d, x->id);
    x->definition = outline_define(c, d, pw, section);
}

static uint32_t heaviest_unnamed(const Choosing *c)
{
    uint32_t best = UINT32_MAX;

    for (uint32_t d = 0; d < c->draft_count; d++) {
        const Abstraction *x = &c->outline->abstractions[d];

        if (x->name.len == 0 &&
            (best == UINT32_MAX || x->score > c->outline->abstractions[best].score))
            best = d;
    }
    MUST(best != UINT32_MAX);
    return best;
}

void outline_name(Choosing *c)
{
    PartWords words[OUTLINE_MAX_ABSTRACTIONS];
    size_t headings[OUTLINE_MAX_ABSTRACTIONS] = {0};

    for (uint32_t d = 0; d < c->draft_count; d++)
        find_words(c, &c->drafts[d], &words[d]);
    find_headings(c, words, headings);
    /* the heaviest first: of two that would be called the same it keeps the name */
    for (uint32_t n = 0; n < c->draft_count; n++) {
        uint32_t d = heaviest_unnamed(c);

        name_draft(c, d, &words[d],
                   headings[d] ? &c->ask->project->sections[headings[d] - 1] : NULL);
    }
}
