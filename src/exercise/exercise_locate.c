/*
 * exercise_locate.c -- where is it: the function that the source describes so, the file that defines a
 * name, who assigns to a field, what answers to an option, which test calls it.
 */
#include "exercise/choice.h"
#include "exercise/near.h"

#include "graph/words.h"

enum {
    OFFERED_MAX = 4,
    OFFERED_FEW = 2, /* of what a chapter asks once */
    SENTENCE_MAX_BYTES = 180,
    SENTENCE_MIN_WORDS = 4,
    NOTE_TEXT_MAX_BYTES = 60,
};

/* -- described-as -- */

static bool is_alike(Str a, Str b)
{
    Words x, y;

    words_of(a, &x);
    words_of(b, &y);
    uint32_t fewer = MIN_OF(x.count, y.count), small = 0;
    for (uint32_t i = 0; i < x.count; i++)
        small += word_is_small(x.at[i]) && words_have(&y, x.at[i]);
    uint32_t shared = words_shared(&x, &y);
    return fewer == 0 || (shared - MIN_OF(shared, small)) * 2 >= fewer;
}

static Truth is_described_so(const World *w, const Thing *subjects, const Thing *candidate,
                             Source *ret_where)
{
    Source its_own;
    Str wanted = world_sentence(w, subjects[0].symbol, &its_own);

    if (thing_eq(&subjects[0], candidate)) {
        *ret_where = its_own;
        return wanted.len ? TRUTH_YES : TRUTH_UNKNOWN;
    }
    Str sentence = world_sentence(w, candidate->symbol, ret_where);
    /* record_once "works like record": then it does what record does */
    Str name = program_name(w->program, subjects[0].symbol);
    Str its_name = program_name(w->program, candidate->symbol);
    bool is_variant = str_starts(its_name, name) || str_starts(name, its_name) ||
                      choice_names(sentence, name);
    return sentence.len && !is_variant && !is_alike(sentence, wanted) ? TRUTH_NO
                                                                      : TRUTH_UNKNOWN;
}

static void explain_description(const World *w, const Thing *subjects UNUSED,
                                const Thing *candidate, Truth truth, Buf *out)
{
    Source source;

    if (truth == TRUTH_YES) {
        text_lit(out, "These words stand above ");
        thing_write(w, candidate, out);
        return;
    }
    text_lit(out, "Of ");
    thing_write(w, candidate, out);
    text_lit(out, " it says: “");
    text_words(out, world_sentence(w, candidate->symbol, &source));
    text_lit(out, "”");
}

static const Rule described_as = {"described-as", false, is_described_so, explain_description};

static void ask_described(Maker *m, SymbolId s, const SymbolVec *pool)
{
    AUTO(buf_done) Buf text = BUF(4096);
    ThingVec near = {0};
    Source source;
    Str sentence = world_sentence(&m->world, s, &source);
    Words words;
    Thing key = thing_symbol(&m->world, s);

    words_of(sentence, &words);
    if (words.count < SENTENCE_MIN_WORDS || sentence.len > SENTENCE_MAX_BYTES)
        return;
    text_lit(&text, "Of which of these does the source say: “");
    text_words(&text, sentence);
    text_lit(&text, "”?");
    near_symbols(m, s, program_name(m->world.program, s).len, pool, &near);
    Question q = {.kind = "locate",
                  .rule = &described_as,
                  .level = "atom",
                  .view = "purpose",
                  .subjects = {key},
                  .text = maker_text(m, &text)};
    (void)choice_ask(m, &q, &key, &near);
    VEC_DONE(&near);
}

/* -- defined-in -- */

static Truth defines(const World *w, const Thing *subjects, const Thing *candidate,
                     Source *ret_where)
{
    Str name = program_name(w->program, subjects[0].symbol);
    const Unit *u = &w->program->units[candidate->unit];
    uint32_t at;

    if (candidate->unit == subjects[0].unit) {
        *ret_where = evidence_place(w->evidence, subjects[0].symbol);
        ret_where->end_line = ret_where->line;
        return TRUTH_YES;
    }
    for (uint32_t d = 1; d < u->facts->def_count; d++) {
        if (str_eq(program_name(w->program, u->first_symbol + d), name))
            return TRUTH_UNKNOWN;
    }
    const Edge *e = world_file_edge(w, candidate->unit, subjects[0].symbol, UINT32_MAX);
    if (e)
        *ret_where = world_edge_line(w, e);
    else if (world_has_word(w, candidate->unit, 0, UINT32_MAX, name, &at))
        return TRUTH_UNKNOWN;
    else
        *ret_where = (Source){.path = u->file->path};
    return TRUTH_NO;
}

