/*
 * c_holes.c -- macros that are no C: found before the parse, and hidden from it.
 *
 * `LIB_API int f(void);`, `class LIB_EXPORT Name {`, `void __user *p`, `int n GUARDED_BY(mutex);`:
 * no grammar can place the macro without knowing that it is one, and what tree-sitter makes of the
 * rest is a guess that may swallow a class or a file. One pass over the text finds words that look
 * like macros (no lower-case letter, or two leading underscores) where three names in a row leave
 * but one reading. Their place is blanked for the parser; the pack counts them as uses of macros.
 *
 * When in doubt nothing is hidden: a macro that stays costs an ERROR node, a type that is hidden
 * costs the reference. Strings, comments and directives are passed over. Linear: what is looked at
 * ahead is bounded.
 */
#include "syntax/packs/c_family.h"

enum { AHEAD_MAX = 400, PARENTHESES_MAX = 64, ARGUMENTS_MAX = 300, PARAMETERS_MAX = 2000 };

/* A word, or one character of punctuation ('0' for numbers, '"' for strings); len 0: none. */
typedef struct Token {
    uint32_t start, len;
    char first;
    bool is_word;
} Token;

typedef struct Parenthesis {
    Token name, before; /* the two tokens in front of it */
} Parenthesis;

typedef struct Scan {
    Str s;
    bool is_cpp;
    size_t at;
    Token last, before, before_that; /* tokens seen, newest first */
    Parenthesis open[PARENTHESES_MAX];
    size_t depth;
    Parenthesis closed; /* the pair that the last `)` ended */
    size_t
        parameters_end; /* of the template's list of parameters that is being read; 0: none */
    TreeHoles *holes;
} Scan;

/* -- characters and words -- */

static bool begins_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static char char_at(const Scan *x, size_t at)
{
    return at < x->s.len ? x->s.ptr[at] : '\0';
}

static size_t word_end(const Scan *x, size_t at)
{
    while (begins_word(char_at(x, at)) || is_digit(char_at(x, at)))
        at++;
    return at;
}

static Str text_of(const Scan *x, Token t)
{
    return (Str){x->s.ptr + t.start, t.len};
}

static bool is_one_of(Str word, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (str_is(word, words[i]))
            return true;
    }
    return false;
}

#define ONE_OF(word, ...)                                 \
    is_one_of((word), (const char *const[]){__VA_ARGS__}, \
              sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static bool is_control(Str w)
{
    return ONE_OF(w, "if", "while", "for", "switch", "return", "else", "do", "case", "goto",
                  "sizeof", "default", "catch", "throw", "new", "delete", "defined", "break",
                  "continue");
}

static bool is_qualifier(Str w)
{
    return ONE_OF(w, "const", "volatile", "static", "extern", "inline", "virtual", "explicit",
                  "constexpr", "friend", "register", "mutable", "typedef", "__inline",
                  "__inline__", "__extension__", "restrict", "_Noreturn", "thread_local",
                  "typename", "auto");
}

static bool is_sized(Str w)
{
    return ONE_OF(w, "unsigned", "signed", "long", "short");
}

static bool is_primitive(Str w)
{
    return is_sized(w) || ONE_OF(w, "int", "char", "void", "float", "double", "bool", "_Bool",
                                 "size_t", "auto");
}

static bool is_tag(Str w)
{
    return ONE_OF(w, "struct", "union", "enum", "class");
}

static bool is_plain_name(Str w)
{
    return !is_control(w) && !is_qualifier(w) && !is_primitive(w) && !is_tag(w) &&
           !ONE_OF(w, "template", "namespace", "using", "operator", "public", "private",
                   "protected");
}

static bool is_upper(Str w)
{
    if (w.len < 3)
        return false;
    for (size_t i = 0; i < w.len; i++) {
        if (w.ptr[i] >= 'a' && w.ptr[i] <= 'z')
            return false;
    }
    return true;
}

/* `__u32`, `__m128i`, `__kernel_size_t`: types by their looks. */
static bool is_reserved_type(Str w)
{
    return is_digit(w.ptr[w.len - 1]) || is_digit(w.ptr[w.len - 2]) || str_ends(w, STR("_t"));
}

/* `__name`, but for types and for what compilers give a meaning to. */
static bool is_reserved(Str w)
{
    return str_starts(w, STR("__")) && w.len > 3 && !str_starts(w, STR("__builtin")) &&
           !is_reserved_type(w) &&
           !ONE_OF(w, "__attribute__", "__attribute", "__asm__", "__asm", "__volatile__",
                   "__inline", "__inline__", "__extension__", "__restrict", "__restrict__",
                   "__typeof__", "__typeof", "__declspec", "__cdecl", "__stdcall", "__fastcall",
                   "__thiscall", "__vectorcall", "__thread", "__forceinline", "__const",
                   "__signed__", "__alignof__", "__alignof", "__func__", "__FILE__", "__LINE__",
                   "__based", "__unaligned", "__try", "__except", "__finally", "__leave",
                   "__auto_type", "__int64", "__int128", "__VA_ARGS__", "__VA_OPT__",
                   "__real__", "__imag__");
}

/* Upper-case words that say by themselves that they are no type. */
static bool is_known_attribute(Str w)
{
    static const char *const parts[] = {
        "API",       "EXPORT",    "EXTERN",   "INLINE", "PUBLIC", "STATIC",   "CONSTEXPR",
        "CONSTEVAL", "NODISCARD", "NORETURN", "UNUSED", "DECL",   "ATTR",     "PURE",
        "HIDDEN",    "DLL",       "FORCE",    "VISIB",  "DEPREC", "EXPLICIT", "NAMESPACE",
    };

    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        if (str_has(w, str_from(parts[i])))
            return true;
    }
    return false;
}

