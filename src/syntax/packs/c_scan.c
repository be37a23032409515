/*
 * c_scan.c -- the text of a file as the pass over it sees it: words of which kind, and what follows.
 */
#include "syntax/packs/c_scan.h"

/* -- characters and words -- */

bool scan_begins_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool scan_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool scan_goes_on_word(char c)
{
    return scan_begins_word(c) || scan_is_digit(c);
}

char scan_char_at(const Scan *x, size_t at)
{
    return at < x->s.len ? x->s.ptr[at] : '\0';
}

size_t scan_word_end(const Scan *x, size_t at)
{
    while (scan_begins_word(scan_char_at(x, at)) || scan_is_digit(scan_char_at(x, at)))
        at++;
    return at;
}

Str scan_text_of(const Scan *x, Token t)
{
    return (Str){x->s.ptr + t.start, t.len};
}

bool scan_is_one_of(Str word, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (str_is(word, words[i]))
            return true;
    }
    return false;
}

bool scan_is_control(Str w)
{
    return SCAN_ONE_OF(w, "if", "while", "for", "switch", "return", "else", "do", "case",
                       "goto", "sizeof", "default", "catch", "throw", "new", "delete",
                       "defined", "break", "continue");
}

bool scan_is_qualifier(Str w)
{
    return SCAN_ONE_OF(w, "const", "volatile", "static", "extern", "inline", "virtual",
                       "explicit", "constexpr", "friend", "register", "mutable", "typedef",
                       "__inline", "__inline__", "__extension__", "restrict", "_Noreturn",
                       "thread_local", "typename", "auto");
}

bool scan_is_sized(Str w)
{
    return SCAN_ONE_OF(w, "unsigned", "signed", "long", "short");
}

bool scan_is_primitive(Str w)
{
    return scan_is_sized(w) || SCAN_ONE_OF(w, "int", "char", "void", "float", "double", "bool",
                                           "_Bool", "size_t", "auto");
}

bool scan_is_tag(Str w)
{
    return SCAN_ONE_OF(w, "struct", "union", "enum", "class");
}

bool scan_is_plain_name(Str w)
{
    return !scan_is_control(w) && !scan_is_qualifier(w) && !scan_is_primitive(w) &&
           !scan_is_tag(w) &&
           !SCAN_ONE_OF(w, "template", "namespace", "using", "operator", "public", "private",
                        "protected");
}

bool scan_is_upper(Str w)
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
    return scan_is_digit(w.ptr[w.len - 1]) || scan_is_digit(w.ptr[w.len - 2]) ||
           str_ends(w, STR("_t"));
}

/* `__name`, but for types and for what compilers give a meaning to. */
bool scan_is_reserved(Str w)
{
    return str_starts(w, STR("__")) && w.len > 3 && !str_starts(w, STR("__builtin")) &&
           !is_reserved_type(w) &&
           !SCAN_ONE_OF(w, "__attribute__", "__attribute", "__asm__", "__asm", "__volatile__",
                        "__inline", "__inline__", "__extension__", "__restrict", "__restrict__",
                        "__typeof__", "__typeof", "__declspec", "__cdecl", "__stdcall",
                        "__fastcall", "__thiscall", "__vectorcall", "__thread", "__forceinline",
                        "__const", "__signed__", "__alignof__", "__alignof", "__func__",
                        "__FILE__", "__LINE__", "__based", "__unaligned", "__try", "__except",
                        "__finally", "__leave", "__auto_type", "__int64", "__int128",
                        "__VA_ARGS__", "__VA_OPT__", "__real__", "__imag__");
}

/* Upper-case words that say by themselves that they are no type. */
bool scan_is_known_attribute(Str w)
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

size_t scan_skip_space(const Scan *x, size_t at)
{
    for (;;) {
        char c = scan_char_at(x, at);

        if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
            at++;
        } else if (c == '\\' &&
                   (scan_char_at(x, at + 1) == '\n' || scan_char_at(x, at + 1) == '\r')) {
            at += 2;
        } else if (c == '/' && scan_char_at(x, at + 1) == '*') {
            size_t end = str_find(x->s, STR("*/"), at + 2);
            at = end == SIZE_MAX ? x->s.len : end + 2;
        } else if (c == '/' && scan_char_at(x, at + 1) == '/') {
            size_t end = str_find_char(x->s, '\n', at);
            at = end == SIZE_MAX ? x->s.len : end;
        } else {
            return at;
        }
    }
}

Str scan_word_at(const Scan *x, size_t at)
{
    return scan_begins_word(scan_char_at(x, at)) ? str_sub(x->s, at, scan_word_end(x, at))
                                                 : STR_NONE;
}

/* Past the pair of brackets that opens at `at`; SIZE_MAX when it does not end soon. */
size_t scan_skip_pair(const Scan *x, size_t at, char open, char close, size_t most)
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
size_t scan_skip_qualified(const Scan *x, size_t at)
{
    at = scan_word_end(x, at);
    for (;;) {
        size_t next = scan_skip_space(x, at);

        if (scan_char_at(x, next) == '<' && x->is_cpp) {
            next = scan_skip_pair(x, next, '<', '>', AHEAD_MAX);
            if (next == SIZE_MAX)
                return at;
        } else if (scan_char_at(x, next) == ':' && scan_char_at(x, next + 1) == ':') {
            size_t name = scan_skip_space(x, next + 2);

            if (!scan_begins_word(scan_char_at(x, name)))
                return at;
            next = scan_word_end(x, name);
        } else {
            return at;
        }
        at = next;
    }
}

/* Whether a type and then a name stand there: `const struct s *name`, `std::string f`. */
bool scan_type_and_name_follow(const Scan *x, size_t at)
{
    bool has_type = false;

    for (unsigned words = 0; words < 8; words++) {
        at = scan_skip_space(x, at);
        Str word = scan_word_at(x, at);

        if (word.len == 0 || scan_is_control(word))
            return has_type && scan_char_at(x, at) == '~';
        if (scan_is_qualifier(word) && !str_is(word, "auto")) {
            at += word.len;
        } else if (scan_is_sized(word)) {
            has_type = true;
            at += word.len;
        } else if (has_type && !scan_is_primitive(word)) {
            return !scan_is_tag(word);
        } else if (scan_is_tag(word)) {
            at = scan_word_end(x, scan_skip_space(x, at + word.len));
            has_type = true;
        } else {
            if (scan_is_reserved(word))
                return false; /* it is that one which is no type */
            at = scan_skip_qualified(x, at);
            has_type = true;
        }
        at = scan_skip_space(x, at);
        while (has_type && (scan_char_at(x, at) == '*' || scan_char_at(x, at) == '&'))
            at = scan_skip_space(x, at + 1);
        if (has_type && scan_char_at(x, at) == '(' &&
            scan_char_at(x, scan_skip_space(x, at + 1)) == '*')
            return true; /* a pointer to a function */
    }
    return false;
}

void scan_push_token(Scan *x, Token t)
{
    x->before_that = x->before;
    x->before = x->last;
    x->last = t;
}

void scan_add_hole(Scan *x, size_t start, size_t end)
{
    *VEC_PUSH(x->holes) = (TreeHole){.start = (uint32_t)start, .end = (uint32_t)end};
    x->at = end;
}

/* One that the parser sees as `as`. */
void scan_add_stand_in(Scan *x, size_t start, size_t end, const char *as, uint8_t kind)
{
    scan_add_hole(x, start, end);
    VEC_LAST(x->holes)->as = as;
    VEC_LAST(x->holes)->kind = kind;
}
