/*
 * section_changing.c -- what the source says to whoever changes it, and what it says is missing.
 *
 * Both are quotations: attributed by their place, never turned into an order of ours.
 */
#include "writer/section.h"

#include "base/vec.h"
#include "insight/comments.h"
#include "insight/recipes.h"
#include "syntax/doc_text.h"

enum { RECIPES_SHOWN = 4, TODOS_SHOWN = 4, TODO_MIN_WORDS = 4, TODO_MAX_BYTES = 200 };

/* -- recipes -- */

static bool belongs_here(const SectionAsk *s, const Recipe *r)
{
    uint8_t owner = r->about ? s->insight->owner[r->about] : 0;

    return owner ? owner == s->number : section_is_own_unit(s, r->unit);
}

static void put_recipe(const SectionAsk *s, const Recipe *r)
{
    Buf *b = draft_prose(s->draft);
    Evidence *e = s->ask->evidence;
    uint32_t line = evidence_line(e, r->unit, r->from), end = evidence_line(e, r->unit, r->to);

    text_lit(b, "- ");
    if (r->about && program_name(s->ask->program, r->about).len) {
        text_lit(b, "At ");
        section_put_name(s, b, r->about);
        text_lit(b, ": ");
    }
    text_lit(b, "\"");
    text_words(b, evidence_clean(e, r->words));
    text_lit(b, "\" (");
    text_cite(b, section_path(s, r->unit), line, end);
    text_lit(b, ")");
    if (r->sibling) {
        text_lit(b, ". Beside it stands ");
        section_put_symbol(s, b, r->sibling);
    }
    text_lit(b, ".\n");
}

/* Each file once, though several chapters may share it. */
static void find_recipes(const SectionAsk *s)
{
    const Outline *o = s->ask->outline;
    SectionShared *x = s->shared;
    U64Map seen = {0};
    uint32_t count = 0;

    if (x->has_recipes)
        return;
    x->has_recipes = true;
    UnitId *units = ARENA_ARRAY(s->insight->arena, UnitId, s->ask->program->unit_count + 1);
    for (uint32_t i = 0; i < o->abstraction_count; i++) {
        for (uint32_t n = 0; n < o->abstractions[i].unit_count; n++) {
            bool is_new;

            (void)u64map_at(&seen, o->abstractions[i].units[n], &is_new);
            if (is_new)
                units[count++] = o->abstractions[i].units[n];
        }
    }
    u64map_done(&seen);
    x->recipe_count = recipes_in(s->insight, units, count, &x->recipes);
}

static void write_recipes(const SectionAsk *s)
{
    uint32_t shown = 0;

    find_recipes(s);
    for (uint32_t i = 0; i < s->shared->recipe_count && shown < RECIPES_SHOWN; i++) {
        if (!belongs_here(s, &s->shared->recipes[i]))
            continue;
        if (shown++ == 0)
            draft_section(s->draft, "changing", "If you change it");
        put_recipe(s, &s->shared->recipes[i]);
    }
    if (shown)
        draft_end_prose(s->draft);
}

/* -- known limits -- */

static Str strip_mark(Str text)
{
    static const char *const marks[] = {"TODO", "FIXME", "XXX", "BUG", "HACK"};

    for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
        Str m = str_from(marks[i]);

        if (str_starts(text, m)) {
            text = str_sub(text, m.len, text.len);
            if (text.len && text.ptr[0] == '(') {
                size_t close = str_find_char(text, ')', 0);
                text = close == SIZE_MAX ? text : str_sub(text, close + 1, text.len);
            }
            while (text.len && strchr(" :-", text.ptr[0]))
                text = str_sub(text, 1, text.len);
        }
    }
    return str_trim(text);
}

static uint32_t words_in(Str text)
{
    uint32_t words = 0;
    Str word;

    while (str_split(&text, ' ', &word))
        words += word.len > 0;
    return words;
}

static void put_todo(const SectionAsk *s, UnitId unit, const Note *n, Str words)
{
    Buf *b = draft_prose(s->draft);
    const Unit *u = &s->ask->program->units[unit];

    text_lit(b, "- ");
    if (n->def) {
        section_put_name(s, b, u->first_symbol + n->def);
        text_lit(b, ": ");
    }
    text_lit(b, "\"");
    text_words(b, evidence_clean(s->ask->evidence, words));
    text_lit(b, "\" (");
    uint32_t line = evidence_line(s->ask->evidence, unit, n->at), lines = 0;
    for (size_t i = 0; i < words.len; i++)
        lines += words.ptr[i] == '\n';
    text_cite(b, u->file->path, line, line + lines);
    text_lit(b, ")\n");
}

/* The comment's words from the mark on, to the end of their sentence. */
static Str sentence_of(const SectionAsk *s, UnitId unit, const Note *n)
{
    Str text = insight_text(s->insight, unit);
    uint32_t at = 0;
    Comment c;

    while (comment_next(text, s->ask->program->units[unit].file->language, &at, &c)) {
        if (c.end <= n->at)
            continue;
        if (c.start > n->at)
            break;
        Str plain = doc_plain(s->insight->arena, str_sub(text, n->at, c.end));
        return strip_mark(str_trim(doc_first_sentence(doc_first_paragraph(plain))));
    }
    return STR_NONE;
}

static bool is_worth_quoting(const SectionAsk *s, UnitId unit, const Note *n, Str *ret_words)
{
    const Unit *u = &s->ask->program->units[unit];

    if (n->kind != NOTE_TODO ||
        (n->def ? s->insight->owner[u->first_symbol + n->def] != s->number
                : !section_is_own_unit(s, unit)))
        return false;
    *ret_words = sentence_of(s, unit, n);
    return words_in(*ret_words) >= TODO_MIN_WORDS && ret_words->len <= TODO_MAX_BYTES &&
           str_find_char(*ret_words, '?', 0) == SIZE_MAX;
}

static void write_todos(const SectionAsk *s)
{
    uint32_t shown = 0;

    for (uint32_t i = 0; i < s->about->unit_count; i++) {
        const Unit *u = &s->ask->program->units[s->about->units[i]];
        Str words;

        for (uint32_t n = 0; n < u->facts->note_count && shown < TODOS_SHOWN; n++) {
            if ((u->file->flags & FILE_IS_TEST) ||
                !is_worth_quoting(s, s->about->units[i], &u->facts->notes[n], &words))
                continue;
            if (shown++ == 0)
                draft_section(s->draft, "known-limits", "Known limits");
            put_todo(s, s->about->units[i], &u->facts->notes[n], words);
        }
    }
    if (shown)
        draft_end_prose(s->draft);
}

void section_changing(const SectionAsk *s)
{
    write_recipes(s);
    write_todos(s);
}
