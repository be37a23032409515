/*
 * exercise_predict.c -- which value is it: of a constant, of a parameter that the caller leaves out.
 *
 * The wrong values are those of the constants and parameters around it, so that each can be explained by
 * its own line; where there are too few, numbers near the right one, which the line itself refutes.
 */
#include "exercise/choice.h"
#include "exercise/literal.h"
#include "exercise/near.h"
#include "exercise/parameters.h"
#include "exercise/snippet.h"

enum {
    OFFERED_OF_A_RULE = 3,
    FILE_CONSTANTS_MAX = 400,
    CONDITION_MAX_BYTES = 80,
    BODIES_TRIED = 40
};

/* -- value-of -- */

static bool is_constant(const Def *d)
{
    return d->kind == DEF_CONSTANT || d->kind == DEF_MACRO || d->kind == DEF_ENUM_MEMBER;
}

static Str value_of(const World *w, SymbolId s)
{
    const Def *d = program_def(w->program, s);
    Str text = evidence_text(w->evidence, program_unit_of(w->program, s));

    if (!is_constant(d))
        return STR_NONE;
    return literal_of_definition(str_sub(text, d->start, d->end),
                                 d->name_start - d->start + program_name(w->program, s).len,
                                 d->kind == DEF_MACRO);
}

/* The constant of a file that has exactly this value; 0: none. */
static SymbolId constant_with(const World *w, UnitId unit, Str value, SymbolId without)
{
    const Unit *u = &w->program->units[unit];

    for (uint32_t d = 1; d < MIN_OF(u->facts->def_count, (uint32_t)FILE_CONSTANTS_MAX); d++) {
        if (u->first_symbol + d != without && is_constant(&u->facts->defs[d]) &&
            str_eq(value_of(w, u->first_symbol + d), value))
            return u->first_symbol + d;
    }
    return 0;
}

static Source place(const World *w, SymbolId s)
{
    Source at = evidence_place(w->evidence, s);

    at.end_line = at.line;
    return at;
}

static Truth is_its_value(const World *w, const Thing *subjects, const Thing *candidate,
                          Source *ret_where)
{
    Str value = value_of(w, subjects[0].symbol);
    SymbolId other = constant_with(w, subjects[0].unit, candidate->text, subjects[0].symbol);

    *ret_where = place(w, subjects[0].symbol);
    if (!value.len)
        return TRUTH_UNKNOWN;
    if (str_eq(value, candidate->text))
        return TRUTH_YES;
    if (other)
        *ret_where = place(w, other);
    return literal_may_equal(value, candidate->text) ? TRUTH_UNKNOWN : TRUTH_NO;
}

static void explain_value(const World *w, const Thing *subjects, const Thing *candidate,
                          Truth truth, Buf *out)
{
    SymbolId other = constant_with(w, subjects[0].unit, candidate->text, subjects[0].symbol);
    Thing t;

    if (truth == TRUTH_YES) {
        text_lit(out, "This line sets ");
        thing_write(w, &subjects[0], out);
    } else if (other) {
        t = thing_symbol(w, other);
        text_lit(out, "That is ");
        thing_write(w, &t, out);
    } else {
        text_lit(out, "The line has ");
        text_code(out, value_of(w, subjects[0].symbol));
    }
}

static const Rule value_is = {"value-of", false, is_its_value, explain_value};

static void add_text(ThingVec *list, Str text)
{
    Thing t = thing_text(text);

    for (size_t i = 0; i < list->len; i++) {
        if (thing_eq(&list->at[i], &t))
            return;
    }
    *VEC_PUSH(list) = t;
}

