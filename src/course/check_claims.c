/*
 * check_claims.c -- sentences that claim more than that something exists.
 *
 *   "only", "always", "never", "all"      the words stand so in a file that the text is about (they
 *                                         are quoted), or "only f writes x" is computed again
 *   "by default 5", "at most 10"          a line that the text cites holds the value
 *   "`f` calls `g` (cite)", "called by"   an edge of the graph, certain enough, at the cited lines
 *   a link to a term                      its chapter is this one or an earlier one
 *
 * A text is taken as words, small and without signs, so that a quotation is found in its file however
 * it was wrapped and escaped.
 */
#include "course/check_parts.h"

enum {
    CLAIM_MAX_WORDS = 2000,
    CLAIM_MAX_CITES = 64,
    CLAIM_MAX_CHAPTERS = 16,
    WINDOW_WORDS = 3,
    ENTITY_MAX_BYTES = 8,
    TAG_MAX_BYTES = 12
};

typedef struct Word {
    Str text; /* small letters */
    bool is_code;
    bool is_title; /* began with a capital letter */
    bool is_first; /* a quotation, cell or link ends before it */
} Word;

typedef struct Claimed {
    Word words[CLAIM_MAX_WORDS];
    size_t word_count;
    Source cites[CLAIM_MAX_CITES];
    size_t cite_count;
    const Chapter *chapters[CLAIM_MAX_CHAPTERS]; /* this one, and those that are linked to */
    size_t chapter_count;
    bool is_cut; /* the next word is a first one */
} Claimed;

/* -- words -- */

static bool is_letter(char c)
{
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z') || (c & 0x80);
}

static void add_small(Buf *out, Str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];

        buf_add_char(out, c >= 'A' && c <= 'Z' ? (char)(c | 32) : c);
    }
}

/* Takes the next word; escapes, entities and short tags are no part of one. */
static bool next_word(Str text, size_t *at, Str *ret)
{
    for (;;) {
        size_t start;

        while (*at < text.len && !is_letter(text.ptr[*at])) {
            size_t end = SIZE_MAX;

            if (text.ptr[*at] == '&')
                end = str_find_char(str_sub(text, 0, *at + ENTITY_MAX_BYTES), ';', *at);
            else if (text.ptr[*at] == '<')
                end = str_find_char(str_sub(text, 0, *at + TAG_MAX_BYTES), '>', *at);
            *at = end != SIZE_MAX ? end + 1 : *at + 1;
        }
        if (*at >= text.len)
            return false;
        for (start = *at; *at < text.len && is_letter(text.ptr[*at]);)
            ++*at;
        *ret = str_sub(text, start, *at);
        while (ret->len && ret->ptr[0] == '_') /* _emphasis_ */
            *ret = str_sub(*ret, 1, ret->len);
        while (ret->len && ret->ptr[ret->len - 1] == '_')
            ret->len--;
        if (ret->len)
            return true;
    }
}

static bool has_border(Str between)
{
    return str_find_char(between, '"', 0) != SIZE_MAX ||
           str_find_char(between, '\n', 0) != SIZE_MAX ||
           str_has(between, STR("\xe2\x80\x9c")) || str_has(between, STR("\xe2\x80\x9d"));
}

/* The text as it was before it was escaped. */
static Str unescaped(Checking *k, Str text)
{
    AUTO(buf_done) Buf out = BUF(1 << 20);

    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '\\' && i + 1 < text.len &&
            (text.ptr[i + 1] == '_' || !is_letter(text.ptr[i + 1])))
            i++;
        buf_add_char(&out, text.ptr[i]);
    }
    return arena_str(k->arena, buf_str(&out));
}

static void take_words(Checking *k, Claimed *c, Str text, bool is_code)
{
    size_t at = 0, seen = 0;
    Str word;

    text = is_code ? text : unescaped(k, text);

    while (c->word_count < CLAIM_MAX_WORDS && next_word(text, &at, &word)) {
        AUTO(buf_done) Buf small = BUF(256);
        size_t start = (size_t)(word.ptr - text.ptr);

        c->is_cut |= !is_code && has_border(str_sub(text, seen, start));
        add_small(&small, word);
        Word *w = &c->words[c->word_count];
        *w = (Word){.text = arena_str(k->arena, buf_str(&small)),
                    .is_code = is_code,
                    .is_title = word.ptr[0] >= 'A' && word.ptr[0] <= 'Z',
                    .is_first = c->is_cut || c->word_count == 0};
        c->word_count++;
        c->is_cut = false;
        seen = at;
    }
    c->is_cut |= !is_code && has_border(str_sub(text, seen, text.len));
}

