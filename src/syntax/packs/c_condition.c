/*
 * c_condition.c -- how likely a branch of an #if is read by a compiler of today on Linux.
 *
 * No build is known, so a condition has no value but a likelihood: 0 never, 4 always, 2 nobody can
 * tell, 1 and 3 what is more likely than not. `&&` is the smaller of two, `||` the larger, `!` turns
 * around. What other systems define is never there, what gcc, clang and the standard define is
 * always; a name that the file defined itself is as likely as the branches it was defined in, and
 * has the value it got in the likely one; a name that nobody in the file defines is likely not
 * defined, but for names that a configuration gives (HAVE_..., USE_...).
 *
 * One pass over the condition's text; what is no expression comes out as 2.
 */
#include "syntax/packs/c_family.h"

#include <limits.h>

enum {
    NEVER = C_LEVEL_NEVER,
    UNLIKELY = C_LEVEL_UNLIKELY,
    UNKNOWN = C_LEVEL_UNKNOWN,
    ALWAYS = C_LEVEL_ALWAYS,
    CONDITION_MAX_DEPTH = 64,
    CONDITION_MAX_BYTES = 4000,
};

/* What __GNUC__ and its like count as: newer than any that is asked for. */
static const long newest = 1000000;
static const long newest_standard = 202002;

/* -- names -- */

#define ONE_OF(word, list) is_one_of((word), (list), ARRAY_LEN(list))

static bool is_one_of(Str word, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (str_is(word, list[i]))
            return true;
    }
    return false;
}

/* What other systems and compilers define, and builds that look for faults. */
static bool is_foreign_name(Str name)
{
    static const char *const names[] = {
        "WIN32",
        "_WIN32",
        "__WIN32__",
        "_WIN64",
        "WINDOWS",
        "_WINDOWS",
        "_MSC_VER",
        "__MINGW32__",
        "__MINGW64__",
        "__CYGWIN__",
        "__APPLE__",
        "__MACH__",
        "MAC_OSX",
        "__FreeBSD__",
        "__NetBSD__",
        "__OpenBSD__",
        "__DragonFly__",
        "__sun",
        "sun",
        "__SVR4",
        "_AIX",
        "__hpux",
        "__HAIKU__",
        "__BEOS__",
        "__AMIGA__",
        "AMIGA",
        "__OS2__",
        "OS2",
        "MSDOS",
        "__DJGPP__",
        "__VMS",
        "VMS",
        "__BORLANDC__",
        "__WATCOMC__",
        "__ANDROID__",
        "__EMSCRIPTEN__",
        "__wasm__",
        "_WIN32_WCE",
        "__QNX__",
        "__minix",
        "USE_WINSOCK",
        "_M_IX86",
        "__SYMBIAN32__",
        "NETWARE",
        "MACOS9",
        "_MSVC_LANG",
        "__NVCC__",
        "__CUDACC__",
        "__ICC",
        "__INTEL_COMPILER",
        "_LIBCPP_VERSION",
    };

    return ONE_OF(name, names) || str_has(name, STR("DEBUG")) ||
           str_has(name, STR("SHARED_LIB")) || str_has(name, STR("_DLL")) ||
           str_ends(name, STR("_EXPORTS"));
}

/* What is defined on Linux, by gcc and clang. */
static bool is_native_name(Str name)
{
    static const char *const names[] = {
        "__linux__",   "__linux",        "linux",    "__unix__",    "__unix",
        "unix",        "__GNUC__",       "__GNUG__", "__clang__",   "__GLIBC__",
        "__amd64__",   "__GNUC_MINOR__", "__LP64__", "_LP64",       "__STDC_VERSION__",
        "__ELF__",     "__x86_64__",     "__STDC__", "__GLIBCXX__", "_GLIBCXX_RELEASE",
        "__cplusplus",
    };

    return ONE_OF(name, names) || str_starts(name, STR("__cpp_")) ||
           str_starts(name, STR("__clang_")) || str_starts(name, STR("__SIZEOF_")) ||
           str_starts(name, STR("__has_"));
}

