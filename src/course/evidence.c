/*
 * evidence.c -- files read on demand, and cut.
 */
#include "course/evidence.h"

#include "base/vec.h"
#include "graph/prose.h"
#include "syntax/doc_text.h"

enum {
    MENTIONS_MAX_BYTES = 64 << 20, /* of documents searched for a mention */
    HIGHLIGHT_WHOLE_MAX_BYTES =
        48 << 10, /* of a file whose colours are kept for all its excerpts */
};

typedef struct FileText {
    bool is_loaded;
    Str text;
    const uint32_t *line_starts;
    uint32_t line_count;
    bool is_highlighted;
    HighlightSpan *spans; /* of the whole file */
    size_t span_count;
} FileText;

struct Evidence {
    const Program *program;
    Arena arena;
    const SourceFile *files; /* of the checkout */
    size_t file_count;
    FileText *texts; /* by file */
    bool has_mentions;
    Str *mentions; /* whole texts of documents, and all paths as one text */
    size_t mention_count;
    SyntaxReader *reader;
};

Evidence *evidence_open(const Program *p)
{
    Evidence *e = xcalloc(1, sizeof(*e));

    e->program = p;
    e->files = checkout_files(p->checkout, &e->file_count);
    e->texts = ARENA_ARRAY(&e->arena, FileText, e->file_count + 1);
    e->reader = syntax_reader_new();
    return e;
}

void evidence_close(Evidence *e)
{
    if (!e)
        return;
    syntax_reader_free(e->reader);
    arena_done(&e->arena);
    free(e);
}

Arena *evidence_arena(Evidence *e)
{
    return &e->arena;
}

static void find_lines(Evidence *e, FileText *t)
{
    uint32_t count = 1, line = 1;

    for (size_t at = 0; (at = str_find_char(t->text, '\n', at)) != SIZE_MAX; at++)
        count++;
    uint32_t *starts = ARENA_ARRAY(&e->arena, uint32_t, count);
    for (size_t at = 0; (at = str_find_char(t->text, '\n', at)) != SIZE_MAX; at++)
        starts[line++] = (uint32_t)at + 1;
    /* a line break at the end of the file does not begin another line */
    if (count > 1 && starts[count - 1] == t->text.len)
        count--;
    t->line_starts = starts;
    t->line_count = count;
}

static FileText *text_of_file(Evidence *e, const SourceFile *file)
{
    FileText *t = &e->texts[file - e->files];

    if (!t->is_loaded) {
        t->is_loaded = true;
        if (checkout_read(e->program->checkout, &e->arena, file, &t->text, NULL) != ERR_OK)
            t->text = STR("");
        find_lines(e, t);
    }
    return t;
}

static FileText *text_of(Evidence *e, UnitId unit)
{
    MUST(unit < e->program->unit_count);
    return text_of_file(e, e->program->units[unit].file);
}

Str evidence_text(Evidence *e, UnitId unit)
{
    return text_of(e, unit)->text;
}

uint32_t evidence_line_count(Evidence *e, UnitId unit)
{
    return text_of(e, unit)->line_count;
}

uint32_t evidence_line(Evidence *e, UnitId unit, uint32_t offset)
{
    const FileText *t = text_of(e, unit);
    uint32_t low = 0, high = t->line_count;

    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;

        if (t->line_starts[middle] <= offset)
            low = middle;
        else
            high = middle;
    }
    return low + 1;
}

static Str lines_of(const FileText *t, uint32_t line, uint32_t end_line)
{
    if (line == 0 || line > t->line_count)
        return STR("");
    size_t start = t->line_starts[line - 1];
    size_t end = end_line < t->line_count ? t->line_starts[end_line] : t->text.len;
    Str lines = str_sub(t->text, start, end);
    while (lines.len && (lines.ptr[lines.len - 1] == '\n' || lines.ptr[lines.len - 1] == '\r'))
        lines.len--;
    return lines;
}

Str evidence_lines(Evidence *e, UnitId unit, uint32_t line, uint32_t end_line)
{
    return lines_of(text_of(e, unit), line, end_line);
}