static void explain_definition(const World *w, const Thing *subjects, const Thing *candidate,
                               Truth truth, Buf *out)
{
    bool uses = world_file_edge(w, candidate->unit, subjects[0].symbol, UINT32_MAX) != NULL;

    thing_write(w, candidate, out);
    if (truth == TRUTH_YES)
        text_lit(out, " defines ");
    else if (uses)
        text_lit(out, " uses, but does not define ");
    else
        text_lit(out, " does not name ");
    thing_write(w, &subjects[0], out);
}

static const Rule defined_in = {"defined-in", false, defines, explain_definition};

static void ask_defined(Maker *m, SymbolId s)
{
    AUTO(buf_done) Buf text = BUF(4096);
    ThingVec near = {0}, users = {0};
    Thing subject = thing_symbol(&m->world, s), key = thing_file(subject.unit);
    Source range = evidence_range(m->world.evidence, s);

    Str file = path_base(thing_name(&m->world, &key));
    Words of_file, of_name;
    words_of(str_sub(file, 0, str_find_char(file, '.', 0)), &of_file);
    words_of(program_name(m->world.program, s), &of_name);
    if (words_shared(&of_name, &of_file) > 0)
        return; /* Set in set.rs */
    if (range.end_line < range.line + 2)
        return; /* another name for a type, a constant: nobody looks for its file */

    near_files(m, subject.unit, &near);
    /* those that use it first: they are what one finds when looking for it */
    for (int uses = 1; uses >= 0; uses--) {
        for (size_t i = 0; i < near.len; i++) {
            if ((world_file_edge(&m->world, near.at[i].unit, s, UINT32_MAX) != NULL) == uses)
                *VEC_PUSH(&users) = near.at[i];
        }
    }
    text_lit(&text, "Which file defines ");
    thing_write(&m->world, &subject, &text);
    text_lit(&text, "?");
    Question q = {.kind = "locate",
                  .rule = &defined_in,
                  .level = "relation",
                  .view = "text",
                  .subjects = {subject},
                  .text = maker_text(m, &text)};
    (void)choice_ask(m, &q, &key, &users);
    VEC_DONE(&near);
    VEC_DONE(&users);
}

/* -- assigns-to -- */

/* Where the function assigns to some field of the same type. */
static const Edge *writes_sibling(const World *w, SymbolId from, SymbolId field)
{
    const Program *p = w->program;
    UnitId unit = program_unit_of(p, from), type_unit = program_unit_of(p, field);
    const Def *d = program_def(p, from);

    for (size_t i = evidence_first_edge(p, unit, d->start);
         i < p->unit_edges[unit + 1] && p->edges[i].at < d->end; i++) {
        const Edge *e = &p->edges[i];

        if (e->kind == EDGE_WRITE && tier_confidence(e->tier) >= EDGE_CONFIDENCE_FACT &&
            program_unit_of(p, e->to) == type_unit &&
            program_def(p, e->to)->parent == program_def(p, field)->parent &&
            program_def(p, e->to)->kind == program_def(p, field)->kind)
            return e;
    }
    return NULL;
}

static Truth assigns(const World *w, const Thing *subjects, const Thing *candidate,
                     Source *ret_where)
{
    SymbolId field = subjects[0].symbol;
    const Edge *e = world_edge(w, candidate->symbol, field, BIT(EDGE_WRITE));
    const Def *d = program_def(w->program, candidate->symbol);
    uint32_t at;

    if (e) {
        *ret_where = world_edge_line(w, e);
        return TRUTH_YES;
    }
    if (world_has_word(w, candidate->unit, d->start, d->end, program_name(w->program, field),
                       &at))
        return TRUTH_UNKNOWN;
    e = writes_sibling(w, candidate->symbol, field);
    *ret_where = e ? world_edge_line(w, e) : evidence_range(w->evidence, candidate->symbol);
    return TRUTH_NO;
}