/* Plain whole numbers have neighbours: half, double, one more. */
static void add_numbers_near(const Maker *m, Str value, ThingVec *ret)
{
    uint64_t n;

    if (!parse_u64(value, UINT32_MAX, &n))
        return;
    add_text(ret, arena_printf(m->world.arena, "%llu", (unsigned long long)(n ? n * 2 : 2)));
    add_text(ret, arena_printf(m->world.arena, "%llu",
                               (unsigned long long)(n > 3 && n % 2 == 0 ? n / 2 : n + 1)));
    add_text(ret, arena_printf(m->world.arena, "%llu", (unsigned long long)(n ? n * 10 : 10)));
}

static void add_words_near(Str value, ThingVec *ret)
{
    static const char *const groups[][3] = {{"true", "false", "null"},
                                            {"True", "False", "None"}};

    for (size_t g = 0; g < ARRAY_LEN(groups); g++) {
        bool has = false;

        for (size_t i = 0; i < 3; i++)
            has |= str_is(value, groups[g][i]);
        for (size_t i = 0; has && i < 3; i++)
            add_text(ret, str_from(groups[g][i]));
    }
}

static void gather_values(const Maker *m, UnitId unit, Str value, ThingVec *ret)
{
    const Unit *u = &m->world.program->units[unit];

    for (uint32_t d = 1; d < MIN_OF(u->facts->def_count, (uint32_t)FILE_CONSTANTS_MAX); d++) {
        Str other = is_constant(&u->facts->defs[d]) ? value_of(&m->world, u->first_symbol + d)
                                                    : STR_NONE;

        /* _POSIX_C_SOURCE is nothing of the program's own */
        if (other.len && literal_class(other) == literal_class(value) && ret->len < NEAR_MAX &&
            !str_starts(program_name(m->world.program, u->first_symbol + d), STR("_")))
            add_text(ret, other);
    }
    add_numbers_near(m, value, ret);
}

/* A value that its own name tells is no question: FIVE = 5, KEY_ESC = "esc". */
static bool is_told_by_name(Str value, Str name)
{
    Str bare = literal_class(value) == SIMPLE_TEXT ? str_sub(value, 1, value.len - 1) : value;

    return str_has(name, bare) || choice_shows(bare, name) || choice_shows(name, bare);
}

static void ask_value(Maker *m, SymbolId s)
{
    AUTO(buf_done) Buf text = BUF(4096);
    ThingVec values = {0};
    Str value = value_of(&m->world, s);
    Thing subject = thing_symbol(&m->world, s), key = thing_text(value);
    Source source;

    if (!value.len || literal_class(value) == SIMPLE_WORD || !maker_uses(m, s) ||
        is_told_by_name(value, program_name(m->world.program, s)))
        return;
    gather_values(m, subject.unit, value, &values);
    text_lit(&text, "Which value has ");
    thing_write(&m->world, &subject, &text);
    Str sentence = world_sentence(&m->world, s, &source);
    if (choice_shows(sentence, program_name(m->world.program, s)) &&
        !str_has(sentence, value)) {
        text_lit(&text, " (“");
        text_words(&text, sentence);
        text_lit(&text, "”)");
    }
    text_lit(&text, "?");
    Question q = {.kind = "predict",
                  .rule = &value_is,
                  .level = "atom",
                  .view = "text",
                  .subjects = {subject},
                  .text = maker_text(m, &text)};
    (void)choice_ask(m, &q, &key, &values);
    VEC_DONE(&values);
}

/* Constants of the chapter's files that its functions use. */
static void ask_values(Maker *m)
{
    const Program *p = m->world.program;
    size_t before = m->found->len;
    U64Map seen = {0};

    for (size_t i = 0; i < m->functions.len; i++) {
        UnitId unit = program_unit_of(p, m->functions.at[i]);
        const Def *d = program_def(p, m->functions.at[i]);

        for (size_t n = evidence_first_edge(p, unit, d->start);
             n < p->unit_edges[unit + 1] && p->edges[n].at < d->end; n++) {
            bool is_new = false;

            if (is_constant(program_def(p, p->edges[n].to)) &&
                m->found->len - before < OFFERED_OF_A_RULE)
                *u64map_at(&seen, p->edges[n].to, &is_new) = 1;
            if (is_new && world_is_alone(&m->world, p->edges[n].to))
                ask_value(m, p->edges[n].to);
        }
    }
    u64map_done(&seen);
}