Str evidence_file_lines(Evidence *e, Str path, uint32_t line, uint32_t end_line)
{
    const SourceFile *file = checkout_find(e->program->checkout, path);

    return file ? lines_of(text_of_file(e, file), line, end_line) : STR("");
}

uint32_t evidence_file_line_count(Evidence *e, Str path)
{
    const SourceFile *file = checkout_find(e->program->checkout, path);

    return file ? text_of_file(e, file)->line_count : 0;
}

static bool may_mention(const SourceFile *f)
{
    LanguageUse use = language_use(f->language);

    return f->skip == SKIP_NONE && f->language != LANG_NONE &&
           (use == LANGUAGE_PROSE || use == LANGUAGE_BUILD || use == LANGUAGE_DATA ||
            (f->flags & FILE_IS_BUILD));
}

static void load_mentions(Evidence *e)
{
    AUTO(buf_done) Buf paths = BUF(SIZE_MAX / 2);
    size_t bytes = 0;

    e->has_mentions = true;
    e->mentions = ARENA_ARRAY(&e->arena, Str, e->file_count + 1);
    for (size_t i = 0; i < e->file_count; i++) {
        buf_add(&paths, e->files[i].path);
        buf_add_char(&paths, '\n');
        if (!may_mention(&e->files[i]) || bytes > MENTIONS_MAX_BYTES)
            continue;
        Str text = text_of_file(e, &e->files[i])->text;
        e->mentions[e->mention_count++] = text;
        bytes += text.len;
    }
    e->mentions[e->mention_count++] = arena_str(&e->arena, buf_str(&paths));
}

bool evidence_mentions(Evidence *e, Str text)
{
    if (!e->has_mentions)
        load_mentions(e);
    for (size_t i = 0; i < e->mention_count; i++) {
        if (str_has(e->mentions[i], text))
            return true;
    }
    return false;
}

static const Def *def_of(Evidence *e, SymbolId s, UnitId *ret_unit)
{
    *ret_unit = program_unit_of(e->program, s);
    return program_def(e->program, s);
}

Source evidence_place(Evidence *e, SymbolId s)
{
    UnitId unit;
    const Def *d = def_of(e, s, &unit);

    return (Source){e->program->units[unit].file->path, d->line, MAX_OF(d->line, d->end_line)};
}

Source evidence_range(Evidence *e, SymbolId s)
{
    UnitId unit;
    const Def *d = def_of(e, s, &unit);
    uint32_t end = d->end > d->start ? d->end - 1 : d->end;

    return (Source){e->program->units[unit].file->path, evidence_line(e, unit, d->start),
                    evidence_line(e, unit, end)};
}

/* On one line: a parameter list that was broken after its bracket closes up again. */
static Str fold_space(Arena *a, Str s, size_t max)
{
    AUTO(buf_done) Buf out = BUF(max);
    bool is_due = false; /* a space, before what comes next */

    for (size_t i = 0; i < s.len && !out.full; i++) {
        bool is_space = s.ptr[i] == ' ' || (s.ptr[i] >= '\t' && s.ptr[i] <= '\r');

        if (!is_space && is_due && out.len) {
            char before = out.ptr[out.len - 1];
            bool is_inside = strchr("([", before) || strchr(")]", s.ptr[i]);

            if (strchr(")]", s.ptr[i]) && before == ',')
                out.len--;
            if (!is_inside)
                buf_add_char(&out, ' ');
        }
        if (!is_space)
            buf_add_char(&out, s.ptr[i]);
        is_due = is_space;
    }
    if (out.full)
        return arena_printf(a, "%.*s ...", STR_ARG(buf_str(&out)));
    return arena_str(a, buf_str(&out));
}

