/*
 * make_lines.c -- what kind of line it is: by its beginning, and by the first ':' or '=' outside of
 * $(...).
 */
#include "source/make_lines.h"

/* The logical line at the front of r->rest. */
static Str take_line(MakeReader *r, uint32_t *ret_lines)
{
    size_t end = 0;
    Str line;

    *ret_lines = 0;
    for (;;) {
        size_t newline = str_find_char(r->rest, '\n', end);
        size_t stop = MIN_OF(newline, r->rest.len);
        bool goes_on = stop > end && r->rest.ptr[stop - 1] == '\\';

        (*ret_lines)++;
        if (newline == SIZE_MAX || !goes_on) {
            line = str_sub(r->rest, 0, stop);
            r->rest = newline == SIZE_MAX ? STR_NONE
                                          : str_sub(r->rest, newline + 1, r->rest.len);
            return line;
        }
        end = newline + 1;
    }
}

typedef struct Sign {
    size_t at, len;
    bool is_assignment;
} Sign;

/* The first sign that makes a line a rule (":", "::") or a variable ("=", ":=", "?=", "+=", "!="). */
static Sign find_sign(Str s)
{
    unsigned depth = 0;

    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i], next = i + 1 < s.len ? s.ptr[i + 1] : 0;

        if (c == '$' && (next == '(' || next == '{')) {
            depth++;
            i++;
        } else if (depth && (c == '(' || c == '{')) {
            depth++;
        } else if (depth && (c == ')' || c == '}')) {
            depth--;
        } else if (!depth && c == '#') {
            break;
        } else if (!depth && c == '=') {
            return (Sign){i, 1, true};
        } else if (!depth && (c == ':' || c == '?' || c == '+' || c == '!') && next == '=') {
            return (Sign){i, 2, true};
        } else if (!depth && c == ':' && next == ':' && i + 2 < s.len && s.ptr[i + 2] == '=') {
            return (Sign){i, 3, true};
        } else if (!depth && c == ':') {
            return (Sign){i, next == ':' ? 2 : 1, false};
        }
    }
    return (Sign){SIZE_MAX, 0, false};
}

static Str without_words(Str s, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        Str w = str_from(words[i]);

        if (str_starts(s, w) && s.len > w.len &&
            (s.ptr[w.len] == ' ' || s.ptr[w.len] == '\t')) {
            s = str_trim(str_sub(s, w.len, s.len));
            i = SIZE_MAX; /* from the first word again: "override export X" */
        }
    }
    return s;
}

static bool is_include(Str t, Str *ret_file)
{
    static const char *const words[] = {"include", "-include", "sinclude"};
    Str file = without_words(t, words, ARRAY_LEN(words));

    *ret_file = file;
    return file.len < t.len;
}

static bool starts_directive(Str t)
{
    static const char *const words[] = {"ifeq",  "ifneq", "ifdef", "ifndef",  "else",
                                        "endif", "endef", "vpath", "undefine"};

    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        Str w = str_from(words[i]);

        if (str_starts(t, w) && (t.len == w.len || t.ptr[w.len] == ' ' ||
                                 t.ptr[w.len] == '\t' || t.ptr[w.len] == '('))
            return true;
    }
    return false;
}

static MakeLine read_line(MakeReader *r, Str text)
{
    static const char *const modifiers[] = {"override", "export", "private", "define"};
    MakeLine l = {.text = text};
    Str t = str_trim(text);

    if (text.len && text.ptr[0] == '\t' && r->after_rule) {
        l.kind = MAKE_RECIPE;
        return l;
    }
    if (t.len == 0 || t.ptr[0] == '#') {
        l.kind = t.len ? MAKE_COMMENT : MAKE_OTHER;
        return l;
    }
    if (starts_directive(t))
        return l;
    if (is_include(t, &l.left)) {
        l.kind = MAKE_INCLUDE;
        return l;
    }
    t = without_words(t, modifiers, ARRAY_LEN(modifiers));
    Sign sign = find_sign(t);
    if (sign.at == SIZE_MAX || sign.at == 0)
        return l;
    l.left = str_trim(str_sub(t, 0, sign.at));
    l.right = str_trim(str_sub(t, sign.at + sign.len, t.len));
    l.kind = sign.is_assignment ? MAKE_VARIABLE : MAKE_RULE;
    /* "target: NAME = value" is a variable of a target: told as neither */
    if (l.kind == MAKE_RULE && find_sign(l.right).is_assignment)
        l.kind = MAKE_OTHER;
    return l;
}

bool make_next(MakeReader *r, MakeLine *ret)
{
    uint32_t lines;

    if (r->rest.ptr == NULL || (r->rest.len == 0))
        return false;
    r->line = MAX_OF(r->line, 1u);
    Str text = take_line(r, &lines);
    *ret = read_line(r, text);
    ret->line = r->line;
    ret->end_line = r->line + lines - 1;
    r->line += lines;
    if (ret->kind == MAKE_RULE)
        r->after_rule = true;
    else if (ret->kind == MAKE_VARIABLE || ret->kind == MAKE_INCLUDE)
        r->after_rule = false;
    return true;
}

bool make_next_name(Str *rest, Str *ret)
{
    size_t i = 0, end;
    unsigned depth = 0;

    while (i < rest->len && str_has(STR(" \t\r\n\\|&"), str_sub(*rest, i, i + 1)))
        i++;
    if (i < rest->len && rest->ptr[i] == '#')
        i = rest->len;
    for (end = i; end < rest->len; end++) {
        char c = rest->ptr[end];

        if (c == '(' || c == '{')
            depth++;
        else if (depth && (c == ')' || c == '}'))
            depth--;
        else if (!depth && (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ';'))
            break;
    }
    *ret = str_sub(*rest, i, end);
    if (end < rest->len && rest->ptr[end] == ';')
        end = rest->len; /* "target: ; recipe" */
    *rest = str_sub(*rest, end, rest->len);
    return ret->len > 0;
}
