/*
 * constants.c -- values that stand beside their names.
 */
#include "insight/constants.h"

/* Enum members count through by themselves: only those that are given a value say something. */
static bool may_be_constant(const Def *d)
{
    return d->kind == DEF_CONSTANT || d->kind == DEF_MACRO || d->kind == DEF_ENUM_MEMBER ||
           d->kind == DEF_VARIABLE || d->kind == DEF_FIELD;
}

/* A variable is a constant by its spelling or its words: LIMIT, `static final`, `const`. */
static bool is_spelled_constant(Str name)
{
    bool has_letter = false;

    for (size_t i = 0; i < name.len; i++) {
        if (name.ptr[i] >= 'a' && name.ptr[i] <= 'z')
            return false;
        has_letter |= name.ptr[i] >= 'A' && name.ptr[i] <= 'Z';
    }
    return has_letter && name.len > 1;
}

static bool has_word(Str text, const char *word)
{
    Str w = str_from(word);

    for (size_t at = 0; (at = str_find(text, w, at)) != SIZE_MAX; at++) {
        char before = at ? text.ptr[at - 1] : ' ',
             after = at + w.len < text.len ? text.ptr[at + w.len] : ' ';

        if (strchr(" \t\n(*&", before) && strchr(" \t\n*&", after))
            return true;
    }
    return false;
}

static bool is_constant(const Insight *x, SymbolId s)
{
    const Def *d = program_def(x->program, s);
    Str text = insight_text(x, program_unit_of(x->program, s));

    if (!may_be_constant(d) || (d->flags & DEF_IS_DECLARATION))
        return false;
    if (d->kind == DEF_CONSTANT || d->kind == DEF_MACRO || d->kind == DEF_ENUM_MEMBER ||
        is_spelled_constant(program_name(x->program, s)))
        return true;
    Str before = str_sub(text, d->start, d->name_start);
    return (has_word(before, "static") && has_word(before, "final")) ||
           has_word(before, "const") || has_word(before, "constexpr");
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A number, a text, or arithmetic: nothing that calls, indexes or builds. */
static bool is_plain_value(Str v)
{
    bool has_digit = false;

    if (!v.len || v.len > INSIGHT_MAX_VALUE_BYTES)
        return false;
    if (v.ptr[0] == '"' || v.ptr[0] == '\'')
        return v.len > 2 && v.ptr[v.len - 1] == v.ptr[0] &&
               str_find_char(v, v.ptr[0], 1) == v.len - 1;
    for (size_t i = 0; i < v.len; i++) {
        char c = v.ptr[i];
        bool is_letter = ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '_';

        if (!is_letter && !is_digit(c) && !strchr(" .()+-*/<>|&~%", c))
            return false;
        /* a call: NAME(...) */
        if (c == '(' && i &&
            (((v.ptr[i - 1] | 32) >= 'a' && (v.ptr[i - 1] | 32) <= 'z') ||
             is_digit(v.ptr[i - 1]) || v.ptr[i - 1] == '_'))
            return false;
        has_digit |= is_digit(c) &&
                     (i == 0 || !(((v.ptr[i - 1] | 32) >= 'a' && (v.ptr[i - 1] | 32) <= 'z') ||
                                  v.ptr[i - 1] == '_'));
    }
    return has_digit || str_is(v, "true") || str_is(v, "false") || str_is(v, "True") ||
           str_is(v, "False");
}

/* What stands behind the name of a #define, up to a comment. */
static Str macro_value(Str text, const Def *d, Str name)
{
    size_t at = (size_t)d->name_start + name.len;

    if (at >= text.len || (text.ptr[at] != ' ' && text.ptr[at] != '\t'))
        return STR_NONE; /* one that takes arguments, or is empty */
    Str line = insight_line_from(text, (uint32_t)at);
    size_t comment = MIN_OF(str_find(line, STR("/*"), 0), str_find(line, STR("//"), 0));
    bool is_quoted = str_find_char(line, '"', 0) < comment;
    return str_trim(is_quoted ? line : str_sub(line, 0, comment));
}

/* `NAME: type = value`, `NAME type = value`: past the type, within the line. */
static Str value_in_line(Str text, const Def *d)
{
    Str line = insight_line_from(text, d->name_start);
    size_t equals = str_find_char(line, '=', 0);

    if (equals == SIZE_MAX || str_is(str_sub(line, equals, equals + 2), "=="))
        return STR_NONE;
    /* insight_value_at passes names from where it is told: stand on the last byte before "=" */
    while (equals && (line.ptr[equals - 1] == ' ' || line.ptr[equals - 1] == ':'))
        equals--;
    return insight_value_at(text, d->name_start + (uint32_t)equals);
}

Str constant_value(const Insight *x, SymbolId s)
{
    const Def *d = program_def(x->program, s);
    Str text = insight_text(x, program_unit_of(x->program, s));
    Str value = d->kind == DEF_MACRO ? macro_value(text, d, program_name(x->program, s))
                                     : value_in_line(text, d);

    return is_plain_value(value) ? value : STR_NONE;
}

/* Who uses it most, outside of tests. */
static void count_users(const Insight *x, ConstantFact *c)
{
    const Program *p = x->program;
    U64Map counts = {0};
    uint64_t most = 0;

    for (size_t i = p->in_start[c->constant]; i < p->in_start[c->constant + 1]; i++) {
        const Edge *e = &p->edges[p->edges_in[i]];
        SymbolId user = insight_function_of(p, e->from);

        if (!insight_is_fact(e) || insight_is_test_edge(x, e) || e->kind == EDGE_IMPORT)
            continue;
        c->uses++;
        uint64_t n = ++*u64map_at(&counts, user, NULL);
        if (n > most && insight_is_function(program_def(p, user))) {
            most = n;
            c->user = user;
        }
    }
    for (size_t i = p->in_start[c->constant]; c->user && i < p->in_start[c->constant + 1];
         i++) {
        const Edge *e = &p->edges[p->edges_in[i]];

        if (insight_is_fact(e) && insight_function_of(p, e->from) == c->user) {
            c->used_at = (Place){e->unit, e->at};
            break;
        }
    }
    u64map_done(&counts);
}

static int most_used_first(const void *a, const void *b)
{
    const ConstantFact *x = a, *y = b;

    if (x->uses != y->uses)
        return x->uses < y->uses ? 1 : -1;
    return x->constant < y->constant ? -1 : x->constant > y->constant;
}

uint32_t constants_of_chapter(const Insight *x, uint8_t number, ConstantFact **ret)
{
    uint32_t count = 0;

    *ret = ARENA_ARRAY(x->arena, ConstantFact, CONSTANTS_MAX);
    for (SymbolId s = 1; s < x->program->symbol_count && count < CONSTANTS_MAX; s++) {
        if (x->owner[s] != number || !is_constant(x, s) || insight_in_test(x, s))
            continue;
        ConstantFact c = {.constant = s, .value = constant_value(x, s)};
        if (!c.value.len)
            continue;
        count_users(x, &c);
        if (c.uses)
            (*ret)[count++] = c;
    }
    qsort(*ret, count, sizeof(**ret), most_used_first);
    return count;
}