/* -- default-of: a parameter that is left out -- */

static const Local *parameter_of(const World *w, SymbolId s, Str name)
{
    const Unit *u = &w->program->units[program_unit_of(w->program, s)];
    const Def *d = program_def(w->program, s);

    for (uint32_t i = 1; i < u->facts->local_count; i++) {
        const Local *l = &u->facts->locals[i];

        if (parameter_is_of(d, l) && str_eq(facts_name(u->facts, l->name), name))
            return l;
    }
    return NULL;
}

/* The literal that stands behind the parameter's name; empty when there is none. */
static Str default_of(const World *w, UnitId unit, const Local *l)
{
    const Facts *f = w->program->units[unit].facts;

    if (!l->value || f->exprs[l->value].kind != EXPR_LITERAL || !f->exprs[l->value].name)
        return STR_NONE;
    /* the literal as it stands, quotes and all */
    Str text = evidence_text(w->evidence, unit);
    size_t end = f->exprs[l->value].at;
    while (end < text.len && end < f->exprs[l->value].at + LITERAL_MAX_BYTES &&
           !strchr(",)\n", text.ptr[end]))
        end++;
    Str value = str_trim(str_sub(text, f->exprs[l->value].at, end));
    return literal_class(value) == SIMPLE_NONE ? STR_NONE : value;
}

static Truth is_its_default(const World *w, const Thing *subjects, const Thing *candidate,
                            Source *ret_where)
{
    const Local *l = parameter_of(w, subjects[0].symbol, subjects[1].text);
    Str value = l ? default_of(w, subjects[0].unit, l) : STR_NONE;

    if (!value.len)
        return TRUTH_UNKNOWN;
    *ret_where = world_line(w, subjects[0].unit, l->start);
    if (str_eq(value, candidate->text))
        return TRUTH_YES;
    return literal_may_equal(value, candidate->text) ? TRUTH_UNKNOWN : TRUTH_NO;
}

static void explain_default(const World *w, const Thing *subjects,
                            const Thing *candidate UNUSED, Truth truth, Buf *out)
{
    const Local *l = parameter_of(w, subjects[0].symbol, subjects[1].text);

    text_lit(out, "");
    buf_add(out, truth == TRUTH_YES ? STR("This is how ") : STR("The line gives "));
    text_code(out, subjects[1].text);
    buf_add(out, truth == TRUTH_YES ? STR(" is declared") : STR(" the value "));
    if (truth != TRUTH_YES && l)
        text_code(out, default_of(w, subjects[0].unit, l));
}

static const Rule default_is = {"default-of", false, is_its_default, explain_default};

static void gather_defaults(const Maker *m, UnitId unit, Str value, ThingVec *ret)
{
    const Facts *f = m->world.program->units[unit].facts;

    add_words_near(value, ret);
    for (uint32_t i = 1; i < f->local_count && ret->len < NEAR_MAX; i++) {
        Str other = f->locals[i].kind == LOCAL_PARAMETER
                        ? default_of(&m->world, unit, &f->locals[i])
                        : STR_NONE;

        if (other.len && literal_class(other) == literal_class(value))
            add_text(ret, other);
    }
    add_numbers_near(m, value, ret);
}