/* What a configuration may give either way. */
static bool is_configured(Str name)
{
    static const char *const parts[] = {"HAVE", "HAS_", "USE_", "WITH", "ENABLE", "CONFIG"};

    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        if (str_has(name, str_from(parts[i])))
            return true;
    }
    return false;
}

/* -- values -- */

typedef struct Value {
    bool is_number;
    long number;
    uint8_t level; /* that it is not 0 */
} Value;

static Value number(long n)
{
    return (Value){.is_number = true, .number = n, .level = n ? ALWAYS : NEVER};
}

static Value likelihood(unsigned level)
{
    return (Value){.level = (uint8_t)level};
}

typedef struct Condition {
    CWalk *w;
    Str text;
    size_t at;
    unsigned depth;
    bool is_broken;
} Condition;

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static char look(Condition *c)
{
    for (; c->at < c->text.len; c->at++) {
        char x = c->text.ptr[c->at];

        if (x == '/' && c->at + 1 < c->text.len && c->text.ptr[c->at + 1] == '*') {
            size_t end = str_find(c->text, STR("*/"), c->at + 2);
            c->at = end == SIZE_MAX ? c->text.len : end + 1;
        } else if (x != ' ' && x != '\t' && x != '\\' && x != '\n' && x != '\r') {
            return x;
        }
    }
    return '\0';
}

static bool take(Condition *c, const char *operator_text)
{
    (void)look(c);
    if (!str_starts(str_sub(c->text, c->at, c->text.len), str_from(operator_text)))
        return false;
    c->at += strlen(operator_text);
    return true;
}

static Str take_word(Condition *c)
{
    (void)look(c);
    size_t start = c->at;

    while (c->at < c->text.len &&
           (is_letter(c->text.ptr[c->at]) || is_digit(c->text.ptr[c->at])))
        c->at++;
    return str_sub(c->text, start, c->at);
}

static const CWord *word_of(const CWalk *w, NameId name)
{
    return name < w->words.len ? &w->words.at[name] : NULL;
}

static unsigned level_of_defined(CWalk *w, Str name)
{
    const CWord *word = word_of(w, c_intern(w, name));

    if (is_foreign_name(name) || (str_is(name, "__cplusplus") && !w->is_cpp))
        return NEVER;
    if (is_native_name(name))
        return ALWAYS;
    if (word && word->defined)
        return word->defined - 1u;
    return is_configured(name) ? UNKNOWN : UNLIKELY;
}

static Value value_of_name(CWalk *w, Str name)
{
    const CWord *word = word_of(w, c_intern(w, name));

    if (is_foreign_name(name) || (str_is(name, "__cplusplus") && !w->is_cpp))
        return number(0);
    if (word && word->has_value)
        return number(word->value);
    if (str_is(name, "__cplusplus"))
        return number(newest_standard);
    return is_native_name(name) ? number(newest) : likelihood(UNKNOWN);
}

/* -- the grammar -- */

static Value either(Condition *c);

static void skip_arguments(Condition *c)
{
    unsigned depth = 0;

    for (; c->at < c->text.len; c->at++) {
        depth += c->text.ptr[c->at] == '(';
        if (c->text.ptr[c->at] == ')' && --depth == 0) {
            c->at++;
            return;
        }
    }
}

static Value word_value(Condition *c)
{
    Str word = take_word(c);

    if (str_is(word, "defined")) {
        bool has_parenthesis = take(c, "(");
        Value v = likelihood(level_of_defined(c->w, take_word(c)));

        if (has_parenthesis && !take(c, ")"))
            c->is_broken = true;
        return v;
    }
    if (look(c) == '(') {
        skip_arguments(c);
        return likelihood(UNKNOWN);
    }
    return value_of_name(c->w, word);
}

