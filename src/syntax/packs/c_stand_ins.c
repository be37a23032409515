/*
 * c_stand_ins.c -- what the grammar cannot read, and what it sees in that place.
 *
 * `template <ENABLE_IF(x)>` becomes a parameter with a default value, LIB_TRY becomes `try`, a comma
 * in decltype an operator; other things are just blanked: the type of an unnamed enum, file names in
 * conditions, comments in macros. None of it changes what is named where.
 */
#include "syntax/packs/c_scan.h"

/* -- what stands in the place of what is hidden -- */

/* The end of the list that `<` at `at` opens: brackets in it may hold anything. */
size_t scan_parameters_end(const Scan *x, size_t at)
{
    unsigned depth = 0;
    size_t limit = MIN_OF(at + PARAMETERS_MAX, x->s.len);

    while (at < limit) {
        char c = x->s.ptr[at];

        if (c == '(') {
            at = scan_skip_pair(x, at, '(', ')', PARAMETERS_MAX);
            continue;
        }
        depth += c == '<';
        if (c == ';' || c == '{' || (c == '>' && --depth == 0))
            break;
        at++;
    }
    return at < limit ? at : 0;
}

/* `template <typename T, ENABLE_IF(condition)>`: the parser sees `int=  (condition)`, which is what
 * such macros come to. */
static bool is_template_condition(const Scan *x, Str word, size_t start, size_t end)
{
    return start < x->parameters_end && scan_char_at(x, end) == '(' && scan_is_upper(word) &&
           word.len >= 4 && !x->last.is_word && (x->last.first == ',' || x->last.first == '<');
}

/* `unsigned(x)`: the grammar knows casts to single words only. */
static bool is_sized_cast(const Scan *x, Str word, size_t end)
{
    bool is_type = x->last.is_word && (scan_is_primitive(scan_text_of(x, x->last)) ||
                                       scan_is_qualifier(scan_text_of(x, x->last)) ||
                                       str_is(scan_text_of(x, x->last), "operator"));
    size_t next = scan_char_at(x, end) == '(' ? scan_skip_space(x, end + 1) : end;

    return x->is_cpp && scan_is_sized(word) && next > end && !is_type &&
           scan_char_at(x, next) != '*' && scan_char_at(x, next) != '&';
}

/* `f(typename T::type())`: the grammar knows the word in declarations only. */
static bool is_typename_of_value(const Scan *x, Str word, size_t end)
{
    size_t next = scan_skip_space(x, end);

    if (!x->is_cpp || !x->depth || !str_is(word, "typename") || x->last.is_word ||
        end < x->parameters_end || !(x->last.first == '(' || x->last.first == ','))
        return false;
    char c = scan_char_at(x, scan_skip_space(x, scan_skip_qualified(x, next)));
    return scan_begins_word(scan_char_at(x, next)) && (c == '(' || c == '{');
}

/* Words in the place of which the parser is to see others. */
bool scan_stand_in(Scan *x, Str word, size_t start, size_t end)
{
    size_t next = scan_skip_space(x, end);
    char c = scan_char_at(x, next);

    if (is_typename_of_value(x, word, end)) {
        scan_add_stand_in(x, start, end, NULL, C_HOLE_SILENT);
        return true;
    }
    if (is_sized_cast(x, word, end)) {
        scan_add_stand_in(x, start, end, "int", C_HOLE_SILENT);
        scan_push_token(x, (Token){(uint32_t)start, (uint32_t)word.len, word.ptr[0], true});
        return true;
    }
    if (!x->is_cpp || !scan_is_upper(word))
        return false;
    if (is_template_condition(x, word, start, end))
        scan_add_stand_in(x, start, end, "int=", C_HOLE_MACRO);
    else if (c == '{' && (str_is(word, "TRY") || str_ends(word, STR("_TRY"))))
        scan_add_stand_in(x, start, end, "try", C_HOLE_MACRO);
    else if (c == '(' && x->last.first == '}' && !x->last.is_word && word.len >= 5 &&
             str_ends(word, STR("CATCH")))
        scan_add_stand_in(x, start, end, "catch", C_HOLE_MACRO);
    else if (c == '(' && x->last.is_word && str_is(scan_text_of(x, x->last), "if"))
        scan_add_hole(x, start, end);
    else
        return false;
    return true;
}