static void explain_assignment(const World *w, const Thing *subjects, const Thing *candidate,
                               Truth truth, Buf *out)
{
    const Edge *e = writes_sibling(w, candidate->symbol, subjects[0].symbol);

    thing_write(w, candidate, out);
    if (truth == TRUTH_YES) {
        text_lit(out, " assigns to ");
        text_code(out, program_name(w->program, subjects[0].symbol));
    } else if (e) {
        text_lit(out, " assigns to ");
        text_code(out, program_name(w->program, e->to));
        text_lit(out, ", and does not name ");
        text_code(out, program_name(w->program, subjects[0].symbol));
    } else {
        text_lit(out, " does not name ");
        text_code(out, program_name(w->program, subjects[0].symbol));
    }
}

static const Rule assigns_to = {"assigns-to", false, assigns, explain_assignment};

static bool is_field_of_chapter(const Maker *m, SymbolId s)
{
    const Program *p = m->world.program;
    const Def *d = program_def(p, s);
    UnitId unit = program_unit_of(p, s);

    if ((d->kind != DEF_FIELD && d->kind != DEF_PROPERTY) || !d->parent)
        return false;
    for (size_t i = 0; i < m->types.len; i++) {
        if (m->types.at[i] == p->units[unit].first_symbol + d->parent)
            return true;
    }
    return false;
}

/* Functions that have to do with the type first: without at least one of those beside the writer the
 * question answers itself. False when there is none. */
static bool sort_by_dealing(const Maker *m, SymbolId field, ThingVec *near)
{
    ThingVec sorted = {0};
    uint32_t dealing = 0;

    for (int wanted = 2; wanted >= 0; wanted--) {
        for (size_t i = 0; i < near->len; i++) {
            const Def *d = program_def(m->world.program, near->at[i].symbol);
            SymbolId type =
                m->world.program->units[program_unit_of(m->world.program, field)].first_symbol +
                program_def(m->world.program, field)->parent;
            uint32_t at;
            int is_dealing = writes_sibling(&m->world, near->at[i].symbol, field) ? 2
                             : world_has_word(&m->world, near->at[i].unit, d->start, d->end,
                                              program_name(m->world.program, type), &at)
                                 ? 1
                                 : 0;

            if (is_dealing != wanted)
                continue;
            *VEC_PUSH(&sorted) = near->at[i];
            dealing += is_dealing > 0 &&
                       !world_edge(&m->world, near->at[i].symbol, field, BIT(EDGE_WRITE));
        }
    }
    VEC_DONE(near);
    *near = sorted;
    return dealing > 0;
}

/* One writer in the pool makes the best question: the fields that its functions assign to. */
static void ask_assigned(Maker *m, SymbolId field)
{
    AUTO(buf_done) Buf text = BUF(4096);
    ThingVec near = {0};
    Thing subject = thing_symbol(&m->world, field);

    near_symbols(m, field, 12, &m->functions, &near);
    if (!sort_by_dealing(m, field, &near)) {
        VEC_DONE(&near);
        return;
    }
    text_lit(&text, "Which of these functions assigns to ");
    thing_write(&m->world, &subject, &text);
    text_lit(&text, "?");
    Question q = {.kind = "locate",
                  .rule = &assigns_to,
                  .level = "atom",
                  .view = "execution",
                  .subjects = {subject},
                  .text = maker_text(m, &text),
                  .hint = "Look for the name of the field on the left of an assignment."};
    (void)choice_ask(m, &q, NULL, &near);
    VEC_DONE(&near);
}

static void ask_all_assigned(Maker *m)
{
    const Program *p = m->world.program;
    U64Map seen = {0};
    uint32_t offered = 0;

    for (size_t i = 0; i < m->functions.len && offered < OFFERED_MAX; i++) {
        UnitId unit = program_unit_of(p, m->functions.at[i]);
        const Def *d = program_def(p, m->functions.at[i]);

        for (size_t n = evidence_first_edge(p, unit, d->start);
             n < p->unit_edges[unit + 1] && p->edges[n].at < d->end; n++) {
            const Edge *e = &p->edges[n];
            bool is_new;

            if (e->kind != EDGE_WRITE || !is_field_of_chapter(m, e->to) ||
                offered >= OFFERED_MAX || !world_is_alone(&m->world, e->to))
                continue;
            *u64map_at(&seen, e->to, &is_new) = 1;
            size_t before = m->found->len;
            if (is_new)
                ask_assigned(m, e->to);
            offered += m->found->len > before;
        }
    }
    u64map_done(&seen);
}