static Value literal(Condition *c)
{
    Str text = take_word(c);
    long n = 0;

    for (size_t i = 0; i < text.len && is_digit(text.ptr[i]); i++)
        n = MIN_OF(n, LONG_MAX / 10 - 10) * 10 + (text.ptr[i] - '0');
    bool is_decimal = text.len && (text.ptr[0] != '0' || text.len == 1);
    return is_decimal ? number(n) : likelihood(UNKNOWN);
}

static Value unary(Condition *c)
{
    char first = look(c);
    Value v;

    if (c->depth >= CONDITION_MAX_DEPTH) {
        c->is_broken = true;
        return likelihood(UNKNOWN);
    }
    if (is_letter(first))
        return word_value(c);
    if (is_digit(first))
        return literal(c);
    c->depth++;
    if (take(c, "!")) {
        v = unary(c);
        v = v.is_number ? number(!v.number) : likelihood((unsigned)(ALWAYS - v.level));
    } else if (take(c, "(")) {
        v = either(c);
        c->is_broken |= !take(c, ")");
    } else {
        c->is_broken = true;
        v = likelihood(UNKNOWN);
    }
    c->depth--;
    return v;
}

/* `*`, `+` and `-` from left to right: versions are made with them, and nothing of it hangs on their
 * order. */
static Value sum(Condition *c)
{
    Value v = unary(c);

    for (;;) {
        char sign = look(c);

        if ((sign != '*' && sign != '+' && sign != '-') || c->is_broken)
            return v;
        c->at++;
        Value other = unary(c);
        if (!v.is_number || !other.is_number || labs(v.number) > INT32_MAX ||
            labs(other.number) > INT32_MAX)
            v = likelihood(UNKNOWN);
        else
            v = number(sign == '*'   ? v.number * other.number
                       : sign == '+' ? v.number + other.number
                                     : v.number - other.number);
    }
}

static Value comparison(Condition *c)
{
    static const char *const operators[] = {"==", "!=", "<=", ">=", "<", ">"};
    Value a = sum(c);

    for (size_t i = 0; i < ARRAY_LEN(operators); i++) {
        if (!take(c, operators[i]))
            continue;
        Value b = sum(c);
        if (!a.is_number || !b.is_number)
            return likelihood(UNKNOWN);
        const bool results[] = {a.number == b.number, a.number != b.number,
                                a.number <= b.number, a.number >= b.number,
                                a.number<b.number, a.number> b.number};
        return number(results[i]);
    }
    return a;
}

static Value both(Condition *c)
{
    Value v = comparison(c);

    while (!c->is_broken && take(c, "&&")) {
        Value other = comparison(c);

        v = likelihood(MIN_OF(v.level, other.level));
    }
    return v;
}

static Value either(Condition *c)
{
    Value v = both(c);

    while (!c->is_broken && take(c, "||")) {
        Value other = both(c);

        v = likelihood(MAX_OF(v.level, other.level));
    }
    return v;
}

static Value evaluate(CWalk *w, Str text)
{
    Condition c = {.w = w, .text = text};

    if (text.len > CONDITION_MAX_BYTES)
        return likelihood(UNKNOWN);
    Value v = either(&c);
    bool is_over = look(&c) == '\0' || (c.text.ptr[c.at] == '/' &&
                                        str_starts(str_sub(text, c.at, text.len), STR("//")));
    return c.is_broken || !is_over ? likelihood(UNKNOWN) : v;
}

unsigned c_level_of(CWalk *w, Str condition)
{
    return evaluate(w, condition).level;
}

unsigned c_level_of_defined(CWalk *w, Str name)
{
    return level_of_defined(w, name);
}

void c_remember_macro(CWalk *w, NameId name, Str body)
{
    Value v = body.len ? evaluate(w, body) : likelihood(UNKNOWN);
    CWord *word = &w->words.at[name];

    word->defined = MAX_OF(word->defined, (uint8_t)(w->here.level + 1));
    if (w->here.level > UNKNOWN) {
        word->has_value = v.is_number;
        word->value = v.number;
    } else if (w->here.level == UNKNOWN) {
        word->has_value = false;
    }
}