/* A whole file as words: " a b c ". */
static Str plain_file(Checking *k, Str path)
{
    uint64_t *place = strmap_at(&k->plain_files, path, NULL);

    if (*place == 0) {
        AUTO(buf_done) Buf out = BUF(64 << 20);
        Str text = evidence_file_lines(k->evidence, path, 1, UINT32_MAX), word;
        size_t at = 0;

        buf_add_char(&out, ' ');
        while (next_word(text, &at, &word)) {
            add_small(&out, word);
            buf_add_char(&out, ' ');
        }
        *VEC_PUSH(&k->plain_texts) = arena_str(k->arena, buf_str(&out));
        *place = k->plain_texts.len;
    }
    return k->plain_texts.at[*place - 1];
}

/* Words [from, to) stand so in the file. */
static bool stands_in(Checking *k, const Claimed *c, size_t from, size_t to, Str path)
{
    AUTO(buf_done) Buf run = BUF(4096);

    buf_add_char(&run, ' ');
    for (size_t i = from; i < to; i++) {
        buf_add(&run, c->words[i].text);
        buf_add_char(&run, ' ');
    }
    return str_has(plain_file(k, path), buf_str(&run));
}

/* Up to so many words before and behind, within what belongs together. */
static size_t begin_of(const Claimed *c, size_t at, size_t words)
{
    for (; words && at && !c->words[at].is_first; words--)
        at--;
    return at;
}

static size_t end_of(const Claimed *c, size_t at, size_t words)
{
    for (at++; words && at < c->word_count && !c->words[at].is_first; words--)
        at++;
    return at;
}

/* The word with its neighbours on one side, or on both. A quotation begins or ends somewhere. */
static bool is_quoted_from(Checking *k, const Claimed *c, size_t at, Str path)
{
    size_t before = begin_of(c, at, WINDOW_WORDS), behind = end_of(c, at, WINDOW_WORDS);
    size_t around = begin_of(c, at, 2), until = end_of(c, at, 1);

    return (behind - at > 1 && stands_in(k, c, at, behind, path)) ||
           (at > before && stands_in(k, c, before, at + 1, path)) ||
           (until - around > 2 && stands_in(k, c, around, until, path));
}

/* A word alone claims nothing. */
static bool is_alone(const Claimed *c, size_t at)
{
    return begin_of(c, at, 1) == at && end_of(c, at, 1) == at + 1;
}

/* From a file that the chapter is about. */
static bool is_quoted_from_chapter(Checking *k, const Claimed *c, size_t at, const Chapter *ch)
{
    for (uint32_t i = 0; i < ch->files_count; i++) {
        if (is_quoted_from(k, c, at, ch->files[i]))
            return true;
    }
    for (uint32_t i = 0; i < ch->symbols_count; i++) {
        if (is_quoted_from(k, c, at, ch->symbols[i].source.path))
            return true;
    }
    return ch->definition_source.path.len &&
           is_quoted_from(k, c, at, ch->definition_source.path);
}

static bool is_quoted(Checking *k, const Claimed *c, size_t at)
{
    for (size_t i = 0; i < c->cite_count; i++) {
        if (is_quoted_from(k, c, at, c->cites[i].path))
            return true;
    }
    for (size_t i = 0; i < c->chapter_count; i++) {
        if (is_quoted_from_chapter(k, c, at, c->chapters[i]))
            return true;
    }
    return false;
}

/* -- closed sets -- */

static bool is_absolute(const Word *w)
{
    return !w->is_code && (str_is(w->text, "only") || str_is(w->text, "always") ||
                           str_is(w->text, "never") || str_is(w->text, "all"));
}

/* "not always" and "at all" claim nothing of the kind. */
static bool is_taken_back(const Claimed *c, size_t at)
{
    Str before = at && !c->words[at].is_first ? c->words[at - 1].text : STR("");

    return str_is(before, "not") || str_is(before, "nearly") || str_is(before, "almost") ||
           str_is(before, "at");
}

static bool is_named(const Checking *k, SymbolId s, Str name)
{
    return str_eq(names_last(program_name(k->program, s)), name); /* "~run" is shown as it is */
}

/* "only `f` writes `x`": every edge of that kind into every x comes from an f, and is certain. */
static bool is_only_source(const Checking *k, Str from, Str to, EdgeKind kind)
{
    const Program *p = k->program;
    uint32_t name = intern_find(&p->names, to);
    size_t count = 0, seen = 0;

    if (name == UINT32_MAX)
        return false;
    const SymbolId *symbols = program_symbols_named(p, name, &count);
    for (size_t i = 0; i < count; i++) {
        for (size_t n = p->in_start[symbols[i]]; n < p->in_start[symbols[i] + 1]; n++) {
            const Edge *e = &p->edges[p->edges_in[n]];

            if (e->kind != kind)
                continue;
            seen++;
            if (tier_confidence(e->tier) < EDGE_CONFIDENCE_FACT || !is_named(k, e->from, from))
                return false;
        }
    }
    return seen > 0;
}

