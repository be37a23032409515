/*
 * recipes.c -- sentences for whoever changes something.
 */
#include "insight/recipes.h"

#include "insight/comments.h"
#include "syntax/doc_text.h"

/* Lower case. A sentence with one of the first is about a change ... */
static const char *const changes[] = {
    "if you change",   "if you modify",     "if you add",         "if you remove",
    "if you rename",   "if you update",     "if you edit",        "if you extend",
    "if you alter",    "when you add",      "when you change",    "when you modify",
    "when you update", "when you remove",   "when adding a new",  "when adding new",
    "when changing",   "when modifying",    "when removing",      "when updating this",
    "whenever you",    "if this changes",   "if this is changed", "if these change",
    "if adding",       "if changing",       "if modifying",       "before changing",
    "after changing",  "when this changes", "anyone changing",    "every time you",
};

/* ... and with one of these asks for something; */
static const char *const duties[] = {
    "must ",       "should ",      "need to ",      "needs to ", "have to ",    "make sure",
    "remember to", "don't forget", "do not forget", "be sure",   "please ",     "update the",
    "update this", "increment ",   "bump ",         "also add",  "also update", "also change",
};

/* these are enough alone. */
static const char *const alone[] = {
    "keep in sync",
    "kept in sync",
    "keep them in sync",
    "keep this in sync",
    "keep these in sync",
    "must be in sync",
    "must stay in sync",
    "remember to update",
    "don't forget to update",
    "do not forget to update",
    "must be updated when",
    "must be updated if",
    "needs to be updated when",
    "should be updated when",
    "keep this list",
    "must be changed together",
    "must increment",
    "update this when",
    "to add a new ",
};

/* What only happens to have such words in it: an example, or what the code itself does. */
static const char *const tales[] = {"for example", "e.g.",    "we also",
                                    "we need",     "it also", "to add a new one"};

static Str lowered(Arena *a, Str s)
{
    char *text = arena_cstr(a, s);

    for (size_t i = 0; i < s.len; i++) {
        if (text[i] >= 'A' && text[i] <= 'Z')
            text[i] |= 32;
        else if (text[i] == '\n' || text[i] == '\t' || text[i] == '\r')
            text[i] = ' ';
    }
    return (Str){text, s.len};
}

static bool has_one_of(Str text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (str_has(text, str_from(words[i])))
            return true;
    }
    return false;
}

bool recipe_is_one(Str sentence)
{
    AUTO(arena_done) Arena a = {0};
    Str s = lowered(&a, sentence);

    if (s.len < RECIPE_MIN_BYTES || s.len > RECIPE_MAX_BYTES || s.ptr[s.len - 1] == '?')
        return false;
    if (has_one_of(s, tales, ARRAY_LEN(tales)))
        return false;
    if (has_one_of(s, alone, ARRAY_LEN(alone)))
        return true;
    return has_one_of(s, changes, ARRAY_LEN(changes)) &&
           has_one_of(s, duties, ARRAY_LEN(duties));
}

/* -- sentences of a comment -- */

/* Takes the next sentence off the front of plain words; empty lines end one too. */
static bool next_sentence(Str *rest, Str *ret)
{
    *rest = str_trim(*rest);
    if (!rest->len)
        return false;
    size_t paragraph = MIN_OF(str_find(*rest, STR("\n\n"), 0), rest->len);
    Str sentence = doc_first_sentence(str_sub(*rest, 0, paragraph));
    if (!sentence.len || sentence.ptr < rest->ptr || sentence.ptr > rest->ptr + rest->len)
        sentence = str_sub(*rest, 0, paragraph);
    *ret = str_trim(sentence);
    size_t end = (size_t)(sentence.ptr - rest->ptr) + sentence.len;
    *rest = str_sub(*rest, MAX_OF(end, (size_t)1), rest->len);
    return true;
}

/* From the first sentence that is a recipe to the end of the comment, as far as there is room for
 * whole sentences: what follows may hold conditions. Empty when none is. */
static Str recipe_words(Arena *a, Str plain)
{
    AUTO(buf_done) Buf words = BUF(2 * RECIPE_MAX_BYTES);
    Str rest = plain, sentence;

    while (next_sentence(&rest, &sentence)) {
        if (!words.len && !recipe_is_one(sentence))
            continue;
        if (words.len + sentence.len + 1 > RECIPE_MAX_BYTES)
            break;
        if (words.len)
            buf_lit(&words, " ");
        buf_add(&words, sentence);
    }
    return arena_str(a, buf_str(&words));
}

/* -- what it is about -- */

/* The definition that encloses the comment most closely, else the one that follows it at once. */
static uint32_t def_at(const Facts *f, Str text, const Comment *c)
{
    uint32_t inside = 0, next = 0;

    for (uint32_t d = 1; d < f->def_count; d++) {
        const Def *def = &f->defs[d];

        if (def->doc_start <= c->start && def->doc_end >= c->end && def->doc_end)
            return d;
        if (def->start <= c->start && def->end >= c->end &&
            (!inside || def->start >= f->defs[inside].start))
            inside = d;
        if (def->start >= c->end && (!next || def->start < f->defs[next].start))
            next = d;
    }
    if (next && (f->defs[next].parent == inside) &&
        !str_trim(str_sub(text, c->end, f->defs[next].start)).len &&
        str_find(str_sub(text, c->end, f->defs[next].start), STR("\n\n"), 0) == SIZE_MAX)
        return next;
    return inside;
}