static void ask_default(Maker *m, SymbolId s, const Local *l)
{
    AUTO(buf_done) Buf text = BUF(4096);
    ThingVec values = {0};
    UnitId unit = program_unit_of(m->world.program, s);
    Str name = facts_name(m->world.program->units[unit].facts, l->name);
    Str value = default_of(&m->world, unit, l);
    Thing key = thing_text(value), subject = thing_symbol(&m->world, s);

    if (!value.len || is_told_by_name(value, name))
        return;
    gather_defaults(m, unit, value, &values);
    thing_write(&m->world, &subject, &text);
    text_lit(&text, " is called without ");
    text_code(&text, name);
    text_lit(&text, ". Which value does the parameter have?");
    Question q = {.kind = "predict",
                  .rule = &default_is,
                  .level = "atom",
                  .view = "execution",
                  .subjects = {subject, thing_text(name)},
                  .text = maker_text(m, &text)};
    (void)choice_ask(m, &q, &key, &values);
    VEC_DONE(&values);
}

/* One parameter of a function is enough. */
static void ask_defaults(Maker *m, SymbolId s)
{
    const Unit *u = &m->world.program->units[program_unit_of(m->world.program, s)];
    const Def *d = program_def(m->world.program, s);
    size_t before = m->found->len;

    for (uint32_t i = 1; i < u->facts->local_count && m->found->len == before; i++) {
        if (parameter_is_of(d, &u->facts->locals[i]) && u->facts->locals[i].value)
            ask_default(m, s, &u->facts->locals[i]);
    }
}

/* -- returned-when: what a branch returns -- */

/* Values that mean the same whatever the variables hold. */
static bool is_fixed(Str value)
{
    bool is_name = value.len > 1;

    for (size_t i = 0; i < value.len; i++)
        is_name &= value.ptr[i] == '_' || (value.ptr[i] >= 'A' && value.ptr[i] <= 'Z') ||
                   (i && value.ptr[i] >= '0' && value.ptr[i] <= '9');
    return value.len <= LITERAL_MAX_BYTES && (is_name || literal_class(value) != SIMPLE_NONE);
}

/* The only `if` of the body with this condition that returns at once; FLOW_NONE. */
static FlowId return_when(const FlowBody *b, Str condition)
{
    FlowId found = FLOW_NONE;

    for (FlowId i = 0; i < b->count; i++) {
        if (b->nodes[i].kind != FLOW_IF ||
            !str_eq(flow_text(b, b->nodes[i].subject), condition))
            continue;
        FlowId then = flow_part(b, i, FLOW_THEN);
        FlowId first = then == FLOW_NONE ? then : flow_first_child(b, then);
        if (found != FLOW_NONE || first == FLOW_NONE || b->nodes[first].kind != FLOW_RETURN)
            return FLOW_NONE;
        found = first;
    }
    return found;
}

static Truth is_returned(const World *w, const Thing *subjects, const Thing *candidate,
                         Source *ret_where)
{
    const Snippet *n = snippet_of(w, subjects[0].symbol);
    const FlowBody *b = n ? n->body : NULL;
    FlowId at = b ? return_when(b, subjects[1].text) : FLOW_NONE;

    if (at == FLOW_NONE)
        return TRUTH_UNKNOWN;
    Str value = flow_text(b, b->nodes[at].value);
    *ret_where = world_line(w, n->unit, snippet_to_file(n, b->nodes[at].all.start));
    if (str_eq(value, candidate->text))
        return TRUTH_YES;
    /* 0, NULL and false are one value in some languages; a constant may have any */
    bool is_clear = literal_class(value) == literal_class(candidate->text) &&
                    !literal_may_equal(value, candidate->text);
    if (literal_class(value) == SIMPLE_NONE && literal_class(candidate->text) == SIMPLE_NONE)
        is_clear = is_fixed(value) && is_fixed(candidate->text);
    return is_clear ? TRUTH_NO : TRUTH_UNKNOWN;
}

static void explain_return(const World *w, const Thing *subjects, const Thing *candidate UNUSED,
                           Truth truth, Buf *out)
{
    const Snippet *n = snippet_of(w, subjects[0].symbol);
    const FlowBody *b = n ? n->body : NULL;
    FlowId at = b ? return_when(b, subjects[1].text) : FLOW_NONE;

    if (truth == TRUTH_YES) {
        text_lit(out, "This is the branch");
    } else if (at != FLOW_NONE) {
        text_lit(out, "The branch returns ");
        text_code(out, flow_text(b, b->nodes[at].value));
    }
}