/* -- looking ahead -- */

static size_t skip_space(const Scan *x, size_t at)
{
    for (;;) {
        char c = char_at(x, at);

        if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
            at++;
        } else if (c == '\\' && (char_at(x, at + 1) == '\n' || char_at(x, at + 1) == '\r')) {
            at += 2;
        } else if (c == '/' && char_at(x, at + 1) == '*') {
            size_t end = str_find(x->s, STR("*/"), at + 2);
            at = end == SIZE_MAX ? x->s.len : end + 2;
        } else if (c == '/' && char_at(x, at + 1) == '/') {
            size_t end = str_find_char(x->s, '\n', at);
            at = end == SIZE_MAX ? x->s.len : end;
        } else {
            return at;
        }
    }
}

static Str word_at(const Scan *x, size_t at)
{
    return begins_word(char_at(x, at)) ? str_sub(x->s, at, word_end(x, at)) : STR_NONE;
}

/* Past the pair of brackets that opens at `at`; SIZE_MAX when it does not end soon. */
static size_t skip_pair(const Scan *x, size_t at, char open, char close, size_t most)
{
    unsigned depth = 0;
    size_t limit = MIN_OF(at + most, x->s.len);

    for (; at < limit; at++) {
        char c = x->s.ptr[at];

        depth += c == open;
        if (c == close && --depth == 0)
            return at + 1;
        if (c == ';' || c == '{')
            break;
    }
    return SIZE_MAX;
}

/* Past `a::b<c>`, or any one word. */
static size_t skip_qualified(const Scan *x, size_t at)
{
    at = word_end(x, at);
    for (;;) {
        size_t next = skip_space(x, at);

        if (char_at(x, next) == '<' && x->is_cpp) {
            next = skip_pair(x, next, '<', '>', AHEAD_MAX);
            if (next == SIZE_MAX)
                return at;
        } else if (char_at(x, next) == ':' && char_at(x, next + 1) == ':') {
            size_t name = skip_space(x, next + 2);

            if (!begins_word(char_at(x, name)))
                return at;
            next = word_end(x, name);
        } else {
            return at;
        }
        at = next;
    }
}

