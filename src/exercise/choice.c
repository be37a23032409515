/*
 * choice.c -- choosing options.
 */
#include "exercise/choice.h"

#include "base/hash.h"
#include "graph/words.h"

enum { SHOWING_WORD_MIN = 4, LENGTH_RATIO_TENTHS = 16 };

typedef struct Choosable {
    Thing thing;
    Truth truth;
    Source where;
} Choosable;

typedef struct Choice {
    Choosable at[CHOICE_MAX_SEVERAL];
    uint32_t count, keys;
} Choice;

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool has_nocase(Str text, Str word)
{
    for (size_t at = 0; at + word.len <= text.len; at++) {
        size_t i = 0;

        while (i < word.len && lower(text.ptr[at + i]) == lower(word.ptr[i]))
            i++;
        if (i == word.len)
            return true;
    }
    return false;
}

static bool is_name_char(char c)
{
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z');
}

bool choice_names(Str text, Str name)
{
    for (size_t at = 0; name.len && (at = str_find(text, name, at)) != SIZE_MAX; at++) {
        size_t after = at + name.len;

        if ((at == 0 || !is_name_char(text.ptr[at - 1])) &&
            (after >= text.len || !is_name_char(text.ptr[after])))
            return true;
    }
    return false;
}

bool choice_shows(Str text, Str name)
{
    Words words;

    words_of(name, &words);
    for (uint32_t i = 0; i < words.count; i++) {
        /* "expires" tells "expire" too */
        Str word = words.at[i];
        Str stem = word.len > 5 ? str_sub(word, 0, word.len - 1) : word;

        if (word.len >= SHOWING_WORD_MIN && has_nocase(text, stem))
            return true;
    }
    return has_nocase(text, name);
}

static bool has_thing(const Choice *c, const Thing *t)
{
    for (uint32_t i = 0; i < c->count; i++) {
        if (thing_eq(&c->at[i].thing, t))
            return true;
    }
    return false;
}

/* Two options that read the same would be one too many. */
static bool has_name(const World *w, const Choice *c, const Thing *t)
{
    Str name = thing_name(w, t);

    for (uint32_t i = 0; i < c->count; i++) {
        if (str_eq(thing_name(w, &c->at[i].thing), name))
            return true;
    }
    return false;
}

/* A name that two functions have is no option. */
static bool is_clear(const World *w, const Thing *t)
{
    return t->kind != THING_SYMBOL || world_is_alone(w, t->symbol);
}

static void judge(const World *w, const Question *q, const Thing *t, Choosable *ret)
{
    *ret = (Choosable){.thing = *t};
    ret->truth = q->rule->truth(w, q->subjects, t, &ret->where);
}

static void take(Choice *c, const Choosable *x)
{
    c->at[c->count++] = *x;
    c->keys += x->truth == TRUTH_YES;
}

/* The keys first: one, or of several as many as leave room for two wrong ones. */
static void take_keys(Maker *m, const Question *q, const Thing *key, const ThingVec *candidates,
                      Choice *c)
{
    uint32_t most = q->rule->is_several ? CHOICE_MAX_KEYS : 1;
    Choosable x;

    if (key) {
        judge(&m->world, q, key, &x);
        if (x.truth == TRUTH_YES)
            take(c, &x);
    }
    for (size_t i = 0; !key && i < candidates->len && c->keys < most; i++) {
        judge(&m->world, q, &candidates->at[i], &x);
        if (x.truth == TRUTH_YES && is_clear(&m->world, &x.thing) &&
            !has_name(&m->world, c, &x.thing))
            take(c, &x);
    }
}

static void take_others(Maker *m, const Question *q, const ThingVec *candidates, Choice *c)
{
    uint32_t most = q->rule->is_several ? CHOICE_MAX_SEVERAL : CHOICE_MAX_OPTIONS;
    Choosable x;

    for (size_t i = 0; i < candidates->len && c->count < most; i++) {
        if (has_thing(c, &candidates->at[i]) || has_name(&m->world, c, &candidates->at[i]))
            continue;
        judge(&m->world, q, &candidates->at[i], &x);
        if (x.truth == TRUTH_NO && is_clear(&m->world, &x.thing))
            take(c, &x);
    }
}