/* -- answers-to: options, environment variables, routes, commands -- */

static const struct {
    NoteKind kind;
    const char *word, *question;
} notes[] = {
    {NOTE_ENVIRONMENT, "environment", "Which function reads the environment variable "},
    {NOTE_FLAG, "flag", "Which function handles the option "},
    {NOTE_ROUTE, "route", "Which function answers to "},
    {NOTE_COMMAND, "command", "Which function handles the command "},
};

/* "flag:--verbose" -> the note in the function, NULL when it has none. */
static const Note *note_of(const World *w, const Thing *function, Str subject)
{
    const Unit *u = &w->program->units[function->unit];
    size_t colon = str_find_char(subject, ':', 0);
    Str text = str_sub(subject, colon + 1, subject.len);

    for (uint32_t i = 0; i < u->facts->note_count; i++) {
        const Note *n = &u->facts->notes[i];

        for (size_t k = 0; k < ARRAY_LEN(notes); k++) {
            if (n->kind == notes[k].kind && n->def &&
                u->first_symbol + n->def == function->symbol &&
                str_is(str_sub(subject, 0, colon), notes[k].word) &&
                str_eq(facts_name(u->facts, n->text), text))
                return n;
        }
    }
    return NULL;
}

static Truth answers(const World *w, const Thing *subjects, const Thing *candidate,
                     Source *ret_where)
{
    const Note *n = note_of(w, candidate, subjects[0].text);
    const Def *d = program_def(w->program, candidate->symbol);
    Str text = subjects[0].text;
    /* of "GET /users" the path, of "--verbose" the letters */
    size_t start = str_find_char(text, ':', 0) + 1, space = str_rfind_char(text, ' ');
    Str word = str_sub(text, space != SIZE_MAX && space > start ? space + 1 : start, text.len);

    if (n) {
        *ret_where = world_line(w, candidate->unit, n->at);
        return TRUTH_YES;
    }
    while (word.len && word.ptr[0] == '-')
        word = str_sub(word, 1, word.len);
    *ret_where = evidence_range(w->evidence, candidate->symbol);
    return word.len < 2 || str_has(str_sub(evidence_text(w->evidence, candidate->unit),
                                           d->start, d->end),
                                   word)
               ? TRUTH_UNKNOWN
               : TRUTH_NO;
}

static void explain_answer(const World *w, const Thing *subjects, const Thing *candidate,
                           Truth truth, Buf *out)
{
    Str text = subjects[0].text;

    thing_write(w, candidate, out);
    text_lit(out, "");
    buf_add(out, truth == TRUTH_YES ? STR(" has ") : STR(" does not mention "));
    text_code(out, str_sub(text, str_find_char(text, ':', 0) + 1, text.len));
}

static const Rule answers_to = {"answers-to", false, answers, explain_answer};

static void ask_note(Maker *m, SymbolId s, const Note *n, size_t kind)
{
    AUTO(buf_done) Buf text = BUF(4096);
    ThingVec near = {0};
    const Unit *u = &m->world.program->units[program_unit_of(m->world.program, s)];
    Str what = evidence_clean(m->world.evidence, facts_name(u->facts, n->text));
    Thing key = thing_symbol(&m->world, s);

    if (what.len < 2 || what.len > NOTE_TEXT_MAX_BYTES ||
        str_find_char(what, '\n', 0) != SIZE_MAX)
        return;
    buf_add(&text, str_from(notes[kind].question));
    text_code(&text, what);
    text_lit(&text, "?");
    near_symbols(m, s, program_name(m->world.program, s).len, &m->functions, &near);
    Question q = {.kind = "locate",
                  .rule = &answers_to,
                  .level = "block",
                  .view = "purpose",
                  .subjects = {thing_text(arena_printf(m->world.arena, "%s:%.*s",
                                                       notes[kind].word, STR_ARG(what)))},
                  .text = maker_text(m, &text)};
    (void)choice_ask(m, &q, &key, &near);
    VEC_DONE(&near);
}