static const Rule returned_when = {"returned-when", false, is_returned, explain_return};

static void gather_returns(const FlowBody *b, Str value, ThingVec *ret)
{
    static const char *const numbers[] = {"0", "1", "-1"};

    for (FlowId i = 0; i < b->count; i++) {
        Str other = flow_text(b, b->nodes[i].value);

        if (b->nodes[i].kind == FLOW_RETURN && is_fixed(other))
            add_text(ret, other);
    }
    if (str_eq_nocase(value, STR("true")) || str_eq_nocase(value, STR("false")))
        add_words_near(value, ret);
    for (size_t i = 0; literal_class(value) == SIMPLE_NUMBER && i < ARRAY_LEN(numbers); i++)
        add_text(ret, str_from(numbers[i]));
}

static void ask_return(Maker *m, SymbolId s, const FlowBody *b, Str condition, Str value)
{
    AUTO(buf_done) Buf text = BUF(4096);
    ThingVec values = {0};
    Thing subject = thing_symbol(&m->world, s), key = thing_text(value);

    gather_returns(b, value, &values);
    text_lit(&text, "In ");
    thing_write(&m->world, &subject, &text);
    text_lit(&text, " the condition ");
    text_code(&text, condition);
    text_lit(&text, " is reached, and holds. What does the function return?");
    Question q = {.kind = "predict",
                  .rule = &returned_when,
                  .level = "block",
                  .view = "execution",
                  .subjects = {subject, thing_text(condition)},
                  .text = maker_text(m, &text)};
    (void)choice_ask(m, &q, &key, &values);
    VEC_DONE(&values);
}

/* One branch of a function is enough: the last, which is the least likely to be a check of arguments. */
static void ask_returns(Maker *m, SymbolId s)
{
    const Snippet *snippet = snippet_of(&m->world, s);
    const FlowBody *b = snippet ? snippet->body : NULL;
    size_t before = m->found->len;

    if (!b)
        return;
    for (FlowId i = b->count; i > 0 && m->found->len == before; i--) {
        Str condition = flow_text(b, b->nodes[i - 1].subject);

        if (b->nodes[i - 1].kind != FLOW_IF || condition.len == 0 ||
            condition.len > CONDITION_MAX_BYTES ||
            str_find_char(condition, '\n', 0) != SIZE_MAX || !utf8_is_valid(condition))
            continue;
        FlowId at = return_when(b, condition);
        Str value = at == FLOW_NONE ? STR_NONE : flow_text(b, b->nodes[at].value);
        if (value.len && is_fixed(value) && !str_has(condition, value))
            ask_return(m, s, b, condition, value);
    }
}

/* -- all of them -- */

static void make(Maker *m)
{
    ask_values(m);
    size_t before = m->found->len;

    for (size_t i = 0; i < m->functions.len && m->found->len - before < OFFERED_OF_A_RULE;
         i++) {
        if (world_is_alone(&m->world, m->functions.at[i]))
            ask_defaults(m, m->functions.at[i]);
    }
    before = m->found->len;
    for (size_t i = 0;
         i < m->functions.len && i < BODIES_TRIED && m->found->len - before < OFFERED_OF_A_RULE;
         i++) {
        if (world_is_alone(&m->world, m->functions.at[i]))
            ask_returns(m, m->functions.at[i]);
    }
}

static bool recompute(const World *w, const Exercise *x, Str *ret_why)
{
    static const Rule *const rules[] = {&value_is, &default_is, &returned_when, NULL};

    return choice_recompute(w, x, rules, ret_why);
}

const ExerciseKind exercise_predict = {"predict", make, recompute};