static bool is_length_telling(const World *w, const Choice *c)
{
    size_t key = 0, shortest = SIZE_MAX, longest = 0;

    if (c->keys != 1)
        return false;
    for (uint32_t i = 0; i < c->count; i++) {
        size_t len = thing_name(w, &c->at[i].thing).len;

        if (c->at[i].truth == TRUTH_YES) {
            key = len;
        } else {
            shortest = MIN_OF(shortest, len);
            longest = MAX_OF(longest, len);
        }
    }
    return key * 10 > longest * LENGTH_RATIO_TENTHS ||
           key * LENGTH_RATIO_TENTHS < shortest * 10;
}

static bool is_key_shown(const World *w, const Question *q, const Choice *c)
{
    for (uint32_t i = 0; i < c->count; i++) {
        Thing t = c->at[i].thing;
        Str name = t.kind == THING_FILE ? path_base(thing_name(w, &t)) : thing_name(w, &t);

        if (t.kind == THING_SYMBOL)
            name = program_name(w->program, t.symbol);
        if (c->at[i].truth == TRUTH_YES && t.kind != THING_TEXT && choice_shows(q->text, name))
            return true;
    }
    return false;
}

static uint64_t place_in_order(const char *id, Str value)
{
    unsigned char bytes[HASH_BYTES];
    uint64_t place = 0;
    Hash h;

    hash_init(&h);
    hash_add(&h, str_from(id));
    hash_add(&h, value);
    hash_bytes(&h, bytes);
    memcpy(&place, bytes, sizeof(place));
    return place;
}

static void order_by_hash(const World *w, const char *id, Choice *c)
{
    for (uint32_t i = 1; i < c->count; i++) {
        for (uint32_t n = i; n > 0; n--) {
            Choosable *a = &c->at[n - 1], *b = &c->at[n];

            if (place_in_order(id, thing_value(w, &a->thing)) <=
                place_in_order(id, thing_value(w, &b->thing)))
                break;
            Choosable swap = *a;
            *a = *b;
            *b = swap;
        }
    }
}

static void write_option(Maker *m, const Question *q, const Choosable *x, ExerciseOption *ret)
{
    AUTO(buf_done) Buf text = BUF(4096);
    AUTO(buf_done) Buf why = BUF(16 << 10);

    thing_write(&m->world, &x->thing, &text);
    q->rule->explain(&m->world, q->subjects, &x->thing, x->truth, &why);
    if (x->where.path.len) {
        text_lit(&why, " (");
        text_cite_source(&why, &x->where);
        text_lit(&why, ")");
    }
    text_lit(&why, ".");
    *ret = (ExerciseOption){.text = maker_text(m, &text),
                            .explanation = maker_text(m, &why),
                            .source = x->where,
                            .is_key = x->truth == TRUTH_YES,
                            .value = thing_value(&m->world, &x->thing)};
}

static Str subject_value(const World *w, const Question *q)
{
    Str first = thing_value(w, &q->subjects[0]);

    if (q->subjects[1].kind == THING_NONE)
        return first;
    return arena_printf(w->arena, "%.*s\n%.*s", STR_ARG(first),
                        STR_ARG(thing_value(w, &q->subjects[1])));
}

static void add_fact(Maker *m, Exercise *x, const Source *s)
{
    for (uint32_t i = 0; i < x->facts_count; i++) {
        if (str_eq(x->facts[i].path, s->path) && x->facts[i].line == s->line)
            return;
    }
    if (!x->facts)
        x->facts = ARENA_ARRAY(m->world.arena, Source,
                               CHOICE_MAX_SEVERAL + CHOICE_MAX_SUBJECTS);
    x->facts[x->facts_count++] = *s;
}