/* After the word: a name, a verb, a name. */
static bool is_closed(const Checking *k, Str text)
{
    Str from = STR_NONE, to = STR_NONE;
    int kind = -1;
    Piece piece;
    bool is_behind = false;

    while (text_next(k->arena, &text, &piece)) {
        if (piece.kind == PIECE_TEXT) {
            is_behind |= str_has(piece.raw, STR("nly "));
            if (from.len && str_has(piece.raw, STR("calls ")))
                kind = EDGE_CALL;
            if (from.len &&
                (str_has(piece.raw, STR("writes ")) || str_has(piece.raw, STR("sets "))))
                kind = EDGE_WRITE;
        }
        if (piece.kind == PIECE_CODE && is_behind && !from.len)
            from = names_last(piece.label);
        else if (piece.kind == PIECE_CODE && kind >= 0 && !to.len)
            to = names_last(piece.label);
    }
    return from.len && to.len && is_only_source(k, from, to, (EdgeKind)kind);
}

static void check_absolutes(Checking *k, const Claimed *c, Str text)
{
    for (size_t i = 0; i < c->word_count; i++) {
        if (!is_absolute(&c->words[i]) || is_alone(c, i) || is_taken_back(c, i))
            continue;
        bool is_good = is_quoted(k, c, i) || is_closed(k, text);
        check_judge(k, CHECK_CLOSED, is_good,
                    "'%.*s' near '%.*s' is neither quoted nor a set that is known to be closed",
                    STR_ARG(c->words[i].text),
                    STR_ARG(c->words[i + (i + 1 < c->word_count)].text));
    }
}

/* -- values -- */

static bool is_value(Str word)
{
    return (word.len && word.ptr[0] >= '0' && word.ptr[0] <= '9') || str_is(word, "true") ||
           str_is(word, "false");
}

/* "default", "at most", "limit" of our own, and where the value behind it is; SIZE_MAX: none. */
static size_t value_of(const Claimed *c, size_t at)
{
    static const char *const words[] = {"default", "defaults", "limit", "maximum", "minimum"};
    bool is_trigger = false;

    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        is_trigger |= str_is(c->words[at].text, words[i]);
    if (str_is(c->words[at].text, "at") && at + 1 < c->word_count &&
        (str_is(c->words[at + 1].text, "most") || str_is(c->words[at + 1].text, "least")))
        is_trigger = true;
    if (!is_trigger || c->words[at].is_code || c->words[at].is_title)
        return SIZE_MAX;
    for (size_t i = at + 1; i < end_of(c, at, 4); i++) {
        if (is_value(c->words[i].text))
            return i;
    }
    return SIZE_MAX;
}

static bool is_cited_with(Checking *k, const Claimed *c, Str value)
{
    for (size_t i = 0; i < c->cite_count; i++) {
        const Source *s = &c->cites[i];
        uint32_t from = s->line > CHECK_NEAR_LINES ? s->line - CHECK_NEAR_LINES : 1;
        AUTO(buf_done) Buf small = BUF(1 << 20);

        add_small(&small, evidence_file_lines(k->evidence, s->path, from,
                                              MAX_OF(s->line, s->end_line) + CHECK_NEAR_LINES));
        if (str_has(buf_str(&small), value))
            return true;
    }
    return false;
}

static void check_values(Checking *k, const Claimed *c)
{
    for (size_t i = 0; i < c->word_count; i++) {
        size_t value = value_of(c, i);

        if (value == SIZE_MAX || is_quoted(k, c, i))
            continue;
        check_judge(k, CHECK_VALUE, is_cited_with(k, c, c->words[value].text),
                    "no cited line has the %.*s of %.*s", STR_ARG(c->words[i].text),
                    STR_ARG(c->words[value].text));
    }
}

/* -- calls -- */

/* The code itself shows a call of that name: what it means is not claimed. */
static bool is_call_in(Checking *k, const Source *s, Str name)
{
    Str lines = evidence_file_lines(k->evidence, s->path, s->line,
                                    MAX_OF(s->line, s->end_line) + CHECK_NEAR_LINES);

    for (size_t at = 0; (at = str_find(lines, name, at)) != SIZE_MAX; at += name.len) {
        Str behind = str_sub(lines, at + name.len, lines.len);

        if (str_starts(behind, STR("(")) || str_starts(behind, STR("!(")) ||
            str_starts(behind, STR("<")) || str_starts(behind, STR("::<")))
            return true;
    }
    return false;
}