static bool is_name_char(char c)
{
    return c == '_' || (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

/* The first definition of the unit that the words name, as a whole word of at least four bytes. */
static uint32_t def_named(const Unit *u, Str words)
{
    for (size_t i = 0; i < words.len;) {
        size_t start = i;

        while (i < words.len && is_name_char(words.ptr[i]))
            i++;
        Str word = str_sub(words, start, i);
        i += i == start;
        NameId name = word.len >= 4 ? facts_find_name(u->facts, word) : UINT32_MAX;
        for (uint32_t d = 1; name != UINT32_MAX && d < u->facts->def_count; d++) {
            if (u->facts->defs[d].name == name && def_kind_is_shown(u->facts->defs[d].kind))
                return d;
        }
    }
    return 0;
}

/* Names that differ in their digits alone: readrec, readrec5. */
static bool is_numbered_sibling(Str a, Str b)
{
    while (a.len && a.ptr[a.len - 1] >= '0' && a.ptr[a.len - 1] <= '9')
        a.len--;
    while (b.len && b.ptr[b.len - 1] >= '0' && b.ptr[b.len - 1] <= '9')
        b.len--;
    return a.len > 3 && str_eq(a, b);
}

static SymbolId sibling_of(const Program *p, SymbolId s)
{
    const Unit *u = &p->units[program_unit_of(p, s)];
    Str name = program_name(p, s);

    for (uint32_t d = 1; s != u->first_symbol && d < u->facts->def_count; d++) {
        Str other = program_name(p, u->first_symbol + d);

        if (u->first_symbol + d != s && !str_eq(name, other) &&
            u->facts->defs[d].kind == program_def(p, s)->kind &&
            is_numbered_sibling(name, other))
            return u->first_symbol + d;
    }
    return 0;
}

/* The bytes of the comment in which the words begin and end, so that the lines cited are theirs. */
static void narrow(Str text, Recipe *r)
{
    Str comment = str_sub(text, r->start, r->end);
    Str first = str_sub(r->words, 0, MIN_OF(str_find_char(r->words, ' ', 12), r->words.len));
    size_t last_space = str_rfind_char(
        str_sub(r->words, 0, r->words.len - MIN_OF(r->words.len, (size_t)12)), ' ');
    Str last = last_space == SIZE_MAX ? r->words
                                      : str_sub(r->words, last_space + 1, r->words.len);
    size_t at = str_find(comment, first, 0), end;

    r->from = r->start + (uint32_t)(at == SIZE_MAX ? 0 : at);
    end = str_find(comment, last, at == SIZE_MAX ? 0 : at);
    r->to = end == SIZE_MAX ? r->end : r->start + (uint32_t)(end + last.len);
}

/* Whether it may hold a recipe: before its words are taken out, which costs more. */
static bool is_promising(Str comment)
{
    static const char *const stems[] = {
        "sync",          "f you ",           "hen you ",       "hen adding",
        "hen changing",  "hen modifying",    "hen removing",   "henever you",
        "emember to",    "forget to",        "be updated",     "this list",
        "increment",     "dd a new ",        "his changes",    "is changed",
        "f adding",      "f changing",       "f modifying",    "efore changing",
        "fter changing", "very time you",    "nyone changing", "hen updating",
        "update this",   "changed together", "hese change"};

    return has_one_of(comment, stems, ARRAY_LEN(stems));
}

static void read_unit(const Insight *x, UnitId unit, Recipe *ret, uint32_t *count)
{
    const Unit *u = &x->program->units[unit];
    Str text = insight_text(x, unit);
    uint32_t at = 0;
    Comment c;

    while (*count < RECIPES_MAX && comment_next(text, u->file->language, &at, &c)) {
        if (c.end - c.start > 64 * (uint32_t)RECIPE_MAX_BYTES ||
            !is_promising(str_sub(text, c.start, c.end)))
            continue;
        Str plain = doc_plain(x->arena, str_sub(text, c.start, c.end));
        Str words = doc_is_licence(plain) ? STR_NONE : recipe_words(x->arena, plain);
        if (!words.len)
            continue;
        Recipe *r = &ret[(*count)++];
        *r = (Recipe){.words = words, .unit = unit, .start = c.start, .end = c.end};
        uint32_t def = def_named(u, words);
        def = def ? def : def_at(u->facts, text, &c);
        r->about = def ? u->first_symbol + def : 0;
        r->sibling = def ? sibling_of(x->program, r->about) : 0;
        narrow(text, r);
    }
}

uint32_t recipes_in(const Insight *x, const UnitId *units, uint32_t unit_count, Recipe **ret)
{
    uint32_t count = 0;

    *ret = ARENA_ARRAY(x->arena, Recipe, RECIPES_MAX);
    for (uint32_t i = 0; i < unit_count; i++) {
        if (!(x->program->units[units[i]].file->flags & FILE_IS_TEST))
            read_unit(x, units[i], *ret, &count);
    }
    return count;
}