/* Whether a type and then a name stand there: `const struct s *name`, `std::string f`. */
static bool type_and_name_follow(const Scan *x, size_t at)
{
    bool has_type = false;

    for (unsigned words = 0; words < 8; words++) {
        at = skip_space(x, at);
        Str word = word_at(x, at);

        if (word.len == 0 || is_control(word))
            return has_type && char_at(x, at) == '~';
        if (is_qualifier(word) && !str_is(word, "auto")) {
            at += word.len;
        } else if (is_sized(word)) {
            has_type = true;
            at += word.len;
        } else if (has_type && !is_primitive(word)) {
            return !is_tag(word);
        } else if (is_tag(word)) {
            at = word_end(x, skip_space(x, at + word.len));
            has_type = true;
        } else {
            if (is_reserved(word))
                return false; /* it is that one which is no type */
            at = skip_qualified(x, at);
            has_type = true;
        }
        at = skip_space(x, at);
        while (has_type && (char_at(x, at) == '*' || char_at(x, at) == '&'))
            at = skip_space(x, at + 1);
        if (has_type && char_at(x, at) == '(' && char_at(x, skip_space(x, at + 1)) == '*')
            return true; /* a pointer to a function */
    }
    return false;
}

/* -- where a macro can be nothing else -- */

/* Whether the token can end a type: a name, a primitive type, `*`, `&`, `>`. */
static bool ends_type(const Scan *x, Token t)
{
    Str word = text_of(x, t);

    if (t.is_word)
        return is_plain_name(word) || (is_primitive(word) && !is_sized(word));
    return t.first == '*' || t.first == '&' || t.first == '>';
}

static bool is_name_token(const Scan *x, Token t)
{
    return t.is_word && is_plain_name(text_of(x, t));
}

/* After `type name`: `int n MACRO;`, `T x[3] MACRO(a) = ...`. Past the macro, or 0. */
static size_t after_declared(const Scan *x, size_t end)
{
    bool is_array = x->last.first == ']' && !x->last.is_word;
    size_t next = skip_space(x, end);

    bool is_const = x->before.is_word && ONE_OF(text_of(x, x->before), "const", "volatile");
    if (!is_array &&
        !(is_name_token(x, x->last) && ends_type(x, is_const ? x->before_that : x->before)))
        return 0;
    if (!is_array && x->before.is_word && is_upper(text_of(x, x->before)) &&
        !x->before_that.len)
        return 0;
    if (char_at(x, next) == '(') {
        end = skip_pair(x, next, '(', ')', ARGUMENTS_MAX);
        if (end == SIZE_MAX || is_array)
            return 0;
        next = skip_space(x, end);
    }
    char c = char_at(x, next);
    bool is_parameter = x->is_cpp && x->depth && !is_array && (c == ')' || c == ',');
    return c == ';' || (c == '=' && char_at(x, next + 1) != '=') || (c == '{' && !is_array) ||
                   is_parameter
               ? end
               : 0;
}

/* After the parameters of a function: `void f(int) MACRO(a);`. Past the macro, or 0. */
static size_t after_parameters(const Scan *x, size_t start, size_t end)
{
    Str name = text_of(x, x->closed.name);
    Token before = x->closed.before;
    bool is_declared = before.is_word ? !is_control(text_of(x, before))
                                      : before.first == '*' || before.first == '&' ||
                                            before.first == '>' || before.first == '~' ||
                                            before.first == ':';
    bool is_behind = (x->last.first == ')' && !x->last.is_word) ||
                     (x->last.is_word &&
                      ONE_OF(text_of(x, x->last), "const", "override", "noexcept", "final") &&
                      x->before.first == ')');

    if (start == 0 || x->s.ptr[start - 1] == '\n') /* TEST(a, b) { */
        return 0;
    if (!is_behind || !x->closed.name.is_word || !is_plain_name(name) || !x->is_cpp)
        return 0;
    size_t next = skip_space(x, end);
    if (char_at(x, next) == '(') {
        end = skip_pair(x, next, '(', ')', ARGUMENTS_MAX);
        if (end == SIZE_MAX)
            return 0;
        next = skip_space(x, end);
    }
    char c = char_at(x, next);
    if (c == '{' || (c == ':' && char_at(x, next + 1) != ':'))
        return end;
    return is_declared &&
                   (c == ';' || (c == '=' && char_at(x, skip_space(x, next + 1)) == '0') ||
                    is_upper(word_at(x, next)))
               ? end
               : 0;
}