static bool is_edge_at(Checking *k, const Source *s, Str name, bool is_target)
{
    const Program *p = k->program;
    UnitId unit = program_find_unit(p, s->path);

    if (unit == UNIT_NONE)
        return false;
    for (size_t i = p->unit_edges[unit]; i < p->unit_edges[unit + 1]; i++) {
        const Edge *e = &p->edges[i];
        uint32_t line = evidence_line(k->evidence, unit, e->at);

        if (line >= s->line && line <= MAX_OF(s->line, s->end_line) + CHECK_NEAR_LINES &&
            tier_confidence(e->tier) >= EDGE_CONFIDENCE_FACT &&
            is_named(k, is_target ? e->to : e->from, name))
            return true;
    }
    return false;
}

/* "calls `g` (cite)": the edge leads to g. "called by `f` (cite)": it comes from f. */
static void check_calls(Checking *k, Str text)
{
    enum { NO_VERB, CALLS, CALLED } verb = NO_VERB;
    bool is_guess = false;
    Str name = STR_NONE;
    Piece piece;
    Source s;

    while (text_next(k->arena, &text, &piece)) {
        if (piece.kind == PIECE_TEXT) {
            is_guess |= str_has(piece.raw, STR("may "));
            if (str_ends(piece.raw, STR("called by ")) || str_ends(piece.raw, STR("used by ")))
                verb = CALLED;
            else if (str_ends(piece.raw, STR(" calls ")) || str_ends(piece.raw, STR(" uses ")))
                verb = CALLS;
            else if (!str_is(str_trim(piece.raw), "") && !str_is(str_trim(piece.raw), "("))
                verb = NO_VERB;
        } else if (piece.kind == PIECE_CODE) {
            name = names_last(piece.label);
        } else {
            if (verb != NO_VERB && name.len && !is_guess && text_parse_cite(piece.target, &s) &&
                s.line)
                check_judge(k, CHECK_CALL,
                            is_edge_at(k, &s, name, verb == CALLS) ||
                                (verb == CALLS && is_call_in(k, &s, name)),
                            "that '%.*s' %s is no resolved edge at %.*s:%u", STR_ARG(name),
                            verb == CALLS ? "is called" : "calls", STR_ARG(s.path), s.line);
            verb = NO_VERB;
        }
    }
}

/* -- terms -- */

static void check_term(Checking *k, Str slug)
{
    for (uint32_t i = 0; k->chapter && i < k->course->glossary_count; i++) {
        const GlossaryEntry *g = &k->course->glossary[i];
        const Chapter *of = course_find_chapter(k->course, str_from(g->chapter));

        if (of && str_eq(g->slug, slug))
            check_judge(k, CHECK_ORDER, of->number <= k->chapter->number,
                        "'%.*s' is introduced later, in chapter %u", STR_ARG(g->term),
                        of->number);
    }
}

/* "chapter:ID#SECTION" -> ID */
static Str chapter_of(Str target)
{
    return str_sub(target, 8, str_find_char(target, '#', 0));
}

void check_claims(Checking *k, Str text, const Source *own)
{
    Claimed *c = xcalloc(1, sizeof(*c));
    Str rest = text;
    Piece piece;
    Source s;

    if (k->chapter)
        c->chapters[c->chapter_count++] = k->chapter;
    if (own && own->path.len)
        c->cites[c->cite_count++] = *own;
    while (text_next(k->arena, &rest, &piece)) {
        if (piece.kind != PIECE_LINK) {
            take_words(k, c, piece.kind == PIECE_CODE ? piece.label : piece.raw,
                       piece.kind == PIECE_CODE);
        } else if (text_parse_cite(piece.target, &s)) {
            c->is_cut = true;
            if (c->cite_count < CLAIM_MAX_CITES)
                c->cites[c->cite_count++] = s;
        } else {
            take_words(k, c, piece.label, true);
            const Chapter *linked = str_starts(piece.target, STR("chapter:"))
                                        ? course_find_chapter(k->course,
                                                              chapter_of(piece.target))
                                        : NULL;
            if (linked && c->chapter_count < CLAIM_MAX_CHAPTERS)
                c->chapters[c->chapter_count++] = linked;
            if (str_starts(piece.target, STR("term:")))
                check_term(k, str_sub(piece.target, 5, piece.target.len));
        }
    }
    check_absolutes(k, c, text);
    check_values(k, c);
    check_calls(k, text);
    free(c);
}

void check_claims_done(Checking *k)
{
    strmap_done(&k->plain_files);
    VEC_DONE(&k->plain_texts);
}