/* The end of an attribute or annotation at the front of a definition; 0: there is none. */
static size_t attribute_end(Str s)
{
    size_t i = 0, depth = 0;
    bool is_bracketed = str_starts(s, STR("#[")) || str_starts(s, STR("#![")) ||
                        str_starts(s, STR("[["));

    if (!is_bracketed && !(s.len > 1 && s.ptr[0] == '@' && s.ptr[1] != 'i')) /* @interface */
        return 0;
    if (!is_bracketed) {
        for (i = 1; i < s.len && (str_find_char(STR("._:"), s.ptr[i], 0) != SIZE_MAX ||
                                  (s.ptr[i] | 32) - 'a' < 26u || s.ptr[i] - '0' < 10u);)
            i++;
        if (i >= s.len || s.ptr[i] != '(')
            return i;
    }
    for (; i < s.len; i++) {
        if (s.ptr[i] == '"') { /* no string with an escaped quote is worth more */
            i = str_find_char(s, '"', i + 1);
            if (i == SIZE_MAX)
                return 0;
        }
        depth += strchr("([{", s.ptr[i]) != NULL;
        if (strchr(")]}", s.ptr[i]) && --depth == 0)
            return i + 1;
    }
    return 0;
}

/* What a reader looks for comes after attributes and the remarks between them. */
static Str without_attributes(Str s)
{
    for (size_t end; s.len; s = str_trim(str_sub(s, end, s.len))) {
        if (str_starts(s, STR("//")) || str_starts(s, STR("# ")))
            end = MIN_OF(str_find_char(s, '\n', 0), s.len);
        else if (str_starts(s, STR("/*")))
            end = MIN_OF(str_find(s, STR("*/"), 2), s.len - 2) + 2;
        else
            end = attribute_end(s);
        if (end == 0 || end >= s.len)
            break;
    }
    return s;
}

Str evidence_signature(Evidence *e, SymbolId s)
{
    UnitId unit;
    const Def *d = def_of(e, s, &unit);
    Str text = evidence_text(e, unit);
    uint32_t end = d->signature_end > d->start ? d->signature_end : d->end;
    Str signature = without_attributes(str_trim(str_sub(text, d->start, end)));

    while (signature.len && strchr("{:=;", signature.ptr[signature.len - 1]))
        signature = str_trim(str_sub(signature, 0, signature.len - 1));
    return fold_space(&e->arena, signature, SIGNATURE_MAX_BYTES);
}

/* Where words that were taken from a raw comment stand in it: from their first line to their last. */
static void narrow_to(Evidence *e, UnitId unit, const Def *d, Str words, Source *ret)
{
    Str raw = str_sub(evidence_text(e, unit), d->doc_start, d->doc_end);
    size_t last_break = 0;

    for (size_t i = 0; i < words.len; i++)
        last_break = words.ptr[i] == '\n' ? i + 1 : last_break;
    size_t start = str_find(raw, str_sub(words, 0, str_find_char(words, '\n', 0)), 0);
    size_t end = start == SIZE_MAX
                     ? start
                     : str_find(raw, str_sub(words, last_break, words.len), start);
    if (end == SIZE_MAX)
        return;
    ret->line = evidence_line(e, unit, d->doc_start + (uint32_t)start);
    ret->end_line = evidence_line(e, unit, d->doc_start + (uint32_t)end);
}

Str evidence_doc(Evidence *e, SymbolId s, Source *ret_source)
{
    UnitId unit;
    const Def *d = def_of(e, s, &unit);

    *ret_source = (Source){0};
    if (d->doc_end <= d->doc_start)
        return STR("");
    Str raw = str_sub(evidence_text(e, unit), d->doc_start, d->doc_end);
    Str words = doc_first_paragraph(doc_plain(&e->arena, raw));
    if (words.len == 0)
        return words;
    *ret_source = (Source){e->program->units[unit].file->path,
                           evidence_line(e, unit, d->doc_start),
                           evidence_line(e, unit, d->doc_end - 1)};
    narrow_to(e, unit, d, words, ret_source);
    return prose_plain(&e->arena, words);
}

static const char *visibility_word(const Def *d)
{
    static const char *const words[] = {
        [VISIBLE_FILE] = "file",
        [VISIBLE_CLASS] = "class",
        [VISIBLE_MODULE] = "module",
        [VISIBLE_PUBLIC] = "public",
    };

    MUST(d->visibility < ARRAY_LEN(words));
    return words[d->visibility];
}

Str evidence_clean(Evidence *e, Str s)
{
    AUTO(buf_done) Buf out = BUF(4 * s.len + 16);

    if (utf8_is_valid(s))
        return s;
    buf_add_clean(&out, s);
    return arena_str(&e->arena, buf_str(&out));
}