/* `void (*f)(int) MACRO;`: past the macro, or 0. */
static size_t after_function_pointer(const Scan *x, size_t end)
{
    bool is_behind = !x->last.is_word && x->last.first == ')' && !x->closed.name.is_word &&
                     x->closed.name.first == ')';

    return is_behind && char_at(x, skip_space(x, end)) == ';' ? end : 0;
}

/* `type MACRO *name`, `type MACRO name(`, `* MACRO name`. */
static bool is_inside_declarator(const Scan *x, Str word, size_t end)
{
    size_t next = skip_space(x, end);
    Str last = text_of(x, x->last);
    bool is_after_type = x->last.is_word &&
                         (is_primitive(last) ? !is_sized(last) : is_plain_name(last));

    if (!x->last.is_word)
        return x->last.first == '*' && is_plain_name(word_at(x, next)) &&
               word_at(x, next).len && (is_reserved(word) || is_known_attribute(word));
    if (!is_after_type || (is_upper(last) && !x->before.is_word && is_upper(word) &&
                           !is_reserved(word) && is_known_attribute(last)))
        return false;
    if (char_at(x, next) == '*')
        return is_reserved(word) || is_primitive(last);
    if (!begins_word(char_at(x, next)) || !is_plain_name(word_at(x, next)) ||
        (is_upper(last) && is_upper(word_at(x, next))))
        return false;
    next = skip_space(x, word_end(x, next));
    char c = char_at(x, next);
    return c == '(' || c == ';' || c == '=' || c == '[' || c == ',' || c == ')';
}

/* `MACRO type name`, `MACRO template <`, `MACRO Name(...)` with a word that tells. */
static bool is_before_declaration(const Scan *x, Str word, size_t end)
{
    size_t next = skip_space(x, end);
    Str following = word_at(x, next);

    if (x->last.is_word && !is_qualifier(text_of(x, x->last)) &&
        !str_is(text_of(x, x->last), "template"))
        return false;
    if (!x->last.is_word && x->last.len && x->last.first != ';' && x->last.first != '}' &&
        x->last.first != '{' && x->last.first != '>' && x->last.first != ':' &&
        x->last.first != ')')
        return false;
    if (ONE_OF(following, "namespace", "template", "typedef", "using", "class", "extern",
               "explicit", "constexpr", "virtual", "friend"))
        return true;
    if (is_known_attribute(word) && x->is_cpp &&
        (char_at(x, next) == '~' || str_is(following, "operator") ||
         (following.len && is_plain_name(following) &&
          char_at(x, skip_space(x, skip_qualified(x, next))) == '(')))
        return true;
    if (is_upper(following) && !is_known_attribute(word))
        return false; /* BOOL WINAPI f(void): the second is the macro */
    return following.len && type_and_name_follow(x, next);
}

/* `static inline MACRO(1) const char *f(void)`: with arguments, on the line of the type. Past the
 * macro, or 0. */
static size_t called_before_declaration(const Scan *x, size_t end)
{
    if (char_at(x, end) != '(' || (x->last.is_word && !is_qualifier(text_of(x, x->last))) ||
        (!x->last.is_word && x->last.len && x->last.first != ';' && x->last.first != '}' &&
         x->last.first != '{' && x->last.first != '>'))
        return 0;
    end = skip_pair(x, end, '(', ')', ARGUMENTS_MAX);
    if (end == SIZE_MAX)
        return 0;
    size_t next = skip_space(x, end);
    bool is_after_template = x->last.first == '>' && !x->last.is_word && x->is_cpp;
    if (!begins_word(char_at(x, next)) ||
        (memchr(x->s.ptr + end, '\n', next - end) && !is_after_template))
        return 0;
    return is_after_template || type_and_name_follow(x, next) ? end : 0;
}