static void ask_notes(Maker *m, SymbolId s)
{
    const Unit *u = &m->world.program->units[program_unit_of(m->world.program, s)];

    for (uint32_t i = 0; i < u->facts->note_count; i++) {
        const Note *n = &u->facts->notes[i];

        for (size_t k = 0; k < ARRAY_LEN(notes); k++) {
            if (n->kind == notes[k].kind && n->def && u->first_symbol + n->def == s)
                ask_note(m, s, n, k);
        }
    }
}

/* -- tested-by -- */

static Truth tests(const World *w, const Thing *subjects, const Thing *candidate,
                   Source *ret_where)
{
    return world_calls(w, candidate->symbol, subjects[0].symbol, ret_where);
}

static void explain_test(const World *w, const Thing *subjects, const Thing *candidate,
                         Truth truth, Buf *out)
{
    thing_write(w, candidate, out);
    buf_add(out, truth == TRUTH_YES ? STR(" calls ") : STR(" does not name "));
    thing_write(w, &subjects[0], out);
}

static const Rule tested_by = {"tested-by", false, tests, explain_test};

/* The first test that calls it; the others of that test's file are the distractors. */
static void ask_test(Maker *m, SymbolId s)
{
    AUTO(buf_done) Buf text = BUF(4096);
    const Program *p = m->world.program;
    SymbolVec pool = {0};
    ThingVec near = {0};
    SymbolId test = 0;

    for (size_t i = p->in_start[s]; i < p->in_start[s + 1] && !test; i++) {
        const Edge *e = &p->edges[p->edges_in[i]];

        if (e->kind == EDGE_CALL && e->from && world_is_test(&m->world, e->from) &&
            world_is_alone(&m->world, e->from))
            test = e->from;
    }
    if (!test)
        return;
    const Unit *u = &p->units[program_unit_of(p, test)];
    for (uint32_t d = 1; d < u->facts->def_count && pool.len < NEAR_MAX; d++) {
        if (world_is_test(&m->world, u->first_symbol + d) &&
            world_is_alone(&m->world, u->first_symbol + d))
            *VEC_PUSH(&pool) = u->first_symbol + d;
    }
    Thing subject = thing_symbol(&m->world, s), key = thing_symbol(&m->world, test);
    near_symbols(m, test, program_name(p, test).len, &pool, &near);
    text_lit(&text, "Which of these tests calls ");
    thing_write(&m->world, &subject, &text);
    text_lit(&text, "?");
    Question q = {.kind = "locate",
                  .rule = &tested_by,
                  .level = "relation",
                  .view = "execution",
                  .subjects = {subject},
                  .text = maker_text(m, &text)};
    (void)choice_ask(m, &q, &key, &near);
    VEC_DONE(&near);
    VEC_DONE(&pool);
}

/* -- all of them -- */

static void for_each(Maker *m, const SymbolVec *pool, size_t most,
                     void (*ask)(Maker *m, SymbolId s))
{
    size_t before = m->found->len;

    for (size_t i = 0; i < pool->len && m->found->len - before < most; i++) {
        if (world_is_alone(&m->world, pool->at[i]))
            ask(m, pool->at[i]);
    }
}

static void ask_function_described(Maker *m, SymbolId s)
{
    ask_described(m, s, &m->functions);
}

static void ask_type_described(Maker *m, SymbolId s)
{
    ask_described(m, s, &m->types);
}

static void make(Maker *m)
{
    for_each(m, &m->functions, OFFERED_MAX, ask_function_described);
    for_each(m, &m->types, OFFERED_FEW, ask_type_described);
    ask_all_assigned(m);
    for_each(m, &m->functions, OFFERED_FEW, ask_notes);
    for_each(m, &m->symbols, OFFERED_FEW, ask_defined);
    for_each(m, &m->functions, OFFERED_FEW, ask_test);
}

static bool recompute(const World *w, const Exercise *x, Str *ret_why)
{
    static const Rule *const rules[] = {&described_as, &defined_in, &assigns_to,
                                        &answers_to,   &tested_by,  NULL};

    return choice_recompute(w, x, rules, ret_why);
}

const ExerciseKind exercise_locate = {"locate", make, recompute};
