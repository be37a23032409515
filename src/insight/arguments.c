/*
 * arguments.c -- brackets, commas and quotes.
 */
#include "insight/arguments.h"

static bool is_name_char(char c)
{
    return c == '_' || (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

/* The offset behind a quoted text that begins at `at`; triple quotes too. */
static size_t pass_quoted(Str text, size_t at)
{
    char quote = text.ptr[at];
    bool is_triple = at + 2 < text.len && text.ptr[at + 1] == quote &&
                     text.ptr[at + 2] == quote;
    size_t i = at + (is_triple ? 3 : 1);

    for (; i < text.len; i++) {
        if (text.ptr[i] == '\\') {
            i++;
        } else if (text.ptr[i] == quote) {
            if (!is_triple)
                return i + 1;
            if (i + 2 < text.len && text.ptr[i + 1] == quote && text.ptr[i + 2] == quote)
                return i + 3;
        }
    }
    return text.len;
}

/* The bracket that encloses `at`: backwards, counting those that close. Quotes are not looked at: a bracket
 * inside of one may mislead, and then the closing side does not fit and nothing is said. */
static size_t opening(Str text, size_t at)
{
    unsigned depth = 0;
    size_t least = at > ARGUMENTS_MAX_BYTES ? at - ARGUMENTS_MAX_BYTES : 0;

    while (at > least) {
        char c = text.ptr[--at];

        if (strchr(")]}", c)) {
            depth++;
        } else if (strchr("([{", c)) {
            if (depth == 0)
                return c == '[' ? opening(text, at) : at;
            depth--;
        }
    }
    return SIZE_MAX;
}

static void add_argument(Str text, size_t start, size_t end, Arguments *ret)
{
    Str whole = str_sub(text, start, end), trimmed = str_trim(whole);
    size_t i = 0;

    if (!trimmed.len || ret->count == ARGUMENTS_MAX)
        return;
    Argument *a = &ret->all[ret->count++];
    *a = (Argument){.value = trimmed};
    while (i < trimmed.len && is_name_char(trimmed.ptr[i]))
        i++;
    size_t sign = i;
    while (sign < trimmed.len && trimmed.ptr[sign] == ' ')
        sign++;
    if (i && sign + 1 < trimmed.len &&
        ((trimmed.ptr[sign] == '=' && trimmed.ptr[sign + 1] != '=') ||
         (trimmed.ptr[sign] == ':' && trimmed.ptr[sign + 1] != ':'))) {
        a->key = str_sub(trimmed, 0, i);
        a->value = str_trim(str_sub(trimmed, sign + 1, trimmed.len));
    }
    a->at = (uint32_t)(a->value.ptr - text.ptr);
}

bool arguments_around(Str text, uint32_t at, Arguments *ret)
{
    size_t open = opening(text, at), start, i;
    unsigned depth = 0;

    *ret = (Arguments){0};
    if (open == SIZE_MAX)
        return false;
    size_t name_end = open, name = open;
    while (name && is_name_char(text.ptr[name - 1]))
        name--;
    ret->callee = str_sub(text, name, name_end);
    for (i = start = open + 1; i < text.len && i < open + ARGUMENTS_MAX_BYTES; i++) {
        char c = text.ptr[i];

        if (c == '"' || c == '\'' || c == '`') {
            i = pass_quoted(text, i) - 1;
            continue;
        }
        if (depth == 0 && strchr(",)]}", c)) {
            if (start <= at && i > at)
                ret->own = ret->count;
            add_argument(text, start, i, ret);
            start = i + 1;
            if (c != ',')
                return at < i && at > open;
        }
        depth += strchr("([{", c) != NULL;
        depth -= depth && strchr(")]}", c) != NULL;
    }
    return false;
}

/* "text" -> text; empty for what is no single plain quoted text. */
static Str unquoted(Str value)
{
    static const char *const quotes[] = {"\"\"\"", "'''", "\"", "'", "`"};

    while (value.len > 2 && strchr("_trRuUfF(", value.ptr[0]) && value.ptr[1] != ' ' &&
           strchr("\"'(", value.ptr[1]))
        value = str_sub(value, 1, value.len);
    for (size_t i = 0; i < ARRAY_LEN(quotes); i++) {
        Str q = str_from(quotes[i]);

        if (value.len >= 2 * q.len && str_starts(value, q) && str_ends(value, q)) {
            Str inside = str_sub(value, q.len, value.len - q.len);

            return str_has(inside, q) ? STR_NONE : str_trim(inside);
        }
    }
    return STR_NONE;
}

/* Python joins texts that stand beside each other: the first is enough when it is a sentence. */
static Str first_text(Str value)
{
    while (value.len && (value.ptr[0] == '(' || value.ptr[0] == '_'))
        value = str_trim(str_sub(value, 1, value.len));
    if (!value.len || (value.ptr[0] != '"' && value.ptr[0] != '\''))
        return STR_NONE;
    size_t end = pass_quoted(value, 0);
    Str rest = str_trim(str_sub(value, end, value.len)),
        text = unquoted(str_sub(value, 0, end));
    bool is_whole = !rest.len || str_is(rest, ")");
    return is_whole || str_ends(text, STR(".")) ? text : STR_NONE;
}

static ArgumentValue by_key(const Arguments *a, const char *const *keys, size_t count,
                            bool is_text)
{
    for (uint32_t i = 0; i < a->count; i++) {
        for (size_t k = 0; k < count; k++) {
            if (!str_is(a->all[i].key, keys[k]))
                continue;
            Str value = is_text ? first_text(a->all[i].value) : a->all[i].value;

            return (ArgumentValue){value, a->all[i].at};
        }
    }
    return (ArgumentValue){0};
}

static ArgumentValue at_index(const Arguments *a, uint32_t index, bool is_text)
{
    if (index >= a->count)
        return (ArgumentValue){0};
    return (ArgumentValue){is_text ? unquoted(a->all[index].value) : a->all[index].value,
                           a->all[index].at};
}

/* Go: (name, [shorthand,] default, usage), with the variable before it in the Var forms. */
static bool is_go_flag(const Arguments *a, uint32_t *ret_default)
{
    Str base = a->callee;
    bool has_shorthand = str_ends(base, STR("P"));

    *ret_default = a->own + 1 + has_shorthand;
    return a->count == *ret_default + 2 && a->own <= 1;
}

ArgumentValue arguments_help(const Arguments *a, LanguageId language)
{
    static const char *const python[] = {"help"};
    static const char *const java[] = {"description", "usage"};
    static const char *const go[] = {"Usage"};
    uint32_t place;

    switch (language) {
    case LANG_PYTHON:
        return by_key(a, python, ARRAY_LEN(python), true);
    case LANG_JAVA:
    case LANG_KOTLIN:
        return by_key(a, java, ARRAY_LEN(java), true);
    case LANG_GO:
        if (is_go_flag(a, &place))
            return at_index(a, place + 1, true);
        return by_key(a, go, ARRAY_LEN(go), true);
    case LANG_JAVASCRIPT:
    case LANG_TYPESCRIPT:
        return str_is(a->callee, "option") || str_is(a->callee, "requiredOption")
                   ? at_index(a, a->own + 1, true)
                   : (ArgumentValue){0};
    default:
        return (ArgumentValue){0};
    }
}

ArgumentValue arguments_default(const Arguments *a, LanguageId language)
{
    static const char *const python[] = {"default"};
    static const char *const java[] = {"defaultValue"};
    static const char *const go[] = {"Value"};
    static const char *const rust[] = {"default_value_t", "default_value"};
    uint32_t place;

    switch (language) {
    case LANG_PYTHON:
        if (str_is(a->callee, "get") || str_is(a->callee, "getenv"))
            return at_index(a, a->own + 1, false);
        return by_key(a, python, ARRAY_LEN(python), false);
    case LANG_JAVA:
    case LANG_KOTLIN:
        return by_key(a, java, ARRAY_LEN(java), false);
    case LANG_GO:
        if (is_go_flag(a, &place))
            return at_index(a, place, false);
        return by_key(a, go, ARRAY_LEN(go), false);
    case LANG_RUST:
        return by_key(a, rust, ARRAY_LEN(rust), false);
    case LANG_JAVASCRIPT:
    case LANG_TYPESCRIPT:
        return str_is(a->callee, "option") ? at_index(a, a->own + 2, false)
                                           : (ArgumentValue){0};
    default:
        return (ArgumentValue){0};
    }
}