/* `NAMESPACE_END` on a line of its own between declarations. */
static bool is_alone_on_line(const Scan *x, size_t start, size_t end)
{
    size_t line = start;

    while (line > 0 && (x->s.ptr[line - 1] == ' ' || x->s.ptr[line - 1] == '\t'))
        line--;
    while (char_at(x, end) == ' ' || char_at(x, end) == '\t' || char_at(x, end) == '\r')
        end++;
    if ((line > 0 && x->s.ptr[line - 1] != '\n') ||
        (char_at(x, end) != '\n' && char_at(x, end) != '\0' && char_at(x, end) != '/'))
        return false;
    bool is_in_class = x->is_cpp && (x->last.first == '{' || x->last.first == ':');
    if (x->last.len &&
        (x->last.is_word || (x->last.first != ';' && x->last.first != '}' && !is_in_class)))
        return false;
    size_t next = skip_space(x, end);
    char c = char_at(x, next);
    if (begins_word(c))
        return char_at(x, skip_space(x, word_end(x, next))) != '(';
    return c == '#' || c == '}' || c == '\0';
}

/* `MACRO(arguments)` on lines of its own, without a semicolon, before another declaration: the parser
 * takes it for the beginning of that. Past the macro, or 0. */
static size_t called_alone(const Scan *x, size_t start, size_t end)
{
    size_t line = start;

    while (line > 0 && (x->s.ptr[line - 1] == ' ' || x->s.ptr[line - 1] == '\t'))
        line--;
    if (!x->is_cpp || char_at(x, end) != '(' || (line > 0 && x->s.ptr[line - 1] != '\n') ||
        x->last.is_word ||
        !(x->last.first == '{' || x->last.first == ';' || x->last.first == '}' ||
          x->last.first == ':' || !x->last.len))
        return 0;
    end = skip_pair(x, end, '(', ')', ARGUMENTS_MAX);
    if (end == SIZE_MAX)
        return 0;
    size_t next = skip_space(x, end);
    Str word = word_at(x, next);
    bool is_next_line = memchr(x->s.ptr + end, '\n', next - end) != NULL;
    bool goes_on = word.len ? !ONE_OF(word, "const", "noexcept", "override", "final") &&
                                  !is_control(word)
                            : char_at(x, next) == '}' || char_at(x, next) == '~';
    return is_next_line && goes_on ? end : 0;
}

/* `} MACRO;` and `} MACRO name;` after a struct. */
static bool is_after_struct(const Scan *x, Str word, size_t end)
{
    size_t next = skip_space(x, end);

    if (x->last.is_word || x->last.first != '}')
        return false;
    if (begins_word(char_at(x, next)))
        return char_at(x, skip_space(x, word_end(x, next))) == ';' && is_reserved(word);
    return char_at(x, next) == ';' &&
           (str_has(word, STR("packed")) || str_has(word, STR("PACKED")) ||
            str_has(word, STR("align")) || str_has(word, STR("ALIGN")));
}

/* -- the pass -- */

static void push_token(Scan *x, Token t)
{
    x->before_that = x->before;
    x->before = x->last;
    x->last = t;
}

static void add_hole(Scan *x, size_t start, size_t end)
{
    *VEC_PUSH(x->holes) = (TreeHole){.start = (uint32_t)start, .end = (uint32_t)end};
    x->at = end;
}

/* One that the parser sees as `as`. */
static void add_stand_in(Scan *x, size_t start, size_t end, const char *as, uint8_t kind)
{
    add_hole(x, start, end);
    VEC_LAST(x->holes)->as = as;
    VEC_LAST(x->holes)->kind = kind;
}

