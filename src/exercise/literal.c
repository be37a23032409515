/*
 * literal.c -- simple values.
 */
#include "exercise/literal.h"

#include <math.h>

enum { LITERAL_MAX_TERMS = 8 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/* One number with its suffix: 0x10UL, 1_000, 1.5f, 30u64. */
static bool read_term(Str term, double *ret)
{
    char digits[LITERAL_MAX_BYTES + 1];
    size_t len = 0, i = 0;
    bool is_hex = term.len > 2 && term.ptr[0] == '0' && (term.ptr[1] | 32) == 'x';
    uint64_t whole = 0;

    if (term.len == 0 || term.len > LITERAL_MAX_BYTES || !is_digit(term.ptr[0]))
        return false;
    for (i = is_hex ? 2 : 0; i < term.len; i++) {
        char c = term.ptr[i];
        bool is_part = is_digit(c) || (!is_hex && c == '.') ||
                       (is_hex && (c | 32) >= 'a' && (c | 32) <= 'f');

        if (is_part)
            digits[len++] = c;
        else if (c != '_')
            break;
    }
    digits[len] = '\0';
    for (size_t n = i; n < term.len; n++) { /* the suffix: short, letters first */
        if (!(is_letter(term.ptr[n]) || (n > i && is_digit(term.ptr[n]))) || term.len - i > 5 ||
            (term.ptr[n] | 32) == 'e')
            return false;
    }
    if (!is_hex)
        return parse_double((Str){digits, len}, ret);
    for (size_t n = 0; n < len && whole < UINT64_MAX / 16; n++)
        whole = whole * 16 + (is_digit(digits[n]) ? (unsigned)(digits[n] - '0')
                                                  : (unsigned)((digits[n] | 32) - 'a' + 10));
    *ret = (double)whole;
    return len > 0;
}

static Str next_term(Str *rest)
{
    size_t i = 0;

    *rest = str_trim(*rest);
    while (i < rest->len &&
           (is_digit(rest->ptr[i]) || is_letter(rest->ptr[i]) || rest->ptr[i] == '.'))
        i++;
    Str term = str_sub(*rest, 0, i);
    *rest = str_trim(str_sub(*rest, i, rest->len));
    return term;
}

static bool apply(char operator, double * left, double right)
{
    switch (operator) {
    case '*':
        *left *= right;
        return true;
    case '+':
        *left += right;
        return true;
    case '-':
        *left -= right;
        return true;
    case '<':
        *left = ldexp(*left, (int)right);
        return right >= 0 && right < 63;
    default:
        return false;
    }
}

/* Without precedence: a mixture of operators is no simple value. */
bool literal_number(Str value, double *ret)
{
    Str rest = str_trim(value);
    bool is_negative = rest.len > 1 && rest.ptr[0] == '-';
    char first = 0;

    if (rest.len > 2 && rest.ptr[0] == '(' && rest.ptr[rest.len - 1] == ')')
        rest = str_sub(rest, 1, rest.len - 1);
    if (is_negative)
        rest = str_sub(rest, 1, rest.len);
    if (!read_term(next_term(&rest), ret))
        return false;
    *ret = is_negative ? -*ret : *ret;
    for (int i = 0; rest.len && i < LITERAL_MAX_TERMS; i++) {
        char operator= rest.ptr[0];
        size_t len = str_starts(rest, STR("<<")) ? 2 : 1;
        double right;

        if ((first && first != operator) || (operator== '<' && len == 1))
            return false;
        first = operator;
        rest = str_sub(rest, len, rest.len);
        if (!read_term(next_term(&rest), &right) || !apply(operator, ret, right))
            return false;
    }
    return rest.len == 0;
}

static bool is_quoted(Str v)
{
    char quote = v.len > 1 ? v.ptr[0] : '\0';

    if ((quote != '"' && quote != '\'' && quote != '`') || v.ptr[v.len - 1] != quote)
        return false;
    return str_find_char(str_sub(v, 1, v.len - 1), quote, 0) == SIZE_MAX &&
           str_find_char(v, '\\', 0) == SIZE_MAX && str_find_char(v, '\n', 0) == SIZE_MAX;
}

SimpleClass literal_class(Str value)
{
    static const char *const words[] = {"true", "false", "True",      "False", "None",
                                        "null", "nil",   "undefined", "NULL"};
    double number;

    if (value.len == 0 || value.len > LITERAL_MAX_BYTES)
        return SIMPLE_NONE;
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (str_is(value, words[i]))
            return SIMPLE_WORD;
    }
    if (is_quoted(value))
        return value.len > 2 ? SIMPLE_TEXT : SIMPLE_NONE;
    return literal_number(value, &number) ? SIMPLE_NUMBER : SIMPLE_NONE;
}

bool literal_may_equal(Str a, Str b)
{
    double x, y;

    if (literal_number(a, &x) && literal_number(b, &y))
        return fabs(x - y) <= 1e-12 * fabs(x);
    if (is_quoted(a) && is_quoted(b))
        return str_eq(str_sub(a, 1, a.len - 1), str_sub(b, 1, b.len - 1));
    return literal_class(a) == SIMPLE_NONE || literal_class(b) == SIMPLE_NONE || str_eq(a, b);
}

Str literal_of_definition(Str definition, size_t name_end, bool is_macro)
{
    Str rest = str_sub(definition, name_end, definition.len);
    size_t equals = str_find_char(rest, '=', 0);
    static const char *const ends[] = {"/*", "//", "\n"};

    if (is_macro && rest.len && rest.ptr[0] == '(')
        return STR_NONE; /* it has parameters */
    if (!is_macro &&
        (equals == SIZE_MAX || (equals + 1 < rest.len && rest.ptr[equals + 1] == '=')))
        return STR_NONE;
    rest = str_trim(is_macro ? rest : str_sub(rest, equals + 1, rest.len));
    for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
        bool is_in_text = rest.len && strchr("\"'`", rest.ptr[0]);
        size_t from = is_in_text ? MIN_OF(str_find_char(rest, rest.ptr[0], 1), rest.len) : 0;

        rest = str_trim(str_sub(rest, 0, str_find(rest, str_from(ends[i]), from)));
    }
    while (rest.len && strchr(";,", rest.ptr[rest.len - 1]))
        rest = str_trim(str_sub(rest, 0, rest.len - 1));
    return literal_class(rest) == SIMPLE_NONE ? STR_NONE : rest;
}