void evidence_symbol(Evidence *e, SymbolId s, CourseSymbol *ret)
{
    const Def *d = program_def(e->program, s);

    *ret = (CourseSymbol){
        .name = program_name(e->program, s),
        .qualified_name = program_qualified_name(e->program, &e->arena, s),
        .kind = str_from(def_kind_word(d->kind)),
        .source = evidence_place(e, s),
        .signature = evidence_clean(e, evidence_signature(e, s)),
        .visibility = str_from(visibility_word(d)),
    };
    ret->doc = evidence_clean(e, evidence_doc(e, s, &ret->doc_source));
    course_id(ret->id, def_kind_word(d->kind), ret->source.path, ret->qualified_name);
}

/* The same id alone. */
static void symbol_id(Evidence *e, SymbolId s, char ret_id[COURSE_ID_SIZE])
{
    const Unit *unit = &e->program->units[program_unit_of(e->program, s)];

    course_id(ret_id, def_kind_word(program_def(e->program, s)->kind), unit->file->path,
              program_qualified_name(e->program, &e->arena, s));
}

/* -- excerpts -- */

VEC_TYPE(SpanVec, Span);

size_t evidence_first_edge(const Program *p, UnitId unit, uint32_t offset)
{
    size_t low = p->unit_edges[unit], high = p->unit_edges[unit + 1];

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (p->edges[middle].at < offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void evidence_referred(Evidence *e, const Source *lines, U64Map *symbols)
{
    const Program *p = e->program;
    UnitId unit = program_find_unit(p, lines->path);

    if (unit == UNIT_NONE)
        return;
    Str text = evidence_lines(e, unit, lines->line, lines->end_line);
    uint32_t start = (uint32_t)(text.ptr - evidence_text(e, unit).ptr);
    for (size_t i = evidence_first_edge(p, unit, start);
         text.len && i < p->unit_edges[unit + 1] && p->edges[i].at < start + text.len; i++) {
        if (tier_confidence(p->edges[i].tier) >= EDGE_CONFIDENCE_FACT)
            *u64map_at(symbols, p->edges[i].to, NULL) = 1;
    }
}

/* Puts the symbol on the span at its place, or makes one between two others. */
static void mark_symbol(SpanVec *spans, uint32_t start, uint32_t end, Str id)
{
    size_t i = 0;

    while (i < spans->len && spans->at[i].end <= start)
        i++;
    if (i < spans->len && spans->at[i].start < end) {
        if (spans->at[i].start == start && spans->at[i].end == end)
            spans->at[i].symbol = id;
        return;
    }
    (void)VEC_PUSH(spans);
    memmove(&spans->at[i + 1], &spans->at[i], (spans->len - 1 - i) * sizeof(Span));
    spans->at[i] = (Span){.start = start, .end = end, .css = HIGHLIGHT_NAME, .symbol = id};
}

/* Resolved references inside of the excerpt: what a reader can ask about. */
static void mark_symbols(Evidence *e, UnitId unit, uint32_t start, uint32_t end, SpanVec *spans)
{
    const Program *p = e->program;

    for (size_t i = evidence_first_edge(p, unit, start);
         i < p->unit_edges[unit + 1] && p->edges[i].at < end; i++) {
        const Edge *edge = &p->edges[i];
        Str name = program_name(p, edge->to);
        char id[COURSE_ID_SIZE];

        if (tier_confidence(edge->tier) < EDGE_CONFIDENCE_FACT || !name.len ||
            !str_starts(str_sub(evidence_text(e, unit), edge->at, SIZE_MAX), name))
            continue;
        symbol_id(e, edge->to, id);
        mark_symbol(spans, edge->at - start, edge->at - start + (uint32_t)name.len,
                    arena_str(&e->arena, str_from(id)));
    }
}

/* Of a large file the outermost definition around the bytes is parsed alone, where there is one. */
static void find_spans_of_part(Evidence *e, UnitId unit, uint32_t start, uint32_t end,
                               HighlightSpans *ret)
{
    const Unit *u = &e->program->units[unit];
    Str text = evidence_text(e, unit);
    uint32_t from = 0, to = (uint32_t)text.len;

    for (uint32_t d = 1; d < u->facts->def_count; d++) {
        if (u->facts->defs[d].start <= start && u->facts->defs[d].end >= end &&
            u->facts->defs[d].end <= to) {
            from = u->facts->defs[d].start;
            to = u->facts->defs[d].end;
            break;
        }
    }
    highlight(e->reader, u->file->language, str_sub(text, from, to), start - from, end - from,
              ret);
    for (size_t i = 0; i < ret->len; i++) {
        ret->at[i].start += from;
        ret->at[i].end += from;
    }
}

/* A file is parsed for its colours once, however many pieces of it are shown. */
static void find_spans(Evidence *e, UnitId unit, uint32_t start, uint32_t end,
                       HighlightSpans *ret)
{
    LanguageId language = e->program->units[unit].file->language;
    FileText *t = text_of(e, unit);
    size_t low = 0, high;

    if (t->text.len > HIGHLIGHT_WHOLE_MAX_BYTES) {
        find_spans_of_part(e, unit, start, end, ret);
        return;
    }
    if (!t->is_highlighted) {
        HighlightSpans all = {0};

        highlight(e->reader, language, t->text, 0, (uint32_t)t->text.len, &all);
        t->spans = ARENA_ARRAY(&e->arena, HighlightSpan, all.len);
        if (all.len)
            memcpy(t->spans, all.at, all.len * sizeof(all.at[0]));
        t->span_count = all.len;
        t->is_highlighted = true;
        VEC_DONE(&all);
    }
    for (high = t->span_count; low < high;) { /* the first that ends behind the start */
        size_t middle = low + (high - low) / 2;

        if (t->spans[middle].end <= start)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < t->span_count && t->spans[low].start < end; low++)
        *VEC_PUSH(ret) = (HighlightSpan){.start = MAX_OF(t->spans[low].start, start),
                                         .end = MIN_OF(t->spans[low].end, end),
                                         .css = t->spans[low].css};
}

static void add_spans(Evidence *e, UnitId unit, Str lines, Excerpt *x)
{
    HighlightSpans found = {0};
    SpanVec spans = {0};
    Str text = evidence_text(e, unit);
    uint32_t start = (uint32_t)(lines.ptr - text.ptr);

    find_spans(e, unit, start, start + (uint32_t)lines.len, &found);
    for (size_t i = 0; i < found.len; i++)
        *VEC_PUSH(&spans) = (Span){.start = found.at[i].start - start,
                                   .end = found.at[i].end - start,
                                   .css = found.at[i].css};
    mark_symbols(e, unit, start, start + (uint32_t)lines.len, &spans);
    x->spans = ARENA_ARRAY(&e->arena, Span, spans.len);
    x->spans_count = (uint32_t)spans.len;
    if (spans.len)
        memcpy(x->spans, spans.at, spans.len * sizeof(Span));
    VEC_DONE(&found);
    VEC_DONE(&spans);
}

void evidence_excerpt(Evidence *e, UnitId unit, uint32_t line, uint32_t end_line, Excerpt *ret)
{
    const SourceFile *file = e->program->units[unit].file;

    line = MAX_OF(line, 1u);
    end_line = MIN_OF(end_line, evidence_line_count(e, unit));
    end_line = MIN_OF(end_line, line + EXCERPT_MAX_LINES - 1);
    Str lines = evidence_lines(e, unit, line, end_line);
    *ret = (Excerpt){
        .source = {file->path, line, end_line},
        .language = str_from(language_fence(file->language)),
        .text = lines,
    };
    course_id(ret->id, "excerpt", file->path, arena_printf(&e->arena, "%u-%u", line, end_line));
    hash_hex_of(lines, ret->hash);
    if (utf8_is_valid(lines) && lines.len)
        add_spans(e, unit, lines, ret);
    else {
        AUTO(buf_done) Buf clean = BUF(4 * lines.len + 16);

        buf_add_clean(&clean, lines);
        ret->text = arena_str(&e->arena, buf_str(&clean));
    }
}