/* `class MACRO Name {`: all words but the last are macros. True when there were such. */
static bool skip_tag_macros(Scan *x, size_t at)
{
    size_t starts[4], ends[4], count = 0;
    bool has_arguments = false; /* the last one */

    if (ONE_OF(word_at(x, skip_space(x, at)), "class", "struct"))
        at = word_end(x, skip_space(x, at)); /* enum class */
    for (;;) {
        at = skip_space(x, at);
        Str word = word_at(x, at);

        if (word.len == 0 || count == ARRAY_LEN(starts) || str_is(word, "final"))
            break;
        if (ONE_OF(word, "alignas", "__attribute__", "__declspec", "_Alignas") ||
            is_tag(word) || is_qualifier(word))
            return false;
        starts[count] = at;
        at = ends[count] = word_end(x, at);
        size_t open = skip_space(x, at);
        has_arguments = char_at(x, open) == '(';
        if (has_arguments) {
            at = skip_pair(x, open, '(', ')', ARGUMENTS_MAX);
            if (at == SIZE_MAX)
                return false;
            ends[count] = at;
        }
        count++;
    }
    char c = char_at(x, at);
    bool is_base = c == ':' && x->is_cpp &&
                   ONE_OF(word_at(x, skip_space(x, at + 1)), "public", "private", "protected",
                          "virtual");
    if (count < 2 || has_arguments || !(c == '{' || is_base || str_is(word_at(x, at), "final")))
        return false;
    for (size_t i = 0; i + 1 < count; i++)
        add_hole(x, starts[i], ends[i]);
    x->at = starts[count - 1];
    return true;
}

/* Whether an argument of a macro is a type that can be no expression: `long long`, `const T *`. */
static bool is_type_argument(Str text)
{
    Scan x = {.s = str_trim(text)};
    Str word = word_at(&x, 0);
    char last = x.s.len ? x.s.ptr[x.s.len - 1] : '\0';

    if (word.len == 0 || str_has(text, STR("\"")) ||
        !(is_primitive(word) || str_is(word, "const")))
        return word.len && (last == '*' || last == '&');
    char next = char_at(&x, skip_space(&x, word.len));
    return next != '(' && next != '{' && next != ':';
}

/* `MACRO(int, name);` among declarations: types are no arguments of a call. Past the parentheses, or
 * 0. */
static size_t called_with_types(const Scan *x, size_t end)
{
    size_t open = end, from = end + 1;
    unsigned depth = 0;

    if (!x->is_cpp || char_at(x, open) != '(' || x->last.is_word ||
        !(x->last.first == ';' || x->last.first == '}' || x->last.first == '{' || !x->last.len))
        return 0;
    end = skip_pair(x, open, '(', ')', ARGUMENTS_MAX);
    if (end == SIZE_MAX || char_at(x, skip_space(x, end)) != ';')
        return 0;
    for (size_t at = open + 1; at < end; at++) {
        char c = x->s.ptr[at];

        depth += c == '(' || c == '<';
        if ((c == ',' && !depth) || at + 1 == end) {
            if (is_type_argument(str_sub(x->s, from, at)))
                return end;
            from = at + 1;
        }
        depth -= depth && (c == ')' || c == '>');
    }
    return 0;
}

/* -- what stands in the place of what is hidden -- */