static void fill(Maker *m, const Question *q, Choice *c, Exercise *x)
{
    order_by_hash(&m->world, x->id, c);
    x->level = str_from(q->level);
    x->view = str_from(q->view);
    x->answer = q->rule->is_several ? STR("several") : STR("one");
    x->question = q->text;
    x->options = ARENA_ARRAY(m->world.arena, ExerciseOption, c->count);
    x->options_count = c->count;
    for (int i = 0; i < CHOICE_MAX_SUBJECTS; i++) {
        if (q->subjects[i].kind == THING_SYMBOL) {
            Source place = evidence_place(m->world.evidence, q->subjects[i].symbol);

            place.end_line = place.line;
            add_fact(m, x, &place);
        }
    }
    for (uint32_t i = 0; i < c->count; i++) {
        write_option(m, q, &c->at[i], &x->options[i]);
        if (c->at[i].truth == TRUTH_YES)
            add_fact(m, x, &c->at[i].where);
    }
    if (q->hint) {
        x->hints = ARENA_ARRAY(m->world.arena, Str, 1);
        x->hints[x->hints_count++] = str_from(q->hint);
    }
}

bool choice_ask(Maker *m, const Question *q, const Thing *key, const ThingVec *candidates)
{
    Choice c = {0};

    take_keys(m, q, key, candidates, &c);
    if (c.keys == 0)
        return false;
    take_others(m, q, candidates, &c);
    if (c.count < CHOICE_MIN_OPTIONS || c.count == c.keys || is_key_shown(&m->world, q, &c) ||
        is_length_telling(&m->world, &c))
        return false;
    Exercise *x = maker_add(m, q->kind, q->rule->name, subject_value(&m->world, q));
    fill(m, q, &c, x);
    return true;
}

/* -- again -- */

static bool find_subjects(const World *w, Str subject, Thing *subjects)
{
    Str value;
    size_t count = 0;

    while (str_split(&subject, '\n', &value)) {
        if (count == CHOICE_MAX_SUBJECTS || !thing_find(w, value, &subjects[count++]))
            return false;
    }
    return count > 0;
}

static bool recompute_option(const World *w, const Rule *rule, const Thing *subjects,
                             const ExerciseOption *o, Str *ret_why)
{
    Thing thing;
    Source where = {0};

    if (!thing_find(w, o->value, &thing)) {
        *ret_why = arena_printf(w->arena, "'%.*s' is not in the repository", STR_ARG(o->value));
        return false;
    }
    Truth truth = rule->truth(w, subjects, &thing, &where);
    if ((truth == TRUTH_YES) == o->is_key && truth != TRUTH_UNKNOWN &&
        str_eq(where.path, o->source.path) && where.line == o->source.line)
        return true;
    *ret_why = arena_printf(w->arena, "'%.*s' is %s now", STR_ARG(o->value),
                            truth == TRUTH_YES  ? "right"
                            : truth == TRUTH_NO ? "wrong, or proved by other lines,"
                                                : "uncertain");
    return false;
}

bool choice_recompute(const World *w, const Exercise *x, const Rule *const *rules, Str *ret_why)
{
    Thing subjects[CHOICE_MAX_SUBJECTS] = {0};

    for (; *rules && !str_is(x->rule, (*rules)->name); rules++)
        ;
    if (!*rules) {
        *ret_why = arena_printf(w->arena, "there is no rule '%.*s'", STR_ARG(x->rule));
        return false;
    }
    if (!find_subjects(w, x->subject, subjects)) {
        *ret_why = arena_printf(w->arena, "'%.*s' is not in the repository",
                                STR_ARG(x->subject));
        return false;
    }
    for (uint32_t i = 0; i < x->options_count; i++) {
        if (!recompute_option(w, *rules, subjects, &x->options[i], ret_why))
            return false;
    }
    return true;
}
