/*
 * insight.c -- small questions that several extractors ask.
 */
#include "insight/insight.h"

enum { TESTS_MAKE_A_TEST_FILE = 2 };

/* C has no folder or ending that all agree on: a file that holds tests is one of tests. */
static bool is_test_unit(const Unit *u)
{
    unsigned tests = 0;

    if (u->file->flags & FILE_IS_TEST)
        return true;
    if (u->file->language != LANG_C && u->file->language != LANG_CPP)
        return false;
    for (uint32_t d = 1; d < u->facts->def_count; d++)
        tests += (u->facts->defs[d].flags & DEF_IS_TEST) != 0;
    return tests >= TESTS_MAKE_A_TEST_FILE;
}

void insight_prepare(Insight *x)
{
    bool *is_test = ARENA_ARRAY(x->arena, bool, x->program->unit_count + 1);

    for (UnitId u = 0; u < x->program->unit_count; u++)
        is_test[u] = is_test_unit(&x->program->units[u]);
    x->is_test_unit = is_test;
    x->memo = ARENA_NEW(x->arena, InsightMemo);
}

bool insight_in_test(const Insight *x, SymbolId s)
{
    UnitId unit = program_unit_of(x->program, s);
    const Unit *u = &x->program->units[unit];

    if (x->is_test_unit[unit])
        return true;
    for (uint32_t d = u->file->language == LANG_RUST ? s - u->first_symbol : 0; d;
         d = u->facts->defs[d].parent) {
        const Def *def = &u->facts->defs[d];

        if ((def->flags & DEF_IS_TEST) ||
            (def->kind == DEF_MODULE &&
             str_is(program_name(x->program, u->first_symbol + d), "tests")))
            return true;
    }
    return false;
}

bool insight_is_test_edge(const Insight *x, const Edge *e)
{
    return x->is_test_unit[e->unit] || insight_in_test(x, e->from);
}

bool insight_is_test_case(const Insight *x, SymbolId s)
{
    const Def *d = program_def(x->program, s);

    return (d->flags & DEF_IS_TEST) && insight_is_function(d) && insight_in_test(x, s);
}

bool insight_is_function(const Def *d)
{
    return d->kind == DEF_FUNCTION || d->kind == DEF_METHOD || d->kind == DEF_CONSTRUCTOR;
}

SymbolId insight_function_of(const Program *p, SymbolId s)
{
    const Unit *u = &p->units[program_unit_of(p, s)];

    for (uint32_t d = s - u->first_symbol; d; d = u->facts->defs[d].parent) {
        if (insight_is_function(&u->facts->defs[d]))
            return u->first_symbol + d;
    }
    return s;
}

Str insight_line_from(Str text, uint32_t at)
{
    size_t end = str_find_char(text, '\n', at);

    return str_sub(text, at, MIN_OF(end, text.len));
}

Str insight_line_around(Str text, uint32_t at)
{
    size_t start = MIN_OF((size_t)at, text.len);

    while (start && text.ptr[start - 1] != '\n')
        start--;
    return insight_line_from(text, (uint32_t)start);
}

static bool is_name_char(char c)
{
    return c == '_' || c == '$' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z') || (c & 0x80);
}

static size_t pass_blanks(Str text, size_t at)
{
    while (at < text.len && strchr(" \t\r\n", text.ptr[at]))
        at++;
    return at;
}

/* The offset behind a quoted text that begins at `at`. */
static size_t pass_quoted(Str text, size_t at)
{
    char quote = text.ptr[at++];

    for (; at < text.len && text.ptr[at] != quote && text.ptr[at] != '\n'; at++)
        at += text.ptr[at] == '\\';
    return MIN_OF(at + 1, text.len);
}

/* Where the value that begins at `at` ends; SIZE_MAX when it is too long. */
static size_t end_of_value(Str text, size_t at)
{
    size_t start = at;
    unsigned depth = 0;

    while (at < text.len) {
        char c = text.ptr[at];

        if (at - start > INSIGHT_MAX_VALUE_BYTES)
            return SIZE_MAX;
        if (c == '"' || c == '\'' || c == '`') {
            at = pass_quoted(text, at);
            continue;
        }
        if (depth == 0 &&
            (strchr(";,)]}\n", c) || str_starts(str_sub(text, at, at + 2), STR("/*")) ||
             str_starts(str_sub(text, at, at + 3), STR("// ")) ||
             str_starts(str_sub(text, at, at + 3), STR("  #"))))
            return at;
        depth += strchr("([{", c) != NULL;
        depth -= strchr(")]}", c) != NULL;
        at++;
    }
    return at;
}

/* The offset behind "=", ":=" or ":"; SIZE_MAX when something else follows. */
static size_t pass_equals(Str text, size_t at)
{
    Str two = str_sub(text, at, at + 2);

    if (str_is(two, ":="))
        return at + 2;
    if (!two.len || (two.ptr[0] != '=' && two.ptr[0] != ':') || str_is(two, "==") ||
        str_is(two, "=>") || str_is(two, "::"))
        return SIZE_MAX;
    return at + 1;
}

Str insight_value_at(Str text, uint32_t at)
{
    size_t place = at;

    while (place < text.len && is_name_char(text.ptr[place]))
        place++;
    place = pass_equals(text, pass_blanks(text, place));
    if (place == SIZE_MAX)
        return STR_NONE;
    place = pass_blanks(text, place);
    size_t end = end_of_value(text, place);
    return end == SIZE_MAX ? STR_NONE : str_trim(str_sub(text, place, end));
}