/* The end of the list that `<` at `at` opens: brackets in it may hold anything. */
static size_t parameters_end(const Scan *x, size_t at)
{
    unsigned depth = 0;
    size_t limit = MIN_OF(at + PARAMETERS_MAX, x->s.len);

    while (at < limit) {
        char c = x->s.ptr[at];

        if (c == '(') {
            at = skip_pair(x, at, '(', ')', PARAMETERS_MAX);
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
    return start < x->parameters_end && char_at(x, end) == '(' && is_upper(word) &&
           word.len >= 4 && !x->last.is_word && (x->last.first == ',' || x->last.first == '<');
}

/* `unsigned(x)`: the grammar knows casts to single words only. */
static bool is_sized_cast(const Scan *x, Str word, size_t end)
{
    bool is_type = x->last.is_word &&
                   (is_primitive(text_of(x, x->last)) || is_qualifier(text_of(x, x->last)) ||
                    str_is(text_of(x, x->last), "operator"));
    size_t next = char_at(x, end) == '(' ? skip_space(x, end + 1) : end;

    return x->is_cpp && is_sized(word) && next > end && !is_type && char_at(x, next) != '*' &&
           char_at(x, next) != '&';
}

/* Words in the place of which the parser is to see others. */
static bool stand_in(Scan *x, Str word, size_t start, size_t end)
{
    size_t next = skip_space(x, end);
    char c = char_at(x, next);

    if (is_sized_cast(x, word, end)) {
        add_stand_in(x, start, end, "int", C_HOLE_SILENT);
        push_token(x, (Token){(uint32_t)start, (uint32_t)word.len, word.ptr[0], true});
        return true;
    }
    if (!x->is_cpp || !is_upper(word))
        return false;
    if (is_template_condition(x, word, start, end))
        add_stand_in(x, start, end, "int=", C_HOLE_MACRO);
    else if (c == '{' && (str_is(word, "TRY") || str_ends(word, STR("_TRY"))))
        add_stand_in(x, start, end, "try", C_HOLE_MACRO);
    else if (c == '(' && x->last.first == '}' && !x->last.is_word && word.len >= 5 &&
             str_ends(word, STR("CATCH")))
        add_stand_in(x, start, end, "catch", C_HOLE_MACRO);
    else if (c == '(' && x->last.is_word && str_is(text_of(x, x->last), "if"))
        add_hole(x, start, end);
    else
        return false;
    return true;
}

/* `enum : type {`: the grammar wants a name before the colon. */
static void hide_enum_base(Scan *x, size_t at)
{
    size_t colon = skip_space(x, at);
    size_t limit = MIN_OF(colon + AHEAD_MAX, x->s.len), end = colon;

    if (char_at(x, colon) != ':' || char_at(x, colon + 1) == ':')
        return;
    while (end < limit && x->s.ptr[end] != '{' && x->s.ptr[end] != ';')
        end++;
    if (char_at(x, end) == '{')
        add_stand_in(x, colon, end, NULL, C_HOLE_TEXT);
}

/* Past the macro when the word is one that must go; 0 when it stays. */
static size_t hole_end(const Scan *x, Str word, size_t start, size_t end)
{
    size_t hole;

    if (!is_upper(word) && !is_reserved(word))
        return 0;
    if ((hole = called_before_declaration(x, end)) || (hole = called_alone(x, start, end)) ||
        (hole = called_with_types(x, end)) || (hole = after_declared(x, end)) ||
        (hole = after_parameters(x, start, end)) || (hole = after_function_pointer(x, end)))
        return hole;
    if (is_inside_declarator(x, word, end) || is_before_declaration(x, word, end) ||
        is_after_struct(x, word, end) || (is_upper(word) && is_alone_on_line(x, start, end)))
        return end;
    return 0;
}

static void scan_word(Scan *x)
{
    size_t start = x->at, end = word_end(x, start);
    Str word = str_sub(x->s, start, end);

    if (stand_in(x, word, start, end))
        return;
    size_t hole = hole_end(x, word, start, end);
    if (hole) {
        add_hole(x, start, hole);
        return;
    }
    x->at = end;
    push_token(x, (Token){(uint32_t)start, (uint32_t)word.len, word.ptr[0], true});
    if ((word.ptr[0] == 's' || word.ptr[0] == 'c' || word.ptr[0] == 'u' ||
         word.ptr[0] == 'e') &&
        is_tag(word) && !skip_tag_macros(x, end) && x->is_cpp && str_is(word, "enum"))
        hide_enum_base(x, end);
    if (x->is_cpp && word.ptr[0] == 't' && str_is(word, "template")) {
        size_t open = skip_space(x, end);

        x->parameters_end = char_at(x, open) == '<' ? parameters_end(x, open) : 0;
    }
}

static void scan_string(Scan *x)
{
    size_t start = x->at;
    char quote = x->s.ptr[x->at++];

    if (quote == '"' && x->is_cpp && x->last.is_word && x->last.start + x->last.len == start &&
        x->s.ptr[start - 1] == 'R') {
        /* R"delimiter( ... )delimiter" */
        size_t open = str_find_char(x->s, '(', x->at);
        char closing[24];

        if (open != SIZE_MAX && open - x->at < 17) {
            int len = snprintf(closing, sizeof(closing), ")%.*s\"", (int)(open - x->at),
                               x->s.ptr + x->at);
            size_t end = str_find(x->s, (Str){closing, (size_t)len}, open);

            x->at = end == SIZE_MAX ? x->s.len : end + (size_t)len;
        }
    } else {
        while (x->at < x->s.len && x->s.ptr[x->at] != quote && x->s.ptr[x->at] != '\n')
            x->at += x->s.ptr[x->at] == '\\' ? 2 : 1;
        x->at++;
    }
    push_token(x, (Token){(uint32_t)start, 1, '"', false});
}

/* A comment in the middle of a macro's body ends it for the grammar. */
static void hide_comment(Scan *x, size_t end, bool is_define)
{
    size_t start = x->at;

    x->at = end;
    while (char_at(x, end) == ' ' || char_at(x, end) == '\t')
        end++;
    if (is_define && char_at(x, end) != '\n' && char_at(x, end) != '\r' && end < x->s.len &&
        !memchr(x->s.ptr + start, '\n', x->at - start))
        add_stand_in(x, start, x->at, NULL, C_HOLE_SILENT);
}

/* `#if HAS_INCLUDE(<a.h>)`: a file's name is no argument for the grammar. */
static bool hide_file_name(Scan *x)
{
    char c = char_at(x, skip_space(x, x->at + 1));
    size_t end = x->at;

    if (x->s.ptr[x->at] != '(' || (c != '<' && c != '"'))
        return false;
    while (end < x->s.len && x->s.ptr[end] != ')' && x->s.ptr[end] != '\n')
        end++;
    if (char_at(x, end) != ')')
        return false;
    add_stand_in(x, x->at, end + 1, NULL, C_HOLE_SILENT);
    return true;
}

static void scan_directive(Scan *x)
{
    Str word = word_at(x, skip_space(x, x->at + 1));
    bool is_condition = ONE_OF(word, "if", "elif"), is_define = str_is(word, "define");

    while (x->at < x->s.len && x->s.ptr[x->at] != '\n') {
        if (x->s.ptr[x->at] == '/' && char_at(x, x->at + 1) == '*') {
            size_t end = str_find(x->s, STR("*/"), x->at + 2);

            hide_comment(x, end == SIZE_MAX ? x->s.len : end + 2, is_define);
            continue;
        }
        if (is_condition && hide_file_name(x))
            continue;
        x->at += x->s.ptr[x->at] == '\\' ? 1 + (char_at(x, x->at + 1) == '\r') + 1 : 1;
    }
}

static void scan_punctuation(Scan *x)
{
    char c = x->s.ptr[x->at];
    Token t = {(uint32_t)x->at, 1, c, false};

    if (c == '(') {
        if (x->depth < PARENTHESES_MAX)
            x->open[x->depth] = (Parenthesis){x->last, x->before};
        x->depth++;
    } else if (c == ')') {
        x->depth -= x->depth > 0;
        x->closed = x->depth < PARENTHESES_MAX ? x->open[x->depth] : (Parenthesis){0};
        x->open[MIN_OF(x->depth, (size_t)PARENTHESES_MAX - 1)] = (Parenthesis){0};
    } else if (c == ';' || c == '{' || c == '}') {
        x->depth = 0; /* but for for(;;) nothing goes on over these */
        x->open[0] = (Parenthesis){0};
    }
    push_token(x, t);
    x->at++;
}

static void find_holes(Str src, bool is_cpp, TreeHoles *ret)
{
    Scan x = {.s = src, .is_cpp = is_cpp, .holes = ret};

    while ((x.at = skip_space(&x, x.at)) < src.len) {
        char c = src.ptr[x.at];

        if (begins_word(c)) {
            scan_word(&x);
        } else if (c == '"' || c == '\'') {
            scan_string(&x);
        } else if (c == '#') {
            scan_directive(&x);
        } else if (is_digit(c)) {
            push_token(&x, (Token){(uint32_t)x.at, 1, '0', false});
            while (word_end(&x, x.at) > x.at || char_at(&x, x.at) == '.' ||
                   char_at(&x, x.at) == '\'')
                x.at = MAX_OF(word_end(&x, x.at), x.at + 1);
        } else {
            scan_punctuation(&x);
        }
    }
}

void c_find_holes(Str src, TreeHoles *ret)
{
    find_holes(src, false, ret);
}

void cpp_find_holes(Str src, TreeHoles *ret)
{
    find_holes(src, true, ret);
}