/* `decltype(a, b)`: the grammar wants one expression, so the comma is an operator to it. */
void scan_hide_decltype_commas(Scan *x, size_t open)
{
    unsigned round = 0, angles = 0;
    size_t limit = MIN_OF(open + ARGUMENTS_MAX, x->s.len);

    for (size_t at = open; at < limit; at++) {
        char c = x->s.ptr[at];

        if (c == ';' || c == '"' || (c == ')' && --round == 0))
            break;
        round += c == '(';
        angles += c == '<' && at > open && scan_goes_on_word(x->s.ptr[at - 1]);
        angles -= c == '>' && angles && x->s.ptr[at - 1] != '-';
        if (c == ',' && round == 1 && !angles)
            *VEC_PUSH(&x->later) = (TreeHole){.start = (uint32_t)at,
                                              .end = (uint32_t)at + 1,
                                              .as = "+",
                                              .kind = C_HOLE_SILENT};
    }
}

/* `template API auto f<char>(T) -> T;`: with its result behind, an instantiation is nothing that the
 * grammar knows. Past it, or 0. */
size_t scan_skip_instantiation(const Scan *x, size_t start, size_t end)
{
    size_t limit = MIN_OF(start + AHEAD_MAX, x->s.len), at = scan_skip_space(x, end);
    bool has_arrow = false;

    if (scan_char_at(x, at) == '<' ||
        (!x->last.is_word &&
         (x->last.first == '.' || x->last.first == ':' || x->last.first == '>')))
        return 0;
    for (; at < limit && x->s.ptr[at] != ';'; at++) {
        if (x->s.ptr[at] == '{' || x->s.ptr[at] == '#')
            return 0;
        has_arrow |= x->s.ptr[at] == '>' && x->s.ptr[at - 1] == '-';
    }
    return has_arrow && at < limit ? at : 0;
}

/* `enum : type {`: the grammar wants a name before the colon. */
void scan_hide_enum_base(Scan *x, size_t at)
{
    size_t colon = scan_skip_space(x, at);
    size_t limit = MIN_OF(colon + AHEAD_MAX, x->s.len), end = colon;

    if (scan_char_at(x, colon) != ':' || scan_char_at(x, colon + 1) == ':')
        return;
    while (end < limit && x->s.ptr[end] != '{' && x->s.ptr[end] != ';')
        end++;
    if (scan_char_at(x, end) == '{')
        scan_add_stand_in(x, colon, end, NULL, C_HOLE_TEXT);
}

/* A comment in the middle of a macro's body ends it for the grammar. */
void scan_hide_comment(Scan *x, size_t end, bool is_define)
{
    size_t start = x->at;

    x->at = end;
    while (scan_char_at(x, end) == ' ' || scan_char_at(x, end) == '\t')
        end++;
    if (is_define && scan_char_at(x, end) != '\n' && scan_char_at(x, end) != '\r' &&
        end < x->s.len && !memchr(x->s.ptr + start, '\n', x->at - start))
        scan_add_stand_in(x, start, x->at, NULL, C_HOLE_SILENT);
}

/* `#if HAS_INCLUDE(<a.h>)`: a file's name is no argument for the grammar. */
bool scan_hide_file_name(Scan *x)
{
    char c = scan_char_at(x, scan_skip_space(x, x->at + 1));
    size_t end = x->at;

    if (x->s.ptr[x->at] != '(' || (c != '<' && c != '"'))
        return false;
    while (end < x->s.len && x->s.ptr[end] != ')' && x->s.ptr[end] != '\n')
        end++;
    if (scan_char_at(x, end) != ')')
        return false;
    scan_add_stand_in(x, x->at, end + 1, NULL, C_HOLE_SILENT);
    return true;
}

/* `template <...>`, an #if around an attribute, and then the declaration: the grammar wants the last
 * at once. True when the whole conditional was hidden. */
bool scan_hide_conditional_attribute(Scan *x)
{
    size_t at = x->at, limit = MIN_OF(x->at + AHEAD_MAX, x->s.len);

    if (!x->is_cpp || x->last.is_word || x->last.first != '>' || !x->parameters_end ||
        x->last.start != x->parameters_end)
        return false;
    while (at < limit && !str_starts(str_sub(x->s, at, limit), STR("#endif")))
        at++;
    if (at >= limit || memchr(x->s.ptr + x->at, ';', at - x->at) ||
        memchr(x->s.ptr + x->at, '{', at - x->at))
        return false;
    for (size_t line = x->at; line < at;) {
        size_t end = str_find_char(x->s, '\n', line), word = line;

        if (x->s.ptr[line] == '#')
            word = scan_word_end(x, scan_skip_space(x, line + 1));
        scan_add_stand_in(x, line, word, NULL, C_HOLE_SILENT);
        if (end > word)
            scan_add_stand_in(x, word, end, NULL, C_HOLE_TEXT);
        line = scan_skip_space(x, end);
    }
    scan_add_stand_in(x, at, at + strlen("#endif"), NULL, C_HOLE_SILENT);
    return true;
}
